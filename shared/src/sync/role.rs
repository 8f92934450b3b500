//! What somebody may do in a document: roles in an order, each of which may do all that those before it may, and one table
//! of what each adds.

use serde::{Deserialize, Serialize};

/// What somebody may do in a document, from little to all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads the document and its review, and is seen.
    View,
    /// Comments.
    Comment,
    /// Suggests changes, which others take or leave.
    Suggest,
    /// Writes.
    Edit,
    /// Says who else may do what.
    Manage,
    /// Has the document: gives it to another.
    Owner,
}

/// What can be done in a document, as far as not everybody may do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Power {
    /// Reading the document and its review.
    Read,
    /// Writing in the review document: comments.
    Comment,
    /// Writing in a fork of the document, which is offered to those who write in it.
    Suggest,
    /// Writing in the document itself, reading its past and bringing it back, and giving out its view link.
    Write,
    /// Saying who else may do what.
    Share,
    /// Giving the document to another.
    GiveAway,
}

impl Power {
    /// The table: which role it takes at least.
    pub const fn least(self) -> Role {
        match self {
            Power::Read => Role::View,
            Power::Comment => Role::Comment,
            Power::Suggest => Role::Suggest,
            Power::Write => Role::Edit,
            Power::Share => Role::Manage,
            Power::GiveAway => Role::Owner,
        }
    }
}

impl Role {
    /// All of them, from little to much.
    pub const ALL: [Role; 6] =
        [Role::View, Role::Comment, Role::Suggest, Role::Edit, Role::Manage, Role::Owner];

    /// What can be given to others, from little to much. A document is owned by one alone.
    pub const GIVEN: [Role; 5] = [Role::View, Role::Comment, Role::Suggest, Role::Edit, Role::Manage];

    /// Whether whoever has this role may do it.
    pub fn may(self, power: Power) -> bool {
        self >= power.least()
    }

    /// As the role is called on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Role::View => "view",
            Role::Comment => "comment",
            Role::Suggest => "suggest",
            Role::Edit => "edit",
            Role::Manage => "manage",
            Role::Owner => "owner",
        }
    }

    /// The role that can be given and is called so on the wire.
    pub fn given(name: &str) -> Option<Role> {
        Role::GIVEN.into_iter().find(|role| role.name() == name)
    }

    /// What whoever has an address may do: the UUID in it is the document's own id (version 4), or the token of a view link
    /// (version 8). `None` for any other UUID, which leads nowhere.
    pub fn of_address(id: &[u8; 16]) -> Option<Role> {
        match id[6] >> 4 {
            4 => Some(Role::Edit),
            8 => Some(Role::View),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_do_what_those_before_it_may_and_what_the_table_adds() {
        use Power::{Comment, GiveAway, Read, Share, Suggest, Write};
        let all = [Read, Comment, Suggest, Write, Share, GiveAway];
        for (role, may) in [
            (Role::View, &all[..1]),
            (Role::Comment, &all[..2]),
            (Role::Suggest, &all[..3]),
            (Role::Edit, &all[..4]),
            (Role::Manage, &all[..5]),
            (Role::Owner, &all[..]),
        ] {
            let found: Vec<Power> = all.into_iter().filter(|power| role.may(*power)).collect();
            assert_eq!(found, may, "{role:?}");
        }
    }

    #[test]
    fn a_role_is_called_the_same_in_both_directions_and_nobody_is_given_ownership() {
        for role in Role::GIVEN {
            assert_eq!(Role::given(role.name()), Some(role));
            assert_eq!(serde_json::to_string(&role).unwrap(), format!("\"{}\"", role.name()));
        }
        for none in ["owner", "off", "", "View"] {
            assert_eq!(Role::given(none), None, "{none:?}");
        }
    }
}
