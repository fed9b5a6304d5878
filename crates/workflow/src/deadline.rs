//! 標準処理期間 (行政手続法6条): by when a decision is to be expected.

use madoguchi_vocab::{Actor, Date, Instant, workday::Calendar};

use crate::event::Event;

/// The day by which a submission should be decided: the `days`th open day after arrival, with the days a
/// correction took left out. A correction still open counts as lasting until `today`.
pub fn due(
    arrived: Instant,
    days: u32,
    pauses: &[(Date, Option<Date>)],
    today: Date,
    calendar: &Calendar,
) -> Date {
    let closed: Vec<(Date, Date)> =
        pauses.iter().map(|(from, to)| (*from, to.unwrap_or(today.max(*from)))).collect();
    calendar.due(arrived.date(), days, &closed)
}

/// The corrections in a history: from the day of asking to the day of answering, if it was answered.
pub fn pauses<'a>(
    history: impl IntoIterator<Item = (&'a Event, &'a Actor, Instant)>,
) -> Vec<(Date, Option<Date>)> {
    let mut out: Vec<(Date, Option<Date>)> = Vec::new();
    for (event, _, at) in history {
        match event {
            Event::CorrectionAsked { .. } => out.push((at.date(), None)),
            Event::CorrectionGiven { .. } | Event::Decided { .. } | Event::Withdrawn { .. } => {
                if let Some((_, end @ None)) = out.last_mut() {
                    *end = Some(at.date());
                }
            }
            Event::Submitted { .. }
            | Event::Accepted
            | Event::Taken
            | Event::Reopened { .. }
            | Event::Wrote { .. }
            | Event::Disposed => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    #[test]
    fn the_clock_stands_still_while_the_resident_mends() {
        let calendar = Calendar::japan();
        let arrived = at("2026-06-01T10:00:00+09:00");
        let asked = Event::CorrectionAsked { due: "2026-06-20".parse().unwrap(), items: vec![] };
        let given = Event::CorrectionGiven { changes: vec![], answers: None };
        let who = Actor::Resident;
        let open = [(&asked, &who, at("2026-06-04T09:00:00+09:00"))];
        let today: Date = "2026-06-10".parse().unwrap();
        assert_eq!(due(arrived, 10, &pauses(open), today, &calendar).to_string(), "2026-06-19");
        let answered = [open[0], (&given, &who, at("2026-06-10T20:00:00+09:00"))];
        let much_later: Date = "2026-08-01".parse().unwrap();
        assert_eq!(due(arrived, 10, &pauses(answered), much_later, &calendar).to_string(), "2026-06-19");
    }
}
