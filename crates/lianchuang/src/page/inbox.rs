//! The inbox: what waits for me, oldest deadline first; then what I wait for.

use std::sync::Arc;

use acts::inbox::{Item, inbox as made};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::Uri;
use axum::response::Response;

use super::home::to_sign_in;
use super::panel::{DueShown, act_href, due_shown, subject_href};
use super::{Done, Frame, render};
use crate::api::ruling_policy;
use crate::app::{App, Visitor};

#[derive(Template)]
#[template(path = "inbox.html")]
struct Page<'a> {
    f: Frame<'a>,
    done: Option<(u64, String)>,
    today: String,
    mine: Vec<Line>,
    theirs: Vec<Line>,
}

struct Line {
    href: String,
    title: String,
    acts: Vec<(String, String)>,
    turn: String,
    stage: String,
    due: Option<DueShown>,
}

/// The page.
pub async fn inbox(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Query(done): Query<Done>,
) -> Response {
    if visitor.person().is_none() {
        return to_sign_in(&uri);
    }
    let world = app.world();
    let found = made(&world, app.rules(), visitor.actor, visitor.at);
    let line = |item: &Item| {
        let policy = ruling_policy(&app, &world, item.subject, &visitor);
        let teller = app.teller(visitor.language, policy, &world);
        let holders: Vec<String> = item
            .holders
            .iter()
            .map(|holder| teller.holder(holder))
            .collect();
        Line {
            href: subject_href(item.subject),
            title: teller.subject(item.subject),
            acts: item
                .acts
                .iter()
                .map(|act| (act_href(item.subject, act), teller.act(act)))
                .collect(),
            turn: holders.join(teller.words.t("list.comma")),
            stage: world
                .stage(item.subject)
                .map(|stage| teller.stage(&stage.key))
                .unwrap_or_default(),
            due: item
                .due
                .map(|due| due_shown(teller, app.rules(), visitor.day(), due)),
        }
    };
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    render(&Page {
        done: done.told(&app, teller),
        today: teller.day(visitor.day()),
        mine: found.waiting_for_me.iter().map(line).collect(),
        theirs: found.i_wait_for.iter().map(line).collect(),
        f: Frame::new(&app, &world, &visitor, &uri, teller.words.t("inbox.title")),
    })
}
