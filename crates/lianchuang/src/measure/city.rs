//! A register of any size: the same few leads found one consortium after the other, by the real ruling.

use std::path::Path;

use acts::Subject;
use acts::ask::Office as Rules;
use acts::scenario::{Cast, Profile, Step, Story, nominate, walk};
use anyhow::Context as _;
use register::{Head, NewEntry, SqliteStore, Store as _};
use serde_json::json;
use values::Date;

/// Leads who take turns.
const LEADS: usize = 400;
/// Organisations they ask.
const MEMBERS: usize = 600;
/// Records written in one transaction.
const BATCH: usize = 20_000;

/// Fills an empty data folder with consortia, each taken to its end or to where it rests; gives how many records.
pub fn fill(data: &Path, rules: &Rules, today: Date, consortia: usize) -> anyhow::Result<u64> {
    let mut register = SqliteStore::open_for_writing(data).context("opening the register")?;
    let mut head = Head::empty();
    let begins = today
        .checked_add(jiff::Span::new().days(-700))
        .unwrap_or(today);
    let mut cast = Cast::founded(rules, begins, Box::new(|_| {}));
    let leads = organisations(&mut cast, "lead", LEADS);
    let members = organisations(&mut cast, "member", MEMBERS);
    for number in 0..consortia {
        if number % LEADS == 0 && cast.day() < today {
            let tomorrow = cast.day().tomorrow().unwrap_or(today);
            cast.turn_to(tomorrow);
        }
        let story = Story {
            alias: format!("consortium{number}"),
            lead: leads[number % LEADS].clone(),
            members: (0..8)
                .map(|step| members[(number * 7 + step) % MEMBERS].clone())
                .collect(),
            field: format!("示例领域{number}"),
            field_en: format!("Field {number}"),
            track: String::new(),
            without: Vec::new(),
        };
        // Every tenth is left on its way.
        let steps = if number % 10 == 9 { 34 } else { 200 };
        tell(&mut cast, &story, steps);
        if cast.entries.len() >= BATCH || number + 1 == consortia {
            let entries = cast
                .entries
                .drain(..)
                .map(|act| {
                    Ok(NewEntry {
                        at_millis: act.at.timestamp().as_millisecond(),
                        payload: serde_json::to_vec(&act)?,
                        idempotency: None,
                        tell: None,
                    })
                })
                .collect::<anyhow::Result<Vec<_>>>()?;
            head = register.append(&head, &entries).context("recording")?;
        }
    }
    Ok(head.number)
}

fn organisations(cast: &mut Cast, name: &str, count: usize) -> Vec<String> {
    let policy = cast.rules.policies.in_force(cast.day()).cloned();
    let kinds: Vec<String> = policy
        .iter()
        .flat_map(|policy| policy.terms("member_kind"))
        .map(|term| term.key.to_string())
        .collect();
    (0..count)
        .map(|index| {
            let alias = format!("{name}{index}");
            let mut profile = Profile::default();
            if name == "member" {
                let kind = &kinds[index % kinds.len().max(1)];
                profile.fields.insert("kind".to_owned(), json!(kind));
            }
            cast.found_organisation(&alias, &profile);
            alias
        })
        .collect()
}

fn tell(cast: &mut Cast, story: &Story, steps: usize) {
    let candidacy = match nominate(cast, story) {
        Ok(Subject::Candidacy(candidacy)) => candidacy,
        other => {
            tracing::warn!(?other, lead = story.lead, "no candidacy was begun");
            return;
        }
    };
    let mut subject = Subject::Candidacy(candidacy);
    for _ in 0..steps {
        match walk(cast, story, subject) {
            Step::Did(_) => {}
            Step::Rests => return,
            Step::Closed(act, findings) => {
                tracing::warn!(act, ?findings, lead = story.lead, "a story is closed");
                return;
            }
        }
        if let Subject::Candidacy(id) = subject
            && let Some(consortium) = cast.world.candidacy(id).and_then(|found| found.consortium)
        {
            subject = Subject::Consortium(consortium);
        }
    }
}
