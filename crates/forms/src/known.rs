//! What somebody has answered once is offered for another paper: only answers with a role, which are the plain facts about
//! the applicant. Numbers, accounts, free text and files have none.

use std::collections::BTreeMap;

use crate::{Answers, ApplicantRole, Field, Page, Paper, Reading, Typed, Value, Whose};

/// Facts about an applicant, by role.
pub type Known = BTreeMap<ApplicantRole, Value>;

impl Paper {
    /// The facts about whoever applied, as far as the paper asks for their own.
    pub fn known(&self, answers: &Answers) -> Known {
        // What somebody says of another is not known of whoever said it.
        if self.proxy(answers).is_some() {
            return Known::new();
        }
        self.own_fields().filter_map(|(role, f)| Some((role, answers.values.get(&f.key)?.clone()))).collect()
    }

    /// The questions of a page about the applicant that are visible and have nothing typed yet.
    pub fn fillable<'p>(&self, page: &'p Page, reading: &Reading<'_>, typed: &Typed) -> Vec<&'p Field> {
        if page.repeat.is_some() || self.proxy(&reading.answers).is_some() {
            return vec![];
        }
        // A list that was left at its first line says nothing.
        let chosen = |name: &str| name.ends_with(".era") || name.ends_with(".pref");
        let open = |f: &&Field| {
            let said = |name: &String| !chosen(name) && !typed.first(name).trim().is_empty();
            let own = f.applicant.is_some() && f.whose == Whose::Own;
            own && !f.inputs(None).iter().any(said) && reading.field_visible(&f.key, None)
        };
        page.fields.iter().filter(open).collect()
    }

    /// Types what is known into questions.
    pub fn fill_in(&self, fields: &[&Field], known: &Known, typed: &mut Typed) {
        for field in fields {
            let Some(value) = field.applicant.and_then(|role| known.get(&role)) else { continue };
            for (part, values) in field.kind.behaviour().typed(value) {
                typed.0.insert(field.input(None, part), values);
            }
        }
    }

    fn own_fields(&self) -> impl Iterator<Item = (ApplicantRole, &Field)> {
        let own = self.fields().map(|(_, f)| f).filter(|f| f.whose == Whose::Own);
        own.filter_map(|f| Some((f.applicant?, f)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use madoguchi_vocab::Date;

    use super::*;
    use crate::{Facts, compile};

    const PAPER: &str = r#"
format = 1
[procedure]
kind = "consultation"
title = "見本"
summary = "見本"
department = "shimin"
inventory = "x"
who = "見本"
fee = "無料"
time = "すぐ"
minutes = 1
standard_days_unset = "見本"
retention = "1y"
purpose = "見本"
[[page]]
key = "who"
title = "あなた"
[[page.field]]
key = "name"
type = "name"
label = "名前"
applicant = "name"
[[page.field]]
key = "born"
type = "birthday"
label = "生年月日"
applicant = "birthday"
[[page.field]]
key = "child"
type = "name"
label = "お子さん"
whose = "other"
[[page.field]]
key = "account"
type = "bank_account"
label = "口座"
"#;

    #[test]
    fn only_plain_facts_about_the_applicant_are_known_and_only_where_nothing_was_typed() {
        let compiled = compile("mihon", "mihon", PAPER);
        let paper = compiled.paper.unwrap_or_else(|| panic!("{:?}", compiled.findings));
        let facts = Facts { today: Date::from_ymd_opt(2026, 11, 24).unwrap(), files: &BTreeMap::new() };
        let typed: Typed = [
            ("name", "見本 花子"),
            ("born.era", "昭和"),
            ("born.year", "61"),
            ("born.month", "4"),
            ("born.day", "1"),
            ("child", "見本 太郎"),
        ]
        .into_iter()
        .collect();
        let known = paper.known(&paper.read(&typed, &facts).answers);
        assert_eq!(known.keys().map(|r| r.code()).collect::<Vec<_>>(), ["name", "birthday"]);
        let page = &paper.pages[0];
        let keys = |typed: &Typed| -> Vec<String> {
            let found = paper.fillable(page, &paper.read(typed, &facts), typed);
            found.iter().map(|f| f.key.to_string()).collect()
        };
        let mut again: Typed = [("born.era", "昭和"), ("name", " ")].into_iter().collect();
        assert_eq!(keys(&again), ["name", "born"]);
        assert_eq!(keys(&[("name", "別")].into_iter().collect()), ["born"], "what was typed stays");
        let fields = paper.fillable(page, &paper.read(&again, &facts), &again);
        paper.fill_in(&fields, &known, &mut again);
        assert_eq!(paper.known(&paper.read(&again, &facts).answers), known);
        assert_eq!(again.first("born.era"), "昭和", "as the page has it");
        assert_eq!(again.first("child"), "", "whose it is is not known");
    }
}
