//! 保存した条件: filters under a name, one's own or shared with the department; and how somebody likes lists to look.

use madoguchi_auth::Deed;
use madoguchi_store::{
    StoreError,
    saved_views::{self, SavedView},
};
use madoguchi_vocab::ViewId;

use crate::{App, Result, StaffPerson, Trouble};

/// So many a person may keep.
pub const VIEWS: i64 = 30;
/// The longest name, in letters.
pub const VIEW_NAME: usize = 40;

/// A saved filter, as somebody sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Which.
    pub id: ViewId,
    /// What it is called.
    pub name: String,
    /// The filter, as it stands in addresses.
    pub query: String,
    /// Whether the department sees it.
    pub shared: bool,
    /// Whether it is their own; only that may be changed.
    pub mine: bool,
    /// Who saved it.
    pub owner_name: String,
}

/// How lists are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Density {
    /// With room.
    #[default]
    Comfortable,
    /// More rows in sight.
    Compact,
}

impl Density {
    /// The name in columns and forms.
    pub fn code(self) -> &'static str {
        match self {
            Density::Comfortable => "comfortable",
            Density::Compact => "compact",
        }
    }

    /// Reads the name.
    pub fn parse(code: &str) -> Option<Self> {
        [Density::Comfortable, Density::Compact].into_iter().find(|d| d.code() == code)
    }
}

impl App {
    /// What a person may use: their own first, then what colleagues share.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role has no queue.
    pub async fn views(&self, staff: &StaffPerson) -> Result<Vec<View>> {
        staff.must(Deed::SeeQueue)?;
        let rows = saved_views::usable(&self.store().reader(), &staff.department, staff.id).await?;
        let view = |row: SavedView| View {
            mine: row.owner == staff.id,
            id: row.id,
            name: row.name,
            query: row.query,
            shared: row.shared,
            owner_name: row.owner_name,
        };
        Ok(rows.into_iter().map(view).collect())
    }

    /// Saves a filter under a name.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role has no queue, [`Trouble::Full`] if the person has [`VIEWS`] already.
    pub async fn save_view(&self, staff: &StaffPerson, name: &str, query: &str, shared: bool) -> Result<()> {
        staff.must(Deed::SeeQueue)?;
        let view = SavedView {
            id: ViewId(self.0.ids.uuid()),
            department: staff.department.clone(),
            owner: staff.id,
            owner_name: staff.name.clone(),
            shared,
            name: name.to_owned(),
            query: query.to_owned(),
            created_at: self.now(),
        };
        let mut tx = self.store().begin().await?;
        match saved_views::save(&mut tx, &view, VIEWS).await {
            Err(StoreError::Duplicate) => Err(Trouble::Full),
            saved => {
                saved?;
                Ok(tx.commit().await?)
            }
        }
    }

    /// Gives one's own another name, and shares it or keeps it to oneself.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if it is not there or somebody else's.
    pub async fn change_view(&self, staff: &StaffPerson, id: ViewId, name: &str, shared: bool) -> Result<()> {
        staff.must(Deed::SeeQueue)?;
        let mut tx = self.store().begin().await?;
        saved_views::change(&mut tx, id, staff.id, name, shared).await?;
        Ok(tx.commit().await?)
    }

    /// Takes one's own away.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if it is not there or somebody else's.
    pub async fn remove_view(&self, staff: &StaffPerson, id: ViewId) -> Result<()> {
        staff.must(Deed::SeeQueue)?;
        let mut tx = self.store().begin().await?;
        saved_views::remove(&mut tx, id, staff.id).await?;
        Ok(tx.commit().await?)
    }

    /// How a person likes lists to be drawn.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn density(&self, staff: &StaffPerson) -> Result<Density> {
        let kept = saved_views::density(&self.store().reader(), staff.id).await?;
        Ok(kept.and_then(|code| Density::parse(&code)).unwrap_or_default())
    }

    /// Remembers how a person likes lists to be drawn.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role has no queue.
    pub async fn keep_density(&self, staff: &StaffPerson, density: Density) -> Result<()> {
        staff.must(Deed::SeeQueue)?;
        let mut tx = self.store().begin().await?;
        saved_views::keep_density(&mut tx, staff.id, density.code()).await?;
        Ok(tx.commit().await?)
    }
}
