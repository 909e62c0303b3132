"""Asking every operation of the service, and what must hold for every answer."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
from jsonschema import Draft202012Validator

from app.core.problems import MEDIA_TYPE, Problem, catalogue

BASE = "https://inovasi.example.go.id"
_PROBLEM = Draft202012Validator(Problem.model_json_schema())
_STATUS_OF = {entry.code: entry.status for entry in catalogue()}


@dataclass(frozen=True)
class Operation:
    """A GET operation of the OpenAPI document, with a path that leads to a record."""

    name: str
    template: str
    path: str
    key: str | None
    parameters: frozenset[str]
    statuses: frozenset[str]

    def with_key(self, key: str) -> str:
        """Return the path to another record."""
        return self.template[: self.template.index("{")] + key + self.template[self.template.index("}") + 1 :]

    def asked(self, **query: str) -> str:
        """Return the address with a query."""
        return f"{self.path}?{urlencode(query)}"


def operations_of(document: dict[str, Any]) -> list[Operation]:
    """Return every operation of an OpenAPI document; the examples of path parameters lead to shipped records."""
    found = []
    for template, item in document["paths"].items():
        assert set(item) == {"get"}, f"{template}: what follows speaks of GET alone"
        parameters = item["get"].get("parameters", [])
        examples = {one["name"]: one["schema"]["examples"][0] for one in parameters if one["in"] == "path"}
        assert len(examples) < 2, template
        found.append(
            Operation(
                item["get"]["operationId"],
                template,
                template.format(**examples),
                next(iter(examples.values()), None),
                frozenset(one["name"] for one in parameters if one["in"] == "query"),
                frozenset(item["get"]["responses"]),
            )
        )
    return found


class Asker:
    """Asks, and holds every answer to the contract."""

    def __init__(self, client: httpx.AsyncClient, operations: list[Operation]) -> None:
        self.client = client
        self.operations = operations
        self._by_path = {operation.path: operation for operation in operations}

    async def __call__(
        self, address: str, status: int | set[int], code: str | None = None, unsaid: str | None = None, **options: Any
    ) -> httpx.Response:
        """Ask, and return the answer, which has one of the statuses, the code, and does not repeat what is `unsaid`."""
        answer = await self.client.request(options.pop("method", "GET"), address, **options)
        case = f"{address[:200]} {options} -> {answer.status_code} {answer.text[:300]}"
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
        operation = self._by_path.get(answer.request.url.path)
        if operation is not None and answer.request.method == "GET":
            assert str(answer.status_code) in operation.statuses, f"not documented: {case}"
        return problem

    def having(self, parameter: str) -> list[Operation]:
        """Return the operations that take a query parameter."""
        return [operation for operation in self.operations if parameter in operation.parameters]

    def keyed(self) -> list[Operation]:
        """Return the operations that read one record."""
        return [operation for operation in self.operations if operation.key is not None]


def errors_of(answer: httpx.Response) -> set[tuple[str, str]]:
    """Return pointer and code of each wrong part."""
    return {(error["pointer"], error["code"]) for error in answer.json()["errors"]}


async def asker_of(client: httpx.AsyncClient) -> Asker:
    """Return an asker of every operation that the service itself documents."""
    asker = Asker(client, operations_of((await client.get("/openapi.json")).json()))
    assert len(asker.operations) > 20
    return asker
