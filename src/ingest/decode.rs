//! Bytes → text: encodings, and files that are no text.

use super::IngestError;

/// Text, and what the reader should know about how it was made.
#[derive(Debug)]
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) notices: Vec<String>,
}

/// How files that cannot be read begin, and what to call them.
const MAGIC: &[(&[u8], &str)] = &[
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive (DOCX and ODT files are such archives too)"),
    (b"\x1f\x8b", "a gzip-compressed file"),
    (b"BZh", "a bzip2-compressed file"),
    (b"\xfd7zXZ\x00", "an xz-compressed file"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard-compressed file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an old Microsoft Office file"),
    (b"{\\rtf", "a Rich Text file"),
    (b"%!PS", "a PostScript file"),
    (b"ID3", "an audio file"),
    (b"OggS", "an audio file"),
    (b"RIFF", "an audio, video or WebP file"),
];

/// Decodes UTF-8, or UTF-16 with a byte order mark.
pub(super) fn decode(name: &str, bytes: Vec<u8>) -> Result<Decoded, IngestError> {
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic) && !is_prose_like(&bytes)) {
        return Err(IngestError::Unsupported { name: name.to_owned(), kind });
    }
    let mut notices = Vec::new();
    let text = match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] if !rest.starts_with(&[0, 0]) => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ if is_binary(&bytes) => return Err(IngestError::Binary { name: name.to_owned() }),
        _ => utf8(bytes),
    };
    if text.trim().is_empty() {
        return Err(IngestError::Empty { name: name.to_owned() });
    }
    let text = match text {
        Lossy { text, replaced: 0 } => text,
        // Broken text may have lost some bytes; together with NUL it never was text.
        Lossy { text, .. } if text.contains('\0') => return Err(IngestError::Binary { name: name.to_owned() }),
        Lossy { text, replaced } => {
            if replaced * 5 > text.chars().count() {
                return Err(IngestError::NotUtf8 { name: name.to_owned() });
            }
            let s = if replaced == 1 { "place is" } else { "places are" };
            notices.push(format!(
                "{replaced} {s} not valid UTF-8 and shown as \u{fffd}: the file may be in another encoding (see iconv)"
            ));
            text
        }
    };
    if looks_like_html(&text) {
        notices.push("this looks like HTML, which is not supported yet: tags are shown as they stand".to_owned());
    }
    Ok(Decoded { text, notices })
}

/// Text, and how many stretches of it could not be decoded.
struct Lossy {
    text: String,
    replaced: usize,
}

impl Lossy {
    fn trim(&self) -> &str {
        self.text.trim()
    }
}

fn utf8(bytes: Vec<u8>) -> Lossy {
    let bytes = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => rest.to_vec(),
        None => bytes,
    };
    match String::from_utf8(bytes) {
        Ok(text) => Lossy { text, replaced: 0 },
        Err(error) => {
            let mut text = String::with_capacity(error.as_bytes().len() + 64);
            let mut replaced = 0;
            for chunk in error.as_bytes().utf8_chunks() {
                text.push_str(chunk.valid());
                if !chunk.invalid().is_empty() {
                    text.push('\u{fffd}');
                    replaced += 1;
                }
            }
            Lossy { text, replaced }
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Lossy {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let mut replaced = odd.len();
    let mut text: String = char::decode_utf16(pairs.iter().map(|pair| unit(*pair)))
        .map(|c| {
            c.unwrap_or_else(|_| {
                replaced += 1;
                '\u{fffd}'
            })
        })
        .collect();
    if !odd.is_empty() {
        text.push('\u{fffd}');
    }
    Lossy { text, replaced }
}

/// A few stray control characters do not make a file binary; NUL bytes in number, or a large share of controls, do.
fn is_binary(bytes: &[u8]) -> bool {
    let head = bytes.get(..64 * 1024).unwrap_or(bytes);
    let nul = head.iter().filter(|b| **b == 0).count();
    let control = head.iter().filter(|b| matches!(b, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f)).count();
    nul * 50 > head.len() || control * 6 > head.len()
}

/// Some signatures are plain letters: "RIFF", "ID3" or "BZh" could begin an article. Then what follows is text.
fn is_prose_like(bytes: &[u8]) -> bool {
    let head = bytes.get(..512).unwrap_or(bytes);
    let letters = !(head.starts_with(b"%") || head.starts_with(b"{") || head.starts_with(b"GIF8"));
    letters && !is_binary(head) && std::str::from_utf8(head).map_or_else(|e| e.error_len().is_none(), |_| true)
}

fn looks_like_html(text: &str) -> bool {
    let head: String = text.trim_start().chars().take(64).collect::<String>().to_ascii_lowercase();
    head.starts_with("<!doctype html") || head.starts_with("<html")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        decode("t", bytes.to_vec()).unwrap().text
    }

    #[test]
    fn byte_order_marks_are_read_and_dropped() {
        assert_eq!(text("\u{feff}Grüße".as_bytes()), "Grüße");
        let little: Vec<u8> =
            [0xff, 0xfe].into_iter().chain("Grüße 🎈".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let big: Vec<u8> =
            [0xfe, 0xff].into_iter().chain("Grüße 🎈".encode_utf16().flat_map(u16::to_be_bytes)).collect();
        assert_eq!(text(&little), "Grüße 🎈");
        assert_eq!(text(&big), "Grüße 🎈");
    }

    #[test]
    fn what_is_no_text_is_named() {
        for (bytes, says) in [
            (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".as_slice(), "a PDF file"),
            (b"PK\x03\x04\x14\x00\x00\x00\x08\x00", "ZIP"),
            (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "PNG"),
            (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", "gzip"),
            (b"RIFF\x24\x00\x00\x00WEBPVP8 \x00\x00\x00\x01\xff\xfe", "WebP"),
            (b"some\x00thing\x00with\x00nul\x00bytes", "binary"),
            (b"   \n\t \r\n", "nothing to read"),
            (b"", "nothing to read"),
        ] {
            let message = decode("f", bytes.to_vec()).unwrap_err().to_string();
            assert!(message.contains(says) && !message.contains('\n'), "{message}");
        }
        assert_eq!(text(b"RIFF was the word he used."), "RIFF was the word he used.");
        assert_eq!(text(b"one stray \x00 byte in a line of ordinary text is not enough, nor are \x01 two of them"), {
            "one stray \x00 byte in a line of ordinary text is not enough, nor are \x01 two of them"
        });
    }

    #[test]
    fn other_encodings_are_replaced_with_a_notice_or_refused() {
        let decoded = decode("f", b"Stra\xdfe und Gr\xfc\xdfe aus M\xfcnchen an alle, die das lesen".to_vec()).unwrap();
        assert!(decoded.text.starts_with("Stra\u{fffd}e"));
        assert_eq!(decoded.notices.len(), 1, "{:?}", decoded.notices);
        let cyrillic: Vec<u8> = b"\xcf\xf0\xe8\xe2\xe5\xf2, \xec\xe8\xf0".repeat(20);
        assert!(matches!(decode("f", cyrillic), Err(IngestError::NotUtf8 { .. })));
    }
}
