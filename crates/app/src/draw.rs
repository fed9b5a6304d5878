//! 抽選: places are given by lot. The order is that of the SHA-256 of `seed:receipt number` in hexadecimal. The seed is
//! made at the moment of the draw and kept in the trail, so that anybody who knows seed and numbers finds the same
//! order again.

use madoguchi_auth::Deed;
use madoguchi_forms::Paper;
use madoguchi_store::{audit, submissions};
use madoguchi_vocab::{Date, ReceiptNumber};
use madoguchi_workflow::{Action, ActionName, Deputy, Flow, Level, StageName, action::may};
use sha2::{Digest, Sha256};

use crate::{App, Result, StaffPerson, Submission, Trouble, act::Ways};

/// The most that are drawn at once: one transaction gives out all places, or none.
const MOST: i64 = 10_000;

/// Somebody who takes part in a draw, or would.
#[derive(Clone, Debug)]
pub struct Entrant {
    /// Which submission.
    pub receipt: ReceiptNumber,
    /// Who.
    pub applicant: String,
    /// When they applied.
    pub arrived_on: Date,
    /// Where it stands.
    pub stage: StageName,
}

/// A draw before it happens.
#[derive(Clone, Debug)]
pub struct DrawList {
    /// The procedure.
    pub title: String,
    /// How many places there are in all, if the paper says.
    pub capacity: Option<u32>,
    /// How many were given by an earlier draw.
    pub given: u32,
    /// Who takes part, oldest arrival first.
    pub entrants: Vec<Entrant>,
    /// Who does not, because of where their submission stands.
    pub left_out: Vec<Entrant>,
    /// Says exactly who takes part: a draw is of the list that was seen.
    pub seen: String,
}

/// One line of what a draw gave, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lot {
    /// The place in the order, from 1.
    pub rank: u32,
    /// Which submission.
    pub receipt: ReceiptNumber,
    /// Who.
    pub applicant: String,
    /// Whether they have a place.
    pub chosen: bool,
}

/// What a draw gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// What the order follows from.
    pub seed: String,
    /// Everybody, in the order drawn.
    pub lots: Vec<Lot>,
}

/// Where in the order a submission comes.
fn lot(seed: &str, receipt: &ReceiptNumber) -> [u8; 32] {
    Sha256::digest(format!("{seed}:{receipt}")).into()
}

fn leads(staff: &StaffPerson, standing_in: &[Deputy]) -> bool {
    let head = |role| Level::of(role) == Some(Level::Head);
    head(staff.role) || standing_in.iter().any(|d| head(d.role))
}

struct Gathered {
    paper: std::sync::Arc<Paper>,
    drawable: Vec<Submission>,
    left_out: Vec<Submission>,
    given: u32,
    standing_in: Vec<Deputy>,
}

impl Gathered {
    fn seen(&self) -> String {
        let mut digest = Sha256::new();
        for s in &self.drawable {
            digest.update(format!("{} {}\n", s.receipt, s.revision));
        }
        hex::encode(digest.finalize())
    }
}

impl App {
    /// Who would take part in the draw of a paper.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if the paper is not the own department's or nothing of it is drawn,
    /// [`Trouble::NotAllowed`] if the person does not lead the department.
    pub async fn draw_list(&self, staff: &StaffPerson, slug: &str) -> Result<DrawList> {
        let gathered = self.gathered(staff, slug).await?;
        let entrant = |s: &Submission| Entrant {
            receipt: s.receipt.clone(),
            applicant: s.applicant_name.clone(),
            arrived_on: s.arrived_at.date(),
            stage: s.stage.name(),
        };
        Ok(DrawList {
            title: gathered.paper.procedure.title.ja.clone(),
            capacity: gathered.paper.procedure.capacity,
            given: gathered.given,
            entrants: gathered.drawable.iter().map(entrant).collect(),
            left_out: gathered.left_out.iter().map(entrant).collect(),
            seen: gathered.seen(),
        })
    }

    /// Draws: all places are given in one transaction, or none is. Who has a lot already takes no further part.
    ///
    /// # Errors
    /// [`Trouble::Overtaken`] if the list is not the one that was `seen` any more, and as [`App::draw_list`].
    pub async fn draw(&self, staff: &StaffPerson, slug: &str, places: u32, seen: &str) -> Result<Drawn> {
        let gathered = self.gathered(staff, slug).await?;
        if gathered.seen() != seen {
            return Err(Trouble::Overtaken);
        }
        let seed = hex::encode(self.0.ids.bits().to_be_bytes());
        let (now, by) = (self.now(), staff.actor());
        let mut drawn = gathered.drawable;
        drawn.sort_by_cached_key(|s| lot(&seed, &s.receipt));
        let of = u32::try_from(drawn.len()).unwrap_or(u32::MAX);
        let mut lots = Vec::with_capacity(drawn.len());
        let mut tx = self.store().begin().await?;
        for (rank, s) in (1..).zip(&drawn) {
            let action = Action::Draw { rank, of, places };
            let decision = self.ruled(s, gathered.standing_in.clone(), action, &by, now)?;
            self.write_down(&mut tx, s, decision, (&by, now), Ways::default()).await?;
            lots.push(Lot {
                rank,
                receipt: s.receipt.clone(),
                applicant: s.applicant_name.clone(),
                chosen: rank <= places,
            });
        }
        let object = format!("{slug} seed={seed} places={places} of={of}");
        audit::note(&mut tx, now, serde_json::to_value(&by)?, "drew", &object).await?;
        tx.commit().await?;
        Ok(Drawn { seed, lots })
    }

    async fn gathered(&self, staff: &StaffPerson, slug: &str) -> Result<Gathered> {
        staff.must(Deed::WorkOnSubmission)?;
        let papers = self.papers();
        let paper = papers.open(slug).map(|p| p.paper.clone()).ok_or(Trouble::NotFound)?;
        let own = staff.may(Deed::WorkOnSubmission, &paper.procedure.department);
        if !own || paper.workflow.flow() != Flow::Draw {
            return Err(Trouble::NotFound);
        }
        let standing_in = self.standing_in(staff).await?;
        if !leads(staff, &standing_in) {
            return Err(Trouble::NotAllowed);
        }
        let reader = self.store().reader();
        let (mut drawable, mut left_out) = (vec![], vec![]);
        for row in submissions::open_of(&reader, slug, None, MOST).await? {
            let s = self.with_history(row).await?;
            if s.department != staff.department {
                continue;
            }
            match may(&s.case(standing_in.clone()), ActionName::Draw, &staff.actor()) {
                Ok(_) => drawable.push(s),
                Err(_) => left_out.push(s),
            }
        }
        let given = submissions::count_at(&reader, slug, StageName::Chosen.code()).await?;
        let given = u32::try_from(given).unwrap_or(u32::MAX);
        Ok(Gathered { paper, drawable, left_out, given, standing_in })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: `printf '%s:%s' SEED NUMBER | sha256sum`.
    #[test]
    fn a_lot_is_found_again_by_anybody_who_knows_the_seed() {
        let receipt = ReceiptNumber::parse("K7MN-4128-8C").unwrap();
        let found = hex::encode(lot("00ff", &receipt));
        assert_eq!(found, "44430dc2f6cb16edb4ac64c3948cc66ea3dee320962e5443368b7d0a590fc158");
    }
}
