"""The words that facts rest on, asked over HTTP."""

from typing import Any

import httpx
import pytest

from app.innovations.service import InnovationService
from app.models import Ambiguity, Citation, Source
from tests import factories
from tests.conftest import Fresh

UNKNOWN = (None, [], "tidak_diketahui")
# what the registry itself says of a record, not a source
KEPT = {
    *("id", "slug", "version", "status", "remark", "published_at", "updated_at", "counts", "ambiguities"),
    "agency_name_then",
}
DEFAULTS = {"represents": 1, "platform": {"relation": "tidak_diketahui", "name": None, "innovation": None}}


async def citations_of(client: httpx.AsyncClient, record: str) -> dict[str, Any]:
    answer = await client.get(f"/v1/{record}/citations")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def facts(record: dict[str, Any]) -> set[str]:
    """The properties of a record that say something."""
    return {
        name
        for name, value in record.items()
        if name not in KEPT and value not in UNKNOWN and value != DEFAULTS.get(name)
    }


async def test_every_shown_fact_of_verolin_leads_to_its_words(catalogue: httpx.AsyncClient) -> None:
    record = (await catalogue.get("/v1/innovations/verolin")).json()
    shown = facts(record)
    assert shown == {"name", "summary", "kind", "agency", "people", "first_known_on", "first_known_by"}
    found = await citations_of(catalogue, "innovations/verolin")
    for name in shown:
        spoken = [item for item in found["items"] if item["field"] == name and item["phrase"]]
        assert spoken, f"nothing is quoted for {name}"
        assert {item["source"]["slug"] for item in spoken} == {"berita-2019-workshop"}, name
    words = {item["field"]: item for item in found["items"] if item["source"]["slug"] == "berita-2019-workshop"}
    assert words["people"]["phrase"].endswith(
        "dengan inovator Bayu Sogara Siregar SE MM dari Dinas Penanaman Modal dan PTSP"
    )
    assert (words["name"]["confidence"], words["kind"]["confidence"]) == ("disebut", "disimpulkan")
    assert record["counts"]["citations"] == len(found["items"])
    assert record["counts"]["sources"] == len({item["source"]["id"] for item in found["items"]}) == 2


async def test_doubts_about_verolin_are_open_and_not_disputes(catalogue: httpx.AsyncClient) -> None:
    found = await citations_of(catalogue, "innovations/verolin")
    assert {item["disputed"] for item in found["items"]} == {False}
    assert {item["dispute_note"] for item in found["items"]} == {None}
    assert {point["field"] for point in found["ambiguities"]} == {None, "kind", "first_known_by", "stages"}
    record = (await catalogue.get("/v1/innovations/verolin")).json()
    told = [{name: point[name] for name in ("field", "note_id", "note_en")} for point in found["ambiguities"]]
    assert record["ambiguities"] == told


async def test_every_shown_fact_of_every_innovation_is_cited(catalogue: httpx.AsyncClient) -> None:
    items = (await catalogue.get("/v1/innovations?limit=200")).json()["items"]
    assert len(items) == 32
    for item in items:
        record = (await catalogue.get(f"/v1/innovations/{item['slug']}")).json()
        found = await citations_of(catalogue, f"innovations/{item['slug']}")
        cited = {citation["field"] for citation in found["items"]}
        assert facts(record) - {"stage"} - cited == set(), item["slug"]
        assert "stages" in cited or record["stages"] == [], item["slug"]


@pytest.mark.parametrize(
    "record",
    ["innovations/verolin", "agencies/bkpsdm", "innovators/ferri-ichsan", "classifications/urusan", "areas/12.71.01"],
)
async def test_every_kind_of_record_has_citations(catalogue: httpx.AsyncClient, record: str) -> None:
    found = await citations_of(catalogue, record)
    assert found["items"]
    fields = [item["field"] for item in found["items"]]
    assert fields == sorted(fields)
    assert all(item["phrase"] or item["confidence"] == "dari_luar" for item in found["items"])
    whole = (await catalogue.get(f"/v1/{record}")).json()
    if not record.startswith("areas"):
        assert await citations_of(catalogue, f"{record.partition('/')[0]}/{whole['id']}") == found


@pytest.mark.parametrize(
    "record", ["innovations/verolon", "agencies/x", "innovators/x", "classifications/x", "areas/99.99"]
)
async def test_an_unknown_record_is_not_there(catalogue: httpx.AsyncClient, record: str) -> None:
    assert (await catalogue.get(f"/v1/{record}/citations")).status_code == 404


async def test_what_is_not_published_is_as_if_it_were_not_there(fresh: Fresh) -> None:
    async with fresh.committing() as session:
        draft = await factories.innovation(session, "Konsep", slug="konsep", status="draft")
        source = Source(slug="berita", kind="berita", title="Berita")
        session.add(source)
        await session.flush()
        about = {"subject_kind": "innovation", "subject_id": draft.id, "field": "name"}
        session.add_all(
            [
                Citation(**about, source_id=source.id, phrase="Konsep", confidence="disebut"),
                Ambiguity(**about, position=0, note_id="ragu", note_en="doubt"),
            ]
        )
        await InnovationService(session).publish(None)
    for end in ("", "/citations", "/relations"):
        nowhere = (await fresh.client.get(f"/v1/innovations/nihil{end}")).json()
        for key in ("konsep", str(draft.id)):
            answer = await fresh.client.get(f"/v1/innovations/{key}{end}")
            hidden = answer.json()
            assert answer.status_code == 404
            for body in (hidden, nowhere):
                body.pop("request_id", None)
                body.pop("instance", None)
            assert hidden == nowhere, (key, end)


async def test_a_dispute_is_told_with_its_reason(fresh: Fresh) -> None:
    async with fresh.committing() as session:
        owner = await factories.agency(session, "Dinas Contoh")
        source = Source(slug="berita", kind="berita", title="Berita", published_on="2019-06")
        session.add(source)
        await session.flush()
        session.add(
            Citation(
                subject_kind="agency",
                subject_id=owner.id,
                field="name",
                source_id=source.id,
                phrase="Dinas “Contoh”",
                confidence="disebut",
                disputed=True,
                dispute_note="Dinas menyebut nama lain.",
            )
        )
    (item,) = (await citations_of(fresh.client, "agencies/dinas-contoh"))["items"]
    assert (item["disputed"], item["dispute_note"]) == (True, "Dinas menyebut nama lain.")
    assert (item["phrase"], item["source"]["published_on"]) == ("Dinas “Contoh”", "2019-06")
