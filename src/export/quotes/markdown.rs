//! A quote sheet as Markdown: the quotes by speaker. All text of articles and notes is escaped.

use std::fmt::Write as _;

use crate::export::markdown::inline;
use crate::export::quotes::{QuoteEntry, QuoteSheet};

/// Returns the quotes of one article, by speaker in the order of their first quote.
#[must_use]
pub fn quotes_markdown(sheet: &QuoteSheet) -> String {
    let mut out = format!("# Quotes in {}\n\n", inline(&sheet.article));
    let about = [
        sheet.site.as_ref().map(|site| format!("Site: {}", inline(site))),
        sheet.date.as_ref().map(|date| format!("Published: {}", inline(date))),
        (!sheet.address.is_empty() && sheet.address != "-").then(|| format!("Source: {}", inline(&sheet.address))),
        Some(format!("Quotes: {}", sheet.quotes.len())),
    ];
    out.push_str(&about.into_iter().flatten().collect::<Vec<_>>().join("\\\n"));
    out.push('\n');
    let mut speakers: Vec<&Option<String>> = Vec::new();
    for quote in &sheet.quotes {
        if !speakers.contains(&&quote.speaker) {
            speakers.push(&quote.speaker);
        }
    }
    for speaker in speakers {
        let theirs = || sheet.quotes.iter().filter(|quote| quote.speaker == *speaker);
        let role = theirs().find_map(|quote| quote.role.as_deref());
        let name = speaker.as_deref().map_or_else(|| "Speaker unknown".to_owned(), inline);
        let role = role.map_or_else(String::new, |role| format!(", {}", inline(role)));
        // Writing to a string cannot fail, here and below.
        let _ = writeln!(out, "\n## {name}{role}\n");
        for quote in theirs() {
            let _ = writeln!(out, "- {} — {}", inline(&quote.words), remarks(quote));
            for note in &quote.notes {
                let _ = writeln!(out, "  - Note: {}", inline(note));
            }
        }
    }
    out
}

fn remarks(quote: &QuoteEntry) -> String {
    let cue = (!quote.cue.is_empty()).then(|| inline(&quote.cue));
    let unsure = quote.unsure.then(|| "unsure".to_owned());
    let corrected = quote.corrected.then(|| "corrected".to_owned());
    let judged = quote.verdict.map(|verdict| format!("verdict: {}", verdict.name()));
    let all = [Some(quote.kind.name().to_owned()), cue, unsure, corrected, judged];
    let all = all.into_iter().flatten().chain([format!("¶ {}", quote.paragraph)]);
    all.collect::<Vec<_>>().join(" · ")
}
