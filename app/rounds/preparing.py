"""From what somebody wants of a round to what is stored of it; what is wrong is told all at once."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.core.database import Session
from app.core.errors import FieldError, InvalidRequest, Text
from app.instruments.definition import Definition
from app.instruments.service import InstrumentService
from app.models import RoundStage
from app.rounds.inputs import RoundCreate, RoundStageInput, RoundUpdate, ScopeInput
from app.rounds.schedule import in_order, rule_of, shares, wrong_rules, wrong_times
from app.rounds.scope import unknown_in, unpublished_in

_NO_GROUP = Text(
    "Edisi ini tidak mengenal kelompok tersebut; pilihannya {groups}.",
    "The edition has no such group; it may be {groups}.",
)
_NO_RULES = Text("Edisi ini tidak memuat aturan kelayakan.", "The edition has no rules of admission.")
_REPEATED = Text("Mengulang isian di atasnya.", "This repeats an entry above.")


class Preparing:
    """What a round is made of, looked up within one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._instruments = InstrumentService(session)

    async def instrument(self, key: str) -> tuple[UUID, Definition]:
        """Return the id and definition of an instrument's edition.

        Raises:
            InvalidRequest: there is none of this slug.
        """
        found, definition = await self._instruments.find(key, "#/instrument")
        return found.id, definition

    async def stages(self, wanted: Sequence[RoundStageInput]) -> list[RoundStage]:
        """Return the stages in their order.

        Raises:
            InvalidRequest: with all that is wrong with their order, times, rules, shares and instruments.
        """
        order, wrong = in_order(wanted)
        weights, wrong_shares = shares(wanted)
        wrong += [*wrong_times(wanted, order or range(len(wanted))), *wrong_rules(wanted), *wrong_shares]
        if wrong:
            raise InvalidRequest(wrong)
        own = {
            index: (await self._instruments.find(one.instrument, f"#/stages/{index}/instrument"))[0].id
            for index, one in enumerate(wanted)
            if one.instrument is not None
        }
        return [
            RoundStage(
                position=position,
                kind=wanted[index].kind.value,
                opens_at=wanted[index].opens_at,
                closes_at=wanted[index].closes_at,
                pass_rule=rule_of(wanted[index]).value,
                pass_value=None if (value := wanted[index].pass_value) is None else Decimal(str(value)),
                weight=weights[index],
                instrument_id=own.get(index),
            )
            for position, index in enumerate(order, 1)
        ]

    async def scope(self, wanted: ScopeInput) -> dict[str, Any]:
        """Return a scope as it is stored.

        Raises:
            InvalidRequest: it names what is not on record, or not published, or the same thing twice.
        """
        if wanted.filter is not None:
            if wrong := await unknown_in(self._session, wanted.filter):
                raise InvalidRequest(wrong)
            return {"filter": wanted.filter.model_dump(mode="json", exclude_none=True)}
        keys = list(wanted.innovations or [])
        seen: set[str] = set()
        repeated = [index for index, key in enumerate(keys) if key in seen or seen.add(key)]  # type: ignore[func-returns-value] # notes the key
        wrong = [FieldError(f"#/scope/innovations/{index}", "repeated", _REPEATED) for index in repeated]
        if wrong := wrong or await unpublished_in(self._session, keys):
            raise InvalidRequest(wrong)
        return {"innovations": keys}


def check_group(definition: Definition, group: str | None) -> None:
    """Let a group pass that the edition's rules of admission have.

    Raises:
        InvalidRequest: they have no such group, or there are none.
    """
    if group is None:
        return
    if definition.eligibility is None:
        raise InvalidRequest([FieldError("#/group", "no_eligibility_rules", _NO_RULES)])
    known = [one.code for one in definition.eligibility.groups]
    if group not in known:
        raise InvalidRequest([FieldError("#/group", "unknown_group", _NO_GROUP, {"groups": ", ".join(known)})])


def told_facts(told: RoundCreate | RoundUpdate) -> dict[str, Any]:
    """Return the plain facts of a round that were sent."""
    names = {"name", "note", "group", "closes_on", "per_entry", "max_load"}
    if isinstance(told, RoundUpdate):
        names &= told.model_fields_set
    return {name: getattr(told, name) for name in names}
