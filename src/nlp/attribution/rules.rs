//! Finds attributions by rule: reporting cues, their subjects (sources) and the reported content.
//!
//! ```text
//!  “A,”  Smith  told  reporters  in May  .  “B.”        The talks  will fail  ,  Smith  said  .
//!  [C ]  [S  ]  [Q ]  addressee             [C ]        [C                 ]     [S  ]  [Q ]
//! ```
//!
//! The rules use word lists only and know no names. The encoder has priority over them.

use crate::nlp::attribution::complements::{Right, content_end, right_of};
use crate::nlp::data::lexicon;
use crate::nlp::data::lexicon::{class, form, frame};
use crate::nlp::draft::{AttributionDraft, How, Quoted};
use crate::nlp::syntax::block_syntax::{BlockSyntax, Chunk, Kind};
use crate::nlp::syntax::phrases::{Range, Scope};
use crate::nlp::syntax::verb_groups::{Group, group};
use crate::text::Span;

/// An attribution as ranges of chunks.
#[derive(Clone, Debug)]
struct Draft {
    /// The cue, `from..to`.
    cue: Range,
    source: Option<Range>,
    contents: Vec<Range>,
    addressee: Option<Range>,
    how: How,
    confidence: f32,
    /// Whether the verb shares its subject with an earlier verb and so ends the content of that verb.
    coordinated: bool,
}

/// Finds the attributions of one paragraph.
pub(in crate::nlp) fn find(text: &str, syntax: &BlockSyntax) -> Vec<AttributionDraft> {
    let mut drafts: Vec<Draft> = Vec::new();
    for &(lo, hi) in &syntax.clauses {
        let scope = Scope { text, syntax, lo, hi };
        let first = drafts.len();
        find_cues(&scope, &mut drafts);
        let (_, own) = drafts.split_at_mut(first);
        cut_coordinated(&scope, own);
    }
    let all = Scope { text, syntax, lo: 0, hi: syntax.chunks.len() };
    drop_events(&all, &mut drafts);
    follow_on(&all, &mut drafts);
    crate::nlp::attribution::fallback::near_quotes(
        &all,
        &covered(syntax, &drafts),
        &mut |cue, source, content, how, confidence| {
            drafts.push(Draft {
                cue,
                source,
                contents: vec![content],
                addressee: None,
                how,
                confidence,
                coordinated: false,
            });
        },
    );
    let mut found: Vec<AttributionDraft> = drafts.iter().filter_map(|d| finish(&all, d)).collect();
    found.extend(announced(&all));
    found.sort_by_key(|a| a.content.first().map_or((0, 0), |s| (s.start, usize::MAX - s.end)));
    found
}

/// Returns an attribution without content for a paragraph that ends in `Smith responded:` and announces the next
/// paragraph.
fn announced(all: &Scope) -> Option<AttributionDraft> {
    let &(lo, hi) = all.syntax.clauses.last()?;
    let scope = Scope { lo, hi, ..*all };
    let colon = hi.checked_sub(1).filter(|&i| scope.at(i).kind == Kind::Punct && scope.word(i) == ":")?;
    let verb = (lo..colon).rev().find(|&i| scope.at(i).verb.is_some_and(|v| v.frame & frame::SAY != 0))?;
    let group = group(&scope, verb).filter(|g| !g.passive)?;
    let source =
        if group.participial { scope.main_subject(group.start, 0) } else { scope.subject_before(group.start, 0) }?;
    Some(AttributionDraft {
        content: Vec::new(),
        source: Some(source_span(&scope, source)),
        antecedent: None,
        cue: Some(scope.syntax.span_of(group.start, group.end)),
        addressee: None,
        how: How::Cue,
        confidence: 0.85,
        quoted: Quoted::None,
    })
}

/// Drops attributions to events inside reported content: `The meeting stressed “…”, according to an aide.`
fn drop_events(scope: &Scope, drafts: &mut Vec<Draft>) {
    let reported: Vec<Range> =
        drafts.iter().filter(|d| d.how == How::According).flat_map(|d| d.contents.clone()).collect();
    drafts.retain(|d| {
        let inside = d.how == How::Cue && reported.iter().any(|c| c.0 <= d.cue.0 && d.cue.1 <= c.1);
        let Some((from, to)) = d.source.filter(|_| inside) else { return true };
        let end = (from..to).find(|&i| scope.at(i).is(class::PREP)).unwrap_or(to);
        let head = scope.at(end.wrapping_sub(1));
        head.cap
            || head.class & (class::ROLE | class::BODY | class::PEOPLE | class::PAPER | class::PRONOUN | class::REL)
                != 0
    });
}

/// Returns, for each chunk, whether a content covers it.
fn covered(syntax: &BlockSyntax, drafts: &[Draft]) -> Vec<bool> {
    let mut covered = vec![false; syntax.chunks.len()];
    for &(from, to) in drafts.iter().flat_map(|d| &d.contents) {
        for slot in covered.get_mut(from..to).unwrap_or_default() {
            *slot = true;
        }
    }
    covered
}

fn find_cues(scope: &Scope, drafts: &mut Vec<Draft>) {
    let first = drafts.len();
    let mut i = scope.lo;
    while i < scope.hi {
        let own = drafts.get(first..).unwrap_or_default();
        let found = if scope.is(i, "according") && scope.is(i + 1, "to") {
            according(scope, i, i + 2)
        } else if scope.is(i, "per") && i > scope.lo && scope.is_comma(i - 1) {
            according(scope, i, i + 1)
        } else if scope.at(i).verb.is_some() {
            cue(scope, i, own)
        } else {
            None
        };
        match found {
            Some(draft) => {
                i = draft.cue.1.max(i + 1);
                drafts.push(draft);
            }
            None => i += 1,
        }
    }
    if drafts.len() == first {
        drafts.extend(crate::nlp::attribution::fallback::colon(scope).map(|(source, colon, content)| Draft {
            cue: colon,
            source: Some(source),
            contents: vec![content],
            addressee: None,
            how: How::Colon,
            confidence: 0.75,
            coordinated: false,
        }));
    }
}

/// Parses `according to S, C` and `C, according to S`; `from..after` is the cue.
fn according(scope: &Scope, from: usize, after: usize) -> Option<Draft> {
    let leads = (scope.lo..from)
        .all(|i| !scope.at(i).is_word() || scope.at(i).is(class::CONJ | class::ADV) || scope.at(i).adverb);
    let (source_end, contents) = if leads {
        let end = (after..scope.hi).find(|&i| scope.is_comma(i) && !goes_on_as_apposition(scope, i))?;
        (end, vec![(end + 1, scope.clause_end(end + 1))])
    } else {
        let end = scope.phrase_after(after);
        let mut content_end = from;
        while content_end > scope.lo && scope.at(content_end - 1).kind == Kind::Punct {
            content_end -= 1;
        }
        let start = left_start(scope, content_end);
        let mut contents = vec![(start, content_end)];
        // `The plan, according to Smith, will fail.`
        if scope.is_comma(end) && scope.has_finite(end, scope.hi) && !scope.has_finite(start, content_end) {
            contents.push((end + 1, scope.clause_end(end + 1)));
        }
        (end, contents)
    };
    if source_end <= after || contents.iter().all(|c| c.0 >= c.1) {
        return None;
    }
    Some(Draft {
        cue: (from, after),
        source: Some((after, scope.without_marks(after, source_end))),
        contents,
        addressee: None,
        how: How::According,
        confidence: 0.9,
        coordinated: false,
    })
}

/// Whether the comma at `i` opens an apposition that another comma closes before the main clause.
fn goes_on_as_apposition(scope: &Scope, i: usize) -> bool {
    let Some(next) = (i + 1..scope.hi).find(|&k| scope.is_comma(k)) else { return false };
    let first = scope.at(i + 1);
    let opens = first.is(class::REL | class::NUMBER)
        || first.is(class::DET) && !first.is(class::PRONOUN)
        || scope.is(i + 1, "a");
    (opens || first.is(class::ROLE))
        && (first.is(class::REL) || !scope.has_finite(i + 1, next))
        && scope.has_finite(next, scope.hi)
}

/// Returns the start of the clause that ends before chunk `end`.
fn left_start(scope: &Scope, end: usize) -> usize {
    let mut start = end;
    while start > scope.lo {
        let k = start - 1;
        if scope.is_stop(k) || scope.at(k).kind == Kind::Punct && matches!(scope.word(k), ";" | ":") {
            break;
        }
        start = k;
    }
    while start < end && scope.at(start).kind == Kind::Punct {
        start += 1;
    }
    start
}

/// Returns the attribution of the verb at `i`.
fn cue(scope: &Scope, i: usize, earlier: &[Draft]) -> Option<Draft> {
    let g = group(scope, i)?;
    if g.passive {
        return passive(scope, i, &g);
    }
    let before = scope.at(g.start.wrapping_sub(1));
    let starts = g.start == scope.lo;
    let left_mark = !starts && (before.is_quote() || scope.is_comma(g.start - 1) || scope.is_dash(g.start - 1));
    let after_quote = starts && g.start > 0 && scope.syntax.at(g.start - 1).is_quote();
    // `“…,” said Smith` / `…, said Smith.`
    if g.verb.frame & frame::SAY != 0
        && g.start == i
        && (left_mark || after_quote)
        && g.verb.form & (form::PAST | form::S) != 0
        && let Some(draft) = inverted(scope, i, g.end)
    {
        return Some(draft);
    }
    if starts && !g.participial {
        return None;
    }
    let coordinated;
    let source = if g.participial {
        coordinated = true;
        participle_source(scope, &g, earlier)
    } else {
        let p = g.start - 1;
        coordinated = before.is(class::CONJ) || scope.is(p, "then");
        let shared = || earlier.last().filter(|d| d.cue.1 <= g.start).and_then(|d| d.source);
        let found = if scope.contracted(p) { Some((p, p + 1)) } else { scope.subject_before(g.start, 0) };
        match found {
            Some(found) if !coordinated => Some(found),
            other => {
                if coordinated {
                    shared().or(other)
                } else {
                    other
                }
            }
        }
    };
    let direct_left = source.and_then(|s| left_quote(scope, s.0));
    let source_is_left = source.is_some_and(|s| s.1 <= g.start);
    let right = right_of(scope, &g, i, direct_left.is_some() && source_is_left);
    let manner = g.verb.frame & frame::MANNER != 0 && !lexicon::is_common_report(g.verb);
    let quote_right = matches!(right, Right::Content { from, .. } if scope.at(from).is_quote());
    if manner && direct_left.is_none() && !quote_right {
        return None;
    }
    if let (Some(source), Some(quote)) = (source.filter(|_| source_is_left && !g.participial), direct_left) {
        let takes_left = g.verb.frame & (frame::SAY | frame::MANNER) != 0
            || g.verb.frame & frame::CLAUSE != 0 && matches!(right, Right::None { .. });
        let clause_right = matches!(right, Right::Content { sure: true, from, .. } if !scope.at(from).is_quote() || scope.is(from.wrapping_sub(1), ":"));
        if takes_left && !clause_right {
            return Some(with_left_quote(scope, &g, source, quote, &right));
        }
    }
    match right {
        Right::Content { from, addressee, sure, .. } => {
            let to = content_end(scope, from, &g);
            if to <= from {
                return None;
            }
            let source = source?;
            // A participle before its main clause: `Calling it “a farce,” Smith left.`
            let to = if g.participial && source.0 > from { scope.without_marks(from, to.min(source.0)) } else { to };
            let mut confidence: f32 = if sure { 0.85 } else { 0.6 };
            if g.modal {
                confidence -= 0.2;
            }
            (to > from && (source.1 <= from || source.0 >= to)).then(|| Draft {
                cue: (g.start, g.end),
                source: Some(source),
                contents: vec![(from, to)],
                addressee,
                how: How::Cue,
                confidence,
                coordinated,
            })
        }
        Right::None { addressee, comma } => postposed(scope, &g, source?, addressee, comma),
    }
}

/// Returns the quoted region directly before chunk `s`, or before a comma. It can belong to the previous clause.
fn left_quote(scope: &Scope, s: usize) -> Option<usize> {
    let mut q = s.checked_sub(1)?;
    if scope.syntax.at(q).kind == Kind::Punct
        && matches!(scope.syntax.at(q).span.of(scope.text), "," | "—" | "–" | "--")
    {
        q = q.checked_sub(1)?;
    }
    let chunk = scope.syntax.at(q);
    (chunk.is_quote() && (q >= scope.lo || s == scope.lo && scope.speech_end(q))).then_some(q)
}

/// Builds the attribution of `“…,” S V`, with content that continues after it.
fn with_left_quote(scope: &Scope, g: &Group, source: Range, quote: usize, right: &Right) -> Draft {
    let start = if quote >= scope.lo { quote_start(scope, quote) } else { quote };
    let mut contents = vec![(start, quote + 1)];
    let mut addressee = None;
    match *right {
        Right::Content { from, addressee: to, .. } => {
            addressee = to;
            if scope.at(from).is_quote() {
                contents.push((from, content_end(scope, from, g).max(from + 1)));
            }
        }
        Right::None { addressee: to, comma } => {
            addressee = to.or(addressee);
            if let Some(comma) = comma.filter(|c| scope.at(c + 1).is_quote()) {
                contents.push((comma + 1, scope.clause_end(comma + 1).max(comma + 2)));
            }
        }
    }
    Draft {
        cue: (g.start, g.end),
        source: Some(source),
        contents,
        addressee,
        how: How::Cue,
        confidence: 0.95,
        coordinated: false,
    }
}

/// Returns the start of content that ends with the quoted region at `quote`: the region itself, or the words that lead
/// into it.
fn quote_start(scope: &Scope, quote: usize) -> usize {
    let start = left_start(scope, quote);
    if start >= quote {
        return quote;
    }
    // In `He smiled, “So be it,” she said`, the clause before the mark is not content. A lead-in is.
    let bound = scope.at(start).is(class::SUB | class::CONJ | class::PREP | class::WH);
    let lead_in = !scope.is_comma(quote - 1) || bound || !scope.has_finite(start, quote);
    if lead_in
        && !(start..quote)
            .any(|i| scope.at(i).verb.is_some_and(|v| v.frame & frame::SAY != 0) && scope.is_comma(quote - 1))
    {
        start
    } else {
        quote
    }
}

/// Parses an inverted cue: `“…,” said S` / `…, said S.`
fn inverted(scope: &Scope, i: usize, end: usize) -> Option<Draft> {
    let to = scope.phrase_after(end);
    if to <= end {
        return None;
    }
    // No finite verb may follow the subject.
    let mut next = to;
    while scope.at(next).is(class::ADV) || scope.at(next).adverb {
        next += 1;
    }
    if scope.is_verb(next) && !scope.is_comma(to)
        || (end..to).any(|k| scope.is_verb(k) && !relative_before(scope, end, k))
    {
        return None;
    }
    if scope.is(end, "that") || scope.is(end, "it") && !scope.at(i.wrapping_sub(1)).is_quote() {
        return None;
    }
    let source = (end, to);
    let quote = left_quote(scope, i);
    let mut contents = Vec::new();
    if let Some(quote) = quote {
        contents.push((if quote >= scope.lo { quote_start(scope, quote) } else { quote }, quote + 1));
    } else {
        let comma = i.checked_sub(1)?;
        let start = left_start(scope, comma);
        if !scope.has_finite(start, comma) || comma <= start {
            return None;
        }
        contents.push((start, comma));
    }
    // `“A,” said S, “B.”`, also `said S, laughing, “B.”`
    let after = (to..scope.hi).find(|&k| scope.at(k).is_quote() || scope.is_stop(k) || scope.is_verb(k));
    if let Some(k) =
        after.filter(|&k| scope.at(k).is_quote() && k > to && (scope.is_comma(k - 1) || scope.is_dash(k - 1)))
    {
        contents.push((k, scope.clause_end(k).max(k + 1)));
    }
    Some(Draft {
        cue: (i, end),
        source: Some(source),
        contents,
        addressee: None,
        how: How::Cue,
        confidence: 0.95,
        coordinated: false,
    })
}

fn relative_before(scope: &Scope, from: usize, k: usize) -> bool {
    (from..k).any(|i| scope.at(i).is(class::REL | class::WH))
}

/// Returns the source of a participle: `…, adding that …`.
fn participle_source(scope: &Scope, g: &Group, earlier: &[Draft]) -> Option<Range> {
    let p = g.start.checked_sub(1).filter(|p| *p >= scope.lo);
    if p.is_none_or(|p| scope.at(p).is(class::PREP | class::SUB) && p == scope.lo) {
        // `Calling it “a farce,” Smith left`: the subject comes after the comma.
        let comma = (g.end..scope.hi).find(|&k| {
            (scope.is_comma(k) || scope.at(k).is_quote() && scope.speech_end(k))
                && (scope.at(k + 1).cap || scope.at(k + 1).is(class::PRONOUN | class::DET))
        })?;
        let end = scope.phrase_after(comma + 1);
        return (end > comma + 1 && !scope.at(comma + 1).is(class::REL)).then_some((comma + 1, end));
    }
    let p = p?;
    let before = scope.at(p);
    let loose = scope.is_comma(p)
        || before.is_quote()
        || scope.is_dash(p)
        || before.is(class::PREP | class::SUB | class::CONJ)
        || before.is(class::TIME);
    if !loose && let Some(found) = scope.phrase_before(g.start) {
        let head = scope.at(found.1 - 1);
        let speaks = head.cap
            || head.is(class::ROLE | class::BODY | class::PEOPLE | class::PAPER | class::PRONOUN | class::OBJECT);
        if head.is(class::PAPER) {
            // `issued a statement saying …`: the source is the issuer.
            return scope.main_subject(g.start, 0).or(Some(found));
        }
        if speaks {
            return Some(found);
        }
    }
    let shared = earlier.iter().rev().find(|d| d.cue.0 < g.start && d.how == How::Cue).and_then(|d| d.source);
    shared.or_else(|| scope.main_subject(g.start, 0))
}

/// Parses a cue after its content: `C, S V.` and `C1, S V, C2.`
fn postposed(scope: &Scope, g: &Group, source: Range, addressee: Option<Range>, comma: Option<usize>) -> Option<Draft> {
    let f = g.verb.frame;
    if g.participial
        || f & (frame::SAY | frame::CLAUSE) == 0
        || f & frame::WEAK != 0 && f & frame::SAY == 0
        || source.1 > g.start
    {
        return None;
    }
    if scope.is(scope.hi.wrapping_sub(1), ":") {
        return None; // the content is in the next paragraph
    }
    let mark = source.0.checked_sub(1).filter(|p| *p >= scope.lo)?;
    if !scope.is_comma(mark) && !scope.is_dash(mark) {
        // Another rule handles `“…” S V`. Without words on the left there is no content.
        return None;
    }
    let start = left_start(scope, mark);
    if start >= mark {
        return None;
    }
    let clause = scope.has_finite(start, mark) || (start..mark).any(|i| scope.at(i).is_quote());
    let goes_on = comma.filter(|&c| {
        let next = scope.at(c + 1);
        next.verb.is_none_or(|v| v.form != form::ING)
            && !next.is(class::CONJ)
            && next.kind != Kind::None
            && (scope.has_finite(c, scope.hi) || next.is_quote())
    });
    let mut contents = Vec::new();
    match (clause, goes_on) {
        (true, Some(c)) | (false, Some(c)) => {
            contents.push((start, mark));
            let end = scope.clause_end(c + 1);
            if end > c + 1 {
                contents.push((c + 1, end));
            }
        }
        (true, None) => contents.push((start, mark)),
        (false, None) => return None,
    }
    Some(Draft {
        cue: (g.start, g.end),
        source: Some(source),
        contents,
        addressee,
        how: How::Cue,
        confidence: 0.85,
        coordinated: false,
    })
}

/// Parses a passive cue: `was described by S as C`, `was quoted as saying C`, `is expected to C`.
fn passive(scope: &Scope, i: usize, g: &Group) -> Option<Draft> {
    let quoted = scope.is(i, "quoted") || scope.is(i, "cited");
    if quoted && (scope.is(g.end, "as") || scope.is(g.end, "to")) {
        let say = (g.end + 1..(g.end + 4).min(scope.hi))
            .find(|&k| scope.at(k).verb.is_some_and(|v| v.frame & frame::SAY != 0))?;
        let verb = scope.at(say).verb?;
        let source = scope.subject_before(g.start, 0)?;
        let whole = Group {
            start: g.start,
            end: say + 1,
            verb,
            passive: false,
            participial: false,
            particle: false,
            modal: false,
        };
        let quote = left_quote(scope, source.0);
        let right = right_of(scope, &whole, say, quote.is_some());
        if let Some(quote) = quote {
            return Some(with_left_quote(scope, &whole, source, quote, &right));
        }
        return match right {
            Right::Content { from, addressee, .. } => {
                let to = content_end(scope, from, &whole);
                Some(Draft {
                    cue: (g.start, say + 1),
                    source: Some(source),
                    contents: vec![(from, to)],
                    addressee,
                    how: How::Cue,
                    confidence: 0.85,
                    coordinated: false,
                })
            }
            Right::None { addressee, comma } => postposed(scope, &whole, source, addressee, comma),
        };
    }
    let f = g.verb.frame;
    let subject = scope.subject_before(g.start, 0);
    // `by S`
    let by = (g.end..(g.end + 6).min(scope.hi)).find(|&k| scope.is(k, "by"));
    let agent = by.map(|k| (k + 1, scope.phrase_after(k + 1))).filter(|(from, to)| to > from);
    let told = f & frame::TOLD != 0;
    let after = agent.map_or(g.end, |a| a.1);
    let next = scope.at(after);
    let introduced = scope.is(after, "that")
        || next.is_quote()
        || scope.is(after, "as")
        || told && (scope.is(after, "to") || next.is(class::WH) || scope.is(after, "if") || scope.is(after, "about"))
        || scope.is(after, "to") && f & (frame::CLAUSE | frame::TO) != 0;
    if agent.is_none() && !told && !introduced {
        return None;
    }
    let mut contents = Vec::new();
    if !told {
        contents.extend(subject);
    }
    if introduced {
        let end = scope.clause_end(after);
        if end > after {
            contents.push((after, end));
        }
    }
    let source =
        agent.map(|(from, to)| (from, (from + 1..to).find(|&k| scope.is(k, "as") || scope.is(k, "to")).unwrap_or(to)));
    contents.retain(|c| source.is_none_or(|s| c.1 <= s.0 || c.0 >= s.1));
    if contents.is_empty() {
        return None;
    }
    Some(Draft {
        cue: (g.start, g.end),
        source,
        contents,
        addressee: subject.filter(|_| told),
        how: How::Cue,
        confidence: 0.5,
        coordinated: false,
    })
}

/// Ends the content of a verb before the next verb with the same subject.
fn cut_coordinated(scope: &Scope, drafts: &mut [Draft]) {
    for n in 1..drafts.len() {
        let (before, rest) = drafts.split_at_mut(n);
        let Some(draft) = rest.first().filter(|d| d.coordinated) else { continue };
        let mut at = draft.cue.0;
        while at > scope.lo
            && (scope.at(at - 1).is(class::CONJ | class::PREP | class::SUB)
                || scope.is_comma(at - 1)
                || scope.is_dash(at - 1)
                || scope.is(at - 1, "then"))
        {
            at -= 1;
        }
        let after_quote = at > scope.lo && scope.at(at - 1).is_quote() && scope.speech_end(at - 1);
        if at == draft.cue.0 && !after_quote {
            continue;
        }
        for earlier in before.iter_mut().filter(|d| d.source == draft.source) {
            for content in &mut earlier.contents {
                if content.0 < at && content.1 > at {
                    content.1 = scope.without_marks(content.0, at);
                }
            }
        }
    }
}

/// Adds quoted regions that continue an attributed one: `“A,” S said. “B.” “C.”`
fn follow_on(scope: &Scope, drafts: &mut [Draft]) {
    let taken = covered(scope.syntax, drafts);
    let quotes: Vec<usize> = (0..scope.syntax.chunks.len()).filter(|&i| scope.at(i).is_quote()).collect();
    for (n, &q) in quotes.iter().enumerate() {
        if taken.get(q).copied().unwrap_or(true) {
            continue;
        }
        // A quoted sentence directly after an attributed one.
        let start = scope.syntax.clauses.iter().find(|u| u.0 <= q && q < u.1).map_or(q, |u| u.0);
        if start != q {
            continue;
        }
        let Some(previous) = n.checked_sub(1).and_then(|p| quotes.get(p)).copied() else { continue };
        let Some(draft) = drafts
            .iter_mut()
            .filter(|d| d.source.is_some() || d.how == How::Cue)
            .filter(|d| d.contents.iter().any(|c| c.0 <= previous && previous < c.1))
            .min_by_key(|d| d.contents.iter().map(|c| c.1 - c.0).sum::<usize>())
        else {
            continue;
        };
        // Only the cue and its source may stand between them.
        let last =
            draft.contents.iter().map(|c| c.1).chain([draft.cue.1, draft.source.map_or(0, |s| s.1)]).max().unwrap_or(0);
        let stops = (last..q).filter(|&i| scope.is_stop(i)).count();
        if stops <= 1 && q.saturating_sub(last) <= 30 && q >= last {
            draft.contents.push((q, q + 1));
        }
    }
}

/// Converts a draft from chunks to spans.
fn finish(scope: &Scope, draft: &Draft) -> Option<AttributionDraft> {
    let mut content: Vec<Span> = Vec::new();
    let (mut quotes, mut words) = (false, false);
    for &(from, to) in &draft.contents {
        let from = (from..to).find(|&i| {
            scope.at(i).kind != Kind::Punct
                || matches!(scope.word(i), "$" | "(" | "[" | "#" | "£" | "€" | "@" | "'" | "’")
        })?;
        for i in from..to {
            quotes |= scope.at(i).is_quote();
            words |= scope.at(i).is_word();
        }
        let span = scope.syntax.span_of(from, to);
        if span.is_empty() || content.iter().any(|c| c.overlaps(span)) {
            continue;
        }
        // Adjacent quotes are one span.
        content.push(span);
    }
    content.sort();
    if content.is_empty() {
        return None;
    }
    let source = draft.source.map(|s| source_span(scope, s)).filter(|s| !s.is_empty());
    // `Smith, who said …`: the source is `who`, which stands for Smith.
    let relative = draft.source.and_then(|(_, to)| {
        let at = if scope.is_comma(to) { to + 1 } else { to };
        (at + 1 == draft.cue.0 && scope.at(at).is(class::REL)).then(|| scope.at(at).span)
    });
    Some(AttributionDraft {
        antecedent: relative.and(source),
        source: relative.or(source),
        cue: (draft.cue.1 > draft.cue.0).then(|| scope.syntax.span_of(draft.cue.0, draft.cue.1)),
        addressee: draft.addressee.map(|(from, to)| scope.syntax.span_of(from, to)).filter(|s| !s.is_empty()),
        how: draft.how,
        confidence: draft.confidence,
        quoted: match (quotes, words) {
            (true, false) => Quoted::All,
            (true, true) => Quoted::Part,
            _ => Quoted::None,
        },
        content,
    })
}

/// Returns the span of a source, without the auxiliary of a contraction and without a possessive ending.
fn source_span(scope: &Scope, (from, to): Range) -> Span {
    let mut span = scope.syntax.span_of(from, to);
    let last: &Chunk = scope.at(to.wrapping_sub(1));
    if scope.contracted(to.wrapping_sub(1)) {
        let word = last.span.of(scope.text);
        if let Some(cut) = word.find(['\'', '’']) {
            span.end = last.span.start + cut;
        }
    }
    span
}
