"""Which action plans, editions and innovations a reader may know of, as conditions of statements."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, or_, select

from app.core.security import Principal
from app.innovations.references import keeps
from app.models import ActionPlan, Innovation, Programme, ProgrammeEdition
from app.models.codes import Permission, ProgrammeStatus, RecordStatus


def reader_of(principal: Principal | None) -> Principal | None:
    """Return whoever keeps records; to all others only what is public is shown."""
    return principal if principal is not None and principal.may(Permission.RECORDS_READ) else None


def organised_by(principal: Principal) -> ColumnElement[bool]:
    """Return the condition that the organiser of an edition is the principal's: its own, else that of the programme."""
    edition = ProgrammeEdition
    own = edition.organiser_id.is_not(None) | edition.organiser_name.is_not(None)
    organiser = case((own, edition.organiser_id), else_=Programme.organiser_id)
    return keeps(principal, organiser)


def edition_shown_to(principal: Principal | None) -> ColumnElement[bool]:
    """Return the condition that an edition is public, or the principal's to keep."""
    public: ColumnElement[bool] = ProgrammeEdition.status == ProgrammeStatus.PUBLISHED
    reader = reader_of(principal)
    return public if reader is None else public | organised_by(reader)


def seen_by(principal: Principal | None, *, withdrawn: bool | None) -> Select[Any]:
    """Return the plans that everyone may read, and those that are the principal's to keep.

    `withdrawn` says whether those that were withdrawn are meant, or the others; None is both. They are never public.
    """
    plan = ActionPlan
    statement = select(plan).join(plan.edition).join(ProgrammeEdition.programme)
    gone = plan.withdrawn_at.is_not(None)
    public = and_(plan.published_at.is_not(None), ~gone, ProgrammeEdition.status == ProgrammeStatus.PUBLISHED)
    reader = reader_of(principal)
    kept = false() if reader is None else keeps(reader, plan.agency_id) | organised_by(reader)
    statement = statement.where(or_(public, kept))
    return statement if withdrawn is None else statement.where(gone if withdrawn else ~gone)


def shown_innovation(innovation: Innovation | None, principal: Principal | None) -> Innovation | None:
    """Return an innovation if the principal may know of it."""
    if innovation is None:
        return None
    reader = reader_of(principal)
    public = innovation.status == RecordStatus.PUBLISHED
    return innovation if public or (reader is not None and reader.keeps(innovation.agency_id)) else None
