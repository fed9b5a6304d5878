//! One department: where its rates stand and came from, its procedures, what waits there, and what came month by month.

use askama::Template;
use axum::extract::{Path, State};
use madoguchi_app::{Age, App, Backlog, COUNTED, MonthFlow, Overview, QueueFilter, StaffPerson};
use madoguchi_inventory::{Fact, Procedure, Standing, Status};
use madoguchi_vocab::{DepartmentId, number::thousands};

use super::{
    dashboard::{Card, Known, Late, late, owns, rate_cards},
    inventory::{STANDINGS, standing_of},
    months::chart,
};
use crate::{
    chart::{BarCell, LineChart, bar_cell},
    chrome::Chrome,
    page::{Answer, show},
    problem::Problem,
    staff::{
        labels,
        queue::{self, counted},
    },
    who::Manager,
};

/// Its procedures that stand alike.
struct Alike {
    label: &'static str,
    url: String,
    rows: Vec<Row>,
}

struct Row {
    url: String,
    name: String,
    status: &'static str,
    total: String,
    online: String,
}

/// A number with its bar, and the own list where it is one's own.
struct Bar {
    words: String,
    url: Option<String>,
    bar: BarCell,
    count: String,
}

struct Month {
    words: String,
    came: String,
    came_bar: BarCell,
    done: String,
    done_bar: BarCell,
}

#[derive(Template)]
#[template(path = "manager/department.html")]
struct Page {
    chrome: Chrome,
    id: String,
    name: String,
    day: String,
    target: u32,
    cards: Vec<Card>,
    /// The rate as a bar, with the target as its tick.
    bullet: Option<BarCell>,
    late: Late,
    open: String,
    states: Vec<Alike>,
    ages: Vec<Bar>,
    months: Vec<Month>,
    flow: String,
    chart: Option<LineChart>,
    trend: Vec<(String, Vec<String>)>,
    has_procedures: bool,
}

pub async fn get(
    State(app): State<App>,
    Manager(person): Manager,
    chrome: Chrome,
    Path(id): Path<String>,
) -> Answer {
    let known = Known::new(&app);
    let id = DepartmentId(id);
    known.page(&id).ok_or(Problem::Missing)?;
    let page = app.overview(app.today(), Some(&id)).await?;
    let seen = Seen {
        backlogs: app.backlogs(&person).await?,
        ages: app.ages_of(&person, &id).await?,
        flow: app.flow_by_month(&person, &id).await?,
        person,
    };
    show(&drawn(chrome, &page, &seen, &id, known.name(&id)))
}

/// Who looks, and what waits.
struct Seen {
    person: StaffPerson,
    backlogs: Vec<Backlog>,
    ages: Vec<(Age, i64)>,
    flow: Vec<MonthFlow>,
}

fn drawn(chrome: Chrome, page: &Overview, seen: &Seen, id: &DepartmentId, name: String) -> Page {
    let cards = rate_cards(&chrome, page, Some(id));
    let months: Vec<_> = page.months.iter().map(|p| p.rates.clone()).collect();
    let now = page.now();
    let value = now.and_then(|p| p.rates.first()?.value);
    let open = seen.backlogs.iter().find(|b| b.department == *id).map_or(0, |b| b.open);
    Page {
        day: now.map_or_else(String::new, |p| chrome.day(&p.as_of)),
        target: page.aim.target,
        bullet: value.map(|v| bar_cell(v.to_f64() * 100.0, Some(f64::from(page.aim.target)))),
        late: late(&seen.person, &seen.backlogs, Some(id)),
        open: counted(open, open >= COUNTED),
        states: now.map_or_else(Vec::new, |p| states(id, &p.procedures, &p.facts)),
        ages: ages(&seen.ages, owns(&seen.person, id)),
        months: flow(&seen.flow),
        flow: flow_said(&seen.flow),
        chart: chart("department", format!("{name}の率の推移"), says(&cards), &months),
        trend: months
            .iter()
            .rev()
            .filter_map(|rates| {
                Some((chrome.day(&rates.first()?.as_of), rates.iter().map(|r| r.percent()).collect()))
            })
            .collect(),
        has_procedures: now.is_some_and(|p| !p.facts.is_empty()),
        id: id.0.clone(),
        name,
        cards,
        chrome,
    }
}

fn says(cards: &[Card]) -> String {
    let said = cards.iter().map(|c| {
        let moved = c.moved.as_deref().unwrap_or_default();
        format!("{}は {}（{moved}）。", c.label, c.percent)
    });
    said.take(3).collect()
}

/// The procedures of each standing that has any, with the most submissions first.
fn states(id: &DepartmentId, procedures: &[Procedure], facts: &[Fact]) -> Vec<Alike> {
    let number = |n: Option<u64>| n.map_or_else(|| "不明".to_owned(), thousands);
    let of = |code: &str, label: &'static str| {
        let mut rows: Vec<_> =
            procedures.iter().zip(facts).filter(|(_, f)| standing_of(f).0 == code).collect();
        rows.sort_by_key(|(_, f)| std::cmp::Reverse(f.total));
        Alike {
            label,
            url: format!("/manage/inventory?department={}&standing={code}", id.0),
            rows: rows
                .into_iter()
                .map(|(p, f)| Row {
                    url: Known::default().procedure(&p.id),
                    name: p.name.clone(),
                    status: state(p, f),
                    total: number(f.total),
                    online: number(f.online),
                })
                .collect(),
        }
    };
    STANDINGS.iter().map(|(code, label)| of(code, label)).filter(|s| !s.rows.is_empty()).collect()
}

/// How a procedure stands: that its paper is open here says more than a row that nobody has changed yet.
fn state(procedure: &Procedure, fact: &Fact) -> &'static str {
    let by_paper = matches!(fact.standing, Standing::Able | Standing::Partly)
        && !matches!(procedure.status, Status::Online | Status::Partial);
    if by_paper { "この窓口で公開" } else { procedure.status.label() }
}

/// A bar on a scale on which the greatest of all is whole.
fn bar(n: i64, greatest: i64) -> BarCell {
    bar_cell(n as f64 * 100.0 / greatest.max(1) as f64, None)
}

fn ages(counts: &[(Age, i64)], own: bool) -> Vec<Bar> {
    let greatest = counts.iter().map(|(_, n)| *n).max().unwrap_or_default();
    let drawn = counts.iter().map(|(age, n)| Bar {
        words: labels::age(*age).to_owned(),
        url: own.then(|| queue::url(&QueueFilter { age: Some(*age), ..QueueFilter::default() })),
        bar: bar(*n, greatest),
        count: counted(*n, *n >= COUNTED),
    });
    drawn.collect()
}

fn flow(months: &[MonthFlow]) -> Vec<Month> {
    let greatest = months.iter().map(|m| m.came.max(m.done)).max().unwrap_or_default();
    let said = |n: i64| counted(n, n >= COUNTED);
    let month = |m: &MonthFlow| Month {
        words: m.month.words(),
        came: said(m.came),
        came_bar: bar(m.came, greatest),
        done: said(m.done),
        done_bar: bar(m.done, greatest),
    };
    months.iter().rev().map(month).collect()
}

fn flow_said(months: &[MonthFlow]) -> String {
    let (came, done) = months.iter().fold((0, 0), |(came, done), m| (came + m.came, done + m.done));
    if came == 0 && done == 0 {
        return format!("この {} か月に、この窓口に届いた申請はありません。", months.len());
    }
    format!(
        "この {} か月に届いた申請は {} 件、終わった申請は {} 件です（取下げも「終わった」に入ります）。",
        months.len(),
        thousands(came),
        thousands(done)
    )
}

#[cfg(test)]
mod tests;
