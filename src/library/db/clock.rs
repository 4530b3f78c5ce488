//! The clock, and times as the library writes them.

use std::time::SystemTime;

/// The time, RFC 3339 UTC, to the millisecond and always as long: order of text is order of time.
pub(in crate::library::db) fn now() -> String {
    format!("{:.3}", clock())
}

/// The clock, which may jump.
pub(in crate::library::db) fn clock() -> jiff::Timestamp {
    let now = jiff::Timestamp::try_from(SystemTime::now()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    #[cfg(test)]
    let now = skewed(now);
    now
}

#[cfg(test)]
thread_local! {
    /// Seconds by which this thread's clock is wrong.
    pub(in crate::library::db) static SKEW: std::cell::Cell<i64> = const { std::cell::Cell::new(0) };
}

/// The time as this thread sees it.
#[cfg(test)]
fn skewed(time: jiff::Timestamp) -> jiff::Timestamp {
    let by = jiff::SignedDuration::from_secs(SKEW.get());
    time.saturating_add(by).unwrap_or(time)
}
