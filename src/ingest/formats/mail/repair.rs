//! Repairs malformed messages: mailing lists append a footer to encoded text; programs truncate messages or declare a
//! boundary that does not occur in them.

use mail_parser::decoders::base64::base64_decode;
use mail_parser::{Message, MessagePart, MimeHeaders};

use crate::ingest::decode::{Stated, decode};

/// The readable part of a message part that the parser rejected.
pub(in crate::ingest) struct Mended {
    pub(in crate::ingest) text: String,
    pub(in crate::ingest) is_page: bool,
    /// Text appended after the encoding.
    pub(in crate::ingest) rest: String,
}

/// Decodes a part that the parser rejected. Returns `None` for a valid part, or one without text.
pub(in crate::ingest) fn encoded_text(message: &Message<'_>, part: &MessagePart<'_>) -> Option<Mended> {
    let kind = part.content_type();
    let is_text = kind.is_none_or(|kind| kind.ctype().eq_ignore_ascii_case("text"));
    if !part.is_encoding_problem || !is_text {
        return None;
    }
    let raw = message.raw_message.get(part.offset_body as usize..part.offset_end as usize)?;
    let (bytes, rest) = match part.content_transfer_encoding()?.trim().to_ascii_lowercase().as_str() {
        "base64" => base64(raw)?,
        // What is no code stands for itself.
        "quoted-printable" => (quoted_printable::decode(raw, quoted_printable::ParseMode::Robust).ok()?, &[][..]),
        _ => return None,
    };
    let is_page = kind.and_then(|kind| kind.subtype()).is_some_and(|subtype| subtype.eq_ignore_ascii_case("html"));
    let charset =
        kind.and_then(|kind| kind.attribute("charset")).map(|charset| format!("text/plain; charset={charset}"));
    let text = decode("", &bytes, Stated { content_type: charset.as_deref(), markup: is_page }).ok()?.text;
    let rest = decode("", rest, Stated::default()).map(|rest| rest.text).unwrap_or_default();
    Some(Mended { text, is_page, rest })
}

/// Returns the message with corrected headers: the boundary that it uses, or plain text as content type. `None` if
/// neither would help.
pub(in crate::ingest) fn with_another_head(message: &Message<'_>) -> Option<Vec<u8>> {
    let root = message.root_part();
    let body = message.raw_message.get(root.raw_body_offset() as usize..)?;
    let stated = message.header_raw("Content-Type").unwrap_or_default().trim().to_ascii_lowercase();
    if stated.starts_with("multipart/") {
        let lines: Vec<&[u8]> = body.split(|b| *b == b'\n').map(<[u8]>::trim_ascii_end).collect();
        let boundary = lines.windows(2).find_map(|two| match two {
            [line, next] if next.to_ascii_lowercase().starts_with(b"content-") => line.strip_prefix(b"--"),
            _ => None,
        });
        let boundary = std::str::from_utf8(boundary?).ok().filter(|b| !b.is_empty() && !b.contains(['"', '\\']))?;
        let kind = if stated.starts_with("multipart/alternative") { "alternative" } else { "mixed" };
        let head = format!("Content-Type: multipart/{kind}; boundary=\"{boundary}\"\r\n\r\n");
        return Some([head.as_bytes(), body].concat());
    }
    // `text/plain charset=us-ascii`, without a semicolon.
    let is_text = stated.starts_with("text/plain") && message.text_bodies().next().is_none();
    is_text.then(|| [b"Content-Type: text/plain\r\n\r\n", body].concat())
}

/// Decodes Base64 that may be truncated, and returns the text appended to it.
fn base64(raw: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let is_encoded = |line: &[u8]| {
        let line = line.trim_ascii();
        !line.is_empty() && line.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
    };
    let raw = raw.trim_ascii_start();
    let end: usize = raw.split_inclusive(|b| *b == b'\n').take_while(|line| is_encoded(line)).map(<[u8]>::len).sum();
    let (encoded, rest) = raw.split_at(end);
    let mut encoded: Vec<u8> = encoded.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect();
    if !encoded.ends_with(b"=") {
        encoded.truncate(encoded.len() / 4 * 4);
    }
    base64_decode(&encoded).filter(|bytes| !bytes.is_empty()).map(|bytes| (bytes, rest))
}

#[cfg(test)]
mod tests {
    use crate::ingest::IngestError;
    use crate::ingest::formats::mail::read;

    const HEAD: &str = "From: Ana Reyes <ana@example.org>\r\nSubject: The tide gate\r\nMIME-Version: 1.0\r\n";
    /// "We sign on Monday," said Reyes.\n
    const ENCODED: &str = "IldlIHNpZ24gb24gTW9u\r\nZGF5LCIgc2FpZCBSZXllcy4K\r\n";
    const SAID: &str = "\"We sign on Monday,\" said Reyes.";

    fn text_of(rest: &str) -> String {
        let letter = match read("a.eml", format!("{HEAD}{rest}").as_bytes(), None) {
            Err(IngestError::Pictures { .. }) => return String::new(),
            letter => letter.unwrap(),
        };
        assert_eq!(letter.title.as_deref(), Some("The tide gate"));
        letter.joined.text.trim().to_owned()
    }

    /// Mailing lists do this: 52 messages of 6,046 in a public collection were not read for this, or another of these reasons.
    #[test]
    fn a_footer_below_encoded_text_hides_neither() {
        let text = text_of(&format!(
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{ENCODED}\r\n\
             _______________\r\nHarbour mailing list\r\n"
        ));
        assert!(text.starts_with(SAID) && text.ends_with("Harbour mailing list"), "{text}");
        let page = text_of(
            "Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+V2Ugc2lnbi48L3A+\r\n\r\n\
             ____\r\nHarbour mailing list\r\n",
        );
        assert!(page.starts_with("We sign.") && page.ends_with("Harbour mailing list"), "{page}");
    }

    #[test]
    fn an_encoded_part_that_is_cut_off_is_read_as_far_as_it_goes() {
        let part = "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n";
        let open = format!("Content-Type: multipart/mixed; boundary=M\r\n\r\n--M\r\n{part}");
        assert_eq!(text_of(&format!("{open}{ENCODED}")), SAID);
        assert_eq!(text_of(&format!("{open}IldlIHNpZ24gb24gTW9uZGF5LC")), "\"We sign on Monday");
        // A part that can be read beside it.
        let text = text_of(&format!(
            "{open}{ENCODED}not base64!\r\n--M\r\nContent-Type: text/plain\r\n\r\nA list.\r\n--M--\r\n"
        ));
        assert!(text.starts_with(SAID) && text.contains("A list."), "{text}");
    }

    #[test]
    fn what_is_no_code_in_a_part_stands_for_itself() {
        let part = "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n";
        let open = format!("Content-Type: multipart/related; boundary=M\r\n\r\n--M\r\n{part}");
        let page = "<p>The caf=C3=A9 sign=\r\ns, a=b, said Reyes.</p>\r\n";
        let expected = "The caf\u{e9} signs, a=b, said Reyes.";
        assert_eq!(text_of(&format!("{open}{page}--M--\r\n")), expected);
        assert_eq!(text_of(&format!("{open}{page}")), expected);
        assert_eq!(text_of(&format!("{part}{page}")), expected);
    }

    #[test]
    fn a_boundary_that_is_written_differently_is_found() {
        let text = text_of(
            "Content-Type: multipart/alternative; boundary=\"=Parts 1\"\r\n\r\n--= Parts 1\r\nContent-Type: text/plain\r\n\r\n\
             We sign.\r\n--= Parts 1\r\nContent-Type: text/html\r\n\r\n<p>We <b>sign</b>.</p>\r\n--= Parts 1--\r\n",
        );
        assert_eq!(text, "We sign.");
    }

    #[test]
    fn a_kind_without_a_semicolon_is_text() {
        assert_eq!(text_of("Content-Type: TEXT/PLAIN charset=US-ASCII\r\n\r\nWe sign.\r\n"), "We sign.");
    }

    /// Images must not be shown as text.
    #[test]
    fn what_is_no_text_stays_unread() {
        for rest in [
            "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\nfooter\r\n",
            "Content-Type: text/html\r\n\r\n<p><img src=\"a.png\"></p>\r\n",
        ] {
            assert_eq!(text_of(rest).replace("[image]", "").trim(), "", "{rest}");
        }
    }
}
