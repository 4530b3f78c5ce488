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
