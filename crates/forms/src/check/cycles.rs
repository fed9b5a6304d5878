//! Named conditions and computed values that read themselves, or pile up too high.

use std::{collections::BTreeMap, ops::Range};

use super::Source;
use crate::{
    logic::{DEPTH_LIMIT, Expression},
    paper::Paper,
};

/// How deep names may pile up, written out: keeps evaluation far from the end of the stack.
const LIMIT: usize = 4 * DEPTH_LIMIT;

struct Named<'p> {
    expression: &'p Expression,
    span: &'p Range<usize>,
}

/// Whether everything named can be worked out.
pub(super) fn check(paper: &Paper, source: &Source<'_>) -> bool {
    let mut all: BTreeMap<&str, Named<'_>> = BTreeMap::new();
    for c in &paper.computes {
        all.insert(c.key.as_str(), Named { expression: &c.value, span: &c.span });
    }
    for w in &paper.when {
        all.insert(w.key.as_str(), Named { expression: &w.condition, span: &w.span });
    }
    let mut depths: BTreeMap<&str, usize> = BTreeMap::new();
    // Each pass settles what reads only settled names; what never settles goes round in a circle.
    loop {
        let ready: Vec<(&str, usize)> = all
            .iter()
            .filter(|(name, _)| !depths.contains_key(*name))
            .filter_map(|(name, named)| depth(named, &all, &depths).map(|d| (*name, d)))
            .collect();
        if ready.is_empty() {
            break;
        }
        depths.extend(ready);
    }
    let mut sound = true;
    for (name, named) in &all {
        match depths.get(name) {
            None => {
                let message = format!("「{name}」は、めぐりめぐって自分自身を読んでいます");
                let hint = Some(format!("輪になっている名前：{}", circle(&all, &depths)));
                source.find("P0407", named.span.clone(), message, hint);
                sound = false;
            }
            Some(depth) if *depth > LIMIT => {
                let message =
                    format!("「{name}」は、ほかの名前を重ねすぎています（{depth} 段、{LIMIT} 段まで）");
                source.find("P0408", named.span.clone(), message, None);
                sound = false;
            }
            Some(_) => {}
        }
    }
    sound
}

/// How deep an expression is with the names it reads written out; `None` while one of them is not settled.
fn depth(
    named: &Named<'_>,
    all: &BTreeMap<&str, Named<'_>>,
    depths: &BTreeMap<&str, usize>,
) -> Option<usize> {
    let mut deepest = Some(0);
    named.expression.tree.names(&mut |name| {
        if all.contains_key(name) {
            deepest = deepest.and_then(|d: usize| Some(d.max(*depths.get(name)?)));
        }
    });
    deepest.map(|below| named.expression.tree.depth.saturating_add(below))
}

fn circle(all: &BTreeMap<&str, Named<'_>>, depths: &BTreeMap<&str, usize>) -> String {
    let names: Vec<&str> = all.keys().copied().filter(|n| !depths.contains_key(n)).take(8).collect();
    names.join("、")
}
