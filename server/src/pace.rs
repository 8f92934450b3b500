//! How much somebody may do over time: so much for long, and more at once after a pause. Pure: what time it is comes in.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Mutex;

/// Of how many it is remembered what they have done. Beyond it those go first that have all of their allowance again.
const MOST: usize = 50_000;

/// How much may be done.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// So many units in each span; with 0 as many as wanted.
    pub units: u32,
    /// The span, in milliseconds.
    pub span_ms: u64,
    /// So many at once, after a pause in which they were not used.
    pub at_once: u32,
}

/// What is left to somebody.
#[derive(Debug, Clone, Copy)]
pub struct Allowance {
    /// Below 0 when the last thing that was done took more than there was.
    left: i64,
    /// Since when more has been earned that is not in `left`.
    since_ms: u64,
}

impl Allowance {
    /// All that may be done at once.
    pub fn full(pace: Pace, now_ms: u64) -> Self {
        Allowance { left: i64::from(pace.at_once), since_ms: now_ms }
    }

    /// So much was done. What there was need not have been enough; then the wait is longer.
    pub fn spend(&mut self, units: usize) {
        self.left = self.left.saturating_sub(i64::try_from(units).unwrap_or(i64::MAX));
    }

    /// So much was not done after all.
    pub fn give_back(&mut self, units: u32) {
        self.left = self.left.saturating_add(i64::from(units));
    }

    /// Whether something may be done now, whatever has been earned.
    pub fn is_left(&self) -> bool {
        self.left > 0
    }

    /// After how many milliseconds something may be done again; 0 for now.
    pub fn wait_ms(&mut self, pace: Pace, now_ms: u64) -> u64 {
        if self.is_left() || pace.units == 0 {
            return 0;
        }
        let (units, span) = (u128::from(pace.units), u128::from(pace.span_ms.max(1)));
        let earned = u128::from(now_ms.saturating_sub(self.since_ms)) * units / span;
        let left = i128::from(self.left) + i128::try_from(earned).unwrap_or(i128::MAX / 2);
        if left >= i128::from(pace.at_once) {
            *self = Allowance::full(pace, now_ms);
        } else {
            // Smaller than what may be done at once, and not below what it was.
            self.left = left as i64;
            self.since_ms += (earned * span / units) as u64;
        }
        match self.left {
            1.. => 0,
            left => {
                let lacking = u128::from(left.unsigned_abs()) + 1;
                let due_ms = u128::from(self.since_ms) + (lacking * span).div_ceil(units);
                u64::try_from(due_ms).unwrap_or(u64::MAX).saturating_sub(now_ms).max(1)
            }
        }
    }
}

/// The allowances of many, each with its own.
#[derive(Debug)]
pub struct Paces<K> {
    pace: Pace,
    allowances: Mutex<HashMap<K, Allowance>>,
}

impl<K: Hash + Eq> Paces<K> {
    /// At that pace each.
    pub fn new(pace: Pace) -> Self {
        Paces { pace, allowances: Mutex::default() }
    }

    /// Somebody does it once more. An error holds how many milliseconds he has to wait; then it does not count.
    pub fn spend(&self, who: K, now_ms: u64) -> Result<(), u64> {
        let mut allowances = self.allowances.lock().expect("nothing panics while it holds the allowances");
        let pace = self.pace;
        if allowances.len() >= MOST {
            make_room(&mut allowances, pace, now_ms);
        }
        let allowance = allowances.entry(who).or_insert_with(|| Allowance::full(pace, now_ms));
        match allowance.wait_ms(pace, now_ms) {
            0 => {
                allowance.spend(1);
                Ok(())
            }
            wait_ms => Err(wait_ms),
        }
    }

    /// It was not done after all.
    pub fn give_back(&self, who: &K) {
        let mut allowances = self.allowances.lock().expect("nothing panics while it holds the allowances");
        if let Some(allowance) = allowances.get_mut(who) {
            allowance.give_back(1);
        }
    }
}

fn make_room<K: Hash + Eq>(allowances: &mut HashMap<K, Allowance>, pace: Pace, now_ms: u64) {
    let whole_ms = pace.span_ms.saturating_mul(u64::from(pace.at_once)) / u64::from(pace.units.max(1));
    allowances.retain(|_, allowance| allowance.since_ms.saturating_add(whole_ms) > now_ms);
    if allowances.len() >= MOST {
        let mut times: Vec<u64> = allowances.values().map(|allowance| allowance.since_ms).collect();
        let (_, middle, _) = times.select_nth_unstable(MOST / 2);
        let middle = *middle;
        allowances.retain(|_, allowance| allowance.since_ms > middle);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACE: Pace = Pace { units: 10, span_ms: 1000, at_once: 40 };

    /// How much is done in a time by somebody who does it whenever he may.
    fn done(pace: Pace, cost: usize, from_ms: u64, until_ms: u64) -> usize {
        let mut allowance = Allowance::full(pace, from_ms);
        let (mut now_ms, mut done) = (from_ms, 0);
        while now_ms < until_ms {
            match allowance.wait_ms(pace, now_ms) {
                0 => {
                    allowance.spend(cost);
                    done += cost;
                }
                wait_ms => now_ms += wait_ms,
            }
        }
        done
    }

    #[test]
    fn after_what_may_be_done_at_once_it_is_so_much_in_each_span() {
        assert_eq!(done(PACE, 1, 5, 6), 40);
        assert_eq!(done(PACE, 1, 5, 10_005), 40 + 99);
    }

    #[test]
    fn what_takes_more_than_there_is_is_waited_for_afterwards() {
        let mut allowance = Allowance::full(PACE, 0);
        allowance.spend(100);
        assert_eq!(allowance.wait_ms(PACE, 0), 6_100);
        assert_eq!(allowance.wait_ms(PACE, 6_099), 1);
        assert_eq!(allowance.wait_ms(PACE, 6_100), 0);
        let done = done(PACE, 7, 0, 100_000);
        assert!((1_030..1_050).contains(&done), "{done}");
    }

    #[test]
    fn a_pause_earns_what_may_be_done_at_once_and_no_more() {
        let mut allowance = Allowance::full(PACE, 0);
        allowance.spend(40);
        assert_eq!(allowance.wait_ms(PACE, 1_000_000), 0);
        allowance.spend(40);
        assert_eq!(allowance.wait_ms(PACE, 1_000_000), 100);
    }

    #[test]
    fn a_slow_pace_loses_nothing_to_those_who_ask_often() {
        let hourly = Pace { units: 1000, span_ms: 3_600_000, at_once: 1 };
        let mut allowance = Allowance::full(hourly, 0);
        let done = (0..3_600).filter(|second| {
            let may = allowance.wait_ms(hourly, second * 1000) == 0;
            allowance.spend(usize::from(may));
            may
        });
        // Each comes up to a second late, as it is asked for.
        assert!(done.count() >= 890);
    }

    #[test]
    fn without_a_limit_nobody_waits() {
        assert_eq!(Allowance::full(Pace { units: 0, ..PACE }, 0).wait_ms(Pace { units: 0, ..PACE }, 0), 0);
        let free = Paces::new(Pace { units: 0, span_ms: 1, at_once: 0 });
        (0..1000).for_each(|_| assert_eq!(free.spend("ada", 0), Ok(())));
    }

    #[test]
    fn each_has_his_own_allowance_and_what_was_not_done_is_given_back() {
        let paces = Paces::new(Pace { units: 1, span_ms: 1000, at_once: 2 });
        assert_eq!(paces.spend("ada", 0), Ok(()));
        assert_eq!(paces.spend("ada", 0), Ok(()));
        assert_eq!(paces.spend("ada", 0), Err(1000));
        assert_eq!(paces.spend("ben", 0), Ok(()));
        paces.give_back(&"ada");
        assert_eq!(paces.spend("ada", 0), Ok(()));
        assert_eq!(paces.spend("ada", 999), Err(1));
        assert_eq!(paces.spend("ada", 1000), Ok(()));
    }

    #[test]
    fn there_are_never_more_than_so_many_remembered() {
        let paces = Paces::new(Pace { units: 1, span_ms: 3_600_000, at_once: 1 });
        for number in 0..120_000u64 {
            let _ = paces.spend(number, number);
        }
        assert!(paces.allowances.lock().unwrap().len() <= MOST);
        assert_eq!(paces.spend(119_999, 120_000), Err(3_599_999), "the newest stay");
    }
}
