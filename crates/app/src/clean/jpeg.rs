//! JPEG: segments, then one image, then the end. What tells of the place and the camera goes, and so does
//! whatever hangs behind the end: a second picture with a place of its own, or something that is no picture.

use std::io::{BufRead, BufReader, Read, Seek};

use madoguchi_store::attachments::Edit;

use super::{Unfit, exactly, some, tiff};
use crate::FileTrouble;

const EXIF: &[u8] = b"Exif\0\0";

/// What is to change.
pub(super) fn edits(file: &mut (impl Read + Seek)) -> Result<Vec<Edit>, Unfit> {
    let mut file = BufReader::new(file);
    let mut edits = Vec::new();
    let mut at = 2;
    let mut shown = false;
    exactly::<2>(&mut file)?;
    loop {
        let marker = exactly::<2>(&mut file)?;
        match marker {
            // Filling before a marker.
            [0xFF, 0xFF] => {
                file.seek_relative(-1)?;
                at += 1;
                continue;
            }
            [0xFF, 0xD9] if shown => break,
            [0xFF, 0xC0..=0xCF | 0xDA..=0xEF | 0xFE] => {}
            _ => return Err(FileTrouble::Damaged.into()),
        }
        let length = usize::from(u16::from_be_bytes(exactly(&mut file)?));
        let content = some(&mut file, length.checked_sub(2).ok_or(FileTrouble::Damaged)?)?;
        let end = at + 2 + length as u64;
        match (marker[1], content.as_slice()) {
            (0xE1, exif) if exif.starts_with(EXIF) => {
                let with = tiff::orientation(&exif[EXIF.len()..]).map_or_else(Vec::new, segment);
                edits.push(Edit { at: at..end, with });
            }
            // Pictures behind the picture are cut off; their table of contents goes too.
            (0xE2, table) if table.starts_with(b"MPF\0") => edits.push(Edit { at: at..end, with: vec![] }),
            // XMP and IPTC repeat the place; comments may hold anything.
            (0xE1 | 0xED | 0xFE, _) => edits.push(Edit { at: at..end, with: vec![] }),
            _ => {}
        }
        at = end;
        if marker[1] == 0xDA {
            shown = true;
            at += pass_scan(&mut file)?;
        }
    }
    at += 2;
    let end = file.seek(std::io::SeekFrom::End(0))?;
    if end > at {
        edits.push(Edit { at: at..end, with: vec![] });
    }
    Ok(edits)
}

fn segment(orientation: u16) -> Vec<u8> {
    let content = [EXIF, &tiff::only(orientation)].concat();
    let length = u16::try_from(content.len() + 2).unwrap_or_default();
    [&[0xFF, 0xE1][..], &length.to_be_bytes(), &content].concat()
}

/// Goes on to the next marker that is none of a scan's own; how many bytes that was.
fn pass_scan(file: &mut BufReader<impl Read + Seek>) -> Result<u64, Unfit> {
    let mut passed = 0;
    let mut after_ff = false;
    loop {
        let buffer = file.fill_buf()?;
        if buffer.is_empty() {
            return Err(FileTrouble::Damaged.into());
        }
        for (n, byte) in buffer.iter().enumerate() {
            match (after_ff, byte) {
                (true, 0x00 | 0xD0..=0xD7) => after_ff = false,
                (true, 0xFF) | (false, 0xFF) => after_ff = true,
                (true, _) => {
                    // Back onto the FF, which may stand in the piece before.
                    let back = n as i64 - 1;
                    file.seek_relative(back)?;
                    return Ok(passed + n as u64 - 1);
                }
                (false, _) => {}
            }
        }
        let n = buffer.len();
        passed += n as u64;
        file.consume(n);
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::clean::tests::{holds, kept, looked};

    fn part(marker: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len() + 2).unwrap();
        [&[0xFF, marker][..], &length.to_be_bytes(), content].concat()
    }

    fn sized(parts: &[Vec<u8>], width: u16, height: u16) -> Vec<u8> {
        let [[w1, w2], [h1, h2]] = [width.to_be_bytes(), height.to_be_bytes()];
        [
            &[0xFF, 0xD8][..],
            &part(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
            &parts.concat(),
            &part(0xC0, &[8, h1, h2, w1, w2, 1, 1, 0x11, 0]),
            &part(0xDA, &[1, 1, 0, 0, 63, 0]),
            &[1, 2, 0xFF, 0, 3, 0xFF, 0xD0, 4],
            &[0xFF, 0xD9],
        ]
        .concat()
    }

    /// A small photo with these segments.
    pub(crate) fn photo(parts: &[Vec<u8>]) -> Vec<u8> {
        sized(parts, 16, 16)
    }

    #[test]
    fn the_place_goes_and_which_way_is_up_stays() {
        let exif = [EXIF, &tiff::tests::from_a_phone(6)].concat();
        let xmp = b"http://ns.adobe.com/xap/1.0/\0<exif:GPSLatitude>34".to_vec();
        let parts =
            [part(0xE1, &exif), part(0xE1, &xmp), part(0xE2, b"ICC_PROFILE\0"), part(0xFE, b"GPS too")];
        let clean = kept(&photo(&parts));
        assert!(!holds(&clean, b"GPS") && !holds(&clean, b"34"));
        assert!(holds(&clean, b"ICC_PROFILE"));
        let exif = clean.windows(6).position(|w| w == EXIF).expect("some Exif stays") + 6;
        assert_eq!(tiff::orientation(&clean[exif..]), Some(6));
        assert_eq!(clean, photo(&[segment(6), part(0xE2, b"ICC_PROFILE\0")]), "the pixels are the same");
        assert_eq!(kept(&clean), clean, "cleaning twice changes nothing");
        assert!(looked(&photo(&[])).unwrap().edits.is_empty());
    }

    #[test]
    fn what_hangs_behind_the_end_is_cut_off() {
        let photo = photo(&[]);
        assert_eq!(kept(&[&photo[..], b"PK\x03\x04 a program"].concat()), photo);
        let second = super::tests::photo(&[part(0xE1, &[EXIF, &tiff::tests::from_a_phone(1)].concat())]);
        assert_eq!(kept(&[photo.clone(), second].concat()), photo);
    }

    #[test]
    fn a_scan_longer_than_a_buffer_is_passed() {
        let mut long = photo(&[]);
        for filling in [8_150, 8_191, 8_192, 8_193, 20_000] {
            let scan = [vec![7; filling], vec![0xFF, 0, 0xFF, 0xD3]].concat();
            long = photo(&[]);
            long.splice(long.len() - 2..long.len() - 2, scan);
            assert!(looked(&long).unwrap().edits.is_empty(), "{filling}");
        }
        for ff_at in 8_185..8_200 {
            let mut more = photo(&[]);
            let filling = ff_at - more.len() + 2;
            more.splice(more.len() - 2..more.len() - 2, vec![7; filling]);
            assert!(looked(&more).unwrap().edits.is_empty(), "{ff_at}");
        }
        long.truncate(long.len() - 2);
        assert_eq!(looked(&long), Err(FileTrouble::Damaged));
    }

    #[test]
    fn what_is_not_whole_or_too_large_is_refused() {
        let whole = photo(&[]);
        for cut in [20, 30, whole.len() - 12, whole.len() - 2, whole.len() - 1] {
            assert_eq!(looked(&whole[..cut]), Err(FileTrouble::Damaged), "{cut}");
        }
        assert_eq!(looked(&sized(&[], 65_000, 65_000)), Err(FileTrouble::TooManyPixels));
        assert!(looked(&sized(&[], 10_000, 10_000)).is_ok());
        let real = include_bytes!("../../../../deploy/seed/sample-id.jpg");
        assert!(looked(real).is_ok());
    }
}
