"""The stages of a round: their order, times, pass rules and shares, checked before any of it is stored. No I/O.

The order is that of the list, unless a stage says which one it comes `after`. A stage opens when the one before it has
closed, or later: what it assesses is what the stage before let pass. The kinds are those of the national competition
(domain notes on its stages: registration and seleksi administrasi, proposal, panel, uji publik, interview, field
verification, determination); any of them may be left out, and none comes twice.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Protocol

from app.core.errors import FieldError, Text
from app.models.codes import PassRule, StageKind
from app.rounds.facts import in_wib
from app.rounds.workflow import SCORED

WHOLE = Decimal(100)

# how a stage lets entries pass where nothing is said, and what else it may be told
_USUAL: dict[StageKind, PassRule] = {
    StageKind.ADMINISTRASI: PassRule.DECISION,
    StageKind.UJI_PUBLIK: PassRule.NO_UPHELD_OBJECTION,
    StageKind.VERIFIKASI_LAPANGAN: PassRule.VERIFIED,
}
_OF_SCORES = frozenset({PassRule.ALL, PassRule.TOP, PassRule.LEAST_TOTAL, PassRule.DECISION})
_FITTING: dict[StageKind, frozenset[PassRule]] = {
    StageKind.ADMINISTRASI: frozenset({PassRule.ALL, PassRule.DECISION}),
    StageKind.UJI_PUBLIK: frozenset({PassRule.ALL, PassRule.DECISION, PassRule.NO_UPHELD_OBJECTION}),
    StageKind.VERIFIKASI_LAPANGAN: frozenset({PassRule.ALL, PassRule.DECISION, PassRule.VERIFIED}),
    StageKind.PENETAPAN: frozenset({PassRule.ALL, PassRule.DECISION}),
}

_TWICE = Text("Tahap ini sudah ada di atas.", "This stage is already above.")
_CYCLE = Text("Urutan tahap melingkar: {stages}.", "The order of the stages goes round in a circle: {stages}.")
_NO_STAGE = Text("Tahap {stage} tidak ada dalam putaran ini.", "The round has no stage {stage}.")
_SHARED = Text("Tahap lain juga datang sesudah {stage}.", "Another stage comes after {stage}, too.")
_BACKWARDS = Text("Ditutup sebelum dibuka.", "It closes before it opens.")
_OVERLAP = Text(
    "Dibuka sebelum tahap {stage} ditutup ({closes_at}).", "It opens before the stage {stage} closes ({closes_at})."
)
_UNFIT = Text(
    "Tahap {stage} tidak mengenal aturan ini; pilihannya {rules}.",
    "The stage {stage} has no such rule; it may be {rules}.",
)
_NUMBER = Text("Aturan top memerlukan bilangan bulat mulai 1.", "The rule top needs a whole number from 1.")
_TOTAL = Text("Aturan least_total memerlukan nilai 0 sampai 100.", "The rule least_total needs a total from 0 to 100.")
_NO_VALUE = Text("Aturan ini tidak memakai nilai.", "This rule takes no value.")
_NO_SHARE = Text("Tahap ini tidak dinilai, jadi tanpa bobot.", "This stage is not scored, so it has no share.")
_NO_FORM = Text("Tahap ini tidak dinilai, jadi tanpa instrumen.", "This stage is not scored, so it has no instrument.")
_NOT_WHOLE = Text(
    "Bobot tahap yang dinilai berjumlah {sum}, bukan 100.", "The shares of the scored stages sum to {sum}, not to 100."
)
_SHARE_OPEN = Text(
    "Sebutkan bobot setiap tahap yang dinilai; jumlahnya 100.", "Give the share of each scored stage; they sum to 100."
)


class Planned(Protocol):
    """A stage as somebody wants it."""

    @property
    def kind(self) -> StageKind: ...  # noqa: D102 - a protocol member
    @property
    def opens_at(self) -> datetime: ...  # noqa: D102 - a protocol member
    @property
    def closes_at(self) -> datetime: ...  # noqa: D102 - a protocol member
    @property
    def pass_rule(self) -> PassRule | None: ...  # noqa: D102 - a protocol member
    @property
    def pass_value(self) -> float | None: ...  # noqa: D102 - a protocol member
    @property
    def weight(self) -> float | None: ...  # noqa: D102 - a protocol member
    @property
    def instrument(self) -> str | None: ...  # noqa: D102 - a protocol member
    @property
    def after(self) -> StageKind | None: ...  # noqa: D102 - a protocol member


def in_order(stages: Sequence[Planned]) -> tuple[list[int], list[FieldError]]:
    """Return the places of the stages in their order, or what is wrong with it.

    A stage without `after` follows the one before it in the list; the first one without `after` begins.
    """
    wrong = [
        FieldError(f"#/stages/{index}/kind", "repeated", _TWICE)
        for index, one in enumerate(stages)
        if one.kind in [earlier.kind for earlier in stages[:index]]
    ]
    if wrong:
        return [], wrong
    places = {one.kind: index for index, one in enumerate(stages)}
    before: dict[int, int | None] = {}
    for index, one in enumerate(stages):
        if one.after is not None and one.after not in places:
            wrong.append(FieldError(f"#/stages/{index}/after", "unknown_stage", _NO_STAGE, {"stage": one.after.value}))
            continue
        before[index] = places[one.after] if one.after is not None else index - 1 if index else None
    if wrong:
        return [], wrong
    return _walk(stages, before)


def _walk(stages: Sequence[Planned], before: dict[int, int | None]) -> tuple[list[int], list[FieldError]]:
    following: dict[int | None, int] = {}
    for index, previous in before.items():
        if previous in following:
            told: dict[str, object] = {"stage": stages[previous].kind.value if previous is not None else "-"}
            return [], [FieldError(f"#/stages/{index}/after", "two_follow", _SHARED, told)]
        following[previous] = index
    order: list[int] = []
    current: int | None = None
    while (following_index := following.get(current)) is not None and len(order) < len(stages):
        order.append(following_index)
        current = following_index
    if len(order) == len(stages):
        return order, []
    left = [index for index in before if index not in order]
    names = ", ".join(stages[index].kind.value for index in left)
    return [], [FieldError(f"#/stages/{index}/after", "cyclic_order", _CYCLE, {"stages": names}) for index in left]


def wrong_times(stages: Sequence[Planned], order: Sequence[int], tell: str = "#/stages/{}") -> Iterator[FieldError]:
    """Yield what is wrong with the times of stages in their order."""
    for index in order:
        if stages[index].closes_at <= stages[index].opens_at:
            yield FieldError(f"{tell.format(index)}/closes_at", "ends_before_begin", _BACKWARDS)
    for earlier, later in pairwise(order):
        if stages[later].opens_at < stages[earlier].closes_at:
            told: dict[str, object] = {
                "stage": stages[earlier].kind,
                "closes_at": in_wib(stages[earlier].closes_at),
            }
            yield FieldError(f"{tell.format(later)}/opens_at", "overlaps", _OVERLAP, told)


def rule_of(stage: Planned) -> PassRule:
    """Return the pass rule of a stage: the one that was said, or the usual one of its kind."""
    return stage.pass_rule or _USUAL.get(stage.kind, PassRule.ALL)


def wrong_rules(stages: Sequence[Planned]) -> Iterator[FieldError]:
    """Yield what is wrong with pass rules and instruments."""
    for index, one in enumerate(stages):
        rule, fitting = rule_of(one), _FITTING.get(one.kind, _OF_SCORES)
        if rule not in fitting:
            told: dict[str, object] = {"stage": one.kind.value, "rules": ", ".join(sorted(fitting))}
            yield FieldError(f"#/stages/{index}/pass_rule", "unfit", _UNFIT, told)
        elif wrong := _wrong_value(rule, one.pass_value):
            yield FieldError(f"#/stages/{index}/pass_value", "unfit", wrong)
        if one.instrument is not None and one.kind not in SCORED:
            yield FieldError(f"#/stages/{index}/instrument", "unfit", _NO_FORM)


def _wrong_value(rule: PassRule, value: float | None) -> Text | None:
    if rule is PassRule.TOP:
        return None if value is not None and value >= 1 and value == int(value) else _NUMBER
    if rule is PassRule.LEAST_TOTAL:
        return None if value is not None and value <= WHOLE else _TOTAL
    return None if value is None else _NO_VALUE


def shares(stages: Sequence[Planned]) -> tuple[list[Decimal], list[FieldError]]:
    """Return each stage's share of the final total, of 100, or what is wrong with them.

    A single scored stage has all of it. One with share 0 only lets entries pass or not.
    """
    scored = [index for index, one in enumerate(stages) if one.kind in SCORED]
    wrong = [
        FieldError(f"#/stages/{index}/weight", "unfit", _NO_SHARE)
        for index, one in enumerate(stages)
        if one.weight and index not in scored
    ]
    told = {index: stages[index].weight for index in scored}
    if len(scored) == 1 and told[scored[0]] is None:
        told[scored[0]] = 100.0
    if any(weight is None for weight in told.values()):
        wrong += [
            FieldError(f"#/stages/{index}/weight", "required", _SHARE_OPEN)
            for index, weight in told.items()
            if weight is None
        ]
        return [], wrong
    found = [Decimal(str(told.get(index) or 0)) for index in range(len(stages))]
    if scored and sum(found) != WHOLE and not wrong:
        wrong.append(FieldError("#/stages", "not_whole", _NOT_WHOLE, {"sum": f"{sum(found):f}"}))
    return found, wrong
