//! Follows the content of a page as far as it draws text: where each glyph stands, through forms and annotations.
//!
//! Colours, paths and pictures are passed over: an interpreter that draws them is several times as large.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use hayro_font::hayro_syntax::Pdf;
use hayro_font::hayro_syntax::content::TypedIter;
use hayro_font::hayro_syntax::content::ops::TypedInstruction;
use hayro_font::hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Rect, Stream, String as Words};
use hayro_font::hayro_syntax::page::{Page, Resources};
use hayro_font::kurbo::{Affine, Point, Rect as Box, Shape as _};
use hayro_font::{CMapResolverFn, Font, FontCache, FontQuery, FontResolverFn, StandardFont};

use crate::ingest::formats::pdf::bidi;
use crate::ingest::formats::pdf::device::{Device, Drawn, Run, Traits};

/// Units of a glyph in its font size.
const EM: f64 = 1000.0;
/// Maximum nesting depth of forms.
const DEEPEST: usize = 24;
/// Maximum number of saved states.
const MOST_STATES: usize = 4_096;

/// The graphics state, as far as text depends on it.
#[derive(Clone)]
struct State<'a> {
    matrix: Affine,
    text: Affine,
    line: Affine,
    font: Option<Font<'a>>,
    traits: Traits,
    size: f64,
    character_space: f64,
    word_space: f64,
    scaling: f64,
    leading: f64,
    rise: f64,
}

/// Marked content whose text the file states, because its glyphs do not tell it.
struct Replaced {
    /// The number of open pieces of marked content, with this one.
    depth: usize,
    /// The text, until the first glyphs are drawn.
    text: String,
    /// How many glyphs it may still stand for: a piece that is never closed costs no page.
    left: usize,
}

/// Follows the content of pages.
pub(super) struct Interpreter<'a> {
    fonts: FontCache<'a>,
    /// The fonts that were used, by the place of their dictionaries in the file.
    known: HashMap<(usize, usize), Traits>,
    font_resolver: FontResolverFn,
    cmap_resolver: CMapResolverFn,
    /// Layers that are not shown.
    hidden: HashSet<ObjectIdentifier>,
    /// Whether each open piece of marked content is shown.
    shown: Vec<bool>,
    replaced: Option<Replaced>,
    state: State<'a>,
    saved: Vec<State<'a>>,
    depth: usize,
}

impl<'a> Interpreter<'a> {
    pub(super) fn new(pdf: &'a Pdf) -> Self {
        Self {
            fonts: FontCache::new(),
            known: HashMap::new(),
            font_resolver: Arc::new(|query| match query {
                FontQuery::Standard(font) => Some(font.get_font_data()),
                FontQuery::Fallback(font) => Some(font.pick_standard_font().get_font_data()),
            }),
            cmap_resolver: Arc::new(hayro_cmap::load_embedded),
            hidden: hidden_layers(pdf),
            shown: Vec::new(),
            replaced: None,
            state: State::new(Affine::IDENTITY),
            saved: Vec::new(),
            depth: 0,
        }
    }

    /// Draws a page and its annotations; `to_screen` maps its coordinates.
    pub(super) fn page(&mut self, page: &Page<'a>, to_screen: Affine, device: &mut Device) {
        self.state = State::new(to_screen);
        (self.depth, self.saved, self.shown, self.replaced) = (0, Vec::new(), Vec::new(), None);
        self.content(page.typed_operations(), page.resources(), device);
        for annotation in page.raw().get::<Array<'_>>("Annots").iter().flat_map(Array::iter::<Dict<'_>>) {
            self.state = State::new(to_screen);
            self.saved.clear();
            self.shown.clear();
            self.annotation(&annotation, page.resources(), device);
        }
    }

    fn is_shown(&self) -> bool {
        self.shown.last().copied().unwrap_or(true)
    }

    /// Follows a content stream. Its states end with it.
    fn content(&mut self, mut operations: TypedIter<'_>, resources: &Resources<'a>, device: &mut Device) {
        let (outer, base, marked) = (self.state.clone(), self.saved.len(), self.shown.len());
        while let Some(operation) = operations.next() {
            device.check_time();
            self.operation(operation, base, resources, device);
        }
        self.saved.truncate(base);
        self.shown.truncate(marked);
        self.replaced.take_if(|replaced| replaced.depth > marked);
        self.state = outer;
    }

    fn operation(
        &mut self,
        operation: TypedInstruction<'_, '_>,
        base: usize,
        resources: &Resources<'a>,
        device: &mut Device,
    ) {
        match operation {
            TypedInstruction::SaveState(_) if self.saved.len() < MOST_STATES => self.saved.push(self.state.clone()),
            TypedInstruction::RestoreState(_) if self.saved.len() > base => {
                if let Some(state) = self.saved.pop() {
                    self.state = state;
                }
            }
            TypedInstruction::Transform(m) => {
                let by = [m.0, m.1, m.2, m.3, m.4, m.5].map(|n| n.as_f64());
                self.state.matrix *= Affine::new(by);
            }
            TypedInstruction::SetGraphicsState(name) => {
                let font = resources.get_ext_g_state(name.0).and_then(|state| state.get::<Array<'_>>("Font"));
                if let Some((font, size)) = font.and_then(|font| font.flex_iter().next::<(Dict<'_>, f32)>()) {
                    self.set_font(&font, device);
                    self.state.size = f64::from(size);
                }
            }
            TypedInstruction::BeginText(_) => {
                (self.state.text, self.state.line) = (Affine::IDENTITY, Affine::IDENTITY);
            }
            TypedInstruction::SetTextMatrix(m) => {
                let to = Affine::new([m.0, m.1, m.2, m.3, m.4, m.5].map(|n| n.as_f64()));
                (self.state.text, self.state.line) = (to, to);
            }
            TypedInstruction::TextFont(font) => {
                self.state.size = font.1.as_f64();
                match resources.get_font(font.0) {
                    Some(dict) => self.set_font(&dict, device),
                    None => (self.state.font, self.state.traits) = (self.fallback(), Traits::default()),
                }
            }
            TypedInstruction::CharacterSpacing(n) => self.state.character_space = n.0.as_f64(),
            TypedInstruction::WordSpacing(n) => self.state.word_space = n.0.as_f64(),
            TypedInstruction::HorizontalScaling(n) => self.state.scaling = n.0.as_f64() / 100.0,
            TypedInstruction::TextLeading(n) => self.state.leading = n.0.as_f64(),
            TypedInstruction::TextRise(n) => self.state.rise = n.0.as_f64(),
            TypedInstruction::NextLine(n) => self.state.next_line(n.0.as_f64(), n.1.as_f64()),
            TypedInstruction::NextLineAndSetLeading(n) => {
                self.state.leading = -n.1.as_f64();
                self.state.next_line(n.0.as_f64(), n.1.as_f64());
            }
            TypedInstruction::NextLineUsingLeading(_) => self.state.next_line(0.0, -self.state.leading),
            TypedInstruction::ShowText(words) => self.show(words.0, device),
            TypedInstruction::NextLineAndShowText(words) => {
                self.state.next_line(0.0, -self.state.leading);
                self.show(words.0, device);
            }
            TypedInstruction::ShowTextWithParameters(all) => {
                (self.state.word_space, self.state.character_space) = (all.0.as_f64(), all.1.as_f64());
                self.state.next_line(0.0, -self.state.leading);
                self.show(all.2, device);
            }
            TypedInstruction::ShowTexts(all) => {
                for part in all.0.iter::<Object<'_>>() {
                    match part {
                        Object::Number(by) => self.state.shift(-by.as_f64() / EM * self.state.size),
                        Object::String(words) => self.show(&words, device),
                        _ => {}
                    }
                }
            }
            TypedInstruction::XObject(name) if self.is_shown() => {
                if let Some(stream) = resources.get_x_object(name.0) {
                    self.object(&stream, resources, device);
                }
            }
            TypedInstruction::InlineImage(_) => device.picture(),
            TypedInstruction::BeginMarkedContent(_) => self.shown.push(self.is_shown()),
            TypedInstruction::BeginMarkedContentWithProperties(marked) => {
                let name = marked.1.clone().into_name();
                let layer = name.and_then(|name| {
                    let id = resources.properties.get_ref(name.as_ref())?;
                    Some((resources.properties.get::<Dict<'_>>(name).unwrap_or_default(), id.into()))
                });
                let is_shown = self.is_shown() && layer.is_none_or(|(layer, id)| self.is_on(&layer, id));
                self.shown.push(is_shown);
                let inside = marked.1.clone().into_dict();
                let named = || resources.properties.get::<Dict<'_>>(marked.1.clone().into_name()?);
                let text = inside.or_else(named).as_ref().and_then(stated_text);
                if let (None, Some(text)) = (&self.replaced, text) {
                    let left = text.chars().count() * 3 + 8;
                    self.replaced = Some(Replaced { depth: self.shown.len(), text, left });
                }
            }
            TypedInstruction::EndMarkedContent(_) => {
                self.shown.pop();
                let open = self.shown.len();
                self.replaced.take_if(|replaced| replaced.depth > open);
            }
            _ => {}
        }
    }

    fn set_font(&mut self, dict: &Dict<'a>, device: &mut Device) {
        let data = dict.data();
        let key = (data.as_ptr().addr(), data.len());
        self.state.traits = *self.known.entry(key).or_insert_with(|| traits(dict, device.number_of(key)));
        self.state.font = self.fonts.font(dict, &self.font_resolver, &self.cmap_resolver).or_else(|| self.fallback());
    }

    fn fallback(&self) -> Option<Font<'a>> {
        self.fonts.standard_font(StandardFont::Helvetica, &self.font_resolver)
    }

    /// Draws the glyphs of a string.
    fn show(&mut self, words: &Words<'_>, device: &mut Device) {
        if self.state.font.is_none() {
            self.state.font = self.fallback();
        }
        let Some(font) = self.state.font.clone() else { return };
        let is_shown = self.is_shown();
        let is_vertical = !font.is_horizontal();
        let bytes = words.as_bytes();
        let mut glyphs = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            let (code, length) = font.read_code(bytes, at);
            at += length.max(1);
            let state = &mut self.state;
            if is_shown {
                let glyph = font.map_code(code);
                let displacement = font.origin_displacement(code);
                let transform = state.matrix
                    * state.text
                    * Affine::new([state.size * state.scaling, 0.0, 0.0, state.size, 0.0, state.rise])
                    * Affine::scale(1.0 / EM)
                    * Affine::translate(displacement)
                    * Affine::scale_non_uniform(font.glyph_stretch(glyph, code), 1.0);
                // A glyph for vertical writing has its origin above its middle.
                let width = -2.0 * displacement.x;
                glyphs.push(Drawn { transform: transform.as_coeffs(), glyph: font.glyph(glyph, code), width });
            }
            let advance = font.code_advance(code);
            let advance = if is_vertical { advance.y } else { advance.x };
            let space = if code == 32 && length == 1 { state.word_space } else { 0.0 };
            state.shift(advance / EM * state.size + state.character_space + space);
        }
        let State { matrix, text, scaling, character_space, traits, .. } = &self.state;
        let [xx, xy, ..] = (*matrix * *text).as_coeffs();
        let tracking = if is_vertical { 0.0 } else { (character_space * scaling).max(0.0) * xx.hypot(xy) };
        let run = Run { traits: *traits, is_vertical, tracking };
        self.replaced.take_if(|replaced| replaced.left < glyphs.len());
        let stated = self.replaced.as_mut().filter(|_| !glyphs.is_empty());
        let stated = stated.map(|replaced| {
            replaced.left -= glyphs.len();
            std::mem::take(&mut replaced.text)
        });
        device.show(&glyphs, run, stated.as_deref());
    }

    /// Draws a form; counts a picture.
    fn object(&mut self, stream: &Stream<'a>, resources: &Resources<'a>, device: &mut Device) {
        let dict = stream.dict();
        match dict.get::<Name<'_>>("Subtype").as_deref() {
            Some(b"Image") => device.picture(),
            Some(b"Form") => self.form(stream, resources, device),
            _ => {}
        }
    }

    fn form(&mut self, stream: &Stream<'a>, resources: &Resources<'a>, device: &mut Device) {
        let dict = stream.dict();
        let is_on = dict.get_ref("OC").is_none_or(|id| {
            let layer = dict.get::<Dict<'_>>("OC").unwrap_or_default();
            self.is_on(&layer, id.into())
        });
        let Ok(content) = stream.decoded_data() else { return };
        if !is_on || self.depth >= DEEPEST {
            return;
        }
        let own = dict.get::<Dict<'a>>("Resources").map(Resources::new);
        let outer = self.state.clone();
        self.state.matrix *= matrix_of(dict);
        self.depth += 1;
        self.content(TypedIter::new(&content), own.as_ref().unwrap_or(resources), device);
        self.depth -= 1;
        self.state = outer;
    }

    /// Draws the appearance of an annotation in its place.
    fn annotation(&mut self, annotation: &Dict<'a>, resources: &Resources<'a>, device: &mut Device) {
        const HIDDEN: u32 = 0b10_0010;
        if annotation.get::<u32>("F").is_some_and(|flags| flags & HIDDEN != 0) {
            return;
        }
        let appearance = annotation.get::<Dict<'_>>("AP").and_then(|all| all.get::<Object<'_>>("N"));
        let stream = match appearance {
            Some(Object::Stream(stream)) => Some(stream),
            Some(Object::Dict(states)) => {
                let state = annotation.get::<Name<'_>>("AS").and_then(|state| states.get::<Stream<'_>>(state));
                state.or_else(|| states.get::<Stream<'_>>("Off"))
            }
            _ => None,
        };
        let (Some(stream), Some(place)) = (stream, annotation.get::<Rect>("Rect")) else { return };
        let Some([x0, y0, x1, y1]) = stream.dict().get::<[f32; 4]>("BBox").map(|all| all.map(f64::from)) else {
            return;
        };
        let drawn = (matrix_of(stream.dict()) * Box::new(x0, y0, x1, y1).to_path(0.1)).bounding_box();
        let place = Box::from_points(Point::new(place.x0, place.y0), Point::new(place.x1, place.y1));
        let (x, y) = (place.width() / drawn.width(), place.height() / drawn.height());
        if x.is_finite() && y.is_finite() {
            self.state.matrix *= Affine::new([x, 0.0, 0.0, y, place.x0 - x * drawn.x0, place.y0 - y * drawn.y0]);
            self.form(&stream, resources, device);
        }
    }

    /// Returns whether a layer, or a rule on several, is shown.
    fn is_on(&self, layer: &Dict<'_>, id: ObjectIdentifier) -> bool {
        if layer.get::<Name<'_>>("Type").as_deref() != Some(b"OCMD") {
            return !self.hidden.contains(&id);
        }
        let all: Vec<ObjectIdentifier> = match layer.get::<Array<'_>>("OCGs") {
            Some(all) => all.raw_iter().filter_map(|one| one.as_obj_ref()).map(Into::into).collect(),
            None => layer.get_ref("OCGs").map(Into::into).into_iter().collect(),
        };
        let is_off = |id: &ObjectIdentifier| self.hidden.contains(id);
        match layer.get::<Name<'_>>("P").as_deref() {
            _ if all.is_empty() => true,
            Some(b"AllOn") => !all.iter().any(is_off),
            Some(b"AnyOff") => all.iter().any(is_off),
            Some(b"AllOff") => all.iter().all(is_off),
            _ => !all.iter().all(is_off),
        }
    }
}

impl State<'_> {
    fn new(matrix: Affine) -> Self {
        Self {
            matrix,
            text: Affine::IDENTITY,
            line: Affine::IDENTITY,
            font: None,
            traits: Traits::default(),
            size: 1.0,
            character_space: 0.0,
            word_space: 0.0,
            scaling: 1.0,
            leading: 0.0,
            rise: 0.0,
        }
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line *= Affine::translate((x, y));
        self.text = self.line;
    }

    /// Moves on along the line.
    fn shift(&mut self, by: f64) {
        let is_vertical = self.font.as_ref().is_some_and(|font| !font.is_horizontal());
        let by = if is_vertical { (0.0, by) } else { (by * self.scaling, 0.0) };
        self.text *= Affine::translate(by);
    }
}

/// Returns what the file says of a font.
fn traits(font: &Dict<'_>, number: usize) -> Traits {
    const NAMES: [&str; 6] = ["bold", "black", "heavy", "demi", "cmbx", "sfbx"];
    const FORCE_BOLD: u32 = 1 << 18;
    let inner = font.get::<Array<'_>>("DescendantFonts").and_then(|all| all.iter::<Dict<'_>>().next());
    let about = inner.as_ref().unwrap_or(font).get::<Dict<'_>>("FontDescriptor").unwrap_or_default();
    let name = font.get::<Name<'_>>("BaseFont").map(|name| name.as_str().to_ascii_lowercase()).unwrap_or_default();
    Traits {
        number,
        is_bold: NAMES.iter().any(|bold| name.contains(bold))
            || about.get::<u32>("Flags").is_some_and(|flags| flags & FORCE_BOLD != 0)
            || about.get::<f32>("FontWeight").is_some_and(|weight| weight >= 600.0),
        is_embedded: ["FontFile", "FontFile2", "FontFile3"].iter().any(|key| about.contains_key(*key)),
        is_unicode: font.get::<Name<'_>>("ToUnicode").is_some_and(|name| name.starts_with(b"Identity"))
            || is_named_by_code(font),
    }
}

/// Returns whether the glyphs that a drawn font names are called by their codes: `a49`. The codes are letters, then.
fn is_named_by_code(font: &Dict<'_>) -> bool {
    if font.get::<Name<'_>>("Subtype").as_deref() != Some(b"Type3") || font.contains_key("ToUnicode") {
        return false;
    }
    let names = font.get::<Dict<'_>>("Encoding").and_then(|encoding| encoding.get::<Array<'_>>("Differences"));
    let (mut code, mut named, mut all) = (0, 0, 0);
    for part in names.iter().flat_map(Array::iter::<Object<'_>>) {
        match part {
            Object::Number(next) => code = next.as_i64(),
            Object::Name(name) => {
                let name = name.as_str();
                if name != ".notdef" {
                    let digits = name.trim_start_matches(|c: char| c.is_ascii_alphabetic());
                    named += usize::from(name.len() > digits.len() && digits.parse() == Ok(code));
                    all += 1;
                }
                code += 1;
            }
            _ => {}
        }
    }
    named > 0 && named == all
}

/// Returns the text that marked content states for its glyphs (`ActualText`), if it is that of a few letters or words. What is
/// stated for more would stand where the first of them does.
fn stated_text(properties: &Dict<'_>) -> Option<String> {
    const MOST: usize = 80;
    let text = super::decoded(&properties.get::<Words<'_>>("ActualText")?);
    let is_private = |c: char| matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. | char::REPLACEMENT_CHARACTER);
    let is_text = !text.contains(|c: char| c.is_control() || is_private(c)) && text.chars().count() <= MOST;
    // Brackets are drawn as they look in text from right to left.
    let is_drawn = text.chars().all(|c| c.is_whitespace() || bidi::mirrored(c) != c);
    (is_text && !is_drawn).then_some(text)
}

fn matrix_of(dict: &Dict<'_>) -> Affine {
    dict.get::<[f64; 6]>("Matrix").map_or(Affine::IDENTITY, Affine::new)
}

/// Returns the layers that are not shown at first.
fn hidden_layers(pdf: &Pdf) -> HashSet<ObjectIdentifier> {
    let xref = pdf.xref();
    let layers = xref.get::<Dict<'_>>(xref.root_id()).and_then(|root| root.get::<Dict<'_>>("OCProperties"));
    let Some((layers, first)) = layers.and_then(|all| Some((all.clone(), all.get::<Dict<'_>>("D")?))) else {
        return HashSet::new();
    };
    let ids = |dict: &Dict<'_>, key: &str| -> Vec<ObjectIdentifier> {
        let all = dict.get::<Array<'_>>(key);
        all.iter().flat_map(Array::raw_iter).filter_map(|one| one.as_obj_ref()).map(Into::into).collect()
    };
    let mut hidden = HashSet::new();
    if first.get::<Name<'_>>("BaseState").as_deref() == Some(b"OFF") {
        hidden.extend(ids(&layers, "OCGs"));
    }
    for id in ids(&first, "ON") {
        hidden.remove(&id);
    }
    hidden.extend(ids(&first, "OFF"));
    hidden
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glyphs_that_are_called_by_their_codes_are_letters() {
        let font = |entries: &str| {
            let objects = format!(
                "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj \
                 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F {entries}>>>>>>endobj \
                 4 0 obj<</Length 0>>stream\nendstream endobj"
            );
            let pdf = Pdf::new(format!("%PDF-1.4\n{objects}\ntrailer<</Root 1 0 R>>").into_bytes()).unwrap();
            let font = pdf.pages()[0].resources().get_font(&Name::new(b"F").unwrap()).unwrap();
            is_named_by_code(&font)
        };
        let encoding = "/Encoding<</Differences[49/a49/a50 192/a192/.notdef 194/a194]>>";
        assert!(font(&format!("<</Type/Font/Subtype/Type3{encoding}>>")));
        assert!(!font(&format!("<</Type/Font/Subtype/Type1{encoding}>>")));
        assert!(!font("<</Type/Font/Subtype/Type3/Encoding<</Differences[0/g12/g13]>>>>"));
        assert!(!font("<</Type/Font/Subtype/Type3>>"));
    }
}
