//! Checks the structure of `src`: layers import one way, files do not import each other in circles, folders stay
//! small.
//!
//! The test reads every path that begins with `crate::`, `super::` or `self::` and resolves it to the file that defines
//! the name: a name that a parent re-exports counts as its own file. `cargo test --test all layers -- --nocapture` prints
//! the counts.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Maximum number of files in a folder of `src`, without its `mod.rs` and test files.
const ROOM: usize = 12;

/// Folders with more files, each with its reason.
const LARGE_ROOMS: &[(&str, &str)] =
    &[("nlp/names/passes", "one rule on names a file; its mod.rs lists them in order with what each does")];

/// Circles of files that are allowed, each with its reason. The files are module paths, sorted.
const CIRCLES: &[(&[&str], &str)] = &[];

/// A path of modules below the crate: `["nlp", "names"]`.
type Module = Vec<String>;

fn module(path: &str) -> Module {
    path.split("::").map(str::to_owned).collect()
}

/// Returns module → layer, from the table in the documentation of `src/lib.rs`.
fn layers() -> BTreeMap<Module, u32> {
    let source = fs::read_to_string("src/lib.rs").unwrap();
    source
        .lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("//! | ")?.split(" | ");
            let layer = cells.next()?.parse().ok()?;
            let name = cells.next()?.strip_prefix("[`")?.strip_suffix("`]")?;
            Some((module(name), layer))
        })
        .collect()
}

/// Returns the code of a file without comments, string contents and inline test modules.
fn code(source: &str) -> String {
    let mut out = String::new();
    let mut in_tests = false;
    let mut after_cfg_test = false;
    for line in source.lines() {
        if in_tests {
            // rustfmt closes a top-level module in the first column.
            in_tests = line != "}";
            continue;
        }
        if after_cfg_test && line.starts_with("mod ") && line.ends_with('{') {
            in_tests = true;
            continue;
        }
        after_cfg_test = line == "#[cfg(test)]";
        let mut in_string = false;
        let mut before = ' ';
        let mut kept = String::new();
        for c in line.chars() {
            if c == '"' && before != '\\' && before != '\'' {
                in_string = !in_string;
            } else if !in_string {
                kept.push(c);
                if kept.ends_with("//") {
                    kept.truncate(kept.len() - 2);
                    break;
                }
            }
            before = c;
        }
        out.push_str(&kept);
        out.push('\n');
    }
    out
}

/// Returns the items of a tree of paths: `a::{b, c::{d, e}}` → `a::b`, `a::c::d`, `a::c::e`; without the names after
/// `as`.
fn flatten(tree: &str) -> Vec<String> {
    let Some(open) = tree.find('{') else {
        return vec![tree.split(" as ").next().unwrap_or_default().trim().to_owned()];
    };
    let close = tree.rfind('}').unwrap_or(tree.len());
    let (head, inner) = (tree[..open].trim(), &tree[open + 1..close]);
    let (mut level, mut start, mut parts) = (0, 0, Vec::new());
    for (at, c) in inner.char_indices() {
        match c {
            '{' => level += 1,
            '}' => level -= 1,
            ',' if level == 0 => {
                parts.push(&inner[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&inner[start..]);
    parts.iter().filter(|p| !p.trim().is_empty()).flat_map(|p| flatten(&format!("{head}{}", p.trim()))).collect()
}

/// Returns one path in the code of a file as an absolute path.
fn absolute(path: &str, own: &[String]) -> Option<Module> {
    let mut parts = path.split("::").map(str::trim);
    let mut base: Module = Vec::new();
    match parts.next()? {
        "crate" | "pullquote" => {}
        "self" => base = own.to_vec(),
        "super" => base = own[..own.len().checked_sub(1)?].to_vec(),
        _ => return None,
    }
    for part in parts {
        match part {
            "super" => {
                base.pop()?;
            }
            "self" | "" => {}
            part => base.push(part.to_owned()),
        }
    }
    Some(base)
}

/// All modules of the crate with their imports.
#[derive(Default)]
struct Crate {
    /// Module → its code.
    files: BTreeMap<Module, String>,
    /// The re-exports: (module, name) → the module that defines the name.
    exports: BTreeMap<(Module, String), Module>,
}

impl Crate {
    fn read() -> Self {
        let mut paths = Vec::new();
        walk(Path::new("src"), &mut paths);
        let sources =
            paths.iter().map(|path| (path.trim_start_matches("src/").to_owned(), fs::read_to_string(path).unwrap()));
        Self::of(sources)
    }

    fn of(sources: impl Iterator<Item = (String, String)>) -> Self {
        let mut all = Self::default();
        for (path, source) in sources {
            let mut parts: Module = path.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
            if parts.last().is_some_and(|p| p == "mod") {
                parts.pop();
            }
            let is_test = parts.iter().any(|part| part == "tests" || part.ends_with("_tests"));
            if !is_test && !matches!(parts.first().map(String::as_str), Some("lib" | "main")) {
                all.files.insert(parts, code(&source));
            }
        }
        for (own, code) in &all.files {
            for statement in code.split(';') {
                let Some(at) = statement.find("pub use ").or_else(|| statement.find(") use ")) else { continue };
                let tree = statement[at..].split_once("use ").map_or("", |(_, tree)| tree);
                for item in flatten(&tree.split_whitespace().collect::<Vec<_>>().join(" ")) {
                    let relative = item.split("::").next().unwrap_or_default().to_owned();
                    let target = absolute(&item, own).or_else(|| {
                        let child: Module = own.iter().cloned().chain([relative.clone()]).collect();
                        all.files
                            .contains_key(&child)
                            .then(|| own.iter().cloned().chain(item.split("::").map(str::to_owned)).collect())
                    });
                    if let (Some(target), Some(name)) = (target, item.rsplit("::").next()) {
                        all.exports.insert((own.clone(), name.to_owned()), target);
                    }
                }
            }
        }
        all
    }

    /// Returns the file that defines a path: the longest module in it, with re-exports resolved.
    fn file(&self, path: &[String]) -> Option<Module> {
        let mut path = path.to_vec();
        for _ in 0..8 {
            let length = (1..=path.len()).rev().find(|n| self.files.contains_key(&path[..*n]))?;
            let Some(name) = path.get(length) else { return Some(path) };
            match self.exports.get(&(path[..length].to_vec(), name.clone())) {
                Some(target) if *target != path => {
                    path = target.iter().chain(&path[length + 1..]).cloned().collect();
                }
                _ => return Some(path[..length].to_vec()),
            }
        }
        None
    }

    /// Returns the files whose names a file uses, except itself, its ancestors and its children. Test files may
    /// import anything.
    fn imports(&self, own: &Module) -> BTreeSet<Module> {
        let Some(code) = self.files.get(own) else { return BTreeSet::new() };
        let mut found = BTreeSet::new();
        let mut take = |path: &str| {
            if let Some(file) = absolute(path, own).and_then(|path| self.file(&path))
                && !own.starts_with(&file)
                && !file.starts_with(own)
            {
                found.insert(file);
            }
        };
        for statement in code.split(';') {
            let squeezed = statement.split_whitespace().collect::<Vec<_>>().join(" ");
            if let Some((_, tree)) = squeezed.split_once("use ").filter(|(head, _)| is_visibility(head)) {
                flatten(tree).iter().for_each(|item| take(item));
                continue;
            }
            for root in ["crate::", "super::", "self::"] {
                for (at, _) in squeezed.match_indices(root) {
                    if squeezed[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':') {
                        continue;
                    }
                    let path: String =
                        squeezed[at..].chars().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | ':')).collect();
                    take(path.trim_end_matches(':'));
                }
            }
        }
        found
    }

    /// Returns groups of files that import each other, directly or through others, sorted.
    fn circles(&self) -> Vec<Vec<Module>> {
        let arrows: BTreeMap<&Module, BTreeSet<Module>> = self.files.keys().map(|f| (f, self.imports(f))).collect();
        let reaches = |from: &Module| {
            let mut seen: BTreeSet<Module> = BTreeSet::new();
            let mut todo: Vec<Module> = arrows[from].iter().cloned().collect();
            while let Some(next) = todo.pop() {
                if seen.insert(next.clone()) {
                    todo.extend(arrows.get(&next).into_iter().flatten().cloned());
                }
            }
            seen
        };
        let reached: BTreeMap<&Module, BTreeSet<Module>> = self.files.keys().map(|f| (f, reaches(f))).collect();
        let mut circles: Vec<Vec<Module>> = Vec::new();
        for file in self.files.keys().filter(|f| reached[*f].contains(*f)) {
            if circles.iter().any(|circle| circle.contains(file)) {
                continue;
            }
            circles.push(
                self.files
                    .keys()
                    .filter(|o| reached[file].contains(*o) && reached[*o].contains(file))
                    .cloned()
                    .collect(),
            );
        }
        circles
    }

    /// Returns imports against the order of the layers.
    fn upward(&self, layers: &BTreeMap<Module, u32>) -> Vec<String> {
        let layer = |file: &[String]| (1..=file.len()).rev().find_map(|n| layers.get_key_value(&file[..n]));
        let mut found = Vec::new();
        for file in self.files.keys() {
            let Some((own, height)) = layer(file) else {
                // A folder whose children are the layers.
                if !layers.keys().any(|l| l.starts_with(file)) {
                    found.push(format!("{} is in no layer of src/lib.rs", file.join("::")));
                }
                continue;
            };
            for import in self.imports(file) {
                if let Some((other, theirs)) = layer(&import)
                    && other != own
                    && theirs >= height
                {
                    found.push(format!(
                        "{}: {} (layer {height}) must not know {} (layer {theirs})",
                        file.join("::"),
                        own.join("::"),
                        import.join("::")
                    ));
                }
            }
        }
        found
    }
}

fn is_visibility(head: &str) -> bool {
    let head = head.trim().rsplit(['}', ']']).next().unwrap_or_default().trim();
    head.is_empty() || head == "pub" || (head.starts_with("pub(") && head.ends_with(')'))
}

fn walk(folder: &Path, files: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path.to_string_lossy().replace('\\', "/"));
        }
    }
}

#[test]
fn every_module_imports_only_from_layers_below_it() {
    let layers = layers();
    assert!(layers.len() >= 10, "the table in src/lib.rs was not understood: {layers:?}");
    let found = Crate::read().upward(&layers);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let all = Crate::read();
    assert!(all.files.len() > 200, "the sources were not found");
    let circles = all.circles();
    let told: Vec<String> = circles
        .iter()
        .map(|circle| {
            let arrows: Vec<String> = circle
                .iter()
                .flat_map(|file| {
                    let imports = all.imports(file);
                    circle
                        .iter()
                        .filter(move |other| imports.contains(*other))
                        .map(|other| format!("  {} → {}", file.join("::"), other.join("::")))
                        .collect::<Vec<_>>()
                })
                .collect();
            format!("{} files in a circle:\n{}", circle.len(), arrows.join("\n"))
        })
        .collect();
    println!("{} files, {} circles", all.files.len(), circles.len());
    let unknown: Vec<&String> = told
        .iter()
        .zip(&circles)
        .filter(|(_, circle)| {
            let names: Vec<String> = circle.iter().map(|f| f.join("::")).collect();
            !CIRCLES.iter().any(|(files, _)| names == *files)
        })
        .map(|(told, _)| told)
        .collect();
    assert!(unknown.is_empty(), "{}", unknown.iter().map(|t| t.as_str()).collect::<Vec<_>>().join("\n"));
    assert_eq!(CIRCLES.len(), circles.len(), "a listed circle is gone: take it off the list");
}

#[test]
fn rooms_are_small() {
    let mut rooms: BTreeMap<String, usize> = BTreeMap::new();
    for file in Crate::read().files.keys() {
        *rooms.entry(file[..file.len() - 1].join("/")).or_default() += 1;
    }
    println!("{} rooms, the largest of {} files", rooms.len(), rooms.values().max().unwrap());
    for (room, reason) in LARGE_ROOMS {
        assert!(
            rooms.get(*room).is_some_and(|files| *files > ROOM),
            "{room} is small now: take it off the list ({reason})"
        );
    }
    let large: Vec<String> = rooms
        .iter()
        .filter(|(room, files)| **files > ROOM && !LARGE_ROOMS.iter().any(|(large, _)| large == room))
        .map(|(room, files)| format!("src/{room}: {files} files, more than {ROOM}"))
        .collect();
    assert!(large.is_empty(), "{}", large.join("\n"));
}

/// Drawing only reads the state: no file that draws takes it mutably, and no file that changes the state imports
/// drawing or themes.
#[test]
fn drawing_and_changing_are_apart() {
    let all = Crate::read();
    let draws = |file: &[String]| {
        file.first().is_some_and(|f| f == "reader")
            && (file.get(1).is_some_and(|f| f == "draw") || file.last().is_some_and(|f| f == "draw"))
    };
    let mut found = Vec::new();
    for (file, code) in all.files.iter().filter(|(file, _)| file.first().is_some_and(|f| f == "reader")) {
        if draws(file) && ["&mut Model", "&mut Session", "&mut Document"].iter().any(|state| code.contains(state)) {
            found.push(format!("{} draws and changes the state", file.join("::")));
        }
        if file.last().is_some_and(|f| f == "update") || file.get(1).is_some_and(|f| f == "update") {
            for import in all.imports(file).iter().filter(|import| draws(import)) {
                found.push(format!("{} changes the state and knows {}", file.join("::"), import.join("::")));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_module_is_in_the_table() {
    let layers = layers();
    let source = fs::read_to_string("src/lib.rs").unwrap();
    for name in source.lines().filter_map(|l| l.strip_prefix("pub mod ")?.strip_suffix(';')) {
        assert!(
            layers.keys().any(|l| l.first().is_some_and(|f| f == name)),
            "{name} is not in the table of src/lib.rs"
        );
    }
}

/// The scanner itself must detect violations.
#[test]
fn violations_are_seen() {
    let tree = |files: &[(&str, &str)]| {
        let fixed = [
            ("text/mod.rs", "mod span;\npub use span::Span;"),
            ("text/span.rs", ""),
            ("nlp/mod.rs", ""),
            ("reader/mod.rs", ""),
        ];
        Crate::of(fixed.iter().chain(files).map(|(p, s)| ((*p).to_owned(), (*s).to_owned())))
    };
    let layers = layers();
    let bad = [
        ("nlp/rules.rs", "fn f() -> crate::reader::Model { todo!() }"),
        ("text/part.rs", "pub use crate::{nlp::Annotations, text::Span};"),
        ("text/part.rs", "use crate::{\n    text::{Span, Article},\n    nlp::Note,\n};"),
        ("nlp/part/deep.rs", "use super::super::super::reader::draw;"),
        ("nlp/part.rs", "let a = \"//\"; crate::reader::run();"),
        ("other/part.rs", ""),
    ];
    for (path, source) in bad {
        assert_eq!(tree(&[(path, source)]).upward(&layers).len(), 1, "{path}: {source}");
    }
    let good = [
        ("reader/part.rs", "use crate::text::Span;\nuse crate::nlp::Engine;"),
        ("nlp/part.rs", "// not crate::reader at all\nlet s = \"crate::reader\";"),
        ("nlp/part.rs", "#[cfg(test)]\nmod tests {\n    use crate::reader;\n}\n"),
        ("nlp/tests.rs", "use crate::reader;"),
    ];
    for (path, source) in good {
        assert_eq!(tree(&[(path, source)]).upward(&layers), Vec::<String>::new(), "{path}: {source}");
    }
    let circle =
        [("nlp/a.rs", "use super::b::B;"), ("nlp/b.rs", "use crate::nlp::c;"), ("nlp/c.rs", "use crate::nlp::{a::A};")];
    assert_eq!(tree(&circle).circles().len(), 1);
    assert_eq!(tree(&circle[..2]).circles().len(), 0);
    let through_parent = [("text/span.rs", "use super::part::P;"), ("text/part.rs", "use crate::text::Span;")];
    assert_eq!(tree(&through_parent).circles().len(), 1, "a re-exported name is its own file's");
}
