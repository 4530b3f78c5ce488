//! Marks of a note: tags, a flag, a verdict, and links to sources.
//!
//! Marks may also be written in the body: `#economy` is a tag, `#todo` and `#question` a flag, `#checked`,
//! `#disputed`, `#false` and `#needs-source` a verdict, and an address is a link.

use serde::{Deserialize, Serialize};

/// A reminder to come back to a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flag {
    /// An open question.
    Question,
    /// Something to do.
    Todo,
}

/// The reader's verdict on a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Checked and correct.
    Checked,
    /// Other sources disagree.
    Disputed,
    /// Checked and wrong.
    False,
    /// No source supports it yet.
    NeedsSource,
}

/// The marks of a note.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// Tags without `#`, in the given order, without duplicates.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The name of the colour, if the reader chose one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<String>,
    /// The flag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flag: Option<Flag>,
    /// The verdict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// Addresses of sources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
}

impl Flag {
    /// Returns its name, as written and stored.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::Todo => "todo",
        }
    }

    /// Returns the flag with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Question, Self::Todo].into_iter().find(|f| f.name().eq_ignore_ascii_case(name))
    }
}

impl Verdict {
    /// All verdicts.
    pub const ALL: [Self; 4] = [Self::Checked, Self::Disputed, Self::False, Self::NeedsSource];

    /// Returns its name, as written and stored.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Checked => "checked",
            Self::Disputed => "disputed",
            Self::False => "false",
            Self::NeedsSource => "needs-source",
        }
    }

    /// Returns the verdict with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|v| v.name().eq_ignore_ascii_case(name))
    }
}

impl Marks {
    /// Returns the marks written in the body of a note.
    #[must_use]
    pub fn in_words(body: &str) -> Self {
        let mut marks = Self::default();
        for word in body.split_whitespace() {
            let word = word.trim_start_matches(['(', '[', '<', '“', '"']);
            if word.starts_with("https://") || word.starts_with("http://") {
                let link = word.trim_end_matches([')', ']', '>', '.', ',', ';', '”', '"', '!', '?']);
                add(&mut marks.links, link);
            } else if let Some(tag) = word.strip_prefix('#') {
                let end =
                    tag.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '/'))).unwrap_or(tag.len());
                let tag = tag.get(..end).unwrap_or_default().trim_end_matches(['-', '/']);
                if let Some(flag) = Flag::named(tag) {
                    marks.flag.get_or_insert(flag);
                } else if let Some(verdict) = Verdict::named(tag) {
                    marks.verdict.get_or_insert(verdict);
                } else if tag.chars().any(char::is_alphabetic) {
                    // `#1` is a number, not a tag.
                    add(&mut marks.tags, tag);
                }
            }
        }
        marks
    }

    /// Returns these marks merged with those in the body.
    #[must_use]
    pub fn with_words(&self, body: &str) -> Self {
        let mut all = self.clone();
        let words = Self::in_words(body);
        words.tags.iter().for_each(|tag| add(&mut all.tags, tag));
        words.links.iter().for_each(|link| add(&mut all.links, link));
        all.flag = all.flag.or(words.flag);
        all.verdict = all.verdict.or(words.verdict);
        all
    }

    /// Returns these marks without those in the body.
    #[must_use]
    pub fn beyond_words(mut self, body: &str) -> Self {
        let words = Self::in_words(body);
        self.tags.retain(|tag| !words.tags.contains(tag));
        self.links.retain(|link| !words.links.contains(link));
        self.flag = self.flag.filter(|flag| words.flag != Some(*flag));
        self.verdict = self.verdict.filter(|verdict| words.verdict != Some(*verdict));
        self
    }

    /// Returns whether there are no marks.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

fn add(list: &mut Vec<String>, item: &str) {
    if !item.is_empty() && !list.iter().any(|i| i == item) {
        list.push(item.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_from_the_words() {
        let marks =
            Marks::in_words("Is it? (#question) #économie, #eu/trade. See <https://a.org/x?y=1>. #1 # #False #x #x");
        assert_eq!(marks.tags, ["économie", "eu/trade", "x"]);
        assert_eq!((marks.flag, marks.verdict), (Some(Flag::Question), Some(Verdict::False)));
        assert_eq!(marks.links, ["https://a.org/x?y=1"]);
        assert!(Marks::in_words("Nothing: a#b, 50 # http:/x").is_empty());
    }

    #[test]
    fn what_was_set_goes_before_what_is_written() {
        let set = Marks { verdict: Some(Verdict::Checked), tags: vec!["a".into()], ..Marks::default() };
        let all = set.with_words("#disputed #b #a #todo");
        assert_eq!((all.verdict, all.flag), (Some(Verdict::Checked), Some(Flag::Todo)));
        assert_eq!(all.tags, ["a", "b"]);
        let beyond = all.clone().beyond_words("#disputed #b #a #todo");
        assert_eq!(beyond, Marks { verdict: Some(Verdict::Checked), ..Marks::default() });
        assert_eq!(all.clone().beyond_words("nothing"), all);
    }

    #[test]
    fn names_lead_back() {
        for verdict in [Verdict::Checked, Verdict::Disputed, Verdict::False, Verdict::NeedsSource] {
            assert_eq!(Verdict::named(verdict.name()), Some(verdict));
            assert_eq!(serde_json::to_value(verdict).unwrap(), verdict.name());
        }
        for flag in [Flag::Question, Flag::Todo] {
            assert_eq!(Flag::named(flag.name()), Some(flag));
            assert_eq!(serde_json::to_value(flag).unwrap(), flag.name());
        }
    }
}
