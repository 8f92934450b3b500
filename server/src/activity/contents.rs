//! What is said of something that happened: one sentence, for the page and for letters.

use octavo_shared::sync::Role;
use octavo_words::Language;

use super::feed::{Item, With};
use super::happening::What;
use crate::access::words::role as role_name;
use crate::language::day;
use crate::words::activity::{Words, words};

/// What somebody did, as text.
pub fn sentence(item: &Item, language: Language) -> String {
    let words = words(language);
    let who = item.name.as_deref().unwrap_or(words.guest);
    let role = |role: Role| role_name(role, language);
    match &item.what {
        What::Edited { letters: 0, .. } => words.edited(who),
        What::Edited { letters, .. } => words.edited_letters(*letters, who),
        What::Commented { count, .. } => words.commented(*count, who),
        What::Shared { role: may, .. } => match &item.with {
            Some(With::Reader) => words.shared_you(role(*may), who),
            Some(With::Named(with)) => words.shared_with(role(*may), who, &**with),
            _ => words.shared(role(*may), who),
        },
        What::RoleChanged { role: may, .. } => match &item.with {
            Some(With::Reader) => words.role_you(role(*may), who),
            Some(With::Named(with)) => words.role_with(role(*may), who, &**with),
            _ => words.role(role(*may), who),
        },
        What::Unshared { .. } => match &item.with {
            Some(With::Reader) => words.unshared_you(who),
            Some(With::Named(with)) => words.unshared_with(who, &**with),
            _ => words.unshared(who),
        },
        What::Asked { role: may } => words.asked(role(*may), who),
        What::Held => words.held(who),
        What::Offered { .. } => match &item.with {
            Some(With::Reader) => words.offered_you(who),
            Some(With::Named(with)) => words.offered_with(who, &**with),
            _ => words.offered(who),
        },
        What::Taken => words.taken(who),
        What::Restored { of_ms } => words.restored(day(language, of_ms / 1000), who),
        What::Trashed => words.trashed(who),
        What::TakenOut => words.taken_out(who),
    }
}

/// What a document is called.
pub fn title<'a>(title: &'a str, words: &'static Words) -> &'a str {
    match title.trim() {
        "" => words.untitled,
        title => title,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(what: What, with: Option<With>, language: Language) -> String {
        let name = Some("Ada".to_owned());
        sentence(&Item { document: "id".into(), time_ms: 0, name, what, with }, language)
    }

    #[test]
    fn each_thing_is_said_in_a_sentence_of_the_readers_language() {
        use Language::{English, German};
        let edited = |letters| What::Edited { letters, entry: 1, since_ms: 0 };
        assert_eq!(said(edited(0), None, English), "Ada changed something");
        assert_eq!(said(edited(1), None, English), "Ada wrote a character");
        assert_eq!(said(edited(1204), None, English), "Ada wrote 1,204 characters");
        assert_eq!(said(edited(1204), None, German), "Ada hat 1.204 Zeichen geschrieben");
        let shared = || What::Shared { with: String::new(), role: Role::Edit };
        let ben = || Some(With::Named("Ben".to_owned()));
        assert_eq!(said(shared(), Some(With::Reader), English), "Ada shared it with you (Can edit)");
        assert_eq!(said(shared(), ben(), English), "Ada shared it with Ben (Can edit)");
        assert_eq!(said(What::Offered { with: String::new() }, ben(), English), "Ada wants Ben to own it");
        assert_eq!(
            said(What::Restored { of_ms: 0 }, None, German),
            "Ada hat den Stand vom 1.1.1970 zurückgeholt"
        );
    }
}
