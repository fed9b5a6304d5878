//! 文例: sentences a department writes again and again, in its own words. Every version is kept; the last is in force.

use madoguchi_auth::Deed;
use madoguchi_store::{
    audit,
    phrases::{self, PhraseRow},
};
use madoguchi_vocab::{
    Actor, DepartmentId, Instant, Lang, PhraseId, Text, normalise,
    places::{fill, flaws},
};
use madoguchi_workflow::{
    Topic,
    wording::{Fault, PHRASE, Wrong},
};

use crate::{App, Result, StaffPerson, Submission, Trouble};

/// The part of a sentence that faults are told at.
const SLOT: &str = "words";

/// A sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// Which.
    pub id: PhraseId,
    /// Its version: 1, 2, 3 …
    pub version: i64,
    /// Whose.
    pub department: DepartmentId,
    /// For which procedure; empty for all of the department's.
    pub slug: String,
    /// For what.
    pub topic: Topic,
    /// The sentence; none where it was taken out.
    pub words: Option<Text>,
    /// When it was written.
    pub at: Instant,
    /// By whom.
    pub by: Actor,
}

/// What somebody wants a sentence to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPhrase {
    /// Whose; kept as it is where the sentence is there already.
    pub department: DepartmentId,
    /// For which procedure; empty for all of the department's.
    pub slug: String,
    /// For what.
    pub topic: Topic,
    /// The sentence.
    pub words: Text,
}

/// A sentence as it is offered to somebody who writes to a resident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// In Japanese, for the clerk.
    pub shown: String,
    /// In the resident's language, where somebody has written it: what will be sent.
    pub said: String,
    /// Whether these differ.
    pub translated: bool,
}

impl App {
    /// The sentences of a department.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role may change none, [`Trouble::NotFound`] if it is another department's.
    pub async fn phrases(&self, staff: &StaffPerson, department: &DepartmentId) -> Result<Vec<Phrase>> {
        self.may_word(staff, department)?;
        let rows = phrases::of_department(&self.store().reader(), department).await?;
        rows.into_iter().map(phrase).collect()
    }

    /// Every version of a sentence, the newest first; there is at least one.
    ///
    /// # Errors
    /// As [`App::phrases`]; [`Trouble::NotFound`] if there is none.
    pub async fn phrase(&self, staff: &StaffPerson, id: PhraseId) -> Result<(Phrase, Vec<Phrase>)> {
        staff.must(Deed::EditTexts)?;
        let rows = phrases::versions(&self.store().reader(), id).await?;
        let versions = rows.into_iter().map(phrase).collect::<Result<Vec<_>>>()?;
        let newest = versions.first().cloned().ok_or(Trouble::NotFound)?;
        self.may_word(staff, &newest.department)?;
        Ok((newest, versions))
    }

    /// Puts a sentence in.
    ///
    /// # Errors
    /// As [`App::phrases`]; [`Trouble::Worded`] with everything that is wrong with it.
    pub async fn add_phrase(&self, staff: &StaffPerson, new: NewPhrase) -> Result<PhraseId> {
        self.may_word(staff, &new.department)?;
        let id = PhraseId(self.0.ids.uuid());
        self.keep_phrase(staff, id, 0, new).await?;
        Ok(id)
    }

    /// Changes a sentence; `seen` is the version that was changed.
    ///
    /// # Errors
    /// As [`App::add_phrase`]; [`Trouble::Overtaken`] if somebody else was quicker.
    pub async fn change_phrase(
        &self,
        staff: &StaffPerson,
        id: PhraseId,
        seen: i64,
        new: NewPhrase,
    ) -> Result<()> {
        let (newest, _) = self.phrase(staff, id).await?;
        if newest.version != seen {
            return Err(Trouble::Overtaken);
        }
        let new = NewPhrase { department: newest.department, ..new };
        self.keep_phrase(staff, id, seen, new).await
    }

    /// Takes a sentence out. Its versions stay.
    ///
    /// # Errors
    /// As [`App::phrase`]; [`Trouble::Overtaken`] if somebody else was quicker.
    pub async fn remove_phrase(&self, staff: &StaffPerson, id: PhraseId, seen: i64) -> Result<()> {
        let (newest, _) = self.phrase(staff, id).await?;
        if newest.version != seen || newest.words.is_none() {
            return Err(Trouble::Overtaken);
        }
        let new = Phrase { version: seen + 1, words: None, ..newest };
        self.file_phrase(staff, &new, "removed-phrase").await
    }

    /// Goes back to an earlier version: it becomes the newest.
    ///
    /// # Errors
    /// As [`App::change_phrase`]; [`Trouble::NotFound`] if there is no such version.
    pub async fn change_phrase_as(
        &self,
        staff: &StaffPerson,
        id: PhraseId,
        seen: i64,
        version: i64,
    ) -> Result<()> {
        let (_, versions) = self.phrase(staff, id).await?;
        let earlier = versions.into_iter().find(|p| p.version == version).ok_or(Trouble::NotFound)?;
        let Phrase { department, slug, topic, words: Some(words), .. } = earlier else {
            return Err(Trouble::NotFound);
        };
        self.change_phrase(staff, id, seen, NewPhrase { department, slug, topic, words }).await
    }

    /// The sentences for somebody who writes about a submission they have opened: those of its department for its procedure,
    /// then those for all, in the language of the resident where they are written in it.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet cannot be read.
    pub async fn phrases_for(&self, submission: &Submission, topic: Topic) -> Result<Vec<Offered>> {
        let rows = phrases::of_department(&self.store().reader(), &submission.department).await?;
        let slug = submission.paper.slug.as_str();
        let mut fitting: Vec<_> = rows
            .into_iter()
            .filter(|r| r.topic == topic.code() && (r.slug.is_empty() || r.slug == slug))
            .collect();
        fitting.sort_by_key(|r| r.slug.is_empty());
        let offered = |row| Ok(phrase(row)?.words.map(|words| self.offered(submission, &words)));
        let offered = fitting.into_iter().map(offered).collect::<Result<Vec<_>>>()?;
        Ok(offered.into_iter().flatten().collect())
    }

    fn offered(&self, submission: &Submission, words: &Text) -> Offered {
        let said = |lang: Lang| {
            let values = [
                ("city", self.city().name_in(lang).to_owned()),
                ("procedure", submission.paper.procedure.title.get(lang).to_owned()),
                ("department", submission.desk.name_in(lang).to_owned()),
                ("phone", submission.desk.phone.clone()),
                ("hours", submission.desk.hours_in(lang).to_owned()),
            ];
            fill(words.get(lang), &values)
        };
        let lang = words.spoken(submission.lang);
        Offered { shown: said(Lang::Ja), said: said(lang), translated: lang != Lang::Ja }
    }

    async fn keep_phrase(&self, staff: &StaffPerson, id: PhraseId, seen: i64, new: NewPhrase) -> Result<()> {
        let words = tidy(new.words);
        let faults = faults(&words);
        if !faults.is_empty() {
            return Err(Trouble::Worded(faults));
        }
        if !new.slug.is_empty() {
            let paper = self.papers().open(&new.slug).ok_or(Trouble::NotFound)?;
            if paper.paper.procedure.department != new.department {
                return Err(Trouble::NotFound);
            }
        }
        let NewPhrase { department, slug, topic, .. } = new;
        let (version, words, at, by) = (seen + 1, Some(words), self.now(), staff.actor());
        let new = Phrase { id, version, department, slug, topic, words, at, by };
        self.file_phrase(staff, &new, "worded-phrase").await
    }

    async fn file_phrase(&self, staff: &StaffPerson, new: &Phrase, verb: &str) -> Result<()> {
        let (now, actor) = (self.now(), serde_json::to_value(staff.actor())?);
        let row = PhraseRow {
            id: new.id,
            version: new.version,
            department: new.department.clone(),
            slug: new.slug.clone(),
            topic: new.topic.code().to_owned(),
            words: new.words.as_ref().map(serde_json::to_value).transpose()?,
            at: now,
            actor: actor.clone(),
        };
        let mut tx = self.store().begin().await?;
        phrases::add(&mut tx, &row).await?;
        audit::note(&mut tx, now, actor, verb, &format!("{} {}", new.id, new.version)).await?;
        Ok(tx.commit().await?)
    }
}

/// Blanks at the ends are nothing, and a language in which nothing was written is none.
fn tidy(words: Text) -> Text {
    let some = |text: Option<String>| text.map(|t| normalise::prose(&t)).filter(|t| !t.is_empty());
    Text { ja: normalise::prose(&words.ja), easy: some(words.easy), en: some(words.en) }
}

fn faults(words: &Text) -> Vec<Fault> {
    let mut faults = Vec::new();
    if words.ja.is_empty() {
        faults.push(Fault { slot: SLOT, lang: Lang::Ja, wrong: Wrong::Empty });
    }
    let all = [(Lang::Ja, Some(&words.ja)), (Lang::Easy, words.easy.as_ref()), (Lang::En, words.en.as_ref())];
    for (lang, text) in all {
        let found = text.map(|t| flaws(t, &PHRASE)).unwrap_or_default();
        faults.extend(found.into_iter().map(|flaw| Fault { slot: SLOT, lang, wrong: Wrong::Text(flaw) }));
    }
    faults
}

fn phrase(row: PhraseRow) -> Result<Phrase> {
    let unknown = || Trouble::Store(madoguchi_store::StoreError::Corrupt(format!("topic {}", row.topic)));
    Ok(Phrase {
        topic: Topic::parse(&row.topic).ok_or_else(unknown)?,
        id: row.id,
        version: row.version,
        department: row.department,
        slug: row.slug,
        words: row.words.map(serde_json::from_value).transpose()?,
        at: row.at,
        by: serde_json::from_value(row.actor)?,
    })
}
