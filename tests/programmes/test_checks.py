"""The rules between the parts of an edition, alone."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.partial_date import first_day, last_day
from app.programmes.checks import (
    Listed,
    Span,
    capacity_errors,
    date_errors,
    existed,
    session_errors,
    shortlist_errors,
    visit_errors,
)


@dataclass(frozen=True)
class Version:
    """A version with the dates that a decree gives."""

    valid_from: str | None = None
    valid_to: str | None = None
    first_stated_on: str | None = None
    last_stated_on: str | None = None


DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))
PARTIAL = st.builds(lambda day, size: day.isoformat()[:size], DAYS, st.sampled_from([4, 7, 10]))


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "days", "codes"),
    [
        ("2019-03-18", "2019-06-18", 24, []),
        ("2019-03-18", "2019-03-17", None, ["ends_before_begin"]),
        ("2019-06-18", "2019", None, []),
        ("2019-06", "2019-05", None, ["ends_before_begin"]),
        ("2019", "2018", None, ["ends_before_begin"]),
        ("2019-06-18", None, 400, []),
        ("2019-06-18", "2019-06-19", 2, []),
        ("2019-06-18", "2019-06-19", 3, ["too_large"]),
        ("2019-06", "2019-06", 30, []),
        ("2019-06", "2019-06", 31, ["too_large"]),
    ],
)
def test_dates_are_wrong_only_where_they_cannot_be_right(
    starts_on: str, ends_on: str | None, days: int | None, codes: list[str]
) -> None:
    assert [error.code for error in date_errors(starts_on, ends_on, days)] == codes


@given(starts_on=PARTIAL, ends_on=PARTIAL)
def test_an_end_is_refused_exactly_where_no_day_of_it_is_late_enough(starts_on: str, ends_on: str) -> None:
    possible = last_day(ends_on) >= first_day(starts_on)
    assert (not list(date_errors(starts_on, ends_on, None))) == possible
    # the database holds the same rule to the text of the dates
    assert (f"{ends_on}~" >= starts_on) == possible


def test_a_session_is_within_the_edition() -> None:
    days = ["2019-03", "2019-06-18", None, "2018", "2019-06-19", "2019"]
    wrong = [error.pointer for error in session_errors(days, "2019-03-18", "2019-06-18")]
    assert wrong == ["#/sessions/3/held_on", "#/sessions/4/held_on"]
    assert [error.pointer for error in session_errors(["2030", "2019-03-17"], "2019-03-18", None)] == [
        "#/sessions/1/held_on"
    ]


def test_a_visit_ends_after_it_began() -> None:
    visits = [(None, None), ("2019", "2019-01"), ("2019-02", "2019-01-31"), (None, "2019")]
    assert [error.pointer for error in visit_errors(visits)] == [
        "#/visits/2/visited_until",
        "#/visits/3/visited_until",
    ]


@pytest.mark.parametrize(
    ("capacity", "declared", "recorded", "pointers"),
    [
        (30, 30, 30, []),
        (30, 31, 5, ["#/participants_declared"]),
        (30, None, 31, ["#/people"]),
        (30, 31, 31, ["#/participants_declared", "#/people"]),
        (None, 1000, 500, []),
    ],
)
def test_there_are_no_more_participants_than_room(
    capacity: int | None, declared: int | None, recorded: int, pointers: list[str]
) -> None:
    assert [error.pointer for error in capacity_errors(capacity, declared, recorded)] == pointers


@pytest.mark.parametrize(
    ("versions", "starts_on", "there"),
    [
        ([Version()], "1995", True),
        ([Version(first_stated_on="2019")], "2010", True),
        ([Version(valid_from="2023")], "2022-12-31", False),
        ([Version(valid_from="2023-07")], "2023", True),
        ([Version(valid_from="2023-07")], "2023-06", False),
        ([Version(), Version(valid_to="2020-06")], "2020-06-30", True),
        ([Version(), Version(valid_to="2020-06")], "2020-07", False),
    ],
)
def test_an_agency_was_not_there_only_where_a_decree_says_so(
    versions: list[Version], starts_on: str, there: bool
) -> None:
    assert existed(versions, Span.of(starts_on, None)) is there


def codes(*listed: Listed) -> list[tuple[str, str]]:
    return [(error.pointer, error.code) for error in shortlist_errors(listed)]


def test_six_are_the_best_and_three_are_shown_without_names() -> None:
    best = Listed("enam", 6, None, tuple("abcdef"))
    assert codes(best, Listed("tiga", 3, "enam", ())) == []
    assert (best.unknown, Listed("tiga", 3, "enam", ()).unknown) == (0, 3)
    assert codes(best, Listed("tiga", 3, "enam", ("a", "x"))) == [("#/shortlists/1/innovations", "not_in_parent")]
    assert codes(best, Listed("tujuh", 7, "enam", ())) == [("#/shortlists/1/declared_size", "larger_than_parent")]


def test_a_member_may_be_one_that_the_longer_list_does_not_name() -> None:
    partly = Listed("enam", 6, None, ("a", "b", "c", "d"))
    assert codes(partly, Listed("tiga", 3, "enam", ("a", "x", "y"))) == []
    assert codes(partly, Listed("tiga", 3, "enam", ("x", "y", "z"))) == [
        ("#/shortlists/1/innovations", "not_in_parent")
    ]
    uncounted = Listed("banyak", None, None, ("a",))
    assert codes(uncounted, Listed("tiga", 3, "banyak", ("x", "y", "z"))) == []


def test_lists_are_told_apart_and_drawn_from_one_before() -> None:
    assert codes(Listed("a", None, "b", ()), Listed("b", None, None, ())) == [
        ("#/shortlists/0/parent", "unknown_parent")
    ]
    assert codes(Listed("a", None, "a", ())) == [("#/shortlists/0/parent", "unknown_parent")]
    assert codes(Listed("a", None, None, ()), Listed("a", None, None, ())) == [("#/shortlists/1/name", "repeated")]
    assert codes(Listed("a", 1, None, ("x", "x"))) == [
        ("#/shortlists/0/innovations/1", "repeated"),
        ("#/shortlists/0/innovations", "more_than_declared"),
    ]


@given(
    members=st.lists(st.integers(0, 30), unique=True, max_size=12),
    hidden=st.integers(0, 5),
    shown=st.data(),
)
def test_whatever_is_drawn_from_a_list_fits(members: list[int], hidden: int, shown: st.DataObject) -> None:
    """Any choice among the named and the unnamed of a list is a list that may be drawn from it."""
    size = len(members) + hidden
    if size == 0:
        return
    whole = Listed("semua", size, None, tuple(members))
    named = shown.draw(st.lists(st.sampled_from(members), unique=True)) if members else []
    others = shown.draw(st.integers(0, hidden))
    drawn = [*named, *(f"baru-{number}" for number in range(others))]
    declared = shown.draw(st.integers(max(len(drawn), 1), size))
    part = Listed("sebagian", declared, "semua", tuple(drawn))
    assert codes(whole, part) == []
    assert part.unknown is not None
    assert part.unknown >= 0
    beyond = [*drawn, *(f"lebih-{number}" for number in range(hidden - others + 1))]
    assert ("#/shortlists/1/innovations", "not_in_parent") in codes(
        whole, Listed("sebagian", None, "semua", tuple(beyond))
    )
