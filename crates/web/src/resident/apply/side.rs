//! The buttons of a page of questions beside 「次へ進む」. The answers are saved by the time they are heeded.

use madoguchi_app::{App, Draft, Trouble};
use madoguchi_forms::Page as Asked;
use madoguchi_vocab::FileId;

use super::{
    offer, path,
    question::{From, Told, again, drawn},
    save,
};
use crate::{
    chrome::{Chrome, READINGS, SPEAK},
    complaint::Wrong,
    form_state::Fields,
    page::{Answer, go_to, show},
    problem::Problem,
    who::Resident,
    widget::{control_id, row_id},
};

/// Any other button of the page. The answers are saved already.
pub async fn step(
    app: &App,
    resident: &Resident,
    chrome: Chrome,
    draft: Draft,
    page: &Asked,
    from: &From,
    fields: &Fields,
) -> Answer {
    let query = if from.check() { "?return=check" } else { "" };
    let here = |at: &str| chrome.url(&format!("{}/{}{query}{at}", path(draft.id), page.key));
    let mut typed = draft.typed.clone();
    match fields.action.split_once(':').unwrap_or((&fields.action, "")) {
        ("save", _) => go_to(&chrome.url(&format!("{}/saved", path(draft.id)))),
        ("upload" | SPEAK, _) => go_to(&here("")),
        (READINGS, _) => go_to(&chrome.readings_url()),
        ("fill", _) => {
            let filled = offer::fill(app, &resident.visitor, &draft, page).await?;
            let joint = if query.is_empty() { '?' } else { '&' };
            go_to(&here(&format!("{joint}filled={filled}#filled")))
        }
        ("remove", file) => {
            let file: FileId = file.parse().map_err(|_| Problem::Missing)?;
            app.detach(&draft, file).await?;
            go_to(&here(""))
        }
        ("add", _) => match (save::add_row(page, &mut typed), &page.repeat) {
            (Some(row), Some(repeat)) => {
                app.save_draft(&draft, typed).await?;
                go_to(&here(&format!("#{}", row_id(repeat, &row))))
            }
            _ => go_to(&here("")),
        },
        ("drop", row) => {
            save::drop_row(page, &mut typed, row);
            app.save_draft(&draft, typed).await?;
            go_to(&here(""))
        }
        ("lookup", input) => look_up(app, resident, chrome, draft, page, from, input).await,
        ("town", chosen) => {
            let (nth, input) = chosen.split_once(':').ok_or(Problem::Unreadable)?;
            let nth = nth.parse().map_err(|_| Problem::Unreadable)?;
            if !save::choose_town(app, &mut typed, input, nth) {
                return look_up(app, resident, chrome, draft, page, from, input).await;
            }
            app.save_draft(&draft, typed).await?;
            go_to(&here(&format!("#{}", control_id(&format!("{input}.street")))))
        }
        _ => Err(Problem::Unreadable),
    }
}

/// 「住所を入力する」 without scripts.
async fn look_up(
    app: &App,
    resident: &Resident,
    chrome: Chrome,
    draft: Draft,
    page: &Asked,
    from: &From,
    input: &str,
) -> Answer {
    let mut typed = draft.typed.clone();
    let found = save::look_up_address(app, &mut typed, input);
    let zip = typed.first(&format!("{input}.zip")).to_owned();
    let draft = match app.save_draft(&draft, typed).await {
        Ok(saved) => saved,
        Err(Trouble::Overtaken) => return Err(Problem::Overtaken),
        Err(other) => return Err(other.into()),
    };
    match found {
        save::LookedUp::Filled => {
            let query = if from.check() { "?return=check" } else { "" };
            let street = control_id(&format!("{input}.street"));
            go_to(&chrome.url(&format!("{}/{}{query}#{street}", path(draft.id), page.key)))
        }
        save::LookedUp::Several(towns) => {
            let button = |(nth, name)| (format!("town:{nth}:{input}"), name);
            let towns = towns.into_iter().enumerate().map(button).collect();
            let told = Told { towns, ..Told::notice(chrome.say("field.lookup_choose").to_owned()) };
            show(&drawn(app, resident, chrome, &draft, page, from, told).await?)
        }
        save::LookedUp::Unknown => {
            let text = chrome.put("field.lookup_none", zip);
            let wrong = vec![Wrong::at(control_id(&format!("{input}.zip")), text)];
            again(app, resident, chrome, &draft, page, from, Told { wrong, ..Told::default() }).await
        }
    }
}
