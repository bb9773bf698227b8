//! All subjects, folded from the register, in persistent maps: readers keep a world while the writer makes the next.

mod parts;

use std::sync::Arc;

use imbl::{OrdMap, Vector};
use policy::{EditionKey, Ends};
use values::{
    CandidacyId, ConsortiumId, Date, EntryNumber, Instant, Key, OrganisationId, PersonId,
};

use crate::act::{Matter, act_kind};
use crate::recorded::{Completion, Recorded};
use crate::subject::Subject;
use crate::subject::candidacy::Candidacy;
use crate::subject::consortium::{Consortium, StageAt};
use crate::subject::organisation::{Organisation, Registration};
use crate::subject::person::{Appointment, Person, Substitution};

pub use parts::{FOLDING, OfficePart, Part};

/// Local key industries a division declared, from when, latest last.
pub type LocalIndustries = Vec<(Date, Vec<Key>)>;

/// Everything that is, as the register tells it.
#[derive(Debug, Clone, Default)]
pub struct World {
    /// The last record folded.
    pub number: EntryNumber,
    /// When it was recorded.
    pub at: Option<Instant>,
    /// People.
    pub people: OrdMap<PersonId, Arc<Person>>,
    /// Offices held, by person.
    pub appointments: OrdMap<PersonId, Vec<Appointment>>,
    /// Substitutions, by who stands in.
    pub substitutions: OrdMap<PersonId, Vec<Substitution>>,
    /// Organisations.
    pub organisations: OrdMap<OrganisationId, Arc<Organisation>>,
    /// Organisations by what they are known by.
    pub registrations: OrdMap<Registration, OrganisationId>,
    /// Organisations a person represents or is authorised for, now or once.
    pub represents: OrdMap<PersonId, Vec<OrganisationId>>,
    /// Local key industries a division declared, latest last.
    pub local_industries: OrdMap<Key, LocalIndustries>,
    /// Candidacies.
    pub candidacies: OrdMap<CandidacyId, Arc<Candidacy>>,
    /// Candidacies of an organisation.
    pub candidacies_of: OrdMap<OrganisationId, Vec<CandidacyId>>,
    /// Consortia.
    pub consortia: OrdMap<ConsortiumId, Arc<Consortium>>,
    /// Consortia an organisation leads, joined or was invited to.
    pub consortia_of: OrdMap<OrganisationId, Vec<ConsortiumId>>,
    /// Names reserved or given, in the form in which they are held against each other; a given name is never given again.
    pub names: OrdMap<String, ConsortiumId>,
    /// Numbers given.
    pub numbers: OrdMap<String, ConsortiumId>,
    /// Counters of numbered series.
    pub series: OrdMap<String, u32>,
    /// The last records, newest last, for pages that show what happened lately.
    pub latest: Vector<EntryNumber>,
}

/// The record cannot be folded: it was written by another version or is not ours.
#[derive(Debug, thiserror::Error)]
pub enum OddRecord {
    /// No such act.
    #[error("record {number}: no act {act}")]
    UnknownAct {
        /// Its number.
        number: EntryNumber,
        /// The act it names.
        act: Key,
    },
    /// Its fields are not the act's.
    #[error("record {number}: the fields of {act} cannot be read: {cause}")]
    Fields {
        /// Its number.
        number: EntryNumber,
        /// The act.
        act: Key,
        /// Why.
        cause: serde_json::Error,
    },
    /// It makes or joins an office that cannot be held.
    #[error("record {number}: {cause}")]
    Unlawful {
        /// Its number.
        number: EntryNumber,
        /// What it breaks.
        cause: crate::appointment::Unlawful,
    },
}

impl World {
    /// Folds a record into the world. A record that was ruled on cannot fail; one that cannot be read is an alarm.
    pub fn evolve(&mut self, entry: &Recorded) -> Result<(), OddRecord> {
        let kind = act_kind(&entry.act).ok_or_else(|| OddRecord::UnknownAct {
            number: entry.number,
            act: entry.act.clone(),
        })?;
        (kind.evolve)(self, entry).map_err(|cause| OddRecord::Fields {
            number: entry.number,
            act: entry.act.clone(),
            cause,
        })?;
        if let Some(cause) = crate::appointment::broken(self, entry) {
            let number = entry.number;
            return Err(OddRecord::Unlawful { number, cause });
        }
        crate::numbering::take(self, entry);
        self.after(entry, kind.matter);
        self.number = entry.number;
        self.at = Some(entry.at);
        Ok(())
    }

    fn after(&mut self, entry: &Recorded, matter: Matter) {
        match entry.subject {
            Subject::Consortium(id) => self.change_consortium(id, |consortium| {
                consortium.history.push_back(entry.number);
                consortium
                    .last
                    .insert(entry.act.clone(), (entry.number, entry.day));
                if matter == Matter::Changed {
                    consortium.matter = entry.number;
                }
                if let Some(stage) = &entry.effects.moves {
                    consortium.stage = StageAt {
                        key: stage.clone(),
                        since: entry.day,
                    };
                    consortium.handling.moves_on(entry.day);
                }
            }),
            Subject::Candidacy(id) => self.change_candidacy(id, |candidacy| {
                candidacy.history.push_back(entry.number);
                candidacy
                    .last
                    .insert(entry.act.clone(), (entry.number, entry.day));
                if let Some(stage) = &entry.effects.moves {
                    candidacy.stage = StageAt {
                        key: stage.clone(),
                        since: entry.day,
                    };
                }
            }),
            Subject::Organisation(id) => {
                self.change_organisation(id, |organisation| {
                    organisation.changed = entry.number;
                    if matter == Matter::Changed {
                        organisation.facts = entry.number;
                    }
                });
            }
            Subject::Office => {}
        }
        // A case that ends without establishment no longer keeps its name from others.
        if let (Some(Ends::Closed), Subject::Consortium(id)) = (entry.effects.ends, entry.subject) {
            self.release_name(id);
        }
        debug_assert!(
            entry.effects.completion == Completion::Whole || entry.effects.moves.is_none()
        );
    }

    /// The person of that id.
    pub fn person(&self, id: PersonId) -> Option<&Person> {
        self.people.get(&id).map(Arc::as_ref)
    }

    /// The organisation of that id.
    pub fn organisation(&self, id: OrganisationId) -> Option<&Organisation> {
        self.organisations.get(&id).map(Arc::as_ref)
    }

    /// The candidacy of that id.
    pub fn candidacy(&self, id: CandidacyId) -> Option<&Candidacy> {
        self.candidacies.get(&id).map(Arc::as_ref)
    }

    /// The consortium of that id.
    pub fn consortium(&self, id: ConsortiumId) -> Option<&Consortium> {
        self.consortia.get(&id).map(Arc::as_ref)
    }

    /// Whether the subject exists.
    pub fn has(&self, subject: Subject) -> bool {
        match subject {
            Subject::Office => true,
            Subject::Organisation(id) => self.organisations.contains_key(&id),
            Subject::Candidacy(id) => self.candidacies.contains_key(&id),
            Subject::Consortium(id) => self.consortia.contains_key(&id),
        }
    }

    /// The stage of the subject; the office and organisations have none.
    pub fn stage(&self, subject: Subject) -> Option<&StageAt> {
        match subject {
            Subject::Candidacy(id) => self.candidacy(id).map(|candidacy| &candidacy.stage),
            Subject::Consortium(id) => self.consortium(id).map(|consortium| &consortium.stage),
            Subject::Office | Subject::Organisation(_) => None,
        }
    }

    /// The track of the subject.
    pub fn track(&self, subject: Subject) -> Option<&Key> {
        match subject {
            Subject::Candidacy(id) => self.candidacy(id).map(|candidacy| &candidacy.track),
            Subject::Consortium(id) => self.consortium(id).map(|consortium| &consortium.track),
            Subject::Office | Subject::Organisation(_) => None,
        }
    }

    /// The edition a case stands under; the office and organisations stand under the one in force.
    pub fn edition(&self, subject: Subject) -> Option<&EditionKey> {
        match subject {
            Subject::Candidacy(id) => self.candidacy(id).map(|candidacy| &candidacy.policy),
            Subject::Consortium(id) => self.consortium(id).map(|consortium| &consortium.policy),
            Subject::Office | Subject::Organisation(_) => None,
        }
    }

    /// The division whose bodies act for the subject.
    pub fn division(&self, subject: Subject, day: Date) -> Option<&Key> {
        match subject {
            Subject::Office => None,
            Subject::Organisation(id) => self.organisation(id)?.division(day),
            Subject::Candidacy(id) => self.candidacy(id)?.division.as_ref(),
            Subject::Consortium(id) => self.consortium(id)?.division.as_ref(),
        }
    }

    /// Changes an organisation, if it exists.
    pub fn change_organisation(
        &mut self,
        id: OrganisationId,
        change: impl FnOnce(&mut Organisation),
    ) {
        if let Some(organisation) = self.organisations.get_mut(&id) {
            change(Arc::make_mut(organisation));
        }
    }

    /// Changes a candidacy, if it exists.
    pub fn change_candidacy(&mut self, id: CandidacyId, change: impl FnOnce(&mut Candidacy)) {
        if let Some(candidacy) = self.candidacies.get_mut(&id) {
            change(Arc::make_mut(candidacy));
        }
    }

    /// Changes a consortium, if it exists.
    pub fn change_consortium(&mut self, id: ConsortiumId, change: impl FnOnce(&mut Consortium)) {
        if let Some(consortium) = self.consortia.get_mut(&id) {
            change(Arc::make_mut(consortium));
        }
    }

    /// Notes that an organisation has to do with a consortium.
    pub fn relate(&mut self, organisation: OrganisationId, consortium: ConsortiumId) {
        let related = self.consortia_of.entry(organisation).or_default();
        if !related.contains(&consortium) {
            related.push(consortium);
        }
    }

    /// Notes that a person represents an organisation.
    pub fn note_represents(&mut self, person: PersonId, organisation: OrganisationId) {
        let held = self.represents.entry(person).or_default();
        if !held.contains(&organisation) {
            held.push(organisation);
        }
    }

    /// Frees the name a consortium reserved; a name that was given stays taken for ever.
    pub fn release_name(&mut self, consortium: ConsortiumId) {
        if self
            .consortium(consortium)
            .is_some_and(|found| found.established.is_some())
        {
            return;
        }
        let reserved = self
            .names
            .iter()
            .find(|(_, holder)| **holder == consortium)
            .map(|(name, _)| name.clone());
        if let Some(name) = reserved {
            self.names.remove(&name);
        }
    }

    /// The next number of a series, without taking it.
    pub fn next_in_series(&self, series: &str) -> u32 {
        self.series.get(series).copied().unwrap_or(0) + 1
    }
}
