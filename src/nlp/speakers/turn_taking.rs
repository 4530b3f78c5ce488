//! Assigns speakers to quotations without a cue.

use crate::nlp::data::lexicon::class;
use crate::nlp::draft::{AttributionDraft, PriorMention, Pronoun, Query, ResolvedSpeaker, Speaker};
use crate::nlp::speakers::antecedents::{self, UNNAMED};
use crate::nlp::speakers::resolver::Resolver;
use crate::nlp::syntax::block_syntax::{BlockSyntax, Kind, fold};
use crate::nlp::syntax::quotation_marks;
use crate::nlp::{EntityType, SpeakerKind};
use crate::text::Span;

/// Number of paragraphs in which a person who spoke can go on after a body spoke.
const PASSAGE: usize = 4;

impl Resolver<'_> {
    /// Returns the speaker of an uncued quote: the last speaker, or in a dialogue the one before.
    pub(in crate::nlp) fn take_turn(&self, block: usize, found: &AttributionDraft) -> ResolvedSpeaker {
        if let Some(entity) = self.tagged(block, found) {
            return ResolvedSpeaker { speaker: self.who(entity), confidence: 0.7, ..ResolvedSpeaker::default() };
        }
        if let Some(entity) = self.action_beat(block, found) {
            return ResolvedSpeaker { speaker: self.who(entity), confidence: 0.45, ..ResolvedSpeaker::default() };
        }
        if let Some(entity) = self.announced(block, found) {
            return ResolvedSpeaker { speaker: self.who(entity), confidence: 0.6, ..ResolvedSpeaker::default() };
        }
        if let Some(entity) = self.named_above(block) {
            return ResolvedSpeaker { speaker: self.who(entity), confidence: 0.5, ..ResolvedSpeaker::default() };
        }
        let dialogue = self.blocks.get(block).is_some_and(|b| {
            let begins = |at: usize| b.syntax.regions.first().is_some_and(|r| r.span.start == at);
            let opens = found
                .content
                .first()
                .is_some_and(|c| c.start == b.syntax.span.start || self.dialogue && begins(c.start));
            let before = block.checked_sub(1).and_then(|p| self.blocks.get(p));
            let answered = before
                .and_then(|p| Some((p, p.syntax.regions.first()?)))
                .is_some_and(|(p, first)| first.closed && (self.dialogue || first.span.start == p.syntax.span.start));
            opens && answered && (self.dialogue || b.syntax.span.len() < 240)
        });
        if let Some(entity) = self.asked(block, found) {
            let speaker = Some(Speaker::Named(entity));
            return ResolvedSpeaker { speaker, confidence: 0.6, ..ResolvedSpeaker::default() };
        }
        let me = matches!(&self.speakers.0, Some(Speaker::Described(name, _)) if name == "narrator");
        if !self.dialogue
            && !me
            && let Some(resolved) = self.goes_on(block, found)
        {
            return resolved;
        }
        let turn = (dialogue || me) && self.speakers.1.is_some() && self.speakers.1 != self.speakers.0;
        // `The board regrets it.` | `For Holt, the loss is personal.` | `“It hurts.”`
        if !turn
            && !self.dialogue
            && self.speakers.0.as_ref().is_some_and(|s| !self.is_person(s))
            && let Some(told) = block.checked_sub(1).and_then(|b| self.only_person_of(b))
        {
            return ResolvedSpeaker { speaker: self.who(told.entity), confidence: 0.4, ..ResolvedSpeaker::default() };
        }
        let who = if turn { self.speakers.1.clone() } else { self.speakers.0.clone() };
        ResolvedSpeaker { confidence: if turn { 0.35 } else { 0.4 }, speaker: who, ..ResolvedSpeaker::default() }
    }

    fn is_person(&self, speaker: &Speaker) -> bool {
        match speaker {
            Speaker::Named(entity) => self.names.entities.get(*entity).is_some_and(|e| e.kind == EntityType::Person),
            Speaker::Described(_, kind) => *kind == SpeakerKind::Person,
        }
    }

    /// Returns the subject of a verb that is in no list, right after a quote that ends in a comma:
    /// `“It looks like a chapel,” Ellen Rowe could be heard telling the parrot.`
    fn tagged(&self, block: usize, found: &AttributionDraft) -> Option<usize> {
        let syntax = &self.blocks.get(block)?.syntax;
        let last = found.content.last()?;
        let words = last.of(self.text).trim_end_matches(quotation_marks::is_mark);
        let marked = words.len() < last.len() && words.ends_with(',');
        let next = syntax.chunks.partition_point(|c| c.span.start < last.end);
        let at = syntax.at(next).span.start;
        let first = self.names.mentions.partition_point(|m| m.span.start < at);
        let named = self.names.mentions.get(first).filter(|m| marked && m.span.start <= at + 24 && m.block == block)?;
        let begins = named.title.map_or(named.span.start, |t| t.start.min(named.span.start)) == at;
        let verb = syntax.at(syntax.chunks.partition_point(|c| c.span.start < named.span.end));
        let acts = verb.kind == Kind::Word && !verb.cap && (verb.is(class::AUX) || verb.verb.is_some());
        let person = self.names.entities.get(named.entity).is_some_and(|e| e.kind == EntityType::Person);
        (begins && acts && person).then_some(named.entity)
    }

    /// Returns the person whose words the paragraph before announces with a colon: `Holt made this remark in May:`,
    /// `It rated a statement by Holt:`.
    fn announced(&self, block: usize, found: &AttributionDraft) -> Option<usize> {
        let syntax = &self.blocks.get(block)?.syntax;
        let opens = !self.dialogue && found.content.first()?.start == syntax.span.start;
        let before = block.checked_sub(1).filter(|_| opens)?;
        let lead = &self.blocks.get(before)?.syntax;
        if !lead.span.of(self.text).trim_end().ends_with(':') {
            return None;
        }
        let last = *lead.sentences.last()?;
        let person = |e: usize| self.names.entities.get(e).is_some_and(|e| e.kind == EntityType::Person);
        let told = |r: &&PriorMention| r.block == before && last.covers(r.span) && !r.quoted && person(r.entity);
        let mut inside = self.history.iter().rev().take(24).filter(told);
        let by = |r: &&PriorMention| {
            let lead = self.text.get(last.start..r.span.start).unwrap_or_default();
            [" statement by ", " remark by ", " comment by ", " words of "].iter().any(|noun| lead.ends_with(noun))
        };
        inside.clone().find(by).or_else(|| inside.find(|r| r.subject)).map(|r| r.entity)
    }

    /// Returns the person on the last line of a name and an affiliation, above a list of quotes:
    /// `Ana Holt, Oslo Bank` | `– Forecast: 2 percent` | `– “It will not hold.”`
    fn named_above(&self, block: usize) -> Option<usize> {
        let words = |n: usize| self.blocks.get(n).map(|b| b.syntax.span.of(self.text).trim()).unwrap_or_default();
        let is_item = |n: &usize| words(*n).starts_with(['–', '—', '-', '•', '*']);
        let items = (0..=block).rev().take(6).take_while(is_item).count();
        let line = block.checked_sub(items).filter(|_| items > 0)?;
        let syntax = &self.blocks.get(line)?.syntax;
        let first = self.names.mentions.partition_point(|m| m.block < line);
        let name = self.names.mentions.get(first).filter(|m| m.block == line)?;
        let person = self.names.entities.get(name.entity).is_some_and(|e| e.kind == EntityType::Person);
        let opens = name.span.start == syntax.span.trim(self.text).start;
        let after = self.text.get(name.span.end..syntax.span.end).unwrap_or_default();
        let plain = !syntax.chunks.iter().any(|c| c.is_finite() && !c.cap) && syntax.span.len() < 80;
        (person && opens && plain && (after.trim().is_empty() || after.starts_with(','))).then_some(name.entity)
    }

    /// Returns the person to whom the question before the quote is put:
    /// `Henrik said to Alma, “Does he know?”` | `“Not a word.”`
    fn asked(&self, block: usize, found: &AttributionDraft) -> Option<usize> {
        let (before, entity) = self.asked?;
        let syntax = &self.blocks.get(block)?.syntax;
        (before + 1 == block && found.content.first()?.start == syntax.span.start).then_some(entity)
    }

    /// Returns the speaker of the paragraph before, for a quote that is a paragraph of its own in news:
    /// `Holt said there were two reasons.` | `“The first is the weather.”`
    fn goes_on(&self, block: usize, found: &AttributionDraft) -> Option<ResolvedSpeaker> {
        let syntax = &self.blocks.get(block)?.syntax;
        let (first, last) = (found.content.first()?, found.content.last()?);
        let whole = first.start == syntax.span.start && last.end + 1 >= syntax.span.end;
        let before = block.checked_sub(1).filter(|_| whole)?;
        let spoken: Vec<&Speaker> =
            self.spoken.iter().rev().take_while(|(b, _)| *b >= before).map(|(_, s)| s).collect();
        let one = *spoken.first()?;
        // A heading, or another person, begins something new.
        let headline = self.blocks.get(before).is_none_or(|b| b.syntax.headline);
        let other = self.history.iter().rev().take_while(|m| m.block >= before).any(|m| {
            let person = self.names.entities.get(m.entity).is_some_and(|e| e.kind == EntityType::Person);
            m.subject && !m.quoted && person && Speaker::Named(m.entity) != *one
        });
        let person = matches!(one, Speaker::Named(_) | Speaker::Described(_, SpeakerKind::Person));
        let sure = person && spoken.iter().all(|s| *s == one) && !headline && !other;
        // `Holt said two are held.` | `The ministry confirmed it.` | `“We found two.”`: the words may be Holt’s.
        let near = self.spoken.iter().rev().take_while(|(b, _)| *b + PASSAGE >= block);
        let between = !self.is_person(one) && near.into_iter().any(|(_, s)| self.is_person(s));
        let confidence = if between { 0.5 } else { 0.85 };
        sure.then(|| ResolvedSpeaker { confidence, speaker: Some(one.clone()), ..ResolvedSpeaker::default() })
    }

    /// Returns the subject of an action beat: the sentence right before a quote, or right after a quote that opens a
    /// paragraph. A paragraph usually has one speaker: `Crane shook her head. “Ask me on Thursday.”`
    fn action_beat(&self, block: usize, found: &AttributionDraft) -> Option<usize> {
        let syntax = &self.blocks.get(block)?.syntax;
        let (first, last) = (found.content.first()?, found.content.last()?);
        let person =
            |e: usize| e >= UNNAMED || self.names.entities.get(e).is_some_and(|e| e.kind == EntityType::Person);
        let within = syntax.sentences.partition_point(|s| s.end <= first.start);
        let before = within.checked_sub(1).and_then(|n| syntax.sentences.get(n));
        if let Some(before) = before.filter(|_| first.start > syntax.span.start) {
            let told = |r: &&PriorMention| r.block == block && r.subject && !r.quoted && before.covers(r.span);
            let mut subjects = self.history.iter().filter(told).filter(|r| person(r.entity)).map(|r| r.entity);
            // `When Reyes asked, Crane shook her head.`
            let word = syntax.chunks.get(syntax.chunks.partition_point(|i| i.span.start < before.start));
            let bound = word.is_some_and(|w| w.is(class::SUB | class::WH) || w.verb.is_some());
            return if bound { subjects.next_back() } else { subjects.next() };
        }
        let after = syntax.sentences.get(syntax.sentences.partition_point(|s| s.start < last.end))?;
        let quotes = syntax.regions.iter().any(|r| r.span.overlaps(*after));
        let mut buffer = String::new();
        let word = syntax.chunks.get(syntax.chunks.partition_point(|i| i.span.start < after.start))?;
        let wanted = antecedents::pronoun(fold(word.span.of(self.text), &mut buffer));
        if let Some(wanted) = wanted.filter(|w| !quotes && matches!(w, Pronoun::He | Pronoun::She)) {
            let sentence = self.sentence(block, after.start);
            let query = Query { pronoun: wanted, sentence, block: Some(block), subject: true, source: true };
            return self.find_antecedent(query, &[]).map(|found| found.entity);
        }
        let at = self.names.mentions.partition_point(|m| m.span.start < after.start);
        let named = self.names.mentions.get(at).filter(|m| m.span.start == after.start && person(m.entity))?;
        // A verb may be missing in the lists. Any lower-case word counts, except function words.
        let ties = class::PREP | class::CONJ | class::REL | class::DET;
        let next = syntax.chunks.get(syntax.chunks.partition_point(|i| i.span.start < named.span.end))?;
        let acts = next.kind == Kind::Word && !next.cap && !next.is(ties)
            || closes_clause(self.text, syntax, *after, named.span.end);
        let whose = self.text.get(named.span.end..).is_some_and(|rest| rest.starts_with(['\'', '’']));
        (!quotes && acts && !whose).then_some(named.entity)
    }
}

/// Whether a clause in commas follows at byte `at`, and then a verb: `Simon Ward` | `, who cleaned it, folded his arms`.
fn closes_clause(text: &str, syntax: &BlockSyntax, sentence: Span, at: usize) -> bool {
    let from = syntax.chunks.partition_point(|c| c.span.start < at);
    let is_comma = |i: usize| syntax.at(i).span.of(text) == ",";
    let opens = is_comma(from) && syntax.at(from + 1).is(class::REL | class::WH);
    let ends = (from + 1..from + 24).find(|i| is_comma(*i)).map(|i| syntax.at(i + 1));
    opens && ends.is_some_and(|v| v.span.end <= sentence.end && v.kind == Kind::Word && !v.cap && v.verb.is_some())
}

#[cfg(test)]
mod tests {
    use crate::nlp::testing::article;
    use crate::nlp::{Engine, annotate};

    /// Returns the speaker of the last quote and whether it is unsure.
    fn last(text: &str) -> (Option<String>, bool) {
        let found = annotate(&article(text), &Engine::new());
        let last = found.attributions.last().expect("a quote");
        (last.speaker.clone(), last.is_unsure())
    }

    #[test]
    fn a_paragraph_of_speech_continues_the_only_speaker_before() {
        let found = last("Ana Holt said there were two reasons.\n\n“It is a strong system with gale force winds.”\n");
        assert_eq!(found, (Some("Ana Holt".to_owned()), false));
        let two = "Ana Holt said there were two reasons. Piet Renner said there was only one.";
        assert!(last(&format!("{two}\n\n“It is a strong system with gale force winds.”\n")).1);
    }

    #[test]
    fn a_colon_announces_the_words_of_its_subject() {
        let lead =
            "“It is false,” said Piet Renner.\n\nOn July 6, Ana Holt made the following comment on the harbour:\n\n";
        assert_eq!(
            last(&format!("{lead}“We sail at noon, whatever they say in Oslo.”\n")).0.as_deref(),
            Some("Ana Holt")
        );
    }

    #[test]
    fn a_line_with_a_name_heads_its_list_of_quotes() {
        let text = "“It is false,” said Piet Renner.\n\nAna Holt, Oslo Bank\n\n– Forecast: 2 percent\n\n– “It will not hold for another year, we think.”\n";
        assert_eq!(last(text).0.as_deref(), Some("Ana Holt"));
    }

    #[test]
    fn a_verb_in_no_list_tells_the_speaker() {
        let text =
            "The house was full of birds.\n\n“It looks like a chapel,” Ana Holt could be heard telling the parrot.\n";
        assert_eq!(last(text).0.as_deref(), Some("Ana Holt"));
    }
}
