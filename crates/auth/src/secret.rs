//! The office's secret and what is derived from it.
//!
//! One random key per installation (a file beside the data, or the environment) gives form tokens, lookup
//! keys and resume codes by HMAC-SHA-256. They need not be stored, so they cannot be read out of a database.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use madoguchi_vocab::{DocumentId, DraftId, LookupKey, SignInId, StaffId, SubmissionId, SubscriptionId};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::token::ResumeCode;

/// The key of an installation: 32 random bytes.
#[derive(Clone)]
pub struct Secret([u8; 32]);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The text of a key file was not 64 hexadecimal digits.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the key must be 64 hexadecimal digits")]
pub struct BadSecret;

impl Secret {
    /// The key of these bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// [`BadSecret`] if it is not 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Result<Self, BadSecret> {
        let text = text.trim().as_bytes();
        if text.len() != 64 {
            return Err(BadSecret);
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(text.chunks(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| BadSecret)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| BadSecret)?;
        }
        Ok(Self(bytes))
    }

    /// The text of a key file.
    pub fn to_hex(&self) -> String {
        self.0.iter().map(|b| format!("{b:02x}")).collect()
    }

    fn mac(&self, purpose: &str, about: &[u8]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(about);
        mac.finalize().into_bytes().into()
    }

    /// The token that goes into every form shown to this cookie.
    pub fn form_token(&self, cookie: &str) -> String {
        self.mac("form", cookie.as_bytes())[..16].iter().map(|b| format!("{b:02x}")).collect()
    }

    /// Whether a posted form token is this cookie's. Takes the same time whatever is posted.
    pub fn form_token_fits(&self, cookie: &str, posted: &str) -> bool {
        self.form_token(cookie).as_bytes().ct_eq(posted.as_bytes()).into()
    }

    /// 照会キー of a submission: 80 bits.
    pub fn lookup_key(&self, submission: SubmissionId) -> LookupKey {
        LookupKey::from_random(self.bits("lookup", submission.0.as_bytes()))
    }

    /// Whether a typed key is the submission's. Takes the same time whatever is typed.
    pub fn lookup_key_fits(&self, submission: SubmissionId, typed: &LookupKey) -> bool {
        self.lookup_key(submission).reveal().as_bytes().ct_eq(typed.reveal().as_bytes()).into()
    }

    /// 再開コード of a draft: 60 bits.
    pub fn resume_code(&self, draft: DraftId) -> ResumeCode {
        ResumeCode::from_random(self.bits("resume", draft.0.as_bytes()))
    }

    /// 確認コード of a document: 60 bits. It stands on the document; who has it has seen it.
    pub fn document_code(&self, document: DocumentId) -> String {
        ResumeCode::from_random(self.bits("document", document.0.as_bytes())).reveal().to_owned()
    }

    /// Whether a typed code is the document's, in any dress. Takes the same time whatever is typed.
    pub fn document_code_fits(&self, document: DocumentId, typed: &str) -> bool {
        let typed = ResumeCode::parse(typed).map(|c| c.reveal().to_owned()).unwrap_or_default();
        self.document_code(document).as_bytes().ct_eq(typed.as_bytes()).into()
    }

    /// The key of somebody's second factor: 160 bits (RFC 4226, 4), another one for each enrolment.
    pub fn factor_key(&self, staff: StaffId, enrolment: i64) -> [u8; 20] {
        let about = [staff.0.as_bytes().as_slice(), &enrolment.to_be_bytes()].concat();
        let mac = self.mac("factor", &about);
        mac[..20].try_into().expect("a MAC has 32 bytes")
    }

    /// One of the codes that let somebody in once without their second factor: 60 bits.
    pub fn recovery_code(&self, staff: StaffId, enrolment: i64, nth: u32) -> ResumeCode {
        let about = [staff.0.as_bytes().as_slice(), &enrolment.to_be_bytes(), &nth.to_be_bytes()].concat();
        ResumeCode::from_random(self.bits("recovery", &about))
    }

    /// What stands in the link that signs a resident in: 80 bits.
    pub fn sign_in_key(&self, sign_in: SignInId) -> LookupKey {
        LookupKey::from_random(self.bits("sign-in", sign_in.0.as_bytes()))
    }

    /// The six digits that sign a resident in where they asked for the letter. So few are guessed in the end: whoever takes
    /// them counts the tries.
    pub fn sign_in_code(&self, sign_in: SignInId) -> String {
        // 2^128 is so much larger than a million that no digits come more often.
        format!("{:06}", self.bits("sign-in-code", sign_in.0.as_bytes()) % 1_000_000)
    }

    /// Whether typed digits are those. Takes the same time whatever is typed.
    pub fn sign_in_code_fits(&self, sign_in: SignInId, typed: &str) -> bool {
        self.sign_in_code(sign_in).as_bytes().ct_eq(typed.as_bytes()).into()
    }

    /// What confirms and ends a subscription: 80 bits.
    pub fn subscription_key(&self, subscription: SubscriptionId) -> LookupKey {
        LookupKey::from_random(self.bits("subscription", subscription.0.as_bytes()))
    }

    fn bits(&self, purpose: &str, about: &[u8]) -> u128 {
        let mac = self.mac(purpose, about);
        u128::from_be_bytes(mac[..16].try_into().expect("a MAC has 32 bytes"))
    }

    /// The key that signs tokens of machines.
    pub(crate) fn signing_key(&self) -> [u8; 32] {
        self.mac("api", b"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use madoguchi_vocab::SubmissionId;

    fn id(n: u128) -> uuid::Uuid {
        uuid::Uuid::from_u128(n)
    }

    #[test]
    fn a_key_file_reads_back_and_does_not_print() {
        let secret = Secret::new([7; 32]);
        assert_eq!(Secret::from_hex(&secret.to_hex()).unwrap().0, secret.0);
        assert_eq!(Secret::from_hex("zz").unwrap_err(), BadSecret);
        assert_eq!(Secret::from_hex(&"日".repeat(22)).unwrap_err(), BadSecret);
        assert!(!format!("{secret:?}").contains("07"));
    }

    #[test]
    fn everything_derived_depends_on_the_key_and_the_thing() {
        let (a, b) = (Secret::new([1; 32]), Secret::new([2; 32]));
        assert!(a.form_token_fits("cookie", &a.form_token("cookie")));
        assert!(!a.form_token_fits("cookie", &a.form_token("other")));
        assert!(!a.form_token_fits("cookie", &b.form_token("cookie")));
        assert!(!a.form_token_fits("cookie", ""));
        let one = SubmissionId(id(1));
        assert!(a.lookup_key_fits(one, &a.lookup_key(one)));
        assert!(!a.lookup_key_fits(one, &a.lookup_key(SubmissionId(id(2)))));
        let paper = DocumentId(id(1));
        assert!(a.document_code_fits(paper, &a.document_code(paper).to_lowercase().replace('-', " ")));
        assert!(!a.document_code_fits(paper, &b.document_code(paper)) && !a.document_code_fits(paper, ""));
        let sign_in = SignInId(id(1));
        assert_eq!(a.sign_in_code(sign_in).len(), 6);
        assert!(a.sign_in_code_fits(sign_in, &a.sign_in_code(sign_in)) && !a.sign_in_code_fits(sign_in, ""));
        assert_ne!(a.sign_in_key(sign_in).reveal(), b.sign_in_key(sign_in).reveal());
        assert_ne!(a.sign_in_key(sign_in).reveal(), a.subscription_key(SubscriptionId(id(1))).reveal());
        assert_ne!(a.resume_code(DraftId(id(1))).reveal(), a.resume_code(DraftId(id(2))).reveal());
    }
}
