//! The decision: approval gives name and number; refusal gives reasons.

mod approve;
mod bound;
mod refuse;

pub use approve::Approve;
pub(crate) use bound::bound;
pub use refuse::Refuse;

use crate::act::{ActKind, kind};
use crate::ask::Ask;
use crate::finding::{Evidence, Found};
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::subject::Subject;
use crate::subject::examination::{Decided, Verdict};
use crate::world::World;

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[kind::<Approve>(), kind::<Refuse>()];

/// Nothing was decided on this application yet.
pub(crate) fn undecided(ask: &Ask, findings: &mut Findings) {
    let decided = ask
        .consortium()
        .and_then(|consortium| consortium.examination.decision.as_ref());
    let found = decided.map_or_else(
        || Found::said("none"),
        |decided| Found::said_with("record", [decided.number.to_string()]),
    );
    findings
        .finding(
            "decision.once",
            decided.is_none(),
            found,
            Found::said("none"),
        )
        .evidence
        .extend(decided.map(|decided| Evidence::of(decided.number)));
}

/// Records a decision.
pub(crate) fn decided(world: &mut World, entry: &Recorded, verdict: Verdict, reasons: String) {
    let Subject::Consortium(id) = entry.subject else {
        return;
    };
    world.change_consortium(id, |consortium| {
        consortium.examination.decision = Some(Decided {
            number: entry.number,
            day: entry.day,
            verdict,
            reasons,
        });
    });
}
