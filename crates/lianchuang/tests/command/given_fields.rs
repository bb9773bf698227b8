//! The fields the API gives each role, kept as text for review: a field that appears or disappears for a role is seen there before it
//! is seen by anybody else.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::city::{Folder, run};
use super::server::Server;

/// The day the city is told up to: the same city on whatever day the test runs.
const DAY: &str = "2025-06-02";

/// The organisation whose matters are "own" to its people and another's to everybody else's.
const OWN: &str = "katsura";

/// Roles with the logins that stand for each; of whoever belongs to an organisation, whose matters are asked for.
const ROLES: &[(&str, &[&str], Matters)] = &[
    ("nobody", &[""], Matters::All),
    (
        "an organisation's person, own matters",
        &["secretary@katsura", "head@katsura"],
        Matters::Own,
    ),
    (
        "an organisation's person, others' matters",
        &["secretary@katsura", "head@katsura"],
        Matters::Others,
    ),
    (
        "chief expert, own consortium",
        &["chief@katsura-consortium"],
        Matters::Own,
    ),
    (
        "chief expert, others' matters",
        &["chief@katsura-consortium"],
        Matters::Others,
    ),
    ("officer", &["officer@bureau"], Matters::All),
    ("leader", &["leader@bureau"], Matters::All),
    (
        "a division's department",
        &["officer@department.kunshan"],
        Matters::All,
    ),
    ("auditor", &["auditor@office"], Matters::All),
    ("security administrator", &["security@office"], Matters::All),
    ("system administrator", &["system@office"], Matters::All),
];

/// Which subjects are asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Matters {
    All,
    Own,
    Others,
}

/// Fields of an operation, each with the roles it is given to.
type Given = BTreeMap<String, BTreeSet<usize>>;

/// What the API answers to somebody.
struct Caller {
    agent: ureq::Agent,
    address: String,
    token: String,
}

impl Caller {
    fn of(server: &Server, login: &str) -> Caller {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .into();
        let mut caller = Caller {
            agent,
            address: format!("{}/api/v1", server.address()),
            token: String::new(),
        };
        if !login.is_empty() {
            let asked = json!({"login": login, "password": "lianchuang-demo", "label": "test"});
            let made: Value = caller
                .agent
                .post(format!("{}/tokens", caller.address))
                .send_json(asked)
                .unwrap()
                .body_mut()
                .read_json()
                .unwrap();
            let token = made["token"].as_str();
            token
                .unwrap_or_else(|| panic!("{login}: {made}"))
                .clone_into(&mut caller.token);
        }
        caller
    }

    /// What stands at an address, if it is given to this caller.
    fn get(&self, path: &str) -> Option<Value> {
        let mut asked = self.agent.get(format!("{}{path}", self.address));
        if !self.token.is_empty() {
            asked = asked.header("Authorization", format!("Bearer {}", self.token));
        }
        let mut answer = asked.call().unwrap();
        match answer.status().as_u16() {
            200 => Some(answer.body_mut().read_json().unwrap()),
            401 | 403 | 404 | 409 => None,
            status => panic!("{path}: {status}"),
        }
    }
}

/// Paths of everything in a value that says something; rows are [], ids are collapsed.
fn paths(value: &Value, before: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(parts) => {
            for (name, part) in parts {
                let mut digits = name.chars().skip(1);
                let is_id = name.len() > 1 && digits.all(|letter| letter.is_ascii_digit());
                let name = if is_id { "{id}" } else { name };
                let dot = if before.is_empty() { "" } else { "." };
                paths(part, &format!("{before}{dot}{name}"), found);
            }
        }
        Value::Array(rows) => {
            for row in rows {
                paths(row, &format!("{before}[]"), found);
            }
        }
        Value::Null => {}
        _ => {
            found.insert(before.to_owned());
        }
    }
}

/// Ids of a list as the officer sees it, page by page.
fn ids(officer: &Caller, list: &str) -> Vec<String> {
    let (mut ids, mut after) = (Vec::new(), String::new());
    loop {
        let found = officer.get(&format!("/{list}?limit=100{after}")).unwrap();
        let items = found["items"].as_array().unwrap();
        ids.extend(
            items
                .iter()
                .map(|item| item["id"].as_str().unwrap().to_owned()),
        );
        let Some(next) = found["next"].as_str() else {
            return ids;
        };
        after = format!("&cursor={next}");
    }
}

/// Subjects of the own organisation: itself, and what it leads or belongs to.
fn own(officer: &Caller, subjects: &[(&str, String)], organisation: &str) -> BTreeSet<String> {
    let mut own = BTreeSet::from([organisation.to_owned()]);
    for (list, id) in subjects {
        let told = officer.get(&format!("/{list}/{id}")).unwrap().to_string();
        if *list != "organisations" && told.contains(&format!("\"{organisation}\"")) {
            own.insert(id.clone());
        }
    }
    own
}

/// Numbers of records: the first, the middle and the last of each act.
fn sampled(folder: &Folder) -> Vec<(String, u64)> {
    let out = folder.text("register.jsonl");
    run(&[
        "register",
        "export",
        "--data",
        &folder.text("city"),
        "--out",
        &out,
    ])
    .well();
    let mut acts: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for line in std::fs::read_to_string(&out).unwrap().lines().skip(1) {
        let entry: Value = serde_json::from_str(line).unwrap();
        // The last line tells of the whole.
        let Some(payload) = entry["payload"].as_str() else {
            continue;
        };
        let payload: Value = serde_json::from_str(payload).unwrap();
        let act = payload["act"].as_str().unwrap().to_owned();
        acts.entry(act)
            .or_default()
            .push(entry["number"].as_u64().unwrap());
    }
    let mut sampled = Vec::new();
    for (act, numbers) in acts {
        let places = BTreeSet::from([0, numbers.len() / 2, numbers.len() - 1]);
        sampled.extend(places.iter().map(|at| (act.clone(), numbers[*at])));
    }
    sampled
}

/// Every reading of the API: what it is listed under, where it is asked for, and of whose subject.
fn readings(officer: &Caller, folder: &Folder, subjects: &[(&str, String)]) -> Vec<[String; 3]> {
    let openapi = officer.get("/openapi.json").unwrap();
    let mut readings = Vec::new();
    for (path, methods) in openapi["paths"].as_object().unwrap() {
        let json = &methods["get"]["responses"]["200"]["content"]["application/json"];
        // The description itself is the same file for everybody, and checked in.
        if json.is_null() || path == "/openapi.json" {
            continue;
        }
        if let Some((list, _)) = path[1..].split_once("/{subject}") {
            let acts = path.split('/').count() == 5;
            let mut of_list = subjects.iter().filter(|(of, _)| *of == list);
            // Of the forms of acts, which are of one shape, few show what there is.
            let most = if acts { 6 } else { 40 };
            let named = if acts {
                format!("/{list}/{{subject}}/{{folder}}/{{verb}}")
            } else {
                path.clone()
            };
            for (_, id) in of_list.by_ref().take(most) {
                readings.push([named.clone(), path.replace("{subject}", id), id.clone()]);
            }
        } else if path.starts_with("/office/") {
            let named = "/office/{folder}/{verb}".to_owned();
            readings.push([named, path.clone(), String::new()]);
        } else if !path.contains('{') {
            readings.push([path.clone(), path.clone(), String::new()]);
        }
    }
    for (act, number) in sampled(folder) {
        let path = format!("/records/{number}");
        readings.push([format!("/records/{{number}} {act}"), path, String::new()]);
    }
    readings
}

/// What is given to whom, operation by operation.
fn given(folder: &Folder) -> BTreeMap<String, Given> {
    let data = folder.text("city");
    run(&["demo", "--on", DAY, "--data", &data, "--tell-only"]).well();
    let mut all: BTreeMap<String, Given> = BTreeMap::new();
    let server = Server::with(&data, "", &["--on", DAY]);
    let officer = Caller::of(&server, "officer@bureau");
    let mut subjects = Vec::new();
    for list in ["consortia", "candidacies", "organisations"] {
        subjects.extend(ids(&officer, list).into_iter().map(|id| (list, id)));
    }
    let login = ["secretary@", OWN].concat();
    let organisation = organisation(&officer, &subjects, &Caller::of(&server, &login));
    let own = own(&officer, &subjects, &organisation);
    assert!(own.len() > 2, "{OWN} leads nothing: {own:?}");
    let nobody = Caller::of(&server, "");
    let mut public = BTreeSet::new();
    for list in ["consortia", "candidacies", "organisations"] {
        public.extend(ids(&nobody, list).into_iter().take(3));
    }
    // The own ones come first, then some that everybody sees.
    subjects.sort_by_key(|(_, id)| (!own.contains(id), !public.contains(id)));
    let readings = readings(&officer, folder, &subjects);
    for (role, (_, logins, matters)) in ROLES.iter().enumerate() {
        for login in *logins {
            let caller = Caller::of(&server, login);
            for [named, path, subject] in &readings {
                let asked = match matters {
                    Matters::All => true,
                    Matters::Own => subject.is_empty() || own.contains(subject),
                    Matters::Others => subject.is_empty() || !own.contains(subject),
                };
                let Some(value) = asked.then(|| caller.get(path)).flatten() else {
                    all.entry(named.clone()).or_default();
                    continue;
                };
                let mut found = BTreeSet::new();
                paths(&value, "", &mut found);
                sort_in(&mut all, named, role, found);
            }
        }
    }
    all
}

/// The fields of acts stand under each act, what is common to all records once.
fn sort_in(all: &mut BTreeMap<String, Given>, named: &str, role: usize, found: BTreeSet<String>) {
    let (common, act) = named.split_once(' ').unwrap_or((named, ""));
    for path in found {
        let of_act = !act.is_empty() && path.starts_with("fields");
        let under = if of_act { named } else { common };
        let given = all.entry(under.to_owned()).or_default();
        given.entry(path).or_default().insert(role);
    }
}

/// The organisation somebody keeps the business of: the one whose record of its authorisations names them.
fn organisation(officer: &Caller, subjects: &[(&str, String)], secretary: &Caller) -> String {
    let person = secretary.get("/account").unwrap()["person"].to_string();
    subjects
        .iter()
        .filter(|(list, _)| *list == "organisations")
        .map(|(_, id)| id)
        .find(|id| {
            let told = officer.get(&format!("/organisations/{id}")).unwrap();
            told.to_string().contains(&person)
        })
        .unwrap()
        .clone()
}

/// The list as it is kept.
fn told(all: &BTreeMap<String, Given>) -> String {
    let mut text = format!(
        "# Fields\n\nThe fields of every answer of the API to a reading, by whom they are given to, over the demo's city on {DAY}. Made from the program; a test holds the two together. Rows are `[]`; a field that says nothing to anybody is not listed. Records are listed first with what is common to all, then act by act with its fields.\n"
    );
    let everybody = ROLES.len();
    for (named, given) in all {
        writeln!(text, "\n## GET {named}\n").unwrap();
        if given.is_empty() {
            text.push_str("- nothing beyond the above to any of these\n");
        }
        let mut groups: BTreeMap<&BTreeSet<usize>, Vec<&str>> = BTreeMap::new();
        for (path, roles) in given {
            groups.entry(roles).or_default().push(path);
        }
        for (roles, paths) in groups {
            let names: Vec<&str> = roles.iter().map(|role| ROLES[*role].0).collect();
            let names = if roles.len() == everybody {
                "everybody".to_owned()
            } else {
                names.join("; ")
            };
            let paths: Vec<String> = paths.iter().map(|path| format!("`{path}`")).collect();
            writeln!(text, "- {names}: {}", paths.join(" ")).unwrap();
        }
    }
    text
}

#[test]
fn v09_the_fields_each_role_is_given_are_kept_as_text_for_review() {
    let folder = Folder::new();
    let anew = told(&given(&folder));
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../docs/authority/fields.md"
    );
    if std::env::var_os("LIANCHUANG_GUIDE").is_some() {
        std::fs::write(path, &anew).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    let changed: Vec<&str> = kept
        .lines()
        .filter(|line| !anew.lines().any(|other| other == *line))
        .chain(
            anew.lines()
                .filter(|line| !kept.lines().any(|other| other == *line)),
        )
        .collect();
    assert!(
        kept == anew,
        "docs/authority/fields.md is not what the API gives; write it anew with LIANCHUANG_GUIDE=1, and review what changed: {changed:#?}"
    );
}
