//! The versions of a paper that residents were shown.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError},
};

use madoguchi_auth::Deed;
use madoguchi_forms::{Change, Paper, diff};
use madoguchi_store::{
    StoreError,
    papers::{self, VersionRow},
};

use crate::{App, Loaded, Result, StaffPerson};

/// So many versions that are not open any more are at hand.
const AT_HAND: usize = 200;

/// Versions that are not open any more, compiled: name and number never mean another text.
pub(crate) type Past = BTreeMap<(String, i64), Arc<Paper>>;

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

    /// The paper in the version somebody was shown. The open version is at hand; an older one is read once.
    pub(crate) async fn paper_of(&self, slug: &str, version: i64) -> Result<Arc<Paper>> {
        if let Some(open) = self.papers().open(slug).filter(|p| p.version == version) {
            return Ok(open.paper.clone());
        }
        let key = (slug.to_owned(), version);
        let at_hand = self.0.past.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(paper) = at_hand {
            return Ok(paper);
        }
        let row = papers::version(&self.store().reader(), slug, version).await?;
        let compiled = Loaded::compile(row.slug, format!("{slug} v{version}"), row.source).paper;
        let gone = || StoreError::Corrupt(format!("paper {slug} version {version} no longer compiles"));
        let paper = compiled.ok_or_else(gone)?;
        let mut past = self.0.past.write().unwrap_or_else(PoisonError::into_inner);
        if past.len() >= AT_HAND {
            past.clear();
        }
        past.insert(key, paper.clone());
        Ok(paper)
    }
}
