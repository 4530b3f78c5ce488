//! Handles fonts with their own character codes (a CMap in the file): rewrites their text in two bytes per character,
//! which the parser supports.

use memchr::memmem;
use pdf_extract::{Dictionary, Document, Object};

/// The ranges of one-byte and of two-byte codes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Codes(Vec<(usize, u32, u32)>);

impl Codes {
    /// Returns the codes of a font with an embedded CMap; `None` for any other font.
    pub(super) fn of(document: &Document, font: &Dictionary) -> Option<Self> {
        let stream = match font.get(b"Encoding").ok()? {
            Object::Reference(id) => document.get_object(*id).ok()?.as_stream().ok()?,
            _ => return None,
        };
        if font.get(b"DescendantFonts").is_err() {
            return None;
        }
        let plain = stream.get_plain_content().unwrap_or_else(|_| stream.content.clone());
        Self::read(&plain)
    }

    fn read(cmap: &[u8]) -> Option<Self> {
        let from = memmem::find(cmap, b"begincodespacerange")? + b"begincodespacerange".len();
        let to = memmem::find(cmap, b"endcodespacerange")?;
        let text = String::from_utf8_lossy(cmap.get(from..to)?).into_owned();
        let codes: Vec<&str> =
            text.split('<').skip(1).filter_map(|part| part.split('>').next()).map(str::trim).collect();
        let number = |code: &str| u32::from_str_radix(code, 16).ok();
        let ranges = codes.chunks_exact(2).filter_map(|pair| match pair {
            [low, high] if matches!(low.len(), 2 | 4) && low.len() == high.len() => {
                Some((low.len() / 2, number(low)?, number(high)?))
            }
            _ => None,
        });
        let ranges: Vec<_> = ranges.take(100).collect();
        (!ranges.is_empty()).then_some(Self(ranges))
    }

    /// Returns the same characters, two bytes each.
    pub(super) fn widened(&self, string: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(string.len() * 2);
        let mut rest = string;
        let holds = |length: usize, code: u32| {
            self.0.iter().any(|(of, low, high)| *of == length && (*low..=*high).contains(&code))
        };
        while let [first, after @ ..] = rest {
            match after {
                _ if holds(1, u32::from(*first)) => {
                    out.extend([0, *first]);
                    rest = after;
                }
                [second, after @ ..] => {
                    out.extend([*first, *second]);
                    rest = after;
                }
                [] => {
                    out.extend([0, *first]);
                    rest = after;
                }
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_one_byte_become_two() {
        let one = Codes::read(b"1 begincodespacerange <00> <ff> endcodespacerange").unwrap();
        assert_eq!(one.widened(b"ab"), [0, b'a', 0, b'b']);
        let mixed = Codes::read(b"2 begincodespacerange <00> <7f>\n<8100> <9fff> endcodespacerange").unwrap();
        assert_eq!(mixed.widened(&[b'a', 0x81, 0x40, b'b', 0x90]), [0, b'a', 0x81, 0x40, 0, b'b', 0, 0x90]);
        assert_eq!(Codes::read(b"nothing"), None);
    }
}
