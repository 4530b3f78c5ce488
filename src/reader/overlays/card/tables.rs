//! Markdown tables in notes and in the output of commands, on a card that is too narrow for them.

use crate::reader::layout::text_measure::width;

/// Returns the lines of a text for `room` columns. A table that is wider has one line for each cell, after the name of
/// its column.
pub(super) fn lines(text: &str, room: u16) -> Vec<String> {
    let all: Vec<&str> = text.lines().collect();
    let mut out = Vec::new();
    let mut rest = all.as_slice();
    while let Some((first, others)) = rest.split_first() {
        let rows = rest.iter().take_while(|line| is_row(line)).count();
        let table = rest.get(..rows).unwrap_or_default();
        let is_table = table.get(1).is_some_and(|line| is_rule(line));
        if is_table && table.iter().any(|line| width(line.trim()) > room) {
            let names = cells(first);
            for row in table.iter().skip(2) {
                for (n, cell) in cells(row).into_iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                    let name = names.get(n).filter(|name| !name.is_empty()).map(|name| format!("{name}: "));
                    let deeper = if n > 0 { "· " } else { "" };
                    out.push(format!("{deeper}{}{cell}", name.unwrap_or_default()));
                }
            }
            rest = rest.get(rows..).unwrap_or_default();
        } else {
            out.push((*first).to_owned());
            rest = others;
        }
    }
    out
}

fn is_row(line: &str) -> bool {
    line.trim().starts_with('|') && line.trim().len() > 1
}

fn is_rule(line: &str) -> bool {
    line.contains('-') && line.trim().chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

fn cells(row: &str) -> Vec<&str> {
    let row = row.trim();
    let inside = row.strip_prefix('|').unwrap_or(row);
    inside.strip_suffix('|').unwrap_or(inside).split('|').map(str::trim).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_table_has_a_line_for_each_cell() {
        let text = "before\n| Port | Boats |\n|---|---|\n| Westhaven | twelve |\n| Åby | |\nafter | it\n| no table";
        assert_eq!(lines(text, 40), text.lines().collect::<Vec<_>>());
        assert_eq!(
            lines(text, 20),
            ["before", "Port: Westhaven", "· Boats: twelve", "Port: Åby", "after | it", "| no table"]
        );
    }
}
