//! Templates: quotes and notes of one article as text in the form that a reader wants. Shipped templates are the files
//! in `shipped`; a reader's own work in the same way.
//!
//! A template uses the syntax of Jinja: `{{ quote.words }}` is replaced by a value, `{% if quote.speaker %}…{% endif %}`
//! is a condition. [`PLACEHOLDERS`] lists all values. The ending of a template's name says how values are escaped.

mod authors;
mod document;
mod escaping;
mod filters;
mod placeholders;

use std::fmt;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior};

use crate::export::json::harmless_text;
use crate::export::templates::document::example;
use crate::text::pasteable;

pub(in crate::export) use document::is_web;
pub use document::{About, Document};
use escaping::Escaping;
pub(in crate::export) use escaping::html;
pub use placeholders::PLACEHOLDERS;

/// A shipped template.
struct Shipped {
    name: &'static str,
    /// The name of its file, whose ending says how values are escaped.
    file: &'static str,
    /// Its line in the help.
    about: &'static str,
    source: &'static str,
}

/// Makes the entry of a file in `shipped`.
macro_rules! shipped {
    ($name:literal, $file:literal, $about:literal) => {
        Shipped { name: $name, file: $file, about: $about, source: include_str!(concat!("shipped/", $file)) }
    };
}

/// The shipped templates.
const SHIPPED: [Shipped; 8] = [
    shipped!("plain", "plain.txt", "Plain text, by speaker"),
    shipped!("markdown", "markdown.md", "Markdown, by speaker"),
    shipped!("obsidian", "obsidian.md", "Markdown for Obsidian: a callout for each quote, links to the speakers"),
    shipped!("apa", "apa.txt", "APA: citations and the entry of the reference list"),
    shipped!("mla", "mla.txt", "MLA: citations and the entry of the works cited"),
    shipped!("chicago", "chicago.txt", "Chicago: notes and the entry of the bibliography"),
    shipped!("bibtex", "bibtex.bib", "A BibTeX entry with the quotes as annotation"),
    shipped!("csl-json", "csl-json.json", "CSL-JSON, for Zotero and pandoc: the article, and the quotes with locators"),
];

/// The most steps of one rendering: a template must not block the program.
const FUEL: u64 = 20_000_000;

/// A template that has been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    name: String,
    source: String,
    escaping: Escaping,
}

/// A mistake in a template, as one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// The name of the template.
    pub name: String,
    /// The line, from 1.
    pub line: Option<usize>,
    /// The mistake, and the valid choices.
    pub what: String,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "template {}, line {line}: {}", self.name, self.what),
            None => write!(f, "template {}: {}", self.name, self.what),
        }
    }
}

impl std::error::Error for TemplateError {}

impl Default for Template {
    fn default() -> Self {
        Self::of(&SHIPPED[0])
    }
}

impl Template {
    /// Returns the shipped templates: name, and line of the help.
    #[must_use]
    pub fn all_shipped() -> [(&'static str, &'static str); SHIPPED.len()] {
        SHIPPED.map(|one| (one.name, one.about))
    }

    /// Returns a shipped template.
    #[must_use]
    pub fn shipped(name: &str) -> Option<Self> {
        SHIPPED.iter().find(|one| one.name == name).map(Self::of)
    }

    fn of(shipped: &Shipped) -> Self {
        let (name, source) = (shipped.name.to_owned(), shipped.source.to_owned());
        Self { name, source, escaping: Escaping::of_file(shipped.file) }
    }

    /// Makes a template of its own text, and checks it with an example. `name` is its file name, or a name for messages.
    ///
    /// # Errors
    /// The first mistake.
    pub fn new(name: &str, source: &str) -> Result<Self, TemplateError> {
        let template = Self { name: name.to_owned(), source: source.to_owned(), escaping: Escaping::of_file(name) };
        template.check_names()?;
        for sheet in [true, false] {
            template.render(&example(sheet))?;
        }
        Ok(template)
    }

    /// Returns its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the ending of the files that it writes.
    #[must_use]
    pub fn ending(&self) -> &'static str {
        match self.escaping {
            Escaping::Plain => "txt",
            Escaping::Markdown => "md",
            Escaping::Bibtex => "bib",
            Escaping::Json => "json",
            Escaping::Html => "html",
        }
    }

    /// Returns the text for one article. It has no line breaks at its ends, and holds no control characters.
    ///
    /// # Errors
    /// A mistake that the check with an example could not find.
    pub fn render(&self, document: &Document) -> Result<String, TemplateError> {
        let environment = self.environment();
        let compiled = environment.template_from_named_str(&self.name, &self.source);
        let rendered = compiled.and_then(|compiled| compiled.render(Value::from(Serde(document))));
        let text = rendered.map_err(|error| self.mistake(&error))?;
        if self.escaping != Escaping::Json {
            return Ok(pasteable(text.trim_start_matches('\n').trim_end()));
        }
        match serde_json::from_str::<serde::de::IgnoredAny>(&text) {
            Ok(_) => Ok(harmless_text(text.trim())),
            Err(error) => {
                let what = format!("the result is not JSON: {error}; a placeholder writes its own quotation marks");
                Err(TemplateError { name: self.name.clone(), line: None, what })
            }
        }
    }

    /// Returns the text for several articles: the texts one after the other; lists of JSON become one list.
    ///
    /// # Errors
    /// As [`Template::render`].
    pub fn render_all<'a>(&self, documents: impl IntoIterator<Item = &'a Document>) -> Result<String, TemplateError> {
        let texts = documents.into_iter().map(|one| self.render(one)).collect::<Result<Vec<_>, _>>()?;
        if self.escaping != Escaping::Json || texts.len() < 2 {
            return Ok(texts.iter().map(|text| format!("{text}\n")).collect::<Vec<_>>().join("\n"));
        }
        let lists: Vec<&str> =
            texts.iter().filter_map(|text| text.strip_prefix('[')?.strip_suffix(']')).map(str::trim_end).collect();
        if lists.len() < texts.len() {
            return Ok(texts.iter().map(|text| format!("{text}\n")).collect());
        }
        let filled = lists.into_iter().filter(|list| !list.trim().is_empty());
        Ok(format!("[{}\n]\n", filled.collect::<Vec<_>>().join(",")))
    }

    fn environment(&self) -> Environment<'static> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        // A line with nothing but a condition leaves no empty line behind.
        if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
            environment.set_syntax(syntax);
        }
        environment.set_fuel(Some(FUEL));
        environment.set_recursion_limit(64);
        let escaping = self.escaping;
        environment.set_auto_escape_callback(move |_| match escaping {
            Escaping::Plain => AutoEscape::None,
            other => AutoEscape::Custom(other.name().into()),
        });
        environment.set_formatter(move |out, state, value| {
            let by = match state.auto_escape() {
                AutoEscape::None => Escaping::Plain,
                _ => escaping,
            };
            if value.is_undefined() {
                return Err(minijinja::Error::from(ErrorKind::UndefinedError));
            }
            out.write_str(&if value.is_safe() { value.to_string() } else { by.escape(value) })
                .map_err(|_| minijinja::Error::from(ErrorKind::WriteFailure))
        });
        filters::add(&mut environment);
        environment
    }

    /// Checks the names of the placeholders, which a condition that is false would hide.
    fn check_names(&self) -> Result<(), TemplateError> {
        let environment = self.environment();
        let compiled = environment.template_from_named_str(&self.name, &self.source);
        let names = compiled.map_err(|error| self.mistake(&error))?.undeclared_variables(false);
        let is_known = |name: &String| PLACEHOLDERS.iter().any(|(known, _)| known == name);
        let Some(unknown) = names.iter().filter(|name| !is_known(name)).min() else { return Ok(()) };
        let line = self.source.lines().position(|line| line.contains(unknown.as_str())).map(|line| line + 1);
        let known: Vec<&str> = PLACEHOLDERS.iter().map(|(name, _)| *name).filter(|name| !name.contains('.')).collect();
        let what = format!("there is no placeholder {unknown:?}; placeholders are {}", known.join(", "));
        Err(TemplateError { name: self.name.clone(), line, what })
    }

    fn mistake(&self, error: &minijinja::Error) -> TemplateError {
        let what = match error.kind() {
            ErrorKind::UndefinedError => {
                let parts = |of: &str| {
                    let parts = PLACEHOLDERS.iter().filter_map(|(name, _)| name.strip_prefix(of)?.strip_prefix('.'));
                    parts.collect::<Vec<_>>().join(", ")
                };
                format!(
                    "a placeholder here has no such part; a quote has {}; a speaker has {}; an author has {}; a note has {}",
                    parts("quote"),
                    parts("speakers[]"),
                    parts("authors[]"),
                    parts("notes[]"),
                )
            }
            ErrorKind::OutOfFuel => "it takes too many steps".to_owned(),
            _ => {
                let kind = error.kind().to_string();
                let what = error.detail().map_or_else(|| kind.clone(), |detail| format!("{kind}: {detail}"));
                let choices = match error.kind() {
                    ErrorKind::UnknownFilter => format!("; filters are {}", filters::NAMES),
                    ErrorKind::SyntaxError => {
                        "; {{ name }} is a placeholder, {% if name %}…{% endif %} a condition".to_owned()
                    }
                    _ => String::new(),
                };
                pasteable(&what).split_whitespace().collect::<Vec<_>>().join(" ") + &choices
            }
        };
        TemplateError { name: self.name.clone(), line: error.line(), what }
    }
}

#[cfg(test)]
mod tests;
