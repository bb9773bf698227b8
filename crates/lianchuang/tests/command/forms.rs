//! The form of an act before anything is typed: what closes it, and whose it is if it is not the reader's.

use serde_json::Value;

use super::browser::Browser;
use super::city::Folder;
use super::server::Server;

/// A consortium that writes its charter, and an official at the door of its city.
fn drafting(folder: &Folder) -> (String, Server, Browser) {
    let listed = folder.listed("consortia", "officer@bureau", &["stage=charter"]);
    let id = listed["items"][0]["id"].as_str().unwrap().to_owned();
    let server = Server::of(&folder.text("city"), "officer@bureau");
    let officer = Browser::signed_in(&server, "officer@bureau");
    (id, server, officer)
}

#[test]
fn the_form_of_somebody_else_s_act_says_whose_it_is_and_asks_for_nothing() {
    let folder = Folder::with_city();
    let (id, server, officer) = drafting(&folder);
    let (status, page) = officer.get(&format!("/consortia/{id}/charter/sign"));
    assert_eq!(status, 200);
    assert!(page.contains("此事不由您办理"), "{page}");
    // The capacity and the stage, each with its clause; no field, no button.
    assert!(page.matches("/policy#").count() >= 2, "{page}");
    assert!(!page.contains("name=\"_step\""), "{page}");
    assert!(page.contains(&format!("href=\"/consortia/{id}\"")));
    // Sent all the same, it is refused for the same reasons.
    let secret = officer.secret();
    let sent = [("_csrf", secret.as_str()), ("_step", "check")];
    let (status, page) = officer.post(
        &format!("/consortia/{id}/decision/approve"),
        &[&sent[..], &[("reasons", "先行审定")]].concat(),
    );
    assert_eq!(status, 409);
    for told in ["此事不由您办理", "当前阶段", "办理人身份"] {
        assert!(page.contains(told), "{told}: {page}");
    }
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
    let (id, _server, officer) = drafting(&folder);
    let (status, page) = officer.get(&format!("/consortia/{id}/examination/return"));
    assert_eq!(status, 200);
    assert!(page.contains("暂不能办理"), "{page}");
    assert!(page.contains("name=\"_step\""), "{page}");
    // Nothing was sent, so nothing is called out.
    assert!(!page.contains("role=\"alert\""), "{page}");
}
