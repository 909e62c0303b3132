"""What search asks of the tables: a few statements, however many records there are."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import FieldError, InvalidRequest, Text
from app.core.queries import identity
from app.search.matching import Match
from app.search.statements import LOOK_UP, searching
from app.search.understanding import Found, Plan

_UNKNOWN = Text("Tidak ada rekaman dengan nama ini.", "There is no record of this name.")
# what a filter names must exist: a misspelt agency is an error, not an empty answer
_REFERENCES = {
    "agency": text("SELECT 1 FROM agency WHERE slug = :value OR id::text = :value"),
    "area": text("SELECT 1 FROM area WHERE code = :value"),
    "classification": text("""SELECT 1 FROM classification c LEFT JOIN term t ON t.classification_id = c.id
        WHERE :value IN (c.slug, c.slug || '/' || t.slug)"""),
}


class SearchRepository:
    """Words and records within one read."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def look_up(self, plan: Plan) -> Found:
        """Return what the vocabulary says of the words of a query. One statement."""
        return await self._look_up(plan.words, plan.doubtful, plan.swapped)

    async def forms(self, words: Sequence[str]) -> Found:
        """Return what the vocabulary says of words that are spelt right. One statement."""
        return await self._look_up(words, (), ())

    async def _look_up(
        self, words: Sequence[str], doubtful: Sequence[str], swapped: Sequence[tuple[str, str]]
    ) -> Found:
        found = Found()
        asked = {
            "words": list(words),
            "doubtful": list(doubtful),
            "asked": [word for word, _ in swapped],
            "swapped": [other for _, other in swapped],
        }
        for word, other, how in await self._session.execute(LOOK_UP, asked):
            found.add(word, other, how)
        return found

    async def matches(self, match: Match, filters: Mapping[str, Any], offset: int, limit: int) -> Sequence[Any]:
        """Return the page of the best matches and one more, the first row with all facets. One statement.

        Where there is no match on the page, a single row without a record tells total and facets.
        """
        values = dict(filters)
        if "agency" in values:
            values["agency"] = str(identity(values["agency"]) or values["agency"])
        asked = {
            "condition": match.condition,
            "exact": match.exact,
            "loose": match.loose,
            "whole": match.whole,
            "offset": offset,
            "size": limit + 1,
        }
        partly = bool(match.covers)
        if partly:
            asked["covers"] = list(match.covers)
        return (await self._session.execute(searching(frozenset(values), partly=partly), {**values, **asked})).all()

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
            if (await self._session.execute(statement, {"value": value})).first() is None:
                wrong.append(FieldError(f"query/{name}", "unknown_reference", _UNKNOWN))
        if wrong:
            raise InvalidRequest(wrong)
