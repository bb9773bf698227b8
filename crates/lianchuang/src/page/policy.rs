//! The policy: the plan's outline, clause by clause, with our reading and what the product does for it.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::Uri;
use axum::response::Response;
use policy::{Clause, Execution, Policy};
use serde::Deserialize;
use values::ClauseId;

use super::{Frame, render};
use crate::app::{App, Visitor};
use crate::telling::Teller;

#[derive(Template)]
#[template(path = "policy.html")]
struct Page<'a> {
    f: Frame<'a>,
    title: String,
    issued: String,
    editions: Vec<(String, String, String, bool)>,
    chapters: Vec<ChapterShown>,
}

struct ChapterShown {
    title: String,
    clauses: Vec<ClauseShown>,
}

struct ClauseShown {
    id: String,
    title: String,
    reading: String,
    state: &'static str,
    execution: String,
    why: String,
    rows: Vec<RowShown>,
}

struct RowShown {
    clause: String,
    /// Where links to a duty without a heading of its own lead.
    anchor: Option<String>,
    text: String,
}

#[derive(Deserialize)]
pub struct Asked {
    edition: Option<String>,
}

/// The page.
pub async fn page(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Query(asked): Query<Asked>,
) -> Response {
    let world = app.world();
    let in_force = app.policy(visitor.day());
    let editions = &app.rules().policies.editions;
    let policy = editions
        .iter()
        .find(|edition| Some(&*edition.key.0) == asked.edition.as_deref())
        .map_or(in_force, AsRef::as_ref);
    let teller = app.teller(visitor.language, policy, &world);
    let language = visitor.language;
    let span = |edition: &Policy| {
        let until = edition
            .until
            .map(|until| teller.day(until))
            .unwrap_or_default();
        format!("{}–{until}", teller.day(edition.from))
    };
    let chapters = policy
        .chapters
        .iter()
        .map(|chapter| ChapterShown {
            title: chapter.title.in_language(language).to_owned(),
            clauses: chapter
                .clauses
                .iter()
                .filter_map(|id| policy.clause(id))
                .map(|clause| clause_shown(teller, clause))
                .collect(),
        })
        .collect();
    render(&Page {
        f: Frame::new(
            &app,
            &world,
            &visitor,
            &uri,
            app.words(language).t("nav.policy"),
        ),
        title: policy.title.in_language(language).to_owned(),
        issued: policy.issued.in_language(language).to_owned(),
        editions: editions
            .iter()
            .map(|edition| {
                (
                    edition.key.to_string(),
                    edition.title.in_language(language).to_owned(),
                    span(edition),
                    edition.key == policy.key,
                )
            })
            .collect(),
        chapters,
    })
}

fn clause_shown(teller: Teller, clause: &Clause) -> ClauseShown {
    let language = teller.words.language;
    let (state, key, why) = match &clause.execution {
        Execution::Executed => ("met", "execution.executed", String::new()),
        Execution::Judged(why) => (
            "waits",
            "execution.judged",
            why.in_language(language).to_owned(),
        ),
        Execution::Outside(why) => (
            "later",
            "execution.outside",
            why.in_language(language).to_owned(),
        ),
        Execution::Aspiration(why) => (
            "later",
            "execution.aspiration",
            why.in_language(language).to_owned(),
        ),
    };
    let conditions = teller
        .policy
        .conditions
        .iter()
        .filter(|condition| under(teller.policy, condition.clause, clause))
        .map(|condition| {
            let weight = teller
                .words
                .t(&format!("weight.{:?}", condition.weight).to_lowercase())
                .to_owned();
            let text = teller.words.fill(
                "policy.condition",
                &[condition.title.in_language(language).to_owned(), weight],
            );
            (condition.clause, text)
        });
    let openings = teller
        .policy
        .stages
        .iter()
        .flat_map(|stage| stage.opens.iter().map(move |open| (stage, open)))
        .filter(|(_, open)| under(teller.policy, open.clause, clause))
        .map(|(stage, open)| {
            let by: Vec<String> = open.by.iter().map(|holder| teller.holder(holder)).collect();
            let text = teller.words.fill(
                "policy.opening",
                &[
                    stage.title.in_language(language).to_owned(),
                    by.join(teller.words.t("list.or")),
                    teller.act(&open.act),
                ],
            );
            (open.clause, text)
        });
    ClauseShown {
        id: clause.id.to_string(),
        title: clause.title.in_language(language).to_owned(),
        reading: clause.reading.in_language(language).to_owned(),
        state,
        execution: teller.words.t(key).to_owned(),
        why,
        rows: rows(clause, conditions.chain(openings)),
    }
}

/// Whether a row stands under a clause's heading.
fn under(policy: &Policy, row: ClauseId, clause: &Clause) -> bool {
    policy
        .clause(&row)
        .is_some_and(|found| found.id == clause.id)
}

fn rows(clause: &Clause, told: impl Iterator<Item = (ClauseId, String)>) -> Vec<RowShown> {
    let mut named = BTreeSet::from([clause.id]);
    told.map(|(id, text)| RowShown {
        anchor: named.insert(id).then(|| id.to_string()),
        clause: id.to_string(),
        text,
    })
    .collect()
}
