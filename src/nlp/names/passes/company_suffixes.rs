//! Extends the names of companies to include their legal form.
//!
//! ```text
//! [O|Halden Freight], Inc. rose → [O|Halden Freight, Inc.] rose
//! ```

use crate::nlp::EntityType;
use crate::nlp::data::lists::{Abbreviation, Written, abbreviations};
use crate::nlp::draft::NameSpan;
use crate::text::Span;

/// Extends companies to include their legal form.
pub(in crate::nlp) fn include_suffixes(text: &str, within: Span, mut found: Vec<NameSpan>) -> Vec<NameSpan> {
    let mut limits: Vec<usize> = found.iter().skip(1).map(|e| e.span.start).collect();
    limits.push(within.end);
    for (name, limit) in found.iter_mut().zip(limits) {
        if name.kind != EntityType::Organisation {
            continue;
        }
        let rest = text.get(name.span.end..limit).unwrap_or_default();
        let form = rest.strip_prefix(',').unwrap_or(rest).strip_prefix(' ').unwrap_or_default();
        let is_form = |f: &&Abbreviation| {
            form.strip_prefix(f.written).is_some_and(|after| !after.starts_with(char::is_alphanumeric))
        };
        if let Some(known) = abbreviations(Written::CompanyForm).iter().find(is_form) {
            name.span.end += rest.len() - form.len() + known.written.len();
        }
        // `Halden Corp` | `. rose`: the dot of the form ends no sentence.
        let dotted = abbreviations(Written::CompanyForm)
            .iter()
            .any(|f| f.written.strip_suffix('.').is_some_and(|bare| name.span.of(text).ends_with(&format!(" {bare}"))));
        let after = text.get(name.span.end..limit).unwrap_or_default();
        if dotted && after.strip_prefix(". ").is_some_and(|rest| rest.starts_with(char::is_lowercase)) {
            name.span.end += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From company releases: `p.l.c.` was missing from `Allied Irish Banks, p.l.c.`.
    #[test]
    fn a_firm_has_its_legal_form() {
        for (text, name, want) in [
            ("Halden Freight, Inc. rose", "Halden Freight", "Halden Freight, Inc."),
            ("Ellery Banks, p.l.c. is", "Ellery Banks", "Ellery Banks, p.l.c."),
            ("Varsk GmbH", "Varsk", "Varsk GmbH"),
            ("Halden Corp. rose", "Halden Corp", "Halden Corp."),
            ("Halden Corp. Rose", "Halden Corp", "Halden Corp"),
            ("Varsk, AG Bill Ek said", "Varsk", "Varsk"),
            ("Varsk, Incoming", "Varsk", "Varsk"),
            ("Varsk, é", "Varsk", "Varsk"),
        ] {
            let span = Span::new(0, name.len());
            let found = vec![NameSpan { kind: EntityType::Organisation, span, confidence: 0.9 }];
            let whole = include_suffixes(text, Span::new(0, text.len()), found);
            assert_eq!(whole.first().map(|e| e.span.of(text)), Some(want));
        }
    }
}
