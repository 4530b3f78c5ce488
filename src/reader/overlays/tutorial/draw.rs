//! Draws the tutorial below the sample article.

use crate::reader::Geometry;
use crate::reader::draw::canvas::Canvas;
use crate::reader::draw::frame::Frame;
use crate::reader::draw::signs::DONE;
use crate::reader::panes::article::paint::bold;
use crate::theme::Scope;

/// Draws the steps if there is room.
pub(in crate::reader) fn draw(frame: &Frame<'_>, canvas: &mut Canvas<'_>, at: &Geometry) {
    let (Some(lesson), row) = (&frame.model.document.tutorial, at.lesson) else { return };
    if row.is_empty() {
        return;
    }
    let ground = frame.on_text(Scope::Text).patch(frame.style(Scope::SelectedRow));
    canvas.clear(row, ground);
    let lines = lesson.lines(&frame.model.session.keys, row.width.saturating_sub(2));
    // If space is short, finished steps are hidden first.
    let learnt = lines.iter().take_while(|line| line.iter().all(|step| step.done)).count();
    let first = learnt.min(lines.len().saturating_sub(usize::from(row.height)));
    for (line, y) in lines.iter().skip(first).zip(row.top()..row.bottom()) {
        let mut x = row.x.saturating_add(1);
        for step in line {
            let right = row.right();
            let (sign, does) = if step.done { (DONE.text, frame.quiet(ground)) } else { ("·", ground) };
            let sign = format!("{sign} ");
            x = x.saturating_add(canvas.clip(x, y, right.saturating_sub(x), &sign, does));
            let key = if step.done { does } else { bold(frame.over(ground, Scope::FocusedBorder)) };
            x = x.saturating_add(canvas.clip(x, y, right.saturating_sub(x), &step.key, key)).saturating_add(1);
            x = x.saturating_add(canvas.clip(x, y, right.saturating_sub(x), step.does, does)).saturating_add(3);
        }
    }
}
