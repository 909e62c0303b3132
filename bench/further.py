"""What a search field, a dashboard and a copy elsewhere ask: questions of whole sets of records, asked of both servers.

The answers differ in shape, so what both tell is compared: how many records, of which kinds.
"""

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from bench.servers import Server
from bench.workloads import CHANGES, CSV, KINDS, NDJSON, SEARCH, STATISTICS, WORDS, Lane, Request, WrongAnswerError, ask

# in one row of fourteen, as common as what people look for
_COMMON = ("pelayanan kependudukan",)
# from one row in thirty to one in a hundred: the rarer, the less there is to do for the limit
_RARER = ("layanan keliling lansia", "kode qr pajak", "banjir", "imunisasi")
# the agency with the most innovations has an eighth of them
_AGENCY = "opd-01"
_PAGE = 50


@dataclass(frozen=True)
class Question:
    """One kind of question: the paths at the limit and at the registry, and what both must tell alike.

    More `connections` than these would only queue. `least_share` is the target.
    """

    theirs: list[str]
    ours: list[str]
    told: Callable[[bytes], Any]
    connections: int
    least_share: float


def lanes(workload: str, limit: Server, registry: Server) -> tuple[list[Lane], Question]:
    """Return who is asked what in a workload, the limit first, and what is to be reached.

    Raises:
        WrongAnswerError: the servers do not tell the same.
    """
    question = _ASKED[workload](registry)
    asked = [
        Lane("limit", limit, [Request(path) for path in question.theirs], yardstick=True),
        Lane("inovasi", registry, [Request(path) for path in question.ours]),
    ]
    told = [_tried(lane, question) for lane in asked]
    if told[0] != told[1]:
        message = f"{workload}: the limit tells {told[0]}, the registry {told[1]}"
        raise WrongAnswerError(message)
    return asked, question


def _tried(lane: Lane, question: Question) -> list[Any]:
    """Ask each question of a lane once; return what is told, and note how long the answers are."""
    with closing(lane.server.connect()) as connection:
        bodies = [ask(connection, request)[1] for request in lane.requests]
    lane.size = sum(map(len, bodies)) / len(bodies)
    return [question.told(body) for body in bodies]


def _search(_: Server) -> Question:
    return _looked_for(_COMMON, 1.0)


def _words(_: Server) -> Question:
    return _looked_for(_RARER, 0.3)


def _looked_for(texts: tuple[str, ...], least_share: float) -> Question:
    words = [quote(each) for each in texts]
    return Question(
        [f"/search?q={each}" for each in words],
        [f"/v1/search?q={each}&limit=20" for each in words],
        _finds,
        connections=4,
        least_share=least_share,
    )


def _finds(body: bytes) -> bool:
    """Return whether something was found: the registry also looks into names of agencies and people, and corrects."""
    return bool(json.loads(body)["items"])


def _statistics(_: Server) -> Question:
    return Question(["/statistics"], ["/v1/statistics/overview"], _counts, connections=16, least_share=0.9)


def _counts(body: bytes) -> dict[str, int]:
    """Return how many there are of each kind, in the registry's words."""
    answer = json.loads(body)
    if "kind" in answer:
        return {KINDS[each["code"]]: each["count"] for each in answer["kind"]}
    by_kind = next(each for each in answer["items"] if [one["code"] for one in each["dimensions"]] == ["kind"])
    return {row["keys"][0]["code"]: row["figures"][0]["value"] for row in by_kind["rows"]}


def _changes(registry: Server) -> Question:
    """Pages of changes beside as long pages of the list: both are documents in an order."""
    path = f"/v1/changes?limit={_PAGE}"
    with closing(registry.connect()) as connection:
        place = json.loads(ask(connection, Request(path))[1])["next"]
    return Question(
        [f"/innovations?limit={_PAGE}"], [f"{path}&after={quote(place)}"], _items, connections=4, least_share=0.15
    )


def _items(body: bytes) -> int:
    return len(json.loads(body)["items"])


def _ndjson(_: Server) -> Question:
    return _export("ndjson")


def _csv(_: Server) -> Question:
    return _export("csv")


def _export(form: str) -> Question:
    return Question(
        [f"/export?format={form}&agency={_AGENCY}"],
        [f"/v1/innovations.{form}?agency={_AGENCY}"],
        _lines,
        connections=1,
        least_share=0.85,
    )


def _lines(body: bytes) -> int:
    return body.count(b"\n")


_ASKED: dict[str, Callable[[Server], Question]] = {
    SEARCH: _search,
    WORDS: _words,
    STATISTICS: _statistics,
    CHANGES: _changes,
    NDJSON: _ndjson,
    CSV: _csv,
}
