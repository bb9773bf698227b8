//! Since when the office has had no more to do with somebody, and since when a case is over: from these days on personal data
//! are kept for a term and no longer.

use std::collections::BTreeSet;

use policy::Ends;
use values::{Date, PersonId};

use crate::ask::Office;
use crate::capacity::organisations_of;
use crate::subject::consortium::Consortium;
use crate::subject::organisation::Organisation;
use crate::world::World;

/// Whether somebody holds a capacity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tenure {
    /// On the day, or from a later day on.
    Held,
    /// Not any more; this was the last day.
    Ended(Date),
    /// Never.
    Never,
}

/// Persons who sit in a body of a consortium that is not closed, or are posted to one.
pub fn seated(world: &World, office: &Office) -> BTreeSet<PersonId> {
    let mut seated = BTreeSet::new();
    for consortium in world.consortia.values() {
        if ends(office, consortium) == Ends::Closed {
            continue;
        }
        let bodies = &consortium.governance;
        let council = bodies.council.iter().flat_map(|council| &council.members);
        seated.extend(council.map(|seat| seat.person));
        let committee = bodies.committee.iter();
        seated.extend(committee.flat_map(|committee| &committee.members));
        seated.extend(bodies.secretariat.as_ref().map(|held| held.head));
        let chief = bodies.chief_expert.accepted();
        seated.extend(
            chief
                .or(bodies.chief_expert.proposed())
                .map(|held| held.person),
        );
        seated.extend(consortium.liaison.as_ref().map(|held| held.person));
    }
    seated
}

/// What became of a person's capacities by a day; seats are looked at by [`seated`].
pub fn tenure(world: &World, person: PersonId, day: Date) -> Tenure {
    let appointed = world.appointments.get(&person).into_iter().flatten();
    let mut last: Vec<Option<Date>> = appointed.map(|held| held.until).collect();
    for organisation in organisations_of(world, person) {
        let authorised = organisation
            .authorisations
            .iter()
            .filter(|held| held.person == person);
        last.extend(authorised.map(|held| held.until));
        last.extend(represented(organisation, person));
    }
    if last.is_empty() {
        return Tenure::Never;
    }
    match last.into_iter().collect::<Option<Vec<Date>>>() {
        Some(days) => match days.into_iter().max() {
            Some(until) if until < day => Tenure::Ended(until),
            _ => Tenure::Held,
        },
        // One of them has no end.
        None => Tenure::Held,
    }
}

/// The last days on which the person was the organisation's legal representative: each ends where the next begins.
fn represented(
    organisation: &Organisation,
    person: PersonId,
) -> impl Iterator<Item = Option<Date>> + '_ {
    let held = &organisation.representatives;
    held.iter()
        .enumerate()
        .filter(move |(_, one)| one.person == person)
        .map(move |(place, _)| held.get(place + 1).map(|next| next.from))
}

fn ends(office: &Office, consortium: &Consortium) -> Ends {
    office
        .policies
        .edition(&consortium.policy)
        .and_then(|policy| policy.stage(&consortium.stage.key))
        .map_or(Ends::No, |stage| stage.ends)
}

/// The day on which a consortium was decided on, or closed without a decision.
pub fn decided(office: &Office, consortium: &Consortium) -> Option<Date> {
    let decision = consortium.examination.decision.as_ref();
    decision
        .map(|decided| decided.day)
        .or_else(|| (ends(office, consortium) != Ends::No).then_some(consortium.stage.since))
}
