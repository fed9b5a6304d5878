//! `madoguchi verify`, `madoguchi prove`: whether everything is what was written, and showing it to others.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use madoguchi_app::{Broken, Clock, Disproved, Ids, Proof, ProvedSeal};
use madoguchi_vocab::ReceiptNumber;

use crate::{Outcome, office::World, settings::Settings, tell};

/// What `verify` is told.
#[derive(Args)]
pub struct VerifyOptions {
    /// データベースではなく、`prove` が作った証明ファイルを調べる
    #[arg(long)]
    proof: Option<PathBuf>,
    /// 結果を JSON で出す
    #[arg(long)]
    json: bool,
}

/// What `prove` is told.
#[derive(Args)]
pub struct ProveOptions {
    /// 受付番号
    receipt: ReceiptNumber,
    /// 書き出すファイル。なければ標準出力
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Walks every chain and every seal; ends with 1 if anything does not hold.
pub async fn verify(settings: Settings, options: VerifyOptions) -> Outcome {
    if let Some(path) = &options.proof {
        return check_proof(path);
    }
    let world = World::open(&settings).await?;
    let app = world.office(&settings, vec![], Clock::Wall, Ids::Machine).await?;
    let found = app.verify().await.map_err(|e| format!("データベースが読めません（{e}）。"))?;
    world.store.close().await;
    if options.json {
        tell(&serde_json::to_string_pretty(&found).unwrap_or_default());
    } else {
        tell(&format!(
            "申請 {} 件、記録 {} 件、封印 {} 個を調べました。まだ封印していない記録は {} 件です。",
            found.submissions, found.events, found.seals, found.unsealed
        ));
        for broken in &found.broken {
            tell(&said(broken));
        }
        if found.broken.is_empty() {
            tell("すべて書かれたときのままです。");
        }
    }
    Ok(if found.broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn said(broken: &Broken) -> String {
    match broken {
        Broken::Event { receipt, seq } => {
            format!("{receipt}: {seq} 番目の記録が、書き変えられたか、消されたか、入れ替えられています。")
        }
        Broken::Length { receipt, expected, found } => {
            format!("{receipt}: 記録が {expected} 件あるはずですが、{found} 件あります。")
        }
        Broken::Stage { receipt } => format!("{receipt}: 状態が、記録をたどったものと違います。"),
        Broken::Answers { receipt } => {
            format!("{receipt}: 入力内容か添付ファイルが、届いたとき（または補正のとき）のものと違います。")
        }
        Broken::Seal { number } => {
            format!("封印 {number}: 封印が書き変えられたか、前の封印が消されています。")
        }
        Broken::Root { number } => {
            format!("封印 {number}: 封印された記録が、書き変えられたか、消されたか、足されています。")
        }
    }
}

fn check_proof(path: &Path) -> Outcome {
    let text =
        std::fs::read_to_string(path).map_err(|e| format!("{} が読めません（{e}）。", path.display()))?;
    let proof: Proof = serde_json::from_str(&text)
        .map_err(|e| format!("{} は証明ファイルではありません（{e}）。", path.display()))?;
    if let Err(wrong) = proof.check() {
        tell(&match wrong {
            Disproved::Form(n) => format!("証明ファイルの形式 {n} は、この版では読めません。"),
            Disproved::Event(n) => format!("{n} 番目の記録が、書かれたときのものと違います。"),
            Disproved::NotUnderSeal(n) => format!("{n} 番目の記録は、示された封印の下にありません。"),
            Disproved::Seal(n) => format!("封印 {n} が、封印されたときのものと違います。"),
        });
        return Ok(ExitCode::FAILURE);
    }
    tell(&format!("受付番号 {} の記録 {} 件は、つながっています。", proof.receipt, proof.events.len()));
    for seal in &proof.seals {
        tell(&known_outside(seal));
    }
    let open = proof.events.iter().filter(|e| e.seal.is_none()).count();
    if open > 0 {
        tell(&format!("まだ封印されていない記録が {open} 件あります。"));
    }
    tell("封印の値が、市が公表したもの（/api/v1/seals）と同じことを確かめてください。");
    Ok(ExitCode::SUCCESS)
}

fn known_outside(seal: &ProvedSeal) -> String {
    let hash: String = seal.hash.iter().map(|b| format!("{b:02x}")).collect();
    format!("封印 {}（{}）: {hash}", seal.number, seal.sealed_at.to_seconds())
}

/// Writes the proof of a submission.
pub async fn prove(settings: Settings, options: ProveOptions) -> Outcome {
    let world = World::open(&settings).await?;
    let app = world.office(&settings, vec![], Clock::Wall, Ids::Machine).await?;
    let proof = app.prove(&options.receipt).await.map_err(|e| match e {
        madoguchi_app::Trouble::NotFound => format!("受付番号 {} の申請はありません。", options.receipt),
        e => format!("データベースが読めません（{e}）。"),
    })?;
    world.store.close().await;
    let text = serde_json::to_string_pretty(&proof).map_err(|e| e.to_string())?;
    match &options.out {
        None => tell(&text),
        Some(path) => {
            std::fs::write(path, text + "\n")
                .map_err(|e| format!("{} に書けません（{e}）。", path.display()))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
