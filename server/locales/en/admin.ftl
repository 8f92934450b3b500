# What the administrator's page says, in English.

title = Administration
sign-up = Signing up
is-open = Whoever reaches this server can make an account.
is-closed = Nobody can make an account. Who has one signs in as ever.
close = Close signing up
open = Open signing up
people = People
find = Name or e-mail
search = Search
none = Nobody of that name or address.
more = More
since = since
sessions = signed in:
documents = documents:
end-sessions = Sign out everywhere
reset = Link for a new password
reset-title = A link for a new password
reset-text = It works for a day, and once. Give it to this person, and to nobody else; it is not shown again:
done = It is done.
back = Back to the people
by-size = Documents by size
by-size-text = Each with its owner, the beginning of its id and its size on this server, its past included. What it is called and what it says is for those who may open it.
altogether = { $count ->
    [one] One document, { $size }.
   *[other] { $count } documents, { $size } altogether.
}
no-documents = Nobody has written anything yet.
changed = changed
in-trash = in the trash
guest = Somebody without an account
