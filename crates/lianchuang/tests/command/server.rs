//! The same data folder behind the API, to hold the command line against it.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

/// A demo server on a city told before.
pub struct Server {
    address: String,
    token: String,
    process: Child,
}

impl Server {
    /// Serves a data folder, signed in under a login of the demo.
    pub fn of(data: &str, login: &str) -> Server {
        Server::with(data, login, &[])
    }

    /// The same with settings of its own.
    pub fn with(data: &str, login: &str, more: &[&str]) -> Server {
        let mut process = Command::new(env!("CARGO_BIN_EXE_lianchuang"))
            .args(["demo", "--listen", "127.0.0.1:0", "--data", data])
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let out = process.stdout.take().unwrap();
        let address = BufReader::new(out)
            .lines()
            .map_while(Result::ok)
            .find_map(|line| Some(line[line.find("http://")?..].trim().to_owned()))
            .unwrap();
        let mut server = Server {
            address,
            token: String::new(),
            process,
        };
        if login.is_empty() {
            return server;
        }
        let asked = json!({"login": login, "password": "lianchuang-demo", "label": "test"});
        let made: Value = ureq::post(format!("{}/api/v1/tokens", server.address))
            .send_json(asked)
            .unwrap()
            .body_mut()
            .read_json()
            .unwrap();
        made["token"]
            .as_str()
            .unwrap()
            .clone_into(&mut server.token);
        server
    }

    /// The same for somebody who is not signed in.
    pub fn unknown(data: &str) -> Server {
        Server::of(data, "")
    }

    /// Everything an address answers to a method: status, headers but for the date, body.
    pub fn answer_by(
        &self,
        method: &str,
        path: &str,
        sent: Option<&Value>,
    ) -> (u16, Vec<String>, String) {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .allow_non_standard_methods(true)
            .build()
            .into();
        let body = sent.map(Value::to_string).unwrap_or_default();
        let mut asked = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.address));
        if !self.token.is_empty() {
            asked = asked.header("Authorization", format!("Bearer {}", self.token));
        }
        if sent.is_some() {
            asked = asked.header("Content-Type", "application/json");
        }
        let mut answer = agent.run(asked.body(body).unwrap()).unwrap();
        let mut headers: Vec<String> = answer
            .headers()
            .iter()
            .filter(|(name, _)| !matches!(name.as_str(), "date" | "x-request-id"))
            .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap_or_default()))
            .collect();
        headers.sort();
        let body = answer.body_mut().read_to_vec().unwrap();
        (
            answer.status().as_u16(),
            headers,
            String::from_utf8_lossy(&body).into_owned(),
        )
    }

    /// Where it listens.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What a request carries to be of whoever is signed in.
    pub fn bearer(&self) -> String {
        format!("Bearer {}", self.token)
    }

    /// What the API answers, as bytes.
    pub fn get(&self, path: &str) -> Vec<u8> {
        ureq::get(format!("{}/api/v1{path}", self.address))
            .header("Authorization", format!("Bearer {}", self.token))
            .header("Accept-Language", "en")
            .call()
            .unwrap()
            .body_mut()
            .read_to_vec()
            .unwrap()
    }

    /// Sends a file to the API; gives what it says of it.
    pub fn send(&self, path: &str, content: &[u8]) -> Value {
        ureq::post(format!("{}/api/v1{path}", self.address))
            .header("Authorization", format!("Bearer {}", self.token))
            .header("Accept-Language", "en")
            .send(content)
            .unwrap()
            .body_mut()
            .read_json()
            .unwrap()
    }

    /// What an address of the pages answers in a language.
    pub fn page(&self, path: &str, language: &str) -> String {
        ureq::get(format!("{}{path}", self.address))
            .header("Authorization", format!("Bearer {}", self.token))
            .header("Accept-Language", language)
            .call()
            .unwrap()
            .body_mut()
            .read_to_string()
            .unwrap()
    }

    /// Everything an address answers: status, headers but for the date, body.
    pub fn answer(&self, path: &str, posted: Option<&Value>) -> (u16, Vec<String>, String) {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .build()
            .into();
        let address = format!("{}{path}", self.address);
        let token = format!("Bearer {}", self.token);
        let mut answer = match posted {
            None => agent.get(address).header("Authorization", token).call(),
            Some(fields) => agent
                .post(address)
                .header("Authorization", token)
                .send_json(fields),
        }
        .unwrap();
        let mut headers: Vec<String> = answer
            .headers()
            .iter()
            .filter(|(name, _)| !matches!(name.as_str(), "date" | "x-request-id"))
            .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap_or_default()))
            .collect();
        headers.sort();
        let body = answer.body_mut().read_to_vec().unwrap();
        (
            answer.status().as_u16(),
            headers,
            String::from_utf8_lossy(&body).into_owned(),
        )
    }

    /// The problem the API answers an act with.
    pub fn refused(&self, path: &str, language: &str, fields: &Value) -> Value {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .into();
        agent
            .post(format!("{}/api/v1{path}", self.address))
            .header("Authorization", format!("Bearer {}", self.token))
            .header("Accept-Language", language)
            .send_json(fields)
            .unwrap()
            .body_mut()
            .read_json()
            .unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is gone afterwards.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
