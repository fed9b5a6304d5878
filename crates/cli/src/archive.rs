//! `madoguchi archive`: 保存年限 — the list, its approval, and what is kept longer.

use std::process::ExitCode;

use clap::Subcommand;
use madoguchi_app::{Clock, Ids, Trouble, WARNING_DAYS};
use madoguchi_vocab::ReceiptNumber;

use crate::{Outcome, office::World, settings::Settings, tell};

/// What may be done with what is over.
#[derive(Subcommand)]
pub enum ArchiveCommand {
    /// 保存年限が過ぎたものと、まもなく過ぎるものの一覧（廃棄予定の一覧）
    List,
    /// 一覧のうち保存年限が過ぎたものを廃棄する。番号と日時の控えと、記録の鎖は残る
    Dispose {
        /// 廃棄を承認した人
        #[arg(long)]
        approved_by: String,
        /// これを付けないと、何件廃棄するかだけを言う
        #[arg(long)]
        yes: bool,
    },
    /// 争訟や開示請求のために、保存年限が過ぎても残す
    Keep {
        /// 受付番号
        receipt: ReceiptNumber,
        /// 残す理由。なければ、残すのをやめる
        #[arg(long)]
        because: Option<String>,
    },
}

/// Runs one of them.
pub async fn run(settings: Settings, command: ArchiveCommand) -> Outcome {
    let world = World::open(&settings).await?;
    let app = world.office(&settings, vec![], Clock::Wall, Ids::Machine).await?;
    let failed = |e: Trouble| format!("データベースを読み書きできません（{e}）。");
    let list = app.disposal_list().await.map_err(failed)?;
    let over: Vec<_> =
        list.iter().filter(|r| r.dispose_from <= app.today() && r.kept_because.is_none()).cloned().collect();
    match command {
        ArchiveCommand::List => {
            tell("受付番号,手続き,完結した日時,廃棄できる日,残す理由");
            for row in &list {
                tell(&format!(
                    "{},{},{},{},{}",
                    row.receipt,
                    row.slug,
                    row.decided_at.map(madoguchi_vocab::Instant::to_seconds).unwrap_or_default(),
                    row.dispose_from,
                    row.kept_because.as_deref().unwrap_or_default().replace(',', "、")
                ));
            }
            eprintln!(
                "{} 件。うち {} 件は保存年限が過ぎています。ほかは {WARNING_DAYS} 日以内に過ぎるか、理由があって残しています。",
                list.len(),
                over.len()
            );
        }
        ArchiveCommand::Dispose { yes: false, .. } => {
            tell(&format!(
                "{} 件を廃棄します。元に戻せません。廃棄するには --yes を付けてください。",
                over.len()
            ));
        }
        ArchiveCommand::Dispose { approved_by, yes: true } => {
            let done = app.dispose(&over, &approved_by).await.map_err(failed)?;
            tell(&format!("{} 件を廃棄しました。{} 件は残しました。", done.gone, done.left));
        }
        ArchiveCommand::Keep { receipt, because } => {
            app.keep(&receipt, because.as_deref()).await.map_err(|e| match e {
                Trouble::NotFound => format!("受付番号 {receipt} の申請はありません。"),
                e => failed(e),
            })?;
            tell("記録しました。");
        }
    }
    world.store.close().await;
    Ok(ExitCode::SUCCESS)
}
