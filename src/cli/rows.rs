//! Inputs with one article per row: JSON Lines and tables (CSV, TSV).

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use crate::cli::output::Failure;
use crate::ingest::{ArticleRow, IngestError, MAX_BYTES, Reading, too_long};
use crate::text::Article;

/// The format of the rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RowFormat {
    /// One JSON object per line.
    JsonLines,
    /// A table with a header.
    Table {
        /// The delimiter; `None` to use the one in the header: comma, semicolon or tab.
        delimiter: Option<u8>,
        /// The column with the text.
        text: String,
        /// The column with the id; `None` for a column `id`, if there is one.
        id: Option<String>,
    },
}

/// An article with its id in the output.
#[derive(Debug)]
pub(super) struct RowArticle {
    pub(super) id: String,
    pub(super) article: Article,
}

/// What became of one row.
pub(super) enum Row {
    /// An article. `last_waiting` is set when no further row has arrived yet: a caller that batches answers now.
    Article { row: Box<RowArticle>, last_waiting: bool },
    /// An invalid row, which does not stop the others.
    Invalid(Failure),
}

/// Passes the rows of `input` (`-` for standard input) to `each`, in order.
///
/// # Errors
/// Those of `each`, an input that cannot be read, and a table without the column of texts.
pub(super) fn read(
    input: &Path,
    format: &RowFormat,
    reading: Reading,
    each: &mut dyn FnMut(Row) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let name = input.to_string_lossy().into_owned();
    let source: Box<dyn Read> = if name == "-" {
        Box::new(io::stdin().lock())
    } else {
        Box::new(File::open(input).map_err(|error| read_error(&name, &error))?)
    };
    let source = BufReader::with_capacity(1 << 20, source);
    match format {
        RowFormat::JsonLines => json_lines(&name, source, reading, each),
        RowFormat::Table { delimiter, text, id } => {
            table(&name, source, reading, &Wanted { delimiter: *delimiter, text, id: id.as_deref() }, each)
        }
    }
}

fn read_error(name: &str, error: &io::Error) -> IngestError {
    let name = name.to_owned();
    match error.kind() {
        io::ErrorKind::NotFound => IngestError::Missing { name },
        io::ErrorKind::PermissionDenied => IngestError::Permission { name },
        io::ErrorKind::IsADirectory => IngestError::Directory { name },
        _ => IngestError::Io { name, reason: error.to_string() },
    }
}

fn json_lines(
    name: &str,
    mut source: impl BufRead + Buffered,
    reading: Reading,
    each: &mut dyn FnMut(Row) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let read = source.by_ref().take(MAX_BYTES + 1).read_until(b'\n', &mut line);
        if read.map_err(|error| read_error(name, &error))? == 0 {
            break;
        }
        let wrong = |reason| Failure::Line { name: name.to_owned(), line: number, reason };
        if line.len() as u64 > MAX_BYTES {
            each(Row::Invalid(wrong(too_long())))?;
            source.skip_until(b'\n').map_err(|error| read_error(name, &error))?;
            continue;
        }
        let line = if number == 1 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line) } else { &line };
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let row = match ArticleRow::from_json(line) {
            Ok(row) => row,
            Err(reason) => {
                each(Row::Invalid(wrong(reason)))?;
                continue;
            }
        };
        let last_waiting = !has_row(source.waiting());
        let row = Box::new(article(name, row, reading));
        each(Row::Article { row, last_waiting })?;
    }
    Ok(())
}

/// Whether a complete line that is not blank has arrived.
fn has_row(waiting: &[u8]) -> bool {
    let mut lines = waiting.split_inclusive(|byte| *byte == b'\n');
    lines.any(|line| line.ends_with(b"\n") && !line.iter().all(u8::is_ascii_whitespace))
}

/// Makes an article of a row.
fn article(name: &str, row: ArticleRow, reading: Reading) -> RowArticle {
    let (id, article) = row.into_article(name, reading.day);
    RowArticle { id, article }
}

/// A reader whose bytes in memory can be seen.
trait Buffered {
    /// The bytes that were read but not consumed.
    fn waiting(&self) -> &[u8];
}

impl<R: Read> Buffered for BufReader<R> {
    fn waiting(&self) -> &[u8] {
        self.buffer()
    }
}

/// Number of columns that a message names, …
const MOST_NAMES: usize = 20;
/// … and the characters of each name.
const LONGEST_NAME: usize = 40;

/// What to read from a table.
struct Wanted<'a> {
    delimiter: Option<u8>,
    text: &'a str,
    id: Option<&'a str>,
}

/// Stops a record that is longer than an article may be: one quotation mark too many would make a record of the rest
/// of the file.
struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        if most == 0 && !buffer.is_empty() {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, too_long()));
        }
        let read = self.inner.read(buffer.get_mut(..most).unwrap_or_default())?;
        self.left = self.left.saturating_sub(read as u64);
        Ok(read)
    }
}

fn table(
    name: &str,
    mut source: impl BufRead,
    reading: Reading,
    wanted: &Wanted<'_>,
    each: &mut dyn FnMut(Row) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let start = source.fill_buf().map_err(|error| read_error(name, &error))?;
    let delimiter = wanted.delimiter.unwrap_or_else(|| delimiter(start));
    let mut records = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(Bounded { inner: source, left: MAX_BYTES });
    let mut record = csv::ByteRecord::new();
    let mut next = |record: &mut csv::ByteRecord| {
        records.get_mut().left = MAX_BYTES;
        let read = records.read_byte_record(record);
        let line = record.position().map_or(0, csv::Position::line);
        let line = usize::try_from(line).unwrap_or(usize::MAX);
        read.map(|read| read.then_some(line)).map_err(|error| Failure::Line {
            name: name.to_owned(),
            line,
            reason: error.to_string(),
        })
    };
    if next(&mut record)?.is_none() {
        return Ok(());
    }
    let names: Vec<String> = record.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect();
    let find = |wanted: &str| {
        let exact = names.iter().position(|name| name == wanted);
        exact.or_else(|| names.iter().position(|name| name.eq_ignore_ascii_case(wanted)))
    };
    // A file that is no table may have a header of any length.
    let shown = |name: &String| name.chars().take(LONGEST_NAME).collect::<String>();
    let shown: Vec<String> = names.iter().take(MOST_NAMES).map(shown).collect();
    let more = if names.len() > MOST_NAMES { ", …" } else { "" };
    let missing = |wanted: &str, option: &str| Failure::Line {
        name: name.to_owned(),
        line: 1,
        reason: format!("no column {wanted:?}; the columns are {}{more}; name one with {option}", shown.join(", ")),
    };
    let text = find(wanted.text).ok_or_else(|| missing(wanted.text, "--text-column"))?;
    let id = match wanted.id {
        Some(id) => Some(find(id).ok_or_else(|| missing(id, "--id-column"))?),
        None => find("id"),
    };
    let (title, date) = (find("title"), find("date"));
    let language = find("language").or_else(|| find("lang"));
    while let Some(line) = next(&mut record)? {
        let wrong = |reason| Failure::Line { name: name.to_owned(), line, reason };
        let cell = |column: Option<usize>| {
            let bytes = column.and_then(|column| record.get(column));
            bytes.map(std::str::from_utf8).transpose().map(|cell| cell.map(str::to_owned))
        };
        let (Ok(words), Ok(id), Ok(title), Ok(date)) = (cell(Some(text)), cell(id), cell(title), cell(date)) else {
            each(Row::Invalid(wrong("not UTF-8 text; save the table as “CSV UTF-8”".to_owned())))?;
            continue;
        };
        let Some(words) = words else {
            each(Row::Invalid(wrong(format!(
                "only {} of {} columns, without the column of texts",
                record.len(),
                names.len()
            ))))?;
            continue;
        };
        let some = |cell: Option<String>| cell.filter(|cell| !cell.trim().is_empty());
        let language = cell(language).ok().flatten();
        let row = ArticleRow {
            id: some(id),
            text: words,
            title: some(title),
            date: some(date),
            language,
            ..ArticleRow::default()
        };
        let row = Box::new(article(name, row, reading));
        each(Row::Article { row, last_waiting: false })?;
    }
    Ok(())
}

/// Returns the delimiter that the first line uses most: comma, semicolon (spreadsheets in much of Europe) or tab.
fn delimiter(start: &[u8]) -> u8 {
    let line = start.split(|b| *b == b'\n').next().unwrap_or_default();
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in line {
        quoted ^= *byte == b'"';
        for (delimiter, count) in &mut counts {
            *count += usize::from(!quoted && byte == delimiter);
        }
    }
    // The first of equals wins: a header of one column is read as CSV.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| *delimiter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bytes: &[u8], text: &str, id: Option<&str>) -> Vec<Result<(String, String), String>> {
        let wanted = Wanted { delimiter: None, text, id };
        let mut found = Vec::new();
        let mut each = |row: Row| {
            found.push(match row {
                Row::Article { row, .. } => Ok((row.id, row.article.text)),
                Row::Invalid(failure) => Err(failure.to_string()),
            });
            Ok(())
        };
        let end = table("a.csv", bytes, Reading::default(), &wanted, &mut each);
        found.extend(end.err().map(|failure| Err(failure.to_string())));
        found
    }

    fn ok(id: &str, text: &str) -> Result<(String, String), String> {
        Ok((id.to_owned(), text.to_owned()))
    }

    #[test]
    fn a_blank_or_incomplete_line_is_no_row() {
        for (waiting, row) in [("", false), ("{\"te", false), ("\n \r\n", false), ("\n{}\n", true), ("x\n{", true)] {
            assert_eq!(has_row(waiting.as_bytes()), row, "{waiting:?}");
        }
    }

    #[test]
    fn a_table_is_read_by_its_columns() {
        let both = [ok("7", "One, \"two\"\nthree."), ok("8", "Four.")];
        for table in [
            "\u{feff}id,body\r\n7,\"One, \"\"two\"\"\nthree.\"\r\n8,Four.\r\n",
            "body;id\n\"One, \"\"two\"\"\nthree.\";7\nFour.;8",
            "Id\tother\tBody\n7\t\t\"One, \"\"two\"\"\nthree.\"\n8\tx\tFour.\n",
        ] {
            assert_eq!(rows(table.as_bytes(), "body", None), both, "{table:?}");
        }
    }

    #[test]
    fn an_invalid_row_is_named_and_does_not_stop_the_others() {
        let found = rows(b"id,text\n1,One.\n2\n3,\xff\n4,Four.\n", "text", None);
        assert_eq!(found.len(), 4);
        assert_eq!((&found[0], &found[3]), (&ok("1", "One."), &ok("4", "Four.")));
        assert_eq!(found[1], Err("a.csv, line 3: only 1 of 2 columns, without the column of texts".to_owned()));
        assert!(found[2].as_ref().is_err_and(|e| e.starts_with("a.csv, line 4: not UTF-8")), "{found:?}");
    }

    #[test]
    fn a_missing_column_is_told_with_those_there_are() {
        let says = "a.csv, line 1: no column \"body\"; the columns are id, text; name one with --text-column";
        assert_eq!(rows(b"id,text\n1,One.\n", "body", None), [Err(says.to_owned())]);
        let says = "a.csv, line 1: no column \"key\"; the columns are id, text; name one with --id-column";
        assert_eq!(rows(b"id,text\n1,One.\n", "text", Some("key")), [Err(says.to_owned())]);
        assert_eq!(rows(b"", "text", None), []);
        let long = rows(format!("{},{}\n", "x".repeat(9000), "y,".repeat(900)).as_bytes(), "text", None);
        assert!(long[0].as_ref().is_err_and(|says| says.len() < 300 && says.contains(", …; name")), "{long:?}");
    }
}
