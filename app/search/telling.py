"""How an answer tells what a query was understood as, and its facets in words. No I/O."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from pydantic_core import from_json

from app.reference.files import vocabularies
from app.search.highlighting import Highlight, Reason
from app.search.schemas import CorrectedWord, QueryRead, SynonymUsed
from app.search.statements import FACETS
from app.search.understanding import GUESSES, How, Understood

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


def facets_of(told: str | None) -> dict[str, list[dict[str, Any]]]:
    """Return the facets that the first row of a search tells, each with its choices, the most frequent first.

    A choice is a `FacetCount` as a plain dictionary: there are many, and their codes and labels were checked before
    they were stored.
    """
    facets: dict[str, list[dict[str, Any]]] = {name: [] for name in FACETS}
    rows: list[list[Any]] = from_json(told) if told else []
    for facet, code, label, count in rows:
        if len(facets[facet]) == _MOST_CODES:
            continue
        id_, en = _labels().get((facet, code), (label or code, label or code))
        facets[facet].append({"code": code, "label": {"id": id_, "en": en}, "count": count})
    return facets


def why_of(rank: float, reasons: Iterable[Reason], highlights: Iterable[Highlight]) -> dict[str, Any]:
    """Return why a record was found, as a `SearchHit` tells it, in plain dictionaries."""
    return {
        "score": round(rank, 4),
        "matched": [
            {"field": one.field, "term": one.term, "how": one.how.value, "asked": one.asked} for one in reasons
        ],
        "highlights": [
            {"field": one.field, "text": one.text, "offset": one.offset, "ranges": one.ranges} for one in highlights
        ],
    }
