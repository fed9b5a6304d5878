//! What is missing to a target, department by department: each one's own way to it. Parts that are there already pay for
//! others, so the parts add up to the whole exactly, also as they are shown.

use madoguchi_vocab::{Date, DepartmentId};

use crate::{
    facts::Fact,
    plan::{Goal, Progress},
    rate::{PartialRule, by_department},
    ratio::Ratio,
};

/// The way of one department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Whose.
    pub department: DepartmentId,
    /// Where its own rate stands; none where no volume is known.
    pub rate: Option<Ratio>,
    /// How much the rate of the whole lacks because of it, in tenths of a point; below zero where it is beyond the target.
    pub tenths: i64,
}

/// The way of the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Where the rate stands, in tenths of a percent, as it is shown.
    pub start: i64,
    /// The target, in tenths of a percent.
    pub target: i64,
    /// What is missing because of each department: what lacks most comes first, what is beyond the target last. Their
    /// tenths are `target - start` together.
    pub parts: Vec<Missing>,
}

/// The way of オンライン化率（件数） to a target, by department; none where there is no rate.
///
/// If d of all D submissions are a department's, and n of them can be done online, it lacks (target · d − n) / D: summed over
/// all departments that is target − N / D, the way of the whole. Tenths are given out by largest remainder, so that what is
/// shown adds up as well.
pub fn gap(facts: &[Fact], rule: PartialRule, as_of: Date, target: u32) -> Option<Gap> {
    let whole = Progress::of(facts, rule, as_of);
    let rate = whole.rate(Goal::Volume)?;
    let (start, target_tenths) = (rate.tenths(), i64::from(target) * 10);
    // What is lacking is counted in points of 1 / (2 · D), so that nothing is rounded before it is shown.
    let unit = i128::from(whole.volume) * 2;
    let mut parts: Vec<(i128, Missing)> = by_department(facts)
        .into_iter()
        .map(|(department, facts)| {
            let own = Progress::of(&facts, rule, as_of);
            let lacks = i128::from(target) * 2 * i128::from(own.volume) - 100 * i128::from(own.volume_halves);
            let tenths = i64::try_from((lacks * 10).div_euclid(unit)).unwrap_or(0);
            ((lacks * 10).rem_euclid(unit), Missing { department, rate: own.rate(Goal::Volume), tenths })
        })
        .collect();
    // What the floors leave over is between none and the number of parts that were floored: the whole is off by half a tenth
    // at most.
    let given: i64 = parts.iter().map(|(_, p)| p.tenths).sum();
    let over = usize::try_from(target_tenths - start - given).unwrap_or(0);
    parts.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.department.cmp(&b.1.department)));
    parts.iter_mut().take(over).for_each(|(_, p)| p.tenths += 1);
    let mut parts: Vec<Missing> = parts.into_iter().map(|(_, p)| p).collect();
    parts.sort_by(|a, b| b.tenths.cmp(&a.tenths).then_with(|| a.department.cmp(&b.department)));
    Some(Gap { start, target: target_tenths, parts })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Standing;

    fn fact(department: &str, standing: Standing, total: u64) -> Fact {
        Fact {
            id: String::new(),
            name: String::new(),
            department: DepartmentId(department.into()),
            standing,
            total: Some(total),
            online: None,
        }
    }

    fn day() -> Date {
        "2026-11-23".parse().unwrap()
    }

    /// 100 in all, 50 online. a has 60 of which 20: it lacks 54 − 20 = 34. b has 30, all of them: 27 − 30 = −3. c has 10, none:
    /// 9. Together 40, which is what 50 lacks to 90.
    #[test]
    fn parts_worked_by_hand() {
        let facts = [
            fact("a", Standing::Able, 20),
            fact("a", Standing::NotYet, 40),
            fact("b", Standing::Able, 30),
            fact("c", Standing::NotYet, 10),
        ];
        let gap = gap(&facts, PartialRule::Able, day(), 90).unwrap();
        assert_eq!((gap.start, gap.target), (500, 900));
        let parts: Vec<_> = gap.parts.iter().map(|p| (p.department.0.as_str(), p.tenths)).collect();
        assert_eq!(parts, [("a", 340), ("c", 90), ("b", -30)]);
    }

    #[test]
    fn without_a_rate_there_is_no_way() {
        assert_eq!(gap(&[], PartialRule::Able, day(), 90), None);
        let unknown = Fact { total: None, ..fact("a", Standing::NotYet, 0) };
        assert_eq!(gap(&[unknown], PartialRule::Able, day(), 90), None);
    }
}
