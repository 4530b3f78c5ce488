//! Reads the metadata of a page: title, author, date, site, address.
//!
//! Sources, in this order: structured data (JSON-LD), tags for sharing (OpenGraph and similar), markup in the page
//! (`<h1>`, `rel=author`, `<time>`), and the `<title>`.

use dom_query::{Document, NodeRef};
use serde_json::Value;
use url::Url;

use crate::ingest::formats::html::byline;
use crate::ingest::formats::html::byline::{MAX_NAME, name};
use crate::ingest::formats::html::render;
use crate::ingest::formats::html::render::Show;
use crate::ingest::metadata;
use crate::text::{Block, one_line};

/// Maximum size of structured data that is read.
const MAX_JSON: usize = 4 << 20;
/// Maximum length of a title.
const MAX_TITLE: usize = 600;

/// Tags with authors, the more reliable ones first.
const AUTHORS: [&str; 8] = [
    "author",
    "article:author",
    "og:article:author",
    "parsely-author",
    "sailthru.author",
    "byl",
    "search.byline",
    "twitter:creator",
];
/// Selectors of elements that are marked as the author.
const AUTHORS_MARKED: [&str; 3] = ["[rel~=author]", "[itemprop=author] [itemprop=name]", "[itemprop=author]"];

/// The metadata of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::ingest) struct Metadata {
    pub(in crate::ingest) title: Option<String>,
    pub(in crate::ingest) byline: Option<String>,
    /// The date, ISO 8601.
    pub(in crate::ingest) date: Option<String>,
    pub(in crate::ingest) site: Option<String>,
    pub(in crate::ingest) url: Option<String>,
    /// The language that the page states, as a tag.
    pub(in crate::ingest) language: Option<String>,
    /// The first heading of the page, if any.
    pub(in crate::ingest) heading: Option<String>,
    /// The article body as plain text, if structured data holds it.
    pub(in crate::ingest) body: Option<String>,
    /// Whether the page says that the article is behind a paywall.
    pub(in crate::ingest) paid: bool,
}

/// Reads a page's metadata; `base` is its address, if known.
pub(super) fn read(document: &Document, base: Option<&Url>) -> Metadata {
    let linked = Linked::of(document);
    let tags = Tags::of(document);
    let site =
        tags.first(&["og:site_name"]).or(linked.site).or_else(|| tags.first(&["application-name", "twitter:site"]));
    let site = site.map(|s| s.trim_start_matches('@').to_owned()).filter(|s| s.len() <= MAX_NAME);
    let framed = document.select_single("head > title").text();
    let (frame, behind) = before_site(&framed);
    let frame = line(frame);
    let (banner, headings) = headings(document, site.as_deref().or(behind), frame.as_deref());
    let heading = match headings.as_slice() {
        [only] => Some(only.clone()),
        // Of several, the one that the title in the frame begins with.
        several => several.iter().find(|h| frame.as_ref().is_some_and(|f| f.starts_with(h.as_str()))).cloned(),
    };
    let names = [site.as_deref(), banner.as_deref()];
    let shared = tags.first(&["dc:title", "og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title"]);
    // An encyclopedia states a description as its headline, and the headline as its name.
    let is_shown = |title: &&String| {
        let title = squeezed(title);
        let begins = frame.as_ref().is_some_and(|frame| squeezed(frame).starts_with(&title));
        begins || headings.iter().any(|heading| squeezed(heading) == title)
    };
    let linked_title = match (&linked.title, linked.name.as_ref().filter(is_shown)) {
        (Some(title), Some(name)) if !is_shown(&title) => Some(name.clone()),
        (title, _) => title.clone(),
    };
    // A heading that has nothing in common with a title of some length is that of a section of the site.
    let own = heading.clone().filter(|heading| frame.as_ref().is_none_or(|frame| is_about(heading, frame)));
    // Of two wordings, the shorter one is the title.
    let is_longer = |own: &String| frame.as_ref().is_some_and(|frame| is_shorter_wording(frame, own));
    let own = own.filter(|own| !is_longer(own));
    let title = [linked_title, shared, own, frame, heading.clone()].into_iter().flatten().find_map(|title| {
        let title = names.iter().fold(title, |title, name| without_site(&title, *name));
        let title = headings.iter().find(|heading| is_begun_by(&title, heading)).cloned().unwrap_or(title);
        (title.chars().any(char::is_alphanumeric) && title.len() <= MAX_TITLE).then_some(title)
    });
    let byline = linked
        .authors
        .or_else(|| tags.people(&["citation_author", "dc:creator"]))
        .or_else(|| tags.names(&AUTHORS))
        // Some systems state the site in it.
        .or_else(|| tags.people(&["dc.creator"]))
        .or_else(|| byline::marked(document, &AUTHORS_MARKED))
        // The page may show the name of the person.
        .map(|byline| match is_account(&byline) || is_site(&byline, site.as_deref()) {
            true => byline::called_author(document).filter(|name| !is_site(name, site.as_deref())).unwrap_or(byline),
            false => byline,
        });
    let date = linked
        .date
        .or_else(|| {
            let names = [
                "article:published_time",
                "og:article:published_time",
                "datepublished",
                "publish-date",
                "pubdate",
                "date",
                "parsely-pub-date",
                "sailthru.date",
                "dc.date",
                "dc:date",
                "dc:issued",
                "dc.date.issued",
                "dc:created",
                "publication_date",
                "article_date_original",
                "og:published_time",
                "cxenseparse:recs:publishtime",
                "citation_publication_date",
            ];
            names.iter().find_map(|n| tags.first(&[n]).and_then(|d| day(&d)))
        })
        .or_else(|| times(document))
        .or_else(|| base.and_then(|url| dated_path(url.path())));
    let (byline, date) = match (byline, date) {
        (Some(byline), Some(date)) => (Some(byline), Some(date)),
        (byline, date) => {
            let (by, on) = below(document, heading.as_deref().or(title.as_deref()));
            let named = || match (by, byline::called_author(document)) {
                // A line may go on behind the name: `By Ana Holt 3 min read`.
                (Some(by), Some(name)) if !by.contains(name.as_str()) => Some(by),
                (by, name) => name.or(by),
            };
            (byline.or_else(named), date.or(on))
        }
    };
    let canonical = document.select_single("link[rel=canonical]").attr("href").map(|h| h.to_string());
    let url = canonical.or_else(|| tags.first(&["og:url"])).and_then(|href| {
        let url = Url::options().base_url(base).parse(href.trim()).ok()?;
        matches!(url.scheme(), "http" | "https").then(|| url.to_string())
    });
    let stated = || document.select_single("html").attr("lang").and_then(|tag| metadata::language(&tag));
    let tagged = || tags.first(&["content-language", "og:locale"]).and_then(|tag| metadata::language(&tag));
    let language = linked.language.or_else(stated).or_else(tagged);
    let tier = tags.first(&["article:content_tier", "og:article:content_tier"]);
    let paid = linked.paid || tier.is_some_and(|tier| matches!(tier.as_str(), "locked" | "metered"));
    Metadata {
        paid,
        title,
        byline,
        date,
        site,
        language,
        url: url.or_else(|| base.map(Url::to_string)),
        heading,
        body: linked.body,
    }
}

/// Returns the name in the site's banner, and the headlines of the page.
///
/// A heading is a banner if all of it links to the front page, if it is the name of the site, or if the title in the
/// frame consists of it and another heading: `<h1>Orrin Bay Post</h1> … <h2>Mill sold</h2>`, *Mill sold | Orrin Bay Post*.
fn headings(document: &Document, site: Option<&str>, frame: Option<&str>) -> (Option<String>, Vec<String>) {
    /// A page with more headlines is a list, of which the first will do.
    const MANY: usize = 200;
    let all = document.select("h1, h2, h3");
    let below: Vec<String> = all.nodes().iter().take(40).filter_map(|node| line(&node.text())).collect();
    // A title that is the rest of the frame's, without this name.
    let headed = |name: &str| {
        let rest = frame.map(|frame| without_site(frame, Some(name)));
        rest.filter(|rest| Some(rest.as_str()) != frame && rest.as_str() != name && below.contains(rest))
    };
    let (mut banner, mut headings) = (None, Vec::new());
    for node in document.select("h1").nodes().iter().take(MANY) {
        let Some(words) = line(&node.text()) else { continue };
        let other = headed(&words).filter(|other| other.len() > words.len());
        if is_banner(node) || site.is_some_and(|site| squeezed(site) == squeezed(&words)) || other.is_some() {
            headings.extend(other.filter(|other| !headings.contains(other)));
            banner = banner.or(Some(words));
        } else if !headings.contains(&words) {
            headings.push(words);
        }
    }
    (banner, headings)
}

/// Returns whether a heading is the site's banner: all of it links to the front page.
fn is_banner(heading: &NodeRef<'_>) -> bool {
    let leads_home = |link: &NodeRef<'_>| {
        link.has_name("a")
            && link.attr("href").is_some_and(|href| {
                let path = href
                    .split_once("://")
                    .map_or(href.trim(), |(_, rest)| rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/"));
                matches!(path, "/" | "./" | "/index.html" | "/index.php")
            })
    };
    let words = heading.text();
    let link = heading.descendants_it().find(|node| leads_home(node) && node.text().trim() == words.trim());
    link.is_some() || heading.parent().is_some_and(|parent| leads_home(&parent))
}

/// The `<meta>` tags; the terms of Dublin Core have the prefix `dc:`, or `dc.` in HTML 4.
struct Tags(Vec<(String, String)>);

impl Tags {
    fn of(document: &Document) -> Self {
        let mut all = Vec::new();
        let tags = document.select("meta[content]");
        // `property` is the attribute for these terms, others are used as well.
        for attribute in ["property", "name", "itemprop"] {
            for node in tags.nodes() {
                let (Some(names), Some(value)) = (node.attr(attribute), node.attr("content").and_then(|c| line(&c)))
                else {
                    continue;
                };
                // A property may be several, each with a prefix.
                let several: Vec<&str> =
                    if names.contains(':') { names.split_whitespace().take(8).collect() } else { vec![names.trim()] };
                all.extend(several.into_iter().map(|name| (core_term(name), value.clone())));
            }
        }
        Self(all)
    }

    /// Returns the value of the first of these names that has one.
    fn first(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.0.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone()))
    }

    /// Returns the names in the first of these tags that has any. Several authors may have a tag each.
    fn names(&self, names: &[&str]) -> Option<String> {
        let of = |wanted: &&str| {
            let values = self.0.iter().filter(|(name, _)| name == wanted).filter_map(|(_, value)| name(value)).take(12);
            let mut all: Vec<String> = Vec::new();
            // A name on Twitter is one word.
            for value in values.filter(|value| *wanted != "twitter:creator" || value.contains(' ')) {
                // A tag may have both attributes, and a second tag the names of all.
                if !all.iter().any(|known| known.contains(&value) || value.contains(known)) {
                    all.push(value);
                }
            }
            metadata::listed(all)
        };
        names.iter().find_map(of)
    }

    /// Returns the people of the first of these names that has one, each in a tag of its own: `Holt, Ana` → `Ana Holt`.
    fn people(&self, names: &[&str]) -> Option<String> {
        let of = |wanted: &&str| {
            let values = self.0.iter().filter(|(name, _)| name == wanted).filter_map(|(_, value)| name(value)).take(12);
            let mut people: Vec<String> = values
                .map(|value| match value.split_once(", ") {
                    Some((last, first)) if !first.contains(',') => format!("{first} {last}"),
                    _ => value,
                })
                .collect();
            people.dedup();
            (!people.is_empty()).then_some(people)
        };
        names.iter().find_map(of).and_then(metadata::listed)
    }
}

/// Returns the name of a tag in lower case; a term of Dublin Core begins with `dc:`: `DCTERMS.title` → `dc:title`.
fn core_term(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    let term = ["dcterm:", "dcterm.", "dcterms:", "dcterms."].iter().find_map(|p| name.strip_prefix(p));
    term.map(|term| format!("dc:{term}")).unwrap_or(name)
}

/// Returns whether a short heading has a longer word of a title, where the title is long enough to tell.
fn is_about(heading: &str, title: &str) -> bool {
    const FEW: usize = 4;
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() >= 4).map(str::to_lowercase).collect()
    };
    // One word that the title does not have is a section: `News`.
    let is_alone = heading.split_whitespace().count() == 1 && title.split_whitespace().count() >= 2;
    if is_alone && !squeezed(title).contains(&squeezed(heading)) {
        return false;
    }
    let (heading, title) = (words(heading), words(title));
    heading.len() >= FEW || title.len() < FEW || heading.is_empty() || heading.iter().any(|word| title.contains(word))
}

/// The metadata of an article in JSON-LD.
#[derive(Default)]
struct Linked {
    title: Option<String>,
    name: Option<String>,
    authors: Option<String>,
    date: Option<String>,
    site: Option<String>,
    language: Option<String>,
    body: Option<String>,
    paid: bool,
}

impl Linked {
    fn of(document: &Document) -> Self {
        let mut found = Self::default();
        let mut people: Vec<(String, String)> = Vec::new();
        let mut articles: Vec<Value> = Vec::new();
        for node in document.select("script[type='application/ld+json']").nodes() {
            let source = node.text();
            if source.len() > MAX_JSON {
                continue;
            }
            // Line breaks within strings are frequent, and not allowed; elsewhere they mean nothing.
            let source: String = source.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            let Some(value) = parsed(&source) else { continue };
            let mut rest = vec![value];
            while let Some(value) = rest.pop() {
                match value {
                    Value::Array(all) => rest.extend(all.into_iter().rev()),
                    Value::Object(mut fields) => {
                        for key in ["@graph", "mainEntity", "mainEntityOfPage"] {
                            rest.extend(fields.remove(key));
                        }
                        let value = Value::Object(fields);
                        if let (Some(id), Some(name)) = (string(&value, "@id"), string(&value, "name")) {
                            people.push((id, name));
                        }
                        if is_article(&value) {
                            articles.push(value);
                        }
                    }
                    _ => {}
                }
            }
        }
        for article in &articles {
            let take = |slot: &mut Option<String>, value: Option<String>| {
                if slot.is_none() {
                    *slot = value;
                }
            };
            let (headline, name) = (string(article, "headline"), string(article, "name"));
            take(&mut found.title, headline.or_else(|| name.clone()));
            take(&mut found.name, name);
            take(&mut found.authors, authors(article.get("author").or_else(|| article.get("creator")), &people));
            take(&mut found.date, ["datePublished", "dateCreated"].iter().find_map(|k| day(&string(article, k)?)));
            take(&mut found.site, article.get("publisher").and_then(|p| string(p, "name")));
            let language = article.get("inLanguage");
            let tag = language.and_then(Value::as_str).map(str::to_owned);
            let tag = tag.or_else(|| language.and_then(|l| string(l, "alternateName")));
            take(&mut found.language, tag.and_then(|tag| metadata::language(&tag)));
            let body = article.get("articleBody").and_then(Value::as_str).map(str::to_owned);
            take(&mut found.body, body.filter(|b| !b.trim().is_empty()));
            found.paid |= article.get("isAccessibleForFree").is_some_and(|free| {
                free.as_bool() == Some(false) || free.as_str().is_some_and(|s| s.eq_ignore_ascii_case("false"))
            });
        }
        found
    }
}

/// Parses structured data that may stand in a comment or in CDATA, and may have a comma too many.
fn parsed(source: &str) -> Option<Value> {
    const BEFORE: [&str; 5] = ["//", "/*", "*/", "<!--", "<![CDATA["];
    const BEHIND: [&str; 6] = ["//", "/*", "*/", "-->", "]]>", ";"];
    let mut source = source.trim();
    while let Some(rest) = BEFORE.iter().find_map(|mark| source.strip_prefix(mark)) {
        source = rest.trim_start();
    }
    while let Some(rest) = BEHIND.iter().find_map(|mark| source.strip_suffix(mark)) {
        source = rest.trim_end();
    }
    serde_json::from_str(source).or_else(|_| serde_json::from_str(&without_last_commas(source))).ok()
}

/// Returns JSON without commas before closing brackets.
fn without_last_commas(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let (mut is_string, mut is_escaped) = (false, false);
    for c in json.chars() {
        if !is_string && matches!(c, '}' | ']') && out.trim_end().ends_with(',') {
            let end = out.trim_end().len() - 1;
            out.truncate(end);
        }
        is_string ^= c == '"' && !is_escaped;
        is_escaped = c == '\\' && is_string && !is_escaped;
        out.push(c);
    }
    out
}

fn is_article(value: &Value) -> bool {
    let is = |kind: &Value| {
        kind.as_str().is_some_and(|k| {
            let k = k.rsplit(['/', ':']).next().unwrap_or(k);
            k.ends_with("Article")
                || k.ends_with("Posting") && k != "JobPosting"
                || matches!(k, "Report" | "Review" | "ClaimReview")
        })
    };
    match value.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().any(is),
        Some(kind) => is(kind),
        None => false,
    }
}

fn string(value: &Value, key: &str) -> Option<String> {
    let text = value.get(key)?;
    line(&unescaped(text.as_str().or_else(|| text.get("@value").and_then(Value::as_str))?))
}

/// Returns the names of people, given as strings, objects, or references to other objects.
fn authors(value: Option<&Value>, people: &[(String, String)]) -> Option<String> {
    let one = |value: &Value| {
        let referred = || {
            let id = string(value, "@id")?;
            people.iter().find(|(known, _)| *known == id).map(|(_, name)| name.clone())
        };
        let text = value.as_str().and_then(|v| line(&unescaped(v)));
        text.or_else(|| string(value, "name")).or_else(referred).and_then(|n| name(&n))
    };
    let mut names: Vec<String> = match value? {
        Value::Array(all) => all.iter().filter_map(one).take(12).collect(),
        single => one(single).into_iter().collect(),
    };
    names.dedup();
    metadata::listed(names)
}

/// Unescapes a value; many are HTML-escaped, against the rules.
fn unescaped(text: &str) -> String {
    if !text.contains(['&', '<']) || text.len() > 4_096 {
        return text.to_owned();
    }
    Document::fragment(text.to_owned()).text().to_string()
}

/// Returns whether a byline is the name of an account rather than that of a person: `hb7712`.
fn is_account(byline: &str) -> bool {
    !byline.contains(char::is_whitespace)
        && byline.contains(|c: char| c.is_ascii_digit() || c == '_')
        && byline.is_ascii()
}

/// Returns whether a byline is the name or the address of the site.
fn is_site(byline: &str, site: Option<&str>) -> bool {
    let is_address = !byline.contains(char::is_whitespace) && byline.contains('.');
    is_address || site.is_some_and(|site| squeezed(site) == squeezed(byline))
}

/// Returns the first date in the markup; a date of publication takes precedence.
fn times(document: &Document) -> Option<String> {
    let value = |node: &NodeRef<'_>| {
        let stated = ["datetime", "content"].iter().find_map(|a| node.attr(a)).and_then(|v| day(&v));
        stated.or_else(|| line(&node.text()).filter(|t| t.len() <= 100).and_then(|t| metadata::date(&t)))
    };
    ["[itemprop=datePublished]", "time[pubdate]", "article time", "header time", "time"]
        .iter()
        .find_map(|selector| document.select(selector).nodes().iter().take(3).find_map(value))
}

/// Returns the author and the date in the lines between headline and text.
fn below(document: &Document, headline: Option<&str>) -> (Option<String>, Option<String>) {
    const LINES: usize = 10;
    let page = render::render(&document.root(), None, Show { pictures: false, local: true }).rendered;
    let words = |block: &Block| line(block.span.of(&page.text));
    let lines = page.blocks.iter().filter_map(words);
    let below: Vec<String> = match headline {
        // Of several the last: the others stand in lists of links.
        Some(headline) => match page.blocks.iter().rposition(|b| words(b).as_deref() == Some(headline)) {
            Some(at) => lines.skip(at + 1).take(LINES).take_while(|l| l.chars().count() <= 200).collect(),
            None => Vec::new(),
        },
        None => Vec::new(),
    };
    let short = || below.iter().filter(|l| l.len() <= 120);
    // Behind a byline stands its date, whatever follows it.
    let day =
        |l: &String| metadata::dateline(l).or_else(|| metadata::date(l).filter(|_| metadata::byline(l).is_some()));
    (short().find_map(|l| metadata::byline(l).or_else(|| metadata::foreign_byline(l))), short().find_map(day))
}

/// Returns the date of a date or time: ISO 8601, without dashes, or in words.
fn day(value: &str) -> Option<String> {
    let value = value.trim();
    let digits: String = value.chars().take_while(char::is_ascii_digit).collect();
    if let (8 | 14, Some(year), Some(month), Some(day)) =
        (digits.len(), digits.get(..4), digits.get(4..6), digits.get(6..8))
    {
        return metadata::date(&format!("{year}-{month}-{day}"));
    }
    metadata::date(value).or_else(|| metadata::date(&value.replacen('/', "-", 2)))
}

/// Returns a date such as `/2019/11/18/` in an address.
fn dated_path(path: &str) -> Option<String> {
    let parts: Vec<&str> = path.split('/').collect();
    parts.windows(3).find_map(|three| match three {
        [year, month, day] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => {
            metadata::date(&format!("{year}-{month:0>2}-{day:0>2}"))
        }
        _ => None,
    })
}

/// Signs between a title and the name of a site.
const MARKS: [&str; 12] = [" | ", " - ", " -- ", " – ", " — ", " · ", " • ", " :: ", " » ", " « ", " › ", " ‹ "];

/// Returns a title without the name of the site before or after it.
fn without_site(title: &str, site: Option<&str>) -> String {
    let Some(site) = site.filter(|_| title.len() <= MAX_TITLE) else { return title.to_owned() };
    let site = squeezed(site);
    for mark in MARKS.into_iter().chain([": "]) {
        // The name of a site may have the same sign in it.
        let ends = |at: &usize| title.get(at + mark.len()..).is_some_and(|tail| squeezed(tail) == site);
        let begins = |at: &usize| title.get(..*at).is_some_and(|head| squeezed(head) == site);
        let places = || title.match_indices(mark).map(|(at, _)| at);
        if let Some(title) = places().find(ends).and_then(|at| title.get(..at)) {
            return title.trim().to_owned();
        }
        if let Some(title) = places().find(begins).and_then(|at| title.get(at + mark.len()..)) {
            return title.trim().to_owned();
        }
    }
    title.to_owned()
}

/// Returns whether a title is shorter than a headline, and most of its words are in it, though it is no part of it.
fn is_shorter_wording(title: &str, headline: &str) -> bool {
    const FEW: usize = 4;
    let is_part = squeezed(headline).contains(&squeezed(title)) || squeezed(title).contains(&squeezed(headline));
    let is_shorter = title.len() < headline.len() && title.split_whitespace().count() >= FEW;
    is_shorter && !is_part && says_the_same(title, headline)
}

/// Returns whether a headline says what a title says: at least half of its longer words are in the title, or one is a part of
/// the other.
pub(super) fn says_the_same(headline: &str, title: &str) -> bool {
    let (all, title) = (squeezed(headline), squeezed(title));
    let words: Vec<String> = headline.split_whitespace().map(squeezed).filter(|w| w.chars().count() >= 4).collect();
    let common = words.iter().filter(|word| title.contains(word.as_str())).count();
    all.contains(&title) || title.contains(&all) || words.is_empty() || common * 2 >= words.len()
}

/// Returns the title before ` « `, and the site, which old programs for blogs state behind it. A quotation has both marks.
fn before_site(title: &str) -> (&str, Option<&str>) {
    let parts = title.split_once(" « ").filter(|(_, rest)| !rest.contains('»'));
    parts.map_or((title, None), |(title, site)| (title, Some(site)))
}

/// Returns whether a title is a headline of the page, and behind it the names of a site or a section: `Mill sold at last » News`.
fn is_begun_by(title: &str, headline: &str) -> bool {
    const FEW: usize = 4;
    let rest = title.strip_prefix(headline).filter(|rest| MARKS.iter().any(|mark| rest.starts_with(mark)));
    rest.is_some_and(|rest| headline.split_whitespace().count() >= FEW || headline.len() >= rest.len())
}

/// Returns the letters and digits of a name, in lower case.
fn squeezed(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Returns a text as one line, if it is not empty.
fn line(text: &str) -> Option<String> {
    let text = one_line(text);
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title(page: &str) -> Option<String> {
        read(&Document::from(page), None).title
    }

    #[test]
    fn the_name_of_the_site_is_no_headline() {
        let mill = Some("Mill to be restored".to_owned());
        for page in [
            // All of it leads to the front page.
            "<title>Mill to be restored | Orrin Bay Post</title><h1><a href=/>Orrin Bay Post</a></h1><h2>Mill to be restored</h2>",
            // It is the name of the site, or the frame's title consists of it and another heading.
            "<title>Post - Mill to be restored</title><meta property=og:site_name content=Post><h1>POST</h1><h3>Mill to be restored</h3>",
            "<title>Mill to be restored – The Bay</title><h1>The Bay</h1><h2>Mill to be restored</h2>",
            "<title>Mill to be restored – The Bay</title><h1>Mill to be restored</h1><h2>The Bay</h2>",
        ] {
            assert_eq!(title(page), mill, "{page}");
        }
        assert_eq!(title("<title>Mill: the vote</title><h1>The vote</h1><h2>More</h2>").as_deref(), Some("The vote"));
    }

    #[test]
    fn a_headline_is_what_the_page_shows_as_one() {
        // An encyclopedia states a description as the headline.
        let json = r#"{"@type": "Article", "name": "Orrin Bay", "headline": "town at the sea"}"#;
        let stated = format!(
            "<title>Orrin Bay - Pedia</title><script type=application/ld+json>{json}</script><h1>Orrin Bay</h1>"
        );
        assert_eq!(title(&stated).as_deref(), Some("Orrin Bay"));
        assert_eq!(title(&stated.replace("<h1>Orrin", "<h1>orrin")).as_deref(), Some("Orrin Bay"));
        // The section of a site has a heading of the first rank, too.
        let section = "<title>Mills That Stand Idle May Return Soon</title><h1>Energy Center</h1><p>Text.";
        assert_eq!(title(section).as_deref(), Some("Mills That Stand Idle May Return Soon"));
        assert_eq!(title("<title>Orrin Bay Post</title><h1>Mill sold</h1>").as_deref(), Some("Mill sold"));
        // So has the list of its news.
        assert_eq!(title("<title>Mill sold</title><h1>News</h1>").as_deref(), Some("Mill sold"));
        assert_eq!(title("<title>Mills of the Bay</title><h1>Mills</h1>").as_deref(), Some("Mills"));
    }

    #[test]
    fn a_title_ends_before_the_names_behind_the_headline() {
        for (frame, headline) in [
            ("The mill is sold » Essays - The Bay Blogs", "The mill is sold"),
            ("Mill sold | Bay", "Mill sold"),
            ("The mill is sold • Ana Holt", "The mill is sold"),
        ] {
            let page = format!("<title>{frame}</title><meta property=og:title content='{frame}'><h1>{headline}</h1>");
            assert_eq!(title(&page).as_deref(), Some(headline), "{frame}");
        }
        // A section has a heading of the first rank, too.
        let section = "<title>Post</title><meta property=og:title content='News - The mill is sold'><h1>News</h1>";
        assert_eq!(title(section).as_deref(), Some("News - The mill is sold"));
        // The name of a site may have the same sign in it.
        let site = "<title>Mill sold - Bay - Blog</title><meta property=og:site_name content='Bay - Blog'><p>Text.";
        assert_eq!(title(site).as_deref(), Some("Mill sold"));
        // Old programs for blogs state the site behind a sign of their own; a quotation has two.
        let blog =
            "<title>“Sold!” « the bay.example blog</title><h1>the <a href=/>bay.example</a> blog.</h1><h3>“Sold!”</h3>";
        assert_eq!(title(blog).as_deref(), Some("“Sold!”"));
        let wordings = "<title>Bay: how the mill was sold</title><h1>How the old mill at the quay was sold</h1>";
        assert_eq!(title(wordings).as_deref(), Some("Bay: how the mill was sold"));
        let quotation = "<title>Le maire : « Le moulin est vendu »</title><p>Text.";
        assert_eq!(title(quotation).as_deref(), Some("Le maire : « Le moulin est vendu »"));
    }

    #[test]
    fn terms_of_dublin_core_have_several_prefixes_and_share_a_tag() {
        let page = "<title>Post</title><meta name=DC.title content='The Bay'><meta name=author content=Desk><meta property='x:t dc:title' content='Mill sold'>\
                    <meta property='DCTERMS:creator a:b' content='Ana Holt'><meta name=dcterms.date content=2023-03-15><p>Text.";
        let found = read(&Document::from(page), None);
        assert_eq!(
            (found.title.as_deref(), found.byline.as_deref(), found.date.as_deref()),
            (Some("Mill sold"), Some("Ana Holt"), Some("2023-03-15"))
        );
    }

    #[test]
    fn the_author_is_a_person_and_no_address_or_account() {
        for page in [
            "<meta name=author content='Ana Holt (https://example.org/ana/)'><p>Text.",
            "<meta name=author content='Ana Holt &lt;ana@example.org&gt;'><p>Text.",
            "<meta name=author content=AH2020><h1>Mill sold</h1><b class=author-name>Ana Holt</b><p>Text.",
            // The site, its address, and an account give way to the person that the page shows.
            "<meta name=author content='Bay Post'><meta property=og:site_name content='Bay Post'><h1>Mill sold</h1><b class=author-name>Ana Holt</b>",
            "<meta name=author content=bay-post.example><h1>Mill sold</h1><b class=author-name>Ana Holt</b>",
            // What is no name gives way to a name.
            "<meta name=author content=admin><meta name=parsely-author content='Ana Holt'><p>Text.",
            "<meta name=author content='May 3, 2021'><meta name=byl content='By Ana Holt'><p>Text.",
            "<meta name=twitter:creator content=@ana><meta name=Search.Byline content='Ana Holt'><p>Text.",
            "<meta name=author content='Ana Holt | May 3, 2021'><p>Text.",
            // Around the name stand other things.
            "<h1>Mill sold</h1><a rel=author href=/ana>View all posts by Ana Holt</a>",
            "<h1>Mill sold</h1><p itemprop=author>By <a>Ana Holt</a> <a>@ana</a><br>Mill Editor</p>",
            "<figure><figcaption itemprop=author>Piet Ost/Bay Pictures</figcaption></figure><h1>Mill sold</h1><i itemprop=author>Ana Holt</i>",
        ] {
            assert_eq!(read(&Document::from(page), None).byline.as_deref(), Some("Ana Holt"), "{page}");
        }
        let account = "<meta name=author content=AH2020><p>Text.";
        assert_eq!(read(&Document::from(account), None).byline.as_deref(), Some("AH2020"));
        let note = "<meta name=author content='Ana Holt (Bay Post)'><p>Text.";
        assert_eq!(read(&Document::from(note), None).byline.as_deref(), Some("Ana Holt (Bay Post)"));
    }

    #[test]
    fn authors_of_papers_have_a_tag_each() {
        let page = "<meta name=author content='Ana Holt'><meta name=author content='Piet Renner'><p>Text.";
        assert_eq!(read(&Document::from(page), None).byline.as_deref(), Some("Ana Holt and Piet Renner"));
        let page = "<meta name=DC.Creator content='Holt, Ana'><meta name=DC.Creator content='Piet Renner'><p>Text.";
        assert_eq!(read(&Document::from(page), None).byline.as_deref(), Some("Ana Holt and Piet Renner"));
    }

    #[test]
    fn structured_data_in_comments_and_with_commas_too_many_is_read() {
        let json = r#"{"@type": "NewsArticle", "headline": "Mill, sold,]", "author": ["Ana Holt",],}"#;
        for (before, behind) in
            [("", ""), ("<!--\n", "\n-->"), ("//<![CDATA[\n", "\n//]]>"), ("/* <![CDATA[ */", "/* ]]> */"), ("", ";")]
        {
            let page = format!("<script type=application/ld+json>{before}{json}{behind}</script><p>Text.");
            let found = read(&Document::from(page.as_str()), None);
            assert_eq!(
                (found.title.as_deref(), found.byline.as_deref()),
                (Some("Mill, sold,]"), Some("Ana Holt")),
                "{page}"
            );
        }
    }
}
