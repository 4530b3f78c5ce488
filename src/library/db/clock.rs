//! The clock, and the format of stored times.

use std::time::SystemTime;

/// Returns the time in RFC 3339 UTC with milliseconds. Its length is fixed, so text order is time order.
pub(in crate::library::db) fn now() -> String {
    format!("{:.3}", clock())
}

/// Returns the system time, which may jump.
pub(in crate::library::db) fn clock() -> jiff::Timestamp {
    let now = jiff::Timestamp::try_from(SystemTime::now()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    #[cfg(test)]
    let now = skewed(now);
    now
}

#[cfg(test)]
thread_local! {
    /// Seconds added to this thread's clock, for tests.
    pub(in crate::library::db) static SKEW: std::cell::Cell<i64> = const { std::cell::Cell::new(0) };
}

/// Returns the system time plus the offset of this thread.
#[cfg(test)]
fn skewed(time: jiff::Timestamp) -> jiff::Timestamp {
    let by = jiff::SignedDuration::from_secs(SKEW.get());
    time.saturating_add(by).unwrap_or(time)
}
