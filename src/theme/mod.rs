//! Layer 3: turns TextMate `.tmTheme` files into terminal styles, by scope.
//!
//! The engine and the reader name the meaning of a text (a [`Scope`]); the theme gives its style. Every theme for
//! Sublime Text, TextMate or bat works: each scope has a TextMate name, and a rule for `entity.name` or
//! `markup.heading` also applies to the scopes below it.
//!
//! | scope | TextMate name | else taken from |
//! |---|---|---|
//! | `Text` | `text.pullquote` | the theme's foreground and background |
//! | `Heading(n)` | `markup.heading.N.pullquote` | bold |
//! | `Emphasis` | `markup.italic.pullquote` | italic |
//! | `Strong` | `markup.bold.pullquote` | bold |
//! | `Strike` | `markup.strikethrough.pullquote` | struck through, always |
//! | `Code` | `markup.raw.inline.pullquote` | quiet text |
//! | `Link` | `markup.underline.link.pullquote` | `string.other.link`, `entity.name.tag`; underlined |
//! | `BlockQuote` | `markup.quote.block.pullquote` | italic |
//! | `ListMarker` | `punctuation.definition.list_item.pullquote` | `keyword.operator` |
//! | `Person` | `entity.name.person.pullquote` | `entity.name.function`, `support.function` |
//! | `Organisation` | `entity.name.organisation.pullquote` | `entity.name.type`, `entity.name.class`, … |
//! | `Place` | `entity.name.place.pullquote` | `entity.other.attribute-name`, `constant.language`, … |
//! | `OtherName` | `entity.name.other.pullquote` | `variable.language`, `support.constant`, … |
//! | `Date` | `constant.numeric.date.pullquote` | `constant.numeric` |
//! | `Quantity` | `constant.numeric.quantity.pullquote` | `constant.numeric` |
//! | `Quote` | `markup.quote.direct.pullquote` | `string` |
//! | `IndirectQuote` | `markup.quote.indirect.pullquote` | `markup.quote`; italic |
//! | `SelectedContent` | `meta.selected.content.pullquote` | a tint of the colour of quotes |
//! | `SelectedSource` | `meta.selected.source.pullquote` | `entity.name.function` on that tint, bold |
//! | `SelectedCue` | `meta.selected.cue.pullquote` | `keyword` on that tint, italic |
//! | `Selection` | `meta.selection.pullquote` | the setting `selection` |
//! | `Match` | `meta.search.match.pullquote` | the setting `findHighlight` |
//! | `CurrentMatch` | `meta.search.current.pullquote` | amber |
//! | `Noted` | `markup.underline.noted.pullquote` | underlined, always |
//! | `Gutter` | `meta.gutter.pullquote` | the setting `gutterForeground` |
//! | `NoteMark` | `meta.gutter.note.pullquote` | `constant.language`; bold |
//! | `Border` | `meta.border.pullquote` | text blended into the background |
//! | `FocusedBorder` | `meta.border.focused.pullquote` | `keyword` |
//! | `Status` | `meta.status.pullquote` | a ground a little off the background |
//! | `Dim` | `comment.quiet.pullquote` | `comment` |
//! | `SelectedRow` | `meta.row.selected.pullquote` | the setting `lineHighlight` |
//! | `ActiveTab` | `meta.tab.active.pullquote` | `keyword`; bold |
//! | `Doubt` | `message.doubt.pullquote` | `constant.character.escape`; italic |
//! | `Notice` | `message.notice.pullquote` | `markup.inserted`, `string` |
//! | `Error` | `message.error.pullquote` | `markup.deleted`, `invalid`; bold |
//! | `Speaker(n)` | `meta.speaker.N.pullquote`, N from 0 to 7 | eight colours that the theme uses for code |
//!
//! A rule for one of our names wins; then the borrowed scope; then a parent such as `entity.name` for all kinds.
//!
//! Styles are patched over one another with `Style::patch` in this order: `Text`, the block (`Heading`,
//! `BlockQuote`), inline marks, `Quote` or `IndirectQuote`, names and figures, `Selected…`, `Noted`, `Match`,
//! `CurrentMatch`, `Selection`. Only overlays set a background, so that a name keeps its colour on them.
//!
//! The colours of bundled themes reach a contrast of 4.5:1 in every place they can stand in (a test computes it).
//! Those of other themes are changed only below 3:1. Two alpha values have the same meaning as in bat: `#NN000000` is
//! index NN of the terminal's palette, `#00000001` the terminal's default.
//! `#NN000000` is index NN of the terminal's palette, `#00000001` the terminal's default.

mod code;
mod color;
mod depth;
mod error;
mod gallery;
mod load;
mod mono;
mod resolve;
mod scopes;
#[cfg(test)]
mod tests;
mod web;

pub use code::{Warming, highlight_code, is_warming};
pub use depth::{Background, ColorDepth, ColorEnv, choose};
pub use error::ThemeError;
pub use gallery::Gallery;
pub use load::Theme;
pub use scopes::Scope;
pub use web::WebColours;
