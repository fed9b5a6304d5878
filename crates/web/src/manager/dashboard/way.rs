//! From here to the target: which department lacks how much, and which procedures would bring most.

use madoguchi_app::Overview;
use madoguchi_inventory::{Gap, Goal, Ratio, Running, gap};
use madoguchi_vocab::number::thousands;

use super::{
    Known,
    cards::{points, signed},
};
use crate::chart::{BarCell, bar_cell, bar_step};

/// How many procedures are shown.
const SHOWN: usize = 10;

/// A step of the waterfall.
pub struct Step {
    pub name: String,
    pub url: Option<String>,
    /// Where its own rate stands.
    pub rate: String,
    pub points: String,
    pub bar: BarCell,
}

/// The way to the target by department.
pub struct Way {
    pub target: u32,
    /// The scale of the bars, in percent: where something happens, not from nothing.
    pub from: i64,
    pub to: i64,
    pub says: String,
    pub steps: Vec<Step>,
    /// Departments that lack nothing and have nothing to spare.
    pub even: usize,
}

/// The waterfall; none where there is no rate, or the target is reached.
pub fn waterfall(page: &Overview, known: &Known) -> Option<Way> {
    let (now, target) = (page.now()?, page.aim.target);
    let gap = gap(&now.facts, now.rule, now.as_of, target).filter(|gap| gap.start < gap.target)?;
    let (from, to) = scale(&gap);
    let on = |tenths: i64| (tenths - from * 10) as f64 * 10.0 / (to - from) as f64;
    let tick = on(gap.target);
    let whole = |name: String, at: i64| Step {
        name,
        url: None,
        rate: String::new(),
        points: format!("{} %", points(at)),
        bar: bar_cell(on(at), Some(tick)),
    };
    let mut steps = vec![whole("今の率".to_owned(), gap.start)];
    let mut at = gap.start;
    for part in gap.parts.iter().filter(|p| p.tenths != 0) {
        steps.push(Step {
            name: known.name(&part.department),
            url: known.page(&part.department),
            rate: part.rate.map_or_else(|| "—".to_owned(), |r: Ratio| format!("{} %", r.percent())),
            points: signed(part.tenths),
            bar: bar_step(on(at), on(at + part.tenths), tick),
        });
        at += part.tenths;
    }
    steps.push(whole(format!("目標 {target} %"), at));
    let says = match gap.parts.first().filter(|p| p.tenths > 0) {
        Some(most) => format!(
            "目標まで {} ポイント。いちばん大きいのは{}の {} ポイントです。",
            points(gap.target - gap.start),
            known.name(&most.department),
            points(most.tenths),
        ),
        None => format!("目標まで {} ポイントです。", points(gap.target - gap.start)),
    };
    Some(Way { target, from, to, says, even: gap.parts.iter().filter(|p| p.tenths == 0).count(), steps })
}

/// Round tens around everything that is drawn, so that small steps are seen.
fn scale(gap: &Gap) -> (i64, i64) {
    let mut at = gap.start;
    let (mut low, mut high) = (gap.start.min(gap.target), gap.start.max(gap.target));
    for part in &gap.parts {
        at += part.tenths;
        (low, high) = (low.min(at), high.max(at));
    }
    // A bar of no length says nothing.
    ((low - 1).div_euclid(100) * 10, ((high + 99).div_euclid(100) * 10))
}

/// A procedure that would bring the rate on.
pub struct Candidate {
    pub name: String,
    pub url: String,
    pub department: String,
    pub volume: String,
    pub share: String,
    pub bar: BarCell,
    pub then: String,
}

/// What to put online next.
pub struct Pareto {
    pub says: String,
    pub rows: Vec<Candidate>,
    pub more: usize,
}

/// The procedures that bring most, each with the share that it and all above it have of what is not online.
pub fn pareto(page: &Overview, known: &Known) -> Pareto {
    let row = |Running { candidate: c, share, after }: Running<'_>| Candidate {
        name: c.name.clone(),
        url: known.procedure(&c.id),
        department: known.name(&c.department),
        volume: c.volume.map_or_else(|| "不明".to_owned(), thousands),
        share: share.map_or_else(|| "—".to_owned(), |s| format!("{} %", s.percent())),
        bar: bar_cell(share.map_or(0.0, |s| s.to_f64() * 100.0), None),
        then: super::course::share(after.rate(Goal::Volume)),
    };
    let rows: Vec<Candidate> = page.road.running().take(SHOWN).map(row).collect();
    let says = match (rows.len(), rows.last()) {
        (0, _) | (_, None) => String::new(),
        (n, Some(last)) => format!(
            "上の {n} 手続きで、まだオンラインでない件数の {} になります。全部できると {} です。",
            last.share, last.then
        ),
    };
    Pareto { says, more: page.road.ranked.len() - rows.len(), rows }
}
