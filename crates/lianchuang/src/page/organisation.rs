//! An organisation: its standing, what it leads or joins, its record kept once, its conditions as a possible lead.

use std::sync::Arc;

use acts::sight::{Sight, sight};
use acts::subject::organisation::{Item, ItemKind, Organisation, Registration};
use acts::{Holding, Subject, World};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::Uri;
use axum::response::Response;

use super::conditions::{Shown, all_shown, tally};
use super::home::{absent_page, to_sign_in};
use super::panel::{Panel, panel, subject_href};
use super::{Done, Frame, render};
use crate::api::found_conditions;
use crate::app::{App, Visitor};
use crate::telling::Teller;

#[derive(Template)]
#[template(path = "organisation.html")]
struct Page<'a> {
    f: Frame<'a>,
    done: Option<(u64, String)>,
    english: String,
    standing: Vec<String>,
    facts: Vec<(String, String)>,
    cases: Vec<(String, String, String)>,
    full: bool,
    year_head: Vec<String>,
    years: Vec<Vec<(String, String)>>,
    items: Vec<(String, String, &'static str, String, u64)>,
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
    let Ok(subject @ Subject::Organisation(id)) = text.parse::<Subject>() else {
        return absent_page(&app, &world, &visitor, &uri);
    };
    let seen = sight(&world, app.rules(), visitor.actor, subject, visitor.day());
    let Some(organisation) = world.organisation(id).filter(|_| seen > Sight::Nothing) else {
        return if visitor.person().is_none() {
            to_sign_in(&uri)
        } else {
            absent_page(&app, &world, &visitor, &uri)
        };
    };
    let policy = app.policy(visitor.day());
    let teller = app.teller(visitor.language, policy, &world);
    let full = seen == Sight::Full;
    let findings = if full {
        found_conditions(&world, policy, &visitor, subject)
    } else {
        Vec::new()
    };
    let w = teller.words;
    let year_head: Vec<String> = [
        "years.year",
        "years.revenue",
        "years.rd_spending",
        "years.staff",
        "years.rd_staff",
        "items.holding",
    ]
    .iter()
    .map(|key| w.t(key).to_owned())
    .collect();
    render(&Page {
        done: done.told(&app, teller),
        english: organisation
            .name
            .in_language(if visitor.language == values::Language::Zh {
                values::Language::En
            } else {
                values::Language::Zh
            })
            .to_owned(),
        standing: standing(teller, organisation, &visitor),
        facts: facts(&app, &world, teller, organisation, &visitor, seen),
        cases: cases(&app, &world, teller, organisation, &visitor),
        full,
        years: years(teller, organisation, &year_head),
        year_head,
        items: organisation
            .items
            .iter()
            .rev()
            .map(|item| item_shown(teller, item))
            .collect(),
        tally: tally(teller, &findings),
        conditions: all_shown(&app, teller, &findings),
        panel: panel(&app, &world, teller, &visitor, subject),
        f: Frame::new(&app, &world, &visitor, &uri, teller.organisation(id)),
    })
}

fn standing(teller: Teller, organisation: &Organisation, visitor: &Visitor) -> Vec<String> {
    let ban = organisation.ban(visitor.day()).map(|ban| {
        teller
            .words
            .fill("standing.banned_until", &[teller.day(ban.until)])
    });
    let listing = organisation
        .listing(visitor.day())
        .map(|_| teller.words.t("standing.listed").to_owned());
    ban.into_iter().chain(listing).collect()
}

fn facts(
    app: &App,
    world: &World,
    teller: Teller,
    organisation: &Organisation,
    visitor: &Visitor,
    seen: Sight,
) -> Vec<(String, String)> {
    let w = teller.words;
    let day = visitor.day();
    let mut facts = vec![
        (
            w.t("column.kind").to_owned(),
            teller.term("member_kind", &organisation.kind),
        ),
        (
            w.t("field.legal_form").to_owned(),
            teller.term("legal_form", &organisation.legal_form),
        ),
        (
            w.t("column.industries").to_owned(),
            organisation
                .industries
                .iter()
                .map(|key| teller.term("industry", key))
                .collect::<Vec<_>>()
                .join(w.t("list.comma")),
        ),
    ];
    let residence = organisation.residence(day);
    let place = residence.map(|found| match &found.division {
        Some(division) => teller.term("division", division),
        None => found.place.clone().unwrap_or_default(),
    });
    facts.push((w.t("column.division").to_owned(), place.unwrap_or_default()));
    if seen < Sight::Party {
        return facts;
    }
    let code = match &organisation.registration {
        Registration::Domestic(code) => code.to_string(),
        Registration::Overseas(registration) => registration.to_string(),
    };
    facts.insert(0, (w.t("column.code").to_owned(), code));
    facts.push((
        w.t("field.capabilities").to_owned(),
        organisation
            .capabilities
            .iter()
            .map(|key| teller.term("capability", key))
            .collect::<Vec<_>>()
            .join(w.t("list.comma")),
    ));
    if let Some(founded) = organisation.founded {
        facts.push((w.t("field.founded").to_owned(), teller.day(founded)));
    }
    if let Some(held) = organisation.representative(day) {
        facts.push((
            w.t("organisation.representative").to_owned(),
            app.person_name(world, held.person),
        ));
    }
    for held in organisation
        .authorisations
        .iter()
        .filter(|held| held.from <= day && held.until.is_none_or(|until| day <= until))
    {
        let scope = w.t(match held.scope {
            acts::subject::organisation::AuthorisationScope::Secretary => "word.secretary",
            acts::subject::organisation::AuthorisationScope::Signatory => "word.signatory",
        });
        facts.push((scope.to_owned(), app.person_name(world, held.person)));
    }
    facts
}

fn cases(
    app: &App,
    world: &World,
    teller: Teller,
    organisation: &Organisation,
    visitor: &Visitor,
) -> Vec<(String, String, String)> {
    let candidacies = world
        .candidacies_of
        .get(&organisation.id)
        .into_iter()
        .flatten()
        .map(|id| Subject::Candidacy(*id));
    let consortia = world
        .consortia_of
        .get(&organisation.id)
        .into_iter()
        .flatten()
        .map(|id| Subject::Consortium(*id));
    consortia
        .chain(candidacies)
        .filter(|subject| {
            acts::sight::sees(world, app.rules(), visitor.actor, *subject, visitor.day())
        })
        .map(|subject| {
            (
                subject_href(subject),
                teller.subject(subject),
                world
                    .stage(subject)
                    .map(|stage| teller.stage(&stage.key))
                    .unwrap_or_default(),
            )
        })
        .collect()
}

fn years(
    teller: Teller,
    organisation: &Organisation,
    head: &[String],
) -> Vec<Vec<(String, String)>> {
    let money = |amount: Option<values::Fen>| {
        amount
            .map(|fen| teller.value(&policy::Value::Money(fen), None))
            .unwrap_or_default()
    };
    let count = |count: Option<i64>| count.map(|count| count.to_string()).unwrap_or_default();
    let rows = organisation.years.iter().rev().map(|(year, figures)| {
        let cells = [
            year.to_string(),
            money(figures.revenue),
            money(figures.rd_spending),
            count(figures.staff),
            count(figures.rd_staff),
            holding(teller, figures.holding).1,
        ];
        head.iter().cloned().zip(cells).collect()
    });
    rows.collect()
}

fn holding(teller: Teller, holding: Holding) -> (&'static str, String) {
    let (class, key) = match holding {
        Holding::Stated => ("waits", "holding.stated"),
        Holding::Confirmed => ("met", "holding.confirmed"),
        Holding::Disputed => ("unmet", "holding.disputed"),
    };
    (class, teller.words.t(key).to_owned())
}

fn item_shown(teller: Teller, item: &Item) -> (String, String, &'static str, String, u64) {
    let w = teller.words;
    let what = match &item.what {
        ItemKind::Carrier { kind, level, name } => format!(
            "{} · {} · {name}",
            teller.term("carrier_kind", kind),
            teller.term("level", level)
        ),
        ItemKind::Fund {
            name, registration, ..
        } => w.fill("item.fund", &[name.as_str(), registration.as_str()]),
        ItemKind::Agreement {
            partner,
            partner_name,
            topic,
            ..
        } => {
            let partner =
                partner.map_or_else(|| partner_name.clone(), |id| teller.organisation(id));
            w.fill("item.agreement", &[partner.as_str(), topic.as_str()])
        }
        ItemKind::Team { name, .. } => w.fill("item.team", &[name]),
        ItemKind::Laboratory { name, .. } => w.fill("item.laboratory", &[name]),
        ItemKind::Tag { tag } => teller.term("tag", tag),
        ItemKind::Evidence { evidence, value } => format!(
            "{} · {}",
            teller.term("evidence", evidence),
            teller.value(value, None)
        ),
    };
    let until = item
        .until
        .map(|until| teller.day(until))
        .unwrap_or_default();
    let (class, text) = holding(teller, item.holding);
    (
        what,
        format!("{}–{until}", teller.day(item.from)),
        class,
        text,
        item.number.0,
    )
}
