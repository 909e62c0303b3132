"""From what is on record to what agencies hold: which days a request, a record and a stage stand for."""

from datetime import date

import pytest

from app.core.ids import new_id
from app.mandates.holdings import Entered, Record, Request, Ruled, Step, holdings_of
from app.mandates.progress import Basis
from app.mandates.spans import FOREVER, Span
from app.models.codes import MandateStatus

ORIGIN, AGENCY = new_id(), new_id()
ALWAYS = date.min
RUNS, ASKED = MandateStatus.BERJALAN, MandateStatus.DIAJUKAN


def on(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def record(*signs: date, stages: tuple[Entered, ...] = (), published_on: date | None = None, **facts: bool) -> Record:
    """Return a record of the agency's, which owes signs from 1 January on unless it was never published."""
    return Record(
        id=new_id(),
        slug="turunan",
        name="Turunan",
        agency_id=AGENCY,
        published=facts.get("published", True),
        published_on=published_on,
        descends=facts.get("descends", False),
        stages=stages,
        signs=signs,
    )


def request(*steps: tuple[str, str], replica: Record | None = None) -> Request:
    told = tuple(Step(status, on(day)) for status, day in steps)
    return Request(new_id(), AGENCY, replica.id if replica else None, told)


def held(*things: Record | Request) -> list[tuple[MandateStatus, Basis, date, date]]:
    """Return what the agency holds by these, with its days."""
    records = {one.id: one for one in things if isinstance(one, Record)}
    requests = [one for one in things if isinstance(one, Request)]
    found = holdings_of(ORIGIN, records, requests, [], 6)
    return [(one.status, one.basis, *one.span) for one in found[AGENCY]]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([], []),
        ([("diajukan", "02-01")], [(ASKED, "02-01", None)]),
        ([("diajukan", "02-01"), ("ditelaah", "02-05"), ("ditolak", "03-01")], [(ASKED, "02-01", "03-01")]),
        ([("diajukan", "02-01"), ("dibatalkan", "02-01")], []),
        ([("diajukan", "02-01"), ("berjalan", "03-01")], [(RUNS, "03-01", None), (ASKED, "02-01", "03-01")]),
        (
            [("diajukan", "02-01"), ("berjalan", "03-01"), ("berhenti", "05-01")],
            [(RUNS, "03-01", "05-01"), (ASKED, "02-01", "03-01")],
        ),
        ([("diajukan", "02-01"), ("berjalan", "03-01"), ("berhenti", "03-01")], [(ASKED, "02-01", "03-01")]),
    ],
)
def test_a_request_is_on_the_way_and_then_runs(
    steps: list[tuple[str, str]], expected: list[tuple[MandateStatus, str, str | None]]
) -> None:
    wanted = [(status, Basis.PERMOHONAN, on(begin), on(end) if end else FOREVER) for status, begin, end in expected]
    assert held(request(*steps)) == wanted


def test_a_replica_without_signs_runs_until_two_periods_are_over() -> None:
    never = record(published=False)
    asked = request(("berjalan", "02-01"), replica=never)
    assert held(never, asked) == [(RUNS, Basis.PERMOHONAN, on("02-01"), date(2027, 2, 2))]
    known = record(published_on=on("04-01"))
    asked = request(("berjalan", "02-01"), replica=known)
    assert held(known, asked) == [(RUNS, Basis.PERMOHONAN, on("02-01"), date(2027, 4, 2))]


@pytest.mark.parametrize(
    ("stages", "until"),
    [
        ((Entered("penerapan", "2026-01"),), date(2027, 3, 2)),
        ((Entered("penerapan", "2026-01"), Entered("berhenti", "2026-05")), date(2026, 5, 1)),
        ((Entered("penerapan", "2026-04"), Entered("berhenti", None)), date(2026, 4, 1)),
        ((Entered("berhenti", "2026-05"), Entered("penerapan", None)), date(2027, 3, 2)),
    ],
)
def test_what_stopped_runs_no_more_from_the_first_day_that_may_be(stages: tuple[Entered, ...], until: date) -> None:
    replica = record(on("03-01"), published_on=on("01-01"), stages=stages)
    asked = request(("berjalan", "02-01"), replica=replica)
    assert held(replica, asked) == [(RUNS, Basis.PERMOHONAN, on("02-01"), until)]


def test_what_stopped_on_no_known_day_never_runs_after_it_was_published() -> None:
    replica = record(published_on=on("02-15"), stages=(Entered("berhenti", None),))
    asked = request(("berjalan", "02-01"), replica=replica)
    assert held(replica, asked) == [(RUNS, Basis.PERMOHONAN, on("02-01"), on("02-15"))]


def test_a_record_alone_counts_while_it_is_in_use() -> None:
    assert held(record(on("02-01"), descends=True)) == [(RUNS, Basis.REPLIKA, on("02-01"), on("08-02"))]
    assert held(record(on("02-01"), descends=True, published=False)) == []
    assert held(record(descends=True, published_on=on("01-01"))) == [], "nobody has seen it in use"
    assert held(record(on("02-01"))) == [], "it is no replica"


def test_a_record_that_came_of_a_request_goes_under_its_id() -> None:
    replica = record(on("02-01"), descends=True, published_on=on("01-01"))
    asked = request(("berjalan", "02-01"), ("berhenti", "03-01"), replica=replica)
    found = holdings_of(ORIGIN, {replica.id: replica}, [asked], [], 6)[AGENCY]
    assert {one.ref for one in found} == {asked.id}
    assert [(one.basis, *one.span) for one in found] == [
        (Basis.PERMOHONAN, on("02-01"), on("03-01")),
        (Basis.REPLIKA, on("02-01"), on("08-02")),
    ]


def test_the_origin_counts_for_its_owner_on_all_days_but_those_it_is_dead() -> None:
    origin = Record(ORIGIN, "asal", "Asal", AGENCY, True, on("01-01"), False, (), ())  # noqa: FBT003 - plain facts
    assert held(origin) == [(RUNS, Basis.ASAL, ALWAYS, date(2027, 1, 2))]
    nobodys = Record(ORIGIN, "asal", "Asal", None, True, on("01-01"), False, (), ())  # noqa: FBT003 - as above
    assert held(nobodys) == []


def test_decisions_are_held_by_whom_they_are_about() -> None:
    ruled = Ruled(new_id(), AGENCY, "memakai_setara", Span(on("02-01"), on("03-01")))
    (found,) = holdings_of(ORIGIN, {}, [], [ruled], 6)[AGENCY]
    assert (found.status, found.basis, found.span) == (MandateStatus.MEMAKAI_SETARA, Basis.KEPUTUSAN, ruled.span)
