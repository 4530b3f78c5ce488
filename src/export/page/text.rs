//! The article of a page as HTML: blocks with their marks. All text is escaped.

use std::fmt::Write as _;

use crate::export::page::{Cited, Noted};
use crate::export::templates::{html, is_web};
use crate::library::notes::Reviewed;
use crate::nlp::{EntityId, EntityType};
use crate::text::{Article, Block, BlockKind, InlineStyle, Span, one_line};

/// What some words of a block are.
#[derive(Clone, Debug, PartialEq)]
enum What<'a> {
    /// Content of the quote with this index.
    Quote(usize),
    /// A link.
    Link(&'a str),
    /// An HTML element.
    Element(&'static str),
    /// A name, by its class; the entity that it names first.
    Name(&'static str, Option<EntityId>),
    /// The words that introduce a quote, or name its speaker.
    Cue(usize),
    /// Words with the note of this index.
    Note(usize),
}

/// The number of blocks at the start that may be byline or date.
const FRONT: usize = 4;

/// Returns whether a block is the byline or the date.
fn is_front(article: &Article, block: &Block) -> bool {
    let words = one_line(article.words(block.span));
    let is_byline = article.byline.as_ref().is_some_and(|by| words.contains(&one_line(by)));
    block.kind == BlockKind::Paragraph
        && words.len() < 120
        && (is_byline || words.starts_with("By ") || crate::nlp::day(&words).is_some())
}

/// Returns whether the date stands in the text, too.
pub(super) fn date_stands_in_text(article: &Article, date: &str) -> bool {
    let is_date = |block: &Block| {
        crate::nlp::day(&one_line(article.words(block.span))).is_some_and(|day| date.starts_with(&day.to_string()))
    };
    article.blocks.iter().take(FRONT).any(is_date)
}

/// Returns whether the byline stands in the text, too.
pub(super) fn stands_in_text(article: &Article, byline: &str) -> bool {
    let byline = one_line(byline);
    article.blocks.iter().take(FRONT).any(|block| one_line(article.words(block.span)).contains(&byline))
}

/// Some words with their meaning.
struct Mark<'a> {
    span: Span,
    what: What<'a>,
}

/// The parts of the article.
pub(super) struct Written {
    /// The content of the main heading.
    pub(super) heading: String,
    /// Byline and date, if they stand in the text.
    pub(super) front: String,
    /// The other blocks.
    pub(super) text: String,
}

/// Writes the article.
pub(super) struct Writer<'a> {
    article: &'a Article,
    quotes: &'a [Cited<'a>],
    /// The marks of each block, in order of their start.
    marks: Vec<Vec<Mark<'a>>>,
    /// The quotes that have a place in the text already.
    placed: Vec<bool>,
    noted: Vec<bool>,
    out: String,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        article: &'a Article,
        found: &'a Reviewed,
        quotes: &'a [Cited<'a>],
        notes: &'a [Noted<'a>],
    ) -> Self {
        let mut writer = Self {
            article,
            quotes,
            marks: article.blocks.iter().map(|_| Vec::new()).collect(),
            placed: vec![false; quotes.len()],
            noted: vec![false; notes.len()],
            out: String::with_capacity(article.text.len() * 3),
        };
        for (at, quote) in quotes.iter().enumerate() {
            quote.said.content.iter().for_each(|span| writer.mark(*span, &What::Quote(at)));
            quote.said.cue.iter().chain(&quote.said.source).for_each(|span| writer.mark(*span, &What::Cue(at)));
        }
        let mut named: Vec<EntityId> = Vec::new();
        let first = found.people.iter().map(|person| person.entity).collect::<Vec<_>>();
        for mention in found.mentions.iter().filter(|mention| mention.named) {
            let class = match mention.kind {
                EntityType::Person => "person",
                EntityType::Organisation => "organisation",
                EntityType::Place => "place",
                _ if first.contains(&mention.entity) => "other",
                _ => continue,
            };
            let is_first = first.contains(&mention.entity) && !named.contains(&mention.entity);
            if is_first {
                named.push(mention.entity);
            }
            writer.mark(mention.span, &What::Name(class, is_first.then_some(mention.entity)));
        }
        for (at, note) in notes.iter().enumerate() {
            if let Some(span) = note.span {
                writer.mark(span, &What::Note(at));
            }
        }
        for (block, marks) in article.blocks.iter().zip(&mut writer.marks) {
            let style = |style: &'a InlineStyle| match style {
                InlineStyle::Emphasis => Some(What::Element("em")),
                InlineStyle::Strong => Some(What::Element("strong")),
                InlineStyle::Strike => Some(What::Element("s")),
                InlineStyle::Code => Some(What::Element("code")),
                InlineStyle::Link(to) => is_web(to).then_some(What::Link(to)),
            };
            let inlines = block.inlines.iter().filter_map(|inline| Some((inline.span, style(&inline.style)?)));
            marks.extend(inlines.map(|(span, what)| Mark { span, what }));
            marks.sort_by_key(|mark| (mark.span.start, std::cmp::Reverse(mark.span.end)));
        }
        writer
    }

    /// Adds a mark to every block that it touches.
    fn mark(&mut self, span: Span, what: &What<'a>) {
        let first = self.article.block_at(span.start).unwrap_or_default();
        let blocks = self.article.blocks.iter().zip(&mut self.marks).skip(first);
        for (block, marks) in blocks.take_while(|(block, _)| block.span.start < span.end) {
            if let Some(span) = block.span.intersect(span) {
                marks.push(Mark { span, what: what.clone() });
            }
        }
    }

    /// Returns the parts of the article.
    pub(super) fn write(mut self) -> Written {
        let title = one_line(self.article.display_title());
        let mut blocks: &[Block] = &self.article.blocks;
        let mut heading = html(&title);
        if let Some((block, rest)) = blocks.split_first()
            && one_line(self.article.words(block.span)) == title
        {
            // The paragraph is the heading: links to it lead there.
            self.words(0, block);
            heading = format!("<span id=\"p1\">{}</span>", std::mem::take(&mut self.out));
            blocks = rest;
        }
        let body = blocks.iter().take(FRONT).take_while(|block| is_front(self.article, block)).count();
        let first = self.article.blocks.len() - blocks.len();
        for (at, block) in blocks.iter().take(body).enumerate() {
            let _ = write!(self.out, "<p class=\"byline\" id=\"p{}\">", first + at + 1);
            self.words(first + at, block);
            self.out.push_str("</p>\n");
        }
        let front = std::mem::take(&mut self.out);
        blocks = blocks.get(body..).unwrap_or_default();
        let before = self.article.blocks.len() - blocks.len();
        let (mut depth, mut in_list) = (0, false);
        for (at, block) in blocks.iter().enumerate().map(|(at, block)| (at + before, block)) {
            let is_item = matches!(block.kind, BlockKind::ListItem { .. });
            let wanted = block.quote_depth.min(4);
            if in_list && (!is_item || wanted != depth) {
                self.out.push_str("</div>\n");
                in_list = false;
            }
            while depth > wanted {
                self.out.push_str("</blockquote>\n");
                depth -= 1;
            }
            while depth < wanted {
                self.out.push_str("<blockquote>\n");
                depth += 1;
            }
            if is_item && !in_list {
                self.out.push_str("<div role=\"list\">\n");
                in_list = true;
            }
            self.block(at, block);
        }
        if in_list {
            self.out.push_str("</div>\n");
        }
        (0..depth).for_each(|_| self.out.push_str("</blockquote>\n"));
        Written { heading, front, text: self.out }
    }

    fn block(&mut self, at: usize, block: &Block) {
        let number = at + 1;
        // Writing to a string cannot fail, here and below.
        let end = match &block.kind {
            BlockKind::Heading(level) => {
                let level = (*level).clamp(2, 6);
                let _ = write!(self.out, "<h{level} id=\"p{number}\">");
                format!("</h{level}>")
            }
            BlockKind::Paragraph => {
                let _ = write!(self.out, "<p id=\"p{number}\">");
                "</p>".to_owned()
            }
            BlockKind::ListItem { marker } => {
                let depth = block.list_depth.clamp(1, 4);
                let marker = html(marker);
                let _ = write!(
                    self.out,
                    "<div role=\"listitem\" class=\"item d{depth}\" id=\"p{number}\"><span class=\"marker\">{marker}</span> <span>"
                );
                "</span></div>".to_owned()
            }
            BlockKind::Code { .. } | BlockKind::Preformatted => {
                let _ = write!(self.out, "<pre id=\"p{number}\" tabindex=\"0\">");
                "</pre>".to_owned()
            }
            BlockKind::Rule => {
                let _ = writeln!(self.out, "<hr id=\"p{number}\">");
                return;
            }
        };
        self.words(at, block);
        self.out.push_str(&end);
        self.out.push('\n');
    }

    /// Writes the words of a block, cut where a mark begins or ends.
    fn words(&mut self, at: usize, block: &Block) {
        let marks = self.marks.get_mut(at).map(std::mem::take).unwrap_or_default();
        let mut cuts: Vec<usize> = vec![block.span.start, block.span.end];
        let text = &self.article.text;
        cuts.extend(
            marks.iter().flat_map(|mark| [mark.span.start, mark.span.end]).filter(|cut| text.is_char_boundary(*cut)),
        );
        cuts.sort_unstable();
        cuts.dedup();
        let mut next = 0;
        let mut active: Vec<&Mark<'_>> = Vec::new();
        let mut open = Group::default();
        for two in cuts.windows(2) {
            let &[start, end] = two else { continue };
            active.retain(|mark| mark.span.end > start);
            while let Some(mark) = marks.get(next).filter(|mark| mark.span.start <= start) {
                active.extend((mark.span.end > start).then_some(mark));
                next += 1;
            }
            let group = Group::of(&active, self.quotes);
            if group != open {
                self.close(&open);
                self.references(start, &marks);
                self.open(&group);
                open = group;
            } else {
                self.references(start, &marks);
            }
            self.segment(Span::new(start, end), &active);
        }
        self.close(&open);
        self.references(block.span.end, &marks);
    }

    /// Writes the numbers of the quotes that end here.
    fn references(&mut self, at: usize, marks: &[Mark<'_>]) {
        for mark in marks.iter().filter(|mark| mark.span.end == at) {
            let What::Quote(index) = mark.what else { continue };
            let Some(quote) = self.quotes.get(index) else { continue };
            if quote.said.content.last().is_none_or(|last| last.end != at) {
                continue;
            }
            let number = index + 1;
            let (sign, unsure) = if quote.unsure { ("<span class=\"doubt\">?</span>", ", unsure") } else { ("", "") };
            let _ = write!(
                self.out,
                "<a class=\"ref s{}\" role=\"doc-noteref\" href=\"#q{number}\" aria-label=\"Quote {number}: {}{unsure}\">{number}{sign}</a>",
                quote.colour,
                html(quote.name()),
            );
        }
    }

    fn open(&mut self, group: &Group<'_>) {
        if let Some(inner) = group.quotes.last().and_then(|inner| self.quotes.get(*inner)) {
            let numbers: Vec<String> = group.quotes.iter().map(|at| (at + 1).to_string()).collect();
            let mut fresh = Vec::new();
            for at in &group.quotes {
                if let Some(placed) = self.placed.get_mut(*at).filter(|placed| !**placed) {
                    *placed = true;
                    fresh.push(at + 1);
                }
            }
            let id = fresh.pop().map_or_else(String::new, |number| format!(" id=\"t{number}\""));
            for number in fresh {
                let _ = write!(self.out, "<span id=\"t{number}\"></span>");
            }
            let kind = inner.kind.name();
            let _ =
                write!(self.out, "<span class=\"q s{} {kind}\" data-q=\"{}\"{id}>", inner.colour, numbers.join(" "));
        }
        if let Some(to) = group.link {
            let _ = write!(self.out, "<a href=\"{}\" rel=\"noopener noreferrer nofollow\">", html(to));
        }
    }

    fn close(&mut self, group: &Group<'_>) {
        if group.link.is_some() {
            self.out.push_str("</a>");
        }
        if !group.quotes.is_empty() {
            self.out.push_str("</span>");
        }
    }

    /// Writes words with the same marks.
    fn segment(&mut self, span: Span, active: &[&Mark<'_>]) {
        let mut ends: Vec<&str> = Vec::new();
        for mark in active {
            match &mark.what {
                What::Quote(_) | What::Link(_) => {}
                What::Element(name) => {
                    let _ = write!(self.out, "<{name}>");
                    ends.push(match *name {
                        "em" => "</em>",
                        "strong" => "</strong>",
                        "s" => "</s>",
                        _ => "</code>",
                    });
                }
                What::Name(class, entity) => {
                    let is_start = mark.span.start == span.start;
                    let id = entity.filter(|_| is_start).map_or_else(String::new, |e| format!(" id=\"e{}\"", e.0));
                    let _ = write!(self.out, "<span class=\"{class}\"{id}>");
                    ends.push("</span>");
                }
                What::Cue(quote) => {
                    let _ = write!(self.out, "<span class=\"cue\" data-q=\"{}\">", quote + 1);
                    ends.push("</span>");
                }
                What::Note(note) => {
                    let is_first = self.noted.get_mut(*note).is_some_and(|noted| !std::mem::replace(noted, true));
                    let id = if is_first { format!(" id=\"m{}\"", note + 1) } else { String::new() };
                    let _ = write!(self.out, "<span class=\"noted\"{id}>");
                    ends.push("</span>");
                }
            }
        }
        // A deliberate line break.
        for (n, line) in self.article.words(span).split('\u{2028}').enumerate() {
            if n > 0 {
                self.out.push_str("<br>");
            }
            self.out.push_str(&html(line));
        }
        ends.iter().rev().for_each(|end| self.out.push_str(end));
    }
}

/// The elements around some words: quotes from the outermost to the innermost, and a link.
#[derive(Clone, Debug, Default, PartialEq)]
struct Group<'a> {
    quotes: Vec<usize>,
    link: Option<&'a str>,
}

impl<'a> Group<'a> {
    fn of(active: &[&Mark<'a>], quotes: &[Cited<'_>]) -> Self {
        let mut group = Self::default();
        for mark in active {
            match mark.what {
                What::Quote(at) => group.quotes.push(at),
                What::Link(to) => group.link = Some(to),
                _ => {}
            }
        }
        let size = |at: &usize| {
            quotes.get(*at).map_or(0, |quote| quote.said.content.iter().map(|span| span.len()).sum::<usize>())
        };
        group.quotes.sort_by_key(|at| (std::cmp::Reverse(size(at)), *at));
        group.quotes.dedup();
        group
    }
}
