# Was die Seite der Verwaltung sagt, auf Deutsch.

title = Verwaltung
sign-up = Neue Konten
is-open = Wer diesen Server erreicht, kann ein Konto anlegen.
is-closed = Niemand kann ein Konto anlegen. Wer eines hat, meldet sich an wie immer.
close = Neue Konten sperren
open = Neue Konten zulassen
people = Personen
find = Name oder E-Mail
search = Suchen
none = Niemand mit diesem Namen oder dieser Adresse.
more = Weitere
since = seit
sessions = angemeldet:
documents = Dokumente:
end-sessions = Überall abmelden
reset = Link für ein neues Passwort
reset-title = Ein Link für ein neues Passwort
reset-text = Er gilt einen Tag lang und einmal. Geben Sie ihn dieser Person und sonst niemandem; er wird nicht noch einmal gezeigt:
done = Das ist erledigt.
back = Zurück zu den Personen
by-size = Dokumente nach Größe
by-size-text = Jedes mit der Person, der es gehört, dem Anfang seiner Kennung und seiner Größe auf diesem Server samt seinem Verlauf. Wie es heißt und was darin steht, sehen nur die, die es öffnen dürfen.
altogether = { $count ->
    [one] Ein Dokument, { $size }.
   *[other] { $count } Dokumente, zusammen { $size }.
}
no-documents = Noch hat niemand etwas geschrieben.
changed = geändert
in-trash = im Papierkorb
guest = Jemand ohne Konto
