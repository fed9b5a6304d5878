//! How far the city is online, where that goes, and what would help: the first page of those who look after the whole.

mod cards;
mod departments;
mod troubles;
mod way;

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use madoguchi_app::{App, Backlog, Overview, RatesPage, StaffPerson};
use madoguchi_inventory::{PartialRule, RateId, Ratio, Verdict, anomalies, rates};
use madoguchi_vocab::{Date, DepartmentId, number::thousands, time::fiscal_year, wareki};
use serde::Deserialize;

pub use self::cards::{Card, Late, late, owns, rates as rate_cards, signed, tenths};
use self::{
    cards::YearEnd,
    departments::Line,
    troubles::Troubles,
    way::{Pareto, Way},
};
use super::{
    course::{self, Row},
    funnel::{self, Period},
};
use crate::{
    chart::LineChart,
    chrome::Chrome,
    page::{Answer, show},
    who::Manager,
};

/// As of when, and of what. A day that is written counts before a fiscal year that is chosen.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    as_of: String,
    year: String,
    department: String,
}

/// So many fiscal years that are over can be chosen.
const YEARS: i32 = 3;

impl Asked {
    /// The day, and why it is not the one that was written.
    fn day(&self, app: &App) -> (Date, Option<String>) {
        let typed = self.as_of.trim();
        let day = match self.year.parse().ok().and_then(|year: i32| Date::from_ymd_opt(year + 1, 3, 31)) {
            Some(end) if typed.is_empty() => end.min(app.today()),
            _ => day_or_today(app, typed),
        };
        let read = wareki::parse(typed).ok();
        let wrong = (!typed.is_empty() && read != Some(day)).then(|| {
            format!("「{typed}」の時点の値はありません。今日までの日付を 2026-11-23 のように入力してください。今日の値を表示しています。")
        });
        (day, wrong)
    }
}

/// A day of an address; today if it is none, or lies ahead.
pub fn day_or_today(app: &App, text: &str) -> Date {
    wareki::parse(text.trim()).unwrap_or_else(|_| app.today()).min(app.today())
}

/// What departments are called, and where pages are.
#[derive(Default)]
pub struct Known(BTreeMap<String, String>);

impl Known {
    /// What an office knows.
    pub fn new(app: &App) -> Self {
        Self(app.departments().iter().map(|d| (d.id.0.clone(), d.name.clone())).collect())
    }

    /// The name of a department.
    pub fn name(&self, id: &DepartmentId) -> String {
        match self.0.get(&id.0) {
            Some(name) => name.clone(),
            None if id.0.is_empty() => "課が決まっていない".to_owned(),
            None => id.0.clone(),
        }
    }

    /// Its page, if it has one.
    pub fn page(&self, id: &DepartmentId) -> Option<String> {
        self.0.contains_key(&id.0).then(|| format!("/manage/departments/{}", id.0))
    }

    /// The page of a procedure.
    pub fn procedure(&self, id: &str) -> String {
        page_of_procedure(id)
    }
}

/// The page of a procedure of the inventory.
pub fn page_of_procedure(id: &str) -> String {
    let id: String = url::form_urlencoded::byte_serialize(id.as_bytes()).collect();
    format!("/manage/inventory/p/{}", id.replace('+', "%20"))
}

#[derive(Template)]
#[template(path = "manager/dashboard.html")]
struct Dashboard {
    chrome: Chrome,
    as_of: Date,
    /// As it was written.
    typed: String,
    year: String,
    years: Vec<(String, String)>,
    /// The department, if it is about one.
    of: Option<(String, String)>,
    departments: Vec<(String, String)>,
    day: String,
    scope: String,
    cards: Vec<Card>,
    year_end: Option<YearEnd>,
    late: Late,
    verdict: String,
    due: String,
    partial: String,
    says: String,
    chart: Option<LineChart>,
    rows: Vec<Row>,
    way: Option<Way>,
    pareto: Pareto,
    lines: Vec<Line>,
    troubles: Troubles,
    excluded: Vec<(String, u64, String)>,
    odd: usize,
    empty: bool,
    target: u32,
    /// What is wrong with what was asked.
    wrong: Option<String>,
}

pub async fn get(
    State(app): State<App>,
    Manager(person): Manager,
    chrome: Chrome,
    Query(asked): Query<Asked>,
) -> Answer {
    let (as_of, mut wrong) = asked.day(&app);
    let id = DepartmentId(asked.department.trim().to_owned());
    let of = app.departments().iter().find(|d| d.id == id).map(|d| d.id.clone());
    if of.is_none() && !id.0.is_empty() {
        let gone = format!("「{}」という課はありません。全庁の値を表示しています。", id.0);
        wrong = Some(wrong.unwrap_or_default() + &gone);
    }
    let page = app.overview(as_of, of.as_ref()).await?;
    let backlogs = app.backlogs(&person).await?;
    let seen = Seen { person: &person, backlogs: &backlogs, known: &Known::new(&app), today: app.today() };
    let years = (1..=YEARS).map(|back| fiscal_year(app.today()) - back);
    let mut drawn = drawn(chrome, &page, &seen, of.as_ref());
    if of.is_none() {
        let period = Period::of(&funnel::Asked::default(), app.today());
        drawn.troubles.draft_days = app.draft_days();
        drawn.troubles.pages = troubles::pages(app.funnels(period.from, period.until).await?);
    }
    show(&Dashboard {
        wrong,
        typed: asked.as_of.trim().to_owned(),
        year: asked.year,
        years: years.map(|y| (y.to_string(), format!("{y}年度末（{}年3月31日）", y + 1))).collect(),
        departments: app.departments().iter().map(|d| (d.id.0.clone(), d.name.clone())).collect(),
        ..drawn
    })
}

/// Who looks, and what there is beside the rates.
struct Seen<'a> {
    person: &'a StaffPerson,
    backlogs: &'a [Backlog],
    known: &'a Known,
    today: Date,
}

fn drawn(chrome: Chrome, page: &Overview, seen: &Seen<'_>, of: Option<&DepartmentId>) -> Dashboard {
    let nothing = RatesPage {
        rates: rates(&[], PartialRule::Able, seen.today),
        facts: vec![],
        procedures: vec![],
        as_of: seen.today,
        rule: PartialRule::Able,
    };
    let now = page.now().unwrap_or(&nothing);
    let headline = &now.rates[RateId::OnlineByVolume as usize];
    let kinds = &now.rates[RateId::OnlineByKind as usize];
    let (today, known) = (seen.today, seen.known);
    let ahead = |o| format!("{}{}", course::by_calendar(o, today), course::by_course(&chrome, o));
    Dashboard {
        as_of: now.as_of,
        typed: String::new(),
        year: String::new(),
        years: vec![],
        of: of.map(|d| (d.0.clone(), known.name(d))),
        departments: vec![],
        day: chrome.day(&now.as_of),
        scope: format!(
            "{}。市が行う手続き {} 種類（ほかに対象外 {} 種類）",
            of.map_or_else(|| "全庁".to_owned(), |d| known.name(d)),
            thousands(kinds.denominator),
            thousands(kinds.excluded.kinds()),
        ),
        cards: cards::rates(&chrome, page, of),
        year_end: page.outlook.as_ref().map(|o| cards::year_end(&chrome, o, today)),
        late: cards::late(seen.person, seen.backlogs, of),
        verdict: verdict(Verdict::of(headline.value, page.aim.target), page.aim.target),
        due: course::due(&chrome, &page.aim),
        partial: partial(now),
        says: page.outlook.as_ref().map_or_else(String::new, ahead),
        chart: page.outlook.as_ref().and_then(|o| course::picture("course", &chrome, o, today)),
        rows: page.outlook.as_ref().map_or_else(Vec::new, |o| course::rows(&chrome, o)),
        way: if of.is_none() { way::waterfall(page, known) } else { None },
        pareto: way::pareto(page, known),
        lines: if of.is_none() { departments::lines(now, known, page.aim.target) } else { vec![] },
        troubles: troubles::troubles(&chrome, seen.person, seen.backlogs, of, known),
        excluded: headline
            .excluded
            .by_reason
            .iter()
            .map(|(r, (k, v))| (r.clone(), *k, thousands(v)))
            .collect(),
        odd: anomalies(&now.facts).len(),
        empty: now.facts.is_empty(),
        target: page.aim.target,
        wrong: None,
        chrome,
    }
}

/// Whether the target is met.
fn verdict(verdict: Verdict, target: u32) -> String {
    match verdict {
        Verdict::Incomputable => format!(
            "件数がわかる手続きがないので、目標 {target} % と比べられません。台帳に年間件数を入れてください。"
        ),
        Verdict::Met => {
            format!("目標 {target} % を達成しています（丸める前の値で比べています）。")
        }
        Verdict::Missed => format!("目標 {target} % にはまだ届いていません（丸める前の値で比べています）。"),
    }
}

/// How 一部 counts, and what it would be otherwise.
fn partial(page: &RatesPage) -> String {
    let other = |rule| {
        let value = rates(&page.facts, rule, page.as_of)[RateId::OnlineByVolume as usize].value;
        value.map_or_else(|| "算出不可".to_owned(), |v: Ratio| format!("{} %", v.percent()))
    };
    let others = PartialRule::ALL.iter().filter(|rule| **rule != page.rule);
    let others: Vec<_> = others.map(|rule| format!("{}と {}", rule.label(), other(*rule))).collect();
    format!("一部だけオンラインの手続きは「{}」きまりです。{}です。", page.rule.label(), others.join("、"))
}

#[cfg(test)]
pub mod tests;
