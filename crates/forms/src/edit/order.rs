//! Pages and questions change places, or go.

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table};

use super::{Direction, NotEdited, Place, is_named, tables_in};

/// One place up or down.
pub(super) fn shift(paper: &mut DocumentMut, place: &Place, direction: Direction) -> Result<(), NotEdited> {
    let (row, key) = row_of(paper, place)?;
    let at = row.iter().position(|t| is_named(t, key)).ok_or(NotEdited::NotThere)?;
    let to = match direction {
        Direction::Up => at.checked_sub(1),
        Direction::Down => Some(at + 1).filter(|to| *to < row.len()),
    };
    if let Some(to) = to {
        let table = row.remove(at);
        row.insert(to, table);
        settle(paper);
    }
    Ok(())
}

/// Takes a page or a question out.
pub(super) fn drop(paper: &mut DocumentMut, place: &Place) -> Result<(), NotEdited> {
    let (row, key) = row_of(paper, place)?;
    let at = row.iter().position(|t| is_named(t, key)).ok_or(NotEdited::NotThere)?;
    row.remove(at);
    Ok(())
}

/// The row in which something stands, and its name.
fn row_of<'d, 'p>(
    paper: &'d mut DocumentMut,
    place: &'p Place,
) -> Result<(&'d mut ArrayOfTables, &'p str), NotEdited> {
    match place {
        Place::Procedure => Err(NotEdited::NotThere),
        Place::Page(key) => Ok((tables_in(paper.as_table_mut(), "page")?, key)),
        Place::Field(key) => {
            let pages = tables_in(paper.as_table_mut(), "page")?;
            let holds = |row: &ArrayOfTables| row.iter().any(|f| is_named(f, key));
            let rows = pages.iter_mut().filter_map(|p| p.get_mut("field")?.as_array_of_tables_mut());
            let row = rows.into_iter().find(|row| holds(row)).ok_or(NotEdited::NotThere)?;
            Ok((row, key))
        }
    }
}

/// Lets pages and questions be written in the order in which they stand: a table that was read remembers its place in
/// the file, and one without a place is written behind the one before it.
pub(super) fn settle(paper: &mut DocumentMut) {
    if let Some(pages) = paper.get_mut("page").and_then(Item::as_array_of_tables_mut) {
        pages.iter_mut().for_each(forget_place);
    }
}

fn forget_place(table: &mut Table) {
    table.set_position(None);
    for (_, item) in table.iter_mut() {
        match item {
            Item::Table(inner) => forget_place(inner),
            Item::ArrayOfTables(row) => row.iter_mut().for_each(forget_place),
            Item::None | Item::Value(_) => {}
        }
    }
}
