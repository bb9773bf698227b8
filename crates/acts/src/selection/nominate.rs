//! `selection.nominate`: proposes an organisation as lead on a track. It then waits to be judged and selected.

use std::sync::Arc;

use policy::{Ends, Opening, Policy, Scope, SubjectKind};
use serde::{Deserialize, Serialize};
use values::{CandidacyId, Key};

use super::{industries_open, takes_local_industries};
use crate::act::Act;
use crate::ask::Ask;
use crate::capacity;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::{Effects, Recorded};
use crate::ruling::{Findings, first_stage};
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::candidacy::Candidacy;
use crate::subject::consortium::StageAt;
use crate::subject::handling::Handling;
use crate::subject::organisation::Organisation;
use crate::world::World;

/// Proposes a lead.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Nominate {
    /// On which track.
    pub track: Key,
    /// Why.
    pub reason: String,
}

impl Nominate {
    /// What decides on a nomination on this track: the acts that move it on.
    fn deciding<'a>(&self, ask: &Ask<'a>) -> impl Iterator<Item = &'a Opening> {
        let stage = first_stage(ask.policy, SubjectKind::Candidacy, &self.track)
            .and_then(|key| ask.policy.stage(&key));
        stage
            .into_iter()
            .flat_map(|stage| stage.opens.iter())
            .filter(|open| {
                open.moves.is_some()
                    && (open.tracks.is_empty() || open.tracks.contains(&self.track))
            })
    }

    /// The track is known, its body proposes, and the organisation fits it.
    fn suits_track(&self, ask: &Ask, findings: &mut Findings) {
        self.own_track(ask, findings);
        let starts = first_stage(ask.policy, SubjectKind::Candidacy, &self.track).is_some();
        findings.rule(
            "selection.starts",
            starts,
            Found::said_with("track", [self.track.to_string()]),
            Found::said("selection.starts"),
        );
        let Some(organisation) = ask.organisation() else {
            return;
        };
        self.industry(ask, organisation, findings);
        if needs_division(ask.policy, &self.track) {
            let placed = organisation.division(ask.day).is_some();
            findings.rule(
                "selection.division",
                placed,
                Found::said(if placed { "place" } else { "place.unclear" }),
                Found::said("place"),
            );
        }
    }

    /// The body that selects on a track is the one that nominates there. An organisation may propose itself where
    /// the policy opens that.
    fn own_track(&self, ask: &Ask, findings: &mut Findings) {
        let Some(person) = ask.person() else { return };
        let wanted: Vec<&Key> = self.deciding(ask).flat_map(|open| open.by.iter()).collect();
        let bodies: Vec<_> = capacity::bodies_of(ask.world, person, ask.day)
            .map(|(body, _)| body)
            .collect();
        let proposes_itself = ask
            .opening
            .is_some_and(|open| open.by.iter().any(|holder| **holder == *"organisation"))
            && ask.organisation().is_some_and(|own| {
                capacity::organisations_of(ask.world, person).any(|found| found.id == own.id)
            });
        let own = proposes_itself
            || wanted.iter().any(|holder| {
                let authority = holder.strip_suffix(".leader").unwrap_or(holder);
                bodies.iter().any(|body| *body.authority == *authority)
            });
        let found = Found::said_with("track", [self.track.to_string()]);
        findings.rule(
            "selection.own_track",
            own,
            found,
            Found::said_with("capacity", wanted.iter().map(ToString::to_string)),
        );
    }

    /// The organisation works in an industry the track is for.
    fn industry(&self, ask: &Ask, organisation: &Organisation, findings: &mut Findings) {
        let division = organisation.division(ask.day);
        let open = industries_open(ask.policy, ask.world, &self.track, division, ask.day);
        let fits = organisation
            .industries
            .iter()
            .any(|industry| open.contains(industry));
        let named = |keys: &[Key]| keys.iter().map(Key::to_string).collect::<Vec<_>>();
        findings.rule(
            "selection.industry",
            fits,
            Found::said_with("industries", named(&organisation.industries)),
            Found::said_with("industries", named(&open)),
        );
    }
}

/// Whether nobody but a division's own bodies can take a step on the track, so that the division must be known.
fn needs_division(policy: &Policy, track: &str) -> bool {
    let of_division = |holder: &Key| {
        let authority = holder.strip_suffix(".leader").unwrap_or(holder);
        policy
            .authority(authority)
            .is_some_and(|authority| authority.scope == Scope::Division)
    };
    takes_local_industries(policy, track)
        || policy
            .track(track)
            .filter(|stage| stage.is_step())
            .flat_map(|stage| &stage.opens)
            .filter(|opening| {
                opening.tracks.is_empty() || opening.tracks.iter().any(|found| **found == *track)
            })
            .any(|opening| opening.by.iter().all(of_division))
}

/// A candidacy of the organisation that has not ended: neither declined nor closed, and its consortium still on its way.
fn live(ask: &Ask, organisation: &Organisation) -> Option<CandidacyId> {
    let ended = |edition, stage: &StageAt| {
        let policy = ask.office.policies.edition(edition);
        policy
            .map_or(ask.policy, AsRef::as_ref)
            .stage(&stage.key)
            .is_some_and(|stage| stage.ends != Ends::No)
    };
    ask.world
        .candidacies_of
        .get(&organisation.id)
        .into_iter()
        .flatten()
        .filter_map(|id| ask.world.candidacy(*id))
        .filter(|candidacy| {
            candidacy.declined.is_none() && !ended(&candidacy.policy, &candidacy.stage)
        })
        .find(|candidacy| {
            let consortium = candidacy.consortium.and_then(|id| ask.world.consortium(id));
            consortium.is_none_or(|consortium| {
                consortium.established.is_none() && !ended(&consortium.policy, &consortium.stage)
            })
        })
        .map(|candidacy| candidacy.id)
}

impl Act for Nominate {
    const KEY: &'static str = "selection.nominate";
    const SUBJECT: SubjectKind = SubjectKind::Organisation;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required("track", FieldKind::Term("track"), Reveal::WithRecord),
        Field::required("reason", FieldKind::Text, Reveal::WithRecord),
    ];
    const CREATES: Option<SubjectKind> = Some(SubjectKind::Candidacy);

    fn ready(ask: &Ask, findings: &mut Findings) {
        let Some(organisation) = ask.organisation() else {
            return;
        };
        let live = live(ask, organisation);
        let found = live.map_or_else(
            || Found::said("none"),
            |id| Found::said_with("candidacy", [id.to_string()]),
        );
        findings.rule(
            "selection.no_other",
            live.is_none(),
            found,
            Found::said("none"),
        );
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        Nominate::ready(ask, findings);
        // What the track asks for is asked by the clause under which it selects.
        let clause = self.deciding(ask).next().map(|open| open.clause);
        findings.under(clause, |findings| self.suits_track(ask, findings));
    }

    fn effects(&self, ask: &Ask, effects: &mut Effects) {
        effects.starts = first_stage(ask.policy, SubjectKind::Candidacy, &self.track);
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let (Subject::Organisation(organisation), Some(stage)) =
            (entry.subject, &entry.effects.starts)
        else {
            return;
        };
        let id = CandidacyId::from(entry.number);
        let division = world
            .organisation(organisation)
            .and_then(|found| found.division(entry.day))
            .cloned();
        let candidacy = Candidacy {
            id,
            organisation,
            track: self.track,
            division,
            policy: entry.policy.clone(),
            stage: StageAt {
                key: stage.clone(),
                since: entry.day,
            },
            handling: Handling::default(),
            last: imbl::ordmap! {entry.act.clone() => (entry.number, entry.day)},
            judgements: imbl::OrdMap::new(),
            selected: None,
            declined: None,
            consortium: None,
            history: imbl::vector![entry.number],
        };
        world.candidacies.insert(id, Arc::new(candidacy));
        world
            .candidacies_of
            .entry(organisation)
            .or_default()
            .push(id);
    }
}
