"""Recording sources and citing them over HTTP."""

from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx

from tests.innovations.keeping import Keeper, Registry
from tests.signing import sign

_numbers = count(1)


@dataclass(frozen=True)
class Clerk:
    """Somebody with credentials, or nobody, who asks for anything below `/v1`."""

    client: httpx.AsyncClient
    headers: dict[str, str]

    @classmethod
    def of(cls, keeper: Keeper) -> "Clerk":
        """Return a keeper of innovations as one who asks for anything."""
        return cls(keeper.client, keeper.headers)

    async def ask(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Send a request; header names are written with underscores."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        sent: dict[str, Any] = {} if body is None else {"json": body}
        return await self.client.request(method, f"/v1{path}", headers={**self.headers, **told}, **sent)

    async def get(self, path: str, **headers: str) -> httpx.Response:
        """Read something."""
        return await self.ask("GET", path, **headers)

    async def post(self, path: str, body: Any, **headers: str) -> httpx.Response:
        """Send a POST."""
        return await self.ask("POST", path, body, **headers)

    async def patch(self, path: str, body: Any, **headers: str) -> httpx.Response:
        """Send a PATCH."""
        return await self.ask("PATCH", path, body, **headers)

    async def read(self, path: str) -> dict[str, Any]:
        """Return what must be there."""
        answer = await self.get(path)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def source(self, **facts: Any) -> dict[str, Any]:
        """Record a document that is like no other."""
        body = {"kind": "dokumen", "title": f"Dokumen {next(_numbers)}", **facts}
        answer = await self.post("/sources", body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def cite(self, record: str, if_match: str = "*", **facts: Any) -> httpx.Response:
        """Cite a source, a new one unless it is told, for a record such as `innovations/verolin`."""
        source = facts.pop("source", None) or (await self.source())["id"]
        body = {"field": "name", "source": source, "phrase": "Kata-kata.", "confidence": "disebut", **facts}
        return await self.post(f"/{record}/citations", body, if_match=if_match)

    async def cited(self, record: str, **facts: Any) -> dict[str, Any]:
        """Return a new citation."""
        answer = await self.cite(record, **facts)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made


@dataclass(frozen=True)
class Clerks:
    """Everybody who has to do with the citations of the operator's records."""

    operator: Clerk
    stranger: Clerk
    registrar: Clerk
    public: Clerk


def clerks_of(registry: Registry) -> Clerks:
    """Return those who keep a registry's innovations as clerks."""
    return Clerks(
        *(Clerk.of(one) for one in (registry.operator, registry.other_operator, registry.registrar, registry.public))
    )


async def clerk(registry: Registry, *roles: str) -> Clerk:
    """Return somebody with other roles."""
    async with registry.fresh.committing() as session:
        return Clerk(registry.fresh.client, await sign(session, *roles))
