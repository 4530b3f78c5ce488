//! Searches a text for words with smart case, or for a regular expression.

use memchr::{memchr_iter, memchr2_iter, memchr3_iter};
use regex::RegexBuilder;

use crate::text::Span;

/// A search and its matches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// The query as typed.
    pub query: String,
    /// Whether the query is a regular expression.
    pub regex: bool,
    /// The error in a malformed expression.
    pub problem: Option<String>,
    /// All matches, in order.
    pub matches: Vec<Span>,
    /// The match that the cursor was last moved to.
    pub current: Option<usize>,
    /// Whether there are more matches than listed.
    pub more: bool,
}

/// A past search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Searched {
    /// The query.
    pub query: String,
    /// Whether it is a regular expression.
    pub regex: bool,
}

/// The screen before the search line was opened.
#[derive(Clone, Debug)]
pub(in crate::reader) struct BeforeSearch {
    pub(in crate::reader) search: Option<Search>,
    /// The first byte on screen.
    pub(in crate::reader) top: usize,
    pub(in crate::reader) quote: Option<String>,
}

/// The most matches to list; further ones are not highlighted.
pub const MOST: usize = 100_000;

/// The memory limit of a compiled expression.
const SIZE: usize = 1 << 20;

/// Returns all non-empty matches of a regular expression. Case is smart, as for words; a blank matches any white space;
/// `^` and `$` match the ends of lines. A malformed expression has no matches and a `problem`.
#[must_use]
pub fn find_regex(text: &str, query: &str) -> Search {
    let mut search = Search { query: query.to_owned(), regex: true, ..Search::default() };
    // The errors of the parser are shorter than those of the matcher, and name the position.
    if let Err(error) = regex_syntax::Parser::new().parse(query) {
        search.problem = Some(problem(&error));
        return search;
    }
    let (pattern, exact) = prepared(query);
    let regex = RegexBuilder::new(&pattern).case_insensitive(!exact).multi_line(true).size_limit(SIZE).build();
    let regex = match regex {
        Ok(regex) => regex,
        Err(_) => {
            search.problem = Some("this expression is too large".to_owned());
            return search;
        }
    };
    for found in regex.find_iter(text).filter(|m| !m.is_empty()) {
        if search.matches.len() == MOST {
            search.more = true;
            break;
        }
        search.matches.push(Span::new(found.start(), found.end()));
    }
    search
}

/// Describes the error in an expression in one line.
fn problem(error: &regex_syntax::Error) -> String {
    let (what, column) = match error {
        regex_syntax::Error::Parse(error) => (error.kind().to_string(), error.span().start.column),
        regex_syntax::Error::Translate(error) => (error.kind().to_string(), error.span().start.column),
        _ => ("not an expression".to_owned(), 1),
    };
    format!("{what} at character {column}")
}

/// Returns the expression with blanks that match any white space, and whether it is case-sensitive.
fn prepared(query: &str) -> (String, bool) {
    let mut out = String::with_capacity(query.len() + 8);
    let (mut exact, mut depth) = (false, 0usize);
    let mut chars = query.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                out.push(c);
                let Some(escaped) = chars.next() else { break };
                out.push(escaped);
                // The letter of a class such as `\W` is not part of a word.
                // Without case, `\p{Lu}` would also match small letters.
                exact |= matches!(escaped, 'p' | 'P');
                if matches!(escaped, 'p' | 'P' | 'x' | 'u' | 'U') && chars.peek() == Some(&'{') {
                    for c in chars.by_ref() {
                        out.push(c);
                        if c == '}' {
                            break;
                        }
                    }
                }
                continue;
            }
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            ' ' if depth == 0 => {
                out.push_str(r"(?:\s+)");
                continue;
            }
            _ => exact |= c.is_uppercase(),
        }
        out.push(c);
    }
    (out, exact)
}

/// One character of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    /// Exactly this character; lower-case in a case-insensitive search.
    Char(char),
    /// Any white space, including line breaks.
    Space,
    /// Any single quotation mark or apostrophe.
    Single,
    /// Any double quotation mark.
    Double,
}

impl Wanted {
    fn is_met_by(self, c: char) -> bool {
        match self {
            Self::Char(wanted) => c == wanted,
            Self::Space => c.is_whitespace(),
            Self::Single => matches!(c, '\'' | '‘' | '’' | '‚' | '‛' | '‹' | '›'),
            Self::Double => matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»'),
        }
    }
}

/// Returns all matches of `query` in `text`, without overlaps. Upper case in the query makes the search case-sensitive.
/// White space matches any white space, and straight quotation marks match any.
#[must_use]
pub fn find(text: &str, query: &str) -> Search {
    let mut search = Search { query: query.to_owned(), ..Search::default() };
    let words = Words::new(query);
    let mut free = 0;
    for at in words.candidates(text) {
        if at < free {
            continue;
        }
        if let Some(end) = text.get(at..).and_then(|rest| match_at(rest, &words.wanted, words.exact)) {
            if search.matches.len() == MOST {
                search.more = true;
                break;
            }
            free = at + end;
            search.matches.push(Span::new(at, free));
        }
    }
    search
}

/// A parsed query, reused for many texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    wanted: Vec<Wanted>,
    exact: bool,
}

impl Words {
    /// Parses a query.
    #[must_use]
    pub fn new(query: &str) -> Self {
        let exact = query.chars().any(char::is_uppercase);
        let mut wanted: Vec<Wanted> = Vec::new();
        let mut push = |c: char| {
            let next = match c {
                _ if c.is_whitespace() => Wanted::Space,
                '\'' => Wanted::Single,
                '"' => Wanted::Double,
                _ => Wanted::Char(c),
            };
            if next != Wanted::Space || wanted.last() != Some(&Wanted::Space) {
                wanted.push(next);
            }
        };
        if exact {
            query.chars().for_each(&mut push)
        } else {
            query.chars().flat_map(char::to_lowercase).for_each(&mut push)
        }
        Self { wanted, exact }
    }

    /// Returns whether a text contains the words.
    #[must_use]
    pub fn are_in(&self, text: &str) -> bool {
        self.wanted.is_empty()
            || self
                .candidates(text)
                .any(|at| text.get(at..).is_some_and(|rest| match_at(rest, &self.wanted, self.exact).is_some()))
    }

    fn candidates<'a>(&self, text: &'a str) -> Box<dyn Iterator<Item = usize> + 'a> {
        match self.wanted.first() {
            Some(&first) => candidates(text, first, self.exact),
            None => Box::new(std::iter::empty()),
        }
    }
}

/// Returns possible starts of a match. The caller must skip bytes inside a character.
fn candidates<'a>(text: &'a str, first: Wanted, exact: bool) -> Box<dyn Iterator<Item = usize> + 'a> {
    let bytes = text.as_bytes();
    let lead = |c: char| c.encode_utf8(&mut [0; 4]).bytes().next().unwrap_or_default();
    match first {
        // White space, and a few other characters.
        Wanted::Space => Box::new(text.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, _)| at)),
        Wanted::Single => Box::new(memchr2_iter(b'\'', lead('’'), bytes)),
        Wanted::Double => Box::new(memchr3_iter(b'"', lead('“'), lead('«'), bytes)),
        Wanted::Char(c) if exact => Box::new(memchr_iter(lead(c), bytes)),
        Wanted::Char(c) if c.is_ascii() => Box::new(memchr2_iter(lead(c), lead(c.to_ascii_uppercase()), bytes)),
        Wanted::Char(c) => {
            let mut upper = c.to_uppercase();
            match (upper.next(), upper.next()) {
                (Some(up), None) if up == c => Box::new(memchr_iter(lead(c), bytes)),
                _ => Box::new(text.char_indices().filter(|(_, c)| !c.is_ascii()).map(|(at, _)| at)),
            }
        }
    }
}

/// Returns the length of a match at the start of `text`, in bytes of `text`, even if folding changes lengths.
fn match_at(text: &str, wanted: &[Wanted], exact: bool) -> Option<usize> {
    let mut wanted = wanted.iter().peekable();
    let mut in_space = false;
    for (at, c) in text.char_indices() {
        if in_space && c.is_whitespace() {
            continue;
        }
        in_space = false;
        if wanted.peek().is_none() {
            return Some(at);
        }
        // A character folds to one or more characters; all of them must match.
        let is_met = |wanted: Option<&&Wanted>, c: char| wanted.is_some_and(|w| w.is_met_by(c));
        if exact || c.is_ascii() {
            let c = if exact { c } else { c.to_ascii_lowercase() };
            if !is_met(wanted.peek(), c) {
                return None;
            }
            in_space = wanted.next() == Some(&Wanted::Space);
        } else {
            for c in c.to_lowercase() {
                if !is_met(wanted.peek(), c) {
                    return None;
                }
                in_space = wanted.next() == Some(&Wanted::Space);
            }
        }
    }
    wanted.peek().is_none().then_some(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(text: &'a str, query: &str) -> Vec<&'a str> {
        find(text, query).matches.iter().map(|m| m.of(text)).collect()
    }

    #[test]
    fn case_is_smart() {
        assert_eq!(found("Assad assad ASSAD", "assad"), ["Assad", "assad", "ASSAD"]);
        assert_eq!(found("Assad assad ASSAD", "Assad"), ["Assad"]);
        assert_eq!(found("Ärger ärger ARGER", "ärger"), ["Ärger", "ärger"]);
        assert_eq!(found("ΣΟΦΟΣ", "σοφο"), ["ΣΟΦΟ"]);
        assert_eq!(found("日本 日本語", "日本"), ["日本", "日本"]);
    }

    #[test]
    fn offsets_are_true_where_folding_changes_lengths() {
        // İ (2 bytes) folds to i and a dot (3 bytes); K (Kelvin, 3 bytes) to k (1 byte).
        let text = "İstanbul aİb";
        for span in find(text, "b").matches {
            assert_eq!(span.of(text), "b");
        }
        assert_eq!(found("xİstanbul", "xi\u{307}s"), ["xİs"]);
        assert_eq!(found("10 \u{212a}elvin", " k"), [" \u{212a}"]);
    }

    #[test]
    fn white_space_and_quotation_marks_match_their_kind() {
        assert_eq!(found("pave\n  the way", "pave the"), ["pave\n  the"]);
        assert_eq!(found("he said “it’s”", "\"it's\""), ["“it’s”"]);
        assert_eq!(found("don’t don't", "don’t"), ["don’t"], "a curly one means itself");
        assert_eq!(found("a  b", " "), ["  "]);
        assert_eq!(found("aaaa", "aa"), ["aa", "aa"]);
        assert!(found("abc", "").is_empty() && found("", "x").is_empty() && found("ab", "abc").is_empty());
    }

    fn matched<'a>(text: &'a str, query: &str) -> Vec<&'a str> {
        find_regex(text, query).matches.iter().map(|m| m.of(text)).collect()
    }

    #[test]
    fn expressions_have_smart_case_and_wide_blanks() {
        let text = "Assad told\n  Putin; assad said 12 and 7.";
        assert_eq!(matched(text, "assad|putin"), ["Assad", "Putin", "assad"]);
        assert_eq!(matched(text, "Assad|putin"), ["Assad"]);
        assert_eq!(matched(text, r"told \w+"), ["told\n  Putin"]);
        assert_eq!(matched(text, r"\d+"), ["12", "7"]);
        assert_eq!(matched(text, r"\W and"), Vec::<&str>::new(), "a class in capitals is no capital word");
        assert_eq!(matched(text, r"assad\S* said"), ["assad said"]);
        assert_eq!(matched(text, r"[ ;]+assad"), ["; assad"]);
        assert_eq!(matched(text, r"\p{Lu}\w+"), ["Assad", "Putin"]);
        assert_eq!(matched(text, "^ *putin"), ["  Putin"]);
        assert!(matched(text, "x*").is_empty(), "what matches nothing is no match");
    }

    #[test]
    fn a_malformed_expression_says_what_is_wrong_and_where() {
        for (query, says) in [
            ("(tide", "unclosed group at character 1"),
            ("tide [a-", "unclosed character class at character 6"),
            ("a**", ""),
            ("*a", "repetition operator missing expression at character 1"),
            (r"\q", "unrecognized escape sequence at character 1"),
        ] {
            let search = find_regex("tide", query);
            assert_eq!(search.problem.as_deref().unwrap_or(""), says, "{query}");
            assert!(search.problem.is_none() || search.matches.is_empty());
        }
        let huge = find_regex("tide", r"(\w{100}){100}");
        assert!(huge.problem.is_some_and(|p| p.contains("too large")));
    }

    #[test]
    fn the_list_of_matches_is_bounded() {
        let search = find(&"e".repeat(MOST + 5), "e");
        assert_eq!((search.matches.len(), search.more), (MOST, true));
    }
}
