"""Searching: a query is understood by the vocabulary, asked of the records, and each match explained."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

from pydantic_core import from_json, to_json

from app.core.routes import Asked, Document
from app.innovations.uses import in_use_since, items_of
from app.innovations.words import parts_of
from app.search.highlighting import Explainer
from app.search.inputs import SearchFilters
from app.search.matching import Match, relaxed, strict
from app.search.query import parse
from app.search.repository import SearchRepository
from app.search.statements import MOST_MATCHES
from app.search.synonyms import synonyms
from app.search.telling import facets_of, query_of, why_of
from app.search.understanding import Understood, plan, understand
from app.search.vocabulary import Vocabulary


class SearchService:
    """Searches for whoever asks."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._vocabulary = Vocabulary(asked.reader)
        self._records = SearchRepository(asked.reader)

    async def search(self, filters: SearchFilters) -> Document:
        """Return the best matches of a query as the JSON of a `SearchResult`, cards as they are stored.

        Three statements at most, and one more for each filter where nothing was found.

        Raises:
            InvalidRequest: a filter names what does not exist.
        """
        understood = await self._understand(filters.q)
        values = filters.values()
        mode, rows = await self._rows(understood, values, filters)
        page = [row for row in rows if row["card"] is not None]
        total = rows[0]["total"] if rows else 0
        if not total:
            await self._records.check(values)
        explainer = Explainer(understood)
        hits = b",".join([self._hit(row, explainer) for row in page[: filters.limit]])
        rest = {
            "total": total,
            "total_is_exact": total < MOST_MATCHES,
            "skip": filters.skip,
            "next_skip": filters.skip + filters.limit if len(page) > filters.limit else None,
            "facets": facets_of(rows[0]["facets"] if rows else None),
        }
        body = b'{"query":%s,"items":[%s],%s' % (to_json(query_of(understood, mode)), hits, to_json(rest)[1:])
        etag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
        return Document(etag, None if self._asked.knows(etag) else body)

    async def _understand(self, query: str) -> Understood:
        planned = plan(parse(query), synonyms())
        return understand(planned, await self._vocabulary.look_up(planned))

    async def _rows(
        self, understood: Understood, values: dict[str, Any], filters: SearchFilters
    ) -> tuple[str, Sequence[Mapping[str, Any]]]:
        """Return how the matches were found, and their rows: what has all of it, or else what has most of it."""
        if understood.empty:
            return "nothing", ()
        tried: Match | None = None
        rows: Sequence[Mapping[str, Any]] = ()
        for mode, match in (("all", strict(understood)), ("most", relaxed(understood))):
            if match is None or (tried and match.condition == tried.condition):
                continue
            tried = match
            rows = await self._records.matches(match, values, filters.skip, filters.limit)
            if rows[0]["total"]:
                return mode, rows
        return "all", rows

    def _hit(self, row: Mapping[str, Any], explainer: Explainer) -> bytes:
        since = in_use_since(self._asked.sign_months) if row["used_signs"] else None
        item = items_of([row["card"]], [row["used_signs"]], since)
        reasons, highlights = explainer.explain(parts_of(from_json(row["document"]), row["agency_names"] or ()))
        return b'{"innovation":%s,%s' % (item, to_json(why_of(row["rank"], reasons, highlights))[1:])
