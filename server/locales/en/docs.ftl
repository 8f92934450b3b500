# What the page about the API says around the addresses, in English.

title = What programs can do
text = Each address with what it takes and answers. Whatever you try here happens.
specification = The same for programs:
keys = Keys
key = Key
key-hint = With a key it is the program that asks; without one, you. It stays on this page and is gone when you leave it.
needs = Needs a key with
no-key = Not for keys
answers = Answers
body = Body
send = Try it
