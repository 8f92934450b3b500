//! A bar across the page for what the status line is too small for. The text below it stays readable.

use super::status::{Rescue, RescueView};
use super::{Icon, IconView};
use crate::browser;
use crate::language::{said, say};
use crate::provider::{Notice, WayOn};
use crate::tr;
use leptos::prelude::*;

/// Shows `notice` until it is gone or, where it offers that, dismissed.
#[component]
pub fn NoticeView(#[prop(into)] notice: Signal<Option<Notice>>, rescue: Callback<Rescue>) -> impl IntoView {
    let dismissed = RwSignal::new(None::<Notice>);
    let shown = Memo::new(move |_| notice.get().filter(|notice| dismissed.get().as_ref() != Some(notice)));
    view! {
        <div class="notice-place" role="alert">
            {move || {
                shown
                    .get()
                    .map(|notice| {
                        let Notice { title, text, way_on } = notice.clone();
                        view! {
                            <div class="notice">
                                <IconView icon=Icon::Warning/>
                                <p>
                                    <strong>{said(title)}</strong>
                                    " "
                                    {move || say(text.clone())}
                                </p>
                                <WayOnView way_on rescue on_dismiss=move || dismissed.set(Some(notice.clone()))/>
                            </div>
                        }
                    })
            }}
        </div>
    }
}

#[component]
fn WayOnView(way_on: WayOn, rescue: Callback<Rescue>, on_dismiss: impl Fn() + 'static) -> impl IntoView {
    match way_on {
        WayOn::Reload => {
            let reload = move |_| {
                let _ = browser::window().location().reload();
            };
            view! { <button class="button" on:click=reload>{tr!("notice-reload")}</button> }.into_any()
        }
        WayOn::Rescue => view! { <RescueView rescue/> }.into_any(),
        WayOn::Ask => {
            let page = browser::window().location().pathname().unwrap_or_default() + "/access";
            view! { <a class="button" href=page>{tr!("ask-access")}</a><RescueView rescue/> }.into_any()
        }
        WayOn::MakeRoom => view! {
            <a class="button" href="/?room">{tr!("make-room")}</a>
            <button class="button" on:click=move |_| on_dismiss()>{tr!("notice-dismiss")}</button>
        }
        .into_any(),
        WayOn::Dismiss => {
            view! { <button class="button" on:click=move |_| on_dismiss()>{tr!("notice-dismiss")}</button> }
                .into_any()
        }
    }
}
