//! What all parts of one picture ask again and again, worked out once.

use ratatui::style::{Modifier, Style};

use crate::app::Model;
use crate::nlp::Attribution;
use crate::text::Span;
use crate::theme::{Scope, Theme};

/// The model, the theme, and what follows from them.
pub(super) struct Frame<'m> {
    pub(super) model: &'m Model,
    pub(super) theme: &'m Theme,
    /// The selected quote and its index.
    pub(super) selected: Option<(usize, &'m Attribution)>,
}

impl<'m> Frame<'m> {
    pub(super) fn new(model: &'m Model, theme: &'m Theme) -> Self {
        Self { model, theme, selected: model.selected_quote() }
    }

    /// The order of the speaker of attribution `at`, for the colour.
    pub(super) fn order(&self, at: usize) -> usize {
        self.model.index.speaker_of.get(at).copied().unwrap_or_default()
    }

    /// The style of a scope, alone.
    pub(super) fn style(&self, scope: Scope) -> Style {
        self.theme.style(scope)
    }

    /// The style of a scope over the body text's, background included.
    pub(super) fn on_text(&self, scope: Scope) -> Style {
        self.theme.style(Scope::Text).patch(self.theme.style(scope))
    }

    /// Quiet upright letters, for what belongs to the program and not to the text: figures, hints, names of tabs.
    pub(super) fn quiet(&self, base: Style) -> Style {
        base.patch(self.theme.style(Scope::Dim)).remove_modifier(Modifier::ITALIC)
    }

    /// The style of a scope over the status line's.
    pub(super) fn on_status(&self, scope: Scope) -> Style {
        self.on_text(Scope::Status).patch(self.theme.style(scope))
    }

    /// Whether this is the selected quote.
    pub(super) fn is_selected(&self, at: usize) -> bool {
        self.selected.is_some_and(|(selected, _)| selected == at)
    }

    /// The attributions with words in `window`, in order, each with its index.
    pub(super) fn quotes_in(&self, window: Span) -> Vec<(usize, &'m Attribution)> {
        let all = &self.model.annotations.attributions;
        let mut found = self.model.index.touching(window);
        found.sort_unstable();
        let quotes = found.into_iter().filter_map(|at| Some((at, all.get(at)?)));
        quotes.filter(|(_, q)| q.content.iter().any(|c| c.overlaps(window))).collect()
    }
}
