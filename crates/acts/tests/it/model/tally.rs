//! A second account of what happened, kept from the records' own words and nothing of the product's folding: members,
//! signatures on the present text, names and numbers.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use acts::subject::charter::Charter;
use acts::{Recorded, World};
use serde_json::Value;

/// What the tally knows of one consortium.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Account {
    members: BTreeSet<String>,
    /// Invitations that wait, and whom they ask.
    asked: BTreeMap<String, String>,
    /// The text signatures stand under, and who signed it.
    text: Option<String>,
    signed: BTreeSet<String>,
    name: Option<String>,
    number: Option<String>,
}

/// The tally.
#[derive(Debug, Default)]
pub struct Tally {
    accounts: BTreeMap<String, Account>,
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

impl Tally {
    /// Takes a record into account.
    pub fn tell(&mut self, entry: &Recorded) {
        let fields = &entry.fields;
        if &*entry.act == "consortium.start" {
            let mut account = Account::default();
            account
                .members
                .extend(entry.organisation.map(|lead| lead.to_string()));
            self.accounts.insert(format!("c{}", entry.number), account);
            return;
        }
        let Some(account) = self.accounts.get_mut(&entry.subject.to_string()) else {
            return;
        };
        match &*entry.act {
            "invitation.send" => {
                let invitation = format!("i{}", entry.number);
                account
                    .asked
                    .insert(invitation, text(&fields["organisation"]));
            }
            "invitation.accept" => {
                let accepted = account.asked.remove(&text(&fields["invitation"]));
                account.members.extend(accepted);
                account.no_text();
            }
            "invitation.decline" | "invitation.withdraw" | "invitation.lapse" => {
                account.asked.remove(&text(&fields["invitation"]));
            }
            "membership.leave" => {
                account.members.remove(&text(&fields["organisation"]));
                account.no_text();
            }
            "charter.draft" | "charter.reopen" => account.no_text(),
            // A case sent back as far as its charter is signed anew.
            "review.return" | "examination.return" if text(&fields["to"]) == "charter" => {
                account.no_text();
            }
            "charter.freeze" => {
                account.no_text();
                account.text = entry.effects.digest.map(|digest| digest.to_string());
            }
            "charter.sign" => {
                account.signed.insert(text(&fields["organisation"]));
            }
            "decision.approve" => {
                let given = entry.effects.established.as_ref();
                account.name = given.map(|given| given.name.zh.clone());
                account.number = given.map(|given| given.number.clone());
            }
            _ => {}
        }
    }

    /// The world says the same.
    pub fn agrees(&self, world: &World) {
        assert_eq!(
            self.accounts.len(),
            world.consortia.len(),
            "how many there are"
        );
        for (id, account) in &self.accounts {
            let id = id.parse().expect("an id of a consortium");
            let found = world.consortium(id).expect("the world knows it");
            let members: BTreeSet<String> = found.members.keys().map(ToString::to_string).collect();
            assert_eq!(account.members, members, "members of {id}");
            let (text, signed) = match &found.charter {
                Charter::Frozen(frozen) | Charter::InForce(frozen, ..) => (
                    Some(frozen.digest.to_string()),
                    frozen.signatures.keys().map(ToString::to_string).collect(),
                ),
                Charter::None | Charter::Drafting(_) => (None, BTreeSet::new()),
            };
            assert_eq!(account.text, text, "the text of {id}");
            assert_eq!(account.signed, signed, "signatures of {id}");
            let given = found.established.as_ref();
            assert_eq!(account.name, given.map(|given| given.name.zh.clone()));
            assert_eq!(account.number, given.map(|given| given.number.clone()));
        }
    }
}

impl Account {
    /// A new text, or a member more or less, voids what was signed.
    fn no_text(&mut self) {
        self.text = None;
        self.signed.clear();
    }
}

/// Everything the world holds, in an order of its own, as text to compare.
pub fn portrait(world: &World) -> String {
    let mut text = String::new();
    let parts: [&dyn std::fmt::Debug; 13] = [
        &world.number,
        &world.people,
        &world.appointments,
        &world.substitutions,
        &world.organisations,
        &world.represents,
        &world.local_industries,
        &world.candidacies,
        &world.candidacies_of,
        &world.consortia,
        &world.consortia_of,
        &world.names,
        &world.series,
    ];
    for part in parts {
        write!(text, "{part:?}").expect("writing to a string cannot fail");
    }
    text
}
