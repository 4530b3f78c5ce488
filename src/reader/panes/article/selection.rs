//! Selects text, copies text, and opens links.

use crate::export::words::office_of;
use crate::nlp::{Attribution, Person, QuoteKind};
use crate::reader::panes::list::rows::Row;
use crate::reader::place::Opening;
use crate::reader::{Effect, Message, Model, Pane, Tab};
use crate::text::{InlineStyle, Span, pasteable, sentences};

/// Starts or ends a selection at the cursor (`v`).
pub(in crate::reader) fn toggle(model: &mut Model) {
    model.document.focus = Pane::Article;
    model.document.mark = match model.document.mark {
        Some(_) => None,
        None => Some(model.document.cursor),
    };
}

/// Moves the cursor to the other end of the selection (`o`).
pub(in crate::reader) fn other_end(model: &mut Model) {
    if let Some(mark) = model.document.mark {
        model.document.mark = Some(model.document.cursor);
        model.document.cursor = model.snap(mark);
        model.document.goal = None;
        model.show_cursor();
    }
}

/// The most text to copy: terminals silently drop longer escape sequences.
const LONGEST: usize = 70_000;

/// Copies the selection; else what is selected in the list; else the selected quote with its speaker (`y`).
pub(in crate::reader) fn copy(model: &mut Model, effects: &mut Vec<Effect>) {
    let in_list = model.document.focus == Pane::List && model.document.mark.is_none();
    let found = match model.document.selection() {
        Some(span) => Some((model.document.article.words(span).to_owned(), "selection".to_owned())),
        None if in_list => of_row(model),
        None => quote_text(model).map(|text| (text, "quote".to_owned())),
    };
    let Some((text, what)) = found else {
        let says = match (in_list, model.document.tab) {
            (true, Tab::People) => "nothing to copy: this person says nothing in the article",
            (true, _) => "nothing to copy in this row",
            (false, _) => "nothing to copy: select a quote with `]` or text with `v`",
        };
        model.message = Some(Message::note(model.session.keys.with_own_keys(says)));
        return;
    };
    let text = pasteable(&text);
    if text.len() > LONGEST {
        model.message =
            Some(Message::error(format!("the {what} is too long for the clipboard ({} kB)", text.len() / 1000)));
        return;
    }
    model.document.mark = None;
    model.message = Some(Message::note(format!("{what} copied")));
    effects.push(Effect::Copy(text));
}

/// Returns what the selected row of the list stands for: all that a person said, the sentence of a fact or mention, the
/// text of a note, or the quote.
fn of_row(model: &Model) -> Option<(String, String)> {
    let found = &model.document.annotations;
    let sentence = |span: Span, what: &str| {
        let article = &model.document.article;
        let block = article.block_at(span.start).and_then(|block| article.blocks.get(block))?;
        let all = sentences(&article.text, block.span);
        let around = all.into_iter().find(|sentence| sentence.contains(span.start)).unwrap_or(span);
        Some((format!("{} — {}", one_line(article.words(around)), source_of(model)), what.to_owned()))
    };
    match model.document.selected_row()? {
        Row::Quote { .. } => quote_text(model).map(|text| (text, "quote".to_owned())),
        Row::Person { .. } => all_said(model),
        Row::Detail { span, .. } => sentence((*span)?, "sentence"),
        Row::Stance { index } => sentence(*found.stances.get(*index)?.content.first()?, "sentence"),
        Row::Fact { index, .. } => sentence(found.facts.get(*index)?.span, "fact with its sentence"),
        Row::Note { id } => {
            let note = model.document.notes.iter().find(|note| note.note.id == *id)?;
            let words = note.note.anchor.as_ref().map_or("", |anchor| anchor.exact.trim());
            let parts = [note.note.body.trim(), words].into_iter().filter(|part| !part.is_empty());
            Some((parts.collect::<Vec<_>>().join("\n"), "note".to_owned()))
        }
        _ => None,
    }
}

/// Returns all that the selected person said, each quote on a line of its own, and what it is called.
fn all_said(model: &Model) -> Option<(String, String)> {
    let person = model.document.selected_person()?;
    let (_, speaker) = model.document.index.speaker(person.entity)?;
    let quotes = speaker.quotes.iter().filter_map(|at| model.document.annotations.attributions.get(*at));
    let lines: Vec<String> = quotes
        .map(|quote| {
            let paragraph = model.document.article.block_at(quote.start()).map_or(1, |block| block + 1);
            let signs = signs(model, quote);
            let signs = if signs.is_empty() { signs } else { format!(", {signs}") };
            format!("{} (¶{paragraph}{signs})", words_of(model, quote))
        })
        .collect();
    let source = source_of(model);
    let count = if lines.len() == 1 { "1 quote".to_owned() } else { format!("{} quotes", lines.len()) };
    Some((format!("{}\n\n{}\n\n{source}", named(model, person), lines.join("\n")), count))
}

/// Returns a person with the role: `Mara Lindqvist, mayor`.
fn named(model: &Model, person: &Person) -> String {
    let role = office_of(&model.document.annotations, person.entity);
    role.map_or_else(|| person.name.clone(), |role| format!("{}, {role}", person.name))
}

/// Returns the words of a quote, with `…` for omitted words.
fn words_of(model: &Model, quote: &Attribution) -> String {
    let article = &model.document.article;
    let mut text = String::new();
    let mut end = None;
    for span in &quote.content {
        if let Some(end) = end {
            let between = article.words(Span::new(end, span.start));
            text.push_str(if between.trim().is_empty() { " " } else { " … " });
        }
        text.push_str(article.words(*span).trim());
        end = Some(span.end);
    }
    text
}

/// Returns the remarks that a copy of a quote needs: `indirect, unsure`.
fn signs(model: &Model, quote: &Attribution) -> String {
    let indirect = (quote.kind == QuoteKind::Indirect).then_some("indirect");
    let unsure = model.document.annotations.is_unsure(quote).then_some("unsure");
    [indirect, unsure].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Returns the title and the address of the article.
fn source_of(model: &Model) -> String {
    let article = &model.document.article;
    let link = [Some(&article.source), article.url.as_ref()].into_iter().flatten().find(|link| is_safe(link));
    let from: Vec<&str> = [Some(article.display_title()), link.map(String::as_str)].into_iter().flatten().collect();
    from.iter().map(|part| one_line(part)).collect::<Vec<_>>().join(", ")
}

/// Returns the words of the selected quote with its source: `“…” — Name, Role, Title, URL`.
fn quote_text(model: &Model) -> Option<String> {
    let (at, quote) = model.document.selected_quote()?;
    let mut text = words_of(model, quote);
    let speaker = model.document.index.speaker_of.get(at).and_then(|s| model.document.index.speakers.get(*s));
    let speaker = speaker.filter(|_| quote.speaker.is_some() || quote.entity.is_some()).map(|s| s.name.as_str());
    let role = quote.entity.and_then(|entity| office_of(&model.document.annotations, entity));
    let speaker = speaker.map(|name| role.map_or_else(|| name.to_owned(), |role| format!("{name}, {role}")));
    // A copy of an indirect or uncertain quote must say so.
    let signs = signs(model, quote);
    let speaker = match (speaker, signs.is_empty()) {
        (Some(name), true) => Some(name),
        (Some(name), false) => Some(format!("{name} ({signs})")),
        (None, false) => Some(format!("({signs})")),
        (None, true) => None,
    };
    text.push_str(" — ");
    // The title of an article and the name of a file may hold a line end.
    let source = source_of(model);
    let from: Vec<String> = speaker.as_deref().map(one_line).into_iter().chain([source]).collect();
    text.push_str(&from.join(", "));
    Some(text)
}

/// Words of a title or a name, without line ends.
fn one_line(words: &str) -> String {
    pasteable(words).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Opens a link in the browser (`o`) or in the reader (`O`): the link under the cursor, else the first on the line,
/// else the address of the article.
pub(in crate::reader) fn open_link(model: &mut Model, here: bool, effects: &mut Vec<Effect>) {
    let pos = model.place(model.document.cursor);
    let cursor = model.document.cursor;
    let line = model.line(pos).map_or(Span::new(cursor, cursor), |l| l.span);
    let links = model.document.article.blocks.get(pos.block).into_iter().flat_map(|b| &b.inlines).filter_map(|i| {
        match &i.style {
            InlineStyle::Link(to) => Some((i.span, to)),
            _ => None,
        }
    });
    let near = links.filter(|(span, _)| span.overlaps(line)).min_by_key(|(span, _)| !span.contains(cursor));
    let source = &model.document.article.source;
    let to = near.map(|(_, to)| to.as_str()).or_else(|| (is_safe(source) && !here).then_some(source.as_str()));
    match to.map(str::to_owned) {
        Some(to) if here => open_here(model, to, effects),
        Some(to) => open(model, &to, effects),
        None => model.message = Some(Message::note("no link on this line")),
    }
}

/// Opens a link in the browser or the mail program.
pub(in crate::reader) fn open(model: &mut Model, to: &str, effects: &mut Vec<Effect>) {
    if is_safe(to) {
        model.message = Some(Message::note(format!("opening {to}")));
        effects.push(Effect::OpenLink(to.to_owned()));
    } else {
        model.message = Some(Message::error(format!("cannot open {to}: only web and mail links are allowed")));
    }
}

/// Opens a link as another article: a web page, or a file in the same folder.
pub(in crate::reader) fn open_here(model: &mut Model, to: String, effects: &mut Vec<Effect>) {
    let scheme = to.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    if !matches!(scheme.as_deref(), None | Some("http" | "https")) || to.chars().any(char::is_control) {
        model.message = Some(Message::error(format!("cannot open {to} here: only web pages and files are allowed")));
    } else if to.starts_with('#') {
        model.message = Some(Message::note("this link leads to a place in this article"));
    } else {
        effects.push(Effect::Open(Opening::Link(to)));
    }
}

/// Returns whether a link is safe to open: an article must not be able to start programs.
pub(in crate::reader) fn is_safe(link: &str) -> bool {
    let scheme = link.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    scheme.is_some_and(|s| matches!(s.as_str(), "http" | "https" | "mailto"))
        && !link.chars().any(|c| c.is_control() || c.is_whitespace())
}
