//! The keys of a command: one text, or a list of them.

use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

use crate::reader::command::chord::Chord;
use crate::reader::command::table::Context;

/// Reads the chords of a command.
///
/// # Errors
/// Returns where the mistake is, and what is right.
pub(super) fn read(value: &Spanned<DeValue<'_>>, context: Context) -> Result<Vec<Chord>, (usize, String)> {
    let one = [(value.span(), value.get_ref())];
    let list: Vec<(Range<usize>, &DeValue<'_>)> = match value.get_ref() {
        DeValue::Array(list) => list.iter().map(|item| (item.span(), item.get_ref())).collect(),
        _ => one.into(),
    };
    let mut chords = Vec::new();
    for (span, item) in list {
        let wrong = |what: String| (span.start, what);
        let text = item.as_str().ok_or_else(|| {
            wrong("keys must be a list of strings, for example [\"j\", \"ctrl-x n\"], or [] for none".to_owned())
        })?;
        let chord = Chord::parse(text).map_err(wrong)?;
        if context == Context::Note && chord.types() {
            return Err(wrong(format!("{text:?} types text in a note: use a key with ctrl- or alt-, or f1 to f24")));
        }
        chords.push(chord);
    }
    Ok(chords)
}
