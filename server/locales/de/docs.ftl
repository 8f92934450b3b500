# Was die Seite über die Schnittstelle um die Adressen herum sagt, auf Deutsch.

title = Was Programme können
text = Jede Adresse mit dem, was sie nimmt und antwortet, auf Englisch. Was Sie hier ausprobieren, geschieht.
specification = Dasselbe für Programme:
keys = Schlüssel
key = Schlüssel
key-hint = Mit einem Schlüssel fragt das Programm, ohne einen Sie. Er bleibt auf dieser Seite und ist weg, wenn Sie sie verlassen.
needs = Braucht einen Schlüssel mit
no-key = Nicht für Schlüssel
answers = Antwortet
body = Inhalt
send = Ausprobieren
