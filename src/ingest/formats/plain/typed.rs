//! Reads the plain text of a message: quoted lines become block quotes, the signature is kept apart.

use crate::ingest::concat::Joined;
use crate::ingest::formats::plain::{Unwrapped, unwrap};
use crate::ingest::rendered::Rendered;
use crate::text::{Block, BlockKind, Span};

/// Maximum depth of quotations that is shown.
const MAX_DEPTH: u8 = 12;

/// Reads a message written as plain text.
pub(in crate::ingest) fn written(out: &mut Joined, text: &str, flowed: bool) {
    let lines: Vec<(u8, &str)> = text.lines().map(quoted).collect();
    // The last signature mark that is not quoted; nobody writes on for pages below it.
    let end = lines.iter().rposition(|(depth, line)| *depth == 0 && matches!(*line, "-- " | "--"));
    let end = end.filter(|at| lines.len() - at <= 40).unwrap_or(lines.len());
    let (body, signature) = lines.split_at(end);
    // Below such a line stands another message, with its head.
    let forwarded = body.iter().position(|(depth, line)| *depth == 0 && is_forwarding(line)).unwrap_or(body.len());
    let (body, other) = body.split_at(forwarded);
    runs(out, body, flowed, 0);
    if let Some((_, rest)) = other.split_first() {
        let blank = rest.iter().take_while(|(_, line)| line.trim().is_empty()).count();
        let rest = rest.get(blank..).unwrap_or_default();
        let head = rest.iter().take(12).take_while(|(_, line)| is_field(line)).count();
        let (head, rest) = rest.split_at(head);
        set_apart(out, head.iter().map(|(_, line)| *line), 1);
        runs(out, rest, flowed, 1);
    }
    if signature.len() > 1 {
        out.push_block("—", |span| Block { kind: BlockKind::Preformatted, ..Block::paragraph(span) });
        set_apart(out, signature.iter().skip(1).map(|(_, line)| *line), 0);
    }
}

/// Returns whether a line is a separator such as `-----Original Message-----`.
fn is_forwarding(line: &str) -> bool {
    let line = line.trim();
    let words = line.trim_matches(['-', '_', ' ']);
    line.starts_with("--")
        && line.ends_with("--")
        && ["original message", "forwarded message", "ursprüngliche nachricht", "message d'origine", "mensaje original"]
            .iter()
            .any(|known| words.to_lowercase().starts_with(known))
}

/// Returns whether a line is a header of a message.
fn is_field(line: &str) -> bool {
    line.split_once(':').is_some_and(|(name, _)| {
        [
            "from", "sent", "to", "cc", "date", "subject", "reply-to", "von", "gesendet", "an", "datum", "betreff",
            "de", "objet",
        ]
        .contains(&name.trim_matches([' ', '*']).to_lowercase().as_str())
    })
}

/// Adds lines that are not prose, such as greetings and signatures: nobody speaks there.
fn set_apart<'a>(out: &mut Joined, lines: impl Iterator<Item = &'a str>, depth: u8) {
    let mut text = String::new();
    let mut blocks = Vec::new();
    for line in lines.filter(|line| !line.trim().is_empty()) {
        if !text.is_empty() {
            text.push('\n');
        }
        let start = text.len();
        text.push_str(line.trim_end());
        let span = Span::new(start, text.len());
        blocks.push(Block { kind: BlockKind::Preformatted, quote_depth: depth, ..Block::paragraph(span) });
    }
    if !blocks.is_empty() {
        out.push(Rendered { text, blocks, ..Rendered::default() });
    }
}

/// Adds lines of which some are quoted; `more` is an additional depth for all of them.
fn runs(out: &mut Joined, lines: &[(u8, &str)], flowed: bool, more: u8) {
    for run in lines.chunk_by(|(a, first), (b, second)| a == b || (first.trim().is_empty() && second.trim().is_empty()))
    {
        let depth = run.first().map_or(0, |(depth, _)| *depth);
        let Rendered { text, mut blocks, .. } = paragraphs(run, flowed);
        for block in &mut blocks {
            block.quote_depth = depth.saturating_add(more).min(MAX_DEPTH);
        }
        if !blocks.is_empty() {
            out.push(Rendered { text, blocks, ..Rendered::default() });
        }
    }
}

/// Returns the quotation depth of a line, and the line without its marks.
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

/// Returns the paragraphs of lines with the same quotation depth.
fn paragraphs(run: &[(u8, &str)], flowed: bool) -> Rendered {
    let mut source = String::new();
    for (_, line) in run {
        source.push_str(line.trim_end_matches('\r'));
        // Where lines are said to flow, a space at the end of one says that the next goes on.
        if !(flowed && line.ends_with(' ')) {
            source.push('\n');
        }
    }
    let Unwrapped { text, mut blocks } = unwrap(&source);
    // Blank lines at both ends belong to no paragraph.
    let first = blocks.first().map_or(0, |b| b.span.start);
    let last = blocks.last().map_or(0, |b| b.span.end);
    for block in &mut blocks {
        block.span = Span::new(block.span.start - first, block.span.end - first);
    }
    Rendered { text: text.get(first..last).unwrap_or_default().to_owned(), blocks, ..Rendered::default() }
}
