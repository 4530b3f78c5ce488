//! Pictures that the terminal keeps: kitty's graphics protocol with Unicode placeholders.
//!
//! The picture is sent once, with a number. Cells with a placeholder show its parts, so that it scrolls, is cut and is
//! covered like text.

use std::sync::atomic::{AtomicU32, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::ingest::pictures::Pixels;
use crate::reader::panes::pictures::Content;
use crate::reader::runtime::terminal::pictures::iterm::png;

/// The most bytes of a chunk.
const CHUNK: usize = 4_096;

/// The next number. A colour of 24 bits holds it.
static NEXT: AtomicU32 = AtomicU32::new(1);

/// Returns a picture under a new number.
pub(super) fn content(pixels: &Pixels, (columns, rows): (u16, u16)) -> Option<Content> {
    // Other programs in the same terminal count from other numbers.
    let base = std::process::id() << 12;
    let id = (base | (NEXT.fetch_add(1, Ordering::Relaxed) & 0xfff)) & 0x00ff_ffff;
    let data = STANDARD.encode(png(pixels, 0..pixels.size.1)?);
    Some(Content::Kept { id: id.max(1), send: send(id.max(1), &data, (columns, rows)) })
}

fn send(id: u32, data: &str, (columns, rows): (u16, u16)) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len() + 64);
    let chunks: Vec<&[u8]> = data.as_bytes().chunks(CHUNK).collect();
    for (n, chunk) in chunks.iter().enumerate() {
        let more = u8::from(n + 1 < chunks.len());
        let head = if n == 0 {
            format!("\x1b_Ga=T,U=1,q=2,f=100,t=d,i={id},c={columns},r={rows},m={more};")
        } else {
            format!("\x1b_Gq=2,m={more};")
        };
        out.extend_from_slice(head.as_bytes());
        out.extend_from_slice(chunk);
        out.extend_from_slice(b"\x1b\\");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_sent_in_chunks() {
        let sent = String::from_utf8(send(7, &"A".repeat(CHUNK + 8), (4, 2))).unwrap();
        let parts: Vec<&str> = sent.split_terminator("\x1b\\").collect();
        assert_eq!(parts.len(), 2);
        assert!(parts[0].starts_with("\x1b_Ga=T,U=1,q=2,f=100,t=d,i=7,c=4,r=2,m=1;AAAA"));
        assert_eq!(parts[1], "\x1b_Gq=2,m=0;AAAAAAAA");
        let pixels = Pixels { natural: (1, 1), size: (1, 1), rgba: vec![1, 2, 3, 255] };
        let Some(Content::Kept { id: one, .. }) = content(&pixels, (1, 1)) else { panic!("nothing is kept") };
        let Some(Content::Kept { id: two, .. }) = content(&pixels, (1, 1)) else { panic!("nothing is kept") };
        assert!(one != two && one > 0 && one < 1 << 24);
    }
}
