//! Answers said back on a page.

use madoguchi_app::Submission;
use madoguchi_forms::Section;

use crate::{chrome::Chrome, widget::size};

/// One answer.
#[derive(Clone, Debug)]
pub struct ShownLine {
    /// The question.
    pub label: String,
    /// The answer; empty where an optional question was left.
    pub answer: String,
    /// Name, size and address of each file.
    pub files: Vec<(String, String, String)>,
    /// Where it can be changed.
    pub change: Option<String>,
}

/// The answers of one page or row.
#[derive(Clone, Debug)]
pub struct ShownSection {
    /// The heading.
    pub title: String,
    /// The answers.
    pub lines: Vec<ShownLine>,
}

impl ShownSection {
    /// Where its answers can be changed, for pages with one link for all of them.
    pub fn change(&self) -> Option<&str> {
        self.lines.iter().find_map(|line| line.change.as_deref())
    }
}

/// 「○○さんの代理で△△さんが手続きしました」; nothing where nobody acted for anybody.
pub fn by_proxy(submission: &Submission, chrome: &Chrome) -> Option<String> {
    let proxy = submission.paper.proxy(&submission.answers)?;
    Some(chrome.put2("receipt.proxy", &submission.applicant_name, proxy.name))
}

/// Makes the answers ready to be drawn. `files` is the address in front of a file's id; `change` gives the
/// address of a page.
pub fn sections(
    sections: Vec<Section>,
    files: &str,
    change: &dyn Fn(&str) -> Option<String>,
) -> Vec<ShownSection> {
    sections
        .into_iter()
        .map(|section| {
            let page = section.page.to_string();
            let lines = section.lines.into_iter().map(|line| ShownLine {
                change: change(&page).filter(|_| !line.computed),
                label: line.label,
                answer: line.answer,
                files: line
                    .files
                    .into_iter()
                    .map(|f| (f.name, size(f.size), format!("{files}/{}", f.id)))
                    .collect(),
            });
            ShownSection { title: section.title, lines: lines.collect() }
        })
        .collect()
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// Answers for pages drawn outside a request.
    pub fn sample() -> Vec<ShownSection> {
        let line = |label: &str, answer: &str| ShownLine {
            label: label.into(),
            answer: answer.into(),
            files: vec![("menkyo.jpg".into(), "1.2MB".into(), "/apply/x/files/y".into())],
            change: Some("/apply/x/name?return=check".into()),
        };
        vec![ShownSection {
            title: "申請する人".into(),
            lines: vec![line("氏名", "見本 <花子>"), line("建物名", "")],
        }]
    }
}
