//! One tab of a browser speaks with the server for all tabs that have the document open. This is its end towards the
//! others: to them it is what the server is to it.
//!
//! A follower is a [`super::Session`] that talks in the server's messages. Its changes go on to the server among the
//! leader's own, under numbers that are given out here, and what the server acknowledges is acknowledged to whoever
//! made it. A leader that dies takes nothing with it: the next one is asked for, and asks for, all that the other lacks.

use super::Message;
use super::guard::{Update, read_state_vector};
use crate::model::{Replica, UpdateError};
use std::collections::{BTreeMap, VecDeque};

/// What is to be done, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RelayEffect {
    /// Take this change of another tab into the document at once, then report it to the session towards the server
    /// as its local update `number`. It leaves no hole.
    Take {
        /// For [`super::Session::on_local_update`].
        number: u64,
        /// As the tab sent it.
        update: Vec<u8>,
        /// Whether it is all that was lacking here, some of which may be on no disk of this device yet.
        is_rest: bool,
    },
    /// Send a frame to a tab.
    Post {
        /// The client as which the tab signs.
        tab: u64,
        /// One message.
        frame: Vec<u8>,
    },
    /// Send a frame to the server, if there is a connection.
    Forward(Vec<u8>),
    /// A change of this tab is on the server's disk.
    Saved {
        /// As given to [`Relay::on_own_update`].
        own: u64,
    },
}

/// Who made a change that is on its way to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Author {
    /// This tab; by its own number.
    Own(u64),
    /// Another; by how many update messages had come from it then.
    Tab(u64, u64),
}

#[derive(Debug, Default)]
struct Follower {
    /// Update messages that came in.
    received: u64,
    is_greeted: bool,
    /// Asked for all that is lacking here, and not answered yet.
    is_asked: bool,
}

/// A tab's end towards the other tabs of its browser.
#[derive(Debug, Default)]
pub struct Relay {
    /// The last number that was given out.
    last: u64,
    on_the_way: VecDeque<(u64, Author)>,
    followers: BTreeMap<u64, Follower>,
}

impl Relay {
    /// The tabs that follow this one.
    pub fn followers(&self) -> impl Iterator<Item = u64> {
        self.followers.keys().copied()
    }

    /// Whether all these tabs follow, and have told all that they have.
    pub fn has_heard(&self, tabs: impl IntoIterator<Item = u64>) -> bool {
        let has_told = |tab| self.followers.get(&tab).is_some_and(|it| it.is_greeted && !it.is_asked);
        tabs.into_iter().all(has_told)
    }

    /// A change of this tab, its number `own`, goes to the server. Gives the number for the session.
    pub fn on_own_update(&mut self, own: u64, update: &[u8], effects: &mut Vec<RelayEffect>) -> u64 {
        self.publish(update, None, effects);
        self.number(Author::Own(own))
    }

    /// What came from the server is in the document: the other tabs get it too.
    pub fn on_remote_update(&mut self, update: &[u8], effects: &mut Vec<RelayEffect>) {
        self.publish(update, None, effects);
    }

    /// What came from the server about who is present goes to the other tabs as it is.
    pub fn on_presence(&mut self, frame: &[u8], effects: &mut Vec<RelayEffect>) {
        effects.extend(self.followers().map(|tab| RelayEffect::Post { tab, frame: frame.to_vec() }));
    }

    /// A connection to the server has been opened, which knows nobody: the other tabs are to show themselves.
    pub fn on_connected(&mut self, effects: &mut Vec<RelayEffect>) {
        self.on_presence(&Message::QueryPresence.encode(), effects);
    }

    /// A tab follows, perhaps anew: what it sent before counts no more.
    pub fn on_join(&mut self, tab: u64) {
        self.on_leave(tab);
        self.followers.insert(tab, Follower::default());
    }

    /// A tab is gone, or never came. What it sent goes on to the server all the same.
    pub fn on_leave(&mut self, tab: u64) {
        self.followers.remove(&tab);
        self.on_the_way.retain(|(_, author)| !matches!(author, Author::Tab(author, _) if *author == tab));
    }

    /// Nobody follows any more: this tab itself follows another.
    pub fn clear(&mut self) {
        for tab in self.followers().collect::<Vec<_>>() {
            self.on_leave(tab);
        }
    }

    /// A tab sent a frame. `replica` holds all that was taken in until now; `presence` is everybody who is known to be
    /// present, for a tab that has just joined.
    pub fn on_frame(
        &mut self,
        replica: &Replica,
        presence: &[u8],
        tab: u64,
        frame: &[u8],
        effects: &mut Vec<RelayEffect>,
    ) -> Result<(), UpdateError> {
        let Some(follower) = self.followers.get_mut(&tab) else { return Ok(()) };
        let mut post =
            |message: Message<'_>| effects.push(RelayEffect::Post { tab, frame: message.encode() });
        match Message::decode(frame) {
            Ok(Message::SyncStep1 { state_vector }) => {
                post(Message::SyncStep2 { update: &replica.diff(state_vector)? });
                if !std::mem::replace(&mut follower.is_greeted, true) {
                    follower.is_asked = true;
                    post(Message::SyncStep1 { state_vector: &replica.state_vector() });
                    post(Message::Presence { update: presence });
                }
            }
            Ok(Message::SyncStep2 { update }) => {
                follower.is_asked = false;
                self.take(replica, tab, update, true, effects);
            }
            Ok(Message::Update { update }) => self.take(replica, tab, update, false, effects),
            Ok(Message::QueryPresence) => post(Message::Presence { update: presence }),
            Ok(Message::Presence { .. }) => effects.push(RelayEffect::Forward(frame.to_vec())),
            // The rest is what only a server says, or nothing at all.
            Ok(_) | Err(_) => {}
        }
        Ok(())
    }

    /// The session reports its local updates up to `through` as saved.
    pub fn on_saved(&mut self, through: u64, effects: &mut Vec<RelayEffect>) {
        let mut counts = BTreeMap::new();
        while let Some((_, author)) = self.on_the_way.pop_front_if(|(number, _)| *number <= through) {
            match author {
                Author::Own(own) => effects.push(RelayEffect::Saved { own }),
                Author::Tab(tab, count) => drop(counts.insert(tab, count)),
            }
        }
        effects.extend(
            counts
                .into_iter()
                .map(|(tab, count)| RelayEffect::Post { tab, frame: Message::Ack { count }.encode() }),
        );
    }

    fn take(
        &mut self,
        replica: &Replica,
        tab: u64,
        update: &[u8],
        is_rest: bool,
        effects: &mut Vec<RelayEffect>,
    ) {
        let Some(follower) = self.followers.get_mut(&tab) else { return };
        follower.received += 1;
        let count = follower.received;
        let state_vector = replica.state_vector();
        let known: BTreeMap<u64, u32> =
            read_state_vector(&state_vector).unwrap_or_default().into_iter().collect();
        // What the other tab of one's own browser sends is well-formed, unless it is of another version.
        let Ok(parsed) = Update::parse(update) else { return };
        if parsed.hole(|client| known.get(&client).copied().unwrap_or(0)).is_some() {
            if !std::mem::replace(&mut follower.is_asked, true) {
                let frame = Message::SyncStep1 { state_vector: &state_vector }.encode();
                effects.push(RelayEffect::Post { tab, frame });
            }
            return;
        }
        let number = self.number(Author::Tab(tab, count));
        effects.push(RelayEffect::Take { number, update: update.to_vec(), is_rest });
        self.publish(update, Some(tab), effects);
    }

    fn number(&mut self, author: Author) -> u64 {
        self.last += 1;
        self.on_the_way.push_back((self.last, author));
        self.last
    }

    fn publish(&self, update: &[u8], except: Option<u64>, effects: &mut Vec<RelayEffect>) {
        let others = self.followers().filter(|tab| Some(*tab) != except);
        let frame = Message::Update { update }.encode();
        effects.extend(others.map(|tab| RelayEffect::Post { tab, frame: frame.clone() }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tab_is_heard_once_it_follows_and_has_told_all_that_it_has() {
        let (mut relay, replica) = (Relay::default(), Replica::new(1));
        assert!(relay.has_heard([]) && !relay.has_heard([7]));
        relay.on_join(7);
        assert!(!relay.has_heard([7]));
        let tell = |relay: &mut Relay, message: Message<'_>| {
            relay.on_frame(&replica, &[0], 7, &message.encode(), &mut Vec::new()).unwrap();
        };
        tell(&mut relay, Message::SyncStep1 { state_vector: &[0] });
        assert!(!relay.has_heard([7]), "it was asked for all that it has");
        tell(&mut relay, Message::SyncStep2 { update: &[0, 0] });
        assert!(relay.has_heard([7]) && !relay.has_heard([7, 8]));
    }
}
