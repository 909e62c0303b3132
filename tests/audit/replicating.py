"""Chapters of the story of replications: a request that is refused, one that is cancelled, one that comes to run."""

from datetime import timedelta
from typing import Any
from unittest.mock import ANY

from app.core.clock import today
from tests import factories
from tests.audit.story import Story
from tests.history.scene import REASON, unlike

# the operations of the story
REPLICATING = {
    *("create_replication_request", "update_replication_request", "review_replication_request"),
    *("approve_replication_request", "refuse_replication_request", "cancel_replication_request"),
    *("advance_replication_request", "stop_replication_request", "record_replica"),
    *("add_replication_document", "withdraw_replication_document"),
}
_TODAY = today().isoformat()
_ITEMS = ("kecocokan_masalah", "penanggung_jawab", "anggaran", "dasar_hukum", "infrastruktur", "sumber_daya_manusia")
_REFUSAL = {"reason_code": "asal_belum_siap", "reason": REASON}


def _later(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


class Desk:
    """Requests of the scene's own agency for what the other one has; the stranger keeps the records of that."""

    def __init__(self, story: Story, person: str) -> None:
        self.story = story
        self.person = person
        self.one: dict[str, Any] = {}

    @property
    def path(self) -> str:
        return f"/replication-requests/{self.one['id']}"

    async def ask(self) -> None:
        """Make a request for an innovation of its own."""
        scene, said = self.story.scene, {"problem": "Antre.", "adaptation": "Loket."}
        origin = await scene.published("stranger", unlike())
        checked = [{"item": item, "answer": "ya"} for item in _ITEMS]
        body = {"origin": origin["id"], "model": "mandiri", "contact": self.person, "compatibility": checked, **said}
        changes = {
            "origin_id": [None, origin["id"]],
            "agency_id": [None, str(scene.own.id)],
            "model": [None, "mandiri"],
            "scope": [None, "dalam_kota"],
            "status": [None, "diajukan"],
            "step": [None, "diajukan"],
            "requested_on": [None, _TODAY],
            "entered_on": [None, _TODAY],
            "due_on": [None, _later(14)],
            "compatibility": [None, {item: {"answer": "ya", "note": None} for item in _ITEMS}],
            "contact_id": [None, self.person],
            "changes": [None, []],
            **{name: [None, value] for name, value in said.items()},
        }
        event = ("create", changes)
        self.one = await self._told("operator", "POST", "/replication-requests", body, event, entity="", cond=False)

    async def step(self, who: str, action: str, body: Any, changes: dict[str, Any], **more: Any) -> None:
        """Take a step."""
        self.one = await self._told(who, "POST", f"{self.path}/{action}", body, (action, changes), **more)

    async def moved(self, who: str, action: str, before: str, after: str, days: int | None, **body: Any) -> None:
        """Take a step that changes where it is, and until when it is to stay."""
        due = [self.one["due_on"], _later(days) if days is not None else None]
        changes: dict[str, Any] = {"status": [before, after], "step": [before, after], "due_on": due}
        if due[0] == due[1]:
            del changes["due_on"]
        await self.step(who, action, body, changes)

    async def patched(self, body: Any, changes: dict[str, Any]) -> None:
        """Change what is said of it."""
        self.one = await self._told("operator", "PATCH", self.path, body, ("update", changes))

    async def paper(self, who: str, kind: str) -> dict[str, Any]:
        """Add a document."""
        body = {"kind": kind, "number": "1", "issued_on": _TODAY}
        changes = {"document": [None, {"id": ANY, **body, "signatories": []}]}
        return await self._told(who, "POST", f"{self.path}/documents", body, ("add_document", changes), cond=False)

    async def _told(
        self,
        who: str,
        method: str,
        path: str,
        body: Any,
        event: tuple[str, dict[str, Any]],
        *others: Any,
        **more: Any,
    ) -> dict[str, Any]:
        """Do something that leaves an event of the request, and perhaps others of its replica."""
        action, changes = event
        entity, conditional = more.pop("entity", None), more.pop("cond", True)
        id_ = self.one["id"] if entity is None else entity
        expected = (f"replication_request.{action}", "replication_request", id_, changes)
        agency = ANY if others else self.story.scene.own.id
        more |= {"agency": agency, "conditional": conditional}
        return await self.story.done(who, method, path, body, expected, *others, **more)

    async def made(self) -> None:
        """Put the replica on record: a draft is registered with it."""
        name = unlike()
        part = {"kind": "diubah", "part": "Loket", "note": None}
        body = {"name": name, "changes": [part]}
        changes = {"replica_id": [None, ANY], "changes": [[], [part]]}
        draft = ("innovation.create", "innovation", ANY, ANY)
        event = ("record_replica", changes)
        self.one = await self._told("operator", "POST", f"{self.path}/replica", body, event, draft)

    async def run(self) -> None:
        """Let it run: the replica enters a stage, and has a first sign of life."""
        replica = self.one["replica"]["id"]
        stage = {"stage": "penerapan", "started_on": _TODAY, "evidence": None, "note": None}
        entered = ("innovation.enter_stage", "innovation", replica, {"stages": [[], [stage]]})
        sign = {"sign_of_life": [None, {"id": ANY, "kind": "bukti", "observed_on": _TODAY, "reference": "1"}]}
        alive = ("innovation.record_sign_of_life", "innovation", replica, sign)
        changes = {"status": ["evaluasi", "berjalan"], "step": ["evaluasi", "berjalan"], "due_on": [_later(60), None]}
        event = ("advance", changes)
        self.one = await self._told("operator", "POST", f"{self.path}/advance", {}, event, entered, alive)

    async def stop(self) -> None:
        """Stop it: its replica stops as well."""
        body = {"reason_code": "tanpa_anggaran", "reason": REASON}
        changes = {"status": ["berjalan", "berhenti"], "step": ["berjalan", "berhenti"]}
        changes |= {"reason_code": [None, "tanpa_anggaran"], "reason": [None, REASON]}
        stages = ("innovation.enter_stage", "innovation", self.one["replica"]["id"], ANY)
        why = {"replication_request.stop": REASON, "innovation.enter_stage": None}
        await self._told("operator", "POST", f"{self.path}/stop", body, ("stop", changes), stages, reason=why)


async def refusing(desk: Desk) -> None:
    """One is refused, another one taken back."""
    await desk.ask()
    changes = {"status": ["diajukan", "ditolak"], "step": ["diajukan", "ditolak"], "due_on": [_later(14), None]}
    changes |= {"reason_code": [None, "asal_belum_siap"], "reason": [None, REASON]}
    await desk.step("stranger", "refuse", _REFUSAL, changes, reason=REASON)
    await desk.ask()
    changes = {"status": ["diajukan", "dibatalkan"], "step": ["diajukan", "dibatalkan"], "due_on": [_later(14), None]}
    await desk.step("operator", "cancel", {"reason": REASON}, changes | {"reason": [None, REASON]}, reason=REASON)


async def carrying_out(desk: Desk) -> None:
    """One goes all the way, and is stopped in the end."""
    await desk.ask()
    await desk.patched({"problem": "Antre lama."}, {"problem": ["Antre.", "Antre lama."]})
    await desk.moved("stranger", "review", "diajukan", "ditelaah", 30)
    await desk.moved("stranger", "approve", "ditelaah", "disetujui", 30)
    await desk.moved("operator", "advance", "disetujui", "persiapan", 30)
    await desk.moved("operator", "advance", "persiapan", "perencanaan", 60)
    wrong = await desk.paper("stranger", "surat")
    gone = {"document": [{"id": wrong["id"], "kind": "surat", "number": "1"}, None]}
    away = ("replication_request.withdraw_document", "replication_request", desk.one["id"], gone)
    path = f"/replication-documents/{wrong['id']}/withdraw"
    agency = desk.story.scene.own.id
    reason = {"reason": REASON}
    await desk.story.done("stranger", "POST", path, reason, away, agency=agency, conditional=False, reason=REASON)
    for kind in ("surat", "rencana_aksi"):
        await desk.paper("operator", kind)
    await desk.moved("operator", "advance", "perencanaan", "pelaksanaan", 90, due_on=_later(90))
    await desk.made()
    await desk.story.scene.move(desk.one["replica"]["id"], "submit", "verify", "publish")
    await desk.moved("operator", "advance", "pelaksanaan", "evaluasi", 60)
    await desk.paper("operator", "laporan_evaluasi")
    await desk.run()
    await desk.stop()


async def begun(story: Story) -> Desk:
    """Return a desk with somebody to ask."""
    async with story.scene.fresh.committing() as session:
        person = await factories.person(session, "Bayu Sogara")
    return Desk(story, str(person.id))
