"""`inovasi account` and `inovasi key`, and the first start, which makes a key for whoever is at the terminal."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from typer.testing import CliRunner

from app import cli
from app.core.settings import Settings
from app.operations.accounts import LOCAL_ADMIN, welcome
from app.operations.refusal import Refusal
from tests.conftest import Server, client_of, new_database, running
from tests.test_serve import INOVASI, Service, environment, free_port

KEY = re.compile(r"inovasi_([a-z0-9]{12})_[A-Za-z0-9_-]{43}")

_AGENCY = """
WITH made AS (INSERT INTO agency (id, slug, external, version) VALUES (gen_random_uuid(), 'dinkes', false, 1)
  RETURNING id)
INSERT INTO agency_version (id, agency_id, position, name, name_key, kind)
SELECT gen_random_uuid(), id, 0, 'Dinas Kesehatan', 'dinas kesehatan', 'dinas' FROM made"""


@dataclass(frozen=True)
class Outcome:
    """How a command ended."""

    status: int
    output: str
    messages: str


async def inovasi(*arguments: str) -> Outcome:
    """Run a command, in a thread where it may have a loop of its own."""
    result = await asyncio.to_thread(CliRunner().invoke, cli.commands, arguments)
    if isinstance(result.exception, Refusal):
        assert "\n" not in str(result.exception)
        return Outcome(result.exception.status, result.stdout, str(result.exception))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return Outcome(result.exit_code, result.stdout, result.stderr)


async def ask(url: str, sql: str) -> Any:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


@pytest.fixture
async def url(server: Server, migrated: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """A migrated database that the settings name, with one agency."""
    template = migrated.partition("?")[0].rpartition("/")[2]
    async with new_database(server, template) as url:
        monkeypatch.setenv("DATABASE_URL", url)
        await ask(url, _AGENCY)
        yield url


async def made(*arguments: str) -> str:
    """Return what a command that makes something says, alone on its line."""
    outcome = await inovasi(*arguments)
    assert outcome.status == 0, outcome
    assert outcome.output.count("\n") == 1
    return outcome.output.rstrip("\n")


async def me(url: str, key: str) -> httpx.Response:
    """Ask a service on the database who holds a key."""
    async with running(Settings(database_url=url, log_level="warning")) as app, client_of(app) as client:
        return await client.get("/v1/me", headers={"authorization": f"Bearer {key}"})


async def test_a_key_made_by_command_signs_in(url: str) -> None:
    account = await made("account", "create", "--name", "Operator", "--role", "operator", "--agency", "dinkes")
    outcome = await inovasi("key", "create", "--account", account, "--name", "SIMPEG", "--expires-days", "30")
    key = outcome.output.rstrip("\n")
    assert KEY.fullmatch(key)
    assert "serves until" in outcome.messages
    assert key not in outcome.messages
    answer = (await me(url, key)).json()
    assert (answer["account_id"], answer["name"], answer["agency"]["slug"]) == (account, "Operator", "dinkes")
    assert answer["expires_at"] is not None


async def test_an_account_may_be_named_if_no_other_has_its_name(url: str) -> None:
    await made("account", "create", "--name", "Orta", "--role", "registrar", "--role", "admin", "--subject", "orta")
    key = await made("key", "create", "--account", "Orta", "--permission", "records_read", "--agency", "dinkes")
    answer = (await me(url, key)).json()
    assert (answer["roles"], answer["permissions"]) == (["registrar", "admin"], ["records_read"])
    other = await made("account", "create", "--name", "Orta", "--role", "registrar")
    refused = await inovasi("key", "create", "--account", "Orta")
    assert (refused.status, refused.output) == (1, "")
    assert refused.messages.startswith("Several accounts have this name: give the id")
    assert KEY.fullmatch(await made("key", "create", "--account", other))


async def test_a_revoked_key_does_not_sign_in(url: str) -> None:
    account = await made("account", "create", "--name", "Orta", "--role", "registrar")
    key = await made("key", "create", "--account", account)
    found = KEY.fullmatch(key)
    assert found
    assert (await me(url, key)).status_code == 200
    for _ in range(2):
        outcome = await inovasi("key", "revoke", found[1])
        assert (outcome.status, f"The key {found[1]} is revoked" in outcome.output) == (0, True)
    assert (await me(url, key)).status_code == 401


async def test_the_lists_show_everything_but_secrets(url: str) -> None:
    account = await made("account", "create", "--name", "Orta", "--role", "registrar", "--subject", "orta")
    keys = [await made("key", "create", "--account", account, "--name", name) for name in ("satu", "dua", "tiga")]
    ids = [key.split("_")[1] for key in keys]
    assert (await me(url, keys[0])).status_code == 200
    await inovasi("key", "revoke", ids[1])
    await ask(url, "UPDATE api_key SET expires_at = '2020-01-01' WHERE name = 'tiga'")
    accounts = (await inovasi("account", "list")).output.splitlines()
    assert [line.split("\t") for line in accounts[1:]] == [[account, "yes", "registrar", "orta", "Orta"]]
    listed = (await inovasi("key", "list")).output
    rows = [line.split("\t") for line in listed.splitlines()[1:]]
    assert [(row[0], row[1].split()[0], row[3:]) for row in rows] == [
        (ids[0], "serves", ["Orta", "satu"]),
        (ids[1], "revoked", ["Orta", "dua"]),
        (ids[2], "ended", ["Orta", "tiga"]),
    ]
    assert [row[2] == "never" for row in rows] == [False, True, True]
    for key in keys:
        assert key.split("_", 2)[2] not in listed


@pytest.mark.usefixtures("url")
async def test_what_must_not_be_is_refused_in_a_sentence_that_names_the_option() -> None:
    await made("account", "create", "--name", "Orta", "--role", "registrar", "--subject", "orta")
    account = ("account", "create", "--name", "x")
    key = ("key", "create", "--account", "Orta")
    for arguments, sentence in (
        ((*account, "--role", "raja"), "--role: This must be one of: "),
        ((*account, "--role", "operator"), "--agency: This is required for the roles operator and secretariat."),
        ((*account, "--role", "operator", "--agency", "tidak-ada"), "--agency: There is no agency of this name."),
        ((*account, "--role", "operator", "--role", "admin"), "--role: The roles operator and secretariat"),
        ((*account, "--role", "admin", "--subject", "orta"), "--subject: Another account has this."),
        (("account", "create", "--name", " ", "--role", "admin"), "--name: At least 1 characters."),
        (("key", "create", "--account", "Tidak ada"), "There is no such account: `inovasi account list` shows"),
        (("key", "create", "--account", str(UUID(int=1))), "There is no such account: `inovasi account list` shows"),
        ((*key, "--permission", "accounts_write"), "--permission: The roles of the account do not grant this."),
        ((*key, "--permission", "semua"), "--permission: This must be one of: "),
        ((*key, "--agency", "tidak-ada"), "--agency: There is no agency of this name."),
        ((*key, "--expires-days", "0"), "--expires-days: This must be from 1 to 1827."),
        ((*key, "--expires-days", "99999999999"), "--expires-days: This must be from 1 to 1827."),
        (("key", "revoke", "k3v9x0a71qzd"), "There is no such key: `inovasi key list` shows those there are."),
    ):
        outcome = await inovasi(*arguments)
        assert (outcome.status, outcome.output) == (1, ""), arguments
        assert outcome.messages.startswith(sentence), (arguments, outcome.messages)
    assert len((await inovasi("account", "list")).output.splitlines()) == 2
    assert len((await inovasi("key", "list")).output.splitlines()) == 1


async def test_no_key_is_made_for_an_account_that_is_not_active(url: str) -> None:
    await made("account", "create", "--name", "Orta", "--role", "registrar")
    await ask(url, "UPDATE account SET active = false")
    refused = await inovasi("key", "create", "--account", "Orta")
    assert (refused.status, refused.output) == (1, "")
    assert refused.messages == "The account is not active. Make it active before making keys for it."


async def test_commands_are_on_record_without_secrets(url: str) -> None:
    account = await made("account", "create", "--name", "Orta", "--role", "registrar")
    key = await made("key", "create", "--account", account)
    await inovasi("key", "revoke", key.split("_")[1])
    entries = await ask(url, "SELECT string_agg(e::text, ' ' ORDER BY id) FROM audit_event e")
    actions = await ask(url, "SELECT array_agg(action ORDER BY id) FROM audit_event")
    assert actions == ["account.create", "key.create", "key.revoke"]
    assert await ask(url, "SELECT array_agg(DISTINCT (account_name, via)::text) FROM audit_event") == [
        "(inovasi,command)"
    ]
    assert key.split("_", 2)[2] not in entries


async def test_an_old_schema_is_left_alone(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    async with new_database(server) as url:
        monkeypatch.setenv("DATABASE_URL", url)
        for command in (("account", "list"), ("key", "list"), ("key", "create", "--account", "x")):
            refused = await inovasi(*command)
            assert (refused.status, refused.output) == (3, "")
            assert refused.messages.endswith(": run `inovasi migrate`.")


async def test_a_database_that_fails_is_told_in_a_sentence(url: str) -> None:
    await made("account", "create", "--name", "Orta", "--role", "registrar")
    await ask(url, "ALTER TABLE api_key ADD CHECK (name <> 'rusak')")
    refused = await inovasi("key", "create", "--account", "Orta", "--name", "rusak")
    assert (refused.status, refused.output) == (1, "")
    assert refused.messages.startswith("The database failed, and nothing was written: ")


async def test_the_first_admin_is_made_once(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(database_url=url, port=8123)
    await asyncio.to_thread(welcome, settings)
    said = capsys.readouterr().out
    found = KEY.search(said)
    assert found
    assert f'curl -H "Authorization: Bearer {found[0]}" http://127.0.0.1:8123/v1/me' in said
    assert f'inovasi key create --account "{LOCAL_ADMIN}"' in said
    assert (await me(url, found[0])).json()["roles"] == ["admin"]
    await asyncio.to_thread(welcome, settings)
    assert capsys.readouterr().out == ""
    assert await ask(url, "SELECT count(*) FROM api_key") == 1
    assert KEY.fullmatch(await made("key", "create", "--account", LOCAL_ADMIN))


async def test_whoever_has_accounts_gets_no_other_one(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    await made("account", "create", "--name", "Orta", "--role", "registrar")
    await ask(url, "UPDATE account SET active = false")
    await asyncio.to_thread(welcome, Settings(database_url=url))
    assert capsys.readouterr().out == ""
    assert await ask(url, "SELECT count(*) FROM account") == 1


def beside(home: Path, port: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command beside a service on the same home folder."""
    return subprocess.run(
        [*INOVASI, *arguments],
        cwd=home.parent,
        env=environment(home, port),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_first_start_shows_a_key_that_works_and_a_second_one_shows_none() -> None:
    with tempfile.TemporaryDirectory(prefix="inovasi-keys-") as folder:
        home = Path(folder) / "home"
        with Service(home, LOG_FORMAT="json", LOG_LEVEL="debug") as service:
            said = "\n".join(service.hear("Ctrl-C"))
            found = KEY.search(said)
            assert found
            first = {"authorization": f"Bearer {found[0]}"}
            answer = httpx.get(f"{service.url}/v1/me", headers=first, timeout=10)
            assert (answer.status_code, answer.json()["name"]) == (200, LOCAL_ADMIN)
            again = beside(home, service.port, "key", "create", "--account", LOCAL_ADMIN)
            assert (again.returncode, bool(KEY.fullmatch(again.stdout.rstrip("\n")))) == (0, True), again
            second = {"authorization": f"Bearer {again.stdout.rstrip()}"}
            assert httpx.get(f"{service.url}/v1/accounts", headers=second, timeout=10).status_code == 200
            status, rest, complained = service.end(signal.SIGTERM)
        secrets = [text.split("_", 2)[2] for text in (found[0], again.stdout.rstrip())]
        assert status == 0
        assert '"path":"/v1/me"' in rest
        assert not any(secret in rest + complained for secret in secrets)
        with Service(home) as service:
            assert KEY.search("\n".join(service.hear("Ctrl-C"))) is None
            assert httpx.get(f"{service.url}/v1/me", headers=first, timeout=10).status_code == 200
            service.end(signal.SIGTERM)


async def test_beside_a_given_database_nothing_is_made(url: str, tmp_path: Path) -> None:
    def look() -> str:
        with Service(tmp_path / "home", free_port(), DATABASE_URL=url) as service:
            said = "\n".join(service.hear("Ctrl-C"))
            service.end(signal.SIGTERM)
            return said

    assert KEY.search(await asyncio.to_thread(look)) is None
    assert await ask(url, "SELECT count(*) FROM account") == 0


def test_help_comes_without_a_database_and_names_the_commands() -> None:
    for group, names in (("account", ("create", "list")), ("key", ("create", "list", "revoke"))):
        shown = subprocess.run(
            [sys.executable, "-m", "app.cli", group, "--help"],
            env={**os.environ, "DATABASE_URL": "mysql://nowhere"},
            capture_output=True,
            text=True,
            check=True,
            timeout=30,
        )
        assert all(name in shown.stdout for name in names)


async def test_an_account_made_by_command_names_its_person(url: str) -> None:
    await ask(
        url,
        "INSERT INTO person (id, slug, name, name_key, version)"
        " VALUES (gen_random_uuid(), 'bayu', 'Bayu', 'bayu', 1) RETURNING slug",
    )
    await made("account", "create", "--name", "Penilai", "--role", "assessor", "--person", "bayu")
    assert await ask(url, "SELECT p.slug FROM account a JOIN person p ON p.id = a.person_id") == "bayu"
    refused = await inovasi("account", "create", "--name", "Lain", "--role", "assessor", "--person", "tidak-ada")
    assert (refused.status, refused.output) == (1, "")
    assert refused.messages.startswith("--person: There is no person of this name.")
