"""Areas by Kemendagri code: the city, its kecamatan and kelurahan."""

from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.tables import Base, Code, Keyed, one_of
from app.models.codes import AreaLevel

# kota, kecamatan or kelurahan (Kepmendagri 300.2.2-2430/2025 and the editions before it)
AREA_CODE = r"^[0-9]{2}\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?$"


class Area(Keyed, Base):
    """One area; its code (`12.71.01.1001`) has kept its meaning through every edition since 2018."""

    __tablename__ = "area"
    __table_args__ = (one_of("level", AreaLevel),)

    code: Mapped[str] = mapped_column(Code, unique=True)
    level: Mapped[str] = mapped_column(Code)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(index=True)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("area.id"), index=True)

    parent: Mapped["Area | None"] = relationship(remote_side="Area.id", lazy="raise")
    children: Mapped[list["Area"]] = relationship(lazy="raise", order_by="Area.code", overlaps="parent")
    aliases: Mapped[list["AreaAlias"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="AreaAlias.name"
    )


class AreaAlias(Keyed, Base):
    """Another spelling of an area's name, with who writes it so."""

    __tablename__ = "area_alias"
    __table_args__ = (UniqueConstraint("area_id", "name"),)

    area_id: Mapped[UUID] = mapped_column(ForeignKey("area.id"))
    name: Mapped[str]
    name_key: Mapped[str]
    note: Mapped[str | None]
