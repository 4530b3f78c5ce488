//! The main screens, whole, as a reader gets to them by keys: their text, and how it is set where there are no colours.

#![allow(missing_docs)]
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod support;

use pullquote::theme::{ColorDepth, Theme};
use support::{draw, press, story, styles, text};

/// A screen after these keys.
fn screen(size: (u16, u16), keys: &str) -> String {
    let mut model = story().open(size.0, size.1);
    press(&mut model, keys);
    let theme = Theme::load("pullquote-dark", ColorDepth::None).unwrap();
    let (buffer, cursor) = draw(&model, &theme);
    format!("{}cursor: {cursor:?}\n{}", text(&buffer), styles(&buffer))
}

macro_rules! screens {
    ($($name:ident: $width:literal x $height:literal, $keys:literal;)*) => {
        $(#[test]
        fn $name() {
            insta::assert_snapshot!(screen(($width, $height), $keys));
        })*
    };
}

screens! {
    wide_opened: 120 x 36, "";
    wide_second_quote: 120 x 36, "]]";
    wide_people: 120 x 36, "2jj";
    wide_facts: 120 x 36, "3j";
    wide_notes: 120 x 36, "4j";
    wide_help: 120 x 36, "?";
    wide_new_note: 120 x 36, "]]aWho told her?";
    wide_search: 120 x 36, "/tide";
    wide_search_regex: 120 x 36, "/⌃r(tide|mill)s?";
    wide_search_malformed: 120 x 36, "/⌃r(tide";
    middle_search: 80 x 24, "/";
    small_search_malformed: 40 x 12, "/⌃r(tide";
    wide_palette: 120 x 36, ":";
    middle_palette: 80 x 24, ":spkr";
    small_palette: 40 x 12, ":note";
    wide_jump: 120 x 36, "⌃p";
    middle_jump: 80 x 24, "⌃pmara";
    small_jump: 40 x 12, "⌃ptide";
    wide_filter: 120 x 36, "\\by:lind kind:d";
    wide_filtered: 120 x 36, "\\doubt⏎";
    middle_filter: 80 x 24, "3\\kind:x";
    small_filter: 40 x 12, "\\nobody";
    wide_hints: 120 x 36, ";";
    middle_hints: 80 x 24, ";";
    small_hints: 40 x 12, "jjjj;";
    wide_people_by_share: 120 x 36, "2ss";
    middle_people: 80 x 24, "2";
    small_people: 40 x 12, "2";
    wide_chart: 120 x 36, "]]C";
    middle_chart: 80 x 24, "Cj";
    small_chart: 40 x 12, "C";
    middle_facts: 80 x 24, "3";
    small_facts: 40 x 12, "3";
    wide_doubt: 120 x 36, "]]]]";
    middle_evidence: 80 x 24, "]]⇥";
    wide_single_pane: 120 x 36, "|]";
    wide_focus_mode: 120 x 36, "]z+";
    middle_help_found: 80 x 24, "?/speaker";
    small_help_not_found: 40 x 12, "?/zebra";
    wide_selecting: 120 x 36, "jjvww";
    wide_contents: 120 x 36, "T";
    wide_contents_followed: 120 x 36, "Tj⏎";
    middle_contents: 80 x 24, "T";
    middle_article: 80 x 24, "]]]";
    middle_list: 80 x 24, "]]]⇥";
    middle_help: 80 x 24, "?";
    middle_end: 80 x 24, "G";
    small_article: 40 x 12, "]]";
    small_list: 40 x 12, "]]⇥";
    small_new_note: 40 x 12, "]]aWho told her?";
    tiny: 16 x 4, "]]";
}
