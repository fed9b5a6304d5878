//! Where the departments stand: the rate as a bar, the target as a tick.

use madoguchi_app::RatesPage;
use madoguchi_inventory::{RateId, by_department, rates};

use super::Known;
use crate::chart::{BarCell, bar_cell};

/// A department's line.
pub struct Line {
    pub name: String,
    /// Its page.
    pub url: Option<String>,
    pub able: String,
    pub all: String,
    pub able_url: String,
    pub all_url: String,
    pub volume: String,
    pub bar: Option<BarCell>,
}

/// Every department with a row, the highest rate first; behind them those of which no volume is known.
pub fn lines(page: &RatesPage, known: &Known, target: u32) -> Vec<Line> {
    let mut lines: Vec<(f64, Line)> = by_department(&page.facts)
        .into_iter()
        .map(|(id, facts)| {
            let rates = rates(&facts, page.rule, page.as_of);
            let (kinds, volume) =
                (&rates[RateId::OnlineByKind as usize], &rates[RateId::OnlineByVolume as usize]);
            let rows = |part: &str| {
                let of =
                    if id.0.is_empty() { "list=none".to_owned() } else { format!("department={}", id.0) };
                format!("/manage/inventory?rate=online_by_kind&part={part}&{of}&as_of={}", page.as_of)
            };
            let line = Line {
                name: known.name(&id),
                url: known.page(&id),
                able: kinds.numerator(),
                all: kinds.denominator.to_string(),
                able_url: rows("numerator"),
                all_url: rows("denominator"),
                volume: volume.percent(),
                bar: volume.value.map(|v| bar_cell(v.to_f64() * 100.0, Some(f64::from(target)))),
            };
            (volume.value.map_or(-1.0, |v| v.to_f64() * 100.0), line)
        })
        .collect();
    lines.sort_by(|a, b| b.0.total_cmp(&a.0));
    lines.into_iter().map(|(_, line)| line).collect()
}
