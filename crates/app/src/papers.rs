//! The papers in the cupboard: those that lie in `forms/`, and those that are open to residents.

use std::{collections::BTreeMap, sync::Arc};

use madoguchi_forms::{Finding, Paper};
use madoguchi_vocab::{Instant, Slug};

/// A paper as it lies in `forms/`, compiled.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Its folder's name.
    pub slug: String,
    /// The file it came from, for messages.
    pub path: String,
    /// The text of `form.toml`.
    pub source: String,
    /// The compiled paper, if it is without errors.
    pub paper: Option<Arc<Paper>>,
    /// What is wrong or could be better.
    pub findings: Vec<Finding>,
}

impl Loaded {
    /// Compiles a paper.
    pub fn compile(slug: String, path: String, source: String) -> Self {
        let compiled = madoguchi_forms::compile(&slug, &path, &source);
        Self { slug, path, source, paper: compiled.paper.map(Arc::new), findings: compiled.findings }
    }
}

/// A paper that residents can use.
#[derive(Clone, Debug)]
pub struct Published {
    /// The paper as it was published.
    pub paper: Arc<Paper>,
    /// Its number: 1, 2, 3 …
    pub version: i64,
    /// Since when.
    pub published_at: Instant,
}

/// A snapshot of the cupboard. Cheap to hand around; a publication makes a new one.
#[derive(Clone, Debug, Default)]
pub struct Papers {
    loaded: BTreeMap<String, Arc<Loaded>>,
    published: BTreeMap<Slug, Arc<Published>>,
}

impl Papers {
    pub(crate) fn new(loaded: Vec<Loaded>) -> Self {
        let loaded = loaded.into_iter().map(|l| (l.slug.clone(), Arc::new(l))).collect();
        Self { loaded, published: BTreeMap::new() }
    }

    pub(crate) fn with_loaded(&self, loaded: Loaded) -> Self {
        let mut papers = self.clone();
        papers.loaded.insert(loaded.slug.clone(), Arc::new(loaded));
        papers
    }

    pub(crate) fn with_published(&self, published: BTreeMap<Slug, Arc<Published>>) -> Self {
        Self { loaded: self.loaded.clone(), published }
    }

    /// The papers open to residents, by name.
    pub fn published(&self) -> impl Iterator<Item = &Arc<Published>> {
        self.published.values()
    }

    /// The open paper of that name.
    pub fn open(&self, slug: &str) -> Option<Arc<Published>> {
        self.published.get(slug).cloned()
    }

    /// The papers that lie in `forms/`, by name. Those whose name begins with `_` are never published.
    pub fn loaded(&self) -> impl Iterator<Item = &Arc<Loaded>> {
        self.loaded.values()
    }

    /// The paper of that name in `forms/`.
    pub fn lying(&self, slug: &str) -> Option<Arc<Loaded>> {
        self.loaded.get(slug).cloned()
    }
}
