//! Tests the document formats (books, feeds, e-mails, PDF files, wrapped text) with valid, damaged and malicious
//! files.

use std::io::{Cursor, Write};
use std::process::Output;

use proptest::prelude::*;
use pullquote::ingest::{Format, Hints, from_bytes, from_bytes_as, from_bytes_with};
use pullquote::text::{Article, BlockKind};
use zip::write::SimpleFileOptions;

/// Checks the invariants of every article.
fn check(article: &Article) {
    let text = &article.text;
    assert!(!text.trim().is_empty());
    let mut end = 0;
    for block in &article.blocks {
        assert!(block.span.start >= end && block.span.end <= text.len(), "{block:?} after {end}");
        assert!(text.is_char_boundary(block.span.start) && text.is_char_boundary(block.span.end));
        for inline in &block.inlines {
            assert!(block.span.covers(inline.span) && text.get(inline.span.start..inline.span.end).is_some());
        }
        end = block.span.end;
    }
    let sections = article.sections();
    assert!(sections.is_sorted_by_key(|section| section.start));
    assert!(sections.iter().all(|s| s.start < text.len() && text.is_char_boundary(s.start) && !s.title.contains('\n')));
}

/// Reads a valid document.
fn read(name: &str, bytes: impl Into<Vec<u8>>) -> Article {
    let article = from_bytes(name, bytes.into()).unwrap_or_else(|error| panic!("{error}"));
    check(&article);
    article
}

/// Returns the error message for an invalid document.
fn refused(name: &str, bytes: impl Into<Vec<u8>>) -> String {
    let message = from_bytes(name, bytes.into()).expect_err("it should be refused").to_string();
    assert!(!message.contains('\n') && message.starts_with(name), "{message}");
    message
}

fn blocks(article: &Article) -> Vec<(String, &str)> {
    let kind = |kind: &BlockKind| match kind {
        BlockKind::Heading(level) => format!("h{level}"),
        BlockKind::Paragraph => "p".to_owned(),
        BlockKind::ListItem { marker } => marker.clone(),
        BlockKind::Code { .. } => "code".to_owned(),
        BlockKind::Rule => "rule".to_owned(),
        BlockKind::Preformatted => "pre".to_owned(),
    };
    article
        .blocks
        .iter()
        .map(|b| (kind(&b.kind) + &">".repeat(b.quote_depth.into()), b.span.of(&article.text)))
        .collect()
}

fn section_words(article: &Article) -> Vec<(u8, String, String)> {
    let words = |start: usize| article.text[start..].chars().take(12).collect();
    article.sections().into_iter().map(|s| (s.level, s.title, words(s.start))).collect()
}

// ---- books

fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const CONTAINER: (&str, &str) = (
    "META-INF/container.xml",
    "<?xml version=\"1.0\"?><container><rootfiles><rootfile full-path=\"OEBPS/content.opf\" \
     media-type=\"application/oebps-package+xml\"/></rootfiles></container>",
);

fn package(items: &[(&str, &str, &str)], spine: &str) -> String {
    let items: String = items
        .iter()
        .map(|(id, href, more)| {
            format!("<item id=\"{id}\" href=\"{href}\" media-type=\"application/xhtml+xml\" {more}/>")
        })
        .collect();
    format!(
        "<?xml version=\"1.0\"?><package><metadata xmlns:dc=\"d\"><dc:title>The Tide Mill</dc:title>\
         <dc:creator>Ines Calder</dc:creator><dc:date>2024-02-06</dc:date></metadata>\
         <manifest>{items}<item id=\"ncx\" href=\"toc.ncx\" media-type=\"application/x-dtbncx+xml\"/></manifest>\
         <spine toc=\"ncx\">{spine}</spine></package>"
    )
}

fn page(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><!DOCTYPE html><html xmlns=\"x\"><head><title/></head><body>{body}</body></html>"
    )
}

/// Returns a book of two chapters whose file names are not in reading order.
fn book() -> Vec<(&'static str, String)> {
    vec![
        ("mimetype", "application/epub+zip".to_owned()),
        (CONTAINER.0, CONTAINER.1.to_owned()),
        (
            "OEBPS/content.opf",
            package(
                &[("nav", "nav.xhtml", "properties=\"nav\""), ("b", "text/a.xhtml", ""), ("a", "text/b%20x.xhtml", "")],
                "<itemref idref=\"nav\"/><itemref idref=\"a\"/><itemref idref=\"b\"/>",
            ),
        ),
        (
            "OEBPS/nav.xhtml",
            page(
                "<nav epub:type=\"toc\"><ol><li><a href=\"text/b%20x.xhtml\">The First</a><ol>\
                 <li><a href=\"text/b%20x.xhtml#gates\">Gates</a></li></ol></li>\
                 <li><a href=\"text/a.xhtml\">The Second</a></li></ol></nav>",
            ),
        ),
        (
            "OEBPS/text/b x.xhtml",
            page(
                "<h1>One</h1><p>“We open the <i>gates</i>,” said Mara Lindqvist.<a id=\"n1\"/></p>\
                 <h2 id=\"gates\">The gates</h2><p>They were of oak.</p><aside epub:type=\"footnote\"><p>A note.</p></aside>",
            ),
        ),
        ("OEBPS/text/a.xhtml", page("<p>Nobody answered.</p>")),
    ]
}

fn packed(files: &[(&'static str, String)]) -> Vec<u8> {
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    archive(&files)
}

/// Returns the book with one file changed.
fn changed(name: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut files = book();
    for (_, text) in files.iter_mut().filter(|(file, _)| *file == name) {
        *text = change(text);
    }
    packed(&files)
}

#[test]
fn a_book_is_read_in_the_order_of_its_spine() {
    let article = read("book.epub", packed(&book()));
    assert_eq!(article.title.as_deref(), Some("The Tide Mill"));
    assert_eq!(article.byline.as_deref(), Some("Ines Calder"));
    assert_eq!(article.date.as_deref(), Some("2024-02-06"));
    assert_eq!(
        blocks(&article),
        [
            ("h1".to_owned(), "One"),
            ("p".to_owned(), "“We open the gates,” said Mara Lindqvist."),
            ("h2".to_owned(), "The gates"),
            ("p".to_owned(), "They were of oak."),
            ("p".to_owned(), "A note."),
            ("p".to_owned(), "Nobody answered."),
        ]
    );
    let entry = |level, title: &str, words: &str| (level, title.to_owned(), words.to_owned());
    assert_eq!(
        section_words(&article),
        [
            entry(1, "The First", "One\n\n“We ope"),
            entry(2, "Gates", "The gates\n\nT"),
            entry(1, "The Second", "Nobody answe")
        ]
    );
    assert!(article.notices.is_empty(), "{:?}", article.notices);
}

#[test]
fn old_books_have_another_table_of_contents() {
    let mut files = book();
    files.retain(|(name, _)| *name != "OEBPS/nav.xhtml");
    let ncx = "<ncx><navMap><navPoint><navLabel><text>Old First</text></navLabel><content src=\"text/b%20x.xhtml\"/>\
               <navPoint><navLabel><text>Old Gates</text></navLabel><content src=\"text/b%20x.xhtml#gates\"/></navPoint>\
               </navPoint></navMap></ncx>";
    files.push(("OEBPS/toc.ncx", ncx.to_owned()));
    let article = read("book.epub", packed(&files));
    let entry = |level, title: &str, words: &str| (level, title.to_owned(), words.to_owned());
    assert_eq!(
        section_words(&article),
        [entry(1, "Old First", "One\n\n“We ope"), entry(2, "Old Gates", "The gates\n\nT")]
    );
    files.pop();
    let headings = section_words(&read("book.epub", packed(&files)));
    assert_eq!(headings, [entry(1, "One", "One\n\n“We ope"), entry(2, "The gates", "The gates\n\nT")]);
}

#[test]
fn what_is_wrong_with_a_book_is_said() {
    let opf = "OEBPS/content.opf";
    let without = |name: &str| packed(&book().into_iter().filter(|(file, _)| *file != name).collect::<Vec<_>>());
    for (bytes, says) in [
        (without(opf), "content.opf is missing"),
        (changed(opf, |opf| opf.replace("itemref", "x").replace("spine", "y")), "no reading order"),
        (changed(opf, |opf| opf.replace("text/a.xhtml", "../../../etc/passwd")), "outside of the book"),
        (changed(CONTAINER.0, |_| "<rootfile full-path=\"../../etc/passwd\"/>".to_owned()), "outside of the book"),
        (changed(opf, |opf| format!("<!DOCTYPE p [<!ENTITY a \"h\"><!ENTITY b \"&a;&a;\">]>{opf}")), "entities"),
        (changed(opf, |opf| opf.replace("<dc:title>", &"<x>".repeat(5_000))), "nested"),
        (packed(&book())[..900].to_vec(), "damaged"),
    ] {
        let message = refused("book.epub", bytes);
        assert!(message.contains(says) && message.contains("EPUB"), "{message}");
    }
    let locked = "<encryption><EncryptedData><EncryptionMethod Algorithm=\"aes\"/><CipherReference URI=\"OEBPS/text/a.xhtml\"/>\
                  </EncryptedData></encryption>";
    let mut files = book();
    files.push(("META-INF/encryption.xml", locked.to_owned()));
    assert!(refused("book.epub", packed(&files)).contains("DRM"));
    assert!(refused("a.zip", archive(&[("a.txt", "words")])).contains("ZIP"));
    let many: Vec<(String, String)> = (0..20_002).map(|n| (format!("f{n}"), String::new())).collect();
    let mut many: Vec<(&str, &str)> = many.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    many.push(CONTAINER);
    assert!(refused("book.epub", archive(&many)).contains("20000 files"));
}

#[test]
fn a_book_that_unpacks_without_end_is_refused() {
    let laughs = "ha ".repeat(30 << 20);
    let bytes = changed("OEBPS/text/a.xhtml", |_| laughs.clone());
    assert!(bytes.len() < 1 << 20, "{}", bytes.len());
    assert!(refused("book.epub", bytes).contains("unpacks to more than 64 MiB"));
}

#[test]
fn a_lost_chapter_is_said_and_the_others_are_read() {
    let files: Vec<_> = book().into_iter().filter(|(file, _)| *file != "OEBPS/text/a.xhtml").collect();
    let article = read("book.epub", packed(&files));
    assert!(article.text.contains("They were of oak."));
    assert!(article.notices.iter().any(|n| n.contains("1 chapter is left out") && n.contains("a.xhtml")));
    let laughs = "<!DOCTYPE p [<!ENTITY a \"h\"><!ENTITY b \"&a;&a;\">]><p>&b;</p>";
    let article = read("book.epub", changed("OEBPS/text/a.xhtml", |_| laughs.to_owned()));
    assert!(article.notices.iter().any(|n| n.contains("entities")), "{:?}", article.notices);
}

#[test]
fn chapters_nested_beyond_all_reason_are_read() {
    let deep = page(&format!("{}<p>Down here.</p>", "<div>".repeat(60_000)));
    let article = read("book.epub", changed("OEBPS/text/a.xhtml", |_| deep.clone()));
    assert!(article.text.contains("Down here."));
}

// ---- feeds

const RSS: &str = r#"<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Orrin Bay News</title><link>https://news.example/</link><description>d</description>
<item><title>Mill saved &amp;amp; reopened</title><link>https://news.example/mill</link><pubDate>Tue, 06 Feb 2024 10:00:00 GMT</pubDate>
<description>Short.</description><content:encoded><![CDATA[<h2>Votes</h2><p>“We open the gates,” said <b>Mara</b> Lindqvist.</p>]]></content:encoded></item>
<item><title>Ferry late</title><link>https://news.example/ferry</link><description>&lt;p&gt;Again, they said.&lt;/p&gt;</description></item>
</channel></rss>"#;

const ATOM: &str = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>Bay</title><id>x</id><updated>2024-02-07T00:00:00Z</updated>
<entry><title type="html">One &amp;lt;b&amp;gt;</title><id>1</id><updated>2024-02-06T00:00:00Z</updated><author><name>Ines Calder</name></author>
<link href="https://b.example/1"/><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>First <em>words</em>.</p></div></content></entry></feed>"#;

const JSON: &str = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Bay", "items": [
{"id": "1", "url": "https://b.example/1", "title": "One", "content_html": "<p>First words.</p>", "date_published": "2024-02-06T10:00:00Z"},
{"id": "2", "title": "Two", "content_text": "Second words."}]}"#;

#[test]
fn a_feed_is_its_entries_each_under_a_heading() {
    let article = read("feed.xml", RSS);
    assert_eq!(article.title.as_deref(), Some("Orrin Bay News"));
    assert!(article.several);
    let found = blocks(&article);
    let found: Vec<(&str, &str)> = found.iter().map(|(kind, words)| (kind.as_str(), *words)).collect();
    assert_eq!(
        found,
        [
            ("h2", "Mill saved & reopened"),
            ("pre", "2024-02-06 · https://news.example/mill"),
            ("h4", "Votes"),
            ("p", "“We open the gates,” said Mara Lindqvist."),
            ("h2", "Ferry late"),
            ("pre", "https://news.example/ferry"),
            ("p", "Again, they said."),
        ]
    );
    let titles: Vec<String> = article.sections().into_iter().map(|s| s.title).collect();
    assert_eq!(titles, ["Mill saved & reopened · 2024-02-06", "Ferry late"]);
}

#[test]
fn an_entry_is_an_article_by_itself() {
    let entry =
        |source: &str, entry| from_bytes_with("feed", source.into(), &Hints { entry: Some(entry), ..Hints::default() });
    let article = entry(RSS, 1).unwrap();
    check(&article);
    assert_eq!(article.title.as_deref(), Some("Mill saved & reopened"));
    assert_eq!(article.date.as_deref(), Some("2024-02-06"));
    assert_eq!(article.site.as_deref(), Some("Orrin Bay News"));
    assert_eq!(article.url.as_deref(), Some("https://news.example/mill"));
    assert!(!article.several && !article.text.contains("Ferry"));
    let article = entry(ATOM, 1).unwrap();
    assert_eq!(article.byline.as_deref(), Some("Ines Calder"));
    assert!(article.text.contains("First words."), "{}", article.text);
    assert!(entry(JSON, 2).unwrap().text.contains("Second words."));
    assert!(entry(RSS, 3).unwrap_err().to_string().contains("there are 2"));
    assert!(entry("Words.", 1).unwrap_err().to_string().contains("not a feed or mailbox"));
}

#[test]
fn every_entry_of_a_feed_is_an_article_of_its_own() {
    let feed = read("feed.xml", RSS);
    let titles: Vec<Option<&str>> = feed.parts.iter().map(|part| part.title.as_deref()).collect();
    assert_eq!(titles, [Some("Mill saved & reopened"), Some("Ferry late")]);
    assert_eq!(feed.sections().len(), feed.parts.len());
    for part in &feed.parts {
        check(part);
        assert_eq!(part.site.as_deref(), Some("Orrin Bay News"));
        // An entry has only its summary; the full text is at its address.
        assert!(part.notices.iter().any(|n| n.contains("headline is a link")), "{:?}", part.notices);
        let link = part.blocks[0].inlines.first().map(|i| format!("{:?}", i.style)).unwrap_or_default();
        assert!(link.contains(part.url.as_deref().unwrap()), "{link}");
    }
    assert!(!feed.parts[1].text.contains("Mara Lindqvist") && feed.parts[1].text.contains("Again, they said."));
    // A complete article has no such notice.
    let whole = RSS.replace("Again, they said.", &"Again, they said. ".repeat(60));
    assert!(read("feed.xml", whole).parts[1].notices.is_empty());
    // A feed of one entry has no list.
    let only = read("feed.json", JSON.replace(r#", "content_text""#, r#", "x""#).replace("Second", ""));
    assert!(only.several || only.parts.is_empty());
}

#[test]
fn an_entry_without_a_title_is_said_once() {
    let feed = read("feed.json", JSON.replace(r#""title": "Two", "#, ""));
    assert_eq!(feed.text.matches("Second words.").count(), 1, "{}", feed.text);
    assert_eq!(feed.sections()[1].title, "Second words.");
    let note = &feed.parts[1];
    assert_eq!((note.title.as_deref(), note.text.trim()), (Some("Second words."), "Second words."));
    // An entry with nothing but an address shows the address.
    let bare = r#""items": [{"id": "0", "url": "https://b.example/0"},"#;
    let feed = read("feed.json", JSON.replace(r#""items": ["#, bare));
    assert!(feed.parts[0].text.contains("https://b.example/0"), "{}", feed.text);
}

#[test]
fn the_people_of_one_entry_are_not_those_of_another() {
    let dir = tempfile::tempdir().unwrap();
    let items: String = ["Anna Holt", "Peter Holt"]
        .iter()
        .map(|who| {
            format!("<item><title>Of {who}</title><description>“We open the gates,” said {who}. “Now,” Holt said.</description></item>")
        })
        .collect();
    let feed = format!("<rss version=\"2.0\"><channel><title>Bay</title>{items}</channel></rss>");
    std::fs::write(dir.path().join("feed.xml"), feed).unwrap();
    let out = pullquote(dir.path(), &["annotate", "--format", "jsonl", "feed.xml"]);
    let out = String::from_utf8(out.stdout).unwrap();
    let speakers: Vec<Vec<String>> = out
        .lines()
        .map(|line| {
            let article: serde_json::Value = serde_json::from_str(line).unwrap();
            let all = article["attributions"].as_array().unwrap().iter();
            all.filter_map(|a| a["speaker"].as_str()).map(str::to_owned).collect()
        })
        .collect();
    assert_eq!(speakers, [["Anna Holt", "Anna Holt"], ["Peter Holt", "Peter Holt"]], "{out}");
    let added = pullquote(dir.path(), &["library", "add", "feed.xml"]);
    assert_eq!(String::from_utf8(added.stdout).unwrap(), "2 articles added\n");
}

#[test]
fn hostile_and_broken_feeds_are_refused() {
    let laughs =
        format!("<!DOCTYPE rss [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]>{}", RSS.split_once("?>").unwrap().1);
    assert!(refused("feed.xml", laughs).contains("entities"));
    assert!(refused("feed.xml", format!("<rss>{}", "<a>".repeat(100_000))).contains("nested"));
    assert!(
        refused("feed.xml", "<rss version=\"2.0\"><channel><title>x</title></channel></rss>").contains("no entries")
    );
    assert!(refused("a.rss", "no feed at all").contains("a feed"));
}

// ---- messages

#[test]
fn a_newsletter_is_its_page() {
    let letter = "From: Bay Letter <news@example.org>\r\nTo: you@example.org\r\nSubject: The week\r\n\
        Date: Tue, 6 Feb 2024 09:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=M\r\n\r\n\
        --M\r\nContent-Type: multipart/alternative; boundary=A\r\n\r\n--A\r\nContent-Type: text/plain\r\n\r\nSee the page.\r\n\
        --A\r\nContent-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        <html><head><style>p{}</style></head><body><h1>The week</h1><p>The caf=E9 is open, said Mara.</p>\
        <blockquote><p>At last.</p></blockquote></body></html>\r\n--A--\r\n\
        --M\r\nContent-Type: application/pdf; name=\"a.pdf\"\r\nContent-Disposition: attachment; filename=\"a.pdf\"\r\n\r\n%PDF\r\n--M--\r\n";
    let article = read("letter.eml", letter);
    assert_eq!(article.title.as_deref(), Some("The week"));
    assert_eq!(article.byline.as_deref(), Some("Bay Letter"));
    assert_eq!(article.date.as_deref(), Some("2024-02-06"));
    let found = blocks(&article);
    let found: Vec<(&str, &str)> = found.iter().map(|(kind, words)| (kind.as_str(), *words)).collect();
    assert_eq!(found, [("h1", "The week"), ("p", "The café is open, said Mara."), ("p>", "At last.")]);
    assert_eq!(article.notices, ["1 attachment is not shown (a.pdf)"]);
    // The file name does not matter.
    assert_eq!(read("letter.txt", letter).title.as_deref(), Some("The week"));
}

#[test]
fn a_message_that_only_carries_another_is_that() {
    let outer = "From: a@example.org\r\nTo: b@example.org\r\nSubject: Fwd\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=M\r\n\r\n--M\r\nContent-Type: message/rfc822\r\n\r\n\
        From: Mara <m@example.org>\r\nSubject: Inside\r\nDate: Tue, 6 Feb 2024 09:00:00 +0000\r\n\r\nThe words.\r\n--M--\r\n";
    let article = read("a.eml", outer);
    assert_eq!((article.title.as_deref(), article.text.trim()), (Some("Inside"), "The words."));
}

/// A regression test from the parser's next version: the parser panics on this message.
#[test]
fn a_message_that_breaks_the_parser_is_refused() {
    let broken = "d\nContent-Type:multipart;boundary=b5\n\n--b5Content-Type:message/rfc822\n\n5\n\
                  Content-Type:message/rfc822\n\n\n--b5--";
    match from_bytes_as("a.eml", broken.into(), Some(Format::Email)) {
        Ok(article) => check(&article),
        Err(error) => assert!(error.to_string().starts_with("a.eml: "), "{error}"),
    }
}

// ---- PDF files

/// Returns a PDF file of pages, each a content stream; Helvetica is `/F1`.
fn pdf(pages: &[&str], more: &[&str]) -> Vec<u8> {
    let kids: Vec<String> = (0..pages.len()).map(|n| format!("{} 0 R", 4 + 2 * n)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {} /MediaBox [0 0 600 800] >>", kids.join(" "), pages.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let first = 4 + 2 * pages.len();
    for (n, content) in pages.iter().enumerate() {
        let objects_of_page: String = (0..more.len()).map(|n| format!("/X{} {} 0 R ", n + 1, first + n)).collect();
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /Contents {} 0 R /Resources << /Font << /F1 3 0 R >> /XObject << {objects_of_page}>> >> >>",
            5 + 2 * n
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    objects.extend(more.iter().map(|object| object.replace("SELF", &format!("{first} 0 R"))));
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", n + 1).bytes());
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for offset in offsets {
        out.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    out.extend(format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1).bytes());
    out
}

/// Returns the lines of a page: left, up, size, words.
fn drawn(lines: &[(u32, u32, u32, &str)]) -> String {
    lines.iter().map(|(x, y, size, words)| format!("BT /F1 {size} Tf {x} {y} Td ({words}) Tj ET\n")).collect()
}

#[test]
fn a_paper_is_its_paragraphs() {
    let one = drawn(&[
        (72, 770, 9, "ORRIN BAY PAPERS 1"),
        (72, 700, 20, "Harbour town votes"),
        (72, 650, 10, "The council of Orrin Bay voted on Tuesday to re-"),
        (72, 638, 10, "store the tide mill at Quay Street, which has stood"),
        (300, 30, 9, "1"),
    ]);
    let two = drawn(&[
        (72, 770, 9, "ORRIN BAY PAPERS 2"),
        (72, 700, 10, "idle since a storm broke its gates, the mayor said."),
        (300, 30, 9, "2"),
    ]);
    let article = read("paper.pdf", pdf(&[&one, &two], &[]));
    let found = blocks(&article);
    let found: Vec<(&str, &str)> = found.iter().map(|(kind, words)| (kind.as_str(), *words)).collect();
    assert_eq!(
        found,
        [
            ("h1", "Harbour town votes"),
            (
                "p",
                "The council of Orrin Bay voted on Tuesday to restore the tide mill at Quay Street, which has stood idle \
                 since a storm broke its gates, the mayor said."
            ),
        ]
    );
    assert_eq!(article.title.as_deref(), Some("Harbour town votes"));
}

#[test]
fn lines_set_by_every_instruction_are_read() {
    let one = "0.5 g 0 0 m 9 9 l S BT /F1 10 Tf 12 TL 72 600 Td (The council of Orrin Bay voted) Tj (on Tuesday to restore) ' \
               0 0 (the tide mill at Quay) \" T* [(Str) 10 (eet, as it is said.)] TJ ET";
    let article = read("paper.pdf", pdf(&[one], &[]));
    assert_eq!(
        article.text,
        "The council of Orrin Bay voted on Tuesday to restore the tide mill at Quay Street, as it is said."
    );
}

#[test]
fn forms_stand_where_they_are_drawn() {
    let page = drawn(&[
        (72, 700, 10, "The council of Orrin Bay voted on Tuesday to give"),
        (72, 688, 10, "the town a mill, which has stood idle since a storm"),
        (72, 676, 10, "broke its gates, the mayor said to the whole town."),
    ]) + "q 1 0 0 1 72 600 cm /X1 Do Q\nq 1 0 0 1 72 640 cm /X2 Do Q\n";
    let form = |matrix: &str, font: &str, more: &str, words: &str, then: &str| {
        let font = format!("<< /Type /Font /Subtype /Type1 /BaseFont /{font} /Encoding /WinAnsiEncoding >>");
        // More states are restored than were saved: those of the page do not affect the form.
        let content = format!("Q Q BT /F1 10 Tf 0 0 Td ({words}) Tj ET q {then}");
        format!(
            "<< /Type /XObject /Subtype /Form /BBox [0 0 600 800] {matrix} /Resources << /Font << /F1 {font} >> {more} >> \
             /Length {} >>\nstream\n{content}\nendstream",
            content.len()
        )
    };
    let (last, notice) = ("Last of all, the first form draws the second one.", "Notice of the council");
    // The seventh object is the second form.
    let forms = [
        form("", "Helvetica", "/XObject << /Y 7 0 R >>", last, "1 0 0 1 0 -30 cm /Y Do"),
        form("/Matrix [1 0 0 1 0 10]", "Helvetica-Bold", "", notice, ""),
    ];
    let forms: Vec<&str> = forms.iter().map(String::as_str).collect();
    let article = read("forms.pdf", pdf(&[&page], &forms));
    let found = blocks(&article);
    let found: Vec<(&str, &str)> = found.iter().map(|(kind, words)| (kind.as_str(), *words)).skip(1).collect();
    assert_eq!(found, [("p", last), ("h4", notice), ("h4", notice)]);
}

#[test]
fn pictures_of_pages_and_damaged_papers_are_said() {
    let image = "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray /Length 1 >>\nstream\nx\nendstream";
    let scanned = refused("scan.pdf", pdf(&["/X1 Do"], &[image]));
    assert!(scanned.contains("scanned pages"), "{scanned}");
    let whole = pdf(&[&drawn(&[(72, 600, 10, "The words of the page are these.")])], &[]);
    assert!(read("a.pdf", whole.clone()).text.contains("The words"));
    for bytes in
        [&whole[..40], b"%PDF-1.7\n".as_slice(), b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF"]
    {
        assert!(refused("a.pdf", bytes).contains("PDF file"));
    }
    let odd = drawn(&[(72, 700, 10, "The first page is read.")]);
    let article = read("a.pdf", pdf(&[&odd, "BT /F9 10 Tf 72 700 Td (So is the other.) Tj ET"], &[]));
    // A page that names an unknown font is read with another.
    assert!(article.text.contains("The first page") && article.text.contains("So is the other."), "{}", article.text);
}

#[test]
fn papers_that_draw_themselves_end() {
    let words = drawn(&[(72, 600, 10, "The words of the page are these.")]);
    let own = "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X1 SELF >> >> /Length 6 >>\nstream\n/X1 Do\nendstream";
    let inherited = "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 6 >>\nstream\n/X1 Do\nendstream";
    for form in [own, inherited] {
        let article = read("a.pdf", pdf(&[&words, &format!("/X1 Do {words}")], &[form]));
        assert!(article.text.contains("The words"), "{}", article.text);
    }
}

// ---- everything

#[test]
fn every_kind_can_be_forced() {
    for format in Format::ALL.map(|about| about.format) {
        match from_bytes_as("a", b"From: a\nSubject: b\n\n<p>Words.</p>".to_vec(), Some(format)) {
            Ok(article) => check(&article),
            Err(error) => assert!(!error.to_string().contains('\n')),
        }
    }
    let page = from_bytes_as("a.txt", b"<p>One &amp; <b>two</b></p>".to_vec(), Some(Format::Html)).unwrap();
    assert_eq!(page.text, "One & two");
    let text = from_bytes_as("a", RSS.into(), Some(Format::Plain)).unwrap();
    assert!(text.text.contains("<channel>"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn random_bytes_give_an_article_or_an_error(
        bytes in proptest::collection::vec(any::<u8>(), 0..600),
        head in 0usize..8,
        format in 0usize..9,
    ) {
        let heads: [&[u8]; 8] = [
            b"", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\n", b"PK\x03\x04", b"<rss><channel><item>",
            b"{\"version\": \"https://jsonfeed.org/version/1\", \"items\": [",
            b"From: a@b\nTo: b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n\n--a\n", b"<html><p>", b"\xff\xfe",
        ];
        let mut all = heads[head].to_vec();
        all.extend(bytes);
        let format = Format::ALL.get(format).map(|about| about.format);
        match from_bytes_as("-", all, format) {
            Ok(article) => check(&article),
            Err(error) => prop_assert!(!error.to_string().contains('\n'), "{error}"),
        }
    }

    /// Reads a document of every format with a few bytes changed or cut off.
    #[test]
    fn damaged_documents_give_an_article_or_an_error(
        kind in 0usize..5,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        end in any::<prop::sample::Index>(),
        cut in any::<bool>(),
    ) {
        let mut bytes = match kind {
            0 => packed(&book()),
            1 => RSS.into(),
            2 => JSON.into(),
            3 => pdf(&[&drawn(&[(72, 600, 10, "The words of the page are these."), (72, 688, 10, "More.")])], &[]),
            _ => ATOM.into(),
        };
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if cut {
            bytes.truncate(end.index(bytes.len()));
        }
        match from_bytes("-", bytes) {
            Ok(article) => check(&article),
            Err(error) => prop_assert!(!error.to_string().contains('\n'), "{error}"),
        }
    }
}

// ---- the program

fn pullquote(dir: &std::path::Path, args: &[&str]) -> Output {
    assert_cmd::Command::new(env!("CARGO_BIN_EXE_pullquote"))
        .current_dir(dir)
        .env("PULLQUOTE_LIBRARY", dir.join("library.db"))
        .args(args)
        .output()
        .expect("the program runs")
}

#[test]
fn text_prints_what_offsets_count_in() {
    let dir = tempfile::tempdir().unwrap();
    let wrapped = "The ferry was late again, and by the time it had been made fast the queue\non the quay ran back past \
                   the fish market and halfway up the hill towards\nthe church. “We have asked for a second boat for \
                   eleven years,” said Mara\nLindqvist, the harbour master.\n";
    std::fs::write(dir.path().join("a.txt"), wrapped).unwrap();
    std::fs::write(dir.path().join("b.epub"), packed(&book())).unwrap();
    for name in ["a.txt", "b.epub"] {
        let text = String::from_utf8(pullquote(dir.path(), &["text", name]).stdout).unwrap();
        let found = pullquote(dir.path(), &["annotate", name]).stdout;
        let found: serde_json::Value = serde_json::from_slice(&found).unwrap();
        assert_eq!(found["text"].as_str().unwrap().trim_end(), text.trim_end());
        let letters: Vec<char> = text.chars().collect();
        let quote = &found["attributions"][0];
        let span = |at: usize| usize::try_from(quote["content"][0][at].as_u64().unwrap()).unwrap();
        let words: String = letters[span(0)..span(1)].iter().collect();
        assert!(words.starts_with('“') && words.ends_with('”'), "{words}");
        assert_eq!(quote["speaker"], "Mara Lindqvist");
    }
    let text = pullquote(dir.path(), &["text", "a.txt"]).stdout;
    assert_eq!(String::from_utf8(text).unwrap().lines().count(), 1, "unwrapped");
    // The text in a field of JSON Lines stays unchanged.
    let line = serde_json::json!({"id": "x", "text": wrapped}).to_string();
    std::fs::write(dir.path().join("a.jsonl"), line).unwrap();
    let out = pullquote(dir.path(), &["annotate", "--input", "jsonl", "--format", "jsonl", "a.jsonl"]).stdout;
    let found: serde_json::Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(found["text"], wrapped);
}

#[test]
fn many_are_added_at_once_and_failures_are_told() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("a.txt"), "“We open the gates,” said Mara Lindqvist.\n").unwrap();
    std::fs::write(dir.path().join("b.epub"), packed(&book())).unwrap();
    std::fs::write(dir.path().join("bad.epub"), &packed(&book())[..500]).unwrap();
    let out = pullquote(dir.path(), &["library", "add", "a.txt", "b.epub", "bad.epub", "gone.txt", "a.txt"]);
    let (said, failed) = (String::from_utf8(out.stdout).unwrap(), String::from_utf8(out.stderr).unwrap());
    assert_eq!(said, "2 articles added, 2 failed\n");
    assert!(failed.contains("bad.epub: cannot be read as an EPUB book") && failed.contains("gone.txt: no such file"));
    assert_eq!(failed.lines().count(), 2, "{failed}");
    assert_eq!(out.status.code(), Some(1));
    let again = pullquote(dir.path(), &["library", "add", "a.txt", "b.epub"]);
    assert_eq!(String::from_utf8(again.stdout).unwrap(), "0 articles added, 2 already in the library\n");
    assert_eq!(again.status.code(), Some(0));
    let (library, problem) = pullquote::library::db::Library::open_read_only(&dir.path().join("library.db"));
    assert!(problem.is_none());
    let titles: Vec<_> = library.articles().unwrap().into_iter().map(|a| a.title).collect();
    assert!(titles.contains(&Some("The Tide Mill".to_owned())), "{titles:?}");
    let article = read("b.epub", packed(&book()));
    let kept = library.annotations(&article, pullquote::nlp::Engine::new().version()).unwrap();
    assert!(kept.complete && !kept.attributions.is_empty());
}
