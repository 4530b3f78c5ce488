//! Turns CommonMark into clean text and blocks.
//!
//! Blocks are joined by a blank line, rows of a table by a line break. Soft breaks become spaces; list markers and
//! block-quote bars are properties of blocks, not text; HTML is reduced to its text.

use pulldown_cmark::{CodeBlockKind, Event, LinkType, MetadataBlockKind, Options, Parser, Tag, TagEnd};

use crate::ingest::rendered::{HARD_BREAK, MAX_STYLES, Place, Rendered, Row, bullet};
use crate::ingest::{metadata, pictures};
use crate::text::{BlockKind, Inline, InlineStyle, PictureSource, Span};

/// Returns whether a text without a file name is certainly Markdown: it must show two kinds of evidence.
pub(in crate::ingest) fn unmistakable(text: &str) -> bool {
    let mut headings = false;
    let mut fences = 0;
    let mut links = false;
    let front_matter = text.starts_with("---\n") && text.get(4..).is_some_and(|t| t.contains("\n---\n"));
    let mut blank = true;
    for line in text.lines().take(400) {
        let hashes = line.len() - line.trim_start_matches('#').len();
        headings |= blank && (1..=6).contains(&hashes) && line.get(hashes..).is_some_and(|t| t.starts_with(' '));
        fences += usize::from(line.starts_with("```"));
        links |= line.find("](").is_some_and(|at| {
            let target = line.get(at + 2..).unwrap_or_default();
            (target.starts_with("http://") || target.starts_with("https://")) && target.contains(')')
        });
        blank = line.trim().is_empty();
    }
    [headings, fences >= 2, links, front_matter].iter().filter(|found| **found).count() >= 2
}

/// Renders a Markdown source.
pub(in crate::ingest) fn render(source: &str) -> Rendered {
    let mut options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_WIKILINKS;
    // Text between two rules at the beginning is no front matter.
    options.set(Options::ENABLE_YAML_STYLE_METADATA_BLOCKS, has_keys(source, "---", ':'));
    options.set(Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS, has_keys(source, "+++", '='));
    let mut renderer = Renderer::default();
    for event in Parser::new_ext(source, options) {
        renderer.event(event);
    }
    renderer.close();
    let found = std::mem::take(&mut renderer.found);
    renderer.out.place_last_pictures(found);
    renderer.out
}

/// Returns whether the lines between two fences at the start are keys with their values, and one of them is a usual key.
fn has_keys(source: &str, fence: &str, sign: char) -> bool {
    let mut lines = source.lines();
    if lines.next().is_none_or(|line| line.trim_end() != fence) {
        return false;
    }
    let mut usual = false;
    for line in lines.take_while(|line| !matches!(line.trim_end(), "..." | "---" | "+++")) {
        match key_of(line, sign) {
            Some(key) => usual |= is_usual(key),
            // A list, a value of several lines, a comment.
            None if line.trim().is_empty() || line.starts_with([' ', '\t', '-', '#', '[', ']', '{', '}', '"']) => {}
            None => return false,
        }
    }
    usual
}

/// Returns the key at the start of a line of front matter.
fn key_of(line: &str, sign: char) -> Option<&str> {
    let (key, value) = line.split_once(sign)?;
    let key = key.trim_matches(['"', '\'', ' ']);
    let is_word = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' '));
    // No space follows the colon of an address.
    let is_apart = sign != ':' || value.is_empty() || value.starts_with([' ', '\t']);
    (is_word && is_apart && key.split(' ').count() <= 3).then_some(key)
}

/// Returns whether a word is a usual key: programs write their own in lower case. `Note: The mill stands.` is a sentence.
fn is_usual(key: &str) -> bool {
    const KNOWN: [&str; 12] = [
        "title",
        "author",
        "authors",
        "byline",
        "date",
        "published",
        "lang",
        "language",
        "tags",
        "source",
        "url",
        "description",
    ];
    key.starts_with(char::is_lowercase) || KNOWN.contains(&key.to_lowercase().as_str())
}

/// Collected text; its styles are relative to its start.
#[derive(Debug, Default)]
struct Gathered {
    text: String,
    inlines: Vec<Inline>,
    /// Open styles: the start, and the style (`None`: nested too deep, or ignored).
    open: Vec<(usize, Option<InlineStyle>)>,
}

impl Gathered {
    fn push(&mut self, words: &str) {
        if self.text.is_empty() || self.text.ends_with(HARD_BREAK) {
            self.text.push_str(words.trim_start());
        } else {
            self.text.push_str(words);
        }
    }

    fn styled(&mut self, words: &str, style: InlineStyle) {
        let start = self.text.len();
        self.text.push_str(words);
        self.inlines.push(Inline { span: Span::new(start, self.text.len()), style });
    }

    fn begin(&mut self, style: Option<InlineStyle>) {
        let style = style.filter(|_| self.open.len() < MAX_STYLES);
        self.open.push((self.text.len(), style));
    }

    fn end(&mut self) {
        if let Some((start, Some(style))) = self.open.pop() {
            self.inlines.push(Inline { span: Span::new(start, self.text.len()), style });
        }
    }

    /// Trims the text, closes open styles, and sorts the styles: by start, the longer first.
    fn finish(mut self, keep_indent: bool) -> (String, Vec<Inline>) {
        while !self.open.is_empty() {
            self.end();
        }
        let kept = if keep_indent { self.text.trim_end_matches(['\n', '\r']) } else { self.text.trim_end() }.len();
        self.text.truncate(kept);
        for inline in &mut self.inlines {
            inline.span = Span::new(inline.span.start.min(kept), inline.span.end.min(kept));
        }
        self.inlines.retain(|i| !i.span.is_empty());
        self.inlines.sort_by_key(|i| (i.span.start, std::cmp::Reverse(i.span.end)));
        (self.text, self.inlines)
    }
}

/// An open list.
#[derive(Debug)]
struct List {
    /// The next number, for an ordered list.
    number: Option<u64>,
}

#[derive(Debug, Default)]
struct Renderer {
    out: Rendered,
    /// The block being collected.
    block: Option<(BlockKind, Gathered)>,
    /// The markers of list items whose first paragraph has not begun.
    marker: Option<String>,
    lists: Vec<List>,
    quotes: u8,
    /// The rows of the current table; the first is its header.
    table: Option<Vec<Row>>,
    /// The front matter or HTML being collected.
    metadata: Option<(MetadataBlockKind, String)>,
    html: Option<String>,
    /// The pictures of the block that is being collected.
    found: Vec<PictureSource>,
}

impl Renderer {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(words) => self.words(&words),
            Event::Code(code) => self.sink().styled(&code, InlineStyle::Code),
            Event::InlineMath(math) | Event::DisplayMath(math) => self.words(&math),
            Event::Html(html) => match &mut self.html {
                Some(all) => all.push_str(&html),
                None => self.html = Some(html.into_string()),
            },
            Event::InlineHtml(tag) => {
                let tag = tag.to_ascii_lowercase();
                if tag.starts_with("<br") {
                    self.hard_break();
                }
            }
            Event::FootnoteReference(label) => self.words(&format!("[{label}]")),
            Event::SoftBreak => self.sink().push(" "),
            Event::HardBreak => self.hard_break(),
            Event::Rule => {
                self.close();
                let place = self.place();
                self.out.rule(place);
            }
            Event::TaskListMarker(done) => {
                let sign = if done { "☑" } else { "☐" };
                match (&mut self.marker, &mut self.block) {
                    (Some(marker), _) | (None, Some((BlockKind::ListItem { marker }, _))) => *marker = sign.to_owned(),
                    _ => {}
                }
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => self.open(BlockKind::Paragraph),
            Tag::Heading { level, .. } => self.open(BlockKind::Heading(level as u8)),
            Tag::BlockQuote(kind) => {
                self.close();
                self.quotes = self.quotes.saturating_add(1);
                if let Some(kind) = kind {
                    // `> [!NOTE]`
                    self.sink().styled(&format!("{kind:?}"), InlineStyle::Strong);
                    self.close();
                }
            }
            Tag::CodeBlock(kind) => {
                let language = match kind {
                    CodeBlockKind::Fenced(info) => {
                        info.split([' ', ',', '\t']).next().filter(|w| !w.is_empty()).map(str::to_owned)
                    }
                    CodeBlockKind::Indented => None,
                };
                self.open(BlockKind::Code { language });
            }
            Tag::HtmlBlock => {
                self.close();
                self.html = Some(String::new());
            }
            Tag::List(number) => {
                self.close();
                self.lists.push(List { number });
            }
            Tag::Item => {
                self.close();
                self.marker = Some(self.next_marker());
            }
            Tag::FootnoteDefinition(label) => {
                self.close();
                self.marker = Some(format!("[{label}]"));
                self.lists.push(List { number: None });
            }
            Tag::Table(_) => {
                self.close();
                self.table = Some(Vec::new());
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(rows) = &mut self.table {
                    rows.push(Vec::new());
                }
            }
            Tag::TableCell => self.block = Some((BlockKind::Preformatted, Gathered::default())),
            Tag::Emphasis => self.sink().begin(Some(InlineStyle::Emphasis)),
            Tag::Strong => self.sink().begin(Some(InlineStyle::Strong)),
            Tag::Strikethrough => self.sink().begin(Some(InlineStyle::Strike)),
            // Where a name in double brackets leads, only the program knows that it was written for.
            Tag::Link { link_type: LinkType::WikiLink { .. }, .. } => self.sink().begin(None),
            Tag::Link { dest_url, .. } => self.sink().begin(Some(InlineStyle::Link(dest_url.into_string()))),
            Tag::Image { dest_url, .. } => {
                if self.out.pictures.len() + self.found.len() < pictures::MAX_PICTURES {
                    self.found.extend(pictures::source(&dest_url, None));
                }
                self.sink().begin(None);
                self.words("[image: ");
            }
            Tag::MetadataBlock(kind) => {
                self.close();
                self.metadata = Some((kind, String::new()));
            }
            Tag::Superscript | Tag::Subscript => self.sink().begin(None),
            Tag::DefinitionList => self.close(),
            Tag::DefinitionListTitle => {
                self.open(BlockKind::Paragraph);
                self.sink().begin(Some(InlineStyle::Strong));
            }
            Tag::DefinitionListDefinition => {
                self.close();
                self.lists.push(List { number: None });
            }
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock => self.close(),
            TagEnd::BlockQuote(_) => {
                self.close();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::HtmlBlock => self.close(),
            TagEnd::List(_) | TagEnd::FootnoteDefinition => {
                self.close();
                self.marker = None;
                self.lists.pop();
            }
            TagEnd::Item => {
                self.close();
                self.marker = None;
            }
            TagEnd::Table => self.finish_table(),
            TagEnd::TableHead | TagEnd::TableRow => {}
            TagEnd::TableCell => {
                if let (Some((_, cell)), Some(row)) =
                    (self.block.take(), self.table.as_mut().and_then(|t| t.last_mut()))
                {
                    row.push(cell.finish(false));
                }
            }
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Link
            | TagEnd::Superscript
            | TagEnd::Subscript => self.sink().end(),
            TagEnd::Image => {
                let sink = self.sink();
                let said = sink.text.trim_end().len();
                sink.text.truncate(said);
                // An image without words for it.
                if sink.text.ends_with("[image:") {
                    sink.text.pop();
                }
                sink.text.push(']');
                sink.end();
            }
            TagEnd::MetadataBlock(_) => {
                if let Some((kind, source)) = self.metadata.take() {
                    self.read_metadata(kind, &source);
                }
            }
            TagEnd::DefinitionList => self.close(),
            TagEnd::DefinitionListTitle => {
                self.sink().end();
                self.close();
            }
            TagEnd::DefinitionListDefinition => {
                self.close();
                self.lists.pop();
            }
        }
    }

    fn hard_break(&mut self) {
        match &mut self.block {
            Some((BlockKind::Preformatted, cell)) => cell.push(" "),
            _ => self.sink().push(HARD_BREAK),
        }
    }

    fn words(&mut self, words: &str) {
        if let Some((_, source)) = &mut self.metadata {
            source.push_str(words);
        } else if let Some((BlockKind::Code { .. }, code)) = &mut self.block {
            code.text.push_str(words);
        } else {
            self.sink().push(words);
        }
    }

    /// Returns the target of inline content: the open block, or (in a tight list) a new one.
    fn sink(&mut self) -> &mut Gathered {
        if self.block.is_none() {
            self.open(BlockKind::Paragraph);
        }
        &mut self.block.get_or_insert_with(|| (BlockKind::Paragraph, Gathered::default())).1
    }

    fn open(&mut self, kind: BlockKind) {
        self.close();
        let kind = match (kind, self.marker.take()) {
            (BlockKind::Paragraph, Some(marker)) => BlockKind::ListItem { marker },
            // A heading or code as an item's first block: its marker stays for the paragraph after it, if any.
            (kind, marker) => {
                self.marker = marker;
                kind
            }
        };
        self.block = Some((kind, Gathered::default()));
    }

    /// Closes the open block, if any.
    fn close(&mut self) {
        if let Some(html) = self.html.take() {
            for paragraph in html_words(&html) {
                self.put(BlockKind::Paragraph, &paragraph, Vec::new());
            }
        }
        if let Some((kind, gathered)) = self.block.take() {
            let (words, inlines) = gathered.finish(matches!(kind, BlockKind::Code { .. }));
            self.put(kind, &words, inlines);
        }
    }

    /// Appends a block to the text.
    fn put(&mut self, kind: BlockKind, words: &str, inlines: Vec<Inline>) {
        let place = self.place();
        let before = self.out.blocks.len();
        self.out.put(kind, words, inlines, place, "\n\n");
        self.out.place_pictures(&mut self.found, before);
    }

    fn place(&self) -> Place {
        Place { quotes: self.quotes, lists: self.lists.len() }
    }

    fn next_marker(&mut self) -> String {
        let depth = self.lists.len();
        match self.lists.last_mut() {
            Some(List { number: Some(number) }) => {
                let marker = format!("{number}.");
                *number = number.saturating_add(1);
                marker
            }
            _ => bullet(depth).to_owned(),
        }
    }

    fn finish_table(&mut self) {
        if let Some(rows) = self.table.take() {
            let (place, before) = (self.place(), self.out.blocks.len());
            self.out.put_table(rows, place);
            self.out.place_pictures(&mut self.found, before);
        }
    }

    fn read_metadata(&mut self, kind: MetadataBlockKind, source: &str) {
        let separator = if kind == MetadataBlockKind::YamlStyle { ':' } else { '=' };
        let lines = one_line_each(source);
        for line in lines.iter().map(String::as_str) {
            let Some((key, value)) = line.split_once(separator) else { continue };
            let value = value.trim();
            let list = value.strip_prefix('[').and_then(|list| list.strip_suffix(']'));
            let value = unquoted(list.unwrap_or(value).trim());
            let value = value.trim();
            if value.is_empty() || value.len() > 400 {
                continue;
            }
            match key {
                _ if key.trim().eq_ignore_ascii_case("title") => self.out.title = Some(value.to_owned()),
                _ if ["author", "authors", "byline"].iter().any(|k| key.trim().eq_ignore_ascii_case(k)) => {
                    let value = value.strip_prefix("By ").unwrap_or(value);
                    self.out.byline = Some(value.replace(['"', '\''], ""));
                }
                _ if ["date", "published"].iter().any(|k| key.trim().eq_ignore_ascii_case(k)) => {
                    self.out.date = metadata::date(value);
                }
                _ if ["lang", "language"].iter().any(|k| key.trim().eq_ignore_ascii_case(k)) => {
                    self.out.language = metadata::language(value);
                }
                _ => {}
            }
        }
    }
}

/// Returns a value of front matter without its quotation marks. A mark inside, as in `The "lamp"`, is a part of the value.
fn unquoted(value: &str) -> String {
    let inside = |mark: char| value.strip_prefix(mark)?.strip_suffix(mark);
    match (inside('"'), inside('\'')) {
        // `"One", "Two"` is a list.
        (Some(words), _) if !words.replace("\\\"", "").contains('"') => {
            words.replace("\\\"", "\"").replace("\\\\", "\\")
        }
        (_, Some(words)) if !words.replace("''", "").contains('\'') => words.replace("''", "'"),
        _ => value.to_owned(),
    }
}

/// Returns front matter with each list on the line of its key: `author:`, `  - Jo`, `  - Ann` → `author: Jo, Ann`.
fn one_line_each(source: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for line in source.lines() {
        let item = line.trim_start().strip_prefix("- ").map(str::trim);
        match (item, out.last_mut()) {
            (Some(item), Some(last)) if last.contains(':') => {
                // `- name: Jo`
                let item = item.strip_prefix("name:").unwrap_or(item).trim().trim_matches(['"', '\'']);
                let joint = if last.trim_end().ends_with(':') { " " } else { ", " };
                last.push_str(joint);
                last.push_str(item);
            }
            _ => out.push(line.to_owned()),
        }
    }
    out
}

/// Returns the text of an HTML block, one paragraph per blank line or block-level tag; no comments, scripts, styles.
fn html_words(html: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (words, tag) = rest.split_at(at);
        push_html_text(&mut out, words);
        let lower: String = tag.chars().take(10).collect::<String>().to_ascii_lowercase();
        let end = if lower.starts_with("<!--") {
            tag.find("-->").map(|at| at + 3)
        } else if let Some(name) =
            ["script", "style"].iter().find(|n| lower.get(1..).is_some_and(|t| t.starts_with(*n)))
        {
            // The closing tag may be in any case; both usual ones are looked for.
            let close = [format!("</{name}"), format!("</{}", name.to_ascii_uppercase())];
            let at = close.iter().filter_map(|c| tag.find(c.as_str())).min();
            at.and_then(|at| tag.get(at..)?.find('>').map(|end| at + end + 1)).or(Some(tag.len()))
        } else if lower.chars().nth(1).is_some_and(|c| c.is_ascii_alphabetic() || c == '/' || c == '!' || c == '?') {
            tag.find('>').map(|at| at + 1)
        } else {
            push_html_text(&mut out, "<");
            Some(1)
        };
        let inline = ["a", "b", "i", "em", "strong", "span", "code", "u", "s", "small", "sub", "sup"];
        let name: String =
            lower.trim_start_matches(['<', '/']).chars().take_while(char::is_ascii_alphanumeric).collect();
        if !name.is_empty() && !inline.contains(&name.as_str()) {
            out.push(String::new());
        }
        rest = end.and_then(|end| tag.get(end..)).unwrap_or_default();
    }
    push_html_text(&mut out, rest);
    out.retain(|p| !p.trim().is_empty());
    out.into_iter().map(|p| unescape(&p.split_whitespace().collect::<Vec<_>>().join(" "))).collect()
}

fn push_html_text(out: &mut Vec<String>, words: &str) {
    for (i, part) in words.split("\n\n").enumerate() {
        if i > 0 {
            out.push(String::new());
        }
        if let Some(last) = out.last_mut() {
            last.push_str(part);
        }
    }
}

fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&apos;", "'"),
        ("&nbsp;", "\u{a0}"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (entity, c)| text.replace(entity, c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_front_matter_keep_the_marks_inside() {
        let title = |value: &str| render(&format!("---\ntitle: {value}\n---\nIt does.\n")).title.unwrap();
        for value in ["The \"lamp\"", "\"The \\\"lamp\\\"\"", "'The \"lamp\"'"] {
            assert_eq!(title(value), "The \"lamp\"", "{value}");
        }
        assert_eq!(title("'Nobody''s lamp'"), "Nobody's lamp");
        assert_eq!(title("\"[Updated] The lamp\""), "[Updated] The lamp");
        let page = render("---\nauthor: [\"Una Drew\", \"Piet Renner\"]\n---\nIt does.\n");
        assert_eq!(page.byline.as_deref(), Some("Una Drew, Piet Renner"));
    }

    #[test]
    fn front_matter_has_keys() {
        assert_eq!(render("---\nThe mill stands.\n---\nIt does.\n").text, "The mill stands.\n\nIt does.");
        for text in ["https://example.org/mill", "\"Sold\": said Ana.\nAnd she left.", "Note: The mill stands."] {
            let shown = render(&format!("---\n{text}\n---\nIt does.\n")).text;
            assert!(shown.ends_with("It does.") && shown.len() > text.len(), "{shown}");
        }
        for keys in ["Title: The mill", "title: The mill\ntags:\n  - a\n- b\n# mine\nNo key: 1", "title: >\n  The mill"]
        {
            assert_eq!(render(&format!("---\n{keys}\n---\nIt does.\n")).text, "It does.", "{keys}");
        }
        let page = render("---\ntitle: The mill\n---\nIt does.\n");
        assert_eq!((page.text.as_str(), page.title.as_deref()), ("It does.", Some("The mill")));
    }
}
