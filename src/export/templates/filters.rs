//! The filters of templates.

use minijinja::value::Value;
use minijinja::{Environment, Error, ErrorKind};

use crate::export::templates::escaping;
use crate::export::templates::escaping::Escaping;

/// The names of all filters, for messages.
pub(super) const NAMES: &str =
    "join, length, default, upper, lower, string, inner_quotes, markdown, bibtex, bibtex_url, json, html";

/// Adds all filters.
pub(super) fn add(environment: &mut Environment<'static>) {
    environment.add_filter("join", join);
    environment.add_filter("length", |value: Value| {
        value.len().ok_or_else(|| Error::new(ErrorKind::InvalidOperation, "length is for lists and texts"))
    });
    environment.add_filter("default", |value: Value, other: Value| if value.is_true() { value } else { other });
    environment.add_filter("upper", |text: String| text.to_uppercase());
    environment.add_filter("lower", |text: String| text.to_lowercase());
    environment.add_filter("string", |value: Value| value.to_string());
    environment.add_filter("inner_quotes", |text: String| inner_quotes(&text));
    environment.add_filter("bibtex_url", |text: String| Value::from_safe_string(escaping::bibtex_url(&text)));
    for escaping in Escaping::ALL {
        environment.add_filter(escaping.name(), move |value: Value| Value::from_safe_string(escaping.escape(&value)));
    }
}

/// Joins the parts of a list.
fn join(list: Value, joint: String) -> Result<String, Error> {
    Ok(list.try_iter()?.map(|part| part.to_string()).collect::<Vec<_>>().join(&joint))
}

/// Turns double quotation marks into single ones, for a title that itself stands in double marks.
fn inner_quotes(text: &str) -> String {
    let mut is_open = false;
    let mut turned = |c: char| match c {
        '“' => '‘',
        '”' => '’',
        '"' => {
            is_open = !is_open;
            if is_open { '‘' } else { '’' }
        }
        c => c,
    };
    text.chars().map(&mut turned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_inside_marks_are_single() {
        assert_eq!(inner_quotes("A “b” and \"c\""), "A ‘b’ and ‘c’");
    }

    #[test]
    fn every_filter_is_named() {
        let mut environment = Environment::new();
        add(&mut environment);
        for name in NAMES.split(", ") {
            let source = match name {
                "join" => "{{ a|join(', ') }}".to_owned(),
                "default" => "{{ a|default('b') }}".to_owned(),
                name => format!("{{{{ 'a'|{name} }}}}"),
            };
            let template = environment.template_from_str(&source).unwrap();
            let values = Value::from(minijinja::value::Serde(std::collections::HashMap::from([("a", ["x", "y"])])));
            assert!(template.render(values).is_ok(), "{name}");
        }
    }
}
