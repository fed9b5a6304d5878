//! What conditions can read: every name with its type and its place.

use super::Source;
use crate::{
    logic::{Checker, Place, Symbol, Symbols, Type},
    paper::{Compute, ComputeType, Paper},
};

/// Places grow page by page; the group of a page is whole only behind its last question.
pub(super) const PAGE_END: usize = usize::MAX;

/// The questions, the groups, and what is named.
pub(super) fn symbols(paper: &Paper, source: &Source<'_>) -> Symbols {
    let mut symbols = Symbols::new();
    for lost in source.lost.borrow().iter() {
        // What could not be read fits everywhere: one mistake is told once.
        symbols.insert(lost.clone(), Symbol { kind: Type::Unknown, group: None, place: Place::default() });
    }
    for (p, page) in paper.pages.iter().enumerate() {
        let group = page.repeat.as_ref().map(|r| r.key.to_string());
        for (f, field) in page.fields.iter().enumerate() {
            let symbol =
                Symbol { kind: field.kind.behaviour().logic(), group: group.clone(), place: Place(p, f) };
            symbols.insert(field.key.to_string(), symbol);
        }
        if let Some(group) = group {
            symbols.insert(group, Symbol { kind: Type::Rows, group: None, place: Place(p, PAGE_END) });
        }
    }
    named(paper, &mut symbols);
    symbols
}

pub(super) fn compute_type(compute: &Compute) -> Type {
    match compute.kind {
        ComputeType::Money | ComputeType::Number => Type::Number,
        ComputeType::Text => Type::Text,
        ComputeType::YesNo => Type::YesNo,
        ComputeType::Date => Type::Date,
    }
}

/// What is named stands where the last thing it reads stands. Nothing here goes round in circles, so that
/// as many passes as there are names are enough, and usually one or two.
fn named(paper: &Paper, symbols: &mut Symbols) {
    let mut insert = |key: &str, kind: Type| {
        symbols.insert(key.to_owned(), Symbol { kind, group: None, place: Place::default() });
    };
    paper.computes.iter().for_each(|c| insert(c.key.as_str(), compute_type(c)));
    paper.when.iter().for_each(|w| insert(w.key.as_str(), Type::YesNo));
    let all = || {
        let computes = paper.computes.iter().map(|c| (c.key.as_str(), &c.value.tree));
        computes.chain(paper.when.iter().map(|w| (w.key.as_str(), &w.condition.tree)))
    };
    for _ in 0..=paper.computes.len() + paper.when.len() {
        let mut moved = false;
        for (key, tree) in all() {
            let mut latest = Place::default();
            tree.names(&mut |n| latest = latest.max(symbols.get(n).map_or(Place::default(), |s| s.place)));
            if let Some(symbol) = symbols.get_mut(key).filter(|s| s.place < latest) {
                symbol.place = latest;
                moved = true;
            }
        }
        if !moved {
            return;
        }
    }
}

/// Hands what a checker found to the file.
pub(super) fn report(checker: Checker<'_>, expression: &crate::logic::Expression, source: &Source<'_>) {
    for fault in checker.faults {
        source.find(fault.code, expression.place(&fault.span), fault.message, fault.hint);
    }
}
