//! Patterns for dates in text: one table of rules, each with an example.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::civil::Weekday;

use crate::nlp::data::lexicon;
use crate::nlp::data::lexicon::{class, form};
use crate::nlp::data::lists::List;
use crate::nlp::facts::dates::{Given, Holiday, Tense, month, month_of_day, weekday};
use crate::nlp::facts::numbers::{Kind, Pieces};
use crate::text::Span;

/// A pattern for dates.
struct Rule {
    /// Atoms separated by spaces.
    ///
    /// Capitals stand for a kind of word (see [`Reader::atom`]), lower-case words for themselves. `|` separates
    /// alternatives, and a final `?` marks an optional atom. `<` marks the word before the date, and `!` a word that
    /// must not follow.
    pattern: &'static str,
    make: fn(&Parts) -> Option<Given>,
    /// An example, and its value for a text written on Wednesday, 15 March 2023.
    #[cfg_attr(not(test), allow(dead_code))]
    example: (&'static str, &'static str),
}

/// The values that the atoms of a rule matched.
#[derive(Clone, Debug, Default)]
struct Parts {
    months: Vec<i8>,
    days: Vec<i8>,
    years: Vec<i16>,
    weekday: Option<Weekday>,
    number: i64,
    unit: &'static str,
    season: &'static str,
    ordinal: i16,
    /// −1, 0, 1: last, this, next.
    which: i8,
    clock: &'static str,
    holiday: Option<Holiday>,
    tense: Option<Tense>,
}

impl Parts {
    fn month(&self) -> Option<i8> {
        self.months.first().copied()
    }

    fn day(&self) -> Option<i8> {
        self.days.first().copied()
    }

    fn year(&self) -> Option<i16> {
        self.years.first().copied()
    }

    fn full(&self) -> Option<Given> {
        Some(Given::Day(self.year()?, self.month()?, self.day()?))
    }

    fn yearless(&self) -> Option<Given> {
        Some(Given::DayOfMonth(self.month()?, self.day()?, self.tense))
    }

    /// Returns `which`, with 2 for `this May`, which is May of the current year.
    fn exact(&self) -> i8 {
        if self.which == 0 { 2 } else { self.which }
    }

    /// Returns a date in days, weeks, months or years before (−) or after the day of writing.
    fn shifted(&self, by: i64) -> Option<Given> {
        Some(match self.unit {
            "day" => Given::Days(by),
            "week" => Given::Weeks(by),
            "weekend" => Given::Weekends(by),
            "month" => Given::Months(by),
            "quarter" => Given::Quarters(by),
            "year" => Given::Years(by),
            "decade" => Given::Decades(by),
            _ => return None,
        })
    }

    fn ago(&self) -> Option<Given> {
        match self.unit {
            "decade" => Some(Given::Years(-10 * self.number)),
            "century" => Some(Given::Years(-100 * self.number)),
            "year" if self.number == 1 => Some(Given::YearAgo),
            _ => self.shifted(-self.number),
        }
    }

    fn of_day(&self, given: Given) -> Option<Given> {
        Some(Given::At(Box::new(given), self.clock.to_owned()))
    }

    fn between(a: Option<Given>, b: Option<Given>) -> Option<Given> {
        Some(Given::Between(Box::new((a?, b?))))
    }
}

fn two_days(p: &Parts, year: Option<i16>) -> Option<Given> {
    let (m, from, to) = (p.month()?, p.day()?, *p.days.get(1)?);
    let day = |d| Some(year.map_or(Given::DayOfMonth(m, d, p.tense), |y| Given::Day(y, m, d)));
    if from < to { Parts::between(day(from), day(to)) } else { None }
}

macro_rules! rules {
    ($($pattern:literal $make:expr, $example:literal => $value:literal;)*) => {
        &[$(Rule { pattern: $pattern, make: $make, example: ($example, $value) }),*]
    };
}

/// The rules. The longest match wins; among equal matches, the first.
const RULES: &[Rule] = rules! {
    "WEEKDAY? ,? MONTH DAY ,? YEAR" |p| p.full(), "Tuesday, March 14, 2023" => "2023-03-14";
    "WEEKDAY? ,? the? DAY of? MONTH ,? YEAR" |p| p.full(), "14 March 2023" => "2023-03-14";
    "WEEKDAY? ,? MONTH DAY" |p| p.yearless(), "March 16" => "2023-03-16";
    "WEEKDAY? ,? the? DAY of? MONTH" |p| p.yearless(), "16th of March" => "2023-03-16";
    "MONTH DAY -|–|to DAY ,? YEAR" |p| two_days(p, p.year()), "March 14–16, 2023" => "2023-03-14/2023-03-16";
    "MONTH DAY -|–|to DAY" |p| two_days(p, None), "March 21-23" => "2023-03-21/2023-03-23";
    "DAY -|–|to DAY MONTH ,? YEAR" |p| two_days(p, p.year()), "14–16 March 2023" => "2023-03-14/2023-03-16";
    "DAY -|–|to DAY MONTH" |p| two_days(p, None), "14–16 March" => "2023-03-14/2023-03-16";
    "MONTH ,|of? YEAR" |p| Some(Given::Month(p.year()?, p.month()?)), "June 2018" => "2018-06";
    "between MONTH and MONTH YEAR" |p| Parts::between(Some(Given::Month(p.year()?, p.month()?)), Some(Given::Month(p.year()?, *p.months.get(1)?))), "between April and June 2019" => "2019-04/2019-06";
    "between MONTH and MONTH" |p| Parts::between(Some(Given::MonthOnly(p.month()?, 0, p.tense)), Some(Given::MonthOnly(*p.months.get(1)?, 0, p.tense))), "between March and April" => "2023-03/2023-04";
    "MONTH of? WHICH year" |p| Some(Given::MonthOf(p.which.into(), p.month()?)), "May last year" => "2022-05";
    "MONTH of that|the same? year" |p| Some(Given::MonthOnly(p.month()?, 3, p.tense)), "March of that year" => "2023-03";
    "MONTH -|– MONTH ,? YEAR" |p| Parts::between(Some(Given::Month(p.year()?, p.month()?)), Some(Given::Month(p.year()?, *p.months.get(1)?))), "July–November 2019" => "2019-07/2019-11";
    "MONTH DAY -|– MONTH DAY ,? YEAR" |p| Parts::between(p.full(), Some(Given::Day(p.year()?, *p.months.get(1)?, *p.days.get(1)?))), "May 30 – June 2, 2019" => "2019-05-30/2019-06-02";
    "last MONTH DAY" |p| Some(Given::DayOfMonth(p.month()?, p.day()?, Some(Tense::Past))), "last October 23" => "2022-10-23";
    "WHICH MONTH" |p| Some(Given::MonthOnly(p.month()?, p.exact(), None)), "last May" => "2022-05";
    "MONTHALONE" |p| Some(Given::MonthOnly(p.month()?, 0, p.tense)), "March" => "2023-03";
    "the? SEASON of? YEAR" |p| Some(Given::Season(p.year()?, p.season)), "the summer of 2019" => "2019-SU";
    "WHICH SEASON" |p| Some(Given::SeasonOnly(p.season, p.exact(), None)), "last summer" => "2022-SU";
    "<in|during|by|since|until|through|over the SEASON" |p| Some(Given::SeasonOnly(p.season, 0, p.tense)), "in the summer" => "";
    "the? fiscal? ORD -? quarter of? fiscal? YEAR" |p| Some(Given::Quarter(p.year()?, i8::try_from(p.ordinal).ok()?)), "the third quarter of 2011" => "2011-Q3";
    "the? ORD -? quarter of WHICH year" |p| Some(Given::QuarterOf(p.which.into(), i8::try_from(p.ordinal).ok()?)), "the third quarter of last year" => "2022-Q3";
    "WHICH year fiscal? ORD -? quarter" |p| Some(Given::QuarterOf(p.which.into(), i8::try_from(p.ordinal).ok()?)), "this year's third quarter" => "2023-Q3";
    "the? fiscal? ORD -? quarter" |p| Some(Given::QuarterOnly(i8::try_from(p.ordinal).ok()?, p.tense)).filter(|_| p.ordinal <= 4), "the third quarter" => "2022-Q3";
    "the? YEAR ORD -? quarter" |p| Some(Given::Quarter(p.year()?, i8::try_from(p.ordinal).ok()?)), "the 2011 third quarter" => "2011-Q3";
    "the year - ago|earlier ORD -? quarter" |p| Some(Given::QuarterOf(-1, i8::try_from(p.ordinal).ok()?)), "the year-ago third quarter" => "2022-Q3";
    "Q YEAR" |p| Some(Given::Quarter(p.year()?, i8::try_from(p.number).ok()?)), "Q3 2011" => "2011-Q3";
    "WHICH UNIT !of" |p| p.shifted(p.which.into()), "last week" => "2023-W10";
    "<over|during|on|at|for|this|by the weekend" |p| Some(Given::Weekends(if p.tense == Some(Tense::Coming) { 0 } else { -1 })), "over the weekend" => "2023-W10-WE";
    "N UNIT ago" |p| p.ago(), "two weeks ago" => "2023-W09";
    "N UNIT later" |p| Some(Given::Later(p.number, p.unit)), "two days later" => "";
    "a year earlier" |_| Some(Given::YearAgo), "a year earlier" => "2022";
    "the? year - earlier|ago quarter|period" |_| Some(Given::YearAgo), "the year-earlier quarter" => "2022";
    "N UNIT earlier" |p| Some(Given::Later(-p.number, p.unit)), "two days earlier" => "";
    "the next|following day|month|year" |p| Some(Given::Later(1, p.unit)), "the next day" => "";
    "the previous day|month|year" |p| Some(Given::Later(-1, p.unit)), "the previous year" => "";
    "that same? day|month|year" |p| Some(Given::Later(0, p.unit)), "that year" => "";
    "the same day|month|year" |p| Some(Given::Later(0, p.unit)), "the same day" => "";
    "the day before yesterday" |_| Some(Given::Days(-2)), "the day before yesterday" => "2023-03-13";
    "the day after tomorrow" |_| Some(Given::Days(2)), "the day after tomorrow" => "2023-03-17";
    "TODAY" |_| Some(Given::Days(0)), "today" => "2023-03-15";
    "yesterday" |_| Some(Given::Days(-1)), "yesterday" => "2023-03-14";
    "tomorrow" |_| Some(Given::Days(1)), "tomorrow" => "2023-03-16";
    "tonight" |p| Parts { clock: "NI", ..p.clone() }.of_day(Given::Days(0)), "tonight" => "2023-03-15TNI";
    "this CLOCK" |p| p.of_day(Given::Days(0)), "this morning" => "2023-03-15TMO";
    "last night" |p| Parts { clock: "NI", ..p.clone() }.of_day(Given::Days(-1)), "last night" => "2023-03-14TNI";
    "WHICH WEEKDAY" |p| Some(Given::Weekday(p.weekday?, p.which, None)), "last Friday" => "2023-03-10";
    "<following|a|an|one the? WEEKDAY" |_| Some(Given::Elsewhere), "following Tuesday" => "";
    "WEEKDAYALONE" |p| Some(Given::Weekday(p.weekday?, 0, p.tense)), "Monday" => "2023-03-13";
    "HOLIDAY ,? YEAR" |p| Some(Given::Holiday(p.holiday?, p.year(), None)), "Christmas Eve 2020" => "2020-12-24";
    "HOLIDAY" |p| Some(Given::Holiday(p.holiday?, None, p.tense)), "Easter Sunday" => "2023-04-09";
    "fiscal YEAR" |p| Some(Given::Year(p.year()?)), "fiscal 2011" => "2011";
    "YEAR -|– YEAR2" |p| Parts::between(Some(Given::Year(p.year()?)), Some(Given::Year(*p.years.get(1)?))), "2011-12" => "2011/2012";
    "YEARALONE" |p| Some(Given::Year(p.year()?)), "2015" => "2015";
    "the? DECADE" |p| Some(Given::Decade(p.ordinal)), "the 1970s" => "197X";
    "the? ORD century" |p| Some(Given::Century(p.ordinal - 1)), "the 19th century" => "18";
    "the? ORD century BC" |p| Some(Given::CenturyBefore(p.ordinal - 1)), "the 9th century BC" => "BC08";
    "MONTH of? N BC" |p| Some(Given::MonthBefore(i16::try_from(p.number).ok()?, p.month()?)), "April 480 BC" => "BC0480-04";
    "the? SEASON of? N BC" |p| Some(Given::SeasonBefore(i16::try_from(p.number).ok()?, p.season)), "the spring of 480 BC" => "BC0480-SP";
    "the? ORD half of? YEAR" |p| Some(Given::Half(p.year()?, i8::try_from(p.ordinal).ok()?)).filter(|_| p.ordinal <= 2), "the second half of 2008" => "2008-H2";
    "the? latter half of? YEAR" |p| Some(Given::Half(p.year()?, 2)), "the latter half of 2008" => "2008-H2";
    "MONTH DAY of that|the same? year" |p| p.yearless(), "March 14 of that year" => "2023-03-14";
    "the? DAY of? MONTH of that|the same? year" |p| p.yearless(), "14 March of the same year" => "2023-03-14";
    "N BC" |p| Some(Given::Before(i16::try_from(p.number).ok()?)), "218 BC" => "BC0218";
    "every|each WEEKDAY" |p| Some(Given::Set(format!("XXXX-WXX-{}", p.weekday?.to_monday_one_offset()))), "every Sunday" => "XXXX-WXX-7";
    "<on WEEKDAYS" |p| Some(Given::Set(format!("XXXX-WXX-{}", p.weekday?.to_monday_one_offset()))), "on Sundays" => "XXXX-WXX-7";
    "every|each UNIT" |p| Some(Given::Set(format!("P1{}", p.unit.get(..1)?.to_uppercase()))).filter(|_| matches!(p.unit, "day" | "week" | "month" | "year")), "every day" => "P1D";
    "EVERY" |p| Some(Given::Set(format!("P1{}", p.unit))), "annually" => "P1Y";
};

/// A part of a pattern.
#[derive(Debug)]
enum Part {
    /// The word before the date is one of these.
    Before(Vec<&'static str>),
    /// The next word is none of these.
    Not(Vec<&'static str>),
    /// An atom, and whether it may be absent.
    Next(Atom, bool),
}

/// Words for themselves, or a kind of word (see [`Reader::atom`]).
#[derive(Clone, Debug, PartialEq)]
enum Atom {
    Words(Vec<&'static str>),
    Month,
    MonthAlone,
    Day,
    Year,
    SecondYear,
    YearAlone,
    Weekday,
    WeekdayAlone,
    Weekdays,
    Number,
    Unit,
    Season,
    Ordinal,
    Which,
    Clock,
    Today,
    Holiday,
    Decade,
    BeforeChrist,
    QuarterLetter,
    Every,
}

impl Atom {
    fn new(name: &'static str) -> Self {
        match name {
            "MONTH" => Self::Month,
            "MONTHALONE" => Self::MonthAlone,
            "DAY" => Self::Day,
            "YEAR" => Self::Year,
            "YEAR2" => Self::SecondYear,
            "YEARALONE" => Self::YearAlone,
            "WEEKDAY" => Self::Weekday,
            "WEEKDAYALONE" => Self::WeekdayAlone,
            "WEEKDAYS" => Self::Weekdays,
            "N" => Self::Number,
            "UNIT" => Self::Unit,
            "SEASON" => Self::Season,
            "ORD" => Self::Ordinal,
            "WHICH" => Self::Which,
            "CLOCK" => Self::Clock,
            "TODAY" => Self::Today,
            "HOLIDAY" => Self::Holiday,
            "DECADE" => Self::Decade,
            "BC" => Self::BeforeChrist,
            "Q" => Self::QuarterLetter,
            "EVERY" => Self::Every,
            words => Self::Words(words.split('|').collect()),
        }
    }
}

impl Part {
    fn new(name: &'static str) -> Self {
        if let Some(words) = name.strip_prefix('<') {
            return Self::Before(words.split('|').collect());
        }
        if let Some(words) = name.strip_prefix('!') {
            return Self::Not(words.split('|').collect());
        }
        name.strip_suffix('?').map_or_else(|| Self::Next(Atom::new(name), false), |n| Self::Next(Atom::new(n), true))
    }
}

/// A set of rules: bit `n` stands for rule `n`.
type Rules = u128;

const _: () = assert!(RULES.len() <= Rules::BITS as usize, "a set of rules has a bit for each");

/// The rules with their patterns split into parts, and the rules that an atom can begin.
struct Compiled {
    rules: Vec<(Vec<Part>, &'static Rule)>,
    /// The rules that can begin with a word.
    words: HashMap<&'static str, Rules>,
    /// The rules that can begin with a kind of word.
    kinds: Vec<(Atom, Rules)>,
}

static COMPILED: LazyLock<Compiled> = LazyLock::new(|| {
    let rules: Vec<(Vec<Part>, _)> =
        RULES.iter().map(|rule| (rule.pattern.split(' ').map(Part::new).collect(), rule)).collect();
    let (mut words, mut kinds): (HashMap<_, Rules>, Vec<(Atom, Rules)>) = (HashMap::new(), Vec::new());
    for (n, (parts, _)) in rules.iter().enumerate() {
        let bit = 1 << n;
        for part in parts {
            let Part::Next(atom, optional) = part else { continue };
            match (atom, kinds.iter_mut().find(|(known, _)| known == atom)) {
                (Atom::Words(all), _) => all.iter().for_each(|word| *words.entry(*word).or_default() |= bit),
                (_, Some((_, rules))) => *rules |= bit,
                (_, None) => kinds.push((atom.clone(), bit)),
            }
            if !optional {
                break;
            }
        }
    }
    Compiled { rules, words, kinds }
});

/// Maximum distance in words between a date and a verb that gives its tense.
const NEAR: usize = 14;

/// Returns the dates in the pieces, in order.
pub(super) fn dates(p: &Pieces) -> Vec<(Span, Given)> {
    let lower = (0..p.all.len()).map(|i| p.lower(i)).collect();
    let reader = Reader { p, lower };
    let mut found = Vec::new();
    let mut i = 0;
    while i < p.all.len() {
        match reader.date(i) {
            Some((from, to, given)) => {
                found.push((reader.span(from, to), given));
                i = to;
            }
            None => i += 1,
        }
    }
    found
}

/// Returns the date that spans all pieces.
pub(super) fn whole(p: &Pieces) -> Option<Given> {
    let lower = (0..p.all.len()).map(|i| p.lower(i)).collect();
    let (_, to, given) = Reader { p, lower }.date(0)?;
    (to == p.all.len()).then_some(given)
}

struct Reader<'p, 'a> {
    p: &'p Pieces<'a>,
    lower: Vec<String>,
}

impl Reader<'_, '_> {
    fn low(&self, i: usize) -> &str {
        self.lower.get(i).map_or("", String::as_str)
    }

    /// Returns the word without a possessive ending.
    fn stem(&self, i: usize) -> &str {
        let word = self.low(i);
        word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word)
    }

    fn capital(&self, i: usize) -> bool {
        self.p.word(i).starts_with(char::is_uppercase)
    }

    /// Returns the span of the date, without a possessive ending.
    fn span(&self, from: usize, to: usize) -> Span {
        let mut span = self.p.span(from, to);
        if let Some(last) = to.checked_sub(1) {
            span.end -=
                self.low(last).len().min(self.p.word(last).len()) - self.stem(last).len().min(self.p.word(last).len());
        }
        span
    }

    /// Returns the date at piece `i`: its first piece, the piece after it, and its value.
    fn date(&self, i: usize) -> Option<(usize, usize, Given)> {
        let p = self.p;
        if p.kind(i)? == Kind::Mark && !matches!(p.word(i), "'" | "’") {
            return None;
        }
        let mut best = self.numeric(i);
        let mut left = self.candidates(i);
        while left != 0 {
            let next = left.trailing_zeros();
            left &= left - 1;
            let Some((atoms, rule)) = COMPILED.rules.get(next as usize) else { break };
            let mut parts = Parts::default();
            let Some(to) = self.matches(atoms, i, &mut parts) else { continue };
            if to <= i || best.as_ref().is_some_and(|(end, _)| *end >= to) {
                continue;
            }
            parts.tense = self.tense(i, to);
            if let Some(given) = (rule.make)(&parts) {
                best = Some((to, given));
            }
        }
        let (to, given) = best?;
        let (from, to, given) = self.widened(i, to, given);
        Some((from, to, given))
    }

    /// Returns the rules of which a first atom matches at piece `i`.
    fn candidates(&self, i: usize) -> Rules {
        let mut found = COMPILED.words.get(self.stem(i)).copied().unwrap_or(0);
        let mut parts = Parts::default();
        for (atom, rules) in &COMPILED.kinds {
            if found & rules != *rules && self.atom(atom, i, &mut parts).is_some() {
                found |= rules;
            }
        }
        found
    }

    /// Matches the parts of a pattern from piece `i` and returns the piece after them.
    fn matches(&self, pattern: &[Part], i: usize, parts: &mut Parts) -> Option<usize> {
        let Some((part, rest)) = pattern.split_first() else { return Some(i) };
        match part {
            Part::Before(words) => {
                let lead = self.low(i.checked_sub(1)?);
                words.contains(&lead).then(|| self.matches(rest, i, parts)).flatten()
            }
            Part::Not(words) => (!words.contains(&self.low(i))).then(|| self.matches(rest, i, parts)).flatten(),
            Part::Next(atom, false) => self.atom(atom, i, parts).and_then(|to| self.matches(rest, to, parts)),
            Part::Next(atom, true) => {
                let saved = parts.clone();
                if let Some(to) = self.atom(atom, i, parts)
                    && let Some(end) = self.matches(rest, to, parts)
                {
                    return Some(end);
                }
                *parts = saved;
                self.matches(rest, i, parts)
            }
        }
    }

    /// Matches one atom at piece `i` and returns the piece after it.
    fn atom(&self, atom: &Atom, i: usize, parts: &mut Parts) -> Option<usize> {
        let p = self.p;
        let kind = p.kind(i)?;
        match atom {
            Atom::Words(words) => {
                let word = self.stem(i);
                let found = words.iter().find(|a| **a == word)?;
                if let Some(unit) = ["day", "month", "year"].iter().find(|unit| *unit == found) {
                    parts.unit = unit;
                }
                Some(i + 1)
            }
            Atom::Month => {
                let next = i + 1 + usize::from(p.word(i + 1) == ".");
                let day = p.kind(next) == Some(Kind::Digits) || p.kind(i.wrapping_sub(1)) == Some(Kind::Digits);
                let found = if day { month_of_day(self.stem(i)) } else { month(self.stem(i)) };
                parts.months.push(found.filter(|_| self.capital(i))?);
                let dot = p.word(i + 1) == "."
                    && p.touches(i + 1)
                    && self.stem(i).len() <= 4
                    && !matches!(self.stem(i), "may" | "june" | "july");
                Some(i + 1 + usize::from(dot))
            }
            Atom::MonthAlone => {
                let to = self.atom(&Atom::Month, i, parts)?;
                let lead = self.low(i.wrapping_sub(1));
                let led = List::BeforeMonth.has(lead)
                    || matches!(lead, "-" | "early" | "late" | "mid" | "(" | "until" | "for" | "through" | "of")
                    || !matches!(self.stem(i), "may" | "march" | "august" | "april" | "june")
                        && matches!(lead, "to" | "after" | "before" | "and" | "between")
                    || matches!(lead, "from" | "since" | "that")
                    || matches!(lead, "a" | "an") && self.p.word(to).starts_with(char::is_lowercase);
                let name =
                    matches!(self.stem(i), "may" | "march" | "august" | "april" | "june") || self.stem(i).len() < 4;
                let beside = self.capital(to) && weekday(self.stem(to)).is_none();
                let before = i > 0 && self.capital(i - 1) && !led;
                (!beside && (led || !name && !before)).then_some(to)
            }
            Atom::Day => {
                if kind != Kind::Digits || p.word(i).len() > 2 {
                    return None;
                }
                let day: i8 = p.word(i).parse().ok()?;
                parts.days.push(Some(day).filter(|d| (1..=31).contains(d))?);
                let ordinal = p.touches(i + 1) && matches!(self.low(i + 1), "st" | "nd" | "rd" | "th");
                let glued = p.touches(i + 1)
                    && (p.kind(i + 1) == Some(Kind::Word) && !ordinal || matches!(p.word(i + 1), ":" | "/" | "%"));
                (!glued).then_some(i + 1 + usize::from(ordinal))
            }
            Atom::Year => {
                let word = p.word(i);
                let year: i16 = (kind == Kind::Digits && word.len() == 4).then(|| word.parse().ok()).flatten()?;
                parts.years.push(Some(year).filter(|y| (1000..2200).contains(y))?);
                let glued = p.touches(i + 1) && p.kind(i + 1) == Some(Kind::Word);
                (!glued).then_some(i + 1)
            }
            Atom::SecondYear => {
                let first = *parts.years.first()?;
                let word = p.word(i);
                let last: i16 =
                    (kind == Kind::Digits && word.len() == 2 && p.touches(i)).then(|| word.parse().ok()).flatten()?;
                let year = first / 100 * 100 + last;
                parts.years.push(Some(year).filter(|y| *y > first && self.is_year(i - 2))?);
                (!p.touches(i + 1) || p.kind(i + 1) == Some(Kind::Mark) && p.word(i + 1) != "-").then_some(i + 1)
            }
            Atom::YearAlone => {
                let to = self.atom(&Atom::Year, i, parts)?;
                self.is_year(i).then_some(to)
            }
            Atom::Weekday => {
                parts.weekday = Some(weekday(self.stem(i)).filter(|_| self.capital(i))?);
                Some(i + 1)
            }
            Atom::WeekdayAlone => {
                let to = self.atom(&Atom::Weekday, i, parts)?;
                let paper = matches!(
                    self.low(to),
                    "times"
                        | "telegraph"
                        | "mirror"
                        | "mail"
                        | "express"
                        | "post"
                        | "review"
                        | "herald"
                        | "independent"
                        | "football"
                        | "live"
                ) && self.capital(to);
                let lead = self.low(i.wrapping_sub(1));
                let named = i > 0
                    && matches!(
                        lead,
                        "black" | "super" | "bloody" | "cyber" | "holy" | "fat" | "shrove" | "maundy" | "casual"
                    );
                let recurs = List::Recurring.has(lead)
                    || matches!(lead, "first" | "second" | "third" | "fourth")
                    || self.low(to) == "through";
                let between = List::CountedElsewhere.has(lead);
                (!paper && !named && !recurs && !between).then_some(to)
            }
            Atom::Weekdays => {
                let word = self.low(i).strip_suffix('s')?;
                parts.weekday = Some(weekday(word).filter(|_| self.capital(i))?);
                Some(i + 1)
            }
            Atom::Number => {
                let word = self.low(i);
                let (number, to) = match word {
                    "a" | "an" if self.low(i + 1) == "couple" && self.low(i + 2) == "of" => (2, i + 3),
                    "a" | "an" => (1, i + 1),
                    _ if kind == Kind::Digits => (word.parse().ok()?, i + 1),
                    _ => {
                        let number = p.number(i).filter(|n| n.spelled && !n.fraction)?;
                        #[allow(clippy::cast_possible_truncation)]
                        let whole = number.value.clamp(0.0, 1e6) as i64;
                        (whole, number.to)
                    }
                };
                parts.number = Some(number).filter(|n| (1..=3000).contains(n))?;
                Some(to)
            }
            Atom::Unit => {
                const UNITS: [&str; 8] = ["day", "week", "weekend", "month", "quarter", "year", "decade", "century"];
                let word = self.stem(i);
                let singular = if word == "centuries" { "century" } else { word.strip_suffix('s').unwrap_or(word) };
                parts.unit = UNITS.iter().find(|unit| **unit == singular)?;
                // `last year` is a date; `last years` is not.
                Some(i + 1).filter(|_| parts.number != 0 || word == singular)
            }
            Atom::Season => {
                parts.season = match self.stem(i) {
                    "spring" | "springtime" => "SP",
                    "summer" => "SU",
                    "autumn" => "FA",
                    "fall" if self.low(i + 1) != "of" || p.kind(i + 2) == Some(Kind::Digits) => "FA",
                    "winter" => "WI",
                    _ => return None,
                };
                Some(i + 1)
            }
            Atom::Ordinal => {
                const WORDS: [&str; 4] = ["first", "second", "third", "fourth"];
                if let Some(at) = WORDS.iter().position(|w| *w == self.low(i)) {
                    parts.ordinal = i16::try_from(at + 1).ok()?;
                    return Some(i + 1);
                }
                let suffix = p.touches(i + 1) && matches!(self.low(i + 1), "st" | "nd" | "rd" | "th");
                if kind == Kind::Digits && suffix {
                    parts.ordinal = p.word(i).parse().ok()?;
                    return Some(i + 2);
                }
                const CENTURIES: [(&str, i16); 6] = [
                    ("fifteenth", 15),
                    ("sixteenth", 16),
                    ("seventeenth", 17),
                    ("eighteenth", 18),
                    ("nineteenth", 19),
                    ("twentieth", 20),
                ];
                parts.ordinal = CENTURIES.iter().find(|(w, _)| *w == self.low(i))?.1;
                Some(i + 1)
            }
            Atom::Which => {
                parts.which = match self.low(i) {
                    "last" => -1,
                    "past" if !matches!(self.low(i.wrapping_sub(1)), "the" | "this") => -1,
                    "this" => 0,
                    "next" if self.low(i.wrapping_sub(1)) != "the" => 1,
                    "coming" => 1,
                    _ => return None,
                };
                Some(i + 1)
            }
            Atom::Clock => {
                parts.clock = part_of_day(self.stem(i))?;
                Some(i + 1)
            }
            Atom::Today => {
                let name = self.capital(i) && i > 0 && self.capital(i - 1) && p.kind(i - 1) == Some(Kind::Word);
                (self.stem(i) == "today" && !name).then_some(i + 1)
            }
            Atom::Holiday => (1..=4).rev().find_map(|n| {
                if !self.capital(i) {
                    return None;
                }
                let words = self.p.span(i, i + n).of(self.p.text).to_lowercase();
                let known = Holiday::named(&words).or_else(|| {
                    let stem = words.strip_suffix("'s").or_else(|| words.strip_suffix("’s"))?;
                    Holiday::named(stem)
                });
                // `the Easter Offensive` is no day.
                if n == 1 && p.kind(i + 1) == Some(Kind::Word) && self.capital(i + 1) {
                    return None;
                }
                parts.holiday = Some(known?);
                Some(i + n)
            }),
            Atom::Decade => {
                let short = matches!(p.word(i), "'" | "’" | "‘") && p.touches(i + 1);
                let at = i + usize::from(short);
                let word = p.word(at);
                let ends = self.low(at + 1) == "s" && p.touches(at + 1)
                    || matches!(p.word(at + 1), "'" | "’")
                        && p.touches(at + 1)
                        && self.low(at + 2) == "s"
                        && p.touches(at + 2);
                if !ends || !word.ends_with('0') || p.kind(at) != Some(Kind::Digits) {
                    return None;
                }
                let year: i16 = word.parse().ok()?;
                parts.ordinal = match word.len() {
                    4 if (1000..2100).contains(&year) && (word.ends_with("00") || year >= 1000) => year / 10,
                    2 if short => 190 + year / 10,
                    _ => return None,
                };
                Some(at + 2 + usize::from(self.low(at + 1) != "s"))
            }
            Atom::BeforeChrist => matches!(self.low(i), "bc" | "b.c" | "b.c." | "bce").then_some(i + 1),
            Atom::QuarterLetter => {
                if self.low(i) != "q" || !p.touches(i + 1) {
                    return None;
                }
                parts.number = p.word(i + 1).parse().ok().filter(|q| (1..=4).contains(q))?;
                Some(i + 2)
            }
            Atom::Every => {
                parts.unit = match p.word(i) {
                    "daily" => "D",
                    "weekly" => "W",
                    "monthly" => "M",
                    "annually" | "yearly" => "Y",
                    _ => return None,
                };
                Some(i + 1)
            }
        }
    }

    /// Parses a date in numbers: `2023-03-15`, `2022/03/21`, `21.3.2022`, `03/21/2022`, `10/30/89`.
    fn numeric(&self, i: usize) -> Option<(usize, Given)> {
        let p = self.p;
        if p.kind(i) != Some(Kind::Digits) || i > 0 && p.touches(i) && matches!(p.word(i - 1), "-" | "/" | "." | "$") {
            return None;
        }
        let dots: Vec<&str> = p.word(i).split('.').collect();
        if let [d, m, y] = dots.as_slice()
            && y.len() == 4
        {
            return Some((i + 1, Given::Day(y.parse().ok()?, m.parse().ok()?, d.parse().ok()?)));
        }
        let mark = p.word(i + 1);
        let tight = (i + 1..=i + 4).all(|k| p.touches(k)) && matches!(mark, "-" | "/") && p.word(i + 3) == mark;
        if !tight || p.touches(i + 5) && !matches!(p.word(i + 5), "." | "," | ";" | ")" | ":") {
            return None;
        }
        let (a, b, c) = (p.word(i), p.word(i + 2), p.word(i + 4));
        if a.len() == 4 && b.len() <= 2 && c.len() <= 2 {
            return Some((i + 5, Given::Day(a.parse().ok()?, b.parse().ok()?, c.parse().ok()?)));
        }
        let year: i16 = c.parse().ok()?;
        let year = match c.len() {
            4 => year,
            2 if year < 40 => 2000 + year,
            2 => 1900 + year,
            _ => return None,
        };
        let (a, b): (i8, i8) = (a.parse().ok()?, b.parse().ok()?);
        let fits = |n: i8| (1..=31).contains(&n);
        (fits(a) && fits(b) && a.min(b) <= 12).then_some((i + 5, Given::Numbers(year, a, b)))
    }

    /// Whether the four digits at piece `i` are a year.
    fn is_year(&self, i: usize) -> bool {
        let p = self.p;
        let word = p.word(i);
        if p.kind(i) != Some(Kind::Digits) || word.len() != 4 || !("1000".."2100").contains(&word) {
            return false;
        }
        let lead = self.low(i.wrapping_sub(1));
        let next = self.low(i + 1);
        // A year in a heading: `1937`, `2006: Elections`.
        if i == 0 && word >= "1700" && matches!(next, "" | ":") {
            return true;
        }
        if i > 0 && p.touches(i) && !matches!(lead, "(" | "[" | "“" | "\"" | "‘" | "-" | "–" | "—" | "/")
            || p.touches(i + 1) && matches!(next, "%" | ":" | "/" | "°")
        {
            return false;
        }
        if matches!(
            lead,
            "no" | "no."
                | "number"
                | "room"
                | "flight"
                | "than"
                | "least"
                | "about"
                | "some"
                | "nearly"
                | "$"
                | "£"
                | "€"
                | "page"
                | "highway"
                | "route"
                | "over"
                | "approximately"
                | "almost"
        ) {
            return false;
        }
        let entry = lexicon::look_up(lead);
        let led = List::BeforeYear.has(lead)
            || entry.class & (class::DET | class::PRONOUN | class::PREP) != 0
            || lead.ends_with("'s")
            || lead.ends_with("’s")
            || lead.ends_with("s'")
            || lead.ends_with("s’")
            || matches!(
                lead,
                "(" | "year"
                    | "circa"
                    | ","
                    | "election"
                    | "spring"
                    | "end"
                    | "-"
                    | "–"
                    | "now"
                    | "both"
                    | "his"
                    | "her"
                    | "its"
                    | "their"
                    | "our"
                    | "my"
            );
        // `in 1200 houses`, `the 1500 men`: a round number before a plural noun is a count.
        let entry = lexicon::look_up(next);
        let noun = p.word(i + 1).starts_with(char::is_lowercase) && entry.class == 0;
        let plural = noun && next.ends_with('s') && !next.ends_with("ss")
            || matches!(next, "people" | "men" | "women" | "children" | "soldiers" | "troops");
        let counts = plural
            && (word.ends_with("00")
                || word < "1700"
                || !matches!(lead, "the" | "her" | "his" | "their" | "its" | "in" | "of"));
        let unit = crate::nlp::facts::units::unit(p.word(i + 1), false).is_some();
        let old = word < "1600"
            && !matches!(
                lead,
                "in" | "since" | "until" | "by" | "after" | "before" | "from" | "of" | "to" | "(" | "during" | "year"
            );
        let ends = p.kind(i + 1) != Some(Kind::Word);
        let named = i > 0 && self.capital(i - 1) && p.kind(i - 1) == Some(Kind::Word) && !led;
        !counts
            && !unit
            && !old
            && (led
                || ends
                    && !named
                    && lead != "."
                    && entry.class & class::FINITE == 0
                    && word >= "1800"
                    && i > 0
                    && p.kind(i - 1) == Some(Kind::Word))
    }

    /// Extends a date over `early`, `the end of`, the hour and the time of day.
    fn widened(&self, i: usize, to: usize, given: Given) -> (usize, usize, Given) {
        let p = self.p;
        let (mut from, mut to, mut given) = (i, to, given);
        let is_day = matches!(
            given,
            Given::Day(..) | Given::DayOfMonth(..) | Given::Weekday(..) | Given::Days(_) | Given::Holiday(..)
        );
        if is_day
            && let Some(clock) = part_of_day(self.stem(to))
            && p.word(to).starts_with(char::is_lowercase)
        {
            given = Given::At(Box::new(given), clock.to_owned());
            to += 1;
        } else if is_day
            && let Some(of) = from.checked_sub(1).filter(|k| self.low(*k) == "of")
            && let Some(part) = of.checked_sub(1)
            && let Some(clock) = part_of_day(self.low(part))
        {
            // `the night of 10 August`
            (from, given) = (part, Given::At(Box::new(given), clock.to_owned()));
            from -= usize::from(from.checked_sub(1).is_some_and(|k| self.low(k) == "the"));
        } else if is_day && let Some((start, clock)) = self.hour_before(from) {
            (from, given) = (start, Given::At(Box::new(given), clock));
        }
        let word = |n: usize| from.checked_sub(n).map_or("", |k| self.low(k));
        let start = match (word(3), word(2), word(1)) {
            ("the", "end" | "beginning" | "start" | "middle" | "close", "of") => from - 3,
            (_, "end" | "beginning" | "start" | "middle", "of") => from - 2,
            (_, "mid" | "early" | "late", "-") if p.touches(from) => from - 2,
            (_, "the", "early" | "late" | "mid") => from - 2,
            (_, "-", "earlier" | "later") => from,
            (_, _, "early" | "late" | "mid" | "earlier" | "later")
                if !is_day || word(1) == "late" || word(1) == "early" =>
            {
                from - 1
            }
            _ => from,
        };
        let single = !matches!(given, Given::Between(_) | Given::Set(_) | Given::Elsewhere);
        (if single { start } else { from }, to, given)
    }

    /// Returns the hour before piece `i` and its first piece: `9 a.m.`
    fn hour_before(&self, i: usize) -> Option<(usize, String)> {
        let p = self.p;
        let mut at = i.checked_sub(1)?;
        if self.low(at) == "on" {
            at = at.checked_sub(1)?;
        }
        if matches!(p.word(at), "EST" | "EDT" | "GMT" | "PST" | "PDT" | "ET" | "CET" | "UTC") {
            at = at.checked_sub(1)?;
        }
        if self.low(at) == "noon" {
            return Some((at, "12:00".to_owned()));
        }
        if p.word(at) == "." {
            at = at.checked_sub(1)?;
        }
        let after = match self.low(at) {
            "a.m" | "am" | "a.m." => 0,
            "p.m" | "pm" | "p.m." => 12,
            _ => return None,
        };
        let mut first = at.checked_sub(1)?;
        let mut minutes = 0;
        if first >= 2 && p.word(first - 1) == ":" {
            minutes = p.word(first).parse().ok().filter(|m: &u8| *m < 60)?;
            first -= 2;
        }
        let hour: u8 = p.word(first).parse().ok().filter(|h| (1..=12).contains(h))?;
        Some((first, format!("{:02}:{minutes:02}", hour % 12 + after)))
    }

    /// Returns the tense for the date in `from..to`: that of the nearest verb before it in its sentence, or else after
    /// it.
    fn tense(&self, from: usize, to: usize) -> Option<Tense> {
        let mut k = from;
        let (mut to_verb, mut present) = (false, false);
        if matches!(self.low(from.wrapping_sub(1)), "by" | "until" | "through" | "to" | "till" | "effective") {
            return Some(Tense::Coming);
        }
        if self.low(from.wrapping_sub(1)) == "since" {
            return Some(Tense::Past);
        }
        // `could come as early as Friday`, but `could not attend Friday`
        let back = |n| self.low(from.wrapping_sub(n));
        let earliest = back(1) == "as" && matches!(back(2), "early" | "soon") && back(3) == "as";
        while let Some(at) = k.checked_sub(1).filter(|at| from - at <= NEAR) {
            k = at;
            if self.ends_sentence(k) {
                break;
            }
            let word = self.low(k);
            if earliest && word == "could" {
                return Some(Tense::Coming);
            }
            if word == "to" {
                to_verb = true;
                continue;
            }
            let bound = matches!(
                word,
                "set"
                    | "due"
                    | "scheduled"
                    | "expected"
                    | "going"
                    | "planned"
                    | "plans"
                    | "plan"
                    | "planning"
                    | "about"
                    | "supposed"
                    | "hopes"
                    | "wants"
                    | "likely"
                    | "ready"
                    | "slated"
                    | "agreed"
                    | "promised"
                    | "vowed"
            );
            // `is to resume trading Tuesday`
            if to_verb && (bound || matches!(word, "is" | "are") && self.low(k + 1) == "to") {
                return Some(Tense::Coming);
            }
            // `Voters go to the polls Sunday`
            let lead = self.low(k.wrapping_sub(1));
            present |= k > 0
                && List::PresentForm.has(word)
                && lexicon::look_up(lead).class & (class::DET | class::PREP | class::ADJ | class::POSSESSIVE) == 0
                && lead != "to"
                && lead.starts_with(char::is_alphabetic);
            // `the building next to the embassy`
            if word == "next" && self.low(k + 1) == "to" {
                to_verb = false;
                continue;
            }
            // `is heard in May`, `will be held on Monday`: the participle has no tense.
            let passive = matches!(self.low(k.wrapping_sub(1)), "be" | "is" | "are");
            let noun = matches!(word, "plan" | "plans")
                && lexicon::look_up(self.low(k.wrapping_sub(1))).class & class::DET != 0;
            if let Some(tense) = tense_of(word).filter(|tense| !(noun || passive && *tense == Tense::Past)) {
                let beside = from - k <= 2 && matches!(self.low(from - 1), "on" | "in") || from - k == 1;
                return Some(if beside && tense == Tense::Past { Tense::Done } else { tense });
            }
        }
        if present {
            return Some(Tense::Coming);
        }
        for k in to..(to + NEAR).min(self.lower.len()) {
            if self.ends_sentence(k) {
                break;
            }
            if let Some(tense) = tense_of(self.low(k)) {
                return Some(tense);
            }
        }
        None
    }

    fn ends_sentence(&self, k: usize) -> bool {
        let word = self.p.word(k);
        let next = self.capital(k + 1) || matches!(self.p.word(k + 1), "“" | "\"" | "");
        matches!(word, "!" | "?" | ";")
            || word == "." && next && self.p.word(k.wrapping_sub(1)).len() > 3
            || word.is_empty()
    }
}

fn part_of_day(lower: &str) -> Option<&'static str> {
    Some(match lower {
        "morning" => "MO",
        "afternoon" => "AF",
        "evening" => "EV",
        "night" => "NI",
        _ => return None,
    })
}

/// Returns the tense of a verb form.
fn tense_of(word: &str) -> Option<Tense> {
    const PAST: [&str; 56] = [
        "told", "built", "broke", "brought", "fell", "rose", "sold", "bought", "paid", "sent", "spoke", "wrote", "got",
        "grew", "drew", "flew", "knew", "ran", "saw", "sat", "shot", "stood", "struck", "swore", "threw", "caught",
        "fought", "kept", "sought", "spent", "thought", "taught", "became", "chose", "drove", "ate", "rode", "sank",
        "shook", "stole", "withdrew", "heard", "led", "beat", "hit", "put", "cut", "shut", "wore", "woke", "ended",
        "been", "said", "sang", "dealt", "slid",
    ];
    if List::TellsComing.has(word) || matches!(word, "can" | "may" | "might" | "must" | "payable" | "upcoming") {
        return Some(Tense::Coming);
    }
    let past = List::TellsPast.has(word) && word != "last" && word != "since"
        || PAST.contains(&word)
        || lexicon::look_up(word).verb.is_some_and(|v| v.form & form::PAST != 0)
        || word.len() > 4 && word.ends_with("ed") && !matches!(word, "need" | "united" | "indeed" | "hundred");
    past.then_some(Tense::Past)
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::*;
    use crate::nlp::facts::dates::{Reference, absolute};
    use crate::nlp::facts::numbers::pieces;

    #[test]
    fn every_rule_reads_its_example() {
        let reference = Reference { day: Date::new(2023, 3, 15).ok(), ..Reference::default() };
        for rule in RULES {
            let (example, want) = rule.example;
            let lead = rule.pattern.strip_prefix('<').and_then(|p| p.split([' ', '|']).next()).unwrap_or("in");
            let words = example.strip_prefix(lead).map_or(example, str::trim_start);
            let text = format!("It stands {lead} {words}, here.");
            let all = pieces(&text, Span::new(0, text.len()));
            let found: Vec<_> = dates(&Pieces { text: &text, all: &all })
                .iter()
                .map(|(span, given)| (span.of(&text).to_owned(), absolute(given, reference).unwrap_or_default()))
                .collect();
            assert_eq!(found, [(words.to_owned(), want.to_owned())], "{}", rule.pattern);
        }
    }
}
