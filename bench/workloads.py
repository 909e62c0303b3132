"""What is asked: the same questions to both servers, each in its own words."""

import json
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import asyncpg

from bench.servers import Server

READS = ("list", "get", "filter", "page")
CREATE = "create"
ASSESS = "assess"
REPLICATE = "replicate"
SURVEY = "survey"
# what a dashboard, a search field and a copy elsewhere ask
SEARCH, WORDS, STATISTICS, CHANGES, NDJSON, CSV = FURTHER = (
    "search",
    "words",
    "statistics",
    "changes",
    "ndjson",
    "csv",
)
NAMES = (*READS, *FURTHER, CREATE, ASSESS, REPLICATE, SURVEY)
_SAMPLE = 200
_WALK = 200
_OK, _CREATED, _NOT_MODIFIED = 200, 201, 304
# the yardstick's codes of kinds, in the registry's words
KINDS = {"digital": "digital", "nondigital": "non_digital", "teknologi": "tidak_diketahui"}

# Only filters with more than a page of rows, if there are any: at every size of the registry a page is then full.
_FILTERS = """with cells as (
    select agency, kind, stage, count(*) > 20 as is_full from innovation_cards group by 1, 2, 3)
  select agency, kind, stage from cells where is_full or not exists (select from cells where is_full)
  order by md5(agency || kind || stage) limit $1"""
_IDS = "select id from innovation_cards order by md5(id::text) limit $1"
_PLACES = """select id, (extract(epoch from published_at) * 1e6)::bigint || '_' || id as place
  from innovation_cards where id = any($1::uuid[])"""


class WrongAnswerError(Exception):
    """A server's answer is not what the benchmark is about."""


@dataclass(frozen=True)
class Request:
    """A path with its query, the tag of the representation that the client has, and its Authorization header."""

    path: str
    tag: str = ""
    credentials: str = ""


@dataclass
class Lane:
    """One server asked one kind of question. `size` is the mean of its answers in bytes, `ids` the records in one.

    The lanes after a `yardstick` are compared with it. One that `registers` sends new innovations; `afterwards` is done
    after each of its measurements.
    """

    label: str
    server: Server
    requests: list[Request]
    yardstick: bool = False
    registers: bool = False
    afterwards: Callable[[], None] | None = None
    size: float = 0.0
    ids: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Sample:
    """Rows to ask for, spread over the table; cursors half-way down the list, each in the words of one server."""

    ids: list[str]
    filters: list[tuple[str, str, str]]
    limit_cursors: list[str]
    registry_cursors: list[str]


async def take_sample(dsn: str, registry: Server) -> Sample:
    """Return what to ask for in a database that both servers serve."""
    connection = await asyncpg.connect(dsn, server_settings={"search_path": "yardstick"})
    try:
        ids = [str(row["id"]) for row in await connection.fetch(_IDS, _SAMPLE)]
        filters = [(row["agency"], row["kind"], row["stage"]) for row in await connection.fetch(_FILTERS, _SAMPLE)]
        published: int = await connection.fetchval("select count(*) from innovation_cards")
        deep = _walk(registry, published // 2)
        places = {str(row["id"]): row["place"] for row in await connection.fetch(_PLACES, [row for row, _ in deep])}
    finally:
        await connection.close()
    return Sample(ids, filters, [places[row] for row, _ in deep], [cursor for _, cursor in deep])


def _walk(registry: Server, depth: int) -> list[tuple[str, str]]:
    """Walk down the list as a client does; return the rows from `depth` on, each with the cursor that follows it."""
    cursor: str | None = ""
    seen, found = 0, list[tuple[str, str]]()
    with closing(registry.connect()) as connection:
        while len(found) < _SAMPLE and cursor is not None:
            step = min(_WALK, depth - seen) if seen < depth else 1
            path = f"/v1/innovations?limit={step}" + (f"&cursor={cursor}" if cursor else "")
            page = json.loads(ask(connection, Request(path))[1])
            cursor, seen = page["next"], seen + step
            if seen > depth and cursor:
                found.append((page["items"][-1]["id"], cursor))
    return found


def lanes(workload: str, sample: Sample, limit: Server, registry: Server) -> list[Lane]:
    """Return who is asked what in a workload, the limit first."""
    theirs, ours = _ASKED[workload](sample)
    return [
        Lane("limit", limit, [Request(f"/innovations{query}") for query in theirs], yardstick=True),
        Lane("inovasi", registry, [Request(f"/v1/innovations{query}") for query in ours]),
    ]


def _list(_: Sample) -> tuple[list[str], list[str]]:
    return ["?limit=20"], ["?limit=20"]


def _get(sample: Sample) -> tuple[list[str], list[str]]:
    paths = [f"/{identity}" for identity in sample.ids]
    return paths, paths


def _filter(sample: Sample) -> tuple[list[str], list[str]]:
    theirs, ours = list[str](), list[str]()
    for agency, kind, stage in sample.filters:
        for queries, word in ((theirs, kind), (ours, KINDS[kind])):
            queries.append(f"?agency={agency}&kind={word}&stage={stage}&limit=20")
    return theirs, ours


def _page(sample: Sample) -> tuple[list[str], list[str]]:
    cursors = (sample.limit_cursors, sample.registry_cursors)
    theirs, ours = ([f"?limit=20&cursor={quote(cursor)}" for cursor in each] for each in cursors)
    return theirs, ours


_ASKED = {"list": _list, "get": _get, "filter": _filter, "page": _page}


def signed(lane: Lane, credentials: str) -> Lane:
    """Return the lane of the same questions from a client with credentials."""
    return Lane(f"{lane.label}, key", lane.server, [replace(one, credentials=credentials) for one in lane.requests])


def probe(lane: Lane) -> Lane | None:
    """Ask each question of a lane once, and note what the answers are like.

    Returns the lane of the same questions from a client that has the answers, where the server gives tags.

    Raises:
        WrongAnswerError: an answer was refused.
    """
    sizes, known = [], []
    with closing(lane.server.connect()) as connection:
        for number, request in enumerate(lane.requests):
            headers, body = ask(connection, request)
            sizes.append(len(body))
            if number == 0:
                lane.ids = _ids(json.loads(body))
            if tag := headers.get("etag"):
                known.append(replace(request, tag=tag))
        for request in known[:1]:
            ask(connection, request)
    lane.size = sum(sizes) / len(sizes)
    return Lane(f"{lane.label}, 304", lane.server, known) if known else None


def ask(connection: HTTPConnection, request: Request, content: bytes | None = None) -> tuple[Mapping[str, str], bytes]:
    """Return the headers and the body of an answer; with content, of the answer to a new POST.

    Raises:
        WrongAnswerError: the answer is another one than was to be expected.
    """
    headers = {"If-None-Match": request.tag, "Authorization": request.credentials}
    headers = {name: value for name, value in headers.items() if value}
    if content is None:
        connection.request("GET", request.path, headers=headers)
        expected = _NOT_MODIFIED if request.tag else _OK
    else:
        connection.request(
            "POST",
            request.path,
            content,
            headers | {"Content-Type": "application/json", "Idempotency-Key": uuid4().hex},
        )
        expected = _CREATED
    response = connection.getresponse()
    body = response.read()
    if response.status != expected:
        message = f"{request.path} was answered {response.status} instead of {expected}: {body[:300]!r}"
        raise WrongAnswerError(message)
    return {name.lower(): value for name, value in response.getheaders()}, body


def _ids(answer: dict[str, Any]) -> list[str]:
    return [item["id"] for item in answer["items"]] if "items" in answer else [answer["id"]]
