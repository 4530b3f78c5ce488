//! Tests settings, themes, manual pages and the plain output, through the real program.

use crate::pty;

use assert_cmd::Command;
use pty::Shop;

const ARTICLE: &str = "\
The ferry was late again on Monday.

“We have asked for a second boat for eleven years,” said Harriet Lindqvist, the harbour master of Westhaven.
";

fn run(shop: &Shop, args: &[&str]) -> (String, String, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pullquote"));
    command.current_dir(shop.folder()).env("HOME", shop.folder()).env("XDG_CONFIG_HOME", shop.path("config"));
    command.env("PULLQUOTE_LIBRARY", shop.path("library.db")).env_remove("PULLQUOTE_CONFIG");
    let output = command.args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

#[test]
fn the_reader_goes_by_its_own_keys_and_says_so() {
    let shop = Shop::new();
    let name = shop.file("boat.txt", ARTICLE);
    shop.file("keys.toml", "theme = \"light\"\n[keys]\nhelp = [\"ctrl-x h\"]\nnext-quote = [\"&\"]\n");
    let mut reader = shop.open(&[&name, "--config", "keys.toml"]);
    reader.wait("the quote in the list", |s| s.matches("We have asked").count() == 2);
    reader.send("?");
    reader.wait_for("this key has no command; Ctrl-x h lists the keys");
    reader.send("\x18");
    reader.wait_for("Ctrl-x …");
    reader.send("h");
    reader.wait("the help with the reader's key", |s| s.contains("Keys") && s.contains("& · ["));
    reader.send("q");
    reader.wait("the help is gone", |s| !s.contains("next · previous quote"));
    reader.send("&");
    reader.wait_for("quote 1/");
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);
    reader.assert_restored();
}

#[test]
fn a_mistake_in_the_settings_is_told_with_file_line_and_choices() {
    let shop = Shop::new();
    let name = shop.file("boat.txt", ARTICLE);
    shop.file("bad.toml", "# mine\nwheel = 99\n");
    // The reader opens with what is valid, and lists all mistakes.
    let mut reader = shop.open(&["--config", "bad.toml", &name]);
    let screen = reader.wait_for("line 2: wheel must be a number from 1 to 20");
    assert!(screen.contains("bad.toml") && screen.contains("1 mistake"), "{screen}");
    reader.send("q");
    reader.wait("the article", |s| !s.contains("wheel must be"));
    reader.send("q");
    assert_eq!(reader.exit_code(), 0);
    // Other commands do not start: they might use another library than the one that is set.
    let (out, err, code) = run(&shop, &["notes", "--config", "bad.toml", &name]);
    assert_eq!((out.as_str(), code), ("", 2));
    assert_eq!(err, "pullquote: bad.toml, line 2: wheel must be a number from 1 to 20\n");
    std::fs::create_dir_all(shop.path("config/pullquote")).unwrap();
    shop.file("config/pullquote/config.toml", "[keys]\nnote = [\"]\"]\n");
    let (_, err, code) = run(&shop, &["notes", &name]);
    assert_eq!(code, 2);
    assert!(err.contains("config.toml, line 2: \"]\" is bound to both next-quote and note"), "{err}");
    // A command without settings ignores an invalid config file.
    assert_eq!(run(&shop, &["annotate", &name]).2, 0);
}

#[test]
fn the_printed_defaults_are_settings() {
    let shop = Shop::new();
    let name = shop.file("boat.txt", ARTICLE);
    let (defaults, _, code) = run(&shop, &["config"]);
    assert_eq!(code, 0);
    shop.file("own.toml", &defaults);
    // The settings are valid; only the terminal is missing.
    let (_, err, _) = run(&shop, &["--config", "own.toml", &name]);
    assert!(err.contains("not a terminal"), "{err}");
    let (path, ..) = run(&shop, &["config", "--path"]);
    assert!(path.ends_with("config.toml\n"), "{path}");
}

#[test]
fn themes_are_listed_with_one_s_own() {
    let shop = Shop::new();
    std::fs::create_dir_all(shop.path("config/pullquote/themes")).unwrap();
    std::fs::copy("themes/pullquote-light.tmTheme", shop.path("config/pullquote/themes/dusk.tmTheme")).unwrap();
    if cfg!(target_os = "linux") {
        let (names, ..) = run(&shop, &["themes"]);
        assert!(names.lines().any(|l| l == "dusk") && names.lines().any(|l| l == "pullquote-dark"), "{names}");
        assert!(!names.contains('\u{1b}'));
    }
    let mut shown = shop.open_at(&["themes"], (100, 200));
    assert_eq!(shown.exit_code(), 0);
    let screen = shown.screen();
    assert!(screen.contains("pullquote-contrast") && screen.contains("Quotes"), "{screen}");
}

#[test]
fn the_plain_page_announces_who_speaks_in_a_pipe_and_in_a_dumb_terminal() {
    let mut shop = Shop::new();
    let name = shop.file("boat.txt", ARTICLE);
    let (out, err, code) = run(&shop, &["read", "--plain", &name]);
    assert_eq!((err.as_str(), code), ("", 0));
    let said =
        "Quote by Harriet Lindqvist: “We have asked for a second boat for eleven years,”\nsaid Harriet Lindqvist,";
    assert!(out.contains(said), "{out}");
    assert!(!out.contains('\u{1b}'), "nothing steers");
    shop.env.push(("TERM".to_owned(), "dumb".to_owned()));
    let mut reader = shop.open_at(&["read", "--plain", &name], (60, 30));
    assert_eq!(reader.exit_code(), 0);
    assert!(!reader.raw().contains(&0x1b), "no sequence at all");
    let screen = reader.screen();
    assert!(screen.contains("Quote by Harriet Lindqvist: “We have asked for a second"), "{screen}");
    let mut reader = shop.open_at(&["read", &name], (60, 30));
    assert_eq!(reader.exit_code(), 2);
    let screen = reader.screen();
    assert!(screen.contains("pullquote --plain"), "the other way is offered: {screen}");
}
