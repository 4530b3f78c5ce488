//! Bytes that are read as notes from elsewhere, in whichever format they seem to be.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pullquote::export::{Exchange, read_notes, write_notes};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(incoming) = read_notes(bytes, "2024-05-01T10:00:00.000Z") {
        if incoming.sheets.iter().all(|sheet| sheet.notes.is_empty()) {
            return;
        }
        // Notes that were read can be written, and read again.
        let written = write_notes(&incoming.sheets, Exchange::Json);
        assert!(read_notes(written.as_bytes(), "2024-05-01T10:00:00.000Z").is_ok());
    }
});
