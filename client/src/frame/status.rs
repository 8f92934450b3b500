//! The status line: where what was written is kept right now.

use super::{Icon, IconView};
use crate::language::say;
use crate::provider::{Keeping, Tone};
use leptos::prelude::*;

/// Says where the document is kept, in words and with an icon.
#[component]
pub fn StatusView(#[prop(into)] keeping: Signal<Keeping>) -> impl IntoView {
    let status = Memo::new(move |_| keeping.with(Keeping::status));
    let tone = Memo::new(move |_| status.get().1);
    let icon = move || match tone.get() {
        Tone::Safe => view! { <IconView icon=Icon::CloudCheck/> },
        Tone::Busy => view! { <IconView icon=Icon::CloudUpload/> },
        Tone::Local => view! { <IconView icon=Icon::CloudOff/> },
        Tone::Alarm => view! { <IconView icon=Icon::Warning/> },
    };
    let class = move || match tone.get() {
        Tone::Safe => "status safe",
        Tone::Busy => "status busy",
        Tone::Local => "status local",
        Tone::Alarm => "status alarm",
    };
    let words = move || say(status.get().0);
    view! {
        <div class=class title=words>
            {icon}
            <span role="status" class="status-text">
                {words}
            </span>
        </div>
    }
}
