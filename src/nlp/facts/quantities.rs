//! Quantities in running text: a number with its currency, unit, hedge and counted noun.

use crate::nlp::data::lexicon;
use crate::nlp::data::lexicon::class;
use crate::nlp::data::lists::List;
use crate::nlp::facts::dates;
use crate::nlp::facts::numbers::{Kind, Number, Pieces, small};
use crate::nlp::facts::units;
use crate::text::Span;

/// A quantity as the text states it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Quantity {
    pub(super) span: Span,
    pub(super) value: f64,
    /// Both ends of a range.
    pub(super) range: Option<[f64; 2]>,
    pub(super) unit: Option<String>,
    /// The counted or measured noun phrase.
    pub(super) of: Option<Span>,
    /// The hedge before or after it.
    pub(super) modifier: Option<&'static str>,
    /// The direction of a change: rise or fall.
    pub(super) change: Option<&'static str>,
}

/// A number with its unit, as pieces.
#[derive(Clone, Debug)]
struct Amount {
    to: usize,
    value: f64,
    unit: Option<String>,
    of: Option<(usize, usize)>,
    sure: bool,
    spelled: bool,
    /// Whether a currency precedes the number.
    money: bool,
    /// Whether the unit is a counted noun.
    counted: bool,
}

/// Maximum number of words in a counted noun phrase.
const COUNTED: usize = 7;

/// Returns the quantities in the pieces.
pub(super) fn quantities(p: &Pieces) -> Vec<Quantity> {
    let mut found = Vec::new();
    let mut i = 0;
    while i < p.all.len() {
        let (to, quantity) = Reader { p }.read(i);
        // `40 previous years` is neither a length of time nor a count of things.
        let relative = |q: &Quantity| q.span.of(p.text).split_whitespace().any(|word| word == "previous");
        found.extend(quantity.filter(|q| !relative(q)));
        i = to.max(i + 1);
    }
    found
}

struct Reader<'p, 'a> {
    p: &'p Pieces<'a>,
}

impl Reader<'_, '_> {
    /// Returns the quantity that begins at piece `i`, and the next piece to read.
    fn read(&self, i: usize) -> (usize, Option<Quantity>) {
        let p = self.p;
        let Some(mut first) = self.amount(i) else { return (self.skip(i), None) };
        let age = self.age(i, &first);
        if let Some((from, to)) = age {
            let unit = Some("years old".to_owned());
            let quantity = self.quantity(from, to, first.value, None, unit, None, i);
            return (to.max(first.to), Some(quantity));
        }
        let between = p.lower(i.wrapping_sub(1)) == "between";
        let mut range = None;
        if let Some((at, joint)) = self.joint(first.to, between)
            && let Some(second) = self.amount(at)
            && self.is_range(i, &first, &second, joint, between)
        {
            let mut low = first.value;
            // `$20 to $35 billion`: the scale of the second number applies to both.
            let scale = self.scale_of(&second, at);
            if !first.sure && scale > 1.0 && low < scale {
                low *= scale;
            }
            range = Some([low, second.value]);
            first = Amount {
                value: low,
                unit: second.unit.or(first.unit).or_else(|| self.ages(i).then(|| "years old".to_owned())),
                of: second.of.or(first.of),
                sure: first.sure || second.sure,
                spelled: first.spelled || second.spelled,
                money: first.money || second.money,
                counted: second.counted || first.counted,
                to: second.to,
            };
        } else if self.is_glued_to_more(first.to) {
            return (self.skip(first.to), None);
        }
        if range.is_none() && self.is_label(i, &first) || self.is_year(i, &first, range) || self.is_definite(i, &first)
        {
            return (first.to, None);
        }
        if first.unit.is_none() && !first.sure {
            return (first.to, None);
        }
        let mut from = i;
        let mut value = first.value;
        if let Some(at) = self.minus(i, &first) {
            from = at;
            value = -value;
        }
        let of = first.of.or_else(|| self.measured(first.to));
        let end = first.to;
        let mut quantity = self.quantity(from, end, value, range, first.unit, of, i);
        if matches!(p.lower(end).as_str(), "or" | "and")
            && matches!(p.lower(end + 1).as_str(), "more" | "over" | "older")
        {
            quantity.modifier = Some("more than");
        }
        (end, Some(quantity))
    }

    #[allow(clippy::too_many_arguments)]
    fn quantity(
        &self,
        from: usize,
        to: usize,
        value: f64,
        range: Option<[f64; 2]>,
        unit: Option<String>,
        of: Option<(usize, usize)>,
        first: usize,
    ) -> Quantity {
        let p = self.p;
        let (modifier, hedge) = self.modifier(first.min(from));
        Quantity {
            span: p.span(from, to),
            value,
            range,
            unit,
            of: of.map(|(a, b)| p.span(a, b)),
            modifier,
            change: self.change(hedge),
        }
    }

    /// Returns the piece after a number at `i` that is not a quantity.
    fn skip(&self, i: usize) -> usize {
        let p = self.p;
        if p.kind(i) != Some(Kind::Digits) {
            return i + 1;
        }
        let mut to = i + 1;
        while to < p.all.len() && p.touches(to) && !matches!(p.word(to), "," | "." | ";" | ")" | "(" | "—") {
            to += 1;
        }
        to
    }

    /// Returns the number at piece `i` with its currency and unit.
    fn amount(&self, i: usize) -> Option<Amount> {
        let p = self.p;
        let (currency, at) = self.currency(i).map_or((None, i), |(name, at)| (Some(name), at));
        let mut number = p.number(at)?;
        // `F-16`, `Covid19`, `A4`
        if currency.is_none() && p.touches(at) && at > 0 && p.kind(at) == Some(Kind::Digits) {
            let lead = p.kind(at - 1);
            let letters = lead == Some(Kind::Word);
            let hyphen = matches!(p.word(at - 1), "-" | "–")
                && at > 1
                && p.touches(at - 1)
                && p.kind(at - 2) == Some(Kind::Word)
                && p.lower(at - 2) != "minus";
            if letters || hyphen {
                return None;
            }
        }
        let mut amount = Amount {
            to: number.to,
            value: number.value,
            unit: currency.map(str::to_owned),
            of: None,
            sure: number.sure,
            spelled: number.spelled,
            money: currency.is_some(),
            counted: false,
        };
        if currency.is_some() {
            if number.spelled {
                return None;
            }
            if p.touches(number.to)
                && let Some(by) = self.glued_scale(p.word(number.to))
            {
                amount.value *= by;
                amount.sure = true;
                amount.to += 1;
            } else if p.touches(number.to) && p.kind(number.to) == Some(Kind::Word) {
                return None;
            }
            self.rate(&mut amount);
            return Some(amount);
        }
        if !number.spelled
            && p.touches(number.to)
            && p.kind(number.to) == Some(Kind::Word)
            && self.unit(number.to).is_none()
        {
            let word = p.word(number.to);
            let by = self.glued_scale(word).filter(|_| word != "b")?;
            number.value *= by;
            number.sure = true;
            number.to += 1;
            (amount.value, amount.to, amount.sure) = (number.value, number.to, true);
        } else if p.word(number.to) == "m" && p.touches(number.to) && self.counted(number.to + 1).is_some() {
            // `5m people`
            (amount.value, amount.to, amount.sure) = (number.value * 1e6, number.to + 1, true);
        }
        self.with_unit(&mut amount, &number)?;
        Some(amount)
    }

    fn with_unit(&self, amount: &mut Amount, number: &Number) -> Option<()> {
        let p = self.p;
        let mut at = amount.to;
        let lower = p.lower(at);
        // Ordinals, decades and times of day are not quantities.
        if p.touches(at)
            && matches!(lower.as_str(), "st" | "nd" | "rd" | "th" | "s" | "am" | "pm" | "a.m" | "p.m" | "a.m." | "p.m.")
        {
            return None;
        }
        if matches!(lower.as_str(), "a.m" | "p.m" | "am" | "pm" | "a.m." | "p.m." | "o'clock" | "o’clock") {
            return None;
        }
        // `12-inch`, `16-year-old`
        let hyphen = matches!(p.word(at), "-" | "‑") && p.touches(at) && p.touches(at + 1);
        if hyphen {
            if p.kind(at + 1) == Some(Kind::Digits) || small(&p.lower(at + 1)).is_some() {
                return Some(());
            }
            at += 1;
        }
        if let Some(to) = self.years_old(at) {
            (amount.unit, amount.to) = (Some("years old".to_owned()), to);
            return Some(());
        }
        if let Some((name, to)) = self.unit(at) {
            // `two second chances`, `one minute`: a spelled `one` is rarely a measure.
            let one = number.spelled && number.value == 1.0 && !number.sure;
            if one && units::of_time(name).is_none() && name != "%" {
                return None;
            }
            (amount.unit, amount.to) = (Some(name.to_owned()), to);
            self.rate(amount);
            return Some(());
        }
        if hyphen || number.spelled && number.value == 1.0 {
            let ranges = matches!(lower.as_str(), "to" | "or") && !hyphen;
            return ranges.then_some(());
        }
        if let Some((from, head)) = self.counted(at) {
            // `New Zealanders`
            let capital = |k: &usize| p.word(*k).starts_with(char::is_uppercase);
            let name = (from..=head).rev().take_while(capital).last().unwrap_or(head);
            amount.unit = Some(p.span(name, head + 1).of(p.text).to_owned());
            amount.of = Some((from, head + 1));
            amount.to = head + 1;
            amount.counted = true;
            self.rate(amount);
        } else if number.fraction && amount.unit.is_none() {
            amount.sure = true;
        }
        Some(())
    }

    /// Returns the currency before a number, from piece `i`, and the piece of the number.
    fn currency(&self, i: usize) -> Option<(&'static str, usize)> {
        let p = self.p;
        if p.kind(i) == Some(Kind::Digits) || p.touches(i) && i > 0 && p.kind(i - 1) == Some(Kind::Word) {
            return None;
        }
        (1..=3).rev().find_map(|n| {
            let at = i + n;
            let digits = p.kind(at) == Some(Kind::Digits) || p.word(at) == "." && p.kind(at + 1) == Some(Kind::Digits);
            let words = p.span(i, at).of(p.text);
            let name = digits.then(|| units::currency(&words.split_whitespace().collect::<String>())).flatten()?;
            Some((name, if p.word(at) == "." { at + 1 } else { at }))
        })
    }

    fn glued_scale(&self, word: &str) -> Option<f64> {
        Some(match word {
            "k" | "K" => 1e3,
            "m" | "M" | "mn" => 1e6,
            "b" | "B" | "bn" => 1e9,
            "tn" | "trn" | "T" => 1e12,
            _ => return None,
        })
    }

    /// Returns the unit that begins at piece `i`, and the piece after it.
    fn unit(&self, i: usize) -> Option<(&'static str, usize)> {
        let p = self.p;
        let glued = p.touches(i);
        (1..=5).rev().find_map(|n| {
            let end = p.all.get(i + n - 1)?.span.end;
            let words = Span::new(p.all.get(i)?.span.start, end).of(p.text);
            let whole =
                p.kind(i + n - 1) != Some(Kind::Word) || p.kind(i + n) != Some(Kind::Digits) || !p.touches(i + n);
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            let mut name = whole.then(|| units::unit(&words, glued)).flatten()?;
            // `12 second-half goals`
            if n == 1 && p.word(i + 1) == "-" && p.touches(i + 1) && p.touches(i + 2) && p.lower(i + 2) != "old" {
                name = matches!(name, "%" | "years" | "months" | "days").then_some(name)?;
            }
            Some((name, i + n))
        })
    }

    /// Returns the piece after `year-old`, `years old` or `years of age` at piece `i`.
    fn years_old(&self, i: usize) -> Option<usize> {
        let p = self.p;
        if !matches!(p.lower(i).as_str(), "year" | "years") {
            return None;
        }
        let at = i + 1 + usize::from(p.word(i + 1) == "-");
        match p.lower(at).as_str() {
            "old" | "olds" => Some(at + 1),
            "of" if p.lower(at + 1) == "age" => Some(at + 2),
            _ => None,
        }
    }

    /// Extends a unit over a rate: `per barrel`, `an hour`, `/month`.
    fn rate(&self, amount: &mut Amount) {
        let p = self.p;
        let at = amount.to;
        let Some(unit) = amount.unit.as_deref() else { return };
        let lead = p.lower(at);
        let hyphens = matches!(p.word(at + 1), "-") && p.touches(at + 1);
        let noun_at = at + 1 + usize::from(hyphens);
        let noun = p.lower(noun_at);
        let over = |noun: &str| {
            let singular = units::unit(noun, false).filter(|u| units::of_time(u).is_some()).is_some();
            singular && !noun.ends_with('s')
        };
        let found = match lead.as_str() {
            "per" | "/" => {
                p.kind(noun_at) == Some(Kind::Word) && noun != "cent" && noun != "se" && p.word(noun_at) == noun
            }
            "a" | "an" => {
                over(&noun)
                    || matches!(
                        noun.as_str(),
                        "barrel"
                            | "share"
                            | "head"
                            | "ton"
                            | "tonne"
                            | "gallon"
                            | "litre"
                            | "liter"
                            | "pound"
                            | "piece"
                            | "ounce"
                            | "bushel"
                            | "month"
                            | "night"
                    )
            }
            _ => false,
        };
        if found {
            amount.unit = Some(format!("{unit} per {noun}"));
            amount.to = noun_at + 1;
        }
    }

    /// Returns the counted noun phrase from piece `i`: its first word and its head noun.
    fn counted(&self, i: usize) -> Option<(usize, usize)> {
        let p = self.p;
        let mut head = None;
        let mut k = i;
        while k < i + COUNTED {
            let word = p.word(k);
            if p.kind(k) != Some(Kind::Word) {
                // `coal-fired power plants`
                if word == "-"
                    && p.touches(k)
                    && p.touches(k + 1)
                    && k > i
                    && p.kind(k + 1) == Some(Kind::Word)
                    && head.is_none()
                {
                    k += 1;
                    continue;
                }
                break;
            }
            let lower = p.lower(k);
            let entry = lexicon::look_up(&lower);
            const FUNCTION: u32 =
                class::PREP | class::CONJ | class::AUX | class::SUB | class::REL | class::DET | class::PRONOUN;
            let filler = matches!(
                lower.as_str(),
                "more" | "other" | "fewer" | "different" | "such" | "least" | "most" | "additional" | "previous"
            );
            if entry.class & FUNCTION != 0 && !filler
                || word.ends_with(['’', '\''])
                || lower.ends_with("'s")
                || lower.ends_with("’s")
            {
                break;
            }
            if k > i && entry.class & class::ADV != 0 && !filler && !lower.ends_with("ly") {
                break;
            }
            if dates::weekday(&lower).is_some() || entry.class & class::BE != 0 {
                break;
            }
            let verb =
                lower.ends_with("ed") || entry.verb.is_some() && !is_plural(&lower) || entry.class & class::FINITE != 0;
            if head.is_some() && (verb || !is_plural(&lower) || !word.starts_with(char::is_lowercase)) {
                break;
            }
            // `two million in cash`, `200 is`
            let capital = word.starts_with(char::is_uppercase);
            let plural = is_plural(&lower) && !filler && (!capital || is_people(&lower));
            if plural || List::CountedThing.has(&lower) && !capital {
                head = Some(k);
            }
            k += 1;
        }
        head.map(|head| (i, head))
    }

    /// Returns the measured noun phrase after a quantity: `of land`, `profit`.
    fn measured(&self, at: usize) -> Option<(usize, usize)> {
        let p = self.p;
        let mut from = at;
        if p.lower(at) == "of" {
            from += 1;
            while matches!(p.lower(from).as_str(), "the" | "a" | "an" | "all" | "those") {
                from += 1;
            }
        }
        let mut to = from;
        while to < from + COUNTED && p.kind(to) == Some(Kind::Word) {
            let lower = p.lower(to);
            let entry = lexicon::look_up(&lower);
            let stop = class::PREP
                | class::CONJ
                | class::AUX
                | class::SUB
                | class::REL
                | class::PRONOUN
                | class::ADV
                | class::BE
                | class::FINITE;
            let own = matches!(lower.as_str(), "your" | "his" | "her" | "its" | "their" | "our" | "my") && from > at;
            if entry.class & stop != 0 && !own
                || lower.ends_with("ed")
                || entry.verb.is_some()
                || entry.class & class::DET != 0 && !own
            {
                break;
            }
            to += 1;
            if is_plural(&lower) {
                break;
            }
        }
        (to > from).then_some((from, to))
    }

    /// Returns the connector of a range at piece `i`, and the piece after it.
    fn joint(&self, i: usize, between: bool) -> Option<(usize, Joint)> {
        let p = self.p;
        let lower = p.lower(i);
        Some(match lower.as_str() {
            "-" | "–" | "—" | "−" => {
                let tight = p.touches(i) == p.touches(i + 1);
                if !tight {
                    return None;
                }
                (i + 1, Joint::Dash)
            }
            "to" if p.lower(i + 1) != "up" => (i + 1, Joint::To),
            "and" if between => (i + 1, Joint::To),
            "or" => (i + 1, Joint::Or),
            _ => return None,
        })
    }

    fn is_range(&self, i: usize, first: &Amount, second: &Amount, joint: Joint, between: bool) -> bool {
        let p = self.p;
        if second.unit.as_deref() == Some("years old") && first.unit.is_some() {
            return false;
        }
        if self.ages(i) && first.unit.is_none() && second.unit.is_none() && second.value > first.value {
            return true;
        }
        let rate_of = |unit: &str, base: &str| unit.strip_prefix(base).is_some_and(|rest| rest.starts_with(" per "));
        let rated = second.unit.as_deref().zip(first.unit.as_deref()).is_some_and(|(two, one)| rate_of(two, one));
        let same = first.unit.is_none() || first.unit == second.unit || rated;
        // `$7-9 billion`
        let shared = first.money && second.unit.is_none();
        if !same && !shared {
            return false;
        }
        let lead = p.lower(i.wrapping_sub(1));
        match joint {
            // `6-3 vote`, `2-1`: scores are not ranges.
            Joint::Dash => {
                second.value > first.value
                    && (second.unit.is_some() || shared)
                    && !(second.counted
                        && matches!(second.unit.as_deref(), Some("vote" | "votes" | "decision" | "lead")))
            }
            Joint::To => {
                let change = first.unit.is_some() && !first.counted;
                let rose = change && !between && lead != "from" && self.modifier(i).0.is_none() && lead != "of";
                (second.unit.is_some() || shared || between && second.sure) && !(rose && self.change(i).is_some())
            }
            Joint::Or => {
                first.unit.is_none()
                    && second.unit.is_some()
                    && first.spelled == second.spelled
                    && second.value > first.value
            }
        }
    }

    /// Returns the scale at the end of `amount`, from piece `at`.
    fn scale_of(&self, amount: &Amount, at: usize) -> f64 {
        let p = self.p;
        let digits = (at..amount.to).find(|k| p.kind(*k) == Some(Kind::Digits));
        let plain = digits.and_then(|k| p.word(k).replace(',', "").parse::<f64>().ok());
        plain.filter(|v| *v > 0.0).map_or(1.0, |v| amount.value / v)
    }

    /// Whether more characters directly follow an amount: `6-3`, `7/$9`.
    fn is_glued_to_more(&self, at: usize) -> bool {
        let p = self.p;
        p.touches(at)
            && p.touches(at + 1)
            && matches!(p.word(at), "-" | "–" | "/" | "−")
            && matches!(p.kind(at + 1), Some(Kind::Digits))
    }

    /// Whether the number is a label: `Flight 452`, `page 17`, `14 Mill Lane`, `Boeing 747`.
    fn is_label(&self, i: usize, amount: &Amount) -> bool {
        let p = self.p;
        if amount.money || amount.spelled {
            return false;
        }
        let lead = p.lower(i.wrapping_sub(1));
        let before = p.word(i.wrapping_sub(1));
        let measure = amount.unit.is_some() && !amount.counted;
        const LABELS: [&str; 44] = [
            "flight",
            "room",
            "page",
            "pages",
            "section",
            "chapter",
            "no",
            "number",
            "route",
            "gate",
            "channel",
            "article",
            "title",
            "apartment",
            "highway",
            "interstate",
            "boeing",
            "airbus",
            "area",
            "phase",
            "type",
            "class",
            "version",
            "game",
            "grade",
            "step",
            "part",
            "volume",
            "figure",
            "table",
            "case",
            "line",
            "article",
            "amendment",
            "proposition",
            "resolution",
            "suite",
            "model",
            "iphone",
            "windows",
            "size",
            "round",
            "district",
            "unit",
        ];
        let numero = before == "." && matches!(p.lower(i.wrapping_sub(2)).as_str(), "no" | "nos");
        let model = before.starts_with(char::is_uppercase)
            && amount.counted
            && i > 1
            && !matches!(
                lead.as_str(),
                "the" | "about" | "some" | "over" | "nearly" | "around" | "at" | "with" | "and" | "in" | "of" | "more"
            )
            && lexicon::look_up(&lead).class == 0
            && !matches!(p.word(i.wrapping_sub(2)), "." | "”" | "\"")
            && !amount.sure;
        let serial = small(&lead).is_some() && amount.counted;
        !measure && (LABELS.contains(&lead.as_str()) || numero || model || serial)
    }

    /// Whether the number is a year: `her 1991 tax returns`, `between 1650 and 1800`.
    fn is_year(&self, i: usize, amount: &Amount, range: Option<[f64; 2]>) -> bool {
        let p = self.p;
        let like = |v: f64| v.fract() == 0.0 && (1500.0..2100.0).contains(&v);
        let written = p.word(i).len() == 4 && !p.word(i).contains([',', '.']);
        let years = written && like(amount.value) && range.is_none_or(|r| like(r[1]));
        if !years || amount.money || amount.unit.is_some() && !amount.counted {
            return false;
        }
        let round = amount.value % 100.0 == 0.0 && amount.counted;
        let hedged = self.modifier(i).0.is_some_and(|m| m != "about" || p.lower(i.wrapping_sub(1)) != "around");
        let lead = p.lower(i.wrapping_sub(1));
        let dated = List::BeforeYear.has(&lead)
            || lexicon::look_up(&lead).class & (class::DET | class::PRONOUN | class::PREP) != 0;
        !(hedged && amount.counted || round && !dated)
    }

    /// Whether a small number refers to people or things named before: `the two presidents`.
    fn is_definite(&self, i: usize, amount: &Amount) -> bool {
        let p = self.p;
        let lead = p.lower(i.wrapping_sub(1));
        let points = matches!(
            lead.as_str(),
            "the" | "these" | "those" | "both" | "his" | "her" | "their" | "its" | "other" | "said"
        );
        let bare = amount.of.is_some_and(|(a, b)| b == a + 1);
        points && amount.counted && bare && amount.value <= 20.0
    }

    /// Whether ages follow: `aged 55 to 65`.
    fn ages(&self, i: usize) -> bool {
        matches!(self.p.lower(i.wrapping_sub(1)).as_str(), "ages" | "aged")
    }

    /// Returns the piece of a minus sign before piece `i`.
    fn minus(&self, i: usize, amount: &Amount) -> Option<usize> {
        let p = self.p;
        let at = i.checked_sub(1)?;
        let sign = matches!(p.word(at), "-" | "−" | "–") && p.touches(i) && !p.touches(at);
        let hyphen = p.word(at) == "-" && p.touches(i) && p.touches(at) && p.lower(at.wrapping_sub(1)) == "minus";
        if sign && (amount.unit.as_deref().is_some_and(|_| !amount.counted) || amount.value.fract() != 0.0) {
            return Some(at);
        }
        if hyphen {
            return at.checked_sub(1);
        }
        (p.lower(at) == "minus").then_some(at)
    }

    /// Returns the age at piece `i`: its first piece and the piece after it.
    fn age(&self, i: usize, amount: &Amount) -> Option<(usize, usize)> {
        let p = self.p;
        if p.kind(i) != Some(Kind::Digits) || amount.value > 115.0 || amount.value.fract() != 0.0 {
            return None;
        }
        let number_end = i + 1;
        let lead = p.lower(i.wrapping_sub(1));
        let two_before = p.lower(i.wrapping_sub(2));
        let next = p.word(number_end);
        if amount.unit.is_none() && (matches!(lead.as_str(), "aged" | "age") || lead == "of" && two_before == "age") {
            return Some((i - usize::from(lead != "of"), number_end));
        }
        // `Otto Lind, 43, drove`
        let name = p.word(i.wrapping_sub(2));
        let named = lead == ","
            && name.starts_with(char::is_uppercase)
            && dates::month(&name.to_lowercase()).is_none()
            && p.kind(i.wrapping_sub(2)) == Some(Kind::Word)
            && p.word(i.wrapping_sub(3)).starts_with(char::is_uppercase);
        (named
            && matches!(next, "," | "." | ")" | ";")
            && !p.touches(number_end + 1)
            && amount.value >= 1.0
            && !self.is_list(i))
        .then_some((i, number_end))
    }

    /// Whether the number is part of a list of numbers: `5, 43, 7`.
    fn is_list(&self, i: usize) -> bool {
        let p = self.p;
        p.kind(i + 2) == Some(Kind::Digits)
    }

    /// Returns the hedge before piece `i`, and its first piece.
    fn modifier(&self, i: usize) -> (Option<&'static str>, usize) {
        let p = self.p;
        let word = |n: usize| i.checked_sub(n).map(|k| p.lower(k)).unwrap_or_default();
        let (one, two, three) = (word(1), word(2), word(3));
        let (found, n) = match (three.as_str(), two.as_str(), one.as_str()) {
            ("no" | "not", "less" | "fewer", "than") => ("more than", 3),
            ("no" | "not", "more", "than") => ("up to", 3),
            (_, "more" | "greater" | "higher" | "better" | "larger", "than") => ("more than", 2),
            (_, "less" | "fewer" | "lower" | "smaller", "than") => ("less than", 2),
            (_, "at", "least") => ("more than", 2),
            (_, "at", "most") | (_, "up", "to") => ("up to", 2),
            ("as", "many" | "much" | "high", "as") => ("up to", 3),
            ("as", "few" | "little" | "low", "as") => ("more than", 3),
            (_, _, "over" | "above" | "exceeding" | "minimum") => ("more than", 1),
            (_, _, "under" | "below") => ("less than", 1),
            (_, _, "about" | "around" | "some" | "roughly" | "approximately" | "~" | "≈" | "circa" | "estimated") => {
                ("about", 1)
            }
            (_, _, "nearly" | "almost" | "barely") => ("nearly", 1),
            (_, _, "a" | "an" | "the" | "just" | "only") if i > 1 => {
                let (found, at) =
                    if matches!(two.as_str(), "about" | "nearly" | "almost" | "over" | "roughly" | "around") {
                        self.modifier(i - 1)
                    } else {
                        (None, i)
                    };
                return (found, at);
            }
            (_, _, "between" | "from") if i > 1 => return (self.modifier(i - 1).0, i - 1),
            _ => return (None, i),
        };
        (Some(found), i.saturating_sub(n))
    }

    /// Returns the direction of a change by the amount, from the words before piece `i`.
    fn change(&self, i: usize) -> Option<&'static str> {
        let p = self.p;
        for n in 1..=3 {
            let word = i.checked_sub(n).map(|k| p.lower(k)).unwrap_or_default();
            match word.as_str() {
                "up" if i
                    .checked_sub(n + 1)
                    .is_some_and(|k| matches!(p.lower(k).as_str(), "making" | "make" | "makes" | "made")) =>
                {
                    return None;
                }
                "by" | "another" | "further" | "a" | "as" | "much" => {}
                "rose" | "rises" | "rise" | "rising" | "risen" | "up" | "gained" | "gains" | "gaining" | "climbed"
                | "grew" | "grow" | "grown" | "growing" | "increased" | "increase" | "increasing" | "jumped"
                | "surged" | "soared" | "added" | "advanced" | "rallied" | "raised" => return Some("rise"),
                "fell" | "falls" | "fall" | "falling" | "fallen" | "down" | "lost" | "losing" | "dropped" | "drop"
                | "declined" | "decline" | "decreased" | "decrease" | "slid" | "slipped" | "tumbled" | "plunged"
                | "plummeted" | "shed" | "sank" | "shrank" | "cut" | "reduced" | "dipped" => return Some("fall"),
                _ => return None,
            }
        }
        None
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joint {
    Dash,
    To,
    Or,
}

/// Whether a word looks like a plural noun.
fn is_plural(lower: &str) -> bool {
    let irregular = matches!(
        lower,
        "people"
            | "men"
            | "women"
            | "children"
            | "sheep"
            | "fish"
            | "staff"
            | "personnel"
            | "police"
            | "troops"
            | "aircraft"
            | "deer"
            | "mice"
            | "teeth"
            | "geese"
            | "criteria"
            | "media"
            | "cattle"
            | "species"
            | "series"
            | "lives"
            | "wives"
    ) || lower.ends_with("men") && lower.len() > 5;
    let regular = lower.ends_with('s')
        && lower.len() > 3
        && !lower.ends_with("ss")
        && !lower.ends_with("us")
        && !lower.ends_with("is")
        && !lower.ends_with("ous");
    irregular || regular || List::CountedThing.has(lower) && lower.ends_with('s')
}

/// Whether a capitalised plural names people: `New Zealanders`, `Republicans`.
fn is_people(lower: &str) -> bool {
    ["ans", "ers", "ians", "ats", "ese", "is"].iter().any(|end| lower.ends_with(end))
        || crate::nlp::data::gazetteer::word(lower) & crate::nlp::data::gazetteer::word::DEMONYM != 0
}
