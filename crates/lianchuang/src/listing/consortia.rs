//! The list of consortia.

use std::borrow::Cow;

use acts::subject::Subject;
use acts::subject::consortium::Consortium;
use acts::{World, sight};

use super::{Column, Kind, List};
use crate::app::{App, Visitor};
use crate::telling::Teller;

pub(super) struct Consortia;

impl Kind for Consortia {
    type Item<'a> = &'a Consortium;
    const LIST: List = List::Consortia;
    const COLUMNS: &'static [Column] = &[
        Column::listed("name"),
        Column::listed("lead"),
        Column::listed("industry"),
        Column::listed("division"),
        Column::listed("track"),
        Column::listed("stage"),
        Column::listed("since"),
        Column::listed("members"),
        Column::listed("number"),
    ];
    const FILTERS: &'static [(&'static str, &'static str)] = &[
        ("stage", "stage"),
        ("industry", "industry"),
        ("division", "division"),
        ("track", "track"),
    ];

    fn visible<'a>(
        app: &'a App,
        world: &'a World,
        visitor: &Visitor,
    ) -> Box<dyn Iterator<Item = &'a Consortium> + 'a> {
        Box::new(sight::visible_consortia(
            world,
            app.rules(),
            visitor.actor,
            visitor.day(),
        ))
    }

    fn subject(item: &&Consortium) -> Subject {
        Subject::Consortium(item.id)
    }

    fn item<'a>(
        _app: &'a App,
        world: &'a World,
        _visitor: &Visitor,
        subject: Subject,
    ) -> Option<&'a Consortium> {
        match subject {
            Subject::Consortium(id) => world.consortium(id),
            _ => None,
        }
    }

    fn key<'a>(
        item: &&'a Consortium,
        world: &'a World,
        _visitor: &Visitor,
        name: &str,
    ) -> Cow<'a, str> {
        match name {
            "stage" => Cow::Borrowed(item.stage.key.as_str()),
            "industry" => Cow::Borrowed(item.industry.as_str()),
            "division" => item
                .division
                .as_ref()
                .map(|key| Cow::Borrowed(key.as_str()))
                .unwrap_or_default(),
            "track" => Cow::Borrowed(item.track.as_str()),
            "name" => Cow::Borrowed(item.field.as_str()),
            "lead" => world
                .organisation(item.lead)
                .map(|lead| Cow::Borrowed(lead.name.zh.as_str()))
                .unwrap_or_default(),
            "since" => Cow::Owned(item.stage.since.to_string()),
            "members" => Cow::Owned(format!("{:06}", item.members.len())),
            "number" => item
                .established
                .as_ref()
                .map(|established| Cow::Borrowed(established.number.as_str()))
                .unwrap_or_default(),
            _ => Cow::Owned(format!("{:012}", item.id.0)),
        }
    }

    fn matches(item: &&Consortium, world: &World, text: &str) -> bool {
        let lead = world.organisation(item.lead);
        item.field.to_lowercase().contains(text)
            || item.name().is_some_and(|name| {
                name.zh.to_lowercase().contains(text) || name.en.to_lowercase().contains(text)
            })
            || lead.is_some_and(|lead| {
                lead.name.zh.to_lowercase().contains(text)
                    || lead.name.en.to_lowercase().contains(text)
            })
    }

    fn cells<'a>(
        item: &&'a Consortium,
        teller: Teller<'a>,
        _visitor: &Visitor,
    ) -> Vec<Cow<'a, str>> {
        let division = item.division.as_ref();
        let established = item.established.as_ref();
        vec![
            teller.consortium_name(item),
            teller.organisation_name(item.lead),
            teller.term_title("industry", &item.industry).into(),
            division
                .map(|division| teller.term_title("division", division).into())
                .unwrap_or_default(),
            teller.term_title("track", &item.track).into(),
            teller.stage_title(&item.stage.key).into(),
            teller.day(item.stage.since).into(),
            item.members.len().to_string().into(),
            established
                .map(|established| established.number.as_str().into())
                .unwrap_or_default(),
        ]
    }
}
