//! Where the document is kept right now, and how that is said to the person who writes: the truth about "Saved".
//!
//! Pure: what happens to sockets and disks is told to it, and it answers with words.

use super::Room;
use crate::key;
use crate::language::{Key, Message};
use octavo_shared::sync::CloseCode;
use octavo_shared::sync::guard::Refused;

/// How this tab stands to the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Link {
    /// On the way to the server, or catching up with it.
    #[default]
    Connecting,
    /// What is written here goes to the server, and what others write comes from it.
    Online,
    /// There is no way to the server just now; it is tried again.
    Offline,
    /// The server has closed the door for good.
    Closed,
}

/// How this tab stands to the disk of this device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Disk {
    /// What is written here is kept in the browser.
    #[default]
    Keeps,
    /// The browser keeps nothing: a private window, or storage that is switched off.
    Absent,
    /// The browser takes no more.
    Full,
    /// The browser's storage does not answer: what it has is not shown, and nothing is kept until it does.
    Silent,
    /// A newer version of the app, in another tab, has changed how things are kept; this one keeps nothing any more.
    Outdated,
}

/// Where the document is kept right now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keeping {
    /// How this tab stands to the server.
    pub link: Link,
    /// How this tab stands to the disk of this device.
    pub disk: Disk,
    /// Changes made here that the server does not have on its disk.
    pub unsaved: u64,
    /// Changes made here that are not on the disk of this device either, as far as it keeps anything.
    pub unstored: u64,
    /// Why the server did not take changes. It says so until they are saved after all.
    pub refusal: Option<Refusal>,
    /// The code with which the server closed the door for good.
    pub closed: Option<CloseCode>,
    /// What became of what was given to whoever manages the document, because the server did not take it from here.
    pub held: Option<Held>,
    /// Those who have everything that was written in this tab before them.
    pub seen_by: Vec<String>,
    /// Whether this device had not kept what had been written to it: how many changes are lost with that, and whether it is still
    /// to be made whole.
    pub damage: Option<(u64, bool)>,
    /// Whether the browser has removed the document from this device, and how many changes were never sent.
    pub evicted: Option<u64>,
    /// How much room there is on this device.
    pub room: Room,
}

/// Why the server did not take a change. What the server says itself is for other clients, and for whoever looks into the log of
/// the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It could not write it down.
    NotStored,
    /// It did not take the document, which was made here.
    NotMade,
    /// The document would be larger than it takes.
    TooLarge,
    /// The person has no right to change the document.
    NoRight,
    /// The document cannot take the change.
    Refused,
}

impl Refusal {
    /// All of them.
    pub const ALL: [Refusal; 5] =
        [Refusal::NotStored, Refusal::NotMade, Refusal::TooLarge, Refusal::NoRight, Refusal::Refused];

    /// The one that the server gives this reason for.
    pub fn of(reason: &str) -> Refusal {
        let known = [(Refused::TooLarge, Refusal::TooLarge), (Refused::NoRight, Refusal::NoRight)];
        let said = known.into_iter().find(|(refused, _)| refused.to_string() == reason);
        said.map_or(Refusal::Refused, |(_, refusal)| refusal)
    }

    /// Whether the server will not take the change the next time either.
    pub const fn is_final(self) -> bool {
        !matches!(self, Refusal::NotStored | Refusal::NotMade)
    }

    /// By which messages, and tabs among themselves, know it.
    pub const fn name(self) -> &'static str {
        match self {
            Refusal::NotStored => "not-stored",
            Refusal::NotMade => "not-made",
            Refusal::TooLarge => "too-large",
            Refusal::NoRight => "no-right",
            Refusal::Refused => "refused",
        }
    }
}

/// What became of changes that were made without the right to, and given to whoever manages the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// They wait for an answer.
    Waiting,
    /// They are in the document.
    Taken,
    /// They are not, and will not be.
    Declined,
}

impl Held {
    /// All of them.
    pub const ALL: [Held; 3] = [Held::Waiting, Held::Taken, Held::Declined];

    /// By which the server and messages know it.
    pub const fn name(self) -> &'static str {
        match self {
            Held::Waiting => "waiting",
            Held::Taken => "taken",
            Held::Declined => "declined",
        }
    }
}

/// How urgent a status is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// All is safe at the server.
    Safe,
    /// On the way.
    Busy,
    /// Safe on this device alone.
    Local,
    /// Something asks for attention.
    Alarm,
}

/// What is said across the page when the status line is too small for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// What happened, in one sentence.
    pub title: Key,
    /// What that means for the text, and what to do.
    pub text: Message,
    /// The way on.
    pub way_on: WayOn,
}

/// What a notice offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WayOn {
    /// Load the page again.
    Reload,
    /// Take what is here along: into a new document, or as a file.
    Rescue,
    /// The same, and asking for a right.
    Ask,
    /// Make room on this device.
    MakeRoom,
    /// Nothing: it is enough to know.
    Dismiss,
}

impl Keeping {
    /// Whether it is not known what this device has.
    pub fn is_silent(&self) -> bool {
        self.disk == Disk::Silent
    }

    /// Whether closing the tab now would lose something.
    pub fn would_lose(&self) -> bool {
        match self.disk {
            Disk::Keeps => self.unstored > 0,
            _ => self.unsaved > 0,
        }
    }

    /// Whether the server does not take what was changed here, and would not take it the next time either.
    pub fn is_refused(&self) -> bool {
        let is_final = match self.closed {
            Some(code) => matches!(farewell(code).way_on, WayOn::Rescue | WayOn::Ask),
            None => self.refusal.is_some_and(Refusal::is_final),
        };
        self.unsaved > 0 && is_final
    }

    /// Whether the server does not take what was changed here for want of a right alone: whoever has it can take it in.
    pub fn lacks_right(&self) -> bool {
        let is_refused = match self.closed {
            Some(code) => code == CloseCode::FORBIDDEN,
            None => self.refusal == Some(Refusal::NoRight),
        };
        self.unsaved > 0 && is_refused
    }

    /// The status line and its tone. It never says "Saved" of something that is not on the server's disk.
    pub fn status(&self) -> (Message, Tone) {
        let place = match self.disk {
            Disk::Keeps => "here",
            _ => "tab",
        };
        let changes = |key: Key, count: u64| Message::from(key).with("count", count).with("where", place);
        if self.unstored > 0 && self.link != Link::Online {
            // Nothing is called kept that the disk has not confirmed.
            return (key!("status-keeping").into(), Tone::Busy);
        }
        if self.unsaved > 0
            && let Some(refusal) = self.refusal
        {
            let refused = match self.disk {
                Disk::Keeps => key!("status-refused-here"),
                _ => key!("status-refused-tab"),
            };
            return (Message::from(refused).with("why", refusal.name()), Tone::Alarm);
        }
        match (self.link, self.unsaved) {
            (Link::Online, 0) => (self.saved(), Tone::Safe),
            (Link::Online, _) => (key!("status-saving").into(), Tone::Busy),
            (Link::Connecting, 0) => (key!("status-connecting").into(), Tone::Busy),
            (Link::Connecting, n) => (changes(key!("status-connecting-changes"), n), Tone::Busy),
            // What this device has is not known then.
            (Link::Offline | Link::Closed, 0) if self.is_silent() => {
                (key!("status-apart").into(), Tone::Alarm)
            }
            (Link::Offline, 0) => (key!("status-offline").into(), Tone::Local),
            (Link::Offline, n) => (changes(key!("status-offline-changes"), n), self.local_tone()),
            (Link::Closed, 0) => (key!("status-closed").into(), Tone::Alarm),
            (Link::Closed, n) => (changes(key!("status-closed-changes"), n), Tone::Alarm),
        }
    }

    /// What is answered to who wants to save: everything is saved as it is written, and where it is by now.
    pub fn answer_to_save(&self) -> Message {
        match (self.status(), self.disk, self.unsaved) {
            ((_, Tone::Safe), Disk::Keeps, _) if self.unstored == 0 => key!("save-everywhere").into(),
            ((_, Tone::Safe), ..) => key!("save-on-server").into(),
            ((_, Tone::Local), Disk::Keeps, 0) => key!("save-here").into(),
            ((_, Tone::Local), Disk::Keeps, _) => key!("save-here-unsent").into(),
            ((_, Tone::Busy), ..) if self.link == Link::Online => key!("save-under-way").into(),
            ((status, _), ..) => status,
        }
    }

    /// In which places the text is, each with whether that is as it should be.
    pub fn places(&self) -> Vec<(Message, bool)> {
        let mut places = Vec::new();
        let device = match self.disk {
            Disk::Keeps if self.unstored == 0 => key!("place-device"),
            Disk::Keeps => key!("place-device-soon"),
            _ => key!("place-device-not"),
        };
        places.push((device.into(), self.disk == Disk::Keeps));
        if let (Some(is_promised), Disk::Keeps) = (self.room.is_promised, self.disk) {
            let promise = if is_promised { key!("place-promised") } else { key!("place-not-promised") };
            places.push((promise.into(), is_promised));
        }
        let server = match self.unsaved {
            0 => key!("place-server").into(),
            unsaved => Message::from(key!("place-server-not")).with("count", unsaved),
        };
        places.push((server, self.unsaved == 0));
        if !self.seen_by.is_empty() {
            let names = self.seen_by.join(", ");
            places.push((Message::from(key!("place-seen")).with("names", names), true));
        }
        if self.room.quota_mb > 0 {
            places.push((self.room.said(), !self.room.is_scarce()));
        }
        places
    }

    fn saved(&self) -> Message {
        match &self.seen_by[..] {
            [] => key!("status-saved").into(),
            [name] => Message::from(key!("status-seen")).with("name", name.clone()),
            [name, others @ ..] => {
                let seen = Message::from(key!("status-seen-more")).with("name", name.clone());
                seen.with("count", others.len() as u64)
            }
        }
    }

    fn local_tone(&self) -> Tone {
        if self.disk == Disk::Keeps { Tone::Local } else { Tone::Alarm }
    }

    /// What has to be said across the page, if anything: the most urgent of it.
    pub fn notice(&self) -> Option<Notice> {
        let notice = |title: Key, text: Key, way_on: WayOn| Some(Notice { title, text: text.into(), way_on });
        if self.lacks_right() {
            let title = if self.closed.is_some() { key!("forbidden-title") } else { key!("no-right-title") };
            let text = match self.held {
                Some(held) => Message::from(key!("held-text")).with("state", held.name()),
                None => key!("stays-here-text").into(),
            };
            return Some(Notice { title, text, way_on: WayOn::Ask });
        }
        if let Some(code) = self.closed {
            return Some(farewell(code));
        }
        match self.disk {
            Disk::Keeps => {}
            Disk::Absent => return notice(key!("absent-title"), key!("absent-text"), WayOn::Dismiss),
            Disk::Outdated => return notice(key!("outdated-title"), key!("outdated-text"), WayOn::Reload),
            Disk::Full => return notice(key!("full-title"), key!("full-text"), WayOn::MakeRoom),
            Disk::Silent => return notice(key!("silent-title"), key!("silent-text"), WayOn::Reload),
        }
        match self.refusal.filter(|refusal| refusal.is_final() && self.unsaved > 0) {
            Some(Refusal::TooLarge) => return Some(farewell(CloseCode::TOO_LARGE)),
            Some(_) => return notice(key!("refused-title"), key!("refused-text"), WayOn::Rescue),
            None => {}
        }
        let counted = |title: Key, text: Key, count: u64| {
            let text = Message::from(text).with("count", count);
            Some(Notice { title, text, way_on: WayOn::Dismiss })
        };
        match (self.damage, self.evicted) {
            (Some((_, true)), _) => {
                return notice(key!("damaged-title"), key!("damaged-waiting-text"), WayOn::Dismiss);
            }
            (Some((lost, false)), _) => return counted(key!("damaged-title"), key!("damaged-text"), lost),
            (None, Some(lost)) => return counted(key!("evicted-title"), key!("evicted-text"), lost),
            (None, None) => {}
        }
        self.room.is_scarce().then(|| Notice {
            title: key!("scarce-title"),
            text: self.room.said(),
            way_on: WayOn::MakeRoom,
        })
    }
}

/// What the close codes of `docs/protocol.md` mean for the person who writes.
fn farewell(code: CloseCode) -> Notice {
    let (title, text, way_on) = match code {
        CloseCode::FORBIDDEN => (key!("forbidden-title"), key!("stays-here-text"), WayOn::Ask),
        CloseCode::UNKNOWN_DOCUMENT => (key!("unknown-title"), key!("stays-here-text"), WayOn::Rescue),
        CloseCode::TOO_LARGE => (key!("too-large-title"), key!("too-large-text"), WayOn::Rescue),
        CloseCode::REFUSED => (key!("refused-title"), key!("refused-text"), WayOn::Rescue),
        CloseCode::TOO_MANY => (key!("too-many-title"), key!("too-many-text"), WayOn::Reload),
        _ => (key!("misunderstood-title"), key!("misunderstood-text"), WayOn::Reload),
    };
    Notice { title, text: text.into(), way_on }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    fn status(keeping: Keeping) -> String {
        keeping.status().0.said_in(Language::English)
    }

    #[test]
    fn saved_is_said_online_with_nothing_on_the_way_and_never_otherwise() {
        for link in [Link::Connecting, Link::Online, Link::Offline, Link::Closed] {
            for unsaved in [0, 1, 5] {
                for refusal in [None, Some(Refusal::NotStored)] {
                    let said = status(Keeping { link, unsaved, refusal, ..Keeping::default() });
                    assert_eq!(
                        said == "Saved on the server",
                        link == Link::Online && unsaved == 0,
                        "{link:?} {unsaved} {said}"
                    );
                }
            }
        }
    }

    #[test]
    fn offline_it_counts_what_is_kept_here() {
        let offline = |unsaved| Keeping { link: Link::Offline, unsaved, ..Keeping::default() };
        assert_eq!(status(offline(0)), "Offline: everything here is saved");
        assert_eq!(status(offline(1)), "Offline: 1 change kept here");
        assert_eq!(status(offline(12)), "Offline: 12 changes kept here");
    }

    #[test]
    fn nothing_is_called_kept_that_is_on_its_way_to_the_disk() {
        for link in [Link::Connecting, Link::Offline, Link::Closed] {
            for refusal in [None, Some(Refusal::NotStored)] {
                let said = status(Keeping { link, unsaved: 5, unstored: 1, refusal, ..Keeping::default() });
                assert!(!said.to_lowercase().contains("kept here"), "{said}");
            }
        }
    }

    #[test]
    fn without_a_disk_it_does_not_promise_one() {
        let keeping = Keeping { link: Link::Offline, disk: Disk::Absent, unsaved: 3, ..Keeping::default() };
        assert_eq!(status(keeping.clone()), "Offline: 3 changes only in this tab");
        assert_eq!(keeping.status().1, Tone::Alarm);
        assert!(keeping.would_lose());
        assert!(keeping.notice().is_some());
    }

    #[test]
    fn of_a_storage_that_does_not_answer_nothing_is_claimed() {
        for link in [Link::Connecting, Link::Online, Link::Offline, Link::Closed] {
            for unsaved in [0, 2] {
                let keeping = Keeping { link, unsaved, disk: Disk::Silent, ..Keeping::default() };
                let said = status(keeping.clone());
                assert!(!said.contains("here"), "{link:?} {unsaved} {said}");
                assert_eq!(keeping.would_lose(), unsaved > 0);
                assert_eq!(keeping.notice().map(|notice| notice.way_on), Some(WayOn::Reload));
            }
        }
    }

    #[test]
    fn what_the_server_did_not_take_is_said_until_it_has_in_the_language_of_the_page() {
        let refused = |refusal| Keeping { unsaved: 2, refusal: Some(refusal), ..Keeping::default() };
        assert_eq!(
            status(refused(Refusal::NotStored)),
            "Not saved on the server: it could not write the change down. Kept here."
        );
        for language in Language::ALL {
            let said = |refusal| refused(refusal).status().0.said_in(language);
            let all: std::collections::BTreeSet<_> = Refusal::ALL.into_iter().map(said).collect();
            assert_eq!(all.len(), Refusal::ALL.len(), "each has words of its own");
        }
        let taken = Keeping { unsaved: 0, link: Link::Online, ..refused(Refusal::NotStored) };
        assert_eq!(status(taken), "Saved on the server");
    }

    #[test]
    fn who_saves_is_told_where_everything_is_and_nothing_that_is_not_true() {
        let said = |keeping: Keeping| keeping.answer_to_save().said_in(Language::English);
        let online = || Keeping { link: Link::Online, ..Keeping::default() };
        assert!(said(online()).contains("on the server and on this device"));
        assert_eq!(said(Keeping { unstored: 1, ..online() }), "Everything is saved on the server.");
        assert_eq!(said(Keeping { disk: Disk::Full, ..online() }), "Everything is saved on the server.");
        assert!(said(Keeping { unsaved: 1, ..online() }).contains("on their way"));
        let offline = |unsaved, disk| Keeping { link: Link::Offline, unsaved, disk, ..Keeping::default() };
        assert!(said(offline(2, Disk::Keeps)).starts_with("Everything is saved on this device. It goes"));
        for keeping in [
            offline(2, Disk::Absent),
            offline(0, Disk::Absent),
            Keeping { unstored: 1, ..offline(1, Disk::Keeps) },
        ] {
            assert!(!said(keeping.clone()).contains("on this device"), "{keeping:?}");
        }
    }

    #[test]
    fn closing_the_tab_loses_only_what_is_on_no_disk() {
        assert!(!Keeping { unsaved: 9, link: Link::Offline, ..Keeping::default() }.would_lose());
        assert!(Keeping { unsaved: 9, unstored: 1, ..Keeping::default() }.would_lose());
        assert!(!Keeping { disk: Disk::Full, ..Keeping::default() }.would_lose());
    }

    #[test]
    fn every_permanent_close_code_has_its_own_words() {
        let codes: Vec<_> = CloseCode::ALL.into_iter().filter(|code| code.is_permanent()).collect();
        let titles: std::collections::BTreeSet<_> = codes.iter().map(|code| farewell(*code).title).collect();
        assert_eq!(titles.len(), codes.len());
    }

    #[test]
    fn who_has_seen_it_is_said_of_what_is_saved_alone() {
        let seen_by = |names: &[&str], unsaved| Keeping {
            link: Link::Online,
            unsaved,
            seen_by: names.iter().map(|name| (*name).to_owned()).collect(),
            ..Keeping::default()
        };
        assert_eq!(status(seen_by(&["Ana"], 0)), "Seen by Ana");
        assert_eq!(status(seen_by(&["Ana", "Ben"], 0)), "Seen by Ana and one other");
        assert_eq!(status(seen_by(&["Ana", "Ben", "Cem"], 0)), "Seen by Ana and 2 others");
        assert_eq!(status(seen_by(&["Ana"], 1)), "Saving…");
    }

    #[test]
    fn what_is_refused_for_good_can_be_taken_along() {
        let refused = |refusal, unsaved| {
            let notice = Keeping { unsaved, refusal: Some(refusal), ..Keeping::default() }.notice();
            notice.map(|notice| notice.way_on)
        };
        for refusal in Refusal::ALL {
            let way_on = if refusal == Refusal::NoRight { WayOn::Ask } else { WayOn::Rescue };
            assert_eq!(refused(refusal, 2), refusal.is_final().then_some(way_on), "{refusal:?}");
            assert_eq!(refused(refusal, 0), None);
        }
        let refusal = Some(Refusal::of(&Refused::TooLarge.to_string()));
        let full = Keeping { unsaved: 1, refusal, ..Keeping::default() };
        assert_eq!(full.notice().map(|notice| notice.title), Some(key!("too-large-title")));
        let closed =
            |code, unsaved| Keeping { closed: Some(code), unsaved, ..Keeping::default() }.is_refused();
        assert!(closed(CloseCode::FORBIDDEN, 1) && !closed(CloseCode::FORBIDDEN, 0));
        assert!(!closed(CloseCode::TOO_MANY, 1), "another time it is taken");
        let forbidden = Keeping { closed: Some(CloseCode::FORBIDDEN), ..Keeping::default() };
        assert_eq!(forbidden.notice().map(|notice| notice.way_on), Some(WayOn::Ask));
    }

    #[test]
    fn what_only_a_right_was_lacking_for_is_said_to_wait_and_then_what_became_of_it() {
        let closed = Keeping { closed: Some(CloseCode::FORBIDDEN), unsaved: 1, ..Keeping::default() };
        let refused = Keeping { refusal: Some(Refusal::NoRight), unsaved: 1, ..Keeping::default() };
        let large = Keeping { refusal: Some(Refusal::TooLarge), unsaved: 1, ..Keeping::default() };
        assert!(closed.lacks_right() && refused.lacks_right() && !large.lacks_right());
        assert!(!Keeping { unsaved: 0, ..closed.clone() }.lacks_right(), "there is nothing to give");
        for keeping in [closed, refused] {
            let text = |held| {
                let notice = Keeping { held, ..keeping.clone() }.notice();
                notice.map(|notice| notice.text.said_in(Language::English)).unwrap_or_default()
            };
            assert!(text(None).contains("stays on this device"));
            assert!(text(Some(Held::Waiting)).contains("waits for whoever manages the document"));
            assert!(text(Some(Held::Taken)).contains("has been taken into the document"));
            assert!(text(Some(Held::Declined)).contains("was not taken into the document"));
        }
    }

    #[test]
    fn what_a_device_has_lost_is_counted() {
        let text = |damage, evicted| {
            let notice = Keeping { damage, evicted, ..Keeping::default() }.notice();
            notice.map(|notice| notice.text.said_in(Language::English)).unwrap_or_default()
        };
        assert!(text(Some((0, true)), None).contains("as soon as there is a network"));
        assert!(text(Some((0, false)), None).contains("nothing of yours is missing"));
        assert!(text(Some((1, false)), None).contains("One change"));
        assert!(text(None, Some(7)).contains("7 changes"));
    }
}
