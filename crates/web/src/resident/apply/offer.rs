//! What was answered before is offered on a page of questions, shown first, and filled in when somebody says so.

use madoguchi_app::{App, Draft, KnownFrom, Trouble, Visitor};
use madoguchi_forms::{Field, Known, Page, Reading};

use crate::{chrome::Chrome, problem::Problem, widget::control_id};

/// What could be filled in on a page.
#[derive(Clone, Debug)]
pub struct Offer {
    /// Question and answer.
    pub lines: Vec<(String, String)>,
    /// Whether the owner of the account had it kept; else it was given in this browser a moment ago.
    pub in_account: bool,
}

/// A question that was just filled in.
#[derive(Clone, Debug)]
pub struct Filled {
    /// Its control.
    pub target: String,
    /// What is asked.
    pub label: String,
}

impl Offer {
    /// What is known for the questions of a page that have nothing typed yet.
    pub async fn of(
        app: &App,
        visitor: &Visitor,
        chrome: &Chrome,
        draft: &Draft,
        (page, reading): (&Page, &Reading<'_>),
    ) -> Result<Option<Self>, Problem> {
        let open = draft.paper.fillable(page, reading, &draft.typed);
        if open.is_empty() {
            return Ok(None);
        }
        let (known, from) = app.known_for(draft.id, visitor).await?;
        let line = |f: &&Field| {
            let value = known.get(&f.applicant?)?;
            Some((chrome.text(&f.label).to_owned(), f.kind.show(value, chrome.lang)))
        };
        let lines: Vec<_> = open.iter().filter_map(line).collect();
        Ok((!lines.is_empty()).then_some(Self { lines, in_account: from == KnownFrom::Account }))
    }
}

/// Fills in what is known and saves it; gives the keys of the questions, as an address takes them.
pub async fn fill(app: &App, visitor: &Visitor, draft: &Draft, page: &Page) -> Result<String, Problem> {
    let (known, _): (Known, _) = app.known_for(draft.id, visitor).await?;
    let reading = draft.read(app.today());
    let mut fields = draft.paper.fillable(page, &reading, &draft.typed);
    fields.retain(|f| f.applicant.is_some_and(|role| known.contains_key(&role)));
    let mut typed = draft.typed.clone();
    draft.paper.fill_in(&fields, &known, &mut typed);
    match app.save_draft(draft, typed).await {
        Err(Trouble::Overtaken) => return Err(Problem::Overtaken),
        saved => saved?,
    };
    let keys = fields.iter().map(|f| f.key.as_str()).collect::<Vec<_>>().join(",");
    Ok(url::form_urlencoded::byte_serialize(keys.as_bytes()).collect())
}

/// The questions of a page that an address names as just filled in.
pub fn filled(page: &Page, keys: &str, chrome: &Chrome) -> Vec<Filled> {
    let named = |f: &&Field| f.applicant.is_some() && keys.split(',').any(|key| key == f.key.as_str());
    page.fields
        .iter()
        .filter(named)
        .map(|f| Filled { target: control_id(&f.first_input()), label: chrome.text(&f.label).to_owned() })
        .collect()
}
