//! Tokens of machines: the 基幹系 and other integrators. A signed token (JWT, HS256) says for whom, for which
//! department and for what it may be used.

use std::collections::BTreeSet;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use madoguchi_vocab::{DepartmentId, Instant};
use serde::{Deserialize, Serialize};

use crate::secret::Secret;

/// What a token allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Scope {
    /// Read the state of the department's submissions.
    #[serde(rename = "submissions:read")]
    ReadSubmissions,
}

/// What is written in a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The name of the machine, for the trail.
    pub sub: String,
    /// Its department.
    pub department: DepartmentId,
    /// What it may do.
    pub scopes: BTreeSet<Scope>,
    /// Valid until (seconds since 1970).
    pub exp: i64,
    aud: String,
}

const AUDIENCE: &str = "madoguchi-api";

impl Claims {
    /// Claims that end at `until`.
    pub fn new(
        sub: impl Into<String>,
        department: DepartmentId,
        scopes: impl IntoIterator<Item = Scope>,
        until: Instant,
    ) -> Self {
        Self {
            sub: sub.into(),
            department,
            scopes: scopes.into_iter().collect(),
            exp: until.utc().timestamp(),
            aud: AUDIENCE.to_owned(),
        }
    }

    /// The signed token.
    ///
    /// # Errors
    /// If the claims cannot be signed; with a key of ours this does not happen.
    pub fn sign(&self, secret: &Secret) -> Result<String, jsonwebtoken::errors::Error> {
        jsonwebtoken::encode(
            &Header::new(Algorithm::HS256),
            self,
            &EncodingKey::from_secret(&secret.signing_key()),
        )
    }

    /// Reads a token: signature, audience and end are checked; any other algorithm is refused.
    pub fn read(token: &str, secret: &Secret, now: Instant) -> Option<Self> {
        let mut rules = Validation::new(Algorithm::HS256);
        rules.set_audience(&[AUDIENCE]);
        // The end is compared with the office's own clock below.
        rules.validate_exp = false;
        let claims =
            jsonwebtoken::decode::<Claims>(token, &DecodingKey::from_secret(&secret.signing_key()), &rules)
                .ok()?
                .claims;
        (claims.exp > now.utc().timestamp()).then_some(claims)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_until_its_end_and_for_its_office_only() {
        let secret = Secret::new([3; 32]);
        let now = Instant::parse("2026-11-23T09:00:00+09:00").unwrap();
        let later = Instant::parse("2027-03-31T23:59:59+09:00").unwrap();
        let claims = Claims::new("kikan", DepartmentId("suido".into()), [Scope::ReadSubmissions], later);
        let token = claims.sign(&secret).unwrap();
        assert_eq!(Claims::read(&token, &secret, now), Some(claims));
        assert_eq!(Claims::read(&token, &secret, later), None, "taken after its end");
        assert_eq!(Claims::read(&token, &Secret::new([4; 32]), now), None, "taken with another key");
        let unsigned =
            token.replacen("eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9", "eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIn0", 1);
        assert_ne!(unsigned, token, "the header was not what the test replaces");
        assert_eq!(Claims::read(&unsigned, &secret, now), None, "taken without a signature");
        assert_eq!(Claims::read("", &secret, now), None);
    }
}
