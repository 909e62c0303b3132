"""Agencies: an identity, what it was called and was part of at each time, and who followed whom."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.tables import Base, Code, Kept, Keyed, Partial, Slug, one_of, partial
from app.models.area import Area
from app.models.codes import AgencyKind, SuccessionKind

# The name in force on a day is the last one that has begun. An agency that has ended keeps its last name, one that is
# still to begin has its first. A partial date sorts before the days within it, so it has come with the first.
IN_FORCE_FIRST = "t.come DESC, CASE WHEN t.come THEN -v.position ELSE v.position END"
_TODAY = "to_char(now() AT TIME ZONE interval '7 hours', 'YYYY-MM-DD')"


def begun(day: str = _TODAY) -> str:
    """Return the SQL that joins to versions `v` whether each has come (`t.come`) by a day; by today's in Medan.

    Sorted by `IN_FORCE_FIRST`, the first version of an agency is the one that is in force.
    """
    return f"""CROSS JOIN LATERAL (
      SELECT coalesce(coalesce(v.valid_from, v.first_stated_on) <= {day}, true) AS come) t"""


class Agency(Kept, Base):
    """The identity that survives a change of name; everything that changes is in its versions."""

    __tablename__ = "agency"

    slug: Mapped[str] = mapped_column(Slug, unique=True)
    external: Mapped[bool] = mapped_column(default=False)
    region_code: Mapped[str | None] = mapped_column(Code)
    note: Mapped[str | None]

    versions: Mapped[list["AgencyVersion"]] = relationship(
        lazy="raise",
        cascade="all, delete-orphan",
        order_by="AgencyVersion.position",
        foreign_keys="AgencyVersion.agency_id",
    )
    aliases: Mapped[list["AgencyAlias"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="AgencyAlias.name"
    )


class AgencyVersion(Keyed, Base):
    """What an agency was called, and where it stood, from one time to another.

    `valid_from` and `valid_to` are set only where a document says when a name began or ended to be right; where a
    source merely uses the name on a day, `first_stated_on` and `last_stated_on` say so. `position` counts the versions
    of one agency in their order of time.
    """

    __tablename__ = "agency_version"
    __table_args__ = (
        UniqueConstraint("agency_id", "position"),
        one_of("kind", AgencyKind),
        *partial("valid_from", "valid_to", "first_stated_on", "last_stated_on"),
        CheckConstraint("valid_to >= valid_from", name="valid_to_order"),
        CheckConstraint("last_stated_on >= first_stated_on", name="last_stated_on_order"),
        CheckConstraint("parent_id <> agency_id", name="parent_id"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    position: Mapped[int]
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(index=True)
    short_name: Mapped[str | None]
    kind: Mapped[str] = mapped_column(Code)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"), index=True)
    area_id: Mapped[UUID | None] = mapped_column(ForeignKey("area.id"))
    valid_from: Mapped[str | None] = mapped_column(Partial)
    valid_to: Mapped[str | None] = mapped_column(Partial)
    first_stated_on: Mapped[str | None] = mapped_column(Partial)
    last_stated_on: Mapped[str | None] = mapped_column(Partial)
    decree: Mapped[str | None]

    parent: Mapped[Agency | None] = relationship(lazy="raise", foreign_keys=[parent_id])
    area: Mapped[Area | None] = relationship(lazy="raise")


class AgencyAlias(Keyed, Base):
    """Another name of an agency, in use beside its proper one."""

    __tablename__ = "agency_alias"
    __table_args__ = (UniqueConstraint("agency_id", "name"),)

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(index=True)
    note: Mapped[str | None]


class AgencySuccession(Keyed, Base):
    """An edge of time: `successor` took over from `predecessor`."""

    __tablename__ = "agency_succession"
    __table_args__ = (
        UniqueConstraint("predecessor_id", "successor_id", "kind"),
        one_of("kind", SuccessionKind),
        *partial("effective_on"),
        CheckConstraint("predecessor_id <> successor_id", name="successor_id"),
    )

    predecessor_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    successor_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    kind: Mapped[str] = mapped_column(Code)
    effective_on: Mapped[str | None] = mapped_column(Partial)
    decree: Mapped[str | None]
    note: Mapped[str | None]

    predecessor: Mapped[Agency] = relationship(lazy="raise", foreign_keys=[predecessor_id])
    successor: Mapped[Agency] = relationship(lazy="raise", foreign_keys=[successor_id])


class AgencyLineage(Base):
    """Derived: from an agency's id or slug to itself and each predecessor and successor, at any distance.

    Kept so that a filter by agency reads one small table instead of walking the graph at each request.
    """

    __tablename__ = "agency_lineage"

    key: Mapped[str] = mapped_column(Slug, primary_key=True)
    member_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), primary_key=True, index=True)
