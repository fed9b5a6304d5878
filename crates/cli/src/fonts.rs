//! The press is made of the fonts that lie in the folders of the settings.

use std::path::{Path, PathBuf};

use madoguchi_app::Printer;
use madoguchi_documents::{FONTS, Press, Seal};

use crate::settings::Settings;

/// Makes the press: the usual fonts are read now, the others when a letter is missing.
///
/// # Errors
/// One sentence that says which folder, font or picture and what to do.
pub fn printer(settings: &Settings) -> Result<Printer, String> {
    let mut all = Vec::new();
    for folder in &settings.fonts {
        all.extend(fonts_in(folder)?);
    }
    let is_usual = |path: &Path| {
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        FONTS.iter().any(|(file, _)| *file == name)
    };
    let folders: Vec<String> = settings.fonts.iter().map(|f| f.display().to_string()).collect();
    let mut usual = Vec::new();
    for (file, _) in FONTS {
        let path = all.iter().find(|p| p.file_name().is_some_and(|n| n == file)).ok_or_else(|| {
            format!(
                "書体 {file} が {} にありません。プログラムと一緒に配っている deploy/fonts を --fonts で指してください。",
                folders.join("、")
            )
        })?;
        usual.push(std::fs::read(path).map_err(|e| unreadable(path, &e))?);
    }
    let press = Press::new(usual).map_err(|e| {
        format!("書体が読めません（{e}）。{} のファイルを配られたものに戻してください。", folders.join("、"))
    })?;
    let more: Vec<PathBuf> = all.into_iter().filter(|path| !is_usual(path)).collect();
    let read_more = move || more.iter().map(std::fs::read).collect();
    Ok(Printer::new(press, Box::new(read_more), seal(settings)?))
}

fn fonts_in(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let away = |e: std::io::Error| {
        format!("書体のフォルダ {} が読めません（{e}）。--fonts の値を確かめてください。", folder.display())
    };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(away)? {
        let path = entry.map_err(away)?.path();
        let kind = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
        if matches!(kind.as_str(), "ttf" | "otf" | "ttc" | "otc") {
            found.push(path);
        }
    }
    // Folders have no order of their own; which font is asked first must not depend on it.
    found.sort();
    Ok(found)
}

fn unreadable(path: &Path, e: &std::io::Error) -> String {
    format!("書体 {} が読めません（{e}）。権限を確かめてください。", path.display())
}

fn seal(settings: &Settings) -> Result<Option<Seal>, String> {
    let Some(path) = &settings.seal else { return Ok(None) };
    let shown = path.display();
    let bytes = std::fs::read(path)
        .map_err(|e| format!("公印の画像 {shown} が読めません（{e}）。--seal の値を確かめてください。"))?;
    match Seal::new(bytes) {
        Some(seal) => Ok(Some(seal)),
        None => Err(format!(
            "公印の画像 {shown} は PNG でも SVG でもありません。--seal に別の画像を指定してください。"
        )),
    }
}
