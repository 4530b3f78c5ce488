use proptest::prelude::*;

use crate::ingest::*;
use crate::text::InlineStyle;

/// Checks the invariants of every article.
pub(super) fn check(article: &Article) {
    let mut end = 0;
    for block in &article.blocks {
        let span = block.span;
        assert!(article.text.get(span.range()).is_some(), "{span:?} does not fit");
        assert!(span.start >= end, "{span:?} overlaps the block before it");
        let between = article.text.get(end..span.start).unwrap();
        assert!(between.chars().all(char::is_whitespace), "words outside any block: {between:?}");
        assert!(span.len() <= MAX_BLOCK || !block.kind.is_prose(), "a block of {} bytes", span.len());
        assert!(!span.is_empty() || block.kind == BlockKind::Rule);
        let mut start = 0;
        for inline in &block.inlines {
            assert!(span.covers(inline.span) && !inline.span.is_empty(), "{inline:?} outside {span:?}");
            assert!(article.text.get(inline.span.range()).is_some());
            assert!(inline.span.start >= start, "out of order: {:?}", block.inlines);
            start = inline.span.start;
        }
        end = span.end;
    }
    assert!(article.text.get(end..).unwrap().trim().is_empty(), "words after the last block");
    assert_eq!(article.id, crate::text::ArticleId::of_text(&article.text));
}

fn markdown(source: &str) -> Article {
    let article = from_markdown("t.md", source);
    check(&article);
    article
}

/// Formats every block as `kind|depths|words|inlines`.
pub(super) fn shown(article: &Article) -> Vec<String> {
    let words = |span: Span| span.of(&article.text).to_owned();
    article
        .blocks
        .iter()
        .map(|b| {
            let kind = match &b.kind {
                BlockKind::Heading(n) => format!("h{n}"),
                BlockKind::Paragraph => "p".to_owned(),
                BlockKind::ListItem { marker } => marker.clone(),
                BlockKind::Code { language } => format!("code {}", language.as_deref().unwrap_or("-")),
                BlockKind::Rule => "rule".to_owned(),
                BlockKind::Preformatted => "pre".to_owned(),
            };
            let depth = match (b.quote_depth, b.list_depth) {
                (0, 0) => String::new(),
                (q, l) => format!(" q{q} l{l}"),
            };
            let inlines: String = b.inlines.iter().map(|i| format!(" {{{:?} {}}}", i.style, words(i.span))).collect();
            format!("{kind}{depth}: {}{inlines}", words(b.span))
        })
        .collect()
}

#[test]
fn markdown_becomes_clean_text() {
    let article = markdown(
        "# The *old* harbour\n\nA [link](https://example.org/a) and `code`,\nsoftly **broken *twice***.\n\n\
         > Quoted\n> > deeper\n\n---\n\n```rust ignore\nfn main() {\n    x();\n}\n```\n",
    );
    assert_eq!(
        shown(&article),
        [
            "h1: The old harbour {Emphasis old}",
            "p: A link and code, softly broken twice. {Link(\"https://example.org/a\") link} {Code code} \
             {Strong broken twice} {Emphasis twice}",
            "p q1 l0: Quoted",
            "p q2 l0: deeper",
            "rule: ",
            "code rust: fn main() {\n    x();\n}",
        ]
    );
    assert_eq!(article.title.as_deref(), Some("The old harbour"));
    assert!(article.text.starts_with("The old harbour\n\nA link and code, softly"));
}

#[test]
fn lists_keep_markers_and_nesting() {
    let article =
        markdown("1. one\n2. two\n   - inner *x*\n   - [x] done\n3. three\n\n   more of three\n\n* loose\n\n* items\n");
    assert_eq!(
        shown(&article),
        [
            "1. q0 l1: one",
            "2. q0 l1: two",
            "◦ q0 l2: inner x {Emphasis x}",
            "☑ q0 l2: done",
            "3. q0 l1: three",
            "p q0 l1: more of three",
            "• q0 l1: loose",
            "• q0 l1: items",
        ]
    );
}

#[test]
fn tables_images_notes_and_html() {
    let article = markdown(
        "| Port | Boats |\n|---|--:|\n| Åby | **12** |\n| 北京 | 3 |\n\n![A *red* boat](b.png) ![](c.png)\n\nSee[^1].\n\n\
         [^1]: The note.\n\n<div>Some <b>bold</b> &amp; plain</div>\n<script>alert(1)</script>\n\nA<br>B ~~gone~~\n",
    );
    assert_eq!(
        shown(&article),
        [
            "pre: Port │ Boats",
            "pre: ─────┼──────",
            "pre: Åby  │ 12 {Strong 12}",
            "pre: 北京 │ 3",
            "p: [image: A red boat] [image] {Emphasis red}",
            "p: See[1].",
            "[1] q0 l1: The note.",
            "p: Some bold & plain",
            "p: A\u{2028}B gone {Strike gone}",
        ]
    );
    assert!(article.text.contains("Boats\n─────┼"), "rows are joined by one line break");
}

#[test]
fn front_matter_gives_title_author_and_date() {
    for source in [
        "---\ntitle: \"The harbour: a history\"\nauthor: Jane Doe\ndate: 2023-03-15T10:00:00Z\nlang: en_GB\ntags: [a, b]\n---\n\nWords.\n",
        "+++\ntitle = 'The harbour: a history'\nauthors = [\"Jane Doe\"]\ndate = 2023-03-15\nlanguage = \"en-GB\"\n+++\n\nWords.\n",
    ] {
        let article = markdown(source);
        assert_eq!(article.title.as_deref(), Some("The harbour: a history"));
        assert_eq!(article.byline.as_deref(), Some("Jane Doe"));
        assert_eq!(article.date.as_deref(), Some("2023-03-15"));
        assert_eq!(article.language.as_deref(), Some("en-GB"));
        assert_eq!(article.text, "Words.");
    }
}

#[test]
fn a_page_states_its_language() {
    let page = |head: &str, tag: &str| {
        let body =
            "<p>Das Wasser stieg in der Nacht um einen halben Meter, und niemand hatte die Schleuse geschlossen.</p>";
        from_html(
            "a.html",
            &format!("<html{tag}><head>{head}</head><body><article>{body}</article></body></html>"),
            None,
        )
        .language
    };
    let linked = r#"<script type="application/ld+json">{"@type": "NewsArticle", "inLanguage": "de-CH"}</script>"#;
    assert_eq!(page("", " lang=de").as_deref(), Some("de"));
    assert_eq!(page(linked, " lang=en").as_deref(), Some("de-CH"), "of the article, not of the page");
    assert_eq!(page("<meta property='og:locale' content='de_AT'>", "").as_deref(), Some("de-AT"));
    assert_eq!(page("", ""), None);
}

#[test]
fn plain_text_is_kept_exactly() {
    let text = "A headline about the harbour\r\n\r\nBy Jane Doe\r\n15 March 2023\r\n\r\nThe ferry was late again, and \
                the queue on the quay ran back past the market and up the hill. “Again,” she said.\r\n\r\n*Not* [a](link).";
    let article = from_plain("t.txt", text.to_owned());
    check(&article);
    assert_eq!(article.text, text);
    assert_eq!(article.title.as_deref(), Some("A headline about the harbour"));
    assert_eq!(article.byline.as_deref(), Some("Jane Doe"));
    assert_eq!(article.date.as_deref(), Some("2023-03-15"));
    assert_eq!(article.blocks.first().map(|b| b.kind.clone()), Some(BlockKind::Heading(1)));
    assert!(article.blocks.iter().skip(1).all(|b| b.kind == BlockKind::Paragraph && b.inlines.is_empty()));
}

#[test]
fn a_first_sentence_is_no_title() {
    for text in [
        "The ferry was late again.\n\nNobody in the queue seemed surprised, and most of them had brought a book to read.",
        "“Who is there?”\n\nNobody answered, and after a while the old man put the lamp down and went back to bed.",
        "one\ntwo\nthree\n",
        "Alone",
    ] {
        let article = from_plain("t.txt", text.to_owned());
        assert_eq!((article.title, &article.blocks[0].kind), (None, &BlockKind::Paragraph), "{text}");
    }
}

#[test]
fn the_format_is_told_by_extension_then_by_unmistakable_content() {
    let markdown = "# Title\n\nWords with a [link](https://example.org).\n";
    let emphasis = |name: &str, text: &str| from_bytes(name, text.into()).unwrap().text != *text;
    assert!(emphasis("a.md", "*x*"));
    assert!(emphasis("a.Markdown", "*x*"));
    assert!(emphasis("-", markdown));
    assert!(!emphasis("-", "# only one sign of it\n\nand *these* are not."));
    assert!(!emphasis("a.txt", markdown));
    assert_eq!(from_bytes_as("a.md", "*x*".into(), Some(Format::Plain)).unwrap().text, "*x*");
    assert_eq!(from_bytes_as("a.txt", "*x*".into(), Some(Format::Markdown)).unwrap().text, "x");
}

#[test]
fn markdown_without_words_is_empty() {
    assert!(matches!(from_bytes("a.md", b"<!-- nothing -->\n".to_vec()), Err(IngestError::Empty { .. })));
}

#[test]
fn long_paragraphs_are_cut_at_sentences() {
    let sentence = "“We have asked for it for eleven years,” said the harbour master of the town. ";
    let text = sentence.repeat(2_000);
    let article = from_plain("t", text);
    check(&article);
    assert!(article.blocks.len() > 5);
    assert!(article.blocks.iter().all(|b| b.span.of(&article.text).ends_with("town.")));
    check(&from_plain("t", "x".repeat(100_000)));
    check(&from_plain("t", "語".repeat(100_000)));
    check(&from_plain("t", "word ".repeat(100_000)));
    let styled = markdown(&format!("- **{}**\n\n      code", sentence.repeat(1_000).trim_end()));
    assert!(styled.blocks.iter().skip(1).all(|b| !matches!(b.kind, BlockKind::ListItem { .. })));
    let strong = styled.blocks.iter().flat_map(|b| &b.inlines).filter(|i| i.style == InlineStyle::Strong);
    assert_eq!(strong.count(), styled.blocks.iter().filter(|b| b.kind.is_prose()).count());
    markdown(&format!("```\n{}```\n", "    line of code\n".repeat(10_000)));
}

#[test]
fn deep_nesting_is_bounded() {
    for source in [
        format!("{}words", "> ".repeat(5_000)),
        format!("{}words", "- ".repeat(5_000)),
        format!("{}words{}", "*".repeat(5_000), "*".repeat(5_000)),
        format!("{}words{}", "[".repeat(5_000), "](x)".repeat(5_000)),
        format!("{}words{}", "![".repeat(5_000), "](x)".repeat(5_000)),
        "<div>".repeat(5_000),
        "|".repeat(5_000) + "\n|" + &"-|".repeat(5_000),
        "&amp;".repeat(5_000),
        "`".repeat(5_001) + "x",
    ] {
        markdown(&source);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), head in 0usize..6) {
        let mut all = [b"".as_slice(), b"\xff\xfe", b"\xfe\xff", b"---\ntitle: x\n---\n", b"| a |\n|---|\n", b"\xef\xbb\xbf"][head].to_vec();
        all.extend(bytes);
        for format in [None, Some(Format::Plain), Some(Format::Markdown)] {
            match from_bytes_as("-", all.clone(), format) {
                Ok(article) => check(&article),
                Err(error) => prop_assert!(!error.to_string().contains('\n')),
            }
        }
    }

    #[test]
    fn no_text_panics(text in "(\\PC{0,20}|[ \\n\\r\\t#*_`>|<&!\\[\\]()~.:;+\u{2028}\u{c}=-]{0,6}|[a-z]{1,9} ){0,60}") {
        let plain = from_plain("t", text.clone());
        check(&plain);
        prop_assert_eq!(&plain.text, &text);
        check(&from_markdown("t.md", &text));
    }
}

#[test]
fn feeds_state_the_language_of_their_entries() {
    let rss = "<rss version='2.0'><channel><title>Bay</title><language>de-AT</language>\
        <item><title>Eins</title><description>Das Boot.</description></item>\
        <item><title>Zwei</title><description>Der Hafen.</description></item></channel></rss>";
    let atom = "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='fr'><title>Bay</title>\
        <entry><title>Um</title><content xml:lang='pt-BR'>A balsa.</content></entry>\
        <entry><title>Deux</title><content>Le bac.</content></entry></feed>";
    let languages = |feed: &str| {
        let article = from_bytes("feed.xml", feed.as_bytes().to_vec()).unwrap();
        let parts = article.parts.iter().map(|part| part.language.clone().unwrap_or_default());
        (article.language.clone().unwrap_or_default(), parts.collect::<Vec<_>>())
    };
    assert_eq!(languages(rss), ("de-at".to_owned(), vec!["de-at".to_owned(), "de-at".to_owned()]));
    assert_eq!(languages(atom), ("fr".to_owned(), vec!["pt-BR".to_owned(), "fr".to_owned()]));
}
