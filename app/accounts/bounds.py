"""What accounts and keys may be made of: rules, without the tables."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from app.accounts.policy import BOUND, granted
from app.accounts.schemas import MOST_KEY_DAYS
from app.core.errors import FieldError, Text

_AGENCY_REQUIRED = Text(
    "Wajib diisi untuk peran operator dan secretariat.", "This is required for the roles operator and secretariat."
)
_ROLES_APART = Text(
    "Peran operator dan secretariat, yang terikat pada perangkat daerahnya, tidak dapat digabung dengan peran lain.",
    "The roles operator and secretariat, which are bound to their agency, do not go together with other roles.",
)
_NOT_GRANTED = Text("Peran akun ini tidak memberinya.", "The roles of the account do not grant this.")
_NOT_TO_COME = Text("Harus di masa depan.", "This must be in the future.")
_TOO_LATE = Text("Paling lama lima tahun ke depan.", "This must be within five years.")


def role_errors(roles: Collection[str], agency_id: UUID | None) -> Iterator[FieldError]:
    """Yield what is wrong with the roles of an account at an agency, or at none.

    A role that is bound to an agency stands beside none that is not: permissions of the one and reach of the other
    together would be more than either gives.
    """
    if BOUND.isdisjoint(roles):
        return
    if not BOUND.issuperset(roles):
        yield FieldError("#/roles", "roles_apart", _ROLES_APART)
    if agency_id is None:
        yield FieldError("#/agency", "required", _AGENCY_REQUIRED)


def permission_errors(permissions: Collection[str] | None, roles: Collection[str]) -> Iterator[FieldError]:
    """Yield an error for each permission of a key that the roles of its account do not grant."""
    given = granted(roles, None)
    for index, permission in enumerate(permissions or ()):
        if permission not in given:
            yield FieldError(f"#/permissions/{index}", "not_granted", _NOT_GRANTED)


def expiry_errors(expires_at: datetime | None, now: datetime) -> Iterator[FieldError]:
    """Yield what is wrong with the time at which a key is to end; None: it is not to end by itself."""
    if expires_at is None:
        return
    if expires_at <= now:
        yield FieldError("#/expires_at", "not_in_future", _NOT_TO_COME)
    elif expires_at - now > timedelta(days=MOST_KEY_DAYS):
        yield FieldError("#/expires_at", "too_late", _TOO_LATE)
