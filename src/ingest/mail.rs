//! Messages as mail programs save them, newsletters among them.

use mail_parser::{Message, MessageParser, MimeHeaders, PartType};

use super::joined::Joined;
use super::rendered::Rendered;
use super::{IngestError, html, meta, plain};
use crate::text::{Block, BlockKind, Span};

/// A message, read.
#[derive(Debug, Default)]
pub(super) struct Letter {
    pub(super) joined: Joined,
    pub(super) title: Option<String>,
    pub(super) byline: Option<String>,
    pub(super) date: Option<String>,
    pub(super) notices: Vec<String>,
}

/// Quotations deeper than this are shown as this deep.
const MAX_DEPTH: u8 = 12;

/// Reads a message.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Letter, IngestError> {
    // A mailbox begins with a line that is no header.
    let bytes = match bytes.strip_prefix(b"From ") {
        Some(rest) => rest.iter().position(|b| *b == b'\n').and_then(|at| rest.get(at + 1..)).unwrap_or(bytes),
        None => bytes,
    };
    let message = MessageParser::default().parse(bytes).ok_or_else(|| IngestError::Damaged {
        name: name.to_owned(),
        kind: "an e-mail",
        reason: "it has no head (From, Date, Subject)".to_owned(),
    })?;
    let mut out = letter(&message);
    // A message that only carries another one along.
    if out.joined.text.trim().is_empty()
        && let Some(inner) = message.attachments().find_map(|part| match &part.body {
            PartType::Message(inner) => Some(inner),
            _ => None,
        })
    {
        out = letter(inner);
    }
    Ok(out)
}

fn letter(message: &Message<'_>) -> Letter {
    let mut out = Letter {
        title: message.subject().map(one_line).filter(|subject| !subject.is_empty()),
        byline: message.from().and_then(|from| from.first()).and_then(|from| {
            let name = from.name.as_deref().map(one_line).filter(|name| !name.is_empty());
            name.or_else(|| from.address.as_deref().map(one_line))
        }),
        date: message.date().and_then(|d| meta::date(&format!("{:04}-{:02}-{:02}", d.year, d.month, d.day))),
        ..Letter::default()
    };
    // The page where there is one: newsletters often send along a text that says little more than "see the page".
    for part in message.html_bodies() {
        if let PartType::Html(page) = &part.body {
            out.joined.push(html::render(page, None));
        } else if let PartType::Text(text) = &part.body {
            written(&mut out.joined, text, is_flowed(part));
        }
    }
    if out.joined.text.trim().is_empty() {
        for part in message.text_bodies() {
            if let PartType::Text(text) = &part.body {
                written(&mut out.joined, text, is_flowed(part));
            }
        }
    }
    let named = |part: &mail_parser::MessagePart<'_>| part.attachment_name().map(one_line);
    let attached: Vec<String> = message.attachments().filter_map(named).collect();
    if !attached.is_empty() {
        let s = if attached.len() == 1 { "attachment is" } else { "attachments are" };
        let some = attached.iter().take(4).map(String::as_str).collect::<Vec<_>>().join(", ");
        let more = if attached.len() > 4 { ", …" } else { "" };
        out.notices.push(format!("{} {s} not shown ({some}{more})", attached.len()));
    }
    out
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_flowed(part: &mail_parser::MessagePart<'_>) -> bool {
    let format = part.content_type().and_then(|kind| kind.attribute("format"));
    format.is_some_and(|format| format.eq_ignore_ascii_case("flowed"))
}

/// A message written as text: what it quotes as block quotes, the signature apart.
fn written(out: &mut Joined, text: &str, flowed: bool) {
    let lines: Vec<(u8, &str)> = text.lines().map(quoted).collect();
    // The last signature mark that is not quoted; nobody writes on for pages below it.
    let end = lines.iter().rposition(|(depth, line)| *depth == 0 && matches!(*line, "-- " | "--"));
    let end = end.filter(|at| lines.len() - at <= 40).unwrap_or(lines.len());
    let (body, signature) = lines.split_at(end);
    for run in body.chunk_by(|(a, first), (b, second)| a == b || (first.trim().is_empty() && second.trim().is_empty()))
    {
        let depth = run.first().map_or(0, |(depth, _)| *depth);
        let Rendered { text, mut blocks, .. } = paragraphs(run, flowed);
        for block in &mut blocks {
            block.quote_depth = depth;
        }
        if !blocks.is_empty() {
            out.push(Rendered { text, blocks, ..Rendered::default() });
        }
    }
    let mut text = String::new();
    let mut blocks = Vec::new();
    for (_, line) in signature.iter().skip(1).filter(|(_, line)| !line.trim().is_empty()) {
        if !text.is_empty() {
            text.push('\n');
        }
        let start = text.len();
        text.push_str(line.trim_end());
        // Not prose: who signs says nothing here.
        blocks.push(Block { kind: BlockKind::Preformatted, ..Block::paragraph(Span::new(start, text.len())) });
    }
    if !blocks.is_empty() {
        out.push_block("—", |span| Block { kind: BlockKind::Preformatted, ..Block::paragraph(span) });
        out.push(Rendered { text, blocks, ..Rendered::default() });
    }
}

/// How deep a line is quoted, and the line itself.
fn quoted(line: &str) -> (u8, &str) {
    let mut depth = 0u8;
    let mut rest = line;
    while let Some(after) = rest.strip_prefix('>').or_else(|| rest.strip_prefix(" >").filter(|_| depth > 0)) {
        depth = depth.saturating_add(1);
        rest = after;
    }
    if depth > 0 {
        rest = rest.strip_prefix(' ').unwrap_or(rest);
    }
    (depth.min(MAX_DEPTH), rest)
}

/// The paragraphs of lines that are quoted equally deep.
fn paragraphs(run: &[(u8, &str)], flowed: bool) -> Rendered {
    let mut source = String::new();
    for (_, line) in run {
        source.push_str(line.trim_end_matches('\r'));
        // Where lines are said to flow, a space at the end of one says that the next goes on.
        if !(flowed && line.ends_with(' ')) {
            source.push('\n');
        }
    }
    let plain::Unwrapped { text, mut blocks } = plain::unwrap(&source);
    // Blank lines at both ends belong to no paragraph.
    let first = blocks.first().map_or(0, |b| b.span.start);
    let last = blocks.last().map_or(0, |b| b.span.end);
    for block in &mut blocks {
        block.span = Span::new(block.span.start - first, block.span.end - first);
    }
    Rendered { text: text.get(first..last).unwrap_or_default().to_owned(), blocks, ..Rendered::default() }
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
        let letter = read("a.eml", LETTER.as_bytes()).unwrap();
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
        let letter = read("a.eml", text.as_bytes()).unwrap();
        assert!(letter.joined.text.starts_with("Dear all,"), "{}", letter.joined.text);
    }

    #[test]
    fn what_is_no_message_is_said() {
        assert!(read("a.eml", b"").unwrap_err().to_string().contains("e-mail"));
    }
}
