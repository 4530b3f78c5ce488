//! Values shared by all parts of a frame, computed once.

use ratatui::style::{Modifier, Style};

use crate::nlp::Attribution;
use crate::reader::Model;
use crate::text::Span;
use crate::theme::{Scope, Theme};

/// The model, the theme, and values derived from them.
pub(in crate::reader) struct Frame<'m> {
    pub(in crate::reader) model: &'m Model,
    pub(in crate::reader) theme: &'m Theme,
    /// The selected quote and its index.
    pub(in crate::reader) selected: Option<(usize, &'m Attribution)>,
}

impl<'m> Frame<'m> {
    pub(in crate::reader) fn new(model: &'m Model, theme: &'m Theme) -> Self {
        Self { model, theme, selected: model.document.selected_quote() }
    }

    /// Returns the speaker order of attribution `at`, for the colour.
    pub(in crate::reader) fn order(&self, at: usize) -> usize {
        self.model.document.index.speaker_of.get(at).copied().unwrap_or_default()
    }

    /// Returns the style of a scope alone.
    pub(in crate::reader) fn style(&self, scope: Scope) -> Style {
        self.theme.style(scope)
    }

    /// Returns the style of a scope over the body text, with its background.
    pub(in crate::reader) fn on_text(&self, scope: Scope) -> Style {
        self.theme.style(Scope::Text).patch(self.theme.style(scope))
    }

    /// Applies a scope over another style. In reverse video a foreground colour would fill the background, so only the
    /// modifiers change.
    pub(in crate::reader) fn over(&self, base: Style, scope: Scope) -> Style {
        let mut over = self.theme.style(scope);
        if base.add_modifier.contains(Modifier::REVERSED) {
            (over.fg, over.bg) = (None, None);
        }
        base.patch(over)
    }

    /// Applies a speaker's colour over another style, without the italics and underline that replace colours on
    /// monochrome terminals: these would spoil bars.
    pub(in crate::reader) fn speaker(&self, base: Style, order: usize) -> Style {
        self.over(base, Scope::Speaker(order)).remove_modifier(Modifier::ITALIC | Modifier::UNDERLINED)
    }

    /// Returns a dimmed upright style for the program's own text: figures, hints, names of tabs.
    pub(in crate::reader) fn quiet(&self, base: Style) -> Style {
        self.over(base, Scope::Dim).remove_modifier(Modifier::ITALIC)
    }

    /// Returns the style of a scope over the status line.
    pub(in crate::reader) fn on_status(&self, scope: Scope) -> Style {
        self.over(self.on_text(Scope::Status), scope)
    }

    /// Returns whether this is the selected quote.
    pub(in crate::reader) fn is_selected(&self, at: usize) -> bool {
        self.selected.is_some_and(|(selected, _)| selected == at)
    }

    /// Returns the attributions with words in `window`, in order, with their indices.
    pub(in crate::reader) fn quotes_in(&self, window: Span) -> Vec<(usize, &'m Attribution)> {
        let all = &self.model.document.annotations.attributions;
        let mut found = self.model.document.index.touching(window);
        found.sort_unstable();
        let quotes = found.into_iter().filter_map(|at| Some((at, all.get(at)?)));
        quotes.filter(|(_, q)| q.content.iter().any(|c| c.overlaps(window))).collect()
    }
}
