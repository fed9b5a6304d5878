//! A page that asks for a few things, says back what that changes, and does it when it is confirmed.

use askama::Template;
use madoguchi_app::Trouble;

use crate::{
    chrome::Chrome,
    complaint::Wrong,
    form_state::Fields,
    page::{Answer, show, show_again},
    problem::Problem,
    staff::moves::ask::{Ask, Input, Kind},
};

/// The page.
#[derive(Template)]
#[template(path = "components/ask_page.html")]
pub struct AskPage {
    pub chrome: Chrome,
    /// Where one came from: address and words.
    pub back: (String, &'static str),
    /// Where it is sent.
    pub to: String,
    /// What it was drawn from.
    pub revision: i64,
    pub ask: Ask,
    pub wrong: Vec<Wrong>,
    /// What would change, once it was said and can be taken: column, before and after.
    pub changes: Option<Vec<(String, String, String)>>,
}

impl AskPage {
    pub fn new(chrome: Chrome, back: (String, &'static str), to: impl Into<String>, ask: Ask) -> Self {
        Self { chrome, back, to: to.into(), revision: 0, ask, wrong: vec![], changes: None }
    }

    /// The ids of what describes an input.
    fn described(&self, input: &Input) -> String {
        let hint = (!input.hint.is_empty()).then(|| format!("h-{}", input.name));
        let wrong = input.wrong.as_ref().map(|_| format!("e-{}", input.name));
        hint.into_iter().chain(wrong).collect::<Vec<_>>().join(" ")
    }

    /// Takes up what was posted. Whether anything is lacking.
    pub fn heed(&mut self, fields: &Fields) -> bool {
        self.revision = fields.revision.unwrap_or(self.revision);
        self.wrong = self.ask.heed(fields);
        !self.wrong.is_empty()
    }

    /// The page as it is first seen, or seen again to be changed.
    pub fn shown(self) -> Answer {
        show(&self)
    }

    /// The page again, with what is not right.
    pub fn again(mut self) -> Answer {
        for input in &mut self.ask.inputs {
            let id = input.id();
            input.wrong = self.wrong.iter().find(|w| w.target == id).map(|w| w.text.clone());
            if matches!(input.kind, Kind::Password) {
                input.value.clear();
            }
        }
        self.chrome = self.chrome.with_errors();
        show_again(&self)
    }

    /// What stands in the inputs, as people read it.
    pub fn values(&self) -> Vec<String> {
        self.ask.inputs.iter().map(Input::said).collect()
    }

    /// The same; of what is only proposed, because nothing stands there yet, nothing.
    pub fn values_if(&self, known: bool) -> Vec<String> {
        if known { self.values() } else { vec![String::new(); self.ask.inputs.len()] }
    }

    /// The page again, with what is not right at one input.
    pub fn amiss(self, field: &'static str, words: &str) -> Answer {
        self.refused(Trouble::Amiss { field, words: words.to_owned() })
    }

    /// The page once more, with what would change of what stood there before.
    pub fn confirm_from(self, before: &[String]) -> Answer {
        let both = self.ask.inputs.iter().zip(before);
        let changes = both.map(|(input, before)| (input.label.to_owned(), before.clone(), input.said()));
        let changes = changes.filter(|(_, before, after)| before != after).collect();
        self.confirm(changes)
    }

    /// The page once more, with what would change.
    pub fn confirm(mut self, changes: Vec<(String, String, String)>) -> Answer {
        self.changes = Some(changes);
        show(&self)
    }

    /// What the office could not take is said beside the input; anything else is a page of its own.
    pub fn refused(mut self, trouble: Trouble) -> Answer {
        match trouble {
            Trouble::Amiss { field, words } => {
                let input = self.ask.inputs.iter().find(|i| i.name == field);
                let (target, label) = input.map_or((field.to_owned(), ""), |i| (i.id(), i.label));
                let text = if label.is_empty() { words } else { format!("{label}：{words}") };
                self.wrong.push(Wrong::at(target, text));
                self.again()
            }
            Trouble::LastAdministrator => {
                let target = self.ask.inputs.first().map(|i| i.id()).unwrap_or_default();
                let text = "使えるシステム管理者が 1 人もいなくなるため、変えられません。先にほかの人をシステム管理者にしてください";
                self.wrong.push(Wrong::at(target, text));
                self.again()
            }
            other => Err(Problem::from(other)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_at_every_step() {
        let choices = || vec![("a".to_owned(), "甲<>".to_owned())];
        let ask = || {
            let inputs = vec![
                Input::new("name", "氏名", "", Kind::Line).value("見本"),
                Input::new("reason", "理由", "書いてください。", Kind::Lines),
                Input::new("day", "日", "", Kind::Day),
                Input::new("n", "数", "", Kind::Digits),
                Input::new("secret", "パスワード", "", Kind::Password),
                Input::new("to", "相手", "", Kind::Choose(choices())).value("a"),
                Input::new("how", "方法", "", Kind::Radios(choices())).value("a"),
            ];
            Ask::new("変える", "変えます。", inputs, "確かめる")
        };
        let page = |chrome| AskPage::new(chrome, ("/admin/people".into(), "戻る"), "/admin/people/x", ask());
        for_staff(page);
        for_staff(|chrome| {
            let mut page = page(chrome);
            page.ask.inputs[0].wrong = Some("書いてください".into());
            page.wrong = vec![Wrong::at("name", "氏名：書いてください")];
            page
        });
        for changes in [vec![], vec![("氏名".to_owned(), "見本".to_owned(), "見本 花子".to_owned())]]
        {
            for_staff(|chrome| AskPage { changes: Some(changes.clone()), ..page(chrome) });
        }
    }
}
