# Was die Seiten über Passkeys und Single Sign-on sagen, auf Deutsch.

or = oder
passkey-sign-in = Mit Passkey anmelden
passkeys = Passkeys
passkeys-text = Mit einem Passkey melden Sie sich mit dem an, womit Sie Ihr Gerät entsperren: Finger, Gesicht oder PIN. Es gibt nichts zu merken und nichts zu verraten.
passkey-name = Wie Sie ihn nennen
passkey-name-hint = Zum Beispiel nach dem Gerät, auf dem er ist.
passkey-add = Passkey hinzufügen
passkey-remove = Entfernen
passkey-remove-named = { $name } entfernen
passkey-none = Dieser Browser kann hier keine Passkeys benutzen. Nötig sind ein aktueller Browser und eine Adresse, die mit https beginnt.
passkey-cancelled = Es wurde kein Passkey benutzt. Versuchen Sie es noch einmal, wenn Sie so weit sind.
passkey-made = Hinzugefügt { $made } · zuletzt benutzt { $used }
done-passkey = Der Passkey ist hinzugefügt. Ab jetzt können Sie sich damit anmelden.
done-passkey-remove = Der Passkey ist entfernt.

sso-with = Weiter mit { $provider }
sso-only = Konten kommen hier von { $provider }.
identities-text = Melden Sie sich mit { $provider } an, und Sie kommen in dieses Konto.
identity-connect = { $provider } verbinden
identity-disconnect = Trennen
identity-disconnect-named = { $name } trennen
identity-made = Verbunden { $made } · zuletzt benutzt { $used }
done-connected = Die Verbindung steht. Ab jetzt können Sie sich damit anmelden.
done-disconnect = Die Verbindung ist getrennt.
leading = Sie werden zu { $provider } geleitet
leading-text = Geschieht nichts, folgen Sie dem Link.

## Warum niemand hereinkommt

again = Noch einmal versuchen
other-way = Anders anmelden
away = { $provider } antwortet nicht
away-text = Vielleicht ist es für einen Augenblick nicht erreichbar, oder es ist falsch eingerichtet. Was Sie geschrieben haben, ist in diesem Browser sicher. Versuchen Sie es in einer Minute noch einmal.
lost = Das hat nicht in diesem Browser begonnen
lost-text = Sie waren länger als eine Viertelstunde weg, sind zurückgegangen, oder dieser Browser behält keine Cookies. Beginnen Sie noch einmal.
cancelled = Sie haben sich nicht angemeldet
cancelled-text = Nichts hat sich geändert. Sie können es noch einmal versuchen oder ohne Konto weitermachen.
declined = { $provider } hat Sie nicht hereingelassen
declined-text = Einen Grund, der hier hilft, hat es nicht genannt. Fragen Sie, wer es betreibt.
clock = Eine Uhr geht falsch
clock-text = Was { $provider } sagt, ist aus einer anderen Zeit als der dieses Servers. Versuchen Sie es noch einmal. Bleibt es dabei, sagen Sie der Person, die diesen Server betreibt, dass seine Uhr falsch geht.
untrue = Was { $provider } sagt, ließ sich nicht prüfen
untrue-text = Niemand wurde angemeldet. Versuchen Sie es noch einmal. Bleibt es dabei, sagen Sie es der Person, die diesen Server betreibt.
no-address = { $provider } nennt keine E-Mail-Adresse
no-address-text = Ein Konto braucht hier eine. Lassen Sie Ihre Adresse weitergeben, oder legen Sie auf anderem Weg ein Konto an.
unproven = Ihre Adresse ist bei { $provider } nicht bestätigt
unproven-text = Bestätigen Sie sie dort, und versuchen Sie es noch einmal.
taken = Es gibt schon ein Konto mit Ihrer Adresse
taken-text = Melden Sie sich dort so an, wie Sie es gewohnt sind, und verbinden Sie { $provider } auf der Seite Ihres Kontos. So kommt niemand hinein, der Ihre Adresse nur behauptet.
another = Das gehört zu einem anderen Konto
another-text = Wer Sie bei { $provider } sind, kommt hier schon in ein anderes Konto. Trennen Sie es zuerst dort.
