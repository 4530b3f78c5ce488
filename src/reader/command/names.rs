//! What every command is called: in the settings, where it can be given other keys.

use crate::reader::{Action, Tab};

/// The name of a command; `None` for what is none (events, results).
#[must_use]
pub fn name(action: &Action) -> Option<&'static str> {
    let pair = |n: i32, forward, back| Some(if n > 0 { forward } else { back });
    match action {
        Action::Lines(n) => pair(*n, "line-down", "line-up"),
        Action::HalfPages(n) => pair(*n, "half-page-down", "half-page-up"),
        Action::Pages(n) => pair(*n, "page-down", "page-up"),
        Action::Top => Some("top"),
        Action::Bottom => Some("bottom"),
        Action::Scroll(n) => pair(*n, "scroll-down", "scroll-up"),
        Action::Columns(n) => pair(*n, "right", "left"),
        Action::Words(n) => pair(*n, "next-word", "previous-word"),
        Action::NextQuote(n) => pair(*n, "next-quote", "previous-quote"),
        Action::NextQuoteSameSpeaker(n) => pair(*n, "next-quote-same-speaker", "previous-quote-same-speaker"),
        Action::NextSpeaker(n) => pair(*n, "next-speaker", "previous-speaker"),
        Action::NextMention(n) => pair(*n, "next-mention", "previous-mention"),
        Action::StartSearch => Some("search"),
        Action::NextMatch(n) => pair(*n, "next-match", "previous-match"),
        Action::JumpBack => Some("jump-back"),
        Action::JumpForward => Some("jump-forward"),
        Action::SwitchPane => Some("other-pane"),
        Action::ShowTab(Tab::Quotes) => Some("show-quotes"),
        Action::ShowTab(Tab::People) => Some("show-people"),
        Action::ShowTab(Tab::Facts) => Some("show-facts"),
        Action::ShowTab(Tab::Notes) => Some("show-notes"),
        Action::Across => Some("across"),
        Action::ToggleSelect => Some("select"),
        Action::AddNote => Some("note"),
        Action::AddArticleNote => Some("note-on-article"),
        Action::EditNote => Some("edit-note"),
        Action::DeleteNote => Some("delete-note"),
        Action::Undo => Some("undo"),
        Action::Redo => Some("redo"),
        Action::Correct => Some("correct"),
        Action::Corrections => Some("corrections"),
        Action::Verdict => Some("verdict"),
        Action::Mark => Some("mark-note"),
        Action::Highlight => Some("highlight"),
        Action::Reattach => Some("reattach-note"),
        Action::Card => Some("card"),
        Action::Changes => Some("changes"),
        Action::EditOutside => Some("edit-note-outside"),
        Action::HandOver => Some("write-outside"),
        Action::SaveNote => Some("save-note"),
        Action::Copy => Some("copy"),
        Action::OpenLink => Some("open-link"),
        Action::OpenHere => Some("open-link-here"),
        Action::CycleTheme => Some("next-theme"),
        Action::AskDay => Some("day-of-writing"),
        Action::ToggleHelp => Some("help"),
        Action::ShowLibrary => Some("library"),
        Action::SearchLibrary => Some("search-library"),
        Action::PreviousArticle => Some("previous-article"),
        Action::ToggleContents => Some("contents"),
        Action::Palette => Some("commands"),
        Action::FuzzyJump => Some("go-to"),
        Action::Filter => Some("filter"),
        Action::Hints => Some("letters"),
        Action::Chart => Some("chart"),
        Action::SortPeople => Some("sort"),
        Action::Measure(n) => pair(*n, "longer-lines", "shorter-lines"),
        Action::Margin(n) => pair(*n, "wider-margins", "narrower-margins"),
        Action::Justify => Some("full-lines"),
        Action::Hyphenate => Some("divide-words"),
        Action::Divider(n) => pair(*n, "divider-right", "divider-left"),
        Action::SinglePane => Some("single-pane"),
        Action::FocusMode => Some("light-paragraph"),
        Action::Suspend => Some("suspend"),
        Action::Close { quit: true } => Some("close-or-quit"),
        Action::Close { quit: false } => Some("close"),
        Action::Quit => Some("quit"),
        _ => None,
    }
}

/// The name in `names` that is most like `wrong`, if one is like it at all.
#[must_use]
pub fn nearest<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near = names.into_iter().map(|name| (strsim::levenshtein(wrong, name), name)).min()?;
    (near.0 <= near.1.chars().count().max(3) / 3).then_some(near.1)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::reader::command::keymap::HELP;

    #[test]
    fn every_command_with_a_key_has_a_name_of_its_own() {
        let mut seen = HashSet::new();
        for action in HELP.iter().flat_map(|help| help.actions) {
            let name = name(action).unwrap_or_else(|| panic!("{action:?} has no name"));
            assert!(seen.insert(name), "{name} names two commands");
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{name}");
        }
    }

    #[test]
    fn a_slip_is_guessed() {
        let names = ["next-quote", "next-match", "help"];
        assert_eq!(nearest("next-qoute", names), Some("next-quote"));
        assert_eq!(nearest("hepl", names), None, "two letters of four are another word");
        assert_eq!(nearest("hel", names), Some("help"));
        assert_eq!(nearest("zzzzzzzz", names), None);
    }
}
