"""What events do to versions, edges and the tree, in memory."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.agencies.events import Event, begin, check_begin, check_day, end, succeed
from app.agencies.facts import AgencyEnds, AgencyHasParts, AgencyKnownBefore, AgencyNotInForce, HistoryFull, OutOfOrder
from app.agencies.inputs import AgencyClose, AgencyMerge, AgencyMove, AgencyRename, AgencySplit
from app.agencies.lineage import lineages
from app.agencies.register import MOST_LEVELS, Register, free_slug
from app.agencies.succession import Successions, happen
from app.core.errors import Fact, InvalidRequest
from app.core.ids import new_id
from app.core.text import search_key, slugify
from app.core.timeline import in_force, nearest_day
from app.models import Agency, AgencySuccession, AgencyVersion

DECREE = "Keputusan contoh"
FIELDS = (
    *("position", "name", "name_key", "short_name", "kind", "parent_id", "area"),
    *("valid_from", "valid_to", "first_stated_on", "last_stated_on", "decree"),
)


def agency(name: str, **dates: Any) -> Agency:
    made = Agency(id=new_id(), slug=slugify(name), version=1, external=False, aliases=[])
    first = dict.fromkeys(FIELDS) | {"position": 1, "name": name, "name_key": search_key(name), "kind": "dinas"}
    made.versions = [AgencyVersion(**{**first, **dates})]
    return made


def on(day: str) -> Event:
    return Event(date.fromisoformat(day), DECREE)


def dates_of(one: Agency) -> list[tuple[str, str | None, str | None]]:
    return [(version.name, version.valid_from, version.valid_to) for version in one.versions]


def test_a_new_name_begins_when_the_old_one_has_ended() -> None:
    one = agency("Lama", valid_from="2016-01-01", short_name="L")
    succeed(one, on("2022-12-20"), name="Baru", short_name=None)
    assert dates_of(one) == [("Lama", "2016-01-01", "2022-12-19"), ("Baru", "2022-12-20", None)]
    first, second = one.versions
    assert (first.short_name, second.short_name) == ("L", None)
    assert (second.position, second.kind, second.name_key, second.decree) == (2, "dinas", "baru", DECREE)


@pytest.mark.parametrize(
    "dates",
    [{}, {"first_stated_on": "2017-08-21"}, {"first_stated_on": "2022-12"}, {"valid_from": "2022"}],
    ids=["without dates", "seen on a day", "seen in the month", "since a year"],
)
def test_a_name_of_which_little_is_known_can_end(dates: dict[str, str]) -> None:
    one = agency("Lama", **dates)
    succeed(one, on("2022-12-20"), name="Baru")
    assert dates_of(one) == [("Lama", dates.get("valid_from"), "2022-12-19"), ("Baru", "2022-12-20", None)]
    assert one.versions[0].first_stated_on == dates.get("first_stated_on")


@pytest.mark.parametrize(("ends", "carried"), [("2030-06-30", "2030-06-30"), ("2022", "2022-12-31"), ("2023", "2023")])
def test_an_end_that_is_on_record_goes_over_to_the_new_name(ends: str, carried: str) -> None:
    one = agency("Lama", valid_to=ends)
    succeed(one, on("2022-12-20"), name="Baru")
    assert dates_of(one)[-1] == ("Baru", "2022-12-20", carried)


@pytest.mark.parametrize(
    ("dates", "day", "begins_on"),
    [
        ({"valid_from": "2022-12-20"}, "2022-12-20", "2022-12-20"),
        ({"valid_from": "2022-12-20"}, "2019-01-01", "2022-12-20"),
        ({"first_stated_on": "2022-12"}, "2022-12-01", "2022-12"),
        ({"valid_from": "2027"}, "2026-12-31", "2027"),
    ],
)
@pytest.mark.parametrize("act", [succeed, end])
def test_an_event_must_lie_after_the_begin_of_the_last_name(
    act: Callable[[Agency, Event], None], dates: dict[str, str], day: str, begins_on: str
) -> None:
    one = agency("Lama", **dates)
    with pytest.raises(OutOfOrder) as refused:
        act(one, on(day))
    assert refused.value.facts == {"agency": "lama", "begins_on": begins_on}
    assert len(one.versions) == 1


def test_what_has_ended_has_no_further_events() -> None:
    one = agency("Lama")
    end(one, on("2022-12-20"))
    assert dates_of(one) == [("Lama", None, "2022-12-19")]
    assert in_force(one.versions, date(2022, 12, 19))
    assert in_force(one.versions, date(2022, 12, 20)) is None
    for act in (succeed, end):
        with pytest.raises(AgencyNotInForce):
            act(one, on("2022-12-20"))
    with pytest.raises(AgencyEnds) as refused:
        end(one, on("2022-12-19"))
    assert refused.value.facts == {"agency": "lama", "ends_on": "2022-12-19"}


@pytest.mark.parametrize("dates", [{}, {"first_stated_on": "2022-12"}, {"valid_from": "2022-12-20"}])
def test_an_event_may_begin_what_had_no_begin(dates: dict[str, str]) -> None:
    one = agency("Baru", **dates)
    begin(one, on("2022-12-20"))
    assert dates_of(one) == [("Baru", "2022-12-20", None)]
    assert in_force(one.versions, date(2022, 12, 19)) is None


@pytest.mark.parametrize(
    ("dates", "known_on"),
    [({"valid_from": "2016"}, "2016"), ({"first_stated_on": "2022-12-19"}, "2022-12-19")],
    ids=["by a decree", "by an article"],
)
def test_an_event_begins_nothing_that_was_there_before(dates: dict[str, str], known_on: str) -> None:
    with pytest.raises(AgencyKnownBefore) as refused:
        begin(agency("Baru", **dates), on("2022-12-20"))
    assert refused.value.facts["known_on"] == known_on


def test_an_event_begins_nothing_that_had_its_second_name_or_its_end_by_then() -> None:
    renamed, ended = agency("Satu"), agency("Dua")
    succeed(renamed, on("2022-12-20"), name="Lain")
    end(ended, on("2022-12-20"))
    with pytest.raises(OutOfOrder):
        begin(renamed, on("2022-12-20"))
    with pytest.raises(AgencyEnds):
        begin(ended, on("2022-12-20"))
    begin(renamed, on("2022-12-19"))
    assert dates_of(renamed)[0] == ("Satu", "2022-12-19", "2022-12-19")


def test_a_history_has_an_end() -> None:
    one = agency("Lama")
    for day in range(199):
        succeed(one, Event(date(2020, 1, 1) + timedelta(days=day), DECREE), name=f"Nama {day}")
    with pytest.raises(HistoryFull):
        succeed(one, on("2022-12-20"), name="Baru")


def test_a_history_has_an_end_of_successions_too() -> None:
    one = agency("Dinas Contoh")
    others = [agency(f"Dinas {at}") for at in range(200)]
    edges = [AgencySuccession(predecessor_id=each.id, successor_id=one.id, kind="merged_into") for each in others]
    register = Register([one, *others], edges)
    into = [{"new": {"name": "Dinas Baru", "kind": "dinas"}}]
    said = {"effective_on": "2022-12-20", "decree": DECREE, "into": into, "continues": True}
    with pytest.raises(HistoryFull) as refused:
        happen(register, one, on("2022-12-20"), AgencySplit.model_validate(said))
    assert refused.value.facts == {"agency": "dinas-contoh", "most": 200}


def test_days_too_far_ahead_are_slips_of_the_pen() -> None:
    check_day(date(2031, 12, 31), date(2026, 1, 1), "#/effective_on")
    with pytest.raises(InvalidRequest):
        check_day(date(2032, 1, 1), date(2026, 12, 31), "#/effective_on")


@pytest.mark.parametrize(
    ("valid_from", "first_stated_on", "pointer", "code"),
    [
        ("1899-12-31", None, "#/valid_from", "too_small"),
        ("0001", None, "#/valid_from", "too_small"),
        ("9999", None, "#/valid_from", "too_large"),
        (None, "0001-01-01", "#/first_stated_on", "too_small"),
        (None, "2026-11-23", "#/first_stated_on", "too_large"),
        ("2022-12-20", "2022-11", "#/first_stated_on", "before_begin"),
    ],
)
def test_a_begin_that_cannot_be(valid_from: str | None, first_stated_on: str | None, pointer: str, code: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        check_begin(valid_from, first_stated_on, date(2026, 11, 22))
    assert [(error.pointer, error.code) for error in refused.value.errors] == [(pointer, code)]


@pytest.mark.parametrize(
    ("valid_from", "first_stated_on"),
    [
        (None, None),
        ("1928-08-11", None),
        (None, "2026-11"),
        (None, "2026-11-22"),
        ("2022-12-20", "2022-12"),
        ("2031", None),
    ],
)
def test_a_begin_that_can_be(valid_from: str | None, first_stated_on: str | None) -> None:
    check_begin(valid_from, first_stated_on, date(2026, 11, 22))


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Dinas Baru", "dinas-baru"),
        ("Dinas Satu", "dinas-satu-3"),
        ("Tree", "tree-2"),
        ("Merge", "merge-2"),
        ("\N{CJK UNIFIED IDEOGRAPH-4E00}", "perangkat-daerah"),
        ("019ab3c1-0400-7d3e-9a51-3c8f1f1d2b11", "019ab3c1-0400-7d3e-9a51-3c8f1f1d2b11-2"),
    ],
)
def test_a_slug_is_free_and_no_other_address(name: str, slug: str) -> None:
    assert free_slug(name, {"dinas-satu", "dinas-satu-2"}) == slug


def test_a_slug_is_no_longer_than_an_address_may_be() -> None:
    taken: set[str] = set()
    for _ in range(3):
        slug = free_slug("Dinas " * 80, taken)
        assert len(slug) <= 120
        taken.add(slug)
    assert len(taken) == 3


def chain_of(length: int) -> list[Agency]:
    agencies = [agency(f"Tingkat {at}") for at in range(length)]
    for upper, lower in pairwise(agencies):
        lower.versions[0].parent_id = upper.id
    return agencies


def refusal(act: Callable[..., Any], *arguments: Any) -> tuple[str, str]:
    with pytest.raises(InvalidRequest) as refused:
        act(*arguments)
    (error,) = refused.value.errors
    return error.pointer, error.code


def test_an_agency_does_not_come_below_itself() -> None:
    agencies = chain_of(3)
    register = Register(agencies, [])
    for below in agencies:
        said = (agencies[0], on("2022-12-20"), below.id, "#/parent")
        copy = Register(map(copy_of, agencies), [])
        assert refusal(copy.move, copy.agencies[said[0].id], *said[1:]) == ("#/parent", "circular")
    register.move(agencies[2], on("2022-12-20"), agencies[0].id, "#/parent")


def test_an_agency_does_not_come_below_itself_on_a_later_day_either() -> None:
    upper, lower = agency("Atas"), agency("Bawah")
    register = Register([upper, lower], [])
    register.move(lower, on("2030-01-01"), upper.id, "#/parent")
    assert refusal(register.move, upper, on("2029-01-01"), lower.id, "#/parent") == ("#/parent", "circular")


def test_the_tree_has_so_many_levels_and_no_more() -> None:
    agencies = chain_of(MOST_LEVELS - 1)
    first, second = agency("Cabang"), agency("Ranting")
    register = Register([*agencies, first, second], [])
    register.move(first, on("2022-12-20"), agencies[-1].id, "#/parent")
    assert refusal(register.move, second, on("2022-12-20"), first.id, "#/parent") == ("#/parent", "too_deep")


def test_parts_that_come_later_hold_an_agency_too() -> None:
    one, part = agency("Induk"), agency("Bagian")
    register = Register([one, part], [])
    register.move(part, on("2030-01-01"), one.id, "#/parent")
    with pytest.raises(AgencyHasParts) as refused:
        register.close(one, on("2029-01-01"))
    assert [found["slug"] for found in refused.value.facts["parts"]] == ["bagian"]  # type: ignore[attr-defined] # a list


def copy_of(one: Agency) -> Agency:
    made = Agency(id=one.id, slug=one.slug, version=one.version, external=False, aliases=[])
    made.versions = [AgencyVersion(**{name: getattr(version, name) for name in FIELDS}) for version in one.versions]
    return made


def copy_edge(edge: AgencySuccession) -> AgencySuccession:
    names = ("predecessor_id", "successor_id", "kind", "effective_on", "decree", "note")
    return AgencySuccession(**{name: getattr(edge, name) for name in names})


def told_on(one: Agency, day: date) -> tuple[Any, ...] | None:
    found = in_force(one.versions, day)
    return found and (found.version.name, found.version.kind, found.version.parent_id, found.certain)


DAYS = st.dates(date(2016, 1, 1), date(2024, 12, 31))
BEGINS = st.sampled_from(
    [
        {},
        {"first_stated_on": "2017-08-21"},
        {"first_stated_on": "2019"},
        {"valid_from": "2018-03"},
        {"valid_from": "2016-01-01"},
    ]
)
PICK = st.integers(0, 30)
OCCURRENCES = st.tuples(
    st.sampled_from(["rename", "move", "close", "split", "merge"]), DAYS, st.tuples(PICK, PICK, PICK), st.booleans()
)


def occur(register: Register, kind: str, day: date, picks: tuple[int, int, int], flag: bool) -> set[Any]:
    """Let something happen to agencies picked by number; return those that are said to begin with it."""
    present = list(register.agencies.values())
    one, two, three = (present[pick % len(present)] for pick in picks)
    said: dict[str, Any] = {"effective_on": day.isoformat(), "decree": DECREE}
    event, fresh = Event(day, DECREE), {"new": {"name": f"Baru {len(present)}", "kind": "badan", "parent": None}}
    other = {"agency": two.slug, "version": two.version, "founded": flag and picks[0] % 3 == 0}
    match kind:
        case "rename":
            happen(register, one, event, AgencyRename(**said, name=f"Nama {sum(picks)}"))
        case "move":
            happen(register, one, event, AgencyMove(**said, parent=None if flag else two.slug))
        case "close":
            happen(register, one, event, AgencyClose(**said))
        case "split":
            parts = [fresh, other] if picks[2] % 2 else [fresh]
            happen(register, one, event, AgencySplit.model_validate({**said, "into": parts, "continues": flag}))
        case _:
            ending = [{"agency": each.slug, "version": 1} for each in {one.slug: one, three.slug: three}.values()]
            merger = {**said, "predecessors": ending, "successor": fresh if picks[1] % 2 else other}
            Successions(register, event, None).merge(AgencyMerge.model_validate(merger))
    taken_over = picks[2] % 2 == 1 if kind == "split" else kind == "merge" and picks[1] % 2 == 0
    return {two.id} if taken_over and other["founded"] else set()


@settings(max_examples=150)
@given(
    begins=st.lists(BEGINS, min_size=3, max_size=5),
    occurrences=st.lists(OCCURRENCES, min_size=1, max_size=14),
    days=st.lists(DAYS, min_size=4, max_size=4),
)
def test_whatever_happens_the_past_stays_and_every_day_is_told_once(
    begins: list[dict[str, str]], occurrences: list[tuple[str, date, tuple[int, int, int], bool]], days: list[date]
) -> None:
    register = Register([agency(f"Dinas {at}", **dates) for at, dates in enumerate(begins)], [])
    for kind, day, picks, flag in occurrences:
        after = Register(map(copy_of, register.agencies.values()), map(copy_edge, register.edges))
        try:
            founded = occur(after, kind, day, picks, flag)
        except Fact as refused:
            assert refused.status in {409, 422}  # noqa: PT017 - whatever is refused leaves the register as it was
            continue
        for before in register.agencies.values():
            now = after.agencies[before.id]
            for past in (one for one in (*days, day - timedelta(days=1)) if one < day):
                assert told_on(now, past) == (None if before.id in founded else told_on(before, past))
            if in_force(before.versions, day) and not in_force(now.versions, day):
                assert after.parts_of(now, day) == [], "nobody stays behind below one that ends"
        check(after, days)
        register = after


def check(register: Register, days: list[date]) -> None:
    for one in register.agencies.values():
        check_versions(one.versions, days)
    edges = [(edge.predecessor_id, edge.successor_id) for edge in register.edges]
    lines = lineages(register.agencies, edges)
    assert all(one in lines[other] for one, members in lines.items() for other in members)
    for day in days:
        check_tree(register, day)


def check_versions(versions: list[AgencyVersion], days: list[date]) -> None:
    assert [version.position for version in versions] == list(range(1, len(versions) + 1))
    for earlier, later in pairwise(versions):
        assert earlier.valid_to
        assert later.valid_from
        assert date.fromisoformat(earlier.valid_to) + timedelta(days=1) == date.fromisoformat(later.valid_from)
    for version in versions:
        # as the table holds it
        assert version.valid_to is None or version.valid_from is None or version.valid_to >= version.valid_from
    for day in days:
        decreed = [version for version in versions if version.valid_from and covers(version, day)]
        found = in_force(versions, day)
        assert decreed == ([found.version] if found and decreed else [])
        assert in_force(versions, nearest_day(versions, day))


def covers(version: AgencyVersion, day: date) -> bool:
    begun = version.valid_from is None or version.valid_from <= day.isoformat()
    return begun and (version.valid_to is None or day.isoformat() <= version.valid_to)


def check_tree(register: Register, day: date) -> None:
    found = {one.id: in_force(one.versions, day) for one in register.agencies.values()}
    parents = {one: present.version.parent_id for one, present in found.items() if present}
    for start in parents:
        above, current = [start], parents.get(start)
        while current in parents:
            assert current not in above, "below itself"
            above.append(current)
            current = parents.get(current)
