//! Pictures as iTerm2's inline images: one for each row of cells, so that a picture can be scrolled over.

use std::io::Cursor;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder as _};

use crate::ingest::pictures::Pixels;
use crate::reader::panes::pictures::Content;

/// Returns the escape sequence of each row.
pub(super) fn content(pixels: &Pixels, (columns, rows): (u16, u16)) -> Option<Content> {
    let rows = (0..u32::from(rows)).map(|row| {
        let data = STANDARD.encode(png(pixels, lines(pixels, row, rows.into()))?);
        let head = format!("\x1b]1337;File=inline=1;width={columns};height=1;preserveAspectRatio=0;doNotMoveCursor=1:");
        Some([head.as_bytes(), data.as_bytes(), b"\x07"].concat())
    });
    rows.collect::<Option<Vec<_>>>().map(Content::Rows)
}

/// Returns the lines of pixels in a row of cells: at least one.
pub(super) fn lines(pixels: &Pixels, row: u32, rows: u32) -> Range<u32> {
    let height = pixels.size.1;
    let at = |row: u32| u32::try_from(u64::from(height) * u64::from(row) / u64::from(rows.max(1))).unwrap_or(height);
    let from = at(row).min(height.saturating_sub(1));
    from..at(row + 1).max(from + 1).min(height)
}

/// Returns these lines of pixels as PNG.
pub(super) fn png(pixels: &Pixels, lines: Range<u32>) -> Option<Vec<u8>> {
    let width = pixels.size.0;
    let line = width as usize * 4;
    let bytes = pixels.rgba.get(lines.start as usize * line..lines.end as usize * line)?;
    let mut out = Cursor::new(Vec::new());
    let encoder = PngEncoder::new_with_quality(&mut out, CompressionType::Fast, FilterType::Adaptive);
    let height = u32::try_from(lines.len()).ok()?;
    encoder.write_image(bytes, width, height, ExtendedColorType::Rgba8).ok()?;
    Some(out.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::pictures::decode;

    #[test]
    fn every_line_of_pixels_is_in_one_row() {
        for (height, rows) in [(60u32, 3u32), (61, 3), (7, 7), (20, 6)] {
            let pixels = Pixels { natural: (1, height), size: (1, height), rgba: vec![0; height as usize * 4] };
            let mut next = 0;
            for row in 0..rows {
                let lines = lines(&pixels, row, rows);
                assert_eq!(lines.start, next, "{height} {row}");
                next = lines.end;
            }
            assert_eq!(next, height);
        }
        let flat = Pixels { natural: (1, 1), size: (1, 1), rgba: vec![0; 4] };
        assert_eq!((lines(&flat, 0, 3), lines(&flat, 2, 3)), (0..1, 0..1));
    }

    #[test]
    fn a_row_is_a_picture_of_its_own() {
        let rgba: Vec<u8> =
            (0..20 * 40).flat_map(|n| if n < 20 * 20 { [255, 0, 0, 255] } else { [0, 0, 255, 255] }).collect();
        let pixels = Pixels { natural: (20, 40), size: (20, 40), rgba };
        let Some(Content::Rows(rows)) = content(&pixels, (2, 2)) else { panic!("rows are drawn") };
        assert_eq!(rows.len(), 2);
        let row = String::from_utf8(rows[1].clone()).unwrap();
        let (head, data) = row.trim_end_matches('\x07').split_once(':').unwrap();
        assert!(head.contains("width=2;height=1"), "{head}");
        let back = decode(STANDARD.decode(data).unwrap(), |size| size).unwrap();
        assert_eq!((back.size, back.at(3, 3)), ((20, 20), [0, 0, 255, 255]));
    }
}
