use proptest::prelude::*;
use ratatui::buffer::CellWidth as _;

use crate::reader::layout::cluster::symbol;
use crate::reader::layout::*;
use crate::text::{Block, BlockKind};

fn block(kind: BlockKind, text: &str) -> Article {
    let block = Block { kind, ..Block::paragraph(Span::new(0, text.len())) };
    Article::new("t", text.to_owned(), vec![block])
}

fn drawn(layout: &BlockLayout) -> Vec<String> {
    layout.lines.iter().map(draw_line).collect()
}

fn draw_line(line: &Line) -> String {
    let mut drawn = line.marker.clone();
    let used = unicode_width::UnicodeWidthStr::width(drawn.as_str());
    drawn.push_str(&" ".repeat(usize::from(line.indent).saturating_sub(used)));
    line.cells.iter().for_each(|g| {
        drawn.push_str(&g.symbol);
        let used = unicode_width::UnicodeWidthStr::width(g.symbol.as_str());
        drawn.push_str(&" ".repeat(usize::from(g.width) - used));
    });
    if line.hyphen {
        drawn.push('-');
    }
    drawn
}

/// Lays out a block without justification and hyphenation.
fn layout_block(article: &Article, block: usize, width: u16) -> BlockLayout {
    crate::reader::layout::layout_block(article, block, width, Setting::default())
}

fn wrapped(kind: BlockKind, text: &str, width: u16) -> Vec<String> {
    drawn(&layout_block(&block(kind, text), 0, width))
}

/// Wraps a text with justification and hyphenation.
fn set(kind: BlockKind, text: &str, width: u16, justify: bool, divide: bool) -> Vec<String> {
    let setting = Setting { justify, language: divide.then_some(Language::ENGLISH) };
    drawn(&crate::reader::layout::layout_block(&block(kind, text), 0, width, setting))
}

fn prose(text: &str, width: u16) -> Vec<String> {
    wrapped(BlockKind::Paragraph, text, width)
}

#[test]
fn prose_breaks_where_it_may() {
    assert_eq!(prose("The talks will pave the way", 10), ["The talks", "will pave", "the way"]);
    assert_eq!(prose("one\ntwo  three\t four", 80), ["one two three four"], "white space shows as one blank");
    assert_eq!(prose("well-known man", 6), ["well-", "known", "man"]);
    assert_eq!(prose("“Yes,” he said", 7), ["“Yes,”", "he said"]);
    assert_eq!(prose("100\u{a0}km away", 7), ["100 km", "away"], "a no-break space is kept whole");
    assert_eq!(prose("line\u{2028}break", 80), ["line", "break"]);
    assert_eq!(prose("", 10), [""]);
    assert_eq!(prose("  \n ", 10), [""]);
}

#[test]
fn words_longer_than_a_line_break_between_clusters() {
    assert_eq!(prose("a Donaudampfschiff b", 6), ["a", "Donaud", "ampfsc", "hiff b"]);
    assert_eq!(prose("e\u{301}e\u{301}e\u{301}", 2), ["e\u{301}e\u{301}", "e\u{301}"]);
    assert_eq!(prose("👩‍👩‍👧👩‍👩‍👧", 3), ["👩‍👩‍👧", "👩‍👩‍👧"]);
    assert_eq!(prose("日本語", 1), ["□", "□", "□"], "too wide for any line");
    assert_eq!(prose("日本 x", 3), ["日", "本", "x"]);
}

#[test]
fn a_soft_hyphen_is_seen_only_where_the_line_ends() {
    assert_eq!(prose("super\u{ad}market", 20), ["supermarket"]);
    assert_eq!(prose("super\u{ad}market", 7), ["super-", "market"]);
    assert_eq!(prose("su\u{200b}per", 3), ["su", "per"], "a zero width space lets the line end");
    assert_eq!(prose("\u{200b}a", 3), ["a"]);
}

#[test]
fn nothing_that_steers_a_terminal_is_drawn() {
    assert_eq!(prose("a\u{1b}[31mb\u{7}\u{9b}2J", 40), ["a␛[31mb␇\u{fffd}2J"]);
    assert_eq!(prose("\u{202e}abc\u{2066}\u{feff}", 40), ["\u{fffd}abc\u{fffd}\u{fffd}"]);
    assert_eq!(wrapped(BlockKind::Preformatted, "a\u{1b}\u{7f}\u{b}b", 40), ["a␛␡ b"]);
    assert_eq!(symbol("\u{301}"), "◌\u{301}");
    assert_eq!(symbol(&format!("a{}", "\u{301}".repeat(9999))).len(), 65);
}

#[test]
fn code_keeps_its_lines_and_blanks() {
    let code = BlockKind::Code { language: None };
    assert_eq!(
        wrapped(code.clone(), "if x:\n\treturn  1\r\n\nend\n", 40),
        ["  if x:", "      return  1", "  ", "  end"]
    );
    assert_eq!(wrapped(code.clone(), "abcdef\n", 4), ["abcd", "ef"]);
    assert_eq!(wrapped(code, "a\tb", 3), ["a  ", "b"], "a tab never makes a line too wide");
}

const NEWS: &str = "The harbour administration announced yesterday that the restoration of the lighthouse would be \
    considerably more expensive than originally estimated, according to documents.";

#[test]
fn justified_lines_are_full_but_for_the_last() {
    for divide in [false, true] {
        for width in [30u16, 34, 41, 60] {
            let lines = set(BlockKind::Paragraph, NEWS, width, true, divide);
            let (last, full) = lines.split_last().unwrap();
            // Except lines that would need too wide spaces.
            let is_full =
                |l: &String| l.len() == usize::from(width) || l.matches(' ').count() * 3 + l.len() < usize::from(width);
            assert!(full.iter().all(is_full), "{width}: {lines:#?}");
            assert!(full.iter().filter(|l| l.len() == usize::from(width)).count() + 1 >= full.len(), "{lines:#?}");
            assert!(!last.contains("  ") && last.len() <= usize::from(width), "{lines:#?}");
            // The spaces of a line differ by one column at most.
            for line in full {
                let gaps: Vec<usize> = line.split(|c| c != ' ').map(str::len).filter(|n| *n > 0).collect();
                assert!(gaps.iter().max().unwrap() - gaps.iter().min().unwrap() <= 1, "{line:?}");
            }
        }
    }
    let lines = set(BlockKind::Paragraph, "an extraordinarily short one", 16, true, false);
    assert_eq!(lines, ["an", "extraordinarily", "short one"], "there is nothing to stretch");
    let lines = set(BlockKind::Paragraph, "a verylongwordindeed b", 16, true, false);
    assert!(lines.len() == 2 && lines.concat().contains("deed b"), "{lines:?}");
}

#[test]
fn words_are_divided_where_that_makes_lines_better() {
    let lines = set(BlockKind::Paragraph, NEWS, 24, false, true);
    assert_eq!(
        lines,
        set(BlockKind::ListItem { marker: String::new() }, NEWS, 25, false, true)
            .iter()
            .map(|l| l.trim_start())
            .collect::<Vec<_>>()
    );
    assert!(lines.iter().any(|l| l.ends_with('-')), "{lines:#?}");
    assert!(lines.windows(2).all(|two| !(two[0].ends_with('-') && two[1].ends_with('-'))), "{lines:#?}");
    assert!(set(BlockKind::Paragraph, NEWS, 24, false, false).iter().all(|l| !l.ends_with('-')));
    let joined = lines.iter().map(|l| l.strip_suffix('-').map_or(format!("{l} "), str::to_owned)).collect::<String>();
    assert_eq!(joined.trim_end(), NEWS, "nothing but hyphens was added");
    // Soft hyphens, line breaks and links are unchanged.
    assert_eq!(set(BlockKind::Paragraph, "super\u{ad}market", 7, true, true), ["super-", "market"]);
    assert_eq!(set(BlockKind::Paragraph, "line\u{2028}break it", 80, true, true), ["line", "break it"]);
    let link = "see https://example.org/administration/documentation";
    assert!(set(BlockKind::Paragraph, link, 20, true, true).iter().all(|l| !l.ends_with('-')));
}

#[test]
fn what_must_stay_stays() {
    let code = BlockKind::Code { language: None };
    for kind in [code, BlockKind::Preformatted, BlockKind::Heading(1)] {
        assert_eq!(set(kind.clone(), NEWS, 30, true, true), wrapped(kind, NEWS, 30));
    }
}

#[test]
fn giants_are_set_in_no_time() {
    let giant = format!("{}{}", "\u{200b}".repeat(9_000), "administration of harbours ".repeat(900));
    assert!(set(BlockKind::Paragraph, &giant, 60, true, true).len() > 300);
}

#[test]
fn lists_and_block_quotes_hang() {
    let text = "one two three\nfour five\nsix\nseven eight";
    let span = |words: &str| {
        let at = text.find(words).unwrap_or_default();
        Span::new(at, at + words.len())
    };
    let item = |marker: &str, depth, words| Block {
        kind: BlockKind::ListItem { marker: marker.to_owned() },
        list_depth: depth,
        ..Block::paragraph(span(words))
    };
    let blocks = vec![
        item("10.", 1, "one two three"),
        item("•", 2, "four five"),
        Block { list_depth: 1, ..Block::paragraph(span("six")) },
        Block { quote_depth: 2, ..Block::paragraph(span("seven eight")) },
    ];
    let article = Article::new("t", text.to_owned(), blocks);
    let at = |block| drawn(&layout_block(&article, block, 18));
    assert_eq!(at(0), ["10. one two three"]);
    assert_eq!(drawn(&layout_block(&article, 0, 12)), ["10. one two", "    three"]);
    assert_eq!(at(1), ["    • four five"]);
    assert_eq!(at(2), ["    six"]);
    assert_eq!(at(3), ["▎ ▎ seven eight"]);
    assert_eq!(drawn(&layout_block(&article, 3, 9)), ["▎ seven", "▎ eight"], "narrow: a third at most");
    let spaces: Vec<_> = (0..4).map(|b| layout_block(&article, b, 18).space_before).collect();
    assert_eq!(spaces, [0, 0, 1, 1]);
}

#[test]
fn bytes_and_cells_agree() {
    let layout = layout_block(&block(BlockKind::Paragraph, "ab 日本 cd"), 0, 5);
    assert_eq!(drawn(&layout), ["ab 日", "本 cd"]);
    assert_eq!((layout.line_of(3), layout.lines[0].column_of(3)), (0, 3));
    assert_eq!(layout.lines[0].byte_at(4), 3, "the right half of a wide glyph");
    assert_eq!(layout.lines[0].byte_at(99), 3);
    assert_eq!((layout.line_of(6), layout.lines[1].column_of(6)), (1, 0));
}

#[test]
fn the_cache_is_bounded_and_holds_one_width() {
    let line = "word ".repeat(200);
    let text = format!("{line}\n\n").repeat(1000);
    let blocks = (0..1000).map(|i| Block::paragraph(Span::new(i * 1002, i * 1002 + 1000))).collect();
    let article = Article::new("t", text, blocks);
    let mut layouts = Layouts::default();
    for block in (0..1000).step_by(3) {
        layouts.ensure(&article, block..block + 3, 40);
        assert!((block..(block + 3).min(1000)).all(|b| layouts.get(b).is_some()));
        assert!(layouts.kept.len() <= 200);
    }
    layouts.ensure(&article, 5..6, 41);
    assert_eq!(layouts.kept.keys().copied().collect::<Vec<_>>(), [5]);
    layouts.ensure(&article, 999..5000, 41);
    assert!(layouts.block(&article, 1000).is_none());
}

#[test]
fn visible_lines_stop_at_the_edge_of_the_screen() {
    let blocks = vec![Block::paragraph(Span::new(0, 11)), Block::paragraph(Span::new(13, 16))];
    let article = Article::new("t", "aaa bbb ccc\n\nddd".to_owned(), blocks);
    let mut layouts = Layouts::default();
    layouts.ensure(&article, 0..2, 3);
    let seen = |line, height| {
        let top = LinePos { block: 0, line };
        layouts.visible(top, height).iter().map(|(row, at)| (*row, at.block, at.line)).collect::<Vec<_>>()
    };
    assert_eq!(seen(0, 9), [(0, 0, 0), (1, 0, 1), (2, 0, 2), (4, 1, 0)]);
    assert_eq!(seen(1, 9), [(0, 0, 1), (1, 0, 2), (3, 1, 0)]);
    assert_eq!(seen(0, 2), [(0, 0, 0), (1, 0, 1)]);
    assert_eq!(seen(0, 0), []);
}

fn kinds() -> impl Strategy<Value = BlockKind> {
    prop_oneof![
        4 => Just(BlockKind::Paragraph),
        1 => Just(BlockKind::Heading(2)),
        1 => Just(BlockKind::ListItem { marker: "12.".to_owned() }),
        1 => Just(BlockKind::Code { language: None }),
        1 => Just(BlockKind::Preformatted),
    ]
}

/// Texts with everything that is hard to wrap.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => "[a-z]{1,12}",
        2 => prop::sample::select(vec!["administration", "considerably", "government’s", "extraordinary"]).prop_map(String::from),
        4 => Just(" ".to_owned()),
        1 => "\\PC{1,6}",
        1 => any::<char>().prop_map(String::from),
        2 => prop::sample::select(vec![
            "\n", "\t", "\r\n", "  ", "日本語", "👩‍👩‍👧", "🇸🇾", "❤\u{fe0f}", "e\u{301}", "\u{301}", "\u{ad}", "\u{200b}", "\u{200d}",
            "\u{feff}", "\u{202e}", "\u{1b}[0m", "\u{a0}", "\u{2028}", "שלום", "لا", "क्षत्रि", "(", "”", "-", "\u{3000}", "ᄀ", "ᅡ", "\u{17d8}", "ｶﾞ", "ﾟ",
        ]).prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

#[test]
fn what_is_read_from_right_to_left_ends_at_the_right() {
    let from = |text: &str, kind| {
        let block = Block { kind, ..Block::paragraph(Span::new(0, text.len())) };
        let article = Article::new("t", text.to_owned(), vec![block]);
        let layout = crate::reader::layout::layout_block(&article, 0, 12, Setting::default());
        layout.lines.iter().map(|line| line.column_of(line.span.start)).collect::<Vec<_>>()
    };
    let paragraph = || BlockKind::Paragraph;
    assert_eq!(from("שלום לכולם כאן", paragraph()), [2, 9]);
    assert_eq!(from("« قال الوزير", paragraph()), [0]);
    assert_eq!(from("12 קרא", BlockKind::Heading(1)), [6]);
    assert_eq!(from("said שלום", paragraph()), [0]);
    assert_eq!(from("שלום, she said", paragraph()), [0, 0], "an English sentence");
    assert_eq!(from("שלום", BlockKind::Code { language: None }), [0]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_word_is_drawn_once_in_order_and_inside(
        text in texts(), kind in kinds(), width in 1u16..=200, quote_depth in 0u8..3, list_depth in 0u8..3,
        justify: bool, divide: bool,
    ) {
        let span = Span::new(0, text.len());
        let block = Block { kind, quote_depth, list_depth, ..Block::paragraph(span) };
        let article = Article::new("t", text.clone(), vec![block]);
        let setting = Setting { justify, language: divide.then_some(Language::ENGLISH) };
        let layout = crate::reader::layout::layout_block(&article, 0, width, setting);
        prop_assert!(!layout.lines.is_empty());
        let mut seen = 0;
        for (number, line) in layout.lines.iter().enumerate() {
            prop_assert!(line.indent < width);
            prop_assert!(line.width() <= width);
            prop_assert!(unicode_width::UnicodeWidthStr::width(line.marker.as_str()) <= usize::from(line.indent));
            let mut column = line.cells.first().map_or(line.indent, |glyph| glyph.column);
            prop_assert!(column == line.indent || line.width() == width, "flush left, or flush right");
            for glyph in &line.cells {
                prop_assert_eq!(glyph.column, column);
                prop_assert!(glyph.width >= 1);
                let printed = glyph.symbol.cell_width();
                prop_assert!(printed >= 1 && printed <= glyph.width, "{:?}", glyph);
                prop_assert!(!glyph.symbol.chars().any(char::is_control), "{:?}", glyph);
                let blank = glyph.symbol == " ";
                prop_assert!(blank || printed == glyph.width, "only blanks are stretched: {:?}", glyph);
                column += glyph.width;
                prop_assert!(glyph.span.start >= seen && !glyph.span.of(&text).is_empty());
                let skipped = Span::new(seen, glyph.span.start).of(&text);
                prop_assert!(skipped.chars().all(char::is_whitespace), "lost {:?}", skipped);
                seen = glyph.span.end;
                prop_assert_eq!(layout.line_of(glyph.span.start), number);
                prop_assert_eq!(line.column_of(glyph.span.start), glyph.column);
                prop_assert_eq!(line.byte_at(glyph.column + glyph.width - 1), glyph.span.start);
            }
            prop_assert!(!line.hyphen || (divide && !line.cells.is_empty()));
            if let (Some(first), Some(last)) = (line.cells.first(), line.cells.last()) {
                prop_assert_eq!(line.span, Span::new(first.span.start, last.span.end));
            }
        }
        prop_assert!(Span::new(seen, text.len()).of(&text).chars().all(char::is_whitespace));
    }
}
