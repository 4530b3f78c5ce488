//! Drops names inside web addresses, mail addresses and names of files, which name an account or a page.
//!
//! ```text
//! write to [P|kent].holt@example.org → write to kent.holt@example.org
//! see https://example.org/lab-in-[L|oslo]-7.html → see https://example.org/lab-in-oslo-7.html
//! [O|example.com] sells books → [O|example.com] sells books
//! ```

use crate::nlp::draft::NameSpan;
use crate::text::Span;

/// An address is read this many bytes to each side of a name, so that the cost stays linear.
const REACH: usize = 200;

/// Drops names that are a part of an address. A name that is the whole address stays, as does one with a space.
pub(in crate::nlp) fn drop_addresses(text: &str, within: Span, mut found: Vec<NameSpan>) -> Vec<NameSpan> {
    found.retain(|name| !is_in_address(text, within, name.span));
    found
}

fn is_in_address(text: &str, within: Span, name: Span) -> bool {
    if name.of(text).contains(char::is_whitespace) {
        return false;
    }
    let from = floor(text, name.start.saturating_sub(REACH).max(within.start));
    let to = floor(text, (name.end + REACH).min(within.end));
    let before = text.get(from..name.start).and_then(|before| before.rsplit(ends_address).next()).unwrap_or_default();
    let after = text.get(name.end..to).and_then(|after| after.split(ends_address).next()).unwrap_or_default();
    let after = after.trim_end_matches(['.', ',', ':', ';', '!', '?', '’', '\'']);
    if before.is_empty() && after.is_empty() {
        return false;
    }
    let whole = Span::new(name.start - before.len(), name.end + after.len()).of(text);
    is_mail(whole) || is_web(whole) || is_file(whole)
}

/// Whether words without a space are the name of a file: `Ana_resume.doc`.
fn is_file(word: &str) -> bool {
    let endings = ["doc", "docx", "pdf", "xls", "xlsx", "ppt", "pptx", "txt", "jpg", "jpeg", "png", "gif", "zip"];
    word.rsplit_once('.').is_some_and(|(name, end)| {
        name.ends_with(char::is_alphanumeric) && endings.contains(&end.to_ascii_lowercase().as_str())
    })
}

/// The start of the character at byte `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

fn ends_address(c: char) -> bool {
    c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | '"' | '“' | '”' | '—')
}

/// Whether words without a space are a mail address: `a@b.c`.
fn is_mail(word: &str) -> bool {
    word.split_once('@').is_some_and(|(account, host)| {
        account.ends_with(char::is_alphanumeric) && host.starts_with(char::is_alphanumeric) && host.contains('.')
    })
}

/// Whether words without a space are a web address: `https://a.b`, `www.a.b`, `a.com/b`.
fn is_web(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let host = lower.split('/').next().unwrap_or_default();
    lower.contains("://") || lower.starts_with("www.") || [".com", ".org", ".net"].iter().any(|end| host.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::EntityType;

    #[test]
    fn names_in_addresses_are_dropped_and_others_stay() {
        for (text, name, stays) in [
            ("ana.holt@example.org", "holt", false),
            ("<b@Reyes.example>", "Reyes", false),
            ("see Holt_resume.doc there", "Holt", false),
            ("see Holt there", "Holt", true),
            ("at www.Holt.example, he", "Holt", false),
            ("see Varsk.com/a.", "Varsk", false),
            ("the Varsk.com site", "Varsk.com", true),
            ("Holt@work", "Holt", true),
            ("Ana Holt@example.org", "Ana Holt", true),
            ("see (https://a.example/b) Holt", "Holt", true),
            ("Holt’s", "Holt", true),
            ("é—Holt—é", "Holt", true),
        ] {
            let at = text.find(name).unwrap_or_default();
            let span = Span::new(at, at + name.len());
            let found = vec![NameSpan { kind: EntityType::Person, span, confidence: 0.9 }];
            assert_eq!(drop_addresses(text, Span::new(0, text.len()), found).len(), usize::from(stays), "{text}");
        }
    }

    #[test]
    fn long_words_are_cut_between_characters() {
        let text = format!("{}Holt{}@example.org", "é".repeat(150), "é".repeat(150));
        let span = Span::new(300, 304);
        let found = vec![NameSpan { kind: EntityType::Person, span, confidence: 0.9 }];
        assert_eq!(drop_addresses(&text, Span::new(0, text.len()), found).len(), 1);
    }
}
