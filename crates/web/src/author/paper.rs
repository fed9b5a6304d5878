//! One paper: what the checker says about it, with the lines it means, and its pages from first to last.

use askama::Template;
use axum::extract::{Path, State};
use madoguchi_app::App;

use super::life::Life;
use crate::{
    chrome::Chrome,
    page::{Answer, show},
    problem::Problem,
    who::Staff,
};

#[derive(Template)]
#[template(path = "author/paper.html")]
struct Paper {
    chrome: Chrome,
    title: String,
    findings: Vec<String>,
    /// What differs from the version residents see; none where no other version is open.
    changes: Option<Vec<String>>,
    pages: Vec<PageLine>,
    /// None where the paper cannot be read.
    life: Option<Life>,
}

struct PageLine {
    title: String,
    /// 対象外, くり返し
    kind: &'static str,
    when: Option<String>,
    fields: Vec<FieldLine>,
}

struct FieldLine {
    label: String,
    kind: &'static str,
    required: bool,
    when: Option<String>,
}

fn page_line(paper: &madoguchi_forms::Paper, page: &madoguchi_forms::Page) -> PageLine {
    let field = |f: &madoguchi_forms::Field| FieldLine {
        label: f.label.ja.clone(),
        kind: f.kind.code(),
        required: f.required,
        when: f.when.as_ref().map(|w| w.in_words(paper)),
    };
    let kind = match (&page.exit, &page.repeat) {
        (Some(_), _) => "対象外",
        (None, Some(_)) => "くり返し",
        (None, None) => "",
    };
    PageLine {
        title: page.title.ja.clone(),
        kind,
        when: page.when.as_ref().map(|w| w.in_words(paper)),
        fields: page.fields.iter().map(field).collect(),
    }
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(slug): Path<String>,
) -> Answer {
    let line =
        app.paper_lines(&person)?.into_iter().find(|l| l.loaded.slug == slug).ok_or(Problem::Missing)?;
    let (loaded, paper) = (&line.loaded, line.loaded.paper.as_deref());
    let changes = |new: &madoguchi_forms::Paper| {
        let open = line.open.as_ref()?;
        Some(madoguchi_forms::diff(&open.paper, new).iter().map(madoguchi_forms::Change::say).collect())
    };
    show(&Paper {
        chrome,
        title: paper.map_or_else(|| slug.clone(), |p| p.procedure.title.ja.clone()),
        findings: loaded.findings.iter().map(|f| f.render(&loaded.source)).collect(),
        changes: paper.and_then(changes),
        pages: paper.map_or_else(Vec::new, |p| p.pages.iter().map(|page| page_line(p, page)).collect()),
        life: paper.map(|p| Life::of(&p.procedure.title.ja, &p.workflow)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws() {
        for findings in [vec![], vec!["error[P0101]: …".to_owned()]] {
            for_staff(|chrome| Paper {
                chrome,
                title: "手続き".into(),
                findings: findings.clone(),
                changes: Some(findings.clone()),
                pages: vec![PageLine {
                    title: "質問".into(),
                    kind: "くり返し",
                    when: Some("いつも".into()),
                    fields: vec![FieldLine {
                        label: "氏名".into(),
                        kind: "name",
                        required: false,
                        when: Some("いつも".into()),
                    }],
                }],
                life: Some(Life::of("手続き", &madoguchi_workflow::Template::TwoReviews.definition())),
            });
        }
    }
}
