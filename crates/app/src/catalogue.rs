//! Every procedure of the city, online or not: what residents can look for. It is put in order, with the words it is found by, when
//! papers or the inventory have changed, not for each who asks.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError},
};

use madoguchi_forms::guide::Guide;
use madoguchi_inventory::{
    Level, Procedure, Status,
    find::{Index, Sought, Synonyms},
};
use madoguchi_store::ledger;
use madoguchi_vocab::{Lang, Text};

use crate::{App, Papers, Published, Result};

/// A procedure of the city: with the paper that is open for it, with its row of the inventory, or both.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The paper that is open online.
    pub open: Option<Arc<Published>>,
    /// Its row of the inventory; the first where a paper puts several online.
    pub row: Option<Procedure>,
}

impl Listed {
    /// Whether it belongs to an event in a life.
    pub fn is_of_life(&self, event: &str) -> bool {
        let by_paper =
            self.open.as_ref().is_some_and(|p| p.paper.procedure.life_events.iter().any(|e| e == event));
        by_paper || self.row.as_ref().is_some_and(|r| r.life_events.contains(event))
    }

    /// The department that answers for it.
    pub fn department(&self) -> Option<&madoguchi_vocab::DepartmentId> {
        let of_paper = self.open.as_ref().map(|p| &p.paper.procedure.department);
        of_paper.or(self.row.as_ref().map(|r| &r.department))
    }
}

/// All of them.
#[derive(Debug, Default)]
pub struct Catalogue {
    listed: Vec<Listed>,
    rows: Vec<Procedure>,
    /// The place of each among `listed`, by the id of each of its rows and the name of its paper.
    places: BTreeMap<String, usize>,
    index: Index,
}

/// A catalogue and what it was made of.
#[derive(Debug, Default)]
pub(crate) struct Made {
    papers: Arc<Papers>,
    version: i64,
    catalogue: Arc<Catalogue>,
}

impl Catalogue {
    /// Those open online first, then the rest of the city's inventory. A paper that puts several rows online is listed once.
    pub fn new<'p>(
        open: impl Iterator<Item = &'p Arc<Published>>,
        rows: Vec<Procedure>,
        guide: &Guide,
    ) -> Self {
        let (mut listed, mut places) = (Vec::new(), BTreeMap::new());
        for open in open {
            let slug = &open.paper.slug;
            let own: Vec<&Procedure> = rows.iter().filter(|r| r.paper.as_ref() == Some(slug)).collect();
            places.insert(slug.to_string(), listed.len());
            places.extend(own.iter().map(|r| (r.id.clone(), listed.len())));
            listed.push(Listed { open: Some(open.clone()), row: own.first().map(|r| (*r).clone()) });
        }
        let is_city = |r: &&Procedure| r.level == Level::City && r.status != Status::NoScheme;
        for row in rows.iter().filter(is_city) {
            if !places.contains_key(&row.id) {
                places.insert(row.id.clone(), listed.len());
                listed.push(Listed { open: None, row: Some(row.clone()) });
            }
        }
        let sought: Vec<Sought> = listed.iter().map(|l| sought(l, &rows, guide)).collect();
        let same: Vec<Synonyms> =
            guide.words.iter().map(|g| Synonyms { words: g.words.clone(), also: g.also.clone() }).collect();
        Self { index: Index::new(&sought, &same), listed, rows, places }
    }

    /// All that residents can look for.
    pub fn all(&self) -> &[Listed] {
        &self.listed
    }

    /// What answers a question, best first; all of it where nothing was asked.
    pub fn find(&self, question: &str) -> Vec<&Listed> {
        match self.index.find(question) {
            Some(found) => found.into_iter().filter_map(|n| self.listed.get(n)).collect(),
            None => self.listed.iter().collect(),
        }
    }

    /// What could have been meant by a question that nothing answers.
    pub fn suggest(&self, question: &str) -> Vec<String> {
        self.index.suggest(question)
    }

    /// The procedure of that name: the id of a row, or the name of an open paper.
    pub fn named(&self, name: &str) -> Option<&Listed> {
        self.listed.get(*self.places.get(name)?)
    }

    /// Whether the inventory has a row of that id.
    pub fn has_row(&self, id: &str) -> bool {
        self.rows.iter().any(|r| r.id == id)
    }

    /// The row of that id, or of the paper of that name, also where it is not listed: bookmarks still lead somewhere.
    pub fn row(&self, name: &str) -> Option<&Procedure> {
        self.rows.iter().find(|r| r.is_called(name))
    }
}

/// Everything a procedure is found by, in all languages: its names, and what else is said of it.
fn sought(listed: &Listed, rows: &[Procedure], guide: &Guide) -> Sought {
    let texts = |t: &Text| Lang::ALL.map(|l| t.get(l).to_owned());
    let (mut names, mut rest) = (Vec::new(), Vec::new());
    let mut events: Vec<&str> = Vec::new();
    let mut called: Vec<&str> = Vec::new();
    if let Some(open) = &listed.open {
        let p = &open.paper.procedure;
        names.extend(texts(&p.title));
        names.extend(p.words.iter().cloned());
        rest.extend(texts(&p.summary));
        events.extend(p.life_events.iter().map(String::as_str));
        called.push(open.paper.slug.as_str());
    }
    let of_same_paper =
        |r: &&Procedure| listed.open.as_ref().is_some_and(|o| r.paper.as_ref() == Some(&o.paper.slug));
    let own = rows.iter().filter(of_same_paper).chain(listed.row.iter().filter(|_| listed.open.is_none()));
    for row in own {
        names.push(row.name.clone());
        rest.push(row.law.clone());
        events.extend(row.life_events.iter().map(String::as_str));
        called.push(&row.id);
    }
    for name in called {
        // Steps say in plain words and in English what the inventory calls by its legal name.
        rest.extend(guide.steps_of(name).flat_map(|s| texts(&s.title)));
    }
    rest.extend(events.into_iter().map(str::to_owned));
    names.retain(|n| !n.is_empty());
    Sought { names, rest, first: listed.open.is_some() }
}

impl App {
    /// The catalogue as it is at this moment.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet fails.
    pub async fn catalogue(&self) -> Result<Arc<Catalogue>> {
        let papers = self.papers();
        let version = ledger::version(&self.store().reader()).await?;
        {
            let made = self.0.catalogue.read().unwrap_or_else(PoisonError::into_inner);
            if made.version == version && Arc::ptr_eq(&made.papers, &papers) {
                return Ok(made.catalogue.clone());
            }
        }
        let rows = self.procedures().await?;
        let catalogue = Arc::new(Catalogue::new(papers.published(), rows, self.guide()));
        let made = Made { papers, version, catalogue: catalogue.clone() };
        *self.0.catalogue.write().unwrap_or_else(PoisonError::into_inner) = made;
        Ok(catalogue)
    }
}
