//! Contents of pages with nothing left in them but what sets text, each instruction as the parser expects it: it knows no
//! `'` and no `"`, and panics on colours and paths that it does not know.

use pdf_extract::content::{Content, Operation};
use pdf_extract::{Dictionary, Document, Object, ObjectId, Stream};

/// Leaves of all pages and forms only their text.
pub(super) fn document(document: &mut Document) {
    let forms: Vec<ObjectId> = document
        .objects
        .iter()
        .filter(|(_, object)| matches!(object, Object::Stream(stream) if super::defuse::is(&stream.dict, b"Form")))
        .map(|(id, _)| *id)
        .collect();
    for id in forms {
        if let Some(Object::Stream(stream)) = document.objects.get_mut(&id) {
            let plain = stream.get_plain_content().unwrap_or_else(|_| stream.content.clone());
            if let Some(stripped) = stripped(&plain) {
                stream.set_plain_content(stripped);
            }
        }
    }
    let pages: Vec<ObjectId> = document.page_iter().take(super::MAX_PAGES).collect();
    for page in pages {
        let plain = document.get_page_content(page).ok();
        if let Some(stripped) = plain.and_then(|plain| stripped(&plain)) {
            let id = document.add_object(Stream::new(Dictionary::new(), stripped));
            if let Ok(page) = document.get_dictionary_mut(page) {
                page.set("Contents", Object::Reference(id));
            }
        }
    }
}

/// The instructions that set text; `None` where they cannot be read.
fn stripped(content: &[u8]) -> Option<Vec<u8>> {
    let content = Content::decode(content).ok()?;
    let mut operations = Vec::with_capacity(content.operations.len());
    for Operation { operator, operands } in content.operations {
        let numbers = |count: usize| operands.len() == count && operands.iter().all(is_number);
        let fits = match operator.as_str() {
            "BT" | "ET" | "q" | "Q" | "T*" => operands.is_empty(),
            "cm" | "Tm" => numbers(6),
            "Td" | "TD" => numbers(2),
            "Tc" | "Tw" | "Tz" | "TL" | "Ts" => numbers(1),
            "Tf" => matches!(operands.as_slice(), [Object::Name(_), size] if is_number(size)),
            "Tj" | "'" => matches!(operands.as_slice(), [Object::String(..)]),
            "\"" => {
                matches!(operands.as_slice(), [words, letters, Object::String(..)] if is_number(words) && is_number(letters))
            }
            "TJ" => matches!(operands.as_slice(), [Object::Array(_)]),
            "Do" => matches!(operands.as_slice(), [Object::Name(_)]),
            _ => false,
        };
        if !fits {
            continue;
        }
        if !matches!(operator.as_str(), "'" | "\"") {
            operations.push(Operation { operator, operands });
            continue;
        }
        // On the next line, perhaps with other spaces.
        let mut operands = operands.into_iter().rev();
        let words = operands.next();
        for (operand, name) in operands.zip(["Tc", "Tw"]) {
            operations.push(Operation::new(name, vec![operand]));
        }
        operations.push(Operation::new("T*", Vec::new()));
        operations.push(Operation::new("Tj", words.into_iter().collect()));
    }
    Content { operations }.encode().ok()
}

fn is_number(object: &Object) -> bool {
    matches!(object, Object::Integer(_) | Object::Real(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_text_is_left() {
        let source =
            b"q 1 0 0 rg /Cs1 cs 0 0 m 5 5 l S BT /F1 9 Tf 3 Tj (a) Tj (b) ' 1 2 (c) \" [(d) -3 (e)] TJ 1 Td ET Q";
        let out = String::from_utf8(stripped(source).unwrap()).unwrap();
        let lines: Vec<&str> = out.lines().map(str::trim).collect();
        assert_eq!(
            lines,
            [
                "q",
                "BT",
                "/F1 9 Tf",
                "(a) Tj",
                "T*",
                "(b) Tj",
                "2 Tc",
                "1 Tw",
                "T*",
                "(c) Tj",
                "[(d) -3(e)] TJ",
                "ET",
                "Q"
            ]
        );
    }
}
