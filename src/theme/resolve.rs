//! Resolves the rules of a `.tmTheme` to one style per [`Scope`], for a colour depth.
//!
//! ```text
//! rules ──looked up by scope──▶ drafts ──gaps filled──▶ drafts ──made readable──▶ drafts ──colour depth──▶ styles
//! ```
//!
//! A theme for code has no rules for speakers or selected quotes. These are derived from the rules that it has: the
//! tint under a selected quote from its colour for strings, quiet text from its comments, borders from text blended
//! into the background.

use ratatui::style::{Color, Modifier, Style};
use syntect::highlighting::{FontStyle, Highlighter, StyleModifier, Theme as Rules, ThemeSettings};
use syntect::parsing::Scope as Name;

use crate::theme::color;
use crate::theme::color::{Paint, Rgb, blend, contrast, distance, luminance, readable};
use crate::theme::depth::ColorDepth;
use crate::theme::scopes::{SLOTS, SPEAKER_SOURCES, SPEAKERS, Scope, slot};
use crate::theme::{mono, scopes};

/// Minimum contrast of other themes. Above it, their colours stay as they are (many popular themes set text between 4
/// and 4.5); below it, colours are moved towards black or white.
const LEAST: f32 = 3.0;
/// Minimum contrast of bundled themes and of derived colours.
const GOOD: f32 = 4.5;

/// A resolved theme.
pub(super) struct Resolved {
    pub(super) styles: [Style; SLOTS],
    pub(super) dark: bool,
}

/// A style during resolution.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Draft {
    fg: Option<Paint>,
    bg: Option<Paint>,
    /// The font style set by the theme, if any.
    font: Option<Modifier>,
    add: Modifier,
}

impl Draft {
    fn is_empty(&self) -> bool {
        self.fg.is_none() && self.bg.is_none() && self.font.is_none()
    }
}

/// Scopes whose background lies under the text of others.
const OVERLAYS: [Scope; 4] = [Scope::SelectedContent, Scope::Selection, Scope::SelectedRow, Scope::Status];
/// Scopes whose text may stand on any of those backgrounds.
const ON_OVERLAYS: [Scope; 9] = [
    Scope::Person,
    Scope::Organisation,
    Scope::Place,
    Scope::OtherName,
    Scope::Date,
    Scope::Quantity,
    Scope::Quote,
    Scope::IndirectQuote,
    Scope::Dim,
];

/// Resolves a theme. `name` matters only for a theme without 24-bit colours: it decides whether it counts as dark.
pub(super) fn resolve(rules: &Rules, name: &str, depth: ColorDepth) -> Resolved {
    let (ink, ground) = page(&rules.settings);
    let dark = match (ground.rgb(), ink.rgb()) {
        (Some(ground), _) => luminance(ground) < 0.18,
        (None, Some(ink)) => luminance(ink) >= 0.18,
        (None, None) => !name.ends_with("light"),
    };
    let mut styles = [Style::default(); SLOTS];
    if depth == ColorDepth::None {
        for scope in scopes::all() {
            set(&mut styles, scope, mono::style(scope));
        }
        return Resolved { styles, dark };
    }
    let mut sheet = Sheet::new(rules, ink, ground, dark);
    sheet.fill();
    sheet.make_readable();
    for scope in scopes::all() {
        set(&mut styles, scope, sheet.style(scope, depth));
    }
    tell_apart(&mut styles);
    Resolved { styles, dark }
}

fn set(styles: &mut [Style; SLOTS], scope: Scope, style: Style) {
    if let Some(place) = styles.get_mut(slot(scope)) {
        *place = style;
    }
}

/// Scopes that can stand side by side and must look different.
const NEIGHBOURS: [&[Scope]; 4] = {
    use Scope::*;
    [
        &[Text, Person, Organisation, Place, OtherName, Date, Quantity, IndirectQuote, Noted],
        &[Text, SelectedContent, Selection, SelectedRow, SelectedSource, SelectedCue, Match, CurrentMatch],
        &[Text, Dim, ActiveTab, Doubt, Notice, Error],
        &[Border, FocusedBorder],
    ]
};

/// Distinguishes neighbours with equal styles (few colours, or a theme with few rules) by bold and italic.
fn tell_apart(styles: &mut [Style; SLOTS]) {
    let page = styles[slot(Scope::Text) % SLOTS];
    for neighbours in NEIGHBOURS {
        let mut taken: Vec<Style> = Vec::new();
        for scope in neighbours {
            let place = &mut styles[slot(*scope) % SLOTS];
            let modifiers = mono::modifier(*scope) - Modifier::DIM;
            if taken.contains(&page.patch(*place)) {
                *place = place.add_modifier(modifiers);
            }
            taken.push(page.patch(*place));
        }
    }
}

/// Returns the colours of text and background; if a theme sets only one, the other is black or white, whichever is
/// readable.
pub(super) fn page(settings: &ThemeSettings) -> (Paint, Paint) {
    let opposite = |p: Paint| match p.rgb() {
        Some(rgb) if luminance(rgb) < 0.18 => Paint::Rgb([0xFF; 3]),
        Some(_) => Paint::Rgb([0; 3]),
        None => Paint::Default,
    };
    let ground = settings.background.map(|c| Paint::read(c, None));
    let ink = settings.foreground.map(|c| Paint::read(c, ground.and_then(Paint::rgb)));
    match (ink, ground) {
        (Some(ink), Some(ground)) => (ink, ground),
        (Some(ink), None) => (ink, opposite(ink)),
        (None, Some(ground)) => (opposite(ground), ground),
        (None, None) => (Paint::Default, Paint::Default),
    }
}

/// Converts a font style.
pub(super) fn font(style: FontStyle) -> Modifier {
    let mut out = Modifier::empty();
    for (flag, modifier) in [
        (FontStyle::BOLD, Modifier::BOLD),
        (FontStyle::ITALIC, Modifier::ITALIC),
        (FontStyle::UNDERLINE, Modifier::UNDERLINED),
    ] {
        out.set(modifier, style.contains(flag));
    }
    out
}

/// The drafts of one theme.
struct Sheet<'a> {
    rules: Highlighter<'a>,
    settings: &'a ThemeSettings,
    ink: Paint,
    ground: Paint,
    dark: bool,
    drafts: [Draft; SLOTS],
}

impl<'a> Sheet<'a> {
    fn new(rules: &'a Rules, ink: Paint, ground: Paint, dark: bool) -> Self {
        let mut sheet = Self {
            rules: Highlighter::new(rules),
            settings: &rules.settings,
            ink,
            ground,
            dark,
            drafts: [Draft::default(); SLOTS],
        };
        for scope in scopes::all() {
            *sheet.draft_mut(scope) = sheet.look_up(scope);
        }
        sheet
    }

    fn draft(&self, scope: Scope) -> Draft {
        self.drafts.get(slot(scope)).copied().unwrap_or_default()
    }

    /// Returns the draft of a scope, for changes.
    fn draft_mut(&mut self, scope: Scope) -> &mut Draft {
        // `slot` is below SLOTS for every scope (tested), so the remainder changes nothing and indexing cannot fail.
        &mut self.drafts[slot(scope) % SLOTS]
    }

    /// Looks up a scope: its own rule, else that of a borrowed scope, else that of a parent.
    fn look_up(&self, scope: Scope) -> Draft {
        let name = scope.textmate();
        let own = self.rule(&name);
        let parent = name.trim_end_matches(".pullquote").rsplit_once('.').map_or("", |(parent, _)| parent);
        let general = if parent.is_empty() { Draft::default() } else { self.rule(parent) };
        if own != general {
            return own;
        }
        let says = |d: &Draft| !d.is_empty() && *d != general;
        let borrowed = scope.borrowed().iter().map(|name| self.rule(name)).find(says).map(|d| Draft {
            // Underlines and backgrounds of a code theme mean something else; only an error keeps its background.
            bg: d.bg.filter(|_| scope == Scope::Error),
            font: d.font.map(|m| m - Modifier::UNDERLINED),
            ..d
        });
        borrowed.unwrap_or(own)
    }

    /// Looks up one TextMate scope, with and without the scope of Markdown around it: many themes write
    /// `text.html.markdown markup.heading`. Rules for all Markdown text are ignored.
    fn rule(&self, name: &str) -> Draft {
        let (Ok(name), Ok(around)) = (Name::new(name), Name::new("text.html.markdown.pullquote")) else {
            return Draft::default();
        };
        let alone = self.rules.style_mod_for_stack(&[name]);
        let inside = self.rules.style_mod_for_stack(&[around, name]);
        let page = self.rules.style_mod_for_stack(&[around]);
        let said = StyleModifier {
            foreground: inside.foreground.filter(|c| alone.foreground.is_some() || page.foreground != Some(*c)),
            background: inside.background.filter(|c| alone.background.is_some() || page.background != Some(*c)),
            font_style: inside.font_style.filter(|f| alone.font_style.is_some() || page.font_style != Some(*f)),
        };
        Draft {
            fg: said.foreground.map(|c| self.paint(c)),
            bg: said.background.map(|c| self.paint(c)),
            font: said.font_style.map(font),
            add: Modifier::empty(),
        }
    }

    fn paint(&self, color: syntect::highlighting::Color) -> Paint {
        Paint::read(color, self.ground.rgb())
    }

    /// Blends `share` of the text colour into the background, if both are known.
    fn mix(&self, share: f32) -> Option<Paint> {
        Some(Paint::Rgb(blend(self.ground.rgb()?, self.ink.rgb()?, share)))
    }

    /// Blends `share` of a colour into the background, less if text would become hard to read on it.
    fn tint(&self, over: Rgb, share: f32) -> Option<Paint> {
        let (ground, ink) = (self.ground.rgb()?, self.ink.rgb()?);
        let tints = [1.0, 0.8, 0.6, 0.4].map(|part| blend(ground, over, share * part));
        let best = tints.iter().find(|t| contrast(**t, ink) >= GOOD).or(tints.last());
        best.copied().map(Paint::Rgb)
    }

    /// Derives the styles that the theme does not set.
    fn fill(&mut self) {
        use Scope::*;
        *self.draft_mut(Text) = Draft { fg: Some(self.ink), bg: Some(self.ground), ..Draft::default() };
        for scope in scopes::all() {
            let empty = self.draft(scope).is_empty();
            let mut draft = self.draft(scope);
            match scope {
                Heading(_) | SelectedSource | ActiveTab | NoteMark | CurrentMatch | Error if draft.font.is_none() => {
                    draft.add |= Modifier::BOLD;
                }
                Emphasis | BlockQuote | SelectedCue | Doubt if draft.font.is_none() => draft.add |= Modifier::ITALIC,
                Strong => draft.add |= Modifier::BOLD,
                Strike => draft.add |= Modifier::CROSSED_OUT,
                Noted => draft.add |= Modifier::UNDERLINED,
                Link if draft.font.is_none() => draft.add |= Modifier::UNDERLINED,
                Person | Organisation | Place | OtherName | Date | Quantity | IndirectQuote if empty => {
                    draft.add |= mono::modifier(scope);
                }
                Gutter | Dim | Border | Code if empty => {
                    draft.fg = self.settings.gutter_foreground.filter(|_| scope == Gutter).map(|c| self.paint(c));
                    let share = if scope == Border { 0.4 } else { 0.7 };
                    draft.fg = draft.fg.or_else(|| self.mix(share));
                    if draft.fg.is_none() && scope != Border {
                        draft.add |= Modifier::DIM;
                    }
                }
                _ => {}
            }
            *self.draft_mut(scope) = draft;
        }
        self.fill_grounds();
        self.fill_matches();
        self.fill_speakers();
    }

    /// Sets the backgrounds of selected text. If the page has the terminal's own colours, nothing can be blended:
    /// they are reversed.
    fn fill_grounds(&mut self) {
        use Scope::*;
        let accent = [Quote, Person, Heading(1)].into_iter().find_map(|s| self.draft(s).fg.and_then(Paint::rgb));
        let content = match accent.or(self.ink.rgb()) {
            Some(accent) => self.tint(accent, 0.28),
            None => None,
        };
        let selection = self.settings.selection.map(|c| self.paint(c));
        let row = self.settings.line_highlight.map(|c| self.paint(c)).filter(|p| match (p.rgb(), self.ground.rgb()) {
            (Some(row), Some(ground)) => contrast(row, ground) >= 1.1,
            _ => true,
        });
        let made = [
            (SelectedContent, content),
            (Selection, selection.or_else(|| self.mix(0.25))),
            (SelectedRow, row.or_else(|| self.mix(0.15))),
            (Status, self.mix(0.1)),
        ];
        for (scope, ground) in made {
            let mut draft = self.draft(scope);
            if draft.fg.is_none() && draft.bg.is_none() {
                draft.bg = ground;
                if scope == Selection {
                    let theirs = self.settings.selection_foreground.map(|c| self.paint(c));
                    draft.fg = theirs.or(Some(self.ink)).filter(|_| ground.is_some());
                }
                if ground.is_none() {
                    draft.add |= Modifier::REVERSED;
                }
                *self.draft_mut(scope) = draft;
            }
        }
        let lit = self.draft(SelectedContent);
        for scope in [SelectedSource, SelectedCue] {
            let draft = self.draft_mut(scope);
            if draft.bg.is_none() {
                draft.bg = lit.bg;
                draft.add |= lit.add & Modifier::REVERSED;
            }
        }
    }

    fn fill_matches(&mut self) {
        use Scope::*;
        let given = self.settings.find_highlight.map(|c| self.paint(c));
        let amber = if self.dark { [0xFF, 0xD7, 0x5F] } else { [0xFF, 0xC8, 0x30] };
        for (scope, share) in [(Match, 0.35), (CurrentMatch, 1.0)] {
            let mut draft = self.draft(scope);
            if draft.fg.is_some() || draft.bg.is_some() {
                continue;
            }
            if scope == Match {
                draft.bg = given;
                draft.fg = self.settings.find_highlight_foreground.map(|c| self.paint(c));
            }
            draft.bg = draft.bg.or_else(|| self.ground.rgb().map(|g| Paint::Rgb(blend(g, amber, share))));
            match draft.bg.and_then(Paint::rgb) {
                Some(bg) if draft.fg.is_none() => {
                    let ink = self.ink.rgb().filter(|ink| contrast(*ink, bg) >= GOOD);
                    let plain = if luminance(bg) < 0.18 { [0xFF; 3] } else { [0; 3] };
                    draft.fg = Some(Paint::Rgb(ink.unwrap_or(plain)));
                }
                Some(_) => {}
                None if draft.bg.is_some() => {}
                None => draft.add |= mono::modifier(scope),
            }
            *self.draft_mut(scope) = draft;
        }
    }

    /// Gives the speakers the theme's most frequent colours for code, as far as these differ; then our own.
    fn fill_speakers(&mut self) {
        const OURS: [Rgb; SPEAKERS] = [
            [0x56, 0xB4, 0xE9],
            [0xE6, 0x9F, 0x00],
            [0x20, 0xB2, 0x85],
            [0xCC, 0x79, 0xA7],
            [0xD8, 0xC8, 0x30],
            [0xE8, 0x6A, 0x30],
            [0x8F, 0x8F, 0xF0],
            [0x9A, 0x9A, 0x9A],
        ];
        if (0..SPEAKERS).all(|n| !self.draft(Scope::Speaker(n)).is_empty()) {
            return;
        }
        let mut found: Vec<Paint> = Vec::new();
        let theirs = SPEAKER_SOURCES.iter().filter_map(|name| self.rule(name).fg);
        let ours = OURS.into_iter().map(Paint::Rgb);
        let fit = |color: Rgb| self.ground.rgb().map_or(color, |ground| readable(color, ground, GOOD));
        for paint in theirs.chain(ours) {
            let paint = paint.rgb().map_or(paint, |rgb| Paint::Rgb(fit(rgb)));
            let differs = |other: &Paint| match (other.rgb(), paint.rgb()) {
                (Some(a), Some(b)) => distance(a, b) > 3000,
                _ => *other != paint,
            };
            let ink_like = self.ink.rgb().zip(paint.rgb()).is_some_and(|(a, b)| distance(a, b) < 1500);
            if !ink_like && found.iter().all(differs) {
                found.push(paint);
            }
        }
        for n in 0..SPEAKERS {
            let paint = found.get(n % found.len().max(1)).copied().unwrap_or(self.ink);
            *self.draft_mut(Scope::Speaker(n)) = Draft { fg: Some(paint), ..Draft::default() };
        }
    }

    /// Raises every colour to [`LEAST`] on its own background, and fits the selection backgrounds to the text on
    /// them.
    fn make_readable(&mut self) {
        let Some(ground) = self.ground.rgb() else { return };
        for scope in scopes::all() {
            let draft = self.draft(scope);
            let own = draft.bg.and_then(Paint::rgb).unwrap_or(ground);
            if let Some(Paint::Rgb(fg)) = draft.fg
                && scope != Scope::Border
            {
                self.draft_mut(scope).fg = Some(Paint::Rgb(readable(fg, own, LEAST)));
            }
        }
        self.ink = self.draft(Scope::Text).fg.unwrap_or(self.ink);
        let mut words: Vec<Rgb> = ON_OVERLAYS.iter().filter_map(|s| self.draft(*s).fg?.rgb()).collect();
        words.extend(self.ink.rgb());
        for scope in OVERLAYS {
            let draft = self.draft(scope);
            if let (Some(Paint::Rgb(bg)), None) = (draft.bg, draft.fg) {
                let clear = (0..=8)
                    .map(|step: u8| blend(bg, ground, f32::from(step) * 0.1))
                    .find(|bg| words.iter().all(|w| contrast(*w, *bg) >= LEAST));
                self.draft_mut(scope).bg = Some(Paint::Rgb(clear.unwrap_or(blend(bg, ground, 0.8))));
            }
        }
    }

    /// Returns the final style of a scope.
    fn style(&self, scope: Scope, depth: ColorDepth) -> Style {
        let draft = self.draft(scope);
        let mut modifiers = draft.font.unwrap_or_default() | draft.add;
        let page = shown(self.ground, depth, &[]);
        let (mut fg, mut bg) = (None, draft.bg.map(|paint| shown(paint, depth, &[])));
        if scope != Scope::Text && bg == Some(page) && draft.bg != Some(self.ground) {
            // A tint is invisible with so few colours. Text in the default colour takes that of the layer below.
            bg = None;
            modifiers |= Modifier::REVERSED;
        }
        let plain_letters = modifiers.contains(Modifier::REVERSED) && draft.fg == Some(self.ink);
        if let Some(paint) = draft.fg.filter(|_| !plain_letters) {
            fg = Some(shown(paint, depth, &self.grounds(bg.unwrap_or(page), bg.is_none(), depth)));
        }
        Style { fg, bg, ..Style::default() }.add_modifier(modifiers)
    }

    /// Returns the backgrounds that a colour may stand on: its own, or those of the page and of selections.
    fn grounds(&self, own: Color, everywhere: bool, depth: ColorDepth) -> Vec<Rgb> {
        let overlays = OVERLAYS.iter().filter(|_| everywhere).filter_map(|s| self.draft(*s).bg);
        color::seen(own).into_iter().chain(overlays.filter_map(|p| color::seen(shown(p, depth, &[])))).collect()
    }
}

/// Converts a paint to a terminal colour of this depth; a replaced colour is chosen to be readable on all of
/// `grounds`.
pub(super) fn shown(paint: Paint, depth: ColorDepth, grounds: &[Rgb]) -> Color {
    match (paint, depth) {
        (Paint::Default, _) => Color::Reset,
        (Paint::Index(i), _) => color::indexed(i),
        (Paint::Rgb([r, g, b]), ColorDepth::True) => Color::Rgb(r, g, b),
        (Paint::Rgb(rgb), ColorDepth::Ansi256) => color::indexed(color::nearest(16..=255, rgb, grounds, GOOD)),
        (Paint::Rgb(rgb), _) => color::indexed(color::nearest_of_16(rgb, grounds, GOOD)),
    }
}
