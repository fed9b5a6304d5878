//! HEIC: boxes. A table says which items there are and where their bytes lie; what tells of the place is
//! overwritten where it lies, so that nothing else moves. Which way is up is a property of its own there, and
//! stays.

use std::io::{Read, Seek, SeekFrom};

use madoguchi_store::attachments::Edit;

use super::{Unfit, exactly, some, tiff};
use crate::FileTrouble;

/// The table of contents of a photo is some kilobytes.
const MOST_META: u64 = 1024 * 1024;
/// Of an item of Exif, the most that is looked at for which way is up.
const MOST_EXIF: u64 = 64 * 1024;

/// What is to change.
pub(super) fn edits(file: &mut (impl Read + Seek)) -> Result<Vec<Edit>, Unfit> {
    let end = file.seek(SeekFrom::End(0))?;
    let (start, meta) = meta(file, end)?;
    let table = Table::read(&meta).ok_or(FileTrouble::Damaged)?;
    let mut edits = Vec::new();
    for item in table.items.iter().filter(|i| i.tells) {
        let base = match item.method {
            0 => 0,
            // In the table's own box of data.
            1 => start + table.data.ok_or(FileTrouble::Damaged)? as u64,
            _ => return Err(FileTrouble::Damaged.into()),
        };
        for (n, (offset, length)) in item.extents.iter().enumerate() {
            let from = base.checked_add(*offset).ok_or(FileTrouble::Damaged)?;
            let to = from.checked_add(*length).filter(|to| *to <= end).ok_or(FileTrouble::Damaged)?;
            file.seek(SeekFrom::Start(from))?;
            let head = some(file, usize::try_from((*length).min(MOST_EXIF)).unwrap_or_default())?;
            let mut with = if item.exif && n == 0 { untold(&head) } else { vec![] };
            with.resize(usize::try_from(*length).map_err(|_| FileTrouble::Damaged)?, 0);
            edits.push(Edit { at: from..to, with });
        }
    }
    edits.sort_by_key(|e| e.at.start);
    // Two entries may name the same bytes.
    edits.dedup();
    if edits.windows(2).any(|w| w[0].at.end > w[1].at.start) {
        return Err(FileTrouble::Damaged.into());
    }
    Ok(edits)
}

/// The same item with nothing in it but which way is up.
fn untold(item: &[u8]) -> Vec<u8> {
    // It begins with where the TIFF begins, counted from here.
    let Some(skip) = item.first_chunk::<4>().map(|b| u32::from_be_bytes(*b) as usize) else { return vec![] };
    let tiff = skip.checked_add(4).and_then(|at| item.get(at..)).unwrap_or_default();
    let only = tiff::only(tiff::orientation(tiff).unwrap_or(1));
    if only.len() + 4 > item.len() { vec![] } else { [&[0; 4][..], &only].concat() }
}

/// The content of the box `meta` and where it begins.
fn meta(file: &mut (impl Read + Seek), end: u64) -> Result<(u64, Vec<u8>), Unfit> {
    let (mut at, mut found) = (0, None);
    // To the end, so that one cut off in the middle of the pixels is noticed.
    while at < end {
        file.seek(SeekFrom::Start(at))?;
        let size = u64::from(u32::from_be_bytes(exactly(file)?));
        let kind = exactly::<4>(file)?;
        let (head, size) = match size {
            0 => (8, end - at),
            1 => (16, u64::from_be_bytes(exactly(file)?)),
            n => (8, n),
        };
        let next = at.checked_add(size).filter(|n| size >= head && *n <= end).ok_or(FileTrouble::Damaged)?;
        if &kind == b"meta" && found.is_none() {
            let length = size - head;
            if length > MOST_META {
                return Err(FileTrouble::Damaged.into());
            }
            found = Some((at + head, some(file, usize::try_from(length).unwrap_or_default())?));
        }
        at = next;
    }
    Ok(found.ok_or(FileTrouble::Damaged)?)
}

struct Item {
    /// Whether it is Exif.
    exif: bool,
    /// Whether it tells of the place: Exif or XMP.
    tells: bool,
    method: u16,
    extents: Vec<(u64, u64)>,
}

struct Table {
    items: Vec<Item>,
    /// Where the content of `idat` begins in the box.
    data: Option<usize>,
}

/// Reads numbers of any width from bytes.
struct Numbers<'a>(&'a [u8]);

impl Numbers<'_> {
    fn next(&mut self, width: usize) -> Option<u64> {
        let (now, later) = self.0.split_at_checked(width)?;
        self.0 = later;
        (width <= 8).then(|| now.iter().fold(0, |n, b| n << 8 | u64::from(*b)))
    }
}

/// A box in a box: kind, where the content begins, content.
type Boxed<'a> = ([u8; 4], usize, &'a [u8]);

/// The boxes in a box, from there on.
fn boxes(bytes: &[u8], mut at: usize) -> Option<Vec<Boxed<'_>>> {
    let mut found = Vec::new();
    while at < bytes.len() {
        let size = u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize;
        let kind = bytes.get(at + 4..at + 8)?.try_into().ok()?;
        let next = if size == 0 { bytes.len() } else { at.checked_add(size).filter(|_| size >= 8)? };
        found.push((kind, at + 8, bytes.get(at + 8..next)?));
        at = next;
    }
    Some(found)
}

impl Table {
    fn read(meta: &[u8]) -> Option<Self> {
        let boxes = boxes(meta, 4)?;
        let content = |kind: &[u8; 4]| boxes.iter().find(|b| &b.0 == kind);
        let told = tellers(content(b"iinf")?.2)?;
        let items = places(content(b"iloc")?.2, &told)?;
        Some(Self { items, data: content(b"idat").map(|b| b.1) })
    }
}

/// The items that tell: their ids, and whether they are Exif.
fn tellers(iinf: &[u8]) -> Option<Vec<(u64, bool)>> {
    let count = if *iinf.first()? == 0 { 2 } else { 4 };
    let mut told = Vec::new();
    for (kind, _, infe) in boxes(iinf, 4 + count)? {
        let version = *infe.first()?;
        if &kind != b"infe" || version < 2 {
            continue;
        }
        let mut numbers = Numbers(infe.get(4..)?);
        let id = numbers.next(if version == 2 { 2 } else { 4 })?;
        numbers.next(2)?;
        match numbers.0.get(..4)? {
            b"Exif" => told.push((id, true)),
            b"mime" => told.push((id, false)),
            _ => {}
        }
    }
    Some(told)
}

/// Where the items lie.
fn places(iloc: &[u8], told: &[(u64, bool)]) -> Option<Vec<Item>> {
    let version = *iloc.first()?;
    let mut numbers = Numbers(iloc.get(4..)?);
    let widths = numbers.next(2)?;
    let width = |shift: u32| usize::try_from(widths >> shift & 15).unwrap_or_default();
    let (offset, length, base) = (width(12), width(8), width(4));
    let index = if version == 0 { 0 } else { width(0) };
    let id_width = if version == 2 { 4 } else { 2 };
    let count = numbers.next(id_width)?;
    let mut items = Vec::new();
    for _ in 0..count {
        let id = numbers.next(id_width)?;
        let method = if version == 0 { 0 } else { u16::try_from(numbers.next(2)? & 15).ok()? };
        numbers.next(2)?;
        let start = numbers.next(base)?;
        let extents = numbers.next(2)?;
        let mut item = Item {
            exif: told.contains(&(id, true)),
            tells: told.iter().any(|t| t.0 == id),
            method,
            extents: vec![],
        };
        for _ in 0..extents {
            numbers.next(index)?;
            let at = start.checked_add(numbers.next(offset)?)?;
            item.extents.push((at, numbers.next(length)?));
        }
        items.push(item);
    }
    Some(items)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::tests::{holds, kept, looked};

    fn boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
        let size = u32::try_from(content.len() + 8).unwrap();
        [&size.to_be_bytes()[..], kind, content].concat()
    }

    fn infe(id: u8, kind: &[u8; 4]) -> Vec<u8> {
        boxed(b"infe", &[&[2, 0, 0, 0, 0, id, 0, 0][..], kind, b"\0"].concat())
    }

    /// A photo with Exif behind its table and XMP in it, 16 pixels wide and as high as said.
    fn photo(height: u32) -> Vec<u8> {
        let exif = [&6_u32.to_be_bytes()[..], b"Exif\0\0", &tiff::tests::from_a_phone(3)].concat();
        let xmp = b"<x:xmpmeta> GPS </x:xmpmeta>";
        let ispe = boxed(b"ispe", &[&[0; 4][..], &16_u32.to_be_bytes(), &height.to_be_bytes()].concat());
        let ipma = boxed(b"ipma", &[0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 1, 1]);
        let table = |offset: u32| {
            let entry = |id: u8, method: u8, offset: u32, length: usize| {
                let length = u32::try_from(length).unwrap();
                let head = [0, id, 0, method, 0, 0, 0, 1];
                [&head[..], &offset.to_be_bytes(), &length.to_be_bytes()].concat()
            };
            let pixels = offset + u32::try_from(exif.len()).unwrap();
            let places = [
                &[1, 0, 0, 0, 0x44, 0, 0, 3][..],
                &entry(1, 0, pixels, 5),
                &entry(2, 0, offset, exif.len()),
                &entry(3, 1, 0, xmp.len()),
            ];
            let items = [&[0, 0, 0, 0, 0, 3][..], &infe(1, b"hvc1"), &infe(2, b"Exif"), &infe(3, b"mime")];
            let meta = [
                &[0; 4][..],
                &boxed(b"hdlr", b"\0\0\0\0\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0"),
                &boxed(b"pitm", &[0, 0, 0, 0, 0, 1]),
                &boxed(b"iinf", &items.concat()),
                &boxed(b"iprp", &[boxed(b"ipco", &ispe), ipma.clone()].concat()),
                &boxed(b"idat", xmp),
                &boxed(b"iloc", &places.concat()),
            ];
            [boxed(b"ftyp", b"heic\0\0\0\0mif1heic"), boxed(b"meta", &meta.concat())].concat()
        };
        let offset = u32::try_from(table(0).len() + 8).unwrap();
        [table(offset), boxed(b"mdat", &[&exif[..], b"pixel"].concat())].concat()
    }

    #[test]
    fn the_place_is_overwritten_and_nothing_moves() {
        let photo = photo(16);
        let clean = kept(&photo);
        assert!(holds(&photo, b"GPS") && !holds(&clean, b"GPS") && !holds(&clean, b"34.5"));
        assert_eq!(clean.len(), photo.len());
        assert!(clean.ends_with(b"pixel") && holds(&clean, b"iloc"));
        let tiff = clean.windows(4).position(|w| w == b"MM\0*").expect("a TIFF stays");
        assert_eq!(tiff::orientation(&clean[tiff..]), Some(3));
        assert_eq!(kept(&clean), clean);
    }

    #[test]
    fn what_is_not_whole_or_too_large_is_refused() {
        let whole = photo(16);
        for cut in [40, 100, whole.len() - 80, whole.len() - 1] {
            assert_eq!(looked(&whole[..cut]), Err(FileTrouble::Damaged), "{cut}");
        }
        assert_eq!(looked(&photo(100_000_000)), Err(FileTrouble::TooManyPixels));
    }

    #[test]
    fn nonsense_is_refused_and_never_a_panic() {
        let whole = photo(16);
        for at in 0..whole.len() {
            for value in [0, 1, 0x7F, 0xFF] {
                let mut bad = whole.clone();
                bad[at] = value;
                let _ = looked(&bad);
            }
        }
    }
}
