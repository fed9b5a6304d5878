//! `madoguchi works`: what goes on behind the counter, and what has stopped is tried again.

use std::process::ExitCode;

use clap::Args;
use madoguchi_app::{Clock, Ids, Trouble};
use madoguchi_vocab::Instant;

use crate::{Outcome, office::World, settings::Settings, tell};

/// What may be wanted of it.
#[derive(Args)]
pub struct WorksOptions {
    /// 止まったメール・検査・書き出しを、もう一度試す（原因を直してから）
    #[arg(long)]
    try_again: bool,
}

/// Says what goes on. Ends with 1 if something has stopped.
pub async fn works(settings: Settings, options: WorksOptions) -> Outcome {
    let world = World::open(&settings).await?;
    let app = world.office(&settings, vec![], Clock::Wall, Ids::Machine).await?;
    let failed = |e: Trouble| format!("データベースを読み書きできません（{e}）。");
    if options.try_again {
        let (letters, scans, lists) = app.try_again().await.map_err(failed)?;
        tell(&format!(
            "もう一度試します：メール {letters} 通、ファイルの検査 {scans} 個、書き出し {lists} 件。"
        ));
        return Ok(ExitCode::SUCCESS);
    }
    let works = app.works().await.map_err(failed)?;
    tell(&format!(
        "送るのを待っているメール {} 通、止まったメール {} 通",
        works.letters_waiting, works.parked
    ));
    for l in &works.letters_parked {
        let about = l.receipt.as_ref().map_or_else(|| "下書き".to_owned(), ToString::to_string);
        tell(&format!("  {}  {about}  {} 回試した  {}", l.written_at.to_seconds(), l.attempts, l.error));
    }
    tell(&format!(
        "検査を待っているファイル {} 個、検査できなかったファイル {} 個",
        works.scans_waiting, works.scans_given_up
    ));
    tell(&format!(
        "準備中の書き出し {} 件、止まった書き出し {} 件",
        works.exports_waiting, works.exports_stopped
    ));
    for c in &works.chores {
        let done = c.done_at.map_or_else(|| "まだ".to_owned(), Instant::to_seconds);
        let error = c.last_error.as_deref().unwrap_or_default();
        tell(&format!("{:<10} 前に終わった日時 {done}　続けて失敗 {} 回　{error}", c.name, c.failures));
    }
    let parked = works.parked + works.scans_given_up + works.exports_stopped;
    let stopped = parked > 0 || works.chores.iter().any(|c| c.failures > 0);
    Ok(if stopped { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
