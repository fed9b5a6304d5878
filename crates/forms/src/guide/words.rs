//! `words.toml`: groups of words that residents use for the same thing.

use std::collections::BTreeSet;

use madoguchi_vocab::normalise::search_key;

use crate::parse::table::Table;

/// Words that mean the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WordGroup {
    /// What people type: 引越し, 引っ越し, moving.
    pub words: Vec<String>,
    /// What is looked for as well: 転入届, 転出届.
    pub also: Vec<String>,
}

pub(super) fn read(root: &Table<'_>) -> Vec<WordGroup> {
    let mut seen = BTreeSet::new();
    root.need("group");
    root.tables("group", "ことばの組").into_iter().map(|table| group(table, &mut seen)).collect()
}

fn group(table: Table<'_>, seen: &mut BTreeSet<String>) -> WordGroup {
    table.need("words");
    let words = table.strings("words");
    let also = table.strings("also");
    for (word, span) in words.iter().chain(&also) {
        if search_key(word).is_empty() {
            table.source.find("P0107", span.clone(), "ことばが空です".to_owned(), None);
        }
    }
    for (word, span) in &words {
        if !seen.insert(search_key(word)) {
            let message = format!("「{word}」は前にも出てきます");
            let hint = "1 つの組にまとめるか、片方を消してください".to_owned();
            table.source.find("P1005", span.clone(), message, Some(hint));
        }
    }
    if words.len() + also.len() < 2 {
        let message = "1 つのことばだけでは、組になりません".to_owned();
        table.source.find("P1005", table.span.clone(), message, None);
    }
    let only = |words: Vec<(String, _)>| words.into_iter().map(|(w, _)| w).collect();
    let group = WordGroup { words: only(words), also: only(also) };
    table.finish();
    group
}
