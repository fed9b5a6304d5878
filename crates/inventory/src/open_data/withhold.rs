//! Counts of few people are withheld, and so many others that nobody can reckon what they are.
//!
//! What is below [`LEAST`] and not zero is withheld: 厚生労働省「匿名医療保険等関連情報データベース（NDB）の利用に関する
//! ガイドライン」 lets no count of fewer than ten people be published, and zero be published. That alone would help
//! nothing. What stands alone in its row or column is the total less the rest, and whoever knows that zeros are published
//! knows that each withheld count is at least one: two of which the sum is two are one each.
//!
//! So of every withheld count it is worked out how far it can go, given all that is published and that nothing withheld is
//! zero ([`super::slack`]), and this much is kept open ([`Room`]):
//!
//! - A small count may be anything from 1 to `LEAST - 1`: what is published tells no more than that it is small.
//! - Every other withheld count has as many values open, `LEAST - 1`, a small total among them.
//! - A count of a row that is withheld whatever it is may be `LEAST - 2` more, and as much less as its parts allow. So it
//!   tells nothing of a small count that is a part of it elsewhere: from 1 to `LEAST - 1` it is no further.
//!
//! Where that is not so, three more counts close a circle with it, the least loss of those that are enough by themselves.
//! Withholding more makes no withheld count narrower, so each is looked at once, and this ends. Where the totals may be
//! withheld there is always such a circle: a count with its two totals and the total of all rise and fall together.
//!
//! What is not looked at: that counts of one table are parts of counts of another one (twelve months are a year; the rates of
//! two months differ by what came between), what follows of two withheld counts together, and what somebody could conclude
//! from this rule having chosen these counts and no others.

use super::slack::{circle_of, slack};

/// Fewer than so many are withheld.
pub const LEAST: u64 = 10;

/// A count: its row and its column.
pub(super) type At = (usize, usize);

/// What is withheld of a table and its totals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withheld {
    columns: usize,
    marks: Vec<bool>,
}

impl Withheld {
    /// Whether a count is. The row behind the last has the totals of the columns, and the column behind the last those
    /// of the rows.
    pub fn is(&self, row: usize, column: usize) -> bool {
        self.marks[row * self.columns + column]
    }

    /// Withholds one more. Says whether it was not before.
    fn add(&mut self, (row, column): At) -> bool {
        !std::mem::replace(&mut self.marks[row * self.columns + column], true)
    }
}

/// Says what is withheld of a table. Every row has as many counts as the first.
pub fn withhold(counts: &[Vec<u64>], least: u64) -> Withheld {
    Holding::new(counts, None, least).done()
}

/// Says what is withheld of a table whose totals of columns are published elsewhere, whatever they are, and of which some
/// rows are withheld, whatever they count. Where such a table is too small for the rule, all of its rows are withheld: more
/// cannot be done against its totals.
pub fn withhold_under_sums(counts: &[Vec<u64>], closed: &[bool], least: u64) -> Withheld {
    Holding::new(counts, Some(closed), least).done()
}

/// How far a count must be able to go.
#[derive(Clone, Copy)]
struct Room {
    down: u64,
    up: u64,
    both: u64,
}

/// A table of which more and more is withheld.
struct Holding<'a> {
    full: Vec<Vec<u64>>,
    held: Withheld,
    /// The rows that are withheld anyway, where the totals of the columns stand elsewhere.
    closed: Option<&'a [bool]>,
    least: u64,
}

impl<'a> Holding<'a> {
    fn new(counts: &[Vec<u64>], closed: Option<&'a [bool]>, least: u64) -> Self {
        let full = with_totals(counts);
        let columns = full[0].len();
        let held = Withheld { columns, marks: vec![false; full.len() * columns] };
        Self { full, held, closed, least }
    }

    fn done(mut self) -> Withheld {
        let begun = |at: &At| self.may_be_withheld(*at) && (self.is_closed(*at) || self.at(*at) < self.least);
        let mut found: Vec<At> = self.everything().filter(begun).collect();
        for at in &found {
            self.held.add(*at);
        }
        let mut next = 0;
        while let Some(at) = found.get(next).copied() {
            next += 1;
            if self.is_wide(at) {
                continue;
            }
            let more = match self.cheapest(at) {
                Some(corners) => corners.to_vec(),
                None => self.everything().filter(|at| self.may_be_withheld(*at)).collect(),
            };
            found.extend(more.into_iter().filter(|at| self.held.add(*at)));
        }
        self.held
    }

    fn everything(&self) -> impl Iterator<Item = At> + use<> {
        let (rows, columns) = (self.full.len(), self.held.columns);
        (0..rows).flat_map(move |r| (0..columns).map(move |c| (r, c)))
    }

    fn at(&self, (row, column): At) -> u64 {
        self.full[row][column]
    }

    fn last(&self) -> At {
        (self.full.len() - 1, self.held.columns - 1)
    }

    fn is_closed(&self, (row, _): At) -> bool {
        self.closed.is_some_and(|rows| rows.get(row) == Some(&true))
    }

    /// Zeros are published, and so are totals that stand elsewhere.
    fn may_be_withheld(&self, at: At) -> bool {
        self.at(at) > 0 && (self.closed.is_none() || at.0 < self.last().0)
    }

    fn room(&self, at: At) -> Room {
        let (n, width, last) = (self.at(at), self.least.saturating_sub(2), self.last());
        if self.is_closed(at) {
            // A total is at least one for each of its parts.
            let parts = self.full[at.0][..last.1].iter().filter(|n| **n > 0).count() as u64;
            let floor = if at.1 == last.1 { parts } else { 1 };
            return Room { down: n.saturating_sub(floor).min(width), up: width, both: width };
        }
        match at.0 < last.0 && at.1 < last.1 && n < self.least {
            true => Room { down: n - 1, up: self.least - 1 - n, both: width },
            false => Room { down: 0, up: 0, both: width },
        }
    }

    /// Whether a withheld count can go as far as it must.
    fn is_wide(&self, at: At) -> bool {
        let room = self.room(at);
        let open = |at: At| self.held.is(at.0, at.1);
        let up = slack(&self.full, open, at, true, room.both);
        let down = slack(&self.full, open, at, false, room.both);
        up >= room.up && down >= room.down && up + down >= room.both
    }

    /// The three counts that close a circle in which one can go far enough, and are the least loss.
    fn cheapest(&self, at: At) -> Option<[At; 3]> {
        let (row, column) = at;
        let (last, room) = (self.last(), self.room(at));
        // The totals of columns are what most people look for: they go last.
        let loss = |(r, c): At| match self.held.is(r, c) {
            true => 0,
            false => u128::from(self.full[r][c]) + if r == last.0 { u128::from(self.at(last)) } else { 0 },
        };
        let is_enough = |corners: &[At; 3]| {
            let up = circle_of(&self.full, at, corners, true);
            let down = circle_of(&self.full, at, corners, false);
            up >= room.up && down >= room.down && up.saturating_add(down) >= room.both
        };
        self.everything()
            .filter(|(r, c)| *r != row && *c != column)
            .map(|(r, c)| [(row, c), (r, c), (r, column)])
            .filter(|corners| corners.iter().all(|at| self.may_be_withheld(*at)) && is_enough(corners))
            .min_by_key(|corners| corners.iter().map(|at| loss(*at)).sum::<u128>())
    }
}

fn with_totals(counts: &[Vec<u64>]) -> Vec<Vec<u64>> {
    let width = counts.first().map_or(0, Vec::len);
    let column = |c: usize| counts.iter().map(|row| row[c]).sum();
    let rows = counts.iter().cloned();
    let mut full: Vec<Vec<u64>> = rows.chain([(0..width).map(column).collect()]).collect();
    for row in &mut full {
        row.push(row.iter().sum());
    }
    full
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(held: &Withheld) -> Vec<At> {
        let all = (0..held.marks.len()).map(|n| (n / held.columns, n % held.columns));
        all.filter(|(r, c)| held.is(*r, *c)).collect()
    }

    fn held(counts: &[Vec<u64>]) -> Vec<At> {
        marks(&withhold(counts, LEAST))
    }

    #[test]
    fn what_is_enough_or_nothing_is_published() {
        assert_eq!(held(&[vec![10, 0], vec![0, 999]]), []);
        assert_eq!(held(&[]), []);
    }

    #[test]
    fn a_small_count_never_stands_alone_in_its_row_or_column() {
        assert_eq!(held(&[vec![3, 40], vec![20, 30]]), [(0, 0), (0, 1), (1, 0), (1, 1)], "the totals stay");
        // Only one procedure has any of it: the total of the column would tell.
        assert_eq!(held(&[vec![3, 40], vec![0, 30]]), [(0, 0), (0, 1), (2, 0), (2, 1)]);
    }

    #[test]
    fn one_count_alone_is_not_told_by_its_totals() {
        assert_eq!(held(&[vec![3]]), [(0, 0), (0, 1), (1, 0), (1, 1)]);
        assert_eq!(held(&[vec![12]]), []);
    }

    /// One paper came 40 times online, once by mail and once by phone, another 30 times online. That 42 less 40 is two
    /// would tell that each of the two that are not zero is one.
    #[test]
    fn two_of_which_the_sum_is_two_are_not_told() {
        let held = held(&[vec![40, 1, 1], vec![30, 0, 0]]);
        for small in [(0, 1), (0, 2), (2, 1), (2, 2)] {
            assert!(held.contains(&small), "{small:?} is small");
        }
        assert!(held.contains(&(0, 0)) || held.contains(&(0, 3)), "{held:?}");
        assert!(held.contains(&(2, 0)) || held.contains(&(2, 3)), "{held:?}: so would the totals");
    }

    #[test]
    fn sums_that_stand_elsewhere_are_never_what_closes_a_circle() {
        let closed = [false, false, true];
        let counts = [vec![3, 400], vec![20, 300], vec![50, 0]];
        let held = marks(&withhold_under_sums(&counts, &closed, LEAST));
        assert_eq!(
            held,
            [(0, 0), (0, 2), (1, 0), (1, 2), (2, 0), (2, 2)],
            "three leave too little for the 50"
        );
        // One row alone is told by the sums: it is withheld all the same.
        assert_eq!(marks(&withhold_under_sums(&[vec![3, 40]], &[false], LEAST)), [(0, 0), (0, 1), (0, 2)]);
    }
}
