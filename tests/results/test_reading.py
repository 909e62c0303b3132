"""Reading results: pages, one entry, agreement, and two rounds side by side."""

from datetime import UTC, datetime
from fractions import Fraction
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.instruments.definition import Definition
from app.models import Innovation, SelfAssessment
from app.results.reliability import interval_alpha
from app.results.rounding import shown
from tests.conftest import Fresh
from tests.results.hall import Hall, closed, furnished
from tests.results.worked import SCORES
from tests.rounds import making
from tests.walking import there_and_back

NOW = datetime.now(UTC)


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def published(hall: Hall) -> Hall:
    for stage in hall.stages:
        await hall.conclude(stage)
    await hall.determine()
    await hall.publish()
    return hall


async def test_pages_there_and_back(fresh: Fresh) -> None:
    hall = await published(await furnished(fresh, closed(rule="top", value=4)))
    order = [str(hall.entries[letter].id) for letter in "abcdef"]
    client, path = fresh.client, f"{hall.path}/results"
    assert await there_and_back(client, path, [1, 2], stage="panel") == (order, order)
    assert await there_and_back(client, path, [2], stage="panel", passed="true") == (order[:5], order[:5])
    assert await there_and_back(client, path, [1], stage="panel", passed="false") == (order[5:], order[5:])
    page = (await client.get(path, params={"stage": "panel", "limit": "2", "with_total": "true"})).json()
    assert page["total"] == 6
    assert page["round"]["slug"] == hall.round.slug
    assert page["round"]["instrument"] == "uji-2026"


async def test_a_cursor_belongs_to_its_stage_its_filter_and_its_result(fresh: Fresh) -> None:
    hall = await furnished(fresh)
    await hall.conclude()
    cursor = (await hall.ranking(limit=2))["next"]
    assert (await hall.get("/results", stage="panel", limit=3, cursor=cursor)).status_code == 200
    assert code(await hall.get("/results", stage="panel", passed="true", cursor=cursor)) == (400, "invalid_cursor")
    await hall.change("a", 0, excluded=True)
    await hall.conclude()
    # the result is another one: page two of it is not that of the one before
    assert code(await hall.get("/results", stage="panel", cursor=cursor)) == (400, "invalid_cursor")


@pytest.mark.parametrize("query", ["?stage=lain", "?limit=0", "?limit=201", "?passed=mungkin", "?urut=nama", "?stage="])
async def test_questions_that_make_no_sense(fresh: Fresh, query: str) -> None:
    hall = await furnished(fresh, sheets={})
    assert code(await hall.get(f"/results{query}")) == (422, "invalid_request")


async def test_a_stage_that_the_round_has_not(fresh: Fresh) -> None:
    hall = await furnished(fresh)
    for path in ("/results", f"/results/{hall.entries['a'].id}", "/reliability"):
        refused = await hall.get(path, stage="wawancara")
        assert [(one["pointer"], one["code"]) for one in refused.json()["errors"]] == [
            ("query/stage", "unknown_reference")
        ]


async def test_one_entry_with_its_spread_and_sheets(fresh: Fresh) -> None:
    hall = await furnished(fresh)
    await hall.conclude()
    told = (await hall.get(f"/results/{hall.entries['b'].id}", stage="panel")).json()
    figures = ("total", "median", "lowest", "highest", "range", "normalised")
    # 80, 76 and 84; everybody saw everything, so the normalised total is the raw one
    assert [told[name]["shown"] for name in figures] == ["80.00", "80.00", "76.00", "84.00", "8.00", "80.00"]
    assert told["deviation"] == {"shown": "4.00", "variance": "16/1"}
    assert told["criteria"] == [
        {"criterion": "k1", "mean": {"shown": "80.00", "exact": "80/1"}},
        {"criterion": "k2", "mean": {"shown": "80.00", "exact": "80/1"}},
    ]
    # the second assessor is severe by 13/12
    assert [sheet["total"]["shown"] for sheet in told["panel"]] == ["80.00", "76.00", "84.00"]
    assert told["panel"][1]["normalised"] == {"shown": "77.08", "exact": "925/12"}
    assert (told["rank"], told["innovation_id"]) == (2, str(hall.innovations["b"].id))
    assert told["self_assessment"] is None
    assert code(await hall.get(f"/results/{uuid4()}", stage="panel")) == (404, "not_found")
    assert code(await hall.get(f"/results/{hall.entries['b'].id}")) == (404, "not_found")


async def claim(session: AsyncSession, hall: Hall, of: Innovation, number: int, **scores: str | None) -> None:
    told = [{"criterion": name, "value": value, "level": None} for name, value in scores.items()]
    session.add(
        SelfAssessment(
            innovation_id=of.id,
            instrument_id=hall.instrument.id,
            number=number,
            scores=told,
            assessed_at=NOW,
        )
    )
    await session.flush()


async def test_what_the_owner_claims_stands_beside_it(fresh: Fresh) -> None:
    hall = await furnished(fresh)
    async with fresh.committing() as session:
        await claim(session, hall, hall.innovations["a"], 1, k1="10", k2="10")
        await claim(session, hall, hall.innovations["a"], 2, k1="100", k2="95.5")
        await claim(session, hall, hall.innovations["b"], 1, k1="100")
    await published(hall)
    for who in ("registrar", None):
        told = (await hall.get(f"/results/{hall.entries['a'].id}", who, stage="panel")).json()
        # 0.6 x 100 + 0.4 x 95.5
        assert told["self_assessment"]["number"] == 2
        assert told["self_assessment"]["total"] == {"shown": "98.20", "exact": "491/5"}
        assert told["total"]["shown"] == "85.00"
        partial = (await hall.get(f"/results/{hall.entries['b'].id}", who)).json()
        assert partial["self_assessment"]["total"] is None


LEVELLED = {
    "code": "indikator",
    "edition": "2026",
    "title": {"id": "Indikator uji"},
    "kind": "levelled_indicators",
    "official": False,
    "confidence": "low",
    "sources": [{"title": "Uji", "confidence": "low"}],
    "indicators": {
        "weights_sum": "5",
        "indicators": [
            {
                "number": number,
                "code": f"k{number}",
                "label": {"id": f"Indikator {number}"},
                "weight": weight,
                "levels": [{"level": level, "label": {"id": f"Taraf {level}"}} for level in (1, 2, 3)],
            }
            for number, weight in ((1, "3"), (2, "2"))
        ],
    },
}


async def test_a_round_on_levelled_indicators_is_ranked_by_the_share_of_their_points(fresh: Fresh) -> None:
    """Of 3 x 3 + 2 x 3 = 15 points a has 3 x 3 + 2 x 0 = 9, b 3 x 1 + 2 x 3 = 9 and c 3 x 2 + 2 x 3 = 12."""
    by = Definition.model_validate(LEVELLED)
    hall = await furnished(fresh, by=by, sheets={"a": ((3, 0),), "b": ((1, 3),), "c": ((2, 3),)})
    async with fresh.committing() as session:
        session.add(
            SelfAssessment(
                innovation_id=hall.innovations["a"].id,
                instrument_id=hall.instrument.id,
                number=1,
                scores=[{"criterion": f"k{number}", "value": None, "level": 3} for number in (1, 2)],
                assessed_at=NOW,
            )
        )
    await hall.conclude()
    assert await hall.ranks() == {"c": 1, "a": 2, "b": 2}
    assert [item["total"]["exact"] for item in (await hall.ranking())["items"]] == ["80/1", "60/1", "60/1"]
    told = (await hall.get(f"/results/{hall.entries['a'].id}", stage="panel")).json()
    assert told["self_assessment"]["total"]["exact"] == "100/1"


async def test_agreement_and_leniency_for_those_who_run_rounds(fresh: Fresh) -> None:
    hall = await furnished(fresh)
    await hall.conclude()
    told = (await hall.get("/reliability")).json()
    totals = ((86, 84, 85), (80, 76, 84), (73, 74, 72), (72, 72, 71), (72, 70, 73), (54, 56, 55))
    alpha = interval_alpha([list(map(Fraction, row)) for row in totals])
    assert alpha is not None
    assert told["alpha"]["shown"] == shown(alpha, 3)
    assert [(one["label"], one["name"], one["sheets"], one["leniency"]["exact"]) for one in told["assessors"]] == [
        ("Penilai 1", "Penguji 0", 6, "1/6"),
        ("Penilai 2", "Penguji 1", 6, "-13/12"),
        ("Penilai 3", "Penguji 2", 6, "11/12"),
    ]
    assert told["result"]["stage"] == "panel"
    assert (await hall.get("/reliability", stage="panel")).json() == told
    for who, status in (("assessor", 403), ("operator", 403), (None, 401), ("narrow", 404)):
        assert (await hall.get("/reliability", who)).status_code == status


EARLIER = {"a": ((50, 50),), "b": ((60, 60),), "c": ((70, 70),), "z": ((90, 90),)}


async def test_two_rounds_side_by_side(fresh: Fresh) -> None:
    """Of a, b and c, which are in both: 85 - 50 = 35, 80 - 60 = 20, 73 - 70 = 3."""
    first = await published(await furnished(fresh, sheets=EARLIER))
    second = await published(await furnished(fresh, after=first))
    expected = [("Inovasi a", "35.00", 1, 4), ("Inovasi b", "20.00", 2, 3), ("Inovasi c", "3.00", 3, 2)]
    for query in ({"other": first.round.slug}, {"other": str(first.round.id)}, {}):
        page = (await second.get("/comparison", None, with_total="true", **query)).json()
        items = page["items"]
        told = [(one["name"], one["difference"]["shown"], one["rank"], one["other_rank"]) for one in items]
        assert told == expected
        assert page["total"] == 3
        assert (page["round"]["slug"], page["other"]["slug"]) == (second.round.slug, first.round.slug)
    assert items[0]["other_entry_id"] == str(first.entries["a"].id)
    back = (await first.get("/comparison", None, other=second.round.slug)).json()["items"]
    assert [(one["name"], one["difference"]["shown"]) for one in back] == [
        ("Inovasi c", "-3.00"),
        ("Inovasi b", "-20.00"),
        ("Inovasi a", "-35.00"),
    ]
    ids = [one["id"] for one in items]
    path, other = f"{second.path}/comparison", first.round.slug
    assert await there_and_back(fresh.client, path, [1, 2], other=other) == (ids, ids)


async def test_a_difference_is_taken_on_the_exact_totals(fresh: Fresh) -> None:
    """Shown are 71.67 and 71.33, the totals are 215/3 and 214/3: between them lies 0.33, and not 0.34."""
    first = await published(await furnished(fresh, sheets={"d": ((72, 72), (72, 72), (70, 70))}))
    second = await published(await furnished(fresh, sheets={"d": SCORES["d"]}, after=first))
    (item,) = (await second.get("/comparison", None)).json()["items"]
    assert (item["total"]["shown"], item["other_total"]["shown"]) == ("71.67", "71.33")
    assert item["difference"] == {"shown": "0.33", "exact": "1/3"}


async def test_rounds_by_other_editions_are_not_compared(fresh: Fresh) -> None:
    first = await published(await furnished(fresh, sheets=EARLIER))
    second = await published(await furnished(fresh, after=first, by=making.form(20, 80, edition="2027")))
    refused = await second.get("/comparison", None, other=first.round.slug)
    assert code(refused) == (409, "editions_differ")
    assert refused.json()["instruments"] == ["uji-2027"]
    assert refused.json()["other_instruments"] == ["uji-2026"]
    alone = (await second.get("/comparison", None)).json()
    assert (alone["other"], alone["items"]) == (None, [])


async def test_a_stage_by_another_instrument_makes_the_totals_others(fresh: Fresh) -> None:
    first = await published(await furnished(fresh, sheets=EARLIER))
    async with fresh.committing() as session:
        interview = await making.instrument(session, making.form(30, 70, code="wawancara"))
    stages = (closed("panel", 1, weight=70), closed("wawancara", 3, weight=30, instrument_id=interview.id))
    second = await published(await furnished(fresh, *stages, after=first, scored=("panel", "wawancara")))
    refused = await second.get("/comparison", None, other=first.round.slug)
    assert code(refused) == (409, "editions_differ")
    assert refused.json()["instruments"] == ["uji-2026", "wawancara-2026"]
    assert (await second.get("/comparison", None)).json()["other"] is None


async def test_what_may_not_be_read_is_not_compared_with(fresh: Fresh) -> None:
    first = await furnished(fresh, sheets=EARLIER)
    await first.conclude()
    await first.determine()
    second = await published(await furnished(fresh, after=first))
    assert code(await second.get("/comparison", None, other=first.round.slug)) == (403, "not_permitted")
    assert (await second.get("/comparison", None)).json()["other"] is None
    told = (await second.get("/comparison")).json()
    assert (told["other"]["slug"], len(told["items"])) == (first.round.slug, 3)
    await first.run(f"UPDATE assessment_round SET status = 'draft' WHERE id = '{first.round.id}'")  # noqa: S608 - an id
    for slug in (first.round.slug, "tidak-ada"):
        unknown = await second.get("/comparison", None, other=slug)
        assert unknown.status_code == 422
        assert [(one["pointer"], one["code"]) for one in unknown.json()["errors"]] == [
            ("query/other", "unknown_reference")
        ]


async def test_a_round_beside_itself(fresh: Fresh) -> None:
    hall = await published(await furnished(fresh))
    items = (await hall.get("/comparison", None, other=hall.round.slug)).json()["items"]
    assert {one["difference"]["shown"] for one in items} == {"0.00"}
    assert len(items) == 6
