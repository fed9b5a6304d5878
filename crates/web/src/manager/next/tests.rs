use std::collections::BTreeMap;

use madoguchi_app::RatesPage;
use madoguchi_inventory::{Fact, PartialRule, Question, Standing, Terms, rates, road, what_if};
use madoguchi_vocab::DepartmentId;

use super::*;
use crate::page::tests::for_staff;

fn fact(id: &str, standing: Standing, total: Option<u64>) -> Fact {
    let (id, department) = (id.to_owned(), DepartmentId("a".into()));
    Fact { name: format!("<{id}>"), id, department, standing, total, online: None }
}

fn question<'a>(asked: &RoadAsked, terms: &'a BTreeMap<String, Terms>) -> Question<'a> {
    Question {
        goal: asked.goal,
        target: asked.target,
        rule: PartialRule::Able,
        as_of: "2026-11-23".parse().unwrap(),
        assumed_days: asked.assumed_days,
        terms,
    }
}

fn page(facts: Vec<Fact>, asked: &RoadAsked) -> RoadPage {
    let (as_of, rule) = ("2026-11-23".parse().unwrap(), PartialRule::Able);
    let terms =
        BTreeMap::from([("no".to_owned(), Terms { days: Some(3), barred: "条例の改正を待つ".into() })]);
    let question = question(asked, &terms);
    let road = road(&facts, &question);
    let what_if = Some(what_if(&facts, &asked.chosen, rule, as_of));
    let rates = RatesPage { rates: rates(&facts, rule, as_of), facts, procedures: vec![], as_of, rule };
    RoadPage { rates, road, terms, what_if }
}

#[test]
fn what_stands_in_the_way_is_what_the_inventory_names() {
    let mut p = Procedure::begun("a".into(), "見本".into());
    p.reason = "システムがない".into();
    p.fee_note = "300円".into();
    assert_eq!(hurdles(&p), "システムがない、手数料", "its own words where it names nothing");
    p.blockers = [Blocker::NoSystem, Blocker::Fee].into();
    assert_eq!(hurdles(&p), "システムがない、手数料", "and nothing twice");
    p.blockers = [Blocker::PaperOriginal, Blocker::InPerson].into();
    assert_eq!(hurdles(&p), "必要書類の原本が紙、対面、手数料");
}

#[test]
fn a_list_that_is_the_shortest_and_the_quickest_is_told_once() {
    let asked = RoadAsked { goal: Goal::Volume, target: 90, assumed_days: 5, chosen: BTreeSet::new() };
    let told = |facts: Vec<Fact>, days: &[(&str, u32)]| {
        let terms: BTreeMap<String, Terms> = days
            .iter()
            .map(|(id, days)| ((*id).to_owned(), Terms { days: Some(*days), barred: String::new() }))
            .collect();
        proposals(&road(&facts, &question(&asked, &terms))).iter().map(|p| p.code).collect::<Vec<_>>()
    };
    let open = |id, n| fact(id, Standing::NotYet, Some(n));
    assert_eq!(told(vec![open("a", 90), open("b", 10)], &[]), ["shortest"]);
    // One of 91 that takes 90 days, or two that take a day each.
    let facts = vec![open("a", 91), open("b", 46), open("c", 45), fact("d", Standing::Able, Some(728))];
    assert_eq!(told(facts, &[("a", 90), ("b", 1), ("c", 1)]), ["shortest", "cheapest"]);
}

#[test]
fn what_is_assumed_and_what_rules_stand_in_the_way_of_is_said_of_the_choice() {
    let asked = RoadAsked {
        goal: Goal::Volume,
        target: 90,
        assumed_days: 5,
        chosen: BTreeSet::from(["a".into(), "b".into(), "gone".into()]),
    };
    let facts = vec![
        fact("a", Standing::NotYet, Some(80)),
        fact("b", Standing::NotYet, None),
        fact("c", Standing::NotYet, Some(5)),
    ];
    let mut page = page(facts, &asked);
    let mut p = Procedure::begun("a".into(), "a".into());
    p.blockers = [Blocker::Ordinance, Blocker::NoSystem].into();
    page.rates.procedures = vec![p];
    let cautions = cautions(&page, &asked.chosen);
    assert_eq!(cautions.assumed, 2);
    assert_eq!(cautions.rules, [("<a>".to_owned(), "条例・規則".to_owned())]);
}

#[test]
fn the_page_draws_in_every_case() {
    let aim = course::tests::aim();
    let known = Known::default();
    let seen = Seen { aim, adopted: None, known: &known, may_plan: true };
    let open = vec![
        fact("done", Standing::Able, Some(10)),
        fact("a", Standing::NotYet, Some(80)),
        fact("b", Standing::NotYet, Some(10)),
        fact("dark", Standing::NotYet, None),
        fact("no", Standing::NotYet, Some(1)),
        fact("law", Standing::Excluded("対面".into()), Some(1)),
    ];
    let met = vec![fact("done", Standing::Able, Some(10))];
    let far = vec![fact("no", Standing::NotYet, Some(1))];
    for facts in [open, met, far, vec![]] {
        let typed = Typed { pick: BTreeSet::from(["a".into(), "gone".into()]), ..Typed::default() };
        let (asked, _) = typed.asked(&aim);
        for_staff(|chrome| {
            let wrong =
                vec![Wrong::at("name", "計画の名前を入力してください"), Wrong::at("rows", "選んでください")];
            page_of(chrome, typed.clone(), &page(facts.clone(), &asked), &seen, wrong)
        });
    }
}
