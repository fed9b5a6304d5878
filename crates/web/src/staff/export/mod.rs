//! The list as a file: what the filter shows, for spreadsheets (CSV, streamed as it is read, or [`workbook`]) or with
//! everything people enclosed ([`archive`]).

mod archive;
mod workbook;

use axum::{
    body::Body,
    extract::{Query, State},
    http::header,
    response::IntoResponse,
};
use futures_util::stream;
use madoguchi_app::{App, Exported, Exporting, QueueFilter, Trouble, Way};
use madoguchi_vocab::{
    Instant, cp932,
    sheet::{Cell, harmless},
    wareki,
};
use madoguchi_workflow::StageName;
use serde::Deserialize;

use super::{labels, queue::Asked};
use crate::{
    page::{Answer, attachment},
    who::Staff,
};

pub const PATH: &str = "/queue.csv";
pub const WORKBOOK: &str = "/queue.xlsx";
pub const ARCHIVE: &str = "/queue.zip";

pub use archive::get as archive;
pub use workbook::get as workbook;

/// The columns in front of the answers. Their order is a promise: programs read these files.
const COLUMNS: [&str; 18] = [
    "受付番号",
    "手続",
    "版",
    "状態",
    "到達日時",
    "到達日時（和暦）",
    "受付日時",
    "審査開始日時",
    "決定日時",
    "期限",
    "補正期限",
    "担当",
    "経路",
    "返事待ち",
    "氏名",
    "フリガナ",
    "電話",
    "メール",
];

/// How the file is written.
#[derive(Clone, Copy, Deserialize, Default, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Writing {
    /// UTF-8, with a mark by which spreadsheets know it.
    #[default]
    Utf8,
    /// CP932, for programs that read nothing else. What it cannot write is 〓.
    Cp932,
    /// Not the rows, but what CP932 cannot write of them: where each 〓 comes from.
    Lacking,
}

/// What the address says beside the filter.
#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default, rename = "as")]
    writing: Writing,
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    Query(asked): Query<Asked>,
    Query(wanted): Query<Wanted>,
) -> Answer {
    let (filter, writing) = (asked.filter(), wanted.writing);
    let mut exporting = app.export(&person, &filter).await?;
    let head = head(&mut exporting).await?.into_iter().map(harmless).collect();
    let (plain, what) = called(&app, &filter);
    let today = app.today();
    let (kind, behind, said) = match writing {
        Writing::Utf8 => ("text/csv; charset=utf-8", "", ""),
        Writing::Cp932 => ("text/csv; charset=Shift_JIS", "-sjis", "_SJIS"),
        Writing::Lacking => ("text/csv; charset=utf-8", "-unwritable", "_書けない文字"),
    };
    let name = attachment(&format!("{plain}-{today}{behind}.csv"), &format!("{what}_{today}{said}.csv"));
    let pieces = Pieces { app, exporting, writing, head, begun: false };
    let pieces = stream::try_unfold(pieces, Pieces::next);
    let headers = [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

/// The heading: what is known of every submission, then the questions.
async fn head(exporting: &mut Exporting) -> Result<Vec<String>, Trouble> {
    let questions = exporting.questions(&COLUMNS).await?;
    Ok(COLUMNS.map(str::to_owned).into_iter().chain(questions).collect())
}

/// What the file is called, for programs and for people.
fn called(app: &App, filter: &QueueFilter) -> (String, String) {
    match filter.slug.as_deref().and_then(|slug| app.papers().open(slug)) {
        Some(open) => (open.paper.slug.to_string(), open.paper.procedure.title.ja.clone()),
        None => ("submissions".to_owned(), "申請一覧".to_owned()),
    }
}

/// The file on its way. If the rows cannot be read to their end the connection breaks: half a file is not taken for
/// a whole one.
struct Pieces {
    app: App,
    exporting: Exporting,
    writing: Writing,
    head: Vec<String>,
    begun: bool,
}

impl Pieces {
    async fn next(mut self) -> Result<Option<(Vec<u8>, Self)>, Trouble> {
        if !self.begun {
            self.begun = true;
            return Ok(Some((self.first(), self)));
        }
        let Some(rows) = self.exporting.next().await? else { return Ok(None) };
        let rows = rows.into_iter().map(|row| cells(&self.app, row).into_iter().map(Cell::written).collect());
        let piece = match self.writing {
            Writing::Utf8 => csv(rows, ""),
            Writing::Cp932 => in_cp932(csv(rows, "")),
            Writing::Lacking => csv(rows.flat_map(|row: Vec<String>| lacking(&self.head, &row, &row[0])), ""),
        };
        Ok(Some((piece, self)))
    }

    fn first(&self) -> Vec<u8> {
        match self.writing {
            Writing::Utf8 => csv([self.head.clone()], "\u{FEFF}"),
            Writing::Cp932 => in_cp932(csv([self.head.clone()], "")),
            Writing::Lacking => {
                let head = LACKING.map(str::to_owned).to_vec();
                csv([head].into_iter().chain(lacking(&self.head, &self.head, "")), "\u{FEFF}")
            }
        }
    }
}

/// The columns of what could not be written.
const LACKING: [&str; 4] = ["文字", "コード", "受付番号", "列"];

/// Each character of a row that CP932 lacks, with its place; those of the heading have no number.
fn lacking(head: &[String], row: &[String], receipt: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for (column, cell) in head.iter().zip(row) {
        cp932::encode(cell, |character| {
            let place = [character.to_owned(), cp932::codes(character), receipt.to_owned(), column.clone()];
            found.push(place.to_vec());
        });
    }
    found
}

fn in_cp932(utf8: Vec<u8>) -> Vec<u8> {
    cp932::encode(&String::from_utf8_lossy(&utf8), |_| ())
}

fn cells(app: &App, Exported { row, phone, answers }: Exported) -> Vec<Cell> {
    let title = app.papers().open(&row.slug).map(|p| p.paper.procedure.title.ja.clone());
    let moment = |at: Option<Instant>| at.map_or(Cell::Empty, Cell::Moment);
    let day = |day: Option<madoguchi_vocab::Date>| day.map_or(Cell::Empty, Cell::Day);
    let arrived = row.arrived_at;
    let waits = if row.asked_at.is_some() { "返事待ち" } else { "" };
    let cells: [Cell; COLUMNS.len()] = [
        Cell::Text(row.receipt.to_string()),
        Cell::Text(title.unwrap_or(row.slug)),
        Cell::Number(row.version),
        Cell::from(StageName::parse(&row.stage).map_or("", labels::stage).to_owned()),
        Cell::Moment(arrived),
        Cell::Text(format!("{} {}", wareki::long(arrived.date()), arrived.clock())),
        moment(row.received_at),
        moment(row.review_started_at),
        moment(row.decided_at),
        day(row.due_on),
        day(row.correction_due),
        Cell::from(row.holder_name.unwrap_or_default()),
        Cell::from(channel(&row.channel)),
        Cell::from(waits.to_owned()),
        Cell::from(row.applicant_name),
        Cell::from(row.applicant_kana),
        Cell::from(phone),
        Cell::from(row.email.unwrap_or_default()),
    ];
    cells.into_iter().chain(answers).collect()
}

/// By which way it came, in a word.
fn channel(code: &str) -> String {
    match Way::parse(code) {
        Some(Way::Counter) => "窓口",
        Some(Way::Phone) => "電話",
        Some(Way::Mail) => "郵送",
        Some(Way::Paper) => "紙",
        // What residents submit themselves.
        None => "オンライン",
    }
    .to_owned()
}

fn csv(rows: impl IntoIterator<Item = Vec<String>>, mark: &str) -> Vec<u8> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(mark.as_bytes().to_vec());
    for row in rows {
        // Writing into memory cannot fail.
        let _ = writer.write_record(&row);
    }
    writer.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lacking_character_is_named_with_its_place() {
        let words = |all: &[&str]| all.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        let head = words(&["受付番号", "氏名", "フリガナ"]);
        let found = lacking(&head, &words(&["K7MN-4128-83", "𠮷田 葛\u{E0100}", "ヨシダ"]), "K7MN-4128-83");
        assert_eq!(
            found,
            [
                words(&["𠮷", "U+20BB7", "K7MN-4128-83", "氏名"]),
                words(&["葛\u{E0100}", "U+845B U+E0100", "K7MN-4128-83", "氏名"]),
            ]
        );
        assert_eq!(lacking(&head, &words(&["K7MN-4128-83", "髙橋", "①㈱"]), "K7MN-4128-83").len(), 0);
    }
}
