//! Guessing is slowed down: who has failed often waits, longer each time, and is told how long. Counted are the failures for
//! one account from one place, from one place for whatever account, and for one account from everywhere; the last waits
//! little, so that nobody locks another out, and so does a place. Pure: what time it is comes in.

use std::collections::HashMap;
use std::net::IpAddr;

use sha2::{Digest, Sha256};

use crate::network::Network;

/// How many places and accounts are remembered. Beyond it those go that have waited longest.
const MOST: usize = 50_000;
/// Who has not tried for so long begins anew. In milliseconds.
const FORGOTTEN_MS: u64 = 60 * 60 * 1000;

/// What is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// A password or a one-time link, which may be wrong.
    Guess,
    /// Something that costs the server or a stranger's mailbox, right or wrong: a sign-up, a message.
    Ask,
}

/// How failures turn into waits.
struct Rule {
    /// So many are free.
    free: u32,
    /// After the next the wait is so long, and it doubles with each. In milliseconds.
    first_ms: u64,
    /// And is never longer than this.
    most_ms: u64,
}

const PAIR: Rule = Rule { free: 5, first_ms: 5_000, most_ms: 15 * 60_000 };
/// Of a school or a firm: many people behind one address.
const PLACE: Rule = Rule { free: 100, first_ms: 1_000, most_ms: 60_000 };
/// Of letters to one address, so that nobody's mailbox is filled.
const MAILBOX: Rule = Rule { free: 10, first_ms: 60_000, most_ms: 15 * 60_000 };
const ACCOUNT: Rule = Rule { free: 50, first_ms: 1_000, most_ms: 60_000 };

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Pair(Act, u64, Network),
    Place(Act, Network),
    Account(Act, u64),
}

#[derive(Debug, Clone, Copy, Default)]
struct Count {
    failures: u32,
    last_ms: u64,
}

/// Who has tried how often.
#[derive(Debug, Default)]
pub struct Guesses {
    counts: HashMap<Key, Count>,
}

/// A try that is under way, counted as a failure until it is known not to be one.
#[derive(Debug)]
pub struct Try([Key; 3]);

impl Guesses {
    /// Somebody tries. An error holds how many seconds he has to wait; such a try does not count.
    pub fn begin(&mut self, act: Act, account: &str, from: IpAddr, now_ms: u64) -> Result<Try, u64> {
        let keys = keys(act, account, from);
        let waits = keys.iter().map(|key| self.wait_ms(key, now_ms));
        let wait_ms = waits.max().unwrap_or_default();
        if wait_ms > 0 {
            return Err(wait_ms.div_ceil(1000));
        }
        for key in keys {
            let count = self.counts.entry(key).or_default();
            if count.last_ms + FORGOTTEN_MS <= now_ms {
                count.failures = 0;
            }
            count.failures = count.failures.saturating_add(1);
            count.last_ms = now_ms;
        }
        self.make_room(now_ms);
        Ok(Try(keys))
    }

    /// The try was right: it does not count, and who made it begins anew with that account.
    pub fn succeeded(&mut self, Try([pair, place, account]): Try) {
        self.counts.remove(&pair);
        for key in [place, account] {
            if let Some(count) = self.counts.get_mut(&key) {
                count.failures = count.failures.saturating_sub(1);
            }
        }
    }

    fn wait_ms(&self, key: &Key, now_ms: u64) -> u64 {
        let Some(count) = self.counts.get(key) else { return 0 };
        let rule = match key {
            Key::Pair(..) => PAIR,
            Key::Place(..) => PLACE,
            Key::Account(Act::Guess, _) => ACCOUNT,
            Key::Account(Act::Ask, _) => MAILBOX,
        };
        let Some(beyond) = count.failures.checked_sub(rule.free) else { return 0 };
        let wait_ms = rule.first_ms.saturating_mul(1 << beyond.min(20)).min(rule.most_ms);
        (count.last_ms + wait_ms).saturating_sub(now_ms)
    }

    fn make_room(&mut self, now_ms: u64) {
        if self.counts.len() <= MOST {
            return;
        }
        self.counts.retain(|_, count| count.last_ms + FORGOTTEN_MS > now_ms);
        if self.counts.len() > MOST {
            let mut times: Vec<u64> = self.counts.values().map(|count| count.last_ms).collect();
            let (_, middle, _) = times.select_nth_unstable(MOST / 2);
            let middle = *middle;
            self.counts.retain(|_, count| count.last_ms > middle);
        }
    }
}

fn keys(act: Act, account: &str, from: IpAddr) -> [Key; 3] {
    let place = Network::from(from);
    let digest: [u8; 32] = Sha256::digest(account.as_bytes()).into();
    let mut half = [0; 8];
    half.copy_from_slice(&digest[..8]);
    let account = u64::from_le_bytes(half);
    [Key::Pair(act, account, place), Key::Place(act, place), Key::Account(act, account)]
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_800_000_000_000;

    fn at(last: u8) -> IpAddr {
        IpAddr::from([10, 0, 0, last])
    }

    fn fail(guesses: &mut Guesses, account: &str, from: IpAddr, now_ms: u64) -> Result<(), u64> {
        guesses.begin(Act::Guess, account, from, now_ms).map(drop)
    }

    #[test]
    fn five_are_free_then_the_wait_doubles_up_to_a_quarter_of_an_hour() {
        let mut guesses = Guesses::default();
        let mut now = NOW;
        for _ in 0..5 {
            assert_eq!(fail(&mut guesses, "ada", at(1), now), Ok(()));
        }
        let mut waits = Vec::new();
        for _ in 0..9 {
            let wait = fail(&mut guesses, "ada", at(1), now).unwrap_err();
            waits.push(wait);
            now += wait * 1000;
            assert_eq!(fail(&mut guesses, "ada", at(1), now), Ok(()), "the wait is what was said");
        }
        assert_eq!(waits, [5, 10, 20, 40, 80, 160, 320, 640, 900]);
    }

    #[test]
    fn others_do_not_wait_and_who_was_right_begins_anew() {
        let mut guesses = Guesses::default();
        for _ in 0..5 {
            fail(&mut guesses, "ada", at(1), NOW).unwrap();
        }
        assert!(fail(&mut guesses, "ada", at(1), NOW).is_err());
        assert_eq!(fail(&mut guesses, "ben", at(1), NOW), Ok(()));
        let right = guesses.begin(Act::Guess, "ada", at(2), NOW).unwrap();
        guesses.succeeded(right);
        assert!(fail(&mut guesses, "ada", at(1), NOW).is_err(), "being right elsewhere frees nobody here");
        let right = guesses.begin(Act::Guess, "ada", at(1), NOW + 5_000).unwrap();
        guesses.succeeded(right);
        for _ in 0..5 {
            assert_eq!(fail(&mut guesses, "ada", at(1), NOW + 5_000), Ok(()));
        }
    }

    #[test]
    fn one_place_that_tries_many_accounts_waits_for_all_of_them() {
        let mut guesses = Guesses::default();
        for number in 0..100 {
            fail(&mut guesses, &number.to_string(), at(1), NOW).unwrap();
        }
        assert_eq!(fail(&mut guesses, "new", at(1), NOW), Err(1));
        assert_eq!(fail(&mut guesses, "new", at(2), NOW), Ok(()));
        let network = |host: u16| IpAddr::from([0x2001, 0xdb8, 0, 1, 0, 0, 0, host]);
        for number in 0..100u16 {
            fail(&mut guesses, &format!("six {number}"), network(number), NOW).unwrap();
        }
        assert_eq!(fail(&mut guesses, "new", network(999), NOW), Err(1), "a network of IPv6 is one place");
    }

    #[test]
    fn an_account_that_is_tried_from_everywhere_is_slowed_and_never_closed() {
        let mut guesses = Guesses::default();
        let mut now = NOW;
        for number in 0..200u32 {
            let from = IpAddr::from(std::net::Ipv4Addr::from_bits(0x0b00_0000 + number));
            if let Err(wait) = fail(&mut guesses, "ada", from, now) {
                assert!(wait <= 60);
                now += wait * 1000;
                fail(&mut guesses, "ada", from, now).unwrap();
            }
        }
        assert!(now > NOW + 60_000);
    }

    #[test]
    fn nobodys_mailbox_is_filled_from_however_many_places() {
        let mut guesses = Guesses::default();
        let mut taken = 0;
        for number in 0..1000u32 {
            let from = IpAddr::from(std::net::Ipv4Addr::from_bits(0x0b00_0000 + number));
            taken += u32::from(guesses.begin(Act::Ask, "ada", from, NOW + u64::from(number) * 1000).is_ok());
        }
        assert_eq!(taken, 14, "ten, and then after one, two, four and eight minutes");
    }

    #[test]
    fn after_an_hour_all_is_forgotten_and_there_is_never_more_than_so_much() {
        let mut guesses = Guesses::default();
        for _ in 0..5 {
            fail(&mut guesses, "ada", at(1), NOW).unwrap();
        }
        for _ in 0..5 {
            assert_eq!(fail(&mut guesses, "ada", at(1), NOW + FORGOTTEN_MS), Ok(()));
        }
        for number in 0..60_000u32 {
            let from = IpAddr::from(std::net::Ipv4Addr::from_bits(number << 4));
            let _ = guesses.begin(Act::Ask, &number.to_string(), from, NOW + u64::from(number));
        }
        assert!(guesses.counts.len() <= MOST, "{}", guesses.counts.len());
    }
}
