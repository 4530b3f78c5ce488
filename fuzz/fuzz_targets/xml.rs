//! Reads XML into each file of a book (container, package, table of contents), and as a feed.
#![no_main]

mod common;

use std::io::{Cursor, Write};

use libfuzzer_sys::fuzz_target;
use pullquote::ingest::Format;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const CONTAINER: &[u8] = br#"<container><rootfiles><rootfile full-path="p.opf"/></rootfiles></container>"#;
const PACKAGE: &[u8] = br#"<package><manifest><item id="c" href="c.html" media-type="application/xhtml+xml"/>
<item id="n" href="n.ncx" media-type="application/x-dtbncx+xml"/></manifest><spine toc="n"><itemref idref="c"/></spine></package>"#;
const CHAPTER: &[u8] = b"<html><body><h1 id='a'>One</h1><p>Words of a chapter.</p></body></html>";

fuzz_target!(|bytes: &[u8]| {
    let Some((which, xml)) = bytes.split_first() else { return };
    if which % 4 == 0 {
        return common::read("-", xml, Some(Format::Feed));
    }
    let pick = |n: u8, usual: &'static [u8]| if which % 4 == n { xml } else { usual };
    let files = [
        ("META-INF/container.xml", pick(1, CONTAINER)),
        ("p.opf", pick(2, PACKAGE)),
        (
            "n.ncx",
            pick(3, b"<ncx><navMap><navPoint><text>One</text><content src='c.html#a'/></navPoint></navMap></ncx>"),
        ),
        ("c.html", CHAPTER),
    ];
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in files {
        if archive.start_file(name, stored).is_err() || archive.write_all(content).is_err() {
            return;
        }
    }
    if let Ok(book) = archive.finish() {
        common::read("-", book.get_ref(), Some(Format::Epub));
    }
});
