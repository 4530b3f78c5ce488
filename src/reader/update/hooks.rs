//! Starts the reader's own commands (`[commands]` in the settings), and receives their output.

use std::sync::Arc;

use crate::library::notes::Anchor;
use crate::reader::command::hooks::HookOutput;
use crate::reader::event::effect::HookRun;
use crate::reader::library_request::LibraryRequest;
use crate::reader::overlays::card::{About, Card, CommandOutput};
use crate::reader::{Effect, Message, Model, Overlay};
use crate::text::{Span, Token, TokenKind, one_line, pasteable, tokens};

/// The most bytes of a placeholder: longer arguments cannot be passed on.
const LONGEST: usize = 100_000;

/// Starts a command, or stops it if it is running.
pub(in crate::reader) fn start(model: &mut Model, index: usize, effects: &mut Vec<Effect>) {
    let keys = Arc::clone(&model.session.keys);
    let Some(hook) = keys.hooks().get(index) else { return };
    if model.session.running.contains(&index) {
        effects.push(Effect::StopHook(index));
        return;
    }
    if model.document.article.text.is_empty() {
        model.message = Some(Message::note(format!("open an article first: {} works on its words", hook.name)));
        return;
    }
    if hook.output == HookOutput::Note
        && let Some(reason) = &model.session.read_only
    {
        model.message = Some(Message::error(format!("notes cannot be saved in this session: {reason}")));
        return;
    }
    let words = words(model);
    let arguments = match hook.filled(|name| value(model, name, words)) {
        Ok(arguments) => arguments,
        Err(name) => {
            let what = match name.as_str() {
                "speaker" => "select a quote whose speaker is known".to_owned(),
                "address" | "file" | "title" => format!("this article has no {name}"),
                _ => "select words with `v`, or a quote with `]`".to_owned(),
            };
            let says = format!("{} needs {{{name}}}: {what}", hook.name);
            model.message = Some(Message::note(keys.with_own_keys(&says)));
            return;
        }
    };
    model.session.running.insert(index);
    let key = hook.keys.first().map(ToString::to_string);
    let stops = key.map(|key| format!("; {key} stops it")).unwrap_or_default();
    model.message = Some(Message::note(format!("{} is running{stops}", hook.name)));
    effects.push(Effect::RunHook(Box::new(HookRun {
        index,
        name: hook.name.clone(),
        arguments,
        seconds: hook.seconds,
        article: model.document.article.id.clone(),
        words,
    })));
}

/// Receives the output of a command, or the reason why it failed.
pub(in crate::reader) fn ended(
    model: &mut Model,
    run: &HookRun,
    result: Result<String, String>,
    effects: &mut Vec<Effect>,
) {
    model.session.running.remove(&run.index);
    let keys = Arc::clone(&model.session.keys);
    let Some(hook) = keys.hooks().get(run.index) else { return };
    let text = match result {
        Ok(text) => text,
        Err(reason) => {
            model.message = Some(Message::error(reason));
            return;
        }
    };
    if text.trim().is_empty() || hook.output == HookOutput::Nothing {
        let what = if hook.output == HookOutput::Nothing { "is done" } else { "printed nothing" };
        model.message = Some(Message::note(format!("{} {what}", run.name)));
        return;
    }
    let is_here = model.document.article.id == run.article;
    match hook.output {
        HookOutput::Copy => {
            model.message = Some(Message::note(format!("output of {} copied", run.name)));
            effects.push(Effect::Copy(pasteable(&text)));
        }
        HookOutput::Note if is_here => {
            let anchor = Some(Anchor::of(&model.document.article.text, run.words));
            let body = text.trim().to_owned();
            model.awaiting = Some(format!("output of {} saved as a note", run.name));
            effects.push(Effect::Library(LibraryRequest::SaveNote { id: None, anchor, body, marks: None }));
        }
        // A note cannot be saved with an article that was left: the output is shown.
        HookOutput::Note | HookOutput::Show | HookOutput::Nothing => {
            let output = Arc::new(CommandOutput { name: run.name.clone(), text });
            let card = Overlay::Card(Box::new(Card::new(About::Output(output), String::new())));
            // The topmost overlay keeps the keys: a note may be being written.
            let below = usize::from(!model.overlays.is_empty());
            let shown =
                |overlay: &Overlay| matches!(overlay, Overlay::Card(card) if matches!(card.about, About::Output(_)));
            if below > 0 && !model.overlays.last().is_some_and(shown) {
                let at = model.overlays.len() - 1;
                model.overlays.insert(at, card);
                model.message = Some(Message::note(format!("the output of {} is shown behind this", run.name)));
            } else {
                model.overlays.retain(|overlay| !shown(overlay));
                model.overlays.push(card);
                model.message = None;
            }
        }
    }
}

/// Returns the words that a command works on: the selected words, else the selected quote, else the paragraph.
fn words(model: &Model) -> Span {
    let document = &model.document;
    let selection = document.selection().map(|span| span.trim(&document.article.text)).filter(|span| !span.is_empty());
    let quote = || {
        let (_, quote) = document.selected_quote()?;
        quote.content.iter().copied().reduce(Span::join)
    };
    selection.or_else(quote).unwrap_or_else(|| paragraph(model))
}

fn paragraph(model: &Model) -> Span {
    let article = &model.document.article;
    let block = article.block_at(model.document.cursor).and_then(|at| article.blocks.get(at));
    block.map_or(Span::default(), |block| block.span)
}

/// Returns the text for a placeholder.
fn value(model: &Model, name: &str, words: Span) -> Option<String> {
    let (document, article) = (&model.document, &model.document.article);
    let cut = |text: &str| crate::reader::layout::text_measure::head(text, LONGEST).to_owned();
    let is_address = |source: &&String| source.contains("://");
    match name {
        "words" => Some(cut(&one_line(article.words(words)))),
        "word" => {
            let block = paragraph(model);
            let is_here = |token: &Token| token.kind == TokenKind::Word && token.span.contains(document.cursor);
            let token = tokens(&article.text, block).into_iter().find(is_here)?;
            Some(article.words(token.span).to_owned())
        }
        "paragraph" => Some(cut(&one_line(article.words(paragraph(model))))),
        "rest" => article.text.get(paragraph(model).start..).map(cut),
        "speaker" => document.selected_quote().and_then(|(_, quote)| quote.speaker.clone()),
        "title" => article.title.clone(),
        "address" => article.url.clone().or_else(|| Some(&article.source).filter(is_address).cloned()),
        "file" => Some(&article.source).filter(|source| !is_address(source) && *source != "-").cloned(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest;
    use crate::reader::Action;
    use crate::reader::command::chord::Chord;
    use crate::reader::command::hooks::{Hook, split};
    use crate::reader::event::effect::HookRun;
    use crate::reader::update::testing::keys;
    use crate::reader::update::update;

    /// The sample article, and one command with the key `&`.
    fn model(run: &str, output: HookOutput) -> Model {
        let mut model = Model::new(Arc::new(ingest::sample()), (80, 24));
        let keys = vec![Chord::parse("&").unwrap()];
        let hook = Hook { name: "h".to_owned(), keys, run: split(run).unwrap(), shell: false, output, seconds: 9 };
        model.session.keys = model.session.keys.with_hooks(vec![hook]).0;
        model
    }

    fn started(model: &mut Model) -> HookRun {
        match &keys(model, "&")[..] {
            [Effect::RunHook(run)] => (**run).clone(),
            other => panic!("{other:?}, {:?}", model.message),
        }
    }

    #[test]
    fn a_key_starts_the_command_and_stops_it() {
        let mut model = model("x {words} {word} {title}", HookOutput::Show);
        model.document.cursor = paragraph(&model).start;
        let run = started(&mut model);
        let title = model.document.article.title.clone().unwrap();
        assert_eq!((run.arguments[0].as_str(), run.arguments[3].as_str()), ("x", title.as_str()));
        assert!(run.arguments[1].starts_with(run.arguments[2].as_str()), "{run:?}");
        assert!(model.message.as_ref().unwrap().text.contains("& stops it"));
        assert_eq!(keys(&mut model, "&"), [Effect::StopHook(0)]);
        let end = |model: &mut Model, result| update(model, Action::HookEnded(Box::new(run.clone()), result));
        end(&mut model, Err("h was stopped".to_owned()));
        assert_eq!(model.message.as_ref().unwrap().text, "h was stopped");
        assert!(model.session.running.is_empty() && model.overlays.is_empty());
        end(&mut model, Ok("a meaning".to_owned()));
        assert!(matches!(&model.overlays[..], [Overlay::Card(card)] if matches!(card.about, About::Output(_))));
        assert_eq!(keys(&mut model, "y"), [Effect::Copy("a meaning".to_owned())]);
        // The reader is typing: the output waits behind.
        keys(&mut model, "q /");
        end(&mut model, Ok("more".to_owned()));
        assert!(matches!(&model.overlays[..], [Overlay::Card(_), Overlay::SearchInput { .. }]));
    }

    #[test]
    fn output_is_copied_or_saved_as_a_note() {
        let mut copies = model("x {words}", HookOutput::Copy);
        let run = started(&mut copies);
        let copied = update(&mut copies, Action::HookEnded(Box::new(run), Ok("a".to_owned())));
        assert_eq!(copied, [Effect::Copy("a".to_owned())]);
        let mut notes = model("x {words}", HookOutput::Note);
        let run = started(&mut notes);
        let saved = update(&mut notes, Action::HookEnded(Box::new(run.clone()), Ok(" a \n".to_owned())));
        let expected = Anchor::of(&notes.document.article.text, run.words);
        assert!(
            matches!(&saved[..], [Effect::Library(LibraryRequest::SaveNote { id: None, anchor: Some(anchor), body, .. })]
            if *anchor == expected && body == "a")
        );
        // The article was left: the output is not lost.
        let run = HookRun { article: crate::text::ArticleId::default(), ..run };
        assert_eq!(update(&mut notes, Action::HookEnded(Box::new(run), Ok("b".to_owned()))), []);
        assert!(matches!(&notes.overlays[..], [Overlay::Card(_)]));
    }

    #[test]
    fn a_placeholder_without_a_value_is_told() {
        let mut model = model("x {speaker}", HookOutput::Show);
        assert_eq!(keys(&mut model, "&"), []);
        assert_eq!(model.message.as_ref().unwrap().text, "h needs {speaker}: select a quote whose speaker is known");
        assert!(model.session.running.is_empty());
    }
}
