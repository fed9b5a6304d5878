//! A number as it was published, with all one needs to derive it again: the day it is about, the version of the inventory,
//! the version of the definitions, the rule for 一部, and the very rows.

use std::collections::BTreeMap;

use madoguchi_vocab::Date;
use serde::{Deserialize, Serialize};

use crate::{
    definitions::DEFINITION,
    facts::Fact,
    rate::{PartialRule, Rate, RateId, rates},
};

/// A rate as it was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenRate {
    /// Which.
    pub id: RateId,
    /// Twice the numerator.
    pub numerator_halves: u64,
    /// The denominator.
    pub denominator: u64,
    /// How many rows of unknown volume were in scope.
    pub unknown: u64,
    /// How many rows were out of scope.
    pub excluded: u64,
    /// As it was shown.
    pub shown: String,
}

impl FrozenRate {
    pub(crate) fn of(rate: &Rate) -> Self {
        let small = |n: u128| u64::try_from(n).unwrap_or(u64::MAX);
        Self {
            id: rate.id,
            numerator_halves: small(rate.numerator_halves),
            denominator: small(rate.denominator),
            unknown: rate.unknown.len() as u64,
            excluded: rate.excluded.kinds(),
            shown: rate.percent(),
        }
    }
}

/// The rates of a day, kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    /// The day they are about.
    pub as_of: Date,
    /// The version of the inventory whose rows they were computed from: the one that stood on that day.
    pub dataset: i64,
    /// The version that stood when they were kept: since when what holds was known as far as that.
    pub known: i64,
    /// The version of the definitions.
    pub definition: u32,
    /// How 一部 counted.
    pub rule: PartialRule,
    /// The rates.
    pub rates: Vec<FrozenRate>,
    /// The rows.
    pub facts: Vec<Fact>,
}

/// What came of deriving a published number again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Derived {
    /// The same, from the rows that were kept and from the history of the inventory.
    Same,
    /// It was computed under other definitions than the present ones: the rows say the same, or they do not.
    OtherDefinition {
        /// The version it was computed under.
        version: u32,
        /// Whether the present definitions give the same numbers.
        same: bool,
    },
    /// The rows that were kept do not give the numbers that were kept.
    OtherNumbers,
    /// The history of the inventory gives other rows: these.
    OtherRows(Vec<String>),
}

impl Frozen {
    /// Keeps the rates of a day.
    pub fn new(facts: Vec<Fact>, rule: PartialRule, as_of: Date, dataset: i64, known: i64) -> Self {
        let rates = rates(&facts, rule, as_of).iter().map(FrozenRate::of).collect();
        Self { as_of, dataset, known, definition: DEFINITION, rule, rates, facts }
    }

    /// Derives the numbers again: from the kept rows, and from the rows that the history gives for that day and version.
    pub fn derive(&self, again: &[Fact]) -> Derived {
        let numbers: Vec<FrozenRate> =
            rates(&self.facts, self.rule, self.as_of).iter().map(FrozenRate::of).collect();
        let same = numbers == self.rates;
        if self.definition != DEFINITION {
            return Derived::OtherDefinition { version: self.definition, same };
        }
        if !same {
            return Derived::OtherNumbers;
        }
        let differing = differing(&self.facts, again);
        if differing.is_empty() { Derived::Same } else { Derived::OtherRows(differing) }
    }
}

/// The rows that are not the same on both sides.
fn differing(kept: &[Fact], again: &[Fact]) -> Vec<String> {
    let by_id =
        |facts: &'_ [Fact]| facts.iter().map(|f| (f.id.clone(), f.clone())).collect::<BTreeMap<_, _>>();
    let (kept, again) = (by_id(kept), by_id(again));
    kept.keys()
        .chain(again.keys().filter(|id| !kept.contains_key(*id)))
        .filter(|id| kept.get(*id) != again.get(*id))
        .cloned()
        .collect()
}
