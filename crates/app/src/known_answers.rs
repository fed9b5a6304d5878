//! What a resident has answered before is offered for the next paper: from their account, where they had it kept, or from
//! what was filled in a moment ago in the same browser. Nothing is filled in by itself.

use std::{collections::BTreeMap, sync::LazyLock};

use chrono::Duration;
use madoguchi_forms::{Answers, ApplicantRole, Known, Paper, Value};
use madoguchi_store::{
    Store, StoreError,
    attachments::Vault,
    drafts,
    saved_answers::{self, SavedRow},
    submissions,
};
use madoguchi_vocab::{AccountId, DraftId, Instant};
use serde::{Deserialize, Serialize};

use crate::{App, Draft, Member, Result, Trouble, Visitor, submit::VISIT_HOURS};

/// So many drafts of a browser are looked at.
const LOOKED_AT: i64 = 5;
/// Sealed anew at a time.
const HANDFUL: i64 = 200;

/// Where answers are known from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownFrom {
    /// The owner of the account had them kept.
    Account,
    /// They were given in the same browser a moment ago.
    Browser,
}

/// An answer as it is sealed: bound to whose it is and what it answers, so that rows cannot be put in each other's place.
#[derive(Serialize, Deserialize)]
struct Sealed {
    account: AccountId,
    kind: String,
    value: Value,
}

/// The questions by which somebody changes what an account keeps: one for each role, in the words and with the rules of any
/// paper.
pub fn facts_paper() -> &'static Paper {
    static PAPER: LazyLock<Paper> = LazyLock::new(|| {
        let compiled = madoguchi_forms::compile("_facts", "facts.toml", include_str!("facts.toml"));
        compiled.paper.unwrap_or_else(|| panic!("facts.toml: {:?}", compiled.findings))
    });
    &PAPER
}

impl App {
    /// What could be offered for a draft, and where that is known from.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn known_for(&self, draft: DraftId, visitor: &Visitor) -> Result<(Known, KnownFrom)> {
        if let Some(account) = visitor.account() {
            let kept = match self.kept(account).await {
                // Without its key it cannot be offered; the page goes on without.
                Err(Trouble::Disk(error)) => {
                    tracing::error!(%error, "saved answers cannot be opened");
                    BTreeMap::new()
                }
                kept => kept?,
            };
            if !kept.is_empty() {
                let known = kept.into_iter().map(|(role, (value, _))| (role, value)).collect();
                return Ok((known, KnownFrom::Account));
            }
        }
        Ok((self.known_lately(draft, visitor).await?, KnownFrom::Browser))
    }

    /// What was filled in a moment ago in this browser, the latest first: by who has signed in now, or by nobody who had
    /// signed in. A browser that others use too forgets it after [`VISIT_HOURS`].
    async fn known_lately(&self, not: DraftId, visitor: &Visitor) -> Result<Known> {
        let (reader, today) = (self.store().reader(), self.today());
        let since = self.now().plus(-Duration::hours(VISIT_HOURS));
        let mut known = Known::new();
        for row in
            drafts::lately_in(&reader, visitor.hash(), visitor.account(), not, since, LOOKED_AT).await?
        {
            let paper = self.paper_of(&row.slug, row.version).await?;
            let answers: Answers = match row.submission {
                Some(id) => serde_json::from_value(submissions::get(&reader, id).await?.answers)?,
                None => {
                    let typed = serde_json::from_value(row.typed)?;
                    let facts = madoguchi_forms::Facts { today, files: &BTreeMap::new() };
                    paper.read(&typed, &facts).answers
                }
            };
            for (role, value) in paper.known(&answers) {
                known.entry(role).or_insert(value);
            }
        }
        Ok(known)
    }

    /// What a draft that was submitted could have kept for the next procedure.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if it was not submitted.
    pub async fn could_keep(&self, draft: &Draft) -> Result<Known> {
        let row = submissions::by_draft(&self.store().reader(), draft.id).await?.ok_or(Trouble::NotFound)?;
        Ok(draft.paper.known(&serde_json::from_value(row.answers)?))
    }

    /// Keeps answers in an account, each in place of the one of its kind.
    ///
    /// # Errors
    /// [`Trouble::Store`] or [`Trouble::Disk`] if cabinet or key ring fail.
    pub async fn keep_answers(&self, member: &Member, known: &Known) -> Result<()> {
        self.change_answers(member, known.iter(), &[]).await
    }

    /// Puts what an account keeps in the place of what it kept.
    ///
    /// # Errors
    /// As [`App::keep_answers`].
    pub async fn replace_answers(&self, member: &Member, known: &Known) -> Result<()> {
        let before = self.kept(member.id).await?;
        let changed =
            known.iter().filter(|(role, value)| before.get(role).is_none_or(|(old, _)| old != *value));
        let dropped: Vec<_> = before.keys().copied().filter(|role| !known.contains_key(role)).collect();
        self.change_answers(member, changed, &dropped).await
    }

    /// Keeps some and forgets others: all of it, or nothing if one cannot be sealed.
    async fn change_answers(
        &self,
        member: &Member,
        kept: impl Iterator<Item = (&ApplicantRole, &Value)>,
        dropped: &[ApplicantRole],
    ) -> Result<()> {
        let rows: Vec<SavedRow> = kept
            .map(|(role, value)| {
                Ok(SavedRow {
                    account: member.id,
                    kind: role.code().to_owned(),
                    sealed: self.sealed(member.id, *role, value)?,
                    saved_at: self.now(),
                })
            })
            .collect::<Result<_>>()?;
        let mut tx = self.store().begin().await?;
        for role in dropped {
            saved_answers::forget(&mut tx, member.id, role.code()).await?;
        }
        for row in &rows {
            saved_answers::keep(&mut tx, row).await?;
        }
        Ok(tx.commit().await?)
    }

    /// What an account keeps, with when it was kept.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn kept_answers(&self, member: &Member) -> Result<BTreeMap<ApplicantRole, (Value, Instant)>> {
        self.kept(member.id).await
    }

    async fn kept(&self, account: AccountId) -> Result<BTreeMap<ApplicantRole, (Value, Instant)>> {
        let mut kept = BTreeMap::new();
        for row in saved_answers::of_account(&self.store().reader(), account).await? {
            let Some(role) = ApplicantRole::parse(&row.kind) else { continue };
            let sealed: Sealed = serde_json::from_slice(&self.0.vault.open_words(&row.sealed)?)?;
            if (sealed.account, sealed.kind.as_str()) != (account, role.code()) {
                return Err(StoreError::Corrupt("a saved answer lies in another's place".to_owned()).into());
            }
            kept.insert(role, (sealed.value, row.saved_at));
        }
        Ok(kept)
    }

    fn sealed(&self, account: AccountId, role: ApplicantRole, value: &Value) -> Result<Vec<u8>> {
        let sealed = Sealed { account, kind: role.code().to_owned(), value: value.clone() };
        Ok(self.0.vault.seal_words(&serde_json::to_vec(&sealed)?)?)
    }
}

/// Seals what accounts keep anew where it is not sealed with the newest key. Says how many.
///
/// # Errors
/// [`Trouble::Store`] or [`Trouble::Disk`] if cabinet or key ring fail; what was done until then stays done.
pub async fn reseal_answers(store: &Store, vault: &Vault) -> Result<u64> {
    let (mut done, mut last) = (0, None);
    loop {
        let rows = saved_answers::after(&store.reader(), last.as_ref(), HANDFUL).await?;
        for row in &rows {
            if vault.is_newest(&row.sealed)? {
                continue;
            }
            let sealed = vault.seal_words(&vault.open_words(&row.sealed)?)?;
            let mut tx = store.begin().await?;
            match saved_answers::reseal(&mut tx, row, sealed).await {
                // Kept anew meanwhile, with the newest key.
                Err(StoreError::Overtaken) => continue,
                resealed => resealed?,
            }
            tx.commit().await?;
            done += 1;
        }
        match rows.into_iter().next_back() {
            Some(row) => last = Some(row),
            None => return Ok(done),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_that_is_kept_can_be_changed() {
        let asked: Vec<_> = facts_paper().fields().filter_map(|(_, f)| f.applicant).collect();
        for role in ApplicantRole::ALL {
            assert!(asked.contains(role), "{}", role.code());
        }
        assert!(facts_paper().fields().all(|(_, f)| !f.required));
    }
}
