//! Exports and imports notes and corrections, to move them between libraries.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::library::db::clock::now;
use crate::library::db::connection::Library;
use crate::library::db::error::StoreError;
use crate::library::db::rows::sql::{from_sql, random_id, to_sql};
use crate::library::db::rows::{correction, note};
use crate::library::db::search::index;
use crate::library::db::source_key::{canonical, key};
use crate::library::db::user_data::changes;
use crate::library::notes::corrections::Correction;
use crate::library::notes::{Anchor, Note, NoteId, Origin, Placement, Sheet, place};
use crate::text::{ArticleId, Span};

/// The result of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// New notes.
    pub new: usize,
    /// Notes that replaced an older form.
    pub changed: usize,
    /// Notes that the library held already.
    pub known: usize,
    /// Notes whose deletion here is newer than their last change there: they stay deleted.
    pub deleted: usize,
    /// New corrections.
    pub corrections: usize,
    /// Articles that have not been read here: their notes are stored until then.
    pub unread: usize,
}

impl Library {
    /// Returns every note and correction on these articles (`None`: on all), by article, in the order of their
    /// creation. Articles without any are left out.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn sheets(&self, articles: Option<&[ArticleId]>) -> Result<Vec<Sheet>, StoreError> {
        let found = self.read(|conn| {
            let wanted = |id: &str| articles.is_none_or(|all| all.iter().any(|a| a.0 == id));
            let mut sheets: Vec<Sheet> = Vec::new();
            let mut places: HashMap<ArticleId, usize> = HashMap::new();
            let mut sheet_of = |id: &ArticleId, sheets: &mut Vec<Sheet>| -> rusqlite::Result<usize> {
                if let Some(at) = places.get(id) {
                    return Ok(*at);
                }
                sheets.push(empty_sheet(conn, id)?);
                places.insert(id.clone(), sheets.len() - 1);
                Ok(sheets.len() - 1)
            };
            let sql = format!("SELECT {} FROM notes WHERE deleted IS NULL ORDER BY created, id", note::COLUMNS);
            let mut query = conn.prepare(&sql)?;
            for note in query.query_map([], note::note)? {
                let note = note?;
                if wanted(&note.article.0) {
                    let at = sheet_of(&note.article, &mut sheets)?;
                    sheets.get_mut(at).into_iter().for_each(|s| s.notes.push(note.clone()));
                }
            }
            let mut query = conn.prepare("SELECT json FROM corrections WHERE deleted IS NULL ORDER BY created, id")?;
            for json in query.query_map([], |row| row.get::<_, String>(0))? {
                // An unreadable correction (perhaps of a later version of pullquote) must not hide the others.
                let Ok(one) = serde_json::from_str::<Correction>(&json?) else { continue };
                if wanted(&one.article.0) {
                    let at = sheet_of(&one.article, &mut sheets)?;
                    sheets.get_mut(at).into_iter().for_each(|s| s.corrections.push(one.clone()));
                }
            }
            Ok(sheets)
        })?;
        Ok(found.unwrap_or_default())
    }

    /// Imports notes and corrections. Duplicates (the same id, or the same words on the same article, known by its
    /// text or address) are skipped; the form changed later wins. Notes on an article that has not been read here are
    /// stored, and attached when it is opened.
    ///
    /// # Errors
    /// If the library cannot be written; then nothing is imported.
    pub fn take_in(&mut self, sheets: &[Sheet]) -> Result<Taken, StoreError> {
        self.write(|tx| {
            let mut taken = Taken::default();
            for sheet in sheets {
                let (article, text) = home(tx, &sheet.article)?;
                taken.unread += usize::from(text.is_none());
                for note in &sheet.notes {
                    take_note(tx, &mut taken, &article, text.as_deref(), note)?;
                }
                let mut any = false;
                for one in &sheet.corrections {
                    any |= take_correction(tx, &mut taken, &article, one)?;
                }
                if any {
                    index::reindex(tx, &article.0)?;
                }
            }
            Ok(taken)
        })
    }
}

/// Returns a sheet for an article of the library, without notes.
fn empty_sheet(conn: &Connection, id: &ArticleId) -> rusqlite::Result<Sheet> {
    let sql = "SELECT title, source, byline, date FROM articles WHERE id = ?1";
    let article = conn.prepare_cached(sql)?.query_row([&id.0], |row| {
        let (title, source) = (row.get(0)?, row.get(1)?);
        Ok(Origin { id: id.clone(), title, source, byline: row.get(2)?, date: row.get(3)? })
    })?;
    let sql = "SELECT start, \"end\", speaker FROM quotes q JOIN indexed i ON i.n = q.article
               WHERE i.article = ?1 AND speaker IS NOT NULL";
    let mut query = conn.prepare_cached(sql)?;
    let speakers =
        query.query_map([&id.0], |row| Ok((Span::new(from_sql(row.get(0)?), from_sql(row.get(1)?)), row.get(2)?)))?;
    let speakers = speakers.collect::<rusqlite::Result<_>>()?;
    Ok(Sheet { text: text_of(conn, id)?, speakers, ..Sheet::on(article) })
}

fn text_of(conn: &Connection, id: &ArticleId) -> rusqlite::Result<Option<String>> {
    let sql = "SELECT text FROM texts WHERE article = ?1";
    conn.prepare_cached(sql)?.query_row([&id.0], |row| row.get(0)).optional()
}

/// Returns the article in this library (created if missing), and its text if it has been read.
fn home(tx: &Transaction<'_>, origin: &Origin) -> rusqlite::Result<(ArticleId, Option<String>)> {
    let (source, place) = (canonical(&origin.source), key(&origin.source));
    let id = if origin.id.0.is_empty() {
        // Known only by its address: the version opened last, or a placeholder.
        let sql = "SELECT article FROM sources WHERE source = ?1 ORDER BY opened DESC LIMIT 1";
        let known: Option<String> = tx.query_row(sql, [&place], |row| row.get(0)).optional()?;
        let name = place.as_deref().unwrap_or(&origin.source);
        known.map_or_else(|| ArticleId::of_text(&format!("article at {name}")), ArticleId)
    } else {
        origin.id.clone()
    };
    let now = now();
    tx.execute(
        "INSERT INTO articles (id, title, source, opened, byline, date) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (id) DO UPDATE SET title = coalesce(title, excluded.title),
            byline = coalesce(byline, excluded.byline), date = coalesce(date, excluded.date)",
        params![id.0, origin.title, source.as_deref().unwrap_or(&origin.source), now, origin.byline, origin.date],
    )?;
    if let Some(place) = place {
        // Not opened here: it must not count as the version opened last.
        tx.execute("INSERT OR IGNORE INTO sources (source, article, opened) VALUES (?1, ?2, '')", [&place, &id.0])?;
    }
    let text = text_of(tx, &id)?;
    Ok((id, text))
}

fn take_note(
    tx: &Transaction<'_>,
    taken: &mut Taken,
    article: &ArticleId,
    text: Option<&str>,
    note: &Note,
) -> rusqlite::Result<()> {
    let mut note = Note { article: article.clone(), ..note.clone() };
    (note.created, note.modified) = times(&note.created, &note.modified);
    let given = note.clone();
    if let (Some(anchor), Some(text)) = (&mut note.anchor, text) {
        settle(anchor, text);
    }
    // Before the article was read here, the note was stored as it was given.
    let here = match same(tx, &note)? {
        None => same(tx, &given)?,
        here => here,
    };
    match &here {
        Some((_, Some(deleted), _)) if *deleted >= note.modified => {
            taken.deleted += 1;
            return Ok(());
        }
        Some((id, deleted, modified))
            if *modified >= note.modified || deleted.is_none() && says_the_same(tx, id, &note)? =>
        {
            taken.known += 1;
            return Ok(());
        }
        Some((id, ..)) => note.id = id.clone(),
        None if note.id.0.is_empty() => note.id = NoteId(random_id(tx)?),
        None => {}
    }
    changes::logged(tx, changes::Kind::Note, &note.id.0, |tx| note::put(tx, &note, None))?;
    if here.is_some() {
        taken.changed += 1
    } else {
        taken.new += 1
    }
    Ok(())
}

/// Returns whether the note here has the same body, anchor and marks. Hand-made tables have no times: each import
/// would count their notes as changed.
fn says_the_same(tx: &Transaction<'_>, id: &NoteId, note: &Note) -> rusqlite::Result<bool> {
    let Some((here, _)) = note::row(tx, id.0.as_str())? else { return Ok(false) };
    let place = |note: &Note| note.anchor.clone().map(|anchor| (anchor.exact, anchor.prefix, anchor.suffix));
    Ok(here.body == note.body && place(&here) == place(note) && here.all_marks() == note.all_marks())
}

/// Imports a correction. Returns whether it was new.
fn take_correction(
    tx: &Transaction<'_>,
    taken: &mut Taken,
    article: &ArticleId,
    one: &Correction,
) -> rusqlite::Result<bool> {
    let mut one = Correction { article: article.clone(), ..one.clone() };
    one.created = times(&one.created, "").0;
    if one.id.is_empty() {
        one.id = random_id(tx)?;
    }
    let there = correction::of(tx, &article.0, [None, None])?;
    if correction::row(tx, &one.id)?.is_some() || there.iter().any(|other| other.change == one.change) {
        return Ok(false);
    }
    changes::logged(tx, changes::Kind::Correction, &one.id, |tx| correction::put(tx, &one, None))?;
    taken.corrections += 1;
    Ok(true)
}

/// Finds the same note in this library: its id, when it was deleted, and when it was changed.
fn same(tx: &Transaction<'_>, note: &Note) -> rusqlite::Result<Option<(NoteId, Option<String>, String)>> {
    let by_id = "SELECT id, deleted, modified FROM notes WHERE id = ?1";
    let found = tx
        .prepare_cached(by_id)?
        .query_row([&note.id.0], |row| Ok((NoteId(row.get(0)?), row.get(1)?, row.get(2)?)))
        .optional()?;
    if found.is_some() {
        return Ok(found);
    }
    let anchor = note.anchor.as_ref();
    // On any version of the article. Other programs count offsets differently, so the context decides.
    let by_words = "SELECT id, deleted, modified FROM notes
        WHERE (article = ?1 OR article IN (SELECT b.article FROM sources a JOIN sources b ON b.source = a.source
                WHERE a.article = ?1))
            AND body = ?2 AND exact IS ?3 AND (start IS ?4 OR prefix = ?5 AND suffix = ?6) AND deleted IS NULL";
    tx.prepare_cached(by_words)?
        .query_row(
            params![
                note.article.0,
                note.body,
                anchor.map(|a| &a.exact),
                anchor.map(|a| to_sql(a.position.start)),
                anchor.map(|a| &a.prefix),
                anchor.map(|a| &a.suffix)
            ],
            |row| Ok((NoteId(row.get(0)?), row.get(1)?, row.get(2)?)),
        )
        .optional()
}

/// Corrects an anchor whose offsets come from another program: moves it to where its words stand unchanged.
fn settle(anchor: &mut Anchor, text: &str) {
    if anchor.position.of(text) == anchor.exact {
        return;
    }
    if let Placement::Moved(span) = place(anchor, text)
        && span.of(text) == anchor.exact
    {
        *anchor = Anchor::of(text, span);
    }
}

/// Normalises two times. An unreadable time becomes now; a modification never precedes the creation.
fn times(created: &str, modified: &str) -> (String, String) {
    let read = |time: &str| time.parse::<jiff::Timestamp>().ok().map(|time| format!("{time:.3}"));
    let created = read(created).or_else(|| read(modified)).unwrap_or_else(now);
    let modified = read(modified).unwrap_or_else(|| created.clone());
    (created.clone(), modified.max(created))
}
