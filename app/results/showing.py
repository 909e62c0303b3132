"""The rows that a page of a ranking shows, made from a result's document and the names of its entries. No I/O."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from app.models import StageResult
from app.models.codes import PassRule
from app.results.ranking import Reason, Rule
from app.results.rounding import plain
from app.results.schemas import ResultHead

# Why an entry went out, in the words that are kept of it. What was decided entry by entry has words of its own, and
# no sentence tells a total: it may be read before the result is.
_WORDS = {
    Reason.INCOMPLETE: "Lembar nilai tahap {stage} tidak cukup untuk diperingkat.",
    Reason.BELOW_CUT: "Tidak termasuk {value} besar tahap {stage}.",
    Reason.BELOW_LEAST: "Nilai tahap {stage} tidak mencapai {value}.",
    Reason.OBJECTION_UPHELD: "Sanggahan pada tahap {stage} diterima.",
    Reason.NOT_AS_DESCRIBED: "Kunjungan pada tahap {stage} menemukan keadaan yang tidak sesuai.",
    Reason.NOT_VISITED: "Tidak dikunjungi pada tahap {stage}.",
}
_FIGURES = ("total", "median", "lowest", "highest", "range", "deviation", "normalised")


@dataclass(frozen=True, slots=True)
class Card:
    """An entry as a ranking names it; `agency` is its owner's id, slug and name on the day of opening."""

    name: str
    innovation_id: UUID
    agency: Mapping[str, str] | None


def words_of(reason: Reason, rule: Rule, stage: str) -> str:
    """Return why an entry went out of a stage."""
    value = "" if rule.value is None else plain(rule.value)
    return _WORDS[reason].format(stage=stage.replace("_", " "), value=value)


def out_by(content: Mapping[str, Any], rule: Rule) -> dict[str, list[UUID]]:
    """Return the entries that a result puts out, by the words for why; a decision has put them out already."""
    found: dict[str, list[UUID]] = defaultdict(list)
    if rule.code is not PassRule.DECISION:
        for entry in content["entries"]:
            if not entry["passed"]:
                found[words_of(Reason(entry["reason"]), rule, content["stage"])].append(UUID(entry["entry"]))
    return dict(found)


def ranked_rows(content: Mapping[str, Any], cards: Mapping[UUID, Card]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a result as the table of rankings has them, but for the id of the result."""
    sheets = _sheets_by_entry(content)
    for entry in content["entries"]:
        card = cards[UUID(entry["entry"])]
        yield {
            "entry_id": UUID(entry["entry"]),
            **{name: entry[name] for name in ("place", "rank", "tied", "passed")},
            "shown": {
                "name": card.name,
                "innovation_id": str(card.innovation_id),
                "agency": card.agency,
                **{name: entry[name] for name in ("reason", "incomplete", "sheets", "criteria", *_FIGURES)},
                "out_stage": entry.get("out_stage"),
                "stages": entry.get("stages", []),
                "panel": sheets.get(entry["entry"], []),
            },
        }


def numbers_of(content: Mapping[str, Any]) -> dict[str, int]:
    """Return the numbers by which assessors are told apart where their names are not."""
    return {one["assessor"]: number for number, one in enumerate(content.get("assessors", []), 1)}


def _sheets_by_entry(content: Mapping[str, Any]) -> dict[str, Sequence[dict[str, Any]]]:
    numbers = numbers_of(content)
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for sheet in content.get("sheets", []):
        shown = {name: sheet[name] for name in ("assessor", "total", "normalised")}
        found[sheet["entry"]].append({"number": numbers[sheet["assessor"]], **shown})
    return {entry: sorted(given, key=lambda sheet: sheet["number"]) for entry, given in found.items()}


def difference_of(first: Mapping[str, str] | None, second: Mapping[str, str] | None) -> Fraction | None:
    """Return how much more the second of two figures is, exactly; None where one of them is missing."""
    if first is None or second is None:
        return None
    return Fraction(second["exact"]) - Fraction(first["exact"])


def label_of(number: int) -> str:
    """Return what an assessor is called where no name is told."""
    return f"Penilai {number}"


def head_of(result: StageResult, kind: str | None) -> ResultHead:
    """Return what is said of a result as a whole."""
    names = ("number", "engine", "digest", "inputs_digest", "computed_at")
    return ResultHead(stage=kind, **{name: getattr(result, name) for name in names}, **result.summary)
