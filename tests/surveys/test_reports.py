"""What published reports say: kept word for word, flagged where it contradicts itself, and never refused for that."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.models import AuditEvent, Source
from tests.innovations.keeping import errors_of
from tests.surveys.desk import CODES, OVER, REFERENCE, Desk, full

# 955 of nine unsur and 29 respondents
NRR = {**dict.fromkeys(CODES, 3.66), "pengaduan": 3.69}


async def test_a_report_beside_what_was_computed(desk: Desk) -> None:
    survey = await desk.survey("open", **OVER)
    # answers of 29 people that sum to 955: eight unsur of 106, one of 107
    rows = [{"answers": full(4, pengaduan=4)}] * 19 + [{"answers": full(3, pengaduan=3)}] * 9
    rows += [{"answers": full(3, pengaduan=4)}]
    await desk.enter(survey, rows)
    told = await desk.report(survey, index=90.56, respondents=29, weight="0.11", nrr=NRR)
    assert told.status_code == 200, told.text
    assert told.headers["etag"] == '"v3"'
    results = await desk.results(survey)
    assert results["computed"]["index"] == "91.48"
    reported = results["reported"]
    assert reported == told.json()
    assert (reported["index"], reported["quality"], reported["difference"]) == ("90.56", "A", "-0.92")
    assert reported["consistency"]["consistent"] is True
    assert (reported["consistency"]["weight"], reported["consistency"]["weight_assumed"]) == ("0.11", False)
    assert reported["consistency"]["fitting_weights"] == ["0.11"]
    assert {one["unsur"]: one["nrr"] for one in reported["nrr"]} == {
        code: f"{value:.2f}" for code, value in NRR.items()
    }


async def test_an_index_that_cannot_follow_is_kept_and_flagged(desk: Desk) -> None:
    survey = await desk.survey(**OVER)
    told = await desk.report(survey, index=90.56, respondents=29, nrr=NRR)
    assert told.status_code == 200
    consistency = told.json()["consistency"]
    assert consistency["consistent"] is False
    assert (consistency["weight"], consistency["weight_assumed"]) == ("1/9", True)
    # (8 x 3.66 + 3.69) x 25 / 9
    assert consistency["follows"] == "91.58"
    assert consistency["fitting_weights"] == ["0.11"]
    assert float(consistency["low"]) < 91.58 < float(consistency["high"])
    await desk.step(survey, "publish")
    results = await desk.results(survey, None)
    assert (results["computed"], results["withheld"]) == (None, False)
    assert (results["reported"]["index"], results["reported"]["consistency"]["consistent"]) == ("90.56", False)
    assert results["reported"]["difference"] is None
    # where nothing was computed, the reported unsur tell which is weak
    assert set(results["weak"]) == set(CODES) - {"pengaduan"}


async def test_a_report_without_all_of_its_unsur_cannot_be_judged(desk: Desk) -> None:
    survey = await desk.survey(**OVER)
    for nrr in ({}, {"waktu": 2.9}):
        consistency = (await desk.report(survey, index=90.56, nrr=nrr)).json()["consistency"]
        assert (consistency["consistent"], consistency["follows"]) == (None, None)


async def test_coarser_values_leave_more_room(desk: Desk) -> None:
    survey = await desk.survey(**OVER)
    values = dict.fromkeys(CODES, 3.4)
    fine = await desk.report(survey, index=85.9, nrr=values, nrr_decimals=2)
    assert fine.json()["consistency"]["consistent"] is False
    assert fine.json()["nrr"][0]["nrr"] == "3.40"
    coarse = await desk.report(survey, index=85.9, nrr=values)
    assert coarse.json()["consistency"]["consistent"] is True
    assert coarse.json()["nrr"][0]["nrr"] == "3.4"
    assert coarse.json()["version"] == 2


async def test_a_report_names_its_source(desk: Desk) -> None:
    survey = await desk.survey(**OVER)
    unsourced = await desk.report(survey, reference=None)
    assert errors_of(unsourced) == [("#/reference", "required")]
    assert errors_of(await desk.report(survey, reference=None, source="tidak-ada")) == [
        ("#/source", "unknown_reference")
    ]
    async with desk.fresh.committing() as session:
        session.add(Source(slug="laporan-skm-2026", kind="dokumen", title="Laporan SKM 2026"))
    told = await desk.report(survey, reference=None, source="laporan-skm-2026", note="Halaman 12.")
    assert told.status_code == 200, told.text
    assert (told.json()["source_id"] is not None, told.json()["note"]) == (True, "Halaman 12.")


@pytest.mark.parametrize(
    ("told", "errors"),
    [
        ({"index": 100.1}, [("#/index", None)]),
        ({"index": -1}, [("#/index", None)]),
        ({"index": "90"}, [("#/index", None)]),
        ({"index": 90.123}, [("#/index", "too_precise")]),
        ({"index": 90.12345, "index_decimals": 4}, [("#/index", None)]),
        ({"respondents": 0}, [("#/respondents", None)]),
        ({"respondents": 101}, [("#/respondents", "above_population")]),
        ({"weight": "0,11"}, [("#/weight", None)]),
        ({"weight": "1/0"}, [("#/weight", None)]),
        ({"nrr": {"waktu": 4.5}}, [("#/nrr/waktu", None)]),
        ({"nrr": {"waktu": 0.9}}, [("#/nrr/waktu", None)]),
        ({"nrr": {"keramahan": 3}}, [("#/nrr/keramahan", "unknown_unsur")]),
        ({"nrr": {"waktu": 3.456}, "nrr_decimals": 2}, [("#/nrr/waktu", "too_precise")]),
    ],
)
async def test_what_no_report_can_say(desk: Desk, told: dict[str, Any], errors: list[tuple[str, str | None]]) -> None:
    survey = await desk.survey(**OVER, population=100)
    refused = await desk.report(survey, **told)
    assert refused.status_code == 422, refused.text
    assert [pointer for pointer, _ in errors_of(refused)] == [pointer for pointer, _ in errors]
    assert errors[0][1] in {None, errors_of(refused)[0][1]}
    assert (await desk.results(survey))["reported"] is None


async def test_a_report_comes_after_the_period_also_once_it_was_published(desk: Desk) -> None:
    running = await desk.survey("open")
    assert (await desk.report(running)).json()["code"] == "survey_step"
    survey = await desk.survey(**OVER)
    path, body = f"/surveys/{survey['slug']}/report", {"index": 80, "respondents": 30, "reference": REFERENCE}
    assert (await desk.ask("registrar", "POST", path, body)).status_code == 428
    assert (await desk.ask("operator", "POST", path, body, if_match="*")).status_code == 404
    await desk.report(survey)
    await desk.step(survey, "publish")
    assert (await desk.ask("operator", "POST", path, body, if_match="*")).status_code == 403
    again = await desk.report(survey, index=81)
    assert (again.status_code, again.json()["version"], again.json()["index"]) == (200, 2, "81.00")
    same = await desk.report(survey, index=81)
    assert same.json()["version"] == 2
    async with desk.fresh.committing() as session:
        found = select(AuditEvent).where(AuditEvent.entity_id == UUID(survey["id"])).order_by(AuditEvent.id)
        events = [one for one in await session.scalars(found) if one.action == "survey.report"]
    assert [one.changes["index"] for one in events] == [[None, "80.00"], ["80.00", "81.00"]]
