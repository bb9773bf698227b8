//! A person and the offices a person holds.

use serde::{Deserialize, Serialize};
use values::{ConsortiumId, Date, EntryNumber, Key, OrganisationId, PersonId};

/// A reference to personal data kept outside the register: salted digest as hex.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Personal(pub String);

/// A person known to the office. The name stands outside the register.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Person {
    /// The number of the act that enrolled the person.
    pub id: PersonId,
    /// Reference to the name.
    pub name: Personal,
    /// The organisation the person belongs to, if one.
    pub organisation: Option<OrganisationId>,
}

/// An office held by appointment, with its dates.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Appointment {
    /// The act that made it.
    pub number: EntryNumber,
    /// Who holds it.
    pub person: PersonId,
    /// Which.
    pub role: Role,
    /// First day.
    pub from: Date,
    /// Last day, if set.
    pub until: Option<Date>,
}

impl Appointment {
    /// Whether it is held on that day.
    pub fn held_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// That somebody absent has named somebody else to act meanwhile, in everything or in one matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Substitution {
    /// The act that named.
    pub number: EntryNumber,
    /// Who is absent.
    pub absent: PersonId,
    /// Who stands in.
    pub substitute: PersonId,
    /// In which holding: an authority's, or what the absent person is for an organisation.
    pub holder: Key,
    /// For which organisation, if for one.
    pub organisation: Option<OrganisationId>,
    /// In which matter only, if in one.
    pub matter: Option<ConsortiumId>,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
}

/// What somebody who handles an organisation's matters may do in them.
const HANDLING: &[&str] = &["organisation", "lead", "invited", "member"];
/// What somebody who signs for an organisation may do.
const SIGNING: &[&str] = &["representative", "member"];

impl Substitution {
    /// Whether it is in force on that day.
    pub fn in_force(&self, day: Date) -> bool {
        self.from <= day && day <= self.until
    }

    /// Whether it lets the substitute be this holder. What lies with a person and not with an office cannot be passed on: the
    /// head's own responsibility, an expert's opinion.
    pub fn conveys(&self, holder: &str) -> bool {
        match self.holder.as_str() {
            "organisation" => HANDLING.contains(&holder),
            "representative" => SIGNING.contains(&holder),
            own => own == holder,
        }
    }
}

/// An office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// Handles matters for a body.
    Officer(Body),
    /// Leads a body and decides for it.
    Leader(Body),
    /// May be assigned to assess.
    Expert,
    /// Reads everything that was recorded, changes nothing.
    Auditor,
    /// Appoints, without business powers.
    SecurityAdministrator,
    /// Runs the installation, without business powers.
    SystemAdministrator,
}

impl Role {
    /// Whether it runs or watches the installation; such offices are held apart from each other and from all business.
    pub fn administers(&self) -> bool {
        match self {
            Role::Auditor | Role::SecurityAdministrator | Role::SystemAdministrator => true,
            Role::Officer(_) | Role::Leader(_) | Role::Expert => false,
        }
    }
}

/// A body on the authority's side: an authority of the pack, in one division if it is a division's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Body {
    /// The authority's key in the pack.
    pub authority: Key,
    /// The division, for bodies every division has.
    pub division: Option<Key>,
}
