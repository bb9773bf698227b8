//! The decision: approval gives name and number; refusal gives reasons.

mod approve;
mod refuse;

pub use approve::Approve;
pub use refuse::Refuse;

use crate::act::{ActKind, kind};
use crate::recorded::Recorded;
use crate::subject::Subject;
use crate::subject::examination::{Decided, Verdict};
use crate::world::World;

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[kind::<Approve>(), kind::<Refuse>()];

/// Records a decision; a refusal frees the reserved name.
pub fn decided(world: &mut World, entry: &Recorded, verdict: Verdict, reasons: String) {
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
    if verdict == Verdict::Refused {
        world.release_name(id);
    }
}
