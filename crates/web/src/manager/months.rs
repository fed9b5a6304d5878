//! The rates at the ends of the last months: of the whole, or of a part of the inventory.

use askama::Template;
use axum::extract::{Query, State};
use madoguchi_app::{App, RatesPage, SERIES};
use madoguchi_inventory::{By, Rate, RateId, groups, rates, rates_csv};
use madoguchi_vocab::{Date, number::thousands};
use serde::Deserialize;

use super::{
    dashboard::{Known, day_or_today, signed, tenths},
    groups::{Counted, filter_of, name_of, save},
};
use crate::{
    chart::{Line, LineChart, Look},
    chrome::Chrome,
    page::{Answer, show},
    problem::Problem,
    who::Manager,
};

/// So many are shown at once: this month, and a year before it.
const SHOWN: usize = 13;

/// Of which part, and up to when.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
pub struct Asked {
    by: String,
    key: String,
    as_of: String,
}

/// A month's end.
struct Row {
    when: String,
    /// Whether the inventory was not kept yet.
    derived: bool,
    percents: Vec<String>,
    moved: String,
    able: Counted,
    all: Counted,
}

#[derive(Template)]
#[template(path = "manager/months.html")]
struct Months {
    chrome: Chrome,
    name: String,
    /// Where one came from, if it is about a part.
    back: Option<String>,
    csv: String,
    chart: Option<LineChart>,
    says: String,
    /// Since when the inventory is kept, where some of the months lie before that.
    kept_since: Option<String>,
    rows: Vec<Row>,
}

/// The part's months: its name, and its rates, oldest first.
struct Found {
    name: String,
    part: Option<(By, String)>,
    months: Vec<Vec<Rate>>,
    kept_since: Option<Date>,
}

async fn found(app: &App, asked: &Asked) -> Result<Found, Problem> {
    let kept_since = app.kept_since().await?;
    let pages = app.months(day_or_today(app, &asked.as_of), SERIES).await?;
    let Some(by) = By::parse(&asked.by) else {
        let months = pages.into_iter().map(|p| p.rates).collect();
        return Ok(Found { name: "全庁".to_owned(), part: None, months, kept_since });
    };
    let now = pages.last().map(|p| groups(&p.procedures, &p.facts, by)).unwrap_or_default();
    let group = now.iter().find(|g| g.key == asked.key).ok_or(Problem::Missing)?;
    let name = name_of(by, &group.key, &group.label, &Known::new(app));
    let of = |p: &RatesPage| {
        let facts: Vec<_> = p
            .procedures
            .iter()
            .zip(&p.facts)
            .filter(|(row, _)| by.holds(row, &asked.key))
            .map(|(_, f)| f.clone())
            .collect();
        rates(&facts, p.rule, p.as_of)
    };
    let months = pages.iter().map(of).collect();
    Ok(Found { name, part: Some((by, asked.key.clone())), months, kept_since })
}

pub async fn get(
    State(app): State<App>,
    Manager(_): Manager,
    chrome: Chrome,
    Query(asked): Query<Asked>,
) -> Answer {
    show(&drawn(chrome, found(&app, &asked).await?, &asked.as_of))
}

pub async fn csv(State(app): State<App>, Manager(_): Manager, Query(asked): Query<Asked>) -> Answer {
    let found = found(&app, &asked).await?;
    let lines: Vec<_> = found.months.into_iter().map(|rates| (found.name.clone(), rates)).collect();
    save("rates-by-month.csv", rates_csv("範囲", &lines))
}

/// 「1 年で +3.2 ポイント」, or that there is nothing to compare.
fn says(months: &[Vec<Rate>]) -> String {
    let of = |month: Option<&Vec<Rate>>| tenths(&month?[RateId::OnlineByVolume as usize]);
    match (months.len(), of(months.first()), of(months.last())) {
        (0 | 1, ..) => "比べる月がまだありません。".to_owned(),
        (n, Some(first), Some(last)) => format!(
            "オンライン化率（件数）は、{} か月前の月末と比べて {} ポイント動き、今は {}.{} % です。",
            n - 1,
            signed(last - first),
            last / 10,
            last % 10,
        ),
        _ => "件数がわからないので、件数の率は計算できません。".to_owned(),
    }
}

/// The two rates of what can be done online, and the use of it.
pub fn chart(id: &'static str, title: String, says: String, months: &[Vec<Rate>]) -> Option<LineChart> {
    let line = |id: RateId, name: &str, look| Line {
        name: name.to_owned(),
        look,
        points: months
            .iter()
            .map(|rates| &rates[id as usize])
            .filter_map(|r| Some((r.as_of, r.value?.to_f64().min(1.0) * 100.0)))
            .collect::<Vec<(Date, f64)>>(),
        band: vec![],
    };
    let lines = vec![
        line(RateId::OnlineByVolume, RateId::OnlineByVolume.label(), Look::Actual),
        line(RateId::OnlineByKind, RateId::OnlineByKind.label(), Look::Second),
        // Short enough for a phone.
        line(RateId::UsedOfOnline, "利用率（できる手続きのうち）", Look::Third),
    ];
    let chart = LineChart { id, title, says, lines, target: None };
    (months.len() > 1 && !chart.is_empty()).then_some(chart)
}

fn drawn(chrome: Chrome, found: Found, as_of: &str) -> Months {
    let says = says(&found.months);
    let filter = found.part.as_ref().map(|(by, key)| filter_of(*by, key));
    let mut before = None;
    let mut rows = Vec::new();
    for rates in &found.months {
        let (volume, kinds) =
            (&rates[RateId::OnlineByVolume as usize], &rates[RateId::OnlineByKind as usize]);
        let link = |part: &str, number: String| Counted {
            number,
            url: url::form_urlencoded::Serializer::new("/manage/inventory?".to_owned())
                .extend_pairs([("rate", kinds.id.code()), ("part", part)])
                .extend_pairs(filter.iter().map(|(name, value)| (*name, value.as_str())))
                .append_pair("as_of", &kinds.as_of.to_string())
                .finish(),
        };
        let now = tenths(volume);
        rows.push(Row {
            when: chrome.day(&volume.as_of),
            derived: found.kept_since.is_some_and(|since| volume.as_of < since),
            percents: rates.iter().map(Rate::percent).collect(),
            moved: now.zip(before).map_or_else(|| "—".to_owned(), |(now, then)| signed(now - then)),
            able: link("numerator", kinds.numerator()),
            all: link("denominator", thousands(kinds.denominator)),
        });
        before = now;
    }
    // The newest is looked for first.
    rows.reverse();
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    if let Some((by, key)) = &found.part {
        query.extend_pairs([("by", by.code()), ("key", key)]);
    }
    let csv = format!("/manage/months.csv?{}", query.append_pair("as_of", as_of.trim()).finish());
    Months {
        back: found.part.as_ref().map(|(by, _)| format!("/manage/groups?by={}", by.code())),
        chart: chart("months", format!("{}の率の推移", found.name), says.clone(), &found.months),
        kept_since: found.kept_since.filter(|_| rows.iter().any(|r| r.derived)).map(|d| chrome.day(&d)),
        name: found.name,
        csv,
        says,
        rows,
        chrome,
    }
}

#[cfg(test)]
mod tests {
    use madoguchi_inventory::{Fact, PartialRule, Standing};
    use madoguchi_vocab::{DepartmentId, Lang};

    use super::*;
    use crate::page::tests::for_staff;

    fn month(day: &str, able: u64) -> Vec<Rate> {
        let fact = |standing, total| Fact {
            id: String::new(),
            name: String::new(),
            department: DepartmentId("a".into()),
            standing,
            total: Some(total),
            online: Some(0),
        };
        let facts = [fact(Standing::Able, able), fact(Standing::NotYet, 100 - able)];
        rates(&facts, PartialRule::Able, day.parse().unwrap())
    }

    #[test]
    fn the_page_draws_without_with_one_and_with_many_months() {
        let all = [month("2026-09-30", 20), month("2026-10-31", 20), month("2026-11-23", 45)];
        let kept_since = Some("2026-11-01".parse().unwrap());
        for n in 0..=3 {
            for part in [None, Some((By::Category, "application".to_owned()))] {
                let found = || Found {
                    name: "<申請>".into(),
                    part: part.clone(),
                    months: all[..n].to_vec(),
                    kept_since,
                };
                for_staff(|chrome| drawn(chrome, found(), "2026-11-23"));
            }
        }
        let found = Found { name: "全庁".into(), part: None, months: all.to_vec(), kept_since };
        let shown = drawn(Chrome::sample(Lang::Ja), found, "");
        assert_eq!(shown.rows.iter().map(|r| r.moved.as_str()).collect::<Vec<_>>(), ["+25.0", "±0.0", "—"]);
        assert_eq!(shown.rows.iter().map(|r| r.derived).collect::<Vec<_>>(), [false, true, true]);
        assert!(shown.kept_since.is_some());
        assert!(shown.says.contains("+25.0 ポイント動き、今は 45.0 %"), "{}", shown.says);
    }
}
