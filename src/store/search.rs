//! Searching everything that was read: quotes, articles and notes, the best first, whatever their accents and case.

use rusqlite::{Connection, OptionalExtension, Row, params};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::index::{kind_name, kind_named};
use super::{Library, StoreError, from_sql, to_sql};
use crate::nlp::QuoteKind;
use crate::notes::NoteId;
use crate::text::{ArticleId, Span};

/// How much a hit counts by where it is: what the reader wrote first, then what somebody said.
const WEIGHTS: (f64, f64, f64) = (1.5, 1.0, 0.8);
/// Words around a hit in an article that are shown with it.
const AROUND: usize = 14;

/// What to search for. Nothing set finds nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Words, all of which must be there: `"exact phrase"`, `begin*`, `-without`.
    pub words: String,
    /// Only quotes of speakers with these words in their name.
    pub speaker: Option<String>,
    /// Only quotes of this kind.
    pub kind: Option<QuoteKind>,
    /// Only articles published (where that is unknown: opened) on or after this day, `2023-03-15`.
    pub since: Option<String>,
    /// At most so many.
    pub limit: usize,
}

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
    /// Where they are in the article's text; `None` for a note on the whole of it.
    pub span: Option<Span>,
    /// The higher the better.
    pub score: f64,
}

impl Library {
    /// Searches everything. The best first; by a speaker alone, the newest first.
    ///
    /// # Errors
    /// Where the library cannot be read.
    pub fn search(&self, query: &Query) -> Result<Vec<Hit>, StoreError> {
        let words = expression(&query.words);
        let all_kinds = query.speaker.is_none() && query.kind.is_none();
        let found = self.read(|conn| {
            let mut hits = quotes(conn, query, words.as_deref())?;
            if let Some(words) = words.as_deref().filter(|_| all_kinds) {
                hits.extend(notes(conn, query, words)?);
                for hit in articles(conn, query, words)? {
                    // The words of a quote that was found are no second hit.
                    let again = |h: &Hit| h.article == hit.article && both(h.span, hit.span);
                    if !hits.iter().any(again) {
                        hits.push(hit);
                    }
                }
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

fn notes(conn: &Connection, query: &Query, words: &str) -> rusqlite::Result<Vec<Hit>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT n.article, a.title, a.source, {DAY} AS day,
            CASE n.body WHEN '' THEN coalesce(n.exact, '') ELSE n.body END, n.start, n.\"end\", f.rank, n.id
         FROM notes_fts f JOIN note_numbers m ON m.n = f.rowid JOIN notes n ON n.id = m.note
            JOIN articles a ON a.id = n.article
         WHERE notes_fts MATCH ?1 AND n.deleted IS NULL AND (?2 IS NULL OR day >= ?2) ORDER BY f.rank LIMIT ?3"
    ))?;
    let rows = statement.query_map(params![words, query.since, to_sql(query.limit)], |row| {
        hit(row, Found::Note(NoteId(row.get(8)?)), WEIGHTS.0)
    })?;
    rows.collect()
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
        score: -row.get::<_, f64>(7)? * weight,
    })
}

/// One part of what was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    text: String,
    begin: bool,
    without: bool,
}

/// What was asked for, in parts. Nothing that is typed has any other meaning.
fn terms(words: &str) -> Vec<Term> {
    let mut all = Vec::new();
    let mut rest = words;
    while let Some(at) = rest.find(|c: char| !c.is_whitespace()) {
        rest = rest.get(at..).unwrap_or_default();
        let without = rest.len() > 1 && rest.starts_with('-');
        rest = rest.get(usize::from(without)..).unwrap_or_default();
        let quoted = |c: char| matches!(c, '"' | '“' | '”' | '„');
        let (text, after) = match rest.strip_prefix(quoted) {
            Some(inside) => inside.split_once(quoted).unwrap_or((inside, "")),
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        rest = after;
        let (text, begin) = match text.strip_suffix('*') {
            Some(text) => (text, true),
            None if rest.starts_with('*') => (text, true),
            None => (text, false),
        };
        rest = rest.strip_prefix('*').unwrap_or(rest);
        if text.chars().any(char::is_alphanumeric) {
            let text = text.chars().filter(|c| !c.is_control()).collect();
            all.push(Term { text, begin, without });
        }
    }
    all
}

/// The same in SQLite's language; `None` where nothing is asked for.
fn expression(words: &str) -> Option<String> {
    let one = |t: &Term| format!("\"{}\"{}", t.text.replace('"', " "), if t.begin { "*" } else { "" });
    let (without, with): (Vec<Term>, Vec<Term>) = terms(words).into_iter().partition(|t| t.without);
    let join = |terms: &[Term], by| terms.iter().map(one).collect::<Vec<_>>().join(by);
    if with.is_empty() {
        return None;
    }
    let mut all = join(&with, " AND ");
    if !without.is_empty() {
        all = format!("({all}) NOT ({})", join(&without, " OR "));
    }
    Some(all)
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

/// A text's words without case and accents, as the index has them, and where each is.
pub(super) fn folded(text: &str) -> Vec<(String, Span)> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        if c.is_alphanumeric() || is_combining_mark(c) && !word.is_empty() {
            if word.is_empty() {
                start = at;
            }
            word.extend(c.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase));
        } else if !word.is_empty() {
            words.push((std::mem::take(&mut word), Span::new(start, at)));
        }
    }
    if !word.is_empty() {
        words.push((word, Span::new(start, text.len())));
    }
    words
}

/// Where most of the terms stand closest together, and what to show around them.
fn place(text: &str, terms: &[Term]) -> (Span, Span) {
    let words = folded(text);
    // Of a phrase the first word is looked for; the others follow it.
    let wanted: Vec<(Vec<String>, bool)> = terms
        .iter()
        .filter(|t| !t.without)
        .map(|t| (folded(&t.text).into_iter().map(|w| w.0).collect(), t.begin))
        .collect();
    let matches = |i: usize, parts: &[String], begin: bool| {
        parts.iter().enumerate().all(|(k, part)| {
            let word = words.get(i + k).map_or("", |w| w.0.as_str());
            if begin && k + 1 == parts.len() { word.starts_with(part) } else { word == part }
        })
    };
    let mut found: Vec<(usize, usize, usize)> = Vec::new();
    for i in 0..words.len() {
        for (term, (parts, begin)) in wanted.iter().enumerate() {
            if !parts.is_empty() && matches(i, parts, *begin) {
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
    fn what_is_typed_means_what_it_says() {
        for (typed, means) in [
            ("bridge opened", r#""bridge" AND "opened""#),
            (
                "\"the old bridge\" econom* -ferry -\"two boats\"",
                r#"("the old bridge" AND "econom"*) NOT ("ferry" OR "two boats")"#,
            ),
            ("NEAR(a b) OR {x} : c^", r#""NEAR(a" AND "b)" AND "OR" AND "{x}" AND "c^""#),
            ("“so” it's", r#""so" AND "it's""#),
        ] {
            assert_eq!(expression(typed).as_deref(), Some(means));
        }
        for nothing in ["", " \n ", "-", "*", "\"\"", "- … !", "-without"] {
            assert_eq!(expression(nothing), None, "{nothing:?}");
        }
    }

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
