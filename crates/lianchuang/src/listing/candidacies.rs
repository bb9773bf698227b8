//! The list of candidacies for the lead.

use std::borrow::Cow;

use acts::subject::Subject;
use acts::subject::candidacy::Candidacy;
use acts::{World, sight};

use super::{Column, Kind, List};
use crate::app::{App, Visitor};
use crate::telling::Teller;

pub(super) struct Candidacies;

impl Kind for Candidacies {
    type Item<'a> = &'a Candidacy;
    const LIST: List = List::Candidacies;
    const COLUMNS: &'static [Column] = &[
        Column::listed("organisation"),
        Column::listed("track"),
        Column::listed("division"),
        Column::listed("stage"),
        Column::listed("since"),
    ];
    const FILTERS: &'static [(&'static str, &'static str)] = &[
        ("stage", "stage"),
        ("division", "division"),
        ("track", "track"),
    ];

    fn visible<'a>(
        app: &'a App,
        world: &'a World,
        visitor: &Visitor,
    ) -> Box<dyn Iterator<Item = &'a Candidacy> + 'a> {
        Box::new(sight::visible_candidacies(
            world,
            app.rules(),
            visitor.actor,
            visitor.day(),
        ))
    }

    fn subject(item: &&Candidacy) -> Subject {
        Subject::Candidacy(item.id)
    }

    fn item<'a>(
        _app: &'a App,
        world: &'a World,
        _visitor: &Visitor,
        subject: Subject,
    ) -> Option<&'a Candidacy> {
        match subject {
            Subject::Candidacy(id) => world.candidacy(id),
            _ => None,
        }
    }

    fn key<'a>(
        item: &&'a Candidacy,
        world: &'a World,
        _visitor: &Visitor,
        name: &str,
    ) -> Cow<'a, str> {
        match name {
            "stage" => Cow::Borrowed(item.stage.key.as_str()),
            "track" => Cow::Borrowed(item.track.as_str()),
            "division" => item
                .division
                .as_ref()
                .map(|key| Cow::Borrowed(key.as_str()))
                .unwrap_or_default(),
            "organisation" => world
                .organisation(item.organisation)
                .map(|found| Cow::Borrowed(found.name.zh.as_str()))
                .unwrap_or_default(),
            "since" => Cow::Owned(item.stage.since.to_string()),
            _ => Cow::Owned(format!("{:012}", item.id.0)),
        }
    }

    fn matches(item: &&Candidacy, world: &World, text: &str) -> bool {
        let organisation = world.organisation(item.organisation);
        organisation.is_some_and(|found| {
            found.name.zh.to_lowercase().contains(text)
                || found.name.en.to_lowercase().contains(text)
        })
    }

    fn cells<'a>(
        item: &&'a Candidacy,
        teller: Teller<'a>,
        _visitor: &Visitor,
    ) -> Vec<Cow<'a, str>> {
        let division = item.division.as_ref();
        vec![
            teller.organisation_name(item.organisation),
            teller.term_title("track", &item.track).into(),
            division
                .map(|division| teller.term_title("division", division).into())
                .unwrap_or_default(),
            teller.stage_title(&item.stage.key).into(),
            teller.day(item.stage.since).into(),
        ]
    }
}
