//! Places in a paper, by the names people gave them.

use toml_edit::{DocumentMut, Item, Table};

/// Something in a paper that can be changed by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// What is said about the procedure.
    Procedure,
    /// A page.
    Page(String),
    /// A question.
    Field(String),
}

/// Which place a byte of the text belongs to: for leading from a finding to what mends it. Nothing where only the text
/// itself can be mended.
pub fn place_at(text: &str, byte: usize) -> Option<Place> {
    let paper: DocumentMut = text.parse().ok()?;
    let (mut page, mut field, mut here) = (0, 0, Header::Other);
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        match line.split('#').next().unwrap_or_default().trim() {
            "[procedure]" => here = Header::Procedure,
            "[[page]]" => (page, field, here) = (page + 1, 0, Header::Page),
            "[[page.field]]" => (field, here) = (field + 1, Header::Field),
            "[page.repeat]" => here = Header::Page,
            other if other.starts_with('[') && other.ends_with(']') && !other.contains('=') => {
                here = Header::Other;
            }
            _ => {}
        }
        end += line.len();
        if byte < end {
            break;
        }
    }
    let nth = |table: &Table, key: &str, n: usize| -> Option<Table> {
        table.get(key)?.as_array_of_tables()?.get(n.checked_sub(1)?).cloned()
    };
    let name = |table: &Table| table.get("key").and_then(Item::as_str).map(str::to_owned);
    let on = nth(paper.as_table(), "page", page);
    match here {
        Header::Procedure => Some(Place::Procedure),
        Header::Page => name(&on?).map(Place::Page),
        Header::Field => name(&nth(&on?, "field", field)?).map(Place::Field),
        Header::Other => None,
    }
}

/// Under which heading a line stands.
enum Header {
    Procedure,
    Page,
    Field,
    Other,
}
