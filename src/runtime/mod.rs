//! Layer 6: terminal, event loop, workers.
