"""A record as it was on a date."""

import copy
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.partial_date import last_day
from app.innovations import asof
from app.innovations.asof import AgencyName, Change
from app.innovations.schemas import InnovationRead
from app.models import InnovationDocument
from app.reference.files import read_reference
from app.reference.service import ReferenceService

TODAY = date(2026, 11, 22)
AGENCY: dict[str, Any] = {
    "id": "019ab3c1-0400-7d3e-9a51-3c8f1f1d2b11",
    "slug": "brida",
    "name": "BRIDA",
    "short_name": None,
}
OTHER: dict[str, Any] = {**AGENCY, "id": "019ab3c1-0400-7d3e-9a51-3c8f1f1d2b12", "slug": "bappeda", "name": "Bappeda"}


def as_of(told: Any, on: date, changes: Any, agencies: Any, staged_on: date = date.max) -> dict[str, Any]:
    """The record as of a date, of stages that were recorded later than any date if nothing else is said."""
    return asof.as_of(told, on, changes, agencies, staged_on)


def record(**fields: Any) -> dict[str, Any]:
    """A record of which no source says anything but these fields."""
    empty: dict[str, Any] = dict.fromkeys(InnovationRead.model_fields)
    lists = ("aliases", "stages", "people", "places", "classifications", "legal_bases", "resources", "relations")
    empty |= {name: [] for name in (*lists, "ambiguities")}
    stages = fields.get("stages", [])
    return {
        **empty,
        "id": "019ab3c1-0400-7d3e-9a51-3c8f1f1d2b10",
        "slug": "verolin",
        "name": "Verolin",
        "stage": stages[-1]["stage"] if stages else "tidak_diketahui",
        "represents": 1,
        "version": 7,
        "published_at": "2026-11-21T17:00:00Z",
        "updated_at": "2026-11-22T17:00:00Z",
        "counts": {"citations": 4, "sources": 2, "relations": len(fields.get("relations", []))},
        **fields,
    }


def stage(code: str, started_on: str | None) -> dict[str, Any]:
    return {"stage": code, "started_on": started_on, "evidence": None, "note": None}


def part(valid_from: str | None, valid_to: str | None = None) -> dict[str, Any]:
    return {"role": "inovator", "person": {}, "agency": None, "valid_from": valid_from, "valid_to": valid_to}


def basis(issued_on: str | None, valid_from: str | None, valid_to: str | None = None) -> dict[str, Any]:
    return {"level": "perwal", "issued_on": issued_on, "valid_from": valid_from, "valid_to": valid_to}


def spent(year: int) -> dict[str, Any]:
    return {"year": year, "budget_idr": 1}


def on(
    day: str, whole: dict[str, Any], *changes: Change, agencies: dict[str, AgencyName] | None = None
) -> dict[str, Any]:
    return as_of(whole, date.fromisoformat(day), changes, agencies or {})


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


days = st.dates(date(2015, 1, 1), date(2026, 12, 31))
partials = st.builds(lambda day, length: day.isoformat()[:length], days, st.sampled_from([4, 7, 10]))
maybe = st.none() | partials
moments = st.datetimes(datetime(2015, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
records = st.builds(
    record,
    first_known_on=maybe,
    first_known_by=st.just("pemberitaan"),
    agency=st.sampled_from([None, AGENCY]),
    stages=st.lists(st.builds(stage, st.sampled_from(["inisiatif", "uji_coba", "penerapan"]), maybe), max_size=4),
    people=st.lists(st.builds(part, maybe, maybe), max_size=3),
    legal_bases=st.lists(st.builds(basis, maybe, maybe, maybe), max_size=3),
    resources=st.lists(st.builds(spent, st.integers(2015, 2026)), max_size=3),
)


def dates_in(node: Any) -> list[str]:
    """Every date that a record tells of the innovation, as partial dates."""
    named = ("started_on", "valid_from", "valid_to", "issued_on", "first_known_on", "year")
    if isinstance(node, dict):
        own = [str(node[name]) for name in named if node.get(name) is not None]
        return own + [found for value in node.values() for found in dates_in(value)]
    return [found for value in node for found in dates_in(value)] if isinstance(node, list) else []


GROWN = record(stages=[stage("inisiatif", "2019-03"), stage("uji_coba", None), stage("penerapan", "2021")])


@pytest.mark.parametrize(
    ("day", "kept", "current"),
    [
        ("2019-03-30", 0, "tidak_diketahui"),
        ("2019-03-31", 1, "inisiatif"),
        ("2021-12-30", 1, "inisiatif"),
        ("2021-12-31", 3, "penerapan"),
    ],
)
def test_a_stage_counts_from_the_last_day_that_its_date_can_mean(day: str, kept: int, current: str) -> None:
    then = on(day, GROWN)
    assert then["stages"] == GROWN["stages"][:kept]
    assert then["stage"] == current


def test_a_stage_without_a_date_counts_only_before_a_dated_one_that_has_begun() -> None:
    undated = record(stages=[stage("inisiatif", "2019-03-01"), stage("penerapan", None)])
    assert on("2026-01-01", undated)["stage"] == "inisiatif"
    assert on("2026-01-01", record(stages=[stage("penerapan", None)]))["stages"] == []


def test_a_stage_that_is_noted_out_of_order_is_not_told_before_it_begins() -> None:
    disordered = record(stages=[stage("uji_coba", "2024"), stage("penerapan", "2020")])
    assert on("2021-01-01", disordered)["stages"] == [stage("penerapan", "2020")]


def test_a_part_counts_from_its_begin_and_its_end_is_not_known_before_it_comes() -> None:
    whole = record(people=[part("2019-05-02", "2021-06"), part("2022"), part(None)])
    assert on("2019-05-01", whole)["people"] == [part(None)]
    assert on("2021-06-29", whole)["people"] == [part("2019-05-02"), part(None)]
    assert on("2021-06-30", whole)["people"] == [part("2019-05-02", "2021-06"), part(None)]


def test_a_retroactive_decree_counts_from_its_issue_and_an_early_one_from_its_validity() -> None:
    whole = record(legal_bases=[basis("2021-06-18", "2021-01-01"), basis("2021-01-04", "2021-07-01")])
    assert on("2021-06-17", whole)["legal_bases"] == []
    assert on("2021-06-18", whole)["legal_bases"] == whole["legal_bases"][:1]
    assert on("2021-07-01", whole)["legal_bases"] == whole["legal_bases"]


def test_what_a_year_took_is_known_when_it_is_over() -> None:
    whole = record(resources=[spent(2020), spent(2021)])
    assert on("2021-12-30", whole)["resources"] == [spent(2020)]
    assert on("2021-12-31", whole)["resources"] == [spent(2020), spent(2021)]


def test_an_innovation_that_no_source_had_shown_yet_has_no_first_known_date() -> None:
    facts = {"first_known_on": "2019-06-18", "first_known_by": "pemberitaan", "agency_name_then": "Balitbang"}
    then = on("2019-06-17", record(**facts))
    assert {name: then[name] for name in facts} == dict.fromkeys(facts)
    then = on("2019-06-18", record(**facts))
    assert {name: then[name] for name in facts} == facts


def test_agencies_have_the_name_of_the_date() -> None:
    whole = record(agency=AGENCY, people=[part(None) | {"agency": AGENCY}, part(None) | {"agency": OTHER}])
    names = {AGENCY["id"]: AgencyName("Badan Penelitian dan Pengembangan", "Balitbang")}
    then = on("2020-01-01", whole, agencies=names)
    balitbang = AGENCY | {"name": "Badan Penelitian dan Pengembangan", "short_name": "Balitbang"}
    assert then["agency"] == then["people"][0]["agency"] == balitbang
    assert then["people"][1]["agency"] == OTHER


def test_a_day_ends_at_midnight_in_medan() -> None:
    renamed = Change(at("2026-03-01T16:59:59.999999"), "name", "Pertama")
    assert on("2026-02-28", record(), renamed)["name"] == "Pertama"
    assert on("2026-03-01", record(), renamed)["name"] == "Verolin"
    later = Change(at("2026-03-01T17:00:00"), "name", "Pertama")
    assert on("2026-03-01", record(), later)["name"] == "Pertama"
    assert on("2026-03-02", record(), later)["name"] == "Verolin"


def test_before_anything_was_recorded_the_earliest_value_stands_in() -> None:
    changes = [Change(at("2026-05-01"), "problem", "kedua"), Change(at("2026-04-01"), "problem", "pertama")]
    assert on("1999-01-01", record(problem="ketiga"), *changes)["problem"] == "pertama"


def test_the_owner_of_the_date_has_the_name_of_the_date() -> None:
    moved = Change(at("2026-05-01"), "agency", OTHER)
    whole = record(agency=AGENCY, first_known_on="2019", agency_name_then="Balitbang")
    then = on("2026-04-01", whole, moved, agencies={OTHER["id"]: AgencyName("Bappeda Lama", None)})
    assert then["agency"] == OTHER | {"name": "Bappeda Lama"}
    assert then["agency_name_then"] is None
    assert on("2026-06-01", whole, moved)["agency_name_then"] == "Balitbang"


def test_an_owner_that_was_only_spelt_otherwise_keeps_its_name_of_the_first_day() -> None:
    spelt = Change(at("2026-05-01"), "agency", AGENCY | {"name": "Brida"})
    whole = record(agency=AGENCY, first_known_on="2019", agency_name_then="Balitbang")
    assert on("2026-04-01", whole, spelt)["agency_name_then"] == "Balitbang"


def test_relations_are_counted_as_they_were() -> None:
    relation: dict[str, Any] = {"kind": "adapts", "direction": "outgoing", "innovation": {}, "note": None}
    then = on("2026-04-01", record(relations=[relation]), Change(at("2026-05-01"), "relations", []))
    assert then["relations"] == []
    assert then["counts"] == {"citations": 4, "sources": 2, "relations": 0}


@pytest.mark.parametrize(
    ("field", "before"),
    [("people", [part(None)]), ("stages", [stage("penerapan", "2019")]), ("version", 1), ("slug", "lama"), ("id", "x")],
)
def test_what_follows_its_own_dates_or_is_the_records_own_is_not_undone(field: str, before: Any) -> None:
    assert on("2020-01-01", record(), Change(at("2026-05-01"), field, before))[field] == record()[field]


def test_what_is_no_field_of_the_record_is_passed_over() -> None:
    assert on("2020-01-01", record(), Change(at("2026-05-01"), "merged_into", None)) == record()


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_first_and_the_last_day_of_the_calendar_are_days(day: date) -> None:
    assert as_of(record(), day, [Change(at("2026-05-01"), "name", "Lama")], {})["name"] in {"Lama", "Verolin"}


@given(whole=records, day=days)
@settings(max_examples=150)
def test_nothing_is_told_that_is_dated_after_the_day(whole: dict[str, Any], day: date) -> None:
    assert all(last_day(told) <= day for told in dates_in(as_of(whole, day, [], {})))


@given(whole=records)
def test_a_record_whose_dates_are_all_past_is_today_what_it_is(whole: dict[str, Any]) -> None:
    dated = [entry for entry in whole["stages"] if entry["started_on"]]
    whole |= {"stages": dated, "stage": dated[-1]["stage"] if dated else "tidak_diketahui"}
    if whole["first_known_on"] is None:
        whole["first_known_by"] = None
    assert as_of(whole, date(2026, 12, 31), [], {}) == whole


@given(whole=records, day=days)
def test_the_answer_has_the_keys_of_the_record_and_leaves_it_alone(whole: dict[str, Any], day: date) -> None:
    before = copy.deepcopy(whole)
    change = Change(at("2020-01-01"), "name", "Lama")
    assert as_of(whole, day, [change], {}).keys() == whole.keys()
    assert whole == before


@given(
    values=st.dictionaries(moments, st.text(max_size=3), min_size=1, max_size=6), first=st.text(max_size=3), day=days
)
@settings(max_examples=150)
def test_an_undated_field_is_what_had_been_recorded_last(values: dict[datetime, str], first: str, day: date) -> None:
    recorded = sorted(values.items())
    befores = [first, *(value for _, value in recorded)]
    changes = [Change(moment, "summary", befores[index]) for index, (moment, _) in enumerate(recorded)]
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=24 - 7)
    expected = befores[sum(moment < midnight for moment, _ in recorded)]
    assert as_of(record(summary=befores[-1]), day, reversed(changes), {})["summary"] == expected


@given(whole=records, first=days, second=days, moved=st.lists(moments, max_size=4).map(sorted))
@settings(max_examples=150)
def test_a_look_at_an_earlier_day_is_the_same_from_any_later_one(
    whole: dict[str, Any], first: date, second: date, moved: list[datetime]
) -> None:
    earlier, later = sorted((first, second))
    changes = [Change(moment, "name", str(index)) for index, moment in enumerate(moved)][::-1]
    from_later = as_of(as_of(whole, later, changes, {}), earlier, changes, {})
    assert from_later == as_of(whole, earlier, changes, {})


async def test_shipped_records_read_on_a_date_are_still_whole_records(session: AsyncSession) -> None:
    await ReferenceService(session).load(read_reference(), lambda _kind, _done, _total: None)
    rows = (await session.scalars(select(InnovationDocument.document))).all()
    assert len(rows) == 32
    for document in rows:
        whole = InnovationRead.model_validate_json(document).model_dump(mode="json")
        for day in (date(2018, 1, 1), date(2021, 7, 1), TODAY):
            InnovationRead.model_validate(as_of(whole, day, [], {}), extra="forbid")


def test_a_stage_without_a_date_counts_from_the_day_it_was_recorded() -> None:
    told = record(stages=[stage("uji_coba", "2019"), stage("penerapan", None)])
    recorded = date(2026, 11, 22)
    seen = {on: as_of(told, on, [], {}, recorded)["stage"] for on in (date(2026, 11, 21), recorded, date.max)}
    assert seen == {date(2026, 11, 21): "uji_coba", recorded: "penerapan", date.max: "penerapan"}
