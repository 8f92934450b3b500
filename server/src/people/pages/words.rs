//! Which words of the pages about accounts say what: what is wrong with something typed, how long to wait, what happened.

use octavo_words::Language;

use super::super::account::{SHORTEST_PASSWORD, Wrong};
use super::super::audit::Event;
pub use crate::words::account::{Words, words};

/// What is wrong with something that was typed.
pub fn wrong(wrong: Wrong, language: Language) -> String {
    let words = words(language);
    match wrong {
        Wrong::PasswordLength => return words.wrong_password_length(SHORTEST_PASSWORD as u64),
        Wrong::Name => words.wrong_name,
        Wrong::Email => words.wrong_email,
        Wrong::PasswordCommon => words.wrong_password_common,
        Wrong::Password => words.wrong_password,
        Wrong::NotRecent => words.wrong_not_recent,
        Wrong::LastWay => words.wrong_last_way,
        Wrong::TooManyWays => words.wrong_too_many_ways,
        Wrong::Passkey => words.wrong_passkey,
        Wrong::NoName => words.wrong_no_name,
        Wrong::Taken => words.wrong_taken,
        Wrong::Link => words.wrong_link,
        Wrong::Nobody => words.wrong_nobody,
        Wrong::Own => words.wrong_own,
        Wrong::TooManyShares => words.wrong_too_many_shares,
        Wrong::TooManyRequests => words.wrong_too_many_requests,
        Wrong::Change => words.wrong_change,
        Wrong::TooManyMembers => words.wrong_too_many_members,
        Wrong::Role => words.wrong_role,
        Wrong::Day => words.wrong_day,
        Wrong::Gone => words.wrong_gone,
        Wrong::LinkPassword => words.wrong_link_password,
        Wrong::Closed => words.wrong_closed,
        Wrong::Scopes => words.wrong_scopes,
        Wrong::TooManyKeys => words.wrong_too_many_keys,
        Wrong::Site => words.wrong_site,
    }
    .to_owned()
}

/// How long somebody has to wait.
pub fn wait(seconds: u64, language: Language) -> String {
    match seconds {
        ..=90 => words(language).wait_seconds(seconds),
        _ => words(language).wait_minutes(seconds.div_ceil(60)),
    }
}

/// What an event of the audit log is called.
pub fn event(event: Event, language: Language) -> &'static str {
    let words = words(language);
    match event {
        Event::SignedUp => words.event_signed_up,
        Event::SignedIn => words.event_signed_in,
        Event::SignInFailed => words.event_sign_in_failed,
        Event::SignedInByPasskey => words.event_signed_in_by_passkey,
        Event::SignedInByProvider => words.event_signed_in_by_provider,
        Event::SignedOut => words.event_signed_out,
        Event::SessionRevoked => words.event_session_revoked,
        Event::ResetAsked => words.event_reset_asked,
        Event::PasswordReset => words.event_password_reset,
        Event::PasswordChanged => words.event_password_changed,
        Event::EmailChanged => words.event_email_changed,
        Event::PasskeyAdded => words.event_passkey_added,
        Event::PasskeyRemoved => words.event_passkey_removed,
        Event::IdentityConnected => words.event_identity_connected,
        Event::IdentityDisconnected => words.event_identity_disconnected,
        Event::AdministratorMade => words.event_administrator_made,
        Event::AccountDeleted => words.event_account_deleted,
        Event::LinkChanged => words.event_link_changed,
        Event::EveryoneChanged => words.event_everyone_changed,
        Event::Shared => words.event_shared,
        Event::RoleChanged => words.event_role_changed,
        Event::Unshared => words.event_unshared,
        Event::AccessAsked => words.event_access_asked,
        Event::AccessDeclined => words.event_access_declined,
        Event::ChangeHeld => words.event_change_held,
        Event::ChangeTaken => words.event_change_taken,
        Event::ChangeDeclined => words.event_change_declined,
        Event::OwnershipOffered => words.event_ownership_offered,
        Event::OwnershipDeclined => words.event_ownership_declined,
        Event::OwnershipTaken => words.event_ownership_taken,
        Event::DocumentTrashed => words.event_document_trashed,
        Event::DocumentRestored => words.event_document_restored,
        Event::DocumentDeleted => words.event_document_deleted,
        Event::DocumentMoved => words.event_document_moved,
        Event::FolderMoved => words.event_folder_moved,
        Event::FolderDeleted => words.event_folder_deleted,
        Event::LinkPasswordFailed => words.event_link_password_failed,
        Event::GroupMade => words.event_group_made,
        Event::GroupChanged => words.event_group_changed,
        Event::GroupDeleted => words.event_group_deleted,
        Event::ResetGiven => words.event_reset_given,
        Event::SessionsEnded => words.event_sessions_ended,
        Event::SignUpClosed => words.event_sign_up_closed,
        Event::SignUpOpened => words.event_sign_up_opened,
        Event::KeyMade => words.event_key_made,
        Event::KeyRevoked => words.event_key_revoked,
        Event::HookMade => words.event_hook_made,
        Event::HookRemoved => words.event_hook_removed,
        Event::Exported => words.event_exported,
        Event::EmbeddingChanged => words.event_embedding_changed,
    }
}
