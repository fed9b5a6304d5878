//! The answers said back before they are entered, what seems to be there twice, and the entering.

use askama::Template;
use axum::extract::{Path, State};
use madoguchi_app::{App, Draft, StaffPerson, Trouble};
use madoguchi_auth::Deed;
use madoguchi_vocab::Lang;
use madoguchi_workflow::StageName;

use super::{came::Came, draft_of, held_by, path, way};
use crate::{
    chrome::Chrome,
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    resident::apply::{ShownSection, sections},
    staff::labels,
    who::Staff,
};

pub const PATH: &str = "/desk/{id}/check";

/// A submission that seems to be of the same person.
struct Same {
    receipt: String,
    /// Where it can be opened, by whom it may.
    url: Option<String>,
    arrived: String,
    stage: &'static str,
}

/// Something that is there in place of a file.
struct Noted {
    label: String,
    note: String,
}

#[derive(Template)]
#[template(path = "staff/desk/check.html")]
struct Check {
    chrome: Chrome,
    title: String,
    back: String,
    action: String,
    sign: String,
    revision: i64,
    way: &'static str,
    day: Option<String>,
    why: String,
    begun_online: bool,
    has_mail: bool,
    same: Vec<Same>,
    notes: Vec<Noted>,
    sections: Vec<ShownSection>,
    notice: Option<String>,
}

/// Whether everything is there that has to be.
fn is_ready(app: &App, draft: &Draft) -> bool {
    draft.read(app.today()).is_complete() && Came::of(draft, app.today()).wrong(app.today()).is_empty()
}

async fn page(
    app: &App,
    chrome: Chrome,
    person: &StaffPerson,
    draft: &Draft,
    notice: Option<String>,
) -> Result<Check, Problem> {
    let desk = draft.desk.as_ref().ok_or(Problem::Missing)?;
    let reading = draft.read(app.today());
    let base = path(draft.id);
    let may_see = person.may(Deed::SeeSubmission, &draft.paper.procedure.department);
    let same = app.same_person(draft).await?.into_iter().map(|row| Same {
        url: may_see.then(|| format!("/staff/a/{}", row.receipt)),
        arrived: row.arrived_at.date().to_string(),
        stage: StageName::parse(&row.stage).map_or("", labels::stage),
        receipt: row.receipt.to_string(),
    });
    let label = |input: &str| {
        let key = input.rsplit('.').next().unwrap_or(input);
        draft.paper.field(key).map_or_else(|| input.to_owned(), |f| f.label.ja.clone())
    };
    let notes = desk.facts.originals.iter().filter(|(_, o)| !o.note.is_empty());
    Ok(Check {
        title: draft.paper.procedure.title.ja.clone(),
        back: base.clone(),
        action: format!("{base}/check"),
        sign: format!("{base}/sign"),
        revision: draft.revision,
        way: way(desk.facts.way),
        day: desk.facts.paper_day.map(|day| chrome.day(&day)),
        why: desk.facts.late_reason.clone(),
        begun_online: desk.facts.begun_online,
        has_mail: reading.applicant().email.is_some(),
        same: same.collect(),
        notes: notes.map(|(input, o)| Noted { label: label(input), note: o.note.clone() }).collect(),
        sections: sections(draft.said(&reading.answers, Lang::Ja), &format!("{base}/files"), &|page| {
            Some(format!("{base}#p-{page}"))
        }),
        notice,
        chrome,
    })
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(id): Path<String>,
) -> Answer {
    let draft = draft_of(&app, &person, &id).await?;
    if draft.receipt.is_some() || held_by(&draft, &person).is_some() {
        return go_to(&path(draft.id));
    }
    if !is_ready(&app, &draft) {
        return go_to(&format!("{}?look=1", path(draft.id)));
    }
    show(&page(&app, chrome, &person, &draft, None).await?)
}

/// 「登録する」. Pressed twice, it is entered once; what was changed since is shown first.
pub async fn post(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(id): Path<String>,
    fields: Fields,
) -> Answer {
    let draft = draft_of(&app, &person, &id).await?;
    let seen = fields.revision.ok_or(Problem::Unreadable)?;
    if draft.receipt.is_none() && held_by(&draft, &person).is_some() {
        return go_to(&path(draft.id));
    }
    match app.enter(&person, &draft, seen).await {
        Ok(_) => go_to(&format!("{}/done", path(draft.id))),
        Err(Trouble::Incomplete(_) | Trouble::PaperDay(_)) => go_to(&format!("{}?look=1", path(draft.id))),
        Err(Trouble::Overtaken) => {
            let draft = draft_of(&app, &person, &id).await?;
            if !is_ready(&app, &draft) {
                return go_to(&format!("{}?look=1", path(draft.id)));
            }
            let notice = "この画面を開いたあとに答えが変わりました。まだ登録していません。内容を確かめて、もう一度「登録する」を押してください。";
            show_again(&page(&app, chrome, &person, &draft, Some(notice.to_owned())).await?)
        }
        Err(other) => Err(other.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{page::tests::for_staff, resident::apply::sample_sections};

    #[test]
    fn the_page_draws_plain_and_with_warnings() {
        for full in [false, true] {
            let some = |text: &str| full.then(|| text.to_owned());
            for_staff(|chrome| Check {
                chrome,
                title: "住民票".into(),
                back: "/staff/desk/x".into(),
                action: "/staff/desk/x/check".into(),
                sign: "/staff/desk/x/sign".into(),
                revision: 3,
                way: "郵送",
                day: some("令和8年11月20日"),
                why: some("支所に<あった").unwrap_or_default(),
                begun_online: full,
                has_mail: full,
                same: [None, some("/staff/a/K7MN-4128-83")]
                    .into_iter()
                    .filter(|_| full)
                    .map(|url| Same {
                        receipt: "K7MN-4128-83".into(),
                        url,
                        arrived: "2026-11-20".into(),
                        stage: "審査中",
                    })
                    .collect(),
                notes: full
                    .then(|| Noted { label: "本人確認書類".into(), note: "運転<免許証".into() })
                    .into_iter()
                    .collect(),
                sections: sample_sections(),
                notice: some("変わりました"),
            });
        }
    }
}
