//! Tests of events and claims on made-up articles, and on the founding article where it is at hand.

use super::*;
use crate::text::Article;

/// A report of the same form as the founding article.
const REPORT: &str = "Belgian President Mara Holt held a meeting with her Danish counterpart Piet Renner on 12 May, \
following her arrival in Denmark a day earlier on her first visit outside of Belgium since last month’s flood devastated \
Antwerp.

Holt, who headed a large Belgian delegation, was received at Copenhagen Airport on 11 May by Denmark’s Deputy Foreign \
Minister Ida Berg and other officials, including Belgium’s envoy in the country, Kamel Reyes.

Holt thanked Renner for Denmark’s intervention in the strait, which began in 2015 and led to the largest rescue of ships \
in history. All of it was discussed between the two presidents.

A four-way meeting between the deputy foreign ministers of Belgium, Denmark, Norway, and Sweden is scheduled to take \
place on 13 May.";

fn dated(text: &str, day: &str) -> (Article, Annotations) {
    let article = Article { date: Some(day.to_owned()), ..article(text) };
    let found = annotate(&article, &Engine::new());
    (article, found)
}

/// Each event as `day status: words`, in order of the text.
fn events(article: &Article, found: &Annotations) -> Vec<String> {
    let line = |fact: &Fact| match &fact.kind {
        FactKind::Event { when, status, .. } => {
            Some(format!("{} {status:?}: {}", when.as_deref().unwrap_or("?"), article.words(fact.span)))
        }
        _ => None,
    };
    found.facts.iter().filter_map(line).collect()
}

/// Each role as `person: role, of`.
fn offices(found: &Annotations) -> Vec<String> {
    let line = |fact: &Fact| match &fact.kind {
        FactKind::Role { entity, role, of, .. } => {
            let name = found.person(*entity).map_or("", |p| p.name.as_str());
            Some(format!("{name}: {role}, {}", of.as_deref().unwrap_or("-")))
        }
        _ => None,
    };
    found.facts.iter().filter_map(line).collect()
}

fn counts_presidents(found: &Annotations) -> bool {
    let counts = |f: &Fact| matches!(&f.kind, FactKind::Quantity { unit: Some(unit), .. } if unit == "presidents");
    found.facts.iter().any(counts)
}

#[test]
fn a_report_has_its_timeline_and_its_offices() {
    let (article, found) = dated(REPORT, "2023-05-12");
    assert_eq!(
        events(&article, &found),
        [
            "2023-05-12 Happened: Belgian President Mara Holt held a meeting with her Danish counterpart Piet Renner on 12 May",
            "2023-05-11 Happened: her arrival in Denmark a day earlier",
            "2023-04 Happened: last month’s flood devastated Antwerp",
            "2023-05-11 Happened: Holt, who headed a large Belgian delegation, was received at Copenhagen Airport on 11 May \
             by Denmark’s Deputy Foreign Minister Ida Berg and other officials",
            "2015 Happened: Denmark’s intervention in the strait, which began in 2015",
            "2023-05-13 Scheduled: A four-way meeting between the deputy foreign ministers of Belgium, Denmark, Norway, and \
             Sweden is scheduled to take place on 13 May",
        ]
    );
    let roles = offices(&found);
    for role in [
        "Mara Holt: President, Belgium",
        "Piet Renner: counterpart, Denmark",
        "Ida Berg: Deputy Foreign Minister, Denmark",
        "Kamel Reyes: envoy, Belgium",
    ] {
        assert!(roles.iter().any(|r| r == role), "{role}: {roles:?}");
    }
    assert!(!counts_presidents(&found));
    let first = found.facts.iter().find_map(|f| match &f.kind {
        FactKind::Event { who, .. } => Some(who.iter().map(|p| p.name.as_str()).collect::<Vec<_>>()),
        _ => None,
    });
    assert_eq!(first, Some(vec!["Mara Holt", "Piet Renner"]));
}

#[test]
fn events_follow_the_day_of_writing() {
    let (article, found) = dated(REPORT, "2023-05-12");
    let later = Article { date: Some("2024-06-01".to_owned()), ..article };
    let mut again = found;
    redate(&later, &mut again);
    assert_eq!(again, annotate(&later, &Engine::new()));
    assert!(events(&later, &again)[2].starts_with("2024-05 "), "{:?}", events(&later, &again));
}

#[test]
fn the_founding_article_has_its_timeline_and_its_offices() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/articles/syria-russia.txt");
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("skipped: the founding article is not in {path}");
        return;
    };
    let (article, found) = dated(&text, "2023-03-15");
    let events = events(&article, &found);
    for (day, words) in [
        ("2023-03-15 Happened", "held a meeting"),
        ("2023-03-14 Happened", "his arrival in Russia"),
        ("2023-03-14 Happened", "was received at"),
        ("2023-02 Happened", "earthquake"),
        ("2015 Happened", "intervention"),
        ("2023-03-16 Scheduled", "A four-way meeting"),
    ] {
        assert!(events.iter().any(|e| e.starts_with(day) && e.contains(words)), "{day} {words}: {events:#?}");
    }
    let roles = offices(&found);
    for role in [
        "Bashar al-Assad: President, Syria",
        "Vladimir Putin: counterpart, Russia",
        "Mikhail Bogdanov: Deputy Foreign Minister, Russia",
        "Bashar al-Jaafari: envoy, Syria",
    ] {
        assert!(roles.iter().any(|r| r == role), "{role}: {roles:?}");
    }
    assert!(!counts_presidents(&found));
}

#[test]
fn an_event_has_the_status_that_its_words_give() {
    for (text, want) in [
        ("Ana Brandt did not resign in April.", "2024-04 Negated: Ana Brandt did not resign in April"),
        ("Ana Brandt allegedly left Oslo in March.", "2024-03 Alleged: Ana Brandt allegedly left Oslo in March"),
        ("Ana Brandt will visit Oslo on Friday.", "2024-10-18 Scheduled: Ana Brandt will visit Oslo on Friday"),
        ("The council meets on Friday.", "2024-10-18 Scheduled: The council meets on Friday"),
        (
            "In July, the council called for a new bridge.",
            "2024-07 Happened: In July, the council called for a new bridge",
        ),
        ("Ana Brandt, 43, was killed by a wave.", "? Happened: Ana Brandt, 43, was killed by a wave"),
        ("Ana Brandt was mayor in 2003.", ""),
        ("She has lived there since 2003.", ""),
    ] {
        let (article, found) = dated(text, "2024-10-14");
        assert_eq!(events(&article, &found).join("; "), want, "{text}");
    }
}

#[test]
fn what_somebody_says_happened_is_alleged() {
    let (article, found) = dated("Ana Brandt said that the mayor sold the bridge in March.", "2024-10-14");
    assert_eq!(events(&article, &found), ["2024-03 Alleged: the mayor sold the bridge in March"]);
    let event = found.facts.iter().find(|f| matches!(f.kind, FactKind::Event { .. }));
    assert_eq!(event.and_then(|f| f.by.as_deref()), Some("Ana Brandt"));
}

/// The claims as their words, the best first.
fn claims(article: &Article, found: &Annotations) -> Vec<(f32, String, Option<String>)> {
    let claim = |f: &Fact| match f.kind {
        FactKind::Claim { score, .. } => Some((score, article.words(f.span).to_owned(), f.by.clone())),
        _ => None,
    };
    let mut all: Vec<_> = found.facts.iter().filter_map(claim).collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    all
}

#[test]
fn checkable_sentences_are_claims_and_courtesies_are_not() {
    let text = "Ana Brandt said that 58 percent of young sailors have no work. “I wish you all a pleasant evening,” she said. \
                Unemployment in the harbour doubled because the ferries were sold. Let me say one thing.";
    let (article, found) = dated(text, "2024-10-14");
    let claims = claims(&article, &found);
    let figure = claims.iter().find(|c| c.1.contains("58 percent")).expect("the figure is a claim");
    assert_eq!(figure.2.as_deref(), Some("Ana Brandt"));
    assert!(claims.iter().any(|c| c.1.contains("doubled because")), "{claims:?}");
    assert!(!claims.iter().any(|c| c.1.contains("pleasant") || c.1.contains("one thing")), "{claims:?}");
    let reasons = |words: &str| {
        found.facts.iter().find_map(|f| match &f.kind {
            FactKind::Claim { reasons, figures, .. } if article.words(f.span).contains(words) => {
                Some((reasons.clone(), figures.len()))
            }
            _ => None,
        })
    };
    assert_eq!(reasons("58 percent"), Some((vec![ClaimReason::Figure], 1)));
    assert_eq!(reasons("doubled"), Some((vec![ClaimReason::Cause, ClaimReason::Comparison], 0)));
}

#[test]
fn the_rules_alone_have_events_but_no_claims() {
    let article = Article { date: Some("2024-10-14".to_owned()), ..article("Ana Brandt left Oslo on Friday.") };
    let found = annotate(&article, &Engine::rules());
    assert!(events(&article, &found).len() == 1 && claims(&article, &found).is_empty());
}
