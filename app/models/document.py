"""The published documents of innovations: derived, never edited, rewritten in the transaction of each change.

A card is what a list shows, a document the whole record. They stand in tables of their own, so that a list reads short
rows and neither is moved out of line.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import DDL, BigInteger, Date, DateTime, ForeignKey, Index, Sequence, Text, event, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.core.tables import Base, Code, Slug

# One number for each text ever published: the strong validator of a document, and with others that of a list.
DOCUMENT_REVISION = Sequence("document_revision", metadata=Base.metadata, data_type=BigInteger)
# the index on names needs it; the migrations make it first, and so does `create_all`
event.listen(Base.metadata, "before_create", DDL("CREATE EXTENSION IF NOT EXISTS pg_trgm"))  # type: ignore[no-untyped-call] # SQLAlchemy's
_NEXT = DOCUMENT_REVISION.next_value()
_FOLDED = Text(collation="C")


class InnovationCard(Base):
    """The card of a published innovation with the keys that lists sort and filter by.

    `facets` holds the filters that few lists use, one word each (`area:12.71.01`, `year:2019`,
    `term:<classification>/<term>`); `names` every spelling a person may type, one to a line.
    """

    __tablename__ = "innovation_card"

    innovation_id: Mapped[UUID] = mapped_column(ForeignKey("innovation.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger, server_default=_NEXT)
    published_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    name_key: Mapped[str] = mapped_column(_FOLDED)
    agency_id: Mapped[UUID | None] = mapped_column()
    kind: Mapped[str] = mapped_column(Code)
    form: Mapped[str] = mapped_column(Code)
    stage: Mapped[str] = mapped_column(Code)
    facets: Mapped[list[str]] = mapped_column(ARRAY(_FOLDED))
    names: Mapped[str] = mapped_column(_FOLDED)
    card: Mapped[str] = mapped_column(Text)
    # whether its owner is of another region; such a record is the origin, or the replica, of one of the city's
    external: Mapped[bool] = mapped_column(server_default="false", sort_order=93)
    # for each other agency that has replicas of it, the day of the last sign of life of these
    used_signs: Mapped[list[date]] = mapped_column(ARRAY(Date), server_default="{}", sort_order=94)
    # how many innovations it stands for, less those that stand for themselves by now
    represents: Mapped[int] = mapped_column(server_default="1", sort_order=95)

    __table_args__ = (
        Index("ix_innovation_card_newest", published_at.desc(), innovation_id.desc()),
        Index("ix_innovation_card_updated", updated_at.desc(), innovation_id.desc()),
        Index("ix_innovation_card_name", name_key, innovation_id),
        Index("ix_innovation_card_agency", agency_id, kind, stage, published_at.desc(), innovation_id.desc()),
        Index("ix_innovation_card_owner", agency_id, published_at.desc(), innovation_id.desc()),
        # few are external: a count takes them off the whole, and their own list finds them
        Index(
            "ix_innovation_card_external",
            published_at.desc(),
            innovation_id.desc(),
            postgresql_where=text("external"),
        ),
        Index("ix_innovation_card_facets", facets, postgresql_using="gin"),
        Index("ix_innovation_card_names", names, postgresql_using="gin", postgresql_ops={"names": "gin_trgm_ops"}),
    )


class InnovationDocument(Base):
    """The whole record of a published innovation, by id and by slug."""

    __tablename__ = "innovation_document"
    # room for a whole record in its row: fetching one out of line costs a second look-up and a decompression
    __table_args__ = ({"postgresql_with": {"toast_tuple_target": 8160}},)

    innovation_id: Mapped[UUID] = mapped_column(ForeignKey("innovation.id"), primary_key=True)
    slug: Mapped[str] = mapped_column(Slug, unique=True)
    revision: Mapped[int] = mapped_column(BigInteger, server_default=_NEXT)
    document: Mapped[str] = mapped_column(Text)
    # that of the record, so that whoever may change it learns it without another look
    version: Mapped[int] = mapped_column(server_default="1")
