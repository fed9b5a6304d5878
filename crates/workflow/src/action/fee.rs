//! 手数料: asked, and paid, waived or given back (REQ-PAY-1). While it is owed the clock of the office stands still.

use crate::{
    case::{Case, Decision, Moment},
    event::{Event, Settled},
    facts::Fee,
    letter::Letter,
    refusal::{Missing, Refusal},
};

pub(super) fn charge(case: &Case, yen: u32, how: &str) -> Result<Decision, Refusal> {
    match case.facts.fee {
        Fee::Paid { .. } => return Err(Refusal::NoSuchFee),
        Fee::None | Fee::Owed { .. } | Fee::Waived { .. } | Fee::Refunded { .. } => {}
    }
    if yen == 0 {
        return Err(Refusal::Missing(Missing::Yen));
    }
    match how.trim() {
        "" => Err(Refusal::Missing(Missing::Words)),
        how => Ok(Decision {
            event: Event::FeeCharged { yen, how: how.to_owned() },
            letters: vec![Letter::FeeAsked],
        }),
    }
}

pub(super) fn settle(case: &Case, settled: Settled, at: Moment<'_>) -> Result<Decision, Refusal> {
    let fits = match (&settled, &case.facts.fee) {
        (Settled::Paid { .. } | Settled::Waived { .. }, Fee::Owed { .. })
        | (Settled::Waived { .. }, Fee::None)
        | (Settled::Refunded { .. }, Fee::Paid { .. }) => true,
        (Settled::Paid { .. } | Settled::Waived { .. } | Settled::Refunded { .. }, _) => false,
    };
    if !fits {
        return Err(Refusal::NoSuchFee);
    }
    match &settled {
        Settled::Paid { on } if *on > at.now.date() || *on < case.arrived_at.date() => {
            Err(Refusal::DayOutOfReach)
        }
        Settled::Waived { reason } | Settled::Refunded { reason } if reason.trim().is_empty() => {
            Err(Refusal::Missing(Missing::Reason))
        }
        Settled::Paid { .. } | Settled::Waived { .. } | Settled::Refunded { .. } => {
            Ok(Decision::quiet(Event::FeeSettled { settled }))
        }
    }
}
