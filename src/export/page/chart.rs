//! The chart of a page: who speaks where, one row per speaker.

use std::fmt::Write as _;

use crate::export::json::JsonQuoteKind;
use crate::export::page::{Cited, Side, count};
use crate::export::templates::html;

/// The most rows.
const ROWS: usize = 8;

/// Units across: the whole text.
const WIDE: f64 = 1000.0;

/// Writes the chart of the speakers with the most words.
pub(super) fn write(out: &mut String, side: &Side<'_>) {
    let all = side.article.text.len().max(1) as f64;
    let at = |byte: usize| byte as f64 / all * WIDE;
    let words = |speaker: usize| -> usize {
        let own = side.quotes.iter().filter(|quote| quote.speaker == speaker);
        own.map(|quote| quote.entry.words.split_whitespace().count()).sum()
    };
    let mut rows: Vec<(usize, usize)> = (0..side.speakers.len())
        .filter(|speaker| side.speakers.get(*speaker).is_some_and(Option::is_some))
        .map(|speaker| (speaker, words(speaker)))
        .collect();
    rows.sort_by_key(|(speaker, words)| (std::cmp::Reverse(*words), *speaker));
    if rows.is_empty() {
        return;
    }
    out.push_str(
        "<figure class=\"chart\">\n<figcaption>Who speaks where, from the first paragraph to the last</figcaption>\n",
    );
    for (speaker, words) in rows.iter().take(ROWS) {
        let name = side.name(*speaker);
        let own: Vec<&Cited<'_>> = side.quotes.iter().filter(|quote| quote.speaker == *speaker).collect();
        let colour = own.first().map_or(0, |quote| quote.colour);
        // Writing to a string cannot fail, here and below.
        let _ = write!(
            out,
            "<div class=\"row s{colour}\"><a href=\"#{}\">{}</a><svg viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" role=\"img\" \
             aria-label=\"{}: {}, {words} words\"><rect class=\"base\" width=\"1000\" height=\"10\"/>",
            side.group(*speaker),
            html(name),
            html(name),
            count(own.len()),
        );
        for quote in own {
            let extent = quote.said.extent();
            let (start, end) = (at(extent.start), at(extent.end));
            let width = (end - start).max(5.0);
            let number = quote.number;
            let kind = if quote.kind == JsonQuoteKind::Indirect { " class=\"i\"" } else { "" };
            let _ = write!(
                out,
                "<rect data-go=\"{number}\"{kind} x=\"{:.1}\" width=\"{width:.1}\" height=\"10\"/>",
                start.min(WIDE - width)
            );
        }
        out.push_str("</svg></div>\n");
    }
    if rows.len() > ROWS {
        let _ = writeln!(out, "<p class=\"more\">and {} more below</p>", rows.len() - ROWS);
    }
    out.push_str("</figure>\n");
}
