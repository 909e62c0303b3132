"""Results as people read them: figures, intervals, weak unsur, the sample, groups, and the rounds of one unit."""

from typing import Any
from uuid import UUID

from sqlalchemy import event

from app.core.clock import today
from app.models.codes import SurveyStatus
from app.surveys.index import Histogram
from app.surveys.suppression import LEAST
from app.surveys.tallies import TallyRepository
from tests.innovations.keeping import errors_of
from tests.surveys.desk import CODES, OVER, Desk, day, full, successor


def people(*answers: tuple[int, dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows: so many people with these answers."""
    return [{"answers": told} for number, told in answers for _ in range(number)]


async def published(desk: Desk, rows: list[dict[str, Any]], **facts: Any) -> dict[str, Any]:
    """Return a survey with these answers, whose results everyone reads."""
    survey = await desk.survey("open", **{**OVER, **facts})
    assert (await desk.enter(survey, rows)).status_code == 200
    return await desk.step(survey, "publish")


async def test_results_with_an_interval_and_the_weak_unsur(desk: Desk) -> None:
    rows = people((10, full(4, waktu=3)), (10, full(3, waktu=2)), (9, full(4, waktu=2, biaya=None)))
    survey = await published(desk, rows, population=12000)
    told = await desk.results(survey, None)
    computed = told["computed"]
    assert (computed["responses"], computed["complete"]) == (29, 20)
    unsur = {one["unsur"]: one for one in computed["unsur"]}
    assert [one["unsur"] for one in computed["unsur"]] == list(CODES)
    # waktu: 10 x 3 + 19 x 2 = 68 of 29; the others 106 of 29, and biaya 70 of 20
    assert (unsur["waktu"]["total"], unsur["waktu"]["n"], unsur["waktu"]["nrr"]) == (68, 29, "2.3448")
    assert (unsur["biaya"]["n"], unsur["biaya"]["nrr"], unsur["produk"]["nrr"]) == (20, "3.5000", "3.6552")
    # (7 x 106/29 + 3.5 + 68/29) / 9 x 25 = 87.308...
    assert (computed["index"], computed["quality"], computed["performance"]["id"]) == ("87.31", "B", "Baik")
    assert told["weak"] == ["waktu"]
    assert (unsur["waktu"]["below"], unsur["waktu"]["quality"], unsur["biaya"]["weak"]) == (True, "D", False)
    assert [one["unsur"] for one in computed["unsur"] if one["lowest"]] == ["waktu"]
    low, high = (float(unsur["waktu"]["interval"][name]) for name in ("low", "high"))
    # s² = (10 x 0.6552² + 19 x 0.3448²) / 28 = 0.23399; 1.96 √(0.23399 / 29 x (1 - 29/12000)) = 0.17584
    assert unsur["waktu"]["interval"]["margin"] == "0.1758"
    assert (low, high) == (2.169, 2.5207)
    # complete: ten of 35 and ten of 26; s² = 20.25 x 20 / 19; 25/9 x 1.96 √(s² / 20) x √(1 - 20/12000)
    assert computed["interval"]["margin"] == "5.62"
    assert told["sample"] == {
        "population": 12000,
        "required": 372,
        "sufficient": False,
        "population_exceeded": False,
    }


async def test_without_a_population_it_is_not_known_whether_enough_answered(desk: Desk) -> None:
    survey = await published(desk, people((6, full(3))))
    told = await desk.results(survey, None)
    assert told["sample"] == {"population": None, "required": None, "sufficient": None, "population_exceeded": False}
    # where no unsur is better than another, none stands out; all below B are weak
    assert told["weak"] == list(CODES)
    better = await desk.results(await published(desk, people((6, full(4)))), None)
    assert (better["computed"]["index"], better["weak"]) == ("100.00", [])
    whole = await published(desk, people((6, full(3, waktu=4)), (4, full(4))), population=10)
    sample = (await desk.results(whole, None))["sample"]
    assert (sample["required"], sample["sufficient"]) == (10, True)
    # who asked everybody knows it exactly
    assert (await desk.results(whole, None))["computed"]["interval"]["margin"] == "0.00"


async def test_an_unsur_without_answers_leaves_no_index(desk: Desk) -> None:
    survey = await published(desk, people((6, full(3, pengaduan=None))))
    computed = (await desk.results(survey, None))["computed"]
    assert (computed["index"], computed["quality"], computed["interval"], computed["performance"]) == (None,) * 4
    last = computed["unsur"][-1]
    assert (last["n"], last["nrr"], last["quality"], last["interval"], last["weak"]) == (0, None, None, None, False)


async def test_results_are_public_once_they_are_published(desk: Desk) -> None:
    survey = await desk.survey("open", **OVER)
    await desk.enter(survey, people((6, full(3))))
    path = f"/surveys/{survey['slug']}"
    for part in ("results", "breakdown?by=bulan"):
        for who, status in ((None, 404), ("assessor", 404), ("operator", 404), ("registrar", 200)):
            assert (await desk.ask(who, "GET", f"{path}/{part}")).status_code == status, (part, who)
    await desk.step(survey, "publish")
    for part in ("results", "breakdown?by=bulan"):
        assert (await desk.ask(None, "GET", f"{path}/{part}")).status_code == 200


async def test_of_fewer_than_five_people_the_public_reads_no_figures(desk: Desk) -> None:
    survey = await published(desk, people((4, full(2))), population=40)
    told = await desk.results(survey, None)
    assert (told["withheld"], told["computed"], told["weak"]) == (True, None, [])
    assert "2.0000" not in str(told)
    assert (await desk.results(survey))["computed"]["responses"] == 4
    agency = survey["agency"]["slug"]
    (point,) = (await desk.get("/surveys/trend", agency=agency))["points"]
    assert (point["withheld"], point["index"], point["responses"], point["unsur"][0]["n"]) == (True, None, None, None)
    assert all(group["suppressed"] for group in (await desk.breakdown(survey, "bulan", None)).values())


async def test_small_groups_are_not_shown_nor_had_back(desk: Desk) -> None:
    services = [{"code": code, "name": code.upper()} for code in ("ktp", "kk", "akta", "pindah")]
    rows = [
        {"answers": full(answer), "service": code}
        for code, number, answer in (("ktp", 12, 3), ("kk", 7, 4), ("akta", 3, 1), (None, 20, 2))
        for _ in range(number)
    ]
    survey = await published(desk, rows, services=services)
    groups = await desk.breakdown(survey, "layanan", None)
    assert {value: group["responses"] for value, group in groups.items()} == {
        "ktp": 12,
        "kk": None,
        "akta": None,
        "tidak_dijawab": 20,
    }
    assert {value for value, group in groups.items() if group["suppressed"]} == {"akta", "kk"}
    assert groups["akta"]["unsur"] == groups["kk"]["unsur"] == []
    assert (groups["ktp"]["index"], groups["ktp"]["quality"], groups["ktp"]["label"]["id"]) == ("75.00", "C", "KTP")
    assert groups["tidak_dijawab"]["label"]["en"] == "Not answered"
    # nor for those who keep the survey
    assert await desk.breakdown(survey, "layanan") == groups
    total = (await desk.results(survey, None))["computed"]["responses"]
    hidden = total - sum(group["responses"] or 0 for group in groups.values())
    assert hidden == 10 >= LEAST


async def test_an_unsur_that_few_of_a_group_answered_is_not_shown(desk: Desk) -> None:
    def row(sex: str, **others: int | None) -> dict[str, Any]:
        return {"answers": full(3, **others), "profile": {"jenis_kelamin": sex}}

    rows = [row("perempuan")] * 10 + [row("laki_laki", biaya=None)] * 9 + [row("laki_laki", biaya=1)] * 2
    groups = await desk.breakdown(await published(desk, rows), "jenis_kelamin", None)
    for group in groups.values():
        shown = {one["unsur"]: one["n"] for one in group["unsur"]}
        assert shown["biaya"] is None
        assert shown["waktu"] == group["responses"]
        # the index would give the hidden value away
        assert group["index"] is None


async def test_groups_by_month_and_profile_add_up(desk: Desk) -> None:
    rows = [{"answers": full(4), "answered_on": day(-60 + 3 * number)} for number in range(11)] * 5
    survey = await published(desk, rows)
    months = await desk.breakdown(survey, "bulan", None)
    assert sum(group["responses"] or 0 for group in months.values()) in {55, 0}
    assert all(len(value) == 7 for value in months)
    assert (await desk.breakdown(survey, "usia", None))["tidak_dijawab"]["responses"] == 55
    refused = await desk.ask(None, "GET", f"/surveys/{survey['slug']}/breakdown?by=layanan")
    assert errors_of(refused) == [("query/by", "unknown_question")]
    whole = (await desk.ask(None, "GET", f"/surveys/{survey['slug']}/breakdown")).json()
    assert {group["value"] for group in whole["groups"]} == set(months)
    for query in ("?by=agama", "?by="):
        assert (await desk.ask(None, "GET", f"/surveys/{survey['slug']}/breakdown{query}")).status_code == 422


async def test_the_rounds_of_one_unit_side_by_side(desk: Desk) -> None:
    agency = await desk.agency()
    spans = [("2025-01-01", "2025-03-31"), ("2025-07-01", "2025-09-30"), ("2026-01-01", "2026-03-31")]
    rounds = []
    for answer, (from_on, until_on) in zip((2, 3, 4), spans, strict=True):
        rows = [{"answers": full(answer, waktu=1)}] * 6
        rounds.append(
            await published(desk, rows, agency=agency.slug, unit="Loket KTP", from_on=from_on, until_on=until_on)
        )
    await desk.report(rounds[1], index=70.5, nrr=dict.fromkeys(CODES, 2.8))
    hidden = await desk.survey("open", agency=agency.slug, unit="Loket KTP")
    await desk.enter(hidden, [{"answers": full(4)}] * 6)
    trend = await desk.get("/surveys/trend", agency=agency.slug, unit="loket-ktp")
    assert [point["survey"]["slug"] for point in trend["points"]] == [one["slug"] for one in rounds]
    assert [point["index"] for point in trend["points"]] == ["47.22", "69.44", "91.67"]
    waktu = [next(one for one in point["unsur"] if one["unsur"] == "waktu") for point in trend["points"]]
    assert [(one["n"], one["nrr"], one["reported_nrr"]) for one in waktu] == [
        (6, "1.0000", None),
        (6, "1.0000", "2.8"),
        (6, "1.0000", None),
    ]
    told = [(point["reported_index"], point["reported_consistent"]) for point in trend["points"]]
    assert told == [(None, None), ("70.50", True), (None, None)]
    assert len((await desk.get("/surveys/trend", "registrar", agency=agency.slug, unit="loket-ktp"))["points"]) == 4
    assert (await desk.get("/surveys/trend", agency=agency.slug))["points"] == []
    assert errors_of(await desk.ask(None, "GET", "/surveys/trend?agency=tidak-ada")) == [
        ("query/agency", "unknown_reference")
    ]


async def test_a_series_goes_on_through_a_succession_if_that_is_asked(desk: Desk) -> None:
    earlier = await desk.agency()
    old = await published(desk, people((6, full(3))), agency=earlier.slug, from_on="2024-01-01", until_on="2024-02-01")
    later = await successor(desk, earlier, "Dinas Penerus")
    new = await published(desk, people((6, full(4))), agency=later.slug)

    async def told(agency: str, **query: str) -> list[str]:
        points = (await desk.get("/surveys/trend", agency=agency, **query))["points"]
        return [point["survey"]["slug"] for point in points]

    assert await told(later.slug) == [new["slug"]]
    assert await told(later.slug, succession="true") == [old["slug"], new["slug"]]
    assert await told(earlier.slug, succession="true") == [old["slug"], new["slug"]]


async def test_histograms_of_many_surveys_come_in_one_statement(desk: Desk) -> None:
    rounds = [await published(desk, people((5 + number, full(3)))) for number in range(3)]
    async with desk.fresh.committing() as session:
        found = await TallyRepository(session).figures([UUID(one["id"]) for one in rounds])
        for number, one in enumerate(rounds):
            assert found[UUID(one["id"])].of(CODES)["waktu"] == Histogram((0, 0, 5 + number, 0))


async def test_reads_take_as_many_statements_for_many_answers_as_for_few(desk: Desk) -> None:
    agency = (await desk.agency()).slug
    spans = [("2024-01-01", "2024-02-01"), ("2025-01-01", "2025-02-01"), ("2026-01-01", "2026-02-01")]
    few = await published(desk, people((1, full(3))), agency=agency, from_on=spans[0][0], until_on=spans[0][1])
    paths = (f"/surveys/{few['slug']}/results", f"/surveys/trend?agency={agency}", f"/surveys?agency={agency}")
    counts = []
    engine = desk.fresh.app.state.database.engine.sync_engine
    for span in (None, *spans[1:]):
        if span:
            await published(desk, people((300, full(4))), agency=agency, from_on=span[0], until_on=span[1])
        told = []
        for path in paths:
            statements: list[str] = []

            def note(*arguments: Any, statements: list[str] = statements) -> None:
                statements.append(arguments[2])

            event.listen(engine, "before_cursor_execute", note)
            assert (await desk.ask(None, "GET", path)).status_code == 200
            event.remove(engine, "before_cursor_execute", note)
            told.append(len(statements))
        counts.append(told)
    assert counts[0] == counts[1] == counts[2]
    assert max(counts[0]) <= 7


async def test_the_status_is_that_of_today(desk: Desk) -> None:
    survey = await desk.survey("open", from_on=today().isoformat(), until_on=today().isoformat())
    assert survey["status"] == SurveyStatus.OPEN
