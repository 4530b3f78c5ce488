//! Prints an article as plain lines, for screen readers, braille displays and pipes. Speakers are announced in
//! words, because position and colour are lost.
//!
//! ```text
//! “We are not buying a ruin,” said Mara Lindqvist.      Quote by Mara Lindqvist: “We are not buying a ruin,”
//!                                                       said Mara Lindqvist.
//! ```

use std::collections::HashSet;

use crate::library::notes::Reviewed;
use crate::nlp::{Attribution, QuoteKind};
use crate::text::{Article, Block, BlockKind, InlineStyle, Span, one_line, printable, printable_line};

/// Layout options.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Linear {
    /// Maximum columns per line; `None` for one line per paragraph or quote.
    pub width: Option<usize>,
}

/// Returns the article as lines, each quote on lines of its own after its speaker.
#[must_use]
pub fn linear(article: &Article, annotations: &Reviewed, how: Linear) -> String {
    let mut page = Page { article, annotations, how, out: String::new(), begun: HashSet::new() };
    page.head();
    for block in &article.blocks {
        page.block(block);
    }
    page.out.push('\n');
    page.line("End of the article.");
    page.out
}

struct Page<'a> {
    article: &'a Article,
    annotations: &'a Reviewed,
    how: Linear,
    out: String,
    /// The quotes announced so far.
    begun: HashSet<usize>,
}

impl Page<'_> {
    /// Writes the header: title, author, date, speakers.
    fn head(&mut self) {
        let article = self.article;
        let title = article.display_title();
        let first = article.blocks.first().filter(|b| matches!(b.kind, BlockKind::Heading(_)));
        if first.is_none_or(|b| one_line(article.words(b.span)) != one_line(title)) {
            self.line(&format!("Article: {title}"));
        }
        if let Some(byline) = &article.byline {
            self.line(&format!("By: {byline}"));
        }
        if let Some(date) = &article.date {
            self.line(&format!("Date: {date}"));
        }
        for notice in &article.notices {
            self.line(&format!("Notice: {notice}"));
        }
        if self.annotations.foreign.is_some() {
            self.line(
                "Notice: this article does not seem to be in English; only quotations are found, with few speakers or none.",
            );
        }
        let mut speakers: Vec<(&str, usize)> = Vec::new();
        let mut unknown = 0;
        for quote in &self.annotations.attributions {
            match &quote.speaker {
                None => unknown += 1,
                Some(name) => match speakers.iter_mut().find(|(n, _)| n == name) {
                    Some((_, count)) => *count += 1,
                    None => speakers.push((name, 1)),
                },
            }
        }
        let mut counts: Vec<String> = speakers.iter().map(|(name, count)| format!("{name}, {count}")).collect();
        if unknown > 0 {
            counts.push(format!("speaker unknown, {unknown}"));
        }
        let all = self.annotations.attributions.len();
        let count = match all {
            0 => "No quotes were found.".to_owned(),
            1 => format!("1 quote: {}.", counts.join("; ")),
            _ => format!("{all} quotes: {}.", counts.join("; ")),
        };
        self.line(&count);
    }

    fn block(&mut self, block: &Block) {
        let words = self.article.words(block.span);
        self.out.push('\n');
        if block.kind == BlockKind::Rule {
            self.line("Section break.");
            return;
        }
        let place = if block.quote_depth > 0 { "Block quote: " } else { "" };
        match &block.kind {
            BlockKind::Code { language } => {
                let language = language.as_ref().map_or_else(String::new, |l| format!(" in {l}"));
                self.line(&format!("{place}Code{language}:"));
                self.verbatim(words);
                self.line("End of code.");
            }
            BlockKind::Preformatted => self.verbatim(words),
            BlockKind::Heading(level) => self.prose(block, &format!("{place}Heading level {level}: ")),
            BlockKind::ListItem { marker } => {
                let number = marker.trim_end_matches(['.', ')']);
                let is_number = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
                let number = if is_number { format!(" {number}") } else { String::new() };
                let level = if block.list_depth > 1 { format!(", level {}", block.list_depth) } else { String::new() };
                self.prose(block, &format!("{place}List item{number}{level}: "));
            }
            BlockKind::Paragraph | BlockKind::Rule => self.prose(block, place),
        }
    }

    /// Writes running text: one line per quote and per passage between quotes.
    fn prose(&mut self, block: &Block, before: &str) {
        let mut lines: Vec<String> = Vec::new();
        for (span, quote) in runs(block.span, &self.annotations.attributions) {
            let mut words = one_line(&self.with_links(block, span));
            // A full stop behind a quote belongs to its line.
            let stops =
                words.len() - words.trim_start_matches(['.', ',', ';', ':', '!', '?', ')', '”', '’', '"']).len();
            let ends = words.get(stops..).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
            if quote.is_none()
                && stops > 0
                && ends
                && let Some(last) = lines.last_mut()
            {
                last.push_str(words.get(..stops).unwrap_or_default());
                words = words.get(stops..).unwrap_or_default().trim().to_owned();
            }
            if words.is_empty() {
                continue;
            }
            let said = quote.map_or_else(String::new, |at| self.announce(at));
            lines.push(format!("{said}{words}"));
        }
        for (n, line) in lines.iter().enumerate() {
            let line = if n == 0 { format!("{before}{line}") } else { line.clone() };
            self.line(&line);
        }
    }

    /// Returns the announcement of a quote: `Quote by Mara Lindqvist, continued: `
    fn announce(&mut self, at: usize) -> String {
        let Some(quote) = self.annotations.attributions.get(at) else { return String::new() };
        let kind = match quote.kind {
            QuoteKind::Direct => "Quote",
            QuoteKind::Mixed => "Partly quoted",
            QuoteKind::Indirect => "Indirect quote",
        };
        let by = match &quote.speaker {
            Some(name) if self.annotations.is_unsure(quote) => format!(", perhaps by {name}"),
            Some(name) => format!(" by {name}"),
            None => ", speaker unknown".to_owned(),
        };
        let again = if self.begun.insert(at) { "" } else { ", continued" };
        format!("{kind}{by}{again}: ")
    }

    /// Returns the words of a span, each link with its target.
    fn with_links(&self, block: &Block, span: Span) -> String {
        let mut out = String::new();
        let mut from = span.start;
        for inline in &block.inlines {
            let InlineStyle::Link(to) = &inline.style else { continue };
            let end = inline.span.end;
            let is_web = ["http://", "https://", "mailto:"].iter().any(|scheme| to.starts_with(scheme));
            if is_web && end > span.start && end <= span.end && self.article.words(inline.span) != to {
                out.push_str(self.article.words(Span::new(from, end)));
                out.push_str(&format!(" (link to {to})"));
                from = end;
            }
        }
        out.push_str(self.article.words(Span::new(from, span.end)));
        out
    }

    fn verbatim(&mut self, words: &str) {
        for line in printable(words).lines() {
            self.out.push_str(line);
            self.out.push('\n');
        }
    }

    fn line(&mut self, text: &str) {
        let text = printable_line(text);
        let Some(width) = self.how.width.filter(|w| *w > 0) else {
            self.out.push_str(&text);
            self.out.push('\n');
            return;
        };
        let width = u16::try_from(width).unwrap_or(u16::MAX);
        for line in broken(&text, width) {
            self.out.push_str(&line);
            self.out.push('\n');
        }
    }
}

/// Breaks a text between words into lines of at most `width` columns; a longer word gets its own line.
fn broken(text: &str, width: u16) -> Vec<String> {
    use unicode_width::UnicodeWidthStr as _;
    let mut lines = vec![String::new()];
    for word in text.split(' ').filter(|w| !w.is_empty()) {
        let Some(line) = lines.last_mut() else { break };
        if line.is_empty() {
            line.push_str(word);
        } else if line.width() + 1 + word.width() <= usize::from(width) {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

/// A block cut where quotes begin and end: each part with the innermost quote that it belongs to.
fn runs(block: Span, quotes: &[Attribution]) -> Vec<(Span, Option<usize>)> {
    let mut inside: Vec<(Span, usize)> = Vec::new();
    for (at, quote) in quotes.iter().enumerate() {
        inside
            .extend(quote.content.iter().filter_map(|c| c.intersect(block)).filter(|s| !s.is_empty()).map(|s| (s, at)));
    }
    let mut cuts: Vec<usize> =
        inside.iter().flat_map(|(s, _)| [s.start, s.end]).chain([block.start, block.end]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut runs: Vec<(Span, Option<usize>)> = Vec::new();
    for pair in cuts.windows(2) {
        let &[start, end] = pair else { continue };
        let here = inside.iter().filter(|(s, _)| s.start <= start && end <= s.end);
        let owner = here.max_by_key(|(s, _)| (s.start, usize::MAX - s.end)).map(|(_, at)| *at);
        match runs.last_mut() {
            Some((span, same)) if *same == owner => span.end = end,
            _ => runs.push((Span::new(start, end), owner)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::nlp::Annotations;

    fn quote(content: &[Span], speaker: Option<&str>, kind: QuoteKind, confidence: f32) -> Attribution {
        Attribution {
            id: String::new(),
            kind,
            content: content.to_vec(),
            source: Vec::new(),
            cue: Vec::new(),
            speaker: speaker.map(str::to_owned),
            entity: None,
            addressee: None,
            confidence,
            evidence: None,
            revised: false,
        }
    }

    fn span(text: &str, words: &str) -> Span {
        let at = text.find(words).unwrap();
        Span::new(at, at + words.len())
    }

    fn page(text: &str, quotes: Vec<Attribution>) -> String {
        let article = Article::new("a", text.to_owned(), vec![Block::paragraph(Span::new(0, text.len()))]);
        let found = Annotations { attributions: quotes, ..Annotations::default() };
        linear(&article, &Reviewed::new(found, text, &[]), Linear { width: None })
    }

    #[test]
    fn each_quote_is_announced_with_its_speaker() {
        let text =
            "“Nobody has shown me,” Okafor said. “Until then it is a\npostcard.” She said that it\u{1b}would cost.";
        let first = [span(text, "“Nobody has shown me,”"), span(text, "“Until then it is a\npostcard.”")];
        let quotes = vec![
            quote(&first, Some("Tomas Okafor"), QuoteKind::Direct, 0.9),
            quote(&[span(text, "that it\u{1b}would cost")], Some("Mara"), QuoteKind::Indirect, 0.2),
        ];
        assert_eq!(
            page(text, quotes),
            "Article: a\n2 quotes: Tomas Okafor, 1; Mara, 1.\n\n\
             Quote by Tomas Okafor: “Nobody has shown me,”\nOkafor said.\n\
             Quote by Tomas Okafor, continued: “Until then it is a postcard.”\nShe said\n\
             Indirect quote, perhaps by Mara: that it␛would cost.\n\nEnd of the article.\n"
        );
    }

    #[test]
    fn a_quote_inside_a_quote_has_its_own_line() {
        let text = "“He told me ‘no’ and left,” she said.";
        let quotes = vec![
            quote(&[span(text, "“He told me ‘no’ and left,”")], Some("Ann"), QuoteKind::Direct, 1.0),
            quote(&[span(text, "‘no’")], None, QuoteKind::Direct, 1.0),
        ];
        assert!(page(text, quotes).contains(
            "Quote by Ann: “He told me\nQuote, speaker unknown: ‘no’\nQuote by Ann, continued: and left,”\nshe said."
        ));
    }

    #[test]
    fn blocks_and_links_are_announced_in_words() {
        let text = "Mills\none\nthe report\nx = 1\n";
        let mut blocks: Vec<Block> =
            ["Mills", "one", "the report", "x = 1\n"].iter().map(|w| Block::paragraph(span(text, w))).collect();
        blocks[0].kind = BlockKind::Heading(1);
        blocks[1].kind = BlockKind::ListItem { marker: "3.".to_owned() };
        blocks[1].list_depth = 2;
        let link = InlineStyle::Link("https://example.org/r".to_owned());
        blocks[2].inlines.push(crate::text::Inline { span: span(text, "report"), style: link });
        blocks[3].kind = BlockKind::Code { language: Some("python".to_owned()) };
        let mut article = Article::new("-", text.to_owned(), blocks);
        article.title = Some("Mills".to_owned());
        assert_eq!(
            linear(&article, &Reviewed::default(), Linear::default()),
            "No quotes were found.\n\nHeading level 1: Mills\n\nList item 3, level 2: one\n\n\
             the report (link to https://example.org/r)\n\nCode in python:\nx = 1\nEnd of code.\n\nEnd of the article.\n"
        );
    }

    #[test]
    fn lines_are_broken_between_words() {
        assert_eq!(broken("one two three", 7), ["one two", "three"]);
        assert_eq!(broken("unbreakable x", 4), ["unbreakable", "x"]);
        assert_eq!(broken("", 4), [""]);
    }

    proptest! {
        /// Every word of the text is printed exactly once, wherever the quotes are.
        #[test]
        fn every_word_is_printed_once(
            text in "[a-z ,.“”]{0,60}",
            places in prop::collection::vec((0usize..60, 0usize..60), 0..6),
        ) {
            let snap = |at: usize| crate::text::Span::new(0, at.min(text.len())).of(&text).len();
            let floor = |at: usize| (0..=at.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).map_or(0, snap);
            let spans = places.iter().map(|(a, b)| Span::new(floor(*a.min(b)), floor(*a.max(b))));
            let quotes: Vec<Attribution> =
                spans.map(|s| quote(&[s], Some("X"), QuoteKind::Direct, 1.0)).collect();
            let block = Span::new(0, text.len());
            let runs = runs(block, &quotes);
            let joined: String = runs.iter().map(|(s, _)| s.of(&text)).collect();
            prop_assert_eq!(&joined, &text);
            let printed = page(&text, quotes);
            let body = printed.split_once("\n\n").map_or("", |(_, body)| body).replace("Quote by X, continued: ", "").replace("Quote by X: ", "");
            let letters = |t: &str| t.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&body), letters(&text) + "Endofthearticle.");
        }
    }
}
