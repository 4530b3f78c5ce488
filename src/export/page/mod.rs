//! A page to send: an article, its quotes by speaker, people, facts and notes in one HTML file.
//!
//! The file loads nothing: style and script are inside, and a content-security policy allows only these two, by their
//! digests. Without a script the page is complete; the script adds keys, tabs and filters.

mod chart;
mod side;
mod text;

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::export::facts::SheetOf;
use crate::export::json::{JsonQuoteKind, attributions};
use crate::export::page::text::Writer;
use crate::export::quotes::{QuoteEntry, QuoteSheet};
use crate::export::templates::{html, is_web};
use crate::library::notes::{PlacedNote, Reviewed};
use crate::nlp::Attribution;
use crate::text::{Article, Span, one_line};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Colours by the names of their CSS variables, as `#rrggbb`.
pub type Colours = Vec<(&'static str, String)>;

/// What a page shows, and how.
#[derive(Clone, Debug, Default)]
pub struct PageSettings {
    /// The colours on a light screen; `None` if the page is always dark.
    pub light: Option<Colours>,
    /// The colours on a dark screen; `None` if the page is always light.
    pub dark: Option<Colours>,
    /// Whether to list stances: what somebody did or thought, but did not say.
    pub stances: bool,
}

/// A quote of the page.
struct Cited<'a> {
    said: &'a Attribution,
    /// Its number, from 1, in the order of the text.
    number: usize,
    kind: JsonQuoteKind,
    entry: QuoteEntry,
    unsure: bool,
    /// The index of its speaker.
    speaker: usize,
    /// The number of the speaker's colour.
    colour: usize,
}

impl Cited<'_> {
    fn name(&self) -> &str {
        self.entry.speaker.as_deref().unwrap_or(UNKNOWN)
    }
}

/// The name of an unknown speaker.
const UNKNOWN: &str = "speaker unknown";

/// Number of colours for speakers.
const COLOURS: usize = 8;

/// A note of the page.
struct Noted<'a> {
    placed: &'a PlacedNote,
    span: Option<Span>,
}

/// What the column shows.
struct Side<'a> {
    article: &'a Article,
    found: &'a Reviewed,
    quotes: &'a [Cited<'a>],
    /// The names of the speakers, in the order of their first quote.
    speakers: &'a [Option<String>],
    facts: &'a SheetOf,
}

impl Side<'_> {
    /// Returns the name of a speaker.
    fn name(&self, speaker: usize) -> &str {
        self.speakers.get(speaker).and_then(Option::as_deref).unwrap_or(UNKNOWN)
    }

    /// Returns the id of the list of a speaker's quotes.
    fn group(&self, speaker: usize) -> String {
        let is_listed = |quote: &Cited<'_>| quote.speaker == speaker && !is_apart(quote);
        if self.quotes.iter().any(is_listed) { format!("speaker{speaker}") } else { "unsure".to_owned() }
    }
}

/// Returns a number of quotes in words.
fn count(quotes: usize) -> String {
    if quotes == 1 { "1 quote".to_owned() } else { format!("{quotes} quotes") }
}

/// Returns whether a quote stands at the end of the list, as in the reader.
fn is_apart(quote: &Cited<'_>) -> bool {
    quote.unsure || quote.entry.speaker.is_none()
}

/// Returns the page of an article. With `notes`, the reader's notes have a tab of their own.
#[must_use]
pub fn page(article: &Article, found: &Reviewed, notes: Option<&[PlacedNote]>, settings: &PageSettings) -> String {
    let is_shown = |kind: JsonQuoteKind| settings.stances || kind != JsonQuoteKind::Stance;
    let marks = notes.unwrap_or_default();
    let sheet = QuoteSheet::of(article, found, marks, |_| true);
    let mut speakers: Vec<Option<String>> = Vec::new();
    let all = attributions(found).into_iter().zip(sheet.quotes).filter(|((kind, _), _)| is_shown(*kind));
    let quotes: Vec<Cited<'_>> = all
        .enumerate()
        .map(|(at, ((kind, said), entry))| {
            let known = speakers.iter().position(|name| *name == entry.speaker);
            let speaker = known.unwrap_or_else(|| {
                speakers.push(entry.speaker.clone());
                speakers.len() - 1
            });
            Cited { said, number: at + 1, kind, unsure: entry.unsure, entry, speaker, colour: speaker % COLOURS }
        })
        .collect();
    let noted: Vec<Noted<'_>> = marks.iter().map(|placed| Noted { placed, span: placed.placement.span() }).collect();
    let text::Written { heading, front, text } = Writer::new(article, found, &quotes, &noted).write();
    let facts = SheetOf::new(article, found, marks);
    let side = Side { article, found, quotes: &quotes, speakers: &speakers, facts: &facts };
    let style = format!("{}{STYLE}", colours(settings));
    let mut out = String::with_capacity(text.len() * 2);
    // Writing to a string cannot fail, here and below.
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '{}'; script-src '{}'; \
         base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<meta http-equiv=\"x-dns-prefetch-control\" content=\"off\">\n\
         <meta name=\"generator\" content=\"pullquote {}\">\n<title>{}</title>\n<style>{style}</style>\n</head>\n<body>\n",
        hash(&style),
        hash(SCRIPT),
        env!("CARGO_PKG_VERSION"),
        html(&one_line(article.display_title())),
    );
    out.push_str(
        "<a class=\"skip\" href=\"#article\">To the article</a><a class=\"skip\" href=\"#side\">To the quotes</a>\n",
    );
    let _ = write!(
        out,
        "<main id=\"article\"><article>\n<header class=\"head\">\n{}<h1>{heading}</h1>\n{}{front}</header>\n{text}</article>\n{}</main>\n",
        kicker(article),
        byline(article),
        footer(found, &quotes),
    );
    side.write(&mut out, notes.is_some().then_some(noted.as_slice()));
    let _ = write!(out, "<script>{SCRIPT}</script>\n</body>\n</html>\n");
    out
}

/// Returns the variables of the colours, for light and dark screens.
fn colours(settings: &PageSettings) -> String {
    let variables =
        |colours: &Colours| colours.iter().map(|(name, value)| format!("--{name}:{value};")).collect::<String>();
    match (&settings.light, &settings.dark) {
        (Some(light), Some(dark)) => {
            let (light, dark) = (variables(light), variables(dark));
            format!(
                ":root{{color-scheme:light;{light}}}\n@media (prefers-color-scheme:dark){{:root{{color-scheme:dark;{dark}}}}}\n\
                 :root[data-scheme=light]{{color-scheme:light;{light}}}\n:root[data-scheme=dark]{{color-scheme:dark;{dark}}}\n\
                 @media print{{:root,:root[data-scheme]{{color-scheme:light;{light}}}}}\n"
            )
        }
        (Some(one), None) => format!(":root{{color-scheme:light;{}}}\n", variables(one)),
        (None, Some(one)) => format!(":root{{color-scheme:dark;{}}}\n", variables(one)),
        (None, None) => String::new(),
    }
}

/// Returns the digest of a style or script for the content-security policy.
fn hash(text: &str) -> String {
    format!("sha256-{}", base64(&Sha256::digest(text.as_bytes())))
}

/// Encodes bytes in Base64 (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            // Six bits are an index below 64.
            let value = (bits >> (18 - 6 * digit)) as usize & 63;
            out.push(if digit <= chunk.len() { DIGITS.get(value).map_or('=', |b| char::from(*b)) } else { '=' });
        }
    }
    out
}

/// Returns the line above the title: the newspaper.
fn kicker(article: &Article) -> String {
    article
        .site
        .as_ref()
        .map_or_else(String::new, |site| format!("<p class=\"kicker\">{}</p>\n", html(&one_line(site))))
}

/// Returns the line below the title: author, date, address.
fn byline(article: &Article) -> String {
    let mut parts = Vec::new();
    let by = article.byline.as_ref().filter(|by| !text::stands_in_text(article, by));
    parts.extend(by.map(|by| html(&one_line(by))));
    let date = article.date.as_ref().filter(|date| !text::date_stands_in_text(article, date));
    parts.extend(date.map(|date| {
        let shown = date
            .parse::<jiff::civil::Date>()
            .map_or_else(|_| html(&one_line(date)), |day| day.strftime("%-d %B %Y").to_string());
        format!("<time datetime=\"{}\">{shown}</time>", html(&one_line(date)))
    }));
    let link = [article.url.as_ref(), Some(&article.source)].into_iter().flatten().find(|link| is_web(link));
    parts.extend(link.map(|link| {
        let host = url::Url::parse(link).ok().and_then(|url| url.host_str().map(str::to_owned));
        let host = host.map_or_else(|| "source".to_owned(), |host| host.trim_start_matches("www.").to_owned());
        format!("<a href=\"{}\" rel=\"noopener noreferrer nofollow\">{}</a>", html(link), html(&host))
    }));
    if parts.is_empty() {
        String::new()
    } else {
        format!("<p class=\"byline\">{}</p>\n", parts.join(" <span aria-hidden=\"true\">·</span> "))
    }
}

/// Returns the remarks below the article.
fn footer(found: &Reviewed, quotes: &[Cited<'_>]) -> String {
    let foreign = found.foreign.is_some();
    let mut out = "<footer>\n<p>Quotes and speakers were found by a machine and can be wrong.".to_owned();
    if quotes.iter().any(|quote| quote.unsure) {
        out.push_str(" A quote with <span class=\"doubt\">?</span> is unsure: somebody else may have said it.");
    }
    if foreign {
        out.push_str(" The article is not in English: only quotations were found, with few speakers or none.");
    }
    let _ = write!(
        out,
        " Numbers in the text lead to the list of quotes, numbers in the list to the text.</p>\n\
         <p>Made with pullquote, {}. This page loads nothing and reports nothing.</p>\n</footer>\n",
        html(&found.model)
    );
    out
}

#[cfg(test)]
mod tests;
