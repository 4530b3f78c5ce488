//! Colours: theme values, WCAG contrast, and the nearest colour of a limited palette.

use std::ops::RangeInclusive;

use ratatui::style::Color;
use syntect::highlighting::Color as ThemeColor;

/// Red, green and blue.
pub(super) type Rgb = [u8; 3];

/// A colour of a theme. Themes write `#RRGGBBAA`; as in bat, two alpha values select the terminal's own colours
/// instead of a transparency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paint {
    /// A 24-bit colour.
    Rgb(Rgb),
    /// Alpha 00: the red byte is an index into the terminal's palette.
    Index(u8),
    /// Alpha 01: the terminal's default colour.
    Default,
}

impl Paint {
    /// Reads a theme's colour; a translucent one is blended with `ground` (many themes have such editor settings).
    pub(super) fn read(color: ThemeColor, ground: Option<Rgb>) -> Self {
        match color.a {
            0 => Self::Index(color.r),
            1 => Self::Default,
            0xFF => Self::Rgb([color.r, color.g, color.b]),
            a => Self::Rgb(match ground {
                Some(ground) => blend(ground, [color.r, color.g, color.b], f32::from(a) / 255.0),
                None => [color.r, color.g, color.b],
            }),
        }
    }

    /// Returns the 24-bit value, if known.
    pub(super) fn rgb(self) -> Option<Rgb> {
        match self {
            Self::Rgb(rgb) => Some(rgb),
            Self::Index(_) | Self::Default => None,
        }
    }
}

/// Returns the relative luminance of WCAG 2, from 0 (black) to 1 (white).
pub(super) fn luminance(rgb: Rgb) -> f32 {
    let [r, g, b] = rgb.map(|v| {
        let v = f32::from(v) / 255.0;
        if v <= 0.040_45 { v / 12.92 } else { libm::powf((v + 0.055) / 1.055, 2.4) }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// Returns the contrast of WCAG 2, from 1 (none) to 21 (black on white).
pub(super) fn contrast(a: Rgb, b: Rgb) -> f32 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Blends `share` of `over` into `ground`.
pub(super) fn blend(ground: Rgb, over: Rgb, share: f32) -> Rgb {
    let mix = |g: u8, o: u8| (f32::from(g) + (f32::from(o) - f32::from(g)) * share).round().clamp(0.0, 255.0) as u8;
    [mix(ground[0], over[0]), mix(ground[1], over[1]), mix(ground[2], over[2])]
}

/// Returns `color`, moved towards black or white just far enough to reach a contrast of `least` with `ground`.
pub(super) fn readable(color: Rgb, ground: Rgb, least: f32) -> Rgb {
    let away = if luminance(ground) < 0.18 { [255; 3] } else { [0; 3] };
    (0..=20)
        .map(|step| blend(color, away, f32::from(step as u8) / 20.0))
        .find(|c| contrast(*c, ground) >= least)
        .unwrap_or(away)
}

/// Returns the perceptual distance of two colours, roughly weighted.
pub(super) fn distance(a: Rgb, b: Rgb) -> i32 {
    let [r, g, b] = [0, 1, 2].map(|i: usize| i32::from(a[i]) - i32::from(b[i]));
    2 * r * r + 4 * g * g + 3 * b * b
}

/// The colours that xterm gives the 16 ANSI indices: the usual ones, although a terminal may show others.
const ANSI: [Rgb; 16] = [
    [0, 0, 0],
    [205, 0, 0],
    [0, 205, 0],
    [205, 205, 0],
    [0, 0, 238],
    [205, 0, 205],
    [0, 205, 205],
    [229, 229, 229],
    [127, 127, 127],
    [255, 0, 0],
    [0, 255, 0],
    [255, 255, 0],
    [92, 92, 255],
    [255, 0, 255],
    [0, 255, 255],
    [255, 255, 255],
];

/// Returns the colour of index `i` in the 256-colour palette: xterm's 16, a 6×6×6 cube, 24 greys.
pub(super) fn palette(i: u8) -> Rgb {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let step = |v: u8| STEPS.get(usize::from(v)).copied().unwrap_or_default();
    match i {
        0..=15 => ANSI.get(usize::from(i)).copied().unwrap_or_default(),
        16..=231 => [step((i - 16) / 36), step((i - 16) / 6 % 6), step((i - 16) % 6)],
        232.. => [8 + (i - 232) * 10; 3],
    }
}

/// Returns the index among `among` with the colour nearest to `rgb` that reaches a contrast of `least` with all of
/// `grounds`; if none does, the one with the most contrast.
pub(super) fn nearest(among: RangeInclusive<u8>, rgb: Rgb, grounds: &[Rgb], least: f32) -> u8 {
    let stands_out = |i: u8| grounds.iter().map(|g| contrast(palette(i), *g)).fold(f32::INFINITY, f32::min);
    let unlike = |i: &u8| distance(palette(*i), rgb);
    let fitting = among.clone().filter(|i| stands_out(*i) >= least).min_by_key(unlike);
    fitting.or_else(|| among.max_by(|a, b| stands_out(*a).total_cmp(&stands_out(*b)))).unwrap_or_default()
}

/// Returns the nearest of the 16 ANSI colours. Soft colours would all become grey: a colour with a hue is therefore
/// compared at full saturation, first with other colours that have a hue.
pub(super) fn nearest_of_16(rgb: Rgb, grounds: &[Rgb], least: f32) -> u8 {
    let (low, high) = (rgb.iter().min().copied().unwrap_or(0), rgb.iter().max().copied().unwrap_or(0));
    if grounds.is_empty() || high - low < 32 {
        return nearest(0..=15, rgb, grounds, least);
    }
    let full = rgb.map(|v| (f32::from(v - low) / f32::from(high - low) * 255.0) as u8);
    let stands_out = |i: &u8| grounds.iter().all(|g| contrast(palette(*i), *g) >= least);
    let of_a_hue = (1..=14).filter(|i| !matches!(i, 7 | 8)).filter(stands_out);
    let near = of_a_hue.min_by_key(|i| distance(palette(*i), full)).filter(|i| distance(palette(*i), full) < 120_000);
    near.unwrap_or_else(|| nearest(0..=15, rgb, grounds, least))
}

/// The named ANSI colours, so that the bright ones work on terminals without a palette.
const NAMED: [Color; 16] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];

/// Returns the colour for index `i` of the palette.
pub(super) fn indexed(i: u8) -> Color {
    NAMED.get(usize::from(i)).copied().unwrap_or(Color::Indexed(i))
}

/// Returns the appearance of a terminal colour, as far as it is known.
pub(super) fn seen(color: Color) -> Option<Rgb> {
    match color {
        Color::Rgb(r, g, b) => Some([r, g, b]),
        Color::Indexed(i) => Some(palette(i)),
        named => NAMED.iter().position(|n| *n == named).and_then(|i| ANSI.get(i).copied()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 0.01);
        assert!((contrast([0x77; 3], [255; 3]) - 4.48).abs() < 0.01);
        assert!((contrast([9, 9, 9], [9, 9, 9]) - 1.0).abs() < 0.01);
    }

    #[test]
    fn a_readable_colour_is_left_alone_and_another_moved_just_enough() {
        assert_eq!(readable([200, 200, 200], [0; 3], 4.5), [200, 200, 200]);
        for (color, ground) in [([30, 30, 30], [0; 3]), ([250, 250, 200], [255; 3]), ([128; 3], [118; 3])] {
            let moved = readable(color, ground, 4.5);
            assert!(contrast(moved, ground) >= 4.5, "{color:?} on {ground:?} became {moved:?}");
        }
        assert_ne!(readable([30, 30, 30], [0; 3], 3.0), [255; 3], "no further than needed");
    }

    #[test]
    fn the_palette_finds_its_own_colours() {
        for i in 16..=255 {
            assert_eq!(palette(nearest(16..=255, palette(i), &[], 0.0)), palette(i));
        }
        assert_eq!(nearest(0..=15, [250, 10, 10], &[], 0.0), 9);
        assert_ne!(nearest(0..=15, [0, 0, 230], &[[0; 3]], 4.5), 4, "blue on black cannot be read");
        assert_eq!(nearest(0..=15, [9; 3], &[[0; 3]], 99.0), 15, "none is enough: the most there is");
        for i in 0..=255 {
            assert_eq!(seen(indexed(i)), Some(palette(i)));
        }
    }

    #[test]
    fn alpha_says_whose_colour_it_is() {
        let read = |r, a| Paint::read(ThemeColor { r, g: 0, b: 0, a }, Some([0, 0, 0]));
        assert_eq!(read(3, 0), Paint::Index(3));
        assert_eq!(read(3, 1), Paint::Default);
        assert_eq!(read(200, 0xFF), Paint::Rgb([200, 0, 0]));
        assert_eq!(read(200, 0x80), Paint::Rgb([100, 0, 0]));
    }
}
