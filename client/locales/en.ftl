# What the interface says, in English. Each message is here and in every other language's file, under the same name.

## Everywhere

untitled = Untitled document
all-documents = All documents
close = Close
new-document = New document

## Home

your-documents = Your documents
recent-documents = Recent documents
opened = Opened { $when }
opened-here = Documents that were opened in this browser open without a network too, and so do those that are kept offline.
just-now = just now
templates = Start from a template
template-letter = Letter
template-report = Report
template-minutes = Minutes
template-cv = CV
template-notes = Lecture notes
empty-title = Start with a blank page
empty-text = Write alone or send the link and write together. What you write is kept on this device as well, so you can go on without a network.
no-list-title = This browser keeps no list
no-list-text = Storage is switched off here, perhaps because this is a private window. You can write while you are connected; keep the links of your documents yourself.
shelf-search = Search your documents
shelf-search-hint = Search titles and text
shelf-none = No document on this device has that in its title or text.
shelf-unsent = { $count ->
    [one] One document has changes that are only on this device. They are sent as soon as there is a network.
   *[other] { $count } documents have changes that are only on this device. They are sent as soon as there is a network.
 }
not-sent = { $count ->
    [one] 1 change not sent
   *[other] { $count } changes not sent
 }
pin = Keep “{ $title }” offline
pin-hint = Keep offline
remove-one = Remove “{ $title }” from this device
remove-hint = Remove from this device
remove-all = Remove everything from this device…
remove-one-heading = Remove “{ $title }” from this device?
remove-all-heading = Remove everything from this device?
remove-one-text = It stays on the server, and opens again with its link.
remove-all-text = All documents, your name and your settings are removed from this browser. What is on the server stays there, and opens with its link.
remove-lost = This was never sent, and will be lost:
lost-never = { $title }: never sent to the server
lost-changes = { $title }: { $count ->
    [one] 1 change not sent
   *[other] { $count } changes not sent
 }
lost-unreadable = { $title }: cannot be read
remove-is-open = It is open in another tab of this browser. Close that first.
remove-failed = The browser did not remove it.
remove-keep = Keep
remove = Remove

evicted-list = What was on the server opens again:
evicted-unsent = { $count ->
    [one] one change was never sent and is lost
   *[other] { $count } changes were never sent and are lost
}
room = Room on this device
room-text = The server has all of these documents. They open again with a network:
room-nothing = There is nothing on this device that the server has whole and nobody has marked to be kept.
room-list = Documents that can go from this device
room-free = Remove them ({ $count } kB)
kilobytes = { $count } kB
leave = On a shared computer? Remove everything from this device…

## The library

library = Library
section-recent = Recent
section-mine = My documents
section-shared = Shared with me
section-starred = Starred
section-trash = Trash
documents = Documents
way-here = Folders on the way here
folders = Folders
sort-by = Sort by
sort-edited = Last edited
sort-opened = Last opened
sort-made = Date made
look = View
look-list = List
look-grid = Pages
new-folder = New folder
make-folder = Make folder
name = Name
cancel = Cancel
select-one = Select “{ $title }”
selected = { $count } selected
selected-actions = Actions for the selection
select-none = Clear selection
more-of = More actions for “{ $title }”
star = Star
star-one = Star “{ $title }”
rename = Rename…
rename-now = Rename
rename-heading = Rename “{ $title }”
rename-is-open = It is open in another tab of this browser. Change its title there.
duplicate = Duplicate
move-to = Move to…
move-here = Move here
move-heading = { $count ->
    [one] Where does it go?
   *[other] Where do { $count } items go?
 }
to-trash = Move to trash
delete-folder = Delete folder…
delete-folder-now = Delete folder
restore = Restore
restore-one = Restore “{ $title }”
delete-for-good = Delete for good…
delete-for-good-now = Delete for good
throw-heading = { $count ->
    [one] Delete this folder?
   *[other] Delete { $count } items?
 }
throw-text = Folders go with all folders in them, and cannot be brought back. Your documents in them go to the trash; those of others go back to their owners.
delete-heading = { $count ->
    [one] Delete this document for good?
   *[other] Delete { $count } documents for good?
 }
delete-text = Nobody can bring it back, you neither. Everybody whom you share it with loses it too.
moved = { $count ->
    [one] Moved.
   *[other] { $count } items moved.
 }
duplicated = { $count ->
    [one] Duplicated.
   *[other] { $count } documents duplicated.
 }
trashed = { $count ->
    [one] Moved to trash.
   *[other] { $count } items moved to trash.
 }
restored = { $count ->
    [one] Restored.
   *[other] { $count } documents restored.
 }
deleted = { $count ->
    [one] Deleted for good.
   *[other] { $count } documents deleted for good.
 }
edited = Edited { $when }
edited-by = Edited { $when } by { $name }
made = Made { $when }
shared-by = Shared by { $name }
days-left = { $count ->
    [one] 1 day left
   *[other] { $count } days left
 }
show-more = Show more
try-again = Try again
as-last-seen = The server cannot be reached. This is the list as you last saw it.
server-away = The server cannot be reached. Try again when there is a network.
is-gone = It is not there any more.
may-not = You may not do that with it.
move-refused = It cannot go there: a folder cannot go into itself, and somebody may have moved it at the same moment.
not-done = The server did not do it. Try again.
found-elsewhere = Also found
found-none = No document has that in its title or text.
empty-folder-title = This folder is empty
empty-folder-text = Make a document here, or move one here from another list.
empty-shared-title = Nothing is shared with you yet
empty-shared-text = What others share with you by name or address stands here.
empty-starred-title = No stars yet
empty-starred-text = Mark a document by its star, and you find it here.
empty-trash-title = The trash is empty
empty-trash-text = What you throw away stays here for 30 days, and can be restored until then.
no-folder-title = This folder is not there
no-folder-text = It may have been deleted, or is not shared with you any more.
away-title = This list is not on this device
away-text = It comes from the server, which cannot be reached now. What was opened in this browser is under Recent.

## Signing out

sign-out = Sign out…
sign-out-heading = Sign out?
sign-out-text = You are signed in as { $email }. What stays on this device is not shown to others who sign in here, and is there for you when you come back. On a shared computer remove it.
sign-out-lost = This is only on this device. Kept, it is sent when you sign in here again; removed, it is lost:
sign-out-stay = Stay signed in
sign-out-keep = Sign out and keep it here
sign-out-remove = Sign out and remove it
gone-heading = What becomes of what is on this device?
gone-text = Your account is deleted. Its documents in this browser can stay here as a guest’s, or go; on the server nothing changes.
gone-keep = Keep as a guest
lost-others = { $count ->
    [one] One document of { $email } with changes that were never sent
   *[other] { $count } documents of { $email } with changes that were never sent
 }
send-now = Send now
sending = Sending…
not-accepted = Not accepted by the server
not-here = Not on this device yet
take-along = What to do with “{ $title }”, which the server did not accept
take-along-hint = Copy or save what was not accepted
refused-one-heading = “{ $title }” was not accepted
refused-one-text = The server did not accept what you changed. It is kept on this device, and can go on as a document of its own or leave as a file.
leaving-waits = The server cannot be reached: it does not know yet that you have signed out. It is told as soon as there is a network.
unsent-of-other = { $count ->
    [one] One document of { $email } has changes that are only on this device. They are sent when { $email } signs in here.
   *[other] { $count } documents of { $email } have changes that are only on this device. They are sent when { $email } signs in here.
 }

## New versions

updates = Updates
update-ready = A new version of Octavo is ready.
update-later = Later
update-now = Update now

## Pages that explain

part-lost-title = A part of Octavo is missing
part-lost-text = It could not be loaded. Check your connection, then load the page again. What you have written is kept.
lost-title = Nothing is at this address
lost-text = The link may be incomplete. Ask for it once more.
missing-title = This document does not exist
missing-text = Nobody has made a document with this link, or the link is incomplete. Ask for it once more.

## The document

title = Title
document = Document
done = Done
start-writing = Start writing
image = Image
not-shown = Not shown in this version
view-only = View only
pasting = Pasting…
pasting-give-up = Cancel
waiting = This document is not on this device yet. It opens as soon as there is a network.
waiting-silent = What this device has of this document cannot be read just now. It opens as soon as that can be read, or there is a network.
leaving-the-text = Press Escape, then Tab, to leave the text; Alt+F10 for the toolbar.

## You

you = You: { $name }
you-heading = You
activity = { $count ->
    [0] Activity
   *[other] Activity, { $count } new
}
your-name = Your name
your-name-hint = Others see it beside your cursor.
your-color = Your colour
sign-in = Sign in or create an account
signed-in = Signed in as { $email }
appearance = Appearance
appearance-system = System
appearance-light = Light
appearance-dark = Dark
language = Language
language-browser = As the browser
typing = While you type
typing-quotes = “Quotation marks” and apostrophes
typing-dashes = Dashes (–) and ellipses (…)
typing-blocks = Lists and headings from *, 1. and #
typing-links = Links from addresses
typing-symbols = Signs from (c) and ->
typing-fractions = Fractions from 1/2

## Sharing

share = Share
share-text = Anyone with the link can edit this document.
link-to-document = Link to this document
link-allows = Who has the link
link-edit = Can edit
link-view = Can view
link-off = Has no access
share-off-text = The link is switched off: only people whom it is shared with can open this document.
people-rights = People and rights
ask-access = Ask for access
share-view-text = Anyone with this link can view the document, not change it.
view-link = Link for viewing
copy-view-link = Copy link for viewing
view-link-waits = The link for viewing comes from the server, which cannot be reached now.
copy-link = Copy link
copied = Copied
link-copied = Link copied
send-link = Send link with…

## People

# Names of guests: one of the first and one of the second, of which all are of one gender where that matters.
guest-moods = Amber Bright Calm Clever Copper Early Gentle Golden Hazel Jolly Keen Lively Mellow Nimble Patient Quiet Silver Steady Sunny Swift Tidy Velvet Warm Witty
guest-animals = Badger Beaver Crane Dolphin Falcon Finch Fox Gecko Hare Heron Ibis Kestrel Lark Lynx Marten Newt Otter Owl Panda Puffin Robin Seal Swallow Wren
person-colors = Red Rust Amber Ochre Olive Moss Green Jade Teal Petrol Blue Indigo Violet Purple Magenta Pink
people-here = People here
guest = Guest
# Who has no account, and calls himself as he likes.
guest-name = { $name } (guest)
more-people = { $count } more people
go-to-person = Go to { $name }
follow-person = Follow { $name }
following-person = Following { $name }
following-ended = No longer following
stop-following = Stop
person-joined = { $name } joined
people-joined = { $count } people joined
person-left = { $name } left
people-left = { $count } people left

## Where the document is kept

status-keeping = Not connected: keeping changes here…
status-refused-here = Not saved on the server: { $why ->
    [not-stored] it could not write the change down
    [not-made] it did not take the new document
    [too-large] the document would be too large for it
    [no-right] you may only view the document
   *[refused] it did not accept a change
}. Kept here.
status-refused-tab = Not saved on the server: { $why ->
    [not-stored] it could not write the change down
    [not-made] it did not take the new document
    [too-large] the document would be too large for it
    [no-right] you may only view the document
   *[refused] it did not accept a change
}. Keep this tab open.
status-saved = Saved on the server
status-seen = Seen by { $name }
status-seen-more = Seen by { $name } and { $count ->
    [one] one other
   *[other] { $count } others
}
status-saving = Saving…
status-connecting = Connecting…
status-connecting-changes = Connecting: { $count ->
    [one] { $count } change
   *[other] { $count } changes
} { $where ->
    [here] kept here
   *[tab] only in this tab
}
status-apart = Not connected
status-offline = Offline: everything here is saved
status-offline-changes = Offline: { $count ->
    [one] { $count } change
   *[other] { $count } changes
} { $where ->
    [here] kept here
   *[tab] only in this tab
}
status-closed = Not connected: everything here is saved
status-closed-changes = Not saved on the server: { $count ->
    [one] { $count } change
   *[other] { $count } changes
} { $where ->
    [here] kept here
   *[tab] only in this tab
}

where-kept = Where this document is kept
place-device = On this device: everything
place-device-soon = On this device: being written down…
place-device-not = On this device: not everything, as the browser keeps no more
place-promised = This browser has promised to keep it
place-not-promised = This browser may remove it when it runs out of room
place-server = On the server: everything you wrote
place-server-not = On the server: all but { $count ->
    [one] one change
   *[other] { $count } changes
}
place-seen = On screen with everything you wrote: { $names }
room-used = { $used } MB of { $quota } MB are used on this device.
rescue-copy = Copy into a new document
rescue-file = Save as a file
copy-of = { $title } (copy)

## Notices

notice-reload = Reload
notice-dismiss = Got it
make-room = Make room…
absent-title = This browser keeps nothing on this device.
absent-text = Perhaps this is a private window. You can write while you are connected; what is not saved is lost when you close the tab.
silent-title = The storage of this browser does not answer.
silent-text = What it has is not shown, and nothing is kept on this device. You can write while you are connected; what is not saved is lost when you close the tab.
silent-list-text = What is kept on this device cannot be read just now. Load the page again, or start the browser again.
full-title = This browser has no room left on this device.
full-text = You can write while you are connected; what is not saved is lost when you close the tab.
scarce-title = Room is running out on this device.
damaged-title = This device had not kept all that was written to it.
damaged-waiting-text = What could be read is shown. The rest comes from the server as soon as there is a network.
damaged-text = { $count ->
    [0] The document came from the server, and nothing of yours is missing.
    [one] The document came from the server. One change that was never sent could not be read any more.
   *[other] The document came from the server. { $count } changes that were never sent could not be read any more.
}
evicted-title = The browser has removed what was kept on this device.
evicted-text = { $count ->
    [0] The document came from the server again, with all that you wrote.
    [one] The document came from the server again. One change that was never sent is lost.
   *[other] The document came from the server again. { $count } changes that were never sent are lost.
}
outdated-title = A newer version of Octavo is open in another tab.
outdated-text = Load this page again to go on with it. What you wrote is kept.
forbidden-title = You may no longer open this document.
unknown-title = This document is no longer on the server.
stays-here-text = What you have stays on this device and can be read and copied.
no-right-title = You may only view this document now.
held-text = { $state ->
    [waiting] What you wrote waits for whoever manages the document to take it in. It stays on this device, too.
    [taken] What you wrote has been taken into the document.
   *[declined] What you wrote was not taken into the document. It stays on this device.
}
too-large-title = This document is too large for the server.
too-large-text = What you wrote last is kept on this device. Copy it into a new document to share it.
refused-title = The server did not accept a change.
refused-text = What you wrote is kept on this device. Load the page again to try once more.
too-many-title = Too many connections come from your network.
too-many-text = What you write is kept on this device. Load the page again in a while.
misunderstood-title = This tab and the server do not understand each other.
misunderstood-text = What you wrote is kept on this device. Load the page again to get the newest version of Octavo.

## Coming back after a failure

recovering = Something went wrong in the page. Your text is safe; it is coming back…
recovery-again = Octavo stopped several times in a row. What you wrote is kept on this device.
recovery-reload = Try again

## The toolbar

formatting = Formatting
undo = Undo
redo = Redo
paragraph-style = Paragraph style
normal-text = Normal text
title-style = Title
subtitle = Subtitle
heading-1 = Heading 1
heading-2 = Heading 2
heading-3 = Heading 3
heading-4 = Heading 4
heading-5 = Heading 5
heading-6 = Heading 6
quote = Quote
code-block = Code
bold = Bold
italic = Italic
underline = Underline
strikethrough = Strikethrough
bulleted-list = Bulleted list
numbered-list = Numbered list
checklist = Checklist
outdent = Decrease indent
indent = Increase indent
font = Font
font-of-style = Standard font
size = Font size
smaller-text = Smaller text
larger-text = Larger text
text-color = Text colour
highlight = Highlight colour
no-highlight = No highlight
color-automatic = Automatic
color-other = Another colour…
color-black = Black
color-gray = Grey
color-brown = Brown
color-red = Red
color-orange = Orange
color-yellow = Yellow
color-olive = Olive
color-green = Green
color-teal = Teal
color-blue = Blue
color-indigo = Indigo
color-purple = Purple
color-pink = Pink
alignment = Alignment
align-left = Align left
align-center = Centre
align-right = Align right
align-justify = Justify
spacing = Line and paragraph spacing
line-single = Single
line-115 = 1.15 lines
line-one-and-half = 1.5 lines
line-double = Double
line-of-style = As the style
space-before = Space before paragraph
no-space-before = No space before paragraph
space-after = Space after paragraph
no-space-after = No space after paragraph
link = Link
insert = Insert
divider = Divider
page-break = Page break
table-of-contents = Table of contents
copy-format = Format painter
clear-formatting = Clear formatting
more = More
update-style = Update “{ $style }” to match
reset-style = Reset “{ $style }”
more-text = More text formats
superscript = Superscript
subscript = Subscript
code = Inline code
change-case = Change case
more-paragraph = More paragraph formats
restart-list = Restart numbering at 1
continue-list = Continue numbering
left-to-right = Left to right
right-to-left = Right to left
direction-of-text = Direction as the text
page-before = Begin a page here
move-up = Move paragraph up
move-down = Move paragraph down
paste-format = Paste format
link-address = Address of the link
link-hint = Paste or type an address
apply = Apply
open-link = Open link
change-link = Change link
copy-address = Copy address
remove-link = Remove link

## Commands and shortcuts

commands = Commands
commands-hint = What do you want to do?
commands-none = No command is called that.
shortcuts = Keyboard shortcuts
shortcuts-search = Search shortcuts
shortcuts-editing = Editing
shortcuts-text = Text
shortcuts-paragraph = Paragraphs
shortcuts-moving = Moving
shortcuts-view = View
cut = Cut
copy = Copy
paste = Paste
paste-plain = Paste without formatting
select-all = Select all
delete-word-backward = Delete word to the left
delete-word-forward = Delete word to the right
non-breaking-space = Non-breaking space
tab = Tab
line-break = Line break
word-left = One word to the left
word-right = One word to the right
line-start = Start of the line
line-end = End of the line
document-start = Start of the document
document-end = End of the document
toolbar = Go to the toolbar
show-pictures = Show pictures from other sites
show-pictures-of = Show pictures from
files-not-yet = Pictures and other files cannot be put into a document yet.
save = Save
save-everywhere = Everything is saved, on the server and on this device.
save-on-server = Everything is saved on the server.
save-here = Everything is saved on this device.
save-here-unsent = Everything is saved on this device. It goes to the server when there is a network.
save-under-way = What you write is saved by itself. The last changes are on their way.
zoom = Zoom
zoom-to-width = Fit to width
percent = { $number }%
focus-mode = Focus mode
leave-focus = Leave focus mode

## Find and replace

find-and-replace = Find and replace
find = Find
find-options = What counts
match-case = Match case
whole-words = Whole words
expression = Regular expression
find-next = Next match
find-previous = Previous match
replace = Replace
replace-with = Replace with
replace-all = Replace all
found-place = { $place } of { $count }
found-count = { $count } found
found-nothing = Not found
replaced =
    { $count ->
        [0] Nothing to replace
        [one] 1 match replaced
       *[other] { $count } matches replaced
    }
expression-unclosed-group = A parenthesis is not closed.
expression-unopened-group = A parenthesis is closed that was not opened.
expression-unclosed-class = A bracket is not closed.
expression-nothing-to-repeat = There is nothing to repeat. To find the sign itself, put a backslash before it.
expression-bad-count = The number of times in braces is not complete.
expression-bad-range = A range in brackets runs backwards.
expression-bad-escape = The backslash is followed by something that it does not know.
expression-unsupported = Look-around and back-references are not supported.
expression-too-large = The expression is too large.
expression-invalid = The expression is not valid.

## Outline

outline = Outline
outline-empty = Headings that you write appear here.

## Counts

word-count = Word count
words =
    { $count ->
        [one] 1 word
       *[other] { $count } words
    }
words-of =
    { $count ->
        [one] { $selected } of 1 word
       *[other] { $selected } of { $count } words
    }
count = { $count }
count-selection = Selection
count-document = Document
count-words = Words
count-characters = Characters
count-characters-without-spaces = Characters without spaces
count-paragraphs = Paragraphs
