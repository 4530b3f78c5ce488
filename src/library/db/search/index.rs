//! The search index of quotes, texts and notes. Triggers of the schema index notes; articles are indexed when their
//! annotations are stored. The whole index can be rebuilt.

use std::fmt::Write as _;

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::library::db::connection::Library;
use crate::library::db::error::StoreError;
use crate::library::db::rows::sql::to_sql;
use crate::library::db::rows::{correction, keys};
use crate::library::db::search::people;
use crate::library::db::source_key;
use crate::library::notes::Reviewed;
use crate::nlp::Annotations;
use crate::text::{Article, Span, index_form};

/// Articles indexed in one transaction, few so that other instances do not wait long.
const AT_ONCE: usize = 32;

impl Library {
    /// Indexes articles that are missing from the index. Returns how many.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn index_missing(&mut self) -> Result<usize, StoreError> {
        let mut count = 0;
        // A check without a lock: mostly nothing is missing.
        while self.read(is_any_missing)?.unwrap_or(false) {
            count += self.write(|tx| {
                let ids = missing(tx, AT_ONCE)?;
                for id in &ids {
                    reindex(tx, id)?;
                }
                Ok(ids.len())
            })?;
        }
        Ok(count)
    }
}

/// Needs no order, so it reads only keys and no text.
fn is_any_missing(conn: &Connection) -> rusqlite::Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM texts WHERE article NOT IN (SELECT article FROM indexed))";
    conn.prepare_cached(sql)?.query_row([], |row| row.get(0))
}

fn missing(conn: &Connection, most: usize) -> rusqlite::Result<Vec<String>> {
    let mut query = conn.prepare_cached(
        "SELECT article FROM texts WHERE article NOT IN (SELECT article FROM indexed) ORDER BY rowid LIMIT ?1",
    )?;
    query.query_map([to_sql(most)], |row| row.get(0))?.collect()
}

/// Indexes an article and its quotes, replacing older entries. Without annotations, only a new article is indexed.
pub(in crate::library::db) fn enter(
    tx: &Transaction<'_>,
    article: &Article,
    annotations: Option<&Annotations>,
) -> rusqlite::Result<()> {
    row(tx, &article.id.0, article.title.as_deref(), &article.text, source_key::keys(article), annotations.cloned())
}

/// Indexes an article again from its stored data.
pub(in crate::library::db) fn reindex(tx: &Transaction<'_>, article: &str) -> rusqlite::Result<()> {
    let found = tx
        .prepare_cached(
            "SELECT title, text, json FROM articles a JOIN texts t ON t.article = a.id
             LEFT JOIN annotations n ON n.article = a.id WHERE a.id = ?1",
        )?
        .query_row([article], |row| {
            let (title, text): (Option<String>, String) = (row.get(0)?, row.get(1)?);
            Ok((title, text, row.get::<_, Option<String>>(2)?))
        })
        .optional()?;
    let Some((title, text, json)) = found else { return Ok(()) };
    let mut query = tx.prepare_cached("SELECT source FROM sources WHERE article = ?1 LIMIT 2")?;
    let mut places = query.query_map([article], |row| row.get::<_, String>(0))?;
    let places = [places.next().transpose()?, places.next().transpose()?];
    let annotations: Option<Annotations> = json.and_then(|json| serde_json::from_str(&json).ok());
    row(tx, article, title.as_deref(), &text, places, annotations)
}

fn row(
    tx: &Transaction<'_>,
    article: &str,
    title: Option<&str>,
    text: &str,
    sources: [Option<String>; 2],
    annotations: Option<Annotations>,
) -> rusqlite::Result<()> {
    let known: Option<i64> = tx
        .prepare_cached("SELECT n FROM indexed WHERE article = ?1")?
        .query_row([article], |row| row.get(0))
        .optional()?;
    let version = annotations.as_ref().map_or("", |a| &a.model);
    let n = match known {
        Some(_) if annotations.is_none() => return Ok(()),
        Some(n) => {
            remove_quotes(tx, n)?;
            tx.prepare_cached("UPDATE indexed SET version = ?2 WHERE n = ?1")?.execute(params![n, version])?;
            n
        }
        None => {
            tx.prepare_cached("INSERT INTO indexed (article, version) VALUES (?1, ?2)")?.execute([article, version])?;
            let n = tx.last_insert_rowid();
            tx.prepare_cached("INSERT INTO articles_fts (rowid, title, words) VALUES (?1, ?2, ?3)")?
                .execute(params![n, index_form(title.unwrap_or_default()), index_form(text)])?;
            n
        }
    };
    let Some(annotations) = annotations else { return Ok(()) };
    let annotations = Reviewed::new(annotations, text, &correction::on(tx, article, sources, text)?);
    let mut quote = tx.prepare_cached(
        "INSERT INTO quotes (article, kind, speaker, start, \"end\", words) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    let mut words = tx.prepare_cached("INSERT INTO quotes_fts (rowid, words, speaker) VALUES (?1, ?2, ?3)")?;
    for one in &annotations.attributions {
        let content = content(text, &one.content);
        let end = one.content.last().map_or(0, |s| s.end);
        quote.execute(params![n, keys::of_kind(one.kind), one.speaker, to_sql(one.start()), to_sql(end), content])?;
        let speaker = one.speaker.as_deref().unwrap_or_default();
        words.execute(params![tx.last_insert_rowid(), index_form(&content), index_form(speaker)])?;
    }
    people::enter(tx, n, &annotations)?;
    let count = to_sql(annotations.attributions.len());
    tx.prepare_cached("UPDATE indexed SET quotes = ?2 WHERE n = ?1")?.execute(params![n, count])?;
    Ok(())
}

/// Returns the words of a quote in one line, without the text between its parts.
pub(in crate::library::db) fn content(text: &str, spans: &[Span]) -> String {
    let mut out = String::new();
    for (i, span) in spans.iter().enumerate() {
        if i > 0 {
            out.push_str(" … ");
        }
        for (j, word) in span.of(text).split_whitespace().enumerate() {
            // Writing to a string cannot fail.
            let _ = write!(out, "{}{word}", if j > 0 { " " } else { "" });
        }
    }
    out
}

/// Deletes the quotes and people of an article from the index.
pub(in crate::library::db) fn remove_quotes(tx: &Transaction<'_>, n: i64) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM people WHERE article = ?1")?.execute([n])?;
    tx.prepare_cached("DELETE FROM quotes_fts WHERE rowid IN (SELECT n FROM quotes WHERE article = ?1)")?
        .execute([n])?;
    tx.prepare_cached("DELETE FROM quotes WHERE article = ?1")?.execute([n])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use crate::ingest::from_plain;
    use crate::library::db::file::schema;
    use crate::library::db::{Found, Library, Query};
    use crate::nlp::{Engine, annotate};
    use crate::text::Article;

    fn put(library: &mut Library, name: &str, text: &str) -> Article {
        let article = from_plain(name, text.to_owned());
        library.put_article(&article).unwrap();
        library.put_annotations(&article, &annotate(&article, &Engine::rules())).unwrap();
        article
    }

    fn found(library: &Library, typed: &str) -> String {
        let hits = library.search(&Query::typed(typed, 20)).unwrap();
        let mut kinds: Vec<char> = hits
            .iter()
            .map(|hit| match hit.found {
                Found::Quote { .. } => 'q',
                Found::Article => 'a',
                Found::Note(_) => 'n',
            })
            .collect();
        kinds.sort_unstable();
        kinds.into_iter().collect()
    }

    const TEXTS: [(&str, &str); 5] = [
        ("ja", "会議は市長室で昨日の朝に開かれた。"),
        ("ko", "시는 다리의 안전을 다시 살피겠다고 어제 밝혔다."),
        ("th", "เมื่อวานนี้น้ำท่วมสะพานเก่าของเมือง"),
        ("tr", "Belediye Başkanı Işıl Yıldırım köprüyü kapattı."),
        ("hi", "पुलिस ने कल पुराना पुल बंद कर दिया।"),
    ];

    #[test]
    fn words_of_any_script_are_found_inside_sentences() {
        let folder = tempfile::tempdir().unwrap();
        let (mut library, _) = Library::open(&folder.path().join("library.db"));
        for (name, text) in TEXTS {
            let article = put(&mut library, name, text);
            library.save_note(&article, None, None, &format!("note: {text}")).unwrap();
        }
        for word in ["市長", "安全 市長", "안전", "น้ำท่วม", "yildirim", "ISIL", "Yıldır", "başkan", "पुलिस", "पुल"]
        {
            let expected = if word == "安全 市長" { "" } else { "an" };
            assert_eq!(found(&library, word), expected, "{word}");
        }
        assert_eq!(found(&library, "\"पल\""), "", "vowel signs count");
        let long = put(&mut library, "zh", &"市長今天上午和他的顧問們一起到達了這座城市並且說橋將關閉".repeat(4));
        let hits = library.search(&Query::typed("顧問們", 20)).unwrap();
        let on = hits.iter().find(|hit| hit.article == long.id).and_then(|hit| hit.on.as_deref()).unwrap();
        assert!(on.starts_with("顧問們") && on.chars().count() < 30, "{on}");
        assert!(crate::library::db::words_at(&long.text, on).is_some());
        assert_eq!(found(&library, "長市"), "");
    }

    #[test]
    fn an_older_library_is_indexed_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("library.db");
        let mut conn = Connection::open(&path).unwrap();
        schema::migrate_to(&mut conn, schema::INDEX_FORMS - 1).unwrap();
        conn.execute_batch(
            "INSERT INTO articles (id, source, opened) VALUES ('a', 'ja', '2025-01-01T00:00:00.000Z');
             INSERT INTO texts VALUES ('a', '会議は市長室で昨日の朝に開かれた。');
             INSERT INTO indexed (article, version) VALUES ('a', '');
             INSERT INTO articles_fts (rowid, title, words) VALUES (1, '', '会議は市長室で昨日の朝に開かれた。');
             INSERT INTO notes (id, article, body, created, modified) VALUES ('n', 'a', '市長室の件', '', '');
             INSERT INTO same_people VALUES ('łodz', 'lodz city');",
        )
        .unwrap();
        drop(conn);
        let (mut library, _) = Library::open(&path);
        assert_eq!(found(&library, "市長"), "n", "notes at once");
        assert_eq!(library.index_missing().unwrap(), 1);
        assert_eq!(found(&library, "市長"), "an");
        assert_eq!(found(&library, "市長室の件"), "n");
        let conn = library.conn.as_ref().unwrap();
        let name = conn.query_row("SELECT name FROM same_people", [], |row| row.get::<_, String>(0)).unwrap();
        assert_eq!(name, "lodz");
    }
}
