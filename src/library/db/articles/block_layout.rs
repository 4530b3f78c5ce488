//! Stores the block layout of an article (headings, lists, links), for when its file can no longer be read.

use rusqlite::{OptionalExtension, Transaction};
use serde::{Deserialize, Serialize};

use crate::library::db::connection::Library;
use crate::library::db::error::StoreError;
use crate::text::{Article, ArticleId, Block, Picture, PictureSource, Section, Span};

/// The stored layout, as JSON.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Shape {
    blocks: Vec<Block>,
    contents: Vec<Section>,
    site: Option<String>,
    url: Option<String>,
    language: Option<String>,
    several: bool,
    /// Those whose bytes are elsewhere: the library keeps no pictures.
    pictures: Vec<Picture>,
}

impl Library {
    /// Returns an article as it was last read, for when its file is gone. Without a stored layout it has no blocks.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn kept(&self, article: &ArticleId) -> Result<Option<Article>, StoreError> {
        let found = self.read(|conn| {
            conn.query_row(
                "SELECT t.text, a.title, a.byline, a.date, a.source, s.json
                 FROM texts t JOIN articles a ON a.id = t.article LEFT JOIN shapes s ON s.article = a.id
                 WHERE a.id = ?1",
                [&article.0],
                |row| {
                    let shape: Option<String> = row.get(5)?;
                    let kept = Article {
                        id: article.clone(),
                        text: row.get(0)?,
                        title: row.get(1)?,
                        byline: row.get(2)?,
                        date: row.get(3)?,
                        source: row.get(4)?,
                        ..Article::default()
                    };
                    Ok((kept, shape))
                },
            )
            .optional()
        })?;
        Ok(found.flatten().map(|(mut kept, shape)| {
            let shape: Shape = shape.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
            if fits(&shape, &kept.text) {
                (kept.blocks, kept.contents, kept.several) = (shape.blocks, shape.contents, shape.several);
                kept.pictures = shape.pictures;
                (kept.site, kept.url, kept.language) = (shape.site, shape.url, shape.language);
            }
            kept
        }))
    }
}

/// Returns whether every span lies inside the text and in order: a damaged library may hold any value.
fn fits(shape: &Shape, text: &str) -> bool {
    let inside = |span: Span| span.start <= span.end && text.get(span.start..span.end).is_some();
    let mut end = 0;
    let in_order = shape.blocks.iter().all(|block| {
        let is = block.span.start >= end && inside(block.span);
        end = block.span.end;
        is && block.inlines.iter().all(|inline| inside(inline.span))
    });
    let pictures_in_order = shape.pictures.is_sorted_by_key(|picture| picture.at);
    in_order
        && pictures_in_order
        && shape.pictures.last().is_none_or(|picture| picture.at <= text.len())
        && shape.contents.iter().all(|section| text.is_char_boundary(section.start))
}

/// Stores the layout of an article, unless it is stored already.
pub(in crate::library::db) fn keep(tx: &Transaction<'_>, article: &Article) -> rusqlite::Result<()> {
    let known = "SELECT EXISTS (SELECT 1 FROM shapes WHERE article = ?1)";
    if article.blocks.is_empty() || tx.prepare_cached(known)?.query_row([&article.id.0], |row| row.get(0))? {
        return Ok(());
    }
    let shape = Shape {
        blocks: article.blocks.clone(),
        contents: article.contents.clone(),
        site: article.site.clone(),
        url: article.url.clone(),
        language: article.language.clone(),
        several: article.several,
        pictures: article
            .pictures
            .iter()
            .filter(|picture| !matches!(picture.source, PictureSource::Data(_)))
            .cloned()
            .collect(),
    };
    // A layout that cannot be serialised is left out.
    if let Ok(json) = serde_json::to_string(&shape) {
        tx.execute("INSERT INTO shapes (article, json) VALUES (?1, ?2)", [&article.id.0, &json])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::ingest::from_html;
    use crate::library::db::Library;

    const PAGE: &str = "<html><head><title>The mill</title></head><body><article><h1>The mill</h1>\
        <p>It has stood idle for <a href=\"https://example.org/b\">eleven years</a>, and nobody has said why it was left \
        to the gulls and the tide of the bay.</p><h2>What now</h2><ul><li>Mend it, said the miller of Orrin Bay.</li>\
        </ul></article></body></html>";

    #[test]
    fn a_page_comes_back_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let (mut library, _) = Library::open(&folder.path().join("library.db"));
        let mut page = from_html("https://example.org/mill", PAGE, Some("https://example.org/mill"));
        page.source = "https://example.org/mill".to_owned();
        assert!(page.blocks.len() > 2 && page.blocks.iter().any(|block| !block.inlines.is_empty()));
        library.put_article(&page).unwrap();
        let kept = library.kept(&page.id).unwrap().unwrap();
        assert_eq!((&kept.blocks, &kept.text, &kept.title), (&page.blocks, &page.text, &page.title));
        library.forget(&[page.id.clone()]).unwrap();
        assert_eq!(library.kept(&page.id).unwrap(), None);
    }

    #[test]
    fn what_does_not_fit_the_text_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("library.db");
        let (mut library, _) = Library::open(&path);
        let page = from_html("https://example.org/é", PAGE, None);
        library.put_article(&page).unwrap();
        let conn = rusqlite::Connection::open(&path).unwrap();
        let json: String = conn.query_row("SELECT json FROM shapes", [], |row| row.get(0)).unwrap();
        for wrong in [json.replacen("\"end\":", "\"end\":99999", 1), "{".to_owned(), "[]".to_owned()] {
            assert_ne!(wrong, json);
            conn.execute("UPDATE shapes SET json = ?1", [&wrong]).unwrap();
            let kept = library.kept(&page.id).unwrap().unwrap();
            assert!(kept.blocks.is_empty() && kept.text == page.text, "{wrong}");
        }
    }
}
