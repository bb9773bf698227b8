//! The settings of personal data seen from the persons: who answers for it, and within how many working days.

use crate::personal::{Settings, read_days};

/// Who is answerable for personal data, and when requests are answered.
#[derive(Debug, Clone, clap::Args)]
pub struct Persons {
    /// Within how many working days a request about one's own data is answered.
    #[arg(
        long,
        env = "LIANCHUANG_PERSONAL_DAYS",
        default_value = "15",
        value_parser = read_days
    )]
    personal_days: u16,
    /// The organ answerable for personal data, in Chinese.
    #[arg(long, env = "LIANCHUANG_ORGAN_ZH", default_value = "")]
    organ_zh: String,
    /// The organ answerable for personal data, in English.
    #[arg(long, env = "LIANCHUANG_ORGAN_EN", default_value = "")]
    organ_en: String,
    /// How the organ is reached about personal data.
    #[arg(long, env = "LIANCHUANG_ORGAN_CONTACT", default_value = "")]
    organ_contact: String,
}

impl Persons {
    /// The settings.
    pub fn settings(&self) -> Settings {
        Settings {
            days: self.personal_days,
            organ_zh: self.organ_zh.clone(),
            organ_en: self.organ_en.clone(),
            contact: self.organ_contact.clone(),
        }
    }
}
