//! Detects content that could harm the parser, and removes it before rendering.

use std::collections::HashMap;

use flate2::{Decompress, FlushDecompress, Status};
use memchr::memmem;
use pdf_extract::{Dictionary, Document, Object, ObjectId};

/// Maximum number of pages that are read.
pub(super) const MAX_PAGES: usize = 5_000;

/// Maximum decompressed size of one stream, and of all; images are never decompressed and do not count.
const MOST_ONE: u64 = 96 << 20;
const MOST_ALL: u64 = 384 << 20;
/// Maximum length of an LZW stream: it could grow to thousands of times its size.
const MOST_LZW: usize = 128 << 10;
/// Maximum distance from the start of a stream's dictionary to the stream.
const DICTIONARY: usize = 4 << 10;

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

/// Removes images and loops from a document. Returns the number of images.
pub(super) fn document(document: &mut Document) -> usize {
    let mut pictures = 0;
    for object in document.objects.values_mut() {
        if let Object::Stream(stream) = object
            && is(&stream.dict, b"Image")
        {
            pictures += 1;
            stream.dict.remove(b"Filter");
            stream.dict.remove(b"DecodeParms");
            stream.content.clear();
        }
    }
    let forms: HashMap<ObjectId, Vec<ObjectId>> = document
        .objects
        .iter()
        .filter_map(|(id, object)| match object {
            Object::Stream(stream) if is(&stream.dict, b"Form") => Some((*id, called(document, &stream.dict))),
            _ => None,
        })
        .collect();
    let circular: Vec<ObjectId> = forms.keys().copied().filter(|id| leads_too_far(&forms, *id)).collect();
    for id in forms.keys() {
        if let Some(Object::Stream(stream)) = document.objects.get_mut(id) {
            if circular.contains(id) {
                stream.dict.remove(b"Filter");
                stream.content.clear();
            }
            // Without resources of its own, a form takes those of its page, itself among them.
            if stream.dict.get(b"Resources").is_err() {
                stream.dict.set("Resources", Dictionary::new());
            }
        }
    }
    let pages: Vec<ObjectId> = document.page_iter().take(MAX_PAGES).collect();
    for page in pages {
        let mut at = page;
        let mut depth = 0;
        while let Some(parent) = parent(document, at) {
            at = parent;
            depth += 1;
            if depth > 64 {
                if let Ok(page) = document.get_dictionary_mut(page) {
                    page.remove(b"Parent");
                }
                break;
            }
        }
    }
    pictures
}

pub(super) fn is(dictionary: &Dictionary, subtype: &[u8]) -> bool {
    dictionary.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == subtype)
}

fn parent(document: &Document, id: ObjectId) -> Option<ObjectId> {
    document.get_dictionary(id).ok()?.get(b"Parent").ok()?.as_reference().ok()
}

/// Returns the forms that a form may draw.
fn called(document: &Document, form: &Dictionary) -> Vec<ObjectId> {
    let dictionary = |object: &Object| -> Option<Dictionary> {
        match object {
            Object::Reference(id) => document.get_dictionary(*id).ok().cloned(),
            Object::Dictionary(dictionary) => Some(dictionary.clone()),
            _ => None,
        }
    };
    let resources = form.get(b"Resources").ok().and_then(dictionary);
    let objects = resources.and_then(|r| r.get(b"XObject").ok().and_then(dictionary));
    let references = objects
        .into_iter()
        .flat_map(|objects| objects.iter().filter_map(|(_, object)| object.as_reference().ok()).collect::<Vec<_>>());
    references.collect()
}

/// Returns whether a form draws itself, directly or not, or draws too many forms.
fn leads_too_far(forms: &HashMap<ObjectId, Vec<ObjectId>>, from: ObjectId) -> bool {
    const MOST: usize = 2_000;
    const DEEPEST: usize = 24;
    let mut open = vec![(from, 0)];
    let mut seen = 0;
    while let Some((id, depth)) = open.pop() {
        for next in forms.get(&id).into_iter().flatten() {
            seen += 1;
            if *next == from || depth > DEEPEST || seen > MOST {
                return true;
            }
            open.push((*next, depth + 1));
        }
    }
    false
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

    #[test]
    fn circles_of_forms_are_seen() {
        let id = |n| (n, 0);
        let forms = HashMap::from([
            (id(1), vec![id(2)]),
            (id(2), vec![id(3), id(1)]),
            (id(3), Vec::new()),
            (id(4), vec![id(3), id(3)]),
        ]);
        assert!(leads_too_far(&forms, id(1)) && leads_too_far(&forms, id(2)));
        assert!(!leads_too_far(&forms, id(3)) && !leads_too_far(&forms, id(4)));
    }
}
