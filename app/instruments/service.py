"""Instruments on record: loaded from files, fixed as soon as something rests on them, and found by their address."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from app.audit.service import AuditService
from app.core.database import Session
from app.core.errors import FieldError, InvalidRequest, NotFound, Text
from app.core.ids import derived_id
from app.core.writing import Work
from app.instruments.definition import Definition
from app.instruments.facts import InstrumentsInUse, Uses
from app.instruments.repository import InstrumentRepository, Standing
from app.models import Instrument

_UNKNOWN = Text("Tidak ada instrumen dengan nama ini.", "There is no instrument of this name.")
# the beginning of the day in Medan on which the first instruments shipped; a part of the id of every instrument
_FIRST = datetime(2026, 11, 27, 17, tzinfo=UTC)
# a few dozen editions are on record; a definition that was read stays true, for its digest says what is in it
_MOST_KEPT = 200
_kept: dict[tuple[str, str], Definition] = {}


class Outcome(StrEnum):
    """What became of an edition in a load. `kept` is what people changed, `in_use` what a change came too late for."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    IN_USE = "in_use"


@dataclass(slots=True)
class InstrumentReport:
    """What a load did with each edition, by slug."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)

    def having(self, *outcomes: Outcome) -> list[str]:
        """Return the slugs of the editions that had one of these outcomes."""
        return [slug for slug, outcome in self.outcomes.items() if outcome in outcomes]

    @property
    def sentence(self) -> str:
        """The report in plain words."""
        counts = [f"{len(self.having(one))} {word}" for one, word in _WORDS.items()]
        return f"Instruments: {', '.join(counts)}."


_WORDS = {Outcome.CREATED: "new", Outcome.CHANGED: "changed", Outcome.UNCHANGED: "unchanged"}


def definition_of(instrument: Instrument) -> Definition:
    """Return what an instrument says, read once for each of its digests."""
    key = (instrument.slug, instrument.digest)
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        found = _kept[key] = Definition.model_validate(instrument.definition)
    return found


class InstrumentService:
    """Instruments within one transaction of the caller's; with `work`, what is changed is written into the audit."""

    def __init__(self, session: Session, work: Work | None = None) -> None:
        self._instruments = InstrumentRepository(session)
        self._audit = AuditService(work) if work is not None else None

    async def find(self, key: str, pointer: str) -> tuple[Instrument, Definition]:
        """Return the instrument that a part of a request names by id or slug, and what it says.

        Raises:
            InvalidRequest: there is none; `pointer` says where it is named.
        """
        found = await self._instruments.get(key)
        if found is None:
            raise InvalidRequest([FieldError(pointer, "unknown_reference", _UNKNOWN)])
        return found, definition_of(found)

    async def load(self, definitions: Sequence[Definition]) -> InstrumentReport:
        """Write what is new or changed. Editions that are not among the definitions stay.

        Raises:
            InstrumentsInUse: something rests on an edition that would be changed. Nothing is written then.
        """
        await self._instruments.lock()
        standing = await self._instruments.standing([one.slug for one in definitions])
        report = InstrumentReport({one.slug: _outcome(one, standing.get(one.slug)) for one in definitions})
        used = await self._uses(standing, report.having(Outcome.CHANGED))
        if used:
            raise InstrumentsInUse(used)
        await self._write(definitions, standing, report)
        return report

    async def ship(self, definitions: Sequence[Definition]) -> InstrumentReport:
        """Write what is new or changed in the definitions of a release, which nobody who runs it can mend.

        So nothing is refused: what people changed or removed since an earlier release is left to them, and what
        something rests on stays as it is.
        """
        await self._instruments.lock()
        slugs = [one.slug for one in definitions]
        standing, shipped = await self._instruments.standing(slugs), await self._instruments.shipped()
        report = InstrumentReport()
        for one in definitions:
            there, earlier = standing.get(one.slug), shipped.get(one.slug)
            outcome = _outcome(one, there)
            if outcome is not Outcome.UNCHANGED and earlier != (there.digest if there else None):
                outcome = Outcome.KEPT
            report.outcomes[one.slug] = outcome
        for slug in await self._uses(standing, report.having(Outcome.CHANGED)):
            report.outcomes[slug] = Outcome.IN_USE
        await self._write(definitions, standing, report)
        settled = set(report.having(Outcome.CREATED, Outcome.CHANGED, Outcome.UNCHANGED))
        fresh = [one for one in definitions if one.slug in settled and shipped.get(one.slug) != one.digest()]
        await self._instruments.remember({one.slug: _identified(one, standing) for one in fresh})
        return report

    async def remove(self, code: str, edition: str) -> None:
        """Delete an edition that nothing rests on.

        Raises:
            NotFound: there is none.
            InstrumentsInUse: something rests on it.
        """
        await self._instruments.lock()
        found = await self._instruments.get(f"{code}-{edition}")
        if found is None or (found.code, found.edition) != (code, edition):
            raise NotFound
        used = await self._instruments.hold_uses([found.id])
        if used:
            raise InstrumentsInUse({found.slug: used[found.id]})
        await self._instruments.delete(found.id)
        self._note("instrument.remove", Standing(found.id, found.digest), (found.digest, None))

    async def listed(self) -> list[tuple[Instrument, Uses]]:
        """Return every instrument by slug, and what rests on it."""
        every = await self._instruments.all()
        used = await self._instruments.uses([one.id for one in every])
        return [(one, used.get(one.id, {})) for one in every]

    async def _uses(self, standing: dict[str, Standing], slugs: Iterable[str]) -> dict[str, Uses]:
        ids = {standing[slug].id: slug for slug in slugs}
        return {ids[found]: uses for found, uses in (await self._instruments.hold_uses(list(ids))).items()}

    async def _write(
        self, definitions: Sequence[Definition], standing: dict[str, Standing], report: InstrumentReport
    ) -> None:
        chosen = set(report.having(Outcome.CREATED, Outcome.CHANGED))
        written = [one for one in definitions if one.slug in chosen]
        await self._instruments.put([_row(one, _identified(one, standing)) for one in written])
        for one in written:
            there, made = standing.get(one.slug), _identified(one, standing)
            action = "instrument.change" if there else "instrument.create"
            self._note(action, made, (there.digest if there else None, made.digest))

    def _note(self, action: str, edition: Standing, digests: tuple[str | None, str | None]) -> None:
        if self._audit is not None:
            self._audit.record(action, ("instrument", edition.id), {"digest": digests})


def _outcome(definition: Definition, there: Standing | None) -> Outcome:
    if there is None:
        return Outcome.CREATED
    return Outcome.UNCHANGED if there.digest == definition.digest() else Outcome.CHANGED


def _identified(definition: Definition, standing: dict[str, Standing]) -> Standing:
    """Return an edition with its id: the one on record, or the one that it has in every installation."""
    there = standing.get(definition.slug)
    key = f"instrument:{definition.slug}"
    return Standing(there.id if there else derived_id(_FIRST, key), definition.digest())


def _row(definition: Definition, edition: Standing) -> dict[str, Any]:
    return {
        "id": edition.id,
        "slug": definition.slug,
        "code": definition.code,
        "edition": definition.edition,
        "kind": definition.kind.value,
        "title": definition.title.id,
        "official": definition.official,
        "valid_from": definition.valid_from,
        "valid_to": definition.valid_to,
        "definition": definition.as_json(),
        "digest": edition.digest,
    }
