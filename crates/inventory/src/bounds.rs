//! Between what and what a rate lies while volumes are unknown.

use madoguchi_vocab::Date;

use crate::{
    facts::{Fact, Standing},
    procedure::Procedure,
    rate::{PartialRule, Rate, RateId, rates},
    ratio::Ratio,
};

/// What the unknown rows leave open.
#[derive(Default)]
pub(crate) struct Loose {
    /// A row that could be as large as one likes and count fully.
    up: bool,
    /// A row that could be as large as one likes and not count.
    down: bool,
    /// A row that could be as large as one likes and counts half.
    half: bool,
    /// Totals that are known where the online part is not.
    capped: u128,
}

impl Loose {
    pub(crate) fn note(&mut self, id: RateId, fact: &Fact, halves: u128) {
        match id {
            RateId::OnlineByKind => {}
            RateId::OnlineByVolume => match halves {
                2 => self.up = true,
                1 => self.half = true,
                _ => self.down = true,
            },
            RateId::UsedOfOnline | RateId::UsedOfAll => match (fact.total, fact.online) {
                // Somewhere between none and all of a known total.
                (Some(total), _) => self.capped += u128::from(total),
                // Its total is unknown: from all online to hardly any.
                (None, _) if fact.standing == Standing::NotYet => self.down = true,
                (None, _) => {
                    self.up = true;
                    self.down = true;
                }
            },
        }
    }

    /// The lowest and the highest the rate could be over every completion of the unknown volumes.
    pub(crate) fn bounds(&self, rate: &Rate) -> (Option<Ratio>, Option<Ratio>) {
        let n = rate.numerator_halves;
        let d = (rate.denominator + self.capped) * 2;
        let lower_known = Ratio::new(n, d);
        let upper_known = Ratio::new(n + self.capped * 2, d);
        let zero = Ratio::new(0, 1);
        let half = Ratio::new(1, 2);
        let one = Ratio::new(1, 1);
        if d == 0 && !(self.up || self.down || self.half) {
            return (None, None);
        }
        // A very large unknown row draws the rate towards its own share: 0, one half, or 1. When more is used
        // online than there is (an anomaly in the data), the known rate may lie above 1.
        let pulls = [self.down.then_some(zero), self.half.then_some(half), self.up.then_some(one)];
        let pulls = pulls.into_iter().flatten();
        let lower = pulls.clone().chain([lower_known]).flatten().min();
        let upper = pulls.chain([upper_known]).flatten().max();
        (lower, upper)
    }
}

/// Between what and what 化率(件数) lies if no procedure of unknown volume has more than `at_most` a year. Without such a
/// ceiling one unknown row that is online and one that is not let it be anything.
pub fn bounds_within(facts: &[Fact], rule: PartialRule, at_most: u64) -> Option<(Ratio, Ratio)> {
    let known = &rates(facts, rule, Date::default())[RateId::OnlineByVolume as usize];
    let (n, d) = (known.numerator_halves, known.denominator * 2);
    let unknown = |standing: fn(&Standing) -> bool| {
        let rows = facts.iter().filter(|f| f.total.is_none() && standing(&f.standing)).count();
        u128::try_from(rows).unwrap_or(u128::MAX) * u128::from(at_most)
    };
    let able = unknown(|s| *s == Standing::Able);
    let partly = unknown(|s| *s == Standing::Partly);
    let not = unknown(|s| *s == Standing::NotYet);
    // Each unknown volume draws the rate one way only, so the ends are reached with all of it or nothing.
    let ends = [(0, 0, not), (0, partly, not), (able, 0, 0), (able, partly, 0)];
    let at = |(a, p, x): (u128, u128, u128)| Ratio::new(n + 2 * a + rule.halves() * p, d + 2 * (a + p + x));
    let low = ends.into_iter().filter_map(at).min()?;
    let high = ends.into_iter().filter_map(at).max()?;
    Some((low, high))
}

/// A volume that is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The procedure.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it counts as online.
    pub standing: Standing,
    /// How many a year there are in the whole country.
    pub national_volume: Option<u64>,
    /// Whether it is on a list of procedures with many submissions or much benefit.
    pub priority: bool,
}

/// The volumes in scope that are not known, those first that would narrow the bounds most: by how many there are in the
/// country, then what is on the priority lists, then the rest in the order of the inventory.
pub fn unknown_volumes(procedures: &[Procedure], facts: &[Fact]) -> Vec<Unknown> {
    let in_scope = |f: &Fact| !matches!(f.standing, Standing::Excluded(_) | Standing::NoScheme);
    let mut unknown: Vec<Unknown> = procedures
        .iter()
        .zip(facts)
        .filter(|(_, f)| f.total.is_none() && in_scope(f))
        .map(|(p, f)| Unknown {
            id: p.id.clone(),
            name: p.name.clone(),
            standing: f.standing.clone(),
            national_volume: p.national_volume,
            priority: !p.priority59.is_empty() || p.priority31,
        })
        .collect();
    unknown.sort_by_key(|u| std::cmp::Reverse((u.national_volume.unwrap_or(0), u.priority)));
    unknown
}
