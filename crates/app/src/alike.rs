//! 重複の疑い: what else the same person seems to have applied for lately, or has under way.

use std::collections::BTreeSet;

use chrono::Duration;
use madoguchi_forms::Applicant;
use madoguchi_store::{
    submissions,
    views::{
        marks,
        order::Place,
        queue::{self, QueueQuery, QueueRow},
    },
};
use madoguchi_vocab::{SubmissionId, normalise};
use madoguchi_workflow::StageName;

use crate::{App, Draft, Result, Submission};

/// So many days before and after its arrival somebody may have applied for the same.
const ALIKE_DAYS: i64 = 90;
/// Among so many submissions of people of one name the same person is looked for.
const LOOKED_THROUGH: i64 = 50;

/// Whether two applicants of one name are one person: born on one day, or reached in one way.
fn is_one(a: &Applicant, b: &Applicant) -> bool {
    fn same<T: PartialEq>(a: Option<&T>, b: Option<&T>) -> bool {
        a.is_some() && a == b
    }
    same(a.birthday.as_ref(), b.birthday.as_ref())
        || same(a.phone.as_ref(), b.phone.as_ref())
        || same(a.email.as_ref(), b.email.as_ref())
}

impl App {
    /// Those of these rows beside which another submission of the same person seems to lie, by the rules of
    /// [`App::alike`] among names that are written alike.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet fails.
    pub(crate) async fn alike_among(&self, rows: &[QueueRow]) -> Result<BTreeSet<SubmissionId>> {
        let arrivals = || rows.iter().map(|row| row.arrived_at);
        let (Some(first), Some(last)) = (arrivals().min(), arrivals().max()) else {
            return Ok(BTreeSet::new());
        };
        let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
        let (from, until) = (first.plus(-Duration::days(ALIKE_DAYS)), last.plus(Duration::days(ALIKE_DAYS)));
        let mut alike = BTreeSet::new();
        for n in marks::namesakes(&self.store().reader(), &ids, from, until).await? {
            let apart = n.arrived_at.since(n.row_arrived_at).abs();
            if alike.contains(&n.row) || apart > Duration::days(ALIKE_DAYS) {
                continue;
            }
            let row = self.paper_of(&n.slug, n.row_version).await?;
            let other = self.paper_of(&n.slug, n.version).await?;
            let row = row.applicant(&serde_json::from_value(n.row_answers)?);
            if is_one(&row, &other.applicant(&serde_json::from_value(n.answers)?)) {
                alike.insert(n.row);
            }
        }
        Ok(alike)
    }

    /// Other submissions of the same paper, over or not, within 90 days of this one that seem to be of the same
    /// person. A mark, and never in the way (REQ-UX-1).
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet fails.
    pub async fn alike(&self, submission: &Submission) -> Result<Vec<QueueRow>> {
        let key = normalise::search_key(&submission.applicant_name);
        if key.is_empty() {
            return Ok(vec![]);
        }
        let mine = submission.paper.applicant(&submission.answers);
        let (from, until) = (
            submission.arrived_at.plus(-Duration::days(ALIKE_DAYS)),
            submission.arrived_at.plus(Duration::days(ALIKE_DAYS)),
        );
        let query = QueueQuery {
            stages: StageName::ALL.map(|s| s.code().to_owned()).into(),
            slug: Some(submission.paper.slug.to_string()),
            text: Some(key),
            after: Some(Place { arrived_at: from, due_on: None, id: SubmissionId(uuid::Uuid::nil()) }),
            limit: LOOKED_THROUGH,
            ..QueueQuery::of(submission.department.clone())
        };
        let mut alike = self.of_same_person(&query, &mine).await?;
        alike.retain(|row| row.id != submission.id && row.arrived_at <= until);
        Ok(alike)
    }

    /// Open submissions of the same paper that seem to be of the person whose draft this is. They are shown, never in
    /// the way.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet fails.
    pub async fn same_person(&self, draft: &Draft) -> Result<Vec<QueueRow>> {
        let mine = draft.read(self.today()).applicant();
        let key = normalise::search_key(mine.name.as_deref().unwrap_or_default());
        if key.is_empty() || !is_one(&mine, &mine) {
            return Ok(vec![]);
        }
        let query = QueueQuery {
            slug: Some(draft.paper.slug.to_string()),
            text: Some(key),
            limit: LOOKED_THROUGH,
            ..QueueQuery::of(draft.paper.procedure.department.clone())
        };
        self.of_same_person(&query, &mine).await
    }

    /// Those rows of a list, looked through for a name, that seem to be of this person.
    async fn of_same_person(&self, query: &QueueQuery, person: &Applicant) -> Result<Vec<QueueRow>> {
        let reader = self.store().reader();
        let mut same = Vec::new();
        for row in queue::page(&reader, query).await? {
            if Some(normalise::search_key(&row.applicant_name)) != query.text {
                continue;
            }
            let other = submissions::get(&reader, row.id).await?;
            let paper = self.paper_of(&other.slug, other.version).await?;
            if is_one(person, &paper.applicant(&serde_json::from_value(other.answers)?)) {
                same.push(row);
            }
        }
        Ok(same)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_birthday_telephone_or_mail_makes_one_person_and_nothing_does_not() {
        let born = |day: &str| Applicant { birthday: day.parse().ok(), ..Applicant::default() };
        let calls = |phone: &str| Applicant { phone: Some(phone.into()), ..Applicant::default() };
        let reads = |email: &str| Applicant { email: Some(email.into()), ..Applicant::default() };
        for (a, b, one) in [
            (born("1990-01-02"), born("1990-01-02"), true),
            (born("1990-01-02"), born("1990-01-03"), false),
            (calls("0744224001"), calls("0744224001"), true),
            (calls("0744224001"), calls("0744224002"), false),
            (reads("a@example.jp"), reads("a@example.jp"), true),
            (reads("a@example.jp"), born("1990-01-02"), false),
            (Applicant::default(), Applicant::default(), false),
        ] {
            assert_eq!(is_one(&a, &b), one, "{a:?} {b:?}");
        }
    }
}
