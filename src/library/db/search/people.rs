//! Everybody that the reader has read about: people of all articles, joined by name.
//!
//! Two names are one person if they differ only in case and accents, or if the reader says so ([`Library::merge_people`]).
//! Within one article the reader's corrections decide: a person who is renamed there is another person here.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::{Connection, Row, Transaction, params};

use crate::library::db::connection::Library;
use crate::library::db::error::StoreError;
use crate::library::db::rows::keys;
use crate::library::db::rows::sql::{from_sql, to_sql};
use crate::library::db::search::listed::fits;
use crate::library::db::search::query::Query;
use crate::library::db::search::{ARTICLE, DATED, DAY, Found, Hit, TAGGED, hit, labelled, tags};
use crate::library::notes::Reviewed;
use crate::nlp::SpeakerKind;
use crate::text::{ArticleId, folded_words};

/// A person in all articles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonEntry {
    /// The name as most articles have it.
    pub name: String,
    /// The other names that are this person.
    pub names: Vec<String>,
    /// The number of quotes.
    pub quotes: usize,
    /// The articles that name the person, the newest first.
    pub articles: Vec<PersonArticle>,
}

/// An article that names a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonArticle {
    /// The article.
    pub id: ArticleId,
    /// Its title, where one is known.
    pub title: Option<String>,
    /// The path or address it was last opened from.
    pub source: String,
    /// The publication date; if unknown, the day the article was last opened.
    pub date: String,
    /// Whether `date` is the publication date.
    pub dated: bool,
    /// The roles of the person in it (`harbour master`).
    pub roles: Vec<String>,
    /// The number of mentions by name.
    pub mentions: usize,
    /// The number of quotes.
    pub quotes: usize,
}

/// A role of a person, with the days of the articles that state it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleInTime {
    /// The role as the article has it.
    pub role: String,
    /// The day of the first article.
    pub first: String,
    /// The day of the last article.
    pub last: String,
}

impl PersonEntry {
    /// Returns the roles, the latest first.
    #[must_use]
    pub fn roles(&self) -> Vec<RoleInTime> {
        let mut roles: Vec<RoleInTime> = Vec::new();
        for article in &self.articles {
            for role in &article.roles {
                let same = |known: &&mut RoleInTime| folded_words(&known.role) == folded_words(role);
                match roles.iter_mut().find(same) {
                    Some(known) => known.first.clone_from(&article.date),
                    None => roles.push(RoleInTime {
                        role: role.clone(),
                        first: article.date.clone(),
                        last: article.date.clone(),
                    }),
                }
            }
        }
        roles
    }

    /// Returns all names of the person.
    fn all_names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.names.iter().map(String::as_str))
    }
}

/// Returns a name as names are compared.
fn compared(name: &str) -> String {
    folded_words(name).join(" ")
}

/// SQL: the article is no older version of another one.
const NEWEST: &str = "NOT EXISTS (SELECT 1 FROM sources s JOIN sources t ON t.source = s.source
    WHERE s.article = a.id AND t.article <> a.id AND t.opened > s.opened)";

impl Library {
    /// Returns everybody in the articles that match the query, most quoted first. The words of the query are words of
    /// names and roles.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn people(&self, query: &Query) -> Result<Vec<PersonEntry>, StoreError> {
        Ok(self.read(|conn| people(conn, query))?.unwrap_or_default())
    }

    /// Returns the quotes of a person in the articles that match the query, the newest article first.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn quotes_of(&self, person: &PersonEntry, query: &Query) -> Result<Vec<Hit>, StoreError> {
        let names: Vec<&str> = person.all_names().collect();
        let names = serde_json::to_string(&names).unwrap_or_else(|_| "[]".to_owned());
        let found = self.read(|conn| {
            let mut statement = conn.prepare_cached(&format!(
                "SELECT i.article, a.title, a.source, {DAY} AS day, q.words, q.start, q.\"end\", 0.0, {DATED}, q.kind, q.speaker
                 FROM quotes q JOIN indexed i ON i.n = q.article JOIN articles a ON a.id = i.article
                 WHERE q.speaker IN (SELECT value FROM json_each(?1)) AND (?2 IS NULL OR q.kind = ?2) AND {NEWEST}
                    AND {ARTICLE} AND {TAGGED}{labels} AND ?4 = ?4 AND ?5 IS NULL
                 ORDER BY day DESC, i.n DESC, q.start",
                labels = labelled(query)
            ))?;
            let (since, end) = query.days();
            let none = rusqlite::types::Null;
            let kind = query.kind.map(keys::of_kind);
            let values = params![names, kind, since, 0, none, end, query.site, query.title, tags(query)];
            let rows = statement.query_map(values, |row| {
                let kind = keys::kind(&row.get::<_, String>(9)?);
                hit(row, Found::Quote { kind, speaker: row.get(10)? }, 1.0)
            })?;
            rows.collect()
        })?;
        Ok(found.unwrap_or_default())
    }

    /// Makes one name stand for the same person as another one everywhere. With `None`, or its own name, the person is
    /// kept apart again.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn merge_people(&mut self, name: &str, main: Option<&str>) -> Result<(), StoreError> {
        let name = compared(name);
        let main = main.map(compared).filter(|main| !main.is_empty() && *main != name);
        self.write(|tx| {
            tx.execute("DELETE FROM same_people WHERE name = ?1", [&name])?;
            if let Some(main) = &main {
                // The other name may itself stand for a third one, and names may stand for this one.
                let of_main = mains(tx)?.remove(main).unwrap_or_else(|| main.clone());
                tx.execute("UPDATE same_people SET main = ?2 WHERE main = ?1", [&name, &of_main])?;
                tx.execute("DELETE FROM same_people WHERE name = main", [])?;
                if of_main != name {
                    tx.execute("INSERT OR REPLACE INTO same_people (name, main) VALUES (?1, ?2)", [&name, &of_main])?;
                }
            }
            Ok(())
        })
    }
}

/// Returns which name stands for which.
fn mains(conn: &Connection) -> rusqlite::Result<HashMap<String, String>> {
    let mut query = conn.prepare_cached("SELECT name, main FROM same_people")?;
    query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

fn people(conn: &Connection, query: &Query) -> rusqlite::Result<Vec<PersonEntry>> {
    let mains = mains(conn)?;
    let person = |name: &str| {
        let own = compared(name);
        mains.get(&own).cloned().unwrap_or(own)
    };
    let (since, end) = query.days();
    let none = rusqlite::types::Null;
    let kind = query.kind.map(keys::of_kind);
    let values = params![none, kind, since, 0, none, end, query.site, query.title, tags(query)];
    let condition =
        format!("{NEWEST} AND {ARTICLE} AND {TAGGED}{} AND ?1 IS NULL AND ?4 = ?4 AND ?5 IS NULL", labelled(query));
    // The numbers of quotes, by article and person.
    let mut said: HashMap<(String, String), usize> = HashMap::new();
    let mut statement = conn.prepare_cached(&format!(
        "SELECT i.article, q.speaker, count(*) FROM quotes q JOIN indexed i ON i.n = q.article JOIN articles a ON a.id = i.article
         WHERE q.speaker IS NOT NULL AND (?2 IS NULL OR q.kind = ?2) AND {condition} GROUP BY i.n, q.speaker"
    ))?;
    let mut rows = statement.query(values)?;
    while let Some(row) = rows.next()? {
        let (article, speaker): (String, String) = (row.get(0)?, row.get(1)?);
        *said.entry((article, person(&speaker))).or_default() += from_sql(row.get(2)?);
    }
    let mut all: BTreeMap<String, (BTreeMap<String, usize>, PersonEntry)> = BTreeMap::new();
    let mut statement = conn.prepare_cached(&format!(
        "SELECT p.name, p.roles, p.mentions, a.id, a.title, a.source, {DAY} AS day, {DATED}
         FROM people p JOIN indexed i ON i.n = p.article JOIN articles a ON a.id = i.article
         WHERE ?2 IS ?2 AND {condition} ORDER BY day DESC, i.n DESC, p.n"
    ))?;
    let mut rows = statement.query(values)?;
    while let Some(row) = rows.next()? {
        let name: String = row.get(0)?;
        let key = person(&name);
        if key.is_empty() {
            continue;
        }
        let (spellings, entry) = all.entry(key.clone()).or_default();
        *spellings.entry(name).or_default() += 1;
        let article = article(row)?;
        match entry.articles.last_mut().filter(|last| last.id == article.id) {
            // Two names of one person in one article.
            Some(last) => {
                last.mentions += article.mentions;
                last.roles.extend(article.roles);
            }
            None => {
                let quotes = said.get(&(article.id.0.clone(), key)).copied().unwrap_or_default();
                entry.quotes += quotes;
                entry.articles.push(PersonArticle { quotes, ..article });
            }
        }
    }
    let mut people: Vec<PersonEntry> = all
        .into_iter()
        .map(|(key, (spellings, mut entry))| {
            // Of several names the one that the others stand for; of several spellings the most frequent one.
            let best = spellings.iter().max_by_key(|(name, count)| (compared(name) == key, **count));
            entry.name = best.map(|(name, _)| name.clone()).unwrap_or_default();
            entry.names = spellings.into_keys().filter(|name| *name != entry.name).collect();
            entry
        })
        .collect();
    let by = query.speaker.as_deref().unwrap_or_default();
    people.retain(|entry| {
        let roles: HashSet<&str> =
            entry.articles.iter().flat_map(|article| article.roles.iter().map(String::as_str)).collect();
        let names: Vec<&str> = entry.all_names().collect();
        let words: Vec<&str> = names.iter().copied().chain(roles).collect();
        fits(&query.words, &words) && fits(by, &names)
    });
    people.sort_by(|a, b| (b.quotes, b.articles.len(), &a.name).cmp(&(a.quotes, a.articles.len(), &b.name)));
    people.truncate(query.limit);
    Ok(people)
}

fn article(row: &Row<'_>) -> rusqlite::Result<PersonArticle> {
    let roles: String = row.get(1)?;
    Ok(PersonArticle {
        id: ArticleId(row.get(3)?),
        title: row.get(4)?,
        source: row.get(5)?,
        date: row.get(6)?,
        dated: row.get(7)?,
        roles: serde_json::from_str(&roles).unwrap_or_default(),
        mentions: from_sql(row.get(2)?),
        quotes: 0,
    })
}

/// Indexes the people of an article: those who are named, and speakers that the reader named.
pub(in crate::library::db) fn enter(tx: &Transaction<'_>, n: i64, found: &Reviewed) -> rusqlite::Result<()> {
    let mut insert =
        tx.prepare_cached("INSERT INTO people (article, name, roles, mentions) VALUES (?1, ?2, ?3, ?4)")?;
    let mut known: HashSet<&str> = found.found().people.iter().map(|person| person.name.as_str()).collect();
    for person in &found.people {
        let named = |m: &&crate::nlp::Mention| m.entity == person.entity && m.named;
        let mentions = found.mentions.iter().filter(named).count();
        if person.kind == SpeakerKind::Person && mentions > 0 {
            let roles = serde_json::to_string(&person.roles).unwrap_or_else(|_| "[]".to_owned());
            insert.execute(params![n, person.name, roles, to_sql(mentions)])?;
            known.insert(&person.name);
        }
    }
    for speaker in found.attributions.iter().filter_map(|quote| quote.speaker.as_deref()) {
        // A name that the engine did not find is one from a correction.
        if known.insert(speaker) {
            insert.execute(params![n, speaker, "[]", 0])?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::from_plain;
    use crate::library::notes::corrections::{Change, Target};
    use crate::nlp::{Engine, annotate};
    use crate::text::Article;

    fn put(library: &mut Library, name: &str, day: &str, text: &str) -> Article {
        let mut article = from_plain(&format!("https://quay.example/{name}"), text.to_owned());
        article.date = Some(day.to_owned());
        library.put_article(&article).unwrap();
        library.put_annotations(&article, &annotate(&article, &Engine::rules())).unwrap();
        article
    }

    fn told(people: &[PersonEntry]) -> Vec<(&str, usize, usize)> {
        people.iter().map(|p| (p.name.as_str(), p.quotes, p.articles.len())).collect()
    }

    fn query(typed: &str) -> Query {
        Query::read(typed, 100).0
    }

    #[test]
    fn people_are_joined_by_name_and_filtered_by_day() {
        let folder = tempfile::tempdir().unwrap();
        let (mut library, _) = Library::open(&folder.path().join("library.db"));
        put(&mut library, "a", "2024-01-10", "“It is late,” said Mara Lind, the mayor. “So it is,” said Piet Holt.\n");
        put(&mut library, "b", "2024-02-20", "“It sails,” said Mara Lind. “It sails again,” said Mara Lind.\n");
        let all = library.people(&query("")).unwrap();
        assert_eq!(told(&all), [("Mara Lind", 3, 2), ("Piet Holt", 1, 1)]);
        let roles: Vec<_> = all[0].roles().into_iter().map(|r| (r.role.to_lowercase(), r.last)).collect();
        assert!(roles.iter().any(|(role, day)| role.contains("mayor") && day == "2024-01-10"), "{roles:?}");
        let said = library.quotes_of(&all[0], &query("")).unwrap();
        let days: Vec<&str> = said.iter().map(|hit| hit.date.as_str()).collect();
        assert_eq!(days, ["2024-02-20", "2024-02-20", "2024-01-10"]);
        let february = query("since:2024-02 until:2024-02");
        let people = library.people(&february).unwrap();
        assert_eq!(told(&people), [("Mara Lind", 2, 1)]);
        assert_eq!(library.quotes_of(&people[0], &february).unwrap().len(), 2);
        assert_eq!(told(&library.people(&query("lind")).unwrap()).len(), 1);
        assert_eq!(told(&library.people(&query("mayor -holt")).unwrap()).len(), 1);
    }

    #[test]
    fn names_are_merged_and_kept_apart_as_told() {
        let folder = tempfile::tempdir().unwrap();
        let (mut library, _) = Library::open(&folder.path().join("library.db"));
        put(&mut library, "a", "2024-01-10", "“It is late,” said Mara Lind.\n");
        let other = put(&mut library, "b", "2024-02-20", "“It sails,” said Mara Lindqvist.\n");
        assert_eq!(library.people(&query("")).unwrap().len(), 2);
        library.merge_people("Mara Lind", Some("Mara Lindqvist")).unwrap();
        let all = library.people(&query("")).unwrap();
        assert_eq!(told(&all), [("Mara Lindqvist", 2, 2)]);
        assert_eq!(all[0].names, ["Mara Lind"]);
        assert_eq!(library.quotes_of(&all[0], &query("")).unwrap().len(), 2);
        // The other way round does not lead in a circle.
        library.merge_people("Mara Lindqvist", Some("Mara Lind")).unwrap();
        assert_eq!(library.people(&query("")).unwrap().len(), 1);
        library.merge_people("Mara Lindqvist", None).unwrap();
        library.merge_people("Mara Lind", None).unwrap();
        assert_eq!(library.people(&query("")).unwrap().len(), 2);
        // A correction in one article decides there.
        let found = annotate(&other, &Engine::rules());
        let quote = Target::of(&other.text, &found.attributions[0]);
        library.save_correction(&other, "e", Change::Speaker { quote, name: Some("Mara Lind".into()) }).unwrap();
        let all = library.people(&query("")).unwrap();
        assert_eq!(told(&all)[0], ("Mara Lind", 2, 2));
    }
}
