//! How much is read of anything.

/// The largest input that is read: 64 MiB, some thirty long novels.
pub const MAX_BYTES: u64 = 64 << 20;
