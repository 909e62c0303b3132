"""What is owed on a day, and to whom that is told: the rules alone."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.ids import new_id
from app.models.codes import ReplicationActor, ReplicationStatus
from app.models.replication import ENDED
from app.reminders.known import Agreement, Obligation, Obliged, OwnInnovation, Reminder, ReminderKind, Replication
from app.reminders.rules import (
    PLACE,
    acting,
    ahead,
    last_of_each,
    of_agreement,
    of_innovation,
    of_obligation,
    of_step,
    of_step_for_mentor,
    parties,
)
from app.signs_of_life.vitality import Life

DAY = date(2026, 6, 1)
OWNER, RECEIVER, HELPER, STRANGER = (new_id() for _ in range(4))
ONE = OwnInnovation(new_id(), "satu", "Satu", OWNER, Life(date(2026, 1, 10)))
REQUEST = Replication(new_id(), "Satu", OWNER, RECEIVER, HELPER, "mandiri", "pelaksanaan", "pelaksanaan", DAY)
MANDATE = Obligation(
    new_id(), "wajib", "Wajib", ONE.id, OWNER, DAY + timedelta(days=5), frozenset({"kecamatan"}), frozenset()
)
OBLIGED = Obliged(RECEIVER, "kecamatan", external=False, lineage=frozenset({RECEIVER}))
days = st.dates(date(2015, 1, 1), date(2040, 1, 1))


def told(reminders: object) -> list[tuple[str, date, UUID | None]]:
    return [(one.kind.value, one.due_on, one.agency_id) for one in reminders]  # type: ignore[attr-defined] # reminders


def test_who_acts_follows_the_path_of_the_model() -> None:
    def sides(model: str, status: str, step: str | None = None) -> tuple[str, ...]:
        return acting(replace(REQUEST, model=model, status=status, step=step or status))

    assert sides("mandiri", "ditelaah") == ("asal",)
    assert sides("mandiri", "perencanaan") == ("penerima",)
    assert sides("kerja_sama", "perencanaan") == ("asal",)
    assert sides("fasilitasi", "disetujui") == ("fasilitator",)
    assert sides("mandiri", "berjalan") == ()


def test_a_sign_of_life_is_due_a_period_after_the_last_one() -> None:
    assert told(of_innovation(ONE, DAY, 6)) == [("tanda_hidup", date(2026, 7, 10), OWNER)]
    signed = replace(ONE, life=Life(date(2026, 1, 10), date(2026, 5, 31)))
    assert told(of_innovation(signed, DAY, 6)) == [("tanda_hidup", date(2026, 11, 30), OWNER)]
    assert told(of_innovation(signed, DAY, 1)) == [("tanda_hidup", date(2026, 6, 30), OWNER)]


@pytest.mark.parametrize(
    ("on", "word"),
    [(date(2026, 7, 10), "expected"), (date(2026, 7, 11), "late"), (date(2027, 1, 11), "dormant")],
)
def test_what_is_late_and_what_is_dormant_stays_due_and_says_so(on: date, word: str) -> None:
    [reminder] = of_innovation(ONE, on, 6)
    assert reminder.due_on == date(2026, 7, 10)
    assert word in reminder.note.en


def test_nothing_is_owed_before_publication_or_after_the_end() -> None:
    assert told(of_innovation(ONE, date(2026, 1, 9), 6)) == []
    stopped = replace(ONE, life=Life(date(2026, 1, 10), stopped_on=DAY), began_on=date(2025, 1, 1))
    assert told(of_innovation(stopped, DAY, 6)) == []
    assert told(of_innovation(stopped, DAY - timedelta(days=1), 6)) != []


def test_a_replica_is_checked_after_6_and_12_months_until_a_sign_of_that_day_or_later() -> None:
    checks = [("cek_kelangsungan", date(2026, 7, 31), OWNER), ("cek_kelangsungan", date(2027, 1, 31), OWNER)]
    began = replace(ONE, began_on=date(2026, 1, 31))
    assert told(of_innovation(began, DAY, 6))[1:] == checks
    for last, left in (
        (date(2026, 7, 30), checks),
        (date(2026, 7, 31), checks[1:]),
        (date(2027, 1, 30), checks[1:]),
        (date(2027, 1, 31), []),
    ):
        answered = replace(began, life=Life(date(2026, 1, 10), last))
        assert told(of_innovation(answered, date(2027, 3, 1), 6))[1:] == left, last
    assert told(of_innovation(began, date(2026, 1, 30), 6))[1:] == []
    assert {one.waiting_for for one in list(of_innovation(began, DAY, 6))[1:]} == {ReplicationActor.PENERIMA}


def test_a_step_is_told_to_who_acts_and_once_overdue_to_the_origin() -> None:
    everybody = {OWNER, RECEIVER, HELPER}
    step = ("langkah_replikasi", DAY)
    assert told(of_step(REQUEST, everybody, DAY)) == [(*step, RECEIVER)]
    assert told(of_step(REQUEST, {OWNER}, DAY)) == []
    tomorrow = DAY + timedelta(days=1)
    assert told(of_step(REQUEST, everybody, tomorrow)) == [(*step, RECEIVER), (*step, OWNER)]
    assert told(of_step(REQUEST, {OWNER}, tomorrow)) == [(*step, OWNER)]
    asked = replace(REQUEST, status="diajukan")
    assert told(of_step(asked, everybody, tomorrow)) == [(*step, OWNER)]
    assert told(of_step(asked, {RECEIVER}, tomorrow)) == []


def test_a_step_without_a_day_or_of_what_has_ended_is_told_to_nobody() -> None:
    for request in (replace(REQUEST, due_on=None), *(replace(REQUEST, status=status.value) for status in ENDED)):
        assert told(of_step(request, {OWNER, RECEIVER}, date(2030, 1, 1))) == []
        assert told(of_step_for_mentor(request, date(2030, 1, 1))) == []


def test_a_mentor_is_told_of_an_overdue_step_and_who_owes_it() -> None:
    assert told(of_step_for_mentor(REQUEST, DAY)) == []
    assert told(of_step_for_mentor(REQUEST, DAY + timedelta(days=1))) == [("langkah_replikasi", DAY, RECEIVER)]


def agreement(until: date | None, kind: str = "pks", request: Replication = REQUEST) -> Agreement:
    return Agreement(new_id(), kind, None, until, request)


def test_an_agreement_is_told_to_both_sides_until_there_is_a_later_one_of_its_kind() -> None:
    first, second = agreement(DAY), agreement(DAY + timedelta(days=365))
    other = agreement(DAY, "nota_kesepakatan")
    assert last_of_each([second, first, other]) == [second, other]
    assert last_of_each([first, agreement(None)]) == []
    assert parties(REQUEST) == [RECEIVER, OWNER]
    assert told(of_agreement(first, parties(REQUEST))) == [
        ("perjanjian_berakhir", DAY, RECEIVER),
        ("perjanjian_berakhir", DAY, OWNER),
    ]
    assert told(of_agreement(agreement(DAY, request=replace(REQUEST, status="berhenti")), [OWNER])) == []


def obliged(agency: Obliged = OBLIGED, mandate: Obligation = MANDATE, own: tuple[OwnInnovation, ...] = ()) -> bool:
    return bool(list(of_obligation(mandate, agency, own, DAY, 6)))


def test_a_mandate_obliges_agencies_of_its_kinds_that_have_done_nothing() -> None:
    assert told(of_obligation(MANDATE, OBLIGED, (), DAY, 6)) == [("kewajiban", MANDATE.due_on, RECEIVER)]
    assert not obliged(replace(OBLIGED, kind="kelurahan"))
    assert not obliged(replace(OBLIGED, external=True))
    assert not obliged(replace(OBLIGED, lineage=frozenset({RECEIVER, OWNER})))
    assert not obliged(mandate=replace(MANDATE, decided=frozenset({RECEIVER})))
    assert obliged(mandate=replace(MANDATE, decided=frozenset({STRANGER})))
    earlier = replace(OBLIGED, lineage=frozenset({RECEIVER, HELPER}))
    assert not obliged(earlier, replace(MANDATE, decided=frozenset({HELPER})))


def test_a_replica_that_is_alive_meets_a_mandate() -> None:
    replica = OwnInnovation(new_id(), "salinan", "Salinan", RECEIVER, Life(date(2026, 3, 1)), frozenset({ONE.id}))
    assert not obliged(own=(replica,))
    assert obliged(own=(replace(replica, agency_id=STRANGER),))
    assert obliged(own=(replace(replica, replicates=frozenset({new_id()})),))
    assert obliged(own=(replace(replica, life=Life(date(2025, 1, 1))),)), "dormant"
    assert obliged(own=(replace(replica, life=Life(date(2026, 3, 1), stopped_on=DAY)),)), "stopped"
    late = replace(replica, life=Life(date(2025, 10, 1)))
    assert not obliged(own=(late,)), "late, and not yet dormant"


innovations = st.builds(
    OwnInnovation,
    id=st.uuids(),
    slug=st.just("x"),
    name=st.just("X"),
    agency_id=st.just(OWNER),
    life=st.builds(Life, owes_from=days, last_sign=st.none() | days),
    began_on=st.none() | days,
)


@given(st.lists(innovations, max_size=6, unique_by=lambda one: one.id), days, st.integers(1, 60), st.integers(0, 730))
def test_what_is_overdue_is_always_told_and_a_longer_look_tells_no_less(
    own: list[OwnInnovation], on: date, months: int, within: int
) -> None:
    found: list[Reminder] = [reminder for one in own for reminder in of_innovation(one, on, months)]
    near, far = ahead(found, on, within), ahead(found, on, within + 30)
    assert set(near) <= set(far) <= set(found)
    assert {one for one in found if one.due_on < on} <= set(ahead(found, on, 0))
    assert all((one.due_on - on).days <= within for one in near)
    places = [tuple(getattr(one, name) for name in PLACE) for one in found]
    assert len(set(places)) == len(places)


@given(st.sampled_from(ReplicationStatus), days, days)
def test_nobody_without_a_part_is_told_of_a_replication(status: ReplicationStatus, due_on: date, on: date) -> None:
    request = replace(REQUEST, status=status.value, due_on=due_on)
    assert list(of_step(request, {STRANGER}, on)) == []
    reminders = list(of_step(request, {OWNER, RECEIVER, HELPER}, on))
    assert {one.agency_id for one in reminders} <= request.sides()
    assert (reminders == []) == (status in ENDED or status is ReplicationStatus.BERJALAN)
    assert {one.kind for one in reminders} <= {ReminderKind.LANGKAH_REPLIKASI}
