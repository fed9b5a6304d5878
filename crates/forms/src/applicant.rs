//! Who applies, by the roles a paper gives to its questions.

use madoguchi_vocab::{Date, Lang};

use crate::{Address, Answers, ApplicantRole, Paper, Value};

/// Who applies, as far as the paper asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applicant {
    /// 氏名
    pub name: Option<String>,
    /// フリガナ
    pub kana: Option<String>,
    /// Where letters go.
    pub email: Option<String>,
    /// Digits.
    pub phone: Option<String>,
    /// Where post goes.
    pub address: Option<Address>,
    /// Born on.
    pub birthday: Option<Date>,
}

impl Paper {
    /// Who applies, by the roles the paper gives to its questions.
    pub fn applicant(&self, answers: &Answers) -> Applicant {
        let mut out = Applicant::default();
        for (_, field) in self.fields() {
            let (Some(role), Some(value)) = (field.applicant, answers.values.get(&field.key)) else {
                continue;
            };
            match (role, value) {
                (ApplicantRole::Name, Value::Text(t)) => out.name = Some(t.clone()),
                (ApplicantRole::Kana, Value::Text(t)) => out.kana = Some(t.clone()),
                (ApplicantRole::Email, Value::Text(t)) => out.email = Some(t.clone()),
                (ApplicantRole::Phone, Value::Text(t)) => out.phone = Some(t.clone()),
                (ApplicantRole::Address, Value::Address(a)) => out.address = Some(a.clone()),
                (ApplicantRole::Birthday, Value::Date(d)) => out.birthday = Some(*d),
                // The checker lets roles stand on fitting types only.
                _ => {}
            }
        }
        out
    }

    /// The applicant's telephone in its groups, as it is shown; empty where nobody asked or nobody said.
    pub fn phone(&self, answers: &Answers) -> String {
        let asked = self.fields().map(|(_, f)| f).filter(|f| f.applicant == Some(ApplicantRole::Phone));
        let said = asked.filter_map(|f| answers.values.get(&f.key).map(|value| f.kind.show(value, Lang::Ja)));
        said.last().unwrap_or_default()
    }
}
