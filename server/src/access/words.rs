//! The words of the page about who may do what, in English and in German, and the one sentence that says it all.

use octavo_shared::sync::Role;

/// The words of one language.
pub struct Words {
    pub is_german: bool,
    pub title: &'static str,
    pub to_document: &'static str,
    pub untitled: &'static str,
    pub owner: &'static str,
    pub you: &'static str,
    pub guest: &'static str,
    pub nobody: &'static str,
    pub people: &'static str,
    pub people_text: &'static str,
    pub people_text_mail: &'static str,
    pub people_guest: &'static str,
    pub sign_in: &'static str,
    pub email: &'static str,
    pub may: &'static str,
    pub share: &'static str,
    pub group: &'static str,
    pub share_with_group: &'static str,
    pub groups: &'static str,
    pub a_group: &'static str,
    pub gone_group: &'static str,
    pub waits: &'static str,
    pub role_of: &'static str,
    pub save: &'static str,
    pub end_share: &'static str,
    pub no_one: &'static str,
    pub not_yet: &'static str,
    pub requests: &'static str,
    pub wants: &'static str,
    pub accept: &'static str,
    pub decline: &'static str,
    pub link: &'static str,
    pub link_text: &'static str,
    pub has_link: &'static str,
    pub until: &'static str,
    pub until_hint: &'static str,
    pub password: &'static str,
    pub password_hint: &'static str,
    pub password_set: &'static str,
    pub no_password: &'static str,
    pub everyone: &'static str,
    pub everyone_text: &'static str,
    pub has_account: &'static str,
    pub off: &'static str,
    pub give: &'static str,
    pub give_text: &'static str,
    pub give_nobody: &'static str,
    pub give_to: &'static str,
    pub offer: &'static str,
    pub offered_to: &'static str,
    pub withdraw: &'static str,
    pub offered: &'static str,
    pub offered_text: &'static str,
    pub take: &'static str,
    pub refuse: &'static str,
    pub open: &'static str,
    pub none_title: &'static str,
    pub none_guest: &'static str,
    pub none_text: &'static str,
    pub none_unproven: &'static str,
    pub asked: &'static str,
    pub ask: &'static str,
    pub ask_for: &'static str,
    pub trashed: &'static str,
    pub trashed_text: &'static str,
    pub locked: &'static str,
    pub locked_text: &'static str,
    pub unlock: &'static str,
    pub more: &'static str,
    pub leave: &'static str,
    pub unknown: &'static str,
    pub unknown_text: &'static str,
    pub to_start: &'static str,
    pub make_account: &'static str,
    pub not_yours: &'static str,
    /// What each part says when it is done.
    pub done: [(&'static str, &'static str); 11],
}

pub const ENGLISH: Words = Words {
    is_german: false,
    title: "People and rights",
    to_document: "Open the document",
    untitled: "Untitled document",
    owner: "owner",
    you: "you",
    guest: "A guest",
    nobody: "Somebody without an account",
    people: "People",
    people_text: "Share with people who have an account here. They can open the document at once.",
    people_text_mail: "Whoever you share with gets a message. Who has no account yet makes one with that address.",
    people_guest: "Sign in to share with people and groups.",
    sign_in: "Sign in",
    email: "E-mail",
    may: "Right",
    share: "Share",
    group: "Group",
    share_with_group: "Share with the group",
    groups: "Your groups",
    a_group: "Group",
    gone_group: "A group that is gone",
    waits: "invited, not opened yet",
    role_of: "Right of",
    save: "Save",
    end_share: "End access",
    no_one: "Shared with nobody yet.",
    not_yet: "Octavo has no comments and suggestions yet. Until it does, these two rights let people read.",
    requests: "Asking for access",
    wants: "asked",
    accept: "Give access",
    decline: "Decline",
    link: "The link",
    link_text: "What whoever has the document’s link may do, with or without an account.",
    has_link: "Anyone with the link",
    until: "Works until the end of",
    until_hint: "UTC. Leave it empty for no end.",
    password: "Password for the link",
    password_hint: "At least 10 characters. People who are shared with do not need it.",
    password_set: "The link asks for a password. Leave this empty to keep it.",
    no_password: "Ask for no password any more",
    everyone: "Everyone on this server",
    everyone_text: "What everyone with an account here may do who has the link.",
    has_account: "Everyone with an account",
    off: "No access",
    give: "Give the document away",
    give_text: "Whoever you choose is asked first. You still manage the document afterwards.",
    give_nobody: "Only somebody who has opened the document with an account can own it. Share it first.",
    give_to: "New owner",
    offer: "Offer the document",
    offered_to: "Offered, and not answered yet:",
    withdraw: "Take the offer back",
    offered: "This document is offered to you",
    offered_text: "wants you to own it. You would say who may do what, and could give it on.",
    take: "Take it",
    refuse: "Decline",
    open: "Open the document",
    none_title: "You cannot open this document",
    none_guest: "If it was shared with you, sign in, or create an account with the address that the message came to. With an account you can also ask for access.",
    none_text: "It was not shared with you. Ask for access: whoever owns it is told your name and address.",
    none_unproven: "If it was shared with your address, confirm that first: in your account, under E-mail, enter the same address as the new one.",
    asked: "You have asked for access. When you get it, you can open the document.",
    ask: "Ask for access",
    ask_for: "I would like to",
    trashed: "This document is in the trash",
    trashed_text: "Whoever owns it can take it out again, within 30 days.",
    locked: "This document asks for a password",
    locked_text: "Whoever sent you the link can tell you.",
    unlock: "Open",
    more: "Ask for more",
    leave: "Remove me from this document",
    unknown: "There is no such document",
    unknown_text: "Look whether the link is whole.",
    to_start: "To your documents",
    make_account: "Create an account",
    not_yours: "Only who owns or manages this document says who may do what.",
    done: [
        ("person", "It is shared. A message is on its way where this server sends mail."),
        ("group", "It is shared with the group."),
        ("role", "The right is changed."),
        ("link", "What the link allows is changed."),
        ("everyone", "The right of everyone is changed."),
        ("answer", "The request is answered."),
        ("offer", "The offer is changed."),
        ("request", "You have asked for access."),
        ("take", "The document is yours."),
        ("refuse", "You have declined the document."),
        ("leave", "You have no share of this document any more."),
    ],
};

pub const GERMAN: Words = Words {
    is_german: true,
    title: "Personen und Rechte",
    to_document: "Dokument öffnen",
    untitled: "Unbenanntes Dokument",
    owner: "besitzt es",
    you: "Sie",
    guest: "Ein Gast",
    nobody: "Jemand ohne Konto",
    people: "Personen",
    people_text: "Geben Sie das Dokument für Personen frei, die hier ein Konto haben. Sie können es sofort öffnen.",
    people_text_mail: "Wer eine Freigabe bekommt, erhält eine Nachricht. Wer noch kein Konto hat, legt mit dieser Adresse eines an.",
    people_guest: "Melden Sie sich an, um für Personen und Gruppen freizugeben.",
    sign_in: "Anmelden",
    email: "E-Mail",
    may: "Recht",
    share: "Freigeben",
    group: "Gruppe",
    share_with_group: "Für die Gruppe freigeben",
    groups: "Ihre Gruppen",
    a_group: "Gruppe",
    gone_group: "Eine gelöschte Gruppe",
    waits: "eingeladen, noch nicht geöffnet",
    role_of: "Recht von",
    save: "Speichern",
    end_share: "Zugang beenden",
    no_one: "Noch für niemanden freigegeben.",
    not_yet: "Octavo hat noch keine Kommentare und Vorschläge. Bis dahin kann man mit diesen beiden Rechten lesen.",
    requests: "Bitten um Zugang",
    wants: "gefragt",
    accept: "Zugang geben",
    decline: "Ablehnen",
    link: "Der Link",
    link_text: "Was alle dürfen, die den Link des Dokuments haben, mit und ohne Konto.",
    has_link: "Alle mit dem Link",
    until: "Gilt bis zum Ende des",
    until_hint: "UTC. Leer lassen, wenn der Link nicht enden soll.",
    password: "Passwort für den Link",
    password_hint: "Mindestens 10 Zeichen. Personen mit eigener Freigabe brauchen es nicht.",
    password_set: "Der Link verlangt ein Passwort. Leer lassen, um es zu behalten.",
    no_password: "Kein Passwort mehr verlangen",
    everyone: "Alle auf diesem Server",
    everyone_text: "Was alle mit einem Konto hier dürfen, die den Link haben.",
    has_account: "Alle mit einem Konto",
    off: "Kein Zugang",
    give: "Dokument übergeben",
    give_text: "Die Person wird zuerst gefragt. Sie verwalten das Dokument danach weiterhin.",
    give_nobody: "Nur wer das Dokument mit einem Konto geöffnet hat, kann es besitzen. Geben Sie es zuerst frei.",
    give_to: "Geht an",
    offer: "Dokument anbieten",
    offered_to: "Angeboten und noch nicht beantwortet:",
    withdraw: "Angebot zurücknehmen",
    offered: "Dieses Dokument wird Ihnen angeboten",
    offered_text: "möchte es Ihnen übergeben. Sie bestimmen dann, wer was darf, und können es weitergeben.",
    take: "Annehmen",
    refuse: "Ablehnen",
    open: "Dokument öffnen",
    none_title: "Sie können dieses Dokument nicht öffnen",
    none_guest: "Wurde es für Sie freigegeben, melden Sie sich an oder legen Sie mit der Adresse ein Konto an, an die die Nachricht kam. Mit einem Konto können Sie auch um Zugang bitten.",
    none_text: "Es ist nicht für Sie freigegeben. Bitten Sie um Zugang: Wer es besitzt, erfährt Ihren Namen und Ihre Adresse.",
    none_unproven: "Wurde es für Ihre Adresse freigegeben, bestätigen Sie diese zuerst: Geben Sie in Ihrem Konto unter E-Mail dieselbe Adresse als neue ein.",
    asked: "Sie haben um Zugang gebeten. Sobald Sie ihn haben, können Sie das Dokument öffnen.",
    ask: "Um Zugang bitten",
    ask_for: "Ich möchte",
    trashed: "Dieses Dokument liegt im Papierkorb",
    trashed_text: "Wem es gehört, kann es 30 Tage lang zurückholen.",
    locked: "Dieses Dokument verlangt ein Passwort",
    locked_text: "Wer Ihnen den Link geschickt hat, kann es Ihnen sagen.",
    unlock: "Öffnen",
    more: "Um mehr bitten",
    leave: "Mich aus diesem Dokument entfernen",
    unknown: "Dieses Dokument gibt es nicht",
    unknown_text: "Sehen Sie nach, ob der Link vollständig ist.",
    to_start: "Zu Ihren Dokumenten",
    make_account: "Konto anlegen",
    not_yours: "Nur wer dieses Dokument besitzt oder verwaltet, bestimmt, wer was darf.",
    done: [
        (
            "person",
            "Das Dokument ist freigegeben. Verschickt dieser Server E-Mails, ist eine Nachricht unterwegs.",
        ),
        ("group", "Das Dokument ist für die Gruppe freigegeben."),
        ("role", "Das Recht ist geändert."),
        ("link", "Was der Link erlaubt, ist geändert."),
        ("everyone", "Das Recht für alle ist geändert."),
        ("answer", "Die Bitte ist beantwortet."),
        ("offer", "Das Angebot ist geändert."),
        ("request", "Sie haben um Zugang gebeten."),
        ("take", "Das Dokument gehört Ihnen."),
        ("refuse", "Sie haben das Dokument abgelehnt."),
        ("leave", "Sie haben keine Freigabe dieses Dokuments mehr."),
    ],
};

/// The words of a language.
pub fn words(is_german: bool) -> &'static Words {
    if is_german { &GERMAN } else { &ENGLISH }
}

/// What a role is called in a choice.
pub fn role(role: Role, is_german: bool) -> &'static str {
    let (english, german) = match role {
        Role::View => ("Can view", "Kann lesen"),
        Role::Comment => ("Can comment", "Kann kommentieren"),
        Role::Suggest => ("Can suggest", "Kann vorschlagen"),
        Role::Edit => ("Can edit", "Kann bearbeiten"),
        Role::Manage => ("Can edit and share", "Kann bearbeiten und freigeben"),
        Role::Owner => ("Owns it", "Besitzt es"),
    };
    if is_german { german } else { english }
}

/// What somebody who asks would like to do.
pub fn wish(role: Role, is_german: bool) -> &'static str {
    let (english, german) = match role {
        Role::View => ("view the document", "das Dokument lesen"),
        Role::Comment => ("comment on the document", "das Dokument kommentieren"),
        Role::Suggest => ("suggest changes", "Änderungen vorschlagen"),
        _ => ("edit the document", "das Dokument bearbeiten"),
    };
    if is_german { german } else { english }
}

/// What one may do oneself.
pub fn yours(role: Role, is_german: bool) -> &'static str {
    let (english, german) = match role {
        Role::View => ("You can view this document", "Sie können dieses Dokument lesen"),
        Role::Comment => ("You can comment on this document", "Sie können dieses Dokument kommentieren"),
        Role::Suggest => ("You can suggest changes", "Sie können Änderungen vorschlagen"),
        Role::Edit => ("You can edit this document", "Sie können dieses Dokument bearbeiten"),
        Role::Manage | Role::Owner => ("You manage this document", "Sie verwalten dieses Dokument"),
    };
    if is_german { german } else { english }
}

/// What is said of a role in a sentence: of one, and of several.
fn verb(role: Role, is_many: bool, is_german: bool) -> &'static str {
    match (role, is_german, is_many) {
        (Role::View, false, _) => "can view",
        (Role::Comment, false, _) => "can comment",
        (Role::Suggest, false, _) => "can suggest changes",
        (Role::Edit, false, _) => "can edit",
        (Role::Manage | Role::Owner, false, _) => "can edit and share",
        (Role::View, true, false) => "kann lesen",
        (Role::View, true, true) => "können lesen",
        (Role::Comment, true, false) => "kann kommentieren",
        (Role::Comment, true, true) => "können kommentieren",
        (Role::Suggest, true, false) => "kann Änderungen vorschlagen",
        (Role::Suggest, true, true) => "können Änderungen vorschlagen",
        (Role::Edit, true, false) => "kann bearbeiten",
        (Role::Edit, true, true) => "können bearbeiten",
        (Role::Manage | Role::Owner, true, false) => "kann bearbeiten und freigeben",
        (Role::Manage | Role::Owner, true, true) => "können bearbeiten und freigeben",
    }
}

/// What a sentence about rights is made of.
#[derive(Debug, Default)]
pub struct Summary<'a> {
    /// What the link lets do,
    pub link: Option<Role>,
    /// whether it asks for a password,
    pub is_locked: bool,
    /// and the day at whose end it ends.
    pub until: Option<&'a str>,
    /// What everyone with an account may do.
    pub everyone: Option<Role>,
    /// With whom it is shared, by name.
    pub shares: Vec<(&'a str, Role)>,
}

/// Who can do what besides the owner, in one sentence.
pub fn sentence(summary: &Summary<'_>, is_german: bool) -> String {
    let mut parts = Vec::new();
    if let Some(role) = summary.link {
        let mut who = match (is_german, summary.is_locked) {
            (false, false) => "anyone with the link",
            (false, true) => "anyone with the link and its password",
            (true, false) => "alle mit dem Link",
            (true, true) => "alle mit dem Link und seinem Passwort",
        }
        .to_owned();
        if let Some(day) = summary.until {
            who.push_str(if is_german { " (bis " } else { " (until " });
            who.push_str(day);
            who.push(')');
        }
        parts.push(format!("{who} {}", verb(role, true, is_german)));
    }
    if let Some(role) = summary.everyone {
        let who = if is_german { "alle mit einem Konto hier" } else { "everyone with an account here" };
        parts.push(format!("{who} {}", verb(role, true, is_german)));
    }
    for role in Role::GIVEN.into_iter().rev() {
        let names: Vec<&str> =
            summary.shares.iter().filter(|share| share.1 == role).map(|share| share.0).collect();
        let who = match (&names[..], is_german) {
            ([], _) => continue,
            ([one], _) => (*one).to_owned(),
            ([one, other], false) => format!("{one} and {other}"),
            ([one, other], true) => format!("{one} und {other}"),
            ([one, rest @ ..], false) => format!("{one} and {} others", rest.len()),
            ([one, rest @ ..], true) => format!("{one} und {} weitere", rest.len()),
        };
        parts.push(format!("{who} {}", verb(role, names.len() > 1, is_german)));
    }
    let text = match (parts.is_empty(), is_german) {
        (true, false) => "only the owner can open this document".to_owned(),
        (true, true) => "nur wer es besitzt, kann dieses Dokument öffnen".to_owned(),
        (false, _) => parts.join("; "),
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
            sentence(&summary, false),
            "Anyone with the link can view; Dora can edit and share; Ana and 2 others can edit."
        );
        assert_eq!(
            sentence(&summary, true),
            "Alle mit dem Link können lesen; Dora kann bearbeiten und freigeben; Ana und 2 weitere können bearbeiten."
        );
        let summary = Summary {
            link: Some(Role::Edit),
            is_locked: true,
            until: Some("2026-12-31"),
            everyone: Some(Role::Comment),
            shares: vec![("Ana", Role::View), ("ben@example.org", Role::View)],
        };
        assert_eq!(
            sentence(&summary, false),
            "Anyone with the link and its password (until 2026-12-31) can edit; everyone with an account here can comment; \
             Ana and ben@example.org can view."
        );
        assert_eq!(sentence(&Summary::default(), false), "Only the owner can open this document.");
        assert_eq!(sentence(&Summary::default(), true), "Nur wer es besitzt, kann dieses Dokument öffnen.");
    }
}
