//! Tests with text in any language.

use crate::nlp::tests::*;

/// Made-up sentences, each with one quote, and their language.
const FOREIGN: &[(&str, &str)] = &[
    (
        "fra",
        "La maire est venue hier matin avec ses conseillers. « Le pont restera fermé jusqu’au printemps », a déclaré Anne Moreau devant les journalistes. Les habitants ne sont pas d’accord avec elle.",
    ),
    (
        "spa",
        "El alcalde llegó ayer por la mañana con sus asesores. «El puente seguirá cerrado hasta la primavera», dijo Ana Moreno a los periodistas. Los vecinos no están de acuerdo con esa decisión.",
    ),
    (
        "rus",
        "Мэр приехал вчера утром вместе со своими советниками. «Мост будет закрыт до весны», — сказала Анна Морозова журналистам. Жители города с этим не согласны.",
    ),
    (
        "ita",
        "Il sindaco è arrivato ieri mattina con i suoi consiglieri. «Il ponte resterà chiuso fino alla primavera», ha detto Anna Moretti ai giornalisti. Gli abitanti non sono d’accordo.",
    ),
    (
        "jpn",
        "市長は昨日の朝、顧問たちと一緒に到着した。「橋は春まで閉鎖されたままです」と森田さんは記者団に語った。住民たちはそれに反対している。",
    ),
    (
        "ell",
        "Ο δήμαρχος ήρθε χθες το πρωί με τους συμβούλους του. «Η γέφυρα θα μείνει κλειστή ως την άνοιξη», είπε η Άννα στους δημοσιογράφους. Οι κάτοικοι διαφωνούν.",
    ),
    (
        "ara",
        "وصل العمدة صباح أمس مع مستشاريه إلى المدينة. «سيبقى الجسر مغلقا حتى الربيع القادم» قالت آنا للصحفيين. السكان لا يوافقون على ذلك القرار أبدا.",
    ),
    (
        "tur",
        "Belediye başkanı dün sabah danışmanlarıyla birlikte geldi. “Köprü ilkbahara kadar kapalı kalacak,” dedi Ayşe gazetecilere. Şehirde yaşayanlar bu karara katılmıyor.",
    ),
];

#[test]
fn what_is_not_english_gets_its_marked_quotes_and_says_so() {
    for (code, text) in FOREIGN {
        let found = annotate(&article(text), &Engine::new());
        assert_eq!(found.foreign.as_deref(), Some(*code), "{text}");
        assert_eq!(found.attributions.len(), 1, "{text}: {:?}", found.attributions);
        assert!(found.facts.is_empty() && found.stances.is_empty(), "{text}");
        quoted_only(text, &found);
    }
}

/// Checks the annotations of a text in another language: quotations, and speakers only beside a cue.
fn quoted_only(text: &str, found: &Annotations) {
    for a in &found.attributions {
        assert!(a.source.is_empty() == a.speaker.is_none() && a.addressee.is_none(), "{a:?}");
        assert!(a.speaker.is_none() || !a.cue.is_empty(), "{a:?}");
        assert!(a.kind == QuoteKind::Direct && a.content.iter().all(|s| !s.of(text).trim().is_empty()), "{a:?}");
        assert!(a.confidence < 0.75 && (a.speaker.is_some() || a.confidence < 0.5), "{a:?}");
    }
}

/// Generates sentences of many languages, mixed with arbitrary text.
fn babel() -> impl Strategy<Value = String> {
    let sentence = (0..FOREIGN.len(), 0..200usize).prop_map(|(n, skip)| {
        let text = FOREIGN[n].1;
        let skip = skip % text.chars().count();
        text.chars().skip(skip).collect::<String>()
    });
    let piece = prop_oneof![
        sentence,
        "\\PC{0,12}",
        proptest::collection::vec(any::<char>(), 0..12).prop_map(String::from_iter),
        Just("Ana Brandt said: “It is safe.” ".to_owned()),
        Just("\nQ: ".to_owned()),
        Just("\nANA: ".to_owned()),
        Just("\n— Ana".to_owned()),
        Just("\u{202e}\u{200d}\u{feff}".to_owned()),
        Just("\r\n\u{2029}\u{85}".to_owned()),
    ];
    proptest::collection::vec(piece, 0..8).prop_map(|v| v.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_language_gives_well_formed_annotations(text in babel()) {
        for engine in [Engine::rules(), Engine::new()] {
            let found = annotate(&article(&text), &engine);
            well_formed(&text, &found);
            if found.foreign.is_some() {
                quoted_only(&text, &found);
            }
        }
    }
}
