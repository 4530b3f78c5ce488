//! Reads files and pipes, up to a size limit.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use crate::ingest::IngestError;
use crate::ingest::limits::MAX_BYTES;

/// Reads a file or, for `-`, standard input. Also returns the source: `-`, or the absolute path, which identifies the
/// article whatever the current directory.
pub(in crate::ingest) fn read(path: &Path) -> Result<(String, Vec<u8>), IngestError> {
    if path.as_os_str() == "-" {
        let stdin = io::stdin();
        if stdin.is_terminal() {
            return Err(IngestError::NoPipe);
        }
        return Ok(("-".to_owned(), read_limited("-", stdin.lock(), 0)?));
    }
    let name = path.to_string_lossy().into_owned();
    let metadata = std::fs::metadata(path).map_err(|error| from_io(&name, &error))?;
    if metadata.is_dir() {
        return Err(IngestError::Directory { name });
    }
    if metadata.is_file() && metadata.len() > MAX_BYTES {
        return Err(IngestError::TooLarge { name });
    }
    let file = File::open(path).map_err(|error| from_io(&name, &error))?;
    // A named pipe or a device has size 0: the limit is checked while reading.
    let bytes = read_limited(&name, file, metadata.len())?;
    let source = path.canonicalize().map_or(name, |p| p.to_string_lossy().into_owned());
    Ok((source, bytes))
}

/// Reads at most [`MAX_BYTES`] plus one byte, which detects an endless pipe.
fn read_limited(name: &str, reader: impl Read, expected: u64) -> Result<Vec<u8>, IngestError> {
    let mut bytes = Vec::with_capacity(usize::try_from(expected.min(MAX_BYTES)).unwrap_or(0) + 1);
    reader.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|error| from_io(name, &error))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(IngestError::TooLarge { name: name.to_owned() });
    }
    Ok(bytes)
}

fn from_io(name: &str, error: &io::Error) -> IngestError {
    let name = name.to_owned();
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory if is_address(&name) => IngestError::Scheme { name },
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => IngestError::Missing { name },
        io::ErrorKind::PermissionDenied => IngestError::Permission { name },
        io::ErrorKind::IsADirectory => IngestError::Directory { name },
        _ => IngestError::Io { name, reason: error.to_string() },
    }
}

/// Returns whether a name looks like an address with a scheme (`ftp://…`).
fn is_address(name: &str) -> bool {
    name.split_once("://").is_some_and(|(scheme, rest)| {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        !rest.is_empty() && scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(plain)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader without an end.
    struct Endless(u64);

    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            buffer.fill(b'a');
            self.0 += buffer.len() as u64;
            assert!(self.0 < MAX_BYTES * 4, "reads on for ever");
            Ok(buffer.len())
        }
    }

    #[test]
    fn an_endless_pipe_is_refused() {
        assert!(matches!(read_limited("-", Endless(0), 0), Err(IngestError::TooLarge { .. })));
    }

    #[test]
    fn a_huge_file_is_refused_before_it_is_read() {
        let file = tempfile::NamedTempFile::new().unwrap();
        file.as_file().set_len(200 << 20).unwrap();
        assert!(matches!(read(file.path()), Err(IngestError::TooLarge { .. })));
    }

    #[test]
    fn directories_and_missing_files_are_told_apart() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(read(dir.path()), Err(IngestError::Directory { .. })));
        assert!(matches!(read(&dir.path().join("x")), Err(IngestError::Missing { .. })));
        assert!(matches!(read(Path::new("ftp://x.example/a")), Err(IngestError::Scheme { .. })));
        assert!(matches!(read(Path::new("a b://x")), Err(IngestError::Missing { .. })));
    }

    #[test]
    fn the_source_is_absolute() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("a.txt"), "words").unwrap();
        let (source, bytes) = read(&dir.path().join(".").join("a.txt")).unwrap();
        assert_eq!(Path::new(&source), dir.path().canonicalize().unwrap().join("a.txt"));
        assert_eq!(bytes, b"words");
    }
}
