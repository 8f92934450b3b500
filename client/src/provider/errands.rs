//! What is done for documents that are on no screen: what was never sent goes to the server, and what is to be kept offline is
//! brought up to what the server has. Each is opened as a page opens it, without a page and seen by nobody, and closed when both
//! sides have the same.

use super::keeping::{Keeping, Link};
use super::storage::{Entry, Storage};
use super::{Listeners, Phase, Provider, Whose, leaving, tabs};
use crate::api;
use crate::browser;
use crate::editor::EditorHandle;
use js_sys::{Function, Promise};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use uuid::Uuid;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// How much of a text the list of documents shows, in characters.
const EXCERPT: usize = 160;
/// The longest that one document may take, in milliseconds.
const LONGEST_MS: i32 = 30_000;

/// How often the server is asked at most what it has for somebody, in milliseconds.
const LIST_EVERY_MS: u64 = 60_000;

thread_local! {
    /// When it was asked last.
    static LISTED_MS: Cell<u64> = const { Cell::new(0) };
    /// Ends what is under way.
    static END: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// The beginning of a text as the list of documents shows it: on one line.
pub fn excerpt(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(EXCERPT).collect()
}

/// For which documents it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errands {
    /// For those with something unsent that the server has not refused.
    Unsent,
    /// For those whose changes it has refused too, and for those that are to be kept offline; and the list is asked for of what the
    /// server has for whoever has signed in.
    All,
}

/// How it went with one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The server and this device have the same.
    Even,
    /// The server does not take it, or does not give it.
    Refused,
    /// There is no way to the server.
    Away,
}

impl Outcome {
    fn of(keeping: &Keeping) -> Option<Outcome> {
        match keeping.link {
            Link::Online if keeping.unsaved == 0 => Some(Outcome::Even),
            Link::Closed => Some(Outcome::Refused),
            Link::Online if keeping.is_refused() => Some(Outcome::Refused),
            Link::Offline => Some(Outcome::Away),
            Link::Online | Link::Connecting => None,
        }
    }
}

impl Errands {
    /// Does it, one document after the other, for those that no tab has open, while `goes_on` says so and there is a way to the
    /// server. Answers whether anything may be different.
    pub async fn run(self, goes_on: impl Fn() -> bool) -> bool {
        let mut is_news = leaving::is_under_way();
        if !leaving::settle().await {
            return false;
        }
        let Ok(storage) = Storage::open().await else { return is_news };
        let now_ms = browser::now_ms();
        if self == Errands::All && now_ms.abs_diff(LISTED_MS.get()) >= LIST_EVERY_MS {
            LISTED_MS.set(now_ms);
            is_news |= storage.take_list().await;
        }
        let entries = storage.entries().await.unwrap_or_default();
        drop(storage);
        for entry in entries.iter().filter(|entry| self.is_for(entry)) {
            if !goes_on() {
                break;
            }
            // One that is open sees to itself.
            if tabs::living(entry.id).await.is_empty() {
                match bring_even(entry.id).await {
                    Outcome::Away => break,
                    Outcome::Even | Outcome::Refused => is_news = true,
                }
            }
        }
        is_news
    }

    /// Ends what is under way, which another time begins anew.
    pub fn stop() {
        if let Some(end) = END.take() {
            let _ = end.call0(&JsValue::UNDEFINED);
        }
    }

    fn is_for(self, entry: &Entry) -> bool {
        match self {
            Errands::Unsent => entry.is_unsent() && !entry.is_refused,
            Errands::All => entry.is_unsent() || entry.is_pinned,
        }
    }
}

/// Opens a document until the server and this device have the same.
pub(super) async fn bring_even(document: Uuid) -> Outcome {
    let client = u64::from(browser::random());
    let editor = EditorHandle::new(client);
    let outcome = Rc::new(Cell::new(Outcome::Away));
    let mut end = None;
    let ended = Promise::new(&mut |resolve, _| end = Some(resolve));
    // The browser has called that by now.
    let Some(end) = end else { return Outcome::Away };
    END.replace(Some(end.clone()));
    let finish = {
        let outcome = outcome.clone();
        Rc::new(move |came| {
            outcome.set(came);
            let _ = end.call0(&JsValue::UNDEFINED);
        })
    };
    let (missing, shown) = (finish.clone(), editor.clone());
    let listeners = Listeners {
        phase: Box::new(move |phase| {
            if phase == Phase::Missing {
                missing(Outcome::Refused);
            }
        }),
        keeping: Box::new(move |keeping| {
            if let Some(came) = Outcome::of(&keeping) {
                finish(came);
            }
        }),
        people: Box::new(|_| {}),
        excerpt: Box::new(move || shown.with_document(|document, _| excerpt(&document.body().text()))),
    };
    let provider = Provider::open(document, false, client, editor, None, listeners);
    let _ = browser::within(LONGEST_MS, JsFuture::from(ended)).await;
    END.take();
    provider.inner.entry_is_stale.set(true);
    provider.inner.keep_house_now();
    provider.close();
    outcome.get()
}

impl Storage {
    /// Asks the server what it has for whoever has signed in, and lists that beside what is here. Answers whether anything was news.
    async fn take_list(&self) -> bool {
        if Whose::here() == Whose::Guest {
            return false;
        }
        let Some(told) = api::shelf().await else { return false };
        let known = self.entries().await.unwrap_or_default();
        let mut is_news = false;
        for listed in &told {
            let entry = Entry {
                id: listed.id,
                title: listed.title.trim().to_owned(),
                opened_ms: listed.since,
                is_at_server: true,
                is_listed: true,
                ..Entry::default()
            };
            let before = known.iter().find(|before| before.id == listed.id);
            let is_other = match before {
                // One without a title could not be read just now.
                Some(before) => before.is_listed && !entry.title.is_empty() && before.title != entry.title,
                None => true,
            };
            if is_other {
                let is_pinned = before.is_some_and(|before| before.is_pinned);
                is_news |= self.put_entry(&Entry { is_pinned, ..entry }).await.is_ok();
            }
        }
        for entry in known.iter().filter(|entry| entry.is_listed) {
            if told.iter().all(|listed| listed.id != entry.id) {
                is_news |= self.erase(entry.id).await.is_ok();
            }
        }
        is_news
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_refused_is_not_tried_again_and_again() {
        let unsent = Entry { unsent: 2, ..Entry::default() };
        let refused = Entry { is_refused: true, ..unsent.clone() };
        let made = Entry { created_here: true, ..Entry::default() };
        let pinned = Entry { is_pinned: true, is_at_server: true, ..Entry::default() };
        let of = |errands: Errands| [&unsent, &refused, &made, &pinned].map(|entry| errands.is_for(entry));
        assert_eq!(of(Errands::Unsent), [true, false, true, false]);
        assert_eq!(of(Errands::All), [true, true, true, true]);
        assert!(!Errands::All.is_for(&Entry { is_at_server: true, ..Entry::default() }));
    }

    #[test]
    fn it_is_over_when_both_have_the_same_or_never_will() {
        let of = |link, unsaved| Outcome::of(&Keeping { link, unsaved, ..Keeping::default() });
        assert_eq!(of(Link::Online, 0), Some(Outcome::Even));
        assert_eq!((of(Link::Online, 1), of(Link::Connecting, 0)), (None, None));
        assert_eq!(of(Link::Closed, 1), Some(Outcome::Refused));
        assert_eq!(of(Link::Offline, 0), Some(Outcome::Away));
    }
}
