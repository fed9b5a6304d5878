//! 担当割当: it is given to somebody of the department.

use madoguchi_vocab::StaffId;

use crate::{case::Decision, event::Event};

pub(super) fn decide(to: StaffId, name: String) -> Decision {
    Decision::quiet(Event::Assigned { to, name })
}
