//! One of many: typed a few letters of, offered by the browser, and understood by key or by name.

use madoguchi_vocab::{Date, Lang, Text, normalise};

use super::{Asked, Behaviour, Wrong, choice, say};
use crate::{
    answers::Value,
    logic::{Type, V},
    paper::ChoiceOption,
    parse::{offered, table::Table},
};

/// How many likely options a complaint names.
const NAMED: usize = 5;

/// Settings of a `search_choice` question.
#[derive(Clone, Debug)]
pub struct SearchChoice {
    /// The options in order.
    pub options: Vec<ChoiceOption>,
    /// The list they come from, if they come from one.
    pub list: Option<String>,
}

impl SearchChoice {
    pub(crate) fn parse(table: &Table<'_>) -> Self {
        let (options, list) = offered(table);
        Self { options, list }
    }

    /// The options that what was typed may mean: the one so named, or all in whose names it occurs.
    fn meant(&self, raw: &str, today: Date) -> Vec<&ChoiceOption> {
        let options = || self.options.iter().filter(|o| o.is_offered_on(today));
        let typed = normalise::search_key(raw);
        let names = |o: &ChoiceOption| Lang::ALL.map(|lang| normalise::search_key(o.label.get(lang)));
        if let Some(exact) = options().find(|o| o.key == raw.trim() || names(o).contains(&typed)) {
            return vec![exact];
        }
        options().filter(|o| names(o).iter().any(|n| n.contains(&typed))).collect()
    }
}

impl Behaviour for SearchChoice {
    fn read(&self, asked: &Asked<'_>) -> Result<Option<Value>, Wrong> {
        let raw = asked.raw("");
        if raw.trim().is_empty() {
            return Ok(None);
        }
        match self.meant(raw, asked.facts.today).as_slice() {
            [one] => Ok(Some(Value::Choice(one.key.clone()))),
            [] => Err(Wrong::about(
                asked,
                "",
                "not_offered",
                "一覧にありません。名前の一部を入力して、出てきた中から選んでください",
                "その 名前は ありません。名前を 少し 書いて、出た ものから えらんで ください",
                "is not in the list. Type part of the name and choose from what is offered",
            )),
            several => {
                let some = |lang| {
                    let names: Vec<_> = several.iter().take(NAMED).map(|o| o.label.get(lang)).collect();
                    names.join(if lang == Lang::En { ", " } else { "、" })
                };
                Err(Wrong::about(
                    asked,
                    "",
                    "ambiguous",
                    &format!("いくつか当てはまります。どれか 1 つを入力してください（{}）", some(Lang::Ja)),
                    &format!("いくつか あります。1つ 書いて ください（{}）", some(Lang::Easy)),
                    &format!("fits several. Enter one of them ({})", some(Lang::En)),
                ))
            }
        }
    }

    fn show(&self, value: &Value, lang: Lang) -> String {
        match value {
            Value::Choice(key) => choice::label(&self.options, key, lang).to_owned(),
            _ => String::new(),
        }
    }

    fn typed(&self, value: &Value) -> Vec<(&'static str, Vec<String>)> {
        match value {
            Value::Choice(key) => vec![("", vec![key.clone()])],
            _ => Vec::new(),
        }
    }

    fn sample(&self, today: Date, _bounds: &[V; 2]) -> Option<Value> {
        self.options.iter().find(|o| o.is_offered_on(today)).map(|o| Value::Choice(o.key.clone()))
    }

    fn logic(&self) -> Type {
        Type::OneOf(self.options.iter().map(|o| o.key.clone()).collect())
    }

    fn options(&self) -> &[ChoiceOption] {
        &self.options
    }

    fn ask_for(&self, label: &Text) -> Text {
        say::choose(label)
    }
}
