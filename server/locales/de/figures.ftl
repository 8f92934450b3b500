# Wie Zahlen, Tage und Zeiten geschrieben werden, auf Deutsch. Der Monat eines Tages ist seine Zahl.

decimal = ,
thousands = .
day = { $day }.{ $month }.{ $year }
moment = { $day }, { $time } UTC
percent = { $number } %
kilobytes = { $number } kB
megabytes = { $number } MB
