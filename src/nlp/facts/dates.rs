//! Dates in running text, and the absolute dates that they stand for.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// A month by its name or short form, 1–12.
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

/// The same next to a day, where `Mar` is not a name.
pub(in crate::nlp) fn month_of_day(lower: &str) -> Option<i8> {
    month(lower).or_else(|| (lower.trim_end_matches('.') == "mar").then_some(3))
}

/// A day of the week by its name or short form.
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

/// The tense around a date: past or future.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::nlp) enum Tense {
    Past,
    Coming,
}

/// A date as precisely as the text gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::nlp) enum Given {
    Day(i16, i8, i8),
    Month(i16, i8),
    Year(i16),
    /// A day without a year.
    DayOfMonth(i8, i8, Option<Tense>),
    /// `last Tuesday`, `Tuesday`, `next Tuesday`: −1, 0, 1.
    Weekday(Weekday, i8, Option<Tense>),
    /// Days from the day of writing.
    Days(i64),
    /// `last month`, `this year`: months or years from the day of writing.
    Months(i64),
    Years(i64),
    /// A month without a year.
    MonthOnly(i8, Option<Tense>),
    /// Relative to another day than that of writing: `the following Tuesday`.
    Elsewhere,
}

/// The date in ISO 8601, as precisely as given; `None` if it needs a day of writing and there is none.
pub(in crate::nlp) fn absolute(given: Given, reference: Option<Date>) -> Option<String> {
    let day = |d: Date| d.to_string();
    Some(match given {
        Given::Day(y, m, d) => day(Date::new(y, m, d).ok()?),
        Given::Month(y, m) => format!("{y:04}-{m:02}"),
        Given::Year(y) => format!("{y:04}"),
        Given::Elsewhere => return None,
        Given::DayOfMonth(m, d, tense) => day(nearest(reference?, m, d, tense)?),
        Given::MonthOnly(m, tense) => {
            let near = nearest(reference?, m, 15, tense)?;
            format!("{:04}-{m:02}", near.year())
        }
        Given::Days(n) => day(reference?.checked_add(n.days()).ok()?),
        Given::Months(n) => {
            let d = reference?.checked_add(n.months()).ok()?;
            format!("{:04}-{:02}", d.year(), d.month())
        }
        Given::Years(n) => format!("{:04}", reference?.checked_add(n.years()).ok()?.year()),
        Given::Weekday(w, which, tense) => {
            let today = reference?;
            let back = i64::from(w.since(Weekday::Monday)) - i64::from(today.weekday().since(Weekday::Monday));
            // In news `Tuesday` is the last Tuesday (or today), unless the text says `next` or uses the future tense.
            let offset = match which {
                0 if tense == Some(Tense::Coming) => {
                    if back >= 0 {
                        back
                    } else {
                        back + 7
                    }
                }
                1 => {
                    if back > 0 {
                        back
                    } else {
                        back + 7
                    }
                }
                -1 => {
                    if back < 0 {
                        back
                    } else {
                        back - 7
                    }
                }
                _ => {
                    if back <= 0 {
                        back
                    } else {
                        back - 7
                    }
                }
            };
            day(today.checked_add(offset.days()).ok()?)
        }
    })
}

/// Maximum distance in days for a date without a year to be the nearest such day, …
const NEAR: i32 = 45;
/// … and the maximum without a tense.
const LIKELY: i32 = 90;

/// The date with this month and day: the nearest one or, further away, the one before or after `reference` according to
/// the tense. `None` if two are equally likely: a wrong year is worse than none.
fn nearest(reference: Date, m: i8, d: i8, tense: Option<Tense>) -> Option<Date> {
    let year = reference.year();
    let years = [year.checked_sub(1)?, year, year.checked_add(1)?];
    let away = |date: Date| (date - reference).get_days();
    let mut all = years.into_iter().filter_map(|y| Date::new(y, m, d).ok());
    let near = all.clone().min_by_key(|date| away(*date).abs())?;
    match tense {
        _ if away(near).abs() <= NEAR => Some(near),
        Some(Tense::Past) => all.rfind(|date| away(*date) <= 0),
        Some(Tense::Coming) => all.find(|date| away(*date) >= 0),
        None => Some(near).filter(|near| away(*near).abs() <= LIKELY),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_become_absolute_against_the_day_of_writing() {
        let wednesday = Date::new(2023, 3, 15).ok();
        for (given, want) in [
            (Given::Day(2023, 3, 14), Some("2023-03-14")),
            (Given::DayOfMonth(3, 16, None), Some("2023-03-16")),
            (Given::DayOfMonth(12, 30, None), Some("2022-12-30")),
            (Given::DayOfMonth(12, 30, Some(Tense::Coming)), Some("2023-12-30")),
            (Given::DayOfMonth(4, 2, Some(Tense::Past)), Some("2023-04-02")),
            (Given::DayOfMonth(8, 2, None), None),
            (Given::DayOfMonth(8, 2, Some(Tense::Past)), Some("2022-08-02")),
            (Given::DayOfMonth(8, 2, Some(Tense::Coming)), Some("2023-08-02")),
            (Given::MonthOnly(10, Some(Tense::Past)), Some("2022-10")),
            (Given::MonthOnly(10, Some(Tense::Coming)), Some("2023-10")),
            (Given::MonthOnly(10, None), None),
            (Given::MonthOnly(3, Some(Tense::Past)), Some("2023-03")),
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
        ] {
            assert_eq!(absolute(given, wednesday).as_deref(), want, "{given:?}");
        }
        assert_eq!(absolute(Given::DayOfMonth(3, 16, None), None), None);
    }
}
