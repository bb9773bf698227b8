//! An organisation's own record: kept once, confirmed by officials, used everywhere.

mod add_agreement;
mod add_carrier;
mod add_evidence;
mod add_fund;
mod add_tag;
mod add_team;
mod amend;
mod authorise;
mod confirm;
mod dispute;
mod register;
mod report_year;
mod represent;
mod withdraw_authority;

pub use add_agreement::AddAgreement;
pub use add_carrier::AddCarrier;
pub use add_evidence::AddEvidence;
pub use add_fund::AddFund;
pub use add_tag::AddTag;
pub use add_team::AddTeam;
pub use amend::Amend;
pub use authorise::Authorise;
pub use confirm::Confirm;
pub use dispute::Dispute;
pub use register::Register;
pub use report_year::ReportYear;
pub use represent::Represent;
pub use withdraw_authority::WithdrawAuthority;

use values::{Date, EntryNumber, FileDigest};

use crate::act::{ActKind, kind};
use crate::finding::Holding;
use crate::recorded::Recorded;
use crate::subject::Subject;
use crate::subject::organisation::{Item, ItemKind, Organisation};
use crate::world::World;

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[
    kind::<Register>(),
    kind::<Amend>(),
    kind::<Represent>(),
    kind::<Authorise>(),
    kind::<WithdrawAuthority>(),
    kind::<ReportYear>(),
    kind::<AddCarrier>(),
    kind::<AddFund>(),
    kind::<AddAgreement>(),
    kind::<AddTeam>(),
    kind::<AddTag>(),
    kind::<AddEvidence>(),
    kind::<Confirm>(),
    kind::<Dispute>(),
];

fn add_item(
    world: &mut World,
    entry: &Recorded,
    what: ItemKind,
    from: Date,
    until: Option<Date>,
    file: Option<FileDigest>,
) {
    let Subject::Organisation(id) = entry.subject else {
        return;
    };
    world.change_organisation(id, |organisation| {
        organisation.items.push(Item {
            number: entry.number,
            what,
            from,
            until,
            file,
            holding: Holding::Stated,
        });
    });
}

/// Whether a record stated something that officials can confirm or dispute.
fn knows_item(organisation: &Organisation, number: EntryNumber) -> bool {
    organisation.items.iter().any(|item| item.number == number)
        || organisation
            .years
            .values()
            .any(|year| year.number == number)
}

fn hold(organisation: &mut Organisation, number: EntryNumber, holding: Holding) {
    for item in organisation
        .items
        .iter_mut()
        .filter(|item| item.number == number)
    {
        item.holding = holding;
    }
    let year = organisation
        .years
        .iter()
        .find(|(_, year)| year.number == number)
        .map(|(year, _)| *year);
    if let Some(year) = year.and_then(|year| organisation.years.get_mut(&year)) {
        year.holding = holding;
    }
}
