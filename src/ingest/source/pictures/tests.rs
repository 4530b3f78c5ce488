use std::io::{Cursor, Write as _};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::ingest::{from_html, from_markdown, pictures, read};
use crate::text::{Article, PictureSource};

/// A file that begins as a PNG does, with a name of its own.
fn png(name: &str) -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n", name.as_bytes()].concat()
}

/// Returns the pictures: the words of the block that each stands above (`$` for below the last), and its source.
fn placed(article: &Article) -> Vec<(String, String)> {
    let pictures = article.pictures.iter().map(|picture| {
        let block = article.block_at(picture.at).map(|at| article.blocks[at].span.of(&article.text));
        let words = if picture.at >= article.text.len() { "$" } else { block.unwrap_or("?") };
        (words.chars().take(12).collect(), format!("{:?}", picture.source))
    });
    pictures.collect()
}

fn pair(words: &str, source: &str) -> (String, String) {
    (words.to_owned(), source.to_owned())
}

const BODY: &str = "<p>The council of Orrin Bay voted on Tuesday night to close the upper footbridge for eleven months, \
    a decision that nobody in this room wanted to take, as the mayor put it.</p>";

#[test]
fn pictures_of_markdown_stand_above_their_words() {
    let article = from_markdown(
        "a.md",
        "One.\n\n![A boat](boat.png)\n\nTwo ![](b.png) words.\n\n| a | b |\n|---|---|\n| ![](c.png) | d |\n",
    );
    let file = |name: &str| format!("File({name:?})");
    assert_eq!(
        placed(&article),
        [
            pair("[image: A bo", &file("boat.png")),
            pair("Two [image] ", &file("b.png")),
            pair("a       │ b", &file("c.png")),
        ]
    );
}

#[test]
fn pictures_of_a_page_stand_in_the_article() {
    let html = format!(
        "<html><head><link rel=canonical href=https://example.org/x/page></head><body><article><h1>The bridge</h1>\
         <figure><img src=page_files/a.png alt='A red boat'><figcaption>The quay of Orrin Bay on Tuesday night, with the old ferry and its crew.</figcaption></figure>{BODY}\
         <img src=icon.png width=16 height=16><p><img data-src=/lazy.png src='data:image/gif;base64,R0'>“We have asked for a \
         second boat for eleven years,” said Tomas Okafor, who runs the harbour office.</p></article></body></html>"
    );
    let article = from_html("page.html", &html, None);
    assert_eq!(
        placed(&article),
        [
            pair("The quay of ", "File(\"page_files/a.png\")"),
            pair("“We have ask", "Web(\"https://example.org/lazy.png\")")
        ]
    );
    let fetched = from_html("https://example.org/x/page", &html, Some("https://example.org/x/page"));
    assert_eq!(placed(&fetched)[0], pair("The quay of ", "Web(\"https://example.org/x/page_files/a.png\")"));
    let same = from_html("page.html", &html.replace("<img", "<span"), None);
    assert_eq!((same.text, same.blocks), (article.text, article.blocks), "no offset moves");
}

#[test]
fn pictures_inside_a_file_are_found_there() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let found = |path: &Path| -> Vec<(String, Vec<u8>)> {
        let article = read(path, None).unwrap();
        let bytes = |source: &PictureSource| pictures::bytes(&article.source, source).unwrap_or_default();
        placed(&article).into_iter().zip(&article.pictures).map(|((at, _), p)| (at, bytes(&p.source))).collect()
    };
    let part = |head: &str, name: &str| {
        format!(
            "--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n{head}\r\n\r\n{}\r\n",
            STANDARD.encode(png(name))
        )
    };
    let mail = format!(
        "From: a@example.org\r\nDate: Tue, 6 Feb 2024 23:30:00 +0100\r\nSubject: The mill\r\nMessage-ID: <m1@example.org>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n\
         <img src=cid:x@example.org><p>Words of the mill.</p><img src=gone.png>\r\n{}{}--b--\r\n",
        part("Content-ID: <x@example.org>", "inline"),
        part("Content-Disposition: attachment; filename=photo.png", "attached"),
    );
    let letter = write("a.eml", mail.as_bytes());
    let expected = [("Words of the".to_owned(), png("inline")), ("$".to_owned(), png("attached"))];
    assert_eq!(found(&letter), expected);
    let mailbox = write(
        "a.mbox",
        format!(
            "From a Tue Feb  6 23:30:00 2024\n{0}\nFrom a Tue Feb  6 23:30:00 2024\n{0}\n",
            mail.replace("\r\n", "\n")
        )
        .as_bytes(),
    );
    let article = read(&mailbox, None).unwrap();
    assert_eq!(article.parts.len(), 2);
    for part in &article.parts {
        assert_eq!(pictures::bytes(&part.source, &part.pictures[0].source), Ok(png("inline")), "{}", part.source);
    }

    let page = format!(
        "From: <Saved>\r\nSnapshot-Content-Location: https://example.org/p\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\
         Content-Location: https://example.org/p\r\n\r\n<article><img src=a.png><img src=b.png>{BODY}</article>\r\n{}--b--\r\n",
        part("Content-Location: https://example.org/a.png", "saved"),
    );
    let page = write("a.mhtml", page.as_bytes());
    let article = read(&page, None).unwrap();
    assert_eq!(article.pictures[0].source, PictureSource::Part("https://example.org/a.png".to_owned()));
    assert_eq!(article.pictures[1].source, PictureSource::Web("https://example.org/b.png".to_owned()));
    assert_eq!(pictures::bytes(&article.source, &article.pictures[0].source), Ok(png("saved")));

    #[cfg(feature = "epub")]
    {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        let chapter = format!(
            "<html><body><p>First.</p><img src=\"../img/a%20b.png\"/><img src=\"../../../x.png\"/>{BODY}</body></html>"
        );
        for (name, bytes) in [
            ("META-INF/container.xml", b"<container><rootfiles><rootfile full-path=\"O/p.opf\"/></rootfiles></container>".to_vec()),
            ("O/p.opf", b"<package><manifest><item id=\"c\" href=\"text/c.xhtml\" media-type=\"application/xhtml+xml\"/></manifest>\
                <spine><itemref idref=\"c\"/></spine></package>".to_vec()),
            ("O/text/c.xhtml", chapter.into_bytes()),
            ("O/img/a b.png", png("drawn")),
        ] {
            zip.start_file(name, options).unwrap();
            zip.write_all(&bytes).unwrap();
        }
        let book = write("a.epub", &zip.finish().unwrap().into_inner());
        assert_eq!(found(&book), [("The council ".to_owned(), png("drawn"))]);
    }
}
