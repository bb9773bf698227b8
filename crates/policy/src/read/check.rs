//! Checks of an edition as a whole: vocabularies the product needs, stages that can be reached, acts somebody may do.

use super::Desk;
use super::draft::{PACK_FILE, start_of};
use crate::Policy;

/// Every vocabulary the product needs is there.
pub(super) fn vocabularies(desk: &mut Desk<'_, '_>) {
    for &needed in &desk.catalogue.vocabularies {
        if desk.names.terms(needed).is_none() {
            let wrong = format!("The pack has no vocabulary `{needed}`, which the product needs.");
            desk.report.add(&start_of(PACK_FILE), "pack", wrong).allowed = Some(format!(
                "Write [[vocabulary]] with id = \"{needed}\"; it may have no terms."
            ));
        }
    }
}

/// The procedure hangs together.
pub(super) fn procedure(_policy: &Policy, _desk: &mut Desk<'_, '_>) {}
