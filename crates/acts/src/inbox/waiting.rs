//! The other way round: for whom a case waits, and whom a decision on it is served on.

use std::collections::BTreeSet;

use values::{Date, Instant, OrganisationId, PersonId};

use super::{Item, Turn, seen_by};
use crate::ask::{Actor, Office};
use crate::capacity::handles;
use crate::sight;
use crate::subject::Subject;
use crate::subject::consortium::Consortium;
use crate::subject::organisation::Organisation;
use crate::subject::person::Role;
use crate::world::World;

/// What a case waits for from one person; nothing if it waits for others, or the person may not see it.
pub fn waits_for(
    world: &World,
    office: &Office,
    person: PersonId,
    subject: Subject,
    at: Instant,
) -> Option<Item> {
    let actor = Actor::Person(person);
    if !sight::sees(world, office, actor, subject, at.china_day()) {
        return None;
    }
    match seen_by(world, office, person, subject, at) {
        Some((Turn::Mine, item)) => Some(item),
        Some((Turn::Theirs, _)) | None => None,
    }
}

/// Everybody a case could wait for: those who act for its organisations, those named in it, and those who hold an office
/// that could reach it.
pub fn concerned(world: &World, subject: Subject, day: Date) -> BTreeSet<PersonId> {
    let mut people = BTreeSet::new();
    match subject {
        Subject::Candidacy(id) => {
            if let Some(found) = world.candidacy(id) {
                of_organisation(world, found.organisation, &mut people);
            }
        }
        Subject::Consortium(id) => {
            if let Some(found) = world.consortium(id) {
                of_consortium(world, found, &mut people);
            }
        }
        Subject::Organisation(id) => of_organisation(world, id, &mut people),
        Subject::Office => return people,
    }
    let division = world.division(subject, day);
    for (person, held) in &world.appointments {
        let reaches = |role: &Role| match role {
            Role::Officer(body) | Role::Leader(body) => {
                body.division.is_none() || body.division.as_ref() == division
            }
            Role::Expert
            | Role::Auditor
            | Role::SecurityAdministrator
            | Role::SystemAdministrator => false,
        };
        if held
            .iter()
            .any(|held| held.held_on(day) && reaches(&held.role))
        {
            people.insert(*person);
        }
    }
    let substitutions = world.substitutions.values().flatten();
    let substitutes: Vec<PersonId> = substitutions
        .filter(|held| held.in_force(day) && people.contains(&held.absent))
        .map(|held| held.substitute)
        .collect();
    people.extend(substitutes);
    people
}

/// Those who act for the parties of a case: the candidate, or every member of the consortium.
pub fn parties(world: &World, subject: Subject, day: Date) -> BTreeSet<PersonId> {
    let organisations: Vec<OrganisationId> = match subject {
        Subject::Candidacy(id) => world
            .candidacy(id)
            .map(|found| found.organisation)
            .into_iter()
            .collect(),
        Subject::Consortium(id) => world
            .consortium(id)
            .map(|found| found.members.keys().copied().collect())
            .unwrap_or_default(),
        Subject::Organisation(id) => vec![id],
        Subject::Office => Vec::new(),
    };
    organisations
        .into_iter()
        .filter_map(|id| world.organisation(id))
        .flat_map(|found| {
            known(found)
                .filter(|person| handles(found, *person, day))
                .collect::<Vec<_>>()
        })
        .collect()
}

fn of_consortium(world: &World, consortium: &Consortium, people: &mut BTreeSet<PersonId>) {
    let invited = consortium
        .invitations
        .values()
        .map(|sent| sent.organisation);
    for organisation in consortium.members.keys().copied().chain(invited) {
        of_organisation(world, organisation, people);
    }
    of_organisation(world, consortium.lead, people);
    let chief = &consortium.governance.chief_expert;
    people.extend(chief.proposed().map(|found| found.person));
    people.extend(chief.accepted().map(|found| found.person));
    people.extend(&consortium.examination.experts);
    people.extend(consortium.liaison.as_ref().map(|found| found.person));
    people.extend(consortium.linked_leader.as_ref().map(|found| found.person));
}

fn of_organisation(world: &World, id: OrganisationId, people: &mut BTreeSet<PersonId>) {
    people.extend(world.organisation(id).into_iter().flat_map(known));
}

/// Those who ever represented or were authorised for an organisation.
fn known(organisation: &Organisation) -> impl Iterator<Item = PersonId> {
    let represent = organisation.representatives.iter().map(|held| held.person);
    represent.chain(organisation.authorisations.iter().map(|held| held.person))
}
