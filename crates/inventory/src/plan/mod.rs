//! What to put online next: the shortest and the cheapest list of procedures that reach the target, what each adds to
//! both rates, and what stands apart because too little is known of it.

mod cheapest;
mod progress;
mod running;
mod saved;

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use cheapest::{Item, cheapest};
use madoguchi_vocab::{Date, DepartmentId};
pub use progress::{Gain, Progress};
pub use running::Running;
pub use saved::{Plan, PlanWrong, Planned, Realised, Step};
use serde::{Deserialize, Serialize};

use crate::{
    facts::{Fact, Standing},
    rate::PartialRule,
    words::words,
};

words! {
    /// Which rate is to reach the target.
    Goal {
        /// オンライン化率（件数）
        Volume = "volume", "オンライン化率（件数）";
        /// オンライン化率（手続数）
        Kind = "kind", "オンライン化率（手続数）";
    }
}

/// The most days of work anybody may write for one procedure.
pub const MOST_DAYS: u32 = 1_000;

/// What it takes to put a procedure online, as somebody estimated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Days of work for one person; none if nobody knows.
    pub days: Option<u32>,
    /// Why it is not to be planned for now (a law, a system of somebody else); empty if nothing is in the way.
    pub barred: String,
}

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// Which rate.
    pub goal: Goal,
    /// The target in percent.
    pub target: u32,
    /// How 一部オンライン counts.
    pub rule: PartialRule,
    /// The day.
    pub as_of: Date,
    /// How long a procedure takes whose days nobody has estimated.
    pub assumed_days: u32,
    /// What is known of each.
    pub terms: &'a BTreeMap<String, Terms>,
}

/// A procedure that can be put online.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Who answers for it.
    pub department: DepartmentId,
    /// Whether a part of it is online.
    pub partly: bool,
    /// Of a year; unknown is not zero.
    pub volume: Option<u64>,
    /// Days of work.
    pub days: u32,
    /// Whether the days are only assumed.
    pub assumed: bool,
    /// What it adds.
    pub gain: Gain,
}

/// A list of procedures that reaches the target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// Their ids; what adds most comes first.
    pub ids: Vec<String>,
    /// Days of work together.
    pub days: u64,
    /// How many of them have only assumed days.
    pub assumed: usize,
    /// Where the rates stand afterwards.
    pub after: Progress,
    /// How much volume that is not known today may turn up, not online, before the target is missed again. None when
    /// no amount would do that, because the rate counts procedures.
    pub bears: Option<u64>,
}

/// How it stands with the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outlook {
    /// There is nothing to have a share of.
    Incomputable,
    /// Reached today.
    Met,
    /// These lists reach it.
    Open,
    /// Not even everything that can be planned reaches it.
    Unreachable,
}

/// A procedure whose volume nobody knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uncounted {
    /// The procedure.
    pub candidate: Candidate,
    /// The smallest volume with which it alone, put online, would reach the target. None when no volume would.
    pub enough: Option<u64>,
}

/// The road to the target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Road {
    /// Where the rates stand.
    pub start: Progress,
    /// How it stands with the target.
    pub outlook: Outlook,
    /// Everything that can be planned, with what it adds; what adds most to the goal comes first.
    pub ranked: Vec<Candidate>,
    /// As few procedures as possible.
    pub shortest: Option<List>,
    /// As few days as possible.
    pub cheapest: Option<List>,
    /// Where the rates stand when everything that can be planned is done.
    pub at_most: Progress,
    /// Procedures of unknown volume: when volume is asked for, they are in no list.
    pub unknown: Vec<Uncounted>,
    /// Procedures that are not to be planned, with the reason.
    pub barred: Vec<(Candidate, String)>,
    /// How many are out of scope (対象外・制度なし).
    pub excluded: usize,
}

/// Works the road out.
///
/// **Shortest.** Procedures are taken by what they add, largest first, until it suffices. No list is shorter: of all lists
/// of k procedures the first k add most, so if k − 1 of those do not suffice, no k − 1 do.
///
/// **Cheapest.** The exact optimum; see `cheapest.rs`.
pub fn road(facts: &[Fact], asked: &Question<'_>) -> Road {
    let start = Progress::of(facts, asked.rule, asked.as_of);
    let (mut ranked, mut unknown, mut barred) = (vec![], vec![], vec![]);
    for candidate in facts.iter().filter_map(|f| candidate(f, asked)) {
        match asked.terms.get(&candidate.id).map(|t| t.barred.trim()).filter(|why| !why.is_empty()) {
            Some(why) => barred.push((candidate, why.to_owned())),
            None if candidate.volume.is_none() && asked.goal == Goal::Volume => unknown.push(candidate),
            None => ranked.push(candidate),
        }
    }
    ranked.sort_by(|a, b| order(a, asked.goal).cmp(&order(b, asked.goal)));
    let missing = start.missing(asked.goal, asked.target);
    let shortest = shortest(&ranked, asked, start, missing);
    Road {
        outlook: match (start.rate(asked.goal), missing, &shortest) {
            (None, ..) => Outlook::Incomputable,
            (_, 0, _) => Outlook::Met,
            (_, _, Some(_)) => Outlook::Open,
            (_, _, None) => Outlook::Unreachable,
        },
        cheapest: quickest(&ranked, asked, start, missing),
        at_most: ranked.iter().fold(start, |sum, c| sum.with(c.gain)),
        unknown: unknown
            .into_iter()
            .map(|candidate| Uncounted { enough: enough(start, asked), candidate })
            .collect(),
        excluded: facts
            .iter()
            .filter(|f| matches!(f.standing, Standing::Excluded(_) | Standing::NoScheme))
            .count(),
        start,
        ranked,
        shortest,
        barred,
    }
}

/// Where the rates stand when these procedures are online too. What is not to be planned may be asked about as well.
pub fn what_if(facts: &[Fact], ids: &BTreeSet<String>, rule: PartialRule, as_of: Date) -> Progress {
    let done: Vec<Fact> = facts
        .iter()
        .map(|fact| match Gain::of(fact, rule) {
            Some(_) if ids.contains(&fact.id) => Fact { standing: Standing::Able, ..fact.clone() },
            _ => fact.clone(),
        })
        .collect();
    Progress::of(&done, rule, as_of)
}

fn candidate(fact: &Fact, asked: &Question<'_>) -> Option<Candidate> {
    let gain = Gain::of(fact, asked.rule).filter(|g| g.kind_halves > 0)?;
    let days = asked.terms.get(&fact.id).and_then(|t| t.days);
    Some(Candidate {
        id: fact.id.clone(),
        name: fact.name.clone(),
        department: fact.department.clone(),
        partly: fact.standing == Standing::Partly,
        volume: fact.total,
        days: days.unwrap_or(asked.assumed_days).max(1),
        assumed: days.is_none(),
        gain,
    })
}

/// What adds most comes first; of two that add as much, the quicker one.
fn order(c: &Candidate, goal: Goal) -> (Reverse<u64>, Reverse<u64>, u32, &str) {
    (Reverse(c.gain.to(goal)), Reverse(c.gain.volume_halves), c.days, &c.id)
}

fn shortest(ranked: &[Candidate], asked: &Question<'_>, start: Progress, missing: u128) -> Option<List> {
    let mut open = missing;
    let count = ranked
        .iter()
        .take_while(|c| {
            let takes = open > 0;
            open = open.saturating_sub(u128::from(c.gain.to(asked.goal)));
            takes
        })
        .count();
    (open == 0).then(|| list(ranked[..count].iter(), asked, start))
}

fn quickest(ranked: &[Candidate], asked: &Question<'_>, start: Progress, missing: u128) -> Option<List> {
    let items: Vec<Item> =
        ranked.iter().map(|c| Item { gain: u128::from(c.gain.to(asked.goal)), days: c.days }).collect();
    let chosen = cheapest(&items, missing)?;
    Some(list(chosen.into_iter().map(|i| &ranked[i]), asked, start))
}

fn list<'c>(
    chosen: impl Iterator<Item = &'c Candidate> + Clone,
    asked: &Question<'_>,
    start: Progress,
) -> List {
    let after = chosen.clone().fold(start, |sum, c| sum.with(c.gain));
    let (part, whole) = after.sums(asked.goal);
    // part ≥ target · 2 · (whole + more) / 100, solved for `more`.
    let most = u128::from(part) * 100 / (u128::from(asked.target.max(1)) * 2);
    let bears = (asked.goal == Goal::Volume)
        .then(|| u64::try_from(most.saturating_sub(u128::from(whole))).unwrap_or(u64::MAX));
    List {
        days: chosen.clone().map(|c| u64::from(c.days)).sum(),
        assumed: chosen.clone().filter(|c| c.assumed).count(),
        ids: chosen.map(|c| c.id.clone()).collect(),
        after,
        bears,
    }
}

/// part + 2v ≥ target · 2 · (whole + v) / 100, solved for v.
fn enough(start: Progress, asked: &Question<'_>) -> Option<u64> {
    let (part, whole) = start.sums(asked.goal);
    let wanted = u128::from(asked.target) * 2 * u128::from(whole);
    let missing = wanted.saturating_sub(u128::from(part) * 100);
    let each = 2 * u128::from(100u32.checked_sub(asked.target).filter(|left| *left > 0)?);
    u64::try_from(missing.div_ceil(each)).ok()
}
