"""Personal data that never leaves by itself, who read it and why, and what its subjects ask for (UU 27/2022)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.tables import Base, Code, Kept, Keyed, one_of
from app.models.codes import IdentifierKind, RequestAnswer, RequestKind
from app.models.person import Person


class PersonIdentifier(Keyed, Base):
    """A civil-service number or contact of a person.

    `ciphertext` names its key and is bound to this person and kind; `digest` is keyed and finds equal values; `tail`
    are the characters that may be shown; `findings` are what is unusual about the value, which is not refused for it.
    """

    __tablename__ = "person_identifier"
    __table_args__ = (
        UniqueConstraint("person_id", "kind"),
        one_of("kind", IdentifierKind),
        Index("ix_person_identifier_digest", "digest"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(Code)
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    tail: Mapped[str]
    findings: Mapped[list[str]] = mapped_column(ARRAY(Code))
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())

    person: Mapped[Person] = relationship(lazy="raise")


class Disclosure(Keyed, Base):
    """One reading of one value: by whom, for what, when. Kept for the subject and the subject's agency."""

    __tablename__ = "disclosure"
    __table_args__ = (one_of("kind", IdentifierKind), Index("ix_disclosure_person", "person_id", "id"))

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(Code)
    purpose: Mapped[str]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    account_name: Mapped[str]
    request_id: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=func.now())


class PersonalDataRequest(Kept, Base):
    """What a subject asks for: a correction, or that the public name be withdrawn. Due 3 x 24 hours after it came.

    UU 27/2022 as told by the sources of the registry: a correction within 3 x 24 hours of the request. `statement` is
    the subject's own words and seen only by the controller and the agency that took them down.
    """

    __tablename__ = "personal_data_request"
    __table_args__ = (
        one_of("kind", RequestKind),
        one_of("answer", RequestAnswer),
        CheckConstraint("due_at > opened_at", name="due_at"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_at"),
        Index("ix_personal_data_request_due", "due_at", "id", postgresql_where="answer IS NULL"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(Code)
    statement: Mapped[str]
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    opened_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    answer: Mapped[str | None] = mapped_column(Code)
    answer_note: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))

    person: Mapped[Person] = relationship(lazy="raise")
