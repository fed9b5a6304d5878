//! The versions of a paper that residents were shown.

use madoguchi_auth::Deed;
use madoguchi_forms::{Change, diff};
use madoguchi_store::papers::{self, VersionRow};

use crate::{App, Result, StaffPerson};

/// A version, without its text.
pub type Version = VersionRow;

impl App {
    /// Every version of a paper, newest first.
    ///
    /// # Errors
    /// [`crate::Trouble::NotAllowed`] if the role may not see papers.
    pub async fn versions(&self, staff: &StaffPerson, slug: &str) -> Result<Vec<Version>> {
        staff.must(Deed::SeePapers)?;
        Ok(papers::versions(&self.store().reader(), slug).await?)
    }

    /// The text of one version.
    ///
    /// # Errors
    /// [`crate::Trouble::NotFound`] if there is none, [`crate::Trouble::NotAllowed`] if the role may not see papers.
    pub async fn version_source(&self, staff: &StaffPerson, slug: &str, version: i64) -> Result<String> {
        staff.must(Deed::SeePapers)?;
        Ok(papers::version(&self.store().reader(), slug, version).await?.source)
    }

    /// What changed from one version to another.
    ///
    /// # Errors
    /// [`crate::Trouble::NotFound`] if one is not there, [`crate::Trouble::NotAllowed`] if the role may not see papers.
    pub async fn version_changes(
        &self,
        staff: &StaffPerson,
        slug: &str,
        from: i64,
        to: i64,
    ) -> Result<Vec<Change>> {
        staff.must(Deed::SeePapers)?;
        Ok(diff(&*self.paper_of(slug, from).await?, &*self.paper_of(slug, to).await?))
    }
}
