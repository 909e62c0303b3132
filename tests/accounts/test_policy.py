"""What roles grant: the table that people read is the table that holds, and a key only ever takes away."""

import re

from hypothesis import given
from hypothesis import strategies as st

from app.accounts import policy
from app.accounts.policy import BOUND, PERMISSIONS, bound, granted
from app.models.codes import Permission, Role

ROLES = st.frozensets(st.sampled_from(list(Role)))
PERMISSION_SETS = st.frozensets(st.sampled_from(list(Permission)))


def table() -> dict[tuple[Role, Permission], str]:
    """The cells of the table in the module's description."""
    lines = [line.strip("| ").split("|") for line in (policy.__doc__ or "").splitlines() if line.startswith("|")]
    head, _, *rows = [[cell.strip() for cell in line] for line in lines]
    roles = [Role(name) for name in head[1:]]
    return {
        (role, Permission(name)): cell
        for names, *cells in rows
        for name in re.split(r", ", names)
        for role, cell in zip(roles, [*cells, *[""] * (len(roles) - len(cells))], strict=True)
    }


def test_the_table_that_people_read_is_the_one_that_holds() -> None:
    cells = table()
    assert {permission for _, permission in cells} == set(Permission)
    for role in Role:
        assert {permission for permission in Permission if cells[role, permission]} == PERMISSIONS[role], role


def test_the_roles_that_keep_their_own_are_those_bound_to_an_agency() -> None:
    cells = table()
    reach = {role: {cell for (of, _), cell in cells.items() if of == role and cell} for role in Role}
    assert {role for role, cells in reach.items() if "own" in cells} == BOUND
    assert all(cells <= {"own"} for role, cells in reach.items() if role in BOUND)


def test_who_reads_personal_data_neither_keeps_records_nor_gives_out_accounts() -> None:
    for role, permissions in PERMISSIONS.items():
        if Permission.IDENTIFIERS_DISCLOSE in permissions:
            assert not permissions & {Permission.RECORDS_WRITE, Permission.ACCOUNTS_WRITE}, role


@given(ROLES, PERMISSION_SETS)
def test_a_key_narrows_and_never_widens(roles: frozenset[Role], narrowed_to: frozenset[Permission]) -> None:
    whole = granted(roles, None)
    narrowed = granted(roles, narrowed_to)
    assert narrowed <= whole
    assert narrowed <= narrowed_to
    assert whole & narrowed_to <= narrowed


@given(ROLES, ROLES)
def test_roles_together_grant_what_each_grants(some: frozenset[Role], others: frozenset[Role]) -> None:
    assert granted(some | others, None) == granted(some, None) | granted(others, None)


@given(ROLES)
def test_codes_as_the_tables_hold_them_mean_the_same(roles: frozenset[Role]) -> None:
    texts = [role.value for role in roles]
    assert granted(texts, None) == granted(roles, None)
    assert bound(texts) == bound(roles)


def test_only_roles_that_reach_further_let_an_account_keep_more_than_its_own() -> None:
    assert bound([Role.OPERATOR])
    assert bound([Role.OPERATOR, Role.SECRETARIAT])
    assert not bound([Role.REGISTRAR])
    assert bound([Role.OPERATOR, Role.REGISTRAR])
