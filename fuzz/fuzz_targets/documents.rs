//! Whatever bytes are opened, their kind is told.
#![no_main]

mod common;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| common::read("-", bytes, None));
