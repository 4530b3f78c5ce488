//! Decompresses `.gz` and `.zst` files, and reads their content like any other file.

use std::io::{self, Read};

use crate::ingest::IngestError;
use crate::ingest::limits::MAX_BYTES;

/// Maximum layers of compression; more are an attack.
const MAX_LAYERS: usize = 2;

/// Returns the decompressed bytes, and the name without the extension of the compression.
pub(in crate::ingest) fn unpack(name: &str, mut bytes: Vec<u8>) -> Result<(String, Vec<u8>), IngestError> {
    let mut inner = name.to_owned();
    for _ in 0..MAX_LAYERS {
        let (kind, suffixes): (_, &[&str]) = match bytes.as_slice() {
            // gzip has no method but deflate.
            [0x1f, 0x8b, 8, ..] => ("a gzip-compressed file", &[".gz", ".gzip"]),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => ("a Zstandard-compressed file", &[".zst", ".zstd"]),
            _ => break,
        };
        let read = if suffixes.contains(&".gz") {
            all(flate2::read::MultiGzDecoder::new(bytes.as_slice()))
        } else {
            ruzstd::decoding::StreamingDecoder::new_with_max_window_size(bytes.as_slice(), 8 << 20)
                .map_err(|error| io::Error::other(error.to_string()))
                .and_then(all)
        };
        bytes = match read {
            Ok(read) if read.len() as u64 > MAX_BYTES => return Err(IngestError::TooLarge { name: name.to_owned() }),
            Ok(read) => read,
            Err(error) => {
                let reason = format!("it is damaged or incomplete: {error}");
                return Err(IngestError::Damaged { name: name.to_owned(), kind, reason });
            }
        };
        let lower = inner.to_ascii_lowercase();
        if let Some(suffix) = suffixes.iter().find(|suffix| lower.ends_with(*suffix)) {
            inner.truncate(inner.len() - suffix.len());
        }
    }
    Ok((inner, bytes))
}

/// Reads at most one byte more than the limit.
fn all(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    reader.take(MAX_BYTES + 1).read_to_end(&mut out)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    }

    #[test]
    fn what_is_packed_is_unpacked() {
        let (name, bytes) = unpack("a.md.gz", gzip(b"# Words")).unwrap();
        assert_eq!((name.as_str(), bytes.as_slice()), ("a.md", b"# Words".as_slice()));
        let (name, bytes) = unpack("a", gzip(&gzip(b"words"))).unwrap();
        assert_eq!((name.as_str(), bytes.as_slice()), ("a", b"words".as_slice()));
        let (name, bytes) = unpack("a.gz", b"words".to_vec()).unwrap();
        assert_eq!((name.as_str(), bytes.as_slice()), ("a.gz", b"words".as_slice()));
    }

    #[test]
    fn bombs_and_halves_are_refused() {
        let bomb = gzip(&vec![b'a'; 65 << 20]);
        assert!(bomb.len() < 1 << 20);
        assert!(matches!(unpack("a.gz", bomb), Err(IngestError::TooLarge { .. })));
        let mut half = gzip("words and words".repeat(100).as_bytes());
        half.truncate(half.len() / 2);
        assert!(unpack("a.gz", half).unwrap_err().to_string().contains("incomplete"));
        assert!(unpack("a.zst", b"\x28\xb5\x2f\xfdxx".to_vec()).is_err());
    }
}
