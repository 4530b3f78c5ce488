//! The filter of a list: words, `kind:direct`, `by:assad`, `sure:>0.5`, `doubt`. Notes also accept `tag:economy` (or
//! `#economy`), `flag:todo` and `verdict:false`; quotes accept `verdict:`; facts accept `person:`.
//!
//! Words and conditions of different kinds must all match; of several `kind:` or `by:` one must match. Quotation marks
//! allow blanks in a value, and a leading `-` negates.

pub(in crate::reader) mod update;
use crate::library::notes::{Marks, PlacedNote, Placement};
use crate::nlp::{Attribution, Fact, FactKind, QuoteKind, SpeakerKind};
use crate::reader::panes::article::find::Words;
use crate::reader::panes::facts::{conditions, lists};
use crate::reader::panes::list::rows::Row;
use crate::reader::{Model, Tab};
use crate::text::Span;

/// A parsed filter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    words: Vec<(bool, Words)>,
    kinds: Vec<(bool, String)>,
    by: Vec<(bool, Words)>,
    person: Vec<(bool, Words)>,
    sure: Vec<(bool, Bound)>,
    /// `doubt`.
    unsure: Vec<bool>,
    tags: Vec<(bool, String)>,
    flags: Vec<(bool, String)>,
    verdicts: Vec<(bool, String)>,
    /// The error in the filter; the invalid part is ignored.
    pub problem: Option<String>,
}

/// A limit of confidence.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Bound {
    Above(f32),
    Below(f32),
}

/// The properties of a row that a filter tests.
#[derive(Default)]
struct Subject<'m> {
    text: Vec<&'m str>,
    kind: &'static str,
    by: Vec<&'m str>,
    person: Vec<&'m str>,
    sure: Option<f32>,
    unsure: bool,
    marks: Marks,
}

/// Returns the values of `kind:` in a tab.
fn kinds(tab: Tab) -> &'static [&'static str] {
    match tab {
        Tab::Quotes => &["direct", "mixed", "indirect", "stance"],
        Tab::People => &["person", "organisation", "group"],
        Tab::Facts => &["claim", "event", "date", "figure", "role"],
        Tab::Notes => &["placed", "moved", "changed", "lost", "whole", "highlight"],
    }
}

impl Filter {
    /// Parses the filter text of a tab.
    #[must_use]
    pub fn parse(text: &str, tab: Tab) -> Self {
        let mut filter = Self::default();
        for (quoted, word) in split(text) {
            let (not, word) = match word.strip_prefix('-') {
                Some(rest) if !quoted && !rest.is_empty() => (true, rest.to_owned()),
                _ => (false, word),
            };
            let Some((key, value)) = word.split_once(':').filter(|_| !quoted) else {
                if let Some(tag) = word.strip_prefix('#').filter(|t| !t.is_empty() && tab == Tab::Notes && !quoted) {
                    filter.tags.push((not, tag.to_lowercase()));
                } else if word == "doubt" && !quoted {
                    if filter.asks_of_quotes(tab) {
                        filter.unsure.push(not);
                    }
                } else {
                    filter.words.push((not, Words::new(&word)));
                }
                continue;
            };
            // An unfinished condition has no effect.
            match key.to_lowercase().as_str() {
                "kind" | "by" | "person" | "sure" | "tag" | "flag" | "verdict" if value.is_empty() => {}
                "tag" if tab == Tab::Notes => {
                    filter.tags.push((not, value.trim_start_matches('#').to_lowercase()));
                }
                "flag" if tab == Tab::Notes => match one_named(&["question", "todo"], value) {
                    Some(name) => filter.flags.push((not, name.to_owned())),
                    None => filter.wrong("flag: must be question or todo"),
                },
                "verdict" if matches!(tab, Tab::Notes | Tab::Quotes) => {
                    match one_named(&["checked", "disputed", "false", "needs-source"], value) {
                        Some(name) => filter.verdicts.push((not, name.to_owned())),
                        None => filter.wrong("verdict: must be checked, disputed, false or needs-source"),
                    }
                }
                "kind" => filter.kind(not, value, tab),
                "by" => filter.by.push((not, Words::new(value))),
                "person" if tab == Tab::Facts => filter.person.push((not, Words::new(value))),
                "sure" => match bound(value) {
                    Some(bound) => filter.confidence(not, bound, tab),
                    None => filter.wrong("sure: needs a number, as in sure:>0.5"),
                },
                _ => filter.wrong(&format!("unknown filter {key}: use {}", conditions(tab))),
            }
        }
        filter
    }

    fn wrong(&mut self, what: &str) {
        self.problem.get_or_insert_with(|| what.to_owned());
    }

    fn kind(&mut self, not: bool, value: &str, tab: Tab) {
        let value = value.to_lowercase();
        let known = kinds(tab);
        if known.iter().any(|k| k.starts_with(&value)) {
            self.kinds.push((not, value));
        } else {
            self.wrong(&format!("kind: must be one of {}", known.join(", ")));
        }
    }

    /// Returns whether stances are asked for: they are not speech, so that no list shows them otherwise.
    #[must_use]
    pub fn asks_for_stances(&self) -> bool {
        self.kinds.iter().any(|(not, kind)| !not && "stance".starts_with(kind.as_str()))
    }

    fn confidence(&mut self, not: bool, bound: Bound, tab: Tab) {
        if self.asks_of_quotes(tab) {
            self.sure.push((not, bound));
        }
    }

    /// Returns whether a condition on confidence applies to this tab; if not, records the error.
    fn asks_of_quotes(&mut self, tab: Tab) -> bool {
        let is_quotes = tab == Tab::Quotes;
        if !is_quotes {
            self.wrong("sure: and doubt apply only to quotes");
        }
        is_quotes
    }

    /// Returns whether a row passes the filter.
    #[must_use]
    pub fn takes(&self, model: &Model, row: &Row) -> bool {
        let Some(subject) = subject(model, row) else { return true };
        let all = |(not, words): &(bool, Words)| subject.text.iter().any(|text| words.are_in(text)) != *not;
        let highlight = matches!(row, Row::Note { .. }) && subject.text.first().is_some_and(|t| t.trim().is_empty());
        let is_kind = |value: &String| {
            subject.kind.starts_with(value.as_str()) || highlight && "highlight".starts_with(value.as_str())
        };
        let marks = &subject.marks;
        let tagged = |value: &String| marks.tags.iter().any(|t| t.to_lowercase().starts_with(value.as_str()));
        let flagged = |value: &String| marks.flag.is_some_and(|f| f.name() == value);
        let judged = |value: &String| marks.verdict.is_some_and(|v| v.name() == value);
        let is_by = |words: &Words| subject.by.iter().any(|name| words.are_in(name));
        let is_of = |words: &Words| subject.person.iter().any(|name| words.are_in(name));
        let within = |bound: Bound| match (subject.sure, bound) {
            (Some(sure), Bound::Above(least)) => sure >= least,
            (Some(sure), Bound::Below(most)) => sure < most,
            (None, _) => false,
        };
        self.words.iter().all(all)
            && one_of(&self.kinds, is_kind)
            && one_of(&self.by, is_by)
            && one_of(&self.person, is_of)
            // All tags must match.
            && self.tags.iter().all(|(not, tag)| tagged(tag) != *not)
            && one_of(&self.flags, flagged)
            && one_of(&self.verdicts, judged)
            && self.sure.iter().all(|(not, bound)| within(*bound) != *not)
            && self.unsure.iter().all(|not| subject.unsure != *not)
    }
}

/// Returns the name with this prefix.
fn one_named(names: &[&'static str], value: &str) -> Option<&'static str> {
    let value = value.to_lowercase();
    names.iter().copied().find(|name| name.starts_with(&value))
}

/// Describes the conditions of a tab.
#[must_use]
pub fn conditions(tab: Tab) -> &'static str {
    match tab {
        Tab::Quotes => "kind, by, sure, verdict and doubt",
        Tab::Notes => "kind, by, tag, flag and verdict",
        Tab::Facts => "kind, by and person",
        Tab::People => "kind and by",
    }
}

/// Completes the end of the visible list's filter: first the name of a condition, then its values in turn. Returns
/// `None` without a completion.
#[must_use]
pub fn complete(model: &Model, by: i32) -> Option<String> {
    let (text, tab) = (model.document.filter(model.document.tab), model.document.tab);
    let mut open = false;
    let start = text.char_indices().filter(|(_, c)| {
        open ^= *c == '"';
        c.is_whitespace() && !open
    });
    let start = start.last().map_or(0, |(at, c)| at + c.len_utf8());
    let (head, word) = text.split_at_checked(start)?;
    let (sign, word) = word.strip_prefix('-').map_or(("", word), |rest| ("-", rest));
    let Some((key, value)) = word.split_once(':') else {
        let known = names(tab).iter().find(|name| name.starts_with(&word.to_lowercase()))?;
        return Some(format!("{head}{sign}{known}"));
    };
    let value = value.trim_matches('"');
    let all = values(model, key, tab);
    let is = all.iter().position(|one| one == value);
    let next = match is {
        // After the last value, start again.
        Some(at) => {
            let (len, by) = (i32::try_from(all.len()).ok()?, by.signum());
            usize::try_from((i32::try_from(at).ok()? + by).rem_euclid(len)).ok()?
        }
        None => {
            let wanted = value.to_lowercase();
            let begins = all.iter().position(|one| one.to_lowercase().starts_with(&wanted));
            begins.or_else(|| all.iter().position(|one| one.to_lowercase().contains(&wanted)))?
        }
    };
    let next = all.get(next)?;
    let quoted = if next.contains(char::is_whitespace) { format!("\"{next}\"") } else { next.clone() };
    Some(format!("{head}{sign}{key}:{quoted}"))
}

/// Returns the names of a tab's conditions.
fn names(tab: Tab) -> &'static [&'static str] {
    match tab {
        Tab::Quotes => &["kind:", "by:", "sure:", "verdict:", "doubt"],
        Tab::Notes => &["kind:", "by:", "tag:", "flag:", "verdict:"],
        Tab::Facts => &["kind:", "by:", "person:"],
        Tab::People => &["kind:", "by:"],
    }
}

/// Returns the values of a condition in this article.
fn values(model: &Model, key: &str, tab: Tab) -> Vec<String> {
    let owned = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect();
    let found = &model.document.annotations;
    // A quotation mark in a name would end the value.
    let name = |name: &String| (!name.contains('"')).then(|| name.clone());
    match key.to_lowercase().as_str() {
        "kind" => owned(kinds(tab)),
        "by" if tab == Tab::People => found.people.iter().filter_map(|p| name(&p.name)).collect(),
        "by" if tab == Tab::Facts => {
            let mut all = vec![conditions::ARTICLE.to_owned()];
            for name in found.facts.iter().filter_map(|fact| fact.by.as_ref()).filter_map(name) {
                if !all.contains(&name) {
                    all.push(name);
                }
            }
            all
        }
        "person" if tab == Tab::Facts => found.people.iter().filter_map(|p| name(&p.name)).collect(),
        "by" => model.document.index.speakers.iter().filter_map(|s| name(&s.name)).collect(),
        "sure" if tab == Tab::Quotes => owned(&[">0.5", ">0.8", "<0.5"]),
        "flag" if tab == Tab::Notes => owned(&["question", "todo"]),
        "verdict" if matches!(tab, Tab::Notes | Tab::Quotes) => {
            owned(&["checked", "disputed", "false", "needs-source"])
        }
        "tag" if tab == Tab::Notes => {
            let mut all: Vec<String> = model.document.notes.iter().flat_map(|n| n.note.all_marks().tags).collect();
            all.sort();
            all.dedup();
            all.retain(|tag| !tag.contains(['"', ' ']));
            all
        }
        _ => Vec::new(),
    }
}

/// Returns whether no negated item matches, and at least one of the others, if any.
fn one_of<T>(wanted: &[(bool, T)], holds: impl Fn(&T) -> bool) -> bool {
    let mut plain = wanted.iter().filter(|(not, _)| !not).peekable();
    let none = wanted.iter().filter(|(not, _)| *not).all(|(_, it)| !holds(it));
    none && (plain.peek().is_none() || plain.any(|(_, it)| holds(it)))
}

/// Splits text into words, each with whether it was wholly in quotation marks.
pub(in crate::reader) fn split(text: &str) -> Vec<(bool, String)> {
    let mut out: Vec<(bool, String)> = Vec::new();
    let (mut word, mut open, mut quoted) = (String::new(), false, false);
    let mut end = |word: &mut String, quoted: &mut bool| {
        if !word.is_empty() {
            out.push((*quoted, std::mem::take(word)));
        }
        *quoted = false;
    };
    for c in text.chars() {
        match c {
            '"' => {
                quoted |= word.is_empty();
                open = !open;
            }
            _ if c.is_whitespace() && !open => end(&mut word, &mut quoted),
            _ => word.push(c),
        }
    }
    end(&mut word, &mut quoted);
    out
}

/// Parses `>0.5`, `<50%`, `0.8` (at least).
fn bound(value: &str) -> Option<Bound> {
    let (below, number) = match value.strip_prefix('<') {
        Some(rest) => (true, rest),
        None => (false, value.strip_prefix('>').unwrap_or(value)),
    };
    let number = number.strip_prefix('=').unwrap_or(number);
    let (number, scale) = number.strip_suffix('%').map_or((number, 1.0), |n| (n, 100.0));
    let number = number.parse::<f32>().ok().filter(|n| n.is_finite())? / scale;
    Some(if below { Bound::Below(number) } else { Bound::Above(number) })
}

/// Returns the properties of a row; `None` if filters do not apply to it.
fn subject<'m>(model: &'m Model, row: &Row) -> Option<Subject<'m>> {
    let found = &model.document.annotations;
    match row {
        Row::Quote { index, .. } => found.attributions.get(*index).map(|q| quote(model, q, *index)),
        Row::Person { index, .. } => {
            let person = found.people.get(*index)?;
            let names: Vec<&str> =
                std::iter::once(person.name.as_str()).chain(person.aliases.iter().map(String::as_str)).collect();
            let kind = match person.kind {
                SpeakerKind::Person => "person",
                SpeakerKind::Organisation => "organisation",
                SpeakerKind::Group => "group",
            };
            let text = names.iter().copied().chain(person.roles.iter().map(String::as_str)).collect();
            Some(Subject { text, kind, by: names, ..Subject::default() })
        }
        Row::Fact { index, .. } => found.facts.get(*index).map(|f| fact(model, f)),
        Row::Stance { index } => {
            let stance = found.stances.get(*index)?;
            let spans = stance.content.iter().chain(&stance.source).chain(&stance.cue);
            let by: Vec<&str> = stance.speaker.as_deref().into_iter().collect();
            let text = spans.map(|span| model.document.article.words(*span)).chain(by.iter().copied()).collect();
            Some(Subject { text, kind: "stance", by, sure: Some(stance.confidence), ..Subject::default() })
        }
        Row::Note { id } => model.document.notes.iter().find(|n| n.note.id == *id).map(|n| note(model, n)),
        Row::Speaker { .. }
        | Row::Detail { .. }
        | Row::Section { .. }
        | Row::More(_)
        | Row::MoreMentions(_)
        | Row::Unsure { .. } => None,
    }
}

fn fact<'m>(model: &'m Model, fact: &'m Fact) -> Subject<'m> {
    let mut text = vec![model.document.article.words(fact.span)];
    match &fact.kind {
        FactKind::Date { value } => text.extend(value.as_deref()),
        FactKind::Event { when, .. } => text.extend(when.as_deref()),
        FactKind::Duration { value } | FactKind::Set { value } => text.push(value),
        FactKind::Quantity { unit, of, .. } => {
            text.extend(unit.as_deref());
            text.extend(of.map(|span| model.document.article.words(span)));
        }
        FactKind::Role { entity, role, of, .. } => {
            text.push(role);
            text.extend(of.as_deref());
            text.extend(conditions::names(model, *entity));
        }
        FactKind::Claim { .. } => {}
    }
    text.extend(fact.by.as_deref());
    let person = conditions::concerned(model, fact).into_iter().flat_map(|e| conditions::names(model, e)).collect();
    let (kind, by) = (lists::kind(&fact.kind), conditions::stated_by(model, fact));
    Subject { text, kind, by, person, ..Subject::default() }
}

fn quote<'m>(model: &'m Model, quote: &'m Attribution, index: usize) -> Subject<'m> {
    let words = |spans: &'m [Span]| spans.iter().map(|s| model.document.article.words(*s));
    let by = speaker(model, quote, index);
    let mut text: Vec<&str> = words(&quote.content).chain(words(&quote.source)).chain(words(&quote.cue)).collect();
    text.extend(by.iter().copied());
    text.extend(quote.addressee.as_deref());
    let kind = match quote.kind {
        QuoteKind::Direct => "direct",
        QuoteKind::Mixed => "mixed",
        QuoteKind::Indirect => "indirect",
    };
    let marks = Marks { verdict: crate::reader::corrections::verdict_on(model, &quote.content), ..Marks::default() };
    let unsure = model.document.annotations.is_unsure(quote);
    Subject { text, kind, by, sure: Some(quote.confidence), unsure, marks, ..Subject::default() }
}

/// Returns the names of a quote's speaker.
fn speaker<'m>(model: &'m Model, quote: &'m Attribution, index: usize) -> Vec<&'m str> {
    let person = quote.entity.and_then(|e| model.document.annotations.people.get(model.document.index.person(e)?));
    let shown = model
        .document
        .index
        .speaker_of
        .get(index)
        .and_then(|s| model.document.index.speakers.get(*s))
        .map(|s| s.name.as_str());
    let aliases = person.into_iter().flat_map(|p| p.aliases.iter().map(String::as_str));
    shown.into_iter().chain(aliases).collect()
}

fn note<'m>(model: &'m Model, note: &'m PlacedNote) -> Subject<'m> {
    let words = note.note.anchor.as_ref().map(|a| a.exact.as_str());
    let kind = match note.placement {
        Placement::Ok(_) => "placed",
        Placement::Moved(_) if note.former_words(&model.document.article.text).is_some() => "changed",
        Placement::Moved(_) => "moved",
        Placement::Orphan => "lost",
        Placement::Whole => "whole",
    };
    // A note counts as by the speaker of the quote that it is on.
    let on = note.placement.span().map(|span| (span, model.document.index.touching(span)));
    let by = on.into_iter().flat_map(|(span, near)| {
        let quotes = near.into_iter().filter_map(|at| Some((at, model.document.annotations.attributions.get(at)?)));
        quotes.filter(move |(_, q)| q.content.iter().any(|c| c.overlaps(span)))
    });
    let by = by.flat_map(|(at, q)| speaker(model, q, at)).collect();
    let text = std::iter::once(note.note.body.as_str()).chain(words).collect();
    Subject { text, kind, by, marks: note.note.all_marks(), ..Subject::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_understood_is_said_and_left_out() {
        let says = |text, tab| Filter::parse(text, tab).problem.unwrap_or_default();
        assert_eq!(says("war kind:direct by:assad sure:>0.5 doubt", Tab::Quotes), "");
        assert_eq!(says("kind: by: sure:", Tab::Quotes), "", "still being typed");
        assert_eq!(says("kind:date", Tab::Quotes), "kind: must be one of direct, mixed, indirect, stance");
        assert_eq!(says("kind:date", Tab::Facts), "");
        assert_eq!(says("sure:>x", Tab::Quotes), "sure: needs a number, as in sure:>0.5");
        assert_eq!(says("doubt", Tab::People), "sure: and doubt apply only to quotes");
        assert_eq!(says("who:me", Tab::Notes), "unknown filter who: use kind, by, tag, flag and verdict");
        assert_eq!(says("who:me", Tab::Facts), "unknown filter who: use kind, by and person");
        assert_eq!(says("tag:x #y flag:t verdict:need", Tab::Notes), "");
        assert_eq!(says("flag:x", Tab::Notes), "flag: must be question or todo");
        assert_eq!(says("verdict:x", Tab::Quotes), "verdict: must be checked, disputed, false or needs-source");
        assert_eq!(says("flag:t", Tab::Quotes), "unknown filter flag: use kind, by, sure, verdict and doubt");
        assert_eq!(says("\"who:me\"", Tab::Notes), "", "in quotation marks it is a word");
    }

    #[test]
    fn words_are_split_at_blanks_outside_quotation_marks() {
        let words = |text| split(text).into_iter().map(|(_, w)| w).collect::<Vec<_>>();
        assert_eq!(words("  a \"b c\" by:\"d e\" f"), ["a", "b c", "by:d e", "f"]);
        assert_eq!(words("\"open"), ["open"]);
        assert!(words(" \"\" ").is_empty());
    }

    #[test]
    fn bounds() {
        for (text, is) in [
            (">0.5", Some(Bound::Above(0.5))),
            (">=50%", Some(Bound::Above(0.5))),
            ("<0.25", Some(Bound::Below(0.25))),
            ("1", Some(Bound::Above(1.0))),
            ("inf", None),
            (">", None),
            ("much", None),
        ] {
            assert_eq!(bound(text), is, "{text}");
        }
    }
}
