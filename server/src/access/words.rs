//! Which words of the page about who may do what say what, and the one sentence that says it all.

use octavo_shared::sync::Role;
use octavo_words::Language;

pub use crate::words::access::{Words, words};

/// What a part of the page says when it is done.
pub fn done(part: &str, words: &Words) -> Option<&'static str> {
    Some(match part {
        "person" => words.done_person,
        "group" => words.done_group,
        "role" => words.done_role,
        "link" => words.done_link,
        "everyone" => words.done_everyone,
        "answer" => words.done_answer,
        "held" => words.done_held,
        "offer" => words.done_offer,
        "embed" => words.done_embed,
        "request" => words.done_request,
        "take" => words.done_take,
        "refuse" => words.done_refuse,
        "leave" => words.done_leave,
        "restore" => words.done_restore,
        _ => return None,
    })
}

/// What a role is called in a choice.
pub fn role(role: Role, language: Language) -> &'static str {
    let words = words(language);
    match role {
        Role::View => words.role_view,
        Role::Comment => words.role_comment,
        Role::Suggest => words.role_suggest,
        Role::Edit => words.role_edit,
        Role::Manage => words.role_manage,
        Role::Owner => words.role_owner,
    }
}

/// What somebody who asks would like to do.
pub fn wish(role: Role, words: &Words) -> &'static str {
    match role {
        Role::View => words.wish_view,
        Role::Comment => words.wish_comment,
        Role::Suggest => words.wish_suggest,
        Role::Edit | Role::Manage | Role::Owner => words.wish_edit,
    }
}

/// What one may do oneself.
pub fn yours(role: Role, words: &Words) -> &'static str {
    match role {
        Role::View => words.yours_view,
        Role::Comment => words.yours_comment,
        Role::Suggest => words.yours_suggest,
        Role::Edit => words.yours_edit,
        Role::Manage | Role::Owner => words.yours_manage,
    }
}

/// What so many can do who are called `who`.
fn clause(role: Role, count: u64, who: String, words: &Words) -> String {
    match role {
        Role::View => words.clause_view(count, who),
        Role::Comment => words.clause_comment(count, who),
        Role::Suggest => words.clause_suggest(count, who),
        Role::Edit => words.clause_edit(count, who),
        Role::Manage | Role::Owner => words.clause_manage(count, who),
    }
}

/// What a sentence about rights is made of.
#[derive(Debug, Default)]
pub struct Summary<'a> {
    /// What the link lets do,
    pub link: Option<Role>,
    /// whether it asks for a password,
    pub is_locked: bool,
    /// and the day at whose end it ends, as people write it.
    pub until: Option<&'a str>,
    /// What everyone with an account may do.
    pub everyone: Option<Role>,
    /// Whether it is about a folder, and no document.
    pub is_folder: bool,
    /// With whom it is shared, by name.
    pub shares: Vec<(&'a str, Role)>,
}

/// Who can do what besides the owner, in one sentence.
pub fn sentence(summary: &Summary<'_>, words: &Words) -> String {
    /// As many as there may be.
    const MANY: u64 = 2;
    let mut clauses = Vec::new();
    if let Some(role) = summary.link {
        let who = if summary.is_locked { words.anyone_locked } else { words.anyone };
        let who = match summary.until {
            Some(day) => words.who_until(day, who),
            None => who.to_owned(),
        };
        clauses.push(clause(role, MANY, who, words));
    }
    if let Some(role) = summary.everyone {
        clauses.push(clause(role, MANY, words.everyone_here.to_owned(), words));
    }
    for role in Role::GIVEN.into_iter().rev() {
        let names: Vec<&str> =
            summary.shares.iter().filter(|share| share.1 == role).map(|share| share.0).collect();
        let who = match &names[..] {
            [] => continue,
            [one] => (*one).to_owned(),
            [one, other] => words.who_and_one(*one, *other),
            [one, others @ ..] => words.who_and_others(others.len() as u64, *one),
        };
        clauses.push(clause(role, names.len() as u64, who, words));
    }
    let text = match clauses.is_empty() {
        true if summary.is_folder => words.only_owner_folder.to_owned(),
        true => words.only_owner.to_owned(),
        false => clauses.join("; "),
    };
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_can_do_what_is_said_in_one_sentence() {
        let shares =
            vec![("Ana", Role::Edit), ("Ben", Role::Edit), ("Carl", Role::Edit), ("Dora", Role::Manage)];
        let summary = Summary { link: Some(Role::View), shares, ..Summary::default() };
        assert_eq!(
            sentence(&summary, words(Language::English)),
            "Anyone with the link can view; Dora can edit and share; Ana and 2 others can edit."
        );
        assert_eq!(
            sentence(&summary, words(Language::German)),
            "Alle mit dem Link können lesen; Dora kann bearbeiten und freigeben; Ana und 2 weitere können bearbeiten."
        );
        let summary = Summary {
            link: Some(Role::Edit),
            is_locked: true,
            until: Some("Dec 31, 2026"),
            everyone: Some(Role::Comment),
            shares: vec![("Ana", Role::View), ("ben@example.org", Role::View)],
            ..Summary::default()
        };
        assert_eq!(
            sentence(&summary, words(Language::English)),
            "Anyone with the link and its password (until Dec 31, 2026) can edit; everyone with an account here can comment; \
             Ana and ben@example.org can view."
        );
        assert_eq!(
            sentence(&Summary::default(), words(Language::English)),
            "Only the owner can open this document."
        );
        assert_eq!(
            sentence(&Summary::default(), words(Language::German)),
            "Nur wer es besitzt, kann dieses Dokument öffnen."
        );
    }
}
