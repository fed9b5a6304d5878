//! Exif is a TIFF in miniature. Of all it tells only which way is up is kept.

const ORIENTATION: u16 = 0x0112;

/// Which way is up, 1 to 8, if it is told.
pub(super) fn orientation(tiff: &[u8]) -> Option<u16> {
    let little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let (low, high) = if little { (4, 6) } else { (6, 4) };
    let first = usize::from(short(low)?) | usize::from(short(high)?) << 16;
    let entries = usize::from(short(first)?);
    let value = (0..entries)
        .map(|n| first + 2 + 12 * n)
        .find(|at| short(*at) == Some(ORIENTATION))
        .and_then(|at| short(at + 8))?;
    (1..=8).contains(&value).then_some(value)
}

/// A TIFF that tells which way is up, and nothing else.
pub(super) fn only(orientation: u16) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01".to_vec();
    tiff.extend(ORIENTATION.to_be_bytes());
    tiff.extend(b"\0\x03\0\0\0\x01");
    tiff.extend(orientation.to_be_bytes());
    tiff.extend([0; 6]);
    tiff
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// As a phone writes it: orientation, and where it was taken.
    pub(crate) fn from_a_phone(orientation: u8) -> Vec<u8> {
        let mut tiff = b"II*\0\x08\0\0\0\x02\0".to_vec();
        tiff.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
        tiff.extend([0x25, 0x88, 4, 0, 1, 0, 0, 0, 38, 0, 0, 0]);
        tiff.extend([0; 4]);
        tiff.extend([1, 0, 2, 0, 5, 0, 24, 0, 0, 0, 56, 0, 0, 0, 0, 0, 0, 0]);
        tiff.extend(b"34.5093N 135.7927E GPS..");
        tiff
    }

    #[test]
    fn which_way_is_up_is_read_and_written() {
        for n in 1..=8 {
            assert_eq!(orientation(&from_a_phone(n)), Some(u16::from(n)));
            assert_eq!(orientation(&only(n.into())), Some(u16::from(n)));
        }
        for nonsense in
            [&b""[..], b"II*\0", b"II*\0\xFF\xFF\xFF\xFF", b"MM\0*\0\0\0\x08\xFF\xFF", b"hello world"]
        {
            assert_eq!(orientation(nonsense), None);
        }
        assert_eq!(orientation(&only(9)), None);
    }
}
