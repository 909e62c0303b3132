"""What search asks of the records: one statement for a page with its facets, however many records there are."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.core.errors import FieldError, InvalidRequest, Text
from app.core.queries import identity
from app.core.reading import Reader
from app.search.matching import Match
from app.search.statements import searching

_UNKNOWN = Text("Tidak ada rekaman dengan nama ini.", "There is no record of this name.")
# what a filter names must exist: a misspelt agency is an error, not an empty answer
_REFERENCES = {
    "agency": "SELECT 1 FROM agency WHERE slug = $1 OR id::text = $1",
    "area": "SELECT 1 FROM area WHERE code = $1",
    "classification": """SELECT 1 FROM classification c LEFT JOIN term t ON t.classification_id = c.id
        WHERE $1 IN (c.slug, c.slug || '/' || t.slug) LIMIT 1""",
}


class SearchRepository:
    """The records that searches find."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def matches(
        self, match: Match, filters: Mapping[str, Any], offset: int, limit: int
    ) -> Sequence[Mapping[str, Any]]:
        """Return the page of the best matches and one more, the first row with all facets. One statement.

        Where there is no match on the page, a single row without a record tells total and facets.
        """
        asked = {
            **filters,
            "condition": match.condition,
            "exact": match.exact,
            "loose": match.loose,
            "whole": match.whole,
            "covers": list(match.covers),
            "offset": offset,
            "size": limit + 1,
        }
        if "agency" in filters:
            asked["agency"] = str(identity(filters["agency"]) or filters["agency"])
        # the sum of the same measure twice needs it once
        sql, names = searching(frozenset(filters), partly=bool(match.covers), plain=match.exact == match.loose)
        rows: Sequence[Any] = await self._reader.fetch(sql, *(asked[name] for name in names))
        return rows

    async def check(self, filters: Mapping[str, Any]) -> None:
        """Refuse filters that name what does not exist.

        Raises:
            InvalidRequest: some do.
        """
        wrong = []
        for name, statement in _REFERENCES.items():
            if name not in filters:
                continue
            value = str(identity(filters[name]) or filters[name])
            if not await self._reader.fetch(statement, value):
                wrong.append(FieldError(f"query/{name}", "unknown_reference", _UNKNOWN))
        if wrong:
            raise InvalidRequest(wrong)
