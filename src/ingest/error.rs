//! The errors of opening an input.

use std::borrow::Cow;

use crate::ingest::limits::MAX_BYTES;

/// An error of opening an input as an article. Each message is one line: what happened, to what, what to do.
///
/// Names are kept as given: a caller that prints a message must remove escape sequences first.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// An address that is not on the web.
    #[error("{}: only http and https addresses can be fetched; save what is there and open the file", shown(name))]
    Scheme {
        /// The address.
        name: String,
    },
    /// Nothing there.
    #[error("{}: no such file; check the path, or give - to read a pipe", shown(name))]
    Missing {
        /// The input.
        name: String,
    },
    /// A directory.
    #[error("{}: is a directory; name one article in it", shown(name))]
    Directory {
        /// The input.
        name: String,
    },
    /// Not ours to read.
    #[error("{}: permission denied; make the file readable for this user (chmod u+r)", shown(name))]
    Permission {
        /// The input.
        name: String,
    },
    /// More than [`MAX_BYTES`].
    #[error("{}: larger than {} MiB, which is more than one article; cut it into parts first", shown(name), MAX_BYTES >> 20)]
    TooLarge {
        /// The input.
        name: String,
    },
    /// A known kind of file that is not text.
    #[error("{}: is {kind}, which cannot be read; {advice}", shown(name))]
    Unsupported {
        /// The input.
        name: String,
        /// Its type, with an indefinite article: `a PDF file`.
        kind: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// Bytes that are no text.
    #[error(
        "{}: looks like a binary file, not text; give a text, a web page, a book, a PDF file, a feed or a message",
        shown(name)
    )]
    Binary {
        /// The input.
        name: String,
    },
    /// Text in an unknown encoding.
    #[error(
        "{}: is text in an encoding that cannot be told; convert it first, for example with: iconv -f WINDOWS-1251 -t UTF-8",
        shown(name)
    )]
    NotUtf8 {
        /// The input.
        name: String,
    },
    /// A document whose inside cannot be made sense of, or must not be unpacked.
    #[error("{}: cannot be read as {kind}: {}", shown(name), brief(reason))]
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
        "{}: holds no text, only pictures of pages (a scan); make its text readable first, for example with: ocrmypdf in.pdf out.pdf",
        shown(name)
    )]
    Scanned {
        /// The input.
        name: String,
    },
    /// A page or a message whose words are in its pictures.
    #[error("{}: holds no text, only pictures; open it in a browser or a mail program", shown(name))]
    Pictures {
        /// The input.
        name: String,
    },
    /// An entry was asked for that is not in the feed.
    #[error("{}: {}", shown(name), brief(reason))]
    NoEntry {
        /// The input.
        name: String,
        /// Which entries exist.
        reason: String,
    },
    /// An article that could not be fetched.
    #[error("{}: {}", shown(name), brief(reason))]
    Fetch {
        /// The address, as given.
        name: String,
        /// What went wrong, and what to do.
        reason: String,
    },
    /// A web page without text in its HTML.
    #[error(
        "{}: the page is empty until a script fills it in; open it in a browser, save it there and open the file",
        shown(name)
    )]
    Scripted {
        /// The input.
        name: String,
    },
    /// Nothing to read.
    #[error("{}: there is nothing to read in it (empty, or only white space)", shown(name))]
    Empty {
        /// The input.
        name: String,
    },
    /// Standard input is a terminal instead of a pipe.
    #[error("-: standard input is a terminal; pipe an article into it, or name a file")]
    NoPipe,
    /// Anything else the system said.
    #[error("{}: cannot be read: {}", shown(name), brief(reason))]
    Io {
        /// The input.
        name: String,
        /// The error of the system.
        reason: String,
    },
}

/// A name as a message may give it: the password in an address is left out.
fn shown(name: &str) -> Cow<'_, str> {
    let Some((scheme, rest)) = name.split_once("://") else { return Cow::Borrowed(name) };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    match host.rsplit_once('@') {
        Some((login, _)) => Cow::Owned(format!("{scheme}://{}", rest.get(login.len() + 1..).unwrap_or_default())),
        None => Cow::Borrowed(name),
    }
}

/// What a parser says, as far as one line of a message goes.
fn brief(reason: &str) -> Cow<'_, str> {
    const LONGEST: usize = 240;
    let line = reason.lines().next().unwrap_or_default();
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => Cow::Owned(format!("{}…", line.get(..at).unwrap_or_default())),
        None => Cow::Borrowed(line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_short_and_keep_passwords_to_themselves() {
        let name = "https://una:secret@example.org/a@b".to_owned();
        let error = IngestError::Damaged { name, kind: "a feed", reason: "x".repeat(5_000) };
        let message = error.to_string();
        assert!(message.starts_with("https://example.org/a@b: cannot be read as a feed: xxx"), "{message}");
        assert!(message.chars().count() < 320 && !message.contains("secret"));
        let error = IngestError::Empty { name: "notes@home.txt".to_owned() };
        assert!(error.to_string().starts_with("notes@home.txt: "));
    }
}
