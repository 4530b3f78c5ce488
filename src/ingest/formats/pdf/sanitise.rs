//! Detects what makes the parser take more memory than any document: content that unpacks to too much, before the parser sees
//! it, and fonts that give widths to millions of characters.

use flate2::{Decompress, FlushDecompress, Status};
use hayro_font::hayro_syntax::Pdf;
use hayro_font::hayro_syntax::object::{Array, Dict, MaybeRef, Object};
use memchr::memmem;

/// Maximum decompressed size of one stream, and of all; images are never decompressed and do not count.
const MOST_ONE: u64 = 96 << 20;
const MOST_ALL: u64 = 384 << 20;
/// Maximum length of an LZW stream: it could grow to thousands of times its size.
const MOST_LZW: usize = 128 << 10;
/// Maximum distance from the start of a stream's dictionary to the stream.
const DICTIONARY: usize = 4 << 10;

/// Maximum number of characters to which one font gives widths; each has at most 65,536.
const MOST_WIDTHS: u64 = 1 << 18;
/// Maximum nesting depth of objects that are searched for fonts.
const DEEPEST: usize = 24;

/// Checks whether the fonts of a file are safe for the parser, which makes an entry for every character that has a width; the
/// error is the reason.
pub(super) fn check_fonts(pdf: &Pdf) -> Result<(), String> {
    match pdf.objects().into_iter().all(|object| is_sound(&object, 0)) {
        true => Ok(()),
        false => Err("a font gives widths to more characters than there are".to_owned()),
    }
}

/// Returns whether the fonts in an object are safe; objects that it refers to are checked by themselves.
fn is_sound(object: &Object<'_>, depth: usize) -> bool {
    let below = |inner: MaybeRef<Object<'_>>| match inner {
        MaybeRef::NotRef(inner) => is_sound(&inner, depth + 1),
        MaybeRef::Ref(_) => true,
    };
    if depth > DEEPEST {
        return true;
    }
    match object {
        Object::Dict(dict) => has_sound_widths(dict) && dict.entries().all(|(_, inner)| below(inner)),
        Object::Stream(stream) => stream.dict().entries().all(|(_, inner)| below(inner)),
        Object::Array(array) => array.raw_iter().all(below),
        _ => true,
    }
}

/// Returns whether a dictionary, if it is a font, gives widths to no more characters than there are.
fn has_sound_widths(dict: &Dict<'_>) -> bool {
    if dict.get::<usize>("FirstChar").is_some_and(|first| first as u64 > MOST_WIDTHS) {
        return false;
    }
    // `c [w …]`, or `first last w`; vertical ones have three numbers for each.
    let mut count = 0;
    for (key, is_vertical) in [("W", false), ("W2", true)] {
        let Some(widths) = dict.get::<Array<'_>>(key) else { continue };
        let mut widths = widths.flex_iter();
        loop {
            if widths.next::<(u32, Array<'_>)>().is_some() {
                continue;
            }
            let range = if is_vertical {
                widths.next::<(u32, u32, f32, f32, f32)>().map(|(first, last, ..)| (first, last))
            } else {
                widths.next::<(u32, u32, f32)>().map(|(first, last, _)| (first, last))
            };
            let Some((first, last)) = range else { break };
            count += u64::from(last.saturating_sub(first));
            if count > MOST_WIDTHS {
                return false;
            }
        }
    }
    true
}

/// Checks whether a file is safe for the parser; the error is the reason.
pub(super) fn check(bytes: &[u8]) -> Result<(), String> {
    let too_much = || "it unpacks to more than any document".to_owned();
    let mut all = 0u64;
    for at in memmem::find_iter(bytes, b"stream") {
        if bytes.get(at.saturating_sub(3)..at) == Some(b"end") {
            continue;
        }
        let before = bytes.get(at.saturating_sub(DICTIONARY)..at).unwrap_or_default();
        let dictionary = memmem::rfind(before, b" obj").and_then(|at| before.get(at..)).unwrap_or(before);
        let says = |word: &[u8]| memmem::find(dictionary, word).is_some();
        if says(b"/Image") && !says(b"/ObjStm") && !says(b"/XRef") {
            continue;
        }
        let data = bytes.get(at + b"stream".len()..).unwrap_or_default();
        let data = data.strip_prefix(b"\r").unwrap_or(data);
        let data = data.strip_prefix(b"\n").unwrap_or(data);
        if says(b"/LZWDecode") && memmem::find(data, b"endstream").unwrap_or(data.len()) > MOST_LZW {
            return Err(too_much());
        }
        if says(b"/FlateDecode/FlateDecode") || says(b"/FlateDecode /FlateDecode") {
            return Err("it is compressed twice".to_owned());
        }
        all += unpacked(data);
        if all > MOST_ALL {
            return Err(too_much());
        }
    }
    Ok(())
}

/// Returns the decompressed size of data; stops counting above the limit.
fn unpacked(data: &[u8]) -> u64 {
    let [first, second, ..] = data else { return 0 };
    if first & 0x0f != 8 || (u16::from(*first) * 256 + u16::from(*second)) % 31 != 0 {
        return 0;
    }
    let mut inflate = Decompress::new(true);
    let mut buffer = vec![0; 64 << 10];
    loop {
        let read = usize::try_from(inflate.total_in()).unwrap_or(usize::MAX);
        let before = inflate.total_out();
        let rest = data.get(read..).unwrap_or_default();
        let status = inflate.decompress(rest, &mut buffer, FlushDecompress::None);
        let out = inflate.total_out();
        if out > MOST_ONE {
            return MOST_ALL + 1;
        }
        match status {
            Ok(Status::Ok) if out > before => {}
            _ => return out,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn packed(size: usize) -> Vec<u8> {
        let mut out = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        let zeros = vec![0; 1 << 20];
        for _ in 0..size >> 20 {
            out.write_all(&zeros).unwrap();
        }
        out.finish().unwrap()
    }

    fn file(dictionary: &str, data: &[u8]) -> Vec<u8> {
        [b"%PDF-1.7\n1 0 obj\n<<", dictionary.as_bytes(), b">>\nstream\n", data, b"\nendstream\nendobj\n"].concat()
    }

    #[test]
    fn fonts_with_millions_of_widths_are_seen() {
        let with = |font: &str| {
            let file = format!(
                "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj\n\
                 3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</Font<</F1 <<{font}>> >> >> >>\nendobj\n\
                 trailer\n<</Root 1 0 R>>\n"
            );
            check_fonts(&Pdf::new(file.into_bytes()).unwrap())
        };
        assert!(with("/Subtype/CIDFontType2/W[0[500]3[146 7]9 65535 100 0 65535 200]").is_ok());
        assert!(with("/Subtype/CIDFontType2/W[1 4294967295 500]").is_err());
        assert!(with("/Subtype/CIDFontType2/W2[1 4294967295 500 1 2]").is_err());
        assert!(with(&format!("/Subtype/CIDFontType2/W[{}]", "0 65535 100 ".repeat(1_000))).is_err());
        assert!(with("/Subtype/Type1/FirstChar 4000000000/LastChar 4000000001/Widths[1 2]").is_err());
        assert!(with("/Subtype/Type1/FirstChar 32/LastChar 33/Widths[1 2]").is_ok());
    }

    #[test]
    fn bombs_are_seen_before_they_go_off() {
        let bomb = packed(128 << 20);
        assert!(bomb.len() < 1 << 20);
        assert!(check(&file("/Filter /FlateDecode", &bomb)).unwrap_err().contains("unpacks"));
        assert!(check(&file("/Type /ObjStm /Subtype /Image /Filter /FlateDecode", &bomb)).is_err());
        assert!(check(&file("/Filter [/FlateDecode /FlateDecode]", &packed(1 << 20))).is_err());
        assert!(check(&file("/Filter /LZWDecode", &vec![7; 1 << 20])).is_err());
        assert!(check(&file("/Subtype /Image /Filter /FlateDecode", &bomb)).is_ok(), "a picture is never unpacked");
        assert!(check(&file("/Filter /FlateDecode", &packed(1 << 20))).is_ok());
        assert!(check(b"%PDF-1.7 stream").is_ok());
    }
}
