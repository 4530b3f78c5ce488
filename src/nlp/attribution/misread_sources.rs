//! Corrects sources that the encoder misread: it took the subject of the reported clause, the addressee, or the last
//! name of a parenthesis for the source.
//!
//! ```text
//! Drivers are paid too little, says a report.       Drivers → a report
//! Ana Holt, said the statement, was one of three.   Ana Holt → the statement
//! The letter – also signed by Ana Holt – demands …  Ana Holt → The letter
//! Another climber, Ruth, told Radio West …          Another climber → Another climber, Ruth,
//! “…,” Piet, a medic, told the Herald.              the Herald → Piet, a medic,
//! Asked if he was afraid, Piet said no.             Piet → none: he was asked
//! The court was told that Piet had fled.            The court → none
//! ```

use crate::nlp::data::lexicon::{self, class, form, frame};
use crate::nlp::draft::{AttributionDraft, EncoderAttribution};
use crate::nlp::syntax::block_syntax::BlockSyntax;
use crate::text::Span;

/// Maximum number of words in a source that is read from the text around a cue.
const LONGEST: usize = 12;

/// A block whose attributions are corrected.
#[derive(Clone, Copy)]
pub(in crate::nlp) struct Reading<'a> {
    pub(in crate::nlp) text: &'a str,
    pub(in crate::nlp) syntax: &'a BlockSyntax,
    /// The names of the block.
    pub(in crate::nlp) names: &'a [Span],
}

impl Reading<'_> {
    /// Returns the attribution with a corrected source and content. `rule` is the attribution that the rules found at
    /// the same cue.
    pub(in crate::nlp) fn correct(
        &self,
        found: &EncoderAttribution,
        rule: Option<&AttributionDraft>,
    ) -> EncoderAttribution {
        let mut found = found.clone();
        let (Some(cue), Some(source)) = (found.cue, found.source) else { return found };
        if let Some((source, cue, content)) = self.heard(cue, &found.content) {
            (found.source, found.cue, found.content) = (Some(source), Some(cue), content);
            return found;
        }
        let other = self.subject_of_content(cue, source, &found.content, rule);
        let other = other.or_else(|| self.parenthesis(cue, source, &found));
        if let Some((source, content)) = other.or_else(|| self.inverted(cue, source, &found.content)) {
            found.source = Some(source);
            found.content = content;
            return found;
        }
        found.source = if self.is_asked(cue, source)
            || self.is_told(cue, source)
            || self.is_ordered(cue, source, &found.content)
        {
            None
        } else {
            let other = self.before_dashes(cue, source);
            let other = other.or_else(|| self.with_name(cue, source)).or_else(|| self.with_name_after(source));
            Some(other.or_else(|| self.speaker_before_told(cue, source, &found.content)).unwrap_or(source))
        };
        found
    }

    fn between(&self, from: usize, to: usize) -> &str {
        self.text.get(from..to).unwrap_or_default()
    }

    fn class_of(word: &str) -> u32 {
        lexicon::look_up(&word.to_lowercase()).class
    }

    fn is_finite(word: &str) -> bool {
        let entry = lexicon::look_up(word);
        entry.class & class::FINITE != 0 || entry.verb.is_some_and(|v| v.form & (form::PAST | form::S) != 0)
    }

    /// `Drivers are paid too little, says a report`: the source stands before its content, and another one after the
    /// cue.
    fn subject_of_content(
        &self,
        cue: Span,
        source: Span,
        content: &[Span],
        rule: Option<&AttributionDraft>,
    ) -> Option<(Span, Vec<Span>)> {
        let (first, other) = (content.first()?, rule?.source?);
        let before: Vec<&Span> = content.iter().filter(|c| c.end <= cue.start).collect();
        let last = before.last()?;
        let joined = self.between(source.end, first.start).trim().is_empty();
        let comma = self.between(last.end, cue.start).trim().trim_start_matches(['"', '”', '’', '\'']);
        let comma = comma == "," || comma.is_empty() && last.of(self.text).trim_end().ends_with(',');
        let opens = other
            .of(self.text)
            .split_whitespace()
            .next()
            .is_some_and(|w| w.starts_with(char::is_uppercase) || Self::class_of(w) & class::DET != 0);
        if source.end > first.start || !joined || !comma || other.start < cue.end || !opens {
            return None;
        }
        let mut content: Vec<Span> = content.iter().copied().filter(|c| c.end <= cue.start).collect();
        if let Some(first) = content.first_mut() {
            first.start = source.start;
        }
        Some((other, content))
    }

    /// `The country has met its goals, states the report of 2013.`: what the encoder took for the content is the source.
    fn inverted(&self, cue: Span, source: Span, content: &[Span]) -> Option<(Span, Vec<Span>)> {
        let [after] = content else { return None };
        let at = self.syntax.sentences.partition_point(|s| s.end <= cue.start);
        let sentence = self.syntax.sentences.get(at).filter(|s| s.start <= source.start && source.end <= cue.start)?;
        let said = Span::new(sentence.start, cue.start).trim(self.text);
        let words: Vec<&str> = after.of(self.text).split_whitespace().collect();
        let first = words.first()?;
        let phrase = Self::class_of(first) & class::DET != 0
            && words.len() < 9
            && !words.iter().any(|w| Self::class_of(w) & (class::FINITE | class::PREP) != 0);
        let last = words.last()?.trim_end_matches(|c: char| !c.is_alphanumeric());
        let speaks = Self::class_of(last) & (class::PAPER | class::ROLE | class::BODY | class::PEOPLE) != 0;
        let ends = self.between(after.end, sentence.end).trim_matches(|c: char| !c.is_alphanumeric()).is_empty();
        let touches = self.between(cue.end, after.start).trim().is_empty();
        let present = !cue.of(self.text).contains(' ');
        let comma = said.of(self.text).strip_suffix(',')?;
        (phrase && speaks && ends && touches && present && source.end + 1 < said.end)
            .then(|| (*after, vec![Span::new(said.start, said.start + comma.len())]))
    }

    /// `Ana Holt, said the statement, was one of three`: a parenthesis names the source after the cue.
    fn parenthesis(&self, cue: Span, source: Span, found: &EncoderAttribution) -> Option<(Span, Vec<Span>)> {
        let (first, rest) = found.content.split_first()?;
        let saying = cue.of(self.text);
        if self.between(source.end, cue.start).trim() != ","
            || first.start < cue.end
            || !self.between(cue.end, first.start).trim().is_empty()
            || saying.contains(' ')
        {
            return None;
        }
        let words = first.of(self.text);
        let (phrase, after) = words.split_once(',')?;
        let mut inner = phrase.split_whitespace();
        let opens =
            inner.next().is_some_and(|w| w.starts_with(char::is_uppercase) || Self::class_of(w) & class::DET != 0);
        let goes_on = after.split_whitespace().next().is_some_and(Self::is_finite);
        if !opens
            || !goes_on
            || phrase.split_whitespace().count() > 6
            || inner.any(|w| Self::class_of(w) & class::FINITE != 0)
        {
            return None;
        }
        let said = Span::new(first.start, first.start + phrase.len());
        let tail = Span::new(said.end + 1, first.end).trim(self.text);
        Some((said, [source, tail].into_iter().chain(rest.iter().copied()).collect()))
    }

    /// `The letter – also signed by Ana Holt – demands`: the source is the phrase before the dashes.
    fn before_dashes(&self, cue: Span, source: Span) -> Option<Span> {
        let gap = self.between(source.start, cue.start).trim();
        let dash = ["–", "—", "--", "-"].into_iter().find(|d| gap.ends_with(&format!(" {d}")))?;
        let at = self.syntax.sentences.partition_point(|s| s.start <= source.start).checked_sub(1)?;
        let sentence = self.syntax.sentences.get(at)?;
        let opening = self.between(sentence.start, source.start).rfind(&format!(" {dash} "))?;
        let phrase = Span::new(sentence.start, sentence.start + opening).trim(self.text);
        let words: Vec<&str> = phrase.of(self.text).split_whitespace().collect();
        let plain =
            (1..=LONGEST).contains(&words.len()) && !words.iter().any(|w| Self::class_of(w) & class::FINITE != 0);
        (plain && !phrase.of(self.text).contains([',', '"', '“', ';', ':'])).then_some(phrase)
    }

    /// `Another climber, Ruth, told`: a name in apposition belongs to the source.
    fn with_name(&self, cue: Span, source: Span) -> Option<Span> {
        let gap = self.text.get(source.end..cue.start)?;
        let opened = source.of(self.text).ends_with(',') || gap.trim_start().starts_with(',');
        let inner = gap.trim().strip_suffix(',').filter(|_| opened)?.trim_start_matches([',', ' ']);
        let start = source.end + gap.find(inner).filter(|_| !inner.is_empty())?;
        let is_name = self.names.iter().any(|n| n.start == start && n.of(self.text) == inner);
        let own = self.names.iter().any(|n| n.overlaps(source));
        (is_name && !own).then(|| Span::new(source.start, start + inner.len()))
    }

    /// `as predicted by the finance minister, Ana Holt, in May`: a name in apposition after the source.
    fn with_name_after(&self, source: Span) -> Option<Span> {
        let last = source.of(self.text).split_whitespace().next_back()?.to_lowercase();
        let role = lexicon::look_up(&last).class & class::ROLE != 0;
        let rest = self.text.get(source.end..)?.strip_prefix(", ")?;
        let start = self.text.len() - rest.len();
        let name = self.names.iter().find(|n| n.start == start && n.of(self.text).contains(' '))?;
        let closes = self.text.get(name.end..).is_some_and(|rest| !rest.starts_with(['\'', '’']));
        let own = self.names.iter().any(|n| n.overlaps(source));
        (role && closes && !own).then(|| source.join(*name))
    }

    /// `“…,” Piet, a medic, told the Herald`: the addressee after `told` is not the source.
    fn speaker_before_told(&self, cue: Span, source: Span, content: &[Span]) -> Option<Span> {
        let last = content.iter().map(|c| c.end).max()?;
        let told = matches!(cue.of(self.text).split_whitespace().last()?, "told" | "tells");
        if !told || source.start < cue.end || last > cue.start {
            return None;
        }
        let span = Span::new(last, cue.start).trim(self.text);
        let words = span.of(self.text).trim_start_matches([',', '"', '”', '’', '\'', ' ']);
        let start = span.end - words.len();
        let words = words.trim_end_matches([',', ' ']);
        let first = words.split_whitespace().next()?;
        let opens = first.starts_with(char::is_uppercase) || Self::class_of(first) & (class::DET | class::PRONOUN) != 0;
        (opens && words.split_whitespace().count() <= LONGEST).then(|| Span::new(start, start + words.len()))
    }

    /// `The court was told that he fled`: the subject of a passive is the addressee.
    fn is_told(&self, cue: Span, source: Span) -> bool {
        let mut words = cue.of(self.text).split_whitespace().rev();
        let told = words.next().is_some_and(|w| {
            matches!(w, "told" | "informed" | "asked" | "warned" | "advised" | "assured" | "reminded" | "notified")
        });
        // Only auxiliaries and adverbs may stand between them: `A man who was lost told …`.
        let before = self.between(source.end, cue.start);
        let near =
            before.split_whitespace().all(|w| Self::class_of(w) & (class::AUX | class::ADV) != 0 || w.ends_with("ly"));
        let is_be = |w: &str| matches!(w, "was" | "were" | "been" | "is" | "are" | "being");
        let mut passive = words.chain(before.split_whitespace().filter(|_| near));
        let passive = source.end <= cue.start && passive.any(is_be);
        // `It is recalled that …`
        let nobody = source.of(self.text).eq_ignore_ascii_case("it") && cue.of(self.text).ends_with("ed");
        passive && (told || nobody)
    }

    /// `The court heard Reyes admit to “forgetting”`: Reyes is the source.
    fn heard(&self, cue: Span, content: &[Span]) -> Option<(Span, Span, Vec<Span>)> {
        let (first, rest) = content.split_first()?;
        let heard = matches!(cue.of(self.text).split_whitespace().last()?, "heard" | "hears");
        let name = self.names.iter().find(|n| heard && n.start == first.start && n.end < first.end)?;
        let after = self.text.get(name.end..first.end)?;
        let verb = after.trim_start().split(' ').next()?;
        let entry = lexicon::look_up(verb).verb.filter(|v| v.form & form::BASE != 0)?;
        if entry.frame & (frame::SAY | frame::CLAUSE) == 0 {
            return None;
        }
        let start = name.end + after.find(verb)?;
        let mut verb = Span::new(start, start + verb.len());
        if self.text.get(verb.end..).is_some_and(|rest| rest.starts_with(" to ")) {
            verb.end += " to".len();
        }
        let said = Span::new(verb.end, first.end).trim(self.text);
        Some((*name, verb, std::iter::once(said).filter(|s| !s.is_empty()).chain(rest.iter().copied()).collect()))
    }

    /// `She asked the audience to take note`: the object before an infinitive is the addressee.
    fn is_ordered(&self, cue: Span, source: Span, content: &[Span]) -> bool {
        let told = cue.of(self.text).split_whitespace().last().is_some_and(|w| {
            matches!(w, "asked" | "told" | "urged" | "ordered" | "advised" | "warned" | "asking" | "telling" | "urging")
        });
        let after = content.first().is_some_and(|c| c.start >= source.end && c.of(self.text).starts_with("to "));
        told && source.start >= cue.end && after && self.between(cue.end, source.start).trim().is_empty()
    }

    /// `Asked if he was afraid, Piet said no`: the subject of the main clause was asked.
    fn is_asked(&self, cue: Span, source: Span) -> bool {
        let opens = self.syntax.sentences.binary_search_by(|s| s.start.cmp(&cue.start)).is_ok();
        opens
            && matches!(cue.of(self.text), "Asked" | "Questioned" | "Told" | "Pressed")
            && source.start > cue.end
            && !self.between(cue.end, source.start).trim().starts_with("by")
    }
}

/// Returns the source, or where it is a subordinator, the pronoun of the main clause: `While | clarifying that it sank,
/// they left`.
pub(in crate::nlp::attribution) fn without_subordinator(text: &str, source: Span, content: &[Span]) -> Option<Span> {
    let bits = |w: &str| lexicon::look_up(&w.to_lowercase()).class;
    let word = source.of(text);
    if word.contains(' ') || bits(word) & class::SUB == 0 || bits(word) & (class::PRONOUN | class::REL | class::WH) != 0
    {
        return Some(source);
    }
    let end = content.last()?.end;
    let rest = text.get(end..)?.strip_prefix(", ")?;
    let pronoun = rest.split(' ').next().filter(|w| bits(w) & class::PRONOUN != 0 && !w.contains(','))?;
    let start = text.len() - rest.len();
    Some(Span::new(start, start + pronoun.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::testing::shipped;

    /// From a joint statement: the speaker was “While”.
    #[test]
    fn a_subordinator_is_no_source() {
        let read = |text: &str, word: &str, content: &str| {
            let span = |words: &str| text.find(words).map(|at| Span::new(at, at + words.len())).unwrap();
            without_subordinator(text, span(word), &[span(content)]).map(|s| s.of(text).to_owned())
        };
        let text = "While clarifying that it sank, they left.";
        assert_eq!(read(text, "While", "that it sank").as_deref(), Some("they"));
        assert_eq!(read("While clarifying that it sank.", "While", "that it sank"), None);
        assert_eq!(
            read("Those clarifying that it sank, they left.", "Those", "that it sank").as_deref(),
            Some("Those")
        );
    }

    #[test]
    fn a_source_after_the_cue_is_the_source() {
        shipped().speakers(
            "Hundreds of nurses in rural clinics are owed a month of wages, says a study that warns of a “slow collapse of care”.",
            &[("slow collapse of care", "study")],
        );
        shipped().speakers(
            "Okoro, said the notice, was among the best of the season and has kept his promise.",
            &[("was among the best", "notice")],
        );
    }

    #[test]
    fn a_report_after_its_words_is_the_source() {
        shipped().speakers(
            "While the coast has met all of its goals, the hills have met only two, states the annual report.",
            &[("the hills have met only two", "annual report")],
        );
    }

    #[test]
    fn what_dashes_enclose_is_no_source() {
        shipped().speakers(
            "The motion – also signed by the actor Lena Dorn, the poet Max Ruhl and two clubs – demands that “plastic cups” be banned.",
            &[("plastic cups", "motion")],
        );
    }

    #[test]
    fn whoever_is_heard_is_the_source() {
        shipped().speakers(
            "The tribunal previously heard Brennan admit to “losing” the keys of the vault.",
            &[("losing", "Brennan")],
        );
    }

    #[test]
    fn whoever_is_told_is_no_source() {
        shipped().speakers(
            "A man who said he was the uncle of the lost girl told reporters that she had no coat.",
            &[("she had no coat", "man")],
        );
        shipped().speakers("The tribunal was told that the ferry had no lamps.", &[("the ferry had no lamps", "")]);
        shipped()
            .speakers("Mayor Ines Falk had been told that the ferry had no lamps.", &[("the ferry had no lamps", "")]);
    }

    #[test]
    fn a_name_in_apposition_is_the_source() {
        shipped().speakers(
            "Another diver, Marta, told Channel Four: “We saw the lamp go out.”",
            &[("We saw the lamp", "Marta")],
        );
        shipped().speakers(
            "“Nobody came back for us,” Tomas, a cook of thirty, told the Courier.",
            &[("Nobody came back", "Tomas")],
        );
    }
}
