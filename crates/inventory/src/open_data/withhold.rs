//! Counts of few people are withheld, and so many others that none of them can be reckoned from a total.
//!
//! What is below [`LEAST`] and not zero is withheld: 厚生労働省「匿名医療保険等関連情報データベース（NDB）の利用に関する
//! ガイドライン」 lets no count of fewer than ten people be published, and zero be published. That alone would help
//! nothing: what stands alone in its row or column is the total less the rest.
//!
//! The table with its totals is a graph: rows and columns are the nodes, what is withheld are the edges. All its lines add
//! up, so a withheld count follows from what is published exactly where its edge is a bridge, that is, on no circle. Every
//! bridge is therefore closed to a circle with three more counts, the smallest there are; none of them is zero, so that
//! each count of a circle may as well be one more or one less.
//!
//! What is not looked at: that counts of one table are counts of another one too (twelve months are a year).

/// Fewer than so many are withheld.
pub const LEAST: u64 = 10;

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
}

/// Says what is withheld of a table. Every row has as many counts as the first.
pub fn withhold(counts: &[Vec<u64>], least: u64) -> Withheld {
    let full = with_totals(counts);
    let columns = full[0].len();
    let mut held =
        Withheld { columns, marks: full.iter().flatten().map(|n| (1..least).contains(n)).collect() };
    while let Some((row, column)) = bridge(&held, full.len()) {
        let Some(circle) = cheapest(&full, &held, row, column) else { break };
        for (r, c) in circle {
            held.marks[r * columns + c] = true;
        }
    }
    held
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

/// The three counts that close the circle of one and are the least loss.
fn cheapest(full: &[Vec<u64>], held: &Withheld, row: usize, column: usize) -> Option<[(usize, usize); 3]> {
    let (rows, columns) = (full.len(), held.columns);
    let everything = full[rows - 1][columns - 1];
    // The totals of columns are what most people look for: they go last.
    let loss = |(r, c): (usize, usize)| match held.is(r, c) {
        true => 0,
        false => u128::from(full[r][c]) + if r + 1 == rows { u128::from(everything) } else { 0 },
    };
    let others = (0..rows).filter(|r| *r != row).flat_map(|r| (0..columns).map(move |c| (r, c)));
    others
        .filter(|(_, c)| *c != column)
        .map(|(r, c)| [(row, c), (r, column), (r, c)])
        .filter(|corners| corners.iter().all(|(r, c)| full[*r][*c] > 0))
        .min_by_key(|corners| corners.iter().map(|at| loss(*at)).sum::<u128>())
}

/// A withheld count that lies on no circle.
fn bridge(held: &Withheld, rows: usize) -> Option<(usize, usize)> {
    let mut walk = Walk { held, rows, seen: vec![0; rows + held.columns], step: 0, found: None };
    for row in 0..rows {
        if walk.seen[row] == 0 {
            walk.go(row, None);
        }
    }
    walk.found
}

/// A walk in depth over rows (from 0) and columns (behind them) that finds a bridge: an edge from behind which nothing leads
/// back before it.
struct Walk<'a> {
    held: &'a Withheld,
    rows: usize,
    seen: Vec<usize>,
    step: usize,
    found: Option<(usize, usize)>,
}

impl Walk<'_> {
    /// Gives the earliest step that is reached from behind this node.
    fn go(&mut self, node: usize, from: Option<usize>) -> usize {
        self.step += 1;
        self.seen[node] = self.step;
        let here = self.step;
        let (rows, all) = (self.rows, self.rows + self.held.columns);
        let others = if node < rows { rows..all } else { 0..rows };
        let mut earliest = here;
        for other in others {
            let (row, column) = if node < rows { (node, other - rows) } else { (other, node - rows) };
            if Some(other) == from || !self.held.is(row, column) {
                continue;
            }
            if self.seen[other] > 0 {
                earliest = earliest.min(self.seen[other]);
                continue;
            }
            let behind = self.go(other, Some(node));
            if behind > here && self.found.is_none() {
                self.found = Some((row, column));
            }
            earliest = earliest.min(behind);
        }
        earliest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(counts: &[Vec<u64>]) -> Vec<(usize, usize)> {
        let (rows, columns) = (counts.len() + 1, counts[0].len() + 1);
        let held = withhold(counts, LEAST);
        let all = (0..rows).flat_map(|r| (0..columns).map(move |c| (r, c)));
        all.filter(|(r, c)| held.is(*r, *c)).collect()
    }

    #[test]
    fn what_is_enough_or_nothing_is_published() {
        assert_eq!(held(&[vec![10, 0], vec![0, 999]]), []);
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
}
