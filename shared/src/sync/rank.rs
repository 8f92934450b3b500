//! What a tab is among those of its browser that have the same document open: one leads and has the socket, the others follow it.
//!
//! Who leads is decided by a lock of the browser's, which passes on by itself when its tab ends, however it ends; a leader that does
//! not answer has it taken away. Here is what the tabs say to each other about that, and what each makes of it. What passes between
//! them of the document is the [`super::Relay`]'s.

use super::Message;

/// How a tab stands among those of its browser. `S` is how a leader stands to the server, as it tells those who follow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Standing<S> {
    /// Nobody has said yet who leads.
    #[default]
    Unknown,
    /// It speaks with the server for all.
    Leading,
    /// Another does, and this is how that one stands.
    Following {
        /// The client as which it signs.
        leader: u64,
        /// As it said last.
        station: S,
    },
}

/// What one tab says to the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word<S> {
    /// I am here. Who leads, and who else is here?
    Hello,
    /// I lead, and this is how I stand.
    Lead(S),
    /// I follow you from now on.
    Join,
    /// I do not lead.
    Quit,
    /// A message of the protocol between client and server.
    Frame(Vec<u8>),
    /// Try to reach the server now.
    Wake,
}

/// What is to be done, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RankEffect<S> {
    /// Say this to one tab, or to all.
    Say {
        /// The client as which the tab signs.
        to: Option<u64>,
        /// What.
        word: Word<S>,
    },
    /// Tell this tab, by [`Word::Lead`], how the one that leads stands.
    Answer {
        /// The client as which the tab signs.
        to: u64,
    },
    /// The session's connection is over, whether it led to the server or to another tab: report it as broken.
    Leave,
    /// Close the socket to the server: another tab has the lead.
    HangUp,
    /// The session has a connection to the tab that leads: report it as open.
    Open,
    /// Connect to the server at once; if there is a connection, see whether it lives.
    Connect,
    /// What the tab that led before had from the server may have come to no disk: keep the whole document, once nothing that is not
    /// saved is on its way there.
    KeepAll,
    /// Keep this update, which is on its way to the leader's disk and perhaps no further.
    Keep(Vec<u8>),
    /// A frame of the leader, for the session.
    Hear(Vec<u8>),
    /// Another tab follows: [`super::Relay::on_join`].
    Admit {
        /// The client as which it signs.
        tab: u64,
    },
    /// A frame of a tab that follows: [`super::Relay::on_frame`].
    Pass {
        /// The client as which it signs.
        tab: u64,
        /// One message.
        frame: Vec<u8>,
    },
    /// A tab that followed is gone: [`super::Relay::on_leave`], and others are to see it go.
    Dismiss {
        /// The client as which it signed.
        tab: u64,
    },
    /// Nobody follows any more: [`super::Relay::clear`].
    Disband,
    /// [`Rank::standing`] says something else now.
    Changed,
}

/// What one tab is, and what it does when the others say something.
#[derive(Debug, Clone)]
pub struct Rank<S> {
    standing: Standing<S>,
    has_followed: bool,
}

impl<S> Default for Rank<S> {
    fn default() -> Self {
        Rank { standing: Standing::Unknown, has_followed: false }
    }
}

impl<S> Rank<S> {
    /// How the tab stands now.
    pub fn standing(&self) -> &Standing<S> {
        &self.standing
    }

    /// Whether the tab speaks with the server.
    pub fn is_leading(&self) -> bool {
        matches!(self.standing, Standing::Leading)
    }

    /// The tab that this one follows.
    pub fn leader(&self) -> Option<u64> {
        match &self.standing {
            Standing::Following { leader, .. } => Some(*leader),
            Standing::Leading | Standing::Unknown => None,
        }
    }

    /// Whether this tab keeps for all what comes from the server.
    pub fn keeps_for_all(&self) -> bool {
        self.leader().is_none()
    }

    /// The tab has the document as far as it is on the disk, and asks who leads.
    pub fn on_start(&mut self, effects: &mut Vec<RankEffect<S>>) {
        effects.push(RankEffect::Say { to: None, word: Word::Hello });
    }

    /// The browser has given the lead to this tab, or there is no other that could have it.
    pub fn on_lead(&mut self, effects: &mut Vec<RankEffect<S>>) {
        if self.is_leading() {
            return;
        }
        self.standing = Standing::Leading;
        effects.push(RankEffect::Leave);
        if self.has_followed {
            effects.push(RankEffect::KeepAll);
        }
        effects.extend([RankEffect::Changed, RankEffect::Connect]);
    }

    /// The lead was taken away: this tab did not answer for a while.
    pub fn on_lost(&mut self, effects: &mut Vec<RankEffect<S>>) {
        effects.extend([RankEffect::Disband, RankEffect::HangUp]);
        effects.push(RankEffect::Say { to: None, word: Word::Quit });
        self.look_for_leader(effects);
    }

    /// Another tab says something. `is_shut_out`: the server has closed the door to this one for good.
    pub fn on_word(&mut self, from: u64, word: Word<S>, is_shut_out: bool, effects: &mut Vec<RankEffect<S>>) {
        let is_leading = self.is_leading();
        let is_leader = self.leader() == Some(from);
        match word {
            // Two lead while a lock is being taken away; the one that lost it hears so from the browser.
            Word::Lead(_) if is_leading => {}
            Word::Lead(station) if is_leader => {
                self.standing = Standing::Following { leader: from, station };
                effects.push(RankEffect::Changed);
            }
            Word::Lead(station) => self.follow(from, station, effects),
            Word::Hello if is_leading => {
                if is_shut_out {
                    // Whoever opens the document in another tab wants to know again.
                    effects.extend([RankEffect::Leave, RankEffect::Connect]);
                }
                effects.push(RankEffect::Answer { to: from });
            }
            Word::Wake if is_leading => effects.push(RankEffect::Connect),
            Word::Join if is_leading => effects.push(RankEffect::Admit { tab: from }),
            Word::Join => effects.push(RankEffect::Say { to: Some(from), word: Word::Quit }),
            Word::Quit if is_leader => self.look_for_leader(effects),
            Word::Frame(frame) if is_leading => effects.push(RankEffect::Pass { tab: from, frame }),
            Word::Frame(frame) if is_leader => {
                if let Ok(Message::SyncStep2 { update }) = Message::decode(&frame) {
                    effects.push(RankEffect::Keep(update.to_vec()));
                }
                effects.push(RankEffect::Hear(frame));
            }
            Word::Hello | Word::Wake | Word::Quit | Word::Frame(_) => {}
        }
    }

    /// The browser says that a tab has ended.
    pub fn on_gone(&mut self, tab: u64, effects: &mut Vec<RankEffect<S>>) {
        if self.leader() == Some(tab) {
            self.look_for_leader(effects);
        } else if self.is_leading() {
            effects.push(RankEffect::Dismiss { tab });
        }
    }

    fn look_for_leader(&mut self, effects: &mut Vec<RankEffect<S>>) {
        self.standing = Standing::Unknown;
        effects.push(RankEffect::Leave);
        effects.push(RankEffect::Say { to: None, word: Word::Hello });
        effects.push(RankEffect::Changed);
    }

    fn follow(&mut self, leader: u64, station: S, effects: &mut Vec<RankEffect<S>>) {
        self.has_followed = true;
        self.standing = Standing::Following { leader, station };
        effects.extend([RankEffect::Disband, RankEffect::Leave]);
        effects.push(RankEffect::Say { to: Some(leader), word: Word::Join });
        effects.extend([RankEffect::Open, RankEffect::Changed]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATION: char = 's';

    fn hear(rank: &mut Rank<char>, from: u64, word: Word<char>) -> Vec<RankEffect<char>> {
        let mut effects = Vec::new();
        rank.on_word(from, word, false, &mut effects);
        effects
    }

    fn say(to: Option<u64>, word: Word<char>) -> RankEffect<char> {
        RankEffect::Say { to, word }
    }

    #[test]
    fn whoever_hears_that_another_leads_follows_it_and_looks_for_the_next_when_that_one_is_gone() {
        let mut rank = Rank::default();
        let effects = hear(&mut rank, 7, Word::Lead(STATION));
        assert_eq!(rank.leader(), Some(7));
        assert!(effects.contains(&say(Some(7), Word::Join)) && effects.contains(&RankEffect::Open));
        assert_eq!(hear(&mut rank, 7, Word::Lead(STATION)), [RankEffect::Changed], "it said so already");
        let mut effects = Vec::new();
        rank.on_gone(8, &mut effects);
        assert_eq!(effects, [], "that was another one");
        rank.on_gone(7, &mut effects);
        assert_eq!(rank.standing(), &Standing::Unknown);
        assert!(effects.contains(&say(None, Word::Hello)));
    }

    #[test]
    fn only_who_has_followed_keeps_all_when_it_gets_the_lead() {
        let (mut first, mut later) = (Rank::<char>::default(), Rank::default());
        let mut effects = Vec::new();
        first.on_lead(&mut effects);
        assert_eq!(effects, [RankEffect::Leave, RankEffect::Changed, RankEffect::Connect]);
        hear(&mut later, 7, Word::Lead(STATION));
        hear(&mut later, 7, Word::Quit);
        effects.clear();
        later.on_lead(&mut effects);
        assert!(
            effects.contains(&RankEffect::KeepAll),
            "also after it had lost sight of the one it followed"
        );
    }

    #[test]
    fn of_two_that_lead_the_one_that_lost_the_lock_gives_way() {
        let mut rank = Rank::default();
        rank.on_lead(&mut Vec::new());
        assert_eq!(hear(&mut rank, 7, Word::Lead(STATION)), []);
        assert!(rank.is_leading());
        let mut effects = Vec::new();
        rank.on_lost(&mut effects);
        assert!(effects.contains(&RankEffect::HangUp) && effects.contains(&say(None, Word::Quit)));
        assert_eq!(hear(&mut rank, 8, Word::Join), [say(Some(8), Word::Quit)]);
    }

    #[test]
    fn a_leader_that_is_shut_out_asks_again_when_somebody_opens_the_document() {
        let mut rank = Rank::default();
        rank.on_lead(&mut Vec::new());
        assert_eq!(hear(&mut rank, 7, Word::Hello), [RankEffect::Answer { to: 7 }]);
        let mut effects = Vec::new();
        rank.on_word(7, Word::Hello, true, &mut effects);
        assert_eq!(effects, [RankEffect::Leave, RankEffect::Connect, RankEffect::Answer { to: 7 }]);
    }
}
