//! A consortium: name, status, next step and whose turn; tabs for its parts.

mod examined;
mod parts;

use std::sync::Arc;

use acts::ruling::ruling_policy;
use acts::sight::{Sight, sight};
use acts::{Subject, World};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::Uri;
use axum::response::Response;
use serde::Deserialize;
use values::EntryNumber;

use super::conditions::{Shown, all_shown, tally};
use super::home::{absent_page, to_sign_in};
use super::panel::{Panel, panel};
use super::register::RecordShown;
use super::stage_line::{StageShown, stage_line};
use super::{Done, Frame, render};
use crate::api::found_conditions;
use crate::app::{App, Visitor};
use crate::desk;

pub use parts::{CharterShown, Parts, PlanShown, charter_shown};

/// Records shown on the register tab.
const RECORDS: usize = 200;

#[derive(Template)]
#[template(path = "consortium.html")]
struct Page<'a> {
    f: Frame<'a>,
    done: Option<(u64, String)>,
    status: String,
    number: Option<String>,
    stages: Vec<StageShown>,
    tabs: Vec<(&'static str, String, bool)>,
    content: Content<'a>,
    panel: Panel,
}

/// What stands on the tab asked for; what another tab shows is not worked out.
enum Content<'a> {
    Overview {
        facts: Vec<(String, String, Option<String>)>,
        /// The public notice, as long as nothing is decided.
        notice: Option<(String, Vec<(String, String)>)>,
        plan: Option<PlanShown<'a>>,
    },
    Members {
        members: Vec<(String, String, String, String, String, String)>,
        invitations: Vec<(String, String, &'static str, String, String)>,
    },
    Governance {
        bodies: Vec<(String, Vec<(String, String)>)>,
    },
    Charter {
        signs: Vec<(String, String, &'static str, String)>,
        signed: usize,
        charter: Option<CharterShown>,
        comments: Vec<(String, String)>,
    },
    Application {
        steps: Vec<(String, Vec<(String, String)>)>,
        conditions: Vec<Shown>,
        tally: String,
    },
    Register {
        records: Vec<RecordShown>,
    },
}

#[derive(Deserialize)]
pub struct Asked {
    tab: Option<String>,
}

const TABS: &[&str] = &[
    "overview",
    "members",
    "governance",
    "charter",
    "application",
    "register",
];

/// The page.
pub async fn page(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Path(text): Path<String>,
    Query(asked): Query<Asked>,
    Query(done): Query<Done>,
) -> Response {
    let world = app.world();
    let Ok(subject @ Subject::Consortium(id)) = text.parse::<Subject>() else {
        return absent_page(&app, &world, &visitor, &uri);
    };
    let seen = sight(&world, app.rules(), visitor.actor, subject, visitor.day());
    let Some(consortium) = world.consortium(id).filter(|_| seen > Sight::Nothing) else {
        return if visitor.person().is_none() {
            to_sign_in(&uri)
        } else {
            absent_page(&app, &world, &visitor, &uri)
        };
    };
    desk::looked_at(&app, &world, &visitor, subject);
    let full = seen == Sight::Full;
    let policy = ruling_policy(&world, app.rules(), subject, visitor.day())
        .unwrap_or_else(|| app.policy(visitor.day()));
    let teller = app.teller(visitor.language, policy, &world);
    let allowed: &[&'static str] = if full {
        TABS
    } else {
        &["overview", "members", "register"]
    };
    let tab = allowed
        .iter()
        .copied()
        .find(|tab| Some(*tab) == asked.tab.as_deref())
        .unwrap_or("overview");
    let shown = parts::Parts {
        app: &app,
        world: &world,
        teller,
        visitor: &visitor,
        consortium,
    };
    let content = match tab {
        "members" => Content::Members {
            members: shown.members(),
            invitations: if full {
                shown.invitations()
            } else {
                Vec::new()
            },
        },
        "governance" => Content::Governance {
            bodies: shown.bodies(),
        },
        "charter" => {
            let signs = shown.signs();
            Content::Charter {
                signed: signs.iter().filter(|sign| sign.2 == "met").count(),
                signs,
                charter: charter_shown(teller, consortium),
                comments: shown.comments(),
            }
        }
        "application" => {
            let findings = found_conditions(&world, policy, &visitor, subject);
            Content::Application {
                steps: shown.steps(),
                tally: tally(teller, &findings),
                conditions: all_shown(&app, teller, &findings),
            }
        }
        "register" => Content::Register {
            records: records(&app, &world, &visitor, &consortium.history),
        },
        _ => Content::Overview {
            facts: shown.facts(),
            notice: if consortium.examination.decision.is_none() {
                shown.notice()
            } else {
                None
            },
            plan: full.then(|| shown.plan()),
        },
    };
    render(&Page {
        done: done.told(&app, teller),
        status: teller.stage(&consortium.stage.key),
        number: consortium
            .established
            .as_ref()
            .map(|established| established.number.clone()),
        stages: stage_line(&world, app.rules(), teller, subject, visitor.day()),
        tabs: allowed
            .iter()
            .map(|key| {
                (
                    *key,
                    teller.words.t(&format!("tab.{key}")).to_owned(),
                    *key == tab,
                )
            })
            .collect(),
        content,
        panel: panel(&app, &world, teller, &visitor, subject),
        f: Frame::new(&app, &world, &visitor, &uri, teller.consortium(consortium)),
    })
}

fn records(
    app: &App,
    world: &World,
    visitor: &Visitor,
    history: &imbl::Vector<EntryNumber>,
) -> Vec<RecordShown> {
    history
        .iter()
        .rev()
        .take(RECORDS)
        .filter_map(|number| app.record(*number).ok().flatten())
        .filter(|record| {
            acts::sight::sees_record(world, app.rules(), visitor.actor, record, visitor.day())
        })
        .map(|record| super::register::line(app, world, visitor, &record))
        .collect()
}
