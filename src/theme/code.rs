//! Syntax highlighting of code blocks.

use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use ratatui::style::{Modifier, Style};
use syntect::highlighting::{HighlightState, Highlighter, RangedHighlightIterator};
use syntect::parsing::{ParseState, ScopeStack, SyntaxSet};
use syntect::util::LinesWithEndings;

use crate::theme::color::{Paint, readable, seen};
use crate::theme::depth::ColorDepth;
use crate::theme::load::Theme;
use crate::theme::resolve::{font, page, shown};

/// Code after this many bytes of a block stays plain: highlighting costs a few milliseconds per kB.
const MAX_CODE: usize = 24 * 1024;

/// Code not reached within this time stays plain. Some grammars are very slow on code of another language, and a
/// frame waits for the result.
const PATIENCE: Duration = Duration::from_millis(if cfg!(test) { 600_000 } else { 500 });

/// From the first longer line on, the block stays plain: regular expressions are slow on minified code.
const MAX_LINE: usize = 2000;

/// Whether another thread is loading the grammars.
static WARMING: AtomicBool = AtomicBool::new(false);

/// Returns whether [`highlight_code`] would have to wait for [`Warming`] now.
#[must_use]
pub fn is_warming() -> bool {
    WARMING.load(Ordering::Acquire)
}

/// A guard for loading grammars in a background thread, which takes tens of milliseconds. While it exists, code may
/// be drawn plain; drop it when the work is done.
#[derive(Debug)]
pub struct Warming(());

impl Warming {
    /// Starts the warm-up.
    #[must_use]
    pub fn begin() -> Self {
        WARMING.store(true, Ordering::Release);
        Self(())
    }

    /// Loads the grammars of some languages, each given with a sample of code.
    pub fn prepare<'a>(self, theme: &Theme, samples: impl IntoIterator<Item = (&'a str, &'a str)>) {
        for (language, code) in samples {
            let _ = highlight_code(theme, Some(language), code);
        }
    }
}

impl Drop for Warming {
    fn drop(&mut self) {
        WARMING.store(false, Ordering::Release);
    }
}

/// Returns the styles of the parts of `source` that differ from plain text, in order, without overlaps.
///
/// `language` is the name used in the article (`rust`, `py`); code in an unknown language stays plain. The first call
/// loads the grammars, which takes tens of milliseconds. Backgrounds are ignored.
#[must_use]
pub fn highlight_code(theme: &Theme, language: Option<&str>, source: &str) -> Vec<(Range<usize>, Style)> {
    static GRAMMARS: OnceLock<SyntaxSet> = OnceLock::new();
    let (Some(rules), Some(language)) = (theme.rules.as_deref(), language) else { return Vec::new() };
    let grammars = GRAMMARS.get_or_init(SyntaxSet::load_defaults_newlines);
    let Some(grammar) = grammars.find_syntax_by_token(alias(language)) else { return Vec::new() };

    let (ink, ground) = page(&rules.settings);
    let ground = ground.rgb();
    let grounds: Vec<_> = ground.map(|g| shown(Paint::Rgb(g), theme.depth, &[])).and_then(seen).into_iter().collect();
    let highlighter = Highlighter::new(rules);
    let plain = highlighter.get_default();
    let mut parser = ParseState::new(grammar);
    let mut state = HighlightState::new(&highlighter, ScopeStack::new());
    let mut out: Vec<(Range<usize>, Style)> = Vec::new();
    let mut start = 0;
    let began = Instant::now();
    for line in LinesWithEndings::from(source) {
        if line.len() > MAX_LINE || start + line.len() > MAX_CODE || began.elapsed() > PATIENCE {
            break;
        }
        let Ok(changes) = parser.parse_line(line, grammars) else { break };
        for (style, _, range) in RangedHighlightIterator::new(&mut state, &changes, line, &highlighter) {
            let mut made = Style::new();
            if style.foreground != plain.foreground && theme.depth != ColorDepth::None {
                let paint = match (Paint::read(style.foreground, ground), ground) {
                    (Paint::Rgb(rgb), Some(ground)) => Paint::Rgb(readable(rgb, ground, 3.0)),
                    (paint, _) => paint,
                };
                made.fg = (paint != ink).then(|| shown(paint, theme.depth, &grounds));
            }
            let modifiers = font(style.font_style);
            if modifiers != Modifier::empty() {
                made = made.add_modifier(modifiers);
            }
            let range = start + range.start..start + range.end;
            match out.last_mut() {
                _ if made == Style::new() => {}
                Some((last, style)) if last.end == range.start && *style == made => last.end = range.end,
                _ => out.push((range, made)),
            }
        }
        start += line.len();
    }
    out
}

/// Maps names of languages used in articles to those of the grammars.
fn alias(language: &str) -> &str {
    match language.to_ascii_lowercase().as_str() {
        "typescript" | "ts" | "tsx" | "jsx" | "node" => "js",
        "shell" | "console" | "zsh" => "sh",
        "golang" => "go",
        "python3" => "py",
        "c#" => "cs",
        _ => language,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn theme() -> Theme {
        Theme::load("pullquote-dark", ColorDepth::True).unwrap()
    }

    #[test]
    fn keywords_strings_and_comments_differ() {
        let source = "// naïve\nfn main() {\n    let x = \"“é”\";\n}\n";
        let styles = highlight_code(&theme(), Some("rust"), source);
        let of = |words: &str| {
            let at = source.find(words).unwrap();
            styles.iter().find(|(r, _)| r.contains(&at)).map(|(_, s)| *s)
        };
        let (keyword, string, comment) = (of("let"), of("“é”"), of("naïve"));
        assert!(keyword.is_some() && string.is_some() && comment.is_some());
        assert!(keyword != string && string != comment && comment != keyword);
        assert_eq!(of("x ="), None, "plain words are left plain");
        assert!(styles.iter().all(|(_, s)| s.bg.is_none()));
    }

    #[test]
    fn ranges_lie_on_characters_and_in_order() {
        let source = "x = 'é' # ü\ndef f(): return \"\"\"“\n”\"\"\"\n";
        for language in ["py", "rust", "c", "html", "md", "sh"] {
            let mut end = 0;
            for (range, _) in highlight_code(&theme(), Some(language), source) {
                assert!(end <= range.start && range.start < range.end);
                assert!(source.get(range.clone()).is_some(), "{range:?}");
                end = range.end;
            }
        }
    }

    #[test]
    fn unknown_languages_and_long_lines_stay_plain() {
        assert!(highlight_code(&theme(), None, "let x = 1;").is_empty());
        assert!(highlight_code(&theme(), Some("klingon"), "let x = 1;").is_empty());
        assert!(highlight_code(&theme(), Some("rust"), &"let x = 1; ".repeat(1000)).is_empty());
        let long = "let x = 1;\n".repeat(30_000);
        let styles = highlight_code(&theme(), Some("rust"), &long);
        assert!(!styles.is_empty() && styles.iter().all(|(r, _)| r.end <= MAX_CODE), "the beginning only");
    }

    #[test]
    fn without_colours_there_are_none() {
        let theme = Theme::load("pullquote-dark", ColorDepth::None).unwrap();
        let styles = highlight_code(&theme, Some("rust"), "// why\nfn main() {}\n");
        assert!(!styles.is_empty(), "comments are still slanted");
        assert!(styles.iter().all(|(_, s)| s.fg.is_none()));
    }
}
