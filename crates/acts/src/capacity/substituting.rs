//! Standing in for somebody absent. The substitute holds what the absent person holds on the day, no more and no longer: when
//! the absent person loses the office, so does the substitute.

use values::{Date, Key, OrganisationId, PersonId};

use super::{Held, bodies_of, is};
use crate::ask::Ask;
use crate::subject::Subject;
use crate::subject::person::Substitution;
use crate::world::World;

/// The substitutions in which a person stands in for others on that day.
pub fn substitutions_of(
    world: &World,
    person: PersonId,
    day: Date,
) -> impl Iterator<Item = &Substitution> {
    world
        .substitutions
        .get(&person)
        .into_iter()
        .flatten()
        .filter(move |held| held.in_force(day))
}

/// The holder somebody absent would be for this subject, where the asker stands in for that person.
pub(super) fn held(ask: &Ask, holder: &Key, named: Option<OrganisationId>) -> Option<Held> {
    let person = ask.person()?;
    substitutions_of(ask.world, person, ask.day)
        .filter(|held| concerns(held, ask.subject))
        .find_map(|substitution| conveyed(ask, person, substitution, holder, named))
        .filter(|_| !administers(ask.world, person, ask.day))
}

fn concerns(substitution: &Substitution, subject: Subject) -> bool {
    substitution
        .matter
        .is_none_or(|matter| subject == Subject::Consortium(matter))
}

fn conveyed(
    ask: &Ask,
    person: PersonId,
    substitution: &Substitution,
    holder: &Key,
    named: Option<OrganisationId>,
) -> Option<Held> {
    if !substitution.conveys(holder)
        || named.is_some_and(|named| substitution.organisation.is_some_and(|own| own != named))
    {
        return None;
    }
    let named = named.or(substitution.organisation);
    let held = is(ask, substitution.absent, holder, named)?;
    let fits = match (&held.body, held.organisation) {
        (Some(body), _) => bodies_of(ask.world, person, ask.day).any(|(own, _)| own == body),
        (None, organisation) => organisation.is_some() && organisation == substitution.organisation,
    };
    fits.then_some(Held {
        on_behalf: Some(substitution.absent),
        ..held
    })
}

/// Those who run and watch the installation stand in for nobody.
fn administers(world: &World, person: PersonId, day: Date) -> bool {
    let held = world.appointments.get(&person);
    held.into_iter()
        .flatten()
        .any(|held| held.role.administers() && held.held_on(day))
}

/// Those in whose right the asker acts for an organisation in this holding: the asker, and whoever is absent and has named the
/// asker for it.
pub(crate) fn in_right_of(ask: &Ask, organisation: OrganisationId, holder: &str) -> Vec<PersonId> {
    let Some(person) = ask.person() else {
        return Vec::new();
    };
    let mut all = vec![person];
    if ask.world.substitutions.contains_key(&person) && !administers(ask.world, person, ask.day) {
        let absent = substitutions_of(ask.world, person, ask.day)
            .filter(|held| concerns(held, ask.subject))
            .filter(|held| held.organisation == Some(organisation) && held.conveys(holder))
            .map(|held| held.absent);
        all.extend(absent);
    }
    all
}
