"""The commands beside `serve`, each on a database of its own."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import yaml
from alembic.script import ScriptDirectory
from typer.testing import CliRunner

from app import cli
from app.core.database import Database
from app.core.settings import Settings
from app.operations import upkeep
from app.operations.refusal import Refusal
from app.operations.schema import schema_of
from app.reference.files import ReferenceFiles
from app.reference.marked import CorruptReference, Problem
from tests.conftest import Server, new_database
from tests.migrating import configuration
from tests.surveys.example import add_surveys


@dataclass(frozen=True)
class Outcome:
    """How a command ended."""

    status: int
    output: str
    refusal: str


async def inovasi(*arguments: str) -> Outcome:
    """Run a command, in a thread where it may have a loop of its own."""
    result = await asyncio.to_thread(CliRunner().invoke, cli.commands, arguments)
    if isinstance(result.exception, Refusal):
        return Outcome(result.exception.status, result.output, str(result.exception))
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return Outcome(result.exit_code, result.output, "")


async def ask(url: str, sql: str) -> Any:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


@pytest.fixture
async def empty(server: Server, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """An empty database that the settings name."""
    async with new_database(server) as url:
        monkeypatch.setenv("DATABASE_URL", url)
        yield url


@pytest.fixture
async def bare(server: Server, migrated: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """A migrated database without content that the settings name."""
    template = migrated.partition("?")[0].rpartition("/")[2]
    async with new_database(server, template) as url:
        monkeypatch.setenv("DATABASE_URL", url)
        yield url


def head(url: str) -> str:
    revision = ScriptDirectory.from_config(configuration(url)).get_current_head()
    assert revision
    return revision


async def test_help_lists_the_commands() -> None:
    outcome = await inovasi("--help")
    assert outcome.status == 0
    assert all(
        name in outcome.output for name in ("serve", "migrate", "load", "rebuild", "recount", "openapi", "check")
    )


async def test_migrate_says_from_where_to_where_and_then_that_there_is_nothing_to_do(empty: str) -> None:
    assert (await inovasi("migrate")).output == f"Migrated the database from empty to {head(empty)}.\n"
    assert await ask(empty, "SELECT version_num FROM alembic_version") == head(empty)
    assert (await inovasi("migrate")).output == f"Nothing to migrate: the database is at {head(empty)}.\n"


async def test_a_newer_database_is_left_as_it_is(bare: str) -> None:
    await ask(bare, "UPDATE alembic_version SET version_num = 'from_the_future'")
    outcome = await inovasi("migrate")
    assert outcome.status == 3
    assert outcome.refusal == (
        f"The database is at from_the_future, which is newer than this release and its {head(bare)}."
    )


async def test_the_schema_needed_is_the_one_alembic_knows(empty: str) -> None:
    schema = await asyncio.to_thread(schema_of, Settings(database_url=empty))
    assert (schema.applied, schema.needed) == (None, head(empty))


@pytest.mark.parametrize("command", ["load", "rebuild", "recount"])
async def test_what_writes_content_wants_the_schema_first(empty: str, command: str) -> None:
    outcome = await inovasi(command)
    assert outcome.status == 3
    assert outcome.refusal == f"The database is empty, this release needs {head(empty)}: run `inovasi migrate`."


async def test_load_shows_its_progress_and_the_second_time_changes_nothing_and_says_so(empty: str) -> None:
    await inovasi("migrate")
    first = await inovasi("load")
    assert re.search(r"^  area: 173$", first.output, re.MULTILINE)
    assert re.search(r"^Reference data of [0-9-]+: \d+ new, 0 changed, 0 unchanged\.$", first.output, re.MULTILINE)
    stamps = "SELECT string_agg(xmin::text, ',' ORDER BY id) FROM innovation"
    before = await ask(empty, stamps)
    second = await inovasi("load")
    assert "nothing to change" in second.output
    assert await ask(empty, stamps) == before


async def test_a_corrupt_file_is_named_with_line_and_field_and_nothing_is_written(
    bare: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def corrupt() -> ReferenceFiles:
        raise CorruptReference([Problem("areas.yaml", 12, "code", "is missing")])

    monkeypatch.setattr(upkeep, "read_reference", corrupt)
    outcome = await inovasi("load")
    assert outcome.status == 1
    assert outcome.refusal.endswith("\nareas.yaml:12: code: is missing")
    assert await ask(bare, "SELECT count(*) FROM reference_item") == 0


async def test_recount_mends_counts_that_are_not_as_the_records_say(bare: str) -> None:
    await inovasi("load")
    assert "Every count of innovations is as it should be." in (await inovasi("recount")).output
    await ask(bare, "UPDATE innovation_tally SET represented = represented + 1 WHERE dimension = ''")
    assert "1 counts of innovations mended." in (await inovasi("recount")).output
    assert "Every count of innovations is as it should be." in (await inovasi("recount")).output


async def test_recount_mends_tallies_that_are_not_as_the_answers_say(bare: str) -> None:
    await inovasi("load")
    database = Database(Settings(database_url=bare))
    async with database.sessions.begin() as session:
        await add_surveys(session)
    await database.close()
    assert "surveys: 2\nNothing changed" in (await inovasi("recount")).output
    await ask(bare, "UPDATE survey_tally SET responses = responses + 1")
    assert "1 surveys mended." in (await inovasi("recount")).output
    assert "Nothing changed" in (await inovasi("recount")).output


async def test_rebuild_mends_a_document_that_is_not_as_the_tables_say(bare: str) -> None:
    await inovasi("load")
    assert "Nothing changed" in (await inovasi("rebuild")).output
    await ask(bare, "UPDATE innovation_document SET document = '{}' WHERE slug = 'sibisa'")
    assert "1 documents changed." in (await inovasi("rebuild")).output
    assert "Nothing changed" in (await inovasi("rebuild")).output


async def test_openapi_writes_the_document_to_the_output_or_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the log of the tests is theirs
    monkeypatch.setattr("app.core.logs.configure", lambda _settings: None)
    printed = (await inovasi("openapi")).output
    assert "/v1/innovations" in json.loads(printed)["paths"]
    written, in_yaml = tmp_path / "openapi.json", tmp_path / "openapi.yaml"
    await inovasi("openapi", "--output", str(written), "--output", str(in_yaml))
    assert written.read_text(encoding="utf-8") == printed
    assert yaml.safe_load(in_yaml.read_text(encoding="utf-8")) == json.loads(printed)


async def test_check_finds_everything_in_order(bare: str) -> None:
    await inovasi("load")
    outcome = await inovasi("check")
    assert outcome.status == 0
    lines = outcome.output.splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "ok      settings",
        "ok      database",
        "ok      extension pg_trgm",
        "ok      migrations",
        "ok      reference data",
    ]
    assert f"ok      migrations: at {head(bare)}" in lines


async def test_check_says_what_to_do_about_an_empty_database(empty: str) -> None:
    outcome = await inovasi("check")
    assert outcome.status == 1
    assert "ok      extension pg_trgm: available, `inovasi migrate` installs it\n" in outcome.output
    assert f"not ok  migrations: The database is empty, this release needs {head(empty)}: run `inovasi migrate`.\n" in (
        outcome.output
    )
    assert "not ok  reference data: none: run `inovasi load`\n" in outcome.output


@pytest.mark.usefixtures("bare")
async def test_check_says_when_database_or_replica_do_not_answer(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    nowhere = f"postgresql://postgres@/inovasi?host={tmp_path}"
    monkeypatch.setenv("DATABASE_READ_URL", nowhere)
    outcome = await inovasi("check")
    assert outcome.status == 1
    assert "ok      database: PostgreSQL" in outcome.output
    assert "not ok  replica: The database does not answer: " in outcome.output
    monkeypatch.setenv("DATABASE_URL", nowhere)
    assert "not ok  database: The database does not answer: " in (await inovasi("check")).output


async def test_check_names_a_wrong_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "many")
    outcome = await inovasi("check")
    assert outcome.status == 1
    assert outcome.output.startswith("not ok  settings: The setting PORT is wrong: ")
    assert len(outcome.output.splitlines()) == 1


async def test_check_makes_no_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("INOVASI_HOME", str(tmp_path / "home"))
    outcome = await inovasi("check")
    assert outcome.status == 1
    assert f"not ok  database: there is none in {tmp_path}/home yet: `inovasi serve` makes it\n" in outcome.output
    assert not await asyncio.to_thread((tmp_path / "home").exists)
