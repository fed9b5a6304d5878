//! 標準処理期間 (行政手続法6条): by when a decision is to be expected.

use madoguchi_vocab::{Actor, Date, Instant, workday::Calendar};

use crate::event::{Event, Settled};

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

/// The times in a history that are not the office's: from asking for a correction to its answer, and from asking for
/// a fee to the day it was paid. They may overlap; a day counts once. Days before the office has said what is to be paid are
/// its own, also where the fee comes first.
pub fn pauses<'a>(
    history: impl IntoIterator<Item = (&'a Event, &'a Actor, Instant)>,
) -> Vec<(Date, Option<Date>)> {
    let mut out: Vec<(Date, Option<Date>)> = Vec::new();
    let (mut mending, mut owing): (Option<Date>, Option<Date>) = (None, None);
    for (event, _, at) in history {
        let day = at.date();
        let mut close = |open: &mut Option<Date>, until: Date| {
            out.extend(open.take().map(|from| (from, Some(until.max(from)))));
        };
        match event {
            Event::CorrectionAsked { .. } => mending = mending.or(Some(day)),
            Event::CorrectionGiven { .. } => close(&mut mending, day),
            Event::FeeCharged { .. } => owing = owing.or(Some(day)),
            Event::FeeSettled { settled: Settled::Paid { on } } => close(&mut owing, *on),
            Event::FeeSettled { settled: Settled::Waived { .. } | Settled::Refunded { .. } } => {
                close(&mut owing, day);
            }
            Event::Proposed { .. } => close(&mut mending, day),
            // Nobody waits for money any more.
            Event::Decided { .. } | Event::Withdrawn { .. } => {
                close(&mut mending, day);
                close(&mut owing, day);
            }
            Event::Submitted { .. }
            | Event::Accepted
            | Event::Taken { .. }
            | Event::Assigned { .. }
            | Event::Released { .. }
            | Event::Forwarded { .. }
            | Event::SentBack { .. }
            | Event::Approved { .. }
            | Event::Transferred { .. }
            | Event::Noted { .. }
            | Event::Called { .. }
            | Event::Ticked { .. }
            | Event::OpinionAsked { .. }
            | Event::OpinionGiven { .. }
            | Event::Reopened { .. }
            | Event::Wrote { .. }
            | Event::Disposed => {}
        }
    }
    out.extend([mending, owing].into_iter().flatten().map(|from| (from, None)));
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

    #[test]
    fn the_clock_stands_still_while_a_fee_is_owed_and_a_day_counts_once() {
        let calendar = Calendar::japan();
        let arrived = at("2026-06-01T10:00:00+09:00");
        let who = Actor::Resident;
        let asked = Event::CorrectionAsked { due: "2026-06-20".parse().unwrap(), items: vec![] };
        let charged = Event::FeeCharged { yen: 300, how: String::new() };
        let given = Event::CorrectionGiven { changes: vec![], answers: None };
        let paid = Event::FeeSettled { settled: Settled::Paid { on: "2026-06-10".parse().unwrap() } };
        let history = [
            (&asked, &who, at("2026-06-04T09:00:00+09:00")),
            (&charged, &who, at("2026-06-05T09:00:00+09:00")),
            (&given, &who, at("2026-06-08T20:00:00+09:00")),
            // Recorded two days after it was paid: the day of paying counts (REQ-PAY-1).
            (&paid, &who, at("2026-06-12T20:00:00+09:00")),
        ];
        let much_later: Date = "2026-08-01".parse().unwrap();
        // From the fourth to the tenth nothing counts, as in the example above with one pause.
        assert_eq!(due(arrived, 10, &pauses(history), much_later, &calendar).to_string(), "2026-06-19");
    }

    #[test]
    fn days_before_anybody_said_what_to_pay_are_the_offices() {
        let calendar = Calendar::japan();
        let arrived = at("2026-06-01T10:00:00+09:00");
        let (who, on) = (Actor::Resident, |day: &str| Settled::Paid { on: day.parse().unwrap() });
        let charged = Event::FeeCharged { yen: 300, how: String::new() };
        let paid = Event::FeeSettled { settled: on("2026-06-10") };
        let history = [
            (&charged, &who, at("2026-06-03T09:00:00+09:00")),
            (&paid, &who, at("2026-06-12T09:00:00+09:00")),
        ];
        let much_later: Date = "2026-08-01".parse().unwrap();
        // Tuesday, and Wednesday on which it was asked for, are two of three days; from then to the tenth nothing counts.
        let due_on = due(arrived, 3, &pauses(history), much_later, &calendar);
        assert_eq!(due_on.to_string(), "2026-06-11");
        let withdrawn = Event::Withdrawn { reason: String::new() };
        let left = [history[0], (&withdrawn, &who, at("2026-06-08T09:00:00+09:00"))];
        assert!(pauses(left).iter().all(|(_, until)| until.is_some()), "nothing is open after the end");
    }
}
