//! Parses the metadata of a book: `container.xml`, the package document, and the tables of contents of EPUB 2 and 3.

use std::collections::HashMap;

use crate::ingest::formats::epub::archive::resolve;
use crate::ingest::metadata;
use crate::ingest::xml;
use crate::ingest::xml::Node;
use crate::text::one_line;

/// A package document.
#[derive(Debug, Default)]
pub(super) struct Package {
    pub(super) title: Option<String>,
    pub(super) byline: Option<String>,
    pub(super) language: Option<String>,
    pub(super) date: Option<String>,
    /// The files to read, in order.
    pub(super) spine: Vec<String>,
    /// The files of the reading order that cannot be read, each with its media type.
    pub(super) unread: Vec<(String, String)>,
    /// The table of contents: that of EPUB 3, else that of EPUB 2.
    pub(super) nav: Option<String>,
    pub(super) ncx: Option<String>,
    /// Pages that only list other pages.
    pub(super) lists: Vec<String>,
}

/// An entry of a table of contents, with an unresolved target.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) title: String,
    pub(super) level: u8,
    pub(super) path: String,
    pub(super) fragment: String,
}

/// Returns the path of the package document from `container.xml`.
pub(super) fn rootfile(container: &str) -> Result<Option<String>, String> {
    let mut path = None;
    xml::walk(container, |node| {
        if let Node::Open("rootfile", attributes) = node
            && path.is_none()
            && !attributes.get("full-path").is_empty()
        {
            path = Some(attributes.get("full-path").to_owned());
        }
    })?;
    path.map(|path| resolve("", &path)).transpose()
}

/// Returns the files that `encryption.xml` lists as encrypted; obfuscated fonts do not count.
pub(super) fn locked(encryption: &str) -> Vec<String> {
    let (mut paths, mut fonts) = (Vec::new(), false);
    // What cannot be read here will show when the files are.
    let _ = xml::walk(encryption, |node| match node {
        Node::Open("encrypteddata", _) => fonts = false,
        Node::Open("encryptionmethod", attributes) => {
            let method = attributes.get("algorithm");
            fonts |= method.contains("idpf.org/2008/embedding") || method.contains("ns.adobe.com/pdf/enc");
        }
        Node::Open("cipherreference", attributes) if !fonts => {
            paths.extend(resolve("", attributes.get("uri")).ok());
        }
        _ => {}
    });
    paths
}

/// Returns whether a file of this media type may have text. The spine may hold images and sound, which have none; old
/// or faulty books have unknown media types, or none.
fn may_be_text(media: &str) -> bool {
    const WORDLESS: [&str; 14] = [
        "image/",
        "audio/",
        "video/",
        "font/",
        "text/css",
        "text/javascript",
        "application/javascript",
        "application/ecmascript",
        "application/font",
        "application/x-font",
        "application/vnd.",
        "application/pdf",
        "application/smil",
        "application/x-dtbncx",
    ];
    !WORDLESS.iter().any(|kind| media.starts_with(kind))
}

#[derive(Default)]
struct Creator {
    id: String,
    name: String,
    role: String,
}

/// Parses the package document at `path`.
pub(super) fn package(path: &str, text: &str) -> Result<Package, String> {
    struct Item {
        href: String,
        is_nav: bool,
        is_ncx: bool,
        is_text: bool,
        media: String,
    }
    let mut out = Package::default();
    let mut items: HashMap<String, Item> = HashMap::new();
    let mut spine: Vec<String> = Vec::new();
    let mut has_spine = false;
    let mut ncx_id = String::new();
    let mut guide: Vec<String> = Vec::new();
    let mut creators: Vec<Creator> = Vec::new();
    let mut roles: Vec<(String, String)> = Vec::new();
    let mut dates: Vec<(String, String)> = Vec::new();
    // The element whose words are being gathered, and the words.
    let mut inside: Option<&'static str> = None;
    let mut words = String::new();
    xml::walk(text, |node| match node {
        Node::Open(name, attributes) => match name {
            "title" => (inside, words) = (Some("title"), String::new()),
            "language" => (inside, words) = (Some("language"), String::new()),
            "creator" => {
                (inside, words) = (Some("creator"), String::new());
                let role = attributes.get("role").to_owned();
                creators.push(Creator { id: attributes.get("id").to_owned(), name: String::new(), role });
            }
            "date" => {
                (inside, words) = (Some("date"), String::new());
                dates.push((attributes.get("event").to_owned(), String::new()));
            }
            "meta" if attributes.get("property") == "role" => {
                (inside, words) = (Some("role"), String::new());
                roles.push((attributes.get("refines").trim_start_matches('#').to_owned(), String::new()));
            }
            "item" => {
                let media = attributes.get("media-type").to_ascii_lowercase();
                let item = Item {
                    href: attributes.get("href").to_owned(),
                    is_nav: attributes.has("properties", "nav"),
                    is_ncx: media == "application/x-dtbncx+xml",
                    is_text: may_be_text(&media),
                    media,
                };
                items.insert(attributes.get("id").to_owned(), item);
            }
            "spine" => {
                has_spine = true;
                ncx_id = attributes.get("toc").to_owned();
            }
            "itemref" => spine.push(attributes.get("idref").to_owned()),
            "reference" if attributes.get("type") == "toc" => guide.push(attributes.get("href").to_owned()),
            _ => {}
        },
        Node::Text(text) => words.push_str(text),
        Node::Close(_) => {
            let said = one_line(&words);
            match inside.take() {
                Some("title") if out.title.is_none() && !said.is_empty() => out.title = Some(said),
                Some("language") => out.language = out.language.take().or_else(|| metadata::language(&said)),
                Some("creator") => creators.iter_mut().last().into_iter().for_each(|c| c.name.clone_from(&said)),
                Some("date") => dates.iter_mut().last().into_iter().for_each(|d| d.1.clone_from(&said)),
                Some("role") => roles.iter_mut().last().into_iter().for_each(|r| r.1.clone_from(&said)),
                _ => {}
            }
        }
    })?;
    if !has_spine || spine.is_empty() {
        return Err("it has no reading order (no spine)".to_owned());
    }
    for creator in &mut creators {
        if let Some((_, role)) = roles.iter().find(|(id, _)| !id.is_empty() && *id == creator.id) {
            creator.role.clone_from(role);
        }
    }
    creators.retain(|c| !c.name.is_empty());
    let is_author = |c: &&Creator| matches!(c.role.as_str(), "" | "aut");
    let authors: Vec<&str> = creators.iter().filter(is_author).map(|c| c.name.as_str()).collect();
    out.byline = (!authors.is_empty()).then(|| authors.join(", "));
    let published = dates.iter().find(|(event, _)| event.contains("publication"));
    let published = published.or_else(|| dates.iter().find(|(event, _)| event.is_empty()));
    out.date = published.and_then(|(_, date)| metadata::date(date));

    for id in &spine {
        // A reference to nothing is passed over; one that leads out of the book is not.
        let Some(item) = items.get(id) else { continue };
        if item.is_text {
            out.spine.push(resolve(path, &item.href)?);
        } else if ["application/pdf", "application/vnd."].iter().any(|kind| item.media.starts_with(kind)) {
            out.unread.push((item.href.clone(), item.media.clone()));
        }
    }
    let inside = |href: &str| resolve(path, href).ok();
    out.nav = items.values().find(|item| item.is_nav).and_then(|item| inside(&item.href));
    let ncx = items.get(&ncx_id).or_else(|| items.values().find(|item| item.is_ncx));
    out.ncx = ncx.and_then(|item| inside(&item.href));
    out.lists = out.nav.iter().cloned().chain(guide.iter().filter_map(|href| inside(href))).collect();
    Ok(out)
}

/// Returns the table of contents: nested lists in `nav` (EPUB 3), or nested `navPoint`s (EPUB 2).
pub(super) fn contents(path: &str, text: &str) -> Result<Vec<Entry>, String> {
    let mut out: Vec<Entry> = Vec::new();
    let mut level = 0u8;
    // Of several lists the one that is the table of contents: page lists and landmarks are others.
    let (mut in_list, mut in_label) = (true, false);
    let mut href: Option<String> = None;
    let mut words = String::new();
    xml::walk(text, |node| match node {
        Node::Open("nav", attributes) => in_list = matches!(attributes.get("type"), "" | "toc"),
        Node::Close("nav") => in_list = false,
        Node::Open("pagelist" | "navlist", _) => in_list = false,
        Node::Open("ol" | "navpoint", _) => level = level.saturating_add(1),
        Node::Close("ol" | "navpoint") => level = level.saturating_sub(1),
        Node::Open("a", attributes) if in_list && level > 0 => {
            href = Some(attributes.get("href").to_owned());
            words.clear();
        }
        Node::Close("a") => {
            if let Some(href) = href.take() {
                push(&mut out, path, &href, &words, level);
            }
        }
        Node::Open("navlabel", _) => {
            in_label = true;
            words.clear();
        }
        Node::Close("navlabel") => in_label = false,
        Node::Open("content", attributes) if in_list && level > 0 => {
            push(&mut out, path, attributes.get("src"), &words, level);
        }
        Node::Text(text) if in_label || href.is_some() => words.push_str(text),
        _ => {}
    })?;
    Ok(out)
}

fn push(out: &mut Vec<Entry>, from: &str, href: &str, words: &str, level: u8) {
    // Entries that lead nowhere or out of the book are left out.
    let Ok(path) = resolve(from, href) else { return };
    let fragment = href.split_once('#').map_or("", |(_, fragment)| fragment).to_owned();
    // `#here`: in the same file.
    let path = if href.starts_with('#') { from.to_owned() } else { path };
    if !words.trim().is_empty() && out.len() < 50_000 {
        out.push(Entry { title: words.to_owned(), level, path, fragment });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chapters_of_unknown_types_are_read_and_pictures_are_not() {
        for media in ["", "application/xhtml+xml", "text/x-oeb1-document", "text/html", "application/x-something"] {
            assert!(may_be_text(media), "{media}");
        }
        for media in ["image/svg+xml", "image/jpeg", "audio/mpeg", "text/css", "application/vnd.ms-opentype"] {
            assert!(!may_be_text(media), "{media}");
        }
    }

    #[test]
    fn a_bare_ampersand_in_a_title_refuses_no_book() {
        let opf = OPF.replace("The Tide", "Tide & Sons").replace("&amp; Co", "& Co");
        let package = package("O/c.opf", &opf).unwrap();
        assert_eq!(package.title.as_deref(), Some("Tide & Sons Mill"));
        assert_eq!(package.byline.as_deref(), Some("Ines Calder, Tomas & Co"));
    }

    const OPF: &str = r##"<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="x" xmlns:opf="y">
      <metadata>
        <dc:title>The Tide
          Mill</dc:title><dc:title>A second</dc:title>
        <dc:creator id="c1">Ines Calder</dc:creator>
        <dc:creator opf:role="ill">A Painter</dc:creator>
        <dc:creator id="c2">Tomas &amp; Co</dc:creator>
        <meta refines="#c2" property="role">aut</meta>
        <dc:date opf:event="modification">2024-01-01</dc:date>
        <dc:date opf:event="original-publication">2019-05-02</dc:date>
      </metadata>
      <manifest>
        <item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="scripted nav"/>
        <item id="x" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
        <item id="a" href="text/a.xhtml" media-type="application/xhtml+xml"/>
        <item id="p" href="cover.jpg" media-type="image/jpeg"/>
      </manifest>
      <spine toc="x"><itemref idref="p"/><itemref idref="n"/><itemref idref="a"/><itemref idref="gone"/></spine>
      <guide><reference type="toc" href="text/list.html#top"/></guide>
    </package>"##;

    #[test]
    fn the_package_is_read() {
        let package = package("OEBPS/content.opf", OPF).unwrap();
        assert_eq!(package.title.as_deref(), Some("The Tide Mill"));
        assert_eq!(package.byline.as_deref(), Some("Ines Calder, Tomas & Co"));
        assert_eq!(package.date.as_deref(), Some("2019-05-02"));
        assert_eq!(package.spine, ["OEBPS/nav.xhtml", "OEBPS/text/a.xhtml"]);
        assert_eq!(package.nav.as_deref(), Some("OEBPS/nav.xhtml"));
        assert_eq!(package.ncx.as_deref(), Some("OEBPS/toc.ncx"));
        assert_eq!(package.lists, ["OEBPS/nav.xhtml", "OEBPS/text/list.html"]);
    }

    #[test]
    fn what_is_missing_or_leads_out_is_said() {
        let without = OPF.replace("<spine", "<sp").replace("</spine", "</sp").replace("itemref", "ref");
        assert!(package("c.opf", &without).unwrap_err().contains("spine"));
        let out = OPF.replace("text/a.xhtml", "../../../etc/passwd");
        assert!(package("OEBPS/c.opf", &out).unwrap_err().contains("outside of the book"));
    }

    #[test]
    fn both_kinds_of_contents_are_read() {
        let nav = r##"<html><nav epub:type="page-list"><ol><li><a href="a.xhtml#p1">1</a></li></ol></nav>
            <nav epub:type="toc"><h1>Contents</h1><ol><li><a href="a.xhtml">One <i>A</i></a>
            <ol><li><a href="a.xhtml#two">Two</a></li></ol></li><li><span>Part</span></li></ol></nav></html>"##;
        let ncx = r##"<ncx><docTitle><text>T</text></docTitle><navMap><navPoint><navLabel><text>One A</text></navLabel>
            <content src="a.xhtml"/><navPoint><navLabel><text>Two</text></navLabel><content src="a.xhtml#two"/></navPoint>
            </navPoint></navMap><pageList><pageTarget><navLabel><text>9</text></navLabel><content src="a.xhtml#p"/>
            </pageTarget></pageList></ncx>"##;
        for source in [nav, ncx] {
            let found = contents("text/toc.x", source).unwrap();
            let found: Vec<_> =
                found.iter().map(|e| (e.title.as_str(), e.level, e.path.as_str(), e.fragment.as_str())).collect();
            assert_eq!(found, [("One A", 1, "text/a.xhtml", ""), ("Two", 2, "text/a.xhtml", "two")]);
        }
    }

    #[test]
    fn garbled_fonts_are_no_locks() {
        let data = |method: &str, file: &str| {
            format!(
                "<enc:EncryptedData><enc:EncryptionMethod Algorithm=\"{method}\"/><enc:CipherData>\
                 <enc:CipherReference URI=\"{file}\"/></enc:CipherData></enc:EncryptedData>"
            )
        };
        let font = data("http://www.idpf.org/2008/embedding", "OEBPS/font.otf");
        let text = data("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "OEBPS/a.xhtml");
        assert_eq!(locked(&format!("<encryption>{font}{text}{font}</encryption>")), ["OEBPS/a.xhtml"]);
    }
}
