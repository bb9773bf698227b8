//! `application.take_back`: the lead takes its own application back to mend it, as long as no body has taken it up. It may apply
//! again; giving the matter up for good is `application.withdraw`.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::EntryNumber;

use crate::act::Act;
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::{Evidence, Found};
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::world::World;

/// Takes the application back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TakeBack {
    /// Why.
    pub reason: String,
}

/// The first record by which a body took the application up. To hand it to a colleague is not yet to take it up.
fn taken_up(ask: &Ask) -> Option<EntryNumber> {
    let consortium = ask.consortium()?;
    let application = consortium.application.as_ref()?;
    let track = ask.track()?;
    let by_body = |act: &str| {
        let openings = ask
            .policy
            .track(track)
            .filter_map(|stage| stage.opening(act, track));
        openings.flat_map(|opening| &opening.by).any(|holder| {
            let authority = holder.strip_suffix(".leader").unwrap_or(holder);
            ask.policy.authority(authority).is_some()
        })
    };
    let since = consortium
        .last
        .iter()
        .filter(|(_, (number, _))| *number > application.number);
    since
        .filter(|(act, _)| act.as_str() != "matter.hand_over" && by_body(act))
        .map(|(_, (number, _))| *number)
        .min()
}

impl Act for TakeBack {
    const KEY: &'static str = "application.take_back";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[Field::required(
        "reason",
        FieldKind::Text,
        Reveal::WithRecord,
    )];

    fn ready(ask: &Ask, findings: &mut Findings) {
        let application = ask
            .consortium()
            .and_then(|consortium| consortium.application.as_ref())
            .filter(|application| application.lies());
        let found = application.map_or_else(
            || Found::said("none"),
            |application| Found::said_with("application.lies", [application.round.to_string()]),
        );
        findings.rule(
            "application.lies",
            application.is_some(),
            found,
            Found::said("application.submitted"),
        );
        let taken_up = taken_up(ask);
        let found = taken_up.map_or_else(
            || Found::said("none"),
            |number| Found::said_with("record", [number.to_string()]),
        );
        findings
            .finding(
                "application.not_taken_up",
                taken_up.is_none(),
                found,
                Found::said("none"),
            )
            .evidence
            .extend(taken_up.map(Evidence::of));
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        TakeBack::ready(ask, findings);
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Consortium(id) = entry.subject else {
            return;
        };
        world.change_consortium(id, |consortium| {
            if let Some(application) = &mut consortium.application {
                application.withdrawn = Some((entry.number, entry.day));
            }
        });
    }
}
