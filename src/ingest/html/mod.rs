//! HTML → clean text and blocks.
//!
//! ```text
//! source ──bound──▶ tree ─┬─ render ─────────────────────────▶ text and blocks (a chapter, a message)
//!        tags beyond      ├─ metadata ──▶ title, byline, date, site
//!        all reason       └─ strip ─ render ─ extract ─ sift ─▶ text and blocks of the article in a page
//! ```
//!
//! Nothing of a page is run and nothing is fetched. What browsers do not show is not read.

mod bound;
mod extract;
mod gather;
mod metadata;
mod mhtml;
mod render;
mod sift;
mod strip;

use url::Url;

use super::rendered::Rendered;
pub(super) use metadata::Metadata;
pub(super) use mhtml::unpack;
use render::Show;

/// The article in a page.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) body: Rendered,
    pub(super) about: Metadata,
}

/// Finds the article in a page; `base` is the page's address.
pub(super) fn page(html: &str, base: Option<&str>) -> Page {
    let document = bound::parse(html);
    let given = base.and_then(|base| Url::parse(base).ok());
    let about = metadata::read(&document, given.as_ref());
    // Where the address is not known, the page may say it: links lead somewhere then.
    let stated = about.url.as_deref();
    let base = base_url(&document, base.or(stated));
    let mut body = extract::article(html, base.as_ref(), &about);
    body.bold_headings();
    Page { body, about }
}

/// Renders a whole page or a piece of one; `base` is where relative links begin. The title is that of the `<title>`
/// element.
pub(crate) fn render(html: &str, base: Option<&str>) -> Rendered {
    let document = bound::parse(html);
    let base = base_url(&document, base);
    let mut rendered = render::render(&document.root(), base.as_ref(), Show { pictures: true }).rendered;
    let title = document.select_single("head > title").text();
    rendered.bold_headings();
    rendered.title = Some(title.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|t| !t.is_empty());
    rendered
}

/// Where relative links begin: what the page itself says, seen from where it lies.
fn base_url(document: &dom_query::Document, base: Option<&str>) -> Option<Url> {
    let base = base.and_then(|base| Url::parse(base).ok());
    let stated = document.select_single("base[href]").attr("href");
    let resolved = stated.and_then(|href| Url::options().base_url(base.as_ref()).parse(href.trim()).ok());
    resolved.or(base)
}

#[cfg(test)]
mod tests;
