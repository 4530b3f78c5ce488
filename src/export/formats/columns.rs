//! Annotations as columns, one token per line, in CoNLL-U Plus
//! (<https://universaldependencies.org/ext-format.html>).
//!
//! | column | |
//! |---|---|
//! | `ID`, `FORM` | number of the token in its sentence; the token |
//! | `PULLQUOTE:NAME` | `B-person`, `I-person`, … of names, dates and quantities; `_` outside |
//! | `PULLQUOTE:QUOTE` | `B-content:2`, `I-source:2`, …, with the number of the attribution; several are joined by a bar |
//! | `PULLQUOTE:SPEAKER` | the speakers of the contents that the token belongs to, joined by a bar |
//! | `MISC` | `TokenRange=start:end` in code points; `SpaceAfter=No` |

use std::fmt::Write as _;

use crate::export::{JsonDoc, JsonSpan};
use crate::text::{Article, CharMap, one_line, sentences, tokens};

/// The first line of a file, which names the columns.
pub const COLUMNS: &str = "# global.columns = ID FORM PULLQUOTE:NAME PULLQUOTE:QUOTE PULLQUOTE:SPEAKER MISC\n";

/// Writes one document; [`COLUMNS`] begins the file.
#[must_use]
pub fn columns(article: &Article, doc: &JsonDoc) -> String {
    let text = doc.text.as_str();
    let map = CharMap::new(text);
    let mut layers = Layers::of(doc);
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(out, "# newdoc id = {}", field(&doc.id));
    if let Some(title) = &doc.title {
        let _ = writeln!(out, "# title = {}", one_line(title));
    }
    let paragraphs = article.blocks.iter().map(|block| sentences(text, block.span));
    let sentences = paragraphs.flat_map(|all| all.into_iter().enumerate());
    for (n, (in_paragraph, sentence)) in sentences.enumerate() {
        if in_paragraph == 0 {
            out.push_str("# newpar\n");
        }
        let _ = writeln!(out, "# sent_id = {}", n + 1);
        let _ = writeln!(out, "# text = {}", one_line(sentence.of(text)));
        for (k, token) in tokens(text, sentence).into_iter().enumerate() {
            let at = map.to_chars(token.span);
            let [name, quote, speaker] = layers.cells(at);
            let glued = text.get(token.span.end..).and_then(|rest| rest.chars().next());
            let misc = if glued.is_some_and(|c| !c.is_whitespace()) { "SpaceAfter=No|" } else { "" };
            let form = field(token.span.of(text));
            let _ =
                writeln!(out, "{}\t{form}\t{name}\t{quote}\t{speaker}\t{misc}TokenRange={}:{}", k + 1, at[0], at[1]);
        }
        out.push('\n');
    }
    out
}

/// A cell never holds white space or control characters; an empty one is `_`.
fn field(words: &str) -> String {
    let cleaned: String = words.chars().map(|c| if c.is_whitespace() || c.is_control() { '_' } else { c }).collect();
    if cleaned.is_empty() { "_".to_owned() } else { cleaned }
}

/// Spans with their labels, in order; asked about tokens in order.
struct Layer {
    spans: Vec<(JsonSpan, String)>,
    /// The first span that begins after the last token.
    next: usize,
    /// The spans that the last token was in.
    open: Vec<usize>,
}

impl Layer {
    fn new(mut spans: Vec<(JsonSpan, String)>) -> Self {
        spans.sort_by_key(|(span, _)| *span);
        Self { spans, next: 0, open: Vec::new() }
    }

    /// Returns the labels of the spans that the token is in, and whether it is the first token of each.
    fn at(&mut self, token: JsonSpan) -> Vec<(bool, &str)> {
        let inside =
            |spans: &[(JsonSpan, String)], at: usize| spans.get(at).is_some_and(|(span, _)| token[0] < span[1]);
        self.open.retain(|at| inside(&self.spans, *at));
        let before = self.open.len();
        while self.spans.get(self.next).is_some_and(|(span, _)| span[0] < token[1]) {
            if inside(&self.spans, self.next) {
                self.open.push(self.next);
            }
            self.next += 1;
        }
        let label = |(n, at): (usize, &usize)| Some((n >= before, self.spans.get(*at)?.1.as_str()));
        self.open.iter().enumerate().filter_map(label).collect()
    }
}

struct Layers {
    names: Layer,
    quotes: Layer,
    speakers: Layer,
}

impl Layers {
    fn of(doc: &JsonDoc) -> Self {
        let names = doc.entities.iter().map(|one| (one.span, one.kind.name().to_owned())).collect();
        let (mut quotes, mut speakers) = (Vec::new(), Vec::new());
        for (n, one) in doc.attributions.iter().enumerate() {
            for (role, spans) in [("content", &one.content), ("source", &one.source), ("cue", &one.cue)] {
                quotes.extend(spans.iter().map(|span| (*span, format!("{role}:{}", n + 1))));
            }
            if let Some(speaker) = &one.speaker {
                speakers.extend(one.content.iter().map(|span| (*span, field(speaker))));
            }
        }
        Self { names: Layer::new(names), quotes: Layer::new(quotes), speakers: Layer::new(speakers) }
    }

    fn cells(&mut self, token: JsonSpan) -> [String; 3] {
        let tag = |(begins, label): (bool, &str)| format!("{}-{label}", if begins { 'B' } else { 'I' });
        let or_empty = |cell: String| if cell.is_empty() { "_".to_owned() } else { cell };
        let mut speakers: Vec<&str> = self.speakers.at(token).into_iter().map(|(_, speaker)| speaker).collect();
        speakers.dedup();
        let quotes: Vec<String> = self.quotes.at(token).into_iter().map(tag).collect();
        [
            or_empty(self.names.at(token).into_iter().next().map(tag).unwrap_or_default()),
            or_empty(quotes.join("|")),
            or_empty(speakers.join("|")),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::formats::tests::{article, doc};

    #[test]
    fn a_token_a_line() {
        let (article, doc) = (article(), doc());
        let found = columns(&article, &doc);
        let want = "\
# newdoc id = a_1
# newpar
# sent_id = 1
# text = “Näh,
1\t“\t_\tB-content:1\tAna_Holt\tSpaceAfter=No|TokenRange=0:1
2\tNäh\t_\tI-content:1\tAna_Holt\tSpaceAfter=No|TokenRange=1:4
3\t,\t_\tI-content:1\tAna_Holt\tTokenRange=4:5
";
        assert!(found.starts_with(want.split_once("# sent_id").unwrap().0), "{found}");
        for line in want.lines().filter(|line| line.contains('\t')) {
            assert!(found.lines().any(|l| l == line), "{line}\n{found}");
        }
        assert!(found.contains("\tHolt\tI-person\tI-source:1\t_\tTokenRange="), "{found}");
        assert!(found.contains("\tsaid\t_\tB-cue:1\t_\t"), "{found}");
        // Every line is a comment, a row of six cells, or empty.
        let whole =
            |l: &str| l.is_empty() || l.starts_with('#') || l.split('\t').filter(|c| !c.is_empty()).count() == 6;
        assert!(found.lines().all(whole), "{found}");
    }
}
