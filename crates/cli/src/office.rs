//! The office is put together from what the settings say.

use std::{
    io,
    path::{Path, PathBuf},
};

use madoguchi_app::{App, Clock, Ids, Loaded, Parts, Printer};
use madoguchi_auth::Secret;
use madoguchi_notify::Post;
use madoguchi_store::{
    Location, Store,
    attachments::{BadBucket, Bucket, BucketAt, KeyRing, Shelf, Vault},
    clamd::Scanner,
};
use madoguchi_vocab::workday::Calendar;

use crate::{fonts, papers, postal, settings::Settings};

/// What is opened once and shared by every office made of it.
pub struct World {
    /// The filing cabinet.
    pub store: Store,
    /// The bytes of files.
    pub vault: Vault,
    scanner: Option<Scanner>,
    printer: Printer,
    post: Post,
    secret: Secret,
}

impl World {
    /// Opens data folder, key, database and post.
    ///
    /// # Errors
    /// One sentence that says which of them and what to do.
    pub async fn open(settings: &Settings) -> Result<Self, String> {
        let data = &settings.data;
        std::fs::create_dir_all(data).map_err(|e| {
            format!(
                "データフォルダ {} が作れません（{e}）。--data で書き込める場所を指定してください。",
                data.display()
            )
        })?;
        let unwritable = |e: std::io::Error| {
            format!(
                "データフォルダ {} に書き込めません（{e}）。権限と空きを確かめるか、--data で別の場所を指定してください。",
                data.display()
            )
        };
        // A read-only disk lets everything be opened, and fails at the first resident.
        tempfile::tempfile_in(data).map_err(unwritable)?;
        let shelf = shelf(settings)?;
        let ring = key_ring(settings, &shelf).await?;
        let vault = Vault::on(shelf, &folder_of_files(settings), ring).map_err(unwritable)?;
        let scanner = settings.clamd.as_deref().map(str::parse).transpose().map_err(|_| {
            "clamd の指定が読めません。--clamd tcp://ホスト:3310 か unix:/run/clamav/clamd.ctl の形で指定してください。"
        })?;
        let secret = secret(&settings.secret_file)?;
        let location = match &settings.database {
            Some(url) => Location::Postgres { url: url.clone(), schema: None },
            None => Location::Sqlite(data.join("madoguchi.db")),
        };
        let store = Store::open(&location).await.map_err(|e| {
            format!("データベースにつながりません（{e}）。--database の値と、データベースが動いていることを確かめてください。")
        })?;
        store.migrate().await.map_err(|e| format!("データベースを新しくできません（{e}）。"))?;
        let post = match &settings.smtp {
            Some(url) => Post::smtp(url).map_err(|e| {
                format!("メールサーバーの指定が読めません（{e}）。--smtp smtp://ホスト:25 の形で指定してください。")
            })?,
            None => Post::Folder(data.join("letters")),
        };
        Ok(Self { store, vault, scanner, printer: Printer::none(), post, secret })
    }

    /// The same with a press: for commands that print.
    ///
    /// # Errors
    /// One sentence.
    pub fn with_press(self, settings: &Settings) -> Result<Self, String> {
        Ok(Self { printer: fonts::printer(settings)?, ..self })
    }

    /// Whether the bucket of files can be written, if there is one, and nothing was forgotten in the folder.
    ///
    /// # Errors
    /// One sentence.
    pub async fn try_files(&self, settings: &Settings) -> Result<(), String> {
        if settings.files.is_none() {
            return Ok(());
        }
        self.vault.shelf().now().await.map_err(|e| away(settings, &e))?;
        let folder = folder_of_files(settings);
        match Shelf::folder(&folder).is_empty().await {
            Ok(true) => Ok(()),
            Ok(false) => Err(format!(
                "{} にこれまでの添付ファイルがあります。`madoguchi files move` で S3 に移してから、もう一度実行してください。",
                folder.display()
            )),
            Err(e) => Err(format!("{} が読めません（{e}）。権限を確かめてください。", folder.display())),
        }
    }

    /// Whether the mail server answers.
    ///
    /// # Errors
    /// One sentence.
    pub async fn try_post(&self) -> Result<(), String> {
        self.post.ping().await.map_err(|e| {
            format!("メールサーバーにつながりません（{e}）。--smtp の値と、サーバーが動いていることを確かめてください。")
        })
    }

    /// Whether the virus scanner answers, if there is one.
    ///
    /// # Errors
    /// One sentence.
    pub async fn try_scanner(&self) -> Result<(), String> {
        match &self.scanner {
            Some(scanner) => scanner.ping().await.map_err(|e| {
                format!("clamd につながりません（{e}）。--clamd の値と、clamd が動いていることを確かめてください。それまで職員は添付ファイルを開けません。")
            }),
            None => Ok(()),
        }
    }

    /// The key everything secret is derived from.
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// An office of this world.
    ///
    /// # Errors
    /// One sentence.
    pub async fn office(
        &self,
        settings: &Settings,
        lying: Vec<Loaded>,
        clock: Clock,
        ids: Ids,
    ) -> Result<App, String> {
        App::open(Parts {
            store: self.store.clone(),
            vault: self.vault.clone(),
            scanner: self.scanner.clone(),
            printer: self.printer.clone(),
            post: self.post.clone(),
            clock,
            ids,
            secret: self.secret.clone(),
            calendar: calendar(settings)?,
            papers: lying,
            guide: papers::guide(&settings.forms)?,
            postal: postal::towns(&settings.data)?,
            settings: settings.office.clone(),
        })
        .await
        .map_err(|e| format!("データベースが読めません（{e}）。"))
    }
}

/// The open days of this city.
fn calendar(settings: &Settings) -> Result<Calendar, String> {
    let Some(path) = &settings.closed_days else { return Ok(Calendar::japan()) };
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|e| {
        format!("閉庁日のファイル {shown} が読めません（{e}）。--closed-days の値を確かめてください。")
    })?;
    let mut calendar = Calendar::japan();
    for (n, line) in (1..).zip(text.lines()) {
        let day = line.split('#').next().unwrap_or_default().trim();
        if day.is_empty() {
            continue;
        }
        let day = day.parse().map_err(|_| {
            format!("閉庁日のファイル {shown}:{n} の「{day}」は日付ではありません。2026-12-28 のように書いてください。")
        })?;
        calendar = calendar.closed_on(day);
    }
    Ok(calendar)
}

/// Where files wait to be looked at, and where they lie if there is no bucket.
pub fn folder_of_files(settings: &Settings) -> PathBuf {
    settings.data.join("files")
}

/// Where the settings want files to lie.
///
/// # Errors
/// One sentence; whether a bucket answers is not asked.
pub fn shelf(settings: &Settings) -> Result<Shelf, String> {
    let Some(at) = &settings.files else { return Ok(Shelf::folder(&folder_of_files(settings))) };
    let bucket = Bucket::at(BucketAt {
        url: &at.url,
        endpoint: at.endpoint.as_deref(),
        region: &at.region,
        access_key: &at.access_key,
        secret_key: &at.secret_key.0,
    });
    bucket.map(Shelf::Bucket).map_err(|e| match e {
        BadBucket::Url => format!("添付ファイルの場所「{}」が読めません。--files s3://バケット/場所 の形で指定してください。", at.url),
        BadBucket::Endpoint => "S3 のアドレスが読めません。--files-endpoint https://ホスト:ポート の形で、利用者名やパスワードを入れずに指定してください。".to_owned(),
        BadBucket::Keys => "S3 のキーがありません。環境変数 MADOGUCHI_FILES_ACCESS_KEY と MADOGUCHI_FILES_SECRET_KEY で指定してください。".to_owned(),
        BadBucket::Client(e) => format!("S3 につなぐ準備ができません（{e}）。この機械に証明書の一覧（ca-certificates）があることを確かめてください。"),
    })
}

/// What to do when files cannot be reached.
pub fn away(settings: &Settings, e: &io::Error) -> String {
    match &settings.files {
        Some(at) => format!(
            "添付ファイルを置く {} が使えません（{e}）。S3 が動いていることと、--files、--files-endpoint、--files-region、キー、読み書きの権限を確かめて、もう一度実行してください。",
            at.url
        ),
        None => format!(
            "{} が使えません（{e}）。空きと権限を確かめて、もう一度実行してください。",
            folder_of_files(settings).display()
        ),
    }
}

/// Opens the key ring of files, making one on the first start.
async fn key_ring(settings: &Settings, shelf: &Shelf) -> Result<KeyRing, String> {
    let path = key_ring_file(settings);
    let shown = path.display();
    match KeyRing::open(&path) {
        Ok(ring) => Ok(ring),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            // A new ring would make the lost one look like a few unreadable files.
            let folder = Shelf::folder(&folder_of_files(settings));
            let sealed = async { Ok(folder.holds_sealed().await? || shelf.holds_sealed().await?) };
            if sealed.await.map_err(|e| away(settings, &e))? {
                return Err(format!(
                    "添付ファイルの鍵 {shown} がありません。これまでの添付ファイルはその鍵がないと読めません。--files-key の値を確かめるか、控えから戻してください。"
                ));
            }
            let ring = KeyRing::create(&path).map_err(|e| {
                format!("添付ファイルの鍵 {shown} が作れません（{e}）。書き込める場所を --files-key で指定してください。")
            })?;
            tracing::warn!(
                "添付ファイルの鍵 {shown} を作りました。なくすと添付ファイルは読めません。本番ではデータとは別の場所を --files-key で指定し、控えを取ってください。"
            );
            Ok(ring)
        }
        Err(e) => Err(format!(
            "添付ファイルの鍵 {shown} が読めません（{e}）。権限と中身を確かめ、控えから戻してください。作り直すと、これまでの添付ファイルは読めなくなります。"
        )),
    }
}

/// Reads the key file, making one on the first start.
fn secret(path: &Path) -> Result<Secret, String> {
    match std::fs::read_to_string(path) {
        Ok(text) => Secret::from_hex(&text).map_err(|_| {
            format!("秘密の鍵 {} は 64 けたの 16 進数でなければなりません。控えから戻すか、ファイルを消して作り直してください（作り直すと照会キーと再開コードが変わります）。", path.display())
        }),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => make_secret(path)
            .map_err(|e| format!("秘密の鍵 {} が作れません（{e}）。書き込める場所を --secret-file で指定してください。", path.display())),
        Err(e) => Err(format!("秘密の鍵 {} が読めません（{e}）。権限を確かめてください。", path.display())),
    }
}

fn make_secret(path: &Path) -> std::io::Result<Secret> {
    use std::io::Write;
    let secret = Secret::new(rand::random());
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(secret.to_hex().as_bytes())?;
    file.sync_all()?;
    Ok(secret)
}

/// Where the key ring of the files lies.
pub fn key_ring_file(settings: &Settings) -> PathBuf {
    settings.files_key.clone().unwrap_or_else(|| settings.data.join("files.key"))
}
