# Was die Seiten über Gruppen sagen, auf Deutsch.

title = Gruppen
text = Ein Dokument, das für eine Gruppe freigegeben ist, ist es für alle darin, auch für die, die später dazukommen.
none = Sie haben keine Gruppe angelegt und sind in keiner.
new = Neue Gruppe
name = Name der Gruppe
make = Gruppe anlegen
made-by = angelegt von
you = Ihnen
members = Mitglieder
members-text = Nur Sie sehen, wer in der Gruppe ist.
no-members = Noch niemand.
add = Hinzufügen
take-out = Entfernen
waits = war noch nicht hier
rename = Umbenennen
delete = Gruppe löschen
delete-text = Was für die Gruppe freigegeben ist, ist es für ihre Mitglieder sofort nicht mehr. Die Dokumente bleiben.
all = Alle Gruppen
unknown = Diese Gruppe gibt es nicht
unknown-text = Sie wurde gelöscht, oder jemand anderes hat sie angelegt.
done = Das ist erledigt.
