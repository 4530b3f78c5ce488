//! Layer 3: export.
