//! What an organisation of a scenario has: by default everything the pack's vocabularies know, less what is left out.

use serde_json::{Value, json};
use values::{CreditCode, Key, OrganisationId};

use super::Cast;
use crate::ruling::Asked;
use crate::subject::Subject;

/// How an organisation of a scenario is made.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// Fields of its registration, over the defaults.
    pub fields: serde_json::Map<String, Value>,
    /// Acts (`organisation.add_fund`), their short names (`fund`), kinds or evidence keys that are left out.
    pub without: Vec<String>,
}

impl Profile {
    fn leaves_out(&self, name: &str) -> bool {
        self.without.iter().any(|left| {
            left == name
                || name.strip_prefix("organisation.add_") == Some(left)
                || name.strip_prefix("organisation.") == Some(left)
        })
    }
}

/// A synthetic credit code that passes both checks: body `DEM` and a number, recognisable to everybody.
pub fn credit_code(place: &str, number: u64) -> CreditCode {
    let body = format!("DEM{number:05}");
    let organisation = format!("{body}{}", organisation_check(&body));
    let place = if place.len() == 6 { place } else { "000000" };
    let first = format!("91{place}{organisation}");
    let alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    alphabet
        .chars()
        .find_map(|check| CreditCode::parse(&format!("{first}{check}")).ok())
        .expect("one of thirty-one check characters fits any seventeen characters")
}

/// The check character of GB 11714 over eight characters.
fn organisation_check(body: &str) -> char {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body
        .chars()
        .zip(WEIGHTS)
        .map(|(character, weight)| character.to_digit(36).unwrap_or(0) * weight)
        .sum();
    match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    }
}

impl Cast<'_> {
    /// Puts an organisation on stage by alias, with legal representative, secretary and everything the profile does not leave out.
    pub fn found_organisation(&mut self, alias: &str, profile: &Profile) -> Option<OrganisationId> {
        if let Some(known) = self.organisation(alias) {
            return Some(known);
        }
        let fields = self.registration(alias, profile);
        let division = fields
            .get("division")
            .and_then(Value::as_str)
            .and_then(|division| Key::parse(division).ok());
        self.stage_officials(division.as_ref());
        let registered = self.register(&fields)?;
        self.subjects
            .insert(alias.to_owned(), Subject::Organisation(registered));
        self.person(&format!("head@{alias}"));
        self.person(&format!("secretary@{alias}"));
        self.equip(alias, registered, profile);
        Some(registered)
    }

    fn register(&mut self, fields: &Value) -> Option<OrganisationId> {
        let officials: Vec<_> = self
            .people()
            .filter(|(alias, _)| alias.starts_with("officer@"))
            .map(|(_, person)| person)
            .collect();
        for official in officials {
            let asked = self.do_act(
                crate::ask::Actor::Person(official),
                "organisation.register",
                Subject::Office,
                fields,
            );
            if matches!(asked, Asked::Accepted(_)) {
                return Some(OrganisationId::from(self.world.number));
            }
        }
        None
    }

    /// One officer and one leader of every authority, in this division where there is one in each.
    pub fn stage_officials(&mut self, division: Option<&Key>) {
        let Some(policy) = self.rules.policies.in_force(self.day()).cloned() else {
            return;
        };
        for authority in &policy.authorities {
            let place = match authority.scope {
                policy::Scope::Whole => None,
                policy::Scope::Division => match division {
                    Some(division) => Some(division),
                    None => continue,
                },
            };
            self.officer(&authority.key, place, "officer");
            self.officer(&authority.key, place, "leader");
        }
    }

    fn registration(&self, alias: &str, profile: &Profile) -> Value {
        let Some(policy) = self.rules.policies.in_force(self.day()) else {
            return json!({});
        };
        let first = |vocabulary: &str| {
            policy
                .terms(vocabulary)
                .first()
                .map(|term| term.key.to_string())
        };
        let every = |vocabulary: &str| {
            policy
                .terms(vocabulary)
                .iter()
                .map(|term| term.key.to_string())
                .collect::<Vec<_>>()
        };
        let number = self.world.number.0 + 1;
        let mut fields = json!({
            "zh": alias, "en": alias,
            "kind": first("member_kind"), "legal_form": first("legal_form"), "division": first("division"),
            "founded": "2001-03-01",
            "industries": first("industry").into_iter().collect::<Vec<_>>(),
            "capabilities": every("capability"),
        });
        for (name, value) in &profile.fields {
            fields[name] = value.clone();
        }
        if fields.get("country").is_none() && fields.get("credit_code").is_none() {
            let division = fields["division"]
                .as_str()
                .and_then(|division| policy.term("division", division));
            let place = division.and_then(|term| match term.attributes.get("code") {
                Some(policy::Param::Count(code)) => Some(code.to_string()),
                Some(policy::Param::Word(code)) => Some(code.to_string()),
                _ => None,
            });
            fields["credit_code"] =
                json!(credit_code(place.as_deref().unwrap_or(""), number % 100_000).to_string());
        }
        if let Some(object) = fields.as_object_mut() {
            object.retain(|_, value| !value.is_null());
        }
        fields
    }

    fn equip(&mut self, alias: &str, organisation: OrganisationId, profile: &Profile) {
        let Some(policy) = self.rules.policies.in_force(self.day()).cloned() else {
            return;
        };
        let today = self.day();
        let from = json!(today);
        let year = i64::from(today.year());
        let mut acts: Vec<(&str, String, Value)> = Vec::new();
        for back in 1..=3 {
            let fields = json!({"year": year - back, "revenue": 80_000_000_000_i64, "rd_spending": 6_400_000_000_i64, "staff": 1200, "rd_staff": 420});
            acts.push(("organisation.report_year", String::new(), fields));
        }
        let level = policy
            .terms("level")
            .last()
            .map(|term| term.key.to_string());
        for term in policy.terms("carrier_kind") {
            acts.push((
                "organisation.add_carrier",
                term.key.to_string(),
                json!({"kind": term.key, "level": level, "name": term.title.zh, "from": from}),
            ));
        }
        acts.push(("organisation.add_fund", String::new(), json!({"name": alias, "registration": "SDEM01", "size": 20_000_000_000_i64, "from": from})));
        for term in policy.terms("member_kind") {
            let fields = json!({"partner_name": term.title.zh, "partner_kind": term.key, "topic": term.title.zh, "from": from});
            acts.push(("organisation.add_agreement", term.key.to_string(), fields));
        }
        for kind in ["team", "laboratory"] {
            acts.push((
                "organisation.add_team",
                kind.to_owned(),
                json!({"kind": kind, "name": alias, "size": 40, "from": from}),
            ));
        }
        if let Some(term) = policy.terms("tag").first() {
            acts.push((
                "organisation.add_tag",
                term.key.to_string(),
                json!({"tag": term.key, "from": from}),
            ));
        }
        for term in policy.terms("evidence") {
            let value = match term.word("type").map(Key::as_str) {
                Some("count") => json!("12"),
                Some("money") => json!("10000000 yuan"),
                Some("share") => json!("30%"),
                _ => Value::Null,
            };
            let mut fields = json!({"evidence": term.key, "from": from});
            if !value.is_null() {
                fields["value"] = value;
            }
            acts.push(("organisation.add_evidence", term.key.to_string(), fields));
        }
        let subject = Subject::Organisation(organisation);
        for (act, kind, fields) in acts {
            if !profile.leaves_out(act) && !profile.leaves_out(&kind) {
                self.by_anyone(subject, act, &fields);
            }
        }
    }
}
