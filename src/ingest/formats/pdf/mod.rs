//! Reads the text of PDF files.
//!
//! ```text
//! bytes ─▶ checked ─▶ hayro ─▶ glyphs ─▶ lines ─▶ paragraphs, headings
//!          what it    page by                     running heads dropped,
//!          unpacks to page, guarded               hyphenation undone
//! ```
//!
//! `hayro` repairs damaged files and knows all kinds of fonts; `interpret` follows the content of a page. Decompression bombs are
//! detected before it sees a file. It runs in a thread with a large stack, a panic guard and a timeout; pictures are never
//! decoded.

mod bidi;
mod device;
mod flow;
mod interpret;
mod letters;
mod sanitise;

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use hayro_font::hayro_syntax::object::{self as pdf_object, Array, Dict, Name};
use hayro_font::hayro_syntax::page::Page;
use hayro_font::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_font::kurbo::{Affine, Point};

use crate::ingest::concat::Joined;
use crate::ingest::formats::pdf::device::Device;
use crate::ingest::formats::pdf::interpret::Interpreter;
use crate::ingest::{IngestError, guard};
use crate::text::one_line;

/// The text of a PDF file.
#[derive(Debug, Default)]
pub(in crate::ingest) struct Paper {
    pub(in crate::ingest) joined: Joined,
    pub(in crate::ingest) title: Option<String>,
    pub(in crate::ingest) byline: Option<String>,
    pub(in crate::ingest) date: Option<String>,
    pub(in crate::ingest) notices: Vec<String>,
}

/// An error of reading a PDF file.
#[derive(Debug)]
enum Failure {
    Damaged(String),
    Scanned,
}

/// Maximum number of pages that are read.
const MAX_PAGES: usize = 5_000;
/// Time limit; no normal file needs longer.
const PATIENCE: Duration = Duration::from_secs(60);
/// Stack size for the parser's recursion.
const STACK: usize = 256 << 20;

/// Reads a PDF file.
pub(in crate::ingest) fn read(name: &str, bytes: Vec<u8>) -> Result<Paper, IngestError> {
    let damaged =
        |reason: &str| IngestError::Damaged { name: name.to_owned(), kind: "a PDF file", reason: reason.to_owned() };
    let (sender, result) = channel();
    let work = move || {
        // Nobody listens where it took too long.
        let _ = sender.send(paper(&bytes));
    };
    let thread = thread::Builder::new().name("pdf".to_owned()).stack_size(STACK).spawn(work);
    thread.map_err(|error| damaged(&error.to_string()))?;
    match result.recv_timeout(PATIENCE) {
        Ok(Ok(paper)) => Ok(paper),
        Ok(Err(Failure::Scanned)) => Err(IngestError::Scanned { name: name.to_owned() }),
        Ok(Err(Failure::Damaged(reason))) => Err(damaged(&reason)),
        Err(RecvTimeoutError::Timeout) => Err(damaged("it takes too long to parse")),
        Err(RecvTimeoutError::Disconnected) => Err(damaged("it is damaged")),
    }
}

fn paper(bytes: &[u8]) -> Result<Paper, Failure> {
    let damaged = |reason: &str| Failure::Damaged(reason.to_owned());
    sanitise::check(bytes).map_err(Failure::Damaged)?;
    let pdf = match guard::quietly(|| Pdf::new(bytes.to_vec())) {
        Some(Ok(pdf)) => pdf,
        Some(Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected))) => {
            return Err(damaged("it is protected with a password; remove the password first"));
        }
        Some(Err(LoadPdfError::Decryption(_))) => return Err(damaged("it is encrypted in an unknown way")),
        _ => return Err(damaged("it is damaged")),
    };
    match guard::quietly(|| sanitise::check_fonts(&pdf)) {
        Some(checked) => checked.map_err(Failure::Damaged)?,
        None => return Err(damaged("it is damaged")),
    }
    let count = pdf.pages().len();
    if count == 0 {
        return Err(damaged("it has no pages"));
    }
    let mut device = Device::new();
    let mut interpreter = Interpreter::new(&pdf);
    let mut lost = 0;
    for page in pdf.pages().iter().take(MAX_PAGES) {
        if guard::quietly(|| draw(page, &mut interpreter, &mut device)).is_none() {
            lost += 1;
            interpreter = Interpreter::new(&pdf);
        }
        if device.is_full() {
            return Err(damaged("its text is longer than the limit for a book"));
        }
    }
    let (pages, pictures, unknown) = device.finish();
    let mut out = Paper { joined: flow::flow(&pages), ..Paper::default() };
    if out.joined.text.chars().filter(|c| c.is_alphanumeric()).count() < 8 {
        return Err(if unknown > 0 {
            damaged(
                "its fonts do not say which letters they draw; recognise its text first (OCR), for example with: ocrmypdf --force-ocr",
            )
        } else if pictures > 0 {
            Failure::Scanned
        } else if lost > 0 {
            damaged("its pages are damaged")
        } else {
            damaged("it contains no text")
        });
    }
    if lost > 0 {
        let s = if lost == 1 { "page is" } else { "pages are" };
        out.notices.push(format!("{lost} {s} damaged and may lack words"));
    }
    if unknown > 0 {
        let s = if unknown == 1 { "character" } else { "characters" };
        out.notices.push(format!("{unknown} {s} could not be read: a font does not say which letters it draws"));
    }
    if let Some(more) = count.checked_sub(MAX_PAGES).filter(|more| *more > 0) {
        out.notices.push(format!("the last {more} pages are not shown"));
    }
    let about = pdf.metadata();
    let said = |bytes: &Option<Box<[u8]>>| bytes.as_deref().and_then(said);
    out.title = said(&about.title).filter(|title| is_title(title)).or_else(|| flow::headline(&out.joined));
    out.byline = said(&about.author).filter(|author| author.contains(' '));
    Ok(out)
}

/// Draws a page, its form fields and its annotations.
fn draw<'a>(page: &Page<'a>, interpreter: &mut Interpreter<'a>, device: &mut Device) {
    let (width, height) = page.render_dimensions();
    let (width, height) = (f64::from(width), f64::from(height));
    let to_screen = Affine::new(page.initial_transform(true).as_coeffs().map(f64::from));
    device.begin_page(width, height);
    interpreter.page(page, to_screen, device);
    for note in page.raw().get::<Array<'_>>("Annots").iter().flat_map(Array::iter::<Dict<'_>>) {
        if let Some((text, at)) = undrawn(&note) {
            let at = to_screen * at;
            device.line(at.x, at.y, &text);
        }
    }
}

/// Returns the value of a form field, or the words of a text box, that the file does not draw itself, and its place.
fn undrawn(note: &Dict<'_>) -> Option<(String, Point)> {
    const HIDDEN: u32 = 0b10_0010;
    let is_hidden = note.get::<u32>("F").is_some_and(|flags| flags & HIDDEN != 0);
    if is_hidden || note.get::<Dict<'_>>("AP").is_some() {
        return None;
    }
    let kind = note.get::<Name<'_>>("Subtype")?;
    let text = match &*kind {
        b"FreeText" => note.get::<pdf_object::String<'_>>("Contents")?,
        b"Widget" => {
            let own = note.get::<pdf_object::String<'_>>("V");
            own.or_else(|| note.get::<Dict<'_>>("Parent")?.get("V"))?
        }
        _ => return None,
    };
    let place = note.get::<pdf_object::Rect>("Rect")?;
    Some((said(&text)?, Point::new(place.x0, place.y0)))
}

/// Decodes a string of text.
fn decoded(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, ..] | [0xff, 0xfe, ..] | [0xef, 0xbb, 0xbf, ..] => encoding_rs::UTF_8.decode(bytes).0.into_owned(),
        _ => encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(),
    }
}

/// Returns an entry of the document's information dictionary.
fn said(bytes: &[u8]) -> Option<String> {
    let text = one_line(&decoded(bytes));
    (!text.is_empty() && text.len() <= 400).then_some(text)
}

/// Returns whether a title is plausible: most programs write a file name there.
fn is_title(title: &str) -> bool {
    let lower = title.to_ascii_lowercase();
    let is_file = [".doc", ".docx", ".tex", ".dvi", ".indd", ".qxd", ".pdf", ".rtf", ".odt", ".ps", ".html"]
        .iter()
        .any(|extension| lower.ends_with(extension));
    title.contains(' ') && !is_file && !lower.starts_with("microsoft word") && !lower.starts_with("untitled")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the text of a page with this content, whose fonts are `F` (Helvetica), `V` (for vertical writing; the code of a
    /// glyph is its letter) and `T` (drawn, without letters).
    fn text(content: &str) -> String {
        let map =
            "1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfrange <0000> <ffff> <0000> endbfrange";
        let objects = format!(
            "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj \
             3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<<\
             /F<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>\
             /V<</Type/Font/Subtype/Type0/BaseFont/Lamp/Encoding/Identity-V/ToUnicode 5 0 R/DescendantFonts[<</Type/Font\
             /Subtype/CIDFontType2/BaseFont/Lamp/DW 500/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>\
             /FontDescriptor<</Type/FontDescriptor/FontName/Lamp/Flags 4>>>>]>>\
             /T<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 1/LastChar 4\
             /Widths[500 500 500 500]/CharProcs<</x 6 0 R>>/Encoding<</Differences[1/x/x/x/x]>>>>\
             >>>>>>endobj 4 0 obj<</Length {}>>stream\n{content}\nendstream endobj \
             5 0 obj<</Length {}>>stream\n{map}\nendstream endobj \
             6 0 obj<</Length 10>>stream\n500 0 d0  \nendstream endobj",
            content.len(),
            map.len()
        );
        paper(format!("%PDF-1.4\n{objects}\ntrailer<</Root 1 0 R>>").as_bytes()).unwrap().joined.text
    }

    #[test]
    fn the_text_that_marked_content_states_is_read() {
        let figures = "BT /F 10 Tf 72 700 Td (The lamp burned for ) Tj /T 10 Tf \
            /Span <</ActualText<FEFF003200370035>>> BDC (\\1) Tj (\\2) Tj (\\3) Tj EMC /F 10 Tf ( days) Tj ET";
        assert_eq!(text(figures), "The lamp burned for 275 days");
        // A picture of a bracket, a private letter, and a whole paragraph state nothing better.
        let drawn = |stated: &str| {
            text(&format!("BT /F 10 Tf 72 700 Td /Span <</ActualText({stated})>> BDC (The lamp went out) Tj EMC ET"))
        };
        for stated in [") \\(", &"x".repeat(100), "  "] {
            assert_eq!(drawn(stated), "The lamp went out");
        }
        assert_eq!(drawn("The lamp is out"), "The lamp is out");
        // A piece that is never closed.
        let open = "/Span <</ActualText(The)>> BDC BT /F 10 Tf 72 700 Td (Xxx) Tj ( lamp went out ) Tj (at last) Tj ET";
        assert_eq!(text(open), "The lamp went out at last");
        assert_eq!(drawn("x"), "The lamp went out");
    }

    #[test]
    fn glyphs_of_a_vertical_font_that_are_set_across_are_read_across() {
        let glyphs: String =
            "The lamp went out".chars().map(|c| format!("<{:04x}> Tj .5 0 Td ", u32::from(c))).collect();
        assert_eq!(text(&format!("BT /V 1 Tf 12 0 0 12 72 700 Tm {glyphs}ET")), "The lamp went out");
        // A column of ideographs stays one.
        let column: String = "\u{706f}\u{706b}\u{304c}\u{6d88}\u{3048}\u{305f}\u{3068}\u{8a00}\u{3063}\u{305f}"
            .chars()
            .map(|c| format!("<{:04x}> Tj 0 -1 Td ", u32::from(c)))
            .collect();
        assert_eq!(text(&format!("BT /V 1 Tf 12 0 0 12 72 700 Tm {column}ET")), "灯火が消えたと言った");
    }
}
