//! What somebody pays: told before they begin, before they send, and on what they keep.

use madoguchi_forms::Procedure;

use crate::{chrome::Chrome, ruby::Html};

/// What it is for, and how much.
pub type Cost = (Html, Html);

/// The fee, and what else there is to pay.
pub fn of(procedure: &Procedure, chrome: &Chrome) -> Vec<Cost> {
    let fee = (chrome.ruby("start.fee"), chrome.tell(&procedure.fee));
    let beside = procedure.also_pay.as_ref().map(|more| (chrome.ruby("start.also_pay"), chrome.tell(more)));
    [fee].into_iter().chain(beside).collect()
}

/// Costs for the tests of pages.
#[cfg(test)]
pub fn sample() -> Vec<Cost> {
    let plain = crate::ruby::plain;
    vec![(plain("手数料"), plain("1通300円")), (plain("手数料のほかに払うお金"), plain("切手"))]
}
