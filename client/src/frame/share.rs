//! Share: the links that let others in, to write or to look.

use super::dialog::{Dialog, open_when_asked};
use super::{Icon, IconView};
use crate::api::{self, Rights};
use crate::browser;
use crate::language::{Key, said, say};
use crate::parts::Parts;
use crate::{key, tr};
use leptos::html;
use leptos::prelude::*;
use uuid::Uuid;
use wasm_bindgen_futures::JsFuture;
use web_sys::ShareData;

/// How long "Copied" stands in for "Copy link", in milliseconds.
const CONFIRMATION_MS: i32 = 2_500;

/// What a document's link can allow, how that is called, and what it means.
const LINK_ROLES: [(&str, Key, Key); 3] = [
    ("edit", key!("link-edit"), key!("share-text")),
    ("view", key!("link-view"), key!("share-view-text")),
    ("off", key!("link-off"), key!("share-off-text")),
];

/// The button "Share" and the dialog that it opens, for the document `id`.
#[component]
pub fn ShareButton(id: Uuid, title: RwSignal<String>) -> impl IntoView {
    let asked = RwSignal::new(0u32);
    let panels = expect_context::<Parts>().panels;
    let open = move |_| {
        panels.need();
        asked.update(|times| *times += 1);
    };
    view! {
        <button class="button primary share" type="button" on:click=open>
            <IconView icon=Icon::Share/>
            <span class="button-text">{tr!("share")}</span>
        </button>
        {panels.shown(move |panels| (panels.share)(id, title, asked))}
    }
}

/// The dialog; `asked` counts how often it was asked for. Whoever is here by a view link has that link to give on, and no other.
#[component]
pub fn ShareDialog(
    id: Uuid,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] asked: Signal<u32>,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let is_view = api::is_view(id);
    let view_link = RwSignal::new(None::<String>);
    let is_away = RwSignal::new(false);
    let rights = RwSignal::new(None::<Rights>);
    let ask = move || {
        leptos::task::spawn_local(async move {
            rights.try_set(api::rights(id).await);
        })
    };
    let choose = move |event| {
        let role = event_target_value(&event);
        leptos::task::spawn_local(async move {
            api::set_link(id, &role).await;
            ask();
        });
    };
    let allows = move |role: &str| rights.with(|rights| rights.as_ref().is_some_and(|it| it.link == role));

    open_when_asked(dialog, asked, move || {
        ask();
        if !is_view && view_link.with_untracked(Option::is_none) {
            leptos::task::spawn_local(async move {
                let link = api::view_link(id).await;
                is_away.try_set(link.is_none());
                view_link.try_set(link);
            });
        }
    });
    let send = move |_| {
        let data = ShareData::new();
        data.set_url(&api::document_link(id));
        data.set_title(&title.get_untracked());
        // Turned down by the person is turned down.
        let sending = browser::window().navigator().share_with_data(&data);
        leptos::task::spawn_local(async move {
            let _ = JsFuture::from(sending).await;
        });
    };
    let text = Signal::derive(move || {
        let allowed = LINK_ROLES.iter().find(|(role, ..)| allows(role));
        match allowed {
            _ if is_view => key!("share-view-text"),
            Some((_, _, text)) => *text,
            None => key!("share-text"),
        }
    });
    let offer = move |(role, name, _): (&'static str, Key, Key)| {
        view! { <option value=role selected=move || allows(role)>{said(name)}</option> }
    };

    view! {
        <Dialog node=dialog class="dialog" name=key!("share") heading=true>
                <Show when=move || rights.with(|rights| rights.as_ref().is_some_and(|it| it.is_manager))>
                    <label class="field">
                        <span class="field-label">{tr!("link-allows")}</span>
                        <select class="input" on:change=choose>
                            {LINK_ROLES.map(offer).collect_view()}
                        </select>
                    </label>
                </Show>
                <LinkRow link=api::document_link(id) text name=key!("link-to-document") action=key!("copy-link")/>
                <Show when=can_send>
                    <button class="button wide" type="button" on:click=send>
                        <IconView icon=Icon::Send/>
                        {tr!("send-link")}
                    </button>
                </Show>
                {move || view_link.get().filter(|_| !allows("view") && !allows("off")).map(|link| view! {
                    <LinkRow
                        link
                        text=Signal::stored(key!("share-view-text"))
                        name=key!("view-link")
                        action=key!("copy-view-link")
                    />
                })}
                <p class="dialog-text" hidden=move || !is_away.get()>{tr!("view-link-waits")}</p>
                <a href=api::document_link(id) + "/access">{tr!("people-rights")}</a>
        </Dialog>
    }
}

/// A link, what it allows, and the button that copies it, which is called `action`.
#[component]
fn LinkRow(link: String, text: Signal<Key>, name: Key, action: Key) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let copied = RwSignal::new(false);
    let link = StoredValue::new(link);
    let copy = move |_| {
        leptos::task::spawn_local(async move {
            let writing = browser::window().navigator().clipboard().write_text(&link.get_value());
            if JsFuture::from(writing).await.is_ok() {
                copied.set(true);
                browser::after(CONFIRMATION_MS, move || {
                    copied.try_set(false);
                });
            } else if let Some(field) = field.get_untracked() {
                // No right to the clipboard: the link is selected, ready for the keyboard.
                field.select();
            }
        });
    };
    view! {
        <p class="dialog-text">{move || say(text.get())}</p>
        <div class="copy-row">
            <input
                class="input"
                node_ref=field
                type="text"
                readonly
                aria-label=said(name)
                prop:value=link.get_value()
                on:focus=move |_| {
                    if let Some(field) = field.get_untracked() {
                        field.select();
                    }
                }
            />
            <button
                class="button primary"
                type="button"
                aria-label=move || say(if copied.get() { key!("copied") } else { action })
                on:click=copy
                autofocus
            >
                {move || {
                    let icon = if copied.get() { Icon::Check } else { Icon::Link };
                    view! { <IconView icon/> }
                }}
                <span>{move || say(if copied.get() { key!("copied") } else { key!("copy-link") })}</span>
            </button>
        </div>
        <p class="hidden-text" aria-live="polite">
            {move || copied.get().then(|| say(key!("link-copied")))}
        </p>
    }
}

/// Whether the system has a sheet for sending links: phones do.
fn can_send() -> bool {
    let has_sheet = js_sys::Reflect::has(&browser::window().navigator(), &"share".into()).unwrap_or(false);
    has_sheet && browser::has_coarse_pointer()
}
