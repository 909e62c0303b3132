"""Credentials for tests: an account of any role with a key of its own."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.keys import make_key
from app.models import Account, ApiKey, Person


async def account(session: AsyncSession, *roles: str, agency_id: UUID | None = None, **facts: Any) -> Account:
    """An account with these roles, at an agency if they are bound to one."""
    made = Account(name=f"Akun {' '.join(roles)}", roles=list(roles), agency_id=agency_id, **facts)
    session.add(made)
    await session.flush()
    return made


async def key(
    session: AsyncSession,
    of: Account,
    *,
    permissions: list[str] | None = None,
    agency_id: UUID | None = None,
    expires_at: datetime | None = None,
) -> dict[str, str]:
    """The header of a new key of an account."""
    new = make_key()
    session.add(
        ApiKey(
            key_id=new.key_id,
            account_id=of.id,
            name="kunci uji",
            digest=new.digest,
            permissions=permissions,
            agency_id=agency_id,
            expires_at=expires_at,
        )
    )
    await session.flush()
    return {"authorization": f"Bearer {new.text}"}


async def sign(session: AsyncSession, *roles: str, agency_id: UUID | None = None) -> dict[str, str]:
    """The header of a new account with these roles."""
    return await key(session, await account(session, *roles, agency_id=agency_id))


async def person_of(session: AsyncSession, slug: str) -> Person:
    """The person of a slug, who is on record."""
    return (await session.scalars(select(Person).where(Person.slug == slug))).one()
