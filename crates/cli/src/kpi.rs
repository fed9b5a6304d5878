//! `madoguchi kpi`.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Subcommand;
use madoguchi_app::{App, Clock, Ids};

use crate::{Outcome, office::World, settings::Settings};

/// What can be done with KPIs.
#[derive(Subcommand)]
pub enum KpiCommand {
    /// 計画の表（kpis.csv）を読み込む。同じ計画・番号のものは新しくなり、ほかは残る
    Import {
        /// CSV ファイル（UTF-8）
        file: PathBuf,
    },
    /// 計画の表を CSV で書き出す
    Export,
    /// 測った値（plan,number,on,value,source,note）を読み込む。value が空の行は読みとばす
    Measure {
        /// CSV ファイル（UTF-8 か Shift_JIS）
        file: PathBuf,
    },
    /// 測った値を CSV で書き出す。値がない KPI には、書きこむための行がつく
    Values,
}

/// Does it.
pub async fn run(settings: Settings, command: KpiCommand) -> Outcome {
    let world = World::open(&settings).await?;
    let app = world.office(&settings, vec![], Clock::Wall, Ids::Machine).await?;
    let failed = |e| format!("KPI が読めません（{e}）。");
    match command {
        KpiCommand::Import { file } => {
            let count = app
                .set_kpis(&read(&file)?)
                .await
                .map_err(|e| format!("{} に誤りがあります（{e}）。何も保存していません。", file.display()))?;
            println!("{count} 項目を保存しました。");
        }
        KpiCommand::Export => print(&app.kpis_csv().await.map_err(failed)?)?,
        KpiCommand::Measure { file } => return measure(&app, &file).await,
        KpiCommand::Values => print(&app.measurements_csv().await.map_err(failed)?)?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn measure(app: &App, file: &Path) -> Outcome {
    let taken = app.import_measurements_as_operator(&read(file)?).await;
    match taken.map_err(|e| format!("値を保存できません（{e}）。"))? {
        Ok(count) => {
            println!("{count} 件の値を記録しました。");
            Ok(ExitCode::SUCCESS)
        }
        Err(problems) => {
            for problem in problems {
                println!("{} 行目 {}：{}", problem.line, problem.column, problem.message);
            }
            println!("誤りがあるので、何も保存していません。直してからもう一度読み込んでください。");
            Ok(ExitCode::FAILURE)
        }
    }
}

fn read(file: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(file).map_err(|e| format!("{} が読めません（{e}）。", file.display()))
}

fn print(bytes: &[u8]) -> Result<(), String> {
    std::io::stdout().write_all(bytes).map_err(|e| format!("書き出せません（{e}）。"))
}
