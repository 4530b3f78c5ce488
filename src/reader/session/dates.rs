//! Formats dates and times in the reader's locale, or as ISO 8601.
//!
//! The formats come from Unicode CLDR (`icu_datetime`); this file only selects them.

use icu_calendar::{Date, Gregorian};
use icu_datetime::fieldsets::{YM, YMD, YMDT};
use icu_datetime::input::{DateTime, Time};
use icu_datetime::{DateTimeFormatterPreferences, FixedCalendarDateTimeFormatter};
use icu_locale_core::Locale;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The default locale: day before month, month names.
const USUAL: &str = "en-GB";

/// The format of dates and times.
#[derive(Debug)]
pub struct Dates {
    written: Option<Written>,
    zone: TimeZone,
}

/// The formats of a locale.
#[derive(Debug)]
struct Written {
    day: FixedCalendarDateTimeFormatter<Gregorian, YMD>,
    month: FixedCalendarDateTimeFormatter<Gregorian, YM>,
    time: FixedCalendarDateTimeFormatter<Gregorian, YMDT>,
}

/// The date style in the settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum DateStyle {
    /// From the environment (`LC_ALL`, `LC_TIME`, `LANG`).
    #[default]
    Auto,
    /// `2023-03-15`
    Iso,
    /// In a locale, by its tag: `de`, `en-US`.
    Of(String),
}

impl DateStyle {
    /// Returns the name in the settings.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Auto => "auto",
            Self::Iso => "iso",
            Self::Of(tag) => tag,
        }
    }

    /// Parses the name in the settings; `None` if it is not a locale.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        match name {
            "auto" | "" => Some(Self::Auto),
            "iso" => Some(Self::Iso),
            tag if tag.contains(['.', '@']) => None,
            tag => locale(tag).is_some().then(|| Self::Of(tag.to_owned())),
        }
    }
}

impl Default for Dates {
    fn default() -> Self {
        Self::new(&DateStyle::Auto, None, TimeZone::UTC)
    }
}

impl Dates {
    /// Makes a formatter. `environment` is the locale of the environment (`de_DE.UTF-8`), `zone` the time zone.
    #[must_use]
    pub fn new(style: &DateStyle, environment: Option<&str>, zone: TimeZone) -> Self {
        let tag = match style {
            DateStyle::Iso => return Self { written: None, zone },
            DateStyle::Of(tag) => Some(tag.as_str()),
            DateStyle::Auto => environment,
        };
        let written = tag.and_then(locale).and_then(|locale| Written::new(&locale));
        let written = written.or_else(|| Written::new(&locale(USUAL)?));
        Self { written, zone }
    }

    /// Formats `2023-03-15` as `15 Mar 2023`, or a less precise date likewise; returns anything else unchanged.
    #[must_use]
    pub fn day(&self, iso: &str) -> String {
        let Some(written) = &self.written else { return iso.to_owned() };
        written.day(iso).or_else(|| period(iso)).unwrap_or_else(|| iso.to_owned())
    }

    /// Formats a time (RFC 3339) in the reader's time zone: `15 Mar 2023, 09:30`; anything else as a date.
    #[must_use]
    pub fn time(&self, rfc: &str) -> String {
        let Ok(time) = rfc.parse::<Timestamp>() else { return self.day(rfc) };
        let time = time.to_zoned_datetime(self.zone.clone()).datetime();
        let shown = self.written.as_ref().and_then(|written| written.time(time));
        shown.unwrap_or_else(|| time.strftime("%Y-%m-%d %H:%M").to_string())
    }
}

impl Written {
    fn new(locale: &Locale) -> Option<Self> {
        let prefs = DateTimeFormatterPreferences::from(locale);
        Some(Self {
            day: FixedCalendarDateTimeFormatter::try_new(prefs, YMD::medium()).ok()?,
            month: FixedCalendarDateTimeFormatter::try_new(prefs, YM::medium()).ok()?,
            time: FixedCalendarDateTimeFormatter::try_new(prefs, YMD::medium().with_time_hm()).ok()?,
        })
    }

    fn day(&self, iso: &str) -> Option<String> {
        let mut parts = iso.split('-');
        let (year, month, day, more) = (parts.next()?, parts.next()?, parts.next(), parts.next());
        if year.len() != 4 || more.is_some() {
            return None;
        }
        let (year, month) = (year.parse().ok()?, month.parse().ok()?);
        let shown = match day {
            Some(day) => self.day.format(&Date::try_new_gregorian(year, month, day.parse().ok()?).ok()?).to_string(),
            None => self.month.format(&Date::try_new_gregorian(year, month, 1).ok()?).to_string(),
        };
        Some(plain(&shown))
    }

    fn time(&self, time: jiff::civil::DateTime) -> Option<String> {
        let number = |n: i8| u8::try_from(n).ok();
        let date = Date::try_new_gregorian(time.year().into(), number(time.month())?, number(time.day())?).ok()?;
        let clock = Time::try_new(number(time.hour())?, number(time.minute())?, 0, 0).ok()?;
        Some(plain(&self.time.format(&DateTime { date, time: clock }).to_string()))
    }
}

/// Formats a period that is no date of the calendar, as TIMEX3 writes it: `2024-WI` as `winter 2024`, `2009-Q3` as
/// `Q3 2009`, `2023-W10` as `week 10, 2023`, `2023-W11-WE` as `weekend of week 11, 2023`, `197X` as `1970s`.
fn period(iso: &str) -> Option<String> {
    let is_digits = |text: &str, length: usize| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    if let Some(decade) = iso.strip_suffix('X').filter(|decade| is_digits(decade, 3)) {
        return Some(format!("{decade}0s"));
    }
    let (year, part) = iso.split_once('-').filter(|(year, _)| is_digits(year, 4))?;
    let week = |part: &str| part.strip_prefix('W').filter(|week| is_digits(week, 2)).map(str::to_owned);
    Some(match part {
        "SP" => format!("spring {year}"),
        "SU" => format!("summer {year}"),
        "FA" => format!("autumn {year}"),
        "WI" => format!("winter {year}"),
        "Q1" | "Q2" | "Q3" | "Q4" => format!("{part} {year}"),
        part => match part.strip_suffix("-WE") {
            Some(weekend) => format!("weekend of week {}, {year}", week(weekend)?.trim_start_matches('0')),
            None => format!("week {}, {year}", week(part)?.trim_start_matches('0')),
        },
    })
}

/// Removes direction marks and replaces special blanks.
fn plain(text: &str) -> String {
    let blank = |c: char| if c.is_whitespace() { ' ' } else { c };
    text.chars().map(blank).filter(|c| crate::text::harmless(*c).is_none()).collect()
}

/// Parses a locale tag (`de-DE`) or an environment value (`de_DE.UTF-8`, `sr_RS@latin`).
fn locale(tag: &str) -> Option<Locale> {
    let (name, variant) = tag.split_once('@').unwrap_or((tag, ""));
    let name = name.split('.').next().unwrap_or_default().replace('_', "-");
    if matches!(name.as_str(), "" | "C" | "POSIX") {
        return None;
    }
    let name = match (variant, name.split_once('-')) {
        ("latin", Some((language, region))) => format!("{language}-Latn-{region}"),
        _ => name,
    };
    Locale::try_from_str(&name).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn dates(tag: &str) -> Dates {
        Dates::new(&DateStyle::of(tag).unwrap(), None, TimeZone::UTC)
    }

    #[test]
    fn days_are_written_as_their_reader_writes_them() {
        for (tag, shown) in [
            ("auto", "15 Mar 2023"),
            ("en-GB", "15 Mar 2023"),
            ("en-US", "Mar 15, 2023"),
            ("de", "15.03.2023"),
            ("fr", "15 mars 2023"),
            ("ja", "2023/03/15"),
            ("iso", "2023-03-15"),
        ] {
            assert_eq!(dates(tag).day("2023-03-15"), shown, "{tag}");
        }
        for (environment, shown) in [
            ("en_US.UTF-8", "Mar 15, 2023"),
            ("C.UTF-8", "15 Mar 2023"),
            ("POSIX", "15 Mar 2023"),
            ("", "15 Mar 2023"),
            ("../../etc", "15 Mar 2023"),
        ] {
            let dates = Dates::new(&DateStyle::Auto, Some(environment), TimeZone::UTC);
            assert_eq!(dates.day("2023-03-15"), shown, "{environment}");
        }
    }

    #[test]
    fn periods_are_words() {
        for (value, shown) in [
            ("2024-WI", "winter 2024"),
            ("2009-Q3", "Q3 2009"),
            ("2023-W10", "week 10, 2023"),
            ("2023-W09-WE", "weekend of week 9, 2023"),
            ("197X", "1970s"),
            ("2023-XX", "2023-XX"),
        ] {
            assert_eq!(dates("en").day(value), shown);
        }
        assert_eq!(Dates::new(&DateStyle::Iso, None, TimeZone::UTC).day("2024-WI"), "2024-WI");
    }

    #[test]
    fn a_date_is_as_precise_as_it_is_given() {
        let dates = Dates::default();
        for (iso, shown) in [
            ("2023-03-05", "5 Mar 2023"),
            ("2023-03", "Mar 2023"),
            ("2023", "2023"),
            ("2023-02-30", "2023-02-30"),
            ("2023-13-01", "2023-13-01"),
            ("2023-03-05-01", "2023-03-05-01"),
            ("soon", "soon"),
            ("", ""),
        ] {
            assert_eq!(dates.day(iso), shown);
        }
    }

    #[test]
    fn a_time_is_that_of_the_reader_s_clock() {
        let at = |tag: &str, hours| {
            let zone = TimeZone::fixed(jiff::tz::Offset::constant(hours));
            Dates::new(&DateStyle::of(tag).unwrap(), None, zone).time("2024-02-06T23:30:00Z")
        };
        assert_eq!(at("auto", 0), "6 Feb 2024, 23:30");
        assert_eq!(at("auto", 2), "7 Feb 2024, 01:30");
        assert_eq!(at("en-US", 0), "Feb 6, 2024, 11:30 PM");
        assert_eq!(at("iso", -5), "2024-02-06 18:30");
        assert_eq!(Dates::default().time("2024-02-06"), "6 Feb 2024");
        assert_eq!(Dates::default().time("long ago"), "long ago");
    }

    #[test]
    fn only_languages_are_taken() {
        assert_eq!(DateStyle::of("auto"), Some(DateStyle::Auto));
        assert_eq!(DateStyle::of("de").map(|style| style.name().to_owned()).as_deref(), Some("de"));
        for wrong in ["german!", "x", "dd.mm.yyyy", "C"] {
            assert_eq!(DateStyle::of(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_given_is_written_without_harm(iso in "[0-9]{0,5}(-[0-9]{0,3}){0,3}", tag in "[a-z]{2}(-[A-Z]{2})?") {
            let style = DateStyle::of(&tag).unwrap_or_default();
            let dates = Dates::new(&style, None, TimeZone::UTC);
            for shown in [dates.day(&iso), dates.time(&iso)] {
                prop_assert!(shown.chars().all(|c| crate::text::harmless(c).is_none()), "{shown:?}");
            }
        }
    }
}
