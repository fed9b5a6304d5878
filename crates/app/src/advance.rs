//! What happens by itself: work is given out by the department's rules, and moves are made that a paper says make
//! themselves.

use madoguchi_store::{StoreError, assign_rules, people, submissions};
use madoguchi_vocab::{Actor, ReceiptNumber, StaffId};
use madoguchi_workflow::{Action, ActionName, Trigger};

use crate::{App, Result, Trouble, act::Ways};

/// So many are looked at in one round; what is left comes with the next, a minute later.
const HANDFUL: i64 = 500;

impl App {
    /// Gives out what waits for it, and makes the moves whose time has come. What somebody else touches meanwhile is
    /// left to the next round.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn advance(&self) -> Result<()> {
        self.move_by_itself().await?;
        self.give_out_work().await
    }

    async fn give_out_work(&self) -> Result<()> {
        for waiting in assign_rules::waiting(&self.store().reader(), HANDFUL).await? {
            let rule =
                match assign_rules::get(&self.store().reader(), &waiting.department, &waiting.rule).await {
                    Err(StoreError::NotFound) => continue,
                    rule => rule?,
                };
            let Some((to, name)) = self.whose_turn(&rule.people, rule.next).await? else { continue };
            let turn = Some((rule.department, rule.slug));
            self.by_itself(&waiting.receipt, Action::Assign { to, name }, turn).await?;
        }
        Ok(())
    }

    /// The next in turn who still works there.
    async fn whose_turn(&self, people: &[StaffId], next: i64) -> Result<Option<(StaffId, String)>> {
        let n = people.len();
        for i in 0..n {
            let at = usize::try_from(next).unwrap_or_default().wrapping_add(i) % n;
            if let Some(person) = self.staff_person(people[at]).await? {
                return Ok(Some((person.id, person.name)));
            }
        }
        Ok(None)
    }

    async fn move_by_itself(&self) -> Result<()> {
        let papers = self.papers();
        let with: Vec<_> = papers
            .published()
            .filter(|p| p.paper.workflow.moves.iter().any(|m| m.by_itself.is_some()))
            .map(|p| p.paper.slug.to_string())
            .collect();
        for slug in with {
            for row in submissions::open_of(&self.store().reader(), &slug, HANDFUL).await? {
                let paper = self.paper_of(&row.slug, row.version).await?;
                let elapsed =
                    row.stage_since.map_or(0, |since| self.calendar().elapsed(since.date(), self.today()));
                let due = paper.workflow.at(&row.step).find(|m| match m.by_itself {
                    Some(Trigger::Arrival) => true,
                    Some(Trigger::AfterDays(days)) => elapsed >= days,
                    None => false,
                });
                let action = match due.map(|m| m.action) {
                    Some(ActionName::Accept) => Action::Accept,
                    Some(ActionName::Acknowledge) => Action::Acknowledge { note: String::new() },
                    // The checker of papers lets nothing else happen by itself.
                    Some(_) | None => continue,
                };
                self.by_itself(&row.receipt, action, None).await?;
            }
        }
        Ok(())
    }

    /// The office itself acts. That somebody was faster is no failure.
    async fn by_itself(
        &self,
        receipt: &ReceiptNumber,
        action: Action,
        turn: Option<(madoguchi_vocab::DepartmentId, String)>,
    ) -> Result<()> {
        let submission = self.submission(receipt).await?;
        let revision = submission.revision;
        let ways = Ways { turn, ..Ways::default() };
        match self.apply(submission, revision, action, &Actor::System, ways).await {
            Ok(()) | Err(Trouble::Overtaken | Trouble::Refused(_) | Trouble::NotFound) => Ok(()),
            Err(e) => Err(e),
        }
    }

    /// Who works in a department and may have work given to them, by name.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn colleagues(
        &self,
        department: &madoguchi_vocab::DepartmentId,
    ) -> Result<Vec<crate::StaffPerson>> {
        let all = people::of_department(&self.store().reader(), department).await?;
        Ok(all.into_iter().filter(|p| p.active).map(crate::people::at_work).collect())
    }
}
