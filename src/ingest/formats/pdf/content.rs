//! A lenient parser for the instructions of a page: it skips invalid tokens.

use pdf_extract::content::Operation;
use pdf_extract::{Dictionary, Object, StringFormat};

/// Maximum nesting depth of arrays and dictionaries.
const DEEPEST: usize = 16;
/// Maximum number of operands of an instruction.
const MOST_OPERANDS: usize = 64;

/// Parses the instructions.
pub(super) fn operations(content: &[u8]) -> Vec<Operation> {
    let mut lexer = Lexer { rest: content };
    let mut operands: Vec<Object> = Vec::new();
    let mut out = Vec::new();
    while let Some(token) = lexer.next(0) {
        match token {
            Token::Object(object) => {
                if operands.len() < MOST_OPERANDS {
                    operands.push(object);
                }
            }
            Token::Operator(operator) if operator == "ID" => {
                lexer.skip_picture();
                operands.clear();
            }
            Token::Operator(operator) => out.push(Operation { operator, operands: std::mem::take(&mut operands) }),
            Token::End | Token::Odd => {}
        }
    }
    out
}

enum Token {
    Object(Object),
    Operator(String),
    /// `]` or `>>`.
    End,
    /// An unknown token.
    Odd,
}

struct Lexer<'a> {
    rest: &'a [u8],
}

fn is_regular(byte: u8) -> bool {
    !byte.is_ascii_whitespace()
        && byte != 0
        && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

impl Lexer<'_> {
    fn take(&mut self, count: usize) -> &[u8] {
        let (taken, rest) = self.rest.split_at(count.min(self.rest.len()));
        self.rest = rest;
        taken
    }

    fn word(&mut self) -> Vec<u8> {
        let length = self.rest.iter().take_while(|byte| is_regular(**byte)).count();
        self.take(length).to_vec()
    }

    fn next(&mut self, depth: usize) -> Option<Token> {
        loop {
            let blank = self.rest.iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == 0).count();
            self.take(blank);
            if self.rest.first() != Some(&b'%') {
                break;
            }
            let comment = self.rest.iter().take_while(|byte| !matches!(**byte, b'\n' | b'\r')).count();
            self.take(comment);
        }
        Some(match *self.rest {
            [] => return None,
            [b'(', ..] => {
                self.take(1);
                Token::Object(Object::String(self.string(), StringFormat::Literal))
            }
            [b'<', b'<', ..] => {
                self.take(2);
                let _ = self.several(depth);
                Token::Object(Object::Dictionary(Dictionary::new()))
            }
            [b'>', b'>', ..] => {
                self.take(2);
                Token::End
            }
            [b'<', ..] => {
                self.take(1);
                Token::Object(Object::String(self.hexadecimal(), StringFormat::Hexadecimal))
            }
            [b'[', ..] => {
                self.take(1);
                Token::Object(Object::Array(self.several(depth)))
            }
            [b']', ..] => {
                self.take(1);
                Token::End
            }
            [b'/', ..] => {
                self.take(1);
                Token::Object(Object::Name(name(&self.word())))
            }
            [byte, ..] if is_regular(byte) => word(&self.word()),
            _ => {
                self.take(1);
                Token::Odd
            }
        })
    }

    /// Parses the content of an array or dictionary up to its end.
    fn several(&mut self, depth: usize) -> Vec<Object> {
        let mut all = Vec::new();
        if depth >= DEEPEST {
            return all;
        }
        while let Some(token) = self.next(depth + 1) {
            match token {
                Token::End => break,
                Token::Object(object) => all.push(object),
                Token::Operator(_) | Token::Odd => {}
            }
        }
        all
    }

    fn string(&mut self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut depth = 0usize;
        while let [byte, rest @ ..] = self.rest {
            self.rest = rest;
            match byte {
                b'(' => depth += 1,
                b')' => match depth.checked_sub(1) {
                    Some(less) => depth = less,
                    None => break,
                },
                b'\\' => {
                    self.escape(&mut out);
                    continue;
                }
                _ => {}
            }
            out.push(*byte);
        }
        out
    }

    fn escape(&mut self, out: &mut Vec<u8>) {
        let [byte, rest @ ..] = self.rest else { return };
        match byte {
            b'0'..=b'7' => {
                let digits = self.rest.iter().take(3).take_while(|b| matches!(b, b'0'..=b'7')).count();
                let code = self.take(digits).iter().fold(0u32, |code, digit| code * 8 + u32::from(digit - b'0'));
                out.push((code & 0xff) as u8);
                return;
            }
            b'\r' => {
                self.rest = rest.strip_prefix(b"\n").unwrap_or(rest);
                return;
            }
            b'\n' => {}
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'b' => out.push(8),
            b'f' => out.push(12),
            other => out.push(*other),
        }
        self.rest = rest;
    }

    fn hexadecimal(&mut self) -> Vec<u8> {
        let end = self.rest.iter().position(|byte| *byte == b'>').unwrap_or(self.rest.len());
        let digits: Vec<u8> = self
            .take(end)
            .iter()
            .filter_map(|byte| char::from(*byte).to_digit(16))
            .filter_map(|digit| u8::try_from(digit).ok())
            .collect();
        self.take(1);
        digits.chunks(2).map(|pair| pair.first().unwrap_or(&0) << 4 | pair.get(1).unwrap_or(&0)).collect()
    }

    /// Skips the data of an inline image.
    fn skip_picture(&mut self) {
        let is_end =
            |pair: &[u8]| matches!(pair, [a, b'E', b'I', b] if a.is_ascii_whitespace() && b.is_ascii_whitespace());
        match self.rest.windows(4).position(is_end) {
            Some(at) => self.rest = self.rest.get(at + 4..).unwrap_or_default(),
            None => self.rest = &[],
        }
    }
}

/// Decodes a name: `/A#20B` is `A B`.
fn name(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    let mut at = 0;
    while let Some(byte) = raw.get(at) {
        let code = raw
            .get(at + 1..at + 3)
            .filter(|_| *byte == b'#')
            .and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        out.push(code.unwrap_or(*byte));
        at += if code.is_some() { 3 } else { 1 };
    }
    out
}

/// Parses a number or an operator; a malformed number as far as possible.
fn word(raw: &[u8]) -> Token {
    let text = String::from_utf8_lossy(raw).into_owned();
    let Some(first) = text.chars().next() else { return Token::Odd };
    if first.is_ascii_digit() || matches!(first, '-' | '+' | '.') {
        let unsigned = text.trim_start_matches(['-', '+']);
        let sign = if text.starts_with('-') { "-" } else { "" };
        let number: String = unsigned.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        let text = format!("{sign}{number}");
        return match (text.parse::<i64>(), text.parse::<f32>()) {
            (Ok(integer), _) => Token::Object(Object::Integer(integer)),
            (_, Ok(real)) => Token::Object(Object::Real(real)),
            _ => Token::Object(Object::Integer(0)),
        };
    }
    match text.as_str() {
        "true" | "false" => Token::Object(Object::Boolean(text == "true")),
        "null" => Token::Object(Object::Null),
        _ => Token::Operator(text),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(content: &str) -> String {
        operations(content.as_bytes()).iter().map(|one| format!("{}{:?} ", one.operator, one.operands)).collect()
    }

    #[test]
    fn an_odd_token_costs_itself_alone() {
        let text = read("--5 w }{ BT % not ( this\n/F#31 12 Tf [(a\\)\\101) -140. <4>] TJ <</A [1]>> BDC (b(c)) ' ET");
        assert_eq!(text, "w[-5] BT[] Tf[/F1, 12] TJ[[(a)A) -140 <40>]] BDC[<<>>] '[(b(c))] ET[] ");
    }

    #[test]
    fn pictures_are_passed_over() {
        assert_eq!(read("BI /W 1 ID (xEIy EI\nQ"), "BI[] Q[] ");
    }

    proptest! {
        #[test]
        fn anything_is_read_to_its_end(content in proptest::collection::vec(any::<u8>(), 0..300)) {
            operations(&content);
        }
    }
}
