# What the pages say about passkeys and single sign-on, in English.

or = or
passkey-sign-in = Sign in with a passkey
passkeys = Passkeys
passkeys-text = A passkey signs you in by what unlocks your device: a finger, a face, a PIN. There is nothing to keep in mind and nothing to give away.
passkey-name = What you call it
passkey-name-hint = The device it is on, for instance.
passkey-add = Add a passkey
passkey-remove = Remove
passkey-remove-named = Remove { $name }
passkey-none = This browser cannot use passkeys here. They need a current browser and an address that begins with https.
passkey-cancelled = No passkey was used. Try again when you are ready.
passkey-made = Added { $made } · last used { $used }
done-passkey = The passkey is added. You can sign in with it from now on.
done-passkey-remove = The passkey is removed.

sso-with = Continue with { $provider }
sso-only = Accounts here come from { $provider }.
identities-text = Sign in with { $provider } and come into this account.
identity-connect = Connect { $provider }
identity-disconnect = Disconnect
identity-disconnect-named = Disconnect { $name }
identity-made = Connected { $made } · last used { $used }
done-connected = It is connected. You can sign in with it from now on.
done-disconnect = It is disconnected.
leading = You are led to { $provider }
leading-text = If nothing happens, follow the link.

## Why nobody comes in

again = Try again
other-way = Sign in another way
away = { $provider } does not answer
away-text = It may be down for a moment, or it is set up wrongly. What you have written is safe in this browser. Try again in a minute.
lost = This did not begin in this browser
lost-text = You were away for more than a quarter of an hour, you went back, or this browser keeps no cookies. Begin anew.
cancelled = You did not sign in
cancelled-text = Nothing has changed. You can try again, or go on without an account.
declined = { $provider } did not let you in
declined-text = It gave no reason that helps here. Ask whoever runs it.
clock = A clock is wrong
clock-text = What { $provider } says is from another time than this server's. Try again. If it stays so, tell whoever runs this server that its clock is off.
untrue = What { $provider } said could not be verified
untrue-text = Nobody was signed in. Try again. If it stays so, tell whoever runs this server.
no-address = { $provider } gave no e-mail address
no-address-text = An account here needs one. Let it pass on your address, or create an account another way.
unproven = Your address is not confirmed at { $provider }
unproven-text = Confirm it there, and try again.
taken = There is an account with your address already
taken-text = Sign in to it the way you are used to, and connect { $provider } on the page of your account. So nobody comes into it who only claims your address.
another = That belongs to another account
another-text = Whoever you are at { $provider } comes into another account here already. Disconnect it there first.
