//! What a reviewer decides or proposes, and the ruling it makes. A refusal has its reasons, both the criteria and the
//! facts (行政手続法8条), and the notice of remedies; so has what is granted only in part.

use crate::{
    case::{Case, Moment},
    letter::Letter,
    refusal::{Missing, Refusal},
    remedy::Place,
    stage::{Ruling, Stage},
};

/// What should become of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// 認容
    Grant {
        /// A word to the resident, may be empty.
        note: String,
    },
    /// 一部認容
    GrantInPart {
        /// What is given, and under which conditions.
        part: String,
        /// The criteria or articles applied to what is not.
        basis: String,
        /// The facts they were applied to.
        facts: String,
    },
    /// 拒否
    Refuse {
        /// The criteria or articles applied.
        basis: String,
        /// The facts they were applied to.
        facts: String,
    },
}

impl Outcome {
    /// The ruling, if everything it needs was said and it may be made now.
    pub(super) fn ruling(self, case: &Case, at: Moment<'_>, place: Place<'_>) -> Result<Ruling, Refusal> {
        match self {
            Outcome::Grant { note } => Ok(Ruling::Granted { note }),
            Outcome::GrantInPart { part, basis, facts } => {
                let part = said(&part, Missing::Part)?;
                let (basis, facts) = (said(&basis, Missing::Basis)?, said(&facts, Missing::Facts)?);
                correction_is_over(case, at)?;
                Ok(Ruling::GrantedInPart { part, basis, facts, remedy: case.remedy.notice(place) })
            }
            Outcome::Refuse { basis, facts } => {
                let (basis, facts) = (said(&basis, Missing::Basis)?, said(&facts, Missing::Facts)?);
                correction_is_over(case, at)?;
                Ok(Ruling::Refused { basis, facts, remedy: case.remedy.notice(place) })
            }
        }
    }
}

/// Who was given a period for mending has all of it (行政手続法7条).
pub(super) fn correction_is_over(case: &Case, at: Moment<'_>) -> Result<(), Refusal> {
    match &case.stage {
        Stage::AwaitingCorrection { due, .. } if at.now.date() <= *due => {
            Err(Refusal::CorrectionOpen { due: *due })
        }
        _ => Ok(()),
    }
}

fn said(text: &str, what: Missing) -> Result<String, Refusal> {
    match text.trim() {
        "" => Err(Refusal::Missing(what)),
        text => Ok(text.to_owned()),
    }
}

/// The letters that tell of a ruling.
pub(super) fn letters(ruling: &Ruling) -> Vec<Letter> {
    vec![match ruling {
        Ruling::Granted { .. } => Letter::Granted,
        Ruling::Refused { .. } => Letter::Refused,
        Ruling::GrantedInPart { .. } | Ruling::Chosen { .. } | Ruling::NotChosen { .. } => Letter::Decided,
        Ruling::Acknowledged { .. } => Letter::Acknowledged,
        Ruling::Redirected { .. } => Letter::Redirected,
    }]
}
