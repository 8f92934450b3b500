//! What the letters say. Plain text: it is read everywhere, and shows where its link leads.

use octavo_words::Language;

use super::super::mail::{Letter, Tidings};
use crate::words::letters::{Words, words};

/// The subject and the text of a letter with this link.
pub fn write(letter: &Letter, link: &str, language: Language) -> (String, String) {
    let words = words(language);
    let (subject, before, after) = match letter {
        Letter::Document { tidings, title, by, .. } => {
            return about_document(*tidings, title, by, link, words);
        }
        Letter::Welcome { .. } => (words.welcome_subject, words.welcome_before, words.welcome_after),
        Letter::Known => (words.known_subject, words.known_before, words.known_after),
        Letter::Reset { .. } => (words.reset_subject, words.reset_before, words.reset_after),
        Letter::NewEmail { .. } => (words.new_email_subject, words.new_email_before, words.new_email_after),
        Letter::EmailChanged => {
            (words.email_changed_subject, words.email_changed_before, words.email_changed_after)
        }
        Letter::PasswordChanged => {
            (words.password_changed_subject, words.password_changed_before, words.password_changed_after)
        }
    };
    (subject.to_owned(), format!("{before}\n\n{link}\n\n{after}\n"))
}

fn about_document(tidings: Tidings, title: &str, by: &str, link: &str, words: &Words) -> (String, String) {
    let title = match title {
        "" => words.a_document.to_owned(),
        title => words.quoted(title),
    };
    let title = &*title;
    let (subject, text, after) = match tidings {
        Tidings::Shared => (words.shared_subject(title), words.shared_before(by, title), words.shared_after),
        Tidings::Asked => (words.asked_subject(title), words.asked_before(by, title), words.asked_after),
        Tidings::Offered => {
            (words.offered_subject(title), words.offered_before(by, title), words.offered_after)
        }
        Tidings::Taken => (words.taken_subject(title), words.taken_before(by, title), ""),
    };
    (subject, format!("{}\n\n{text}\n\n{link}\n\n{after}\n", words.hello))
}
