//! 書かない窓口: somebody of the office fills in a paper for a resident who came, telephoned or wrote.

mod autosave;
mod came;
pub mod check;
pub mod choose;
pub mod done;
pub mod entry;
pub mod file;
mod parts;
mod posted;
pub mod resume;
pub mod sign;

use madoguchi_app::{App, Draft, StaffPerson, Way};
use madoguchi_vocab::DraftId;

use crate::problem::Problem;

/// The address of a draft at the desk.
fn path(id: DraftId) -> String {
    format!("/staff/desk/{id}")
}

/// The draft of an address, for everybody of its department. An address that cannot be one is as if it were not there.
async fn draft_of(app: &App, person: &StaffPerson, id: &str) -> Result<Draft, Problem> {
    Ok(app.desk_draft(person, draft_id(id)?).await?)
}

fn draft_id(id: &str) -> Result<DraftId, Problem> {
    id.parse().map_err(|_| Problem::Missing)
}

/// The name of the colleague in whose hands a draft is; nobody if it is in the own.
fn held_by<'d>(draft: &'d Draft, person: &StaffPerson) -> Option<&'d str> {
    draft.desk.as_ref().filter(|desk| desk.staff != person.id).map(|desk| desk.staff_name.as_str())
}

/// How a matter came, in the words of the office.
pub fn way(way: Way) -> &'static str {
    match way {
        Way::Counter => "窓口",
        Way::Phone => "電話",
        Way::Mail => "郵送",
        Way::Paper => "紙",
    }
}
