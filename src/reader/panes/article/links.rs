//! Checks links before a terminal or another program receives them.

/// The longest address to pass on: terminals ignore longer ones.
const LONGEST: usize = 2000;

/// Returns the target of a link in printable ASCII. Returns `None` unless it is a complete web or mail address. The
/// result never contains a part of an escape sequence.
#[must_use]
pub fn address(link: &str) -> Option<String> {
    // Reject invalid characters rather than repair them: a repaired address would lead elsewhere.
    if link.chars().any(|c| c.is_control() || c.is_whitespace() || crate::text::harmless(c).is_some()) {
        return None;
    }
    let url = url::Url::parse(link).ok()?;
    let plain = url.as_str();
    let known = matches!(url.scheme(), "http" | "https" | "mailto");
    (known && plain.len() <= LONGEST && plain.bytes().all(|b| b.is_ascii_graphic())).then(|| plain.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_addresses_of_the_web_and_of_mail_are_handed_on() {
        for (link, to) in [
            ("https://example.org/a?b=c#d", Some("https://example.org/a?b=c#d")),
            ("HTTP://Example.org", Some("http://example.org/")),
            ("mailto:desk@example.org", Some("mailto:desk@example.org")),
            ("https://example.org/é", Some("https://example.org/%C3%A9")),
            ("https://bücher.example/", Some("https://xn--bcher-kva.example/")),
            ("javascript:alert(1)", None),
            ("file:///etc/passwd", None),
            ("#note", None),
            ("/relative", None),
            ("https://example.org/\u{1b}]8;;", None),
            ("https://example.org/\u{9c}", None),
            ("https://example.org/\n", None),
            ("https://example.org/\u{202e}", None),
            ("https://a b", None),
            ("", None),
        ] {
            assert_eq!(address(link).as_deref(), to, "{link:?}");
        }
        assert_eq!(address(&format!("https://example.org/{}", "a".repeat(9000))), None);
    }

    proptest! {
        #[test]
        fn nothing_that_steers_a_terminal_is_in_an_address(rest in any::<String>()) {
            for link in [rest.clone(), format!("https://{rest}"), format!("https://a/{rest}"), format!("mailto:{rest}")] {
                if let Some(to) = address(&link) {
                    prop_assert!(to.bytes().all(|b| (0x21..0x7f).contains(&b)));
                }
            }
        }
    }
}
