//! Asks for the pictures near the screen, and takes what the runtime answers.

use crate::reader::layout::LinePos;
use crate::reader::panes::pictures::{LoadedPicture, PictureRequest, Protocol, Room, place, room};
use crate::reader::{Effect, Message, Model};
use crate::text::PictureSource;

/// Blocks above and below the screen whose pictures are loaded beforehand.
const NEAR: usize = 3;
/// The most pictures whose content is kept.
const KEPT: usize = 40;

/// Begins anew: what was asked for before the article was left may never be answered.
pub(in crate::reader) fn begin(model: &mut Model) {
    model.document.pictures.known.retain(|_, known| known.raster.is_some() || known.problem.is_some());
}

/// Asks for the pictures near the screen that are not known yet.
pub(in crate::reader) fn ask(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.document.article.pictures.is_empty() {
        return;
    }
    let Some(room) = room(model) else { return };
    let lines = model.document.layouts.visible(model.document.top, u16::try_from(model.height()).unwrap_or(u16::MAX));
    let last = lines.last().map_or(model.document.top.block, |(_, pos)| pos.block);
    let near = model.document.top.block.saturating_sub(NEAR)..=last + NEAR;
    let article = std::sync::Arc::clone(&model.document.article);
    let web = model.document.pictures.web;
    for (at, picture) in article.pictures.iter().enumerate() {
        let is_near = place(&article, at).is_some_and(|(block, _)| near.contains(&block));
        if !is_near || (matches!(picture.source, PictureSource::Web(_)) && !web) {
            continue;
        }
        let known = model.document.pictures.known.entry(at).or_default();
        if known.problem.is_some() || known.asked == Some(room) {
            continue;
        }
        known.asked = Some(room);
        let (source, protocol) = (picture.source.clone(), model.session.display.protocol);
        effects.push(Effect::LoadPicture(Box::new(PictureRequest { picture: at, source, room, protocol })));
    }
    forget(model, &near);
}

/// Discards the content of pictures far from the screen; their size stays known.
fn forget(model: &mut Model, near: &std::ops::RangeInclusive<usize>) {
    let article = std::sync::Arc::clone(&model.document.article);
    let known = &mut model.document.pictures.known;
    let mut excess = known.values().filter(|known| known.raster.is_some()).count().saturating_sub(KEPT);
    for (at, known) in known.iter_mut() {
        if excess == 0 {
            break;
        }
        if known.raster.is_some() && place(&article, *at).is_none_or(|(block, _)| !near.contains(&block)) {
            (known.raster, known.asked) = (None, None);
            excess -= 1;
        }
    }
}

/// Takes a picture that was loaded for a room, or the reason why it cannot be shown.
pub(in crate::reader) fn loaded(model: &mut Model, at: usize, room: Room, result: Result<LoadedPicture, String>) {
    let Some(known) = model.document.pictures.known.get_mut(&at) else { return };
    if known.asked != Some(room) {
        // The room has changed since.
        return;
    }
    match result {
        Ok(picture) => {
            known.natural = Some(picture.natural);
            known.raster = Some(std::sync::Arc::new(picture.raster));
        }
        Err(problem) => {
            let source = model.document.article.pictures.get(at).map(|picture| &picture.source);
            if matches!(source, Some(PictureSource::Web(_))) {
                model.message = Some(Message::error(format!("cannot show a picture of the web: {problem}")));
            }
            known.problem = Some(problem);
        }
    }
    let was_at_start = model.document.top == LinePos::default();
    model.refresh();
    if was_at_start && model.document.cursor == 0 {
        // The picture above the first line comes first.
        model.document.top = LinePos::default();
    }
    if model.overlays.is_empty() {
        model.show_cursor();
    }
}

/// Fetches the pictures of the web of this article (`%`), and those that could not be loaded before.
pub(in crate::reader) fn fetch(model: &mut Model) {
    let pictures = &model.document.article.pictures;
    let on_web = pictures.iter().filter(|picture| matches!(picture.source, PictureSource::Web(_))).count();
    let says = match (model.session.display.protocol, on_web) {
        (Protocol::None, _) => {
            "this terminal cannot show pictures, or the settings forbid it: `o` opens one".to_owned()
        }
        (_, 0) if pictures.is_empty() => "this article has no pictures".to_owned(),
        (_, 0) => "this article has no pictures on the web".to_owned(),
        (_, 1) => "fetching a picture from the web".to_owned(),
        (_, n) => format!("fetching {n} pictures from the web, as you come to them"),
    };
    model.message = Some(Message::note(model.session.keys.with_own_keys(&says)));
    if model.session.display.protocol == Protocol::None {
        return;
    }
    model.document.pictures.web = true;
    model.session.pictures_shown = true;
    model.document.pictures.known.retain(|_, known| known.problem.is_none());
}

/// Returns where the picture at the cursor's paragraph is, if there is one.
pub(in crate::reader) fn here(model: &Model) -> Option<PictureSource> {
    let article = &model.document.article;
    let block = article.block_at(model.document.cursor).unwrap_or(0);
    let here = (0..article.pictures.len()).find(|at| place(article, *at).is_some_and(|(at, _)| at == block));
    here.and_then(|at| article.pictures.get(at)).map(|picture| picture.source.clone())
}
