//! The pieces of the page around the text. They show what the provider and the editor tell, and pass on what people
//! ask for; no rule about documents lives here.

mod bell;
mod commands;
mod count;
mod dialog;
mod find;
mod icons;
mod link;
mod notice;
mod outline;
mod palette;
mod people;
mod share;
mod shortcuts;
mod slash;
mod status;
mod toolbar;
mod typing;
mod update;
mod waiting;
mod when;
mod you;
mod zoom;

pub use bell::Bell;
pub use commands::Actions;
pub use count::CountView;
pub use find::{FindBar, FindControl};
pub use icons::{Icon, IconView};
pub use link::LinkCard;
pub use notice::NoticeView;
pub use outline::{OutlineButton, OutlineControl, OutlinePanel, OutlinePlace};
pub use palette::Palette;
pub use people::PeopleView;
pub use share::{ShareButton, ShareDialog};
pub use shortcuts::ShortcutList;
pub use slash::{SlashControl, SlashMenu};
pub use status::{AnswerNote, Answered, Rescue, StatusView};
pub use toolbar::{Editor, Toolbar, ViewTools, move_in_menu};
pub use update::UpdateOffer;
pub use waiting::Waiting;
pub use when::moment;
pub use you::{YouButton, YouPanel};
pub use zoom::{Zoom, follow as follow_zoom};
