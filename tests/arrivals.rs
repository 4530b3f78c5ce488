//! Tests articles in unusual forms: compressed, in mailboxes and mailing list archives, as lists of feeds, in
//! undeclared encodings, for mobile phones, behind paywalls. All of them are generated here.

use std::io::Write;

use pullquote::ingest::{Format, Hints, IngestError, from_bytes, from_bytes_as, from_bytes_with};
use pullquote::text::{Article, BlockKind, InlineStyle};

const WORDS: [&str; 4] = [
    "The council of Orrin Bay voted on Tuesday night to close the upper footbridge for eleven months, a decision that “nobody in this room wanted to take,” as the mayor, Mara Lindqvist, put it.",
    "“We have asked for a second boat for eleven years,” said Tomas Okafor, who runs the harbour office. “If the bridge goes, the boat is the only way to the school.”",
    "Engineers who looked at the footings in March found that two of the six piers had moved by almost four centimetres since the last survey, according to a report seen by this paper.",
    "Lindqvist said the town would run a free bus until the work is done. “It will not be quick, and it will not be comfortable,” she added, “but it will run.”",
];

fn read(name: &str, bytes: impl Into<Vec<u8>>) -> Article {
    from_bytes(name, bytes.into()).unwrap()
}

fn paragraphs(words: &[&str]) -> String {
    words.iter().map(|words| format!("<p>{words}</p>\n")).collect()
}

fn page(head: &str, body: &str) -> String {
    format!("<!doctype html><html><head><title>The bridge</title>{head}</head><body>{body}</body></html>")
}

fn shown(article: &Article) -> Vec<&str> {
    article.blocks.iter().map(|b| b.span.of(&article.text)).collect()
}

/// Wraps words into lines, as mail programs do.
fn wrapped(words: &str) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in words.split(' ') {
        let width = word.chars().count();
        if column > 0 && column + 1 + width > 72 {
            out.push('\n');
            column = 0;
        }
        if column > 0 {
            out.push(' ');
        }
        column += width + usize::from(column > 0);
        out.push_str(word);
    }
    out
}

// ---- packed, encoded

#[cfg(feature = "net")]
#[test]
fn a_packed_file_is_what_is_in_it() {
    let gzip = |bytes: &[u8]| {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    };
    let text = WORDS.map(wrapped).join("\n\n");
    assert_eq!(shown(&read("notes.txt.gz", gzip(text.as_bytes()))), WORDS);
    let marked = read("notes.md.gz", gzip(b"# The *bridge*\n\nWords."));
    assert_eq!((marked.title.as_deref(), marked.text.as_str()), (Some("The bridge"), "The bridge\n\nWords."));
    let html = page("", &format!("<article>{}</article>", paragraphs(&WORDS)));
    assert_eq!(shown(&read("page", gzip(html.as_bytes()))), WORDS);
    // A compressed archive stays an archive.
    let tar = [b"a.txt".as_slice(), &[0; 95], b"0000644\0", &[0; 404]].concat();
    assert!(matches!(from_bytes("a.tar.gz", gzip(&tar)), Err(IngestError::Binary { .. })));
}

#[test]
fn encodings_that_nothing_names_are_read() {
    let text = WORDS.join("\n");
    let wide = |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    let widest = ['\u{feff}'].into_iter().chain(text.chars()).flat_map(|c| u32::from(c).to_le_bytes());
    for bytes in [wide(u16::to_le_bytes), wide(u16::to_be_bytes), widest.collect()] {
        assert_eq!(shown(&read("a.txt", bytes)), WORDS);
    }
    // Text from an old Mac.
    let (mac, _, lossy) = encoding_rs::WINDOWS_1252.encode("Òthe bridge,Ó she said, Òisn’t safe.Ó");
    assert!(!lossy);
    let mac: Vec<u8> = mac.iter().map(|b| if *b == 0x92 { 0xd5 } else { *b }).collect();
    assert_eq!(read("a.txt", mac).text, "“the bridge,” she said, “isn’t safe.”");
    // A page in UTF-16 without a byte order mark is a page.
    let html: Vec<u8> = page("", &paragraphs(&WORDS)).encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(shown(&read("-", html)), WORDS);
    // Õ is a letter here, not a quotation mark.
    let (portuguese, ..) = encoding_rs::WINDOWS_1252.encode("As opiniões e as questões, AS OPINIÕES E AS QUESTÕES");
    assert!(read("a.txt", portuguese.into_owned()).text.contains("OPINIÕES"));
}

// ---- messages

fn message(n: usize) -> String {
    format!(
        "From mara@example.org Tue Feb  6 23:3{n}:00 2024\nFrom: Mara Lindqvist <mara@example.org>\nSubject: Boats {n}\n\
         Date: Tue, 6 Feb 2024 23:3{n}:00 +0100\nMessage-ID: <{n}@example.org>\n\n{}\n\n>From the quay it looks different.\n\n\
         From now on 3 boats go at 12:30, not in 2025.\n\n",
        wrapped(WORDS[n])
    )
}

#[test]
fn a_mailbox_is_its_messages() {
    let mailbox: String = (0..3).map(message).collect();
    let article = read("box.mbox", mailbox.clone());
    assert!(article.several);
    let titles: Vec<String> = article.sections().into_iter().map(|s| s.title).collect();
    assert_eq!(titles.len(), 3);
    assert_eq!(titles[1], "Boats 1 · Mara Lindqvist · 2024-02-06");
    assert_eq!(article.parts.len(), 3);
    for (n, part) in article.parts.iter().enumerate() {
        assert_eq!(part.title, Some(format!("Boats {n}")));
        let words = shown(part);
        assert_eq!(words[..2], [WORDS[n], "From the quay it looks different."], "the mark is gone");
        assert!(words[2].starts_with("From now on"), "no new message begins there");
    }
    let hints = Hints { entry: Some(2), ..Hints::default() };
    let second = from_bytes_with("box.mbox", mailbox.into_bytes(), &hints).unwrap();
    assert_eq!(second.title.as_deref(), Some("Boats 1"));
    let hints = Hints { entry: Some(4), ..hints };
    let mailbox: String = (0..3).map(message).collect();
    assert!(from_bytes_with("box.mbox", mailbox.into_bytes(), &hints).unwrap_err().to_string().contains("there are 3"));
    // A mailbox of one message is a single article.
    let one = read("box.mbox", message(0));
    assert!(!one.several && one.parts.is_empty() && one.title.as_deref() == Some("Boats 0"));
    let hints = Hints { entry: Some(1), ..Hints::default() };
    assert!(from_bytes_with("a.eml", message(0).into_bytes(), &hints).is_err());
}

#[test]
fn what_is_forwarded_below_a_line_is_quoted() {
    let letter = format!(
        "From: Tomas Okafor <t@example.org>\nTo: jo@courier.example\nSubject: Re: Boats\nMessage-ID: <8@x>\n\n{}\n\nBest,\nTomas\n\n\
         -----Original Message-----\nFrom: Jo Hale\nSent: Monday\nSubject: Boats\n\n{}\n",
        wrapped(WORDS[1]),
        wrapped(WORDS[2])
    );
    let article = read("reply.eml", letter);
    let found: Vec<(u8, bool, &str)> =
        article.blocks.iter().map(|b| (b.quote_depth, b.kind.is_prose(), b.span.of(&article.text))).collect();
    assert_eq!(
        found,
        [
            (0, true, WORDS[1]),
            (0, true, "Best,"),
            (0, true, "Tomas"),
            (1, false, "From: Jo Hale"),
            (1, false, "Sent: Monday"),
            (1, false, "Subject: Boats"),
            (1, true, WORDS[2]),
        ]
    );
}

#[test]
fn a_message_in_the_archive_of_a_list_is_prose() {
    let body = format!(
        "<h1>[Bridge] Footings</h1><b>Mara Lindqvist</b><br><ul><li>Previous message: <a href=0.html>Boats</a></ul><hr>\
         <pre>On Mon, Tomas Okafor wrote:\n&gt;<i> Nobody has shown me the figures, and until somebody does I call\n</i>&gt;<i> \
         it a postcard.\n</i>\n{}\n\n{}\n\n-- \nMara\n</pre><hr>",
        wrapped(WORDS[0]),
        wrapped(WORDS[3])
    );
    let article = read("msg.html", page("", &body));
    let prose: Vec<(u8, &str)> = article
        .blocks
        .iter()
        .filter(|b| b.kind.is_prose())
        .map(|b| (b.quote_depth, b.span.of(&article.text)))
        .collect();
    let quoted = "Nobody has shown me the figures, and until somebody does I call it a postcard.";
    assert_eq!(prose, [(0, "On Mon, Tomas Okafor wrote:"), (1, quoted), (0, WORDS[0]), (0, WORDS[3])]);
    // Code stays code, even if it is most of the page.
    let code = "fn main() {\n    let bridge = open();\n    for boat in boats() {\n        boat.leave();\n    }\n}\n"
        .repeat(20);
    let article = read("code.html", page("", &format!("<article><p>{}</p><pre>{code}</pre></article>", WORDS[0])));
    assert!(
        article
            .blocks
            .iter()
            .any(|b| matches!(b.kind, BlockKind::Code { .. }) && b.span.of(&article.text).contains("{\n    let"))
    );
}

// ---- pages

#[test]
fn pages_made_for_telephones_are_read() {
    let body = format!(
        "<amp-sidebar><ul><li><a href=/>Home</a></ul></amp-sidebar><amp-consent><div>We value your privacy.</div></amp-consent>\
         <article><h1>The bridge</h1>{}<amp-ad><div placeholder>Loading the advertisement</div></amp-ad>{}\
         <amp-list><template><p>{{{{title}}}}</p></template></amp-list></article>",
        paragraphs(&WORDS[..2]),
        paragraphs(&WORDS[2..])
    );
    assert_eq!(shown(&read("a.html", page("", &body))), WORDS);
}

#[test]
fn encyclopedias_lose_their_tools() {
    let body = format!(
        "<div id=content class=mw-body><h1>The bridge</h1><div id=siteSub class=noprint>From the free encyclopedia</div>\
         <div role=note class='hatnote navigation-not-searchable'>This article is about the bridge. For the bay, see elsewhere.</div>\
         <p>{}<sup class=reference><a href=#cite_note-1>[1]</a></sup></p>\
         <div class=mw-heading><h2>History</h2><span class=mw-editsection>[<a href=e>edit</a>]</span></div>{}\
         <div role=navigation class=navbox><table><tr><th>Bridges</th></tr></table></div></div>",
        WORDS[0],
        paragraphs(&WORDS[1..])
    );
    let first = format!("{}[1]", WORDS[0]);
    assert_eq!(shown(&read("a.html", page("", &body))), [first.as_str(), "History", WORDS[1], WORDS[2], WORDS[3]]);
}

#[test]
fn an_interview_in_terms_and_definitions_says_who_speaks() {
    let body = "<main><h1>Eleven months</h1><dl><dt>Courier:</dt><dd>Why will it take eleven months to mend a bridge?</dd>\
        <dt><b>Lindqvist:</b></dt><dd><p>Because the piers have to dry before anybody can pour concrete.</p><p>And nothing dries here in spring.</p></dd>\
        <dt>Courier:</dt><dt>Pier</dt><dd>What a bridge stands on, in the water or beside it.</dd></dl></main>";
    let article = read("a.html", page("", body));
    assert_eq!(
        shown(&article),
        [
            "Courier: Why will it take eleven months to mend a bridge?",
            "Lindqvist: Because the piers have to dry before anybody can pour concrete.",
            "And nothing dries here in spring.",
            "Courier:",
            "Pier",
            "What a bridge stands on, in the water or beside it.",
        ]
    );
    let name = &article.blocks[1].inlines[0];
    assert_eq!((name.span.of(&article.text), &name.style), ("Lindqvist:", &InlineStyle::Strong));
}

#[test]
fn a_page_that_is_not_free_says_so() {
    let json = r#"<script type="application/ld+json">{"@type":"NewsArticle","headline":"The bridge","isAccessibleForFree":"False"}</script>"#;
    let wall = "<div class=paywall><h3>Subscribe to continue reading</h3><p>Already a subscriber? <a href=/l>Log in</a></p></div>";
    let stub = read("a.html", page(json, &format!("<article>{}{wall}</article>", paragraphs(&WORDS[..1]))));
    assert_eq!(shown(&stub), WORDS[..1]);
    assert!(stub.notices[0].contains("not free"), "{:?}", stub.notices);
    // The same page, saved by a subscriber, is complete.
    let whole = read("a.html", page(json, &format!("<article>{}</article>", paragraphs(&WORDS).repeat(4))));
    assert!(whole.notices.is_empty());
}

#[test]
fn a_page_that_only_a_script_fills_says_so() {
    let empty =
        page("<script src=a.js></script>", "<div id=root></div><noscript>You need to enable JavaScript.</noscript>");
    let error = from_bytes("app.html", empty.into_bytes()).unwrap_err();
    assert!(matches!(error, IngestError::Scripted { .. }) && error.to_string().contains("save it there"), "{error}");
    assert!(matches!(from_bytes("a.html", page("", "").into_bytes()), Err(IngestError::Empty { .. })));
}

#[test]
fn what_only_has_pictures_says_so() {
    let picture = page("", "<p><a href=/buy><img src=a.gif></a></p>");
    let head = "From: Ada <ada@example.org>\nSubject: Look\nDate: Mon, 4 Mar 2024 10:00:00 +0000\nContent-Type: ";
    let message = format!("{head}text/html\n\n{picture}");
    let attached = format!("{head}image/gif\nContent-Transfer-Encoding: base64\n\nR0lGODlhAQABAAAAACw=\n");
    for (name, bytes) in [("a.html", &picture), ("a.eml", &message), ("b.eml", &attached)] {
        let error = from_bytes(name, bytes.clone().into_bytes()).unwrap_err();
        assert!(matches!(error, IngestError::Pictures { .. }), "{name}: {error}");
    }
    let blank = format!("{head}text/html\n\n{}", page("", "<p> </p>"));
    assert!(matches!(from_bytes("a.eml", blank.into_bytes()), Err(IngestError::Empty { .. })));
    // The alternative text of an image counts as text.
    let described = page("", "<p><img src=a.gif alt='The mill at night, seen from the bridge.'></p>");
    assert!(from_bytes("a.eml", format!("{head}text/html\n\n{described}").into_bytes()).is_ok());
}

// ---- feeds

#[test]
fn a_list_of_feeds_leads_to_them() {
    let opml = r#"<?xml version="1.0"?><opml version="2.0"><head><title>My feeds</title></head><body><outline text="News">
        <outline type="rss" text="The Bay &amp; Courier" xmlUrl="https://courier.example/feed"/><outline text="Bad" xmlUrl="javascript:x"/>
        </outline></body></opml>"#;
    let article = read("feeds.opml", opml);
    assert_eq!(article.title.as_deref(), Some("My feeds"));
    assert_eq!(shown(&article), ["News", "The Bay & Courier", "Bad"]);
    assert_eq!(article.blocks[1].inlines[0].style, InlineStyle::Link("https://courier.example/feed".to_owned()));
    assert!(article.blocks[2].inlines.is_empty());
    assert!(from_bytes("a.opml", b"<opml><body/></opml>".to_vec()).unwrap_err().to_string().contains("no feeds"));
}

#[test]
fn entries_lead_to_whole_addresses() {
    let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>Bay</title><id>x</id><updated>2024-02-07T00:00:00Z</updated>
        <link href="https://pier.example/blog/"/><entry><id>1</id><link href="/1"/><content>A note that has no title but says a good deal about the boats of the bay.</content></entry>
        <entry><id>2</id><title>Two</title><link href="2"/></entry></feed>"#;
    let article = read("atom.xml", atom);
    let addresses: Vec<Option<&str>> = article.parts.iter().map(|part| part.url.as_deref()).collect();
    assert_eq!(addresses, [Some("https://pier.example/1"), Some("https://pier.example/blog/2")]);
    assert_eq!(article.parts[0].title.as_deref(), Some("A note that has no title but says a good deal about the…"));
}

// ---- plain text, Markdown

#[test]
fn a_book_of_project_gutenberg_is_the_book() {
    let text = WORDS.map(wrapped).join("\n\n");
    let book = format!(
        "The Project Gutenberg eBook of The Bridge\n\nThis eBook is for the use of anyone anywhere.\n\nTitle: The Bridge\n\nAuthor: Jo Hale\n\n\
         *** START OF THE PROJECT GUTENBERG EBOOK THE BRIDGE ***\n\n\nCHAPTER I.\n\n{text}\n\nCHAPTER II.\n\n{text}\n\n\
         *** END OF THE PROJECT GUTENBERG EBOOK THE BRIDGE ***\n\nUpdated editions will replace the previous one.\n"
    );
    let article = read("bridge.txt", book);
    assert_eq!((article.title.as_deref(), article.byline.as_deref()), (Some("The Bridge"), Some("Jo Hale")));
    let titles: Vec<String> = article.sections().into_iter().map(|s| s.title).collect();
    assert_eq!(titles, ["CHAPTER I.", "CHAPTER II."]);
    assert_eq!(shown(&article)[1..5], WORDS);
    assert!(article.text.starts_with("CHAPTER I.") && !article.text.contains("GUTENBERG"));
    assert!(article.notices.iter().any(|notice| notice.contains("Gutenberg")));
}

#[test]
fn what_markdown_programs_add_is_understood() {
    let source = "---\ntitle: The bridge\nauthor:\n  - Jo Hale\n  - name: \"Ann Ode\"\ndate: 2024-02-06\n---\n\n> [!WARNING]\n> It closes.\n\n\
        Pier\n: What a bridge stands on.\n\nSee [[Some page|the page]] and [[Other]].\n";
    let article = from_bytes_as("a.md", source.into(), Some(Format::Markdown)).unwrap();
    assert_eq!(article.byline.as_deref(), Some("Jo Hale, Ann Ode"));
    assert_eq!(article.date.as_deref(), Some("2024-02-06"));
    assert_eq!(
        shown(&article),
        ["Warning", "It closes.", "Pier", "What a bridge stands on.", "See the page and Other."]
    );
    assert!(article.blocks[4].inlines.is_empty(), "it leads nowhere from here");
}
