//! PNG: a row of chunks. What tells of the place and the camera goes, words too, and all behind the end.

use std::io::{BufReader, Read, Seek, SeekFrom};

use madoguchi_store::attachments::Edit;

use super::{Unfit, exactly, some, tiff};
use crate::FileTrouble;

/// More Exif than any camera writes.
const MOST_EXIF: u32 = 1024 * 1024;

/// What is to change.
pub(super) fn edits(file: &mut (impl Read + Seek)) -> Result<Vec<Edit>, Unfit> {
    let end = file.seek(SeekFrom::End(0))?;
    let mut at = 8;
    file.seek(SeekFrom::Start(at))?;
    let mut file = BufReader::new(file);
    let mut edits = Vec::new();
    loop {
        let length = u32::from_be_bytes(exactly(&mut file)?);
        let kind = exactly::<4>(&mut file)?;
        let next = at + 12 + u64::from(length);
        if next > end || !kind.iter().all(u8::is_ascii_alphabetic) {
            return Err(FileTrouble::Damaged.into());
        }
        match &kind {
            b"eXIf" if length <= MOST_EXIF => {
                let exif = some(&mut file, length as usize)?;
                let with = tiff::orientation(&exif).map_or_else(Vec::new, |o| chunk(b"eXIf", &tiff::only(o)));
                edits.push(Edit { at: at..next, with });
            }
            b"eXIf" | b"tEXt" | b"zTXt" | b"iTXt" => edits.push(Edit { at: at..next, with: vec![] }),
            _ => {}
        }
        at = next;
        if &kind == b"IEND" {
            break;
        }
        file.seek(SeekFrom::Start(at))?;
    }
    if end > at {
        edits.push(Edit { at: at..end, with: vec![] });
    }
    // What is the same afterwards is no change.
    edits.retain(|e| e.with.len() as u64 != e.at.end - e.at.start);
    Ok(edits)
}

fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap_or_default();
    let covered = [kind, content].concat();
    [&length.to_be_bytes()[..], &covered, &sum(&covered).to_be_bytes()].concat()
}

/// CRC-32 as PNG counts it; over some thirty bytes, once a photo.
fn sum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| if c & 1 == 1 { c >> 1 ^ 0xEDB8_8320 } else { c >> 1 })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::tests::{holds, kept, looked};

    fn picture(width: u32, chunks: &[Vec<u8>]) -> Vec<u8> {
        let head = [&width.to_be_bytes()[..], &16_u32.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
        [
            b"\x89PNG\r\n\x1a\n".to_vec(),
            chunk(b"IHDR", &head),
            chunks.concat(),
            chunk(b"IDAT", &[1, 2, 3]),
            chunk(b"IEND", b""),
        ]
        .concat()
    }

    #[test]
    fn the_place_goes_and_which_way_is_up_stays() {
        assert_eq!(chunk(b"IEND", b""), b"\0\0\0\0IEND\xAE\x42\x60\x82");
        let exif = chunk(b"eXIf", &tiff::tests::from_a_phone(8));
        let clean =
            kept(&picture(16, &[chunk(b"iTXt", b"XML:com.adobe.xmp GPS"), exif, chunk(b"tEXt", b"GPS")]));
        assert!(!holds(&clean, b"GPS"));
        assert_eq!(clean, picture(16, &[chunk(b"eXIf", &tiff::only(8))]));
        assert_eq!(kept(&clean), clean);
        assert_eq!(kept(&[clean.clone(), b"PK\x03\x04".to_vec()].concat()), clean);
    }

    #[test]
    fn what_is_not_whole_or_too_large_is_refused() {
        let whole = picture(16, &[]);
        assert!(looked(&whole).unwrap().edits.is_empty());
        for cut in [30, whole.len() - 12, whole.len() - 1] {
            assert_eq!(looked(&whole[..cut]), Err(FileTrouble::Damaged), "{cut}");
        }
        assert_eq!(looked(&picture(u32::MAX / 2, &[])), Err(FileTrouble::TooManyPixels));
    }
}
