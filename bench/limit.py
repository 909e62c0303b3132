"""The limit: the least that a Python process can do for these answers. A yardstick, not a design to copy.

A bare ASGI application over asyncpg: no framework, no validation, no checks, no headers beyond type and length, no log.
PostgreSQL puts each answer together from stored documents in one round trip, and the process passes the bytes on.
An export is what COPY sends. A POST is one INSERT that commits by itself. `DSN` names the database, `POOL` the number
of connections.
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

# One pass over all matches; only the best are turned into documents. Ranked, counted and faceted exactly.
SEARCH = """with hits as materialized (
    select id, agency_id, kind, published_at, ts_rank(search, q) as rank
    from innovations, websearch_to_tsquery('indonesian', $1) q where search @@ q and status = 'published'),
  best as (select id, rank, published_at from hits order by rank desc, published_at desc, id desc limit 20),
  groups as (select agency_id, kind, count(*) as n from hits group by grouping sets ((agency_id), (kind)))
  select convert_to(json_build_object(
    'items', coalesce((select json_agg(card::json order by b.rank desc, b.published_at desc, b.id desc)
      from best b join innovation_cards c using (id)), '[]'),
    'total', (select count(*) from hits),
    'facets', json_build_object(
      'agency', (select json_agg(json_build_object('code', a.code, 'count', n) order by n desc, a.code)
                 from groups g join agencies a on a.id = g.agency_id),
      'kind', (select json_agg(json_build_object('code', kind, 'count', n) order by n desc, kind)
               from groups where kind is not null)))::text, 'UTF8')"""

# The sums along each dimension, of cells that are kept for that.
STATISTICS = """with g as (
    select agency, kind, stage, year, sum(n)::bigint as n, grouping(agency, kind, stage, year) as k
    from innovation_counts group by grouping sets ((agency), (kind), (stage), (year), ()))
  select convert_to(json_build_object(
    'total', (select n from g where k = 15),
    'agency', (select json_agg(json_build_object('code', agency, 'count', n) order by agency) from g where k = 7),
    'kind', (select json_agg(json_build_object('code', kind, 'count', n) order by kind) from g where k = 11),
    'stage', (select json_agg(json_build_object('code', stage, 'count', n) order by stage) from g where k = 13),
    'year', (select json_agg(json_build_object('code', year, 'count', n) order by year) from g where k = 14)
  )::text, 'UTF8')"""

LINES = "select card from innovation_cards where agency = $1 order by published_at desc, id desc"
TABLE = """select i.id, i.code, i.name, i.summary, i.kind, i.stage, a.code as agency, a.name as agency_name,
  i.launched_on, array_to_string(i.tags, ';') as tags, i.replicable, i.published_at, i.updated_at
  from innovations i join agencies a on a.id = i.agency_id
  where i.status = 'published' and a.code = $1 order by i.published_at desc, i.id desc"""
# a quote and a delimiter that JSON never has in its text make COPY send the documents as they are
EXPORTS: dict[str, tuple[str, dict[str, Any]]] = {
    "ndjson": (LINES, {"format": "csv", "delimiter": "\x02", "quote": "\x01"}),
    "csv": (TABLE, {"format": "csv", "header": True}),
}
CHUNK = 65_536

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


async def export(query: dict[str, str], send: Send) -> None:
    """Send what COPY sends, in pieces as they come."""
    sql, options = EXPORTS[query["format"]]
    waiting = bytearray()

    async def write(piece: bytes) -> None:
        waiting.extend(piece)
        if len(waiting) > CHUNK:
            await send({"type": "http.response.body", "body": bytes(waiting), "more_body": True})
            waiting.clear()

    await send({"type": "http.response.start", "status": 200, "headers": []})
    connection = await idle.get()
    try:
        await connection.copy_from_query(sql, query["agency"], output=write, **options)
    finally:
        idle.put_nowait(connection)
    await send({"type": "http.response.body", "body": bytes(waiting)})


async def insert(receive: Receive) -> bytes:
    """Insert what was sent."""
    sent, more = b"", True
    while more:
        message = await receive()
        sent, more = sent + message["body"], message.get("more_body", False)
    facts = json.loads(sent)
    return await fetch(INSERT, *(facts[column] for column in COLUMNS))


async def search(query: dict[str, str]) -> bytes:
    """Return the best matches, how many there are, and how many in each group."""
    return await fetch(SEARCH, query["q"])


async def statistics(_: dict[str, str]) -> bytes:
    """Return how many there are along each dimension."""
    return await fetch(STATISTICS)


ANSWERS = {"/innovations": listing, "/search": search, "/statistics": statistics}


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
        query = dict(parse_qsl(scope["query_string"].decode()))
        if path == "/export":
            await export(query, send)
            return
        body = await ANSWERS[path](query)
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
