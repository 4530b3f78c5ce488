//! The errors of opening an input.

use crate::ingest::limits::MAX_BYTES;

/// An error of opening an input as an article. Each message is one line: what happened, to what, what to do.
///
/// Names are kept as given: a caller that prints a message must remove escape sequences first.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// An address with a scheme other than http and https.
    #[error("{name}: only http and https addresses can be fetched; download the article and open the file")]
    Scheme {
        /// The address.
        name: String,
    },
    /// A missing file.
    #[error("{name}: no such file; check the path, or use - to read standard input")]
    Missing {
        /// The input.
        name: String,
    },
    /// A directory.
    #[error("{name}: is a directory; name a file in it")]
    Directory {
        /// The input.
        name: String,
    },
    /// A file without read permission.
    #[error("{name}: permission denied; make the file readable for this user (chmod u+r)")]
    Permission {
        /// The input.
        name: String,
    },
    /// An input larger than [`MAX_BYTES`].
    #[error("{name}: larger than the limit of {} MiB; split it into parts first", MAX_BYTES >> 20)]
    TooLarge {
        /// The input.
        name: String,
    },
    /// A known type of file that cannot be read.
    #[error("{name}: is {kind}, which cannot be read; {advice}")]
    Unsupported {
        /// The input.
        name: String,
        /// Its type, with an indefinite article: `a PDF file`.
        kind: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// Binary data.
    #[error("{name}: looks like a binary file; open a text, a web page, a book, a PDF file, a feed or an e-mail")]
    Binary {
        /// The input.
        name: String,
    },
    /// Text in an unknown encoding.
    #[error(
        "{name}: is text in an unknown encoding; convert it first, for example with: iconv -f WINDOWS-1251 -t UTF-8"
    )]
    NotUtf8 {
        /// The input.
        name: String,
    },
    /// A document that is damaged, or too large when unpacked.
    #[error("{name}: cannot be read as {kind}: {reason}")]
    Damaged {
        /// The input.
        name: String,
        /// The assumed format, with an indefinite article: `an EPUB book`.
        kind: &'static str,
        /// The reason.
        reason: String,
    },
    /// A PDF file without text.
    #[error(
        "{name}: holds no text, only scanned pages; recognise its text first (OCR), for example with: ocrmypdf in.pdf out.pdf"
    )]
    Scanned {
        /// The input.
        name: String,
    },
    /// A page or an e-mail with pictures instead of text.
    #[error("{name}: holds no text, only pictures; open it in a browser or a mail program")]
    Pictures {
        /// The input.
        name: String,
    },
    /// A requested entry that the feed or mailbox does not have.
    #[error("{name}: {reason}")]
    NoEntry {
        /// The input.
        name: String,
        /// Which entries exist.
        reason: String,
    },
    /// An article that could not be fetched.
    #[error("{name}: {reason}")]
    Fetch {
        /// The address, as given.
        name: String,
        /// What went wrong, and what to do.
        reason: String,
    },
    /// A web page without text in its HTML.
    #[error(
        "{name}: the page has no text until a script runs; open it in a browser, save it there and open the saved file"
    )]
    Scripted {
        /// The input.
        name: String,
    },
    /// An empty input.
    #[error("{name}: has no text (it is empty or has only white space); open another article")]
    Empty {
        /// The input.
        name: String,
    },
    /// Standard input is a terminal instead of a pipe.
    #[error("-: standard input is a terminal; pipe an article into it, or name a file")]
    NoPipe,
    /// Any other error of the system.
    #[error("{name}: cannot be read: {reason}")]
    Io {
        /// The input.
        name: String,
        /// The error of the system.
        reason: String,
    },
}
