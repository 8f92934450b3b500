//! Where the document is kept right now, and how that is said to the person who writes: the truth about "Saved".
//!
//! Pure: what happens to sockets and disks is told to it, and it answers with words.

use crate::key;
use crate::language::{Key, Message};
use octavo_shared::sync::CloseCode;

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
    /// Why the server did not take changes, in its words. It says so until they are saved after all.
    pub refusal: Option<String>,
    /// The code with which the server closed the door for good.
    pub closed: Option<CloseCode>,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What happened, in one sentence.
    pub title: Key,
    /// What that means for the text, and what to do.
    pub text: Key,
    /// The way on.
    pub way_on: WayOn,
}

/// What a notice offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WayOn {
    /// Load the page again.
    Reload,
    /// Go to the list of documents.
    Home,
    /// Nothing: it is enough to know.
    Dismiss,
}

impl Keeping {
    /// Whether closing the tab now would lose something.
    pub fn would_lose(&self) -> bool {
        match self.disk {
            Disk::Keeps => self.unstored > 0,
            Disk::Absent | Disk::Full | Disk::Outdated => self.unsaved > 0,
        }
    }

    /// The status line and its tone. It never says "Saved" of something that is not on the server's disk.
    pub fn status(&self) -> (Message, Tone) {
        let place = match self.disk {
            Disk::Keeps => "here",
            Disk::Absent | Disk::Full | Disk::Outdated => "tab",
        };
        let changes = |key: Key, count: u64| Message::from(key).with("count", count).with("where", place);
        if self.unstored > 0 && self.link != Link::Online {
            // Nothing is called kept that the disk has not confirmed.
            return (key!("status-keeping").into(), Tone::Busy);
        }
        if self.unsaved > 0
            && let Some(reason) = &self.refusal
        {
            let refused = match self.disk {
                Disk::Keeps => key!("status-refused-here"),
                Disk::Absent | Disk::Full | Disk::Outdated => key!("status-refused-tab"),
            };
            let reason = reason.trim_end_matches('.').to_owned();
            return (Message::from(refused).with("reason", reason), Tone::Alarm);
        }
        match (self.link, self.unsaved) {
            (Link::Online, 0) => (key!("status-saved").into(), Tone::Safe),
            (Link::Online, _) => (key!("status-saving").into(), Tone::Busy),
            (Link::Connecting, 0) => (key!("status-connecting").into(), Tone::Busy),
            (Link::Connecting, n) => (changes(key!("status-connecting-changes"), n), Tone::Busy),
            (Link::Offline, 0) => (key!("status-offline").into(), Tone::Local),
            (Link::Offline, n) => (changes(key!("status-offline-changes"), n), self.local_tone()),
            (Link::Closed, 0) => (key!("status-closed").into(), Tone::Alarm),
            (Link::Closed, n) => (changes(key!("status-closed-changes"), n), Tone::Alarm),
        }
    }

    fn local_tone(&self) -> Tone {
        if self.disk == Disk::Keeps { Tone::Local } else { Tone::Alarm }
    }

    /// What has to be said across the page, if anything.
    pub fn notice(&self) -> Option<Notice> {
        match (self.closed, self.disk) {
            (Some(code), _) => Some(farewell(code)),
            (None, Disk::Keeps) => None,
            (None, Disk::Absent) => Some(Notice {
                title: key!("absent-title"),
                text: key!("absent-text"),
                way_on: WayOn::Dismiss,
            }),
            (None, Disk::Outdated) => Some(Notice {
                title: key!("outdated-title"),
                text: key!("outdated-text"),
                way_on: WayOn::Reload,
            }),
            (None, Disk::Full) => {
                Some(Notice { title: key!("full-title"), text: key!("full-text"), way_on: WayOn::Dismiss })
            }
        }
    }
}

/// What the close codes of `docs/protocol.md` mean for the person who writes.
fn farewell(code: CloseCode) -> Notice {
    let (title, text, way_on) = match code {
        CloseCode::FORBIDDEN => (key!("forbidden-title"), key!("stays-here-text"), WayOn::Home),
        CloseCode::UNKNOWN_DOCUMENT => (key!("unknown-title"), key!("stays-here-text"), WayOn::Home),
        CloseCode::TOO_LARGE => (key!("too-large-title"), key!("too-large-text"), WayOn::Home),
        CloseCode::REFUSED => (key!("refused-title"), key!("refused-text"), WayOn::Reload),
        CloseCode::TOO_MANY => (key!("too-many-title"), key!("too-many-text"), WayOn::Reload),
        _ => (key!("misunderstood-title"), key!("misunderstood-text"), WayOn::Reload),
    };
    Notice { title, text, way_on }
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
                for refusal in [None, Some("disk full".to_owned())] {
                    let said = status(Keeping { link, unsaved, refusal, ..Keeping::default() });
                    assert_eq!(
                        said == "Saved",
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
            for refusal in [None, Some("disk full".to_owned())] {
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
    fn a_server_that_could_not_save_is_quoted_until_it_has() {
        let mut keeping =
            Keeping { unsaved: 2, refusal: Some("the disk is full.".into()), ..Keeping::default() };
        assert_eq!(status(keeping.clone()), "Not saved on the server: the disk is full. Kept here.");
        keeping.unsaved = 0;
        keeping.link = Link::Online;
        assert_eq!(status(keeping), "Saved");
    }

    #[test]
    fn closing_the_tab_loses_only_what_is_on_no_disk() {
        assert!(!Keeping { unsaved: 9, link: Link::Offline, ..Keeping::default() }.would_lose());
        assert!(Keeping { unsaved: 9, unstored: 1, ..Keeping::default() }.would_lose());
        assert!(!Keeping { disk: Disk::Full, ..Keeping::default() }.would_lose());
    }

    #[test]
    fn every_permanent_close_code_has_its_own_words() {
        let codes = [
            CloseCode::MALFORMED,
            CloseCode::FORBIDDEN,
            CloseCode::UNKNOWN_DOCUMENT,
            CloseCode::TOO_LARGE,
            CloseCode::REFUSED,
            CloseCode::TOO_MANY,
        ];
        let titles: std::collections::BTreeSet<_> = codes.iter().map(|code| farewell(*code).title).collect();
        assert_eq!(titles.len(), codes.len());
    }
}
