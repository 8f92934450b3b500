//! What the letters say. Plain text: it is read everywhere, and shows where its link leads.

use octavo_words::Language;

use super::super::mail::{Letter, Tidings};
use crate::activity::daily::Contents;
use crate::words::letters::{Words, words};

/// Characters of what others have written, in one line.
const LONGEST: usize = 200;

/// The subject and the text of a letter with this link. `news` is what the letter of the day tells, of documents on this site.
pub fn write(
    letter: &Letter,
    news: &Contents,
    site: &str,
    link: &str,
    language: Language,
) -> (String, String) {
    let words = words(language);
    let (subject, before, after) = match letter {
        Letter::Document { tidings, title, by, .. } => {
            return about_document(*tidings, title, by, link, words);
        }
        Letter::Daily { .. } => return of_the_day(news, site, link, words),
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
        Tidings::FolderShared => {
            (words.shared_subject(title), words.folder_shared_before(by, title), words.shared_after)
        }
        Tidings::Asked => (words.asked_subject(title), words.asked_before(by, title), words.asked_after),
        Tidings::Offered => {
            (words.offered_subject(title), words.offered_before(by, title), words.offered_after)
        }
        Tidings::Taken => (words.taken_subject(title), words.taken_before(by, title), ""),
    };
    (subject, format!("{}\n\n{text}\n\n{link}\n\n{after}\n", words.hello))
}

fn of_the_day(news: &Contents, site: &str, all: &str, words: &Words) -> (String, String) {
    let mut text = format!("{}\n\n{}\n\n", words.hello, words.digest_before);
    for (document, title, sentences) in &news.documents {
        text.push_str(&format!("{}\n", words.quoted(plain(title))));
        sentences.iter().for_each(|said| text.push_str(&format!("{}\n", words.digest_line(plain(said)))));
        text.push_str(&format!("{site}/d/{document}\n\n"));
    }
    if news.is_cut {
        text.push_str(&format!("{}\n\n", words.digest_more));
    }
    text.push_str(&format!("{}\n{all}\n", words.digest_all));
    (words.digest_subject(news.documents.len() as u64), text)
}

/// What stands below a letter of which one can get no more, by this link.
pub fn unsubscribing(letter: &Letter, link: &str, language: Language) -> String {
    let words = words(language);
    let text = match letter {
        Letter::Daily { .. } => words.unsubscribe_daily,
        _ => words.unsubscribe_kind,
    };
    format!("\n{text}\n{link}\n")
}

/// A text of others on one line, so that it is no other part of the letter.
fn plain(text: &str) -> String {
    let letters = text.chars().filter(|letter| !letter.is_control());
    letters.take(LONGEST).collect()
}
