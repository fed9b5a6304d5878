//! `madoguchi staff` and `madoguchi api-token`.

use std::{io::BufRead, process::ExitCode};

use chrono::Duration;
use clap::{Args, Subcommand};
use madoguchi_app::{Clock, Ids};
use madoguchi_auth::{
    api_token::{Claims, Scope},
    password::SHORTEST,
};
use madoguchi_vocab::{DepartmentId, Role};

use crate::{Outcome, office::World, seed, settings::Settings};

/// What can be done about staff.
#[derive(Subcommand)]
pub enum StaffCommand {
    /// 職員を加える。パスワードは標準入力から読む
    Add {
        /// サインインの名前
        #[arg(long)]
        login: String,
        /// 氏名
        #[arg(long)]
        name: String,
        /// clerk、department_head、dx_manager、administrator、auditor
        #[arg(long)]
        role: Role,
        /// 課（departments.csv の id）
        #[arg(long)]
        department: String,
    },
    /// 課を CSV から入れる（id,name,name_en,phone,hours,hours_en,note）
    Departments {
        /// CSV ファイル
        file: std::path::PathBuf,
    },
}

/// Does it.
pub async fn run(settings: Settings, command: StaffCommand) -> Outcome {
    let world = World::open(&settings).await?;
    let app = world.office(&settings, vec![], Clock::Wall, Ids::Machine).await?;
    match command {
        StaffCommand::Add { login, name, role, department } => {
            let mut password = String::new();
            std::io::stdin()
                .lock()
                .read_line(&mut password)
                .map_err(|e| format!("パスワードが読めません（{e}）。"))?;
            let password = password.trim_end_matches(['\r', '\n']);
            if password.chars().count() < SHORTEST {
                return Err(format!(
                    "パスワードは {SHORTEST} 文字以上にしてください（標準入力の 1 行目から読みます）。"
                ));
            }
            app.add_staff(&login, &name, role, &DepartmentId(department), password).await.map_err(|e| {
                format!("職員を加えられません（{e}）。同じ名前がないか、課が入っているかを確かめてください。")
            })?;
            println!("{name}（{login}）を加えました。");
        }
        StaffCommand::Departments { file } => {
            let text = std::fs::read_to_string(&file)
                .map_err(|e| format!("{} が読めません（{e}）。", file.display()))?;
            let departments = seed::departments(&text)?;
            app.set_departments(&departments).await.map_err(|e| format!("課を入れられません（{e}）。"))?;
            println!("{} の課を入れました。", departments.len());
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// For whom a token is.
#[derive(Args)]
pub struct TokenOptions {
    /// 機械の名前（記録に残る）
    #[arg(long)]
    name: String,
    /// 課
    #[arg(long)]
    department: String,
    /// 何日使えるか
    #[arg(long, default_value_t = 90)]
    days: u32,
}

/// Makes a token.
pub async fn token(settings: Settings, options: TokenOptions) -> Outcome {
    let world = World::open(&settings).await?;
    let until = Clock::Wall.now().plus(Duration::days(i64::from(options.days)));
    let claims = Claims::new(options.name, DepartmentId(options.department), [Scope::ReadSubmissions], until);
    let token = claims.sign(world.secret()).map_err(|e| format!("トークンを作れません（{e}）。"))?;
    println!("{token}");
    Ok(ExitCode::SUCCESS)
}
