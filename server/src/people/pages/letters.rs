//! The letters' words, in English and in German. Plain text: it is read everywhere, and shows where its link leads.

use super::super::mail::Letter;

/// The subject and the text of a letter with this link.
pub fn write(letter: &Letter, link: &str, is_german: bool) -> (&'static str, String) {
    let (subject, before, after) = match (letter, is_german) {
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
    (subject, format!("{before}\n\n{link}\n\n{after}\n"))
}
