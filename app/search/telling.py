"""How an answer tells what a query was understood as, and its facets in words. No I/O."""

from collections import defaultdict
from functools import lru_cache
from typing import Any

from pydantic_core import from_json

from app.reference.files import vocabularies
from app.search.schemas import CorrectedWord, FacetCount, QueryRead, SynonymUsed
from app.search.statements import FACETS
from app.search.understanding import GUESSES, How, Understood
from app.vocabularies.schemas import Wording

# the vocabularies that have the codes of a facet
_CODED = {"kind": "innovation_kind", "stage": "stage"}
_MOST_TOLD = 200
# choices of a facet; a client that wants all of them has lists for that
_MOST_CODES = 100
_ALSO = frozenset({How.SPELLING, How.SYNONYM, How.ACRONYM, How.TRANSLATION, How.SERVICE})


def query_of(understood: Understood, mode: str) -> QueryRead:
    """Return how a query was understood."""
    corrected, also = [], []
    for thing in understood.things:
        for way in thing.ways:
            if way.how in GUESSES:
                used = [way.variant] if way.variant else sorted(way.words[0])
                corrected.append(CorrectedWord(asked=thing.asked, used=used))
            elif way.how in _ALSO and way.variant:
                also.append(SynonymUsed(asked=thing.asked, used=way.variant, how=way.how))
    return QueryRead(
        terms=[thing.asked for thing in understood.things],
        phrases=[" ".join(words) for words in understood.phrases],
        excluded=[" ".join(min(words) for words in one) for one in understood.excluded],
        corrected=corrected,
        synonyms=also[:_MOST_TOLD],
        dropped=list(understood.dropped),
        unknown=[thing.asked for thing in understood.things if not thing.ways],
        mode=mode,
    )


@lru_cache(maxsize=1)
def _labels() -> dict[tuple[str, str], tuple[str, str]]:
    """Return the labels of the codes that facets count."""
    named = {words.name: words for words in vocabularies()}
    return {
        (facet, code.code): (code.label.id, code.label.en)
        for facet, name in _CODED.items()
        for code in named[name].codes
    }


def facets_of(told: str | None) -> dict[str, list[FacetCount]]:
    """Return the facets that the first row of a search tells, each with its choices, the most frequent first."""
    facets: dict[str, list[FacetCount]] = defaultdict(list, {name: [] for name in FACETS})
    rows: list[list[Any]] = from_json(told) if told else []
    for facet, code, label, count in rows:
        if len(facets[facet]) == _MOST_CODES:
            continue
        id_, en = _labels().get((facet, code), (label or code, label or code))
        facets[facet].append(FacetCount(code=code, label=Wording(id=id_, en=en), count=count))
    return facets
