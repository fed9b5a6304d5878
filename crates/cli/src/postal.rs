//! `madoguchi postal`.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Subcommand;
use madoguchi_app::{PostalFile, PostalTowns};

use crate::{Outcome, settings::Settings, tell};

/// What can be done with postal codes.
#[derive(Subcommand)]
pub enum PostalCommand {
    /// 日本郵便の郵便番号データを読み込み、データフォルダに置く。次に起動したときから、組み込みの表のかわりに使う
    Import {
        /// KEN_ALL.CSV か utf_ken_all.csv と、あれば JIGYOSYO.CSV（ZIP から取り出したもの）
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// いつの、どこのデータか（表に書いておく）
        #[arg(long, default_value = "日本郵便 郵便番号データ")]
        source: String,
        /// データフォルダのかわりに書き出すファイル
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// 郵便番号の町を表示する。番号がなければ、使う表の件数と出どころを表示する
    Show {
        /// 634-8586 など
        code: Option<String>,
    },
}

/// The table that an operator has put into the data folder.
const FILE: &str = "postal.zip";

/// Does it.
pub fn run(settings: &Settings, command: PostalCommand) -> Outcome {
    match command {
        PostalCommand::Import { files, source, out } => {
            let files = files.iter().map(|f| read(f)).collect::<Result<Vec<_>, _>>()?;
            let packed =
                PostalTowns::pack(&files, &source).map_err(|e| format!("{e}。何も変えていません。"))?;
            let to = out.unwrap_or_else(|| settings.data.join(FILE));
            put(&to, &packed).map_err(|e| {
                format!("{} に書けません（{e}）。権限と空きを確かめてください。", to.display())
            })?;
            let rows: usize = files.iter().map(PostalFile::len).sum();
            tell(&format!("{rows} 行を読み、{} に置きました。次に起動したときから使います。", to.display()));
        }
        PostalCommand::Show { code: None } => {
            let towns = towns(&settings.data)?;
            let (rows, source) = towns.about();
            tell(&format!("{rows} 件（{source}）"));
        }
        PostalCommand::Show { code: Some(code) } => {
            let digits = madoguchi_vocab::normalise::digits(&code).unwrap_or_default();
            let found = towns(&settings.data)?.of(&digits);
            if found.is_empty() {
                return Err(format!("郵便番号 {code} は表にありません。"));
            }
            found.iter().for_each(|t| tell(&format!("{}{}{}", t.prefecture, t.city, t.town)));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The postal codes of this office: those of the data folder, or else those the program brings with it.
///
/// # Errors
/// One sentence if there is a table in the data folder and it cannot be used.
pub fn towns(data: &Path) -> Result<PostalTowns, String> {
    let path = data.join(FILE);
    let wrong = |e: &dyn std::fmt::Display| {
        format!(
            "郵便番号の表 {} が使えません（{e}）。`madoguchi postal import` で作り直すか、消してください（消すと組み込みの表を使います）。",
            path.display()
        )
    };
    match std::fs::read(&path) {
        Ok(packed) => PostalTowns::unpack(&packed).map_err(|e| wrong(&e)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(PostalTowns::of_japan()),
        Err(e) => Err(wrong(&e)),
    }
}

fn read(path: &Path) -> Result<PostalFile, String> {
    let shown = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|e| format!("{shown} が読めません（{e}）。"))?;
    PostalFile::read(&shown, &bytes).map_err(|e| format!("{e}。何も変えていません。"))
}

/// Writes beside and moves into place, so that whoever starts meanwhile reads the old table or the new one.
fn put(path: &Path, packed: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut beside = tempfile::NamedTempFile::new_in(folder)?;
    beside.write_all(packed)?;
    beside.as_file().sync_all()?;
    #[cfg(unix)]
    std::fs::set_permissions(beside.path(), std::os::unix::fs::PermissionsExt::from_mode(0o644))?;
    beside.persist(path)?;
    std::fs::File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_imported_table_takes_the_place_of_the_one_brought_along_and_a_broken_one_says_so() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(towns(folder.path()).unwrap().of("6348586").len(), 1);
        let prefectures: String =
            (1..=47).map(|n| format!("{n:05},,{n:07},,,,県{n},市{n},町{n},0,0,0,0,0,0\n")).collect();
        let file = PostalFile::read("k.csv", prefectures.as_bytes()).unwrap();
        let packed = PostalTowns::pack(std::slice::from_ref(&file), "試し").unwrap();
        put(&folder.path().join(FILE), &packed).unwrap();
        let imported = towns(folder.path()).unwrap();
        assert_eq!((imported.about(), imported.of("6348586").len()), ((47, "試し"), 0));
        assert_eq!(imported.of("0000029")[0].town, "町29");
        std::fs::write(folder.path().join(FILE), &packed[..packed.len() / 2]).unwrap();
        assert!(towns(folder.path()).unwrap_err().contains("postal import"));
        let one = PostalFile::read("k.csv", prefectures.lines().next().unwrap().as_bytes()).unwrap();
        assert!(PostalTowns::pack(&[one], "").is_err(), "a part of the country is no table");
    }
}
