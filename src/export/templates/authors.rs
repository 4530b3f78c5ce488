//! Reads the authors of a byline: `By Ana Holt and Piet van Renner` → two names with given names and family name.

use serde::Serialize;

/// An author.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Author {
    /// The whole name.
    pub(super) name: String,
    /// The given names; empty for a body, such as a news agency.
    pub(super) given: String,
    /// The family name, or the name of the body.
    pub(super) family: String,
    /// The initials of the given names.
    pub(super) initials: String,
}

/// Words that belong to the family name behind them.
const PARTICLES: [&str; 16] =
    ["van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "du", "la", "le", "el", "al", "bin"];

/// Words of a byline that name no person.
const JOBS: [&str; 14] = [
    "correspondent",
    "editor",
    "reporter",
    "reporters",
    "staff",
    "agencies",
    "agency",
    "press",
    "desk",
    "team",
    "news",
    "writer",
    "columnist",
    "analysis",
];

/// Returns the authors of a byline, in order.
pub(super) fn authors(byline: &str) -> Vec<Author> {
    let words: Vec<&str> = byline.split_whitespace().collect();
    let line = match words.split_first() {
        Some((first, rest)) if first.trim_end_matches(':').eq_ignore_ascii_case("by") => rest.join(" "),
        _ => words.join(" "),
    };
    let mut out: Vec<Author> = Vec::new();
    for part in line.replace(" and ", ",").replace(" & ", ",").split([',', ';', '|', '/', '•', '·']) {
        let part = part.split(" in ").next().unwrap_or(part);
        let part = part.trim().trim_start_matches("and ").trim();
        // Addresses and times are no names.
        if part.is_empty() || part.contains('@') || part.chars().any(|c| c.is_ascii_digit()) {
            continue;
        }
        if !out.is_empty() && part.split_whitespace().any(is_job) {
            continue;
        }
        // `the Harbour Times`.
        if part.split_whitespace().next().is_some_and(|word| ["at", "for", "the", "from"].contains(&word)) {
            continue;
        }
        out.push(author(part));
    }
    out
}

fn is_job(word: &str) -> bool {
    JOBS.contains(&word.to_lowercase().as_str())
}

fn author(name: &str) -> Author {
    let words: Vec<&str> = name.split_whitespace().collect();
    let whole = || Author { name: name.to_owned(), family: name.to_owned(), ..Author::default() };
    let Some(last) = words.len().checked_sub(1).filter(|last| *last > 0) else { return whole() };
    if words.iter().copied().any(is_job) {
        return whole();
    }
    let is_particle = |at: usize| words.get(at).is_some_and(|word| PARTICLES.contains(word));
    let mut start = last;
    while start > 1 && is_particle(start - 1) {
        start -= 1;
    }
    let (given, family) = words.split_at(start);
    let initial = |word: &&str| {
        let letters = word.split('-').filter_map(|part| part.chars().find(|c| c.is_alphabetic()));
        letters.map(|c| format!("{}.", c.to_uppercase())).collect::<Vec<_>>().join("-")
    };
    Author {
        name: name.to_owned(),
        given: given.join(" "),
        family: family.join(" "),
        initials: given.iter().map(initial).collect::<Vec<_>>().join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_a_byline() {
        for (byline, want) in [
            ("By Ana Holt", &["Holt|Ana|A."][..]),
            ("Ana B. Holt and Piet van der Renner", &["Holt|Ana B.|A. B.", "van der Renner|Piet|P."]),
            ("BY ANA HOLT, PIET RENNER & Lin-Mei Roe", &["HOLT|ANA|A.", "RENNER|PIET|P.", "Roe|Lin-Mei|L.-M."]),
            ("Ana Holt, Political Correspondent", &["Holt|Ana|A."]),
            ("Ana Holt in Oslo, ana@example.org, 12:30", &["Holt|Ana|A."]),
            ("Reuters", &["Reuters||"]),
            ("Associated Press", &["Associated Press||"]),
            ("", &[]),
        ] {
            let found: Vec<String> =
                authors(byline).iter().map(|a| format!("{}|{}|{}", a.family, a.given, a.initials)).collect();
            assert_eq!(found, want, "{byline}");
        }
    }
}
