"""The limit: the least that a Python process can do for these answers. A yardstick, not a design to copy.

A bare ASGI application over asyncpg: no framework, no validation, no checks, no headers beyond type and length, no log.
PostgreSQL puts each answer together from stored documents in one round trip, and the process passes the bytes on.
A POST is one INSERT that commits by itself. `DSN` names the database, `POOL` the number of connections.
"""

import asyncio
import datetime as dt
import json
import os
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import asyncpg

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
PREFIX = "/innovations/"
TYPE = (b"content-type", b"application/json")
CONDITIONS = (("agency", "agency = {}"), ("kind", "kind = {}"), ("stage", "stage = {}"))

# The number of rows stands in the text: as a parameter it hides the row count from the planner, which then plans anew
# at every execution.
LIST = """select convert_to('{{"items":[' || coalesce(string_agg(card, ','), '') || '],"next":' || coalesce('"' ||
  (array_agg((extract(epoch from published_at) * 1e6)::bigint || '_' || id))[{limit}] || '"', 'null') || '}}', 'UTF8')
  from (select id, published_at, card from innovation_cards where true {where}
        order by published_at desc, id desc limit {limit}) r"""

DETAIL = """select convert_to(left(c.card, -1) || ',"description":' || to_json(i.description) || ',"innovators":' ||
  coalesce((select json_agg(json_build_object('id', p.id, 'full_name', p.full_name, 'role', ii.role)
      order by p.full_name, p.id)
    from innovation_innovators ii join innovators p on p.id = ii.innovator_id where ii.innovation_id = i.id)::text,
    '[]') || '}', 'UTF8')
  from innovations i join innovation_cards c on c.id = i.id where i.id = $1"""

COLUMNS = ("name", "summary", "problem", "how_it_works", "benefit", "kind", "form", "initiator")
INSERT = """insert into registered
  (slug, name, name_key, summary, problem, how_it_works, benefit, kind, form, initiator)
  values ($1, $1, $1, $2, $3, $4, $5, $6, $7, $8) returning convert_to('{"id":"' || id || '"}', 'UTF8')"""

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

idle: asyncio.LifoQueue[asyncpg.Connection] = asyncio.LifoQueue()


async def fetch(sql: str, *values: object) -> bytes:
    """One round trip: no transaction, and none of the reset that a general pool sends on release."""
    connection = await idle.get()
    try:
        found: bytes = await connection.fetchval(sql, *values)
        return found
    finally:
        idle.put_nowait(connection)


async def listing(query: dict[str, str]) -> bytes:
    """Return a page: filters by equality, place by the keys of the row before it."""
    values: list[object] = []
    where = ""
    for name, condition in CONDITIONS:
        if name in query:
            values.append(query[name])
            where += " and " + condition.format(f"${len(values)}")
    if "cursor" in query:
        micros, _, last = query["cursor"].partition("_")
        values += EPOCH + dt.timedelta(microseconds=int(micros)), UUID(last)
        where += f" and (published_at, id) < (${len(values) - 1}, ${len(values)})"
    return await fetch(LIST.format(where=where, limit=int(query["limit"])), *values)


async def insert(receive: Receive) -> bytes:
    """Insert what was sent."""
    sent, more = b"", True
    while more:
        message = await receive()
        sent, more = sent + message["body"], message.get("more_body", False)
    facts = json.loads(sent)
    return await fetch(INSERT, *(facts[column] for column in COLUMNS))


async def app(scope: Message, receive: Receive, send: Send) -> None:
    """Answer one request."""
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
        return
    path, status = scope["path"], 200
    if scope["method"] == "POST":
        body, status = await insert(receive), 201
    elif path.startswith(PREFIX):
        body = await fetch(DETAIL, UUID(path[len(PREFIX) :]))
    else:
        body = await listing(dict(parse_qsl(scope["query_string"].decode())))
    headers = [TYPE, (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def lifespan(receive: Receive, send: Send) -> None:
    """Connect before the first request, and close after the last."""
    await receive()
    settings = {"search_path": "yardstick", "jit": "off", "timezone": "UTC", "application_name": "limit"}
    for _ in range(int(os.environ["POOL"])):
        idle.put_nowait(await asyncpg.connect(os.environ["DSN"], server_settings=settings))
    await send({"type": "lifespan.startup.complete"})
    await receive()
    while not idle.empty():
        await idle.get_nowait().close()
    await send({"type": "lifespan.shutdown.complete"})
