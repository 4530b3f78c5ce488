//! A tree of HTML elements → clean text and blocks.
//!
//! A block begins with the first word after the beginning or end of a block element, so that only what holds words
//! becomes one; inline elements are styles over it and never cut it. White space is collapsed as browsers do.

use dom_query::{NodeId, NodeRef};
use url::Url;

use crate::ingest::formats::html::gather::Gathered;
use crate::ingest::formats::html::limits::walk;
use crate::ingest::rendered::{Place, Rendered, Row, bullet};
use crate::text::{BlockKind, InlineStyle, one_line};

/// A table with longer cells than this is there for the layout of a page.
const MAX_CELL: usize = 240;

/// What is to be shown besides words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Show {
    /// The alternative text of pictures that have no caption.
    pub(super) pictures: bool,
}

/// Text and blocks, and for each block the element that it stands in.
#[derive(Debug, Default)]
pub(super) struct Sourced {
    pub(super) rendered: Rendered,
    pub(super) nodes: Vec<NodeId>,
}

/// Renders what is under `root`.
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
    renderer.out
}

/// What has to be undone at the end of an element.
#[derive(Debug)]
enum Role {
    /// Nothing.
    Plain,
    /// A style began.
    Styled,
    /// It is a block.
    Block,
    Heading(Option<u8>),
    List,
    Item,
    Term,
    Definition,
    Quote,
    /// A block of code began.
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
    /// The block being gathered.
    block: Option<(BlockKind, NodeId, Gathered)>,
    /// The marker of the item whose first paragraph has not begun.
    marker: Option<String>,
    /// Open lists, with the next number of ordered ones.
    lists: Vec<Option<i64>>,
    quotes: u8,
    heading: Option<u8>,
    /// Inside preformatted text: its language, if that is known.
    pre: Option<Option<String>>,
    /// Open captions.
    caption: usize,
    /// Open quotation marks.
    marks: usize,
    /// Open inline styles; a block element may begin and end inside them.
    styles: Vec<InlineStyle>,
    /// The rows of the table of data being read.
    table: Option<Vec<Row>>,
    /// The cell being read.
    cell: Option<Gathered>,
    /// Open figures: whether they have a caption.
    figures: Vec<bool>,
    /// The open block is a term that ends in a colon, and what it announces has not begun: who speaks stands in one
    /// paragraph with what is said.
    announced: bool,
    /// Open elements.
    entered: Vec<Role>,
    /// Open block elements.
    blocks: Vec<NodeId>,
}

impl Renderer<'_> {
    /// Whether to go into the node.
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
                self.out.rendered.put_table(rows, place);
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

    /// The innermost block element.
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

    /// Begins a block here.
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

    /// Ends the open block, if any.
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
            self.out.rendered.put(kind, &words, inlines, place, "\n\n");
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

    /// Digits set as superior figures keep being apart from what they follow: 10⁶.
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

    /// Where a link leads, if it leads out of the page.
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

fn superior(c: char) -> Option<char> {
    let at = "0123456789+-−n".chars().position(|d| d == c)?;
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ".chars().nth(at)
}

fn first_number(node: &NodeRef<'_>) -> i64 {
    node.attr("start").and_then(|start| start.trim().parse().ok()).unwrap_or(1)
}

/// The language of a code block, as the usual highlighters name it.
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

/// Whether nothing of an element is ever shown.
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
        _ => node.has_attr("hidden") || has_style(node, "display:none") || has_style(node, "visibility:hidden"),
    }
}

/// Whether an element repeats a formula that is shown beside it.
fn is_second_formula(node: &NodeRef<'_>) -> bool {
    node.class().is_some_and(|class| {
        let is_copy = |name: &str| matches!(name, "MathJax_Preview" | "MJX_Assistive_MathML" | "katex-html");
        class.split_whitespace().any(is_copy)
    })
}

/// Whether the element's own style says so.
fn has_style(node: &NodeRef<'_>, what: &str) -> bool {
    node.attr("style").is_some_and(|style| {
        let style: String = style.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect();
        style.contains(what)
    })
}

/// Whether an element begins and ends lines.
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

/// Whether a table holds data: rows of short cells. Others are there for the layout of a page.
fn is_data(table: &NodeRef<'_>) -> bool {
    if table.attr("role").is_some_and(|role| matches!(&*role, "presentation" | "none")) {
        return false;
    }
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
