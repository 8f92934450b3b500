//! The parts of the app that come after the first load: each is a module of its own, fetched when it is first needed, or when
//! there is nothing else to do. The build cuts the program at the functions that are marked here; whatever is reached from one of
//! them alone goes into its part, so that a part is what these functions name, and never what a file holds.
//!
//! A function that is marked answers with functions, which are called like any others once the part is here.

use crate::browser::{self, Listener};
use crate::editor::{READ_HTML, ReadHtml, UiState};
use crate::errands::Errands;
use crate::frame::{
    Actions, Bell, Editor, FindBar, FindControl, LinkCard, OutlineControl, OutlinePanel, Palette,
    ShareDialog, ShortcutList, SlashControl, SlashMenu, YouPanel,
};
use crate::pages::{
    Arrival, Home, LeaveDialog, Library, LibraryView, PartLost, RefusedDialog, Removal, RoomDialog,
};
use crate::provider::{Entry, Provider};
use leptos::prelude::*;
use std::pin::Pin;
use uuid::Uuid;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// The parts, as everything in the app finds them.
#[derive(Clone, Copy)]
pub struct Parts {
    /// The page at `/`, and what is done for documents that are on no screen.
    pub home: Part<HomePart>,
    /// The lists of documents on that page, and what is done with them.
    pub library: Part<fn(Library) -> AnyView>,
    /// What is asked on that page before something is lost.
    pub dialogs: Part<Dialogs>,
    /// The page at `/new`.
    pub arrival: Part<fn() -> AnyView>,
    /// What reads what was copied elsewhere.
    pub foreign: Part<ReadHtml>,
    /// What opens when it is asked for.
    pub panels: Part<Panels>,
}

/// What the panels' part holds. Each is shown where it opens; `asked` counts how often it was asked for.
#[derive(Clone, Copy)]
pub struct Panels {
    /// What is new.
    pub bell: fn() -> AnyView,
    /// Find and replace.
    pub find: fn(FindControl) -> AnyView,
    /// Hands what the server does not take for want of a right to whoever manages the document.
    pub hand_over: fn(&Provider),
    /// The link at the caret.
    pub link: fn(Editor, RwSignal<UiState>, RwSignal<u32>) -> AnyView,
    /// The headings.
    pub outline: fn(OutlineControl) -> AnyView,
    /// Commands by name.
    pub palette: fn(Actions, RwSignal<u32>) -> AnyView,
    /// The links that let others in.
    pub share: fn(Uuid, RwSignal<String>, RwSignal<u32>) -> AnyView,
    /// All shortcuts.
    pub shortcuts: fn(RwSignal<u32>) -> AnyView,
    /// Commands where a slash was typed.
    pub slash: fn(SlashControl) -> AnyView,
    /// Who you are here.
    pub you: fn() -> AnyView,
}

/// What the part of the home page holds.
#[derive(Clone, Copy)]
pub struct HomePart {
    /// The page.
    pub page: fn() -> AnyView,
    /// From now on errands are run.
    pub begin_errands: fn(Errands),
}

/// What the part of the home page's dialogs holds.
#[derive(Clone, Copy)]
pub struct Dialogs {
    /// What is to be removed from this device, and how one signs out.
    pub leave: fn(RwSignal<Option<Removal>>, Callback<()>) -> AnyView,
    /// Room on this device.
    pub room: fn(RwSignal<bool>, Callback<()>) -> AnyView,
    /// What the server has not accepted.
    pub refused: fn(RwSignal<Option<Entry>>) -> AnyView,
}

#[wasm_split(home, fallible)]
fn home() -> Result<HomePart, SplitLoaderError> {
    Ok(HomePart { page: || view! { <Home/> }.into_any(), begin_errands: Errands::start })
}

#[wasm_split(library, fallible)]
fn library() -> Result<fn(Library) -> AnyView, SplitLoaderError> {
    Ok(|library| view! { <LibraryView library/> }.into_any())
}

#[wasm_split(dialogs, fallible)]
fn dialogs() -> Result<Dialogs, SplitLoaderError> {
    Ok(Dialogs {
        leave: |removal, again| view! { <LeaveDialog removal again/> }.into_any(),
        room: |asked, again| view! { <RoomDialog asked again/> }.into_any(),
        refused: |asked| view! { <RefusedDialog asked/> }.into_any(),
    })
}

#[wasm_split(arrival, fallible)]
fn arrival() -> Result<fn() -> AnyView, SplitLoaderError> {
    Ok(|| view! { <Arrival/> }.into_any())
}

#[wasm_split(foreign, fallible)]
fn foreign() -> Result<ReadHtml, SplitLoaderError> {
    Ok(READ_HTML)
}

#[wasm_split(panels, fallible)]
fn panels() -> Result<Panels, SplitLoaderError> {
    Ok(Panels {
        bell: || view! { <Bell/> }.into_any(),
        find: |control| view! { <FindBar control/> }.into_any(),
        hand_over: Provider::hand_over,
        link: |editor, ui, asked| view! { <LinkCard editor ui asked/> }.into_any(),
        outline: |control| view! { <OutlinePanel control/> }.into_any(),
        palette: |actions, asked| view! { <Palette actions asked/> }.into_any(),
        share: |id, title, asked| view! { <ShareDialog id title asked/> }.into_any(),
        shortcuts: |asked| view! { <ShortcutList asked/> }.into_any(),
        slash: |control| view! { <SlashMenu control/> }.into_any(),
        you: || view! { <YouPanel/> }.into_any(),
    })
}

impl Parts {
    /// None of them is here yet. What is not needed at once is fetched when the page has settled.
    pub fn provide() -> Parts {
        let parts = Parts {
            home: Part::new(|| Box::pin(home())),
            library: Part::new(|| Box::pin(library())),
            dialogs: Part::new(|| Box::pin(dialogs())),
            arrival: Part::new(|| Box::pin(arrival())),
            foreign: Part::new(|| Box::pin(foreign())),
            panels: Part::new(|| Box::pin(panels())),
        };
        provide_context(parts);
        let fetch_all = move || {
            parts.home.fetch(false);
            parts.library.fetch(false);
            parts.dialogs.fetch(false);
            parts.arrival.fetch(false);
            parts.foreign.fetch(false);
            parts.panels.fetch(false);
        };
        leptos::task::spawn_local(async move {
            browser::settled().await;
            fetch_all();
        });
        StoredValue::new_local(Listener::new(&browser::window(), "online", move |_| fetch_all()));
        parts
    }

    /// Whether one could not be fetched. Tracked.
    pub fn is_one_lost(self) -> bool {
        let lost = [
            self.home.is_lost(),
            self.library.is_lost(),
            self.dialogs.is_lost(),
            self.arrival.is_lost(),
            self.foreign.is_lost(),
            self.panels.is_lost(),
        ];
        lost.contains(&true)
    }
}

type Coming<T> = Pin<Box<dyn Future<Output = Result<T, SplitLoaderError>>>>;

/// One part, by what it holds.
pub struct Part<T: 'static> {
    state: RwSignal<State<T>>,
    fetch: fn() -> Coming<T>,
}

impl<T: 'static> Clone for Part<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: 'static> Copy for Part<T> {}

#[derive(Clone, Copy)]
enum State<T> {
    Away,
    Here(T),
    Lost,
}

impl<T: Copy + Send + Sync + 'static> Part<T> {
    fn new(fetch: fn() -> Coming<T>) -> Part<T> {
        Part { state: RwSignal::new(State::Away), fetch }
    }

    /// Has it fetched, if it is not here, for somebody who waits for it. What could not be fetched is tried again.
    pub fn need(self) {
        self.fetch(true);
    }

    fn fetch(self, is_needed: bool) {
        if matches!(self.state.get_untracked(), State::Here(_)) {
            return;
        }
        leptos::task::spawn_local(async move {
            let come = match (self.fetch)().await {
                Ok(held) => State::Here(held),
                Err(_) if is_needed => State::Lost,
                Err(_) => return,
            };
            // Fetched for two it comes once.
            if !matches!(self.state.get_untracked(), State::Here(_)) {
                self.state.set(come);
            }
        });
    }

    /// What it holds, once it is here. Tracked.
    pub fn get(self) -> Option<T> {
        match self.state.get() {
            State::Here(held) => Some(held),
            State::Away | State::Lost => None,
        }
    }

    /// What `show` makes of it, from when it is here.
    pub fn shown(self, show: impl Fn(T) -> AnyView + Send + 'static) -> impl Fn() -> Option<AnyView> {
        move || self.get().map(&show)
    }

    /// Whether it could not be fetched. Tracked.
    pub fn is_lost(self) -> bool {
        matches!(self.state.get(), State::Lost)
    }

    /// A page of it, which takes the place of the loading state. Tracked.
    pub fn page(self, page: impl FnOnce(T) -> AnyView) -> AnyView {
        self.need();
        let shown = match self.state.get() {
            State::Away => return ().into_any(),
            State::Here(held) => page(held),
            State::Lost => view! { <PartLost/> }.into_any(),
        };
        browser::end_loading();
        shown
    }
}
