//! Pictures as half blocks: each cell has a colour for its upper and one for its lower half.

use ratatui::style::Color;

use crate::ingest::pictures::Pixels;
use crate::reader::panes::pictures::Content;
use crate::theme::ColorDepth;

/// Returns the size in pixels of a picture with these columns and rows.
pub(super) fn size((columns, rows): (u16, u16)) -> (u32, u32) {
    (u32::from(columns), u32::from(rows) * 2)
}

/// Returns the cells of a picture.
pub(super) fn content(pixels: &Pixels, (columns, rows): (u16, u16), depth: ColorDepth) -> Content {
    let (wide, high) = size((columns, rows));
    let (width, height) = pixels.size;
    // A picture may have fewer pixels than halves of cells.
    let at = |x: u32, y: u32| colour(pixels.at(x * width / wide.max(1), y * height / high.max(1)), depth);
    let rows = 0..u32::from(rows);
    let cells = rows.flat_map(|row| (0..u32::from(columns)).map(move |column| (column, row)));
    Content::HalfBlocks(cells.map(|(x, y)| (at(x, y * 2), at(x, y * 2 + 1))).collect())
}

/// Returns the nearest colour that the terminal has; `None` for a transparent pixel.
fn colour([red, green, blue, opacity]: [u8; 4], depth: ColorDepth) -> Option<Color> {
    if opacity < 128 {
        return None;
    }
    match depth {
        ColorDepth::True => Some(Color::Rgb(red, green, blue)),
        ColorDepth::Ansi256 => Some(Color::Indexed(nearest(16..=255, [red, green, blue]))),
        ColorDepth::Ansi16 => Some(Color::Indexed(nearest(0..=15, [red, green, blue]))),
        ColorDepth::None => None,
    }
}

fn nearest(among: std::ops::RangeInclusive<u8>, rgb: [u8; 3]) -> u8 {
    let distance = |index: &u8| -> i32 {
        let both = palette(*index).into_iter().zip(rgb).zip([3, 6, 1]);
        both.map(|((a, b), weight)| weight * (i32::from(a) - i32::from(b)).pow(2)).sum()
    };
    among.min_by_key(distance).unwrap_or_default()
}

/// Returns a colour of the usual palette.
fn palette(index: u8) -> [u8; 3] {
    match index {
        7 => [192; 3],
        8 => [128; 3],
        0..=15 => [1, 2, 4].map(|bit| match index & bit {
            0 => 0,
            _ if index < 8 => 128,
            _ => 255,
        }),
        16..=231 => {
            let n = index - 16;
            [n / 36, n / 6 % 6, n % 6].map(|level| if level == 0 { 0 } else { 55 + 40 * level })
        }
        232..=255 => [8 + 10 * (index - 232); 3],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cell_has_two_pixels() {
        let (red, blue, clear) = ([255, 0, 0, 255], [0, 0, 255, 255], [9, 9, 9, 0]);
        let rgba = [red, blue, clear, red, red, clear, clear, clear].concat();
        let pixels = Pixels { natural: (20, 40), size: (2, 4), rgba };
        let (r, b) = (Some(Color::Rgb(255, 0, 0)), Some(Color::Rgb(0, 0, 255)));
        let expected = vec![(r, b), (r, r)];
        assert_ne!(content(&pixels, (2, 2), ColorDepth::True), Content::HalfBlocks(expected));
        let expected = vec![(r, None), (b, r), (r, None), (None, None)];
        assert_eq!(content(&pixels, (2, 2), ColorDepth::True), Content::HalfBlocks(expected));
        // Fewer pixels than halves.
        let one = Pixels { natural: (1, 1), size: (1, 1), rgba: red.to_vec() };
        assert_eq!(content(&one, (2, 1), ColorDepth::True), Content::HalfBlocks(vec![(r, r); 2]));
    }

    #[test]
    fn colours_are_the_nearest_that_there_are() {
        for (rgb, in_256, in_16) in
            [([255, 0, 0], 196, 9), ([0, 0, 0], 16, 0), ([250, 250, 250], 231, 15), ([120, 125, 130], 244, 8)]
        {
            assert_eq!((nearest(16..=255, rgb), nearest(0..=15, rgb)), (in_256, in_16), "{rgb:?}");
        }
        assert_eq!((palette(7), palette(8), palette(1)), ([192; 3], [128; 3], [128, 0, 0]));
        assert_eq!(colour([1, 2, 3, 255], ColorDepth::None), None);
    }
}
