//! Facts: dates and quantities by pattern, and the roles of people.

pub(super) mod dates;
pub(super) mod roles;
use jiff::civil::Date;

use crate::nlp::data::lexicon;
use crate::nlp::data::lexicon::{class, form};
use crate::nlp::data::lists::List;
use crate::nlp::draft::DocumentDraft;
use crate::nlp::facts::dates::{Given, Tense};
use crate::nlp::syntax::block_syntax::{BlockSyntax, fold};
use crate::nlp::{Annotations, EntityId, EntityType, Fact, FactKind, Mention};
use crate::text::{Article, Span, TokenKind};

/// Adds dates and quantities to the annotations.
pub(super) fn add_facts(draft: &mut DocumentDraft) {
    if draft.foreign {
        return;
    }
    let (article, out) = (draft.article, &mut draft.annotations);
    let text = article.text.as_str();
    let mut dated: Vec<(Span, Given)> = Vec::new();
    let mut amounts: Vec<(Span, Option<f64>, Option<String>)> = Vec::new();
    for syntax in draft.blocks.iter().map(|b| &b.syntax) {
        let reader = Reader { text, syntax };
        let mut i = 0;
        while i < syntax.tokens.len() {
            if let Some((to, given)) = reader.date(i) {
                dated.push((reader.span(i, to), given));
                i = to;
            } else if let Some((from, to, value, unit)) = reader.quantity(i) {
                amounts.push((reader.span(from, to), value, unit));
                i = to;
            } else {
                i += 1;
            }
        }
    }
    let reference = day_of_writing(article, &dated);
    out.dated.clone_from(&article.date);
    let mut next = out
        .mentions
        .iter()
        .map(|m| m.entity.0 + 1)
        .chain(out.people.iter().map(|p| p.entity.0 + 1))
        .max()
        .unwrap_or_default();
    for (span, given) in dated {
        out.facts.push(Fact { span, kind: FactKind::Date { value: dates::absolute(given, reference) } });
        out.mentions.push(Mention { kind: EntityType::Date, span, entity: EntityId(next), named: true });
        next += 1;
    }
    for (span, value, unit) in amounts {
        out.facts.push(Fact { span, kind: FactKind::Quantity { value, unit } });
        out.mentions.push(Mention { kind: EntityType::Quantity, span, entity: EntityId(next), named: true });
        next += 1;
    }
    out.sort();
}

/// Makes the dates of annotations absolute again, relative to the current [`Article::date`].
pub fn redate(article: &Article, found: &mut Annotations) {
    let text = article.text.as_str();
    let mut syntax = (usize::MAX, BlockSyntax::default());
    let mut read = |span: Span| {
        let at = article.block_at(span.start)?;
        if syntax.0 != at {
            let tokens = crate::text::tokens(text, article.blocks.get(at)?.span);
            syntax = (at, BlockSyntax { tokens, ..BlockSyntax::default() });
        }
        let first = syntax.1.tokens.iter().position(|t| t.span.start == span.start)?;
        Reader { text, syntax: &syntax.1 }.date(first).map(|(_, given)| given)
    };
    let is_date = |fact: &&mut Fact| matches!(fact.kind, FactKind::Date { .. });
    let mut dated: Vec<(&mut Fact, Given)> =
        found.facts.iter_mut().filter(is_date).filter_map(|fact| read(fact.span).map(|given| (fact, given))).collect();
    let all: Vec<(Span, Given)> = dated.iter().map(|(fact, given)| (fact.span, *given)).collect();
    let reference = day_of_writing(article, &all);
    for (fact, given) in &mut dated {
        fact.kind = FactKind::Date { value: dates::absolute(*given, reference) };
    }
    found.dated.clone_from(&article.date);
}

/// Parses a day with its year: `2023-03-15`, `15 March 2023`, `March 15, 2023`.
#[must_use]
pub fn day(words: &str) -> Option<Date> {
    let syntax =
        BlockSyntax { tokens: crate::text::tokens(words, Span::new(0, words.len())), ..BlockSyntax::default() };
    match (Reader { text: words, syntax: &syntax }).date(0)? {
        (end, Given::Day(y, m, d)) if end == syntax.tokens.len() => Date::new(y, m, d).ok(),
        _ => None,
    }
}

/// The day that relative dates count from: the article's, else that of its dateline. Any other day in the text may be
/// long past and would make `last Tuesday` a wrong day.
fn day_of_writing(article: &Article, dated: &[(Span, Given)]) -> Option<Date> {
    let known = article.date.as_deref().and_then(|d| d.get(..10)).and_then(|d| d.parse().ok());
    let stated = || {
        dated.iter().find_map(|(span, given)| match given {
            Given::Day(y, m, d) if is_dateline(article, *span) => Date::new(*y, *m, *d).ok(),
            _ => None,
        })
    };
    known.or_else(stated)
}

/// Number of words before a date that can give its tense.
const WORDS_BEFORE: usize = 14;
/// Number of blocks at the start of an article that can have a dateline.
const DATELINES: usize = 3;
/// Maximum number of bytes before and after the day of a dateline.
const DATELINE: usize = 60;

/// Whether a day is that of a dateline: `BEIJING, March 15, 2023 (Xinhua) — The council …`.
fn is_dateline(article: &Article, day: Span) -> bool {
    let at = article.block_at(day.start).filter(|at| *at < DATELINES);
    let Some(block) = at.and_then(|at| article.blocks.get(at)) else { return false };
    let before = article.words(Span::new(block.span.start.min(day.start), day.start));
    let after = article.words(Span::new(day.end, block.span.end.max(day.end)));
    let place = |words: &str| !words.split_whitespace().any(|word| word.starts_with(char::is_lowercase));
    let ends = |(at, _): (usize, &str)| at <= DATELINE && after.get(..at).is_some_and(place);
    let mut dash = ["—", "–", "--", " - "].into_iter().filter_map(|dash| after.match_indices(dash).next());
    before.len() <= DATELINE && place(before) && dash.any(ends)
}

struct Reader<'a> {
    text: &'a str,
    syntax: &'a BlockSyntax,
}

impl Reader<'_> {
    fn word(&self, i: usize) -> &str {
        self.syntax.tokens.get(i).map_or("", |t| t.span.of(self.text))
    }

    fn lower(&self, i: usize) -> String {
        let mut buffer = String::new();
        fold(self.word(i), &mut buffer);
        buffer
    }

    fn span(&self, from: usize, to: usize) -> Span {
        match (self.syntax.tokens.get(from), to.checked_sub(1).and_then(|t| self.syntax.tokens.get(t))) {
            (Some(a), Some(b)) => a.span.join(b.span),
            _ => Span::default(),
        }
    }

    fn is_number(&self, i: usize) -> bool {
        self.syntax.tokens.get(i).is_some_and(|t| t.kind == TokenKind::Number)
    }

    fn year(&self, i: usize) -> Option<i16> {
        let word = self.word(i);
        let digits = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
        (digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()))
            .then(|| digits.parse().ok())
            .flatten()
            .filter(|y| (1000..2200).contains(y))
    }

    fn day(&self, i: usize) -> Option<i8> {
        let word = self.word(i);
        if !word.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let ending = word.strip_prefix(digits)?;
        (digits.len() <= 2 && matches!(ending, "" | "st" | "nd" | "rd" | "th"))
            .then(|| digits.parse().ok())
            .flatten()
            .filter(|d| (1..=31).contains(d))
    }

    fn capital(&self, i: usize) -> bool {
        self.word(i).starts_with(char::is_uppercase)
    }

    /// The tense for the date at token `i`, from the nearest verb before it in its sentence.
    fn tense(&self, i: usize) -> Option<Tense> {
        let before = i.saturating_sub(WORDS_BEFORE)..i;
        for k in before.rev() {
            let lower = self.lower(k);
            match lower.as_str() {
                "." | "!" | "?" | ";" => return None,
                "by" | "until" if k + 1 == i => return Some(Tense::Coming),
                word if List::TellsComing.has(word) => return Some(Tense::Coming),
                word if List::TellsPast.has(word) => return Some(Tense::Past),
                word => {
                    let reports = lexicon::look_up(word).verb.is_some_and(|v| v.form & form::PAST != 0);
                    if reports || word.len() > 4 && word.ends_with("ed") {
                        return Some(Tense::Past);
                    }
                }
            }
        }
        None
    }

    /// The date that begins at token `i`, and the token after it.
    fn date(&self, i: usize) -> Option<(usize, Given)> {
        let token = self.syntax.tokens.get(i)?;
        if token.kind == TokenKind::Punctuation {
            return None;
        }
        let lower = self.lower(i);
        if token.kind == TokenKind::Number {
            // 2023-03-15
            let parts: Vec<&str> = lower.split('-').collect();
            if let [y, m, d] = parts.as_slice()
                && y.len() == 4
                && m.len() == 2
                && d.len() == 2
            {
                return Some((i + 1, Given::Day(y.parse().ok()?, m.parse().ok()?, d.parse().ok()?)));
            }
            // 15 March 2023; 15th of March
            let day = self.day(i);
            let m_at = if self.word(i + 1) == "of" { i + 2 } else { i + 1 };
            if let (Some(day), Some(m)) = (day, dates::month_of_day(&self.lower(m_at)).filter(|_| self.capital(m_at))) {
                let y_at = if self.word(m_at + 1) == "," { m_at + 2 } else { m_at + 1 };
                return Some(match self.year(y_at) {
                    Some(y) => (y_at + 1, Given::Day(y, m, day)),
                    None => (m_at + 1, Given::DayOfMonth(m, day, self.tense(i))),
                });
            }
            let lead = i.checked_sub(1).map(|k| self.lower(k)).unwrap_or_default();
            let year = self.year(i).filter(|y| (1800..2100).contains(y) && self.word(i).len() == 4)?;
            let introduced = List::BeforeYear.has(&lead);
            let counted = self.word(i + 1).starts_with(char::is_lowercase)
                && lexicon::look_up(&self.lower(i + 1)).class == 0
                && !matches!(lead.as_str(), "in" | "since");
            return (introduced && !counted && self.word(i + 1) != "%").then_some((i + 1, Given::Year(year)));
        }
        let is_day = || self.day(i + 1).is_some() && (self.year(i + 2).is_some() || self.word(i + 2) == ",");
        let month = if is_day() { dates::month_of_day(&lower) } else { dates::month(&lower) };
        if let Some(m) = month.filter(|_| self.capital(i)) {
            let day = self.day(i + 1);
            if let Some(day) = day {
                let y_at = if self.word(i + 2) == "," { i + 3 } else { i + 2 };
                return Some(match self.year(y_at) {
                    Some(y) => (y_at + 1, Given::Day(y, m, day)),
                    None => (i + 2, Given::DayOfMonth(m, day, self.tense(i))),
                });
            }
            let y_at = if matches!(self.word(i + 1), "," | "of") { i + 2 } else { i + 1 };
            if let Some(y) = self.year(y_at) {
                return Some((y_at + 1, Given::Month(y, m)));
            }
            let lead = i.checked_sub(1).map(|k| self.lower(k)).unwrap_or_default();
            let alone = List::BeforeMonth.has(&lead);
            return (alone && !self.capital(i + 1)).then(|| (i + 1, Given::MonthOnly(m, self.tense(i))));
        }
        if let Some(w) = dates::weekday(&lower).filter(|_| self.capital(i)) {
            // `Tuesday, March 14, 2023`
            let after = if self.word(i + 1) == "," { i + 2 } else { i + 1 };
            if let Some(found) = self.date(after).filter(|(_, g)| matches!(g, Given::Day(..) | Given::DayOfMonth(..))) {
                return Some(found);
            }
            let lead = i.checked_sub(1).map(|k| self.lower(k)).unwrap_or_default();
            return match lead.as_str() {
                // `every Monday` and `the second Saturday of every month` are not single days.
                lead if List::Recurring.has(lead) => None,
                lead if List::CountedElsewhere.has(lead) => Some((i + 1, Given::Elsewhere)),
                _ => Some((i + 1, Given::Weekday(w, 0, self.tense(i)))),
            };
        }
        let relative = match lower.as_str() {
            "today" | "tonight" => Some((i + 1, Given::Days(0))),
            "yesterday" => Some((i + 1, Given::Days(-1))),
            "tomorrow" => Some((i + 1, Given::Days(1))),
            _ => None,
        };
        if relative.is_some() {
            return relative;
        }
        let which: i8 = match lower.as_str() {
            "last" => -1,
            "this" => 0,
            "next" => 1,
            _ => return None,
        };
        let next = self.lower(i + 1);
        let stem = next.strip_suffix("'s").or_else(|| next.strip_suffix("’s")).unwrap_or(&next);
        if let Some(w) = dates::weekday(stem) {
            return Some((i + 2, Given::Weekday(w, which, None)));
        }
        match stem {
            "month" => Some((i + 2, Given::Months(which.into()))),
            "year" => Some((i + 2, Given::Years(which.into()))),
            _ => None,
        }
    }

    /// The quantity at token `i`: its ends, number and unit.
    fn quantity(&self, i: usize) -> Option<(usize, usize, Option<f64>, Option<String>)> {
        let from = i;
        let currency = |w: &str| match w {
            "$" => Some("USD"),
            "€" => Some("EUR"),
            "£" => Some("GBP"),
            "¥" => Some("JPY"),
            "₹" => Some("INR"),
            "₽" => Some("RUB"),
            _ => None,
        };
        let mut at = i;
        let mut unit = currency(self.word(i)).map(str::to_owned);
        if unit.is_some() {
            at += 1;
            if !self.is_number(at) {
                return None;
            }
        } else if !self.is_number(at) && number_word(&self.lower(at)).is_none() {
            return None;
        }
        let word = self.word(at);
        let spelled = number_word(&self.lower(at));
        let mut value = match spelled {
            Some(v) => Some(v),
            None => {
                let digits: String = word.chars().filter(|c| *c != ',').collect();
                let plain = digits.chars().all(|c| c.is_ascii_digit() || c == '.');
                // `15th`, `90s` and `10-year-old` are not quantities.
                if !plain {
                    let scaled =
                        digits.strip_suffix(['m', 'M', 'k', 'K', 'b', 'B']).and_then(|d| d.parse::<f64>().ok());
                    let (Some(n), true) = (scaled, unit.is_some()) else { return None };
                    let scale = if digits.ends_with(['k', 'K']) {
                        1e3
                    } else if digits.ends_with(['m', 'M']) {
                        1e6
                    } else {
                        1e9
                    };
                    return Some((from, at + 1, Some(n * scale), unit));
                }
                digits.parse().ok()
            }
        };
        let mut to = at + 1;
        if self.word(to) == "-" || self.word(to).starts_with('-') {
            return None;
        }
        while let Some(scale) = scale(&self.lower(to)) {
            value = value.map(|v| v * scale);
            to += 1;
        }
        if unit.is_some() {
            return Some((from, to, value, unit));
        }
        let next = self.lower(to);
        if matches!(next.as_str(), "%" | "percent" | "％") || next == "per" && self.lower(to + 1) == "cent" {
            to += if next == "per" { 2 } else { 1 };
            if self.lower(to) == "points" || self.lower(to) == "point" {
                return Some((from, to + 1, value, Some("percentage points".to_owned())));
            }
            return Some((from, to, value, Some("%".to_owned())));
        }
        // The unit is the next noun, after at most one adjective.
        let mut k = to;
        let mut steps = 0;
        while steps < 2 {
            let word = self.word(k);
            let entry = lexicon::look_up(&self.lower(k));
            let small = word.starts_with(char::is_lowercase) && word.len() > 1;
            if !small
                || entry.class
                    & (class::PREP
                        | class::CONJ
                        | class::AUX
                        | class::SUB
                        | class::REL
                        | class::DET
                        | class::PRONOUN
                        | class::ADV)
                    != 0
            {
                break;
            }
            let plural = word.ends_with('s') && !word.ends_with("ss")
                || entry.class & class::PEOPLE != 0
                || List::CountedThing.has(word);
            if plural || List::Unit.has(word) {
                unit = Some(match word {
                    "dollars" => "USD".to_owned(),
                    "euros" => "EUR".to_owned(),
                    "pounds" => "pounds".to_owned(),
                    other => other.to_owned(),
                });
                to = k + 1;
                break;
            }
            k += 1;
            steps += 1;
        }
        if unit.is_none() && (spelled.is_some() || self.is_bare(at, to)) {
            return None;
        }
        Some((from, to, value, unit))
    }

    /// Whether a number alone is rather a year, a page or an age than a quantity.
    fn is_bare(&self, at: usize, to: usize) -> bool {
        to == at + 1 && (self.word(at).len() <= 2 || self.year(at).is_some() || !self.word(at).contains(','))
    }
}

fn number_word(lower: &str) -> Option<f64> {
    Some(match lower {
        "two" => 2.0,
        "three" => 3.0,
        "four" => 4.0,
        "five" => 5.0,
        "six" => 6.0,
        "seven" => 7.0,
        "eight" => 8.0,
        "nine" => 9.0,
        "ten" => 10.0,
        "eleven" => 11.0,
        "twelve" => 12.0,
        "fifteen" => 15.0,
        "twenty" => 20.0,
        "thirty" => 30.0,
        "forty" => 40.0,
        "fifty" => 50.0,
        "hundred" => 100.0,
        _ => return None,
    })
}

fn scale(lower: &str) -> Option<f64> {
    Some(match lower {
        "hundred" => 1e2,
        "thousand" => 1e3,
        "million" => 1e6,
        "billion" => 1e9,
        "trillion" => 1e12,
        "dozen" => 12.0,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::{Engine, annotate};
    use crate::text::Block;

    fn article(paragraphs: &[&str], date: Option<&str>) -> Article {
        let text = paragraphs.join("\n\n");
        let mut at = 0;
        let block = |words: &&str| {
            let span = Span::new(at, at + words.len());
            at = span.end + 2;
            Block::paragraph(span)
        };
        let blocks = paragraphs.iter().map(block).collect();
        Article { date: date.map(str::to_owned), ..Article::new("test", text, blocks) }
    }

    /// Each date of the article as it is written and as it is understood.
    fn dates(article: &Article, found: &Annotations) -> Vec<String> {
        let date = |fact: &Fact| match &fact.kind {
            FactKind::Date { value } => {
                Some(format!("{} = {}", article.words(fact.span), value.as_deref().unwrap_or("?")))
            }
            _ => None,
        };
        found.facts.iter().filter_map(date).collect()
    }

    const MEETING: &str = "The council met last Tuesday, on 14 March, as it had on 3 May 1995.";

    #[test]
    fn without_a_day_of_writing_no_day_is_guessed() {
        let of = |paragraphs: &[&str], date| {
            let article = article(paragraphs, date);
            dates(&article, &annotate(&article, &Engine::rules()))
        };
        let unknown = ["last Tuesday = ?", "14 March = ?", "3 May 1995 = 1995-05-03"];
        let known = ["last Tuesday = 2023-03-14", "14 March = 2023-03-14", "3 May 1995 = 1995-05-03"];
        assert_eq!(of(&[MEETING], None), unknown);
        assert_eq!(of(&[MEETING], Some("2023-03-15")), known);
        assert_eq!(of(&["Founded on 3 May 1995, the club — a small one — met.", MEETING], None)[1..], unknown);
        assert_eq!(of(&["ORRIN BAY, March 15, 2023 (Wire) — The town is calm.", MEETING], None)[1..], known);
        assert_eq!(
            of(&["It rained.", "It snowed.", "A hailstorm.", "MUD, 3 May 1995 — Calm.", MEETING], None)[1..],
            unknown
        );
    }

    #[test]
    fn tense_tells_past_from_coming_and_what_recurs_is_no_day() {
        // Written on a Monday.
        for (text, want) in [
            ("It will cost more than parliament was told in March, and will open late.", "March = 2024-03"),
            ("The tunnel will open in March.", "March = 2025-03"),
            ("Their cellars have been wet since August.", "August = 2024-08"),
            ("The ministry will publish the report on Friday.", "Friday = 2024-10-18"),
            ("The ministry published the report on Friday.", "Friday = 2024-10-11"),
            ("She promised an answer by 12 February.", "12 February = 2025-02-12"),
            ("The law was signed on 12 February.", "12 February = 2024-02-12"),
            ("A hearing on 3 May, the same as ever.", "3 May = ?"),
            ("Parliament votes on the extra money on 6 November.", "6 November = 2024-11-06"),
            ("They came back on the following Tuesday.", "Tuesday = ?"),
            ("They meet on the second Saturday of every month.", ""),
            ("It opens every Monday.", ""),
        ] {
            let article = article(&[text], Some("2024-10-14"));
            assert_eq!(dates(&article, &annotate(&article, &Engine::rules())).join("; "), want, "{text}");
        }
    }

    #[test]
    fn dates_are_made_anew_for_another_day_of_writing() {
        let first = article(&[MEETING, "A storm is due on Friday, in March 2023, tomorrow, and in 2024."], None);
        for day in ["2023-03-15", "1999-12-31"] {
            let other = Article { date: Some(day.to_owned()), ..first.clone() };
            let mut found = annotate(&first, &Engine::rules());
            redate(&other, &mut found);
            assert_eq!(found, annotate(&other, &Engine::rules()), "{day}");
            redate(&first, &mut found);
            assert_eq!(found, annotate(&first, &Engine::rules()), "{day}");
        }
    }

    #[test]
    fn a_day_is_read_as_people_write_it() {
        for (words, want) in [
            ("2023-03-15", Some("2023-03-15")),
            ("15 March 2023", Some("2023-03-15")),
            ("March 15, 2023", Some("2023-03-15")),
            ("Wednesday, March 15, 2023", Some("2023-03-15")),
            ("15 Mar 2023", Some("2023-03-15")),
            (" Mar. 15, 2023 ", Some("2023-03-15")),
            ("15 March", None),
            ("2023-02-30", None),
            ("15 March 2023 or so", None),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(day(words).map(|d| d.to_string()).as_deref(), want, "{words:?}");
        }
    }
}
