//! `madoguchi check` and `madoguchi explain`.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use madoguchi_forms::{Finding, cases};

use crate::{Outcome, papers, settings::Settings};

/// Checks papers and the cases beside them: 0 clean, 1 errors, 2 unreadable.
pub fn check(settings: &Settings, paths: &[PathBuf]) -> Outcome {
    let files = if paths.is_empty() { papers::forms_in(&settings.forms)? } else { expand(paths)? };
    let (mut cases, mut errors, mut warnings) = (0, 0, 0);
    let mut tell = |finding: &Finding, source: &str| {
        println!("{}\n", finding.render(source));
        if finding.is_error() { errors += 1 } else { warnings += 1 }
    };
    for file in &files {
        let loaded = papers::load(file)?;
        loaded.findings.iter().for_each(|f| tell(f, &loaded.source));
        let Some(paper) = &loaded.paper else { continue };
        for (path, text) in papers::cases_beside(file)? {
            cases += 1;
            cases::check(&path, &text, paper).iter().for_each(|f| tell(f, &text));
        }
    }
    println!("{} 件の様式と {cases} 件の例を調べました。誤り {errors}、注意 {warnings}", files.len());
    Ok(if errors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn expand(paths: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    for path in paths {
        match path {
            p if p.is_file() => files.push(p.clone()),
            p if p.join("form.toml").is_file() => files.push(p.join("form.toml")),
            p => files.extend(papers::forms_in(Path::new(p))?),
        }
    }
    Ok(files)
}

/// Explains a code.
pub fn explain(code: &str) -> Outcome {
    match madoguchi_forms::explain(code) {
        Some(text) => {
            println!("{text}");
            Ok(ExitCode::SUCCESS)
        }
        None => Err(format!(
            "{code} という記号はありません。`madoguchi check` が出した記号（P0101 など）を渡してください。"
        )),
    }
}
