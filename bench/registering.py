"""Registering innovations, beside the least that it could cost: three lanes that get the same kind of requests."""

import json
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.database import operator, remove_registered
from bench.servers import Server, limit, registry_with_bare
from bench.workloads import Lane, Request, ask

_WORDS = "layanan daring bagi warga kelurahan mengurangi waktu tunggu petugas loket dan biaya kunjungan lapangan"


@dataclass(frozen=True)
class Desk:
    """One database where innovations are registered: the servers on it, and an operator's credentials."""

    dsn: str
    limit: Server
    registry: Server
    credentials: str

    def lanes(self) -> list[Lane]:
        """Return who is asked to register, a bare INSERT through the registry's own server first.

        What a measurement leaves behind is removed after it, so that each begins with the same number of innovations.
        """
        lanes = [
            Lane("bare", self.registry, [Request("/bare")], yardstick=True),
            Lane("raw", self.limit, [Request("/innovations")]),
            Lane("inovasi", self.registry, [Request("/v1/innovations", credentials=self.credentials)]),
        ]
        for lane in lanes:
            lane.registers, lane.afterwards = True, partial(remove_registered, self.dsn)
        return lanes


@contextmanager
def desk(dsn: str, connections: int, folder: Path) -> Iterator[Desk]:
    """Run the servers of a desk."""
    # what a run that was interrupted left behind
    remove_registered(dsn)
    with (
        operator(dsn) as credentials,
        limit(dsn, connections, folder) as theirs,
        registry_with_bare(dsn, connections, folder) as ours,
    ):
        yield Desk(dsn, theirs, ours, credentials)
    # what was under way when the last measurement ended
    remove_registered(dsn)


def try_out(lane: Lane) -> None:
    """Register one innovation, and note what the answer is like.

    Raises:
        WrongAnswerError: it was refused, or tells no id.
    """
    with closing(lane.server.connect()) as connection:
        _, answer = ask(connection, lane.requests[0], registration())
    lane.size, lane.ids = len(answer), [json.loads(answer)["id"]]


def registration() -> bytes:
    """Return a body like those of `requests.lua`, with a name that nobody else has."""
    facts = dict.fromkeys(("summary", "how_it_works", "benefit"), _WORDS)
    name = "".join(secrets.choice("bcdfghjklmnpqrstvwxyz") for _ in range(20))
    codes = {"kind": "digital", "form": "pelayanan_publik", "initiator": "perangkat_daerah"}
    return json.dumps({"name": name, "problem": f"{name} {_WORDS}", **facts, **codes}).encode()
