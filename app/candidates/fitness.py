"""How well an innovation of others would fit an agency: the rule, and nothing else.

No source says how to weigh this; the weights are the registry's own judgement, open to see in every answer. The score
is their sum:

| reason                | when                                                                        | each | at most |
|-----------------------|-----------------------------------------------------------------------------|-----:|--------:|
| `diwajibkan`          | a mandate in force obliges the agency to replicate it                       |   30 |      30 |
| `kebutuhan_sama`      | it answers a need of the same unsur as an open need of the agency           |    4 |       8 |
| `klasifikasi_sama`    | it stands under a term that an innovation of the agency stands under, too   |    3 |       9 |
| `jenis_instansi_sama` | its owner is an agency of the same kind, of the kinds of `ALIKE`            |    4 |       4 |
| `terbukti`            | other agencies use it, with a sign of life that is in date                  |    1 |       5 |

An obligation outweighs everything else together. An unsur is weak for many reasons, so an innovation that answers a
need of the same one elsewhere is worth a look, and no more; what was measured and did not help is no answer. Terms of
every scheme count the same: the schemes do not say of themselves whether they tell a field of government or a cluster.
Two dinas, or two badan, may have nothing in common, so their kinds give no reason; two kecamatan have the same tasks.
That others use something makes it a better candidate, not one: alone it is no reason.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from app.core.errors import Text
from app.models.codes import AgencyKind


class FitReason(StrEnum):
    """Why an innovation would fit an agency."""

    DIWAJIBKAN = "diwajibkan"
    KEBUTUHAN_SAMA = "kebutuhan_sama"
    KLASIFIKASI_SAMA = "klasifikasi_sama"
    JENIS_INSTANSI_SAMA = "jenis_instansi_sama"
    TERBUKTI = "terbukti"


@dataclass(frozen=True, slots=True)
class Weight:
    """What each thing that speaks for a candidate adds, and how many of its sort count."""

    each: int
    most: int

    def of(self, count: int) -> int:
        """Return what so many add."""
        return self.each * min(count, self.most)


WEIGHTS: Mapping[FitReason, Weight] = {
    FitReason.DIWAJIBKAN: Weight(30, 1),
    FitReason.KEBUTUHAN_SAMA: Weight(4, 2),
    FitReason.KLASIFIKASI_SAMA: Weight(3, 3),
    FitReason.JENIS_INSTANSI_SAMA: Weight(4, 1),
    FitReason.TERBUKTI: Weight(1, 5),
}
LABELS: Mapping[FitReason, Text] = {
    FitReason.DIWAJIBKAN: Text(
        "Perangkat daerah ini diwajibkan mereplikasinya.", "The agency is obliged to replicate it."
    ),
    FitReason.KEBUTUHAN_SAMA: Text(
        "Menjawab kebutuhan pada unsur pelayanan yang juga lemah pada perangkat daerah ini.",
        "It answers needs of an element of service that is weak at the agency, too.",
    ),
    FitReason.KLASIFIKASI_SAMA: Text(
        "Berada pada klasifikasi yang sama dengan inovasi perangkat daerah ini.",
        "It is classified like innovations that the agency has.",
    ),
    FitReason.JENIS_INSTANSI_SAMA: Text(
        "Pemiliknya perangkat daerah dengan jenis yang sama.", "Its owner is an agency of the same kind."
    ),
    FitReason.TERBUKTI: Text(
        "Sudah dipakai perangkat daerah lain, dengan tanda hidup yang masih berlaku.",
        "Other agencies use it, with signs of life that are in date.",
    ),
}
# kinds of agencies whose members have the same tasks
ALIKE = frozenset(
    {AgencyKind.KECAMATAN, AgencyKind.KELURAHAN, AgencyKind.RUMAH_SAKIT, AgencyKind.BAGIAN, AgencyKind.UNIT}
)


@dataclass(frozen=True, slots=True)
class Met:
    """Open needs of an agency, and those of others of the same unsur that an innovation answers."""

    lacking: Collection[UUID]
    answered: Collection[UUID]


@dataclass(frozen=True, slots=True)
class Match:
    """What an innovation and an agency have to do with each other.

    `shared` are the terms under which both the innovation and innovations of the agency stand, with these; `kind` is
    the one that owner and agency both are of, if it is one of `ALIKE`; `mandates` oblige the agency; `used_by` is how
    many other agencies use the innovation.
    """

    shared: Mapping[UUID, Collection[UUID]] = field(default_factory=dict)
    kind: str | None = None
    mandates: Collection[UUID] = ()
    used_by: int = 0
    needs: Mapping[str, Met] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fit:
    """How well an innovation fits an agency: what each reason adds, the heaviest first."""

    weights: Mapping[FitReason, int]

    @property
    def score(self) -> int:
        """The sum of the weights."""
        return sum(self.weights.values())


def same_kind(owner: str, agency: str) -> str | None:
    """Return the kind of two agencies that have the same tasks by it, or None."""
    return agency if owner == agency and agency in ALIKE else None


def fit_of(match: Match) -> Fit | None:
    """Return how well an innovation fits, or None if nothing but its use elsewhere speaks for it."""
    counts = {
        FitReason.DIWAJIBKAN: len(match.mandates),
        FitReason.KEBUTUHAN_SAMA: len(match.needs),
        FitReason.KLASIFIKASI_SAMA: len(match.shared),
        FitReason.JENIS_INSTANSI_SAMA: 1 if match.kind else 0,
        FitReason.TERBUKTI: match.used_by,
    }
    weights = {reason: WEIGHTS[reason].of(count) for reason, count in counts.items() if count}
    if not weights.keys() - {FitReason.TERBUKTI}:
        return None
    # reasons of one weight keep the order of their vocabulary
    return Fit(dict(sorted(weights.items(), key=lambda one: -one[1])))


def rank_of(score: int) -> str:
    """Return a score as text that sorts the highest first."""
    return f"{10**6 - score:07}"
