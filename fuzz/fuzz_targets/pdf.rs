//! Reads any bytes as a PDF file.
#![no_main]

mod common;

use libfuzzer_sys::fuzz_target;
use pullquote::ingest::Format;

fuzz_target!(|bytes: &[u8]| common::read("-", bytes, Some(Format::Pdf)));
