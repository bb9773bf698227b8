//! A server killed while people act: the audit log tells of every act that is recorded, once, and of no other.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use crate::city::{Folder, run};
use crate::server::Server;

/// Records of acts made here, by number; with how often the log tells of each.
fn records(data: &Path) -> BTreeMap<i64, usize> {
    let register = rusqlite::Connection::open(data.join("register.db")).unwrap();
    let mut records = register
        .prepare("SELECT number FROM entry WHERE CAST(payload AS TEXT) LIKE '%击杀基金%'")
        .unwrap();
    let numbers = records.query_map([], |row| row.get(0)).unwrap();
    let mut told: BTreeMap<i64, usize> = numbers.map(|number| (number.unwrap(), 0)).collect();
    let log = rusqlite::Connection::open(data.join("audit.db")).unwrap();
    let mut events = log
        .prepare("SELECT payload FROM event WHERE kind = 'act' AND outcome = 'success'")
        .unwrap();
    for payload in events.query_map([], |row| row.get::<_, String>(0)).unwrap() {
        let event: Value = serde_json::from_str(&payload.unwrap()).unwrap();
        if event["note"] == "organisation.add_fund" && event["source"] == "127.0.0.1" {
            *told.entry(event["count"].as_i64().unwrap()).or_default() += 1;
        }
    }
    told
}

#[test]
fn m17_a_server_killed_while_people_act_leaves_no_record_untold_and_none_told_twice() {
    let folder = Folder::with_city();
    let data = folder.text("city");
    let number = AtomicUsize::new(0);
    let answered = AtomicUsize::new(0);
    for round in 0..4 {
        let server = Server::of(&data, "officer@bureau");
        let list: Value = serde_json::from_slice(&server.get("/organisations?limit=1")).unwrap();
        let organisation = list["items"][0]["id"].as_str().unwrap();
        let path = format!(
            "{}/api/v1/organisations/{organisation}/organisation/add_fund",
            server.address()
        );
        let bearer = server.bearer();
        let act = || {
            let number = number.fetch_add(1, Ordering::Relaxed);
            let fields = json!({"name": format!("击杀基金{number}"), "registration": format!("SKILL{number}"), "from": "2024-01-02"});
            let sent = ureq::post(&path)
                .header("Authorization", &bearer)
                .send_json(fields);
            match sent {
                Ok(answer) => {
                    assert_eq!(answer.status(), 201);
                    answered.fetch_add(1, Ordering::Relaxed);
                    true
                }
                Err(ureq::Error::StatusCode(code)) => panic!("answered {code}"),
                Err(_) => false,
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| while act() {});
            }
            // Not on the beat of the half second after which the log takes over.
            std::thread::sleep(Duration::from_millis(700 + 130 * round));
            drop(server);
        });
    }
    // Whoever looks takes over what the killed process left.
    folder.audited("kind=act");
    let told = records(&folder.path("city"));
    println!(
        "{} recorded, {} answered",
        told.len(),
        answered.load(Ordering::Relaxed)
    );
    assert!(
        told.len() >= answered.load(Ordering::Relaxed),
        "what was answered stands"
    );
    assert!(told.len() > 40, "only {} acts", told.len());
    let odd: Vec<_> = told.iter().filter(|(_, times)| **times != 1).collect();
    assert!(odd.is_empty(), "told otherwise than once: {odd:?}");
    run(&["audit", "verify", "--data", &data]).well();
}
