//! The accounts shown on the demo's sign-in page: one per job.

use acts::World;
use acts::scenario::Cast;
use cabinet::{Cabinet, CabinetFault};
use values::Words;

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
    ("member", "head@m-alder"),
    ("expert", "expert1@pool"),
    ("auditor", "auditor@office"),
    ("security_administrator", "security@office"),
    ("system_administrator", "system@office"),
];

/// The accounts to show, of those on stage.
pub fn shown(cast: &Cast) -> Vec<DemoAccount> {
    let aliases: Vec<&str> = cast.people().map(|(alias, _)| alias).collect();
    choose(&aliases, |alias| {
        place(&cast.world, alias, cast.known(alias))
    })
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
    Ok(choose(&aliases, |alias| place(world, alias, person(alias))))
}

fn choose(aliases: &[&str], place: impl Fn(&str) -> Words) -> Vec<DemoAccount> {
    JOBS.iter()
        .filter_map(|(job, wanted)| {
            let alias = aliases
                .iter()
                .find(|alias| **alias == *wanted)
                .or_else(|| {
                    aliases
                        .iter()
                        .find(|alias| wanted.ends_with('.') && alias.starts_with(wanted))
                })?;
            Some(DemoAccount {
                login: (*alias).to_owned(),
                job: (*job).to_owned(),
                place: place(alias),
            })
        })
        .collect()
}

/// Where somebody works: an organisation's name, or the part of the alias after the @.
fn place(world: &World, alias: &str, person: Option<values::PersonId>) -> Words {
    let organisation =
        person.and_then(|person| acts::capacity::organisations_of(world, person).next());
    if let Some(organisation) = organisation {
        organisation.name.clone()
    } else {
        let place = alias.split_once('@').map_or("", |(_, place)| place);
        Words::new(place, place)
    }
}
