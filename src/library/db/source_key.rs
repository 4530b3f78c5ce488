//! Derives the key of an article's source. Articles with the same key are versions of one article.

use url::Url;

use crate::text::Article;

/// Query parameters of campaigns and trackers: they do not select a page.
const CAMPAIGN: [&str; 24] = [
    "fbclid",
    "gclid",
    "gbraid",
    "wbraid",
    "dclid",
    "msclkid",
    "twclid",
    "yclid",
    "igshid",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "ref",
    "ref_src",
    "ref_url",
    "referrer",
    "cmpid",
    "ocid",
    "smid",
    "ito",
    "xtor",
    "amp",
    "outputtype",
    "ns_campaign",
];
/// Prefixes of hosts that show the same pages, mostly for small screens.
const SMALLER: [&str; 4] = ["www.", "m.", "mobile.", "amp."];

/// Returns the full path, or the address without tracking parameters, to open the article from again. `None` for a
/// pipe.
pub(in crate::library::db) fn canonical(source: &str) -> Option<String> {
    if source == "-" || source.is_empty() {
        return None;
    }
    if source.contains("://") {
        return Some(address(source));
    }
    let full = std::fs::canonicalize(source).or_else(|_| std::path::absolute(source));
    Some(full.map_or_else(|_| source.to_owned(), |path| path.to_string_lossy().into_owned()))
}

/// Returns the key of a source: the full path, or the address without its scheme, mobile prefix and order of
/// parameters.
pub(in crate::library::db) fn key(source: &str) -> Option<String> {
    if source.starts_with("//") {
        // The source is a key already.
        return Some(source.to_owned());
    }
    if !source.contains("://") {
        return canonical(source);
    }
    Some(web_key(source).unwrap_or_else(|| address(source)))
}

/// Returns the keys of an article: of its source, and of its canonical address. A saved page is recognised by the
/// latter.
pub(in crate::library::db) fn keys(article: &Article) -> [Option<String>; 2] {
    [key(&article.source), own_address(article)]
}

fn own_address(article: &Article) -> Option<String> {
    let url = article.url.as_deref().filter(|url| url.starts_with("http://") || url.starts_with("https://"))?;
    // Some sites give their front page as the canonical address of every page.
    let path = address(url);
    let path = path.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    if path.is_empty() { None } else { key(url) }
}

fn is_campaign(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.is_empty() || name.starts_with("utm_") || name.starts_with("at_") || CAMPAIGN.contains(&name.as_str())
}

/// Returns an address without fragment and campaign parameters, with scheme and host in lower case: it leads to the
/// same page.
pub(in crate::library::db) fn address(url: &str) -> String {
    let url = url.split('#').next().unwrap_or(url);
    let (url, query) = url.split_once('?').map_or((url, ""), |(url, query)| (url, query));
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (scheme, host) = (scheme.to_ascii_lowercase(), host.to_ascii_lowercase());
    let host = match scheme.as_str() {
        "http" => host.strip_suffix(":80").unwrap_or(&host),
        "https" => host.strip_suffix(":443").unwrap_or(&host),
        _ => &host,
    };
    let query: Vec<&str> =
        query.split('&').filter(|pair| !is_campaign(pair.split('=').next().unwrap_or_default())).collect();
    let mut out = format!("{scheme}://{host}/{}", path.trim_end_matches('/'));
    if !query.is_empty() {
        out.push('?');
        out.push_str(&query.join("&"));
    }
    out
}

/// Returns the key of a web address; `None` for any other.
fn web_key(url: &str) -> Option<String> {
    // The parser normalises dots in the path and international host names.
    let url = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let host = url.host_str()?.trim_end_matches('.');
    let smaller = SMALLER.iter().find_map(|prefix| host.strip_prefix(prefix)).filter(|rest| rest.contains('.'));
    let mut out = format!("//{}", smaller.unwrap_or(host));
    if let Some(port) = url.port() {
        out.push_str(&format!(":{port}"));
    }
    let path = escapes(url.path()).trim_end_matches('/').to_owned();
    let path = ["/amp", ".amp", "/index.html", "/index.htm", "/index.php"]
        .iter()
        .find_map(|end| path.strip_suffix(end))
        .unwrap_or(&path);
    out.push('/');
    out.push_str(path.trim_matches('/'));
    let mut query: Vec<(String, String)> =
        url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
    query.retain(|(name, _)| !is_campaign(name));
    query.sort();
    for (n, (name, value)) in query.iter().enumerate() {
        out.push(if n == 0 { '?' } else { '&' });
        out.push_str(&format!("{name}={value}"));
    }
    Some(out)
}

/// Normalises percent-encoding: upper-case digits, and none for a letter, digit, `-`, `.`, `_` or `~` (RFC 3986,
/// 6.2.2).
fn escapes(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut rest = path;
    while let Some(at) = rest.find('%') {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let code = after.get(1..3).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match code {
            Some(code) if code.is_ascii_alphanumeric() || matches!(code, b'-' | b'.' | b'_' | b'~') => {
                out.push(char::from(code));
            }
            Some(code) => out.push_str(&format!("%{code:02X}")),
            None => out.push('%'),
        }
        rest = after.get(if code.is_some() { 3 } else { 1 }..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_article_at_many_addresses() {
        let all = [
            "https://example.org/news/boat",
            "http://example.org/news/boat",
            "HTTPS://www.Example.org:443/news/boat/",
            "https://m.example.org/news/boat#comments",
            "https://example.org/news/boat?utm_source=x&fbclid=y&ref=home",
            "https://example.org/news/./old/../boat",
            "https://example.org/news/b%6Fat",
            "https://example.org/news/boat/amp/",
            "https://amp.example.org/news/boat?amp=1&outputType=amp",
            "https://example.org/news/boat/index.html",
            "https://example.org./news/boat",
        ];
        for url in all {
            assert_eq!(key(url).as_deref(), Some("//example.org/news/boat"), "{url}");
        }
        assert_eq!(key("https://a.org/x?b=2&a=1"), key("http://a.org/x?a=1&b=2&utm_medium=m"));
        assert_eq!(key("https://a.org/%c3%a9"), key("https://a.org/é"));
    }

    #[test]
    fn other_articles_have_other_keys() {
        let all = [
            "https://example.org/news/boat",
            "https://example.org/news/Boat",
            "https://example.org/news/boats",
            "https://example.org/news/boat?id=1",
            "https://example.org/news/boat?id=2",
            "https://other.example.org/news/boat",
            "https://example.com/news/boat",
            "https://example.org:8443/news/boat",
            "https://example.org/news",
            "ftp://example.org/news/boat",
            "https://m.org/news/boat",
            "https://www.org/news/boat",
        ];
        let keys: std::collections::BTreeSet<_> = all.iter().map(|url| key(url)).collect();
        assert_eq!(keys.len(), all.len(), "{keys:#?}");
        assert_eq!((key("-"), key("")), (None, None));
        assert_eq!(key("https://m.org/a").as_deref(), Some("//m.org/a"));
    }

    #[test]
    fn an_address_still_leads_to_its_page() {
        assert_eq!(address("HTTP://WWW.Example.org:80/A/?utm_source=x&b=1#top"), "http://www.example.org/A?b=1");
        let mut page = Article { url: Some("https://example.org/".to_owned()), ..Article::default() };
        assert_eq!(own_address(&page), None, "a front page");
        page.url = Some("https://www.example.org/a?utm_id=1".to_owned());
        assert_eq!(own_address(&page).as_deref(), Some("//example.org/a"));
        page.url = Some("javascript:alert(1)".to_owned());
        assert_eq!(own_address(&page), None);
    }

    proptest! {
        #[test]
        fn a_key_is_its_own_key(url in "https?://[a-z.%é]{1,12}(/[a-z%0-9é./]{0,6}){0,3}(\\?[a-z=&%]{0,9})?(#[a-z]{0,3})?") {
            let once = key(&url);
            if let Some(rest) = once.as_deref().and_then(|key| key.strip_prefix("//")) {
                prop_assert!(!rest.is_empty());
            }
            // A normalised address has the same key.
            prop_assert_eq!(key(&address(&url)), once, "{}", url);
        }
    }
}
