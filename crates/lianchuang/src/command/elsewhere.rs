//! The settings of signing in at another provider.

use anyhow::bail;
use values::Words;

use crate::elsewhere::{Elsewhere, Settings};

/// Where else people may sign in.
#[derive(Debug, Clone, clap::Args)]
#[expect(
    clippy::struct_field_names,
    reason = "a setting is found by the name of its field"
)]
pub struct SignInElsewhere {
    /// The address of an OpenID Connect provider, by which it names itself; nobody signs in elsewhere where it is empty.
    #[arg(long, env = "LIANCHUANG_OIDC_ISSUER", default_value = "")]
    oidc_issuer: String,
    /// Under what the product is known at the provider.
    #[arg(long, env = "LIANCHUANG_OIDC_CLIENT", default_value = "")]
    oidc_client: String,
    /// The secret agreed with the provider; a public client has none.
    #[arg(
        long,
        env = "LIANCHUANG_OIDC_SECRET",
        default_value = "",
        hide_env_values = true
    )]
    oidc_secret: String,
    /// What people call the provider, in Chinese.
    #[arg(long, env = "LIANCHUANG_OIDC_LABEL_ZH", default_value = "统一身份认证")]
    oidc_label_zh: String,
    /// What people call the provider, in English.
    #[arg(
        long,
        env = "LIANCHUANG_OIDC_LABEL_EN",
        default_value = "Unified identity"
    )]
    oidc_label_en: String,
    /// Hosts of the provider beside its own, with their ports, separated by blanks.
    #[arg(long, env = "LIANCHUANG_OIDC_HOSTS", default_value = "")]
    oidc_hosts: String,
    /// Values of acr or amr that count as a second factor, separated by blanks.
    #[arg(long, env = "LIANCHUANG_OIDC_FACTORS", default_value = "")]
    oidc_factors: String,
}

impl SignInElsewhere {
    /// The provider that is set, if one is.
    pub fn provider(&self) -> anyhow::Result<Option<Elsewhere>> {
        if self.oidc_issuer.is_empty() {
            return Ok(None);
        }
        if self.oidc_client.is_empty() {
            bail!(
                "oidc_issuer is set but not under what the product is known there: set oidc_client too"
            );
        }
        let settings = Settings {
            issuer: self.oidc_issuer.clone(),
            client: self.oidc_client.clone(),
            secret: (!self.oidc_secret.is_empty()).then(|| self.oidc_secret.clone()),
            label: Words {
                zh: self.oidc_label_zh.clone(),
                en: self.oidc_label_en.clone(),
            },
            factors: self
                .oidc_factors
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
        };
        Elsewhere::new(settings, &self.oidc_hosts).map(Some)
    }
}
