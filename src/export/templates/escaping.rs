//! Escapes the values of a template, so that words of an article cannot change the structure of the result.

use std::fmt::Write as _;

use minijinja::value::Value;

use crate::export::markdown::{inline, paragraphs};
use crate::text::pasteable;

/// How values are escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escaping {
    /// Not at all; control characters are removed.
    Plain,
    /// As Markdown.
    Markdown,
    /// As the content of a field in braces.
    Bibtex,
    /// As JSON: a text with its quotation marks, a number, a list.
    Json,
    /// As HTML.
    Html,
}

impl Escaping {
    /// Those that are filters, too.
    pub(super) const ALL: [Self; 4] = [Self::Markdown, Self::Bibtex, Self::Json, Self::Html];

    /// Returns the escaping for a file name.
    #[must_use]
    pub(super) fn of_file(name: &str) -> Self {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        match ending.to_ascii_lowercase().as_str() {
            "md" | "markdown" => Self::Markdown,
            "bib" => Self::Bibtex,
            "json" => Self::Json,
            "html" | "htm" => Self::Html,
            _ => Self::Plain,
        }
    }

    /// Returns the name of its filter.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Markdown => "markdown",
            Self::Bibtex => "bibtex",
            Self::Json => "json",
            Self::Html => "html",
        }
    }

    /// Returns a value in this form.
    pub(super) fn escape(self, value: &Value) -> String {
        if self == Self::Json {
            return serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned());
        }
        let Some(text) = value.as_str() else { return value.to_string() };
        match self {
            Self::Plain | Self::Json => text.to_owned(),
            Self::Markdown if text.contains('\n') => paragraphs(text, "\\\n"),
            Self::Markdown => inline(text),
            Self::Bibtex => bibtex(text),
            Self::Html => html(text),
        }
    }
}

/// Escapes a text for HTML, in elements and in attributes.
pub(in crate::export) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in pasteable(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// Escapes a text for BibTeX, which counts braces even behind a backslash.
fn bibtex(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '$' | '&' | '#' | '_' | '%' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// Returns an address for the field `url`, which is read verbatim.
pub(super) fn bibtex_url(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for c in address.chars() {
        if matches!(c, '{' | '}' | '\\' | '"' | ' ') {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{:02X}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stay_texts() {
        for (escaping, text, want) in [
            (Escaping::Plain, "a {b} *c*", "a {b} *c*"),
            (Escaping::Markdown, "a *b* [c]", "a \\*b\\* \\[c\\]"),
            (Escaping::Markdown, "a\n# b", "a\\\n\\# b"),
            (
                Escaping::Bibtex,
                "50 % of {x} & \\y_z",
                "50 \\% of \\textbraceleft{}x\\textbraceright{} \\& \\textbackslash{}y\\_z",
            ),
            (Escaping::Json, "a \"b\"\n", "\"a \\\"b\\\"\\n\""),
            (Escaping::Html, "<a href='x'>&", "&lt;a href=&#39;x&#39;&gt;&amp;"),
        ] {
            assert_eq!(escaping.escape(&Value::from(text)), want);
        }
        assert_eq!(Escaping::Json.escape(&Value::from(3)), "3");
        assert_eq!(Escaping::Markdown.escape(&Value::from(3)), "3");
        assert_eq!(bibtex_url("https://a.example/{b}?c=%20d e"), "https://a.example/%7Bb%7D?c=%20d%20e");
    }
}
