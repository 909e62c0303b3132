"""Owners say what their innovations have reached: by any instrument, in parts, and never over what they said before."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from app.core.concealment import pattern_of
from app.core.ids import new_id
from app.models import ConcealedName, Evidence
from app.models.codes import RecordStatus
from tests import factories
from tests.innovation_index.making import WEIGHTS
from tests.innovations.keeping import Keeper, Registry, errors_of, unlike

FORM, THIRDS, INDEX, UNFOUND = "uji-2026", "tiga-2026", "indeks-2026", "tak-dikenal-2026"


def sheet(instrument: str = FORM, *scores: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A body."""
    return {"instrument": instrument, "scores": list(scores) or [{"criterion": "k1", "value": 80}], **more}


async def claim(keeper: Keeper, key: str, body: Any, **headers: str) -> httpx.Response:
    """Send a self-assessment."""
    return await keeper.post(f"/{key}/self-assessments", body, **headers)


async def wrong(registry: Registry, key: str, body: Any) -> list[tuple[str, str]]:
    """Return what is wrong with a self-assessment."""
    answer = await claim(registry.operator, key, body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["code"] == "invalid_request"
    return errors_of(answer)


async def evidence_of(registry: Registry, innovation_id: str, *, withdrawn: bool = False) -> str:
    """Put evidence on record, and return its id."""
    made = new_id()
    async with registry.fresh.committing() as session:
        told = {"kind": "pks", "title": "PKS", "reference": "PKS/1/2026", "added_at": datetime.now(UTC)}
        session.add(Evidence(id=made, innovation_id=UUID(innovation_id), **told))
    if withdrawn:
        await registry.run(
            "UPDATE evidence SET withdrawn_at = now(), withdrawn_reason = 'salah' WHERE id = :id", id=made
        )
    return str(made)


async def test_a_whole_sheet_has_its_total(registry: Registry) -> None:
    """60 x 80.5/100 + 40 x 55/100 = 48.3 + 22 = 70.3; the third criterion is written and not scored."""
    made = await registry.made()
    evidence = await evidence_of(registry, made["id"])
    scores = [
        {"criterion": "k1", "value": 80.5, "reason": "  Survei 2025. ", "evidence": [evidence]},
        {"criterion": "k2", "value": 55},
    ]
    answer = await claim(registry.operator, made["slug"], sheet(FORM, *scores, note="Menurut tim."))
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert (told["number"], told["complete"], told["total"]) == (1, True, "70.30")
    assert told["instrument"] == {"slug": FORM, "title": "Formulir uji"}
    assert told["scores"] == [
        {
            "criterion": "k1",
            "value": "80.5",
            "level": None,
            "basis": None,
            "reason": "Survei 2025.",
            "evidence": [evidence],
        },
        {"criterion": "k2", "value": "55", "level": None, "basis": None, "reason": None, "evidence": []},
    ]
    assert told["note"] == "Menurut tim."
    listed = f"/v1/innovations/{made['slug']}/self-assessments"
    assert answer.headers["location"] == f"https://inovasi.example.go.id{listed}"


async def test_a_partial_sheet_has_none_yet_and_needs_no_reason(registry: Registry) -> None:
    made = await registry.made()
    told = (await claim(registry.operator, made["id"], sheet(FORM, {"criterion": "k1", "value": 0}))).json()
    assert (told["complete"], told["total"]) == (False, None)


async def test_a_total_that_never_ends_is_rounded_as_the_form_says(registry: Registry) -> None:
    """(2 x 100 + 1 x 0) / 3 is 66.666… and never ends."""
    made = await registry.made()
    scores = [{"criterion": "k1", "value": 100}, {"criterion": "k2", "value": 0}]
    assert (await claim(registry.operator, made["id"], sheet(THIRDS, *scores))).json()["total"] == "66.6667"


async def test_levels_have_the_points_so_far(registry: Registry) -> None:
    """31 has weight 3 and 33 weight 3: 3 x 2 + 3 x 1 = 9; all twenty at 3 are 111."""
    made = await registry.made()
    some = [{"criterion": "i31", "level": 2}, {"criterion": "i33", "level": 1, "basis": "orang"}]
    told = (await claim(registry.operator, made["id"], sheet(INDEX, *some))).json()
    assert (told["complete"], told["total"]) == (False, "9.00")
    every = [{"criterion": f"i{number}", "level": 3} for number, _, _ in WEIGHTS]
    every = [one | ({"basis": "unit"} if one["criterion"] == "i33" else {}) for one in every]
    told = (await claim(registry.operator, made["id"], sheet(INDEX, *every))).json()
    assert (told["number"], told["complete"], told["total"]) == (2, True, "111.00")


async def test_earlier_ones_stay_and_the_newest_comes_first(registry: Registry) -> None:
    made = await registry.made()
    for value in (10, 20, 30):
        await claim(registry.operator, made["id"], sheet(FORM, {"criterion": "k1", "value": value}))
    await claim(registry.operator, made["id"], sheet(THIRDS))
    path = f"/{made['slug']}/self-assessments"
    page = (await registry.operator.get(f"{path}?with_total=true")).json()
    told = [(one["instrument"]["slug"], one["number"], one["scores"][0]["value"]) for one in page["items"]]
    assert told == [(THIRDS, 1, "80"), (FORM, 3, "30"), (FORM, 2, "20"), (FORM, 1, "10")]
    assert page["total"] == 4
    first = await registry.operator.get(f"{path}?instrument={FORM}&limit=2")
    assert [one["number"] for one in first.json()["items"]] == [3, 2]
    last = (await registry.operator.get(f"{path}?instrument={FORM}&limit=2&cursor={first.json()['next']}")).json()
    assert [one["number"] for one in last["items"]] == [1]
    assert (last["next"], last["prev"] is None) == (None, False)
    assert 'rel="next"' in first.headers["link"]


async def test_the_audit_tells_that_something_was_claimed_and_not_what(registry: Registry) -> None:
    made = await registry.made()
    body = sheet(FORM, {"criterion": "k1", "value": 37.5, "reason": "Alasan rahasia"}, note="Catatan rahasia")
    await claim(registry.operator, made["id"], body)
    event = await registry.last_event(made["id"])
    assert (event.action, event.agency_id) == ("innovation.self_assess", registry.agency.id)
    assert event.changes == {"instrument": [None, FORM], "number": [None, 1], "criteria": [None, 1]}
    assert event.reason is None
    history = (await registry.operator.get(f"/{made['id']}/history")).text
    assert "innovation.self_assess" in history
    assert "37.5" not in history
    assert "rahasia" not in history


@pytest.mark.parametrize(
    ("score", "error"),
    [
        ({"criterion": "k1", "value": 100.5}, ("value", "out_of_scale")),
        ({"criterion": "k1", "value": -1}, ("value", "too_small")),
        ({"criterion": "k1", "value": 80.25}, ("value", "off_step")),
        ({"criterion": "k1", "value": 1e-9}, ("value", "off_step")),
        ({"criterion": "k1", "value": "80"}, ("value", "not_number")),
        ({"criterion": "k1", "value": True}, ("value", "not_number")),
        ({"criterion": "k1", "value": 1e300}, ("value", "too_large")),
        ({"criterion": "k1"}, ("value", "required")),
        ({"criterion": "k1", "value": 80, "level": 2}, ("level", "unfit")),
        ({"criterion": "k1", "value": 80, "basis": "orang"}, ("basis", "unfit")),
        ({"criterion": "k3", "value": 80}, ("criterion", "not_scored")),
        ({"criterion": "k9", "value": 80}, ("criterion", "unknown_criterion")),
        ({"criterion": "K1", "value": 80}, ("criterion", "invalid_form")),
        ({"value": 80}, ("criterion", "required")),
        ({"criterion": "k1", "value": 80, "reason": " "}, ("reason", "too_short")),
        ({"criterion": "k1", "value": 80, "evidence": ["bukan-id"]}, ("evidence/0", "invalid_value")),
        ({"criterion": "k1", "value": 80, "evidence": [str(uuid4())]}, ("evidence/0", "unknown_reference")),
        ({"criterion": "k1", "value": 80, "evidence": [str(uuid4())] * 21}, ("evidence", "too_long")),
        ({"criterion": "k1", "value": 80, "bobot": 1}, ("bobot", "unknown")),
    ],
)
async def test_each_wrong_score_of_a_form_is_told_at_its_place(
    registry: Registry, score: dict[str, Any], error: tuple[str, str]
) -> None:
    made = await registry.made()
    found = await wrong(registry, made["id"], sheet(FORM, {"criterion": "k2", "value": 1}, score))
    assert found == [(f"#/scores/1/{error[0]}", error[1])]
    assert (await registry.operator.get(f"/{made['id']}/self-assessments")).json()["items"] == []


@pytest.mark.parametrize(
    ("score", "error"),
    [
        ({"criterion": "i31", "level": 4}, ("level", "out_of_scale")),
        ({"criterion": "i31", "level": 0}, ("level", "too_small")),
        ({"criterion": "i31", "level": 1.5}, ("level", "not_integer")),
        ({"criterion": "i31"}, ("level", "required")),
        ({"criterion": "i31", "level": 1, "value": 1}, ("value", "unfit")),
        ({"criterion": "i31", "level": 1, "basis": "orang"}, ("basis", "unknown_basis")),
        ({"criterion": "i33", "level": 1}, ("basis", "basis_required")),
        ({"criterion": "i33", "level": 1, "basis": "produk"}, ("basis", "unknown_basis")),
        ({"criterion": "i36", "level": 1}, ("criterion", "unknown_criterion")),
    ],
)
async def test_each_wrong_level_is_told_at_its_place(
    registry: Registry, score: dict[str, Any], error: tuple[str, str]
) -> None:
    made = await registry.made()
    found = await wrong(registry, made["id"], sheet(INDEX, {"criterion": "i16", "level": 1}, score))
    assert found == [(f"#/scores/1/{error[0]}", error[1])]


async def test_everything_that_is_wrong_is_told_at_once(registry: Registry) -> None:
    made = await registry.made()
    scores = [{"criterion": "k1", "value": 1}, {"criterion": "k1", "value": 200}, {"criterion": "k9", "value": 1}]
    assert set(await wrong(registry, made["id"], sheet(FORM, *scores))) == {
        ("#/scores/1/criterion", "repeated"),
        ("#/scores/1/value", "out_of_scale"),
        ("#/scores/2/criterion", "unknown_criterion"),
    }


async def test_evidence_is_the_innovation_s_own_and_stands(registry: Registry) -> None:
    made, other = await registry.made(), await registry.made()
    own, foreign = await evidence_of(registry, made["id"]), await evidence_of(registry, other["id"])
    gone = await evidence_of(registry, made["id"], withdrawn=True)
    score = {"criterion": "k1", "value": 1, "evidence": [own, foreign, gone, own]}
    assert await wrong(registry, made["id"], sheet(FORM, score)) == [
        ("#/scores/0/evidence/1", "unknown_reference"),
        ("#/scores/0/evidence/2", "unknown_reference"),
        ("#/scores/0/evidence/3", "repeated"),
    ]


async def test_instruments_that_are_none_or_have_no_form(registry: Registry) -> None:
    made = await registry.made()
    assert await wrong(registry, made["id"], sheet("kipp-1999")) == [("#/instrument", "unknown_reference")]
    assert await wrong(registry, made["id"], sheet(UNFOUND)) == [("#/instrument", "form_unknown")]
    assert await wrong(registry, made["id"], {"instrument": FORM, "scores": []}) == [("#/scores", "too_short")]
    hundred = [{"criterion": "k1", "value": 1}] * 101
    assert await wrong(registry, made["id"], sheet(FORM, *hundred)) == [("#/scores", "too_long")]
    answer = await registry.operator.get(f"/{made['id']}/self-assessments?instrument=kipp-1999")
    assert errors_of(answer) == [("query/instrument", "unknown_reference")]


async def test_only_who_keeps_the_record_claims_and_reads(registry: Registry) -> None:
    for status, public in ((RecordStatus.DRAFT, False), (RecordStatus.PUBLISHED, True)):
        made = await registry.made(status)
        for keeper in (registry.operator, registry.registrar):
            assert (await claim(keeper, made["id"], sheet())).status_code == 201, public
            assert (await keeper.get(f"/{made['id']}/self-assessments")).status_code == 200
        for key in (made["id"], made["slug"]):
            stranger = registry.other_operator
            assert (await claim(stranger, key, sheet())).status_code == 404
            assert (await stranger.get(f"/{key}/self-assessments")).status_code == 404
            assert (await registry.public.get(f"/{key}/self-assessments")).status_code == 401
            assert (await claim(registry.public, key, sheet())).status_code == 401


async def test_an_archived_record_takes_no_more_and_keeps_what_there_is(registry: Registry) -> None:
    made = await registry.published()
    await claim(registry.operator, made["id"], sheet())
    await registry.registrar.act(made["id"], "archive")
    answer = await claim(registry.operator, made["id"], sheet())
    assert (answer.status_code, answer.json()["code"]) == (409, "not_editable")
    assert errors_of(answer) == [("#/scores", "not_editable")]
    assert len((await registry.operator.get(f"/{made['id']}/self-assessments")).json()["items"]) == 1


async def test_a_merged_record_leads_to_the_one_that_stays(registry: Registry) -> None:
    one, other = await registry.made(name=unlike()), await registry.made(name=unlike())
    merged = await registry.registrar.post(
        f"/{one['id']}/merge", {"into": other["id"], "reason": "Satu inovasi."}, if_match="*"
    )
    assert merged.status_code == 200, merged.text
    answer = await registry.operator.get(f"/{one['slug']}/self-assessments?limit=5")
    assert answer.status_code == 308
    assert answer.headers["location"].endswith(f"/v1/innovations/{other['slug']}/self-assessments?limit=5")


async def test_a_repeated_request_claims_once(registry: Registry) -> None:
    made = await registry.made()
    answers = [await claim(registry.operator, made["id"], sheet(), idempotency_key=made["slug"]) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert len((await registry.operator.get(f"/{made['id']}/self-assessments")).json()["items"]) == 1


async def test_a_name_that_was_withdrawn_is_told_nowhere(registry: Registry) -> None:
    made = await registry.made()
    body = sheet(FORM, {"criterion": "k1", "value": 1, "reason": "Menurut Dodi Pranata."}, note="Kata Dodi Pranata")
    await claim(registry.operator, made["id"], body)
    async with registry.fresh.committing() as session:
        dodi = await factories.person(session, "Dodi Pranata")
        session.add(ConcealedName(person_id=dodi.id, pattern=pattern_of(dodi.name)))
    told = (await registry.operator.get(f"/{made['id']}/self-assessments")).text
    assert "Dodi" not in told
    assert told.count("[dirahasiakan]") == 2
