use dom_query::Document;
use proptest::prelude::*;

use super::*;
use crate::nlp::{Annotations, EntityId, EntityType, Mention, QuoteKind};
use crate::text::{Block, Inline, InlineStyle};

#[test]
fn base64_of_the_rfc() {
    for (bytes, want) in [
        ("", ""),
        ("f", "Zg=="),
        ("fo", "Zm8="),
        ("foo", "Zm9v"),
        ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ] {
        assert_eq!(base64(bytes.as_bytes()), want);
    }
}

const TEXT: &str =
    "A bridge\n\nAna Holt said “it is ‘safe’ now”. Piet <b> said & “no” too.\n\nNobody came to Oslo, he said.";

fn article(text: &str) -> Article {
    let mut blocks = Vec::new();
    let mut at = 0;
    for piece in text.split("\n\n") {
        blocks.extend((!piece.is_empty()).then(|| Block::paragraph(Span::new(at, at + piece.len()))));
        at += piece.len() + 2;
    }
    Article { title: Some("A bridge".into()), ..Article::new("a.txt", text.to_owned(), blocks) }
}

fn on(words: &str) -> Span {
    let start = TEXT.find(words).unwrap();
    Span::new(start, start + words.len())
}

fn quote(id: &str, content: Vec<Span>, speaker: Option<&str>, confidence: f32) -> Attribution {
    Attribution {
        id: id.into(),
        kind: QuoteKind::Direct,
        content,
        source: Vec::new(),
        cue: Vec::new(),
        speaker: speaker.map(str::to_owned),
        entity: None,
        addressee: None,
        confidence,
        evidence: None,
        revised: false,
    }
}

fn written(article: &Article, annotations: Annotations, settings: &PageSettings) -> String {
    page(article, &Reviewed::new(annotations, &article.text, &[]), None, settings)
}

fn example() -> String {
    let attributions = vec![
        quote("a", vec![on("“it is ‘safe’ now”")], Some("Ana Holt"), 0.9),
        quote("b", vec![on("‘safe’")], Some("Piet"), 0.2),
        quote("c", vec![on("“no”")], None, 0.9),
    ];
    let stances = vec![quote("d", vec![on("Nobody came")], Some("Ana Holt"), 0.9)];
    let annotations = Annotations { attributions, stances, model: "hand-1".into(), ..Annotations::default() };
    let mut article = article(TEXT);
    article.blocks[1].inlines = vec![
        Inline { span: on("safe’ now"), style: InlineStyle::Link("https://a.example/?a=1&b=\"2\"".into()) },
        Inline { span: on("too"), style: InlineStyle::Link("javascript:alert(1)".into()) },
    ];
    let colours = |name: &'static str| Some(vec![("ground", name.to_owned())]);
    let settings = PageSettings { light: colours("#ffffff"), dark: colours("#000000"), stances: false };
    written(&article, annotations, &settings)
}

#[test]
fn quotes_inside_quotes_have_a_place_and_a_number_each() {
    let dom = Document::from(example());
    let count = |selector: &str| dom.select(selector).length();
    assert_eq!((count("#t1"), count("#t2"), count("#t3"), count("#t4")), (1, 1, 1, 0));
    assert_eq!((count("#q1"), count("#q2"), count("#q3"), count("article .ref")), (1, 1, 1, 3));
    assert_eq!(dom.select("[data-q='1 2']").text().as_ref(), "‘safe’", "the inner quote belongs to both");
    assert_eq!(count("article a[href^='https:']"), 2, "a link that a quote ends in is cut there");
    assert!(!example().contains("javascript:"));
    assert_eq!(dom.select("h1").text().as_ref(), "A bridge", "the first paragraph is the heading");
    assert_eq!(dom.select("#unsure li").length(), 2, "unsure quotes and those without a speaker stand at the end");
    assert!(dom.select("#q2 .doubt").exists() && dom.select("a[href='#q2'] .doubt").exists());
    assert!(!dom.select("#q1 .doubt").exists());
}

#[test]
fn the_policy_names_style_and_script_by_their_digests() {
    let page = example();
    let between = |start: &str, end: &str| {
        let from = page.find(start).unwrap() + start.len();
        &page[from..from + page[from..].find(end).unwrap()]
    };
    let policy = between("Content-Security-Policy\" content=\"", "\">");
    assert!(policy.starts_with("default-src 'none'; "), "{policy}");
    assert!(policy.contains(&hash(between("<style>", "</style>"))), "{policy}");
    assert!(policy.contains(&hash(between("<script>", "</script>"))), "{policy}");
    assert!(!page.contains(" style=\"") && !page.contains(" onclick"), "the policy forbids both");
}

proptest! {
    #[test]
    fn the_words_stay_as_they_are_whatever_the_marks(
        text in "[a-c<&\"'é“” ]{1,60}(\n\n[a-c<>& ]{1,40}){0,2}",
        cuts in proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..4_u8), 0..12),
    ) {
        let article = Article { title: None, ..article(&text) };
        let places: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
        let mut annotations = Annotations::default();
        for (n, (a, b, kind)) in cuts.iter().enumerate() {
            let (a, b) = (places[a.index(places.len())], places[b.index(places.len())]);
            let span = Span::new(a.min(b), a.max(b));
            if *kind == 0 {
                let mention = Mention { kind: EntityType::Person, span, entity: EntityId(n), named: true };
                annotations.mentions.push(mention);
            } else if !span.is_empty() {
                annotations.attributions.push(quote(&n.to_string(), vec![span], Some("Ana"), 0.9));
            }
        }
        annotations.attributions.sort_by_key(Attribution::start);
        let quotes = annotations.attributions.len();
        let dom = Document::from(written(&article, annotations, &PageSettings::default()));
        dom.select("article .ref, article header").remove();
        let shown = one_line(&dom.select("article").text());
        let words = one_line(&text);
        prop_assert_eq!(shown, words);
        for number in 1..=quotes {
            let selector = format!("#q{number}");
            prop_assert_eq!(dom.select(&selector).length(), 1);
        }
    }
}
