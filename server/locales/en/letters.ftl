# The letters: each has a subject, and what stands before and after its link. Plain text: it is read everywhere.

welcome-subject = Your account at Octavo
welcome-before =
    Hello,

    open this link to choose a password and finish your account at Octavo. It works for a day.
welcome-after = If you did not ask for it, do nothing: without the link there will be no account.

known-subject = You have an account at Octavo
known-before =
    Hello,

    somebody wanted to use this address for an account at Octavo, and you have one with it already. If you have forgotten its password, you get a new one here:
known-after = If it was not you, do nothing: your account is as it was.

reset-subject = A new password for Octavo
reset-before =
    Hello,

    open this link to choose a new password for Octavo. It works for an hour, and once.
reset-after = If you did not ask for it, do nothing: your password is as it was.

new-email-subject = Confirm your address for Octavo
new-email-before =
    Hello,

    open this link to use this address for your account at Octavo. It works for a day.
new-email-after = If you did not ask for it, do nothing.

email-changed-subject = Your account at Octavo has another address
email-changed-before =
    Hello,

    your account at Octavo has another address now, and this one is free again.
email-changed-after = If that was not you, tell whoever runs the server at the address above.

password-changed-subject = Your password for Octavo is changed
password-changed-before =
    Hello,

    your password for Octavo was changed just now. If that was not you, get a new one here:
password-changed-after = All other sessions have ended.

## About a document

hello = Hello,
a-document = a document
quoted = “{ $title }”

shared-subject = { $title }: shared with you at Octavo
shared-before = { $by } shares { $title } with you. Open it here:
folder-shared-before = { $by } shares the folder { $title } with you, with all that is in it. Open it here:
shared-after = If you have no account yet, create one with this address. If you do not know who shares it, do nothing.

asked-subject = { $title }: somebody asks for access
asked-before = { $by } asks for access to { $title }. You say yes or no here:
asked-after = If you do not know who asks, say no or do nothing.

offered-subject = { $title }: somebody wants to give it to you
offered-before = { $by } wants you to own { $title }. You take it or not here:
offered-after = As long as you do nothing, nothing changes.

taken-subject = { $title }: it has a new owner
taken-before = { $by } owns { $title } now, as you offered. You manage it still:

## The letter of the day

digest-subject = { $count ->
    [one] News of a document
   *[other] News of { $count } documents
}
digest-before = what others did with documents that you follow:
digest-more = And more.
digest-all = All of it:
digest-line = – { $text }

## What stands below letters that can be switched off

unsubscribe-daily = You get this letter at most once a day. To get no more of them:
unsubscribe-kind = To get no more letters of this kind:
