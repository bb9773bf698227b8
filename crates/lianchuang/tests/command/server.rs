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
        let mut process = Command::new(env!("CARGO_BIN_EXE_lianchuang"))
            .args(["demo", "--listen", "127.0.0.1:0", "--data", data])
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
        let asked = json!({"login": login, "password": "lianchuang-demo", "label": "test"});
        let made: Value = ureq::post(format!("{address}/api/v1/tokens"))
            .send_json(asked)
            .unwrap()
            .body_mut()
            .read_json()
            .unwrap();
        let token = made["token"].as_str().unwrap().to_owned();
        Server {
            address,
            token,
            process,
        }
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
            .filter(|(name, _)| name.as_str() != "date")
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
