//! Units of measure and currencies by their written forms (`src/nlp/data/units.txt`).

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

const UNITS: &str = include_str!("../data/units.txt");

/// Maximum length in characters of a form that is compared with its case.
const CASED: usize = 3;

#[derive(Default)]
struct Table {
    /// Forms that follow a number.
    after: HashMap<String, &'static str>,
    /// Forms that directly follow the digits.
    glued: HashMap<String, &'static str>,
    /// Currencies that precede a number.
    before: HashMap<String, &'static str>,
    /// Forms with a capital.
    capitals: HashSet<&'static str>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::default();
    for line in UNITS.lines().filter(|line| !line.starts_with("# ")) {
        let Some((name, forms)) = line.split_once(" = ") else { continue };
        table.after.entry(key(name)).or_insert(name);
        for form in forms.split(", ") {
            table.capitals.insert(form);
            if let Some(form) = form.strip_prefix('<') {
                table.before.entry(form.to_owned()).or_insert(name);
            } else if let Some(form) = form.strip_prefix('+') {
                table.glued.entry(key(form)).or_insert(name);
            } else {
                table.after.entry(key(form)).or_insert(name);
            }
        }
    }
    table
});

/// Returns the key of a form. Short forms keep their case: `MW` is not `mW`.
fn key(form: &str) -> String {
    if form.chars().count() <= CASED { form.to_owned() } else { form.to_lowercase() }
}

/// Returns the unit for `words` after a number. `glued`: no space separates them from the digits.
pub(super) fn unit(words: &str, glued: bool) -> Option<&'static str> {
    let key = key(words);
    let letter = words.chars().count() == 1 && words.chars().all(char::is_alphabetic);
    // `5 A` and `12 m`: a single letter after a space is a unit only if unambiguous.
    if letter && !glued && !matches!(words, "m" | "g" | "V" | "W" | "C" | "F") {
        return None;
    }
    // `Stone` is a name; `Celsius` and `YEN` are units.
    let name = words.starts_with(char::is_uppercase)
        && words.chars().any(char::is_lowercase)
        && words.chars().count() > CASED
        && !TABLE.capitals.contains(words);
    let found = TABLE.after.get(&key).copied().filter(|_| !name);
    found.or_else(|| TABLE.glued.get(&key).copied().filter(|_| glued))
}

/// Returns the currency for `words` before a number: `HK$`.
pub(super) fn currency(words: &str) -> Option<&'static str> {
    TABLE.before.get(words).copied()
}

/// Returns the ISO 8601 letter of a unit of time, and whether it belongs to the time-of-day part.
pub(super) fn of_time(unit: &str) -> Option<(bool, char)> {
    Some(match unit {
        "years" => (false, 'Y'),
        "months" => (false, 'M'),
        "weeks" => (false, 'W'),
        "days" => (false, 'D'),
        "hours" => (true, 'H'),
        "minutes" => (true, 'M'),
        "seconds" => (true, 'S'),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_found_with_their_case() {
        assert_eq!(unit("MW", false), Some("MW"));
        assert_eq!(unit("mW", false), None);
        assert_eq!(unit("kilometers per hour", false), Some("km/h"));
        assert_eq!(unit("p", true), Some("pence"));
        assert_eq!(unit("p", false), None);
        assert_eq!(currency("HK$"), Some("HKD"));
        assert_eq!(currency("people"), None);
    }

    #[test]
    fn every_line_of_the_table_is_read_and_no_form_stands_twice() {
        let mut seen = HashSet::new();
        for line in UNITS.lines().filter(|l| !l.is_empty() && !l.starts_with("# ")) {
            let (name, forms) = line.split_once(" = ").unwrap_or_else(|| panic!("{line}"));
            for form in forms.split(", ") {
                assert!(seen.insert(form), "{form} of {name} stands twice");
            }
        }
    }
}
