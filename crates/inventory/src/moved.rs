//! Why a rate moved between two days: how much of it is whose doing.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    facts::{Fact, Standing},
    rate::{PartialRule, RateId, adds, rates},
};

/// What became of a procedure between two days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It came into the inventory.
    Added,
    /// It is in the inventory no more.
    Removed,
    /// It came into scope.
    InScope,
    /// It was left out.
    OutOfScope,
    /// It went online, as a whole or in part.
    Online,
    /// It went off, as a whole or in part.
    Offline,
    /// Its yearly volume is another one; unknown is not zero.
    Volume(Option<u64>, Option<u64>),
    /// So many of these are online.
    Used(Option<u64>, Option<u64>),
}

/// The part one procedure has in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// By how much it moved the rate, in tenths of a point.
    pub tenths: i64,
    /// What became of it.
    pub why: Why,
}

/// By how much a rate moved, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// In tenths of a point, as the two rates are shown.
    pub tenths: i64,
    /// What moved it most comes first. Their tenths are those of the whole together.
    pub parts: Vec<Part>,
}

/// By how much a rate moved between two days, and which procedures moved it; none where one of the two is 算出不可.
///
/// If a procedure adds n of N to the numerator and d of D to the denominator, and n′ of N′ and d′ of D′ later, it moved the
/// rate by ((n′ − n) − N/D · (d′ − d)) / D′: summed over all procedures that is N′/D′ − N/D, and one that did not change has
/// no part in it. Tenths are given out by largest remainder, so that what is shown adds up as well.
pub fn moved(id: RateId, before: &[Fact], now: &[Fact], rule: PartialRule) -> Option<Moved> {
    // The day says nothing here: facts are those of a day already.
    let of = |facts: &[Fact]| rates(facts, rule, madoguchi_vocab::Date::default()).swap_remove(id as usize);
    let (then, later) = (of(before), of(now));
    let tenths = later.value?.tenths() - then.value?.tenths();
    let by_id = |facts: &'_ [Fact]| -> BTreeMap<String, Fact> {
        facts.iter().map(|f| (f.id.clone(), f.clone())).collect()
    };
    let (was, is) = (by_id(before), by_id(now));
    let [numerator, denominator] = [then.numerator_halves, then.denominator].map(signed);
    let unit = signed(later.denominator).saturating_mul(denominator).saturating_mul(2);
    let mut parts: Vec<(i128, Part)> = Vec::new();
    for key in was.keys().chain(is.keys()).collect::<BTreeSet<_>>() {
        let (was, is) = (was.get(key), is.get(key));
        let Some(why) = why(was, is) else { continue };
        let add = |fact: Option<&Fact>| fact.map_or((0, 0), |f| adds(id, f, rule).unwrap_or_default());
        let ((n, d), (n_now, d_now)) = (add(was), add(is));
        let own = (signed(n_now) - signed(n)).saturating_mul(denominator);
        let of_whole = numerator.saturating_mul(signed(d_now) - signed(d));
        let thousandths = own.saturating_sub(of_whole).saturating_mul(1000);
        if thousandths != 0 {
            let floor = i64::try_from(thousandths.div_euclid(unit)).unwrap_or(0);
            let name = is.or(was).map_or_else(String::new, |f| f.name.clone());
            parts.push((thousandths.rem_euclid(unit), Part { id: key.clone(), name, tenths: floor, why }));
        }
    }
    Some(Moved { tenths, parts: given_out(parts, tenths) })
}

/// What the floors leave over goes to the largest remainders; then the largest part comes first.
fn given_out(mut parts: Vec<(i128, Part)>, whole: i64) -> Vec<Part> {
    let given: i64 = parts.iter().map(|(_, p)| p.tenths).sum();
    let over = usize::try_from(whole - given).unwrap_or(0);
    parts.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.id.cmp(&b.1.id)));
    parts.iter_mut().take(over).for_each(|(_, p)| p.tenths += 1);
    let mut parts: Vec<Part> = parts.into_iter().map(|(_, p)| p).collect();
    parts.sort_by(|a, b| b.tenths.abs().cmp(&a.tenths.abs()).then_with(|| a.id.cmp(&b.id)));
    parts
}

fn signed(number: u128) -> i128 {
    i128::try_from(number).unwrap_or(i128::MAX)
}

/// What is different of a procedure: the first that explains most.
fn why(was: Option<&Fact>, is: Option<&Fact>) -> Option<Why> {
    let (was, is) = match (was, is) {
        (None, None) => return None,
        (None, Some(_)) => return Some(Why::Added),
        (Some(_), None) => return Some(Why::Removed),
        (Some(was), Some(is)) => (was, is),
    };
    let step = |fact: &Fact| match fact.standing {
        Standing::Able => Some(2),
        Standing::Partly => Some(1),
        Standing::NotYet => Some(0),
        Standing::Excluded(_) | Standing::NoScheme => None,
    };
    match (step(was), step(is)) {
        (None, None) => None,
        (None, Some(_)) => Some(Why::InScope),
        (Some(_), None) => Some(Why::OutOfScope),
        (Some(then), Some(now)) if then < now => Some(Why::Online),
        (Some(then), Some(now)) if then > now => Some(Why::Offline),
        _ if was.total != is.total => Some(Why::Volume(was.total, is.total)),
        _ if was.online != is.online => Some(Why::Used(was.online, is.online)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use madoguchi_vocab::DepartmentId;

    use super::*;

    fn fact(id: &str, standing: Standing, total: Option<u64>, online: Option<u64>) -> Fact {
        let department = DepartmentId("a".into());
        Fact { id: id.into(), name: format!("<{id}>"), department, standing, total, online }
    }

    fn told(id: RateId, before: &[Fact], now: &[Fact]) -> (i64, Vec<(String, i64, Why)>) {
        let moved = moved(id, before, now, PartialRule::Able).unwrap();
        let parts = moved.parts.into_iter().map(|p| (p.id, p.tenths, p.why)).collect();
        (moved.tenths, parts)
    }

    /// 50 of 100. b (40) goes online: 90 of 100, +40.0. Worked by hand.
    #[test]
    fn what_goes_online_moves_it_by_its_volume() {
        use Standing::{Able, NotYet};
        let before = [
            fact("a", Able, Some(50), None),
            fact("b", NotYet, Some(40), None),
            fact("c", NotYet, Some(10), None),
        ];
        let mut now = before.clone();
        now[1].standing = Able;
        assert_eq!(told(RateId::OnlineByVolume, &before, &now), (400, vec![("b".into(), 400, Why::Online)]));
        assert_eq!(told(RateId::OnlineByKind, &before, &now), (334, vec![("b".into(), 334, Why::Online)]));
        assert_eq!(told(RateId::OnlineByVolume, &now, &now), (0, vec![]));
    }

    /// 利用率: 30 of 100 → a has 40 of 100 now, and d of 100 with none came in: 40 of 200 = 20 %, −10 points. a did
    /// 10 / 200 = +5.0; d did −0.3 · 100 / 200 = −15.0.
    #[test]
    fn a_fall_is_told_apart_from_what_rose_meanwhile() {
        let before = [fact("a", Standing::Able, Some(100), Some(30))];
        let now =
            [fact("a", Standing::Able, Some(100), Some(40)), fact("d", Standing::Able, Some(100), Some(0))];
        let (tenths, parts) = told(RateId::UsedOfOnline, &before, &now);
        assert_eq!(tenths, -100);
        assert_eq!(parts, [("d".into(), -150, Why::Added), ("a".into(), 50, Why::Used(Some(30), Some(40)))]);
    }

    #[test]
    fn every_change_has_its_name() {
        let out = || Standing::Excluded("対面".into());
        let a = |standing, total, online| Some(fact("a", standing, total, online));
        for (was, is, wanted) in [
            (None, a(Standing::Able, None, None), Some(Why::Added)),
            (a(Standing::Able, None, None), None, Some(Why::Removed)),
            (a(out(), None, None), a(Standing::NotYet, None, None), Some(Why::InScope)),
            (a(Standing::Able, None, None), a(Standing::NoScheme, None, None), Some(Why::OutOfScope)),
            (a(Standing::NotYet, None, None), a(Standing::Partly, None, None), Some(Why::Online)),
            (a(Standing::Able, None, None), a(Standing::Partly, None, None), Some(Why::Offline)),
            (
                a(Standing::Able, None, None),
                a(Standing::Able, Some(3), None),
                Some(Why::Volume(None, Some(3))),
            ),
            (
                a(Standing::Able, Some(3), Some(1)),
                a(Standing::Able, Some(3), None),
                Some(Why::Used(Some(1), None)),
            ),
            (a(out(), None, None), a(Standing::NoScheme, Some(1), None), None),
            (a(Standing::Able, Some(3), Some(1)), a(Standing::Able, Some(3), Some(1)), None),
        ] {
            assert_eq!(why(was.as_ref(), is.as_ref()), wanted, "{was:?} {is:?}");
        }
    }

    /// Whatever changes, the parts that are shown add up to the change that is shown.
    #[test]
    fn parts_add_up_as_they_are_shown() {
        let standings = [Standing::Able, Standing::NotYet, Standing::Partly, Standing::NoScheme];
        let mut seed = 7_u64;
        let mut next = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        for _ in 0..200 {
            let mut day = || -> Vec<Fact> {
                (0..7)
                    .filter_map(|n| {
                        let total = Some(next(1000)).filter(|t| *t > 100);
                        let standing = standings[usize::try_from(next(4)).unwrap()].clone();
                        (next(8) > 0).then(|| fact(&n.to_string(), standing, total, total.map(|t| t / 3)))
                    })
                    .collect()
            };
            let (before, now) = (day(), day());
            for rule in PartialRule::ALL {
                for id in RateId::ALL {
                    if let Some(m) = moved(*id, &before, &now, *rule) {
                        let sum: i64 = m.parts.iter().map(|p| p.tenths).sum();
                        assert_eq!(sum, m.tenths, "{id:?} {before:?} {now:?}");
                    }
                }
            }
        }
    }
}
