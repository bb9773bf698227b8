//! The form of an act before anything is typed: what closes it, and whose it is if it is not the reader's.

use serde_json::Value;

use super::browser::Browser;
use super::city::{Folder, run};
use super::server::Server;

/// The consortia of the demo that stand in a stage, as an official sees them.
fn standing(folder: &Folder, stage: &str) -> Vec<String> {
    let (data, out) = (folder.text("city"), folder.text("listed.json"));
    run(&[
        "export",
        "consortia",
        "--data",
        &data,
        "--as",
        "officer@bureau",
        "--out",
        &out,
    ])
    .well();
    let list: Value = serde_json::from_str(&std::fs::read_to_string(&out).unwrap()).unwrap();
    let items = list["items"].as_array().unwrap();
    items
        .iter()
        .filter(|item| item["stage"] == stage)
        .map(|item| item["id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn the_form_of_somebody_else_s_act_says_whose_it_is_and_asks_for_nothing() {
    let folder = Folder::with_city();
    let drafting = standing(&folder, "Charter");
    let id = drafting.first().expect("one is at its charter");
    let server = Server::of(&folder.text("city"), "officer@bureau");
    let officer = Browser::signed_in(&server, "officer@bureau");
    let (status, page) = officer.get(&format!("/consortia/{id}/charter/sign"));
    assert_eq!(status, 200);
    assert!(page.contains("此事不由您办理"), "{page}");
    // The capacity and the stage, each with its clause; no field, no button.
    assert!(page.matches("/policy#").count() >= 2, "{page}");
    assert!(!page.contains("name=\"_step\""), "{page}");
    assert!(page.contains(&format!("href=\"/consortia/{id}\"")));
    let form = server.answer(&format!("/api/v1/consortia/{id}/charter/sign"), None);
    let form: Value = serde_json::from_str(&form.2).unwrap();
    assert_eq!(form["yours"], false, "{form}");
    let keys: Vec<&str> = form["closing"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["key"].as_str().unwrap())
        .collect();
    assert!(keys.contains(&"capacity"), "{form}");
}

#[test]
fn the_form_of_an_act_of_mine_that_is_closed_shows_what_closes_it_before_i_type() {
    let folder = Folder::with_city();
    let drafting = standing(&folder, "Charter");
    let id = drafting.first().expect("one is at its charter");
    let server = Server::of(&folder.text("city"), "officer@bureau");
    let officer = Browser::signed_in(&server, "officer@bureau");
    let (status, page) = officer.get(&format!("/consortia/{id}/examination/return"));
    assert_eq!(status, 200);
    assert!(page.contains("暂不能办理"), "{page}");
    assert!(page.contains("name=\"_step\""), "{page}");
    // Nothing was sent, so nothing is called out.
    assert!(!page.contains("role=\"alert\""), "{page}");
}
