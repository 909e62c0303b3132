"""What accounts and keys may be made of."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.bounds import expiry_errors, permission_errors, role_errors
from app.accounts.policy import BOUND, PERMISSIONS, bound, granted
from app.core.ids import new_id
from app.models.codes import Permission, Role

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
SOME_ROLES = [set(roles) for size in (1, 2, 3, 6) for roles in combinations(Role, size)]


def codes(errors: object) -> list[tuple[str, str]]:
    return [(error.pointer, error.code) for error in errors]  # type: ignore[attr-defined] # field errors


@pytest.mark.parametrize("roles", SOME_ROLES, ids=lambda roles: "+".join(sorted(roles)))
def test_what_a_role_grants_for_its_own_agency_never_meets_a_wider_reach(roles: set[Role]) -> None:
    if list(role_errors(roles, new_id())):
        assert not BOUND.isdisjoint(roles)
        return
    own = granted(roles & BOUND, None)
    assert bound(roles) or not own


@pytest.mark.parametrize("role", sorted(Role))
def test_a_role_bound_to_an_agency_needs_one(role: Role) -> None:
    assert codes(role_errors([role], None)) == ([("#/agency", "required")] if role in BOUND else [])
    assert not list(role_errors([role], new_id()))


@given(st.sets(st.sampled_from(list(Permission))), st.sampled_from(list(Role)))
def test_a_key_is_refused_exactly_what_its_account_has_not(asked: set[Permission], role: Role) -> None:
    listed = sorted(asked)
    refused = [listed[int(pointer.rsplit("/", 1)[1])] for pointer, _ in codes(permission_errors(listed, [role]))]
    assert set(refused) == asked - PERMISSIONS[role]


@pytest.mark.parametrize(
    ("expires_at", "expected"),
    [
        (None, []),
        (NOW, ["not_in_future"]),
        (NOW - timedelta(seconds=1), ["not_in_future"]),
        (NOW + timedelta(seconds=1), []),
        # the same moment, told in Medan's time
        (NOW.astimezone(timezone(timedelta(hours=7))), ["not_in_future"]),
        (NOW.replace(year=2031), []),
        (NOW + timedelta(days=1828), ["too_late"]),
        (datetime.max.replace(tzinfo=timezone(-timedelta(hours=23))), ["too_late"]),
        (datetime.min.replace(tzinfo=timezone(timedelta(hours=14))), ["not_in_future"]),
    ],
)
def test_a_key_ends_within_five_years_or_not_by_itself(expires_at: datetime | None, expected: list[str]) -> None:
    assert codes(expiry_errors(expires_at, NOW)) == [("#/expires_at", code) for code in expected]
