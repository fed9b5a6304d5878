//! `madoguchi disaster`: the pages for a disaster are switched on and off where no page can be opened.

use std::process::ExitCode;

use chrono::Days;
use clap::Subcommand;
use madoguchi_app::{Clock, DISASTER_DRAFT_DAYS, Disaster, Ids, Trouble};
use madoguchi_vocab::{Date, Text};

use crate::{Outcome, office::World, settings::Settings, tell};

/// So many days where nobody says how many.
const USUAL_DAYS: u64 = 30;

/// What can be done.
#[derive(Subcommand)]
pub enum DisasterCommand {
    /// 災害時のページにする。すでになっていれば書き変える
    On {
        /// 災害の名前。「令和8年11月の大雨」のように
        #[arg(long)]
        name: String,
        /// 名前（やさしい日本語）
        #[arg(long)]
        name_easy: Option<String>,
        /// 名前（英語）
        #[arg(long)]
        name_en: Option<String>,
        /// 伝えること（200 文字まで）
        #[arg(long, default_value = "")]
        note: String,
        /// 終わりの日（2026-12-28）。なければ 30 日後
        #[arg(long)]
        until: Option<Date>,
    },
    /// ふだんのページに戻す
    Off,
    /// いまどちらかを言う
    Show,
}

/// Does it.
pub async fn run(settings: Settings, command: DisasterCommand) -> Outcome {
    let world = World::open(&settings).await?;
    let app = world.office(&settings, vec![], Clock::Wall, Ids::Machine).await?;
    let failed = |e: Trouble| match e {
        Trouble::Amiss { field, words } => format!("--{field} は、{words}。"),
        other => format!("データベースを読み書きできません（{other}）。"),
    };
    match command {
        DisasterCommand::On { name, name_easy, name_en, note, until } => {
            let until = until.unwrap_or_else(|| app.today() + Days::new(USUAL_DAYS));
            let name = Text { ja: name, easy: name_easy, en: name_en };
            let since = app.disaster().map_or_else(|| app.now(), |d| d.since);
            let disaster = Disaster { name, since, until, note: Text::ja(note) };
            app.set_disaster_as_operator(Some(disaster)).await.map_err(failed)?;
            tell(&format!(
                "災害時のページにしました（{until} まで）。動いているサーバーには 1 分以内に行き渡ります。入力の途中のものは {DISASTER_DRAFT_DAYS} 日残します。"
            ));
        }
        DisasterCommand::Off => {
            app.set_disaster_as_operator(None).await.map_err(failed)?;
            tell("ふだんのページに戻しました。動いているサーバーには 1 分以内に行き渡ります。");
        }
        DisasterCommand::Show => match app.disaster() {
            Some(d) => tell(&format!(
                "災害時のページです：{}（{} から {} まで）",
                d.name.ja,
                d.since.to_seconds(),
                d.until
            )),
            None => tell("ふだんのページです。"),
        },
    }
    Ok(ExitCode::SUCCESS)
}
