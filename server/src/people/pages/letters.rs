//! The letters' words, in English and in German. Plain text: it is read everywhere, and shows where its link leads.

use super::super::mail::{Letter, Tidings};

/// The subject and the text of a letter with this link.
pub fn write(letter: &Letter, link: &str, is_german: bool) -> (String, String) {
    let (subject, before, after) = match (letter, is_german) {
        (Letter::Document { tidings, title, by, .. }, _) => {
            return about_document(*tidings, title, by, link, is_german);
        }
        (Letter::Welcome { .. }, false) => (
            "Your account at Octavo",
            "Hello,\n\nopen this link to choose a password and finish your account at Octavo. It works for a day.",
            "If you did not ask for it, do nothing: without the link there will be no account.",
        ),
        (Letter::Welcome { .. }, true) => (
            "Ihr Konto bei Octavo",
            "Guten Tag,\n\nöffnen Sie diesen Link, um ein Passwort zu wählen und Ihr Konto bei Octavo fertigzustellen. Er gilt einen Tag lang.",
            "Haben Sie das nicht verlangt, tun Sie nichts: Ohne den Link entsteht kein Konto.",
        ),
        (Letter::Known, false) => (
            "You have an account at Octavo",
            "Hello,\n\nsomebody wanted to use this address for an account at Octavo, and you have one with it already. If you have forgotten its password, you get a new one here:",
            "If it was not you, do nothing: your account is as it was.",
        ),
        (Letter::Known, true) => (
            "Sie haben ein Konto bei Octavo",
            "Guten Tag,\n\njemand wollte diese Adresse für ein Konto bei Octavo benutzen, und Sie haben damit schon eines. Haben Sie das Passwort vergessen, bekommen Sie hier ein neues:",
            "Waren Sie es nicht, tun Sie nichts: Ihr Konto ist, wie es war.",
        ),
        (Letter::Reset { .. }, false) => (
            "A new password for Octavo",
            "Hello,\n\nopen this link to choose a new password for Octavo. It works for an hour, and once.",
            "If you did not ask for it, do nothing: your password is as it was.",
        ),
        (Letter::Reset { .. }, true) => (
            "Ein neues Passwort für Octavo",
            "Guten Tag,\n\nöffnen Sie diesen Link, um ein neues Passwort für Octavo zu wählen. Er gilt eine Stunde lang und einmal.",
            "Haben Sie das nicht verlangt, tun Sie nichts: Ihr Passwort ist, wie es war.",
        ),
        (Letter::NewEmail { .. }, false) => (
            "Confirm your address for Octavo",
            "Hello,\n\nopen this link to use this address for your account at Octavo. It works for a day.",
            "If you did not ask for it, do nothing.",
        ),
        (Letter::NewEmail { .. }, true) => (
            "Bestätigen Sie Ihre Adresse für Octavo",
            "Guten Tag,\n\nöffnen Sie diesen Link, um diese Adresse für Ihr Konto bei Octavo zu benutzen. Er gilt einen Tag lang.",
            "Haben Sie das nicht verlangt, tun Sie nichts.",
        ),
        (Letter::EmailChanged, false) => (
            "Your account at Octavo has another address",
            "Hello,\n\nyour account at Octavo has another address now, and this one is free again.",
            "If that was not you, tell whoever runs the server at the address above.",
        ),
        (Letter::EmailChanged, true) => (
            "Ihr Konto bei Octavo hat eine andere Adresse",
            "Guten Tag,\n\nIhr Konto bei Octavo hat jetzt eine andere Adresse, und diese ist wieder frei.",
            "Waren Sie das nicht, sagen Sie es der Person, die den Server unter der Adresse oben betreibt.",
        ),
        (Letter::PasswordChanged, false) => (
            "Your password for Octavo is changed",
            "Hello,\n\nyour password for Octavo was changed just now. If that was not you, get a new one here:",
            "All other sessions have ended.",
        ),
        (Letter::PasswordChanged, true) => (
            "Ihr Passwort für Octavo ist geändert",
            "Guten Tag,\n\nIhr Passwort für Octavo wurde gerade geändert. Waren Sie das nicht, holen Sie sich hier ein neues:",
            "Alle anderen Sitzungen sind beendet.",
        ),
    };
    (subject.to_owned(), format!("{before}\n\n{link}\n\n{after}\n"))
}

fn about_document(tidings: Tidings, title: &str, by: &str, link: &str, is_german: bool) -> (String, String) {
    let title = match (title, is_german) {
        ("", false) => "a document".to_owned(),
        ("", true) => "ein Dokument".to_owned(),
        (title, false) => format!("“{title}”"),
        (title, true) => format!("„{title}“"),
    };
    let (subject, text, after) = match (tidings, is_german) {
        (Tidings::Shared, false) => (
            format!("{title}: shared with you at Octavo"),
            format!("{by} shares {title} with you. Open it here:"),
            "If you have no account yet, create one with this address. If you do not know who shares it, do nothing.",
        ),
        (Tidings::Shared, true) => (
            format!("{title}: für Sie freigegeben in Octavo"),
            format!("{by} gibt {title} für Sie frei. Hier öffnen Sie es:"),
            "Haben Sie noch kein Konto, legen Sie mit dieser Adresse eines an. Kennen Sie die Person nicht, tun Sie nichts.",
        ),
        (Tidings::Asked, false) => (
            format!("{title}: somebody asks for access"),
            format!("{by} asks for access to {title}. You say yes or no here:"),
            "If you do not know who asks, say no or do nothing.",
        ),
        (Tidings::Asked, true) => (
            format!("{title}: jemand bittet um Zugang"),
            format!("{by} bittet um Zugang zu {title}. Hier sagen Sie ja oder nein:"),
            "Kennen Sie die Person nicht, lehnen Sie ab oder tun Sie nichts.",
        ),
        (Tidings::Offered, false) => (
            format!("{title}: somebody wants to give it to you"),
            format!("{by} wants you to own {title}. You take it or not here:"),
            "As long as you do nothing, nothing changes.",
        ),
        (Tidings::Offered, true) => (
            format!("{title}: jemand möchte es Ihnen übergeben"),
            format!("{by} möchte Ihnen {title} übergeben. Hier nehmen Sie an oder lehnen ab:"),
            "Solange Sie nichts tun, ändert sich nichts.",
        ),
        (Tidings::Taken, false) => (
            format!("{title}: it has a new owner"),
            format!("{by} owns {title} now, as you offered. You manage it still:"),
            "",
        ),
        (Tidings::Taken, true) => (
            format!("{title}: es ist übergeben"),
            format!("{title} gehört jetzt {by}, wie Sie es angeboten haben. Sie verwalten es weiterhin:"),
            "",
        ),
    };
    let hello = if is_german { "Guten Tag," } else { "Hello," };
    (subject, format!("{hello}\n\n{text}\n\n{link}\n\n{after}\n"))
}
