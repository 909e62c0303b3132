"""`inovasi instrument`: an edition more or less, without a release and without a migration."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from app.core.database import Database
from app.core.settings import Settings
from app.models import Instrument
from app.operations import upkeep
from app.reference.instrument_files import INSTRUMENTS
from app.reference.marked import CorruptReference, Problem
from tests.conftest import client_of, running
from tests.rounds import making
from tests.test_cli import ask, bare, empty, inovasi

__all__ = ["bare", "empty"]

OWN = """\
code: lokakarya-medan
edition: "2027"
title: {id: Lembar pilihan Workshop 2027}
kind: weighted_form
official: true
confidence: high
sources:
  - {title: SK panitia, confidence: high}
form:
  weights_sum: 100
  scale: {min: 1, max: 5, step: 0.5}
  tie_break: [dampak]
  criteria:
    - {code: dampak, label: {id: Dampak}, weight: 60}
    - {code: gagasan, label: {id: Gagasan}, weight: 40}
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A file of an instrument that no release knows."""
    path = tmp_path / "lokakarya-2027.yaml"
    write(path)
    return path


def write(path: Path, *changes: tuple[str, str]) -> None:
    """Write the instrument with other words in it."""
    told = OWN
    for old, new in changes:
        assert told.count(old), old
        told = told.replace(old, new)
    path.write_text(told, encoding="utf-8")


async def use(url: str, slug: str) -> None:
    """Let a round go by an instrument."""
    database = Database(Settings(database_url=url))
    async with database.sessions.begin() as session:
        found = (await session.scalars(select(Instrument).where(Instrument.slug == slug))).one()
        await making.round_of(session, found)
    await database.close()


async def test_a_new_instrument_needs_no_more_than_its_file(bare: str, own: Path) -> None:
    loaded = await inovasi("instrument", "load", str(own))
    assert (loaded.status, loaded.output) == (0, "Instruments: 1 new, 0 changed, 0 unchanged.\n")
    settings = Settings(database_url=bare, log_level="warning")
    async with running(settings) as app, client_of(app) as client:
        found = (await client.get("/v1/instruments/lokakarya-medan-2027")).json()
    assert found["scorable"] is True
    assert found["form"]["scale"] == {"min": "1", "max": "5", "step": "0.5"}
    assert found["form"]["tie_break"] == ["dampak"]
    audited = "SELECT account_name || ' ' || action || ' ' || via FROM audit_event WHERE entity_kind = 'instrument'"
    assert await ask(bare, audited) == "inovasi instrument.create command"
    assert (await inovasi("instrument", "load", str(own))).output == "Instruments: 0 new, 0 changed, 1 unchanged.\n"


async def test_a_folder_is_loaded_at_once(bare: str) -> None:
    count = len(list(INSTRUMENTS.glob("*.yaml")))
    assert (await inovasi("instrument", "load", str(INSTRUMENTS))).output == (
        f"Instruments: {count} new, 0 changed, 0 unchanged.\n"
    )
    assert await ask(bare, "SELECT count(*) FROM instrument") == count


async def test_a_wrong_file_is_told_with_its_line_and_nothing_is_written(bare: str, own: Path) -> None:
    shutil.copy(own, own.parent / "baik.yaml")
    write(own, ("weight: 40", "weight: 41"), ("2027", "2028"))
    outcome = await inovasi("instrument", "load", str(own.parent))
    assert outcome.status == 1
    assert outcome.refusal == (
        "The instruments are wrong, and nothing was loaded:\n"
        "lokakarya-2027.yaml:10: weights_sum: the weights sum to 101, not to 100"
    )
    assert await ask(bare, "SELECT count(*) FROM instrument") == 0


async def test_a_file_that_is_not_there_is_told(bare: str, tmp_path: Path) -> None:
    outcome = await inovasi("instrument", "load", str(tmp_path / "hilang.yaml"))
    assert outcome.status == 1
    assert outcome.refusal.endswith("\nhilang.yaml:1: file: cannot be read: No such file or directory")
    assert await ask(bare, "SELECT count(*) FROM instrument") == 0


async def test_an_edition_is_changed_until_it_is_used(bare: str, own: Path) -> None:
    await inovasi("instrument", "load", str(own))
    write(own, ("step: 0.5", "step: 1"))
    assert (await inovasi("instrument", "load", str(own))).output == "Instruments: 0 new, 1 changed, 0 unchanged.\n"
    await use(bare, "lokakarya-medan-2027")
    before = await ask(bare, "SELECT string_agg(digest, ' ' ORDER BY slug) FROM instrument")
    write(own)
    write(own.parent / "baru.yaml", ("2027", "2028"))
    outcome = await inovasi("instrument", "load", str(own.parent))
    assert outcome.status == 1
    assert outcome.refusal == (
        "In use, and therefore neither changed nor removed: lokakarya-medan-2027 (assessment round: 1). "
        "A change is a new edition."
    )
    assert await ask(bare, "SELECT string_agg(digest, ' ' ORDER BY slug) FROM instrument") == before
    assert (await inovasi("instrument", "load", str(own.parent / "baru.yaml"))).status == 0


async def test_an_edition_is_removed_unless_it_is_used(bare: str, own: Path) -> None:
    await inovasi("instrument", "load", str(own))
    outcome = await inovasi("instrument", "remove", "lokakarya-medan", "2027")
    assert (outcome.status, outcome.output) == (0, "The instrument lokakarya-medan, edition 2027, is removed.\n")
    outcome = await inovasi("instrument", "remove", "lokakarya-medan", "2027")
    assert outcome.status == 1
    assert outcome.refusal == "There is no such instrument: `inovasi instrument list` shows those there are."
    await inovasi("instrument", "load", str(own))
    await use(bare, "lokakarya-medan-2027")
    outcome = await inovasi("instrument", "remove", "lokakarya-medan", "2027")
    assert outcome.status == 1
    assert "lokakarya-medan-2027 (assessment round: 1)" in outcome.refusal
    assert await ask(bare, "SELECT count(*) FROM instrument WHERE slug = 'lokakarya-medan-2027'") == 1


async def test_the_list_says_what_can_be_scored_by_and_what_is_in_use(bare: str, own: Path) -> None:
    await inovasi("instrument", "load", str(own))
    await inovasi("instrument", "load", str(INSTRUMENTS / "kipp-2022.yaml"))
    await use(bare, "lokakarya-medan-2027")
    lines = (await inovasi("instrument", "list")).output.splitlines()
    assert lines == [
        "code\tedition\tkind\tofficial\tscorable\tin use\ttitle",
        "kipp\t2022\tweighted_form\tyes\tno\tno\tKompetisi Inovasi Pelayanan Publik 2022",
        "lokakarya-medan\t2027\tweighted_form\tyes\tyes\tyes\tLembar pilihan Workshop 2027",
    ]


async def test_load_brings_the_shipped_instruments_and_does_not_bring_back_what_was_removed(bare: str) -> None:
    count = len(list(INSTRUMENTS.glob("*.yaml")))
    assert f"  instrument: {count}\n" in (await inovasi("load")).output
    await inovasi("instrument", "remove", "kipp", "2018")
    assert "1 stay as people changed them." in (await inovasi("load")).output
    assert await ask(bare, "SELECT count(*) FROM instrument") == count - 1


async def test_a_spoilt_shipped_file_stops_the_whole_load(bare: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def corrupt() -> None:
        raise CorruptReference([Problem("kipp-2023.yaml", 12, "weights_sum", "is wrong")])

    monkeypatch.setattr(upkeep, "read_instruments", corrupt)
    outcome = await inovasi("load")
    assert outcome.status == 1
    assert outcome.refusal.endswith("\nkipp-2023.yaml:12: weights_sum: is wrong")
    assert await ask(bare, "SELECT count(*) FROM reference_item") == 0


@pytest.mark.parametrize("command", [("load", "x.yaml"), ("list",), ("remove", "kipp", "2023")])
async def test_every_command_wants_the_schema_first(empty: str, command: tuple[str, ...]) -> None:
    outcome = await inovasi("instrument", *command)
    assert outcome.status == 3
    assert "run `inovasi migrate`" in outcome.refusal
    assert empty
