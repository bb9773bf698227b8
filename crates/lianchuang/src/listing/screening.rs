//! Screening: every organisation one sees whole, against the conditions a lead has to meet, with the reasons.

use std::borrow::Cow;
use std::cmp::Reverse;

use acts::finding::State;
use acts::sight::{Sight, sight};
use acts::subject::Subject;
use acts::subject::organisation::Organisation;
use acts::{Finding, World};

use super::organisations::Organisations;
use super::{Column, Kind, List};
use crate::api::found_conditions;
use crate::app::{App, Visitor};
use crate::telling::Teller;

pub(super) struct Screening;

/// An organisation with what was found of it.
pub struct Screened<'a> {
    organisation: &'a Organisation,
    findings: Vec<Finding>,
}

impl<'a> Screened<'a> {
    /// Screens an organisation against every condition a lead has to meet.
    pub fn of(
        world: &World,
        policy: &policy::Policy,
        visitor: &Visitor,
        organisation: &'a Organisation,
    ) -> Screened<'a> {
        Screened {
            organisation,
            findings: found_conditions(
                world,
                policy,
                visitor,
                Subject::Organisation(organisation.id),
            ),
        }
    }

    /// Everything found.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter()
    }

    /// The organisation as the list of organisations shows it.
    pub fn organisation_cells(&self, teller: Teller<'a>, visitor: &Visitor) -> Vec<Cow<'a, str>> {
        Organisations::cells(&self.organisation, teller, visitor)
    }

    /// Why it does not qualify, the hard conditions first.
    pub fn reasons(&self, teller: Teller) -> String {
        let words = teller.words;
        let mut unmet: Vec<&Finding> = self.unmet().collect();
        unmet.sort_by_key(|finding| Reverse(finding.weight == policy::Weight::Hard));
        let reasons: Vec<String> = unmet
            .into_iter()
            .map(|finding| {
                let told = teller.finding(finding);
                words.fill(
                    "screening.reason",
                    &[told.clause, told.title, told.found, told.wanted],
                )
            })
            .collect();
        reasons.join(words.t("list.semicolon"))
    }

    /// The conditions that close the way, as found.
    fn unmet(&self) -> impl Iterator<Item = &Finding> {
        let closing = |finding: &&Finding| finding.closes() && finding.state == State::Unmet;
        self.findings.iter().filter(closing)
    }

    /// `unmet` if a condition closes the way, `waits` if a person has to judge first, `met` otherwise.
    pub fn result(&self) -> &'static str {
        if self.unmet().next().is_some() {
            "unmet"
        } else if self.findings.iter().any(Finding::closes) {
            "waits"
        } else {
            "met"
        }
    }
}

impl Kind for Screening {
    type Item<'a> = Screened<'a>;
    const LIST: List = List::Screening;
    const COLUMNS: &'static [Column] = &[
        Column::listed("name"),
        Column::listed("division"),
        Column::listed("industries"),
        Column::listed("result"),
        Column::listed("reasons"),
    ];
    const FILTERS: &'static [(&'static str, &'static str)] = &[
        ("result", "screening"),
        ("clause", "screened"),
        ("kind", "member_kind"),
        ("division", "division"),
        ("industries", "industry"),
    ];

    fn visible<'a>(
        app: &'a App,
        world: &'a World,
        visitor: &Visitor,
    ) -> Box<dyn Iterator<Item = Screened<'a>> + 'a> {
        let policy = app.policy(visitor.day());
        let visitor = visitor.clone();
        let seen = Organisations::visible(app, world, &visitor);
        // How an organisation stands under the conditions is for those who see all of it, as on its own page.
        Box::new(seen.filter_map(move |organisation| {
            let (actor, day) = (visitor.actor, visitor.day());
            let subject = Subject::Organisation(organisation.id);
            let seen = sight(world, app.rules(), actor, subject, day);
            (seen == Sight::Full).then(|| Screened::of(world, policy, &visitor, organisation))
        }))
    }

    fn subject(item: &Screened<'_>) -> Subject {
        Subject::Organisation(item.organisation.id)
    }

    fn item<'a>(
        app: &'a App,
        world: &'a World,
        visitor: &Visitor,
        subject: Subject,
    ) -> Option<Screened<'a>> {
        let organisation = Organisations::item(app, world, visitor, subject)?;
        let policy = app.policy(visitor.day());
        Some(Screened::of(world, policy, visitor, organisation))
    }

    fn key<'a>(
        item: &Screened<'a>,
        world: &'a World,
        visitor: &Visitor,
        name: &str,
    ) -> Cow<'a, str> {
        match name {
            "result" => Cow::Borrowed(item.result()),
            "clause" => item
                .unmet()
                .filter_map(|finding| finding.clause)
                .map(|clause| clause.to_string())
                .collect::<Vec<_>>()
                .join(" ")
                .into(),
            "reasons" => Cow::Owned(format!("{:03}", item.unmet().count())),
            _ => Organisations::key(&item.organisation, world, visitor, name),
        }
    }

    fn matches(item: &Screened<'_>, world: &World, text: &str) -> bool {
        Organisations::matches(&item.organisation, world, text)
    }

    fn cells<'a>(item: &Screened<'a>, teller: Teller<'a>, visitor: &Visitor) -> Vec<Cow<'a, str>> {
        let word = format!("screening.{}", item.result());
        let base = item.organisation_cells(teller, visitor);
        vec![
            base[0].clone(),
            base[3].clone(),
            base[4].clone(),
            teller.words.t(&word).to_owned().into(),
            item.reasons(teller).into(),
        ]
    }
}
