"""`/v1/search`, `/v1/suggestions`, and what is like an innovation."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from app.core.database import ReadSession
from app.core.problems import answers
from app.core.routes import AskedDep, Document, DocumentRoute, ReadRoute
from app.core.schema import KEY_PATTERN
from app.core.security import public
from app.innovations.facts import Archived
from app.search.inputs import SearchFilters, SuggestionFilters
from app.search.schemas import SearchResult, SimilarList, SuggestionList
from app.search.service import SearchService
from app.search.suggestions import SimilarService, SuggestionService
from app.search.vocabulary import Vocabulary

router = APIRouter()
documents = APIRouter(prefix="/v1", tags=["search"], route_class=DocumentRoute)
reads = APIRouter(prefix="/v1", tags=["search"], route_class=ReadRoute)

Key = Annotated[
    str, Path(min_length=1, max_length=120, pattern=KEY_PATTERN, description="Id or slug.", examples=["si-surat"])
]


@documents.get("/search", response_model=SearchResult)
@public
async def search_innovations(filters: Annotated[SearchFilters, Query()], asked: AskedDep) -> Document:
    """Published innovations of the city by any of their words, the best matches first.

    Looked in are names, aliases and expanded acronyms, the names of the owner and of those before and after it in any
    period, people by public name, and all that is written of the innovation. Case and accents do not matter; words of
    the same stem (`pengurusan`, `mengurus`), reviewed spelling variants, synonyms and abbreviations are found for each
    other. A word that no record has is completed or corrected. A query that no record has all of finds those that have
    most of it, as `query.mode` says; it finds nothing where that would be too little. At most the newest 1,000 matches
    are ranked and counted.
    """
    return await SearchService(asked).search(filters)


@reads.get("/suggestions")
@public
async def list_suggestions(
    filters: Annotated[SuggestionFilters, Query()], session: ReadSession, asked: AskedDep
) -> SuggestionList:
    """Names of innovations, agencies, people and terms that begin with what was typed so far.

    From three letters on the beginning of any word of a name will do. Where little begins so, the query is suggested
    in the spelling that records have.
    """
    return await SuggestionService(session, Vocabulary(asked.reader), asked.base_url).suggest(filters.q)


@reads.get("/innovations/{key}/similar", responses=answers(Archived))
@public
async def list_similar_innovations(key: Key, session: ReadSession, asked: AskedDep) -> SimilarList:
    """Published innovations of the city that are like this one, and in what: for "is there already one like this?".

    They share words that few records have, terms of classifications, or most of their names; or they are related on
    record, which `relations` says: a replica of this one is no other idea.
    """
    return await SimilarService(session, Vocabulary(asked.reader), asked.principal).similar(key)


for part in (documents, reads):
    router.routes.extend(part.routes)
