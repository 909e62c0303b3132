"""The result of a stage as one canonical document: the same inputs, in any order, are the same bytes.

The document is JSON with sorted keys, without blanks, in UTF-8. Every number in it is text: `exact` is the fraction
that it is, `shown` the same rounded half up to the decimals of the instrument. It names the engine and the digest of
the instrument, and the digest of its inputs: so a result can be computed again, and told apart from one that rests on
other scores.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from app.instruments.parts import WeightedForm
from app.results.engine import ENGINE, EntryFigures, Panel, Sheet, panel_figures
from app.results.ranking import Outcome, Reason, Rule, Standing, passing, ranked
from app.results.rounding import exact, plain, shown, shown_root

# coefficients of agreement are published with three decimals
_ALPHA_DECIMALS = 3
_NO_FIGURES = dict.fromkeys(
    ("total", "median", "lowest", "highest", "range", "deviation", "normalised"),
)


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that the result of a stage depends on.

    `form` is None for a stage that nobody scores, `entries` are those that are in the round when it is concluded,
    `excluded` the sheets that do not count because of a conflict of interest, `failing` whom a rule that goes by no
    total does not let pass.
    """

    round_id: str
    stage: str
    instrument: str
    instrument_digest: str
    form: WeightedForm | None
    rule: Rule
    weight: Decimal
    entries: frozenset[str]
    sheets: Sequence[Sheet] = ()
    excluded: Sequence[Sheet] = ()
    failing: Mapping[str, Reason] = field(default_factory=dict)

    def digest(self) -> str:
        """Return the SHA-256 of the inputs."""
        return digest_of(
            canonical(
                {
                    "round": self.round_id,
                    "stage": self.stage,
                    "instrument": self.instrument_digest,
                    **_told_rule(self.rule, self.weight),
                    "entries": sorted(self.entries),
                    "failing": sorted([entry, reason.value] for entry, reason in self.failing.items()),
                    "sheets": sorted(map(_told_sheet, self.sheets)),
                    "excluded": sorted(map(_told_sheet, self.excluded)),
                }
            )
        )


@dataclass(frozen=True, slots=True)
class Result:
    """A computed result: its content, and the canonical text that is kept of it."""

    content: Mapping[str, Any]
    text: str
    digest: str
    inputs_digest: str

    @property
    def summary(self) -> dict[str, Any]:
        """What is said of the result as a whole."""
        entries = self.content["entries"]
        return {
            "cut_tied": self.content["cut_tied"],
            "entries": len(entries),
            "ranked": sum(entry["rank"] is not None for entry in entries),
            "passed": sum(entry["passed"] for entry in entries),
            "incomplete": sum(entry["incomplete"] for entry in entries),
        }


def canonical(content: Mapping[str, Any]) -> str:
    """Return content as its one JSON text."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest_of(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def result_of(content: Mapping[str, Any]) -> Result:
    """Return content with its text and digest; it names the digest of its inputs."""
    text = canonical(content)
    return Result(content, text, digest_of(text), content["inputs_digest"])


def entries_in(text: str) -> frozenset[UUID]:
    """Return the entries that a kept result is about."""
    return frozenset(UUID(entry["entry"]) for entry in json.loads(text)["entries"])


def figure(value: Fraction | None, decimals: int) -> dict[str, str] | None:
    """Return a number as a document has it; None stays None."""
    return None if value is None else {"exact": exact(value), "shown": shown(value, decimals)}


def stage_result(inputs: Inputs) -> Result:
    """Compute the result of a stage.

    Raises:
        WrongSheet: a sheet does not fit the form.
    """
    form = inputs.form
    panel = panel_figures(form, inputs.entries, inputs.sheets) if form else Panel({}, {}, (), None)
    complete = {entry: figures for entry, figures in panel.entries.items() if figures.complete}
    totals = {entry: figures.mean for entry, figures in complete.items() if figures.mean is not None}
    means = {entry: figures.criteria for entry, figures in complete.items()}
    standings = ranked(totals, means, form.tie_break if form else ())
    outcome = passing(inputs.rule, inputs.entries, standings, totals, inputs.failing)
    decimals = form.decimals if form else 0
    return result_of(
        {
            "engine": ENGINE,
            "round": inputs.round_id,
            "stage": inputs.stage,
            "instrument": {"slug": inputs.instrument, "digest": inputs.instrument_digest},
            **_told_rule(inputs.rule, inputs.weight),
            "inputs_digest": inputs.digest(),
            "cut_tied": outcome.cut_tied,
            "alpha": figure(panel.alpha, _ALPHA_DECIMALS),
            "entries": _entries(inputs, panel, standings, outcome, decimals),
            "sheets": [
                {
                    "entry": sheet.entry,
                    "assessor": sheet.assessor,
                    "total": figure(sheet.total, decimals),
                    "normalised": figure(sheet.normalised, decimals),
                }
                for sheet in panel.sheets
            ],
            "excluded": [
                {"entry": entry, "assessor": assessor}
                for entry, assessor in sorted((sheet.entry, sheet.assessor) for sheet in inputs.excluded)
            ],
            "assessors": [
                {"assessor": who, "sheets": one.sheets, "leniency": figure(one.leniency, decimals)}
                for who, one in panel.assessors.items()
            ],
        }
    )


def _entries(
    inputs: Inputs, panel: Panel, standings: Sequence[Standing], outcome: Outcome, decimals: int
) -> list[dict[str, Any]]:
    """Return the rows of a result: those that are ranked, then the others, those that go on first."""
    known = {standing.entry for standing in standings}
    others = sorted(inputs.entries - known, key=lambda entry: (entry not in outcome.passed, entry))
    ranks = [(one.entry, one.rank, one.tied) for one in standings] + [(entry, None, False) for entry in others]
    return [
        {
            "entry": entry,
            "place": place,
            "rank": rank,
            "tied": tied,
            "passed": entry in outcome.passed,
            "reason": outcome.reasons[entry].value if entry in outcome.reasons else None,
            "incomplete": entry in panel.entries and not panel.entries[entry].complete,
            **figures_of(panel.entries.get(entry), decimals),
        }
        for place, (entry, rank, tied) in enumerate(ranks, 1)
    ]


def figures_of(figures: EntryFigures | None, decimals: int) -> dict[str, Any]:
    """Return the figures of an entry as a document has them; a deviation tells the variance, whose root it is."""
    if figures is None or figures.lowest is None or figures.highest is None:
        return {"sheets": 0, "criteria": {}, **_NO_FIGURES}
    variance = figures.variance
    return {
        "sheets": figures.sheets,
        "total": figure(figures.mean, decimals),
        "median": figure(figures.median, decimals),
        "lowest": figure(figures.lowest, decimals),
        "highest": figure(figures.highest, decimals),
        "range": figure(figures.highest - figures.lowest, decimals),
        "deviation": None
        if variance is None
        else {"variance": exact(variance), "shown": shown_root(variance, decimals)},
        "normalised": figure(figures.normalised, decimals),
        "criteria": {code: figure(mean, decimals) for code, mean in figures.criteria.items()},
    }


def _told_rule(rule: Rule, weight: Decimal) -> dict[str, str | None]:
    value = None if rule.value is None else plain(rule.value)
    return {"pass_rule": rule.code.value, "pass_value": value, "weight": plain(weight)}


def _told_sheet(sheet: Sheet) -> list[Any]:
    return [sheet.entry, sheet.assessor, sorted([code, plain(value)] for code, value in sheet.scores.items())]
