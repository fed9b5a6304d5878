//! What was posted on the one screen of a paper becomes part of the draft.

use std::hash::{DefaultHasher, Hash, Hasher};

use madoguchi_app::{App, DeskFacts, Draft, How, Original};
use madoguchi_forms::{FieldKind, Page, Paper, Typed};
use madoguchi_vocab::{Lang, normalise};

use super::came::Came;
use crate::{
    chrome::Chrome,
    complaint::Wrong,
    form_state::{Fields, Upload},
    problem::Problem,
    resident::apply::save::take_files,
    widget::SPOKEN,
};

/// The most characters of a note about an original.
const LONGEST: usize = 200;

/// What a draft would be with what was posted.
pub struct Posted {
    /// The answers.
    pub typed: Typed,
    /// How it came, as typed.
    pub came: Came,
    /// How it came, as it is kept.
    pub facts: DeskFacts,
}

impl Posted {
    /// Reads a POST of the whole paper.
    ///
    /// # Errors
    /// [`Problem::Unreadable`] if it holds a name that no question has.
    pub fn read(draft: &Draft, fields: &Fields) -> Result<Self, Problem> {
        let came = Came::posted(fields)?;
        let kept = draft.desk.as_ref().map(|desk| desk.facts.clone()).unwrap_or_default();
        let mut facts = came.facts(&kept);
        facts.originals = fields.pairs().filter_map(|(name, value)| original(fields, name, value)).collect();
        Ok(Self { typed: typed(draft, fields)?, came, facts })
    }

    /// Whether this is what the draft holds already.
    pub fn is_kept(&self, draft: &Draft) -> bool {
        digest_of(&self.typed, &self.facts, self.came.lang) == digest(draft)
    }
}

fn original(fields: &Fields, name: &str, value: &str) -> Option<(String, Original)> {
    let input = name.strip_prefix("_original.")?;
    let how = How::parse(value)?;
    let note = normalise::prose(fields.first(&format!("_note.{input}"))).chars().take(LONGEST).collect();
    Some((input.to_owned(), Original { how, note }))
}

/// The page to which a name belongs.
fn page_at(paper: &Paper, name: &str) -> Option<usize> {
    let root = name.split('.').next().unwrap_or(name);
    paper.pages.iter().position(|page| match &page.repeat {
        Some(repeat) => repeat.key.as_str() == root,
        None => page.fields.iter().any(|f| f.key.as_str() == root),
    })
}

fn typed(draft: &Draft, fields: &Fields) -> Result<Typed, Problem> {
    let paper = &draft.paper;
    let mut by_page = vec![Typed::default(); paper.pages.len()];
    for (name, value) in fields.pairs().filter(|(name, _)| !name.starts_with('_')) {
        let at = page_at(paper, name).ok_or(Problem::Unreadable)?;
        by_page[at].push(name, value);
    }
    let mut typed = draft.typed.clone();
    for (page, posted) in paper.pages.iter().zip(by_page).filter(|(page, _)| page.exit.is_none()) {
        typed = paper.accept(page, &typed, posted).map_err(|refused| {
            tracing::info!(%refused, "a post was refused");
            Problem::Unreadable
        })?;
    }
    sign(draft, &mut typed);
    Ok(typed)
}

/// A statement that was made before somebody of the office stands there under the name of whoever made it.
fn sign(draft: &Draft, typed: &mut Typed) {
    let paper = &draft.paper;
    let is_signature = |name: &str| {
        let key = name.rsplit('.').next().unwrap_or(name);
        paper.field(key).is_some_and(|f| matches!(f.kind, FieldKind::Signature(_)))
    };
    let signed: Vec<String> = typed.0.keys().filter(|name| is_signature(name)).cloned().collect();
    for name in signed {
        let ticked = typed.has(&name, SPOKEN);
        let before = draft.typed.first(&name);
        let made = if !ticked {
            String::new()
        } else if before.is_empty() || before == SPOKEN {
            let answers = draft.read_as(typed, draft.saved_at.date()).answers;
            paper.applicant(&answers).name.unwrap_or_else(|| SPOKEN.to_owned())
        } else {
            before.to_owned()
        };
        typed.set(name, made);
    }
}

/// Names what a draft holds: the screen is drawn with it and posts it back.
pub fn digest(draft: &Draft) -> String {
    let facts = draft.desk.as_ref().map(|desk| desk.facts.clone()).unwrap_or_default();
    digest_of(&draft.typed, &facts, draft.lang)
}

fn digest_of(typed: &Typed, facts: &DeskFacts, lang: Lang) -> String {
    let mut sum = DefaultHasher::new();
    typed.0.hash(&mut sum);
    format!("{facts:?}{lang}").hash(&mut sum);
    format!("{:016x}", sum.finish())
}

/// Takes the files that came, wherever on the screen they were chosen.
pub async fn files(
    app: &App,
    chrome: &Chrome,
    mut draft: Draft,
    uploads: Vec<Upload>,
) -> Result<(Draft, Vec<Wrong>), Problem> {
    let mut wrong = Vec::new();
    for upload in uploads {
        let paper = draft.paper.clone();
        let at = page_at(&paper, &upload.input).ok_or(Problem::Unreadable)?;
        let (with_file, mut refused) = take_files(app, chrome, draft, &paper.pages[at], vec![upload]).await?;
        draft = with_file;
        wrong.append(&mut refused);
    }
    Ok((draft, wrong))
}

/// The repeating page whose group has this name.
pub fn group<'p>(paper: &'p Paper, name: &str) -> Option<&'p Page> {
    paper.pages.iter().find(|p| p.repeat.as_ref().is_some_and(|r| r.key.as_str() == name))
}
