"""What a failure of the database means to a client, by SQLSTATE class; anything else is a fault of ours."""

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError

from app.core.errors import (
    Conflict,
    DatabaseBusy,
    DatabaseNotMigrated,
    DatabaseUnavailable,
    Fact,
    FieldError,
    InvalidRequest,
    Text,
)
from app.core.refusals import AdaptationCycle
from app.core.tables import field_of

# PostgreSQL 18, Appendix A: 08 connection, 57P shutdown, 53 resources, 58 system, XX internal, 25006 read-only.
_UNAVAILABLE = ("08", "57P", "53", "58", "XX", "25006", "3D", "28", "42501")
# 40001 serialisation, 40P01 deadlock, 55P03 lock timeout, 57014 statement timeout.
_BUSY = ("40001", "40P01", "55P03", "57014")
# 42P01 no such table, 42703 no such column: between the start of a release and its migration
_NOT_MIGRATED = ("42P01", "42703")
_CONFLICT = ("23505", "23503", "23P01")
# 22 data exceptions and 23514 CHECK: the value cannot be stored.
_INVALID = ("22", "23514", "23502")

# constraints that are rules with a meaning of their own, by their names, whatever the class of the SQLSTATE
_NAMED: dict[str, type[Fact]] = {"innovation_relation_acyclic": AdaptationCycle}

_UNSTORABLE = Text("Nilai ini tidak dapat disimpan.", "This value cannot be stored.")

# what asyncpg and the operating system raise when there is no server to speak with
_NO_SERVER = (OSError, asyncpg.InterfaceError, asyncpg.PostgresConnectionError)


def _constraint_field(error: BaseException) -> list[FieldError]:
    """Return the field that a violated constraint, or a missing value, speaks of."""
    table = str(getattr(error, "table_name", ""))
    constraint = getattr(error, "constraint_name", None)
    field = field_of(table, constraint) if constraint else getattr(error, "column_name", None)
    return [FieldError(f"#/{field}", "invalid_value", _UNSTORABLE)] if field else []


def fact_for(error: BaseException) -> Fact | None:
    """Return the fact behind an exception, or None if it is a fault in this code."""
    if isinstance(error, Fact):
        return error
    if isinstance(error, PoolTimeout | TimeoutError):
        return DatabaseBusy()
    if isinstance(error, StaleDataError):
        return Conflict()
    cause = (error.orig or error) if isinstance(error, DBAPIError) else error
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return DatabaseUnavailable()
    # the dialect wraps the driver's exception once more
    cause = getattr(cause, "__cause__", None) or cause
    state = getattr(cause, "sqlstate", None)
    if state is None:
        return DatabaseUnavailable() if isinstance(cause, _NO_SERVER) else None
    return _fact_for_state(str(state), cause)


def _fact_for_state(state: str, cause: BaseException) -> Fact | None:
    unavailable = {_BUSY: DatabaseBusy, _UNAVAILABLE: DatabaseUnavailable, _NOT_MIGRATED: DatabaseNotMigrated}
    for states, fact in unavailable.items():
        if state.startswith(states):
            return fact()
    if named := _NAMED.get(str(getattr(cause, "constraint_name", None))):
        return named()
    if state.startswith(_CONFLICT):
        return Conflict(_constraint_field(cause))
    if state.startswith(_INVALID):
        return InvalidRequest(_constraint_field(cause))
    return None
