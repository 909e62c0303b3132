"""A story of changes: each step says exactly which events it must leave, and is first tried in ways that leave none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, Self
from unittest.mock import ANY

import httpx

from app.core.ids import new_id
from app.models import AuditEvent
from tests.history.scene import Scene

# of an event: action, kind and id of the record, and changes; an empty id is that of the answer
Expected = tuple[str, str, str, dict[str, Any]]
# to whom an operation is open: to those with a permission, to whoever has what it is about, or to everyone unnamed
Access = Literal["permitted", "holders", "everyone"]
_TO_NOBODY = {"permitted": 403, "holders": 404}


@dataclass
class Story:
    """Things that are done one after the other, each with what it must leave."""

    scene: Scene
    # the description of the interface, by path
    paths: dict[str, Any]
    # who may do nothing of it, whatever the operation
    nobody: str
    told: set[str] = field(default_factory=set)

    @classmethod
    async def of(cls, scene: Scene, nobody: str) -> Self:
        """Return a story that begins."""
        return cls(scene, (await scene.client.get("/openapi.json")).json()["paths"], nobody)

    @property
    def writing(self) -> set[str]:
        """Every operation that changes something."""
        every = ((method, one) for item in self.paths.values() for method, one in item.items())
        return {one["operationId"] for method, one in every if method != "get"}

    async def refused(
        self, method: str, path: str, body: Any, who: str | None, *, conditional: bool, access: Access
    ) -> None:
        """Ask in every way that must leave nothing."""
        scene, before = self.scene, len(await self.scene.events())
        match_any = {"if_match": "*"}
        attempts = [(422, await scene.ask(who, method, f"{path}?tidak_dikenal=1", body, **match_any))]
        if access in _TO_NOBODY:
            attempts.append((401, await scene.ask(None, method, path, body, **match_any)))
            attempts.append((_TO_NOBODY[access], await scene.ask(self.nobody, method, path, body, **match_any)))
        if body is not None:
            wrong = {**body, "tidak_dikenal": 1}
            attempts.append((422, await scene.ask(who, method, path, wrong, **match_any)))
        if conditional:
            attempts.append((428, await scene.ask(who, method, path, body)))
            attempts.append((412, await scene.ask(who, method, path, body, if_match='"v9999"')))
        assert [answer.status_code for _, answer in attempts] == [status for status, _ in attempts], path
        assert len(await scene.events()) == before, path

    async def done(
        self,
        who: str | None,
        method: str,
        path: str,
        body: Any,
        *expected: Expected,
        reason: str | Mapping[str, str | None] | None = None,
        agency: Any = None,
        conditional: bool = True,
        access: Access = "permitted",
    ) -> dict[str, Any]:
        """Do something, and hold what it left to what it must leave.

        `reason` is that of every event, or by action where they have different ones.
        """
        await self.refused(method, path, body, who, conditional=conditional, access=access)
        scene, before, began = self.scene, await self.scene.events(), datetime.now(UTC)
        # no step has the number of another one, of which there may be no events
        number = f"uji-cerita-{new_id()}"
        headers = {"if_match": "*", "idempotency_key": number, "x_request_id": number}
        answer = await scene.ask(who, method, path, body, **headers)
        assert answer.is_success, (path, answer.text)
        events = (await scene.events())[len(before) :]
        made = answer.json()
        self.told.add(self._operation(method, path))
        for event in events:
            self._check(event, None if access == "everyone" else who, number, began)
            why = reason.get(event.action) if isinstance(reason, Mapping) else reason
            assert event.reason == why, event.action
            assert agency is ANY or event.agency_id == agency, event.action
        found = [(one.action, one.entity_kind, str(one.entity_id), one.changes) for one in events]
        of_answer = str(made.get("id"))
        wanted = [(action, kind, id_ or of_answer, changes) for action, kind, id_, changes in expected]
        assert sorted(found, key=str) == sorted(wanted, key=str)
        if method == "POST":
            await self._again(who, path, body, headers, answer)
        return made

    async def _again(
        self, who: str | None, path: str, body: Any, headers: dict[str, str], first: httpx.Response
    ) -> None:
        """Send a request once more: it leaves nothing further."""
        before = len(await self.scene.events())
        again = await self.scene.ask(who, "POST", path, body, **headers)
        replayed = again.headers.get("idempotency-replayed") == "true" and again.text == first.text
        assert replayed or again.json()["code"] == "answer_not_kept", again.text
        assert len(await self.scene.events()) == before, path

    def _check(self, event: AuditEvent, who: str | None, request_id: str, began: datetime) -> None:
        acted = (event.account_id, event.account_name, event.via, event.credential)
        if who is None:
            assert acted == (None, "publik", "open", None)
        else:
            somebody = self.scene.people[who]
            assert acted == (somebody.account.id, somebody.account.name, "key", somebody.key_id)
        assert event.request_id == request_id
        assert began <= event.at <= datetime.now(UTC)

    def _operation(self, method: str, path: str) -> str:
        """Return the operation of a path: of those that fit, the one with the fewest placeholders."""
        parts = f"/v1{path}".split("/")
        fitting = [
            template
            for template, item in self.paths.items()
            if method.lower() in item
            and len(template.split("/")) == len(parts)
            and all(one.startswith("{") or one == part for one, part in zip(template.split("/"), parts, strict=True))
        ]
        template = min(fitting, key=lambda one: one.count("{"))
        operation: str = self.paths[template][method.lower()]["operationId"]
        return operation
