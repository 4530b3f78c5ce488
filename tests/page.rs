//! Tests the page of `pullquote page`: as a file, and in a browser (Chromium with its driver) where there is one.

use crate::browser;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use browser::Browser;
use pullquote::export::{PageSettings, page};
use pullquote::ingest;
use pullquote::library::notes::Reviewed;
use pullquote::nlp;
use pullquote::nlp::Engine;
use pullquote::theme::{ColorDepth, Theme};
use serde_json::{Value, json};
use tempfile::TempDir;

const SAMPLE: &str = include_str!("../samples/harbour-tunnel.txt");

/// A folder with a library of its own.
struct Shop(TempDir);

impl Shop {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn command(&self) -> assert_cmd::Command {
        let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_pullquote"));
        command.current_dir(self.0.path()).env("HOME", self.0.path());
        command.env("XDG_CONFIG_HOME", self.0.path().join("config"));
        command.env("PULLQUOTE_LIBRARY", self.0.path().join("library.db"));
        command.env_remove("PULLQUOTE_CONFIG").env_remove("PULLQUOTE_THEME");
        command
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    /// Writes the page of an article, and returns its path and text.
    fn page(&self, article: &str, options: &[&str]) -> (PathBuf, String) {
        let out = self.0.path().join("page.html");
        self.command().args(["page", article, "-o"]).arg(&out).args(options).assert().success().stdout("").stderr("");
        let text = fs::read_to_string(&out).unwrap();
        (out, text)
    }
}

/// Returns the values of an attribute in a page of ours, which writes them all in double quotation marks.
fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    page.match_indices(&start).filter_map(|(at, _)| page[at + start.len()..].split('"').next()).collect()
}

#[test]
fn every_link_has_a_target_and_every_target_one_place() {
    let shop = Shop::new();
    shop.file("a.txt", SAMPLE);
    let (_, page) = shop.page("a.txt", &["--stances"]);
    let body = &page[page.find("<body>").unwrap()..page.find("<script>").unwrap()];
    let ids = attributes(body, "id");
    let distinct: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), distinct.len(), "{ids:?}");
    let links = attributes(body, "href");
    assert!(links.len() > 40, "{links:?}");
    for link in links {
        assert!(link.strip_prefix('#').is_some_and(|id| distinct.contains(id)), "{link}");
    }
}

#[test]
fn bad_requests_get_one_line() {
    let shop = Shop::new();
    shop.file("a.txt", SAMPLE);
    shop.file(
        "two.xml",
        concat!(
            "<rss version=\"2.0\"><channel><title>F</title>",
            "<item><title>One</title><description>It rained on the quay all day long.</description></item>",
            "<item><title>Two</title><description>It snowed on the quay all day long.</description></item>",
            "</channel></rss>"
        ),
    );
    for (args, code, says) in [
        (&["page", "missing.txt", "-o", "x.html"][..], 1, "missing.txt: no such file"),
        (&["page", "a.txt", "-o", "no/where/x.html"], 1, "no/where/x.html: No such file"),
        (&["page", "a.txt", "-o", "x.html", "--theme", "nothing"], 2, "nothing"),
        (&["page", "a.txt", "--theme", "light", "--theme", "dark", "--theme", "dark"], 2, "twice"),
        (&["page", "a.txt", "--theme", "dark", "--theme", "pullquote-contrast"], 2, "both themes are dark"),
        (&["page", "two.xml", "-o", "x.html"], 2, "this has 2 articles; choose one with --entry 1 to 2"),
        (&["page"], 2, "<ARTICLE>"),
    ] {
        let output = shop.command().args(args).output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{args:?}: {error}");
        assert!(error.contains(says) && error.trim_end().lines().count() == 1, "{args:?}: {error}");
        assert!(!shop.0.path().join("x.html").exists());
    }
}

#[test]
fn notes_are_included_only_if_asked_for() {
    let shop = Shop::new();
    shop.file("a.txt", SAMPLE);
    shop.command().args(["library", "add", "a.txt"]).assert().success();
    let id = {
        let out = shop.command().args(["annotate", "a.txt"]).output().unwrap();
        let value: Value = serde_json::from_slice(&out.stdout).unwrap();
        value["text"].as_str().unwrap().to_owned()
    };
    assert_eq!(id, SAMPLE);
    let words = "a very large hole full of very cold water";
    let note = json!({
        "@context": "http://www.w3.org/ns/anno.jsonld", "type": "Annotation", "motivation": "commenting",
        "body": [{"type": "TextualBody", "value": "How cold? <b>ask</b> #question", "purpose": "commenting"}],
        "target": {"source": shop.0.path().join("a.txt"), "selector": [{"type": "TextQuoteSelector", "exact": words}]},
    });
    shop.file("note.jsonld", &note.to_string());
    shop.command().args(["notes", "import", "note.jsonld"]).assert().success();
    let (_, without) = shop.page("a.txt", &[]);
    assert!(!without.contains("How cold?") && !without.contains("id=\"notes\""));
    let (_, with) = shop.page("a.txt", &["--notes"]);
    assert!(with.contains("How cold? &lt;b&gt;ask&lt;/b&gt;") && with.contains("class=\"noted\" id=\"m1\""));
}

/// Words that would be markup, script or style if they were not escaped.
const HOSTILE: [&str; 60] = [
    "<script>window.pwned=1</script>",
    "</script><script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    "<svg onload=window.pwned=1>",
    "<svg><script>window.pwned=1</script></svg>",
    "\"><script>window.pwned=1</script>",
    "'><script>window.pwned=1</script>",
    "\" onmouseover=\"window.pwned=1",
    "' onfocus='window.pwned=1' autofocus='",
    "</title><script>window.pwned=1</script>",
    "</style><script>window.pwned=1</script>",
    "--><script>window.pwned=1</script>",
    "]]><script>window.pwned=1</script>",
    "<iframe src=javascript:window.pwned=1></iframe>",
    "<a href=\"javascript:window.pwned=1\">x</a>",
    "<a href=\"data:text/html,<script>window.pwned=1</script>\">x</a>",
    "<base href=\"https://evil.example/\">",
    "<meta http-equiv=refresh content=\"0;url=https://evil.example/\">",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<link rel=preload as=script href=https://evil.example/x.js>",
    "<style>body{background:url(https://evil.example/x)}</style>",
    "<div style=\"background:url(https://evil.example/x)\">",
    "<form action=https://evil.example/><input name=x><button>",
    "<object data=https://evil.example/x></object>",
    "<embed src=https://evil.example/x>",
    "<video src=https://evil.example/x autoplay>",
    "<audio src=https://evil.example/x autoplay>",
    "<body onload=window.pwned=1>",
    "<details open ontoggle=window.pwned=1>",
    "<marquee onstart=window.pwned=1>",
    "<math><mtext></mtext><script>window.pwned=1</script></math>",
    "<template><script>window.pwned=1</script></template>",
    "<noscript><script>window.pwned=1</script></noscript>",
    "<textarea></textarea><script>window.pwned=1</script>",
    "<plaintext>",
    "<xmp><script>window.pwned=1</script></xmp>",
    "<!--",
    "<![CDATA[",
    "<?php echo 1 ?>",
    "<!doctype html>",
    "</body></html>",
    "</aside></main>",
    "</span></p></article>",
    "&lt;script&gt;window.pwned=1&lt;/script&gt;",
    "&#60;script&#62;window.pwned=1&#60;/script&#62;",
    "&amp;lt;b&amp;gt;",
    "${window.pwned=1}",
    "{{constructor.constructor('window.pwned=1')()}}",
    "{% raw %}",
    "`);window.pwned=1;(`",
    "');window.pwned=1;//",
    "\\\";window.pwned=1;//",
    "\\u003cscript\\u003ewindow.pwned=1\\u003c/script\\u003e",
    "javascript:window.pwned=1",
    "\u{1b}[2J\u{1b}]0;x\u{7} hidden",
    "\u{202e}gpj.exe reversed",
    "\u{2066}isolated\u{2069} words",
    "zero\u{200b}width\u{feff}mark",
    "\u{0}nul and \u{7f}delete",
    "<a href=https://evil.example/ ping=https://evil.example/ping>x</a>",
];

/// Returns an article in which hostile words stand in text, quotes and names, as Markdown and as plain text.
fn hostile() -> String {
    let line = |(n, words): (usize, &&str)| {
        format!("“It is {words} number {n},” said Ana Holt of {words}.\n\nThe minister said that {words} was here.\n\n")
    };
    let head = format!("{}\n\nBy Ana {} Holt\n\n", HOSTILE[9], HOSTILE[2]);
    head + &HOSTILE.iter().enumerate().map(line).collect::<String>()
}

#[test]
fn no_hostile_words_become_markup() {
    let shop = Shop::new();
    shop.file("a.txt", &hostile());
    let (_, page) = shop.page("a.txt", &["--stances", "--as", "text"]);
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("<style").count(), 1);
    let tags: BTreeSet<String> = page[page.find("<body>").unwrap()..page.find("<script>").unwrap()]
        .split('<')
        .skip(1)
        .map(|tag| {
            tag.split(|c: char| !c.is_ascii_alphanumeric() && c != '/').next().unwrap().trim_matches('/').to_owned()
        })
        .collect();
    let ours = [
        "a",
        "article",
        "aside",
        "b",
        "blockquote",
        "body",
        "br",
        "button",
        "code",
        "details",
        "div",
        "em",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "input",
        "kbd",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "rect",
        "s",
        "section",
        "select",
        "span",
        "strong",
        "summary",
        "svg",
        "time",
        "ul",
    ];
    assert!(tags.iter().all(|tag| ours.contains(&tag.as_str())), "{tags:?}");
    assert!(page.chars().all(|c| !c.is_control() || c == '\n'), "control characters");
    assert!(!page.contains('\u{202e}') && !page.contains('\u{2066}'));
}

/// Returns a browser with the page of an article; says so where there is none.
fn open(what: &str, shop: &Shop, article: &str, options: &[&str]) -> Option<Browser> {
    let Some(browser) = Browser::start() else {
        println!("skipped: {what}: no Chromium with chromedriver here");
        return None;
    };
    let (path, _) = shop.page(article, options);
    browser.open(&path);
    Some(browser)
}

#[test]
fn quotes_and_their_words_lead_to_each_other() {
    let shop = Shop::new();
    shop.file("a.txt", SAMPLE);
    let Some(browser) = open("the jumps of the page", &shop, "a.txt", &[]) else { return };
    let chosen = || {
        browser.run(
            "const on = (s) => [...document.querySelectorAll(s)].filter((e) => e.classList.contains('on'));\
             const seen = (e) => { const r = e.getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight + 1; };\
             const items = on('#quotes li'); const words = on('.q');\
             return [items.map((e) => e.id), words[0] && words[0].dataset.q, items.every(seen), words.length > 0 && seen(words[0])];",
        )
    };
    browser.key("]");
    assert_eq!(chosen(), json!([["q1"], "1", true, true]));
    for _ in 0..11 {
        browser.key("]");
    }
    assert_eq!(chosen(), json!([["q12"], "12", true, true]));
    browser.key("[");
    assert_eq!(chosen(), json!([["q11"], "11", true, true]));
    browser.click("#q3 .go");
    assert_eq!(chosen(), json!([["q3"], "3", true, true]));
    browser.click(".q[data-q='2']");
    assert_eq!(chosen(), json!([["q2"], "2", true, true]));
    browser.click(".ref[href='#q5']");
    assert_eq!(chosen(), json!([["q5"], "5", true, true]));
    assert_eq!(browser.run("return document.activeElement.closest('li').id"), "q5", "the focus goes with it");
    assert!(
        browser.run("return document.querySelector('#say').textContent").as_str().unwrap().starts_with("Quote 5 of ")
    );
    for (key, list) in [("2", "people"), ("3", "facts"), ("1", "quotes")] {
        browser.key(key);
        let shown = browser
            .run("return [...document.querySelectorAll('.list')].filter((e) => e.offsetHeight).map((e) => e.id)");
        assert_eq!(shown, json!([list]));
    }
    browser.run("document.querySelector('.row rect[data-go]').dispatchEvent(new MouseEvent('click', {bubbles: true}))");
    assert_eq!(chosen()[2], true, "a bar of the chart");
}

#[test]
fn filters_choose_quotes() {
    let shop = Shop::new();
    shop.file("a.txt", SAMPLE);
    let Some(browser) = open("the filters of the page", &shop, "a.txt", &[]) else { return };
    let count = || browser.run("return document.querySelectorAll('#quotes li:not([hidden])').length").as_u64().unwrap();
    let all = count();
    browser.key("/");
    browser.keys("oyelaran");
    let few = count();
    assert!(few > 0 && few < all, "{few} of {all}");
    let names =
        browser.run("return [...document.querySelectorAll('#quotes li:not([hidden])')].map((e) => e.dataset.name)");
    assert!(names.as_array().unwrap().iter().all(|name| name.as_str().unwrap().contains("Oyelaran")), "{names}");
    let says = browser.run("return document.querySelector('#count').textContent");
    assert_eq!(says, format!("{few} quotes of {all}"));
    browser.keys("\u{e00c}");
    assert_eq!(count(), all, "Esc shows all");
    browser
        .run("const k = document.querySelector('#kind'); k.value = 'indirect'; k.dispatchEvent(new Event('change'))");
    let kinds =
        browser.run("return [...document.querySelectorAll('#quotes li:not([hidden])')].map((e) => e.dataset.kind)");
    assert!(!kinds.as_array().unwrap().is_empty());
    assert!(kinds.as_array().unwrap().iter().all(|kind| kind == "indirect"), "{kinds}");
    browser.key("]");
    let kind = browser.run("return document.querySelector('#quotes li.on').dataset.kind");
    assert_eq!(kind, "indirect", "the keys go through the filtered quotes");
}

/// Returns each pair of colours of text whose contrast is below 4.5.
const CONTRAST: &str = r"
    const parse = (c) => (c.match(/[\d.]+/g) || []).map(Number);
    const light = ([r, g, b]) => [r, g, b].map((v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; })
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const ground = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] > 0) return c; } return [255, 255, 255]; };
    const bad = [];
    let seen = 0;
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const e = walk.currentNode.parentElement;
        if (!walk.currentNode.data.trim() || !e.getClientRects().length || e.closest('script, .sr, .skip')) continue;
        seen += 1;
        const [a, b] = [light(parse(getComputedStyle(e).color)), light(ground(e))];
        const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (contrast < 4.5) bad.push(e.className + ' ' + e.tagName + ' ' + walk.currentNode.data.slice(0, 20) + ' ' + contrast.toFixed(2));
    }
    return [seen, bad];";

#[test]
fn text_is_readable_in_light_and_dark_and_in_other_themes() {
    let shop = Shop::new();
    shop.file("a.txt", SAMPLE);
    let Some(browser) = open("the contrast of the page", &shop, "a.txt", &[]) else { return };
    let themes: [&[&str]; 3] =
        [&[], &["--theme", "colourblind", "--theme", "colourblind-light"], &["--theme", "contrast"]];
    for options in themes {
        let (path, _) = shop.page("a.txt", options);
        let mut grounds = BTreeSet::new();
        for scheme in ["light", "dark"] {
            browser.scheme(scheme);
            browser.open(&path);
            for key in ["]", "2", "3", "1"] {
                browser.key(key);
                let found = browser.run(CONTRAST);
                assert!(found[0].as_u64().unwrap() > 100, "{found}");
                assert_eq!(found[1], json!([]), "{options:?} {scheme} {key}");
            }
            grounds.insert(browser.run("return getComputedStyle(document.body).backgroundColor").to_string());
        }
        assert_eq!(grounds.len(), if options == ["--theme", "contrast"] { 1 } else { 2 }, "{options:?}");
    }
}

#[test]
fn the_page_prints_with_all_its_lists() {
    let shop = Shop::new();
    shop.file("a.txt", SAMPLE);
    let Some(browser) = open("the print of the page", &shop, "a.txt", &[]) else { return };
    browser.scheme("dark");
    browser.key("2");
    browser.media("print");
    let shown = browser.run(
        "const shown = (s) => [...document.querySelectorAll(s)].filter((e) => e.offsetHeight > 0).length;\
         return [shown('.list'), shown('.bar, #filter, .walk, .keys'), getComputedStyle(document.body).backgroundColor];",
    );
    assert_eq!(shown, json!([3, 0, "rgb(255, 255, 255)"]));
    browser.media("");
    let pdf = browser.print();
    assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 10_000, "{} bytes", pdf.len());
}

#[test]
fn hostile_words_stay_words_and_no_request_leaves_the_page() {
    let Some(browser) = Browser::start() else {
        println!("skipped: hostile words in the browser: no Chromium with chromedriver here");
        return;
    };
    let shop = Shop::new();
    browser.open(&shop.file("page.html", &by_rules(&hostile())));
    for key in ["]", "]", "2", "3", "1", "]"] {
        browser.key(key);
    }
    browser.key("/");
    browser.keys("<script>");
    let found = browser.run(
        "const n = (s) => document.querySelectorAll(s).length;\
         const on = [...document.querySelectorAll('*')].flatMap((e) => [...e.attributes]).filter((a) => /^on|^style$/.test(a.name));\
         return [window.pwned === undefined, n('script'), n('style'), n('img, iframe, object, embed, video, audio, base, link'), on.length];",
    );
    assert_eq!(found, json!([true, 1, 1, 0, 0]));
    let text = browser.run(
        "const copy = document.querySelector('article').cloneNode(true);\
         copy.querySelectorAll('.ref').forEach((e) => e.remove()); return copy.textContent;",
    );
    let text = text.as_str().unwrap();
    for words in HOSTILE.iter().filter(|words| words.is_ascii() && !words.contains(|c: char| c.is_control())) {
        assert!(text.contains(words), "{words}");
    }
    let requests: Vec<String> = browser.requests();
    assert!(
        requests.iter().all(|url| url.starts_with("file://") || url.starts_with("about:") || url == "data:,"),
        "{requests:?}"
    );
    assert!(requests.iter().any(|url| url.ends_with("page.html")), "{requests:?}");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn the_page_can_be_read_by_its_structure() {
    let shop = Shop::new();
    shop.file("a.txt", SAMPLE);
    let Some(browser) = open("the structure of the page", &shop, "a.txt", &[]) else { return };
    let tree = browser.accessibility();
    let nodes: Vec<(String, String)> = tree["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|node| node["ignored"] != true)
        .map(|node| {
            (
                node["role"]["value"].as_str().unwrap_or_default().to_owned(),
                node["name"]["value"].as_str().unwrap_or_default().to_owned(),
            )
        })
        .collect();
    let count = |role: &str| nodes.iter().filter(|(one, _)| one == role).count();
    assert_eq!((count("main"), count("complementary"), count("search")), (1, 1, 1));
    assert!(count("tab") == 3 && count("tabpanel") == 1 && count("heading") > 5 && count("listitem") > 10);
    for role in ["button", "link", "searchbox", "combobox", "tab", "complementary", "image"] {
        let unnamed = nodes.iter().filter(|(one, name)| one == role && name.trim().is_empty()).count();
        assert_eq!(unnamed, 0, "a {role} without a name");
    }
    // The lists of a phone lie below the article, and the bar at the bottom goes through the quotes.
    browser.size(390, 844);
    browser.click("[data-step='1']");
    let wide = browser.run(
        "return [document.documentElement.scrollWidth <= innerWidth, document.querySelector('.here').textContent]",
    );
    assert!(wide[0] == true && wide[1].as_str().unwrap().starts_with("1 of "), "{wide}");
}

/// Returns the page of a text, annotated by the rules alone: the encoder would need minutes for a book in a test build.
fn by_rules(text: &str) -> String {
    let article = ingest::from_plain("book.txt", text.to_owned());
    let found = Reviewed::new(nlp::annotate(&article, &Engine::rules()), &article.text, &[]);
    let colours = |name| Some(Theme::load(name, ColorDepth::True).unwrap().web_colours());
    let (light, dark) = (colours("pullquote-light"), colours("pullquote-dark"));
    page(&article, &found, None, &PageSettings { light, dark, stances: false })
}

#[test]
fn a_book_is_usable() {
    let Some(browser) = Browser::start() else {
        println!("skipped: a page of 100,000 words: no Chromium with chromedriver here");
        return;
    };
    let shop = Shop::new();
    let body = SAMPLE.split_once("\n\n").unwrap().1;
    let mut text = "A long article\n\n".to_owned();
    for name in ["Vasshaug", "Holt", "Renner", "Roe"].iter().cycle().take(100_000 / body.split_whitespace().count() + 1)
    {
        text.push_str(&body.replace("Vasshaug", name));
        text.push_str("\n\n");
    }
    let path = shop.file("page.html", &by_rules(&text));
    let start = Instant::now();
    browser.open(&path);
    let opened = start.elapsed();
    let start = Instant::now();
    browser.key("]");
    let stepped = start.elapsed();
    assert_eq!(browser.run("return document.querySelector('#quotes li.on').id"), "q1");
    let start = Instant::now();
    browser.key("/");
    browser.keys("oyelaran");
    let filtered = start.elapsed();
    let times = browser.run(
        "const t = performance.getEntriesByType('navigation')[0]; return [t.domInteractive, t.loadEventEnd].map(Math.round)",
    );
    let quotes = browser.run("return document.querySelectorAll('#quotes li').length");
    println!(
        "{} words, {quotes} quotes: opened in {opened:?} (interactive, loaded: {times} ms), step {stepped:?}, filter {filtered:?}",
        text.split_whitespace().count()
    );
    assert!(quotes.as_u64().unwrap() > 1000);
}
