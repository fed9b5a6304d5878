//! Columns in an order that programs rely on, saved by name for a department and a paper.

use madoguchi_auth::Deed;
use madoguchi_store::export_templates as templates;
use madoguchi_vocab::Instant;

use crate::{App, Result, StaffPerson};

/// The most columns that are saved for one paper under different names.
pub const TEMPLATES: i64 = 20;
/// The most letters of a name.
pub const LONGEST_NAME: usize = 40;

/// Columns that were saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportTemplate {
    /// What they are called.
    pub name: String,
    /// Which, from the left.
    pub codes: Vec<String>,
    /// Who saved them last, and when.
    pub saved: (String, Instant),
}

impl App {
    /// The columns the own department has saved for a paper, or for lists of several papers.
    ///
    /// # Errors
    /// [`crate::Trouble::NotAllowed`] if the role has no queue.
    pub async fn export_templates(
        &self,
        staff: &StaffPerson,
        slug: Option<&str>,
    ) -> Result<Vec<ExportTemplate>> {
        staff.must(Deed::SeeQueue)?;
        let rows =
            templates::all(&self.store().reader(), &staff.department, slug.unwrap_or_default()).await?;
        let read = |row: templates::TemplateRow| {
            Ok(ExportTemplate {
                codes: serde_json::from_value(row.columns)?,
                name: row.name,
                saved: (row.by, row.saved_at),
            })
        };
        rows.into_iter().map(read).collect()
    }

    /// Saves columns under a name, in place of what has that name. Says whether there was room for it.
    ///
    /// # Errors
    /// [`crate::Trouble::NotAllowed`] if the role has no queue.
    pub async fn save_export_template(
        &self,
        staff: &StaffPerson,
        slug: Option<&str>,
        name: &str,
        codes: &[String],
    ) -> Result<bool> {
        staff.must(Deed::SeeQueue)?;
        let (slug, columns) = (slug.unwrap_or_default(), serde_json::to_value(codes)?);
        let mut tx = self.store().begin().await?;
        if templates::others(&mut tx, &staff.department, slug, name).await? >= TEMPLATES {
            return Ok(false);
        }
        templates::save(&mut tx, (&staff.department, slug, name), columns, staff.id, self.now()).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Removes what the own department has saved under a name.
    ///
    /// # Errors
    /// [`crate::Trouble::NotFound`] if nothing is; [`crate::Trouble::NotAllowed`] if the role has no queue.
    pub async fn remove_export_template(
        &self,
        staff: &StaffPerson,
        slug: Option<&str>,
        name: &str,
    ) -> Result<()> {
        staff.must(Deed::SeeQueue)?;
        let mut tx = self.store().begin().await?;
        templates::remove(&mut tx, &staff.department, slug.unwrap_or_default(), name).await?;
        Ok(tx.commit().await?)
    }
}
