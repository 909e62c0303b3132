"""The line of each published innovation in a CSV file of their list, ready made: an export copies it out as it is.

It is written in the transaction of its card, by triggers, so that also whoever knows nothing of it keeps it right. Its
cells are those of `core.sheets`, quoted so that either delimiter may stand between them; `used_by`, which depends on
the day, is told when it is read. What stands between the cells, and the line ends within them, are control characters,
which no cell can hold (see `core.cells.writable`): whoever copies a line puts one byte for another.
"""

from uuid import UUID

from sqlalchemy import DDL, event
from sqlalchemy.orm import Mapped, mapped_column

from app.core.cells import FORMULA_BEGINS, PLAIN_NUMBER, UNWRITABLE
from app.core.sheets import AS_IT_IS, TO_QUOTE
from app.core.tables import Base

# what stands for a delimiter, a carriage return and a line feed
CELL_END, RETURN, FEED = "\x1f", "\x1e", "\x1d"
# the columns of a line, by where their values are in a card
_AGENCY = ("id", "slug", "name", "short_name")
_HEAD = ("id", "slug", "name", "summary", "kind", "form", "stage")
_TAIL = ("represents", "first_known_on", "first_known_by", "version", "status", "published_at", "updated_at")
LINE_COLUMNS = (*_HEAD, *(f"agency.{name}" for name in _AGENCY), *_TAIL)


class InnovationLine(Base):
    """The cells of a card, in the order of `LINE_COLUMNS`; it comes and goes with the card."""

    __tablename__ = "innovation_line"

    # no foreign key: triggers of the cards write and remove it
    innovation_id: Mapped[UUID] = mapped_column(primary_key=True)
    line: Mapped[str]


# Most texts are what the first expression says, and cost no more than that.
CELL = f"""
CREATE FUNCTION csv_cell(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN value IS NULL THEN '' WHEN value ~ '^{AS_IT_IS}$' THEN value ELSE csv_odd_cell(value) END
$$"""

ODD_CELL = rf"""
CREATE FUNCTION csv_odd_cell(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN told = '' OR told ~ '{TO_QUOTE}'
    THEN '"' || translate(replace(told, '"', '""'), chr(13) || chr(10), chr(30) || chr(29)) || '"' ELSE told END
  FROM (
    SELECT CASE WHEN clean ~ '^(?:{FORMULA_BEGINS.replace("'", "''")})' AND clean !~ '^(?:{PLAIN_NUMBER})$'
      THEN '''' || clean ELSE clean END AS told
    FROM (SELECT regexp_replace(value, '{UNWRITABLE}', chr(65533), 'g') AS clean) c) t
$$"""  # noqa: S608 - constants of the rules


def _cells(names: tuple[str, ...], of: str) -> str:
    return " || chr(31) || ".join(f"csv_cell({of}.{name})" for name in names)


def _texts(names: tuple[str, ...]) -> str:
    return ", ".join(f"{name} text" for name in names)


LINE = f"""
CREATE FUNCTION csv_line(card text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT {_cells(_HEAD, "c")}
    || chr(31) || {_cells(_AGENCY, "a")}
    || chr(31) || {_cells(_TAIL, "c")}
  FROM json_to_record(card::json) AS c ({_texts((*_HEAD, *_TAIL))}, agency json)
    CROSS JOIN LATERAL json_to_record(coalesce(c.agency, '{{}}')) AS a ({_texts(_AGENCY)})
$$"""  # noqa: S608 - constants of this file

# An upsert of cards fires the triggers of both its halves, also where one has no rows.
CARDS = """
CREATE FUNCTION line_cards() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO innovation_line AS l (innovation_id, line)
    SELECT innovation_id, csv_line(card) FROM shown ORDER BY innovation_id
    ON CONFLICT (innovation_id) DO UPDATE SET line = excluded.line WHERE l.line <> excluded.line;
  ELSIF EXISTS (SELECT FROM gone) THEN
    DELETE FROM innovation_line l USING gone g WHERE l.innovation_id = g.innovation_id;
  END IF;
  RETURN NULL;
END $$"""

_TRIGGER = """
CREATE TRIGGER innovation_line_{name} AFTER {event} ON innovation_card
REFERENCING {table} FOR EACH STATEMENT EXECUTE FUNCTION line_cards()"""
TRIGGERS = (
    _TRIGGER.format(name="shown", event="INSERT", table="NEW TABLE AS shown"),
    _TRIGGER.format(name="changed", event="UPDATE", table="NEW TABLE AS shown"),
    _TRIGGER.format(name="withdrawn", event="DELETE", table="OLD TABLE AS gone"),
)

# both tables are there by then; a function is made before those that call it
for _statement in (ODD_CELL, CELL, LINE, CARDS, *TRIGGERS):
    _made = DDL(_statement.replace("%", "%%"))  # type: ignore[no-untyped-call] # SQLAlchemy's
    event.listen(Base.metadata, "after_create", _made)
