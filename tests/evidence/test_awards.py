"""Awards over HTTP: recorded by the registrar, read by everyone."""

from typing import Any

import pytest

from app.core.clock import today
from app.models.codes import RecordStatus
from tests.innovations.keeping import Registry, errors_of, unknown_id

AWARD = {"code": "kipp_top_99", "year": 2021, "source": "Kepmen PANRB tentang Top 99 Tahun 2021"}


async def test_an_award_is_recorded_and_everyone_reads_it(registry: Registry) -> None:
    receipt = await registry.published()
    answer = await registry.registrar.post(f"/{receipt['slug']}/awards", AWARD)
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"].endswith(f"/v1/innovations/{receipt['id']}/awards")
    told = answer.json()
    assert {name: told[name] for name in AWARD} == AWARD
    page = (await registry.public.get(f"/{receipt['slug']}/awards?with_total=true")).json()
    assert (page["items"], page["total"]) == ([told], 1)


async def test_they_come_by_year_in_pages(registry: Registry) -> None:
    receipt = await registry.published()
    told = [("b", 2021), ("a", 2021), ("c", 2019), ("a", 2005)]
    for code, year in told:
        await registry.registrar.post(f"/{receipt['id']}/awards", {**AWARD, "code": code, "year": year})
    first = (await registry.public.get(f"/{receipt['id']}/awards?limit=3")).json()
    second = (await registry.public.get(f"/{receipt['id']}/awards?limit=3&cursor={first['next']}")).json()
    found = [(item["code"], item["year"]) for page in (first, second) for item in page["items"]]
    assert found == [("a", 2005), ("c", 2019), ("a", 2021), ("b", 2021)]
    assert (await registry.public.get(f"/{receipt['id']}/awards?limit=3&cursor={second['prev']}")).json() == first


async def test_the_same_award_is_recorded_once(registry: Registry) -> None:
    receipt = await registry.published()
    await registry.registrar.post(f"/{receipt['id']}/awards", AWARD)
    again = await registry.registrar.post(f"/{receipt['id']}/awards", {**AWARD, "source": "Sumber lain"})
    assert (again.status_code, again.json()["code"]) == (409, "award_recorded")
    for other in ({"year": 2020}, {"code": "kipp_top_45"}):
        answer = await registry.registrar.post(f"/{receipt['id']}/awards", {**AWARD, **other})
        assert answer.status_code == 201
    assert len((await registry.public.get(f"/{receipt['id']}/awards")).json()["items"]) == 3


async def test_those_of_a_draft_are_its_keepers_to_read(registry: Registry) -> None:
    draft = await registry.made(RecordStatus.DRAFT)
    assert (await registry.registrar.post(f"/{draft['id']}/awards", AWARD)).status_code == 201
    assert len((await registry.operator.get(f"/{draft['slug']}/awards")).json()["items"]) == 1
    for keeper in (registry.other_operator, registry.public):
        for key in (draft["id"], draft["slug"], unknown_id()):
            assert (await keeper.get(f"/{key}/awards")).status_code == 404


async def test_only_the_registrar_records_them(registry: Registry) -> None:
    receipt = await registry.published()
    assert (await registry.operator.post(f"/{receipt['id']}/awards", AWARD)).status_code == 403
    assert (await registry.public.post(f"/{receipt['id']}/awards", AWARD)).status_code == 401
    assert (await registry.registrar.post(f"/{unknown_id()}/awards", AWARD)).status_code == 404


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        ({"code": "Top 99"}, ("#/code", "invalid_form")),
        ({"year": 1989}, ("#/year", "too_small")),
        ({"year": today().year + 1}, ("#/year", "in_future")),
        ({"year": "2021"}, ("#/year", "not_integer")),
        ({"year": 2021.0}, ("#/year", "not_integer")),
        ({"year": True}, ("#/year", "not_integer")),
        ({"source": "  "}, ("#/source", "too_short")),
        ({"id": "x"}, ("#/id", "unknown")),
    ],
)
async def test_bad_awards_are_refused(registry: Registry, facts: dict[str, Any], wrong: tuple[str, str]) -> None:
    receipt = await registry.published()
    answer = await registry.registrar.post(f"/{receipt['id']}/awards", {**AWARD, **facts})
    assert (answer.status_code, errors_of(answer)) == (422, [wrong])
    assert (await registry.public.get(f"/{receipt['id']}/awards")).json()["items"] == []


async def test_it_is_in_the_history_and_ends_with_the_record(registry: Registry) -> None:
    receipt = await registry.published()
    await registry.registrar.post(f"/{receipt['id']}/awards", AWARD)
    event = await registry.last_event(receipt["id"])
    assert (event.action, event.changes) == ("innovation.record_award", {"award": [None, AWARD]})
    await registry.registrar.move(receipt["id"], "archive")
    answer = await registry.registrar.post(f"/{receipt['id']}/awards", {**AWARD, "year": 2020})
    assert (answer.status_code, answer.json()["code"]) == (409, "not_editable")
    gone = await registry.public.get(f"/{receipt['id']}/awards")
    assert (gone.status_code, gone.json()["code"]) == (410, "archived")
