//! `madoguchi`: configuration, wiring, commands. Everything of the world comes together here, once.

mod archive;
mod backup;
mod check;
mod demo;
mod disaster;
mod evidence;
mod export;
mod files;
mod fonts;
mod inventory;
mod kpi;
mod office;
mod papers;
mod postal;
mod rate;
mod rate_print;
mod seed;
mod serve;
mod settings;
mod staff;
mod works;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use settings::{Given, Settings};

/// A third of the work of a page is small pieces of memory taken and given back.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// 窓口: 行政手続オンライン化の一式
#[derive(Parser)]
#[command(name = "madoguchi", version, about, long_about = None)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// 設定ファイル（TOML）
    #[arg(long, global = true, env = "MADOGUCHI_CONFIG")]
    config: Option<PathBuf>,
    #[command(flatten)]
    given: Given,
}

#[derive(Subcommand)]
enum Command {
    /// 見本のデータを入れて動かす。もう一度起動してもデータは残る
    Demo,
    /// 動かす
    Serve,
    /// 様式を調べる。誤りがあれば 1 で終わる
    Check(check::CheckOptions),
    /// 様式の 2 つの版の違いと、入力の途中の人に何が起こるかを言う
    Diff {
        /// 前の版（form.toml かそのフォルダ）
        old: PathBuf,
        /// 新しい版
        new: PathBuf,
    },
    /// 古い書き方の様式を新しい書き方に直す。注釈や並びはそのまま残る
    Upgrade {
        /// form.toml かそのフォルダ
        #[arg(required = true)]
        forms: Vec<PathBuf>,
    },
    /// 様式の書き方（Markdown）
    Reference,
    /// JSON Schema：様式の書き方のもの。様式を渡すと、その答えのもの
    Schema {
        /// form.toml かそのフォルダ
        form: Option<PathBuf>,
    },
    /// 調べた結果の記号の意味を説明する
    Explain {
        /// P0101 など
        code: String,
    },
    /// 手続台帳
    Inventory {
        #[command(subcommand)]
        command: inventory::InventoryCommand,
    },
    /// 郵便番号の表
    Postal {
        #[command(subcommand)]
        command: postal::PostalCommand,
    },
    /// ブラウザーで作った様式
    Papers {
        #[command(subcommand)]
        command: export::PapersCommand,
    },
    /// 計画の KPI と、測った値
    Kpi {
        #[command(subcommand)]
        command: kpi::KpiCommand,
    },
    /// オンライン化率・利用率を計算する
    Rate(rate::RateOptions),
    /// 職員
    Staff {
        #[command(subcommand)]
        command: staff::StaffCommand,
    },
    /// 添付ファイルの鍵
    Files {
        #[command(subcommand)]
        command: files::FilesCommand,
    },
    /// 基幹系などの機械に渡すトークンを作る
    ApiToken(staff::TokenOptions),
    /// 動かしたまま、データベースと添付ファイルを 1 つのファイルに控える
    Backup {
        /// 作るファイル
        file: PathBuf,
    },
    /// 控えから戻す。空のデータフォルダ（と空のデータベース）に
    Restore {
        /// 控えのファイル
        file: PathBuf,
    },
    /// 保存年限と廃棄
    Archive {
        #[command(subcommand)]
        command: archive::ArchiveCommand,
    },
    /// 記録の鎖と封印をたどり、書き変え・欠け・入れ替えがないかを調べる。あれば 1 で終わる
    Verify(evidence::VerifyOptions),
    /// 1 件の申請の記録を、外の人が調べられる証明ファイルにする
    Prove(evidence::ProveOptions),
    /// 裏方の仕事（メール・ウイルス検査・片づけ）の様子。止まったものがあれば 1 で終わる
    Works(works::WorksOptions),
    /// 災害時のページ。画面が開けないときにも使える
    Disaster {
        #[command(subcommand)]
        command: disaster::DisasterCommand,
    },
    /// 設定の一覧
    Settings,
}

/// What a command answers when it cannot do what was asked: one sentence that says what to do.
type Outcome = Result<ExitCode, String>;

/// Writes to whoever reads; a reader who has seen enough (`| head`) is no failure.
fn tell(text: &str) {
    use std::io::Write;
    // Nobody is left to tell that nobody is left to read.
    _ = writeln!(std::io::stdout().lock(), "{text}");
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(code) => code,
        Err(sentence) => {
            eprintln!("madoguchi: {sentence}");
            ExitCode::from(2)
        }
    }
}

fn run(cli: Cli) -> Outcome {
    let demo = matches!(cli.command, Command::Demo);
    let settings = settings::complete(cli.given, cli.config.as_deref(), demo)?;
    match cli.command {
        Command::Check(options) => check::check(&settings, &options),
        Command::Upgrade { forms } => check::upgrade(&forms),
        Command::Reference => check::reference(),
        Command::Schema { form } => check::schema(form.as_deref()),
        Command::Diff { old, new } => check::differences(&old, &new),
        Command::Explain { code } => check::explain(&code),
        Command::Postal { command } => postal::run(&settings, command),
        Command::Settings => {
            print!("{}", settings::markdown());
            Ok(ExitCode::SUCCESS)
        }
        command => {
            start_log(&settings);
            let runtime = tokio::runtime::Runtime::new().map_err(|e| format!("起動できません（{e}）。"))?;
            runtime.block_on(async {
                match command {
                    Command::Demo => serve::serve(settings, true).await,
                    Command::Serve => serve::serve(settings, false).await,
                    Command::Inventory { command } => inventory::run(settings, command).await,
                    Command::Papers { command } => export::run(settings, command).await,
                    Command::Kpi { command } => kpi::run(settings, command).await,
                    Command::Rate(options) => rate::rate(settings, options).await,
                    Command::Staff { command } => staff::run(settings, command).await,
                    Command::Backup { file } => backup::backup(settings, file).await,
                    Command::Restore { file } => backup::restore(settings, file).await,
                    Command::Archive { command } => archive::run(settings, command).await,
                    Command::Verify(options) => evidence::verify(settings, options).await,
                    Command::Prove(options) => evidence::prove(settings, options).await,
                    Command::Files { command } => files::run(settings, command).await,
                    Command::Works(options) => works::works(settings, options).await,
                    Command::Disaster { command } => disaster::run(settings, command).await,
                    Command::ApiToken(options) => staff::token(settings, options).await,
                    Command::Check(_)
                    | Command::Diff { .. }
                    | Command::Upgrade { .. }
                    | Command::Reference
                    | Command::Schema { .. }
                    | Command::Explain { .. }
                    | Command::Postal { .. }
                    | Command::Settings => Ok(ExitCode::SUCCESS),
                }
            })
        }
    }
}

/// Structured logs, with request ids and without personal data: what may stand in them is decided where they
/// are written.
fn start_log(settings: &Settings) {
    let filter = tracing_subscriber::EnvFilter::try_new(&settings.log).unwrap_or_else(|_| "info".into());
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match settings.log_format {
        settings::LogFormat::Text => log.init(),
        settings::LogFormat::Json => log.json().flatten_event(true).init(),
    }
}
