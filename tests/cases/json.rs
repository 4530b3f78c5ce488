//! Accessors for JSON values: a missing field is empty.

use serde_json::Value;

use crate::cases::words::Range;

pub(crate) fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

pub(crate) fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map(Vec::as_slice).unwrap_or_default()
}

/// Returns the strings of a field that is a string or a list of strings.
pub(crate) fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(one) => vec![one],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Returns a range from `[start, end]`.
pub(crate) fn range(value: &Value) -> Range {
    let at = |n: usize| value[n].as_u64().and_then(|v| usize::try_from(v).ok()).unwrap_or_default();
    (at(0), at(1))
}

/// Returns which occurrence of the words a case means; the first by default.
pub(crate) fn occurrence(value: &Value) -> u64 {
    value["occurrence"].as_u64().unwrap_or(1)
}
