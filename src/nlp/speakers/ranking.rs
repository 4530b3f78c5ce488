//! Ranks the possible speakers of uncued turns in novels and other dialogue.
//!
//! A conditional logit model (McFadden, 1974) scores each candidate. Its features are the mentions around the quote,
//! the previous and next speakers, and vocatives. A beam search keeps the best few speaker sequences, because one wrong
//! speaker would shift all later answers.
//!
//! `python -m pullquote_model speakers` learns the weights in `speaker_weights.txt` from novels with annotated speakers.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::nlp::Evidence;
use crate::nlp::data::gazetteer::Gender;
use crate::nlp::draft::{AttributionDraft, BlockDraft, DocumentDraft, Pronoun, ResolvedSpeaker, Speaker};
use crate::nlp::speakers::scene::{By, Form, Loose, Scene, Spot, Turn};
use crate::text::Span;

/// Maximum number of candidates for a turn, in addition to the last few speakers.
const CANDIDATES: usize = 14;
/// Number of readings that the beam keeps.
const BEAM: usize = 5;
/// Number of candidates with which each reading continues.
const WIDTH: usize = 4;
/// Number of preceding mentions in which candidates are searched.
const REACH: usize = 40;
/// Number of preceding mentions that count as recent.
const LATELY: usize = 60;
/// Number of preceding turns in which the last speakers are looked up.
const BACK: usize = 24;

/// The speaker of a turn, with its probability.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Ranked {
    figure: usize,
    probability: f32,
}

/// The weight of a feature, with additional terms for sources that are pronouns (`he`) and for all others (`none`).
#[derive(Clone, Copy, Debug, Default)]
struct Weight {
    all: f32,
    he: f32,
    none: f32,
}

static WEIGHTS: LazyLock<HashMap<(&'static str, &'static str), Weight>> = LazyLock::new(|| {
    let mut out = HashMap::new();
    for line in include_str!("../data/speaker_weights.txt").lines().filter(|l| !l.starts_with('#')) {
        let mut parts = line.split(' ');
        let Some((base, variant)) = parts.next().and_then(|name| name.split_once('|')) else { continue };
        let mut number = || parts.next().and_then(|n| n.parse().ok()).unwrap_or_default();
        out.insert((base, variant), Weight { all: number(), he: number(), none: number() });
    }
    out
});

/// The weighted sum of the features of a candidate.
struct Sum {
    he: bool,
    total: f32,
}

impl Sum {
    fn add(&mut self, base: &'static str, variant: &'static str, value: f32) {
        let weight = WEIGHTS.get(&(base, variant)).copied().unwrap_or_default();
        self.total += value * (weight.all + if self.he { weight.he } else { weight.none });
    }

    fn put(&mut self, base: &'static str, variant: &'static str) {
        self.add(base, variant, 1.0);
    }
}

/// The context of a turn, looked up once.
#[derive(Debug, Default)]
struct Around<'a> {
    before: Vec<&'a Spot>,
    after: Vec<&'a Spot>,
    within: Vec<&'a Spot>,
    /// Figures in the whole paragraph, outside quotation marks.
    paragraph: Vec<usize>,
    previous: Vec<&'a Spot>,
    next: Vec<&'a Spot>,
    named_inside: Vec<usize>,
    called: Vec<usize>,
    previous_quotes: bool,
    leads: bool,
    opens: bool,
    /// The subject pronoun right before the quote. The next two fields: right after it, and in the paragraph before.
    beat: Option<Pronoun>,
    beat_after: Option<Pronoun>,
    beat_lead: Option<Pronoun>,
}

/// Whether the ranking chooses the speaker of the turn: its source is not a name or a description.
fn is_open(turn: &Turn) -> bool {
    matches!(turn.by, By::He | By::She | By::Nothing | By::Other)
}

/// Assigns speakers to uncued turns of a conversation.
pub(in crate::nlp) fn rank_turns(draft: &mut DocumentDraft) {
    if draft.foreign {
        return;
    }
    let text = draft.article.text.as_str();
    let found = (draft.attributions.as_slice(), draft.homes.as_slice());
    let scene = Scene::read(text, draft.blocks, &draft.names, &draft.references, found, &draft.speakers);
    #[cfg(test)]
    crate::nlp::speakers::scene::watch::seen(text, draft.blocks, &draft.names, &scene, &draft.attributions);
    if draft.dialogue {
        apply(draft.blocks, &scene, &draft.attributions, &mut draft.speakers, &mut draft.references);
    }
}

/// Writes the ranked speakers into the attributions.
fn apply(
    blocks: &[&BlockDraft],
    scene: &Scene,
    drafts: &[AttributionDraft],
    resolved: &mut [ResolvedSpeaker],
    references: &mut Vec<(Span, usize)>,
) {
    let mut starts: Vec<usize> = blocks.iter().flat_map(|b| b.syntax.sentences.iter().map(|s| s.start)).collect();
    starts.sort_unstable();
    let sentence = |at: usize| starts.partition_point(|s| *s <= at);
    let mut changed: HashMap<usize, (Span, Option<usize>)> = HashMap::new();
    for (turn, ranked) in scene.turns.iter().zip(rank(scene)) {
        let (Some(found), Some(slot)) = (drafts.get(turn.raw), resolved.get_mut(turn.raw)) else { continue };
        let narrates = turn.by == By::Me && turn.guess == scene.narrator;
        let Some(figure) = ranked.map(|r| r.figure).or(turn.guess.filter(|_| narrates)) else { continue };
        let Some(who) = scene.figures.get(figure).map(|f| f.speaker.clone()) else { continue };
        let Some(ranked) = ranked else {
            slot.speaker = Some(who);
            continue;
        };
        if let Some(source) = found.source {
            slot.confidence = found.confidence * ranked.probability;
            let named = if let Speaker::Named(entity) = &who { Some(*entity) } else { None };
            changed.insert(source.start, (source, named));
            let last = scene.between(0, source.start).iter().rev().take(64).find(|s| s.figure == figure);
            slot.evidence = last.map(|s| Evidence {
                anaphor: source,
                antecedent: s.span,
                sentences: sentence(source.start).saturating_sub(sentence(s.span.start)),
            });
        } else {
            slot.confidence = ranked.probability;
        }
        slot.speaker = Some(who);
    }
    references.retain(|(span, _)| !changed.contains_key(&span.start));
    references.extend(changed.into_values().filter_map(|(source, entity)| Some((source, entity?))));
}

/// Returns the speaker of each turn of the scene; `None` if the turn is not open or has no candidates.
fn rank(scene: &Scene) -> Vec<Option<Ranked>> {
    let ranking = Ranking::new(scene);
    ranking.decode()
}

struct Ranking<'a> {
    scene: &'a Scene,
    around: Vec<Around<'a>>,
    /// Number of mentions of each figure by name or noun.
    often: Vec<f32>,
}

/// A hypothesis of the beam search: one sequence of speakers so far.
#[derive(Clone, Debug, Default)]
struct Reading {
    score: f32,
    /// The speakers of the last few turns.
    speakers: Vec<Option<usize>>,
    /// Index of the last choice of this reading.
    choice: Option<usize>,
}

impl Reading {
    /// Returns the reading extended by a turn of `who`.
    fn then(&self, who: Option<usize>) -> Self {
        let from = self.speakers.len().saturating_sub(BACK);
        let mut speakers = self.speakers.get(from..).unwrap_or_default().to_vec();
        speakers.push(who);
        Self { score: self.score, speakers, choice: self.choice }
    }
}

/// A choice of a speaker, with the index of the previous choice.
struct Choice {
    before: Option<usize>,
    turn: usize,
    ranked: Ranked,
}

impl<'a> Ranking<'a> {
    fn new(scene: &'a Scene) -> Self {
        let mut often = vec![0.0f32; scene.figures.len()];
        for spot in scene.spots.iter().filter(|s| s.form != Form::Pronoun) {
            if let Some(n) = often.get_mut(spot.figure) {
                *n += 1.0;
            }
        }
        let around = (0..scene.turns.len()).map(|n| Self::around(scene, n)).collect();
        Self { scene, around, often }
    }

    fn around(scene: &'a Scene, n: usize) -> Around<'a> {
        let mut out = Around::default();
        let Some(turn) = scene.turns.get(n) else { return out };
        let block = scene.blocks.get(turn.block).copied().unwrap_or_default();
        let in_block = |t: &&Turn| t.block == turn.block;
        let left =
            n.checked_sub(1).and_then(|p| scene.turns.get(p)).filter(in_block).map_or(block.span.start, |t| t.span.end);
        let right = scene.turns.get(n + 1).filter(in_block).map_or(block.span.end, |t| t.span.start);
        let told = |from: usize, to: usize| -> Vec<&'a Spot> {
            let people = |s: &&Spot| !s.quoted && scene.figures.get(s.figure).is_some_and(|f| f.person);
            scene.between(from, to).iter().filter(people).collect()
        };
        out.before = told(left, turn.span.start);
        out.after = told(turn.span.end, right);
        out.within = told(turn.span.start, turn.span.end);
        out.paragraph = told(block.span.start, block.span.end).iter().map(|s| s.figure).collect();
        for spot in scene.between(turn.span.start, turn.span.end).iter().filter(|s| s.quoted) {
            out.named_inside.push(spot.figure);
            if spot.called {
                out.called.push(spot.figure);
            }
        }
        out.called.extend(turn.called);
        let subject = |from: usize, to: usize, last: bool| {
            let range = scene.loose_between(from, to);
            let wanted = |l: &&Loose| l.subject && matches!(l.wanted, Pronoun::He | Pronoun::She | Pronoun::Speaker);
            if last { range.iter().rev().find(wanted) } else { range.iter().find(wanted) }.map(|l| l.wanted)
        };
        out.opens = turn.span.start < block.span.start + 3;
        if let Some(before) = turn.block.checked_sub(1).and_then(|b| scene.blocks.get(b)) {
            out.previous_quotes = before.speaks;
            out.previous = told(before.span.start, before.span.end);
            out.leads = before.leads;
            if !before.speaks && out.opens {
                out.beat_lead = subject(before.span.start, before.span.end, true);
            }
        }
        if let Some(next) = scene.blocks.get(turn.block + 1).filter(|b| !b.speaks) {
            out.next = told(next.span.start, next.span.end);
        }
        out.beat = subject(left, turn.span.start, true);
        out.beat_after = subject(turn.span.end, right, false);
        out
    }

    fn turn(&self, n: Option<usize>) -> Option<(&'a Turn, &Around<'a>)> {
        let n = n?;
        self.scene.turns.get(n).zip(self.around.get(n))
    }

    fn candidates(&self, n: usize, speakers: &[Option<usize>]) -> Vec<usize> {
        let mut out: Vec<usize> = Vec::new();
        let Some((turn, around)) = self.turn(Some(n)) else { return out };
        for (back, who) in speakers.iter().rev().enumerate() {
            if let Some(who) = who.filter(|w| !out.contains(w)) {
                out.push(who);
            }
            if out.len() >= 5 || back + 1 > BACK {
                break;
            }
        }
        let person = |e: usize| self.scene.figures.get(e).is_some_and(|f| f.person);
        let mut add = |e: usize| {
            if person(e) && !out.contains(&e) {
                out.push(e);
            }
        };
        for spots in [&around.before, &around.after, &around.within, &around.previous, &around.next] {
            spots.iter().take(6).for_each(|s| add(s.figure));
        }
        for next in [n + 1, n + 2] {
            if let Some(next) = self.scene.turns.get(next).filter(|t| matches!(t.by, By::Name | By::Noun | By::Me)) {
                next.guess.into_iter().for_each(&mut add);
            }
        }
        if let Some((_, before)) = self.turn(n.checked_sub(1)) {
            let mut called = before.called.clone();
            called.sort_unstable();
            called.into_iter().for_each(&mut add);
        }
        turn.guess.into_iter().for_each(&mut add);
        self.scene.narrator.into_iter().for_each(&mut add);
        let at = self.scene.spots.partition_point(|s| s.span.start < turn.span.start);
        for spot in self.scene.spots.get(at.saturating_sub(REACH)..at).unwrap_or_default().iter().rev() {
            if out.len() >= CANDIDATES {
                break;
            }
            if person(spot.figure) && !out.contains(&spot.figure) {
                out.push(spot.figure);
            }
        }
        out.truncate(CANDIDATES + 4);
        out
    }

    /// Returns the score of `who` from the context of the turn, independent of the previous speakers.
    fn standing(&self, n: usize, who: usize) -> f32 {
        let Some((turn, around)) = self.turn(Some(n)) else { return 0.0 };
        let scene = self.scene;
        let Some(figure) = scene.figures.get(who) else { return 0.0 };
        let mut sum = Sum { he: matches!(turn.by, By::He | By::She), total: 0.0 };
        let narrator = scene.narrator == Some(who);
        let gap = self.gap(n);
        let places = [("pb", &around.before), ("pa", &around.after), ("inn", &around.within), ("nx", &around.next)];
        for (key, spots) in places {
            let named = || spots.iter().filter(|s| s.form != Form::Pronoun);
            let mine = |s: &&&Spot| s.figure == who;
            if named().next().is_some_and(|s| s.figure == who) {
                sum.put(key, "first");
            }
            if named().next_back().is_some_and(|s| s.figure == who) {
                sum.put(key, "last");
            }
            if named().filter(mine).any(|s| s.subject) {
                sum.put(key, "subject");
            }
            if named().any(|s| s.figure == who) {
                sum.put(key, "any");
            }
            if spots.iter().any(|s| s.figure == who && s.subject && s.form == Form::Pronoun) {
                sum.put(key, "pronoun");
            }
        }
        if around.paragraph.contains(&who) {
            sum.put("pall", "");
        }
        let tag = match (around.previous_quotes, around.leads) {
            (true, true) => "quotedleads",
            (true, false) => "quoted",
            (false, true) => "leads",
            (false, false) => "",
        };
        let named = || around.previous.iter().filter(|s| s.form != Form::Pronoun);
        if named().next().is_some_and(|s| s.figure == who) {
            sum.put("pvfirst", tag);
        }
        if named().next_back().is_some_and(|s| s.figure == who) {
            sum.put("pvlast", tag);
        }
        if named().any(|s| s.figure == who && s.subject) {
            sum.put("pvsubject", tag);
        }
        if around.previous.iter().any(|s| s.figure == who && s.subject && s.form == Form::Pronoun) {
            sum.put("pvpronoun", tag);
        }
        if around.called.contains(&who) {
            sum.put("called", "");
        } else if around.named_inside.contains(&who) {
            sum.put("inside", "");
        }
        if let Some((_, before)) = self.turn(n.checked_sub(1)) {
            if before.called.contains(&who) {
                sum.put("calledbefore", gap);
            } else if before.named_inside.contains(&who) && gap == "adj" {
                sum.put("insidebefore", "");
            }
        }
        if let Some((_, before)) = self.turn(n.checked_sub(2)).filter(|_| gap == "adj")
            && before.called.contains(&who)
        {
            sum.put("calledtwobefore", "");
        }
        let fixed = |t: &Turn| matches!(t.by, By::Name | By::Noun | By::Me);
        let agrees = |by: By| match (by, figure.gender) {
            (By::He, Some(gender)) => Some(gender == Gender::Male),
            (By::She, Some(gender)) => Some(gender == Gender::Female),
            _ => None,
        };
        if let Some((next, near)) = self.turn(Some(n + 1)) {
            let key = match next.block.checked_sub(turn.block) {
                Some(0) => "here",
                Some(1) => "next",
                _ => "",
            };
            if key == "next" {
                if near.called.contains(&who) {
                    sum.put("callednext", "");
                } else if near.named_inside.contains(&who) {
                    sum.put("insidenext", "");
                }
            }
            if !key.is_empty() {
                if fixed(next) {
                    sum.put(key, if next.guess == Some(who) { "same" } else { "other" });
                } else if let Some(agrees) = agrees(next.by) {
                    sum.put(key, if agrees { "agrees" } else { "differs" });
                }
            }
            let second = scene.turns.get(n + 2).filter(|t| key == "next" && t.block == next.block + 1 && fixed(t));
            if let Some(second) = second {
                sum.put("next2", if second.guess == Some(who) { "same" } else { "other" });
            }
        }
        if turn.guess == Some(who) {
            let by = match turn.by {
                By::He => "He",
                By::She => "She",
                By::Nothing => "Nothing",
                _ => "Other",
            };
            sum.put("guess", by);
        }
        let gender = |wanted: Gender| match figure.gender {
            None => "unknown",
            Some(gender) if gender == wanted => "agrees",
            Some(_) => "differs",
        };
        match turn.by {
            By::He if !narrator => sum.put("gender", gender(Gender::Male)),
            By::She if !narrator => sum.put("gender", gender(Gender::Female)),
            _ => {}
        }
        for (key, beat) in [("beat", around.beat), ("after", around.beat_after), ("leadp", around.beat_lead)] {
            match beat {
                Some(Pronoun::Speaker) => sum.put(key, if narrator { "me" } else { "notme" }),
                Some(_) if narrator => sum.put(key, "narrator"),
                Some(Pronoun::He) => sum.put(key, gender(Gender::Male)),
                Some(Pronoun::She) => sum.put(key, gender(Gender::Female)),
                _ => {}
            }
        }
        if narrator {
            sum.put("narrator", "");
        } else if !figure.named() {
            sum.put("noun", "");
        }
        let often = self.often.get(who).copied().unwrap_or_default();
        if !narrator && often < 0.5 {
            sum.put("nowhere", "");
        }
        let at = scene.spots.partition_point(|s| s.span.start < turn.span.start);
        let lately = scene.spots.get(at.saturating_sub(LATELY)..at).unwrap_or_default();
        #[expect(clippy::cast_precision_loss, reason = "at most LATELY")]
        let count = lately.iter().filter(|s| s.figure == who).count() as f32;
        #[expect(clippy::cast_precision_loss, reason = "only its magnitude counts")]
        let far =
            lately.iter().rev().find(|s| s.figure == who).map(|s| (turn.span.start - s.span.start) as f32 / 200.0);
        sum.add("often", "", libm::log1pf(often));
        sum.add("lately", "", libm::log1pf(count));
        sum.add("far", "", far.map_or(4.0, libm::log1pf));
        sum.total
    }

    /// Returns the distance to the previous quote: same paragraph, adjacent, near or far.
    fn gap(&self, n: usize) -> &'static str {
        let blocks = self.scene.turns.get(n).zip(n.checked_sub(1).and_then(|p| self.scene.turns.get(p)));
        match blocks.and_then(|(turn, before)| turn.block.checked_sub(before.block)) {
            Some(0) => "same",
            Some(1) => "adj",
            Some(2 | 3) => "near",
            _ => "far",
        }
    }

    /// Returns the score of `who` given the previous speakers.
    fn following(&self, n: usize, who: usize, speakers: &[Option<usize>]) -> f32 {
        let Some((turn, around)) = self.turn(Some(n)) else { return 0.0 };
        let mut sum = Sum { he: matches!(turn.by, By::He | By::She), total: 0.0 };
        let recent = speakers.get(speakers.len().saturating_sub(BACK)..).unwrap_or_default();
        let mut known = recent.iter().rev().flatten().copied();
        let last = known.next();
        let other = known.find(|k| Some(*k) != last);
        let gap = self.gap(n);
        let asked = n.checked_sub(1).and_then(|p| self.scene.turns.get(p)).is_some_and(|t| t.asks);
        let place = match (around.opens, asked) {
            (true, true) => "newasked",
            (true, false) => "new",
            (false, true) => "midasked",
            (false, false) => "mid",
        };
        for (key, near, spoke) in [("prev", "prevadj", last), ("prev2", "prev2adj", other)] {
            if spoke == Some(who) {
                sum.put(key, gap);
                if gap == "adj" {
                    sum.put(near, place);
                }
            }
        }
        let within = |n: usize| recent.iter().rev().flatten().take(n).any(|s| *s == who);
        if within(6) && last != Some(who) && other != Some(who) {
            sum.put("recent", "");
        }
        if !within(12) {
            sum.put("newspeaker", "");
        }
        sum.total
    }

    fn decode(&self) -> Vec<Option<Ranked>> {
        let mut readings = vec![Reading::default()];
        // The choices of all readings, each linked to the previous one. Readings share the beginnings of these chains.
        let mut choices: Vec<Choice> = Vec::new();
        for (n, turn) in self.scene.turns.iter().enumerate() {
            if !is_open(turn) {
                readings = readings.iter().map(|r| r.then(turn.guess)).collect();
                continue;
            }
            readings = self.go_on(n, &readings, &mut choices);
        }
        let mut out = vec![None; self.scene.turns.len()];
        let mut at = readings.first().and_then(|r| r.choice);
        while let Some(choice) = at.and_then(|a| choices.get(a)) {
            if let Some(slot) = out.get_mut(choice.turn) {
                *slot = Some(choice.ranked);
            }
            at = choice.before;
        }
        out
    }

    /// Returns the best readings after turn `n`.
    fn go_on(&self, n: usize, readings: &[Reading], choices: &mut Vec<Choice>) -> Vec<Reading> {
        let mut standing: HashMap<usize, f32> = HashMap::new();
        // The possible extensions: a reading, its new score, and the ranked speaker.
        let mut next: Vec<(&Reading, f32, Option<Ranked>)> = Vec::new();
        for reading in readings {
            let mut scored: Vec<(usize, f32)> = self
                .candidates(n, &reading.speakers)
                .into_iter()
                .map(|who| {
                    let own = *standing.entry(who).or_insert_with(|| self.standing(n, who));
                    (who, own + self.following(n, who, &reading.speakers))
                })
                .collect();
            scored.sort_by(|a, b| b.1.total_cmp(&a.1));
            let Some(best) = scored.first().map(|s| s.1) else {
                next.push((reading, reading.score, None));
                continue;
            };
            let total: f32 = scored.iter().map(|s| libm::expf(s.1 - best)).sum();
            for (figure, score) in scored.into_iter().take(WIDTH) {
                let log = score - best - libm::logf(total);
                next.push((reading, reading.score + log, Some(Ranked { figure, probability: libm::expf(log) })));
            }
        }
        next.sort_by(|a, b| b.1.total_cmp(&a.1));
        let mut kept: Vec<Reading> = Vec::with_capacity(BEAM);
        for (from, score, ranked) in next {
            let mut reading = from.then(ranked.map(|r| r.figure));
            let tail = |r: &Reading| r.speakers.iter().rev().take(4).copied().collect::<Vec<_>>();
            if kept.iter().any(|k| tail(k) == tail(&reading)) {
                continue;
            }
            reading.score = score;
            if let Some(ranked) = ranked {
                choices.push(Choice { before: from.choice, turn: n, ranked });
                reading.choice = Some(choices.len() - 1);
            }
            kept.push(reading);
            if kept.len() >= BEAM {
                break;
            }
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::WEIGHTS;
    use crate::nlp::{Engine, annotate};
    use crate::text::{Article, Block, Span};

    /// Returns the first words of each quote, with its speaker.
    fn told(paragraphs: &[&str]) -> Vec<(String, Option<String>)> {
        let text = paragraphs.join("\n\n");
        let mut at = 0;
        let blocks = paragraphs
            .iter()
            .map(|p| {
                let block = Block::paragraph(Span::new(at, at + p.len()));
                at += p.len() + 2;
                block
            })
            .collect();
        let found = annotate(&Article::new("test", text.clone(), blocks), &Engine::rules());
        let words = |s: &Span| s.of(&text).trim_matches(['“', '”']).to_owned();
        found
            .attributions
            .iter()
            .map(|a| (a.content.first().map(words).unwrap_or_default(), a.speaker.clone()))
            .collect()
    }

    #[test]
    fn an_exchange_goes_to_and_fro() {
        let found = told(&[
            "Nadia Berg and Peder Lund met at the mill.",
            "“Where were you?” asked Nadia.",
            "“At the mill,” said Peder.",
            "“All night?”",
            "“All night.”",
            "“I do not believe you.”",
            "“Ask the miller, Nadia.”",
        ]);
        let who: Vec<_> = found.iter().skip(2).map(|(_, who)| who.as_deref()).collect();
        assert_eq!(who, [Some("Nadia Berg"), Some("Peder Lund"), Some("Nadia Berg"), Some("Peder Lund")]);
    }

    #[test]
    fn who_is_called_by_name_answers() {
        let found = told(&[
            "Clara Winter sat down with Emil Hale, and Susan Pike came in.",
            "“You are early,” said Emil Hale.",
            "“Shall we walk, Clara?” said Emil Hale.",
            "“In a moment. Will you wait?”",
            "“I will.”",
            "“Then call me.”",
        ]);
        assert_eq!(found.get(2).and_then(|(_, who)| who.as_deref()), Some("Clara Winter"));
    }

    #[test]
    fn weights_are_numbers() {
        assert!(WEIGHTS.len() > 60);
        assert!(WEIGHTS.values().all(|w| [w.all, w.he, w.none].iter().all(|x| x.is_finite() && x.abs() < 10.0)));
    }
}
