//! The same quote elsewhere: unchanged, cut short, or altered.

use rusqlite::params;

use super::index::kind_named;
use super::search::folded;
use super::{Library, StoreError, from_sql, to_sql};
use crate::nlp::QuoteKind;
use crate::text::{ArticleId, Span};

/// Words that a quote must have to be looked for elsewhere: shorter ones are everywhere.
const FEWEST: usize = 4;
/// Words of a quote beyond which nothing is compared.
const MOST: usize = 400;
/// Runs of words by which candidates are found.
const RUNS: usize = 5;
/// Words in such a run.
const RUN: usize = 3;
/// Candidates that are compared.
const CANDIDATES: usize = 64;
/// Share of the shorter quote's words that must be in the other, in order, for it to be a part of it.
const PART: f32 = 0.9;
/// Share of the longer quote's words that must be in the other for both to be one quote, altered.
const ALTERED: f32 = 0.6;

/// How two forms of a quote differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The same words.
    Same,
    /// A part of it.
    Shorter,
    /// More of it.
    Longer,
    /// Words were changed.
    Altered,
}

/// The same quote in another place.
#[derive(Clone, Debug, PartialEq)]
pub struct Alike {
    /// In which article.
    pub article: ArticleId,
    /// Its title, where one is known.
    pub title: Option<String>,
    /// Where it was last opened from.
    pub source: String,
    /// Who said it there.
    pub speaker: Option<String>,
    /// Its kind there.
    pub kind: QuoteKind,
    /// Its words there.
    pub words: String,
    /// Where it is there.
    pub span: Span,
    /// How it differs from the one that was asked for.
    pub form: Form,
    /// How much of the longer one is common, 0–1.
    pub likeness: f32,
}

/// A word of one form or the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word<'a> {
    /// In both; as the first writes it.
    Both(&'a str),
    /// In the first alone.
    First(&'a str),
    /// In the second alone.
    Second(&'a str),
}

impl Library {
    /// Where else in the library a quote appears: in articles other than `article`, the most alike first.
    ///
    /// # Errors
    /// Where the library cannot be read.
    pub fn alike(&self, article: Option<&ArticleId>, words: &str, limit: usize) -> Result<Vec<Alike>, StoreError> {
        let wanted: Vec<String> = folded(words).into_iter().map(|w| w.0).collect();
        let Some(matched) = runs(&wanted) else { return Ok(Vec::new()) };
        let found = self.read(|conn| {
            let mut query = conn.prepare_cached(
                "SELECT i.article, a.title, a.source, q.speaker, q.kind, q.words, q.start, q.\"end\"
                 FROM (SELECT rowid AS n FROM quotes_fts WHERE quotes_fts MATCH ?1 LIMIT ?2) f
                    JOIN quotes q ON q.n = f.n JOIN indexed i ON i.n = q.article JOIN articles a ON a.id = i.article
                 WHERE i.article IS NOT ?3",
            )?;
            let rows = query.query_map(params![matched, to_sql(CANDIDATES), article.map(|a| &a.0)], |row| {
                Ok(Alike {
                    article: ArticleId(row.get(0)?),
                    title: row.get(1)?,
                    source: row.get(2)?,
                    speaker: row.get(3)?,
                    kind: kind_named(&row.get::<_, String>(4)?),
                    words: row.get(5)?,
                    span: Span::new(from_sql(row.get(6)?), from_sql(row.get(7)?)),
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
                let there: Vec<String> = folded(&one.words).into_iter().map(|w| w.0).collect();
                let (form, likeness) = compare(&wanted, &there)?;
                Some(Alike { form, likeness, ..one })
            })
            .collect();
        found.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then_with(|| a.article.cmp(&b.article)));
        found.truncate(limit);
        Ok(found)
    }
}

/// A few runs of words of a quote, those with the longest words (which are the rarest): one of them stands in every
/// form of it that is worth finding.
fn runs(words: &[String]) -> Option<String> {
    if words.len() < FEWEST {
        return None;
    }
    let length = |run: &[String]| run.iter().map(|w| w.chars().count().min(12)).sum::<usize>();
    // One from each stretch of it, so that what is left of a quote that was cut has one too.
    let stretch = words.len().div_ceil(RUNS).max(RUN);
    let chosen: Vec<String> = words
        .chunks(stretch)
        .filter_map(|chunk| chunk.windows(RUN).max_by_key(|run| length(run)))
        .map(|run| format!("\"{}\"", run.join(" ")))
        .collect();
    let any = if chosen.is_empty() { vec![format!("\"{}\"", words.get(..RUN)?.join(" "))] } else { chosen };
    Some(format!("{{words}} : ({})", any.join(" OR ")))
}

/// How the second is a form of the first, if it is one.
fn compare(a: &[String], b: &[String]) -> Option<(Form, f32)> {
    if a == b {
        return Some((Form::Same, 1.0));
    }
    let (a, b) = (a.get(..MOST).unwrap_or(a), b.get(..MOST).unwrap_or(b));
    if a.len().min(b.len()) < FEWEST {
        return None;
    }
    let common = steps(a, b).iter().filter(|s| matches!(s, Step::Both(..))).count() as f32;
    let (shorter, longer) = (a.len().min(b.len()) as f32, a.len().max(b.len()) as f32);
    let likeness = common / longer;
    // One that is hardly shorter was altered, not cut.
    let cut = common / shorter >= PART && shorter < longer * 0.9;
    match (cut, likeness >= ALTERED) {
        (true, _) if b.len() < a.len() => Some((Form::Shorter, likeness)),
        (true, _) => Some((Form::Longer, likeness)),
        (false, true) => Some((Form::Altered, likeness)),
        (false, false) => None,
    }
}

enum Step {
    Both(usize),
    First(usize),
    Second(usize),
}

/// The shortest way from one list of words to another, by their longest common subsequence.
fn steps(a: &[String], b: &[String]) -> Vec<Step> {
    let width = b.len() + 1;
    let mut table = vec![0u16; (a.len() + 1) * width];
    let at = |table: &[u16], i: usize, j: usize| table.get(i * width + j).copied().unwrap_or(0);
    for (i, x) in a.iter().enumerate().rev() {
        for (j, y) in b.iter().enumerate().rev() {
            let best =
                if x == y { at(&table, i + 1, j + 1) + 1 } else { at(&table, i + 1, j).max(at(&table, i, j + 1)) };
            if let Some(cell) = table.get_mut(i * width + j) {
                *cell = best;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut out = Vec::with_capacity(a.len() + b.len());
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a.get(i) == b.get(j) {
            out.push(Step::Both(i));
            (i, j) = (i + 1, j + 1);
        } else if j >= b.len() || i < a.len() && at(&table, i + 1, j) >= at(&table, i, j + 1) {
            out.push(Step::First(i));
            i += 1;
        } else {
            out.push(Step::Second(j));
            j += 1;
        }
    }
    out
}

/// The words of two forms of a quote, side by side: what both have, and what only one has. Case, accents and
/// punctuation make no difference.
#[must_use]
pub fn differences<'a>(first: &'a str, second: &'a str) -> Vec<Word<'a>> {
    let (a, b) = (folded(first), folded(second));
    let (a, b) = (a.get(..MOST).unwrap_or(&a), b.get(..MOST).unwrap_or(&b));
    let words = |list: &[(String, Span)]| list.iter().map(|w| w.0.clone()).collect::<Vec<_>>();
    let of = |list: &[(String, Span)], text: &'a str, i: usize| list.get(i).map_or("", |w| w.1.of(text));
    steps(&words(a), &words(b))
        .into_iter()
        .map(|step| match step {
            Step::Both(i) => Word::Both(of(a, first, i)),
            Step::First(i) => Word::First(of(a, first, i)),
            Step::Second(j) => Word::Second(of(b, second, j)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(a: &str, b: &str) -> Option<Form> {
        let words = |t: &str| folded(t).into_iter().map(|w| w.0).collect::<Vec<_>>();
        compare(&words(a), &words(b)).map(|f| f.0)
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

    #[test]
    fn the_differing_words_are_named() {
        use Word::{Both, First, Second};
        assert_eq!(
            differences("It is not safe.", "“It IS safe, friends”"),
            [Both("It"), Both("is"), First("not"), Both("safe"), Second("friends")]
        );
        assert_eq!(differences("", "a"), [Second("a")]);
    }
}
