//! A world taken apart and put together again, so that a start need not fold every record from the first.
//!
//! Parts are independent of each other and can be written and read side by side; whoever keeps them sees to it that they
//! fit the code that reads them ([`FOLDING`]).

use std::sync::Arc;

use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};
use values::{CandidacyId, ConsortiumId, EntryNumber, Instant, Key, OrganisationId, PersonId};

use super::{LocalIndustries, World};
use crate::subject::candidacy::Candidacy;
use crate::subject::consortium::Consortium;
use crate::subject::organisation::{Organisation, Registration};
use crate::subject::person::{Appointment, Person, Substitution};

/// Which code folds records into a world: another number, another way of folding, and parts kept before are of no use.
pub const FOLDING: &str = env!("FOLDING");

/// Subjects in one part.
const TOGETHER: usize = 4096;

/// A part of a world.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Part {
    /// How far the register was folded, and what is counted and named once.
    Office(Box<OfficePart>),
    /// People.
    People(Vec<Arc<Person>>),
    /// Offices held, by person.
    Appointments(Vec<(PersonId, Vec<Appointment>)>),
    /// Substitutions, by who stands in.
    Substitutions(Vec<(PersonId, Vec<Substitution>)>),
    /// Organisations.
    Organisations(Vec<Arc<Organisation>>),
    /// Organisations by what they are known by.
    Registrations(Vec<(Registration, OrganisationId)>),
    /// Organisations a person represents.
    Represents(Vec<(PersonId, Vec<OrganisationId>)>),
    /// Candidacies.
    Candidacies(Vec<Arc<Candidacy>>),
    /// Candidacies of an organisation.
    CandidaciesOf(Vec<(OrganisationId, Vec<CandidacyId>)>),
    /// Consortia.
    Consortia(Vec<Arc<Consortium>>),
    /// Consortia an organisation has to do with.
    ConsortiaOf(Vec<(OrganisationId, Vec<ConsortiumId>)>),
}

/// What a world keeps once.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OfficePart {
    number: EntryNumber,
    at: Option<Instant>,
    local_industries: OrdMap<Key, LocalIndustries>,
    names: OrdMap<String, ConsortiumId>,
    numbers: OrdMap<String, ConsortiumId>,
    series: OrdMap<String, u32>,
    latest: Vector<EntryNumber>,
}

fn in_parts<T>(all: impl Iterator<Item = T>, part: fn(Vec<T>) -> Part, parts: &mut Vec<Part>) {
    let mut all = all.peekable();
    while all.peek().is_some() {
        parts.push(part(all.by_ref().take(TOGETHER).collect()));
    }
}

fn pairs<K: Ord + Clone, V: Clone>(map: &OrdMap<K, V>) -> impl Iterator<Item = (K, V)> {
    map.iter().map(|(key, value)| (key.clone(), value.clone()))
}

impl World {
    /// The parts, always the same for the same world.
    pub fn parts(&self) -> Vec<Part> {
        let mut parts = vec![Part::Office(Box::new(OfficePart {
            number: self.number,
            at: self.at,
            local_industries: self.local_industries.clone(),
            names: self.names.clone(),
            numbers: self.numbers.clone(),
            series: self.series.clone(),
            latest: self.latest.clone(),
        }))];
        let to = &mut parts;
        in_parts(self.people.values().cloned(), Part::People, to);
        in_parts(pairs(&self.appointments), Part::Appointments, to);
        in_parts(pairs(&self.substitutions), Part::Substitutions, to);
        in_parts(
            self.organisations.values().cloned(),
            Part::Organisations,
            to,
        );
        in_parts(pairs(&self.registrations), Part::Registrations, to);
        in_parts(pairs(&self.represents), Part::Represents, to);
        in_parts(self.candidacies.values().cloned(), Part::Candidacies, to);
        in_parts(pairs(&self.candidacies_of), Part::CandidaciesOf, to);
        in_parts(self.consortia.values().cloned(), Part::Consortia, to);
        in_parts(pairs(&self.consortia_of), Part::ConsortiaOf, to);
        parts
    }

    /// The world these are the parts of.
    pub fn of_parts(parts: impl IntoIterator<Item = Part>) -> World {
        let mut world = World::default();
        for part in parts {
            match part {
                Part::Office(office) => {
                    world.number = office.number;
                    world.at = office.at;
                    world.local_industries = office.local_industries;
                    world.names = office.names;
                    world.numbers = office.numbers;
                    world.series = office.series;
                    world.latest = office.latest;
                }
                Part::People(all) => world
                    .people
                    .extend(all.into_iter().map(|one| (one.id, one))),
                Part::Appointments(all) => world.appointments.extend(all),
                Part::Substitutions(all) => world.substitutions.extend(all),
                Part::Organisations(all) => {
                    world
                        .organisations
                        .extend(all.into_iter().map(|one| (one.id, one)));
                }
                Part::Registrations(all) => world.registrations.extend(all),
                Part::Represents(all) => world.represents.extend(all),
                Part::Candidacies(all) => {
                    world
                        .candidacies
                        .extend(all.into_iter().map(|one| (one.id, one)));
                }
                Part::CandidaciesOf(all) => world.candidacies_of.extend(all),
                Part::Consortia(all) => {
                    world
                        .consortia
                        .extend(all.into_iter().map(|one| (one.id, one)));
                }
                Part::ConsortiaOf(all) => world.consortia_of.extend(all),
            }
        }
        world
    }
}
