//! Writes the notes on an article as a Markdown file into the reader's vault.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::export::{Written, vault_file, vault_file_name, vault_file_written};
use crate::library::db::Library;
use crate::library::notes::{Origin, Reviewed, Sheet};
use crate::text::Article;

/// The largest file that is read to see who wrote it.
const LARGEST: u64 = 64 << 20;

/// Writes the notes on the article. Returns why the file was not written.
pub(super) fn write(folder: &Path, library: &Library, article: &Article, found: &Reviewed) -> Result<(), String> {
    let placed = library.notes(article).map_err(|error| error.to_string())?;
    let corrections = library.corrections(article).map_err(|error| error.to_string())?;
    let quotes = found.attributions.iter().filter_map(|quote| Some((quote, quote.speaker.as_ref()?)));
    let spans = quotes.flat_map(|(quote, speaker)| quote.content.iter().map(|span| (*span, speaker.clone())));
    let origin = Origin {
        id: article.id.clone(),
        title: article.title.clone(),
        source: article.source.clone(),
        byline: article.byline.clone(),
        date: article.date.clone(),
    };
    let sheet = Sheet {
        article: origin,
        text: Some(article.text.clone()),
        speakers: spans.collect(),
        notes: placed.into_iter().map(|placed| placed.note).collect(),
        corrections,
    };
    put(folder, &sheet)
}

/// Writes a sheet.
fn put(folder: &Path, sheet: &Sheet) -> Result<(), String> {
    if !folder.is_dir() {
        let shown = folder.display();
        return Err(format!("the vault {shown} is not a folder: make it, or change the setting vault"));
    }
    let (name, end) = vault_file_name(&sheet.article);
    let path = known(folder, &end).unwrap_or_else(|| folder.join(name));
    let failed = |error: io::Error| format!("{}: {error}", path.display());
    match path.symlink_metadata() {
        Ok(about) if !about.is_file() => return Err(format!("{} is not a file: not written", path.display())),
        Ok(about) if about.len() > LARGEST => return Err(format!("{} is too large: not written", path.display())),
        Ok(_) => {
            let now = fs::read(&path).map_err(failed)?;
            match std::str::from_utf8(&now).map_or(Written::Elsewhere, vault_file_written) {
                Written::Here => {}
                Written::Changed => {
                    return Err(format!(
                        "{} was changed by hand and is not overwritten: pullquote notes import takes the changes; then \
                         remove the file",
                        path.display()
                    ));
                }
                Written::Elsewhere => {
                    return Err(format!("{} was not written by pullquote: it is not overwritten", path.display()));
                }
            }
        }
        // Without notes there is nothing to begin a file for.
        Err(error) if error.kind() == io::ErrorKind::NotFound && sheet.notes.is_empty() => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error)),
    }
    replace(&path, vault_file(sheet).as_bytes()).map_err(failed)
}

/// Returns the file of the article that is in the folder already, perhaps under an earlier title.
fn known(folder: &Path, end: &str) -> Option<PathBuf> {
    let is_its = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(end));
    fs::read_dir(folder).ok()?.flatten().map(|file| file.path()).find(is_its)
}

/// Writes a file completely or not at all.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut half = path.as_os_str().to_owned();
    half.push(format!(".{}.half", std::process::id()));
    let half = PathBuf::from(half);
    let work = || -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).open(&half)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&half, path)
    };
    work().inspect_err(|_| drop(fs::remove_file(&half)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::notes::{Note, NoteId};

    fn sheet(title: &str, body: &str) -> Sheet {
        let article = Origin { title: Some(title.into()), source: "news/a.txt".into(), ..Origin::default() };
        let note = Note { id: NoteId("n1".into()), body: body.into(), ..Note::default() };
        Sheet { notes: if body.is_empty() { Vec::new() } else { vec![note] }, ..Sheet::on(article) }
    }

    fn files(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|f| f.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn one_file_per_article_that_follows_the_notes() {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), &sheet("A", "")).unwrap();
        assert_eq!(files(folder.path()), [""; 0], "no notes, no file");
        put(folder.path(), &sheet("A", "Ask her.")).unwrap();
        put(folder.path(), &sheet("A changed title", "Ask him.")).unwrap();
        let names = files(folder.path());
        assert!(names.len() == 1 && names[0].starts_with("A "), "{names:?}");
        let text = fs::read_to_string(folder.path().join(&names[0])).unwrap();
        assert!(text.contains("Ask him.") && !text.contains("Ask her."), "{text}");
        put(folder.path(), &sheet("A", "")).unwrap();
        let text = fs::read_to_string(folder.path().join(&names[0])).unwrap();
        assert!(!text.contains("Ask him."), "the last note was deleted: {text}");
    }

    #[test]
    fn files_of_others_are_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), &sheet("A", "Ask her.")).unwrap();
        let path = folder.path().join(&files(folder.path())[0]);
        for (text, says) in [
            (fs::read_to_string(&path).unwrap().replace("Ask her.", "Ask everybody."), "changed by hand"),
            ("# My own file\n".to_owned(), "not written by pullquote"),
            (String::new(), "not written by pullquote"),
        ] {
            fs::write(&path, &text).unwrap();
            let error = put(folder.path(), &sheet("A", "New")).unwrap_err();
            assert!(error.contains(says), "{error}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        assert!(put(folder.path(), &sheet("A", "New")).unwrap_err().contains("not a file"));
        let nowhere = put(&folder.path().join("none"), &sheet("A", "New")).unwrap_err();
        assert!(nowhere.contains("is not a folder"), "{nowhere}");
        assert_eq!(files(folder.path()).len(), 1, "no halves are left");
    }
}
