//! The list of organisations.

use std::borrow::Cow;

use acts::subject::Subject;
use acts::subject::organisation::{Organisation, Registration};
use acts::{World, sight};

use super::{Column, Kind, List};
use crate::app::{App, Visitor};
use crate::telling::Teller;

pub(super) struct Organisations;

impl Kind for Organisations {
    type Item<'a> = &'a Organisation;
    const LIST: List = List::Organisations;
    const COLUMNS: &'static [Column] = &[
        Column::listed("name"),
        Column::listed("code"),
        Column::listed("kind"),
        Column::listed("division"),
        Column::listed("industries"),
        Column::listed("standing"),
    ];
    const FILTERS: &'static [(&'static str, &'static str)] = &[
        ("kind", "member_kind"),
        ("division", "division"),
        ("industries", "industry"),
    ];

    fn visible<'a>(
        app: &'a App,
        world: &'a World,
        visitor: &Visitor,
    ) -> Box<dyn Iterator<Item = &'a Organisation> + 'a> {
        Box::new(sight::visible_organisations(
            world,
            app.rules(),
            visitor.actor,
            visitor.day(),
        ))
    }

    fn subject(item: &&Organisation) -> Subject {
        Subject::Organisation(item.id)
    }

    fn item<'a>(
        _app: &'a App,
        world: &'a World,
        _visitor: &Visitor,
        subject: Subject,
    ) -> Option<&'a Organisation> {
        match subject {
            Subject::Organisation(id) => world.organisation(id),
            _ => None,
        }
    }

    fn key<'a>(
        item: &&'a Organisation,
        _world: &'a World,
        visitor: &Visitor,
        name: &str,
    ) -> Cow<'a, str> {
        match name {
            "name" => Cow::Borrowed(item.name.zh.as_str()),
            "code" => Cow::Owned(code(item)),
            "kind" => Cow::Borrowed(item.kind.as_str()),
            "division" => item
                .division(visitor.day())
                .map(|key| Cow::Borrowed(key.as_str()))
                .unwrap_or_default(),
            "industries" => item
                .industries
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(" ")
                .into(),
            _ => Cow::Owned(format!("{:012}", item.id.0)),
        }
    }

    fn matches(item: &&Organisation, _world: &World, text: &str) -> bool {
        item.name.zh.to_lowercase().contains(text)
            || item.name.en.to_lowercase().contains(text)
            || code(item).to_lowercase().contains(text)
    }

    fn cells<'a>(
        item: &&'a Organisation,
        teller: Teller<'a>,
        visitor: &Visitor,
    ) -> Vec<Cow<'a, str>> {
        let day = visitor.day();
        let standing = match (item.ban(day), item.listing(day)) {
            (Some(ban), _) => teller
                .words
                .fill("standing.banned_until", &[teller.day(ban.until)])
                .into(),
            (None, Some(_)) => teller.words.t("standing.listed").into(),
            (None, None) => Cow::default(),
        };
        let industries: Vec<&str> = item
            .industries
            .iter()
            .map(|industry| teller.term_title("industry", industry))
            .collect();
        vec![
            item.name.in_language(teller.words.language).into(),
            code(item).into(),
            teller.term_title("member_kind", &item.kind).into(),
            item.division(day)
                .map(|division| teller.term_title("division", division).into())
                .unwrap_or_default(),
            industries.join(teller.words.t("list.comma")).into(),
            standing,
        ]
    }
}

/// The credit code, or country and number abroad.
fn code(organisation: &Organisation) -> String {
    match &organisation.registration {
        Registration::Domestic(code) => code.to_string(),
        Registration::Overseas(registration) => registration.to_string(),
    }
}
