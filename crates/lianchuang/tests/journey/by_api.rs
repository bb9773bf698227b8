//! Both tracks by the API alone, each account with a token of its own.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::city::City;
use crate::story::{Cast, Fill, MEMBERS_EN, MEMBERS_ZH, On, Step};

const PASSWORD: &str = "lianchuang-demo";

/// Answers of the API: the status and the body.
type Answered = (u16, Value);

/// Who asks the API, each account with its own token.
pub struct Api<'a> {
    city: &'a City,
    agent: ureq::Agent,
    tokens: BTreeMap<String, String>,
    language: &'static str,
}

impl Api<'_> {
    /// Nobody has a token yet.
    pub fn new<'a>(city: &'a City, language: &'static str) -> Api<'a> {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(std::time::Duration::from_secs(30)))
            .build();
        Api {
            city,
            agent: config.into(),
            tokens: BTreeMap::new(),
            language,
        }
    }

    fn token(&mut self, who: &str) -> String {
        if let Some(token) = self.tokens.get(who) {
            return token.clone();
        }
        let body = json!({"login": who, "password": PASSWORD, "label": "journey"});
        let answer = self
            .agent
            .post(format!("{}/api/v1/tokens", self.city.address))
            .send_json(&body);
        let mut answer = answer.expect("the API answers");
        assert_eq!(answer.status(), 201, "{who} gets a token");
        let body: Value = answer.body_mut().read_json().expect("a token is JSON");
        let token = body["token"].as_str().expect("there is a token").to_owned();
        self.tokens.insert(who.to_owned(), token.clone());
        token
    }

    /// What an address answers.
    pub fn read(&mut self, who: &str, path: &str) -> Value {
        let token = self.token(who);
        let answer = self
            .agent
            .get(format!("{}/api/v1{path}", self.city.address))
            .header("Authorization", format!("Bearer {token}"))
            .header("Accept-Language", self.language)
            .call();
        let mut answer = answer.expect("the API answers");
        let body = answer.body_mut().read_json().expect("answers are JSON");
        assert_eq!(answer.status(), 200, "{who} reads {path}: {body}");
        body
    }

    /// A document of a record: the same bytes whenever it is asked for.
    fn document(&mut self, who: &str, record: u64, name: &str) -> Vec<u8> {
        let token = self.token(who);
        let address = format!(
            "{}/api/v1/records/{record}/documents/{name}.pdf",
            self.city.address
        );
        let ask = || {
            let answer = self
                .agent
                .get(&address)
                .header("Authorization", format!("Bearer {token}"))
                .call();
            let mut answer = answer.expect("the API answers");
            assert_eq!(answer.status(), 200, "{who} reads {address}");
            assert_eq!(answer.headers()["content-type"], "application/pdf");
            answer.body_mut().read_to_vec().expect("a document is read")
        };
        let document = ask();
        assert!(document.starts_with(b"%PDF-"), "{name} is a PDF");
        assert_eq!(document, ask(), "{name} is printed the same every time");
        document
    }

    fn post(&mut self, who: &str, path: &str, body: &Value) -> Answered {
        let token = self.token(who);
        let answer = self
            .agent
            .post(format!("{}/api/v1{path}", self.city.address))
            .header("Authorization", format!("Bearer {token}"))
            .header("Accept-Language", self.language)
            .send_json(body);
        let mut answer = answer.expect("the API answers");
        let body = answer.body_mut().read_json().expect("answers are JSON");
        (answer.status().as_u16(), body)
    }

    /// An act, filled in as a person would: what stands in the form stays, the rest is added.
    pub fn act(&mut self, path: &str, step: &Step) -> Answered {
        let path = format!("{path}/{}", step.act.replace('.', "/"));
        let form = self.read(&step.who, &path);
        let mut values = form["values"].clone();
        for (name, fill) in &step.fill {
            let parts: Vec<&str> = name.split('.').collect();
            put(&mut values, &form["fields"], &parts, fill);
        }
        self.post(&step.who, &path, &values)
    }
}

/// Puts what is filled in where its name says: `goals.0.goal` into the first row of `goals`.
fn put(values: &mut Value, fields: &Value, name: &[&str], fill: &Fill) {
    let field = fields
        .as_array()
        .into_iter()
        .flatten()
        .find(|field| field["name"] == name[0])
        .unwrap_or_else(|| panic!("the form has a field {name:?}"));
    if !values.is_object() {
        *values = Value::Object(Map::new());
    }
    if let [rows, index, rest @ ..] = name {
        let index: usize = index.parse().expect("rows are numbered");
        let rows = &mut values[*rows];
        if !rows.is_array() {
            *rows = json!([]);
        }
        let rows = rows.as_array_mut().expect("rows are a list");
        while rows.len() <= index {
            rows.push(json!({}));
        }
        return put(&mut rows[index], &field["fields"], rest, fill);
    }
    values[name[0]] = match fill {
        Fill::Type(text) => json!(text),
        Fill::Take(value) => json!(value),
        Fill::Pick(text) => option(field, text),
        Fill::Tick(texts) => texts.iter().map(|text| option(field, text)).collect(),
    };
}

fn option(field: &Value, reads: &str) -> Value {
    let options = field["options"].as_array().into_iter().flatten();
    let mut found = options.filter(|option| {
        let title = option["title"].as_str().unwrap_or_default();
        title == reads || title.starts_with(&format!("{reads} · "))
    });
    let first = found.next();
    let first = first.unwrap_or_else(|| panic!("{} offers {reads}", field["name"]));
    assert!(
        found.next().is_none(),
        "{} offers {reads} once",
        field["name"]
    );
    first["value"].clone()
}

/// Tells the story to its end; gives the decision's record and the consortium.
fn tell(api: &mut Api, cast: &Cast) -> (u64, String) {
    let named = url_encoded(cast.lead_name);
    let list = api.read("officer@bureau", &format!("/organisations?q={named}"));
    assert_eq!(list["total"], 1, "{} is found by its name", cast.lead_name);
    let lead = list["items"][0]["id"]
        .as_str()
        .expect("it has an id")
        .to_owned();
    let (mut candidacy, mut consortium) = (String::new(), String::new());
    let mut latest = 0;
    for step in cast.steps() {
        let path = match step.on {
            On::Lead => format!("/organisations/{lead}"),
            On::Candidacy => format!("/candidacies/{candidacy}"),
            On::Consortium => format!("/consortia/{consortium}"),
        };
        let (status, body) = api.act(&path, &step);
        if !step.closed_by.is_empty() {
            assert_eq!(status, 409, "{step:?}: {}", told(&body));
            assert_closed(&body, &step);
            continue;
        }
        assert_eq!(status, 201, "{step:?}: {}", told(&body));
        latest = body["record"].as_u64().expect("a record has a number");
        let after = body["subject"].as_str().expect("it names its subject");
        match step.act {
            "selection.nominate" => after.clone_into(&mut candidacy),
            "consortium.start" => after.clone_into(&mut consortium),
            _ => {}
        }
    }
    (latest, consortium)
}

/// A refusal names every condition that closes the act, each with its clause, what was found and what is wanted.
fn assert_closed(body: &Value, step: &Step) {
    let findings = body["findings"].as_array().expect("findings are a list");
    let keys: Vec<&str> = findings
        .iter()
        .map(|finding| finding["key"].as_str().expect("a finding has a key"))
        .collect();
    assert_eq!(keys, step.closed_by, "{body:#}");
    for finding in findings {
        for part in ["clause", "title", "found", "wanted"] {
            let text = finding[part].as_str().unwrap_or_default();
            assert!(
                !text.is_empty(),
                "{} says its {part}: {finding:#}",
                finding["key"]
            );
        }
    }
}

/// What a problem says, shortly.
fn told(body: &Value) -> String {
    format!(
        "{} {:#} {:#}",
        body["title"], body["findings"], body["errors"]
    )
}

/// A text as it stands in an address.
pub fn url_encoded(text: &str) -> String {
    text.bytes()
        .flat_map(|byte| format!("%{byte:02X}").into_bytes())
        .map(char::from)
        .collect()
}

fn assert_decided(api: &mut Api, cast: &Cast, record: u64, consortium: &str, name: &str) {
    let found = api.read(
        &format!("head@{}", cast.lead),
        &format!("/consortia/{consortium}"),
    );
    assert_eq!(found["stage"]["key"], "established", "{found:#}");
    assert_eq!(found["name"][cast.language], name, "{found:#}");
    assert_eq!(found["decision"]["verdict"], "approved");
    assert_eq!(found["members"].as_array().map(Vec::len), Some(8));
    let decided = api.read("leader@bureau", &format!("/records/{record}"));
    assert_eq!(decided["act"], "decision.approve");
    let number = &decided["effects"]["document_number"];
    assert!(!number.is_null(), "the decision has a number: {decided:#}");
    let head = format!("head@{}", cast.lead);
    api.document(&head, record, "decision");
    if cast.recommends.is_some() {
        let letter = found["recommendation"]["record"].as_u64();
        api.document(
            &head,
            letter.expect("the letter has a record"),
            "recommendation",
        );
    }
}

#[test]
fn the_municipal_track_goes_from_nomination_to_decision_by_api_alone() {
    let city = City::open();
    let mut api = Api::new(&city, "zh");
    let cast = Cast {
        track: "municipal",
        language: "zh",
        lead: "katsura2",
        lead_name: "连香示例2号科技股份有限公司",
        selects: "officer@bureau",
        recommends: None,
        secretary: "江示例05",
        chief: "林示例24",
        advisers: ["江示例24", "石示例24", "云示例24"],
        members: MEMBERS_ZH,
        field: "超薄玻璃基板",
        field_en: "Ultra-thin Glass Substrates",
    };
    let (record, consortium) = tell(&mut api, &cast);
    let name = "苏州市超薄玻璃基板创新联合体";
    assert_decided(&mut api, &cast, record, &consortium, name);
}

#[test]
fn the_county_track_goes_from_nomination_to_decision_by_api_alone() {
    let city = City::open();
    let mut api = Api::new(&city, "en");
    let cast = Cast {
        track: "county",
        language: "en",
        lead: "larch2",
        lead_name: "Larch Example 2 Technology Co.",
        selects: "officer@department.changshu",
        recommends: Some("officer@government.changshu"),
        secretary: "云示例05",
        chief: "山示例24",
        advisers: ["田示例24", "叶示例24", "温示例24"],
        members: MEMBERS_EN,
        field: "深海密封件",
        field_en: "Deep-sea Seals",
    };
    let (record, consortium) = tell(&mut api, &cast);
    let name = "Suzhou Innovation Consortium for Deep-sea Seals";
    assert_decided(&mut api, &cast, record, &consortium, name);
}

/// What a refusal says of each condition: key, clause, what was found, what is wanted.
fn findings(body: &Value) -> Vec<[String; 4]> {
    let text = |finding: &Value, part: &str| finding[part].as_str().unwrap_or_default().to_owned();
    let list = body["findings"].as_array().into_iter().flatten();
    list.map(|one| ["key", "clause", "found", "wanted"].map(|part| text(one, part)))
        .collect()
}

#[test]
fn a_lead_that_lacks_four_things_is_refused_once_with_all_four_in_both_languages() {
    let city = City::open();
    let mut api = Api::new(&city, "zh");
    // This organisation has neither a carrier nor a fund, and nobody judged it yet.
    let named = url_encoded("白桦示例实业有限公司");
    let list = api.read("officer@bureau", &format!("/organisations?q={named}"));
    let lead = list["items"][0]["id"]
        .as_str()
        .expect("it has an id")
        .to_owned();
    let (status, body) = api.post(
        "officer@bureau",
        &format!("/organisations/{lead}/selection/nominate"),
        &json!({"track": "municipal", "reason": "试"}),
    );
    assert_eq!(status, 201, "{}", told(&body));
    let candidacy = body["subject"].as_str().expect("a candidacy").to_owned();
    let select = format!("/candidacies/{candidacy}/selection/select");
    let (status, zh) = api.post("officer@bureau", &select, &json!({}));
    assert_eq!(status, 409);
    api.language = "en";
    let (_, en) = api.post("officer@bureau", &select, &json!({}));
    let english = findings(&en);
    let keys: Vec<&str> = english.iter().map(|one| one[0].as_str()).collect();
    assert_eq!(keys, ["3.2.1c", "3.2.1d", "3.2.2", "3.2.3"], "{en:#}");
    assert_eq!(english[0][2..], ["0", "at least 1"], "{en:#}");
    assert!(
        english.iter().flatten().all(|part| !part.is_empty()),
        "{en:#}"
    );
    let chinese = findings(&zh);
    let same = chinese
        .iter()
        .zip(&english)
        .all(|(zh, en)| zh[..2] == en[..2] && zh[3] != en[3]);
    assert!(same && chinese.len() == english.len(), "{zh:#}");
}
