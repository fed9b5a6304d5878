//! The wire to a database, which can be cut.

use std::sync::Arc;

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// A wire.
pub struct Wire {
    /// The database, through the wire.
    pub url: String,
    whole: Arc<watch::Sender<bool>>,
}

impl Wire {
    /// Lays a wire to a database.
    pub async fn to(url: &str) -> Self {
        let place = url.split('@').nth(1).and_then(|rest| rest.split('/').next()).unwrap().to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = url.replacen(&place, &listener.local_addr().unwrap().to_string(), 1);
        let whole = Arc::new(watch::Sender::new(true));
        let state = whole.clone();
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(carry(near, place.clone(), state.subscribe()));
            }
        });
        Self { url, whole }
    }

    /// Cuts every conversation and lets no new one through.
    pub fn cut(&self) {
        self.whole.send_replace(false);
    }

    /// Lets them through again.
    pub fn mend(&self) {
        self.whole.send_replace(true);
    }
}

async fn carry(mut near: TcpStream, place: String, mut whole: watch::Receiver<bool>) {
    if !*whole.borrow() {
        return;
    }
    let Ok(mut far) = TcpStream::connect(place).await else { return };
    tokio::select! {
        _ = copy_bidirectional(&mut near, &mut far) => {}
        _ = whole.wait_for(|w| !*w) => {}
    }
}
