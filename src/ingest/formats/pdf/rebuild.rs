//! Repairs a file with an invalid or missing cross-reference table: finds the objects, and appends a new table.

use std::collections::BTreeMap;

use memchr::memmem;

/// Maximum number of objects.
const MOST: usize = 1 << 20;

/// Returns the file from `%PDF-` on, with a new table of its objects. `None` if it has none.
pub(super) fn rebuilt(bytes: &[u8]) -> Option<Vec<u8>> {
    let bytes = bytes.get(memmem::find(bytes, b"%PDF-")?..)?;
    let objects = objects(bytes);
    if objects.is_empty() {
        return None;
    }
    let root = reference(bytes, b"/Root").filter(|root| objects.contains_key(root)).or_else(|| {
        let is_catalog = |at: usize| {
            let dictionary = bytes.get(at..).unwrap_or_default();
            let dictionary = dictionary.get(..400).unwrap_or(dictionary);
            let end = memmem::find(dictionary, b"endobj").unwrap_or(dictionary.len());
            let squeezed: Vec<u8> = dictionary.iter().take(end).filter(|b| !b.is_ascii_whitespace()).copied().collect();
            memmem::find(&squeezed, b"/Type/Catalog").is_some()
        };
        objects.iter().find(|(_, at)| is_catalog(**at)).map(|(id, _)| *id)
    })?;
    let mut out = bytes.to_vec();
    let size = objects.keys().map(|(number, _)| number + 1).max().unwrap_or(1);
    out.extend_from_slice(b"\n");
    let start = out.len();
    out.extend_from_slice(b"xref\n0 1\n0000000000 65535 f \n");
    for ((number, generation), at) in &objects {
        out.extend_from_slice(format!("{number} 1\n{at:010} {generation:05} n \n").as_bytes());
    }
    out.extend_from_slice(format!("trailer\n<</Size {size}/Root {} {} R", root.0, root.1).as_bytes());
    for key in ["/Encrypt", "/Info"] {
        if let Some((number, generation)) = reference(bytes, key.as_bytes()) {
            out.extend_from_slice(format!("{key} {number} {generation} R").as_bytes());
        }
    }
    if let Some(id) = identifier(bytes) {
        out.extend_from_slice(b"/ID");
        out.extend_from_slice(id);
    }
    out.extend_from_slice(format!(">>\nstartxref\n{start}\n%%EOF\n").as_bytes());
    Some(out)
}

/// Returns the offset of each object; for a changed object, that of its last version.
fn objects(bytes: &[u8]) -> BTreeMap<(u32, u16), usize> {
    let mut all = BTreeMap::new();
    for at in memmem::find_iter(bytes, b"obj").take(2 * MOST) {
        // `endobj` is not the start of an object.
        let before = bytes.get(..at).unwrap_or_default();
        let Some((generation, before)) = number_before(before) else { continue };
        let Some((number, before)) = number_before(before) else { continue };
        if let (Ok(number), Ok(generation)) = (u32::try_from(number), u16::try_from(generation))
            && all.len() < MOST
        {
            all.insert((number, generation), before.len());
        }
    }
    all
}

/// Returns the number at the end of some bytes (before white space), and the bytes before it.
fn number_before(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let trimmed = bytes.trim_ascii_end();
    let digits = trimmed.iter().rev().take(11).take_while(|b| b.is_ascii_digit()).count();
    if digits == 0 || digits > 10 {
        return None;
    }
    let (before, number) = trimmed.split_at_checked(trimmed.len() - digits)?;
    let number = std::str::from_utf8(number).ok()?.parse().ok()?;
    Some((number, before))
}

/// Returns the last reference after this key, such as `/Root 1 0 R`.
fn reference(bytes: &[u8], key: &[u8]) -> Option<(u32, u16)> {
    memmem::rfind_iter(bytes, key).take(64).find_map(|at| {
        let rest = bytes.get(at + key.len()..)?;
        let line = String::from_utf8_lossy(rest.get(..40).unwrap_or(rest)).into_owned();
        let mut words = line.split_whitespace();
        let (number, generation) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        words.next()?.starts_with('R').then_some((number, generation))
    })
}

/// Returns the identifier of the file, which its encryption depends on.
fn identifier(bytes: &[u8]) -> Option<&[u8]> {
    let at = memmem::rfind(bytes, b"/ID")? + 3;
    let rest = bytes.get(at..)?;
    let rest = rest.get(..400).unwrap_or(rest).trim_ascii_start();
    let end = memchr::memchr(b']', rest)?;
    rest.starts_with(b"[").then(|| rest.get(..=end)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &[u8] = b"HTTP/1.1 200 OK\n\n%PDF-1.4\n1 0 obj\n<</Type /Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<<>>\nendobj\n\
        1 0 obj <</Type/Catalog/Pages 2 0 R/New true>> endobj\ntrailer\n<</Root 1 0 R/ID[<aa><bb>]>>\nstartxref\n7\n%%EOF\nx";

    #[test]
    fn objects_are_found_where_they_stand() {
        let file = rebuilt(FILE).unwrap();
        assert!(file.starts_with(b"%PDF-1.4"));
        let text = String::from_utf8_lossy(&file).into_owned();
        let at = |words: &str| text.find(words).unwrap();
        assert!(text.contains(&format!("1 1\n{:010} 00000 n ", at("1 0 obj <<"))), "the last form of it");
        assert!(text.contains(&format!("2 1\n{:010} 00000 n ", at("2 0 obj"))));
        assert!(text.contains("/Root 1 0 R/ID[<aa><bb>]>>"));
        let start: usize = text.rsplit("startxref\n").next().unwrap().lines().next().unwrap().parse().unwrap();
        assert!(text[start..].starts_with("xref\n"));
    }

    #[test]
    fn a_lost_trailer_is_made_again_and_other_bytes_are_refused() {
        let cut = memmem::find(FILE, b"trailer").unwrap();
        assert!(String::from_utf8_lossy(&rebuilt(&FILE[..cut]).unwrap()).contains("/Root 1 0 R"));
        assert_eq!(rebuilt(b"%PDF-1.4 obj endobj"), None);
        assert_eq!(rebuilt(b"1 0 obj"), None);
    }
}
