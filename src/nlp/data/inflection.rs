//! Regular inflection of English verbs.

fn vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

fn consonant_y(base: &str) -> bool {
    let mut rev = base.chars().rev();
    rev.next() == Some('y') && rev.next().is_some_and(|c| !vowel(c))
}

/// Whether a verb of one syllable doubles its last consonant. The data marks longer verbs that do.
pub(super) fn doubles(base: &str) -> bool {
    let mut rev = base.chars().rev();
    let (Some(c), Some(v), Some(b)) = (rev.next(), rev.next(), rev.next()) else { return false };
    let short = !vowel(c) && !matches!(c, 'w' | 'x' | 'y') && vowel(v) && (!vowel(b) || base.starts_with("qu"));
    short && base.chars().filter(|c| vowel(*c)).count() == 1
}

fn last(base: &str) -> char {
    base.chars().next_back().unwrap_or(' ')
}

fn without_last(base: &str) -> &str {
    let mut chars = base.chars();
    chars.next_back();
    chars.as_str()
}

/// Returns the third person: `deny` → `denies`.
pub(super) fn third_person(base: &str) -> String {
    if consonant_y(base) {
        format!("{}ies", without_last(base))
    } else if base.ends_with("sh") || base.ends_with("ch") || matches!(last(base), 's' | 'x' | 'z' | 'o') {
        format!("{base}es")
    } else {
        format!("{base}s")
    }
}

/// Returns the regular past: `deny` → `denied`. `doubles` says whether the last consonant is doubled.
pub(super) fn regular_past(base: &str, doubles: bool) -> String {
    if base.ends_with('e') {
        format!("{base}d")
    } else if consonant_y(base) {
        format!("{}ied", without_last(base))
    } else if doubles {
        format!("{base}{}ed", last(base))
    } else {
        format!("{base}ed")
    }
}

/// Returns the present participle: `deny` → `denying`.
pub(super) fn ing(base: &str, doubles: bool) -> String {
    if base.ends_with("ie") {
        format!("{}ying", without_last(without_last(base)))
    } else if base.ends_with('e') && !base.ends_with("ee") {
        format!("{}ing", without_last(base))
    } else if doubles {
        format!("{base}{}ing", last(base))
    } else {
        format!("{base}ing")
    }
}
