//! Down the ranking: what everything up to a procedure makes of the rates, and its share of what is not online yet.

use super::{Candidate, Progress, Road};
use crate::ratio::Ratio;

/// A place in the ranking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running<'r> {
    /// The procedure.
    pub candidate: &'r Candidate,
    /// The share that it and all above it have of the volume that can still be put online; none where there is none.
    pub share: Option<Ratio>,
    /// Where the rates stand when it and all above it are online.
    pub after: Progress,
}

impl Road {
    /// The ranking with its running sums, what adds most first.
    pub fn running(&self) -> impl Iterator<Item = Running<'_>> {
        let volume = |c: &Candidate| u128::from(c.gain.volume_halves);
        let whole: u128 = self.ranked.iter().map(volume).sum();
        self.ranked.iter().scan((0, self.start), move |(sum, after), candidate| {
            *sum += volume(candidate);
            *after = after.with(candidate.gain);
            Some(Running { candidate, share: Ratio::new(*sum, whole), after: *after })
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use madoguchi_vocab::DepartmentId;

    use super::*;
    use crate::{
        facts::{Fact, Standing},
        plan::{Goal, Question, road},
        rate::PartialRule,
    };

    fn shares(volumes: &[(Standing, Option<u64>)]) -> Vec<(String, String)> {
        let fact = |(n, (standing, total)): (usize, &(Standing, Option<u64>))| Fact {
            id: n.to_string(),
            name: String::new(),
            department: DepartmentId("a".into()),
            standing: standing.clone(),
            total: *total,
            online: None,
        };
        let facts: Vec<Fact> = volumes.iter().enumerate().map(fact).collect();
        let terms = BTreeMap::new();
        let question = Question {
            goal: Goal::Volume,
            target: 90,
            rule: PartialRule::Able,
            as_of: "2026-11-23".parse().unwrap(),
            assumed_days: 1,
            terms: &terms,
        };
        let percent = |r: Option<Ratio>| r.map_or_else(|| "—".to_owned(), Ratio::percent);
        road(&facts, &question)
            .running()
            .map(|r| (percent(r.share), percent(r.after.rate(Goal::Volume))))
            .collect()
    }

    #[test]
    fn shares_run_to_the_whole() {
        use Standing::{Able, NotYet};
        for (volumes, wanted) in [
            // 50 of 100 are online; 30 and 20 are left.
            (
                &[(Able, Some(50)), (NotYet, Some(20)), (NotYet, Some(30))][..],
                &[("60.0", "80.0"), ("100.0", "100.0")][..],
            ),
            // What is not known is in no ranking.
            (&[(Able, Some(50)), (NotYet, Some(50)), (NotYet, None)], &[("100.0", "100.0")]),
            // Nothing is left.
            (&[(Able, Some(50))], &[]),
            (&[], &[]),
            // A procedure that nobody used last year.
            (&[(Able, Some(10)), (NotYet, Some(0))], &[("—", "100.0")]),
        ] {
            let wanted: Vec<_> = wanted.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
            assert_eq!(shares(volumes), wanted, "{volumes:?}");
        }
    }
}
