//! What to put online next: the ranking, what is ticked, and the plan made of it.

#[cfg(test)]
mod tests;
mod typed;

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{RawQuery, State};
use madoguchi_app::{Aim, App, RoadAsked, RoadPage, SavedPlan, rules_in_the_way};
use madoguchi_auth::Deed;
use madoguchi_inventory::{
    Blocker, Goal, List, Month, Outlook, PlanWrong, Procedure, Road, Status, Uncounted,
};
use madoguchi_vocab::number::thousands;
use typed::Typed;

use super::{course, dashboard::Known};
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
/// The longest address that every browser and every proxy takes.
const LONGEST_QUERY: usize = 4_000;

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
    /// The month in which it is planned already, by the plan the city goes by.
    planned: Option<(String, String)>,
}

/// What is to be known of the choice before it becomes a plan.
#[derive(Default)]
struct Cautions {
    /// How many have only assumed days.
    assumed: usize,
    /// What rules stand in the way of, and which.
    rules: Vec<(String, String)>,
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
    cautions: Cautions,
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

/// Saves what is ticked as a plan, or shows what it would bring.
pub async fn post(
    State(app): State<App>,
    Manager(person): Manager,
    chrome: Chrome,
    fields: Fields,
) -> Answer {
    if !person.may_at_home(Deed::KeepPlans) {
        return Err(Problem::NotAllowed);
    }
    let mut typed = Typed::read(fields.pairs());
    if ["see", "see_all"].contains(&fields.action.as_str()) {
        typed.all |= fields.action == "see_all";
        let query = typed.query();
        if query.len() <= LONGEST_QUERY {
            return go_to(&format!("/manage/next?{query}#rows"));
        }
        let (page, wrong) = drawn(&app, chrome, typed, true).await?;
        return if wrong { show_again(&page) } else { show(&page) };
    }
    let (asked, mut wrong) = typed.asked(&app.aim().await?);
    wrong.extend(asked.chosen.is_empty().then(|| said(PlanWrong::Empty)));
    match typed.pace(app.today()) {
        Ok(pace) if wrong.is_empty() => match app.save_plan(&person, &typed.name, &asked, pace).await? {
            Ok(id) => return go_to(&format!("/manage/plans/{id}?done=save_plan")),
            Err(why) => wrong.push(said(why)),
        },
        pace => {
            wrong.extend(typed.name.trim().is_empty().then(|| said(PlanWrong::Nameless)));
            wrong.extend(pace.err().unwrap_or_default());
        }
    }
    let (mut page, _) = drawn(&app, chrome.with_errors(), typed, true).await?;
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
        typed.due = aim.due.to_string();
    }
    let known = Known::new(app);
    let adopted = app.adopted_plan().await?;
    let seen = Seen { aim, adopted: adopted.as_ref(), known: &known, may_plan };
    let is_wrong = !wrong.is_empty();
    let chrome = if is_wrong { chrome.with_errors() } else { chrome };
    Ok((page_of(chrome, typed, &page, &seen, wrong), is_wrong))
}

/// What there is beside the road.
struct Seen<'a> {
    aim: Aim,
    /// The plan the city goes by.
    adopted: Option<&'a SavedPlan>,
    known: &'a Known,
    may_plan: bool,
}

impl Seen<'_> {
    /// The month in which a procedure is planned, and the page of the plan.
    fn planned(&self, id: &str) -> Option<(String, String)> {
        let saved = self.adopted?;
        let step = saved.plan.steps.iter().find(|step| step.procedure == id)?;
        Some((format!("/manage/plans/{}", saved.id), step.month.words()))
    }
}

fn page_of(chrome: Chrome, typed: Typed, page: &RoadPage, seen: &Seen<'_>, wrong: Vec<Wrong>) -> Next {
    let (asked, _) = typed.asked(&seen.aim);
    let road = &page.road;
    let ranked = rows(page, &asked, &typed.pick, seen);
    let shown = if typed.all { ranked.len() } else { SHOWN.min(ranked.len()) };
    let hidden = {
        let there: BTreeSet<&str> = ranked[..shown].iter().map(|r| r.id.as_str()).collect();
        typed.pick.iter().filter(|id| !there.contains(id.as_str())).cloned().collect()
    };
    let single = |c: &madoguchi_inventory::Candidate| row(c, None, page, &asked, &typed.pick, seen);
    Next {
        due: course::due(&chrome, &seen.aim),
        cautions: cautions(page, &typed.pick),
        day: chrome.day(&page.rates.as_of),
        outlook: road.outlook,
        start: (road.start.by_volume(), road.start.by_kind()),
        at_most: (road.at_most.by_volume(), road.at_most.by_kind()),
        what_if: page.what_if.map(|p| (p.by_volume(), p.by_kind(), p.missing(asked.goal, asked.target) == 0)),
        proposals: proposals(road),
        unknown: road.unknown.iter().map(|u| (single(&u.candidate), enough(u, asked.target))).collect(),
        barred: road.barred.iter().map(|(c, why)| (single(c), why.clone())).collect(),
        excluded: road.excluded,
        more: ranked.len() - shown,
        rows: ranked.into_iter().take(shown).collect(),
        hidden,
        typed,
        asked,
        may_plan: seen.may_plan,
        wrong,
        chrome,
    }
}

/// The lists that reach the target. Where the shortest is the quickest too, it is told once.
fn proposals(road: &Road) -> Vec<Proposal> {
    let ids = |list: &List| list.ids.iter().cloned().collect::<BTreeSet<_>>();
    let lists = match (&road.shortest, &road.cheapest) {
        (Some(a), Some(b)) if ids(a) == ids(b) => {
            vec![("shortest", "手続きの数も日数も、いちばん少ない", a)]
        }
        (shortest, cheapest) => [
            ("shortest", "手続きの数がいちばん少ない", shortest),
            ("cheapest", "日数がいちばん少ない", cheapest),
        ]
        .into_iter()
        .filter_map(|(code, label, list)| Some((code, label, list.as_ref()?)))
        .collect(),
    };
    lists.into_iter().map(|(code, label, list)| proposal(code, label, list)).collect()
}

/// What of the choice is only assumed, and what rules stand in the way of.
fn cautions(page: &RoadPage, pick: &BTreeSet<String>) -> Cautions {
    let unknown = page.road.unknown.iter().map(|u| &u.candidate);
    let chosen: Vec<_> = page.road.ranked.iter().chain(unknown).filter(|c| pick.contains(&c.id)).collect();
    let rules = rules_in_the_way(&page.rates.procedures);
    let words = |list: &Vec<Blocker>| list.iter().map(|b| b.label()).collect::<Vec<_>>().join("、");
    Cautions {
        assumed: chosen.iter().filter(|c| c.assumed).count(),
        rules: chosen.iter().filter_map(|c| Some((c.name.clone(), words(rules.get(&c.id)?)))).collect(),
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
fn rows(page: &RoadPage, asked: &RoadAsked, pick: &BTreeSet<String>, seen: &Seen<'_>) -> Vec<Row> {
    let mut sum = page.road.start;
    page.road
        .ranked
        .iter()
        .map(|c| {
            sum = sum.with(c.gain);
            row(c, Some(sum), page, asked, pick, seen)
        })
        .collect()
}

fn row(
    c: &madoguchi_inventory::Candidate,
    sum: Option<madoguchi_inventory::Progress>,
    page: &RoadPage,
    asked: &RoadAsked,
    pick: &BTreeSet<String>,
    seen: &Seen<'_>,
) -> Row {
    let procedure = page.rates.procedures.iter().find(|p| p.id == c.id);
    let points = |goal| {
        c.gain.points(goal, page.road.start).map_or_else(|| "—".to_owned(), |r| format!("+{}", r.percent()))
    };
    let rate = sum.and_then(|s| s.rate(asked.goal));
    Row {
        department: seen.known.name(&c.department),
        volume: c.volume.map_or_else(|| "不明".to_owned(), thousands),
        points: points(Goal::Volume),
        kind_points: points(Goal::Kind),
        sum: rate.map_or_else(|| "—".to_owned(), |r| format!("{} %", r.percent())),
        bar: rate.map(|r| bar_cell(r.to_f64() * 100.0, Some(f64::from(asked.target)))),
        days: format!("{}{}", c.days, if c.assumed { "（仮）" } else { "" }),
        hurdles: procedure.map(hurdles).unwrap_or_default(),
        status: procedure.map_or("", |p| p.status.label()),
        picked: pick.contains(&c.id),
        planned: seen.planned(&c.id),
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
    let free = ["", "無料", "なし"].contains(&p.fee.trim());
    if (!free || !p.fee_note.is_empty()) && !p.blockers.contains(&Blocker::Fee) {
        words.push(Blocker::Fee.label());
    }
    words.join("、")
}
