//! Hostile texts through fields and filters: they are kept and shown as what they are, texts, and no question to a database
//! or a page is made of them.

use serde_json::{Value, json};

use super::browser::Browser;
use super::city::Folder;
use super::server::Server;
use super::workbook::code;

/// What others have broken pages, databases, paths, templates and sheets with.
const TEXTS: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "<svg/onload=alert(1)>",
    "javascript:alert(1)",
    "' OR '1'='1",
    "'; DROP TABLE person; --",
    "1 UNION SELECT secret FROM second_factor",
    "%27%20OR%201=1",
    "{{7*7}}${7*7}#{7*7}",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "\u{202e}gnp.exe",
    "&lt;script&gt;",
    "]]></x><!--",
];

/// What a text would have become of a page if it had been taken for markup.
const MARKUP: &[&str] = &[
    "<script>alert",
    "<img src=x",
    "<svg/onload",
    "' onmouseover='",
    "href=\"javascript",
    "]]></x>",
];

fn harmless(what: &str, page: &str) {
    for markup in MARKUP {
        assert!(!page.contains(markup), "{what}: {markup}");
    }
}

#[test]
fn v13_a_hostile_text_in_a_filter_finds_nothing_and_becomes_no_markup() {
    let folder = Folder::with_city();
    let server = Server::of(&folder.text("city"), "officer@bureau");
    let security = Browser::signed_in(&server, "security@office");
    let auditor = Browser::signed_in(&server, "auditor@office");
    let officer = Browser::signed_in(&server, "officer@bureau");
    let mut asked = 0;
    for text in TEXTS {
        let escaped: Vec<String> = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let value = escaped.concat();
        for (who, path, names) in [
            (
                &officer,
                "/consortia",
                &[
                    "q", "stage", "industry", "division", "track", "sort", "cursor", "lang",
                ][..],
            ),
            (&officer, "/organisations", &["q", "division", "sort"][..]),
            (&officer, "/screening", &["q", "result", "sort"][..]),
            (
                &officer,
                "/inbox",
                &["q", "kind", "due", "keeper", "news", "cursor"][..],
            ),
            (&officer, "/notices", &["show", "marked"][..]),
            (&officer, "/register", &["q", "act", "before"][..]),
            (&officer, "/sign-in", &["next", "login"][..]),
            (&security, "/accounts", &["q", "state", "told"][..]),
            (
                &auditor,
                "/audit",
                &["q", "kind", "actor", "object", "login", "from"][..],
            ),
        ] {
            for name in names {
                let (status, page) = who.get(&format!("{path}?{name}={value}"));
                asked += 1;
                assert!(
                    matches!(status, 200 | 303 | 400),
                    "{path}?{name}={text}: {status}"
                );
                harmless(&format!("{path}?{name}={text}"), &page);
            }
        }
        for list in [
            "consortia",
            "organisations",
            "candidacies",
            "screening",
            "inbox",
            "records",
        ] {
            let (status, _, body) =
                server.answer_by("GET", &format!("/api/v1/{list}?q={value}"), None);
            asked += 1;
            assert!(matches!(status, 200 | 400), "{list}: {status} {body}");
        }
    }
    assert!(asked > 500, "{asked}");
}

#[test]
fn v13_v14_a_hostile_text_in_a_field_is_kept_and_shown_as_a_text() {
    let folder = Folder::with_city();
    let server = Server::of(&folder.text("city"), "officer@bureau");
    let browser = Browser::signed_in(&server, "officer@bureau");
    let (mut kept, mut registered) = (0, 0);
    for text in TEXTS {
        let fields = json!({
            "zh": format!("{text} 示例"), "en": text, "kind": "enterprise", "legal_form": "company",
            "place": text, "credit_code": code(97_000 + kept),
        });
        let (status, _, body) = server.answer_by(
            "POST",
            "/api/v1/office/organisation/register",
            Some(&fields),
        );
        assert!(matches!(status, 201 | 400 | 409), "{text}: {status} {body}");
        registered += usize::from(status == 201);
        let person = json!({"name": text, "contact": text});
        let (status, _, body) =
            server.answer_by("POST", "/api/v1/office/person/enrol", Some(&person));
        assert_eq!(status, 201, "{text}: {body}");
        let record: Value = serde_json::from_str(&body).unwrap();
        kept += 1;
        let (status, page) = browser.get(&format!("/register/{}", record["record"]));
        assert_eq!(status, 200);
        harmless(text, &page);
    }
    assert_eq!(usize::try_from(kept), Ok(TEXTS.len()));
    assert!(registered > 10, "{registered}");
    for path in [
        "/organisations",
        "/register",
        "/office/person/enrol",
        "/inbox",
    ] {
        let (status, page) = browser.get(path);
        assert_eq!(status, 200, "{path}");
        harmless(path, &page);
    }
    // A sheet takes none of them for a formula.
    let (_, lines) = browser.get("/organisations.csv");
    for line in lines.lines() {
        for cell in line.split(',') {
            let cell = cell.trim_matches('"');
            assert!(
                !cell.starts_with(['=', '@', '+', '\t']),
                "a formula: {cell}"
            );
        }
    }
}
