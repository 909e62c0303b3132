"""What is owed on a day, by whom, and to whom that is told: the rules, and nothing else.

| kind                  | due                                                    | told to                             |
|-----------------------|--------------------------------------------------------|-------------------------------------|
| `tanda_hidup`         | when the period since the last sign of life ends       | the owner                           |
| `cek_kelangsungan`    | 6 and 12 months after a replica began, until answered  | the owner of the replica            |
| `langkah_replikasi`   | when a replication is to leave the step that it is in  | who acts; once overdue, the origin  |
| `perjanjian_berakhir` | on the last day of an agreement of a replication       | both sides                          |
| `kewajiban`           | by when a mandate in force is to be met                | each agency that it obliges         |
| `tonggak_rencana`     | when a milestone of an action plan is to be reached    | the agency of the plan              |

Something is overdue from the day after it is due, and stays in the list until it is done: a dormant innovation until
its next sign of life, an agreement until there is a later one of its kind. A plan that was stopped owes nothing any
more. Who mentors an innovation, a replication or a plan is told what is told of it, of a step once it is overdue. The
sources give no such list; days and kinds follow the rules that each obligation has of its own.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from uuid import UUID

from app.core.errors import Text
from app.models.codes import ReplicationActor, ReplicationDocumentKind, Vitality
from app.models.replication import ENDED
from app.reminders.known import (
    Agreement,
    Milestone,
    Obligation,
    Obliged,
    OwnInnovation,
    Reminder,
    ReminderKind,
    Replication,
    SubjectType,
)
from app.replication.paths import rules
from app.replication.workflow import waiting_for
from app.signs_of_life.vitality import state_of, survival_checks

# of the documents of a replication, what binds its sides for a time
AGREEMENTS = (
    ReplicationDocumentKind.NOTA_KESEPAKATAN,
    ReplicationDocumentKind.PKS,
    ReplicationDocumentKind.SURAT_KESEDIAAN,
)
_NOT_ALIVE = frozenset({Vitality.VAKUM, Vitality.BERHENTI})

_SIGN = Text("Tanda hidup diharapkan paling lambat pada hari ini.", "A sign of life is expected by this day.")
_STALE = Text(
    "Tanda hidup terlambat; tanpa itu inovasi menjadi vakum.",
    "The sign of life is late; without it the innovation becomes dormant.",
)
_DORMANT = Text(
    "Inovasi ini vakum; tanda hidup mengaktifkannya kembali.",
    "The innovation is dormant; a sign of life makes it active again.",
)
_CHECKS = {
    6: Text("Cek kelangsungan 6 bulan: apakah replika masih dipakai?", "Check after 6 months: is the replica in use?"),
    12: Text(
        "Cek kelangsungan 12 bulan: apakah replika masih dipakai?", "Check after 12 months: is the replica in use?"
    ),
}
_STEP = Text("Replikasi menunggu langkah ini diselesaikan.", "The replication waits for this step to be done.")
_EXPIRY = Text(
    "Perjanjian replikasi ini berakhir; perbarui bila replikasi berlanjut.",
    "This agreement of a replication ends; renew it if the replication goes on.",
)
_DUTY = Text(
    "Inovasi ini wajib direplikasi paling lambat pada hari ini.", "The innovation is to be replicated by this day."
)

_MILESTONE = Text(
    "Tonggak rencana aksi ini diharapkan tercapai paling lambat pada hari ini.",
    "This milestone of an action plan is to be reached by this day.",
)


# what orders a list, and tells each row of it from the others
PLACE = ("due_on", "kind", "subject_id", "agency_id")


def acting(one: Replication) -> tuple[ReplicationActor, ...]:
    """Return the sides of a replication that are to take its next step, by the path of its model."""
    return waiting_for(one.status, one.step, rules().model(one.model))


def of_innovation(one: OwnInnovation, on: date, months: int) -> Iterator[Reminder]:
    """Yield what is owed for an innovation, if it owes a sign of life every so many months.

    Before it was published it owes nothing, and once it stopped nothing any more.
    """
    state = state_of(one.life, on, months)
    if state.due_on is None or one.life.owes_from > on:
        return
    note = {Vitality.STALE: _STALE, Vitality.VAKUM: _DORMANT}.get(state.vitality, _SIGN)
    about = (SubjectType.INNOVATION, one.id, one.slug, one.name, one.agency_id)
    yield Reminder(ReminderKind.TANDA_HIDUP, state.due_on, *about, note)
    if one.began_on is None or one.began_on > on:
        return
    # the last sign answers whatever an earlier one does
    for check in survival_checks(one.began_on, [one.life.last_sign] if one.life.last_sign else []):
        if check.answered_on is None:
            note = _CHECKS[check.months]
            yield Reminder(
                ReminderKind.CEK_KELANGSUNGAN, check.due_on, *about, note, waiting_for=ReplicationActor.PENERIMA
            )


def of_step(one: Replication, agencies: Collection[UUID], on: date) -> Iterator[Reminder]:
    """Yield the reminders of a step for those of the agencies that are told: who acts, and once overdue the origin."""
    sides = acting(one)
    if one.due_on is None or not sides:
        return
    told = [one.side(actor) for actor in sides]
    if one.due_on < on:
        told.append(one.origin_agency_id)
    for agency_id in dict.fromkeys(told):
        if agency_id in agencies:
            yield _step(one, one.due_on, agency_id)


def of_step_for_mentor(one: Replication, on: date) -> Iterator[Reminder]:
    """Yield the reminder of a step for the mentor, once it is overdue; it is whoever is to act who owes it."""
    sides = acting(one)
    if one.due_on is not None and one.due_on < on and sides:
        yield _step(one, one.due_on, one.side(sides[0]))


def _step(one: Replication, due_on: date, agency_id: UUID | None) -> Reminder:
    return Reminder(
        ReminderKind.LANGKAH_REPLIKASI,
        due_on,
        SubjectType.REPLICATION_REQUEST,
        one.id,
        None,
        one.name,
        agency_id,
        _STEP,
        waiting_for=next(iter(acting(one)), None),
        request=one,
    )


def last_of_each(agreements: Iterable[Agreement]) -> list[Agreement]:
    """Return the agreements that end: of each kind of a replication the last one, unless one of them has no end."""
    last: dict[tuple[UUID, str], Agreement] = {}
    for one in agreements:
        key = (one.replication.id, one.kind)
        if key not in last or _end(one) > _end(last[key]):
            last[key] = one
    return [one for one in last.values() if one.valid_until is not None]


def _end(one: Agreement) -> tuple[bool, date, UUID]:
    return one.valid_until is None, one.valid_until or date.min, one.id


def of_agreement(one: Agreement, agency_ids: Iterable[UUID]) -> Iterator[Reminder]:
    """Yield the reminders that an agreement ends, one for each of these sides."""
    if one.valid_until is None or one.replication.status in ENDED:
        return
    for agency_id in agency_ids:
        yield Reminder(
            ReminderKind.PERJANJIAN_BERAKHIR,
            one.valid_until,
            SubjectType.REPLICATION_DOCUMENT,
            one.id,
            None,
            one.title or one.replication.name,
            agency_id,
            _EXPIRY,
            request=one.replication,
        )


def parties(one: Replication) -> list[UUID]:
    """Return the two sides that an agreement binds; one where the origin has no owner."""
    return [side for side in dict.fromkeys((one.agency_id, one.origin_agency_id)) if side is not None]


def of_obligation(
    one: Obligation, agency: Obliged, own: Iterable[OwnInnovation], on: date, months: int
) -> Iterator[Reminder]:
    """Yield the reminder that an agency has not met a mandate in force.

    It is met by a replica of its own that is alive and by a decision that stands; the owner has nothing to meet. What
    predecessors and successors have counts.
    """
    if agency.external or agency.kind not in one.kinds:
        return
    if one.owner_id in agency.lineage or not agency.lineage.isdisjoint(one.decided):
        return
    for each in own:
        replica = each.agency_id in agency.lineage and one.innovation_id in each.replicates
        if replica and state_of(each.life, on, months).vitality not in _NOT_ALIVE:
            return
    yield Reminder(
        ReminderKind.KEWAJIBAN, one.due_on, SubjectType.MANDATE, one.id, one.slug, one.title, agency.id, _DUTY
    )


def of_milestone(one: Milestone, on: date) -> Iterator[Reminder]:
    """Yield the reminder of a milestone that was not reached by a day, of a plan that goes on then."""
    if (one.done_on is not None and one.done_on <= on) or (one.ended_on is not None and one.ended_on <= on):
        return
    yield Reminder(
        ReminderKind.TONGGAK_RENCANA,
        one.due_on,
        SubjectType.PLAN_MILESTONE,
        one.id,
        None,
        f"{one.title} ({one.plan})",
        one.agency_id,
        _MILESTONE,
        plan_id=one.plan_id,
    )


def ahead(reminders: Iterable[Reminder], on: date, within: int) -> list[Reminder]:
    """Return what is due within so many days from a day on, and all that is overdue."""
    return [one for one in reminders if (one.due_on - on).days <= within]
