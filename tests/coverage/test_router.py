"""One agency, one innovation over HTTP, on a small city."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, text

from app.core.clock import today
from app.models import Innovation
from tests.conftest import Server
from tests.coverage.town import Town, agency, brief, built, innovation, sign
from tests.innovations.keeping import errors_of, served

OWN, REPLICA, ENDED, NONE = "inovasi_sendiri", "replika_saja", "semua_berhenti", "belum_ada"


async def test_a_year_is_told_by_level_as_it_ended(town: Town) -> None:
    told = await town.get(year=2020)
    assert {name: told[name] for name in ("year", "as_of", "first_year", "with_units")} == {
        "year": 2020,
        "as_of": "2020-12-31",
        "first_year": 2019,
        "with_units": False,
    }
    levels = {one["level"]: one for one in told["levels"]}
    assert list(levels) == ["sekretariat", "bagian", "dinas_badan", "kecamatan", "kelurahan", "unit"]
    assert [one["counted"] for one in told["levels"]] == [True, True, True, True, False, False]
    dinas = levels["dinas_badan"]
    assert brief(dinas["all"]) == {OWN: 2, ENDED: 1}
    assert dinas["all"]["share"] == {"numerator": 2, "denominator": 3, "percent": "66.67"}
    assert dinas["kinds"] == ["dinas", "badan", "inspektorat", "satuan"]
    assert brief(levels["kecamatan"]["all"]) == {NONE: 1}
    assert brief(levels["kelurahan"]["all"]) == {REPLICA: 1, NONE: 1}
    assert levels["bagian"]["all"]["share"] == {"numerator": 0, "denominator": 0, "percent": None}
    # kelurahan are told, and make up no part of the total
    assert brief(told["total"]["all"]) == {OWN: 2, ENDED: 1, NONE: 1}
    assert told["total"]["all"]["share"]["percent"] == "50.00"
    assert (told["unattributed"], told["without_level"]) == (1, 1)


async def test_what_no_source_covers_is_told_apart(town: Town) -> None:
    dinas = await town.level("dinas_badan", year=2020)
    assert (dinas["uncertain"], dinas["all"]["agencies"], dinas["certain"]["agencies"]) == (1, 3, 2)
    assert brief(dinas["certain"]) == {OWN: 1, ENDED: 1}
    assert dinas["certain"]["share"] == {"numerator": 1, "denominator": 2, "percent": "50.00"}
    page = await town.get("/agencies", level="dinas_badan", year=2020)
    assert {item["agency"]["slug"]: item["certain"] for item in page["items"]} == {
        "dinas-dua": True,
        "dinas-entah": False,
        "dinas-satu": True,
    }


async def test_agencies_are_those_of_the_year_and_have_what_those_before_them_had(town: Town) -> None:
    assert await town.statuses(level="dinas_badan", year=2021) == {
        "dinas-satu": OWN,
        "dinas-dua": ENDED,
        "dinas-entah": ENDED,
    }
    assert await town.statuses(level="dinas_badan", as_of="2022-01-01") == {"dinas-gabungan": OWN, "dinas-entah": ENDED}
    assert await town.statuses(level="dinas_badan", year=2023) == {"dinas-gabungan": OWN, "dinas-entah": OWN}
    counted = await town.counted(level="dinas_badan", year=2022)
    assert {key: (one["vitality"], one["replica"]) for key, one in counted.items()} == {
        ("dinas-entah", "Lagi"): ("berhenti", False),
        ("dinas-gabungan", "Olahan"): ("menunggu", False),
        ("dinas-gabungan", "Putus"): ("berhenti", False),
        ("dinas-gabungan", "Terus"): ("menunggu", False),
    }
    assert counted["dinas-gabungan", "Terus"]["owner"]["name"] == "Dinas Satu"
    assert counted["dinas-gabungan", "Olahan"]["owner"] is None
    assert counted["dinas-gabungan", "Olahan"]["counts_from"] == "2022-06-30"


async def test_silence_ends_what_was_not_heard_of(town: Town) -> None:
    assert await town.statuses(as_of="2024-12-31", level="dinas_badan") == {"dinas-gabungan": OWN, "dinas-entah": OWN}
    # a year after they were published, of all but one no sign came
    assert await town.statuses(as_of="2025-06-30") == {
        "dinas-gabungan": OWN,
        "dinas-entah": ENDED,
        "kecamatan-induk": NONE,
        "kelurahan-anak": ENDED,
        "kelurahan-beranak": NONE,
    }
    (merged,) = (await town.get("/agencies", agency="dinas-gabungan", as_of="2025-06-30"))["items"]
    assert merged["has"] == {"own": 1, "replicated": 0, "awaited": 0, "stale": 0, "dormant": 1, "stopped": 1}
    (stale,) = (await town.get("/agencies", agency="dinas-gabungan", as_of="2025-12-31"))["items"]
    assert (stale["status"], stale["has"]["own"], stale["has"]["stale"]) == (OWN, 1, 1)
    assert (await town.statuses(agency="dinas-gabungan", as_of="2026-06-30")) == {"dinas-gabungan": ENDED}


async def test_a_sign_wakes_from_its_day_on_unless_it_was_withdrawn(server: Server, migrated: str) -> None:
    async with served(server, migrated) as fresh:
        town = await built(fresh)
        async with fresh.committing() as session:
            slept = (await session.scalars(select(Innovation).where(Innovation.name == "Lagi"))).one()
            await sign(session, slept, "2026-03-01")
        assert (await town.statuses(agency="dinas-entah", as_of="2026-06-30")) == {"dinas-entah": OWN}
        years = (await town.get("/trend", since=2024, level="dinas_badan"))["years"]
        assert [brief(one["levels"][0]["all"]) for one in years[:2]] == [{OWN: 2}, {OWN: 1, ENDED: 1}]
        async with fresh.committing() as session:
            taken = "UPDATE sign_of_life SET withdrawn_at = now(), withdrawn_reason = 'x' WHERE observed_on = :on"
            await session.execute(text(taken), {"on": date(2026, 3, 1)})
        assert (await town.statuses(agency="dinas-entah", as_of="2026-06-30")) == {"dinas-entah": ENDED}


async def test_each_figure_leads_to_what_it_counts(town: Town) -> None:
    told = await town.get(year=2022, with_units=True)
    dinas = next(one for one in told["levels"] if one["level"] == "dinas_badan")
    base = "https://inovasi.example.go.id"
    assert dinas["agencies"].startswith(f"{base}/v1/coverage/agencies?")
    answer = await town.fresh.client.get(dinas["agencies"].removeprefix(base))
    assert len(answer.json()["items"]) == dinas["all"]["agencies"] == 2
    for item in (await town.get("/agencies", year=2022, with_units=True))["items"]:
        listed = (await town.fresh.client.get(item["innovations"].removeprefix(base))).json()["items"]
        has = item["has"]
        assert len(listed) == has["own"] + has["replicated"] + has["dormant"] + has["stopped"]
        assert item["first_year"] == min((int(one["counts_from"][:4]) for one in listed), default=None)


async def test_what_units_have_counts_where_asked(town: Town) -> None:
    assert (await town.statuses(level="kecamatan", year=2020)) == {"kecamatan-induk": NONE}
    assert (await town.statuses(level="kecamatan", year=2020, with_units=True)) == {"kecamatan-induk": REPLICA}
    (row,) = (await town.counted(agency="kecamatan-induk", year=2020, with_units=True)).values()
    assert (row["innovation"]["name"], row["owner"]["slug"], row["replica"]) == ("Salinan", "kelurahan-anak", True)


async def test_an_agency_is_found_under_whoever_stood_for_it(town: Town) -> None:
    assert set(await town.statuses(agency="dinas-satu", year=2020)) == {"dinas-satu"}
    assert set(await town.statuses(agency="dinas-satu", year=2023)) == {"dinas-gabungan"}
    found = await town.statuses(year=2020, status=ENDED)
    assert found == {"dinas-dua": ENDED}


async def test_the_years_in_a_row(town: Town) -> None:
    told = await town.get("/trend", until=2023, level="dinas_badan")
    assert [(one["year"], one["as_of"], one["total"]) for one in told["years"]] == [
        (year, f"{year}-12-31", None) for year in range(2019, 2024)
    ]
    assert [brief(one["levels"][0]["all"]) for one in told["years"]] == [
        {OWN: 3},
        {OWN: 2, ENDED: 1},
        {OWN: 1, ENDED: 2},
        {OWN: 1, ENDED: 1},
        {OWN: 2},
    ]
    whole = await town.get("/trend", since=2022)
    assert whole["years"][-1]["as_of"] == today().isoformat()
    for one in whole["years"]:
        alone = await town.get(year=one["year"])
        assert (one["as_of"], one["total"]) == (alone["as_of"], alone["total"])


async def test_a_ranking_is_by_a_rate(town: Town) -> None:
    told = await town.get("/ranking", level="dinas_badan", year=2023)
    rows = [
        (one["rank"], one["agency"]["slug"], one["numerator"], one["denominator"], one["rate"], one["small"])
        for one in told["items"]
    ]
    # the two that merged have three years each before, of which four were covered, and two after
    assert rows == [(1, "dinas-gabungan", 6, 8, "0.7500", False), (2, "dinas-entah", 3, 5, "0.6000", False)]
    assert [one["certain"] for one in told["items"]] == [True, False]
    assert (told["measure"], told["small_below"], told["first_year"]) == ("years_covered", 5, 2019)
    kept = await town.get("/ranking", level="dinas_badan", year=2023, measure="kept_alive")
    assert [(one["rank"], one["agency"]["slug"], one["rate"]) for one in kept["items"]] == [
        (1, "dinas-entah", "1.0000"),
        (2, "dinas-gabungan", "0.6667"),
    ]
    units = await town.get("/ranking", level="kecamatan", year=2023, measure="units_covered")
    assert [(one["numerator"], one["denominator"], one["rate"], one["small"]) for one in units["items"]] == [
        (1, 2, "0.5000", True)
    ]
    assert {one["level"] for one in (await town.get("/ranking"))["items"]} == {"dinas_badan", "kecamatan"}
    assert told["definition"] != kept["definition"]


async def test_pages_make_the_whole_list_in_both_directions(town: Town) -> None:
    for path in ("agencies", "innovations", "ranking"):
        whole = await town.get(f"/{path}", year=2023, limit=200, with_total=True)
        rows = whole["items"]
        assert whole["total"] == len(rows) > 2
        seen: list[Any] = []
        page = await town.get(f"/{path}", year=2023, limit=2)
        seen += page["items"]
        while page["next"]:
            page = await town.get(f"/{path}", year=2023, limit=2, cursor=page["next"])
            seen += page["items"]
        assert seen == rows, path
        back = page["items"]
        while page["prev"]:
            page = await town.get(f"/{path}", year=2023, limit=2, cursor=page["prev"])
            back = page["items"] + back
        assert back == rows, path


async def test_the_answer_says_what_counts_and_why(town: Town) -> None:
    definition = (await town.get())["definition"]
    assert definition["counted_levels"] == ["sekretariat", "bagian", "dinas_badan", "kecamatan"]
    assert definition["period_months"] == 6
    assert "12 months" in definition["text"]["en"]
    assert "12 bulan" in definition["text"]["id"]
    assert {source["title"][:6] for source in definition["sources"]} == {"Berita", "Permen", "Menter"}


async def test_levels_and_period_are_settings(server: Server, migrated: str) -> None:
    async with served(server, migrated, coverage_levels="kelurahan,dinas_badan", sign_of_life_months=36) as fresh:
        town = await built(fresh)
        told = await town.get(as_of="2026-06-30")
        assert told["definition"]["counted_levels"] == ["dinas_badan", "kelurahan"]
        assert "were set by whoever" in told["definition"]["reason"]["en"]
        assert brief(told["total"]["all"]) == {OWN: 2, REPLICA: 1, NONE: 1}
        assert told["definition"]["period_months"] == 36


NEXT_YEAR = today().year + 1


@pytest.mark.parametrize(
    ("path", "query", "wrong"),
    [
        ("", {"year": "1989"}, ("query/year", "too_small")),
        ("", {"year": "2101"}, ("query/year", "too_large")),
        ("", {"year": "2018"}, ("query/year", "before_records")),
        ("", {"as_of": "2018-12-31"}, ("query/as_of", "before_records")),
        ("", {"as_of": "0001-01-01"}, ("query/as_of", "before_records")),
        ("", {"year": str(NEXT_YEAR)}, ("query/year", "in_future")),
        ("", {"as_of": (today() + timedelta(days=2)).isoformat()}, ("query/as_of", "in_future")),
        ("", {"year": "2020", "as_of": "2020-06-30"}, ("query/as_of", "either_or")),
        ("", {"level": "dinas"}, ("query/level", "unknown_code")),
        ("", {"with_units": "mungkin"}, ("query/with_units", "not_boolean")),
        ("/agencies", {"agency": "tidak-ada"}, ("query/agency", "unknown_reference")),
        ("/agencies", {"agency": "kota-lain"}, ("query/agency", "unknown_reference")),
        ("/agencies", {"agency": "dinas-gabungan", "year": "2020"}, ("query/agency", "not_in_force")),
        ("/agencies", {"status": "lain"}, ("query/status", "unknown_code")),
        ("/innovations", {"agency": "tidak-ada"}, ("query/agency", "unknown_reference")),
        ("/ranking", {"measure": "banyaknya"}, ("query/measure", "unknown_code")),
        ("/trend", {"since": "2018"}, ("query/since", "before_records")),
        ("/trend", {"until": str(NEXT_YEAR)}, ("query/until", "in_future")),
        ("/trend", {"since": "2022", "until": "2020"}, ("query/until", "reversed")),
        ("/trend", {"year": "2020"}, ("query/year", "unknown")),
    ],
)
async def test_bad_questions_are_refused(town: Town, path: str, query: dict[str, str], wrong: tuple[str, str]) -> None:
    answer = await town.ask(path, **query)
    assert (answer.status_code, errors_of(answer)) == (422, [wrong])


async def test_before_anything_is_on_record_nobody_has_anything(server: Server, migrated: str) -> None:
    async with served(server, migrated) as fresh:
        told = await Town(fresh).get()
        assert told["first_year"] == today().year
        assert told["total"]["all"]["share"] == {"numerator": 0, "denominator": 0, "percent": None}
        assert (await Town(fresh).get("/ranking"))["items"] == []
        assert len((await Town(fresh).get("/trend"))["years"]) == 1


PATHS = ("", "/agencies", "/innovations", "/trend", "/ranking")


async def statements(town: Town, path: str, **query: object) -> int:
    """Return how many statements an answer takes."""
    counted: list[str] = []
    engine = town.fresh.app.state.database.replica_engine.sync_engine

    def count(*told: Any) -> None:
        counted.append(told[2])

    event.listen(engine, "before_cursor_execute", count)
    try:
        await town.get(path, **query)
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(counted)


async def test_two_hundred_agencies_take_as_many_statements_as_five(server: Server, migrated: str) -> None:
    async with served(server, migrated) as fresh:
        town = await built(fresh)
        few = {path: await statements(town, path) for path in PATHS}
        async with fresh.committing() as session:
            for number in range(200):
                made = await agency(session, f"Dinas Nomor {number:03}", valid_from=f"{2015 + number % 8}-01-01")
                had = await innovation(session, f"Inovasi {number:03}", made, ("uji_coba", f"{2019 + number % 5}"))
                await sign(session, had, "2025-05-01")
        page = await town.get("/agencies", limit=200, with_total=True)
        assert page["total"] > 200
        assert {path: await statements(town, path) for path in PATHS} == few
        assert set(few.values()) == {4}
