"""Whether innovations are alive, as one reader may know: everyone of published records, keepers also of theirs."""

from datetime import date
from uuid import UUID

from app.core.clock import today
from app.core.concealment import concealment
from app.core.database import Session
from app.core.errors import NotFound
from app.core.security import Principal
from app.innovations.whereabouts import whereabouts
from app.models.codes import Permission, Vitality
from app.signs_of_life.repository import SignOfLifeRepository
from app.signs_of_life.schemas import SurvivalCheckRead, VitalityRead
from app.signs_of_life.telling import public_sign
from app.signs_of_life.vitality import State, state_of, survival_checks


class VitalityDirectory:
    """The vitality of innovations within one read; `months` is the period within which each owes a sign of life."""

    def __init__(self, session: Session, principal: Principal | None, months: int) -> None:
        self._session = session
        self._signs = SignOfLifeRepository(session)
        self._principal = principal if principal and principal.may(Permission.RECORDS_READ) else None
        self._months = months

    async def get(self, key: str, as_of: date | None, tail: str) -> VitalityRead:
        """Return what an innovation is on a day, today where none is told; `tail` follows its address in the request.

        Raises:
            NotFound, Moved, Archived: the record is not here, or the reader may not see it.
        """
        innovation_id = await self._signs.seen(key, self._principal)
        if innovation_id is None:
            await whereabouts(self._session, key, self._principal, tail)
            raise NotFound
        on = as_of or today()
        state = state_of((await self._signs.lives([innovation_id], on))[innovation_id], on, self._months)
        last = await self._signs.last(innovation_id, on)
        return VitalityRead(
            vitality=state.vitality,
            since=state.since,
            due_on=state.due_on,
            vakum_on=state.vakum_on,
            as_of=on,
            period_months=self._months,
            last_sign=public_sign(last, await concealment(self._session)) if last else None,
            checks=await self._checks(innovation_id, on, state),
        )

    async def _checks(self, innovation_id: UUID, on: date, state: State) -> list[SurvivalCheckRead]:
        began_on = await self._signs.replica_since(innovation_id)
        if began_on is None:
            return []
        stopped = state.vitality is Vitality.BERHENTI
        return [
            SurvivalCheckRead(
                months=check.months,
                due_on=check.due_on,
                answered_on=check.answered_on,
                overdue=check.overdue(on) and not stopped,
            )
            for check in survival_checks(began_on, await self._signs.days(innovation_id, on))
        ]
