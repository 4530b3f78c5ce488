//! Reads the feeds that the reader follows, and lists of feeds (OPML).

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;

use sha2::{Digest, Sha256};
use url::Url;

use crate::ingest::formats::feed;
#[cfg(feature = "net")]
pub use crate::ingest::source::fetch::Validators;
use crate::ingest::{Format, Hints, IngestError, address, detect, from_draft, guard, input};
use crate::text::Article;

/// Without the feature `net`, no request is conditional.
#[cfg(not(feature = "net"))]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// The header `ETag`.
    pub etag: Option<String>,
    /// The header `Last-Modified`.
    pub modified: Option<String>,
}

/// The parameter in the source of an entry without an address.
const MARK: &str = "pullquote-entry=";

/// An entry of a feed.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its text, as far as the feed has it. Its source is the address of the entry.
    pub article: Article,
    /// Whether the feed has only a part of the text.
    pub is_part: bool,
}

/// A feed as it is now.
#[derive(Clone, Debug, Default)]
pub struct Feed {
    /// Its title.
    pub title: Option<String>,
    /// Its entries, in the order of the feed.
    pub entries: Vec<Entry>,
    /// What the next request repeats.
    pub validators: Validators,
}

/// Returns the name under which a feed is stored: an address, or the full path of a file (also of a `file:` address).
#[must_use]
pub fn source_of(given: &str) -> String {
    let given = given.trim();
    if address(Path::new(given)).is_some() {
        return Url::parse(given).map_or_else(|_| given.to_owned(), String::from);
    }
    let file = Url::parse(given).ok().filter(|url| url.scheme() == "file").and_then(|url| url.to_file_path().ok());
    let path = file.unwrap_or_else(|| given.into());
    let full = path.canonicalize().or_else(|_| std::path::absolute(&path)).unwrap_or(path);
    full.to_string_lossy().into_owned()
}

/// Reads a feed. Returns `None` if the server says that it has not changed since these validators.
///
/// # Errors
/// If the input cannot be read, or is not a feed.
pub fn read(source: &str, known: &Validators) -> Result<Option<Feed>, IngestError> {
    let Some((bytes, base, content_type, validators)) = bytes(source, known)? else { return Ok(None) };
    let hints = Hints { content_type: content_type.as_deref(), base: base.as_deref(), ..Hints::default() };
    let format = detect::tell(&bytes, &hints, source);
    if format != Some(Format::Feed) {
        return Err(IngestError::Damaged {
            name: source.to_owned(),
            kind: "a feed",
            reason: "this is another kind of document; look for a link named RSS, Atom or feed on the web site"
                .to_owned(),
        });
    }
    let read = || feed::entries(source, bytes, &hints);
    let read = if cfg!(fuzzing) { Some(read()) } else { guard::quietly(read) };
    let (title, drafts) = read.unwrap_or_else(|| {
        let reason = "the parser failed: it is damaged, or pullquote has a bug".to_owned();
        Err(IngestError::Damaged { name: source.to_owned(), kind: "a feed", reason })
    })?;
    let mut entries: Vec<Entry> = drafts
        .into_iter()
        .map(|(draft, is_part)| Entry { article: from_draft(source, draft), is_part })
        .filter(|entry| !entry.article.text.trim().is_empty())
        .collect();
    name(&mut entries, source);
    Ok(Some(Feed { title, entries, validators }))
}

/// Bytes, the address of the document, its content type, and its validators.
type Bytes = (Vec<u8>, Option<String>, Option<String>, Validators);

#[cfg(feature = "net")]
fn bytes(source: &str, known: &Validators) -> Result<Option<Bytes>, IngestError> {
    use crate::ingest::source::fetch;
    if let Some(address) = address(Path::new(source)) {
        let fetched = fetch::get_if_changed(address, known)?;
        return Ok(fetched.map(|f| (f.bytes, Some(f.url), f.content_type, f.validators)));
    }
    input::read(Path::new(source)).map(|(_, bytes)| Some((bytes, None, None, Validators::default())))
}

#[cfg(not(feature = "net"))]
fn bytes(source: &str, _: &Validators) -> Result<Option<Bytes>, IngestError> {
    if address(Path::new(source)).is_some() {
        let reason = "this build cannot fetch addresses (it lacks the feature `net`)".to_owned();
        return Err(IngestError::Fetch { name: source.to_owned(), reason });
    }
    input::read(Path::new(source)).map(|(_, bytes)| Some((bytes, None, None, Validators::default())))
}

/// Gives each entry a source of its own: its address, or, without one (or where several entries have the same), a name
/// made from its title and date, which stay the same when its text is corrected.
fn name(entries: &mut [Entry], feed: &str) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for entry in entries.iter() {
        *seen.entry(entry.article.url.clone().unwrap_or_default()).or_default() += 1;
    }
    for entry in entries.iter_mut() {
        let article = &mut entry.article;
        let own = article.url.clone().filter(|url| seen.get(url) == Some(&1));
        article.source = own.unwrap_or_else(|| {
            article.url = None;
            let named = format!(
                "{}\n{}",
                article.title.as_deref().unwrap_or_default(),
                article.date.as_deref().unwrap_or_default()
            );
            let mut id = String::new();
            for byte in Sha256::digest(named.as_bytes()).iter().take(8) {
                // Writing to a string cannot fail.
                let _ = write!(id, "{byte:02x}");
            }
            // A server ignores an unknown parameter, so a browser shows the feed.
            let mark = if feed.contains('?') { '&' } else { '?' };
            format!("{feed}{mark}{MARK}{id}")
        });
    }
}

/// Returns whether this is the source of an entry without an address of its own: only the library has its text.
#[must_use]
pub fn is_entry(source: &str) -> bool {
    source.contains(MARK)
}

/// Reads a list of feeds (OPML): the title and the source of each.
///
/// # Errors
/// If the file cannot be read, or lists no feeds.
pub fn read_opml(path: &Path) -> Result<Vec<(Option<String>, String)>, IngestError> {
    let (_, bytes) = input::read(path)?;
    feed::listed(&path.to_string_lossy(), bytes)
}

/// Writes a list of feeds (OPML 2.0).
#[must_use]
pub fn opml(feeds: &[(Option<String>, String)]) -> String {
    let escaped = |text: &str| {
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        // XML 1.0 allows no other control characters.
        text.chars().filter(|c| !c.is_control()).collect::<String>()
    };
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head><title>Feeds of pullquote</title></head>\n  <body>\n",
    );
    for (title, source) in feeds {
        let title = escaped(title.as_deref().unwrap_or(source));
        let source = escaped(source);
        // Writing to a string cannot fail.
        let _ = writeln!(out, "    <outline type=\"rss\" text=\"{title}\" title=\"{title}\" xmlUrl=\"{source}\"/>");
    }
    out.push_str("  </body>\n</opml>\n");
    out
}

/// Returns whether two addresses have the same scheme, host and port.
#[must_use]
pub fn is_same_site(one: &str, other: &str) -> bool {
    let origin = |address: &str| Url::parse(address).ok().map(|url| url.origin()).filter(|origin| origin.is_tuple());
    origin(one).is_some() && origin(one) == origin(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FEED: &str = r#"<?xml version="1.0"?><rss version="2.0"><channel><title>The Quay</title>
        <item><title>Second boat</title><link>https://quay.example/b</link><pubDate>Tue, 06 Feb 2024 09:00:00 GMT</pubDate>
        <description>“We asked for it,” said Mara Lind.</description></item>
        <item><title>No link</title><description>Only words.</description></item>
        <item><title>Nor here</title><description>Other words.</description></item></channel></rss>"#;

    fn read_text(text: &str) -> Result<Option<Feed>, IngestError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("feed.xml");
        std::fs::write(&path, text).unwrap();
        read(&source_of(&path.to_string_lossy()), &Validators::default())
    }

    #[test]
    fn every_entry_is_an_article_with_a_source_of_its_own() {
        let feed = read_text(FEED).unwrap().unwrap();
        assert_eq!(feed.title.as_deref(), Some("The Quay"));
        let sources: Vec<&str> = feed.entries.iter().map(|entry| entry.article.source.as_str()).collect();
        assert_eq!(sources[0], "https://quay.example/b");
        assert!(sources[1].contains("?pullquote-entry=") && sources[1] != sources[2], "{sources:?}");
        assert!(is_entry(sources[1]) && !is_entry(sources[0]));
        let parts: Vec<bool> = feed.entries.iter().map(|entry| entry.is_part).collect();
        assert_eq!(parts, [true, false, false], "only the first has an address with more text");
        assert_eq!(feed.entries[0].article.date.as_deref(), Some("2024-02-06"));
        assert_eq!(feed.entries[0].article.site.as_deref(), Some("The Quay"));
    }

    #[test]
    fn a_single_entry_and_no_entry_are_feeds_and_a_page_is_none() {
        let one = r#"<rss version="2.0"><channel><title>One</title><item><title>A</title><description>B c.</description></item></channel></rss>"#;
        assert_eq!(read_text(one).unwrap().unwrap().entries.len(), 1);
        let none = r#"<rss version="2.0"><channel><title>None</title></channel></rss>"#;
        assert_eq!(read_text(none).unwrap().unwrap().entries.len(), 0);
        for other in ["<html><body><p>A page of words.</p></body></html>", "Plain words.", "<opml version=\"2.0\"/>"] {
            assert!(read_text(other).is_err(), "{other}");
        }
    }

    #[test]
    fn a_list_of_feeds_survives_writing_and_reading() {
        let feeds = vec![
            (Some("News & “views” <b>".to_owned()), "https://a.example/feed?x=1&y=2".to_owned()),
            (None, "https://b.example/\"feed\"".to_owned()),
        ];
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("feeds.opml");
        std::fs::write(&path, opml(&feeds)).unwrap();
        let read = read_opml(&path).unwrap();
        assert_eq!(read[0], feeds[0]);
        assert_eq!((read[1].0.as_deref(), &read[1].1), (Some(feeds[1].1.as_str()), &feeds[1].1));
        std::fs::write(&path, "<opml><body/></opml>").unwrap();
        assert!(read_opml(&path).unwrap_err().to_string().contains("lists no feeds"));
    }

    #[test]
    fn files_are_named_by_their_path() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().canonicalize().unwrap().join("a b.xml");
        std::fs::write(&path, "x").unwrap();
        let named = Url::from_file_path(&path).unwrap();
        assert_eq!(source_of(named.as_str()), path.to_string_lossy());
        assert_eq!(source_of("https://Example.org"), "https://example.org/");
        assert!(is_same_site("http://127.0.0.1:80/a", "http://127.0.0.1/b"));
        assert!(!is_same_site("http://127.0.0.1:81/a", "http://127.0.0.1/b") && !is_same_site("a", "a"));
    }
}
