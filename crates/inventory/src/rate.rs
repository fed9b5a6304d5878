//! The four rates, never under one name: what *can* be done online (化率, by volume and by kind) and what *is*
//! done online (利用率, of what can be and of all).
//!
//! Definitions: see [`crate::definition`]. 化率(件数) is the strategy's KPI: Σ volume of procedures that can be
//! done online ÷ Σ volume of all procedures in scope.

use std::collections::BTreeMap;

use madoguchi_vocab::{Date, DepartmentId};
use serde::Serialize;

use crate::{
    bounds::Loose,
    facts::{Fact, Standing},
    ratio::Ratio,
    words::words,
};

words! {
    /// Which rate.
    RateId {
        /// オンライン化率（件数）: the strategy's KPI.
        OnlineByVolume = "online_by_volume", "オンライン化率（件数）";
        /// オンライン化率（手続数）
        OnlineByKind = "online_by_kind", "オンライン化率（手続数）";
        /// オンライン利用率: of what can be done online.
        UsedOfOnline = "used_of_online", "オンライン利用率（オンラインでできる手続きのうち）";
        /// オンライン利用率: of everything.
        UsedOfAll = "used_of_all", "オンライン利用率（すべての手続きのうち）";
    }
    /// How 一部オンライン counts (REQ-KPI-4). The state's dashboard counts it as able.
    PartialRule {
        /// As able.
        Able = "able", "できるに数える";
        /// As not able.
        Not = "not", "できないに数える";
        /// Half.
        Half = "half", "半分に数える";
    }
}

impl PartialRule {
    /// How many halves a partly online procedure counts.
    pub(crate) fn halves(self) -> u128 {
        match self {
            PartialRule::Able => 2,
            PartialRule::Not => 0,
            PartialRule::Half => 1,
        }
    }
}

/// What is left out of a rate, by reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exclusions {
    /// The reason, how many kinds, and their volume as far as it is known.
    pub by_reason: BTreeMap<String, (u64, u64)>,
}

impl Exclusions {
    /// How many kinds.
    pub fn kinds(&self) -> u64 {
        self.by_reason.values().map(|(kinds, _)| kinds).sum()
    }
}

/// A rate with everything one needs to trust it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Which.
    pub id: RateId,
    /// Twice the numerator: a half-counted procedure leaves it whole.
    pub numerator_halves: u128,
    /// The denominator.
    pub denominator: u128,
    /// The rate; `None` means 算出不可.
    pub value: Option<Ratio>,
    /// The least it could be, whatever the unknown volumes are; `None` as above.
    pub lower: Option<Ratio>,
    /// The most it could be (a limit that need not be reached).
    pub upper: Option<Ratio>,
    /// The rows that count in the numerator.
    pub in_numerator: Vec<String>,
    /// The rows that count in the denominator.
    pub in_denominator: Vec<String>,
    /// The rows in scope whose volume is unknown: in neither, and always told.
    pub unknown: Vec<String>,
    /// What is out of scope.
    pub excluded: Exclusions,
    /// The day it is about.
    pub as_of: Date,
}

impl Rate {
    /// The numerator in words: whole, or with a half.
    pub fn numerator(&self) -> String {
        in_halves(self.numerator_halves)
    }

    /// The rate in percent, or 算出不可.
    pub fn percent(&self) -> String {
        self.value.map_or_else(|| "算出不可".to_owned(), |v| format!("{} %", v.percent()))
    }

    /// The line that machines read.
    pub fn line(&self) -> RateLine {
        RateLine {
            id: self.id.code(),
            numerator: self.numerator_halves as f64 / 2.0,
            denominator: u64::try_from(self.denominator).unwrap_or(u64::MAX),
            value: self.value.map(Ratio::to_f64),
            lower: self.lower.map(Ratio::to_f64),
            upper: self.upper.map(Ratio::to_f64),
            unknown: self.unknown.len(),
            excluded: self
                .excluded
                .by_reason
                .iter()
                .map(|(reason, (kinds, volume))| ExclusionLine {
                    reason: reason.clone(),
                    kinds: *kinds,
                    volume: *volume,
                })
                .collect(),
            as_of: self.as_of,
        }
    }
}

/// A rate as one line of JSON.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RateLine {
    /// Which.
    pub id: &'static str,
    /// The numerator; a half where one is counted half.
    #[serde(serialize_with = "whole_if_it_is")]
    pub numerator: f64,
    /// The denominator.
    pub denominator: u64,
    /// Numerator by denominator; null means 算出不可.
    pub value: Option<f64>,
    /// The least it could be.
    pub lower: Option<f64>,
    /// The most it could be.
    pub upper: Option<f64>,
    /// How many rows of unknown volume are in scope.
    pub unknown: usize,
    /// What is out of scope, by reason (REQ-KPI-5: nothing is left out silently).
    pub excluded: Vec<ExclusionLine>,
    /// The day.
    pub as_of: Date,
}

/// A number without halves is written as one.
fn whole_if_it_is<S: serde::Serializer>(number: &f64, to: S) -> Result<S::Ok, S::Error> {
    // Sums of submissions are far below 2^53, where every whole number is exact.
    if number.fract() == 0.0 && *number >= 0.0 {
        to.serialize_u64(*number as u64)
    } else {
        to.serialize_f64(*number)
    }
}

/// What is out of scope for one reason.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExclusionLine {
    /// Why.
    pub reason: String,
    /// How many procedures.
    pub kinds: u64,
    /// Their volume as far as it is known.
    pub volume: u64,
}

/// The four rates, in the order of [`RateId::ALL`].
pub fn rates(facts: &[Fact], rule: PartialRule, as_of: Date) -> Vec<Rate> {
    RateId::ALL.iter().map(|id| rate(*id, facts, rule, as_of)).collect()
}

/// What one row adds.
struct Counted {
    numerator_halves: u128,
    denominator: u128,
}

fn rate(id: RateId, facts: &[Fact], rule: PartialRule, as_of: Date) -> Rate {
    let mut rate = Rate {
        id,
        numerator_halves: 0,
        denominator: 0,
        value: None,
        lower: None,
        upper: None,
        in_numerator: vec![],
        in_denominator: vec![],
        unknown: vec![],
        excluded: Exclusions::default(),
        as_of,
    };
    let mut loose = Loose::default();
    for fact in facts {
        let Some(halves) = halves(fact, rule) else {
            exclude(&mut rate.excluded, fact);
            continue;
        };
        match count(id, fact, halves) {
            Some(Counted { numerator_halves, denominator }) => {
                rate.numerator_halves += numerator_halves;
                rate.denominator += denominator;
                if numerator_halves > 0 {
                    rate.in_numerator.push(fact.id.clone());
                }
                if counts_in_denominator(id, halves) {
                    rate.in_denominator.push(fact.id.clone());
                }
            }
            None => {
                rate.unknown.push(fact.id.clone());
                loose.note(id, fact, halves);
            }
        }
    }
    rate.value = Ratio::new(rate.numerator_halves, rate.denominator * 2);
    (rate.lower, rate.upper) = loose.bounds(&rate);
    rate
}

/// How many halves a row in scope counts.
fn halves(fact: &Fact, rule: PartialRule) -> Option<u128> {
    match &fact.standing {
        Standing::Able => Some(2),
        Standing::Partly => Some(rule.halves()),
        Standing::NotYet => Some(0),
        Standing::Excluded(_) | Standing::NoScheme => None,
    }
}

/// What a row adds to a rate: twice to its numerator, once to its denominator. None of what is out of scope or not known.
pub fn adds(id: RateId, fact: &Fact, rule: PartialRule) -> Option<(u128, u128)> {
    let counted = count(id, fact, halves(fact, rule)?)?;
    Some((counted.numerator_halves, counted.denominator))
}

/// Twice a number in words: whole, or with a half.
pub fn in_halves(halves: u128) -> String {
    let whole = halves / 2;
    if halves.is_multiple_of(2) { whole.to_string() } else { format!("{whole}.5") }
}

fn exclude(exclusions: &mut Exclusions, fact: &Fact) {
    let reason = match &fact.standing {
        Standing::Excluded(reason) => reason,
        _ => "制度なし",
    };
    let (kinds, volume) = exclusions.by_reason.entry(reason.to_owned()).or_default();
    *kinds += 1;
    *volume += fact.total.unwrap_or(0);
}

fn counts_in_denominator(id: RateId, halves: u128) -> bool {
    id != RateId::UsedOfOnline || halves > 0
}

/// What a row in scope adds, or `None` when its volume is not known.
fn count(id: RateId, fact: &Fact, halves: u128) -> Option<Counted> {
    match id {
        RateId::OnlineByKind => Some(Counted { numerator_halves: halves, denominator: 1 }),
        RateId::OnlineByVolume => {
            let total = u128::from(fact.total?);
            Some(Counted { numerator_halves: total * halves, denominator: total })
        }
        RateId::UsedOfOnline if halves == 0 => Some(Counted { numerator_halves: 0, denominator: 0 }),
        RateId::UsedOfOnline | RateId::UsedOfAll => {
            // A procedure that cannot be done online has no online volume unless somebody says so.
            let online =
                if fact.standing == Standing::NotYet { fact.online.unwrap_or(0) } else { fact.online? };
            Some(Counted { numerator_halves: 2 * u128::from(online), denominator: u128::from(fact.total?) })
        }
    }
}

/// Rows whose numbers contradict each other: more online than in all, or online where that is not possible
/// (REQ-KPI-8).
pub fn anomalies(facts: &[Fact]) -> Vec<&Fact> {
    facts
        .iter()
        .filter(|f| {
            let online = f.online.unwrap_or(0);
            f.total.is_some_and(|t| online > t) || (online > 0 && f.standing == Standing::NotYet)
        })
        .collect()
}

/// The facts of each department.
pub fn by_department(facts: &[Fact]) -> BTreeMap<DepartmentId, Vec<Fact>> {
    let mut out: BTreeMap<DepartmentId, Vec<Fact>> = BTreeMap::new();
    for fact in facts {
        out.entry(fact.department.clone()).or_default().push(fact.clone());
    }
    out
}
