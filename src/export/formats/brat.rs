//! Annotations in the standoff format of brat (<https://brat.nlplab.org/standoff.html>): `NAME.ann` beside `NAME.txt`.
//!
//! | line | |
//! |---|---|
//! | `T1⇥Person 0 8⇥Ana Holt` | a name, date or quantity; or `Content`, `Source`, `Cue` of an attribution |
//! | `R1⇥SaidBy Arg1:T3 Arg2:T4` | content and its source; `CuedBy` for its cue |
//! | `A1⇥Kind T3 direct` | the kind; `A2⇥Unsure T3` where the speaker may be somebody else |
//! | `#1⇥AnnotatorNotes T3⇥speaker: Ana Holt` | the speaker |

use std::fmt::Write as _;

use crate::export::{JsonDoc, JsonSpan};
use crate::text::{CharMap, one_line};

/// The file `annotation.conf` for these types.
pub const BRAT_CONFIG: &str = "\
[entities]
Person
Organisation
Place
Other
Date
Quantity
Content
Source
Cue

[relations]
SaidBy\tArg1:Content, Arg2:Source
CuedBy\tArg1:Content, Arg2:Cue

[events]

[attributes]
Kind\tArg:Content, Value:direct|mixed|indirect|stance
Unsure\tArg:Content
";

/// Returns the name of a document's files, without extension: its id, without characters that a file name or brat
/// does not allow.
#[must_use]
pub fn brat_name(id: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' };
    let name: String = id.chars().map(plain).take(100).collect();
    let name = name.trim_matches('.');
    if name.is_empty() { "article".to_owned() } else { name.to_owned() }
}

/// Writes the annotations. Offsets are code points of [`JsonDoc::text`].
#[must_use]
pub fn brat(doc: &JsonDoc) -> String {
    let mut file = File { text: &doc.text, map: CharMap::new(&doc.text), out: String::new(), spans: 0, others: 0 };
    for one in &doc.entities {
        let kind = format!("{:?}", one.kind);
        file.words(&kind, &[one.span]);
    }
    for one in &doc.attributions {
        let Some(content) = file.words("Content", &one.content) else { continue };
        for (role, relation, spans) in [("Source", "SaidBy", &one.source), ("Cue", "CuedBy", &one.cue)] {
            if let Some(other) = file.words(role, spans) {
                file.line('R', &format!("{relation} Arg1:T{content} Arg2:T{other}"));
            }
        }
        file.line('A', &format!("Kind T{content} {}", one.kind.name()));
        if one.unsure {
            file.line('A', &format!("Unsure T{content}"));
        }
        if let Some(speaker) = &one.speaker {
            file.line('#', &format!("AnnotatorNotes T{content}\tspeaker: {}", one_line(speaker)));
        }
    }
    file.out
}

struct File<'a> {
    text: &'a str,
    map: CharMap<'a>,
    out: String,
    /// Number of `T` lines.
    spans: usize,
    /// Number of other lines: one count for all, as ids need only be unique.
    others: usize,
}

impl File<'_> {
    /// Writes words as a `T` line and returns its number; `None` without words. A span is cut at line breaks, which
    /// brat does not allow inside one.
    fn words(&mut self, kind: &str, spans: &[JsonSpan]) -> Option<usize> {
        let mut pieces: Vec<JsonSpan> = Vec::new();
        let mut words: Vec<&str> = Vec::new();
        for span in spans {
            for line in self.map.to_bytes(*span).lines(self.text) {
                let line = line.trim(self.text);
                if !line.is_empty() {
                    pieces.push(self.map.to_chars(line));
                    words.push(line.of(self.text));
                }
            }
        }
        if pieces.is_empty() {
            return None;
        }
        self.spans += 1;
        let at: Vec<String> = pieces.iter().map(|[start, end]| format!("{start} {end}")).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(self.out, "T{}\t{kind} {}\t{}", self.spans, at.join(";"), words.join(" "));
        Some(self.spans)
    }

    fn line(&mut self, kind: char, rest: &str) {
        self.others += 1;
        let _ = writeln!(self.out, "{kind}{}\t{rest}", self.others);
    }
}
