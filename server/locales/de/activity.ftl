# Die Seite über das, was mit den verfolgten Dokumenten geschah, ihre Einstellungen und die Seite eines Unterschieds, auf Deutsch.

title = Aktivität
text = Was andere mit den Dokumenten gemacht haben, die Sie angelegt, bearbeitet, mit einem Stern versehen oder bekommen haben.
settings-link = Worüber Sie informiert werden
to-documents = Zu Ihren Dokumenten
none = Noch nichts
none-text = Wenn jemand anderes in einem Ihrer Dokumente schreibt oder kommentiert, es freigibt oder einen früheren Stand zurückholt, steht es hier.
older = Ältere
newest = Neueste
mute = Stummschalten
mute-of = Nicht mehr über { $title } informieren
unmute = Wieder folgen
unmute-of = { $title } wieder folgen
since = Was sich geändert hat, seit Sie hier waren
in-trash = im Papierkorb
utc = { $time } UTC
utc-span = { $from } – { $to } UTC
untitled = Unbenanntes Dokument
done-mute = Über dieses Dokument werden Sie nicht mehr informiert. Sie finden es unter „Worüber Sie informiert werden“ wieder.
done-unmute = Sie folgen diesem Dokument wieder.

## Was geschah. Zuerst steht, wer es war.

guest = Ein Gast
edited = { $who } hat etwas geändert
edited-letters = { $count ->
    [one] { $who } hat ein Zeichen geschrieben
   *[other] { $who } hat { $count } Zeichen geschrieben
}
commented = { $count ->
    [one] { $who } hat kommentiert
   *[other] { $who } hat { $count }-mal kommentiert
}
shared-you = { $who } hat es für Sie freigegeben ({ $role })
shared-with = { $who } hat es für { $with } freigegeben ({ $role })
shared = { $who } hat es per E-Mail freigegeben ({ $role })
role-you = { $who } hat geändert, was Sie dürfen ({ $role })
role-with = { $who } hat geändert, was { $with } darf ({ $role })
role = { $who } hat geändert, was jemand darf ({ $role })
unshared-you = { $who } hat die Freigabe für Sie beendet
unshared-with = { $who } hat die Freigabe für { $with } beendet
unshared = { $who } hat eine Freigabe beendet
asked = { $who } bittet um Zugriff ({ $role })
held = { $who } hat es ohne das Recht dazu geändert und bittet darum, das zu übernehmen
offered-you = { $who } möchte es Ihnen übergeben
offered-with = { $who } möchte es { $with } übergeben
offered = { $who } möchte es jemandem übergeben
taken = Es gehört jetzt { $who }
restored = { $who } hat den Stand vom { $time } zurückgeholt
trashed = { $who } hat es in den Papierkorb gelegt
taken-out = { $who } hat es aus dem Papierkorb geholt

## Worüber jemand informiert wird

settings = Worüber Sie informiert werden
to-activity = Zur Aktivität
settings-text = Schalten Sie aus, worüber Sie nicht informiert werden möchten, jedes für sich.
kind-edits = Änderungen am Text
kind-comments = Kommentare
kind-shares = Freigaben und Rollen
kind-requests = Anfragen und neue Besitzer
kind-restores = Zurückgeholte frühere Stände
kind-trash = Papierkorb
in-page = Auf der Seite
in-page-of = Auf der Seite zeigen: { $kind }
by-mail-of = Per E-Mail: { $kind }
mail-never = Nicht per E-Mail
mail-daily = In der täglichen Nachricht
mail-at-once = Sofort
hour = Die tägliche Nachricht wird geschrieben ab
hour-hint = Höchstens eine am Tag, und keine, wenn nichts geschah. Sie enthält Titel, Namen und Zahlen, nie einen Text.
hour-of = { $hour } UTC
save = Speichern
done = Gespeichert.
muted = Stummgeschaltete Dokumente
no-muted = Keine. Was Sie auf der Seite der Aktivität stummschalten, steht hier.
mail-needs-account = E-Mails bekommt, wer ein Konto hat.
mail-needs-address = E-Mails kommen, sobald Sie Ihre Adresse bestätigt haben.
mail-none = Dieser Server verschickt keine E-Mails.
sign-in = Anmelden

## Abbestellen

unsubscribe = Keine dieser Nachrichten mehr?
unsubscribe-text = Sie bekommen dann keine dieser Nachrichten mehr. Was geschieht, sehen Sie weiter auf der Seite der Aktivität.
unsubscribe-button = Abbestellen
unsubscribed = Sie bekommen keine dieser Nachrichten mehr
unsubscribed-text = Unter „Worüber Sie informiert werden“ schalten Sie sie wieder ein.

## Ein Unterschied

changes = Was sich geändert hat
changes-since = { $title }, seit { $time }
changes-none = Am Text hat sich nichts geändert.
changes-more = Es gibt mehr Änderungen, als hier gezeigt werden.
came = hinzugefügt
went = entfernt
formatted = formatiert
by = von { $who }
picture = Bild
to-document = Dokument öffnen
