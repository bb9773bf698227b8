//! One-time codes of an authenticator app: RFC 6238 with the parameters every app knows (SHA-1, six digits, thirty seconds).

use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use totp_rs::{Algorithm, Builder, Secret, Totp};
use values::Instant;

/// Bytes of a seed, as RFC 4226 recommends.
pub const SEED_BYTES: usize = 20;
/// Steps a clock may be off, each way.
const SKEW: u16 = 1;

/// The seed an authenticator app and the product share.
#[derive(Debug, Clone)]
pub struct Seed {
    totp: Totp,
    typed: String,
}

/// Why there is no seed.
#[derive(Debug, thiserror::Error)]
#[error("a one-time code cannot be set up: {0}")]
pub struct SeedFault(String);

impl Seed {
    /// The seed of these bytes, under the name by which the app shows it.
    pub fn new(bytes: [u8; SEED_BYTES], issuer: &str, login: &str) -> Result<Seed, SeedFault> {
        // The address an app reads separates issuer and login by a colon.
        let plain = |text: &str| text.replace(':', " ");
        let secret = Secret::new(Box::new(bytes));
        let typed = secret.to_base32();
        let totp = Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_skew(SKEW)
            .with_step_duration(30)
            .with_secret(secret)
            .with_issuer(Some(plain(issuer)))
            .with_account_name(plain(login))
            .build()
            .map_err(|cause| SeedFault(cause.to_string()))?;
        Ok(Seed { totp, typed })
    }

    /// The step a code belongs to, if it is right at that time. A step is to be accepted once.
    pub fn step(&self, code: &str, at: Instant) -> Option<u64> {
        let code: String = code.chars().filter(char::is_ascii_digit).collect();
        self.totp.check(&code, u64::try_from(at.second()).ok()?)
    }

    /// The code at a time.
    pub fn code(&self, at: Instant) -> String {
        let second = u64::try_from(at.second()).unwrap_or_default();
        self.totp.generate(second).to_string()
    }

    /// The seed as an app takes it when typed, in groups of four.
    pub fn typed(&self) -> String {
        let letters: Vec<char> = self.typed.chars().collect();
        letters
            .chunks(4)
            .map(|four| four.iter().collect::<String>())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The square an app reads, as SVG.
    pub fn square(&self) -> Result<String, SeedFault> {
        let address = self
            .totp
            .to_url()
            .map_err(|cause| SeedFault(cause.to_string()))?;
        let code = QrCode::with_error_correction_level(address.as_bytes(), EcLevel::M)
            .map_err(|cause| SeedFault(cause.to_string()))?;
        Ok(code
            .render::<svg::Color>()
            .min_dimensions(200, 200)
            .quiet_zone(true)
            .build())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;

    fn at(second: i64) -> Instant {
        Instant::from_second(second).unwrap()
    }

    fn seed() -> Seed {
        Seed::new(*b"12345678901234567890", "联创: test", "alder").unwrap()
    }

    #[test]
    fn codes_are_those_of_rfc_6238() {
        // The standard's eight digits end in our six.
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
        ] {
            assert_eq!(seed().code(at(second)), code);
            assert!(seed().step(code, at(second)).is_some());
        }
    }

    #[test]
    fn m06_a_code_is_right_one_step_before_and_after_and_no_further() {
        let code = seed().code(at(1_111_111_109));
        for (second, right) in [
            (1_111_111_109, true),
            (1_111_111_109 + 30, true),
            (1_111_111_109 - 30, true),
            (1_111_111_109 + 61, false),
            (1_111_111_109 - 61, false),
        ] {
            assert_eq!(seed().step(&code, at(second)).is_some(), right, "{second}");
        }
        assert_eq!(seed().step("", at(59)), None);
        assert_eq!(seed().step("28708", at(59)), None);
        assert!(
            seed().step(" 287 082 ", at(59)).is_some(),
            "typed in groups"
        );
    }

    #[test]
    fn the_seed_can_be_typed_or_read_as_a_square() {
        let typed = seed().typed();
        assert_eq!(typed.replace(' ', ""), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert!(seed().square().unwrap().contains("<svg"));
    }
}
