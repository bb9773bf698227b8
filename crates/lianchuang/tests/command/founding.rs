//! The first start: no account exists, three codes are printed, and three persons take the three offices with them.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use super::city::Folder;

/// A server on an empty folder, with the codes it printed by office.
struct Founding {
    address: String,
    codes: Vec<(String, String)>,
    process: Child,
}

impl Founding {
    fn start(data: &str) -> Founding {
        let mut process = Command::new(env!("CARGO_BIN_EXE_lianchuang"))
            .args([
                "--lang",
                "en",
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--data",
                data,
            ])
            .args(["--second-factor", "offered"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut codes = Vec::new();
        let mut address = String::new();
        for line in BufReader::new(process.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            if line.starts_with("http://") {
                line.trim().clone_into(&mut address);
                break;
            }
            if let Some((code, office)) = line.trim().split_once("  ") {
                codes.push((office.to_owned(), code.to_owned()));
            }
        }
        Founding {
            address,
            codes,
            process,
        }
    }

    fn code(&self, office: &str) -> &str {
        let found = self.codes.iter().find(|(found, _)| found == office);
        &found.unwrap().1
    }

    fn post(&self, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .build()
            .into();
        let mut answer = agent
            .post(format!("{}{path}", self.address))
            .header("Sec-Fetch-Site", "same-origin")
            .header("Accept-Language", "en")
            .send_form(fields.iter().copied())
            .unwrap();
        let body = answer.body_mut().read_to_string().unwrap();
        (answer.status().as_u16(), body)
    }

    fn found(&self, code: &str, login: &str, password: &str) -> (u16, String) {
        self.post(
            "/founding",
            &[
                ("code", code),
                ("name", "示例某"),
                ("login", login),
                ("new", password),
                ("again", password),
            ],
        )
    }
}

impl Drop for Founding {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

const PASSWORD: &str = "Mulberry-7-harbour";

#[test]
fn m07_the_first_start_prints_three_codes_and_each_founds_one_office_once() {
    let folder = Folder::new();
    let data = folder.text("office");
    let server = Founding::start(&data);
    let offices = ["System administrator", "Security administrator", "Auditor"];
    let printed: Vec<&str> = server
        .codes
        .iter()
        .map(|(office, _)| office.as_str())
        .collect();
    assert_eq!(printed, offices);
    // Nobody can sign in: there is no account, and none by default.
    for login in ["admin", "root", "system", "security", "audit"] {
        let tried = server.post("/sign-in", &[("login", login), ("password", login)]);
        assert_eq!(tried.0, 401, "{login}");
    }
    let weak = server.found(server.code("Auditor"), "keeper", "keeper");
    assert_eq!(weak.0, 400);
    assert!(weak.1.contains("at least 12"), "{}", weak.1);
    assert_eq!(
        server
            .found("AAAAA-BBBBB-CCCCC-DDDDD", "keeper", PASSWORD)
            .0,
        400
    );
    for (office, login) in offices.iter().zip(["first", "second", "third"]) {
        let founded = server.found(server.code(office), login, PASSWORD);
        assert_eq!(founded.0, 303, "{office}: {}", founded.1);
        let again = server.found(server.code(office), "somebody", PASSWORD);
        assert_eq!(again.0, 400, "{office} is founded once");
        let signed = server.post("/sign-in", &[("login", login), ("password", PASSWORD)]);
        assert_eq!(signed.0, 303, "{login}");
    }
    drop(server);
    let later = Founding::start(&data);
    assert!(later.codes.is_empty(), "a founded office prints no codes");
}

#[test]
fn m07_codes_of_an_earlier_start_end_when_others_are_printed() {
    let folder = Folder::new();
    let data = folder.text("office");
    let first = Founding::start(&data);
    let old = first.code("Auditor").to_owned();
    drop(first);
    let second = Founding::start(&data);
    assert_eq!(second.found(&old, "keeper", PASSWORD).0, 400);
    assert_eq!(
        second.found(second.code("Auditor"), "keeper", PASSWORD).0,
        303
    );
}
