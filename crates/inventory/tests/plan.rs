//! What holds of the road to the target whatever the inventory is, and the cases that are known to be awkward.

use std::collections::{BTreeMap, BTreeSet};

use madoguchi_inventory::{
    Fact, Goal, Month, Outlook, PartialRule, Plan, PlanWrong, Progress, Question, Realised, Release, Road,
    Standing, Terms, calendar, road, what_if,
};
use madoguchi_vocab::{Date, DepartmentId};
use proptest::prelude::*;

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

fn fact(id: &str, standing: Standing, total: Option<u64>) -> Fact {
    let (id, department) = (id.to_owned(), DepartmentId("a".into()));
    Fact { name: id.clone(), id, department, standing, total, online: None }
}

fn days(of: &[(&str, u32)]) -> BTreeMap<String, Terms> {
    of.iter().map(|(id, n)| ((*id).to_owned(), Terms { days: Some(*n), barred: String::new() })).collect()
}

fn question(goal: Goal, target: u32, terms: &BTreeMap<String, Terms>) -> Question<'_> {
    let as_of = day("2026-11-23");
    Question { goal, target, rule: PartialRule::Able, as_of, assumed_days: 10, terms }
}

fn ids(list: Option<&madoguchi_inventory::List>) -> Vec<&str> {
    list.map(|l| l.ids.iter().map(String::as_str).collect()).unwrap_or_default()
}

/// Of 10,000 a year 5,000 are online. The largest alone brings 90 % in 60 days; the other two do so in 40.
#[test]
fn the_shortest_list_is_not_the_cheapest() {
    let facts = [
        fact("done", Standing::Able, Some(5_000)),
        fact("large", Standing::NotYet, Some(4_000)),
        fact("one", Standing::NotYet, Some(500)),
        fact("half", Standing::NotYet, Some(500)),
    ];
    let terms = days(&[("large", 60), ("one", 15), ("half", 25)]);
    let found = road(&facts, &question(Goal::Volume, 90, &terms));
    assert_eq!(found.outlook, Outlook::Open);
    assert_eq!(ids(found.shortest.as_ref()), ["large"]);
    assert_eq!(ids(found.cheapest.as_ref()), ["large"], "nothing else reaches it");
    let found = road(&facts, &question(Goal::Volume, 60, &terms));
    assert_eq!(
        (ids(found.shortest.as_ref()), ids(found.cheapest.as_ref())),
        (vec!["large"], vec!["one", "half"])
    );
    assert_eq!(found.cheapest.as_ref().map(|l| l.days), Some(40));
    assert_eq!(
        found.cheapest.map(|l| (l.after.by_volume(), l.after.by_kind())),
        Some(("60.0 %".into(), "75.0 %".into()))
    );
}

#[test]
fn a_target_shown_as_reached_by_rounding_is_still_open() {
    let facts = [
        fact("done", Standing::Able, Some(8_995)),
        fact("small", Standing::NotYet, Some(5)),
        fact("rest", Standing::NotYet, Some(1_000)),
    ];
    let none = BTreeMap::new();
    let found = road(&facts, &question(Goal::Volume, 90, &none));
    assert_eq!(found.start.by_volume(), "90.0 %");
    assert_eq!((found.outlook, found.start.missing(Goal::Volume, 90)), (Outlook::Open, 10));
    assert_eq!(found.shortest.map(|l| (l.ids, l.assumed)), Some((vec!["rest".to_owned()], 1)));
}

#[test]
fn met_unreachable_and_incomputable_are_told_apart() {
    let none = BTreeMap::new();
    let met = road(
        &[fact("done", Standing::Able, Some(9)), fact("open", Standing::NotYet, Some(1))],
        &question(Goal::Volume, 90, &none),
    );
    assert_eq!(
        (met.outlook, met.shortest.map(|l| l.ids), met.cheapest.map(|l| l.days)),
        (Outlook::Met, Some(vec![]), Some(0))
    );
    let barred =
        BTreeMap::from([("open".to_owned(), Terms { days: None, barred: "条例の改正を待つ".into() })]);
    let facts = [fact("done", Standing::Able, Some(8)), fact("open", Standing::NotYet, Some(2))];
    let far = road(&facts, &question(Goal::Volume, 90, &barred));
    assert_eq!(
        (far.outlook, far.shortest, far.cheapest, far.barred.len()),
        (Outlook::Unreachable, None, None, 1)
    );
    let empty = road(&[fact("x", Standing::NotYet, None)], &question(Goal::Volume, 90, &none));
    assert_eq!((empty.outlook, empty.unknown.len()), (Outlook::Incomputable, 1));
}

/// What the law keeps at the counter is never planned.
#[test]
fn what_is_out_of_scope_is_in_no_list() {
    let facts = [
        fact("done", Standing::Able, Some(1)),
        fact("open", Standing::NotYet, Some(9)),
        fact("law", Standing::Excluded("対面（印鑑条例）".into()), Some(1_000_000)),
        fact("none", Standing::NoScheme, None),
    ];
    let none = BTreeMap::new();
    let found = road(&facts, &question(Goal::Volume, 90, &none));
    assert_eq!((found.ranked.len(), found.unknown.len(), found.excluded), (1, 0, 2));
    assert_eq!(
        what_if(&facts, &BTreeSet::from(["law".to_owned()]), PartialRule::Able, day("2026-11-23")),
        found.start
    );
}

/// 90 of 200 are online: 180 of 400 halves. With v more, all online, it is (90 + v) / (200 + v) ≥ 90 %, so v ≥ 900.
#[test]
fn an_unknown_volume_says_how_large_it_would_have_to_be() {
    let facts = [
        fact("done", Standing::Able, Some(90)),
        fact("open", Standing::NotYet, Some(110)),
        fact("dark", Standing::NotYet, None),
    ];
    let none = BTreeMap::new();
    let found = road(&facts, &question(Goal::Volume, 90, &none));
    assert_eq!(found.unknown.iter().map(|u| u.enough).collect::<Vec<_>>(), [Some(900)]);
    // All 200 online bear 22 that are not: 200 / 222 is 90.09 %, 200 / 223 is 89.7 %.
    assert_eq!(found.shortest.and_then(|l| l.bears), Some(22));
    assert_eq!(road(&facts, &question(Goal::Volume, 100, &none)).unknown[0].enough, None);
}

fn standing() -> impl Strategy<Value = Standing> {
    prop_oneof![
        2 => Just(Standing::Able), 1 => Just(Standing::Partly), 5 => Just(Standing::NotYet),
        1 => Just(Standing::Excluded("対面".into())), 1 => Just(Standing::NoScheme),
    ]
}

type Rows = Vec<(Standing, Option<u64>, Option<u32>, bool)>;

fn rows() -> impl Strategy<Value = Rows> {
    let row = (
        standing(),
        prop::option::weighted(0.8, 0u64..2_000),
        prop::option::of(1u32..30),
        prop::bool::weighted(0.1),
    );
    prop::collection::vec(row, 0..11)
}

fn inventory(rows: &Rows) -> (Vec<Fact>, BTreeMap<String, Terms>) {
    let id = |n: usize| format!("p{n}");
    let facts = rows.iter().enumerate().map(|(n, (s, total, ..))| fact(&id(n), s.clone(), *total)).collect();
    let terms = rows.iter().enumerate().map(|(n, (.., days, barred))| {
        (id(n), Terms { days: *days, barred: if *barred { "法改正".into() } else { String::new() } })
    });
    (facts, terms.collect())
}

/// Every set of what can be planned that reaches the target, as (procedures, days).
fn all_lists(road: &Road, asked: &Question<'_>, facts: &[Fact]) -> Vec<(usize, u64)> {
    (0u32..1 << road.ranked.len())
        .filter_map(|mask| {
            let chosen: Vec<_> =
                road.ranked.iter().enumerate().filter(|(i, _)| mask >> i & 1 == 1).map(|(_, c)| c).collect();
            let ids = chosen.iter().map(|c| c.id.clone()).collect();
            let after = what_if(facts, &ids, asked.rule, asked.as_of);
            let reached = after.rate(asked.goal).is_some_and(|r| r.reaches(asked.target));
            reached.then(|| (chosen.len(), chosen.iter().map(|c| u64::from(c.days)).sum()))
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn both_lists_are_the_best_of_all(rows in rows(), rule in 0usize..3, goal in 0usize..2, target in 1u32..=100) {
        let (facts, terms) = inventory(&rows);
        let asked = Question { rule: PartialRule::ALL[rule], ..question(Goal::ALL[goal], target, &terms) };
        let found = road(&facts, &asked);
        let all = if found.outlook == Outlook::Incomputable { vec![(0, 0)] } else { all_lists(&found, &asked, &facts) };
        prop_assert_eq!(found.shortest.as_ref().map(|l| l.ids.len()), all.iter().map(|(count, _)| *count).min());
        prop_assert_eq!(found.cheapest.as_ref().map(|l| l.days), all.iter().map(|(_, days)| *days).min());
        for list in [&found.shortest, &found.cheapest].into_iter().flatten() {
            let chosen: BTreeSet<String> = list.ids.iter().cloned().collect();
            prop_assert_eq!(what_if(&facts, &chosen, asked.rule, asked.as_of), list.after, "the sums are those of the rates");
            prop_assert!(chosen.iter().all(|id| terms[id].barred.is_empty()));
            if let Some(bears) = list.bears && bears > 0 && found.outlook != Outlook::Incomputable {
                let with = |more| Progress { volume: list.after.volume + more, ..list.after }.missing(asked.goal, target);
                prop_assert_eq!((with(bears), with(bears + 1) > 0), (0, true));
            }
        }
        for unknown in &found.unknown {
            let Some(enough) = unknown.enough else { continue };
            let with = |volume| {
                let known: Vec<_> = facts.iter().map(|f| if f.id == unknown.candidate.id { Fact { total: Some(volume), ..f.clone() } } else { f.clone() }).collect();
                let done = BTreeSet::from([unknown.candidate.id.clone()]);
                what_if(&known, &done, asked.rule, asked.as_of).rate(Goal::Volume).is_some_and(|r| r.reaches(target))
            };
            prop_assert!(enough == 0 || with(enough));
            prop_assert!(enough == 0 || !with(enough - 1));
        }
    }

    #[test]
    fn what_is_done_later_never_makes_it_less(rows in rows(), months in prop::collection::vec(0u32..6, 11)) {
        let (facts, _) = inventory(&rows);
        let now = Month::of(day("2026-11-23"));
        let releases: Vec<_> = facts.iter().zip(&months).map(|(f, m)| Release { procedure: f.id.clone(), month: now.plus(*m) }).collect();
        let ahead = calendar(&facts, &releases, PartialRule::Half, day("2026-11-23"), now.plus(5));
        prop_assert_eq!(ahead.months.len(), 6);
        prop_assert!(ahead.months.is_sorted_by(|a, b| a.progress.volume_halves <= b.progress.volume_halves));
        let all = facts.iter().map(|f| f.id.clone()).collect();
        prop_assert_eq!(ahead.months[5].progress, what_if(&facts, &all, PartialRule::Half, day("2026-11-23")));
    }
}

/// Twenty working days a month: the first procedure takes 30 of them and is ready in the second month.
#[test]
fn a_plan_is_spread_over_months_and_compared() {
    let facts = [
        fact("done", Standing::Able, Some(100)),
        fact("a", Standing::NotYet, Some(600)),
        fact("b", Standing::NotYet, Some(200)),
        fact("c", Standing::NotYet, Some(100)),
        fact("d", Standing::NotYet, None),
    ];
    let terms = days(&[("a", 30), ("b", 10), ("c", 20), ("d", 1)]);
    let asked = question(Goal::Volume, 90, &terms);
    let found = road(&facts, &asked);
    let make = |name: &str, ids: &[&str], pace| {
        let chosen = ids.iter().map(|id| (*id).to_owned()).collect();
        Plan::make(name, &found, &chosen, &asked, day("2027-03-31"), ("2026-12".parse().unwrap(), pace))
    };
    let plan = make(" 令和9年3月まで ", &["a", "b", "c", "d"], 20).unwrap();
    let steps: Vec<_> = plan.steps.iter().map(|s| format!("{} {}", s.procedure, s.month)).collect();
    assert_eq!(steps, ["a 2027-01", "b 2027-01", "c 2027-02", "d 2027-03"]);
    assert_eq!(
        plan.planned().iter().map(|p| p.progress.by_volume()).collect::<Vec<_>>(),
        ["10.0 %", "10.0 %", "90.0 %", "100.0 %", "100.0 %"]
    );
    assert_eq!(plan.reaches().map(|m| m.to_string()).as_deref(), Some("2027-01"));

    let month = |text: &str| text.parse::<Month>().unwrap();
    let online = BTreeMap::from([("a".to_owned(), month("2027-01")), ("b".to_owned(), month("2027-03"))]);
    let compared = plan.compared(&online, &BTreeSet::from(["c".to_owned()]), day("2027-03-01"));
    let became: Vec<_> = compared.iter().map(|(_, r)| *r).collect();
    let expected = [
        Realised::InTime(month("2027-01")),
        Realised::Late(month("2027-03"), 2),
        Realised::Overdue,
        Realised::Dropped,
    ];
    assert_eq!(became, expected);

    let later = plan.clone().with_months(&BTreeMap::from([("a".to_owned(), "2027-04".parse().unwrap())]));
    assert_eq!(
        (later.reaches().map(|m| m.to_string()).as_deref(), later.at_due().map(|r| r.percent()).as_deref()),
        (Some("2027-04"), Some("40.0"))
    );
    for (name, ids, pace, wrong) in [
        ("", &["a"][..], 20, PlanWrong::Nameless),
        ("x", &[][..], 20, PlanWrong::Empty),
        ("x", &["a", "done"][..], 20, PlanWrong::NotOpen),
        ("x", &["gone"][..], 20, PlanWrong::NotOpen),
    ] {
        assert_eq!(make(name, ids, pace).unwrap_err(), wrong);
    }
}

/// What was to be done last month and is not counts from this month on, and is named.
#[test]
fn the_calendar_names_what_is_late_dark_or_idle() {
    let facts = [
        fact("done", Standing::Able, Some(50)),
        fact("late", Standing::NotYet, Some(30)),
        fact("next", Standing::NotYet, Some(20)),
        fact("dark", Standing::NotYet, None),
    ];
    let release = |id: &str, month: &str| Release { procedure: id.into(), month: month.parse().unwrap() };
    let releases = [
        release("late", "2026-09"),
        release("next", "2027-03"),
        release("next", "2027-01"),
        release("dark", "2026-12"),
        release("done", "2026-12"),
        release("gone", "2026-12"),
    ];
    let ahead = calendar(&facts, &releases, PartialRule::Able, day("2026-11-23"), "2027-02".parse().unwrap());
    assert_eq!(
        ahead.months.iter().map(|p| p.progress.by_volume()).collect::<Vec<_>>(),
        ["80.0 %", "80.0 %", "100.0 %", "100.0 %"]
    );
    assert_eq!(ahead.months[1].progress.by_kind(), "75.0 %");
    assert_eq!(
        (ahead.late, ahead.unknown, ahead.idle),
        (vec!["late".to_owned()], vec!["dark".to_owned()], vec!["done".to_owned(), "gone".to_owned()])
    );
}
