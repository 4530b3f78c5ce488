//! The material of screen tests: an article with hand-made annotations, so that tests do not depend on the engine;
//! and screens as text.

pub mod snapshot;

use std::fmt::Write as _;
use std::sync::Arc;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use pullquote::library::notes::{Anchor, Note, NoteId, PlacedNote, Placement};
use pullquote::nlp::{
    Annotations, Attribution, ClaimReason, EntityId, EntityType, EventStatus, Evidence, Fact, FactKind, Mention,
    Participant, Person, QuoteKind, SpeakerKind,
};
use pullquote::reader::command::keymap;
use pullquote::reader::library_request::LibraryEvent;
use pullquote::reader::{Action, Setup, State};
use pullquote::text::{Article, Block, BlockKind, Inline, InlineStyle, Span};
use pullquote::theme::Theme;
use ratatui::buffer::{Buffer, CellWidth as _};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};

const STORY: &[(&str, &str)] = &[
    ("h1", "Harbour town votes to save its tide mill"),
    (
        "p",
        "ORRIN BAY — The council of Orrin Bay voted on Tuesday to restore the tide mill at Quay Street, which has stood \
         idle since a storm broke its gates in 2009.",
    ),
    ("p", "“We are not buying a ruin, we are buying back the tide,” said Mara Lindqvist, the mayor, after the vote."),
    (
        "p",
        "She told reporters that the work would “cost less than one winter of heating oil” and would begin in March. \
         Her deputy, Tomas Okafor, was less sure.",
    ),
    ("p", "“Nobody has shown me the figures,” Okafor said. “Until then I call it a postcard, not a plan.”"),
    ("h2", "What it will take"),
    ("li", "New oak gates, 14 metres wide"),
    ("li", "A turbine of 90 kilowatts"),
    ("li", "Two years of patience, as the engineers put it"),
    (
        "p",
        "Engineers of the Salt Institute warned last year that the eastern wall might not last another decade. Their \
         report, published online, lists 31 repairs.",
    ),
    (
        "bq",
        "The sea has never read our minutes. It will come in twice a day whether or not the gates are ready to let it work.",
    ),
    ("p", "According to the fishermen’s guild, the harbour would lose six berths while the wall is rebuilt."),
    ("code", "tide = 2.4  # metres, mean range\npower = flow(tide) * 0.35\nprint(f\"{power:.0f} kW\")"),
    ("p", "The mayor promised an answer by 12 April. “Then,” she said, “we open the gates.”"),
];

/// An article under construction.
pub struct Desk {
    pub article: Article,
    pub found: Annotations,
    pub notes: Vec<PlacedNote>,
}

/// Returns the story with its quotes, people, facts and two notes.
pub fn story() -> Desk {
    let mut desk = Desk::new("tide-mill.md", STORY);
    desk.article.title = Some("Harbour town votes to save its tide mill".to_owned());
    desk.article.byline = Some("Ines Calder".to_owned());
    desk.article.date = Some("2024-02-06".to_owned());
    desk.inline("published online", InlineStyle::Link("https://example.org/report".to_owned()));
    desk.inline("patience", InlineStyle::Emphasis);

    let mara = desk.person("Mara Lindqvist", SpeakerKind::Person, &["the mayor"], &["Mayor of Orrin Bay"]);
    let tomas = desk.person("Tomas Okafor", SpeakerKind::Person, &["Okafor"], &["Deputy Mayor"]);
    let salt = desk.person("Salt Institute", SpeakerKind::Organisation, &[], &[]);
    let guild = desk.person("the fishermen’s guild", SpeakerKind::Group, &[], &[]);
    let bay = EntityId(4);
    desk.mention("ORRIN BAY", EntityType::Place, bay);
    desk.mention("Orrin Bay", EntityType::Place, bay);
    desk.mention("Tuesday", EntityType::Date, EntityId(5));
    desk.mention("Quay Street", EntityType::Place, EntityId(6));
    desk.mention("2009", EntityType::Date, EntityId(7));
    desk.mention("Mara Lindqvist", EntityType::Person, mara);
    desk.mention("March", EntityType::Date, EntityId(8));
    desk.mention("Tomas Okafor", EntityType::Person, tomas);
    desk.mention("14 metres", EntityType::Quantity, EntityId(9));
    desk.mention("90 kilowatts", EntityType::Quantity, EntityId(10));
    desk.mention("Salt Institute", EntityType::Organisation, salt);
    desk.mention("31 repairs", EntityType::Quantity, EntityId(11));
    desk.mention("six berths", EntityType::Quantity, EntityId(12));
    desk.mention("12 April", EntityType::Date, EntityId(13));

    use QuoteKind::{Direct, Indirect, Mixed};
    let tide = "“We are not buying a ruin, we are buying back the tide,”";
    desk.quote(Direct, &[tide], "Mara Lindqvist, the mayor", "said", Some(mara), 0.97);
    let work = "that the work would “cost less than one winter of heating oil” and would begin in March";
    let told = desk.quote(Mixed, &[work], "She", "told", Some(mara), 0.84);
    let (anaphor, antecedent) = (desk.span("She told"), desk.span("Mara Lindqvist"));
    let anaphor = Span::new(anaphor.start, anaphor.start + 3);
    desk.found.attributions[told].evidence = Some(Evidence { anaphor, antecedent, sentences: 1 });
    desk.found.attributions[told].addressee = Some("reporters".to_owned());
    let figures = ["“Nobody has shown me the figures,”", "“Until then I call it a postcard, not a plan.”"];
    desk.quote(Direct, &figures, "Okafor", "said", Some(tomas), 0.95);
    let wall = "that the eastern wall might not last another decade";
    desk.quote(Indirect, &[wall], "Engineers of the Salt Institute", "warned", Some(salt), 0.41);
    let berths = "the harbour would lose six berths while the wall is rebuilt";
    desk.quote(Indirect, &[berths], "the fishermen’s guild", "According to", Some(guild), 0.78);
    let then = desk.quote(Direct, &["“Then,”", "“we open the gates.”"], "she", "said", Some(mara), 0.9);
    let she = desk.span("she said");
    desk.found.attributions[then].source = vec![Span::new(she.start, she.start + 3)];
    desk.found.attributions[then].cue = vec![Span::new(she.start + 4, she.end)];

    desk.found.facts = facts(&desk, mara, tomas);
    desk.note("n1", Some("31 repairs"), "Ask for the list; the institute’s press office is slow.", Placement::Ok);
    desk.note("n2", Some("one winter of heating oil"), "Check against last year’s budget.", Placement::Moved);
    desk.note_lost("n3", "the mill’s last miller", "Was in the first edition. Cut?");
    desk
}

/// Returns the facts of the story, in order.
fn facts(desk: &Desk, mara: EntityId, tomas: EntityId) -> Vec<Fact> {
    let at = |words: &str| desk.span(words);
    let fact = |words: &str, kind| Fact::new(at(words), kind);
    let by = |name: &str, fact: Fact| Fact { by: Some(name.to_owned()), ..fact };
    let date = |value: Option<&str>| FactKind::Date { value: value.map(str::to_owned) };
    let quantity = |value, unit: &str| FactKind::quantity(Some(value), Some(unit.to_owned()));
    let who = |entity, name: &str| vec![Participant { entity, name: name.to_owned() }];
    let event = |who, trigger: &str, when: Option<&str>, date: &str, status| FactKind::Event {
        who,
        trigger: at(trigger),
        when: when.map(str::to_owned),
        date: Some(at(date)),
        place: None,
        status,
    };
    let claim = |score, reasons: &[ClaimReason], figures: &[&str], dates: &[&str]| FactKind::Claim {
        score,
        reasons: reasons.to_vec(),
        figures: figures.iter().map(|words| at(words)).collect(),
        dates: dates.iter().map(|words| at(words)).collect(),
    };
    let voted = "The council of Orrin Bay voted on Tuesday to restore the tide mill at Quay Street";
    let berths = "the harbour would lose six berths while the wall is rebuilt";
    let cost = "the work would “cost less than one winter of heating oil” and would begin in March";
    use EventStatus::{Happened, Scheduled};
    let mut all = vec![
        fact(voted, event(Vec::new(), "voted", Some("2024-02-06"), "Tuesday", Happened)),
        fact("Tuesday", date(Some("2024-02-06"))),
        fact("a storm broke its gates in 2009", event(Vec::new(), "broke", Some("2009"), "2009", Happened)),
        fact("2009", date(Some("2009"))),
        fact("Mara Lindqvist, the mayor", FactKind::role(mara, "mayor".to_owned(), Some("Orrin Bay".to_owned()))),
        by("Mara Lindqvist", fact(cost, claim(0.9, &[ClaimReason::Comparison], &["one winter"], &["March"]))),
        by("Mara Lindqvist", fact("one winter", quantity(1.0, "winter"))),
        by("Mara Lindqvist", fact("March", date(None))),
        fact("Her deputy, Tomas Okafor", FactKind::role(tomas, "deputy".to_owned(), None)),
        fact("14 metres", quantity(14.0, "m")),
        fact("90 kilowatts", quantity(90.0, "kW")),
        fact(
            "31 repairs",
            FactKind::Quantity {
                value: Some(31.0),
                unit: Some("repairs".to_owned()),
                range: None,
                of: None,
                modifier: Some("at least".to_owned()),
                change: None,
            },
        ),
        by(
            "the fishermen’s guild",
            fact(berths, claim(0.7, &[ClaimReason::Figure, ClaimReason::Cause], &["six berths"], &[])),
        ),
        by("the fishermen’s guild", fact("six berths", quantity(6.0, "berths"))),
        fact(
            "The mayor promised an answer by 12 April",
            event(who(mara, "Mara Lindqvist"), "promised", Some("2024-04-12"), "12 April", Scheduled),
        ),
        fact("12 April", date(Some("2024-04-12"))),
    ];
    all.sort_by_key(|fact| (fact.span.start, fact.span.end));
    all
}

impl Desk {
    /// Creates an article of blocks: `h1`, `p`, `li`, `bq` (block quote), `code`, `hr`.
    pub fn new(name: &str, parts: &[(&str, &str)]) -> Self {
        let mut text = String::new();
        let mut blocks = Vec::new();
        for (kind, words) in parts {
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            let span = Span::new(text.len(), text.len() + words.len());
            text.push_str(words);
            let mut block = Block::paragraph(span);
            match *kind {
                "li" => {
                    block.kind = BlockKind::ListItem { marker: "•".to_owned() };
                    block.list_depth = 1;
                }
                "bq" => block.quote_depth = 1,
                "code" => block.kind = BlockKind::Code { language: Some("python".to_owned()) },
                "hr" => block.kind = BlockKind::Rule,
                heading if heading.starts_with('h') => {
                    block.kind = BlockKind::Heading(heading[1..].parse().expect("h1 to h6"));
                }
                _ => {}
            }
            blocks.push(block);
        }
        let found = Annotations { model: "by-hand".to_owned(), complete: true, ..Annotations::default() };
        Self { article: Article::new(name, text, blocks), found, notes: Vec::new() }
    }

    /// Returns the first place of these words.
    pub fn span(&self, words: &str) -> Span {
        let start = self.article.text.find(words).unwrap_or_else(|| panic!("{words:?} is not in the story"));
        Span::new(start, start + words.len())
    }

    pub fn inline(&mut self, words: &str, style: InlineStyle) {
        let span = self.span(words);
        let block = self.article.block_at(span.start).expect("a block");
        self.article.blocks[block].inlines.push(Inline { span, style });
    }

    pub fn person(&mut self, name: &str, kind: SpeakerKind, aliases: &[&str], roles: &[&str]) -> EntityId {
        let entity = EntityId(self.found.people.len());
        let owned = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect();
        let (aliases, roles) = (owned(aliases), owned(roles));
        self.found.people.push(Person { entity, name: name.to_owned(), kind, aliases, roles });
        entity
    }

    pub fn mention(&mut self, words: &str, kind: EntityType, entity: EntityId) {
        self.found.mentions.push(Mention { kind, span: self.span(words), entity, named: true });
        self.found.mentions.sort_by_key(|m| m.span);
    }

    /// Adds a quote with the cue and source nearest to its content.
    pub fn quote(
        &mut self,
        kind: QuoteKind,
        content: &[&str],
        source: &str,
        cue: &str,
        entity: Option<EntityId>,
        confidence: f32,
    ) -> usize {
        let content: Vec<Span> = content.iter().map(|words| self.span(words)).collect();
        let near = |words: &str| {
            let all = self.article.text.match_indices(words).map(|(at, w)| Span::new(at, at + w.len()));
            all.min_by_key(|s| content.iter().map(|c| c.start.abs_diff(s.end).min(s.start.abs_diff(c.end))).min())
        };
        let attribution = Attribution {
            id: format!("q{}", self.found.attributions.len()),
            kind,
            source: near(source).into_iter().collect(),
            cue: near(cue).into_iter().collect(),
            content,
            speaker: entity.and_then(|e| self.found.person(e)).map(|p| p.name.clone()),
            entity,
            addressee: None,
            confidence,
            evidence: None,
            revised: false,
        };
        self.found.attributions.push(attribution);
        self.found.attributions.len() - 1
    }

    pub fn note(&mut self, id: &str, words: Option<&str>, body: &str, place: fn(Span) -> Placement) {
        let span = words.map(|w| self.span(w));
        let anchor = words.map(|w| Anchor { exact: w.to_owned(), ..Anchor::default() });
        self.push_note(id, anchor, body, span.map_or(Placement::Whole, place));
    }

    pub fn note_lost(&mut self, id: &str, words: &str, body: &str) {
        let anchor = Anchor { exact: words.to_owned(), ..Anchor::default() };
        self.push_note(id, Some(anchor), body, Placement::Orphan);
    }

    fn push_note(&mut self, id: &str, anchor: Option<Anchor>, body: &str, placement: Placement) {
        let note = Note {
            id: NoteId(id.to_owned()),
            article: self.article.id.clone(),
            anchor,
            body: body.to_owned(),
            created: "2024-02-07T09:00:00Z".to_owned(),
            modified: "2024-02-07T09:00:00Z".to_owned(),
            ..Note::default()
        };
        self.notes.push(PlacedNote { note, placement });
    }

    /// Opens a reader with the same actions as the program.
    pub fn open(self, width: u16, height: u16) -> State {
        self.open_with(width, height, Setup::default())
    }

    /// Opens a reader with these settings.
    pub fn open_with(self, width: u16, height: u16, setup: Setup) -> State {
        let mut model = State::with(Arc::new(self.article), (width, height), setup);
        act(&mut model, Action::Annotated(Arc::new(self.found)));
        act(&mut model, Action::Library(LibraryEvent::NotesLoaded(self.notes)));
        model
    }
}

/// Runs an action on a model; its effects are ignored.
pub fn act(model: &mut State, action: Action) {
    let _ = model.update(action);
}

/// Resizes the screen of a model.
pub fn resize(model: &mut State, width: u16, height: u16) {
    act(model, Action::Resize(width, height));
}

/// Draws a model.
pub fn draw(model: &State, theme: &Theme) -> (Buffer, Option<(u16, u16)>) {
    let mut buffer = Buffer::empty(Rect::new(0, 0, model.session.screen.0, model.session.screen.1));
    let cursor = pullquote::reader::draw::draw(model, theme, &mut buffer);
    (buffer, cursor)
}

/// Returns a screen as text, each line between bars; the cell after a wide cluster is skipped, as in a terminal.
pub fn text(buffer: &Buffer) -> String {
    let mut out = String::new();
    for y in buffer.area.top()..buffer.area.bottom() {
        writeln!(out, "|{}|", row(buffer, y)).expect("strings do not fail");
    }
    out
}

/// Returns one line of a screen.
pub fn row(buffer: &Buffer, y: u16) -> String {
    let mut out = String::new();
    let mut x = buffer.area.left();
    while x < buffer.area.right() {
        let cell = &buffer[(x, y)];
        out.push_str(cell.symbol());
        x += cell.symbol().cell_width().max(1);
    }
    out
}

/// Returns the styles of a screen as runs, `y: x–x bold underlined “the words”`, where they differ from the first
/// cell.
pub fn styles(buffer: &Buffer) -> String {
    let mut out = String::new();
    let plain = (Color::Reset, Color::Reset, Modifier::empty());
    for y in buffer.area.top()..buffer.area.bottom() {
        let mut runs: Vec<((Color, Color, Modifier), String)> = Vec::new();
        for x in buffer.area.left()..buffer.area.right() {
            let cell = &buffer[(x, y)];
            let style = (cell.fg, cell.bg, cell.modifier);
            match runs.last_mut() {
                Some((same, words)) if *same == style => words.push_str(cell.symbol()),
                _ => runs.push((style, cell.symbol().to_owned())),
            }
        }
        let told: Vec<String> = runs
            .iter()
            .filter(|(style, words)| *style != plain && !words.trim().is_empty())
            .map(|((fg, bg, modifier), words)| {
                let mut how = String::new();
                if *fg != Color::Reset {
                    write!(how, "{fg} ").expect("strings do not fail");
                }
                if *bg != Color::Reset {
                    write!(how, "on {bg} ").expect("strings do not fail");
                }
                if !modifier.is_empty() {
                    write!(how, "{modifier:?} ").expect("strings do not fail");
                }
                format!("{how}[{}]", words.trim_end())
            })
            .collect();
        if !told.is_empty() {
            writeln!(out, "{y:>2}: {}", told.join(" ")).expect("strings do not fail");
        }
    }
    out
}

/// Presses keys in order; `⇥` is Tab, `⏎` Enter, `⎋` Esc, `↑` and `↓` are arrow keys, `⌃` is Ctrl with the next key.
pub fn press(model: &mut State, keys: &str) {
    let mut modifiers = KeyModifiers::NONE;
    for key in keys.chars() {
        let code = match key {
            '⌃' => {
                modifiers = KeyModifiers::CONTROL;
                continue;
            }
            '⇥' => KeyCode::Tab,
            '⏎' => KeyCode::Enter,
            '⎋' => KeyCode::Esc,
            '↑' => KeyCode::Up,
            '↓' => KeyCode::Down,
            key => KeyCode::Char(key),
        };
        let event = Event::Key(KeyEvent::new(code, std::mem::replace(&mut modifiers, KeyModifiers::NONE)));
        if let Some(action) = keymap::action(model, &event) {
            act(model, action);
        }
    }
}
