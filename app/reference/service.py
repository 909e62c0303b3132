"""Loading the reference files: what they brought is kept up to date, what people changed since is left alone."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from app.agencies.service import AgencyService
from app.conflicts.service import ConflictService, unattended
from app.core.database import Session
from app.core.ids import derived_id
from app.core.tables import Base, Kept
from app.innovations.service import InnovationService
from app.instruments.definition import Definition
from app.instruments.service import InstrumentService, Outcome
from app.models import (
    Agency,
    AgencySuccession,
    Area,
    Classification,
    Innovation,
    Person,
    PlanAggregate,
    Programme,
    ProgrammeEdition,
    Source,
    Term,
)
from app.reference.evidence import Shipped
from app.reference.files import ReferenceFiles
from app.reference.programme_rows import draw_edition, draw_plan_aggregate, draw_programme
from app.reference.repository import Loaded, ReferenceRepository, Standing
from app.reference.rows import (
    Drawing,
    Row,
    draw_agency,
    draw_area,
    draw_classification,
    draw_innovation,
    draw_person,
    draw_source,
    draw_succession,
    moment,
)
from app.surveys.definition import SurveyDefinition
from app.surveys.forms import SurveyForms

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Batch:
    """The items of one kind, with their keys, in the order in which they refer to each other."""

    kind: str
    table: type[Base]
    entries: Sequence[tuple[str, Shipped]]
    draw: Callable[[Drawing, Any], None]


@dataclass(slots=True)
class Tally:
    """How the items of one kind fared. `kept` are those that people changed, which stay as they are."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0

    @property
    def total(self) -> int:
        """All items of the kind."""
        return self.created + self.changed + self.unchanged + self.kept


@dataclass(slots=True)
class LoadReport:
    """What a load did, by kind of record. `in_use` are instruments that it could not change any more."""

    edition: date
    tallies: dict[str, Tally] = field(default_factory=dict)
    in_use: list[str] = field(default_factory=list)

    def total(self, outcome: str) -> int:
        """Return how many items of all kinds had an outcome, as `created`."""
        return sum(getattr(tally, outcome) for tally in self.tallies.values())

    @property
    def wrote(self) -> bool:
        """Whether anything was written."""
        return bool(self.total("created") or self.total("changed"))

    @property
    def sentence(self) -> str:
        """The report in plain words."""
        kept = self.total("kept")
        left = f" {kept} stay as people changed them." if kept else ""
        if self.in_use:
            left += f" In use, and therefore not changed: {', '.join(self.in_use)}. A change is a new edition."
        opening = f"Reference data of {self.edition.isoformat()}"
        if not self.wrote:
            return f"{opening}: nothing to change in {self.total('total')} items.{left}"
        parts = f"{self.total('created')} new, {self.total('changed')} changed, {self.total('unchanged')} unchanged"
        return f"{opening}: {parts}.{left}"


class ReferenceService:
    """The reference data within one transaction of the caller's."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._reference = ReferenceRepository(session)

    async def load(
        self,
        files: ReferenceFiles,
        progress: Progress,
        instruments: Sequence[Definition] = (),
        forms: Sequence[SurveyDefinition] = (),
    ) -> LoadReport:
        """Write what is new or changed in the files, then what is derived from it, the instruments, forms of surveys.

        `progress` is told the kind of record, how many of that kind are done, and how many there are. A record that an
        item made is changed only while its version is still the one that the item left. What a later edition no longer
        names stays: nothing is deleted.
        """
        report = LoadReport(files.edition)
        loading = _Loading(await self._reference.loaded(), await self._reference.standing())
        for batch in batches(files):
            loading.identify(batch)
        for batch in batches(files):
            progress(batch.kind, 0, len(batch.entries))
            report.tallies[batch.kind] = await self._write(batch, loading)
            progress(batch.kind, len(batch.entries), len(batch.entries))
        if report.wrote:
            await AgencyService(self._session).refresh_lineage()
            await InnovationService(self._session).publish(None)
            await ConflictService(unattended(self._session)).recheck()
        if instruments:
            progress("instrument", 0, len(instruments))
            await self._ship(instruments, report)
            progress("instrument", len(instruments), len(instruments))
        if forms:
            progress("survey_instrument", 0, len(forms))
            outcomes = await SurveyForms(self._session).ship(forms)
            report.in_use += [slug for slug, outcome in outcomes.items() if outcome == "in_use"]
            report.tallies["survey_instrument"] = Tally(
                **{name: list(outcomes.values()).count(name) for name in ("created", "changed")},
                unchanged=sum(outcome in {"unchanged", "in_use"} for outcome in outcomes.values()),
            )
            progress("survey_instrument", len(forms), len(forms))
        return report

    async def _ship(self, instruments: Sequence[Definition], report: LoadReport) -> None:
        shipped = await InstrumentService(self._session).ship(instruments)
        report.in_use = shipped.having(Outcome.IN_USE)
        counted = {one.value: len(shipped.having(one)) for one in Outcome if one is not Outcome.IN_USE}
        # what is in use stays as it is, and is told by name
        counted[Outcome.UNCHANGED.value] += len(report.in_use)
        report.tallies["instrument"] = Tally(**counted)

    async def _write(self, batch: Batch, loading: "_Loading") -> Tally:
        tally = Tally()
        new: list[Drawing] = []
        changed: list[Drawing] = []
        items: list[Row] = []
        for key, entry in batch.entries:
            outcome = loading.outcome(key, digest(entry))
            setattr(tally, outcome, getattr(tally, outcome) + 1)
            if outcome in {"unchanged", "kept"}:
                continue
            drawing = Drawing(key, entry.since, loading.find)
            batch.draw(drawing, entry)
            version = loading.version(key) + 1
            drawing.root["id"] = drawing.id
            if issubclass(batch.table, Kept):
                drawing.root["version"] = version
            (new if outcome == "created" else changed).append(drawing)
            items.append({"key": key, "record_id": drawing.id, "digest": digest(entry), "version": version})
        await self._store(batch.table, new, changed)
        await self._reference.remember(items)
        return tally

    async def _store(self, table: type[Base], new: list[Drawing], changed: list[Drawing]) -> None:
        """Write records, then what hangs on them: all of a kind may refer to each other."""
        await self._reference.add(table, [drawing.root for drawing in new])
        for drawing in changed:
            await self._reference.change(table, _lasting(drawing.root))
        hanging: dict[type[Base], list[Row]] = {}
        for drawing in (*new, *changed):
            for child, row in drawing.children:
                hanging.setdefault(child, []).append(row)
        await self._reference.put_terms(hanging.pop(Term, []))
        for child, rows in hanging.items():
            await self._reference.add(child, rows)


class _Loading:
    """What is known of the items during one load: what earlier loads wrote, what stands now, and who has which id."""

    def __init__(self, loaded: dict[str, Loaded], standing: dict[str, Standing]) -> None:
        self._loaded = loaded
        self._standing = standing
        self._versions = {record.id: record.version for record in standing.values()}
        self._ids = {key: record.id for key, record in standing.items()}

    def identify(self, batch: Batch) -> None:
        """Settle the identifiers of a batch: of an earlier load, of a record of the same name, or derived ones."""
        for key, entry in batch.entries:
            if key in self._loaded:
                self._ids[key] = self._loaded[key].record_id
            self._ids.setdefault(key, derived_id(moment(entry.since), key))
            for term in getattr(entry, "terms", ()):
                name = f"{key.partition(':')[2]}/{term.slug}"
                self._ids.setdefault(f"term:{name}", derived_id(moment(entry.since), f"{key}/term:{term.slug}"))

    def find(self, key: str) -> UUID:
        """Return the identifier of a record."""
        return self._ids[key]

    def version(self, key: str) -> int:
        """Return the version that an item left its record at, 0 if it has none yet."""
        return self._loaded[key].version if key in self._loaded else 0

    def outcome(self, key: str, fresh: str) -> str:
        """Return what becomes of an item whose digest is `fresh`."""
        earlier = self._loaded.get(key)
        if earlier is None:
            return "kept" if key in self._standing else "created"
        if earlier.digest == fresh:
            return "unchanged"
        counted = key.partition(":")[0] in _COUNTED
        here = self._versions.get(earlier.record_id)
        return "changed" if here == earlier.version or (here is not None and not counted) else "kept"


# Kinds of record whose changes by people show in a version number.
_COUNTED = {"source", "agency", "person", "innovation", "programme", "programme_edition", "plan_aggregate"}


def batches(files: ReferenceFiles) -> list[Batch]:
    """Return the items by kind, each kind after those it refers to."""
    edges = [(f"succession:{e.predecessor}/{e.successor}/{e.kind}", e) for e in files.successions]
    areas = sorted(files.areas, key=lambda entry: entry.code)
    return [
        Batch("source", Source, [(f"source:{e.slug}", e) for e in files.sources], draw_source),
        Batch("area", Area, [(f"area:{e.code}", e) for e in areas], draw_area),
        Batch(
            "classification",
            Classification,
            [(f"classification:{e.slug}", e) for e in files.classifications],
            draw_classification,
        ),
        Batch("agency", Agency, [(f"agency:{e.slug}", e) for e in files.agencies], draw_agency),
        Batch("succession", AgencySuccession, edges, draw_succession),
        Batch("person", Person, [(f"person:{e.slug}", e) for e in files.people], draw_person),
        Batch("innovation", Innovation, [(f"innovation:{e.slug}", e) for e in files.innovations], draw_innovation),
        Batch("programme", Programme, [(f"programme:{e.slug}", e) for e in files.programmes], draw_programme),
        Batch(
            "programme_edition",
            ProgrammeEdition,
            [(f"programme_edition:{e.slug}", e) for e in files.editions],
            draw_edition,
        ),
        Batch(
            "plan_aggregate",
            PlanAggregate,
            [(f"plan_aggregate:{e.slug}", e) for e in files.plan_aggregates],
            draw_plan_aggregate,
        ),
    ]


def digest(entry: Shipped) -> str:
    """Return the digest of what an entry says; its wording in the file, comments and order of keys do not count."""
    return hashlib.sha256(entry.model_dump_json(exclude_defaults=True).encode()).hexdigest()


def _lasting(root: Row) -> Row:
    """Return the part of a row that a later load changes: not whether and when a record was published."""
    return {name: value for name, value in root.items() if name not in {"status", "published_at"}}
