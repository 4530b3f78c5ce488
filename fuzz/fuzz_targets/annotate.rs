//! Reads any bytes as an article: annotations, partial or complete, must be well formed. No panic.

#![no_main]

use std::ops::ControlFlow;

use libfuzzer_sys::fuzz_target;
use pullquote::ingest;
use pullquote::nlp;
use pullquote::nlp::{Annotations, Engine};
use pullquote::text::{Article, Span};

fuzz_target!(|data: &[u8]| {
    // The first byte selects the engine, the second the reading position. The encoder reads few of the inputs: the rules are
    // many times as fast, and the corpus grows by their branches.
    let [how, place, text @ ..] = data else { return };
    let text = String::from_utf8_lossy(text).into_owned();
    let article = ingest::from_plain("fuzz", text);
    let engine = if how % 16 == 15 { Engine::new() } else { Engine::rules() };
    let whole = nlp::annotate(&article, &engine);
    check(&article, &whole);
    let focus = article.text.len() * usize::from(*place) / 255;
    let mut last = None;
    let _ = nlp::annotate_from(&article, &engine, focus, &mut |piece| {
        check(&article, &piece);
        last = Some(piece);
        ControlFlow::Continue(())
    });
    let mut last = last.expect("a last piece");
    last.attributions.iter_mut().for_each(|a| a.revised = false);
    assert_eq!(last, whole, "the last piece is the whole");
});

fn check(article: &Article, found: &Annotations) {
    let text = article.text.as_str();
    let fits = |s: &Span| assert!(!s.is_empty() && text.get(s.range()).is_some(), "{s:?}");
    assert!(found.mentions.windows(2).all(|w| w[0].span.end <= w[1].span.start), "mentions overlap");
    found.mentions.iter().for_each(|m| fits(&m.span));
    assert!(found.attributions.windows(2).all(|w| w[0].start() <= w[1].start()), "out of order");
    for a in &found.attributions {
        assert!(!a.content.is_empty());
        a.content.iter().chain(&a.source).chain(&a.cue).for_each(fits);
        assert!(a.content.windows(2).all(|w| w[0].end <= w[1].start), "contents overlap");
        assert!((0.0..=1.0).contains(&a.confidence));
        assert!(a.entity.is_none_or(|e| found.person(e).is_some()));
        if found.foreign.is_some() {
            assert!(a.source.is_empty() && a.cue.is_empty() && a.speaker.is_none(), "a foreign text names nobody");
        }
    }
}
