//! Builds the annotations from the resolved names, attributions and speakers.

use std::collections::HashMap;

use crate::nlp::draft::{AttributionDraft, DocumentDraft, Names, Quoted, ResolvedSpeaker, Speaker};
use crate::nlp::{Annotations, Attribution, EntityId, EntityType, FactKind, Mention, Person, QuoteKind, SpeakerKind};
use crate::text::Span;

/// Numbers the entities by first appearance and builds the annotations.
pub(in crate::nlp) fn assemble(draft: &mut DocumentDraft) {
    let resolved = std::mem::take(&mut draft.speakers);
    let references = std::mem::take(&mut draft.references);
    draft.annotations = annotations(&draft.names, &draft.attributions, &draft.speech, resolved, references);
}

fn annotations(
    names: &Names,
    drafts: &[AttributionDraft],
    speech: &[bool],
    resolved: Vec<ResolvedSpeaker>,
    references: Vec<(Span, usize)>,
) -> Annotations {
    let mut out = Annotations::default();
    let mut ids: HashMap<usize, usize> = HashMap::new();
    for mention in &names.mentions {
        let next = ids.len();
        ids.entry(mention.entity).or_insert(next);
    }
    let mut total = ids.len();
    let mut described: HashMap<String, usize> = HashMap::new();
    let mut speaks: HashMap<usize, bool> = HashMap::new();
    for (r, said) in resolved.iter().zip(speech) {
        if let (Some(Speaker::Named(e)), true) = (&r.speaker, said) {
            speaks.insert(*e, true);
        }
    }
    for mention in &names.mentions {
        let (Some(entity), Some(&id)) = (names.entities.get(mention.entity), ids.get(&mention.entity)) else {
            continue;
        };
        let kind = mention.kind.unwrap_or(entity.kind);
        out.mentions.push(Mention { kind, span: mention.span, entity: EntityId(id), named: true });
    }
    for (span, entity) in references {
        let (Some(known), Some(&id)) = (names.entities.get(entity), ids.get(&entity)) else { continue };
        out.mentions.push(Mention { kind: known.kind, span, entity: EntityId(id), named: false });
    }
    let mut order: Vec<(usize, usize)> = ids.iter().map(|(e, id)| (*id, *e)).collect();
    order.sort_unstable();
    for (id, e) in order {
        let Some(entity) = names.entities.get(e) else { continue };
        let spoke = speaks.contains_key(&e);
        if entity.kind != EntityType::Person && !spoke {
            continue;
        }
        let mut aliases: Vec<(&String, usize)> =
            entity.forms.iter().filter(|(f, _)| **f != entity.name).map(|(f, n)| (f, *n)).collect();
        aliases.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        out.people.push(Person {
            entity: EntityId(id),
            name: entity.name.clone(),
            kind: if entity.kind == EntityType::Person { SpeakerKind::Person } else { SpeakerKind::Organisation },
            aliases: aliases.into_iter().map(|(f, _)| f.clone()).collect(),
            roles: entity.roles.iter().map(|r| r.role.clone()).collect(),
        });
        for role in &entity.roles {
            let (role_words, of, status) = (role.role.clone(), role.of.clone(), role.status);
            let kind = FactKind::Role { entity: EntityId(id), role: role_words, of, status };
            out.facts.push(crate::nlp::Fact::new(role.span, kind));
        }
    }
    let mut begun: HashMap<usize, usize> = HashMap::new();
    for ((found, r), &said) in drafts.iter().zip(resolved).zip(speech) {
        let (speaker, entity) = match r.speaker {
            Some(Speaker::Named(e)) => (names.entities.get(e).map(|e| e.name.clone()), ids.get(&e).copied()),
            // The unnamed source of a stance is not listed as a speaker.
            Some(Speaker::Described(name, _)) if !said => (Some(name), None),
            Some(Speaker::Described(name, kind)) => {
                let id = *described.entry(name.to_lowercase()).or_insert_with(|| {
                    total += 1;
                    out.people.push(Person {
                        entity: EntityId(total - 1),
                        name: name.clone(),
                        kind,
                        aliases: Vec::new(),
                        roles: Vec::new(),
                    });
                    total - 1
                });
                if let Some(source) = found.source {
                    let kind =
                        if kind == SpeakerKind::Organisation { EntityType::Organisation } else { EntityType::Person };
                    out.mentions.push(Mention { kind, span: source, entity: EntityId(id), named: false });
                }
                (Some(name), Some(id))
            }
            None => (None, None),
        };
        let start = found.content.iter().map(|s| s.start).min().unwrap_or_default();
        // Two attributions can begin with the same word: number them.
        let nth = begun.entry(start).or_default();
        let id = if *nth == 0 { format!("q{start}") } else { format!("q{start}.{nth}") };
        *nth += 1;
        let list = if said { &mut out.attributions } else { &mut out.stances };
        list.push(Attribution {
            id,
            kind: match found.quoted {
                Quoted::All => QuoteKind::Direct,
                Quoted::Part => QuoteKind::Mixed,
                Quoted::None => QuoteKind::Indirect,
            },
            content: in_order(&found.content),
            source: found.source.into_iter().collect(),
            cue: found.cue.into_iter().collect(),
            speaker,
            entity: entity.map(EntityId),
            addressee: r.addressee,
            confidence: r.confidence.clamp(0.05, 0.99),
            evidence: r.evidence,
            revised: false,
        });
    }
    out.sort();
    out
}

/// Sorts the spans of a content and joins those that overlap.
fn in_order(content: &[Span]) -> Vec<Span> {
    let mut content = content.to_vec();
    content.sort();
    let mut out: Vec<Span> = Vec::with_capacity(content.len());
    for span in content {
        match out.last_mut() {
            Some(last) if span.start < last.end => *last = last.join(span),
            _ => out.push(span),
        }
    }
    out
}
