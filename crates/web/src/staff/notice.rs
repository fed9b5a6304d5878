//! The decision notice, for printing.

use askama::Template;
use axum::extract::{Path, State};
use madoguchi_app::App;
use madoguchi_documents::Notice;
use madoguchi_workflow::Stage;

use super::case::number;
use crate::{
    chrome::Chrome,
    page::{Answer, show},
    problem::Problem,
    who::Staff,
};

pub const PATH: &str = "/a/{receipt}/notice";

#[derive(Template)]
#[template(path = "staff/notice.html")]
struct NoticePage {
    chrome: Chrome,
    receipt: String,
    letter: String,
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(receipt): Path<String>,
) -> Answer {
    let case = app.open_case(&person, &number(&receipt)?).await?;
    let s = &case.submission;
    let Stage::Decided { at, ruling, .. } = &s.stage else { return Err(Problem::Missing) };
    let law = s.paper.procedure.law.as_ref().map_or_else(String::new, |l| format!("{}{}", l.name, l.article));
    let (receipt, issuer) = (s.receipt.to_string(), format!("{}長", app.city().name));
    let letter = Notice {
        addressee: &s.applicant_name,
        procedure: &s.paper.procedure.title.ja,
        receipt: &receipt,
        arrived_on: s.arrived_at.date(),
        decided_on: at.date(),
        issuer: &issuer,
        department: &s.department_name,
        phone: &s.phone,
        law: &law,
        ruling,
    }
    .html()?;
    show(&NoticePage { chrome, receipt: receipt.clone(), letter })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws() {
        for_staff(|chrome| NoticePage {
            chrome,
            receipt: "K7MN-4128-83".into(),
            letter: "<article></article>".into(),
        });
    }
}
