//! A browser without script: cookies by host and port, nothing followed by itself.

use std::collections::BTreeMap;

/// What an address answered.
pub struct Answer {
    pub status: u16,
    pub location: String,
    pub page: String,
}

/// A browser: cookies by host and port, nothing followed by itself.
pub struct Browser {
    home: String,
    cookies: BTreeMap<String, BTreeMap<String, String>>,
    agent: ureq::Agent,
}

impl Browser {
    /// A browser at the product's address, signed in nowhere.
    pub fn at(home: &str) -> Browser {
        Browser {
            home: home.to_owned(),
            cookies: BTreeMap::new(),
            agent: ureq::Agent::config_builder()
                .http_status_as_error(false)
                .max_redirects(0)
                .build()
                .into(),
        }
    }

    pub fn get(&mut self, address: &str) -> Answer {
        self.ask(address, None)
    }

    pub fn post(&mut self, address: &str, fields: &[(&str, &str)]) -> Answer {
        self.ask(address, Some(fields))
    }

    fn ask(&mut self, address: &str, fields: Option<&[(&str, &str)]>) -> Answer {
        let address = absolute(&self.home, address);
        let jar = self.cookies.entry(origin(&address).to_owned()).or_default();
        let pairs: Vec<String> = jar
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let cookies = pairs.join("; ");
        let mut answer = match fields {
            None => self
                .agent
                .get(&address)
                .header("Cookie", &cookies)
                .header("Accept-Language", "en")
                .call(),
            Some(fields) => self
                .agent
                .post(&address)
                .header("Sec-Fetch-Site", "same-origin")
                .header("Cookie", &cookies)
                .header("Accept-Language", "en")
                .send_form(fields.iter().copied()),
        }
        .unwrap_or_else(|cause| panic!("{address}: {cause}"));
        for set in answer.headers().get_all("set-cookie") {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if value.is_empty() {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
        let location = answer.headers().get("location");
        Answer {
            status: answer.status().as_u16(),
            location: location
                .map(|to| to.to_str().unwrap().to_owned())
                .unwrap_or_default(),
            page: answer.body_mut().read_to_string().unwrap(),
        }
    }

    pub fn signed_in(&self) -> bool {
        let home = origin(&self.home);
        self.cookies
            .get(home)
            .is_some_and(|jar| jar.contains_key("lc_session"))
    }

    /// Signs in with login and password.
    pub fn enter(&mut self, login: &str) {
        let fields = [("login", login), ("password", "lianchuang-demo")];
        assert_eq!(self.post("/sign-in", &fields).status, 303);
    }
}

pub fn origin(address: &str) -> &str {
    let begin = address.find("://").unwrap() + 3;
    let end = address[begin..]
        .find('/')
        .map_or(address.len(), |end| begin + end);
    &address[..end]
}

pub fn absolute(from: &str, to: &str) -> String {
    if to.starts_with('/') {
        format!("{}{to}", origin(from))
    } else {
        to.to_owned()
    }
}

pub fn between(page: &str, before: &str, after: &str) -> String {
    let from = page
        .find(before)
        .unwrap_or_else(|| panic!("no {before} in {page}"));
    let rest = &page[from + before.len()..];
    rest[..rest.find(after).unwrap()].replace("&amp;", "&")
}
