//! Detects a light or dark terminal background, without waiting and without losing keys.
//!
//! The query (OSC 11) is sent with the first mode settings; the answer arrives among the keys, or never. crossterm
//! would report it as key presses (`Alt-]`, `1`, `1`, `;`, …). [`Filter`] removes exactly those and returns all other
//! keys in order.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::theme::Background;

/// The query for the background colour.
pub(in crate::reader::runtime) const QUERY: &[u8] = b"\x1b]11;?\x1b\\";

/// The longest possible answer.
const LONGEST: usize = 40;

/// Returns whether this terminal supports the query: others might print it.
pub(in crate::reader::runtime) fn can_be_asked(term: &str) -> bool {
    const KNOWN: [&str; 14] = [
        "xterm",
        "tmux",
        "screen",
        "alacritty",
        "foot",
        "kitty",
        "wezterm",
        "ghostty",
        "rxvt",
        "st",
        "konsole",
        "contour",
        "vte",
        "gnome",
    ];
    let first = term.split('-').next().unwrap_or_default();
    KNOWN.contains(&first)
}

/// Parses `COLORFGBG` (`15;0`, `0;default;15`), which some terminals set.
pub(in crate::reader::runtime) fn from_colorfgbg(value: &str) -> Option<Background> {
    let background: u8 = value.rsplit(';').next()?.parse().ok()?;
    match background {
        0..=6 | 8 => Some(Background::Dark),
        7 | 9..=15 => Some(Background::Light),
        _ => None,
    }
}

/// Filters the answer out of the event stream.
#[derive(Debug, Default)]
pub(in crate::reader::runtime) struct Filter {
    held: Vec<Event>,
    text: String,
}

/// The result for an event.
#[derive(Debug, PartialEq)]
pub(in crate::reader::runtime) enum Taken {
    /// Possibly part of the answer: wait for the next event.
    Held,
    /// Not an answer: the events are real.
    Released(Vec<Event>),
    /// The answer is complete.
    Answer(Option<Background>),
}

impl Filter {
    /// Returns whether events are being held back.
    pub(in crate::reader::runtime) fn is_holding(&self) -> bool {
        !self.held.is_empty()
    }

    /// Returns the held events after a timeout.
    pub(in crate::reader::runtime) fn release(&mut self) -> Vec<Event> {
        self.text.clear();
        std::mem::take(&mut self.held)
    }

    /// Handles the next event.
    pub(in crate::reader::runtime) fn take(&mut self, event: Event) -> Taken {
        let pressed = match &event {
            Event::Key(KeyEvent { code: KeyCode::Char(c), modifiers, kind: KeyEventKind::Press, .. }) => {
                Some((*c, *modifiers & (KeyModifiers::ALT | KeyModifiers::CONTROL)))
            }
            _ => None,
        };
        let begins = pressed == Some((']', KeyModifiers::ALT));
        if !self.is_holding() && !begins {
            return Taken::Released(vec![event]);
        }
        self.held.push(event);
        match pressed {
            _ if begins && self.held.len() == 1 => return Taken::Held,
            Some((c, modifiers)) if modifiers.is_empty() => {
                self.text.push(c);
                const BEGINNING: &str = "11;rgb";
                let fits = if self.text.len() <= BEGINNING.len() {
                    BEGINNING.starts_with(&self.text)
                } else {
                    self.text.starts_with(BEGINNING)
                        && (c.is_ascii_hexdigit() || matches!(c, ':' | '/'))
                        && self.text.len() <= LONGEST
                };
                if fits {
                    return Taken::Held;
                }
            }
            // The answer ends with BEL or ESC \.
            Some(('g', KeyModifiers::CONTROL) | ('\\', KeyModifiers::ALT)) if self.text.len() > 8 => {
                let answer = brightness(&self.text);
                self.release();
                return Taken::Answer(answer);
            }
            _ => {}
        }
        Taken::Released(self.release())
    }
}

/// Parses `11;rgb:ffff/ffff/ffff` (or `rgba:`).
fn brightness(answer: &str) -> Option<Background> {
    let channels = answer.split_once(':')?.1;
    let mut channels = channels.split('/').map(|digits| {
        let value = u32::from_str_radix(digits, 16).ok()?;
        let most = 16u32.checked_pow(u32::try_from(digits.len()).ok()?)?.checked_sub(1)?;
        Some(f64::from(value) / f64::from(most.max(1)))
    });
    let mut next = || channels.next().flatten();
    let (red, green, blue) = (next()?, next()?, next()?);
    let luma = 0.299 * red + 0.587 * green + 0.114 * blue;
    Some(if luma > 0.5 { Background::Light } else { Background::Dark })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(c: char, modifiers: KeyModifiers) -> Event {
        Event::Key(KeyEvent::new(KeyCode::Char(c), modifiers))
    }

    /// Returns the events that crossterm makes of an answer.
    fn answer(text: &str, end: Event) -> Vec<Event> {
        let mut events = vec![key(']', KeyModifiers::ALT)];
        events.extend(text.chars().map(|c| key(c, KeyModifiers::NONE)));
        events.push(end);
        events
    }

    /// Returns the events that pass the filter, and the answer.
    fn filtered(events: Vec<Event>) -> (Vec<Event>, Option<Option<Background>>) {
        let (mut filter, mut through, mut found) = (Filter::default(), Vec::new(), None);
        for event in events {
            match filter.take(event) {
                Taken::Held => {}
                Taken::Released(events) => through.extend(events),
                Taken::Answer(background) => found = Some(background),
            }
        }
        through.extend(filter.release());
        (through, found)
    }

    #[test]
    fn answers_are_taken_out_between_keys() {
        let bel = key('g', KeyModifiers::CONTROL);
        let st = key('\\', KeyModifiers::ALT);
        for (text, end, background) in [
            ("11;rgb:0000/0000/0000", &bel, Background::Dark),
            ("11;rgb:ffff/ffff/ffff", &st, Background::Light),
            ("11;rgb:fd/f6/e3", &st, Background::Light),
            ("11;rgba:1e1e/1e1e/2e2e/ffff", &bel, Background::Dark),
        ] {
            let mut events = vec![key('j', KeyModifiers::NONE)];
            events.extend(answer(text, end.clone()));
            events.push(key('q', KeyModifiers::NONE));
            let (through, found) = filtered(events);
            assert_eq!(found, Some(Some(background)), "{text}");
            assert_eq!(through, [key('j', KeyModifiers::NONE), key('q', KeyModifiers::NONE)]);
        }
    }

    #[test]
    fn keys_are_never_lost() {
        let bel = key('g', KeyModifiers::CONTROL);
        for text in
            ["", "1", "12", "11;rgc", "11;rgb:zz", &"1".repeat(99), "11;rgb:11111111111111111111111111111111111111111"]
        {
            let events = answer(text, key('x', KeyModifiers::NONE));
            assert_eq!(filtered(events.clone()), (events, None), "{text}");
        }
        let early = answer("11;", bel);
        assert_eq!(filtered(early.clone()), (early, None));
        let resize = vec![key(']', KeyModifiers::ALT), Event::Resize(9, 9), key('j', KeyModifiers::NONE)];
        assert_eq!(filtered(resize.clone()), (resize, None));
    }

    #[test]
    fn colorfgbg_is_read() {
        assert_eq!(from_colorfgbg("15;0"), Some(Background::Dark));
        assert_eq!(from_colorfgbg("0;default;15"), Some(Background::Light));
        assert_eq!(from_colorfgbg("12;8"), Some(Background::Dark));
        assert_eq!(from_colorfgbg("default;default"), None);
    }

    #[test]
    fn only_terminals_that_know_the_question_are_asked() {
        assert!(can_be_asked("xterm-256color") && can_be_asked("tmux") && can_be_asked("st-256color"));
        assert!(!can_be_asked("linux") && !can_be_asked("dumb") && !can_be_asked("") && !can_be_asked("vt100"));
    }
}
