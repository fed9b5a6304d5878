//! What is published of a table tells nothing of what is withheld, whatever the table is.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use madoguchi_inventory::{LEAST, withhold};
use proptest::prelude::*;

/// The table with its totals.
fn with_totals(counts: &[Vec<u64>]) -> Vec<Vec<u64>> {
    let mut full = counts.to_vec();
    full.push((0..counts[0].len()).map(|c| counts.iter().map(|row| row[c]).sum()).collect());
    for row in &mut full {
        row.push(row.iter().sum());
    }
    full
}

/// A prime larger than any number that comes up: reckoning in its remainders is exact enough to tell zero from not zero.
const PRIME: i128 = (1 << 61) - 1;

fn inverse(of: i128) -> i128 {
    let (mut result, mut base, mut exponent) = (1, of.rem_euclid(PRIME), PRIME - 2);
    while exponent > 0 {
        if exponent % 2 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        exponent /= 2;
    }
    result
}

/// The withheld counts that any adding and subtracting of lines gives: what is published is known, every row and column
/// adds up to its total, and the equations are solved as far as they can be.
fn derivable(full: &[Vec<u64>], is: impl Fn(usize, usize) -> bool) -> Vec<(usize, usize)> {
    let (rows, columns) = (full.len(), full[0].len());
    let unknown: Vec<_> =
        (0..rows).flat_map(|r| (0..columns).map(move |c| (r, c))).filter(|(r, c)| is(*r, *c)).collect();
    let sign = |last: bool| if last { PRIME - 1 } else { 1 };
    let mut equations: Vec<Vec<i128>> = Vec::new();
    for row in 0..rows {
        let at = |(r, c): &(usize, usize)| if *r == row { sign(c + 1 == columns) } else { 0 };
        equations.push(unknown.iter().map(at).collect());
    }
    for column in 0..columns {
        let at = |(r, c): &(usize, usize)| if *c == column { sign(r + 1 == rows) } else { 0 };
        equations.push(unknown.iter().map(at).collect());
    }
    let mut done = 0;
    for column in 0..unknown.len() {
        let Some(pivot) = (done..equations.len()).find(|e| equations[*e][column] != 0) else { continue };
        equations.swap(done, pivot);
        let factor = inverse(equations[done][column]);
        let head: Vec<i128> = equations[done].iter().map(|n| n * factor % PRIME).collect();
        equations[done] = head.clone();
        for (e, equation) in equations.iter_mut().enumerate() {
            let times = equation[column];
            if e != done && times != 0 {
                for (n, h) in equation.iter_mut().zip(&head) {
                    *n = (*n - times * h % PRIME).rem_euclid(PRIME);
                }
            }
        }
        done += 1;
    }
    let alone = |equation: &Vec<i128>| {
        let mut not_zero = equation.iter().enumerate().filter(|(_, n)| **n != 0);
        let first = not_zero.next()?;
        not_zero.next().is_none().then_some(unknown[first.0])
    };
    equations.iter().filter_map(alone).collect()
}

fn table() -> impl Strategy<Value = Vec<Vec<u64>>> {
    let count = prop_oneof![3 => Just(0u64), 4 => 1..10u64, 4 => 10..40u64, 1 => 1_000..100_000u64];
    (1..7usize, 1..5usize).prop_flat_map(move |(rows, columns)| {
        prop::collection::vec(prop::collection::vec(count.clone(), columns), rows)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    /// Nothing small is published, zero always is, and no adding and subtracting of rows, columns and totals gives back what
    /// is withheld.
    #[test]
    fn nothing_withheld_follows_from_what_is_published(counts in table()) {
        let full = with_totals(&counts);
        let held = withhold(&counts, LEAST);
        for (r, row) in full.iter().enumerate() {
            for (c, count) in row.iter().enumerate() {
                prop_assert!(held.is(r, c) || !(1..LEAST).contains(count), "{count} at {r}, {c}");
                prop_assert!(!held.is(r, c) || *count > 0, "zero at {r}, {c} is withheld");
            }
            let alone = (0..row.len()).filter(|c| held.is(r, *c)).count() == 1;
            prop_assert!(!alone, "one alone in row {}", r);
        }
        for c in 0..full[0].len() {
            let alone = (0..full.len()).filter(|r| held.is(*r, c)).count() == 1;
            prop_assert!(!alone, "one alone in column {}", c);
        }
        let told = derivable(&full, |r, c| held.is(r, c));
        prop_assert!(told.is_empty(), "{told:?} of {full:?}");
    }

    /// A table without small counts is published as it is.
    #[test]
    fn what_needs_no_withholding_is_published(counts in prop::collection::vec(prop::collection::vec(10..99u64, 3), 1..9)) {
        let held = withhold(&counts, LEAST);
        prop_assert!((0..=counts.len()).all(|r| (0..4).all(|c| !held.is(r, c))));
    }
}

/// The proof itself finds what subtraction tells.
#[test]
fn the_proof_sees_what_primary_withholding_leaves_open() {
    let full = with_totals(&[vec![3, 40], vec![20, 30]]);
    assert_eq!(derivable(&full, |r, c| (1..LEAST).contains(&full[r][c])), [(0, 0)]);
    // Two circles and the one count between them: every line has two, and it follows all the same.
    let mut counts = vec![vec![50u64; 4]; 4];
    counts[1][2] = 5;
    let full = with_totals(&counts);
    let circles = [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (2, 2), (2, 3), (3, 2), (3, 3)];
    assert_eq!(derivable(&full, |r, c| circles.contains(&(r, c))), [(1, 2)]);
    let held = withhold(&counts, LEAST);
    assert!(held.is(1, 2) && derivable(&full, |r, c| held.is(r, c)).is_empty());
    assert_eq!(full.last().unwrap().last(), Some(&755));
}
