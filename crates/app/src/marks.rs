//! 目印: what is to be seen of the rows of a list besides what they say.

use std::collections::{BTreeMap, BTreeSet};

use madoguchi_auth::Deed;
use madoguchi_store::views::marks;
use madoguchi_vocab::SubmissionId;

use crate::{App, QueueRow, Result, StaffPerson};

/// Whether somebody has looked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Looked {
    /// 未読: nobody has.
    #[default]
    Nobody,
    /// Others have, this person has not.
    Others,
    /// This person has seen it as it is.
    AsItIs,
    /// 変更あり: it has changed since.
    Before,
}

/// What is to be seen of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Whether somebody has looked.
    pub looked: Looked,
    /// 添付あり
    pub files: bool,
    /// 重複の疑い
    pub alike: bool,
}

impl App {
    /// The marks of these rows of the own department, for one person: three queries, however many rows.
    ///
    /// # Errors
    /// [`crate::Trouble::NotAllowed`] if the role has no queue.
    pub async fn marks(
        &self,
        staff: &StaffPerson,
        rows: &[QueueRow],
    ) -> Result<BTreeMap<SubmissionId, Marks>> {
        staff.must(Deed::SeeQueue)?;
        let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
        let reader = self.store().reader();
        let looks = marks::looked_at(&reader, &ids, staff.id).await?;
        let looks: BTreeMap<_, _> = looks.into_iter().map(|l| (l.submission, l.seen)).collect();
        let files: BTreeSet<_> = marks::with_files(&reader, &ids).await?.into_iter().collect();
        let alike = self.alike_among(rows).await?;
        let of = |row: &QueueRow| Marks {
            looked: match looks.get(&row.id) {
                None => Looked::Nobody,
                Some(None) => Looked::Others,
                Some(Some(seen)) if *seen < row.revision => Looked::Before,
                Some(Some(_)) => Looked::AsItIs,
            },
            files: files.contains(&row.id),
            alike: alike.contains(&row.id),
        };
        Ok(rows.iter().map(|row| (row.id, of(row))).collect())
    }
}
