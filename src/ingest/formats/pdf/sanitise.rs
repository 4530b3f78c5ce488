//! Detects content that unpacks to more than any document, before the parser sees it.

use flate2::{Decompress, FlushDecompress, Status};
use memchr::memmem;

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
}
