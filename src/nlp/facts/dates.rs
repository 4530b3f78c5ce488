//! Absolute dates for dates in running text, which [`date_rules`](super::date_rules) parses.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// Returns the number of a month (1–12) by its name or short form.
pub(in crate::nlp) fn month(lower: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = lower.trim_end_matches('.');
    let found = MONTHS.iter().position(|m| {
        *m == word || word.len() >= 3 && word != "mar" && m.starts_with(word) && word.len() <= 4 && word != "may"
    })?;
    i8::try_from(found + 1).ok()
}

/// Returns the number of a month next to a day. There `Mar` cannot be a name.
pub(in crate::nlp) fn month_of_day(lower: &str) -> Option<i8> {
    month(lower).or_else(|| (lower.trim_end_matches('.') == "mar").then_some(3))
}

/// Returns a day of the week by its name or short form.
pub(in crate::nlp) fn weekday(lower: &str) -> Option<Weekday> {
    Some(match lower.trim_end_matches('.') {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}

/// The tense of the verb near a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::nlp) enum Tense {
    /// A past verb in the sentence.
    Past,
    /// A past verb right before the date: `resigned on 28 March`.
    Done,
    Coming,
}

/// A date as precisely as the text states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::nlp) enum Given {
    Day(i16, i8, i8),
    Month(i16, i8),
    Year(i16),
    /// `the third quarter of 2011`
    Quarter(i16, i8),
    /// Year, and season as in TIMEX3: `SP`, `SU`, `FA`, `WI`.
    Season(i16, &'static str),
    /// First three digits of the years: `197` for the 1970s.
    Decade(i16),
    /// Digits of the years before the last two: 18 for the 19th century.
    Century(i16),
    /// Year BC.
    Before(i16),
    /// Month and season of a year BC, and a century BC, by the digits before its last two.
    MonthBefore(i16, i8),
    SeasonBefore(i16, &'static str),
    CenturyBefore(i16),
    /// `the second half of 2008`
    Half(i16, i8),
    /// A day without a year.
    DayOfMonth(i8, i8, Option<Tense>),
    /// Weekday, with −1, 0 or 1 for `last Tuesday`, `Tuesday` or `next Tuesday`.
    Weekday(Weekday, i8, Option<Tense>),
    /// Days from the day of writing.
    Days(i64),
    /// Weeks from the day of writing. The next variants: weekends, months, quarters, years and decades.
    Weeks(i64),
    Weekends(i64),
    Months(i64),
    Quarters(i64),
    Years(i64),
    Decades(i64),
    /// Month without a year: −1 for `last May`, 1 for `next May`, 3 for `May of that year`.
    MonthOnly(i8, i8, Option<Tense>),
    QuarterOnly(i8, Option<Tense>),
    SeasonOnly(&'static str, i8, Option<Tense>),
    /// Quarter or month of `last year`, with the number of years from the day of writing.
    QuarterOf(i64, i8),
    MonthOf(i64, i8),
    /// Holiday of the given year, or the nearest one.
    Holiday(Holiday, Option<i16>, Option<Tense>),
    /// `01/02/2023`, where the order of day and month depends on the locale.
    Numbers(i16, i8, i8),
    /// Date range.
    Between(Box<(Given, Given)>),
    /// Date with a time of day.
    At(Box<Given>, String),
    /// Recurring time.
    Set(String),
    /// Date relative to another day than the day of writing: `the following Tuesday`.
    Elsewhere,
    /// Units of time after the previous date: `two days later`, `that year` (0).
    Later(i64, &'static str),
    /// `a year ago`, `a year earlier`. After a quarter it means the same quarter.
    YearAgo,
}

/// The reference for relative dates.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::nlp) struct Reference {
    /// The day of writing.
    pub(in crate::nlp) day: Option<Date>,
    /// The year of the narrated events, in a text about other years.
    pub(in crate::nlp) told: Option<i16>,
    /// The previous date in such a text, as precisely as stated.
    pub(in crate::nlp) last: Option<(i16, Option<i8>, Option<i8>)>,
    /// Whether that date directly precedes this one.
    pub(in crate::nlp) just: bool,
    /// A quarter among the previous few dates.
    pub(in crate::nlp) quarter: Option<(i16, i8)>,
    /// Whether the text is about other years than the year of writing.
    pub(in crate::nlp) history: bool,
    /// The year BC of the narrated events.
    pub(in crate::nlp) before: Option<i16>,
    /// Whether the day precedes the month in numeric dates, if known.
    pub(in crate::nlp) day_first: Option<bool>,
}

/// Returns the date in ISO 8601, as precisely as given.
///
/// Weeks, quarters and seasons are written as in TIMEX3. `None` if the date needs a day of writing and there is none.
pub(in crate::nlp) fn absolute(given: &Given, reference: Reference) -> Option<String> {
    let day = |d: Date| d.to_string();
    let today = if reference.history { None } else { reference.day };
    Some(match given {
        Given::Day(y, m, d) => day(Date::new(*y, *m, *d).ok()?),
        Given::Month(y, m) => format!("{y:04}-{m:02}"),
        Given::Year(y) => format!("{y:04}"),
        Given::Quarter(y, q) => format!("{y:04}-Q{q}"),
        Given::Season(y, s) => format!("{y:04}-{s}"),
        Given::Decade(d) => format!("{d:03}X"),
        Given::Century(c) => format!("{c:02}"),
        Given::Before(y) => format!("BC{y:04}"),
        Given::MonthBefore(y, m) => format!("BC{y:04}-{m:02}"),
        Given::SeasonBefore(y, s) => format!("BC{y:04}-{s}"),
        Given::CenturyBefore(c) => format!("BC{c:02}"),
        Given::Half(y, h) => format!("{y:04}-H{h}"),
        Given::Elsewhere => return None,
        Given::Set(value) => value.clone(),
        Given::YearAgo => match reference.quarter {
            Some((y, q)) => format!("{:04}-Q{q}", y.checked_sub(1)?),
            None => return absolute(&Given::Years(-1), reference),
        },
        Given::Later(n, unit) => {
            let (y, m, d) = reference.last.filter(|_| reference.history || reference.just && *unit == "day")?;
            match *unit {
                "year" => format!("{:04}", y.checked_add(i16::try_from(*n).ok()?)?),
                "month" => {
                    let date = Date::new(y, m?, 1).ok()?.checked_add(n.months()).ok()?;
                    format!("{:04}-{:02}", date.year(), date.month())
                }
                "day" => day(Date::new(y, m?, d?).ok()?.checked_add(n.days()).ok()?),
                "week" => day(Date::new(y, m?, d?).ok()?.checked_add(n.weeks()).ok()?),
                _ => return None,
            }
        }
        Given::Between(ends) => {
            format!("{}/{}", absolute(&ends.0, reference)?, absolute(&ends.1, reference)?)
        }
        Given::At(given, clock) => {
            let day = absolute(given, reference)?;
            if day.len() != 10 || day.contains(['W', 'Q', '/']) {
                return Some(day);
            }
            format!("{day}T{clock}")
        }
        Given::DayOfMonth(m, d, _) if reference.before.is_some() => format!("BC{:04}-{m:02}-{d:02}", reference.before?),
        Given::MonthOnly(m, ..) if reference.before.is_some() => format!("BC{:04}-{m:02}", reference.before?),
        Given::SeasonOnly(s, ..) if reference.before.is_some() => format!("BC{:04}-{s}", reference.before?),
        Given::DayOfMonth(m, d, tense) => match reference.told {
            Some(y) => day(Date::new(y, *m, *d).ok()?),
            None => day(nearest(today?, *m, *d, *tense)?),
        },
        Given::MonthOnly(m, 3, _) if reference.last.is_some() => format!("{:04}-{m:02}", reference.last?.0),
        Given::MonthOnly(m, which, tense) => {
            if let Some(y) = reference.told {
                return Some(format!("{y:04}-{m:02}"));
            }
            let today = today?;
            let year = match which {
                -1 if *m < today.month() => today.year(),
                -1 => today.year().checked_sub(1)?,
                1 if *m > today.month() => today.year(),
                1 => today.year().checked_add(1)?,
                2 => today.year(),
                _ => nearest(today, *m, 15, *tense)?.year(),
            };
            format!("{year:04}-{m:02}")
        }
        Given::QuarterOnly(q, tense) => {
            if let Some(y) = reference.told {
                return Some(format!("{y:04}-Q{q}"));
            }
            let today = today?;
            let now = (today.month() + 2) / 3;
            let year = match tense {
                Some(Tense::Coming) if *q < now => today.year().checked_add(1)?,
                Some(Tense::Coming) => today.year(),
                _ if *q > now => today.year().checked_sub(1)?,
                _ => today.year(),
            };
            format!("{year:04}-Q{q}")
        }
        Given::SeasonOnly(s, which, tense) => {
            if let Some(y) = reference.told {
                return Some(format!("{y:04}-{s}"));
            }
            let today = today?;
            let (begins, ends) = match *s {
                "SP" => (3, 5),
                "SU" => (6, 8),
                "FA" => (9, 11),
                _ => (12, 14),
            };
            let month = if begins == 12 && today.month() <= 2 { today.month() + 12 } else { today.month() };
            let year = if month > 12 { today.year().checked_sub(1)? } else { today.year() };
            let year = match (which, tense) {
                (-1, _) if month > ends => year,
                (-1, _) => year.checked_sub(1)?,
                (1, _) if month < begins => year,
                (1, _) => year.checked_add(1)?,
                (2, _) => year,
                (_, Some(Tense::Coming)) if month > ends => year.checked_add(1)?,
                (_, Some(Tense::Past | Tense::Done)) if month < begins => year.checked_sub(1)?,
                (_, Some(_)) => year,
                _ => return None,
            };
            format!("{year:04}-{s}")
        }
        Given::QuarterOf(n, q) => format!("{:04}-Q{q}", today?.checked_add(n.years()).ok()?.year()),
        Given::MonthOf(n, m) => format!("{:04}-{m:02}", today?.checked_add(n.years()).ok()?.year()),
        Given::Days(n) => day(today?.checked_add(n.days()).ok()?),
        Given::Weeks(n) | Given::Weekends(n) => {
            let week = today?.checked_add(n.weeks()).ok()?.iso_week_date();
            let end = if matches!(given, Given::Weekends(_)) { "-WE" } else { "" };
            format!("{:04}-W{:02}{end}", week.year(), week.week())
        }
        Given::Months(n) => {
            let d = today?.checked_add(n.months()).ok()?;
            format!("{:04}-{:02}", d.year(), d.month())
        }
        Given::Quarters(n) => {
            let d = today?.checked_add((n * 3).months()).ok()?;
            format!("{:04}-Q{}", d.year(), (d.month() + 2) / 3)
        }
        Given::Years(n) => format!("{:04}", today?.checked_add(n.years()).ok()?.year()),
        Given::Decades(n) => format!("{:03}X", today?.checked_add((n * 10).years()).ok()?.year() / 10),
        Given::Holiday(holiday, year, tense) => {
            if let Some(year) = year.or(reference.told) {
                return holiday.date(year).map(day);
            }
            let today = today?;
            let years = [today.year().checked_sub(1)?, today.year(), today.year().checked_add(1)?];
            let all = years.into_iter().filter_map(|y| holiday.date(y));
            let away = |d: &Date| (*d - today).get_days();
            let fits = |d: &Date| match tense {
                Some(Tense::Past | Tense::Done) => away(d) <= 0,
                Some(Tense::Coming) => away(d) >= 0,
                None => true,
            };
            day(all.filter(fits).min_by_key(|d| away(d).abs())?)
        }
        Given::Numbers(y, a, b) => {
            let (m, d) = if *a > 12 || *a == *b {
                (*b, *a)
            } else if *b > 12 {
                (*a, *b)
            } else if reference.day_first? {
                (*b, *a)
            } else {
                (*a, *b)
            };
            day(Date::new(*y, m, d).ok()?)
        }
        Given::Weekday(w, which, tense) => {
            let today = today?;
            let back = i64::from(w.since(Weekday::Monday)) - i64::from(today.weekday().since(Weekday::Monday));
            // In news, `Tuesday` is the previous Tuesday (or today), unless the text says `next` or uses the future
            // tense.
            let later = |from: i64| if back >= from { back } else { back + 7 };
            let earlier = |to: i64| if back <= to { back } else { back - 7 };
            let offset = match which {
                0 if *tense == Some(Tense::Coming) => later(0),
                1 => later(1),
                -1 => earlier(-1),
                _ => earlier(0),
            };
            day(today.checked_add(offset.days()).ok()?)
        }
    })
}

/// Holidays by rule: a fixed day, the nth weekday of a month (−1: the last), or days from Easter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::nlp) enum Holiday {
    Fixed(i8, i8),
    Nth(i8, Weekday, i8),
    Easter(i64),
}

impl Holiday {
    /// Returns the holiday with this name, in lower case.
    pub(in crate::nlp) fn named(lower: &str) -> Option<Self> {
        use Holiday::{Easter, Fixed, Nth};
        Some(match lower {
            "christmas" | "christmas day" => Fixed(12, 25),
            "christmas eve" => Fixed(12, 24),
            "boxing day" => Fixed(12, 26),
            "new year's day" | "new year’s day" => Fixed(1, 1),
            "new year's eve" | "new year’s eve" => Fixed(12, 31),
            "valentine's day" | "valentine’s day" => Fixed(2, 14),
            "st. patrick's day" | "st. patrick’s day" | "st patrick’s day" => Fixed(3, 17),
            "april fools' day" | "april fools’ day" => Fixed(4, 1),
            "may day" => Fixed(5, 1),
            "bastille day" => Fixed(7, 14),
            "fourth of july" | "independence day" => Fixed(7, 4),
            "halloween" => Fixed(10, 31),
            "guy fawkes night" => Fixed(11, 5),
            "veterans day" | "armistice day" => Fixed(11, 11),
            "thanksgiving" | "thanksgiving day" => Nth(11, Weekday::Thursday, 4),
            "labor day" => Nth(9, Weekday::Monday, 1),
            "memorial day" => Nth(5, Weekday::Monday, -1),
            "columbus day" => Nth(10, Weekday::Monday, 2),
            "presidents day" | "presidents' day" | "presidents’ day" => Nth(2, Weekday::Monday, 3),
            "martin luther king day" => Nth(1, Weekday::Monday, 3),
            "mother's day" | "mother’s day" => Nth(5, Weekday::Sunday, 2),
            "father's day" | "father’s day" => Nth(6, Weekday::Sunday, 3),
            "easter" | "easter sunday" => Easter(0),
            "easter monday" => Easter(1),
            "good friday" => Easter(-2),
            "palm sunday" => Easter(-7),
            "ash wednesday" => Easter(-46),
            _ => return None,
        })
    }

    fn date(self, year: i16) -> Option<Date> {
        match self {
            Holiday::Fixed(m, d) => Date::new(year, m, d).ok(),
            Holiday::Nth(m, weekday, n) => Date::new(year, m, 1).ok()?.nth_weekday_of_month(n, weekday).ok(),
            Holiday::Easter(days) => {
                // The algorithm of Gauss and Meeus for the Gregorian calendar.
                let y = i32::from(year);
                let (a, b, c) = (y % 19, y / 100, y % 100);
                let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
                let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
                let n = h + l - 7 * ((a + 11 * h + 22 * l) / 451) + 114;
                let (month, day) = (i8::try_from(n / 31).ok()?, i8::try_from(n % 31 + 1).ok()?);
                Date::new(year, month, day).ok()?.checked_add(days.days()).ok()
            }
        }
    }
}

/// Maximum distance in days within which the nearest day is chosen. Only [`Tense::Done`] excludes later days.
const NEAR: i32 = 45;
/// Maximum distance in days for a date without a tense.
const LIKELY: i32 = 90;

/// Returns the date with this month and day that is nearest to `reference`. Farther than [`NEAR`], the tense decides.
///
/// `None` if two dates are equally likely: a wrong year is worse than none.
fn nearest(reference: Date, m: i8, d: i8, tense: Option<Tense>) -> Option<Date> {
    let year = reference.year();
    let years = [year.checked_sub(1)?, year, year.checked_add(1)?];
    let away = |date: Date| (date - reference).get_days();
    let mut all = years.into_iter().filter_map(|y| Date::new(y, m, d).ok());
    let near = all.clone().min_by_key(|date| away(*date).abs())?;
    match tense {
        Some(Tense::Done) if away(near) > 0 => all.rfind(|date| away(*date) <= 0),
        _ if away(near).abs() <= NEAR => Some(near),
        Some(Tense::Past | Tense::Done) => all.rfind(|date| away(*date) <= 0),
        Some(Tense::Coming) => all.find(|date| away(*date) >= 0),
        None => Some(near).filter(|near| away(*near).abs() <= LIKELY),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_become_absolute_against_the_day_of_writing() {
        let wednesday = Reference { day: Date::new(2023, 3, 15).ok(), ..Reference::default() };
        for (given, want) in [
            (Given::Day(2023, 3, 14), Some("2023-03-14")),
            (Given::DayOfMonth(3, 16, None), Some("2023-03-16")),
            (Given::DayOfMonth(12, 30, None), Some("2022-12-30")),
            (Given::DayOfMonth(12, 30, Some(Tense::Coming)), Some("2023-12-30")),
            (Given::DayOfMonth(4, 2, Some(Tense::Past)), Some("2023-04-02")),
            (Given::DayOfMonth(4, 2, Some(Tense::Done)), Some("2022-04-02")),
            (Given::DayOfMonth(8, 2, None), None),
            (Given::DayOfMonth(8, 2, Some(Tense::Past)), Some("2022-08-02")),
            (Given::DayOfMonth(8, 2, Some(Tense::Coming)), Some("2023-08-02")),
            (Given::MonthOnly(10, 0, Some(Tense::Past)), Some("2022-10")),
            (Given::MonthOnly(10, 0, Some(Tense::Coming)), Some("2023-10")),
            (Given::MonthOnly(10, 0, None), None),
            (Given::MonthOnly(3, 0, Some(Tense::Past)), Some("2023-03")),
            (Given::Weekday(Weekday::Wednesday, 0, None), Some("2023-03-15")),
            (Given::Weekday(Weekday::Wednesday, 0, Some(Tense::Coming)), Some("2023-03-15")),
            (Given::Weekday(Weekday::Friday, 0, None), Some("2023-03-10")),
            (Given::Weekday(Weekday::Friday, 0, Some(Tense::Coming)), Some("2023-03-17")),
            (Given::Weekday(Weekday::Monday, 0, Some(Tense::Coming)), Some("2023-03-20")),
            (Given::Weekday(Weekday::Friday, 1, None), Some("2023-03-17")),
            (Given::Elsewhere, None),
            (Given::Days(-1), Some("2023-03-14")),
            (Given::Months(-1), Some("2023-02")),
            (Given::Years(-1), Some("2022")),
            (Given::Year(2015), Some("2015")),
            (Given::Day(2023, 2, 30), None),
            (Given::Weeks(-1), Some("2023-W10")),
            (Given::Weekends(0), Some("2023-W11-WE")),
            (Given::Quarters(-1), Some("2022-Q4")),
            (Given::QuarterOnly(3, None), Some("2022-Q3")),
            (Given::SeasonOnly("SU", -1, None), Some("2022-SU")),
            (Given::SeasonOnly("WI", 2, None), Some("2023-WI")),
            (Given::MonthOnly(3, -1, None), Some("2022-03")),
            (Given::Holiday(Holiday::Easter(0), Some(2023), None), Some("2023-04-09")),
            (Given::Holiday(Holiday::Nth(11, Weekday::Thursday, 4), None, Some(Tense::Past)), Some("2022-11-24")),
            (Given::Numbers(2022, 3, 21), Some("2022-03-21")),
            (Given::Numbers(2022, 3, 4), None),
        ] {
            assert_eq!(absolute(&given, wednesday).as_deref(), want, "{given:?}");
        }
        assert_eq!(absolute(&Given::DayOfMonth(3, 16, None), Reference::default()), None);
    }
}
