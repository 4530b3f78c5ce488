//! Fetches an article from the web.
//!
//! ```text
//! address ─▶ check ─▶ resolve ─▶ connect ─▶ status, type ─▶ body ─▶ unpack ─▶ bytes
//!              ▲      private addresses        │ 3xx        20 MB    20 MB
//!              └────────────── refused ────────┘ at most 10
//! ```
//!
//! Everything is limited: total time, redirects, bytes before and after decompression. The connection uses the
//! checked IP address: name resolution inside the connector filters private ones.

use std::io::{self, Read};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::{Duration, Instant};

use ureq::config::Config;
use ureq::http::{Response, Uri, header};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body};
use url::{Host, Url};

use crate::ingest::IngestError;
use crate::text::one_line;

/// The limits for one article.
#[derive(Clone, Copy, Debug)]
struct Limits {
    time: Duration,
    bytes: u64,
    redirects: usize,
    /// Whether a picture is wanted, and not an article.
    picture: bool,
}

const LIMITS: Limits = Limits { time: Duration::from_secs(20), bytes: 20 << 20, redirects: 10, picture: false };

/// A fetched document.
#[derive(Debug)]
pub(in crate::ingest) struct Fetched {
    /// The final address, after redirects.
    pub(in crate::ingest) url: String,
    pub(in crate::ingest) bytes: Vec<u8>,
    pub(in crate::ingest) content_type: Option<String>,
    /// What the next conditional request repeats.
    pub(in crate::ingest) validators: Validators,
}

/// What a server said of a document's version; a conditional request repeats it (RFC 9110, 13.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// The header `ETag`.
    pub etag: Option<String>,
    /// The header `Last-Modified`.
    pub modified: Option<String>,
}

/// Fetches an article.
pub(in crate::ingest) fn get(address: &str) -> Result<Fetched, IngestError> {
    let fetched = get_within(address, LIMITS, &Validators::default());
    let fetched = fetched.and_then(|fetched| fetched.ok_or_else(|| refusal(304, Some("Not Modified"))));
    fetched.map_err(|reason| IngestError::Fetch { name: address.to_owned(), reason: one_line(&reason) })
}

/// Fetches a picture of at most `bytes`.
#[cfg(feature = "pictures")]
pub(in crate::ingest) fn picture(address: &str, bytes: u64) -> Result<Vec<u8>, String> {
    let limits = Limits { bytes, picture: true, ..LIMITS };
    let fetched = get_within(address, limits, &Validators::default()).map_err(|reason| one_line(&reason))?;
    Ok(fetched.map(|fetched| fetched.bytes).unwrap_or_default())
}

/// Fetches a document, unless it is still the version with these validators.
pub(in crate::ingest) fn get_if_changed(address: &str, known: &Validators) -> Result<Option<Fetched>, IngestError> {
    get_within(address, LIMITS, known)
        .map_err(|reason| IngestError::Fetch { name: address.to_owned(), reason: one_line(&reason) })
}

fn get_within(address: &str, limits: Limits, known: &Validators) -> Result<Option<Fetched>, String> {
    let mut url = Url::parse(address).map_err(|error| format!("is not a valid address: {error}"))?;
    let (agent, given) = (agent(&url), Given::of(&url));
    let deadline = Instant::now() + limits.time;
    let mut seen = vec![url.clone()];
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(too_slow(limits));
        }
        let mut request = agent.get(url.as_str());
        for (name, value) in [(header::IF_NONE_MATCH, &known.etag), (header::IF_MODIFIED_SINCE, &known.modified)] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        let request = request.config().timeout_global(Some(left)).build();
        let response = request.call().map_err(|error| explain(&error, &url, deadline, limits))?;
        let status = response.status();
        if status.as_u16() == 304 && *known != Validators::default() {
            return Ok(None);
        }
        if let Some(target) = redirect(&response) {
            let next = url.join(&target).map_err(|_| format!("redirects to an invalid address: {target}"))?;
            if !matches!(next.scheme(), "http" | "https") {
                return Err(format!("redirects to {next}, but only http and https addresses can be fetched"));
            }
            if seen.contains(&next) {
                return Err(format!(
                    "redirect loop: back to {next}; open the page in a browser, save it and open the file"
                ));
            }
            if seen.len() > limits.redirects {
                return Err(format!(
                    "redirects more than {} times; open the page in a browser, save it and open the file",
                    limits.redirects
                ));
            }
            // Refused here, because a proxy would bypass the resolver.
            if let Some(ip) = literal(&next).filter(|ip| !is_public(*ip))
                && !Given::of(&next).same(&given)
            {
                return Err(private(next.host_str().unwrap_or_default(), ip));
            }
            seen.push(next.clone());
            url = next;
            continue;
        }
        if status.is_redirection() {
            return Err(format!("the server answers {} without the address of the redirect", status.as_u16()));
        }
        if status.as_u16() == 206 {
            return Err(
                "the server sends only a part of the page (206): try again, or save the page and open the file"
                    .to_owned(),
            );
        }
        if !status.is_success() {
            return Err(refusal(status.as_u16(), status.canonical_reason()));
        }
        let content_type = text_of(&response, header::CONTENT_TYPE);
        if let Some(kind) = content_type.as_deref().filter(|_| !limits.picture).and_then(unreadable) {
            return Err(format!("is {kind}, not an article"));
        }
        let validators =
            Validators { etag: text_of(&response, header::ETAG), modified: text_of(&response, header::LAST_MODIFIED) };
        let bytes = body(response, limits).map_err(|problem| {
            if Instant::now() >= deadline || problem.is_slow() { too_slow(limits) } else { problem.text(limits) }
        })?;
        // User names and passwords are only for the server.
        let _ = url.set_username("").and_then(|()| url.set_password(None));
        return Ok(Some(Fetched { url: url.into(), bytes, content_type, validators }));
    }
}

fn agent(url: &Url) -> Agent {
    let config = Config::builder()
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .user_agent(concat!("Mozilla/5.0 (compatible; pullquote/", env!("CARGO_PKG_VERSION"), ")"))
        .accept("text/html,application/xhtml+xml,application/epub+zip,application/pdf,application/rss+xml,application/atom+xml,application/feed+json,text/*;q=0.9,*/*;q=0.5")
        .accept_encoding("gzip, br, zstd")
        .max_response_header_size(64 * 1024)
        .build();
    Agent::with_parts(
        config,
        DefaultConnector::default(),
        Guarded { inner: DefaultResolver::default(), given: Given::of(url) },
    )
}

/// The place in the address as given: it may be private.
#[derive(Debug)]
struct Given(Option<(String, Option<u16>)>);

impl Given {
    fn of(url: &Url) -> Self {
        let literal = match url.host() {
            Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            None => false,
        };
        Self(url.host_str().filter(|_| literal).map(|host| (host.to_owned(), url.port_or_known_default())))
    }

    fn same(&self, other: &Self) -> bool {
        self.0.is_some() && self.0 == other.0
    }

    fn is(&self, uri: &Uri) -> bool {
        let port = uri.port_u16().or(match uri.scheme_str() {
            Some("http") => Some(80),
            Some("https") => Some(443),
            _ => None,
        });
        self.0.as_ref().is_some_and(|(host, own)| uri.host() == Some(host.as_str()) && port == *own)
    }
}

/// Returns whether an address is literally of this machine or a private network. Host names are checked when they are
/// fetched.
pub(in crate::ingest) fn is_private(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| match url.host() {
        Some(Host::Ipv4(ip)) => !is_public(ip.into()),
        Some(Host::Ipv6(ip)) => !is_public(ip.into()),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => true,
    })
}

/// Resolves host names, and rejects private addresses that were not given literally.
#[derive(Debug)]
struct Guarded {
    inner: DefaultResolver,
    given: Given,
}

/// A host name resolves to a private address.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Private(IpAddr);

impl Resolver for Guarded {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let all = self.inner.resolve(uri, config, timeout)?;
        // A proxy set by the user may be anywhere, and resolves names itself; direct connections are checked here.
        let is_proxy = config.proxy().is_some_and(|proxy| is_same_place(proxy.uri(), uri));
        if self.given.is(uri) || is_proxy {
            return Ok(all);
        }
        let mut public = self.empty();
        for address in all.iter().filter(|a| is_public(a.ip())) {
            public.push(*address);
        }
        match all.first() {
            Some(first) if public.is_empty() => Err(io::Error::other(Private(first.ip())).into()),
            _ => Ok(public),
        }
    }
}

fn private(host: &str, ip: IpAddr) -> String {
    format!("{host} is in a private network ({ip}); to open it, give its address directly")
}

/// Returns the IP address in an address without a host name.
fn literal(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Ipv4(ip) => Some(ip.into()),
        Host::Ipv6(ip) => Some(ip.into()),
        Host::Domain(_) => None,
    }
}

fn is_same_place(one: &Uri, other: &Uri) -> bool {
    one.host() == other.host() && one.port_u16() == other.port_u16()
}

fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_multicast()
        || ip.is_documentation()
        || a == 0
        || a >= 240
        || (a == 100 && b & 0xc0 == 64)
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && b & 0xfe == 18))
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, c, d, e, f, g, h] = ip.segments();
    let embedded = |high: u16, low: u16| {
        let ([w, x], [y, z]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(w, x, y, z))
    };
    match (a, b) {
        // An IPv4 address in another form.
        (0, 0) if (c, d, e) == (0, 0, 0) && (f == 0xffff || f == 0) => f == 0xffff && embedded(g, h),
        (0, 0) if (c, d, e, f) == (0, 0, 0xffff, 0) => embedded(g, h),
        (0x64, 0xff9b) if (c, d, e, f) == (0, 0, 0, 0) => embedded(g, h),
        (0x2002, _) => embedded(b, c),
        // Teredo, non-routable keys, documentation.
        (0x2001, 0 | 0x10..=0x2f | 0xdb8) => false,
        (0x3fff, 0..=0xfff) => false,
        // Only routed addresses are public; all others stay inside a machine, a link or a site.
        _ => a & 0xe000 == 0x2000,
    }
}

/// Returns the target of a redirect.
fn redirect(response: &Response<Body>) -> Option<String> {
    let sends_on = matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308);
    text_of(response, header::LOCATION).filter(|_| sends_on)
}

fn text_of(response: &Response<Body>, name: header::HeaderName) -> Option<String> {
    let value = response.headers().get(name)?;
    Some(String::from_utf8_lossy(value.as_bytes()).trim().to_owned()).filter(|v| !v.is_empty())
}

/// Returns the noun for a content type that cannot be an article.
fn unreadable(content_type: &str) -> Option<String> {
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let family = kind.split('/').next().unwrap_or_default();
    match (family, kind.as_str()) {
        ("image", _) => Some(format!("a picture ({kind})")),
        ("audio" | "video" | "font" | "model", _) => Some(format!("{family} ({kind})")),
        (_, "application/zip" | "application/x-tar") => Some(format!("an archive ({kind})")),
        (_, "application/javascript" | "text/javascript" | "text/css" | "application/wasm") => Some(kind),
        _ => None,
    }
}

/// An error of reading a body.
#[derive(Debug)]
enum Problem {
    TooLarge,
    Encoding(String),
    Io(io::Error),
}

impl Problem {
    fn is_slow(&self) -> bool {
        matches!(self, Self::Io(error) if error.kind() == io::ErrorKind::TimedOut || is_timeout(error))
    }

    fn text(&self, limits: Limits) -> String {
        match self {
            Self::TooLarge => format!("is larger than the limit of {} MB", limits.bytes >> 20),
            Self::Encoding(name) => format!("has an unsupported compression ({name})"),
            Self::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                "is incomplete, because the connection ended too early; try again".to_owned()
            }
            Self::Io(error) => format!("is incomplete: {error}; try again"),
        }
    }
}

fn is_timeout(error: &io::Error) -> bool {
    error.get_ref().and_then(|e| e.downcast_ref::<ureq::Error>()).is_some_and(|e| matches!(e, ureq::Error::Timeout(_)))
}

/// Reads and decompresses the body; the limit applies to the bytes before and after decompression.
fn body(response: Response<Body>, limits: Limits) -> Result<Vec<u8>, Problem> {
    let stated = text_of(&response, header::CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    if stated.is_some_and(|length| length > limits.bytes) {
        return Err(Problem::TooLarge);
    }
    let packed = text_of(&response, header::CONTENT_ENCODING).unwrap_or_default().to_ascii_lowercase();
    let mut reader: Box<dyn Read> = Box::new(Counted { inner: response.into_body().into_reader(), left: limits.bytes });
    let layers: Vec<&str> = packed.split(',').map(str::trim).filter(|l| !l.is_empty() && *l != "identity").collect();
    if layers.len() > 2 {
        return Err(Problem::Encoding(packed.clone()));
    }
    for layer in layers.into_iter().rev() {
        reader = match layer {
            "gzip" | "x-gzip" => Box::new(flate2::read::MultiGzDecoder::new(reader)),
            "deflate" => Box::new(flate2::read::ZlibDecoder::new(reader)),
            "br" => Box::new(brotli_decompressor::Decompressor::new(reader, 16 * 1024)),
            "zstd" => {
                let decoder = ruzstd::decoding::StreamingDecoder::new_with_max_window_size(reader, 8 << 20);
                Box::new(decoder.map_err(|error| Problem::Io(io::Error::other(error.to_string())))?)
            }
            other => return Err(Problem::Encoding(other.to_owned())),
        };
    }
    let mut bytes = Vec::new();
    match reader.take(limits.bytes + 1).read_to_end(&mut bytes) {
        Ok(_) if bytes.len() as u64 > limits.bytes => Err(Problem::TooLarge),
        Ok(_) => Ok(bytes),
        Err(error) if error.get_ref().is_some_and(|e| e.is::<Full>()) => Err(Problem::TooLarge),
        Err(error) => Err(Problem::Io(error)),
    }
}

/// A reader that fails after a number of bytes.
struct Counted<R> {
    inner: R,
    left: u64,
}

/// The limit was exceeded.
#[derive(Debug, thiserror::Error)]
#[error("too large")]
struct Full;

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| io::Error::other(Full))?;
        Ok(read)
    }
}

fn too_slow(limits: Limits) -> String {
    format!("no complete answer within {} seconds; try again later", limits.time.as_secs().max(1))
}

fn refusal(status: u16, reason: Option<&str>) -> String {
    let advice = match status {
        401 | 403 | 407 | 451 => "; log in with a browser, save the page there and open the file",
        404 | 410 => "; check the address",
        429 => "; it received too many requests: try again later",
        500.. => "; try again later",
        _ => "",
    };
    format!("the server answers {status} {}{advice}", reason.unwrap_or("")).replace(" ;", ";")
}

/// Returns the message for an error before any answer.
fn explain(error: &ureq::Error, url: &Url, deadline: Instant, limits: Limits) -> String {
    let host = url.host_str().unwrap_or_default();
    match error {
        _ if Instant::now() >= deadline => too_slow(limits),
        ureq::Error::Timeout(_) => too_slow(limits),
        ureq::Error::HostNotFound => format!("the host {host} was not found (DNS); check the address"),
        ureq::Error::Tls(reason) => insecure(host, reason),
        ureq::Error::Rustls(reason) => insecure(host, &reason.to_string()),
        ureq::Error::LargeResponseHeader(..) => "the headers of the answer are too large".to_owned(),
        ureq::Error::Protocol(reason) => format!("the server does not speak HTTP: {reason}"),
        ureq::Error::Io(error) => {
            if let Some(Private(ip)) = error.get_ref().and_then(|e| e.downcast_ref::<Private>()) {
                return private(host, *ip);
            }
            let text = error.to_string();
            match error.kind() {
                io::ErrorKind::ConnectionRefused => {
                    format!("no server answers at {host}; check the address and the port")
                }
                io::ErrorKind::ConnectionReset | io::ErrorKind::UnexpectedEof | io::ErrorKind::BrokenPipe => {
                    format!("{host} closed the connection without an answer; try again later")
                }
                io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable => {
                    format!("{host} cannot be reached; check the network connection")
                }
                io::ErrorKind::TimedOut => too_slow(limits),
                // Errors of rustls have this kind.
                io::ErrorKind::InvalidData => insecure(host, &text),
                _ if text.contains("lookup") || text.contains("resolve") => {
                    format!("the host {host} was not found (DNS); check the address and the network connection")
                }
                _ => format!("cannot be fetched: {text}"),
            }
        }
        other => format!("cannot be fetched: {other}"),
    }
}

/// Returns the message for a failed TLS handshake. Certificate errors come with the type names of the TLS library.
fn insecure(host: &str, reason: &str) -> String {
    let Some((_, what)) = reason.split_once("invalid peer certificate: ") else {
        return format!("no secure connection to {host} (TLS): {reason}");
    };
    let inner = what.rsplit('(').next().unwrap_or(what).trim_end_matches(')');
    let words = match inner {
        "UnknownIssuer" => "its certificate is not from a trusted authority",
        "CaUsedAsEndEntity" => "its certificate is self-signed",
        "Expired" => "its certificate has expired",
        "NotValidForName" => "its certificate is for another name",
        _ => what,
    };
    format!("no secure connection to {host} (TLS): {words}; save the page from a browser and open the file")
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    /// Starts a server that gives every connection the same answer, in pieces.
    fn server(pieces: Vec<Vec<u8>>, pause: Duration, for_ever: bool) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let _ = stream.read(&mut [0; 4096]);
                loop {
                    for piece in &pieces {
                        if stream.write_all(piece).is_err() {
                            break;
                        }
                        thread::sleep(pause);
                    }
                    if !for_ever || stream.write_all(b"").is_err() || stream.peek(&mut [0]).is_err() {
                        break;
                    }
                }
            }
        });
        address
    }

    const SHORT: Limits = Limits { time: Duration::from_millis(700), bytes: 1 << 20, redirects: 3, picture: false };

    #[test]
    fn a_server_that_never_answers_or_never_ends_is_left() {
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/", silent.local_addr().unwrap());
        assert!(get_within(&address, SHORT, &Validators::default()).unwrap_err().contains("no complete answer within"));
        let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n".to_vec();
        let mut drops = vec![head];
        drops.extend(std::iter::repeat_n(b"<p>word".to_vec(), 200));
        let address = server(drops, Duration::from_millis(50), false);
        assert!(get_within(&address, SHORT, &Validators::default()).unwrap_err().contains("no complete answer within"));
    }

    #[cfg(feature = "pictures")]
    #[test]
    fn a_picture_is_fetched_where_one_is_wanted() {
        let answer =
            || vec![b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 4\r\n\r\n\x89PNG".to_vec()];
        let address = server(answer(), Duration::ZERO, false);
        assert_eq!(picture(&address, 4).as_deref(), Ok(b"\x89PNG".as_slice()));
        let address = server(answer(), Duration::ZERO, false);
        assert!(picture(&address, 3).unwrap_err().contains("larger than the limit"));
        let address = server(answer(), Duration::ZERO, false);
        assert!(get_within(&address, SHORT, &Validators::default()).unwrap_err().contains("is a picture"));
    }

    #[test]
    fn an_endless_answer_is_too_large() {
        let endless = vec![b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n".to_vec(), vec![b'a'; 4 << 20]];
        let address = server(endless, Duration::ZERO, false);
        let limits = Limits { time: Duration::from_secs(20), ..SHORT };
        assert!(get_within(&address, limits, &Validators::default()).unwrap_err().contains("limit of 1 MB"));
    }

    #[test]
    fn private_places_are_told_from_public_ones() {
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "172.31.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "198.19.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "2001:db8::1",
            "::7f00:1",
            "fec0::1",
            "2001:0:1::",
            "::ffff:0:10.0.0.1",
            "64:ff9b:1::808:808",
            "100::1",
            "3fff::1",
            "192.0.0.8",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
        for public in [
            "1.1.1.1",
            "172.32.0.1",
            "100.128.0.1",
            "2606:4700::1111",
            "::ffff:8.8.8.8",
            "2001:4860:4860::8888",
            "64:ff9b::808:808",
            "2a00:1450::1",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }

    #[test]
    fn what_is_reached_without_the_proxy_is_checked() {
        let resolve = |uri: &str| {
            let proxy = ureq::Proxy::new("http://127.0.0.1:3128").unwrap();
            let config = Config::builder().proxy(Some(proxy)).build();
            let guarded = Guarded { inner: DefaultResolver::default(), given: Given(None) };
            guarded.resolve(&uri.parse().unwrap(), &config, NextTimeout::default()).is_ok()
        };
        assert!(resolve("http://127.0.0.1:3128/"), "the proxy itself");
        assert!(!resolve("http://127.0.0.1:3129/") && !resolve("http://10.0.0.1/"));
    }

    #[test]
    fn only_what_was_named_may_be_private() {
        let given = Given::of(&Url::parse("http://0x7f.1:8080/x").unwrap());
        assert!(given.is(&"http://127.0.0.1:8080/other".parse().unwrap()));
        for other in ["http://127.0.0.1:8081/", "http://127.0.0.2:8080/", "http://localhost:8080/", "http://127.0.0.1/"]
        {
            assert!(!given.is(&other.parse().unwrap()), "{other}");
        }
        assert!(Given::of(&Url::parse("http://intranet.example/").unwrap()).0.is_none());
    }
}
