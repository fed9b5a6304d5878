//! Volumes that count themselves: what came for a paper, by the way it came.

use std::collections::BTreeMap;

use chrono::{Days, Months};
use madoguchi_vocab::{Date, Slug};

use crate::procedure::{Channel, Method, Procedure};

/// What came for one paper in twelve months.
pub type Counts = BTreeMap<Slug, BTreeMap<Channel, u64>>;

/// The twelve months that end with a day: from the same day of the year before, without it.
pub fn window(until: Date) -> Date {
    until.checked_sub_months(Months::new(12)).map_or(until, |day| day + Days::new(1))
}

/// The way a submission came, as the cabinet names it. What was handed in on paper came over the counter.
pub fn way(channel: &str) -> Channel {
    match channel {
        "online" => Channel::Platform,
        other => Channel::parse(other).unwrap_or(Channel::Counter),
    }
}

/// Gives procedures whose volume is counted here the volume of the twelve months that end with `until`. A paper for which
/// nothing came has had none: that is known.
pub fn counted(procedures: &mut [Procedure], counts: &Counts, until: Date) {
    for p in procedures.iter_mut().filter(|p| p.volume.method == Method::Counted) {
        let by_channel = p.paper.as_ref().and_then(|slug| counts.get(slug)).cloned().unwrap_or_default();
        p.volume.total = Some(by_channel.values().sum());
        p.volume.online = Some(by_channel.get(&Channel::Platform).copied().unwrap_or(0));
        p.volume.year = None;
        p.volume.source = format!("この窓口で数えた件数（{} から {until} まで）", window(until));
        p.volume.by_channel = by_channel;
    }
}
