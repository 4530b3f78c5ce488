//! Holds the layering of `src/lib.rs`: a module may name only modules of layers above its own.

#![allow(clippy::expect_used, clippy::panic, clippy::string_slice, clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Module → layer, from the table in the documentation of `src/lib.rs`.
fn table() -> BTreeMap<String, u32> {
    let source = fs::read_to_string("src/lib.rs").unwrap();
    source
        .lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("//! | ")?.split(" | ");
            let layer = cells.next()?.parse().ok()?;
            let name = cells.next()?.strip_prefix("[`")?.strip_suffix("`]")?;
            Some((name.to_owned(), layer))
        })
        .collect()
}

/// The code of a file without comments, string contents and inline test modules (tests may build their material with
/// anything). Line numbers are kept.
fn code(source: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut in_tests = false;
    let mut after_cfg_test = false;
    for line in source.lines() {
        if in_tests {
            // rustfmt closes a top-level module in the first column.
            in_tests = line != "}";
            out.push(String::new());
            continue;
        }
        if after_cfg_test && line.starts_with("mod ") && line.ends_with('{') {
            in_tests = true;
            out.push(String::new());
            continue;
        }
        after_cfg_test = line == "#[cfg(test)]";
        let mut kept = String::new();
        let mut in_string = false;
        let mut before = ' ';
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
        out.push(kept);
    }
    out
}

/// The crate's own modules that a line of code names: `crate::x`, `crate::{x, y::z}`, `super::super::x` up to the root.
fn named(line: &str, depth: usize, modules: &BTreeMap<String, u32>) -> Vec<String> {
    let squeezed: String = line.split_whitespace().collect::<Vec<_>>().join("");
    let mut roots: Vec<usize> = ["crate::", "pullquote::"]
        .iter()
        .flat_map(|root| squeezed.match_indices(root).map(|(at, r)| at + r.len()))
        .collect();
    let up = "super::".repeat(depth);
    roots.extend(squeezed.match_indices(&up).map(|(at, _)| at + up.len()));
    let mut found = Vec::new();
    for at in roots {
        let rest = &squeezed[at..];
        let candidates: Vec<&str> = match rest.strip_prefix('{') {
            Some(group) => {
                // Only the first name of every top-level part counts.
                let mut level = 0;
                let mut parts = vec![0];
                for (i, c) in group.char_indices() {
                    match c {
                        '{' => level += 1,
                        '}' if level == 0 => break,
                        '}' => level -= 1,
                        ',' if level == 0 => parts.push(i + 1),
                        _ => {}
                    }
                }
                parts.into_iter().map(|i| &group[i..]).collect()
            }
            None => vec![rest],
        };
        for candidate in candidates {
            let name: String = candidate.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if modules.contains_key(&name) {
                found.push(name);
            }
        }
    }
    found
}

/// What is wrong with a file at this path below `src/`.
fn violations(path: &str, source: &str, modules: &BTreeMap<String, u32>) -> Vec<String> {
    let mut parts: Vec<&str> = path.trim_end_matches(".rs").split('/').collect();
    if parts.last() == Some(&"mod") {
        parts.pop();
    }
    let is_test = parts.iter().any(|part| *part == "tests" || part.ends_with("_tests"));
    let Some(own) = parts.first().filter(|own| !matches!(**own, "lib" | "main") && !is_test) else { return Vec::new() };
    let Some(layer) = modules.get(*own) else { return vec![format!("{path}: {own} is in no layer of src/lib.rs")] };
    let mut found = Vec::new();
    // `use` declarations may run over lines.
    let mut statement = String::new();
    for (number, line) in code(source).iter().enumerate() {
        statement.push_str(line);
        let opens = statement.matches('{').count() > statement.matches('}').count();
        if opens && statement.trim_start().trim_start_matches("pub ").starts_with("use ") {
            continue;
        }
        for name in named(&statement, parts.len(), modules) {
            if name != *own && modules.get(&name).is_some_and(|other| other >= layer) {
                found.push(format!("{path}:{}: {own} (layer {layer}) must not know {name}", number + 1));
            }
        }
        statement.clear();
    }
    found
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
fn every_module_imports_only_from_layers_above_it() {
    let modules = table();
    assert!(modules.len() >= 11, "the table in src/lib.rs was not understood: {modules:?}");
    let mut files = Vec::new();
    walk(Path::new("src"), &mut files);
    assert!(files.len() > modules.len(), "the sources were not found: {files:?}");
    let found: Vec<String> = files
        .iter()
        .flat_map(|file| violations(file.trim_start_matches("src/"), &fs::read_to_string(file).unwrap(), &modules))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_module_is_in_the_table() {
    let modules = table();
    let source = fs::read_to_string("src/lib.rs").unwrap();
    let declared: Vec<&str> = source.lines().filter_map(|l| l.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert_eq!(declared, modules.keys().map(String::as_str).collect::<Vec<_>>());
}

/// The scanner itself must see what it is there for.
#[test]
fn violations_are_seen() {
    let modules = table();
    let bad = [
        ("nlp/mod.rs", "use crate::view::draw;"),
        ("nlp/rules.rs", "fn f() -> crate::ingest::Format { todo!() }"),
        ("text/span.rs", "pub use crate::{nlp::Annotations, text::Span};"),
        ("text/span.rs", "use crate::{\n    text::{Span, Article},\n    notes::Note,\n};"),
        ("app/update/notes.rs", "use super::super::super::view::draw;"),
        ("app/rows.rs", "let x = super::super::view::draw(m);"),
        ("store/mod.rs", "use crate::export;"),
        ("view/mod.rs", "let a = \"//\"; crate::runtime::run();"),
        ("ingest/mod.rs", "#[cfg(test)]\nmod tests;\nuse crate::nlp::Engine;"),
        ("other/mod.rs", ""),
    ];
    for (path, source) in bad {
        assert_eq!(violations(path, source, &modules).len(), 1, "{path}: {source}");
    }
    let good = [
        ("view/mod.rs", "use crate::app::Model;\nuse crate::theme::{Scope, Theme};\nuse crate::view::paint;"),
        ("nlp/mod.rs", "// not crate::view at all\nlet s = \"crate::view\";"),
        ("nlp/mod.rs", "#[cfg(test)]\nmod tests {\n    use crate::ingest;\n}\n"),
        ("nlp/tests.rs", "use crate::ingest;"),
        ("app/update/notes.rs", "use super::super::rows;\nuse crate::notes::Note;"),
        ("main.rs", "pullquote::cli::main()"),
    ];
    for (path, source) in good {
        assert_eq!(violations(path, source, &modules), Vec::<String>::new(), "{path}: {source}");
    }
}
