//! Notes as W3C Web Annotations (JSON-LD), including those of other programs and Hypothesis exports.
//!
//! | part of a note | in the annotation |
//! |---|---|
//! | annotated words | `TextQuoteSelector` |
//! | their position | `TextPositionSelector`, in code points |
//! | body, tags, verdict | `TextualBody`, its purpose `commenting`, `tagging`, `assessing` |
//! | links | `SpecificResource` with the purpose `linking` |
//! | a correction | `TextualBody` with the purpose `editing` |
//!
//! Data outside the W3C vocabulary (flag, colour, the digest of the article's text) has the prefix `pullquote:`,
//! which the context declares.

use serde_json::{Map, Value, json};
use url::Url;

use crate::export::exchange::{Count, position};
use crate::library::notes::{Anchor, Flag, Marks, Note, NoteId, Origin, Sheet, Verdict, on_sheet};
use crate::text::ArticleId;

/// The prefix of our own names.
pub(in crate::export) const NAMESPACE: &str = "urn:x-pullquote:";
/// The context of Web Annotations.
pub(in crate::export) const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";
/// The prefix of the IRI of an article without an address.
const ARTICLE: &str = "urn:x-pullquote:article:";

/// Writes a collection with one page.
pub(super) fn write(sheets: &[Sheet]) -> String {
    let mut items = Vec::new();
    for sheet in sheets {
        let count = Count::of(sheet);
        items.extend(sheet.notes.iter().map(|note| annotation(sheet, note, &count)));
        for one in &sheet.corrections {
            let value = serde_json::to_string(one).unwrap_or_default();
            items.push(json!({
                "id": iri(&one.id), "type": "Annotation", "motivation": "editing", "created": one.created,
                "body": [{"type": "TextualBody", "purpose": "editing", "format": "application/json", "value": value}],
                "target": target(&sheet.article, None),
            }));
        }
    }
    crate::export::exchange::json::pretty(&json!({
        "@context": [CONTEXT, {"pullquote": NAMESPACE}],
        "id": format!("{NAMESPACE}notes"), "type": "AnnotationCollection", "label": "Notes", "total": items.len(),
        "generator": {"type": "Software", "name": "pullquote"},
        "first": {"id": format!("{NAMESPACE}notes:1"), "type": "AnnotationPage", "startIndex": 0, "items": items},
    }))
}

fn annotation(sheet: &Sheet, note: &Note, count: &Count<'_>) -> Value {
    let marks = &note.all_marks();
    let text = |purpose: &str, value: &str| json!({"type": "TextualBody", "purpose": purpose, "value": value});
    let mut bodies = Vec::new();
    if !note.body.is_empty() {
        let mut comment = text("commenting", &note.body);
        comment["format"] = "text/plain".into();
        bodies.push(comment);
    }
    bodies.extend(marks.verdict.map(|verdict| text("assessing", verdict.name())));
    bodies.extend(marks.tags.iter().map(|tag| text("tagging", tag)));
    let link = |link: &String| match Url::parse(link) {
        Ok(_) => json!({"type": "SpecificResource", "purpose": "linking", "source": link}),
        Err(_) => text("linking", link),
    };
    bodies.extend(marks.links.iter().map(link));
    let motivation = match (note.body.is_empty(), marks.verdict, marks.tags.is_empty(), &note.anchor) {
        (false, ..) => "commenting",
        (true, Some(_), ..) => "assessing",
        (true, None, false, _) => "tagging",
        (true, None, true, Some(_)) => "highlighting",
        (true, None, true, None) => "bookmarking",
    };
    let mut selected = target(&sheet.article, None);
    if let Some(anchor) = &note.anchor {
        selected = target(&sheet.article, Some((anchor, count)));
    }
    let mut one = json!({
        "id": iri(&note.id.0), "type": "Annotation", "motivation": motivation,
        "created": note.created, "modified": note.modified, "target": selected,
    });
    if !bodies.is_empty() {
        one["body"] = bodies.into();
    }
    if let Some(flag) = marks.flag {
        one["pullquote:flag"] = flag.name().into();
    }
    if let Some(colour) = &marks.colour {
        one["pullquote:colour"] = colour.as_str().into();
    }
    one
}

/// Returns the target: the article, or words in it.
fn target(article: &Origin, anchor: Option<(&Anchor, &Count<'_>)>) -> Value {
    let mut target = json!({"type": "SpecificResource", "source": article_iri(&article.source, &article.id)});
    if !article.id.0.is_empty() {
        target["pullquote:text"] = article.id.0.as_str().into();
    }
    for (name, value) in [("dc:title", &article.title), ("dc:creator", &article.byline), ("dc:date", &article.date)] {
        if let Some(value) = value {
            target[name] = value.as_str().into();
        }
    }
    let Some((anchor, count)) = anchor else { return target };
    let mut selectors = vec![json!({
        "type": "TextQuoteSelector", "exact": anchor.exact, "prefix": anchor.prefix, "suffix": anchor.suffix,
    })];
    if let Some([start, end]) = count.chars(anchor) {
        selectors.push(json!({"type": "TextPositionSelector", "start": start, "end": end}));
    }
    target["selector"] = selectors.into();
    target["pullquote:firstByte"] = anchor.position.start.into();
    target
}

/// Returns the IRI of an article: its web address, its file, or its digest.
pub(in crate::export) fn article_iri(source: &str, id: &ArticleId) -> String {
    if source.contains("://") && Url::parse(source).is_ok() {
        return source.to_owned();
    }
    match Url::from_file_path(source) {
        Ok(url) => url.into(),
        Err(()) if source.starts_with(NAMESPACE) => source.to_owned(),
        Err(()) => format!("{ARTICLE}{}", id.0),
    }
}

/// Reverses [`article_iri`].
fn source_of(iri: &str) -> String {
    if iri.starts_with(ARTICLE) {
        return "-".to_owned();
    }
    let path = Url::parse(iri).ok().filter(|url| url.scheme() == "file").and_then(|url| url.to_file_path().ok());
    path.map_or_else(|| iri.to_owned(), |path| path.to_string_lossy().into_owned())
}

/// Returns the IRI of an annotation.
fn iri(id: &str) -> String {
    let is_uuid = id.len() == 36 && id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    if is_uuid {
        return format!("urn:uuid:{id}");
    }
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`');
    if Url::parse(id).is_ok() && id.chars().all(plain) && !id.starts_with("urn:uuid:") && !id.starts_with(NAMESPACE) {
        return id.to_owned();
    }
    let mut out = format!("{NAMESPACE}note:");
    for byte in id.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Reverses [`iri`].
fn id_of(iri: &str) -> String {
    if let Some(id) = iri.strip_prefix("urn:uuid:") {
        return id.to_owned();
    }
    let Some(rest) = iri.strip_prefix(NAMESPACE).and_then(|rest| rest.strip_prefix("note:")) else {
        return iri.to_owned();
    };
    let mut bytes = Vec::with_capacity(rest.len());
    let mut left = rest.bytes();
    while let Some(byte) = left.next() {
        let digit = |b: Option<u8>| b.and_then(|b| char::from(b).to_digit(16)).and_then(|d| u8::try_from(d).ok());
        let byte = if byte == b'%' {
            digit(left.next()).zip(digit(left.next())).map_or(b'?', |(high, low)| high * 16 + low)
        } else {
            byte
        };
        bytes.push(byte);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Returns a value as a list, which may also be a single value.
fn all(value: Option<&Value>) -> Vec<&Value> {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(items)) => items.iter().collect(),
        Some(one) => vec![one],
    }
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str()
}

/// Returns the first text of a value that may be single or a list.
fn first_text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    all(value.get(name)).first()?.as_str()
}

fn is_a(value: &Value, kind: &str) -> bool {
    let types = all(value.get("type")).into_iter().chain(all(value.get("@type")));
    types.filter_map(Value::as_str).any(|name| name == kind || name.ends_with(&format!(":{kind}")))
}

/// Returns every annotation in a value: one, a list, a page, or a collection.
fn items(value: &Value) -> Vec<&Value> {
    if let Value::Array(items) = value {
        return items.iter().filter(|item| is_a(item, "Annotation")).collect();
    }
    if is_a(value, "Annotation") {
        return vec![value];
    }
    let page = value.get("first").unwrap_or(value);
    all(page.get("items")).into_iter().filter(|item| item.is_object()).collect()
}

/// Returns whether a value holds web annotations.
pub(super) fn is_annotation(value: &Value) -> bool {
    is_a(value, "AnnotationCollection") || is_a(value, "AnnotationPage") || !items(value).is_empty()
}

/// Reads web annotations.
pub(super) fn read(value: &Value) -> Result<Vec<Sheet>, String> {
    if value.get("first").is_some_and(Value::is_string) {
        return Err("its annotations are at another address: download its pages and import these".to_owned());
    }
    let mut sheets = Vec::new();
    for (n, one) in items(value).into_iter().enumerate() {
        read_one(&mut sheets, one)
            .ok_or_else(|| format!("annotation {}: it has no target with the address of an article", n + 1))?;
    }
    Ok(sheets)
}

fn read_one(sheets: &mut Vec<Sheet>, one: &Value) -> Option<()> {
    // An annotation may have several targets; a note has one place.
    let targets = all(one.get("target"));
    let target = *targets.iter().find(|t| t.get("selector").is_some()).or(targets.first())?;
    let named = target.get("source").unwrap_or(target);
    let address = named.as_str().or_else(|| text(named, "id")).or_else(|| text(named, "@id"))?;
    let digest = text(target, "pullquote:text").or_else(|| address.strip_prefix(ARTICLE));
    let article = Origin {
        id: ArticleId(digest.unwrap_or_default().to_owned()),
        title: first_text(target, "dc:title").map(str::to_owned),
        source: source_of(address),
        byline: first_text(target, "dc:creator").map(str::to_owned),
        date: first_text(target, "dc:date").map(str::to_owned),
    };
    let sheet = on_sheet(sheets, &article)?;
    let mut note = Note {
        id: NoteId(text(one, "id").or_else(|| text(one, "@id")).map(id_of).unwrap_or_default()),
        article: article.id.clone(),
        anchor: anchor(target),
        body: text(one, "bodyValue").unwrap_or_default().to_owned(),
        created: first_text(one, "created").unwrap_or_default().to_owned(),
        modified: first_text(one, "modified").or_else(|| first_text(one, "created")).unwrap_or_default().to_owned(),
        marks: Marks {
            flag: text(one, "pullquote:flag").and_then(Flag::named),
            colour: text(one, "pullquote:colour").map(str::to_owned),
            ..Marks::default()
        },
    };
    let motivations: Vec<&str> = all(one.get("motivation")).into_iter().filter_map(Value::as_str).collect();
    if motivations.contains(&"questioning") {
        note.marks.flag.get_or_insert(Flag::Question);
    }
    for body in all(one.get("body")) {
        if text(body, "purpose") == Some("editing")
            && let Some(Ok(correction)) = text(body, "value").map(serde_json::from_str)
        {
            sheet.corrections.push(correction);
            return Some(());
        }
        read_body(&mut note, body, &motivations);
    }
    sheet.notes.push(note);
    Some(())
}

fn read_body(note: &mut Note, body: &Value, motivations: &[&str]) {
    let add = |list: &mut Vec<String>, item: &str| {
        if !item.is_empty() && !list.iter().any(|i| i == item) {
            list.push(item.to_owned());
        }
    };
    let purposes: Vec<&str> = all(body.get("purpose")).into_iter().filter_map(Value::as_str).collect();
    let purpose = |name: &str| purposes.contains(&name) || purposes.is_empty() && motivations == [name];
    let address = body.as_str().or_else(|| text(body, "source")).or_else(|| text(body, "id"));
    match text(body, "value").or_else(|| text(body, "chars")) {
        Some(value) if purpose("tagging") => add(&mut note.marks.tags, value),
        Some(value) if purpose("linking") => add(&mut note.marks.links, value),
        Some(value) if purpose("assessing") && Verdict::named(value).is_some() => {
            note.marks.verdict = Verdict::named(value);
        }
        Some("") => {}
        Some(value) => {
            if !note.body.is_empty() {
                note.body.push_str("\n\n");
            }
            note.body.push_str(value);
        }
        None => address.into_iter().for_each(|address| add(&mut note.marks.links, address)),
    }
}

/// Returns the anchor of a target's selectors.
fn anchor(target: &Value) -> Option<Anchor> {
    let mut found = Map::new();
    let mut left: Vec<&Value> = all(target.get("selector"));
    // Selectors may be refined by others; the limit stops endless nesting.
    for _ in 0..64 {
        let Some(selector) = left.pop() else { break };
        left.extend(all(selector.get("refinedBy")));
        for kind in ["TextQuoteSelector", "TextPositionSelector"] {
            if is_a(selector, kind) && !found.contains_key(kind) {
                found.insert(kind.to_owned(), selector.clone());
            }
        }
    }
    let quote = found.get("TextQuoteSelector")?;
    let start = found.get("TextPositionSelector").and_then(|s| s.get("start")?.as_u64());
    let exact = text(quote, "exact")?.to_owned();
    let side = |name| text(quote, name).unwrap_or_default().to_owned();
    let first_byte = target.get("pullquote:firstByte").and_then(Value::as_u64);
    let (prefix, suffix) = (side("prefix"), side("suffix"));
    Some(Anchor { position: position(first_byte, start, &exact), exact, prefix, suffix })
}

/// Returns whether a value is a Hypothesis export.
pub(super) fn is_hypothesis(value: &Value) -> bool {
    let list = value.get("rows").or_else(|| value.get("annotations")).unwrap_or(value);
    let one = list.as_array().and_then(|rows| rows.first());
    match one {
        Some(row) => row.get("uri").is_some_and(Value::is_string),
        None => value.get("rows").is_some_and(Value::is_array),
    }
}

/// Reads a Hypothesis export (of its API or its client).
pub(super) fn read_hypothesis(value: &Value) -> Result<Vec<Sheet>, String> {
    let rows = all(Some(value.get("rows").or_else(|| value.get("annotations")).unwrap_or(value)));
    let mut sheets = Vec::new();
    for (n, row) in rows.iter().enumerate() {
        let uri = text(row, "uri").ok_or_else(|| format!("row {}: it has no \"uri\" field", n + 1))?;
        // A reply has the anchor of its parent.
        let asked = all(row.get("references")).first().and_then(|id| id.as_str());
        let about = asked.and_then(|id| rows.iter().find(|other| text(other, "id") == Some(id))).unwrap_or(row);
        let article = Origin {
            source: source_of(uri),
            title: row.get("document").and_then(|d| first_text(d, "title")).map(str::to_owned),
            ..Origin::default()
        };
        let Some(sheet) = on_sheet(&mut sheets, &article) else { continue };
        let tags = all(row.get("tags")).into_iter().filter_map(Value::as_str).map(str::to_owned).collect();
        let id = text(row, "id").map(|id| format!("https://hypothes.is/a/{id}"));
        sheet.notes.push(Note {
            id: NoteId(id.unwrap_or_default()),
            article: ArticleId::default(),
            anchor: all(about.get("target")).into_iter().find_map(anchor),
            body: text(row, "text").unwrap_or_default().to_owned(),
            created: text(row, "created").unwrap_or_default().to_owned(),
            modified: text(row, "updated").or_else(|| text(row, "created")).unwrap_or_default().to_owned(),
            marks: Marks { tags, ..Marks::default() },
        });
    }
    Ok(sheets)
}
