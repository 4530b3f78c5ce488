//! Reduces the content of pages to the instructions that set text, in the form that the parser supports: it ignores
//! `'` and `"`, and panics on unknown colours and paths.
//!
//! Forms are inlined at their place: the parser would draw all of them at the corner of the page. The parser does not
//! report bold fonts either; the last bits of the font size encode them ([`is_bold`]).

use std::collections::HashMap;

use pdf_extract::content::{Content, Operation};
use pdf_extract::{Dictionary, Document, Object, ObjectId, Stream};

use crate::ingest::formats::pdf::codes::Codes;
use crate::ingest::formats::pdf::content;
use crate::ingest::formats::pdf::sanitise::{MAX_PAGES, is};

/// Maximum number of instructions, with all forms inlined.
const MOST: usize = 8 << 20;
/// Maximum nesting depth of forms.
const DEEPEST: usize = 24;
/// Sizes are rounded to this fraction of a point; a smaller fraction is added for bold fonts.
const GRID: f64 = 512.0;
const BOLD: f64 = 1.0 / 2_048.0;

/// Returns whether a size is that of a bold font.
pub(super) fn is_bold(size: f64) -> bool {
    let rest = (size * GRID).rem_euclid(1.0);
    (rest - BOLD * GRID).abs() < 0.125
}

/// Reduces all pages to their text.
pub(super) fn document(document: &mut Document) {
    let pages: Vec<ObjectId> = document.page_iter().take(MAX_PAGES).collect();
    let own = own_codes(document);
    let mut left = MOST;
    for page in pages {
        let plain = document.get_page_content(page).ok();
        let Some(operations) = plain.and_then(|plain| operations(&plain)) else { continue };
        let resources = resources(document, page);
        let fonts = child(document, &resources, b"Font");
        let mut drawn = Drawn { document, own: &own, fonts, left, out: Vec::new() };
        drawn.draw(operations, &resources, None, 0);
        left = drawn.left;
        let (fonts, operations) = (drawn.fonts, drawn.out);
        let Ok(content) = (Content { operations }).encode() else { continue };
        let id = document.add_object(Stream::new(Dictionary::new(), content));
        if let Ok(page) = document.get_dictionary_mut(page) {
            let mut resources = Dictionary::new();
            resources.set("Font", fonts);
            page.set("Resources", resources);
            page.set("Contents", Object::Reference(id));
        }
    }
    for id in own.keys() {
        if let Ok(font) = document.get_dictionary_mut(*id) {
            font.set("Encoding", Object::Name(b"Identity-H".to_vec()));
        }
    }
}

/// Returns the fonts with custom codes. Also names fonts without a name, which the parser requires.
fn own_codes(document: &mut Document) -> HashMap<ObjectId, Codes> {
    let is_font = |dictionary: &Dictionary| {
        dictionary.get(b"Type").and_then(Object::as_name).is_ok_and(|name| name == b"Font")
            || ["Type1", "TrueType", "Type0", "MMType1"].iter().any(|kind| is(dictionary, kind.as_bytes()))
    };
    let mut own = HashMap::new();
    let mut nameless = Vec::new();
    for (id, object) in &document.objects {
        let Object::Dictionary(font) = object else { continue };
        if !is_font(font) {
            continue;
        }
        if font.get(b"BaseFont").is_err() && !is(font, b"Type3") {
            nameless.push(*id);
        }
        if let Some(codes) = Codes::of(document, font) {
            own.insert(*id, codes);
        }
    }
    for id in nameless {
        if let Ok(font) = document.get_dictionary_mut(id) {
            font.set("BaseFont", Object::Name(b"Helvetica".to_vec()));
        }
    }
    own
}

/// Returns the resources of a page, which it may inherit.
fn resources(document: &Document, page: ObjectId) -> Dictionary {
    let mut at = page;
    for _ in 0..64 {
        let Ok(node) = document.get_dictionary(at) else { break };
        if node.has(b"Resources") {
            return child(document, node, b"Resources");
        }
        match node.get(b"Parent").and_then(Object::as_reference) {
            Ok(parent) => at = parent,
            Err(_) => break,
        }
    }
    Dictionary::new()
}

/// Returns a dictionary inside another, possibly by reference.
fn child(document: &Document, parent: &Dictionary, key: &[u8]) -> Dictionary {
    match parent.get(key) {
        Ok(Object::Reference(id)) => document.get_dictionary(*id).cloned().unwrap_or_default(),
        Ok(Object::Dictionary(dictionary)) => dictionary.clone(),
        _ => Dictionary::new(),
    }
}

/// A page during processing.
struct Drawn<'d> {
    document: &'d Document,
    /// The fonts with custom codes.
    own: &'d HashMap<ObjectId, Codes>,
    /// The fonts of the page, and those of its forms under new names.
    fonts: Dictionary,
    /// Number of instructions that may still follow.
    left: usize,
    out: Vec<Operation>,
}

impl Drawn<'_> {
    fn draw(&mut self, operations: Vec<Operation>, resources: &Dictionary, form: Option<ObjectId>, depth: usize) {
        let fonts = child(self.document, resources, b"Font");
        let mut codes: Option<&Codes> = None;
        // `q` keeps the font, `Q` brings it back.
        let mut kept: Vec<Option<&Codes>> = Vec::new();
        for mut operation in operations {
            if self.left == 0 {
                return;
            }
            self.left -= 1;
            match (operation.operator.as_str(), operation.operands.as_mut_slice()) {
                ("Do", [Object::Name(name)]) => {
                    self.form(name, resources, depth);
                    continue;
                }
                ("Tf", [Object::Name(name), size]) => {
                    let font = fonts.get(name).ok().cloned();
                    let id = font.as_ref().and_then(|font| font.as_reference().ok());
                    codes = id.and_then(|id| self.own.get(&id));
                    *size = self.size(font.as_ref(), size);
                    if let (Some(form), Some(font)) = (form, font) {
                        let own = [format!("X{}-", form.0).as_bytes(), name.as_slice()].concat();
                        self.fonts.set(own.clone(), font);
                        *name = own;
                    }
                }
                ("q", _) => kept.push(codes),
                ("Q", _) => codes = kept.pop().unwrap_or(codes),
                ("Tj", [Object::String(string, _)]) => {
                    if let Some(codes) = codes {
                        *string = codes.widened(string);
                    }
                }
                ("TJ", [Object::Array(parts)]) => {
                    for part in parts {
                        if let (Some(codes), Object::String(string, _)) = (codes, part) {
                            *string = codes.widened(string);
                        }
                    }
                }
                _ => {}
            }
            self.out.push(operation);
        }
    }

    /// Inlines a form.
    fn form(&mut self, name: &[u8], resources: &Dictionary, depth: usize) {
        let objects = child(self.document, resources, b"XObject");
        let Ok(id) = objects.get(name).and_then(Object::as_reference) else { return };
        let Ok(Object::Stream(stream)) = self.document.get_object(id) else { return };
        if depth >= DEEPEST || !is(&stream.dict, b"Form") {
            return;
        }
        let plain = stream.get_plain_content().unwrap_or_else(|_| stream.content.clone());
        let Some(operations) = operations(&plain) else { return };
        let matrix = match stream.dict.get(b"Matrix") {
            Ok(Object::Reference(id)) => self.document.get_object(*id).ok(),
            other => other.ok(),
        };
        self.out.push(Operation::new("q", Vec::new()));
        if let Some(matrix) = matrix.and_then(|m| m.as_array().ok()).filter(|m| m.len() == 6 && m.iter().all(is_number))
        {
            self.out.push(Operation::new("cm", matrix.clone()));
        }
        let own = child(self.document, &stream.dict, b"Resources");
        self.draw(operations, &own, Some(id), depth + 1);
        self.out.push(Operation::new("Q", Vec::new()));
    }

    /// Returns the size of a font, which encodes whether it is bold.
    fn size(&self, font: Option<&Object>, size: &Object) -> Object {
        let font = match font {
            Some(Object::Reference(id)) => self.document.get_dictionary(*id).ok(),
            Some(Object::Dictionary(font)) => Some(font),
            _ => None,
        };
        let name = font.and_then(|font| font.get(b"BaseFont").and_then(Object::as_name).ok()).unwrap_or_default();
        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
        let bold = ["bold", "black", "heavy", "demi"].iter().any(|word| name.contains(word));
        let size = match size {
            Object::Integer(size) => *size as f64,
            Object::Real(size) => f64::from(*size),
            other => return other.clone(),
        };
        let round = (size * GRID).round() / GRID;
        #[expect(clippy::cast_possible_truncation, reason = "a size in points")]
        let size = if bold { round + BOLD } else { round } as f32;
        Object::Real(size)
    }
}

/// Returns the instructions that set text or draw forms; `None` if the content is invalid.
fn operations(content: &[u8]) -> Option<Vec<Operation>> {
    let mut found = Content::decode(content).map(|content| content.operations).unwrap_or_default();
    // That parser stops at the first invalid token.
    let lenient = content::operations(content);
    let texts = |all: &[Operation]| {
        all.iter().filter(|one| matches!(one.operator.as_str(), "Tj" | "TJ" | "'" | "\"" | "Do")).count()
    };
    if texts(&lenient) > texts(&found) {
        found = lenient;
    }
    let mut operations = Vec::with_capacity(found.len());
    let mut kept = 0usize;
    for Operation { operator, operands } in found {
        let numbers = |count: usize| operands.len() == count && operands.iter().all(is_number);
        let fits = match operator.as_str() {
            "BT" | "ET" | "T*" => operands.is_empty(),
            "q" => {
                kept += 1;
                operands.is_empty()
            }
            // What was not kept cannot be restored: in a form, that would be what its page has kept.
            "Q" => match kept.checked_sub(1) {
                Some(left) => {
                    kept = left;
                    operands.is_empty()
                }
                None => false,
            },
            "cm" | "Tm" => numbers(6),
            "Td" | "TD" => numbers(2),
            "Tc" | "Tw" | "Tz" | "TL" | "Ts" => numbers(1),
            "Tf" => matches!(operands.as_slice(), [Object::Name(_), size] if is_number(size)),
            "Tj" | "'" => matches!(operands.as_slice(), [Object::String(..)]),
            "\"" => {
                matches!(operands.as_slice(), [words, letters, Object::String(..)] if is_number(words) && is_number(letters))
            }
            "TJ" => matches!(operands.as_slice(), [Object::Array(_)]),
            "Do" => matches!(operands.as_slice(), [Object::Name(_)]),
            _ => false,
        };
        if !fits {
            continue;
        }
        if !matches!(operator.as_str(), "'" | "\"") {
            operations.push(Operation { operator, operands });
            continue;
        }
        // On the next line, perhaps with other spaces.
        let mut operands = operands.into_iter().rev();
        let words = operands.next();
        for (operand, name) in operands.zip(["Tc", "Tw"]) {
            operations.push(Operation::new(name, vec![operand]));
        }
        operations.push(Operation::new("T*", Vec::new()));
        operations.push(Operation::new("Tj", words.into_iter().collect()));
    }
    operations.extend((0..kept).map(|_| Operation::new("Q", Vec::new())));
    Some(operations)
}

fn is_number(object: &Object) -> bool {
    matches!(object, Object::Integer(_) | Object::Real(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_say_what_is_bold() {
        let mut document = Document::new();
        let mut font = |name: &str| {
            let mut font = Dictionary::new();
            font.set("BaseFont", Object::Name(name.into()));
            Object::Reference(document.add_object(font))
        };
        let (bold, plain) = (font("ABCDEF+Times-BoldItalic"), font("Times-Roman"));
        let own = HashMap::new();
        let drawn = Drawn { document: &document, own: &own, fonts: Dictionary::new(), left: 0, out: Vec::new() };
        for size in [0.5, 1.0, 9.96, 10.0, 11.955, 12.3456, 24.0, 999.9] {
            for (font, is) in [(&bold, true), (&plain, false)] {
                let Object::Real(said) = drawn.size(Some(font), &Object::Real(size)) else { panic!("a number") };
                // As it comes out of the text that it is written as.
                let read: f64 = f64::from(format!("{said}").parse::<f32>().unwrap());
                assert_eq!(is_bold(read), is, "{size} {read}");
                assert!((read - f64::from(size)).abs() < 0.002);
            }
        }
    }

    #[test]
    fn only_text_is_left() {
        let source =
            b"Q q 1 0 0 rg /Cs1 cs 0 0 m 5 5 l S BT /F1 9 Tf 3 Tj (a) Tj (b) ' 1 2 (c) \" [(d) -3 (e)] TJ 1 Td ET Q";
        let out = String::from_utf8(Content { operations: operations(source).unwrap() }.encode().unwrap()).unwrap();
        let lines: Vec<&str> = out.lines().map(str::trim).collect();
        assert_eq!(
            lines,
            [
                "q",
                "BT",
                "/F1 9 Tf",
                "(a) Tj",
                "T*",
                "(b) Tj",
                "2 Tc",
                "1 Tw",
                "T*",
                "(c) Tj",
                "[(d) -3(e)] TJ",
                "ET",
                "Q"
            ]
        );
    }
}
