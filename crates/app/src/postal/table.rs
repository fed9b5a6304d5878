//! All postal codes in one text, sorted, so that a code is found by halving. It is packed as a ZIP file with one file in it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    io::{Cursor, Read, Write as _},
};

use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{PostalFile, PostalTown};

/// What the first line begins with.
const HEAD: &str = "madoguchi-postal 1\t";
const NAME: &str = "postal.tsv";
/// Japan has so many prefectures.
const PREFECTURES: usize = 47;
const DIGITS: usize = 7;
/// A table unpacks to no more than this.
const LONGEST: u64 = 32 << 20;

/// Why a table of postal codes cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum BadTable {
    /// It is no ZIP file of ours.
    #[error("郵便番号の表ではありません")]
    Unreadable,
    /// A line is not what it should be.
    #[error("郵便番号の表の {0} 行目が読めません")]
    Line(usize),
    /// It is not the whole country.
    #[error("{0} 都道府県の分しかありません。全国の分（KEN_ALL か utf_ken_all）を渡してください")]
    Prefectures(usize),
}

/// A head, the municipalities, an empty line, and for each town its code, the number of its municipality and its name.
#[derive(Debug, Default)]
pub(super) struct Table {
    text: String,
    /// Where each municipality begins.
    places: Vec<u32>,
    /// Where the towns begin.
    towns: usize,
    rows: usize,
}

impl Table {
    /// The table of what files say; the same town of the same code stands in it once.
    pub(super) fn of(files: &[PostalFile], source: &str) -> Result<Self, BadTable> {
        let rows: BTreeSet<_> = files.iter().flat_map(|f| &f.rows).collect();
        let prefectures = rows.iter().map(|(_, prefecture, ..)| prefecture).collect::<BTreeSet<_>>().len();
        if prefectures != PREFECTURES {
            return Err(BadTable::Prefectures(prefectures));
        }
        let mut places: BTreeMap<(&str, &str), usize> =
            rows.iter().map(|(_, prefecture, city, _)| ((prefecture.as_str(), city.as_str()), 0)).collect();
        let mut text = format!("{HEAD}{}\n", source.replace(char::is_control, " "));
        for (n, ((prefecture, city), number)) in places.iter_mut().enumerate() {
            *number = n;
            let _ = writeln!(text, "{prefecture}\t{city}");
        }
        text.push('\n');
        for (code, prefecture, city, town) in rows {
            let place = places.get(&(prefecture.as_str(), city.as_str())).copied().unwrap_or_default();
            let _ = writeln!(text, "{code}{place}\t{town}");
        }
        Self::read(text)
    }

    /// Reads a table, looking at every line of it.
    fn read(mut text: String) -> Result<Self, BadTable> {
        text.shrink_to_fit();
        if !text.starts_with(HEAD) || !text.ends_with('\n') {
            return Err(BadTable::Unreadable);
        }
        let (mut places, mut towns, mut rows, mut at, mut last) = (Vec::new(), None, 0, 0, "");
        for (n, line) in (1..).zip(text.split_terminator('\n')) {
            let bad = || BadTable::Line(n);
            match towns {
                _ if n == 1 => {}
                None if line.is_empty() => towns = Some(at + 1),
                None => {
                    let _both = line
                        .split_once('\t')
                        .filter(|(p, c)| !p.is_empty() && !c.is_empty())
                        .ok_or_else(bad)?;
                    places.push(u32::try_from(at).map_err(|_| bad())?);
                }
                Some(_) => {
                    let (code, place, _) = row(line).ok_or_else(bad)?;
                    if code < last || place >= places.len() {
                        return Err(bad());
                    }
                    (last, rows) = (code, rows + 1);
                }
            }
            at += line.len() + 1;
        }
        let towns = towns.ok_or(BadTable::Unreadable)?;
        Ok(Self { places, towns, rows, text })
    }

    pub(super) fn unpack(packed: &[u8]) -> Result<Self, BadTable> {
        let mut archive = ZipArchive::new(Cursor::new(packed)).map_err(|_| BadTable::Unreadable)?;
        let file = archive.by_name(NAME).map_err(|_| BadTable::Unreadable)?;
        let mut text = String::new();
        file.take(LONGEST).read_to_string(&mut text).map_err(|_| BadTable::Unreadable)?;
        Self::read(text)
    }

    pub(super) fn pack(&self) -> Result<Vec<u8>, BadTable> {
        // No time of day in it: the same codes are the same file.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(9))
            .last_modified_time(zip::DateTime::default());
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let written = writer.start_file(NAME, options).map_err(|_| BadTable::Unreadable);
        written.and_then(|()| writer.write_all(self.text.as_bytes()).map_err(|_| BadTable::Unreadable))?;
        Ok(writer.finish().map_err(|_| BadTable::Unreadable)?.into_inner())
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.rows
    }

    /// Where they come from.
    pub(super) fn source(&self) -> &str {
        self.text.lines().next().and_then(|l| l.strip_prefix(HEAD)).unwrap_or_default()
    }

    /// The towns of a code.
    pub(super) fn towns(&self, code: &str) -> Vec<PostalTown> {
        if code.len() != DIGITS || !code.bytes().all(|b| b.is_ascii_digit()) {
            return Vec::new();
        }
        let lines = self.text[self.first(code)..].lines();
        lines
            .map_while(row)
            .take_while(|(c, ..)| *c == code)
            .filter_map(|(_, place, town)| self.town(place, town))
            .collect()
    }

    /// Where the first row stands whose code is not before this one.
    fn first(&self, code: &str) -> usize {
        let bytes = self.text.as_bytes();
        let (mut from, mut to) = (self.towns, bytes.len());
        while from < to {
            let middle = from + (to - from) / 2;
            let begin =
                bytes[from..middle].iter().rposition(|b| *b == b'\n').map_or(from, |at| from + at + 1);
            if &bytes[begin..(begin + DIGITS).min(bytes.len())] < code.as_bytes() {
                from = bytes[begin..].iter().position(|b| *b == b'\n').map_or(to, |at| begin + at + 1);
            } else {
                to = begin;
            }
        }
        from
    }

    fn town(&self, place: usize, town: &str) -> Option<PostalTown> {
        let begin = *self.places.get(place)? as usize;
        let (prefecture, city) = self.text[begin..].lines().next()?.split_once('\t')?;
        Some(PostalTown { prefecture: prefecture.to_owned(), city: city.to_owned(), town: town.to_owned() })
    }

    #[cfg(test)]
    pub(super) fn codes(&self) -> impl Iterator<Item = &str> {
        self.text[self.towns..].lines().filter_map(row).map(|(code, ..)| code)
    }

    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        self.text.capacity() + self.places.capacity() * size_of::<u32>()
    }
}

/// Code, number of the municipality and town of a row.
fn row(line: &str) -> Option<(&str, usize, &str)> {
    let (numbers, town) = line.split_once('\t')?;
    let (code, place) = numbers.split_at_checked(DIGITS)?;
    let is_code = code.bytes().all(|b| b.is_ascii_digit());
    Some((code, place.parse().ok().filter(|_| is_code)?, town))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_that_is_not_whole_says_where() {
        let whole = format!("{HEAD}x\n奈良県\t橿原市\n\n63400010\t太田市町\n63400020\t東竹田町\n");
        assert_eq!(Table::read(whole.clone()).unwrap().towns("6340002").len(), 1);
        for (from, to, wrong) in [
            ("63400010", "63400030", BadTable::Line(5)),
            ("63400010", "63400011", BadTable::Line(4)),
            ("63400010", "634000x0", BadTable::Line(4)),
            ("奈良県\t", "奈良県", BadTable::Line(2)),
            ("postal 1", "postal 2", BadTable::Unreadable),
            ("\n\n", "\n", BadTable::Unreadable),
        ] {
            assert_eq!(Table::read(whole.replace(from, to)).unwrap_err(), wrong, "{from}");
        }
    }
}
