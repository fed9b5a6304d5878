//! How letters leave the house: SMTP, or files in a folder where no server is set.

use std::{path::PathBuf, time::Duration};

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    address::AddressError,
    message::{Mailbox, header::ContentType},
};

use crate::words::Mail;

/// Where letters are handed over.
#[derive(Clone)]
pub enum Post {
    /// A mail server.
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    /// A folder: each letter becomes a file `<id>.eml`. For demonstrations and for the first days of a city.
    Folder(PathBuf),
}

/// Why a letter did not leave.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// The address is none. Trying again will not help.
    #[error("address: {0}")]
    Address(#[from] AddressError),
    /// The letter could not be put into the form of a mail. Trying again will not help.
    #[error("mail: {0}")]
    Form(#[from] lettre::error::Error),
    /// The server said no for good.
    #[error("the mail server refused it: {0}")]
    Refused(String),
    /// The server could not be reached or asked to be tried later.
    #[error("the mail server could not take it now: {0}")]
    Later(String),
    /// The folder could not be written.
    #[error("letters folder: {0}")]
    Folder(#[from] std::io::Error),
    /// The SMTP address in the settings cannot be read.
    #[error("smtp address: {0}")]
    Setting(String),
}

impl PostError {
    /// Whether the same letter may succeed later.
    pub fn is_passing(&self) -> bool {
        match self {
            PostError::Later(_) | PostError::Folder(_) => true,
            PostError::Address(_) | PostError::Form(_) | PostError::Refused(_) | PostError::Setting(_) => {
                false
            }
        }
    }
}

impl Post {
    /// The server of an address such as `smtp://host:25`, `smtps://user:password@host` or
    /// `smtp://host:587?tls=required`.
    ///
    /// # Errors
    /// [`PostError::Setting`] if the address cannot be read.
    pub fn smtp(url: &str) -> Result<Self, PostError> {
        AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map(|b| Post::Smtp(b.timeout(Some(Duration::from_secs(20))).build()))
            .map_err(|e| PostError::Setting(e.to_string()))
    }

    /// Whether the server answers. A folder always does.
    ///
    /// # Errors
    /// [`PostError::Later`] with what the server or the network said.
    pub async fn ping(&self) -> Result<(), PostError> {
        match self {
            Post::Smtp(server) => match server.test_connection().await {
                Ok(true) => Ok(()),
                Ok(false) => Err(PostError::Later("it answered but is not ready".to_owned())),
                Err(e) => Err(PostError::Later(e.to_string())),
            },
            Post::Folder(_) => Ok(()),
        }
    }

    /// Hands a letter over. `id` becomes the Message-ID, so that a letter handed over twice can be told.
    ///
    /// # Errors
    /// [`PostError`]; [`PostError::is_passing`] tells whether to try again.
    pub async fn send(&self, id: &str, from: &str, to: &str, mail: &Mail) -> Result<(), PostError> {
        let from: Mailbox = from.parse()?;
        let domain = from.email.domain().to_owned();
        let mut message = Message::builder()
            .message_id(Some(format!("<{id}@{domain}>")))
            .from(from)
            .to(Mailbox::new(None, to.parse()?))
            .subject(&mail.subject)
            // No "out of office" shall answer us.
            .header(AutoSubmitted)
            .header(ContentType::TEXT_PLAIN);
        if let Some(url) = &mail.unsubscribe {
            message = message.header(Unsubscribe(format!("<{url}>"))).header(OnePress);
        }
        let message = message.body(mail.body.clone())?;
        match self {
            Post::Smtp(server) => match server.send(message).await {
                Ok(_) => Ok(()),
                Err(e) if e.is_permanent() => Err(PostError::Refused(e.to_string())),
                Err(e) => Err(PostError::Later(e.to_string())),
            },
            Post::Folder(folder) => {
                tokio::fs::create_dir_all(folder).await?;
                tokio::fs::write(folder.join(format!("{id}.eml")), message.formatted()).await?;
                Ok(())
            }
        }
    }
}

/// A header of ours with a value in plain letters.
macro_rules! headers { ($($(#[$doc:meta])* $type:ident $name:literal = |$of:ident| $value:expr),* $(,)?) => { $(
    impl lettre::message::header::Header for $type {
        fn name() -> lettre::message::header::HeaderName {
            lettre::message::header::HeaderName::new_from_ascii_str($name)
        }
        fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
            Err("letters are written here, not read".into())
        }
        fn display(&self) -> lettre::message::header::HeaderValue {
            let $of = self;
            lettre::message::header::HeaderValue::new(Self::name(), $value)
        }
    }
)* } }

/// `Auto-Submitted: auto-generated` (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

/// `List-Unsubscribe: <https://…>` (RFC 2369).
#[derive(Clone)]
struct Unsubscribe(String);

/// `List-Unsubscribe-Post: List-Unsubscribe=One-Click` (RFC 8058).
#[derive(Clone)]
struct OnePress;

headers! {
    AutoSubmitted "Auto-Submitted" = |_of| "auto-generated".to_owned(),
    Unsubscribe "List-Unsubscribe" = |of| of.0.clone(),
    OnePress "List-Unsubscribe-Post" = |_of| "List-Unsubscribe=One-Click".to_owned(),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_address_with_a_line_break_is_no_address() {
        let post = Post::Folder(std::env::temp_dir().join("madoguchi-never-written"));
        let mail = Mail { subject: "件名".into(), body: "本文".into(), unsubscribe: None };
        let error = post
            .send("1", "窓口 <m@example.jp>", "a@example.jp\r\nBcc: b@example.jp", &mail)
            .await
            .unwrap_err();
        assert!(matches!(error, PostError::Address(_)));
        assert!(!error.is_passing());
    }
}
