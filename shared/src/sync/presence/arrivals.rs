//! Who came and who went, as far as it is worth saying aloud.
//!
//! A page that is loaded anew leaves and joins under another id, and a network that stumbles makes everybody leave and
//! join; neither is news. What is news is gathered, so that a crowd is one sentence.

use std::collections::BTreeMap;

/// Who is there this soon after the first look was there before, in milliseconds.
const FIRST_LOOK_MS: u64 = 2_000;
/// Who has joined is still there after so long, in milliseconds.
const JOIN_MS: u64 = 1_500;
/// Who has left has not come back after so long, in milliseconds.
const LEAVE_MS: u64 = 8_000;
/// Nothing is said for so long after something was, in milliseconds.
const REST_MS: u64 = 6_000;

/// Something to be said. A name is only said where it is the only one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// This person has joined.
    Joined(String),
    /// So many people have joined, two or more.
    ManyJoined(u64),
    /// This person has left.
    Left(String),
    /// So many people have left, two or more.
    ManyLeft(u64),
}

/// What was said of who is here.
#[derive(Debug, Default)]
pub struct Arrivals {
    /// Who is here as far as it was said, or needed not be.
    told: BTreeMap<u64, String>,
    /// Who is here.
    here: BTreeMap<u64, String>,
    /// Since when, in milliseconds, somebody is here or gone without that it was said.
    pending: BTreeMap<u64, u64>,
    /// When the first look was.
    began_ms: Option<u64>,
    /// When something may be said again.
    rested_ms: u64,
}

impl Arrivals {
    /// Takes in who is here, by client and name. Not to be called while there is no connection, when nobody can be seen.
    pub fn see(&mut self, now_ms: u64, here: impl IntoIterator<Item = (u64, String)>) {
        self.here = here.into_iter().collect();
        if now_ms < *self.began_ms.get_or_insert(now_ms) + FIRST_LOOK_MS {
            self.told = self.here.clone();
            return;
        }
        let (mut came, mut went) = (Vec::new(), Vec::new());
        for (client, name) in &self.here {
            match self.told.get_mut(client) {
                Some(told) => name.clone_into(told),
                None => came.push(*client),
            }
        }
        went.extend(self.told.keys().filter(|client| !self.here.contains_key(client)));
        // Who has gone and come under the same name is the same person.
        came.retain(|new| {
            let same = went.iter().position(|old: &u64| self.told.get(old) == self.here.get(new));
            let Some(old) = same.map(|same| went.swap_remove(same)) else { return true };
            if let Some(name) = self.told.remove(&old) {
                self.told.insert(*new, name);
            }
            false
        });
        self.pending.retain(|client, _| came.contains(client) || went.contains(client));
        for client in came.into_iter().chain(went) {
            self.pending.entry(client).or_insert(now_ms);
        }
    }

    /// When there may be something to be said, in milliseconds, if nothing changes until then.
    pub fn due_ms(&self) -> Option<u64> {
        let due = self.pending.iter().map(|(client, since)| since + self.patience(*client)).min()?;
        Some(due.max(self.rested_ms))
    }

    /// What is to be said now.
    pub fn take(&mut self, now_ms: u64) -> Vec<News> {
        if self.due_ms().is_none_or(|due| now_ms < due) {
            return Vec::new();
        }
        self.rested_ms = now_ms + REST_MS;
        let (mut joined, mut left) = (Vec::new(), Vec::new());
        for (client, since) in std::mem::take(&mut self.pending) {
            if now_ms < since + self.patience(client) {
                self.pending.insert(client, since);
            } else if let Some(name) = self.told.remove(&client) {
                left.push(name);
            } else if let Some(name) = self.here.get(&client) {
                self.told.insert(client, name.clone());
                joined.push(name.clone());
            }
        }
        let news = |mut names: Vec<String>, one: fn(String) -> News, many: fn(u64) -> News| match names.len()
        {
            0 | 1 => names.pop().map(one),
            count => Some(many(count as u64)),
        };
        let joined = news(joined, News::Joined, News::ManyJoined);
        joined.into_iter().chain(news(left, News::Left, News::ManyLeft)).collect()
    }

    fn patience(&self, client: u64) -> u64 {
        if self.here.contains_key(&client) { JOIN_MS } else { LEAVE_MS }
    }
}
