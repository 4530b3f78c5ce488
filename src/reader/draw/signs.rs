//! Every sign and style on the screen with its meaning: drawing and the legend of the help (`?`) use the same table.

use crate::theme::Scope;

/// A sign, or sample text in a style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sign {
    /// The sign, or a sample in its style.
    pub text: &'static str,
    /// Its meaning.
    pub means: &'static str,
    /// The style of the sample; `None` for signs whose colour has no meaning or is the speaker's.
    pub scope: Option<Scope>,
}

/// Makes a sign whose colour has no meaning, or shows the speaker.
const fn sign(text: &'static str, means: &'static str) -> Sign {
    Sign { text, means, scope: None }
}

/// Makes a sample in a style with a meaning.
const fn style(text: &'static str, means: &'static str, scope: Scope) -> Sign {
    Sign { text, means, scope: Some(scope) }
}

/// The bar beside a line with a direct or mixed quote.
pub const DIRECT: Sign = sign("▌", "direct quote (colour: its speaker)");
/// The bar beside a line with an indirect quote.
pub const INDIRECT: Sign = sign("╎", "indirect quote");
/// The mark of a line where a quote with an unsure speaker begins.
pub const UNSURE: Sign = style("?", "quote with an unsure speaker", Scope::Doubt);
/// The mark of a line with a note.
pub const NOTE: Sign = style("✎", "note", Scope::NoteMark);
/// The mark of the cursor or the selected row in the focused pane.
pub const HERE: Sign = style("▸", "cursor or selection, active pane", Scope::FocusedBorder);
/// The same mark in the other pane.
pub const THERE: Sign = sign("▹", "cursor or selection, other pane");
/// The end of the article.
pub const END: Sign = sign("■", "end of the article");
/// The visible part of the article.
pub const THUMB: Sign = sign("┃", "scrollbar: the part on screen");
/// A direct quote in the scrollbar.
pub const BAR_DIRECT: Sign = sign("╸", "scrollbar: direct quote");
/// An indirect quote in the scrollbar.
pub const BAR_INDIRECT: Sign = sign("╴", "scrollbar: indirect quote");
/// A note in the scrollbar.
pub const BAR_NOTE: Sign = style("•", "scrollbar: note", Scope::NoteMark);
/// A full block of a bar: a share, a quote in the chart.
pub const BLOCK: Sign = sign("▇", "chart: direct quote");
/// An indirect quote in the chart.
pub const BLOCK_INDIRECT: Sign = sign("░", "chart: indirect quote");
/// The selected quote in the chart.
pub const CHOSEN: Sign = style("◆", "chart: the selected quote", Scope::CurrentMatch);
/// The place of the cursor in the chart.
pub const CURSOR: Sign = style("▼", "chart: the cursor in the article", Scope::FocusedBorder);
/// A finished step of the tutorial.
pub const DONE: Sign = sign("✓", "checked (a note's verdict); done");
/// A closed line of a list.
pub const FOLDED: Sign = sign("+", "closed line (Enter opens it)");
/// An open line of a list.
pub const UNFOLDED: Sign = sign("−", "open line (Enter closes it)");
/// The mark of an unread article in the library.
pub const UNREAD: Sign = style("●", "library: unread article", Scope::FocusedBorder);
/// The mark of an article with a star.
pub const STAR: Sign = sign("★", "article with a star");
/// The sign before the number of a paragraph.
pub const PARAGRAPH: Sign = sign("¶", "number of the paragraph");

/// The legend: headings with their signs.
pub const LEGEND: &[(&str, &[Sign])] = &[
    (
        "Signs beside the article",
        &[DIRECT, INDIRECT, UNSURE, NOTE, HERE, THERE, THUMB, BAR_DIRECT, BAR_INDIRECT, BAR_NOTE, END],
    ),
    (
        "Styles in the article",
        &[
            style("name", "person", Scope::Person),
            style("name", "organisation", Scope::Organisation),
            style("name", "place", Scope::Place),
            style("name", "another name", Scope::OtherName),
            style("date", "date", Scope::Date),
            style("figure", "quantity", Scope::Quantity),
            style("“words”", "direct quote", Scope::Quote),
            style("words", "indirect quote", Scope::IndirectQuote),
            style("words", "the selected quote", Scope::SelectedContent),
            style("name", "its source: who said it", Scope::SelectedSource),
            style("said", "its cue", Scope::SelectedCue),
            style("words", "words with a note", Scope::Noted),
            style("words", "match of the search", Scope::Match),
            style("words", "the current match; hint letters", Scope::CurrentMatch),
            style("words", "selected text", Scope::Selection),
            style("words", "link", Scope::Link),
        ],
    ),
    (
        "Signs in the lists",
        &[
            sign("▁▂▃▄▅▆▇", "share of all quoted words"),
            style("unsure", "speaker with low confidence", Scope::Doubt),
            sign("partly", "only partly in quotation marks"),
            sign("indirect", "reported without quotation marks"),
            sign("corrected", "corrected by you (key c)"),
            sign("← “He”", "the words that name the speaker"),
            FOLDED,
            UNFOLDED,
            UNREAD,
            STAR,
            PARAGRAPH,
            DONE,
            sign("≠", "disputed"),
            sign("✗", "false"),
            sign("¿", "needs a source"),
            sign("?", "question"),
            sign("□", "to do"),
        ],
    ),
    ("Chart of speakers", &[BLOCK, BLOCK_INDIRECT, CHOSEN, CURSOR]),
];

/// Returns whether a character needs no line in the legend: punctuation, frames, names of keys, and the cells of pictures.
#[cfg(test)]
fn is_ordinary(c: char) -> bool {
    c.is_ascii() || c.is_alphanumeric() || "·…“”‘’–—−×─│┬┴├┤╭╮╰╯⏎↑↓→↔›«»€£¥▀\u{a0}\u{2028}".contains(c)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// The text of string and character literals in code without its tests and comments.
    fn literals(source: &str) -> String {
        let code = source.split("#[cfg(test)]").next().unwrap_or_default();
        let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        // Quotation marks alternate: odd pieces are inside them.
        let inside = lines.flat_map(|line| line.split(['"', '\'']).skip(1).step_by(2));
        inside.collect::<Vec<_>>().join(" ")
    }

    fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }

    #[test]
    fn every_sign_that_is_drawn_is_in_the_legend() {
        let mut files = Vec::new();
        for folder in ["panes", "overlays", "draw", "corrections"] {
            sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/reader").join(folder), &mut files);
        }
        assert!(files.len() > 40, "the sources were not found");
        let known: String = LEGEND.iter().flat_map(|(_, signs)| *signs).map(|sign| sign.text).collect();
        for (path, source) in files {
            for c in literals(&source).chars().filter(|c| !is_ordinary(*c)) {
                assert!(known.contains(c), "{path}: {c} is not explained in the legend");
            }
        }
    }

    #[test]
    fn every_style_of_names_and_quotes_is_in_the_legend() {
        let paint = without_tests(include_str!("../panes/article/paint.rs"));
        let shown = |name: &str| {
            LEGEND.iter().flat_map(|(_, signs)| *signs).any(|s| s.scope.is_some_and(|s| format!("{s:?}") == name))
        };
        // How the text itself is set: emphasis, code, headings.
        let set = ["Text", "Heading", "Emphasis", "Strong", "Strike", "Code", "BlockQuote", "Gutter"];
        let mut seen = 0;
        for part in paint.split("Scope::").skip(1) {
            let name: String = part.chars().take_while(|c| c.is_alphanumeric()).collect();
            assert!(set.contains(&name.as_str()) || shown(&name), "{name} is not explained in the legend");
            seen += 1;
        }
        assert!(seen > 15, "the styles were not found");
    }

    /// Code without its tests.
    fn without_tests(source: &str) -> String {
        source.split("#[cfg(test)]").next().unwrap_or_default().to_owned()
    }

    #[test]
    fn the_signs_of_verdicts_and_flags_are_those_of_their_names() {
        use crate::library::notes::{Flag, Verdict};
        use crate::reader::corrections::{flag, verdict};
        let names = Verdict::ALL.iter().map(|v| verdict(*v)).chain([flag(Flag::Question), flag(Flag::Todo)]);
        for name in names {
            let sign = name.split(' ').next().unwrap();
            let known = LEGEND.iter().flat_map(|(_, signs)| *signs).any(|s| s.text == sign);
            assert!(known, "{name} is not explained in the legend");
        }
    }

    #[test]
    fn every_line_of_the_legend_fits_beside_the_keys() {
        for sign in LEGEND.iter().flat_map(|(_, signs)| *signs) {
            assert!(sign.means.chars().count() <= 36 && sign.text.chars().count() <= 16, "{sign:?}");
        }
    }
}
