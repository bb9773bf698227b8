//! Planted secrets and personal data, put through the built product: looked for in everything it leaves on a disk or prints.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::city::{Folder, run};

const NAME: &str = "欧阳植入示例";
const CONTACT: &str = "planted-7391@alder.example";
const DRAFT: &str = "尚未公布的植入草稿";
const TYPED_AS_LOGIN: &str = "Planted-secret-typed-as-login-5";
const PHONE: &str = "13907391846";
/// What stands in an attached file, one of them written like a resident number.
const IN_A_FILE: &str = "planted-in-an-attached-file-6207";
const NUMBER_IN_A_FILE: &str = "320502199001016207";
/// 24 bytes in base 64, as webhooks are signed with.
const WEBHOOK_SECRET: &str = "cGxhbnRlZC13ZWJob29rLXNlY3JldC03";
const MAIL_PASSWORD: &str = "planted-mail-password-8264";
const PASSWORD: &str = "lianchuang-demo";
const OURS: &str = "lianchuang=trace,cabinet=trace,register=trace,seal=trace,acts=trace,audit=trace,identity=trace";

/// A server of which everything printed is kept, with a folder for temporary files of its own.
struct Served {
    process: Child,
    address: String,
    agent: ureq::Agent,
}

impl Served {
    fn on(folder: &Folder) -> Served {
        std::fs::create_dir(folder.path("temporary")).unwrap();
        let printed = |name: &str| Stdio::from(File::create(folder.path(name)).unwrap());
        let process = Command::new(env!("CARGO_BIN_EXE_lianchuang"))
            .args([
                "demo",
                "--listen",
                "127.0.0.1:0",
                "--data",
                &folder.text("city"),
            ])
            .env("RUST_LOG", OURS)
            .env("TMPDIR", folder.path("temporary"))
            .env(
                "LIANCHUANG_SMTP",
                format!("smtp://planted:{MAIL_PASSWORD}@127.0.0.1:9?tls=required"),
            )
            .env("LIANCHUANG_MAIL_FROM", "office@demo.invalid")
            .env("LIANCHUANG_WEBHOOKS", "https://192.0.2.1/planted")
            .env(
                "LIANCHUANG_WEBHOOK_SECRET",
                format!("whsec_{WEBHOOK_SECRET}"),
            )
            .stdout(printed("out.log"))
            .stderr(printed("err.log"))
            .spawn()
            .unwrap();
        let begun = Instant::now();
        let address = loop {
            let out = std::fs::read_to_string(folder.path("out.log")).unwrap();
            let line = out
                .lines()
                .find_map(|line| Some(&line[line.find("http://")?..]));
            if let Some(address) = line.filter(|_| out.ends_with('\n')) {
                break address.trim().to_owned();
            }
            assert!(begun.elapsed() < Duration::from_mins(2), "no server");
            std::thread::yield_now();
        };
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .build()
            .into();
        Served {
            process,
            address,
            agent,
        }
    }

    /// Posts a form; gives the status, the session's cookie if one came, and the page.
    fn post(&self, path: &str, cookie: &str, fields: &[(&str, &str)]) -> (u16, String, String) {
        let mut answer = self
            .agent
            .post(format!("{}{path}", self.address))
            .header("Cookie", format!("lc_session={cookie}"))
            .header("Sec-Fetch-Site", "same-origin")
            .send_form(fields.iter().copied())
            .unwrap();
        let came = answer
            .headers()
            .get_all("set-cookie")
            .iter()
            .find_map(|set| {
                let value = set.to_str().ok()?.strip_prefix("lc_session=")?;
                Some(value.split(';').next()?.to_owned())
            });
        let page = answer.body_mut().read_to_string().unwrap_or_default();
        (answer.status().as_u16(), came.unwrap_or_default(), page)
    }

    fn get(&self, path: &str, cookie: &str) -> Vec<u8> {
        let mut answer = self
            .agent
            .get(format!("{}{path}", self.address))
            .header("Cookie", format!("lc_session={cookie}"))
            .call()
            .unwrap();
        assert_eq!(answer.status().as_u16(), 200, "{path}");
        answer.body_mut().read_to_vec().unwrap()
    }

    fn page(&self, path: &str, cookie: &str) -> String {
        String::from_utf8(self.get(path, cookie)).unwrap()
    }

    fn signed_in(&self, login: &str) -> String {
        let fields = [("login", login), ("password", PASSWORD), ("next", "/inbox")];
        let (status, cookie, page) = self.post("/sign-in", "", &fields);
        assert!(!cookie.is_empty(), "{status} {page}");
        cookie
    }

    fn api(&self, path: &str, token: &str, asked: &Value) -> Value {
        let mut posted = self.agent.post(format!("{}/api/v1{path}", self.address));
        if !token.is_empty() {
            posted = posted.header("Authorization", format!("Bearer {token}"));
        }
        let mut answer = posted.send_json(asked).unwrap();
        let told = answer.body_mut().read_to_string().unwrap();
        assert!(answer.status().is_success(), "{path}: {told}");
        serde_json::from_str(&told).unwrap()
    }
}

impl Served {
    /// Asks the server to end and waits until it has.
    fn ends_calmly(mut self) {
        let asked = Command::new("kill")
            .args(["-TERM", &self.process.id().to_string()])
            .status()
            .unwrap();
        assert!(asked.success());
        assert!(self.process.wait().unwrap().success());
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is gone afterwards.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What stands between two texts of a page.
fn between(page: &str, before: &str, after: &str) -> String {
    let from = page
        .find(before)
        .unwrap_or_else(|| panic!("no {before} in {page}"))
        + before.len();
    page[from..from + page[from..].find(after).unwrap()].to_owned()
}

fn form_secret(page: &str) -> String {
    between(page, "name=\"_csrf\" value=\"", "\"")
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .filter_map(|digit| char::from_digit(u32::from(digit), 16))
        .collect()
}

/// Base 64 of what stands at an offset within a longer text: the first and last digits depend on what stands beside it.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits: Vec<usize> = bytes
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |bit| usize::from((byte >> bit) & 1)))
        .collect();
    let six = |bits: &[usize]| bits.iter().fold(0, |value, bit| value * 2 + bit);
    bits.chunks_exact(6)
        .map(|bits| char::from(DIGITS[six(bits)]))
        .collect()
}

/// The ways a marker may be written.
fn writings(marker: &str) -> Vec<Vec<u8>> {
    let bytes = marker.as_bytes();
    let little: Vec<u8> = marker.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = marker.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut all = vec![
        bytes.to_vec(),
        little,
        big,
        hex(bytes).into_bytes(),
        hex(bytes).to_uppercase().into_bytes(),
    ];
    for skipped in 0..3 {
        let written = base64(&bytes[skipped..bytes.len() - bytes.len() % 3]);
        // The last digits hang on what follows.
        all.push(written.as_bytes()[..written.len() - 2].to_vec());
    }
    all
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Where one of the markers stands.
fn leaks(folder: &Path, markers: &[(&str, String)]) -> Vec<String> {
    let mut all = Vec::new();
    files(folder, &mut all);
    let mut leaks = Vec::new();
    for file in all {
        let bytes = std::fs::read(&file).unwrap();
        for (what, marker) in markers {
            let stands = |written: &Vec<u8>| memmem(&bytes, written);
            if writings(marker).iter().any(stands) {
                leaks.push(format!("{what} in {}", file.display()));
            }
        }
    }
    leaks
}

fn memmem(bytes: &[u8], sought: &[u8]) -> bool {
    let first = sought[0];
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|byte| *byte == first) {
        if bytes[from + at..].starts_with(sought) {
            return true;
        }
        from += at + 1;
    }
    false
}

/// The markers that come out of a first hour of work: what the product itself made secret, and what was planted.
fn work(served: &Served) -> Vec<(&'static str, String)> {
    let mut markers = vec![
        ("a name", NAME.to_owned()),
        ("a contact", CONTACT.to_owned()),
        ("a draft", DRAFT.to_owned()),
        ("what was typed as a login", TYPED_AS_LOGIN.to_owned()),
        ("the mail password", MAIL_PASSWORD.to_owned()),
        ("the secret of webhooks", WEBHOOK_SECRET.to_owned()),
        ("a telephone", PHONE.to_owned()),
        ("a text in an attached file", IN_A_FILE.to_owned()),
        (
            "a resident number in an attached file",
            NUMBER_IN_A_FILE.to_owned(),
        ),
    ];
    let wrong = [
        ("login", TYPED_AS_LOGIN),
        ("password", "Planted-wrong-password-6"),
    ];
    assert_eq!(served.post("/sign-in", "", &wrong).0, 401);
    markers.push(("a wrong password", wrong[1].1.to_owned()));

    let system = served.signed_in("system@office");
    markers.push(("a session", system.clone()));
    let asked = json!({"login": "system@office", "password": PASSWORD, "label": "test"});
    let token = served.api("/tokens", "", &asked)["token"]
        .as_str()
        .unwrap()
        .to_owned();
    markers.push(("a token", token.clone()));
    let person = json!({"name": NAME, "contact": CONTACT});
    served.api("/office/person/enrol", &token, &person);
    let person = json!({"name": "示例同事", "contact": PHONE});
    let enrolled = served.api("/office/person/enrol", &token, &person);
    let opening =
        json!({"login": "colleague@bureau", "person": format!("p{}", enrolled["record"])});
    let opened = served.api("/accounts", &token, &opening);
    let code = opened["code"].as_str().unwrap().to_owned();
    markers.push(("a set-up code", code.replace('-', "")));
    markers.push(("a set-up code as printed", code));

    // A seed for an authenticator app.
    let factors = served.page("/account/second-factor", &system);
    let secret = form_secret(&factors);
    markers.push(("a form's secret", secret.clone()));
    let offered = served.post("/account/second-factor/app", &system, &[("_csrf", &secret)]);
    assert!(offered.0 < 400, "{}", offered.2);
    let page = served.page("/account/second-factor", &system);
    let seed = between(&page, "<code class=\"seed\">", "</code>");
    markers.push(("a seed as typed", seed.clone()));
    markers.push(("a seed", seed.replace(' ', "")));

    let officer = served.signed_in("officer@bureau");
    let form = served.page("/office/organisation/register", &officer);
    let fields = [
        ("_csrf", form_secret(&form)),
        ("zh", DRAFT.to_owned()),
        ("_step", "keep".to_owned()),
    ];
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let kept = served.post("/office/organisation/register", &officer, &fields);
    assert!(kept.0 < 400, "{}", kept.2);
    assert!(
        served
            .page("/office/organisation/register", &officer)
            .contains(DRAFT),
        "the draft is kept"
    );
    attach(served);
    for list in ["/organisations", "/consortia", "/register"] {
        served.page(list, &officer);
    }
    // Files leave the house without leaving anything behind here.
    for file in ["/consortia.xlsx", "/organisations.csv", "/screening.xlsx"] {
        assert!(served.get(file, &officer).len() > 100, "{file}");
    }
    markers
}

/// Attaches a file by the API, names it in an act, and reads it back.
fn attach(served: &Served) {
    let content = format!("%PDF-1.7\n({IN_A_FILE} {NUMBER_IN_A_FILE}) Tj\n%%EOF\n");
    let asked = json!({"login": "officer@bureau", "password": PASSWORD, "label": "files"});
    let token = served.api("/tokens", "", &asked)["token"]
        .as_str()
        .unwrap()
        .to_owned();
    let bearer = format!("Bearer {token}");
    let mut kept = served
        .agent
        .post(format!("{}/api/v1/files", served.address))
        .header("Authorization", &bearer)
        .send(content.as_bytes())
        .unwrap();
    let kept: Value = kept.body_mut().read_json().unwrap();
    let digest = kept["digest"].as_str().unwrap();
    let organisations = served
        .agent
        .get(format!("{}/api/v1/organisations?limit=1", served.address))
        .header("Authorization", &bearer)
        .call()
        .unwrap()
        .body_mut()
        .read_json::<Value>()
        .unwrap();
    let organisation = organisations["items"][0]["id"].as_str().unwrap();
    let fields = json!({"kind": "team", "name": "植入小组", "size": 3, "from": "2024-01-02", "file": digest});
    let path = format!("/organisations/{organisation}/organisation/add_team");
    let recorded = served.api(&path, &token, &fields);
    let mut read = served
        .agent
        .get(format!(
            "{}/api/v1/records/{}/files/{digest}",
            served.address, recorded["record"]
        ))
        .header("Authorization", &bearer)
        .call()
        .unwrap();
    assert_eq!(read.body_mut().read_to_string().unwrap(), content);
}

#[test]
fn m30_what_ends_calmly_leaves_no_secret_and_no_temporary_file() {
    let folder = Folder::with_city();
    let served = Served::on(&folder);
    let markers = work(&served);
    served.ends_calmly();
    let found = leaks(&folder.path(""), &markers);
    assert!(found.is_empty(), "{found:#?}");
    let mut left = Vec::new();
    files(&folder.path("temporary"), &mut left);
    assert!(left.is_empty(), "{left:#?}");
}

#[test]
fn m27_planted_secrets_stand_nowhere_in_what_the_product_leaves_behind() {
    let folder = Folder::with_city();
    let served = Served::on(&folder);
    let mut markers = work(&served);
    let data = folder.text("city");
    let backup = folder.text("backup");
    run(&["backup", "--data", &data, "--out", &backup]).well();
    // While it runs, with the write-ahead logs as they stand; after it was killed; and in the backup.
    let mut found = leaks(&folder.path(""), &markers);
    drop(served);
    // The demo prints its password for everybody; only where it is kept it must not stand.
    markers.push(("the password", PASSWORD.to_owned()));
    found.extend(leaks(&folder.path("city"), &markers));
    found.extend(leaks(&folder.path("backup"), &markers));
    assert!(found.is_empty(), "{found:#?}");

    // The search itself: each way of writing is found.
    for (number, written) in writings(NAME).into_iter().enumerate() {
        let name = format!("planted{number}");
        let mut file = File::create(folder.path("temporary").join(name)).unwrap();
        file.write_all(&[b"before".as_slice(), &written, b"after"].concat())
            .unwrap();
    }
    assert_eq!(
        leaks(&folder.path("temporary"), &markers).len(),
        writings(NAME).len()
    );
}
