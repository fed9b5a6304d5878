//! A submission is looked for: at home, and, for a reason that is kept, in every other department.

use madoguchi_auth::{Deed, Reach, may};
use madoguchi_store::{
    audit,
    views::search::{self, Hit, Where},
};
use madoguchi_vocab::{Date, normalise};

use crate::{App, Result, StaffPerson, Trouble};

/// More than this nobody looks through: the search is to be narrowed.
pub const MOST_HITS: usize = 200;
/// Fewer letters find everybody.
const SHORTEST: usize = 2;

/// Something of the own department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The submission.
    pub hit: Hit,
    /// Its procedure.
    pub procedure: String,
    /// The day it arrived.
    pub arrived_on: Date,
}

/// Something of another department: whom to ask, and no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// 受付番号
    pub receipt: String,
    /// Its procedure.
    pub procedure: String,
    /// Whose it is.
    pub department: String,
    /// Their telephone.
    pub phone: String,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// At home.
    pub own: Vec<Found>,
    /// In other departments.
    pub elsewhere: Vec<Elsewhere>,
    /// Whether there is more than is shown.
    pub too_many: bool,
}

impl StaffPerson {
    /// Whether this person may look for what is another department's.
    pub fn may_search_elsewhere(&self) -> bool {
        may(self.role, Deed::SearchElsewhere, Reach::Other)
    }
}

impl App {
    /// Looks for a number, a name or its reading, a telephone or a mail address. With `reason`, in other departments too.
    ///
    /// # Errors
    /// [`Trouble::Amiss`] if too little was typed or the reason is missing, [`Trouble::NotAllowed`] if the role may not.
    pub async fn search(&self, staff: &StaffPerson, text: &str, reason: Option<&str>) -> Result<Hits> {
        staff.must(Deed::SeeQueue)?;
        let key: String = normalise::search_words(text).chars().take(100).collect();
        if key.chars().count() < SHORTEST {
            return Err(Trouble::amiss("q", "2 文字以上で入力してください"));
        }
        let reason = reason.map(normalise::prose);
        if reason.as_ref().is_some_and(|r| r.chars().count() < 5 || r.chars().count() > 200) {
            return Err(Trouble::amiss("reason", "ほかの課を探す理由を、5〜200 文字で書いてください"));
        }
        if reason.is_some() && !staff.may_search_elsewhere() {
            return Err(Trouble::NotAllowed);
        }
        let reader = self.store().reader();
        let most = MOST_HITS as i64 + 1;
        let own = search::found(&reader, &Where::In(staff.department.clone()), &key, most).await?;
        let other = match &reason {
            Some(_) => search::found(&reader, &Where::OutOf(staff.department.clone()), &key, most).await?,
            None => vec![],
        };
        let hits = Hits {
            too_many: own.len().max(other.len()) > MOST_HITS,
            own: own.into_iter().take(MOST_HITS).map(|hit| self.found(hit)).collect(),
            // What is too much to be looked through is not shown at all: it would disclose most and help nobody.
            elsewhere: if other.len() > MOST_HITS {
                vec![]
            } else {
                other.iter().map(|hit| self.elsewhere(hit)).collect()
            },
        };
        self.note_search(staff, &hits, reason.as_deref()).await?;
        Ok(hits)
    }

    /// Who looked for something, why, and what of other departments they were shown. What was typed is not kept: it may
    /// be anybody's name.
    async fn note_search(&self, staff: &StaffPerson, hits: &Hits, reason: Option<&str>) -> Result<()> {
        let (now, actor) = (self.now(), serde_json::to_value(staff.actor())?);
        let mut tx = self.store().begin().await?;
        let place = if reason.is_some() { "everywhere" } else { staff.department.0.as_str() };
        let said = format!("{place} own={} elsewhere={}", hits.own.len(), hits.elsewhere.len());
        audit::note_why(&mut tx, now, actor.clone(), "searched", &said, reason.unwrap_or_default()).await?;
        for hit in &hits.elsewhere {
            audit::note_why(&mut tx, now, actor.clone(), "found", &hit.receipt, reason.unwrap_or_default())
                .await?;
        }
        Ok(tx.commit().await?)
    }

    fn found(&self, hit: Hit) -> Found {
        Found { procedure: self.title_of(&hit.slug), arrived_on: hit.arrived_at.date(), hit }
    }

    fn elsewhere(&self, hit: &Hit) -> Elsewhere {
        let department = self.department(&hit.department);
        Elsewhere {
            receipt: hit.receipt.to_string(),
            procedure: self.title_of(&hit.slug),
            department: department.as_ref().map_or_else(|| hit.department.to_string(), |d| d.name.clone()),
            phone: department.map(|d| d.phone).unwrap_or_default(),
        }
    }

    pub(crate) fn title_of(&self, slug: &str) -> String {
        let papers = self.papers();
        papers.open(slug).map_or_else(|| slug.to_owned(), |p| p.paper.procedure.title.ja.clone())
    }
}
