"""Personal identifiers: one spelling for each value, what is odd about a NIP, and what may be shown of a value.

A NIP (Perka BKN 22/2007) has 18 digits: birth date (8), year and month of appointment (6), sex (1), serial number (3).
The number of a PPPK (Peraturan BKN 1/2019) has the same shape, with the count of the agreements, from 21 on, in the
place of the month. Only the 18 digits are demanded. Which numbers exist is not for the registry to decide, so what is
odd about one is told and never refused.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.errors import FieldError, InvalidRequest, Text
from app.models.codes import IdentifierKind


class NipOddity(StrEnum):
    """What can be odd about a NIP."""

    BIRTH_DATE_IMPOSSIBLE = "birth_date_impossible"
    APPOINTMENT_IMPOSSIBLE = "appointment_impossible"
    PPPK_FORM = "pppk_form"
    APPOINTED_BEFORE_BIRTH = "appointed_before_birth"
    APPOINTED_TOO_YOUNG = "appointed_too_young"
    SEX_DIGIT_UNKNOWN = "sex_digit_unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something odd, or worth knowing, about a value that is accepted all the same."""

    code: NipOddity
    message: Text


_MESSAGES = {
    NipOddity.BIRTH_DATE_IMPOSSIBLE: Text(
        "Delapan angka pertama bukan tanggal lahir yang mungkin.", "The first eight digits are no possible birth date."
    ),
    NipOddity.APPOINTMENT_IMPOSSIBLE: Text(
        "Angka ke-9 sampai ke-14 bukan tahun dan bulan pengangkatan yang mungkin.",
        "Digits 9 to 14 are no possible year and month of appointment.",
    ),
    NipOddity.PPPK_FORM: Text(
        "Angka ke-13 dan ke-14 bukan bulan, seperti pada nomor induk PPPK; itu sah.",
        "Digits 13 and 14 are no month, as in the number of a PPPK; that is legal.",
    ),
    NipOddity.APPOINTED_BEFORE_BIRTH: Text(
        "Pengangkatan mendahului tanggal lahir.", "The appointment comes before the birth date."
    ),
    NipOddity.APPOINTED_TOO_YOUNG: Text(
        "Diangkat sebelum berumur 18 tahun.", "The appointment comes before the age of 18."
    ),
    NipOddity.SEX_DIGIT_UNKNOWN: Text("Angka ke-15 bukan 1 atau 2.", "Digit 15 is neither 1 nor 2."),
}

# a NIP is copied from letters with these between its parts; the last is what word processors put for a space
_BETWEEN = " .-\N{NO-BREAK SPACE}"
_NIP = re.compile(r"\d{18}", re.ASCII)
# ITU-T E.164: a country code and a number, 15 digits at most; after 62 the 0 of calls within the country falls away
_PHONE = re.compile(r"\+(?!620)[1-9]\d{6,14}", re.ASCII)
_TRUNK = re.compile(r"\+620|0")
# RFC 5321 4.1.2 without quoted names, RFC 6531 for letters beyond ASCII in them; sizes of RFC 5321 4.5.3.1. A domain is
# in its ASCII form, and ends in a name, not in an address of the network
_LOCAL = re.compile(r"""[^\s"(),.:;<>@\[\\\]]+(\.[^\s"(),.:;<>@\[\\\]]+)*""")
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_MOST_LOCAL, _MOST_ADDRESS = 64, 254

_DOT = "•"
_SHOWN = 3

_EARLIEST_YEAR = 1900
_MONTHS = range(1, 13)
# the number of agreements, which begins with 21
_AGREEMENTS = range(21, 100)
# PP 11/2017 Ps. 23; for PPPK it is 20 (PP 49/2018 Ps. 16), but their numbers name no month to count from
_LEAST_AGE = 18


def normalise(kind: IdentifierKind, text: str) -> str:
    """Return the one spelling of a value, by which equal values are equal texts.

    A NIP is its 18 digits. A phone number is `+` and its digits with the country code, which is 62 for one that begins
    with 0. An e-mail address is in NFC with its domain in lower case; the name before the `@` is its server's affair
    (RFC 5321 2.4) and stays. Digits of other scripts are refused and not converted: nobody types them by intent.

    Raises:
        InvalidRequest: the text is no such value; in `#/value`.
    """
    rule, demand = _RULES[kind]
    value = rule(text.strip())
    if value is None:
        raise InvalidRequest([FieldError("#/value", "invalid_form", demand)])
    return value


def _nip(text: str) -> str | None:
    bare = text.translate(dict.fromkeys(map(ord, _BETWEEN)))
    return bare if _NIP.fullmatch(bare) else None


def _phone(text: str) -> str | None:
    bare = text.translate(dict.fromkeys(map(ord, f"{_BETWEEN}()/")))
    trunk = _TRUNK.match(bare)
    value = f"+62{bare[trunk.end() :]}" if trunk else bare
    return value if _PHONE.fullmatch(value) else None


def _email(text: str) -> str | None:
    local, _, domain = unicodedata.normalize("NFC", text).rpartition("@")
    domain = domain.lower()
    # not printable: control characters, invisible ones, and halves of characters, which have no bytes to count
    if not local.isprintable() or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        return None
    value = f"{local}@{domain}"
    fits = len(local.encode()) <= _MOST_LOCAL and len(value.encode()) <= _MOST_ADDRESS
    return value if fits else None


_RULES: dict[IdentifierKind, tuple[Callable[[str], str | None], Text]] = {
    IdentifierKind.NIP: (
        _nip,
        Text(
            "NIP terdiri atas 18 angka; di antaranya hanya boleh ada spasi, titik dan tanda hubung.",
            "A NIP has 18 digits, with nothing between them but spaces, dots and hyphens.",
        ),
    ),
    IdentifierKind.PHONE: (
        _phone,
        Text(
            "Tulislah nomor telepon dengan awalan 0, atau + dan kode negara.",
            "Write a phone number with 0 in front, or with + and the country code.",
        ),
    ),
    IdentifierKind.EMAIL: (
        _email,
        Text("Tulislah alamat surel seperti nama@example.go.id.", "Write an e-mail address as in nama@example.go.id."),
    ),
}


def mask(kind: IdentifierKind, value: str) -> str:
    """Return what may be shown of a canonical value: enough to tell a few values apart, too little to know one.

    Of a NIP and of a phone number the last three digits are left: in a NIP the serial number, while all before it
    tells birth date, entry into service and sex. Of an e-mail address the last three characters are left too, which
    never reach beyond the top-level domain: the name before the `@` is mostly that of the person, often with a year of
    birth, and a domain can be a family's name. Three dots stand for the rest, whose length would be a hint.
    """
    hidden = _SHOWN if kind is IdentifierKind.EMAIL else len(value) - _SHOWN
    return _DOT * hidden + value[-_SHOWN:]


def findings(nip: str, on: date) -> list[Finding]:
    """Return what is odd about a canonical NIP, seen on a date. None of it is a reason to refuse the number."""
    return [Finding(code, _MESSAGES[code]) for code in _oddities(nip, on)]


def _oddities(nip: str, on: date) -> Iterator[NipOddity]:
    born = _birth_date(nip, on)
    if born is None:
        yield NipOddity.BIRTH_DATE_IMPOSSIBLE
    year, month = int(nip[8:12]), int(nip[12:14])
    # numbers are given out before the day of appointment
    if not _EARLIEST_YEAR <= year <= on.year + 1 or (month not in _MONTHS and month not in _AGREEMENTS):
        yield NipOddity.APPOINTMENT_IMPOSSIBLE
    else:
        if month in _AGREEMENTS:
            yield NipOddity.PPPK_FORM
        if born is not None:
            yield from _age_oddities(born, year, month)
    if nip[14] not in "12":
        yield NipOddity.SEX_DIGIT_UNKNOWN


def _birth_date(nip: str, on: date) -> date | None:
    try:
        born = date(int(nip[:4]), int(nip[4:6]), int(nip[6:8]))
    except ValueError:
        return None
    return born if born.year >= _EARLIEST_YEAR and born <= on else None


def _age_oddities(born: date, year: int, month: int) -> Iterator[NipOddity]:
    """Yield what is odd about the age at appointment, which is in doubt the greatest that the digits allow."""
    latest = month if month in _MONTHS else _MONTHS[-1]
    months = (year - born.year) * 12 + latest - born.month
    if months < 0:
        yield NipOddity.APPOINTED_BEFORE_BIRTH
    elif months < _LEAST_AGE * 12:
        yield NipOddity.APPOINTED_TOO_YOUNG
