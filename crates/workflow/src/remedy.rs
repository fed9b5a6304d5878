//! 教示: what a person may do against a refusal (行政不服審査法82条, 行政事件訴訟法46条).
//!
//! Which authority hears the request for review follows from the legal basis and the kind of affairs. The
//! table is the usual one; a city's general affairs department confirms each paper's choice.

use serde::{Deserialize, Serialize};

/// The authority that hears a request for review (審査請求).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Remedy {
    /// 自治事務 of the mayor: the mayor.
    Mayor,
    /// 第1号法定受託事務: the governor (地方自治法255条の2).
    Governor,
    /// 介護保険: the prefecture's review board, before any lawsuit (介護保険法183条・196条).
    CareInsuranceBoard,
    /// 国民健康保険: the prefecture's review board, before any lawsuit (国民健康保険法91条・103条).
    HealthInsuranceBoard,
    /// No 処分 is made (要綱, 私法上の申込み): nothing to be told.
    None,
}

/// The names that stand in a notice of remedies.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// 橿原市
    pub city: &'a str,
    /// 奈良県
    pub prefecture: &'a str,
}

impl Remedy {
    /// Every choice, for tables and tests.
    pub const ALL: [Remedy; 5] = [
        Remedy::Mayor,
        Remedy::Governor,
        Remedy::CareInsuranceBoard,
        Remedy::HealthInsuranceBoard,
        Remedy::None,
    ];

    /// Whom to ask for a review.
    fn authority(self, place: Place<'_>) -> Option<String> {
        match self {
            Remedy::Mayor => Some(format!("{}長", place.city)),
            Remedy::Governor => Some(format!("{}知事", place.prefecture)),
            Remedy::CareInsuranceBoard => Some(format!("{}介護保険審査会", place.prefecture)),
            Remedy::HealthInsuranceBoard => Some(format!("{}国民健康保険審査会", place.prefecture)),
            Remedy::None => None,
        }
    }

    /// Whether a lawsuit must wait for the decision on the request for review (審査請求前置).
    fn review_first(self) -> bool {
        matches!(self, Remedy::CareInsuranceBoard | Remedy::HealthInsuranceBoard)
    }

    /// The notice, to be stored verbatim with the decision; empty where there is nothing to be told.
    pub fn notice(self, place: Place<'_>) -> String {
        let Some(authority) = self.authority(place) else { return String::new() };
        let review = format!(
            "1　この決定に不服があるときは、この決定があったことを知った日の翌日から起算して3か月以内に、{authority}に対して審査請求をすることができます（決定の日の翌日から起算して1年を経過したときは、審査請求をすることができません。）。"
        );
        let Place { city, .. } = place;
        let suit = if self.review_first() {
            format!(
                "2　この決定の取消しの訴えは、審査請求に対する裁決を経た後に、裁決があったことを知った日の翌日から起算して6か月以内に、{city}を被告として（{city}を代表する者は{city}長です。）提起することができます（裁決の日の翌日から起算して1年を経過したときは、提起することができません。）。ただし、審査請求をした日から3か月を経過しても裁決がないときなど、法律で定める場合は、裁決を経ないで提起することができます。"
            )
        } else {
            format!(
                "2　この決定の取消しの訴えは、この決定があったことを知った日の翌日から起算して6か月以内に、{city}を被告として（{city}を代表する者は{city}長です。）提起することができます（決定の日の翌日から起算して1年を経過したときは、提起することができません。）。審査請求をしたときは、その裁決があったことを知った日の翌日から起算して6か月以内に提起することができます。"
            )
        };
        format!("{review}\n{suit}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place<'static> = Place { city: "橿原市", prefecture: "奈良県" };

    #[test]
    fn the_authority_follows_the_legal_basis() {
        for (remedy, authority, before_suit) in [
            (Remedy::Mayor, "橿原市長に対して", false),
            (Remedy::Governor, "奈良県知事に対して", false),
            (Remedy::CareInsuranceBoard, "奈良県介護保険審査会に対して", true),
            (Remedy::HealthInsuranceBoard, "奈良県国民健康保険審査会に対して", true),
        ] {
            let notice = remedy.notice(PLACE);
            assert!(notice.contains(authority), "{remedy:?}: {notice}");
            assert_eq!(notice.contains("裁決を経た後に"), before_suit, "{remedy:?}");
            assert!(notice.contains("3か月以内") && notice.contains("6か月以内"));
        }
        assert_eq!(Remedy::None.notice(PLACE), "");
    }
}
