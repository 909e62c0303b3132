"""The score of one innovation over HTTP: from claims and evidence to what the next level needs."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx

from app.core.clock import today
from app.core.ids import new_id
from app.models import Evidence
from tests.innovation_index.city import City
from tests.innovations.keeping import errors_of, unlike


async def registered(city: City) -> str:
    """Register an innovation of the operator's, and return its address."""
    headers = city.headers["operator"]
    answer = await city.fresh.client.post("/v1/innovations", json={"name": unlike()}, headers=headers)
    assert answer.status_code == 201, answer.text
    slug: str = answer.json()["slug"]
    return slug


async def claimed(city: City, slug: str, *scores: dict[str, Any]) -> httpx.Response:
    """Claim levels, and return the answer."""
    body = {"instrument": "indeks-2026", "scores": list(scores)}
    path, headers = f"/v1/innovations/{slug}/self-assessments", city.headers["operator"]
    answer = await city.fresh.client.post(path, json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer


async def shown(city: City, slug: str, kind: str, **facts: Any) -> str:
    """Put evidence of a kind on record, and return its id."""
    made = new_id()
    record = (await city.get("operator", f"/innovations/{slug}")).json()
    told = {"kind": kind, "title": kind, "reference": "1/2026", "added_at": datetime.now(UTC), **facts}
    async with city.fresh.committing() as session:
        session.add(Evidence(id=made, innovation_id=UUID(record["id"]), **told))
    return str(made)


async def score(city: City, slug: str, who: str = "operator", **query: Any) -> dict[str, Any]:
    """Return the score of an innovation."""
    answer = await city.get(who, f"/innovations/{slug}/index-score", **query)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def numbered(told: dict[str, Any], number: int) -> dict[str, Any]:
    """The indicator of a number."""
    return next(one for one in told["indicators"] if one["number"] == number)


async def test_an_innovation_of_which_nothing_is_claimed_has_no_points_and_all_before_it(city: City) -> None:
    told = await score(city, await registered(city))
    assert (told["estimate"], told["official"], told["rule_set"]["slug"]) == (True, False, "indeks-2026")
    assert (told["self_assessment"], told["points"], told["most"]) == (None, "0", "111")
    assert told["missing_musts"] == ["i16", "i17", "i32", "i33", "i35"]
    assert told["effect_of_missing_musts"] is None
    assert [one["number"] for one in told["indicators"]] == list(range(16, 36))
    assert numbered(told, 33)["next"] == {
        "level": 1,
        "needs": [
            {"basis": "orang", "label": {"id": "33-orang 1", "en": "33-orang at 1"}},
            {"basis": "unit", "label": {"id": "33-unit 1", "en": "33-unit at 1"}},
        ],
        "points": "3",
    }


async def test_claims_and_evidence_come_to_a_score(city: City) -> None:
    """31 has weight 3, 35 weight 4, 33 weight 3: 3 x 1 + 4 x 3 + 3 x 2 = 21."""
    slug, ahead = await registered(city), today() + timedelta(days=30)
    video = await shown(city, slug, "video", valid_until=ahead)
    old = await shown(city, slug, "pks", valid_until=today() - timedelta(days=1))
    first = await claimed(city, slug, {"criterion": "i35", "level": 1})
    second = await claimed(
        city,
        slug,
        {"criterion": "i31", "level": 1, "evidence": [old]},
        {"criterion": "i35", "level": 3, "evidence": [video]},
        {"criterion": "i33", "level": 2, "basis": "unit"},
    )
    told = await score(city, slug)
    assert told["points"] == "21"
    assert told["self_assessment"]["id"] == second.json()["id"] != first.json()["id"]
    assert told["self_assessment"]["number"] == 2
    assert told["missing_musts"] == ["i16", "i17", "i32"]
    replicated = numbered(told, 31)
    assert (replicated["level"], replicated["points"], replicated["most"]) == (1, "3", "9")
    assert replicated["evidence"] == [
        {"kind": "surat_replikasi", "state": "missing", "evidence_id": None, "valid_until": None},
        {"kind": "pks", "state": "lapsed", "evidence_id": old, "valid_until": str(today() - timedelta(days=1))},
    ]
    assert replicated["missing_evidence"] == ["surat_replikasi", "pks"]
    assert replicated["cited"] == [{"evidence_id": old, "kind": "pks", "state": "lapsed"}]
    assert replicated["next"] == {
        "level": 2,
        "needs": [{"basis": None, "label": {"id": "31 2", "en": "31 at 2"}}],
        "points": "3",
    }
    filmed = numbered(told, 35)
    assert (filmed["missing_evidence"], filmed["next"]) == ([], None)
    assert filmed["evidence"][0] == {
        "kind": "video",
        "state": "valid",
        "evidence_id": video,
        "valid_until": str(ahead),
    }
    assert (numbered(told, 33)["basis"], numbered(told, 33)["next"]["needs"][0]["basis"]) == ("unit", "unit")


async def test_evidence_that_was_withdrawn_shows_nothing_any_more(city: City) -> None:
    slug = await registered(city)
    video = await shown(city, slug, "video")
    await claimed(city, slug, {"criterion": "i35", "level": 3, "evidence": [video]})
    assert numbered(await score(city, slug), 35)["missing_evidence"] == []
    async with city.fresh.committing() as session:
        piece = await session.get_one(Evidence, UUID(video))
        piece.withdrawn_at, piece.withdrawn_reason = datetime.now(UTC), "Salah unggah."
    told = numbered(await score(city, slug), 35)
    assert (told["points"], told["missing_evidence"]) == ("12", ["video"])
    assert told["cited"] == [{"evidence_id": video, "kind": "video", "state": "withdrawn"}]


async def test_each_edition_has_its_own_claims(city: City) -> None:
    slug = await registered(city)
    await claimed(city, slug, {"criterion": "i31", "level": 3})
    assert (await score(city, slug, edition="indeks-2026"))["points"] == "9"
    assert (await score(city, slug, edition="indeks-2025"))["points"] == "0"
    # the newest is gone by where none is named
    assert (await score(city, slug))["points"] == "9"


async def test_editions_that_are_none(city: City) -> None:
    for edition, code in (("iid-1999", "unknown_reference"), ("uji-2026", "unfit"), ("IID", "invalid_form")):
        answer = await city.get("operator", "/innovations/alpha/index-score", edition=edition)
        assert (answer.status_code, errors_of(answer)) == (422, [("query/edition", code)]), edition


async def test_a_score_is_for_whoever_keeps_the_record(city: City) -> None:
    for slug in ("alpha", "rahasia"):
        for who in ("operator", "secretariat", "registrar"):
            assert (await score(city, slug, who))["innovation"]["slug"] == slug
        assert (await city.get("stranger", f"/innovations/{slug}/index-score")).status_code == 404
    assert (await score(city, "lampau"))["points"] == "111"
    assert (await city.get("stranger", "/innovations/lampau/index-score")).status_code == 410


async def test_the_days_of_evidence_are_those_of_the_city(city: City) -> None:
    assert (await score(city, "alpha"))["on"] == today().isoformat()
