//! The main screens, whole, as a reader gets to them by keys: their text, and how it is set where there are no colours.
//! Those that open over others in every size, with their colours.

#![allow(missing_docs)]
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod support;

use pullquote::theme::{ColorDepth, Theme};
use support::{draw, looks, press, story, styles, text};

/// A screen after these keys.
fn screen(size: (u16, u16), keys: &str) -> String {
    let mut model = story().open(size.0, size.1);
    press(&mut model, keys);
    let theme = Theme::load("pullquote-dark", ColorDepth::None).unwrap();
    let (buffer, cursor) = draw(&model, &theme);
    format!("{}cursor: {cursor:?}\n{}", text(&buffer), styles(&buffer))
}

/// The sizes that every overlay is looked at in.
const SIZES: [(u16, u16); 3] = [(120, 36), (80, 24), (40, 12)];

/// A screen after these keys in every size, and what its letters look like there in the dark and the light theme.
fn everywhere(keys: &str) -> String {
    let mut out = String::new();
    for size in SIZES {
        let mut model = story().open(size.0, size.1);
        press(&mut model, keys);
        let (buffer, cursor) = draw(&model, &Theme::load("pullquote-dark", ColorDepth::None).unwrap());
        out.push_str(&format!("{}×{}, cursor: {cursor:?}\n{}\n", size.0, size.1, text(&buffer)));
    }
    for name in ["pullquote-dark", "pullquote-light"] {
        for size in SIZES {
            let mut model = story().open(size.0, size.1);
            press(&mut model, keys);
            let (buffer, _) = draw(&model, &Theme::load(name, ColorDepth::True).unwrap());
            out.push_str(&format!("{name}, {}×{}\n{}\n", size.0, size.1, looks(&buffer)));
        }
    }
    out
}

macro_rules! overlays {
    ($($name:ident: $keys:literal;)*) => {
        $(#[test]
        fn $name() {
            insta::assert_snapshot!(everywhere($keys));
        })*
    };
}

overlays! {
    over_help: "?";
    over_palette: ":note";
    over_picker: "⌃ptide";
    over_filter: "\\by:lind";
    over_contents: "T";
    over_chart: "]]C";
    over_people: "2jj";
    over_facts: "3j";
    over_day: "3W15 Mar";
    over_notes: "4j";
    over_search: "/tide";
    over_editor: "]]aWho told her?";
    over_hints: ";";
    over_card: "]]i";
    over_correcting: "]]c";
    over_correcting_a_name: "]]c/mi";
    over_verdict: "]]x";
    over_marking: "4m";
    over_asking: "]]aWho told her?⎋";
    over_selecting: "jjvww";
    over_regex: "/⌃r(tide";
    over_doubt: "]]]]⇥";
    set_with_care: "JK]";
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
    wide_search_regex: 120 x 36, "/⌃r(tide|mill)s?";
    wide_search_malformed: 120 x 36, "/⌃r(tide";
    small_search_malformed: 40 x 12, "/⌃r(tide";
    middle_palette: 80 x 24, ":spkr";
    wide_filter: 120 x 36, "\\by:lind kind:d";
    wide_filtered: 120 x 36, "\\doubt⏎";
    middle_filter: 80 x 24, "3\\kind:x";
    small_filter: 40 x 12, "\\nobody";
    wide_people_by_share: 120 x 36, "2ss";
    wide_doubt: 120 x 36, "]]]]";
    middle_evidence: 80 x 24, "]]⇥";
    wide_single_pane: 120 x 36, "|]";
    wide_focus_mode: 120 x 36, "]z+";
    middle_help_found: 80 x 24, "?/speaker";
    small_help_not_found: 40 x 12, "?/zebra";
    wide_selecting: 120 x 36, "jjvww";
    wide_contents_followed: 120 x 36, "Tj⏎";
    middle_article: 80 x 24, "]]]";
    middle_list: 80 x 24, "]]]⇥";
    middle_end: 80 x 24, "G";
    small_article: 40 x 12, "]]";
    small_list: 40 x 12, "]]⇥";
    tiny: 16 x 4, "]]";
}
