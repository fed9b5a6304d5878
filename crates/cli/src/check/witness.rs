//! How every place of a paper is reached, written as cases.

use std::path::Path;

use madoguchi_forms::{
    Paper,
    prove::{Outcome, Target},
};

/// Writes one case for each page and question, and for the end.
///
/// # Errors
/// One sentence if the folder cannot be written.
pub fn write(paper: &Paper, folder: &Path) -> Result<(), String> {
    let failed = |e: std::io::Error| format!("{} に書けません（{e}）。", folder.display());
    std::fs::create_dir_all(folder).map_err(failed)?;
    for target in paper.targets() {
        let (file, name) = match &target {
            Target::Page(key) => (format!("page-{key}"), format!("ページ {key} にたどり着く")),
            Target::Field(key) => (format!("field-{key}"), format!("項目 {key} にたどり着く")),
            Target::Submit => ("submit".to_owned(), "送信にたどり着く".to_owned()),
        };
        match paper.prove(&target) {
            Outcome::Reached(witness) => {
                std::fs::write(folder.join(format!("{file}.toml")), witness.as_case(paper, &name))
                    .map_err(failed)?;
            }
            Outcome::Unreachable(conditions) => {
                println!("{}：{name}道はありません（{}）", paper.slug, conditions.join("／"))
            }
            Outcome::Undecided => println!("{}：{name}道は、見つからないが、ないとも言えません", paper.slug),
        }
    }
    Ok(())
}
