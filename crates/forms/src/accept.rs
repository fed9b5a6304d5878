//! What of a POST is kept.

use std::collections::BTreeMap;

use madoguchi_vocab::FieldKey;

use crate::{
    answers::{Answers, TYPED_LIMIT, Typed, Value},
    field::{Field, FieldKind},
    paper::{Page, Paper, Repeat},
    rows::is_row_id,
};

/// A POST that no page of ours sends.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("input {name:?} refused: {why:?}")]
pub struct UnknownInput {
    /// The name of the input.
    pub name: String,
    /// What about it.
    pub why: Why,
}

/// Why an input was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// No question here has this name.
    Name,
    /// No such row, or a row where nothing repeats.
    Row,
    /// Longer than [`crate::TYPED_LIMIT`] characters.
    TooLong,
    /// More values or rows than any page sends.
    TooMany,
}

/// The most values one input may have; no page of ours offers more boxes.
const VALUES: usize = 200;

/// What a POST may touch.
#[derive(Default)]
struct Scope<'p> {
    plain: Vec<&'p Field>,
    groups: Vec<Group<'p>>,
}

struct Group<'p> {
    repeat: &'p Repeat,
    fields: Vec<&'p Field>,
    /// Whether rows may come and go, or only what is in them change.
    rows: bool,
}

impl Paper {
    /// Merges what was posted for a page into what was typed before.
    ///
    /// What was not posted stays as it was, except boxes to tick, which browsers do not send when they are
    /// empty. Files come and go by other ways: ids posted in a form change nothing. An empty list of rows
    /// changes nothing either; rows go by [`Repeat::remove_row`] or by posting the list without them.
    ///
    /// # Errors
    /// When a name is posted that this page does not have, or more than any page of ours sends.
    pub fn accept(&self, page: &Page, current: &Typed, posted: Typed) -> Result<Typed, UnknownInput> {
        scope_of_page(page).merge(current, posted)
    }

    /// Merges what was posted for some questions into what was typed before: corrections. A repeating group
    /// is named by its own key (its rows may then come and go) or by questions in it.
    ///
    /// # Errors
    /// As [`Paper::accept`].
    pub fn accept_fields(
        &self,
        fields: &[FieldKey],
        current: &Typed,
        posted: Typed,
    ) -> Result<Typed, UnknownInput> {
        let mut scope = Scope::default();
        for page in &self.pages {
            let whole = page.repeat.as_ref().is_some_and(|r| fields.contains(&r.key));
            let named: Vec<&Field> =
                page.fields.iter().filter(|f| whole || fields.contains(&f.key)).collect();
            match &page.repeat {
                None => scope.plain.extend(named),
                Some(repeat) => scope.groups.push(Group { repeat, fields: named, rows: whole }),
            }
        }
        scope.merge(current, posted)
    }

    /// Of what was typed, what belongs to a page.
    pub fn typed_on(&self, page: &Page, typed: &Typed) -> Typed {
        let names = scope_of_page(page).inputs(typed).into_keys();
        let names = names.chain(page.repeat.as_ref().map(|r| r.key.to_string()));
        let found = names.filter_map(|name| typed.0.get(&name).map(|values| (name, values.clone())));
        Typed(found.collect())
    }

    /// What somebody would have typed to give these answers: `read(typed_from(a)).answers == a`.
    pub fn typed_from(&self, answers: &Answers) -> Typed {
        let mut typed = Typed::default();
        for page in &self.pages {
            let Some(repeat) = &page.repeat else {
                page.fields.iter().for_each(|f| type_again(&mut typed, f, None, answers.values.get(&f.key)));
                continue;
            };
            let Some(rows) = answers.rows.get(&repeat.key) else { continue };
            typed.0.insert(repeat.key.to_string(), rows.iter().map(|r| r.id.clone()).collect());
            for row in rows {
                let at = Some((&repeat.key, row.id.as_str()));
                page.fields.iter().for_each(|f| type_again(&mut typed, f, at, row.values.get(&f.key)));
            }
        }
        typed
    }
}

fn type_again(typed: &mut Typed, field: &Field, at: Option<(&FieldKey, &str)>, value: Option<&Value>) {
    let Some(value) = value else { return };
    for (part, values) in field.kind.behaviour().typed(value) {
        typed.0.insert(field.input(at, part), values);
    }
}

fn scope_of_page(page: &Page) -> Scope<'_> {
    let fields = page.fields.iter().collect();
    match &page.repeat {
        None => Scope { plain: fields, groups: Vec::new() },
        Some(repeat) => Scope { plain: Vec::new(), groups: vec![Group { repeat, fields, rows: true }] },
    }
}

impl<'p> Scope<'p> {
    fn merge(&self, current: &Typed, posted: Typed) -> Result<Typed, UnknownInput> {
        within_limits(&posted)?;
        let mut merged = current.clone();
        for group in &self.groups {
            group.rows(&mut merged, &posted)?;
        }
        let inputs = self.inputs(&merged);
        for name in posted.0.keys() {
            if !inputs.contains_key(name) && !self.is_row_list(name) {
                return Err(UnknownInput { name: name.clone(), why: self.why(name, &merged) });
            }
        }
        for (name, field) in inputs {
            if matches!(field.kind, FieldKind::Attachment(_)) {
                continue;
            }
            let silent = field.kind.behaviour().silent_when_empty();
            match posted.0.get(&name) {
                Some(values) => {
                    let kept = values.iter().filter(|v| !silent || !v.is_empty()).map(|v| storable(v));
                    merged.0.insert(name, kept.collect());
                }
                None if silent => {
                    merged.0.remove(&name);
                }
                None => {}
            }
        }
        Ok(merged)
    }

    /// Every input that may be posted, with its question.
    fn inputs(&self, merged: &Typed) -> BTreeMap<String, &'p Field> {
        let mut inputs = BTreeMap::new();
        for field in &self.plain {
            inputs.extend(field.inputs(None).into_iter().map(|name| (name, *field)));
        }
        for group in &self.groups {
            for row in group.repeat.row_ids(merged) {
                for field in &group.fields {
                    let names = field.inputs(Some((&group.repeat.key, &row)));
                    inputs.extend(names.into_iter().map(|name| (name, *field)));
                }
            }
        }
        inputs
    }

    fn is_row_list(&self, name: &str) -> bool {
        self.groups.iter().any(|g| g.rows && g.repeat.key.as_str() == name)
    }

    /// A row that is not there, or a name that nothing has.
    fn why(&self, name: &str, merged: &Typed) -> Why {
        let mut steps = name.split('.');
        let (group, row) = (steps.next().unwrap_or_default(), steps.next().unwrap_or_default());
        let known = |g: &Group<'_>| {
            g.repeat.key.as_str() == group && g.repeat.row_ids(merged).iter().any(|r| r == row)
        };
        if is_row_id(row) && !self.groups.iter().any(known) { Why::Row } else { Why::Name }
    }
}

impl Group<'_> {
    /// Takes over the list of rows; what was typed in rows that are gone goes with them.
    fn rows(&self, merged: &mut Typed, posted: &Typed) -> Result<(), UnknownInput> {
        let name = self.repeat.key.as_str();
        let listed: Vec<&String> = posted.all(name).iter().filter(|id| !id.is_empty()).collect();
        if !self.rows || listed.is_empty() {
            return Ok(());
        }
        let refused = |why| UnknownInput { name: name.to_owned(), why };
        if !listed.iter().all(|id| is_row_id(id)) {
            return Err(refused(Why::Row));
        }
        if listed.len() > usize::try_from(Repeat::LIMIT).unwrap_or(usize::MAX) {
            return Err(refused(Why::TooMany));
        }
        for gone in self.repeat.row_ids(merged) {
            if !listed.contains(&&gone) {
                self.repeat.remove_row(merged, &gone);
            }
        }
        let mut ids: Vec<String> = Vec::new();
        for id in listed {
            if !ids.contains(id) {
                ids.push(id.clone());
            }
        }
        merged.0.insert(name.to_owned(), ids);
        Ok(())
    }
}

fn within_limits(posted: &Typed) -> Result<(), UnknownInput> {
    for (name, values) in &posted.0 {
        let refused = |why| UnknownInput { name: name.clone(), why };
        if values.len() > VALUES {
            return Err(refused(Why::TooMany));
        }
        if values.iter().any(|v| v.chars().count() > TYPED_LIMIT) {
            return Err(refused(Why::TooLong));
        }
    }
    Ok(())
}

/// Everything typed can be kept but U+0000, which PostgreSQL has no place for and no keyboard types.
fn storable(value: &str) -> String {
    value.replace('\0', "")
}
