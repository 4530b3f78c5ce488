//! Decodes bytes to text: detects encodings, and rejects files that are not text.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::ingest::IngestError;

/// Decoded text, and notices for the reader.
#[derive(Debug)]
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) notices: Vec<String>,
}

/// Advice on files that cannot be read.
const SAVE: &str = "save it as plain text, a web page or Markdown first";
const UNPACK: &str = "unpack it, then open one of its files";
const PICTURE: &str = "recognise its text first (OCR), for example with: tesseract in.png out";
const NOTHING: &str = "open a text, a web page, a book, a PDF file, a feed or an e-mail";

/// Signatures of files that cannot be read, their types, and advice.
const MAGIC: &[(&[u8], &str, &str)] = &[
    (b"%PDF", "a PDF file", SAVE),
    (
        b"PK\x03\x04",
        "a ZIP archive (DOCX and ODT files are such archives too)",
        "save it as plain text, a web page or Markdown first, or unpack it",
    ),
    (b"\x1f\x8b", "a gzip-compressed file", UNPACK),
    (b"BZh", "a bzip2-compressed file", UNPACK),
    (b"\xfd7zXZ\x00", "an xz-compressed file", UNPACK),
    (b"\x28\xb5\x2f\xfd", "a Zstandard-compressed file", UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", UNPACK),
    (b"\x89PNG", "a PNG image", PICTURE),
    (b"\xff\xd8\xff", "a JPEG image", PICTURE),
    (b"GIF87a", "a GIF image", PICTURE),
    (b"GIF89a", "a GIF image", PICTURE),
    (b"II*\x00", "a TIFF image", PICTURE),
    (b"MM\x00*", "a TIFF image", PICTURE),
    (b"\x7fELF", "a program", NOTHING),
    (b"SQLite format 3\x00", "an SQLite database", NOTHING),
    (b"\xd0\xcf\x11\xe0", "an old Microsoft Office file", SAVE),
    (b"{\\rtf", "a Rich Text file", SAVE),
    (b"%!PS", "a PostScript file", "convert it to PDF first, for example with: ps2pdf"),
    (b"ID3", "an audio file", NOTHING),
    (b"OggS", "an audio file", NOTHING),
    (b"RIFF", "an audio, video or WebP file", NOTHING),
];

/// Declared encodings of some bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stated<'a> {
    /// The content type of the server (`text/html; charset=utf-8`).
    pub(super) content_type: Option<&'a str>,
    /// Whether the bytes are HTML or XML, which may declare an encoding at the start.
    pub(super) markup: bool,
}

/// How many bytes of a page are searched for a declared encoding.
const HEAD: usize = 4096;

/// Decodes text in any encoding: that of the byte order mark, else UTF-8 if valid, else the one declared by the
/// server or the page, else the most likely one.
pub(super) fn decode(name: &str, bytes: &[u8], stated: Stated<'_>) -> Result<Decoded, IngestError> {
    let known = MAGIC.iter().find(|(magic, ..)| bytes.starts_with(magic) && !is_prose_like(bytes));
    if let Some((_, kind, advice)) = known {
        return Err(IngestError::Unsupported { name: name.to_owned(), kind, advice });
    }
    let narrow = from_utf_32(bytes);
    let bytes = narrow.as_deref().map_or(bytes, str::as_bytes);
    let (encoding, how) = choose(bytes, stated);
    let wide = encoding == UTF_16LE || encoding == UTF_16BE;
    if !wide && is_binary(bytes) {
        return Err(IngestError::Binary { name: name.to_owned() });
    }
    // A byte order mark takes precedence, and is dropped.
    let (text, encoding, _) = encoding.decode(bytes);
    let replaced = text.matches(char::REPLACEMENT_CHARACTER).count();
    if text.trim().is_empty() {
        return Err(IngestError::Empty { name: name.to_owned() });
    }
    let mut notices = Vec::new();
    if replaced > 0 {
        // Damaged text may have lost some bytes; text with NUL characters was never text.
        if text.contains('\0') {
            return Err(IngestError::Binary { name: name.to_owned() });
        }
        if replaced * 5 > text.chars().count() {
            return Err(IngestError::NotUtf8 { name: name.to_owned() });
        }
    }
    if how == How::Guessed {
        // Every byte is a letter in some encoding: binary data does not become text by guessing.
        let controls = text.chars().filter(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}')).count();
        if controls * 100 > text.chars().count() {
            return Err(IngestError::Binary { name: name.to_owned() });
        }
        notices.push(guessed(encoding));
    } else if replaced > 0 && how != How::Valid {
        let s = if replaced == 1 { "place is" } else { "places are" };
        notices.push(format!(
            "{replaced} {s} not valid {} and shown as \u{fffd}: the file may be in another encoding (see iconv)",
            encoding.name()
        ));
    }
    Ok(Decoded { text: text.into_owned(), notices })
}

/// Decodes XML: by the byte order mark, else as UTF-8 if valid, else as declared by the server or the document, else by a guess.
pub(super) fn decode_xml(bytes: Vec<u8>, content_type: Option<&str>) -> Decoded {
    if let Some(text) = from_utf_32(&bytes) {
        return Decoded { text, notices: Vec::new() };
    }
    let (encoding, how) = choose(&bytes, Stated { content_type, markup: true });
    let notices = if how == How::Guessed { vec![guessed(encoding)] } else { Vec::new() };
    let text = match String::from_utf8(bytes) {
        Ok(text) if encoding == UTF_8 => text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text),
        Ok(text) => encoding.decode(text.as_bytes()).0.into_owned(),
        Err(error) => encoding.decode(error.as_bytes()).0.into_owned(),
    };
    Decoded { text, notices }
}

/// The notice about an encoding that was guessed.
fn guessed(encoding: &'static Encoding) -> String {
    format!("not UTF-8, and no encoding is declared: decoded as {}, which was guessed", encoding.name())
}

/// How an encoding was determined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// All bytes are valid.
    Valid,
    /// The encoding is declared, or hardly any other is possible.
    Stated,
    Guessed,
}

fn choose(bytes: &[u8], stated: Stated<'_>) -> (&'static Encoding, How) {
    if let Some((encoding, _)) = Encoding::for_bom(bytes).filter(|_| !bytes.starts_with(&[0xff, 0xfe, 0, 0])) {
        return (encoding, How::Stated);
    }
    let by_server = stated.content_type.and_then(parameter);
    let by_page = || if stated.markup { stated_inside(bytes) } else { None };
    let claimed = by_server.or_else(by_page);
    // Encodings that look like ASCII, or are no superset of it, are used as declared.
    if let Some(encoding) = claimed.filter(|e| !e.is_ascii_compatible()) {
        return (encoding, How::Stated);
    }
    // NUL bytes are valid UTF-8.
    if let Some(encoding) = unmarked_wide(bytes.get(..HEAD).unwrap_or(bytes)) {
        return (encoding, How::Guessed);
    }
    if std::str::from_utf8(bytes).is_ok() {
        return (UTF_8, How::Valid);
    }
    if let Some(encoding) = claimed.filter(|e| *e != UTF_8) {
        return (encoding, How::Stated);
    }
    let (mut fits, mut breaks) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        fits += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        breaks += usize::from(!chunk.invalid().is_empty());
    }
    // Damaged UTF-8.
    if fits >= breaks * 3 || claimed == Some(UTF_8) && fits > 0 {
        return (UTF_8, How::Stated);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    // Mac Roman, from old Macs, is unknown to browsers.
    (if guess == WINDOWS_1252 && is_macintosh(bytes) { MACINTOSH } else { guess }, How::Guessed)
}

/// Detects UTF-16 without a byte order mark by European letters: every other byte is zero.
pub(super) fn unmarked_wide(head: &[u8]) -> Option<&'static Encoding> {
    let pairs = head.len() / 2;
    if pairs < 8 {
        return None;
    }
    let zeros = |at: usize| head.iter().skip(at).step_by(2).filter(|b| **b == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    if second * 10 >= pairs * 4 && first * 50 < pairs {
        Some(UTF_16LE)
    } else if first * 10 >= pairs * 4 && second * 50 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// UTF-32 without a byte order mark: whether its high bytes, which are zero in every text, stand first.
fn unmarked_wider(bytes: &[u8]) -> Option<bool> {
    let units: Vec<&[u8; 4]> = bytes.as_chunks::<4>().0.iter().take(HEAD / 4).collect();
    let all = |is: fn(&[u8; 4]) -> bool| units.len() >= 8 && units.iter().all(|unit| is(unit));
    if all(|unit| matches!(unit, [0, 0..=0x10, a, b] if (*a, *b) != (0, 0))) {
        return Some(true);
    }
    all(|unit| matches!(unit, [a, b, 0..=0x10, 0] if (*a, *b) != (0, 0))).then_some(false)
}

/// UTF-32 behind its byte order mark, or without one.
fn from_utf_32(bytes: &[u8]) -> Option<String> {
    let (unit, rest): (fn([u8; 4]) -> u32, _) = match bytes {
        [0xff, 0xfe, 0, 0, rest @ ..] => (u32::from_le_bytes, rest),
        [0, 0, 0xfe, 0xff, rest @ ..] => (u32::from_be_bytes, rest),
        _ => match unmarked_wider(bytes)? {
            true => (u32::from_be_bytes, bytes),
            false => (u32::from_le_bytes, bytes),
        },
    };
    let units = rest.as_chunks::<4>().0.iter().map(|four| unit(*four));
    // If it is not text, the caller checks the bytes unchanged.
    units.map(char::from_u32).collect()
}

/// Returns whether a text has the quotation marks and apostrophes of Mac Roman, which are other letters in other
/// encodings.
fn is_macintosh(bytes: &[u8]) -> bool {
    let (mut mac, mut windows) = (0, 0);
    for three in bytes.windows(3) {
        let [before, c, after] = three else { continue };
        let word = |b: &u8| b.is_ascii_alphabetic();
        match c {
            // “ ‘ after white space, ” ’ after a word or full stop, ’ inside a word.
            0xd2 | 0xd4 if matches!(before, b' ' | b'\n' | b'\r' | b'(') && word(after) => mac += 1,
            0xd3 | 0xd5 if !matches!(before, b' ' | b'\n' | b'\r') && !word(after) => mac += 1,
            0xd5 if before.is_ascii_lowercase() && after.is_ascii_lowercase() => mac += 1,
            0x91..=0x97 => windows += 1,
            _ => {}
        }
    }
    mac >= 2 && mac > windows * 4
}

/// Returns the encoding declared by a content type.
fn parameter(content_type: &str) -> Option<&'static Encoding> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let label = value.trim().trim_matches(['"', '\'']);
        name.trim().eq_ignore_ascii_case("charset").then(|| Encoding::for_label(label.as_bytes()))?
    })
}

/// Returns the encoding declared at the start of a page (`<meta charset=…>`, `<?xml encoding=…?>`).
fn stated_inside(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..HEAD).unwrap_or(bytes)).to_ascii_lowercase();
    let xml = head.trim_start().strip_prefix("<?xml").and_then(|rest| rest.split("?>").next());
    let in_xml = xml.and_then(|xml| xml.split_once("encoding=")).map(|(_, rest)| rest);
    let in_meta = head.split("<meta").skip(1).find_map(|tag| {
        let tag = tag.split('>').next().unwrap_or_default();
        tag.split_once("charset").and_then(|(_, rest)| rest.trim_start().strip_prefix('='))
    });
    let label = in_xml.or(in_meta)?.trim_start().trim_start_matches(['"', '\'']);
    let end = label.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c))).unwrap_or(label.len());
    let encoding = Encoding::for_label(label.get(..end)?.as_bytes())?;
    // A declaration that can be read as ASCII is not in UTF-16.
    Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

/// Returns whether a file is binary: it has many NUL bytes or many control characters. A few stray ones are allowed.
fn is_binary(bytes: &[u8]) -> bool {
    let head = bytes.get(..64 * 1024).unwrap_or(bytes);
    let nul = head.iter().filter(|b| **b == 0).count();
    let control = head.iter().filter(|b| matches!(b, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f)).count();
    nul * 50 > head.len() || control * 6 > head.len()
}

/// Returns whether text follows a signature of plain letters: "RIFF", "ID3" or "BZh" could begin an article.
fn is_prose_like(bytes: &[u8]) -> bool {
    let head = bytes.get(..512).unwrap_or(bytes);
    let letters = !(head.starts_with(b"%") || head.starts_with(b"{") || head.starts_with(b"GIF8"));
    letters && !is_binary(head) && std::str::from_utf8(head).map_or_else(|e| e.error_len().is_none(), |_| true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        decode("t", bytes, Stated::default()).unwrap().text
    }

    #[test]
    fn utf_32_needs_no_mark() {
        let text = "“Nobody came,” said Una Drew.";
        let (mut little, mut big) = (Vec::new(), Vec::new());
        for c in text.chars() {
            little.extend(u32::from(c).to_le_bytes());
            big.extend(u32::from(c).to_be_bytes());
        }
        for bytes in [little, big] {
            assert_eq!(decode("x.txt", &bytes, Stated::default()).unwrap().text, text);
        }
        assert_eq!(from_utf_32(&[0; 64]), None, "NULs are no text");
    }

    #[test]
    fn xml_is_decoded_as_declared_or_guessed() {
        let plain = |bytes: &[u8]| decode_xml(bytes.to_vec(), None).text;
        let declared = |label: &str, rest: &[u8]| {
            plain(&[format!("<?xml version=\"1.0\" encoding=\"{label}\"?><p>").as_bytes(), rest].concat())
        };
        assert!(declared("utf-8", "é".as_bytes()).ends_with("<p>é"));
        assert!(declared("windows-1252", b"\xe9\x93").ends_with("<p>é“"));
        // Programs declare what they keep in memory, and write UTF-8.
        assert!(declared("utf-16", "é".as_bytes()).ends_with("<p>é"));
        assert!(declared("iso-8859-1", "Grüße".as_bytes()).ends_with("<p>Grüße"));
        assert_eq!(plain(&[0xfe, 0xff, 0, b'<', 0, b'p', 0, b'>', 0, 0xe9]), "<p>é");
        assert_eq!(plain("\u{feff}<p>é".as_bytes()), "<p>é");
        assert_eq!(plain(b"caf\xe9"), "café");
        // The declaration of the server, and none at all.
        let (words, _, _) = encoding_rs::KOI8_R.encode("<title>Наверное, и мосту нужен отдых</title>");
        let served = decode_xml(words.to_vec(), Some("text/xml; charset=koi8-r"));
        assert_eq!((served.text.as_str(), served.notices.len()), ("<title>Наверное, и мосту нужен отдых</title>", 0));
        let (words, _, _) = encoding_rs::SHIFT_JIS.encode("<title>橋は五月に開くと市長は月曜日に述べた。</title>");
        let guessed = decode_xml(words.to_vec(), None);
        assert_eq!(guessed.text, "<title>橋は五月に開くと市長は月曜日に述べた。</title>");
        assert!(guessed.notices[0].contains("guessed"), "{:?}", guessed.notices);
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
            (b"   \n\t \r\n", "has no text"),
            (b"", "has no text"),
        ] {
            let message = decode("f", bytes, Stated::default()).unwrap_err().to_string();
            assert!(message.contains(says) && !message.contains('\n'), "{message}");
        }
        assert_eq!(text(b"RIFF was the word he used."), "RIFF was the word he used.");
        assert_eq!(text(b"one stray \x00 byte in a line of ordinary text is not enough, nor are \x01 two of them"), {
            "one stray \x00 byte in a line of ordinary text is not enough, nor are \x01 two of them"
        });
    }

    #[test]
    fn other_encodings_are_guessed_with_a_notice() {
        let german = decode("f", b"Stra\xdfe und Gr\xfc\xdfe aus M\xfcnchen an alle, die das lesen", Stated::default());
        let german = german.unwrap();
        assert!(german.text.starts_with("Straße und Grüße"), "{}", german.text);
        assert!(matches!(german.notices.as_slice(), [one] if one.contains("windows-1252")), "{:?}", german.notices);
        let cyrillic: Vec<u8> = b"\xcf\xf0\xe8\xe2\xe5\xf2, \xec\xe8\xf0! ".repeat(20);
        let cyrillic = decode("f", &cyrillic, Stated::default()).unwrap();
        assert!(cyrillic.text.starts_with("Привет, мир"), "{}", cyrillic.text);
        assert!(cyrillic.notices.iter().any(|n| n.contains("windows-1251")));
        let (japanese, _, _) =
            encoding_rs::SHIFT_JIS.encode("港長は言った。「十一年も待っている」と。町の人々は黙っていた。");
        assert!(text(&japanese).starts_with("港長は言った"));
    }

    #[test]
    fn damaged_utf_8_stays_utf_8() {
        let mut bytes = "“Grüße”, said the harbour master. “Grüße!”".as_bytes().to_vec();
        bytes.extend(b" And\xff so on.");
        let decoded = decode("f", &bytes, Stated::default()).unwrap();
        assert!(decoded.text.starts_with("“Grüße”") && decoded.text.contains("And\u{fffd} so on"));
        assert!(decoded.notices.iter().any(|n| n.contains("1 place is not valid UTF-8")), "{:?}", decoded.notices);
    }

    #[test]
    fn what_is_stated_is_believed_unless_utf_8_fits() {
        let read = |bytes: &[u8], content_type: Option<&str>, markup: bool| {
            let decoded = decode("f", bytes, Stated { content_type, markup }).unwrap();
            assert!(decoded.notices.is_empty(), "{:?}", decoded.notices);
            decoded.text
        };
        assert_eq!(read(b"\xe4\xf6", Some("text/plain; Charset=\"ISO-8859-5\""), false), "фі");
        assert!(read(b"<meta charset='iso-8859-7'>\xe1", None, true).ends_with('α'));
        assert!(read(b"<META content='text/html; charset = koi8-r' >\xc1", Some("text/html"), true).ends_with('а'));
        assert!(read(b"<?xml version='1.0' encoding='windows-1250'?><p>\xb9", None, true).ends_with('ą'));
        assert!(read(b"<meta charset=utf-16>plain", None, true).ends_with("plain"));
        assert_eq!(read("Grüße".as_bytes(), Some("text/plain; charset=iso-8859-1"), false), "Grüße");
        assert_eq!(read(b"\x1b$B%F%9%H\x1b(B", Some("text/plain; charset=iso-2022-jp"), false), "テスト");
    }
}
