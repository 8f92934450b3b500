# What the pages about groups say, in English.

title = Groups
text = A document that is shared with a group is shared with everybody in it, also with those who come later.
none = You have made no group and are in none.
new = New group
name = Name of the group
make = Create the group
made-by = made by
you = you
members = Members
members-text = Only you see who is in the group.
no-members = Nobody yet.
add = Add
take-out = Take out
waits = has not come yet
rename = Rename
delete = Delete the group
delete-text = What is shared with the group is not shared with its members any more, at once. The documents stay.
all = All groups
unknown = There is no such group
unknown-text = It was deleted, or somebody else made it.
done = It is done.
