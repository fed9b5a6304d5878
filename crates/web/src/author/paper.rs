//! One paper: what the checker says about it, with the lines it means, and its pages from first to last.

use askama::Template;
use axum::extract::{Path, State};
use madoguchi_app::App;

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
    /// The title of each page and the labels of its questions.
    pages: Vec<(String, Vec<String>)>,
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(slug): Path<String>,
) -> Answer {
    let line =
        app.paper_lines(&person)?.into_iter().find(|l| l.loaded.slug == slug).ok_or(Problem::Missing)?;
    let loaded = &line.loaded;
    let pages = loaded.paper.as_ref().map_or_else(Vec::new, |p| {
        let labels = |page: &madoguchi_forms::Page| page.fields.iter().map(|f| f.label.ja.clone()).collect();
        p.pages.iter().map(|page| (page.title.ja.clone(), labels(page))).collect()
    });
    show(&Paper {
        chrome,
        title: loaded.paper.as_ref().map_or_else(|| slug.clone(), |p| p.procedure.title.ja.clone()),
        findings: loaded.findings.iter().map(|f| f.render(&loaded.source)).collect(),
        pages,
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
                pages: vec![("質問".into(), vec!["氏名".into()])],
            });
        }
    }
}
