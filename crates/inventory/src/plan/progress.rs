//! How far the two rates of what can be done online have come, as sums to which procedures can be added.

use crate::{
    facts::{Fact, Standing},
    plan::Goal,
    rate::{PartialRule, RateId, rates},
    ratio::Ratio,
};
use madoguchi_vocab::Date;
use serde::{Deserialize, Serialize};

/// Numerators and denominators of both rates. Numerators are in halves, as everywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Volume that can be done online, twice.
    pub volume_halves: u64,
    /// All known volume in scope.
    pub volume: u64,
    /// Procedures that can be done online, twice.
    pub kind_halves: u64,
    /// All procedures in scope.
    pub kinds: u64,
}

/// What a procedure adds when it goes online, in halves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gain {
    /// To the volume.
    pub volume_halves: u64,
    /// To the number of procedures.
    pub kind_halves: u64,
}

impl Progress {
    /// Where the rates stand.
    pub fn of(facts: &[Fact], rule: PartialRule, as_of: Date) -> Self {
        let rates = rates(facts, rule, as_of);
        let (volume, kind) = (&rates[RateId::OnlineByVolume as usize], &rates[RateId::OnlineByKind as usize]);
        let small = |n: u128| u64::try_from(n).unwrap_or(u64::MAX);
        Self {
            volume_halves: small(volume.numerator_halves),
            volume: small(volume.denominator),
            kind_halves: small(kind.numerator_halves),
            kinds: small(kind.denominator),
        }
    }

    /// With a procedure more.
    #[must_use]
    pub fn with(self, gain: Gain) -> Self {
        Self {
            volume_halves: self.volume_halves.saturating_add(gain.volume_halves),
            kind_halves: self.kind_halves.saturating_add(gain.kind_halves),
            ..self
        }
    }

    /// The rate; none when there is nothing to have a share of.
    pub fn rate(self, goal: Goal) -> Option<Ratio> {
        let (part, whole) = self.sums(goal);
        Ratio::new(u128::from(part), u128::from(whole) * 2)
    }

    /// オンライン化率（件数）, or 算出不可.
    pub fn by_volume(self) -> String {
        percent(self.rate(Goal::Volume))
    }

    /// オンライン化率（手続数）, or 算出不可.
    pub fn by_kind(self) -> String {
        percent(self.rate(Goal::Kind))
    }

    /// The numerator in halves and the denominator.
    pub(super) fn sums(self, goal: Goal) -> (u64, u64) {
        match goal {
            Goal::Volume => (self.volume_halves, self.volume),
            Goal::Kind => (self.kind_halves, self.kinds),
        }
    }

    /// How much of the numerator, in halves, is missing to so many percent; nothing if it is reached. Before rounding:
    /// 8,995 of 10,000 miss 10 halves of 90 %, although 90.0 is shown.
    pub fn missing(self, goal: Goal, target: u32) -> u128 {
        let (part, whole) = self.sums(goal);
        (u128::from(whole) * 2 * u128::from(target)).div_ceil(100).saturating_sub(u128::from(part))
    }
}

fn percent(rate: Option<Ratio>) -> String {
    rate.map_or_else(|| "算出不可".to_owned(), |r| format!("{} %", r.percent()))
}

impl Gain {
    /// What a procedure of these facts adds; none when it is online or out of scope.
    pub fn of(fact: &Fact, rule: PartialRule) -> Option<Self> {
        let halves = match (&fact.standing, rule) {
            (Standing::NotYet, _) | (Standing::Partly, PartialRule::Not) => 2,
            (Standing::Partly, PartialRule::Half) => 1,
            // Counted as able already: finishing it moves no rate.
            (Standing::Partly, PartialRule::Able) => 0,
            (Standing::Able | Standing::Excluded(_) | Standing::NoScheme, _) => return None,
        };
        Some(Self { volume_halves: fact.total.unwrap_or(0).saturating_mul(halves), kind_halves: halves })
    }

    /// To one of the rates.
    pub(super) fn to(self, goal: Goal) -> u64 {
        match goal {
            Goal::Volume => self.volume_halves,
            Goal::Kind => self.kind_halves,
        }
    }

    /// By how much the rate grows; none when there is no rate.
    pub fn points(self, goal: Goal, start: Progress) -> Option<Ratio> {
        Ratio::new(u128::from(self.to(goal)), u128::from(start.sums(goal).1) * 2)
    }
}
