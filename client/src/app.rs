//! The app: what every page shares, and which page answers which address.

use crate::address::{Address, Place};
use crate::api;
use crate::browser;
use crate::editor::AutoFormat;
use crate::errands::Errands;
use crate::frame::UpdateOffer;
use crate::identity::Identity;
use crate::language;
use crate::pages::{DocumentPage, Lost};
use crate::parts::Parts;
use crate::provider::{Whose, leaving, whose};
use crate::theme::Theme;
use crate::writing;
use leptos::prelude::*;

/// Puts the app into the page. The loading state that `index.html` shows stays until there is something else to show.
pub fn mount() {
    mount_to_body(App);
}

/// Who writes here, as everything in the app sees it. Kept in the browser on every change.
#[derive(Clone, Copy)]
pub struct Me(pub RwSignal<Identity>);

/// The e-mail address of the account that one has signed in to, empty for a guest. `None` while the server has not said.
#[derive(Clone, Copy)]
pub struct Account(pub RwSignal<Option<String>>);

/// The colours of the app: what was chosen, kept in the browser on every change.
#[derive(Clone, Copy)]
pub struct Appearance(pub RwSignal<Theme>);

/// What the editor makes of typed text, kept in the browser on every change.
#[derive(Clone, Copy)]
pub struct Writing(pub RwSignal<AutoFormat>);

#[component]
fn App() -> impl IntoView {
    let me = RwSignal::new(Identity::load());
    let account = RwSignal::new(None::<String>);
    Effect::new(move || {
        // The name of an account is the server's to keep; here stays the guest's.
        let is_guest = account.with_untracked(|email| email.as_ref().is_none_or(String::is_empty));
        me.with(if is_guest { Identity::keep } else { Identity::keep_color });
    });
    provide_context(Me(me));
    provide_context(Account(account));
    let here = Whose::here();
    leptos::task::spawn_local(async move {
        if !leaving::settle().await {
            return;
        }
        let Some((name, email)) = api::me().await else { return };
        if Whose::signed_in() != here {
            return browser::reload();
        }
        whose::note_account(&email);
        account.set(Some(email));
        if let Some(renamed) = me.with_untracked(|me| me.renamed(&name)) {
            me.set(renamed);
        }
    });

    let theme = RwSignal::new(Theme::load());
    Effect::new(move || theme.get().apply());
    provide_context(Appearance(theme));

    let writing = RwSignal::new(writing::load());
    Effect::new(move || writing.with(writing::keep));
    provide_context(Writing(writing));
    Effect::new(language::apply);

    let address = Address::watched();
    provide_context(address);
    let parts = Parts::provide();
    let errands = Errands::provide();
    let has_begun = StoredValue::new(false);
    Effect::new(move || {
        // What runs errands comes with the list of documents.
        if let Some(home) = parts.home.get()
            && has_begun.try_update_value(|begun| std::mem::replace(begun, true)) == Some(false)
        {
            (home.begin_errands)(errands);
        }
    });
    view! {
        {move || match address.place() {
            Place::Home => parts.home.page(|home| (home.page)()),
            Place::Arrival => parts.arrival.page(|page| page()),
            Place::Document(id) => shown(view! { <DocumentPage id/> }),
            Place::Lost => shown(view! { <Lost/> }),
        }}
        <UpdateOffer/>
    }
}

/// A page that is here from the beginning, in place of the loading state.
fn shown(page: impl IntoView + 'static) -> AnyView {
    browser::end_loading();
    page.into_any()
}
