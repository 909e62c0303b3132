"""`…/agencies/{key}/eligibility`: what an agency may enter when, in pages, and what is left of the quotas."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from app.agencies.service import AgencyService
from app.models import Agency, Innovation, Instrument
from tests import factories
from tests.conftest import Fresh, Server
from tests.eligibility.telling import edition
from tests.innovations.keeping import errors_of, served, unknown_id
from tests.rounds import making
from tests.signing import sign

GROUPS = [
    {
        "code": "umum",
        "label": {"id": "Umum"},
        "minimum_age_months": 24,
        "quota": {"most": 10, "per": "instansi"},
        "exclusions": [{"awards": ["top_45"]}],
    },
    {
        "code": "perangkat",
        "label": {"id": "Perangkat daerah"},
        "minimum_age_months": 36,
        "quota": {"most": 3, "per": "agency"},
    },
]
STARTS = {"c": "2020-03-01", "a": "2019-05", "e": None, "b": "2020-01-15", "d": "2025-06-30"}
# the earliest first: two years after the last day that each start can mean, what has none at the end
ORDER = [("a", "2021-05-31"), ("b", "2022-01-15"), ("c", "2022-03-01"), ("d", "2027-06-30"), ("e", None)]


@dataclass(frozen=True)
class City:
    """An agency with a predecessor, whose operator asks; another agency; and a registrar."""

    fresh: Fresh
    agency: Agency
    former: Agency
    other: Agency
    operator: dict[str, str]
    registrar: dict[str, str]

    async def ask(self, key: str, query: str = "", who: str = "operator") -> httpx.Response:
        """Ask for the calendar of an agency."""
        asked = f"/v1/agencies/{key}/eligibility?edition=lomba-2026{query and f'&{query}'}"
        return await self.fresh.client.get(asked, headers=getattr(self, who))

    async def calendar(self, key: str, query: str = "", who: str = "operator") -> dict[str, Any]:
        """Return the calendar of an agency."""
        answer = await self.ask(key, query, who)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told


@pytest.fixture(scope="module")
async def city(server: Server, migrated: str) -> AsyncIterator[City]:
    async with served(server, migrated) as fresh:
        async with fresh.committing() as session:
            made = [await factories.agency(session, name) for name in ("Badan Riset", "Balai Penelitian", "Dinas Lain")]
            agency, former, other = made
            await factories.succession(session, former, agency)
            await AgencyService(session).refresh_lineage()
            for number, (name, start) in enumerate(STARTS.items()):
                owner = former if number % 2 else agency
                innovation = await factories.innovation(session, name, agency_id=owner.id)
                if start:
                    await factories.stage(session, innovation, "penerapan", on=start)
            for facts in ({"agency_id": other.id}, {"agency_id": agency.id, "status": "draft"}, {}):
                await factories.innovation(session, **facts)
            await making.instrument(session, edition("lomba", "2026", closes_on="2022-02-28", groups=GROUPS))
            await making.instrument(session, making.form(code="formulir", edition="2026"))
            operator = await sign(session, "operator", agency_id=agency.id)
            registrar = await sign(session, "registrar")
        await prove_stages(fresh)
        yield City(fresh, agency, former, other, operator, registrar)


async def prove_stages(fresh: Fresh) -> None:
    """Let something show each stage."""
    async with fresh.committing() as session:
        connection = await session.connection()
        await connection.exec_driver_sql("UPDATE innovation_stage SET evidence = 'SK'")


def told_of(page: dict[str, Any]) -> list[tuple[str, str | None]]:
    """Return the names on a page, each with its day."""
    return [(item["innovation"]["name"], item["eligible_from"]) for item in page["items"]]


async def test_the_earliest_comes_first_and_what_has_no_day_last(city: City) -> None:
    page = await city.calendar(city.agency.slug, "with_total=true")
    assert told_of(page) == ORDER
    assert (page["total"], page["next"], page["prev"]) == (5, None, None)
    assert [item["answer"] for item in page["items"]] == ["eligible", "eligible", *["not_eligible"] * 2, "unknown"]
    assert page["edition"]["slug"] == "lomba-2026"
    assert page["closes_on"] == "2022-02-28"


async def test_each_group_has_its_answer_and_day(city: City) -> None:
    page = await city.calendar(city.agency.slug)
    first = {group["group"]: (group["answer"], group["eligible_from"]) for group in page["items"][1]["groups"]}
    assert first == {"umum": ("eligible", "2022-01-15"), "perangkat": ("not_eligible", "2023-01-15")}


async def test_another_closing_day_changes_answers_and_no_order(city: City) -> None:
    page = await city.calendar(city.agency.slug, "closes_on=2022-01-14")
    assert told_of(page) == ORDER
    assert [item["answer"] for item in page["items"]][:2] == ["eligible", "not_eligible"]


async def test_pages_lead_on_and_back(city: City) -> None:
    seen, address = [], await city.ask(city.agency.slug, "limit=2")
    pages = [address.json()]
    while (cursor := pages[-1]["next"]) is not None:
        pages.append(await city.calendar(city.agency.slug, f"limit=2&cursor={cursor}"))
    for page in pages:
        seen += told_of(page)
    assert seen == ORDER
    assert [len(page["items"]) for page in pages] == [2, 2, 1]
    back = await city.calendar(city.agency.slug, f"limit=2&cursor={pages[2]['prev']}")
    assert told_of(back) == ORDER[2:4]
    assert f"cursor={pages[0]['next']}" in address.headers["link"]
    elsewhere = await city.ask(city.other.slug, f"cursor={pages[0]['next']}", "registrar")
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (400, "invalid_cursor")
    other_day = await city.ask(city.agency.slug, f"closes_on=2022-01-14&cursor={pages[0]['next']}")
    assert (other_day.status_code, other_day.json()["code"]) == (400, "invalid_cursor")


async def test_quotas_tell_what_is_left(city: City) -> None:
    empty = (await city.calendar(city.agency.slug))["quotas"]
    assert empty == [
        {"group": "umum", "per": "instansi", "most": 10, "taken": 0, "left": 10},
        {"group": "perangkat", "per": "agency", "most": 3, "taken": 0, "left": 3},
    ]
    async with city.fresh.committing() as session:
        by = await session.scalar(select(Instrument).where(Instrument.slug == "lomba-2026"))
        assert by is not None
        every = (await session.scalars(select(Innovation).where(Innovation.status == "published"))).all()
        general = await making.round_of(session, by, group="umum")
        own = await making.round_of(session, by, group="perangkat")
        for innovation in every:
            await making.entry(session, general, innovation)
        for innovation in [one for one in every if one.agency_id in {city.former.id, city.other.id}][:4]:
            await making.entry(session, own, innovation)
    page = await city.calendar(city.agency.slug)
    assert [(quota["taken"], quota["left"]) for quota in page["quotas"]] == [(7, 3), (2, 1)]
    # of another agency its own entries alone, of the city all
    other = (await city.calendar(city.other.slug, who="registrar"))["quotas"]
    assert [(quota["taken"], quota["left"]) for quota in other] == [(7, 3), (1, 2)]
    async with city.fresh.committing() as session:
        connection = await session.connection()
        await connection.exec_driver_sql("DELETE FROM round_entry")


async def test_what_bars_an_innovation_takes_its_day_away(city: City) -> None:
    async with city.fresh.committing() as session:
        connection = await session.connection()
        await connection.exec_driver_sql(
            "INSERT INTO award (id, innovation_id, code, year, source, recorded_at) "
            "SELECT gen_random_uuid(), id, 'top_45', 2019, 'Kepmen', now() FROM innovation WHERE name = 'a'"
        )
    page = await city.calendar(city.agency.slug)
    groups = {group["group"]: group for group in page["items"][2]["groups"]}
    assert told_of(page)[2] == ("a", "2022-05-31"), "the other group takes it after three years"
    assert (groups["umum"]["answer"], groups["umum"]["eligible_from"]) == ("not_eligible", None)
    async with city.fresh.committing() as session:
        await (await session.connection()).exec_driver_sql("DELETE FROM award")


async def test_a_former_agency_leads_to_the_same_line(city: City) -> None:
    assert told_of(await city.calendar(city.former.slug, who="registrar")) == ORDER
    assert told_of(await city.calendar(str(city.agency.id))) == ORDER


async def test_agencies_of_others_are_not_told(city: City) -> None:
    for key in (city.other.slug, str(city.other.id), "tidak-ada", unknown_id()):
        assert (await city.ask(key)).status_code == 404, key
    assert len((await city.calendar(city.other.slug, who="registrar"))["items"]) == 1
    answer = await city.fresh.client.get(f"/v1/agencies/{city.agency.slug}/eligibility")
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("query", "status", "wrong"),
    [
        ("edition=tidak-ada", 422, [("query/edition", "unknown_reference")]),
        ("closes_on=2026-13-01", 422, [("query/closes_on", "not_date")]),
        ("limit=0", 422, [("query/limit", "too_small")]),
        ("umur=2", 422, [("query/umur", "unknown")]),
        ("cursor=abc", 400, []),
        ("edition=formulir-2026", 409, []),
    ],
)
async def test_bad_questions(city: City, query: str, status: int, wrong: list[tuple[str, str]]) -> None:
    asked = f"/v1/agencies/{city.agency.slug}/eligibility?{query}"
    answer = await city.fresh.client.get(asked, headers=city.operator)
    assert (answer.status_code, errors_of(answer)) == (status, wrong)
