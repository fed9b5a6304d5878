//! The national survey (行政手続等の悉皆調査結果, デジタル庁) as a seed of the inventory.
//!
//! What it says of the country is kept as that: its volumes are estimates for all of Japan and its 実施済 means that some
//! office somewhere does it online. A city's own volume and status stay unsaid until the city says them.

use std::collections::{BTreeMap, BTreeSet};

use madoguchi_vocab::normalise;

use super::{
    Known, Problem, Sheet,
    cell::whole,
    split,
    text::{Line, Table},
};
use crate::procedure::{Affairs, Applicant, Blocker, Channel, Kind, LeftOut, Procedure, Status};

/// What stands before the survey's number in an id of ours.
const PREFIX: &str = "national-";

/// What the survey says of one procedure.
struct Said {
    id: String,
    name: String,
    law: String,
    article: String,
    affairs: Affairs,
    applicant: Applicant,
    status: String,
    blockers: BTreeSet<Blocker>,
    fee: String,
    days: Option<u32>,
    attachments: BTreeSet<String>,
    life_events: BTreeSet<String>,
    total: Option<u64>,
    note: String,
}

pub(super) fn read(table: &Table, known: &Known, sheet: &mut Sheet) {
    let mut standing: BTreeMap<&str, Vec<&Procedure>> = BTreeMap::new();
    for p in &known.procedures {
        for id in split(&p.national_id) {
            standing.entry(id).or_default().push(p);
        }
    }
    let taken: BTreeSet<&str> = known.procedures.iter().map(|p| p.id.as_str()).collect();
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    let columns = Columns::of(table);
    let lines = table.lines.iter().filter(|line| columns.concern_the_city(line));
    let mut taken_up = 0;
    for line in lines {
        taken_up += 1;
        let before = sheet.problems.len();
        let said = said(&columns, line, sheet);
        if let Some(first) = seen.insert(said.id.clone(), line.number) {
            let message = format!("手続 ID「{}」は {first} 行目にもあります", said.id);
            sheet.problems.push(Problem::at(line.number, "手続ID", message));
        }
        if sheet.problems.len() > before {
            continue;
        }
        match standing.get(said.id.as_str()) {
            Some(ours) => sheet.rows.extend(ours.iter().map(|p| completed(p, &said))),
            None => {
                let new = begun(said);
                if taken.contains(new.id.as_str()) {
                    let message = format!("id「{}」はほかの手続きに使われています", new.id);
                    sheet.problems.push(Problem::at(line.number, "手続ID", message));
                }
                sheet.rows.push(new);
            }
        }
    }
    let others = table.lines.len() - taken_up;
    if others > 0 {
        let message = format!("{others} 行は市役所に出す申請等ではないので、読み込みません");
        sheet.warnings.push(Problem::at(table.header_line, "申請を提出する機関", message));
    }
}

/// Where the columns stand that are read; the survey has had 31 to 46 of them.
struct Columns(BTreeMap<&'static str, usize>);

impl Columns {
    fn of(table: &Table) -> Self {
        const READ: [&str; 20] = [
            "手続ID",
            "手続名",
            "手続類型",
            "手続の受け手",
            "申請を提出する機関",
            "法令名",
            "根拠条項号",
            "手続主体",
            "事務区分",
            "オンライン化の実施状況",
            "オンライン化の実施予定及び検討時の懸念点",
            "申請等における本人確認手法",
            "手数料等の納付有無",
            "手数料等の納付方法",
            "処理期間(非オンライン)",
            "情報システム(申請)",
            "総手続件数",
            "オンライン手続件数",
            "申請時に添付させる書類",
            "手続が行われるイベント(個人)",
        ];
        Self(READ.into_iter().filter_map(|c| Some((c, table.at(c)?))).collect())
    }

    fn cell<'a>(&self, line: &'a Line, column: &str) -> &'a str {
        self.0.get(column).map_or("", |at| line.cell(*at))
    }

    /// Whether somebody applies at a city hall: the whole survey also holds what goes to ministries and what offices send.
    fn concern_the_city(&self, line: &Line) -> bool {
        let said = |column: &str, is: &dyn Fn(&str) -> bool| {
            let cell = self.cell(line, column);
            cell.is_empty() || is(cell)
        };
        said("手続類型", &|c| c.starts_with('1'))
            && said("手続の受け手", &|c| c.contains("地方等"))
            && said("申請を提出する機関", &|c| c.contains("市役所"))
    }
}

fn said(columns: &Columns, line: &Line, sheet: &mut Sheet) -> Said {
    let cell = |column: &str| columns.cell(line, column);
    let mut number = |column: &str| match cell(column) {
        "" | "-" | "不明" => None,
        text => whole(text).or_else(|| {
            let message = format!("「{text}」は 0 以上の数ではありません");
            sheet.problems.push(Problem::at(line.number, column, message));
            None
        }),
    };
    let (total, online) = (number("総手続件数"), number("オンライン手続件数"));
    let id = normalise::code(cell("手続ID"));
    if id.is_empty() || !id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        let message = format!("「{id}」は手続 ID として読めません");
        sheet.problems.push(Problem::at(line.number, "手続ID", message));
    }
    if cell("手続名").is_empty() {
        sheet.problems.push(Problem::at(line.number, "手続名", "手続きの名前がありません".to_owned()));
    }
    let status = cell("オンライン化の実施状況").to_owned();
    let mut odd =
        |message: String| sheet.warnings.push(Problem::at(line.number, "オンライン手続件数", message));
    if let (Some(total), Some(online)) = (total, online)
        && online > total
    {
        odd(format!("国の件数：オンライン {online} が総件数 {total} より多くなっています"));
    }
    if online.unwrap_or(0) > 0 && Status::of_survey(&status) == Some(Status::NotYet) {
        odd("国の件数：未実施なのにオンラインの件数があります".to_owned());
    }
    Said {
        name: cell("手続名").to_owned(),
        law: cell("法令名").to_owned(),
        article: cell("根拠条項号").to_owned(),
        affairs: affairs(cell("事務区分")),
        applicant: applicant(cell("手続主体")),
        blockers: split(cell("オンライン化の実施予定及び検討時の懸念点"))
            .filter_map(Blocker::of_survey)
            .collect(),
        fee: fee(cell("手数料等の納付有無"), cell("手数料等の納付方法")),
        days: days(cell("処理期間(非オンライン)")),
        attachments: split(cell("申請時に添付させる書類"))
            .filter(|a| *a != "添付書類なし")
            .map(str::to_owned)
            .collect(),
        life_events: split(cell("手続が行われるイベント(個人)"))
            .flat_map(events)
            .map(ToString::to_string)
            .collect(),
        note: note(&cell),
        total,
        status,
        id,
    }
}

fn affairs(code: &str) -> Affairs {
    match code.chars().next() {
        Some('1') => Affairs::Own,
        Some('2') => Affairs::Delegated1,
        Some('3') => Affairs::Delegated2,
        _ => Affairs::None,
    }
}

fn applicant(code: &str) -> Applicant {
    match code.chars().next() {
        Some('6') => Applicant::Business,
        Some('7') => Applicant::Both,
        _ => Applicant::Resident,
    }
}

fn fee(whether: &str, how: &str) -> String {
    match whether.chars().next() {
        Some('2') if how.is_empty() => "手数料あり（額は市で確認）".to_owned(),
        Some('2') => format!("手数料あり（額は市で確認。国の調査での納付方法：{how}）"),
        _ => String::new(),
    }
}

/// A period in days, and in nothing else: a month has no certain number of them.
fn days(period: &str) -> Option<u32> {
    normalise::code(period).strip_suffix('日')?.parse().ok()
}

/// The events of our catalogue for one of the survey.
fn events(event: &str) -> &'static [&'static str] {
    match event {
        "妊娠" => &["birth"],
        "出生・こども" => &["birth", "childcare"],
        "引越し" => &["moving"],
        "結婚・離婚" => &["marriage"],
        "介護" | "医療・健康" => &["welfare"],
        "税金" => &["tax"],
        "死亡・相続" => &["bereavement"],
        _ => &[],
    }
}

/// What has no column of its own.
fn note<'a>(cell: &impl Fn(&str) -> &'a str) -> String {
    [
        ("本人確認", "申請等における本人確認手法"),
        ("処理期間", "処理期間(非オンライン)"),
        ("国のシステム", "情報システム(申請)"),
    ]
    .iter()
    .filter(|(_, column)| !cell(column).is_empty())
    .map(|(word, column)| format!("{word}：{}", cell(column)))
    .collect::<Vec<_>>()
    .join("／")
}

/// What the resident's act is, by how its name ends.
fn kind(name: &str) -> Kind {
    let name = name.trim_end_matches('等');
    [
        ("届出", Kind::Notification),
        ("届", Kind::Notification),
        ("報告", Kind::Report),
        ("請求", Kind::Request),
        ("申込", Kind::Booking),
        ("予約", Kind::Booking),
        ("相談", Kind::Consultation),
    ]
    .into_iter()
    .find(|(end, _)| name.ends_with(end))
    .map_or(Kind::Application, |(_, kind)| kind)
}

/// A procedure of the inventory, with what it leaves blank.
fn completed(p: &Procedure, said: &Said) -> Procedure {
    let mut p = p.clone();
    let fill = |text: &mut String, said: &str| {
        if text.is_empty() {
            said.clone_into(text);
        }
    };
    fill(&mut p.law, &said.law);
    fill(&mut p.article, &said.article);
    fill(&mut p.fee_note, &said.fee);
    if p.blockers.is_empty() {
        p.blockers.clone_from(&said.blockers);
    }
    if p.attachments.is_empty() {
        p.attachments.clone_from(&said.attachments);
    }
    p.processing_days = p.processing_days.or(said.days);
    p.national_volume = said.total;
    p.national_status.clone_from(&said.status);
    p
}

/// A procedure the inventory does not have yet: 未着手, in nobody's department, of unknown volume.
fn begun(said: Said) -> Procedure {
    let exempt = Status::of_survey(&said.status) == Some(Status::Excluded);
    Procedure {
        kind: kind(&said.name),
        affairs: said.affairs,
        applicant: said.applicant,
        status: if exempt { Status::Excluded } else { Status::NotYet },
        reason: if exempt { "国の調査で適用除外".to_owned() } else { String::new() },
        left_out: exempt.then_some(LeftOut::Exempt),
        channels: [Channel::Counter].into(),
        fee_note: said.fee,
        life_events: said.life_events,
        national_id: said.id.clone(),
        source: format!("行政手続等の悉皆調査結果（デジタル庁） 手続ID {}", said.id),
        note: said.note,
        blockers: said.blockers,
        attachments: said.attachments,
        processing_days: said.days,
        national_volume: said.total,
        national_status: said.status,
        law: said.law,
        article: said.article,
        ..Procedure::begun(format!("{PREFIX}{}", said.id), said.name)
    }
}
