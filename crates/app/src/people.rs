//! The people of the city hall and their departments.

use std::sync::{Arc, PoisonError};

use madoguchi_auth::{Deed, Reach, may};
use madoguchi_store::people::{self, Department, NewStaff};
use madoguchi_vocab::{Actor, DepartmentId, Role, StaffId};

use crate::{App, Result, Trouble};

/// A member of staff at work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffPerson {
    /// Who.
    pub id: StaffId,
    /// The name they sign in with.
    pub login: String,
    /// Their name.
    pub name: String,
    /// What they are trusted with.
    pub role: Role,
    /// Where they work.
    pub department: DepartmentId,
    /// What that department is called.
    pub department_name: String,
}

impl StaffPerson {
    /// How histories name this person.
    pub fn actor(&self) -> Actor {
        Actor::Staff {
            id: self.id,
            role: self.role,
            department: self.department.clone(),
            name: self.name.clone(),
        }
    }

    /// Whether the policy lets this person do this to what belongs to `owner`.
    pub fn may(&self, deed: Deed, owner: &DepartmentId) -> bool {
        may(self.role, deed, Reach::of(&self.department, owner))
    }

    /// Whether the policy lets this person do this at home.
    pub fn may_at_home(&self, deed: Deed) -> bool {
        may(self.role, deed, Reach::Own)
    }

    pub(crate) fn must(&self, deed: Deed) -> Result<()> {
        if self.may_at_home(deed) { Ok(()) } else { Err(Trouble::NotAllowed) }
    }
}

impl App {
    /// All departments, by id, as they were when this node last looked (a minute ago at most): every page needs one.
    pub fn departments(&self) -> Arc<Vec<Department>> {
        self.0.departments.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The department of that id.
    pub(crate) fn department(&self, id: &DepartmentId) -> Option<Department> {
        self.departments().iter().find(|d| d.id == *id).cloned()
    }

    /// Takes up the departments: at the start, after a change, and now and then because other nodes change them too.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet cannot be read.
    pub async fn fetch_departments(&self) -> Result<()> {
        let departments = people::departments(&self.store().reader()).await?;
        *self.0.departments.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(departments);
        Ok(())
    }

    /// Puts departments in or changes them.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn set_departments(&self, departments: &[Department]) -> Result<()> {
        let mut tx = self.store().begin().await?;
        for department in departments {
            people::upsert_department(&mut tx, department).await?;
        }
        tx.commit().await?;
        self.fetch_departments().await
    }

    /// Gives a person an account.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the name is taken, the department unknown or the cabinet fails.
    pub async fn add_staff(
        &self,
        login: &str,
        name: &str,
        role: Role,
        department: &DepartmentId,
        given: &str,
    ) -> Result<()> {
        let password_hash = crate::own_account::hashed(given).await?;
        let mut tx = self.store().begin().await?;
        people::insert_staff(
            &mut tx,
            &NewStaff {
                id: StaffId(self.0.ids.uuid()),
                login: login.to_owned(),
                name: name.to_owned(),
                password_hash,
                role,
                department: department.clone(),
                created_at: self.now(),
            },
        )
        .await?;
        Ok(tx.commit().await?)
    }

    /// The person who signs in with that name; for commands run by the operator, who needs no password.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn staff_by_login(&self, login: &str) -> Result<Option<StaffPerson>> {
        let row = people::staff_by_login(&self.store().reader(), login).await?;
        Ok(row.filter(|p| p.active).map(at_work))
    }

    pub(crate) async fn staff_person(&self, id: StaffId) -> Result<Option<StaffPerson>> {
        let row = people::staff_by_id(&self.store().reader(), id).await?;
        Ok(row.filter(|p| p.active).map(at_work))
    }
}

pub(crate) fn at_work(p: people::StaffRow) -> StaffPerson {
    StaffPerson {
        id: p.id,
        login: p.login,
        name: p.name,
        role: p.role,
        department: p.department,
        department_name: p.department_name,
    }
}
