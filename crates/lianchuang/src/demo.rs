//! The demo city: fictitious organisations and people, consortia in every stage, told day by day by the scenario language
//! up to yesterday. Everything goes through the real ruling.

mod names;
mod organisations;
mod sayings;
mod shown;
mod stories;

use acts::Recorded;
use acts::ask::Office as Rules;
use acts::scenario::Cast;
use cabinet::{Account, Prepared};
use values::Date;

use crate::app::DemoAccount;

pub use shown::accounts_of;

/// Days the city's story goes back.
const DAYS: i32 = 400;

/// A city told.
pub struct City {
    /// Its records.
    pub entries: Vec<Recorded>,
    /// Names, to be kept outside the register.
    pub personal: Vec<Prepared>,
    /// An account for everybody.
    pub accounts: Vec<Account>,
    /// The accounts shown on the sign-in page.
    pub shown: Vec<DemoAccount>,
}

/// Tells the city up to the day before today.
pub fn tell(rules: &Rules, today: Date) -> City {
    let personal = std::cell::RefCell::new(Vec::new());
    let first = first_day(rules, today);
    let words = sayings::words();
    let mut about = String::new();
    let put_away = Box::new(|request: &mut acts::ask::Request| {
        sayings::say(&words, request, &mut about);
        let Some(kind) = acts::act_kind(&request.act) else {
            return;
        };
        for field in kind.fields.iter().filter(|field| field.is_personal()) {
            if let Some(serde_json::Value::String(text)) = request.fields.get_mut(field.name)
                && let Ok(prepared) = cabinet::prepare_personal(text)
            {
                text.clone_from(&prepared.reference);
                personal.borrow_mut().push(prepared);
            }
        }
    });
    let mut cast = Cast::founded(rules, first, put_away);
    names::name_people(&mut cast);
    let cities = organisations::settle(&mut cast);
    stories::play(&mut cast, &cities, today);
    let accounts = cast
        .people()
        .map(|(alias, person)| Account {
            login: alias.to_owned(),
            person,
        })
        .collect();
    let shown = shown::shown(&cast);
    let entries = std::mem::take(&mut cast.entries);
    drop(cast);
    City {
        entries,
        personal: personal.into_inner(),
        accounts,
        shown,
    }
}

/// The story begins a good year ago, but not before the policy.
fn first_day(rules: &Rules, today: Date) -> Date {
    let early = today
        .checked_add(jiff::Span::new().days(-DAYS))
        .unwrap_or(today);
    let policy = rules.policies.in_force(today);
    policy.map_or(early, |policy| policy.from.max(early))
}
