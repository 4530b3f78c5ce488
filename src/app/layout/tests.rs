use proptest::prelude::*;
use ratatui::buffer::CellWidth as _;

use super::cluster::symbol;
use super::*;
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
    drawn
}

fn wrapped(kind: BlockKind, text: &str, width: u16) -> Vec<String> {
    drawn(&layout_block(&block(kind, text), 0, width))
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

/// Text with a bit of everything that is hard to wrap.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => "[a-z]{1,12}",
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_word_is_drawn_once_in_order_and_inside(
        text in texts(), kind in kinds(), width in 1u16..=200, quote_depth in 0u8..3, list_depth in 0u8..3,
    ) {
        let span = Span::new(0, text.len());
        let block = Block { kind, quote_depth, list_depth, ..Block::paragraph(span) };
        let article = Article::new("t", text.clone(), vec![block]);
        let layout = layout_block(&article, 0, width);
        prop_assert!(!layout.lines.is_empty());
        let mut seen = 0;
        for (number, line) in layout.lines.iter().enumerate() {
            prop_assert!(line.indent < width);
            prop_assert!(line.width() <= width);
            prop_assert!(unicode_width::UnicodeWidthStr::width(line.marker.as_str()) <= usize::from(line.indent));
            let mut column = line.indent;
            for glyph in &line.cells {
                prop_assert_eq!(glyph.column, column);
                prop_assert!(glyph.width >= 1);
                let printed = glyph.symbol.cell_width();
                prop_assert!(printed >= 1 && printed <= glyph.width, "{:?}", glyph);
                prop_assert!(!glyph.symbol.chars().any(char::is_control), "{:?}", glyph);
                column += glyph.width;
                prop_assert!(glyph.span.start >= seen && !glyph.span.of(&text).is_empty());
                let skipped = Span::new(seen, glyph.span.start).of(&text);
                prop_assert!(skipped.chars().all(char::is_whitespace), "lost {:?}", skipped);
                seen = glyph.span.end;
                prop_assert_eq!(layout.line_of(glyph.span.start), number);
                prop_assert_eq!(line.column_of(glyph.span.start), glyph.column);
                prop_assert_eq!(line.byte_at(glyph.column + glyph.width - 1), glyph.span.start);
            }
            if let (Some(first), Some(last)) = (line.cells.first(), line.cells.last()) {
                prop_assert_eq!(line.span, Span::new(first.span.start, last.span.end));
            }
        }
        prop_assert!(Span::new(seen, text.len()).of(&text).chars().all(char::is_whitespace));
    }
}
