//! An office with its doors open on a port of this machine.

use std::net::SocketAddr;

use madoguchi_store::Location;
use madoguchi_testkit::Office;
use tokio::net::TcpListener;

/// The office and where it stands.
pub struct House {
    /// The office.
    pub office: Office,
    address: SocketAddr,
}

impl House {
    /// Opens an office with the inventory and the KPIs of the seed.
    pub async fn open() -> Self {
        Self::with_places(madoguchi_web::Places::default()).await
    }

    /// The same with so many places.
    pub async fn with_places(places: madoguchi_web::Places) -> Self {
        let office = Office::on_sqlite().await;
        let departments: Vec<_> =
            csv::Reader::from_reader(&include_bytes!("../../deploy/seed/departments.csv")[..])
                .records()
                .map(|r| {
                    let r = r.unwrap();
                    madoguchi_store::people::Department {
                        id: madoguchi_vocab::DepartmentId(r[0].into()),
                        name: r[1].into(),
                        name_en: r[2].into(),
                        phone: r[3].into(),
                        hours: r[4].into(),
                        hours_en: r[5].into(),
                        note: r[6].into(),
                    }
                })
                .collect();
        office.app.set_departments(&departments).await.unwrap();
        office.app.import_as_operator(include_bytes!("../../deploy/seed/inventory.csv")).await.unwrap();
        office.app.set_kpis(include_bytes!("../../deploy/seed/kpis.csv")).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = madoguchi_web::router_for(office.app.clone(), places);
        tokio::spawn(async move {
            axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await.unwrap();
        });
        Self { office, address }
    }

    /// What people have attached is gone from the disk.
    pub fn lose_the_files(&self) {
        let Location::Sqlite(cabinet) = &self.office.location else { panic!("the house keeps a file") };
        std::fs::remove_dir_all(cabinet.with_file_name("files")).unwrap();
    }

    /// The address of a page.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}
