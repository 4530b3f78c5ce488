//! Pictures as Sixel: one for each row of cells, so that a picture can be scrolled over.
//!
//! Sixel has a palette: here 6 × 7 × 6 levels of red, green and blue, with the error of each pixel passed on to its neighbours
//! (Floyd and Steinberg).

use std::collections::BTreeMap;

use crate::ingest::pictures::Pixels;
use crate::reader::panes::pictures::Content;
use crate::reader::runtime::terminal::pictures::iterm::lines;

/// Levels of red, green and blue.
const LEVELS: [i32; 3] = [6, 7, 6];
/// The greatest part of a colour.
const FULL: i32 = 255;

/// Returns the escape sequence of each row.
pub(super) fn content(pixels: &Pixels, rows: u16) -> Content {
    let colours = reduced(pixels);
    let rows = (0..u32::from(rows)).map(|row| {
        let lines = lines(pixels, row, rows.into());
        let width = pixels.size.0 as usize;
        row_of(colours.get(lines.start as usize * width..lines.end as usize * width).unwrap_or_default(), width)
    });
    Content::Rows(rows.collect())
}

/// Returns the colour of each pixel in the palette; `None` where the picture is transparent.
fn reduced(pixels: &Pixels) -> Vec<Option<u16>> {
    let (width, height) = pixels.size;
    let mut out = Vec::with_capacity(width as usize * height as usize);
    // The errors of this line and the next one, with a margin at each side.
    let mut errors = [vec![[0i32; 3]; width as usize + 2], vec![[0i32; 3]; width as usize + 2]];
    for y in 0..height {
        for x in 0..width {
            let [red, green, blue, opacity] = pixels.at(x, y);
            if opacity < 128 {
                out.push(None);
                continue;
            }
            let at = x as usize + 1;
            let mut index = 0;
            let passed = errors[0].get(at).copied().unwrap_or_default();
            let mut error = [0; 3];
            for (channel, value) in [red, green, blue].into_iter().enumerate() {
                let steps = LEVELS.get(channel).map_or(1, |levels| levels - 1);
                let wanted = (i32::from(value) + passed.get(channel).copied().unwrap_or(0) / 16).clamp(0, FULL);
                let level = (wanted * steps + FULL / 2) / FULL;
                index = index * (steps + 1) + level;
                if let Some(error) = error.get_mut(channel) {
                    *error = wanted - level * FULL / steps;
                }
            }
            out.push(u16::try_from(index).ok());
            for (line, column, share) in [(0, at + 1, 7), (1, at - 1, 3), (1, at, 5), (1, at + 1, 1)] {
                if let Some(sum) = errors.get_mut(line).and_then(|line| line.get_mut(column)) {
                    sum.iter_mut().zip(error).for_each(|(sum, error)| *sum += error * share);
                }
            }
        }
        errors.swap(0, 1);
        errors[1].fill([0; 3]);
    }
    out
}

/// Returns the escape sequence of a row of cells: bands of six lines, each colour over the whole band.
fn row_of(colours: &[Option<u16>], width: usize) -> Vec<u8> {
    let height = colours.len() / width.max(1);
    // Pixels without a colour stay as they are.
    let mut out = format!("\x1bP0;1;0q\"1;1;{width};{height}");
    let mut used: Vec<u16> = colours.iter().flatten().copied().collect();
    used.sort_unstable();
    used.dedup();
    for colour in &used {
        let [red, green, blue] = percent(*colour);
        out.push_str(&format!("#{colour};2;{red};{green};{blue}"));
    }
    for band in colours.chunks(width.max(1) * 6) {
        let mut bits: BTreeMap<u16, Vec<u8>> = BTreeMap::new();
        for (n, colour) in band.iter().enumerate() {
            let (x, y) = (n % width.max(1), n / width.max(1));
            if let Some(colour) = colour
                && let Some(bits) = bits.entry(*colour).or_insert_with(|| vec![0; width]).get_mut(x)
            {
                *bits |= 1 << y;
            }
        }
        for (colour, bits) in bits {
            out.push_str(&format!("#{colour}"));
            for run in bits.chunk_by(|a, b| a == b) {
                let sign = char::from(b'?' + run.first().copied().unwrap_or(0));
                match run.len() {
                    len @ 4.. => out.push_str(&format!("!{len}{sign}")),
                    len => out.extend(std::iter::repeat_n(sign, len)),
                }
            }
            // Back to the start of the band.
            out.push('$');
        }
        out.push('-');
    }
    // The cursor stays in its row.
    out.truncate(out.trim_end_matches(['$', '-']).len());
    out.push_str("\x1b\\");
    out.into_bytes()
}

/// Returns the parts of a colour in percent.
fn percent(index: u16) -> [i32; 3] {
    let [_, green, blue] = LEVELS;
    let index = i32::from(index);
    let levels = [index / (green * blue), index / blue % green, index % blue];
    let mut out = [0; 3];
    for ((out, level), levels) in out.iter_mut().zip(levels).zip(LEVELS) {
        *out = level * 100 / (levels - 1);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_bands_of_six_lines() {
        let (red, clear) = ([255, 0, 0, 255], [0; 4]);
        let rgba: Vec<u8> = (0..8u32 * 12).flat_map(|n| if n % 8 == 0 { clear } else { red }).collect();
        let pixels = Pixels { natural: (8, 12), size: (8, 12), rgba };
        let Content::Rows(rows) = content(&pixels, 1) else { panic!("rows are drawn") };
        let row = String::from_utf8(rows[0].clone()).unwrap();
        assert_eq!(row, "\x1bP0;1;0q\"1;1;8;12#210;2;100;0;0#210?!7~$-#210?!7~\x1b\\");
        let Content::Rows(rows) = content(&pixels, 4) else { panic!("rows are drawn") };
        assert_eq!(rows.len(), 4);
        assert!(rows.iter().all(|row| String::from_utf8_lossy(row).contains("?!7F")), "three lines each");
    }

    #[test]
    fn the_error_of_a_colour_is_passed_on() {
        let pixels = Pixels { natural: (40, 40), size: (40, 40), rgba: [100, 100, 100, 255].repeat(1_600) };
        let colours = reduced(&pixels);
        let mean: i32 = colours.iter().flatten().map(|colour| percent(*colour)[0]).sum::<i32>() / 1_600;
        assert!((37..=41).contains(&mean), "{mean}: 39 percent of red");
        assert!(colours.windows(2).any(|two| two[0] != two[1]));
        assert_eq!(percent(251), [100; 3]);
        assert_eq!(percent(0), [0; 3]);
    }
}
