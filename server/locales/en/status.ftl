# What the status page says, in English.

title = Octavo status
well = Everything works
ill = Something does not work
editing = Editing
editing-text = Opening documents and writing in them together
saving = Saving
saving-text = Keeping what is written on the server
sign-in = Signing in
sign-in-text = Opening an account with its password
search = Searching
search-text = Finding what was written lately
mail = Mail
mail-text = Sending letters, such as the one with a link for a new password
now-well = Works
now-ill = Does not work
days = 90 days
no-data = no data
disturbed = disturbed for { $minutes } min
incidents = Incidents
none = None.
lasts = Still going on, since
until = until
feed = Feed
app = To your documents
