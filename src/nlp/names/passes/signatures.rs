//! Adds the name that signs a message, and types the name in its greeting as a person.
//!
//! ```text
//! Warm regards,↵Sudeshna → Warm regards,↵[P|Sudeshna]
//! [L|Jordan],↵↵Sorry for the delay. → [P|Jordan],↵↵Sorry for the delay.
//! ```

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer;
use crate::nlp::data::gazetteer::word;
use crate::nlp::data::lists::List;
use crate::nlp::draft::NameSpan;
use crate::nlp::names::passes::ADDED;
use crate::text::Span;

/// Maximum number of words in a name.
const LONGEST: usize = 3;

/// Types the name in each signature and greeting as one person.
pub(in crate::nlp) fn add_signatures(text: &str, within: Span, mut found: Vec<NameSpan>) -> Vec<NameSpan> {
    for line in within.lines(text) {
        let signed = signature(text, line);
        let Some(name) = signed.or_else(|| greeting(text, line)) else { continue };
        let first = found.partition_point(|e| e.span.end <= name.start);
        let last = first + found.iter().skip(first).take_while(|e| e.span.start < name.end).count();
        let parts = found.get(first..last).unwrap_or_default();
        let crosses = parts.iter().any(|e| !name.covers(e.span));
        let is_person = parts.iter().any(|e| e.kind == EntityType::Person);
        // In greetings, only names of the encoder count: `All,` is not a name.
        if !crosses && !is_person && (signed.is_some() || parts.iter().any(|e| e.span == name)) {
            let confidence = parts.iter().map(|e| e.confidence).fold(ADDED, f32::max);
            found.splice(first..last, [NameSpan { kind: EntityType::Person, span: name, confidence }]);
        }
    }
    found
}

/// Returns the name on `line`, if the line before closes a message.
fn signature(text: &str, line: Span) -> Option<Span> {
    let name = name_alone(text, line)?;
    let before = text.get(..line.start)?.trim_end().rsplit('\n').next()?;
    let closing = before.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase();
    // `Thanks,` | `Thanks,`
    let again = List::MailClosing.has(&name.of(text).to_lowercase());
    (List::MailClosing.has(&closing) && !again).then_some(name)
}

/// Returns the name on `line`, if a comma and a message follow it.
fn greeting(text: &str, line: Span) -> Option<Span> {
    let after = text.get(line.end..)?;
    let opens = after.starts_with('\n') && !after.trim_start().is_empty();
    let name = name_alone(text, line).filter(|name| opens && !name.of(text).contains(' '))?;
    (text.get(name.end..line.end)?.trim_end() == ",").then_some(name)
}

/// Returns the name on `line`, if the line has no other words.
fn name_alone(text: &str, line: Span) -> Option<Span> {
    let marks = |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '~' | '*' | ',' | '>');
    let words = line.of(text);
    let lead = words.len() - words.trim_start_matches(marks).len();
    let name = words.trim_matches(marks);
    let is_word = |w: &str| {
        let known = gazetteer::word(&w.to_lowercase());
        w.starts_with(char::is_uppercase)
            && w.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-' | '.'))
            && known & (word::BODY | word::SITE | word::THING) == 0
    };
    let count = name.split(' ').count();
    let is_name = !name.is_empty() && count <= LONGEST && name.split(' ').all(is_word);
    is_name.then(|| Span::new(line.start + lead, line.start + lead + name.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From mail: the encoder missed `Sudeshna` below `Warm regards,` and took `Jordan` for a country.
    #[test]
    fn signers_are_people() {
        let (person, place, body) = (EntityType::Person, EntityType::Place, EntityType::Organisation);
        for (text, found, want) in [
            ("See you.\n\nWarm regards,\nSudeshna", None, Some((person, "Sudeshna"))),
            ("Thanks!\n- Jordan", Some((place, "Jordan")), Some((person, "Jordan"))),
            ("Cheers,\nJ. Holt-Reyes", Some((person, "J. Holt-Reyes")), Some((person, "J. Holt-Reyes"))),
            ("Thanks to you.\nJordan", Some((place, "Jordan")), Some((place, "Jordan"))),
            ("Regards,\nCity Council", Some((body, "City Council")), Some((body, "City Council"))),
            ("Regards,\nSent from my phone", None, None),
            ("Best\n\nrooms", None, None),
            ("Jordan,\n\nSorry for the delay.", Some((place, "Jordan")), Some((person, "Jordan"))),
            ("Jordan, sorry.\nBye", Some((place, "Jordan")), Some((place, "Jordan"))),
            ("Amman,\n", Some((place, "Amman")), Some((place, "Amman"))),
            ("All,\n\nSorry for the delay.", None, None),
        ] {
            let span = |words: &str| text.rfind(words).map_or(Span::default(), |at| Span::new(at, at + words.len()));
            let entity = |(kind, words)| NameSpan { kind, span: span(words), confidence: 0.9 };
            let found = add_signatures(text, Span::new(0, text.len()), found.map(entity).into_iter().collect());
            assert_eq!(found.first().map(|e| (e.kind, e.span.of(text))), want, "{text}");
        }
    }
}
