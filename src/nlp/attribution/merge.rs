//! What the encoder finds, in the terms of the rules: a block's attributions and names.
//!
//! The encoder decides what is an attribution and what is a name. The rules add what it does not say: how much of a
//! content is quoted, to whom it was said, what a relative pronoun stands for, which title goes before a name; and
//! quoted speech that it missed.

use crate::nlp::EntityType;
use crate::nlp::attribution::fallback;
use crate::nlp::attribution::rules;
use crate::nlp::attribution::sources::Names;
use crate::nlp::data::gazetteer;
use crate::nlp::data::gazetteer::word;
use crate::nlp::data::lexicon;
use crate::nlp::data::lexicon::class;
use crate::nlp::draft::{How, Quoted, RawAttribution};
use crate::nlp::encoder;
use crate::nlp::encoder::Reading;
use crate::nlp::names::candidates;
use crate::nlp::names::candidates::Candidate;
use crate::nlp::names::passes::abbreviations;
use crate::nlp::names::passes::company_suffixes;
use crate::nlp::names::passes::coordination;
use crate::nlp::names::passes::demonyms;
use crate::nlp::names::passes::hyphenation;
use crate::nlp::names::passes::mail_headers;
use crate::nlp::names::passes::signatures;
use crate::nlp::syntax::block_syntax::{Kind, Para};
use crate::nlp::syntax::quotation_marks::Region;
use crate::text::{Block, Span};

/// What the encoder found, block by block.
#[derive(Debug)]
pub(in crate::nlp) struct Finds {
    blocks: Vec<Find>,
}

/// What it found in one block.
#[derive(Clone, Debug, Default)]
pub(in crate::nlp) struct Find {
    attributions: Vec<encoder::RawAttribution>,
    entities: Vec<encoder::RawEntity>,
}

impl Finds {
    pub(in crate::nlp) fn new(blocks: usize) -> Self {
        Self { blocks: vec![Find::default(); blocks] }
    }

    /// Adds a reading; every find goes to the block it begins in.
    pub(in crate::nlp) fn add(&mut self, blocks: &[&Block], reading: Reading) {
        let home = |at: usize| blocks.partition_point(|b| b.span.end <= at);
        for mut attribution in reading.attributions {
            keep_to_quote(&mut attribution.content, blocks);
            let at = attribution.content.first().map_or(0, |s| s.start);
            if let Some(block) = self.blocks.get_mut(home(at)) {
                block.attributions.push(attribution);
            }
        }
        for entity in reading.entities {
            if let Some(block) = self.blocks.get_mut(home(entity.span.start)) {
                block.entities.push(entity);
            }
        }
    }

    pub(in crate::nlp) fn block(&self, block: usize) -> Option<&Find> {
        self.blocks.get(block)
    }
}

impl Find {
    /// The same of the block `within`, with its names as a reader sees them: none cut by a hyphen, a bracket or a comma.
    pub(in crate::nlp) fn with_whole_names(&self, text: &str, within: Span) -> Self {
        let bracketed = self.entities.iter().filter_map(|e| {
            let mut name = encoder::RawEntity { span: within_brackets(text, e.span), ..e.clone() };
            abbreviations::mend(text, within, &mut name);
            (!name.span.is_empty()).then_some(name)
        });
        let named: Vec<_> = bracketed.flat_map(|e| one_each(text, e)).collect();
        let whole = hyphenation::whole(text, within, &named);
        let whole = coordination::whole(text, within, whole);
        let whole = mail_headers::whole(text, within, whole);
        let whole = signatures::whole(text, within, whole);
        let whole = abbreviations::whole(text, within, whole);
        let whole = company_suffixes::whole(text, within, whole);
        Self { attributions: self.attributions.clone(), entities: demonyms::whole(text, within, whole) }
    }
}

/// `United Nations and European Union` → both, where each is known by itself; `super PAC` is nobody's name.
fn one_each(text: &str, name: encoder::RawEntity) -> Vec<encoder::RawEntity> {
    let words = name.span.of(text);
    let before = text.get(..name.span.start).and_then(|before| before.split_whitespace().next_back());
    if matches!(words, "PAC" | "PACs") && before.is_some_and(|w| w.eq_ignore_ascii_case("super")) {
        return Vec::new();
    }
    if !matches!(name.kind, EntityType::Organisation | EntityType::Place) {
        return vec![name];
    }
    let known = |words: &str| gazetteer::name(&words.to_lowercase());
    if let Some((first, second)) = words.split_once(" and ")
        && known(words).is_none()
        && let (Some(a), Some(b)) = (known(first), known(second))
    {
        let end = name.span.start + first.len();
        let first = encoder::RawEntity { kind: a, span: Span::new(name.span.start, end), ..name };
        let second =
            encoder::RawEntity { kind: b, span: Span::new(name.span.end - second.len(), name.span.end), ..name };
        return vec![first, second];
    }
    vec![name]
}

/// The part of a name that no lone bracket cuts: `UN` of `(UN) General Assembly` where the name ran from `UN` on.
fn within_brackets(text: &str, mut span: Span) -> Span {
    for (open, close) in [('(', ')'), ('[', ']')] {
        let mut depth = 0usize;
        let mut lone = None;
        for (at, c) in span.of(text).char_indices() {
            if c == open {
                lone = lone.or(Some(at));
                depth += 1;
            } else if c == close {
                if depth == 0 {
                    lone = Some(at);
                    break;
                }
                depth -= 1;
                lone = lone.filter(|_| depth > 0);
            }
        }
        if let Some(at) = lone {
            let (head, tail) = span.of(text).split_at(at);
            let tail = tail.trim_start_matches([open, close, ' ']);
            span = if head.trim().is_empty() {
                Span::new(span.end - tail.len(), span.end)
            } else {
                Span::new(span.start, span.start + head.trim_end().len())
            };
        }
    }
    span
}

/// One word alone, or words that say nothing of their own (`all of which`), without quotation marks, are what somebody
/// said only where the encoder is surer than this: below, it is mostly something that was left over.
const LEAST_FOR_A_WORD: f32 = 0.3;

/// What nobody is named for, without quotation marks, is what somebody said only where the encoder is surer than this.
/// Chosen on polnear-dev: of those below, fewer than one in five are right.
const LEAST_WITHOUT_SOURCE: f32 = 0.5;

fn is_next_to_nothing(text: &str, content: &[Span]) -> bool {
    let small = class::PREP | class::DET | class::PRONOUN | class::OBJECT | class::WH | class::REL | class::CONJ;
    let mut words = content.iter().flat_map(|c| c.of(text).split_whitespace());
    content.iter().map(|c| c.of(text).split_whitespace().count()).sum::<usize>() < 2
        || words.all(|w| lexicon::look_up(&w.to_lowercase()).class & small != 0)
}

/// A relative pronoun alone: what was said stands elsewhere.
fn is_relative(text: &str, content: &[Span]) -> bool {
    matches!(content, [one] if matches!(one.of(text).to_lowercase().as_str(), "which" | "who" | "whom" | "whose"))
}

/// What is set as a block quote ends with it: of what a colon announced, nothing stands below the quote.
fn keep_to_quote(content: &mut Vec<Span>, blocks: &[&Block]) {
    let depth = |at: usize| blocks.get(blocks.partition_point(|b| b.span.end <= at)).map_or(0, |b| b.quote_depth);
    let mut deepest = 0;
    let end = content.iter().position(|span| {
        let here = depth(span.start);
        deepest = deepest.max(here);
        here < deepest
    });
    content.truncate(end.unwrap_or(content.len()));
}

/// The attributions of a block.
pub(in crate::nlp) fn attributions(text: &str, para: &Para, find: &Find) -> Vec<RawAttribution> {
    let ruled = rules::find(text, para);
    let spans: Vec<Span> = find.entities.iter().map(|e| e.span).collect();
    let names = Names { text, para, names: &spans };
    let mut out: Vec<RawAttribution> = Vec::with_capacity(find.attributions.len());
    for found in &find.attributions {
        let same = ruled.iter().find(|r| match (r.cue, found.cue) {
            (Some(a), Some(b)) => a.overlaps(b),
            _ => false,
        });
        let content = content(text, para, found, same);
        let quoted = quoted(text, para, &content);
        if quoted == Quoted::None
            && (is_relative(text, &content)
                || found.confidence < LEAST_FOR_A_WORD && is_next_to_nothing(text, &content))
        {
            continue;
        }
        let mut source = found.source;
        if source.is_none() {
            source = same.and_then(|r| r.source).filter(|s| !found.content.iter().any(|c| c.overlaps(*s)));
        }
        if quoted == Quoted::None && source.is_none() && found.confidence < LEAST_WITHOUT_SOURCE {
            continue;
        }
        let mut how = how(text, found);
        if source.is_none() && found.cue.is_none() {
            let end = content.last().map_or(0, |c| c.end);
            let from = end + text.get(end..para.span.end).map_or(0, |rest| rest.len() - rest.trim_start().len());
            source = names.signature(from);
            how = if source.is_some() { How::Cue } else { how };
        }
        source = source
            .map(|s| names.tidy(s, free(para, found, &content, s)))
            .map(|s| relative_alone(text, without_dateline(text, para, s)));
        if let Some(name) = source.and_then(|s| names.named_before(s))
            && !content.iter().chain(&found.cue).any(|c| c.overlaps(name))
        {
            source = source.map(|s| s.join(name));
        }
        let relative = source.is_some_and(|s| matches!(s.of(text), "who" | "which" | "that"));
        let antecedent = same.and_then(|r| r.antecedent).filter(|_| relative).or_else(|| {
            let source = source.filter(|_| relative)?;
            // The name before the pronoun, an apposition between them at most.
            find.entities.iter().map(|e| e.span).rfind(|e| e.end <= source.start && source.start - e.end < 80)
        });
        out.push(RawAttribution {
            quoted,
            content,
            source,
            antecedent,
            cue: found.cue,
            addressee: same.and_then(|r| r.addressee),
            how,
            confidence: found.confidence,
        });
    }
    // What somebody is named for is not said once more by nobody.
    let named: Vec<Vec<Span>> = out.iter().filter(|a| a.source.is_some()).map(|a| a.content.clone()).collect();
    out.retain(|a| a.source.is_some() || !named.contains(&a.content));
    // Quoted speech that the encoder missed.
    for mut rule in ruled {
        if let Some(reported) = reported(&rule, &out) {
            rule.content.retain(|c| reported.covers(*c));
            if rule.quoted != Quoted::None && !rule.content.is_empty() {
                out.push(RawAttribution { confidence: rule.confidence * 0.5, ..rule });
            }
            continue;
        }
        let missed = rule.quoted != Quoted::None
            && rule.how != How::Nearby
            && !out.iter().any(|o| o.content.iter().any(|c| rule.content.iter().any(|r| c.overlaps(*r))))
            && (rule.cue.is_some() || rule.how == How::Uncued && rule.quoted == Quoted::All)
            && (rule.quoted == Quoted::All || !quotes_titles_only(text, para, &rule.content));
        if missed {
            out.push(RawAttribution { confidence: rule.confidence * 0.5, ..rule });
        }
    }
    out.sort_by_key(|a| a.content.first().map_or((0, 0), |s| (s.start, usize::MAX - s.end)));
    out
}

/// The names of a block.
pub(in crate::nlp) fn names(text: &str, para: &Para, find: &Find) -> Vec<Candidate> {
    let ruled = candidates::candidates(text, para);
    find.entities
        .iter()
        .map(|e| {
            let near = ruled.iter().find(|r| r.span.overlaps(e.span));
            Candidate::known(text, para, (with_initials(text, para, e), e.kind, e.confidence), near)
        })
        .filter(|c| match c.words.as_slice() {
            [] => false,
            // `Minister` | `Mikhail Bogdanov`: a title is no name beside the name that it goes with.
            [word] if is_title(word) => !stands_before_a_person(text, c.span, find),
            // The initials of a person are no name without it; `U.S.` is one.
            [word] => c.kind != Some(EntityType::Person) || !is_initials(word),
            words => !words.iter().all(|w| is_title(w)),
        })
        .collect()
}

/// The part of what was reported that holds all of `rule`: `“Wait,” he said` of `“Wait,” he said, according to the Herald`,
/// where only the Herald was seen to say something.
fn reported(rule: &RawAttribution, found: &[RawAttribution]) -> Option<Span> {
    let (source, cue) = (rule.source?, rule.cue?);
    if rule.how == How::Nearby || found.iter().any(|o| o.cue.is_some_and(|c| c.overlaps(cue))) {
        return None;
    }
    let reports = found.iter().filter(|o| o.how == How::According);
    reports.flat_map(|o| &o.content).find(|c| c.covers(source) && c.covers(cue)).copied()
}

fn stands_before_a_person(text: &str, title: Span, find: &Find) -> bool {
    let next = find.entities.get(find.entities.partition_point(|e| e.span.start < title.end));
    next.is_some_and(|e| {
        e.kind == EntityType::Person && text.get(title.end..e.span.start).is_some_and(|gap| gap.trim().is_empty())
    })
}

/// `G.K.` | `Butterfield`: the initials before a person's name are part of it.
fn with_initials(text: &str, para: &Para, entity: &encoder::RawEntity) -> Span {
    let mut span = entity.span;
    if entity.kind != EntityType::Person {
        return span;
    }
    let mut at = para.tokens.partition_point(|t| t.span.end <= span.start);
    while let Some(token) = at.checked_sub(1).and_then(|b| para.tokens.get(b)) {
        let words = token.span.of(text);
        let gap = text.get(token.span.end..span.start).unwrap_or("?");
        if !words.ends_with('.') || !is_initials(words) || !gap.trim_matches(' ').is_empty() {
            break;
        }
        span.start = token.span.start;
        at -= 1;
    }
    span
}

/// `G`, `G.K`: letters alone.
fn is_initials(word: &str) -> bool {
    word.starts_with(char::is_alphabetic)
        && word.split('.').all(|part| part.chars().count() < 2)
        && word.chars().count() < 6
}

/// Whether a word is part of a title and no name: `Foreign Minister`.
fn is_title(word: &str) -> bool {
    let bits = gazetteer::word(word);
    bits & (word::TITLE | word::TITLE_PART) != 0 && bits & word::GIVEN == 0
}

/// The content of a find; one that breaks off in the middle of a clause goes on to where the rules see its end.
fn content(text: &str, para: &Para, found: &encoder::RawAttribution, rule: Option<&RawAttribution>) -> Vec<Span> {
    let mut out = found.content.clone();
    // `The talks, Reyes said, will fail`: a part that stops at `The` goes on to the next mark.
    for part in &mut out {
        let single = part.of(text).split_whitespace().count() == 1;
        let item = para.items.partition_point(|i| i.span.end <= part.start);
        let small = |i: usize| {
            para.items
                .get(i)
                .is_some_and(|i| i.kind == Kind::Word && i.is(class::DET | class::PREP | class::SUB | class::CONJ))
        };
        if !single || !small(item) {
            continue;
        }
        let stops = |s: Span| {
            found.source.is_some_and(|o| o.overlaps(s))
                || found.cue.is_some_and(|o| o.overlaps(s))
                || found.content.iter().any(|o| o.start > part.start && o.overlaps(s))
        };
        let rest = para.items.iter().skip(item + 1).take_while(|i| i.kind != Kind::Punct && !stops(i.span));
        if let Some(last) = rest.last() {
            part.end = last.span.end;
        }
    }
    if let (Some(last), Some(rule)) = (out.last_mut(), rule) {
        let next = para.items.partition_point(|i| i.span.end <= last.end);
        let breaks_off = para.items.get(next).is_some_and(|i| i.kind == Kind::Word && i.span.start >= last.end);
        // `as well as` joins more of the same to what was said; the encoder tends to stop at the comma before it.
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
        let after = text.get(part.end..).unwrap_or_default();
        part.end = part.start + without_next_word(part.of(text), after).len();
    }
    out
}

/// `“… for years.” However` → `“… for years.”`, where a comma is what comes `after`: the word begins the next sentence.
fn without_next_word<'a>(content: &'a str, after: &str) -> &'a str {
    let Some((before, word)) = content.rsplit_once([' ', '\u{a0}']) else { return content };
    let sentence = before.trim_end_matches(['"', '”', '’', '\'']);
    let ends = sentence.len() < before.len() && sentence.ends_with(['.', '!', '?']) && after.starts_with(',');
    let begins = word.starts_with(char::is_uppercase) && word.chars().all(char::is_alphabetic);
    if ends && begins { before } else { content }
}

/// `BRUSSELS - European leaders` → `European leaders`, at the beginning of a paragraph.
fn without_dateline(text: &str, para: &Para, source: Span) -> Span {
    let words = source.of(text);
    let parts = [" - ", " — ", " – ", " -- "].iter().filter_map(|dash| Some((words.find(dash)?, dash.len())));
    let Some((at, dash)) = parts.min().filter(|_| source.start <= para.span.trim(text).start) else { return source };
    let place = words.get(..at).unwrap_or_default();
    let first = place.split([' ', ',']).next().unwrap_or_default();
    let is_place = first.chars().count() > 2 && first.chars().all(char::is_uppercase);
    let source = if is_place { Span::new(source.start + at + dash, source.end) } else { source };
    source.trim(text)
}

/// `who in 2010` → `who`.
fn relative_alone(text: &str, source: Span) -> Span {
    match source.of(text).split_once(' ') {
        Some((first @ ("who" | "which"), _)) => Span::new(source.start, source.start + first.len()),
        _ => source,
    }
}

/// How far `source` may grow: neither content nor cue is crossed.
fn free(para: &Para, found: &encoder::RawAttribution, content: &[Span], source: Span) -> Span {
    let mut free = para.span;
    for other in content.iter().chain(&found.cue) {
        if other.end <= source.start {
            free.start = free.start.max(other.end);
        } else if other.start >= source.end {
            free.end = free.end.min(other.start);
        }
    }
    free
}

fn how(text: &str, found: &encoder::RawAttribution) -> How {
    match found.cue.map(|c| c.of(text)) {
        None => How::Uncued,
        Some(":") => How::Colon,
        Some(words) if words.get(..9).is_some_and(|w| w.eq_ignore_ascii_case("according")) => How::According,
        Some(_) => How::Cue,
    }
}

/// Whether what stands in quotation marks in `content` are titles of works: `In her book, “The Long Tide,” she wrote …`
/// opens with the place where it was said, not with what was said.
fn quotes_titles_only(text: &str, para: &Para, content: &[Span]) -> bool {
    let held = |r: &&Region| r.depth == 0 && content.iter().any(|c| c.overlaps(r.span));
    para.regions.iter().filter(held).all(|r| fallback::is_capitalised_throughout(r.inner.of(text)))
}

/// How much of `content` stands in quotation marks.
fn quoted(text: &str, para: &Para, content: &[Span]) -> Quoted {
    let (mut inside, mut outside) = (false, false);
    let outer = || para.regions.iter().filter(|r| r.depth == 0).map(|r| r.span);
    for item in para.items.iter().filter(|i| !matches!(i.kind, Kind::None | Kind::Punct)) {
        for part in content.iter().filter_map(|c| c.intersect(item.span)) {
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
    use crate::nlp::attribution::merge::{Find, names, within_brackets, without_next_word};
    use crate::nlp::encoder::RawEntity;
    use crate::nlp::syntax::block_syntax::Para;
    use crate::nlp::syntax::quotation_marks;
    use crate::nlp::testing::shipped;
    use crate::nlp::{Engine, EntityType, annotate};
    use crate::text::{Article, Block, Span};

    /// Seen in the article that the project was founded on, read with rounder weights.
    #[test]
    fn a_title_is_no_name_beside_its_bearer() {
        let text = "They were met by the Deputy Foreign Minister Ana Reyes. Minister Holt came later.";
        let span = |words: &str| text.find(words).map_or(Span::default(), |at| Span::new(at, at + words.len()));
        let person = |words| RawEntity { kind: EntityType::Person, span: span(words), confidence: 0.9 };
        let whole = Span::new(0, text.len());
        let find = Find {
            entities: vec![person("Minister"), person("Ana Reyes"), person("Minister Holt")],
            ..Find::default()
        };
        let para = Para::read(text, whole, quotation_marks::regions(text, whole, None), false);
        let found: Vec<_> =
            names(text, &para, &find.with_whole_names(text, whole)).iter().map(|c| c.span.of(text)).collect();
        assert_eq!(found, ["Ana Reyes", "Holt"]);
    }

    /// A fact-check of PolitiFact's in which no `U.S.` was a place, nor in any other text: they passed for a person's initials.
    #[test]
    fn initials_of_countries_are_names() {
        shipped()
            .names("A [L|U.S.] envoy left the [L|U.K.] for [L|Boston], the [O|U.N.] announced. G.K. was not there.");
    }

    /// Seen in a report: `United Nations and European Union` was one body.
    #[test]
    fn two_known_names_are_two() {
        let text = "United Nations and European Union, Bosnia and Herzegovina, Ministry of Science and Technology, the super PAC";
        let name = |words: &str| {
            let at = text.find(words).unwrap_or_default();
            RawEntity { kind: EntityType::Organisation, span: Span::new(at, at + words.len()), confidence: 0.9 }
        };
        for (words, want) in [
            ("United Nations and European Union", &["United Nations", "European Union"][..]),
            ("Bosnia and Herzegovina", &["Bosnia and Herzegovina"]),
            ("Ministry of Science and Technology", &["Ministry of Science and Technology"]),
            ("PAC", &[]),
        ] {
            let each = super::one_each(text, name(words));
            assert_eq!(each.iter().map(|e| e.span.of(text)).collect::<Vec<_>>(), want);
        }
    }

    /// Seen in a report of the AP, which closes with two apostrophes.
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

    /// Seen in a fact-check of PolitiFact's.
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
    fn no_name_crosses_a_bracket() {
        for (words, want) in [
            ("UN) General Assembly", "UN"),
            ("[National Society", "National Society"),
            ("Reyes (Ana)", "Reyes (Ana)"),
            ("Reyes (Ana", "Reyes"),
            ("(UN)", "(UN)"),
            ("a) b)", "a"),
            (")", ""),
        ] {
            assert_eq!(within_brackets(words, Span::new(0, words.len())).of(words), want, "{words}");
        }
    }

    /// Seen in PolNeAR, where a source was called `BRUSSELS - European leaders`.
    #[test]
    fn a_dateline_is_no_part_of_a_source() {
        for (text, want) in [
            ("BRUSSELS - European leaders agreed", "European leaders"),
            ("NEW YORK (Reuters) — Leaders agreed", "Leaders"),
            ("Brandt - the mayor agreed", "Brandt - the mayor"),
            ("UN - envoys agreed", "UN - envoys"),
        ] {
            let whole = Span::new(0, text.len());
            let para = Para::read(text, whole, quotation_marks::regions(text, whole, None), false);
            let source = Span::new(0, text.len() - " agreed".len());
            assert_eq!(super::without_dateline(text, &para, source).of(text), want);
        }
    }

    /// Seen in interviews of PolNeAR's broadcasters: the programme's name was taken for a quote.
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
