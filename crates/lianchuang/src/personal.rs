//! Personal data seen from the person they are about: what is held and why, what may be asked for, and who is told when
//! something went wrong. The same for pages, API and command line.

pub mod answer;
pub mod breach;
pub mod field;
pub mod held;
pub mod notice;
pub mod request;

use values::Language;

/// Most working days that may be set for an answer.
const MOST_DAYS: u16 = 60;

/// Who is answerable for personal data here, and within how many working days requests are answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Working days within which a request is answered.
    pub days: u16,
    /// The organ's name in Chinese; empty where none is set.
    pub organ_zh: String,
    /// The organ's name in English; empty where none is set.
    pub organ_en: String,
    /// How the organ is reached about personal data; empty where nothing is set.
    pub contact: String,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            days: 15,
            organ_zh: String::new(),
            organ_en: String::new(),
            contact: String::new(),
        }
    }
}

impl Settings {
    /// The organ's name in a language, or in the other where only that is set.
    pub fn organ(&self, language: Language) -> Option<&str> {
        let (own, other) = match language {
            Language::Zh => (&self.organ_zh, &self.organ_en),
            Language::En => (&self.organ_en, &self.organ_zh),
        };
        [own, other]
            .into_iter()
            .map(|name| name.trim())
            .find(|name| !name.is_empty())
    }

    /// How the organ is reached, if that is set.
    pub fn contact(&self) -> Option<&str> {
        let contact = self.contact.trim();
        (!contact.is_empty()).then_some(contact)
    }
}

/// Reads the working days within which requests are answered.
pub fn read_days(text: &str) -> Result<u16, String> {
    let days = text.trim().parse().ok();
    days.filter(|days| (1..=MOST_DAYS).contains(days))
        .ok_or_else(|| format!("wanted a number of working days from 1 to {MOST_DAYS}"))
}
