//! Notices on the pages of a running server, without any script: read, marked, chosen, followed in a calendar.

use serde_json::{Value, json};

use super::browser::Browser;
use super::city::Folder;
use super::server::Server;

/// What the officer was told, once nothing more comes; ten seconds at most.
fn told(server: &Server) -> Vec<Value> {
    let mut last: Vec<Value> = Vec::new();
    let mut same = 0;
    for _ in 0..100 {
        let answer: Value = serde_json::from_slice(&server.get("/notices?show=unread")).unwrap();
        let items = answer["items"].as_array().unwrap().clone();
        same = if items.is_empty() || items != last {
            0
        } else {
            same + 1
        };
        if same == 8 {
            return items;
        }
        last = items;
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("nobody was told anything");
}

#[test]
fn notices_are_read_marked_and_filtered_on_plain_pages() {
    let folder = Folder::with_city();
    let server = Server::of(&folder.text("city"), "officer@bureau");
    let unread = told(&server);
    let browser = Browser::signed_in(&server, "officer@bureau");
    let secret = browser.secret();
    let (status, page) = browser.get("/notices?show=unread&lang=en");
    assert_eq!(status, 200);
    assert!(
        page.contains(&format!("Notices ({})", unread.len())),
        "the frame counts"
    );
    let first = unread[0]["id"].to_string();
    let (status, page) = browser.get(&format!("/notices/{first}?lang=en"));
    assert_eq!(status, 200);
    let href = unread[0]["told"]["href"].as_str().unwrap();
    assert!(
        page.contains(&format!("href=\"{href}\"")),
        "it leads to the act"
    );
    let left = match unread.len() - 1 {
        0 => ">Notices</a>".to_owned(),
        left => format!("Notices ({left})"),
    };
    assert!(page.contains(&left), "{left}");
    // Another's notice and none are the same.
    let other = Browser::signed_in(&server, "secretary@katsura2");
    let foreign = other.get(&format!("/notices/{first}"));
    let absent = other.get("/notices/999999");
    assert_eq!((foreign.0, absent.0), (404, 404));
    assert_eq!(
        foreign.1.replace(&format!("/notices/{first}"), "N"),
        absent.1.replace("/notices/999999", "N")
    );
    // A form that is not this session's changes nothing.
    assert_eq!(browser.post("/notices", &[("all", "1")]).0, 403);
    let marked = browser.post("/notices", &[("all", "1"), ("_csrf", &secret)]);
    assert_eq!(marked.0, 303);
    assert!(!browser.get("/notices?lang=en").1.contains("Notices ("));
}

#[test]
fn a_person_chooses_how_to_be_written_to_by_page_and_by_api() {
    let folder = Folder::with_city();
    let server = Server::of(&folder.text("city"), "officer@bureau");
    told(&server);
    let browser = Browser::signed_in(&server, "officer@bureau");
    let secret = browser.secret();
    let choose = |address: &str, delivery: &str| {
        let form = [
            ("_csrf", secret.as_str()),
            ("address", address),
            ("delivery", delivery),
        ];
        browser.post("/notices/choices", &form)
    };
    let (status, page) = choose("no address", "daily");
    assert_eq!(status, 422);
    assert!(page.contains("no address"), "what was typed stays");
    assert_eq!(choose("somebody@example.org", "daily").0, 200);
    let kept: Value = serde_json::from_slice(&server.get("/notices/choices")).unwrap();
    assert_eq!(
        kept,
        json!({"address": "somebody@example.org", "delivery": "daily", "mail_server": false})
    );
}

#[test]
fn a_calendar_link_is_shown_once_followed_without_signing_in_and_revoked() {
    let folder = Folder::with_city();
    let server = Server::of(&folder.text("city"), "officer@bureau");
    told(&server);
    let browser = Browser::signed_in(&server, "officer@bureau");
    let secret = browser.secret();
    let form = |name| [("_csrf", secret.as_str()), (name, "1")];
    let page = browser.post("/notices/calendar", &form("make")).1;
    let path = page.split_once("/calendar/").unwrap().1;
    let path = format!("/calendar/{}", path.split_once(".ics").unwrap().0);
    assert!(
        !browser.get("/notices/choices").1.contains(&path),
        "only once"
    );
    let nobody = Browser::signed_in(&server, "officer@bureau").forgetting();
    let (status, feed) = nobody.get(&format!("{path}.ics?lang=zh"));
    assert_eq!(status, 200);
    assert!(feed.starts_with("BEGIN:VCALENDAR\r\n") && feed.contains("BEGIN:VEVENT\r\n"));
    assert_eq!(browser.post("/notices/calendar", &form("revoke")).0, 200);
    assert_eq!(nobody.get(&format!("{path}.ics")).0, 404);
}
