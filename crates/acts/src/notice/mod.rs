//! Public notice of an intended establishment.

mod close;
mod publish;

pub use close::Close;
pub use publish::Publish;

use crate::act::{ActKind, kind};
use crate::finding::{Evidence, Found};
use crate::ruling::Findings;
use crate::subject::consortium::Consortium;

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[kind::<Publish>(), kind::<Close>()];

/// Every objection is answered; each one that is not makes a finding.
pub(crate) fn answered(consortium: &Consortium, findings: &mut Findings) {
    let objections = &consortium.examination.objections;
    let open = objections
        .values()
        .filter(|objection| objection.answer.is_none());
    let mut waiting = 0;
    for objection in open {
        waiting += 1;
        findings
            .finding(
                "objections.answered",
                false,
                Found::said_with("record", [objection.number.to_string()]),
                Found::said("none"),
            )
            .evidence
            .push(Evidence::of(objection.number));
    }
    if waiting == 0 && !objections.is_empty() {
        findings.rule(
            "objections.answered",
            true,
            Found::said("none"),
            Found::said("none"),
        );
    }
}
