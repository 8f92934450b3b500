# How numbers, days and times are written, in English. A day's month is its number.

decimal = .
thousands = ,
day = { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[other] Dec
} { $day }, { $year }
moment = { $day }, { $time } UTC
percent = { $number }%
kilobytes = { $number } kB
megabytes = { $number } MB
