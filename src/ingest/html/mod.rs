//! HTML → clean text and blocks.
//!
//! ```text
//! source ──bound──▶ tree ──render──▶ text and blocks
//!        tags beyond       words, styles
//!        all reason
//! ```
//!
//! Nothing of a page is run and nothing is fetched. What browsers do not show is not read.

mod bound;
mod gather;
mod render;

use url::Url;

use super::rendered::Rendered;
use render::Show;

/// Renders a page or a piece of one; `base` is where relative links begin. The title is that of the `<title>` element.
#[allow(dead_code, reason = "the kinds of input that hold HTML are being added")]
pub(crate) fn render(html: &str, base: Option<&str>) -> Rendered {
    let document = bound::parse(html);
    let base = base_url(&document, base);
    let mut rendered = render::render(&document.root(), base.as_ref(), Show { pictures: true }).rendered;
    let title = document.select_single("head > title").text();
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
