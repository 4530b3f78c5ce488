//! The errors of opening an input.

use std::borrow::Cow;

use crate::ingest::limits::MAX_BYTES;

/// An error of opening an input as an article. Each message is one line: what happened, to what, what to do.
///
/// Names are kept as given: a caller that prints a message must remove escape sequences first.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// An address with a scheme other than http and https.
    #[error("{}: only http and https addresses can be fetched; download the article and open the file", shown(name))]
    Scheme {
        /// The address.
        name: String,
    },
    /// A missing file.
    #[error("{}: no such file; check the path, or use - to read standard input", shown(name))]
    Missing {
        /// The input.
        name: String,
    },
    /// A directory.
    #[error("{}: is a directory; name a file in it", shown(name))]
    Directory {
        /// The input.
        name: String,
    },
    /// A file without read permission.
    #[error("{}: permission denied; make the file readable for this user (chmod u+r)", shown(name))]
    Permission {
        /// The input.
        name: String,
    },
    /// An input larger than [`MAX_BYTES`].
    #[error("{}: larger than the limit of {} MiB; split it into parts first", shown(name), MAX_BYTES >> 20)]
    TooLarge {
        /// The input.
        name: String,
    },
    /// A known type of file that cannot be read.
    #[error("{}: is {kind}, which cannot be read; {advice}", shown(name))]
    Unsupported {
        /// The input.
        name: String,
        /// Its type, with an indefinite article: `a PDF file`.
        kind: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// Binary data.
    #[error(
        "{}: looks like a binary file; open a text, a web page, a book, a PDF file, a feed or an e-mail",
        shown(name)
    )]
    Binary {
        /// The input.
        name: String,
    },
    /// Text in an unknown encoding.
    #[error(
        "{}: is text in an unknown encoding; convert it first, for example with: iconv -f WINDOWS-1251 -t UTF-8",
        shown(name)
    )]
    NotUtf8 {
        /// The input.
        name: String,
    },
    /// A document that is damaged, or too large when unpacked.
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
        "{}: holds no text, only scanned pages; recognise its text first (OCR), for example with: ocrmypdf in.pdf out.pdf",
        shown(name)
    )]
    Scanned {
        /// The input.
        name: String,
    },
    /// A page or an e-mail with pictures instead of text.
    #[error("{}: holds no text, only pictures; open it in a browser or a mail program", shown(name))]
    Pictures {
        /// The input.
        name: String,
    },
    /// A requested entry that the feed or mailbox does not have.
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
        "{}: the page has no text until a script runs; open it in a browser, save it there and open the saved file",
        shown(name)
    )]
    Scripted {
        /// The input.
        name: String,
    },
    /// An empty input.
    #[error("{}: has no text (it is empty or has only white space); open another article", shown(name))]
    Empty {
        /// The input.
        name: String,
    },
    /// Standard input is a terminal instead of a pipe.
    #[error("-: standard input is a terminal; pipe an article into it, or name a file")]
    NoPipe,
    /// Any other error of the system.
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
    // Somebody may leave a slash out.
    let is_address =
        |scheme: &&str| name.contains("://") || ["http", "https"].iter().any(|http| scheme.eq_ignore_ascii_case(http));
    let Some(scheme) = name.split(':').next().filter(is_address) else { return Cow::Borrowed(name) };
    let rest = name.get(scheme.len() + 1..).unwrap_or_default().trim_start_matches(['/', '\\']);
    let begin = name.len() - rest.len();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // A password with a slash makes an address that cannot be read.
    let is_port = host.split_once(':').is_none_or(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()));
    let login = match host.rsplit_once('@') {
        Some((login, _)) => Some(login.len()),
        None if !is_port && !host.contains('[') => rest.find('@'),
        None => None,
    };
    match login {
        Some(end) => {
            let begin = name.get(..begin).unwrap_or_default();
            Cow::Owned(format!("{begin}{}", rest.get(end + 1..).unwrap_or_default()))
        }
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
        for (name, expected) in [
            ("http:una:secret@example.org/a", "http:example.org/a"),
            ("HTTPS:/una:secret@example.org/a", "HTTPS:/example.org/a"),
            ("http://una:sec/ret@example.org/a@b", "http://example.org/a@b"),
            ("http://example.org:80/a@b", "http://example.org:80/a@b"),
            ("http://[::1]:80/a@b", "http://[::1]:80/a@b"),
            ("ftp://una:secret@example.org", "ftp://example.org"),
            ("C:notes@home.txt", "C:notes@home.txt"),
        ] {
            assert_eq!(shown(name), expected);
        }
        let error = IngestError::Empty { name: "notes@home.txt".to_owned() };
        assert!(error.to_string().starts_with("notes@home.txt: "));
    }
}
