//! Renders a tree of HTML elements as clean text and blocks.
//!
//! A block begins with the first text after the start or end of a block element, so that no block is empty; inline
//! elements are styles and never split a block. White space collapses as in browsers.

use dom_query::{NodeId, NodeRef};
use url::Url;

use crate::ingest::formats::html::gather::{Border, Gathered};
use crate::ingest::formats::html::limits::walk;
use crate::ingest::pictures;
use crate::ingest::rendered::{Place, Rendered, Row, bullet};
use crate::text::{BlockKind, InlineStyle, PictureSource, one_line};

/// Maximum length of a cell in a data table; longer cells mean that the table is for layout.
const MAX_CELL: usize = 240;

/// Options for rendering.
#[derive(Clone, Copy, Debug)]
pub(super) struct Show {
    /// Whether to show the alternative text of images without a caption.
    pub(super) pictures: bool,
    /// Whether the page is a file: relative addresses of pictures are paths, wherever its links lead.
    pub(super) local: bool,
}

/// A rendered text, with the source element of each block.
#[derive(Debug, Default)]
pub(super) struct Sourced {
    pub(super) rendered: Rendered,
    pub(super) nodes: Vec<NodeId>,
}

/// Renders the content of `root`.
pub(super) fn render(root: &NodeRef<'_>, base: Option<&Url>, show: Show) -> Sourced {
    let mut renderer = Renderer {
        root: root.id,
        out: Sourced::default(),
        base,
        show,
        block: None,
        marker: None,
        lists: Vec::new(),
        quotes: 0,
        heading: None,
        pre: None,
        caption: 0,
        marks: 0,
        styles: Vec::new(),
        table: None,
        cell: None,
        figures: Vec::new(),
        announced: false,
        entered: Vec::new(),
        blocks: Vec::new(),
        found: Vec::new(),
    };
    // What is asked for is what stands in an element; of text that is set as it is typed that is how it is set.
    let typed = matches!(root.node_name().as_deref(), Some("pre" | "listing" | "xmp")) && renderer.enter(root);
    walk(root, |node, entering| {
        if entering {
            renderer.enter(node)
        } else {
            renderer.leave(node);
            true
        }
    });
    if typed {
        renderer.leave(root);
    }
    renderer.close();
    let found = std::mem::take(&mut renderer.found);
    renderer.out.rendered.place_last_pictures(found);
    renderer.out
}

/// The state to restore at the end of an element.
#[derive(Debug)]
enum Role {
    /// Nothing.
    Plain,
    /// A style was opened.
    Styled,
    /// The element is a block.
    Block,
    Heading(Option<u8>),
    List,
    Item,
    Term,
    Definition,
    Quote,
    /// A block of code was opened.
    Pre,
    Caption,
    Figure,
    /// Quotation marks were opened.
    Marks,
    Table,
    Row,
    Cell,
}

struct Renderer<'a> {
    root: NodeId,
    out: Sourced,
    base: Option<&'a Url>,
    show: Show,
    /// The block being collected.
    block: Option<(BlockKind, NodeId, Gathered)>,
    /// The marker of a list item whose first paragraph has not begun.
    marker: Option<String>,
    /// The open lists, with the next number of ordered ones.
    lists: Vec<Option<i64>>,
    quotes: u8,
    heading: Option<u8>,
    /// The language of the preformatted text, if inside one.
    pre: Option<Option<String>>,
    /// Number of open captions.
    caption: usize,
    /// Number of open quotation marks.
    marks: usize,
    /// The open inline styles; block elements may begin and end inside them.
    styles: Vec<InlineStyle>,
    /// The rows of the current data table.
    table: Option<Vec<Row>>,
    /// The current cell.
    cell: Option<Gathered>,
    /// The open figures: whether each has a caption.
    figures: Vec<bool>,
    /// Whether the open block is a term that ends in a colon, with nothing after it yet: speaker and speech then
    /// share a paragraph.
    announced: bool,
    /// The open elements.
    entered: Vec<Role>,
    /// The open block elements.
    blocks: Vec<NodeId>,
    /// The pictures of the block that is being collected, or of the next one.
    found: Vec<PictureSource>,
}

impl Renderer<'_> {
    /// Enters a node. Returns whether to visit its children.
    fn enter(&mut self, node: &NodeRef<'_>) -> bool {
        if node.is_text() {
            self.text(&node.text());
            return false;
        }
        if !node.is_element() {
            return false;
        }
        let Some(name) = node.node_name() else { return false };
        let name: &str = &name;
        if is_hidden(name, node) {
            return false;
        }
        self.announced &=
            matches!(name, "dd" | "p" | "div" | "span" | "a" | "b" | "i" | "em" | "strong" | "q" | "cite");
        let role = match name {
            "br" => {
                self.line_break();
                return false;
            }
            "hr" => {
                self.rule(node);
                return false;
            }
            "img" => {
                self.picture(node);
                return false;
            }
            "sup" if self.raised(node) => return false,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.close();
                let level = name.as_bytes().get(1).map_or(1, |b| b - b'0');
                Role::Heading(self.heading.replace(level))
            }
            "ul" | "ol" | "menu" | "dir" => {
                self.close();
                self.lists.push((name == "ol").then(|| first_number(node)));
                Role::List
            }
            "li" => {
                self.close();
                self.marker = Some(self.next_marker(node));
                Role::Item
            }
            "dt" => {
                self.close();
                self.styled(InlineStyle::Strong);
                Role::Term
            }
            "dd" => {
                self.close();
                self.lists.push(None);
                Role::Definition
            }
            "blockquote" => {
                self.close();
                self.quotes = self.quotes.saturating_add(1);
                Role::Quote
            }
            "pre" | "listing" | "xmp" if self.pre.is_none() => {
                self.close();
                self.pre = Some(language(node));
                Role::Pre
            }
            "figcaption" | "caption" => {
                self.close();
                self.caption += 1;
                self.styled(InlineStyle::Emphasis);
                Role::Caption
            }
            "figure" => {
                self.close();
                self.figures.push(node.descendants_it().any(|n| n.has_name("figcaption")));
                Role::Figure
            }
            "q" => {
                self.marks += 1;
                self.text(if self.marks % 2 == 1 { "“" } else { "‘" });
                Role::Marks
            }
            "table" if self.table.is_none() && is_data(node) => {
                self.close();
                self.table = Some(Vec::new());
                Role::Table
            }
            "tr" if self.table.is_some() => {
                if let Some(rows) = &mut self.table {
                    rows.push(Row::new());
                }
                Role::Row
            }
            "td" | "th" if self.table.is_some() => {
                self.cell = Some(Gathered::default());
                Role::Cell
            }
            "em" | "i" | "cite" | "dfn" | "var" => self.styled(InlineStyle::Emphasis),
            "strong" | "b" => self.styled(InlineStyle::Strong),
            "s" | "strike" | "del" => self.styled(InlineStyle::Strike),
            "code" | "kbd" | "samp" | "tt" if self.pre.is_none() => self.styled(InlineStyle::Code),
            "a" => match self.target(node) {
                Some(target) => self.styled(InlineStyle::Link(target)),
                None => Role::Plain,
            },
            _ if is_block(name) || has_style(node, "display:block") => {
                self.close();
                Role::Block
            }
            _ => Role::Plain,
        };
        if matches!(role, Role::Plain | Role::Styled) {
            self.border();
        }
        if !matches!(role, Role::Plain | Role::Styled | Role::Marks) {
            self.blocks.push(node.id);
        }
        self.entered.push(role);
        true
    }

    fn leave(&mut self, _node: &NodeRef<'_>) {
        let Some(role) = self.entered.pop() else { return };
        self.announced = matches!(role, Role::Term) && self.block.as_ref().is_some_and(|(_, _, g)| g.announces());
        if !matches!(role, Role::Plain | Role::Styled | Role::Marks) {
            self.close();
            self.blocks.pop();
        }
        if matches!(role, Role::Plain | Role::Styled) {
            self.border();
        }
        match role {
            Role::Plain | Role::Block => {}
            Role::Styled | Role::Term => self.end_style(),
            Role::Heading(before) => self.heading = before,
            Role::List | Role::Definition => {
                self.marker = None;
                self.lists.pop();
            }
            Role::Item => self.marker = None,
            Role::Quote => self.quotes = self.quotes.saturating_sub(1),
            Role::Pre => self.pre = None,
            Role::Caption => {
                self.caption = self.caption.saturating_sub(1);
                self.end_style();
            }
            Role::Figure => {
                self.figures.pop();
            }
            Role::Marks => {
                self.text(if self.marks % 2 == 1 { "”" } else { "’" });
                self.marks = self.marks.saturating_sub(1);
            }
            Role::Table => {
                let rows: Vec<Row> = self.table.take().unwrap_or_default();
                let rows = rows.into_iter().filter(|row| row.iter().any(|(words, _)| !words.is_empty())).collect();
                let node = self.here();
                let place = self.place();
                let before = self.out.rendered.blocks.len();
                self.out.rendered.put_table(rows, place);
                self.out.rendered.place_pictures(&mut self.found, before);
                self.out.nodes.resize(self.out.rendered.blocks.len(), node);
            }
            Role::Cell => {
                if let (Some(cell), Some(row)) = (self.cell.take(), self.table.as_mut().and_then(|t| t.last_mut())) {
                    row.push(cell.finish());
                }
            }
            Role::Row => {}
        }
    }

    /// Returns the innermost block element.
    fn here(&self) -> NodeId {
        self.blocks.last().copied().unwrap_or(self.root)
    }

    fn place(&self) -> Place {
        Place { quotes: self.quotes, lists: self.lists.len() }
    }

    fn text(&mut self, words: &str) {
        if let Some(cell) = &mut self.cell {
            cell.push(words);
            return;
        }
        // Words between the cells of a table cannot be: the parser puts them before it.
        if self.table.is_some() && self.caption == 0 {
            return;
        }
        if self.block.is_none() {
            if self.pre.is_none() && words.chars().all(crate::ingest::formats::html::gather::is_blank) {
                return;
            }
            self.open();
        }
        if let Some((_, _, gathered)) = &mut self.block {
            if std::mem::take(&mut self.announced) {
                gathered.push(" ");
            }
            gathered.push(words);
        }
    }

    /// Opens a block here.
    fn open(&mut self) {
        let (kind, verbatim) = match (&self.pre, self.heading) {
            (Some(language), _) => (BlockKind::Code { language: language.clone() }, true),
            (None, Some(level)) => (BlockKind::Heading(level), false),
            // A heading or code as an item's first block leaves its marker to the paragraph after it.
            (None, None) => match self.marker.take() {
                Some(marker) => (BlockKind::ListItem { marker }, false),
                None => (BlockKind::Paragraph, false),
            },
        };
        let mut gathered = if verbatim { Gathered::verbatim() } else { Gathered::default() };
        for style in &self.styles {
            gathered.begin(style.clone());
        }
        self.block = Some((kind, self.here(), gathered));
    }

    /// Closes the open block, if any.
    fn close(&mut self) {
        if self.announced {
            return;
        }
        if let Some(cell) = &mut self.cell {
            cell.push(" ");
            return;
        }
        if let Some((kind, node, gathered)) = self.block.take() {
            let (words, inlines) = gathered.finish();
            let place = self.place();
            let before = self.out.rendered.blocks.len();
            self.out.rendered.put(kind, &words, inlines, place, "\n\n");
            self.out.rendered.place_pictures(&mut self.found, before);
            self.out.nodes.resize(self.out.rendered.blocks.len(), node);
        }
    }

    fn styled(&mut self, style: InlineStyle) -> Role {
        self.styles.push(style.clone());
        if let Some(gathered) = self.cell.as_mut().or(self.block.as_mut().map(|(_, _, g)| g)) {
            gathered.begin(style);
        }
        Role::Styled
    }

    /// Notes that an inline element begins or ends here.
    fn border(&mut self) {
        let border = if self.caption > 0 { Border::Caption } else { Border::Text };
        if let Some(gathered) = self.cell.as_mut().or(self.block.as_mut().map(|(_, _, g)| g)) {
            gathered.border(border);
        }
    }

    fn end_style(&mut self) {
        self.styles.pop();
        if let Some(gathered) = self.cell.as_mut().or(self.block.as_mut().map(|(_, _, g)| g)) {
            gathered.end();
        }
    }

    fn line_break(&mut self) {
        if let Some(cell) = &mut self.cell {
            cell.push(" ");
        } else if let Some((_, _, gathered)) = &mut self.block
            && gathered.hard_break()
        {
            // Two in a row stand for a paragraph's end.
            self.close();
        }
    }

    fn rule(&mut self, node: &NodeRef<'_>) {
        self.close();
        let after_rule = self.out.rendered.blocks.last().is_none_or(|b| b.kind == BlockKind::Rule);
        if self.table.is_none() && !after_rule {
            let place = self.place();
            self.out.rendered.rule(place);
            self.out.nodes.resize(self.out.rendered.blocks.len(), node.id);
        }
    }

    fn picture(&mut self, node: &NodeRef<'_>) {
        let room = pictures::MAX_PICTURES.saturating_sub(self.out.rendered.pictures.len() + self.found.len());
        if room > 0
            && let Some(source) = source(node, self.base, self.show.local)
            // Some pages have it a second time for browsers without scripts.
            && !self.found.contains(&source)
        {
            self.found.push(source);
        }
        let Some(alt) = node.attr("alt") else { return };
        let alt = one_line(&alt);
        if alt.is_empty() {
        } else if !alt.chars().any(char::is_alphanumeric) {
            // An emoji.
            self.text(&alt);
        } else if self.show.pictures && self.figures.last() != Some(&true) && alt.contains(' ') {
            self.text(&format!("[image: {alt}]"));
        }
    }

    /// Handles superscript digits, which stay distinct from the number before them: 10⁶.
    fn raised(&mut self, node: &NodeRef<'_>) -> bool {
        if node.first_element_child().is_some() {
            return false;
        }
        let words = node.text();
        let raised: Option<String> = words.trim().chars().map(superior).collect();
        match raised {
            Some(raised) if (1..=4).contains(&words.trim().len()) => {
                self.text(&raised);
                true
            }
            _ => false,
        }
    }

    fn next_marker(&mut self, node: &NodeRef<'_>) -> String {
        let depth = self.lists.len();
        match self.lists.last_mut() {
            Some(Some(number)) => {
                if let Some(value) = node.attr("value").and_then(|v| v.trim().parse().ok()) {
                    *number = value;
                }
                let marker = format!("{number}.");
                *number = number.saturating_add(1);
                marker
            }
            _ => bullet(depth).to_owned(),
        }
    }

    /// Returns the target of a link, if it leads out of the page.
    fn target(&self, node: &NodeRef<'_>) -> Option<String> {
        let href = node.attr("href")?;
        let href = href.trim();
        if href.is_empty() || href.starts_with('#') || href.len() > 8_192 {
            return None;
        }
        match Url::options().base_url(self.base).parse(href) {
            Ok(url) => matches!(url.scheme(), "http" | "https" | "mailto" | "file" | "ftp").then(|| url.into()),
            // A relative link of a page whose place is not known.
            Err(_) => (self.base.is_none() && !href.contains(':')).then(|| href.to_owned()),
        }
    }
}

/// Returns where the bytes of a picture are; `None` for one that is only a sign or a counter, by the size that the page
/// states.
fn source(node: &NodeRef<'_>, base: Option<&Url>, local: bool) -> Option<PictureSource> {
    /// The largest sign, in pixels.
    const SIGN: u32 = 32;
    let stated = |name| node.attr(name).and_then(|value| value.trim().trim_end_matches("px").parse::<u32>().ok());
    if stated("width").is_some_and(|width| width <= SIGN) || stated("height").is_some_and(|height| height <= SIGN) {
        return None;
    }
    // Pages that load their pictures later name them elsewhere, and hold a tiny stand-in.
    let lazy = ["data-src", "data-original", "data-lazy-src"].iter().find_map(|name| node.attr(name));
    let src = lazy.filter(|src| !src.trim().is_empty()).or_else(|| node.attr("src"))?;
    let is_path = !src.trim_start().starts_with(['/', '\\']) && !src.contains(':');
    pictures::source(&src, base.filter(|_| !(local && is_path)))
}

fn superior(c: char) -> Option<char> {
    let at = "0123456789+-−n".chars().position(|d| d == c)?;
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ".chars().nth(at)
}

fn first_number(node: &NodeRef<'_>) -> i64 {
    node.attr("start").and_then(|start| start.trim().parse().ok()).unwrap_or(1)
}

/// Returns the language of a code block, from the class names of the usual highlighters.
fn language(node: &NodeRef<'_>) -> Option<String> {
    let inner = node.first_element_child().filter(|n| n.has_name("code"));
    let outer = node.parent();
    [Some(*node), inner, outer].into_iter().flatten().find_map(|n| {
        let class = n.class()?;
        class.split_whitespace().find_map(|class| {
            let name =
                ["language-", "lang-", "highlight-source-", "brush:"].iter().find_map(|p| class.strip_prefix(p))?;
            let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '#' | '-' | '_' | '.'));
            (plain && (1..=24).contains(&name.len())).then(|| name.to_owned())
        })
    })
}

/// Returns whether an element is always hidden.
pub(super) fn is_hidden(name: &str, node: &NodeRef<'_>) -> bool {
    match name {
        "script" | "style" | "template" | "noscript" | "head" | "title" | "svg" | "iframe" | "object" | "embed"
        | "audio" | "video" | "canvas" | "select" | "button" | "textarea" | "datalist" | "input" | "map" | "rp"
        | "rt" | "applet" | "noframes" | "noembed" | "frameset" | "meta" | "link" | "progress" | "meter" => true,
        // The source of a formula, which stands beside it.
        "annotation" | "annotation-xml" => true,
        "dialog" => !node.has_attr("open"),
        // Of what pages made for AMP add to HTML, the parts that are no part of an article.
        "amp-ad"
        | "amp-ad-exit"
        | "amp-analytics"
        | "amp-auto-ads"
        | "amp-consent"
        | "amp-embed"
        | "amp-lightbox"
        | "amp-list"
        | "amp-mega-menu"
        | "amp-next-page"
        | "amp-pixel"
        | "amp-sidebar"
        | "amp-skimlinks"
        | "amp-social-share"
        | "amp-sticky-ad"
        | "amp-story-auto-ads"
        | "amp-subscriptions-dialog"
        | "amp-user-notification"
        | "amp-web-push"
        | "amp-web-push-widget" => true,
        // Shown by a script once everything is there.
        "html" | "body" | "main" | "article" => false,
        // Formulas that are there twice: once to be seen, once to be read aloud or copied.
        "span" | "mjx-assistive-mml" if is_second_formula(node) => true,
        // Wikipedia hides a formula behind its picture.
        "span" if node.class().is_some_and(|class| class.contains("mwe-math-mathml")) => false,
        _ => node.has_attr("hidden") || has_style(node, "display:none") || has_style(node, "visibility:hidden"),
    }
}

/// Returns whether an element repeats the formula beside it.
fn is_second_formula(node: &NodeRef<'_>) -> bool {
    node.class().is_some_and(|class| {
        let is_copy = |name: &str| matches!(name, "MathJax_Preview" | "MJX_Assistive_MathML" | "katex-html");
        class.split_whitespace().any(is_copy)
    })
}

/// Returns whether the element's own style contains this declaration.
fn has_style(node: &NodeRef<'_>, what: &str) -> bool {
    node.attr("style").is_some_and(|style| {
        let style: String = style.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect();
        style.contains(what)
    })
}

/// Returns whether an element is a block element.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "body"
            | "center"
            | "details"
            | "dialog"
            | "dl"
            | "div"
            | "fieldset"
            | "footer"
            | "form"
            | "header"
            | "hgroup"
            | "html"
            | "legend"
            | "listing"
            | "main"
            | "nav"
            | "optgroup"
            | "option"
            | "p"
            | "plaintext"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "xmp"
    )
}

/// Returns whether a table holds data: rows of short cells. Others are for layout.
fn is_data(table: &NodeRef<'_>) -> bool {
    if table.attr("role").is_some_and(|role| matches!(&*role, "presentation" | "none")) {
        return false;
    }
    // The table of facts beside an article of an encyclopedia has lists in its cells.
    let has_lists = table.class().is_some_and(|class| class.split_whitespace().any(|name| name == "infobox"));
    let (mut rows, mut cells, mut widest, mut longest, mut layout) = (0, 0, 0, 0, false);
    walk(table, |node, entering| {
        if layout || !entering {
            return !layout;
        }
        if node.is_text() {
            longest += node.text().trim().len();
            layout |= longest > MAX_CELL && cells > 0;
            return false;
        }
        match node.node_name().as_deref() {
            Some("tr") => (rows, cells) = (rows + 1, 0),
            Some("td" | "th") => {
                cells += 1;
                widest = widest.max(cells);
                longest = 0;
            }
            Some("ul" | "ol" | "hr") if has_lists => {}
            Some(
                "table" | "ul" | "ol" | "dl" | "blockquote" | "pre" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "hr"
                | "form" | "figure" | "article" | "section" | "iframe" | "video",
            ) => layout = true,
            _ => {}
        }
        !layout
    });
    !layout && rows >= 2 && widest >= 2
}
