//! `madoguchi inventory`.

use std::{path::PathBuf, process::ExitCode};

use clap::Subcommand;
use madoguchi_app::{Clock, Ids, ImportPreview};
use madoguchi_inventory::ChangeKind;

use crate::{Outcome, office::World, settings::Settings};

/// What can be done with the inventory.
#[derive(Subcommand)]
pub enum InventoryCommand {
    /// CSV を調べて、何が変わるかを見せる。--yes をつけたときだけ保存する
    Import {
        /// CSV ファイル（UTF-8 か Shift_JIS）
        file: PathBuf,
        /// 見せた変更を保存する
        #[arg(long)]
        yes: bool,
    },
    /// 台帳を CSV で書き出す
    Export,
}

/// Does it.
pub async fn run(settings: Settings, command: InventoryCommand) -> Outcome {
    let world = World::open(&settings).await?;
    let app = world.office(&settings, vec![], Clock::Wall, Ids::Machine).await?;
    let failed = |e| format!("台帳が読めません（{e}）。");
    match command {
        InventoryCommand::Import { file, yes } => {
            let bytes =
                std::fs::read(&file).map_err(|e| format!("{} が読めません（{e}）。", file.display()))?;
            let preview = app.preview_import(&bytes).await.map_err(failed)?;
            show(&preview);
            if !preview.problems.is_empty() {
                println!("誤りがあるので、何も保存していません。直してからもう一度読み込んでください。");
                return Ok(ExitCode::FAILURE);
            }
            if preview.changes.iter().all(|c| c.kind == ChangeKind::Missing) {
                println!("変わるところはありません。");
            } else if yes {
                app.import_as_operator(&bytes).await.map_err(failed)?;
                println!("保存しました。");
            } else {
                println!("まだ保存していません。保存するには --yes をつけて実行してください。");
            }
        }
        InventoryCommand::Export => {
            use std::io::Write;
            let page = app.rates(app.today()).await.map_err(failed)?;
            let bytes = madoguchi_inventory::write(&page.procedures);
            std::io::stdout().write_all(&bytes).map_err(|e| format!("書き出せません（{e}）。"))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn show(preview: &ImportPreview) {
    for problem in &preview.problems {
        println!("{} 行目 {}：{}", problem.line, problem.column, problem.message);
    }
    let mut counts = (0, 0, 0);
    for change in &preview.changes {
        match &change.kind {
            ChangeKind::Added => {
                counts.0 += 1;
                println!("加える　{}　{}", change.id, change.name);
            }
            ChangeKind::Changed(cells) => {
                counts.1 += 1;
                println!("変える　{}　{}", change.id, change.name);
                for (column, before, after) in cells {
                    println!("　　{column}：「{before}」→「{after}」");
                }
            }
            ChangeKind::Missing => {
                counts.2 += 1;
                println!("ファイルにない（そのまま残す）　{}　{}", change.id, change.name);
            }
        }
    }
    let (added, changed, missing) = counts;
    println!(
        "{} 行：加える {added}、変える {changed}、ファイルにない {missing}、誤り {}",
        preview.rows,
        preview.problems.len()
    );
}
