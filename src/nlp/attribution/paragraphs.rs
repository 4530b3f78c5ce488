//! Joins attributions that continue over several paragraphs.

use std::collections::{HashMap, HashSet};

use crate::nlp::attribution::sources;
use crate::nlp::attribution::transcripts;
use crate::nlp::data::lexicon::{self, class};
use crate::nlp::draft::{AttributionDraft, BlockDraft, DocumentDraft, How, Quoted, Turn};
use crate::nlp::syntax::quotation_marks::{self, Region};
use crate::text::Span;

/// Confidence that the words after a label belong to the labelled speaker.
const SPOKEN: f32 = 0.9;
/// Confidence that the name below a quote is its speaker.
const SIGNED: f32 = 0.7;

/// Maximum length in bytes of short speech, about seven words.
///
/// 77 articles of PolNeAR train open at least six paragraphs, and a quarter of all, with a quote. In only two of them
/// are half of those quotes this short.
const FEW_WORDS: usize = 40;

/// Maximum median length in bytes of the quotes in a dialogue.
///
/// PolNeAR articles that look like dialogue but have longer quotes are reports. In 95 of 100 parts of novels the quotes
/// are shorter.
const A_BREATH: usize = 100;

/// A distance greater than any within a sentence.
const FAR: usize = 10_000;

/// How sure a dialogue must be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sure {
    /// Headings in quotation marks do not count as speech, and somebody must say `you` or ask.
    Yes,
    No,
}

/// Sorts the attributions of all blocks and joins those that continue in the next paragraph.
pub(in crate::nlp) fn join_attributions(draft: &mut DocumentDraft) {
    let text = draft.article.text.as_str();
    // What may be a dialogue keeps its paragraphs apart. Speakers take turns only in what surely is one.
    let apart = is_dialogue(text, draft.blocks, Sure::No);
    draft.dialogue = apart && is_dialogue(text, draft.blocks, Sure::Yes);
    let (attributions, homes) = join_paragraphs(text, draft.blocks, &draft.turns, draft.foreign, apart);
    (draft.attributions, draft.homes) = (attributions, homes);
}

/// Whether the label of an attribution is a dateline: `SHAH ALAM: Police said …`. The first paragraphs of an article
/// that is no transcript begin with it, and somebody else is quoted after it.
fn is_dateline(text: &str, block: &BlockDraft, found: &AttributionDraft, home: usize) -> bool {
    let Some(source) = found.source.filter(|s| s.start == block.syntax.span.trim(text).start) else { return false };
    let label = source.of(text);
    let capitals = label.chars().all(|c| !c.is_lowercase()) && label.chars().filter(|c| c.is_alphabetic()).count() > 3;
    let inside = |other: &&AttributionDraft| {
        other.source.is_some_and(|s| found.content.iter().any(|c| c.covers(s))) && other.cue != found.cue
    };
    let unquoted = found.quoted != Quoted::All;
    home < 3 && found.how == How::Colon && capitals && unquoted && block.attributions.iter().any(|o| inside(&o))
}

/// Returns all attributions in order, with the block of each.
fn join_paragraphs(
    text: &str,
    blocks: &[&BlockDraft],
    turns: &[Turn],
    foreign: bool,
    dialogue: bool,
) -> (Vec<AttributionDraft>, Vec<usize>) {
    let mut drafts: Vec<AttributionDraft> = Vec::new();
    let mut homes = Vec::new();
    // The attribution whose quote is still open at the end of the previous paragraph.
    let mut open: Option<usize> = None;
    // The last attribution of the previous paragraph, if that paragraph ends with its quote or its cue.
    let mut before: Option<usize> = None;
    let mut announced: Option<&AttributionDraft> = None;
    let mut turns = turns.iter().peekable();
    for (home, block) in blocks.iter().enumerate() {
        while turns.next_if(|t| t.blocks.end <= home).is_some() {}
        if let Some(turn) = turns.peek().filter(|t| t.blocks.contains(&home)) {
            take_turn(text, turn, home, block, &mut drafts, &mut homes);
            (open, before, announced) = (None, None, None);
            continue;
        }
        if !foreign
            && let Some(name) = sources::signature_alone(text, &block.syntax)
            && let Some(quote) = drafts.last_mut().filter(|a| a.source.is_none() && a.cue.is_none())
            && homes.last().is_some_and(|h| h + 1 == home)
            && quote.quoted == Quoted::All
        {
            (quote.source, quote.how, quote.confidence) = (Some(name), How::Cue, quote.confidence.max(SIGNED));
            (open, before, announced) = (None, None, None);
            continue;
        }
        let first = block.syntax.regions.iter().find(|r| r.depth == 0).map(|r| r.span);
        let leads = first.is_some_and(|f| f.start == block.syntax.span.start);
        let carried = block.syntax.regions.iter().rev().find(|r| r.depth == 0).filter(|r| r.carries_on).map(|r| r.span);
        let from = drafts.len();
        let opening = announced.take();
        for found in &block.attributions {
            if is_dateline(text, block, found, home) {
                continue;
            }
            if found.content.is_empty() {
                announced = Some(found);
                continue;
            }
            let continues = open
                .or(before.filter(|b| {
                    let source = drafts.get(*b).and_then(|earlier| earlier.source);
                    // `“You said that before, Nell.”` after `said Nell.` is another speaker's answer.
                    let answers = source.is_some_and(|s| calls(text, &found.content, s));
                    let other = source.is_some_and(|s| shows_another(text, block, found, s));
                    // `Henrik asked Alma, “Does he know?”` | `“Not a word.”`
                    let query = drafts.get(*b).is_some_and(|a| ends_with_question(text, a, blocks.get(home - 1)));
                    // `“I am in bed,” I told him.` | `“Come all the same.”`
                    let me = source.is_some_and(|s| s.of(text) == "I");
                    found.how == How::Uncued && !foreign && !dialogue && !answers && !other && !query && !me
                }))
                .filter(|_| leads && first.is_some_and(|f| found.content.iter().any(|c| c.overlaps(f))));
            match continues.and_then(|o| drafts.get_mut(o)) {
                Some(earlier) if found.source.is_none() || earlier.source.is_none() => {
                    earlier.content.extend(found.content.iter().copied());
                    if earlier.source.is_none() {
                        earlier.source = found.source;
                        earlier.cue = found.cue;
                        earlier.antecedent = found.antecedent;
                        earlier.how = found.how;
                        earlier.confidence = found.confidence;
                    }
                    if found.quoted != Quoted::All && earlier.quoted == Quoted::All {
                        earlier.quoted = Quoted::Part;
                    }
                }
                _ => {
                    let mut found = found.clone();
                    if let Some(opening) = opening.filter(|_| {
                        leads
                            && found.how == How::Uncued
                            && first.is_some_and(|f| found.content.first().is_some_and(|c| c.overlaps(f)))
                    }) {
                        (found.source, found.cue, found.how) = (opening.source, opening.cue, opening.how);
                        found.confidence = opening.confidence;
                    }
                    drafts.push(found);
                    homes.push(home);
                }
            }
        }
        open = carried.and_then(|c| {
            let own = drafts
                .iter()
                .enumerate()
                .skip(from)
                .rev()
                .find(|(_, a)| a.content.iter().any(|s| s.overlaps(c)))
                .map(|(i, _)| i);
            own.or(open.filter(|_| leads && first == Some(c)))
        });
        let last = block.syntax.regions.iter().rev().find(|r| r.depth == 0).map(|r| r.span);
        let speaks = last.and_then(|l| {
            drafts
                .iter()
                .enumerate()
                .skip(from)
                // A signed quote does not continue.
                .find(|(_, a)| {
                    a.source.is_some_and(|s| {
                        s.start < l.start || a.cue.is_some_and(|c| c.of(text).contains(char::is_alphabetic))
                    }) && a.content.iter().any(|s| s.overlaps(l))
                })
                .map(|(i, _)| i)
        });
        before = speaks.or(before.filter(|_| leads && drafts.len() == from && !block.attributions.is_empty()));
    }
    drop_repeated(text, drafts, homes)
}

/// Whether a paragraph ends with the question of `query`, so that an answer follows.
fn ends_with_question(text: &str, query: &AttributionDraft, block: Option<&&BlockDraft>) -> bool {
    let Some((last, block)) = query.content.last().zip(block) else { return false };
    let question = last.of(text).trim_end_matches(quotation_marks::is_mark).ends_with('?');
    question && query.source.is_some_and(|s| s.start < last.start) && last.end >= block.syntax.span.trim(text).end
}

/// Whether another person than `source` is named or acts right after the quote of `found`:
/// `“It looks like a chapel,” neighbours would sigh`, `“I have heard that before.” Martha Quill shook her head.`
fn shows_another(text: &str, block: &BlockDraft, found: &AttributionDraft, source: Span) -> bool {
    let Some(last) = found.content.last().filter(|c| c.end <= block.syntax.span.end) else { return false };
    let rest = text.get(last.end..block.syntax.span.end).unwrap_or_default();
    let at = last.end + (rest.len() - rest.trim_start().len());
    let rest = rest.trim();
    let first = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    if first.is_empty() || lexicon::look_up(&first.to_lowercase()).class & (class::PRONOUN | class::POSSESSIVE) != 0 {
        return false;
    }
    let same = |name: &str| {
        let mut words = name.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 2).peekable();
        words.peek().is_some() && words.all(|w| source.of(text).contains(w))
    };
    let named = block.names.iter().find(|n| n.span.start == at);
    // Within the sentence, after a comma, the next noun phrase is the speaker.
    let goes_on = last.of(text).trim_end_matches(quotation_marks::is_mark).ends_with([',', '!', '?'])
        && first.starts_with(char::is_lowercase);
    match named {
        Some(name) => !same(name.span.of(text)),
        None => goes_on && !rest.split(' ').take(4).any(same),
    }
}

/// Drops duplicate attributions.
///
/// An attribution of several quotes is dropped if each quote has an attribution of its own. A quote that two
/// attributions claim goes to the nearest cue: in `“Have you the key?” asked Selma. “In my coat,” said Olav.` the
/// second is Olav's only.
fn drop_repeated(
    text: &str,
    mut drafts: Vec<AttributionDraft>,
    homes: Vec<usize>,
) -> (Vec<AttributionDraft>, Vec<usize>) {
    // Distance to the nearest cue, for each quoted part that has a cue, by its first byte.
    let mut nearest: HashMap<usize, usize> = HashMap::new();
    let gap = |part: Span, cue: Span| {
        let between = if cue.start >= part.end {
            Span::new(part.end, cue.start)
        } else {
            Span::new(part.start.min(cue.end), part.start)
        };
        // A cue in another sentence is farther than any cue in the same sentence.
        let words = between.of(text);
        words.len() + if words.contains(['.', '!', '?']) { FAR } else { 0 }
    };
    let told = |a: &AttributionDraft| a.how == How::Cue && a.quoted == Quoted::All && a.source.is_some();
    for a in drafts.iter().filter(|a| told(a)) {
        let Some(cue) = a.cue else { continue };
        for part in &a.content {
            let here = gap(*part, cue);
            nearest.entry(part.start).and_modify(|n| *n = here.min(*n)).or_insert(here);
        }
    }
    for a in drafts.iter_mut().filter(|a| a.content.len() > 1 && told(a)) {
        let Some(cue) = a.cue else { continue };
        let kept: Vec<Span> =
            a.content.iter().copied().filter(|p| nearest.get(&p.start).is_none_or(|n| gap(*p, cue) <= *n)).collect();
        if !kept.is_empty() {
            a.content = kept;
        }
    }
    let alone = drafts.iter().filter(|a| a.source.is_some()).filter_map(|a| match a.content.as_slice() {
        [one] => Some(*one),
        _ => None,
    });
    let alone: HashSet<Span> = alone.collect();
    let is_twice = |a: &AttributionDraft| a.content.len() > 1 && a.content.iter().all(|part| alone.contains(part));
    drafts.into_iter().zip(homes).filter(|(a, _)| !is_twice(a)).unzip()
}

/// Adds a paragraph of a transcript as the speaker's words. Other people whom the speaker quotes keep their
/// attributions.
fn take_turn(
    text: &str,
    turn: &Turn,
    home: usize,
    block: &BlockDraft,
    drafts: &mut Vec<AttributionDraft>,
    homes: &mut Vec<usize>,
) {
    let opens = home == turn.blocks.start;
    // With a label on its own line, the first paragraph below was added together with the label.
    if turn.own_line && home == turn.blocks.start + 1 {
        return;
    }
    let said = if opens { turn.first } else { block.syntax.span.trim(text) };
    let direction = !opens && transcripts::is_direction(said.of(text));
    let labelled = !turn.label.is_empty();
    let how = if labelled { How::Colon } else { How::Answer };
    if opens {
        drafts.push(AttributionDraft {
            content: vec![said],
            source: labelled.then_some(turn.label),
            antecedent: None,
            cue: labelled.then_some(turn.colon),
            addressee: None,
            how,
            confidence: SPOKEN,
            quoted: if quotation_marks::opens_with(text, said).is_some() && ends_quoted(said.of(text)) {
                Quoted::All
            } else {
                Quoted::None
            },
        });
        homes.push(home);
    } else if let Some(own) = drafts
        .iter_mut()
        .rev()
        .find(|a| a.how == how && a.source == labelled.then_some(turn.label))
        .filter(|_| !direction)
    {
        own.content.push(said);
    }
    let whole = said.len().max(1);
    for found in &block.attributions {
        let held: usize = found.content.iter().filter_map(|c| c.intersect(said)).map(Span::len).sum();
        let label = labelled && found.source.is_some_and(|s| s.overlaps(turn.label))
            || found.cue.is_some_and(|c| c.overlaps(turn.colon));
        if !label
            && found.how != How::Uncued
            && found.source.is_some()
            && held * 10 < whole * 9
            && !found.content.is_empty()
        {
            drafts.push(found.clone());
            homes.push(home);
        }
    }
}

fn ends_quoted(words: &str) -> bool {
    words.trim_end().ends_with(['"', '”', '’', '\'', '»'])
}

/// Whether the article is a dialogue, in which a quote without a source is an answer and not a continuation.
///
/// A dialogue has many short paragraphs that consist of a quote, or many that open with a few words of speech.
fn is_dialogue(text: &str, blocks: &[&BlockDraft], sure: Sure) -> bool {
    // A heading in quotation marks ends without a mark: `‘I had no idea’`.
    let ends = |r: &Region| r.inner.of(text).trim_end().ends_with(|c: char| !c.is_alphanumeric());
    let opens = |b: &BlockDraft| {
        let first = b.syntax.regions.first().filter(|r| r.span.start == b.syntax.span.start && r.closed);
        first
            .filter(|r| {
                let goes_on = !b.attributions.is_empty() && b.syntax.span.trim(text).end > r.span.end + 1;
                sure == Sure::No || ends(r) || goes_on
            })
            .copied()
    };
    let bare = blocks
        .iter()
        .filter(|b| {
            b.syntax.span.len() < 200 && b.attributions.iter().all(|a| a.how == How::Uncued) && opens(b).is_some()
        })
        .count();
    let mut lengths: Vec<usize> = blocks.iter().filter_map(|b| opens(b)).map(|r| r.inner.len()).collect();
    lengths.sort_unstable();
    let median = lengths.get(lengths.len() / 2).copied().unwrap_or_default();
    let short = !lengths.is_empty() && median <= FEW_WORDS;
    // People in a dialogue ask questions and say `you`. Witnesses quoted one after the other do not.
    let speaks = |b: &&&BlockDraft| {
        let words = b.syntax.regions.first().map_or("", |r| r.inner.of(text));
        let you = |w: &str| matches!(w, "you" | "You" | "your" | "Your");
        words.contains('?') || words.split(|c: char| !c.is_alphanumeric()).any(you)
    };
    let turns = lengths.len();
    let talks = blocks.iter().filter(speaks).count() * 6 >= turns;
    let all = turns >= 4 && turns * 3 >= blocks.len() * 2;
    talks && median <= A_BREATH && (all || bare >= 3 && bare * 8 > blocks.len())
        || short && turns >= 6 && turns * 4 > blocks.len() && (sure == Sure::No || blocks.iter().any(|b| speaks(&b)))
}

/// Whether the content addresses the person of `source` by name. A simple form of `vocatives::addressed`, for use
/// before names are known.
fn calls(text: &str, content: &[Span], source: Span) -> bool {
    let bearer: Vec<&str> = source.of(text).split(|c: char| !c.is_alphanumeric()).collect();
    content.iter().any(|part| {
        let inner = part.of(text).trim_matches(|c: char| quotation_marks::is_mark(c) || c.is_whitespace());
        let inner = inner.trim_end_matches(['.', '!', '?', '…', ',']);
        let ends = [inner.split_once(',').map(|(head, _)| head), inner.rsplit_once(',').map(|(_, tail)| tail)];
        ends.into_iter().flatten().any(|words| {
            let name = |w: &str| w.starts_with(char::is_uppercase);
            let words = words.trim();
            words.split_whitespace().count() <= 3
                && words.split_whitespace().all(name)
                && words.rsplit(|c: char| !c.is_alphanumeric()).next().is_some_and(|w| name(w) && bearer.contains(&w))
        })
    })
}
