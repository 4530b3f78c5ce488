//! Writes notes as a Markdown document. All text of articles and notes is escaped, so that it cannot change the
//! structure of the document.

use std::fmt::Write as _;

use crate::library::notes::{Marks, PlacedNote, Placement, Reviewed};
use crate::nlp::{Attribution, QuoteKind};
use crate::text::{Article, Span, printable_line};

/// Returns the notes on an article as a Markdown document, in the given order.
///
/// A note on words quotes them, with the speaker if they are part of a quote.
#[must_use]
pub fn notes_markdown(article: &Article, notes: &[PlacedNote], annotations: Option<&Reviewed>) -> String {
    let mut out = format!("# Notes on {}\n\n", inline(article.display_title()));
    let about: Vec<String> = [
        (!article.source.is_empty() && article.source != "-").then(|| format!("Source: {}", inline(&article.source))),
        article.byline.as_deref().map(|by| format!("By: {}", inline(by))),
        article.date.as_deref().map(|date| format!("Published: {}", inline(date))),
        Some(format!("Notes: {}", count(notes))),
    ]
    .into_iter()
    .flatten()
    .collect();
    out.push_str(&about.join("\\\n"));
    out.push('\n');
    for (n, note) in notes.iter().enumerate() {
        one_note(&mut out, n + 1, note, article, annotations);
    }
    out
}

/// Returns a count such as `3, 1 of them on words that are no longer in the article`.
fn count(notes: &[PlacedNote]) -> String {
    match notes.iter().filter(|n| n.placement == Placement::Orphan).count() {
        0 => notes.len().to_string(),
        lost => format!("{}, {lost} of them on words that are no longer in the article", notes.len()),
    }
}

fn one_note(out: &mut String, n: usize, placed: &PlacedNote, article: &Article, annotations: Option<&Reviewed>) {
    let PlacedNote { note, placement } = placed;
    let span = placement.span();
    let place = match (placement, span.and_then(|s| article.block_at(s.start))) {
        (Placement::Whole, _) => " · the whole article".to_owned(),
        (_, Some(block)) => format!(" · ¶ {}", block + 1),
        _ => String::new(),
    };
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(out, "\n## {n}{place}\n");
    let then = note.anchor.as_ref().map(|a| a.exact.as_str());
    let now = span.map(|s| article.words(s));
    if let Some(words) = now.or(then) {
        quote(out, words);
        if let Some(attribution) = span.and_then(|s| attribution_of(annotations?, s)) {
            let _ = writeln!(out, ">\n> — {}", speaker(article, attribution));
        }
        out.push('\n');
    }
    match placement {
        Placement::Orphan if then.is_some() => out.push_str("*These words are no longer in the article.*\n\n"),
        Placement::Orphan => out.push_str("*This note was written on an earlier, very different text.*\n\n"),
        Placement::Moved(_) if then == now => out.push_str("*Moved: the article has changed since.*\n\n"),
        Placement::Moved(_) => {
            out.push_str("*Changed: when the note was written, the words were:*\n\n");
            quote(out, then.unwrap_or_default());
            out.push('\n');
        }
        Placement::Ok(_) | Placement::Whole => {}
    }
    let body = paragraphs(&note.body, "\\\n");
    if !body.is_empty() {
        let _ = writeln!(out, "{body}\n");
    }
    sources(out, &note.marks);
    let _ = write!(out, "*{}", date(&note.created));
    if note.modified != note.created {
        let _ = write!(out, ", changed {}", date(&note.modified));
    }
    for mark in marks(&note.marks) {
        let _ = write!(out, " · {mark}");
    }
    out.push_str("*\n");
}

/// Writes a list of the sources of a note.
pub(super) fn sources(out: &mut String, marks: &Marks) {
    for link in &marks.links {
        let _ = writeln!(out, "- {}", inline(link));
    }
    if !marks.links.is_empty() {
        out.push('\n');
    }
}

/// Returns the marks of a note: verdict, flag, colour, tags.
pub(super) fn marks(marks: &Marks) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(marks.verdict.map(|v| v.name().to_owned()));
    parts.extend(marks.flag.map(|f| f.name().to_owned()));
    parts.extend(marks.colour.as_deref().map(inline));
    parts.extend(marks.tags.iter().map(|tag| match tag.strip_prefix('@') {
        // A person that the note is about.
        Some(_) => inline(tag),
        None => format!("#{}", inline(&tag.replace(char::is_whitespace, "-"))),
    }));
    parts
}

/// Writes the words as a block quote. Line breaks inside a paragraph become spaces.
pub(super) fn quote(out: &mut String, words: &str) {
    for line in paragraphs(words, " ").lines() {
        let _ = writeln!(out, "{}", format!("> {line}").trim_end());
    }
}

/// Returns the quote that contains these words.
pub(super) fn attribution_of(annotations: &Reviewed, span: Span) -> Option<&Attribution> {
    let common = |a: &Attribution| -> usize { a.content.iter().filter_map(|c| c.intersect(span)).map(Span::len).sum() };
    annotations
        .attributions
        .iter()
        .filter(|a| common(a) * 2 >= span.len().max(1))
        // Of several quotes, the shortest one.
        .min_by_key(|a| a.content.iter().map(|c| c.len()).sum::<usize>())
}

/// Returns a line such as `Bashar al-Assad to Vladimir Putin (indirect)`.
fn speaker(article: &Article, attribution: &Attribution) -> String {
    let source = || {
        let words: Vec<&str> = attribution.source.iter().map(|s| article.words(*s)).collect();
        if words.is_empty() { "speaker unknown".to_owned() } else { words.join(" … ") }
    };
    let mut line = inline(&attribution.speaker.clone().unwrap_or_else(source));
    if let Some(addressee) = &attribution.addressee {
        let _ = write!(line, " to {}", inline(addressee));
    }
    line.push_str(match attribution.kind {
        QuoteKind::Direct => "",
        QuoteKind::Mixed => " (partly in their words)",
        QuoteKind::Indirect => " (indirect)",
    });
    line
}

/// Shortens `2026-11-23T21:00:50.123Z` to `2026-11-23 21:00 UTC`; any other text stays as it is.
pub(super) fn date(time: &str) -> String {
    match time.parse::<jiff::Timestamp>() {
        Ok(time) => time.strftime("%Y-%m-%d %H:%M UTC").to_string(),
        Err(_) => inline(time),
    }
}

/// Escapes a text of one line.
#[must_use]
pub fn inline(text: &str) -> String {
    let line = printable_line(text);
    escape(&line.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Escapes a text of several lines; `joint` joins the lines of a paragraph, a blank line separates paragraphs.
pub(super) fn paragraphs(text: &str, joint: &str) -> String {
    let mut out = String::new();
    let mut blank = false;
    for line in text.replace("\r\n", "\n").split(['\n', '\r']) {
        let line = line.replace('\t', "    ");
        let line = printable_line(&line);
        let words = line.trim_start();
        if words.is_empty() {
            blank = true;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if blank { "\n\n" } else { joint });
        }
        blank = false;
        // Indentation would start a code block; no-break spaces do not. Lines joined by a space need none.
        let indent = if joint == " " { 0 } else { line.chars().take_while(|c| c.is_whitespace()).count() };
        out.extend(std::iter::repeat_n('\u{a0}', indent));
        out.push_str(&escape(words.trim_end()));
    }
    out
}

/// Escapes Markdown markup in one line of text.
fn escape(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let mut before = None;
    for (at, c) in line.char_indices() {
        let after = line.get(at + c.len_utf8()..).unwrap_or_default();
        let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let special = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '~' | '|' | '$' | '^' | '{' | '}' => true,
            '_' => !(inside(before) && inside(after.chars().next())),
            '#' => !inside(before) && before != Some('/'),
            '&' => is_entity(after),
            // Two of them begin a comment in Obsidian.
            '%' => before == Some('%') || after.starts_with('%'),
            '+' | '-' | '=' | ':' => at == 0,
            '.' | ')' => at == digits && digits > 0,
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(c);
        before = Some(c);
    }
    out
}

/// Returns whether `&` and the text after it would be parsed as one character (`&amp;`, `&#27;`).
fn is_entity(after: &str) -> bool {
    let name = after.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '#');
    name.starts_with(';') && name.len() < after.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag};

    use super::*;
    use crate::library::notes::{Anchor, Flag, Note, NoteId, Verdict};
    use crate::nlp::{Annotations, EntityId};
    use crate::text::{ArticleId, Block, harmless};

    const TEXT: &str = "The “finest\nbridge” opened, the mayor said.\n\nNobody came.";

    fn article() -> Article {
        let split = TEXT.find("\n\n").unwrap();
        let blocks = vec![Block::paragraph(Span::new(0, split)), Block::paragraph(Span::new(split + 2, TEXT.len()))];
        Article { title: Some("Bridges & *more*".into()), ..Article::new("news/bridge_1.txt", TEXT.into(), blocks) }
    }

    fn on(words: &str) -> Span {
        let start = TEXT.find(words).unwrap();
        Span::new(start, start + words.len())
    }

    fn note(anchor: Option<Anchor>, placement: Placement, body: &str) -> PlacedNote {
        PlacedNote {
            note: Note {
                id: NoteId::default(),
                article: ArticleId::default(),
                anchor,
                body: body.into(),
                created: "2026-11-23T21:00:50.123Z".into(),
                modified: "2026-11-23T21:00:50.123Z".into(),
                ..Note::default()
            },
            placement,
        }
    }

    fn said() -> Reviewed {
        let quote = Attribution {
            id: "q".into(),
            kind: QuoteKind::Mixed,
            content: vec![on("“finest\nbridge”")],
            source: vec![on("the mayor")],
            cue: vec![on("said")],
            speaker: Some("Ann_Lee".into()),
            entity: Some(EntityId(0)),
            addressee: None,
            confidence: 0.9,
            evidence: None,
            revised: false,
        };
        let found = Annotations { attributions: vec![quote], ..Annotations::default() };
        Reviewed::new(found, TEXT, &[])
    }

    #[test]
    fn the_document_as_it_is_read() {
        let anchor = |words: &str| Some(Anchor::of(TEXT, on(words)));
        let gone = Some(Anchor { exact: "It rained.".into(), ..Anchor::default() });
        let mut changed = note(anchor("Nobody came"), Placement::Moved(on("Nobody came")), "");
        changed.note.modified = "2026-11-24T08:05:00Z".into();
        let mut marked = note(anchor("Nobody came"), Placement::Ok(on("Nobody came")), "");
        marked.note.marks = Marks {
            verdict: Some(Verdict::NeedsSource),
            flag: Some(Flag::Todo),
            colour: Some("blue".into()),
            tags: vec!["town hall".into(), "@Bo Ek".into()],
            links: vec!["https://a.example/b_c".into()],
        };
        let notes = [
            note(None, Placement::Whole, "Read again."),
            note(anchor("finest\nbridge"), Placement::Ok(on("finest\nbridge")), "Is it?\n  # 1. no\n\nAsk *her*."),
            changed,
            note(gone.clone(), Placement::Moved(on("Nobody came.")), "x"),
            note(gone, Placement::Orphan, "So?"),
            marked,
        ];
        let expected = "\
# Notes on Bridges & \\*more\\*

Source: news/bridge_1.txt\\
Notes: 6, 1 of them on words that are no longer in the article

## 1 · the whole article

Read again.

*2026-11-23 21:00 UTC*

## 2 · ¶ 1

> finest bridge
>
> — Ann_Lee (partly in their words)

Is it?\\
\u{a0}\u{a0}\\# 1. no

Ask \\*her\\*.

*2026-11-23 21:00 UTC*

## 3 · ¶ 2

> Nobody came

*Moved: the article has changed since.*

*2026-11-23 21:00 UTC, changed 2026-11-24 08:05 UTC*

## 4 · ¶ 2

> Nobody came.

*Changed: when the note was written, the words were:*

> It rained.

x

*2026-11-23 21:00 UTC*

## 5

> It rained.

*These words are no longer in the article.*

So?

*2026-11-23 21:00 UTC*

## 6 · ¶ 2

> Nobody came

- https://a.example/b_c

*2026-11-23 21:00 UTC · needs-source · todo · blue · #town-hall · @Bo Ek*
";
        assert_eq!(notes_markdown(&article(), &notes, Some(&said())), expected);
        assert!(!notes_markdown(&article(), &notes, None).contains("Ann"));
    }

    /// Returns every block and inline of the document, and the text in it.
    fn shape(markdown: &str) -> (Vec<String>, Vec<String>) {
        let (mut tags, mut texts) = (Vec::new(), Vec::new());
        for event in Parser::new_ext(markdown, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
            match event {
                Event::Start(Tag::Paragraph | Tag::Heading { .. }) => texts.push(String::new()),
                Event::Start(tag) => tags.push(format!("{tag:?}")),
                Event::End(_) => {}
                Event::Text(text) => {
                    if let Some(last) = texts.last_mut() {
                        last.push_str(&text);
                    }
                }
                Event::HardBreak => texts.push(String::new()),
                other => tags.push(format!("{other:?}")),
            }
        }
        (tags, texts)
    }

    /// Checks that hostile text comes through unchanged.
    fn check(words: &str) {
        let article = Article { title: Some(words.into()), ..Article::new(words, words.into(), Vec::new()) };
        let all = Span::new(0, words.len());
        let notes =
            [note(Some(Anchor::of(words, all)), Placement::Ok(all), words), note(None, Placement::Whole, "end")];
        let markdown = notes_markdown(&article, &notes, None);
        assert!(markdown.chars().all(|c| c == '\n' || harmless(c).is_none()), "{markdown:?}");
        let (tags, texts) = shape(&markdown);
        let plain = |text: &str| -> Vec<String> {
            let lines = text.split(['\r', '\n']).map(|l| printable_line(&l.replace('\t', "    ")).trim().to_owned());
            lines.filter(|line| !line.is_empty()).collect()
        };
        let flat = |text: &str| printable_line(text).split_whitespace().collect::<Vec<_>>().join(" ");
        let quoted = !plain(words).is_empty();
        let expected_tags: Vec<&str> =
            if quoted { vec!["BlockQuote(None)", "Emphasis", "Emphasis"] } else { vec!["Emphasis", "Emphasis"] };
        assert_eq!(tags, expected_tags, "{words:?} in {markdown}");
        assert_eq!(texts[0].trim(), format!("Notes on {}", flat(article.display_title())).trim(), "{markdown}");
        let body: Vec<&str> = texts.iter().map(|t| t.trim_matches([' ', '\u{a0}'])).collect();
        let lines = plain(words);
        let lines: Vec<&str> = lines.iter().map(|l| l.trim_matches([' ', '\u{a0}'])).collect();
        assert!(body.windows(lines.len().max(1)).any(|w| lines.is_empty() || w == lines), "{lines:?} not in {body:?}");
        assert_eq!(body[body.len() - 2..], ["end", "2026-11-23 21:00 UTC"]);
    }

    #[test]
    fn words_cannot_break_the_document() {
        for words in [
            "# heading",
            "#",
            "## a ##",
            "---",
            "***",
            "===",
            "a\n===",
            "a\n---",
            "- item",
            "+ item",
            "* item",
            "1. item",
            "12) item",
            "> quote",
            "```\ncode",
            "~~~",
            "    code",
            "\tcode",
            "`code`",
            "*a* _b_ __c__ **d**",
            "a_b_c _d",
            "[a](b)",
            "![a](b)",
            "[a]: b",
            "[^1]: note",
            "a[^1]",
            "<script>alert(1)",
            "<!-- ",
            "<a href=x>",
            "<http://x.y>",
            "&amp; &#27; &copy; AT&T; a&b",
            "a | b\n--|--\nc | d",
            "~~gone~~",
            "$x$ $$y$$",
            "^up^",
            "- [ ] task",
            ": definition",
            "a\n: b",
            "{#id}",
            "a {#id .c}",
            "[[wiki]]",
            "trailing \\",
            "two  \nlines",
            "\\# no",
            "+++\ntoml\n+++",
            "---\nyaml\n---",
            "a\u{1b}[31m\u{202e}b",
            "a\r\nb",
            "\u{a0}\u{a0}x",
            "1",
            "1.",
            "(1)",
            "x\u{2028}y",
            "",
            " \n ",
            "a\n\n\nb",
            "<br/>\n\n<div>",
            "=",
            "A. b",
            "a#b #c",
            "==mark==",
            "||spoiler||",
            "> [!NOTE]\n> x",
        ] {
            check(words);
        }
    }

    proptest! {
        #[test]
        fn no_words_can_break_the_document(
            words in proptest::collection::vec(prop_oneof![
                prop::sample::select(vec![
                    "#", "-", "+", "*", "_", "`", "```", "~", "~~~", ">", "<", "<!--", "<a", "&", "&amp;", ";", "[", "]", "(", ")", "!",
                    "|", "\n", "\n\n", " ", "    ", "\t", "1.", "2)", "=", "===", "---", ":", "\\", "$", "^", "{", "}", "a", "bc", "é",
                    "\r", "\u{b}", "\u{2028}", "\u{202e}", "\u{1b}", "://", "x", "\"", "'", "\u{a0}", "%", "@",
                ]).prop_map(str::to_owned),
                any::<char>().prop_map(String::from),
            ], 0..24),
        ) {
            check(&words.concat());
        }
    }
}
