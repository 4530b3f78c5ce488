//! The second column of a page: quotes by speaker, people, facts and notes.

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::export::facts::{Entry, FactSection, words};
use crate::export::json::JsonQuoteKind;
use crate::export::page::chart;
use crate::export::page::{Cited, Noted, Side, count, is_apart};
use crate::export::templates::{html, is_web};
use crate::library::notes::{Placement, Verdict};
use crate::nlp::EntityId;

impl Side<'_> {
    pub(super) fn write(&self, out: &mut String, notes: Option<&[Noted<'_>]>) {
        out.push_str("<aside id=\"side\" aria-label=\"Quotes, people, facts\" tabindex=\"-1\">\n<div class=\"bar\">\n<nav class=\"tabs\" aria-label=\"Lists\">");
        let people = self.found.people.len();
        let counts = [
            ("quotes", "Quotes", self.quotes.len()),
            ("people", "People", people),
            ("facts", "Facts", self.facts.facts.len()),
        ];
        let counts = counts.into_iter().chain(notes.map(|notes| ("notes", "Notes", notes.len())));
        for (id, title, count) in counts {
            // Writing to a string cannot fail, here and below.
            let _ = write!(out, "<a href=\"#{id}\" data-tab=\"{id}\">{title} <span class=\"n\">{count}</span></a>");
        }
        out.push_str(
            "</nav>\n<div class=\"walk\" hidden><button type=\"button\" data-step=\"-1\" aria-label=\"Previous quote\" title=\"[\">‹</button>\
             <a class=\"here\" href=\"#quotes\"></a>\
             <button type=\"button\" data-step=\"1\" aria-label=\"Next quote\" title=\"]\">›</button>\
             <button type=\"button\" class=\"scheme\" aria-label=\"Light or dark\" title=\"Light or dark\">◐</button></div>\n</div>\n\
             <p class=\"sr\" role=\"status\" id=\"say\"></p>\n",
        );
        self.quote_list(out);
        self.people(out);
        self.fact_list(out);
        if let Some(notes) = notes {
            self.note_list(out, notes);
        }
        out.push_str("<p class=\"keys\" hidden><kbd>]</kbd> <kbd>[</kbd> next, previous quote · <kbd>1</kbd>–<kbd>4</kbd> lists · <kbd>/</kbd> filter · <kbd>Esc</kbd> clear</p>\n</aside>\n");
    }

    fn quote_list(&self, out: &mut String) {
        out.push_str("<section id=\"quotes\" class=\"list\" aria-labelledby=\"quotes-title\">\n<h2 id=\"quotes-title\">Quotes</h2>\n");
        if self.quotes.is_empty() {
            out.push_str("<p class=\"empty\">No quotes were found.</p>\n</section>\n");
            return;
        }
        chart::write(out, self);
        out.push_str(
            "<form id=\"filter\" role=\"search\" hidden><input type=\"search\" id=\"find\" placeholder=\"Filter: words or a name\" \
             aria-label=\"Filter the quotes by words or a name\" autocomplete=\"off\" spellcheck=\"false\">\
             <select id=\"kind\" aria-label=\"Kind of quote\"><option value=\"\">all quotes</option><option value=\"direct mixed\">quoted words</option>\
             <option value=\"indirect\">indirect</option><option value=\"sure\">sure only</option></select>\
             <p id=\"count\" role=\"status\"></p></form>\n",
        );
        for speaker in 0..self.speakers.len() {
            let own: Vec<&Cited<'_>> =
                self.quotes.iter().filter(|quote| quote.speaker == speaker && !is_apart(quote)).collect();
            let Some(first) = own.first() else { continue };
            let role = own.iter().find_map(|quote| quote.entry.role.as_deref());
            let _ = write!(
                out,
                "<section class=\"speaker s{}\" id=\"speaker{speaker}\" aria-labelledby=\"name{speaker}\">\n<h3 id=\"name{speaker}\">{} \
                 <span class=\"n\" title=\"quotes\">{}</span></h3>\n",
                first.colour,
                html(self.name(speaker)),
                own.len(),
            );
            if let Some(role) = role {
                let _ = writeln!(out, "<p class=\"role\">{}</p>", html(role));
            }
            self.items(out, &own, false);
            out.push_str("</section>\n");
        }
        let apart: Vec<&Cited<'_>> = self.quotes.iter().filter(|quote| is_apart(quote)).collect();
        if !apart.is_empty() {
            let _ = writeln!(
                out,
                "<details class=\"speaker\" id=\"unsure\"><summary>{} unsure, or without a known speaker</summary>",
                count(apart.len())
            );
            self.items(out, &apart, true);
            out.push_str("</details>\n");
        }
        out.push_str("</section>\n");
    }

    /// Writes a list of quotes; `named`: each with its speaker.
    fn items(&self, out: &mut String, quotes: &[&Cited<'_>], named: bool) {
        out.push_str("<ol>\n");
        for quote in quotes {
            let number = quote.number;
            let kind = quote.kind.name();
            let unsure = if quote.unsure { " data-unsure" } else { "" };
            let _ = write!(
                out,
                "<li id=\"q{number}\" class=\"s{} {kind}\" data-kind=\"{kind}\" data-name=\"{}\"{unsure}><a class=\"go\" href=\"#t{number}\">\
                 <span class=\"no\">{number}</span><span class=\"words\">{}</span></a><p class=\"about\">",
                quote.colour,
                html(quote.name()),
                html(&quote.entry.words),
            );
            let mut about: Vec<String> = Vec::new();
            if named {
                about.push(format!("<b>{}</b>", html(quote.name())));
            }
            if quote.unsure {
                about.push("<span class=\"doubt\"><span aria-hidden=\"true\">?</span> unsure</span>".to_owned());
            }
            about.extend(match quote.kind {
                JsonQuoteKind::Direct => None,
                JsonQuoteKind::Mixed => Some("partly in their words".to_owned()),
                JsonQuoteKind::Indirect => Some("indirect".to_owned()),
                JsonQuoteKind::Stance => Some("not said: done or thought".to_owned()),
            });
            about.extend((!quote.entry.cue.is_empty()).then(|| html(&quote.entry.cue)));
            about.extend(
                quote.entry.verdict.map(|verdict| format!("<span class=\"verdict\">{}</span>", verdict.name())),
            );
            about.push(format!("¶ {}", quote.entry.paragraph));
            out.push_str(&about.join(" · "));
            out.push_str("</p></li>\n");
        }
        out.push_str("</ol>\n");
    }

    fn people(&self, out: &mut String) {
        out.push_str("<section id=\"people\" class=\"list\" aria-labelledby=\"people-title\">\n<h2 id=\"people-title\">People</h2>\n");
        let (mut mentions, mut quotes) = (HashMap::new(), HashMap::new());
        for mention in self.found.mentions.iter().filter(|mention| mention.named) {
            *mentions.entry(mention.entity).or_insert(0_usize) += 1;
        }
        for entity in self.quotes.iter().filter_map(|quote| quote.said.entity) {
            *quotes.entry(entity).or_insert(0_usize) += 1;
        }
        let number = |counts: &HashMap<EntityId, usize>, entity| counts.get(&entity).copied().unwrap_or_default();
        let people = self.found.people.iter();
        let mut people: Vec<_> =
            people.map(|person| (person, number(&quotes, person.entity), number(&mentions, person.entity))).collect();
        if people.is_empty() {
            out.push_str("<p class=\"empty\">Nobody is named.</p>\n");
        }
        people.sort_by_key(|(person, quotes, mentions)| (std::cmp::Reverse((*quotes, *mentions)), person.entity.0));
        out.push_str("<ul>\n");
        for (person, quotes, mentions) in people {
            let speaker = self.quotes.iter().find(|quote| quote.said.entity == Some(person.entity));
            let class = speaker.map_or_else(String::new, |quote| format!(" class=\"s{}\"", quote.colour));
            let name = html(&person.name);
            let link = if mentions > 0 { format!("<a href=\"#e{}\">{name}</a>", person.entity.0) } else { name };
            let _ = write!(out, "<li{class}><p class=\"name\">{link}</p>");
            let role = words::office_of(self.found, person.entity);
            let mut about: Vec<String> = role.iter().map(|role| html(role)).collect();
            about.extend((!person.aliases.is_empty()).then(|| {
                format!("also {}", person.aliases.iter().map(|name| html(name)).collect::<Vec<_>>().join(", "))
            }));
            about.extend(match mentions {
                0 => None,
                1 => Some("1 mention".to_owned()),
                mentions => Some(format!("{mentions} mentions")),
            });
            about.extend(
                speaker.map(|quote| format!("<a href=\"#{}\">{}</a>", self.group(quote.speaker), count(quotes))),
            );
            let _ = writeln!(out, "<p class=\"about\">{}</p></li>", about.join(" · "));
        }
        out.push_str("</ul>\n</section>\n");
    }

    fn fact_list(&self, out: &mut String) {
        out.push_str("<section id=\"facts\" class=\"list\" aria-labelledby=\"facts-title\">\n<h2 id=\"facts-title\">Facts</h2>\n");
        if self.facts.facts.is_empty() {
            out.push_str("<p class=\"empty\">No facts were found.</p>\n");
        }
        for section in FactSection::ALL {
            let entries: Vec<&Entry> = self.facts.section(section).collect();
            if entries.is_empty() {
                continue;
            }
            let open = if section == FactSection::CheckFirst { " open" } else { "" };
            let _ = write!(
                out,
                "<details{open}><summary>{} <span class=\"n\">{}</span></summary>\n<ul>\n",
                section.title(),
                entries.len()
            );
            for entry in entries {
                self.fact(out, section, entry);
            }
            out.push_str("</ul></details>\n");
        }
        out.push_str("</section>\n");
    }

    fn fact(&self, out: &mut String, section: FactSection, entry: &Entry) {
        let value = html(&entry.value);
        let mut about: Vec<String> = Vec::new();
        let first = match section {
            FactSection::People => format!("<b>{}</b> {value}", html(&entry.who.join(", "))),
            FactSection::Figures => format!("<b>{value}</b>"),
            FactSection::Timeline => {
                let day = entry.date.as_deref().map_or_else(|| "undated".to_owned(), html);
                let words = if entry.kind == "date" { html(&entry.sentence) } else { value };
                format!("<b>{day}</b> {words}")
            }
            FactSection::CheckFirst => value,
        };
        if section == FactSection::Figures {
            about.push(html(&entry.sentence));
        }
        about.extend(entry.stated_by.as_ref().map(|by| format!("stated by {}", html(by))));
        about.extend(entry.status.filter(|_| section == FactSection::Timeline).map(str::to_owned));
        about.extend(entry.verdict.map(|verdict| format!("<span class=\"verdict\">{}</span>", Verdict::name(verdict))));
        about.push(format!("<a href=\"#p{0}\">¶ {0}</a>", entry.paragraph));
        let _ = writeln!(out, "<li><p>{first}</p><p class=\"about\">{}</p></li>", about.join(" · "));
    }

    fn note_list(&self, out: &mut String, notes: &[Noted<'_>]) {
        out.push_str("<section id=\"notes\" class=\"list\" aria-labelledby=\"notes-title\">\n<h2 id=\"notes-title\">Notes</h2>\n");
        if notes.is_empty() {
            out.push_str("<p class=\"empty\">There are no notes.</p>\n");
        }
        out.push_str("<ul>\n");
        for (at, noted) in notes.iter().enumerate() {
            let note = &noted.placed.note;
            out.push_str("<li>");
            if let Some(anchor) = &note.anchor {
                let words = html(&crate::text::one_line(&anchor.exact));
                let is_lost = noted.placed.placement == Placement::Orphan;
                if is_lost {
                    let _ = write!(
                        out,
                        "<blockquote>{words}</blockquote><p class=\"about\">These words are no longer in the article.</p>"
                    );
                } else {
                    let _ = write!(out, "<blockquote><a href=\"#m{}\">{words}</a></blockquote>", at + 1);
                }
            }
            for paragraph in note.body.split('\n').map(str::trim).filter(|line| !line.is_empty()) {
                let _ = write!(out, "<p>{}</p>", html(paragraph));
            }
            let marks = note.all_marks();
            let mut about: Vec<String> = Vec::new();
            about.extend(marks.verdict.map(|verdict| format!("<span class=\"verdict\">{}</span>", verdict.name())));
            about.extend(marks.flag.map(|flag| flag.name().to_owned()));
            about.extend(marks.tags.iter().map(|tag| format!("#{}", html(tag.trim_start_matches('#')))));
            about.extend(marks.links.iter().map(|link| match is_web(link) {
                true => format!("<a href=\"{0}\" rel=\"noopener noreferrer nofollow\">{0}</a>", html(link)),
                false => html(link),
            }));
            if !about.is_empty() {
                let _ = write!(out, "<p class=\"about\">{}</p>", about.join(" · "));
            }
            out.push_str("</li>\n");
        }
        out.push_str("</ul>\n</section>\n");
    }
}
