//! How a rate stands with its target, today and at the end of the year.

use crate::{ratio::Ratio, words::words};

words! {
    /// How a rate stands with a target.
    Verdict {
        /// There is no rate.
        Incomputable = "incomputable", "算出不可";
        /// Reached.
        Met = "met", "達成";
        /// Not reached.
        Missed = "missed", "未達";
    }
    /// What is to be expected of it.
    Prospect {
        /// It is reached already.
        Reached = "reached", "届いています";
        /// Nobody can tell.
        Unforeseen = "unforeseen", "見通せません";
        /// Every look ahead reaches it.
        Likely = "likely", "届く見込み";
        /// One look ahead reaches it and another does not.
        Divided = "divided", "見方が分かれます";
        /// No look ahead reaches it.
        Unlikely = "unlikely", "届かない見込み";
    }
}

impl Verdict {
    /// Compared before rounding (REQ-KPI-6): 89.95 % is shown as 90.0 % and has not reached 90 %.
    pub fn of(value: Option<Ratio>, target: u32) -> Self {
        match value {
            None => Verdict::Incomputable,
            Some(v) if v.reaches(target) => Verdict::Met,
            Some(_) => Verdict::Missed,
        }
    }
}

impl Prospect {
    /// By whether it is reached today, and whether each look ahead reaches it.
    pub fn of(today: Verdict, looks: &[bool]) -> Self {
        match (today, looks) {
            (Verdict::Met, _) => Prospect::Reached,
            (_, []) => Prospect::Unforeseen,
            (_, looks) if looks.iter().all(|l| *l) => Prospect::Likely,
            (_, looks) if looks.iter().any(|l| *l) => Prospect::Divided,
            _ => Prospect::Unlikely,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compared_before_rounding() {
        for (part, whole, target, wanted) in [
            (8995, 10_000, 90, Verdict::Missed),
            (9, 10, 90, Verdict::Met),
            (89_999, 100_000, 90, Verdict::Missed),
            (1, 1, 100, Verdict::Met),
            (0, 1, 1, Verdict::Missed),
            (0, 0, 90, Verdict::Incomputable),
        ] {
            assert_eq!(Verdict::of(Ratio::new(part, whole), target), wanted, "{part} / {whole}");
        }
    }

    #[test]
    fn what_is_to_be_expected() {
        use Verdict::{Incomputable, Met, Missed};
        for (today, looks, wanted) in [
            (Met, &[false, false][..], Prospect::Reached),
            (Missed, &[], Prospect::Unforeseen),
            (Missed, &[true], Prospect::Likely),
            (Missed, &[true, true], Prospect::Likely),
            (Missed, &[true, false], Prospect::Divided),
            (Missed, &[false], Prospect::Unlikely),
            (Incomputable, &[], Prospect::Unforeseen),
        ] {
            assert_eq!(Prospect::of(today, looks), wanted, "{today:?} {looks:?}");
        }
    }
}
