//! Which bodies a description can refer to: `the company` is not a ministry.

use crate::nlp::data::lexicon;
use crate::nlp::data::lexicon::class;
use crate::nlp::data::lists::List;
use crate::nlp::draft::Antecedent;
use crate::nlp::speakers::resolver::Resolver;

/// Minimum number of mentions of the body that a text is mostly about.
const OFTEN: usize = 3;

/// Kinds of bodies: words in names, and nouns in descriptions.
const KINDS: [&[&str]; 8] = [
    &[
        "agency",
        "bureau",
        "commission",
        "council",
        "department",
        "embassy",
        "force",
        "government",
        "ministry",
        "office",
        "police",
        "service",
        "authority",
        "administration",
    ],
    &["court", "tribunal", "jury", "court’s"],
    &["party", "democrats", "republicans"],
    &["university", "college", "school", "academy"],
    &["newspaper", "paper", "tabloid", "times", "post", "journal", "herald", "gazette", "tribune", "telegraph"],
    &["network", "broadcaster", "station", "channel", "television", "tv", "radio"],
    &["union", "league", "association", "federation", "club", "charity", "foundation", "institute", "trust", "society"],
    &[
        "company",
        "firm",
        "airline",
        "airlines",
        "airways",
        "bank",
        "corp",
        "inc",
        "ltd",
        "plc",
        "llc",
        "retailer",
        "developer",
        "maker",
        "carmaker",
        "automaker",
        "insurer",
        "manufacturer",
        "operator",
        "giant",
        "carrier",
        "lender",
        "supermarket",
        "startup",
        "holdings",
        "motors",
        "studio",
        "publisher",
        "platform",
        "co",
    ],
];

/// Bodies whose members decide: a company is none of these.
const ASSEMBLIES: [&str; 9] =
    ["parliament", "congress", "senate", "house", "assembly", "committee", "army", "ministry", "cabinet"];

/// Returns whether a body called `name` can be described by the noun `head`: `Harbour Bank` by `company`, but not by
/// `ministry`.
pub(in crate::nlp::speakers) fn can_be(name: &str, head: &str) -> bool {
    let words: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric() && c != '’' && c != '\'')
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect();
    if words.iter().any(|w| w == head) {
        return true;
    }
    let kind_of = |word: &str| KINDS.iter().position(|kind| kind.contains(&word));
    let Some(wanted) = kind_of(head) else { return true };
    let company = wanted == KINDS.len() - 1;
    let assembly = words.iter().any(|w| ASSEMBLIES.contains(&w.as_str()));
    let kinds: Vec<usize> = words.iter().filter_map(|w| kind_of(w)).collect();
    !assembly && (kinds.is_empty() && !(company && is_people(&words)) || kinds.contains(&wanted))
}

/// Returns whether the name is that of a people or of a publisher.
fn is_people(words: &[String]) -> bool {
    words.iter().any(|w| lexicon::look_up(w).class & class::PEOPLE != 0)
        || words.last().is_some_and(|w| List::PressName.has(w))
}

impl Resolver<'_> {
    /// Returns the body that the text so far is mostly about, among those that `fits` accepts.
    pub(in crate::nlp::speakers) fn main_body(
        &self,
        sentence: usize,
        fits: &dyn Fn(usize) -> bool,
    ) -> Option<Antecedent> {
        let known: Vec<usize> = {
            let mut known: Vec<usize> = self.history.iter().map(|m| m.entity).filter(|e| fits(*e)).collect();
            known.sort_unstable();
            known.dedup();
            known
        };
        let count = |e: usize| self.names.entities.get(e).map_or(0, |e| e.count);
        let most = known.iter().copied().max_by_key(|e| count(*e)).filter(|e| count(*e) >= OFTEN)?;
        let alone = known.iter().all(|e| *e == most || 2 * count(*e) <= count(most));
        let last = self.history.iter().rev().find(|m| m.entity == most).filter(|_| alone)?;
        Some(Antecedent {
            entity: most,
            span: last.span,
            sentences: sentence.saturating_sub(last.sentence),
            confidence: 0.6,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::can_be;

    #[test]
    fn bodies_are_told_apart_by_their_kind() {
        for (name, head, can) in [
            ("Harbour Bank", "company", true),
            ("Ostrian Interior Ministry", "company", false),
            ("National Police Agency", "company", false),
            ("Zappo", "company", true),
            ("Zappo", "ministry", true),
            ("Harbour Union", "union", true),
            ("Zappo Inc", "party", false),
            ("Coast Party", "party", true),
            ("Harbour Times", "network", false),
            ("Harbour Times", "newspaper", true),
            ("Zappo", "network", true),
            ("House of Representatives", "organisation", true),
            ("House of Representatives", "company", false),
        ] {
            assert_eq!(can_be(name, head), can, "{name}, {head}");
        }
    }
}
