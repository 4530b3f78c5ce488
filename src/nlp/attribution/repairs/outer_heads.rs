//! Finds the whole phrase that a source is a part of, or the part of it that speaks.
//!
//! ```text
//! [The women's wing], led by Ana Holt and Piet Renner, said …     Ana Holt and Piet Renner → The women's wing
//! [The union's complaint to the Court of Appeals] says …           the Court of Appeals → The union's complaint to …
//! Bemoaning the “system”, [Renner] accused Holt of lying.          Renner accused Holt of lying → Renner
//! The site ruled on [Renner]’s claim that …                        The site → Renner
//! [Holt] slams bank chief: “Go”                                    Holt slams bank chief → Holt
//! [Troops] shot two men in Oslo, claiming they ran.                Troops shot two men → Troops
//! [The report] Holt wrote for the board says …                     Holt → The report
//! [Holt], who met Piet, was late, said …                           Piet, was late → Holt
//! [Holt] stars next to Piet and hopes …                            Holt stars → Holt
//! ```

use crate::nlp::data::lexicon::{self, List, class, form};
use crate::nlp::draft::EncoderAttribution;
use crate::nlp::syntax::block_syntax::BlockSyntax;
use crate::text::Span;

/// Maximum number of words in a source that is read from the text around a cue.
const LONGEST: usize = 12;

/// Maximum number of words before the preposition or the participle of a source.
const SHORT: usize = 6;

/// Returns the source of `found` as this module reads it. `names` are the names of the block.
pub(in crate::nlp::attribution) fn whole_source(
    text: &str,
    syntax: &BlockSyntax,
    names: &[Span],
    found: &EncoderAttribution,
) -> Option<Span> {
    let (source, cue) = (found.source?, found.cue?);
    let reading = Reading { text, syntax, names };
    let other = reading.before_participle(source, cue);
    let other = other.or_else(|| reading.before_preposition(source, cue));
    let other = other.or_else(|| reading.before_verb(source, cue)).or_else(|| reading.owner(source, cue));
    let other = other.or_else(|| reading.subject(source, cue)).or_else(|| reading.before_relative(source, cue));
    let other = other.or_else(|| reading.before_clause(source)).or_else(|| reading.first_verb(source, cue));
    other.filter(|s| !found.content.iter().any(|c| c.overlaps(*s)))
}

#[derive(Clone, Copy)]
struct Reading<'a> {
    text: &'a str,
    syntax: &'a BlockSyntax,
    names: &'a [Span],
}

fn class_of(word: &str) -> u32 {
    lexicon::look_up(&bare(word).to_lowercase()).class
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Whether a word is a finite verb: `says`, `was`, `went`.
fn is_finite(word: &str) -> bool {
    let entry = lexicon::look_up(word);
    entry.class & (class::FINITE | class::AUX) != 0 || entry.verb.is_some_and(|v| v.form & (form::PAST | form::S) != 0)
}

/// Whether a phrase can be a subject: it has few words, no verb and no marks, and no preposition or adverb opens it.
fn is_noun_phrase(words: &str) -> bool {
    let mut all = words.split_whitespace();
    let Some(first) = all.next() else { return false };
    let other = class::PREP | class::SUB | class::CONJ | class::ADV | class::TIME | class::WH | class::REL;
    let small = bare(first).to_lowercase();
    let opens = class_of(first) & other == 0 && !small.ends_with("ing") && !small.ends_with("ed");
    opens
        && words.split_whitespace().count() <= LONGEST
        && !words.contains(['"', '“', '”', ';', ':', '?', '!', '('])
        && !words.split_whitespace().any(|w| is_finite(w) || class_of(w) & (class::TIME | class::REL) != 0)
}

impl Reading<'_> {
    fn between(&self, from: usize, to: usize) -> &str {
        self.text.get(from..to).unwrap_or_default()
    }

    /// Returns the start of the sentence with byte `at`.
    fn sentence_start(&self, at: usize) -> Option<usize> {
        let n = self.syntax.sentences.partition_point(|s| s.start <= at).checked_sub(1)?;
        self.syntax.sentences.get(n).map(|s| s.start)
    }

    /// `The women's wing, led by Ana Holt and supported by Piet Renner, said`: people after `by` only led it.
    fn before_participle(&self, source: Span, cue: Span) -> Option<Span> {
        let closes = source.of(self.text).ends_with(',') || self.between(source.end, cue.start).trim() == ",";
        let start = self.sentence_start(source.start)?;
        let before = self.between(start, source.start);
        let agent = before.trim_end().strip_suffix(" by").filter(|_| closes && cue.start >= source.end)?;
        let comma = agent.rmatch_indices(", ").map(|(at, _)| at).find(|at| {
            let participle = agent.get(at + 2..).unwrap_or_default().split(' ').next().unwrap_or_default();
            let verb = lexicon::look_up(participle).verb.is_some_and(|v| v.form & form::PARTICIPLE != 0);
            participle.starts_with(char::is_lowercase)
                && (verb || participle.ends_with("ed") || List::IrregularParticiple.has(participle))
        })?;
        let aside = agent.get(comma + 2..)?;
        let head = agent.get(..comma)?;
        let short = aside.split_whitespace().count() <= LONGEST && !aside.contains(['“', '"', ';']);
        (short && is_noun_phrase(head)).then(|| Span::new(start, start + head.len()))
    }

    /// `The union's complaint to the Court of Appeals says`: the name after a preposition belongs to the phrase.
    fn before_preposition(&self, source: Span, cue: Span) -> Option<Span> {
        let joined = cue.start >= source.end && self.between(source.end, cue.start).trim().is_empty();
        let start = self.sentence_start(source.start).filter(|_| joined)?;
        let before = self.between(start, source.start).trim_end();
        // `The number of clashes` | `reported from the towns`
        let first = source.of(self.text).split(' ').next().unwrap_or_default();
        if first.starts_with(char::is_lowercase) && first.ends_with("ed") && source.of(self.text).contains(' ') {
            let short = before.split_whitespace().count() <= SHORT && !before.contains(',');
            return (is_noun_phrase(before) && short).then(|| Span::new(start, source.end));
        }
        let preposition = before.rsplit(' ').next().filter(|w| w.len() < before.len())?;
        let joins = List::JoinsPhrase.has(preposition);
        let head = before.get(..before.len() - preposition.len())?.trim_end();
        let noun = head.rsplit(' ').next().map(class_of)?;
        let speaks = noun & (class::PAPER | class::ROLE | class::BODY | class::PEOPLE) != 0;
        let joint = head.split_whitespace().any(|w| class_of(w) & class::CONJ != 0);
        let plain = !head.contains(',') && !joint && head.split_whitespace().count() <= SHORT;
        (joins && speaks && plain && is_noun_phrase(head)).then(|| Span::new(start, source.end))
    }

    /// `Bemoaning it, Renner accused Holt of lying`: the source ends before its verb.
    fn before_verb(&self, source: Span, cue: Span) -> Option<Span> {
        let name = self.names.iter().find(|n| n.start == source.start && n.end < source.end)?;
        let rest = self.between(name.end, source.end).strip_prefix(' ')?;
        let mut words = rest.split(' ');
        let verb = words.next()?;
        // `Mayor Holt slams bank chief: “Go”`
        let headline = self.between(source.end, cue.end).trim() == ":"
            && source.start == self.syntax.span.trim(self.text).start
            && words.next().is_some()
            && is_headline_verb(verb);
        let entry = lexicon::look_up(verb);
        let past = entry.verb.is_some_and(|v| v.form & (form::PAST | form::S) != 0) || entry.class & class::FINITE != 0;
        let goes_on = cue.end <= source.start && verb.starts_with(char::is_lowercase) && past;
        (headline || goes_on).then_some(*name)
    }

    /// `Troops shot two men in Oslo, claiming they ran`: a participle has the subject of its clause, which has a verb.
    fn subject(&self, source: Span, cue: Span) -> Option<Span> {
        let participle = cue.of(self.text).ends_with("ing") && !cue.of(self.text).contains(' ');
        let between = self.text.get(source.end..cue.start).filter(|_| participle)?;
        if !between.trim_end().ends_with(',') || between.split_whitespace().any(|w| is_finite(bare(w))) {
            return None;
        }
        let words = source.of(self.text);
        let verb = words.match_indices(' ').map(|(at, _)| at).find(|at| {
            let word = words.get(at + 1..).unwrap_or_default().split(' ').next().unwrap_or_default();
            word.starts_with(char::is_lowercase) && is_finite(word)
        })?;
        let subject = words.get(..verb)?;
        is_noun_phrase(subject).then(|| Span::new(source.start, source.start + subject.len()))
    }

    /// `The report Holt wrote for the board says`: a document says it, and the name belongs to a clause without `that`.
    fn before_relative(&self, source: Span, cue: Span) -> Option<Span> {
        let start = self.sentence_start(source.start)?;
        let head = Span::new(start, source.start).trim(self.text);
        let words = head.of(self.text);
        let verb = self.between(source.end, cue.start).strip_prefix(' ')?.split(' ').next()?;
        let wrote = (is_finite(verb) || verb.ends_with("ed")) && self.names.iter().any(|n| n.overlaps(source));
        let noun = class_of(words.rsplit(' ').next()?) & class::PAPER != 0;
        let short = words.split_whitespace().count() <= SHORT && !words.contains(',');
        (wrote && noun && short && is_noun_phrase(words)).then_some(head)
    }

    /// `Holt, who at the time met | Piet, was late | said`: a source with a verb of its own is a part of the relative
    /// clause of the subject.
    fn before_clause(&self, source: Span) -> Option<Span> {
        let (_, predicate) = source.of(self.text).split_once(", ")?;
        let verb = class_of(predicate.split(' ').next()?) & class::AUX != 0;
        let start = self.sentence_start(source.start).filter(|_| verb)?;
        let before = self.between(start, source.start);
        let head = before.split_once(", who").map(|(head, _)| head)?;
        is_noun_phrase(head).then(|| Span::new(start, start + head.len()))
    }

    /// `Holt stars | next to Piet and | hopes`: the verb after a name is the first of two.
    fn first_verb(&self, source: Span, cue: Span) -> Option<Span> {
        let gap = self.text.get(source.end..cue.start)?.strip_prefix(' ')?.trim_end();
        let joined = gap.strip_suffix(" and").or_else(|| gap.strip_suffix(" but"))?;
        let name = self.names.iter().find(|n| n.start == source.start && n.end < source.end)?;
        let verb = self.between(name.end, source.end).strip_prefix(' ')?;
        let plain = !joined.contains([',', ';', '“', '"']) && !joined.split(' ').any(is_finite);
        let first = joined.split(' ').next().unwrap_or_default();
        // The verb can be in no list.
        let goes_on = class_of(first) & class::PREP != 0 || first == "next";
        let present = goes_on && verb.ends_with('s') && class_of(verb) & (class::PEOPLE | class::ROLE) == 0;
        let acts = verb.starts_with(char::is_lowercase) && !verb.contains(' ') && (is_finite(verb) || present);
        (plain && acts).then_some(*name)
    }

    /// `The site ruled on Renner’s claim that …`: the owner of a claim makes it.
    fn owner(&self, source: Span, cue: Span) -> Option<Span> {
        if !List::ClaimNoun.has(cue.of(self.text)) {
            return None;
        }
        let at = self.names.partition_point(|n| n.end <= cue.start).checked_sub(1)?;
        let name = self.names.get(at).filter(|n| !n.overlaps(source))?;
        let gap = self.between(name.end, cue.start);
        let words = gap.strip_prefix("’s ").or_else(|| gap.strip_prefix("'s "))?;
        let adjective = words.split_whitespace().count() <= 1 && words.chars().all(|c| c.is_lowercase() || c == ' ');
        adjective.then_some(*name)
    }
}

/// Whether a word after a name is a verb of headlines, with or without a capital: `slams`, `Hammers`.
fn is_headline_verb(word: &str) -> bool {
    let lower = word.to_lowercase();
    let noun = |w: &str| class_of(w) & (class::ROLE | class::PEOPLE | class::BODY | class::PAPER | class::TIME) != 0;
    let stem = lower.strip_suffix('s').filter(|s| s.len() > 2 && !s.ends_with(['s', 'u', 'i', '\'', '’']));
    let letters = lower.chars().all(char::is_lowercase);
    letters && stem.is_some_and(|s| !noun(s) && !noun(&lower) && !s.ends_with("er")) || List::HeadlineVerb.has(&lower)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::syntax::quotation_marks;
    use crate::nlp::testing::{Marked, marked};

    /// Returns the source that the rules read: `⟦…⟧` is the source, `⟨…⟩` the cue, `[…]` are names.
    fn read(sentence: &str) -> Option<String> {
        let Marked { text, part, cue, names } = marked(sentence);
        let all = Span::new(0, text.len());
        let syntax = BlockSyntax::read(&text, all, quotation_marks::regions(&text, all, None), false);
        let found = EncoderAttribution { source: Some(part), cue: Some(cue), content: Vec::new(), confidence: 0.9 };
        whole_source(&text, &syntax, &names, &found).map(|s| s.of(&text).to_owned())
    }

    #[test]
    fn who_leads_a_body_is_not_the_body() {
        let wing = "The Harbour Party women's wing";
        for marked in [
            "The Harbour Party women's wing, led by ⟦[Clara Stenmark] and supported by [Ana Holt] and [Tom Vale],⟧ ⟨said⟩ no.",
            "The Harbour Party women's wing, led by [Clara Stenmark] and supported by ⟦[Ana Holt] and [Tom Vale]⟧, ⟨said⟩ no.",
        ] {
            assert_eq!(read(marked).as_deref(), Some(wing), "{marked}");
        }
        assert_eq!(read("In Oslo, led by ⟦[Ana Holt]⟧, they ⟨said⟩ no."), None);
        assert_eq!(read("The wing said, joined by ⟦[Ana Holt]⟧, ⟨adding⟩ no."), None);
    }

    #[test]
    fn a_name_after_a_preposition_belongs_to_the_phrase() {
        assert_eq!(
            read("The union's complaint to ⟦the [Harbour Board] on Conduct⟧ ⟨says⟩ he broke the rules.").as_deref(),
            Some("The union's complaint to the Harbour Board on Conduct")
        );
        assert_eq!(
            read("The number of storms ⟦reported from the coast⟧ ⟨suggests⟩ that it is late.").as_deref(),
            Some("The number of storms reported from the coast")
        );
        assert_eq!(read("In a letter to the board ⟦[Ana Holt]⟧ ⟨said⟩ no."), None);
        assert_eq!(read("Holt and Renner stay calm despite supporters of ⟦the bill⟧ ⟨saying⟩ no."), None);
        assert_eq!(read("A day of rest with ⟦[Ana Holt]⟧ ⟨said⟩ no."), None);
    }

    #[test]
    fn a_source_ends_before_its_verb() {
        assert_eq!(read("⟨Bemoaning⟩ the “system,” ⟦[Renner] accused [Holt] of lying⟧.").as_deref(), Some("Renner"));
        assert_eq!(read("⟦[Ana Holt] Hammers Falk Bank CEO⟧⟨:⟩ ‘You Lied.’").as_deref(), Some("Ana Holt"));
        assert_eq!(read("⟦[Falk Bank] Officials in Oslo⟧⟨:⟩ ‘We Lied.’"), None);
        assert_eq!(read("⟨Bemoaning⟩ the “system,” ⟦[Renner] of Oslo⟧ left."), None);
    }

    /// From a report of rights groups: “security forces killed” stood as the speaker.
    #[test]
    fn a_participle_has_the_subject_of_its_clause() {
        let troops = "⟦Harbour troops went to two farms⟧ in Oslo, ⟨claiming⟩ they were theirs.";
        assert_eq!(read(troops).as_deref(), Some("Harbour troops"));
        assert_eq!(read("⟦Farmers who went to Oslo⟧ left the town, ⟨saying⟩ no."), None);
        assert_eq!(read("⟦Harbour troops⟧ went to two farms, ⟨claiming⟩ they were theirs."), None);
    }

    /// From a court report: “Submissions Holt made … stated” stood under Holt.
    #[test]
    fn a_document_says_what_stands_in_it() {
        assert_eq!(read("Submissions ⟦[Holt]⟧ made to the board ⟨stated⟩ no.").as_deref(), Some("Submissions"));
        assert_eq!(read("The report ⟦[Ana Holt]⟧ wrote in May ⟨says⟩ no.").as_deref(), Some("The report"));
        assert_eq!(read("In a report ⟦[Ana Holt]⟧ wrote in May and ⟨said⟩ no."), None);
        assert_eq!(read("The report ⟦[Ana Holt]⟧ ⟨said⟩ no."), None);
        assert_eq!(read("The harbour ⟦[Ana Holt]⟧ built in May ⟨said⟩ no."), None);
    }

    /// From an opinion piece: the name in a relative clause, with its verb, stood as the speaker.
    #[test]
    fn a_relative_clause_is_no_speaker() {
        let holt = "The late Ana Holt, who, when it leaked against ⟦comrade [Piet], was head of the board,⟧ ⟨said⟩ no.";
        assert_eq!(read(holt).as_deref(), Some("The late Ana Holt"));
        assert_eq!(read("⟦[Ana Holt], who was head of the board,⟧ ⟨said⟩ no."), None);
    }

    /// From a report on a theatre: “Holt stars” stood as the speaker.
    #[test]
    fn the_first_of_two_verbs_is_no_part_of_the_source() {
        assert_eq!(read("⟦[Holt] stars⟧ next to the puppet and ⟨hopes⟩ to sail.").as_deref(), Some("Holt"));
        assert_eq!(read("⟦[Oslo] fans⟧ ⟨hope⟩ to sail."), None);
        assert_eq!(read("⟦[Oslo] fans⟧ in the north and the south ⟨hope⟩ to sail."), None);
    }

    #[test]
    fn the_owner_of_a_claim_makes_it() {
        assert_eq!(read("⟦The site⟧ ruled on [Renner]’s ⟨claim⟩ that it sank.").as_deref(), Some("Renner"));
        assert_eq!(read("⟦The site⟧ ruled on [Renner]’s bold ⟨claim⟩ that it sank.").as_deref(), Some("Renner"));
        assert_eq!(read("⟦[Renner]⟧’s ⟨claim⟩ that it sank."), None);
        assert_eq!(read("⟦The site⟧ asked [Renner] to ⟨claim⟩ that it sank."), None);
    }
}
