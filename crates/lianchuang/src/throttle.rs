//! How much one caller may ask in a minute: by address, by session or token, and less of what costs much. Who asks more is
//! told when to come back; nobody else is slower for it.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

use axum::http::Method;
use values::Instant;

/// Most callers remembered at once; those who were quiet longest ago are forgotten first.
const REMEMBERED: usize = 50_000;
const MINUTE_MILLIS: i64 = 60_000;

/// Requests a minute; none where there is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// From one address, whoever asks there.
    pub address: u32,
    /// From one session or token; from one address where there is neither.
    pub caller: u32,
    /// Of what costs much, from one session or token; from one address where there is neither.
    pub costly: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            address: 3000,
            caller: 600,
            costly: 60,
        }
    }
}

/// A text that sets no limits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("wanted address=3000,caller=600,costly=60: how many requests a minute")]
pub struct NoLimits;

impl FromStr for Limits {
    type Err = NoLimits;

    fn from_str(text: &str) -> Result<Limits, NoLimits> {
        let mut limits = Limits::default();
        for part in text.split(',').map(str::trim) {
            let (name, value) = part.split_once('=').ok_or(NoLimits)?;
            let value: u32 = value.parse().map_err(|_| NoLimits)?;
            if value == 0 {
                return Err(NoLimits);
            }
            match name {
                "address" => limits.address = value,
                "caller" => limits.caller = value,
                "costly" => limits.costly = value,
                _ => return Err(NoLimits),
            }
        }
        Ok(limits)
    }
}

/// What a request costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// Next to nothing: what a browser keeps.
    Little,
    /// A page.
    Usual,
    /// A whole list as a file, a document to be printed, a password to be digested, a screening.
    Much,
}

/// What a request costs, by its address.
pub fn cost(method: &Method, path: &str) -> Cost {
    let path = path.strip_prefix("/api/v1").unwrap_or(path);
    let posted = method == Method::POST;
    let ends = [".xlsx", ".csv", ".pdf"];
    let much = ends.iter().any(|ending| path.ends_with(ending))
        || path.starts_with("/documents/")
        || path.starts_with("/screening")
        || path.starts_with("/audit")
        || posted
            && matches!(
                path,
                "/sign-in"
                    | "/sign-in/second"
                    | "/tokens"
                    | "/welcome"
                    | "/founding"
                    | "/self-check"
                    | "/files"
                    | "/account/password"
                    | "/account/confirm"
            );
    if much {
        Cost::Much
    } else if path.starts_with("/assets/") {
        Cost::Little
    } else {
        Cost::Usual
    }
}

/// Who asks, as a number nobody can foresee.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Asker(u64);

/// Counts what is asked.
#[derive(Debug)]
pub struct Throttle {
    limits: Option<Limits>,
    secret: RandomState,
    /// When each has used up what was asked so far, in milliseconds: the earliest time by which it would have come evenly.
    even: Mutex<HashMap<Asker, i64>>,
}

impl Throttle {
    /// With these limits, or none.
    pub fn new(limits: Option<Limits>) -> Throttle {
        Throttle {
            limits,
            secret: RandomState::new(),
            even: Mutex::default(),
        }
    }

    /// Counts a request; too much of them are told in how many seconds to come back.
    pub fn count(
        &self,
        at: Instant,
        source: Option<IpAddr>,
        credential: Option<&str>,
        cost: Cost,
    ) -> Result<(), u64> {
        let Some(limits) = self.limits else {
            return Ok(());
        };
        let now = at.timestamp().as_millisecond();
        let source = source.map(network);
        let caller = credential.map_or_else(
            || self.secret.hash_one(("caller", source)),
            |credential| self.secret.hash_one(("caller", credential)),
        );
        let mut asked = vec![(
            Asker(self.secret.hash_one(("address", source))),
            limits.address,
        )];
        if cost != Cost::Little {
            asked.push((Asker(caller), limits.caller));
        }
        if cost == Cost::Much {
            asked.push((
                Asker(self.secret.hash_one(("costly", caller))),
                limits.costly,
            ));
        }
        let mut even = self.even.lock().unwrap_or_else(PoisonError::into_inner);
        if even.len() >= REMEMBERED {
            forget(&mut even, now);
        }
        let wait = asked
            .iter()
            .map(|(asker, most)| wait(even.get(asker).copied(), *most, now))
            .max()
            .unwrap_or_default();
        if wait > 0 {
            return Err(u64::try_from(wait).unwrap_or(1).div_ceil(1000));
        }
        for (asker, most) in asked {
            let each = MINUTE_MILLIS / i64::from(most);
            let next = even.entry(asker).or_insert(now);
            *next = (*next).max(now) + each.max(1);
        }
        Ok(())
    }
}

/// Milliseconds to wait: as many as a minute allows may come at once, and then no faster than evenly.
fn wait(even: Option<i64>, most: u32, now: i64) -> i64 {
    let each = (MINUTE_MILLIS / i64::from(most)).max(1);
    even.map_or(0, |even| (even + each - MINUTE_MILLIS - now).max(0))
}

/// Forgets whoever could ask as much as anybody new; and if that is not enough, everybody who asked least of late.
fn forget(even: &mut HashMap<Asker, i64>, now: i64) {
    even.retain(|_, even| *even > now);
    if even.len() >= REMEMBERED {
        let mut all: Vec<i64> = even.values().copied().collect();
        let middle = all.len() / 2;
        let (_, median, _) = all.select_nth_unstable(middle);
        let median = *median;
        even.retain(|_, even| *even > median);
    }
}

/// One household or office has one network of IPv6 addresses, not one address.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let mut octets = address.octets();
            octets[8..].fill(0);
            IpAddr::from(octets)
        }
        other @ IpAddr::V4(_) => other,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

    use super::*;

    fn at(second: i64) -> Instant {
        Instant::from_second(1_700_000_000 + second).unwrap()
    }

    fn from(address: &str) -> IpAddr {
        address.parse().unwrap()
    }

    fn few() -> Throttle {
        Throttle::new(Some("address=10,caller=6,costly=2".parse().unwrap()))
    }

    /// How many of these pass.
    fn pass(
        throttle: &Throttle,
        second: i64,
        address: &str,
        credential: Option<&str>,
        cost: Cost,
        tries: usize,
    ) -> usize {
        (0..tries)
            .filter(|_| {
                throttle
                    .count(at(second), Some(from(address)), credential, cost)
                    .is_ok()
            })
            .count()
    }

    #[test]
    fn v07_each_caller_has_a_minutes_worth_and_is_told_when_to_come_back() {
        let throttle = few();
        assert_eq!(pass(&throttle, 0, "192.0.2.1", None, Cost::Usual, 20), 6);
        let told = throttle.count(at(0), Some(from("192.0.2.1")), None, Cost::Usual);
        assert_eq!(told, Err(10), "six a minute are one in ten seconds");
        assert_eq!(pass(&throttle, 9, "192.0.2.1", None, Cost::Usual, 1), 0);
        assert_eq!(pass(&throttle, 10, "192.0.2.1", None, Cost::Usual, 5), 1);
        assert_eq!(pass(&throttle, 100, "192.0.2.1", None, Cost::Usual, 20), 6);
    }

    #[test]
    fn v07_others_are_not_held_up_and_new_credentials_help_nobody_past_the_address() {
        let throttle = few();
        assert_eq!(
            pass(&throttle, 0, "192.0.2.1", Some("a"), Cost::Usual, 20),
            6
        );
        assert_eq!(pass(&throttle, 0, "192.0.2.2", None, Cost::Usual, 20), 6);
        let fresh = (0..20)
            .filter(|number| {
                let credential = format!("guess {number}");
                throttle
                    .count(
                        at(0),
                        Some(from("192.0.2.1")),
                        Some(&credential),
                        Cost::Usual,
                    )
                    .is_ok()
            })
            .count();
        assert_eq!(fresh, 4, "ten from the address, six were used");
        // The same session from another address is the same caller.
        assert_eq!(
            pass(&throttle, 0, "192.0.2.3", Some("a"), Cost::Usual, 3),
            0
        );
    }

    #[test]
    fn v07_what_costs_much_is_counted_by_itself_too() {
        let throttle = few();
        assert_eq!(pass(&throttle, 0, "192.0.2.1", Some("a"), Cost::Much, 5), 2);
        assert_eq!(
            pass(&throttle, 0, "192.0.2.1", Some("a"), Cost::Usual, 9),
            4
        );
        assert_eq!(
            pass(&throttle, 0, "192.0.2.1", Some("a"), Cost::Little, 9),
            4
        );
    }

    #[test]
    fn v07_a_network_of_ipv6_addresses_is_one_and_memory_is_bounded() {
        let throttle = few();
        let passed = (0..20)
            .filter(|number| {
                let address = format!("2001:db8:1:2::{number:x}");
                throttle
                    .count(at(0), Some(from(&address)), None, Cost::Usual)
                    .is_ok()
            })
            .count();
        assert_eq!(passed, 6);
        let many = Throttle::new(Some(Limits::default()));
        for number in 0..u32::try_from(REMEMBERED).unwrap() {
            let address = IpAddr::from(number.to_be_bytes());
            assert_eq!(many.count(at(0), Some(address), None, Cost::Usual), Ok(()));
        }
        assert!(many.even.lock().unwrap().len() <= REMEMBERED + 3);
    }

    #[test]
    fn v07_lists_as_files_documents_and_passwords_cost_much_and_pages_do_not() {
        for path in [
            "/consortia.xlsx",
            "/api/v1/organisations.csv",
            "/documents/7/decision.pdf",
        ] {
            assert_eq!(cost(&Method::GET, path), Cost::Much, "{path}");
        }
        for path in ["/sign-in", "/api/v1/tokens", "/self-check"] {
            assert_eq!(cost(&Method::POST, path), Cost::Much, "{path}");
        }
        assert_eq!(cost(&Method::GET, "/sign-in"), Cost::Usual);
        assert_eq!(cost(&Method::GET, "/consortia/c1"), Cost::Usual);
        assert_eq!(cost(&Method::GET, "/assets/lianchuang.css"), Cost::Little);
    }

    #[test]
    fn limits_are_read_and_a_wrong_one_is_told() {
        let limits: Limits = "address=100, costly=5".parse().unwrap();
        assert_eq!(
            (limits.address, limits.caller, limits.costly),
            (100, 600, 5)
        );
        for wrong in ["", "address", "address=0", "pages=5", "address=-1"] {
            assert_eq!(wrong.parse::<Limits>(), Err(NoLimits), "{wrong}");
        }
    }
}
