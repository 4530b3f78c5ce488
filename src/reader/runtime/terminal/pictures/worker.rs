//! The threads that load pictures: one for files, one for the web.

use std::collections::HashSet;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use crate::ingest::pictures::{bytes, decode, extension};
use crate::reader::Action;
use crate::reader::panes::pictures::{LoadedPicture, PictureRequest, Protocol, Raster};
use crate::reader::runtime::external::{opener, private_folder};
use crate::reader::runtime::message::{Mailbox, Message};
use crate::reader::runtime::terminal::pictures::{half_blocks, iterm, kitty, sixel};
use crate::text::PictureSource;

/// A picture to load: the source of its article, the request, and where the answer goes.
type Job = (String, PictureRequest, Mailbox);

/// Loads pictures, and opens them in other programs.
#[derive(Debug, Default)]
pub(in crate::reader::runtime) struct PictureWorker {
    files: Option<Sender<Job>>,
    web: Option<Sender<Job>>,
    /// The folder with the pictures that other programs show.
    opened: Option<PathBuf>,
}

impl PictureWorker {
    /// Loads a picture; the answer is [`Action::PictureLoaded`].
    pub(in crate::reader::runtime) fn load(&mut self, article: String, request: PictureRequest, mailbox: Mailbox) {
        let is_web = matches!(request.source, PictureSource::Web(_));
        let queue = if is_web { &mut self.web } else { &mut self.files };
        if queue.is_none() {
            let (sender, jobs) = channel();
            // Without a thread there are no pictures.
            let thread = thread::Builder::new().name("pictures".to_owned()).spawn(move || work(&jobs));
            *queue = thread.is_ok().then_some(sender);
        }
        if let Some(queue) = queue {
            let _ = queue.send((article, request, mailbox));
        }
    }

    /// Opens a picture in the program for it, as a copy in a folder of its own: an article must not be able to start programs.
    pub(in crate::reader::runtime) fn open(&mut self, article: String, source: PictureSource, mailbox: Mailbox) {
        if self.opened.is_none() {
            self.opened = private_folder().ok();
        }
        let Some(folder) = self.opened.clone() else { return };
        let run = move || {
            if let Err(problem) = show(&article, &source, &folder) {
                let _ = mailbox.send(Message::error(format!("cannot open the picture: {problem}")));
            }
        };
        let _ = thread::Builder::new().name("picture".to_owned()).spawn(run);
    }
}

impl Drop for PictureWorker {
    fn drop(&mut self) {
        if let Some(folder) = &self.opened {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

fn show(article: &str, source: &PictureSource, folder: &std::path::Path) -> Result<(), String> {
    let bytes = bytes(article, source)?;
    let ending = extension(&bytes).ok_or("it is no picture")?;
    let failed = |error: std::io::Error| error.to_string();
    let mut file = tempfile_in(folder, ending).map_err(failed)?;
    file.1.write_all(&bytes).map_err(failed)?;
    let (program, mut command) = opener(file.0.as_os_str());
    let status = command.status().map_err(|error| format!("cannot start {program}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{program} failed")) }
}

/// Makes a new file in a folder.
fn tempfile_in(folder: &std::path::Path, ending: &str) -> std::io::Result<(PathBuf, std::fs::File)> {
    let mut error = std::io::ErrorKind::AlreadyExists.into();
    for n in 1..1_000 {
        let path = folder.join(format!("picture-{n}.{ending}"));
        match std::fs::File::create_new(&path) {
            Ok(file) => return Ok((path, file)),
            Err(failed) => error = failed,
        }
    }
    Err(error)
}

/// Loads pictures until nobody asks any more. Of several requests for one picture (the window is being resized) only the last
/// counts.
fn work(jobs: &Receiver<Job>) {
    while let Ok(first) = jobs.recv() {
        let mut waiting: Vec<Job> = std::iter::once(first).chain(jobs.try_iter()).collect();
        let mut seen = HashSet::new();
        waiting.reverse();
        waiting.retain(|(article, request, _)| seen.insert((article.clone(), request.picture)));
        for (article, request, mailbox) in waiting.into_iter().rev() {
            let (picture, room) = (request.picture, request.room);
            let result = load(&article, request);
            let _ = mailbox.send(Message::Act(Action::PictureLoaded(picture, room, result)));
        }
    }
}

/// Loads a picture of the article from `article` (a path, an address, or `-`), and prepares it for the terminal.
///
/// # Errors
/// If its bytes cannot be read or decoded within the limits; in one line.
pub fn load(article: &str, request: PictureRequest) -> Result<LoadedPicture, String> {
    let PictureRequest { source, room, protocol, .. } = request;
    let bytes = bytes(article, &source)?;
    let pixels = decode(bytes, move |natural| {
        let (columns, rows) = room.fit(natural);
        match protocol {
            Protocol::HalfBlocks(_) | Protocol::None => half_blocks::size((columns, rows)),
            Protocol::Kitty | Protocol::Iterm | Protocol::Sixel => {
                let (width, height) = room.cell;
                (u32::from(columns) * u32::from(width), u32::from(rows) * u32::from(height))
            }
        }
    })?;
    let fit = room.fit(pixels.natural);
    let content = match protocol {
        Protocol::None => None,
        Protocol::HalfBlocks(depth) => Some(half_blocks::content(&pixels, fit, depth)),
        Protocol::Kitty => kitty::content(&pixels, fit),
        Protocol::Iterm => iterm::content(&pixels, fit),
        Protocol::Sixel => Some(sixel::content(&pixels, fit.1)),
    };
    let content = content.ok_or("it cannot be sent to this terminal")?;
    Ok(LoadedPicture { natural: pixels.natural, raster: Raster { columns: fit.0, rows: fit.1, content } })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::panes::pictures::{Content, Room};
    use crate::reader::runtime::message::DocumentId;
    use crate::theme::ColorDepth;

    /// A white PNG of 16 × 16 pixels.
    const WHITE: &str = "image/png;base64,iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAAAAAA6mKC9AAAAD0lEQVR42mP4jwYYRrYAAID5/wGR6yAaAAAAAElFTkSuQmCC";

    const HALF: Protocol = Protocol::HalfBlocks(ColorDepth::True);

    #[test]
    fn a_picture_is_loaded_for_each_protocol() {
        let room = Room { columns: 10, rows: 5, cell: (8, 16) };
        for protocol in [HALF, Protocol::Kitty, Protocol::Iterm, Protocol::Sixel] {
            let source = PictureSource::Data(WHITE.to_owned());
            let loaded = load("-", PictureRequest { picture: 0, source, room, protocol }).unwrap();
            assert_eq!((loaded.natural, loaded.raster.columns, loaded.raster.rows), ((16, 16), 2, 1), "{protocol:?}");
            match (protocol, loaded.raster.content) {
                (Protocol::HalfBlocks(_), Content::HalfBlocks(cells)) => assert_eq!(cells.len(), 2),
                (Protocol::Kitty, Content::Kept { send, .. }) => assert!(send.starts_with(b"\x1b_G")),
                (Protocol::Iterm, Content::Rows(rows)) => assert!(rows[0].starts_with(b"\x1b]1337;")),
                (Protocol::Sixel, Content::Rows(rows)) => assert!(rows[0].starts_with(b"\x1bP")),
                (_, content) => panic!("{content:?}"),
            }
        }
    }

    #[test]
    fn only_the_last_request_for_a_picture_is_answered() {
        let (sender, inbox) = channel();
        let mailbox = Mailbox { sender, document: DocumentId::FIRST };
        let (queue, jobs) = channel();
        for columns in [5, 6, 7] {
            let room = Room { columns, rows: 5, cell: (8, 16) };
            let (source, protocol) = (PictureSource::Data("broken".to_owned()), HALF);
            queue
                .send(("-".to_owned(), PictureRequest { picture: 3, source, room, protocol }, mailbox.clone()))
                .unwrap();
        }
        drop((queue, mailbox));
        work(&jobs);
        let answers: Vec<u16> = inbox
            .iter()
            .map(|envelope| match envelope.message {
                Message::Act(Action::PictureLoaded(3, room, Err(_))) => room.columns,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(answers, [7]);
    }
}
