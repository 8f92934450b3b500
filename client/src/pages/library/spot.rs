//! Where one is in the library, and in which order it is shown: both stand in the address or are remembered.

use super::glyphs::Glyph;
use crate::key;
use crate::language::Key;

/// A way to look at the documents there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Section {
    /// What was opened last, in this browser or elsewhere.
    #[default]
    Recent,
    /// One's own, in folders.
    Mine,
    /// What others share with one.
    Shared,
    /// What one has marked by a star.
    Starred,
    /// What was thrown away.
    Trash,
}

impl Section {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Section; 5] =
        [Section::Recent, Section::Mine, Section::Shared, Section::Starred, Section::Trash];

    /// What it is called in addresses and by the server.
    pub fn id(self) -> &'static str {
        match self {
            Section::Recent => "recent",
            Section::Mine => "mine",
            Section::Shared => "shared",
            Section::Starred => "starred",
            Section::Trash => "trash",
        }
    }

    /// What it is called on the screen.
    pub fn name(self) -> Key {
        match self {
            Section::Recent => key!("section-recent"),
            Section::Mine => key!("section-mine"),
            Section::Shared => key!("section-shared"),
            Section::Starred => key!("section-starred"),
            Section::Trash => key!("section-trash"),
        }
    }

    /// What is drawn beside its name.
    pub fn glyph(self) -> Glyph {
        match self {
            Section::Recent => Glyph::Recent,
            Section::Mine => Glyph::Pages,
            Section::Shared => Glyph::People,
            Section::Starred => Glyph::Star,
            Section::Trash => Glyph::Trash,
        }
    }

    /// What happens to documents that are let go on its name.
    pub fn drop_key(self) -> Option<&'static str> {
        match self {
            Section::Mine => Some("top"),
            Section::Starred => Some("starred"),
            Section::Trash => Some("trash"),
            Section::Recent | Section::Shared => None,
        }
    }

    /// The order in which it is shown unless somebody chooses another.
    pub fn order(self) -> Sort {
        match self {
            Section::Recent => Sort::Opened,
            Section::Mine | Section::Shared | Section::Starred | Section::Trash => Sort::Edited,
        }
    }
}

/// Where one is in the library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spot {
    /// How one looks at it.
    pub section: Section,
    /// The folder that one is in.
    pub folder: Option<String>,
}

impl Spot {
    /// The spot of an address, by its `view` and its `folder`. A folder alone is one's own.
    pub fn of(view: Option<&str>, folder: Option<String>) -> Spot {
        let folder = folder.filter(|id| !id.is_empty());
        let named = Section::ALL.into_iter().find(|section| Some(section.id()) == view);
        let section = named.unwrap_or(if folder.is_some() { Section::Mine } else { Section::default() });
        Spot { section, folder }
    }

    /// Its address, which leads there.
    pub fn address(&self) -> String {
        let view = self.section.id();
        match &self.folder {
            None if self.section == Section::default() => "/".to_owned(),
            None => format!("/?view={view}"),
            Some(folder) if self.section == Section::Mine => format!("/?folder={folder}"),
            Some(folder) => format!("/?view={view}&folder={folder}"),
        }
    }

    /// By what its list is kept.
    pub fn name(&self) -> &str {
        self.folder.as_deref().unwrap_or(self.section.id())
    }

    /// Whether one may choose an order: the trash has one of its own.
    pub fn has_order(&self) -> bool {
        self.section != Section::Trash
    }

    /// Whether folders can be made here.
    pub fn has_folders(&self) -> bool {
        self.section == Section::Mine
    }
}

/// An order of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// What was changed last comes first.
    Edited,
    /// What one has opened last comes first.
    Opened,
    /// By title.
    Title,
    /// What was made last comes first.
    Made,
}

impl Sort {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Sort; 4] = [Sort::Edited, Sort::Opened, Sort::Title, Sort::Made];

    /// What the server calls it.
    pub fn id(self) -> &'static str {
        match self {
            Sort::Edited => "edited",
            Sort::Opened => "opened",
            Sort::Title => "title",
            Sort::Made => "made",
        }
    }

    /// The order of this name.
    pub fn of(id: &str) -> Option<Sort> {
        Sort::ALL.into_iter().find(|sort| sort.id() == id)
    }

    /// Which way it runs, as the server calls that.
    pub fn direction(self) -> &'static str {
        if self == Sort::Title { "asc" } else { "desc" }
    }

    /// What it is called on the screen.
    pub fn name(self) -> Key {
        match self {
            Sort::Edited => key!("sort-edited"),
            Sort::Opened => key!("sort-opened"),
            Sort::Title => key!("title"),
            Sort::Made => key!("sort-made"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_where_it_came_from() {
        let folder = || Some("f".to_owned());
        for section in Section::ALL {
            for spot in [Spot { section, folder: None }, Spot { section, folder: folder() }] {
                let address = spot.address();
                let query = address.trim_start_matches(['/', '?']);
                let value =
                    |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
                assert_eq!(Spot::of(value("view"), value("folder").map(str::to_owned)), spot, "{address}");
            }
        }
        assert_eq!(Spot::of(None, None).address(), "/");
        assert_eq!(Spot::of(Some("nothing"), None), Spot::default());
    }
}
