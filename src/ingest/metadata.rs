//! Finds title, byline and date in the text itself, where these are unmistakable.

use std::sync::LazyLock;

use regex::Regex;

use crate::text::{Article, Block, BlockKind, one_line};

/// How many blocks at the start may hold the byline and the date.
const HEAD: usize = 6;

/// Fills in missing metadata.
pub(super) fn guess(article: &mut Article) {
    if article.title.is_none() {
        article.title = match article.blocks.iter().take(3).find(|b| matches!(b.kind, BlockKind::Heading(_))) {
            Some(heading) => Some(one_line(heading.span.of(&article.text))),
            None => plain_title(article),
        };
    }
    let head: Vec<&Block> = article.blocks.iter().take(HEAD).filter(|b| b.span.len() <= 120).collect();
    if article.byline.is_none() {
        article.byline = head.iter().find_map(|b| byline(b.span.of(&article.text)));
    }
    if article.date.is_none() {
        article.date = head.iter().find_map(|b| dateline(b.span.of(&article.text)));
    }
}

/// Characters that may follow the end of a sentence.
const CLOSERS: [char; 12] = ['"', '”', '’', '\'', '»', ')', ']', '」', '』', '）', '】', '》'];

/// Signs at the ends of sentences that headlines in these scripts may have, too.
const FULL_STOPS: [char; 5] = ['。', '！', '？', '｡', '।'];

/// A short first line that is no sentence, above text that is: the headline. Makes the block a heading.
fn plain_title(article: &mut Article) -> Option<String> {
    let text = &article.text;
    let first = article.blocks.first().filter(|b| b.kind == BlockKind::Paragraph && b.quote_depth == 0)?;
    let words = first.span.of(text);
    let ended = words.trim_end_matches(CLOSERS);
    // A headline may end in these signs; so may a short first sentence, but seldom above a much longer text.
    let may_be_sentence = ended.ends_with(FULL_STOPS);
    let fits = words.len() <= 160
        && words.split_whitespace().count() <= 20
        && !words.contains('\n')
        && words.chars().filter(|c| c.is_alphabetic()).count() >= 3
        && !words.starts_with(['-', '*', '•', '—', '–', '>', '#', '|', '<', '{', '['])
        && !ended.ends_with(['.', '!', '?', ';', ',', ':', '…', '-', '—', '、', '，', '；', '：', '؟', '۔'])
        && byline(words).is_none()
        && dateline(words).is_none();
    let next = article.blocks.get(1)?;
    let between = text.get(first.span.end..next.span.start).unwrap_or_default();
    let apart = between.matches(['\n', '\r']).count() >= 2 + between.matches("\r\n").count();
    let longer = |b: &Block, than: usize| b.span.len() >= than && ends_a_sentence(b.span.of(text));
    let above_prose = if apart {
        let least = if may_be_sentence { words.len() * 3 } else { words.len() };
        article.blocks.iter().skip(1).take(4).any(|b| longer(b, least.max(60)))
    } else {
        !may_be_sentence && longer(next, (words.len() * 2).max(120))
    };
    if !(fits && above_prose) {
        return None;
    }
    let title = one_line(words);
    if let Some(first) = article.blocks.first_mut() {
        first.kind = BlockKind::Heading(1);
    }
    Some(title)
}

fn ends_a_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(CLOSERS);
    text.ends_with(['.', '!', '?', '…', ':', ',', '—', '：', '，', '؟', '۔']) || text.ends_with(FULL_STOPS)
}

/// Labels before the name of an author, and whether a line of plain text that begins so is a byline.
const LABELS: [(&str, bool); 19] = [
    ("view all posts by ", false),
    ("view all articles by ", false),
    ("more posts by ", false),
    ("more by ", false),
    ("by ", true),
    ("by: ", false),
    ("written by ", true),
    ("posted by ", true),
    ("words by ", true),
    ("text by ", true),
    ("reported by ", true),
    ("published by ", false),
    ("author: ", false),
    ("autor: ", false),
    ("autora: ", false),
    ("author ", false),
    ("von ", false),
    ("por ", false),
    ("par ", false),
];

/// Returns what follows a label before an author, and whether the label begins bylines of plain text.
fn labelled(text: &str) -> Option<(&str, bool)> {
    LABELS.iter().find_map(|(label, begins)| {
        let (start, rest) = (text.get(..label.len())?, text.get(label.len()..)?);
        // `von Holt` may be a name; `by Holt` is none.
        let is_label =
            start.to_ascii_lowercase() == *label && (start.starts_with(char::is_uppercase) || label.starts_with("by"));
        is_label.then_some((rest, *begins))
    })
}

/// Removes a label before an author: `Written by Jane Doe` → `Jane Doe`.
pub(super) fn without_label(text: &str) -> &str {
    labelled(text).map_or(text, |(rest, _)| rest.trim_start())
}

/// Parses a byline such as `By Jane Doe`, alone on its line or before a date or a `|`.
pub(super) fn byline(line: &str) -> Option<String> {
    let (rest, _) = labelled(line).filter(|(_, begins)| *begins && line.starts_with(char::is_uppercase))?;
    authors(rest)
}

/// Parses a line that is a byline in German, Spanish, Portuguese or French, and nothing else: `Von Jane Doe`. A noun can stand
/// behind the same word, so the names are two or three capitalised words each.
pub(super) fn foreign_byline(line: &str) -> Option<String> {
    const LABELS: [&str; 3] = ["Von ", "Por ", "Par "];
    let names = LABELS.iter().find_map(|label| line.strip_prefix(label))?;
    let is_word = |word: &str| {
        word.starts_with(char::is_uppercase) && word.chars().all(|c| c.is_alphabetic() || "-.'’".contains(c))
    };
    let is_name =
        |name: &str| (2..=3).contains(&name.split_whitespace().count()) && name.split_whitespace().all(is_word);
    let mut each =
        names.split(", ").flat_map(|n| n.split(" und ")).flat_map(|n| n.split(" y ")).flat_map(|n| n.split(" et "));
    each.all(is_name).then(|| one_line(names))
}

/// Returns the names that begin a line behind a label.
pub(super) fn authors(rest: &str) -> Option<String> {
    let end = rest.find(['|', '·', '•', '—', '–', '\n', '\t']).unwrap_or(rest.len());
    let mut names = rest.get(..end)?.trim().trim_end_matches(',');
    if let Some(found) = DATE.find(names) {
        names = names.get(..found.start())?.trim_end_matches([' ', ',', '(', '-', '/', ':']);
        // `on Monday, November 18th`
        for day in ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] {
            names = names.strip_suffix(day).unwrap_or(names).trim_end_matches([' ', ',']);
        }
        names = names.strip_suffix(" on").unwrap_or(names).trim_end_matches([' ', ',']);
    }
    names = names.split_once(" @").map_or(names, |(name, _)| name);
    let first = names.chars().next()?;
    let is_note = || {
        ["Submitted ", "Posted ", "Published ", "Updated ", "Created ", "Follow ", "Share "]
            .iter()
            .any(|start| names.starts_with(start))
    };
    let plausible = !is_note()
        && first.is_uppercase()
        && names.len() <= 80
        && !names.ends_with(['.', '!', '?', ':', ';'])
        && names.split_whitespace().count() <= 10
        && names.split_whitespace().filter(|w| w.starts_with(char::is_lowercase)).count() <= 4
        && names.split_whitespace().count() >= 2;
    plausible.then(|| one_line(names))
}

/// Returns names as in a sentence: `Ana Holt, Piet Renner and Jo Roe`.
pub(super) fn listed(mut names: Vec<String>) -> Option<String> {
    let last = names.pop()?;
    Some(if names.is_empty() { last } else { format!("{} and {last}", names.join(", ")) })
}

/// Returns the tag of a language: `de`, `pt_BR` → `pt-BR`; `None` for anything else.
pub(super) fn language(tag: &str) -> Option<String> {
    let tag = tag.split([',', ';']).next().unwrap_or_default().trim().replace('_', "-");
    let mut parts = tag.split('-');
    let is_language = |part: &str| (2..=3).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphabetic());
    let is_part = |part: &str| (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric());
    (parts.next().is_some_and(is_language) && parts.all(is_part)).then_some(tag)
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Matches a full date: `2023-03-15`, `15 March 2023`, `March 15, 2023`.
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    let month = "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
    let pattern = format!(
        r"(?ix)
          \b(?P<iy>\d{{4}})-(?P<im>\d{{2}})-(?P<id>\d{{2}})(?:\b|T)
        | \b(?P<dd>\d{{1,2}})(?:st|nd|rd|th)?\ (?P<dm>{month})\.?,?\ (?P<dy>\d{{4}})\b
        | \b(?P<mm>{month})\.?\ (?P<md>\d{{1,2}})(?:st|nd|rd|th)?,?\ (?P<my>\d{{4}})\b"
    );
    // A constant pattern, used in every test that reads a date; the fallback matches nothing.
    Regex::new(&pattern).unwrap_or_else(|_| NEVER.clone())
});

/// A pattern that matches nothing.
#[expect(clippy::unwrap_used, reason = "a constant pattern, known to compile")]
static NEVER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[^\s\S]").unwrap());

/// Returns the first full date of a text as ISO 8601.
pub(super) fn date(text: &str) -> Option<String> {
    let found = DATE.captures(text)?;
    let part = |a: &str, b: &str, c: &str| found.name(a).or(found.name(b)).or(found.name(c)).map(|m| m.as_str());
    let year: i16 = part("iy", "dy", "my")?.parse().ok()?;
    let day: i8 = part("id", "dd", "md")?.parse().ok()?;
    let month = part("im", "dm", "mm")?;
    let month: i8 = match month.parse() {
        Ok(number) => number,
        Err(_) => {
            let short = month.get(..3)?.to_ascii_lowercase();
            i8::try_from(MONTHS.iter().position(|m| *m == short)? + 1).ok()?
        }
    };
    // Rejects 31 February.
    let date = jiff::civil::Date::new(year, month, day).ok()?;
    (1400..=2200).contains(&year).then(|| date.to_string())
}

/// Returns the date of a line with little else: a byline, `Published 15 March 2023 at 10:02`, `Moscow, March 15,
/// 2023`.
pub(super) fn dateline(line: &str) -> Option<String> {
    let value = date(line)?;
    let rest = DATE.replace_all(line, " ");
    if rest == *line || DATE.find_iter(line).count() != 1 {
        return None;
    }
    let is_byline = byline(line).is_some();
    let mut words = rest.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let labelled = ["published", "updated", "posted", "date", "dated", "issued"]
        .iter()
        .any(|label| line.trim_start().to_ascii_lowercase().starts_with(label));
    let count = words.by_ref().count();
    // A sentence with a date ends in a full stop; a date line does not.
    ((is_byline || labelled || count <= 4) && !rest.trim_end().ends_with(['.', '?', '!'])).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_three_ways() {
        for (text, iso) in [
            ("2023-03-15", "2023-03-15"),
            ("2023-03-15T10:00:00Z", "2023-03-15"),
            ("15 March 2023", "2023-03-15"),
            ("on March 5th, 2023", "2023-03-05"),
            ("Sept. 9, 1999", "1999-09-09"),
            ("1st may 2020", "2020-05-01"),
        ] {
            assert_eq!(date(text).as_deref(), Some(iso), "{text}");
        }
        for none in ["31 February 2023", "March 2023", "15 March", "03/04/2023", "2023-13-01", "99999-01-01"] {
            assert_eq!(date(none), None, "{none}");
        }
    }

    #[test]
    fn languages_are_tags() {
        for (tag, language) in [
            ("de", Some("de")),
            (" pt_BR ", Some("pt-BR")),
            ("zh-Hant-TW, en", Some("zh-Hant-TW")),
            ("English", None),
            ("", None),
            ("x", None),
        ] {
            assert_eq!(super::language(tag).as_deref(), language, "{tag}");
        }
    }

    #[test]
    fn headlines_are_seen_above_prose_of_any_script() {
        let prose = "市長は昨日の朝、顧問たちと一緒に到着した。橋は春まで閉鎖されたままだと記者団に語った。住民たちは反対している。\
            市長は昨日の朝、顧問たちと一緒に到着した。";
        for (first, is_title) in [
            ("市長、橋の閉鎖を発表", true),
            ("橋はいつ開くのか？", true),
            ("橋は閉鎖！", true),
            ("市長は昨日の朝に到着した。住民たちはそれに反対している。市長は昨日の朝に到着した。住民は反対。", false),
            ("「橋は閉鎖」、", false),
        ] {
            let article = crate::ingest::from_plain("a", format!("{first}\n\n{prose}\n"));
            assert_eq!(article.title.is_some(), is_title, "{first}");
        }
    }

    #[test]
    fn a_date_line_says_little_else() {
        for line in [
            "15 March 2023",
            "Published: March 15, 2023 at 10:02 GMT",
            "By Jane Doe | 15 March 2023",
            "MOSCOW, 15 March 2023",
        ] {
            assert_eq!(dateline(line).as_deref(), Some("2023-03-15"), "{line}");
        }
        for line in [
            "He was born in Damascus on 15 March 2023.",
            "The treaty of 15 March 2023 that nobody signed, a short history",
            "15 March 2023 – 16 March 2023",
        ] {
            assert_eq!(dateline(line), None, "{line}");
        }
    }

    #[test]
    fn bylines_are_names() {
        assert_eq!(byline("By Jane Doe").as_deref(), Some("Jane Doe"));
        assert_eq!(
            byline("By Jane Doe and Ali van der Berg, 15 March 2023").as_deref(),
            Some("Jane Doe and Ali van der Berg")
        );
        assert_eq!(foreign_byline("Von Jane Doe und Ali Roe").as_deref(), Some("Jane Doe und Ali Roe"));
        for none in ["Von Recht und Gesetz", "Von Wien nach Graz", "Von Montag an", "Von Jane Doe war nichts zu hören"]
        {
            assert_eq!(foreign_byline(none), None, "{none}");
        }
        assert_eq!(without_label("Par Jane Doe"), "Jane Doe");
        assert_eq!(without_label("von Holt"), "von Holt");
        for none in [
            "von Holt Jane",
            "Published by Penguin Books",
            "By then it was late.",
            "By the river",
            "Bystanders Jane Doe",
            "By Friday",
        ] {
            assert_eq!(byline(none), None, "{none}");
        }
    }
}
