//! The chief expert: appointed by the council, in office by the expert's own acceptance.

mod accept;
mod appoint;
mod decline;

pub use accept::Accept;
pub use appoint::Appoint;
pub use decline::Decline;

use crate::act::{ActKind, kind};
use crate::ask::Ask;
use crate::finding::{Evidence, Found};
use crate::ruling::Findings;

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[kind::<Appoint>(), kind::<Accept>(), kind::<Decline>()];

/// Somebody is appointed and has not answered yet.
fn proposed(ask: &Ask, findings: &mut Findings) {
    let proposed = ask
        .consortium()
        .and_then(|consortium| consortium.governance.chief_expert.proposed());
    let found = proposed.map_or_else(
        || Found::said("none"),
        |held| Found::said_with("person", [held.person.to_string()]),
    );
    findings
        .finding(
            "chief_expert.proposed",
            proposed.is_some(),
            found,
            Found::said("chief_expert.proposed"),
        )
        .evidence
        .extend(proposed.map(|held| Evidence::of(held.number)));
}
