//! Names that name two things.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use madoguchi_vocab::normalise;

use super::Source;
use crate::{
    paper::{ChoiceOption, Paper},
    proxy,
};

pub(super) fn check(paper: &Paper, source: &Source<'_>) {
    let pages = paper.pages.iter().map(|p| (p.key.as_str(), &p.span));
    duplicates(source, "P0201", "ページ", pages);
    duplicates(source, "P0202", "[[list]]", paper.lists.iter().map(|l| (l.key.as_str(), &l.span)));
    duplicates(source, "P0202", "項目・計算・条件", names(paper).into_iter());
    if paper.asks_for_whom() {
        reserved(paper, source);
    }
    for list in &paper.lists {
        options(source, &list.options, &list.span);
    }
    for (_, field) in paper.fields() {
        let choosable = matches!(field.kind.code(), "choice" | "choices");
        // Options that come from a list were judged with the list.
        let own = !field.kind.options().iter().any(|o| shared(paper, o));
        if choosable && own {
            options(source, field.kind.options(), &field.span);
        }
    }
}

/// Names that the questions about a proxy have: those of the paper's own would be taken for them.
fn reserved(paper: &Paper, source: &Source<'_>) {
    let given = paper.procedure.proxies.as_ref().map(|p| &p.span);
    let pages = paper.pages.iter().map(|p| (p.key.as_str(), &p.span));
    let own = names(paper).into_iter().chain(pages).filter(|(_, span)| Some(*span) != given);
    for (name, span) in own.filter(|(name, _)| proxy::is_ours(name)) {
        let message = format!("「{name}」は代理人について聞く項目の名前なので使えません");
        let hint = format!("{} で始まらない名前にしてください", proxy::PREFIX);
        source.find("P0208", span.clone(), message, Some(hint));
    }
}

fn shared(paper: &Paper, option: &ChoiceOption) -> bool {
    paper.lists.iter().flat_map(|l| &l.options).any(|o| o.span == option.span)
}

/// Everything a condition may read by name.
fn names(paper: &Paper) -> Vec<(&str, &Range<usize>)> {
    let mut names: Vec<_> = paper.fields().map(|(_, f)| (f.key.as_str(), &f.span)).collect();
    names.extend(paper.pages.iter().filter_map(|p| p.repeat.as_ref()).map(|r| (r.key.as_str(), &r.span)));
    names.extend(paper.computes.iter().map(|c| (c.key.as_str(), &c.span)));
    names.extend(paper.when.iter().map(|w| (w.key.as_str(), &w.span)));
    names.sort_by_key(|(_, span)| span.start);
    names
}

fn duplicates<'p>(
    source: &Source<'_>,
    code: &'static str,
    what: &str,
    names: impl Iterator<Item = (&'p str, &'p Range<usize>)>,
) {
    let mut seen = BTreeSet::new();
    for (name, span) in names {
        if !seen.insert(name) {
            let hint = "別の名前にしてください".to_owned();
            source.find(code, span.clone(), format!("「{name}」という{what}がもうあります"), Some(hint));
        }
    }
}

fn options(source: &Source<'_>, options: &[ChoiceOption], place: &Range<usize>) {
    if options.is_empty() {
        let hint = "options = [ { key = \"…\", label = \"…\" }, … ] を書いてください".to_owned();
        source.find("P0207", place.clone(), "選択肢がありません".to_owned(), Some(hint));
    }
    duplicates(source, "P0203", "選択肢", options.iter().map(|o| (o.key.as_str(), &o.span)));
    let mut keys: BTreeMap<String, &str> = BTreeMap::new();
    let mut labels: BTreeMap<String, &str> = BTreeMap::new();
    for option in options {
        for (seen, word) in [(&mut keys, option.key.as_str()), (&mut labels, option.label.ja.as_str())] {
            let folded = normalise::code(word).to_lowercase();
            match seen.insert(folded, word) {
                Some(other) if other != word || word == option.label.ja => alike(source, option, other, word),
                _ => {}
            }
        }
    }
}

fn alike(source: &Source<'_>, option: &ChoiceOption, other: &str, word: &str) {
    let message = format!("選択肢「{other}」と「{word}」は見分けがつきません");
    let hint = "大文字小文字や全角半角のほかに、違いが分かる言葉にしてください".to_owned();
    source.find("P0204", option.span.clone(), message, Some(hint));
}
