//! The forecast: what the release calendar promises, and where the last months point. Both, never one line.

use askama::Template;
use axum::extract::State;
use madoguchi_app::{App, OutlookPage, TREND_MONTHS};
use madoguchi_inventory::{Band, Goal, Meeting};
use madoguchi_vocab::Date;

use crate::{
    chart::{Line, LineChart, Look},
    chrome::Chrome,
    page::{Answer, show},
    who::Manager,
};

struct Row {
    when: String,
    actual: String,
    planned: String,
    expected: String,
}

#[derive(Template)]
#[template(path = "manager/forecast.html")]
struct Forecast {
    chrome: Chrome,
    day: String,
    target: u32,
    due: String,
    from_strategy: bool,
    calendar: String,
    plan: Option<(String, String)>,
    late: usize,
    unknown: usize,
    idle: usize,
    trend: String,
    chart: LineChart,
    rows: Vec<Row>,
    months: u32,
}

pub async fn get(State(app): State<App>, Manager(_): Manager, chrome: Chrome) -> Answer {
    let (page, today) = (app.outlook().await?, app.today());
    show(&drawn(chrome, &page, today))
}

fn share(value: Option<madoguchi_inventory::Ratio>) -> String {
    value.map_or_else(|| "—".to_owned(), |r| format!("{} %", r.percent()))
}

/// A share has no values below 0 or above 100, whatever the line says.
fn band(b: Band) -> Band {
    let on = |v: f64| v.clamp(0.0, 100.0);
    Band { low: on(b.low), mid: on(b.mid), high: on(b.high) }
}

fn shown(b: Band) -> String {
    let b = band(b);
    format!("{:.1} %（{:.1}〜{:.1} %）", b.mid, b.low, b.high)
}

fn drawn(chrome: Chrome, page: &OutlookPage, today: Date) -> Forecast {
    let target = page.aim.target;
    let ahead = page.calendar.as_ref().map(|(_, c)| c);
    Forecast {
        day: chrome.day(&today),
        due: due(&chrome, page, today),
        target,
        from_strategy: page.aim.from_strategy,
        calendar: by_calendar(page, today),
        plan: page.calendar.as_ref().map(|(p, _)| (format!("/manage/plans/{}", p.id), p.plan.name.clone())),
        late: ahead.map_or(0, |c| c.late.len()),
        unknown: ahead.map_or(0, |c| c.unknown.len()),
        idle: ahead.map_or(0, |c| c.idle.len()),
        trend: by_trend(&chrome, page),
        chart: chart(page, today),
        rows: rows(&chrome, page),
        months: TREND_MONTHS,
        chrome,
    }
}

/// The day that counts, and what became of the strategy's own.
fn due(chrome: &Chrome, page: &OutlookPage, today: Date) -> String {
    let strategy = chrome.day(&page.aim.due);
    match (page.aim.due < today, page.due == page.aim.due) {
        (false, _) => format!("期日 {strategy}"),
        (true, true) => format!("期日 {strategy} は過ぎています"),
        (true, false) => {
            format!("期日 {}（計画のもの。戦略の期日 {strategy} は過ぎています）", chrome.day(&page.due))
        }
    }
}

fn by_calendar(page: &OutlookPage, today: Date) -> String {
    let target = page.aim.target;
    let Some((_, calendar)) = &page.calendar else {
        return "公開の予定がまだありません。".to_owned();
    };
    match calendar.reaches(Goal::Volume, target) {
        Some(month) if month.first_day() <= today => {
            format!("目標 {target} % に届いています（今月の予定を含みます）。")
        }
        Some(month) if month.last_day() <= page.due => {
            format!("予定どおりなら {}末に {target} % に届き、期日に間に合います。", month.words())
        }
        Some(month) => {
            format!("予定どおりなら {}末に {target} % に届きます。期日には間に合いません。", month.words())
        }
        None => {
            let last = calendar.months.last().map(|p| share(p.progress.rate(Goal::Volume)));
            format!("予定を全部終えても {} で、{target} % に届きません。", last.unwrap_or_default())
        }
    }
}

fn by_trend(chrome: &Chrome, page: &OutlookPage) -> String {
    let Some(trend) = &page.trend else {
        return "比べる月がまだ 3 つありません。".to_owned();
    };
    let speed = format!("今の速さは 1 年で {:+.1} ポイントです。", trend.a_year());
    let day = |d: Option<Date>| d.map_or_else(|| "見通せる範囲の外".to_owned(), |d| chrome.day(&d));
    match page.meets {
        Some(Meeting { likely: Some(likely), earliest, latest }) => format!(
            "{speed}このまま進めば {} ごろに {} % に届きます（早ければ {}、遅ければ {}）。",
            chrome.day(&likely),
            page.aim.target,
            day(earliest),
            day(latest),
        ),
        _ => format!("{speed}このままでは、10 年のうちに {} % に届きません。", page.aim.target),
    }
}

fn chart(page: &OutlookPage, today: Date) -> LineChart {
    let percent = |p: &madoguchi_inventory::Progress| p.rate(Goal::Volume).map(|r| r.to_f64() * 100.0);
    let line = |name: &str, look, points| Line { name: name.into(), look, points, band: vec![] };
    let actual = page.past.iter().filter_map(|(day, p)| Some((*day, percent(p)?))).collect();
    let mut lines = vec![line("実績", Look::Actual, actual)];
    if let Some((_, calendar)) = &page.calendar {
        let planned =
            calendar.months.iter().filter_map(|p| Some((p.month.last_day(), percent(&p.progress)?)));
        lines.push(line("公開の予定", Look::Planned, planned.collect()));
    }
    if let Some(trend) = &page.trend {
        let ends: Vec<Date> = std::iter::once(today).chain(ahead(page).map(|m| m.last_day())).collect();
        let mut expected = line("今の速さ（帯は 95 % の幅）", Look::Expected, vec![]);
        for day in ends {
            let b = band(trend.on(day));
            expected.points.push((day, b.mid));
            expected.band.push((day, b.low, b.high));
        }
        lines.push(expected);
    }
    LineChart {
        id: "forecast",
        title: "オンライン化率（件数）の見通し".into(),
        says: format!(
            "{}{}",
            by_calendar(page, today),
            page.trend
                .map_or_else(String::new, |t| format!("今の速さは 1 年で {:+.1} ポイントです。", t.a_year()))
        ),
        lines,
        target: Some((f64::from(page.aim.target), format!("目標 {} %", page.aim.target))),
    }
}

/// The months looked ahead to.
fn ahead(page: &OutlookPage) -> impl Iterator<Item = madoguchi_inventory::Month> {
    let now = page.past.last().map(|(day, _)| madoguchi_inventory::Month::of(*day));
    let months = now.map_or(0, |m| u32::try_from(page.until.since(m)).unwrap_or(0));
    (0..=months).filter_map(move |n| Some(now?.plus(n)))
}

fn rows(chrome: &Chrome, page: &OutlookPage) -> Vec<Row> {
    let dash = || "—".to_owned();
    let past = page.past.iter().map(|(day, p)| Row {
        when: chrome.day(day),
        actual: share(p.rate(Goal::Volume)),
        planned: dash(),
        expected: dash(),
    });
    let coming = ahead(page).map(|month| {
        let planned = page.calendar.as_ref().and_then(|(_, c)| c.months.iter().find(|p| p.month == month));
        Row {
            when: chrome.day(&month.last_day()),
            actual: dash(),
            planned: planned.map_or_else(dash, |p| share(p.progress.rate(Goal::Volume))),
            expected: page.trend.as_ref().map_or_else(dash, |t| shown(t.on(month.last_day()))),
        }
    });
    past.chain(coming).collect()
}

#[cfg(test)]
mod tests {
    use madoguchi_app::Aim;
    use madoguchi_inventory::{Progress, trend};

    use super::*;
    use crate::page::tests::for_staff;

    fn page(rates: &[u64]) -> OutlookPage {
        let today: Date = "2026-11-23".parse().unwrap();
        let past: Vec<_> = madoguchi_inventory::month_ends(today, rates.len() as u32 - 1)
            .into_iter()
            .zip(rates)
            .map(|(day, n)| (day, Progress { volume_halves: n * 2, volume: 100, kind_halves: 0, kinds: 1 }))
            .collect();
        let points: Vec<_> = past.iter().map(|(d, p)| (*d, p.volume_halves as f64 / 2.0)).collect();
        let trend = trend(&points);
        let until: madoguchi_inventory::Month = "2027-11".parse().unwrap();
        OutlookPage {
            past,
            aim: Aim { target: 90, due: "2026-03-31".parse().unwrap(), from_strategy: true },
            due: "2026-03-31".parse().unwrap(),
            calendar: None,
            meets: trend.map(|t| t.meets(90.0, today, "2036-11-30".parse().unwrap())),
            trend,
            until,
        }
    }

    #[test]
    fn the_page_draws_with_and_without_a_trend() {
        let today = "2026-11-23".parse().unwrap();
        for rates in [&[40][..], &[40, 41, 43, 44], &[50, 40, 30]] {
            for_staff(|chrome| drawn(chrome, &page(rates), today));
        }
        let rising = drawn(Chrome::sample(madoguchi_vocab::Lang::Ja), &page(&[40, 41, 43, 44]), today);
        assert!(rising.trend.contains("ごろに 90 %"), "{}", rising.trend);
        let falling = drawn(Chrome::sample(madoguchi_vocab::Lang::Ja), &page(&[50, 40, 30]), today);
        assert!(falling.trend.contains("届きません"), "{}", falling.trend);
        assert!(falling.rows.last().unwrap().expected.starts_with("0.0 %"), "no share is below nothing");
    }
}
