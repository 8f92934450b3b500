//! The link at the caret: where it leads, to be opened, changed, copied or removed; and the field that makes one.

use super::{Editor, Icon, IconView};
use crate::browser;
use crate::editor::{Command, EditorHandle, UiState};
use crate::language::said;
use crate::{key, tr};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// The card below a link that the caret is in. `asked` counts how often a link was asked for, by key or button: the card
/// then is a field for the address.
#[component]
pub fn LinkCard(
    editor: Editor,
    #[prop(into)] ui: Signal<UiState>,
    #[prop(into)] asked: Signal<u32>,
) -> impl IntoView {
    let card = NodeRef::<html::Div>::new();
    let field = NodeRef::<html::Input>::new();
    let is_editing = RwSignal::new(false);
    let link = Memo::new(move |_| ui.with(|ui| ui.link.clone()));
    let place = move || {
        browser::before_next_frame(move || {
            if let (Some(card), Some(rect)) = (card.try_get_untracked().flatten(), browser::selection_rect())
            {
                browser::place_below(&card, &rect);
            }
        });
    };
    Effect::new(move |before: Option<u32>| {
        let now = asked.get();
        if before.unwrap_or_default() != now {
            // Where the text is selected is only known while it has the focus.
            let rect = browser::selection_rect();
            is_editing.set(true);
            browser::before_next_frame(move || {
                if let (Some(card), Some(rect)) = (card.try_get_untracked().flatten(), rect) {
                    browser::place_below(&card, &rect);
                }
                if let Some(field) = field.try_get_untracked().flatten() {
                    field.set_value(&link.get_untracked().unwrap_or_default());
                    let _ = field.focus();
                    field.select();
                }
            });
        }
        now
    });
    Effect::new(move || {
        if link.with(Option::is_some) && !is_editing.get() {
            place();
        }
    });
    let back = move || {
        is_editing.set(false);
        editor.with_value(EditorHandle::focus);
    };
    let apply = move || {
        let Some(field) = field.get_untracked() else { return };
        let href = field.value().trim().to_owned();
        back();
        editor.with_value(|editor| {
            editor.dispatch(match href.is_empty() {
                true => Command::RemoveLink,
                false => Command::SetLink { href, text: None },
            });
        });
    };
    let on_keydown = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
        "Enter" => {
            event.prevent_default();
            event.stop_propagation();
            apply();
        }
        "Escape" => {
            event.prevent_default();
            back();
        }
        _ => {}
    };
    let copy = move |_| {
        let address = link.get_untracked().unwrap_or_default();
        leptos::task::spawn_local(async move {
            // Without the right to the clipboard nothing is copied; the address can be selected in the field.
            let _ = JsFuture::from(browser::window().navigator().clipboard().write_text(&address)).await;
        });
    };
    let remove = move |_| {
        editor.with_value(|editor| {
            editor.dispatch(Command::RemoveLink);
            editor.focus();
        });
    };
    let edit = move |_| {
        is_editing.set(true);
        browser::before_next_frame(move || {
            if let Some(field) = field.try_get_untracked().flatten() {
                field.set_value(&link.get_untracked().unwrap_or_default());
                let _ = field.focus();
                field.select();
            }
        });
    };
    let icon_button = move |icon: Icon, name: crate::language::Key| {
        view! {
            <IconView icon/>
            <span class="hidden-text">{said(name)}</span>
        }
    };
    view! {
        <Show when=move || is_editing.get() || link.with(Option::is_some)>
            <div class="link-card" node_ref=card role="group" aria-label=tr!("link")>
                {move || match is_editing.get() {
                    true => {
                        view! {
                            <input
                                class="input"
                                node_ref=field
                                type="text"
                                inputmode="url"
                                autocomplete="off"
                                spellcheck="false"
                                aria-label=tr!("link-address")
                                placeholder=tr!("link-hint")
                                on:keydown=on_keydown
                            />
                            <button class="button primary" type="button" on:click=move |_| apply()>
                                {tr!("apply")}
                            </button>
                        }
                            .into_any()
                    }
                    false => {
                        view! {
                            <a
                                href=move || link.get()
                                target="_blank"
                                rel="external noopener noreferrer"
                                title=tr!("open-link")
                            >
                                {move || link.get()}
                            </a>
                            <button class="icon-button" type="button" title=tr!("change-link") on:click=edit>
                                {icon_button(Icon::Edit, key!("change-link"))}
                            </button>
                            <button class="icon-button" type="button" title=tr!("copy-address") on:click=copy>
                                {icon_button(Icon::Copy, key!("copy-address"))}
                            </button>
                            <button class="icon-button" type="button" title=tr!("remove-link") on:click=remove>
                                {icon_button(Icon::Unlink, key!("remove-link"))}
                            </button>
                        }
                            .into_any()
                    }
                }}
            </div>
        </Show>
    }
}
