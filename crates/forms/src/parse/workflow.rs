//! `[workflow]`: the life of what is handed in. A template, and what the paper adds to it or takes from it.

use std::{collections::BTreeMap, ops::Range};

use madoguchi_vocab::StepKey;
use madoguchi_workflow::{
    ActionName, CheckItem, Definition, Goal, Move, Need, StageName, Step, Template, Trigger, Who,
};

use super::table::Table;
use crate::{check, paper::Kind};

/// Where in the file the steps and moves of a paper's own stand.
#[derive(Default)]
pub(crate) struct Places {
    /// The template, or else the table, or else the kind of procedure.
    pub template: Range<usize>,
    /// The paper's own steps.
    pub steps: BTreeMap<StepKey, Range<usize>>,
    /// The moves of the definition; none for those of the template.
    pub moves: Vec<Option<Range<usize>>>,
}

/// The life of a paper; that of its kind where it says nothing.
pub(super) fn read(root: &Table<'_>, kind: Kind) -> Definition {
    let usual = usual(kind);
    let Some(table) = root.table("workflow", "[workflow]") else { return usual.definition() };
    let words: Vec<_> = Template::ALL.iter().map(|t| t.code()).collect();
    let template = table.word("template", &words, Template::parse).unwrap_or(usual);
    let mut definition = template.definition();
    let mut places = Places { template: table.place("template"), ..Places::default() };
    for own in table.tables("step", "手順") {
        step(own, &mut definition, &mut places);
    }
    let actions: Vec<_> = ActionName::ALL.iter().map(|a| a.code()).collect();
    for (word, span) in table.strings("without") {
        match ActionName::parse(&word) {
            Some(action) => definition.moves.retain(|m| m.action != action),
            None => table.not_one_of(&word, span, &actions),
        }
    }
    places.moves = definition.moves.iter().map(|_| None).collect();
    for own in table.tables("move", "操作") {
        made(own, &mut definition, &mut places);
    }
    let items = table.tables("checklist", "確認リスト").into_iter().filter_map(item);
    definition.checklist = items.collect();
    check::workflow::check(&definition, kind, &places, table.source);
    table.finish();
    definition
}

fn usual(kind: Kind) -> Template {
    match kind {
        Kind::Application | Kind::Request => Template::Permit,
        Kind::Notification | Kind::Booking | Kind::Consultation => Template::Notification,
    }
}

/// A step of the template with other words, or one more.
fn step(table: Table<'_>, definition: &mut Definition, places: &mut Places) {
    let key = step_key(&table, "key");
    let words: Vec<_> = StageName::ALL.iter().filter(|s| !s.is_final()).map(|s| s.code()).collect();
    let stage = table.word("stage", &words, StageName::parse);
    let title = table.string("title");
    let days = table.integer("days", 1..=365).and_then(|n| u32::try_from(n).ok());
    if let Some(key) = key {
        places.steps.insert(key.clone(), table.place("key"));
        match (definition.steps.iter_mut().find(|s| s.key == key), stage) {
            (Some(known), None) => {
                known.title = title.or(known.title.take());
                known.days = days.or(known.days);
            }
            (None, Some(stage)) => definition.add(Step { key, stage, title, days }),
            (Some(_), Some(_)) => {
                let message = format!("手順 {key} は型にあるので、stage は変えられません");
                table.source.find("P0901", table.place("stage"), message, None);
            }
            (None, None) => table.missing("P0901", "stage"),
        }
    }
    table.finish();
}

/// A move of the paper's own. At its steps it stands in place of what the template has for the same action.
fn made(table: Table<'_>, definition: &mut Definition, places: &mut Places) {
    table.need("action");
    let actions: Vec<_> = ActionName::ALL.iter().map(|a| a.code()).collect();
    let action = table.word("action", &actions, ActionName::parse);
    table.need("from");
    let from: Vec<_> = table
        .strings("from")
        .into_iter()
        .filter_map(|(word, span)| known(&table, definition, &word, span))
        .collect();
    let to = table.string("to").map(|word| {
        if word == RULING {
            Some(Goal::Ruling)
        } else {
            known(&table, definition, &word, table.place("to")).map(Goal::Step)
        }
    });
    table.need("who");
    let words = Who::WRITTEN.map(Who::code);
    let who = table.word("who", &words, |w| Who::parse(w).filter(|w| Who::WRITTEN.contains(w)));
    let words: &'static [&'static str] = &["checklist", "fee"];
    let mut needs = Vec::new();
    for (word, span) in table.words("needs", words) {
        match Need::parse(&word) {
            Some(need) => needs.push(need),
            None => table.not_one_of(&word, span, words),
        }
    }
    let on_arrival = table.boolean("on_arrival").unwrap_or_default().then_some(Trigger::Arrival);
    let after = table.integer("after_days", 1..=365).and_then(|n| u32::try_from(n).ok());
    let by_itself = on_arrival.or(after.map(Trigger::AfterDays));
    if let (Some(action), Some(who), Some(to)) = (action, who, to.unwrap_or(Some(Goal::Stay))) {
        for m in definition.moves.iter_mut().filter(|m| m.action == action) {
            m.from.retain(|f| !from.contains(f));
        }
        definition.moves.push(Move { action, from, to, who, needs, by_itself });
        places.moves.push(Some(table.span.clone()));
    }
    table.finish();
}

/// The word for 「whatever the ruling says」.
const RULING: &str = "ruling";

fn known(table: &Table<'_>, definition: &Definition, word: &str, span: Range<usize>) -> Option<StepKey> {
    let step = definition.step(word).map(|s| s.key.clone());
    if step.is_none() {
        let all: Vec<_> = definition.steps.iter().map(|s| s.key.as_str()).collect();
        let hint = check::near::did_you_mean(word, all.iter().copied())
            .unwrap_or_else(|| check::near::one_of("手順", all.iter().copied()));
        table.source.find("P0901", span, format!("「{word}」という手順はありません"), Some(hint));
    }
    step
}

fn item(table: Table<'_>) -> Option<CheckItem> {
    let key = step_key(&table, "key");
    let label = table.need_string("label");
    table.finish();
    Some(CheckItem { key: key?, label })
}

fn step_key(table: &Table<'_>, key: &'static str) -> Option<StepKey> {
    let word = table.need_string(key);
    StepKey::parse(&word).map_err(|e| table.source.find("P0105", table.place(key), e.to_string(), None)).ok()
}
