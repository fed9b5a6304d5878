//! Who applies, by the roles a paper gives to its questions.

use madoguchi_vocab::Date;

use crate::{Address, Answers, Paper};

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
    pub fn applicant(&self, _answers: &Answers) -> Applicant {
        Applicant::default()
    }
}
