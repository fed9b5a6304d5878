use madoguchi_app::Waiting;
use madoguchi_inventory::Status;
use madoguchi_vocab::{Lang, Role};

use super::*;
use crate::{
    manager::dashboard::tests::{day, overview_of, person},
    page::tests::for_staff,
};

fn seen(role: Role, any: bool) -> Seen {
    let n = i64::from(any);
    let oldest = Some(Waiting { paper: "<届出>".into(), arrived: day(), days: 3 });
    let backlog = Backlog { department: DepartmentId("a".into()), open: 9, overdue: 2, oldest };
    Seen {
        person: person(role),
        backlogs: if any { vec![backlog] } else { vec![] },
        ages: Age::ALL.into_iter().zip([1, 0, 10_000, 3]).map(|(age, count)| (age, count * n)).collect(),
        flow: vec![MonthFlow { month: "2026-11".parse().unwrap(), came: 12 * n, done: 3 * n }],
    }
}

fn procedure(id: &str, status: Status, total: Option<u64>) -> Procedure {
    let mut p = Procedure::begun(id.into(), format!("<{id}>"));
    (p.status, p.volume.total, p.department) = (status, total, DepartmentId("a".into()));
    p
}

#[test]
fn the_page_draws_with_and_without_procedures() {
    let some = vec![
        procedure("a", Status::Online, Some(42_000)),
        procedure("b", Status::NotYet, None),
        procedure("c", Status::NotYet, Some(7)),
    ];
    let id = DepartmentId("a".into());
    for procedures in [vec![], some] {
        for (role, any) in [(Role::DxManager, false), (Role::Clerk, true)] {
            let page = overview_of(procedures.clone());
            for_staff(|chrome| drawn(chrome, &page, &seen(role, any), &id, "市民課".into()));
        }
    }
}

#[test]
fn what_waits_is_a_link_only_at_home_and_procedures_stand_by_state() {
    let page = overview_of(vec![
        procedure("a", Status::Online, Some(42_000)),
        procedure("b", Status::NotYet, None),
        procedure("c", Status::NotYet, Some(7)),
    ]);
    let draw = |role| {
        let id = DepartmentId("a".into());
        drawn(Chrome::sample(Lang::Ja), &page, &seen(role, true), &id, "市民課".into())
    };
    let (clerk, manager) = (draw(Role::Clerk), draw(Role::DxManager));
    assert!(clerk.ages.iter().all(|a| a.url.is_some()) && manager.ages.iter().all(|a| a.url.is_none()));
    assert_eq!(clerk.ages[2].count, "10,000 以上");
    let states: Vec<_> = clerk
        .states
        .iter()
        .map(|s| (s.label, s.rows.iter().map(|r| r.total.as_str()).collect::<Vec<_>>()))
        .collect();
    assert_eq!(states, [("できる", vec!["42,000"]), ("できない", vec!["7", "不明"])]);
    assert!(clerk.states[0].url.ends_with("department=a&standing=able"));
}
