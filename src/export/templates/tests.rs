use super::*;

fn shipped(name: &str, sheet: bool) -> String {
    Template::shipped(name).unwrap().render(&example(sheet)).unwrap()
}

#[test]
fn one_quote_in_each_form() {
    for (name, want) in [
        (
            "plain",
            "“We have asked for eleven years,” — Harriet Lindqvist, harbour master, A second boat, https://example.org/boat",
        ),
        (
            "markdown",
            "> “We have asked for eleven years,”\n>\n> — Harriet Lindqvist, harbour master, A second boat, \
             <https://example.org/boat>",
        ),
        (
            "obsidian",
            "> [!quote] [[Harriet Lindqvist]], harbour master\n> “We have asked for eleven years,”\n>\n\
             > *A second boat, ¶ 2, checked* <https://example.org/boat>\n>\n> Ask her.",
        ),
        (
            "apa",
            "“We have asked for eleven years” (Harriet Lindqvist, harbour master, as cited in Holt & Renner, 2023, para. 2)\n\n\
             Holt, A., & Renner, P. (2023, March 15). A second boat. The Harbour Times. https://example.org/boat",
        ),
        (
            "mla",
            "Harriet Lindqvist, harbour master: “We have asked for eleven years” (qtd. in Holt and Renner, par. 2)\n\n\
             Holt, Ana, and Piet Renner. “A second boat.” The Harbour Times, 15 Mar. 2023, https://example.org/boat.",
        ),
        (
            "chicago",
            "“We have asked for eleven years” Harriet Lindqvist, harbour master, quoted in Ana Holt and Piet Renner, \
             “A second boat,” The Harbour Times, March 15, 2023, para. 2, https://example.org/boat.\n\n\
             Holt, Ana, and Piet Renner. “A second boat.” The Harbour Times, March 15, 2023. https://example.org/boat.",
        ),
        (
            "bibtex",
            "@article{holt2023second,\n  entrysubtype = {newspaper},\n  title = {A second boat},\n  \
             author = {Holt, Ana and Renner, Piet},\n  journal = {The Harbour Times},\n  date = {2023-03-15},\n  \
             year = {2023},\n  month = 3,\n  url = {https://example.org/boat},\n  \
             annotation = {“We have asked for eleven years” (Harriet Lindqvist, harbour master, par. 2)}\n}",
        ),
    ] {
        assert_eq!(shipped(name, false), want, "{name}");
    }
    let value: serde_json::Value = serde_json::from_str(&shipped("csl-json", false)).unwrap();
    assert_eq!(value[0]["type"], "article-newspaper");
    assert_eq!(value[0]["issued"]["date-parts"], serde_json::json!([[2023, 3, 15]]));
    assert_eq!(value[0]["author"][1]["family"], "Renner");
    let citation = serde_json::json!({"id": "holt2023second", "label": "paragraph", "locator": "2"});
    assert_eq!(value[0]["custom"]["quotes"][0]["citation"], citation);
}

#[test]
fn a_sheet_marks_what_is_indirect_or_unsure() {
    for (name, _) in Template::all_shipped() {
        let text = shipped(name, true);
        assert!(text.contains("indirect") && text.contains("unsure"), "{name}: {text}");
    }
    assert_eq!(
        shipped("plain", true),
        "Harriet Lindqvist, harbour master\n\n“We have asked for eleven years,” (¶2)\n\n\
         Speaker unknown\n\n“We have asked for eleven years,” (¶2, indirect, unsure)\n\n\
         A second boat, https://example.org/boat"
    );
    assert_eq!(
        shipped("markdown", true),
        "# Quotes in A second boat\n\nSite: The Harbour Times\\\nPublished: 2023-03-15\\\n\
         Source: https://example.org/boat\\\nQuotes: 2\n\n## Harriet Lindqvist, harbour master\n\n\
         - “We have asked for eleven years,” — direct · said · verdict: checked · ¶ 2\n  - Note: Ask her.\n\n\
         ## Speaker unknown\n\n\
         - “We have asked for eleven years,” — indirect · said · unsure · verdict: checked · ¶ 2\n  - Note: Ask her."
    );
}

/// An article of which nothing is known but its words.
fn bare() -> Document {
    let about = About { title: "a.txt".to_owned(), source: "-".to_owned(), ..About::default() };
    Document::new(&about, &[], true)
}

#[test]
fn what_is_unknown_is_left_out() {
    for (name, _) in Template::all_shipped() {
        let text = Template::shipped(name).unwrap().render(&bare()).unwrap();
        assert!(!text.contains("  ,") && !text.contains(", ,") && !text.contains("none"), "{name}: {text}");
    }
    let text = |name: &str| Template::shipped(name).unwrap().render(&bare()).unwrap();
    assert_eq!(text("apa"), "a.txt. (n.d.).");
    assert_eq!(text("mla"), "“a.txt.”");
    assert_eq!(text("chicago"), "“a.txt.” n.d.");
}

#[test]
fn words_cannot_change_the_form() {
    let hostile = "a } { % $ & # _ ~ ^ \\ \" ' <b> *c* [d](e) `f` {{ title }} {% if %}\u{1b}[2J\u{202e}\n\n# g\n";
    let about = About {
        title: hostile.to_owned(),
        site: Some(hostile.to_owned()),
        byline: Some(hostile.to_owned()),
        date: Some(hostile.to_owned()),
        source: hostile.to_owned(),
        ..About::default()
    };
    for (name, _) in Template::all_shipped() {
        let template = Template::shipped(name).unwrap();
        let text = template.render(&Document::new(&about, &[], true)).unwrap();
        assert!(text.chars().all(|c| c == '\n' || crate::text::harmless(c).is_none()), "{name}: {text:?}");
        match name {
            "bibtex" => {
                let depth = text.chars().fold(0, |depth, c| match c {
                    '{' => depth + 1,
                    '}' => depth - 1,
                    _ => depth,
                });
                assert_eq!(depth, 0, "{text}");
            }
            "csl-json" => {
                let value: serde_json::Value = serde_json::from_str(&text).unwrap();
                assert!(value[0]["title"].as_str().unwrap().contains("{{ title }}"));
            }
            "markdown" => assert!(text.contains("\\*c\\*") && !text.contains("\n# g"), "{text}"),
            _ => {}
        }
    }
}

#[test]
fn mistakes_name_the_template_the_line_and_the_choices() {
    for (name, source, line, says) in [
        ("a.txt", "{{ title }}\n{{ speeker }}", Some(2), "no placeholder \"speeker\"; placeholders are title, site"),
        ("a.txt", "\n\n{% if nothing %}x{% endif %}", Some(3), "no placeholder \"nothing\""),
        ("a.txt", "{{ quote.wrds }}", Some(1), "a quote has words, quoted, speaker"),
        ("a.txt", "{% for q in quotes %}\n{{ q.name }}\n{% endfor %}", Some(2), "a quote has words"),
        ("a.txt", "x\n{{ title", Some(2), "{{ name }} is a placeholder"),
        ("a.txt", "{% if title %}x", Some(1), "a condition"),
        ("a.txt", "{{ title|yaml }}", Some(1), "filters are join, length, default"),
        ("a.json", "{\"a\": \"{{ title }}\"}", None, "not JSON"),
    ] {
        let error = Template::new(name, source).unwrap_err();
        let all = error.to_string();
        assert_eq!(error.line, line, "{source}: {all}");
        assert!(all.starts_with(&format!("template {name}")) && all.contains(says), "{source}: {all}");
        assert!(!all.contains('\n'), "{all}");
    }
}

#[test]
fn a_template_cannot_block_the_program() {
    let source = "{% for quote in quotes %}".repeat(30) + "x" + &"{% endfor %}".repeat(30);
    let error = Template::new("a.txt", &source).unwrap_err();
    assert_eq!(error.what, "it takes too many steps");
}

#[test]
fn a_template_of_ones_own() {
    let template = Template::new("mine.md", "**{{ quote.speaker }}**: {{ quote.words }}{# a comment #}\n").unwrap();
    assert_eq!(template.render(&example(false)).unwrap(), "**Harriet Lindqvist**: “We have asked for eleven years,”");
    let html = Template::new("mine.html", "<p>{{ title }}</p>{{ notes[0].body|json }}").unwrap();
    assert_eq!(html.render(&example(true)).unwrap(), "<p>A second boat</p>\"Read again. #todo\"");
}

#[test]
fn several_articles_become_one_file() {
    let lists = Template::shipped("csl-json").unwrap().render_all(&[example(true), bare()]).unwrap();
    let value: serde_json::Value = serde_json::from_str(&lists).unwrap();
    assert_eq!(value.as_array().unwrap().len(), 2);
    let texts = Template::shipped("mla").unwrap().render_all(&[bare(), bare()]).unwrap();
    assert_eq!(texts, "“a.txt.”\n\n“a.txt.”\n");
}
