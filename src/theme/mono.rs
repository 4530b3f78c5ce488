//! Styles without colour, for `NO_COLOR`, monochrome terminals, and scopes that a theme does not define.

use ratatui::style::{Modifier, Style};

use crate::theme::scopes::Scope;

/// Returns a style of bold, italic, underline, dim and reverse. Scopes that can stand in the same place have
/// different styles.
pub(super) fn style(scope: Scope) -> Style {
    Style::new().add_modifier(modifier(scope))
}

pub(super) fn modifier(scope: Scope) -> Modifier {
    use Scope::*;
    const B: Modifier = Modifier::BOLD;
    const I: Modifier = Modifier::ITALIC;
    const U: Modifier = Modifier::UNDERLINED;
    const D: Modifier = Modifier::DIM;
    const R: Modifier = Modifier::REVERSED;
    match scope {
        Text | Status | Border | ListMarker | Gutter => Modifier::empty(),
        Heading(_) => B | U,
        Emphasis => I,
        Strong => B,
        Strike => Modifier::CROSSED_OUT,
        Code => D,
        Link => U,
        BlockQuote => I,
        Person => B,
        Organisation => B | I,
        Place => I | U,
        OtherName => I,
        Date => D | U,
        Quantity => D,
        // Quotation marks are enough to show these.
        Quote => Modifier::empty(),
        IndirectQuote => I,
        SelectedContent => R,
        SelectedSource => R | B,
        SelectedCue => R | U,
        Selection => R | I,
        Match => B | U,
        CurrentMatch => R | B | U,
        Noted => U,
        NoteMark | FocusedBorder => B,
        Dim => D,
        SelectedRow => R,
        ActiveTab => B | U,
        Doubt => I | U,
        Notice => B,
        Error => B | R,
        Speaker(n) => match n % 8 {
            0 => B,
            1 => Modifier::empty(),
            2 => I,
            3 => U,
            4 => B | I,
            5 => B | U,
            6 => I | U,
            _ => B | I | U,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Scope::*;

    #[test]
    fn what_stands_in_one_place_is_told_apart() {
        for place in [
            vec![Text, Person, Organisation, Place, OtherName, Date, Quantity],
            vec![Text, Heading(1), Emphasis, Strong, Strike, Code, Link],
            vec![
                Text,
                IndirectQuote,
                SelectedContent,
                SelectedSource,
                SelectedCue,
                Selection,
                Match,
                CurrentMatch,
                Noted,
            ],
            vec![Border, FocusedBorder],
            vec![Status, Notice, Error],
            vec![Dim, Text, ActiveTab, Doubt, SelectedRow],
            (0..8).map(Speaker).collect(),
        ] {
            for (i, a) in place.iter().enumerate() {
                for b in &place[i + 1..] {
                    assert_ne!(style(*a), style(*b), "{a:?} and {b:?}");
                }
            }
        }
    }
}
