# Was die Seite darüber sagt, wer was darf, auf Deutsch.

title = Personen und Rechte
to-document = Dokument öffnen
to-folder = Ordner öffnen
untitled = Unbenanntes Dokument
owner = besitzt es
you = Sie
guest = Ein Gast
nobody = Jemand ohne Konto
people = Personen
people-text = Geben Sie das Dokument für Personen frei, die hier ein Konto haben. Sie können es sofort öffnen.
people-text-mail = Wer eine Freigabe bekommt, erhält eine Nachricht. Wer noch kein Konto hat, legt mit dieser Adresse eines an.
people-text-folder = Was jemand hier darf, darf er mit allem, was in diesem Ordner und in den Ordnern darin liegt.
people-guest = Melden Sie sich an, um für Personen und Gruppen freizugeben.
sign-in = Anmelden
email = E-Mail
may = Recht
share = Freigeben
group = Gruppe
share-with-group = Für die Gruppe freigeben
groups = Ihre Gruppen
a-group = Gruppe
gone-group = Eine gelöschte Gruppe
waits = eingeladen, noch nicht geöffnet
role-of = Recht von
save = Speichern
end-share = Zugang beenden
no-one = Noch für niemanden freigegeben.
inherited = Durch Ordner
inherited-text = Diese Rechte kommen von Ordnern, in denen es liegt. Geändert werden sie dort.
by-folder = durch den Ordner „{ $name }“
yours-folder = Ihr Recht hier gilt für alles, was in diesem Ordner liegt: { $right }.
not-yet = Octavo hat noch keine Kommentare und Vorschläge. Bis dahin kann man mit diesen beiden Rechten lesen.
requests = Bitten um Zugang
wants = gefragt
accept = Zugang geben
decline = Ablehnen
held = Änderungen, die auf Sie warten
held-text = Von Personen, die dieses Dokument nicht bearbeiten dürfen, meist ohne Netz geschrieben, während ihnen das Recht entzogen wurde. Sie stehen nicht im Dokument.
sent = Geschickt
held-look = Ansehen
held-back = Wer was darf
held-of = Was { $who } geändert hat
held-since = Geschickt { $when }, ohne das Recht zu bearbeiten. Es steht nicht im Dokument: Grün ist, was dazukäme, rot, was wegfiele. Übernehmen Sie es, so gilt es als von der Person geschrieben, die es geschrieben hat.
held-take = Übernehmen
link = Der Link
link-text = Was alle dürfen, die den Link des Dokuments haben, mit und ohne Konto.
has-link = Alle mit dem Link
until = Gilt bis zum Ende des
until-hint = UTC. Leer lassen, wenn der Link nicht enden soll.
password = Passwort für den Link
password-hint = Mindestens 10 Zeichen. Personen mit eigener Freigabe brauchen es nicht.
password-set = Der Link verlangt ein Passwort. Leer lassen, um es zu behalten.
no-password = Kein Passwort mehr verlangen
everyone = Alle auf diesem Server
everyone-text = Was alle mit einem Konto hier dürfen, die den Link haben.
everyone-text-folder = Was alle mit einem Konto hier mit allem dürfen, was in dem Ordner liegt.
has-account = Alle mit einem Konto
off = Kein Zugang
give = Dokument übergeben
give-text = Die Person wird zuerst gefragt. Sie verwalten das Dokument danach weiterhin.
give-nobody = Nur wer das Dokument mit einem Konto geöffnet hat, kann es besitzen. Geben Sie es zuerst frei.
give-to = Geht an
offer = Dokument anbieten
offered-to = Angeboten und noch nicht beantwortet:
withdraw = Angebot zurücknehmen
offered = Dieses Dokument wird Ihnen angeboten
offered-text = möchte es Ihnen übergeben. Sie bestimmen dann, wer was darf, und können es weitergeben.
take = Annehmen
refuse = Ablehnen
open = Dokument öffnen
none-title = Sie können dieses Dokument nicht öffnen
none-guest = Wurde es für Sie freigegeben, melden Sie sich an oder legen Sie mit der Adresse ein Konto an, an die die Nachricht kam. Mit einem Konto können Sie auch um Zugang bitten.
none-text = Es ist nicht für Sie freigegeben. Bitten Sie um Zugang: Wer es besitzt, erfährt Ihren Namen und Ihre Adresse.
none-unproven = Wurde es für Ihre Adresse freigegeben, bestätigen Sie diese zuerst: Geben Sie in Ihrem Konto unter E-Mail dieselbe Adresse als neue ein.
asked = Sie haben um Zugang gebeten. Sobald Sie ihn haben, können Sie das Dokument öffnen.
ask = Um Zugang bitten
ask-for = Ich möchte
trashed = Dieses Dokument liegt im Papierkorb
trashed-text = Wem es gehört, kann es 30 Tage lang zurückholen.
trashed-own = Solange kommt niemand hinein. 30 Tage nachdem es hineingelegt wurde, wird es endgültig gelöscht.
embed = Auf anderen Seiten
embed-text = Wo das erlaubt ist, kann das Dokument auf einer anderen Seite in einem Rahmen gezeigt werden. Wer jene Seite sieht, liest das Dokument, was auch immer sein Link zulässt. Zurücknehmen wirkt sofort.
embed-where = Darf gezeigt werden
embed-off = Nirgends
embed-any = Auf jeder Seite
embed-sites = Auf diesen Seiten
sites = Seiten
sites-hint = Wie https://example.org, mehrere durch Leerzeichen getrennt.
embed-code = Das kommt in die andere Seite:
done-embed = Es ist festgelegt, wo das Dokument gezeigt werden darf.
trash = Papierkorb
trash-text = Im Papierkorb kommt niemand mehr hinein, auch Sie nicht. 30 Tage lang können Sie das Dokument so zurückholen, wie es jetzt ist.
put-into-trash = In den Papierkorb legen
restore = Aus dem Papierkorb holen
erase = Endgültig löschen
erase-text = Sein Text und alles Frühere werden sofort für alle gelöscht, und nichts bringt sie zurück. Kopien in den Browsern anderer bleiben dort.
locked = Dieses Dokument verlangt ein Passwort
locked-text = Wer Ihnen den Link geschickt hat, kann es Ihnen sagen.
unlock = Öffnen
more = Um mehr bitten
leave = Mich aus diesem Dokument entfernen
unknown = Dieses Dokument gibt es nicht
unknown-text = Sehen Sie nach, ob der Link vollständig ist.
unknown-folder = Diesen Ordner gibt es nicht
unknown-folder-text = Er wurde gelöscht oder ist nicht für Sie freigegeben. Wurde er für Sie freigegeben, melden Sie sich mit der Adresse an, an die die Nachricht ging.
to-start = Zu Ihren Dokumenten
make-account = Konto anlegen
not-yours = Nur wer dieses Dokument besitzt oder verwaltet, bestimmt, wer was darf.
not-yours-folder = Nur wer diesen Ordner besitzt oder verwaltet, bestimmt, wer was darf.
done-person = Das Dokument ist freigegeben. Verschickt dieser Server E-Mails, ist eine Nachricht unterwegs.
done-group = Das Dokument ist für die Gruppe freigegeben.
done-role = Das Recht ist geändert.
done-link = Was der Link erlaubt, ist geändert.
done-everyone = Das Recht für alle ist geändert.
done-answer = Die Bitte ist beantwortet.
done-held = Die Änderung ist beantwortet.
done-offer = Das Angebot ist geändert.
done-request = Sie haben um Zugang gebeten.
done-take = Das Dokument gehört Ihnen.
done-refuse = Sie haben das Dokument abgelehnt.
done-leave = Sie haben keine Freigabe dieses Dokuments mehr.
done-restore = Das Dokument ist aus dem Papierkorb geholt, so wie es war.

## Wie eine Rolle in einer Auswahl heißt

role-view = Kann lesen
role-comment = Kann kommentieren
role-suggest = Kann vorschlagen
role-edit = Kann bearbeiten
role-manage = Kann bearbeiten und freigeben
role-owner = Besitzt es

## Was jemand möchte, der fragt

wish-view = das Dokument lesen
wish-comment = das Dokument kommentieren
wish-suggest = Änderungen vorschlagen
wish-edit = das Dokument bearbeiten

## Was man selbst darf

yours-view = Sie können dieses Dokument lesen
yours-comment = Sie können dieses Dokument kommentieren
yours-suggest = Sie können Änderungen vorschlagen
yours-edit = Sie können dieses Dokument bearbeiten
yours-manage = Sie verwalten dieses Dokument

## Der eine Satz, der alles sagt: Teilsätze, verbunden und mit großem Anfangsbuchstaben. $who ist eine Person oder mehrere, das sagt $count

clause-view = { $who } { $count ->
    [one] kann
   *[other] können
} lesen
clause-comment = { $who } { $count ->
    [one] kann
   *[other] können
} kommentieren
clause-suggest = { $who } { $count ->
    [one] kann
   *[other] können
} Änderungen vorschlagen
clause-edit = { $who } { $count ->
    [one] kann
   *[other] können
} bearbeiten
clause-manage = { $who } { $count ->
    [one] kann
   *[other] können
} bearbeiten und freigeben
anyone = alle mit dem Link
anyone-locked = alle mit dem Link und seinem Passwort
who-until = { $who } (bis { $day })
everyone-here = alle mit einem Konto hier
who-and-one = { $one } und { $other }
who-and-others = { $one } und { $count } weitere
only-owner = nur wer es besitzt, kann dieses Dokument öffnen
only-owner-folder = nur wer ihn besitzt, kann öffnen, was in diesem Ordner liegt
