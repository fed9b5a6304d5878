//! 郵便番号データ as Japan Post gives it out: 住所の郵便番号 (`KEN_ALL.CSV`, `utf_ken_all.csv`) and 大口事業所個別番号
//! (`JIGYOSYO.CSV`). Both are told apart by the number of their columns.

use madoguchi_vocab::sheet;

/// Code, prefecture, municipality, town.
pub(super) type Row = (String, String, String, String);

/// A file of Japan Post, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostalFile {
    pub(super) rows: Vec<Row>,
}

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "{name}:{line} が読めません。日本郵便の KEN_ALL.CSV（15 列）か JIGYOSYO.CSV（13 列）を、ZIP から取り出して渡してください"
)]
pub struct NotJapanPost {
    name: String,
    line: usize,
}

impl PostalFile {
    /// Reads a file in UTF-8 or Shift_JIS.
    ///
    /// # Errors
    /// The first line that is not of the form.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, NotJapanPost> {
        let text = sheet::decode(bytes);
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let (mut rows, mut open): (Vec<Row>, bool) = (Vec::new(), false);
        for (line, record) in (1..).zip(reader.records()) {
            let bad = || NotJapanPost { name: name.to_owned(), line };
            let record = record.map_err(|_| bad())?;
            let cell = |at: usize| record.get(at).unwrap_or_default().trim();
            let (code, names) = match record.len() {
                15 => (cell(2), [cell(6), cell(7), cell(8)]),
                13 => (cell(7), [cell(3), cell(4), cell(5)]),
                _ => return Err(bad()),
            };
            let is_code = code.len() == 7 && code.bytes().all(|b| b.is_ascii_digit());
            let is_plain = names.iter().all(|n| !n.contains(char::is_control));
            if !is_code || !is_plain || names[0].is_empty() || names[1].is_empty() {
                return Err(bad());
            }
            // A long remark in brackets goes on in the next line of the same code.
            let goes_on = open && rows.last().is_some_and(|r| r.0 == code);
            open = if goes_on {
                !names[2].contains('）')
            } else {
                names[2].contains('（') && !names[2].contains('）')
            };
            if !goes_on {
                rows.push((code.into(), names[0].into(), names[1].into(), town(names[2]).into()));
            }
        }
        if rows.is_empty() {
            return Err(NotJapanPost { name: name.to_owned(), line: 1 });
        }
        Ok(Self { rows })
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has none; a file that was read never is.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// The name of a town without what Japan Post remarks about it.
fn town(name: &str) -> &str {
    let name = name.split('（').next().unwrap_or_default();
    let is_rest = name == "以下に掲載がない場合"
        || name.ends_with("の次に番地がくる場合")
        // 一円 itself is a town of 多賀町.
        || (name.ends_with("一円") && name != "一円");
    if is_rest { "" } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ken(code: &str, town: &str) -> String {
        format!(
            "29205,\"634  \",\"{code}\",\"ナラケン\",\"カシハラシ\",\"\",\"奈良県\",\"橿原市\",\"{town}\",0,0,0,0,0,0\r\n"
        )
    }

    fn towns(text: &str) -> Vec<String> {
        PostalFile::read("KEN_ALL.CSV", text.as_bytes()).unwrap().rows.into_iter().map(|r| r.3).collect()
    }

    #[test]
    fn remarks_are_no_towns() {
        let text = [
            ken("6340000", "以下に掲載がない場合"),
            ken("6340001", "太田市町"),
            ken("6340002", "一円"),
            ken("6340003", "利島村一円"),
            ken("6340004", "市の次に番地がくる場合"),
            ken("6340005", "大通西（１〜１９丁目）"),
            ken("6340006", "土地（１番地、"),
            ken("6340006", "２番地、"),
            ken("6340006", "３番地）"),
            ken("6340006", "隣町"),
        ]
        .concat();
        assert_eq!(towns(&text), ["", "太田市町", "一円", "", "", "大通西", "土地", "隣町"]);
    }

    #[test]
    fn offices_have_their_own_form_and_what_is_neither_says_its_line() {
        let office = "29205,ｶｼﾊﾗ,橿原市役所,奈良県,橿原市,八木町,１丁目,6348586,634  ,橿原,0,0,0\n";
        assert_eq!(PostalFile::read("J", office.as_bytes()).unwrap().len(), 1);
        let broken = format!("{}{}", ken("6340001", "太田市町"), ken("634-001", "太田市町"));
        let wrong = PostalFile::read("k.csv", broken.as_bytes()).unwrap_err();
        assert!(wrong.to_string().starts_with("k.csv:2 "), "{wrong}");
        assert!(PostalFile::read("k.csv", b"").is_err());
    }
}
