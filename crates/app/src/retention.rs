//! 保存年限: how long what was decided is kept, and how it goes.

use chrono::Duration;
use madoguchi_forms::Paper;
use madoguchi_store::{StoreError, audit, disposal, disposal::DueRow};
use madoguchi_vocab::{Actor, Date, Instant, ReceiptNumber, time::fiscal_year};
use madoguchi_workflow::Event;

use crate::{App, Result, Trouble};

/// So many days ahead the list warns of what will be over.
pub const WARNING_DAYS: i64 = 90;
/// The longest list that is made at once.
const LONGEST: i64 = 10_000;

/// The day from which something that ended at `end` may be disposed of: the years of its class are counted from
/// the first of April after its end (公文書の保存期間の起算).
pub(crate) fn dispose_from(end: Instant, paper: &Paper) -> Date {
    let years = i32::try_from(paper.procedure.retention.years()).unwrap_or(i32::MAX);
    let first = fiscal_year(end.date()).saturating_add(1);
    Date::from_ymd_opt(first.saturating_add(years), 4, 1).unwrap_or(Date::MAX)
}

/// What became of a list that was approved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Disposed {
    /// Gone.
    pub gone: usize,
    /// Left: kept, taken up again, or gone already.
    pub left: usize,
}

impl App {
    /// What is over, and what will be within [`WARNING_DAYS`].
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn disposal_list(&self) -> Result<Vec<DueRow>> {
        let until = self.now().plus(Duration::days(WARNING_DAYS)).date();
        Ok(disposal::due(&self.store().reader(), until, LONGEST).await?)
    }

    /// Disposes of a list that somebody has approved, each with its stub and a line in the trail. What became
    /// otherwise since the list was made stays.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails; what has gone until then is gone.
    pub async fn dispose(&self, list: &[DueRow], approved_by: &str) -> Result<Disposed> {
        let mut done = Disposed::default();
        for row in list {
            let (now, today) = (self.now(), self.today());
            let mut tx = self.store().begin().await?;
            match disposal::dispose(&mut tx, row.id, today, now).await {
                Err(StoreError::Overtaken) => {
                    done.left += 1;
                    continue;
                }
                gone => gone?,
            }
            self.append(&mut tx, row.id, now, &Actor::System, &Event::Disposed).await?;
            let by = serde_json::json!({ "who": "operator", "approved_by": approved_by });
            audit::note(&mut tx, now, by, "disposed", row.receipt.as_str()).await?;
            tx.commit().await?;
            done.gone += 1;
        }
        Ok(done)
    }

    /// Keeps a submission beyond its time (争訟, 開示請求), or no longer.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if there is none.
    pub async fn keep(&self, receipt: &ReceiptNumber, because: Option<&str>) -> Result<()> {
        let mut tx = self.store().begin().await?;
        match disposal::keep(&mut tx, receipt, because).await {
            Err(StoreError::NotFound) => return Err(Trouble::NotFound),
            kept => kept?,
        }
        let verb = if because.is_some() { "kept" } else { "no-longer-kept" };
        audit::note(&mut tx, self.now(), serde_json::json!({ "who": "operator" }), verb, receipt.as_str())
            .await?;
        Ok(tx.commit().await?)
    }
}
