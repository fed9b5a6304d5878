//! What happens by itself: work is given out by the department's rules, and moves are made that a paper says make
//! themselves.

use madoguchi_auth::roster::reviews;
use madoguchi_store::{
    StoreError,
    assign_rules::{self, AssignRule, Unassigned},
    people,
    submissions::{self, SubmissionRow},
    substitutes,
};
use madoguchi_vocab::{Actor, ReceiptNumber};
use madoguchi_workflow::{Action, ActionName, Trigger};

use crate::{App, Result, StaffPerson, Trouble, act::Ways};

/// So many are looked at in one breath. Those that cannot move stay, so a round goes on behind them until its end.
const HANDFUL: i64 = 500;

/// Goes through a list by handfuls, each of what stands behind the last of the one before.
async fn each_of<T: Clone, H, D>(behind: impl Fn(Option<T>) -> H, does: impl Fn(T) -> D) -> Result<()>
where
    H: Future<Output = Result<Vec<T>>>,
    D: Future<Output = Result<()>>,
{
    let mut last = None;
    loop {
        let handful = behind(last).await?;
        last = match handful.last() {
            None => return Ok(()),
            last => last.cloned(),
        };
        for one in handful {
            does(one).await?;
        }
    }
}

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
        let reader = &self.store().reader();
        let behind = |last: Option<Unassigned>| async move {
            Ok(assign_rules::waiting(reader, last.as_ref(), HANDFUL).await?)
        };
        each_of(behind, |waiting| self.give_to_whose_turn_it_is(waiting)).await
    }

    async fn give_to_whose_turn_it_is(&self, waiting: Unassigned) -> Result<()> {
        let rule = match assign_rules::get(&self.store().reader(), &waiting.department, &waiting.rule).await {
            Err(StoreError::NotFound) => return Ok(()),
            rule => rule?,
        };
        let Some(StaffPerson { id: to, name, .. }) = self.whose_turn(&rule).await? else { return Ok(()) };
        let turn = Some((rule.department, rule.slug));
        self.by_itself(&waiting.receipt, Action::Assign { to, name }, turn).await?;
        Ok(())
    }

    /// The next in turn who still works there and is not away today.
    pub(crate) async fn whose_turn(&self, rule: &AssignRule) -> Result<Option<StaffPerson>> {
        let away = substitutes::away(&self.store().reader(), &rule.department, self.today()).await?;
        let n = rule.people.len();
        for i in 0..n {
            let at = usize::try_from(rule.next).unwrap_or_default().wrapping_add(i) % n;
            let id = rule.people[at];
            let person = self.staff_person(id).await?;
            let there =
                |p: &StaffPerson| p.department == rule.department && reviews(p.role) && !away.contains(&id);
            if let Some(person) = person.filter(there) {
                return Ok(Some(person));
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
        let reader = &self.store().reader();
        for slug in &with {
            let behind = |last: Option<SubmissionRow>| async move {
                Ok(submissions::open_of(reader, slug, last.as_ref(), HANDFUL).await?)
            };
            each_of(behind, |row| self.move_one(row)).await?;
        }
        Ok(())
    }

    async fn move_one(&self, row: SubmissionRow) -> Result<()> {
        let paper = self.paper_of(&row.slug, row.version).await?;
        let elapsed = row.stage_since.map_or(0, |since| self.calendar().elapsed(since.date(), self.today()));
        let due = paper.workflow.at(&row.step).find(|m| match m.by_itself {
            Some(Trigger::Arrival) => true,
            Some(Trigger::AfterDays(days)) => elapsed >= days,
            None => false,
        });
        let action = match due.map(|m| m.action) {
            Some(ActionName::Accept) => Action::Accept,
            Some(ActionName::Acknowledge) => Action::Acknowledge { note: String::new() },
            // The checker of papers lets nothing else happen by itself.
            Some(_) | None => return Ok(()),
        };
        self.by_itself(&row.receipt, action, None).await?;
        Ok(())
    }

    /// The office itself acts, and says whether it could. That somebody was faster is no failure.
    pub(crate) async fn by_itself(
        &self,
        receipt: &ReceiptNumber,
        action: Action,
        turn: Option<(madoguchi_vocab::DepartmentId, String)>,
    ) -> Result<bool> {
        let submission = match self.submission(receipt).await {
            Err(Trouble::NotFound | Trouble::Gone) => return Ok(false),
            submission => submission?,
        };
        let revision = submission.revision;
        let ways = Ways { turn, ..Ways::default() };
        match self.apply(submission, revision, action, &Actor::System, ways).await {
            Ok(()) => Ok(true),
            Err(Trouble::Overtaken | Trouble::Refused(_) | Trouble::NotFound) => Ok(false),
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
