//! Pictures that lie on other sites. To fetch one tells its site who reads the document, and when; so the page names the site
//! in the place of the picture, and fetches those of a site once the person at this screen has asked for them. That holds until
//! the page is loaded anew, and is no part of the document: what the embed says is kept and passed on as it is.

use super::surface::Surface;
use super::{html, position};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use web_sys::Element;

thread_local! {
    /// The sites whose pictures are shown.
    static ASKED: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
}

/// The site that a picture is on, where that is not the document itself; `None` for what can be shown as it is.
pub fn site_of(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("https://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    Some(authority.rsplit('@').next().unwrap_or_default())
}

/// Whether the pictures of a site are shown.
pub fn is_asked(site: &str) -> bool {
    ASKED.with_borrow(|asked| asked.contains(site))
}

/// Whether a page names pictures that it does not show.
pub fn are_hidden(surface: &Surface) -> bool {
    surface.host().is_some_and(|host| host.query_selector(html::REMOTE).ok().flatten().is_some())
}

/// Shows the pictures of one site, or of all that the document names.
pub fn show(surface: &Rc<Surface>, site: Option<&str>) {
    surface.finish_composition();
    let places = surface.host().and_then(|host| host.query_selector_all(html::REMOTE).ok());
    let Some(places) = places else { return };
    let places = (0..places.length()).filter_map(|index| places.item(index));
    let places = places.filter_map(|place| wasm_bindgen::JsCast::dyn_into::<Element>(place).ok());
    let mut blocks = Vec::new();
    for place in places {
        let Some(of) = place.get_attribute(html::SITE) else { continue };
        if site.is_none_or(|site| site == of) {
            ASKED.with_borrow_mut(|asked| asked.insert(of));
            blocks.extend(position::block_of(&place).and_then(|block| position::name_of(&block)));
        }
    }
    if let Some(page) = surface.page.borrow_mut().as_mut() {
        blocks.into_iter().for_each(|block| page.rewrite(block));
    }
    surface.forget_records();
    surface.show_selection(true);
    surface.ask_for_frame();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_site_of_a_picture_is_what_would_be_asked_for_it() {
        assert_eq!(site_of("https://example.org/a.png"), Some("example.org"));
        assert_eq!(site_of("https://example.org:8443?a"), Some("example.org:8443"));
        assert_eq!(site_of("https://safe.example@tracker.example/a"), Some("tracker.example"));
        assert_eq!(site_of("data:image/png;base64,AA"), None);
    }
}
