//! `madoguchi files`: the keys of attached files.

use std::process::ExitCode;

use clap::Subcommand;

use madoguchi_store::attachments::Shelf;

use crate::{
    Outcome,
    office::{World, away, folder_of_files},
    settings::Settings,
    tell,
};

/// What may be done with files.
#[derive(Subcommand)]
pub enum FilesCommand {
    /// 鍵を取り替え、すべての添付ファイルを新しい鍵で封じ直す。動かしたままでよく、途中で止まったら続きから行う
    Rotate,
    /// データフォルダにある添付ファイルを、設定した S3 に移す。止めてから行い、途中で止まったら続きから行う
    Move,
}

/// Does it.
pub async fn run(settings: Settings, command: FilesCommand) -> Outcome {
    let world = World::open(&settings).await?;
    let outcome = match command {
        FilesCommand::Rotate => rotate(&settings, &world).await,
        FilesCommand::Move => move_in(&settings, &world).await,
    };
    world.store.close().await;
    outcome
}

async fn move_in(settings: &Settings, world: &World) -> Outcome {
    let Some(at) = &settings.files else {
        return Err("移す先がありません。--files s3://バケット/場所 で指定してください。".to_owned());
    };
    let from = Shelf::folder(&folder_of_files(settings));
    let moved = world.vault.move_in(&from).await.map_err(|e| away(settings, &e))?;
    tell(&format!("{moved} 個の添付ファイルを {} に移しました。", at.url));
    Ok(ExitCode::SUCCESS)
}

async fn rotate(settings: &Settings, world: &World) -> Outcome {
    world.try_files(settings).await?;
    let done = world.vault.rotate().await.map_err(|e| {
        format!("添付ファイルを封じ直せません（{e}）。空き容量と権限を確かめて、もう一度実行してください。続きから行います。")
    })?;
    tell(if done.new_key {
        "新しい鍵を加えました。"
    } else {
        "途中で止まっていた取り替えの続きを行いました。"
    });
    tell(&format!("{} 個の添付ファイルを封じ直しました。", done.resealed));
    let answers = madoguchi_app::reseal_answers(&world.store, &world.vault).await.map_err(|e| {
        format!("アカウントに残してある内容を封じ直せません（{e}）。もう一度実行してください。古い鍵は残してあります。")
    })?;
    if answers > 0 {
        tell(&format!("アカウントに残してある内容を {answers} 件、封じ直しました。"));
    }
    if done.damaged.is_empty() {
        tell("すべての添付ファイルが新しい鍵で封じてあります。古い鍵は残してあります。");
        return Ok(ExitCode::SUCCESS);
    }
    for name in &done.damaged {
        tell(&format!("読めません：files/{}/{name}", &name[..2]));
    }
    Err(format!(
        "{} 個の添付ファイルが読めず、そのまま残しました。バックアップから戻し、もう一度実行してください。",
        done.damaged.len()
    ))
}
