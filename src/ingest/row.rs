//! One article as a row: an object with its text, and optionally its id, title and date. JSON Lines, tables and other
//! programs give articles in this form.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer};

use crate::ingest::{MAX_BYTES, from_plain, metadata};
use crate::text::Article;

/// An article with its metadata, as a row gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct ArticleRow {
    /// Copied to the output; a JSON number becomes its digits.
    #[serde(default, deserialize_with = "id")]
    pub id: Option<String>,
    /// The text, read unchanged.
    pub text: String,
    /// The title.
    #[serde(default)]
    pub title: Option<String>,
    /// The date of the article.
    #[serde(default)]
    pub date: Option<String>,
    /// The language of the text, as a tag (`de`, `pt-BR`); anything else is ignored.
    #[serde(default, deserialize_with = "tag")]
    pub language: Option<String>,
    /// The same, under its other usual name.
    #[serde(default, deserialize_with = "tag")]
    pub lang: Option<String>,
}

fn tag<'de, D: Deserializer<'de>>(json: D) -> Result<Option<String>, D::Error> {
    let value = Option::<serde_json::Value>::deserialize(json)?;
    Ok(value.as_ref().and_then(|value| value.as_str()).and_then(metadata::language))
}

fn id<'de, D: Deserializer<'de>>(json: D) -> Result<Option<String>, D::Error> {
    Ok(match Option::<serde_json::Value>::deserialize(json)? {
        Some(serde_json::Value::String(id)) => Some(id),
        None | Some(serde_json::Value::Null) => None,
        Some(other) => Some(other.to_string()),
    })
}

impl ArticleRow {
    /// Reads one JSON object.
    ///
    /// # Errors
    /// Returns the reason if the bytes are not such an object, or are more than [`MAX_BYTES`].
    pub fn from_json(object: &[u8]) -> Result<Self, String> {
        if object.len() as u64 > MAX_BYTES {
            return Err(too_long());
        }
        serde_json::from_slice(object).map_err(|error| format!("not a JSON object with a \"text\" field ({error})"))
    }

    /// Returns the id in the output, and the article. `name` is its source. The date in the row takes precedence over
    /// `day`, and both over a date in the text. Without an id, the id is a digest of the text.
    #[must_use]
    pub fn into_article(self, name: &str, day: Option<Date>) -> (String, Article) {
        let mut article = from_plain(name, self.text);
        article.title = self.title.or(article.title);
        article.date = self.date.or_else(|| day.map(|day| day.to_string())).or(article.date);
        article.language = self.language.or(self.lang).as_deref().and_then(metadata::language);
        (self.id.unwrap_or_else(|| article.id.to_string()), article)
    }
}

/// Returns the message about a row that is longer than an article may be.
pub(crate) fn too_long() -> String {
    format!("longer than the limit of {} MiB", MAX_BYTES >> 20)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(object: &str) -> (String, Option<String>, Option<String>) {
        let (id, article) =
            ArticleRow::from_json(object.as_bytes()).unwrap().into_article("-", Some(Date::constant(2024, 5, 6)));
        (id, article.title, article.date)
    }

    #[test]
    fn the_language_is_a_tag_or_nothing() {
        for (fields, expected) in [
            (r#""lang": "de""#, Some("de")),
            (r#""language": "pt_BR", "lang": "en""#, Some("pt-BR")),
            (r#""language": "German", "lang": ["de"]"#, None),
            (r#""language": null, "lang": "fr""#, Some("fr")),
        ] {
            let row = ArticleRow::from_json(format!(r#"{{"text": "One.", {fields}}}"#).as_bytes()).unwrap();
            assert_eq!(row.into_article("-", None).1.language.as_deref(), expected, "{fields}");
        }
    }

    #[test]
    fn the_row_takes_precedence() {
        let (id, title, date) = read(r#"{"text": "One.", "id": 7, "title": "T", "date": "2023-03-15"}"#);
        assert_eq!((id.as_str(), title.as_deref(), date.as_deref()), ("7", Some("T"), Some("2023-03-15")));
        let (id, title, date) = read(r#"{"text": "One.", "id": null, "title": null, "more": []}"#);
        assert_eq!((id.len(), title, date.as_deref()), (64, None, Some("2024-05-06")));
    }

    #[test]
    fn an_invalid_row_has_a_reason() {
        for wrong in ["{}", "7", "", r#"{"text": 7}"#, r#"{"text": "\ud800"}"#] {
            let reason = ArticleRow::from_json(wrong.as_bytes()).unwrap_err();
            assert!(reason.starts_with("not a JSON object with a \"text\" field ("), "{reason}");
        }
        let long = vec![b' '; usize::try_from(MAX_BYTES).unwrap() + 1];
        assert_eq!(ArticleRow::from_json(&long), Err("longer than the limit of 64 MiB".to_owned()));
    }
}
