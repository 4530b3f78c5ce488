//! Tests how well the article is found in a page. The pages of this test show typical boilerplate.
//!
//! Also computes F1 as the article extraction benchmark does: runs of four words, averaged over pages. Its pages are
//! third-party text and not part of this repository. If they are in `../shared/corpus/html`, F1 must not fall below
//! the floor in `.ci/floors`. (`.ci/extraction.py` measures the same through the program, and prints the
//! differences.)

use crate::corpora;

use std::collections::{HashMap, HashSet};

/// Returns the minimum F1 of the pages, from the floors of all measures.
fn least() -> f64 {
    let floors = include_str!("../.ci/floors");
    let line = floors.lines().find_map(|line| line.strip_prefix("pages")).expect("a floor for pages");
    line.split_whitespace().nth(1).and_then(|value| value.parse().ok()).expect("a number")
}

/// Counts every run of four words.
fn shingles(text: &str) -> HashMap<Vec<&str>, usize> {
    let words: Vec<&str> = text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|w| !w.is_empty()).collect();
    let mut out = HashMap::new();
    let runs = if words.is_empty() { 0 } else { words.len().saturating_sub(3).max(1) };
    for at in 0..runs {
        *out.entry(words.iter().skip(at).take(4).copied().collect()).or_default() += 1;
    }
    out
}

/// Returns precision and recall.
fn compare(truth: &str, found: &str) -> (f64, f64) {
    let (truth, found) = (shingles(truth), shingles(found));
    let (mut both, mut more, mut less) = (0, 0, 0);
    for key in truth.keys().chain(found.keys()).collect::<HashSet<_>>() {
        let count = |all: &HashMap<Vec<&str>, usize>| all.get(key).copied().unwrap_or_default();
        both += count(&truth).min(count(&found));
        more += count(&found).saturating_sub(count(&truth));
        less += count(&truth).saturating_sub(count(&found));
    }
    let share = |wrong: usize| if wrong == 0 { 1.0 } else { f64::from(both as u32) / f64::from((both + wrong) as u32) };
    (share(more), share(less))
}

#[test]
fn articles_are_found_in_pages() {
    let Some(folder) = corpora::folder("html") else { return };
    // The folder exists, so an unreadable file is a failure.
    let truth = std::fs::read_to_string(folder.join("ground-truth.json")).unwrap();
    let truth: HashMap<String, HashMap<String, String>> = serde_json::from_str(&truth).unwrap();
    let (mut precision, mut recall) = (0.0, 0.0);
    for (id, page) in &truth {
        let bytes = std::fs::read(folder.join(format!("{id}.html"))).unwrap();
        let article = pullquote::ingest::from_bytes(&format!("{id}.html"), bytes).unwrap();
        let (p, r) = compare(&page["articleBody"], &article.text);
        println!("{p:.3} {r:.3} {}", page["url"]);
        precision += p;
        recall += r;
    }
    let pages = f64::from(u32::try_from(truth.len()).unwrap());
    let (p, r) = (precision / pages, recall / pages);
    let f1 = 2.0 * p * r / (p + r);
    println!("precision {p:.4} recall {r:.4} F1 {f1:.4}");
    assert!(f1 >= least(), "F1 {f1:.4}, at least {}", least());
}

#[test]
fn the_measure_counts_what_it_should() {
    assert_eq!(compare("a b c d e", "a b c d e"), (1.0, 1.0));
    assert_eq!(compare("a b c d e", "a b c d"), (1.0, 0.5));
    assert_eq!(compare("a b c d", "x y z w"), (0.0, 0.0));
    assert_eq!(compare("a b", "a b"), (1.0, 1.0));
}

// ---- pages of our own making

const FERRY: &str =
    "The ferry was late again, and the queue on the quay ran back past the market and up the hill to the church.";
const BOAT: &str = "“We have asked for a second boat for eleven years,” said Mara Lind, the harbour master, on Monday.";
const MARCH: &str =
    "The ministry answered in March that it was looking into the matter, as it had answered the year before.";
const QUEUE: &str = "Nobody in the queue seemed surprised, and most of them had brought a book to read on the way.";
const BAKER: &str =
    "“Nobody answers the telephone,” the baker said, and shut the door of his shop behind the last customer.";
const ALL: [&str; 5] = [FERRY, BOAT, MARCH, QUEUE, BAKER];

fn paragraphs(words: &[&str]) -> String {
    words.iter().map(|w| format!("<p>{w}</p>")).collect()
}

/// Returns the paragraphs found in a page.
fn found(body: &str) -> Vec<String> {
    let page = format!("<!doctype html><html><head><title>Boats | The Quay</title></head><body>{body}</body></html>");
    let article = pullquote::ingest::from_html("t", &page, None);
    article.text.split("\n\n").map(str::to_owned).collect()
}

#[test]
fn what_interrupts_an_article_is_left_out() {
    let teaser = "<a href=/a>The first boat of the year has been cancelled once again</a>";
    let other = "<a href=/b>The last boat of the year has not been cancelled at all</a>";
    for junk in [
        format!("<p><strong>Read more:</strong> {teaser}</p>"),
        format!("<p><em>Also read: {teaser}</em></p>"),
        format!("<div class=wp-block-group><p>ALSO READ | {teaser}</p></div>"),
        format!("<h3>Related stories</h3><ul><li>{teaser}</li><li>{other}</li></ul>"),
        format!("<p>See also:</p><ul><li>{teaser}</li><li>{other}</li></ul>"),
        format!("<div class=c-relatedCards><div><h3>{teaser}</h3><p>It was windy in the bay, and the crew stayed at home.</p></div></div>"),
        "<div class=sc-fzXfMv><p>Sign up to The Morning Quay, our daily letter.</p><form><input><p>Enter your email address</p></form></div>".into(),
        "<div class=newsletterSignup><h4>The Morning Quay</h4><p>All that happens on the quay, every morning in your inbox.</p></div>".into(),
        "<div class=author-box><p>Jane Doe writes about boats. She lives on the island with two cats and no car.</p></div>".into(),
        "<aside><p>Ferries on the route run four times a day in summer and twice a day in winter.</p></aside>".into(),
        "<div class=ad-slot><p>Advertisement</p></div><p>Continue reading below</p><p>Story continues below advertisement</p>".into(),
        "<p>Listen to this article</p><p>4 min read</p><p>This article is more than 2 years old</p><p>hide caption</p>".into(),
        "<p>Already a subscriber? Log in to continue.</p><p>You have 2 free articles left this month.</p>".into(),
        "<p>Follow us on Twitter and Facebook for more boats.</p><p>Have a tip? Write to the desk.</p>".into(),
        "<script>var x = '<p>A script of some length that nobody should ever read.</p>'</script><style>p { margin: 0 }</style>".into(),
        "<noscript><p>Please enable the scripts of this page to see all of its pictures.</p></noscript>".into(),
        "<div class=social-share><a href=#>Share</a><a href=#>Tweet</a></div><p>Share this story</p>".into(),
    ] {
        let [before, after] = [&ALL[..3], &ALL[3..]].map(paragraphs);
        let body = format!("<main><article><h1>Boats</h1>{before}{junk}{after}</article></main>");
        assert_eq!(found(&body), ALL, "{junk}");
    }
}

#[test]
fn what_surrounds_an_article_is_left_out() {
    let said = "<div><p>First! I think that the ferry is a disgrace to all of us, said nobody ever.</p></div>";
    for (before, after) in [
        (
            "<div id=onetrust-banner-sdk><div>We value your privacy. We and our partners store cookies on your device.</div></div>",
            "",
        ),
        (
            "<div class=cookieconsent-wrap><p>This website uses cookies to ensure you get the best experience.</p></div>",
            "",
        ),
        ("<div role=dialog><p>We and our 812 partners store and access information on your device.</p></div>", ""),
        (
            "<header><h1>Boats</h1><h2>The boat is late; the town is tired of it; the minister is silent.</h2><p>By Jane Doe</p></header>",
            "",
        ),
        ("<h2 class=dek>The boat is late; the town is tired of it; and the minister is silent.</h2>", ""),
        ("<p class=meta>By Jane Doe | March 15, 2023 | 4 min read</p>", ""),
        ("", "<p>The post <a href=/x>Boats</a> appeared first on <a href=/>The Quay</a>.</p>"),
        ("", "<p>© 2023 The Quay. All rights reserved.</p>"),
        (
            "",
            "<h2>You may also like</h2><div><h3><a href=/a>The first boat of the year</a></h3><p>It was windy in the bay for a whole week.</p></div>",
        ),
        ("", &format!("<div class=comment-area><h3>3 Comments</h3>{}</div>", said.repeat(8))),
        ("", &format!("<ol id=commentlist>{}</ol>", said.repeat(12))),
    ] {
        let body = format!("<nav><a href=/>Home</a></nav><div class=page>{before}{}{after}</div>", paragraphs(&ALL));
        assert_eq!(found(&body), ALL, "{before}{after}");
    }
}

#[test]
fn sentences_that_look_like_requests_are_sentences() {
    let sentences = [
        FERRY,
        "Join me in thanking the crews, she told the town, for they have not slept since Sunday night.",
        "Copyright law does not know harbours, a lawyer for the town wrote in a letter to the ministry.",
        "By continuing the talks the town had hoped to win a second boat before the summer came.",
        "Support for independent journalism was what the paper on the island asked for, and it got none.",
        "Published in 1998, the timetable still hangs on the wall of the waiting room on the quay today.",
        "Register to vote by Monday, the island was told, or the boat will be decided by others.",
        "“Close.”",
        "Topics discussed on the quay were boats and more boats.",
        "Follow me, she said. I know the way to the ministry.",
        BAKER,
    ];
    assert_eq!(found(&format!("<article>{}</article>", paragraphs(&sentences))), sentences);
}

#[test]
fn an_article_in_several_parts_is_whole() {
    // A body in two parts around an advertisement.
    let part = |words: &[&str]| format!("<div class=story-body>{}</div>", paragraphs(words));
    let teaser = "<div class=x><p><a href=/x>Some other article with a long headline about fish</a></p></div>";
    let body = format!("<div>{}<div class=ad>Advertisement</div>{}{teaser}</div>", part(&ALL[..2]), part(&ALL[2..]));
    assert_eq!(found(&body), ALL);
    // Every paragraph is named as a body.
    let named: String = ALL.iter().map(|w| format!("<p class=story-body-text>{w}</p>")).collect();
    let (long, tail) = (FERRY.repeat(16), MARCH.repeat(2));
    let named =
        format!("<div><div>{named}</div><p class=story-body-text>{long}</p><p class=post-text>{tail}</p></div>");
    assert_eq!(found(&named), [&ALL[..], &[long.as_str(), tail.as_str()]].concat());
    // Every part is in a box with a doubtful name.
    let boxes: String = ALL.iter().map(|w| format!("<div class='text-block rating'><p>{w}</p></div>")).collect();
    assert_eq!(found(&format!("<div>{boxes}</div>")), ALL);
    let boxes = boxes.replace("text-block rating", "text no-sidebar without-ads");
    assert_eq!(found(&format!("<div>{boxes}</div>")), ALL);
}

#[test]
fn a_live_report_is_all_of_its_entries_and_a_second_article_is_none() {
    let entry = |n: usize| {
        let words: Vec<String> = ALL.iter().map(|w| w.replace("the", &format!("the {n}th"))).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        format!(
            "<article class=entry><time>1{n}.00 GMT</time><h2>Update {n}</h2>{}</article>",
            paragraphs(&words).repeat(4)
        )
    };
    let report = found(&format!("<main><h1>Boats</h1><div>{}</div></main>", (0..7).map(entry).collect::<String>()));
    for n in 0..7 {
        assert!(report.contains(&format!("Update {n}")), "{report:?}");
    }
    // Pages with endless scrolling show the next article below the first.
    let other = entry(9).replace("<h2>", "<h1>").replace("</h2>", "</h1>");
    let first = format!("<article class=entry><header><h1>Boats</h1></header>{}</article>", paragraphs(&ALL).repeat(5));
    assert_eq!(found(&format!("<main>{first}{other}</main>")).concat(), ALL.concat().repeat(5));
}

#[test]
fn sections_of_a_paper_are_no_comments() {
    let body = format!(
        "<article><h1>Boats</h1><h2>Results</h2>{}<h2>Discussion</h2><p>{BAKER}</p><h2>See also</h2><ul><li><a href=/q>Quays</a></li></ul></article>",
        paragraphs(&ALL[..4])
    );
    assert_eq!(found(&body), ["Results", FERRY, BOAT, MARCH, QUEUE, "Discussion", BAKER]);
}

#[test]
fn pictures_that_tell_the_story_keep_their_words() {
    let slide = |w: &&str| {
        format!(
            "<figure class=slide><img src=a.jpg><figcaption>{w} <span class=credit>Photo: Jo Roe</span></figcaption><div>1 of 5</div></figure>"
        )
    };
    let slides: String = ALL.iter().map(slide).collect();
    let text =
        found(&format!("<article><h1>Boats</h1><p>{FERRY}</p><div class=gallery>{slides}</div></article>")).concat();
    assert!(ALL.iter().all(|w| text.contains(w)) && !text.contains("1 of 5"), "{text}");
}

#[test]
fn pages_shown_by_a_script_and_pages_without_any_structure_are_read() {
    assert_eq!(
        found(&format!(
            "<div></div></body><body style='visibility:hidden'><article style='display: none'>{}</article>",
            paragraphs(&ALL)
        )),
        ALL
    );
    let lines = ALL.join("<br><br>");
    let table = format!(
        "<table><tr><td><a href=/>Home</a><br><a href=/n>News</a></td><td><font size=2><b>Boats</b><br>By Jane Doe<br><br>{lines}</font></td></tr></table>"
    );
    assert_eq!(found(&table), ALL);
}

#[test]
fn quotes_that_straddle_inline_markup_stay_whole() {
    let body = format!(
        "<article><p>{FERRY}</p><p>“We have <a href=/x>asked</a> for <em>a <b>second</b></em> boat,” <span class=said>said</span> \
         <a href=/mara>Mara Lind</a>, “and <i>nobody</i><br>answers.”</p><p>The “<a href=/q>quay</a>” is <q>old and <q>very</q> grey</q>, she said then.</p>{}</article>",
        paragraphs(&ALL[2..])
    );
    let text = found(&body);
    let one_line = text[1].split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(one_line, "“We have asked for a second boat,” said Mara Lind, “and nobody answers.”");
    assert_eq!(text[2], "The “quay” is “old and ‘very’ grey”, she said then.");
}
