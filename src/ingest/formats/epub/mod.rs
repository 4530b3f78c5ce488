//! Reads books in EPUB 2 and 3.
//!
//! ```text
//! archive ─▶ container.xml ─▶ package ─▶ spine ──▶ chapters, each on its own core ──▶ joined
//!                                └─▶ nav or NCX ─▶ where each entry begins ───────────┘
//! ```

mod archive;
mod package;

use std::borrow::Cow;
use std::collections::HashMap;

use rayon::prelude::*;

use crate::ingest::concat::Joined;
use crate::ingest::formats::epub::archive::{Archive, Failure};
use crate::ingest::formats::epub::package::{Entry, Package};
use crate::ingest::formats::{html, plain};
use crate::ingest::rendered::Rendered;
use crate::ingest::{IngestError, guard, xml};
use crate::text::{Block, PictureSource};

/// A book with its text.
#[derive(Debug, Default)]
pub(in crate::ingest) struct Book {
    pub(in crate::ingest) joined: Joined,
    pub(in crate::ingest) title: Option<String>,
    pub(in crate::ingest) byline: Option<String>,
    pub(in crate::ingest) date: Option<String>,
    /// The language of the book, as a tag.
    pub(in crate::ingest) language: Option<String>,
    pub(in crate::ingest) notices: Vec<String>,
}

/// Reads a book.
pub(in crate::ingest) fn read(name: &str, bytes: &[u8]) -> Result<Book, IngestError> {
    book(bytes).map_err(|reason| IngestError::Damaged { name: name.to_owned(), kind: "an EPUB book", reason })
}

fn book(bytes: &[u8]) -> Result<Book, String> {
    let archive = Archive::open(bytes)?;
    let path = package_path(&archive)?;
    let package = package::package(&path, &archive.text(&path).map_err(|failure| said(&path, failure))?)?;
    refuse_locked(&archive, &package)?;
    let entries = table_of_contents(&archive, &package)?;
    let mut fragments: HashMap<&str, Vec<&str>> = HashMap::new();
    for entry in entries.iter().filter(|entry| !entry.fragment.is_empty()) {
        fragments.entry(&entry.path).or_default().push(&entry.fragment);
    }

    let listed = |path: &String| package.lists.contains(path) && package.spine.len() > 1;
    let files: Vec<&String> = package.spine.iter().filter(|path| !listed(path)).collect();
    let chapters: Vec<Result<Chapter, Failure>> = files
        .par_iter()
        .map(|path| {
            let fragments = fragments.get(path.as_str()).map(Vec::as_slice).unwrap_or_default();
            // A chapter that a parser gives up on costs no more than itself.
            let chapter = guard::quietly(|| chapter(&archive, path, fragments));
            chapter.unwrap_or_else(|| Err(Failure::Damaged("it cannot be parsed".to_owned())))
        })
        .collect();

    let mut book = Book {
        title: package.title,
        byline: package.byline,
        date: package.date,
        language: package.language,
        ..Book::default()
    };
    // Where each file, and each place in it that the contents name, begins.
    let mut starts: HashMap<(&str, &str), usize> = HashMap::new();
    let (mut lost, mut reason) = (0, None);
    for (path, chapter) in files.iter().zip(chapters) {
        match chapter {
            Ok(chapter) => {
                let start = book.joined.push(chapter.rendered);
                // Where a chapter has no words, its name leads to the next one: that begins behind a blank line.
                let start = if start == book.joined.text.len() && start > 0 { start + 2 } else { start };
                starts.entry((path.as_str(), "")).or_insert(start);
                let named = fragments.get(path.as_str()).into_iter().flatten();
                for (fragment, place) in named.zip(chapter.places) {
                    starts.entry((path.as_str(), fragment)).or_insert(start + place);
                }
            }
            // Not a chapter of this book is worth more memory than the machine has.
            Err(failure @ Failure::TooMuch) => return Err(said(path, failure)),
            Err(failure) => {
                lost += 1;
                reason.get_or_insert_with(|| said(path, failure));
            }
        }
    }
    if let Some(reason) = reason {
        if lost == files.len() {
            return Err(reason);
        }
        let s = if lost == 1 { "chapter is" } else { "chapters are" };
        book.notices.push(format!("{lost} {s} left out: {reason}"));
    }
    if let Some((path, media)) = package.unread.first() {
        let count = package.unread.len();
        let s = if count == 1 { "chapter is" } else { "chapters are" };
        let path = crate::text::printable_line(path);
        book.notices
            .push(format!("{count} {s} left out: {path} is of the type {}", crate::text::printable_line(media)));
    }
    for entry in &entries {
        let start = starts.get(&(entry.path.as_str(), entry.fragment.as_str()));
        if let Some(start) = start.or_else(|| starts.get(&(entry.path.as_str(), ""))) {
            book.joined.enter(&entry.title, entry.level, *start);
        }
    }
    book.joined.contents.sort_by_key(|section| section.start);
    Ok(book)
}

/// Returns the bytes of a file in a book.
#[cfg(feature = "pictures")]
pub(in crate::ingest) fn part(bytes: &[u8], name: &str) -> Option<Vec<u8>> {
    Archive::open(bytes).ok()?.read(name).ok()
}

/// Returns the message for a file that could not be read.
fn said(path: &str, failure: Failure) -> String {
    let path = crate::text::printable_line(path);
    match failure {
        Failure::Missing => format!("{path} is missing in the book"),
        Failure::Damaged(reason) => format!("{path} is damaged ({reason})"),
        Failure::TooMuch => {
            format!("it unpacks to more than {} MiB, the limit for a book", crate::ingest::MAX_BYTES >> 20)
        }
    }
}

fn package_path(archive: &Archive<'_>) -> Result<String, String> {
    const CONTAINER: &str = "META-INF/container.xml";
    match archive.text(CONTAINER) {
        Ok(container) => {
            if let Some(path) = package::rootfile(&container)? {
                return Ok(path);
            }
        }
        Err(Failure::Missing) => {}
        Err(failure) => return Err(said(CONTAINER, failure)),
    }
    let packages = archive.names().filter(|name| name.ends_with(".opf"));
    packages.min().map(str::to_owned).ok_or_else(|| "it has no package document (.opf)".to_owned())
}

fn refuse_locked(archive: &Archive<'_>, package: &Package) -> Result<(), String> {
    let Ok(encryption) = archive.text("META-INF/encryption.xml") else { return Ok(()) };
    if package::locked(&encryption).iter().any(|path| package.spine.contains(path)) {
        return Err("its text is encrypted by the seller (DRM); open a copy without DRM".to_owned());
    }
    Ok(())
}

fn table_of_contents(archive: &Archive<'_>, package: &Package) -> Result<Vec<Entry>, String> {
    for path in [&package.nav, &package.ncx].into_iter().flatten() {
        match archive.text(path) {
            // A table that cannot be read is no reason not to read the book: its headings are another. An attack is.
            Ok(text) if xml::expands(&text) => return package::contents(path, &text),
            Ok(text) => match package::contents(path, &text) {
                Ok(entries) if !entries.is_empty() => return Ok(entries),
                _ => {}
            },
            Err(failure @ Failure::TooMuch) => return Err(said(path, failure)),
            Err(_) => {}
        }
    }
    Ok(Vec::new())
}

/// A file of the spine, with the offsets of its anchors.
struct Chapter {
    rendered: Rendered,
    places: Vec<usize>,
}

fn chapter(archive: &Archive<'_>, path: &str, fragments: &[&str]) -> Result<Chapter, Failure> {
    let source = archive.text(path)?;
    if xml::expands(&source) {
        return Err(Failure::Damaged("it defines nested entities".to_owned()));
    }
    if source.contains('\0') {
        return Err(Failure::Damaged("it is no text".to_owned()));
    }
    let mut rendered = if source.contains('<') {
        html::render(&as_html(xml::without_declarations(&source)), None)
    } else {
        // A chapter of plain text.
        let plain::Unwrapped { text, blocks } = plain::unwrap(&source);
        Rendered { text, blocks, ..Rendered::default() }
    };
    rendered.pictures.retain_mut(|picture| {
        let PictureSource::File(href) = &picture.source else { return true };
        let name = archive::resolve(path, href);
        name.map(|name| picture.source = PictureSource::Part(name)).is_ok()
    });
    let mut from = 0;
    let places = fragments
        .iter()
        .map(|fragment| {
            let place = anchored_words(&source, fragment).and_then(|words| place_of(&rendered, &words, from));
            if let Some((block, start)) = place {
                from = block;
                start
            } else {
                0
            }
        })
        .collect();
    Ok(Chapter { rendered, places })
}

/// Converts XHTML to HTML: `<a id="x"/>` and `<title/>` are complete elements in XHTML, but start tags in HTML.
fn as_html(source: &str) -> Cow<'_, str> {
    const VOID: [&str; 14] =
        ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];
    let mut out = String::new();
    let mut done = 0;
    for at in memchr::memmem::find_iter(source.as_bytes(), b"/>") {
        let before = source.get(done..at).unwrap_or_default();
        let Some(open) = before.rfind('<') else { continue };
        let tag = before.get(open + 1..).unwrap_or_default();
        let name = tag.split(|c: char| c.is_whitespace()).next().unwrap_or_default();
        // `/>` in the words behind an element ends nothing.
        if tag.contains('>')
            || name.is_empty()
            || !name.starts_with(|c: char| c.is_ascii_alphabetic())
            || VOID.iter().any(|void| name.eq_ignore_ascii_case(void))
        {
            continue;
        }
        out.push_str(before);
        out.push_str("></");
        out.push_str(name);
        out.push('>');
        done = at + 2;
    }
    if done == 0 {
        return Cow::Borrowed(source);
    }
    out.push_str(source.get(done..).unwrap_or_default());
    Cow::Owned(out)
}

/// Number of letters that identify a place.
const LETTERS: usize = 24;

/// Returns the first letters after `id="fragment"` in a source.
fn anchored_words(source: &str, fragment: &str) -> Option<String> {
    let names = ["id=\"", "id='", "name=\"", "name='"];
    let quoted = |name: &&str| format!("{name}{fragment}{}", if name.ends_with('"') { '"' } else { '\'' });
    let at = names.iter().filter_map(|name| source.find(&quoted(name))).min()?;
    let rest = source.get(at..)?;
    let rest = rest.get(rest.find('>')? + 1..)?;
    let mut key = String::new();
    let (mut in_tag, mut in_entity) = (false, false);
    for c in rest.chars().take(8 * 1024) {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            _ if in_tag => {}
            '&' => in_entity = true,
            ';' if in_entity => in_entity = false,
            c if in_entity && !c.is_whitespace() => {}
            c => {
                in_entity = false;
                key.extend(c.is_ascii_alphanumeric().then(|| c.to_ascii_lowercase()));
            }
        }
        if key.len() >= LETTERS {
            break;
        }
    }
    (!key.is_empty()).then_some(key)
}

/// Returns the first block after `from` that begins with these letters, and its offset.
fn place_of(rendered: &Rendered, letters: &str, from: usize) -> Option<(usize, usize)> {
    // On into the next blocks: a heading may be no more than a number.
    let is_here = |block: &Block| {
        let words = rendered.text.get(block.span.start..).unwrap_or_default().chars();
        let key = words.filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).take(LETTERS);
        !block.span.is_empty() && key.eq(letters.chars())
    };
    let found = rendered.blocks.iter().enumerate().skip(from).find(|(_, block)| is_here(block));
    found.map(|(at, block)| (at, block.span.start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closed_elements_are_closed_for_html_too() {
        for (xhtml, html) in [
            ("<title/><p>a<br/>b<a id=\"x\"/>c</p>", "<title></title><p>a<br/>b<a id=\"x\"></a>c</p>"),
            ("<p>a</p>", "<p>a</p>"),
            ("<p>a / > b /></p>", "<p>a / > b /></p>"),
            ("<script src='a'/><div class=\"x\" />", "<script src='a'></script><div class=\"x\" ></div>"),
        ] {
            assert_eq!(as_html(xhtml), html);
        }
    }

    #[test]
    fn chapters_of_plain_text_are_read_and_others_are_told() {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let files = [
            (
                "c.opf",
                "<package><manifest><item id='a' href='a.xhtml' media-type='application/xhtml+xml'/>\
                 <item id='b' href='b.txt' media-type='text/plain'/><item id='c' href='c.pdf' media-type='application/pdf'/>\
                 <item id='d' href='d.jpg' media-type='image/jpeg'/></manifest>\
                 <spine><itemref idref='a'/><itemref idref='b'/><itemref idref='c'/><itemref idref='d'/></spine></package>",
            ),
            ("a.xhtml", "<html><body><p>The mill stood idle.</p></body></html>"),
            ("b.txt", "The lamp went out.\n\nNobody came.\n"),
            ("c.pdf", "%PDF"),
            ("d.jpg", "no picture"),
        ];
        for (name, words) in files {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            std::io::Write::write_all(&mut zip, words.as_bytes()).unwrap();
        }
        let book = book(&zip.finish().unwrap().into_inner()).unwrap();
        assert_eq!(book.joined.text.trim_end(), "The mill stood idle.\n\nThe lamp went out.\n\nNobody came.");
        assert_eq!(book.notices, ["1 chapter is left out: c.pdf is of the type application/pdf"]);
    }

    #[test]
    fn places_are_found_by_their_words() {
        let source =
            "<h2><a id='one'/>I</h2><p id=\"two\">It&#8217;s <i>late</i>, &eacute;t&eacute; again and again.</p>";
        assert_eq!(anchored_words(source, "one").as_deref(), Some("iitslatetagainandagain"));
        assert_eq!(anchored_words(source, "two").as_deref(), Some("itslatetagainandagain"));
        assert_eq!(anchored_words(source, "three"), None);
        let text = "I\n\nIt’s late, été again and again.".to_owned();
        let blocks = [(0, 1), (3, text.len())].map(|(a, b)| Block::paragraph(crate::text::Span::new(a, b))).to_vec();
        let rendered = Rendered { text, blocks, ..Rendered::default() };
        assert_eq!(place_of(&rendered, "iitslatetagainandagain", 0), Some((0, 0)));
        assert_eq!(place_of(&rendered, "itslatetagainandagain", 0), Some((1, 3)));
        assert_eq!(place_of(&rendered, "nothing", 0), None);
    }
}
