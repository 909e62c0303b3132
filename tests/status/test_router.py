"""Where to begin, and whether the service is well."""

import httpx
from alembic.script import ScriptDirectory

from tests.migrating import configuration

BASE = "https://inovasi.example.go.id"


async def test_every_link_of_the_index_leads_somewhere(catalogue: httpx.AsyncClient) -> None:
    index = (await catalogue.get("/v1")).json()
    assert index["name"] == "Inovasi Medan"
    assert len(index["links"]) > 10
    for name, address in index["links"].items():
        assert address.startswith(f"{BASE}/"), name
        answer = await catalogue.get(address.removeprefix(BASE))
        assert answer.status_code == 200, name


async def test_the_index_tells_the_version_that_every_answer_tells(catalogue: httpx.AsyncClient) -> None:
    answer = await catalogue.get("/v1")
    assert answer.json()["version"] == answer.headers["api-version"]


async def test_alive_and_ready(catalogue: httpx.AsyncClient) -> None:
    assert (await catalogue.get("/health/live")).json() == {"status": "alive"}
    ready = (await catalogue.get("/health/ready")).json()
    head = ScriptDirectory.from_config(configuration("")).get_current_head()
    assert ready == {"status": "ready", "schema_revision": head}


async def test_the_openapi_document_names_this_service(catalogue: httpx.AsyncClient) -> None:
    document = (await catalogue.get("/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    assert [server["url"] for server in document["servers"]] == [BASE]
