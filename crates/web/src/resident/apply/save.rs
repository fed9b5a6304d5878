//! What was posted on a page of questions becomes part of the draft.

use madoguchi_app::{App, Draft, PostalTown, Trouble};
use madoguchi_forms::{FieldKind, Page, Typed};
use madoguchi_vocab::FieldKey;

use crate::{
    chrome::Chrome,
    complaint::{Wrong, about_file},
    form_state::{Fields, Upload},
    problem::Problem,
    who::Resident,
    widget::control_id,
};

/// The inputs of a page that take files: question, row and name.
pub fn file_inputs(page: &Page, typed: &Typed) -> Vec<(FieldKey, Option<String>, String)> {
    let takes = || page.fields.iter().filter(|f| matches!(f.kind, FieldKind::Attachment(_)));
    match &page.repeat {
        None => takes().map(|f| (f.key.clone(), None, f.input(None, ""))).collect(),
        Some(repeat) => repeat
            .row_ids(typed)
            .into_iter()
            .flat_map(|row| {
                let input = |f: &madoguchi_forms::Field| {
                    (f.key.clone(), Some(row.clone()), f.input(Some((&repeat.key, &row)), ""))
                };
                takes().map(input).collect::<Vec<_>>()
            })
            .collect(),
    }
}

/// Takes the files that came with a page. Those that cannot be taken are said by name; the others are kept.
pub async fn take_files(
    app: &App,
    chrome: &Chrome,
    mut draft: Draft,
    page: &Page,
    uploads: Vec<Upload>,
) -> Result<(Draft, Vec<Wrong>), Problem> {
    let mut wrong = Vec::new();
    for upload in uploads {
        let inputs = file_inputs(page, &draft.typed);
        let Some((field, row, input)) = inputs.into_iter().find(|(_, _, input)| *input == upload.input)
        else {
            return Err(Problem::Unreadable);
        };
        match app.attach(&draft, &field, row.as_deref(), &upload.name, upload.file).await {
            Ok(with_file) => draft = with_file,
            Err(Trouble::File(trouble)) => {
                wrong.push(Wrong::at(control_id(&input), about_file(chrome, &upload.name, &trouble)));
            }
            Err(other) => return Err(other.into()),
        }
    }
    Ok((draft, wrong))
}

/// Takes what came with a page: files, then answers.
pub async fn all(
    app: &App,
    chrome: &Chrome,
    resident: &Resident,
    draft: Draft,
    page: &Page,
    fields: &Fields,
    uploads: Vec<Upload>,
) -> Result<(Draft, Vec<Wrong>), Problem> {
    let (draft, wrong) = take_files(app, chrome, draft, page, uploads).await?;
    Ok((save(app, draft, resident, page, fields).await?, wrong))
}

/// What the draft would be with what was posted.
pub fn merged(draft: &Draft, page: &Page, fields: &Fields) -> Result<Typed, Problem> {
    draft.paper.accept(page, &draft.typed, fields.typed()).map_err(|refused| {
        tracing::info!(%refused, "a post was refused");
        Problem::Unreadable
    })
}

/// Saves what was posted. When another tab has just saved, its answers stay and these are put on top.
pub async fn save(
    app: &App,
    draft: Draft,
    resident: &Resident,
    page: &Page,
    fields: &Fields,
) -> Result<Draft, Problem> {
    let wants_to_go_on = fields.action.is_empty();
    let once = async |draft: &Draft| {
        let typed = merged(draft, page, fields)?;
        let saved = match wants_to_go_on {
            true => app.send_page(draft, typed, &page.key).await,
            false => app.save_draft(draft, typed).await,
        };
        match saved {
            Ok(saved) => Ok(Some(saved)),
            Err(Trouble::Overtaken) => Ok(None),
            Err(other) => Err(Problem::from(other)),
        }
    };
    if let Some(saved) = once(&draft).await? {
        return Ok(saved);
    }
    let newer = app.draft(draft.id, &resident.visitor).await?;
    once(&newer).await?.ok_or(Problem::Overtaken)
}

/// One more row, if there may be one.
pub fn add_row(page: &Page, typed: &mut Typed) -> Option<String> {
    page.repeat.as_ref()?.add_row(typed)
}

/// One row fewer, if there may be one fewer.
pub fn drop_row(page: &Page, typed: &mut Typed, row: &str) {
    let Some(repeat) = &page.repeat else { return };
    let rows = repeat.row_ids(typed);
    if rows.len() > repeat.min as usize && rows.iter().any(|r| r == row) {
        repeat.remove_row(typed, row);
    }
}

/// What came of looking up a postal code.
#[derive(Debug, PartialEq, Eq)]
pub enum LookedUp {
    /// The parts of the address are filled in.
    Filled,
    /// The code stands for several towns: what they have in common is filled in. Their names are in the order in which
    /// [`choose_town`] counts them.
    Several(Vec<String>),
    /// Nobody knows the code.
    Unknown,
}

/// Fills in an address from its postal code. What was typed into the street is left alone.
pub fn look_up_address(app: &App, typed: &mut Typed, input: &str) -> LookedUp {
    let towns = app.postal(typed.first(&format!("{input}.zip")));
    let Some(first) = towns.first() else { return LookedUp::Unknown };
    if towns.len() == 1 {
        fill_in(typed, input, first);
        return LookedUp::Filled;
    }
    let one_city = towns.iter().all(|t| t.prefecture == first.prefecture && t.city == first.city);
    if towns.iter().all(|t| t.prefecture == first.prefecture) {
        typed.set(format!("{input}.pref"), &first.prefecture);
    }
    if one_city {
        typed.set(format!("{input}.city"), &first.city);
    }
    let name = |t: &PostalTown| match (one_city, t.town.as_str()) {
        (true, "") => t.city.clone(),
        (true, town) => town.to_owned(),
        (false, town) => format!("{}{}{town}", t.prefecture, t.city),
    };
    LookedUp::Several(towns.iter().map(name).collect())
}

/// Fills in one of several towns, counted from 0; whether there is one.
pub fn choose_town(app: &App, typed: &mut Typed, input: &str, nth: usize) -> bool {
    let towns = app.postal(typed.first(&format!("{input}.zip")));
    let chosen = towns.get(nth);
    chosen.inspect(|town| fill_in(typed, input, town)).is_some()
}

fn fill_in(typed: &mut Typed, input: &str, town: &PostalTown) {
    typed.set(format!("{input}.pref"), &town.prefecture);
    typed.set(format!("{input}.city"), &town.city);
    typed.set(format!("{input}.town"), &town.town);
}
