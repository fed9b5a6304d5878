//! The settings: one table, from which flags, environment, file and documentation come.
//!
//! A flag wins over the environment, the environment over the file, the file over the default. A name that
//! is not in the table is refused wherever it stands, so that a slip of the pen cannot be silently ignored.

mod values;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use serde::Deserialize;

pub use self::values::{FilesAt, Inhabitants, LogFormat, Masked, PartialOnline, Proxies};

macro_rules! settings { ($($(#[doc = $doc:literal])+ $name:ident : $type:ty = $default:literal),* $(,)?) => {
    /// What was set, and where nothing was set, nothing.
    #[derive(Clone, Debug, Default, Deserialize, clap::Args)]
    #[serde(deny_unknown_fields)]
    pub struct Given {
        $($(#[doc = $doc])+ #[arg(long, global = true)] pub $name: Option<$type>,)*
    }

    /// The table: name in the file, flag, environment, default, meaning.
    pub const TABLE: &[(&str, &str, &str)] = &[$((stringify!($name), $default, concat!($($doc),+))),*];

    impl Given {
        /// What is set here, and for the rest what is set there.
        fn or(self, other: Given) -> Given {
            Given { $($name: self.$name.or(other.$name)),* }
        }

        fn from_environment(get: impl Fn(&str) -> Option<String>) -> Result<Given, String> {
            Ok(Given { $($name: match get(&environment(stringify!($name))) {
                Some(text) => Some(text.parse().map_err(|_| {
                    format!("環境変数 {} の値「{text}」が読めません。README の設定の表を見て直してください。", environment(stringify!($name)))
                })?),
                None => None,
            }),* })
        }
    }
} }

settings! {
    /// データを置くフォルダ。なければ作る
    data: PathBuf = "data",
    /// 待ち受けるアドレス
    listen: SocketAddr = "127.0.0.1:8080",
    /// データベース。`postgres://利用者:パスワード@ホスト/名前`。なければデータフォルダの SQLite
    database: String = "",
    /// メールサーバー。`smtp://ホスト:25`、`smtps://利用者:パスワード@ホスト`。なければデータフォルダの letters にファイルで置く
    smtp: String = "",
    /// 様式のフォルダ
    forms: PathBuf = "forms",
    /// 住民から見えるアドレス。メールのリンクはこれで作る。https で始まればクッキーを TLS に結びつける
    public_url: String = "",
    /// 前段（nginx など）のアドレス。`127.0.0.1/32,10.0.0.0/8` のように並べる。ここからの X-Forwarded-For だけを信じる
    proxies: Proxies = "",
    /// 差出人
    mail_from: String = "橿原市オンライン申請 <madoguchi@example.jp>",
    /// 市の名前
    city: String = "橿原市",
    /// 市の名前（英語）
    city_en: String = "Kashihara City",
    /// 都道府県の名前
    prefecture: String = "奈良県",
    /// 代表電話
    phone: String = "0744-22-4001",
    /// 電話を受ける時間
    hours: String = "平日 8:30〜17:15",
    /// 電話を受ける時間（英語）
    hours_en: String = "Weekdays 8:30–17:15",
    /// 市役所の所在地。記入用の様式に印刷する
    address: String = "〒634-8586 橿原市八木町1丁目1-18",
    /// 文書番号で市を表す字。`令8橿市民第123号` の `橿`
    mark: String = "橿",
    /// 書体のフォルダ。カンマで並べる。はじめの 3 書体（`deploy/fonts`）のほか、そこにない字（𠮷 など）を持つ書体のフォルダを足せる
    fonts: String = "deploy/fonts",
    /// 公印の画像（PNG か SVG）。なければ通知書に「（公印省略）」と印刷する
    seal: PathBuf = "",
    /// 土日・祝日・年末年始のほかに市役所が閉まる日のファイル。1 行に 1 日（`2026-12-28`）、`#` から後ろは覚え書き。標準処理期間などの数え方に効く
    closed_days: PathBuf = "",
    /// 職員のサインインの 2 つ目の確認（認証アプリの 6 けた）。`off` は使わない、`optional` は登録した人だけ、`required` は全員
    second_factor: madoguchi_app::SecondFactor = "off",
    /// 入力の途中のものを何日残すか（最後に保存してから）
    draft_days: u32 = "30",
    /// 住民の画面を同時にいくつまで扱うか。超えた分には「混み合っています」の画面を返す（入力した内容は画面に残る）。4 分の 1 は入力中の人のために空けておく
    residents_at_once: usize = "256",
    /// 職員の画面を同時にいくつまで扱うか
    staff_at_once: usize = "64",
    /// 一部だけオンラインでできる手続きの数え方。`able`（できるに数える）、`not`（数えない）、`half`（半分に数える）。どれで数えても、ほかの値を並べて示す
    partial_online: PartialOnline = "able",
    /// 市ができた日。これより前の日付を台帳に書くことはできない
    founded: madoguchi_vocab::Date = "1956-02-11",
    /// オープンデータ（`/opendata`）の利用条件の名前
    open_data_licence: String = "CC BY 4.0",
    /// オープンデータの利用条件の URI
    open_data_licence_url: String = "https://creativecommons.org/licenses/by/4.0/",
    /// 市の法人番号（13 けた）。オープンデータの公表者に示す。なければ示さない
    corporate_number: String = "",
    /// 市の利用規約のページのアドレス（`https://…`）。あれば、画面の下の「利用規約」はそこへ進む。なければ、このサイトのしくみが行うことを書いたページを見せる
    terms_url: String = "",
    /// 人口。`2026-10-01:117000`（基準日:住民基本台帳人口）。PUSH型の通知を受け取れる市民の割合の分母。なければ割合を出さない
    population: Inhabitants = "",
    /// 秘密の鍵のファイル。なければ作る。複数台では同じファイルを置く
    secret_file: PathBuf = "",
    /// 添付ファイルを封じる鍵のファイル。なければデータフォルダに作る。本番ではデータとは別の場所に置く。複数台では同じファイルを置く
    files_key: PathBuf = "",
    /// 添付ファイルを S3 に置くときの場所。`s3://バケット/場所`。複数台で同じものを使える。なければデータフォルダの files に置く
    files: String = "",
    /// S3 のアドレス。`https://ホスト:9000`。なければ AWS。`http://` と書いたときだけ暗号化せずにつなぐ
    files_endpoint: String = "",
    /// S3 の地域
    files_region: String = "ap-northeast-1",
    /// S3 のアクセスキー
    files_access_key: String = "",
    /// S3 のシークレットキー。環境変数か設定ファイルに書く（フラグは同じ機械のほかの利用者に見える）
    files_secret_key: Masked = "",
    /// ウイルスを調べる clamd。`tcp://ホスト:3310` か `unix:/run/clamav/clamd.ctl`。あれば、調べ終わるまで職員は添付ファイルを開けない。なければ調べない
    clamd: String = "",
    /// 記録の細かさ。`info`、`debug`、`madoguchi_web=debug,info` など
    log: String = "info",
    /// 記録の形。`text` か `json`
    log_format: LogFormat = "text",
}

/// 橿原市 was founded on this day.
const FOUNDED: madoguchi_vocab::Date = madoguchi_vocab::Date::from_ymd_opt(1956, 2, 11).expect("a day");

/// The variable of a setting: `MADOGUCHI_PUBLIC_URL` for `public_url`.
pub fn environment(name: &str) -> String {
    format!("MADOGUCHI_{}", name.to_uppercase())
}

/// The settings, complete.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The data folder.
    pub data: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// The database, if not SQLite.
    pub database: Option<String>,
    /// The mail server, if any.
    pub smtp: Option<String>,
    /// The folder of papers.
    pub forms: PathBuf,
    /// The key file.
    pub secret_file: PathBuf,
    /// The key ring of files, if it is not to lie in the data folder.
    pub files_key: Option<PathBuf>,
    /// The bucket of files, if they are not to lie in the data folder.
    pub files: Option<FilesAt>,
    /// The virus scanner, if any.
    pub clamd: Option<String>,
    /// The folders of fonts.
    pub fonts: Vec<PathBuf>,
    /// The picture of the city's seal, if it is printed.
    pub seal: Option<PathBuf>,
    /// Days on which city hall is closed besides the usual ones.
    pub closed_days: Option<PathBuf>,
    /// How many are served at once.
    pub places: madoguchi_web::Places,
    /// How much to log.
    pub log: String,
    /// In which shape.
    pub log_format: LogFormat,
    /// What use cases need.
    pub office: madoguchi_app::Settings,
}

/// Reads file and environment under what the flags say.
///
/// # Errors
/// One sentence that says what to do.
pub fn complete(flags: Given, file: Option<&Path>, demo: bool) -> Result<Settings, String> {
    let variables: Vec<(String, String)> =
        std::env::vars().filter(|(k, _)| k.starts_with("MADOGUCHI_")).collect();
    let known: Vec<String> = TABLE.iter().map(|(name, ..)| environment(name)).collect();
    for (name, _) in &variables {
        if !known.contains(name) && name != "MADOGUCHI_CONFIG" && !name.starts_with("MADOGUCHI_TEST_") {
            return Err(format!(
                "環境変数 {name} という設定はありません。`madoguchi settings` で設定の一覧を見てください。"
            ));
        }
    }
    let from_environment =
        Given::from_environment(|name| variables.iter().find(|(k, _)| k == name).map(|(_, v)| v.clone()))?;
    let from_file = match file {
        Some(path) => read_file(path)?,
        None => Given::default(),
    };
    Ok(with_defaults(flags.or(from_environment).or(from_file), demo))
}

fn read_file(path: &Path) -> Result<Given, String> {
    let text = std::fs::read_to_string(path).map_err(|e| {
        format!(
            "設定ファイル {} が読めません（{e}）。場所と読み取りの権限を確かめてください。",
            path.display()
        )
    })?;
    toml::from_str(&text).map_err(|e| {
        format!(
            "設定ファイル {} に誤りがあります。`madoguchi settings` の一覧と比べて直してください。\n{e}",
            path.display()
        )
    })
}

fn with_defaults(given: Given, demo: bool) -> Settings {
    let default = |name: &str| TABLE.iter().find(|(n, ..)| *n == name).map_or("", |(_, d, _)| *d).to_owned();
    let data = given.data.unwrap_or_else(|| PathBuf::from(default("data")));
    let listen = given.listen.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080)));
    let public_url = given.public_url.unwrap_or_else(|| format!("http://{listen}"));
    Settings {
        listen,
        database: given.database.filter(|d| !d.is_empty()),
        smtp: given.smtp.filter(|s| !s.is_empty()),
        forms: given.forms.unwrap_or_else(|| PathBuf::from(default("forms"))),
        secret_file: given.secret_file.unwrap_or_else(|| data.join("secret.key")),
        files_key: given.files_key.filter(|p| !p.as_os_str().is_empty()),
        files: given.files.filter(|f| !f.is_empty()).map(|url| FilesAt {
            url,
            endpoint: given.files_endpoint.filter(|e| !e.is_empty()),
            region: given.files_region.unwrap_or_else(|| default("files_region")),
            access_key: given.files_access_key.unwrap_or_default(),
            secret_key: given.files_secret_key.unwrap_or_default(),
        }),
        clamd: given.clamd.filter(|c| !c.is_empty()),
        fonts: folders(&given.fonts.unwrap_or_else(|| default("fonts"))),
        seal: given.seal.filter(|p| !p.as_os_str().is_empty()),
        closed_days: given.closed_days.filter(|p| !p.as_os_str().is_empty()),
        places: madoguchi_web::Places::of(
            given.residents_at_once.unwrap_or(256),
            given.staff_at_once.unwrap_or(64),
        ),
        log: given.log.unwrap_or_else(|| default("log")),
        log_format: given.log_format.unwrap_or(LogFormat::Text),
        office: madoguchi_app::Settings {
            city: madoguchi_app::City {
                name: given.city.unwrap_or_else(|| default("city")),
                name_en: given.city_en.unwrap_or_else(|| default("city_en")),
                prefecture: given.prefecture.unwrap_or_else(|| default("prefecture")),
                phone: given.phone.unwrap_or_else(|| default("phone")),
                // Whoever has said other hours has not said these in English.
                hours_en: given.hours_en.unwrap_or_else(|| match given.hours {
                    None => default("hours_en"),
                    Some(_) => String::new(),
                }),
                hours: given.hours.unwrap_or_else(|| default("hours")),
                address: given.address.unwrap_or_else(|| default("address")),
                mark: given.mark.unwrap_or_else(|| default("mark")),
            },
            public_url: public_url.trim_end_matches('/').to_owned(),
            mail_from: given.mail_from.unwrap_or_else(|| default("mail_from")),
            draft_days: given.draft_days.unwrap_or(30),
            second_factor: given.second_factor.unwrap_or_default(),
            partial_rule: given.partial_online.unwrap_or_default().0,
            founded: given.founded.unwrap_or(FOUNDED),
            licence: given.open_data_licence.unwrap_or_else(|| default("open_data_licence")),
            licence_url: given.open_data_licence_url.unwrap_or_else(|| default("open_data_licence_url")),
            corporate_number: given.corporate_number.unwrap_or_default(),
            terms_url: given.terms_url.unwrap_or_default(),
            proxies: given.proxies.unwrap_or_default().0,
            population: given.population.unwrap_or_default().0,
            demo,
        },
        data,
    }
}

fn folders(text: &str) -> Vec<PathBuf> {
    text.split(',').map(str::trim).filter(|folder| !folder.is_empty()).map(PathBuf::from).collect()
}

/// The table as Markdown: what the README shows.
pub fn markdown() -> String {
    let mut out = String::from("| 設定ファイル | 環境変数 | はじめの値 | 意味 |\n|---|---|---|---|\n");
    for (name, default, meaning) in TABLE {
        let default = if default.is_empty() { String::new() } else { format!("`{default}`") };
        out.push_str(&format!("| `{name}` | `{}` | {default} | {} |\n", environment(name), meaning.trim()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_win_over_the_environment_and_that_over_the_file() {
        let flags = Given { draft_days: Some(1), ..Given::default() };
        let environment = Given::from_environment(|name| match name {
            "MADOGUCHI_DRAFT_DAYS" => Some("2".into()),
            "MADOGUCHI_CITY" => Some("見本市".into()),
            _ => None,
        })
        .unwrap();
        let file: Given = toml::from_str("draft_days = 3\ncity = \"他の市\"\nphone = \"000\"").unwrap();
        let settings = with_defaults(flags.or(environment).or(file), false);
        assert_eq!(settings.office.draft_days, 1);
        assert_eq!(settings.office.city.name, "見本市");
        assert_eq!(settings.office.city.phone, "000");
        assert_eq!(settings.office.city.prefecture, "奈良県");
    }

    #[test]
    fn a_name_that_is_no_setting_is_refused() {
        assert!(toml::from_str::<Given>("lisen = \"127.0.0.1:1\"").is_err());
        assert!(Given::from_environment(|n| (n == "MADOGUCHI_LISTEN").then(|| "everywhere".into())).is_err());
    }

    #[test]
    fn a_secret_key_is_not_shown() {
        let given: Given = toml::from_str("files = \"s3://x\"\nfiles_secret_key = \"geheim\"").unwrap();
        assert!(!format!("{given:?}").contains("geheim"));
        let settings = with_defaults(given, false);
        assert!(!format!("{settings:?}").contains("geheim"));
        assert_eq!(settings.files.map(|f| f.secret_key.0), Some("geheim".to_owned()));
    }

    #[test]
    fn the_readme_shows_the_table() {
        let readme = include_str!("../../../README.md");
        for line in markdown().lines() {
            assert!(readme.contains(line), "README.md lacks this line of the settings:\n{line}");
        }
    }
}
