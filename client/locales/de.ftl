# Was die Oberfläche sagt, auf Deutsch. Jede Meldung steht hier und in der Datei jeder anderen Sprache unter demselben Namen.

## Überall

untitled = Unbenanntes Dokument
all-documents = Alle Dokumente
close = Schließen
new-document = Neues Dokument

## Startseite

your-documents = Ihre Dokumente
recent-documents = Zuletzt geöffnete Dokumente
opened = Geöffnet { $when }
opened-here = Dokumente, die in diesem Browser geöffnet wurden, öffnen sich auch ohne Netz, und ebenso, was offline behalten wird.
just-now = gerade eben
templates = Mit einer Vorlage beginnen
template-letter = Brief
template-report = Bericht
template-minutes = Protokoll
template-cv = Lebenslauf
template-notes = Vorlesungsmitschrift
empty-title = Beginnen Sie mit einem leeren Blatt
empty-text = Schreiben Sie allein, oder verschicken Sie den Link und schreiben Sie gemeinsam. Was Sie schreiben, bleibt auch auf diesem Gerät erhalten; so geht es auch ohne Netz weiter.
no-list-title = Dieser Browser führt keine Liste
no-list-text = Der Speicher ist hier abgeschaltet, vielleicht weil dies ein privates Fenster ist. Solange Sie verbunden sind, können Sie schreiben; bewahren Sie die Links Ihrer Dokumente selbst auf.
shelf-search = Dokumente durchsuchen
shelf-search-hint = Titel und Text durchsuchen
shelf-none = Kein Dokument auf diesem Gerät enthält das im Titel oder im Text.
shelf-unsent = { $count ->
    [one] Ein Dokument hat Änderungen, die nur auf diesem Gerät sind. Sie werden gesendet, sobald es ein Netz gibt.
   *[other] { $count } Dokumente haben Änderungen, die nur auf diesem Gerät sind. Sie werden gesendet, sobald es ein Netz gibt.
 }
not-sent = { $count ->
    [one] 1 Änderung nicht gesendet
   *[other] { $count } Änderungen nicht gesendet
 }
pin = „{ $title }“ offline behalten
pin-hint = Offline behalten
remove-one = „{ $title }“ von diesem Gerät entfernen
remove-hint = Von diesem Gerät entfernen
remove-all = Alles von diesem Gerät entfernen …
remove-one-heading = „{ $title }“ von diesem Gerät entfernen?
remove-all-heading = Alles von diesem Gerät entfernen?
remove-one-text = Auf dem Server bleibt es und lässt sich mit seinem Link wieder öffnen.
remove-all-text = Alle Dokumente, Ihr Name und Ihre Einstellungen werden aus diesem Browser entfernt. Was auf dem Server ist, bleibt dort und lässt sich mit seinem Link öffnen.
remove-lost = Das wurde nie gesendet und geht verloren:
lost-never = { $title }: nie an den Server gesendet
lost-changes = { $title }: { $count ->
    [one] 1 Änderung nicht gesendet
   *[other] { $count } Änderungen nicht gesendet
 }
lost-unreadable = { $title }: nicht lesbar
remove-is-open = Es ist in einem anderen Tab dieses Browsers offen. Schließen Sie diesen zuerst.
remove-failed = Der Browser hat es nicht entfernt.
remove-keep = Behalten
remove = Entfernen

evicted-list = Was auf dem Server war, öffnet sich wieder:
evicted-unsent = { $count ->
    [one] eine Änderung wurde nie gesendet und ist verloren
   *[other] { $count } Änderungen wurden nie gesendet und sind verloren
}
room = Platz auf diesem Gerät
room-text = Der Server hat diese Dokumente ganz. Mit einem Netz öffnen sie sich wieder:
room-nothing = Auf diesem Gerät ist nichts, was der Server ganz hat und was niemand zum Behalten markiert hat.
room-list = Dokumente, die von diesem Gerät gelöscht werden können
room-free = Löschen ({ $count } kB)
kilobytes = { $count } kB
leave = An einem gemeinsam benutzten Computer? Alles von diesem Gerät entfernen …

## Die Bibliothek

library = Bibliothek
section-recent = Zuletzt verwendet
section-mine = Meine Dokumente
section-shared = Mit mir geteilt
section-starred = Mit Stern
section-trash = Papierkorb
documents = Dokumente
way-here = Ordner auf dem Weg hierher
folders = Ordner
sort-by = Sortieren nach
sort-edited = Zuletzt bearbeitet
sort-opened = Zuletzt geöffnet
sort-made = Erstellt
look = Ansicht
look-list = Liste
look-grid = Seiten
new-folder = Neuer Ordner
make-folder = Ordner anlegen
name = Name
cancel = Abbrechen
select-one = „{ $title }“ auswählen
selected = { $count } ausgewählt
selected-actions = Aktionen für die Auswahl
select-none = Auswahl aufheben
more-of = Weitere Aktionen für „{ $title }“
star = Stern
star-one = Stern für „{ $title }“
rename = Umbenennen…
rename-now = Umbenennen
rename-heading = „{ $title }“ umbenennen
rename-is-open = Es ist in einem anderen Tab dieses Browsers offen. Ändern Sie den Titel dort.
duplicate = Duplizieren
move-to = Verschieben…
move-here = Hierher verschieben
move-heading = { $count ->
    [one] Wohin soll es?
   *[other] Wohin sollen { $count } Einträge?
 }
to-trash = In den Papierkorb
delete-folder = Ordner löschen…
delete-folder-now = Ordner löschen
restore = Wiederherstellen
restore-one = „{ $title }“ wiederherstellen
delete-for-good = Endgültig löschen…
delete-for-good-now = Endgültig löschen
throw-heading = { $count ->
    [one] Diesen Ordner löschen?
   *[other] { $count } Einträge löschen?
 }
throw-text = Ordner werden mit allen Ordnern darin gelöscht und kommen nicht zurück. Ihre Dokumente darin kommen in den Papierkorb; die von anderen gehen an ihre Eigentümer zurück.
delete-heading = { $count ->
    [one] Dieses Dokument endgültig löschen?
   *[other] { $count } Dokumente endgültig löschen?
 }
delete-text = Niemand kann es zurückholen, auch Sie nicht. Alle, mit denen Sie es teilen, verlieren es ebenfalls.
moved = { $count ->
    [one] Verschoben.
   *[other] { $count } Einträge verschoben.
 }
duplicated = { $count ->
    [one] Dupliziert.
   *[other] { $count } Dokumente dupliziert.
 }
trashed = { $count ->
    [one] In den Papierkorb verschoben.
   *[other] { $count } Einträge in den Papierkorb verschoben.
 }
restored = { $count ->
    [one] Wiederhergestellt.
   *[other] { $count } Dokumente wiederhergestellt.
 }
deleted = { $count ->
    [one] Endgültig gelöscht.
   *[other] { $count } Dokumente endgültig gelöscht.
 }
edited = Bearbeitet: { $when }
edited-by = Bearbeitet: { $when }, { $name }
made = Erstellt: { $when }
shared-by = Geteilt von { $name }
days-left = { $count ->
    [one] Noch 1 Tag
   *[other] Noch { $count } Tage
 }
show-more = Mehr anzeigen
try-again = Noch einmal versuchen
as-last-seen = Der Server ist nicht erreichbar. Dies ist die Liste, wie Sie sie zuletzt gesehen haben.
server-away = Der Server ist nicht erreichbar. Versuchen Sie es wieder, wenn ein Netz da ist.
is-gone = Es ist nicht mehr da.
may-not = Das dürfen Sie damit nicht tun.
move-refused = Es kann nicht dorthin: Ein Ordner kann nicht in sich selbst, und vielleicht hat ihn im selben Augenblick jemand verschoben.
not-done = Der Server hat es nicht getan. Versuchen Sie es noch einmal.
found-elsewhere = Außerdem gefunden
found-none = Kein Dokument hat das im Titel oder im Text.
empty-folder-title = Dieser Ordner ist leer
empty-folder-text = Legen Sie hier ein Dokument an, oder verschieben Sie eines aus einer anderen Liste hierher.
empty-shared-title = Noch ist nichts mit Ihnen geteilt
empty-shared-text = Was andere mit Ihnen unter Ihrem Namen oder Ihrer Adresse teilen, steht hier.
empty-starred-title = Noch keine Sterne
empty-starred-text = Geben Sie einem Dokument einen Stern, dann finden Sie es hier.
empty-trash-title = Der Papierkorb ist leer
empty-trash-text = Was Sie wegwerfen, bleibt 30 Tage hier und kann so lange wiederhergestellt werden.
no-folder-title = Diesen Ordner gibt es hier nicht
no-folder-text = Vielleicht wurde er gelöscht, oder er ist nicht mehr mit Ihnen geteilt.
away-title = Diese Liste ist nicht auf diesem Gerät
away-text = Sie kommt vom Server, der jetzt nicht erreichbar ist. Was in diesem Browser geöffnet wurde, steht unter „Zuletzt verwendet“.

## Abmelden

sign-out = Abmelden …
sign-out-heading = Abmelden?
sign-out-text = Sie sind als { $email } angemeldet. Was auf diesem Gerät bleibt, sehen andere nicht, die sich hier anmelden, und ist für Sie da, wenn Sie wiederkommen. Entfernen Sie es an einem gemeinsam benutzten Computer.
sign-out-lost = Das ist nur auf diesem Gerät. Behalten wird es gesendet, wenn Sie sich hier wieder anmelden; entfernt ist es verloren:
sign-out-stay = Angemeldet bleiben
sign-out-keep = Abmelden und hier behalten
sign-out-remove = Abmelden und entfernen
gone-heading = Was wird aus dem, was auf diesem Gerät ist?
gone-text = Ihr Konto ist gelöscht. Seine Dokumente in diesem Browser können als die eines Gastes bleiben oder entfernt werden; auf dem Server ändert sich nichts.
gone-keep = Als Gast behalten
lost-others = { $count ->
    [one] Ein Dokument von { $email } mit Änderungen, die nie gesendet wurden
   *[other] { $count } Dokumente von { $email } mit Änderungen, die nie gesendet wurden
 }
send-now = Jetzt senden
sending = Wird gesendet …
not-accepted = Vom Server nicht angenommen
not-here = Noch nicht auf diesem Gerät
take-along = Was mit „{ $title }“ geschieht, das der Server nicht angenommen hat
take-along-hint = Kopieren oder sichern, was nicht angenommen wurde
refused-one-heading = „{ $title }“ wurde nicht angenommen
refused-one-text = Der Server hat nicht angenommen, was Sie geändert haben. Es ist auf diesem Gerät erhalten und kann als eigenes Dokument weitergehen oder als Datei gesichert werden.
leaving-waits = Der Server ist nicht erreichbar: Er weiß noch nicht, dass Sie sich abgemeldet haben. Er erfährt es, sobald es ein Netz gibt.
unsent-of-other = { $count ->
    [one] Ein Dokument von { $email } hat Änderungen, die nur auf diesem Gerät sind. Sie werden gesendet, wenn sich { $email } hier anmeldet.
   *[other] { $count } Dokumente von { $email } haben Änderungen, die nur auf diesem Gerät sind. Sie werden gesendet, wenn sich { $email } hier anmeldet.
 }

## Neue Fassungen

updates = Aktualisierungen
update-ready = Eine neue Fassung von Octavo ist da.
update-later = Später
update-now = Jetzt aktualisieren

## Seiten, die etwas erklären

part-lost-title = Ein Teil von Octavo fehlt
part-lost-text = Er konnte nicht geladen werden. Prüfen Sie Ihre Verbindung und laden Sie die Seite dann neu. Was Sie geschrieben haben, bleibt erhalten.
lost-title = Unter dieser Adresse ist nichts
lost-text = Vielleicht ist der Link unvollständig. Bitten Sie noch einmal darum.
missing-title = Dieses Dokument gibt es nicht
missing-text = Zu diesem Link hat niemand ein Dokument angelegt, oder der Link ist unvollständig. Bitten Sie noch einmal darum.

## Das Dokument

title = Titel
document = Dokument
done = Erledigt
start-writing = Schreiben Sie los
image = Bild
not-shown = In dieser Version nicht darstellbar
view-only = Nur ansehen
pasting = Wird eingefügt …
pasting-give-up = Abbrechen
waiting = Dieses Dokument ist noch nicht auf diesem Gerät. Es öffnet sich, sobald es ein Netz gibt.
waiting-silent = Was dieses Gerät von diesem Dokument hat, kann gerade nicht gelesen werden. Es öffnet sich, sobald das geht oder es ein Netz gibt.
leaving-the-text = Mit Escape und dann Tab verlassen Sie den Text; Alt+F10 führt zur Symbolleiste.

## Sie

you = Sie: { $name }
you-heading = Sie
activity = { $count ->
    [0] Aktivität
   *[other] Aktivität, { $count } neu
}
your-name = Ihr Name
your-name-hint = Andere sehen ihn neben Ihrer Schreibmarke.
your-color = Ihre Farbe
sign-in = Anmelden oder Konto anlegen
signed-in = Angemeldet als { $email }
appearance = Erscheinungsbild
appearance-system = System
appearance-light = Hell
appearance-dark = Dunkel
language = Sprache
language-browser = Wie der Browser
typing = Beim Tippen
typing-quotes = „Anführungszeichen“ und Apostrophe
typing-dashes = Striche (–) und Auslassungspunkte (…)
typing-blocks = Listen und Überschriften aus *, 1. und #
typing-links = Links aus Adressen
typing-symbols = Zeichen aus (c) und ->
typing-fractions = Brüche aus 1/2

## Teilen

share = Teilen
share-text = Wer den Link hat, kann dieses Dokument bearbeiten.
link-to-document = Link zu diesem Dokument
link-allows = Wer den Link hat
link-edit = Kann bearbeiten
link-view = Kann ansehen
link-off = Hat keinen Zugang
share-off-text = Der Link ist ausgeschaltet: Nur wer eine Freigabe hat, kann dieses Dokument öffnen.
people-rights = Personen und Rechte
ask-access = Um Zugang bitten
share-view-text = Wer diesen Link hat, kann das Dokument ansehen, aber nicht ändern.
view-link = Link zum Ansehen
copy-view-link = Link kopieren, nur zum Ansehen
view-link-waits = Den Link zum Ansehen macht der Server, und der ist gerade nicht erreichbar.
copy-link = Link kopieren
copied = Kopiert
link-copied = Link kopiert
send-link = Link senden mit …

## Personen

# Namen von Gästen: je eins von den ersten und den zweiten, die alle männlich sind.
guest-moods = Bunter Flinker Froher Geduldiger Goldener Heiterer Heller Kluger Kühner Lebhafter Leiser Milder Munterer Ruhiger Sanfter Schneller Silberner Sonniger Sorgsamer Stiller Treuer Warmer Wendiger Witziger
guest-animals = Biber Bussard Dachs Delfin Falke Fink Fuchs Gecko Hase Ibis Igel Kranich Luchs Marder Molch Otter Panda Pinguin Reiher Seehund Spatz Star Uhu Zeisig
person-colors = Rot Rost Bernstein Ocker Oliv Moos Grün Jade Türkis Petrol Blau Indigo Violett Lila Magenta Pink
people-here = Personen im Dokument
guest = Gast
# Wer kein Konto hat und sich nennt, wie er will.
guest-name = { $name } (Gast)
more-people = { $count } weitere Personen
go-to-person = Zu { $name } gehen
follow-person = { $name } folgen
following-person = Sie folgen { $name }
following-ended = Sie folgen niemandem mehr
stop-following = Beenden
person-joined = { $name } ist dazugekommen
people-joined = { $count } Personen sind dazugekommen
person-left = { $name } ist gegangen
people-left = { $count } Personen sind gegangen

## Wo das Dokument aufbewahrt ist

status-keeping = Nicht verbunden: Änderungen werden hier gesichert …
status-refused-here = Nicht auf dem Server gespeichert: { $why ->
    [not-stored] Er konnte die Änderung nicht sichern
    [not-made] Er hat das neue Dokument nicht angenommen
    [too-large] Das Dokument würde für ihn zu groß
    [no-right] Sie dürfen das Dokument nur lesen
   *[refused] Er hat eine Änderung nicht angenommen
}. Hier gesichert.
status-refused-tab = Nicht auf dem Server gespeichert: { $why ->
    [not-stored] Er konnte die Änderung nicht sichern
    [not-made] Er hat das neue Dokument nicht angenommen
    [too-large] Das Dokument würde für ihn zu groß
    [no-right] Sie dürfen das Dokument nur lesen
   *[refused] Er hat eine Änderung nicht angenommen
}. Lassen Sie diesen Tab offen.
status-saved = Auf dem Server gespeichert
status-seen = Gesehen von { $name }
status-seen-more = Gesehen von { $name } und { $count ->
    [one] einer weiteren Person
   *[other] { $count } weiteren
}
status-saving = Wird gespeichert …
status-connecting = Verbindung wird hergestellt …
status-connecting-changes = Verbindung wird hergestellt: { $count ->
    [one] { $count } Änderung
   *[other] { $count } Änderungen
} { $where ->
    [here] hier gesichert
   *[tab] nur in diesem Tab
}
status-apart = Nicht verbunden
status-offline = Offline: Hier ist alles gespeichert
status-offline-changes = Offline: { $count ->
    [one] { $count } Änderung
   *[other] { $count } Änderungen
} { $where ->
    [here] hier gesichert
   *[tab] nur in diesem Tab
}
status-closed = Nicht verbunden: Hier ist alles gespeichert
status-closed-changes = Nicht auf dem Server gespeichert: { $count ->
    [one] { $count } Änderung
   *[other] { $count } Änderungen
} { $where ->
    [here] hier gesichert
   *[tab] nur in diesem Tab
}

where-kept = Wo dieses Dokument aufbewahrt ist
place-device = Auf diesem Gerät: alles
place-device-soon = Auf diesem Gerät: wird gerade aufgeschrieben …
place-device-not = Auf diesem Gerät: nicht alles, der Browser behält nichts mehr
place-promised = Dieser Browser hat zugesagt, es zu behalten
place-not-promised = Dieser Browser kann es löschen, wenn ihm der Platz ausgeht
place-server = Auf dem Server: alles, was Sie geschrieben haben
place-server-not = Auf dem Server: alles bis auf { $count ->
    [one] eine Änderung
   *[other] { $count } Änderungen
}
place-seen = Mit allem, was Sie schrieben, auf dem Bildschirm: { $names }
room-used = { $used } MB von { $quota } MB sind auf diesem Gerät belegt.
rescue-copy = In ein neues Dokument kopieren
rescue-file = Als Datei speichern
copy-of = { $title } (Kopie)

## Hinweise

notice-reload = Neu laden
notice-dismiss = Verstanden
make-room = Platz schaffen …
absent-title = Dieser Browser bewahrt auf diesem Gerät nichts auf.
absent-text = Vielleicht ist dies ein privates Fenster. Solange Sie verbunden sind, können Sie schreiben; was nicht gespeichert ist, geht mit dem Schließen des Tabs verloren.
silent-title = Der Speicher dieses Browsers antwortet nicht.
silent-text = Was er hat, ist nicht zu sehen, und auf diesem Gerät wird nichts gesichert. Solange Sie verbunden sind, können Sie schreiben; was nicht gespeichert ist, geht mit dem Schließen des Tabs verloren.
silent-list-text = Was auf diesem Gerät liegt, kann gerade nicht gelesen werden. Laden Sie die Seite neu, oder starten Sie den Browser neu.
full-title = Auf diesem Gerät hat der Browser keinen Platz mehr.
full-text = Solange Sie verbunden sind, können Sie schreiben; was nicht gespeichert ist, geht mit dem Schließen des Tabs verloren.
scarce-title = Auf diesem Gerät wird der Platz knapp.
damaged-title = Dieses Gerät hat nicht alles behalten, was darauf geschrieben wurde.
damaged-waiting-text = Was gelesen werden konnte, ist zu sehen. Der Rest kommt vom Server, sobald es ein Netz gibt.
damaged-text = { $count ->
    [0] Das Dokument kam vom Server, und von Ihnen fehlt nichts.
    [one] Das Dokument kam vom Server. Eine Änderung, die nie gesendet wurde, war nicht mehr zu lesen.
   *[other] Das Dokument kam vom Server. { $count } Änderungen, die nie gesendet wurden, waren nicht mehr zu lesen.
}
evicted-title = Der Browser hat gelöscht, was auf diesem Gerät aufbewahrt war.
evicted-text = { $count ->
    [0] Das Dokument kam wieder vom Server, mit allem, was Sie geschrieben haben.
    [one] Das Dokument kam wieder vom Server. Eine Änderung, die nie gesendet wurde, ist verloren.
   *[other] Das Dokument kam wieder vom Server. { $count } Änderungen, die nie gesendet wurden, sind verloren.
}
outdated-title = In einem anderen Tab ist eine neuere Version von Octavo geöffnet.
outdated-text = Laden Sie diese Seite neu, um mit ihr weiterzumachen. Was Sie geschrieben haben, ist gesichert.
forbidden-title = Sie dürfen dieses Dokument nicht mehr öffnen.
unknown-title = Dieses Dokument ist nicht mehr auf dem Server.
stays-here-text = Was Sie haben, bleibt auf diesem Gerät und lässt sich lesen und kopieren.
no-right-title = Sie dürfen dieses Dokument nur noch ansehen.
held-text = { $state ->
    [waiting] Was Sie geschrieben haben, wartet darauf, dass jemand es übernimmt, der das Dokument verwaltet. Es bleibt auch auf diesem Gerät.
    [taken] Was Sie geschrieben haben, ist ins Dokument übernommen.
   *[declined] Was Sie geschrieben haben, wurde nicht ins Dokument übernommen. Es bleibt auf diesem Gerät.
}
too-large-title = Dieses Dokument ist zu groß für den Server.
too-large-text = Was Sie zuletzt geschrieben haben, ist auf diesem Gerät gesichert. Kopieren Sie es in ein neues Dokument, um es zu teilen.
refused-title = Der Server hat eine Änderung nicht angenommen.
refused-text = Was Sie geschrieben haben, ist auf diesem Gerät gesichert. Laden Sie die Seite neu, um es noch einmal zu versuchen.
too-many-title = Aus Ihrem Netz kommen zu viele Verbindungen.
too-many-text = Was Sie schreiben, ist auf diesem Gerät gesichert. Laden Sie die Seite in einer Weile neu.
misunderstood-title = Dieser Tab und der Server verstehen einander nicht.
misunderstood-text = Was Sie geschrieben haben, ist auf diesem Gerät gesichert. Laden Sie die Seite neu, um die neueste Version von Octavo zu erhalten.

## Zurück nach einem Fehler

recovering = Auf der Seite ist etwas schiefgegangen. Ihr Text ist sicher; er ist gleich wieder da …
recovery-again = Octavo ist mehrmals nacheinander stehen geblieben. Was Sie geschrieben haben, ist auf diesem Gerät gesichert.
recovery-reload = Noch einmal versuchen

## Die Symbolleiste

formatting = Formatierung
undo = Rückgängig
redo = Wiederholen
paragraph-style = Absatzformat
normal-text = Normaler Text
title-style = Titel
subtitle = Untertitel
heading-1 = Überschrift 1
heading-2 = Überschrift 2
heading-3 = Überschrift 3
heading-4 = Überschrift 4
heading-5 = Überschrift 5
heading-6 = Überschrift 6
quote = Zitat
code-block = Code
bold = Fett
italic = Kursiv
underline = Unterstrichen
strikethrough = Durchgestrichen
bulleted-list = Aufzählung
numbered-list = Nummerierte Liste
checklist = Checkliste
outdent = Einzug verkleinern
indent = Einzug vergrößern
font = Schriftart
font-of-style = Standardschrift
size = Schriftgröße
smaller-text = Kleinerer Text
larger-text = Größerer Text
text-color = Textfarbe
highlight = Hervorhebungsfarbe
no-highlight = Keine Hervorhebung
color-automatic = Automatisch
color-other = Andere Farbe …
color-black = Schwarz
color-gray = Grau
color-brown = Braun
color-red = Rot
color-orange = Orange
color-yellow = Gelb
color-olive = Oliv
color-green = Grün
color-teal = Petrol
color-blue = Blau
color-indigo = Indigo
color-purple = Violett
color-pink = Pink
alignment = Ausrichtung
align-left = Linksbündig
align-center = Zentriert
align-right = Rechtsbündig
align-justify = Blocksatz
spacing = Zeilen- und Absatzabstand
line-single = Einfach
line-115 = 1,15 Zeilen
line-one-and-half = 1,5 Zeilen
line-double = Doppelt
line-of-style = Wie das Format
space-before = Abstand vor dem Absatz
no-space-before = Kein Abstand vor dem Absatz
space-after = Abstand nach dem Absatz
no-space-after = Kein Abstand nach dem Absatz
link = Link
insert = Einfügen
divider = Trennlinie
page-break = Seitenumbruch
table-of-contents = Inhaltsverzeichnis
copy-format = Format übertragen
clear-formatting = Formatierung löschen
more = Mehr
update-style = „{ $style }“ an Auswahl anpassen
reset-style = „{ $style }“ zurücksetzen
more-text = Weitere Textformate
superscript = Hochgestellt
subscript = Tiefgestellt
code = Code im Text
change-case = Groß-/Kleinschreibung ändern
more-paragraph = Weitere Absatzformate
restart-list = Nummerierung bei 1 beginnen
continue-list = Nummerierung fortsetzen
left-to-right = Von links nach rechts
right-to-left = Von rechts nach links
direction-of-text = Richtung wie der Text
page-before = Hier eine Seite beginnen
move-up = Absatz nach oben verschieben
move-down = Absatz nach unten verschieben
paste-format = Format anwenden
link-address = Adresse des Links
link-hint = Adresse einfügen oder eingeben
apply = Übernehmen
open-link = Link öffnen
change-link = Link ändern
copy-address = Adresse kopieren
remove-link = Link entfernen

## Befehle und Tastenkürzel

commands = Befehle
commands-hint = Was möchten Sie tun?
commands-none = So heißt kein Befehl.
shortcuts = Tastenkürzel
shortcuts-search = Tastenkürzel suchen
shortcuts-editing = Bearbeiten
shortcuts-text = Text
shortcuts-paragraph = Absätze
shortcuts-moving = Bewegen
shortcuts-view = Ansicht
cut = Ausschneiden
copy = Kopieren
paste = Einfügen
paste-plain = Ohne Formatierung einfügen
select-all = Alles auswählen
delete-word-backward = Wort links löschen
delete-word-forward = Wort rechts löschen
non-breaking-space = Geschütztes Leerzeichen
tab = Tabulator
line-break = Zeilenumbruch
word-left = Ein Wort nach links
word-right = Ein Wort nach rechts
line-start = Zeilenanfang
line-end = Zeilenende
document-start = Dokumentanfang
document-end = Dokumentende
toolbar = Zur Symbolleiste gehen
show-pictures = Bilder von anderen Seiten zeigen
show-pictures-of = Bilder zeigen von
files-not-yet = Bilder und andere Dateien lassen sich noch nicht in ein Dokument einfügen.
save = Speichern
save-everywhere = Alles ist gespeichert, auf dem Server und auf diesem Gerät.
save-on-server = Alles ist auf dem Server gespeichert.
save-here = Alles ist auf diesem Gerät gespeichert.
save-here-unsent = Alles ist auf diesem Gerät gespeichert. Sobald es ein Netz gibt, kommt es auf den Server.
save-under-way = Was Sie schreiben, wird von selbst gespeichert. Die letzten Änderungen sind unterwegs.
zoom = Zoom
zoom-to-width = Auf Breite anpassen
percent = { $number } %
focus-mode = Fokusmodus
leave-focus = Fokusmodus verlassen

## Suchen und Ersetzen

find-and-replace = Suchen und Ersetzen
find = Suchen
find-options = Was zählt
match-case = Groß- und Kleinschreibung beachten
whole-words = Nur ganze Wörter
expression = Regulärer Ausdruck
find-next = Nächster Treffer
find-previous = Voriger Treffer
replace = Ersetzen
replace-with = Ersetzen durch
replace-all = Alle ersetzen
found-place = { $place } von { $count }
found-count = { $count } gefunden
found-nothing = Nicht gefunden
replaced =
    { $count ->
        [0] Nichts zu ersetzen
        [one] 1 Treffer ersetzt
       *[other] { $count } Treffer ersetzt
    }
expression-unclosed-group = Eine runde Klammer ist nicht geschlossen.
expression-unopened-group = Eine runde Klammer wird geschlossen, die nicht geöffnet wurde.
expression-unclosed-class = Eine eckige Klammer ist nicht geschlossen.
expression-nothing-to-repeat = Es gibt nichts zu wiederholen. Um das Zeichen selbst zu finden, setzen Sie einen Rückstrich davor.
expression-bad-count = Die Anzahl in geschweiften Klammern ist nicht vollständig.
expression-bad-range = Ein Bereich in eckigen Klammern läuft rückwärts.
expression-bad-escape = Auf den Rückstrich folgt etwas, das er nicht kennt.
expression-unsupported = Umgebungsprüfungen und Rückbezüge werden nicht unterstützt.
expression-too-large = Der Ausdruck ist zu groß.
expression-invalid = Der Ausdruck ist nicht gültig.

## Gliederung

outline = Gliederung
outline-empty = Überschriften, die Sie schreiben, erscheinen hier.

## Wörter zählen

word-count = Wörter zählen
words =
    { $count ->
        [one] 1 Wort
       *[other] { $count } Wörter
    }
words-of =
    { $count ->
        [one] { $selected } von 1 Wort
       *[other] { $selected } von { $count } Wörtern
    }
count = { $count }
count-selection = Auswahl
count-document = Dokument
count-words = Wörter
count-characters = Zeichen
count-characters-without-spaces = Zeichen ohne Leerzeichen
count-paragraphs = Absätze
