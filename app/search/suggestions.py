"""What may be meant by what was typed so far, and what is like an innovation."""

from urllib.parse import urlencode

from pydantic_core import from_json

from app.core.database import Session
from app.core.errors import NotFound
from app.core.queries import identity
from app.core.security import Principal
from app.innovations.parts import InnovationBrief
from app.innovations.whereabouts import whereabouts
from app.innovations.words import words_of
from app.search.codes import SimilarReason, SuggestionKind
from app.search.likeness import Described, alike, described, telling_words
from app.search.matching import forms_query
from app.search.query import parse
from app.search.schemas import SimilarInnovation, SimilarList, Suggestion, SuggestionList
from app.search.suggesting import MOST, Suggested, beginning
from app.search.synonyms import synonyms
from app.search.understanding import corrected, plan, understand
from app.search.vocabulary import Vocabulary

# so many names and more need no correction beside them
_ENOUGH = 3
# names are alike from here on
_NAMES_ALIKE = 0.45
_LINKS = {
    SuggestionKind.INNOVATION: "/v1/innovations/{}",
    SuggestionKind.ALIAS: "/v1/innovations/{}",
    SuggestionKind.AGENCY: "/v1/agencies/{}",
    SuggestionKind.PERSON: "/v1/innovators/{}",
    SuggestionKind.TERM: "/v1/innovations?classification={}",
}


class SuggestionService:
    """Suggestions within one read; `address` is where the service is."""

    def __init__(self, session: Session, vocabulary: Vocabulary, address: str) -> None:
        self._session = session
        self._vocabulary = vocabulary
        self._address = address

    async def suggest(self, typed: str) -> SuggestionList:
        """Return what begins with what was typed, or is spelt nearly so. Two statements at most."""
        words = words_of(typed)
        if not words:
            return SuggestionList(items=[])
        found = await beginning(self._session, words)
        items = [self._told(one) for one in found]
        if len(items) < _ENOUGH and (better := await self._spelt_better(typed)):
            link = f"{self._address}/v1/search?{urlencode({'q': better})}"
            items.append(Suggestion(kind=SuggestionKind.CORRECTION, text=better, link=link))
        return SuggestionList(items=items[:MOST])

    def _told(self, one: Suggested) -> Suggestion:
        return Suggestion(kind=one.kind, text=one.text, link=self._address + _LINKS[one.kind].format(one.target))

    async def _spelt_better(self, typed: str) -> str | None:
        planned = plan(parse(typed), synonyms())
        return corrected(understand(planned, await self._vocabulary.look_up(planned)))


class SimilarService:
    """What is like a published innovation, for whoever asks."""

    def __init__(self, session: Session, vocabulary: Vocabulary, principal: Principal | None) -> None:
        self._session = session
        self._vocabulary = vocabulary
        self._principal = principal

    async def similar(self, key: str) -> SimilarList:
        """Return the innovations most like one, each with what they have in common. Three statements.

        Raises:
            NotFound, Moved, Archived: there is no such published record.
        """
        record = await described(self._session, identity(key) or key)
        if record is None:
            await whereabouts(self._session, key, self._principal, "/similar")
            raise NotFound
        return SimilarList(items=await self._alike(record))

    async def _alike(self, record: Described) -> list[SimilarInnovation]:
        words = telling_words(from_json(record.document), synonyms())
        found = await self._vocabulary.forms(words)
        queries = {word: forms_query(found.forms(word) or {word}) for word in words}
        return [
            SimilarInnovation(
                innovation=InnovationBrief(id=row.id, slug=row.slug, name=row.name),
                score=round(row.score, 4),
                reasons=[
                    reason
                    for reason, holds in (
                        (SimilarReason.NAME, row.alike >= _NAMES_ALIKE),
                        (SimilarReason.WORDS, row.words),
                        (SimilarReason.TERMS, row.term_names),
                        (SimilarReason.RELATION, row.how),
                    )
                    if holds
                ],
                shared_words=row.words,
                shared_terms=row.term_names,
                relations=row.how or [],
            )
            for row in await alike(self._session, record, queries)
        ]
