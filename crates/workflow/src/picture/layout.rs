//! Where the boxes stand and how the arrows run: rows from the first step down to the ends; an arrow to the next row
//! goes straight, every other runs through the gaps between the rows and a lane at the right, so that none crosses a
//! box.

use std::collections::{BTreeMap, VecDeque};

use super::Arrow;
use crate::definition::{Definition, Step};

/// Units of the picture; with text of 13 units they are pixels at its natural size.
pub(super) const BOX: (i32, i32) = (150, 40);
const ASIDE: i32 = 24;
const MARGIN: i32 = 12;
/// Between two lanes, so that the numbers on them do not touch.
const LANE: i32 = 26;
/// Between two lines in the gap between rows.
const LINE: i32 = 9;
/// The height of a gap that no line runs through.
const GAP: i32 = 44;

/// The corners of an arrow and the place of its number.
pub(super) struct Course {
    pub points: Vec<(i32, i32)>,
    pub number: (i32, i32),
}

/// The whole drawing.
pub(super) struct Layout<'a> {
    pub size: (i32, i32),
    /// The boxes by their left upper corner.
    pub boxes: Vec<(&'a Step, (i32, i32))>,
    /// As many as there are arrows, in their order.
    pub courses: Vec<Course>,
}

pub(super) fn lay_out<'a>(d: &'a Definition, arrows: &[Arrow<'a>]) -> Layout<'a> {
    let rows = rows(d, arrows);
    let at = |step: &Step| rows.iter().position(|row| row.iter().any(|s| s.key == step.key)).unwrap_or(0);
    let is_straight = |a: &Arrow<'_>| at(a.to) == at(a.from) + 1;
    // A detour leaves through the gap below its box and comes in through the gap above its goal.
    let (mut below, mut above) = (vec![0; rows.len() + 1], vec![0; rows.len() + 1]);
    for a in arrows.iter().filter(|a| !is_straight(a)) {
        below[at(a.from) + 1] += 1;
        above[at(a.to)] += 1;
    }
    let widest = rows.iter().map(Vec::len).max().unwrap_or(1) as i32;
    let width = widest * (BOX.0 + ASIDE) - ASIDE;
    let mut boxes = vec![];
    let mut tops = vec![];
    let mut y = MARGIN;
    for (i, row) in rows.iter().enumerate() {
        y += LINE * (above[i] + below[i]) + if i == 0 { 0 } else { GAP };
        tops.push(y);
        let own = row.len() as i32 * (BOX.0 + ASIDE) - ASIDE;
        let left = MARGIN + (width - own) / 2;
        boxes.extend(row.iter().zip(0..).map(|(step, n)| (*step, (left + n * (BOX.0 + ASIDE), y))));
        y += BOX.1;
    }
    let height = y + LINE * below[rows.len()] + MARGIN;

    let corner = |step: &Step| boxes.iter().find(|(s, _)| s.key == step.key).map_or((0, 0), |(_, at)| *at);
    let ports = ports(arrows, &corner);
    let (mut left_below, mut left_above) = (vec![0; rows.len() + 1], vec![0; rows.len() + 1]);
    let mut lane = MARGIN + width + LANE / 2;
    let courses = arrows.iter().zip(ports).map(|(a, (out, into))| {
        let (from, to) = (corner(a.from), corner(a.to));
        let (start, end) = ((from.0 + out, from.1 + BOX.1), (to.0 + into, to.1));
        if is_straight(a) {
            let number = (start.0 + (end.0 - start.0) * 2 / 3, start.1 + (end.1 - start.1) * 2 / 3);
            return Course { points: vec![start, end], number };
        }
        left_below[at(a.from) + 1] += 1;
        left_above[at(a.to)] += 1;
        let leaves = start.1 + LINE * left_below[at(a.from) + 1];
        let enters = end.1 - 8 - LINE * left_above[at(a.to)];
        let course = Course {
            points: vec![start, (start.0, leaves), (lane, leaves), (lane, enters), (end.0, enters), end],
            number: (lane, (leaves + enters) / 2),
        };
        lane += LANE;
        course
    });
    let courses: Vec<_> = courses.collect();
    Layout { size: (lane - LANE / 2 + MARGIN, height), boxes, courses }
}

/// The steps by how many moves they are from the first; the ends are the last row. What only is reached from
/// everywhere is not drawn.
fn rows<'a>(d: &'a Definition, arrows: &[Arrow<'a>]) -> Vec<Vec<&'a Step>> {
    let mut distance: BTreeMap<&str, usize> = BTreeMap::new();
    let mut next: VecDeque<_> = d.steps.first().map(|s| (s, 0)).into_iter().collect();
    while let Some((step, n)) = next.pop_front() {
        if distance.contains_key(step.key.as_str()) {
            continue;
        }
        distance.insert(step.key.as_str(), n);
        next.extend(arrows.iter().filter(|a| a.from.key == step.key).map(|a| (a.to, n + 1)));
    }
    let reached = || d.steps.iter().filter_map(|s| distance.get(s.key.as_str()).map(|n| (s, *n)));
    let last = reached().filter(|(s, _)| !s.stage.is_final()).map(|(_, n)| n + 1).max().unwrap_or(0);
    let mut rows = vec![vec![]; last + 1];
    for (step, n) in reached() {
        rows[if step.stage.is_final() { last } else { n }].push(step);
    }
    rows
}

/// Where arrows leave and meet their boxes, from the left edge of each: side by side in the order of the other ends.
fn ports(arrows: &[Arrow<'_>], corner: &impl Fn(&Step) -> (i32, i32)) -> Vec<(i32, i32)> {
    let place = |mine: usize, of: &dyn Fn(&Arrow<'_>) -> (String, i32)| {
        let (own, _) = of(&arrows[mine]);
        let mut all: Vec<_> = (0..arrows.len()).filter(|i| of(&arrows[*i]).0 == own).collect();
        all.sort_by_key(|i| of(&arrows[*i]).1);
        let n = all.iter().position(|i| *i == mine).unwrap_or(0) as i32;
        BOX.0 * (n + 1) / (all.len() as i32 + 1)
    };
    let leaving = |a: &Arrow<'_>| (a.from.key.to_string(), corner(a.to).0);
    let meeting = |a: &Arrow<'_>| (a.to.key.to_string(), corner(a.from).0);
    (0..arrows.len()).map(|i| (place(i, &leaving), place(i, &meeting))).collect()
}
