# Die Nachrichten: jede hat einen Betreff und das, was vor und nach ihrem Link steht. Einfacher Text, den man überall liest.

welcome-subject = Ihr Konto bei Octavo
welcome-before =
    Guten Tag,

    öffnen Sie diesen Link, um ein Passwort zu wählen und Ihr Konto bei Octavo fertigzustellen. Er gilt einen Tag lang.
welcome-after = Haben Sie das nicht verlangt, tun Sie nichts: Ohne den Link entsteht kein Konto.

known-subject = Sie haben ein Konto bei Octavo
known-before =
    Guten Tag,

    jemand wollte diese Adresse für ein Konto bei Octavo benutzen, und Sie haben damit schon eines. Haben Sie das Passwort vergessen, bekommen Sie hier ein neues:
known-after = Waren Sie es nicht, tun Sie nichts: Ihr Konto ist, wie es war.

reset-subject = Ein neues Passwort für Octavo
reset-before =
    Guten Tag,

    öffnen Sie diesen Link, um ein neues Passwort für Octavo zu wählen. Er gilt eine Stunde lang und einmal.
reset-after = Haben Sie das nicht verlangt, tun Sie nichts: Ihr Passwort ist, wie es war.

new-email-subject = Bestätigen Sie Ihre Adresse für Octavo
new-email-before =
    Guten Tag,

    öffnen Sie diesen Link, um diese Adresse für Ihr Konto bei Octavo zu benutzen. Er gilt einen Tag lang.
new-email-after = Haben Sie das nicht verlangt, tun Sie nichts.

email-changed-subject = Ihr Konto bei Octavo hat eine andere Adresse
email-changed-before =
    Guten Tag,

    Ihr Konto bei Octavo hat jetzt eine andere Adresse, und diese ist wieder frei.
email-changed-after = Waren Sie das nicht, sagen Sie es der Person, die den Server unter der Adresse oben betreibt.

password-changed-subject = Ihr Passwort für Octavo ist geändert
password-changed-before =
    Guten Tag,

    Ihr Passwort für Octavo wurde gerade geändert. Waren Sie das nicht, holen Sie sich hier ein neues:
password-changed-after = Alle anderen Sitzungen sind beendet.

## Über ein Dokument

hello = Guten Tag,
a-document = ein Dokument
quoted = „{ $title }“

shared-subject = { $title }: für Sie freigegeben in Octavo
shared-before = { $by } gibt { $title } für Sie frei. Hier öffnen Sie es:
folder-shared-before = { $by } gibt den Ordner { $title } für Sie frei, mit allem, was darin liegt. Hier öffnen Sie ihn:
shared-after = Haben Sie noch kein Konto, legen Sie mit dieser Adresse eines an. Kennen Sie die Person nicht, tun Sie nichts.

asked-subject = { $title }: jemand bittet um Zugang
asked-before = { $by } bittet um Zugang zu { $title }. Hier sagen Sie ja oder nein:
asked-after = Kennen Sie die Person nicht, lehnen Sie ab oder tun Sie nichts.

offered-subject = { $title }: jemand möchte es Ihnen übergeben
offered-before = { $by } möchte Ihnen { $title } übergeben. Hier nehmen Sie an oder lehnen ab:
offered-after = Solange Sie nichts tun, ändert sich nichts.

taken-subject = { $title }: es ist übergeben
taken-before = { $title } gehört jetzt { $by }, wie Sie es angeboten haben. Sie verwalten es weiterhin:

## Die tägliche Nachricht

digest-subject = { $count ->
    [one] Neues von einem Dokument
   *[other] Neues von { $count } Dokumenten
}
digest-before = was andere mit Dokumenten gemacht haben, denen Sie folgen:
digest-more = Und mehr.
digest-all = Alles:
digest-line = – { $text }

## Was unter Nachrichten steht, die man abbestellen kann

unsubscribe-daily = Diese Nachricht kommt höchstens einmal am Tag. Um keine mehr zu bekommen:
unsubscribe-kind = Um keine Nachrichten dieser Art mehr zu bekommen:
