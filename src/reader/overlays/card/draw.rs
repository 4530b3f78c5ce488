//! Draws the card of a quote, a note or the changes.

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use crate::reader::draw::boxes;
use crate::reader::draw::canvas::Canvas;
use crate::reader::draw::frame::Frame;
use crate::reader::draw::signs::HERE;
use crate::reader::overlays::card::{About, Card, CardPage, Tone};
use crate::reader::panes::article::paint::bold;
use crate::theme::Scope;

/// Draws the card.
pub(in crate::reader) fn draw(frame: &Frame<'_>, canvas: &mut Canvas<'_>, card: &Card) {
    let screen = frame.model.session.screen;
    let face = card.face(frame.model, CardPage::room(screen.0));
    let page = CardPage::new(screen, face.lines.len());
    let name = match &card.about {
        About::Quote(_) => "Quote",
        About::Fact(..) => "Fact",
        About::Note(_) => "Note",
        About::Changes(_) => "Changes",
        About::Settings => "Settings",
        About::Output(output) => &output.name,
    };
    let seen = usize::from(page.text.height);
    let top = card.top.min(face.lines.len().saturating_sub(seen));
    let last = (top + seen).min(face.lines.len());
    let more =
        if seen < face.lines.len() { format!("{}–{last} of {}", top + 1, face.lines.len()) } else { String::new() };
    boxes::draw(frame, canvas, page.area, name, &more);
    let text = frame.on_text(Scope::Text);
    for (line, y) in face.lines.iter().skip(top).zip(page.text.top()..page.text.bottom()) {
        let selected = line.goal == Some(card.selected);
        let base = if selected { text.patch(frame.style(Scope::SelectedRow)) } else { text };
        let mark = page.text.x.saturating_sub(2);
        if selected {
            canvas.clear(Rect { x: mark, y, width: page.text.right() - mark, height: 1 }, base);
        }
        let first = face.lines_of(card.selected).is_some_and(|(first, _)| face.lines.get(first) == Some(line));
        if selected && first {
            canvas.put(mark, y, 1, HERE.text, frame.over(base, Scope::FocusedBorder));
        }
        let mut x = page.text.x;
        for (tone, words) in &line.parts {
            let style = match tone {
                Tone::Plain => base,
                Tone::Quiet => frame.quiet(base),
                Tone::Strong => bold(base),
                Tone::Doubt => frame.over(base, Scope::Doubt),
                Tone::Lacks => frame.quiet(base).add_modifier(Modifier::CROSSED_OUT),
                Tone::Has => bold(frame.over(base, Scope::Notice)),
            };
            let room = page.text.right().saturating_sub(x);
            x = x.saturating_add(canvas.clip(x, y, room, words, style));
        }
    }
}
