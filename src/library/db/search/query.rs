//! Parses a search query: words, and conditions such as `by:lindqvist` or `#harbour`.

use jiff::ToSpan as _;
use jiff::civil::Date;
use unicode_normalization::char::is_combining_mark;

use crate::library::db::clock::clock;
use crate::library::notes::{Flag, Marks, Verdict};
use crate::nlp::QuoteKind;
use crate::text::{Span, folded, index_form};

/// A search query. An empty one finds nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Words that must all match: `"exact phrase"`, `begin*`, `-without`.
    pub words: String,
    /// Only quotes of speakers with these words in their name.
    pub speaker: Option<String>,
    /// Only quotes of this kind.
    pub kind: Option<QuoteKind>,
    /// Only articles published (if unknown: opened) on or after this day (`2023-03-15`), month or year.
    pub since: Option<String>,
    /// Only articles published (if unknown: opened) before this day, month or year.
    pub before: Option<String>,
    /// Only articles published (if unknown: opened) on or before this day, month or year.
    pub until: Option<String>,
    /// Only articles whose address or path contains this.
    pub site: Option<String>,
    /// Only articles whose title contains this.
    pub title: Option<String>,
    /// Only this type of hit.
    pub only: Option<Only>,
    /// Only notes with all of these tags, and articles with all of them; a prefix of a tag is enough.
    pub tags: Vec<String>,
    /// Only unread articles (`true`), or only read ones.
    pub unread: Option<bool>,
    /// Only articles in the queue to read later.
    pub later: bool,
    /// Only articles with a star.
    pub star: bool,
    /// Only notes with this flag.
    pub flag: Option<Flag>,
    /// Only notes with this verdict.
    pub verdict: Option<Verdict>,
    /// Maximum number of hits.
    pub limit: usize,
}

/// A type of hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Only {
    /// Quotes.
    Quotes,
    /// The text of articles.
    Articles,
    /// The reader's notes.
    Notes,
}

impl Only {
    /// All types.
    pub const ALL: [Self; 3] = [Self::Quotes, Self::Articles, Self::Notes];

    /// Returns its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Quotes => "quotes",
            Self::Articles => "articles",
            Self::Notes => "notes",
        }
    }
}

/// Minimum length of an unfinished word that also matches longer words.
const BEGINNING: usize = 3;

/// The kinds of quotes, by their names in a query.
const KINDS: [(&str, QuoteKind); 3] =
    [("direct", QuoteKind::Direct), ("mixed", QuoteKind::Mixed), ("indirect", QuoteKind::Indirect)];

/// The conditions, for messages.
const CONDITIONS: &str = "by, kind, since, until, before, site, title, in, is, tag, flag and verdict";

/// The labels of articles, by their names in a query: after `is:`, or alone without other words.
const LABELS: [&str; 4] = ["unread", "read", "later", "star"];

/// The valid days, for messages.
const DAYS: &str = "a day such as 2023-03-15, a month, a year, 7d, 2w, 3m, today, yesterday or last-month";

impl Query {
    /// Parses a query. The second value is a message about a part that cannot be understood, which is left out. Only
    /// the conditions and the words have a meaning.
    #[must_use]
    pub fn read(typed: &str, limit: usize) -> (Self, Option<String>) {
        let mut query = Self { limit, ..Self::default() };
        let mut problem = None;
        let mut words: Vec<&str> = Vec::new();
        for part in parts(typed) {
            let tag = part.strip_prefix('#').filter(|tag| tag.starts_with(char::is_alphabetic));
            let (name, value) = match (tag, part.split_once(':')) {
                (Some(tag), _) => ("tag", tag),
                (None, Some((name, _))) if name.strip_prefix('-').is_some_and(is_condition) => {
                    let says = format!("{name}: a condition cannot be excluded; -word excludes a word");
                    problem.get_or_insert(says);
                    continue;
                }
                (None, Some((name, value))) if name.chars().all(|c| c.is_ascii_lowercase()) => (name, value),
                _ => {
                    words.push(part);
                    continue;
                }
            };
            let value = value.trim_matches(['"', '“', '”', '„']).trim();
            let mut wrong = |what: &str| {
                // No value yet: it is still being typed.
                if !value.is_empty() {
                    problem.get_or_insert_with(|| what.to_owned());
                }
            };
            match name {
                "by" | "speaker" if value.is_empty() => {}
                "by" | "speaker" => query.speaker = Some(value.to_owned()),
                "since" | "until" | "before" => match day(value) {
                    Some(day) => {
                        let slot = match name {
                            "since" => &mut query.since,
                            "until" => &mut query.until,
                            _ => &mut query.before,
                        };
                        *slot = Some(day);
                    }
                    None => wrong(&format!("{name}: needs {DAYS}")),
                },
                "site" | "title" if value.is_empty() => {}
                "site" => query.site = Some(value.to_lowercase()),
                "title" => query.title = Some(value.to_lowercase()),
                "kind" => match named(&KINDS, value) {
                    Some(kind) => query.kind = Some(kind),
                    None => wrong("kind: must be direct, mixed or indirect"),
                },
                "in" => match named(&Only::ALL.map(|only| (only.name(), only)), value) {
                    Some(only) => query.only = Some(only),
                    None => wrong("in: must be quotes, articles or notes"),
                },
                "flag" => match named(&[Flag::Question, Flag::Todo].map(|flag| (flag.name(), flag)), value) {
                    Some(flag) => query.flag = Some(flag),
                    None => wrong("flag: must be question or todo"),
                },
                "verdict" => match named(&Verdict::ALL.map(|verdict| (verdict.name(), verdict)), value) {
                    Some(verdict) => query.verdict = Some(verdict),
                    None => wrong("verdict: must be checked, disputed, false or needs-source"),
                },
                "is" => match LABELS.into_iter().find(|label| !value.is_empty() && label.starts_with(value)) {
                    Some(label) => query.label(label),
                    None => wrong("is: must be unread, read, later or star"),
                },
                "tag" if value.is_empty() => {}
                "tag" => query.tags.push(value.to_lowercase()),
                // An address, or a word with a colon behind it.
                _ if value.is_empty() || value.starts_with("//") || name.is_empty() || name == "mailto" => {
                    words.push(part);
                }
                _ => wrong(&format!("unknown condition {name}: use {CONDITIONS}")),
            }
        }
        // Beside other words, `later` and `star` are words; `is:later` is always a condition, and so is `unread`.
        words.retain(|word| {
            let is_unread = *word == "unread";
            if is_unread {
                query.label(word);
            }
            !is_unread
        });
        let is_label = |word: &&str| LABELS.contains(word) && *word != "read";
        if words.iter().all(is_label) {
            words.drain(..).for_each(|label| query.label(label));
        }
        query.words = words.join(" ");
        if problem.is_none() && query.is_marked() && (query.speaker.is_some() || query.kind.is_some()) {
            problem = Some("by: and kind: apply to quotes; flag: and verdict: apply to notes".to_owned());
        }
        (query, problem)
    }

    fn label(&mut self, label: &str) {
        match label {
            "unread" => self.unread = Some(true),
            "read" => self.unread = Some(false),
            "later" => self.later = true,
            _ => self.star = true,
        }
    }

    /// Parses a query that is still being typed: the last word may be unfinished.
    #[must_use]
    pub fn typed(typed: &str, limit: usize) -> Self {
        let (mut query, _) = Self::read(typed, limit);
        let last = parts(typed).pop().unwrap_or_default();
        let is_word = query.words.ends_with(last) && last.ends_with(char::is_alphanumeric) && typed.ends_with(last);
        if is_word && last.chars().count() >= BEGINNING {
            query.words.push('*');
        }
        query
    }

    /// Returns whether this is a day, a month or a year that [`Query::since`] accepts.
    #[must_use]
    pub fn is_day(value: &str) -> bool {
        day(value).is_some()
    }

    /// Returns whether the query has conditions on marks that only notes have.
    #[must_use]
    pub fn is_marked(&self) -> bool {
        self.flag.is_some() || self.verdict.is_some()
    }

    /// Returns whether the query has conditions on the labels of articles; notes have tags, too.
    #[must_use]
    pub fn is_labelled(&self) -> bool {
        !self.tags.is_empty() || self.unread.is_some() || self.later || self.star
    }

    /// Returns whether the query is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let conditions = self.speaker.is_some()
            || self.kind.is_some()
            || self.is_of_some_articles()
            || self.is_marked()
            || self.is_labelled();
        expression(&self.words).is_none() && !conditions && !matches!(self.only, Some(Only::Notes | Only::Quotes))
    }

    /// Returns whether the query has conditions on articles.
    #[must_use]
    pub fn is_of_some_articles(&self) -> bool {
        [&self.since, &self.before, &self.until, &self.site, &self.title].into_iter().any(Option::is_some)
    }

    /// Returns the first day of the articles, and the day after the last one, as ISO dates or their beginnings.
    /// Days that are relative to today are counted now.
    #[must_use]
    pub fn days(&self) -> (Option<String>, Option<String>) {
        self.days_at(today())
    }

    /// Returns these days, counted from this day.
    pub(in crate::library::db) fn days_at(&self, today: Date) -> (Option<String>, Option<String>) {
        let first = |value: &Option<String>| value.as_deref().and_then(|value| period(value, today)).map(|days| days.0);
        let after =
            self.until.as_deref().and_then(|value| period(value, today)).and_then(|(_, last)| last.tomorrow().ok());
        let end = [first(&self.before), after].into_iter().flatten().min();
        (first(&self.since).map(|day| day.to_string()), end.map(|day| day.to_string()))
    }

    /// Returns whether a note with these marks, on an article with these tags, matches.
    pub(in crate::library::db) fn takes(&self, marks: &Marks, of_article: &[String]) -> bool {
        let like = |tag: &String, wanted: &str| match tag.to_lowercase().strip_prefix('@') {
            // A note may be about a person: any part of the name matches.
            Some(name) => {
                let wanted = wanted.trim_start_matches('@');
                name.starts_with(wanted) || name.split_whitespace().any(|part| part.starts_with(wanted))
            }
            None => tag.to_lowercase().starts_with(wanted),
        };
        let mut tags = self.tags.iter();
        tags.all(|wanted| marks.tags.iter().chain(of_article).any(|tag| like(tag, wanted)))
            && self.flag.is_none_or(|flag| marks.flag == Some(flag))
            && self.verdict.is_none_or(|verdict| marks.verdict == Some(verdict))
    }
}

/// Returns the present day.
#[must_use]
pub fn today() -> Date {
    jiff::tz::TimeZone::system().to_datetime(clock()).date()
}

/// Returns whether this is the name of a condition.
fn is_condition(name: &str) -> bool {
    name == "speaker" || CONDITIONS.split([',', ' ']).any(|own| own == name && own != "and")
}

/// Splits a query at blanks outside quotation marks.
fn parts(typed: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut open) = (None, false);
    for (at, c) in typed.char_indices() {
        open ^= matches!(c, '"' | '“' | '”' | '„');
        match (start, c.is_whitespace() && !open) {
            (None, false) => start = Some(at),
            (Some(from), true) => {
                parts.extend(typed.get(from..at));
                start = None;
            }
            _ => {}
        }
    }
    parts.extend(start.and_then(|from| typed.get(from..)));
    parts
}

/// Returns the first value whose name begins like this.
fn named<T: Copy>(names: &[(&'static str, T)], value: &str) -> Option<T> {
    let value = value.to_lowercase();
    let found = names.iter().find(|(name, _)| name.starts_with(&value) && !value.is_empty());
    found.map(|(_, it)| *it)
}

/// Returns a day, a month, a year or a time before today, if it is one.
fn day(value: &str) -> Option<String> {
    let value = value.to_lowercase();
    period(&value, jiff::civil::date(2000, 6, 15)).map(|_| value)
}

/// Returns the first and the last day of `2023-03-15`, `2023-03`, `2023`, `7d`, `2w`, `3m`, `1y`, `today`, `yesterday`,
/// `last-week`, `last-month` or `last-year`. `7d` is the day seven days ago.
fn period(value: &str, today: Date) -> Option<(Date, Date)> {
    let back = |span: jiff::Span| today.checked_sub(span).ok();
    let one = |day: Option<Date>| day.map(|day| (day, day));
    let week = || back(i64::from(today.weekday().to_monday_zero_offset()).days());
    match value {
        "today" => return Some((today, today)),
        "yesterday" => return one(back(1.day())),
        "last-week" => {
            let monday = week()?;
            return Some((monday.checked_sub(7.days()).ok()?, monday.checked_sub(1.day()).ok()?));
        }
        "last-month" => return back(1.month()).map(|day| (day.first_of_month(), day.last_of_month())),
        "last-year" => return back(1.year()).map(|day| (day.first_of_year(), day.last_of_year())),
        _ => {}
    }
    let unit = value.chars().next_back()?;
    if let (Some(number), 'd' | 'w' | 'm' | 'y') = (value.strip_suffix(unit), unit) {
        let number: i64 = number.parse().ok().filter(|number| (0..=1000).contains(number))?;
        return one(back(match unit {
            'd' => number.days(),
            'w' => number.weeks(),
            'm' => number.months(),
            _ => number.years(),
        }));
    }
    match value.len() {
        4 => format!("{value}-01-01").parse().ok().map(|first: Date| (first, first.last_of_year())),
        7 => format!("{value}-01").parse().ok().map(|first: Date| (first, first.last_of_month())),
        10 => one(value.parse().ok()),
        _ => None,
    }
}

/// One term of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::library::db) struct Term {
    pub(in crate::library::db) text: String,
    pub(in crate::library::db) begin: bool,
    pub(in crate::library::db) without: bool,
}

/// Splits the words of a query into terms. All other characters are plain text.
pub(in crate::library::db) fn terms(words: &str) -> Vec<Term> {
    let mut all = Vec::new();
    let mut rest = words;
    while let Some(at) = rest.find(|c: char| !c.is_whitespace()) {
        rest = rest.get(at..).unwrap_or_default();
        let without = rest.len() > 1 && rest.starts_with('-');
        rest = rest.get(usize::from(without)..).unwrap_or_default();
        let quoted = |c: char| matches!(c, '"' | '“' | '”' | '„');
        let (text, after) = match rest.strip_prefix(quoted) {
            Some(inside) => inside.split_once(quoted).unwrap_or((inside, "")),
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        rest = after;
        let (text, begin) = match text.strip_suffix('*') {
            Some(text) => (text, true),
            None if rest.starts_with('*') => (text, true),
            None => (text, false),
        };
        rest = rest.strip_prefix('*').unwrap_or(rest);
        if text.chars().any(char::is_alphanumeric) {
            let text = text.chars().filter(|c| !c.is_control()).collect();
            all.push(Term { text, begin, without });
        }
    }
    all
}

/// Returns the terms as an FTS5 expression; `None` for an empty query.
pub(in crate::library::db) fn expression(words: &str) -> Option<String> {
    let one = |t: &Term| format!("\"{}\"{}", index_form(&t.text), if t.begin { "*" } else { "" });
    let (without, with): (Vec<Term>, Vec<Term>) = terms(words).into_iter().partition(|t| t.without);
    let join = |terms: &[Term], by| terms.iter().map(one).collect::<Vec<_>>().join(by);
    if with.is_empty() {
        return None;
    }
    let mut all = join(&with, " AND ");
    if !without.is_empty() {
        all = format!("({all}) NOT ({})", join(&without, " OR "));
    }
    Some(all)
}

/// Returns an expression for the words of a name, each of which may be a prefix: `lind` matches Lindqvist.
pub(in crate::library::db) fn name_expression(name: &str) -> Option<String> {
    let words: Vec<String> = name
        .split(|c: char| !(c.is_alphanumeric() || is_combining_mark(c)))
        .map(index_form)
        .filter(|word| !word.is_empty())
        .map(|word| format!("\"{word}\"*"))
        .collect();
    (!words.is_empty()).then(|| words.join(" AND "))
}

/// Returns the required terms, word by word, as the index stores them; and whether the last word is a prefix.
pub(in crate::library::db) fn wanted(terms: &[Term]) -> Vec<(Vec<String>, bool)> {
    let words = |t: &Term| folded(&t.text).into_iter().map(|w| w.0).collect();
    terms.iter().filter(|t| !t.without).map(|t| (words(t), t.begin)).collect()
}

/// Returns whether these words stand at word number `i` of a text.
pub(in crate::library::db) fn stands(there: &[(String, Span)], i: usize, parts: &[String], begin: bool) -> bool {
    !parts.is_empty()
        && parts.iter().enumerate().all(|(k, part)| {
            let word = there.get(i + k).map_or("", |w| w.0.as_str());
            if begin && k + 1 == parts.len() { word.starts_with(part) } else { word == part }
        })
}

/// Finds the searched words in a text: in order, without overlaps.
#[must_use]
pub fn matched(text: &str, words: &str) -> Vec<Span> {
    let wanted = wanted(&terms(words));
    let there = folded(text);
    let mut found: Vec<Span> = Vec::new();
    for i in 0..there.len() {
        let longest = wanted.iter().filter(|(parts, begin)| stands(&there, i, parts, *begin)).map(|w| w.0.len()).max();
        let last = longest.and_then(|n| there.get(i + n - 1));
        if let (Some(first), Some(last)) = (there.get(i), last) {
            let span = first.1.join(last.1);
            match found.last_mut() {
                Some(before) if before.overlaps(span) => *before = before.join(span),
                _ => found.push(span),
            }
        }
    }
    found
}

/// Returns a help text about the conditions.
#[must_use]
pub fn conditions() -> &'static str {
    CONDITIONS
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_typed_means_what_it_says() {
        for (typed, means) in [
            ("bridge opened", r#""bridge" AND "opened""#),
            (
                "\"the old bridge\" econom* -ferry -\"two boats\"",
                r#"("the old bridge" AND "econom"*) NOT ("ferry" OR "two boats")"#,
            ),
            ("NEAR(a b) OR {x} : c^", r#""near a" AND "b" AND "or" AND "x" AND "c""#),
            ("“so” it's", r#""so" AND "it s""#),
            ("市長* Yıldırım", r#""市 長"* AND "yildirim""#),
        ] {
            assert_eq!(expression(typed).as_deref(), Some(means));
        }
        for nothing in ["", " \n ", "-", "*", "\"\"", "- … !", "-without"] {
            assert_eq!(expression(nothing), None, "{nothing:?}");
        }
    }

    #[test]
    fn conditions_are_read_and_the_rest_is_words() {
        let (query, problem) = Query::read("second \"old boat\" by:\"Ann Lee\" kind:dir since:2024-02 in:q -x", 9);
        assert_eq!(problem, None);
        assert_eq!(query.words, "second \"old boat\" -x");
        assert_eq!((query.speaker.as_deref(), query.kind), (Some("Ann Lee"), Some(QuoteKind::Direct)));
        assert_eq!((query.since.as_deref(), query.only, query.limit), (Some("2024-02"), Some(Only::Quotes), 9));
        assert!(Query::read("-site:bbc", 1).1.unwrap().starts_with("-site: a condition"));
        let (query, problem) = Query::read("#Harbour tag:fish flag:todo verdict:needs https://a.org/x 12:30 Re: #1", 1);
        assert_eq!((problem, query.tags), (None, vec!["harbour".to_owned(), "fish".to_owned()]));
        assert_eq!((query.flag, query.verdict), (Some(Flag::Todo), Some(Verdict::NeedsSource)));
        assert_eq!(query.words, "https://a.org/x 12:30 Re: #1");
        for (typed, wrong) in [("kind:x", "kind:"), ("in:x", "in:"), ("flag:x", "flag:"), ("since:soon", "since:")] {
            assert!(Query::read(typed, 1).1.unwrap().starts_with(wrong), "{typed}");
        }
        for typed in ["kind:", "by:", "since:", "in:", "is:", "tag:", "flag:", "verdict:", "", "since:2024-13 a"] {
            let (query, problem) = Query::read(typed, 1);
            assert_eq!(problem.is_some(), typed.len() > 10, "still being typed: {typed}");
            assert_eq!(query.is_empty(), !typed.ends_with('a'), "{typed}");
        }
        assert!(Query::read("by:lee flag:todo", 1).1.is_some(), "quotes have no flags");
        assert_eq!(Query::read("by:lee #x", 1).1, None, "the article of a quote may have a tag");
        assert!(!Query::read("in:notes", 1).0.is_empty());
    }

    #[test]
    fn labels_are_conditions_where_they_stand_alone() {
        let labels = |typed: &str| {
            let (query, problem) = Query::read(typed, 1);
            assert_eq!(problem, None, "{typed}");
            (query.unread, query.later, query.star, query.words)
        };
        assert_eq!(labels("unread star"), (Some(true), false, true, String::new()));
        assert_eq!(labels("is:read is:la"), (Some(false), true, false, String::new()));
        assert_eq!(labels("later site:bbc"), (None, true, false, String::new()));
        assert_eq!(labels("two days later"), (None, false, false, "two days later".to_owned()));
        assert_eq!(labels("is:star two days later"), (None, false, true, "two days later".to_owned()));
        assert_eq!(labels("unread boat"), (Some(true), false, false, "boat".to_owned()));
        assert_eq!(labels("\"later\""), (None, false, false, "\"later\"".to_owned()));
        assert!(Query::read("is:new", 1).1.unwrap().starts_with("is: must be unread"));
        assert!(!Query::read("star", 1).0.is_empty());
    }

    #[test]
    fn days_may_be_counted_from_today() {
        let today = jiff::civil::date(2024, 3, 15);
        let said = |value: &str| period(value, today).map(|(a, b)| format!("{a} {b}")).unwrap_or_default();
        for (value, days) in [
            ("2024-02-06", "2024-02-06 2024-02-06"),
            ("2024-02", "2024-02-01 2024-02-29"),
            ("2023", "2023-01-01 2023-12-31"),
            ("7d", "2024-03-08 2024-03-08"),
            ("2w", "2024-03-01 2024-03-01"),
            ("3m", "2023-12-15 2023-12-15"),
            ("1y", "2023-03-15 2023-03-15"),
            ("today", "2024-03-15 2024-03-15"),
            ("yesterday", "2024-03-14 2024-03-14"),
            ("last-week", "2024-03-04 2024-03-10"),
            ("last-month", "2024-02-01 2024-02-29"),
            ("last-year", "2023-01-01 2023-12-31"),
            ("soon", ""),
            ("9999d", ""),
            ("d", ""),
            ("-3d", ""),
        ] {
            assert_eq!(said(value), days, "{value}");
        }
        let (query, problem) =
            Query::read("boat since:2024-02 until:2024-02 site:Courier.example title:\"tide mill\"", 9);
        assert_eq!((problem, query.words.as_str()), (None, "boat"));
        assert_eq!(query.days(), (Some("2024-02-01".to_owned()), Some("2024-03-01".to_owned())));
        assert_eq!((query.site.as_deref(), query.title.as_deref()), (Some("courier.example"), Some("tide mill")));
        assert_eq!(Query::read("before:2024", 9).0.days(), (None, Some("2024-01-01".to_owned())));
    }

    #[test]
    fn an_unknown_condition_is_told_and_not_searched_for() {
        let (query, problem) = Query::read("boat speker:ann", 9);
        assert_eq!((query.words.as_str(), query.speaker), ("boat", None));
        assert!(problem.unwrap().starts_with("unknown condition speker: use by, kind,"));
        let (query, problem) = Query::read("\"speker:ann\" re: https://a.org", 9);
        assert_eq!((query.words.as_str(), problem), ("\"speker:ann\" re: https://a.org", None));
    }

    #[test]
    fn the_words_that_were_asked_for_are_found_in_a_text() {
        let text = "The économist’s old bridge, the OLD Bridge of Åby";
        let found = |words| matched(text, words).into_iter().map(|s| s.of(text)).collect::<Vec<_>>();
        assert_eq!(found("econo* bridge"), ["économist", "bridge", "Bridge"]);
        assert_eq!(found("\"old bridge\" aby -the"), ["old bridge", "OLD Bridge", "Åby"]);
        assert_eq!(found("frogs"), Vec::<&str>::new());
    }

    proptest! {
        #[test]
        fn anything_can_be_typed(typed in any::<String>(), text in any::<String>()) {
            let (query, _) = Query::read(&typed, 5);
            let mut end = 0;
            for span in matched(&text, &query.words) {
                prop_assert!(span.start >= end && !span.of(&text).is_empty());
                end = span.end;
            }
        }

        #[test]
        fn conditions_do_not_break_on_anything(value in "\\PC{0,12}") {
            for name in ["by", "kind", "since", "until", "before", "site", "title", "in", "is", "tag", "flag", "verdict", "#"] {
                let _ = Query::read(&format!("{name}:{value}"), 5);
                let _ = Query::read(&format!("{name}:\"{value}"), 5);
            }
        }
    }
}
