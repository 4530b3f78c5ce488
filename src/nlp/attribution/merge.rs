//! Merges the attributions of the encoder with those of the rules.
//!
//! The encoder decides what is an attribution. The rules add data that the encoder lacks: how much of the content is
//! quoted, the addressee, and the antecedent of a relative pronoun. They also add quoted speech that the encoder
//! missed.

use crate::nlp::EntityType;
use crate::nlp::attribution::fallback;
use crate::nlp::attribution::misread_sources::{self, Reading};
use crate::nlp::attribution::relatives;
use crate::nlp::attribution::repairs::bare_articles::{self, Kept};
use crate::nlp::attribution::repairs::questioners::{self, Asker};
use crate::nlp::attribution::repairs::{
    accordance, appositions, cut_ends, dangling_verbs, inner_speakers, joined_verbs, odd_marks, outer_heads,
};
use crate::nlp::attribution::sources::Names;
use crate::nlp::data::lexicon;
use crate::nlp::data::lexicon::{class, form};
use crate::nlp::data::lists::List;
use crate::nlp::draft::{AttributionDraft, BlockFindings, EncoderAttribution, How, Quoted};
use crate::nlp::syntax::block_syntax::{BlockSyntax, Chunk, Kind};
use crate::nlp::syntax::quotation_marks::{self, Region};
use crate::text::Span;

/// Minimum encoder score for an indirect quote of one word, or of function words only (`all of which`).
const LEAST_FOR_A_WORD: f32 = 0.3;

/// Minimum encoder score for an indirect quote without a named speaker. On a development set, fewer than one in five
/// quotes below it are correct.
const LEAST_WITHOUT_SOURCE: f32 = 0.5;

/// Confidence of a quotation with a signature that only the rules found.
const SIGNED: f32 = 0.8;

/// Maximum number of words of a person after a quotation, without a verb.
const UNINTRODUCED: usize = 12;

fn is_next_to_nothing(text: &str, content: &[Span]) -> bool {
    let small = class::PREP | class::DET | class::PRONOUN | class::OBJECT | class::WH | class::REL | class::CONJ;
    let mut words = content.iter().flat_map(|c| c.of(text).split_whitespace());
    content.iter().map(|c| c.of(text).split_whitespace().count()).sum::<usize>() < 2
        || words.all(|w| lexicon::look_up(&w.to_lowercase()).class & small != 0)
}

/// Whether the content is one word that only joins clauses: `While`, of `While, according to analysts, prices fall`.
fn is_function_words(text: &str, content: &[Span]) -> bool {
    let [one] = content else { return false };
    let joins = class::SUB | class::CONJ | class::PREP | class::ADV;
    let word = one.of(text).to_lowercase();
    !word.contains(' ') && lexicon::look_up(&word).class & joins != 0 && !matches!(word.as_str(), "so" | "no" | "not")
}

/// Whether the content is only a relative pronoun, whose antecedent is the actual content.
fn is_relative(text: &str, content: &[Span]) -> bool {
    matches!(content, [one] if matches!(one.of(text).to_lowercase().as_str(), "which" | "who" | "whom" | "whose"))
}

/// Returns the attributions of a block: those that the encoder `found`, and quoted speech that only the rules found
/// (`ruled`).
pub(in crate::nlp) fn merge_attributions(
    text: &str,
    syntax: &BlockSyntax,
    found: &BlockFindings,
    ruled: Vec<AttributionDraft>,
) -> Vec<AttributionDraft> {
    let spans: Vec<Span> = found.names.iter().map(|e| e.span).collect();
    let names = Names { text, syntax, names: &spans };
    let mut out: Vec<AttributionDraft> = Vec::with_capacity(found.attributions.len());
    for one in &inner_speakers::resolve(text, syntax, &spans, &found.attributions) {
        let moved = appositions::to_source(text, syntax, &spans, one);
        let one = moved.as_ref().unwrap_or(one);
        let same = ruled.iter().find(|r| match (r.cue, one.cue) {
            (Some(a), Some(b)) => a.overlaps(b),
            _ => is_quotation_of(r, one),
        });
        let had_source = one.source.is_some();
        let one = &without_credit(text, syntax, one);
        let mut one = whole_number(text, &Reading { text, syntax, names: &spans }.correct(one, same));
        one.source = outer_heads::whole_source(text, syntax, &spans, &one).or(one.source);
        one.source = speaking(text, syntax, &one);
        let one = &one;
        let misread = had_source && one.source.is_none();
        let mut content = content(text, syntax, one, same);
        if let Some(last) = content.last_mut() {
            let taken = |s: Span| found.attributions.iter().any(|o| o.cue != one.cue && o.overlaps(s));
            *last = dangling_verbs::complete(text, syntax, *last, taken);
            let own = |s: Span| one.cue.iter().chain(&one.source).any(|o| o.overlaps(s));
            *last = cut_ends::complete(text, syntax, *last, |s| own(s) || taken(s));
        }
        let quoted = quoted(text, syntax, &content);
        if !content.iter().any(|c| c.of(text).contains(char::is_alphanumeric)) {
            continue;
        }
        if is_scare_quote(text, syntax, one, quoted)
            || is_movement(text, one)
            || quoted == Quoted::None && accordance::is_rule(text, one)
        {
            continue;
        }
        let empty = is_relative(text, &content) || is_function_words(text, &content);
        if quoted == Quoted::None && (empty || one.confidence < LEAST_FOR_A_WORD && is_next_to_nothing(text, &content))
        {
            continue;
        }
        let mut source = one.source.and_then(|s| misread_sources::without_subordinator(text, s, &content));
        if source.is_none() && !misread {
            source = same.and_then(|r| r.source).filter(|s| !one.content.iter().any(|c| c.overlaps(*s)));
        }
        if quoted == Quoted::None && source.is_none() && one.confidence < LEAST_WITHOUT_SOURCE {
            continue;
        }
        let cue = one.cue.or_else(|| same?.cue.filter(|_| source.is_some()));
        let mut how = if cue.is_some() && one.cue.is_none() { How::Cue } else { how(text, one) };
        if source.is_none() && cue.is_none() {
            let after = after_content(text, syntax, &content);
            source = names.signature(after).or_else(|| unintroduced(text, syntax, found, &content, after));
            how = if source.is_some() { How::Cue } else { how };
        }
        source = source
            .map(|s| names.tidy(s, free(syntax, one, &content, s)))
            .map(|s| relative_alone(text, without_dateline(text, syntax, s)));
        if let Some(name) = source.and_then(|s| names.named_before(s))
            && !content.iter().chain(&cue).any(|c| c.overlaps(name))
        {
            source = source.map(|s| s.join(name));
        }
        let rule = same.and_then(|r| r.antecedent);
        let antecedent = source
            .and_then(|s| relatives::pronoun(text, s))
            .and_then(|s| relatives::antecedent(text, syntax, &found.names, rule, s));
        out.push(AttributionDraft {
            quoted,
            content,
            source,
            antecedent,
            cue: cue.map(|cue| after_name(text, &spans, cue)),
            addressee: same.and_then(|r| r.addressee),
            how,
            confidence: one.confidence,
        });
    }
    joined_verbs::split(text, syntax, &ruled, |content| quoted(text, syntax, content), &mut out);
    // Drop attributions without a source that repeat the content of one with a source.
    let named: Vec<Vec<Span>> = out.iter().filter(|a| a.source.is_some()).map(|a| a.content.clone()).collect();
    out.retain(|a| a.source.is_some() || !named.contains(&a.content));
    if let Some(said) = headline(text, syntax, found) {
        out.retain(|a| a.source.is_some() && !a.content.iter().any(|c| said.content.iter().any(|s| s.overlaps(*c))));
        out.push(said);
    }
    // Quoted speech that the encoder missed.
    for mut rule in ruled {
        if let Some(reported) = reported(&rule, &out) {
            rule.content.retain(|c| reported.covers(*c));
            if rule.quoted != Quoted::None && !rule.content.is_empty() {
                out.push(AttributionDraft { confidence: rule.confidence * 0.5, ..rule });
            }
            continue;
        }
        let missed = rule.quoted != Quoted::None
            && rule.how != How::Nearby
            && !out.iter().any(|o| o.content.iter().any(|c| rule.content.iter().any(|r| c.overlaps(*r))))
            && (rule.cue.is_some() || rule.how == How::Uncued && rule.quoted == Quoted::All)
            && (rule.quoted == Quoted::All || !quotes_titles_only(text, syntax, &rule.content));
        if missed {
            let signed = signed(text, syntax, &names, &rule);
            let doubted = (rule.how, rule.confidence * 0.5);
            let (how, confidence) = if signed.is_some() { (How::Cue, SIGNED) } else { doubted };
            out.push(AttributionDraft { confidence, source: rule.source.or(signed), how, ..rule });
        }
    }
    out.retain(|a| !only_names(text, a));
    let places: Vec<Span> = found.names.iter().filter(|n| n.kind == EntityType::Place).map(|n| n.span).collect();
    let mut out = without_datelines(text, syntax, &places, out);
    out.sort_by_key(|a| a.content.first().map_or((0, 0), |s| (s.start, usize::MAX - s.end)));
    without_repeats(text, out)
}

/// Whether the rules found source and verb of a quotation for which the encoder found neither: `@ana_holt wrote: “…”`.
fn is_quotation_of(rule: &AttributionDraft, found: &EncoderAttribution) -> bool {
    let bare = found.cue.is_none() && found.source.is_none();
    let whole = rule.quoted == Quoted::All && rule.how == How::Cue && rule.source.is_some() && rule.cue.is_some();
    bare && whole && found.content.iter().any(|c| rule.content.iter().any(|r| c.overlaps(*r)))
}

/// Returns the source of an attribution with its noun, and without the people who ask or are asked.
fn speaking(text: &str, syntax: &BlockSyntax, found: &EncoderAttribution) -> Option<Span> {
    let source = match questioners::asker(text, syntax, found) {
        Some(Asker::Agent(agent)) => Some(agent),
        Some(Asker::Unknown) => None,
        None => questioners::answerer(text, syntax, found).or(found.source),
    };
    let taken = |s: Span| found.content.iter().chain(&found.cue).any(|other| other.overlaps(s));
    match bare_articles::complete(text, syntax, source?, taken) {
        Kept::Source(source) => Some(source),
        Kept::Nothing => None,
    }
}

/// Returns the first byte after a content that is not white space.
fn after_content(text: &str, syntax: &BlockSyntax, content: &[Span]) -> usize {
    let end = content.last().map_or(0, |c| c.end);
    end + text.get(end..syntax.span.end).map_or(0, |rest| rest.len() - rest.trim_start().len())
}

/// Returns the person after a quotation that ends in a comma, where the sentence has no verb:
/// `“We sail,” Mayor of Oslo, Ana Holt.`
fn unintroduced(
    text: &str,
    syntax: &BlockSyntax,
    found: &BlockFindings,
    content: &[Span],
    after: usize,
) -> Option<Span> {
    let said = content.last()?.of(text);
    let words = said.trim_end_matches(quotation_marks::is_mark);
    let at = syntax.sentences.partition_point(|s| s.end <= after);
    let rest = Span::new(after, syntax.sentences.get(at)?.end).trim(text);
    let source = Span::new(rest.start, rest.start + rest.of(text).strip_suffix('.')?.len());
    let acts = syntax.chunks.iter().any(|c| source.covers(c.span) && (c.is_finite() && !c.cap || c.is_quote()));
    let short = source.of(text).split_whitespace().count() <= UNINTRODUCED;
    let opens = source.of(text).starts_with(char::is_uppercase);
    let person = found.names.iter().any(|n| n.kind == EntityType::Person && source.covers(n.span));
    let joined = words.len() < said.len() && words.ends_with(',');
    (joined && opens && short && person && !acts).then_some(source)
}

/// Returns the signature below or behind a quotation without source and cue: `“We sail.” ― Ana Holt`.
fn signed(text: &str, syntax: &BlockSyntax, names: &Names, rule: &AttributionDraft) -> Option<Span> {
    let alone = rule.source.is_none() && rule.quoted == Quoted::All && rule.how == How::Uncued;
    if alone { names.signature(after_content(text, syntax, &rule.content)) } else { None }
}

/// Returns an attribution without the credit of a news agency at the end of its paragraph: `“It sails.” - Reuters`.
fn without_credit(text: &str, syntax: &BlockSyntax, found: &EncoderAttribution) -> EncoderAttribution {
    let mut found = found.clone();
    let dash = found.cue.is_some_and(|c| matches!(c.of(text), "-" | "–" | "—" | "--"));
    let agency = found.source.is_some_and(|s| {
        let ends = text.get(s.end..syntax.span.end).is_some_and(|rest| !rest.contains(char::is_alphanumeric));
        ends && !s.of(text).contains(' ') && List::PressName.has(&s.of(text).to_lowercase())
    });
    if dash && agency {
        (found.source, found.cue) = (None, None);
    }
    found
}

/// Maximum number of words of a quotation that can be a scare quote.
const SCARE_QUOTE: usize = 5;

/// Whether a quotation without source and cue is a few words inside a sentence: `found “3,210 victims” between January`.
fn is_scare_quote(text: &str, syntax: &BlockSyntax, found: &EncoderAttribution, quoted: Quoted) -> bool {
    let ([part], None, None) = (found.content.as_slice(), found.source, found.cue) else { return false };
    let before = text.get(syntax.span.start..part.start).unwrap_or_default().trim_end();
    let after = text.get(part.end..syntax.span.end).unwrap_or_default().trim_start();
    let inside = before.ends_with(|c: char| c.is_alphanumeric() || c == ',')
        && (after.starts_with(char::is_lowercase) || after.starts_with(','));
    inside && quoted == Quoted::All && part.of(text).split_whitespace().count() <= SCARE_QUOTE
}

/// Whether the cue is a verb of movement: `called him back to Oslo`.
fn is_movement(text: &str, found: &EncoderAttribution) -> bool {
    let ends = found.cue.is_some_and(|c| matches!(c.of(text).rsplit(' ').next(), Some("called" | "calls" | "call")));
    let mut words = found.content.first().map(|c| c.of(text).split_whitespace()).into_iter().flatten();
    let object = words.next().is_some_and(|w| lexicon::look_up(w).class & class::OBJECT != 0);
    ends && object && words.next().is_some_and(|w| matches!(w, "back" | "in" | "over" | "up" | "home" | "away"))
}

/// Returns a cue that begins within a name without that part: `Yoon Suk-` | `yeol briefly addressed`.
fn after_name(text: &str, names: &[Span], cue: Span) -> Span {
    let Some(name) = names.iter().find(|n| n.start < cue.start && cue.start < n.end) else { return cue };
    let rest = Span::new(name.end, cue.end.max(name.end)).trim(text);
    if rest.is_empty() { cue } else { rest }
}

/// Returns an attribution whose source ends with a whole number: `According to a survey of 5` | `,200 members, few agree`
/// → `a survey of 5,200 members` | `few agree`.
fn whole_number(text: &str, found: &EncoderAttribution) -> EncoderAttribution {
    let mut found = found.clone();
    let Some(source) = found.source else { return found };
    let digit = |c: char| c.is_ascii_digit();
    let Some(part) = found.content.iter_mut().find(|c| c.start == source.end) else { return found };
    let words = part.of(text);
    let torn = source.of(text).ends_with(digit) && words.strip_prefix(',').is_some_and(|rest| rest.starts_with(digit));
    let Some(comma) = words.find(", ").filter(|_| torn) else { return found };
    found.source = Some(Span::new(source.start, source.end + comma));
    *part = Span::new(part.start + comma + 2, part.end);
    found
}

/// Returns the attributions without those whose source is a dateline: `Oslo: The port is closed, police said.` A label
/// among `places` is a dateline even if the paragraph reports no speech.
fn without_datelines(
    text: &str,
    syntax: &BlockSyntax,
    places: &[Span],
    found: Vec<AttributionDraft>,
) -> Vec<AttributionDraft> {
    let begin = syntax.span.trim(text).start;
    let is_label = |a: &AttributionDraft| {
        let label = a.source.filter(|s| s.start == begin && a.how == How::Colon).map(|s| s.of(text));
        // `OSLO, July 25 (Reuters): …`
        let dated = |l: &str| l.contains(|c: char| c.is_ascii_digit()) && l.contains([',', '(']);
        label.is_some_and(|l| dated(l) || a.quoted == Quoted::None && !l.contains(' '))
    };
    let told = |a: &AttributionDraft| {
        let first = a.content.first().map_or(0, |c| c.start);
        let starts = |o: &AttributionDraft| o.content.first().is_some_and(|c| c.start == first);
        // `Oslo: The police said …`
        let subject = |o: &AttributionDraft| o.source.is_some_and(|s| s.start == first);
        found.iter().any(|o| !is_label(o) && o.how != How::Colon && (starts(o) || subject(o)))
    };
    let reports = |a: &AttributionDraft| {
        let label = a.source.filter(|s| s.start == begin && a.how == How::Colon && a.quoted != Quoted::All);
        !syntax.headline && label.is_some_and(|s| places.contains(&s))
    };
    let keep: Vec<bool> = found.iter().map(|a| !(is_label(a) && told(a) || reports(a))).collect();
    found.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(a, _)| a).collect()
}

/// Number of attributions after one that are compared with it, so that the cost stays linear.
const NEIGHBOURS: usize = 4;

/// Returns the attributions without those that repeat content and source of a more probable one: `Holt was present,
/// tweeting “…”` and `Of boats, Holt said “…,” Holt said` have two cues; `The report Holt wrote says …` has two sources.
/// `found` is in order.
fn without_repeats(text: &str, found: Vec<AttributionDraft>) -> Vec<AttributionDraft> {
    let same = |a: &AttributionDraft, b: &AttributionDraft| {
        let source = a.source.zip(b.source).is_some_and(|(a, b)| a.overlaps(b) || a.of(text) == b.of(text));
        (source || is_relative_clause_of(a, b) || is_relative_clause_of(b, a)) && a.content == b.content
    };
    let mut keep = vec![true; found.len()];
    for (n, a) in found.iter().enumerate() {
        for (m, b) in found.iter().enumerate().skip(n + 1).take(NEIGHBOURS).filter(|(_, b)| same(a, b)) {
            let worse = if b.confidence > a.confidence { n } else { m };
            if let Some(kept) = keep.get_mut(worse) {
                *kept = false;
            }
        }
    }
    found.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(a, _)| a).collect()
}

/// Whether source and cue of `a` stand between source and cue of `b`: `The report | Holt wrote | says`.
fn is_relative_clause_of(a: &AttributionDraft, b: &AttributionDraft) -> bool {
    let (Some(inner), Some(verb)) = (a.source, a.cue) else { return false };
    let around =
        |source: Span, cue: Span| source.end <= inner.start && inner.end <= verb.start && verb.end <= cue.start;
    b.source.zip(b.cue).is_some_and(|(source, cue)| around(source, cue))
}

/// Whether the quotation marks hold a name and not speech: `a cinema called “The Lamp”`, where `called` is not the cue.
fn only_names(text: &str, found: &AttributionDraft) -> bool {
    let [part] = found.content.as_slice() else { return false };
    let words = part.of(text).split_whitespace().count();
    if found.quoted != Quoted::All {
        return false;
    }
    // `The candidate labelled “a man of the people” leads`: the participle belongs to the noun.
    let next = text.get(part.end..).unwrap_or_default();
    let next =
        next.strip_prefix(' ').and_then(|rest| rest.split(|c: char| !c.is_alphabetic()).next()).unwrap_or_default();
    let entry = lexicon::look_up(next);
    let reduced = entry.class & class::FINITE != 0 || entry.verb.is_some_and(|v| v.form & form::S != 0);
    if words > 3 && !reduced {
        return false;
    }
    let before = text.get(..part.start).unwrap_or_default().trim_end();
    let last = before.rsplit(|c: char| !c.is_alphabetic() && c != '-').next().unwrap_or_default();
    let naming = matches!(
        last,
        "called"
            | "named"
            | "labelled"
            | "labeled"
            | "nicknamed"
            | "titled"
            | "entitled"
            | "name"
            | "so-called"
            | "marked"
            | "headlined"
    );
    let own = found.cue.is_some_and(|c| c.end + 2 >= before.len() && c.start < before.len());
    let inner = part.of(text).trim_matches(['"', '“', '”', '‘', '’', '\'']);
    // `opened a folder labelled “old bills”`: the source does not do the naming.
    let participle = found.source.zip(found.cue).is_some_and(|(source, cue)| {
        let gap = text.get(source.end..cue.start).unwrap_or_default();
        gap.split_whitespace().count() > 1 && !gap.contains([',', '"', '”', '“'])
    });
    // `a cinema called “The Lamp”`, but `what he called “a last resort”`
    naming && (!own || participle || reduced || fallback::is_capitalised_throughout(inner))
}

/// Finds the attribution of a headline that opens with a quote, then has a colon or a dash, then the source.
///
/// `‘We will not sell the port’: minister`, `'If we stay, we stay together': Husband of woman trapped in mine speaks`
fn headline(text: &str, syntax: &BlockSyntax, findings: &BlockFindings) -> Option<AttributionDraft> {
    let whole = syntax.span.trim(text);
    let region = syntax.regions.iter().find(|r| r.depth == 0 && r.span.start == whole.start)?;
    let rest = text.get(region.span.end..whole.end)?;
    if whole.len() > 200 || rest.len() < 4 || region.inner.len() < 8 {
        return None;
    }
    let mark = [":", " - ", " – ", " — "].iter().find(|m| rest.starts_with(**m))?;
    let from = region.span.end + mark.len();
    let from = from + (text.get(from..whole.end)?.len() - text.get(from..whole.end)?.trim_start().len());
    let first = syntax.chunks.partition_point(|i| i.span.start < from);
    let verb = |i: &&Chunk| i.is_finite() && !i.cap && !i.is(class::MODAL);
    // A headline is told in the present. A past form before another verb is a participle: `woman trapped in mine speaks`.
    let mut verbs = syntax.chunks.iter().skip(first + 1).filter(verb);
    let present = |i: &&Chunk| i.is(class::AUX) || i.span.of(text).ends_with('s');
    let end = verbs.clone().find(present).or_else(|| verbs.next()).map_or(whole.end, |i| i.span.start);
    let source = Span::new(from, end.max(from)).trim(text);
    let words = source.of(text).split_whitespace().count();
    let begins = source.of(text).starts_with(char::is_uppercase);
    if !(1..=9).contains(&words) || !begins || source.of(text).contains(['.', '?', '!', '"', '“']) {
        return None;
    }
    // The words after the dash or the colon may not be a source.
    let named = findings.names.iter().any(|n| {
        matches!(n.kind, EntityType::Person | EntityType::Organisation)
            && n.span.end == source.end
            && source.covers(n.span)
    });
    let noun = class::ROLE | class::PEOPLE | class::BODY | class::PAPER;
    let is_person = |w: &str| {
        let lower = w.to_lowercase();
        lexicon::look_up(&lower).class & noun != 0 || List::MaleNoun.has(&lower) || List::FemaleNoun.has(&lower)
    };
    let role = source.of(text).split_whitespace().any(is_person);
    let whose = source.of(text).contains(['\'', '’']);
    let names_source = named || (role && *mark == ":");
    if whose || !names_source {
        return None;
    }
    let colon = Span::new(region.span.end, region.span.end + mark.len()).trim(text);
    Some(AttributionDraft {
        content: vec![region.span],
        source: Some(source),
        antecedent: None,
        cue: Some(colon),
        addressee: None,
        how: How::Cue,
        confidence: 0.8,
        quoted: Quoted::All,
    })
}

/// Returns the content that contains all of `rule`, if the encoder found only the outer attribution: `“Wait,” he said`
/// in `“Wait,” he said, according to the Herald`.
fn reported(rule: &AttributionDraft, found: &[AttributionDraft]) -> Option<Span> {
    let (source, cue) = (rule.source?, rule.cue?);
    if rule.how == How::Nearby || found.iter().any(|o| o.cue.is_some_and(|c| c.overlaps(cue))) {
        return None;
    }
    let reports = found.iter().filter(|o| o.how == How::According);
    reports.flat_map(|o| &o.content).find(|c| c.covers(source) && c.covers(cue)).copied()
}

/// Returns the content of an attribution of the encoder. If it ends inside a clause, it is extended to the end that the
/// rules find.
fn content(text: &str, syntax: &BlockSyntax, found: &EncoderAttribution, rule: Option<&AttributionDraft>) -> Vec<Span> {
    let mut out = found.content.clone();
    // `The talks, Reyes said, will fail`: a part that stops at `The` is extended to the next mark.
    for part in &mut out {
        let single = part.of(text).split_whitespace().count() == 1;
        let chunk = syntax.chunks.partition_point(|i| i.span.end <= part.start);
        let small = |i: usize| {
            syntax
                .chunks
                .get(i)
                .is_some_and(|i| i.kind == Kind::Word && i.is(class::DET | class::PREP | class::SUB | class::CONJ))
        };
        if !single || !small(chunk) {
            continue;
        }
        let stops = |s: Span| {
            found.source.is_some_and(|o| o.overlaps(s))
                || found.cue.is_some_and(|o| o.overlaps(s))
                || found.content.iter().any(|o| o.start > part.start && o.overlaps(s))
        };
        let rest = syntax.chunks.iter().skip(chunk + 1).take_while(|i| i.kind != Kind::Punct && !stops(i.span));
        if let Some(last) = rest.last() {
            part.end = last.span.end;
        }
    }
    if let (Some(last), Some(rule)) = (out.last_mut(), rule) {
        let next = syntax.chunks.partition_point(|i| i.span.end <= last.end);
        let breaks_off = syntax.chunks.get(next).is_some_and(|i| i.kind == Kind::Word && i.span.start >= last.end);
        // `as well as` continues the content, but the encoder often stops at the comma before it.
        let joined =
            text.get(last.end..).is_some_and(|after| after.trim_start_matches([',', ' ']).starts_with("as well as "));
        if (breaks_off || joined)
            && let Some(whole) = rule.content.iter().find(|c| c.start <= last.start && last.end < c.end)
            && (joined || whole.end - last.end <= last.len())
            && found.source.is_none_or(|s| !s.overlaps(*whole))
            && found.cue.is_none_or(|c| !c.overlaps(*whole))
        {
            last.end = whole.end;
        }
    }
    for part in &mut out {
        *part = odd_marks::cut(text, syntax, *part, found.cue);
        *part = within_sentence(text, syntax, found, *part);
        // `was described as “heartbreaking” | by the board`
        let agent = part.of(text).strip_suffix(" by").filter(|_| found.source.is_some_and(|s| s.start > part.end));
        part.end = agent.map_or(part.end, |words| part.start + words.len());
        let after = text.get(part.end..).unwrap_or_default();
        part.end = part.start + without_next_word(part.of(text), after).len();
    }
    out
}

/// Returns a part of a content that holds no quotation marks, cut at the end of the sentence with its cue:
/// `He said that it holds in the U.S. | It fails in Norway.`
fn within_sentence(text: &str, syntax: &BlockSyntax, found: &EncoderAttribution, part: Span) -> Span {
    let Some(cue) = found.cue.filter(|c| !c.of(text).ends_with(':')) else { return part };
    let at = syntax.sentences.partition_point(|s| s.end <= part.start);
    let Some(sentence) = syntax.sentences.get(at).filter(|s| s.end < part.end && s.overlaps(cue)) else { return part };
    let quoted = syntax.regions.iter().any(|r| r.span.overlaps(part));
    if quoted || found.content.iter().any(|c| c.start >= part.end) { part } else { Span::new(part.start, sentence.end) }
}

/// Returns the content without a last word that begins the next sentence: `“… for years.” However` → `“… for years.”`.
/// The text `after` the content begins with a comma.
fn without_next_word<'a>(content: &'a str, after: &str) -> &'a str {
    let Some((before, word)) = content.rsplit_once([' ', '\u{a0}']) else { return content };
    let sentence = before.trim_end_matches(['"', '”', '’', '\'']);
    let ends = sentence.len() < before.len() && sentence.ends_with(['.', '!', '?']) && after.starts_with(',');
    let begins = word.starts_with(char::is_uppercase) && word.chars().all(char::is_alphabetic);
    if ends && begins { before } else { content }
}

/// Returns a source at the beginning of a paragraph without the dateline: `BRUSSELS - European leaders` →
/// `European leaders`.
fn without_dateline(text: &str, syntax: &BlockSyntax, source: Span) -> Span {
    let words = source.of(text);
    let parts = [" - ", " — ", " – ", " -- "].iter().filter_map(|dash| Some((words.find(dash)?, dash.len())));
    let Some((at, dash)) = parts.min().filter(|_| source.start <= syntax.span.trim(text).start) else { return source };
    let place = words.get(..at).unwrap_or_default();
    let first = place.split([' ', ',']).next().unwrap_or_default();
    let is_place = first.chars().count() > 2 && first.chars().all(char::is_uppercase);
    let source = if is_place { Span::new(source.start + at + dash, source.end) } else { source };
    source.trim(text)
}

/// Cuts a source after a relative pronoun: `who in 2010` → `who`.
fn relative_alone(text: &str, source: Span) -> Span {
    match source.of(text).split_once(' ') {
        Some((first @ ("who" | "which"), _)) => Span::new(source.start, source.start + first.len()),
        _ => source,
    }
}

/// Returns the span into which `source` may be extended: up to content and cue.
fn free(syntax: &BlockSyntax, found: &EncoderAttribution, content: &[Span], source: Span) -> Span {
    let mut free = syntax.span;
    for other in content.iter().chain(&found.cue) {
        if other.end <= source.start {
            free.start = free.start.max(other.end);
        } else if other.start >= source.end {
            free.end = free.end.min(other.start);
        }
    }
    free
}

fn how(text: &str, found: &EncoderAttribution) -> How {
    match found.cue.map(|c| c.of(text)) {
        None => How::Uncued,
        Some(":") => How::Colon,
        Some(_) if found.is_according(text) => How::According,
        Some(_) => How::Cue,
    }
}

/// Whether all quoted regions in `content` are titles of works: `In her book, “The Long Tide,” she wrote …` opens with
/// a title, not with speech.
pub(in crate::nlp::attribution) fn quotes_titles_only(text: &str, syntax: &BlockSyntax, content: &[Span]) -> bool {
    let held = |r: &&Region| r.depth == 0 && content.iter().any(|c| c.overlaps(r.span));
    syntax.regions.iter().filter(held).all(|r| fallback::is_capitalised_throughout(r.inner.of(text)))
}

/// Returns how much of `content` stands in quotation marks.
fn quoted(text: &str, syntax: &BlockSyntax, content: &[Span]) -> Quoted {
    let (mut inside, mut outside) = (false, false);
    let outer = || syntax.regions.iter().filter(|r| r.depth == 0).map(|r| r.span);
    for chunk in syntax.chunks.iter().filter(|i| !matches!(i.kind, Kind::None | Kind::Punct)) {
        for part in content.iter().filter_map(|c| c.intersect(chunk.span)) {
            if outer().any(|r| r.covers(part)) {
                inside = true;
            } else if part.of(text).chars().any(char::is_alphanumeric) {
                outside = true;
            }
        }
    }
    match (inside, outside) {
        (true, false) => Quoted::All,
        (true, true) => Quoted::Part,
        _ => Quoted::None,
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::attribution::merge::without_next_word;
    use crate::nlp::syntax::block_syntax::BlockSyntax;
    use crate::nlp::syntax::quotation_marks;
    use crate::nlp::{Engine, annotate};
    use crate::text::{Article, Block, Span};

    /// From a report of the AP, which closes quotes with two apostrophes.
    #[test]
    fn what_was_said_ends_with_its_sentence() {
        for (content, after, want) in [
            ("that “it will sail.’’ Critically", ", it will not.", "that “it will sail.’’"),
            ("that “it will sail” Critically", ", it", "that “it will sail” Critically"),
            ("it shows “Jeopardy!” Monday", ".", "it shows “Jeopardy!” Monday"),
            ("sails by Mr. Reyes", ", it", "sails by Mr. Reyes"),
            ("“No.”", ",", "“No.”"),
        ] {
            assert_eq!(without_next_word(content, after), want);
        }
    }

    /// From a fact-check by PolitiFact.
    #[test]
    fn who_said_it_is_found_within_what_was_reported() {
        let text = "“The inquiry was a whitewash,” Tomas Holt said, according to Ellery News. “We will appeal.”";
        let article = Article::new("test", text.to_owned(), vec![Block::paragraph(Span::new(0, text.len()))]);
        let found = annotate(&article, &Engine::new());
        let said: Vec<_> = found.attributions.iter().filter(|a| a.speaker.as_deref() == Some("Tomas Holt")).collect();
        assert_eq!(said.len(), 1);
        let content: Vec<_> = said.iter().flat_map(|a| &a.content).map(|c| c.of(text)).collect();
        assert_eq!(content.first(), Some(&"“The inquiry was a whitewash,”"));
    }

    #[test]
    fn a_number_in_a_source_is_whole() {
        let text = "According to a survey of 5,200 members, few agree.";
        let span = |words: &str| text.find(words).map(|at| Span::new(at, at + words.len()));
        let found = crate::nlp::draft::EncoderAttribution {
            source: span("a survey of 5"),
            cue: span("According to"),
            content: span(",200 members, few agree").into_iter().collect(),
            confidence: 0.9,
        };
        let found = super::whole_number(text, &found);
        assert_eq!(found.source.map(|s| s.of(text)), Some("a survey of 5,200 members"));
        assert_eq!(found.content.first().map(|c| c.of(text)), Some("few agree"));
    }

    #[test]
    fn a_credit_is_no_source() {
        let text = "“It sails at noon.” - Reuters";
        let span = |words: &str| text.find(words).map(|at| Span::new(at, at + words.len()));
        let all = Span::new(0, text.len());
        let syntax = BlockSyntax::read(text, all, quotation_marks::regions(text, all, None), false);
        let found = crate::nlp::draft::EncoderAttribution {
            source: span("Reuters"),
            cue: span("-"),
            content: span("“It sails at noon.”").into_iter().collect(),
            confidence: 0.9,
        };
        let found = super::without_credit(text, &syntax, &found);
        assert_eq!((found.source, found.cue), (None, None));
    }

    #[test]
    fn a_cue_begins_after_the_name_of_its_source() {
        let text = "Yoon Suk-yeol briefly addressed concerns";
        let span = |words: &str| text.find(words).map(|at| Span::new(at, at + words.len())).unwrap();
        let cue = super::after_name(text, &[span("Yoon Suk-yeol")], span("yeol briefly addressed"));
        assert_eq!(cue.of(text), "briefly addressed");
    }

    #[test]
    fn words_in_marks_inside_a_sentence_and_movements_are_no_speech() {
        use crate::nlp::draft::EncoderAttribution;
        let text = "They found “3,210 victims” between May and June. Holt called him back to Oslo.";
        let span = |words: &str| text.find(words).map(|at| Span::new(at, at + words.len()));
        let all = Span::new(0, text.len());
        let syntax = BlockSyntax::read(text, all, quotation_marks::regions(text, all, None), false);
        let found = |content: &str, cue: Option<&str>| EncoderAttribution {
            source: None,
            cue: cue.and_then(span),
            content: span(content).into_iter().collect(),
            confidence: 0.9,
        };
        let quoted = crate::nlp::draft::Quoted::All;
        assert!(super::is_scare_quote(text, &syntax, &found("“3,210 victims”", None), quoted));
        assert!(!super::is_scare_quote(text, &syntax, &found("“3,210 victims”", Some("found")), quoted));
        assert!(super::is_movement(text, &found("him back to Oslo", Some("called"))));
        assert!(!super::is_movement(text, &found("him back to Oslo", Some("found"))));
    }

    #[test]
    fn the_place_of_a_report_did_not_say_it() {
        use crate::nlp::testing::shipped;
        let text = "Oslo: Deputy Mayor Piet Renner, head of the Harbour Board, honoured the citizen Tom Vale for his deeds at sea.";
        let article = Article::new("test", text.to_owned(), vec![Block::paragraph(Span::new(0, text.len()))]);
        assert!(annotate(&article, &Engine::new()).attributions.iter().all(|a| a.speaker.as_deref() != Some("Oslo")));
        let text = "Brackwater: Harbour Party vice-president Piet N Renner was arrested in Oslo on Tuesday, a senior police officer said.";
        shipped().speakers(text, &[("was arrested", "senior police officer")]);
    }

    /// From a report on energy: the quotation had no speaker.
    #[test]
    fn a_name_after_a_comma_needs_no_verb() {
        use crate::nlp::testing::shipped;
        let text = "“The coast needs more light,” National Secretary of Energy, Ana Holt.";
        shipped().speakers(text, &[("more light", "Ana Holt")]);
    }

    /// From PolNeAR: a source was `BRUSSELS - European leaders`.
    #[test]
    fn a_dateline_is_no_part_of_a_source() {
        for (text, want) in [
            ("BRUSSELS - European leaders agreed", "European leaders"),
            ("NEW YORK (Reuters) — Leaders agreed", "Leaders"),
            ("Brandt - the mayor agreed", "Brandt - the mayor"),
            ("UN - envoys agreed", "UN - envoys"),
        ] {
            let whole = Span::new(0, text.len());
            let syntax = BlockSyntax::read(text, whole, quotation_marks::regions(text, whole, None), false);
            let source = Span::new(0, text.len() - " agreed".len());
            assert_eq!(super::without_dateline(text, &syntax, source).of(text), want);
        }
    }

    #[test]
    fn the_source_of_a_headline_ends_before_its_verb() {
        use crate::nlp::testing::shipped;
        shipped().said(
            "[C:‘I only want to go home’][Q::] [S:Brother of pilot trapped in mud] talks about the crash",
            "Brother of pilot trapped in mud",
        );
    }

    /// From interviews in PolNeAR: the name of a programme was taken for a quote.
    #[test]
    fn where_something_was_said_is_not_what_was_said() {
        for text in [
            "On this weekend’s broadcast of “Harbour Talk Tonight,” the deputy mayor, Ines Falk, said the ferry would sail again in May.",
            "In an interview on Channel Nine’s “Face the Coast,” Mayor Ines Falk said the ferry would sail again in May.",
        ] {
            let article = Article::new("test", text.to_owned(), vec![Block::paragraph(Span::new(0, text.len()))]);
            let found = annotate(&article, &Engine::new());
            let contents: Vec<_> = found.attributions.iter().flat_map(|a| &a.content).map(|c| c.of(text)).collect();
            assert_eq!(contents, ["the ferry would sail again in May"], "{text}");
        }
    }
}
