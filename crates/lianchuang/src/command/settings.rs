//! Settings: one table of names, with the flag, the variable and the key of the file for each. Flags win over variables,
//! variables over the file, the file over what is built in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::ArgMatches;
use clap::parser::ValueSource;
use serde_json::json;
use toml_edit::{Document, Value};

use super::{Common, Format};

/// The file looked for in the data folder.
pub const FILE: &str = "lianchuang.toml";

/// A setting.
pub struct Setting {
    /// Its name: the key in the file, and with dashes the flag.
    pub key: &'static str,
    /// The environment variable.
    pub variable: &'static str,
    /// What holds where nothing is set.
    pub default: &'static str,
    /// What it is.
    pub what: &'static str,
}

/// All settings. `docs/operations.md` shows the same table; a test holds the two together.
pub const SETTINGS: &[Setting] = &[
    Setting {
        key: "pack",
        variable: "LIANCHUANG_PACK",
        default: include_str!("../../../../packs/default").trim_ascii_end(),
        what: "the policy pack: a folder, or the name of one inside the program",
    },
    Setting {
        key: "data",
        variable: "LIANCHUANG_DATA",
        default: "data",
        what: "the data folder; cannot stand in the file of the data folder itself",
    },
    Setting {
        key: "listen",
        variable: "LIANCHUANG_LISTEN",
        default: "127.0.0.1:8080",
        what: "the address to listen on",
    },
    Setting {
        key: "behind_tls",
        variable: "LIANCHUANG_BEHIND_TLS",
        default: "false",
        what: "a proxy before the server speaks TLS; only then may it listen on an open address, and cookies are marked secure",
    },
    Setting {
        key: "passwords",
        variable: "LIANCHUANG_PASSWORDS",
        default: "mlps",
        what: "what a password must be: mlps (12 characters of 3 kinds, changed every 90 days, the last 5 barred) or modern (15 characters, changed when there is a reason)",
    },
    Setting {
        key: "password_words",
        variable: "LIANCHUANG_PASSWORD_WORDS",
        default: "",
        what: "a file of words no password may contain, in upper or lower case: the names, abbreviations and addresses of the bureau, one on a line, `#` before a remark; for both profiles, from the next start on; none but the product's own where it is empty",
    },
    Setting {
        key: "second_factor",
        variable: "LIANCHUANG_SECOND_FACTOR",
        default: "",
        what: "required: staff, administrators and signers enter with a second factor only; offered: they may have one; required where it is empty, in a demo offered",
    },
    Setting {
        key: "alarms",
        variable: "LIANCHUANG_ALARMS",
        default: "refusals=20,exports=10,rows=5000,minutes=10",
        what: "from when on something is an alarm: refused requests from one address, exports by one person, rows of one export, and the minutes in which they are counted",
    },
    Setting {
        key: "limits",
        variable: "LIANCHUANG_LIMITS",
        default: "",
        what: "how many requests a minute are answered: to one address, to one session or token, and of what costs much (files of lists, documents, screening, signing in); `address=3000,caller=600,costly=60` where it is empty, none in a demo; who asks more is told when to come back (429)",
    },
    Setting {
        key: "personal_terms",
        variable: "LIANCHUANG_PERSONAL_TERMS",
        default: "",
        what: "how many days each personal field is kept after it is needed no more, such as person.enrol/contact=90,draft.fields=30; for what is not named, the days in the register of personal data",
    },
    Setting {
        key: "personal_days",
        variable: "LIANCHUANG_PERSONAL_DAYS",
        default: "15",
        what: "within how many working days a request about one's own data is answered, 1 to 60",
    },
    Setting {
        key: "organ_zh",
        variable: "LIANCHUANG_ORGAN_ZH",
        default: "",
        what: "the organ answerable for personal data, in Chinese, as notices name it; not named where it is empty",
    },
    Setting {
        key: "organ_en",
        variable: "LIANCHUANG_ORGAN_EN",
        default: "",
        what: "the organ answerable for personal data, in English; the Chinese name where it is empty",
    },
    Setting {
        key: "organ_contact",
        variable: "LIANCHUANG_ORGAN_CONTACT",
        default: "",
        what: "how the organ is reached about personal data: address, telephone or mail, of an office and of no person; not told where it is empty",
    },
    Setting {
        key: "oidc_issuer",
        variable: "LIANCHUANG_OIDC_ISSUER",
        default: "",
        what: "the address of an OpenID Connect provider by which it names itself; people whose account was linked may sign in there; nobody where it is empty",
    },
    Setting {
        key: "oidc_client",
        variable: "LIANCHUANG_OIDC_CLIENT",
        default: "",
        what: "under what the product is known at the provider; the provider sends people back to /sign-in/elsewhere/back of the public address",
    },
    Setting {
        key: "oidc_secret",
        variable: "LIANCHUANG_OIDC_SECRET",
        default: "",
        what: "the secret agreed with the provider; a public client has none",
    },
    Setting {
        key: "oidc_label_zh",
        variable: "LIANCHUANG_OIDC_LABEL_ZH",
        default: "统一身份认证",
        what: "what people call the provider, in Chinese",
    },
    Setting {
        key: "oidc_label_en",
        variable: "LIANCHUANG_OIDC_LABEL_EN",
        default: "Unified identity",
        what: "what people call the provider, in English",
    },
    Setting {
        key: "oidc_hosts",
        variable: "LIANCHUANG_OIDC_HOSTS",
        default: "",
        what: "hosts of the provider beside its own, with their ports, separated by blanks; no other is called",
    },
    Setting {
        key: "oidc_factors",
        variable: "LIANCHUANG_OIDC_FACTORS",
        default: "",
        what: "values of acr or amr that count as a second factor, separated by blanks; where it is empty none does, and our own is asked for",
    },
    Setting {
        key: "certificate_authorities",
        variable: "LIANCHUANG_CERTIFICATE_AUTHORITIES",
        default: "",
        what: "a file of the authorities whose SM2 certificates people may sign in with as a second factor, as PEM up to the roots; none are taken where it is empty",
    },
    Setting {
        key: "certificate_revocations",
        variable: "LIANCHUANG_CERTIFICATE_REVOCATIONS",
        default: "",
        what: "a file with the authorities' lists of revocations, as PEM or DER; read at every sign-in, so replace it whole; without a current list no certificate is taken",
    },
    Setting {
        key: "staff_from",
        variable: "LIANCHUANG_STAFF_FROM",
        default: "",
        what: "the address ranges staff and administrators come from, such as 10.0.0.0/8,192.0.2.0/24; from elsewhere their accounts answer as to a wrong password, and everybody else is not touched; everywhere where it is empty",
    },
    Setting {
        key: "exception_days",
        variable: "LIANCHUANG_EXCEPTION_DAYS",
        default: "7",
        what: "most days for which the security administrator may let one account come from another range, 1 to 90",
    },
    Setting {
        key: "fonts",
        variable: "LIANCHUANG_FONTS",
        default: "",
        what: "the folder of fonts for documents; the nearest folder `fonts` where it is empty",
    },
    Setting {
        key: "smtp",
        variable: "LIANCHUANG_SMTP",
        default: "",
        what: "the mail server: `smtp://host:25`, `smtp://host:587?tls=required` or `smtps://user:password@host`; mail stays in the outbox where it is empty",
    },
    Setting {
        key: "mail_from",
        variable: "LIANCHUANG_MAIL_FROM",
        default: "",
        what: "whom mail is from",
    },
    Setting {
        key: "public_address",
        variable: "LIANCHUANG_PUBLIC_ADDRESS",
        default: "",
        what: "the address people reach the product at, with its name, such as https://lianchuang.example.gov.cn: links in mail lead there and passkeys are bound to it; where it is empty, the address it listens on, and there are no passkeys",
    },
    Setting {
        key: "mail_hold",
        variable: "LIANCHUANG_MAIL_HOLD",
        default: "100",
        what: "more mails than this of one record are held until the system administrator lets them go",
    },
    Setting {
        key: "webhooks",
        variable: "LIANCHUANG_WEBHOOKS",
        default: "",
        what: "addresses told of public records, separated by blanks: `https://…` only, none in a private range",
    },
    Setting {
        key: "alarm_webhooks",
        variable: "LIANCHUANG_ALARM_WEBHOOKS",
        default: "",
        what: "addresses told of alarms, separated by blanks, as signed webhooks: `https://…` only, none in a private range; kept apart from `webhooks`, because an alarm names logins and addresses",
    },
    Setting {
        key: "webhook_secret",
        variable: "LIANCHUANG_WEBHOOK_SECRET",
        default: "",
        what: "what webhooks are signed with: `whsec_` and 24 to 64 bytes in base 64; two, separated by a blank, while one is replaced; better in the file than in a flag",
    },
    Setting {
        key: "webhook_loopback",
        variable: "LIANCHUANG_WEBHOOK_LOOPBACK",
        default: "false",
        what: "webhooks may go to this machine too, in the clear, for trying things out",
    },
    Setting {
        key: "scanner",
        variable: "LIANCHUANG_SCANNER",
        default: "none",
        what: "who looks at attached files before others are given them: `none`, `clamd:/run/clamav/clamd.ctl` (a socket), `clamd://127.0.0.1:3310` (an address), or `command:/path/of/a/program` with its arguments (the file on its standard input; it ends with 0 where it found nothing, with 1 where it found malware and prints its name)",
    },
    Setting {
        key: "scanner_hosts",
        variable: "LIANCHUANG_SCANNER_HOSTS",
        default: "",
        what: "other machines attached files may be sent to for that, as `host:port`, separated by blanks; this machine only where it is empty",
    },
    Setting {
        key: "keys",
        variable: "LIANCHUANG_KEYS",
        default: "",
        what: "the file of keys personal texts are encrypted with, better on another disk than the data; `keys.txt` in the data folder where it is empty",
    },
    Setting {
        key: "master_key",
        variable: "LIANCHUANG_MASTER_KEY",
        default: "",
        what: "the file of the master key that wraps the file of keys: keep it elsewhere than both keys and data; where it is empty, the credential `lianchuang-master` of the service manager, else `master.txt` in the data folder",
    },
    Setting {
        key: "lang",
        variable: "LIANCHUANG_LANG",
        default: "zh",
        what: "the language of what commands print",
    },
];

impl Setting {
    /// The flag.
    pub fn flag(&self) -> String {
        format!("--{}", self.key.replace('_', "-"))
    }
}

/// Shows every setting with its value and where that comes from.
#[derive(Debug, clap::Args)]
#[group(skip)]
#[command(
    after_help = "Examples:\n  lianchuang settings --data data\n  lianchuang settings --settings /etc/lianchuang.toml --format json\n\nFlags win over environment variables, those over the file, the file over what is built in."
)]
pub struct Arguments {
    #[command(flatten)]
    serve: super::serve::Arguments,
}

/// What a settings file says, by key.
#[derive(Debug, Default)]
pub struct Kept {
    /// The file, if there is one.
    pub file: Option<PathBuf>,
    values: BTreeMap<&'static str, String>,
}

/// The file named, or the one in the data folder if there is one.
pub fn read(matches: &ArgMatches) -> anyhow::Result<Kept> {
    let inner = innermost(matches);
    let named = value(inner, "settings").map(PathBuf::from);
    let own = value(inner, "data").map(|data| Path::new(&data).join(FILE));
    let (file, named) = match (named, own) {
        (Some(file), _) => (file, true),
        (None, Some(file)) if file.is_file() => (file, false),
        (None, _) => return Ok(Kept::default()),
    };
    let text = std::fs::read_to_string(&file)
        .with_context(|| format!("reading the settings in {}", file.display()))?;
    let values =
        parsed(&text).with_context(|| format!("reading the settings in {}", file.display()))?;
    if !named && values.contains_key("data") {
        bail!(
            "{}: the data folder cannot name another; name the file with --settings instead",
            file.display()
        );
    }
    Ok(Kept {
        file: Some(file),
        values,
    })
}

fn parsed(text: &str) -> anyhow::Result<BTreeMap<&'static str, String>> {
    let document = Document::parse(text)?;
    let mut values = BTreeMap::new();
    for (key, item) in document.as_table() {
        let Some(setting) = SETTINGS.iter().find(|setting| setting.key == key) else {
            let known: Vec<&str> = SETTINGS.iter().map(|setting| setting.key).collect();
            bail!("there is no setting {key}; there are: {}", known.join(", "));
        };
        let value = match item.as_value() {
            Some(Value::String(text)) => text.value().clone(),
            Some(Value::Boolean(holds)) => holds.value().to_string(),
            _ => bail!("{key}: wanted a text or true or false"),
        };
        values.insert(setting.key, value);
    }
    Ok(values)
}

impl Kept {
    /// The command line with what the file says in place of what is built in.
    pub fn laid_under(&self, command: clap::Command) -> clap::Command {
        // The demo keeps a data folder of its own.
        let demo = command.get_name() == "demo";
        let command = command.mut_args(|argument| {
            let id = argument.get_id().as_str();
            match self.values.get(id) {
                Some(value) if !(demo && id == "data") => argument.default_value(value.clone()),
                _ => argument,
            }
        });
        command.mut_subcommands(|inner| self.laid_under(inner))
    }
}

/// The matches of the command that runs.
fn innermost(matches: &ArgMatches) -> &ArgMatches {
    matches
        .subcommand()
        .map_or(matches, |(_, inner)| innermost(inner))
}

/// What stands for a setting, as it was written.
fn value(matches: &ArgMatches, key: &str) -> Option<String> {
    let raw = matches.try_get_raw(key).ok().flatten()?.next()?;
    Some(raw.to_string_lossy().into_owned())
}

/// A value as it may be shown: secrets and passwords are not.
fn without_secret(key: &str, value: String) -> String {
    if key.ends_with("_secret") && !value.is_empty() {
        return "…".to_owned();
    }
    match (value.split_once("://"), value.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://…@{host}"),
        _ => value,
    }
}

/// A setting as it holds: what is shown of its value, and where that comes from.
fn rows<'a>(
    matches: &'a ArgMatches,
    kept: &'a Kept,
) -> impl Iterator<Item = (&'static Setting, String, &'static str)> + 'a {
    let inner = innermost(matches);
    SETTINGS.iter().map(move |setting| {
        let from = match inner.value_source(setting.key) {
            Some(ValueSource::CommandLine) => "flag",
            Some(ValueSource::EnvVariable) => "environment",
            _ if kept.values.contains_key(setting.key) => "file",
            _ => "default",
        };
        let value = value(inner, setting.key).unwrap_or_else(|| setting.default.to_owned());
        (setting, without_secret(setting.key, value), from)
    })
}

/// Every setting as it holds for a command that takes all of them, for programs; without secrets.
pub fn told(matches: &ArgMatches, kept: &Kept) -> serde_json::Value {
    let rows: Vec<_> = rows(matches, kept)
        .map(|(setting, value, from)| {
            json!({
                "key": setting.key, "flag": setting.flag(), "variable": setting.variable,
                "default": setting.default, "what": setting.what, "value": value, "from": from,
            })
        })
        .collect();
    json!({"file": kept.file, "settings": rows})
}

/// Runs `settings`.
pub fn run(common: &Common, matches: &ArgMatches, kept: &Kept) -> ExitCode {
    match common.format {
        Format::Json => println!("{}", told(matches, kept)),
        Format::Text => {
            for (setting, value, from) in rows(matches, kept) {
                println!("{:<12} {value}  ({from})", setting.key);
                println!(
                    "             {} {}: {}",
                    setting.flag(),
                    setting.variable,
                    setting.what
                );
            }
            if let Some(file) = &kept.file {
                println!("{}", file.display());
            }
        }
    }
    ExitCode::SUCCESS
}
