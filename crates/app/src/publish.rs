//! A paper is opened to residents, or closed. Opening it makes its procedure online.

use std::{collections::BTreeMap, sync::Arc};

use madoguchi_auth::Deed;
use madoguchi_forms::{Change, FieldKind, Paper, diff};
use madoguchi_store::{
    Tx, audit, papers,
    written::{self, PlanRow},
};
use madoguchi_vocab::{Date, Slug};

use crate::{App, Loaded, PaperTrouble, Published, Result, StaffPerson, Trouble, Written};

/// Nothing is planned further ahead than this many days.
const AHEAD: i64 = 366;

/// A paper as its author sees it.
#[derive(Clone, Debug)]
pub struct PaperLine {
    /// The paper as it lies in `forms/`, or as it was saved last in the browser.
    pub loaded: Arc<Loaded>,
    /// The version open to residents.
    pub open: Option<Arc<Published>>,
    /// What is known of it in the cabinet, where it was written in the browser.
    pub written: Option<Written>,
    /// Whether it lies in the folder: that holds then, whatever lies in the cabinet.
    pub in_folder: bool,
}

impl PaperLine {
    /// Whether this person may change it in the browser.
    pub fn is_written_by(&self, staff: &StaffPerson) -> bool {
        let own = self.written.as_ref().is_some_and(|w| staff.may(Deed::WritePapers, &w.department));
        own && !self.in_folder
    }

    /// Whether this person may read what residents said of it.
    pub fn may_read_feedback(&self, staff: &StaffPerson) -> bool {
        let written = self.written.as_ref().map(|w| &w.department);
        let read = self.loaded.paper.as_ref().or(self.open.as_ref().map(|o| &o.paper));
        let owner = read.map(|p| &p.procedure.department).or(written);
        owner.is_some_and(|owner| staff.may(Deed::ReadFeedback, owner))
    }

    /// Whether it differs from what residents see.
    pub fn has_news(&self) -> bool {
        match (&self.loaded.paper, &self.open) {
            (Some(paper), Some(open)) => paper.hash != open.paper.hash,
            (Some(_), None) => true,
            (None, _) => false,
        }
    }
}

/// What would be opened, and what that means.
#[derive(Clone, Debug)]
pub struct Would {
    /// The paper.
    pub line: PaperLine,
    /// What would be opened: the paper as it is, or an earlier version of it.
    pub loaded: Arc<Loaded>,
    /// What differs from the open version; none where nothing is open.
    pub changes: Option<Vec<Change>>,
    /// What keeps it closed.
    pub blocked: Option<PaperTrouble>,
    /// What is planned.
    pub plan: Option<PlanRow>,
    /// What it says of the inventory that is not there: it would count in no rate. A model's own word is among it.
    pub unlisted: Vec<String>,
}

impl Would {
    /// How many warnings need a reason.
    pub fn warnings(&self) -> usize {
        self.loaded.findings.iter().filter(|f| !f.is_error()).count() + self.unlisted.len()
    }
}

/// The word to open a paper.
#[derive(Clone, Debug, Default)]
pub struct Opening {
    /// An earlier version that is taken up again; none for the paper as it is.
    pub version: Option<i64>,
    /// The digest of what was shown.
    pub seen: String,
    /// Why, although the check has something to say.
    pub reason: String,
    /// The day; none for now.
    pub on: Option<Date>,
}

/// Whether everything the paper asks for can be kept as the law wants it. 個人番号 must lie apart and encrypted
/// (番号法12条), and there is no such place yet: a paper that asks for one can be tried, not opened.
fn can_be_kept(paper: &Paper) -> bool {
    !paper.fields().any(|(_, f)| matches!(f.kind, FieldKind::MyNumber(_)))
}

impl App {
    /// What would be opened, for those who may see papers.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if there is no such paper or version.
    pub async fn would_open(&self, staff: &StaffPerson, slug: &str, version: Option<i64>) -> Result<Would> {
        let line = self.paper_line(staff, slug).await?;
        let loaded = match version {
            None => line.loaded.clone(),
            Some(n) => {
                let row = papers::version(&self.store().reader(), slug, n).await?;
                Arc::new(Loaded::compile(row.slug, format!("{slug} v{n}"), row.source))
            }
        };
        let changes = match (&line.open, &loaded.paper) {
            (Some(open), Some(new)) => Some(diff(&open.paper, new)),
            _ => None,
        };
        let plans = written::plans(&self.store().reader()).await?;
        let plan = plans.into_iter().find(|p| p.slug == slug);
        let unlisted = self.unlisted(&loaded).await?;
        Ok(Would { blocked: self.keeps_closed(&loaded), line, loaded, changes, plan, unlisted })
    }

    /// The procedures a paper says it puts online that the inventory does not know.
    async fn unlisted(&self, loaded: &Loaded) -> Result<Vec<String>> {
        let Some(paper) = &loaded.paper else { return Ok(vec![]) };
        let known = self.catalogue().await?;
        let named = paper.procedure.inventory.iter();
        Ok(named.filter(|id| !known.has_row(id)).cloned().collect())
    }

    /// What keeps a paper from being opened.
    pub(crate) fn keeps_closed(&self, loaded: &Loaded) -> Option<PaperTrouble> {
        let Some(paper) = &loaded.paper else {
            return Some(PaperTrouble::Errors(loaded.findings.iter().filter(|f| f.is_error()).count()));
        };
        if !can_be_kept(paper) {
            return Some(PaperTrouble::CannotBeKept);
        }
        let known = self.department(&paper.procedure.department).is_some();
        (!known).then_some(PaperTrouble::UnknownDepartment)
    }

    /// Opens a paper to residents, now or on a day, as it was shown. Gives its version if it is open now.
    ///
    /// # Errors
    /// [`Trouble::Overtaken`] if it is not what was shown any more, [`Trouble::Paper`] with what is in the way,
    /// [`Trouble::NotAllowed`] if the role may not.
    pub async fn open_paper(
        &self,
        staff: &StaffPerson,
        slug: &str,
        opening: &Opening,
    ) -> Result<Option<i64>> {
        staff.must(Deed::PublishPapers)?;
        let would = self.would_open(staff, slug, opening.version).await?;
        if let Some(blocked) = would.blocked {
            return Err(Trouble::Paper(blocked));
        }
        let paper = would.loaded.paper.as_ref().ok_or(Trouble::NotFound)?;
        if paper.hash != opening.seen {
            return Err(Trouble::Overtaken);
        }
        let reason = opening.reason.trim();
        if would.warnings() > 0 && reason.is_empty() {
            return Err(Trouble::Paper(PaperTrouble::NoReason));
        }
        let (now, source) = (self.now(), &would.loaded.source);
        let mut tx = self.store().begin().await?;
        let by = &staff.name;
        let version = match opening.on {
            Some(day) if day > self.today() => {
                if (day - self.today()).num_days() > AHEAD {
                    return Err(Trouble::Paper(PaperTrouble::BadDay));
                }
                let plan = PlanRow {
                    slug: slug.to_owned(),
                    source: source.clone(),
                    day,
                    reason: reason.to_owned(),
                    planned_at: now,
                    planned_by: by.clone(),
                };
                written::plan(&mut tx, &plan).await?;
                None
            }
            Some(day) if day < self.today() => return Err(Trouble::Paper(PaperTrouble::BadDay)),
            _ => {
                written::drop_plan(&mut tx, slug).await?;
                Some(self.opened_as(&mut tx, slug, paper, source, by, reason).await?)
            }
        };
        let verb = if version.is_some() { "published" } else { "planned" };
        audit::note(&mut tx, now, serde_json::to_value(staff.actor())?, verb, slug).await?;
        tx.commit().await?;
        self.fetch_published().await?;
        Ok(version)
    }

    /// Opens a version; where just that is open already it is left.
    pub(crate) async fn opened_as(
        &self,
        tx: &mut Tx,
        slug: &str,
        paper: &Paper,
        source: &str,
        by: &str,
        reason: &str,
    ) -> Result<i64> {
        if let Some(open) = self.papers().open(slug).filter(|o| o.paper.hash == paper.hash) {
            return Ok(open.version);
        }
        let version = papers::publish(&mut *tx, slug, &paper.hash, source, by, self.now()).await?;
        if !reason.is_empty() {
            papers::remark(tx, slug, version, reason).await?;
        }
        Ok(version)
    }

    /// Takes back what was planned.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role may not.
    pub async fn drop_plan(&self, staff: &StaffPerson, slug: &str) -> Result<()> {
        staff.must(Deed::PublishPapers)?;
        let now = self.now();
        let mut tx = self.store().begin().await?;
        if written::drop_plan(&mut tx, slug).await? {
            audit::note(&mut tx, now, serde_json::to_value(staff.actor())?, "unplanned", slug).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Opens the paper that lies in `forms/` to residents, whatever the check has to say: for the operator.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if there is none without errors, [`Trouble::NotAllowed`] if the role may not.
    pub async fn publish(&self, staff: &StaffPerson, slug: &str) -> Result<i64> {
        staff.must(Deed::PublishPapers)?;
        let loaded =
            self.papers().lying(slug).filter(|l| !l.slug.starts_with('_')).ok_or(Trouble::NotFound)?;
        let paper = loaded.paper.as_ref().ok_or(Trouble::NotFound)?;
        if !can_be_kept(paper) {
            return Err(Trouble::Closed);
        }
        if let Some(open) = self.papers().open(slug).filter(|o| o.paper.hash == paper.hash) {
            return Ok(open.version);
        }
        let mut tx = self.store().begin().await?;
        let version = self.opened_as(&mut tx, slug, paper, &loaded.source, &staff.name, "").await?;
        let actor = serde_json::to_value(staff.actor())?;
        audit::note(&mut tx, self.now(), actor, "published", slug).await?;
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
                    // What is open is mostly what lies there, and has been read already.
                    let lying = before.lying(&row.slug).filter(|l| l.source == row.source);
                    let read = lying.and_then(|l| l.paper.clone()).or_else(|| {
                        let path = format!("{} v{}", row.slug, row.version);
                        Loaded::compile(row.slug.clone(), path, row.source).paper
                    });
                    let Some(paper) = read else {
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
