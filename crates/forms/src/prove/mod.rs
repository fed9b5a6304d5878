//! Proofs about a paper: for every page and every question, answers that reach it, or the conditions that
//! keep everybody from it.
//!
//! **How.** Reaching a page means that its condition holds and that no exit was reached before; reaching a
//! question means its own condition besides. The questions these conditions read, directly or by names, are
//! given values one after another, each from a short list that stands for all of its values ([`domain`]):
//! every option, both sides of every bound it is compared with. What is known so far decides early whether
//! going on is worth it ([`partial`]). A solution is only called a witness once the engine itself, fed with
//! typed answers made of it, has gone that way ([`witness`]).
//!
//! **Where it gives up.** The lists are complete for choices, yes and no, days and numbers that are compared
//! with values known beforehand, for small ranges of numbers, and for text compared with words of the paper.
//! Two answers compared with each other, arithmetic on numbers without close bounds, and sums over rows are
//! tried, but that nothing was found proves nothing there: the outcome is then [`Outcome::Undecided`]. So it
//! is when more than [`search::STEPS`] combinations had to be looked at.

mod domain;
mod goal;
mod partial;
mod search;
mod witness;

pub use goal::Target;
pub use witness::Witness;

use goal::Goal;
use search::Found;

use madoguchi_vocab::FieldKey;

use crate::Paper;

/// What is known about reaching a place in a paper.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It is reached like this.
    Reached(Box<Witness>),
    /// Nobody can reach it; the conditions that cannot all hold, in words.
    Unreachable(Vec<String>),
    /// Neither was found.
    Undecided,
}

impl Paper {
    /// Proves whether a place of the paper can be reached.
    pub fn prove(&self, target: &Target) -> Outcome {
        let Some(goal) = Goal::reaching(self, target) else { return Outcome::Undecided };
        let arrives = |witness: &Witness| witness.reaches(self, target);
        let witness =
            goal.days().into_iter().find_map(|today| match search::search(self, &goal, today, &arrives) {
                Found::Witness(witness) => Some(witness),
                Found::Nothing | Found::Unknown => None,
            });
        match (witness, self.contradiction(&goal)) {
            (Some(witness), _) => Outcome::Reached(witness),
            (None, Some(conditions)) => Outcome::Unreachable(conditions),
            (None, None) => Outcome::Undecided,
        }
    }

    /// The conditions that keep everybody from a place, if that can be proved.
    pub(crate) fn unreachable(&self, target: &Target) -> Option<Vec<String>> {
        self.contradiction(&Goal::reaching(self, target)?)
    }

    /// Whether the condition of a page or question can be proved to hold wherever it is asked; such a
    /// condition might as well not be there.
    pub(crate) fn cannot_fail(&self, target: &Target) -> bool {
        Goal::missing(self, target).is_some_and(|goal| self.contradiction(&goal).is_some())
    }

    /// Every page, every question, and the end.
    pub fn targets(&self) -> Vec<Target> {
        let pages = self.pages.iter().map(|p| Target::Page(p.key.clone()));
        let fields = self.fields().map(|(_, f)| Target::Field(f.key.clone()));
        pages.chain(fields).chain([Target::Submit]).collect()
    }

    /// Answers with which somebody gets to the end and a computed value does not come out, if there are any.
    pub(crate) fn without(&self, compute: &FieldKey) -> Option<Box<Witness>> {
        let mut goal = Goal::reaching(self, &Target::Submit)?;
        goal.absent = Some(&self.computes.iter().find(|c| c.key == *compute)?.value);
        let lacks = |witness: &Witness| {
            let reading = witness.reading(self);
            reading.is_complete() && !reading.answers.computed.contains_key(compute)
        };
        goal.days().into_iter().find_map(|today| match search::search(self, &goal, today, &lacks) {
            Found::Witness(witness) => Some(witness),
            Found::Nothing | Found::Unknown => None,
        })
    }

    /// The conditions that cannot all hold on any day, as few as leaving out one after another leaves.
    fn contradiction(&self, goal: &Goal<'_>) -> Option<Vec<String>> {
        let nothing =
            |goal: &Goal<'_>| goal.days().into_iter().all(|today| search::is_empty(self, goal, today));
        if !nothing(goal) {
            return None;
        }
        let mut core = goal.clone();
        let mut at = 0;
        while at < core.conjuncts.len() {
            let mut without = core.clone();
            without.conjuncts.remove(at);
            if !without.conjuncts.is_empty() && nothing(&without) {
                core = without;
            } else {
                at += 1;
            }
        }
        Some(core.conjuncts.iter().map(|c| c.in_words(self)).collect())
    }
}
