//! The text every scanner knows, through everything by which something leaves the product: it reaches nobody.

use std::path::Path;

use serde_json::{Value, json};

use super::browser::Browser;
use super::city::{Folder, run};
use super::server::Server;

#[expect(dead_code, reason = "beside the code it says more than here")]
#[path = "../../src/upload/tests/daemon.rs"]
mod daemon;

use daemon::{Daemon, Says};

/// Put together here so that no scanner of sources takes it for more.
fn text() -> String {
    [
        r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR",
        "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
    ]
    .concat()
}

fn send(server: &Server, content: &[u8]) -> Value {
    server.send("/files", content)
}

fn name(server: &Server, team: &str, digest: &str) -> (String, u64) {
    let list = server.get("/organisations?limit=1");
    let list: Value = serde_json::from_slice(&list).unwrap();
    let organisation = list["items"][0]["id"].as_str().unwrap().to_owned();
    let fields =
        json!({"kind": "team", "name": team, "size": 3, "from": "2024-01-02", "file": digest});
    let path = format!("/organisations/{organisation}/organisation/add_team");
    let (status, _, told) = server.answer_by("POST", &format!("/api/v1{path}"), Some(&fields));
    assert_eq!(status, 201, "{told}");
    let told: Value = serde_json::from_str(&told).unwrap();
    (organisation, told["record"].as_u64().unwrap())
}

fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Where the text stands, packed or not.
fn stands(folder: &Path) -> Vec<String> {
    let text = text();
    let is_in = |bytes: &[u8]| {
        bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    };
    let mut all = Vec::new();
    files(folder, &mut all);
    let mut found = Vec::new();
    for path in all {
        let bytes = std::fs::read(&path).unwrap();
        if is_in(&bytes) {
            found.push(path.display().to_string());
        }
        let Ok(mut packed) = zip::ZipArchive::new(std::io::Cursor::new(&bytes)) else {
            continue;
        };
        for index in 0..packed.len() {
            let mut entry = packed.by_index(index).unwrap();
            let mut content = Vec::new();
            std::io::Read::read_to_end(&mut entry, &mut content).unwrap();
            if is_in(&content) {
                found.push(format!("{} in {}", entry.name(), path.display()));
            }
        }
    }
    found
}

#[test]
fn m24_the_text_every_scanner_knows_reaches_nobody_by_page_api_export_evidence_backup_or_restore() {
    let folder = Folder::with_city();
    let city = folder.text("city");
    // Nobody is there yet: the file waits.
    let away = Daemon::that(Says::WhatItFinds);
    let scanner = format!("clamd://{}", away.address());
    away.ends();
    let settings = ["--scanner", &scanner];
    let content = format!("%PDF-1.7\n{}\n", text());
    let (digest, record) = {
        let server = Server::with(&city, "officer@bureau", &settings);
        let kept = send(&server, content.as_bytes());
        assert_eq!(kept["state"], "quarantined", "{kept}");
        let digest = kept["digest"].as_str().unwrap().to_owned();
        let (organisation, record) = name(&server, "甲组", &digest);
        let browser = Browser::signed_in(&server, "leader@bureau");
        for path in [
            format!("/register/{record}/files/{digest}"),
            format!("/register/{record}"),
            format!("/organisations/{organisation}"),
            "/organisations.csv".to_owned(),
        ] {
            let (status, shown) = browser.get(&path);
            assert!(!shown.contains(&text()), "{path}");
            assert_eq!(
                status,
                if path.contains("/files/") { 409 } else { 200 },
                "{path}"
            );
        }
        let api = format!("/api/v1/records/{record}/files/{digest}");
        let (status, _, told) = server.answer(&api, None);
        assert_eq!(status, 409, "{told}");
        assert!(!told.contains(&text()));
        (digest, record)
    };
    let out = |name: &str| folder.text(&format!("out/{name}"));
    std::fs::create_dir(folder.path("out")).unwrap();
    let told = run(&[
        "files",
        "show",
        &digest,
        "--data",
        &city,
        "--scanner",
        &scanner,
        "--format",
        "json",
    ])
    .well()
    .json();
    assert_eq!(told["state"], "quarantined");
    let tried = run(&[
        "files",
        "scan",
        "all",
        "--data",
        &city,
        "--scanner",
        &scanner,
    ]);
    assert_eq!(tried.code, 1);
    assert!(tried.out.contains("away"), "{}", tried.out);
    run(&["backup", "--data", &city, "--out", &out("backup")]).well();
    run(&[
        "register",
        "export",
        "--data",
        &city,
        "--out",
        &out("register.jsonl"),
    ])
    .well();
    run(&[
        "evidence",
        "--data",
        &city,
        "--as",
        "auditor@office",
        "--out",
        &out("evidence.zip"),
    ])
    .well();
    run(&[
        "export",
        "organisations",
        "--data",
        &city,
        "--as",
        "officer@bureau",
        "--out",
        &out("list.xlsx"),
    ])
    .well();
    run(&[
        "report",
        "--data",
        &city,
        "--as",
        "officer@bureau",
        "--out",
        &out("report.db"),
    ])
    .well();
    assert_eq!(
        stands(&folder.path("")),
        Vec::<String>::new(),
        "nor does it stand plain anywhere"
    );

    // What is restored is in quarantine still, and found once somebody looks.
    run(&["restore", "--from", &out("backup"), "--data", &out("again")]).well();
    let there = Daemon::that(Says::WhatItFinds);
    let scanner = format!("clamd://{}", there.address());
    let again = out("again");
    std::fs::copy(
        folder.path("city/keys.txt"),
        folder.path("out/again/keys.txt"),
    )
    .unwrap();
    std::fs::copy(
        folder.path("city/master.txt"),
        folder.path("out/again/master.txt"),
    )
    .unwrap();
    let settings = ["--data", &again, "--scanner", &scanner];
    let found = run(&[&["files", "scan", "all"][..], &settings].concat());
    assert_eq!(found.code, 1);
    assert!(
        found.out.contains("Withheld: malware found"),
        "{}",
        found.out
    );
    let whole = run(&["files", "verify", "--data", &again, "--format", "json"])
        .well()
        .json();
    assert_eq!(whole["checked"], 0, "nothing is left of it: {whole}");
    let listed = run(&[&["files", "list", "--state", "infected"][..], &settings].concat()).well();
    assert!(
        listed.out.contains(&digest) && listed.out.contains("Test.Eicar"),
        "{}",
        listed.out
    );
    let server = Server::of(&again, "officer@bureau");
    let api = format!("/api/v1/records/{record}/files/{digest}");
    assert_eq!(
        server.answer(&api, None).0,
        410,
        "also where no scanner is set"
    );
    drop(server);

    // On the command line it is refused like everywhere, and a harmless one goes along with an act.
    let (infected, harmless) = (folder.path("infected.pdf"), folder.path("harmless.pdf"));
    std::fs::write(&infected, &content).unwrap();
    std::fs::write(&harmless, "%PDF-1.7 harmless").unwrap();
    for (file, code, said) in [(&infected, 1, "Test.Eicar"), (&harmless, 0, "recorded")] {
        let attached = format!("file=@{}", file.display());
        let team = [
            "kind=team",
            "name=乙组",
            "size=3",
            "from=2024-01-02",
            &attached,
        ];
        let asked = [
            "act",
            "organisation.add_team",
            "o1",
            "--data",
            &again,
            "--as",
            "officer@bureau",
        ];
        let list = run(&[
            "export",
            "organisations",
            "--data",
            &again,
            "--as",
            "officer@bureau",
            "--out",
            &out(&format!("o{code}.json")),
        ]);
        list.well();
        let organisations =
            std::fs::read_to_string(folder.path(&format!("out/o{code}.json"))).unwrap();
        let organisations: Value = serde_json::from_str(&organisations).unwrap();
        let mut asked = asked.map(str::to_owned);
        asked[2] = organisation(&organisations);
        let asked: Vec<&str> = asked.iter().map(String::as_str).chain(team).collect();
        let told = run(&asked);
        assert_eq!(told.code, code, "{}{}", told.out, told.err);
        let all = format!("{}{}", told.out, told.err).to_lowercase();
        assert!(all.contains(&said.to_lowercase()), "{all}");
    }
}

/// The first organisation of a list written out as JSON.
fn organisation(list: &Value) -> String {
    fn first(value: &Value) -> Option<String> {
        match value {
            Value::String(text) => {
                let digits = text.strip_prefix('o')?;
                digits.parse::<u64>().ok().map(|_| text.clone())
            }
            Value::Array(all) => all.iter().find_map(first),
            Value::Object(all) => all.values().find_map(first),
            _ => None,
        }
    }
    first(list).unwrap()
}
