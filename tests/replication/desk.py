"""A desk where replications are asked for: agencies of the city and of other regions, and somebody for each."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import func, select, text

from app.agencies.service import AgencyService
from app.core.clock import today
from app.models import Agency, AuditEvent, ReplicationRequest, ReplicationStep
from tests import factories
from tests.conftest import Fresh
from tests.innovations.keeping import Keeper, unlike
from tests.signing import sign

_numbers = count(1)
READY = [
    {"item": item, "answer": "ya", "note": None}
    for item in (
        *("kecocokan_masalah", "penanggung_jawab", "anggaran", "dasar_hukum", "infrastruktur", "sumber_daya_manusia"),
    )
]
CHANGES = [
    {"kind": "dipertahankan", "part": "Pencatatan surat", "note": None},
    {"kind": "diubah", "part": "Alur disposisi", "note": "Mengikuti susunan dinas."},
    {"kind": "dihilangkan", "part": "Cetak ekspedisi", "note": None},
]
BOTH = [{"side": "asal", "title": "Wali Kota"}, {"side": "penerima", "title": "Wali Kota"}]


def ago(days: int) -> str:
    """Return a day of the past as it is sent."""
    return (today() - timedelta(days=days)).isoformat()


def ahead(days: int) -> str:
    """Return a day to come as it is sent."""
    return ago(-days)


@dataclass(frozen=True)
class Desk:
    """The service with accounts of every side. `who` is a name of `headers`; None has no credentials."""

    fresh: Fresh
    headers: dict[str, dict[str, str]]
    agencies: dict[str, Agency]
    people: dict[str, UUID] = field(default_factory=dict)

    async def ask(self, who: str | None, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Ask as somebody, below `/v1`; the version on record is named unless another is."""
        told = {name.replace("_", "-"): value for name, value in {"if_match": "*", **headers}.items() if value}
        sent: dict[str, Any] = {} if body is None else {"json": body}
        own = self.headers[who] if who else {}
        return await self.fresh.client.request(method, f"/v1{path}", headers={**own, **told}, **sent)

    async def post(self, who: str | None, path: str, body: Any = None, **headers: str) -> dict[str, Any]:
        """Post what must succeed."""
        answer = await self.ask(who, "POST", path, body if body is not None else {}, **headers)
        assert answer.is_success, (path, answer.text)
        made: dict[str, Any] = answer.json()
        return made

    async def get(self, who: str | None, path: str) -> dict[str, Any]:
        """Read what must be there."""
        answer = await self.ask(who, "GET", path)
        assert answer.status_code == 200, (path, answer.text)
        read: dict[str, Any] = answer.json()
        return read

    def keeper(self, who: str) -> Keeper:
        """Return somebody as who keeps innovations."""
        return Keeper(self.fresh, self.headers[who])

    async def origin(self, agency: str = "asal", **facts: Any) -> dict[str, Any]:
        """Return the receipt of a published innovation of an agency."""
        who = agency if agency in self.headers else "registrar"
        receipt = await self.keeper(who).create(agency=self.agencies[agency].slug, **facts)
        return await self.keeper("registrar").move(receipt["id"], "submit", "verify", "publish")

    def wish(self, origin: str, agency: str = "penerima", **facts: Any) -> dict[str, Any]:
        """Return the body of a request; what is None is left out."""
        told = {
            "origin": origin,
            "agency": self.agencies[agency].slug,
            "model": "mandiri",
            "problem": "Surat masuk dicatat di buku dan sering terlambat.",
            "adaptation": "Alur disposisi mengikuti susunan dinas.",
            "compatibility": READY,
            "contact": str(self.people["contact"]),
            **facts,
        }
        return {name: value for name, value in told.items() if value is not None}

    async def requested(
        self, origin: str | None = None, agency: str = "penerima", who: str | None = None, **facts: Any
    ) -> dict[str, Any]:
        """Return a request that was made just now."""
        if origin is None:
            origin = (await self.origin(name=unlike()))["id"]
        asking = who or (agency if agency in self.headers else "registrar")
        return await self.post(asking, "/replication-requests", self.wish(origin, agency, **facts))

    async def act(
        self, who: str | None, one: dict[str, Any], action: str, body: Any = None, **headers: str
    ) -> httpx.Response:
        """Take a step of a request."""
        path = f"/replication-requests/{one['id']}/{action}"
        return await self.ask(who, "POST", path, body if body is not None else {}, **headers)

    async def acted(self, who: str, one: dict[str, Any], action: str, **body: Any) -> dict[str, Any]:
        """Take a step that must succeed."""
        return await self.post(who, f"/replication-requests/{one['id']}/{action}", body)

    async def document(self, who: str, one: dict[str, Any], kind: str, **facts: Any) -> dict[str, Any]:
        """Add a document to a request."""
        told = {"kind": kind, "number": f"{next(_numbers)}/{kind}", "issued_on": ago(0), **facts}
        return await self.post(who, f"/replication-requests/{one['id']}/documents", told)

    async def approved(self, **facts: Any) -> dict[str, Any]:
        """Return a request within the city that was approved."""
        one = await self.requested(**facts)
        await self.acted("asal", one, "review")
        return await self.acted("asal", one, "approve")

    async def carried_out(self, **facts: Any) -> dict[str, Any]:
        """Return a request within the city that is carried out."""
        one = await self.approved(**facts)
        await self.acted("penerima", one, "advance")
        await self.acted("penerima", one, "advance")
        await self.document("asal", one, "surat")
        await self.document("penerima", one, "rencana_aksi")
        return await self.acted("penerima", one, "advance", due_on=ahead(90))

    async def replica(self, who: str, one: dict[str, Any], **facts: Any) -> dict[str, Any]:
        """Put a replica on record, as a draft of a name of its own unless told otherwise."""
        body = {"name": unlike(), "changes": CHANGES, **facts}
        told = {name: value for name, value in body.items() if value is not None}
        return await self.post(who, f"/replication-requests/{one['id']}/replica", told)

    async def publish(self, one: dict[str, Any]) -> None:
        """Let the replica of a request be published."""
        await self.keeper("registrar").move(one["replica"]["id"], "submit", "verify", "publish")

    async def evaluated(self, **facts: Any) -> dict[str, Any]:
        """Return a request within the city whose replica is published and is evaluated."""
        one = await self.carried_out(**facts)
        one = await self.replica("penerima", one)
        await self.publish(one)
        return await self.acted("penerima", one, "advance")

    async def running(self, **facts: Any) -> dict[str, Any]:
        """Return a request within the city whose replica runs."""
        one = await self.evaluated(**facts)
        await self.document("penerima", one, "laporan_evaluasi", number="700/EV/2026")
        return await self.acted("penerima", one, "advance")

    async def count(self) -> tuple[int, ...]:
        """Return how many requests, steps and events there are."""
        async with self.fresh.committing() as session:
            tables = (ReplicationRequest, ReplicationStep, AuditEvent)
            return tuple([await session.scalar(select(func.count()).select_from(one)) or 0 for one in tables])

    async def run(self, sql: str, **values: Any) -> Any:
        """Run a statement on the database, and return its first value if it has rows."""
        async with self.fresh.committing() as session:
            done = await session.execute(text(sql), values)
            return done.scalar() if done.returns_rows else None  # type: ignore[attr-defined] # a cursor's result


async def opened(fresh: Fresh) -> Desk:
    """Return a desk on an empty database."""
    async with fresh.committing() as session:
        agencies = {
            "asal": await factories.agency(session, "Bagian Umum"),
            "penerima": await factories.agency(session, "Dinas Kesehatan"),
            "lain": await factories.agency(session, "Dinas Perhubungan"),
            "fasilitator": await factories.agency(session, "Badan Riset dan Inovasi"),
            "tangerang": await factories.agency(session, "Dinas Kominfo Kota Tangerang", external=True),
            "tanpa_kode": await factories.agency(session, "Dinas Kominfo Kota Entah", external=True),
            "serang": await factories.agency(session, "Dinas Kominfo Kabupaten Serang", external=True),
            "bubar": await factories.agency(session, "Dinas Pasar", valid_from="2015-01-01", valid_to="2020-12-31"),
        }
        agencies["tangerang"].region_code = "36.71"
        agencies["serang"].region_code = "36.04"
        await AgencyService(session).refresh_lineage()
        headers = {
            name: await sign(session, "operator", agency_id=agencies[name].id)
            for name in ("asal", "penerima", "lain", "fasilitator")
        }
        headers["asal_kedua"] = await sign(session, "operator", agency_id=agencies["asal"].id)
        headers["registrar"] = await sign(session, "registrar")
        people = {
            "contact": (await factories.person(session, "Bayu Sogara")).id,
            "mentor": (await factories.person(session, "Citra Lestari")).id,
        }
    return Desk(fresh, headers, agencies, people)
