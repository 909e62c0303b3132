"""The names that are concealed, and how they are taken out of stored documents."""

from uuid import UUID

from sqlalchemy import DDL, ForeignKey, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from app.core.tables import Base, Keyed

# who stands where a person stood who withdrew the public name
CONCEALED_NAME = "inovator dirahasiakan"
CONCEALED_SLUG = "dirahasiakan"


class ConcealedName(Keyed, Base):
    """A spelling of the name of a person who withdrew it, as the expression that finds it (see `core.concealment`).

    Names that the person had before are kept here too, for the texts of that time hold those. Without rows nothing is
    looked for.
    """

    __tablename__ = "concealed_name"
    __table_args__ = (UniqueConstraint("person_id", "pattern"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    pattern: Mapped[str]


# Takes names out of the properties `fields` of a JSON text, in place: the rest of the text stays as it is. The look at
# the whole text before comes from how seldom one is found; a line end is two characters there, the second a letter.
CONCEAL = r"""
CREATE FUNCTION conceal(told text, fields text, names text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  found text[];
  plain text;
  clear text;
BEGIN
  IF names IS NULL OR replace(replace(told, '\n', ' '), '\t', ' ') !~ names THEN
    RETURN told;
  END IF;
  FOR found IN SELECT regexp_matches(told, '"(' || fields || ')":("(?:[^"\\]|\\.)*")', 'g') LOOP
    plain := found[2]::json #>> '{}';
    clear := regexp_replace(plain, names, '[dirahasiakan]', 'g');
    IF clear <> plain THEN
      told := replace(told, '"' || found[1] || '":' || found[2], '"' || found[1] || '":' || to_json(clear)::text);
    END IF;
  END LOOP;
  RETURN told;
END
$$"""

event.listen(ConcealedName.__table__, "after_create", DDL(CONCEAL))  # type: ignore[no-untyped-call] # SQLAlchemy's
