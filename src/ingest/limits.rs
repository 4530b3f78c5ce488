//! The size limit of inputs.

/// The largest input that is read: 64 MiB, about thirty long novels.
pub const MAX_BYTES: u64 = 64 << 20;
