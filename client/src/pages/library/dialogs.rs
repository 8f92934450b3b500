//! What is asked before something gets a name, or goes.

use super::deeds::{Deed, refusal};
use super::desk::{Asked, Desk};
use crate::api::library::{make_folder, rename_folder};
use crate::language::{Key, Message, say};
use crate::pages::shelf::{close, named};
use crate::provider::{RenameError, rename};
use crate::{key, tr};
use leptos::ev;
use leptos::html;
use leptos::prelude::*;

/// The longest name, in characters.
const LONGEST_NAME: usize = 200;

/// Opens `dialog` while something is asked that it is `about`, and closes it when that was answered.
pub fn follow(
    desk: Desk,
    dialog: NodeRef<html::Dialog>,
    about: fn(&Asked) -> bool,
    begin: impl Fn() + 'static,
) {
    Effect::new(move || {
        let is_asked = desk.asked.with(|asked| asked.as_ref().is_some_and(about));
        let Some(dialog) = dialog.get() else { return };
        if is_asked && !dialog.open() {
            begin();
            let _ = dialog.show_modal();
        } else if !is_asked && dialog.open() {
            dialog.close();
        }
    });
}

/// What a dialog that was closed asked is not asked any more.
pub fn forget(desk: Desk, about: fn(&Asked) -> bool) {
    if desk.asked.with_untracked(|asked| asked.as_ref().is_some_and(about)) {
        desk.asked.set(None);
    }
}

fn is_name(asked: &Asked) -> bool {
    matches!(asked, Asked::NewFolder | Asked::Name(_))
}

/// A name for a new folder, or another for what there is.
#[component]
pub fn NameDialog(desk: Desk) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let field = NodeRef::<html::Input>::new();
    let name = RwSignal::new(String::new());
    let refused = RwSignal::new(None::<Key>);
    let is_busy = RwSignal::new(false);
    follow(desk, dialog, is_name, move || {
        refused.set(None);
        is_busy.set(false);
        name.set(match desk.asked.get_untracked() {
            Some(Asked::Name(item)) => item.listed.title,
            _ => String::new(),
        });
        if let Some(field) = field.get_untracked() {
            field.set_value(&name.get_untracked());
            field.select();
        }
    });
    let heading = move || match desk.asked.get() {
        Some(Asked::Name(item)) => {
            say(Message::from(key!("rename-heading")).with("title", named(&item.listed.title)))
        }
        _ => say(key!("new-folder")),
    };
    let accept = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Some(asked) = desk.asked.get_untracked() else { return };
        let name = name.get_untracked().trim().to_owned();
        if name.is_empty() || is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        leptos::task::spawn_local(async move {
            let done = answer(desk, &asked, &name).await;
            is_busy.try_set(false);
            match done {
                Ok(()) => {
                    desk.library.again();
                    close(dialog);
                }
                Err(why) => drop(refused.try_set(Some(why))),
            }
        });
    };
    let action = move || match desk.asked.get() {
        Some(Asked::Name(_)) => say(key!("rename-now")),
        _ => say(key!("make-folder")),
    };
    view! {
        <dialog class="dialog" node_ref=dialog aria-labelledby="name-heading" on:close=move |_| forget(desk, is_name)>
            <form class="dialog-body" on:submit=accept>
                <div class="dialog-head"><h2 id="name-heading" dir="auto">{heading}</h2></div>
                <label class="field">
                    <span class="field-label">{tr!("name")}</span>
                    <input
                        class="input"
                        type="text"
                        dir="auto"
                        autofocus
                        autocomplete="off"
                        maxlength=LONGEST_NAME
                        node_ref=field
                        on:input=move |event| name.set(event_target_value(&event))
                    />
                </label>
                {move || refused.get().map(|why| view! { <p class="shelf-lost" role="alert">{move || say(why)}</p> })}
                <div class="dialog-foot">
                    <button class="button" type="button" on:click=move |_| close(dialog)>{tr!("cancel")}</button>
                    <button class="button primary" type="submit" disabled=move || is_busy.get() || name.with(|name| name.trim().is_empty())>{action}</button>
                </div>
            </form>
        </dialog>
    }
}

async fn answer(desk: Desk, asked: &Asked, name: &str) -> Result<(), Key> {
    let told = |error| refusal(&error, false);
    match asked {
        Asked::NewFolder => {
            let parent = desk.library.spot.with_untracked(|spot| spot.folder.clone());
            make_folder(name, parent.as_deref()).await.map(drop).map_err(told)
        }
        Asked::Name(item) => match item.document() {
            None => rename_folder(item.id(), name).await.map_err(told),
            Some(document) => rename(document, name).await.map_err(|error| match error {
                RenameError::IsOpen => key!("rename-is-open"),
                RenameError::Away => key!("server-away"),
                RenameError::Failed => key!("not-done"),
            }),
        },
        Asked::Move(_) | Asked::Throw(_) | Asked::Delete(_) => Ok(()),
    }
}

fn is_end(asked: &Asked) -> bool {
    matches!(asked, Asked::Throw(_) | Asked::Delete(_))
}

/// Whether something is to go that does not come back.
#[component]
pub fn EndDialog(desk: Desk) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    follow(desk, dialog, is_end, || {});
    let heading = move || match desk.asked.get() {
        Some(Asked::Throw(items)) => counted(key!("throw-heading"), items.len()),
        Some(Asked::Delete(items)) => counted(key!("delete-heading"), items.len()),
        _ => String::new(),
    };
    let is_deletion = move || desk.asked.with(|asked| matches!(asked, Some(Asked::Delete(_))));
    let text = move || say(if is_deletion() { key!("delete-text") } else { key!("throw-text") });
    let names = move || {
        let items = desk.asked.with(|asked| match asked {
            Some(Asked::Throw(items) | Asked::Delete(items)) => items.clone(),
            _ => Vec::new(),
        });
        items.into_iter().map(|item| view! { <li dir="auto">{named(&item.listed.title)}</li> }).collect_view()
    };
    let accept = move |_| {
        match desk.asked.get_untracked() {
            Some(Asked::Throw(items)) => desk.perform(Deed::Throw, items),
            Some(Asked::Delete(items)) => desk.perform(Deed::Delete, items),
            _ => {}
        }
        close(dialog);
    };
    view! {
        <dialog class="dialog" node_ref=dialog aria-labelledby="end-heading" on:close=move |_| forget(desk, is_end)>
            <div class="dialog-body">
                <div class="dialog-head"><h2 id="end-heading">{heading}</h2></div>
                <p class="dialog-text">{text}</p>
                <ul class="end-list">{names}</ul>
                <div class="dialog-foot">
                    <button class="button" type="button" autofocus on:click=move |_| close(dialog)>{tr!("cancel")}</button>
                    <button class="button primary" type="button" on:click=accept>
                        {move || say(if is_deletion() { key!("delete-for-good-now") } else { key!("delete-folder-now") })}
                    </button>
                </div>
            </div>
        </dialog>
    }
}

fn counted(key: Key, count: usize) -> String {
    say(Message::from(key).with("count", count as u64))
}
