//! What holds of the rates whatever the inventory is.

use madoguchi_inventory::{
    By, Fact, Kind, PartialRule, Procedure, RateId, Standing, bounds_within, by_department, concentration,
    gap, groups, rates, with_online, without,
};
use madoguchi_vocab::{Date, DepartmentId};
use proptest::prelude::*;

fn day() -> Date {
    "2026-11-23".parse().expect("a day")
}

fn standing() -> impl Strategy<Value = Standing> {
    prop_oneof![
        Just(Standing::Able),
        Just(Standing::Partly),
        Just(Standing::NotYet),
        Just(Standing::Excluded("対面".into())),
        Just(Standing::NoScheme),
    ]
}

/// Rows without contradictions: not more online than in all.
fn fact() -> impl Strategy<Value = Fact> {
    (standing(), prop::option::of(0u64..100_000), prop::option::of(0u64..=100), 0..3u8).prop_map(
        |(standing, total, share, d)| {
            let possible = matches!(standing, Standing::Able | Standing::Partly);
            let online = if possible { total.zip(share).map(|(t, s)| t * s / 100) } else { None };
            Fact {
                id: String::new(),
                name: String::new(),
                department: DepartmentId(format!("d{d}")),
                standing,
                total,
                online,
            }
        },
    )
}

fn facts() -> impl Strategy<Value = Vec<Fact>> {
    prop::collection::vec(fact(), 0..30).prop_map(|mut facts| {
        for (i, f) in facts.iter_mut().enumerate() {
            f.id = format!("p{i}");
        }
        facts
    })
}

proptest! {
    #[test]
    fn putting_a_procedure_online_never_lowers_what_can_be_done(mut facts in facts(), at in 0usize..30, rule in 0usize..3) {
        let rule = PartialRule::ALL[rule];
        let before = rates(&facts, rule, day());
        let Some(i) = (0..facts.len()).cycle().skip(at).take(facts.len()).find(|i| facts[*i].standing == Standing::NotYet) else { return Ok(()) };
        facts[i].standing = Standing::Able;
        let after = rates(&facts, rule, day());
        for id in [RateId::OnlineByVolume, RateId::OnlineByKind] {
            prop_assert!(after[id as usize].value >= before[id as usize].value);
        }
    }

    #[test]
    fn the_parts_add_up_to_the_whole(facts in facts(), rule in 0usize..3) {
        let rule = PartialRule::ALL[rule];
        let whole = rates(&facts, rule, day());
        let parts: Vec<_> = by_department(&facts).values().map(|f| rates(f, rule, day())).collect();
        for (i, w) in whole.iter().enumerate() {
            prop_assert_eq!(parts.iter().map(|p| p[i].numerator_halves).sum::<u128>(), w.numerator_halves);
            prop_assert_eq!(parts.iter().map(|p| p[i].denominator).sum::<u128>(), w.denominator);
            prop_assert_eq!(parts.iter().map(|p| p[i].unknown.len()).sum::<usize>(), w.unknown.len());
            let counted: std::collections::BTreeSet<_> = w.in_denominator.iter().collect();
            prop_assert!(w.in_numerator.iter().all(|id| counted.contains(id)), "{:?}", w.id);
        }
    }

    #[test]
    fn the_bounds_contain_every_completion(facts in facts(), rule in 0usize..3, fill in prop::collection::vec((0u64..1_000_000_000, 0u64..=100), 30)) {
        let rule = PartialRule::ALL[rule];
        let open = rates(&facts, rule, day());
        let mut full = facts.clone();
        for (f, (total, share)) in full.iter_mut().zip(&fill) {
            let total = *f.total.get_or_insert(*total);
            let possible = matches!(f.standing, Standing::Able | Standing::Partly);
            f.online.get_or_insert(if possible { total * share / 100 } else { 0 });
        }
        for (o, c) in open.iter().zip(rates(&full, rule, day())) {
            if let Some(value) = c.value {
                prop_assert!(o.lower.is_some_and(|l| l <= value), "{:?} {:?} below {:?}", o.id, value, o.lower);
                prop_assert!(o.upper.is_some_and(|u| u >= value), "{:?} {:?} above {:?}", o.id, value, o.upper);
            }
        }
    }

    #[test]
    fn bounds_with_a_ceiling_contain_every_completion_below_it(facts in facts(), rule in 0usize..3, most in 0u64..10_000, fill in prop::collection::vec(0u64..=100, 30)) {
        let rule = PartialRule::ALL[rule];
        let mut full = facts.clone();
        for (f, share) in full.iter_mut().zip(&fill) {
            f.total.get_or_insert(most * share / 100);
        }
        if let Some(value) = rates(&full, rule, day())[RateId::OnlineByVolume as usize].value {
            let (low, high) = bounds_within(&facts, rule, most).expect("a rate has bounds");
            prop_assert!(low <= value && value <= high, "{low:?} {value:?} {high:?}");
        }
    }

    #[test]
    fn parts_by_kind_add_up_too(facts in facts(), kinds in prop::collection::vec(0usize..6, 30)) {
        let procedures: Vec<Procedure> = facts.iter().zip(kinds).map(|(f, k)| Procedure { kind: Kind::ALL[k], department: f.department.clone(), ..Procedure::begun(f.id.clone(), String::new()) }).collect();
        let whole = rates(&facts, PartialRule::Half, day());
        for by in [By::Department, By::Category] {
            prop_assert!(by.adds_up());
            let parts: Vec<_> = groups(&procedures, &facts, by).into_iter().map(|g| rates(&g.facts, PartialRule::Half, day())).collect();
            for (i, w) in whole.iter().enumerate() {
                prop_assert_eq!(parts.iter().map(|p| p[i].numerator_halves).sum::<u128>(), w.numerator_halves);
                prop_assert_eq!(parts.iter().map(|p| p[i].excluded.kinds()).sum::<u64>(), w.excluded.kinds());
            }
        }
    }

    #[test]
    fn what_is_missing_adds_up_as_it_is_shown(facts in facts(), rule in 0usize..3, target in 1u32..=100) {
        let rule = PartialRule::ALL[rule];
        if let Some(gap) = gap(&facts, rule, day(), target) {
            prop_assert_eq!(gap.parts.iter().map(|p| p.tenths).sum::<i64>(), gap.target - gap.start);
            prop_assert!(gap.parts.windows(2).all(|p| p[0].tenths >= p[1].tenths));
            let shown = rates(&facts, rule, day())[RateId::OnlineByVolume as usize].value.unwrap().percent();
            prop_assert_eq!(format!("{}.{}", gap.start / 10, gap.start % 10), shown);
        }
    }

    #[test]
    fn what_is_said_of_a_row_is_what_leaving_it_out_gives(facts in facts(), rule in 0usize..3) {
        let rule = PartialRule::ALL[rule];
        let heavy = concentration(&facts, rule);
        for h in &heavy {
            let left = rates(&without(&facts, &[h.id.clone()].into()), rule, day());
            prop_assert_eq!(left[RateId::OnlineByVolume as usize].value, h.without);
        }
        if let Some(last) = heavy.last() {
            prop_assert_eq!(last.cumulative.percent(), "100.0");
        }
        prop_assert!(heavy.is_sorted_by(|a, b| a.total >= b.total));
    }

    #[test]
    fn ticking_more_rows_never_lowers_the_rate(facts in facts(), ticks in prop::collection::btree_set(0usize..30, 0..30), rule in 0usize..3) {
        let rule = PartialRule::ALL[rule];
        let ticked = ticks.iter().map(|i| format!("p{i}")).collect();
        let (before, after) = (rates(&facts, rule, day()), rates(&with_online(&facts, &ticked), rule, day()));
        for id in [RateId::OnlineByVolume, RateId::OnlineByKind] {
            prop_assert!(after[id as usize].value >= before[id as usize].value);
            prop_assert_eq!(after[id as usize].denominator, before[id as usize].denominator);
        }
    }
}
