//! Share: the link that lets others in.

use super::dialog::Dialog;
use super::{Icon, IconView};
use crate::browser;
use crate::language::say;
use crate::{key, tr};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::ShareData;

/// How long "Copied" stands in for "Copy link", in milliseconds.
const CONFIRMATION_MS: i32 = 2_500;

/// The button "Share" and the dialog that it opens, for the document at `link`.
#[component]
pub fn ShareButton(link: String, #[prop(into)] title: Signal<String>) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let field = NodeRef::<html::Input>::new();
    let copied = RwSignal::new(false);
    let link = StoredValue::new(link);

    let open = move |_| {
        copied.set(false);
        if let Some(dialog) = dialog.get_untracked() {
            let _ = dialog.show_modal();
        }
    };
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
    let send = move |_| {
        let data = ShareData::new();
        data.set_url(&link.get_value());
        data.set_title(&title.get_untracked());
        // Turned down by the person is turned down.
        let sending = browser::window().navigator().share_with_data(&data);
        leptos::task::spawn_local(async move {
            let _ = JsFuture::from(sending).await;
        });
    };

    view! {
        <button class="button primary share" type="button" on:click=open>
            <IconView icon=Icon::Share/>
            <span class="button-text">{tr!("share")}</span>
        </button>
        <Dialog node=dialog class="dialog" name=key!("share") heading=true>
                <p class="dialog-text">{tr!("share-text")}</p>
                <div class="copy-row">
                    <input
                        class="input"
                        node_ref=field
                        type="text"
                        readonly
                        aria-label=tr!("link-to-document")
                        prop:value=link.get_value()
                        on:focus=move |_| {
                            if let Some(field) = field.get_untracked() {
                                field.select();
                            }
                        }
                    />
                    <button class="button primary" type="button" on:click=copy autofocus>
                        {move || {
                            let icon = if copied.get() { Icon::Check } else { Icon::Link };
                            view! { <IconView icon/> }
                        }}
                        <span>{move || say(if copied.get() { key!("copied") } else { key!("copy-link") })}</span>
                    </button>
                </div>
                <Show when=can_send>
                    <button class="button wide" type="button" on:click=send>
                        <IconView icon=Icon::Send/>
                        {tr!("send-link")}
                    </button>
                </Show>
                <p class="hidden-text" aria-live="polite">
                    {move || copied.get().then(|| say(key!("link-copied")))}
                </p>
        </Dialog>
    }
}

/// Whether the system has a sheet for sending links: phones do.
fn can_send() -> bool {
    let has_sheet = js_sys::Reflect::has(&browser::window().navigator(), &"share".into()).unwrap_or(false);
    has_sheet && browser::has_coarse_pointer()
}
