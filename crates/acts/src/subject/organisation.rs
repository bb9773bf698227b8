//! An organisation's own record: kept once, confirmed by officials, used everywhere.

use std::sync::Arc;

use policy::Value;
use serde::{Deserialize, Serialize};
use values::{
    CreditCode, Date, EntryNumber, Fen, FileDigest, Key, OrganisationId, OverseasRegistration,
    PersonId, Share, Words,
};

use super::years::Years;
use crate::finding::{Evidence, Holding};

/// By what an organisation is known for certain.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Registration {
    /// A credit code. The place is never derived from it.
    Domestic(CreditCode),
    /// A body registered abroad, without a credit code.
    Overseas(OverseasRegistration),
}

/// An organisation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Organisation {
    /// The number of the act that registered it.
    pub id: OrganisationId,
    /// By what it is known.
    pub registration: Registration,
    /// Its name.
    pub name: Words,
    /// Its kind, a term of `member_kind`.
    pub kind: Key,
    /// Its legal form, a term of `legal_form`.
    pub legal_form: Key,
    /// Where it is, from when; the last one on or before a day holds.
    pub residences: Vec<Residence>,
    /// When it was founded.
    pub founded: Option<Date>,
    /// Its industries.
    pub industries: Vec<Key>,
    /// What it can do.
    pub capabilities: Vec<Key>,
    /// The organisation that controls it.
    pub parent: Option<OrganisationId>,
    /// Legal representatives, from when; the last one on or before a day holds.
    pub representatives: Vec<Representation>,
    /// Persons who may act for it.
    pub authorisations: Vec<Authorisation>,
    /// Figures by year.
    pub years: Years,
    /// Carriers, funds, agreements, teams, tags, evidence; shared with the world before, so that one more copies none of the others.
    pub items: Vec<Arc<Item>>,
    /// Bans: may not lead or be core layer.
    pub bans: Vec<Ban>,
    /// Listings on the dishonesty list.
    pub listings: Vec<Listing>,
    /// The record that last changed it.
    pub changed: EntryNumber,
    /// The record that last changed what conditions look at.
    pub facts: EntryNumber,
}

/// Where an organisation is registered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Residence {
    /// A division of the pack, or none if outside the area.
    pub division: Option<Key>,
    /// The place outside the area, in words.
    pub place: Option<String>,
    /// From when.
    pub from: Date,
    /// The act that recorded it.
    pub number: EntryNumber,
    /// Stated, confirmed or disputed.
    pub holding: Holding,
}

/// A legal representative.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Representation {
    /// Who.
    pub person: PersonId,
    /// From when.
    pub from: Date,
    /// The act that recorded it.
    pub number: EntryNumber,
    /// Stated, confirmed or disputed; a disputed one does not count.
    pub holding: Holding,
}

/// What an authorised person may do for the organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AuthorisationScope {
    /// Handles its matters: drafts, invites, applies, reports.
    Secretary,
    /// Signs for it.
    Signatory,
}

/// An authorisation with its term and document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authorisation {
    /// The act that recorded it.
    pub number: EntryNumber,
    /// Who.
    pub person: PersonId,
    /// For what.
    pub scope: AuthorisationScope,
    /// First day.
    pub from: Date,
    /// Last day, if set.
    pub until: Option<Date>,
    /// The document.
    pub document: Option<FileDigest>,
    /// Stated, confirmed or disputed; a disputed one does not count.
    pub holding: Holding,
}

/// A thing an organisation has, with its evidence.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Item {
    /// The act that recorded it.
    pub number: EntryNumber,
    /// What.
    pub what: ItemKind,
    /// First day.
    pub from: Date,
    /// Last day, if set.
    pub until: Option<Date>,
    /// The evidence.
    pub file: Option<FileDigest>,
    /// Stated, confirmed or disputed.
    pub holding: Holding,
}

impl Residence {
    /// What a finding that looks at where it is rests on.
    pub fn evidence(&self) -> Evidence {
        Evidence {
            record: self.number,
            file: None,
            holding: self.holding,
            until: None,
        }
    }
}

impl Item {
    /// What a finding that looks at it rests on.
    pub fn evidence(&self) -> Evidence {
        Evidence {
            record: self.number,
            file: self.file,
            holding: self.holding,
            until: self.until,
        }
    }

    /// Whether it counts on that day: dated within, and not disputed.
    pub fn counts_on(&self, day: Date) -> bool {
        self.holding != Holding::Disputed
            && self.from <= day
            && self.until.is_none_or(|until| day <= until)
    }
}

/// The kinds of things.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum ItemKind {
    /// An innovation carrier.
    Carrier {
        /// Term of `carrier_kind`.
        kind: Key,
        /// Term of `level`.
        level: Key,
        /// Its name.
        name: String,
    },
    /// An equity investment fund.
    Fund {
        /// Its name.
        name: String,
        /// Its registration number.
        registration: String,
        /// Its size.
        size: Option<Fen>,
    },
    /// A cooperation agreement.
    Agreement {
        /// The partner, if registered here.
        partner: Option<OrganisationId>,
        /// The partner's name otherwise.
        partner_name: String,
        /// Term of `member_kind`.
        partner_kind: Key,
        /// What about.
        topic: String,
    },
    /// A team.
    Team {
        /// Its name.
        name: String,
        /// How many people.
        size: Option<i64>,
    },
    /// A laboratory.
    Laboratory {
        /// Its name.
        name: String,
        /// How many people.
        size: Option<i64>,
    },
    /// A tag such as listed or specialised.
    Tag {
        /// Term of `tag`.
        tag: Key,
    },
    /// Evidence of a kind the pack declares.
    Evidence {
        /// Term of `evidence`.
        evidence: Key,
        /// Its value; presence if none was given.
        #[serde(with = "Kept")]
        value: Value,
    },
}

/// How a value is kept with the world: by its place among the kinds, where the register writes the kind's name.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Value")]
enum Kept {
    Count(i64),
    Number(i64),
    Money(Fen),
    Share(Share),
    Term(Key),
    Terms(Vec<Key>),
    Day(Date),
    Presence(bool),
    Unknown,
}

/// A ban from leading and from the core layer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Ban {
    /// The act that made it.
    pub number: EntryNumber,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
}

/// A listing on the dishonesty list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Listing {
    /// The act that made it.
    pub number: EntryNumber,
    /// First day.
    pub from: Date,
    /// Last day, if set.
    pub until: Option<Date>,
}

impl Organisation {
    /// Where it is on that day.
    pub fn residence(&self, day: Date) -> Option<&Residence> {
        let counting = || {
            self.residences
                .iter()
                .filter(|residence| residence.holding != Holding::Disputed)
        };
        counting()
            .rev()
            .find(|residence| residence.from <= day)
            .or(counting().next())
    }

    /// Its division on that day.
    pub fn division(&self, day: Date) -> Option<&Key> {
        self.residence(day)
            .and_then(|residence| residence.division.as_ref())
    }

    /// Its legal representative on that day.
    pub fn representative(&self, day: Date) -> Option<&Representation> {
        self.representatives
            .iter()
            .rev()
            .find(|held| held.from <= day && held.holding != Holding::Disputed)
    }

    /// Whether the person is authorised for that on the day.
    pub fn authorised(
        &self,
        person: PersonId,
        scope: AuthorisationScope,
        day: Date,
    ) -> Option<&Authorisation> {
        self.authorisations.iter().find(|held| {
            held.person == person
                && held.scope == scope
                && held.holding != Holding::Disputed
                && held.from <= day
                && held.until.is_none_or(|until| day <= until)
        })
    }

    /// The ban in force on that day.
    pub fn ban(&self, day: Date) -> Option<&Ban> {
        self.bans
            .iter()
            .find(|ban| ban.from <= day && day <= ban.until)
    }

    /// The listing in force on that day.
    pub fn listing(&self, day: Date) -> Option<&Listing> {
        self.listings
            .iter()
            .find(|listing| listing.from <= day && listing.until.is_none_or(|until| day <= until))
    }
}
