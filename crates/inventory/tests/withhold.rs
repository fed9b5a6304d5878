//! What is published of a table tells little of what is withheld, whatever the table is: for each withheld count other
//! tables are found of which the same is published, and in which it is something else.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use madoguchi_inventory::{LEAST, withhold, withhold_under_sums};
use proptest::prelude::*;

type Full = Vec<Vec<u64>>;
type At = (usize, usize);

/// The table with its totals.
fn with_totals(counts: &[Vec<u64>]) -> Full {
    let mut full = counts.to_vec();
    full.push((0..counts[0].len()).map(|c| counts.iter().map(|row| row[c]).sum()).collect());
    for row in &mut full {
        row.push(row.iter().sum());
    }
    full
}

fn all(full: &Full) -> impl Iterator<Item = At> + use<> {
    let (rows, columns) = (full.len(), full[0].len());
    (0..rows).flat_map(move |r| (0..columns).map(move |c| (r, c)))
}

/// Makes a line that is out by one right again, by one more or less of a withheld count in it and then in the other line
/// of that count, and so on, until a line that is out the other way is right too. `true` if that is possible.
fn mend(
    full: &mut Full,
    is: &impl Fn(usize, usize) -> bool,
    (line, is_row): (usize, bool),
    seen: &mut Vec<(usize, bool)>,
) -> bool {
    seen.push((line, is_row));
    let (rows, columns) = (full.len(), full[0].len());
    let out = |full: &Full, line: usize, is_row: bool| {
        let cells: Vec<i128> = match is_row {
            true => full[line].iter().map(|n| i128::from(*n)).collect(),
            false => full.iter().map(|row| i128::from(row[line])).collect(),
        };
        let (total, parts) = cells.split_last().unwrap();
        parts.iter().sum::<i128>() - total
    };
    let wrong = out(full, line, is_row);
    if wrong == 0 {
        return true;
    }
    for other in 0..if is_row { columns } else { rows } {
        let (r, c) = if is_row { (line, other) } else { (other, line) };
        let is_last = other + 1 == if is_row { columns } else { rows };
        // A part that is one less, or a total that is one more, mends a line that is one too much.
        let up = (wrong > 0) == is_last;
        if !is(r, c) || seen.contains(&(other, !is_row)) || (!up && full[r][c] == 1) {
            continue;
        }
        full[r][c] = if up { full[r][c] + 1 } else { full[r][c] - 1 };
        if mend(full, is, (other, !is_row), seen) {
            return true;
        }
        full[r][c] = if up { full[r][c] - 1 } else { full[r][c] + 1 };
    }
    false
}

/// The least and the most a withheld count can be, as far as 20 from what it is. Every table on the way there is looked at:
/// it says the same in all that is published, it adds up, and nothing withheld is zero in it.
fn reach(full: &Full, is: impl Fn(usize, usize) -> bool, at: At) -> (u64, u64) {
    let go = |up: bool| {
        let mut now = full.clone();
        for _ in 0..20 {
            let mut next = now.clone();
            if !up && next[at.0][at.1] == 1 {
                break;
            }
            next[at.0][at.1] = if up { next[at.0][at.1] + 1 } else { next[at.0][at.1] - 1 };
            let others = |r, c| (r, c) != at && is(r, c);
            if !mend(&mut next, &others, (at.0, true), &mut vec![]) {
                break;
            }
            let parts: Vec<Vec<u64>> =
                next[..next.len() - 1].iter().map(|row| row[..row.len() - 1].to_vec()).collect();
            assert_eq!(next, with_totals(&parts), "it adds up");
            for (r, c) in all(full) {
                assert!(if is(r, c) { next[r][c] > 0 } else { next[r][c] == full[r][c] });
            }
            now = next;
        }
        now[at.0][at.1]
    };
    (go(false), go(true))
}

fn table() -> impl Strategy<Value = Vec<Vec<u64>>> {
    let count = prop_oneof![3 => Just(0u64), 4 => 1..10u64, 4 => 10..40u64, 1 => 1_000..100_000u64];
    (1..7usize, 1..5usize).prop_flat_map(move |(rows, columns)| {
        prop::collection::vec(prop::collection::vec(count.clone(), columns), rows)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    /// Nothing small is published and zero always is. A small count may be anything from 1 to 9, and every other withheld
    /// count has nine values open as well, so that what is published tells no more of them than that they are small.
    #[test]
    fn nothing_withheld_follows_from_what_is_published(counts in table()) {
        let full = with_totals(&counts);
        let held = withhold(&counts, LEAST);
        for (r, c) in all(&full) {
            let n = full[r][c];
            prop_assert!(held.is(r, c) || !(1..LEAST).contains(&n), "{n} at {r}, {c}");
            prop_assert!(!held.is(r, c) || n > 0, "zero at {r}, {c} is withheld");
            if !held.is(r, c) {
                continue;
            }
            let (low, high) = reach(&full, |r, c| held.is(r, c), (r, c));
            prop_assert!(high - low >= LEAST - 2, "{r}, {c} is from {low} to {high} in {full:?}");
            if n < LEAST && r < counts.len() && c < counts[0].len() {
                prop_assert!(low == 1 && high >= LEAST - 1, "{r}, {c} is from {low} to {high} in {full:?}");
            }
        }
    }

    /// The same under sums that are published in any case, as far as there is anything left to withhold. Of rows that are
    /// withheld whatever they count, each count has eight values open on both sides.
    #[test]
    fn nothing_withheld_follows_under_sums((counts, closed) in table().prop_flat_map(|counts| {
        let rows = counts.len();
        (Just(counts), prop::collection::vec(prop::bool::weighted(0.3), rows))
    })) {
        let full = with_totals(&counts);
        let (rows, columns) = (counts.len(), counts[0].len());
        let held = withhold_under_sums(&counts, &closed, LEAST);
        prop_assert!(all(&full).all(|(r, c)| r < rows || !held.is(r, c)), "the sums stand");
        if all(&full).all(|(r, c)| r == rows || full[r][c] == 0 || held.is(r, c)) {
            return Ok(());
        }
        for (r, c) in all(&full).filter(|(r, _)| *r < rows) {
            let n = full[r][c];
            prop_assert_eq!(held.is(r, c) && n == 0, false);
            prop_assert!(held.is(r, c) || n == 0 || n >= LEAST && !closed[r], "{} at {}, {}", n, r, c);
            if !held.is(r, c) {
                continue;
            }
            let (low, high) = reach(&full, |r, c| held.is(r, c), (r, c));
            prop_assert!(high - low >= LEAST - 2, "{r}, {c} is from {low} to {high} in {full:?}");
            if n < LEAST && c < columns {
                prop_assert!(low == 1 && high >= LEAST - 1, "{r}, {c} is from {low} to {high} in {full:?}");
            }
            if closed[r] {
                let parts = full[r][..columns].iter().filter(|n| **n > 0).count() as u64;
                let floor = if c == columns { parts } else { 1 };
                prop_assert!(low <= floor.max(n.saturating_sub(LEAST - 2)), "{r}, {c} from {low} in {full:?}");
                prop_assert!(high >= n + LEAST - 2, "{r}, {c} to {high} in {full:?}");
            }
        }
    }

    /// A table without small counts is published as it is.
    #[test]
    fn what_needs_no_withholding_is_published(counts in prop::collection::vec(prop::collection::vec(10..99u64, 3), 1..9)) {
        let held = withhold(&counts, LEAST);
        prop_assert!((0..=counts.len()).all(|r| (0..4).all(|c| !held.is(r, c))));
    }
}

/// The proof itself finds what subtraction tells, and what it tells of counts that are not zero.
#[test]
fn the_proof_sees_what_primary_withholding_leaves_open() {
    let full = with_totals(&[vec![3, 40], vec![20, 30]]);
    assert_eq!(reach(&full, |r, c| (1..LEAST).contains(&full[r][c]), (0, 0)), (3, 3));
    // Two circles and the one count between them: every line has two, and it follows all the same.
    let mut counts = vec![vec![50u64; 4]; 4];
    counts[1][2] = 5;
    let full = with_totals(&counts);
    let circles = [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (2, 2), (2, 3), (3, 2), (3, 3)];
    assert_eq!(reach(&full, |r, c| circles.contains(&(r, c)), (1, 2)), (5, 5));
    assert_eq!(reach(&full, |r, c| circles.contains(&(r, c)), (0, 0)), (30, 70));
    // 42 less 40 is two, and neither of the two is zero: each lies on a circle, and is one.
    let full = with_totals(&[vec![40, 1, 1], vec![30, 0, 0]]);
    assert_eq!(reach(&full, |r, c| (1..LEAST).contains(&full[r][c]), (0, 1)), (1, 1));
    let held = withhold(&[vec![40, 1, 1], vec![30, 0, 0]], LEAST);
    assert!(reach(&full, |r, c| held.is(r, c), (0, 1)).1 >= LEAST - 1);
}
