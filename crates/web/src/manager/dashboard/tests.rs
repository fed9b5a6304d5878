use madoguchi_app::{StaffPerson, Waiting};
use madoguchi_inventory::{Fact, Goal, Procedure, Question, Standing, road};
use madoguchi_vocab::{Lang, Role, StaffId};

use super::{cards::Cause, *};
use crate::{manager::course::tests::page as outlook, page::tests::for_staff};

/// The day of these tests.
pub fn day() -> Date {
    "2026-11-23".parse().unwrap()
}

fn fact(id: &str, department: &str, standing: Standing, total: Option<u64>) -> Fact {
    Fact {
        id: id.into(),
        name: format!("<{id}>"),
        department: DepartmentId(department.into()),
        standing,
        total,
        online: total,
    }
}

fn rates_page(facts: Vec<Fact>, as_of: Date) -> RatesPage {
    let rule = PartialRule::Able;
    RatesPage { rates: rates(&facts, rule, as_of), facts, procedures: vec![], as_of, rule }
}

/// One month of an inventory.
pub fn overview_of(procedures: Vec<Procedure>) -> Overview {
    let facts = madoguchi_inventory::facts(&procedures, &Default::default(), day(), &[]);
    let mut page = overview(vec![facts]);
    page.months[0].procedures = procedures;
    page
}

fn overview(months: Vec<Vec<Fact>>) -> Overview {
    let terms = BTreeMap::new();
    let question = Question {
        goal: Goal::Volume,
        target: 90,
        rule: PartialRule::Able,
        as_of: day(),
        assumed_days: 1,
        terms: &terms,
    };
    let road = road(months.last().map_or(&[][..], |f| f), &question);
    let last = months.len().saturating_sub(1);
    let ends = madoguchi_inventory::month_ends(day(), u32::try_from(last).unwrap());
    let months = months.into_iter().zip(ends).map(|(facts, end)| rates_page(facts, end)).collect();
    let aim = course::tests::aim();
    Overview { months, aim, outlook: Some(outlook(&[40, 41, 43])), road }
}

/// Somebody of the department `a`.
pub fn person(role: Role) -> StaffPerson {
    StaffPerson {
        id: StaffId(Default::default()),
        login: "x".into(),
        name: "見本".into(),
        role,
        department: DepartmentId("a".into()),
        department_name: "市民課".into(),
    }
}

fn known() -> Known {
    Known([("a", "市民課"), ("b", "税務課"), ("c", "子ども課")].map(|(k, v)| (k.into(), v.into())).into())
}

fn backlogs() -> Vec<Backlog> {
    let waiting = Waiting { paper: "<届出>".into(), arrived: day(), days: 3 };
    [("a", 2, Some(waiting)), ("b", 5, None)]
        .map(|(d, overdue, oldest)| Backlog { department: DepartmentId(d.into()), open: 9, overdue, oldest })
        .into()
}

/// Two departments lack something, one has more than it needs.
fn full() -> Vec<Fact> {
    vec![
        fact("a1", "a", Standing::Able, Some(20)),
        fact("a2", "a", Standing::NotYet, Some(40)),
        fact("b1", "b", Standing::Able, Some(30)),
        fact("c1", "c", Standing::NotYet, Some(10)),
        fact("c2", "c", Standing::NotYet, None),
        fact("x", "", Standing::Excluded("対面".into()), Some(5)),
    ]
}

fn dashboard(page: &Overview, role: Role, of: Option<&str>) -> Dashboard {
    let (person, backlogs, known) = (person(role), backlogs(), known());
    let seen = Seen { person: &person, backlogs: &backlogs, known: &known, today: day() };
    drawn(Chrome::sample(Lang::Ja), page, &seen, of.map(|d| DepartmentId(d.into())).as_ref())
}

#[test]
fn the_page_draws_empty_in_the_first_month_later_and_of_one_department() {
    for months in [vec![], vec![vec![]], vec![full()], vec![full(), full(), full()]] {
        for of in [None, Some("a")] {
            let page = overview(months.clone());
            for_staff(|chrome| Dashboard { chrome, ..dashboard(&page, Role::DxManager, of) });
        }
    }
}

#[test]
fn a_rounded_90_is_not_a_target_met() {
    let facts =
        vec![fact("a", "a", Standing::Able, Some(8995)), fact("b", "a", Standing::NotYet, Some(1005))];
    let drawn = dashboard(&overview(vec![facts]), Role::DxManager, None);
    assert_eq!(drawn.cards[0].percent, "90.0 %");
    assert!(drawn.verdict.contains("まだ届いていません"), "{}", drawn.verdict);
    let way = drawn.cards[0].way.as_deref().unwrap();
    assert_eq!(way, "90 % まで あと 5 件分。件数の多いものからなら あと 1 手続き");
}

#[test]
fn a_card_says_how_far_it_moved_and_how_far_it_is() {
    let mut before = full();
    before[0].standing = Standing::NotYet;
    let page = overview(vec![before, full()]);
    let drawn = dashboard(&page, Role::DxManager, None);
    let [volume, kinds, used, _] = &drawn.cards[..] else { panic!("four rates") };
    assert_eq!(volume.moved.as_deref(), Some("前月末（10月31日（土））から +20.0 ポイント"));
    assert_eq!(
        volume.way.as_deref(),
        Some("90 % まで あと 40.0 ポイント、40 件分。件数の多いものからなら あと 1 手続き")
    );
    assert_eq!(kinds.way.as_deref(), Some("90 % まで あと 50.0 ポイント、3 手続き"));
    assert_eq!(used.way, None, "the target is about what can be done");
    let causes = |card: &Card| {
        let told = |c: &Cause| format!("{} {} {}", c.name, c.became, c.points);
        card.causes.iter().map(told).collect::<Vec<_>>()
    };
    assert_eq!(causes(volume), ["<a1> オンラインになった +20.0"]);
    assert_eq!((causes(kinds), &kinds.rest), (vec!["<a1> オンラインになった +20.0".to_owned()], &None));
    let first = dashboard(&overview(vec![full()]), Role::DxManager, None);
    assert_eq!(first.cards[0].moved.as_deref(), Some("比べる月がまだありません"));
}

#[test]
fn the_way_goes_from_the_rate_to_the_target() {
    let drawn = dashboard(&overview(vec![full()]), Role::DxManager, None);
    let steps: Vec<_> =
        drawn.way.as_ref().unwrap().steps.iter().map(|s| (s.name.as_str(), s.points.as_str())).collect();
    let wanted = [
        ("今の率", "50.0 %"),
        ("市民課", "+34.0"),
        ("子ども課", "+9.0"),
        ("税務課", "−3.0"),
        ("目標 90 %", "90.0 %"),
    ];
    assert_eq!(steps, wanted);
    let scale = drawn.way.as_ref().map(|w| (w.from, w.to));
    assert_eq!(scale, Some((40, 100)), "drawn where something happens");
    assert_eq!(drawn.pareto.rows[0].share, "80.0 %");
    assert_eq!(drawn.pareto.rows[0].then, "90.0 %");
}

#[test]
fn what_is_late_is_a_link_only_for_whose_list_it_is() {
    let page = overview(vec![full()]);
    let clerk = dashboard(&page, Role::Clerk, None);
    assert_eq!((clerk.late.count.as_str(), clerk.late.own.as_ref().map(|o| o.0.as_str())), ("7", Some("2")));
    let manager = dashboard(&page, Role::DxManager, None);
    assert_eq!(manager.late.own, None);
    assert!(!manager.late.why.is_empty());
    let lists = |d: &Dashboard| d.troubles.waiting.iter().map(|w| w.list.is_some()).collect::<Vec<_>>();
    assert_eq!(lists(&clerk), [false, true], "the most overdue first");
    assert_eq!(lists(&manager), [false, false]);
}
