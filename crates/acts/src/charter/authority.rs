//! By what authority a person signs for a member, proven from the records: as its legal representative, or by an
//! authorisation to sign that is in force and has its document on file.

use values::{Date, EntryNumber, PersonId};

use crate::finding::Holding;
use crate::subject::charter::Authority;
use crate::subject::organisation::{Authorisation, AuthorisationScope, Organisation};

/// What the records say about a person's authority to sign.
#[derive(Debug, Clone, PartialEq)]
pub enum Proof<'a> {
    /// Legal representative, by this record.
    Representative(EntryNumber),
    /// Authorised, with the document.
    Authorised(&'a Authorisation),
    /// Authorised on record, but the document is missing.
    NoDocument(&'a Authorisation),
    /// Nothing in force on record.
    Missing,
}

impl Proof<'_> {
    /// The authority, where it is proven.
    pub fn authority(&self) -> Option<Authority> {
        match self {
            Proof::Representative(_) => Some(Authority::LegalRepresentative),
            Proof::Authorised(held) => Some(Authority::Authorised(held.number)),
            Proof::NoDocument(_) | Proof::Missing => None,
        }
    }
}

/// How the person's authority to sign for the organisation stands on that day.
pub fn proof(organisation: &Organisation, person: PersonId, day: Date) -> Proof<'_> {
    if let Some(held) = organisation
        .representative(day)
        .filter(|held| held.person == person)
    {
        return Proof::Representative(held.number);
    }
    let in_force = || {
        organisation.authorisations.iter().filter(move |held| {
            held.person == person
                && held.scope == AuthorisationScope::Signatory
                && held.holding != Holding::Disputed
                && held.from <= day
                && held.until.is_none_or(|until| day <= until)
        })
    };
    in_force()
        .find(|held| held.document.is_some())
        .map(Proof::Authorised)
        .or_else(|| in_force().next().map(Proof::NoDocument))
        .unwrap_or(Proof::Missing)
}
