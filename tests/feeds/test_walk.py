"""Whatever happens in the registry, whoever follows the feed ends with the list, from any cursor and in any rhythm."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from itertools import repeat
from random import Random
from typing import Any

import httpx
import pytest

from app.innovations.service import InnovationService
from app.models import Innovation
from tests import factories
from tests.conftest import Server
from tests.feeds.copying import Copy, listed, waiting
from tests.innovations.keeping import Registry, furnished, served, unlike
from tests.lineage import making
from tests.privacy.desk import FIRST_KEY, MATCHING_KEY
from tests.signing import sign

_SEEDS = (1, 2, 3)
_STEPS = 45


@pytest.fixture
async def registry(server: Server, migrated: str) -> AsyncIterator[Registry]:
    async with served(server, migrated, field_keys=FIRST_KEY, matching_key=MATCHING_KEY) as fresh:
        yield await furnished(waiting(fresh))


@dataclass
class Walk:
    """Random things that people do, over HTTP."""

    registry: Registry
    random: Random
    public: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    names: int = 0
    done: list[str] = field(default_factory=list)

    async def step(self) -> None:
        """Do one of them; those that need a record find one, or make it."""
        ways: list[Callable[[], Awaitable[None]]] = [
            *(self.publish, self.publish, self.edit, self.edit, self.hide, self.show_again, self.merge),
            *(self.rename_agency, self.withdraw_name, self.relate, self.another_region, self.draft, self.rename),
        ]
        way = self.random.choice(ways)
        await way()
        self.done.append(way.__name__)

    async def any_public(self) -> str:
        """Return the id of a published record."""
        if not self.public:
            await self.publish()
        return self.random.choice(self.public)

    async def publish(self) -> None:
        who = self.random.choice([self.registry.operator, self.registry.other_operator])
        made = await who.create(summary="Dibuat oleh Bayu Sogara untuk warga")
        if self.random.random() < 0.5:
            async with self.registry.fresh.committing() as session:
                record = await session.get_one(Innovation, made["id"])
                await factories.part(session, record, self.registry.person)
        await self.registry.registrar.move(made["id"], "submit", "verify", "publish")
        self.public.append(made["id"])

    async def draft(self) -> None:
        await self.registry.made()

    async def edit(self) -> None:
        change = self.random.choice([{"summary": unlike()}, {"problem": unlike()}, {"form": "pelayanan_publik"}])
        answer = await self.registry.registrar.update(await self.any_public(), change)
        assert answer.status_code == 200, answer.text

    async def rename(self) -> None:
        answer = await self.registry.registrar.update(
            await self.any_public(), {"name": unlike(), "slug": unlike().lower()}
        )
        assert answer.status_code in {200, 422}, answer.text

    async def hide(self) -> None:
        chosen = await self.any_public()
        await self.registry.registrar.move(chosen, way := self.random.choice(["archive", "return"]))
        self.public.remove(chosen)
        if way == "return":
            self.hidden.append(chosen)

    async def show_again(self) -> None:
        if self.hidden:
            chosen = self.hidden.pop()
            await self.registry.registrar.move(chosen, "submit", "verify", "publish")
            self.public.append(chosen)

    async def merge(self) -> None:
        while len(self.public) < 2:
            await self.publish()
        one, other = self.random.sample(self.public, 2)
        answer = await self.registry.registrar.act(one, "merge", {"into": other, "reason": "Satu dan sama"})
        assert answer.status_code == 200, answer.text
        self.public.remove(one)

    async def rename_agency(self) -> None:
        self.names += 1
        agency = self.random.choice([self.registry.agency, self.registry.other_agency])
        day = f"20{10 + self.names:02}-01-01"
        body = {"name": f"Dinas {unlike()}", "effective_on": day, "decree": "Perda contoh"}
        await self._post(f"/v1/agencies/{agency.slug}/rename", body, {**self.registry.registrar.headers})

    async def withdraw_name(self) -> None:
        async with self.registry.fresh.committing() as session:
            controller = await sign(session, "controller")
        opened = await self._post(
            "/v1/personal-data-requests",
            {"person": str(self.registry.person.id), "kind": "withdrawal", "statement": "Saya menarik nama saya."},
            controller,
        )
        if "withdraw_name" not in self.done:
            answer = {"answer": "granted", "note": "Nama ditarik atas permintaan."}
            await self._post(f"/v1/personal-data-requests/{opened['id']}/answer", answer, controller)

    async def relate(self) -> None:
        """Another agency, of the city or of another region, adapts a record, and says that it lives."""
        origin = await self.any_public()
        async with self.registry.fresh.committing() as session:
            by = await making.owner(session, self.random.choice([None, "33.72"]))
            found = await session.get_one(Innovation, origin)
            made = await making.replica(session, found, by, self.random.choice([making.RECENT, making.OVERDUE]))
            await InnovationService(session).publish([made.id])
        if not by.external:
            self.public.append(str(made.id))

    async def another_region(self) -> None:
        """A record changes hands, to another region."""
        chosen = await self.any_public()
        async with self.registry.fresh.committing() as session:
            by = await making.owner(session, "33.72")
            (await session.get_one(Innovation, chosen)).agency_id = by.id
            await InnovationService(session).publish([chosen])
        self.public.remove(chosen)

    async def _post(self, path: str, body: Any, headers: dict[str, str]) -> dict[str, Any]:
        answer: httpx.Response = await self.registry.fresh.client.post(
            path, json=body, headers={**headers, "if-match": "*"}
        )
        assert answer.status_code in {200, 201}, answer.text
        told: dict[str, Any] = answer.json()
        return told


@pytest.mark.parametrize("seed", _SEEDS)
async def test_a_copy_ends_with_the_list(registry: Registry, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - no secret
    client = registry.fresh.client
    walk = Walk(registry, random)
    copies = [Copy(client), Copy(client, external=True)]
    saved: list[Copy] = []
    limits = iter(lambda: random.randint(1, 7), 0)
    for _ in range(_STEPS):
        await walk.step()
        for copy in copies:
            if random.random() < 0.3:
                await copy.read(copy.cursors[-1] if copy.cursors else None, next(limits))
                saved.append(Copy(client, copy.external, dict(copy.records), dict(copy.until), list(copy.cursors)))
            if random.random() < 0.2 and copy.cursors:
                # A client may have stored pages and lost their cursors. What came and went since must be told, too.
                await copy.follow(limits, random.choice(copy.cursors))
    lists = {external: await listed(client, external=str(external).lower()) for external in (False, True)}
    for copy in (*copies, *saved, Copy(client), Copy(client, external=True)):
        await copy.follow(limits)
        assert copy.records == lists[copy.external], walk.done
        for identity, shown in copy.records.items():
            assert shown["used_by"] == copy.used_by(identity)
    # whoever begins in the end, too, reads each record once
    anew = Copy(client)
    await anew.follow(repeat(3))
    assert sorted(anew.kinds) == sorted(("created", one) for one in lists[False])
