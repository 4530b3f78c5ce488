//! A guess at the name that was meant.

/// The name in `names` that is most like `wrong`, if one is like it at all.
#[must_use]
pub(super) fn nearest<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near = names.into_iter().map(|name| (strsim::levenshtein(wrong, name), name)).min()?;
    (near.0 <= near.1.chars().count().max(3) / 3).then_some(near.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_guessed() {
        let names = ["next-quote", "next-match", "help"];
        assert_eq!(nearest("next-qoute", names), Some("next-quote"));
        assert_eq!(nearest("hepl", names), None, "two letters of four are another word");
        assert_eq!(nearest("hel", names), Some("help"));
        assert_eq!(nearest("zzzzzzzz", names), None);
    }
}
