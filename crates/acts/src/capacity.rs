//! Who may: capacities are relations with dates, found in the world, never flags on people.
//! The only place, with the pack's openings, where something is permitted.

mod substituting;

use policy::Scope;
use values::{Date, EntryNumber, Key, OrganisationId, PersonId};

use crate::ask::{Actor, Ask};
use crate::subject::Subject;
use crate::subject::consortium::Answer;
use crate::subject::organisation::{AuthorisationScope, Organisation};
use crate::subject::person::{Body, Role};
use crate::world::World;

pub(crate) use substituting::in_right_of;
pub use substituting::substitutions_of;

/// Holders the product knows beside the pack's authorities.
pub const HOLDERS: &[&str] = &[
    "system",
    "anyone",
    "public",
    "organisation",
    "representative",
    "lead",
    "lead_head",
    "member",
    "invited",
    "chief_expert",
    "proposed_expert",
    "expert",
    "liaison",
    "auditor",
    "security_administrator",
    "system_administrator",
];

/// A capacity in which somebody acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The holder named by the opening.
    pub holder: Key,
    /// For which organisation, if for one.
    pub organisation: Option<OrganisationId>,
    /// For which body of the authority, if for one.
    pub body: Option<Body>,
    /// Whom the asker stands in for, if for somebody absent.
    pub on_behalf: Option<PersonId>,
}

/// How a person may sign for an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signing {
    /// As legal representative.
    LegalRepresentative,
    /// By this authorisation.
    Authorised(EntryNumber),
}

/// The first of these holders that the asker holds for this subject, if any.
///
/// Until each of the three administrators was appointed once, the system itself may enrol people and appoint those
/// missing: nobody else could.
pub fn held(ask: &Ask, holders: &[Key], named: Option<OrganisationId>) -> Option<Held> {
    if ask.actor == Actor::System && founding(ask) {
        return Key::parse("system").ok().map(|holder| Held {
            holder,
            organisation: None,
            body: None,
            on_behalf: None,
        });
    }
    let of_own = holders
        .iter()
        .find_map(|holder| holds_itself(ask, holder, named));
    of_own.or_else(|| {
        holders
            .iter()
            .find_map(|holder| substituting::held(ask, holder, named))
    })
}

/// Whether the act belongs to founding the office: one of the administrators was never appointed.
fn founding(ask: &Ask) -> bool {
    matches!(ask.act.key, "person.enrol" | "appointment.make")
        && ADMINISTRATORS.iter().any(|role| !was_ever(ask.world, role))
}

/// The three administrators, separate from each other and from every office of business.
pub const ADMINISTRATORS: [Role; 3] = [
    Role::SystemAdministrator,
    Role::SecurityAdministrator,
    Role::Auditor,
];

/// Whether anybody ever held that office.
pub fn was_ever(world: &World, role: &Role) -> bool {
    world
        .appointments
        .values()
        .any(|held| held.iter().any(|held| held.role == *role))
}

/// Whether the asker is this holder for this subject, or stands in for who is; `named` is the organisation the act names.
pub fn holds(ask: &Ask, holder: &Key, named: Option<OrganisationId>) -> Option<Held> {
    holds_itself(ask, holder, named).or_else(|| substituting::held(ask, holder, named))
}

/// Whether the asker is this holder in the asker's own right.
pub fn holds_itself(ask: &Ask, holder: &Key, named: Option<OrganisationId>) -> Option<Held> {
    match (ask.actor, holder.as_str()) {
        (Actor::System, "system") | (_, "public") => Some(plain(holder)),
        (Actor::System | Actor::Public, _) | (_, "system") => None,
        (Actor::Person(person), _) => is(ask, person, holder, named),
    }
}

fn plain(holder: &Key) -> Held {
    Held {
        holder: holder.clone(),
        organisation: None,
        body: None,
        on_behalf: None,
    }
}

/// Whether a person is this holder for the subject.
fn is(ask: &Ask, person: PersonId, holder: &Key, named: Option<OrganisationId>) -> Option<Held> {
    let plain = || plain(holder);
    let for_organisation = |organisation| Held {
        organisation: Some(organisation),
        ..plain()
    };
    match holder.as_str() {
        "anyone" => ask.world.person(person).map(|_| plain()),
        "organisation" => own_organisation(ask, person, named).map(for_organisation),
        "representative" => related(ask, person, named, |organisation| {
            signs_for(organisation, person, ask.day).is_some()
        })
        .map(for_organisation),
        "lead" => lead(ask)
            .filter(|lead| handles(lead, person, ask.day))
            .map(|lead| for_organisation(lead.id)),
        "lead_head" => lead(ask)
            .filter(|lead| heads(lead, person, ask.day))
            .map(|lead| for_organisation(lead.id)),
        "member" => member(ask, person, named).map(for_organisation),
        "invited" => invited(ask, person, named).map(for_organisation),
        "chief_expert" => chief(ask, person).then(plain),
        "proposed_expert" => {
            let proposed = ask.consortium()?.governance.chief_expert.proposed()?;
            (proposed.person == person).then(plain)
        }
        "expert" => ask
            .consortium()?
            .examination
            .experts
            .contains(&person)
            .then(plain),
        "liaison" => {
            let posting = ask.consortium()?.liaison.as_ref()?;
            (posting.person == person
                && posting.from <= ask.day
                && posting.until.is_none_or(|until| ask.day <= until))
            .then(plain)
        }
        "auditor" => {
            holds_role(ask.world, person, ask.day, |role| *role == Role::Auditor).then(plain)
        }
        "security_administrator" => holds_role(ask.world, person, ask.day, |role| {
            *role == Role::SecurityAdministrator
        })
        .then(plain),
        "system_administrator" => holds_role(ask.world, person, ask.day, |role| {
            *role == Role::SystemAdministrator
        })
        .then(plain),
        _ => authority(ask, person, holder),
    }
}

fn lead<'a>(ask: &Ask<'a>) -> Option<&'a Organisation> {
    match ask.subject {
        Subject::Candidacy(_) | Subject::Consortium(_) => ask.organisation(),
        Subject::Office | Subject::Organisation(_) => None,
    }
}

/// Whether the person handles matters for the organisation: legal representative or secretary.
pub fn handles(organisation: &Organisation, person: PersonId, day: Date) -> bool {
    heads(organisation, person, day)
        || organisation
            .authorised(person, AuthorisationScope::Secretary, day)
            .is_some()
}

/// Whether the person is the legal representative on that day.
pub fn heads(organisation: &Organisation, person: PersonId, day: Date) -> bool {
    organisation
        .representative(day)
        .is_some_and(|held| held.person == person)
}

/// How the person may sign for the organisation, if at all.
pub fn signs_for(organisation: &Organisation, person: PersonId, day: Date) -> Option<Signing> {
    if heads(organisation, person, day) {
        return Some(Signing::LegalRepresentative);
    }
    let held = organisation.authorised(person, AuthorisationScope::Signatory, day)?;
    Some(Signing::Authorised(held.number))
}

fn own_organisation(
    ask: &Ask,
    person: PersonId,
    named: Option<OrganisationId>,
) -> Option<OrganisationId> {
    let subject = match ask.subject {
        Subject::Organisation(id) => Some(id),
        Subject::Candidacy(_) | Subject::Consortium(_) | Subject::Office => None,
    };
    let wanted = named.or(subject);
    organisations_of(ask.world, person)
        .filter(|organisation| wanted.is_none_or(|wanted| organisation.id == wanted))
        .find(|organisation| handles(organisation, person, ask.day))
        .map(|organisation| organisation.id)
}

fn related(
    ask: &Ask,
    person: PersonId,
    named: Option<OrganisationId>,
    may: impl Fn(&Organisation) -> bool,
) -> Option<OrganisationId> {
    let consortium = ask.consortium();
    organisations_of(ask.world, person)
        .filter(|organisation| named.is_none_or(|named| organisation.id == named))
        .filter(|organisation| {
            consortium.is_none_or(|consortium| consortium.members.contains_key(&organisation.id))
        })
        .find(|organisation| may(organisation))
        .map(|organisation| organisation.id)
        .filter(|_| person_known(ask.world, person))
}

fn person_known(world: &World, person: PersonId) -> bool {
    world.people.contains_key(&person)
}

fn member(ask: &Ask, person: PersonId, named: Option<OrganisationId>) -> Option<OrganisationId> {
    let consortium = ask.consortium()?;
    organisations_of(ask.world, person)
        .filter(|organisation| named.is_none_or(|named| organisation.id == named))
        .filter(|organisation| consortium.members.contains_key(&organisation.id))
        .find(|organisation| {
            handles(organisation, person, ask.day)
                || signs_for(organisation, person, ask.day).is_some()
        })
        .map(|organisation| organisation.id)
}

fn invited(ask: &Ask, person: PersonId, named: Option<OrganisationId>) -> Option<OrganisationId> {
    let consortium = ask.consortium()?;
    consortium
        .invitations
        .values()
        .filter(|invitation| invitation.answer == Answer::Waiting)
        .filter(|invitation| named.is_none_or(|named| invitation.organisation == named))
        .filter_map(|invitation| ask.find(invitation.organisation))
        .find(|organisation| handles(organisation, person, ask.day))
        .map(|organisation| organisation.id)
}

fn chief(ask: &Ask, person: PersonId) -> bool {
    ask.consortium()
        .and_then(|consortium| consortium.governance.chief_expert.accepted())
        .is_some_and(|held| held.person == person)
}

/// Organisations a person represents or is authorised for, now or once.
pub fn organisations_of(world: &World, person: PersonId) -> impl Iterator<Item = &Organisation> {
    world
        .represents
        .get(&person)
        .into_iter()
        .flatten()
        .filter_map(|id| world.organisation(*id))
}

fn holds_role(world: &World, person: PersonId, day: Date, is: impl Fn(&Role) -> bool) -> bool {
    world.appointments.get(&person).is_some_and(|held| {
        held.iter()
            .any(|appointment| appointment.held_on(day) && is(&appointment.role))
    })
}

/// The bodies a person is an officer or leader of on that day.
pub fn bodies_of(
    world: &World,
    person: PersonId,
    day: Date,
) -> impl Iterator<Item = (&Body, Rank)> {
    world
        .appointments
        .get(&person)
        .into_iter()
        .flatten()
        .filter(move |held| held.held_on(day))
        .filter_map(|held| match &held.role {
            Role::Officer(body) => Some((body, Rank::Officer)),
            Role::Leader(body) => Some((body, Rank::Leader)),
            Role::Expert
            | Role::Auditor
            | Role::SecurityAdministrator
            | Role::SystemAdministrator => None,
        })
}

/// Officer or leader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    /// Handles matters.
    Officer,
    /// Decides.
    Leader,
}

fn authority(ask: &Ask, person: PersonId, holder: &Key) -> Option<Held> {
    let (key, rank) = match holder.strip_suffix(".leader") {
        Some(key) => (key, Rank::Leader),
        None => (holder.as_str(), Rank::Officer),
    };
    let authority = ask.policy.authority(key)?;
    let (body, _) = bodies_of(ask.world, person, ask.day).find(|(body, held)| {
        *body.authority == *authority.key
            && *held == rank
            && match authority.scope {
                Scope::Whole => true,
                Scope::Division => {
                    ask.subject == Subject::Office
                        || (body.division.is_some() && body.division.as_ref() == ask.division())
                }
            }
    })?;
    Some(Held {
        body: Some(body.clone()),
        ..plain(holder)
    })
}
