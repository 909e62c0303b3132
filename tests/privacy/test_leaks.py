"""Nothing private leaves by itself: every GET in every role, every answer to a write, every log line, every table."""

import base64
import logging
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from io import StringIO
from typing import Any

import asyncpg
import httpx
import pytest
from sqlalchemy import select, text

from app.core.concealment import pattern_of
from app.core.logs import AccessLog, JsonFormatter
from app.core.settings import Settings
from app.models import (
    Account,
    ActionPlan,
    ApiKey,
    Assessment,
    AuditEvent,
    Award,
    Citation,
    Innovation,
    Mandate,
    Need,
    Objection,
    Person,
    PersonalDataRequest,
    PlanAggregate,
    Programme,
    ProgrammeEdition,
    Recognition,
    ReplicationRequest,
    Round,
    Snapshot,
    Source,
    Survey,
    SurveyInstrument,
)
from tests.conftest import Server
from tests.privacy.desk import Desk, serving, set_up
from tests.privacy.needing import lack
from tests.privacy.planning import plan_things
from tests.privacy.replicating import replicate
from tests.privacy.surveying import survey
from tests.privacy.training import train
from tests.privacy.withdrawing import NAME, SPOKEN, conceal, furnish
from tests.snapshots.example import add_snapshots

NIP, PHONE, EMAIL = "196608011988031777", "+6281277788899", "rahasia.bayu@contoh-surel.go.id"
SENT = {"nip": "19660801 198803 1 777", "phone": "0812-777-888-99", "email": "rahasia.bayu@Contoh-Surel.go.id"}
LATER_NAME = "Bayu Sogara Nasution"
PURPOSE = "Mencocokkan penerima penghargaan."
# who may read the name, in the record itself and in what its subject asked for; the controller also in the history
KEEPERS = {"operator", "secretariat", "registrar", "controller"}
TELLING = {"get_innovator", "list_personal_data_requests", "get_personal_data_request"}
HISTORY = {"list_innovation_history", "list_innovator_history", "list_audit_events", "get_audit_event"}


def encodings(value: str) -> Iterator[str]:
    """Yield a text as base64 of both alphabets shows it, wherever in it it begins, and in hexadecimal."""
    raw = value.encode()
    yield raw.hex()
    for before in range(3):
        whole = base64.b64encode(bytes(before) + raw).decode()
        inner = whole[-(-before * 8 // 6) : (before + len(raw)) * 8 // 6]
        yield inner
        yield inner.translate(str.maketrans("+/", "-_"))


def separated(digits: str) -> str:
    """Return the expression for digits with anything between them that people put there."""
    return r"[\s.\-()/]{0,2}".join(digits)


def finder(texts: list[str], expressions: list[str]) -> re.Pattern[str]:
    """Return the expression that finds any of these, plain or encoded."""
    coded = [re.escape(form) for value in texts for form in encodings(value)]
    return re.compile("|".join([*expressions, *coded]), re.IGNORECASE)


# all but the last three characters, which may be shown
VALUES = finder(
    [NIP, PHONE, EMAIL, NIP[:15], PHONE[1:12], *SENT.values()],
    [separated(NIP[:15]), separated(PHONE[3:11]), r"rahasia\.bayu", r"contoh-surel", r"rahasia%2ebayu"],
)
NAMES = finder(
    [NAME, NAME.lower(), LATER_NAME, LATER_NAME.lower(), "bayu-sogara"],
    [*(pattern_of(name) or "" for name in (NAME, LATER_NAME)), r"bayu(%20|\+|_)?sogara"],
)


class Logs:
    """Every line that the process logs, in both formats, and every line of the access log in both."""

    enabled = True

    def __init__(self) -> None:
        self._handled, self._access = StringIO(), StringIO()
        self.handlers = [logging.StreamHandler(self._handled), logging.StreamHandler(self._handled)]
        self.handlers[1].setFormatter(JsonFormatter())
        formats = [Settings(database_url="postgresql://x/y", log_format=name) for name in ("text", "json")]
        self._logs = [AccessLog(settings, self._access) for settings in formats]

    def request(self, *told: Any) -> None:
        """Note a request, as the gateway does."""
        for log in self._logs:
            log.request(*told)

    def flush(self) -> None:
        """Write what was noted."""
        for log in self._logs:
            log.flush()

    def lines(self) -> str:
        """Return everything so far."""
        self.flush()
        return self._handled.getvalue() + self._access.getvalue()


@pytest.fixture
def logs() -> Iterator[Logs]:
    logs, root = Logs(), logging.getLogger()
    for handler in logs.handlers:
        root.addHandler(handler)
    yield logs
    for handler in logs.handlers:
        root.removeHandler(handler)


@pytest.fixture
async def desk(server: Server, migrated: str, logs: Logs) -> AsyncIterator[Desk]:
    async with serving(server, migrated, log_level="debug") as fresh:
        fresh.app.state.access_log = logs
        yield await set_up(fresh)


def shown(answer: httpx.Response) -> str:
    """Return everything of an answer."""
    return "\n".join([answer.text, *(f"{name}: {value}" for name, value in answer.headers.items())])


async def live_through(desk: Desk) -> list[httpx.Response]:
    """Do everything that is done with values and with the name; return the answers that may hold neither value."""
    answers = []
    path = desk.of_person("identifiers")
    for kind, value in SENT.items():
        answers.append(
            await desk.post("operator", path, {"kind": kind, "value": value}, idempotency_key=f"simpan-{kind}")
        )
        answers.append(
            await desk.post("operator", path, {"kind": kind, "value": value}, idempotency_key=f"simpan-{kind}")
        )
        assert {answer.status_code for answer in answers} == {201}
    record = {
        "name": "Ditulis Di Sini",
        "summary": SPOKEN,
        "people": [{"person": str(desk.person.id), "role": "inovator"}],
    }
    made = await desk.post("operator", "/v1/innovations", record)
    written = f"/v1/innovations/{made.json()['id']}"
    corrected = await desk.ask("operator", "PATCH", written, {"goal": SPOKEN}, if_match=made.headers["etag"])
    renamed = await desk.ask("operator", "PATCH", desk.of_person(), {"name": LATER_NAME}, if_match='"v1"')
    assert [made.status_code, corrected.status_code, renamed.status_code] == [201, 200, 200]
    for wrong in (
        {"kind": "nip", "value": f"{NIP}0"},
        {"kind": "ktp", "value": NIP},
        {"kind": "nip", "value": NIP, "x": NIP},
    ):
        answers += [await desk.post("operator", path, wrong)]
    answers.append(await desk.post("stranger", path, {"kind": "nip", "value": NIP}))
    answers.append(await desk.post(None, path, {"kind": "nip", "value": NIP}))
    answers.append(await desk.post("operator", path, {"kind": "nip", "value": NIP}, idempotency_key="simpan-phone"))
    other = await desk.post("stranger", "/v1/innovators", {"name": "Orang Lain"})
    taken = await desk.post(
        "stranger", desk.of_person("identifiers", other.json()["id"]), {"kind": "nip", "value": NIP}
    )
    assert taken.status_code == 409
    malformed = await desk.fresh.client.post(
        path,
        content=f'{{"kind":"nip","value":"{NIP}"',
        headers=desk.headers["operator"] | {"content-type": "application/json"},
    )
    assert malformed.status_code == 422
    return [*answers, made, corrected, renamed, taken, malformed]


async def keys_of(desk: Desk) -> dict[str, list[str]]:
    """Return what leads to the records of each collection."""
    async with desk.fresh.committing() as session:

        async def every(column: Any) -> list[str]:
            return [str(key) for key in (await session.scalars(select(column).order_by(column))).all()]

        return {
            "innovations": await every(Innovation.id),
            "innovators": await every(Person.id),
            "agencies": [str(desk.own.id), desk.other.slug],
            "classifications": ["skema"],
            "citations": await every(Citation.id),
            "sources": await every(Source.id),
            "personal-data-requests": await every(PersonalDataRequest.id),
            "audit": await every(AuditEvent.id),
            "accounts": (await every(Account.id))[:3],
            "keys": (await every(ApiKey.key_id))[:3],
            "areas": ["12.71"],
            "rounds": await every(Round.slug),
            "objections": await every(Objection.id),
            "assessments": await every(Assessment.id),
            "replication-requests": await every(ReplicationRequest.id),
            "mandates": await every(Mandate.slug),
            "programmes": await every(Programme.slug),
            "programme-editions": await every(ProgrammeEdition.slug),
            "action-plans": await every(ActionPlan.id),
            "plan-aggregates": await every(PlanAggregate.slug),
            "needs": await every(Need.id),
            "recognitions": [*await every(Recognition.id), *await every(Award.id)],
            "snapshots": await every(Snapshot.slug),
            "surveys": await every(Survey.slug),
            "survey-instruments": await every(SurveyInstrument.slug),
        }


async def addresses(desk: Desk) -> list[tuple[str, str]]:
    """Return the name and an address of every GET operation, for every record that it may lead to."""
    document = (await desk.fresh.client.get("/openapi.json")).json()
    keys = await keys_of(desk)
    found = []
    for template, item in document["paths"].items():
        if "get" not in item:
            continue
        # a file tells what its list does, to the same people
        told = template.removesuffix(".{format}")
        ending = ".csv" * (told != template)
        name = document["paths"].get(told, item)["get"]["operationId"]
        parameters = [one for one in item["get"].get("parameters", []) if one.get("name") != "format"]
        named = {one.get("name"): one for one in parameters}
        needed = [one for one in parameters if one.get("in") == "query" and one["required"]]
        whole = "&".join(f"{one['name']}={one['schema']['examples'][0]}" for one in needed)
        queries = (
            [f"?{whole}" if needed else ""]
            + ["?limit=1"] * ("limit" in named)
            + ["?as_of=2026-06-30"] * ("as_of" in named)
        )
        queries += ["?limit=1&status=draft"] * ("status" in named) + ["?stage=panel"] * ("stage" in named)
        records = [""]
        if "{" in told:
            declared = [one["schema"]["examples"][0] for one in parameters if one.get("in") == "path"]
            records = keys.get(told.split("/")[2], declared)
        for record in records:
            path = told[: told.index("{")] + record + told[told.index("}") + 1 :] if record else told
            # what follows the record has the document's own examples
            path = path.format(
                **{one["name"]: one["schema"]["examples"][0] for one in parameters if one.get("in") == "path"}
            )
            found += [(name, f"{path}{ending}{query}") for query in queries]
    assert len({name for name, _ in found}) > 35
    return found


async def crawl(desk: Desk) -> AsyncIterator[tuple[str, str | None, httpx.Response]]:
    """Yield the answer of every GET to everybody, and of the pages that follow."""
    asked = await addresses(desk)
    for who in (None, *desk.headers):
        for name, first in asked:
            address = first
            for _ in range(4):
                answer = await desk.get(who, address)
                yield name, who, answer
                told = answer.headers.get("content-type") == "application/json" and answer.status_code == 200
                page = answer.json() if "limit=1" in first and told else {}
                if not page.get("next"):
                    break
                address = f"{first}&cursor={page['next']}"


async def everything_stored(url: str) -> dict[str, str]:
    """Return every row of every table as text."""
    connection = await asyncpg.connect(url)
    try:
        tables = await connection.fetch(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        rows = {row[0]: await connection.fetch(f'SELECT t::text AS told FROM "{row[0]}" t') for row in tables}  # noqa: S608 - names of the catalogue
        kept = await connection.fetch(
            "SELECT convert_from(body, 'UTF8') AS told FROM idempotent_request WHERE body IS NOT NULL"
        )
    finally:
        await connection.close()
    assert rows["audit_event"]
    assert rows["idempotent_request"]
    assert kept
    return {table: "\n".join(row["told"] for row in found) for table, found in (rows | {"answers": kept}).items()}


async def test_nothing_private_leaves_by_itself(desk: Desk, logs: Logs) -> None:
    async with desk.fresh.committing() as session:
        records = await furnish(desk, session)
        await replicate(desk, session, records)
        await train(desk, session, records)
        await plan_things(desk, session)
        await lack(desk, session, next(iter(records.values())))
        await survey(desk, session)
        await add_snapshots(session, f"Sidang tentang {NAME}")
    answers = await live_through(desk)
    disclosed = {}
    for kind in SENT:
        answer = await desk.post("controller", desk.of_person("disclosures"), {"kind": kind, "purpose": PURPOSE})
        disclosed[kind] = answer.json()["value"]
    assert disclosed == {"nip": NIP, "phone": PHONE, "email": EMAIL}
    await conceal(desk)
    for answer in answers:
        assert not VALUES.search(shown(answer)), answer.request.url
    reached = defaultdict(set)
    async for name, who, answer in crawl(desk):
        reached[name].add(answer.status_code)
        told = shown(answer)
        assert not VALUES.search(told), (name, who, answer.request.url)
        keeper = who in KEEPERS and name in TELLING
        if not keeper and not (who == "controller" and name in HISTORY):
            assert not NAMES.search(told), (name, who, answer.request.url, NAMES.search(told))
        assert answer.status_code < 500, (name, answer.text)
    assert {name for name, statuses in reached.items() if 200 not in statuses} == set(), "nothing was seen of these"
    assert logs.lines().count("/v1/innovators/") > 100
    assert not VALUES.search(logs.lines())
    assert not NAMES.search(logs.lines())
    for table, rows in (await everything_stored(desk.fresh.url)).items():
        assert not VALUES.search(rows), table


async def test_a_fault_of_the_database_tells_the_log_no_value(desk: Desk, logs: Logs) -> None:
    async with desk.fresh.committing() as session:
        await session.execute(
            text("CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE SQLSTATE ''ZZ999''; END'")
        )
        for table in ("person_identifier", "personal_data_request", "person"):
            await session.execute(
                text(f"CREATE TRIGGER failing BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION fail()")
            )
    request = {"person": str(desk.person.id), "kind": "withdrawal", "statement": f"NIP saya {NIP}, nama saya {NAME}."}
    for path, body in (
        (desk.of_person("identifiers"), {"kind": "nip", "value": NIP}),
        ("/v1/personal-data-requests", request),
        ("/v1/innovators", {"name": NAME, "namesake": True}),
    ):
        answer = await desk.post("operator", path, body)
        assert answer.status_code == 500
        assert not VALUES.search(shown(answer))
    assert logs.lines().count("INSERT INTO person") >= 3
    assert not VALUES.search(logs.lines())
    assert not NAMES.search(logs.lines())


def test_the_finders_find() -> None:
    for told in (
        NIP,
        "1966-0801.198803 1 777",
        f"x{base64.b64encode(b'ab' + NIP.encode()).decode()}",
        NIP.encode().hex(),
        EMAIL.upper(),
    ):
        assert VALUES.search(told), told
    for told in ("•••••••••••••••777", "196608011988", "1966"):
        assert not VALUES.search(told), told
    for told in (
        SPOKEN,
        "bayu-sogara-siregar",
        "Bayu%20Sogara%20Siregar",
        base64.urlsafe_b64encode(f'[0,"{NAME.lower()}"]'.encode()).decode(),
    ):
        assert NAMES.search(told), told
    assert not NAMES.search("Bayu dan Sogara")
