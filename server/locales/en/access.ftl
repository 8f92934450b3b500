# What the page about who may do what says, in English.

title = People and rights
to-document = Open the document
to-folder = Open the folder
untitled = Untitled document
owner = owner
you = you
guest = A guest
nobody = Somebody without an account
people = People
people-text = Share with people who have an account here. They can open the document at once.
people-text-mail = Whoever you share with gets a message. Who has no account yet makes one with that address.
people-text-folder = What somebody may do here he may do with everything in this folder and in the folders in it.
people-guest = Sign in to share with people and groups.
sign-in = Sign in
email = E-mail
may = Right
share = Share
group = Group
share-with-group = Share with the group
groups = Your groups
a-group = Group
gone-group = A group that is gone
waits = invited, not opened yet
role-of = Right of
save = Save
end-share = End access
no-one = Shared with nobody yet.
inherited = By folders
inherited-text = These rights come from folders that it lies in. They are changed there.
by-folder = by the folder “{ $name }”
yours-folder = Your right here holds for everything in this folder: { $right }.
not-yet = Octavo has no comments and suggestions yet. Until it does, these two rights let people read.
requests = Asking for access
wants = asked
accept = Give access
decline = Decline
link = The link
link-text = What whoever has the document’s link may do, with or without an account.
has-link = Anyone with the link
until = Works until the end of
until-hint = UTC. Leave it empty for no end.
password = Password for the link
password-hint = At least 10 characters. People who are shared with do not need it.
password-set = The link asks for a password. Leave this empty to keep it.
no-password = Ask for no password any more
everyone = Everyone on this server
everyone-text = What everyone with an account here may do who has the link.
everyone-text-folder = What everyone with an account here may do with everything in the folder.
has-account = Everyone with an account
off = No access
give = Give the document away
give-text = Whoever you choose is asked first. You still manage the document afterwards.
give-nobody = Only somebody who has opened the document with an account can own it. Share it first.
give-to = New owner
offer = Offer the document
offered-to = Offered, and not answered yet:
withdraw = Take the offer back
offered = This document is offered to you
offered-text = wants you to own it. You would say who may do what, and could give it on.
take = Take it
refuse = Decline
open = Open the document
none-title = You cannot open this document
none-guest = If it was shared with you, sign in, or create an account with the address that the message came to. With an account you can also ask for access.
none-text = It was not shared with you. Ask for access: whoever owns it is told your name and address.
none-unproven = If it was shared with your address, confirm that first: in your account, under E-mail, enter the same address as the new one.
asked = You have asked for access. When you get it, you can open the document.
ask = Ask for access
ask-for = I would like to
trashed = This document is in the trash
trashed-text = Whoever owns it can take it out again, within 30 days.
trashed-own = Nobody gets in meanwhile. It is deleted for good 30 days after it was put there.
trash = Trash
trash-text = In the trash nobody gets in, not even you. You can take the document out again for 30 days, as it is now.
put-into-trash = Move to the trash
restore = Take it out of the trash
erase = Delete for good
erase-text = Its text and all of its past are deleted at once, for everybody, and nothing brings them back. Copies in the browsers of others stay there.
locked = This document asks for a password
locked-text = Whoever sent you the link can tell you.
unlock = Open
more = Ask for more
leave = Remove me from this document
unknown = There is no such document
unknown-text = Look whether the link is whole.
unknown-folder = There is no such folder
unknown-folder-text = It was deleted, or it is not shared with you.
to-start = To your documents
make-account = Create an account
not-yours = Only who owns or manages this document says who may do what.
not-yours-folder = Only who owns or manages this folder says who may do what.
done-person = It is shared. A message is on its way where this server sends mail.
done-group = It is shared with the group.
done-role = The right is changed.
done-link = What the link allows is changed.
done-everyone = The right of everyone is changed.
done-answer = The request is answered.
done-offer = The offer is changed.
done-request = You have asked for access.
done-take = The document is yours.
done-refuse = You have declined the document.
done-leave = You have no share of this document any more.
done-restore = The document is out of the trash, as it was.

## What a role is called in a choice

role-view = Can view
role-comment = Can comment
role-suggest = Can suggest
role-edit = Can edit
role-manage = Can edit and share
role-owner = Owns it

## What somebody who asks would like to do

wish-view = view the document
wish-comment = comment on the document
wish-suggest = suggest changes
wish-edit = edit the document

## What one may do oneself

yours-view = You can view this document
yours-comment = You can comment on this document
yours-suggest = You can suggest changes
yours-edit = You can edit this document
yours-manage = You manage this document

## The one sentence that says it all: clauses, joined and with a capital letter at the start. $who is one or several, which is $count

clause-view = { $who } can view
clause-comment = { $who } can comment
clause-suggest = { $who } can suggest changes
clause-edit = { $who } can edit
clause-manage = { $who } can edit and share
anyone = anyone with the link
anyone-locked = anyone with the link and its password
who-until = { $who } (until { $day })
everyone-here = everyone with an account here
who-and-one = { $one } and { $other }
who-and-others = { $one } and { $count } others
only-owner = only the owner can open this document
only-owner-folder = only the owner can open what is in this folder
