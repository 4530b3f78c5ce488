use proptest::prelude::*;

use crate::ingest::split_long;
use crate::ingest::tests::{check, shown};
use crate::text::{Article, BlockKind};

fn article(html: &str) -> Article {
    let rendered = crate::ingest::formats::html::render(html, Some("https://example.org/news/today.html"));
    let blocks = split_long(&rendered.text, rendered.blocks);
    let article = Article { title: rendered.title, ..Article::new("t", rendered.text, blocks) };
    check(&article);
    // The article in it is one too, whatever is found.
    check(&crate::ingest::from_html("t", html, None));
    article
}

fn blocks(html: &str) -> Vec<String> {
    shown(&article(html))
}

#[test]
fn inline_markup_never_cuts_a_paragraph() {
    assert_eq!(
        blocks(
            "<h2>The <em>old</em>\n harbour</h2>\n<p>“We\n  have <a href='../boats'>asked <b>for</b></a> it,” \
             said<a href='#n'>&nbsp;</a><span>the</span> <i>harbour master </i>.</p>"
        ),
        [
            "h2: The old harbour {Emphasis old}",
            "p: “We have asked for it,” said\u{a0}the harbour master . \
             {Link(\"https://example.org/boats\") asked for} {Strong for} {Emphasis harbour master}",
        ]
    );
}

#[test]
fn white_space_collapses_as_in_browsers() {
    assert_eq!(
        blocks(
            "<p> a\n\t b<b> c </b> d &nbsp; e&nbsp;f\u{ad}g\u{200b}h &amp;lt; &eacute;&#8217;&#x201d; </p><p>&nbsp;</p>"
        ),
        ["p: a b c d e\u{a0}fgh &lt; é’” {Strong c}"]
    );
    assert_eq!(blocks("<span>a</span><span>b</span> <div>c</div>d"), ["p: ab", "p: c", "p: d"]);
}

#[test]
fn what_a_style_sheet_sets_apart_is_set_apart() {
    for (page, shown) in [
        ("<p><span>The mill is sold.</span><span>Nobody asked.</span></p>", "p: The mill is sold. Nobody asked."),
        ("<p><b>Holt:</b>The mill is ours.</p>", "p: Holt: The mill is ours. {Strong Holt:}"),
        ("<p><a href=#n>22</a>See the report.</p>", "p: 22 See the report."),
        // A product, an abbreviation and an initial are no ends of sentences.
        ("<p><b>Mill</b>Works, <b>U.S.</b>A. and node.<i>js</i></p>", "p: MillWorks, U.S.A. and node.js"),
        ("<p>The mill is sold.Nobody asked.</p>", "p: The mill is sold.Nobody asked."),
    ] {
        assert_eq!(blocks(page)[0].split(" {Strong Mill}").next(), Some(shown), "{page}");
    }
    let caption =
        "<figure><figcaption><span>The mill</span><span><i>Photo</i><span>Ana Holt</span></span></figcaption></figure>";
    assert!(blocks(caption)[0].starts_with("p: The mill Photo Ana Holt {"), "{:?}", blocks(caption));
}

#[test]
fn line_breaks_and_paragraphs_made_of_them() {
    assert_eq!(
        blocks("one<br>two<br/><br>three <i>x<br><br>y</i><br><br><p><br>z<br></p>"),
        ["p: one\u{2028}two", "p: three x {Emphasis x}", "p: y {Emphasis y}", "p: z"]
    );
}

#[test]
fn lists_quotes_and_definitions() {
    assert_eq!(
        blocks(
            "<ol start=3><li>three<li value=7><p>seven</p><p>more</p><ul><li>in</ul></ol>\
             <blockquote><p>“Said</p><blockquote>deeper</blockquote></blockquote><dl><dt>Term<dd>Meaning</dl>"
        ),
        [
            "3. q0 l1: three",
            "7. q0 l1: seven",
            "p q0 l1: more",
            "◦ q0 l2: in",
            "p q1 l0: “Said",
            "p q2 l0: deeper",
            "p: Term {Strong Term}",
            "p q0 l1: Meaning",
        ]
    );
}

#[test]
fn tables_of_data_and_tables_for_layout() {
    assert_eq!(
        blocks(
            "<table><caption>Ports</caption><tr><th>Port<th>Boats<tr><td>Åby<td><b>12</b><br>now<tr><td>北京<td>3</table>"
        ),
        [
            "p: Ports {Emphasis Ports}",
            "pre: Port │ Boats",
            "pre: ─────┼───────",
            "pre: Åby  │ 12 now {Strong 12}",
            "pre: 北京 │ 3",
        ]
    );
    // Lists do not make a table of facts one for layout.
    assert_eq!(
        blocks("<table class='infobox vcard'><tr><th>Mill<td><ul><li>wind<li>tide</ul><tr><th>Town<td>Orrin</table>"),
        ["pre: Mill │ wind tide", "pre: ─────┼──────────", "pre: Town │ Orrin"]
    );
    assert_eq!(
        blocks("<table><tr><td>left<td><table><tr><td><p>a</p><p>b</p></table></table>"),
        ["p: left", "p: a", "p: b"]
    );
}

#[test]
fn code_keeps_its_spaces_and_its_language() {
    assert_eq!(
        blocks(
            "<pre class=x><code class='hl language-rust'>fn main() {\n    <b>x</b>();\r\n}\n</code></pre><p>See <code>x</code>.</p>"
        ),
        ["code rust: fn main() {\n    x();\n}", "p: See x. {Code x}"]
    );
}

#[test]
fn pictures_captions_quotation_elements_and_figures() {
    assert_eq!(
        blocks(
            "<figure><img alt='not shown here'><figcaption>The quay. <cite>Jane Doe</cite></figcaption></figure>\
             <img alt='A red boat'><img alt=logo><p>He said <q>so <q>it</q> is</q> 10<sup>6</sup> times<sup><a>1</a></sup>.<img alt='🎈'></p><hr><hr>"
        ),
        [
            "p: The quay. Jane Doe {Emphasis The quay. Jane Doe} {Emphasis Jane Doe}",
            "p: [image: A red boat]",
            "p: He said “so ‘it’ is” 10⁶ times1.🎈",
            "rule: ",
        ]
    );
}

#[test]
fn what_is_not_shown_is_not_read() {
    assert_eq!(
        blocks(
            "<head><title> The\n title </title><style>p {}</style></head><script>no()</script><noscript>no</noscript>\
             <template>no</template><p hidden>no</p><p style='Display : NONE'>no</p><!-- no --><svg><text>no</text></svg>\
             <button>no</button><dialog>no</dialog><input value=no><p style='display:block'>yes</p><ruby>漢<rp>(<rt>kan<rp>)</ruby>"
        ),
        ["p: yes", "p: 漢"]
    );
    assert_eq!(article("<title> The\n title </title>x").title.as_deref(), Some("The title"));
}

#[test]
fn links_lead_out_of_the_page_only() {
    let links = |html: &str| blocks(html).join(" ");
    assert!(links("<a href='javascript:x()'>a</a><a href='data:,x'>b</a><a href='#f'>c</a>").ends_with("p: abc"));
    assert!(links("<base href='https://other.example/x/'><a href='y?z'>a</a>").contains("https://other.example/x/y?z"));
    assert!(links("<a href=' mailto:a@b '>a</a>").contains("mailto:a@b"));
    let loose = crate::ingest::formats::html::render("<a href='notes.xhtml'>a</a>", None);
    assert_eq!(loose.blocks.iter().map(|b| b.inlines.len()).sum::<usize>(), 1);
}

/// A page that shows `shown`, and declares `body` as its article body.
fn stating(body: &str, shown: &str) -> String {
    let body = serde_json::to_string(body).unwrap();
    let data = format!(r#"{{"@type": "NewsArticle", "articleBody": {body}}}"#);
    let page = format!("<script type='application/ld+json'>{data}</script><article>{shown}</article>");
    crate::ingest::from_html("t", &page, None).text
}

#[test]
fn a_stated_body_stands_in_where_the_page_shows_less() {
    let sentences: Vec<String> = (1..12)
        .map(|n| format!("“The {n}th boat is late as well,” said the harbour master of the old town & its quay."))
        .collect();
    let teaser = format!("<p>{}</p>", sentences[0]);
    let whole = sentences.join("\n\n");
    let markup: String = sentences.iter().map(|s| format!("<p class=\"x\">{}</p>", s.replace('&', "&amp;"))).collect();
    let escaped = markup.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    for body in [&whole, &markup, &escaped] {
        assert_eq!(stating(body, &teaser), whole);
        // What is shown goes before what is stated: it has links, headings and lists.
        let shown = format!("<h2>The boats</h2>{markup}");
        assert_eq!(stating(body, &shown), format!("The boats\n\n{whole}"));
    }
}

#[test]
fn author_and_day_may_stand_below_the_headline_and_nowhere_else() {
    let long =
        "The ferry was late again, and the queue on the quay ran back past the market and up the hill to the church.";
    let about = |lines: &str| {
        let page = format!(
            "<title>Boats | The Quay</title><ul><li><a href=/>Boats</a><li>By Nobody Else</ul><h1>Boats</h1>{lines}{}",
            format!("<p>{long}</p>").repeat(3)
        );
        let article = crate::ingest::from_html("t", &page, None);
        assert!(article.text.starts_with("The ferry"), "{}", article.text);
        (article.byline, article.date)
    };
    let both = |by: &str, on: &str| (Some(by.to_owned()), Some(on.to_owned()));
    assert_eq!(
        about("<p>By <a href=/d>Jane Doe</a>, <a href=/r>Ali Roe</a> on Monday, November 18th, 2019 at 11:08 a.m.</p>"),
        both("Jane Doe, Ali Roe", "2019-11-18")
    );
    assert_eq!(
        about("<div>By Jane Doe</div><div>Writer</div><div>November 15, 2019</div>"),
        both("Jane Doe", "2019-11-15")
    );
    assert_eq!(about("<div>Von Jane Doe</div>"), (Some("Jane Doe".to_owned()), None));
    assert_eq!(about(""), (None, None));
}

#[test]
fn decks_and_sentences_in_links_belong_to_the_article_and_captions_do_not() {
    let long = |town: &str| {
        format!(
            "<p>The ferry of {town} was late again, and the queue ran back past the market and up to the church.</p>"
        )
    };
    let page = format!(
        "<title>Boats</title><article><header><h1>Boats</h1><h2 class=standfirst>“We have waited for nine years,” says the reeve</h2>\
         <p class=byline>Ana Holt</p></header>{}<p class=image-caption>The quay. Picture by Ost</p>{}\
         <p><a href=/r>The report that the council had asked for says that the boats are sound.</a></p>\
         <p><a href=/s>“We will read every page of it,” the reeve said on Monday.</a></p>\
         {}<p><a href=/t>Bells of Weld to be sold by the dean after a vote that took nine hours</a></p>{}</article>",
        long("Weld"),
        long("Ost"),
        long("Halden"),
        long("Orrin")
    );
    let text = crate::ingest::from_html("t", &page, None).text;
    for there in ["nine years", "The report", "every page"] {
        assert!(text.contains(there), "{there}: {text}");
    }
    for gone in ["Ana Holt", "Picture by", "Bells of Weld"] {
        assert!(!text.contains(gone), "{gone}: {text}");
    }
    // A sentence under the headline, which the first paragraph may answer.
    let sentence = "The company of Weld has kept its passengers waiting for the ninth year in a row.";
    let page = page.replace("</header>", &format!("</header><h2>{sentence}</h2>"));
    assert!(crate::ingest::from_html("t", &page, None).text.contains(sentence));
    // The deck may stand outside the element that is called the body.
    let deck = |words: &str| {
        let page = format!(
            "<title>Boats</title><div class=head><h1>Boats</h1><p class=subtitle>{words}</p></div>\
             <div itemprop=articleBody>{}{}{}</div>",
            long("Weld"),
            long("Ost"),
            long("Halden")
        );
        crate::ingest::from_html("t", &page, None).text
    };
    assert!(deck("“We have waited for nine years,” says the reeve of Weld").starts_with("“We have waited"));
    assert!(deck("The reeve of Weld has waited for nine years and more").starts_with("The ferry of Weld"));
}

#[test]
fn a_few_bold_words_above_a_text_are_a_heading() {
    let long =
        "The ferry was late again, and the queue on the quay ran back past the market and up the hill to the church.";
    let kind = |bold: &str| {
        let page = format!("<article><p>{long}</p><p>{bold}</p><p>{long} Once more.</p></article>");
        crate::ingest::from_html("t", &page, None).blocks[1].kind.clone()
    };
    for yes in
        ["<b>The second boat</b>", "<strong><a href=/x>The second</a> boat</strong> ", "<b>1. What boats cost</b>"]
    {
        assert_eq!(kind(yes), BlockKind::Heading(3), "{yes}");
    }
    for no in [
        "<b>Is there a second boat?</b>",
        "<b>HOLT:</b>",
        "<b>The second boat</b> is late",
        "<b>“The second boat is late”</b>",
        "<b>It was late.</b>",
        "The second boat",
    ] {
        assert_eq!(kind(no), BlockKind::Paragraph, "{no}");
    }
}

#[test]
fn xhtml_elements_may_close_themselves() {
    assert_eq!(
        blocks(
            "<?xml version='1.0'?><html><head><title/><script src='x'/></head><body><a id='p1'/><p/><p>One</p><div/>Two</body></html>"
        ),
        ["p: One", "p: Two"]
    );
}

#[test]
fn huge_and_deep_sources_are_bounded() {
    for unit in [
        "<div>",
        "<b>",
        "<ul><li>",
        "<blockquote>",
        "<table><tr><td>",
        "<q>",
        "<pre>",
        "<a href=x>",
        "</p>",
        "<figure>",
        "<dd>",
        "&amp;",
        "<",
        "<br>",
        "<!--",
    ] {
        article(&format!("{}words", unit.repeat(20_000)));
    }
    article(&"<p>word ".repeat(20_000));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_markup_gives_a_well_formed_article(
        parts in proptest::collection::vec((0usize..60, "[a-z “”é\u{a0}\\n]{0,6}"), 0..60)
    ) {
        const TAGS: &[&str] = &[
            "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<i>", "</i>", "<a href='x'>", "</a>", "<br>", "<hr>", "<ul>",
            "</ul>", "<ol>", "</ol>", "<li>", "</li>", "<blockquote>", "</blockquote>", "<table>", "</table>", "<tr>", "<td>",
            "</td>", "<th>", "<caption>", "</caption>", "<pre>", "</pre>", "<code class='language-c'>", "</code>", "<q>", "</q>",
            "<h1>", "</h1>", "<h3>", "</h3>", "<figure>", "</figure>", "<figcaption>", "</figcaption>", "<img alt='a b'>",
            "<dl>", "<dt>", "<dd>", "</dl>", "<sup>2</sup>", "<svg>", "</svg>", "<math>", "<select>", "<template>", "</template>",
            "<script>", "</script>", "<span style='display:block'>", "</span>", "<title>", "</title>",
        ];
        let source: String = parts.iter().map(|(tag, words)| TAGS[*tag].to_owned() + words).collect();
        article(&source);
    }

    #[test]
    fn any_text_gives_a_well_formed_article(source in "(\\PC{0,9}|[<>/!&;='\"a-z -]{0,12}){0,30}") {
        article(&source);
    }
}

/// Sentences of an article, and a page that has them between two other parts.
fn page(before: &str, after: &str) -> String {
    let sentence = "The council of Orrin Bay met on Monday and voted to restore the old tide mill on the quay. ";
    let body: String = (0..20).map(|n| format!("<p>{n} {sentence}</p>")).collect();
    format!("<title>Mill to be restored</title><body>{before}<div>{body}{after}</div></body>")
}

#[test]
fn a_headline_that_says_something_else_than_the_title_stays() {
    let text = |headline: &str| {
        let html = page("", "").replace("<div><p>", &format!("<div><h1>{headline}</h1><p>"));
        let html = format!("<meta property=og:title content='Mill to be restored'>{html}");
        crate::ingest::from_html("t", &html, None).text
    };
    assert!(text("Nine winters without bread").starts_with("Nine winters without bread"));
    for same in ["Mill to be restored", "The mill is restored", "Council: mill to be restored"] {
        assert!(text(same).starts_with("0 The council"), "{}", text(same));
    }
}

#[test]
fn requests_for_consent_and_galleries_are_no_part_of_an_article() {
    let said =
        "We and our partners store and read information on your device to choose what you are shown. ".repeat(40);
    let slides: String = (0..30)
        .map(|n| format!("<li><p>{n} A slide tells what another picture shows, in a sentence of some length.</p></li>"))
        .collect();
    for (before, after, lost) in [
        (format!("<div id=cmpbox role=dialog><p>{said}</p></div>"), String::new(), "partners"),
        (format!("<div id=iubenda-cs-banner><p>{said}</p></div>"), String::new(), "partners"),
        (String::new(), format!("<div class='widget type-gallery'><ul>{slides}</ul></div>"), "slide"),
    ] {
        let html = page(&before, &after);
        let found = crate::ingest::from_html("t", &html, None).text;
        assert!(found.contains("19 The council") && !found.contains(lost), "{before} {after}: {found}");
    }
}

#[test]
fn teasers_below_an_article_are_no_part_of_it() {
    let teasers: String = (0..12)
        .map(|n| {
            format!(
                "<h3>Ferry {n} sails</h3><p>{n} The ferry left at nine with the mail and nobody on board, it says, \
                     and came back at noon with the same mail and a crew that would not say why it had turned.</p>"
            )
        })
        .collect();
    let found = crate::ingest::from_html("t", &page("", &format!("<h2>Recommended for you</h2>{teasers}")), None).text;
    assert!(found.contains("19 The council") && !found.contains("ferry"), "{found}");
}

#[test]
fn a_link_in_a_sentence_is_no_boilerplate_whatever_it_is_called() {
    let html = page("", "<p>“<a class=popup href=#>The mill,” said Ana Holt, “is ours</a> and stays so.”</p>");
    let found = crate::ingest::from_html("t", &html, None).text;
    assert!(found.contains("“The mill,” said Ana Holt, “is ours and stays so.”"), "{found}");
    let sentence = "<p>Nobody in the council had said so before. <a class=popup href=#>The mill is ours.</a> Nobody had asked for it.</p>";
    let found = crate::ingest::from_html("t", &page("", sentence), None).text;
    assert!(found.contains("before. The mill is ours. Nobody"), "{found}");
}

#[test]
fn headings_are_no_boilerplate_whatever_their_address() {
    let end = "<p>19 The council paid for the mill in the end, and for everything that stood beside the mill.</p>";
    for heading in [
        "<h3><span class=mw-headline id=Promotion_of_the_mill>Promotion of the mill</span></h3>",
        "<h3 id=promotion-of-the-mill>Promotion of the mill</h3>",
        // From a news page: a heading within the text was missing.
        "<h3 id=nav_promotion_of_the__1>Promotion of the mill</h3>",
    ] {
        let found = crate::ingest::from_html("t", &page("", &format!("{heading}{end}")), None).text;
        assert!(found.contains("Promotion of the mill"), "{found}");
    }
    let found = crate::ingest::from_html("t", &page("", &format!("<h3 id=promotion>Boats</h3>{end}")), None).text;
    assert!(!found.contains("Boats"), "{found}");
}

#[test]
fn who_worked_on_an_article_is_no_part_of_it() {
    let credits = "<p>Written by Ana Holt</p><p>Edited by Piet Renner</p>";
    let html = page("", "").replace("<div><p>", &format!("<div>{credits}<p>"));
    let found = crate::ingest::from_html("t", &html, None).text;
    assert!(found.starts_with("0 The council"), "{found}");
    let found = crate::ingest::from_html("t", &page("", credits), None).text;
    assert!(!found.contains("Renner"), "{found}");
}

#[test]
fn the_caption_of_a_picture_is_an_item_where_the_item_has_nothing_else() {
    let caption = "<div class=wp-caption><img src=x><p class=wp-caption-text>The mill runs again!</p></div>";
    let end = "<p>19 The council paid for the mill in the end, and for everything that stood beside the mill.</p>";
    for (part, stays) in [(format!("<ul><li>{caption}</ul>"), true), (caption.to_owned(), false)] {
        let found = crate::ingest::from_html("t", &page("", &format!("{part}{end}")), None).text;
        assert_eq!(found.contains("runs again"), stays, "{part}: {found}");
    }
}

#[test]
fn a_link_that_opens_a_note_is_text() {
    let note = "<p><a class=popup href='javascript:note()'>“The mill is ours,” the council said.</a></p>";
    let found = crate::ingest::from_html("t", &page("", note), None).text;
    assert!(found.contains("“The mill is ours,” the council said."), "{found}");
    let window = "<div class=popup><p>“The mill is ours,” the council said.</p></div>";
    let found = crate::ingest::from_html("t", &page("", window), None).text;
    assert!(!found.contains("“The mill is ours,”"), "{found}");
}

#[test]
fn labels_of_buttons_are_no_text_whatever_sign_follows() {
    let end = "<p>19 The council paid for the mill in the end, and for everything that stood beside the mill.</p>";
    for label in ["<p>View this image ›</p>", "<p>More ▾</p>", "<div id=siteSub>From Pedia, the free one</div>"] {
        let found = crate::ingest::from_html("t", &page("", &format!("{label}{end}")), None).text;
        assert!(found.ends_with(&format!("quay.\n\n{}", &end[3..end.len() - 4])), "{label}: {found}");
    }
}

#[test]
fn signs_that_nobody_is_read_are_not_read() {
    let sentence = |sign: &str| {
        let html = page("", &format!("<p>{sign} The mill at the quay of Orrin Bay is ours, the council said.</p>"));
        crate::ingest::from_html("t", &html, None).text.lines().last().map(str::to_owned)
    };
    for icon in ["<i class=material-icons aria-hidden=true>play_arrow</i>", "<span aria-hidden=true>launch</span>"] {
        assert_eq!(sentence(icon).as_deref(), Some("The mill at the quay of Orrin Bay is ours, the council said."));
    }
    // What is seen stands beside what is heard.
    let both = "<span aria-hidden=true>Yes!</span><span class=sr-only>Yes, it is.</span>";
    assert!(sentence(both).is_some_and(|text| text.starts_with("Yes!")), "{:?}", sentence(both));
}

#[test]
fn links_in_a_list_of_sentences_belong_to_the_article() {
    let link = "<li><a href=/mill>The mill at the harbour was sold to a cooperative on Monday</a></li>";
    let sentence = "<li>The council agreed after a debate that took the whole of the night.</li>";
    let end = "<p>19 The council paid for the mill in the end, and for everything that stood beside the mill.</p>";
    for (items, stays) in [(format!("{link}{sentence}{link}"), true), (link.repeat(3), false)] {
        let found = crate::ingest::from_html("t", &page("", &format!("<ul>{items}</ul>{end}")), None).text;
        assert_eq!(found.contains("cooperative"), stays, "{items}: {found}");
    }
    // Of an item of text, however many there are.
    for (item, stays) in [("In progress:", true), ("Related articles:", false)] {
        let list = format!("<ul>{sentence}<li>{item}<ul>{}</ul></ul>", link.repeat(6));
        let found = crate::ingest::from_html("t", &page("", &format!("{list}{end}")), None).text;
        assert_eq!(found.contains("cooperative"), stays, "{item}: {found}");
    }
}

#[test]
fn formulas_are_read_once() {
    let hidden = "<span class='mwe-math-mathml-inline' style='display: none'><math><mi>b</mi></math></span>";
    let menu = "<mjx-container class='CtxtMenu_Attached_0'><mjx-math aria-hidden=true></mjx-math>\
                <mjx-assistive-mml><math><mi>c</mi></math></mjx-assistive-mml></mjx-container>";
    let html = page("", &format!("<p>The sum of {hidden} and {menu} is what the council paid for the mill.</p>"));
    let found = crate::ingest::from_html("t", &html, None).text;
    assert!(found.contains("The sum of b and c is what"), "{found}");
}
