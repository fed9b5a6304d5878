//! Papers are fetched from their folder.

use std::path::{Path, PathBuf};

use madoguchi_app::{GuideFile, GuideFiles, Loaded};
use madoguchi_forms::guide::Guide;

/// The `form.toml` files of a folder of papers, by name.
///
/// # Errors
/// One sentence if the folder cannot be read.
pub fn forms_in(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = std::fs::read_dir(folder).map_err(|e| {
        format!("様式のフォルダ {} が開けません（{e}）。--forms で場所を指定してください。", folder.display())
    })?;
    let mut found: Vec<PathBuf> =
        entries.filter_map(|e| Some(e.ok()?.path().join("form.toml"))).filter(|p| p.is_file()).collect();
    found.sort();
    Ok(found)
}

/// Reads and compiles one paper.
///
/// # Errors
/// One sentence if the file cannot be read.
pub fn load(path: &Path) -> Result<Loaded, String> {
    let bytes = std::fs::read(path).map_err(|e| format!("様式 {} が読めません（{e}）。", path.display()))?;
    let slug = path
        .parent()
        .and_then(Path::file_name)
        .map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    // Bytes that are no text become marks that no paper has, and so a finding with its place.
    let source = String::from_utf8_lossy(&bytes).into_owned();
    Ok(Loaded::compile(slug, path.display().to_string(), source))
}

/// The cases beside a paper, by name: path and text.
///
/// # Errors
/// One sentence if one cannot be read.
pub fn cases_beside(form: &Path) -> Result<Vec<(String, String)>, String> {
    let Ok(entries) = std::fs::read_dir(form.with_file_name("cases")) else { return Ok(Vec::new()) };
    let mut files: Vec<PathBuf> = entries
        .filter_map(|e| Some(e.ok()?.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "toml"))
        .collect();
    files.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path)
            .map_err(|e| format!("例 {} が読めません（{e}）。", path.display()))?;
        Ok((path.display().to_string(), text))
    };
    files.into_iter().map(read).collect()
}

/// Every paper of a folder. A broken one stops the start.
///
/// # Errors
/// The findings, with file, line and hint.
pub fn load_all(folder: &Path) -> Result<Vec<Loaded>, String> {
    let papers = forms_in(folder)?.iter().map(|p| load(p)).collect::<Result<Vec<_>, _>>()?;
    let broken: Vec<String> = papers
        .iter()
        .filter(|p| p.paper.is_none())
        .flat_map(|p| p.findings.iter().filter(|f| f.is_error()).map(|f| f.render(&p.source)))
        .collect();
    if broken.is_empty() {
        Ok(papers)
    } else {
        Err(format!(
            "様式に誤りがあるので起動しません。直してからもう一度起動してください。\n\n{}",
            broken.join("\n\n")
        ))
    }
}

/// The files beside the papers that help people find one; where the folder has none, those the program brings with it.
///
/// # Errors
/// One sentence if one cannot be read.
pub fn guide_files(folder: &Path) -> Result<GuideFiles, String> {
    let brought = GuideFiles::of_program();
    let read = |name: &str, brought: GuideFile| {
        let path = folder.join(name);
        match std::fs::read(&path) {
            Ok(bytes) => Ok(GuideFile {
                path: path.display().to_string(),
                text: String::from_utf8_lossy(&bytes).into_owned(),
            }),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(brought),
            Err(e) => Err(format!("{} が読めません（{e}）。", path.display())),
        }
    };
    let [words, life] = GuideFiles::NAMES;
    Ok(GuideFiles { words: read(words, brought.words)?, life: read(life, brought.life)? })
}

/// What helps people find a paper. A broken file stops the start, as a broken paper does.
///
/// # Errors
/// The findings, with file, line and hint.
pub fn guide(folder: &Path) -> Result<Guide, String> {
    let (guide, findings) = guide_files(folder)?.read(None);
    let broken: Vec<String> =
        findings.iter().filter(|f| f.finding.is_error()).map(|f| f.finding.render(&f.source)).collect();
    if broken.is_empty() {
        Ok(guide)
    } else {
        Err(format!(
            "手続きをさがすためのファイルに誤りがあるので起動しません。直してからもう一度起動してください。\n\n{}",
            broken.join("\n\n")
        ))
    }
}
