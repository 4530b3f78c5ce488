//! Reads web pages that browsers saved with all parts: MIME, `multipart/related`.

#[cfg(feature = "pictures")]
use mail_parser::MessagePart;
use mail_parser::{HeaderName, HeaderValue, Message, MessageParser, MimeHeaders, PartType};

use crate::ingest::IngestError;
use crate::text::{Picture, PictureSource};

/// Returns the HTML page in such a file, and its address.
pub(in crate::ingest) fn unpack(name: &str, bytes: &[u8]) -> Result<(String, Option<String>), IngestError> {
    let damaged = |reason: &str| IngestError::Damaged {
        name: name.to_owned(),
        kind: "a saved web page",
        reason: reason.to_owned(),
    };
    let message = MessageParser::default().parse(bytes).ok_or_else(|| damaged("it has no headers"))?;
    let address = header(&message, "Snapshot-Content-Location");
    let pages = || {
        message.parts.iter().filter_map(|part| match &part.body {
            PartType::Html(page) => Some((part, page)),
            _ => None,
        })
    };
    // The page itself; others are frames in it.
    let own = pages().find(|(part, _)| address.is_some() && part.content_location() == address.as_deref());
    let (part, page) = own.or_else(|| pages().next()).ok_or_else(|| damaged("it contains no HTML page"))?;
    let address = address.or_else(|| part.content_location().map(str::to_owned));
    Ok((page.to_string(), address.filter(|a| a.starts_with("http://") || a.starts_with("https://"))))
}

/// Notes for pictures in a saved page that they are in its file.
pub(in crate::ingest) fn place_pictures(bytes: &[u8], pictures: &mut [Picture]) {
    if pictures.is_empty() {
        return;
    }
    let Some(message) = MessageParser::default().parse(bytes) else { return };
    let names: Vec<&str> = message.parts.iter().filter_map(|part| part.content_location()).collect();
    for picture in pictures {
        if let PictureSource::Web(name) | PictureSource::File(name) = &picture.source
            && names.contains(&name.as_str())
        {
            picture.source = PictureSource::Part(name.clone());
        }
    }
}

/// Returns the bytes of a part, by its address or its id.
#[cfg(feature = "pictures")]
pub(in crate::ingest) fn part(bytes: &[u8], name: &str) -> Option<Vec<u8>> {
    let message = MessageParser::default().parse(bytes)?;
    let is_named = |part: &&MessagePart<'_>| part.content_location() == Some(name) || part.content_id() == Some(name);
    message.parts.iter().find(is_named).map(|part| part.contents().to_vec())
}

fn header(message: &Message<'_>, name: &'static str) -> Option<String> {
    match message.header(HeaderName::Other(name.into()))? {
        HeaderValue::Text(value) => Some(value.split_whitespace().collect()),
        _ => None,
    }
}
