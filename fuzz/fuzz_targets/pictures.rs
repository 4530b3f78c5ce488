//! Decodes any bytes as a picture.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pullquote::ingest::pictures::decode;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(pixels) = decode(bytes.to_vec(), |(width, height)| (width.min(40), height.min(40))) {
        let (width, height) = pixels.size;
        assert!((1..=40).contains(&width) && (1..=40).contains(&height));
        assert_eq!(pixels.rgba.len(), width as usize * height as usize * 4);
    }
});
