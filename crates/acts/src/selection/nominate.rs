//! `selection.nominate`: proposes an organisation as lead on a track. It then waits to be judged and selected.

use std::sync::Arc;

use policy::{Ends, SubjectKind};
use serde::{Deserialize, Serialize};
use values::{CandidacyId, Key};

use crate::act::Act;
use crate::ask::Ask;
use crate::capacity;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::{Effects, Recorded};
use crate::ruling::{Findings, first_stage};
use crate::subject::Subject;
use crate::subject::candidacy::Candidacy;
use crate::subject::consortium::StageAt;
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
    /// The body that selects on a track is the one that nominates there.
    fn own_track(&self, ask: &Ask, findings: &mut Findings) {
        let Some(person) = ask.person() else { return };
        let stage = first_stage(ask.policy, SubjectKind::Candidacy, &self.track)
            .and_then(|key| ask.policy.stage(&key));
        let wanted: Vec<&Key> = stage
            .into_iter()
            .flat_map(|stage| stage.opens.iter())
            .filter(|open| {
                open.moves.is_some()
                    && (open.tracks.is_empty() || open.tracks.contains(&self.track))
            })
            .flat_map(|open| open.by.iter())
            .collect();
        let bodies: Vec<_> = capacity::bodies_of(ask.world, person, ask.day)
            .map(|(body, _)| body)
            .collect();
        let own = wanted.iter().any(|holder| {
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

    /// The organisation works in the industries the track is for.
    fn industry(&self, ask: &Ask, findings: &mut Findings) {
        let Some(organisation) = ask.organisation() else {
            return;
        };
        let local = ask
            .policy
            .term("track", &self.track)
            .is_some_and(|track| track.word("local_industries").is_some());
        let mut wanted: Vec<String> = ask
            .policy
            .terms("industry")
            .iter()
            .map(|term| term.key.to_string())
            .collect();
        if local && let Some(division) = organisation.division(ask.day) {
            let declared = ask
                .world
                .local_industries
                .get(division)
                .into_iter()
                .flatten()
                .rev()
                .find(|(from, _)| *from <= ask.day);
            wanted.extend(
                declared
                    .into_iter()
                    .flat_map(|(_, industries)| industries.iter().map(ToString::to_string)),
            );
        }
        let own: Vec<String> = organisation
            .industries
            .iter()
            .map(ToString::to_string)
            .collect();
        let fits = own.iter().any(|industry| wanted.contains(industry));
        findings.rule(
            "selection.industry",
            fits,
            Found::said_with("terms", own),
            Found::said_with("terms", wanted),
        );
    }
}

impl Act for Nominate {
    const KEY: &'static str = "selection.nominate";
    const SUBJECT: SubjectKind = SubjectKind::Organisation;
    const FIELDS: &'static [Field] = &[
        Field::required("track", FieldKind::Term("track")),
        Field::required("reason", FieldKind::Text),
    ];
    const CREATES: Option<SubjectKind> = Some(SubjectKind::Candidacy);

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        self.own_track(ask, findings);
        self.industry(ask, findings);
        let Some(organisation) = ask.organisation() else {
            return;
        };
        let live = ask
            .world
            .candidacies_of
            .get(&organisation.id)
            .into_iter()
            .flatten()
            .find(|id| {
                ask.world.candidacy(**id).is_some_and(|candidacy| {
                    let policy = ask
                        .office
                        .policies
                        .edition(&candidacy.policy)
                        .map_or(ask.policy, AsRef::as_ref);
                    let closed = policy
                        .stage(&candidacy.stage.key)
                        .is_some_and(|stage| stage.ends == Ends::Closed);
                    !closed && candidacy.consortium.is_none()
                })
            });
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
        let placed = organisation.division(ask.day).is_some();
        let needs_division = ask
            .policy
            .term("track", &self.track)
            .is_some_and(|track| track.word("local_industries").is_some());
        if needs_division {
            findings.rule(
                "selection.division",
                placed,
                Found::said(if placed { "place" } else { "place.unclear" }),
                Found::said("place"),
            );
        }
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
            judgements: imbl::OrdMap::new(),
            selected: None,
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
