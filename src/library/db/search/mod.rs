//! Searches quotes, articles and notes, the best hits first, ignoring accents and case.

pub(super) mod excerpt;
pub(super) mod index;
pub(super) mod listed;
pub(super) mod people;
pub(super) mod query;
pub(super) mod similar_quotes;

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::library::db::connection::Library;
use crate::library::db::error::StoreError;
use crate::library::db::rows::sql::{from_sql, to_sql};
use crate::library::db::rows::{keys, note};
use crate::library::db::search::excerpt::place;
use crate::library::db::search::query::{Only, Query, expression, name_expression, terms};
use crate::library::notes::{Marks, NoteId};
use crate::nlp::QuoteKind;
use crate::text::{ArticleId, Span, folded, folded_words, is_unspaced};

/// Weights of hits in notes, quotes and articles.
const WEIGHTS: (f64, f64, f64) = (1.5, 1.0, 0.8);
/// Number of matches that are ranked, the newest.
const WEIGHED: usize = 1000;
/// Words that identify a place in an article.
const FIRST: usize = 8;

/// The type of a hit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A quote.
    Quote {
        /// Direct, mixed or indirect.
        kind: QuoteKind,
        /// The speaker.
        speaker: Option<String>,
    },
    /// The words of an article.
    Article,
    /// A note.
    Note(NoteId),
}

/// A search hit.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Its type.
    pub found: Found,
    /// The article that holds it.
    pub article: ArticleId,
    /// Its title, where one is known.
    pub title: Option<String>,
    /// The path or address the article was last opened from.
    pub source: String,
    /// The publication date; if unknown, the day the article was last opened.
    pub date: String,
    /// Whether `date` is the publication date.
    pub dated: bool,
    /// The words found, in one line; for a note, its body.
    pub words: String,
    /// For a note: the words it is attached to. For an article: the first searched words in it.
    pub on: Option<String>,
    /// Whether only an earlier version of the article holds it.
    pub earlier: bool,
    /// For a note: its tags, flag, verdict and links, including those in its body.
    pub marks: Marks,
    /// Its place in the article's text; `None` for a note on the whole article.
    pub span: Option<Span>,
    /// The score: higher is better.
    pub score: f64,
}

impl Library {
    /// Searches the whole library. The best hits come first; with only a speaker the newest, with only marks the note
    /// changed last.
    ///
    /// # Errors
    /// If the library cannot be read.
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
            if wants(Only::Articles) && !of_quotes && !query.is_marked() {
                for hit in articles(conn, query, words.as_deref())? {
                    // The words of a quote that was found are not a second hit.
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
            without_older(conn, hits)
        })?;
        Ok(found.unwrap_or_default())
    }
}

/// Drops hits in an older version of an article that the newest version also holds, and marks the others.
fn without_older(conn: &Connection, hits: Vec<Hit>) -> rusqlite::Result<Vec<Hit>> {
    let mut newest: HashMap<ArticleId, Option<ArticleId>> = HashMap::new();
    let mut query = conn.prepare_cached(
        "SELECT t.article FROM sources s JOIN sources t ON t.source = s.source
         WHERE s.article = ?1 AND t.opened > s.opened ORDER BY t.opened DESC LIMIT 1",
    )?;
    for hit in &hits {
        if !newest.contains_key(&hit.article) {
            let newer = query.query_row([&hit.article.0], |row| row.get(0).map(ArticleId)).optional()?;
            newest.insert(hit.article.clone(), newer);
        }
    }
    let sort = |hit: &Hit| (hit.found != Found::Article).then(|| folded_words(&hit.words));
    let is_old = |hit: &Hit| newest.get(&hit.article).is_some_and(Option::is_some);
    let known: HashSet<_> = hits.iter().filter(|hit| !is_old(hit)).map(|hit| (&hit.article, sort(hit))).collect();
    let keep: Vec<bool> = hits
        .iter()
        .map(|hit| match newest.get(&hit.article) {
            // A note is stored with one version and shown with all.
            Some(Some(newer)) if !matches!(hit.found, Found::Note(_)) => !known.contains(&(newer, sort(hit))),
            _ => true,
        })
        .collect();
    let kept = hits.iter().zip(keep).filter(|(_, keep)| *keep);
    Ok(kept
        .map(|(hit, _)| Hit { earlier: is_old(hit) && !matches!(hit.found, Found::Note(_)), ..hit.clone() })
        .collect())
}

fn both(a: Option<Span>, b: Option<Span>) -> bool {
    a.zip(b).is_some_and(|(a, b)| a.overlaps(b))
}

/// SQL for the date of an article.
const DAY: &str = "coalesce(a.date, substr(a.opened, 1, 10))";
/// SQL for the conditions on the article: from day ?3, before day ?6, with ?7 in its source or site, and ?8 in its title.
const ARTICLE: &str = "(?3 IS NULL OR coalesce(a.date, substr(a.opened, 1, 10)) >= ?3)
    AND (?6 IS NULL OR coalesce(a.date, substr(a.opened, 1, 10)) < ?6)
    AND (?7 IS NULL OR instr(lower(a.source), ?7) > 0 OR instr(lower(coalesce(a.site, '')), ?7) > 0)
    AND (?8 IS NULL OR instr(lower(coalesce(a.title, '')), ?8) > 0)";
/// SQL for the tags of the article: all in the JSON array ?9 are beginnings of its tags.
const TAGGED: &str = "NOT EXISTS (SELECT 1 FROM json_each(?9) w WHERE NOT EXISTS (
    SELECT 1 FROM labels l, json_each(l.tags) t WHERE l.article = a.id AND substr(t.value, 1, length(w.value)) = w.value))";

/// Returns SQL for the conditions on the labels of the article except its tags.
fn labelled(query: &Query) -> String {
    let mut sql = String::new();
    let mut add = |wanted: bool, not: &str, column: &str| {
        if wanted {
            let label = format!("SELECT 1 FROM labels l WHERE l.article = a.id AND {column}");
            sql.push_str(&format!(" AND {not} EXISTS ({label})"));
        }
    };
    add(query.unread.is_some(), if query.unread == Some(false) { "NOT" } else { "" }, "l.unread");
    add(query.later, "", "l.later IS NOT NULL");
    add(query.star, "", "l.star");
    sql
}

/// Returns the tags of a query as a JSON array.
fn tags(query: &Query) -> String {
    serde_json::to_string(&query.tags).unwrap_or_else(|_| "[]".to_owned())
}
/// SQL for whether that is the publication date.
const DATED: &str = "a.date IS NOT NULL";

fn quotes(conn: &Connection, query: &Query, words: Option<&str>) -> rusqlite::Result<Vec<Hit>> {
    let speaker = query.speaker.as_deref().and_then(name_expression).map(|name| format!("{{speaker}} : ({name})"));
    let matched = match (words, speaker) {
        (Some(words), Some(speaker)) => Some(format!("({words}) AND {speaker}")),
        (Some(words), None) => Some(words.to_owned()),
        (None, speaker) => speaker,
    };
    if matched.is_none() && query.kind.is_none() && !query.is_of_some_articles() && query.only != Some(Only::Quotes) {
        return Ok(Vec::new());
    }
    // Takes the newest matches before ranking them: a frequent word then costs no more than a rare one.
    let (from, condition, rank) = match &matched {
        Some(_) => ("quotes_fts f JOIN quotes q ON q.n = f.rowid", "quotes_fts MATCH ?1", "f.rank"),
        None => ("quotes q", "?1 IS ?1", "0.0"),
    };
    let newest = if matched.is_some() { "f.rowid" } else { "q.n" };
    let rank = if words.is_some() { rank } else { "0.0" };
    let order = if words.is_some() { "rank" } else { "day DESC, n" };
    let mut statement = conn.prepare_cached(&format!(
        "SELECT article, title, source, day, words, start, \"end\", rank, dated, kind, speaker FROM (
            SELECT i.article, a.title, a.source, {DAY} AS day, q.words, q.start, q.\"end\", {rank} AS rank,
                {DATED} AS dated, q.kind, q.speaker, q.n
            FROM {from} JOIN indexed i ON i.n = q.article JOIN articles a ON a.id = i.article
            WHERE {condition} AND (?2 IS NULL OR q.kind = ?2) AND {ARTICLE} AND {TAGGED}{labels}
            ORDER BY {newest} DESC LIMIT ?5)
         ORDER BY {order} LIMIT ?4",
        labels = labelled(query)
    ))?;
    let kind = query.kind.map(keys::of_kind);
    let (since, end) = query.days();
    let rows = statement.query_map(
        params![
            matched,
            kind,
            since,
            to_sql(query.limit),
            to_sql(WEIGHED.max(query.limit)),
            end,
            query.site,
            query.title,
            tags(query)
        ],
        |row| {
            let kind = keys::kind(&row.get::<_, String>(9)?);
            let speaker = row.get(10)?;
            hit(row, Found::Quote { kind, speaker }, WEIGHTS.1)
        },
    )?;
    rows.collect()
}

/// Returns notes with these words, or, without words, with the requested marks.
fn notes(conn: &Connection, query: &Query, words: Option<&str>) -> rusqlite::Result<Vec<Hit>> {
    if words.is_none() && !query.is_marked() && query.tags.is_empty() && query.only != Some(Only::Notes) {
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
        "SELECT {columns}, a.title, a.source, {DAY} AS day, {rank}, {DATED},
            (SELECT tags FROM labels WHERE article = a.id) FROM {from} JOIN articles a ON a.id = n.article
         WHERE {condition} AND n.deleted IS NULL AND ?2 IS NULL AND ?4 IS NULL AND ?5 IS NULL AND {ARTICLE}{labels}
         ORDER BY {order}",
        labels = labelled(query)
    ))?;
    let (since, end) = query.days();
    let none = rusqlite::types::Null;
    let mut rows = statement.query(params![words, none, since, none, none, end, query.site, query.title])?;
    let mut hits = Vec::new();
    // Marks may be written in the body of a note, which SQL cannot filter.
    while let Some(row) = rows.next()?.filter(|_| hits.len() < query.limit) {
        let note = note::note(row)?;
        let marks = note.all_marks();
        let of_article: Option<String> = row.get(20)?;
        let of_article: Vec<String> = of_article.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
        if !query.takes(&marks, &of_article) {
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
            dated: row.get(19)?,
            on,
            earlier: false,
            marks,
            score: -row.get::<_, f64>(18)? * WEIGHTS.0,
        });
    }
    Ok(hits)
}

/// Returns articles with these words, or, without words, with the requested labels.
fn articles(conn: &Connection, query: &Query, words: Option<&str>) -> rusqlite::Result<Vec<Hit>> {
    if words.is_none() && !query.is_labelled() && query.only != Some(Only::Articles) {
        return Ok(Vec::new());
    }
    let (from, condition, rank) = match words {
        Some(_) => ("articles_fts f JOIN indexed i ON i.n = f.rowid", "articles_fts MATCH ?1", "f.rank"),
        None => ("indexed i", "?1 IS ?1", "0.0"),
    };
    let newest = if words.is_some() { "f.rowid" } else { "a.opened" };
    let mut statement = conn.prepare_cached(&format!(
        "SELECT article, title, source, day, '', NULL, NULL, rank, dated FROM (
            SELECT i.article, a.title, a.source, {DAY} AS day, {rank} AS rank, {DATED} AS dated, a.opened
            FROM {from} JOIN articles a ON a.id = i.article
            WHERE {condition} AND ?2 IS NULL AND {ARTICLE} AND {TAGGED}{labels} ORDER BY {newest} DESC LIMIT ?5)
         ORDER BY rank, opened DESC LIMIT ?4",
        labels = labelled(query)
    ))?;
    // Finding the words in an article means reading its text, so at most half of the hits are articles.
    let limit = if words.is_some() { (query.limit / 2).max(20).min(query.limit) } else { query.limit };
    let most = to_sql((WEIGHED / 2).max(limit));
    let (since, end) = query.days();
    let none = rusqlite::types::Null;
    let rows = statement.query_map(
        params![words, none, since, to_sql(limit), most, end, query.site, query.title, tags(query)],
        |row| hit(row, Found::Article, WEIGHTS.2),
    )?;
    let mut hits: Vec<Hit> = rows.collect::<Result<_, _>>()?;
    let terms = terms(&query.words);
    for hit in &mut hits {
        let sql = "SELECT text FROM texts WHERE article = ?1";
        let text: Option<String> =
            conn.prepare_cached(sql)?.query_row([&hit.article.0], |row| row.get(0)).optional()?;
        if let Some(text) = text {
            let found = place(&text, hit.title.as_deref(), &terms);
            let line = |text: &str, most: usize| text.split_whitespace().take(most).collect::<Vec<_>>().join(" ");
            let from = text.get(found.span.start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
            hit.words = line(found.shown.of(&text), usize::MAX);
            hit.on = (!found.span.is_empty()).then(|| few_letters(line(from, FIRST)));
            hit.span = Some(found.span);
        }
    }
    Ok(hits)
}

/// Cuts a text in a script without spaces, where eight words can be a whole paragraph.
fn few_letters(text: String) -> String {
    if !text.contains(is_unspaced) {
        return text;
    }
    let end = folded(&text).get(FIRST * 3).map(|word| word.1.end);
    end.and_then(|end| text.get(..end)).map(str::to_owned).unwrap_or(text)
}

fn hit(row: &Row<'_>, found: Found, weight: f64) -> rusqlite::Result<Hit> {
    let (start, end): (Option<i64>, Option<i64>) = (row.get(5)?, row.get(6)?);
    Ok(Hit {
        found,
        article: ArticleId(row.get(0)?),
        title: row.get(1)?,
        source: row.get(2)?,
        date: row.get(3)?,
        dated: row.get(8)?,
        words: row.get(4)?,
        span: start.zip(end).map(|(start, end)| Span::new(from_sql(start), from_sql(end))),
        on: None,
        earlier: false,
        marks: Marks::default(),
        score: -row.get::<_, f64>(7)? * weight,
    })
}
