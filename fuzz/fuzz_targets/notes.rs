//! Bytes that are read as notes from elsewhere, in whichever format they seem to be.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pullquote::export::{Exchange, read_notes, write_notes};

const TIME: &str = "2024-05-01T10:00:00.000Z";

fuzz_target!(|bytes: &[u8]| {
    let incoming = match read_notes(bytes, TIME) {
        Ok(incoming) => incoming,
        Err(reason) => return assert!(!reason.contains('\n'), "{reason}"),
    };
    let count: usize = incoming.sheets.iter().map(|sheet| sheet.notes.len()).sum();
    if count == 0 {
        return;
    }
    // Notes that were read can be written in every format, and read again.
    for format in Exchange::ALL {
        let written = write_notes(&incoming.sheets, format);
        let again = read_notes(written.as_bytes(), TIME);
        assert!(again.is_ok(), "{format:?}: {}", again.err().unwrap_or_default());
    }
});
