//! Bytes that are read as a file of settings: understood, or problems that each name a line.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = pullquote::config::parse(text);
    }
});
