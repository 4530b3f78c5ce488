//! Reads the bytes of a picture from where it is.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::general_purpose::GeneralPurpose;
use base64::engine::{DecodePaddingMode, GeneralPurposeConfig};
use percent_encoding::percent_decode_str;

use crate::ingest::formats::{html, mail};
use crate::ingest::source::input;
use crate::ingest::{Format, Hints, detect};
use crate::text::PictureSource;

/// The most bytes of a picture.
const MAX_BYTES: u64 = 20 << 20;

/// Returns the bytes of a picture of the article from `article` (a path, an address, or `-`).
///
/// # Errors
/// If the picture is missing, too large, outside of the article's folder, or no picture; in one line.
pub fn bytes(article: &str, picture: &PictureSource) -> Result<Vec<u8>, String> {
    let bytes = match picture {
        PictureSource::Web(address) => web(address)?,
        PictureSource::File(path) => beside(article, path)?,
        PictureSource::Part(name) => inside(article, name)?,
        PictureSource::Data(data) => data_url(data).ok_or("its data is damaged")?,
    };
    if bytes.len() as u64 > MAX_BYTES {
        return Err(too_large());
    }
    extension(&bytes).map(|_| bytes).ok_or_else(|| "it is no PNG, JPEG, GIF or WebP picture".to_owned())
}

fn too_large() -> String {
    format!("it is larger than the limit of {} MB", MAX_BYTES >> 20)
}

/// Returns the usual extension for the format of a picture, by its first bytes; `None` for anything else.
#[must_use]
pub fn extension(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("png"),
        [0xff, 0xd8, 0xff, ..] => Some("jpg"),
        [b'G', b'I', b'F', b'8', ..] => Some("gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("webp"),
        _ => None,
    }
}

#[cfg(feature = "net")]
fn web(address: &str) -> Result<Vec<u8>, String> {
    use crate::ingest::source::fetch;
    if fetch::is_private(address) {
        return Err("it is in a private network".to_owned());
    }
    fetch::picture(address, MAX_BYTES)
}

#[cfg(not(feature = "net"))]
fn web(_: &str) -> Result<Vec<u8>, String> {
    Err("this build cannot fetch addresses (it lacks the feature `net`)".to_owned())
}

/// Reads a file in the folder of the article, or below it.
fn beside(article: &str, path: &str) -> Result<Vec<u8>, String> {
    let folder = Path::new(article).parent().filter(|_| article != "-" && !article.contains("://"));
    let folder = folder.ok_or("the folder of the article is unknown")?;
    let missing = |_| format!("{path}: no such file");
    let folder = folder.canonicalize().map_err(missing)?;
    let plain = path.split(['?', '#']).next().unwrap_or(path);
    let decoded = percent_decode_str(plain).decode_utf8_lossy();
    let found = [plain, &*decoded].into_iter().find_map(|path| folder.join(path).canonicalize().ok());
    let found = found.ok_or_else(|| format!("{path}: no such file"))?;
    // Also where a link in the file system leads.
    if !found.starts_with(&folder) {
        return Err(format!("{path} is outside of the article's folder"));
    }
    let metadata = std::fs::metadata(&found).map_err(missing)?;
    if !metadata.is_file() {
        return Err(format!("{path}: no such file"));
    }
    let mut bytes = Vec::new();
    let file = File::open(&found).map_err(|error| format!("{path}: {error}"))?;
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|error| format!("{path}: {error}"))?;
    Ok(bytes)
}

/// Reads a part of the article's own file.
fn inside(article: &str, name: &str) -> Result<Vec<u8>, String> {
    // An entry of a mailbox is `mailbox#3`.
    let file = match article.rsplit_once('#') {
        Some((file, entry)) if entry.bytes().all(|b| b.is_ascii_digit()) && !Path::new(article).exists() => file,
        _ => article,
    };
    if file == "-" || file.contains("://") {
        return Err("the file of the article is not at hand any more".to_owned());
    }
    let (_, bytes) = input::read(Path::new(file)).map_err(|error| error.to_string())?;
    #[cfg(feature = "net")]
    let (inner, bytes) = crate::ingest::source::decompress::unpack(file, bytes).map_err(|error| error.to_string())?;
    #[cfg(not(feature = "net"))]
    let inner = file.to_owned();
    let found = match detect::tell(&bytes, &Hints::default(), &inner) {
        #[cfg(feature = "epub")]
        Some(Format::Epub) => crate::ingest::formats::epub::part(&bytes, name),
        Some(Format::Mhtml) => html::part(&bytes, name),
        _ => mail::part(&bytes, name),
    };
    found.ok_or_else(|| "it is missing in the file of the article".to_owned())
}

/// Decodes a `data:` URL without `data:`; only Base64, which is what pictures have.
fn data_url(data: &str) -> Option<Vec<u8>> {
    let (kind, data) = data.split_once(',')?;
    if !kind.to_ascii_lowercase().ends_with(";base64") {
        return None;
    }
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &alphabet::STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true),
    );
    let letters: Vec<u8> = percent_decode_str(data).filter(|b| !b.is_ascii_whitespace()).collect();
    LENIENT.decode(letters).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

    #[test]
    fn only_files_in_the_folder_of_the_article_are_read() {
        let outer = tempfile::tempdir().unwrap();
        let folder = outer.path().join("page");
        std::fs::create_dir_all(folder.join("a b")).unwrap();
        for path in ["page/c.png", "page/a b/d.png", "secret.png"] {
            std::fs::write(outer.path().join(path), PNG).unwrap();
        }
        std::fs::write(folder.join("notes.txt"), "words").unwrap();
        let article = folder.join("page.html").to_string_lossy().into_owned();
        let read = |path: &str| bytes(&article, &PictureSource::File(path.to_owned()));
        for path in ["c.png", "./c.png?v=2", "a%20b/d.png", "a b/d.png"] {
            assert_eq!(read(path).as_deref(), Ok(PNG), "{path}");
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(outer.path().join("secret.png"), folder.join("link.png")).unwrap();
        for (path, why) in [
            ("../secret.png", "outside"),
            #[cfg(unix)]
            ("link.png", "outside"),
            ("x.png", "no such file"),
            ("a b", "no such file"),
            ("notes.txt", "no PNG"),
        ] {
            assert!(read(path).unwrap_err().contains(why), "{path}: {:?}", read(path));
        }
        let absolute = outer.path().join("secret.png").to_string_lossy().into_owned();
        assert!(read(&absolute).unwrap_err().contains("outside"));
        for article in ["-", "https://example.org/a"] {
            assert!(bytes(article, &PictureSource::File("c.png".to_owned())).is_err());
        }
    }

    #[test]
    fn data_urls_are_decoded() {
        let read = |data: &str| bytes("-", &PictureSource::Data(data.to_owned()));
        assert_eq!(read("image/png;base64,iVBORw0KGgo=").as_deref(), Ok(PNG));
        assert_eq!(read("image/png;charset=x;BASE64,iVBO\nRw0K%47go").as_deref(), Ok(PNG));
        for wrong in ["image/png,iVBORw0KGgo=", "image/png;base64", "image/png;base64,***", "image/png;base64,AAAA"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn private_addresses_are_refused() {
        for address in ["http://127.0.0.1/a.png", "http://localhost/a.png", "https://192.168.1.1/a.png"] {
            assert!(bytes("-", &PictureSource::Web(address.to_owned())).is_err(), "{address}");
        }
    }
}
