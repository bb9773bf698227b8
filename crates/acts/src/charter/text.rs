//! What a charter text must be: rows only for members, each once, at every moment; complete when it is frozen.

use policy::{Policy, Value, Weight};
use values::{Date, Key, OrganisationId, Share};

use crate::ask::Ask;
use crate::finding::{Found, Part, State};
use crate::ruling::{Findings, clause_measuring};
use crate::subject::charter::{CharterText, ShareOf};
use crate::subject::consortium::Consortium;

/// The sections every charter needs by the policy on that day.
pub fn required_sections(policy: &Policy, day: Date) -> Vec<Key> {
    policy
        .terms("charter_section")
        .iter()
        .filter(|term| term.word("required").is_some_and(|word| *word == *"yes"))
        .filter(|term| {
            term.from.is_none_or(|from| from <= day) && term.until.is_none_or(|until| day <= until)
        })
        .map(|term| term.key.clone())
        .collect()
}

/// The members that have no entry in the text.
pub fn without_entry<'a>(
    consortium: &'a Consortium,
    text: &'a CharterText,
) -> impl Iterator<Item = OrganisationId> + 'a {
    consortium.members.keys().copied().filter(|member| {
        !text
            .entries
            .iter()
            .any(|entry| entry.organisation == *member)
    })
}

/// Every row is about a member; no section, entry or share stands twice.
pub(super) fn rows(ask: &Ask, text: &CharterText, findings: &mut Findings) {
    let entries: Vec<OrganisationId> = text.entries.iter().map(|row| row.organisation).collect();
    let ownership = owners(&text.ownership);
    let revenue = owners(&text.revenue);
    let mut named: Vec<OrganisationId> = [&entries[..], &ownership, &revenue].concat();
    named.sort_unstable();
    named.dedup();
    for organisation in named {
        findings.member(ask, organisation);
    }
    for (key, organisations) in [
        ("charter.one_entry", entries),
        ("charter.one_ownership_share", ownership),
        ("charter.one_revenue_share", revenue),
    ] {
        for organisation in repeated(&organisations) {
            findings.rule_about(
                key,
                organisation,
                false,
                Found::said("named_twice"),
                Found::said("once"),
            );
        }
    }
    let sections: Vec<&Key> = text.sections.iter().map(|row| &row.section).collect();
    for section in repeated(&sections) {
        findings.rule(
            "charter.one_section",
            false,
            Found::said_with("section_twice", [section.to_string()]),
            Found::said("once"),
        );
    }
}

fn owners(shares: &[ShareOf]) -> Vec<OrganisationId> {
    shares.iter().map(|row| row.organisation).collect()
}

/// What stands in the list more than once, named once.
fn repeated<T: Ord + Copy>(list: &[T]) -> Vec<T> {
    let mut sorted = list.to_vec();
    sorted.sort_unstable();
    let mut twice: Vec<T> = sorted
        .windows(2)
        .filter(|pair| pair[0] == pair[1])
        .map(|pair| pair[0])
        .collect();
    twice.dedup();
    twice
}

/// Every required section is there, every member has its entry, the shares make up one whole, licensing and liability are
/// written. A draft is told what is missing; only freezing needs it. Each cites the clause whose condition measures the same.
pub(super) fn whole(ask: &Ask, text: &CharterText, weight: Weight, findings: &mut Findings) {
    let clause = |fact: &str| clause_measuring(ask.policy, fact);
    findings.under(clause("charter.sections"), |findings| {
        sections(ask, text, weight, findings);
    });
    findings.under(clause("charter.members_without_entry"), |findings| {
        entries(ask, text, weight, findings);
    });
    findings.under(clause("charter.shares"), |findings| {
        shares(text, weight, findings);
    });
    findings.under(clause("charter.licensing"), |findings| {
        let (written, found) = stands(&text.licensing);
        findings
            .finding("charter.licensing", written, found, Found::said("there"))
            .weight = weight;
    });
    findings.under(clause("charter.breach"), |findings| {
        let (written, found) = stands(&text.breach);
        findings
            .finding("charter.breach", written, found, Found::said("there"))
            .weight = weight;
    });
}

fn stands(text: &str) -> (bool, Found) {
    let written = !text.trim().is_empty();
    (written, Found::said(if written { "there" } else { "none" }))
}

fn sections(ask: &Ask, text: &CharterText, weight: Weight, findings: &mut Findings) {
    let required = required_sections(ask.policy, ask.day);
    let present: Vec<Key> = text
        .sections
        .iter()
        .map(|row| row.section.clone())
        .collect();
    let complete = required.iter().all(|section| present.contains(section));
    let present = Value::Terms(present);
    let part = Part {
        fact: "charter.sections".to_owned(),
        state: if complete { State::Met } else { State::Unmet },
        found: present.clone(),
        compare: Key::parse("covers").expect("a comparison word is a key"),
        wanted: Value::Terms(required),
    };
    findings
        .finding(
            "charter.required_sections",
            complete,
            Found::Value(present),
            Found::Parts(vec![part]),
        )
        .weight = weight;
}

fn shares(text: &CharterText, weight: Weight, findings: &mut Findings) {
    for (key, shares) in [
        ("charter.ownership_whole", &text.ownership),
        ("charter.revenue_whole", &text.revenue),
    ] {
        let shares = || shares.iter().map(|row| row.share);
        findings
            .finding(
                key,
                Share::adds_up(shares()).is_ok(),
                Found::said_with("sum", [Share::written_sum(shares())]),
                Found::said_with("sum", [Share::WHOLE.to_string()]),
            )
            .weight = weight;
    }
}

fn entries(ask: &Ask, text: &CharterText, weight: Weight, findings: &mut Findings) {
    let Some(consortium) = ask.consortium() else {
        return;
    };
    let missing: Vec<OrganisationId> = without_entry(consortium, text).collect();
    for member in &missing {
        let finding = findings.finding(
            "charter.entry_of_each",
            false,
            Found::said("none"),
            Found::said("charter.entry"),
        );
        finding.about = Some(*member);
        finding.weight = weight;
    }
    if missing.is_empty() {
        findings
            .finding(
                "charter.entry_of_each",
                true,
                Found::said_with("entries", [text.entries.len().to_string()]),
                Found::said("charter.entry"),
            )
            .weight = weight;
    }
}
