"""What is refused of changes of agencies, and leaves nothing behind."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.core.settings import Settings
from app.models.codes import Role
from tests.agencies.keeping import EVENT, EVENTS, LATER, Registrar, errors_of
from tests.conftest import UNLIMITED, Fresh, Server, client_of, new_database, running
from tests.signing import sign
from tests.walking import page_of


@pytest.fixture(scope="module")
async def registry(server: Server, migrated: str) -> AsyncIterator[Fresh]:
    """The service on a database that all tests of this file share: what is refused changes nothing."""
    name = migrated.partition("?")[0].rsplit("/", 1)[1]
    async with (
        new_database(server, name) as url,
        running(Settings(database_url=url, log_level="warning", **UNLIMITED)) as app,
        client_of(app) as client,
    ):
        yield Fresh(url, app, client)


@pytest.fixture(scope="module")
async def settled(registry: Fresh) -> Registrar:
    """The registrar of a few agencies."""
    async with registry.committing() as session:
        registrar = Registrar(registry.client, await sign(session, "registrar"))
    for name in ("Kota Contoh", "Dinas Contoh", "Dinas Lain", "Dinas Satu", "Dinas Dua"):
        await registrar.create(name)
    return registrar


@pytest.fixture(autouse=True)
async def unchanged(settled: Registrar) -> AsyncIterator[None]:
    """After each test all is as it was."""
    yield
    listed = (await page_of(settled.client, "/v1/agencies"))["items"]
    assert len(listed) == 5
    assert [await settled.version(item["slug"]) for item in listed] == [1] * 5


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({"name": ""}, [("#/name", "too_short")]),
        ({"name": " \n "}, [("#/name", "nameless")]),
        ({"name": "x" * 501}, [("#/name", "too_long")]),
        ({"name": "a\x00"}, [("#/name", "control_character")]),
        ({"name": None}, [("#/name", "not_text")]),
        ({"short_name": "-"}, [("#/short_name", "nameless")]),
        ({"kind": "dinasx"}, [("#/kind", "unknown_code")]),
        ({"parent": "tidak-ada"}, [("#/parent", "unknown_reference")]),
        ({"parent": "Kota Contoh"}, [("#/parent", "invalid_form")]),
        ({"area": "99.99"}, [("#/area", "unknown_reference")]),
        ({"area": "12.71.1"}, [("#/area", "invalid_form")]),
        ({"external": "ya"}, [("#/external", "not_boolean")]),
        ({"external": 1}, [("#/external", "not_boolean")]),
        ({"valid_from": "2016-13"}, [("#/valid_from", "invalid_value")]),
        ({"valid_from": "0001"}, [("#/valid_from", "too_small")]),
        ({"valid_from": "9999-12-31"}, [("#/valid_from", "too_large")]),
        ({"first_stated_on": LATER}, [("#/first_stated_on", "too_large")]),
        ({"decree": " "}, [("#/decree", "nameless")]),
        ({"note": " "}, [("#/note", "too_short")]),
        ({"aliases": [{"name": "Satu"}, {"name": "SATU"}]}, [("#/aliases/1/name", "repeated")]),
        ({"aliases": [{"name": "Satu"}] * 51}, [("#/aliases", "too_long")]),
        ({"slug": "lain"}, [("#/slug", "unknown")]),
        ({"id": "x"}, [("#/id", "unknown")]),
        ({"version": 7}, [("#/version", "unknown")]),
        ({"valid_to": "2020"}, [("#/valid_to", "unknown")]),
    ],
)
async def test_an_agency_that_cannot_be(
    settled: Registrar, facts: dict[str, Any], errors: list[tuple[str, str]]
) -> None:
    answer = await settled.ask("", {"name": "Dinas Baru", "kind": "dinas", **facts})
    assert (answer.status_code, errors_of(answer)) == (422, errors)


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({"external": None}, [("#/external", "null_refused")]),
        ({"aliases": None}, [("#/aliases", "null_refused")]),
        ({"region_code": "36"}, [("#/region_code", "invalid_form")]),
        ({"name": "Lain"}, [("#/name", "unknown")]),
        ({"kind": "badan"}, [("#/kind", "unknown")]),
        ({"slug": "lain"}, [("#/slug", "unknown")]),
    ],
)
async def test_a_correction_that_cannot_be(
    settled: Registrar, facts: dict[str, Any], errors: list[tuple[str, str]]
) -> None:
    answer = await settled.ask("/dinas-contoh", facts, 1, "PATCH")
    assert (answer.status_code, errors_of(answer)) == (422, errors)


@pytest.mark.parametrize(("event", "facts"), EVENTS)
@pytest.mark.parametrize(
    ("wrong", "errors"),
    [
        ({"decree": None}, [("#/decree", "not_text")]),
        ({"decree": " \t"}, [("#/decree", "nameless")]),
        ({"decree": "x\x1b[31m"}, [("#/decree", "control_character")]),
        ({"effective_on": "2022-12"}, [("#/effective_on", "not_date")]),
        ({"effective_on": "2022-02-30"}, [("#/effective_on", "not_date")]),
        ({"effective_on": "2022-12-20T00:00:00Z"}, [("#/effective_on", "not_date")]),
        ({"effective_on": 1_671_494_400}, [("#/effective_on", "not_date")]),
        ({"effective_on": True}, [("#/effective_on", "not_date")]),
        ({"effective_on": None}, [("#/effective_on", "not_date")]),
        ({"effective_on": "0000-01-01"}, [("#/effective_on", "not_date")]),
        ({"effective_on": "0001-01-01"}, [("#/effective_on", "too_small")]),
        ({"effective_on": "1899-12-31"}, [("#/effective_on", "too_small")]),
        ({"effective_on": "9999-12-31"}, [("#/effective_on", "too_large")]),
        ({"version": 1}, [("#/version", "unknown")]),
        ({"valid_to": "2022"}, [("#/valid_to", "unknown")]),
    ],
)
async def test_an_event_that_cannot_be(
    settled: Registrar, event: str, facts: dict[str, Any], wrong: dict[str, Any], errors: list[tuple[str, str]]
) -> None:
    answer = await settled.ask(f"/dinas-contoh/{event}", {**EVENT, **facts, **wrong}, 1)
    assert (answer.status_code, errors_of(answer)) == (422, errors)


@pytest.mark.parametrize(
    "body",
    [
        b'{"effective_on":"2022-12-20","decree":"\\ud800","name":"Baru"}',
        b'{"effective_on":"2022-12-20","decree":"D","name":"\\ud800"}',
        b'{"effective_on":NaN,"decree":"D","name":"Baru"}',
        b"[]",
        b"null",
        b"",
        b"[" * 100_000,
        b'\xff\xfe{"name":"x"}',
    ],
)
async def test_a_body_that_cannot_be_read(settled: Registrar, body: bytes) -> None:
    headers = {**settled.headers, "if-match": '"v1"', "content-type": "application/json"}
    answer = await settled.client.post("/v1/agencies/dinas-contoh/rename", content=body, headers=headers)
    assert answer.status_code in {400, 422}


@pytest.mark.parametrize("role", [role for role in Role if role != Role.REGISTRAR])
async def test_only_the_registrar_keeps_agencies(registry: Fresh, settled: Registrar, role: Role) -> None:
    async with registry.committing() as session:
        headers = await sign(session, role, agency_id=(await settled.history("dinas-contoh"))["id"])
    for asker, status in ((Registrar(registry.client, headers), 403), (Registrar(registry.client, {}), 401)):
        answers = [
            await asker.ask("", {"name": "Lain", "kind": "dinas"}),
            await asker.ask("/dinas-contoh", {"note": "x"}, 1, "PATCH"),
            *[await asker.ask(f"/dinas-contoh/{event}", {**EVENT, **facts}, 1) for event, facts in EVENTS],
            await asker.ask("/merge", {}),
        ]
        assert [answer.status_code for answer in answers] == [status] * 7


@pytest.mark.parametrize(
    ("into", "errors"),
    [
        ([], [("#/into", "too_short")]),
        ([{"new": {"name": "X", "kind": "dinas"}}] * 21, [("#/into", "too_long")]),
        ([{}], [("#/into/0", "either_or")]),
        ([{"agency": "dinas-lain", "version": 1, "new": {"name": "X", "kind": "dinas"}}], [("#/into/0", "either_or")]),
        ([{"agency": "dinas-lain"}], [("#/into/0/version", "required")]),
        ([{"agency": "dinas-lain", "version": 0}], [("#/into/0/version", "too_small")]),
        ([{"agency": "dinas-lain", "version": 2**31}], [("#/into/0/version", "too_large")]),
        ([{"agency": "dinas-lain", "version": "1"}], [("#/into/0/version", "not_integer")]),
        ([{"agency": "dinas-lain", "version": True}], [("#/into/0/version", "not_integer")]),
        ([{"agency": "tidak-ada", "version": 1}], [("#/into/0/agency", "unknown_reference")]),
        ([{"agency": "dinas-contoh", "version": 1}], [("#/into/0/agency", "itself")]),
        ([{"agency": "dinas-lain", "version": 1}] * 2, [("#/into/1/agency", "repeated")]),
        ([{"version": 1, "new": {"name": "X", "kind": "dinas"}}], [("#/into/0/version", "not_with_new")]),
        ([{"new": {"name": "X"}}], [("#/into/0/new/kind", "required")]),
        (
            [{"new": {"name": "X", "kind": "dinas", "parent": "tidak-ada"}}],
            [("#/into/0/new/parent", "unknown_reference")],
        ),
        ([{"new": {"name": "X", "kind": "dinas", "valid_from": "2020"}}], [("#/into/0/new/valid_from", "unknown")]),
    ],
)
async def test_a_split_that_cannot_be(settled: Registrar, into: list[Any], errors: list[tuple[str, str]]) -> None:
    answer = await settled.happens("dinas-contoh", "split", "2022-12-20", into=into, continues=True)
    assert (answer.status_code, errors_of(answer)) == (422, errors)


@pytest.mark.parametrize(
    ("wrong", "errors"),
    [
        ({"predecessors": []}, [("#/predecessors", "too_short")]),
        ({"predecessors": [{"agency": "dinas-satu", "version": 1}] * 51}, [("#/predecessors", "too_long")]),
        (
            {"predecessors": [{"agency": "dinas-satu", "version": 1}] * 2},
            [("#/predecessors/1/agency", "repeated")],
        ),
        ({"predecessors": [{"agency": "dinas-satu"}]}, [("#/predecessors/0/version", "required")]),
        ({"predecessors": [{"agency": "lain", "version": 1}]}, [("#/predecessors/0/agency", "unknown_reference")]),
        ({"predecessors": [{"agency": "dinas-dua", "version": 1}]}, [("#/successor/agency", "itself")]),
        ({"successor": {}}, [("#/successor", "either_or")]),
        ({"successor": None}, [("#/successor", "not_object")]),
        (
            {"successor": {"founded": True, "new": {"name": "X", "kind": "dinas"}}},
            [("#/successor/founded", "not_with_new")],
        ),
        (
            {"successor": {"renamed": {"name": "Y"}, "new": {"name": "X", "kind": "dinas"}}},
            [("#/successor/renamed", "not_with_new")],
        ),
        (
            {"successor": {"agency": "dinas-dua", "version": 1, "renamed": {"name": "Dinas Dua"}}},
            [("#/successor/renamed/name", "unchanged")],
        ),
        (
            {"successor": {"new": {"name": "X", "kind": "dinas", "parent": "dinas-satu"}}},
            [("#/successor/new/parent", "not_in_force")],
        ),
        ({"effective_on": "9999-12-31"}, [("#/effective_on", "too_large")]),
        ({"decree": ""}, [("#/decree", "too_short")]),
        ({"version": 1}, [("#/version", "unknown")]),
    ],
)
async def test_a_merger_that_cannot_be(
    settled: Registrar, wrong: dict[str, Any], errors: list[tuple[str, str]]
) -> None:
    body = {
        **EVENT,
        "predecessors": [{"agency": "dinas-satu", "version": 1}],
        "successor": {"agency": "dinas-dua", "version": 1},
    }
    answer = await settled.ask("/merge", {**body, **wrong})
    assert (answer.status_code, errors_of(answer)) == (422, errors)
