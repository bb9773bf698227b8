//! Plain pages of a running server, with cookies and forms and no script.

use super::server::Server;

/// A browser's session, as bare as it can be.
pub struct Browser {
    agent: ureq::Agent,
    address: String,
    cookie: String,
}

impl Browser {
    /// Signed in under a login of the demo.
    pub fn signed_in(server: &Server, login: &str) -> Browser {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .build()
            .into();
        let address = server.address().to_owned();
        let form = [
            ("login", login),
            ("password", "lianchuang-demo"),
            ("next", "/notices"),
        ];
        let entered = agent
            .post(format!("{address}/sign-in"))
            .header("Sec-Fetch-Site", "same-origin")
            .send_form(form)
            .unwrap();
        let cookie = entered.headers()["set-cookie"].to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        Browser {
            agent,
            address,
            cookie,
        }
    }

    /// What an address answers: status and text.
    pub fn get(&self, path: &str) -> (u16, String) {
        let asked = self.agent.get(format!("{}{path}", self.address));
        let mut answer = asked.header("cookie", &self.cookie).call().unwrap();
        let text = answer.body_mut().read_to_vec().unwrap();
        let text = String::from_utf8_lossy(&text).into_owned();
        (answer.status().as_u16(), text)
    }

    /// What an address answers to a form.
    pub fn post(&self, path: &str, form: &[(&str, &str)]) -> (u16, String) {
        self.post_from("same-origin", path, form)
    }

    /// What an address answers to a form that comes from another site, as the browser says.
    pub fn post_from(&self, site: &str, path: &str, form: &[(&str, &str)]) -> (u16, String) {
        let asked = self.agent.post(format!("{}{path}", self.address));
        let asked = asked
            .header("cookie", &self.cookie)
            .header("sec-fetch-site", site)
            // A refused form may be left unread, and the connection with it.
            .header("connection", "close");
        let mut answer = asked.send_form(form.iter().copied()).unwrap();
        let text = answer.body_mut().read_to_vec().unwrap();
        let text = String::from_utf8_lossy(&text).into_owned();
        (answer.status().as_u16(), text)
    }

    /// The same without its cookie.
    pub fn forgetting(self) -> Browser {
        Browser {
            cookie: String::new(),
            ..self
        }
    }

    /// The secret the forms of this session carry.
    pub fn secret(&self) -> String {
        let page = self.get("/notices").1;
        let rest = page.split_once("name=\"_csrf\" value=\"").unwrap().1;
        rest.split_once('"').unwrap().0.to_owned()
    }
}
