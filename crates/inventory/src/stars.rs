//! What stars say of a procedure.

/// Fewer answers have no average: one voice would move it.
pub const ENOUGH: u64 = 5;

/// How often each number of stars was given, 1 to 5.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stars(pub [u64; 5]);

impl Stars {
    /// Adds answers with so many stars. What is no number of stars is left out.
    pub fn add(&mut self, stars: i64, n: u64) {
        let at = usize::try_from(stars).unwrap_or(0).wrapping_sub(1);
        if let Some(count) = self.0.get_mut(at) {
            *count += n;
        }
    }

    /// How many answered.
    pub fn answers(self) -> u64 {
        self.0.iter().sum()
    }

    /// The average with one decimal, half rounded up, of [`ENOUGH`] answers or more.
    pub fn average(self) -> Option<String> {
        let n = self.answers();
        let sum: u64 = (1..).zip(self.0).map(|(stars, n)| stars * n).sum();
        let tenths = (n >= ENOUGH).then(|| (sum * 20 + n) / (n * 2))?;
        Some(format!("{}.{}", tenths / 10, tenths % 10))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_average_is_told_of_five() {
        for (given, answers, average) in [
            ([0, 0, 0, 0, 0], 0, None),
            ([0, 0, 0, 0, 4], 4, None),
            ([0, 0, 0, 0, 5], 5, Some("5.0")),
            ([5, 0, 0, 0, 0], 5, Some("1.0")),
            ([1, 0, 0, 0, 5], 6, Some("4.3")),
            // 3.25 is 3.3.
            ([1, 0, 4, 2, 1], 8, Some("3.3")),
        ] {
            let stars = Stars(given);
            assert_eq!((stars.answers(), stars.average().as_deref()), (answers, average), "{given:?}");
        }
    }

    #[test]
    fn what_is_no_number_of_stars_is_left_out() {
        let mut stars = Stars::default();
        for n in [-1, 0, 1, 5, 6, i64::MAX] {
            stars.add(n, 1);
        }
        assert_eq!(stars, Stars([1, 0, 0, 0, 1]));
    }
}
