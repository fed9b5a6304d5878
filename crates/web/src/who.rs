//! Who is asking. Being an argument of a handler is being checked.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, FromRequestParts, OriginalUri},
    http::{Extensions, HeaderMap, header, request::Parts},
};
use madoguchi_app::{App, Member, StaffPerson, Trouble, Visitor};
use madoguchi_auth::{Deed, SessionToken, api_token::Claims};

use crate::{chrome::Chrome, problem::Problem, session::Browser};

/// A resident: a browser with or without a cookie, and the frame of the page it is shown.
pub struct Resident {
    /// The frame, in the language of the address.
    pub chrome: Chrome,
    /// The browser.
    pub visitor: Visitor,
    /// Who has signed in with it. Nobody has to.
    pub member: Option<Member>,
}

impl FromRequestParts<App> for Resident {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let chrome = Chrome::from_request_parts(parts, app).await?;
        let member = match &chrome.browser().account {
            None => None,
            Some(token) => match app.member(token).await {
                Err(Trouble::SignIn) => None,
                Ok(member) => Some(member),
                Err(other) => match other.into() {
                    // Pages that ask nothing of the cabinet are there while it is not.
                    Problem::Unavailable => None,
                    problem => return Err(problem),
                },
            },
        };
        let visitor = chrome.browser().visitor.clone();
        let visitor = match &member {
            Some(member) => visitor.signed_in(member.id),
            None => visitor,
        };
        Ok(Self { visitor, member, chrome })
    }
}

/// A resident who has signed in. Anybody else is sent to where that is done.
pub struct SignedIn {
    /// The frame, in the language of the address.
    pub chrome: Chrome,
    /// The browser.
    pub visitor: Visitor,
    /// Who.
    pub member: Member,
    /// By what the browser is known to be theirs.
    pub token: SessionToken,
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Resident { chrome, visitor, member } = Resident::from_request_parts(parts, app).await?;
        match (member, chrome.browser().account.clone()) {
            (Some(member), Some(token)) => Ok(Self { chrome, visitor, member, token }),
            // Whether somebody has signed in may only not be known now.
            (None, Some(token)) => Err(match app.member(&token).await {
                Ok(_) | Err(Trouble::SignIn) => Problem::SignIn(String::new()),
                Err(other) => other.into(),
            }),
            (_, None) => Err(Problem::SignIn(String::new())),
        }
    }
}

/// What a browser runs on, as coarse as people tell their own things apart.
pub struct Device(pub &'static str);

impl FromRequestParts<App> for Device {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let said = parts.headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
        // Android names Linux too, and an iPad may name a Mac: the first that fits is the nearest.
        let known = ["iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux"];
        Ok(Self(known.into_iter().find(|name| said.contains(name)).unwrap_or("")))
    }
}

/// A member of staff who has signed in. Anybody else is sent to the sign-in page.
pub struct Staff(pub StaffPerson);

impl FromRequestParts<App> for Staff {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let OriginalUri(uri) =
            OriginalUri::from_request_parts(parts, app).await.unwrap_or_else(|never| match never {});
        let next = uri.path_and_query().map_or("/staff", |p| p.as_str()).to_owned();
        let browser = parts.extensions.get::<Arc<Browser>>().cloned().ok_or(Problem::Broken)?;
        let Some(token) = &browser.staff else { return Err(Problem::SignIn(next)) };
        match app.staff_session(token).await {
            Ok(person) => {
                parts.extensions.insert(person.clone());
                Ok(Self(person))
            }
            Err(Trouble::SignIn) => Err(Problem::SignIn(next)),
            Err(Trouble::FactorOwed) => Err(Problem::Factor(next)),
            Err(other) => Err(other.into()),
        }
    }
}

/// A member of staff whose page asks by itself. It does not keep a session alive that was left.
pub struct Unattended(pub StaffPerson);

impl FromRequestParts<App> for Unattended {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let browser = parts.extensions.get::<Arc<Browser>>().cloned().ok_or(Problem::Broken)?;
        let sign_in = || Problem::SignIn("/staff".to_owned());
        let token = browser.staff.as_ref().ok_or_else(sign_in)?;
        match app.staff_session_unattended(token).await {
            Ok(person) => Ok(Self(person)),
            Err(Trouble::SignIn | Trouble::FactorOwed) => Err(sign_in()),
            Err(other) => Err(other.into()),
        }
    }
}

/// A member of staff who may see numbers: rates, inventory, KPIs.
pub struct Manager(pub StaffPerson);

impl FromRequestParts<App> for Manager {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Staff(person) = Staff::from_request_parts(parts, app).await?;
        if person.may_at_home(Deed::SeeNumbers) { Ok(Self(person)) } else { Err(Problem::NotAllowed) }
    }
}

/// A machine of the city with a token of its own.
pub struct ApiClient(pub Claims);

impl FromRequestParts<App> for ApiClient {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let shown = parts.headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok());
        let token = shown.and_then(|v| v.strip_prefix("Bearer ")).unwrap_or_default();
        Ok(Self(app.machine(token)?))
    }
}

/// Where a request comes from, as coarse as counting needs: the address, or `local` where none is known.
pub struct Whence(pub String);

impl FromRequestParts<App> for Whence {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        Ok(Self::of(&parts.extensions, &parts.headers, app))
    }
}

impl Whence {
    /// The same, for who looks at a request before it reaches its page.
    pub fn of(extensions: &Extensions, headers: &HeaderMap, app: &App) -> Self {
        let Some(ConnectInfo(peer)) = extensions.get::<ConnectInfo<SocketAddr>>() else {
            return Self("local".to_owned());
        };
        let said: Vec<&str> =
            headers.get_all("x-forwarded-for").iter().filter_map(|v| v.to_str().ok()).collect();
        Self(class(origin(peer.ip(), &said.join(","), &app.settings().proxies)))
    }
}

/// The address a request began at: the last one in the chain that is not a proxy of ours. What stands before it
/// was written by whoever asks.
fn origin(peer: IpAddr, forwarded: &str, proxies: &[ipnet::IpNet]) -> IpAddr {
    let ours = |address: &IpAddr| proxies.iter().any(|net| net.contains(address));
    let mut origin = peer;
    for said in forwarded.rsplit(',') {
        match said.trim().parse() {
            Ok(address) if ours(&origin) => origin = address,
            _ => break,
        }
    }
    origin
}

/// One household has 2^64 addresses of the new kind: they count as one.
fn class(address: IpAddr) -> String {
    match address {
        IpAddr::V4(a) => a.to_string(),
        IpAddr::V6(a) => a.segments()[..4].iter().map(|s| format!("{s:x}")).collect::<Vec<_>>().join(":"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_counts_as_one() {
        assert_eq!(class("192.0.2.7".parse().unwrap()), "192.0.2.7");
        assert_eq!(class("2001:db8:1:2::7".parse().unwrap()), class("2001:db8:1:2:ffff::1".parse().unwrap()));
    }

    #[test]
    fn only_our_own_proxies_are_believed() {
        let proxies = ["10.0.0.0/8".parse().unwrap()];
        let at = |peer: &str, said: &str| origin(peer.parse().unwrap(), said, &proxies).to_string();
        assert_eq!(at("192.0.2.1", "198.51.100.9"), "192.0.2.1", "a stranger says what he likes");
        assert_eq!(at("10.1.1.1", "198.51.100.9"), "198.51.100.9");
        assert_eq!(at("10.1.1.1", "203.0.113.5, 198.51.100.9, 10.2.2.2"), "198.51.100.9");
        assert_eq!(at("10.1.1.1", "nonsense"), "10.1.1.1");
        assert_eq!(at("10.1.1.1", ""), "10.1.1.1");
    }
}
