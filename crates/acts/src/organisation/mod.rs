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

use std::sync::Arc;

use values::{Date, EntryNumber, FileDigest, PersonId};

use crate::act::{ActKind, kind};
use crate::ask::Ask;
use crate::finding::{Found, Holding};
use crate::recorded::Recorded;
use crate::ruling::Findings;
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

/// What an organisation says of itself is stated; what an official enters is confirmed by that.
fn holding_of(entry: &Recorded) -> Holding {
    let official = entry.person().is_some()
        && entry.organisation.is_none()
        && !matches!(entry.holder.as_str(), "anyone" | "public");
    if official {
        Holding::Confirmed
    } else {
        Holding::Stated
    }
}

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
        organisation.items.push(Arc::new(Item {
            number: entry.number,
            what,
            from,
            until,
            file,
            holding: holding_of(entry),
        }));
    });
}

/// The same thing is not on record for the same time: counted twice, it would be more than there is.
fn new_item(
    ask: &Ask,
    findings: &mut Findings,
    term: (Date, Option<Date>),
    same: impl Fn(&ItemKind) -> bool,
) {
    let Some(organisation) = ask.organisation() else {
        return;
    };
    let (from, until) = term;
    let twin = organisation.items.iter().find(|item| {
        item.holding != Holding::Disputed
            && until.is_none_or(|until| item.from <= until)
            && item.until.is_none_or(|until| from <= until)
            && same(&item.what)
    });
    let found = twin.map_or_else(
        || Found::said("none"),
        |twin| Found::said_with("record", [twin.number.to_string()]),
    );
    let finding = findings.finding("item.new", twin.is_none(), found, Found::said("none"));
    finding.evidence = twin.map(|twin| twin.evidence()).into_iter().collect();
}

/// Those who run and watch the installation do not act for organisations.
fn no_administrator(ask: &Ask, findings: &mut Findings, person: PersonId) {
    let held = ask.world.appointments.get(&person);
    let administers = held
        .into_iter()
        .flatten()
        .find(|held| held.role.administers() && held.until.is_none_or(|until| ask.day <= until));
    let found = administers.map_or_else(
        || Found::said("none"),
        |held| Found::said_with("record", [held.number.to_string()]),
    );
    findings.rule(
        "appointment.separate",
        administers.is_none(),
        found,
        Found::said("none"),
    );
}

/// How something on an organisation's record stands, by the number of the act that stated it.
fn stands(organisation: &Organisation, number: EntryNumber) -> Option<Holding> {
    let items = organisation
        .items
        .iter()
        .map(|held| (held.number, held.holding));
    let years = organisation
        .years
        .iter()
        .map(|(_, held)| (held.number, held.holding));
    let residences = organisation
        .residences
        .iter()
        .map(|held| (held.number, held.holding));
    let representatives = organisation
        .representatives
        .iter()
        .map(|held| (held.number, held.holding));
    let authorisations = organisation
        .authorisations
        .iter()
        .map(|held| (held.number, held.holding));
    items
        .chain(years)
        .chain(residences)
        .chain(representatives)
        .chain(authorisations)
        .find(|(held, _)| *held == number)
        .map(|(_, holding)| holding)
}

/// A thing that officials may still confirm or dispute: on record, and not yet so.
fn to_be_held(ask: &Ask, findings: &mut Findings, number: EntryNumber, becomes: Holding) {
    let stands = ask
        .organisation()
        .and_then(|organisation| stands(organisation, number));
    let word = match stands {
        None => "item.unknown",
        Some(Holding::Stated) => "item.stated",
        Some(Holding::Confirmed) => "item.confirmed",
        Some(Holding::Disputed) => "item.disputed",
    };
    let found = Found::said_with(word, [number.to_string()]);
    findings.rule(
        "item.known",
        stands.is_some(),
        found.clone(),
        Found::said("item.known"),
    );
    if stands.is_some() {
        findings.rule(
            "item.not_yet",
            stands != Some(becomes),
            found,
            Found::said("item.not_yet"),
        );
    }
}

fn hold(organisation: &mut Organisation, number: EntryNumber, holding: Holding) {
    for held in &mut organisation.items {
        if held.number == number {
            Arc::make_mut(held).holding = holding;
        }
    }
    for held in &mut organisation.residences {
        if held.number == number {
            held.holding = holding;
        }
    }
    for held in &mut organisation.representatives {
        if held.number == number {
            held.holding = holding;
        }
    }
    for held in &mut organisation.authorisations {
        if held.number == number {
            held.holding = holding;
        }
    }
    let year = organisation
        .years
        .iter()
        .find(|(_, year)| year.number == number)
        .map(|(year, _)| year);
    if let Some(year) = year.and_then(|year| organisation.years.get_mut(year)) {
        year.holding = holding;
    }
}
