//! What a submission said, in one number: the digest that its history keeps of answers and files.

use std::collections::BTreeMap;

use madoguchi_forms::Answers;
use madoguchi_store::{attachments::FileRow, events};

use crate::Result;

/// The digest of answers together with the content of the files they name, in hexadecimal. Files that no answer
/// names do not count.
pub(crate) fn digest(answers: &Answers, files: &[FileRow]) -> Result<String> {
    let named: BTreeMap<String, String> = answers
        .files()
        .map(|named| {
            let row = files.iter().find(|row| row.id.to_string() == named.id);
            (named.id.clone(), row.map(|row| hex::encode(row.digest)).unwrap_or_default())
        })
        .collect();
    Ok(hex::encode(events::digest_of(&[], &serde_json::json!({ "answers": answers, "files": named }))))
}
