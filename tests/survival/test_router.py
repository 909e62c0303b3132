"""The survival of a cohort over HTTP."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

from app.core.clock import today
from tests.conftest import Fresh, Server
from tests.innovations.keeping import errors_of, served
from tests.survival.city import AS_OF, built, made


async def asked(city: Fresh, **query: object) -> dict[str, Any]:
    """Return the curve of 2019 as of the end of June 2026, unless asked otherwise."""
    told = {"year": 2019, "as_of": AS_OF, **query}
    answer = await city.client.get("/v1/survival", params={name: str(value) for name, value in told.items()})
    assert answer.status_code == 200, answer.text
    curve: dict[str, Any] = answer.json()
    return curve


async def test_the_curve_of_a_cohort(city: Fresh) -> None:
    told = await asked(city)
    assert {name: told[name] for name in ("year", "as_of", "subjects", "events", "censored", "period_months")} == {
        "year": 2019,
        "as_of": AS_OF,
        "subjects": 7,
        "events": 3,
        "censored": 4,
        "period_months": 6,
    }
    assert (told["never_heard"], told["undated_stops"]) == (1, 1)
    assert told["filters"] == {"agency": None, "kind": None, "replicas": False}
    points = [
        (point["days"], point["at_risk"], point["events"], point["censored"], point["survival"])
        for point in told["points"]
    ]
    # who was never heard of was lost on the first day, before anybody ended
    assert points == [
        (0, 7, 0, 1, "1.0000"),
        (365, 6, 1, 0, "0.8333"),
        (425, 5, 0, 1, "0.8333"),
        (731, 4, 1, 0, "0.6250"),
        (1096, 3, 1, 0, "0.4167"),
        (2554, 2, 0, 1, "0.4167"),
        (2737, 1, 0, 1, "0.4167"),
    ]
    after = [(one["years"], one["at_risk"], one["survival"], one["lower"], one["upper"]) for one in told["after"]]
    # 0.8333 e^(-+1.96 root(1/30)), and 0.625 with 1/12 more under the root
    assert after == [
        (1, 5, "0.8333", "0.5827", "1.0000"),
        (2, 4, "0.8333", "0.5827", "1.0000"),
        (3, 3, "0.6250", "0.3200", "1.0000"),
    ]


async def test_filters_narrow_it_and_are_told(city: Fresh) -> None:
    family = await asked(city, agency="dinas-baru")
    assert (family["subjects"], family["events"], family["filters"]["agency"]) == (3, 2, "dinas-baru")
    assert (await asked(city, agency="dinas-lama"))["points"] == family["points"], "one followed the other"
    digital = await asked(city, kind="digital")
    assert (digital["subjects"], digital["events"], digital["filters"]["kind"]) == (2, 1, "digital")
    replicas = await asked(city, replicas="true")
    assert (replicas["subjects"], replicas["events"], replicas["filters"]["replicas"]) == (1, 0, True)
    assert [one["survival"] for one in replicas["after"]] == ["1.0000"] * 3
    assert (await asked(city, agency="kota-lain"))["subjects"] == 0, "of another city"


async def test_a_cohort_without_anybody_is_an_answer(city: Fresh) -> None:
    told = await asked(city, year=1999)
    assert (told["subjects"], told["events"], told["points"]) == (0, 0, [])
    assert [(one["survival"], one["at_risk"]) for one in told["after"]] == [(None, 0)] * 3
    assert set(told["definition"]) == {"id", "en"}


async def test_beyond_what_was_watched_nothing_is_said(city: Fresh) -> None:
    told = await asked(city, as_of="2020-06-30")
    assert (told["subjects"], told["events"]) == (7, 1), "what fell dormant later was not yet"
    assert [one["survival"] is None for one in told["after"]] == [False, True, True]


async def test_a_year_is_where_an_innovation_began_not_where_it_was_tried(city: Fresh) -> None:
    assert (await asked(city, year=2020))["subjects"] == 1
    assert (await asked(city, year=2018))["subjects"] == 1
    assert (await asked(city, year=2019, as_of="2019-12-31"))["subjects"] == 8, "it was not in use yet"


async def test_withdrawn_signs_and_later_ones_do_not_count(server: Server, migrated: str) -> None:
    async with served(server, migrated) as fresh:
        await built(fresh)
        async with fresh.committing() as session:
            taken = "UPDATE sign_of_life SET withdrawn_at = now(), withdrawn_reason = 'x' WHERE observed_on = :on"
            await session.execute(text(taken), {"on": date(2020, 12, 31)})
        told = await asked(fresh)
        assert (told["events"], told["never_heard"]) == (2, 2)


async def test_the_period_is_a_setting(server: Server, migrated: str) -> None:
    async with served(server, migrated, sign_of_life_months=60) as fresh:
        await built(fresh)
        told = await asked(fresh)
        assert (told["events"], told["period_months"]) == (1, 60)
        assert "120 months" in told["definition"]["en"]
        assert "120 bulan" in told["definition"]["id"]


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({}, ("query/year", "required")),
        ({"year": "1989"}, ("query/year", "too_small")),
        ({"year": "2101"}, ("query/year", "too_large")),
        ({"year": "19"}, ("query/year", "too_small")),
        ({"year": "2019", "agency": "tidak-ada"}, ("query/agency", "unknown_reference")),
        ({"year": "2019", "kind": "lain"}, ("query/kind", "unknown_code")),
        ({"year": "2019", "replicas": "mungkin"}, ("query/replicas", "not_boolean")),
        ({"year": "2019", "as_of": (today() + timedelta(days=1)).isoformat()}, ("query/as_of", "in_future")),
        ({"year": "2019", "lang": "id"}, ("query/lang", "unknown")),
    ],
)
async def test_bad_questions_are_refused(city: Fresh, query: dict[str, str], wrong: tuple[str, str]) -> None:
    answer = await city.client.get("/v1/survival", params=query)
    assert (answer.status_code, errors_of(answer)) == (422, [wrong])
    if "lang" not in query:
        picture = await city.client.get("/v1/survival.svg", params=query)
        assert (picture.status_code, errors_of(picture)) == (422, [wrong])


async def statements(city: Fresh, **query: str) -> int:
    """Return how many statements an answer takes."""
    counted: list[str] = []
    engine = city.app.state.database.replica_engine.sync_engine

    def count(*told: Any) -> None:
        counted.append(told[2])

    event.listen(engine, "before_cursor_execute", count)
    try:
        await asked(city, **query)
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(counted)


async def test_however_large_a_cohort_it_takes_as_many_statements(server: Server, migrated: str) -> None:
    async with served(server, migrated) as fresh:
        await built(fresh)
        few = await statements(fresh, agency="dinas-baru")
        async with fresh.committing() as session:
            lineage = await session.execute(
                text("SELECT member_id FROM agency_lineage WHERE key = 'dinas-baru' LIMIT 1")
            )
            owner = lineage.scalar_one()
            for number in range(60):
                signs = (f"20{20 + number % 6}-05-01",)
                await made(session, ("penerapan", f"2019-{number % 12 + 1:02}"), signs=signs, agency_id=owner)
        assert (await asked(fresh, agency="dinas-baru"))["subjects"] == 63
        assert await statements(fresh, agency="dinas-baru") == few == 4
