"""Who may sign in, and the keys that services sign in with."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.tables import Base, Code, Kept, Keyed
from app.models.agency import Agency
from app.models.codes import Permission, Role
from app.models.person import Person


def _codes(column: str, codes: type[Role] | type[Permission]) -> CheckConstraint:
    """Return the CHECK that holds an array to the codes of a vocabulary; an empty array would mean nothing."""
    values = ", ".join(f"'{code.value}'" for code in codes)
    return CheckConstraint(f"{column} <@ ARRAY[{values}]::text[] AND cardinality({column}) > 0", name=column)


class Account(Kept, Base):
    """A person or a service that may sign in.

    `subject` is the value of the claim by which tokens of the identity provider name their owner; an account without
    one signs in by keys alone. Nothing is deleted: an account that may no longer sign in is not `active`.
    """

    __tablename__ = "account"
    __table_args__ = (
        _codes("roles", Role),
        CheckConstraint("agency_id IS NOT NULL OR NOT roles && ARRAY['operator', 'secretariat']", name="agency_id"),
    )

    name: Mapped[str]
    roles: Mapped[list[str]] = mapped_column(ARRAY(Code))
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    subject: Mapped[str | None] = mapped_column(Code, unique=True)
    active: Mapped[bool] = mapped_column(default=True)
    note: Mapped[str | None]
    # who signs in, where that is somebody on record: two accounts of one person are one person
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True, sort_order=93)

    agency: Mapped[Agency | None] = relationship(lazy="raise")
    person: Mapped[Person | None] = relationship(lazy="raise")
    keys: Mapped[list["ApiKey"]] = relationship(lazy="raise", order_by="ApiKey.created_at, ApiKey.id")


class ApiKey(Keyed, Base):
    """A key of an account. Only a digest of its secret is kept, which is enough for 256 bits of chance.

    `permissions` and `agency_id` narrow what the account may do; null leaves it as it is.
    """

    __tablename__ = "api_key"
    __table_args__ = (_codes("permissions", Permission),)

    key_id: Mapped[str] = mapped_column(Code, unique=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str]
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    permissions: Mapped[list[str] | None] = mapped_column(ARRAY(Code))
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(lazy="raise", overlaps="keys")
    agency: Mapped[Agency | None] = relationship(lazy="raise")
