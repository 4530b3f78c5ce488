//! Turns the bytes of a picture into pixels, within limits. Of an animation, only the first frame.

use std::io::Cursor;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageReader, Limits};

use crate::ingest::guard;

/// The most pixels of a picture: those of a good camera.
const MAX_PIXELS: u64 = 40_000_000;
/// The longest side.
const MAX_SIDE: u32 = 20_000;
/// The most memory of a decoder.
const MAX_MEMORY: u64 = 384 << 20;
/// The longest time of decoding one picture.
const MAX_TIME: Duration = Duration::from_secs(5);
/// The shortest side: smaller pictures are signs and counters.
const MIN_SIDE: u32 = 16;
/// The most decoders that may still be at work after their time.
const MAX_LATE: usize = 2;

/// Decoders that have not ended in time. A thread cannot be stopped.
static LATE: AtomicUsize = AtomicUsize::new(0);

/// The pixels of a picture, scaled to the size at which it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pixels {
    /// The size of the picture itself: width, height.
    pub natural: (u32, u32),
    /// The size of the scaled picture: width, height.
    pub size: (u32, u32),
    /// Red, green, blue and opacity of each pixel, row by row.
    pub rgba: Vec<u8>,
}

impl Pixels {
    /// Returns a pixel; black and transparent outside.
    #[must_use]
    pub fn at(&self, x: u32, y: u32) -> [u8; 4] {
        let (width, height) = self.size;
        let start = (x < width && y < height).then(|| (y as usize * width as usize + x as usize) * 4);
        start.and_then(|start| self.rgba.get(start..start + 4)?.try_into().ok()).unwrap_or_default()
    }
}

/// Decodes a picture. `wanted` takes the size of the picture and says to which size to scale it.
///
/// # Errors
/// If the bytes are damaged, or exceed a limit (pixels, memory, time); in one line.
pub fn decode(
    bytes: Vec<u8>,
    wanted: impl FnOnce((u32, u32)) -> (u32, u32) + Send + 'static,
) -> Result<Pixels, String> {
    within(MAX_TIME, move || decoded(&bytes, wanted))
}

/// Runs `work` on a thread of its own, for at most `time`.
fn within<T: Send + 'static>(
    time: Duration,
    work: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, String> {
    if LATE.load(Ordering::Relaxed) >= MAX_LATE {
        return Err("other pictures are still being decoded".to_owned());
    }
    let (sender, result) = channel();
    let run = move || {
        let found = guard::quietly(work).unwrap_or_else(|| Err("it cannot be decoded".to_owned()));
        if sender.send(found).is_err() {
            // Nobody waits any more.
            LATE.fetch_sub(1, Ordering::Relaxed);
        }
    };
    thread::Builder::new().name("picture".to_owned()).spawn(run).map_err(|error| error.to_string())?;
    match result.recv_timeout(time) {
        Ok(found) => found,
        Err(RecvTimeoutError::Disconnected) => Err("it cannot be decoded".to_owned()),
        Err(RecvTimeoutError::Timeout) => {
            LATE.fetch_add(1, Ordering::Relaxed);
            // It may have ended in between.
            match result.try_recv() {
                Ok(found) => {
                    LATE.fetch_sub(1, Ordering::Relaxed);
                    found
                }
                Err(_) => Err(format!("it takes longer than {} seconds to decode", time.as_secs())),
            }
        }
    }
}

fn decoded(bytes: &[u8], wanted: impl FnOnce((u32, u32)) -> (u32, u32)) -> Result<Pixels, String> {
    let damaged = |error: image::ImageError| match error {
        image::ImageError::Limits(_) => "it is too large".to_owned(),
        error => crate::text::one_line(&format!("it is damaged: {error}")),
    };
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|error| format!("it is damaged: {error}"))?;
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(MAX_SIDE), Some(MAX_SIDE));
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS || width.max(height) > MAX_SIDE {
        return Err("it has too many pixels".to_owned());
    }
    if width.min(height) < MIN_SIDE {
        return Err("it is too small".to_owned());
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    let turned = !matches!(
        orientation,
        Orientation::NoTransforms | Orientation::Rotate180 | Orientation::FlipHorizontal | Orientation::FlipVertical
    );
    let natural = if turned { (height, width) } else { (width, height) };
    let (wide, high) = wanted(natural);
    let size = (wide.clamp(1, natural.0), high.clamp(1, natural.1));
    // Scaled before it is turned: less to turn.
    let (across, down) = if turned { (size.1, size.0) } else { size };
    picture = picture.thumbnail_exact(across, down);
    picture.apply_orientation(orientation);
    Ok(Pixels { natural, size, rgba: picture.into_rgba8().into_raw() })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::codecs::gif::GifEncoder;
    use image::{Frame, ImageFormat, Rgba, RgbaImage};

    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let left = |x: u32| if x < width / 2 { Rgba([255, 0, 0, 255]) } else { Rgba([0, 0, 255, 255]) };
        let picture = RgbaImage::from_fn(width, height, |x, _| left(x));
        let mut out = Cursor::new(Vec::new());
        picture.write_to(&mut out, ImageFormat::Png).unwrap();
        out.into_inner()
    }

    #[test]
    fn a_picture_is_scaled_to_the_wanted_size() {
        let pixels = decode(png(64, 32), |natural| {
            assert_eq!(natural, (64, 32));
            (8, 4)
        });
        let pixels = pixels.unwrap();
        assert_eq!((pixels.natural, pixels.size, pixels.rgba.len()), ((64, 32), (8, 4), 8 * 4 * 4));
        assert_eq!((pixels.at(0, 0), pixels.at(7, 3)), ([255, 0, 0, 255], [0, 0, 255, 255]));
        assert_eq!(pixels.at(8, 0), [0; 4]);
        let larger = decode(png(20, 20), |_| (4_000, 0)).unwrap();
        assert_eq!(larger.size, (20, 1), "never larger than it is");
    }

    #[test]
    fn a_picture_with_too_many_pixels_is_not_decoded() {
        // The header of a PNG states the size; the rest is missing.
        let mut bomb = png(32, 32);
        for (width, height) in [(19_999u32, 19_999u32), (20_001, 40), (u32::MAX, u32::MAX), (0, 0), (0, 40)] {
            bomb[16..20].copy_from_slice(&width.to_be_bytes());
            bomb[20..24].copy_from_slice(&height.to_be_bytes());
            let sum = crc(&bomb[12..29]);
            bomb[29..33].copy_from_slice(&sum.to_be_bytes());
            assert!(decode(bomb.clone(), |_| panic!("too large to ask")).is_err(), "{width}×{height}");
        }
        assert_eq!(decode(png(15, 64), |size| size), Err("it is too small".to_owned()));
    }

    /// Returns the checksum of a PNG chunk.
    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 })
        })
    }

    #[test]
    fn damaged_pictures_are_errors() {
        let whole = png(64, 64);
        for cut in 0..whole.len() - 16 {
            assert!(decoded(whole.get(..cut).unwrap(), |size| size).is_err(), "cut at {cut}");
        }
        for seed in 0..200u32 {
            let mut noisy = whole.clone();
            for n in 0..8 {
                let at = (seed.wrapping_mul(2_654_435_761).wrapping_add(n * 40_503) as usize) % noisy.len();
                noisy[at] ^= (seed as u8).wrapping_add(n as u8) | 1;
            }
            // An error or a picture, but no panic.
            let _ = decoded(&noisy, |_| (4, 4));
        }
        assert!(decoded(b"\xff\xd8\xff\xe0junk", |size| size).is_err());
        assert!(decoded(b"RIFF\x04\x00\x00\x00WEBP", |size| size).is_err());
    }

    #[test]
    fn of_an_animation_the_first_frame_is_decoded() {
        let mut bytes = Vec::new();
        {
            let mut encoder = GifEncoder::new_with_speed(&mut bytes, 30);
            for n in 0..2_000u32 {
                let colour = if n == 0 { Rgba([0, 255, 0, 255]) } else { Rgba([255, 0, 0, 255]) };
                encoder.encode_frame(Frame::new(RgbaImage::from_pixel(16, 16, colour))).unwrap();
            }
        }
        let pixels = decode(bytes, |_| (2, 2)).unwrap();
        assert_eq!((pixels.size, pixels.at(0, 0)), ((2, 2), [0, 255, 0, 255]));
    }

    #[test]
    fn work_that_panics_or_takes_too_long_is_given_up() {
        assert!(within(MAX_TIME, || -> Result<(), String> { panic!("never printed") }).is_err());
        let (done, wait) = channel::<()>();
        let late = within(Duration::ZERO, move || wait.recv().map_err(|_| String::new()));
        assert!(late.unwrap_err().contains("longer"));
        drop(done);
    }
}
