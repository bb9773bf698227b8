//! What one may not see and what is not there: no address, no act and no export tells them apart.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::city::Folder;
use super::server::Server;

/// Subjects of a list, as somebody sees it.
fn listed(folder: &Folder, list: &str, login: &str) -> BTreeSet<String> {
    let list = folder.listed(list, login, &[]);
    let items = list["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["id"].as_str().unwrap().to_owned())
        .collect()
}

/// One that is there but hidden, and one of as many digits that is not there.
fn hidden_and_absent(all: &BTreeSet<String>, seen: &BTreeSet<String>) -> Vec<(String, String)> {
    all.difference(seen)
        .filter_map(|hidden| {
            let (letter, number) = hidden.split_at(1);
            let number: u64 = number.parse().unwrap();
            let absent = format!("{letter}{}", number + 1);
            (absent.len() == hidden.len() && !all.contains(&absent))
                .then(|| (hidden.clone(), absent))
        })
        .take(5)
        .collect()
}

/// Answers to two addresses are the same but for the name in them.
fn same(server: &Server, address: &str, (hidden, absent): (&str, &str), posted: Option<&Value>) {
    let answer = |id: &str| {
        let (status, headers, body) = server.answer(&address.replace("{}", id), posted);
        (status, headers, body.replace(id, "THIS"))
    };
    let (one, other) = (answer(hidden), answer(absent));
    assert!(one.0 >= 300, "{address} of {hidden} is answered: {one:?}");
    assert_eq!(one, other, "{address} of {hidden} and {absent}");
}

#[test]
fn a_foreign_object_and_an_absent_one_cannot_be_told_apart() {
    let folder = Folder::with_city();
    let (official, foreign) = ("officer@bureau", "secretary@katsura2");
    let kinds = [
        (
            "consortia",
            &[
                "application/submit",
                "charter/sign",
                "decision/approve",
                "notice/close",
            ][..],
        ),
        ("candidacies", &["selection/select", "consortium/start"][..]),
    ];
    let pairs = kinds.map(|(kind, acts)| {
        let all = listed(&folder, kind, official);
        let seen = listed(&folder, kind, foreign);
        let pairs = hidden_and_absent(&all, &seen);
        assert!(
            pairs.len() >= 3,
            "too few of the {kind} are hidden: {pairs:?}"
        );
        (kind, acts, pairs)
    });
    let server = Server::of(&folder.text("city"), foreign);
    let mut asked = 0;
    for (kind, acts, pairs) in &pairs {
        for (hidden, absent) in pairs {
            let both = (hidden.as_str(), absent.as_str());
            let mut paths = vec![format!("/{kind}/{{}}"), format!("/api/v1/{kind}/{{}}")];
            for more in ["acts", "conditions", "conditions.xlsx", "conditions.csv"] {
                paths.push(format!("/api/v1/{kind}/{{}}/{more}"));
                paths.push(format!("/{kind}/{{}}/{more}"));
            }
            for tab in ["members", "charter", "application", "register"] {
                paths.push(format!("/{kind}/{{}}?tab={tab}"));
            }
            for act in *acts {
                paths.push(format!("/{kind}/{{}}/{act}"));
                let path = format!("/api/v1/{kind}/{{}}/{act}");
                same(&server, &path, both, Some(&json!({})));
                same(
                    &server,
                    &path,
                    both,
                    Some(&json!({"reasons": "x", "statement": "y"})),
                );
                asked += 2;
            }
            for path in paths {
                same(&server, &path, both, None);
                asked += 1;
            }
            // The record that began it, and one the register does not hold.
            let record = &hidden[1..];
            let beyond = "9".repeat(record.len());
            for path in [
                "/register/{}",
                "/register/{}/files/00",
                "/documents/{}/decision.pdf",
                "/api/v1/records/{}",
                "/api/v1/records/{}/documents/decision.pdf",
            ] {
                same(&server, path, (record, &beyond), None);
                asked += 1;
            }
        }
    }
    assert!(asked > 200, "only {asked} addresses were asked");
}
