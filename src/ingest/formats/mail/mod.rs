//! Reads e-mails as mail programs save them, including newsletters.

pub(in crate::ingest) mod newsletter;
pub(in crate::ingest) mod repair;
use std::borrow::Cow;

use mail_parser::{Message, MessageParser, MimeHeaders, PartType};

use crate::ingest::concat::{Draft, Joined};
use crate::ingest::formats::html;
use crate::ingest::formats::mail::repair::Mended;
use crate::ingest::formats::plain::typed;
use crate::ingest::rendered::Rendered;
use crate::ingest::{IngestError, metadata, pictures};
use crate::text::{Picture, PictureSource, one_line};

/// Maximum number of messages shown from a mailbox.
const MAX_MESSAGES: usize = 2_000;

/// Maximum nesting depth of messages inside messages.
const MAX_NESTING: usize = 8;

/// Maximum number of notices of single messages that are shown for several.
const MAX_NOTICES: usize = 4;

/// Reads one message, or several: a mailbox, a digest, or a message with attached ones. `entry` is the only one to
/// read, from 1.
pub(in crate::ingest) fn read(name: &str, bytes: &[u8], entry: Option<usize>) -> Result<Draft, IngestError> {
    let messages = mailbox(bytes);
    let mut found: Vec<Draft> = Vec::new();
    let mut title = None;
    match messages.as_slice() {
        [] | [_] => {
            let only = messages.first().map_or(bytes, |only| only);
            let (outer, drafts) = letters(name, only)?;
            (title, found) = (outer, drafts);
            if found.iter().all(|draft| draft.joined.text.trim().is_empty()) && has_pictures(only) {
                return Err(IngestError::Pictures { name: name.to_owned() });
            }
        }
        // One message that cannot be read must not hide the others.
        all => all
            .iter()
            .take(MAX_MESSAGES)
            .filter_map(|message| letters(name, message).ok())
            .for_each(|(_, drafts)| found.extend(drafts)),
    }
    let several = found.len() > 1;
    let no_entry = |reason: String| IngestError::NoEntry { name: name.to_owned(), reason };
    if let Some(wanted) = entry {
        if !several {
            return Err(no_entry("is one message, so it has no entries: omit --entry".to_owned()));
        }
        let count = found.len();
        let draft = wanted.checked_sub(1).filter(|at| *at < count).map(|at| found.swap_remove(at));
        return draft.ok_or_else(|| no_entry(format!("has no message {wanted}: there are {count}, counted from 1")));
    }
    if !several {
        return Ok(found.pop().unwrap_or_default());
    }
    let mut out = whole(found);
    out.title = title;
    if let Some(more) = messages.len().checked_sub(MAX_MESSAGES).filter(|more| *more > 0) {
        out.notices.push(format!("the last {more} messages are not shown"));
    }
    Ok(out)
}

/// Returns a message and its attached messages, and the common subject. A message without text is dropped.
fn letters(name: &str, bytes: &[u8]) -> Result<(Option<String>, Vec<Draft>), IngestError> {
    let message = MessageParser::default().parse(bytes).ok_or_else(|| IngestError::Damaged {
        name: name.to_owned(),
        kind: "an e-mail",
        reason: "it has no headers (From, Date, Subject)".to_owned(),
    })?;
    let mut out = letter(&message);
    let mut inner = Vec::new();
    if !carried(&message, 0, &mut inner) {
        out.notices.push("a message lies too deep inside others and is not shown".to_owned());
    }
    if inner.is_empty()
        && out.joined.text.trim().is_empty()
        && let Some(bytes) = repair::with_another_head(&message)
        && let Some(again) = MessageParser::default().parse(&bytes)
    {
        out.joined = letter(&again).joined;
    }
    let title = out.title.clone();
    if inner.is_empty() || !out.joined.text.trim().is_empty() {
        inner.insert(0, out);
    } else if let Some(first) = inner.first_mut() {
        first.notices.append(&mut out.notices);
    }
    Ok((title, inner))
}

/// Collects the messages inside a message: forwarded, part of a digest, or returned. Returns whether these are all.
fn carried(message: &Message<'_>, depth: usize, out: &mut Vec<Draft>) -> bool {
    let mut is_all = true;
    for part in &message.parts {
        let file = is_message_file(part).then(|| MessageParser::default().parse(part.contents())).flatten();
        let inner = match &part.body {
            PartType::Message(inner) => Some(inner),
            _ => file.as_ref(),
        };
        if let Some(inner) = inner
            && out.len() < MAX_MESSAGES
        {
            let draft = letter(inner);
            if !draft.joined.text.trim().is_empty() {
                out.push(draft);
            }
            is_all &= if depth < MAX_NESTING {
                carried(inner, depth + 1, out)
            } else {
                !inner.parts.iter().any(|part| matches!(part.body, PartType::Message(_)))
            };
        }
    }
    is_all
}

/// Returns whether a message has images, in its HTML or attached.
fn has_pictures(bytes: &[u8]) -> bool {
    MessageParser::default().parse(bytes).is_some_and(|message| {
        message.parts.iter().any(|part| match &part.body {
            PartType::Html(page) => html::has_pictures(page),
            _ => part.content_type().is_some_and(|kind| kind.ctype().eq_ignore_ascii_case("image")),
        })
    })
}

/// Returns several messages as one article, each under its subject, and each by itself.
fn whole(messages: Vec<Draft>) -> Draft {
    let mut out = Draft::default();
    for part in messages {
        let title = part.title.clone().unwrap_or_else(|| "without a subject".to_owned());
        let about: Vec<&str> = [&part.date, &part.byline].into_iter().filter_map(|p| p.as_deref()).collect();
        let Joined { text, blocks, pictures, .. } = part.joined.clone();
        let body = Rendered { text, blocks, pictures, ..Rendered::default() };
        let start = out.joined.push_entry(&title, None, &about.join(" · "), body);
        let named = [Some(title.as_str()), part.byline.as_deref(), part.date.as_deref()];
        out.joined.enter(&named.into_iter().flatten().collect::<Vec<_>>().join(" · "), 1, start);
        out.parts.push(part);
    }
    let mut notices: Vec<String> = out.parts.iter().flat_map(|part| part.notices.clone()).collect();
    if notices.len() > MAX_NOTICES {
        let more = notices.split_off(MAX_NOTICES).len();
        let s = if more == 1 { "notice" } else { "notices" };
        notices.push(format!("{more} more {s}: open the messages one by one (--entry)"));
    }
    out.notices = notices;
    out
}

/// Splits a mailbox into messages. Each begins with a line `From somebody Mon Jan …`, at the start or after an empty
/// line, followed by headers. Inside a message, `>` stands before such a line.
fn mailbox(bytes: &[u8]) -> Vec<Cow<'_, [u8]>> {
    let mut starts = Vec::new();
    for at in memchr::memmem::find_iter(bytes, b"From ") {
        let before = bytes.get(..at).unwrap_or_default();
        let apart = before.is_empty() || before.ends_with(b"\n\n") || before.ends_with(b"\n\r\n");
        let line = bytes.get(at..).and_then(|rest| rest.split(|b| *b == b'\n').next()).unwrap_or_default();
        let next = bytes.get(at + line.len() + 1..).unwrap_or_default();
        if apart && (at == 0 || is_envelope(line)) && begins_with_a_header(next) {
            starts.push((at, at + line.len() + 1));
        }
    }
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([bytes.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|((_, from), to)| {
            let message = bytes.get(*from..to).unwrap_or_default();
            if memchr::memmem::find(message, b"\n>From ").is_none() {
                return Cow::Borrowed(message);
            }
            let mut out = Vec::with_capacity(message.len());
            for line in message.split_inclusive(|b| *b == b'\n') {
                let marks = line.iter().take_while(|b| **b == b'>').count();
                let is_marked = marks > 0 && line.get(marks..).is_some_and(|rest| rest.starts_with(b"From "));
                out.extend_from_slice(line.get(usize::from(is_marked)..).unwrap_or_default());
            }
            Cow::Owned(out)
        })
        .collect()
}

/// Returns whether a `From ` line ends in a time and a year, as those between messages do.
fn is_envelope(line: &[u8]) -> bool {
    let line = String::from_utf8_lossy(line);
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_time = |word: &&&str| word.split(':').count() >= 2 && word.bytes().all(|b| b.is_ascii_digit() || b == b':');
    let is_year = |word: &&&str| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    words.len() >= 5 && words.iter().any(|w| is_time(&w)) && words.iter().any(|w| is_year(&w))
}

fn begins_with_a_header(bytes: &[u8]) -> bool {
    let name = bytes.iter().take(78).take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')).count();
    name > 0 && bytes.get(name) == Some(&b':')
}

fn letter(message: &Message<'_>) -> Draft {
    let mut out = Draft {
        title: message.subject().map(one_line).filter(|subject| !subject.is_empty()),
        byline: message.from().and_then(|from| from.first()).and_then(|from| {
            let name = from.name.as_deref().map(one_line).filter(|name| !name.is_empty());
            name.or_else(|| from.address.as_deref().map(one_line))
        }),
        date: message.date().and_then(|d| metadata::date(&format!("{:04}-{:02}-{:02}", d.year, d.month, d.day))),
        ..Draft::default()
    };
    let mended: Vec<(&mail_parser::MessagePart<'_>, Mended)> =
        message.parts.iter().filter_map(|part| Some((part, repair::encoded_text(message, part)?))).collect();
    let is_sound =
        |part: &&mail_parser::MessagePart<'_>| !mended.iter().any(|(broken, _)| std::ptr::eq(*broken, *part));
    let byline = out.byline.clone();
    let page = |to: &mut Joined, page: &str| {
        to.push(newsletter::trim(html::render(page, None), byline.as_deref()));
    };
    // The page where there is one: newsletters often send along a text that says little more than "see the page".
    for part in message.html_bodies().filter(is_sound) {
        if let PartType::Html(source) = &part.body {
            page(&mut out.joined, source);
        } else if let PartType::Text(text) = &part.body {
            typed::written(&mut out.joined, text, is_flowed(part));
        }
    }
    if out.joined.text.trim().is_empty() {
        for part in message.text_bodies().filter(is_sound) {
            if let PartType::Text(text) = &part.body {
                typed::written(&mut out.joined, text, is_flowed(part));
            }
        }
    }
    for (part, mended) in &mended {
        let mut broken = Joined::default();
        if mended.is_page {
            page(&mut broken, &mended.text);
        } else {
            typed::written(&mut broken, &mended.text, is_flowed(part));
        }
        // Beside it may stand the same in another form, or no more than a footer.
        if broken.text.len() > 2 * out.joined.text.len() {
            typed::written(&mut broken, &mended.rest, false);
            let before = std::mem::replace(&mut out.joined, broken);
            let Joined { text, blocks, pictures, .. } = before;
            out.joined.push(Rendered { text, blocks, pictures, ..Rendered::default() });
        }
    }
    for report in message.attachments().filter(is_report).filter_map(|part| std::str::from_utf8(part.contents()).ok()) {
        typed::written(&mut out.joined, report, false);
    }
    place_pictures(message, &mut out.joined);
    let named = |part: &mail_parser::MessagePart<'_>| part.attachment_name().map(one_line).or_else(|| kind_of(part));
    let attached: Vec<String> = message
        .attachments()
        .filter(|part| !matches!(part.body, PartType::Message(_)) && !is_message_file(part))
        .filter(|part| is_not_shown(part) && !is_report(part))
        .filter_map(named)
        .collect();
    if !attached.is_empty() {
        let s = if attached.len() == 1 { "attachment is" } else { "attachments are" };
        let some = attached.iter().take(4).map(String::as_str).collect::<Vec<_>>().join(", ");
        let more = if attached.len() > 4 { ", …" } else { "" };
        out.notices.push(format!("{} {s} not shown ({some}{more})", attached.len()));
    }
    out
}

/// Returns the media type of a part, for a part without a name. Signatures have no words.
fn kind_of(part: &mail_parser::MessagePart<'_>) -> Option<String> {
    let kind = part.content_type()?;
    let subtype = kind.subtype().unwrap_or_default();
    (!subtype.ends_with("signature")).then(|| one_line(&format!("{}/{subtype}", kind.ctype())))
}

/// Returns whether a part is a message that is attached as a file: `Letter.eml`.
fn is_message_file(part: &mail_parser::MessagePart<'_>) -> bool {
    !matches!(part.body, PartType::Message(_) | PartType::Multipart(_))
        && part.attachment_name().is_some_and(|name| name.to_ascii_lowercase().ends_with(".eml"))
        && begins_with_a_header(part.contents())
}

/// Returns whether a part says what became of a message: why it was returned, or its head.
fn is_report(part: &&mail_parser::MessagePart<'_>) -> bool {
    const KINDS: [&str; 4] = [
        "message/delivery-status",
        "message/disposition-notification",
        "message/global-delivery-status",
        "text/rfc822-headers",
    ];
    kind_of(part).is_some_and(|kind| KINDS.contains(&kind.to_ascii_lowercase().as_str()))
}

/// Returns whether a part is no picture that the reader shows.
fn is_not_shown(part: &&mail_parser::MessagePart<'_>) -> bool {
    !(cfg!(feature = "pictures") && is_picture(part))
}

fn is_picture(part: &mail_parser::MessagePart<'_>) -> bool {
    part.content_type().is_some_and(|kind| kind.ctype().eq_ignore_ascii_case("image"))
}

/// Places the attached pictures that no page shows below the text. A message has no folder, so a relative path leads
/// nowhere.
fn place_pictures(message: &Message<'_>, out: &mut Joined) {
    out.pictures.retain(|picture| !matches!(picture.source, PictureSource::File(_)));
    let shown: Vec<PictureSource> = out.pictures.iter().map(|picture| picture.source.clone()).collect();
    let is_shown = |part: &mail_parser::MessagePart<'_>| {
        part.content_id().is_some_and(|id| shown.contains(&PictureSource::Part(id.to_owned())))
    };
    let attached = message.parts.iter().enumerate().filter(|(_, part)| is_picture(part) && !is_shown(part));
    let at = out.text.len();
    let name = |n: usize| format!("{ATTACHED}{n}@{}", message.message_id().unwrap_or_default());
    out.pictures.extend(
        attached.take(pictures::MAX_PICTURES).map(|(n, _)| Picture { at, source: PictureSource::Part(name(n)) }),
    );
}

/// What the name of an attached picture begins with; its number and the id of the message follow.
const ATTACHED: &str = "#";

/// Returns the bytes of a part: that with this id, or an attached picture.
#[cfg(feature = "pictures")]
pub(in crate::ingest) fn part(bytes: &[u8], name: &str) -> Option<Vec<u8>> {
    let attached = name.strip_prefix(ATTACHED).and_then(|name| name.split_once('@'));
    let attached = attached.and_then(|(n, id)| Some((n.parse::<usize>().ok()?, id)));
    let found = |message: &Message<'_>| match attached {
        Some((n, id)) if message.message_id().unwrap_or_default() == id => {
            message.parts.get(n).map(|part| part.contents().to_vec())
        }
        Some(_) => None,
        None => message.parts.iter().find(|part| part.content_id() == Some(name)).map(|part| part.contents().to_vec()),
    };
    let messages = mailbox(bytes);
    let only = [Cow::Borrowed(bytes)];
    let messages: &[Cow<'_, [u8]>] = if messages.is_empty() { &only } else { &messages };
    messages.iter().take(MAX_MESSAGES).find_map(|message| {
        let message = MessageParser::default().parse(message.as_ref())?;
        let inner = message.parts.iter().filter_map(|part| match &part.body {
            PartType::Message(inner) => Some(inner),
            _ => None,
        });
        found(&message).or_else(|| inner.filter_map(found).next())
    })
}

fn is_flowed(part: &mail_parser::MessagePart<'_>) -> bool {
    let format = part.content_type().and_then(|kind| kind.attribute("format"));
    format.is_some_and(|format| format.eq_ignore_ascii_case("flowed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETTER: &str = "From: \"Mara Lindqvist\" <mara@example.org>\r\nTo: press@example.org\r\n\
        Subject: =?utf-8?Q?The_mill_=E2=80=93_again?=\r\nDate: Tue, 6 Feb 2024 23:30:00 +0100\r\n\
        Message-ID: <1@example.org>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
        Dear all,\r\n\r\nOn Mon, Tomas Okafor wrote:\r\n> Nobody has shown me the figures, and until somebody does I call the whole\r\n\
        > thing a postcard and not a plan.\r\n>> We open the gates.\r\n>\r\n> Tomas\r\n\r\nYou have them.\r\n\r\n\
        -- \r\nMara Lindqvist\r\nMayor of Orrin Bay\r\n";

    #[test]
    fn quotations_and_the_signature_are_told_apart() {
        let letter = read("a.eml", LETTER.as_bytes(), None).unwrap();
        assert_eq!(letter.title.as_deref(), Some("The mill – again"));
        assert_eq!(letter.byline.as_deref(), Some("Mara Lindqvist"));
        assert_eq!(letter.date.as_deref(), Some("2024-02-06"));
        let shown: Vec<(u8, bool, &str)> = letter
            .joined
            .blocks
            .iter()
            .map(|b| (b.quote_depth, b.kind.is_prose(), b.span.of(&letter.joined.text)))
            .collect();
        let long = "Nobody has shown me the figures, and until somebody does I call the whole thing a postcard and not a plan.";
        assert_eq!(
            shown,
            [
                (0, true, "Dear all,"),
                (0, true, "On Mon, Tomas Okafor wrote:"),
                (1, true, long),
                (2, true, "We open the gates."),
                (1, true, "Tomas"),
                (0, true, "You have them."),
                (0, false, "—"),
                (0, false, "Mara Lindqvist"),
                (0, false, "Mayor of Orrin Bay"),
            ]
        );
    }

    #[test]
    fn flowed_lines_flow() {
        let text = LETTER
            .replace("charset=utf-8\r\n", "charset=utf-8; format=flowed\r\n")
            .replace("Dear all,", "Dear \r\nall,");
        let letter = read("a.eml", text.as_bytes(), None).unwrap();
        assert!(letter.joined.text.starts_with("Dear all,"), "{}", letter.joined.text);
    }

    #[test]
    fn reasons_of_a_return_are_read_and_other_parts_are_told() {
        let part = |kind: &str, body: &str| format!("--b\r\nContent-Type: {kind}\r\n\r\n{body}\r\n");
        let head = "From: post@example.org\r\nSubject: Returned\r\nMIME-Version: 1.0\r\n\
            Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n";
        let parts = [
            part("text/plain", "Your message came back."),
            part(
                "message/delivery-status",
                "Reporting-MTA: dns; mx.example.org\r\n\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 nobody here",
            ),
            part("text/rfc822-headers", "From: Una Drew <una@example.org>\r\nSubject: The mill"),
            part("application/x-lamp", "1234"),
        ];
        let letter = read("a.eml", format!("{head}{}--b--\r\n", parts.concat()).as_bytes(), None).unwrap();
        for words in ["came back", "550 nobody here", "Subject: The mill"] {
            assert!(letter.joined.text.contains(words), "{words}: {}", letter.joined.text);
        }
        assert_eq!(letter.notices, ["1 attachment is not shown (application/x-lamp)"]);
    }

    #[test]
    fn a_message_that_is_attached_as_a_file_is_read() {
        let text = "From: post@example.org\r\nSubject: Fwd\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
            --b\r\n\r\nSee below.\r\n--b\r\nContent-Type: application/octet-stream\r\n\
            Content-Disposition: attachment; filename=\"Letter.eml\"\r\n\r\n\
            From: Una Drew <una@example.org>\r\nSubject: The mill\r\n\r\nNobody came.\r\n--b\r\n\
            Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"x.eml\"\r\n\r\n\
            \u{1}\u{2}\r\n--b--\r\n";
        let letters = read("a.eml", text.as_bytes(), None).unwrap();
        assert_eq!(letters.parts.len(), 2);
        assert_eq!(letters.parts[1].byline.as_deref(), Some("Una Drew"));
        assert!(letters.joined.text.contains("Nobody came."), "{}", letters.joined.text);
        assert_eq!(letters.notices, ["1 attachment is not shown (x.eml)"]);
    }

    #[test]
    fn messages_too_deep_inside_others_are_told() {
        let mut message = "Subject: 0\r\n\r\nThe lowest.\r\n".to_owned();
        for level in 1..=MAX_NESTING + 2 {
            message = format!(
                "Subject: {level}\r\nContent-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n\r\nLevel {level}.\r\n\
                 --b{level}\r\nContent-Type: message/rfc822\r\n\r\n{message}\r\n--b{level}--\r\n"
            );
        }
        let letters = read("a.eml", message.as_bytes(), None).unwrap();
        assert!(letters.joined.text.contains("Level 2.") && !letters.joined.text.contains("The lowest."));
        assert_eq!(letters.notices, ["a message lies too deep inside others and is not shown"]);
    }

    #[test]
    fn what_is_no_message_is_said() {
        assert!(read("a.eml", b"", None).unwrap_err().to_string().contains("e-mail"));
    }
}
