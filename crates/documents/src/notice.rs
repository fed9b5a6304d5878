//! 通知書: the decision on a submission in the form of an official letter, as a fragment of HTML that prints
//! on one A4 page.

use askama::Template;
use madoguchi_vocab::{Date, wareki};
use madoguchi_workflow::Ruling;

/// A decision notice.
#[derive(Debug, Template)]
#[template(path = "notice.html")]
pub struct Notice<'a> {
    /// The name of the person it is addressed to, as they wrote it.
    pub addressee: &'a str,
    /// The procedure.
    pub procedure: &'a str,
    /// 受付番号
    pub receipt: &'a str,
    /// The day the submission arrived.
    pub arrived_on: Date,
    /// The day of the decision.
    pub decided_on: Date,
    /// 橿原市長
    pub issuer: &'a str,
    /// The department that answers questions.
    pub department: &'a str,
    /// Their telephone.
    pub phone: &'a str,
    /// The legal basis: law and article.
    pub law: &'a str,
    /// What was decided.
    pub ruling: &'a Ruling,
}

impl Notice<'_> {
    /// The notice as HTML: one `<article>`.
    ///
    /// # Errors
    /// Only if memory for the text cannot be had.
    pub fn html(&self) -> Result<String, askama::Error> {
        self.render()
    }

    fn date(&self, day: &Date) -> String {
        wareki::long(*day)
    }

    fn title(&self) -> String {
        match self.ruling {
            Ruling::Granted { .. } => format!("{}について（決定の通知）", self.procedure),
            Ruling::Refused { .. } => format!("{}について（お受けできない旨の決定の通知）", self.procedure),
            Ruling::Acknowledged { .. } => format!("{}について（受付の通知）", self.procedure),
        }
    }

    fn remedy_lines<'t>(&self, remedy: &'t str) -> Vec<&'t str> {
        remedy.lines().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice<'a>(ruling: &'a Ruling, addressee: &'a str) -> Notice<'a> {
        Notice {
            addressee,
            procedure: "住民票の写しの交付請求",
            receipt: "K7MN-4128-83",
            arrived_on: "2026-11-20".parse().unwrap(),
            decided_on: "2026-11-23".parse().unwrap(),
            issuer: "橿原市長",
            department: "市民課",
            phone: "0744-22-4001",
            law: "住民基本台帳法第12条第1項",
            ruling,
        }
    }

    #[test]
    fn a_refusal_carries_criteria_facts_and_remedies() {
        let ruling = Ruling::Refused {
            basis: "住民基本台帳法第12条第1項".into(),
            facts: "請求者が本人でないため".into(),
            remedy: "1　審査請求ができます。\n2　訴えができます。".into(),
        };
        let html = notice(&ruling, "見本 花子").html().unwrap();
        for part in ["見本 花子", "令和8年11月23日", "請求者が本人でないため", "審査請求", "訴え", "橿原市長"]
        {
            assert!(html.contains(part), "{part} is missing:\n{html}");
        }
    }

    #[test]
    fn a_grant_has_no_remedies_and_names_are_escaped_not_changed() {
        let ruling = Ruling::Granted { note: String::new() };
        let html = notice(&ruling, "<b>髙橋 \u{FA19}</b>").html().unwrap();
        assert!(!html.contains("不服"));
        assert!(html.contains("&#60;b&#62;髙橋 \u{FA19}"), "{html}");
    }
}
