//! A paper is opened to residents, or closed. Opening it makes its procedure online.

use std::{collections::BTreeMap, sync::Arc};

use madoguchi_auth::Deed;
use madoguchi_forms::{FieldKind, Paper};
use madoguchi_store::{audit, papers};
use madoguchi_vocab::Slug;

use crate::{App, Loaded, Published, Result, StaffPerson, Trouble};

/// A paper as its author sees it.
#[derive(Clone, Debug)]
pub struct PaperLine {
    /// The paper in `forms/`.
    pub loaded: Arc<Loaded>,
    /// The version open to residents.
    pub open: Option<Arc<Published>>,
}

impl PaperLine {
    /// Whether what lies in `forms/` differs from what residents see.
    pub fn has_news(&self) -> bool {
        match (&self.loaded.paper, &self.open) {
            (Some(paper), Some(open)) => paper.hash != open.paper.hash,
            (Some(_), None) => true,
            (None, _) => false,
        }
    }
}

/// Whether everything the paper asks for can be kept as the law wants it. 個人番号 must lie apart and encrypted
/// (番号法12条), and there is no such place yet: a paper that asks for one can be tried, not opened.
fn can_be_kept(paper: &Paper) -> bool {
    !paper.fields().any(|(_, f)| matches!(f.kind, FieldKind::MyNumber(_)))
}

impl App {
    /// The papers, for those who may see them.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] for the others.
    pub fn paper_lines(&self, staff: &StaffPerson) -> Result<Vec<PaperLine>> {
        staff.must(Deed::SeePapers)?;
        let papers = self.papers();
        let lines = papers.loaded().filter(|l| !l.slug.starts_with('_'));
        Ok(lines.map(|l| PaperLine { loaded: l.clone(), open: papers.open(&l.slug) }).collect())
    }

    /// Opens the paper that lies in `forms/` to residents.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if there is none without errors, [`Trouble::NotAllowed`] if the role may not.
    pub async fn publish(&self, staff: &StaffPerson, slug: &str) -> Result<i64> {
        staff.must(Deed::PublishPapers)?;
        let papers = self.papers();
        let loaded = papers.lying(slug).filter(|l| !l.slug.starts_with('_')).ok_or(Trouble::NotFound)?;
        let paper = loaded.paper.as_ref().ok_or(Trouble::NotFound)?;
        if !can_be_kept(paper) {
            return Err(Trouble::Closed);
        }
        if let Some(open) = papers.open(slug).filter(|o| o.paper.hash == paper.hash) {
            return Ok(open.version);
        }
        let now = self.now();
        let mut tx = self.store().begin().await?;
        let version = papers::publish(&mut tx, slug, &paper.hash, &loaded.source, &staff.name, now).await?;
        audit::note(&mut tx, now, serde_json::to_value(staff.actor())?, "published", slug).await?;
        tx.commit().await?;
        self.fetch_published().await?;
        Ok(version)
    }

    /// Closes a paper. Drafts that are under way cannot be submitted until it is opened again.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if it is not open, [`Trouble::NotAllowed`] if the role may not.
    pub async fn unpublish(&self, staff: &StaffPerson, slug: &str) -> Result<()> {
        staff.must(Deed::PublishPapers)?;
        let now = self.now();
        let mut tx = self.store().begin().await?;
        papers::withdraw(&mut tx, slug, now).await?;
        audit::note(&mut tx, now, serde_json::to_value(staff.actor())?, "unpublished", slug).await?;
        tx.commit().await?;
        self.fetch_published().await
    }

    /// Takes up what is open: at the start, after a publication, and now and then because other nodes publish too.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet cannot be read.
    pub async fn fetch_published(&self) -> Result<()> {
        let before = self.papers();
        let mut open = BTreeMap::new();
        for row in papers::published(&self.store().reader()).await? {
            let known = before.open(&row.slug).filter(|p| p.version == row.version);
            let published = match known {
                Some(known) => known,
                None => {
                    let loaded = Loaded::compile(
                        row.slug.clone(),
                        format!("{} v{}", row.slug, row.version),
                        row.source,
                    );
                    let Some(paper) = loaded.paper else {
                        tracing::error!(
                            slug = row.slug,
                            version = row.version,
                            "a published paper no longer compiles and is left out"
                        );
                        continue;
                    };
                    Arc::new(Published { paper, version: row.version, published_at: row.published_at })
                }
            };
            if let Ok(slug) = Slug::parse(&row.slug) {
                open.insert(slug, published);
            }
        }
        self.replace_papers(before.with_published(open));
        Ok(())
    }
}
