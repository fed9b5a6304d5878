//! The paper language describing itself.
//!
//! The reader of papers asks every table for its settings by name. Here it is let loose on a specimen in
//! which every table there can be is there, and what it asks for is written down: which settings there are,
//! of what shape, and which must be there. Schema and reference are made of that, so neither can say anything
//! the reader does not do. What a setting *means* stands in `words.toml`; a test holds that it has a word for
//! each setting and for nothing else.

mod answers;
mod paper;
mod reference;

use std::cell::RefCell;

pub use answers::answers_schema;
pub use paper::paper_schema;
pub use reference::reference;

use crate::{FieldKind, parse};

/// What a setting looks like.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    /// A text in one language or several.
    Text,
    /// Texts.
    Texts,
    String,
    /// Strings; any, or out of these.
    Strings(&'static [&'static str]),
    Boolean,
    /// A day, `"2026-04-01"`.
    Day,
    Integer(i64, i64),
    /// One of these.
    Word(Vec<&'static str>),
    /// A name that conditions can read.
    Key,
    /// A condition or a computed value.
    Expression,
    /// A number, or an expression.
    Bound,
    /// A table of the shape of this name.
    Table(&'static str),
    /// Tables of the shape of this name.
    Tables(&'static str),
}

/// A setting.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    pub key: &'static str,
    pub shape: Shape,
    pub needed: bool,
}

/// A table with its settings, in the order the reader asks for them.
#[derive(Clone, Debug)]
pub(crate) struct TableShape {
    pub name: &'static str,
    pub settings: Vec<Setting>,
    /// Whether its keys are the author's own.
    pub open: bool,
}

/// Writes down what the reader asks for.
#[derive(Default)]
pub(crate) struct Recorder {
    tables: RefCell<Vec<TableShape>>,
    needed: RefCell<Vec<(&'static str, &'static str)>>,
}

impl Recorder {
    fn with(&self, table: &'static str, change: impl FnOnce(&mut TableShape)) {
        let mut tables = self.tables.borrow_mut();
        let at = tables.iter().position(|t| t.name == table).unwrap_or_else(|| {
            tables.push(TableShape { name: table, settings: Vec::new(), open: false });
            tables.len() - 1
        });
        change(&mut tables[at]);
    }

    pub(crate) fn note(&self, table: &'static str, key: &'static str, shape: Shape) {
        self.with(table, |t| {
            if t.settings.iter().all(|s| s.key != key) {
                t.settings.push(Setting { key, shape, needed: false });
            }
        });
    }

    pub(crate) fn need(&self, table: &'static str, key: &'static str) {
        self.needed.borrow_mut().push((table, key));
    }

    pub(crate) fn open(&self, table: &'static str) {
        self.with(table, |t| t.open = true);
    }
}

/// Every table of the language.
pub(crate) fn tables() -> Vec<TableShape> {
    let recorder = parse::record(&specimen());
    let needed = recorder.needed.into_inner();
    let mut tables = recorder.tables.into_inner();
    for table in &mut tables {
        for setting in &mut table.settings {
            setting.needed = needed.contains(&(table.name, setting.key));
        }
    }
    tables
}

/// A paper in which every table there can be is there, and nothing in it.
fn specimen() -> String {
    let mut out = String::from(
        "[procedure]\nkind = \"application\"\ntitle = {}\nfaq = [{}]\n[procedure.law]\n[when]\n\
         [letters.received.ja]\n[notice.refused]\n\
         [workflow]\nstep = [{}]\nmove = [{}]\nchecklist = [{}]\n\
         [[list]]\noptions = [{}]\n[[compute]]\n[[page]]\nrepeat = {}\n",
    );
    for code in FieldKind::CODES {
        out.push_str(&format!("[[page.field]]\ntype = \"{code}\"\n"));
    }
    out
}

/// What a setting means; `None` where nobody has written that down.
pub(crate) fn meaning(table: &str, key: &str) -> Option<String> {
    words().get(table)?.get(key)?.as_str().map(str::to_owned)
}

fn words() -> toml::Table {
    // The file is part of the program, and a test reads it.
    include_str!("words.toml").parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_setting_has_its_word_and_every_word_its_setting() {
        let asked: BTreeSet<(String, String)> = tables()
            .iter()
            .flat_map(|t| t.settings.iter().map(|s| (t.name.to_owned(), s.key.to_owned())))
            .collect();
        let file: toml::Table = include_str!("words.toml").parse().expect("words.toml is TOML");
        let written: BTreeSet<(String, String)> = file
            .iter()
            .flat_map(|(table, settings)| {
                let settings = settings.as_table().expect("tables of settings");
                settings.keys().filter(|k| *k != "_").map(move |key| (table.clone(), key.clone()))
            })
            .collect();
        let missing: Vec<_> = asked.difference(&written).collect();
        let dead: Vec<_> = written.difference(&asked).collect();
        assert!(missing.is_empty() && dead.is_empty(), "no word for {missing:?}; no setting for {dead:?}");
        for table in tables() {
            assert!(meaning(table.name, "_").is_some(), "no word for the table {}", table.name);
        }
    }

    #[test]
    fn what_must_be_there_is_marked() {
        let tables = tables();
        let needed = |table: &str, key: &str| {
            let table = tables.iter().find(|t| t.name == table).expect("the table");
            table.settings.iter().find(|s| s.key == key).expect("the setting").needed
        };
        assert!(needed("paper", "format") && needed("procedure", "retention") && needed("field", "label"));
        assert!(!needed("field", "hint") && !needed("phrase", "easy"));
    }
}
