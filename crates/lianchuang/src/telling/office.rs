//! Offices in words: of which body, in which division.

use acts::subject::person::{Body, Role};
use values::Language;

use super::Teller;

impl Teller<'_> {
    /// The name of a body, with its division where it is one of a division.
    pub fn body(&self, body: &Body) -> String {
        let language = self.words.language;
        let name = self.policy.authority(&body.authority).map_or_else(
            || body.authority.to_string(),
            |found| {
                found
                    .name_in(body.division.as_ref())
                    .in_language(language)
                    .to_owned()
            },
        );
        let division = body
            .division
            .as_ref()
            .map(|division| self.term("division", division))
            .unwrap_or_default();
        let between = if language == Language::En && !division.is_empty() {
            " · "
        } else {
            ""
        };
        format!("{division}{between}{name}")
    }

    /// An office: what it is, and of which body if of one.
    pub fn role(&self, role: &Role) -> (String, String) {
        let word = |key: &str| self.words.t(&format!("word.{key}")).to_owned();
        match role {
            Role::Officer(body) => (word("officer"), self.body(body)),
            Role::Leader(body) => (word("leader"), self.body(body)),
            Role::Expert => (word("expert"), String::new()),
            Role::Auditor => (word("auditor"), String::new()),
            Role::SecurityAdministrator => (word("security_administrator"), String::new()),
            Role::SystemAdministrator => (word("system_administrator"), String::new()),
        }
    }
}
