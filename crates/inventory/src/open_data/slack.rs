//! How far a withheld count can go, whatever else is withheld.
//!
//! A table with its totals is a graph: rows and columns are the nodes, withheld counts the edges. All lines add up and what
//! is published stands, so counts change along circles alone, in turn by one more and by one less; a total counts the other
//! way round, as it stands on the other side of its line. Nothing withheld becomes zero. So the most by which a count can
//! rise or fall is the most that flows in circles through it (Ford and Fulkerson, on the shortest way each time: Edmonds and
//! Karp), and every number on the way there is possible too.

use std::collections::VecDeque;

use super::withhold::At;

/// Whether a count is the total of a row or of a column, and not of both: the total of all is on the side of the counts.
fn is_total(full: &[Vec<u64>], (row, column): At) -> bool {
    (row + 1 == full.len()) != (column + 1 == full[0].len())
}

/// Whether a count on a circle rises if another one does: `turns` is whether an odd number of corners lies between them.
fn rises_too(full: &[Vec<u64>], at: At, rises: bool, on: At, turns: bool) -> bool {
    rises ^ is_total(full, at) ^ is_total(full, on) ^ turns
}

/// By how much a count can rise or fall on the circle of it with three others, each of which follows on the one before.
pub(super) fn circle_of(full: &[Vec<u64>], at: At, others: &[At; 3], rises: bool) -> u64 {
    let all = [at].into_iter().chain(others.iter().copied()).enumerate();
    let falling = all.filter(|(nth, on)| !rises_too(full, at, rises, *on, nth % 2 == 1));
    falling.map(|(_, (r, c))| full[r][c].saturating_sub(1)).min().unwrap_or(u64::MAX)
}

/// By how much a count can rise or fall, if these are open; more than `enough` is not looked for.
pub(super) fn slack(
    full: &[Vec<u64>],
    is_open: impl Fn(At) -> bool,
    at: At,
    rises: bool,
    enough: u64,
) -> u64 {
    let enough = if rises { enough } else { enough.min(full[at.0][at.1].saturating_sub(1)) };
    let mut now = full.to_vec();
    let mut gone = 0;
    while gone < enough {
        let Some(way) = shortest(&now, &is_open, at, rises) else { break };
        let falling = way.iter().filter(|(_, up)| !up).map(|((r, c), _)| now[*r][*c] - 1);
        let step = falling.min().unwrap_or(enough).min(enough - gone);
        for ((r, c), up) in way {
            now[r][c] = if up { now[r][c] + step } else { now[r][c] - step };
        }
        gone += step;
    }
    gone
}

/// The shortest way on open counts from the row of a count back to its column, and which of them rise on it.
fn shortest(now: &[Vec<u64>], is_open: &impl Fn(At) -> bool, at: At, rises: bool) -> Option<Vec<(At, bool)>> {
    let (rows, all) = (now.len(), now.len() + now[0].len());
    // The count between two nodes, and whether it rises when the way goes from the first to the second.
    let between = |from: usize, to: usize| {
        let on = if from < rows { (from, to - rows) } else { (to, from - rows) };
        (on, rises_too(now, at, rises, on, from < rows))
    };
    let goal = rows + at.1;
    let mut before: Vec<Option<usize>> = vec![None; all];
    before[at.0] = Some(at.0);
    let mut next = VecDeque::from([at.0]);
    while let Some(node) = next.pop_front().filter(|_| before[goal].is_none()) {
        for other in if node < rows { rows..all } else { 0..rows } {
            let (on, up) = between(node, other);
            if before[other].is_none() && on != at && is_open(on) && (up || now[on.0][on.1] > 1) {
                before[other] = Some(node);
                next.push_back(other);
            }
        }
    }
    let mut way = vec![];
    let mut node = goal;
    while node != at.0 {
        let from = before[node]?;
        way.push(between(from, node));
        node = from;
    }
    Some(way)
}
