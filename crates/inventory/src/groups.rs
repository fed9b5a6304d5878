//! The same rates of a part: a department, a kind, an event in a life, a list.

use std::collections::BTreeMap;

use crate::{facts::Fact, procedure::Procedure, words::words};

words! {
    /// By what the inventory is parted.
    By {
        /// 課. Every procedure is in one.
        Department = "department", "課";
        /// 手続きの種別: 申請, 届出, 請求. Every procedure is in one.
        Category = "category", "手続きの種別";
        /// ライフイベント. A procedure may belong to several.
        LifeEvent = "life-event", "ライフイベント";
        /// The lists of 59, 31 and 26. Each holds the next.
        Priority = "priority", "優先手続の一覧";
    }
}

impl By {
    /// Whether every procedure is in exactly one part, so that the parts add up to the whole.
    pub fn adds_up(self) -> bool {
        matches!(self, By::Department | By::Category)
    }
}

impl By {
    /// Whether a procedure belongs to the part of that key.
    pub fn holds(self, p: &Procedure, key: &str) -> bool {
        keys(p, self).iter().any(|(k, _)| k == key)
    }
}

/// A part of the inventory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What tells it from the others; empty for what belongs to none.
    pub key: String,
    /// What it is called, as far as the rules know.
    pub label: String,
    /// Its rows.
    pub facts: Vec<Fact>,
}

/// The parts, by key.
pub fn groups(procedures: &[Procedure], facts: &[Fact], by: By) -> Vec<Group> {
    let mut parts: BTreeMap<(String, String), Vec<Fact>> = BTreeMap::new();
    for (p, fact) in procedures.iter().zip(facts) {
        for key in keys(p, by) {
            parts.entry(key).or_default().push(fact.clone());
        }
    }
    parts.into_iter().map(|((key, label), facts)| Group { key, label, facts }).collect()
}

fn keys(p: &Procedure, by: By) -> Vec<(String, String)> {
    let named = |key: &str, label: &str| (key.to_owned(), label.to_owned());
    match by {
        By::Department if p.department.0.is_empty() => vec![named("", "課が決まっていない")],
        By::Department => vec![named(&p.department.0, &p.department.0)],
        By::Category => vec![named(p.kind.code(), p.kind.label())],
        By::LifeEvent if p.life_events.is_empty() => vec![named("", "どれでもない")],
        By::LifeEvent => p.life_events.iter().map(|e| named(e, e)).collect(),
        By::Priority => [
            (!p.priority59.is_empty(), named("59", "優先的にオンライン化を推進すべき 59 手続")),
            (p.priority31, named("31", "特に国民の利便性向上に資する 31 手続")),
            (p.dashboard26, named("26", "デジタル庁ダッシュボードの 26 手続")),
        ]
        .into_iter()
        .filter_map(|(is, key)| is.then_some(key))
        .collect(),
    }
}
