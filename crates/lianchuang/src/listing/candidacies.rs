//! The list of candidacies for the lead.

use acts::subject::Subject;
use acts::subject::candidacy::Candidacy;
use acts::{World, sight};

use super::{Column, Kind};
use crate::app::{App, Visitor};
use crate::telling::Teller;

pub(super) struct Candidacies;

impl Kind for Candidacies {
    type Item<'a> = &'a Candidacy;
    const COLUMNS: &'static [Column] = &["organisation", "track", "division", "stage", "since"];
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
        let (actor, day) = (visitor.actor, visitor.day());
        let candidacies = world.candidacies.values().map(AsRef::as_ref);
        Box::new(candidacies.filter(move |candidacy: &&Candidacy| {
            sight::sees(
                world,
                app.rules(),
                actor,
                Subject::Candidacy(candidacy.id),
                day,
            )
        }))
    }

    fn subject(item: &&Candidacy) -> Subject {
        Subject::Candidacy(item.id)
    }

    fn key(item: &&Candidacy, world: &World, _visitor: &Visitor, name: &str) -> String {
        match name {
            "stage" => item.stage.key.to_string(),
            "track" => item.track.to_string(),
            "division" => item
                .division
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            "organisation" => world
                .organisation(item.organisation)
                .map(|found| found.name.zh.clone())
                .unwrap_or_default(),
            "since" => item.stage.since.to_string(),
            _ => format!("{:012}", item.id.0),
        }
    }

    fn matches(item: &&Candidacy, world: &World, text: &str) -> bool {
        let organisation = world.organisation(item.organisation);
        organisation.is_some_and(|found| {
            found.name.zh.to_lowercase().contains(text)
                || found.name.en.to_lowercase().contains(text)
        })
    }

    fn cells(item: &&Candidacy, teller: Teller, _visitor: &Visitor) -> Vec<String> {
        vec![
            teller.organisation(item.organisation),
            teller.term("track", &item.track),
            item.division
                .as_ref()
                .map(|division| teller.term("division", division))
                .unwrap_or_default(),
            teller.stage(&item.stage.key),
            teller.day(item.stage.since),
        ]
    }
}
