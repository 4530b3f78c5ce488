//! The formats: each file turns one kind of document into text and blocks. [`read`] selects the format.

#[cfg(feature = "epub")]
pub(super) mod epub;
pub(super) mod feed;
pub(super) mod html;
pub(super) mod mail;
pub(super) mod markdown;
#[cfg(feature = "pdf")]
pub(super) mod pdf;
pub(super) mod plain;

use crate::ingest::{Format, Hints, IngestError, decode, detect};
use crate::ingest::{from_draft, from_epub, from_html, from_markdown, from_pdf, from_wrapped};
use crate::text::Article;

/// Reads bytes in a format; with `None`, as plain text or Markdown.
pub(super) fn read(
    name: &str,
    bytes: Vec<u8>,
    format: Option<Format>,
    hints: &Hints<'_>,
) -> Result<Article, IngestError> {
    Ok(match format {
        Some(Format::Epub) => from_epub(name, &bytes)?,
        Some(Format::Pdf) => from_pdf(name, bytes)?,
        Some(Format::Feed) => from_draft(name, feed::read(name, bytes, hints)?),
        Some(Format::Email) => from_draft(name, mail::read(name, &bytes, hints.entry)?),
        Some(Format::Html) => {
            let stated = decode::Stated { content_type: hints.content_type, markup: true };
            let decoded = decode::decode(name, &bytes, stated)?;
            let mut article = from_html(name, &decoded.text, hints.base);
            article.notices.splice(0..0, decoded.notices);
            if article.text.trim().is_empty() && decoded.text.contains("<script") {
                return Err(IngestError::Scripted { name: name.to_owned() });
            }
            if article.text.trim().is_empty() && html::has_pictures(&decoded.text) {
                return Err(IngestError::Pictures { name: name.to_owned() });
            }
            article
        }
        Some(Format::Mhtml) => {
            let (page, address) = html::unpack(name, &bytes)?;
            let mut article = from_html(name, &page, hints.base.or(address.as_deref()));
            html::place_pictures(&bytes, &mut article.pictures);
            article
        }
        Some(Format::Plain | Format::Markdown) | None => {
            let stated = decode::Stated { content_type: hints.content_type, markup: false };
            let decoded = decode::decode(name, &bytes, stated)?;
            let mut article = match format.unwrap_or_else(|| detect::text_kind(name, &decoded.text)) {
                Format::Markdown => from_markdown(name, &decoded.text),
                _ => from_wrapped(name, &decoded.text),
            };
            article.notices.splice(0..0, decoded.notices);
            article
        }
    })
}
