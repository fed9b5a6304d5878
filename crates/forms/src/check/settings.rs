//! Settings of questions that contradict each other.

use std::{cell::RefCell, collections::BTreeSet};

use super::Source;
use crate::{
    answers::Answers,
    field::{ApplicantRole, Field, FieldKind},
    logic::{Expression, Memo, V, World},
    paper::Paper,
};

pub(super) fn check(paper: &Paper, source: &Source<'_>) {
    for (_, field) in paper.fields() {
        bounds(paper, field, source);
    }
    applicants(paper, source);
    my_number(paper, source);
}

/// 番号法15条・19条: nobody may ask for the number unless the law names the affairs.
fn my_number(paper: &Paper, source: &Source<'_>) {
    if paper.procedure.my_number_basis.is_some() {
        return;
    }
    for (_, field) in paper.fields().filter(|(_, f)| matches!(f.kind, FieldKind::MyNumber(_))) {
        let message = "個人番号（マイナンバー）を求める根拠がありません".to_owned();
        let hint = "[procedure] に my_number_basis = \"番号法別表の項\" を書くか、この項目を消してください"
            .to_owned();
        source.find("P0304", field.span.clone(), message, Some(hint));
    }
}

fn bounds(paper: &Paper, field: &Field, source: &Source<'_>) {
    let [Some(min), Some(max)] = field.kind.behaviour().bounds() else { return };
    let wrong = match (constant(paper, min), constant(paper, max)) {
        (Some(V::Int(min)), Some(V::Int(max))) => min > max,
        (Some(V::Date(min)), Some(V::Date(max))) => min > max,
        _ => false,
    };
    if wrong {
        let message = format!("下限 {} が上限 {} より大きいです", min.source, max.source);
        let hint = "min を max 以下にしてください".to_owned();
        source.find("P0301", min.at.clone(), message, Some(hint));
    }
}

/// What an expression comes to that reads no answer. Any day does for `today`: bounds move with it alike.
fn constant(paper: &Paper, expression: &Expression) -> Option<V> {
    let mut reads = false;
    expression.tree.names(&mut |_| reads = true);
    if reads {
        return None;
    }
    let (answers, memo): (Answers, Memo) = (Answers::default(), RefCell::default());
    let today = madoguchi_vocab::Date::from_ymd_opt(2026, 4, 1);
    Some(World { paper, answers: &answers, row: None, today, memo: &memo }.eval(expression))
}

fn applicants(paper: &Paper, source: &Source<'_>) {
    let mut seen = BTreeSet::new();
    for (page, field) in paper.fields() {
        let Some(role) = field.applicant else { continue };
        let fitting = fitting(role);
        let code = field.kind.code();
        let problem = if page.repeat.is_some() {
            Some("くり返しの中の項目は申請者になれません".to_owned())
        } else if !fitting.contains(&code) {
            Some(format!("applicant = \"{}\" は {code} の項目には書けません", role.code()))
        } else if !seen.insert(role) {
            Some(format!("applicant = \"{}\" がもうあります", role.code()))
        } else {
            None
        };
        if let Some(message) = problem {
            let hint = format!("使える種類：{}", fitting.join("、"));
            source.find("P0303", field.span.clone(), message, Some(hint));
        }
    }
}

fn fitting(role: ApplicantRole) -> &'static [&'static str] {
    match role {
        ApplicantRole::Name => &["name", "text"],
        ApplicantRole::Kana => &["kana"],
        ApplicantRole::Email => &["email"],
        ApplicantRole::Phone => &["phone"],
        ApplicantRole::Address => &["postal_address"],
        ApplicantRole::Birthday => &["birthday", "date"],
    }
}
