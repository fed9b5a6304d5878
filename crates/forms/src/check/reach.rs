//! Places nobody can come to, and conditions that say nothing.

use std::ops::Range;

use super::Source;
use crate::{
    logic::Expression,
    paper::{ComputeType, Paper},
    prove::Target,
};

pub(super) fn check(paper: &Paper, source: &Source<'_>) {
    for page in &paper.pages {
        let target = Target::Page(page.key.clone());
        if !place(paper, source, &target, &page.span, "P0801", "このページ") {
            // Its questions would only say the same again.
            continue;
        }
        needless(paper, source, &target, page.when.as_ref());
        for field in &page.fields {
            let target = Target::Field(field.key.clone());
            if place(paper, source, &target, &field.span, "P0802", "この項目") {
                needless(paper, source, &target, field.when.as_ref());
            }
        }
    }
    if place(paper, source, &Target::Submit, &(0..0), "P0803", "送信") {
        fees(paper, source);
    }
}

/// An amount that is shown must come out for everybody who gets to the end.
fn fees(paper: &Paper, source: &Source<'_>) {
    for compute in paper.computes.iter().filter(|c| c.kind == ComputeType::Money && c.label.is_some()) {
        if let Some(witness) = paper.without(&compute.key) {
            let message = format!("「{}」の値が出ないことがあります", compute.key);
            let answers = witness.in_words(paper);
            let hint = if answers.is_empty() {
                "要る項目だけに答えたときに出ません".to_owned()
            } else {
                format!("たとえば、こう答えたとき：{answers}")
            };
            source.find("P0805", compute.span.clone(), message, Some(hint));
        }
    }
}

/// Whether somebody may come here.
fn place(
    paper: &Paper,
    source: &Source<'_>,
    target: &Target,
    span: &Range<usize>,
    code: &'static str,
    what: &str,
) -> bool {
    let Some(conditions) = paper.unreachable(target) else { return true };
    let message = format!("{what}には、どう答えてもたどり着けません");
    let hint = match conditions.as_slice() {
        [one] => format!("決して成り立たない条件：{one}"),
        several => format!("同時には成り立たない条件：{}", several.join("／")),
    };
    source.find(code, span.clone(), message, Some(hint));
    false
}

fn needless(paper: &Paper, source: &Source<'_>, target: &Target, when: Option<&Expression>) {
    let Some(when) = when else { return };
    if paper.cannot_fail(target) {
        let message = "ここでは、この条件はいつも成り立ちます".to_owned();
        let hint = "when を消すか、条件を見直してください".to_owned();
        source.find("P0804", when.at.clone(), message, Some(hint));
    }
}
