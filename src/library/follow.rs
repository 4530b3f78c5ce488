//! Follows feeds: reads them, and puts their new articles into the library, unread and annotated.
//!
//! Only addresses that the reader gave are fetched: those of the feeds. The article of an entry is fetched when it is
//! opened ([`whole`]), or beforehand if the reader says so.

use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::channel;

use crate::ingest;
use crate::ingest::following;
use crate::ingest::following::{Feed, Validators};
use crate::ingest::{IngestError, Reading};
use crate::library::db::{FeedAnswer, FollowedFeed, Library, StoreError};
use crate::nlp;
use crate::nlp::Engine;
use crate::text::Article;

/// Number of feeds that are fetched at a time.
const AT_ONCE: usize = 6;

/// The settings for feeds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FollowSettings {
    /// Whether to refresh the feeds when the reader starts.
    pub on_start: bool,
    /// Whether to fetch the articles of new entries beforehand.
    pub beforehand: bool,
}

/// The result of refreshing feeds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refreshed {
    /// The number of feeds.
    pub feeds: usize,
    /// The number of new articles.
    pub new: usize,
    /// The feeds that could not be read, each with the reason.
    pub failed: Vec<(String, String)>,
}

impl Refreshed {
    /// Returns the result in one line: `12 new articles in 3 feeds; 1 feed failed: …`.
    #[must_use]
    pub fn summary(&self) -> String {
        let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
        if self.feeds == 0 {
            return "no feeds yet: follow one with pullquote follow ADDRESS".to_owned();
        }
        let new = match self.new {
            0 => "nothing new".to_owned(),
            new => count(new, "new article"),
        };
        let failed = match self.failed.as_slice() {
            [] => String::new(),
            [(_, reason)] => format!("; 1 failed: {reason}"),
            [(_, reason), ..] => format!("; {} failed, the first: {reason}", self.failed.len()),
        };
        format!("{new} in {}{failed}", count(self.feeds, "feed"))
    }
}

/// A step of refreshing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// So many of all feeds were read.
    Read(usize, usize),
    /// So many of all new articles are annotated.
    Annotated(usize, usize),
}

/// Reads feeds and stores their new articles, unread. A feed that fails keeps the reason; the others go on. `only` limits
/// the feeds to these sources.
///
/// # Errors
/// If the library cannot be read or written.
pub fn refresh(
    library: &mut Library,
    only: Option<&[String]>,
    settings: FollowSettings,
    engine: &Engine,
    tell: &mut dyn FnMut(Step),
) -> Result<Refreshed, StoreError> {
    let mut feeds = library.feeds()?;
    feeds.retain(|feed| only.is_none_or(|only| only.contains(&feed.source)));
    let all = feeds.len();
    let mut done = Refreshed { feeds: all, ..Refreshed::default() };
    let (mut new, mut problem) = (Vec::new(), None);
    let mut read = 0;
    in_parallel(feeds, read_feed, |feed, answer| {
        read += 1;
        tell(Step::Read(read, all));
        if problem.is_none() {
            problem = store(library, &feed, answer, &mut done, &mut new).err();
        }
    });
    if let Some(problem) = problem {
        return Err(problem);
    }
    done.new = new.len();
    let new = if settings.beforehand {
        fetch(library, new)?
    } else {
        new.into_iter().map(|(_, article, _)| article).collect()
    };
    for (at, article) in new.iter().enumerate() {
        // An article that was read meanwhile may be annotated already.
        if library.annotations(article, engine.version()).is_none() {
            library.put_annotations(article, &nlp::annotate(article, engine))?;
        }
        tell(Step::Annotated(at + 1, new.len()));
    }
    Ok(done)
}

/// A new entry: the feed, the article, and whether it is only a part.
type New = (String, Article, bool);

fn read_feed(feed: &FollowedFeed) -> Result<Option<Feed>, IngestError> {
    let known = Validators { etag: feed.etag.clone(), modified: feed.modified.clone() };
    following::read(&feed.source, &known)
}

/// Stores the entries of a feed, or why it could not be read.
fn store(
    library: &mut Library,
    feed: &FollowedFeed,
    answer: Result<Option<Feed>, IngestError>,
    done: &mut Refreshed,
    new: &mut Vec<New>,
) -> Result<(), StoreError> {
    let read = match answer {
        Ok(read) => read,
        Err(error) => {
            let reason = error.to_string();
            library.feed_checked(&feed.source, Err(&reason))?;
            done.failed.push((feed.source.clone(), reason));
            return Ok(());
        }
    };
    let Some(read) = read else {
        let same = FeedAnswer { title: None, etag: feed.etag.clone(), modified: feed.modified.clone() };
        return library.feed_checked(&feed.source, Ok(&same));
    };
    // The library lists the articles that came last first, and a feed has its newest entry first.
    let mut found = Vec::new();
    for entry in read.entries.into_iter().rev() {
        if library.put_entry(&feed.source, &entry.article, entry.is_part)? {
            found.push((feed.source.clone(), entry.article, entry.is_part));
        }
    }
    // The newest one is annotated first.
    new.extend(found.into_iter().rev());
    let Validators { etag, modified } = read.validators;
    library.feed_checked(&feed.source, Ok(&FeedAnswer { title: read.title, etag, modified }))
}

/// Fetches the articles of which a feed has only a part. One that cannot be fetched stays as it is.
fn fetch(library: &mut Library, new: Vec<New>) -> Result<Vec<Article>, StoreError> {
    let (mut articles, mut problem) = (Vec::new(), None);
    let work = |(feed, article, is_part): &New| is_part.then(|| whole(article, feed).ok()).flatten();
    in_parallel(new, work, |(_, article, _), whole| {
        if let Some(whole) = &whole
            && problem.is_none()
        {
            problem = library.put_article(whole).err();
        }
        articles.push(whole.unwrap_or(article));
    });
    problem.map_or(Ok(articles), Err)
}

/// Fetches the article of an entry of which the feed has only a part. The entry is not trusted: it may lie in a private
/// network only where its feed does.
///
/// # Errors
/// A message, if the article cannot be fetched, or has less text than the feed.
pub fn whole(part: &Article, feed: &str) -> Result<Article, String> {
    let address = part.source.as_str();
    if ingest::address(Path::new(address)).is_none() {
        return Err("the entry has no address".to_owned());
    }
    if ingest::is_private(address) && !following::is_same_site(address, feed) {
        return Err(format!("{address} is in a private network"));
    }
    let mut whole = ingest::read_as(Path::new(address), Reading::default()).map_err(|error| error.to_string())?;
    if whole.several || whole.text.len() < part.text.len() {
        return Err("the page has less text than the feed".to_owned());
    }
    // Under the address of the entry it is a version of the same article, wherever the address leads.
    (whole.source, whole.url) = (part.source.clone(), part.url.clone());
    whole.title = part.title.clone().or(whole.title);
    whole.byline = whole.byline.or_else(|| part.byline.clone());
    whole.date = part.date.clone().or(whole.date);
    whole.site = whole.site.or_else(|| part.site.clone());
    Ok(whole)
}

/// Works on all items, several at a time; `each` takes the results on this thread, in the order in which they come.
fn in_parallel<T: Send, R: Send>(items: Vec<T>, work: impl Fn(&T) -> R + Sync, mut each: impl FnMut(T, R)) {
    let threads = items.len().min(AT_ONCE);
    let (sender, results) = channel();
    let items = Mutex::new(items.into_iter());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let (sender, items, work) = (sender.clone(), &items, &work);
            scope.spawn(move || {
                loop {
                    // A panic in another thread leaves the iterator whole.
                    let next = items.lock().unwrap_or_else(std::sync::PoisonError::into_inner).next();
                    let Some(item) = next else { return };
                    let result = work(&item);
                    if sender.send((item, result)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        for (item, result) in results {
            each(item, result);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::db::LabelChange;

    fn feed(items: &[(&str, &str)]) -> String {
        let items: String = items
            .iter()
            .map(|(title, words)| format!("<item><title>{title}</title><description>{words}</description></item>"))
            .collect();
        format!("<rss version=\"2.0\"><channel><title>The Quay</title>{items}</channel></rss>")
    }

    #[test]
    fn new_entries_come_once_unread_and_annotated_and_a_failure_stops_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (mut library, _) = Library::open(&folder.path().join("library.db"));
        let path = folder.path().join("feed.xml");
        let source = following::source_of(&path.to_string_lossy());
        library.follow(&source, None).unwrap();
        library.follow("/nowhere/feed.xml", None).unwrap();
        let engine = Engine::rules();
        let refresh = |library: &mut Library| {
            super::refresh(library, None, FollowSettings::default(), &engine, &mut |_| {}).unwrap()
        };
        let first = ("Second boat", "“It sails at noon,” said Mara Lind.");
        std::fs::write(&path, feed(&[first])).unwrap();
        let done = refresh(&mut library);
        assert_eq!((done.feeds, done.new, done.failed.len()), (2, 1, 1));
        assert!(done.summary().starts_with("1 new article in 2 feeds; 1 failed: /nowhere/feed.xml: no such file"));
        let listed = library.list_articles().unwrap();
        assert_eq!(
            (listed[0].quotes, listed[0].labels.unread, listed[0].site.as_deref()),
            (Some(1), true, Some("The Quay"))
        );
        library.label(&listed[0].id, &LabelChange::Unread(false)).unwrap();
        std::fs::write(&path, feed(&[("Tide mill", "It stands."), first])).unwrap();
        assert_eq!(refresh(&mut library).new, 1);
        assert_eq!(refresh(&mut library).new, 0);
        assert_eq!(library.unread().unwrap(), 1);
        let feeds = library.feeds().unwrap();
        let errors: Vec<bool> = feeds.iter().map(|feed| feed.error.is_some()).collect();
        assert_eq!(errors, [true, false]);
        let only = [source];
        let done = super::refresh(&mut library, Some(&only), FollowSettings::default(), &engine, &mut |_| {}).unwrap();
        assert_eq!((done.feeds, done.failed.len()), (1, 0));
    }

    #[test]
    fn an_entry_leads_to_no_private_network() {
        let part = Article { source: "http://192.168.1.1/a".to_owned(), ..Article::default() };
        assert!(whole(&part, "https://quay.example/feed").unwrap_err().contains("private network"));
        assert!(whole(&Article::default(), "/feed.xml").unwrap_err().contains("no address"));
    }
}
