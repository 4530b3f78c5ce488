//! Tests that no article, title, file name or note can send escape sequences to the terminal: the output of the
//! program is parsed, and may hold only its own sequences.

use crate::pty;

use pty::Shop;

/// Returns every control character, every kind of escape sequence, and the marks of text direction.
fn payload() -> String {
    let mut text = String::new();
    for c in (0..=0x1fu8).chain([0x7f]).filter(|c| !matches!(c, b'\n' | b'\r')) {
        text.push_str(&format!("c{c:02x}{}PWNED ", char::from(c)));
    }
    for c in '\u{80}'..='\u{9f}' {
        text.push_str(&format!("{c}PWNED "));
    }
    text.push_str("\n\n");
    for sequence in [
        "\x1b[2J\x1b[31mPWNED\x1b[0m",
        "\x1b]0;PWNED\x07",
        "\x1b]52;c;UFdORUQ=\x07",
        "\x1b]8;;http://pwned.example\x1b\\PWNED\x1b]8;;\x1b\\",
        "\x1bP1$rPWNED\x1b\\",
        "\x1b_GPWNED\x1b\\",
        "\x1b^PWNED\x1b\\",
        "\x1bXPWNED\x1b\\",
        "\x1bcPWNED",
        "\x1b(0PWNED\x1b(B",
        "\x1b#8",
        "\x1b%@",
        "\u{9b}31mPWNED",
        "\u{9d}0;PWNED\u{9c}",
        "\u{90}PWNED\u{9c}",
        "\x1b[?1049l\x1b[?25hPWNED",
        "\x1b[6n\x1b[c\x1b[>q",
        "\u{202e}DENWP\u{202c} \u{2066}x\u{2069} \u{200f}y",
        "back\x08\x08\x08PWNED\rPWNED",
    ] {
        text.push_str(&format!(
            "It said {sequence} and went on. “{sequence} is what I said,” said Ann {sequence} Lee.\n\n"
        ));
    }
    text
}

/// Parses the output; an unexpected sequence is an error.
fn check_stream(raw: &[u8]) {
    let text = std::str::from_utf8(raw).expect("the stream is UTF-8");
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\x1b' => {}
            // Line ends of the shell after the program has ended.
            '\r' | '\n' => continue,
            c => {
                assert!(pullquote::text::harmless(c).is_none(), "a raw {c:?} before {:?}", &rest[..rest.len().min(60)]);
                continue;
            }
        }
        if let Some(after) = rest.strip_prefix('[') {
            let end = after.find(|c: char| ('@'..='~').contains(&c)).expect("a whole sequence");
            let (parameters, last) = (&after[..end], &after[end..=end]);
            let numbers = |s: &str| s.chars().all(|c| c.is_ascii_digit() || matches!(c, ';' | ':'));
            let fine = match (parameters.chars().next(), last) {
                (Some('?'), "h" | "l") => {
                    ["25", "1000", "1002", "1006", "1049", "2004", "2026"].contains(&&parameters[1..])
                }
                (Some('>' | '<'), "u") => parameters[1..] == *"1",
                (_, "m" | "H" | "J" | "K") => numbers(parameters),
                _ => false,
            };
            assert!(fine, "ESC [ {parameters} {last}");
            rest = &after[end + 1..];
        } else if let Some(after) = rest.strip_prefix("]11;?\x1b\\") {
            rest = after;
        } else {
            panic!("ESC {:?}", &rest[..rest.len().min(60)]);
        }
    }
}

/// The check itself must detect an attack.
#[test]
fn the_check_sees_escapes() {
    check_stream(b"\x1b[?1049h\x1b[38;5;12mfine\x1b[2;3H\x1b]11;?\x1b\\\x1b[>1u");
    for bad in [
        "\x1b]0;PWNED\x07",
        "\x1b[6n",
        "\x1b[?1004h",
        "\u{9b}31m",
        "\x07",
        "\x1bP\x1b\\",
        "\x1bc",
        "\u{202e}",
        "\x1b]52;c;\x07",
    ] {
        let bad = bad.to_owned();
        assert!(std::panic::catch_unwind(|| check_stream(bad.as_bytes())).is_err(), "{bad:?}");
    }
}

#[test]
fn no_article_steers_the_terminal() {
    let payload = payload();
    let markdown = format!(
        "---\ntitle: \"T \x1b]0;PWNED\x07 \u{9b}31m\"\nauthor: \x1b[31mPWNED\n---\n\n# H \x1b]0;PWNED\x07\n\n{payload}\n\n\
         - item \x1b[2J\n\n```\x1b]0;PWNED\x07\ncode \x1b]0;PWNED\x07\n```\n\n[l](http://a/\x1b]0;PWNED\x07)\n\n| a\x1b[2J | b |\n|--|--|\n| \u{9b}2J | d |\n"
    );
    for (name, text) in [("a.txt", &payload), ("b.md", &markdown), ("c\u{1b}]0;PWNED\u{7}\u{9b}31m.txt", &payload)] {
        let shop = Shop::new();
        let name = shop.file(name, text);
        let mut reader = shop.open_at(&[&name], (120, 30));
        reader.wait("the article", |s| s.contains("PWNED"));
        // Visits every part of the screen.
        for keys in ["1", "2", "3", "4", "\t", "j", "j", "\t", "G", "g", "/PWNED\r", "n", "n", "?", "\x1b", "v", "a"] {
            let frames = reader.frames();
            reader.send(keys);
            reader.wait_for_frames(frames, 1);
        }
        // Pastes a note with escape sequences into the editor.
        reader.send("\x1b[200~note ]0;PWNED \u{9b}31m \u{202e}x\x1b[201~");
        reader.wait_for("note ");
        reader.send("\x13");
        reader.wait_for("saved");
        for keys in ["4", " ", " ", " ", "]", "]", "}", ")"] {
            let frames = reader.frames();
            reader.send(keys);
            reader.wait_for_frames(frames, 1);
        }
        reader.send("\x03\x03");
        reader.signal(nix::sys::signal::Signal::SIGTERM);
        reader.exit_code();
        check_stream(&reader.raw());

        let clean = |text: &str| {
            assert!(text.contains("PWNED"), "{text}");
            assert!(!text.chars().any(|c| c != '\n' && pullquote::text::harmless(c).is_some()), "{text:?}");
        };
        clean(&shop.print(&["notes", &name]));
        clean(&shop.print(&["text", &name]).replace('\t', " "));
        clean(&shop.print(&["annotate", &name]));
        clean(&shop.print(&["annotate", "--format", "jsonl", &name]));
    }
}

/// Removes hyperlink sequences from the output. Returns the rest, and the targets of the links.
fn without_links(raw: &[u8]) -> (String, Vec<String>) {
    let text = std::str::from_utf8(raw).expect("the stream is UTF-8");
    let (mut rest, mut out, mut open, mut links) = (text, String::new(), false, Vec::new());
    while let Some((before, after)) = rest.split_once("\x1b]8;") {
        out.push_str(before);
        let (link, after) = after.split_once("\x1b\\").expect("a whole sequence");
        let (id, to) = link.split_once(';').expect("parameters and an address");
        assert_eq!(open, to.is_empty(), "links begin and end by turns: {link}");
        assert!(to.is_empty() == id.is_empty() && (id.is_empty() || id.starts_with("id=")), "{link}");
        assert!(!open || !before.is_empty(), "a link over nothing");
        if !to.is_empty() {
            assert!(to.bytes().all(|b| b.is_ascii_graphic()), "{to:?}");
            links.push(to.to_owned());
        }
        open = !open;
        rest = after;
    }
    assert!(!open, "a link is left open");
    out.push_str(rest);
    (out, links)
}

#[test]
fn links_are_told_to_the_terminal_and_stay_out_of_the_text() {
    let filler = "Nothing leads anywhere here. ".repeat(40);
    let text = format!(
        "# Links\n\nRead [the first report](https://example.org/one?a=b&c=d) and [désk](mailto:desk@example.org) and \
         [a long one that goes on over more than one line of this narrow pane, wherever it is broken](https://example.org/long).\n\n\
         Not [this](javascript:alert(1)) or [that](file:///etc/passwd) or [those](https://e\u{301}x\u{1b}]0;PWNED\u{7}.org/) or \
         [these](https://example.org/\u{9c}PWNED) or [here](#top).\n\n{filler}\n\n[The last](https://example.org/last)\n"
    );
    for (setting, told) in [("auto", true), ("off", false)] {
        let mut shop = Shop::new();
        let name = shop.file("links.md", &text);
        shop.file("links.toml", format!("links = \"{setting}\"\n"));
        shop.env.push(("VTE_VERSION".to_owned(), "7600".to_owned()));
        let mut reader = shop.open_at(&[&name, "--config", "links.toml"], (110, 20));
        reader.wait_for("the first report");
        for keys in ["j", " ", "b", "\x05", "\x05", "J", "K", "?", "\x1b", "G", "g", "/report\r", "|", "|", "t", "\t"] {
            let frames = reader.frames();
            reader.send(keys);
            reader.wait_for_frames(frames, 1);
        }
        let screen = reader.screen();
        reader.send("q");
        reader.wait("the end or the article", |_| true);
        reader.send("qq");
        reader.exit_code();
        let (rest, links) = without_links(&reader.raw());
        check_stream(rest.as_bytes());
        assert!(!screen.contains("]8;") && !screen.contains("example.org"), "{screen}");
        let mut seen = links;
        seen.sort();
        seen.dedup();
        let expected = [
            "https://example.org/last",
            "https://example.org/long",
            "https://example.org/one?a=b&c=d",
            "mailto:desk@example.org",
        ];
        assert_eq!(seen, if told { expected.to_vec() } else { Vec::new() });
    }
}
