"""Calendar months, and dates in words. No I/O.

The age of an innovation is counted back from the closing day of registration (KIPP 2021: menpan.go.id,
cermati-persyaratan-dan-kriteria-inovasi-kipp-2021). No source says what is done where a month lacks the day; here the
day that is counted back to is then the last one of its month:

| closing day | counted back | latest day of first use |
|-------------|--------------|-------------------------|
| 31 May 2021 | 24 months    | 31 May 2019             |
| 28 Feb 2021 | 12 months    | 28 Feb 2020             |
| 29 Feb 2020 | 12 months    | 28 Feb 2019             |
| 31 Mar 2021 | 1 month      | 28 Feb 2021             |

So whoever began on 29 February is a year old on 1 March of a common year, and never a day too early.
"""

import calendar
from datetime import date, timedelta

_MONTHS_ID = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
_MONTHS_EN = tuple(calendar.month_name)[1:]
_YEAR, _MONTH = 1, 2


def old_enough_from(start: date, months: int) -> date:
    """Return the first day from which, counted back so many months, one comes to `start` or later."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    if start.day <= last:
        return date(year, month + 1, start.day)
    return date(year, month + 1, last) + timedelta(days=1)


def in_indonesian(partial: str) -> str:
    """Return a partial date as people write it: `1 Juli 2021`, `Juli 2021`, `2021`."""
    return _in_words(partial, _MONTHS_ID)


def in_english(partial: str) -> str:
    """Return a partial date as people write it: `1 July 2021`, `July 2021`, `2021`."""
    return _in_words(partial, _MONTHS_EN)


def _in_words(partial: str, months: tuple[str, ...]) -> str:
    parts = [int(part) for part in partial.split("-")]
    words = [str(parts[0])]
    if len(parts) > _YEAR:
        words.append(months[parts[1] - 1])
    if len(parts) > _MONTH:
        words.append(str(parts[2]))
    return " ".join(reversed(words))
