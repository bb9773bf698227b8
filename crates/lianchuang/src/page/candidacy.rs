//! A candidacy: where it stands, what is found, what may be done.

use std::sync::Arc;

use acts::ruling::ruling_policy;
use acts::{Subject, sight};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::Uri;
use axum::response::Response;

use super::conditions::{Shown, all_shown, tally};
use super::home::absent_page;
use super::panel::{Panel, panel, subject_href};
use super::stage_line::{StageShown, stage_line};
use super::{Done, Frame, render};
use crate::api::found_conditions;
use crate::app::{App, Visitor};
use crate::desk;

#[derive(Template)]
#[template(path = "candidacy.html")]
struct Page<'a> {
    f: Frame<'a>,
    done: Option<(u64, String)>,
    status: String,
    stages: Vec<StageShown>,
    facts: Vec<(String, String, Option<String>)>,
    conditions: Vec<Shown>,
    tally: String,
    panel: Panel,
}

/// The page.
pub async fn page(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Path(text): Path<String>,
    Query(done): Query<Done>,
) -> Response {
    let world = app.world();
    let Ok(subject @ Subject::Candidacy(id)) = text.parse::<Subject>() else {
        return absent_page(&app, &world, &visitor, &uri);
    };
    let seen = sight::sees(&world, app.rules(), visitor.actor, subject, visitor.day());
    let Some(candidacy) = world.candidacy(id).filter(|_| seen) else {
        return absent_page(&app, &world, &visitor, &uri);
    };
    desk::looked_at(&app, &world, &visitor, subject);
    let policy = ruling_policy(&world, app.rules(), subject, visitor.day())
        .unwrap_or_else(|| app.policy(visitor.day()));
    let teller = app.teller(visitor.language, policy, &world);
    let w = teller.words;
    let findings = found_conditions(&world, policy, &visitor, subject);
    let mut facts = vec![
        (
            w.t("column.organisation").to_owned(),
            teller.organisation(candidacy.organisation),
            Some(subject_href(Subject::Organisation(candidacy.organisation))),
        ),
        (
            w.t("column.track").to_owned(),
            teller.term("track", &candidacy.track),
            None,
        ),
        (
            w.t("column.division").to_owned(),
            candidacy
                .division
                .as_ref()
                .map(|division| teller.term("division", division))
                .unwrap_or_default(),
            None,
        ),
        (
            w.t("candidacy.policy").to_owned(),
            policy.title.in_language(visitor.language).to_owned(),
            None,
        ),
    ];
    for (key, judged) in &candidacy.judgements {
        let by = app.person_name(&world, judged.person);
        let outcome = w.t(match judged.outcome {
            acts::subject::examination::Outcome::Met => "word.met",
            acts::subject::examination::Outcome::Unmet => "word.unmet",
        });
        facts.push((
            teller.term("judgement", key),
            format!("{outcome} · {by} · {}", judged.grounds),
            Some(format!("/register/{}", judged.number)),
        ));
    }
    if let Some(consortium) = candidacy.consortium {
        facts.push((
            w.t("candidacy.consortium").to_owned(),
            teller.subject(Subject::Consortium(consortium)),
            Some(subject_href(Subject::Consortium(consortium))),
        ));
    }
    render(&Page {
        done: done.told(&app, teller),
        status: teller.stage(&candidacy.stage.key),
        stages: stage_line(&world, app.rules(), teller, subject, visitor.day()),
        facts,
        tally: tally(teller, &findings),
        conditions: all_shown(&app, teller, &findings),
        panel: panel(&app, &world, teller, &visitor, subject),
        f: Frame::new(&app, &world, &visitor, &uri, teller.subject(subject)),
    })
}
