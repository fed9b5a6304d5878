//! What residents say of a procedure when they have sent it: 1 to 5 and words, once for each submission.
//!
//! It is kept without a way back to the submission: paper, version, day, stars and words. On the submission a flag says
//! that something was said, so that it is said once; it is shown to nobody of the office.

use std::collections::BTreeMap;

use madoguchi_auth::Deed;
use madoguchi_inventory::Stars;
use madoguchi_store::{
    StoreError, audit,
    feedback::{self, FeedbackQuery, FeedbackRow},
};
use madoguchi_vocab::{Date, FeedbackId, mask};

use crate::{App, Result, StaffPerson, Submission, Trouble, throttle::PER_ADDRESS};

/// The most characters somebody may write.
pub const FEEDBACK_WORDS: usize = 1_000;
/// So many years it is kept.
pub const FEEDBACK_YEARS: u32 = 3;
/// Answers on a page.
pub const FEEDBACK_PAGE: usize = 50;
/// Answers in a file at most: far more than are given in the years they are kept.
const FILE: i64 = 100_000;

/// What is not right with what somebody says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedbackWrong {
    /// Nothing of 1 to 5 is chosen.
    NoStars,
    /// So many characters were written.
    TooLong(usize),
}

/// What somebody says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating {
    stars: i64,
    words: String,
}

impl Rating {
    /// Reads what was chosen and written.
    ///
    /// # Errors
    /// Everything that is not right.
    pub fn read(stars: &str, words: &str) -> std::result::Result<Self, Vec<FeedbackWrong>> {
        let words = words.trim();
        let chosen = stars.parse().ok().filter(|n| (1..=5).contains(n));
        let length = words.chars().count();
        let mut wrong = Vec::new();
        wrong.extend(chosen.is_none().then_some(FeedbackWrong::NoStars));
        wrong.extend((length > FEEDBACK_WORDS).then_some(FeedbackWrong::TooLong(length)));
        match chosen {
            Some(stars) if wrong.is_empty() => Ok(Self { stars, words: words.to_owned() }),
            _ => Err(wrong),
        }
    }
}

/// Which of it is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedbackFilter {
    /// Of one paper.
    pub slug: Option<String>,
    /// What was looked after, or what was not.
    pub handled: Option<bool>,
    /// Only with words.
    pub in_words: bool,
}

/// What somebody said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Its name.
    pub id: FeedbackId,
    /// Of which paper.
    pub slug: String,
    /// What that is called.
    pub title: String,
    /// The version.
    pub version: i64,
    /// On which day.
    pub day: Date,
    /// From 1 to 5.
    pub stars: i64,
    /// In words, without what names or reaches somebody.
    pub words: String,
    /// Whether the office has looked after it.
    pub handled: bool,
}

/// A page of what was said.
#[derive(Clone, Debug, Default)]
pub struct FeedbackPage {
    /// What was said, the latest day first.
    pub said: Vec<Said>,
    /// How much there is in all pages.
    pub all: usize,
    /// The stars of each paper that has any: its name, what it is called, and how often each was given.
    pub stars: Vec<(String, String, Stars)>,
}

impl App {
    /// Whether the resident may still say something after this submission.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn may_rate(&self, submission: &Submission) -> Result<bool> {
        Ok(!feedback::was_given(&self.store().reader(), submission.id).await?)
    }

    /// Keeps what a resident says after a submission that is theirs to see. Said a second time it is not kept again.
    ///
    /// # Errors
    /// [`Trouble::TooMany`] if too much is said from one address.
    pub async fn rate(&self, submission: &Submission, rating: &Rating, from: &str) -> Result<()> {
        let keys = [(format!("feedback-from:{from}"), PER_ADDRESS)];
        self.may_try(&keys).await?;
        self.count_try(&keys).await?;
        let row = FeedbackRow {
            id: FeedbackId(self.0.ids.uuid()),
            slug: submission.paper.slug.to_string(),
            version: submission.version,
            day: self.today(),
            stars: rating.stars,
            words: mask::personal(&rating.words),
            handled: false,
        };
        let mut tx = self.store().begin().await?;
        match feedback::give_once(&mut tx, submission.id).await {
            // Pressed twice: the other press was first.
            Err(StoreError::Duplicate) => {
                drop(tx);
                return Ok(self.store().settle().await?);
            }
            given => given?,
        }
        feedback::insert(&mut tx, &row).await?;
        Ok(tx.commit().await?)
    }

    /// What was said of all procedures, for who looks after the whole.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] for anybody else.
    pub async fn feedback(
        &self,
        staff: &StaffPerson,
        filter: &FeedbackFilter,
        page: usize,
    ) -> Result<FeedbackPage> {
        staff.must(Deed::TendFeedback)?;
        self.said(filter, page).await
    }

    /// What was said of one paper, for those who write it.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if it is another department's.
    pub async fn feedback_of(&self, staff: &StaffPerson, slug: &str, page: usize) -> Result<FeedbackPage> {
        if !self.paper_line(staff, slug).await?.may_read_feedback(staff) {
            return Err(Trouble::NotAllowed);
        }
        let filter = FeedbackFilter { slug: Some(slug.to_owned()), ..FeedbackFilter::default() };
        let mut found = self.said(&filter, page).await?;
        found.stars.retain(|(of, ..)| of == slug);
        Ok(found)
    }

    async fn said(&self, filter: &FeedbackFilter, page: usize) -> Result<FeedbackPage> {
        let (reader, query) = (self.store().reader(), query(filter));
        let all = usize::try_from(feedback::count(&reader, &query).await?).unwrap_or(0);
        let pages = all.div_ceil(FEEDBACK_PAGE).max(1);
        let (limit, offset) = (FEEDBACK_PAGE, (page.clamp(1, pages) - 1) * FEEDBACK_PAGE);
        let as_i64 = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let rows = feedback::list(&reader, &query, as_i64(limit), as_i64(offset)).await?;
        let mut counts: BTreeMap<String, Stars> = BTreeMap::new();
        for row in feedback::stars(&reader).await? {
            counts.entry(row.slug).or_default().add(row.stars, u64::try_from(row.n).unwrap_or(0));
        }
        let stars = counts.into_iter().map(|(slug, given)| (slug.clone(), self.title_of(&slug), given));
        Ok(FeedbackPage {
            stars: stars.collect(),
            said: rows.into_iter().map(|r| self.as_said(r)).collect(),
            all,
        })
    }

    fn as_said(&self, row: FeedbackRow) -> Said {
        Said {
            title: self.title_of(&row.slug),
            id: row.id,
            slug: row.slug,
            version: row.version,
            day: row.day,
            stars: row.stars,
            // Once more: the rule may know more today than when it was written.
            words: mask::personal(&row.words),
            handled: row.handled,
        }
    }

    /// All of it that is wanted, for a file; that it was taken is noted.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if it is not this person's to look after.
    pub async fn feedback_file(&self, staff: &StaffPerson, filter: &FeedbackFilter) -> Result<Vec<Said>> {
        staff.must(Deed::TendFeedback)?;
        let rows = feedback::list(&self.store().reader(), &query(filter), FILE, 0).await?;
        let mut tx = self.store().begin().await?;
        let actor = serde_json::to_value(staff.actor())?;
        let of = filter.slug.as_deref().unwrap_or_default();
        audit::note(&mut tx, self.now(), actor, "exported-feedback", of).await?;
        tx.commit().await?;
        Ok(rows.into_iter().map(|r| self.as_said(r)).collect())
    }

    /// Notes that the office has looked after it, or has not after all. Noted so already, nothing happens.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if it is not this person's to look after.
    pub async fn tend_feedback(&self, staff: &StaffPerson, id: FeedbackId, handled: bool) -> Result<()> {
        staff.must(Deed::TendFeedback)?;
        let mut tx = self.store().begin().await?;
        let row = match feedback::set_handled(&mut tx, id, handled).await {
            Err(StoreError::NotFound) => return Ok(()),
            row => row?,
        };
        let verb = if handled { "handled-feedback" } else { "reopened-feedback" };
        let actor = serde_json::to_value(staff.actor())?;
        audit::note_why(&mut tx, self.now(), actor, verb, &id.to_string(), &row.slug).await?;
        Ok(tx.commit().await?)
    }
}

fn query(filter: &FeedbackFilter) -> FeedbackQuery {
    FeedbackQuery { slug: filter.slug.clone(), handled: filter.handled, in_words: filter.in_words }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_read_and_never_cut() {
        use FeedbackWrong::{NoStars, TooLong};
        let longest = "長".repeat(FEEDBACK_WORDS);
        for (stars, words, wrong) in [
            ("1", "", vec![]),
            ("5", longest.as_str(), vec![]),
            ("", "", vec![NoStars]),
            ("0", "", vec![NoStars]),
            ("6", "", vec![NoStars]),
            ("5.0", "", vec![NoStars]),
            ("3", &format!("{longest}い"), vec![TooLong(FEEDBACK_WORDS + 1)]),
            ("x", &format!("{longest}い"), vec![NoStars, TooLong(FEEDBACK_WORDS + 1)]),
        ] {
            assert_eq!(
                Rating::read(stars, words).err().unwrap_or_default(),
                wrong,
                "{stars} {}",
                words.len()
            );
        }
        assert_eq!(Rating::read("4", " よい\n").unwrap(), Rating { stars: 4, words: "よい".into() });
    }
}
