//! Turns HTML into clean text and blocks.
//!
//! ```text
//! source ──bound──▶ tree ─┬─ render ─────────────────────────▶ text and blocks (a chapter, a message)
//!        tags beyond      ├─ metadata ──▶ title, byline, date, site
//!        all reason       └─ strip ─ render ─ extract ─ sift ─▶ text and blocks of the article in a page
//! ```
//!
//! No scripts run and nothing is fetched. Text that browsers hide is ignored.

mod byline;
mod extract;
mod gather;
mod limits;
mod metadata;
mod mhtml;
mod render;
mod sift;
mod strip;
mod weigh;

use url::Url;

use crate::ingest::concat::Joined;
use crate::ingest::formats::html::render::Show;
use crate::ingest::formats::plain;
use crate::ingest::formats::plain::typed::written;
use crate::ingest::rendered::Rendered;
use crate::text::{Block, BlockKind, one_line};
pub(in crate::ingest) use metadata::Metadata;
#[cfg(feature = "pictures")]
pub(in crate::ingest) use mhtml::part;
pub(in crate::ingest) use mhtml::{place_pictures, unpack};

/// The article in a page.
#[derive(Debug)]
pub(in crate::ingest) struct Page {
    pub(in crate::ingest) body: Rendered,
    pub(in crate::ingest) about: Metadata,
    pub(in crate::ingest) notices: Vec<String>,
}

/// An article behind a paywall counts as complete above this number of characters.
const STUB: usize = 2_000;

/// Finds the article in a page; `base` is the page's address.
pub(in crate::ingest) fn page(html: &str, base: Option<&str>) -> Page {
    let document = limits::parse(html);
    let given = base.and_then(|base| Url::parse(base).ok());
    let about = metadata::read(&document, given.as_ref());
    // Where the address is not known, the page may say it: links lead somewhere then.
    let stated = about.url.as_deref();
    // Its pictures lie beside a page that was saved, unless it names another place.
    let local = base.is_none() && !document.select_single("base[href]").exists();
    let base = base_url(&document, base.or(stated));
    // The tree of a large page takes a hundred megabytes; the next step makes its own.
    drop(document);
    let mut body = typed(extract::article(html, base.as_ref(), &about, local));
    body.bold_headings();
    let mut notices = Vec::new();
    if about.paid && body.text.chars().count() < STUB {
        notices.push("the page says that it is not free to read, so this may be only the beginning".to_owned());
    }
    Page { body, about, notices }
}

/// Restructures a page of preformatted text, such as a message in an archive or an old book: prose becomes
/// paragraphs, quoted text becomes block quotes.
fn typed(body: Rendered) -> Rendered {
    let is_typed = |block: &Block| {
        matches!(block.kind, BlockKind::Code { language: None })
            && block.span.len() * 2 > body.text.len()
            && plain::is_wrapped(block.span.of(&body.text))
    };
    let Some(at) = body.blocks.iter().position(is_typed) else { return body };
    let Some(source) = body.blocks.get(at).map(|block| block.span.of(&body.text).to_owned()) else { return body };
    let part = |keep: &dyn Fn(usize) -> bool| {
        let keep: Vec<bool> = (0..body.blocks.len()).map(keep).collect();
        body.only(&keep)
    };
    let mut out = Joined::default();
    out.push(part(&|n| n < at));
    written(&mut out, &source, false);
    out.push(part(&|n| n > at));
    Rendered { text: out.text, blocks: out.blocks, pictures: out.pictures, ..body }
}

/// Renders a whole page or a part of one; `base` is the address for relative links. The title is that of the
/// `<title>` element.
pub(crate) fn render(html: &str, base: Option<&str>) -> Rendered {
    let document = limits::parse(html);
    let base = base_url(&document, base);
    let mut rendered =
        render::render(&document.root(), base.as_ref(), Show { pictures: true, local: base.is_none() }).rendered;
    let title = document.select_single("head > title").text();
    rendered.bold_headings();
    rendered.title = Some(one_line(&title)).filter(|t| !t.is_empty());
    rendered
}

/// Returns whether a page has images.
pub(in crate::ingest) fn has_pictures(html: &str) -> bool {
    limits::parse(html).select_single("img, picture, svg, area, input[type=image]").exists()
}

/// Returns whether a block is one link and nothing else.
pub(in crate::ingest) fn is_link(block: &Block, text: &str) -> bool {
    weigh::seen(block, text).leads(80)
}

/// Returns the base address of relative links: that of a `<base>` element, resolved against the page's own.
fn base_url(document: &dom_query::Document, base: Option<&str>) -> Option<Url> {
    let base = base.and_then(|base| Url::parse(base).ok());
    let stated = document.select_single("base[href]").attr("href");
    let resolved = stated.and_then(|href| Url::options().base_url(base.as_ref()).parse(href.trim()).ok());
    resolved.or(base)
}

#[cfg(test)]
mod tests;
