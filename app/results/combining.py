"""The result of a whole round, from those of its stages.

The final total of an entry is the sum of stage weight x panel mean over the sum of the weights, over the scored stages
that have a weight. It rests on the documents of the stages and reads no score again. Entries that are still in the
round are ranked; one that a weighted stage has no complete total of is not, and says that it is incomplete. The others
follow by the stage in which they went out, the last stage first, and those that were withdrawn in the end.

Equal totals are told apart by the rule of the round's own instrument alone, on the panel means of the stages that were
scored by it, weighted as these stages are.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.instruments.parts import WeightedForm
from app.results.document import Result, canonical, digest_of, figure, figures_of, result_of
from app.results.engine import ENGINE
from app.results.ranking import Reason, ranked
from app.results.rounding import plain

# of totals where the round's instrument has no form of its own: those that a form has where it says nothing
_USUAL_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class StagePart:
    """The result of a stage as part of a round's; `weight` is 0 for one that no total comes from."""

    stage: str
    weight: Decimal
    digest: str
    content: Mapping[str, Any]

    @classmethod
    def of(cls, stage: str, weight: Decimal | None, document: str) -> "StagePart":
        """Return a part out of the document that was kept of it; without a weight for a stage that nobody scores."""
        return cls(stage, weight or Decimal(0), digest_of(document), json.loads(document))


@dataclass(frozen=True, slots=True)
class EntryState:
    """Whether an entry is still in the round, and otherwise at which stage it went out; None if it was withdrawn."""

    active: bool
    out_stage: str | None = None


@dataclass(frozen=True, slots=True)
class RoundInputs:
    """All that the result of a round depends on; `parts` are those of its stages in their order."""

    round_id: str
    instrument: str
    instrument_digest: str
    form: WeightedForm | None
    parts: Sequence[StagePart]
    entries: Mapping[str, EntryState]

    def digest(self) -> str:
        """Return the SHA-256 of the inputs."""
        told = {
            "round": self.round_id,
            "instrument": self.instrument_digest,
            "stages": [[part.stage, plain(part.weight), part.digest] for part in self.parts],
            "entries": sorted([entry, state.active, state.out_stage] for entry, state in self.entries.items()),
        }
        return digest_of(canonical(told))


class _Rows:
    """The rows of the stages' results by stage and entry."""

    def __init__(self, parts: Sequence[StagePart]) -> None:
        self._rows = {part.stage: {row["entry"]: row for row in part.content["entries"]} for part in parts}

    def of(self, stage: str, entry: str) -> Mapping[str, Any]:
        """Return the row of an entry at a stage; empty where it was not in it."""
        row: Mapping[str, Any] = self._rows.get(stage, {}).get(entry, {})
        return row

    def mean(self, parts: Sequence[StagePart], entry: str, *names: str) -> Fraction | None:
        """Return the weighted mean of a figure over stages; None where a stage has no complete figure of the entry."""
        weighed = weights = Fraction(0)
        for part in parts:
            row: Any = self.of(part.stage, entry)
            if not row or row["incomplete"]:
                return None
            for name in names:
                row = row.get(name) if row else None
            if row is None:
                return None
            weighed += Fraction(part.weight) * Fraction(row["exact"])
            weights += Fraction(part.weight)
        return weighed / weights if weights else None


def round_result(inputs: RoundInputs) -> Result:
    """Compute the result of a round."""
    rows = _Rows(inputs.parts)
    weighted = [part for part in inputs.parts if part.weight > 0]
    decimals = inputs.form.decimals if inputs.form else _USUAL_DECIMALS
    active = sorted(entry for entry, state in inputs.entries.items() if state.active)
    found = {entry: rows.mean(weighted, entry, "total") for entry in active}
    totals = {entry: total for entry, total in found.items() if total is not None}
    means = _own_means(inputs, rows, weighted, active)
    standings = ranked(totals, means, inputs.form.tie_break if inputs.form else ())
    ranks = {one.entry: one for one in standings}
    order = [*ranks, *(entry for entry in active if entry not in ranks), *_gone(inputs, rows)]
    return result_of(
        {
            "engine": ENGINE,
            "round": inputs.round_id,
            "stage": None,
            "instrument": {"slug": inputs.instrument, "digest": inputs.instrument_digest},
            "stages": [
                {"stage": part.stage, "weight": plain(part.weight), "digest": part.digest} for part in inputs.parts
            ],
            "inputs_digest": inputs.digest(),
            "cut_tied": False,
            "entries": [
                {
                    "entry": entry,
                    "place": place,
                    "rank": ranks[entry].rank if entry in ranks else None,
                    "tied": entry in ranks and ranks[entry].tied,
                    "passed": inputs.entries[entry].active,
                    "incomplete": bool(weighted) and inputs.entries[entry].active and entry not in totals,
                    **figures_of(None, decimals),
                    "sheets": sum(rows.of(part.stage, entry).get("sheets", 0) for part in weighted),
                    "total": figure(totals.get(entry), decimals),
                    "normalised": figure(rows.mean(weighted, entry, "normalised"), decimals)
                    if entry in ranks
                    else None,
                    "criteria": {code: figure(mean, decimals) for code, mean in means.get(entry, {}).items()},
                    **_way(inputs, rows, entry),
                }
                for place, entry in enumerate(order, 1)
            ],
        }
    )


def _own_means(
    inputs: RoundInputs, rows: _Rows, weighted: Sequence[StagePart], active: Sequence[str]
) -> dict[str, dict[str, Fraction]]:
    """Return the means by criterion of the round's own instrument, over the stages that were scored by it."""
    own = [part for part in weighted if part.content["instrument"]["digest"] == inputs.instrument_digest]
    if inputs.form is None or not own:
        return {}
    codes = [criterion.code for criterion in inputs.form.criteria if criterion.scored]
    return {
        entry: {code: mean for code in codes if (mean := rows.mean(own, entry, "criteria", code)) is not None}
        for entry in active
    }


def _gone(inputs: RoundInputs, rows: _Rows) -> list[str]:
    """Return the entries that are out, those of the last stage first, in the order in which that stage has them."""
    positions = {part.stage: number for number, part in enumerate(inputs.parts)}

    def place(entry: str) -> tuple[int, int, str]:
        stage = inputs.entries[entry].out_stage
        if stage is None:
            return 1, 0, entry
        return -positions[stage], rows.of(stage, entry).get("place", 0), entry

    return sorted((entry for entry, state in inputs.entries.items() if not state.active), key=place)


def _way(inputs: RoundInputs, rows: _Rows, entry: str) -> dict[str, Any]:
    """Return how an entry went through the stages: where it went out and why, and its total and rank at each."""
    state = inputs.entries[entry]
    reason = rows.of(state.out_stage, entry).get("reason") if state.out_stage else Reason.WITHDRAWN.value
    return {
        "out_stage": state.out_stage,
        "reason": None if state.active else reason,
        "stages": [
            {
                "stage": part.stage,
                "weight": plain(part.weight),
                "rank": row["rank"],
                "passed": row["passed"],
                "total": row["total"],
            }
            for part in inputs.parts
            if (row := rows.of(part.stage, entry))
        ],
    }
