//! The file of an article in a vault: the notes as Markdown, with a mark in the front matter that says who wrote it.
//!
//! The mark holds a digest of the rest of the file. A file without the mark, or with another digest, was written or
//! changed by somebody else, and the program never overwrites it.

use crate::export::exchange::markdown;
use crate::export::exchange::markdown::file_name;
use crate::library::notes::{Origin, Sheet};
use crate::text::ArticleId;

/// The start of the line in the front matter.
const MARK: &str = "pullquote: \"";

/// Who wrote a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// This program, and nobody changed it since.
    Here,
    /// This program, but somebody changed it since.
    Changed,
    /// Somebody else.
    Elsewhere,
}

/// Returns the file with the notes on an article.
#[must_use]
pub fn vault_file(sheet: &Sheet) -> String {
    let text = markdown::write(std::slice::from_ref(sheet));
    let digest = digest(&text);
    match text.strip_prefix("---\n") {
        Some(rest) => format!("---\n{MARK}{digest}\"\n{rest}"),
        None => format!("---\n{MARK}{digest}\"\n---\n{text}"),
    }
}

/// Returns who wrote a file.
#[must_use]
pub fn vault_file_written(text: &str) -> Written {
    let marked = text.strip_prefix("---\n").and_then(|rest| rest.strip_prefix(MARK)?.split_once("\"\n"));
    match marked {
        Some((mark, rest)) if mark == digest(&format!("---\n{rest}")) => Written::Here,
        Some(_) => Written::Changed,
        None if text.contains(MARK) => Written::Changed,
        None => Written::Elsewhere,
    }
}

/// Returns the name of an article's file, and the end of the name, by which the file is found again when the title
/// changes. Both depend on the address of the article and not on its text.
#[must_use]
pub fn vault_file_name(article: &Origin) -> (String, String) {
    let place = if article.source == "-" { &article.id.0 } else { &article.source };
    let stable = Origin { id: ArticleId::of_text(place), ..article.clone() };
    let name = file_name(&stable);
    let end = format!(" {}.md", stable.id.0.get(..8).unwrap_or_default());
    (name, end)
}

/// Returns a digest of a text.
fn digest(text: &str) -> String {
    ArticleId::of_text(text).0.chars().take(16).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::read_notes;
    use crate::library::notes::{Note, NoteId};

    fn sheet() -> Sheet {
        let article =
            Origin { title: Some("A / B: “../c”".into()), source: "news/a.txt".into(), ..Origin::default() };
        let note = Note { id: NoteId("n1".into()), body: "Ask her.".into(), ..Note::default() };
        Sheet { notes: vec![note], ..Sheet::on(article) }
    }

    #[test]
    fn the_mark_tells_who_wrote_the_file() {
        let text = vault_file(&sheet());
        assert!(text.starts_with("---\npullquote: \""), "{text}");
        assert_eq!(vault_file_written(&text), Written::Here);
        assert_eq!(vault_file_written(&text.replace("Ask her.", "Ask him.")), Written::Changed);
        assert_eq!(
            vault_file_written(&text.replace("---\npullquote", "---\naliases: []\npullquote")),
            Written::Changed
        );
        assert_eq!(vault_file_written("---\ntitle: \"mine\"\n---\n"), Written::Elsewhere);
        assert_eq!(vault_file_written(""), Written::Elsewhere);
        let read = read_notes(text.as_bytes(), "2023-03-15T10:00:00Z").unwrap();
        assert_eq!(read.sheets[0].notes[0].body, "Ask her.");
    }

    #[test]
    fn the_name_is_safe_and_does_not_depend_on_the_text() {
        let name = |id: &str, title: &str| {
            let article = Origin { id: ArticleId::of_text(id), title: Some(title.into()), ..sheet().article };
            vault_file_name(&article)
        };
        let (first, end) = name("one", "A / B: “../c”");
        assert_eq!(name("two", "A / B: “../c”"), (first.clone(), end.clone()));
        assert!(first.ends_with(&end) && !first.contains(['/', '\\', ':', '.']) | first.ends_with(".md"), "{first}");
        assert_eq!(name("one", "Another title").1, end);
        assert!(!name("one", "../../etc/passwd").0.contains('/'));
    }
}
