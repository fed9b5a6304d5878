//! What to put online next: the ranking, what is ticked, and the plan made of it.

mod typed;

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{RawQuery, State};
use madoguchi_app::{Aim, App, RoadAsked, RoadPage};
use madoguchi_auth::Deed;
use madoguchi_inventory::{Blocker, Goal, List, Month, Outlook, PlanWrong, Procedure, Status, Uncounted};
use madoguchi_vocab::{Date, number::thousands, time::fiscal_year};
use typed::Typed;

use crate::{
    chart::{BarCell, bar_cell},
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    who::Manager,
};

/// How many rows are shown unless all are asked for.
const SHOWN: usize = 50;
struct Row {
    id: String,
    name: String,
    department: String,
    volume: String,
    points: String,
    kind_points: String,
    sum: String,
    bar: Option<BarCell>,
    days: String,
    hurdles: String,
    status: &'static str,
    picked: bool,
}

/// A list in words.
struct Proposal {
    code: &'static str,
    label: &'static str,
    count: usize,
    days: String,
    assumed: usize,
    by_volume: String,
    by_kind: String,
    bears: Option<String>,
}

#[derive(Template)]
#[template(path = "manager/next.html")]
struct Next {
    chrome: Chrome,
    typed: Typed,
    asked: RoadAsked,
    day: String,
    /// The day by which, in words.
    due: String,
    outlook: Outlook,
    start: (String, String),
    at_most: (String, String),
    what_if: Option<(String, String, bool)>,
    proposals: Vec<Proposal>,
    rows: Vec<Row>,
    hidden: Vec<String>,
    more: usize,
    unknown: Vec<(Row, String)>,
    barred: Vec<(Row, String)>,
    excluded: usize,
    may_plan: bool,
    wrong: Vec<Wrong>,
}

impl Next {
    fn at(&self, target: &str) -> Option<&str> {
        complaint::at(&self.wrong, target)
    }
}

pub async fn get(
    State(app): State<App>,
    Manager(person): Manager,
    chrome: Chrome,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = query.unwrap_or_default();
    let pairs: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).collect();
    let typed = Typed::read(pairs.iter().map(|(n, v)| (n.as_ref(), v.as_ref())));
    let (page, wrong) = drawn(&app, chrome, typed, person.may_at_home(Deed::KeepPlans)).await?;
    if wrong { show_again(&page) } else { show(&page) }
}

/// Saves what is ticked as a plan.
pub async fn post(
    State(app): State<App>,
    Manager(person): Manager,
    chrome: Chrome,
    fields: Fields,
) -> Answer {
    if !person.may_at_home(Deed::KeepPlans) {
        return Err(Problem::NotAllowed);
    }
    let typed = Typed::read(fields.pairs());
    let aim = app.aim().await?;
    let (asked, mut wrong) = typed.asked(&aim);
    if asked.chosen.is_empty() {
        wrong.push(said(PlanWrong::Empty));
    }
    match typed.pace(app.today()) {
        // The form for the rest is not there while nothing is chosen.
        _ if asked.chosen.is_empty() => {}
        Ok(pace) if wrong.is_empty() => match app.save_plan(&person, &typed.name, &asked, pace).await? {
            Ok(id) => return go_to(&format!("/manage/plans/{id}?done=save_plan")),
            Err(why) => wrong.push(said(why)),
        },
        Ok(_) => {}
        Err(more) => {
            wrong.extend(typed.name.trim().is_empty().then(|| said(PlanWrong::Nameless)));
            wrong.extend(more);
        }
    }
    let (mut page, _) = drawn(&app, chrome.with_errors(), typed, person.may_at_home(Deed::KeepPlans)).await?;
    page.wrong = wrong;
    show_again(&page)
}

fn said(why: PlanWrong) -> Wrong {
    match why {
        PlanWrong::Nameless => Wrong::at("name", "計画の名前を入力してください"),
        PlanWrong::Empty => Wrong::at("rows", "計画に入れる手続きを選んでください"),
        PlanWrong::NotOpen => Wrong::at(
            "rows",
            "選んだ手続きの中に、すでにオンラインのもの、対象外のもの、計画に入れられないものがあります。選びなおしてください",
        ),
        PlanWrong::Target => Wrong::at("target", "目標は 1 から 100 までの整数で入力してください"),
        PlanWrong::Pace => {
            Wrong::at("pace", "この日数では 20 年より長くかかります。1 か月に使える日数を増やしてください")
        }
    }
}

async fn drawn(app: &App, chrome: Chrome, mut typed: Typed, may_plan: bool) -> Result<(Next, bool), Problem> {
    let aim = app.aim().await?;
    let (asked, wrong) = typed.asked(&aim);
    let mut page = app.road(&asked).await?;
    let proposed = match typed.using.as_str() {
        "shortest" => page.road.shortest.as_ref(),
        "cheapest" => page.road.cheapest.as_ref(),
        _ => None,
    };
    if let Some(list) = proposed {
        typed.pick = list.ids.iter().cloned().collect();
        page = app.road(&typed.asked(&aim).0).await?;
    }
    if typed.begins.is_empty() {
        typed.begins = Month::of(app.today()).plus(1).to_string();
    }
    if typed.due.is_empty() {
        typed.due = due_of(&aim, app.today()).to_string();
    }
    let names = app.departments();
    let name =
        |id: &str| names.iter().find(|d| d.id.0 == id).map_or_else(|| id.to_owned(), |d| d.name.clone());
    let is_wrong = !wrong.is_empty();
    let chrome = if is_wrong { chrome.with_errors() } else { chrome };
    Ok((page_of(chrome, typed, aim, &page, &name, may_plan, wrong), is_wrong))
}

/// By when a plan made today is to reach the target: the strategy's day, or the end of the fiscal year once that is over.
fn due_of(aim: &Aim, today: Date) -> Date {
    let spring = Date::from_ymd_opt(fiscal_year(today) + 1, 3, 31).unwrap_or(today);
    if aim.due < today { spring } else { aim.due }
}

fn page_of(
    chrome: Chrome,
    typed: Typed,
    aim: Aim,
    page: &RoadPage,
    name: &dyn Fn(&str) -> String,
    may_plan: bool,
    wrong: Vec<Wrong>,
) -> Next {
    let (asked, _) = typed.asked(&aim);
    let road = &page.road;
    let ranked = rows(page, &asked, &typed.pick, name);
    let shown = if typed.all { ranked.len() } else { SHOWN.min(ranked.len()) };
    let hidden = {
        let seen: BTreeSet<&str> = ranked[..shown].iter().map(|r| r.id.as_str()).collect();
        typed.pick.iter().filter(|id| !seen.contains(id.as_str())).cloned().collect()
    };
    let single = |c: &madoguchi_inventory::Candidate| row(c, None, page, &asked, &typed.pick, name);
    let due = match (aim.from_strategy, aim.due < page.rates.as_of) {
        (true, true) => format!("計画の期日 {} は過ぎています", chrome.day(&aim.due)),
        (true, false) => format!("計画の期日 {}", chrome.day(&aim.due)),
        (false, _) => "計画の目標がまだ入っていないので、仮の目標です".to_owned(),
    };
    Next {
        due,
        day: chrome.day(&page.rates.as_of),
        outlook: road.outlook,
        start: (road.start.by_volume(), road.start.by_kind()),
        at_most: (road.at_most.by_volume(), road.at_most.by_kind()),
        what_if: page.what_if.map(|p| (p.by_volume(), p.by_kind(), p.missing(asked.goal, asked.target) == 0)),
        proposals: [
            ("shortest", "手続きの数がいちばん少ない", &road.shortest),
            ("cheapest", "日数がいちばん少ない", &road.cheapest),
        ]
        .into_iter()
        .filter_map(|(code, label, list)| Some(proposal(code, label, list.as_ref()?)))
        .collect(),
        unknown: road.unknown.iter().map(|u| (single(&u.candidate), enough(u, asked.target))).collect(),
        barred: road.barred.iter().map(|(c, why)| (single(c), why.clone())).collect(),
        excluded: road.excluded,
        more: ranked.len() - shown,
        rows: ranked.into_iter().take(shown).collect(),
        hidden,
        typed,
        asked,
        may_plan,
        wrong,
        chrome,
    }
}

fn proposal(code: &'static str, label: &'static str, list: &List) -> Proposal {
    Proposal {
        code,
        label,
        count: list.ids.len(),
        days: thousands(list.days),
        assumed: list.assumed,
        by_volume: list.after.by_volume(),
        by_kind: list.after.by_kind(),
        bears: list.bears.map(thousands),
    }
}

fn enough(unknown: &Uncounted, target: u32) -> String {
    unknown.enough.map_or_else(
        || format!("件数がいくらでも、これだけでは {target} % に届きません"),
        |n| format!("年 {} 件以上なら、これだけで {target} % に届きます", thousands(n)),
    )
}

/// The ranking, with the rate that is reached when everything down to a row is done.
fn rows(
    page: &RoadPage,
    asked: &RoadAsked,
    pick: &BTreeSet<String>,
    name: &dyn Fn(&str) -> String,
) -> Vec<Row> {
    let mut sum = page.road.start;
    page.road
        .ranked
        .iter()
        .map(|c| {
            sum = sum.with(c.gain);
            row(c, Some(sum), page, asked, pick, name)
        })
        .collect()
}

fn row(
    c: &madoguchi_inventory::Candidate,
    sum: Option<madoguchi_inventory::Progress>,
    page: &RoadPage,
    asked: &RoadAsked,
    pick: &BTreeSet<String>,
    name: &dyn Fn(&str) -> String,
) -> Row {
    let procedure = page.rates.procedures.iter().find(|p| p.id == c.id);
    let points = |goal| {
        c.gain.points(goal, page.road.start).map_or_else(|| "—".to_owned(), |r| format!("+{}", r.percent()))
    };
    let rate = sum.and_then(|s| s.rate(asked.goal));
    Row {
        department: name(&c.department.0),
        volume: c.volume.map_or_else(|| "不明".to_owned(), thousands),
        points: points(Goal::Volume),
        kind_points: points(Goal::Kind),
        sum: rate.map_or_else(|| "—".to_owned(), |r| format!("{} %", r.percent())),
        bar: rate.map(|r| bar_cell(r.to_f64() * 100.0, Some(f64::from(asked.target)))),
        days: format!("{}{}", c.days, if c.assumed { "（仮）" } else { "" }),
        hurdles: procedure.map(hurdles).unwrap_or_default(),
        status: procedure.map_or("", |p| p.status.label()),
        picked: pick.contains(&c.id),
        id: c.id.clone(),
        name: c.name.clone(),
    }
}

/// What stands in the way: the blockers that the inventory names, its own words where it names none, and a fee.
fn hurdles(p: &Procedure) -> String {
    let mut words: Vec<&str> = p.blockers.iter().map(|b| b.label()).collect();
    if words.is_empty() && !p.reason.is_empty() && p.status != Status::Online {
        words.push(&p.reason);
    }
    if !p.fee_note.is_empty() && !p.blockers.contains(&Blocker::Fee) {
        words.push(Blocker::Fee.label());
    }
    words.join("、")
}

#[cfg(test)]
mod tests {
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

    fn page(facts: Vec<Fact>, asked: &RoadAsked) -> RoadPage {
        let (as_of, rule) = ("2026-11-23".parse().unwrap(), PartialRule::Able);
        let terms =
            BTreeMap::from([("no".to_owned(), Terms { days: Some(3), barred: "条例の改正を待つ".into() })]);
        let question = Question {
            goal: asked.goal,
            target: asked.target,
            rule,
            as_of,
            assumed_days: asked.assumed_days,
            terms: &terms,
        };
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
    fn a_new_plan_is_not_due_in_the_past() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let aim = |due| Aim { target: 90, due: day(due), from_strategy: true };
        assert_eq!(due_of(&aim("2026-03-31"), day("2026-11-29")), day("2027-03-31"));
        assert_eq!(due_of(&aim("2028-03-31"), day("2026-11-29")), day("2028-03-31"));
        assert_eq!(due_of(&aim("2026-03-30"), day("2026-03-31")), day("2026-03-31"));
    }

    #[test]
    fn the_page_draws_in_every_case() {
        let aim = Aim { target: 90, due: "2026-03-31".parse().unwrap(), from_strategy: true };
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
                let wrong = vec![
                    Wrong::at("name", "計画の名前を入力してください"),
                    Wrong::at("rows", "選んでください"),
                ];
                page_of(
                    chrome,
                    typed.clone(),
                    aim,
                    &page(facts.clone(), &asked),
                    &|id| id.to_owned(),
                    true,
                    wrong,
                )
            });
        }
    }
}
