//! What the rate would be: under the other rules, without some rows, with some rows online; and how few rows decide it.

use std::collections::BTreeSet;

use madoguchi_vocab::Date;

use crate::{
    facts::{Fact, Standing},
    rate::{PartialRule, Rate, RateId, rates},
    ratio::Ratio,
};

/// The rates under each rule for what is online in part (REQ-KPI-4).
pub fn under_each_rule(facts: &[Fact], as_of: Date) -> Vec<(PartialRule, Vec<Rate>)> {
    PartialRule::ALL.iter().map(|rule| (*rule, rates(facts, *rule, as_of))).collect()
}

/// The facts without the rows that were ticked.
pub fn without(facts: &[Fact], ticked: &BTreeSet<String>) -> Vec<Fact> {
    facts.iter().filter(|f| !ticked.contains(&f.id)).cloned().collect()
}

/// The facts as if the rows that were ticked were online. What is out of scope stays so.
pub fn with_online(facts: &[Fact], ticked: &BTreeSet<String>) -> Vec<Fact> {
    let turned = |f: &Fact| {
        let turns = ticked.contains(&f.id) && matches!(f.standing, Standing::NotYet | Standing::Partly);
        if turns { Fact { standing: Standing::Able, ..f.clone() } } else { f.clone() }
    };
    facts.iter().map(turned).collect()
}

/// A row among those that decide the rate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heavy {
    /// The procedure.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How it counts.
    pub standing: Standing,
    /// Its volume.
    pub total: u64,
    /// Its share of all known volumes.
    pub share: Ratio,
    /// The share of it and all that are larger.
    pub cumulative: Ratio,
    /// 化率(件数) without it; `None` if nothing is left.
    pub without: Option<Ratio>,
}

/// The rows in scope whose volume is known, the largest first.
pub fn concentration(facts: &[Fact], rule: PartialRule) -> Vec<Heavy> {
    let whole = &rates(facts, rule, Date::default())[RateId::OnlineByVolume as usize];
    let counted: BTreeSet<&str> = whole.in_denominator.iter().map(String::as_str).collect();
    let mut rows: Vec<(&Fact, u64)> = facts
        .iter()
        .filter(|f| counted.contains(f.id.as_str()))
        .filter_map(|f| Some((f, f.total?)))
        .collect();
    rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.id.cmp(&b.0.id)));
    let mut running = 0;
    rows.into_iter()
        .filter_map(|(fact, total)| {
            running += u128::from(total);
            let halves = match fact.standing {
                Standing::Able => 2,
                Standing::Partly => rule.halves(),
                _ => 0,
            };
            let left = whole.denominator - u128::from(total);
            Some(Heavy {
                id: fact.id.clone(),
                name: fact.name.clone(),
                standing: fact.standing.clone(),
                total,
                share: Ratio::new(u128::from(total), whole.denominator)?,
                cumulative: Ratio::new(running, whole.denominator)?,
                without: Ratio::new(whole.numerator_halves - halves * u128::from(total), left * 2),
            })
        })
        .collect()
}
