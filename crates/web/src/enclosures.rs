//! Files that go with a message: taken, shown again while something else is not right, sent.

use madoguchi_app::{App, ENCLOSURE_MB, ENCLOSURES, Trouble, Writer};
use madoguchi_vocab::ReceiptNumber;
use madoguchi_workflow::Enclosure;

use crate::{
    chrome::Chrome,
    complaint::{Wrong, about_file},
    form_state::Fields,
    problem::Problem,
};

/// The input in which files are chosen.
pub const INPUT: &str = "files";
/// The boxes of files that are there already.
const KEPT: &str = "enclosed";

/// The files that came with a post and those that had come before, and what is not right about the others.
pub async fn taken(
    app: &App,
    chrome: &Chrome,
    by: Writer<'_>,
    receipt: &ReceiptNumber,
    fields: &mut Fields,
) -> Result<(Vec<Enclosure>, Vec<Wrong>), Problem> {
    let ids = fields.all(KEPT).map(str::parse).collect::<Result<Vec<_>, _>>();
    let mut files = app.enclosed(by, receipt, &ids.map_err(|_| Problem::Unreadable)?).await?;
    let mut wrong = Vec::new();
    for upload in std::mem::take(&mut fields.files) {
        if upload.input != INPUT {
            return Err(Problem::Unreadable);
        }
        match app.enclose(by, receipt, files.len(), &upload.name, upload.file).await {
            Ok(file) => files.push(file),
            Err(Trouble::File(trouble)) => {
                wrong.push(Wrong::at(INPUT, about_file(chrome, &upload.name, &trouble)));
            }
            Err(other) => return Err(other.into()),
        }
    }
    Ok((files, wrong))
}

/// What may be sent along.
pub fn hint(chrome: &Chrome) -> String {
    chrome.put2("write.files_hint", ENCLOSURES, ENCLOSURE_MB)
}
