//! Finds the headings of chapters in plain text, where these are unmistakable, for the table of contents.

use std::sync::LazyLock;

use regex::Regex;

use crate::text::{Block, BlockKind};

/// Matches `CHAPTER IV.`, `Part the Second`, `Letter 3`, with or without a title.
static CHAPTER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let number = r"(?:[IVXLC]{1,7}|[ivxlc]{1,7}|\d{1,3}|(?i:(?:the )?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last)|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty)(?:-\w+)?))";
    Regex::new(&format!(
        r"^(?P<word>CHAPTER|Chapter|BOOK|Book|PART|Part|VOLUME|Volume|ACT|Act|SCENE|Scene|CANTO|Canto|LETTER|Letter|STAVE|Stave) {number}(?:[.:]?$|[.:—–-]+ ?.{{1,90}}$| [A-Z“].{{0,90}}$)"
    ))
    .ok()
});
/// Parts of a book without a number.
const OTHERS: &[&str] = &[
    "PREFACE",
    "FOREWORD",
    "INTRODUCTION",
    "PROLOGUE",
    "EPILOGUE",
    "CONCLUSION",
    "APPENDIX",
    "AFTERWORD",
    "POSTSCRIPT",
];

/// Turns chapter headings into heading blocks, if there are several.
pub(in crate::ingest) fn mark(text: &str, blocks: &mut [Block]) {
    let found: Vec<(usize, u8)> = (0..blocks.len())
        .filter_map(|at| {
            let block = blocks.get(at)?;
            let level = level(block.span.of(text))?;
            // A line among others is one of a list of chapters.
            let before = at.checked_sub(1).and_then(|at| blocks.get(at)).map_or(0, |b| b.span.end);
            let after = blocks.get(at + 1)?.span.start;
            let is_apart = |from: usize, to: usize| {
                text.get(from..to).is_some_and(|gap| gap.matches('\n').count().max(gap.matches('\r').count()) >= 2)
            };
            let alone = (at == 0 || is_apart(before, block.span.start)) && is_apart(block.span.end, after);
            alone.then_some((at, level))
        })
        .collect();
    if found.iter().filter(|(at, _)| blocks.get(*at).is_some_and(|b| is_numbered(b.span.of(text)))).count() < 2 {
        return;
    }
    for (at, level) in found {
        if let Some(block) = blocks.get_mut(at) {
            block.kind = BlockKind::Heading(level);
        }
    }
}

fn is_numbered(words: &str) -> bool {
    CHAPTER.as_ref().is_some_and(|pattern| pattern.is_match(words))
}

fn level(words: &str) -> Option<u8> {
    if words.len() > 120 {
        return None;
    }
    if OTHERS.contains(&words.trim_end_matches(['.', ':'])) {
        return Some(2);
    }
    let found = CHAPTER.as_ref()?.captures(words)?;
    let word = found.name("word")?.as_str().to_ascii_lowercase();
    Some(match word.as_str() {
        "volume" | "book" | "part" | "act" => 2,
        _ => 3,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::from_wrapped;

    fn headings(text: &str) -> Vec<(u8, String)> {
        let article = from_wrapped("a.txt", text);
        article.sections().into_iter().map(|s| (s.level, s.title)).collect()
    }

    #[test]
    fn chapters_that_stand_alone_are_headings() {
        let text = "CONTENTS\n\nCHAPTER I. The Bridge\nCHAPTER II. The Boat\nCHAPTER III. The Bus\n\n\
            PART ONE\n\nCHAPTER I. The Bridge\n\nWords that go on for a while.\n\nChapter two of the report was lost.\n\n\
            CHAPTER II\n\nOther words.\n\nEPILOGUE\n\nLast words.\n";
        let found = headings(text);
        let shown: Vec<&str> = found.iter().map(|(_, title)| title.as_str()).collect();
        assert_eq!(shown, ["PART ONE", "CHAPTER I. The Bridge", "CHAPTER II", "EPILOGUE"]);
        assert_eq!(found[1].0, 3);
    }

    #[test]
    fn one_is_none() {
        let words = "Chapter 11\n\nThe company filed for it on Monday, its lawyers said, and would go on trading.\n";
        assert!(headings(&format!("Words first, a sentence.\n\n{words}")).is_empty());
        for text in ["Part of the bridge fell.", "Book me a table.", "Act now.", "Scene stealers", "CHAPTER"] {
            assert_eq!(level(text), None, "{text}");
        }
    }
}
