//! Selection of leads: nomination, judgement, selection.

mod decline;
mod hand_over;
mod industry;
mod judge;
mod nominate;
mod select;

pub use decline::Decline;
pub use hand_over::HandOver;
pub use industry::{industries_open, takes_local_industries};
pub use judge::Judge;
pub use nominate::Nominate;
pub use select::Select;

use crate::act::{ActKind, kind};
use crate::ask::Ask;
use crate::finding::{Evidence, Found};
use crate::ruling::Findings;

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[
    kind::<Nominate>(),
    kind::<Judge>(),
    kind::<Select>(),
    kind::<Decline>(),
    kind::<HandOver>(),
];

/// The candidacy was neither selected nor declined yet.
fn undecided(ask: &Ask, findings: &mut Findings) {
    let Some(candidacy) = ask.candidacy() else {
        return;
    };
    let (word, record) = match (candidacy.selected, candidacy.declined) {
        (Some((record, _)), _) => ("selection.selected", Some(record)),
        (None, Some((record, _))) => ("selection.declined", Some(record)),
        (None, None) => ("none", None),
    };
    let found = Found::said_with(word, record.map(|record| record.to_string()));
    let finding = findings.finding(
        "selection.undecided",
        record.is_none(),
        found,
        Found::said("none"),
    );
    finding.evidence = record.map(Evidence::of).into_iter().collect();
}
