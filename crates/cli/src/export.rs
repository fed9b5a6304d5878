//! `madoguchi papers`: papers that were written in the browser, as folders that can be kept in git.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Subcommand;
use madoguchi_app::{App, Clock, Ids};

use crate::{Outcome, office::World, settings::Settings, tell};

/// What may be done with papers of the cabinet.
#[derive(Subcommand)]
pub enum PapersCommand {
    /// ブラウザーで作った様式を、名前ごとのフォルダ（form.toml）に書き出す。同じ名前のものは書きかえる
    Export {
        /// 書き出すフォルダ
        folder: PathBuf,
    },
}

/// Does it.
pub async fn run(settings: Settings, command: PapersCommand) -> Outcome {
    let PapersCommand::Export { folder } = command;
    let world = World::open(&settings).await?;
    let app = world.office(&settings, vec![], Clock::Wall, Ids::Machine).await?;
    let outcome = export(&app, &folder).await;
    world.store.close().await;
    outcome
}

async fn export(app: &App, folder: &Path) -> Outcome {
    let all = app.written_papers().await.map_err(|e| format!("データベースが読めません（{e}）。"))?;
    for loaded in &all {
        let at = folder.join(&loaded.slug);
        let file = at.join("form.toml");
        let old = std::fs::read_to_string(&file).ok();
        let what = match old {
            Some(old) if old == loaded.source => "変わりません",
            Some(_) => "書きかえました",
            None => "書きました",
        };
        let failed = |e: std::io::Error| {
            format!("{} に書けません（{e}）。書き込めるフォルダを指定してください。", file.display())
        };
        std::fs::create_dir_all(&at).and_then(|()| std::fs::write(&file, &loaded.source)).map_err(failed)?;
        let errors = loaded.findings.iter().filter(|f| f.is_error()).count();
        let note = if errors == 0 { String::new() } else { format!("（書きかけ：誤り {errors}）") };
        tell(&format!("{}: {what}{note}", file.display()));
    }
    tell(&format!("{} 件の様式を書き出しました。", all.len()));
    Ok(ExitCode::SUCCESS)
}

/// Says which papers lie in the folder and in the cabinet: the folder holds, and nobody should have to guess.
///
/// # Errors
/// One sentence if the cabinet cannot be read.
pub async fn warn_of_two(app: &App) -> Result<(), String> {
    let all = app.written_papers().await.map_err(|e| format!("データベースが読めません（{e}）。"))?;
    for loaded in all.iter().filter(|l| app.papers().lying(&l.slug).is_some()) {
        tracing::warn!(
            "様式 {} はフォルダにも、ブラウザーで作ったものにもあります。フォルダの様式を使います。ブラウザーの方を使うときはフォルダの名前を変え、どちらも残すときは `madoguchi papers export` で書き出してください。",
            loaded.slug
        );
    }
    Ok(())
}
