//! When is done what is to be done for documents that are on no screen: when the app opens on the list of documents, when the
//! network returns, and every so often on every page. What that is is the provider's.

use crate::browser::{self, Interval, Listener};
use crate::provider;
use leptos::prelude::*;

/// How often it is looked whether something is unsent, in milliseconds.
const UNSENT_EVERY_MS: i32 = 10_000;
/// How often all is done, by any tab of this browser, in milliseconds.
const ALL_EVERY_MS: u64 = 10 * 60_000;
/// When all was done last.
const DONE: &str = "octavo.errands";

/// How it stands with that, for the pages.
#[derive(Clone, Copy)]
pub struct Errands {
    /// Counts how often something may have become different in the list of documents.
    pub news: RwSignal<u32>,
    /// Whether something is being done.
    pub is_running: RwSignal<bool>,
    /// How many want nothing to be done for now.
    held: RwSignal<u32>,
    /// Whether all is to be done once more when what is under way is over.
    is_due: RwSignal<bool>,
}

impl Errands {
    /// Nothing is done yet: [`start`](Self::start) does.
    pub fn provide() -> Errands {
        let errands = Errands {
            news: RwSignal::new(0),
            is_running: RwSignal::new(false),
            held: RwSignal::new(0),
            is_due: RwSignal::new(false),
        };
        provide_context(errands);
        errands
    }

    /// From now on it is done of itself.
    pub fn start(self) {
        let watch = (
            Listener::new(&browser::window(), "online", move |_| self.run_all()),
            Interval::new(UNSENT_EVERY_MS, move || self.look()),
        );
        StoredValue::new_local(watch);
    }

    /// Does all of it now.
    pub fn run_all(self) {
        self.run(provider::Errands::All);
    }

    /// What is under way ends, and nothing is begun until [`release`](Self::release) is called as often as this.
    pub fn hold(self) {
        self.held.update(|held| *held += 1);
        provider::Errands::stop();
    }

    /// Things may be done again.
    pub fn release(self) {
        self.held.update(|held| *held -= 1);
    }

    fn look(self) {
        let done_ms = browser::recall(DONE).and_then(|time| time.parse::<u64>().ok()).unwrap_or_default();
        let is_due = browser::now_ms().abs_diff(done_ms) >= ALL_EVERY_MS;
        self.run(if is_due { provider::Errands::All } else { provider::Errands::Unsent });
    }

    fn run(self, errands: provider::Errands) {
        if self.held.get_untracked() > 0 || !browser::is_online() {
            return;
        }
        let is_all = errands == provider::Errands::All;
        if self.is_running.get_untracked() {
            if is_all {
                self.is_due.set(true);
            }
            return;
        }
        self.is_running.set(true);
        if is_all {
            browser::remember(DONE, &browser::now_ms().to_string());
        }
        leptos::task::spawn_local(async move {
            let is_news = errands.run(move || self.held.get_untracked() == 0).await;
            self.is_running.set(false);
            if is_news {
                self.news.update(|news| *news = news.wrapping_add(1));
            }
            if self.is_due.try_update(std::mem::take) == Some(true) {
                self.run_all();
            }
        });
    }
}
