"""What the database says becomes a fact that a client can use, and leads to the field."""

import asyncpg
import pytest
from sqlalchemy import CheckConstraint, ForeignKeyConstraint, UniqueConstraint, insert, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Conflict, DatabaseBusy, DatabaseNotMigrated, DatabaseUnavailable, Fact, InvalidRequest
from app.core.faults import fact_for
from app.core.ids import new_id
from app.core.tables import Base, field_of
from app.models import Agency, AgencyAlias, Innovation, Person
from tests import factories

CONSTRAINTS = [
    (table.name, str(constraint.name))
    for table in Base.metadata.tables.values()
    for constraint in table.constraints
    if isinstance(constraint, CheckConstraint | UniqueConstraint | ForeignKeyConstraint)
]


def test_every_constraint_is_named_and_speaks_of_a_field() -> None:
    assert len(CONSTRAINTS) > 80
    for table, constraint in CONSTRAINTS:
        assert field_of(table, constraint) in Base.metadata.tables[table].columns, (table, constraint)


@pytest.mark.parametrize(
    ("table", "constraint", "field"),
    [
        ("innovation", "ck_innovation_kind", "kind"),
        ("innovation", "ck_innovation_platform_relation", "platform_relation"),
        ("agency_version", "ck_agency_version_valid_to_order", "valid_to"),
        ("agency_alias", "uq_agency_alias_agency_id_name", "name"),
        ("agency", "uq_agency_slug", "slug"),
        ("position", "fk_position_person_id", "person_id"),
        ("nowhere", "ck_nowhere_kind", None),
        ("innovation", "ck_innovation_no_such_column", None),
    ],
)
def test_a_constraint_leads_to_its_field(table: str, constraint: str, field: str | None) -> None:
    assert field_of(table, constraint) == field


async def failure(session: AsyncSession, model: type[Base], **values: object) -> Fact:
    with pytest.raises(DBAPIError) as caught:
        await session.execute(insert(model).values(id=new_id(), **values))
    fact = fact_for(caught.value)
    assert fact
    return fact


async def test_a_value_outside_its_codes(session: AsyncSession) -> None:
    fact = await failure(session, Innovation, slug="a", name="a", name_key="a", kind="manual", status="draft")
    assert isinstance(fact, InvalidRequest)
    assert [error.pointer for error in fact.errors] == ["#/kind"]


async def test_a_name_taken(session: AsyncSession) -> None:
    await factories.agency(session, "Dinas Satu")
    fact = await failure(session, Agency, slug="dinas-satu", external=False)
    assert isinstance(fact, Conflict)
    assert [error.pointer for error in fact.errors] == ["#/slug"]


async def test_a_record_that_does_not_exist(session: AsyncSession) -> None:
    fact = await failure(session, AgencyAlias, agency_id=new_id(), name="a", name_key="a")
    assert isinstance(fact, Conflict)
    assert [error.pointer for error in fact.errors] == ["#/agency_id"]


async def test_a_value_that_is_missing(session: AsyncSession) -> None:
    fact = await failure(session, Person, slug="a", name=None, name_key="a")
    assert isinstance(fact, InvalidRequest)
    assert [error.pointer for error in fact.errors] == ["#/name"]


async def test_what_cannot_be_stored_at_all(session: AsyncSession) -> None:
    with pytest.raises(DBAPIError) as caught:
        await session.execute(text("SELECT CAST(:number AS int)"), {"number": 2**31})
    assert isinstance(fact_for(caught.value), InvalidRequest)


@pytest.mark.parametrize(
    ("error", "fact"),
    [
        (asyncpg.TooManyConnectionsError("x"), DatabaseUnavailable),
        (asyncpg.DiskFullError("x"), DatabaseUnavailable),
        (asyncpg.ReadOnlySQLTransactionError("x"), DatabaseUnavailable),
        (asyncpg.CannotConnectNowError("x"), DatabaseUnavailable),
        (asyncpg.AdminShutdownError("x"), DatabaseUnavailable),
        (asyncpg.ConnectionDoesNotExistError("x"), DatabaseUnavailable),
        (asyncpg.InvalidPasswordError("x"), DatabaseUnavailable),
        (ConnectionRefusedError(), DatabaseUnavailable),
        (asyncpg.InterfaceError("x"), DatabaseUnavailable),
        (TimeoutError(), DatabaseBusy),
        (asyncpg.QueryCanceledError("x"), DatabaseBusy),
        (asyncpg.LockNotAvailableError("x"), DatabaseBusy),
        (asyncpg.DeadlockDetectedError("x"), DatabaseBusy),
        (asyncpg.SerializationError("x"), DatabaseBusy),
        (asyncpg.UndefinedTableError("x"), DatabaseNotMigrated),
        (asyncpg.PostgresSyntaxError("x"), None),
        (KeyError("x"), None),
    ],
)
def test_states_of_the_database(error: Exception, fact: type[Fact] | None) -> None:
    found = fact_for(error)
    assert type(found) is fact if fact else found is None
