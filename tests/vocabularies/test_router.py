"""What the codes mean, asked over HTTP."""

import inspect
import re
from enum import StrEnum

import httpx

from app.models import codes

ENUMS = {
    re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower(): kind
    for name, kind in inspect.getmembers(codes, inspect.isclass)
    if issubclass(kind, StrEnum) and kind is not StrEnum
}


async def test_every_code_has_label_and_definition_in_both_languages(catalogue: httpx.AsyncClient) -> None:
    items = (await catalogue.get("/v1/vocabularies")).json()["items"]
    assert {item["name"]: {code["code"] for code in item["codes"]} for item in items} == {
        name: {code.value for code in kind} for name, kind in ENUMS.items()
    }
    for item in items:
        for entry in (item, *item["codes"]):
            for words in (entry["label"], entry["definition"]):
                assert set(words) == {"id", "en"}
                assert all(words.values()), (item["name"], entry)
            definition = entry["definition"]
            assert definition["id"] != definition["en"], (item["name"], entry)


async def test_one_vocabulary_by_name(catalogue: httpx.AsyncClient) -> None:
    listed = {item["name"]: item for item in (await catalogue.get("/v1/vocabularies")).json()["items"]}
    for name, item in listed.items():
        assert (await catalogue.get(f"/v1/vocabularies/{name}")).json() == item
    stage = {code["code"]: code["label"] for code in listed["stage"]["codes"]}
    assert stage["uji_coba"]["id"] == "Uji coba"


async def test_objections_have_one_name_in_indonesian(catalogue: httpx.AsyncClient) -> None:
    for path in ("/v1/vocabularies", "/problems"):
        told = (await catalogue.get(path)).text.lower()
        assert "sanggahan" in told, path
        assert "keberatan" not in told, path


async def test_an_unknown_vocabulary_is_not_there(catalogue: httpx.AsyncClient) -> None:
    assert (await catalogue.get("/v1/vocabularies/stages")).status_code == 404
