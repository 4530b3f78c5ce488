//! A fact sheet as Markdown: the four sections with their facts as lists. All text of articles and notes is escaped.

use std::fmt::Write as _;

use crate::export::facts::csv::why;
use crate::export::facts::{Entry, FactSection, SheetOf};
use crate::export::markdown::inline;
use crate::library::notes::Verdict;

/// Returns the fact sheet of one article.
#[must_use]
pub fn facts_markdown(sheet: &SheetOf) -> String {
    let mut out = format!("# Facts in {}\n\n", inline(&sheet.title));
    let about = [
        (!sheet.source.is_empty() && sheet.source != "-").then(|| format!("Source: {}", inline(&sheet.source))),
        Some(sheet.date.as_ref().map_or_else(
            || "Date of the article: unknown; --date sets it".to_owned(),
            |date| format!("Date of the article: {}", inline(date)),
        )),
        Some(format!("Facts: {}", sheet.facts.len())),
    ];
    out.push_str(&about.into_iter().flatten().collect::<Vec<_>>().join("\\\n"));
    out.push('\n');
    for section in FactSection::ALL {
        // Writing to a string cannot fail, here and below.
        let _ = writeln!(out, "\n## {}\n", section.title());
        let mut entries = sheet.section(section).peekable();
        if entries.peek().is_none() {
            let _ = writeln!(out, "No {} found.", section.about());
        }
        let (mut day, mut number) = (None, 0);
        for entry in entries {
            number += 1;
            if section == FactSection::Timeline && day != Some(&entry.date) {
                let above = if day.is_some() { "\n" } else { "" };
                let _ = writeln!(out, "{above}**{}**\n", entry.date.as_deref().map_or("Undated".to_owned(), inline));
                day = Some(&entry.date);
            }
            let _ = writeln!(out, "{}", line(section, number, entry));
            for note in &entry.notes {
                let _ = writeln!(out, "  - Note: {}", inline(note));
            }
            for link in &entry.links {
                let _ = writeln!(out, "  - Source: {}", inline(link));
            }
        }
    }
    out
}

/// Returns the line of a fact: the fact, who states it, the remarks, the paragraph, and the sentence if it says more.
fn line(section: FactSection, number: usize, entry: &Entry) -> String {
    let value = inline(&entry.value);
    let mut out = match section {
        FactSection::CheckFirst => format!("{number}. {value}"),
        FactSection::Timeline if entry.kind == "date" => format!("- {}", inline(&entry.sentence)),
        FactSection::Timeline => format!("- {value}"),
        FactSection::Figures => format!("- **{value}**"),
        FactSection::People => format!("- **{}**: {value}", inline(&entry.who.join(", "))),
    };
    let by = entry.stated_by.as_ref().map(|by| format!("stated by {}", inline(by)));
    let reasons = entry.reasons.iter().map(|reason| why(*reason).to_owned());
    let status = entry.status.filter(|_| section == FactSection::Timeline).map(str::to_owned);
    let place = entry.place.as_deref().map(|place| format!("at {}", inline(place)));
    let judged = entry.verdict.map(Verdict::name).map(|verdict| format!("verdict: {verdict}"));
    let corrected = entry.corrected.then(|| "corrected".to_owned());
    let remarks = by.into_iter().chain(status).chain(place).chain(reasons).chain(judged).chain(corrected);
    let remarks = remarks.chain([format!("¶ {}", entry.paragraph)]).collect::<Vec<_>>().join(" · ");
    let _ = write!(out, " — {remarks}");
    if section == FactSection::Figures {
        let _ = write!(out, ": {}", inline(&entry.sentence));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(section: &'static str, kind: &'static str, value: &str) -> Entry {
        let value = value.to_owned();
        Entry { section, kind, value, paragraph: 2, sentence: "It *rained*.".to_owned(), ..Entry::default() }
    }

    #[test]
    fn every_section_says_its_facts_or_that_there_are_none() {
        let by = |entry: Entry| Entry { stated_by: Some("Ana Holt".to_owned()), ..entry };
        let day = |entry: Entry| Entry { date: Some("2023-03-14".to_owned()), ..entry };
        let facts = vec![
            Entry { verdict: Some(Verdict::False), ..by(entry("check-first", "claim", "the deadliest")) },
            day(entry("timeline", "event", "Ana met Piet")),
            day(entry("timeline", "date", "2023-03-14")),
            Entry { status: Some("scheduled"), ..entry("timeline", "event", "they meet") },
            by(entry("figures", "figure", "about 5 %")),
        ];
        let (title, source) = ("A | B".to_owned(), "a.txt".to_owned());
        let sheet = SheetOf { schema: 1, title, source, date: None, model: String::new(), facts };
        assert_eq!(
            facts_markdown(&sheet),
            "# Facts in A \\| B\n\nSource: a.txt\\\nDate of the article: unknown; --date sets it\\\nFacts: 5\n\n\
             ## Check first\n\n1. the deadliest — stated by Ana Holt · verdict: false · ¶ 2\n\n\
             ## Timeline\n\n**2023-03-14**\n\n- Ana met Piet — ¶ 2\n- It \\*rained\\*. — ¶ 2\n\n**Undated**\n\n\
             - they meet — scheduled · ¶ 2\n\n\
             ## Figures\n\n- **about 5 %** — stated by Ana Holt · ¶ 2: It \\*rained\\*.\n\n\
             ## Who is who\n\nNo people and their roles found.\n"
        );
    }
}
