//! Who sees what: the only place, for pages, lists, counts, search and export, where something is hidden.

use policy::{Policy, Scope};
use values::{Date, Key, OrganisationId, PersonId};

use crate::act::act_kind;
use crate::ask::{Actor, Office};
use crate::capacity::{bodies_of, organisations_of, substitutions_of};
use crate::recorded::Recorded;
use crate::subject::Subject;
use crate::subject::candidacy::Candidacy;
use crate::subject::consortium::{Answer, Consortium};
use crate::subject::organisation::Organisation;
use crate::subject::person::{Body, Role};
use crate::world::World;

/// How much of a subject somebody sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// Not even that it exists.
    Nothing,
    /// What everybody may know.
    Public,
    /// What concerns somebody who was invited or works beside it.
    Party,
    /// Everything but other people's personal data.
    Full,
}

/// Who may read the record of an act, besides whoever did it and whoever audits. Every act says it of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disclosed {
    /// Everybody, once its subject is public.
    Public,
    /// Whoever sees its subject in full, and the organisation it was done for or names.
    Parties,
    /// Those who run and watch the installation: the records of the office.
    Administrators,
}

/// Who may read what a field of a record holds. Every field says it of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reveal {
    /// Whoever may read the record.
    WithRecord,
    /// Personal data: masked, and shown in full only for a reason to the office that handles the matter.
    Masked,
}

/// Whether the asker may know that the subject exists.
pub fn sees(world: &World, office: &Office, actor: Actor, subject: Subject, day: Date) -> bool {
    sight(world, office, actor, subject, day) > Sight::Nothing
}

/// How much of the subject the asker sees.
pub fn sight(world: &World, office: &Office, actor: Actor, subject: Subject, day: Date) -> Sight {
    let viewer = Viewer::new(world, office, actor, day);
    match subject {
        Subject::Office => Sight::Public,
        Subject::Organisation(id) => world
            .organisation(id)
            .map_or(Sight::Nothing, |found| viewer.organisation(found)),
        Subject::Candidacy(id) => world
            .candidacy(id)
            .map_or(Sight::Nothing, |found| viewer.candidacy(found)),
        Subject::Consortium(id) => world
            .consortium(id)
            .map_or(Sight::Nothing, |found| viewer.consortium(found)),
    }
}

/// Consortia the asker may know of, newest first.
pub fn visible_consortia<'a>(
    world: &'a World,
    office: &'a Office,
    actor: Actor,
    day: Date,
) -> impl Iterator<Item = &'a Consortium> {
    let viewer = Viewer::new(world, office, actor, day);
    world
        .consortia
        .values()
        .rev()
        .map(AsRef::as_ref)
        .filter(move |found| viewer.consortium(found) > Sight::Nothing)
}

/// Organisations the asker may know of, newest first.
pub fn visible_organisations<'a>(
    world: &'a World,
    office: &'a Office,
    actor: Actor,
    day: Date,
) -> impl Iterator<Item = &'a Organisation> {
    let viewer = Viewer::new(world, office, actor, day);
    world
        .organisations
        .values()
        .rev()
        .map(AsRef::as_ref)
        .filter(move |found| viewer.organisation(found) > Sight::Nothing)
}

/// Candidacies the asker may know of, oldest first.
pub fn visible_candidacies<'a>(
    world: &'a World,
    office: &'a Office,
    actor: Actor,
    day: Date,
) -> impl Iterator<Item = &'a Candidacy> {
    let viewer = Viewer::new(world, office, actor, day);
    world
        .candidacies
        .values()
        .map(AsRef::as_ref)
        .filter(move |found| viewer.candidacy(found) > Sight::Nothing)
}

/// Whether the asker may read a record.
pub fn sees_record(
    world: &World,
    office: &Office,
    actor: Actor,
    record: &Recorded,
    day: Date,
) -> bool {
    if actor != Actor::Public && record.by == actor {
        return true;
    }
    // What no act of the product did has no rule, and nobody reads it.
    let Some(disclosed) = act_kind(&record.act).map(|kind| kind.disclosed) else {
        return false;
    };
    let viewer = Viewer::new(world, office, actor, day);
    if disclosed == Disclosed::Administrators {
        return viewer.administers();
    }
    match sight(world, office, actor, record.subject, day) {
        Sight::Full => true,
        Sight::Party => viewer
            .own
            .iter()
            .any(|own| record.organisation == Some(*own) || names(record, *own)),
        Sight::Public => disclosed == Disclosed::Public,
        Sight::Nothing => false,
    }
}

/// Whether the asker acts on the authority's side.
pub fn is_official(world: &World, actor: Actor, day: Date) -> bool {
    matches!(actor, Actor::Person(person) if bodies_of(world, person, day).next().is_some())
}

fn names(record: &Recorded, organisation: OrganisationId) -> bool {
    record
        .fields
        .get("organisation")
        .and_then(|named| named.as_str())
        == Some(organisation.to_string().as_str())
}

/// Somebody who looks, with what is known of them once for everything they look at.
struct Viewer<'a> {
    world: &'a World,
    office: &'a Office,
    actor: Actor,
    day: Date,
    /// Organisations the asker represents or is authorised for on the day.
    own: Vec<OrganisationId>,
    /// Bodies the asker belongs to on the day.
    bodies: Vec<&'a Body>,
    /// Whether the asker reads everything that was recorded.
    audits: Audits,
}

/// Whether somebody reads everything.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Audits {
    Everything,
    Nothing,
}

impl<'a> Viewer<'a> {
    fn new(world: &'a World, office: &'a Office, actor: Actor, day: Date) -> Viewer<'a> {
        let mut viewer = Viewer {
            world,
            office,
            actor,
            day,
            own: Vec::new(),
            bodies: Vec::new(),
            audits: Audits::Nothing,
        };
        if let Some(person) = viewer.person() {
            viewer.own = own(world, person, day);
            viewer.bodies = bodies_of(world, person, day)
                .map(|(body, _)| body)
                .collect();
        }
        if actor == Actor::System || viewer.holds(&Role::Auditor) {
            viewer.audits = Audits::Everything;
        }
        viewer
    }

    fn person(&self) -> Option<PersonId> {
        match self.actor {
            Actor::Person(person) => Some(person),
            Actor::System | Actor::Public => None,
        }
    }

    fn holds(&self, role: &Role) -> bool {
        let held = self
            .person()
            .and_then(|person| self.world.appointments.get(&person));
        held.is_some_and(|held| {
            held.iter()
                .any(|held| held.role == *role && held.held_on(self.day))
        })
    }

    fn audits(&self) -> bool {
        self.audits == Audits::Everything
    }

    fn administers(&self) -> bool {
        self.audits()
            || self.holds(&Role::SecurityAdministrator)
            || self.holds(&Role::SystemAdministrator)
    }

    fn policy(&self, edition: &policy::EditionKey) -> Option<&'a Policy> {
        self.office.policies.edition(edition).map(AsRef::as_ref)
    }

    /// Whether the asker belongs to a body of the division, and to one of the whole area that this admits.
    fn body(&self, policy: &Policy, division: Option<&Key>, whole: impl Fn(&Key) -> bool) -> bool {
        self.bodies.iter().any(|body| {
            match policy.authority(&body.authority).map(|found| found.scope) {
                Some(Scope::Whole) => whole(&body.authority),
                Some(Scope::Division) => {
                    body.division.is_some() && body.division.as_ref() == division
                }
                None => false,
            }
        })
    }

    fn organisation(&self, organisation: &Organisation) -> Sight {
        if self.person().is_none() {
            let established = self.related(organisation.id).any(public);
            return if self.actor == Actor::System {
                Sight::Full
            } else if established {
                Sight::Public
            } else {
                Sight::Nothing
            };
        }
        let full =
            self.audits()
                || self.own.contains(&organisation.id)
                || self.office.policies.editions.last().is_some_and(|policy| {
                    self.body(policy, organisation.division(self.day), |_| true)
                });
        if full || self.division_of_case(organisation.id) {
            return Sight::Full;
        }
        let beside = self.related(organisation.id).any(|consortium| {
            self.own
                .iter()
                .any(|own| consortium.members.contains_key(own))
        });
        if beside { Sight::Party } else { Sight::Public }
    }

    /// An official sees the members of the cases of the official's division.
    fn division_of_case(&self, organisation: OrganisationId) -> bool {
        !self.bodies.is_empty()
            && self
                .related(organisation)
                .any(|consortium| self.consortium(consortium) == Sight::Full)
    }

    fn related(&self, organisation: OrganisationId) -> impl Iterator<Item = &'a Consortium> {
        let related = self
            .world
            .consortia_of
            .get(&organisation)
            .into_iter()
            .flatten();
        related.filter_map(move |id| self.world.consortium(*id))
    }

    fn candidacy(&self, candidacy: &Candidacy) -> Sight {
        let Some(policy) = self.policy(&candidacy.policy) else {
            return Sight::Nothing;
        };
        let full = self.audits()
            || self.own.contains(&candidacy.organisation)
            || self.body(policy, candidacy.division.as_ref(), |whole| {
                selects(policy, &candidacy.track, whole)
                    || candidacy.consortium.is_some_and(|id| self.applied(id))
            });
        if full { Sight::Full } else { Sight::Nothing }
    }

    fn applied(&self, consortium: values::ConsortiumId) -> bool {
        self.world
            .consortium(consortium)
            .is_some_and(|found| found.application.is_some())
    }

    fn consortium(&self, consortium: &Consortium) -> Sight {
        let Some(policy) = self.policy(&consortium.policy) else {
            return Sight::Nothing;
        };
        let full = self.audits()
            || self
                .own
                .iter()
                .any(|own| consortium.members.contains_key(own))
            || self
                .person()
                .is_some_and(|person| works_on(consortium, person))
            || self.body(policy, consortium.division.as_ref(), |whole| {
                consortium.application.is_some() || selects(policy, &consortium.track, whole)
            });
        if full {
            return Sight::Full;
        }
        let invited = consortium.invitations.values().any(|invitation| {
            !matches!(invitation.answer, Answer::Accepted(..))
                && self.own.contains(&invitation.organisation)
        });
        if invited {
            Sight::Party
        } else if public(consortium) {
            Sight::Public
        } else {
            Sight::Nothing
        }
    }
}

fn own(world: &World, person: PersonId, day: Date) -> Vec<OrganisationId> {
    let acts_for = |organisation: &Organisation, person: PersonId| {
        let authorised = organisation.authorisations.iter().any(|held| {
            held.person == person && held.from <= day && held.until.is_none_or(|until| day <= until)
        });
        let represents = organisation.representative(day);
        authorised || represents.is_some_and(|held| held.person == person)
    };
    organisations_of(world, person)
        .filter(|organisation| {
            acts_for(organisation, person)
                || substitutions_of(world, person, day).any(|held| {
                    held.organisation == Some(organisation.id)
                        && acts_for(organisation, held.absent)
                })
        })
        .map(|organisation| organisation.id)
        .collect()
}

/// Established, or under public notice.
fn public(consortium: &Consortium) -> bool {
    let examination = &consortium.examination;
    consortium.established.is_some()
        || (examination.notice.is_some() && examination.decision.is_none())
}

/// Chief expert, assigned expert or liaison officer of the consortium.
fn works_on(consortium: &Consortium, person: PersonId) -> bool {
    let chief = &consortium.governance.chief_expert;
    chief
        .accepted()
        .or(chief.proposed())
        .is_some_and(|held| held.person == person)
        || consortium.examination.experts.contains(&person)
        || consortium
            .liaison
            .as_ref()
            .is_some_and(|held| held.person == person)
}

/// Whether a body of the whole area selects the leads of a track, so that it follows its cases from the start.
fn selects(policy: &Policy, track: &Key, authority: &Key) -> bool {
    policy
        .stages
        .iter()
        .filter(|stage| stage.on_track(track))
        .any(|stage| {
            stage
                .opening("selection.select", track)
                .is_some_and(|open| {
                    open.by.iter().any(|holder| {
                        holder.strip_suffix(".leader").unwrap_or(holder) == authority.as_str()
                    })
                })
        })
}
