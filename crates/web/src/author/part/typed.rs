//! What was typed into a part of a paper, as changes of its text.

use madoguchi_forms::{
    Kind,
    edit::{Edit, NewField, OFFERED, Place, Setting},
};
use madoguchi_vocab::{Text, normalise};

use super::{Choice, More, Part, Said, Which};
use crate::{author::paper::said, complaint::Wrong, form_state::Fields};

/// Takes up what was typed, so that it is shown again.
pub(super) fn heed(part: &mut Part, fields: &Fields) {
    let again = |w: &mut Said| {
        let text = said(fields, w.key);
        (w.ja, w.easy, w.en) = (text.ja, text.easy.unwrap_or_default(), text.en.unwrap_or_default());
    };
    if fields.action == "add" {
        [&mut part.new, &mut part.new_hint].into_iter().for_each(again);
        part.new_kind = fields.first("new_kind").to_owned();
        part.new_required = fields.has("new_required", "yes");
        part.new_options = ["ja", "easy", "en"].map(|l| fields.first(&format!("new_options.{l}")).to_owned());
        return;
    }
    part.said.iter_mut().for_each(again);
    match &mut part.more {
        More::Procedure { department, kind, minutes, inventory, proxies, .. } => {
            proxies.iter_mut().for_each(|(code, _, may)| *may = fields.has("proxies", code));
            let texts =
                [(department, "department"), (kind, "kind"), (minutes, "minutes"), (inventory, "inventory")];
            texts.into_iter().for_each(|(text, name)| *text = fields.first(name).to_owned());
        }
        More::Page { when, keeps_when, .. } => {
            *keeps_when = *keeps_when && fields.first("when") == "keep";
            *when = fields.first("when").to_owned();
        }
        More::Field { required, choices } => {
            *required = fields.has("required", "yes");
            for choice in choices.iter_mut().flatten() {
                choice.said =
                    ["ja", "easy", "en"].map(|l| fields.first(&format!("o.{}.{l}", choice.key)).to_owned());
            }
        }
    }
}

/// What is asked for, and what is not right about it.
pub(super) fn read(part: &mut Part, which: &Which, fields: &Fields) -> Vec<Edit> {
    if fields.action == "add" {
        return added(part, which, fields);
    }
    let place = match (&part.more, which) {
        (More::Procedure { .. }, _) => Place::Procedure,
        (More::Page { .. }, which) => Place::Page(which.page.clone()),
        (More::Field { .. }, which) => Place::Field(which.field.clone()),
    };
    let mut edits = Vec::new();
    for w in &mut part.said {
        let text = said(fields, w.key);
        let may_be_empty = ["hint", "also_pay"].contains(&w.key);
        if text.ja.is_empty() && (!may_be_empty || text.easy.is_some() || text.en.is_some()) {
            w.wrong = Some("日本語を書いてください".to_owned());
            part.wrong.push(Wrong::at(w.key, format!("{}：日本語を書いてください", w.label)));
        }
        edits.push(Edit::Say(place.clone(), w.key, Some(text).filter(|t| !t.ja.is_empty())));
    }
    match &part.more {
        More::Procedure { .. } => procedure(part, &mut edits),
        More::Page { .. } => shown_when(part, which, &mut edits),
        More::Field { required, choices } => {
            edits.push(Edit::Set(place, "required", (!required).then_some(Setting::Flag(false))));
            if let Some(choices) = choices {
                edits.push(Edit::Options(which.field.clone(), kept(choices, fields)));
            }
        }
    }
    edits
}

/// The settings of the procedure.
fn procedure(part: &mut Part, edits: &mut Vec<Edit>) {
    let More::Procedure { department, departments, kind, minutes, inventory, proxies, only_person, .. } =
        &part.more
    else {
        return;
    };
    let kinds: Vec<_> =
        proxies.iter().filter(|(.., may)| *may).map(|(code, ..)| (*code).to_owned()).collect();
    // That nobody may is no tick, and stays as it is written.
    if !(kinds.is_empty() && *only_person) {
        let kinds = Some(kinds).filter(|k| !k.is_empty()).map(Setting::Words);
        edits.push(Edit::Set(Place::Procedure, "proxies", kinds));
    }
    let mut set = |key, setting| edits.push(Edit::Set(Place::Procedure, key, Some(setting)));
    if departments.iter().any(|(id, _)| id == department) {
        set("department", Setting::Word(department.clone()));
    } else {
        part.wrong.push(Wrong::at("department", "担当課：選んでください"));
    }
    match Kind::parse(kind) {
        Some(kind) => set("kind", Setting::Word(kind.code().to_owned())),
        None => part.wrong.push(Wrong::at("kind", "種類：選んでください")),
    }
    match normalise::integer(minutes) {
        Some(n @ 1..=240) => set("minutes", Setting::Number(n)),
        _ => part.wrong.push(Wrong::at("minutes", "入力にかかる分数：1〜240 の数で書いてください")),
    }
    let rows: Vec<_> = inventory.split_whitespace().map(str::to_owned).collect();
    match rows.as_slice() {
        [] => part.wrong.push(Wrong::at("inventory", "手続台帳の id：書いてください")),
        [one] => set("inventory", Setting::Word(one.clone())),
        _ => set("inventory", Setting::Words(rows)),
    }
}

/// When a page is shown; a condition that is no sentence of ours stays where nobody chose another.
fn shown_when(part: &mut Part, which: &Which, edits: &mut Vec<Edit>) {
    let More::Page { when, questions, keeps_when: false, .. } = &part.more else { return };
    let is = when.split_once('=').map(|(q, a)| (q.to_owned(), a.to_owned()));
    let known = questions.iter().flat_map(|(_, answers)| answers).any(|(value, _)| value == when);
    if when.is_empty() || known {
        edits.push(Edit::When(which.page.clone(), is));
    } else {
        part.wrong.push(Wrong::at("when", "出すとき：もう一度選んでください"));
    }
}

/// The options that stay or are new.
fn kept(choices: &[Choice], fields: &Fields) -> Vec<(Option<String>, Text)> {
    let named = |c: &Choice| Some(c.key.clone()).filter(|key| !key.is_empty());
    let all = choices.iter().map(|c| (named(c), said(fields, &format!("o.{}", c.key))));
    all.filter(|(_, label)| !label.ja.is_empty()).collect()
}

/// One more question.
fn added(part: &mut Part, which: &Which, fields: &Fields) -> Vec<Edit> {
    let (label, hint) = (said(fields, "new"), said(fields, "new_hint"));
    if label.ja.is_empty() {
        part.new.wrong = Some("日本語を書いてください".to_owned());
        part.wrong.push(Wrong::at("new", "加える質問の見出し：日本語を書いてください"));
    }
    if !OFFERED.contains(&part.new_kind.as_str()) {
        part.wrong.push(Wrong::at("new_kind", "加える質問の種類：選んでください"));
    }
    let [ja, easy, en] = &part.new_options;
    let line =
        |text: &str, n: usize| text.lines().nth(n).map(|l| l.trim().to_owned()).filter(|l| !l.is_empty());
    let options: Vec<_> = (0..ja.lines().count())
        .filter_map(|n| Some(Text { ja: line(ja, n)?, easy: line(easy, n), en: line(en, n) }))
        .collect();
    if part.new_kind.starts_with("choice") && options.is_empty() {
        part.wrong.push(Wrong::at("new_options", "選択肢：1 行に 1 つ書いてください"));
    }
    let new = NewField {
        kind: part.new_kind.clone(),
        label,
        hint: Some(hint).filter(|h| !h.ja.is_empty()),
        required: part.new_required,
        options,
    };
    vec![Edit::AddField(which.page.clone(), Box::new(new))]
}
