//! A shelf that is a bucket in storage that speaks S3: `prefix/abcd…/copy`, named by content, then by chance.
//!
//! An object is never written twice: the same content handed in again is another copy beside the first. So what a
//! sweep has found old can only be removed as old, and needs no moving aside: a young copy has another name.

use std::{
    fmt, io,
    sync::Once,
    time::{Duration, SystemTime},
};

use futures_util::{
    Stream, StreamExt, TryStreamExt,
    stream::{BoxStream, try_unfold},
};
use object_store::{
    BackoffConfig, ClientOptions, Error, MultipartUpload, ObjectMeta, ObjectStore, ObjectStoreExt,
    RetryConfig,
    aws::{AmazonS3, AmazonS3Builder},
    path::Path,
};
use tempfile::NamedTempFile;
use tokio::{fs::File, io::AsyncReadExt, time::timeout};
use url::Url;

use super::{
    ring::{hex, unhex},
    seal::HEADER,
    shelf::{Kept, Name},
    source::Source,
};

/// What is sent at once, and the smallest part S3 takes: so much of an upload lies in memory.
const PART: usize = 5 * 1024 * 1024;
/// Written anew to be told what time it is.
const CLOCK: &str = "clock";
/// After so long without an answer the storage is taken for away: a part must be sent and answered within it.
const SILENCE: Duration = Duration::from_secs(60);
/// What fails is tried again for so long, and so often.
const PATIENCE: Duration = Duration::from_secs(10);
const RETRIES: usize = 3;

/// A bucket of sealed files.
pub struct Bucket {
    store: AmazonS3,
    prefix: Path,
    shown: String,
}

/// Which bucket, and what opens it.
#[derive(Clone, Copy)]
pub struct BucketAt<'a> {
    /// `s3://bucket` or `s3://bucket/prefix`.
    pub url: &'a str,
    /// The address of the storage; nothing for that of AWS.
    pub endpoint: Option<&'a str>,
    /// The region requests are signed for.
    pub region: &'a str,
    /// The name of the key.
    pub access_key: &'a str,
    /// The key.
    pub secret_key: &'a str,
}

/// Why there can be no such bucket.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadBucket {
    /// The address of the bucket is not of the form `s3://bucket/prefix`.
    #[error("not s3://bucket/prefix")]
    Url,
    /// The endpoint is not `http(s)://host`, or carries a password.
    #[error("not https://host")]
    Endpoint,
    /// One half of the key or both are missing.
    #[error("no key")]
    Keys,
    /// No connection could be prepared: certificates of the machine cannot be read, for instance.
    #[error("{0}")]
    Client(String),
}

impl Bucket {
    /// A bucket, without asking whether it is there.
    ///
    /// # Errors
    /// [`BadBucket`], which never holds a key.
    pub fn at(at: BucketAt<'_>) -> Result<Self, BadBucket> {
        let (bucket, prefix) = parts(at.url).ok_or(BadBucket::Url)?;
        let endpoint = at.endpoint.map(endpoint).transpose()?;
        if at.access_key.is_empty() || at.secret_key.is_empty() {
            return Err(BadBucket::Keys);
        }
        one_tls();
        // In the clear only where somebody wrote http:// with their own hand; then no certificate is needed either.
        let clear = endpoint.as_deref().is_some_and(|e| e.starts_with("http:"));
        let options = ClientOptions::new()
            .with_allow_http(clear)
            .with_no_system_certificates(clear)
            // Its clocks run on while a slow reader pauses; ours are in `within`.
            .with_timeout_disabled();
        let backoff = BackoffConfig { max_backoff: Duration::from_secs(1), ..BackoffConfig::default() };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(bucket)
            .with_region(at.region)
            .with_access_key_id(at.access_key)
            .with_secret_access_key(at.secret_key)
            .with_client_options(options)
            // Not every storage knows how to remove many at once.
            .with_disable_bulk_delete(true)
            .with_retry(RetryConfig { backoff, max_retries: RETRIES, retry_timeout: PATIENCE });
        if let Some(endpoint) = endpoint {
            builder = builder.with_endpoint(endpoint);
        }
        let store = builder.build().map_err(|e| BadBucket::Client(e.to_string()))?;
        Ok(Self { store, prefix, shown: at.url.to_owned() })
    }

    fn place(&self, kept: &Kept) -> Path {
        self.prefix.clone().join(hex(&kept.name)).join(kept.copy.as_str())
    }

    /// What an object is to us; nothing if it is none of ours.
    fn kept(&self, object: &ObjectMeta) -> Option<Kept> {
        let mut parts = object.location.prefix_match(&self.prefix)?;
        let (name, copy) = (unhex(parts.next()?.as_ref())?, parts.next()?.as_ref().to_owned());
        Some(Kept { name, copy, modified: object.last_modified.into() })
    }

    pub(super) async fn now(&self) -> io::Result<SystemTime> {
        let clock = self.prefix.clone().join(CLOCK);
        within(self.store.put(&clock, Vec::new().into())).await.map_err(away)?;
        Ok(within(self.store.head(&clock)).await.map_err(away)?.last_modified.into())
    }

    pub(super) async fn put(&self, name: Name, sealed: NamedTempFile) -> io::Result<()> {
        let copy = hex(&rand::random::<[u8; 8]>());
        let place = self.place(&Kept { name, copy, modified: SystemTime::UNIX_EPOCH });
        let mut file = File::open(sealed.path()).await?;
        let first = next_part(&mut file).await?;
        if first.len() < PART {
            within(self.store.put(&place, first.into())).await.map_err(away)?;
            return Ok(());
        }
        let mut upload = within(self.store.put_multipart(&place)).await.map_err(away)?;
        let sent = send(upload.as_mut(), &mut file, first).await;
        if sent.is_err() {
            // What stays behind all the same is for the storage's own rules to clear away.
            _ = within(upload.abort()).await;
        }
        sent
    }

    pub(super) async fn copies(&self, name: Name) -> io::Result<Vec<Kept>> {
        let mut found = self.below(&self.prefix.clone().join(hex(&name))).await?;
        found.sort_by_key(|k| std::cmp::Reverse(k.modified));
        Ok(found)
    }

    pub(super) async fn list(&self) -> io::Result<Vec<Kept>> {
        self.below(&self.prefix).await
    }

    async fn below(&self, path: &Path) -> io::Result<Vec<Kept>> {
        let objects = patient(self.store.list(Some(path)));
        objects.try_filter_map(async |object| Ok(self.kept(&object))).try_collect().await
    }

    pub(super) async fn open(&self, kept: &Kept) -> io::Result<Source> {
        let object = within(self.store.get(&self.place(kept))).await?;
        let size = object.meta.size;
        let coming = patient(object.into_stream()).map_ok(Vec::from).boxed();
        let mut source = Source::wire(size, coming);
        source.fill(HEADER).await?;
        Ok(source)
    }

    pub(super) async fn remove(&self, kept: &Kept) -> io::Result<()> {
        match within(self.store.delete(&self.place(kept))).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(e) => Err(away(e)),
        }
    }

    /// It gets no younger.
    pub(super) async fn remove_old(&self, kept: &Kept, before: SystemTime) -> io::Result<bool> {
        if kept.modified >= before {
            return Ok(false);
        }
        self.remove(kept).await.map(|()| true)
    }
}

/// Without the key.
impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bucket({})", self.shown)
    }
}

async fn send(upload: &mut dyn MultipartUpload, file: &mut File, first: Vec<u8>) -> io::Result<()> {
    let mut part = first;
    while !part.is_empty() {
        within(upload.put_part(part.into())).await.map_err(away)?;
        part = next_part(file).await?;
    }
    within(upload.complete()).await.map_err(away)?;
    Ok(())
}

async fn next_part(file: &mut File) -> io::Result<Vec<u8>> {
    let mut part = Vec::new();
    file.take(PART as u64).read_to_end(&mut part).await?;
    Ok(part)
}

/// Waits for the storage, but not without end.
async fn within<T>(work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let silent = |_| Error::Generic { store: "S3", source: io::Error::from(io::ErrorKind::TimedOut).into() };
    timeout(SILENCE, work).await.map_err(silent)?
}

/// What comes, unless nothing comes for too long while somebody waits for it. Who pauses between two pieces may
/// take as long as they like.
fn patient<T>(stream: BoxStream<'_, Result<T, Error>>) -> impl Stream<Item = io::Result<T>> {
    try_unfold(stream, |mut stream| async {
        let next = within(stream.try_next()).await.map_err(away)?;
        Ok(next.map(|item| (item, stream)))
    })
}

/// Where nothing could be missing, "not found" is said of the bucket: that is trouble for a while, not a lost file.
fn away(error: Error) -> io::Error {
    match error {
        Error::PermissionDenied { .. } | Error::Unauthenticated { .. } => {
            io::Error::new(io::ErrorKind::PermissionDenied, error)
        }
        error => io::Error::other(error),
    }
}

fn parts(url: &str) -> Option<(&str, Path)> {
    let rest = url.strip_prefix("s3://")?;
    let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
    ((3..=63).contains(&bucket.len()) && bucket.chars().all(good))
        .then_some((bucket, Path::parse(prefix).ok()?))
}

fn endpoint(text: &str) -> Result<String, BadBucket> {
    let url = Url::parse(text).map_err(|_| BadBucket::Endpoint)?;
    let plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
    let good = matches!(url.scheme(), "http" | "https") && url.has_host() && plain;
    if good { Ok(url.as_str().trim_end_matches('/').to_owned()) } else { Err(BadBucket::Endpoint) }
}

/// The TLS of the whole program; a second one is not compiled in.
fn one_tls() {
    static ONCE: Once = Once::new();
    // Somebody else may have chosen already, and chosen the same.
    ONCE.call_once(|| _ = rustls::crypto::ring::default_provider().install_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(url: &str, endpoint: Option<&str>) -> Result<Bucket, BadBucket> {
        Bucket::at(BucketAt { url, endpoint, region: "x", access_key: "name", secret_key: "geheim" })
    }

    #[tokio::test(start_paused = true)]
    async fn silence_ends_and_a_slow_reader_does_not_hear_of_it() {
        let mut silent =
            std::pin::pin!(patient(futures_util::stream::pending::<Result<u8, Error>>().boxed()));
        assert!(silent.try_next().await.unwrap_err().to_string().contains("timed out"));
        let two = futures_util::stream::iter([Ok(1), Ok(2)]).boxed();
        let mut slow = std::pin::pin!(patient(two));
        assert_eq!(slow.try_next().await.unwrap(), Some(1));
        tokio::time::advance(10 * SILENCE).await;
        assert_eq!(slow.try_next().await.unwrap(), Some(2));
        assert_eq!(slow.try_next().await.unwrap(), None);
    }

    #[test]
    fn addresses_are_read_or_refused() {
        for good in ["s3://files", "s3://files/", "s3://files.city/a/b"] {
            assert!(at(good, Some("http://127.0.0.1:9000")).is_ok(), "{good}");
        }
        for bad in ["", "files", "s3://", "s3://A", "s3://a_b_c", "https://files/x", "s3://files/a//b"] {
            assert_eq!(at(bad, None).unwrap_err(), BadBucket::Url, "{bad}");
        }
        for bad in ["minio:9000", "ftp://x", "https://u:geheim@host", "https://host/?x=1"] {
            assert_eq!(at("s3://files", Some(bad)).unwrap_err(), BadBucket::Endpoint, "{bad}");
        }
        let keyless =
            BucketAt { url: "s3://files", endpoint: None, region: "x", access_key: "a", secret_key: "" };
        assert_eq!(Bucket::at(keyless).unwrap_err(), BadBucket::Keys);
        let over_tls = at("s3://files", None);
        assert!(matches!(over_tls, Ok(_) | Err(BadBucket::Client(_))), "{over_tls:?}");
        assert!(!format!("{:?}", at("s3://files", None)).contains("geheim"));
    }
}
