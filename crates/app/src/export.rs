//! What a filter shows, as rows for a spreadsheet: handful by handful, however many there are.

use std::{collections::HashMap, sync::Arc};

use madoguchi_auth::Deed;
use madoguchi_forms::{Answers, Field, Paper};
use madoguchi_store::{
    Reader, StoreError,
    views::{
        queue::QueueQuery,
        sheet::{self, SheetRow},
    },
};
use madoguchi_vocab::Lang;
use tokio::task::JoinHandle;

use crate::{App, QueueFilter, Result, StaffPerson};

/// Rows read at a time: a bound on memory.
const HANDFUL: i64 = 1_000;

/// A row.
#[derive(Clone, Debug)]
pub struct Exported {
    /// What is known of the submission.
    pub row: SheetRow,
    /// Its answers, one for each of [`Exporting::questions`].
    pub answers: Vec<String>,
}

/// Rows on their way into a file.
pub struct Exporting {
    app: App,
    query: QueueQuery,
    /// The paper whose answers are wanted, as it is now.
    paper: Option<Arc<Paper>>,
    /// The same questions in each version that came up; none where a version did not ask one.
    asked: HashMap<i64, Arc<[Option<Field>]>>,
    /// The next handful, read while this one is written.
    ahead: Option<JoinHandle<std::result::Result<Vec<SheetRow>, StoreError>>>,
}

impl App {
    /// Begins to give out the rows that a filter shows, in its order. With one paper chosen, its answers are there
    /// too. That it was asked for is noted.
    ///
    /// # Errors
    /// [`crate::Trouble::NotAllowed`] if the role has no queue.
    pub async fn export(&self, staff: &StaffPerson, filter: &QueueFilter) -> Result<Exporting> {
        staff.must(Deed::SeeQueue)?;
        let what = filter.slug.clone().unwrap_or_else(|| "queue".to_owned());
        self.leave_trace(staff, "exported", &what).await?;
        let mut query = self.query(staff, filter);
        query.limit = HANDFUL;
        let paper = filter.slug.as_deref().and_then(|slug| self.papers().open(slug)).map(|p| p.paper.clone());
        let mut exporting = Exporting { app: self.clone(), query, paper, asked: HashMap::new(), ahead: None };
        exporting.look_ahead();
        Ok(exporting)
    }
}

impl Exporting {
    /// The questions whose answers come along, in the order of the paper.
    pub fn questions(&self) -> Vec<String> {
        let fields = self.paper.iter().flat_map(|paper| paper.fields());
        fields.filter(|(_, f)| f.kind.asks()).map(|(_, f)| f.label.get(Lang::Ja).to_owned()).collect()
    }

    /// The next rows; none when all were given.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet cannot be read.
    pub async fn next(&mut self) -> Result<Option<Vec<Exported>>> {
        let Some(reading) = self.ahead.take() else { return Ok(None) };
        let rows = reading.await.map_err(|e| StoreError::Unreachable(e.to_string()))??;
        if let Some(last) = rows.last().filter(|_| rows.len() as i64 == HANDFUL) {
            self.query.after = Some((last.arrived_at, last.id));
            self.look_ahead();
        }
        let mut exported = Vec::with_capacity(rows.len());
        for row in rows {
            let answers = self.answers(&row).await?;
            exported.push(Exported { row, answers });
        }
        Ok((!exported.is_empty()).then_some(exported))
    }

    fn look_ahead(&mut self) {
        let (reader, query): (Reader, _) = (self.app.store().reader(), self.query.clone());
        let with_answers = self.paper.is_some();
        self.ahead = Some(tokio::spawn(async move { sheet::rows(&reader, &query, with_answers).await }));
    }

    async fn answers(&mut self, row: &SheetRow) -> Result<Vec<String>> {
        let (Some(paper), Some(text)) = (&self.paper, &row.answers) else { return Ok(vec![]) };
        let answers: Answers = serde_json::from_str(text)?;
        let asked = match self.asked.get(&row.version) {
            Some(asked) => asked.clone(),
            None => {
                let then = self.app.paper_of(&row.slug, row.version).await?;
                let wanted = paper.fields().filter(|(_, f)| f.kind.asks());
                let asked: Arc<[_]> = wanted.map(|(_, f)| then.field(f.key.as_str()).cloned()).collect();
                self.asked.insert(row.version, asked.clone());
                asked
            }
        };
        Ok(asked.iter().map(|f| f.as_ref().map(|f| said(f, &answers)).unwrap_or_default()).collect())
    }
}

/// An answer in one cell; those of several rows behind each other.
fn said(field: &Field, answers: &Answers) -> String {
    if let Some(value) = answers.values.get(&field.key) {
        return field.kind.show(value, Lang::Ja);
    }
    let rows = answers.rows.values().flatten().filter_map(|row| row.values.get(&field.key));
    rows.map(|value| field.kind.show(value, Lang::Ja)).collect::<Vec<_>>().join(" ／ ")
}
