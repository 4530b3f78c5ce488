//! The language of an article and of its blocks. Codes are those of ISO 639-3; `None` is English.

use whatlang::{Info, Lang, Script};

use crate::text::{Article, Block, Span};

/// Bytes at the start of the article that decide on its language, unless most of the rest is in another one.
const START: usize = 6000;
/// Number of blocks in the rest of a long article that are read.
const SAMPLES: usize = 24;
/// Minimum length in bytes of a text whose language is detected; the input may state it for a shorter one.
const SHORTEST: usize = 80;
/// Minimum length in bytes of a paragraph that may have another language than its article.
const PARAGRAPH: usize = 200;
/// Bytes of a paragraph that are read.
const READ: usize = 400;
/// Words of which an English paragraph has at least one.
const ENGLISH: [&str; 3] = [" the ", " and ", " that "];

/// The languages that the input may state by two letters.
const TAGS: [(&str, &str); 55] = [
    ("af", "afr"),
    ("ar", "ara"),
    ("az", "aze"),
    ("be", "bel"),
    ("bg", "bul"),
    ("bn", "ben"),
    ("ca", "cat"),
    ("cs", "ces"),
    ("da", "dan"),
    ("de", "deu"),
    ("el", "ell"),
    ("eo", "epo"),
    ("es", "spa"),
    ("et", "est"),
    ("fa", "pes"),
    ("fi", "fin"),
    ("fr", "fra"),
    ("gu", "guj"),
    ("he", "heb"),
    ("hi", "hin"),
    ("hr", "hrv"),
    ("hu", "hun"),
    ("hy", "hye"),
    ("id", "ind"),
    ("it", "ita"),
    ("ja", "jpn"),
    ("ka", "kat"),
    ("km", "khm"),
    ("kn", "kan"),
    ("ko", "kor"),
    ("lt", "lit"),
    ("lv", "lav"),
    ("mk", "mkd"),
    ("ml", "mal"),
    ("mr", "mar"),
    ("my", "mya"),
    ("nb", "nob"),
    ("nl", "nld"),
    ("no", "nob"),
    ("pa", "pan"),
    ("pl", "pol"),
    ("pt", "por"),
    ("ro", "ron"),
    ("ru", "rus"),
    ("sk", "slk"),
    ("sl", "slv"),
    ("sr", "srp"),
    ("sv", "swe"),
    ("ta", "tam"),
    ("te", "tel"),
    ("th", "tha"),
    ("tr", "tur"),
    ("uk", "ukr"),
    ("ur", "urd"),
    ("vi", "vie"),
];

/// Returns the language of an article. The text decides, else what the input states.
pub(in crate::nlp::pipeline) fn foreign(article: &Article, blocks: &[&Block]) -> Option<String> {
    let text = article.text.as_str();
    let start = detected(head(text, START)).filter(|_| text.len() > SHORTEST);
    let (language, is_sure) = match start {
        Some(info) if info.is_reliable() => (Some(info.lang()), true),
        Some(info) => (Some(info.lang()), false),
        None => (None, false),
    };
    if is_sure {
        let language = language.map(|first| most(text, blocks, first));
        return language.filter(|language| *language != Lang::Eng).map(|language| language.code().to_owned());
    }
    if let Some(stated) = article.language.as_deref().and_then(stated) {
        return (stated != "eng").then(|| stated.to_owned());
    }
    // English has no letters of another script.
    let script = detected(head(text, START)).filter(|info| info.script() != Script::Latin);
    script
        .filter(|_| text.chars().filter(|c| c.is_alphabetic()).take(2000).all(|c| !c.is_ascii()))
        .map(|info| info.lang().code().to_owned())
}

/// Returns the code of a stated language (`pt-BR` → `por`).
fn stated(tag: &str) -> Option<&'static str> {
    let tag = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    if matches!(tag.as_str(), "en" | "eng") {
        return Some("eng");
    }
    let other = match tag.as_str() {
        "zh" | "zho" | "chi" | "cmn" => Some("cmn"),
        "iw" => Some("heb"),
        "nn" => Some("nob"),
        _ => None,
    };
    other.or_else(|| TAGS.iter().find(|(two, three)| tag == *two || tag == *three).map(|(_, code)| *code))
}

/// Returns the language of most of a long article, else that of its start.
fn most(text: &str, blocks: &[&Block], start: Lang) -> Lang {
    let rest: Vec<Span> =
        blocks.iter().map(|block| block.span).filter(|span| span.start >= START && span.len() > SHORTEST).collect();
    let mut votes = vec![(start, START.min(text.len()))];
    for span in rest.iter().step_by(rest.len().div_ceil(SAMPLES).max(1)) {
        let Some(info) = detected(head(span.of(text), READ)).filter(Info::is_reliable) else { continue };
        // Each sample stands for a part of the rest.
        let weight = text.len().saturating_sub(START) / SAMPLES.min(rest.len()).max(1);
        match votes.iter_mut().find(|(lang, _)| *lang == info.lang()) {
            Some((_, votes)) => *votes += weight,
            None => votes.push((info.lang(), weight)),
        }
    }
    let all: usize = votes.iter().map(|(_, votes)| votes).sum();
    votes.into_iter().find(|(_, votes)| votes * 5 > all * 3).map_or(start, |(lang, _)| lang)
}

/// Returns the language of a block, which may differ from that of its article.
pub(in crate::nlp::pipeline) fn of_block<'a>(text: &str, block: &Block, article: Option<&'a str>) -> Option<&'a str> {
    let words = head(block.span.of(text), READ);
    if block.span.len() < PARAGRAPH || article.is_none() && ENGLISH.iter().any(|word| words.contains(word)) {
        return article;
    }
    let Some(info) = detected(words).filter(|info| info.is_reliable() && info.confidence() >= 0.99) else {
        return article;
    };
    match (article, info.lang()) {
        (Some(_), Lang::Eng) => None,
        // A paragraph in a third language has no rules of its own.
        (Some(article), _) => Some(article),
        (None, Lang::Eng) => None,
        (None, lang) => Some(lang.code()),
    }
}

fn detected(text: &str) -> Option<Info> {
    whatlang::detect(text)
}

/// Returns whether the encoder, which learned from English, may find names in a language.
pub(in crate::nlp::pipeline) fn is_latin(text: &str) -> bool {
    detected(head(text, START)).is_none_or(|info| info.script() == Script::Latin)
}

/// Returns the start of a text, at most `most` bytes.
fn head(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::from_plain;

    const GERMAN: &str = "Der Bürgermeister kam gestern früh mit seinen Beratern in die Stadt, und niemand wusste, was er dort \
        wollte. Die Brücke bleibt bis zum Frühjahr geschlossen, weil das Wasser die Pfeiler beschädigt hat und das Geld fehlt.";
    const ENGLISH: &str = "The mayor came yesterday with the people who advise her, and nobody knew what she wanted there. The \
        bridge remains closed until the spring, because the water has damaged the piers and there is no money for them.";

    fn language(text: &str, stated: Option<&str>) -> Option<String> {
        let mut article = from_plain("a", text.to_owned());
        article.language = stated.map(str::to_owned);
        let blocks: Vec<&Block> = article.blocks.iter().collect();
        foreign(&article, &blocks)
    }

    #[test]
    fn the_text_decides_and_then_the_input() {
        assert_eq!(
            language(GERMAN, Some("en")).as_deref(),
            Some("deu"),
            "many pages state the language of their template"
        );
        assert_eq!(language(ENGLISH, Some("de")), None);
        assert_eq!(language("„Das stimmt“, sagte Holt.", None), None);
        assert_eq!(language("„Das stimmt“, sagte Holt.", Some("de-CH")).as_deref(), Some("deu"));
        assert_eq!(language("“不会。”他说。", None).as_deref(), Some("cmn"), "a script tells the language, too");
        assert_eq!(language("He wrote αβγ.", Some("en-GB")), None);
    }

    #[test]
    fn most_of_a_long_text_decides() {
        let long = |first: &str, second: &str| {
            let paragraphs = |text: &str, n: usize| vec![text; n].join("\n\n");
            format!("{}\n\n{}\n", paragraphs(first, 40), paragraphs(second, 160))
        };
        assert_eq!(language(&long(ENGLISH, GERMAN), None).as_deref(), Some("deu"));
        assert_eq!(language(&long(GERMAN, ENGLISH), None), None);
        assert_eq!(language(&long(ENGLISH, ENGLISH), None), None);
    }

    #[test]
    fn a_paragraph_may_have_its_own_language() {
        let text = format!("{ENGLISH}\n\n{GERMAN}\n");
        let article = from_plain("a", text.clone());
        let of = |article: Option<&'static str>, block: &Block| of_block(&text, block, article);
        let [english, german] = article.blocks.as_slice() else { panic!("{:?}", article.blocks) };
        assert_eq!((of(None, english), of(None, german)), (None, Some("deu")));
        assert_eq!((of(Some("deu"), english), of(Some("deu"), german)), (None, Some("deu")));
    }
}
