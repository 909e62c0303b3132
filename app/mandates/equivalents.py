"""Which of its own innovations an agency may have in the place of a mandated one: candidates, and nothing is decided.

A record of the agency's is a candidate for each of these reasons:

* `relation`: somebody noted that it is possibly the same as the mandated one, in either direction;
* `name`: a significant word of its name, or of another name of its, is one of the mandated innovation's too: of at
  least four letters, and none of those by which every innovation is called;
* `classification`: it stands under the same term of a scheme.

It is the registrar who decides whether it serves as well.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

# as many of one agency are shown
MOST = 5

_LEAST_LETTERS = 4
# words of what innovations are in general, and of the city: they tell none from another
_COMMON = frozenset(
    {
        *("aplikasi", "sistem", "layanan", "pelayanan", "informasi", "inovasi", "program", "gerakan", "rumah"),
        *("online", "daring", "elektronik", "digital", "mobile", "website", "terpadu", "terintegrasi", "berbasis"),
        *("kota", "medan", "pemko", "kecamatan", "kelurahan", "dinas", "badan", "bagian", "masyarakat", "publik"),
        *("untuk", "dengan", "yang", "dari", "pada", "dalam", "secara", "melalui", "anda", "kami", "kita"),
    }
)


class CandidateReason(StrEnum):
    """Why an innovation may be an equivalent."""

    RELATION = "relation"
    NAME = "name"
    CLASSIFICATION = "classification"


@dataclass(frozen=True, slots=True)
class Own:
    """An innovation of an agency's: what makes it likely to be an equivalent."""

    id: UUID
    slug: str
    name: str
    agency_id: UUID
    name_keys: tuple[str, ...]
    related: bool
    same_term: bool


def significant(name_keys: Iterable[str]) -> frozenset[str]:
    """Return the words of folded names that tell an innovation from others."""
    words = (word for key in name_keys for word in key.split())
    return frozenset(word for word in words if len(word) >= _LEAST_LETTERS and word not in _COMMON)


def reasons(own: Own, words: frozenset[str]) -> list[CandidateReason]:
    """Return why an innovation may stand for one with these significant words."""
    holds = {
        CandidateReason.RELATION: own.related,
        CandidateReason.NAME: bool(words & significant(own.name_keys)),
        CandidateReason.CLASSIFICATION: own.same_term,
    }
    return [reason for reason, so in holds.items() if so]


def candidates(owned: Iterable[Own], words: frozenset[str]) -> list[tuple[Own, list[CandidateReason]]]:
    """Return the candidates among an agency's innovations, those with the most reasons first, and then by name."""
    found = [(own, why) for own in owned if (why := reasons(own, words))]
    return sorted(found, key=lambda one: (-len(one[1]), one[0].name_keys[0], one[0].id))[:MOST]
