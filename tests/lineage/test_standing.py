"""What follows from the record of an innovation on a day, and by how many it is used: the rules alone."""

from datetime import date
from uuid import UUID

import pytest

from app.lineage.standing import Owner, Replica, Standing, count, in_use
from app.models.codes import Vitality

ON = date(2026, 7, 15)


def standing(**facts: object) -> Standing:
    told: dict = {"published_on": date(2026, 7, 1), "last_sign": None, "stage": "penerapan", "stage_on": None}
    return Standing(**told | {"began_on": None, "applied_on": None, "first_known_on": None} | facts)


def replica(number: int, owner: Owner, **facts: object) -> Replica:
    told = standing(**{"last_sign": date(2026, 7, number), **facts})
    return Replica(UUID(int=number), f"r-{number}", f"R {number}", owner, "adapts", told, None)


def owner(number: int, region: str | None = None, *, external: bool = False) -> Owner:
    return Owner(UUID(int=100 + number), f"a-{number}", f"A {number}", None, external or region is not None, region)


@pytest.mark.parametrize(
    ("facts", "vitality"),
    [
        ({}, Vitality.MENUNGGU),
        ({"last_sign": date(2026, 1, 15)}, Vitality.AKTIF),
        ({"last_sign": date(2026, 1, 14)}, Vitality.STALE),
        ({"last_sign": date(2025, 7, 14)}, Vitality.VAKUM),
        ({"stage": "berhenti", "stage_on": "2026-07", "last_sign": ON}, Vitality.BERHENTI),
        # it is not known when: on any day it may have stopped before
        ({"stage": "berhenti", "last_sign": ON}, Vitality.BERHENTI),
        # it stops later than on the day that is looked at
        ({"stage": "berhenti", "stage_on": "2026-08-01", "last_sign": ON}, Vitality.AKTIF),
        ({"published_on": None, "last_sign": ON}, None),
    ],
)
def test_whether_it_is_alive(facts: dict, vitality: Vitality | None) -> None:
    assert standing(**facts).vitality(ON, 6) is vitality


@pytest.mark.parametrize(
    ("facts", "since"),
    [
        ({"began_on": date(2024, 3, 1), "applied_on": "2023", "first_known_on": "2022"}, "2024-03-01"),
        ({"applied_on": "2023", "first_known_on": "2022"}, "2023"),
        ({"first_known_on": "2022-05"}, "2022-05"),
        ({}, None),
    ],
)
def test_since_when_it_is_used(facts: dict, since: str | None) -> None:
    assert standing(**facts).since == since


def test_agencies_and_regions_count_once_and_the_city_is_no_other_region() -> None:
    one, other = owner(1), owner(2)
    binjai, again, deli = owner(3, "12.75"), owner(4, "12.75"), owner(5, "12.07")
    nowhere, here = owner(6, external=True), owner(7, "12.71")
    owners = [one, one, other, binjai, again, deli, nowhere, here]
    counts = count(replica(number, of) for number, of in enumerate(owners, 1))
    assert (counts.agencies, counts.city_agencies, counts.regions, counts.other_regions) == (7, 2, 3, 2)
    assert count([replica(1, binjai)]).regions == 1
    assert count([]).agencies == 0


def test_what_is_in_use_comes_apart_from_what_is_not() -> None:
    old = replica(3, owner(3), last_sign=date(2025, 12, 1))
    counted, others = in_use([replica(1, owner(1)), old, replica(2, owner(2))], ON, 6)
    assert [one.slug for one in counted] == ["r-2", "r-1"]
    assert [one.slug for one in others] == ["r-3"]
    # with a longer period it counts
    assert len(in_use([old], ON, 12)[0]) == 1
