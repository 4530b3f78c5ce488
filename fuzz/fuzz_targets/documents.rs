//! Reads any bytes, with detection of their format.
#![no_main]

mod common;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| common::read("-", bytes, None));
