//! The inbox looked at, filtered, marked and handed on: on plain pages, by the API and at the command line.

use serde_json::{Value, json};

use super::browser::Browser;
use super::city::{Folder, run};
use super::server::Server;

fn desk(server: &Server, query: &str) -> Value {
    serde_json::from_slice(&server.get(&format!("/inbox{query}"))).unwrap()
}

fn waiting(desk: &Value) -> Vec<Value> {
    desk["waiting_for_me"].as_array().unwrap().clone()
}

/// A matter on a desk.
fn row(desk: &Value, subject: &str) -> Value {
    let found = waiting(desk);
    let found = found.iter().find(|row| row["subject"] == subject);
    found
        .unwrap_or_else(|| panic!("{subject}: {desk:#}"))
        .clone()
}

#[test]
fn what_is_new_or_changed_is_told_until_it_is_looked_at() {
    let folder = Folder::with_city();
    let server = Server::of(&folder.text("city"), "officer@bureau");
    let found = waiting(&desk(&server, ""));
    let new: Vec<&Value> = found.iter().filter(|row| row["news"] == "new").collect();
    assert!(!new.is_empty(), "{found:#?}");
    assert_eq!(waiting(&desk(&server, "?news=changed")).len(), new.len());
    let subject = new[0]["subject"].as_str().unwrap();

    let browser = Browser::signed_in(&server, "officer@bureau");
    let secret = browser.secret();
    let (_, page) = browser.get("/inbox?lang=en");
    assert_eq!(page.matches(">New<").count(), new.len());
    // A form that is not this session's marks nothing.
    let (status, _) = browser.post("/inbox", &[("do", "all"), ("_csrf", "guessed")]);
    assert_eq!(status, 303);
    assert_eq!(waiting(&desk(&server, "?news=changed")).len(), new.len());
    let (status, _) = browser.post(
        "/inbox",
        &[("do", "looked"), ("subject", subject), ("_csrf", &secret)],
    );
    assert_eq!(status, 303);
    assert_eq!(row(&desk(&server, ""), subject)["news"], "nothing");
    let (status, _) = browser.post("/inbox", &[("do", "all"), ("_csrf", &secret)]);
    assert_eq!(status, 303);
    assert_eq!(
        waiting(&desk(&server, "?news=changed")),
        Vec::<Value>::new()
    );
    let (_, page) = browser.get("/inbox?lang=en");
    assert!(!page.contains(">New<"));

    // The leader hands it to the officer: that is new to the officer, and the page says what it was.
    let leads = Browser::signed_in(&server, "leader@bureau");
    let secret = leads.secret();
    let officer = own_person(&server);
    let form = [
        ("do", "hand_over"),
        ("subject", subject),
        ("to", officer.as_str()),
        ("note", "Please see to it"),
        ("_key", "one"),
        ("_csrf", secret.as_str()),
    ];
    let (status, page) = leads.post("/inbox", &form);
    assert_eq!(status, 200, "{page}");
    assert!(page.contains("已转交 1 项，未转交 0 项"), "{page}");
    let changed = row(&desk(&server, ""), subject);
    assert_eq!(
        (&changed["news"], &changed["changes"], &changed["keeper"]),
        (&json!("changed"), &json!(1), &json!("me"))
    );
    assert_eq!(changed["last_change"]["act"], "matter.hand_over");
    assert_eq!(changed["handler"], officer.as_str());
    let (_, page) = browser.get("/inbox?lang=en");
    assert!(page.contains("1 new records"), "{page}");
    assert!(page.contains("Kept by you"), "{page}");

    // The same form sent again hands nothing over twice; a fresh one is refused with what closes it.
    let (status, _) = leads.post("/inbox", &form);
    assert_eq!(status, 200);
    assert_eq!(row(&desk(&server, ""), subject)["changes"], 1);
    let again: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (*name, if *name == "_key" { "two" } else { *value }))
        .collect();
    let (status, page) = leads.post("/inbox", &again);
    assert_eq!(status, 409);
    assert!(page.contains("已转交 0 项，未转交 1 项"), "{page}");

    // Opening the matter in a browser is looking at it; reading it by the API is not.
    server.get(&format!("/consortia/{subject}"));
    assert_eq!(row(&desk(&server, ""), subject)["news"], "changed");
    let (status, _) = browser.get(&format!("/consortia/{subject}"));
    assert_eq!(status, 200);
    assert_eq!(row(&desk(&server, ""), subject)["news"], "nothing");
}

/// The person of the token's login, as the records of a handing over name it.
fn own_person(server: &Server) -> String {
    let page = Browser::signed_in(server, "leader@bureau")
        .get("/inbox?lang=en")
        .1;
    let list = page.split_once("id=\"to\"").unwrap().1;
    let list = list.split_once("</select>").unwrap().0;
    let name = {
        let own = Browser::signed_in(server, "officer@bureau")
            .get("/account?lang=en")
            .1;
        let offered = list.split("<option value=\"").skip(1);
        offered
            .map(|option| option.split_once("\">").unwrap())
            .find(|(_, rest)| own.contains(rest.split_once('<').unwrap().0))
            .map(|(person, _)| person.to_owned())
    };
    name.unwrap()
}

#[test]
fn a_desk_is_filtered_alike_by_the_api_and_at_the_command_line() {
    let folder = Folder::with_city();
    let city = folder.text("city");
    let server = Server::of(&city, "officer@bureau");
    let whole = waiting(&desk(&server, ""));
    for (filter, fits) in [
        (
            "due=late",
            (|row| row["working_days_left"].as_i64() < Some(0) && !row["due"].is_null())
                as fn(&Value) -> bool,
        ),
        ("due=none", |row| row["due"].is_null()),
        ("kind=candidacies", |row| {
            row["subject"].as_str().unwrap().starts_with('s')
        }),
        ("kind=consortia", |row| {
            row["subject"].as_str().unwrap().starts_with('c')
        }),
        ("keeper=nobody", |row| row["handler"].is_null()),
        ("keeper=me", |row| !row["handler"].is_null()),
    ] {
        let found = desk(&server, &format!("?{filter}"));
        let wanted: Vec<Value> = whole.iter().filter(|row| fits(row)).cloned().collect();
        assert_eq!(waiting(&found), wanted, "{filter}");
        let printed = run(&[
            "inbox",
            filter,
            "--data",
            &city,
            "--as",
            "officer@bureau",
            "--format",
            "json",
        ])
        .well()
        .json();
        assert_eq!(printed, found, "{filter}");
    }
    assert!(whole.iter().any(|row| !row["due"].is_null()), "{whole:#?}");
    for (query, told) in [
        ("?due=never", "due: one of late, soon, later, none"),
        ("?whose=mine", "whose: there are q, kind, due, keeper, news"),
        ("?q=", "q: empty"),
        ("?q=a&q=b", "q: twice"),
    ] {
        let (status, _, body) = server.answer(&format!("/api/v1/inbox{query}"), None);
        assert_eq!(status, 400, "{query}");
        assert!(body.contains(told), "{query}: {body}");
    }
    let refused = run(&[
        "inbox",
        "due=never",
        "--data",
        &city,
        "--as",
        "officer@bureau",
    ]);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("due: one of late"), "{}", refused.err);
}

#[test]
fn what_one_may_not_see_is_not_marked_and_not_spoken_of() {
    let folder = Folder::with_city();
    let city = folder.text("city");
    let server = Server::of(&city, "officer@bureau");
    let subject = waiting(&desk(&server, ""))[0]["subject"].clone();
    let login = json!({"login": "security@office", "password": "lianchuang-demo", "label": "test"});
    let (_, _, made) = server.answer("/api/v1/tokens", Some(&login));
    let made: Value = serde_json::from_str(&made).unwrap();
    let marked: Value = ureq::post(format!("{}/api/v1/inbox", server.address()))
        .header(
            "Authorization",
            format!("Bearer {}", made["token"].as_str().unwrap()),
        )
        .send_json(json!({"subjects": [subject, "c999999"]}))
        .unwrap()
        .body_mut()
        .read_json()
        .unwrap();
    assert_eq!(marked, json!({"marked": 0}));
    for wrong in [
        json!({"subjects": ["x"]}),
        json!({"all": false}),
        json!({"all": true, "subjects": []}),
        json!([]),
    ] {
        let (status, _, body) = server.answer("/api/v1/inbox", Some(&wrong));
        assert_eq!(status, 400, "{wrong}: {body}");
    }
    let (status, _, body) = server.answer("/api/v1/inbox", Some(&json!({"all": true})));
    assert_eq!(status, 200, "{body}");
}
