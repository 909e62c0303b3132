"""Keeping agencies over HTTP, as the registrar does."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from app.core.clock import today

DECREE = "Keputusan contoh untuk pengujian"
# a day that is still to come
LATER = (today() + timedelta(days=30)).isoformat()
EVENT = {"effective_on": "2022-12-20", "decree": DECREE}
# one of each sort that one agency can have, with a parent `kota-contoh` on record
EVENTS: list[tuple[str, dict[str, Any]]] = [
    ("rename", {"name": "Dinas Baru"}),
    ("move", {"parent": "kota-contoh"}),
    ("close", {}),
    ("split", {"into": [{"new": {"name": "Dinas Baru", "kind": "dinas"}}], "continues": True}),
]


@dataclass(frozen=True)
class Registrar:
    """Asks with the credentials of a registrar, and names the version that is on record."""

    client: httpx.AsyncClient
    headers: dict[str, str]

    async def ask(self, path: str, body: Any, version: int | str | None = None, method: str = "POST") -> httpx.Response:
        """Send a change, on the condition that the record is of this version."""
        condition = {} if version is None else {"if-match": f'"v{version}"' if isinstance(version, int) else version}
        return await self.client.request(
            method, f"/v1/agencies{path}", json=body, headers={**self.headers, **condition}
        )

    async def create(self, name: str, **facts: Any) -> dict[str, Any]:
        """Enter an agency."""
        answer = await self.ask("", {"name": name, "kind": "dinas", **facts})
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def history(self, key: str) -> dict[str, Any]:
        """Return everything that is on record of an agency."""
        answer = await self.client.get(f"/v1/agencies/{key}/history")
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def version(self, key: str) -> int:
        """Return the version of the record."""
        version: int = (await self.history(key))["version"]
        return version

    async def happens(self, key: str, event: str, on: str, **facts: Any) -> httpx.Response:
        """Let an event of one agency happen."""
        body = {"effective_on": on, "decree": DECREE, **facts}
        return await self.ask(f"/{key}/{event}", body, await self.version(key))

    async def seen(self, *keys: str) -> list[dict[str, Any]]:
        """Return agencies as inputs name them, in the versions that are on record."""
        return [{"agency": key, "version": await self.version(key)} for key in keys]

    async def merge(self, predecessors: list[str], successor: dict[str, Any], on: str, **facts: Any) -> httpx.Response:
        """Let one agency take over others."""
        body = {"predecessors": await self.seen(*predecessors), "successor": successor, "effective_on": on}
        return await self.ask("/merge", {"decree": DECREE, **body, **facts})

    async def on(self, key: str, day: str) -> dict[str, Any] | None:
        """Return an agency as it was on a day, or None if it was not."""
        answer = await self.client.get(f"/v1/agencies/{key}", params={"as_of": day})
        if answer.status_code == 404:
            return None
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def name_on(self, key: str, day: str) -> str | None:
        """Return what an agency was called on a day, or None if it was not."""
        told = await self.on(key, day)
        return told and told["name"]


def errors_of(answer: httpx.Response) -> list[tuple[str, str]]:
    """Return pointer and code of each wrong part."""
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]
