//! The columns of our own sheet, and a procedure as its cells.

use madoguchi_vocab::sheet::harmless;

use crate::procedure::Procedure;

macro_rules! columns { ($($code:literal = $label:literal),* $(,)?) => {
    /// The columns, in order.
    pub const COLUMNS: [&str; columns!(@count $($code)*)] = [$($code),*];

    /// What a column is called on screens.
    pub fn column_label(code: &str) -> &str { match code { $($code => $label,)* other => other } }
}; (@count $($code:literal)*) => { [$($code),*].len() } }

columns! {
    "id" = "台帳の id", "name" = "手続き", "department" = "課", "law" = "法令", "article" = "条項", "basis" = "根拠の種類",
    "kind" = "手続きの種別", "affairs" = "事務の区分", "applicant" = "申請する人", "level" = "行う機関", "status" = "状態",
    "status_since" = "状態の開始日", "reason" = "理由（住民に見せない）", "channels" = "方法", "service_url" = "サービスの URL", "paper" = "様式",
    "volume" = "年間件数", "online_volume" = "うちオンライン", "volume_year" = "件数の年度", "volume_method" = "件数の求め方",
    "volume_source" = "件数の出所", "fee_note" = "手数料のメモ（住民に見せない）", "life_events" = "ライフイベント", "priority59" = "優先 59 の番号",
    "priority31" = "利便性 31", "dashboard26" = "ダッシュボード 26", "national_id" = "国の手続 ID", "source" = "出典",
    "note" = "備考（住民に見せない）", "left_out" = "対象外の区分", "ground" = "対象外の根拠", "blockers" = "妨げ", "attachments" = "添付書類",
    "processing_days" = "標準処理期間（開庁日）", "volume_by_channel" = "方法ごとの件数", "minutes_counter" = "窓口の分／件",
    "minutes_online" = "オンラインの分／件", "minutes_source" = "分の測り方", "partly_by_design" = "制度上一部だけ",
    "priority_version" = "優先一覧の版", "national_volume" = "国全体の件数", "national_status" = "国の実施状況", "fee" = "手数料（住民に見せる）",
    "public_note" = "住民への案内",
}

/// The cells of a row, in the order of [`COLUMNS`].
pub fn cells(p: &Procedure) -> [String; COLUMNS.len()] {
    let number = |n: Option<u64>| n.map_or_else(String::new, |n| n.to_string());
    let small = |n: Option<u32>| number(n.map(u64::from));
    let flag = |f: bool| if f { "yes".to_owned() } else { String::new() };
    let channels: Vec<_> = p.channels.iter().map(|c| c.code()).collect();
    let events: Vec<_> = p.life_events.iter().map(String::as_str).collect();
    let blockers: Vec<_> = p.blockers.iter().map(|b| b.code()).collect();
    let attachments: Vec<_> = p.attachments.iter().map(String::as_str).collect();
    let by_channel: Vec<_> = p.volume.by_channel.iter().map(|(c, n)| format!("{}={n}", c.code())).collect();
    [
        p.id.clone(),
        p.name.clone(),
        p.department.0.clone(),
        p.law.clone(),
        p.article.clone(),
        p.basis.code().to_owned(),
        p.kind.code().to_owned(),
        p.affairs.code().to_owned(),
        p.applicant.code().to_owned(),
        p.level.code().to_owned(),
        p.status.code().to_owned(),
        p.status_since.map_or_else(String::new, |d| d.to_string()),
        p.reason.clone(),
        channels.join(";"),
        p.service_url.clone(),
        p.paper.as_ref().map_or_else(String::new, ToString::to_string),
        number(p.volume.total),
        number(p.volume.online),
        p.volume.year.map_or_else(String::new, |y| y.to_string()),
        p.volume.method.code().to_owned(),
        p.volume.source.clone(),
        p.fee_note.clone(),
        events.join(";"),
        p.priority59.clone(),
        flag(p.priority31),
        flag(p.dashboard26),
        p.national_id.clone(),
        p.source.clone(),
        p.note.clone(),
        p.left_out.map_or_else(String::new, |l| l.code().to_owned()),
        p.ground.clone(),
        blockers.join(";"),
        attachments.join(";"),
        small(p.processing_days),
        by_channel.join(";"),
        small(p.minutes.counter),
        small(p.minutes.online),
        p.minutes.source.clone(),
        flag(p.partly_by_design),
        p.priority_version.clone(),
        number(p.national_volume),
        p.national_status.clone(),
        p.fee.clone(),
        p.public_note.clone(),
    ]
}

/// The inventory as CSV: UTF-8 with a mark, so that spreadsheets read it; what they would take for a formula
/// is made text.
pub fn write(procedures: &[Procedure]) -> Vec<u8> {
    let rows = procedures.iter().map(|p| cells(p).map(harmless));
    csv_of(std::iter::once(COLUMNS.map(str::to_owned)).chain(rows))
}

/// Rows as CSV with the mark by which a spreadsheet knows UTF-8.
pub(crate) fn csv_of<R: AsRef<[String]>>(rows: impl Iterator<Item = R>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{FEFF}".as_bytes().to_vec());
    for row in rows {
        // Writing into memory cannot fail.
        let _ = writer.write_record(row.as_ref());
    }
    writer.into_inner().unwrap_or_default()
}
