//! The dialog in which something is removed from this device, and in which one signs out: it names what was never sent before
//! anything is lost.

use super::shelf::{Removal, close, named};
use crate::app::Account;
use crate::browser;
use crate::errands::Errands;
use crate::language::{Key, Message, say};
use crate::provider::leaving::{self, Leaving};
use crate::provider::{Entry, RemoveError, Storage, Whose, whose};
use crate::{key, tr};
use leptos::html;
use leptos::prelude::*;

/// How long is waited at a time for what is under way to end, in milliseconds.
const WAIT_MS: i32 = 20;

/// The dialog about `removal`, while that is something. `again` reads the list of documents anew.
#[component]
pub fn LeaveDialog(removal: RwSignal<Option<Removal>>, again: Callback<()>) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let errands = expect_context::<Errands>();
    let Account(account) = expect_context::<Account>();
    // What would be lost, by title; counted in the storage itself, not taken from the list.
    let lost = RwSignal::new(None::<Vec<Message>>);
    let refused = RwSignal::new(None::<Message>);
    let count = move || {
        let Some(removal) = removal.get_untracked() else { return };
        leptos::task::spawn_local(async move {
            match unsent(&removal).await {
                Some(named) => drop(lost.try_set(Some(named))),
                None => drop(refused.try_set(Some(key!("remove-failed").into()))),
            }
        });
    };
    Effect::new(move || {
        let (Some(_), Some(dialog)) = (removal.get(), dialog.get()) else { return };
        lost.set(None);
        refused.set(None);
        count();
        if !dialog.open() {
            let _ = dialog.show_modal();
        }
    });
    // What is sent meanwhile is not lost any more.
    Effect::new(move || {
        errands.news.track();
        count();
    });
    let act = move |way: Way| {
        let Some(removal) = removal.get_untracked() else { return };
        errands.hold();
        leptos::task::spawn_local(async move {
            while errands.is_running.get_untracked() {
                browser::pause(WAIT_MS).await;
            }
            let done = go(&removal, way).await;
            errands.release();
            match done {
                Ok(()) if matches!(removal, Removal::One(_)) => {
                    close(dialog);
                    again.run(());
                }
                // What this page still has in mind goes with it.
                Ok(()) if removal == Removal::SignOut && !leaving::is_under_way() => {
                    browser::load("/sign-in")
                }
                Ok(()) => browser::load("/"),
                Err(RemoveError::IsOpen) => refused.set(Some(key!("remove-is-open").into())),
                Err(RemoveError::Failed) => refused.set(Some(key!("remove-failed").into())),
            }
        });
    };
    let heading = move || match removal.get() {
        Some(Removal::One(entry)) => say(message(key!("remove-one-heading"), &entry)),
        Some(Removal::SignOut) => say(key!("sign-out-heading")),
        Some(Removal::Gone(_)) => say(key!("gone-heading")),
        Some(Removal::All) | None => say(key!("remove-all-heading")),
    };
    let explanation = move || match removal.get() {
        Some(Removal::One(_)) => say(key!("remove-one-text")),
        Some(Removal::SignOut) => {
            let email = account.get().filter(|email| !email.is_empty());
            let email = email.or_else(|| whose::email_of(Whose::here())).unwrap_or_default();
            say(Message::from(key!("sign-out-text")).with("email", email))
        }
        Some(Removal::Gone(_)) => say(key!("gone-text")),
        Some(Removal::All) | None => say(key!("remove-all-text")),
    };
    let is_sign_out = move || removal.with(|removal| *removal == Some(Removal::SignOut));
    let keeps = move || {
        let key = match removal.get() {
            Some(Removal::SignOut) => key!("sign-out-stay"),
            Some(Removal::Gone(_)) => key!("gone-keep"),
            _ => key!("remove-keep"),
        };
        say(key)
    };
    let keep = move |_| match removal.get_untracked() {
        Some(Removal::Gone(_)) => act(Way::Keep),
        _ => close(dialog),
    };
    let is_lost = move || lost.with(|lost| lost.as_ref().is_some_and(|lost| !lost.is_empty()));
    view! {
        <dialog class="dialog" node_ref=dialog aria-labelledby="remove-heading" on:close=move |_| removal.set(None)>
            <div class="dialog-body">
                <div class="dialog-head">
                    <h2 id="remove-heading">{heading}</h2>
                </div>
                <p class="dialog-text">{explanation}</p>
                <Show when=is_lost>
                    <div class="shelf-lost" role="alert">
                        <p><strong>{move || say(if is_sign_out() { key!("sign-out-lost") } else { key!("remove-lost") })}</strong></p>
                        <ul>
                            {move || lost.get().into_iter().flatten().map(|line| view! { <li>{move || say(line.clone())}</li> }).collect_view()}
                        </ul>
                        <Show when=move || removal.with(|removal| !matches!(removal, Some(Removal::Gone(_))))>
                            <button class="button" type="button" disabled=move || errands.is_running.get() on:click=move |_| errands.run_all()>
                                {move || say(if errands.is_running.get() { key!("sending") } else { key!("send-now") })}
                            </button>
                        </Show>
                    </div>
                </Show>
                {move || refused.get().map(|why| view! { <p class="shelf-lost" role="alert">{move || say(why.clone())}</p> })}
                <div class="dialog-foot" class:ways=is_sign_out>
                    <button class="button" type="button" on:click=keep>{keeps}</button>
                    <Show when=is_sign_out>
                        <button class="button" class:primary=is_lost type="button" on:click=move |_| act(Way::Keep)>{tr!("sign-out-keep")}</button>
                    </Show>
                    <button class="button" class:primary=move || !(is_sign_out() && is_lost()) type="button" disabled=move || lost.get().is_none() on:click=move |_| act(Way::Remove)>
                        {move || say(if is_sign_out() { key!("sign-out-remove") } else { key!("remove") })}
                    </button>
                </div>
            </div>
        </dialog>
    }
}

/// What becomes of what is here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Keep,
    Remove,
}

/// Does it, and tells the server where somebody leaves.
async fn go(removal: &Removal, way: Way) -> Result<(), RemoveError> {
    match (removal, way) {
        (Removal::One(entry), _) => {
            return Storage::open().await.map_err(RemoveError::from)?.remove(entry.id).await;
        }
        (Removal::Gone(account), Way::Keep) => return leaving::leave_to_guest(*account).await,
        (Removal::Gone(account), Way::Remove) => return leaving::erase(Leaving::Gone(*account)).await,
        (Removal::SignOut, Way::Keep) => {}
        (Removal::SignOut, Way::Remove) => leaving::erase(Leaving::Me).await?,
        (Removal::All, _) => leaving::erase(Leaving::Everybody).await?,
    }
    // Where the server cannot be reached it is told as soon as it can.
    leaving::sign_out().await;
    Ok(())
}

/// What of it was never sent; `None` where the storage does not say. Of what others have here it is said how much, and not what.
async fn unsent(removal: &Removal) -> Option<Vec<Message>> {
    let storage = Storage::open().await.ok()?;
    let mut named = Vec::new();
    let concerned = match removal {
        Removal::One(entry) => vec![entry.clone()],
        Removal::All | Removal::SignOut => storage.entries().await.ok()?,
        Removal::Gone(account) => {
            let entries = leaving::entries_of(*account).await;
            let unsent = entries.iter().filter(|entry| entry.is_unsent());
            return Some(unsent.map(|entry| changes(entry, entry.unsent)).collect());
        }
    };
    for entry in concerned.iter().filter(|entry| !entry.is_listed) {
        match storage.unsent(entry.id).await {
            Ok(0) if entry.is_at_server => {}
            Ok(count) => named.push(changes(entry, count)),
            Err(_) => named.push(message(key!("lost-unreadable"), entry)),
        }
    }
    if *removal == Removal::All {
        for (email, count) in leaving::unsent_of_others().await {
            named.push(Message::from(key!("lost-others")).with("email", email).with("count", count));
        }
    }
    Some(named)
}

fn changes(entry: &Entry, count: u64) -> Message {
    match count {
        0 => message(key!("lost-never"), entry),
        count => message(key!("lost-changes"), entry).with("count", count),
    }
}

fn message(key: Key, entry: &Entry) -> Message {
    Message::from(key).with("title", named(&entry.title))
}
