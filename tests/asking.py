"""Asking every operation of the service, and what must hold for every answer."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import httpx
from jsonschema import Draft202012Validator
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.problems import MEDIA_TYPE, Problem, catalogue
from app.core.settings import Settings
from app.models import Account, ApiKey, AuditEvent, Person, PersonalDataRequest
from tests.conftest import UNLIMITED, Server, client_of, load_reference, name_of, new_database, running
from tests.replication.example import add_replications
from tests.rounds.example import add_example
from tests.signing import key

BASE = "https://inovasi.example.go.id"
_PROBLEM = Draft202012Validator(Problem.model_json_schema())
_STATUS_OF = {entry.code: entry.status for entry in catalogue()}


@dataclass(frozen=True)
class Leaf:
    """A place in a body where a value of one kind belongs."""

    names: tuple[str | int, ...]
    kind: str

    @property
    def pointer(self) -> str:
        return "#/" + "/".join(map(str, self.names))

    def body(self, value: str) -> str:
        """Return a body with some JSON in this place, and nothing beside it."""
        for name in reversed(self.names):
            value = f"[{value}]" if isinstance(name, int) else f"{{{json.dumps(name)}: {value}}}"
        return value


@dataclass(frozen=True)
class Operation:
    """An operation of the OpenAPI document, with a path that leads to a record."""

    name: str
    method: str
    template: str
    path: str
    keys: dict[str, str]
    parameters: frozenset[str]
    # examples of the query parameters without which it does not answer
    needed: dict[str, str]
    # what it answers with
    media_type: str
    statuses: frozenset[str]
    public: bool
    permission: str | None
    conditional: bool
    body: dict[str, Any] | None
    leaves: tuple["Leaf", ...]
    example: Any

    @property
    def key(self) -> str | None:
        """The example that leads to the record, if the operation is on one."""
        return next(iter(self.keys.values()), None)

    def with_key(self, key: str, name: str | None = None) -> str:
        """Return the path to another record: the first in the path, or the one of a name."""
        name = name or next(iter(self.keys))
        # not by `format`: a key may hold braces
        before, after = self.template.split(f"{{{name}}}")
        return before.format(**self.keys) + key + after.format(**self.keys)

    def asked(self, **query: str) -> str:
        """Return the address with a query."""
        return f"{self.path}?{urlencode(query)}"

    @property
    def openness(self) -> tuple[int, int]:
        """How many keys its path has, and how little of it is written out."""
        return len(self.keys), -len(re.sub(r"{\w+}", "", self.template))

    def fits(self, path: str) -> bool:
        """Whether a path is one of this operation's."""
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(self.template))
        return re.fullmatch(pattern, path) is not None


def operations_of(document: dict[str, Any]) -> list[Operation]:
    """Return every operation of an OpenAPI document; the examples of path parameters lead to shipped records."""
    return [
        _operation(document, template, method, described)
        for template, item in document["paths"].items()
        for method, described in item.items()
    ]


def _operation(document: dict[str, Any], template: str, method: str, described: dict[str, Any]) -> Operation:
    parameters = [_resolved(document, one) for one in described.get("parameters", [])]
    parameters = [one | {"schema": _resolved(document, one["schema"])} for one in parameters]
    keys = {one["name"]: one["schema"]["examples"][0] for one in parameters if one["in"] == "path"}
    body = described.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    return Operation(
        described["operationId"],
        method.upper(),
        template,
        template.format(**keys),
        keys,
        frozenset(one["name"] for one in parameters if one["in"] == "query"),
        {
            one["name"]: str(one["schema"]["examples"][0])
            for one in parameters
            if one["in"] == "query" and one["required"]
        },
        _media_type(described["responses"]),
        frozenset(described["responses"]),
        described["security"] in ([], [{}, {"bearer": []}]),
        described.get("x-permission"),
        any(one["name"] == "If-Match" for one in parameters),
        _resolved(document, body) if body else None,
        tuple(_leaves(document, body)) if body else (),
        _example(document, body) if body else None,
    )


def _media_type(responses: dict[str, Any]) -> str:
    success = next(response for status, response in responses.items() if status < "300")
    return next(iter(success.get("content", {})), "application/json")


def _leaves(document: dict[str, Any], schema: dict[str, Any], *names: str | int) -> Iterator[Leaf]:
    schema = _resolved(document, schema)
    kinds = [_resolved(document, kind) for kind in schema.get("anyOf", [schema])]
    for kind in kinds:
        if "properties" in kind:
            for name, part in kind["properties"].items():
                yield from _leaves(document, part, *names, name)
        elif "patternProperties" in kind:
            # what is keyed by codes: one that could be
            (part,) = kind["patternProperties"].values()
            yield from _leaves(document, part, *names, "kunci")
        elif kind["type"] == "array":
            yield from _leaves(document, kind["items"], *names, 0)
        elif kind["type"] != "null":
            yield Leaf(names, kind["type"])


def _resolved(document: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    for name in part.get("$ref", "#").split("/")[1:]:
        document = document[name]
    return document if "$ref" in part else part


def _example(document: dict[str, Any], part: dict[str, Any]) -> Any:
    """Return a value of a schema, with no more in it than must be."""
    schema = _resolved(document, part)
    if "anyOf" in schema:
        return _example(document, next(kind for kind in schema["anyOf"] if kind != {"type": "null"}))
    if "properties" in schema:
        required = schema.get("required", [])
        return {name: _example(document, schema["properties"][name]) for name in required}
    if schema.get("type") == "array":
        return [_example(document, schema["items"])] * schema.get("minItems", 0)
    if "examples" in schema or "enum" in schema:
        return schema.get("examples", schema.get("enum"))[0]
    return {"boolean": True, "integer": schema.get("minimum"), "string": "Contoh"}[schema["type"]]


class Asker:
    """Asks, and holds every answer to the contract. `operations` are the reads that it is about, `every` are all."""

    def __init__(self, client: httpx.AsyncClient, operations: list[Operation], every: list[Operation]) -> None:
        self.client = client
        self.operations = operations
        self.every = every

    async def __call__(
        self, address: str, status: int | set[int], code: str | None = None, unsaid: str | None = None, **options: Any
    ) -> httpx.Response:
        """Ask, and return the answer, which has one of the statuses, the code, and does not repeat what is `unsaid`.

        An address that says nothing of a query parameter which its operation needs says the example of the document.
        """
        address = self._completed(address)
        answer = await self.client.request(options.pop("method", "GET"), address, **options)
        case = f"{address[:200]} {str(options)[:300]} -> {answer.status_code} {answer.text[:300]}"
        assert answer.status_code in (status if isinstance(status, set) else {status}), case
        assert answer.headers["api-version"], case
        assert answer.headers["x-request-id"], case
        assert answer.headers["x-content-type-options"] == "nosniff", case
        if answer.status_code >= 400 and answer.request.method != "HEAD":
            problem = self._problem(answer, case)
            assert code is None or problem["code"] == code, case
        if unsaid is not None:
            assert unsaid not in answer.text, case
            assert unsaid not in str(answer.headers), case
        return answer

    def _problem(self, answer: httpx.Response, case: str) -> dict[str, Any]:
        assert answer.headers["content-type"] == MEDIA_TYPE, case
        problem: dict[str, Any] = answer.json()
        _PROBLEM.validate(problem)
        assert _STATUS_OF[problem["code"]] == problem["status"] == answer.status_code, case
        assert problem["request_id"] == answer.headers["x-request-id"], case
        assert problem["type"] == f"{BASE}/problems#{problem['code']}", case
        found = [one for one in self._at(answer.request.url.path) if one.method == answer.request.method]
        if found:
            assert str(answer.status_code) in found[0].statuses, f"not documented: {case}"
        return problem

    def _completed(self, address: str) -> str:
        path, _, query = address.partition("?")
        needed = next((one.needed for one in self.operations if one.path == path), {})
        said = {pair.partition("=")[0] for pair in query.split("&")}
        missing = [f"{name}={value}" for name, value in needed.items() if name not in said]
        return f"{path}?{'&'.join([*missing, *([query] if query else [])])}" if missing else address

    def having(self, parameter: str) -> list[Operation]:
        """Return the operations that take a query parameter."""
        return [operation for operation in self.operations if parameter in operation.parameters]

    def keyed(self) -> list[Operation]:
        """Return the operations that read one record."""
        return [operation for operation in self.operations if operation.key is not None]

    def served(self, path: str) -> set[str]:
        """Return the methods that an address is served with."""
        return _with_head({operation.method for operation in self._at(path)})

    def understood(self, path: str) -> set[str]:
        """Return the methods that an address is served with, also where it could be the key of a record."""
        return _with_head({operation.method for operation in self.every if operation.fits(path)})

    def _at(self, path: str) -> list[Operation]:
        """Return the operations of an address; of paths that fit, the one that has the most of it in words."""
        fitting = [operation for operation in self.every if operation.fits(path)]
        least = min((operation.openness for operation in fitting), default=(0, 0))
        return [operation for operation in fitting if operation.openness == least]


def _with_head(methods: set[str]) -> set[str]:
    return methods | ({"HEAD"} if "GET" in methods else set())


def errors_of(answer: httpx.Response) -> set[tuple[str, str]]:
    """Return pointer and code of each wrong part."""
    return {(error["pointer"], error["code"]) for error in answer.json()["errors"]}


async def every_operation(client: httpx.AsyncClient) -> list[Operation]:
    """Return every operation that the service itself documents."""
    return operations_of((await client.get("/openapi.json")).json())


async def asker_of(client: httpx.AsyncClient) -> Asker:
    """Return an asker of the reads that everybody may call."""
    every = await every_operation(client)
    reads = [operation for operation in every if operation.method == "GET" and operation.public]
    assert len(reads) > 20
    return Asker(client, reads, every)


@asynccontextmanager
async def keeping_asker(server: Server, migrated: str) -> AsyncIterator[Asker]:
    """An asker, with every permission, of the reads that are not for everybody, beside the reference data.

    The examples of the document lead to an account and a key, too.
    """
    async with new_database(server, name_of(migrated)) as url:
        await load_reference(url)
        settings = Settings(database_url=url, base_url=BASE, log_level="warning", **UNLIMITED)
        async with running(settings) as app, client_of(app) as client:
            every = await every_operation(client)
            reads = [operation for operation in every if operation.method == "GET" and not operation.public]
            examples = {name: key for operation in reads for name, key in operation.keys.items()}
            async with app.state.database.sessions.begin() as session:
                await add_example(session)
                await add_replications(session)
                client.headers.update(await _keeper(session, examples))
            yield Asker(client, reads, every)


async def _keeper(session: AsyncSession, examples: dict[str, str]) -> dict[str, str]:
    account = Account(
        id=UUID(examples["account_id"]), name="Semua peran", roles=["registrar", "controller", "admin", "assessor"]
    )
    session.add(account)
    session.add(ApiKey(key_id=examples["key_id"], account_id=account.id, name="contoh", digest=bytes(32)))
    await session.flush()
    now = datetime.now(UTC)
    asked = {
        "kind": "rectification",
        "statement": "Nama saya keliru.",
        "opened_at": now,
        "due_at": now + timedelta(days=3),
    }
    person_id = await session.scalar(select(Person.id).limit(1))
    session.add(
        PersonalDataRequest(
            id=UUID(examples["request_id"]), person_id=person_id, opened_by_id=account.id, updated_at=now, **asked
        )
    )
    done = {"action": "account.create", "entity_kind": "account", "entity_id": account.id, "changes": {}}
    session.add(AuditEvent(id=UUID(examples["event_id"]), account_name="inovasi", via="cli", **done))
    return await key(session, account)
