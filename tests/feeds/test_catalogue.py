"""The catalogue: what DCAT-AP demands is there, and nothing in it is a promise that the service does not keep."""

import json
from typing import Any

import httpx
import pytest

from app.core.settings import Settings
from app.feeds.datasets import open_data
from app.feeds.offered import offered_by
from app.main import create_app
from tests.feeds.copying import listed

PATH = "/v1/catalog.jsonld"
BASE = "https://inovasi.example.go.id"
# DCAT-AP 3.0: what is mandatory of each class, and what this catalogue always has beside that
_SHAPES = {
    "http://www.w3.org/ns/dcat#Catalog": {
        *("dcterms:title", "dcterms:description", "dcterms:publisher", "dcat:dataset", "dcterms:license"),
        *("foaf:homepage", "dcterms:language", "dcterms:issued", "dcterms:modified", "dcterms:spatial", "dcat:service"),
    },
    "http://www.w3.org/ns/dcat#Dataset": {
        *("dcterms:title", "dcterms:description", "dcterms:publisher", "dcterms:identifier", "dcat:contactPoint"),
        *("dcat:keyword", "dcat:theme", "dcterms:spatial", "dcterms:accrualPeriodicity", "dcat:distribution"),
        *("dcterms:issued", "dcat:landingPage", "dcterms:conformsTo", "dcterms:accessRights"),
    },
    "http://www.w3.org/ns/dcat#Distribution": {"dcat:accessURL", "dcterms:license", "dcterms:format", "dcat:mediaType"},
    "http://www.w3.org/ns/dcat#DataService": {"dcat:endpointURL", "dcterms:title", "dcat:endpointDescription"},
    "http://xmlns.com/foaf/0.1/Agent": {"foaf:name"},
    "http://purl.org/dc/terms/Location": {"dcterms:identifier"},
    "http://www.w3.org/2006/vcard/ns#Kind": {"vcard:fn", "vcard:hasEmail"},
}


@pytest.fixture
async def catalog(catalogue: httpx.AsyncClient) -> dict[str, Any]:
    answer = await catalogue.get(PATH)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/ld+json"
    told: dict[str, Any] = answer.json()
    return told


def expand(told: Any, context: dict[str, str]) -> Any:
    """Return what the prefixes of a document stand for, as a reader of JSON-LD does."""

    def whole(name: str) -> str:
        prefix, colon, rest = name.partition(":")
        if name.startswith("@") or rest.startswith("//") or prefix not in context:
            assert name.startswith("@") or "://" in name or prefix == "mailto", f"{name} stands for nothing"
            return name
        return context[prefix] + rest if colon else name

    if isinstance(told, list):
        return [expand(one, context) for one in told]
    if not isinstance(told, dict):
        return told
    found = {}
    for name, value in told.items():
        if name == "@context":
            continue
        known = name in {"@type", "@id"} and isinstance(value, str)
        found[whole(name)] = whole(value) if known else expand(value, context)
    return found


def nodes(told: Any) -> list[dict[str, Any]]:
    """Return every object in a document."""
    if isinstance(told, list):
        return [node for one in told for node in nodes(one)]
    return [told, *(node for one in told.values() for node in nodes(one))] if isinstance(told, dict) else []


async def test_it_has_what_the_profile_demands(catalog: dict[str, Any]) -> None:
    context = catalog["@context"]
    seen: set[str] = set()
    for node in nodes(expand(catalog, context)):
        # a value has a type of its own, and a node that is only pointed to has none here
        kind = node.get("@type", "")
        if "@value" in node or kind not in _SHAPES:
            continue
        seen.add(kind)
        for wanted in _SHAPES[kind]:
            prefix, _, name = wanted.partition(":")
            assert node.get(context[prefix] + name) not in (None, "", []), (kind, wanted)
    assert seen == set(_SHAPES)
    assert catalog["dcterms:spatial"]["dcterms:identifier"] == "12.71"
    codes = [one["dcterms:identifier"] for one in catalog["dcat:dataset"]]
    assert len(set(codes)) == len(codes)
    assert {"innovations", "agencies", "programmes", "recognitions", "surveys", "coverage", "vocabularies"} <= set(
        codes
    )
    for one in catalog["dcat:dataset"]:
        for words in (one["dcterms:title"], one["dcterms:description"]):
            assert {each["@language"] for each in words} == {"id", "en"}


async def test_every_address_answers_with_what_is_said_of_it(
    catalogue: httpx.AsyncClient, catalog: dict[str, Any]
) -> None:
    distributions = [one for dataset in catalog["dcat:dataset"] for one in dataset["dcat:distribution"]]
    addresses = [one["dcat:accessURL"]["@id"] for one in distributions]
    assert len(set(addresses)) == len(addresses) > 20
    for one, address in zip(distributions, addresses, strict=True):
        assert address.startswith(f"{BASE}/v1/"), address
        answer = await catalogue.get(address.removeprefix(BASE))
        assert answer.status_code == 200, (address, answer.text[:300])
        media_type = answer.headers["content-type"].partition(";")[0]
        assert one["dcat:mediaType"]["@id"] == f"https://www.iana.org/assignments/media-types/{media_type}", address
    service = catalog["dcat:service"][0]
    others = [service["dcat:endpointURL"], service["dcat:endpointDescription"], catalog["foaf:homepage"]]
    others += [catalog["dcterms:publisher"], catalog["dcterms:spatial"], catalog["dcat:dataset"][0]["dcat:landingPage"]]
    for other in others:
        assert (await catalogue.get(other["@id"].removeprefix(BASE))).status_code == 200, other


async def test_every_export_of_a_list_is_in_it() -> None:
    """What is exported and left out is left out on purpose."""
    app = create_app(Settings(database_url="postgresql://nowhere/none"))
    exported = {
        path.removesuffix(".{format}")
        for path in offered_by(app)
        if path.endswith(".{format}") and path.count("{") == 1
    }
    left_out = {
        # people, and what could be put together to people
        *("/v1/innovators", "/v1/action-plans", "/v1/plan-aggregates"),
        # parts of what is in it
        *("/v1/needs/loop", "/v1/coverage/innovations", "/v1/coverage/ranking", "/v1/search"),
    }
    told = {dataset.path for dataset in open_data().datasets}
    assert {path for path in exported if not path.startswith("/v1/statistics/")} - told <= left_out


async def test_it_is_the_same_text_until_the_data_change(catalogue: httpx.AsyncClient) -> None:
    one, other = await catalogue.get(PATH), await catalogue.get(PATH)
    assert one.content == other.content
    known = await catalogue.get(PATH, headers={"if-none-match": one.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    newest = max(item["updated_at"] for item in (await listed(catalogue)).values())
    told = {item["dcterms:identifier"]: item for item in one.json()["dcat:dataset"]}
    assert told["innovations"]["dcterms:modified"]["@value"][:10] >= newest[:10]


async def test_it_names_who_the_interface_names(catalogue: httpx.AsyncClient, catalog: dict[str, Any]) -> None:
    contact = (await catalogue.get("/openapi.json")).json()["info"]["contact"]
    assert catalog["dcat:contactPoint"]["vcard:fn"] == contact["name"]
    assert catalog["dcat:contactPoint"]["vcard:hasEmail"]["@id"] == f"mailto:{contact['email']}"
    assert "null" not in json.dumps(catalog)
