//! Searching everything that was read: quotes, articles and notes, the best first, whatever their accents and case.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::index::{kind_name, kind_named};
use super::query::{Only, Query, Term, expression, stands, terms, wanted};
use super::{Library, StoreError, from_sql, note, to_sql};
use crate::nlp::QuoteKind;
use crate::notes::{Marks, NoteId, folded};
use crate::text::{ArticleId, Span};

/// How much a hit counts by where it is: what the reader wrote first, then what somebody said.
const WEIGHTS: (f64, f64, f64) = (1.5, 1.0, 0.8);
/// Words around a hit in an article that are shown with it.
const AROUND: usize = 14;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// What somebody said.
    Quote {
        /// Direct, mixed or indirect.
        kind: QuoteKind,
        /// Who said it.
        speaker: Option<String>,
    },
    /// The words of an article.
    Article,
    /// A note.
    Note(NoteId),
}

/// One hit.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// What it is.
    pub found: Found,
    /// The article it is in.
    pub article: ArticleId,
    /// Its title, where one is known.
    pub title: Option<String>,
    /// Where it was last opened from.
    pub source: String,
    /// The day it was published or opened.
    pub date: String,
    /// The words that were found, in one line; of a note the reader's.
    pub words: String,
    /// Of a note: the words of the article that it hangs on.
    pub on: Option<String>,
    /// Of a note: its tags, flag, verdict and links, those in its words included.
    pub marks: Marks,
    /// Where they are in the article's text; `None` for a note on the whole of it.
    pub span: Option<Span>,
    /// The higher the better.
    pub score: f64,
}

impl Library {
    /// Searches everything. The best first; by a speaker alone the newest first, by marks alone the note changed last.
    ///
    /// # Errors
    /// Where the library cannot be read.
    pub fn search(&self, query: &Query) -> Result<Vec<Hit>, StoreError> {
        let words = expression(&query.words);
        let of_quotes = query.speaker.is_some() || query.kind.is_some();
        let wants = |what| query.only.is_none_or(|only| only == what);
        let found = self.read(|conn| {
            let mut hits = Vec::new();
            if wants(Only::Quotes) && !query.is_marked() {
                hits.extend(quotes(conn, query, words.as_deref())?);
            }
            if wants(Only::Notes) && !of_quotes {
                hits.extend(notes(conn, query, words.as_deref())?);
            }
            if let Some(words) = words.as_deref().filter(|_| wants(Only::Articles) && !of_quotes && !query.is_marked())
            {
                for hit in articles(conn, query, words)? {
                    // The words of a quote that was found are no second hit.
                    let again = |h: &Hit| h.article == hit.article && both(h.span, hit.span);
                    if !hits.iter().any(again) {
                        hits.push(hit);
                    }
                }
            }
            if words.is_some() {
                hits.sort_by(|a, b| b.score.total_cmp(&a.score));
            }
            hits.truncate(query.limit);
            Ok(hits)
        })?;
        Ok(found.unwrap_or_default())
    }
}

fn both(a: Option<Span>, b: Option<Span>) -> bool {
    a.zip(b).is_some_and(|(a, b)| a.overlaps(b))
}

/// The day of an article.
const DAY: &str = "coalesce(a.date, substr(a.opened, 1, 10))";

fn quotes(conn: &Connection, query: &Query, words: Option<&str>) -> rusqlite::Result<Vec<Hit>> {
    let speaker = query.speaker.as_deref().and_then(expression).map(|name| format!("{{speaker}} : ({name})"));
    let matched = match (words, speaker) {
        (Some(words), Some(speaker)) => Some(format!("({words}) AND {speaker}")),
        (Some(words), None) => Some(words.to_owned()),
        (None, speaker) => speaker,
    };
    let plain = query.kind.is_none() && query.since.is_none();
    if matched.is_none() && plain {
        return Ok(Vec::new());
    }
    let from = match &matched {
        // The best are chosen before anything else is looked up.
        Some(_) if plain && words.is_some() => {
            "(SELECT rowid AS n, rank FROM quotes_fts WHERE quotes_fts MATCH ?1 ORDER BY rank LIMIT ?4) f
             JOIN quotes q ON q.n = f.n"
        }
        Some(_) => "quotes_fts f JOIN quotes q ON q.n = f.rowid",
        None => "(SELECT 0.0 AS rank) f JOIN quotes q",
    };
    let condition = if matched.is_some() && !(plain && words.is_some()) { "quotes_fts MATCH ?1" } else { "?1 IS ?1" };
    let order = if words.is_some() { "f.rank" } else { "day DESC, q.n" };
    let mut statement = conn.prepare_cached(&format!(
        "SELECT i.article, a.title, a.source, {DAY} AS day, q.words, q.start, q.\"end\", f.rank, q.kind, q.speaker
         FROM {from} JOIN indexed i ON i.n = q.article JOIN articles a ON a.id = i.article
         WHERE {condition} AND (?2 IS NULL OR q.kind = ?2) AND (?3 IS NULL OR day >= ?3)
         ORDER BY {order} LIMIT ?4"
    ))?;
    let kind = query.kind.map(kind_name);
    let rows = statement.query_map(params![matched, kind, query.since, to_sql(query.limit)], |row| {
        let kind = kind_named(&row.get::<_, String>(8)?);
        let speaker = row.get(9)?;
        hit(row, Found::Quote { kind, speaker }, WEIGHTS.1)
    })?;
    rows.collect()
}

/// Notes with these words, or, without words, with the marks that are asked for.
fn notes(conn: &Connection, query: &Query, words: Option<&str>) -> rusqlite::Result<Vec<Hit>> {
    if words.is_none() && !query.is_marked() && query.only != Some(Only::Notes) {
        return Ok(Vec::new());
    }
    let columns = note::COLUMNS.split(", ").map(|column| format!("n.{column}")).collect::<Vec<_>>().join(", ");
    let (from, condition, rank, order) = match words {
        Some(_) => (
            "notes_fts f JOIN note_numbers m ON m.n = f.rowid JOIN notes n ON n.id = m.note",
            "notes_fts MATCH ?1",
            "f.rank",
            "f.rank",
        ),
        None => ("notes n", "?1 IS ?1", "0.0", "n.modified DESC, n.id"),
    };
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {columns}, a.title, a.source, {DAY} AS day, {rank} FROM {from} JOIN articles a ON a.id = n.article
         WHERE {condition} AND n.deleted IS NULL AND (?2 IS NULL OR day >= ?2) ORDER BY {order}"
    ))?;
    let mut rows = statement.query(params![words, query.since])?;
    let mut hits = Vec::new();
    // Marks may stand in the words of a note as well: only there can be told who has them.
    while let Some(row) = rows.next()?.filter(|_| hits.len() < query.limit) {
        let note = note::note(row)?;
        let marks = note.all_marks();
        if !query.takes(&marks) {
            continue;
        }
        let on = note.anchor.as_ref().map(|anchor| anchor.exact.clone());
        hits.push(Hit {
            words: if note.body.is_empty() { on.clone().unwrap_or_default() } else { note.body },
            span: note.anchor.map(|anchor| anchor.position),
            found: Found::Note(note.id),
            article: note.article,
            title: row.get(15)?,
            source: row.get(16)?,
            date: row.get(17)?,
            on,
            marks,
            score: -row.get::<_, f64>(18)? * WEIGHTS.0,
        });
    }
    Ok(hits)
}

fn articles(conn: &Connection, query: &Query, words: &str) -> rusqlite::Result<Vec<Hit>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT i.article, a.title, a.source, {DAY} AS day, '', NULL, NULL, f.rank
         FROM (SELECT rowid AS n, rank FROM articles_fts WHERE articles_fts MATCH ?1 ORDER BY rank LIMIT ?4) f
            JOIN indexed i ON i.n = f.n JOIN articles a ON a.id = i.article
         WHERE (?2 IS NULL OR day >= ?2) ORDER BY f.rank LIMIT ?3"
    ))?;
    // Where days are left out, there must be enough to leave them out of.
    let most = if query.since.is_some() { i64::MAX } else { to_sql(query.limit) };
    let rows = statement
        .query_map(params![words, query.since, to_sql(query.limit), most], |row| hit(row, Found::Article, WEIGHTS.2))?;
    let mut hits: Vec<Hit> = rows.collect::<Result<_, _>>()?;
    let terms = terms(&query.words);
    for hit in &mut hits {
        let sql = "SELECT text FROM texts WHERE article = ?1";
        let text: Option<String> =
            conn.prepare_cached(sql)?.query_row([&hit.article.0], |row| row.get(0)).optional()?;
        if let Some(text) = text {
            let (span, shown) = place(&text, &terms);
            hit.span = Some(span);
            hit.words = shown.of(&text).split_whitespace().collect::<Vec<_>>().join(" ");
        }
    }
    Ok(hits)
}

fn hit(row: &Row<'_>, found: Found, weight: f64) -> rusqlite::Result<Hit> {
    let (start, end): (Option<i64>, Option<i64>) = (row.get(5)?, row.get(6)?);
    Ok(Hit {
        found,
        article: ArticleId(row.get(0)?),
        title: row.get(1)?,
        source: row.get(2)?,
        date: row.get(3)?,
        words: row.get(4)?,
        span: start.zip(end).map(|(start, end)| Span::new(from_sql(start), from_sql(end))),
        on: None,
        marks: Marks::default(),
        score: -row.get::<_, f64>(7)? * weight,
    })
}

/// Where these words stand in a text, whatever their case, accents, punctuation and line breaks.
#[must_use]
pub fn words_at(text: &str, words: &str) -> Option<usize> {
    let wanted: Vec<String> = folded(words).into_iter().map(|w| w.0).collect();
    let first = wanted.first()?;
    let there = folded(text);
    let stand = |i: usize| wanted.iter().enumerate().all(|(k, w)| there.get(i + k).is_some_and(|t| t.0 == *w));
    (0..there.len())
        .filter(|i| there.get(*i).is_some_and(|t| t.0 == *first))
        .find(|i| stand(*i))
        .and_then(|i| there.get(i))
        .map(|t| t.1.start)
}

/// Where most of the terms stand closest together, and what to show around them.
fn place(text: &str, terms: &[Term]) -> (Span, Span) {
    let words = folded(text);
    // Of a phrase the first word is looked for; the others follow it.
    let wanted = wanted(terms);
    let mut found: Vec<(usize, usize, usize)> = Vec::new();
    for i in 0..words.len() {
        for (term, (parts, begin)) in wanted.iter().enumerate() {
            if stands(&words, i, parts, *begin) {
                found.push((i, i + parts.len() - 1, term));
            }
        }
    }
    let mut best = (0, 0, 0);
    for (k, first) in found.iter().enumerate() {
        let mut seen = vec![first.2];
        let mut last = first.1;
        for other in found.iter().skip(k + 1).take_while(|o| o.0 < first.0 + AROUND) {
            if !seen.contains(&other.2) {
                seen.push(other.2);
                last = last.max(other.1);
            }
        }
        if seen.len() > best.0 {
            best = (seen.len(), first.0, last);
        }
    }
    let start = |i: usize| words.get(i).map_or(0, |w| w.1.start);
    let end = |i: usize| words.get(i).or(words.last()).map_or(0, |w| w.1.end);
    let shown = Span::new(start(best.1.saturating_sub(AROUND / 2)), end(best.2 + AROUND));
    if best.0 == 0 {
        // The title alone.
        return (Span::default(), shown);
    }
    (Span::new(start(best.1), end(best.2)), shown)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_words_are_found_where_they_stand_together() {
        let text = "The bridge. Nothing at all was said for a very long time about that, or about anything. An ÉCONOMIST \
            saw the old bridge open, and said so.";
        let (span, shown) = place(text, &terms("bridge economist"));
        assert_eq!(span.of(text), "ÉCONOMIST saw the old bridge");
        assert!(shown.covers(span) && shown.of(text).ends_with("said so"), "{}", shown.of(text));
        assert_eq!(place(text, &terms("\"old bridge\"")).0.of(text), "old bridge");
        assert_eq!(place(text, &terms("econo*")).0.of(text), "ÉCONOMIST");
        assert!(place(text, &terms("frogs")).0.is_empty());
        assert_eq!(words_at(text, "“economist\n SAW, the"), text.find("ÉCONOMIST"));
        assert_eq!((words_at(text, "the frogs"), words_at(text, "…"), words_at("", "a")), (None, None, None));
    }

    proptest! {
        #[test]
        fn no_query_and_no_text_can_break_it(query in any::<String>(), text in any::<String>()) {
            let conn = Connection::open_in_memory().unwrap();
            conn.execute_batch("CREATE VIRTUAL TABLE t USING fts5(a, tokenize='unicode61 remove_diacritics 2')").unwrap();
            if let Some(expression) = expression(&query) {
                let count = conn.query_row("SELECT count(*) FROM t WHERE t MATCH ?1", [&expression], |r| r.get::<_, i64>(0));
                prop_assert!(count.is_ok(), "{expression}: {count:?}");
            }
            let (span, shown) = place(&text, &terms(&query));
            for span in [span, shown] {
                prop_assert!(span.is_empty() || !span.of(&text).is_empty());
            }
        }
    }
}
