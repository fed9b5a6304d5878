//! `madoguchi inventory`.

use std::{path::PathBuf, process::ExitCode};

use clap::Subcommand;
use madoguchi_app::{Clock, Ids, ImportPreview};
use madoguchi_inventory::{ChangeKind, Problem};
use madoguchi_vocab::{Actor, Date};

use crate::{Outcome, office::World, settings::Settings, tell};

/// What can be done with the inventory.
#[derive(Subcommand)]
pub enum InventoryCommand {
    /// CSV を調べて、何が変わるかを見せる。--yes をつけたときだけ保存する。台帳の CSV のほか、国の悉皆調査と優先手続の一覧を
    /// 見出しで見分ける
    Import {
        /// CSV ファイル（UTF-8 か Shift_JIS）
        file: PathBuf,
        /// 見せた変更を保存する
        #[arg(long)]
        yes: bool,
    },
    /// 台帳を CSV で書き出す
    Export {
        /// いつの時点の台帳か（2026-11-23）。なければ今
        #[arg(long)]
        as_of: Option<Date>,
    },
    /// 台帳の版：いつ、だれが、何で変えたか
    Versions,
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
                tell("誤りがあるので、何も保存していません。直してからもう一度読み込んでください。");
                return Ok(ExitCode::FAILURE);
            }
            if preview.changes.iter().all(|c| c.kind == ChangeKind::Missing) {
                tell("変わるところはありません。");
            } else if yes {
                let saved = app.import_as_operator(&bytes).await.map_err(failed)?;
                if !saved.problems.is_empty() {
                    tell(
                        "調べている間に台帳が変わったので、何も保存していません。もう一度実行してください。",
                    );
                    return Ok(ExitCode::FAILURE);
                }
                tell("保存しました。");
            } else {
                tell("まだ保存していません。保存するには --yes をつけて実行してください。");
            }
        }
        InventoryCommand::Export { as_of } => {
            use std::io::Write;
            let procedures = app.inventory_on(as_of.unwrap_or_else(|| app.today())).await.map_err(failed)?;
            let bytes = madoguchi_inventory::write(&procedures);
            std::io::stdout().write_all(&bytes).map_err(|e| format!("書き出せません（{e}）。"))?;
        }
        InventoryCommand::Versions => {
            for version in app.inventory_versions().await.map_err(failed)? {
                let by = match version.by {
                    Actor::Staff { name, .. } => name,
                    Actor::Resident | Actor::System => "コマンド".to_owned(),
                };
                tell(&format!("{}　{}　{by}　{}", version.number, version.at.to_seconds(), version.what));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn said(problem: &Problem) -> String {
    let of = if problem.name.is_empty() { String::new() } else { format!("（{}）", problem.name) };
    format!("{} 行目{of} {}：{}", problem.line, problem.column, problem.message)
}

fn show(preview: &ImportPreview) {
    tell(&format!("{}として読みました。", preview.format.label()));
    for warning in &preview.warnings {
        tell(&format!("確かめてください　{}", said(warning)));
    }
    for problem in &preview.problems {
        tell(&said(problem));
    }
    let mut counts = (0, 0, 0);
    for change in &preview.changes {
        match &change.kind {
            ChangeKind::Added => {
                counts.0 += 1;
                tell(&format!("加える　{}　{}", change.id, change.name));
            }
            ChangeKind::Changed(cells) => {
                counts.1 += 1;
                tell(&format!("変える　{}　{}", change.id, change.name));
                for (column, before, after) in cells {
                    tell(&format!("　　{column}：「{before}」→「{after}」"));
                }
            }
            ChangeKind::Missing => {
                counts.2 += 1;
                tell(&format!("ファイルにない（そのまま残す）　{}　{}", change.id, change.name));
            }
        }
    }
    let (added, changed, missing) = counts;
    tell(&format!(
        "{} 行：加える {added}、変える {changed}、ファイルにない {missing}、誤り {}",
        preview.rows,
        preview.problems.len()
    ));
}
