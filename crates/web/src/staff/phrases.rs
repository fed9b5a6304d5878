//! Sentences clerks write again and again: those of the department (`/staff/texts`), and for corrections those of the city, by
//! the kind of question. Residents read them as they stand here, so each says what to do.

use madoguchi_app::{App, Offered, Submission};
use madoguchi_forms::FieldKind;
use madoguchi_workflow::Topic;

use crate::{form_state::Fields, problem::Problem};

/// Sentences to choose from, and whose they are.
#[derive(Clone)]
pub struct Group {
    pub label: &'static str,
    pub offers: Vec<Offered>,
}

/// The sentences of the department for somebody who writes about a submission.
pub async fn own(app: &App, submission: &Submission, topic: Topic) -> Result<Vec<Group>, Problem> {
    let offers = app.phrases_for(submission, topic).await?;
    Ok(if offers.is_empty() { vec![] } else { vec![Group { label: "この課の文例", offers }] })
}

/// The department's sentences for a correction, then what is often wrong with an answer of that kind.
pub fn for_question(own: &[Group], kind: Option<&FieldKind>) -> Vec<Group> {
    let as_is = |text: &&str| Offered { shown: (*text).into(), said: (*text).into(), translated: false };
    let usual = Group { label: "市の文例", offers: of(kind).iter().map(as_is).collect() };
    own.iter().cloned().chain([usual]).collect()
}

/// The same with what was chosen, if it is among them no more: nothing that was chosen gets lost.
pub fn with_chosen(mut groups: Vec<Group>, chosen: &str) -> Vec<Group> {
    let there = groups.iter().flat_map(|g| &g.offers).any(|o| o.said == chosen);
    if !there && !chosen.is_empty() {
        let chosen = Offered { shown: chosen.to_owned(), said: chosen.to_owned(), translated: false };
        groups.push(Group { label: "選んだ文", offers: vec![chosen] });
    }
    groups
}

/// The chosen sentence, then the clerk's own words: what is said under a name.
pub fn said(fields: &Fields, name: &str) -> String {
    join(fields.first(&format!("phrase.{name}")), fields.first(name))
}

/// The chosen sentence, then the clerk's own words.
pub fn join(phrase: &str, own: &str) -> String {
    [phrase, own].into_iter().filter(|t| !t.trim().is_empty()).collect::<Vec<_>>().join("\n")
}

/// What is often wrong with an answer of that kind, the most frequent first; for a group of rows, what fits any.
fn of(kind: Option<&FieldKind>) -> &'static [&'static str] {
    match kind {
        Some(FieldKind::Attachment(_)) => &[
            "写真がぼやけていて読めません。明るいところで撮り直してください。",
            "書類の全体が写っていません。四すみが入るように撮り直してください。",
            "別の書類のようです。求められている書類を出してください。",
            "書類の有効期限が切れています。期限内のものを出してください。",
            "裏面も必要です。両面を出してください。",
            "ファイルを安全に開けませんでした。撮り直した写真など、別のファイルを出してください。",
        ],
        Some(FieldKind::Phone(_)) => &[
            "この番号につながりません。日中につながる番号を書いてください。",
            "番号が途中で終わっているようです。確かめて直してください。",
        ],
        Some(FieldKind::Email(_)) => &["このメールアドレスに届きません。確かめて直してください。"],
        Some(FieldKind::PostalAddress(_)) => &[
            "住所が、本人確認書類と違います。確かめて直してください。",
            "番地や建物の名前、部屋番号がありません。書き足してください。",
        ],
        Some(FieldKind::Name(_) | FieldKind::Kana(_)) => &[
            "お名前が、本人確認書類と違います。確かめて直してください。",
            "名字とお名前の両方を書いてください。",
        ],
        Some(FieldKind::Date(_) | FieldKind::Birthday(_)) => &[
            "日付が、書類と違います。確かめて直してください。",
            "日付の順番が合いません。確かめて直してください。",
        ],
        Some(FieldKind::BankAccount(_)) => {
            &["この口座を確かめられません。通帳やキャッシュカードを見て、書き直してください。"]
        }
        Some(FieldKind::Number(_) | FieldKind::Money(_)) => {
            &["数が、書類と違います。確かめて直してください。"]
        }
        _ => &[
            "書き間違いがあるようです。確かめて直してください。",
            "書類の内容と違います。確かめて直してください。",
            "くわしく書いてください。",
        ],
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// Sentences with letters that HTML escapes, one of them in another language.
    pub fn sample() -> Vec<Group> {
        let offer = |shown: &str, said: &str| Offered {
            shown: shown.into(),
            said: said.into(),
            translated: shown != said,
        };
        let offers =
            vec![offer("写真が<読めません>", "写真が<読めません>"), offer("届きません", "It \"bounces\".")];
        vec![Group { label: "この課の文例", offers }]
    }

    #[test]
    fn the_departments_sentences_come_first_and_what_was_chosen_stays() {
        let groups = with_chosen(for_question(&sample(), None), "もうない文");
        assert_eq!(
            groups.iter().map(|g| g.label).collect::<Vec<_>>(),
            ["この課の文例", "市の文例", "選んだ文"]
        );
        assert_eq!(with_chosen(sample(), "It \"bounces\".").len(), 1);
        assert_eq!(join("文例", "　\n"), "文例");
    }
}
