//! Saved plans, each beside what happened.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::{Path, State};
use madoguchi_app::{App, PlanPage, SavedPlan, Trouble};
use madoguchi_auth::Deed;
use madoguchi_inventory::{Month, Progress, Realised, Step};
use madoguchi_vocab::PlanId;

use crate::{
    chart::{Line, LineChart, Look},
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    who::Manager,
};

struct PlanLine {
    url: String,
    name: String,
    made: String,
    by: String,
    steps: usize,
    reaches: String,
    adopted: bool,
}

#[derive(Template)]
#[template(path = "manager/plans.html")]
struct Plans {
    chrome: Chrome,
    lines: Vec<PlanLine>,
}

pub async fn list(State(app): State<App>, Manager(_): Manager, chrome: Chrome) -> Answer {
    let plans = app.plans().await?;
    let lines = plans.iter().map(|p| line(&chrome, p)).collect();
    show(&Plans { lines, chrome })
}

fn line(chrome: &Chrome, saved: &SavedPlan) -> PlanLine {
    PlanLine {
        url: url_of(saved.id),
        name: saved.plan.name.clone(),
        made: chrome.day(&saved.made_at.date()),
        by: saved.by.clone().unwrap_or_default(),
        steps: saved.plan.steps.len(),
        reaches: verdict(saved),
        adopted: saved.adopted,
    }
}

fn url_of(id: PlanId) -> String {
    format!("/manage/plans/{id}")
}

/// When the plan reaches its target, and whether that is in time.
fn verdict(saved: &SavedPlan) -> String {
    let plan = &saved.plan;
    let (target, due) = (plan.target, plan.due);
    let then = plan.at_due().map_or_else(String::new, |r| format!("。期日には {} % の予定です", r.percent()));
    match plan.reaches() {
        Some(month) if month.last_day() <= due => {
            format!("{}末に {target} % に届く予定（期日 {due} に間に合います）", month.words())
        }
        Some(month) => {
            format!("{}末に {target} % に届く予定（期日 {due} に間に合いません{then}）", month.words())
        }
        None => format!("この計画だけでは {target} % に届きません{then}"),
    }
}

struct StepRow {
    id: String,
    name: String,
    month: String,
    days: u32,
    assumed: bool,
    /// The rules that stand in the way.
    rules: String,
    became: String,
    late: bool,
    /// Whether it is still to be done.
    is_open: bool,
    /// Whether it is ticked to be taken out.
    dropped: bool,
}

struct MonthRow {
    month: String,
    planned: String,
    came: String,
    gap: String,
}

#[derive(Template)]
#[template(path = "manager/plan.html")]
struct OnePlan {
    chrome: Chrome,
    url: String,
    name: String,
    made: String,
    start: String,
    verdict: String,
    adopted: bool,
    revision: i64,
    steps: Vec<StepRow>,
    /// How many have only assumed days, and how many rules stand in the way of.
    cautions: (usize, usize),
    months: Vec<MonthRow>,
    chart: LineChart,
    may_plan: bool,
    wrong: Vec<Wrong>,
}

impl OnePlan {
    fn at(&self, target: &str) -> Option<&str> {
        complaint::at(&self.wrong, target)
    }
}

pub async fn get(
    State(app): State<App>,
    Manager(person): Manager,
    chrome: Chrome,
    Path(id): Path<String>,
) -> Answer {
    let page = app.plan(id.parse().map_err(|_| Problem::Missing)?).await?;
    show(&drawn(chrome, &page, person.may_at_home(Deed::KeepPlans), &Typed::default(), vec![]))
}

pub async fn post(
    State(app): State<App>,
    Manager(person): Manager,
    chrome: Chrome,
    Path(id): Path<String>,
    fields: Fields,
) -> Answer {
    if !person.may_at_home(Deed::KeepPlans) {
        return Err(Problem::NotAllowed);
    }
    let id: PlanId = id.parse().map_err(|_| Problem::Missing)?;
    let seen = fields.revision.unwrap_or(0);
    match fields.action.as_str() {
        "adopt" => {
            app.adopt_plan(&person, id, seen).await?;
            go_to(&format!("{}?done=adopt_plan", url_of(id)))
        }
        "put_aside" => {
            app.put_plan_aside(&person, id, seen).await?;
            go_to(&format!("{}?done=put_plan_aside", url_of(id)))
        }
        "remove" => {
            app.remove_plan(&person, id, seen).await?;
            go_to("/manage/plans?done=remove_plan")
        }
        _ => {
            let page = app.plan(id).await?;
            let typed = Typed::of(&fields);
            let (months, wrong) = months(&page, &typed.months);
            if !wrong.is_empty() {
                return show_again(&drawn(chrome.with_errors(), &page, true, &typed, wrong));
            }
            match app.move_steps(&person, id, seen, &months, &typed.drop).await {
                Ok(()) => go_to(&format!("{}?done=move_steps", url_of(id))),
                Err(Trouble::Amiss { field, words }) => {
                    let wrong = vec![Wrong::at(field, words)];
                    show_again(&drawn(chrome.with_errors(), &page, true, &typed, wrong))
                }
                Err(other) => Err(other.into()),
            }
        }
    }
}

/// The months that were typed for the steps, and the steps that are to be taken out.
#[derive(Default)]
struct Typed {
    months: BTreeMap<String, String>,
    drop: BTreeSet<String>,
}

impl Typed {
    fn of(fields: &Fields) -> Self {
        let month =
            |(name, value): (&str, &str)| Some((name.strip_prefix("month-")?.to_owned(), value.to_owned()));
        Self {
            months: fields.pairs().filter_map(month).collect(),
            drop: fields.all("drop").map(str::to_owned).collect(),
        }
    }
}

/// The months that were typed, and what cannot be read, by name.
fn months(page: &PlanPage, typed: &BTreeMap<String, String>) -> (BTreeMap<String, Month>, Vec<Wrong>) {
    let (mut months, mut wrong) = (BTreeMap::new(), Vec::new());
    for step in &page.saved.plan.steps {
        let Some(text) = typed.get(&step.procedure) else { continue };
        match text.parse::<Month>() {
            Ok(month) => _ = months.insert(step.procedure.clone(), month),
            Err(_) => wrong.push(Wrong::at(
                format!("month-{}", step.procedure),
                format!("「{}」の予定月を 2027-01 のように入力してください", step.name),
            )),
        }
    }
    (months, wrong)
}

fn drawn(chrome: Chrome, page: &PlanPage, may_plan: bool, typed: &Typed, wrong: Vec<Wrong>) -> OnePlan {
    let plan = &page.saved.plan;
    let steps: Vec<StepRow> = page.steps.iter().map(|(s, became)| step(page, s, *became, typed)).collect();
    let open = || steps.iter().filter(|s| s.is_open);
    let cautions = (open().filter(|s| s.assumed).count(), open().filter(|s| !s.rules.is_empty()).count());
    OnePlan {
        url: url_of(page.saved.id),
        name: plan.name.clone(),
        made: format!(
            "{}　{}",
            chrome.day(&page.saved.made_at.date()),
            page.saved.by.clone().unwrap_or_default()
        ),
        start: format!("作った日の{}は {}", plan.goal.label(), percent(page, plan.start)),
        verdict: verdict(&page.saved),
        adopted: page.saved.adopted,
        revision: page.saved.revision,
        cautions,
        steps,
        months: page.months.iter().map(|m| month_row(page, m)).collect(),
        chart: chart(page),
        may_plan,
        wrong,
        chrome,
    }
}

fn step(page: &PlanPage, step: &Step, realised: Realised, typed: &Typed) -> StepRow {
    let (became, late) = became(realised);
    let rules = page.rules.get(&step.procedure);
    StepRow {
        id: step.procedure.clone(),
        name: step.name.clone(),
        month: typed.months.get(&step.procedure).cloned().unwrap_or_else(|| step.month.to_string()),
        days: step.days,
        assumed: step.assumed,
        rules: rules.map_or_else(String::new, |r| r.iter().map(|b| b.label()).collect::<Vec<_>>().join("、")),
        became,
        late,
        is_open: matches!(realised, Realised::Open | Realised::Overdue),
        dropped: typed.drop.contains(&step.procedure),
    }
}

fn became(realised: Realised) -> (String, bool) {
    match realised {
        Realised::InTime(month) => (format!("{}までに公開", month.words()), false),
        Realised::Late(month, months) => (format!("{}に公開（{months} か月遅れ）", month.words()), true),
        Realised::Open => ("これから".to_owned(), false),
        Realised::Overdue => ("予定月を過ぎています".to_owned(), true),
        Realised::Dropped => ("対象から外れました".to_owned(), true),
    }
}

fn percent(page: &PlanPage, progress: Progress) -> String {
    progress
        .rate(page.saved.plan.goal)
        .map_or_else(|| "算出不可".to_owned(), |r| format!("{} %", r.percent()))
}

fn month_row(page: &PlanPage, (month, planned, came): &(Month, Progress, Option<Progress>)) -> MonthRow {
    let goal = page.saved.plan.goal;
    let share = |p: &Progress| p.rate(goal).map(|r| r.to_f64() * 100.0);
    let gap = came.as_ref().and_then(|c| Some(share(c)? - share(planned)?));
    MonthRow {
        month: month.words(),
        planned: percent(page, *planned),
        came: came.map_or_else(|| "—".to_owned(), |p| percent(page, p)),
        gap: gap.map_or_else(|| "—".to_owned(), |g| format!("{g:+.1}")),
    }
}

fn chart(page: &PlanPage) -> LineChart {
    let plan = &page.saved.plan;
    let share = |p: &Progress| p.rate(plan.goal).map(|r| r.to_f64() * 100.0);
    let planned = page.months.iter().filter_map(|(m, p, _)| Some((m.last_day(), share(p)?)));
    let came =
        page.months.iter().filter_map(|(m, _, c)| Some((m.last_day().min(page.today), share(c.as_ref()?)?)));
    let line = |name: &str, look, points| Line { name: name.into(), look, points, band: vec![] };
    LineChart {
        id: "plan",
        title: format!("{}：計画と実績", plan.goal.label()),
        says: verdict(&page.saved),
        lines: vec![
            line("計画", Look::Planned, planned.collect()),
            line("実績", Look::Actual, came.collect()),
        ],
        target: Some((f64::from(plan.target), format!("目標 {} %", plan.target))),
    }
}

#[cfg(test)]
mod tests {
    use madoguchi_inventory::{Blocker, Gain, Goal, PartialRule, Plan};
    use madoguchi_vocab::Instant;

    use super::*;
    use crate::page::tests::for_staff;

    fn page(steps: &[(&str, &str)]) -> PlanPage {
        let month = |text: &str| text.parse::<Month>().unwrap();
        let steps = steps.iter().map(|(id, m)| Step {
            procedure: (*id).into(),
            name: format!("<{id}>"),
            month: month(m),
            days: 5,
            assumed: true,
            gain: Gain { volume_halves: 100, kind_halves: 2 },
        });
        let plan = Plan {
            name: "<計画>".into(),
            goal: Goal::Volume,
            target: 90,
            due: "2027-03-31".parse().unwrap(),
            rule: PartialRule::Able,
            made_on: "2026-11-23".parse().unwrap(),
            start: Progress { volume_halves: 100, volume: 100, kind_halves: 2, kinds: 2 },
            steps: steps.collect(),
        };
        let realised = [
            Realised::InTime(month("2026-12")),
            Realised::Late(month("2027-01"), 1),
            Realised::Open,
            Realised::Overdue,
            Realised::Dropped,
        ];
        let became = plan.steps.iter().cloned().zip(realised).collect();
        let months = plan.planned().into_iter().map(|p| (p.month, p.progress, Some(plan.start))).collect();
        let made_at = Instant::parse("2026-11-24T00:00:00Z").unwrap();
        let saved = SavedPlan {
            id: "0190b5a47e3c7d4f9a2b3c4d5e6f7a8b".parse().unwrap(),
            plan,
            made_at,
            by: Some("見本 佐藤".into()),
            revision: 1,
            adopted: true,
        };
        let rules = BTreeMap::from([("c".to_owned(), vec![Blocker::Ordinance])]);
        PlanPage { saved, steps: became, rules, months, today: "2026-11-24".parse().unwrap() }
    }

    #[test]
    fn the_pages_draw() {
        let page =
            page(&[("a", "2026-12"), ("b", "2026-12"), ("c", "2027-01"), ("d", "2027-02"), ("e", "2027-02")]);
        for lines in [0, 1] {
            for_staff(|chrome| Plans {
                lines: (0..lines).map(|_| line(&chrome, &page.saved)).collect(),
                chrome,
            });
        }
        for wrong in [vec![], vec![Wrong::at("month-a", "予定月を"), Wrong::at("steps", "手続きが")]]
        {
            let months = BTreeMap::from([("a".to_owned(), "春".to_owned())]);
            let typed = Typed { months, drop: BTreeSet::from(["a".to_owned()]) };
            for_staff(|chrome| drawn(chrome, &page, true, &typed, wrong.clone()));
        }
    }

    #[test]
    fn what_is_only_assumed_or_barred_by_rules_is_said_of_what_is_still_to_be_done() {
        let page = page(&[("a", "2026-12"), ("b", "2026-12"), ("c", "2027-01"), ("d", "2027-02")]);
        let drawn = drawn(Chrome::sample(madoguchi_vocab::Lang::Ja), &page, true, &Typed::default(), vec![]);
        assert_eq!(drawn.cautions, (2, 1), "c is to come and d is overdue; a and b are online");
        assert_eq!(drawn.steps[2].rules, "条例・規則");
    }

    #[test]
    fn a_month_that_cannot_be_read_is_named() {
        let page = page(&[("a", "2026-12"), ("b", "2026-12")]);
        let typed =
            BTreeMap::from([("a".to_owned(), "2027-01".to_owned()), ("b".to_owned(), "春".to_owned())]);
        let (months, wrong) = months(&page, &typed);
        assert_eq!(months.len(), 1);
        assert_eq!(wrong.iter().map(|w| w.target.as_str()).collect::<Vec<_>>(), ["month-b"]);
    }
}
