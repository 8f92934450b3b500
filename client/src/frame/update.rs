//! Offers a new version of the app once it is here, and to load the page again where a part of it could not be fetched. Nothing
//! happens before somebody says so.

use crate::browser;
use crate::parts::Parts;
use crate::tr;
use leptos::prelude::*;

/// A small offer in the corner of every page, while there is something to offer.
#[component]
pub fn UpdateOffer() -> impl IntoView {
    let is_ready = RwSignal::new(browser::is_update_ready());
    let is_put_off = RwSignal::new(false);
    let _told = StoredValue::new_local(browser::on_update(move || {
        is_put_off.set(false);
        is_ready.set(browser::is_update_ready());
    }));
    let parts = expect_context::<Parts>();
    let is_one_lost = Memo::new(move |_| parts.is_one_lost());
    view! {
        <div class="update-place" role="region" aria-label=tr!("updates") aria-live="polite">
            <Show when=move || is_one_lost.get()>
                <div class="update">
                    <p>{tr!("part-lost-text")}</p>
                    <button class="button primary" type="button" on:click=|_| browser::reload()>{tr!("notice-reload")}</button>
                </div>
            </Show>
            <Show when=move || is_ready.get() && !is_put_off.get()>
                <div class="update">
                    <p>{tr!("update-ready")}</p>
                    <button class="button" type="button" on:click=move |_| is_put_off.set(true)>{tr!("update-later")}</button>
                    <button class="button primary" type="button" on:click=|_| browser::take_update()>
                        {tr!("update-now")}
                    </button>
                </div>
            </Show>
        </div>
    }
}
