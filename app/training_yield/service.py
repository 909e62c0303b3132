"""The yield of an edition, put together from its plans, its shortlists, and what is known of innovations."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.action_plans.counting import Places, PlanCount, count_plans
from app.action_plans.repository import ActionPlanRepository
from app.action_plans.schemas import EditionBrief
from app.core.clock import today
from app.core.database import Session
from app.core.errors import FieldError, InvalidRequest, NotFound, Text
from app.core.partial_date import first_day, last_day
from app.core.security import Principal
from app.models import ProgrammeEdition
from app.models.codes import Vitality
from app.signs_of_life.repository import SignOfLifeRepository
from app.signs_of_life.vitality import state_of
from app.survival.cohort import Known
from app.survival.repository import SurvivalRepository
from app.training_yield.costs import Cost, Lack, cost_for_each, cost_for_survivor
from app.training_yield.outcome import Become, Looked, Output, tally
from app.training_yield.outputs import OutputCount, count_outputs
from app.training_yield.repository import ListedRow, PlanRow, YieldRepository
from app.training_yield.schemas import (
    YEARS,
    TrainingYieldRead,
    YieldAlive,
    YieldAliveAfter,
    YieldCost,
    YieldCosts,
    YieldDefinition,
    YieldOutputs,
    YieldPlans,
    YieldReplicated,
    YieldStarted,
)

_AHEAD = Text("Tanggal ini belum tiba.", "This date has not come yet.")
_BEFORE = Text("Penyelenggaraan ini baru dimulai pada {starts_on}.", "The edition began on {starts_on} only.")
_DEFINITION = Text(
    "Hasil adalah rencana aksi bersama inovasi pada daftar terpilih penyelenggaraan ini, masing-masing dihitung satu "
    "kali: rencana dan inovasi yang terjadi darinya satu hasil; inovasi pada daftar terpilih yang rencananya tidak "
    "tercatat dianggap salah satu rencana tanpa nama selama masih ada. Terlaksana: ada tahap uji coba atau penerapan, "
    "tanda hidup, atau rencana mencapai tahap deliver. Hidup: memberi tanda hidup dalam {months} bulan. Berakhir: "
    "tahap terakhirnya berhenti, vakum ({twice} bulan tanpa tanda hidup sesudah yang terakhir), atau rencana yang "
    "dihentikan sebelum menjadi inovasi. Hidup sesudah 1, 2, 3 tahun dihitung sejak inovasi dimulai, tahun 365,25 "
    "hari, seperti pada kelangsungan inovasi. Yang tidak diketahui, juga karena belum waktunya atau tidak pernah "
    "terdengar, disebut tidak diketahui dan tidak pernah dihitung nol. Direplikasi: replika milik perangkat daerah "
    "lain sedang hidup. Biaya per hasil yang hidup hanya ada bila keadaan semua hasil diketahui.",
    "Outputs are the action plans together with the innovations on the shortlists of this edition, each counted once: "
    "a plan and the innovation that it has become are one output; an innovation on a shortlist whose plan is not on "
    "record is taken for one of the plans without a name, while there are such. Started: a stage of trial or use, a "
    "sign of life, or the plan came to the stage deliver. Alive: gave a sign of life within {months} months. Ended: "
    "its last stage is that it stopped, it is dormant ({twice} months without a sign of life after the last one), or "
    "it is a plan that was stopped before it became an innovation. Alive after 1, 2, 3 years counts from when the "
    "innovation began, in years of 365.25 days, as survival does. What is unknown, also because it is too early or "
    "because nobody ever heard of it, is told as unknown and never counted as zero. Replicated: a replica of another "
    "agency is alive. The cost of each that lives is told only where it is known of all outputs whether they do.",
)


@dataclass(frozen=True, slots=True)
class _Outputs:
    """What came out of an edition: its plans, the outputs on record, and how many there are."""

    plans: PlanCount
    identified: Sequence[tuple[PlanRow | None, UUID | None]]
    count: OutputCount


@dataclass(frozen=True, slots=True)
class Came:
    """What came out of an edition by the day of a look at it: how many plans and outputs, and every single output."""

    plans: PlanCount
    count: OutputCount
    look: Looked
    every: Sequence[Output]


class TrainingYieldService:
    """The yield of editions within one read; `months` is the period within which an innovation owes a sign of life."""

    def __init__(self, session: Session, principal: Principal | None, months: int) -> None:
        self._plans = ActionPlanRepository(session)
        self._data = YieldRepository(session)
        self._records = SurvivalRepository(session)
        self._signs = SignOfLifeRepository(session)
        self._principal = principal
        self._months = months

    async def get(self, key: str, as_of: date | None) -> TrainingYieldRead:
        """Return the yield of an edition on a day, today where none is told.

        Raises:
            NotFound: there is no edition that the reader may know of.
            InvalidRequest: the day has not come, or lies before the edition.
        """
        edition = await self._plans.edition(key, self._principal)
        if edition is None:
            raise NotFound
        on = _day(as_of, edition)
        return self._told(edition, (await self.came([edition], on))[edition.id])

    async def came(self, editions: Sequence[ProgrammeEdition], on: date) -> dict[UUID, Came]:
        """Return what came out of editions by a day, by edition, in as many statements for many as for one."""
        ids = [one.id for one in editions]
        plans, counts = await self._data.plans(ids), await self._data.aggregates(ids)
        lists = await self._data.shortlists(ids)
        told = {id_: self._outputs(plans.get(id_, []), counts.get(id_, {}), lists.get(id_, [])) for id_ in ids}
        named = {id_ for outputs in told.values() for _, id_ in outputs.identified if id_ is not None}
        become = await self._become(named, on)
        found = {}
        for edition in editions:
            outputs = told[edition.id]
            every = [
                Output(row.plan if row else None, become[id_] if id_ is not None else None)
                for row, id_ in outputs.identified
            ]
            every += outputs.count.unidentified * [Output()]
            look = Looked(last_day(edition.starts_on), on, self._months)
            found[edition.id] = Came(outputs.plans, outputs.count, look, every)
        return found

    @staticmethod
    def _outputs(plans: Sequence[PlanRow], counts: Mapping[UUID, int], lists: Sequence[ListedRow]) -> _Outputs:
        counted = _plan_count(plans, counts)
        with_plan: dict[UUID, tuple[PlanRow, UUID | None]] = {}
        for row in plans:
            with_plan.setdefault(row.innovation_id or row.id, (row, row.innovation_id))
        named = {id_ for listed in lists for id_ in listed.innovations}
        shortlisted = sorted(named - with_plan.keys())
        bare = sum(id_ is None for _, id_ in with_plan.values())
        count = count_outputs(counted, len(with_plan), bare, len(shortlisted), _unnamed_places(lists))
        return _Outputs(counted, [*with_plan.values(), *((None, id_) for id_ in shortlisted)], count)

    async def _become(self, ids: set[UUID], on: date) -> dict[UUID, Become]:
        """Return what is known of innovations on a day."""
        first_known = await self._data.first_known(ids)
        stages = await self._records.stages(ids)
        replicas = await self._data.replicas(ids)
        made = set().union(*replicas.values())
        lives = await self._signs.lives(ids | made, on)
        in_use = {id_ for id_ in made if state_of(lives[id_], on, self._months).vitality is Vitality.AKTIF}
        return {
            id_: Become(
                Known(stages.get(id_, []), first_known[id_], lives[id_]),
                replicated=not in_use.isdisjoint(replicas.get(id_, ())),
            )
            for id_ in ids
        }

    def _told(self, edition: ProgrammeEdition, outputs: Came) -> TrainingYieldRead:
        look, every = outputs.look, outputs.every
        started, alive = tally(map(look.started, every)), tally(map(look.alive, every))
        replicated, cost = tally(map(look.replicated, every)), edition.cost_idr
        return TrainingYieldRead(
            edition=EditionBrief.model_validate(edition),
            as_of=look.on,
            plans=YieldPlans.model_validate(outputs.plans),
            outputs=YieldOutputs(
                total=outputs.count.total,
                identified=outputs.count.identified,
                unidentified=outputs.count.unidentified,
                innovations=sum(one.innovation is not None for one in every),
            ),
            started=YieldStarted(started=started.yes, not_started=started.no, unknown=started.unknown),
            alive=YieldAlive(known_alive=alive.yes, known_ended=alive.no, unknown=alive.unknown),
            alive_after=[_after(look, every, years) for years in YEARS],
            replicated=YieldReplicated(
                replicated=replicated.yes, none_in_use=replicated.no, unknown=replicated.unknown
            ),
            costs=YieldCosts(
                cost_idr=cost,
                per_plan=_cost(cost_for_each(cost, outputs.plans.total, Lack.NO_PLANS)),
                per_output=_cost(cost_for_each(cost, outputs.count.total, Lack.NO_OUTPUTS)),
                per_survivor=_cost(cost_for_survivor(cost, alive)),
            ),
            definition=YieldDefinition(
                id=_DEFINITION.in_language("id", months=self._months, twice=2 * self._months),
                en=_DEFINITION.in_language("en", months=self._months, twice=2 * self._months),
            ),
            period_months=self._months,
        )


def _day(as_of: date | None, edition: ProgrammeEdition) -> date:
    on = as_of or today()
    if on > today():
        raise InvalidRequest([FieldError("query/as_of", "in_future", _AHEAD)])
    if as_of is not None and on < first_day(edition.starts_on):
        facts: dict[str, object] = {"starts_on": edition.starts_on}
        raise InvalidRequest([FieldError("query/as_of", "before_edition", _BEFORE, facts)])
    return on


def _plan_count(plans: Iterable[PlanRow], counts: Mapping[UUID, int]) -> PlanCount:
    named = [row.aggregate_id for row in plans]
    places = [Places(count, named.count(id_)) for id_, count in counts.items()]
    return count_plans(places, named.count(None))


def _unnamed_places(lists: Iterable[ListedRow]) -> int:
    """Return how many places of shortlists no source names; a list that was drawn from another one has none."""
    roots = [one for one in lists if one.parent_id is None and one.declared_size is not None]
    return sum(max((one.declared_size or 0) - len(one.innovations), 0) for one in roots)


def _after(look: Looked, every: Iterable[Output], years: int) -> YieldAliveAfter:
    found = tally(look.alive_after(one, years) for one in every)
    return YieldAliveAfter(
        years=years,
        known_alive=found.yes,
        known_ended=found.no,
        unknown=found.unknown,
        too_early=found.too_early,
    )


def _cost(cost: Cost) -> YieldCost:
    return YieldCost(idr=cost.idr, reason=cost.reason, at_least=cost.at_least, at_most=cost.at_most)
