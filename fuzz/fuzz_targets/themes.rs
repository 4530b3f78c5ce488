//! Bytes that are read as a theme: a theme with a style for every scope, or a problem in one line.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pullquote::theme::{ColorDepth, Scope, Theme};

fuzz_target!(|bytes: &[u8]| {
    match Theme::from_bytes("theme.tmTheme", bytes, ColorDepth::True) {
        Ok(theme) => {
            for scope in Scope::all() {
                let _ = theme.style(scope);
            }
        }
        Err(error) => assert!(!error.to_string().contains('\n'), "{error}"),
    }
});
