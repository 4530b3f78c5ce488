//! Puts text of right-to-left scripts, which pages draw as it looks, into the order in which it is read.

/// Returns whether a character is of Hebrew, Arabic or another right-to-left script.
pub(super) fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
        && !c.is_numeric()
}

/// Returns a line as it is read.
///
/// ```text
/// !םולש Bay 2 אב   ─▶   בא Bay 2 שלום!
/// ```
pub(super) fn logical(line: &str) -> String {
    let right = line.chars().filter(|c| is_right_to_left(*c)).count();
    if right == 0 {
        return line.to_owned();
    }
    let left = line.chars().filter(|c| c.is_alphabetic() && !is_right_to_left(*c)).count();
    if right >= left {
        return reversed(line);
    }
    // Words of a right-to-left script inside a line of another.
    let mut out = String::with_capacity(line.len());
    let mut run = String::new();
    let end = |run: &mut String, out: &mut String| {
        let words = run.trim_end_matches(|c: char| !is_right_to_left(c)).len();
        let rest = run.split_off(words);
        out.push_str(&reversed(run));
        out.push_str(&rest);
        run.clear();
    };
    for c in line.chars() {
        if is_right_to_left(c) || (!run.is_empty() && !c.is_alphanumeric()) {
            run.push(c);
        } else {
            end(&mut run, &mut out);
            out.push(c);
        }
    }
    end(&mut run, &mut out);
    out
}

/// Reverses a line but for its numbers and its words in left-to-right scripts; brackets are mirrored.
fn reversed(line: &str) -> String {
    let chars: Vec<char> = line.chars().collect();
    let mut out = String::with_capacity(line.len());
    let is_plain = |c: char| c.is_alphanumeric() && !is_right_to_left(c);
    let mut end = chars.len();
    while let Some(last) = end.checked_sub(1).and_then(|at| chars.get(at)) {
        if !is_plain(*last) {
            out.push(mirrored(*last));
            end -= 1;
            continue;
        }
        // Back to the first plain character of the run; what stands between plain ones belongs to it.
        let before = chars.get(..end).unwrap_or_default();
        let is_inside = |c: char| is_plain(c) || (!is_right_to_left(c) && !matches!(c, '(' | ')' | '[' | ']'));
        let run = before.iter().rev().take_while(|c| is_inside(**c)).count();
        let run = before.get(end - run..).unwrap_or_default();
        let run = run.get(run.iter().take_while(|c| !is_plain(**c)).count()..).unwrap_or_default();
        out.extend(run);
        end -= run.len();
    }
    out
}

pub(super) fn mirrored(c: char) -> char {
    match c {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '«' => '»',
        '»' => '«',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_from_right_to_left_but_for_numbers_and_names() {
        for (seen, read) in [
            ("םולש", "שלום"),
            ("!םולש Bay 2 אב", "בא Bay 2 שלום!"),
            ("1,204.5 אב", "בא 1,204.5"),
            ("(ב)15", "15(ב)"),
            ("He said םלוע םולש, twice.", "He said שלום עולם, twice."),
            ("no such words", "no such words"),
        ] {
            assert_eq!(logical(seen), read);
        }
    }
}
