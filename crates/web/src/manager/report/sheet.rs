//! The sheet of a month: what stands on it, line by line.

use askama::Template;
use madoguchi_app::{KpiChange, MonthReport, Went};
use madoguchi_inventory::{
    Flow, Rate, RateId, Ratio, Verdict, definition,
    kpi::{Amount, Kpi, KpiKind, Value},
};
use madoguchi_vocab::{Lang, number::thousands, sheet::harmless};

use super::{
    code,
    numbers::{self, Of, Way},
};
use crate::{
    chrome::Chrome,
    manager::dashboard::{Card, page_of_procedure},
};

/// Words, each with the address of what it counts; without one where it counts nothing.
#[derive(Default)]
pub struct Words(Vec<(String, String)>);

impl Words {
    fn plain(text: impl Into<String>) -> Self {
        Self(vec![(text.into(), String::new())])
    }

    fn linked(text: impl Into<String>, url: impl Into<String>) -> Self {
        Self(vec![(text.into(), url.into())])
    }

    /// As they are read, without links.
    fn text(&self) -> String {
        self.0.iter().map(|(text, _)| text.as_str()).collect()
    }

    fn is_empty(&self) -> bool {
        self.0.iter().all(|(text, _)| text.is_empty())
    }
}

/// A number of the month beside that of the month before.
#[derive(Default)]
pub struct Line {
    pub label: String,
    pub now: Words,
    pub before: Words,
    pub change: String,
    /// What is to be known to read it: n ÷ N, a target, whether it is met.
    pub note: Words,
    pub note_before: Words,
}

/// A procedure that went online or off.
pub struct Gone {
    name: String,
    url: String,
    department: String,
    total: String,
}

#[derive(Template)]
#[template(path = "manager/report.html")]
pub struct Page {
    chrome: Chrome,
    code: String,
    title: String,
    day: String,
    day_before: String,
    is_over: bool,
    verdict: String,
    rates: Vec<Line>,
    online: Vec<Gone>,
    offline: Vec<Gone>,
    channels: Vec<Line>,
    times: Vec<Line>,
    kpis: Vec<Line>,
    saved: Vec<Line>,
    definitions: Vec<(&'static str, String)>,
    partial: &'static str,
    kpi_source: String,
}

impl Page {
    /// The sheet of a report.
    pub fn new(chrome: Chrome, r: &MonthReport) -> Self {
        let headline = &r.rates[RateId::OnlineByVolume as usize];
        let verdict = match Verdict::of(headline.value, r.aim.target) {
            Verdict::Incomputable => "件数がわかる手続きがないので、目標と比べられません".to_owned(),
            Verdict::Met => format!("目標 {} % を達成しています", r.aim.target),
            Verdict::Missed => format!("目標 {} % に届いていません", r.aim.target),
        };
        Self {
            code: code(r.month),
            title: format!("{}　手続きオンライン化の報告", r.month.words()),
            day: chrome.day(&r.as_of),
            day_before: chrome.day(&r.before),
            is_over: r.as_of == r.month.last_day(),
            verdict,
            rates: r.rates.iter().zip(&r.rates_before).map(|(now, then)| rate(now, then)).collect(),
            online: r.online.iter().map(|w| gone(w, r)).collect(),
            offline: r.offline.iter().map(|w| gone(w, r)).collect(),
            channels: channels(r),
            times: times(r),
            kpis: r.kpis.iter().map(kpi).collect(),
            saved: saved(r),
            definitions: RateId::ALL
                .iter()
                .map(|id| (id.label(), definition(*id).get(Lang::Ja).to_owned()))
                .collect(),
            partial: r.rule.label(),
            kpi_source: r.kpis.first().map_or_else(String::new, |k| k.line.kpi.source.clone()),
            chrome,
        }
    }

    /// The numbers of the sheet as CSV (UTF-8 with a mark, so that a spreadsheet reads it).
    pub fn csv(&self) -> Vec<u8> {
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer("\u{FEFF}".as_bytes().to_vec());
        // Writing into memory cannot fail.
        let _ = writer.write_record([
            "区分",
            "項目",
            "値",
            "説明",
            "前月の値",
            "前月の説明",
            "差",
            "時点",
            "前月の時点",
        ]);
        let parts = [
            ("率", &self.rates),
            ("この窓口の件数", &self.channels),
            ("処理", &self.times),
            ("KPI", &self.kpis),
            ("業務時間", &self.saved),
        ];
        for (part, lines) in parts {
            for l in lines {
                let cells = [
                    part,
                    &l.label,
                    &l.now.text(),
                    &l.note.text(),
                    &l.before.text(),
                    &l.note_before.text(),
                    &l.change,
                    &self.day,
                    &self.day_before,
                ];
                let _ = writer.write_record(cells.map(|cell| harmless(cell.to_owned())));
            }
        }
        for (part, gone) in [("オンラインになった", &self.online), ("オンラインでなくなった", &self.offline)]
        {
            for g in gone {
                let note = format!("{}、年間 {}", g.department, g.total);
                let cells = [part, &g.name, "", &note, "", "", "", &self.day, &self.day_before];
                let _ = writer.write_record(cells.map(|cell| harmless(cell.to_owned())));
            }
        }
        writer.into_inner().unwrap_or_default()
    }
}

/// `＋1.2`, `−0.3`, `±0`.
fn signed(thousandths: i128, unit: &str) -> String {
    let sign = match thousandths {
        0 => return "±0".to_owned(),
        n if n < 0 => '−',
        _ => '＋',
    };
    let amount = i128::try_from(thousandths.unsigned_abs()).unwrap_or(i128::MAX);
    format!("{sign}{}", Amount::of_thousandths(amount).with_unit(unit))
}

/// The difference of two shares as they are shown: who subtracts the numbers on the sheet finds the same.
fn points(now: Option<Ratio>, then: Option<Ratio>) -> String {
    let by = |(a, b): (Ratio, Ratio)| signed(i128::from(a.tenths() - b.tenths()) * 100, "ポイント");
    now.zip(then).map_or_else(|| "—".to_owned(), by)
}

fn rate(now: &Rate, then: &Rate) -> Line {
    let (card, before) = (Card::new(now, None), Card::new(then, None));
    let shares = |c: &Card| {
        vec![
            (c.numerator.clone(), c.numerator_url.clone()),
            (" ÷ ".to_owned(), String::new()),
            (c.denominator.clone(), c.denominator_url.clone()),
        ]
    };
    let mut note = shares(&card);
    let bounds =
        if card.bounds.is_empty() { String::new() } else { format!("、とりうる幅 {}", card.bounds) };
    note.extend([
        ("（件数不明 ".to_owned(), String::new()),
        (card.unknown.to_string(), card.unknown_url.clone()),
        ("、対象外 ".to_owned(), String::new()),
        (card.excluded.to_string(), card.excluded_url.clone()),
        (format!("{bounds}）"), String::new()),
    ]);
    Line {
        label: card.label.to_owned(),
        change: points(now.value, then.value),
        note: Words(note),
        note_before: Words(shares(&before)),
        now: Words::linked(card.percent, format!("/manage?as_of={}", now.as_of)),
        before: Words::linked(before.percent, format!("/manage?as_of={}", then.as_of)),
    }
}

fn gone(w: &Went, r: &MonthReport) -> Gone {
    Gone {
        name: w.name.clone(),
        url: format!("{}?as_of={}", page_of_procedure(&w.id), r.as_of),
        department: r
            .called
            .departments
            .get(&w.department)
            .cloned()
            .unwrap_or_else(|| w.department.0.clone()),
        total: w.total.map_or_else(|| "件数不明".to_owned(), |n| format!("{} 件", thousands(n))),
    }
}

fn count(label: &str, now: (u64, String), before: Option<(u64, String)>) -> Line {
    let by = |(then, _): &(u64, String)| signed((i128::from(now.0) - i128::from(*then)) * 1000, "件");
    let words = |(n, url): &(u64, String)| Words::linked(format!("{} 件", thousands(n)), url);
    Line {
        label: label.to_owned(),
        change: before.as_ref().map_or_else(String::new, by),
        now: words(&now),
        before: before.as_ref().map_or_else(Words::default, words),
        ..Line::default()
    }
}

/// What came in, in all and by the way it came, and what ended.
fn channels(r: &MonthReport) -> Vec<Line> {
    let came = |flow: &Flow, way: Way| -> (u64, String) {
        let own = flow.counts.iter().filter(|c| way.is_of(&c.channel));
        (own.map(|c| c.received).sum(), numbers::url(flow.month, Of::Received, way))
    };
    let ended = |flow: &Flow| -> (u64, String) {
        (flow.counts.iter().map(|c| c.decided).sum(), numbers::url(flow.month, Of::Ended, Way::All))
    };
    let mut lines: Vec<Line> = Way::ALL
        .into_iter()
        .map(|way| {
            let label =
                if way == Way::All { "届いた件数".to_owned() } else { format!("うち{}", way.label()) };
            count(&label, came(&r.flow, way), Some(came(&r.flow_before, way)))
        })
        .collect();
    lines.push(count("決定などで終わった件数（取下げを除く）", ended(&r.flow), Some(ended(&r.flow_before))));
    lines
}

fn times(r: &MonthReport) -> Vec<Line> {
    let behind = |of| numbers::url(r.month, of, Way::All);
    let days = |label: &str, days: Option<u32>| Line {
        label: label.to_owned(),
        now: days.map_or_else(
            || Words::plain("終わったものがありません"),
            |n| Words::linked(format!("{n} 開庁日"), behind(Of::Took)),
        ),
        note: r.times.took.map_or_else(Words::default, |t| {
            Words::linked(format!("{} 件", thousands(t.count)), behind(Of::Ended))
        }),
        ..Line::default()
    };
    vec![
        days("到達から決定まで（半数がこの日数以内）", r.times.took.map(|t| t.median)),
        days("到達から決定まで（9 割がこの日数以内）", r.times.took.map(|t| t.p90)),
        count("期限のあとに終わった件数", (r.times.late, behind(Of::Late)), None),
        count("期限を過ぎて残っている件数", (r.times.overdue, behind(Of::Overdue)), None),
    ]
}

fn change(kpi: &Kpi, now: Option<Value>, before: Option<Value>) -> String {
    let unit = if kpi.kind == KpiKind::Ratio { "ポイント" } else { &kpi.unit };
    match (now, before) {
        (Some(Value::Amount(a)), Some(Value::Amount(b))) if kpi.kind == KpiKind::Ratio => {
            let tenths = |n: Amount| n.one_decimal().replace('.', "").parse::<i128>().unwrap_or(0);
            signed((tenths(a) - tenths(b)) * 100, unit)
        }
        (Some(Value::Amount(a)), Some(Value::Amount(b))) => {
            signed(i128::from(a.thousandths()) - i128::from(b.thousandths()), unit)
        }
        (Some(a), Some(b)) if a == b => "±0".to_owned(),
        (Some(_), Some(_)) => "変わりました".to_owned(),
        _ => "—".to_owned(),
    }
}

fn kpi(k: &KpiChange) -> Line {
    let (line, kpi) = (&k.line, &k.line.kpi);
    let shown =
        |value: Option<Value>| value.map_or_else(|| "まだ測っていません".to_owned(), |v| v.shown(kpi));
    let met = match line.achievement {
        Some(a) if a.met => "達成",
        Some(_) => "未達",
        None => "—",
    };
    let on = line.now.map_or_else(String::new, |r| format!("、{} の値", r.on));
    let page = format!("/manage/kpi/{}", kpi.number);
    Line {
        label: format!("{}　{}", kpi.number, kpi.name),
        now: Words::linked(shown(line.now.map(|r| r.value)), &page),
        before: Words::linked(shown(k.before.map(|r| r.value)), &page),
        change: change(kpi, line.now.map(|r| r.value), k.before.map(|r| r.value)),
        note: Words::plain(format!("目標 {}、{met}{on}", kpi.with_unit(&kpi.target))),
        ..Line::default()
    }
}

fn saved(r: &MonthReport) -> Vec<Line> {
    let (now, before) = (r.saved.all.amount(), r.saved_before.amount());
    let line = |label: &str, now: String, before: String, change: String| Line {
        label: label.to_owned(),
        now: Words::linked(now, "/manage/savings"),
        before: if before.is_empty() { Words::default() } else { Words::linked(before, "/manage/savings") },
        change,
        ..Line::default()
    };
    let more = signed(i128::from(now.thousandths()) - i128::from(before.thousandths()), "時間");
    let hours = |text: String| format!("{} 時間", thousands(text));
    vec![
        line(
            "減った業務時間の累計（準備の時間を引いたもの）",
            hours(r.saved.all.hours()),
            hours(r.saved_before.hours()),
            more,
        ),
        line("うちこの窓口", hours(r.saved.here.hours()), String::new(), String::new()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_those_of_the_numbers_that_are_shown() {
        let r = |part, whole| Ratio::new(part, whole);
        assert_eq!(points(r(2049, 10_000), r(2040, 10_000)), "＋0.1 ポイント", "20.5 and 20.4");
        assert_eq!(points(r(1, 3), r(1, 3)), "±0");
        assert_eq!(points(r(1, 4), r(1, 2)), "−25 ポイント");
        assert_eq!(points(None, r(1, 2)), "—");
        assert_eq!(signed(-1_234_500, "時間"), "−1,234.5 時間");
    }
}
