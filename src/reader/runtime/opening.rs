//! Reads articles in the background and watches their files, each on its own thread.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, SystemTime};

use crate::ingest;
use crate::ingest::{Reading, following};
use crate::library::db::Library;
use crate::library::follow;
use crate::reader::place::Place;
use crate::reader::runtime::message::{Mailbox, Message, Read};
use crate::reader::runtime::switching::Arrival;
use crate::text::{Article, ArticleId};

/// The interval between checks of a file; a check takes a microsecond.
const LOOK: Duration = Duration::from_secs(1);

/// The longest time between a change of the file and its modification time.
const FRESH: Duration = Duration::from_secs(10);

/// An article to read.
#[derive(Clone, Debug)]
pub(super) enum What {
    /// A file.
    Path(PathBuf, Reading),
    /// The target of a link, and the source of the article that contains the link.
    Link(String, String),
    /// An article of the library: its file, or else the stored text.
    Entry(ArticleId, String, PathBuf),
    /// An article of the library at a place: its file, or else the stored text if the words are gone from the file.
    Words(Place, PathBuf),
}

/// Reads the article and answers with [`Message::Ready`].
pub(super) fn read(what: What, arrival: Arrival, again: bool, mailbox: Mailbox) -> std::io::Result<()> {
    thread::Builder::new().name("open".to_owned()).spawn(move || {
        let reading = if let What::Path(_, reading) = &what { *reading } else { Reading::default() };
        let article = catch_unwind(AssertUnwindSafe(|| now(&what)));
        let article =
            article.unwrap_or_else(|_| Err("this article cannot be read: an internal error occurred".to_owned()));
        let _ = mailbox.send(Message::Ready(
            article.map(|article| Box::new(Read { article: Arc::new(article), reading, arrival, again })),
        ));
    })?;
    Ok(())
}

fn now(what: &What) -> Result<Article, String> {
    let (id, source, library, place) = match what {
        What::Path(path, reading) => return ingest::read_as(path, *reading).map_err(|error| error.to_string()),
        What::Link(link, from) => return linked(link, from),
        What::Entry(id, source, library) => (id, source, library, None),
        What::Words(place, library) => (&place.article, &place.source, library, Some(place)),
    };
    let has_words =
        |article: &Article| place.is_none_or(|place| place.span.is_none() || place.find_in(article).is_some());
    if source.trim_end_matches('/') == ingest::SAMPLE {
        return Ok(ingest::sample());
    }
    // Text from a pipe or the web comes from the library.
    let is_file = source != "-" && !source.contains("://") && Path::new(source).is_file();
    let now = is_file.then(|| ingest::read_as(Path::new(source), Reading::default()).ok()).flatten();
    let is_changed = now.is_some();
    if let Some(article) = now.filter(has_words) {
        return Ok(article);
    }
    let (library, problem) = Library::open_read_only(library);
    if let Some(problem) = problem {
        return Err(problem.to_string());
    }
    let kept = library.kept(id).map_err(|error| error.to_string())?;
    let mut article = kept.ok_or("this article is no longer in the library")?;
    if article.blocks.is_empty() {
        let plain = ingest::from_plain(source, std::mem::take(&mut article.text));
        let (title, byline) = (article.title.or(plain.title), article.byline.or(plain.byline));
        article = Article { title, byline, date: article.date.or(plain.date), ..plain };
    }
    if matches!(what, What::Entry(..))
        && let Some(feed) = library.feed_of_part(id)
    {
        match follow::whole(&article, &feed) {
            Ok(whole) => return Ok(whole),
            Err(reason) => article.notices.push(format!("only the part that the feed has: {reason}")),
        }
    }
    if is_changed {
        article.notices.push("these words are gone from the file: showing the stored version".to_owned());
    } else if !source.contains("://") && source != "-" && !following::is_entry(source) {
        article.notices.push("the file is missing or unreadable: showing the stored version".to_owned());
    }
    Ok(article)
}

/// Reads the target of a link. Articles are not trusted: only public addresses and files in the same folder are
/// allowed.
fn linked(link: &str, from: &str) -> Result<Article, String> {
    let read = |path: &Path| ingest::read_as(path, Reading::default()).map_err(|error| error.to_string());
    if link.contains("://") {
        if ingest::is_private(link) {
            return Err(format!("{link} is in a private network: to open it, run pullquote with this address"));
        }
        return read(Path::new(link));
    }
    let file = link.split('#').next().unwrap_or(link);
    let folder = Path::new(from).parent().filter(|_| !from.contains("://") && from != "-");
    let path = folder.ok_or_else(|| format!("{link} is not a web page"))?.join(file);
    if !path.is_file() {
        return Err(format!("{}: no such file", path.display()));
    }
    read(&path)
}

/// Watches a file until dropped.
#[derive(Debug)]
pub(super) struct Watcher(Arc<AtomicBool>);

impl Watcher {
    /// Watches the file of `article`, if any; answers with [`Message::Changed`] when the text has changed. `stale`: the
    /// file may already differ.
    pub(super) fn spawn(article: &Arc<Article>, reading: Reading, stale: bool, mailbox: Mailbox) -> Option<Self> {
        let path = PathBuf::from(&article.source);
        let now = state(&path)?;
        let mut seen = Some(now);
        if stale || now.0.elapsed().is_ok_and(|age| age < FRESH) {
            // Changes since the text was read must not be missed.
            seen = None;
        }
        let stopped = Arc::new(AtomicBool::new(false));
        let (stop, mut id) = (Arc::clone(&stopped), article.id.clone());
        let watch = move || {
            loop {
                thread::sleep(LOOK);
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                let is = state(&path);
                if is.is_none() || is == seen {
                    continue;
                }
                // Wait until a file that is being written is stable.
                thread::sleep(LOOK / 4);
                let (Some(rested), Some(is)) = (state(&path), is) else { continue };
                if rested != is {
                    continue;
                }
                seen = Some(is);
                let read = catch_unwind(AssertUnwindSafe(|| ingest::read_as(&path, reading)));
                if let Ok(Ok(article)) = read
                    && article.id != id
                {
                    id = article.id.clone();
                    if mailbox.send(Message::Changed(Arc::new(article))).is_err() {
                        return;
                    }
                }
            }
        };
        thread::Builder::new().name("watch".to_owned()).spawn(watch).ok()?;
        Some(Self(stopped))
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Returns the modification time and size of a file.
fn state(path: &Path) -> Option<(SystemTime, u64)> {
    let about = std::fs::metadata(path).ok().filter(|about| about.is_file())?;
    Some((about.modified().ok()?, about.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_public_places_and_to_files() {
        let folder = tempfile::tempdir().unwrap();
        let from = folder.path().join("a.md").to_string_lossy().into_owned();
        std::fs::write(folder.path().join("b.md"), "# The other\n\nIts words.\n").unwrap();
        assert_eq!(linked("b.md#part", &from).unwrap().title.as_deref(), Some("The other"));
        for (link, from, why) in [
            ("c.md", from.as_str(), "no such file"),
            (".", &from, "no such file"),
            ("/dev/zero", &from, "no such file"),
            ("b.md", "-", "not a web page"),
            ("b.md", "https://example.org/a", "not a web page"),
            ("http://127.0.0.1/a", &from, "private network"),
            ("http://localhost:8080/", &from, "private network"),
            ("http://[::1]/", &from, "private network"),
            ("https://192.168.1.1/", &from, "private network"),
        ] {
            let error = linked(link, from).unwrap_err();
            assert!(error.contains(why), "{link}: {error}");
        }
    }

    #[test]
    fn an_article_whose_file_is_gone_is_read_from_the_library() {
        let folder = tempfile::tempdir().unwrap();
        let (file, db) = (folder.path().join("a.txt"), folder.path().join("library.db"));
        std::fs::write(&file, "Some words of an article.\n").unwrap();
        let article = ingest::read_as(&file, Reading::default()).unwrap();
        let (mut library, _) = Library::open(&db);
        library.put_article(&article).unwrap();
        let entry = library.list_articles().unwrap().remove(0);
        let open = || now(&What::Entry(entry.id.clone(), entry.source.clone(), db.clone()));
        assert_eq!(open().unwrap().notices, Vec::<String>::new());
        std::fs::remove_file(&file).unwrap();
        let kept = open().unwrap();
        assert_eq!((kept.id, kept.notices.len()), (article.id, 1));
        let unknown = now(&What::Entry(ArticleId::of_text("?"), "/nowhere".to_owned(), db.clone()));
        assert!(unknown.unwrap_err().contains("no longer in the library"));
        let sample = now(&What::Entry(ArticleId::of_text("?"), ingest::SAMPLE.to_owned(), db.clone())).unwrap();
        assert_eq!(sample.id, ingest::sample().id);
    }
}
