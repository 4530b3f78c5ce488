//! The encoder against its reference: `model/fixtures.json` holds what the training code computes for invented texts.

use serde::Deserialize;

use super::kernels::Isa;
use super::net::Buffers;
use super::window::Window;
use super::*;
use crate::text::CharMap;

#[derive(Deserialize)]
struct Fixture {
    name: String,
    text: String,
    windows: Vec<WindowFixture>,
    logits: Option<Logits>,
    cues: Vec<(usize, usize)>,
    first_cue_link_logits: Option<Vec<[f32; 5]>>,
    attributions: Vec<AttributionFixture>,
    entities: Vec<EntityFixture>,
}

#[derive(Deserialize)]
struct WindowFixture {
    ids: Vec<u32>,
    shapes: Vec<u8>,
    quotes: Vec<u8>,
    words: Vec<[usize; 2]>,
    first: Vec<usize>,
    paragraph: Vec<usize>,
}

#[derive(Deserialize)]
struct Logits {
    ent: Vec<[f32; 9]>,
    cue: Vec<[f32; 3]>,
    con: Vec<[f32; 3]>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct AttributionFixture {
    source: Vec<[usize; 2]>,
    cue: Vec<[usize; 2]>,
    content: Vec<[usize; 2]>,
    confidence: f32,
}

#[derive(Debug, PartialEq, Deserialize)]
struct EntityFixture {
    r#type: String,
    span: [usize; 2],
    confidence: f32,
}

fn fixtures() -> Vec<Fixture> {
    serde_json::from_str(include_str!("../../../model/fixtures.json")).unwrap()
}

/// The paragraphs of a fixture: lines.
fn lines(text: &str) -> Vec<Span> {
    let mut at = 0;
    text.split('\n')
        .map(|line| {
            at += line.len() + 1;
            Span::new(at - line.len() - 1, at - 1)
        })
        .collect()
}

fn check_window(window: &Window, want: &WindowFixture, map: &CharMap<'_>, name: &str) {
    assert_eq!(window.ids, want.ids, "{name}");
    assert_eq!(window.shapes.iter().map(|s| *s as u8).collect::<Vec<_>>(), want.shapes, "{name}");
    assert_eq!(window.quotes.iter().map(|q| *q as u8).collect::<Vec<_>>(), want.quotes, "{name}");
    assert_eq!(window.words.iter().map(|w| map.to_chars(w.span)).collect::<Vec<_>>(), want.words, "{name}");
    assert_eq!(window.first, want.first, "{name}");
    let (base, ours) = (want.paragraph.first().copied().unwrap_or_default(), &window.paragraph);
    let ours: Vec<_> = ours.iter().map(|p| p - ours[0] + base).collect();
    assert_eq!(ours, want.paragraph, "{name}");
}

#[test]
fn windows_are_those_of_the_reference() {
    let vocabulary = Vocabulary::new(VOCABULARY);
    for fixture in fixtures() {
        let map = CharMap::new(&fixture.text);
        let windows = window::windows(&vocabulary, &fixture.text, &lines(&fixture.text));
        assert_eq!(windows.len(), fixture.windows.len(), "{}", fixture.name);
        for (window, want) in windows.iter().zip(&fixture.windows) {
            check_window(window, want, &map, &fixture.name);
        }
    }
}

/// Greatest and mean difference of two rows of logits.
#[derive(Default)]
struct Difference {
    most: f32,
    sum: f32,
    count: usize,
}

impl Difference {
    fn add<const N: usize>(&mut self, a: &[[f32; N]], b: &[[f32; N]]) {
        assert_eq!(a.len(), b.len());
        for (a, b) in a.as_flattened().iter().zip(b.as_flattened()) {
            self.most = self.most.max((a - b).abs());
            self.sum += (a - b).abs();
            self.count += 1;
        }
    }

    fn mean(&self) -> f32 {
        self.sum / self.count.max(1) as f32
    }
}

#[test]
fn logits_are_near_those_of_the_reference() {
    for isa in Isa::available() {
        let encoder = Encoder::new(isa).unwrap();
        let mut buffers = Buffers::default();
        let (mut tags, mut links) = (Difference::default(), Difference::default());
        for fixture in fixtures() {
            let Some(want) = &fixture.logits else { continue };
            let windows = window::windows(&encoder.vocabulary, &fixture.text, &lines(&fixture.text));
            let encoded = encoder.net.encode(&windows[0], &mut buffers);
            tags.add(&encoded.entity, &want.ent);
            tags.add(&encoded.cue, &want.cue);
            tags.add(&encoded.content, &want.con);
            if let (Some(cue), Some(want)) = (fixture.cues.first(), &fixture.first_cue_link_logits) {
                links.add(&encoder.net.link(&windows[0], &encoded, *cue, &mut buffers), want);
            }
        }
        println!("{isa:?}: tags {} {}; links {} {}", tags.most, tags.mean(), links.most, links.mean());
        assert!(tags.count > 1000 && links.count > 100);
        // The reference does not round what goes into the integer layers; logits range over some ±10.
        assert!(tags.most < MOST && tags.mean() < MEAN, "{isa:?}: {} {}", tags.most, tags.mean());
        assert!(links.most < MOST && links.mean() < MEAN, "{isa:?}: {} {}", links.most, links.mean());
    }
}

/// Bounds of [`logits_are_near_those_of_the_reference`].
const MOST: f32 = 1.5;
const MEAN: f32 = 0.1;
