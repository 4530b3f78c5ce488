//! Tests articles from the web: the real program against a server on the loopback interface.

#![cfg(feature = "net")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use assert_cmd::Command;

const PAGE: &str = r#"<!doctype html><html><head><meta charset="utf-8"><title>The last ferry | The Quay</title>
<meta property="og:site_name" content="The Quay">
<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "NewsArticle",
"headline": "The last ferry", "datePublished": "2023-03-15T10:00:00Z", "author": [{"@type": "Person", "name": "Jane Doe"},
{"name": "Ali Roe"}]}]}</script><style>p { color: red }</style></head>
<body class="single has-sidebar"><header><nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav></header>
<div id="cookie-banner"><p>We use cookies to make this site work. Accept them all, or choose some of them.</p></div>
<article><h1>The last ferry</h1><p class="byline">By <a rel="author" href="/jane">Jane Doe</a></p>
<p>The ferry was late again, and the queue on the quay ran back past the market and up the hill to the church.</p>
<p>“We have <a href="/asked">asked for</a> a <em>second</em> boat for eleven years,” said Mara Lind, the harbour master.</p>
<div class="newsletter-signup"><p>Get our newsletter, every morning, with everything that happens on the quay.</p></div>
<p><a href="/other">Read more: the first boat of the year has been cancelled once again</a></p>
<blockquote><p>“Nobody answers,” the minister wrote to the town in a letter that was read out aloud on Monday.</p></blockquote>
<figure><img src="x.jpg" alt="boat"><figcaption>The quay on Monday morning.</figcaption></figure>
<p>Nobody in the queue seemed surprised, and most of them had brought a book to read.</p></article>
<section id="comments"><p>First! I think that the ferry is a disgrace to all of us, said nobody ever.</p></section>
<footer><p>© The Quay</p></footer><script>document.write("never");</script></body></html>"#;

/// Starts a server; `answer` gets the requested path and writes the response.
fn serve(answer: impl Fn(&str, &mut TcpStream) + Send + Sync + 'static) -> String {
    serve_requests(move |request, stream| answer(request.split(' ').nth(1).unwrap_or("/"), stream))
}

/// Starts a server; `answer` gets the whole head of the request.
fn serve_requests(answer: impl Fn(&str, &mut TcpStream) + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut request = Vec::new();
            let mut chunk = [0; 1024];
            while !request.windows(4).any(|w| w == b"\r\n\r\n") {
                match stream.read(&mut chunk) {
                    Ok(0) | Err(_) => break,
                    Ok(read) => request.extend(&chunk[..read]),
                }
                // The start of a TLS handshake, which this server does not support.
                if request.starts_with(&[0x16]) {
                    break;
                }
            }
            answer(&String::from_utf8_lossy(&request), &mut stream);
        }
    });
    address
}

fn respond(stream: &mut TcpStream, status: &str, headers: &str, body: &[u8]) {
    let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
}

const HTML: &str = "Content-Type: text/html\r\n";

struct Outcome {
    code: i32,
    out: String,
    err: String,
}

fn run(args: &[&str]) -> Outcome {
    let output = Command::cargo_bin("pullquote")
        .unwrap()
        .args(args)
        .env_remove("HTTP_PROXY")
        .env_remove("http_proxy")
        .env_remove("HTTPS_PROXY")
        .env_remove("https_proxy")
        .env_remove("ALL_PROXY")
        .env_remove("all_proxy")
        .output()
        .unwrap();
    Outcome {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn text(address: &str) -> String {
    let outcome = run(&["text", address]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""), "{address}");
    outcome.out
}

/// Asserts that the error is one line that begins with the address and contains this text.
fn fails(address: &str, says: &str) {
    let outcome = run(&["text", address]);
    assert_eq!(outcome.code, 1, "{address}: {} {}", outcome.out, outcome.err);
    assert_eq!(outcome.out, "");
    assert!(outcome.err.starts_with(&format!("pullquote: {address}: ")), "{}", outcome.err);
    assert!(outcome.err.contains(says) && outcome.err.lines().count() == 1, "{}", outcome.err);
}

#[test]
fn a_page_becomes_a_clean_article() {
    let site = serve(|_, stream| respond(stream, "200 OK", HTML, PAGE.as_bytes()));
    let article = text(&format!("{site}/news/ferry.html"));
    assert_eq!(
        article.trim_end().split("\n\n").collect::<Vec<_>>(),
        [
            "The ferry was late again, and the queue on the quay ran back past the market and up the hill to the church.",
            "“We have asked for a second boat for eleven years,” said Mara Lind, the harbour master.",
            "“Nobody answers,” the minister wrote to the town in a letter that was read out aloud on Monday.",
            "The quay on Monday morning.",
            "Nobody in the queue seemed surprised, and most of them had brought a book to read.",
        ]
    );
    let annotated = run(&["annotate", &format!("{site}/news/ferry.html")]);
    let annotated: serde_json::Value = serde_json::from_str(&annotated.out).unwrap();
    assert_eq!(annotated["title"], "The last ferry");
    let names: Vec<&str> = annotated["people"].as_array().unwrap().iter().filter_map(|p| p["name"].as_str()).collect();
    assert!(names.contains(&"Mara Lind") && !names.contains(&"Jane Doe"), "{names:?}");
}

#[test]
fn what_a_page_says_about_itself_is_kept() {
    let article = pullquote::ingest::from_html("t", PAGE, Some("https://quay.example/news/ferry.html"));
    assert_eq!(article.title.as_deref(), Some("The last ferry"));
    assert_eq!(article.byline.as_deref(), Some("Jane Doe and Ali Roe"));
    assert_eq!(article.date.as_deref(), Some("2023-03-15"));
    assert_eq!(article.site.as_deref(), Some("The Quay"));
    assert_eq!(article.url.as_deref(), Some("https://quay.example/news/ferry.html"));
    let links: Vec<String> = article.blocks.iter().flat_map(|b| &b.inlines).map(|i| format!("{:?}", i.style)).collect();
    assert!(links.iter().any(|l| l.contains("https://quay.example/asked")), "{links:?}");
}

#[test]
fn redirects_are_followed_to_the_end_and_no_further() {
    let site = serve(|path, stream| match path {
        "/old" => respond(stream, "301 Moved Permanently", "Location: /new\r\n", b""),
        "/new" => respond(stream, "307 Temporary Redirect", "Location: page\r\n", b""),
        "/circle" => respond(stream, "302 Found", "Location: /circle2\r\n", b""),
        "/circle2" => respond(stream, "302 Found", "Location: /circle\r\n", b""),
        "/file" => respond(stream, "302 Found", "Location: file:///etc/passwd\r\n", b""),
        "/page" => respond(stream, "200 OK", HTML, PAGE.as_bytes()),
        _ => {
            let next = format!("Location: /{}x\r\n", &path[1..]);
            respond(stream, "302 Found", &next, b"");
        }
    });
    assert!(text(&format!("{site}/old")).contains("Mara Lind"));
    let article = pullquote::ingest::read(format!("{site}/old").as_ref(), None).unwrap();
    assert_eq!(article.source, format!("{site}/page"), "known by where it was found");
    fails(&format!("{site}/circle"), "redirect loop");
    fails(&format!("{site}/for-ever"), "more than 10 times");
    fails(&format!("{site}/file"), "only http and https");
}

#[test]
fn nobody_is_led_into_a_private_network() {
    let inside =
        serve(|_, stream| respond(stream, "200 OK", HTML, b"<p>A secret that no page on the web may lead to.</p>"));
    let port = inside.rsplit(':').next().unwrap().to_owned();
    let targets = [inside.clone(), format!("http://localhost:{port}/"), format!("http://[::ffff:127.0.0.1]:{port}/")];
    let site = serve(move |path, stream| {
        let target = &targets[path.trim_start_matches('/').parse::<usize>().unwrap()];
        respond(stream, "302 Found", &format!("Location: {target}\r\n"), b"");
    });
    for n in 0..3 {
        fails(&format!("{site}/{n}"), "in a private network");
    }
    // A private address that is given directly is allowed.
    assert!(text(&format!("http://localhost:{port}/")).contains("A secret"));
}

#[test]
fn what_servers_refuse_is_said() {
    let site = serve(|path, stream| {
        let status = match path {
            "/404" => "404 Not Found",
            "/403" => "403 Forbidden",
            "/429" => "429 Too Many Requests",
            _ => "500 Internal Server Error",
        };
        respond(stream, status, HTML, PAGE.as_bytes());
    });
    fails(&format!("{site}/404"), "answers 404 Not Found; check the address");
    fails(&format!("{site}/403"), "answers 403 Forbidden; log in with a browser");
    fails(&format!("{site}/429"), "too many requests");
    fails(&format!("{site}/500"), "answers 500 Internal Server Error; try again later");
}

#[test]
fn servers_that_do_not_answer_or_do_not_exist() {
    let gone = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", gone.local_addr().unwrap());
    drop(gone);
    fails(&address, "no server answers at 127.0.0.1");
    fails("http://no-such-host.invalid/", "the host no-such-host.invalid was not found (DNS)");
    fails("http://[half/", "is not a valid address");
    let mute = serve(|_, _| ());
    fails(&format!("{mute}/"), "without an answer");
    let babble = serve(|_, stream| drop(stream.write_all(b"SSH-2.0-OpenSSH_9.9\r\n")));
    fails(&format!("{babble}/"), "does not speak HTTP");
}

#[test]
fn a_connection_that_is_not_secure_is_none() {
    let plain = serve(|_, stream| drop(stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\nthis is no TLS")));
    fails(&plain.replace("http:", "https:"), "no secure connection to 127.0.0.1 (TLS)");
}

#[test]
fn lengths_that_are_lies() {
    let site = serve(|path, stream| {
        let length = match path {
            "/long" => 1_000_000,
            "/huge" => 4_000_000_000_u64,
            _ => 400,
        };
        let head = format!("HTTP/1.1 200 OK\r\n{HTML}Content-Length: {length}\r\nConnection: close\r\n\r\n");
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(PAGE.as_bytes()));
    });
    fails(&format!("{site}/long"), "is incomplete");
    fails(&format!("{site}/huge"), "limit of 20 MB");
    // The declared length is too short: the text up to it is used.
    assert_eq!(run(&["text", &format!("{site}/short")]).err.lines().count(), 1);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Encodes Brotli without compression: one block of plain bytes, and the end.
fn brotli(bytes: &[u8]) -> Vec<u8> {
    let head = u32::try_from(bytes.len() - 1).unwrap() << 4 | 1 << 20;
    [&head.to_le_bytes()[..3], bytes, &[3]].concat()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

#[test]
fn packed_pages_are_unpacked_and_bombs_are_not() {
    let bomb = gzip(&vec![b' '; 64 << 20]);
    let twice = gzip(&gzip(PAGE.as_bytes()));
    assert!(bomb.len() < 1 << 20);
    let site = serve(move |path, stream| {
        let (encoding, body) = match path {
            "/gzip" => ("gzip", gzip(PAGE.as_bytes())),
            "/twice" => ("gzip, gzip", twice.clone()),
            "/bomb" => ("gzip", bomb.clone()),
            "/broken" => ("gzip", gzip(PAGE.as_bytes())[..200].to_vec()),
            "/brotli" => ("br", brotli(PAGE.as_bytes())),
            "/zstd" => ("zstd", zstd(PAGE.as_bytes())),
            "/no-brotli" => ("br", b"\x0b\x05\x80not brotli".to_vec()),
            "/no-zstd" => ("zstd", b"this is not Zstandard".to_vec()),
            "/zstd-bomb" => ("zstd", zstd(&vec![b' '; 64 << 20])),
            "/deep" => ("gzip, gzip, gzip", b"x".to_vec()),
            _ => ("lzma", b"x".to_vec()),
        };
        respond(stream, "200 OK", &format!("{HTML}Content-Encoding: {encoding}\r\n"), &body);
    });
    assert!(text(&format!("{site}/gzip")).contains("Mara Lind"));
    assert!(text(&format!("{site}/twice")).contains("Mara Lind"));
    assert!(text(&format!("{site}/brotli")).contains("Mara Lind"));
    assert!(text(&format!("{site}/zstd")).contains("Mara Lind"));
    fails(&format!("{site}/zstd-bomb"), "limit of 20 MB");
    fails(&format!("{site}/bomb"), "limit of 20 MB");
    fails(&format!("{site}/broken"), "is incomplete");
    fails(&format!("{site}/no-zstd"), "is incomplete");
    fails(&format!("{site}/no-brotli"), "is incomplete");
    fails(&format!("{site}/deep"), "unsupported compression");
    fails(&format!("{site}/other"), "unsupported compression (lzma)");
}

#[test]
fn the_type_tells_the_kind_and_the_wrong_ones_are_refused() {
    let site = serve(|path, stream| match path {
        "/plain" => respond(
            stream,
            "200 OK",
            "Content-Type: text/plain\r\n",
            b"*Plain* words of a text, and <b>nothing</b> else.",
        ),
        "/picture" => respond(stream, "200 OK", "Content-Type: image/png\r\n", b"\x89PNG"),
        "/video" => respond(stream, "200 OK", "Content-Type: video/mp4; x=y\r\n", b"x"),
        "/piece" => respond(stream, "200 OK", HTML, b"<p>A piece of a page &amp; <i>nothing</i> else.</p>"),
        _ => respond(stream, "200 OK", "", b""),
    });
    assert_eq!(text(&format!("{site}/plain")).trim(), "*Plain* words of a text, and <b>nothing</b> else.");
    assert_eq!(text(&format!("{site}/piece")).trim(), "A piece of a page & nothing else.");
    fails(&format!("{site}/picture"), "is a picture (image/png), not an article");
    fails(&format!("{site}/video"), "is video (video/mp4)");
    fails(&format!("{site}/empty"), "has no text");
}

#[test]
fn every_encoding_is_read() {
    let latin = |s: &str| encoding_rs::WINDOWS_1252.encode(s).0.into_owned();
    let site = serve(move |path, stream| {
        let (kind, body) = match path {
            "/header" => (
                "text/html; charset=windows-1251",
                encoding_rs::WINDOWS_1251.encode("<p>Паром снова опоздал, и очередь была длинной.</p>").0.into_owned(),
            ),
            "/meta" => ("text/html", latin("<meta charset=iso-8859-1><p>Straße und Grüße für alle.</p>")),
            "/lie" => ("text/html; charset=iso-8859-1", "<p>Straße und Grüße für alle.</p>".as_bytes().to_vec()),
            _ => ("text/plain", latin("Die Straße und viele Grüße aus München, für alle, die es hören möchten.")),
        };
        respond(stream, "200 OK", &format!("Content-Type: {kind}\r\n"), &body);
    });
    assert!(text(&format!("{site}/header")).contains("Паром снова опоздал"));
    assert!(text(&format!("{site}/meta")).contains("Straße und Grüße"));
    assert!(text(&format!("{site}/lie")).contains("Straße und Grüße"));
    let guessed = run(&["text", &format!("{site}/guess")]);
    assert!(guessed.out.contains("Straße und viele Grüße"), "{}", guessed.out);
    assert!(guessed.err.contains("windows-1252, which was guessed"), "{}", guessed.err);
}

#[test]
fn a_saved_page_opens_with_everything_in_it() {
    let page = PAGE.replace('=', "=3D").replace('“', "=E2=80=9C").replace('”', "=E2=80=9D");
    let saved = format!(
        "From: <Saved by a browser>\r\nSnapshot-Content-Location: https://quay.example/ferry\r\nSubject: The last ferry\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----edge\"\r\n\r\n\
         ------edge\r\nContent-Type: text/html\r\nContent-Location: https://quay.example/frame\r\n\r\n<p>A frame with an advertisement in it.</p>\r\n\
         ------edge\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\
         Content-Location: https://quay.example/ferry\r\n\r\n{page}\r\n------edge--\r\n"
    );
    let article = pullquote::ingest::from_bytes("ferry.mhtml", saved.into_bytes()).unwrap();
    assert!(article.text.contains("“We have asked for a second boat"), "{}", article.text);
    assert!(!article.text.contains("advertisement"));
    assert_eq!(article.title.as_deref(), Some("The last ferry"));
    assert_eq!(article.url.as_deref(), Some("https://quay.example/ferry"));
}

/// A feed with one whole article, and one of which it has only the beginning.
fn feed(site: &str) -> String {
    let long = "The quay was crowded with people who had come to see the boat. ".repeat(10);
    format!(
        "<rss version=\"2.0\"><channel><title>The Quay</title>\
         <item><title>The last ferry</title><link>{site}/ferry</link><pubDate>Wed, 15 Mar 2023 10:00:00 GMT</pubDate>\
         <description>The ferry was late again.</description></item>\
         <item><title>A crowd</title><link>{site}/crowd</link><description>“It sails at noon,” said Mara Lind. {long}\
         </description></item></channel></rss>"
    )
}

#[test]
fn a_feed_is_followed_with_conditional_requests_and_nothing_else_is_fetched() {
    use std::sync::{Arc, Mutex};
    let asked = Arc::new(Mutex::new(Vec::<String>::new()));
    let log = Arc::clone(&asked);
    let site = serve_requests(move |request, stream| {
        let path = request.split(' ').nth(1).unwrap_or("/").to_owned();
        let host = request.lines().find_map(|line| line.strip_prefix("host: ").or(line.strip_prefix("Host: ")));
        let site = format!("http://{}", host.unwrap_or_default().trim());
        let same = request.to_ascii_lowercase().contains("if-none-match: \"one\"");
        log.lock().unwrap().push(format!("{path}{}", if same { " if changed" } else { "" }));
        match path.as_str() {
            "/feed" if same => respond(stream, "304 Not Modified", "", b""),
            "/feed" => {
                let headers = "Content-Type: application/rss+xml\r\nETag: \"one\"\r\n";
                respond(stream, "200 OK", headers, feed(&site).as_bytes());
            }
            "/ferry" => respond(stream, "200 OK", HTML, PAGE.as_bytes()),
            _ => respond(stream, "404 Not Found", HTML, b"<p>nothing</p>"),
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("library.db").to_string_lossy().into_owned();
    let pullquote = |args: &[&str]| run(&[args, &["--library", &library]].concat());
    let feed = format!("{site}/feed");
    let followed = pullquote(&["follow", &feed]);
    assert_eq!((followed.code, followed.err.as_str()), (0, ""));
    assert_eq!(followed.out, "following The Quay: 2 unread articles\n");
    let again = pullquote(&["follow", "refresh"]);
    assert_eq!(again.out, "nothing new in 1 feed; 2 unread in the library\n", "{}", again.err);
    assert_eq!(*asked.lock().unwrap(), ["/feed", "/feed if changed"], "no article is fetched unasked");
    let listed = pullquote(&["library", "list", "unread", "quay"]);
    assert_eq!(listed.out.lines().count(), 2, "{}", listed.out);
    assert!(listed.out.contains("The last ferry") && listed.out.contains("· The Quay · 2023-03-15 · unread"));
    // The engine has run already.
    let said = pullquote(&["search", "by:lind"]);
    assert!(said.out.contains("It sails at noon"), "{}", said.out);
    let people = pullquote(&["people", "lind"]);
    assert!(people.out.starts_with("Mara Lind · 1 quote · 1 article\n"), "{}", people.out);
    // A feed that fails keeps its error, and the others are read.
    let wrong = pullquote(&["follow", &format!("{site}/none")]);
    assert_eq!((wrong.code, wrong.out.as_str()), (1, ""));
    let opml = folder.path().join("feeds.opml").to_string_lossy().into_owned();
    assert_eq!(pullquote(&["follow", "export", "-o", &opml]).code, 0);
    let moved = std::fs::read_to_string(&opml).unwrap().replace("/feed", "/gone");
    std::fs::write(&opml, moved).unwrap();
    let imported = pullquote(&["follow", "import", &opml]);
    assert!(imported.out.starts_with("following 1 new feed;"), "{} {}", imported.out, imported.err);
    let refreshed = pullquote(&["follow", "refresh"]);
    assert_eq!(refreshed.code, 1);
    assert!(refreshed.out.starts_with("nothing new in 2 feeds"), "{}", refreshed.out);
    let list = pullquote(&["follow", "list"]);
    assert!(list.out.contains("failed: ") && list.out.contains("404"), "{}", list.out);
    assert_eq!(pullquote(&["follow", "remove", &format!("{site}/gone")]).code, 0);
    // Beforehand, if asked.
    let other = folder.path().join("other.db").to_string_lossy().into_owned();
    assert_eq!(run(&["follow", &feed, "--library", &other]).code, 0);
    let count = asked.lock().unwrap().len();
    run(&["follow", "remove", &feed, "--library", &other]);
    run(&["follow", "refresh", "--fetch", "--library", &other]);
    assert_eq!(asked.lock().unwrap().len(), count, "a feed that is no longer followed is not fetched");
    let third = folder.path().join("third.db").to_string_lossy().into_owned();
    std::fs::write(folder.path().join("config.toml"), "fetch-beforehand = true\n").unwrap();
    let config = folder.path().join("config.toml").to_string_lossy().into_owned();
    let whole = run(&["follow", &feed, "--library", &third, "--config", &config]);
    assert_eq!(whole.code, 0, "{}", whole.err);
    let found = run(&["search", "eleven years", "--library", &third]);
    assert!(found.out.contains("second boat for eleven years"), "{}", found.out);
    let listed = run(&["library", "list", "unread", "--library", &third]);
    assert_eq!(listed.out.lines().count(), 2, "the part is hidden: {}", listed.out);
}
