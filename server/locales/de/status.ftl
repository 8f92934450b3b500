# Was die Seite über den Zustand sagt, auf Deutsch.

title = Octavo: Status
well = Alles funktioniert
ill = Etwas funktioniert nicht
editing = Bearbeiten
editing-text = Dokumente öffnen und gemeinsam darin schreiben
saving = Speichern
saving-text = Geschriebenes auf dem Server aufbewahren
sign-in = Anmelden
sign-in-text = Ein Konto mit seinem Passwort öffnen
search = Suchen
search-text = Finden, was zuletzt geschrieben wurde
mail = E-Mail
mail-text = Nachrichten verschicken, etwa die mit dem Link für ein neues Passwort
now-well = Funktioniert
now-ill = Funktioniert nicht
days = 90 Tage
no-data = keine Daten
disturbed = { $minutes } min gestört
incidents = Vorfälle
none = Keine.
lasts = Dauert an, seit
until = bis
feed = Feed
app = Zu Ihren Dokumenten
