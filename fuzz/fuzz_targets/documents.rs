//! Whatever bytes are opened, their kind is told and the outcome is an article whose blocks lie in order inside its text,
//! or one line that says why not.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pullquote::ingest::from_bytes;

fuzz_target!(|bytes: &[u8]| match from_bytes("-", bytes.to_vec()) {
    Ok(article) => {
        let mut end = 0;
        for block in &article.blocks {
            assert!(block.span.start >= end && article.text.get(block.span.start..block.span.end).is_some());
            end = block.span.end;
        }
    }
    Err(error) => assert!(!error.to_string().contains('\n')),
});
