"""A hall where rounds are heard: the service, everybody who may ask, and rounds in any phase."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import select, text

from app.core.security import NAMELESS, Principal
from app.core.writing import Work
from app.models import Account, AuditEvent, Evidence, Instrument, Objection, Person, Round, RoundEntry, RoundStage
from app.models.codes import Role
from tests import factories, signing
from tests.conftest import Fresh
from tests.rounds import making

STATEMENT = "Layanan ini sudah tidak berjalan di kantor kami sejak awal tahun."
ANSWER = {
    "status": "dismissed",
    "summary": "Layanan disebut berhenti di satu kantor.",
    "answer": "Layanan berjalan kembali sejak bulan lalu.",
}
NOBODY = "019ab3c1-ffff-7d3e-9a51-3c8f1f1d2b11"
_numbers = count(1)


@dataclass(frozen=True)
class Case:
    """A round with its entries."""

    hall: "Hall"
    round: Round
    entries: Sequence[RoundEntry]

    @property
    def path(self) -> str:
        return f"/v1/rounds/{self.round.slug}"

    @property
    def entry(self) -> RoundEntry:
        return self.entries[0]

    def stage(self, kind: str = "uji_publik") -> RoundStage:
        """Return its stage of a kind."""
        return next(one for one in self.round.stages if one.kind == kind)

    async def object(
        self, statement: str | None = None, who: str | None = None, entry: UUID | str | None = None, **headers: str
    ) -> httpx.Response:
        """Object to its first entry, in words of the call's own unless told otherwise."""
        body = {"entry": str(entry or self.entry.id), "statement": statement or f"{STATEMENT} {next(_numbers)}"}
        return await self.hall.ask(who, "POST", f"{self.path}/objections", body, **headers)

    async def objected(self, statement: str | None = None) -> str:
        """Object, and return the address of the objection."""
        answer = await self.object(statement)
        assert answer.status_code == 201, answer.text
        return answer.headers["location"].removeprefix("https://inovasi.example.go.id")

    async def visit(self, who: str | None = "registrar", **facts: Any) -> httpx.Response:
        """Tell of a visit to its first entry; what is None is left out."""
        told = {
            "entry": str(self.entry.id),
            "visited_at": datetime.now(UTC).isoformat(),
            "place": "Kantor Camat Medan Denai",
            "finding": "sesuai",
            "reference": "Berita Acara 12/BA/2026",
        }
        body = {name: value for name, value in (told | facts).items() if value is not None}
        return await self.hall.ask(who, "POST", f"{self.path}/verifications", body)

    async def join(self, who: str, **facts: Any) -> None:
        """Put somebody on its panel."""
        async with self.hall.fresh.committing() as session:
            person = await session.get_one(Person, self.hall.people[who])
            account = await session.get_one(Account, self.hall.accounts[who])
            await making.assessor(session, self.round, account, person, **facts)

    async def objections(self) -> list[Objection]:
        """Return what is on record of it, by number."""
        async with self.hall.fresh.committing() as session:
            found = select(Objection).where(Objection.round_id == self.round.id).order_by(Objection.number)
            return list(await session.scalars(found))


@dataclass(frozen=True)
class Hall:
    """The service with an account for each role, and two assessors who have nothing to do with each other."""

    fresh: Fresh
    instrument: Instrument
    headers: dict[str, dict[str, str]]
    accounts: dict[str, UUID]
    people: dict[str, UUID]

    async def ask(self, who: str | None, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Ask as somebody; None has no credentials."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.fresh.client.request(
            method, path, json=body, headers={**(self.headers[who] if who else {}), **told}
        )

    async def get(self, who: str | None, path: str) -> httpx.Response:
        """Read as somebody."""
        return await self.ask(who, "GET", path)

    async def case(self, *stages: RoundStage, entries: int = 1, **facts: Any) -> Case:
        """Make a round; unless told otherwise its hearing is open."""
        async with self.fresh.committing() as session:
            made = await making.round_of(
                session, self.instrument, *(stages or (making.stage("uji_publik", weight=0),)), **facts
            )
            entered = [await making.entry(session, made, await factories.innovation(session)) for _ in range(entries)]
        return Case(self, made, entered)

    async def evidence(self, innovation_id: UUID, **facts: Any) -> UUID:
        """Put evidence of an innovation on record."""
        told = {"kind": "foto", "title": "Foto loket", "reference": "Album 3", "added_at": datetime.now(UTC), **facts}
        async with self.fresh.committing() as session:
            made = Evidence(innovation_id=innovation_id, **told)
            session.add(made)
            await session.flush()
            return made.id

    async def events(self, entity_id: UUID) -> list[AuditEvent]:
        """Return what the audit tells of a record, the oldest first."""
        async with self.fresh.committing() as session:
            found = select(AuditEvent).where(AuditEvent.entity_id == entity_id).order_by(AuditEvent.id)
            return list(await session.scalars(found))

    async def run(self, sql: str, **values: Any) -> Any:
        """Run a statement on the database, and return its first value if it has rows."""
        async with self.fresh.committing() as session:
            done = await session.execute(text(sql), values)
            return done.scalar() if done.returns_rows else None  # type: ignore[attr-defined] # a cursor's result

    async def principal(self, who: str | None) -> Principal:
        """Return who somebody is."""
        if who is None:
            return NAMELESS
        found: Principal = await self.fresh.app.state.authenticator.authenticate(
            self.headers[who]["authorization"].encode()
        )
        return found

    async def work(self, session: Any, who: str | None, at: datetime) -> Work:
        """Return the work of somebody at a moment, as a request of that moment would have it."""
        return Work(session, await self.principal(who), "permintaan-uji", at)


async def opened(fresh: Fresh) -> Hall:
    """Make the accounts, on an empty database."""
    headers, accounts, people = {}, {}, {}
    async with fresh.committing() as session:
        agency = await factories.agency(session, "Dinas Perhubungan")
        for who in (*(role.value for role in Role), "stranger"):
            role = "assessor" if who == "stranger" else who
            bound = agency.id if role in {"operator", "secretariat"} else None
            account = await signing.account(session, role, agency_id=bound)
            headers[who], accounts[who] = await signing.key(session, account), account.id
            if role == "assessor":
                people[who] = (await factories.person(session, f"Penilai {who}")).id
        registrar = await session.get_one(Account, accounts["registrar"])
        # a registrar's key that reaches no further than one agency
        headers["narrowed"] = await signing.key(session, registrar, agency_id=agency.id)
        assessor = await session.get_one(Account, accounts["assessor"])
        headers["writing"] = await signing.key(session, assessor, permissions=["assessments_write"])
        instrument = await making.instrument(session)
    return Hall(fresh, instrument, headers, accounts, people)
