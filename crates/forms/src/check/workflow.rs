//! The life a paper defines: nobody's submission may get stuck in it, and the law must allow it.

use std::{collections::BTreeSet, ops::Range};

use madoguchi_vocab::StepKey;
use madoguchi_workflow::{Definition, Flaw, Flow, Template, flaws};

use super::Source;
use crate::{paper::Kind, parse::workflow::Places};

pub(crate) fn check(d: &Definition, kind: Kind, places: &Places, source: &Source<'_>) {
    fits(d.template, kind, places, source);
    let mut keys = BTreeSet::new();
    for item in d.checklist.iter().filter(|i| !keys.insert(&i.key)) {
        let message = format!("確認リストに {} が二つあります", item.key);
        source.find("P0202", places.template.clone(), message, None);
    }
    let step = |key: &StepKey| places.steps.get(key).cloned().unwrap_or(places.template.clone());
    let made = |i: usize| places.moves.get(i).cloned().flatten().unwrap_or(places.template.clone());
    let action = |i: usize| d.moves.get(i).map_or("", |m| m.action.code());
    for flaw in flaws(d) {
        let (code, span, message, hint): (_, Range<usize>, _, &str) = match &flaw {
            Flaw::Unreachable(s) => (
                "P0902",
                step(s),
                format!("手順 {s} には、だれも着きません"),
                "この手順を to に書いた操作を足すか、手順を消してください",
            ),
            Flaw::DeadEnd(s) => (
                "P0903",
                step(s),
                format!("手順 {s} から、市役所がどこへも進められません"),
                "この手順を from に書いた操作を足してください",
            ),
            Flaw::NoEnd(s) => (
                "P0903",
                step(s),
                format!("手順 {s} からは、決定にたどり着けません"),
                "決定する操作（grant・refuse・acknowledge・approve など）への道をつけてください",
            ),
            Flaw::Nobody(i, s) => (
                "P0904",
                made(*i),
                format!("{} は、手順 {s} ではだれにもできません", action(*i)),
                "その手順にはまだ担当者がいません。who = \"clerk\" などにしてください",
            ),
            Flaw::WrongGoal(i) => (
                "P0905",
                made(*i),
                format!("{} の行き先が、その種類の手順ではありません", action(*i)),
                "to に、この操作の結果に合う手順を書いてください",
            ),
            Flaw::Aimless(i) => (
                "P0905",
                made(*i),
                format!("{} の行き先（to）が要るか、あってはいけません", action(*i)),
                "進める操作には to を書き、記録するだけの操作には書かないでください",
            ),
            Flaw::Ambiguous(i, s) => (
                "P0905",
                made(*i),
                format!("手順 {s} の {} が二つあります", action(*i)),
                "同じ手順・同じ操作は一つにしてください",
            ),
            Flaw::AgainstTheLaw(i) => (
                "P0906",
                made(*i),
                format!("この種類の手続きで {} はできません", action(*i)),
                "届出は届いたときに終わり、拒むことができません（行政手続法37条）",
            ),
            Flaw::NoWithdrawal(s) => (
                "P0907",
                step(s),
                format!("手順 {s} で取り下げられません"),
                "決定までは、いつでも取り下げられるようにしてください",
            ),
            Flaw::NoCorrection(s) => (
                "P0907",
                step(s),
                format!("手順 {s} で、求めた補正を出せません"),
                "correct を消さないでください",
            ),
            Flaw::DecidesByItself(i) => (
                "P0908",
                made(*i),
                format!("{} を自動で行うことはできません", action(*i)),
                "自動にできるのは受付（accept）と届出の受付済（acknowledge）だけです。決定は人がします",
            ),
            Flaw::Loop(s) => (
                "P0909",
                step(s),
                format!("手順 {s} で、自動の操作がいつまでも続きます"),
                "on_arrival をどれか一つ消してください",
            ),
            Flaw::ChecklistByItself(i) => (
                "P0908",
                made(*i),
                format!("{} は自動なので、確認リストに印をつける人がいません", action(*i)),
                "needs から checklist を消すか、自動をやめてください",
            ),
        };
        source.find(code, span, message, Some(hint.to_owned()));
    }
}

/// What a procedure is in law says which lives it may have.
fn fits(template: Template, kind: Kind, places: &Places, source: &Source<'_>) {
    let allowed: &[Flow] = match kind {
        Kind::Application | Kind::Request => &[Flow::Ruling],
        Kind::Notification | Kind::Consultation => &[Flow::Completion],
        Kind::Booking => &[Flow::Completion, Flow::Draw],
    };
    if !allowed.contains(&template.flow()) {
        let fitting: Vec<_> =
            Template::ALL.into_iter().filter(|t| allowed.contains(&t.flow())).map(Template::code).collect();
        let message =
            format!("{}（{}）は、この種類の手続きには使えません", template.code(), template.title());
        let hint = format!("使える型：{}", fitting.join("、"));
        source.find("P0906", places.template.clone(), message, Some(hint));
    }
}
