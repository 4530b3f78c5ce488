//! Quotations and speakers in other languages than English.

use crate::ingest::from_plain;
use crate::nlp::{Engine, annotate};

/// Filler that tells the language, so that the article is long enough to be recognised.
const FILLERS: [(&str, &str); 7] = [
    (
        "deu",
        "Die Brücke über den Fluss bleibt bis zum Frühjahr geschlossen, weil das Hochwasser die Pfeiler beschädigt hat.",
    ),
    (
        "fra",
        "Le pont sur la rivière restera fermé jusqu’au printemps parce que la crue a endommagé les piles pendant l’hiver.",
    ),
    (
        "spa",
        "El puente sobre el río seguirá cerrado hasta la primavera porque la crecida dañó los pilares durante el invierno.",
    ),
    (
        "por",
        "A ponte sobre o rio continuará fechada até a primavera porque a cheia danificou os pilares durante o inverno.",
    ),
    (
        "pol",
        "Most na rzece pozostanie zamknięty do wiosny, ponieważ powódź uszkodziła filary i nikt nie ma na to pieniędzy.",
    ),
    (
        "rus",
        "Мост через реку останется закрытым до весны, потому что паводок повредил опоры, а денег на ремонт пока нет.",
    ),
    ("heb", "הגשר מעל הנהר יישאר סגור עד האביב מפני שהשיטפון פגע בעמודים ואין כרגע כסף לתיקון שלהם בעירייה."),
];

/// Returns the quotes of a text with their speakers.
fn quotes(language: &str, text: &str) -> Vec<(String, Option<String>)> {
    let filler = FILLERS.iter().find(|(code, _)| *code == language).unwrap().1;
    let text = format!("{filler}\n\n{text}\n\n{filler}\n");
    let found = annotate(&from_plain("a", text.clone()), &Engine::new());
    assert_eq!(found.foreign.as_deref(), Some(language), "{text}");
    assert!(found.facts.is_empty());
    let words = |spans: &[crate::text::Span]| spans.iter().map(|s| s.of(&text)).collect::<Vec<_>>().join(" | ");
    found.attributions.iter().map(|a| (words(&a.content), a.speaker.clone())).collect()
}

#[track_caller]
fn check(language: &str, text: &str, expected: &[(&str, Option<&str>)]) {
    let found = quotes(language, text);
    let found: Vec<(&str, Option<&str>)> = found.iter().map(|(words, who)| (words.as_str(), who.as_deref())).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn german() {
    check("deu", "„Das stimmt“, sagte Karl Holt am Montag.", &[("„Das stimmt“", Some("Karl Holt"))]);
    check("deu", "Anna Reuter sagte: „Wir warten.“", &[("„Wir warten.“", Some("Anna Reuter"))]);
    check("deu", "Gestern erklärte Anna Reuter: „Wir warten.“", &[("„Wir warten.“", Some("Anna Reuter"))]);
    check("deu", "„Wir warten“, so der Sprecher der Polizei.", &[("„Wir warten“", Some("der Sprecher der Polizei"))]);
    check("deu", "„Wir warten“, sagte sie, „bis zum Mai.“", &[("„Wir warten“ | „bis zum Mai.“", None)]);
    check("deu", "„Wir warten“, so dass niemand kam.", &[("„Wir warten“", None)]);
    check(
        "deu",
        "Das teilte die Bürgermeisterin Anna Reuter am Montag in der Stadthalle mit. „Wir warten“, sagte Reuter.",
        &[("„Wir warten“", Some("Anna Reuter"))],
    );
    check("deu", "Er las den „Spiegel“ und die „Neue Zeit“.", &[]);
}

#[test]
fn french() {
    check(
        "fra",
        "« Le pont est fermé », a déclaré Anne Moreau devant les journalistes.",
        &[("« Le pont est fermé »", Some("Anne Moreau"))],
    );
    check(
        "fra",
        "« Le pont est fermé, a déclaré Anne Moreau, mais il rouvrira. »",
        &[("« Le pont est fermé, | mais il rouvrira. »", Some("Anne Moreau"))],
    );
    check("fra", "– Je ne sais pas, dit-il.", &[("Je ne sais pas,", None)]);
    check("fra", "— Où est le pont ? demanda Anne Moreau.", &[("Où est le pont ?", Some("Anne Moreau"))]);
    check("fra", "— Anne Moreau", &[]);
}

#[test]
fn spanish() {
    check("spa", "“No lo sé”, dijo Ana Moreno.", &[("“No lo sé”", Some("Ana Moreno"))]);
    check("spa", "—No lo sé —dijo Ana Moreno—. Mañana veremos.", &[("No lo sé | Mañana veremos.", Some("Ana Moreno"))]);
    check("spa", "Según Ana Moreno, «el puente está roto».", &[("«el puente está roto»", Some("Ana Moreno"))]);
    check("spa", "—¿Quién es?", &[("¿Quién es?", None)]);
    check("spa", "«El puente está roto», según el alcalde.", &[("«El puente está roto»", Some("el alcalde"))]);
}

#[test]
fn dashes_in_other_languages() {
    check(
        "por",
        "— Não sei — disse Ana Moreira. — Amanhã veremos.",
        &[("Não sei | Amanhã veremos.", Some("Ana Moreira"))],
    );
    check("pol", "– Nie wiem – powiedziała Anna Nowak. – Zobaczymy.", &[("Nie wiem | Zobaczymy.", Some("Anna Nowak"))]);
    check("rus", "— Не знаю, — сказала Анна. — Увидим завтра.", &[("Не знаю, | Увидим завтра.", Some("Анна"))]);
    check("rus", "— Москва — столица, и это знают все.", &[("Москва — столица, и это знают все.", None)]);
    check("deu", "— Punkt eins der Liste, und zwar der wichtigste.", &[]);
}

#[test]
fn hebrew_signs_inside_words_are_no_quotation_marks() {
    check("heb", "דובר צה\"ל אמר: \"איננו יודעים דבר על כך\", והוסיף.", &[("\"איננו יודעים דבר על כך\"", None)]);
    check("heb", "היא אמרה ש\"הגשר סגור מאוד\" מול מנכ\"לית החברה.", &[("\"הגשר סגור מאוד\"", None)]);
}

#[test]
fn speakers_beside_a_cue_are_sure_only_where_they_are_plain() {
    let sure = |text: &str| {
        let text = format!("{}\n\n{text}\n", FILLERS[0].1);
        let found = annotate(&from_plain("a", text), &Engine::new());
        found.attributions.iter().map(|a| !a.is_unsure()).collect::<Vec<_>>()
    };
    assert_eq!(sure("„Das stimmt“, sagte Karl Holt."), [true]);
    assert_eq!(sure("„Das stimmt“, sagte der Sprecher."), [false]);
    assert_eq!(sure("„Das stimmt nicht.“"), [false]);
}
