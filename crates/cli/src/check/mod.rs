//! `madoguchi check`, `madoguchi explain` and `madoguchi diff`.

mod report;
mod witness;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use clap::{Args, ValueEnum};
use madoguchi_forms::{Finding, NotUpgraded, Paper, Upgraded, cases, diff, schema};

use crate::{Outcome, papers, settings::Settings, tell};

/// How findings are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// 人が読む形
    #[default]
    Text,
    /// JSON
    Json,
    /// SARIF 2.1.0（コードの検査結果を集める道具が読む形）
    Sarif,
    /// GitHub Actions の注釈
    Github,
}

/// What to check and how to say it.
#[derive(Args, Debug)]
pub struct CheckOptions {
    /// 様式のフォルダか form.toml。なければ forms の全部
    paths: Vec<PathBuf>,
    /// 結果の形
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// 注意だけでも 1 で終わる
    #[arg(long)]
    strict: bool,
    /// どのページ・項目に、どう答えればたどり着けるかを例の形で書き出す（フォルダ）
    #[arg(long, value_name = "DIR")]
    witness: Option<PathBuf>,
    /// 手続台帳の CSV。life.toml に書いた手続きが、台帳か様式にあるかも調べる
    #[arg(long, value_name = "FILE")]
    inventory: Option<PathBuf>,
}

/// A finding with the text it is about.
pub struct Told {
    finding: Finding,
    source: Arc<str>,
}

/// Checks papers and the cases beside them: 0 clean, 1 findings that count, 2 unreadable.
pub fn check(settings: &Settings, options: &CheckOptions) -> Outcome {
    let files =
        if options.paths.is_empty() { papers::forms_in(&settings.forms)? } else { expand(&options.paths)? };
    let (mut told, mut cases) = (Vec::new(), 0);
    for file in &files {
        let loaded = papers::load(file)?;
        let keep = |source: &str, findings: Vec<Finding>, told: &mut Vec<Told>| {
            let source: Arc<str> = source.into();
            told.extend(findings.into_iter().map(|finding| Told { finding, source: source.clone() }));
        };
        keep(&loaded.source, loaded.findings.clone(), &mut told);
        let Some(paper) = &loaded.paper else { continue };
        for (path, text) in papers::cases_beside(file)? {
            cases += 1;
            keep(&text, cases::check(&path, &text, paper), &mut told);
        }
        if let Some(folder) = &options.witness {
            witness::write(paper, &folder.join(&loaded.slug))?;
        }
    }
    if options.paths.is_empty() {
        told.extend(guide(settings, options.inventory.as_deref(), &files)?);
    }
    report::write(options.format, &told, &format!("{} 件の様式と {cases} 件の例を調べました", files.len()));
    let counts = |t: &Told| options.strict || t.finding.is_error();
    Ok(if told.iter().any(counts) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// What is found in the files beside the papers.
fn guide(settings: &Settings, inventory: Option<&Path>, papers: &[PathBuf]) -> Result<Vec<Told>, String> {
    let known = inventory.map(|file| known(file, papers)).transpose()?;
    let (_, findings) = papers::guide_files(&settings.forms)?.read(known.as_ref());
    Ok(findings.into_iter().map(|f| Told { finding: f.finding, source: f.source.into() }).collect())
}

/// The names of all procedures: ids of the inventory and folders of papers.
fn known(inventory: &Path, papers: &[PathBuf]) -> Result<BTreeSet<String>, String> {
    let shown = inventory.display();
    let unreadable = |e: csv::Error| format!("{shown} が読めません（{e}）。");
    let mut reader = csv::Reader::from_path(inventory).map_err(unreadable)?;
    let header = reader.headers().map_err(unreadable)?;
    // Excel writes a mark before the first column.
    let at = header.iter().position(|h| h.trim_start_matches('\u{FEFF}') == "id");
    let at =
        at.ok_or_else(|| format!("{shown} に id の列がありません。手続台帳の CSV を渡してください。"))?;
    let rows = reader.records().collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
    let ids = rows.iter().filter_map(|r| r.get(at).map(str::to_owned));
    let folders = papers.iter().filter_map(|p| Some(p.parent()?.file_name()?.to_string_lossy().into_owned()));
    Ok(ids.chain(folders).collect())
}

fn expand(paths: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    for path in paths {
        match path {
            p if p.is_file() => files.push(p.clone()),
            p if p.join("form.toml").is_file() => files.push(p.join("form.toml")),
            p => {
                let found = papers::forms_in(Path::new(p))?;
                if found.is_empty() {
                    return Err(format!(
                        "{} に様式がありません。form.toml か、様式のフォルダを渡してください。",
                        p.display()
                    ));
                }
                files.extend(found);
            }
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

/// Says what changes between two versions of a paper: 0 running drafts go on, 1 some stop, 2 unreadable.
pub fn differences(old: &Path, new: &Path) -> Outcome {
    let (old, new) = (sound(old)?, sound(new)?);
    let changes = diff(&old, &new);
    for change in &changes {
        tell(&change.say());
    }
    let stops = changes.iter().filter(|c| c.stops_drafts()).count();
    match (changes.len(), stops) {
        (0, _) => println!("違いはありません。"),
        (all, 0) => println!("違い {all} 件。入力の途中の人は、そのまま続けられます。"),
        (all, stops) => {
            println!("違い {all} 件。そのうち {stops} 件で、入力の途中の人が止まることがあります。")
        }
    }
    Ok(if stops == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A paper without errors.
fn sound(path: &Path) -> Result<Arc<Paper>, String> {
    let file = if path.is_dir() { path.join("form.toml") } else { path.to_owned() };
    let loaded = papers::load(&file)?;
    loaded.paper.ok_or_else(|| {
        format!("{} には誤りがあります。先に `madoguchi check` で直してください。", file.display())
    })
}

/// Brings papers in an older form of the language to the newest, in place.
pub fn upgrade(paths: &[PathBuf]) -> Outcome {
    for path in paths {
        let file = if path.is_dir() { path.join("form.toml") } else { path.clone() };
        let shown = file.display();
        let text = std::fs::read_to_string(&file).map_err(|e| format!("{shown} が読めません（{e}）。"))?;
        match madoguchi_forms::upgrade(&text) {
            Ok(Upgraded::Newest) => tell(&format!("{shown}: 新しい書き方です。")),
            Ok(Upgraded::From(n, text)) => {
                std::fs::write(&file, text).map_err(|e| format!("{shown} に書けません（{e}）。"))?;
                tell(&format!("{shown}: format = {n} から新しい書き方に直しました。"));
            }
            Err(NotUpgraded::NotToml(e)) => return Err(format!("{shown} は TOML として読めません（{e}）。")),
            Err(NotUpgraded::NoFormat) => {
                return Err(format!(
                    "{shown} に format がありません。はじめに format = 1 を書いてください。"
                ));
            }
            Err(NotUpgraded::Unknown(n)) => {
                return Err(format!(
                    "{shown} の format = {n} は、この版では読めません。新しい版の madoguchi を使ってください。"
                ));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The reference of the paper language.
pub fn reference() -> Outcome {
    tell(schema::reference().trim_end());
    Ok(ExitCode::SUCCESS)
}

/// The schema of the paper language, or of the answers to a paper.
pub fn schema(form: Option<&Path>) -> Outcome {
    let schema = match form {
        Some(form) => schema::answers_schema(&*sound(form)?),
        None => schema::paper_schema(),
    };
    tell(&format!("{schema:#}"));
    Ok(ExitCode::SUCCESS)
}
