# The page about what happened to the documents that somebody follows, its settings, and the page of a difference, in English.

title = Activity
text = What others did with the documents that you made, wrote in, starred or were given.
settings-link = What you hear of
to-documents = To your documents
none = Nothing yet
none-text = When somebody else writes or comments in a document that you follow, shares it or brings back an earlier state, it is listed here.
older = Older
newest = Newest
mute = Mute
mute-of = Do not tell me of { $title } any more
unmute = Follow again
unmute-of = Follow { $title } again
since = What changed since you were here
in-trash = in the trash
utc = { $time } UTC
utc-span = { $from } – { $to } UTC
untitled = Untitled document
done-mute = You do not hear of this document any more. You find it again below “What you hear of”.
done-unmute = You follow this document again.

## What happened. Who did it stands first.

guest = A guest
edited = { $who } changed something
edited-letters = { $count ->
    [one] { $who } wrote a character
   *[other] { $who } wrote { $count } characters
}
commented = { $count ->
    [one] { $who } commented
   *[other] { $who } commented { $count } times
}
shared-you = { $who } shared it with you ({ $role })
shared-with = { $who } shared it with { $with } ({ $role })
shared = { $who } shared it with somebody by mail ({ $role })
role-you = { $who } changed what you may do ({ $role })
role-with = { $who } changed what { $with } may do ({ $role })
role = { $who } changed what somebody may do ({ $role })
unshared-you = { $who } ended the share with you
unshared-with = { $who } ended the share with { $with }
unshared = { $who } ended a share
asked = { $who } asks for access ({ $role })
held = { $who } changed it without the right to, and asks to take that in
offered-you = { $who } wants you to own it
offered-with = { $who } wants { $with } to own it
offered = { $who } wants somebody else to own it
taken = { $who } owns it now
restored = { $who } brought back how it was on { $time }
trashed = { $who } put it into the trash
taken-out = { $who } took it out of the trash

## What somebody hears of

settings = What you hear of
to-activity = To your activity
settings-text = Switch off what you do not want to hear of, each for itself.
kind-edits = Changes of the text
kind-comments = Comments
kind-shares = Shares and roles
kind-requests = Requests and new owners
kind-restores = Earlier states that came back
kind-trash = Trash
in-page = On the page
in-page-of = Show on the page: { $kind }
by-mail-of = By mail: { $kind }
mail-never = Not by mail
mail-daily = In the daily letter
mail-at-once = At once
hour = The daily letter is written from
hour-hint = At most one a day, and none when nothing happened. It has titles, names and numbers, never a text.
hour-of = { $hour } UTC
save = Save
done = Saved.
muted = Muted documents
no-muted = None. What you mute on the page of activity is listed here.
mail-needs-account = Letters go to whoever has an account.
mail-needs-address = Letters come once you have confirmed your address.
mail-none = This server sends no mail.
sign-in = Sign in

## Unsubscribing

unsubscribe = No more of these letters?
unsubscribe-text = You get no more of these letters. On the page of activity you see what happens all the same.
unsubscribe-button = Unsubscribe
unsubscribed = You get no more of these letters
unsubscribed-text = You can switch them on again below “What you hear of”.

## A difference

changes = What changed
changes-since = { $title }, since { $time }
changes-none = Nothing of the text has changed.
changes-more = There are more changes than are shown here.
came = added
went = removed
formatted = formatted
by = by { $who }
picture = picture
to-document = Open the document
