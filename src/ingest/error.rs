//! What can be wrong with an input.

use crate::ingest::limits::MAX_BYTES;

/// Why an input could not be opened as an article. Each message is one line: what happened, to what, what to do.
///
/// Names are kept as given: whoever prints a message makes it harmless first (a file name may hold escapes).
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// An address that is not on the web.
    #[error("{name}: only http and https addresses can be fetched; save what is there and open the file")]
    Scheme {
        /// The address.
        name: String,
    },
    /// Nothing there.
    #[error("{name}: no such file; check the path, or give - to read a pipe")]
    Missing {
        /// Which input.
        name: String,
    },
    /// A directory.
    #[error("{name}: is a directory; name one article in it")]
    Directory {
        /// Which input.
        name: String,
    },
    /// Not ours to read.
    #[error("{name}: permission denied; make the file readable for this user (chmod u+r)")]
    Permission {
        /// Which input.
        name: String,
    },
    /// More than [`MAX_BYTES`].
    #[error("{name}: larger than {} MiB, which is more than one article; cut it into parts first", MAX_BYTES >> 20)]
    TooLarge {
        /// Which input.
        name: String,
    },
    /// A known kind of file that is not text.
    #[error("{name}: is {kind}, which cannot be read; {advice}")]
    Unsupported {
        /// Which input.
        name: String,
        /// What it is, with its article: `a PDF file`.
        kind: &'static str,
        /// What to do about it.
        advice: &'static str,
    },
    /// Bytes that are no text.
    #[error(
        "{name}: looks like a binary file, not text; give a text, a web page, a book, a PDF file, a feed or a message"
    )]
    Binary {
        /// Which input.
        name: String,
    },
    /// Text in some other encoding.
    #[error(
        "{name}: is text in an encoding that cannot be told; convert it first, for example with: iconv -f WINDOWS-1251 -t UTF-8"
    )]
    NotUtf8 {
        /// Which input.
        name: String,
    },
    /// A document whose inside cannot be made sense of, or must not be unpacked.
    #[error("{name}: cannot be read as {kind}: {reason}")]
    Damaged {
        /// Which input.
        name: String,
        /// What it was read as, with its article: `an EPUB book`.
        kind: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// A PDF file without a text in it.
    #[error(
        "{name}: holds no text, only pictures of pages (a scan); make its text readable first, for example with: ocrmypdf in.pdf out.pdf"
    )]
    Scanned {
        /// Which input.
        name: String,
    },
    /// A page or a message whose words are in its pictures.
    #[error("{name}: holds no text, only pictures; open it in a browser or a mail program")]
    Pictures {
        /// Which input.
        name: String,
    },
    /// An entry was asked for that is not in the feed.
    #[error("{name}: {reason}")]
    NoEntry {
        /// Which input.
        name: String,
        /// What there is instead.
        reason: String,
    },
    /// An article that could not be fetched.
    #[error("{name}: {reason}")]
    Fetch {
        /// The address, as it was given.
        name: String,
        /// What went wrong, and what to do.
        reason: String,
    },
    /// A web page without words of its own.
    #[error(
        "{name}: the page is empty until a script fills it in; open it in a browser, save it there and open the file"
    )]
    Scripted {
        /// Which input.
        name: String,
    },
    /// Nothing to read.
    #[error("{name}: there is nothing to read in it (empty, or only white space)")]
    Empty {
        /// Which input.
        name: String,
    },
    /// The article was to come through a pipe and there is none.
    #[error("-: standard input is a terminal; pipe an article into it, or name a file")]
    NoPipe,
    /// Anything else the system said.
    #[error("{name}: cannot be read: {reason}")]
    Io {
        /// Which input.
        name: String,
        /// What the system said.
        reason: String,
    },
}
