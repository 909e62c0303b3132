"""The index of the city over HTTP: the sums by hand, what is supposed, who sees what, and bad input."""

from typing import Any

import pytest
from sqlalchemy import event

from tests import factories
from tests.innovation_index.city import HIGHEST, City, assessed
from tests.innovation_index.making import SIX
from tests.innovations.keeping import errors_of


async def test_the_sums_of_the_city_are_those_by_hand(city: City) -> None:
    """(15 + 6) / 12 = 1.75; one service is not covered, so the number gives 0; (40.5 + 1.75) / 2.5 = 16.9."""
    told = await city.index(year=2026, government=40.5, edition="indeks-2026")
    assert (told["estimate"], told["official"], told["rule_set"]["slug"]) == (True, False, "indeks-2026")
    assert (told["rule_set"]["official"], told["rule_set"]["confidence"]) == (False, "low")
    assert [source["title"] for source in told["rule_set"]["sources"]] == ["Uji"]
    assert told["rule_set"]["assumptions"] == ["Pembagi 2026 dipilih untuk uji."]
    assert (told["year"], told["divisor"]["value"], told["published"]) == (2026, 12, 4)
    assert told["before"] == {
        "innovations": 2,
        "government": "40.50",
        "quality": "1.75",
        "count": "0.00",
        "innovation_part": "1.75",
        "total": "42.25",
        "index": "16.90",
        "predicate": {"code": "kurang_inovatif", "label": {"id": "kurang_inovatif", "en": None}},
    }
    assert (told["after"], told["difference"]) == (None, None)


async def test_without_the_government_s_points_the_index_is_not_known(city: City) -> None:
    told = await city.index()
    assert told["year"] == 2026
    assert told["before"]["innovation_part"] == "1.75"
    assert [told["before"][name] for name in ("government", "total", "index", "predicate")] == [None] * 4


async def test_another_year_has_another_divisor_and_perhaps_no_predicate(city: City) -> None:
    """21 / 10 = 2.1; (60 + 2.1) / 2.5 = 24.84; of 2023 no thresholds are known here."""
    before = (await city.index(year=2023, government=60))["before"]
    assert (before["quality"], before["index"], before["predicate"]) == ("2.10", "24.84", None)


async def test_the_basic_services_tell_who_covers_them_and_what_they_are_worth(city: City) -> None:
    """2 x 0.38 = 0.76 points, 0.304 of the index; at most 200 x 0.38 = 76, 30.4."""
    told = (await city.index())["basic_services"]
    assert (told["scheme"], told["complete"], told["missing"]) == ("urusan", False, ["sosial"])
    assert (told["worth"], told["worth_index"], told["most"], told["most_index"]) == ("0.76", "0.30", "76.00", "30.40")
    covering = {one["slug"]: [who["slug"] for who in one["innovations"]] for one in told["services"]}
    assert covering == dict(zip(SIX, [["alpha"]] * 2 + [["beta"]] * 3 + [[]], strict=True))
    assert [(one["covered"], one["covered_after"]) for one in told["services"]] == [(True, True)] * 5 + [(False, False)]
    assert [one["name"] for one in told["services"]] == [slug.title() for slug in SIX]


async def test_one_indicator_of_one_innovation(city: City) -> None:
    """31 from 1 to 3: 3 x 2 = 6 points, 6 / 12 = 0.5 of the total, 0.2 of the index."""
    told = await city.index(raised="alpha", indicator=31, level=3, government=40.5)
    assert told["difference"] == {"innovations": 0, "points": "0.50", "index": "0.20"}
    assert (told["before"]["index"], told["after"]["index"]) == ("16.90", "17.10")
    alpha = next(one for one in told["innovations"] if one["innovation"]["slug"] == "alpha")
    assert (alpha["points"], alpha["raised_points"], alpha["gain"]) == ("15", "21", "0.2000")
    # without it 15 / 12 = 1.25 are lost, 0.5 of the index
    assert alpha["contribution"] == "0.5000"


async def test_one_that_is_not_reported_yet_can_be_supposed_to_be(city: City) -> None:
    """Amanah brings the sixth service: (21 + 111) / 12 + 3 x 0.38 = 11 + 1.14; before it was 1.75."""
    told = await city.index("operator", raised="amanah", government=40.5)
    assert (told["after"]["innovations"], told["after"]["innovation_part"]) == (3, "12.14")
    assert told["difference"] == {"innovations": 1, "points": "10.39", "index": "4.16"}
    assert told["basic_services"]["missing"] == ["sosial"]
    assert told["basic_services"]["services"][5]["covered_after"] is True
    amanah = next(one for one in told["innovations"] if one["innovation"]["slug"] == "amanah")
    assert (amanah["counted"], amanah["points"], amanah["contribution"], amanah["gain"]) == (False, "0", None, "4.1560")


async def test_several_at_once_by_id_or_slug_and_a_draft_of_one_s_own(city: City) -> None:
    """All at 2: alpha 15 -> 37 x 2 + 4 = 78 (35 stays at 3), the draft 6 -> 74; (78 + 6 + 74) / 12 = 158 / 12."""
    keys = f"{city.innovations['alpha'].id},rahasia"
    told = await city.index("operator", raised=keys, level=2)
    assert told["after"]["quality"] == "13.17"
    # 158/12 - 21/12 = 137/12 = 11.416…
    assert told["difference"] == {"innovations": 1, "points": "11.42", "index": "4.57"}


async def test_the_next_steps_are_sorted_by_what_they_bring(city: City) -> None:
    """Weight 4 by 12 of 250 is 0.1333 points of the index, weight 3 is 0.1, weight 1 is 0.0333."""
    steps = (await city.index(limit=200))["next_steps"]
    told = [(one["innovation"]["slug"], one["indicator"], one["level"], one["points"], one["gain"]) for one in steps]
    assert told[:3] == [
        ("beta", 35, 1, "4", "0.1333"),
        ("alpha", 16, 1, "3", "0.1000"),
        ("alpha", 33, 1, "3", "0.1000"),
    ]
    # of weight 3: lacking musts of all innovations, and then the others by name
    assert told[3:7] == [
        (*one, "3", "0.1000") for one in (("beta", 16, 1), ("alpha", 31, 2), ("beta", 31, 1), ("beta", 33, 3))
    ]
    assert len(told) == 39
    assert told[-1][-1] == "0.0333"
    assert (await city.index(limit=3))["next_steps"] == steps[:3]
    assert steps[0]["label"] == {"id": "Indikator 35", "en": None}


async def test_everybody_sees_the_sums_and_the_innovations_that_are_theirs(city: City) -> None:
    whole = await city.index("registrar")
    for who, own in (("operator", {"alpha"}), ("secretariat", {"alpha"}), ("stranger", {"beta"})):
        told = await city.index(who)
        assert (told["before"], told["basic_services"]) == (whole["before"], whole["basic_services"]), who
        assert {one["innovation"]["slug"] for one in told["innovations"]} == own, who
        assert {one["innovation"]["slug"] for one in told["next_steps"]} == own, who
        assert told["yours"] == 1, who
    assert {one["innovation"]["slug"] for one in whole["innovations"]} == {"alpha", "beta"}
    for who in ("operator", "registrar", "secretariat"):
        assert "gelap" not in str(await city.index(who)), who


async def test_who_may_not_read_records_is_told_nothing(city: City) -> None:
    for path in ("/innovation-index", "/innovations/alpha/index-score"):
        assert (await city.get(None, path)).status_code == 401
        for who in ("assessor", "controller", "admin"):
            answer = await city.get(who, path)
            assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted"), who


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ({"raised": "tidak-ada"}, ("query/raise", "unknown_reference")),
        ({"raised": "alpha,tidak-ada"}, ("query/raise", "unknown_reference")),
        # not the operator's: a published one, a draft, and one that is archived
        ({"raised": "beta"}, ("query/raise", "unknown_reference")),
        ({"raised": "gelap"}, ("query/raise", "unknown_reference")),
        ({"raised": "lampau"}, ("query/raise", "unknown_reference")),
        ({"raised": "019ab3c1-0400-7d3e-9a51-3c8f1f1d2b11"}, ("query/raise", "unknown_reference")),
        ({"raised": "alpha,alpha"}, ("query/raise", "repeated")),
        ({"raised": ""}, ("query/raise", "invalid_form")),
        ({"raised": "alpha,"}, ("query/raise", "invalid_form")),
        ({"raised": "Alpha"}, ("query/raise", "invalid_form")),
        ({"raised": ",".join(f"a{number}" for number in range(51))}, ("query/raise", "invalid_form")),
        ({"indicator": 15}, ("query/indicator", "unknown_reference")),
        ({"indicator": 0}, ("query/indicator", "too_small")),
        ({"indicator": "31a"}, ("query/indicator", "not_integer")),
        ({"indicator": 1000}, ("query/indicator", "too_large")),
        ({"level": 4}, ("query/level", "too_large")),
        ({"indicator": 31, "level": 4}, ("query/level", "too_large")),
        ({"level": 0}, ("query/level", "too_small")),
        ({"level": "tiga"}, ("query/level", "not_integer")),
        ({"government": "63.0001"}, ("query/government", "too_large")),
        ({"government": "-0.5"}, ("query/government", "too_small")),
        ({"government": "1e9"}, ("query/government", "too_large")),
        ({"government": "1_0"}, ("query/government", "not_number")),
        ({"government": "nan"}, ("query/government", "not_number")),
        ({"government": "Infinity"}, ("query/government", "not_number")),
        ({"government": "4,5"}, ("query/government", "not_number")),
        ({"year": 1999}, ("query/year", "too_small")),
        ({"year": "2026.0"}, ("query/year", "not_integer")),
        ({"edition": "iid-1999"}, ("query/edition", "unknown_reference")),
        ({"edition": "uji-2026"}, ("query/edition", "unfit")),
        ({"limit": 201}, ("query/limit", "too_large")),
        ({"chosen": "alpha"}, ("query/chosen", "unknown")),
        ({"tahun": 2026}, ("query/tahun", "unknown")),
    ],
)
async def test_each_wrong_parameter_is_told(city: City, query: dict[str, Any], error: tuple[str, str]) -> None:
    answer = await city.get("operator", "/innovation-index", **query)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request"), answer.text
    assert errors_of(answer) == [error]


async def test_a_year_whose_divisor_no_source_tells_is_refused(city: City) -> None:
    for language, word in (("id", "pembagi"), ("en", "divisor")):
        answer = await city.fresh.client.get(
            "/v1/innovation-index?year=2024", headers={**city.headers["registrar"], "accept-language": language}
        )
        assert (answer.status_code, answer.json()["code"]) == (422, "divisor_unknown")
        assert word in answer.json()["detail"]
        assert answer.json()["years"] == [2023, 2026]
        assert errors_of(answer) == [("query/year", "divisor_unknown")]


async def test_the_extremes_of_what_the_government_can_have(city: City) -> None:
    assert (await city.index(government=63))["before"]["total"] == "64.75"
    assert (await city.index(government="63.0"))["before"]["government"] == "63.00"
    assert (await city.index(government=0))["before"]["index"] == "0.70"
    # 40.005 is told as it is, and shown half-up
    assert (await city.index(government=40.005))["before"]["government"] == "40.01"


async def test_the_same_question_has_the_same_answer(city: City) -> None:
    first = await city.get("registrar", "/innovation-index", government=40.5, raised="beta,alpha")
    second = await city.get("registrar", "/innovation-index", government=40.5, raised="beta,alpha")
    assert first.content == second.content
    assert first.headers["etag"] == second.headers["etag"]
    other = await city.get("registrar", "/innovation-index", government=40.5, raised="alpha,beta")
    assert other.json()["after"] == first.json()["after"]


async def test_no_statement_more_for_more_innovations(city: City) -> None:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    async def statements(**query: Any) -> int:
        del asked[:]
        await city.index(**query)
        return len(asked)

    engine = city.fresh.app.state.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        few = await statements(raised="alpha")
        async with city.fresh.committing() as session:
            for _ in range(20):
                await assessed(session, await factories.innovation(session, agency_id=city.own.id), city.by, HIGHEST)
        many = await statements(raised="alpha,beta,rahasia,amanah")
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert few == many
    assert many <= 8
