//! Opinions that the own department was asked for and has not given.

use madoguchi_auth::Deed;
use madoguchi_store::opinions;
use madoguchi_vocab::{Date, ReceiptNumber};

use crate::{App, Result, StaffPerson};

/// An opinion that is owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    /// About which submission.
    pub receipt: ReceiptNumber,
    /// Of which procedure.
    pub title: String,
    /// Which question about it.
    pub number: i64,
    /// Who asks.
    pub asks: String,
    /// By when.
    pub due: Date,
    /// Whether that day is over.
    pub overdue: bool,
}

impl App {
    /// What the own department owes, the soonest due first.
    ///
    /// # Errors
    /// [`crate::Trouble::NotAllowed`] if the role has no queue.
    pub async fn owed(&self, staff: &StaffPerson) -> Result<Vec<Owed>> {
        staff.must(Deed::SeeQueue)?;
        let (papers, today) = (self.papers(), self.today());
        let owed = opinions::owed(&self.store().reader(), &staff.department).await?;
        let title = |slug: &str| papers.open(slug).map(|p| p.paper.procedure.title.ja.clone());
        Ok(owed
            .into_iter()
            .map(|o| Owed {
                title: title(&o.slug).unwrap_or_else(|| o.slug.clone()),
                asks: self.department(&o.asks).map_or_else(|| o.asks.to_string(), |d| d.name),
                overdue: o.due < today,
                receipt: o.receipt,
                number: o.number,
                due: o.due,
            })
            .collect())
    }
}
