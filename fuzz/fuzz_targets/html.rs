//! Whatever bytes are read as a web page, the outcome is an article or one line that says why not.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pullquote::ingest::{Format, from_bytes_as};

fuzz_target!(|bytes: &[u8]| {
    if let Err(error) = from_bytes_as("-", bytes.to_vec(), Some(Format::Html)) {
        assert!(!error.to_string().contains('\n'));
    }
});
