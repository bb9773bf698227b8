//! The settings of what leaves the house: mail and webhooks.

use anyhow::bail;

use crate::post::{self, Reach, Webhooks};

/// How what is told leaves the house.
#[derive(Debug, Clone, clap::Args)]
pub struct Correspondence {
    /// The mail server, as smtp://host:25, smtp://host:587?tls=required or smtps://user:password@host; no mail leaves where it is empty.
    #[arg(
        long,
        env = "LIANCHUANG_SMTP",
        default_value = "",
        hide_env_values = true
    )]
    smtp: String,
    /// Whom mail is from.
    #[arg(long, env = "LIANCHUANG_MAIL_FROM", default_value = "")]
    mail_from: String,
    /// The address people reach the product at, for links in mail; the address it listens on where it is empty.
    #[arg(long, env = "LIANCHUANG_PUBLIC_ADDRESS", default_value = "")]
    public_address: String,
    /// More mails than this of one record are held until the system administrator lets them go.
    #[arg(long, env = "LIANCHUANG_MAIL_HOLD", default_value = "100")]
    mail_hold: usize,
    /// Addresses told of public records, separated by blanks; https only.
    #[arg(long, env = "LIANCHUANG_WEBHOOKS", default_value = "")]
    webhooks: String,
    /// Addresses told of alarms, separated by blanks; https only.
    #[arg(long, env = "LIANCHUANG_ALARM_WEBHOOKS", default_value = "")]
    alarm_webhooks: String,
    /// What webhooks are signed with: whsec_ and 24 to 64 bytes in base 64; two, separated by a blank, while one is replaced.
    #[arg(
        long,
        env = "LIANCHUANG_WEBHOOK_SECRET",
        default_value = "",
        hide_env_values = true
    )]
    webhook_secret: String,
    /// Webhooks may go to this machine too, for trying things out.
    #[arg(
        long,
        env = "LIANCHUANG_WEBHOOK_LOOPBACK",
        value_parser = clap::builder::FalseyValueParser::new()
    )]
    webhook_loopback: bool,
}

impl Correspondence {
    /// The settings of a server that listens there.
    pub fn settings(&self, listen: std::net::SocketAddr) -> anyhow::Result<post::Settings> {
        let smtp = (!self.smtp.is_empty()).then(|| self.smtp.clone());
        if smtp.is_some() && self.mail_from.is_empty() {
            bail!("a mail server is set but not whom mail is from: say --mail-from too");
        }
        let public_address = if self.public_address.is_empty() {
            format!("http://{listen}")
        } else {
            self.public_address.trim_end_matches('/').to_owned()
        };
        let settings = post::Settings {
            smtp,
            mail_from: self.mail_from.clone(),
            public_address,
            hold_over: self.mail_hold,
            webhooks: Webhooks::read(
                &self.webhooks,
                &self.webhook_secret,
                if self.webhook_loopback {
                    Reach::ThisMachine
                } else {
                    Reach::Public
                },
            )?
            .alarming(&self.alarm_webhooks)?,
        };
        // What cannot be read is told before the server starts.
        settings.mailer()?;
        Ok(settings)
    }
}
