//! Screening: every organisation one may see, against the conditions a lead has to meet, with the reasons.

use std::cmp::Reverse;

use acts::finding::State;
use acts::subject::Subject;
use acts::subject::organisation::Organisation;
use acts::{Finding, World};

use super::organisations::Organisations;
use super::{Column, Kind};
use crate::api::found_conditions;
use crate::app::{App, Visitor};
use crate::telling::Teller;

pub(super) struct Screening;

/// An organisation with what was found of it.
pub(super) struct Screened<'a> {
    organisation: &'a Organisation,
    findings: Vec<Finding>,
}

impl Screened<'_> {
    /// The conditions that close the way, as found.
    fn unmet(&self) -> impl Iterator<Item = &Finding> {
        let closing = |finding: &&Finding| finding.closes() && finding.state == State::Unmet;
        self.findings.iter().filter(closing)
    }

    fn result(&self) -> &'static str {
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
    const COLUMNS: &'static [Column] = &["name", "division", "industries", "result", "reasons"];
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
        Box::new(seen.map(move |organisation| Screened {
            organisation,
            findings: found_conditions(
                world,
                policy,
                &visitor,
                Subject::Organisation(organisation.id),
            ),
        }))
    }

    fn subject(item: &Screened<'_>) -> Subject {
        Subject::Organisation(item.organisation.id)
    }

    fn key(item: &Screened<'_>, world: &World, visitor: &Visitor, name: &str) -> String {
        match name {
            "result" => item.result().to_owned(),
            "clause" => item
                .unmet()
                .filter_map(|finding| finding.clause)
                .map(|clause| clause.to_string())
                .collect::<Vec<_>>()
                .join(" "),
            "reasons" => format!("{:03}", item.unmet().count()),
            _ => Organisations::key(&item.organisation, world, visitor, name),
        }
    }

    fn matches(item: &Screened<'_>, world: &World, text: &str) -> bool {
        Organisations::matches(&item.organisation, world, text)
    }

    fn cells(item: &Screened<'_>, teller: Teller, visitor: &Visitor) -> Vec<String> {
        let words = teller.words;
        let base = Organisations::cells(&item.organisation, teller, visitor);
        let mut unmet: Vec<&Finding> = item.unmet().collect();
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
        vec![
            base[0].clone(),
            base[3].clone(),
            base[4].clone(),
            words.t(&format!("screening.{}", item.result())).to_owned(),
            reasons.join(words.t("list.semicolon")),
        ]
    }
}
