//! Selects text and opens links.

use crate::reader::panes::pictures::update as pictures;
use crate::reader::place::Opening;
use crate::reader::{Effect, Message, Model, Pane};
use crate::text::{InlineStyle, PictureSource, Span};

/// Starts or ends a selection at the cursor (`v`).
pub(in crate::reader) fn toggle(model: &mut Model) {
    model.document.focus = Pane::Article;
    model.document.mark = match model.document.mark {
        Some(_) => None,
        None => Some(model.document.cursor),
    };
}

/// Moves the cursor to the other end of the selection (`o`).
pub(in crate::reader) fn other_end(model: &mut Model) {
    if let Some(mark) = model.document.mark {
        model.document.mark = Some(model.document.cursor);
        model.document.cursor = model.snap(mark);
        model.document.goal = None;
        model.show_cursor();
    }
}

/// Opens a link in the browser (`o`) or in the reader (`O`): the link under the cursor, else the first on the line,
/// else the picture at the paragraph, else the address of the article.
pub(in crate::reader) fn open_link(model: &mut Model, here: bool, effects: &mut Vec<Effect>) {
    let pos = model.place(model.document.cursor);
    let cursor = model.document.cursor;
    let line = model.line(pos).map_or(Span::new(cursor, cursor), |l| l.span);
    let links = model.document.article.blocks.get(pos.block).into_iter().flat_map(|b| &b.inlines).filter_map(|i| {
        match &i.style {
            InlineStyle::Link(to) => Some((i.span, to)),
            _ => None,
        }
    });
    let near = links.filter(|(span, _)| span.overlaps(line)).min_by_key(|(span, _)| !span.contains(cursor));
    let near = near.map(|(_, to)| to.clone());
    if near.is_none()
        && !here
        && let Some(picture) = pictures::here(model)
    {
        if let PictureSource::Web(address) = picture {
            return open(model, &address, effects);
        }
        model.message = Some(Message::note("opening the picture"));
        effects.push(Effect::OpenPicture(picture));
        return;
    }
    let source = &model.document.article.source;
    let to = near.as_deref().or_else(|| (is_safe(source) && !here).then_some(source.as_str()));
    match to.map(str::to_owned) {
        Some(to) if here => open_here(model, to, effects),
        Some(to) => open(model, &to, effects),
        None => model.message = Some(Message::note("no link on this line")),
    }
}

/// Opens a link in the browser or the mail program.
pub(in crate::reader) fn open(model: &mut Model, to: &str, effects: &mut Vec<Effect>) {
    if is_safe(to) {
        model.message = Some(Message::note(format!("opening {to}")));
        effects.push(Effect::OpenLink(to.to_owned()));
    } else {
        model.message = Some(Message::error(format!("cannot open {to}: only web and mail links are allowed")));
    }
}

/// Opens a link as another article: a web page, or a file in the same folder.
pub(in crate::reader) fn open_here(model: &mut Model, to: String, effects: &mut Vec<Effect>) {
    let scheme = to.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    if !matches!(scheme.as_deref(), None | Some("http" | "https")) || to.chars().any(char::is_control) {
        model.message = Some(Message::error(format!("cannot open {to} here: only web pages and files are allowed")));
    } else if to.starts_with('#') {
        model.message = Some(Message::note("this link leads to a place in this article"));
    } else {
        effects.push(Effect::Open(Opening::Link(to)));
    }
}

/// Returns whether a link is safe to open: an article must not be able to start programs.
pub(in crate::reader) fn is_safe(link: &str) -> bool {
    let scheme = link.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    scheme.is_some_and(|s| matches!(s.as_str(), "http" | "https" | "mailto"))
        && !link.chars().any(|c| c.is_control() || c.is_whitespace())
}
