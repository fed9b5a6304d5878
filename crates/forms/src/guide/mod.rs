//! The two files beside the papers that help people find one: `words.toml` (what residents say, and what the office calls it)
//! and `life.toml` (what has to be done, in order, when something happens in a life). They are read and checked as papers are.

mod life;
mod words;

use std::collections::BTreeSet;

pub use life::{LifeEvent, Step, When, Within};
use toml::de::DeTable;
pub use words::WordGroup;

use crate::{
    finding::Finding,
    parse::table::{Source, Table},
};

/// What helps people find a paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guide {
    /// Words that mean the same.
    pub words: Vec<WordGroup>,
    /// The events in a life, in the order in which they are offered.
    pub life: Vec<LifeEvent>,
}

impl Guide {
    /// The event of that name.
    pub fn event(&self, key: &str) -> Option<&LifeEvent> {
        self.life.iter().find(|e| e.key == key)
    }

    /// The steps that name a procedure, by its name in the inventory or that of its paper.
    pub fn steps_of<'g>(&'g self, name: &'g str) -> impl Iterator<Item = &'g Step> {
        self.life.iter().flat_map(|e| &e.steps).filter(move |s| s.procedures.iter().any(|p| p == name))
    }
}

/// Reads `words.toml`.
pub fn read_words(path: &str, text: &str) -> (Vec<WordGroup>, Vec<Finding>) {
    read(path, text, words::read)
}

/// Reads `life.toml`. `known` are the names of procedures and papers, where they are at hand: a step that names another is a
/// finding then.
pub fn read_life(path: &str, text: &str, known: Option<&BTreeSet<String>>) -> (Vec<LifeEvent>, Vec<Finding>) {
    read(path, text, |root| life::read(root, known))
}

fn read<T: Default>(path: &str, text: &str, of: impl FnOnce(&Table<'_>) -> T) -> (T, Vec<Finding>) {
    let source = Source::new(path, text);
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let message = format!("TOML として読めません：{}", error.message());
        source.find("P0001", error.span().unwrap_or(0..0), message, None);
    }
    let mut value = T::default();
    if errors.is_empty() {
        let root = Table::new(&source, document.get_ref(), 0..0, "このファイル", "guide");
        root.need_as("P0003", "format");
        root.integer("format", 1..=1);
        value = of(&root);
        root.finish();
    }
    let mut findings = source.findings.into_inner();
    findings.sort_by(|a, b| (a.span.start, a.code).cmp(&(b.span.start, b.code)));
    (value, findings)
}
