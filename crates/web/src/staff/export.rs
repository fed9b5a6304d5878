//! The list as a file for spreadsheets: what the filter shows, streamed as it is read.

use axum::{
    body::Body,
    extract::{Query, State},
    http::header,
    response::IntoResponse,
};
use futures_util::stream;
use madoguchi_app::{App, Exported, Exporting, Trouble};
use madoguchi_vocab::{Instant, sheet::harmless};
use madoguchi_workflow::StageName;

use super::{labels, queue::Asked};
use crate::{page::Answer, who::Staff};

pub const PATH: &str = "/queue.csv";

/// The columns in front of the answers. Their order is a promise: programs read these files.
const COLUMNS: [&str; 15] = [
    "受付番号",
    "手続き",
    "版",
    "状態",
    "到達日時",
    "受付日時",
    "審査開始日時",
    "決定日時",
    "処理期限",
    "補正期限",
    "担当者",
    "氏名",
    "フリガナ",
    "メール",
    "言語",
];

pub async fn get(State(app): State<App>, Staff(person): Staff, Query(asked): Query<Asked>) -> Answer {
    let exporting = app.export(&person, &asked.filter()).await?;
    let head = COLUMNS.map(str::to_owned).into_iter().chain(exporting.questions());
    let first = csv([head.map(harmless).collect()], "\u{FEFF}");
    let name = format!("attachment; filename=\"submissions-{}.csv\"", app.today());
    let pieces = stream::try_unfold(Pieces { app, exporting, first: Some(first) }, Pieces::next);
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

/// The file on its way. If the rows cannot be read to their end the connection breaks: half a file is not taken for
/// a whole one.
struct Pieces {
    app: App,
    exporting: Exporting,
    first: Option<Vec<u8>>,
}

impl Pieces {
    async fn next(mut self) -> Result<Option<(Vec<u8>, Self)>, Trouble> {
        if let Some(first) = self.first.take() {
            return Ok(Some((first, self)));
        }
        let Some(rows) = self.exporting.next().await? else { return Ok(None) };
        let piece = csv(rows.into_iter().map(|row| cells(&self.app, row)), "");
        Ok(Some((piece, self)))
    }
}

fn cells(app: &App, Exported { row, answers }: Exported) -> Vec<String> {
    let title = app.papers().open(&row.slug).map(|p| p.paper.procedure.title.ja.clone());
    let moment = |at: Option<Instant>| at.map(Instant::to_seconds).unwrap_or_default();
    let day = |day: Option<madoguchi_vocab::Date>| day.map(|d| d.to_string()).unwrap_or_default();
    let mut cells = vec![
        row.receipt.to_string(),
        title.unwrap_or(row.slug),
        row.version.to_string(),
        StageName::parse(&row.stage).map_or("", labels::stage).to_owned(),
        row.arrived_at.to_seconds(),
        moment(row.received_at),
        moment(row.review_started_at),
        moment(row.decided_at),
        day(row.due_on),
        day(row.correction_due),
        row.holder_name.unwrap_or_default(),
        row.applicant_name,
        row.applicant_kana,
        row.email.unwrap_or_default(),
        row.lang,
    ];
    cells.extend(answers);
    cells.into_iter().map(harmless).collect()
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
