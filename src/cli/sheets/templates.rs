//! Finds templates: shipped ones, those in the folder of the user, files, and templates given as text.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::cli::output::Failure;
use crate::export::Template;

/// Maximum size of a template: 1 MiB.
const LARGEST: u64 = 1 << 20;

/// Maximum number of files in the user's folder.
const MOST: usize = 1000;

/// Returns the folder with the user's own templates, beside the config file.
pub(in crate::cli) fn folder_beside(config: Option<&Path>) -> PathBuf {
    config.and_then(Path::parent).unwrap_or(Path::new(".")).join("templates")
}

/// Finds a template by its name, path or text. The user's own comes before a shipped one of the same name.
pub(in crate::cli) fn find(asked: &str, folder: &Path) -> Result<Template, Failure> {
    let wrong = |error: crate::export::TemplateError| Failure::Usage(error.to_string());
    if asked.contains("{{") || asked.contains("{%") {
        return Template::new("of the command line or the settings", asked).map_err(wrong);
    }
    let own = own(folder);
    let named = own.iter().find(|path| is_named(path, asked));
    let path = Path::new(asked);
    let is_path = asked.contains(['/', '\\']) || path.is_file();
    match (named, Template::shipped(asked)) {
        (Some(path), _) => read(path),
        (None, Some(shipped)) => Ok(shipped),
        (None, None) if is_path => read(path),
        (None, None) => {
            let mut known: Vec<String> = Template::all_shipped().map(|(name, _)| name.to_owned()).to_vec();
            known.extend(own.iter().filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned())));
            Err(Failure::Usage(format!(
                "there is no template {asked:?}; templates are {}; put your own into {}",
                known.join(", "),
                folder.display()
            )))
        }
    }
}

/// Returns the files in the user's folder, by name.
fn own(folder: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten().take(MOST);
    let mut paths: Vec<PathBuf> = files.map(|file| file.path()).filter(|path| path.is_file()).collect();
    paths.sort();
    paths
}

/// Returns whether a file has this name, with or without its ending.
fn is_named(path: &Path, asked: &str) -> bool {
    [path.file_name(), path.file_stem()].into_iter().flatten().any(|name| name == asked)
}

/// Reads a template from a file.
fn read(path: &Path) -> Result<Template, Failure> {
    let failed = |error| Failure::File { path: path.to_owned(), error };
    let mut text = String::new();
    File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_string(&mut text)).map_err(failed)?;
    if text.len() as u64 > LARGEST {
        return Err(failed(std::io::Error::other("it is larger than the limit of 1 MiB")));
    }
    let name = path.file_name().map_or_else(|| "of a file".to_owned(), |name| name.to_string_lossy().into_owned());
    Template::new(&name, &text).map_err(|error| Failure::Usage(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_paths_and_texts() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        put("mine.md", "> {{ quote.words }}");
        put("apa.txt", "my own: {{ title }}");
        put("broken.txt", "{{ title }}\n{{ nothing }}");
        let find = |asked: &str| find(asked, folder.path()).map_err(|failure| failure.to_string());
        for (asked, name) in [
            ("chicago", "chicago"),
            ("mine", "mine.md"),
            ("mine.md", "mine.md"),
            ("apa", "apa.txt"),
            ("{{ title }}", "of the command line or the settings"),
        ] {
            assert_eq!(find(asked).unwrap().name(), name, "{asked}");
        }
        let path = folder.path().join("mine.md").to_string_lossy().into_owned();
        assert_eq!(find(&path).unwrap(), find("mine").unwrap());
        for (asked, says) in [
            ("harvard", "there is no template \"harvard\"; templates are plain, markdown, obsidian"),
            ("harvard", "csl-json, apa, broken, mine; put your own into"),
            ("broken", "template broken.txt, line 2: there is no placeholder \"nothing\""),
            ("{{ titel }}", "template of the command line or the settings, line 1: there is no placeholder"),
            ("./nowhere.txt", "./nowhere.txt: No such file"),
        ] {
            let error = find(asked).unwrap_err();
            assert!(error.contains(says), "{asked}: {error}");
        }
    }
}
