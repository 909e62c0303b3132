"""Asking every operation of the service, and what must hold for every answer."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import httpx
from jsonschema import Draft202012Validator

from app.core.database import Database
from app.core.problems import MEDIA_TYPE, Problem, catalogue
from app.core.settings import Settings
from app.models import Account, ApiKey
from tests.conftest import UNLIMITED, Server, client_of, new_database, running
from tests.signing import key

BASE = "https://inovasi.example.go.id"
_PROBLEM = Draft202012Validator(Problem.model_json_schema())
_STATUS_OF = {entry.code: entry.status for entry in catalogue()}


@dataclass(frozen=True)
class Operation:
    """An operation of the OpenAPI document, with a path that leads to a record."""

    name: str
    method: str
    template: str
    path: str
    keys: dict[str, str]
    parameters: frozenset[str]
    statuses: frozenset[str]
    public: bool
    permission: str | None
    conditional: bool
    body: dict[str, Any] | None

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

    def fits(self, method: str, path: str) -> bool:
        """Whether a request is one of this operation."""
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(self.template))
        return method == self.method and re.fullmatch(pattern, path) is not None


def operations_of(document: dict[str, Any]) -> list[Operation]:
    """Return every operation of an OpenAPI document; the examples of path parameters lead to shipped records."""
    return [
        _operation(document, template, method, described)
        for template, item in document["paths"].items()
        for method, described in item.items()
    ]


def _operation(document: dict[str, Any], template: str, method: str, described: dict[str, Any]) -> Operation:
    parameters = [_resolved(document, one) for one in described.get("parameters", [])]
    keys = {one["name"]: one["schema"]["examples"][0] for one in parameters if one["in"] == "path"}
    body = described.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    return Operation(
        described["operationId"],
        method.upper(),
        template,
        template.format(**keys),
        keys,
        frozenset(one["name"] for one in parameters if one["in"] == "query"),
        frozenset(described["responses"]),
        described["security"] in ([], [{}, {"bearer": []}]),
        described.get("x-permission"),
        any(one["name"] == "If-Match" for one in parameters),
        _resolved(document, body) if body else None,
    )


def _resolved(document: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    for name in part.get("$ref", "#").split("/")[1:]:
        document = document[name]
    return document if "$ref" in part else part


class Asker:
    """Asks, and holds every answer to the contract. `operations` are the reads that it is about, `every` are all."""

    def __init__(self, client: httpx.AsyncClient, operations: list[Operation], every: list[Operation]) -> None:
        self.client = client
        self.operations = operations
        self.every = every

    async def __call__(
        self, address: str, status: int | set[int], code: str | None = None, unsaid: str | None = None, **options: Any
    ) -> httpx.Response:
        """Ask, and return the answer, which has one of the statuses, the code, and does not repeat what is `unsaid`."""
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
        path = answer.request.url.path
        found = [one for one in self.every if one.fits(answer.request.method, path)]
        # of two that fit, the one that names the path in words is asked
        operation = min(found, key=lambda one: len(one.keys), default=None)
        if operation is not None:
            assert str(answer.status_code) in operation.statuses, f"not documented: {case}"
        return problem

    def having(self, parameter: str) -> list[Operation]:
        """Return the operations that take a query parameter."""
        return [operation for operation in self.operations if parameter in operation.parameters]

    def keyed(self) -> list[Operation]:
        """Return the operations that read one record."""
        return [operation for operation in self.operations if operation.key is not None]

    def served(self, template: str) -> set[str]:
        """Return the methods that a path is served with."""
        methods = {operation.method for operation in self.every if operation.template == template}
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
async def signed_asker(server: Server, loaded: str) -> AsyncIterator[Asker]:
    """An asker, with every permission, of the reads that are not for everybody, on a copy of the reference data.

    The examples of the document lead to its own account and key, too.
    """
    async with new_database(server, loaded.partition("?")[0].rsplit("/", 1)[1]) as url:
        settings = Settings(database_url=url, base_url=BASE, log_level="warning", **UNLIMITED)
        async with running(settings) as app, client_of(app) as client:
            every = await every_operation(client)
            reads = [operation for operation in every if operation.method == "GET" and not operation.public]
            client.headers |= await _keeper(
                app.state.database, {name: key for one in reads for name, key in one.keys.items()}
            )
            yield Asker(client, reads, every)


async def _keeper(database: Database, examples: dict[str, str]) -> dict[str, str]:
    async with database.sessions.begin() as session:
        account = Account(
            id=UUID(examples["account_id"]), name="Semua peran", roles=["registrar", "controller", "admin"]
        )
        session.add(account)
        session.add(ApiKey(key_id=examples["key_id"], account_id=account.id, name="contoh", digest=bytes(32)))
        await session.flush()
        return await key(session, account)
