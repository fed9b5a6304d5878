//! Storage that speaks S3, in a folder, on a thread of its own: signatures are checked, and it can be away.

use std::{
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    sync::Mutex,
    thread::JoinHandle,
};

use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto::Builder,
};
use madoguchi_store::attachments::{Bucket, BucketAt};
use s3s::{
    auth::SimpleAuth,
    service::{S3Service, S3ServiceBuilder},
};
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::sync::oneshot;

/// The name of the key.
pub const ACCESS_KEY: &str = "madoguchi-test";
/// The key.
pub const SECRET_KEY: &str = "geheim-and-long-enough";
/// The bucket that is there, and the place in it.
pub const URL: &str = "s3://city-files/mihon";

/// The storage.
pub struct Storage {
    folder: TempDir,
    address: SocketAddr,
    serving: Mutex<Option<(oneshot::Sender<()>, JoinHandle<()>)>>,
}

impl Storage {
    /// Storage with one empty bucket.
    pub fn open() -> Self {
        let folder = TempDir::new().expect("a folder");
        std::fs::create_dir_all(folder.path().join("city-files")).expect("a bucket");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("its number");
        let storage = Self { folder, address, serving: Mutex::new(None) };
        storage.serve(listener);
        storage
    }

    /// Where it listens.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The bucket, opened with its key.
    pub fn bucket(&self) -> Bucket {
        self.bucket_at(URL, SECRET_KEY).expect("a bucket")
    }

    /// Another bucket, or the wrong key.
    ///
    /// # Errors
    /// What is wrong with the address.
    pub fn bucket_at(&self, url: &str, secret_key: &str) -> Result<Bucket, String> {
        let endpoint = self.endpoint();
        let endpoint = Some(endpoint.as_str());
        Bucket::at(BucketAt { url, endpoint, region: "test", access_key: ACCESS_KEY, secret_key })
            .map_err(|e| e.to_string())
    }

    /// The settings that name it, as flags.
    pub fn flags(&self) -> [String; 8] {
        let endpoint = self.endpoint();
        let flags = ["--files", URL, "--files-endpoint", &endpoint];
        let keys = ["--files-access-key", ACCESS_KEY, "--files-secret-key", SECRET_KEY];
        [flags, keys].concat().into_iter().map(str::to_owned).collect::<Vec<_>>().try_into().unwrap()
    }

    /// Where the bytes of the objects lie.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().join("city-files/mihon")
    }

    /// The objects with content, as files.
    pub fn objects(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        walk(&self.folder(), &mut found);
        found.retain(|path| path.parent() != Some(&self.folder()));
        found.sort();
        found
    }

    /// Goes away: whoever calls is refused, whoever is in the middle is cut off.
    pub fn leave(&self) {
        if let Some((stop, thread)) = self.serving.lock().unwrap().take() {
            _ = stop.send(());
            thread.join().expect("it ends");
        }
    }

    /// Is back with everything it had.
    pub fn come_back(&self) {
        self.serve(TcpListener::bind(self.address).expect("the same port"));
    }

    fn serve(&self, listener: TcpListener) {
        let files = FileSystem::new(self.folder.path()).expect("the folder of the storage");
        let mut service = S3ServiceBuilder::new(files);
        service.set_auth(SimpleAuth::from_single(ACCESS_KEY, SECRET_KEY));
        let (service, (stop, stopped)) = (service.build(), oneshot::channel());
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().expect("a runtime");
            runtime.block_on(async {
                tokio::select! {
                    () = accept(listener, service) => {}
                    _ = stopped => {}
                }
            });
        });
        *self.serving.lock().unwrap() = Some((stop, thread));
    }
}

impl Drop for Storage {
    fn drop(&mut self) {
        self.leave();
    }
}

async fn accept(listener: TcpListener, service: S3Service) {
    listener.set_nonblocking(true).expect("a socket");
    let listener = tokio::net::TcpListener::from_std(listener).expect("a socket");
    while let Ok((line, _)) = listener.accept().await {
        let service = service.clone();
        tokio::spawn(async move {
            _ = Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(line), service).await;
        });
    }
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() { walk(&entry.path(), found) } else { found.push(entry.path()) }
    }
}
