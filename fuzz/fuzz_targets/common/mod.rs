//! Checks the invariants of everything that is read.

use pullquote::ingest::{Format, Hints, from_bytes_with};
use pullquote::text::{Article, Span};

/// Reads bytes: the result must be a well-formed article, or a one-line error.
pub fn read(name: &str, bytes: &[u8], format: Option<Format>) {
    // The base address for links of the document.
    let hints = Hints { format, base: Some("https://example.org/a/b.html"), ..Hints::default() };
    match from_bytes_with(name, bytes.to_vec(), &hints) {
        Ok(article) => check(&article),
        Err(error) => assert!(!error.to_string().contains('\n'), "{error}"),
    }
}

fn check(article: &Article) {
    let text = article.text.as_str();
    assert!(!text.trim().is_empty());
    assert!(article.pictures.is_sorted_by_key(|picture| picture.at), "pictures are out of order");
    assert!(
        article.pictures.iter().all(|picture| text.is_char_boundary(picture.at)),
        "a picture is outside of the text"
    );
    let fits = |span: Span| assert!(text.get(span.start..span.end).is_some(), "{span:?}");
    let mut end = 0;
    for block in &article.blocks {
        fits(block.span);
        assert!(block.span.start >= end, "blocks overlap");
        end = block.span.end;
        for inline in &block.inlines {
            fits(inline.span);
            assert!(
                inline.span.start >= block.span.start && inline.span.end <= block.span.end,
                "a style leaves its block"
            );
        }
        assert!(block.inlines.windows(2).all(|two| two[0].span.start <= two[1].span.start), "styles are out of order");
    }
    for section in &article.contents {
        assert!(section.start < text.len() && text.is_char_boundary(section.start), "{section:?}");
    }
    assert!(article.notices.iter().all(|notice| !notice.contains('\n')));
    article.parts.iter().filter(|part| !part.text.trim().is_empty()).for_each(check);
}
