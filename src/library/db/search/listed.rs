//! Matches listed articles with a query: the filter of the library list uses the language of the search.

use jiff::civil::Date;

use crate::library::db::LibraryEntry;
use crate::library::db::search::query::{Query, stands, terms};
use crate::text::folded;

impl Query {
    /// Returns whether an article of the list matches. `today` is the day from which relative days count.
    #[must_use]
    pub fn takes_article(&self, entry: &LibraryEntry, today: Option<Date>) -> bool {
        let title = entry.title.as_deref().unwrap_or_default();
        let byline = entry.byline.as_deref().unwrap_or_default();
        let (site, source) = (entry.site.as_deref().unwrap_or_default(), entry.source.as_str());
        let opened = entry.opened.get(..10).unwrap_or_default();
        let day = entry.date.as_deref().unwrap_or(opened);
        let has = |text: &str, part: &Option<String>| {
            part.as_ref().is_none_or(|part| text.to_lowercase().contains(part.as_str()))
        };
        if !(has(title, &self.title) && (has(source, &self.site) || has(site, &self.site))) {
            return false;
        }
        let (since, end) = today.map(|today| self.days_at(today)).unwrap_or_default();
        if since.is_some_and(|since| day < since.as_str()) || end.is_some_and(|end| day >= end.as_str()) {
            return false;
        }
        let labels = &entry.labels;
        let is_labelled = self.unread.is_none_or(|unread| labels.unread == unread)
            && (!self.later || labels.later)
            && (!self.star || labels.star)
            && self.tags.iter().all(|wanted| labels.tags.iter().any(|tag| tag.starts_with(wanted.as_str())));
        is_labelled && fits(&self.words, &[title, byline, site, source, opened, day])
    }

    /// Returns the message about a condition that an article in the list cannot meet.
    #[must_use]
    pub fn wrong_for_articles(&self) -> Option<&'static str> {
        if self.speaker.is_some() || self.kind.is_some() {
            return Some("by: and kind: apply to quotes: search all articles for them");
        }
        (self.is_marked() || self.only.is_some())
            .then_some("in:, flag: and verdict: apply to quotes and notes: search all articles for them")
    }
}

/// Returns whether each term stands in one of these texts, as the beginning of a word or inside one; and no excluded one.
pub(in crate::library::db) fn fits(words: &str, texts: &[&str]) -> bool {
    let terms = terms(words);
    terms.iter().all(|term| {
        let parts: Vec<String> = folded(&term.text).into_iter().map(|word| word.0).collect();
        let lower = term.text.to_lowercase();
        let is_in = texts.iter().any(|text| {
            if text.to_lowercase().contains(&lower) {
                return true;
            }
            // Without accents, a word that begins like the term contains it.
            let is_plain = parts.len() == 1 && term.text.is_ascii() && text.is_ascii();
            let there = if is_plain { Vec::new() } else { folded(text) };
            (0..there.len()).any(|i| stands(&there, i, &parts, true))
        });
        is_in != term.without
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::from_plain;
    use crate::library::db::{Found, LabelChange, Labels, Library};
    use crate::nlp::{Engine, annotate};

    #[test]
    fn labels_narrow_the_search_of_texts_quotes_and_notes() {
        let folder = tempfile::tempdir().unwrap();
        let (mut library, _) = Library::open(&folder.path().join("library.db"));
        let mut put = |name: &str| {
            let text = format!("The {name}\n\n“One boat is not a ferry line,” said Ann Lee of the {name}.\n");
            let article = from_plain(&format!("https://quay.example/{name}"), text);
            library.put_article(&article).unwrap();
            library.put_annotations(&article, &annotate(&article, &Engine::rules())).unwrap();
            library.save_note(&article, None, None, "ask about the boat").unwrap();
            article
        };
        let (mill, _) = (put("mill"), put("quay"));
        for change in [LabelChange::Star(true), LabelChange::Unread(true), LabelChange::Tag("harbour".to_owned())] {
            library.label(&mill.id, &change).unwrap();
        }
        let found = |typed: &str| {
            let (query, problem) = Query::read(typed, 50);
            assert_eq!(problem, None, "{typed}");
            let hits = library.search(&query).unwrap();
            let kinds = hits.iter().map(|hit| match hit.found {
                Found::Quote { .. } => 'q',
                Found::Article => 'a',
                Found::Note(_) => 'n',
            });
            let mut kinds: Vec<char> = kinds.collect();
            kinds.sort_unstable();
            kinds.into_iter().collect::<String>()
        };
        for (typed, kinds) in [
            ("star", "a"),
            ("unread in:quotes", "q"),
            ("is:star boat", "nq"),
            ("is:read boat", "nq"),
            ("boat", "nnqq"),
            ("#harbour", "an"),
            ("#harb boat by:lee", "q"),
            ("later", ""),
            ("tag:nothing", ""),
            ("site:quay.example star in:articles", "a"),
        ] {
            assert_eq!(found(typed), kinds, "{typed}");
        }
    }

    #[test]
    fn the_list_is_filtered_in_the_language_of_the_search() {
        let entry = LibraryEntry {
            title: Some("Été at the tide mill".to_owned()),
            source: "https://courier.example/mill".to_owned(),
            site: Some("The Orrin Courier".to_owned()),
            byline: Some("Ann Lee".to_owned()),
            date: Some("2024-02-06".to_owned()),
            opened: "2024-03-01T09:00:00.000Z".to_owned(),
            labels: Labels { unread: true, later: false, star: true, tags: vec!["harbour".to_owned()] },
            ..LibraryEntry::default()
        };
        let today = Some(jiff::civil::date(2024, 3, 15));
        for (typed, fits) in [
            ("", true),
            ("tide ete", true),
            ("\"tide mill\" -boat", true),
            ("tide -mill", false),
            ("-\"tide mill\"", false),
            ("2024-02", true),
            ("ann orrin courier.exa", true),
            ("idal", false),
            ("unread star", true),
            ("is:read", false),
            ("later", false),
            ("#harb is:star mill", true),
            ("tag:boats", false),
            ("site:courier title:\"tide mill\"", true),
            ("site:bbc", false),
            ("since:last-month until:2024-02", true),
            ("since:7d", false),
            ("before:2024-02-06", false),
        ] {
            let (query, problem) = Query::read(typed, 1);
            assert_eq!(problem, None, "{typed}");
            assert_eq!(query.takes_article(&entry, today), fits, "{typed}");
        }
        for typed in ["by:lee", "in:notes", "flag:todo", "kind:direct"] {
            assert!(Query::read(typed, 1).0.wrong_for_articles().is_some(), "{typed}");
        }
    }
}
