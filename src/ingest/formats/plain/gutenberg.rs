//! Reads plain texts of Project Gutenberg: a header about the book, the book, and the licence, separated by fixed
//! marker lines.

/// A book without its header and licence.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::ingest) struct Ebook<'a> {
    pub(in crate::ingest) text: &'a str,
    pub(in crate::ingest) title: Option<String>,
    pub(in crate::ingest) author: Option<String>,
}

/// How many bytes before the start of the book are searched.
const HEAD: usize = 32 * 1024;

/// Returns the book, if the text is from Project Gutenberg.
pub(in crate::ingest) fn read(text: &str) -> Option<Ebook<'_>> {
    let (head, from) = marker(text, "START OF ", HEAD)?;
    let rest = text.get(from..)?;
    let body = match marker(rest, "END OF ", rest.len()) {
        Some((end, _)) => rest.get(..end)?,
        None => rest,
    };
    let head = text.get(..head)?;
    (!body.trim().is_empty()).then(|| Ebook {
        text: body.trim_matches(['\n', '\r']),
        title: field(head, "Title"),
        author: field(head, "Author"),
    })
}

/// Returns the position of a marker line such as `*** START OF THE PROJECT GUTENBERG EBOOK … ***`.
fn marker(text: &str, what: &str, within: usize) -> Option<(usize, usize)> {
    text.match_indices("***").take_while(|(at, _)| *at < within).find_map(|(at, _)| {
        let before = text.get(..at)?;
        if !(before.is_empty() || before.ends_with('\n')) {
            return None;
        }
        let rest = text.get(at + 3..)?;
        let words = rest.trim_start_matches(' ').strip_prefix(what)?;
        let line = words.split(['\r', '\n']).next()?;
        if !line.contains("PROJECT GUTENBERG") {
            return None;
        }
        // A long title goes on in the next line.
        let end = words.find("***").filter(|end| *end < 600).map_or(line.len(), |end| end + 3);
        Some((at, text.len() - words.get(end..)?.len()))
    })
}

/// Returns a field of the header; it may continue on indented lines.
fn field(head: &str, name: &str) -> Option<String> {
    let mut lines = head.lines().skip_while(|line| !line.strip_prefix(name).is_some_and(|l| l.starts_with(':')));
    let first = lines.next()?.split_once(':')?.1;
    let more = lines.take(4).take_while(|line| line.starts_with("  ") && !line.trim().is_empty());
    let all: Vec<&str> = std::iter::once(first).chain(more).flat_map(str::split_whitespace).collect();
    (!all.is_empty()).then(|| all.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_book_is_what_stands_between() {
        let text = "The Project Gutenberg eBook of The Bridge\r\n\r\nTitle: The Bridge,\r\n       and the Boat\r\n\r\n\
            Author: Jo Hale\r\n\r\n*** START OF THE PROJECT GUTENBERG EBOOK THE BRIDGE ***\r\n\r\nWords.\r\n\r\n\
            *** END OF THE PROJECT GUTENBERG EBOOK THE BRIDGE ***\r\n\r\nLicence.\r\n";
        let ebook = read(text).unwrap();
        assert_eq!(ebook.text, "Words.");
        assert_eq!(ebook.title.as_deref(), Some("The Bridge, and the Boat"));
        assert_eq!(ebook.author.as_deref(), Some("Jo Hale"));
        // Cut off, as downloads are; older lines have other words.
        let cut = "x\n***START OF THIS PROJECT GUTENBERG EBOOK X***\nWords";
        assert_eq!(read(cut).unwrap(), Ebook { text: "Words", title: None, author: None });
    }

    #[test]
    fn other_texts_are_no_books() {
        for text in [
            "",
            "*** START OF ",
            "Words about *** START OF THE PROJECT GUTENBERG EBOOK X ***",
            "*** START OF THE STORY ***\nWords",
            "*** START OF THE PROJECT GUTENBERG EBOOK X ***\n\n",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
