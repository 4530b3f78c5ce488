//! Finds the same quote in other articles: unchanged, shortened, or altered.

use rusqlite::params;

use crate::library::db::connection::Library;
use crate::library::db::error::StoreError;
use crate::library::db::rows::keys;
use crate::library::db::rows::sql::{from_sql, to_sql};
use crate::library::notes::common;
use crate::nlp::QuoteKind;
use crate::text::{ArticleId, Span, folded_words};

/// Minimum words of a quote for this search: shorter ones match everywhere.
const FEWEST: usize = 4;
/// Words of a quote beyond which nothing is compared.
const MOST: usize = 400;
/// Number of word runs that select the candidates.
const RUNS: usize = 5;
/// Words in one run.
const RUN: usize = 3;
/// Maximum number of candidates.
const CANDIDATES: usize = 256;
/// Minimum share of the shorter quote's words in the longer one, in order, to count as a part of it.
const PART: f32 = 0.9;
/// Minimum share of the longer quote's words in the shorter one to count as the same quote, altered.
const ALTERED: f32 = 0.6;

/// How two forms of a quote differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The same words.
    Same,
    /// Shortened.
    Shorter,
    /// Extended.
    Longer,
    /// Some words differ.
    Altered,
}

/// The same quote in another place.
#[derive(Clone, Debug, PartialEq)]
pub struct Alike {
    /// The article.
    pub article: ArticleId,
    /// Its title, where one is known.
    pub title: Option<String>,
    /// The path or address it was last opened from.
    pub source: String,
    /// The speaker there.
    pub speaker: Option<String>,
    /// Its kind there.
    pub kind: QuoteKind,
    /// Its words there.
    pub words: String,
    /// Its place there.
    pub span: Span,
    /// Whether that article is an earlier version of the queried one.
    pub version: bool,
    /// How it differs from the queried quote.
    pub form: Form,
    /// The common share of the longer quote, 0–1.
    pub likeness: f32,
}

impl Library {
    /// Finds this quote in articles other than `article`, the most similar first.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn alike(&self, article: Option<&ArticleId>, words: &str, limit: usize) -> Result<Vec<Alike>, StoreError> {
        let wanted = folded_words(words);
        let Some(matched) = runs(&wanted) else { return Ok(Vec::new()) };
        let found = self.read(|conn| {
            let mut query = conn.prepare_cached(
                "SELECT i.article, a.title, a.source, q.speaker, q.kind, q.words, q.start, q.\"end\",
                    EXISTS (SELECT 1 FROM sources s JOIN sources t ON t.source = s.source
                        WHERE s.article = i.article AND t.article = ?3)
                 FROM (SELECT rowid AS n FROM quotes_fts WHERE quotes_fts MATCH ?1 ORDER BY rowid DESC LIMIT ?2) f
                    JOIN quotes q ON q.n = f.n JOIN indexed i ON i.n = q.article JOIN articles a ON a.id = i.article
                 WHERE i.article IS NOT ?3",
            )?;
            let rows = query.query_map(params![matched, to_sql(CANDIDATES), article.map(|a| &a.0)], |row| {
                Ok(Alike {
                    article: ArticleId(row.get(0)?),
                    title: row.get(1)?,
                    source: row.get(2)?,
                    speaker: row.get(3)?,
                    kind: keys::kind(&row.get::<_, String>(4)?),
                    words: row.get(5)?,
                    span: Span::new(from_sql(row.get(6)?), from_sql(row.get(7)?)),
                    version: row.get(8)?,
                    form: Form::Same,
                    likeness: 0.0,
                })
            })?;
            rows.collect::<rusqlite::Result<Vec<Alike>>>()
        })?;
        let mut found: Vec<Alike> = found
            .unwrap_or_default()
            .into_iter()
            .filter_map(|one| {
                let (form, likeness) = compare(&wanted, &folded_words(&one.words))?;
                // The same words in an earlier version are no news.
                if form == Form::Same && one.version {
                    return None;
                }
                Some(Alike { form, likeness, ..one })
            })
            .collect();
        found.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then_with(|| a.article.cmp(&b.article)));
        found.truncate(limit);
        Ok(found)
    }
}

/// Returns an FTS5 query for a few runs of words of a quote, those with the longest (rarest) words. Every form of the
/// quote worth finding holds at least one.
fn runs(words: &[String]) -> Option<String> {
    if words.len() < FEWEST {
        return None;
    }
    let length = |run: &[String]| run.iter().map(|w| w.chars().count().min(12)).sum::<usize>();
    // One run from each stretch, so that a shortened quote keeps one, too.
    let stretch = words.len().div_ceil(RUNS).max(RUN);
    let chosen: Vec<String> = words
        .chunks(stretch)
        .filter_map(|chunk| chunk.windows(RUN).max_by_key(|run| length(run)))
        .map(|run| format!("\"{}\"", run.join(" ")))
        .collect();
    let any = if chosen.is_empty() { vec![format!("\"{}\"", words.get(..RUN)?.join(" "))] } else { chosen };
    Some(format!("{{words}} : ({})", any.join(" OR ")))
}

/// Compares two quotes. `None` if they are different quotes.
fn compare(a: &[String], b: &[String]) -> Option<(Form, f32)> {
    if a == b {
        return Some((Form::Same, 1.0));
    }
    let (a, b) = (a.get(..MOST).unwrap_or(a), b.get(..MOST).unwrap_or(b));
    if a.len().min(b.len()) < FEWEST {
        return None;
    }
    let common = common(a, b) as f32;
    let (shorter, longer) = (a.len().min(b.len()) as f32, a.len().max(b.len()) as f32);
    let likeness = common / longer;
    // If hardly shorter, the quote was altered, not shortened.
    let cut = common / shorter >= PART && shorter < longer * 0.9;
    match (cut, likeness >= ALTERED) {
        (true, _) if b.len() < a.len() => Some((Form::Shorter, likeness)),
        (true, _) => Some((Form::Longer, likeness)),
        (false, true) => Some((Form::Altered, likeness)),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(a: &str, b: &str) -> Option<Form> {
        compare(&folded_words(a), &folded_words(b)).map(|f| f.0)
    }

    #[test]
    fn forms_of_a_quote() {
        let whole = "“We have asked for a second boat for eleven years, and nobody has ever answered us.”";
        for (other, expected) in [
            ("We have asked for a second boat, for eleven years and nobody has ever answered us", Some(Form::Same)),
            ("we have asked for a second boat for eleven years", Some(Form::Shorter)),
            ("“asked for … a second boat … for eleven years”", Some(Form::Shorter)),
            (
                "We have begged for a second boat for twelve years, and nobody has ever answered us.",
                Some(Form::Altered),
            ),
            ("We have asked the council about the fish market on the quay", None),
            ("second boat", None),
        ] {
            assert_eq!(form(whole, other), expected, "{other}");
        }
        assert_eq!(form("for a second boat for eleven years", whole), Some(Form::Longer));
    }
}
