//! The cheapest set of procedures whose gains reach what is needed: the covering form of the knapsack problem, solved
//! exactly.
//!
//! Dynamic programming over undominated states (G. L. Nemhauser, Z. Ullmann, *Discrete dynamic programming and capital
//! allocation*, Management Science 15, 1969): procedures are looked at one after another, and of all sets so far only
//! those are kept that no other beats in both cost and gain. A state is dropped as well when it cannot beat the best set
//! known even if procedures could be done by halves (G. B. Dantzig, *Discrete-variable extremum problems*, 1957), which
//! is a bound from below. Both rules drop only what cannot be part of a better answer, so the answer is the optimum.
//!
//! Gains and costs are whole numbers; nothing is rounded. The states of a step are at most as many as there are different
//! costs, so the work is O(n · c) for n procedures and c the cost of the answer, and in practice a small part of it, since
//! taking them by gain per cost leaves little between bound and best.

/// What is to be chosen from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Item {
    /// What it brings.
    pub(super) gain: u128,
    /// Days of work.
    pub(super) days: u32,
}

/// Where a state came from: the item it took last, and the state before.
type Trace = (usize, usize);
const NOTHING: usize = usize::MAX;

#[derive(Clone, Copy)]
struct State {
    cost: u128,
    gain: u128,
    /// Its place among the traces.
    trace: usize,
}

/// The places of the items that together bring at least `need` in the fewest days, in the order of `items`; which of several
/// equally quick sets is always the same. None if all of them together do not suffice.
pub(super) fn cheapest(items: &[Item], need: u128) -> Option<Vec<usize>> {
    search(items, need).map(|(chosen, _)| chosen)
}

/// As [`cheapest`], with the number of states that were looked at.
fn search(items: &[Item], need: u128) -> Option<(Vec<usize>, usize)> {
    let field = Field::new(items, need);
    let (mut best, first) = field.first_guess()?;
    let mut last = None;
    let mut traces: Vec<Trace> = Vec::new();
    let mut front = vec![State { cost: 0, gain: 0, trace: NOTHING }];
    for at in 0..field.order.len() {
        let (cost, gain) = (field.cost(at), field.gain(at));
        let mut next: Vec<State> = Vec::with_capacity(front.len());
        let mut without = front.iter().copied().peekable();
        let mut with =
            front.iter().map(|s| State { cost: s.cost + cost, gain: s.gain + gain, ..*s }).peekable();
        // Both come by cost; of two that cost the same the one that brings more comes first, and the other is dominated.
        loop {
            let takes = match (without.peek(), with.peek()) {
                (Some(a), Some(b)) => {
                    (b.cost, std::cmp::Reverse(b.gain)) < (a.cost, std::cmp::Reverse(a.gain))
                }
                (None, Some(_)) => true,
                (Some(_), None) => false,
                (None, None) => break,
            };
            let Some(mut state) = (if takes { with.next() } else { without.next() }) else { break };
            if next.last().is_some_and(|s: &State| s.gain >= state.gain) {
                continue;
            }
            if state.gain >= need {
                if state.cost < best {
                    best = state.cost;
                    last = Some((at, state.trace));
                }
                continue;
            }
            if !field.may_beat(&state, at + 1, best) {
                continue;
            }
            if takes {
                traces.push((at, state.trace));
                state.trace = traces.len() - 1;
            }
            next.push(state);
        }
        front = next;
        if front.is_empty() {
            break;
        }
    }
    let mut chosen = last.map_or(first, |last| followed(&traces, last));
    chosen.iter_mut().for_each(|place| *place = field.order[*place]);
    chosen.sort_unstable();
    Some((chosen, traces.len()))
}

fn followed(traces: &[Trace], last: Trace) -> Vec<usize> {
    std::iter::successors(Some(last), |(_, before)| traces.get(*before).copied())
        .map(|(item, _)| item)
        .collect()
}

/// The items by gain per cost, with their sums.
struct Field<'a> {
    items: &'a [Item],
    need: u128,
    order: Vec<usize>,
    gains: Vec<u128>,
    costs: Vec<u128>,
}

impl<'a> Field<'a> {
    fn new(items: &'a [Item], need: u128) -> Self {
        let order = (0..items.len()).filter(|i| items[*i].gain > 0).collect();
        let mut field = Self { items, need, order, gains: vec![0], costs: vec![0] };
        let mut order = std::mem::take(&mut field.order);
        order.sort_by(|a, b| {
            let (left, right) = (field.cost_of(*b) * items[*a].gain, field.cost_of(*a) * items[*b].gain);
            right.cmp(&left).then(a.cmp(b))
        });
        field.order = order;
        for at in 0..field.order.len() {
            field.gains.push(field.gains[at] + field.gain(at));
            field.costs.push(field.costs[at] + field.cost(at));
        }
        field
    }

    fn cost_of(&self, item: usize) -> u128 {
        u128::from(self.items[item].days)
    }

    fn cost(&self, at: usize) -> u128 {
        self.cost_of(self.order[at])
    }

    fn gain(&self, at: usize) -> u128 {
        self.items[self.order[at]].gain
    }

    /// A set that suffices, and what it costs: the best of all that take the first few in order and then one more.
    fn first_guess(&self) -> Option<(u128, Vec<usize>)> {
        let all = self.order.len();
        let most = self.gains.partition_point(|g| *g < self.need);
        if most > all {
            return None;
        }
        (0..=most)
            .filter_map(|first| {
                let left = self.need.saturating_sub(self.gains[first]);
                if left == 0 {
                    return Some((self.costs[first], first, None));
                }
                let one = (first..all).filter(|at| self.gain(*at) >= left).min_by_key(|at| self.cost(*at))?;
                Some((self.costs[first] + self.cost(one), first, Some(one)))
            })
            .min()
            .map(|(cost, first, one)| (cost, (0..first).chain(one).collect()))
    }

    /// Whether a state that has chosen among the items before `from` could still cost less than `best`.
    fn may_beat(&self, state: &State, from: usize, best: u128) -> bool {
        let left = self.need - state.gain;
        let enough = self.gains.partition_point(|g| *g < self.gains[from] + left);
        if enough > self.order.len() {
            return false;
        }
        // Whole items up to the last, and of the last only the part that is needed.
        let last = enough - 1;
        let part = left - (self.gains[last] - self.gains[from]);
        let whole = state.cost + (self.costs[last] - self.costs[from]);
        best.checked_sub(whole + 1).is_some_and(|spare| part * self.cost(last) <= spare * self.gain(last))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn weigh(items: &[Item], chosen: &[usize]) -> (u128, u64) {
        let gain = chosen.iter().map(|i| items[*i].gain).sum();
        (gain, chosen.iter().map(|i| u64::from(items[*i].days)).sum())
    }

    /// Every set is tried.
    fn brute(items: &[Item], need: u128) -> Option<u64> {
        (0u32..1 << items.len())
            .map(|mask| (0..items.len()).filter(|i| mask >> i & 1 == 1).collect::<Vec<_>>())
            .map(|chosen| weigh(items, &chosen))
            .filter(|(gain, _)| *gain >= need)
            .map(|(_, days)| days)
            .min()
    }

    proptest! {
        #[test]
        fn nothing_is_quicker(
            rows in prop::collection::vec((prop_oneof![0u128..30, 0u128..10_000_000], 1u32..12), 0..12),
            share in 0u128..=110,
        ) {
            let items: Vec<Item> = rows.into_iter().map(|(gain, days)| Item { gain, days }).collect();
            let need = items.iter().map(|i| i.gain).sum::<u128>() * share / 100;
            let found = cheapest(&items, need);
            if let Some(chosen) = &found {
                prop_assert!(weigh(&items, chosen).0 >= need);
                prop_assert!(chosen.is_sorted_by(|a, b| a < b));
            }
            prop_assert_eq!(found.map(|chosen| weigh(&items, &chosen).1), brute(&items, need));
        }
    }

    /// The greedy guess, by volume or by volume per day, is wrong here.
    #[test]
    fn the_optimum_is_not_what_greed_finds() {
        let item = |gain, days| Item { gain, days };
        let items = [item(60, 10), item(50, 9), item(50, 9), item(1, 1)];
        assert_eq!(cheapest(&items, 100), Some(vec![1, 2]));
        assert_eq!(cheapest(&items, 0), Some(vec![]));
        assert_eq!(cheapest(&items, 161), Some(vec![0, 1, 2, 3]));
        assert_eq!(cheapest(&items, 162), None);
        assert_eq!(cheapest(&[], 1), None);
    }

    /// Where nobody estimated, every procedure takes as long: then the cheapest list is the shortest.
    #[test]
    fn equal_days_give_the_shortest_list() {
        let items: Vec<Item> = (0..2_000).map(|i| Item { gain: 1 + (i * i * 37) % 9_973, days: 5 }).collect();
        let need = items.iter().map(|i| i.gain).sum::<u128>() * 7 / 10;
        let mut gains: Vec<u128> = items.iter().map(|i| i.gain).collect();
        gains.sort_unstable_by(|a, b| b.cmp(a));
        let mut sum = 0;
        let shortest = gains
            .iter()
            .take_while(|g| {
                let open = sum < need;
                sum += **g;
                open
            })
            .count();
        assert_eq!(cheapest(&items, need).unwrap().len(), shortest);
    }

    /// Two thousand procedures, with volumes as skewed as those of city halls, and the kind of numbers that are known to be
    /// hard: volumes that hardly differ from a multiple of the days.
    #[test]
    fn two_thousand_procedures_take_few_states() {
        // A linear congruence: the same rows on every machine.
        let mut seed = 7u64;
        let mut next = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        let skewed: Vec<Item> = (0..2_000)
            .map(|_| {
                let size = 10u64.pow(1 + next(6) as u32);
                Item { gain: u128::from(1 + next(size)), days: 1 + next(60) as u32 }
            })
            .collect();
        let hard: Vec<Item> = (0..2_000)
            .map(|_| {
                let days = 1 + next(60);
                Item { gain: u128::from(days * 1_000 + next(40)), days: days as u32 }
            })
            .collect();
        let strong: Vec<Item> = (0..400)
            .map(|_| {
                let days = 1 + next(365);
                Item { gain: u128::from(days * 1_000 + 5_000), days: days as u32 }
            })
            .collect();
        for items in [skewed, hard, strong] {
            let all = items.iter().map(|i| i.gain).sum::<u128>();
            for share in [10, 50, 90, 99] {
                let (_, states) = search(&items, all * share / 100).unwrap();
                assert!(states < 200_000, "{share} %: {states} states");
            }
        }
    }
}
