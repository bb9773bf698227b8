//! The accounts shown on the demo's sign-in page: one per job.

use acts::World;
use acts::scenario::Cast;
use cabinet::{Cabinet, CabinetFault};
use values::{PersonId, Words};

use crate::app::DemoAccount;

/// Jobs with the alias that holds them, in the order of the procedure. Divisions and leads are those of the first stories
/// still to come, so that both tracks can be walked from the start.
const JOBS: &[(&str, &str)] = &[
    ("case_officer", "officer@bureau"),
    ("bureau_leader", "leader@bureau"),
    ("department_officer", "officer@department."),
    ("government_officer", "officer@government."),
    ("lead_secretary", "secretary@katsura2"),
    ("lead_head", "head@katsura2"),
    ("chief_expert", "chief@katsura2"),
    ("lead_secretary", "secretary@larch2"),
    ("lead_head", "head@larch2"),
    ("chief_expert", "chief@larch2"),
    ("lead_forming", FORMING),
    ("member", "head@m-alder"),
    ("expert", "expert1@pool"),
    ("auditor", "auditor@office"),
    ("security_administrator", "security@office"),
    ("system_administrator", "system@office"),
];

/// Stands for whoever keeps the business of a lead whose consortium is being formed.
const FORMING: &str = "secretary@*";

/// The accounts to show, of those on stage.
pub fn shown(cast: &Cast) -> Vec<DemoAccount> {
    let aliases: Vec<&str> = cast.people().map(|(alias, _)| alias).collect();
    choose(&cast.world, &aliases, |alias| cast.known(alias))
}

/// The same for a city told before.
pub fn accounts_of(cabinet: &Cabinet, world: &World) -> Result<Vec<DemoAccount>, CabinetFault> {
    let accounts = cabinet.accounts()?;
    let aliases: Vec<&str> = accounts
        .iter()
        .map(|account| account.login.as_str())
        .collect();
    let person = |alias: &str| {
        accounts
            .iter()
            .find(|account| account.login == alias)
            .map(|account| account.person)
    };
    Ok(choose(world, &aliases, person))
}

/// Whether somebody works for a lead whose consortium is not applied for yet.
fn forms(world: &World, person: PersonId) -> bool {
    let mut own = acts::capacity::organisations_of(world, person);
    own.any(|organisation| {
        world
            .consortia
            .values()
            .any(|found| found.lead == organisation.id && found.application.is_none())
    })
}

fn choose(
    world: &World,
    aliases: &[&str],
    person: impl Fn(&str) -> Option<PersonId>,
) -> Vec<DemoAccount> {
    let forming = |alias: &str| {
        alias.starts_with("secretary@") && person(alias).is_some_and(|person| forms(world, person))
    };
    JOBS.iter()
        .filter_map(|(job, wanted)| {
            let alias = aliases
                .iter()
                .find(|alias| **alias == *wanted || *wanted == FORMING && forming(alias))
                .or_else(|| {
                    aliases
                        .iter()
                        .find(|alias| wanted.ends_with('.') && alias.starts_with(wanted))
                })?;
            Some(DemoAccount {
                login: (*alias).to_owned(),
                job: (*job).to_owned(),
                place: place(world, alias, person(alias)),
            })
        })
        .collect()
}

/// Where somebody works: an organisation's name, or the part of the alias after the @.
fn place(world: &World, alias: &str, person: Option<PersonId>) -> Words {
    let organisation =
        person.and_then(|person| acts::capacity::organisations_of(world, person).next());
    if let Some(organisation) = organisation {
        organisation.name.clone()
    } else {
        let place = alias.split_once('@').map_or("", |(_, place)| place);
        Words::new(place, place)
    }
}
