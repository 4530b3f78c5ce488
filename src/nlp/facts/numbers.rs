//! Numbers in their written forms: `17,250`, `17 000`, `4 1/2`, `−0.8`, `thirty-one thousand four hundred twelve`,
//! `2bn`.

use crate::text::Span;

/// The kinds of pieces in the text of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Digits with their separators.
    Digits,
    /// Letters, with apostrophes and full stops inside.
    Word,
    /// Any other character.
    Mark,
}

/// A piece of text. Adjacent digits and letters are separate pieces.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) span: Span,
    pub(super) kind: Kind,
}

/// Cuts `span` of `text` into pieces.
pub(super) fn pieces(text: &str, span: Span) -> Vec<Piece> {
    let words = span.of(text);
    let mut found = Vec::new();
    let mut chars = words.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        let rest = words.get(at..).unwrap_or_default();
        let (kind, len) = if c.is_ascii_digit() {
            (Kind::Digits, digits(rest))
        } else if c.is_alphabetic() {
            (Kind::Word, letters(rest))
        } else {
            (Kind::Mark, c.len_utf8())
        };
        while chars.next_if(|(next, _)| *next < at + len).is_some() {}
        found.push(Piece { span: Span::new(span.start + at, span.start + at + len), kind });
    }
    found
}

/// Returns the length of the number at the beginning of `text`: digits, with separators between digits.
fn digits(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = 0;
    while is_digit(at) || matches!(bytes.get(at), Some(b',' | b'.')) && is_digit(at + 1) {
        at += 1;
    }
    at
}

/// Returns the length of the word at the beginning of `text`.
fn letters(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    let mut end = 0;
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().is_some_and(|(_, c)| c.is_alphabetic());
        let inner = matches!(c, '\'' | '’' | '.') && next;
        // The last dot of `U.S.`.
        let dotted = c == '.' && text.get(..at).is_some_and(|w| w.contains('.') && at >= 3);
        if !c.is_alphabetic() && !inner && !dotted {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

/// A number in the text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Number {
    /// Index of the piece after it.
    pub(super) to: usize,
    pub(super) value: f64,
    /// Whether it is written in words.
    pub(super) spelled: bool,
    /// Whether it is too large or too precise to be a label: `6,650`, `4.3 million`.
    pub(super) sure: bool,
    /// Whether it is a fraction: `two-thirds`.
    pub(super) fraction: bool,
}

/// A text as a list of pieces.
pub(super) struct Pieces<'a> {
    pub(super) text: &'a str,
    pub(super) all: &'a [Piece],
}

impl<'a> Pieces<'a> {
    pub(super) fn word(&self, i: usize) -> &'a str {
        self.all.get(i).map_or("", |p| p.span.of(self.text))
    }

    pub(super) fn lower(&self, i: usize) -> String {
        self.word(i).to_lowercase()
    }

    pub(super) fn kind(&self, i: usize) -> Option<Kind> {
        self.all.get(i).map(|p| p.kind)
    }

    /// Whether piece `i` follows the one before it without a space.
    pub(super) fn touches(&self, i: usize) -> bool {
        i.checked_sub(1).is_some_and(|k| match (self.all.get(k), self.all.get(i)) {
            (Some(a), Some(b)) => a.span.end == b.span.start,
            _ => false,
        })
    }

    pub(super) fn span(&self, from: usize, to: usize) -> Span {
        match (self.all.get(from), to.checked_sub(1).and_then(|t| self.all.get(t))) {
            (Some(a), Some(b)) => a.span.join(b.span),
            _ => Span::default(),
        }
    }

    /// Returns the number that begins at piece `i`, if all of it can be parsed.
    pub(super) fn number(&self, i: usize) -> Option<Number> {
        match self.kind(i)? {
            Kind::Digits => self.in_digits(i),
            Kind::Word => self.in_words(i),
            Kind::Mark => {
                let value = vulgar(self.word(i))?;
                Some(Number { to: i + 1, value, spelled: false, sure: false, fraction: true })
            }
        }
    }

    fn in_digits(&self, i: usize) -> Option<Number> {
        let is_digits = |k: usize| self.kind(k) == Some(Kind::Digits);
        let lead = self.word(i.wrapping_sub(1));
        if self.touches(i) && i > 0 {
            let joins = matches!(lead, "/" | ":" | "#" | "." | "_" | "\\" | "@" | "&" | "=");
            let decimal = lead == "." && (i < 2 || !self.touches(i - 1));
            let word = || self.kind(i.wrapping_sub(2)) == Some(Kind::Word) && self.lower(i - 2) != "minus";
            let hyphen = matches!(lead, "-" | "–" | "−") && i > 1 && self.touches(i - 1) && word();
            if joins && !decimal || hyphen {
                return None;
            }
        }
        let (mut value, mut grouped) = parse(self.word(i))?;
        let mut to = i + 1;
        if self.touches(i) && lead == "." {
            value = format!("0.{}", self.word(i)).parse().ok()?;
        }
        // Groups separated by spaces: `17 000` and `17 250`.
        while is_digits(to) && self.word(i).len() <= 3 && self.word(to).len() == 3 && !self.word(i).contains(['.', ','])
        {
            let gap = Span::new(self.all.get(to - 1)?.span.end, self.all.get(to)?.span.start).of(self.text);
            let thin = matches!(gap, "\u{a0}" | "\u{202f}" | "\u{2009}");
            if !(thin || gap == " " && value < 1000.0) {
                break;
            }
            value = value * 1e3 + self.word(to).parse::<f64>().ok()?;
            grouped = true;
            to += 1;
        }
        let mut fraction = false;
        if let Some((part, end)) = self.slashed(i) {
            (value, to, fraction) = (part, end, true);
        } else if let Some((part, end)) = self.slashed(to).filter(|_| !self.touches(to)) {
            (value, to) = (value + part, end);
        } else if let Some(part) = vulgar(self.word(to)) {
            (value, to) = (value + part, to + 1);
        }
        // Times of day, ratios, serial numbers.
        let next = self.word(to);
        if self.touches(to) && matches!(next, "/" | ":" | "_" | "\\" | "@") && is_digits(to + 1) {
            return None;
        }
        let mut number = Number { to, value, spelled: false, sure: grouped || value >= 1e4, fraction };
        self.scale(&mut number);
        Some(number)
    }

    /// Returns the value of `1/2` at piece `i`, and the piece after it.
    fn slashed(&self, i: usize) -> Option<(f64, usize)> {
        let marked = matches!(self.word(i + 1), "/" | "⁄") && self.touches(i + 1) && self.touches(i + 2);
        if !marked || self.touches(i + 3) && self.word(i + 3) == "/" {
            return None;
        }
        let above: f64 = self.word(i).parse().ok()?;
        let below: f64 = self.word(i + 2).parse().ok()?;
        let usual =
            matches!(self.word(i + 2), "2" | "3" | "4" | "5" | "8" | "16" | "32") && above >= 1.0 && above < below;
        usual.then_some((above / below, i + 3))
    }

    /// Multiplies by the scale words after the number.
    fn scale(&self, number: &mut Number) {
        while let Some(by) = scale(&self.lower(number.to)) {
            number.value *= by;
            number.sure = true;
            number.to += 1;
        }
    }

    fn in_words(&self, i: usize) -> Option<Number> {
        let mut k = i;
        let first = self.lower(i);
        // `half a million`, `a quarter of a million`
        let scaled = |k: usize| {
            matches!(self.word(k), "a" | "an").then(|| scale(&self.lower(k + 1)).map(|by| (by, k + 2))).flatten()
        };
        if first == "half" {
            let (by, to) = scaled(i + 1)?;
            return Some(Number { to, value: by / 2.0, spelled: true, sure: true, fraction: false });
        }
        if matches!(first.as_str(), "a" | "an" | "one") {
            let hyphen = usize::from(self.word(i + 1) == "-");
            let next = self.lower(i + 1 + hyphen);
            if next == "dozen" && self.word(i + 2 + hyphen) == "or" {
                return None;
            }
            if let Some(below) = share(&next) {
                let at = i + 2 + hyphen;
                if let Some((by, to)) = (self.word(at) == "of").then(|| scaled(at + 1)).flatten() {
                    return Some(Number { to, value: by / below, spelled: true, sure: true, fraction: false });
                }
                let whole = matches!(self.word(i + 2 + hyphen), "of" | "." | "," | "") || hyphen > 0;
                let number =
                    Number { to: i + 2 + hyphen, value: 1.0 / below, spelled: true, sure: false, fraction: true };
                return whole.then_some(number);
            }
            let by = scale(&next).filter(|_| hyphen == 0);
            if by.is_none() && first != "one" {
                return None;
            }
        }
        let (mut total, mut current, mut any) = (0.0, 0.0, false);
        let mut last = Last::Nothing;
        loop {
            let word = self.lower(k);
            let (value, rank) = match word.as_str() {
                "a" | "an" if !any => (1.0, Last::Ones),
                _ => match small(&word) {
                    Some(v) if v >= 20.0 => (v, Last::Tens),
                    Some(v) => (v, Last::Ones),
                    None => (scale(&word).unwrap_or_default(), Last::Scale),
                },
            };
            match rank {
                _ if value == 0.0 => break,
                Last::Scale if !any => break,
                Last::Scale if value == 100.0 || value == 12.0 => current *= value,
                Last::Scale => {
                    total += current * value;
                    current = 0.0;
                }
                Last::Ones if last == Last::Ones => break,
                Last::Tens if last == Last::Ones || last == Last::Tens => break,
                _ if last == Last::Tens && value >= 10.0 => break,
                _ => current += value,
            }
            any = true;
            last = rank;
            k += 1;
            // `twenty-two`, `nine hundred and five`
            let joined = self.word(k) == "-" && self.touches(k) && self.touches(k + 1);
            let more = |word: &str| small(word).is_some() || scale(word).is_some();
            if joined && more(&self.lower(k + 1))
                || last == Last::Scale && self.word(k) == "and" && small(&self.lower(k + 1)).is_some()
            {
                k += 1;
            }
        }
        if !any {
            return None;
        }
        let value = total + current;
        let hyphen = usize::from(self.word(k) == "-" && self.touches(k) && self.touches(k + 1));
        let next = self.lower(k + hyphen);
        if let Some(below) = next.strip_suffix('s').and_then(share).filter(|below| value < *below) {
            return Some(Number {
                to: k + hyphen + 1,
                value: value / below,
                spelled: true,
                sure: false,
                fraction: true,
            });
        }
        Some(Number { to: k, value, spelled: true, sure: value >= 1000.0, fraction: false })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    Nothing,
    Ones,
    Tens,
    Scale,
}

/// Returns the value of digits with separators, and whether they have groups of thousands.
fn parse(digits: &str) -> Option<(f64, bool)> {
    let (whole, decimals) = match digits.rfind('.') {
        Some(at) if digits.matches('.').count() == 1 => (digits.get(..at)?, digits.get(at..)?),
        Some(_) => return None,
        None => (digits, ""),
    };
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    if let Some((last, middle)) = rest.split_last() {
        // Also the Indian groups of two: 12,34,567.
        let fits = |g: &&str| g.len() == 3 || g.len() == 2;
        if first.is_empty() || first.len() > 3 || last.len() != 3 || !middle.iter().all(fits) || decimals.contains(',')
        {
            return None;
        }
    }
    let value = format!("{}{decimals}", whole.replace(',', "")).parse().ok()?;
    Some((value, !rest.is_empty()))
}

fn vulgar(mark: &str) -> Option<f64> {
    Some(match mark {
        "½" => 0.5,
        "⅓" => 1.0 / 3.0,
        "⅔" => 2.0 / 3.0,
        "¼" => 0.25,
        "¾" => 0.75,
        "⅛" => 0.125,
        _ => return None,
    })
}

/// Returns the denominator for `word`.
fn share(word: &str) -> Option<f64> {
    Some(match word {
        "third" => 3.0,
        "quarter" => 4.0,
        "fifth" => 5.0,
        "sixth" => 6.0,
        "seventh" => 7.0,
        "eighth" => 8.0,
        "ninth" => 9.0,
        "tenth" => 10.0,
        _ => return None,
    })
}

/// Whether a lower-case word is a number or part of one: `seven`, `hundred`, `third`.
#[must_use]
pub fn is_number_word(lower: &str) -> bool {
    small(lower).is_some() || scale(lower).is_some() || share(lower).is_some()
}

/// Returns a number below one hundred that is a single word.
pub(super) fn small(lower: &str) -> Option<f64> {
    const ONES: [&str; 19] = [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let at = |list: &[&str]| list.iter().position(|w| *w == lower).and_then(|at| u8::try_from(at + 1).ok());
    at(&ONES).map(f64::from).or_else(|| at(&TENS).map(|n| f64::from(n + 1) * 10.0))
}

fn scale(lower: &str) -> Option<f64> {
    Some(match lower {
        "hundred" => 1e2,
        "thousand" => 1e3,
        "million" | "mn" | "mln" => 1e6,
        "billion" | "bn" | "bln" => 1e9,
        "trillion" | "tn" | "trn" => 1e12,
        "dozen" => 12.0,
        "lakh" | "lakhs" => 1e5,
        "crore" | "crores" => 1e7,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_whole_or_not_at_all() {
        for (text, want) in [
            ("17,250 fans", Some(17_250.0)),
            ("17 000 fans", Some(17_000.0)),
            ("17\u{202f}250 fans", Some(17_250.0)),
            ("12,34,567 rupees", Some(1_234_567.0)),
            ("4 1/2 hours", Some(4.5)),
            ("1/2 pound", Some(0.5)),
            ("2½ miles", Some(2.5)),
            ("9/11 attacks", None),
            ("24/7 service", None),
            ("10:30 sharp", None),
            ("1.2.3 released", None),
            ("4 hundred million people", Some(4e8)),
            ("15 lakh rupees", Some(1.5e6)),
            ("2bn euros", Some(2e9)),
            ("twenty-two boats", Some(22.0)),
            ("nine hundred and five sheep", Some(905.0)),
            ("thirty-one thousand four hundred twelve pupils", Some(31_412.0)),
            ("two-thirds of them", Some(2.0 / 3.0)),
            ("a third of them", Some(1.0 / 3.0)),
            ("a third man", None),
            ("half a million people", Some(5e5)),
            ("a quarter of a million dollars", Some(250_000.0)),
            ("a dozen firemen", Some(12.0)),
            ("four dozen eggs", Some(48.0)),
            ("a million", Some(1e6)),
            ("a man", None),
            ("hundreds of people", None),
        ] {
            let all = pieces(text, Span::new(0, text.len()));
            let found = Pieces { text, all: &all }.number(0);
            assert_eq!(found.map(|n| n.value), want, "{text}");
        }
    }
}
