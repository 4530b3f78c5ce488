//! The reference for the dates of a text: the day of writing or, in a text about other years, the year of the narrated
//! events.

use jiff::civil::Date;

use crate::nlp::facts::dates::{Given, Reference, absolute};
use crate::text::Span;

/// Minimum number of past years in a text about another time.
const PAST_YEARS: usize = 4;

/// Number of dates for which a quarter stays the reference.
const QUARTER: usize = 4;

/// Returns the values of the dates of a text, in order.
pub(super) fn values(dates: &[(Span, Given)], day: Option<Date>) -> Vec<Option<String>> {
    let years: Vec<i16> = dates.iter().filter_map(|(_, given)| year_of(given)).collect();
    let now = day.map_or(i16::MAX, Date::year);
    let past = years.iter().filter(|y| **y < now.saturating_sub(2)).count();
    let writes_now = |given: &Given| match given {
        Given::At(given, _) => matches!(**given, Given::Weekday(..) | Given::Days(_)),
        given => matches!(given, Given::Weekday(..) | Given::Days(_) | Given::Weeks(_) | Given::Months(_)),
    };
    let deictic = dates.iter().filter(|(_, given)| writes_now(given)).count();
    let recent = years.iter().filter(|y| **y < now).count();
    let history = (past >= PAST_YEARS && past * 5 >= years.len() * 3
        || recent >= 3 * PAST_YEARS && past * 5 >= years.len())
        && (deictic * 6 <= recent || past >= 5 * PAST_YEARS && deictic * 3 <= past);
    let first = |day_first: bool| dates.iter().filter(|(_, given)| numbers_first(given) == Some(day_first)).count();
    let day_first = match (first(true), first(false)) {
        (0, 0) => None,
        (days, months) => Some(days > months),
    };
    let mut reference = Reference { day, history, day_first, ..Reference::default() };
    let mut since_quarter = usize::MAX;
    let value = |(at, (span, given)): (usize, &(Span, Given))| {
        let later = dates.get(at + 1..).unwrap_or_default();
        if since_quarter > QUARTER {
            reference.quarter = None;
        }
        since_quarter = since_quarter.saturating_add(1);
        if history && turns_year(given, &reference, later) {
            reference.told = reference.told.map(|year| year.saturating_add(1));
        }
        let value = match joined_year(*span, given, later) {
            Some(year) => absolute(given, Reference { told: Some(year), before: None, ..reference }),
            None => absolute(given, reference),
        };
        let quarter = value
            .as_deref()
            .and_then(|v| v.split_once("-Q"))
            .and_then(|(y, q)| Some((y.parse().ok()?, q.parse().ok()?)));
        if let Some(quarter) = quarter.filter(|_| !matches!(given, Given::YearAgo)) {
            (reference.quarter, since_quarter) = (Some(quarter), 0);
        }
        if history
            && let Some(year) = year_of(given)
            && !is_aside(year, given, reference.told, later)
        {
            (reference.told, reference.before) = (Some(year), None);
        }
        if let Given::Before(year) | Given::MonthBefore(year, _) | Given::SeasonBefore(year, _) = given {
            (reference.told, reference.before) = (None, Some(*year));
        }
        reference.just = false;
        let parts: Vec<&str> = value.as_deref().unwrap_or_default().split(['-', 'T']).collect();
        if let Some(year) = parts.first().filter(|y| y.len() == 4).and_then(|y| y.parse().ok()) {
            let number = |at: usize| parts.get(at).and_then(|n| n.parse().ok());
            reference.last = Some((year, number(1), number(2)));
            reference.just = true;
            if history && matches!(given, Given::Later(..)) {
                reference.told = Some(year);
            }
        }
        value
    };
    dates.iter().enumerate().map(value).collect()
}

/// Returns the year of the next date if the two are joined: `in August and September 1914`.
fn joined_year(span: Span, given: &Given, later: &[(Span, Given)]) -> Option<i16> {
    let (next, date) = later.first()?;
    let year = match date {
        Given::Day(year, ..) | Given::Month(year, _) => *year,
        _ => return None,
    };
    let yearless = matches!(given, Given::DayOfMonth(..) | Given::MonthOnly(_, 0, _));
    (yearless && next.start >= span.end && next.start - span.end <= JOINED).then_some(year)
}

/// Whether a month without a year lies in the year after the narrated one: `in January` after a date of December.
fn turns_year(given: &Given, reference: &Reference, later: &[(Span, Given)]) -> bool {
    let month = match given {
        Given::DayOfMonth(month, ..) | Given::MonthOnly(month, 0, _) => *month,
        _ => return false,
    };
    let (Some(told), Some((year, Some(last), _))) = (reference.told, reference.last) else { return false };
    let next = later.iter().find_map(|(_, given)| year_of(given));
    year == told && last - month > TURN && next != Some(told)
}

/// A month so many months before the last one belongs to the next year.
const TURN: i8 = 7;
/// Maximum number of bytes between two dates that share a year: ` and `.
const JOINED: usize = 5;
/// A year so far from the narrated one is mentioned in passing, unless the next year is near it.
const FAR: i16 = 3;

/// Whether a year without month or day is mentioned in passing, so that the narrated year stays.
fn is_aside(year: i16, given: &Given, told: Option<i16>, later: &[(Span, Given)]) -> bool {
    let Some(told) = told.filter(|told| *told != year && matches!(given, Given::Year(_))) else { return false };
    let next = later.iter().find_map(|(_, given)| year_of(given));
    next == Some(told)
        || year.abs_diff(told) > FAR.unsigned_abs() && next.is_some_and(|n| n.abs_diff(year) > FAR.unsigned_abs())
}

/// Returns the year that a date states.
fn year_of(given: &Given) -> Option<i16> {
    match given {
        Given::Day(y, ..) | Given::Month(y, _) | Given::Year(y) | Given::Quarter(y, _) | Given::Season(y, _) => {
            Some(*y)
        }
        Given::At(given, _) => year_of(given),
        Given::Between(ends) => year_of(&ends.1),
        _ => None,
    }
}

/// Whether the day precedes the month in a numeric date; `None` if ambiguous.
fn numbers_first(given: &Given) -> Option<bool> {
    match given {
        Given::Numbers(_, a, b) if *a > 12 && *b <= 12 => Some(true),
        Given::Numbers(_, a, b) if *b > 12 && *a <= 12 => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_about_other_years_gives_its_months_those_years() {
        let dates = |given: Vec<Given>| given.into_iter().map(|g| (Span::default(), g)).collect::<Vec<_>>();
        let last = |given: Vec<Given>| values(&dates(given), Date::new(2023, 3, 15).ok()).pop().flatten();
        let past = || (1912..1918).map(Given::Year).collect::<Vec<_>>();
        let april = Given::MonthOnly(4, 0, None);
        assert_eq!(last([past(), vec![april.clone()]].concat()).as_deref(), Some("1917-04"));
        assert_eq!(last(vec![Given::Year(1912), april]).as_deref(), Some("2023-04"));
        assert_eq!(last([past(), vec![Given::Weekday(jiff::civil::Weekday::Tuesday, 0, None)]].concat()), None);
    }

    #[test]
    fn an_aside_and_a_new_year_do_not_mislead() {
        let dates = |given: Vec<Given>| given.into_iter().map(|g| (Span::default(), g)).collect::<Vec<_>>();
        let past = || (1912..1916).map(Given::Year).collect::<Vec<_>>();
        let all = |more: Vec<Given>| values(&dates([past(), more].concat()), Date::new(2023, 3, 15).ok());
        let april = || Given::MonthOnly(4, 0, None);
        // `In 1940, looking back, …` between dates of 1915 is an aside.
        let found = all(vec![Given::Month(1915, 2), Given::Year(1940), april(), Given::Month(1915, 6)]);
        assert_eq!(found[6].as_deref(), Some("1915-04"));
        let found = all(vec![Given::Month(1915, 12), Given::MonthOnly(1, 0, None), april(), Given::Month(1916, 6)]);
        assert_eq!((found[5].as_deref(), found[6].as_deref()), (Some("1916-01"), Some("1916-04")));
        let found = all(vec![Given::Month(1915, 12), Given::MonthOnly(1, 0, None), Given::Month(1915, 6)]);
        assert_eq!(found[5].as_deref(), Some("1915-01"));
        let found = all(vec![Given::Before(480), Given::MonthOnly(9, 0, None), Given::Month(1915, 6), april()]);
        assert_eq!((found[5].as_deref(), found[7].as_deref()), (Some("BC0480-09"), Some("1915-04")));
    }

    #[test]
    fn joined_months_share_their_year() {
        let (first, second) = (Span::new(0, 6), Span::new(11, 25));
        let dates = [(first, Given::MonthOnly(8, 0, None)), (second, Given::Month(1914, 9))];
        assert_eq!(values(&dates, None)[0].as_deref(), Some("1914-08"));
        let dates = [(first, Given::MonthOnly(8, 0, None)), (Span::new(30, 44), Given::Month(1914, 9))];
        assert_eq!(values(&dates, None)[0], None);
    }

    #[test]
    fn other_dates_tell_whether_the_day_stands_first() {
        let of = |first| {
            let dates = [(Span::default(), first), (Span::default(), Given::Numbers(2022, 3, 4))];
            values(&dates, None).pop().flatten()
        };
        assert_eq!(of(Given::Numbers(2022, 21, 3)).as_deref(), Some("2022-04-03"));
        assert_eq!(of(Given::Numbers(2022, 3, 21)).as_deref(), Some("2022-03-04"));
        assert_eq!(of(Given::Year(2020)), None);
    }
}
