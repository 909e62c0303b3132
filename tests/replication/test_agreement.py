"""Whether an agreement is in force on a day: the rule alone."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.replication.agreement import Shortfall, shortfalls
from app.replication.paths import rules

DAY = date(2026, 6, 1)
BOTH = [{"side": "asal", "title": "Wali Kota", "name": None}, {"side": "penerima", "title": "Bupati", "name": None}]


@dataclass
class Paper:
    kind: str
    issued_on: date = date(2026, 1, 10)
    valid_from: date = date(2026, 1, 10)
    valid_until: date | None = None
    signatories: list[dict[str, Any]] = field(default_factory=lambda: BOTH)
    withdrawn_at: datetime | None = None


def lacks(scope: str, *papers: Paper, on: date = DAY) -> list[tuple[int, str]]:
    return [(gap.link, gap.lack.value) for gap in shortfalls(rules().agreement(scope), papers, on)]


MOU = Paper("nota_kesepakatan")
PKS = Paper("pks", date(2026, 2, 1), date(2026, 2, 1))


@pytest.mark.parametrize("kind", ["surat", "surat_kesediaan", "sk", "berita_acara", "pks", "nota_kesepakatan"])
def test_within_the_city_any_letter_is_enough(kind: str) -> None:
    assert lacks("dalam_kota", Paper(kind, signatories=[])) == []


@pytest.mark.parametrize("kind", ["rencana_aksi", "laporan_evaluasi", "laporan_pemantauan"])
def test_a_plan_or_report_is_no_agreement(kind: str) -> None:
    assert lacks("dalam_kota", Paper(kind)) == [(1, "missing")]


@pytest.mark.parametrize("scope", ["keluar", "masuk"])
def test_across_regions_the_heads_of_region_agree_first(scope: str) -> None:
    assert lacks(scope) == [(1, "missing"), (2, "missing")]
    assert lacks(scope, MOU) == [(2, "missing")]
    assert lacks(scope, PKS) == [(1, "missing")]
    assert lacks(scope, MOU, PKS) == []
    earlier = Paper("pks", date(2026, 1, 9), date(2026, 1, 9))
    assert lacks(scope, MOU, earlier) == [(2, "out_of_order")]
    # a second memorandum before it mends that
    assert lacks(scope, MOU, earlier, Paper("nota_kesepakatan", date(2025, 12, 1), date(2025, 12, 1))) == []


def test_both_sides_must_have_signed() -> None:
    assert lacks("masuk", MOU, Paper("pks", signatories=BOTH[:1])) == [(2, "unsigned")]
    assert lacks("masuk", MOU, Paper("pks", signatories=[])) == [(2, "unsigned")]


def test_both_ends_of_its_validity_are_included() -> None:
    paper = Paper("surat", valid_from=date(2026, 2, 1), valid_until=date(2026, 6, 1))
    assert lacks("dalam_kota", paper, on=date(2026, 6, 1)) == []
    assert lacks("dalam_kota", paper, on=date(2026, 2, 1)) == []
    rule = rules().agreement("dalam_kota")
    kinds = tuple(kind.value for kind in rule.links[0].kinds)
    late = shortfalls(rule, [paper], date(2026, 6, 2))
    assert late == [Shortfall(1, kinds, late[0].lack, date(2026, 6, 1))]
    assert late[0].lack == "expired"
    early = shortfalls(rule, [paper], date(2026, 1, 31))
    assert (early[0].lack, early[0].on) == ("not_yet_valid", date(2026, 2, 1))


def test_what_was_withdrawn_shows_nothing() -> None:
    paper = Paper("surat", withdrawn_at=datetime(2026, 3, 1))  # noqa: DTZ001 - any moment will do
    assert lacks("dalam_kota", paper) == [(1, "missing")]


papers = st.builds(
    Paper,
    st.sampled_from(["nota_kesepakatan", "pks", "surat"]),
    st.dates(date(2025, 1, 1), date(2027, 1, 1)),
    st.dates(date(2025, 1, 1), date(2027, 1, 1)),
    st.none() | st.dates(date(2025, 1, 1), date(2028, 1, 1)),
    st.sampled_from([BOTH, BOTH[:1], []]),
)


@given(st.lists(papers, max_size=6), papers, st.sampled_from(["dalam_kota", "keluar"]), st.randoms())
def test_another_document_never_takes_an_agreement_away(
    there: list[Paper], more: Paper, scope: str, chance: Any
) -> None:
    if not lacks(scope, *there):
        assert not lacks(scope, *there, more)
    shuffled = list(there)
    chance.shuffle(shuffled)
    assert bool(lacks(scope, *shuffled)) == bool(lacks(scope, *there))
