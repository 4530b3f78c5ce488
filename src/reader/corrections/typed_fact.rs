//! Parses figures, days and roles as a reader types them.

use crate::nlp::RoleStatus;

/// Signs of currencies with their codes, as figures carry them.
const CURRENCIES: [(char, &str); 4] = [('$', "USD"), ('€', "EUR"), ('£', "GBP"), ('¥', "JPY")];
/// Words for large numbers.
const LARGE: [(&str, f64); 7] =
    [("thousand", 1e3), ("million", 1e6), ("m", 1e6), ("billion", 1e9), ("bn", 1e9), ("trillion", 1e12), ("tn", 1e12)];

/// Parses a number and its unit: `1,200 people`, `5.5 %`, `$3 million`. The unit is `None` for a number alone.
pub(super) fn figure(text: &str) -> Option<(f64, Option<String>)> {
    let text = text.trim();
    let (sign, rest) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (-1.0, rest.trim_start()),
        None => (1.0, text),
    };
    let currency = CURRENCIES.iter().find(|(sign, _)| rest.starts_with(*sign)).map(|(_, code)| *code);
    let rest = rest.trim_start_matches(|c| CURRENCIES.iter().any(|(sign, _)| *sign == c)).trim_start();
    let end = rest.find(|c: char| !(c.is_ascii_digit() || c == ',' || c == '.')).unwrap_or(rest.len());
    let (digits, rest) = rest.split_at_checked(end)?;
    let number: f64 = digits.trim_end_matches([',', '.']).replace(',', "").parse().ok()?;
    let rest = rest.trim();
    let (word, after) = rest.split_once(' ').unwrap_or((rest, ""));
    let large = LARGE.iter().find(|(name, _)| word.eq_ignore_ascii_case(name)).map(|(_, by)| *by);
    let (number, rest) = large.map_or((number, rest), |by| (number * by, after.trim()));
    let unit = if rest.is_empty() { currency } else { Some(rest) };
    Some((sign * number, unit.map(str::to_owned)))
}

/// Parses `2023-03` or `2023`.
pub(super) fn month_or_year(text: &str) -> Option<String> {
    let is = |part: &str, length| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
    let valid = match text.split_once('-') {
        Some((year, month)) => is(year, 4) && is(month, 2) && ("01"..="12").contains(&month),
        None => is(text, 4),
    };
    valid.then(|| text.to_owned())
}

/// Parses a role with its status and place: `former mayor, Orrin Bay`.
pub(super) fn office(text: &str) -> Option<(String, Option<String>, RoleStatus)> {
    let (role, of) = text.trim().split_once(',').unwrap_or((text.trim(), ""));
    let (first, rest) = role.split_once(' ').unwrap_or((role, ""));
    let status = match first.to_lowercase().as_str() {
        "former" | "ex" => RoleStatus::Former,
        "acting" => RoleStatus::Acting,
        "future" => RoleStatus::Future,
        "candidate" if !rest.is_empty() => RoleStatus::Candidate,
        _ => RoleStatus::Current,
    };
    let role = if status == RoleStatus::Current { role } else { rest }.trim();
    let of = Some(of.trim()).filter(|of| !of.is_empty()).map(str::to_owned);
    (!role.is_empty()).then(|| (role.to_owned(), of, status))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_as_people_type_them() {
        for (text, want) in [
            ("1,200 people", Some((1200.0, Some("people")))),
            ("5.5 %", Some((5.5, Some("%")))),
            ("5%", Some((5.0, Some("%")))),
            ("$3 million", Some((3e6, Some("USD")))),
            ("3 million dollars", Some((3e6, Some("dollars")))),
            ("−4 °C", Some((-4.0, Some("°C")))),
            (" 12 ", Some((12.0, None))),
            ("twelve", None),
            ("", None),
            (".", None),
        ] {
            let want = want.map(|(number, unit): (f64, Option<&str>)| (number, unit.map(str::to_owned)));
            assert_eq!(figure(text), want, "{text}");
        }
    }

    #[test]
    fn months_and_years() {
        for (text, is) in [("2023-03", true), ("2023", true), ("2023-13", false), ("23", false), ("2023-3", false)] {
            assert_eq!(month_or_year(text).is_some(), is, "{text}");
        }
    }

    #[test]
    fn roles_with_status_and_place() {
        let read = |text| office(text);
        let is = |role: &str, of: Option<&str>, status| Some((role.to_owned(), of.map(str::to_owned), status));
        assert_eq!(read("former mayor, Orrin Bay"), is("mayor", Some("Orrin Bay"), RoleStatus::Former));
        assert_eq!(read("Acting director"), is("director", None, RoleStatus::Acting));
        assert_eq!(read("judge"), is("judge", None, RoleStatus::Current));
        assert_eq!(read("candidate"), is("candidate", None, RoleStatus::Current));
        assert_eq!(read("former"), None);
        assert_eq!(read(" , Oslo"), None);
    }
}
