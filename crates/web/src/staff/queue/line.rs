//! A row of a list in words.

use std::collections::BTreeMap;

use madoguchi_app::{App, Looked, Marks, QueueRow};
use madoguchi_vocab::{Lang, ReceiptNumber, SubmissionId};
use madoguchi_workflow::StageName;

use crate::staff::{case, labels};

/// A row of the queue in words.
pub struct Line {
    pub receipt: String,
    /// Its page.
    pub url: String,
    /// As it is on this page.
    pub revision: i64,
    pub procedure: String,
    pub name: String,
    pub kana: String,
    pub arrived: String,
    pub elapsed: u32,
    pub due: String,
    pub overdue: bool,
    pub stage: &'static str,
    pub holder: String,
    /// 目印, the most urgent first.
    pub marks: Vec<&'static str>,
}

impl Line {
    /// A row as it stands today.
    pub fn new(app: &App, row: &QueueRow) -> Self {
        let today = app.today();
        let title = app.papers().open(&row.slug).map(|p| p.paper.procedure.title.ja.clone());
        Self {
            receipt: row.receipt.to_string(),
            url: case::path(&row.receipt),
            revision: row.revision,
            procedure: title.unwrap_or_else(|| row.slug.clone()),
            name: row.applicant_name.clone(),
            kana: row.applicant_kana.clone(),
            arrived: row.arrived_at.date().to_string(),
            elapsed: app.calendar().elapsed(row.arrived_at.date(), today),
            due: row.due_on.map_or_else(|| "—".to_owned(), |d| d.to_string()),
            overdue: row.due_on.is_some_and(|d| d < today),
            stage: StageName::parse(&row.stage).map_or("", labels::stage),
            holder: row.holder_name.clone().unwrap_or_else(|| "未割当".to_owned()),
            marks: marks(row, None),
        }
    }

    /// These rows, with all that is to be seen of them.
    pub fn all(app: &App, rows: &[QueueRow], seen: &BTreeMap<SubmissionId, Marks>) -> Vec<Self> {
        let line = |row: &QueueRow| Self { marks: marks(row, seen.get(&row.id)), ..Self::new(app, row) };
        rows.iter().map(line).collect()
    }

    /// The same row, whose page leads back to a list and on to the next of it.
    pub fn coming_from(self, query: &str) -> Self {
        let Ok(receipt) = ReceiptNumber::parse(&self.receipt) else { return self };
        Self { url: case::path_from(&receipt, query), ..self }
    }

    #[cfg(test)]
    pub fn sample() -> Self {
        Self {
            receipt: "K7MN-4128-83".into(),
            url: "/staff/a/K7MN-4128-83".into(),
            revision: 3,
            procedure: "水道の使用開始届".into(),
            name: "見本 花子".into(),
            kana: "ミホン ハナコ".into(),
            arrived: "2026-11-20".into(),
            elapsed: 2,
            due: "2026-11-21".into(),
            overdue: true,
            stage: "審査中",
            marks: vec!["返事待ち", "英語"],
            holder: "未割当".into(),
        }
    }
}

fn marks(row: &QueueRow, seen: Option<&Marks>) -> Vec<&'static str> {
    let looked = seen.map(|s| s.looked);
    [
        (looked == Some(Looked::Nobody), "未読"),
        (looked == Some(Looked::Others), "自分は未読"),
        (looked == Some(Looked::Before), "変更あり"),
        (row.asked_at.is_some(), "返事待ち"),
        (row.by_proxy, "代理"),
        (seen.is_some_and(|s| s.alike), "重複の疑い"),
        (seen.is_some_and(|s| s.files), "添付あり"),
        (row.lang == Lang::En, "英語"),
        (row.lang == Lang::Easy, "やさしい日本語"),
    ]
    .into_iter()
    .filter(|(is_so, _)| *is_so)
    .map(|(_, words)| words)
    .collect()
}
