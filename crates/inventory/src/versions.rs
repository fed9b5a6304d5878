//! Which version of the inventory is meant by a day.

use madoguchi_vocab::Date;

/// The version that stood at the end of a day, given each version and the day it was made, in order.
///
/// A day before the inventory began is judged by the inventory of its first day: what the city did before it wrote it down
/// is not nothing, and since when it did so stands in the rows.
pub fn version_on(versions: &[(i64, Date)], day: Date) -> Option<i64> {
    let first = versions.first()?.1;
    versions.iter().filter(|(_, made)| *made <= day.max(first)).map(|(number, _)| *number).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_means_its_end_and_what_was_before_the_first_means_the_first() {
        let day = |d| Date::from_ymd_opt(2026, 11, d).unwrap();
        let versions = [(1, day(3)), (2, day(3)), (3, day(10))];
        for (asked, version) in [(1, 2), (3, 2), (9, 2), (10, 3), (30, 3)] {
            assert_eq!(version_on(&versions, day(asked)), Some(version), "{asked}");
        }
        assert_eq!(version_on(&[], day(1)), None);
    }
}
