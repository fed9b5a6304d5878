//! Codes of a second factor that change with time: RFC 6238 with SHA-1, six digits and 30 seconds, which is what every
//! authenticator app knows.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use subtle::ConstantTimeEq;

/// How long a code is shown, in seconds.
const SECONDS: i64 = 30;
/// Clocks may differ by this many codes, before and after.
const APART: i64 = 1;

/// RFC 4226, 5.3: the code of a counter.
fn code(key: &[u8], counter: i64) -> u32 {
    let mut mac = Hmac::<Sha1>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(&counter.to_be_bytes());
    let digest: [u8; 20] = mac.finalize().into_bytes().into();
    let at = usize::from(digest[19] & 0xF);
    let word = u32::from_be_bytes([digest[at] & 0x7F, digest[at + 1], digest[at + 2], digest[at + 3]]);
    word % 1_000_000
}

/// The code that an app shows at this second since 1970.
pub fn shown(key: &[u8], at: i64) -> String {
    format!("{:06}", code(key, at.div_euclid(SECONDS)))
}

/// The step of a typed code, if it is right now and later than the last one that was used: no code counts twice
/// (RFC 6238, 5.2).
pub fn step(key: &[u8], typed: &str, at: i64, used: i64) -> Option<i64> {
    let now = at.div_euclid(SECONDS);
    let fits = |step: &i64| bool::from(format!("{:06}", code(key, *step)).as_bytes().ct_eq(typed.as_bytes()));
    (now - APART..=now + APART).filter(|step| *step > used).find(fits)
}

/// RFC 4648, 6, without padding: how apps take a key.
pub fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let (mut out, mut held, mut bits) = (String::new(), 0_u32, 0);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(char::from(LETTERS[(held >> bits & 31) as usize]));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        out.push(char::from(LETTERS[(held << (5 - bits) & 31) as usize]));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"12345678901234567890";

    #[test]
    fn the_vectors_of_rfc_4226_and_6238_hold() {
        // RFC 4226, appendix D.
        let expected =
            [755_224, 287_082, 359_152, 969_429, 338_314, 254_676, 287_922, 162_583, 399_871, 520_489];
        for (counter, expected) in (0..).zip(expected) {
            assert_eq!(code(KEY, counter), expected, "{counter}");
        }
        // RFC 6238, appendix B: the last six of eight digits.
        for (at, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(shown(KEY, at), expected, "{at}");
        }
    }

    #[test]
    fn a_code_counts_once_and_clocks_may_differ_a_little() {
        let at = 1_111_111_111;
        let used = step(KEY, &shown(KEY, at), at, 0).unwrap();
        assert_eq!(step(KEY, &shown(KEY, at), at, used), None, "taken twice");
        assert!(step(KEY, &shown(KEY, at - 30), at, 0).is_some());
        assert!(step(KEY, &shown(KEY, at + 30), at, 0).is_some());
        assert_eq!(step(KEY, &shown(KEY, at - 90), at, 0), None, "an old one was taken");
        for typed in ["", "000000", "12345", "１２３４５６"] {
            assert_eq!(step(KEY, typed, at, 0), None, "{typed}");
        }
    }

    #[test]
    fn base32_is_that_of_the_rfc() {
        // RFC 4648, 10.
        for (text, expected) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(text.as_bytes()), expected, "{text}");
        }
    }
}
