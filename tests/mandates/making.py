"""A bureau that makes mandates over HTTP, and what else must be on record, put there as it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.agencies.service import AgencyService
from app.core.ids import new_id
from app.models import (
    Agency,
    AuditEvent,
    Innovation,
    Person,
    ReplicationRequest,
    ReplicationStep,
    SignOfLife,
)
from app.models.codes import Role
from app.models.replication import ENDED
from tests import factories, signing
from tests.agencies.keeping import Registrar
from tests.conftest import Fresh

_numbers = count(1)
DECREE = {"number": "100.3.3/512.K/2026", "date": "2026-01-02"}
REASON = "Layanan serupa sudah dipakai sejak 2021."
NOBODY = "019ab3c1-ffff-7d3e-9a51-3c8f1f1d2b11"


@dataclass(frozen=True)
class Bureau:
    """The service with an account for each role, `operator` and `secretariat` being of one agency.

    `narrowed` is a registrar's key that reaches no further than that agency.
    """

    fresh: Fresh
    headers: dict[str, dict[str, str]]
    home: Agency

    @property
    def orta(self) -> Registrar:
        """Who changes agencies."""
        return Registrar(self.fresh.client, self.headers["registrar"])

    async def ask(self, who: str | None, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Ask as somebody below `/v1`; None has no credentials."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        signed = self.headers[who] if who else {}
        return await self.fresh.client.request(method, f"/v1{path}", json=body, headers={**signed, **told})

    async def get(self, path: str, who: str | None = None, **query: str) -> dict[str, Any]:
        """Return what somebody reads."""
        answer = await self.ask(who, "GET", f"{path}?{httpx.QueryParams(query)}" if query else path)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def post(self, path: str, body: Any, **headers: str) -> dict[str, Any]:
        """Return what the registrar is answered, who must not be refused."""
        answer = await self.ask("registrar", "POST", path, body, **headers)
        assert answer.is_success, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def mandate(self, innovation: str, **facts: Any) -> dict[str, Any]:
        """Make a mandate of the year 2026."""
        told = {"title": f"Kewajiban {next(_numbers)}", "decree": DECREE, "due_on": "2026-12-31"}
        return await self.post("/mandates", {"innovation": innovation, **told, **facts})

    async def decide(self, mandate: str, agency: str, ruling: str = "dikecualikan", **facts: Any) -> dict[str, Any]:
        """Decide of an agency."""
        body = {"agency": agency, "ruling": ruling, "reason": REASON, **facts}
        return await self.post(f"/mandates/{mandate}/decisions", body)

    async def progress(self, mandate: str, who: str | None = None, **query: str) -> dict[str, Any]:
        """Return how far agencies are."""
        return await self.get(f"/mandates/{mandate}/progress", who, **query)

    async def standing(self, mandate: str, **query: str) -> dict[str, str]:
        """Return the status of each agency by its slug."""
        told = await self.progress(mandate, **query)
        return {item["slug"]: item["status"] for item in told["items"]}

    async def of(self, mandate: str, agency: str, who: str | None = None, **query: str) -> dict[str, Any]:
        """Return what is told of one agency."""
        items = (await self.progress(mandate, who, **query))["items"]
        (found,) = [item for item in items if item["slug"] == agency]
        return dict(found)

    async def events(self, entity_id: str) -> list[AuditEvent]:
        """Return what the audit tells of a record, the oldest first."""
        async with self.fresh.committing() as session:
            found = select(AuditEvent).where(AuditEvent.entity_id == UUID(entity_id)).order_by(AuditEvent.id)
            return list(await session.scalars(found))

    async def run(self, sql: str, **values: Any) -> None:
        """Run a statement on the database."""
        async with self.fresh.committing() as session:
            await session.execute(text(sql), values)


async def opened(fresh: Fresh) -> Bureau:
    """Make the accounts."""
    headers = {}
    async with fresh.committing() as session:
        home = await factories.agency(session, "Dinas Rumah")
        for role in Role:
            bound = home.id if role in {Role.OPERATOR, Role.SECRETARIAT} else None
            account = await signing.account(session, role, agency_id=bound)
            headers[role.value] = await signing.key(session, account)
            if role is Role.REGISTRAR:
                headers["narrowed"] = await signing.key(session, account, agency_id=home.id)
        await AgencyService(session).refresh_lineage()
    return Bureau(fresh, headers, home)


async def agency(session: AsyncSession, kind: str, name: str | None = None, **facts: Any) -> Agency:
    """An agency of a kind, with its lineage. Each test has a kind of its own, so that none obliges another's."""
    made = await factories.agency(session, name or f"Instansi {next(_numbers)}", **facts)
    made.versions[0].kind = kind
    await session.flush()
    await AgencyService(session).refresh_lineage()
    return made


async def innovation(session: AsyncSession, of: Agency | None, name: str | None = None, **facts: Any) -> Innovation:
    """A published innovation of an agency, on record since 2026 begins unless told otherwise."""
    on = facts.pop("on", date(2026, 1, 1))
    made = await factories.innovation(session, name, agency_id=of.id if of else None, **facts)
    made.published_at = datetime.combine(on, time(12), tzinfo=UTC)
    await session.flush()
    return made


async def sign(session: AsyncSession, of: Innovation, *days: date) -> None:
    """Signs that an innovation was in use on some days."""
    for day in days:
        session.add(
            SignOfLife(
                innovation_id=of.id, kind="konfirmasi", observed_on=day, note="Ada.", recorded_at=datetime.now(UTC)
            )
        )
    await session.flush()


async def request(
    session: AsyncSession,
    origin: Innovation,
    of: Agency,
    steps: Sequence[tuple[str, date]],
    replica: Innovation | None = None,
) -> ReplicationRequest:
    """A request of an agency that came through these statuses on these days, with what came of it."""
    contact = Person(slug=f"kontak-{next(_numbers)}", name="Kontak", name_key="kontak")
    session.add(contact)
    await session.flush()
    status, entered_on = steps[-1]
    made = ReplicationRequest(
        id=new_id(),
        origin_id=origin.id,
        agency_id=of.id,
        model="mandiri",
        scope="dalam_kota",
        status=status,
        step=status,
        requested_on=steps[0][1],
        entered_on=entered_on,
        problem="Surat menumpuk.",
        adaptation="Sama.",
        compatibility={},
        contact_id=contact.id,
        reason="Selesai." if status in ENDED else None,
        reason_code="lainnya" if status in ENDED else None,
        replica_id=replica.id if replica else None,
        changes=[],
    )
    session.add(made)
    await session.flush()
    for number, (step, day) in enumerate(steps, 1):
        session.add(
            ReplicationStep(
                actor="penerima",
                request_id=made.id,
                number=number,
                step=step,
                status=step,
                entered_on=day,
                recorded_at=datetime.now(UTC),
            )
        )
    await session.flush()
    return made
