//! The language of an article.

/// The ISO 639-3 code of the language of `text`; `None` for English and where detection is unsure.
pub(in crate::nlp::pipeline) fn foreign(text: &str) -> Option<String> {
    let mut end = text.len().min(6000);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let info = whatlang::detect(text.get(..end)?)?;
    let sure = info.is_reliable() && text.len() > 80;
    (sure && info.lang() != whatlang::Lang::Eng).then(|| info.lang().code().to_owned())
}
