//! What holds of every appointment that stands in the register, however it came there: the folding of a record that breaks it
//! fails loudly. Ruling asks the same before; this is for what was never ruled on.

use values::{Date, OrganisationId, PersonId};

use super::Make;
use crate::act::Act as _;
use crate::ask::Actor;
use crate::capacity;
use crate::recorded::Recorded;
use crate::subject::person::{Appointment, Role};
use crate::world::World;

/// What an appointment breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unlawful {
    /// An administrator's office is held beside another office.
    #[error("an administrator's office is held beside another")]
    Beside,
    /// Somebody appointed themselves.
    #[error("who appoints is who is appointed")]
    Oneself,
    /// Whoever appointed could not.
    #[error("who appoints is no security administrator")]
    Unentitled,
}

/// Administrators hold nothing else, and nobody else holds theirs.
pub(super) fn excludes(one: &Role, other: &Role) -> bool {
    (one.administers() || other.administers()) && one != other
}

/// Whether two appointments of one person are held on a common day.
pub(super) fn overlap(one: &Appointment, other: &Appointment) -> bool {
    let lasts = |held: &Appointment| held.until.is_none_or(|until| held.from <= until);
    one.until.is_none_or(|until| other.from <= until)
        && other.until.is_none_or(|until| one.from <= until)
        && lasts(one)
        && lasts(other)
}

/// Acts that let a person act for an organisation.
const FOR_ORGANISATIONS: &[&str] = &["organisation.represent", "organisation.authorise"];

/// What the record breaks, with the world as it is just after.
pub(crate) fn broken(world: &World, entry: &Recorded) -> Option<Unlawful> {
    if *entry.act == *Make::KEY {
        appointed(world, entry)
    } else if FOR_ORGANISATIONS.contains(&&*entry.act) {
        let person = entry.fields.get("person")?.as_str()?.parse().ok()?;
        let mut held = world.appointments.get(&person)?.iter();
        held.any(|held| {
            held.role.administers() && held.until.is_none_or(|until| entry.day <= until)
        })
        .then_some(Unlawful::Beside)
    } else {
        None
    }
}

/// Whether the person represents or acts for an organisation on that day or later.
pub(super) fn acts_for(world: &World, person: PersonId, day: Date) -> Option<OrganisationId> {
    capacity::organisations_of(world, person)
        .find(|organisation| {
            capacity::heads(organisation, person, day)
                || organisation.authorisations.iter().any(|held| {
                    held.person == person && held.until.is_none_or(|until| day <= until)
                })
        })
        .map(|organisation| organisation.id)
}

fn appointed(world: &World, entry: &Recorded) -> Option<Unlawful> {
    let made = world
        .appointments
        .values()
        .flatten()
        .find(|held| held.number == entry.number)?;
    let beside = world.appointments.get(&made.person)?.iter().any(|held| {
        held.number != made.number && overlap(held, made) && excludes(&held.role, &made.role)
    });
    let entitled = match entry.by {
        Actor::Person(person) => world.appointments.get(&person).is_some_and(|held| {
            held.iter().any(|held| {
                held.number < made.number
                    && held.role == Role::SecurityAdministrator
                    && held.held_on(entry.day)
            })
        }),
        // The system founds the office: it appoints to each administrator's office once.
        Actor::System => {
            capacity::ADMINISTRATORS.contains(&made.role)
                && !world
                    .appointments
                    .values()
                    .flatten()
                    .any(|held| held.number < made.number && held.role == made.role)
        }
        Actor::Public => false,
    };
    let outside = made.role.administers() && acts_for(world, made.person, entry.day).is_some();
    if beside || outside {
        Some(Unlawful::Beside)
    } else if entry.by == Actor::Person(made.person) {
        Some(Unlawful::Oneself)
    } else if entitled {
        None
    } else {
        Some(Unlawful::Unentitled)
    }
}
