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
