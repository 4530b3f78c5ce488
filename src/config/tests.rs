use crate::config::*;
use crate::reader::command::chord::Key;
use crate::reader::command::keys::Found;
use crate::reader::command::table::{Command, Context};
use crate::reader::settings::Links;

fn problems(text: &str) -> Vec<String> {
    parse(text).err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

/// What settings say, all of it.
fn told(settings: &Settings) -> String {
    print(settings)
}

#[test]
fn what_is_printed_reads_back_as_the_same() {
    let defaults = Settings::default();
    let text = print(&defaults);
    let read = parse(&text).unwrap();
    assert_eq!(told(&read), text);
    assert_eq!(
        (read.theme, read.library, read.shape, read.screen_settings),
        (defaults.theme, defaults.library, defaults.shape, defaults.screen_settings)
    );
    for (one, two) in read.keys.bindings().iter().zip(defaults.keys.bindings()) {
        assert_eq!((one.entry.name, &one.chords), (two.entry.name, &two.chords));
    }
    // Not by having printed nothing but comments.
    assert_eq!(
        text.lines().filter(|l| l.contains(" = ") && !l.starts_with('#')).count(),
        options::OPTIONS.len() + defaults.keys.bindings().len()
    );
}

#[test]
fn what_is_printed_after_a_change_reads_back_too() {
    let text = "theme = \"a \\\"b\\\\ \u{e9}\"\nlibrary = \"/x y\"\nwheel = 1\nmeasure = 60\nsingle-pane = true\nlinks = \"off\"\njustify = true\nhyphenate = true\ndates = \"de\"\nmargin = 4\n[keys]\ntop = [\"g g\", \"ctrl-x \\\"\"]\nhelp = \"f1\"";
    let read = parse(text).unwrap();
    assert_eq!(read.theme.as_deref(), Some("a \"b\\ é"));
    assert_eq!(read.screen_settings.wheel, 1);
    assert_eq!(
        (read.screen_settings.links, read.screen_settings.justify, read.screen_settings.hyphenate),
        (Links::Off, true, true)
    );
    assert_eq!((read.shape.measure, read.shape.single, read.shape.margin), (60, true, 4));
    assert_eq!(read.dates.name(), "de");
    assert_eq!(told(&parse(&told(&read)).unwrap()), told(&read));
}

#[test]
fn an_empty_file_changes_nothing() {
    for text in ["", "\n# nothing\n", "[keys]\n"] {
        assert_eq!(told(&parse(text).unwrap()), told(&Settings::default()), "{text:?}");
    }
}

#[test]
fn every_mistake_names_its_line_and_what_may_be_written() {
    for (text, line, says) in [
        ("\nmesure = 3", 2, "did you mean measure?"),
        ("single-pane = 1", 1, "single-pane must be true or false"),
        ("measure = 8", 1, "a number from 24 to 140"),
        ("them = \"x\"", 1, "did you mean theme?"),
        ("links = \"yes\"", 1, "links must be \"auto\", \"on\", \"off\""),
        ("wheel = 0", 1, "wheel must be a number from 1 to 20"),
        ("margin = 99", 1, "margin must be a number from 0 to 40"),
        ("dates = \"dd.mm.yyyy\"", 1, "dates must be \"auto\", \"iso\", or the tag of a language"),
        ("wheel = \"3\"", 1, "a number from 1 to 20"),
        ("wheel = -1", 1, "a number from 1 to 20"),
        ("wheel = 99999999999999999999", 1, ""),
        ("# x\n\ntheme = 3", 3, "theme must be \"auto\", a theme's name"),
        ("theme = ", 1, "not TOML"),
        ("theme = \"a\"\ntheme = \"b\"", 2, "not TOML"),
        ("keys = 3", 1, "[keys]"),
        ("[keys]\nnext-qoute = [\"x\"]", 2, "did you mean next-quote?"),
        ("[keys]\nnext-quote = [\"hyper-x\"]", 2, "unknown key \"hyper-x\""),
        ("[keys]\nnext-quote = [\"z\",\n  \"jj\"]", 3, "unknown key \"jj\""),
        ("[keys]\nnext-quote = 3", 2, "a list of strings"),
        ("[keys]\nnext-quote = [\"\"]", 2, "a key is missing"),
        ("[keys]\nsave-note = [\"s\"]", 2, "types text in a note"),
        ("[keys]\nnext-quote = [\"j\"]", 2, "\"j\" is bound to both line-down and next-quote"),
        ("[keys]\ntop = [\"x\"]\nhelp = [\"x\"]", 3, "\"x\" is bound to both top and help"),
        ("[keys]\ntop = [\"x y\"]\nhelp = [\"x\"]", 3, "conflict: the shorter one"),
        ("[keys]\nquit = []\nclose-or-quit = []", 3, "could not leave"),
    ] {
        let found = problems(text);
        assert!(
            found.iter().any(|p| p.starts_with(&format!("line {line}: ")) && p.contains(says)),
            "{text:?} should say on line {line}: {says}; it says {found:?}"
        );
        assert!(found.iter().all(|p| !p.contains('\n')), "{found:?}");
    }
}

#[test]
fn all_mistakes_are_told_at_once_in_order() {
    let found = problems("wheel = 0\ntheme = 1\n[keys]\nx = []\n");
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found.is_sorted());
}

#[test]
fn what_is_right_beside_a_mistake_still_applies() {
    let text =
        "wheel = 0\nmeasure = 60\ntheme = \nmargin = 4\n[keys]\ntop = [\"jj\"]\nbottom = [\"f6\"]\nhelp = [\"j\"]\n";
    let parsed = parse_what_is_right(text);
    let lines: Vec<usize> = parsed.problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [1, 3, 6, 8], "{:?}", parsed.problems);
    let shape = parsed.settings.shape;
    assert_eq!((shape.measure, shape.margin, parsed.settings.screen_settings.wheel), (60, 4, 3));
    let look = |key: &str| parsed.settings.keys.look(Context::Everywhere, &[], Key::parse(key).unwrap());
    assert!(matches!(look("f6"), Found::Command(Command::Bottom)));
    assert!(matches!(look("j"), Found::Command(Command::ToggleHelp)), "one's own key wins over a default one");
    assert!(matches!(look("down"), Found::Command(Command::Lines(1))));
    let both = parse_what_is_right("[keys]\ntop = [\"x\"]\nbottom = [\"x\"]\nhelp = [\"f6\"]\n").settings.keys;
    let look = |key: &str| both.look(Context::Everywhere, &[], Key::parse(key).unwrap());
    assert!(matches!((look("x"), look("g")), (Found::Command(Command::Verdict), Found::Command(Command::Top))));
    assert!(matches!(look("f6"), Found::Command(Command::ToggleHelp)));
    let look = |key: &str| parsed.settings.keys.look(Context::Everywhere, &[], Key::parse(key).unwrap());
    assert!(matches!(look("f6"), Found::Command(Command::Bottom)));
    assert!(!parsed.library_unknown);
    for text in ["library = 3", "library = \"/a", "x = 1\nlibrary = "] {
        assert!(parse_what_is_right(text).library_unknown, "{text}");
    }
}

#[test]
fn a_key_that_was_freed_can_be_given_to_another() {
    let settings = parse("[keys]\nnext-match = []\nnext-quote = [\"n\"]").unwrap();
    let found = settings.keys.look(Context::Everywhere, &[], Key::parse("n").unwrap());
    assert!(matches!(found, Found::Command(Command::NextQuote(1))));
}

proptest::proptest! {
    #[test]
    fn nothing_that_is_written_makes_it_fail(text in "\\PC{0,80}", keys in "[a-z\\-\"\\[\\]= \n]{0,60}") {
        let _ = parse(&text);
        let _ = parse(&format!("wheel = 3\n[keys]\n{keys}"));
    }
}
