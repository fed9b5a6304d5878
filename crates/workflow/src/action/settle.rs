//! The end of a matter, on the ground by which the person may bring it about.

use crate::{
    action::outcome,
    case::Decision,
    event::{Authority, Event},
    stage::Ruling,
};

pub(super) fn decide(ruling: Ruling, authority: Authority) -> Decision {
    let letters = outcome::letters(&ruling);
    Decision { event: Event::Decided { ruling, authority: Some(authority) }, letters }
}
