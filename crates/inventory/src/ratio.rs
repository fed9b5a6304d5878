//! Exact shares: nothing is rounded before it is shown.

use std::cmp::Ordering;

/// A share of two whole numbers; the whole is never zero.
#[derive(Clone, Copy, Debug)]
pub struct Ratio {
    part: u128,
    whole: u128,
}

impl Ratio {
    /// `part / whole`; `None` when the whole is zero, for then there is nothing to have a share of.
    pub fn new(part: u128, whole: u128) -> Option<Self> {
        (whole > 0).then_some(Self { part, whole })
    }

    /// The part.
    pub fn part(self) -> u128 {
        self.part
    }

    /// The whole.
    pub fn whole(self) -> u128 {
        self.whole
    }

    /// Percent with one decimal, half rounded up: `20.4`.
    pub fn percent(self) -> String {
        let tenths = self.tenths();
        format!("{}.{}", tenths / 10, tenths % 10)
    }

    /// In tenths of a percent as it is shown, half rounded up: 204.
    pub fn tenths(self) -> i64 {
        i64::try_from((self.part * 2000 + self.whole) / (self.whole * 2)).unwrap_or(i64::MAX)
    }

    /// Whether it is at least so many percent. Compared before rounding: 89.95 % shows 90.0 and is not 90.
    pub fn reaches(self, percent: u32) -> bool {
        self.part * 100 >= u128::from(percent) * self.whole
    }

    /// As a number between 0 and 1 (or above), for machines and pictures only.
    pub fn to_f64(self) -> f64 {
        self.part as f64 / self.whole as f64
    }
}

impl PartialEq for Ratio {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Ratio {}
impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        // Volumes are below 2^64 and rows below 2^32, so the products fit.
        (self.part * other.whole).cmp(&(other.part * self.whole))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shown_half_up_and_compared_exactly() {
        let r = |a, b| Ratio::new(a, b).unwrap();
        assert_eq!(r(8995, 10_000).percent(), "90.0");
        assert!(!r(8995, 10_000).reaches(90));
        assert!(r(9, 10).reaches(90));
        assert_eq!(r(1, 3).percent(), "33.3");
        assert_eq!(r(2, 3).percent(), "66.7");
        assert_eq!(r(120, 100).percent(), "120.0");
        assert!(Ratio::new(0, 0).is_none());
        assert_eq!(r(1, 2), r(50, 100));
    }
}
