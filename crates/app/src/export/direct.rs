//! A short list, written while somebody waits for it.

use std::io;

use madoguchi_auth::Deed;
use madoguchi_store::views::queue;
use tokio::sync::mpsc;

use super::{
    Form,
    pen::{Given, Out, Pen},
    rows::{HANDFUL, Rows},
};
use crate::{App, QueueFilter, Result, StaffPerson};

/// The most rows that are written while somebody waits.
pub const DIRECT: i64 = 1_000;

/// Pieces that wait to be sent: a bound on memory, of a row or of 64 KiB each.
const WAITING: usize = 8;

/// A file on its way. Where it breaks off, the last piece is an error.
pub struct Pieces(mpsc::Receiver<io::Result<Vec<u8>>>);

impl Pieces {
    /// The next piece; nothing at the end.
    pub async fn next(&mut self) -> Option<io::Result<Vec<u8>>> {
        self.0.recv().await
    }
}

impl App {
    /// Gives out the rows that a filter shows, in its order; nothing if they are more than [`DIRECT`]. With one paper
    /// chosen, its answers are there too. That it was asked for is noted now; how many rows of how many persons were
    /// given out, at their end.
    ///
    /// # Errors
    /// [`crate::Trouble::NotAllowed`] if the role has no queue.
    pub async fn export_now(
        &self,
        staff: &StaffPerson,
        filter: &QueueFilter,
        form: Form,
    ) -> Result<Option<Pieces>> {
        staff.must(Deed::SeeQueue)?;
        let query = self.query(staff, filter);
        if queue::count(&self.store().reader(), &query, DIRECT + 1).await? > DIRECT {
            return Ok(None);
        }
        let what = filter.slug.clone().unwrap_or_else(|| "queue".to_owned());
        self.leave_trace(staff, "exported", &what).await?;
        let columns = self.columns_of(&query).await?;
        let rows = Rows::new(self, query, &columns, form == Form::Zip);
        let (to, pieces) = mpsc::channel(WAITING);
        let pen = Pen::new(self, form, &columns, (Out::Wire(to), None), (self.now(), DIRECT));
        let (app, staff) = (self.clone(), staff.clone());
        tokio::spawn(async move {
            if let Err(e) = app.write_out(&staff, &what, pen, rows).await {
                // If nobody waits any more, nothing is lost.
                tracing::warn!(error = %e, "a list broke off");
            }
        });
        Ok(Some(Pieces(pieces)))
    }

    async fn write_out(&self, staff: &StaffPerson, what: &str, mut pen: Pen, mut rows: Rows) -> Result<()> {
        if let Err(why) = copy(&mut pen, &mut rows).await {
            pen.break_off(&why).await;
            return Err(why);
        }
        let written = pen.keep().await?;
        self.leave_trace(staff, "gave-out", &format!("{what} {}", said(&written.given))).await
    }
}

async fn copy(pen: &mut Pen, rows: &mut Rows) -> Result<()> {
    pen.begin().await?;
    loop {
        let lines = rows.next().await?;
        let all = (lines.len() as i64) < HANDFUL;
        for line in lines {
            pen.line(line).await?;
        }
        if all {
            return pen.end().await;
        }
    }
}

/// What was given out, as the trail says it.
fn said(given: &Given) -> String {
    format!("rows={} persons={} files={}", given.rows, given.persons(), given.files)
}
