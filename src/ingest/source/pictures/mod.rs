//! Pictures of articles: where they are, their bytes, and their pixels.
//!
//! Parsers only note where a picture is (`source`). [`bytes`] reads it when it is about to be shown, and [`fn@decode`] turns
//! it into pixels; both have limits. Nothing is fetched from the web unless the reader asks for it.

#[cfg(feature = "pictures")]
mod decode;
#[cfg(feature = "pictures")]
mod read;

use url::Url;

#[cfg(feature = "pictures")]
pub use decode::{Pixels, decode};
#[cfg(feature = "pictures")]
pub use read::{bytes, extension};

use crate::text::PictureSource;

/// The most pictures of an article.
pub(in crate::ingest) const MAX_PICTURES: usize = 2_000;
/// The longest `data:` URL.
const MAX_DATA: usize = 4 << 20;
/// The longest address or path.
const MAX_NAME: usize = 4_096;

/// Returns where a picture is, from the attribute that names it. `base` is the address of the page, if it is known.
pub(in crate::ingest) fn source(src: &str, base: Option<&Url>) -> Option<PictureSource> {
    let src = src.trim();
    let scheme = src.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    match scheme.as_deref() {
        Some("data") => {
            let data = src.get(5..).filter(|data| data.len() <= MAX_DATA && cfg!(feature = "pictures"))?;
            let is_picture = data.get(..6).is_some_and(|kind| kind.eq_ignore_ascii_case("image/"));
            return (is_picture && !data.starts_with("image/svg")).then(|| PictureSource::Data(data.to_owned()));
        }
        _ if src.is_empty() || src.len() > MAX_NAME || src.chars().any(char::is_control) => return None,
        Some("cid") => return src.get(4..).map(|name| PictureSource::Part(name.to_owned())),
        _ => {}
    }
    match Url::options().base_url(base).parse(src) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Some(PictureSource::Web(url.into())),
        Ok(_) => None,
        // Relative to a file; a drive or another scheme is none.
        Err(_) => (base.is_none() && scheme.is_none() && !src.starts_with(['/', '\\', '#']))
            .then(|| PictureSource::File(src.to_owned())),
    }
}

#[cfg(all(test, feature = "pictures"))]
mod tests;

#[cfg(test)]
mod source_tests {
    use super::*;

    #[test]
    fn a_source_names_one_kind_of_place() {
        let base = Url::parse("https://example.org/a/page.html").unwrap();
        let web = |to: &str| Some(PictureSource::Web(to.to_owned()));
        assert_eq!(source("b.png", Some(&base)), web("https://example.org/a/b.png"));
        assert_eq!(source("//cdn.example.org/b.png", Some(&base)), web("https://cdn.example.org/b.png"));
        assert_eq!(source(" http://example.org/b.png ", None), web("http://example.org/b.png"));
        assert_eq!(source("a/b.png", None), Some(PictureSource::File("a/b.png".to_owned())));
        assert_eq!(source("cid:x@example.org", None), Some(PictureSource::Part("x@example.org".to_owned())));
        for refused in [
            "",
            "#",
            "/etc/passwd",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "C:\\a.png",
            "\\\\host\\a",
            "a\nb",
            "data:text/html,x",
            "data:image/svg+xml,x",
        ] {
            assert_eq!(source(refused, None), None, "{refused}");
        }
        assert_eq!(source(&format!("data:image/png;base64,{}", "A".repeat(MAX_DATA)), None), None);
    }
}
