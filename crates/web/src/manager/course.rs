//! Where a rate comes from and where it goes, as a picture, as sentences and as a table: of the whole city or of a part.

use madoguchi_app::{Aim, DueBy, OutlookPage};
use madoguchi_inventory::{Band, FEWEST, Goal, Meeting, Month, Progress, Ratio, Unforeseen};
use madoguchi_vocab::Date;

use crate::{
    chart::{Line, LineChart, Look},
    chrome::Chrome,
};

/// A line of the table below the picture.
pub struct Row {
    pub when: String,
    pub actual: String,
    pub planned: String,
    pub expected: String,
}

/// A share in words; a dash where there is none.
pub fn share(value: Option<Ratio>) -> String {
    value.map_or_else(|| "—".to_owned(), |r| format!("{} %", r.percent()))
}

/// A share has no values below 0 or above 100, whatever the line says.
pub fn band(b: Band) -> Band {
    let on = |v: f64| v.clamp(0.0, 100.0);
    Band { low: on(b.low), mid: on(b.mid), high: on(b.high) }
}

/// 「65.0 %（60.1〜70.3 %）」
pub fn shown(b: Band) -> String {
    let b = band(b);
    format!("{:.1} %（{:.1}〜{:.1} %）", b.mid, b.low, b.high)
}

/// The day by which the target is to be reached, and which day that is: said alike on every page.
pub fn due(chrome: &Chrome, aim: &Aim) -> String {
    let due = chrome.day(&aim.due);
    let which = match (aim.by, aim.strategy) {
        (DueBy::Strategy, _) => "戦略の期日".to_owned(),
        (by, strategy) => {
            let which =
                if by == DueBy::Plan { "公開の予定にした計画の期日" } else { "年度末" };
            match strategy {
                Some(over) => format!("{which}。戦略の期日 {} は過ぎています", chrome.day(&over)),
                None => format!("{which}。戦略の目標がまだ入っていないので、仮の目標です"),
            }
        }
    };
    format!("期日 {due}（{which}）")
}

/// When the release calendar reaches the target.
pub fn by_calendar(page: &OutlookPage, today: Date) -> String {
    let target = page.aim.target;
    let Some((_, calendar)) = &page.calendar else {
        return "公開の予定がまだありません。".to_owned();
    };
    match calendar.reaches(Goal::Volume, target) {
        Some(month) if month.first_day() <= today => {
            format!("目標 {target} % に届いています（今月の予定を含みます）。")
        }
        Some(month) if month.last_day() <= page.aim.due => {
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

/// Where the last months point, or why nobody can tell.
pub fn by_course(chrome: &Chrome, page: &OutlookPage) -> String {
    let course = match page.course {
        Ok(course) => course,
        Err(why) => return unforeseen(chrome, why),
    };
    let speed = format!("今の速さは 1 年で {:+.1} ポイントです。", course.a_year());
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

/// Why nobody can tell.
pub fn unforeseen(chrome: &Chrome, why: Unforeseen) -> String {
    match why {
        Unforeseen::TooFew(0 | 1) => "比べる月がまだありません。".to_owned(),
        Unforeseen::TooFew(n) => {
            format!(
                "今の速さは見通せません。率を比べられる時点がまだ {n} つです（{FEWEST} つから計算します）。"
            )
        }
        Unforeseen::Still => "今の速さは見通せません。この間、率は動いていません。".to_owned(),
        Unforeseen::OneJump { by, points } => format!(
            "今の速さは見通せません。率が大きく動いたのは {} までの 1 回だけです（{points:+.1} ポイント）。1 回の動きからは、この先の速さはわかりません。",
            chrome.day(&by),
        ),
    }
}

/// The picture, where it would show more than one dot.
pub fn picture(id: &'static str, chrome: &Chrome, page: &OutlookPage, today: Date) -> Option<LineChart> {
    let worth = page.past.len() > 1 || page.calendar.is_some();
    worth.then(|| chart(id, chrome, page, today)).filter(|chart| !chart.is_empty())
}

fn chart(id: &'static str, chrome: &Chrome, page: &OutlookPage, today: Date) -> LineChart {
    let percent = |p: &Progress| p.rate(Goal::Volume).map(|r| r.to_f64() * 100.0);
    let line = |name: &str, look, points| Line { name: name.into(), look, points, band: vec![] };
    let actual: Vec<_> = page.past.iter().filter_map(|(day, p)| Some((*day, percent(p)?))).collect();
    let begins = actual.last().copied();
    let mut lines = vec![line("実績", Look::Actual, actual)];
    if let Some((_, calendar)) = &page.calendar {
        let planned =
            calendar.months.iter().filter_map(|p| Some((p.month.last_day(), percent(&p.progress)?)));
        lines.push(line("公開の予定", Look::Planned, begins.into_iter().chain(planned).collect()));
    }
    if let Ok(course) = &page.course {
        let ends = std::iter::once(today).chain(ahead(page).map(|m| m.last_day()));
        let mut expected = line("今の速さ（帯は 95 % の幅）", Look::Expected, vec![]);
        for day in ends {
            let b = band(course.on(day));
            expected.points.push((day, b.mid));
            expected.band.push((day, b.low, b.high));
        }
        lines.push(expected);
    }
    LineChart {
        id,
        title: "オンライン化率（件数）の推移と見通し".into(),
        says: format!("{}{}{}", now(page), by_calendar(page, today), by_course(chrome, page)),
        lines,
        target: Some((f64::from(page.aim.target), format!("目標 {} %", page.aim.target))),
    }
}

fn now(page: &OutlookPage) -> String {
    let now = page.past.last().and_then(|(_, p)| p.rate(Goal::Volume));
    now.map_or_else(String::new, |r| format!("今は {} %。", r.percent()))
}

/// The months looked ahead to.
fn ahead(page: &OutlookPage) -> impl Iterator<Item = Month> {
    let now = page.past.last().map(|(day, _)| Month::of(*day));
    let months = now.map_or(0, |m| u32::try_from(page.until.since(m)).unwrap_or(0));
    (0..=months).filter_map(move |n| Some(now?.plus(n)))
}

/// The table: the same values.
pub fn rows(chrome: &Chrome, page: &OutlookPage) -> Vec<Row> {
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
            expected: page.course.as_ref().map_or_else(|_| dash(), |c| shown(c.on(month.last_day()))),
        }
    });
    past.chain(coming).filter(|r| [&r.actual, &r.planned, &r.expected].iter().any(|v| *v != "—")).collect()
}

#[cfg(test)]
pub mod tests {
    use madoguchi_inventory::course;

    use super::*;

    /// The end of a fiscal year after a strategy is over.
    pub fn aim() -> Aim {
        let day = |text: &str| text.parse().unwrap();
        Aim { target: 90, due: day("2027-03-31"), by: DueBy::FiscalYear, strategy: Some(day("2026-03-31")) }
    }

    #[test]
    fn the_day_by_which_is_said_with_where_it_comes_from() {
        let chrome = Chrome::sample(madoguchi_vocab::Lang::Ja);
        let over = aim().strategy;
        for (by, strategy, words) in [
            (DueBy::Strategy, Some(aim().due), "（戦略の期日）"),
            (DueBy::Plan, over, "公開の予定にした計画の期日。戦略の期日 令和8年3月31日（火） は過ぎています"),
            (DueBy::FiscalYear, over, "年度末。戦略の期日"),
            (DueBy::FiscalYear, None, "仮の目標です"),
        ] {
            let said = due(&chrome, &Aim { by, strategy, ..aim() });
            assert!(said.starts_with("期日 令和9年3月31日") && said.contains(words), "{said}");
        }
    }

    /// An outlook whose last months stood at these percents.
    pub fn page(rates: &[u64]) -> OutlookPage {
        let today: Date = "2026-11-23".parse().unwrap();
        let months = u32::try_from(rates.len()).unwrap().saturating_sub(1);
        let past: Vec<_> = madoguchi_inventory::month_ends(today, months)
            .into_iter()
            .zip(rates)
            .map(|(day, n)| (day, Progress { volume_halves: n * 2, volume: 100, kind_halves: 0, kinds: 1 }))
            .collect();
        let points: Vec<_> = past.iter().map(|(d, p)| (*d, p.volume_halves as f64 / 2.0)).collect();
        let course = course(&points);
        OutlookPage {
            past,
            aim: aim(),
            calendar: None,
            meets: course.ok().map(|c| c.meets(90.0, "2036-11-30".parse().unwrap())),
            course,
            until: "2027-11".parse().unwrap(),
        }
    }

    #[test]
    fn the_line_begins_where_the_rate_stands_and_no_share_is_below_nothing() {
        let (chrome, today) = (Chrome::sample(madoguchi_vocab::Lang::Ja), "2026-11-23".parse().unwrap());
        let rising = page(&[40, 41, 43, 44]);
        let expected = &chart("c", &chrome, &rising, today).lines[1];
        assert_eq!(expected.points[0], (today, 44.0));
        assert_eq!(expected.band[0], (today, 44.0, 44.0));
        assert!(by_course(&chrome, &rising).contains("ごろに 90 %"), "{}", by_course(&chrome, &rising));
        let falling = page(&[50, 40, 30]);
        assert!(by_course(&chrome, &falling).contains("届きません"), "{}", by_course(&chrome, &falling));
        assert!(rows(&chrome, &falling).last().unwrap().expected.starts_with("0.0 %"));
    }

    #[test]
    fn what_cannot_be_foreseen_is_told_with_its_reason() {
        let (chrome, today) = (Chrome::sample(madoguchi_vocab::Lang::Ja), "2026-11-23".parse().unwrap());
        for (rates, words) in [
            (&[40][..], "比べる月がまだありません"),
            (&[40, 41], "まだ 2 つ"),
            (&[40, 40, 40], "動いていません"),
            (&[30, 30, 30, 70], "1 回だけ"),
        ] {
            let page = page(rates);
            let said = by_course(&chrome, &page);
            assert!(said.contains(words), "{said}");
            assert_eq!(chart("c", &chrome, &page, today).lines.len(), 1, "no line is drawn into the blue");
        }
    }
}
