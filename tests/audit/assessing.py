"""A round whose whole life is told: the entries, the panel, and what the registrar does with it."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text

from app.models import Instrument
from tests import factories, signing
from tests.audit.story import Story
from tests.history.scene import REASON, Scene, Somebody
from tests.rounds import making

CAUSE = {"reason": REASON}
PANEL = ("first", "second", "third")
# who may nothing of what assesses innovations
NOBODY = "admin"
# the operations of the story of an assessment
ASSESSING = {
    *("create_round", "update_round", "open_round", "cancel_round", "reschedule_stage", "decide_entries"),
    *("withdraw_entry", "add_panel_member", "remove_panel_member", "assign_assessors", "reassign_assessment"),
    *("accept_assessment", "decline_assessment", "update_assessment", "submit_assessment"),
    *("declare_conflict", "decide_conflict", "create_objection", "answer_objection", "record_verification"),
    *("conclude_stage", "recompute_stage", "recompute_round", "determine_round", "publish_round"),
    "revoke_round",
    *("add_evidence", "withdraw_evidence", "record_award", "write_dossier", "create_self_assessment"),
}
# what one scores and an owner claims: recognisable values, not to be told. 0.6 x 73 + 0.4 x 61 = 68.2
SCORES = {"k1": 73, "k2": 61}
CLAIMED, TOTAL = 87, 68.2
# the times of the stages as they are sent, and as they are told
TIMES = {
    "administrasi": ("2030-01-01T08:00:00+07:00", "2030-01-02T08:00:00+07:00"),
    "panel": ("2030-01-03T08:00:00+07:00", "2030-01-04T08:00:00+07:00"),
    "uji_publik": ("2030-01-05T08:00:00+07:00", "2030-01-06T08:00:00+07:00"),
    "verifikasi_lapangan": ("2030-01-07T08:00:00+07:00", "2030-01-08T08:00:00+07:00"),
    "penetapan": ("2030-01-09T08:00:00+07:00", "2030-01-10T08:00:00+07:00"),
}


def in_utc(moment: str) -> str:
    """Return one of these times as it is told."""
    return moment.replace("T08:00:00+07:00", "T01:00:00+00:00")


def stages(*kinds: str, **panel: Any) -> list[dict[str, Any]]:
    """Return stages as a client sends them; `panel` are facts of the stage where the panel scores."""
    return [
        {"kind": kind, "opens_at": opens, "closes_at": closes} | (panel if kind == "panel" else {})
        for kind, (opens, closes) in TIMES.items()
        if kind in kinds
    ]


@dataclass
class Play:
    """A round as it is told: of the innovations `a`, `c` and `d` of the scene's own agency, and `b` of the other."""

    story: Story
    instrument: Instrument
    innovations: dict[str, dict[str, Any]]
    round: dict[str, Any] = field(default_factory=dict)
    entries: dict[str, str] = field(default_factory=dict)

    @property
    def scene(self) -> Scene:
        return self.story.scene

    @property
    def path(self) -> str:
        return f"/rounds/{self.round['slug']}"

    def id(self, letter: str) -> str:
        """Return the id of an innovation."""
        found: str = self.innovations[letter]["id"]
        return found

    def account(self, name: str) -> str:
        return str(self.scene.people[name].account.id)

    def person(self, name: str) -> str:
        return str(self.scene.people[name].account.person_id)

    async def meet(self) -> None:
        """Note which entries there are, once the round is open."""
        page = await self.scene.get("registrar", f"{self.path}/entries")
        letters = {innovation["id"]: letter for letter, innovation in self.innovations.items()}
        self.entries = {letters[item["innovation"]["id"]]: item["id"] for item in page["items"]}

    async def run(self, sql: str, **values: Any) -> Any:
        """Run a statement on the database; return its first value if it has rows."""
        async with self.scene.fresh.committing() as session:
            done = await session.execute(text(sql), values)
            return done.scalar() if done.returns_rows else None  # type: ignore[attr-defined] # a cursor's result

    async def shift(self, kind: str, opens: float, closes: float) -> None:
        """Let a stage open and close so many days from now, as if time had passed."""
        await self.run(
            """UPDATE round_stage SET opens_at = now() + :opens * interval '1 day',
                 closes_at = now() + :closes * interval '1 day'
               WHERE kind = :kind AND round_id = CAST(:round AS uuid)""",
            opens=opens,
            closes=closes,
            kind=kind,
            round=self.round["id"],
        )

    async def of_round(
        self, method: str, path: str, body: Any, action: str, changes: dict[str, Any], **more: Any
    ) -> dict[str, Any]:
        """Let the registrar do something that is told of the round."""
        expected = (f"round.{action}", "round", self.round["id"], changes)
        return await self.story.done("registrar", method, f"{self.path}{path}", body, expected, **more)

    async def of_assessment(
        self, who: str, method: str, id_: str, tail: str, body: Any, changes: dict[str, Any], **more: Any
    ) -> dict[str, Any]:
        """Let somebody do something with an assessment, which is told by the name of that step, or as a score."""
        expected = (f"assessment.{tail.strip('/') or 'score'}", "assessment", id_, changes)
        return await self.story.done(who, method, f"/assessments/{id_}{tail}", body, expected, **more)

    async def assessment(self, who: str, letter: str) -> str:
        """Return what somebody has of an innovation."""
        items = (await self.scene.get(who, "/assessments", limit=200))["items"]
        (found,) = [one["id"] for one in items if one["entry"]["id"] == self.entries[letter]]
        return str(found)


async def begun(scene: Scene, code: str = "cerita") -> Play:
    """Return a play with an instrument of its own, innovations, and people who can assess."""
    async with scene.fresh.committing() as session:
        instrument = await making.instrument(session, making.form(code=code))
        for name in PANEL:
            person = await factories.person(session, f"Penilai {code} {name}")
            account = await signing.account(session, "assessor", person_id=person.id)
            scene.people[name] = Somebody(account, await signing.key(session, account))
    owners = {"a": "operator", "b": "stranger", "c": "operator", "d": "operator"}
    innovations = {letter: await scene.published(owner) for letter, owner in owners.items()}
    return Play(await Story.of(scene, NOBODY), instrument, innovations)
