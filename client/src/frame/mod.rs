//! The pieces of the page around the text. They show what the provider and the editor tell, and pass on what people
//! ask for; no rule about documents lives here.

mod count;
mod find;
mod icons;
mod link;
mod notice;
mod outline;
mod people;
mod share;
mod status;
mod toolbar;
mod typing;
mod update;
mod when;
mod you;

pub use count::CountView;
pub use find::{FindBar, FindControl};
pub use icons::{Icon, IconView};
pub use link::LinkCard;
pub use notice::NoticeView;
pub use outline::{OutlineButton, OutlineControl, OutlinePanel};
pub use people::PeopleView;
pub use share::ShareButton;
pub use status::{Rescue, StatusView};
pub use toolbar::{Editor, Toolbar};
pub use update::UpdateOffer;
pub use when::moment;
pub use you::YouButton;
